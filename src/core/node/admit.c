/*
 * The one door.  Whatever its road -- a person, a program, a partner -- a record enters
 * here: read, check, verify, commit, fold.
 */
#include "core/node/node_inner.h"

#include <string.h>

/* A record on its way in. */
struct guest {
    struct record *record;
    enum stored_state state;
    bool signed_for; /* its author's keys are here, and its signature holds */
    bool here;       /* it was admitted before: nothing to do */
    struct stored before;
    const struct guest *same; /* or it came in this very batch */
    struct store_item *item;  /* what is committed of it */
};

/* Those that come in together, and what their coming changes of those that are here. */
struct arrival {
    struct guest *guests;
    struct uuid *ids; /* of the guests, side by side for comparing */
    size_t count;
    struct store_state_change *changes;
    size_t change_count;
};

/* What a node notes for itself -- who its partners are, whose keys are whose, who acts, who
 * read -- is nobody else's to write here.  Kinds that travel say where they go; custody
 * events, journal heads and epochs go along with what they are about. */
static bool
may_travel(const struct kind *kind)
{
    static const char *const along[] = {"custody/1", "journal-head/1", "epoch/1"};

    for (size_t i = 0; i < COUNT_OF(along); i++)
        if (bytes_is(kind_name(kind), along[i]))
            return true;
    return !kind_is_system(kind) || json_get(kind_json(kind), "goes") != NULL;
}

/* Is it well formed, and does it say of itself what may enter here? */
static bool
check(struct node *n, struct work *w, const struct entry *e, struct guest *g)
{
    const struct record *r = g->record;
    const struct kind *kind = kinds_find(n->kinds, r->kind);
    bool ours = e->origin == NULL;

    if (!bytes_is(r->side, "main"))
        return fail(w, FAULT_INVALID, "a record of side %.*s cannot enter side main",
            (int)r->side.len, (const char *)r->side.at);
    if (ours && !hash_equal(&r->author, &n->identity.id))
        return fail(w, FAULT_DENIED,
            "only this organisation's own records are made here");
    if (kind == NULL && ours)
        return fail(w, FAULT_INVALID, "there is no kind %.*s: see `liaison kind list`",
            (int)r->kind.len, (const char *)r->kind.at);
    if (kind == NULL) {
        g->state = STORED_WAITING;
        return true;
    }
    if (!ours && !may_travel(kind))
        return fail(w, FAULT_DENIED,
            "a record of kind %.*s is made at home and never sent", (int)r->kind.len,
            (const char *)r->kind.at);
    return kind_check(w, kind, r, ours);
}

/* Is it signed?  An author who is not yet known makes it wait. */
static bool
verify(struct node *n, struct work *w, struct guest *g)
{
    struct identity author;

    if (!node_author(n, w, &g->record->author, &author)) {
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
        g->state = STORED_WAITING;
        return true;
    }
    g->signed_for = true;
    return record_verify_held(w, g->record, &author, &n->group);
}

/* ---- Against what is here ----------------------------------------------------------- */

static bool
add_change(struct arrival *a, struct work *w, int64_t record)
{
    struct store_state_change *more =
        work_alloc(w, (a->change_count + 1) * sizeof(*more));

    TRY(more != NULL);
    if (a->change_count > 0)
        memcpy(more, a->changes, a->change_count * sizeof(*more));
    more[a->change_count++] = (struct store_state_change){record, STORED_QUARANTINED};
    a->changes = more;
    return true;
}

/* Was this record, which waited for its author's keys, really signed by him? */
static bool
truly_signed(struct node *n, struct work *w, const struct stored *s, bool *yes)
{
    struct identity author;
    struct record *r;

    *yes = s->state != STORED_WAITING;
    if (*yes)
        return true;
    *yes = node_author(n, w, &s->author, &author) &&
        record_from(w, s->header, s->proof, &r) && record_verify(w, r, &author);
    if (work_fault(w) == FAULT_MEMORY || work_fault(w) == FAULT_IO)
        return false;
    work_clear(w);
    return true;
}

