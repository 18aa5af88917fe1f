/*
 * What a move needs of the records it names: that a safeguard is in force, say.
 */
#include "desks/desk_inner.h"

#include <string.h>

/* Has it a link of that type to the item? */
static bool
leads_to(struct desk *d, struct work *w, const struct stored *from, struct bytes type,
    const struct stored *item, bool *yes)
{
    struct view_link *links;
    size_t count;

    *yes = type.len == 0;
    TRY(node_links_from(d->node, w, &from->id, &links, &count));
    for (size_t i = 0; i < count; i++)
        *yes = *yes ||
            (bytes_equal(links[i].type, type) &&
                memcmp(&links[i].other, &item->id, sizeof(item->id)) == 0);
    return true;
}

/* A kind that knows of something falling due says with the derived value "overdue" that it is
 * over. */
static bool
is_over(struct desk *d, struct work *w, const struct standing *s, bool *yes)
{
    const struct json *overdue;
    struct json *derived;
    int64_t now;

    TRY(node_now(d->node, w, &now));
    TRY(kind_derive(w, s->kind, s->record, &s->stage, now, &derived));
    overdue = json_get(derived, "overdue");
    *yes = overdue != NULL && overdue->type == JSON_BOOL && overdue->truth;
    return true;
}

/* Why it is not as needed; NULL: it is. */
static bool
judge(struct desk *d, struct work *w, const struct json *need, const struct stored *named,
    const struct stored *item, struct bytes *state, const char **why)
{
    struct bytes kind = json_get_text(need, "kind"), link = json_get_text(need, "link");
    struct standing standing;
    bool yes;

    *why = NULL;
    if (!bytes_equal(named->kind, kind)) {
        *why = work_format(w, "is no %.*s", (int)kind.len, (const char *)kind.at);
        return *why != NULL;
    }
    TRY(node_standing(d->node, w, named, &standing));
    if (!standing.stands) {
        *why = "cannot be read here";
        return true;
    }
    *state = standing.stage.state;
    if (!json_holds_text(json_get(need, "in"), *state)) {
        *why = work_format(w, "is %.*s", (int)state->len, (const char *)state->at);
        return *why != NULL;
    }
    TRY(is_over(d, w, &standing, &yes));
    if (yes)
        *why = "has lapsed";
    TRY(leads_to(d, w, named, link, item, &yes));
    if (!yes && *why == NULL) {
        *why = work_format(w, "does not say that it %.*s this record", (int)link.len,
            (const char *)link.at);
        return *why != NULL;
    }
    return true;
}

static bool
add_need(struct desk *d, struct work *w, const struct json *need,
    const struct stored *item, struct bytes id, struct json *to, bool *met)
{
    struct json *one = json_object(w);
    const char *why = "is not here";
    struct bytes state = {0};
    struct stored named;
    struct uuid uuid;
    bool may = false;

    TRY(uuid_read(w, id, &uuid));
    if (store_by_id(node_store(d->node), w, &uuid, &named))
        TRY(desk_may_list(d, w, &named, &may));
    else if (work_fault(w) != FAULT_MISSING)
        return false;
    else
        work_clear(w);
    if (may)
        TRY(judge(d, w, need, &named, item, &state, &why));
    json_put(one, "needs", json_text(w, need->name));
    json_put(one, "id", json_text(w, id));
    json_put(one, "state", json_text(w, state));
    json_put(one, "why", json_string(w, why != NULL ? why : ""));
    json_add(to, one);
    *met = *met && why == NULL;
    return work_ok(w);
}

bool
desk_needs(struct desk *d, struct work *w, const struct json *move,
    const struct stored *item, const struct json *fill, struct json **out, bool *met)
{
    const struct json *needs = move != NULL ? json_get(move, "needs") : NULL;

    *out = json_array(w);
    *met = true;
    for (const struct json *n = needs != NULL ? needs->first : NULL; n != NULL;
         n = n->next) {
        const struct json *id = fill != NULL ? json_get_bytes(fill, n->name) : NULL;

        if (id != NULL)
            TRY(add_need(d, w, n, item, id->text, *out, met));
    }
    return work_ok(w);
}

/* What others signed must stand while the move is made: that is the duty of the node where it
 * is made, for not every node that sees the move has it.  Where it is, `history` tells how it
 * stands. */
bool
desk_met(struct desk *d, struct work *w, const struct kind *kind,
    const struct stored *item, struct bytes move, const struct json *fill)
{
    struct json *needs;
    bool met;

    TRY(desk_needs(d, w, kind_move_json(kind, move), item, fill, &needs, &met));
    for (const struct json *n = needs->first; n != NULL && !met; n = n->next) {
        struct bytes why = json_get_text(n, "why"), name = json_get_text(n, "needs");

        if (why.len > 0)
            return fail(w, FAULT_DENIED, "%.*s: the %.*s it names %.*s", (int)move.len,
                (const char *)move.at, (int)name.len, (const char *)name.at, (int)why.len,
                (const char *)why.at);
    }
    return true;
}
