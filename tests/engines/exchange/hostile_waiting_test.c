/*
 * Records whose authors, keys or kinds are not known here, from a partner that means ill by them:
 * they wait, change nothing meanwhile, keep nobody out, and come in when they are shown to be good.
 */
#include "engines/exchange/hostile.h"

static bool
sends(struct stage *t, const struct record *r, const struct hash *identity,
    struct bytes document)
{
    struct forged f;

    forge_start(t->w, t->eu, t->un, &f);
    if (identity != NULL)
        forge_identity(&f, identity, document);
    forge_record(&f, r);
    forge_note(&f);
    return tell(t->eu, t->un, "push", forge_write(&f)) == FAULT_NONE;
}

static enum stored_state
state_at(struct stage *t, struct sim *at_node, const struct hash *hash)
{
    struct stored s;

    NEED(t->w, store_by_hash(node_store(at_node->node), t->w, hash, &s));
    return s.state;
}

/* What forged batches brought is not in eu's honest outbox: begin again with nodes that
 * know of nothing else. */
static void
anew(struct stage *t)
{
    sim_end();
    *t = stage_open(t->w, 3000);
    sim_do(t->w, t->eu, "sync", "{\"org\":\"un\"}");
}

static void
unknown_authors(struct stage *t)
{
    struct work *w = t->w;
    const char *parts = matter_parts(t, "{\"core\":{\"title\":" TEXT("From afar") "}}");
    struct stored theirs = t->matter;
    struct record *r = forge_make(w,
        &(struct forged_record){.author = t->evil, .kind = "matter/1", .parts = parts});
    struct record *shadow = forge_make(w,
        &(struct forged_record){.author = t->evil,
            .kind = "matter/1",
            .parts = parts,
            .id = &theirs.id});
    struct view_item item;
    struct calm before;
    struct forged f;

    forge_start(w, t->eu, t->un, &f);
    forge_record(&f, r);
    forge_note(&f);
    before = calm(w, t->un);
    tap_ok(tell(t->eu, t->un, "push", forge_write(&f)) == FAULT_NONE &&
            state_at(t, t->un, &r->hash) == STORED_WAITING &&
            bytes_equal(before.views, sim_views(w, t->un)),
        "a record by somebody unknown waits, and is in no view");
    tap_ok(sim_holds(w, t->un), "all holds meanwhile");
    f.first = f.size;
    f.item_count = 0;
    forge_record(&f, shadow);
    forge_note(&f);
    refuses_batch(&f, FAULT_CONFLICT, "one under the id of a record that is here");
    f.size--;
    f.item_count = 0;
    forge_identity(&f, &t->evil->id, node_identity(t->evil->node)->text);
    forge_record(&f, harmless(t));
    forge_note(&f);
    tap_ok(tell(t->eu, t->un, "push", forge_write(&f)) == FAULT_NONE &&
            state_at(t, t->un, &r->hash) == STORED_IN_FORCE,
        "when its author's identity comes it is let in");
    NEED(w, node_item(t->un->node, w, &r->id, &item));
    tap_ok(hash_equal(&item.hash, &r->hash) && sim_holds(w, t->un),
        "and is in the views");
    before = calm(w, t->un);
    sim_reopen(w, t->un);
    tap_ok(still(w, &before), "also after the node was opened again");
}

/* A signature that is none makes a record wait for ever, if nothing better comes: the same record
 * as its author signed it does. */
static void
false_proofs(struct stage *t)
{
    struct work *w = t->w;
    const char *parts = matter_parts(t, "{\"core\":{\"title\":" TEXT("From afar") "}}");
    struct record *r = forge_make(w,
        &(struct forged_record){.author = t->evil, .kind = "matter/1", .parts = parts});
    struct record spoilt = *r;
    struct view_item item;
    struct forged f;

    spoilt.proof[0].signature.at[7] ^= 1;
    forge_start(w, t->eu, t->un, &f);
    forge_record(&f, &spoilt);
    forge_note(&f);
    tap_ok(tell(t->eu, t->un, "push", forge_write(&f)) == FAULT_NONE &&
            state_at(t, t->un, &r->hash) == STORED_WAITING,
        "a record by somebody unknown waits, whatever its signature is worth");
    f.first = f.size;
    f.item_count = 0;
    forge_identity(&f, &t->evil->id, node_identity(t->evil->node)->text);
    forge_record(&f, harmless(t));
    forge_note(&f);
    tap_ok(tell(t->eu, t->un, "push", forge_write(&f)) == FAULT_NONE &&
            state_at(t, t->un, &r->hash) == STORED_WAITING,
        "and goes on when the keys come, and it is none");
    f.first = f.size;
    f.item_count = 0;
    forge_record(&f, r);
    forge_note(&f);
    tap_ok(tell(t->eu, t->un, "push", forge_write(&f)) == FAULT_NONE &&
            state_at(t, t->un, &r->hash) == STORED_IN_FORCE,
        "until the same comes as its author signed it");
    NEED(w, node_item(t->un->node, w, &r->id, &item));
    tap_ok(hash_equal(&item.hash, &r->hash) && sim_holds(w, t->un),
        "and is in the views");
}

