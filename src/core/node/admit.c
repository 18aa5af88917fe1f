/*
 * The one door.  Whatever its road -- a person, a program, a partner -- a record enters
 * here: read, check, verify, commit, fold.  What is against others that are here is in
 * compare.c.
 */
#include "core/node/node_inner.h"

#include <string.h>

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
    if (kind_check(w, kind, r, ours))
        return true;
    /* A partner may know a newer minor of the kind, with more fields or room: its record waits
     * for ours to be that too, and holds up nothing else. */
    if (ours || !record_later(w))
        return false;
    work_clear(w);
    g->state = STORED_WAITING;
    return true;
}

/* Another passed it on, and was shown other keys of its author, perhaps, than we were: then it waits
 * for somebody to find out.  Of an author who was never found so it is a forgery. */
static bool
other_keys(struct node *n, struct work *w, struct guest *g)
{
    bool doubted;

    if (work_fault(w) != FAULT_CORRUPT || g->entry->origin == NULL ||
        hash_equal(g->entry->origin, &g->record->author))
        return false;
    if (!forks_doubt(n, w, &g->record->author, &doubted) || !doubted)
        return false;
    work_clear(w);
    g->state = STORED_WAITING;
    return true;
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
    g->signed_for = record_verify_held(w, g->record, &author, &n->group);
    return g->signed_for || other_keys(n, w, g);
}

/* Of a partner's record that could come in: is it a proof against somebody, and does one against
 * its author make it wait? */
static bool
weigh(struct node *n, struct work *w, struct guest *g)
{
    bool held;

    if (g->entry->origin == NULL || g->state != STORED_IN_FORCE)
        return true;
    TRY(forks_weigh(n, w, g->record, &g->state));
    TRY(forks_hold(n, w, &g->record->author, g->record->kind, &held));
    if (held)
        g->state = STORED_WAITING;
    return true;
}

/* A newer program than this may have made it: then it is kept, and that is all. */
static bool
read_text(struct work *w, const struct entry *e, struct guest *g)
{
    g->record = e->record;
    if (g->record != NULL || record_read(w, e->text, &g->record)) {
        g->hash = g->record->hash;
        return true;
    }
    if (e->origin == NULL || !record_later(w))
        return false;
    work_clear(w);
    g->later = true;
    g->state = STORED_WAITING;
    return record_text_hash(w, e->text, &g->hash);
}

static bool
receive(struct node *n, struct work *w, const struct entry *e, struct arrival *a)
{
    struct guest *g = &a->guests[a->count];

    g->entry = e;
    g->state = STORED_IN_FORCE;
    TRY(read_text(w, e, g));
    TRY(g->later || check(n, w, e, g));
    TRY(g->later || verify(n, w, g));
    TRY(g->later || weigh(n, w, g));
    TRY(compare(n, w, g, a));
    if (!g->later)
        a->ids[a->count] = g->record->id;
    a->count++;
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
to_item(struct work *w, const struct guest *g, struct store_item *out)
{
    const struct record *r = g->record;
    const struct entry *e = g->entry;
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
    out->becomes = g->becomes;
    out->here = g->here || g->becomes;
    out->record = (struct stored){
        .no = out->here ? g->before.no : 0,
        .hash = r->hash,
        .id = r->id,
        .version = r->version,
        .author = r->author,
        .kind = r->kind,
        .time = r->time,
        .state = g->here && !g->proves ? g->before.state : g->state,
        .header = r->header,
    };
    out->proves = g->proves;
    if (e->origin != NULL)
        out->record.origin = out->here && !g->proves ? g->before.origin : *e->origin;
    return record_proof_write(w, r, &out->record.proof);
}

/* What of it is committed: all, or the parts that were not here, or its text alone. */
static bool
bring(struct node *n, struct work *w, struct guest *g, struct arrival *a)
{
    struct store_item *item = &a->items[a->item_count];
    bool any = true;

    if (g->same != NULL || (g->here && g->later))
        return true;
    TRY(g->later ? kept_item(w, g->entry, &g->hash, item) : to_item(w, g, item));
    item->record.came = g->entry->origin != NULL ? a->now : item->record.time;
    if (g->here)
        TRY(more_parts(n, w, &g->before, item, &any));
    if (!any && !g->proves)
        return true;
    g->item = item;
    a->records[a->item_count] = g->record;
    a->item_count++;
    /* What waits, or was set aside before, is not among the views. */
    if (!item->here || item->record.state == STORED_WAITING ||
        (g->here && item->record.state == STORED_QUARANTINED))
        return true;
    a->past[a->past_count++] = item;
    if (item->record.state == STORED_IN_FORCE)
        a->again[a->again_count++] = (struct store_again){item->record.no,
            g->entry->origin != NULL &&
                hash_equal(g->entry->origin, &item->record.origin)};
    return true;
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

static void
give_receipts(struct node *n, const struct arrival *a, struct receipt out[])
{
    for (size_t i = 0; i < a->count; i++) {
        const struct guest *g =
            a->guests[i].same != NULL ? a->guests[i].same : &a->guests[i];

        if (g->here && !g->proves) {
            give_receipt(&g->before, 0, &out[i]);
            continue;
        }
        give_receipt(&g->item->record, g->item->journal_at, &out[i]);
        if (g->entry->origin == NULL && g->item->record.time > n->latest)
            n->latest = g->item->record.time;
    }
}

/* What is here in memory still is not read from the disk to be folded. */
static void
fold_lent(struct node *n, struct work *w, const struct arrival *a,
    const struct store_batch *batch)
{
    if (store_lend(n->store, batch))
        n->lent = a;
    fold_after(n, work_os(w), a);
    store_take_back(n->store);
    n->lent = NULL;
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
        .ids = work_alloc(w, (count + 1) * sizeof(*a.ids)),
        .items = work_alloc(w, (count + 1) * sizeof(*a.items)),
        .records = work_alloc(w, (count + 1) * sizeof(*a.records)),
        .past = work_alloc(w, (count + 1) * sizeof(*a.past)),
        .again = work_alloc(w, (count + 1) * sizeof(*a.again))};
    struct store_batch batch = beside != NULL ? *beside : (struct store_batch){0};

    TRY(a.guests != NULL && a.ids != NULL && a.items != NULL && a.records != NULL &&
        a.past != NULL && a.again != NULL);
    TRY(node_now(n, w, &a.now));
    for (size_t i = 0; i < count; i++)
        TRY(receive(n, w, &entries[i], &a));
    for (size_t i = 0; i < count; i++)
        TRY(bring(n, w, &a.guests[i], &a));
    /* What comes together comes from one. */
    TRY(count == 0 || room_to_wait(n, w, entries[0].origin, a.items, a.item_count));
    batch.items = a.items;
    batch.item_count = a.item_count;
    batch.changes = a.changes;
    batch.change_count = a.change_count;
    batch.again = a.again;
    batch.again_count = a.again_count;
    TRY(fold_before(n, w, &a));
    persons_forget(n);
    TRY(store_commit(n->store, w, &batch));
    give_receipts(n, &a, out);
    forks_changed(n, &a);
    fold_lent(n, w, &a, &batch);
    return true;
}