/* Another content under its id and version is equivocation (P21), and both are set aside;
 * but only the author's own signatures prove that. */
static bool
compare_versions(struct node *n, struct work *w, const struct entry *e, struct guest *g,
    struct arrival *a)
{
    struct stored *others;
    size_t count;
    bool truly;

    TRY(store_versions(n->store, w, &g->record->id, &others, &count));
    for (size_t i = 0; i < count; i++) {
        const struct stored *other = &others[i];

        if (!hash_equal(&other->author, &g->record->author)) {
            if (other->state == STORED_WAITING)
                continue; /* nobody has signed for it yet: it cannot keep others out */
            return fail(w, FAULT_CONFLICT,
                "another organisation has a record of this id");
        }
        if (e->origin == NULL && other->version >= g->record->version)
            return fail(w, FAULT_CONFLICT, "version %lld of this record is here already",
                (long long)other->version);
        if (other->version != g->record->version || !g->signed_for)
            continue;
        TRY(truly_signed(n, w, other, &truly));
        if (!truly)
            continue;
        g->state = STORED_QUARANTINED;
        if (other->state != STORED_QUARANTINED)
            TRY(add_change(a, w, other->no));
    }
    return true;
}

/* The same among those that came in before it in this batch. */
static bool
compare_batch(struct work *w, const struct entry *e, struct guest *g, struct arrival *a)
{
    for (size_t i = 0; i < a->count; i++) {
        struct guest *other = &a->guests[i];

        if (memcmp(&a->ids[i], &g->record->id, sizeof(a->ids[i])) != 0)
            continue;
        if (hash_equal(&other->record->hash, &g->record->hash)) {
            if (e->origin == NULL)
                return fail(w, FAULT_CONFLICT, "the same record is given twice");
            g->same = other->same != NULL ? other->same : other;
            return true;
        }
        if (!hash_equal(&other->record->author, &g->record->author))
            return fail(w, FAULT_CONFLICT,
                "another organisation has a record of this id");
        if (e->origin == NULL && other->record->version >= g->record->version)
            return fail(w, FAULT_CONFLICT, "version %lld of this record is given twice",
                (long long)g->record->version);
        if (other->here || !other->signed_for || !g->signed_for ||
            other->record->version != g->record->version)
            continue;
        g->state = STORED_QUARANTINED;
        other->state = STORED_QUARANTINED;
    }
    return true;
}

/* The same record again has no effect. */
static bool
compare(struct node *n, struct work *w, const struct entry *e, struct guest *g,
    struct arrival *a)
{
    if (store_by_hash(n->store, w, &g->record->hash, &g->before)) {
        if (e->origin == NULL)
            return fail(w, FAULT_CONFLICT, "this record is here already");
        g->here = true;
        return true;
    }
    if (work_fault(w) != FAULT_MISSING)
        return false;
    work_clear(w);
    TRY(compare_versions(n, w, e, g, a));
    return compare_batch(w, e, g, a);
}

static bool
receive(struct node *n, struct work *w, const struct entry *e, struct arrival *a)
{
    struct guest *g = &a->guests[a->count];

    g->state = STORED_IN_FORCE;
    TRY(record_read(w, e->text, &g->record));
    TRY(check(n, w, e, g));
    TRY(verify(n, w, g));
    TRY(compare(n, w, e, g, a));
    a->ids[a->count++] = g->record->id;
    return true;
}

/* ---- The commit --------------------------------------------------------------------- */

