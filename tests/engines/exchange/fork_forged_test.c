/*
 * What is no proof of a fork blames nobody: changed in any place it is refused, by a stranger
 * and by a node; by a key that is not known it waits, by one that was revoked it is set aside.
 */
#include "engines/exchange/proof.h"

/* ---- Proofs, true and false ------------------------------------------------------------------ */

/* eu signs two trees for un: one of them of a size, or an older one of another. */
static struct bytes
true_proof(bool two_sizes)
{
    struct forged f;
    struct json *answer;

    forge_start(w, t.eu, t.un, &f);
    NEED(w, f.size > 3);
    f.leaves[1] = forge_random(w);
    if (two_sizes)
        f.size--;
    f.first = 0;
    forge_note(&f);
    tap_ok(tell(t.eu, t.un, "push", forge_write(&f)) == FAULT_CORRUPT,
        "eu shows un a second tree of %s", two_sizes ? "another size" : "one size");
    answer = sim_do(w, t.un, "peer proof", "{\"org\":\"eu\"}");
    return json_get(answer, "text")->text;
}

/* By the keys that came along, as a stranger checks it. */
static bool
proves(struct bytes text)
{
    struct work *own = work_open(&sim_os);
    struct identity accused;
    struct fork fork;
    bool counts = false;
    bool good = fork_read(own, text, &fork) && fork.identity.len > 0 &&
        identity_read(own, fork.identity, &accused) &&
        fork_check(own, &fork, &accused, sim_clock, &counts) && counts;

    work_close(own);
    return good;
}

/* un tells court of a fork, with that proof, by a record that says ${org}. */
static enum fault
tell_court(struct bytes proof, const char *org, struct hash *record)
{
    struct json *parts = json_object(w), *core = json_object(w);
    const char *text;
    struct record *r;
    struct forged f;

    json_put(core, "org", json_string(w, org));
    json_put(core, "proof", json_text(w, proof));
    json_put(parts, "core", core);
    NEED(w, work_string(w, written(parts), &text));
    r = forge_make(w,
        &(struct forged_record){.author = t.un, .kind = "fork/1", .parts = text});
    *record = r->hash;
    forge_start(w, t.un, t.court, &f);
    forge_record(&f, r);
    forge_note(&f);
    return tell(t.un, t.court, "push", forge_write(&f));
}

static enum stored_state
state_of(struct sim *s, const struct hash *record)
{
    struct stored of;

    NEED(w, store_by_hash(node_store(s->node), w, record, &of));
    return of.state;
}

static size_t
blamed(struct sim *s)
{
    return json_get(sim_do(w, s, "status", "{}"), "forks")->count;
}

static void
no_proof(struct json *proof, const char *what)
{
    struct calm before = calm(w, t.court);
    struct bytes text = written(proof);
    struct hash record;
    enum fault fault = tell_court(text, t.eu->hex, &record);

    tap_ok(!proves(text), "%s: proves nothing", what);
    if (!tap_ok((fault == FAULT_CORRUPT || fault == FAULT_INVALID) && still(w, &before) &&
                blamed(t.court) == 0,
            "%s: court refuses it, and blames nobody", what))
        printf("#   got %s\n",
            fault == FAULT_NONE ? "accepted" : fault_face(fault)->name);
}

/* Nor is it refused: the key could be one that court has not heard of. */
static void
waits(struct json *proof, const char *what)
{
    struct bytes text = written(proof), org = json_get_text(proof, "log");
    struct hash record;
    const char *hex;

    NEED(w, work_string(w, bytes_from(org.at + strlen("liaison/v1/"), 64), &hex));
    tap_ok(!proves(text), "%s: proves nothing", what);
    tap_ok(tell_court(text, hex, &record) == FAULT_NONE && blamed(t.court) == 0 &&
            state_of(t.court, &record) == STORED_WAITING,
        "%s: court lets it wait, and blames nobody", what);
}

static struct json *
head(struct json *proof, size_t n)
{
    struct json *heads = json_get(proof, "heads");

    return n == 0 ? heads->first : heads->last;
}

