/*
 * Greetings, cosignatures, wishes and bundles from a partner that lies, repeats itself or
 * sends rubbish: no record changes, no log breaks, memory is bounded.
 */
#include "engines/exchange/hostile.h"

/* Of tests/support/scratch.h, which has a name in common with the fixture. */
void raw_copy(const char *from, const char *to);

/* ---- Greetings -------------------------------------------------------------------------- */

static struct bytes
greeting(struct work *w, struct sim *from, struct sim *to)
{
    struct bytes text;

    NEED(w, hello_write(from->node, w, &to->id, NULL, &text));
    return text;
}

static struct bytes
with(struct work *w, struct bytes greeting_text, const char *name, struct json *value)
{
    struct json *hello;
    struct bytes out;

    NEED(w, json_read(w, greeting_text, &json_foreign, &hello));
    json_put(hello, name, value);
    NEED(w, json_write(w, hello, &out));
    return out;
}

/* An identity of eu's that begins alike and goes on otherwise. */
static struct bytes
other_history(struct work *w, struct sim *of)
{
    struct hash root = fixture_seed(of->seed),
                next = fixture_seed((uint8_t)(of->seed + 1));
    struct identity bare, told;
    struct hash evil = forge_random(w);

    NEED(w, identity_new(w, &root, &next, &bare));
    NEED(w, hash_equal(&bare.id, &of->id));
    NEED(w,
        identity_state(w, &bare, &root,
            statement_key(w, KEY_NODE, "node", "node-held", &evil, 0, TIME_MAX), &told));
    return told.text;
}

static struct bytes
first_history(struct work *w, struct sim *of)
{
    struct hash root = fixture_seed(of->seed),
                next = fixture_seed((uint8_t)(of->seed + 1));
    struct identity bare;

    NEED(w, identity_new(w, &root, &next, &bare));
    return bare.text;
}

/* No effect, whether it is taken or not. */
static void
no_effect(struct stage *t, struct sim *from, struct sim *to, struct bytes text,
    const char *what)
{
    struct calm before = calm(t->w, to);
    enum fault fault = tell(from, to, "hello", text);

    tap_ok(still(t->w, &before) && sim_holds(t->w, to), "%s: no effect (%s)", what,
        fault == FAULT_NONE ? "taken" : fault_face(fault)->name);
}

static void
greetings(struct stage *t)
{
    struct work *w = t->w;
    struct bytes good = greeting(w, t->eu, t->un), old;
    struct bytes un_text = node_identity(t->un->node)->text;
    struct json *seal;
    struct hash now, later;

    NEED(w, tell(t->eu, t->un, "hello", good) == FAULT_NONE);
    refuses_flips(w, t->eu, t->un, "hello", good, 300, true,
        "a greeting with a flipped bit");
    refuses_cuts(w, t->eu, t->un, "hello", good, 60, "a greeting cut short");
    refuses(w, t->eu, t->court, "hello", good, FAULT_DENIED, "a greeting for another");
    refuses(w, t->court, t->un, "hello", good, FAULT_DENIED, "a greeting of another");
    refuses(w, t->eu, t->un, "hello", with(w, good, "document", json_text(w, un_text)),
        FAULT_DENIED, "a greeting with un's own identity");
    refuses(w, t->eu, t->un, "hello",
        with(w, good, "format", json_string(w, "liaison/v2")), FAULT_INVALID,
        "a greeting of another format");
    refuses(w, t->eu, t->un, "hello",
        with(w, good, "document", json_text(w, other_history(w, t->eu))), FAULT_CORRUPT,
        "a second history of eu's keys");
    no_effect(t, t->eu, t->un,
        with(w, good, "document", json_text(w, first_history(w, t->eu))),
        "an older identity of eu's");
    refuses(w, t->eu, t->un, "hello", with(w, good, "seal", json_string(w, "{}")),
        FAULT_INVALID, "a greeting without a seal key");
    NEED(w, json_read(w, greeting(w, t->court, t->un), &json_foreign, &seal));
    refuses(w, t->eu, t->un, "hello", with(w, good, "seal", json_get(seal, "seal")),
        FAULT_INVALID, "with the seal key of another");

    /* Sixteen days on eu has another seal key; the old greeting brings the old one back. */
    old = good;
    NEED(w, node_seal_of(t->un->node, w, &t->eu->id, &now));
    sim_clock += 16 * TIME_DAY;
    sim_do(w, t->eu, "sync", "{\"org\":\"un\"}");
    NEED(w, node_seal_of(t->un->node, w, &t->eu->id, &later));
    tap_ok(!hash_equal(&now, &later), "seal keys are renewed");
    no_effect(t, t->eu, t->un, old, "an old greeting again");
    NEED(w, node_seal_of(t->un->node, w, &t->eu->id, &now));
    tap_ok(hash_equal(&now, &later), "it brings no old seal key back");
    sim_clock += 31 * TIME_DAY;
    sim_do(w, t->un, "sync", "{\"org\":\"court\"}");
    no_effect(t, t->eu, t->un, old, "a greeting whose seal key is over");
    sim_do(w, t->eu, "sync", "{\"org\":\"un\"}");
}

