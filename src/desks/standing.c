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

/* When it came to its state: the last move that counted and led there, or its own time. */
static int64_t
came_at(const struct standing *s, const struct kind_moved moves[], size_t count)
{
    int64_t at = s->record->time;

    for (size_t i = 0; i < count; i++) {
        const struct json *said = kind_move_json(s->kind, moves[i].move);

        if (moves[i].counts && bytes_equal(json_get_text(said, "to"), s->stage.state))
            at = moves[i].time;
    }
    return at;
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
    out->since = came_at(out, moves, count);
    out->stands = true;
    return true;
}
