/*
 * How often two ends have to speak: once where nothing is new, and then in few bytes; twice where
 * something is.  Whatever one of them lacks is noticed all the same.
 */
#include "engines/exchange/hostile.h"

static struct stage stage;
static struct sim *eu, *un;
static struct work *w;

static bool (*also)(struct work *own, struct sim_message *m);
static struct bytes asked; /* the last question whether anything is new, un's to eu */
static char answered[16];  /* and what eu said */
static unsigned greetings;

static bool
watch(struct work *own, struct sim_message *m)
{
    if (strcmp(m->verb, "same") == 0 && !m->reply)
        NEED(w, work_keep(w, m->body, &asked));
    if (strcmp(m->verb, "same") == 0 && m->reply)
        snprintf(answered, sizeof(answered), "%.*s", (int)m->body.len,
            (const char *)m->body.at);
    greetings += strcmp(m->verb, "hello") == 0 && !m->reply;
    return also == NULL || also(own, m);
}

static void
meet(struct sim *a, struct sim *b)
{
    sim_trips.count = 0;
    sim_trips.bytes = 0;
    greetings = 0;
    answered[0] = '\0';
    sim_do(w, a, "sync", "{\"org\":\"%s\"}", b->handle);
}

/* A contact in which nothing is said. */
static bool
quiet(struct sim *a, struct sim *b)
{
    meet(a, b);
    return sim_trips.count == 1 && sim_trips.bytes <= 512 &&
        strcmp(answered, "same") == 0;
}

static void
share_some(struct sim *from, struct sim *to, int count)
{
    for (int i = 0; i < count; i++) {
        struct stored one = fixture_matter(w, from->node, work_format(w, "Matter %d", i));

        stage_share(&stage, from, to, stage_id(w, &one));
    }
}

/* ---- Counting ------------------------------------------------------------------------------- */

static void
counts(void)
{
    struct sim *ends[2][2] = {{eu, un}, {un, eu}};

    tap_ok(quiet(un, eu), "nothing is new: %u trip, %zu bytes", sim_trips.count,
        sim_trips.bytes);
    tap_ok(quiet(eu, un), "whoever asks: %u trip, %zu bytes", sim_trips.count,
        sim_trips.bytes);
    for (int i = 0; i < 4; i++) {
        struct sim *has = ends[i / 2][0], *lacks = ends[i / 2][1];
        struct sim *asks = ends[i % 2][0], *other = ends[i % 2][1];
        int64_t before = fixture_count(w, lacks->node);

        share_some(has, lacks, 20);
        meet(asks, other);
        tap_ok(sim_trips.count == 2 && greetings == 0 &&
                fixture_count(w, lacks->node) >= before + 20,
            "20 are new at %s, %s asks: %u trips", has->handle, asks->handle,
            sim_trips.count);
        tap_ok(quiet(asks, other) && quiet(other, asks), "and then nothing is");
    }
    tap_ok(sim_holds(w, eu) && sim_holds(w, un), "both hold");
}

static void
many(void)
{
    struct work *own = work_open(&sim_os);
    const size_t count = 2 * 1024 + 10;
    struct draft *drafts = work_alloc(own, count * sizeof(*drafts));
    struct receipt *receipts = work_alloc(own, count * sizeof(*receipts)), *given;
    struct stored *stored = work_alloc(own, count * sizeof(*stored));
    const struct peer to = sim_peer(w, eu, un);
    struct terms terms;
    struct json *core, *of_it;
    size_t given_count;

    NEED(own, drafts != NULL && receipts != NULL && stored != NULL);
    terms_default(&eu->id, &terms);
    NEED(own, terms_write(own, &terms, &of_it));
    NEED(own,
        json_read(own, bytes_of("{\"title\":" TEXT("One of many") "}"), &json_written,
            &core));
    for (size_t i = 0; i < count; i++) {
        drafts[i] = (struct draft){.kind = "matter/1"};
        draft_part(&drafts[i], "core", core);
        draft_part(&drafts[i], "terms", of_it);
    }
    for (size_t i = 0; i < count; i += 1000)
        NEED(own,
            node_make(eu->node, own, drafts + i, count - i < 1000 ? count - i : 1000,
                receipts + i));
    for (size_t i = 0; i < count; i++)
        NEED(own, store_by_no(node_store(eu->node), own, receipts[i].no, &stored[i]));
    NEED(own,
        exchange_share(eu->node, own, &anna, &to, 1, stored, count, &given,
            &given_count));
    work_close(own);
    meet(un, eu);
    tap_ok(sim_trips.count <= 5, "a trip for each of three batches, and the answers: %u",
        sim_trips.count);
    tap_ok(quiet(un, eu) && sim_holds(w, un), "and then nothing is new");
}