/* ---- Cosignatures ------------------------------------------------------------------------- */

static struct bytes captured;

static bool
capture_note(struct work *w, struct sim_message *m)
{
    struct json *said;

    (void)w;
    if (!m->reply || strcmp(m->verb, "push") != 0)
        return true;
    static struct work *own;
    own = own != NULL ? own : work_open(&sim_os);
    return json_read(own, m->body, &json_foreign, &said) &&
        work_keep(own, json_get_text(said, "note"), &captured);
}

static struct bytes
last_note(struct work *w, struct sim *of, struct sim *partner)
{
    struct log_head outbox;

    NEED(w, node_outbox(of->node, w, &partner->id, &outbox));
    return outbox.note;
}

/* The note without its first signature, that of the log itself. */
static struct bytes
stripped(struct work *w, struct bytes text)
{
    struct note note;
    struct bytes out;

    NEED(w, note_read(w, text, &note) && note.count == 2);
    note.at++;
    note.count--;
    NEED(w, note_write(w, &note, &out));
    return out;
}

/* The note with lines of keys that nobody knows. */
static struct bytes
crowded(struct work *w, struct bytes text)
{
    const struct note_signature line = {.name = bytes_of("somebody"),
        .id = 7,
        .value = bytes_of("anything")};

    for (int i = 0; i < 60; i++)
        NEED(w, note_append(w, text, &line, &text));
    return text;
}

static void
cosignatures(struct stage *t)
{
    struct work *w = t->w;
    struct stored more = fixture_matter(w, t->eu->node, "More");
    struct checkpoint head;
    struct forged other;
    struct bytes before, note;
    struct note read;

    stage_share(t, t->eu, t->un, stage_id(w, &more));
    sim_watch = capture_note;
    sim_do(w, t->eu, "sync", "{\"org\":\"un\"}");
    sim_watch = NULL;
    NEED(w, captured.len > 0);
    before = last_note(w, t->eu, t->un);
    refuses_flips(w, t->un, t->eu, "cosign", captured, 200, true,
        "a cosigned checkpoint, flipped");
    refuses_cuts(w, t->un, t->eu, "cosign", captured, 30, "a cosigned checkpoint");
    tap_ok(bytes_equal(before, last_note(w, t->eu, t->un)), "what eu holds is as it was");
    refuses(w, t->court, t->eu, "cosign", captured, FAULT_DENIED,
        "by one who is no partner");
    refuses(w, t->eu, t->un, "cosign", captured, FAULT_CORRUPT,
        "by one who did not cosign");
    tap_ok(tell(t->un, t->eu, "cosign", stripped(w, captured)) == FAULT_NONE &&
            sim_holds(w, t->eu) && bytes_equal(before, last_note(w, t->eu, t->un)),
        "without eu's own signature: eu keeps its own");
    tap_ok(tell(t->un, t->eu, "cosign", crowded(w, captured)) == FAULT_NONE &&
            bytes_equal(before, last_note(w, t->eu, t->un)),
        "lines of others on it are not kept");
    NEED(w, note_read(w, captured, &read) && checkpoint_read(w, read.text, &head));
    forge_start(w, t->eu, t->un, &other);
    other.leaves[0] = forge_random(w);
    forge_note(&other);
    NEED(w, node_cosign(t->un->node, w, other.note, &note));
    refuses(w, t->un, t->eu, "cosign", note, FAULT_CORRUPT,
        "a checkpoint that eu never made");
    forge_start(w, t->un, t->eu, &other);
    forge_note(&other);
    NEED(w, node_cosign(t->un->node, w, other.note, &note));
    refuses(w, t->un, t->eu, "cosign", note, FAULT_INVALID,
        "a checkpoint of un's own log");
}

