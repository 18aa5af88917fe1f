/*
 * Batches from a partner that does not keep to the rules, with all the keys it has: nothing
 * of them enters, no record changes, and the honest ones go on entering.
 */
#include "engines/exchange/hostile.h"

static struct bytes
honest(struct stage *t, uint64_t after)
{
    struct bytes batch;
    uint64_t until;

    NEED(t->w,
        batch_write(t->eu->node, t->w, &anna, &t->un->id, after, BATCH_BYTES, &batch,
            &until));
    return batch;
}

/* ---- The batch as bytes ------------------------------------------------------------------ */

static struct bytes
longer(struct work *w, struct bytes batch)
{
    struct buffer out = buffer_open(w, SIZE_MAX / 2);
    struct bytes whole;

    buffer_add(&out, batch);
    buffer_byte(&out, 0);
    NEED(w, buffer_bytes(&out, &whole));
    return whole;
}

static void
as_bytes(struct stage *t)
{
    struct work *w = t->w;
    struct log_head outbox, copy;
    struct calm before;
    struct bytes batch;
    int64_t count;

    NEED(w, exchange_settle(t->eu->node, w, &anna, &count));
    NEED(w, node_outbox(t->eu->node, w, &t->un->id, &outbox));
    NEED(w, node_inbox(t->un->node, w, &t->eu->id, outbox.origin, &copy));
    batch = honest(t, copy.size);
    refuses_flips(w, t->eu, t->un, "push", batch, 250, false,
        "a batch with a flipped bit");
    refuses_cuts(w, t->eu, t->un, "push", batch, 60, "a batch cut short");
    refuses(w, t->eu, t->un, "push", longer(w, batch), FAULT_CORRUPT,
        "a byte behind the last");
    refuses(w, t->eu, t->court, "push", batch, FAULT_DENIED, "a batch for another");
    refuses(w, t->court, t->un, "push", batch, FAULT_DENIED, "a batch from another");
    tap_ok(tell(t->eu, t->un, "push", batch) == FAULT_NONE &&
            sim_has(w, t->un, t->evidence_id),
        "the honest one enters");
    before = calm(w, t->un);
    tap_ok(tell(t->eu, t->un, "push", batch) == FAULT_NONE && still(w, &before),
        "and has no effect when it comes again");
}

/* ---- The envelope and the log ------------------------------------------------------------- */

static void
lies(struct stage *t)
{
    struct work *w = t->w;
    struct bytes other_origin;
    struct hash log_seed = forge_seed(w, t->eu, "log"),
                node_seed = forge_seed(w, t->eu, "node");
    struct hash random = forge_random(w);
    struct log_head outbox;
    struct forged f;

    NEED(w, node_outbox(t->eu->node, w, &t->un->id, &outbox));
    forge_start(w, t->eu, t->un, &f);
    forge_record(&f, harmless(t));
    forge_note(&f);
    f.first++;
    refuses_batch(&f, FAULT_CONFLICT, "it begins behind what is here");
    f.first -= 2;
    refuses_batch(&f, FAULT_CORRUPT, "it begins before its first entry");
    f.first++;
    f.count = 0;
    refuses_batch(&f, FAULT_INVALID, "it counts fewer items than there are");
    f.count = 2;
    refuses_batch(&f, FAULT_INVALID, "it counts more items than there are");
    f.count = 2048;
    refuses_batch(&f, FAULT_INVALID, "it counts very many");
    f.count = 2049;
    refuses_batch(&f, FAULT_INVALID, "it counts more than a batch may hold");
    f.count = -1;
    f.tail = bytes_from(calloc(1, 2 * BATCH_PACKED_MAX), 2 * BATCH_PACKED_MAX);
    NEED(w, f.tail.at != NULL);
    refuses_batch(&f, FAULT_INVALID, "it is small, and unpacks to very much");
    f.tail.len = 1000;
    refuses_batch(&f, FAULT_INVALID, "it unpacks to more than its items");
    free((void *)(uintptr_t)f.tail.at);
    f.tail = (struct bytes){0};
    f.to = t->court->id;
    refuses_batch(&f, FAULT_DENIED, "its envelope is for another");
    f.to = t->un->id;
    f.from = t->court->id;
    refuses_batch(&f, FAULT_DENIED, "its envelope is from another");
    f.from = t->eu->id;
    f.seal = random;
    refuses_batch(&f, FAULT_MISSING, "it is sealed to a key that un never had");
    NEED(w, node_seal_of(t->eu->node, w, &t->un->id, &f.seal));

    forge_note_as(&f, outbox.origin, &node_seed, f.size);
    refuses_batch(&f, FAULT_CORRUPT, "a checkpoint signed by the node key");
    forge_note_as(&f, outbox.origin, &random, f.size);
    refuses_batch(&f, FAULT_CORRUPT, "a checkpoint signed by any key");
    other_origin = bytes_of(
        work_format(w, "liaison/v1/%s/main/outbox/%s/1", t->eu->hex, t->court->hex));
    forge_note_as(&f, other_origin, &log_seed, f.size);
    refuses_batch(&f, FAULT_INVALID, "a checkpoint of the outbox for another");
    other_origin = bytes_of(work_format(w, "liaison/v1/%s/main/journal/1", t->eu->hex));
    forge_note_as(&f, other_origin, &log_seed, f.size);
    refuses_batch(&f, FAULT_INVALID, "a checkpoint of the journal");
    other_origin = bytes_of(
        work_format(w, "liaison/v1/%s/main/outbox/%s/7", t->eu->hex, t->un->hex));
    forge_note_as(&f, other_origin, &log_seed, f.size);
    refuses_batch(&f, FAULT_CONFLICT, "the middle of an epoch of which nothing is here");
    f.note = bytes_of("no note\n");
    refuses_batch(&f, FAULT_INVALID, "no checkpoint at all");
    forge_note_as(&f, outbox.origin, &log_seed, f.size - 1);
    refuses_batch(&f, FAULT_CORRUPT, "a checkpoint of fewer entries than came");
    f.leaves[f.size] = random;
    forge_note_as(&f, outbox.origin, &log_seed, f.size + 1);
    refuses_batch(&f, FAULT_CORRUPT, "a checkpoint of more entries than came");
    f.item_count = 0;
    refuses_batch(&f, FAULT_CORRUPT, "a longer log without a single entry of it");
}

