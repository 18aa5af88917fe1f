/*
 * A record on its way in against those that are here, and those that come with it.
 */
#include "core/node/node_inner.h"

#include <string.h>

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

/* An id is one organisation's, and a version of ours is given once. */
static bool
may_follow(struct work *w, const struct guest *g, const struct hash *author,
    int64_t version)
{
    if (!hash_equal(author, &g->record->author))
        return fail(w, FAULT_CONFLICT, "another organisation has a record of this id");
    return g->entry->origin != NULL || version < g->record->version ||
        fail(w, FAULT_CONFLICT, "version %lld of this record is here already",
            (long long)version);
}

/* Another content under its id and version is equivocation (P21), and both are set aside;
 * but only the author's own signatures prove that. */
static bool
compare_versions(struct node *n, struct work *w, struct guest *g, struct arrival *a)
{
    struct stored *others;
    size_t count;
    bool truly;

    TRY(store_versions(n->store, w, &g->record->id, &others, &count));
    for (size_t i = 0; i < count; i++) {
        const struct stored *other = &others[i];

        if (!hash_equal(&other->author, &g->record->author) &&
            other->state == STORED_WAITING)
            continue; /* nobody has signed for it yet: it cannot keep others out */
        TRY(may_follow(w, g, &other->author, other->version));
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
compare_batch(struct work *w, struct guest *g, struct arrival *a)
{
    for (size_t i = 0; i < a->count; i++) {
        struct guest *other = &a->guests[i];

        if (memcmp(&a->ids[i], &g->record->id, sizeof(a->ids[i])) != 0)
            continue;
        TRY(may_follow(w, g, &other->record->author, other->record->version));
        if (!other->here && other->signed_for && g->signed_for &&
            other->record->version == g->record->version)
            g->state = other->state = STORED_QUARANTINED;
    }
    return true;
}

/* One record in two pieces: what the second has beyond the first is the first's. */
static void
join(struct guest *first, const struct guest *second)
{
    if (first->later || second->later)
        return;
    for (size_t i = 0; i < first->record->part_count; i++)
        if (!first->record->parts[i].present)
            first->record->parts[i] = second->record->parts[i];
    if (first->entry->item_count == 0)
        first->entry = second->entry;
}

/* Did this very record come before in this batch? */
static bool
find_same(struct work *w, struct guest *g, struct arrival *a)
{
    static const struct uuid none;
    const struct uuid *id = g->later ? &none : &g->record->id;

    for (size_t i = 0; i < a->count; i++) {
        struct guest *other = &a->guests[i];

        if (memcmp(&a->ids[i], id, sizeof(*id)) != 0 ||
            !hash_equal(&other->hash, &g->hash))
            continue;
        if (g->entry->origin == NULL)
            return fail(w, FAULT_CONFLICT, "the same record is given twice");
        g->same = other->same != NULL ? other->same : other;
        join(g->same, g);
        break;
    }
    return true;
}

/* Anybody can bring a record with a signature that is none, and have it wait for its author's
 * keys: the same with a true one takes its place. */
static bool
find_proof(struct node *n, struct work *w, struct guest *g)
{
    bool truly;

    if (!g->signed_for || g->before.state != STORED_WAITING)
        return true;
    TRY(truly_signed(n, w, &g->before, &truly));
    g->proves = !truly;
    return true;
}

/* Is it here: as a record, or as a text that could not be read? */
static bool
find_here(struct node *n, struct work *w, struct guest *g)
{
    g->here = store_by_hash(n->store, w, &g->hash, &g->before);
    if (g->here && g->entry->origin == NULL)
        return fail(w, FAULT_CONFLICT, "this record is here already");
    if (g->here)
        return find_proof(n, w, g);
    TRY(work_forgive(w, FAULT_MISSING));
    if (store_kept(n->store, w, &g->hash, &g->before)) {
        g->here = g->later;
        g->becomes = !g->later;
        return true;
    }
    return work_forgive(w, FAULT_MISSING);
}

bool
compare(struct node *n, struct work *w, struct guest *g, struct arrival *a)
{
    TRY(find_same(w, g, a));
    if (g->same != NULL)
        return true;
    TRY(find_here(n, w, g));
    if ((g->here && !g->proves) || g->later)
        return true;
    TRY(compare_versions(n, w, g, a));
    return compare_batch(w, g, a);
}

/* ---- Parts that come later ------------------------------------------------------------ */

bool
more_parts(struct node *n, struct work *w, const struct stored *before,
    struct store_item *item, bool *any)
{
    struct stored_part *have, *more;
    size_t have_count, more_count = 0;
    bool erased = false, named, shared;

    TRY(store_parts(n->store, w, before->no, &have, &have_count));
    more = work_alloc(w, (item->part_count + 1) * sizeof(*more));
    TRY(more != NULL);
    for (size_t i = 0; i < have_count; i++)
        erased = erased || have[i].erased;
    for (size_t p = 0; p < item->part_count; p++) {
        bool known = false;

        for (size_t i = 0; i < have_count; i++)
            known = known || bytes_equal(have[i].name, item->parts[p].name);
        if (!known)
            more[more_count++] = item->parts[p];
    }
    TRY(store_content_shared(n->store, w, before->no, &named, &shared));
    item->parts = more;
    item->part_count = more_count;
    /* Its key comes once; and where something of it was erased, the content was. */
    if (named || erased)
        item->blob_count = 0;
    *any = more_count > 0 || item->blob_count > 0;
    return true;
}