/* One that only says it is by somebody cannot keep out the one that really is. */
static void
shadows(struct stage *t)
{
    struct work *w = t->w;
    const char *parts = matter_parts(t, "{\"core\":{\"title\":" TEXT("True") "}}");
    struct stored honest_one = fixture_matter(w, t->eu->node, "True");
    const char *id = stage_id(w, &honest_one);
    struct record *fake = forge_make(w,
        &(struct forged_record){.author = t->evil,
            .kind = "matter/1",
            .parts = parts,
            .id = &honest_one.id});
    struct stored found;
    struct forged f;

    forge_start(w, t->un, t->court, &f);
    forge_record(&f, fake);
    forge_note(&f);
    sim_pin(w, t->eu, t->court, SIM_URL, "none");
    sim_pin(w, t->court, t->eu, SIM_URL, "none");
    tap_ok(tell(t->un, t->court, "push", forge_write(&f)) == FAULT_NONE,
        "a record waits under an id that is another's");
    stage_share(t, t->eu, t->court, id);
    sim_do(w, t->eu, "sync", "{\"org\":\"court\"}");
    found = sim_find(w, t->court, id);
    tap_ok(hash_equal(&found.author, &t->eu->id) && found.state == STORED_IN_FORCE,
        "the other's comes in nevertheless, and is found");
}

static void
twice_signed(struct stage *t)
{
    struct work *w = t->w;
    const char *one = matter_parts(t, "{\"core\":{\"title\":" TEXT("One") "}}");
    const char *two = matter_parts(t, "{\"core\":{\"title\":" TEXT("Two") "}}");
    struct record *a = forge_make(w,
        &(struct forged_record){.author = t->evil, .kind = "matter/1", .parts = one});
    struct record *b = forge_make(w,
        &(struct forged_record){.author = t->evil,
            .kind = "matter/1",
            .parts = two,
            .id = &a->id});
    struct forged f;

    forge_start(w, t->eu, t->un, &f);
    forge_record(&f, a);
    forge_record(&f, b);
    forge_note(&f);
    tap_ok(tell(t->eu, t->un, "push", forge_write(&f)) == FAULT_NONE,
        "two contents wait");
    f.first = f.size;
    f.item_count = 0;
    forge_identity(&f, &t->evil->id, node_identity(t->evil->node)->text);
    forge_record(&f, harmless(t));
    forge_note(&f);
    tap_ok(tell(t->eu, t->un, "push", forge_write(&f)) == FAULT_NONE &&
            state_at(t, t->un, &a->hash) == STORED_QUARANTINED &&
            state_at(t, t->un, &b->hash) == STORED_QUARANTINED,
        "signed twice under one id and version, both are set aside (P21)");
    tap_ok(sim_holds(w, t->un), "all holds");
}

/* eu shows the court other keys than un, who passes on something of eu's. */
static void
two_faces(struct stage *t)
{
    struct work *w = t->w;
    struct hash root = fixture_seed(t->eu->seed),
                next = fixture_seed((uint8_t)(t->eu->seed + 1)), any = forge_random(w);
    const char *parts = matter_parts(t, "{\"core\":{\"title\":" TEXT("Two faces") "}}");
    struct identity bare, told;
    struct record *r = harmless(t),
                  *own = forge_make(w,
                      &(struct forged_record){.author = t->un,
                          .kind = "matter/1",
                          .parts = parts});
    struct forged f;

    NEED(w,
        identity_new(w, &root, &next, &bare) &&
            identity_state(w, &bare, &root,
                statement_key(w, KEY_NODE, "node", "node-held", &any, 0, TIME_MAX),
                &told) &&
            node_identity_learn(t->court->node, w, told.text, (struct bytes){0}, NULL));
    forge_start(w, t->un, t->court, &f);
    forge_record(&f, r);
    forge_note(&f);
    refuses_batch(&f, FAULT_CORRUPT, "a record by keys that its author never showed");
    forge_start(w, t->un, t->court, &f);
    forge_identity(&f, &t->eu->id, node_identity(t->eu->node)->text);
    forge_record(&f, r);
    forge_record(&f, own);
    forge_note(&f);
    tap_ok(tell(t->un, t->court, "push", forge_write(&f)) == FAULT_NONE &&
            state_at(t, t->court, &r->hash) == STORED_WAITING &&
            state_at(t, t->court, &own->hash) == STORED_IN_FORCE &&
            sim_holds(w, t->court),
        "an organisation that shows two histories of its keys keeps no partner out");
    tap_ok(bytes_equal(json_get_text(json_first(
                                         json_get(sim_do(w, t->court, "status", "{}"),
                                             "accusations")),
                           "asked"),
               bytes_of("one history of its keys")),
        "what it signed waits, and status says why");
}

static void
unknown_kinds(struct stage *t)
{
    struct work *w = t->w;
    struct record *r = forge_make(w,
        &(struct forged_record){.author = t->eu,
            .kind = "weather/1",
            .parts = "{\"core\":{\"rain\":true}}"});
    struct bytes views = sim_views(w, t->un);

    tap_ok(sends(t, r, NULL, (struct bytes){0}) &&
            state_at(t, t->un, &r->hash) == STORED_WAITING &&
            bytes_equal(views, sim_views(w, t->un)),
        "a record of an unknown kind waits, and is in no view");
    tap_ok(sim_holds(w, t->un), "all holds");
}

int
main(void)
{
    static void (*const stories[])(struct stage *) = {unknown_authors, false_proofs,
        twice_signed, two_faces, shadows, unknown_kinds};
    struct work *w = sim_start();
    struct stage t = {.w = w};

    for (size_t i = 0; i < COUNT_OF(stories); i++) {
        anew(&t);
        stories[i](&t);
    }
    sim_end();
    work_close(w);
    return tap_end();
}