static void
changed(struct bytes proof, bool two_sizes)
{
    const char *of = two_sizes ? "of two sizes" : "of one size";
    struct hash other = forge_random(w);
    struct json *p, *again;

    tap_ok(proves(proof) && proof.len <= FORK_PROOF_MAX, "a proof %s, %zu bytes", of,
        proof.len);
    for (size_t n = 0; n < 2; n++) {
        p = read_proof(proof);
        set(head(p, n), "root", json_hex(w, hash_bytes(&other)));
        no_proof(p, work_format(w, "%s, another root at %zu", of, n));
        p = read_proof(proof);
        set(head(p, n), "size",
            json_integer(w, json_get(head(p, n), "size")->integer + 1));
        no_proof(p, work_format(w, "%s, another size at %zu", of, n));
        p = read_proof(proof);
        set(head(p, n), "signature",
            json_text(w, json_get_text(head(read_proof(proof), 1 - n), "signature")));
        no_proof(p, work_format(w, "%s, the other's signature at %zu", of, n));
    }
    p = read_proof(proof);
    swap(p, "heads");
    no_proof(p, work_format(w, "%s, in the other order", of));
    p = read_proof(proof);
    again = head(read_proof(proof), 0);
    set(head(p, 1), "root", json_text(w, json_get_text(again, "root")));
    set(head(p, 1), "size", json_integer(w, json_get(again, "size")->integer));
    set(head(p, 1), "signature", json_text(w, json_get_text(again, "signature")));
    json_drop(p, "path");
    json_drop(p, "was");
    no_proof(p, work_format(w, "%s, one of them twice", of));
    p = read_proof(proof);
    set(p, "more", json_string(w, "x"));
    no_proof(p, work_format(w, "%s, a member more", of));
}

static void
changed_path(struct bytes proof)
{
    struct bytes path, again;
    struct json *p = read_proof(proof);
    uint8_t *flipped;

    set(p, "was", json_text(w, json_get_text(head(p, 0), "root")));
    no_proof(p, "a path that is said to begin with the smaller tree");
    p = read_proof(proof);
    NEED(w, base64_read(w, json_get_text(p, "path"), &path) && path.len >= 32);
    flipped = work_alloc(w, path.len);
    NEED(w, flipped != NULL);
    memcpy(flipped, path.at, path.len);
    flipped[path.len - 1] ^= 1;
    NEED(w, base64_write(w, bytes_from(flipped, path.len), &again));
    set(p, "path", json_text(w, again));
    no_proof(p, "a path with another hash");
    p = read_proof(proof);
    NEED(w, base64_write(w, bytes_from(path.at, path.len - 32), &again));
    set(p, "path", json_text(w, again));
    no_proof(p, "a path too short");
    p = read_proof(proof);
    json_drop(p, "path");
    json_drop(p, "was");
    no_proof(p, "two sizes without a path");
}

/* Two honest checkpoints, with the path between them that is true. */
static void
honest_heads(void)
{
    struct merkle_source tiles;
    struct log_head outbox;
    struct bytes early, late, proof;

    NEED(w, node_outbox(t.eu->node, w, &t.un->id, &outbox));
    NEED(w,
        node_checkpoint(t.eu->node, w, &outbox, outbox.size - 1, &early) &&
            node_checkpoint(t.eu->node, w, &outbox, outbox.size, &late) &&
            store_tiles(node_store(t.eu->node), w, &outbox, &tiles) &&
            fork_write(w, node_identity(t.eu->node), early, late, &tiles, &proof));
    no_proof(read_proof(proof), "two checkpoints of one tree");
}

/* Whoever has no log key of eu's signs in its name: court cannot know that it is none. */
static void
other_keys(struct bytes proof)
{
    struct json *p = read_proof(proof);
    struct hash seed = forge_seed(w, t.eu, "node");
    struct cursor c = {.work = w};
    struct note notes[2];
    struct forged f;
    struct bytes value;

    for (size_t n = 0; n < 2; n++) {
        struct buffer line = buffer_open(w, 256);
        struct checkpoint of;

        forge_start(w, t.eu, t.un, &f);
        f.leaves[0] = forge_random(w);
        forge_note_as(&f, json_get_text(p, "log"), &seed, f.size);
        NEED(w,
            note_read(w, f.note, &notes[n]) && checkpoint_read(w, notes[n].text, &of));
        buffer_u32(&line, notes[n].at[0].id);
        buffer_add(&line, notes[n].at[0].value);
        NEED(w, buffer_bytes(&line, &c.rest) && base64_write(w, c.rest, &value));
        set(head(p, n), "signature", json_text(w, value));
        set(head(p, n), "root", json_hex(w, hash_bytes(&of.root)));
        set(head(p, n), "size", json_integer(w, (int64_t)of.size));
    }
    if (bytes_order(json_get_text(head(p, 0), "root"),
            json_get_text(head(p, 1), "root")) > 0) {
        struct json *heads = json_array(w), *kept;

        NEED(w, json_keep(w, head(p, 1), &kept));
        json_add(heads, kept);
        NEED(w, json_keep(w, head(p, 0), &kept));
        json_add(heads, kept);
        set(p, "heads", heads);
    }
    waits(p, "signed by a key of eu's that is no log key");
}

/* The name of the log is part of what is signed, and of what a key is known by. */
static void
other_logs(struct bytes proof, struct sim *of, const char *what)
{
    struct json *p = read_proof(proof);

    set(p, "log",
        json_string(w,
            work_format(w, "liaison/v1/%s/main/outbox/%s/2", of->hex, t.un->hex)));
    if (of != t.eu) {
        struct hash record;

        tap_ok(tell_court(written(p), of->hex, &record) == FAULT_CORRUPT,
            "%s, with eu's keys: court refuses it", what);
        json_drop(p, "identity");
    }
    waits(p, what);
}

