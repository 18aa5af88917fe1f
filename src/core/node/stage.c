/*
 * Where items stand: the moves made upon them, from the records that are here.
 */
#include "core/node/rows.h"

/* A move whose text is not here -- erased, or withheld -- moves nothing. */
static bool
read_move(struct node *n, struct work *w, const struct view_link *link,
    struct kind_moved *out, bool *have)
{
    struct stored s;
    struct record *r;

    TRY(store_by_no(n->store, w, link->record, &s));
    TRY(node_record(n, w, &s, &r));
    *have = record_tells(r);
    return !*have || record_moved(w, r, out);
}

bool
node_moves(struct node *n, struct work *w, const struct record *r,
    struct kind_moved **out, size_t *count)
{
    struct view_link *links;
    size_t link_count;
    bool have;

    *count = 0;
    TRY(node_links_to(n, w, &r->id, "moves", &links, &link_count));
    *out = work_alloc(w, (link_count + 1) * sizeof(**out));
    TRY(*out != NULL);
    for (size_t i = 0; i < link_count; i++) {
        if (!bytes_is(links[i].kind, "move/1"))
            continue;
        TRY(read_move(n, w, &links[i], &(*out)[*count], &have));
        *count += have;
    }
    return true;
}

bool
node_stage(struct node *n, struct work *w, const struct record *r, struct kind_stage *out)
{
    const struct kind *kind = kinds_find(n->kinds, r->kind);
    struct kind_moved *moves;
    size_t count;

    *out = (struct kind_stage){0};
    if (kind == NULL || !kind_has_states(kind))
        return true;
    TRY(node_moves(n, w, r, &moves, &count));
    return kind_stage(w, kind, r, moves, count, out);
}

/* ---- For those who lay many side by side ----------------------------------------------- */

bool
record_tells(const struct record *r)
{
    for (size_t i = 0; i < r->part_count; i++)
        if (bytes_is(r->parts[i].name, "core"))
            return r->parts[i].present;
    return true;
}

bool
node_standing(struct node *n, struct work *w, const struct stored *of,
    struct standing *out)
{
    *out = (struct standing){.kind = kinds_find(n->kinds, of->kind)};
    if (out->kind == NULL || !kind_has_states(out->kind))
        return true;
    TRY(node_record(n, w, of, &out->record));
    TRY(node_moves(n, w, out->record, &out->moves, &out->move_count));
    TRY(kind_stage(w, out->kind, out->record, out->moves, out->move_count, &out->stage));
    out->since = out->stage.since;
    /* Of what is erased or withheld nothing can be said. */
    out->stands = record_tells(out->record);
    return true;
}

bool
node_mover(struct node *n, struct work *w, struct mover *out)
{
    out->org = n->identity.id;
    return node_now(n, w, &out->time);
}