/* A log written anew behind the partner's back. */
static void
forks(struct stage *t)
{
    struct work *w = t->w;
    struct forged f;

    forge_start(w, t->eu, t->un, &f);
    NEED(w, f.size > 2);
    f.leaves[1] = forge_random(w);
    forge_note(&f);
    noted(&f, "fork/1", "a fork: another tree of the same size");
    forge_record(&f, harmless(t));
    forge_note(&f);
    noted(&f, "accusation/1", "a fork: another tree that grew");
    forge_start(w, t->eu, t->un, &f);
    f.leaves[f.size - 2] = forge_random(w);
    f.size--;
    f.first = 0;
    forge_note(&f);
    refuses_batch(&f, FAULT_CORRUPT, "a fork: another tree, shorter");
    forge_start(w, t->eu, t->un, &f);
    f.size--;
    f.first = 0;
    forge_note(&f);
    tap_ok(tell(t->eu, t->un, "push", forge_write(&f)) == FAULT_NONE,
        "an older checkpoint of the same log is none");
    sim_do(w, t->un, "peer trust", "{\"org\":\"eu\",\"reason\":\"Only forged\"}");
}

/* ---- Records ---------------------------------------------------------------------------------- */

static void
refuses_record(struct stage *t, const struct record *r, enum fault want, const char *what)
{
    struct forged f;

    forge_start(t->w, t->eu, t->un, &f);
    forge_record(&f, r);
    forge_note(&f);
    refuses_batch(&f, want, what);
}

/* A part that is not the one the header commits to; salts and all else as they were. */
static void
refuses_text(struct stage *t, struct bytes text, const struct hash *hash, enum fault want,
    const char *what)
{
    struct forged f;

    forge_start(t->w, t->eu, t->un, &f);
    forge_entry(&f, text, hash);
    forge_note(&f);
    refuses_batch(&f, want, what);
}

static void
bad_records(struct stage *t)
{
    struct work *w = t->w;
    struct record *r = harmless(t);
    struct hash wrong = forge_seed(w, t->court, "node"),
                eu_seed = forge_seed(w, t->eu, "node");
    struct bytes text;
    const char *parts = matter_parts(t, "{\"core\":{\"title\":" TEXT("Forged") "}}");
    struct uuid care;

    NEED(w, record_write(w, r, NULL, NULL, &text) && uuid_new(w, 4, &care));
    refuses_text(t, replaced(w, text, "\"Forged\"", "\"Changed\""), &r->hash,
        FAULT_CORRUPT, "a part that is not of its commitment");
    refuses_text(t, replaced(w, text, "\"proof\"", "\"prove\""), &r->hash, FAULT_INVALID,
        "a record of another form");
    refuses_text(t, replaced(w, text, "\"suite\":1", "\"suite\":2"), &r->hash,
        FAULT_CORRUPT, "a record of an unknown suite under another's hash");
    refuses_text(t, replaced(w, text, "\"suite\":1", "\"suite\":0"), &r->hash,
        FAULT_INVALID, "a suite that is none");
    refuses_text(t, replaced(w, text, "\"side\":\"main\"", "\"side\":\"Main\""), &r->hash,
        FAULT_INVALID, "a side that is none");
    refuses_text(t, replaced(w, text, "\"time\":\"2026", "\"time\":\"2027"), &r->hash,
        FAULT_CORRUPT, "a header changed after signing");
    refuses_record(t,
        forge_make(w,
            &(struct forged_record){.author = t->eu,
                .kind = "matter/1",
                .parts = parts,
                .seed = &wrong}),
        FAULT_CORRUPT, "a record signed by another key");
    refuses_record(t,
        forge_make(w,
            &(struct forged_record){.author = t->un,
                .kind = "matter/1",
                .parts = parts,
                .seed = &eu_seed}),
        FAULT_CORRUPT, "a record of un's that un never wrote");
    refuses_record(t,
        forge_make(w,
            &(struct forged_record){.author = t->court,
                .kind = "matter/1",
                .parts = parts,
                .seed = &eu_seed}),
        FAULT_CORRUPT, "a record of the court's, signed by eu");
    refuses_record(t,
        forge_make(w,
            &(struct forged_record){.author = t->eu,
                .kind = "matter/1",
                .side = "care",
                .parts = parts,
                .id = &care}),
        FAULT_INVALID, "a record of side care");
    refuses_record(t,
        forge_make(w,
            &(struct forged_record){.author = t->eu,
                .kind = "matter/1",
                .parts = matter_parts(t, "{\"core\":{\"title\":7}}")}),
        FAULT_INVALID, "a record against its kind");
    refuses_text(t, bytes_of("{}"), &r->hash, FAULT_INVALID, "an empty object");
    refuses_text(t, bytes_of("\x00\xff rubbish"), &r->hash, FAULT_INVALID, "rubbish");
    refuses_text(t, (struct bytes){0}, &r->hash, FAULT_INVALID, "nothing");
}