/* An answer to a push that says less, or is not there at all. */
static const char *lie;

static bool
lying_answer(struct work *w, struct sim_message *m)
{
    if (m->reply && strcmp(m->verb, "push") == 0)
        NEED(w, work_keep(w, bytes_of(lie), &m->body));
    return true;
}

static void
lying_answers(struct stage *t)
{
    static const char *const lies[] = {"", "{}", "{\"note\":\"x\",\"size\":0}",
        "{\"note\":\"x\",\"size\":9007199254740991}", "[]", "nonsense"};
    struct work *w = t->w;
    struct stored more = fixture_matter(w, t->eu->node, "Yet more");
    struct json *answer;
    size_t refused = 0;

    stage_share(t, t->eu, t->un, stage_id(w, &more));
    sim_watch = lying_answer;
    for (size_t i = 0; i < COUNT_OF(lies); i++) {
        lie = lies[i];
        refused += !sim_try(w, t->eu, "sync", "{\"org\":\"un\"}", &answer);
        work_clear(w);
        /* The record arrived; make another wait. */
        more = fixture_matter(w, t->eu->node, "Again");
        stage_share(t, t->eu, t->un, stage_id(w, &more));
    }
    sim_watch = NULL;
    tap_ok(refused == COUNT_OF(lies) && sim_holds(w, t->eu),
        "an answer that lies is a fault");
    sim_do(w, t->eu, "sync", "{\"org\":\"un\"}");
    tap_ok(sim_waits(w, t->eu, "receipts_missing") == 0, "and the next contact mends it");
}

/* ---- Bundles --------------------------------------------------------------------------------- */

static bool
read_in(struct sim *to, const char *file)
{
    struct work *w = work_open(&sim_os);
    struct json *answer;
    bool good =
        sim_try(w, to, "bundle in", work_format(w, "{\"file\":[\"%s\"]}", file), &answer);

    if (!good && (work_why(w)[0] == '\0' || work_fault(w) == FAULT_MEMORY))
        printf("#   a fault without a reason\n");
    work_close(w);
    return good;
}