/* A partner's content is that of the record it came with, or it is not taken. */
static bool
names_content(struct work *w, const struct record *r, const struct blob_written *blob)
{
    const struct part *vault = record_part(r, "vault");
    struct hash tree;
    int64_t length;

    if (vault == NULL || !vault->present)
        return fail(w, FAULT_INVALID, "content came with a record that names none");
    TRY(json_need_hash(w, vault->value, "tree", &tree));
    TRY(json_need_integer(w, vault->value, "length", 1, JSON_INTEGER_MAX, &length));
    if (!hash_equal(&tree, &blob->tree) || (uint64_t)length != blob->length)
        return fail(w, FAULT_CORRUPT, "content came with a record that names another");
    return true;
}

static bool
to_item(struct work *w, const struct entry *e, const struct guest *g,
    struct store_item *out)
{
    const struct record *r = g->record;
    struct stored_part *parts = work_alloc(w, (r->part_count + 1) * sizeof(*parts));
    struct blob_written *blobs = work_alloc(w, (e->item_count + 1) * sizeof(*blobs));

    if (parts == NULL || blobs == NULL)
        return false;
    *out =
        (struct store_item){.parts = parts, .blobs = blobs, .blob_count = e->item_count};
    for (size_t i = 0; i < r->part_count; i++)
        if (r->parts[i].present)
            parts[out->part_count++] = (struct stored_part){
                .name = r->parts[i].name,
                .salt = r->parts[i].salt,
                .body = r->parts[i].body,
            };
    for (size_t i = 0; i < e->item_count; i++) {
        if (!e->items[i]->done)
            return fail(w, FAULT_CONFLICT, "content was not taken in to its end");
        blobs[i] = e->items[i]->written;
        TRY(e->origin == NULL || names_content(w, r, &blobs[i]));
    }
    out->record = (struct stored){
        .hash = r->hash,
        .id = r->id,
        .version = r->version,
        .author = r->author,
        .kind = r->kind,
        .time = r->time,
        .state = g->state,
        .header = r->header,
    };
    if (e->origin != NULL)
        out->record.origin = *e->origin;
    return record_proof_write(w, r, &out->record.proof);
}

static void
give_receipt(const struct stored *s, uint64_t at, struct receipt *out)
{
    *out = (struct receipt){
        .no = s->no,
        .hash = s->hash,
        .id = s->id,
        .version = s->version,
        .state = s->state,
        .journal_at = at,
    };
}

bool
node_admit(struct node *n, struct work *w, const struct entry entries[], size_t count,
    struct receipt out[])
{
    return admit_with(n, w, entries, count, NULL, out);
}

bool
admit_with(struct node *n, struct work *w, const struct entry entries[], size_t count,
    const struct store_batch *beside, struct receipt out[])
{
    struct arrival a = {.guests = work_alloc(w, (count + 1) * sizeof(*a.guests)),
        .ids = work_alloc(w, (count + 1) * sizeof(*a.ids))};
    struct store_item *items = work_alloc(w, (count + 1) * sizeof(*items));
    struct store_batch batch = beside != NULL ? *beside : (struct store_batch){0};
    int64_t folded;

    if (a.guests == NULL || a.ids == NULL || items == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        TRY(receive(n, w, &entries[i], &a));
    batch.items = items;
    for (size_t i = 0; i < count; i++) {
        struct guest *g = &a.guests[i];

        if (g->here || g->same != NULL)
            continue;
        g->item = &items[batch.item_count++];
        TRY(to_item(w, &entries[i], g, g->item));
    }
    batch.changes = a.changes;
    batch.change_count = a.change_count;
    TRY(store_commit(n->store, w, &batch));
    for (size_t i = 0; i < count; i++) {
        const struct guest *g =
            a.guests[i].same != NULL ? a.guests[i].same : &a.guests[i];

        if (g->here) {
            give_receipt(&g->before, 0, &out[i]);
            continue;
        }
        give_receipt(&g->item->record, g->item->journal_at, &out[i]);
        if (entries[i].origin == NULL && g->item->record.time > n->latest)
            n->latest = g->item->record.time;
    }
    return fold_catch_up(n, w, &folded);
}
