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

struct knowing {
    struct node *node;
    const struct actor *who;
};

static bool
known_to(void *ctx, struct work *w, const struct stored *s, bool *yes)
{
    const struct knowing *k = ctx;
    struct decision decision;
    struct facts facts;

    TRY(node_facts(k->node, w, k->who, ACT_LIST, s, &facts));
    *yes = terms_decide(&facts, &decision) || !decision.hidden;
    return true;
}

bool
node_find(struct node *n, struct work *w, const struct actor *who, struct bytes name,
    struct stored *out)
{
    struct knowing knowing = {n, who};
    const struct store_pass pass = {.ask = known_to, .ctx = &knowing};
    bool yes = true;
    struct uuid id;

    if (name.len != 36)
        return store_by_prefix(n->store, w, name, who != NULL ? &pass : NULL, out);
    TRY(uuid_read(w, name, &id));
    TRY(store_by_id(n->store, w, &id, out));
    if (who != NULL)
        TRY(known_to(&knowing, w, out, &yes));
    return yes || fail(w, FAULT_MISSING, "no such record here");
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