/* Each sample: the node as it was before, a spoiled bundle, then the sound one. */
static void
bundles(struct stage *t)
{
    struct work *w = t->w;
    const char *file = at(w, "sound"), *spoiled = at(w, "spoiled");
    const char *saved = t->un->folder;
    struct log_head outbox, inbox;
    size_t samples = 0, taken = 0, broken = 0, cut_taken = 0;
    struct bytes sound;
    uint8_t *copy;

    stage_share(t, t->eu, t->un,
        stage_id(w,
            &(struct stored){.id = fixture_matter(w, t->eu->node, "In a bundle").id}));
    sim_do(w, t->eu, "ingest", "{\"path\":[\"%s\"],\"tlp\":\"amber\"}", at(w, "photo"));
    sim_do(w, t->eu, "bundle out", "{\"org\":\"un\",\"file\":\"%s\"}", file);
    sound = get_file(w, file);
    NEED(w, node_outbox(t->eu->node, w, &t->un->id, &outbox));
    sim_close(t->un);
    raw_copy(saved, at(w, "un-before"));
    copy = malloc(sound.len);
    for (size_t at_byte = 0; at_byte < sound.len; at_byte += sound.len / 24 + 1) {
        memcpy(copy, sound.at, sound.len);
        copy[at_byte] ^= 0x10;
        put_file(spoiled, copy, sound.len);
        raw_copy(at(w, "un-before"), saved);
        sim_open(w, t->un);
        taken += read_in(t->un, spoiled);
        broken += !sim_holds(w, t->un);
        broken += !read_in(t->un, file);
        NEED(w, node_inbox(t->un->node, w, &t->eu->id, outbox.origin, &inbox));
        broken += inbox.size != outbox.size || !sim_holds(w, t->un);
        put_file(spoiled, sound.at, at_byte);
        cut_taken += read_in(t->un, spoiled);
        sim_close(t->un);
        samples++;
    }
    free(copy);
    sim_open(w, t->un);
    /* What a greeting says that the sender has is signed by nobody, and changes nothing. */
    tap_ok(samples > 15 && broken == 0 && taken <= 2,
        "%zu bundles with a flipped bit: none broke anything, %zu taken", samples, taken);
    tap_ok(cut_taken == 0, "a bundle that was cut says so, wherever");
    put_file(spoiled, sound.at, sound.len - 5);
    tap_ok(!read_in(t->un, spoiled), "also one that was cut between two frames");
    for (size_t i = 0; i < 2; i++) {
        put_file(spoiled, i == 0 ? "" : "liaison/v1/volume\n", i == 0 ? 0 : 18);
        tap_ok(!read_in(t->un, spoiled), "an empty bundle is none");
    }
}

/* ---- Rubbish, and how much memory it takes -------------------------------------------------------- */

static void
rubbish(struct stage *t)
{
    static const char *const verbs[] = {"hello", "push", "pull", "cosign", "want",
        "pieces", "piece", "give-pieces", "give", "", "HELLO", "../hello", "hello\n"};
    size_t most = EXCHANGE_BODY_MAX + 1,
           lengths[] = {0, 1, 17, 4096, 1024 * 1024, most - 1, most};
    struct calm before = calm(t->w, t->un);
    uint8_t *body = malloc(most);
    unsigned asked = 0, taken = 0;

    memory_most = 0;
    for (int filling = 0; filling < 4; filling++) {
        for (size_t i = 0; i < most; i++)
            body[i] = filling == 0 ? 0
                : filling == 1     ? '['
                : filling == 2     ? (uint8_t)chance(256)
                                   : (uint8_t) "liaison/v1/batch\n"[i % 17];
        for (size_t v = 0; v < COUNT_OF(verbs); v++)
            for (size_t l = 0; l < COUNT_OF(lengths); l++) {
                struct work *w = work_open(counted_os());
                struct bytes reply;

                asked++;
                taken += exchange_answer(t->un->node, w, &t->eu->id, bytes_of(verbs[v]),
                             bytes_from(body, lengths[l]), &reply) &&
                    strcmp(verbs[v], "want") != 0;
                work_close(w);
            }
    }
    free(body);
    tap_ok(taken == 0 && still(t->w, &before), "%u messages of rubbish: none taken",
        asked);
    tap_ok(memory_now == 0 && memory_most < 4 * EXCHANGE_BODY_MAX,
        "and no more than %zu KiB for any", memory_most / 1024);
}

/* Sealed and signed rubbish, so that it is opened and read: what it costs is bounded by what
 * was sent. */
