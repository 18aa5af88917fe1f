/*
 * Opening records that are here: finding them as people name them, with their parts.
 */
#include "core/node/node_inner.h"

/* The record of that number, as it was read before it was committed; or NULL. */
static const struct record *
lent(const struct node *n, int64_t no)
{
    int64_t at = n->lent != NULL ? no - n->lent->items->record.no : -1;

    return at >= 0 && at < (int64_t)n->lent->item_count ? n->lent->records[at] : NULL;
}

bool
node_record(struct node *n, struct work *w, const struct stored *from,
    struct record **out)
{
    const struct record *read = lent(n, from->no);
    struct stored_part *parts;
    size_t count;

    if (read != NULL) {
        *out = work_alloc(w, sizeof(**out));
        TRY(*out != NULL);
        **out = *read;
        return true;
    }
    TRY(record_from(w, from->header, from->proof, out));
    TRY(store_parts(n->store, w, from->no, &parts, &count));
    for (size_t i = 0; i < count; i++)
        if (!parts[i].erased)
            TRY(record_put_part(w, *out, parts[i].name, &parts[i].salt, parts[i].body));
    return true;
}

bool
node_knows(struct node *n, struct work *w, const struct actor *who,
    const struct stored *s, bool *yes)
{
    struct decision decision;
    struct facts facts;

    *yes = who == NULL;
    if (*yes)
        return true;
    TRY(node_facts(n, w, who, ACT_LIST, s, &facts));
    *yes = terms_decide(&facts, &decision);
    return true;
}

/* What is not here takes about as long as what may not be known of: as much is decided, on the
 * first record there is. */
static bool
decide_idly(struct node *n, struct work *w, const struct actor *who)
{
    struct stored first;
    bool have, ignored;

    if (who == NULL)
        return true;
    TRY(store_next(n->store, w, 0, (struct bytes){0}, &first, &have));
    return !have || node_knows(n, w, who, &first, &ignored);
}

/* What may not be known of is passed over: it makes no beginning ambiguous. */
static bool
find_beginning(struct node *n, struct work *w, const struct actor *who,
    struct bytes prefix, struct stored *out, bool *found)
{
    struct stored one;
    struct uuid id;
    bool yes, have, any;

    *found = false;
    TRY(store_next_id(n->store, w, prefix, NULL, &id, &have));
    for (any = have; have;) {
        TRY(store_by_id(n->store, w, &id, &one) && node_knows(n, w, who, &one, &yes));
        if (yes && *found)
            return fail(w, FAULT_CONFLICT,
                "several ids begin with %.*s: give more digits", (int)prefix.len,
                (const char *)prefix.at);
        if (yes)
            *out = one;
        *found = *found || yes;
        TRY(store_next_id(n->store, w, prefix, &id, &id, &have));
    }
    return any || decide_idly(n, w, who);
}

static bool
find_whole(struct node *n, struct work *w, const struct actor *who, struct bytes name,
    struct stored *out, bool *found)
{
    struct uuid id;

    *found = false;
    TRY(uuid_read(w, name, &id));
    if (store_by_id(n->store, w, &id, out))
        return node_knows(n, w, who, out, found);
    return work_forgive(w, FAULT_MISSING) && decide_idly(n, w, who);
}

bool
node_find(struct node *n, struct work *w, const struct actor *who, struct bytes name,
    struct stored *out)
{
    bool found;

    TRY(name.len == 36 ? find_whole(n, w, who, name, out, &found)
                       : find_beginning(n, w, who, name, out, &found));
    return found || fail(w, FAULT_MISSING, "no such record here");
}

/* A record that speaks about others -- a recall, a receipt -- may come without terms of its
 * own; it is then held as strictly as one whose author said nothing. */
static bool
needs_terms(struct node *n, struct bytes name)
{
    const struct kind *kind = kinds_find(n->kinds, name);
    const struct json *parts = kind != NULL ? json_get(kind_json(kind), "parts") : NULL;
    const struct json *required = json_get(json_get(parts, "terms"), "required");

    return kind == NULL || (required != NULL && required->truth);
}

bool
node_terms(struct node *n, struct work *w, const struct record *r, struct terms *out)
{
    const struct part *part = record_part(r, "terms");

    if (part != NULL && part->present)
        return terms_read(w, part->value, out);
    *out = (struct terms){.why = "it has no terms"};
    if (part == NULL && !needs_terms(n, r->kind))
        terms_default(&r->author, out);
    return true;
}
