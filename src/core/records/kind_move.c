/*
 * kind_move: what would become of a move, made now or brought as a record, where an item
 * stands -- the same for whoever makes it, with a node or without.
 */
#include "core/records/records_inner.h"

#include <string.h>

bool
record_moved(struct work *w, const struct record *r, struct kind_moved *out)
{
    const struct part *core = record_part(r, "core");

    if (core == NULL || !core->present)
        return fail(w, FAULT_INVALID, "what the move does is not here");
    *out = (struct kind_moved){.hash = r->hash,
        .by = r->author,
        .time = r->time,
        .fill = json_get(core->value, "fill")};
    for (size_t i = 0; i < r->link_count; i++) {
        if (r->links[i].open && bytes_is(r->links[i].type, "moves"))
            out->version = r->links[i].hash;
        if (r->links[i].open && bytes_is(r->links[i].type, "after"))
            out->after = r->links[i].hash;
    }
    return json_need_text(w, core->value, "move", &out->move);
}

bool
move_judge(struct work *w, const struct standing *s, const struct kind_moved *moved,
    struct kind_stage *then, struct kind_moved *judged)
{
    struct kind_moved *moves = work_alloc(w, (s->move_count + 1) * sizeof(*moves));

    TRY(moves != NULL);
    if (s->move_count > 0)
        memcpy(moves, s->moves, s->move_count * sizeof(*moves));
    moves[s->move_count] = *moved;
    TRY(kind_stage(w, s->kind, s->record, moves, s->move_count + 1, then));
    for (size_t i = 0; i <= s->move_count; i++)
        if (hash_equal(&moves[i].hash, &moved->hash))
            *judged = moves[i];
    return true;
}

bool
move_try(struct work *w, const struct standing *s, const struct mover *who,
    struct bytes move, const struct json *fill, struct kind_stage *then,
    struct kind_moved *tried)
{
    struct kind_moved mine = {.version = s->record->hash,
        .by = who->org,
        .time = who->time,
        .move = move,
        .fill = fill};

    if (s->move_count > 0)
        mine.after = s->moves[s->move_count - 1].hash;
    return move_judge(w, s, &mine, then, tried);
}

bool
move_possible(struct work *w, const struct standing *s, const struct mover *who,
    struct bytes move, bool *yes)
{
    struct kind_moved tried = {0};
    struct kind_stage then;

    TRY(move_try(w, s, who, move, NULL, &then, &tried));
    *yes = tried.counts || strncmp(tried.why, "what it brings", 14) == 0;
    return true;
}