static void
heavy(struct stage *t, const char *what, const char *begin, const char *again, size_t len)
{
    struct buffer b = buffer_open(t->w, SIZE_MAX / 2);
    struct forged f;
    struct bytes text, batch, reply;
    struct hash any = forge_random(t->w);
    struct work *w;
    bool taken;

    buffer_text(&b, begin);
    while (b.len < len)
        buffer_text(&b, again);
    NEED(t->w, buffer_bytes(&b, &text));
    forge_start(t->w, t->eu, t->un, &f);
    forge_entry(&f, text, &any);
    forge_note(&f);
    batch = forge_write(&f);
    memory_most = 0;
    w = work_open(counted_os());
    taken = exchange_answer(t->un->node, w, &t->eu->id, bytes_of("push"), batch, &reply);
    work_close(w);
    tap_ok(!taken && memory_most < 8 * EXCHANGE_BODY_MAX, "%s: refused with %zu MiB",
        what, memory_most >> 20);
}

static void
wrong_types(struct stage *t)
{
    static const char *const messages[][2] = {
        {"pull", "{}"},
        {"pull", "{\"origin\":7,\"size\":0}"},
        {"pull", "{\"origin\":\"\",\"size\":-1}"},
        {"pull", "{\"origin\":\"\",\"size\":1.5}"},
        {"pull", "{\"size\":0,\"origin\":\"\"}"},
        {"pull", "[]"},
        {"pull", "null"},
        {"piece", "{\"tree\":\"00\"}"},
        {"piece", "{\"piece\":0}"},
        {"piece",
            "{\"piece\":-1,\"tree\":\""
            "00112233445566778899aabbccddeeff"
            "00112233445566778899aabbccddeeff"
            "\"}"},
        {"pieces", "{\"tree\":7}"},
        {"hello", "{}"},
        {"hello", "[]"},
        {"cosign", "\n\n"},
        {"give", "short"},
        {"give-pieces", "short"},
    };
    struct calm before = calm(t->w, t->un);
    size_t taken = 0;

    for (size_t i = 0; i < COUNT_OF(messages); i++)
        taken +=
            tell(t->eu, t->un, messages[i][0], bytes_of(messages[i][1])) == FAULT_NONE;
    tap_ok(taken == 0 && still(t->w, &before), "messages of wrong types are not taken");
}

/* A copy that the partner says it has, and has not: it is given all again, no more. */
static void
wishes(struct stage *t)
{
    struct work *w = t->w;
    struct bytes reply;
    struct log_head outbox;
    struct json *ask = json_object(w);
    struct bytes text;
    struct work *own = work_open(&sim_os);

    NEED(w, node_outbox(t->eu->node, w, &t->un->id, &outbox));
    json_put(ask, "origin", json_text(w, outbox.origin));
    json_put(ask, "size", json_integer(w, (int64_t)outbox.size + 1000));
    NEED(w, json_write(w, ask, &text));
    tap_ok(exchange_answer(t->eu->node, own, &t->un->id, bytes_of("pull"), text,
               &reply) &&
            bytes_start(reply, "liaison/v1/batch\n"),
        "who claims more than there is is given all");
    work_close(own);
    tap_ok(tell(t->court, t->eu, "pull", text) == FAULT_DENIED,
        "who is no partner, nothing");
}

int
main(void)
{
    struct work *w = sim_start();
    struct stage t;

    chance_start();
    t = stage_open(w, 40000);
    sim_do(w, t.eu, "sync", "{\"org\":\"un\"}");
    greetings(&t);
    cosignatures(&t);
    lying_answers(&t);
    rubbish(&t);
    heavy(&t, "many small values", "{\"header\":[0", ",0", 16 * 1024 * 1024);
    heavy(&t, "many small objects", "{\"header\":[{}", ",{}", 16 * 1024 * 1024);
    heavy(&t, "deep arrays", "[", "[", 16 * 1024 * 1024);
    heavy(&t, "a long text", "{\"header\":\"", "\\u0041", 16 * 1024 * 1024);
    wrong_types(&t);
    wishes(&t);
    bundles(&t);
    for (size_t i = 0; i < sim_count; i++)
        tap_ok(sim_holds(w, &sims[i]), "%s verifies", sims[i].handle);
    sim_end();
    work_close(w);
    return tap_end();
}