/* ---- Which keys count ---------------------------------------------------------------------------- */

static void
settle(struct sim *s)
{
    int64_t count;

    NEED(w, exchange_settle(s->node, w, &anna, &count));
}

static void
unknown_keys(struct bytes proof)
{
    struct json *p = read_proof(proof);
    struct hash record;

    json_drop(p, "identity");
    tap_ok(tell_court(written(p), t.eu->hex, &record) == FAULT_NONE &&
            state_of(t.court, &record) == STORED_WAITING && blamed(t.court) == 0,
        "without the keys court lets it wait");
    NEED(w,
        node_identity_learn(t.court->node, w, node_identity(t.eu->node)->text,
            (struct bytes){0}, &t.un->id));
    settle(t.court);
    tap_ok(state_of(t.court, &record) == STORED_IN_FORCE && blamed(t.court) == 1,
        "and takes it when they come");
}

struct seen {
    enum stored_state state;
};

static void
see_state(struct work *own, struct sim *s, const struct stored *of, void *ctx)
{
    struct seen *seen = ctx;

    (void)own;
    (void)s;
    seen->state = of->state;
}

/* Of whom court knows a document already, only that counts: what comes along with a proof could
 * be signed by a root key that was lost since. */
static void
newer_keys(void)
{
    struct hash root = fixture_seed(t.eu->seed), record;
    struct bytes proof;

    sim_end();
    t = stage_open(w, 1000);
    NEED(w,
        node_identity_learn(t.court->node, w, node_identity(t.eu->node)->text,
            (struct bytes){0}, &t.un->id));
    sim_clock += 60 * TIME_SECOND;
    NEED(w, node_key_change(t.eu->node, w, "log", &root, NULL));
    sim_clock += 60 * TIME_SECOND;
    sim_do(w, t.eu, "sync", "{\"org\":\"un\"}");
    proof = true_proof(false);
    tap_ok(proves(proof) && tell_court(proof, t.eu->hex, &record) == FAULT_NONE &&
            state_of(t.court, &record) == STORED_WAITING && blamed(t.court) == 0,
        "by a key that the document which court has does not state, it waits");
    NEED(w,
        node_identity_learn(t.court->node, w, node_identity(t.eu->node)->text,
            (struct bytes){0}, &t.un->id));
    settle(t.court);
    tap_ok(state_of(t.court, &record) == STORED_IN_FORCE && blamed(t.court) == 1,
        "until court has a document that does");
}

/* Lines of its own would make a checkpoint too long to be proved false. */
static void
longer_checkpoint(void)
{
    struct hash seed = forge_seed(w, t.eu, "log"), public;
    struct checkpoint c = {.extension = bytes_of("more\n")};
    struct log_head outbox;
    struct note_key key;
    struct forged f;

    forge_start(w, t.eu, t.un, &f);
    NEED(w,
        node_outbox(t.eu->node, w, &t.un->id, &outbox) &&
            sign_public(w, &seed, &public) &&
            note_key_make(w, outbox.origin, NOTE_ED25519, &public, &key));
    forge_record(&f, harmless(&t));
    c.origin = outbox.origin;
    c.size = f.size;
    NEED(w,
        merkle_root(w, f.leaves, f.size, &c.root) &&
            checkpoint_sign(w, &c, &key, &seed, &f.note));
    refuses_batch(&f, FAULT_INVALID, "a checkpoint with lines of its own");
}

static void
revoked(struct bytes proof)
{
    struct hash root = fixture_seed(t.eu->seed);
    struct seen seen = {0};
    const char *document = at(w, "revoked.json"), *file = at(w, "proof.json");
    struct bytes text;

    sim_clock += 60 * TIME_SECOND;
    NEED(w, node_key_change(t.eu->node, w, "log", &root, "stolen"));
    sim_clock += 60 * TIME_SECOND;
    text = node_identity(t.eu->node)->text;
    put_file(document, text.at, text.len);
    put_file(file, proof.at, proof.len);
    sim_do(w, t.un, "verify fork", "{\"file\":\"%s\",\"root\":\"%s\"}", file, t.eu->hex);
    tap_ok(strcmp(sim_refused(w, t.un, "verify fork",
                      "{\"file\":\"%s\",\"identity\":\"%s\"}", file, document),
               "corrupt") == 0,
        "by the whole document a revoked key proves nothing");
    tap_ok(strcmp(sim_refused(w, t.un, "verify fork", "{\"file\":\"%s\",\"root\":\"%s\"}",
                      file, t.un->hex),
               "corrupt") == 0,
        "nor is it about another root");
    NEED(w,
        node_identity_learn(t.un->node, w, text, (struct bytes){0}, NULL) &&
            node_identity_learn(t.court->node, w, text, (struct bytes){0}, &t.un->id));
    settle(t.un);
    tap_ok(blamed(t.un) == 1, "a proof that was recorded before stays");
    sim_do(w, t.un, "sync", "{\"org\":\"court\"}");
    tap_ok(sim_each(w, t.court, "fork/1", see_state, &seen) == 1 &&
            seen.state == STORED_QUARANTINED && blamed(t.court) == 0,
        "one that comes after is set aside, and blames nobody");
}