/* ---- What is noticed ---------------------------------------------------------------------------- */

static bool
no_cosign(struct work *own, struct sim_message *m)
{
    (void)own;
    return m->reply || strcmp(m->verb, "cosign") != 0;
}

static void
noticed(void)
{
    struct hash root = fixture_seed(eu->seed);

    share_some(eu, un, 1);
    also = no_cosign;
    (void)sim_refused(w, un, "sync", "{\"org\":\"eu\"}");
    also = NULL;
    meet(un, eu);
    tap_ok(strcmp(answered, "same") != 0 && quiet(un, eu),
        "a cosignature that was lost: %s, and then it is there", answered);

    sim_clock += 13 * TIME_HOUR;
    meet(un, eu);
    tap_ok(sim_trips.count == 2 && quiet(un, eu),
        "half a day later both sign for the other's log again");

    sim_clock += 16 * TIME_DAY;
    meet(un, eu);
    tap_ok(greetings > 0 && quiet(un, eu), "seal keys are new: they greet, and once");
    sim_clock += 40 * TIME_DAY;
    meet(un, eu);
    tap_ok(greetings > 0 && quiet(un, eu), "seal keys are over: the same");

    sim_clock += 60 * TIME_SECOND;
    NEED(w, node_key_change(eu->node, w, "node", &root, NULL));
    sim_clock += 60 * TIME_SECOND;
    meet(un, eu);
    tap_ok(greetings > 0, "a node key is new: they greet");
    meet(eu, un);
    tap_ok(quiet(un, eu), "and once");

    NEED(w, node_key_change(eu->node, w, "log", &root, NULL));
    sim_clock += 60 * TIME_SECOND;
    share_some(eu, un, 1);
    meet(un, eu);
    meet(un, eu);
    tap_ok(quiet(un, eu) && quiet(eu, un) && sim_holds(w, eu) && sim_holds(w, un),
        "a log key is new: in its epoch nothing is new in the end");
}

/* Content that is still to come there. */
static bool
no_content(struct work *own, struct sim_message *m)
{
    (void)own;
    return m->reply || strcmp(m->verb, "piece") != 0;
}

static void
content(void)
{
    uint8_t photo[300000];
    const char *id;

    for (size_t i = 0; i < sizeof(photo); i++)
        photo[i] = (uint8_t)(i * 3 + i / 77);
    put_file(at(w, "another"), photo, sizeof(photo));
    id = sim_text(w,
        sim_do(w, eu, "ingest", "{\"path\":[\"%s\"],\"tlp\":\"amber\"}",
            at(w, "another")),
        "items.0.id");
    stage_share(&stage, eu, un, id);
    also = no_content;
    (void)sim_refused(w, un, "sync", "{\"org\":\"eu\"}");
    also = NULL;
    meet(eu, un);
    tap_ok(strcmp(answered, "same") != 0, "content that is still to come is asked for");
    tap_ok(quiet(un, eu), "and then nothing is new");
}

/* ---- Questions of others ------------------------------------------------------------------------ */

static const char *
says(struct sim *from, struct sim *to, struct bytes body)
{
    struct work *own = work_open(&sim_os);
    struct bytes reply;
    const char *out = "refused";

    if (exchange_answer(to->node, own, &from->id, bytes_of("same"), body, &reply))
        NEED(w, work_string(w, reply, &out));
    work_close(own);
    return out;
}

