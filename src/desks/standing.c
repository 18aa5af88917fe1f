/*
 * Where records stand, for the desks that lay many of them side by side.
 */
#include "desks/desk_inner.h"

static bool
has_core(const struct record *r)
{
    for (size_t i = 0; i < r->part_count; i++)
        if (bytes_is(r->parts[i].name, "core"))
            return r->parts[i].present;
    return true;
}

bool
desk_standing(struct desk *d, struct work *w, const struct stored *of,
    struct standing *out)
{
    struct kind_moved *moves;
    size_t count;

    *out = (struct standing){.kind = kinds_find(node_kinds(d->node), of->kind)};
    if (out->kind == NULL || !kind_has_states(out->kind))
        return true;
    TRY(node_record(d->node, w, of, &out->record));
    /* Of what is erased or withheld nothing can be said. */
    if (!has_core(out->record))
        return true;
    TRY(node_moves(d->node, w, out->record, &moves, &count));
    TRY(kind_stage(w, out->kind, out->record, moves, count, &out->stage));
    out->since = out->stage.since;
    out->stands = true;
    return true;
}