static void
anew(struct bytes *proof, bool two_sizes)
{
    sim_end();
    t = stage_open(w, 1000);
    sim_do(w, t.eu, "sync", "{\"org\":\"un\"}");
    *proof = true_proof(two_sizes);
}

/* Who is pinned later is told as well; twice is once. */
static void
told_later(void)
{
    struct hash record;
    struct bytes proof;

    sim_do(w, t.un, "sync", "{\"org\":\"court\"}");
    tap_ok(blamed(t.court) == 1, "court is told by un");
    proof =
        json_get(sim_do(w, t.court, "peer proof", "{\"org\":\"%s\"}", t.eu->hex), "text")
            ->text;
    tap_ok(tell_court(proof, t.un->hex, &record) == FAULT_INVALID,
        "that of another than it is about is refused");
    tap_ok(tell_court(proof, t.eu->hex, &record) == FAULT_NONE && blamed(t.court) == 1,
        "the same proof again is one fork");
    sim_pin(w, t.un, t.evil, SIM_URL, "none");
    sim_pin(w, t.evil, t.un, SIM_URL, "none");
    sim_do(w, t.un, "sync", "{\"org\":\"evil\"}");
    tap_ok(blamed(t.evil) == 1, "who is pinned later is told too");
}

/* ---- How often --------------------------------------------------------------------------------------- */

/* eu, in an epoch of its own making, gives un a log of one entry; and then another of it, with a
 * checkpoint that it is not of or a tree that forks. */
static void
epoch_of(int epoch, bool fork)
{
    struct hash seed = forge_seed(w, t.eu, "log");
    struct bytes origin = bytes_of(
        work_format(w, "liaison/v1/%s/main/outbox/%s/%d", t.eu->hex, t.un->hex, epoch));
    struct forged f;

    forge_start(w, t.eu, t.un, &f);
    f.size = f.first = 0;
    forge_record(&f, harmless(&t));
    forge_note_as(&f, origin, &seed, f.size);
    NEED(w, tell(t.eu, t.un, "push", forge_write(&f)) == FAULT_NONE);
    f.leaves[0] = forge_random(w);
    if (!fork) {
        f.first = 1;
        f.item_count = 0;
        forge_record(&f, harmless(&t));
    }
    forge_note_as(&f, origin, &seed, f.size);
    NEED(w, tell(t.eu, t.un, "push", forge_write(&f)) == FAULT_CORRUPT);
}

static void
how_often(void)
{
    sim_end();
    t = stage_open(w, 1000);
    sim_do(w, t.eu, "sync", "{\"org\":\"un\"}");
    for (int epoch = 2; epoch < 2 + ACCUSATIONS_MAX + 4; epoch++)
        epoch_of(epoch, false);
    tap_ok(sim_each(w, t.un, "accusation/1", NULL, NULL) == ACCUSATIONS_MAX,
        "what eu does not prove in log after log is noted %d times", ACCUSATIONS_MAX);
    for (int epoch = 100; epoch < 103; epoch++)
        epoch_of(epoch, true);
    tap_ok(sim_each(w, t.un, "fork/1", NULL, NULL) == 1,
        "that it forks log after log is told once");
    sim_do(w, t.un, "peer trust", "{\"org\":\"eu\",\"reason\":\"Explained\"}");
    epoch_of(103, true);
    tap_ok(sim_each(w, t.un, "fork/1", NULL, NULL) == 2 && blamed(t.un) == 2,
        "until somebody decides: then another is told anew");
}

int
main(void)
{
    struct bytes proof;

    w = sim_start();
    anew(&proof, false);
    changed(proof, false);
    honest_heads();
    other_keys(proof);
    anew(&proof, false);
    other_logs(proof, t.eu, "another log");
    anew(&proof, false);
    other_logs(proof, t.evil, "another organisation's log");
    anew(&proof, true);
    changed(proof, true);
    changed_path(proof);
    anew(&proof, true);
    unknown_keys(proof);
    newer_keys();
    longer_checkpoint();
    anew(&proof, false);
    revoked(proof);
    anew(&proof, true);
    told_later();
    how_often();
    sim_end();
    work_close(w);
    return tap_end();
}