static void
flipped(void)
{
    struct bytes good, bent;
    size_t same = 0, refused = 0;

    NEED(w, quiet(un, eu));
    good = asked;
    tap_ok(strcmp(says(un, eu, good), "same") == 0, "asked again: the same");
    for (size_t i = 0; i < good.len; i++) {
        NEED(w, work_keep(w, good, &bent));
        ((uint8_t *)(uintptr_t)bent.at)[i] ^= (uint8_t)(1u << i % 8);
        same += strcmp(says(un, eu, bent), "same") == 0;
    }
    tap_ok(same <= 8,
        "of %zu bytes none but those of what it takes eu to lack is idle: %zu", good.len,
        same);
    for (size_t i = 0; i < good.len; i++)
        refused += tell(un, eu, "same", bytes_from(good.at, i)) == FAULT_INVALID;
    tap_ok(refused == good.len, "cut short it is refused");
    refuses(w, stage.evil, eu, "same", good, FAULT_DENIED, "of one who is no partner");
}

/* ---- Several in one ------------------------------------------------------------------------------ */

static struct bytes
together(const char *verb, struct bytes body, unsigned count)
{
    struct buffer b = buffer_open(w, EXCHANGE_BODY_MAX);
    struct bytes out;

    for (unsigned i = 0; i < count; i++) {
        buffer_byte(&b, (uint8_t)strlen(verb));
        buffer_text(&b, verb);
        buffer_u32(&b, (uint32_t)body.len);
        buffer_add(&b, body);
    }
    NEED(w, buffer_bytes(&b, &out));
    return out;
}

static void
several(void)
{
    const struct bytes none = {0}, wants = together("want", none, EXCHANGE_SEVERAL);
    unsigned messages, pieces;
    size_t cut = 0;

    tap_ok(tell(un, eu, "several", wants) == FAULT_NONE &&
            tell(un, eu, "several", none) == FAULT_NONE,
        "%d messages are one, and none is", EXCHANGE_SEVERAL);
    exchange_weigh(bytes_of("several"), wants, &messages, &pieces);
    tap_ok(messages == EXCHANGE_SEVERAL && pieces == 0, "and weigh as much");
    exchange_weigh(bytes_of("several"), together("piece", none, 5), &messages, &pieces);
    tap_ok(messages == 0 && pieces == 5, "as pieces weigh alone");
    refuses(w, un, eu, "several", together("want", none, EXCHANGE_SEVERAL + 1),
        FAULT_INVALID, "one more");
    refuses(w, un, eu, "several", together("several", wants, 1), FAULT_INVALID,
        "several in several");
    refuses(w, un, eu, "several", together("nonsense", none, 1), FAULT_MISSING,
        "what no partner says");
    for (size_t i = 1; i < wants.len; i++)
        cut += tell(un, eu, "several", bytes_from(wants.at, i)) == FAULT_INVALID;
    tap_ok(cut == wants.len - EXCHANGE_SEVERAL,
        "cut short, but between two, it is refused");
}

/* The other end answers what it was not asked. */
static struct bytes lie;

static bool
lie_call(void *ctx, struct work *own, const char *verb, struct bytes body,
    struct bytes *reply)
{
    (void)ctx;
    (void)own;
    (void)verb;
    (void)body;
    *reply = lie;
    return true;
}

static void
lies(void)
{
    static const char *const told[] = {"", "\0\0\0\4same\0\0\0\0", "\0\0\0\5other",
        "\0\0\0\4nope", "\0\0\0\377same", "\0\0\0",
        "\0\0\0\5other\0\0\0\0\0\0\0\2[]\0\0\0\0"};
    static const size_t lens[] = {0, 12, 9, 8, 8, 3, 23};
    const struct road road = {.call = lie_call};
    const struct peer peer = sim_peer(w, un, eu);
    size_t refused = 0;

    for (size_t i = 0; i < COUNT_OF(told); i++) {
        struct work *own = work_open(&sim_os);
        struct synced done;

        lie = bytes_from(told[i], lens[i]);
        refused += !exchange_sync(un->node, own, &anna, &peer, &road, &done) &&
            work_why(own)[0] != '\0';
        work_close(own);
    }
    tap_ok(refused == COUNT_OF(told) && sim_holds(w, un), "of %zu lies %zu are refused",
        COUNT_OF(told), refused);
}

int
main(void)
{
    w = sim_start();
    stage = stage_open(w, 5000);
    eu = stage.eu;
    un = stage.un;
    sim_watch = watch;
    meet(un, eu);
    meet(eu, un);
    counts();
    many();
    content();
    flipped();
    several();
    lies();
    noticed();
    sim_end();
    work_close(w);
    return tap_end();
}