/* What a program notes for itself cannot be written by a partner: who its partners are,
 * whose keys are whose, who acts, who read. */
static void
own_notes(struct stage *t)
{
    struct work *w = t->w;
    struct stored target = sim_find(w, t->un, t->evidence_id);
    struct hash nobody = forge_random(w);
    struct bytes hex;
    struct identity who;
    struct peer peer;
    const char *notes[][2] = {
        {"peer/1",
            work_format(w, "{\"core\":{\"handle\":\"evil\",\"org\":\"%s\",\"url\":\"\"}}",
                t->evil->hex)},
        {"identity/1", NULL},
        {"person/1", "{\"core\":{\"name\":\"eve\",\"state\":\"acts\"}}"},
        {"read/1",
            "{\"core\":{\"who\":\"eve\",\"purpose\":\"p\",\"act\":\"read\","
            "\"parts\":[\"core\"]}}"},
        {"erasure/1",
            "{\"core\":{\"cause\":\"own-decision\",\"content\":\"none\","
            "\"parts\":[\"core\"]}}"},
    };
    struct json *core = json_object(w), *parts = json_object(w);

    NEED(w, hex_write(w, hash_bytes(&nobody), &hex));
    json_put(core, "document", json_text(w, node_identity(t->evil->node)->text));
    json_put(core, "org", json_text(w, hex));
    json_put(parts, "core", core);
    NEED(w, json_write(w, parts, &hex) && work_string(w, hex, &notes[1][1]));
    for (size_t i = 0; i < COUNT_OF(notes); i++)
        refuses_record(t,
            forge_make(w,
                &(struct forged_record){.author = t->eu,
                    .kind = notes[i][0],
                    .parts = notes[i][1],
                    .link = i == 3 ? "reads"
                        : i == 4   ? "erases"
                                   : NULL,
                    .target = &target}),
            FAULT_DENIED, work_format(w, "%s by a partner", notes[i][0]));
    tap_fault(w, FAULT_MISSING, node_peer(t->un->node, w, bytes_of(t->evil->hex), &peer),
        "evil is no partner");
    tap_fault(w, FAULT_MISSING, node_author(t->un->node, w, &nobody, &who),
        "no identity was smuggled in");
    sim_do(w, t->un, "list", "{}");
}

/* A recall of what is not its author's, a release of what is not its author's. */
static void
no_power(struct stage *t)
{
    struct work *w = t->w;
    struct stored own = fixture_matter(w, t->un->node, "Ours");
    const char *id = stage_id(w, &own);
    struct forged f;
    int64_t count;

    stage_share(t, t->un, t->eu, id);
    forge_start(w, t->eu, t->un, &f);
    forge_record(&f,
        forge_make(w,
            &(struct forged_record){.author = t->eu,
                .kind = "recall/1",
                .parts = "{\"core\":{\"code\":\"error\",\"text\":" TEXT("x") "}}",
                .link = "recalls",
                .target = &own}));
    forge_note(&f);
    tap_ok(tell(t->eu, t->un, "push", forge_write(&f)) == FAULT_NONE,
        "a recall of un's own record is taken in");
    NEED(w, exchange_settle(t->un->node, w, &anna, &count));
    tap_ok(sim_has_part(w, t->un, id, "core") && sim_holds(w, t->un),
        "and has no effect");
}

int
main(void)
{
    struct work *w = sim_start();
    struct stage t = stage_open(w, 5000);

    as_bytes(&t);
    sim_do(w, t.eu, "sync", "{\"org\":\"un\"}");
    lies(&t);
    forks(&t);
    bad_records(&t);
    own_notes(&t);
    stage_share(&t, t.eu, t.un,
        stage_id(w, &(struct stored){.id = fixture_matter(w, t.eu->node, "Honest").id}));
    sim_do(w, t.eu, "sync", "{\"org\":\"un\"}");
    tap_ok(sim_waits(w, t.eu, "receipts_missing") == 0, "honest records go on entering");
    no_power(&t);
    sim_end();
    work_close(w);
    return tap_end();
}
