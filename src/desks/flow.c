/*
 * move, sign, history: bringing an item from one state to the next, and how it came there.
 */
#include "desks/desk_inner.h"

#include <string.h>

/* An item with what was moved upon it, and what would come of one move more. */
struct flow {
    struct stored stored;
    struct record *record;
    const struct kind *kind;
    struct kind_moved *moves;
    size_t count;
    struct hash last; /* the last of them, in their order; zero: there is none */
    struct kind_stage stage;
    struct kind_moved tried;
};

static bool
flow_load(struct desk *d, struct work *w, struct flow *f)
{
    f->kind = kinds_find(node_kinds(d->node), f->stored.kind);
    TRY(node_record(d->node, w, &f->stored, &f->record));
    TRY(node_moves(d->node, w, f->record, &f->moves, &f->count));
    if (f->kind != NULL)
        TRY(kind_stage(w, f->kind, f->record, f->moves, f->count, &f->stage));
    if (f->count > 0)
        f->last = f->moves[f->count - 1].hash;
    return true;
}

static bool
flow_open(struct desk *d, struct work *w, const struct json *args, struct flow *f)
{
    TRY(desk_find(d, w, args, "id", &f->stored));
    return flow_load(d, w, f);
}

/* What would become of this move, made now by us? */
static bool
flow_try(struct desk *d, struct work *w, struct flow *f, struct bytes move,
    const struct json *fill, struct kind_stage *then)
{
    struct kind_moved *moves = work_alloc(w, (f->count + 1) * sizeof(*moves)), *mine;

    TRY(moves != NULL);
    memcpy(moves, f->moves, f->count * sizeof(*moves));
    mine = &moves[f->count];
    *mine = (struct kind_moved){.after = f->last,
        .version = f->record->hash,
        .by = node_identity(d->node)->id,
        .move = move,
        .fill = fill};
    TRY(node_now(d->node, w, &mine->time));
    TRY(kind_stage(w, f->kind, f->record, moves, f->count + 1, then));
    for (size_t i = 0; i <= f->count; i++)
        if (hash_is_zero(&moves[i].hash))
            f->tried = moves[i];
    return true;
}

enum wanted { ANY_MOVE, SIGNATURES, ASKED };

/* The moves of that sort that we could make now; what one has to bring can still be said. */
static bool
possible(struct desk *d, struct work *w, struct flow *f, enum wanted wanted,
    struct bytes *one, struct bytes *list, size_t *count)
{
    struct buffer b = buffer_open(w, 4096);
    struct kind_move_about move;
    struct kind_stage then;

    *count = 0;
    for (size_t i = 0; kind_move_at(f->kind, i, &move); i++) {
        if ((wanted == SIGNATURES && !move.sign) || (wanted == ASKED && !move.asked))
            continue;
        TRY(flow_try(d, w, f, move.name, NULL, &then));
        if (!f->tried.counts && strncmp(f->tried.why, "what it brings", 14) != 0)
            continue;
        if ((*count)++ > 0)
            buffer_text(&b, ", ");
        buffer_add(&b, move.name);
        *one = move.name;
    }
    return buffer_bytes(&b, list);
}

/* What was seen last stands in the move: whatever the clocks say, this one comes after it. */
static bool
link_after(struct desk *d, struct work *w, const struct flow *f, struct draft *draft)
{
    struct stored last;

    TRY(store_by_hash(node_store(d->node), w, &f->last, &last));
    draft_link(draft, "after", &last);
    return true;
}

/* What others signed must stand while the move is made: that is the maker's duty, for not every
 * node that sees the move has it.  Where it is, `history` tells how it stands. */
static bool
is_met(struct desk *d, struct work *w, const struct flow *f, struct bytes move,
    const struct json *fill)
{
    struct json *needs;
    bool met;

    TRY(desk_needs(d, w, kind_move_json(f->kind, move), &f->stored, fill, &needs, &met));
    for (const struct json *n = needs->first; n != NULL && !met; n = n->next) {
        struct bytes why = json_get_text(n, "why"), name = json_get_text(n, "needs");

        if (why.len > 0)
            return fail(w, FAULT_DENIED, "%.*s: the %.*s it names %.*s", (int)move.len,
                (const char *)move.at, (int)name.len, (const char *)name.at, (int)why.len,
                (const char *)why.at);
    }
    return true;
}

static bool
make_move(struct desk *d, struct work *w, struct flow *f, struct bytes move,
    const struct json *args, struct json **answer)
{
    const struct json *sets = json_get(args, "set");
    struct json *core = json_object(w), *fill = json_object(w);
    struct draft draft = {.kind = "move/1"};
    struct bytes list, one;
    struct kind_stage then;
    size_t count;

    for (const struct json *s = sets != NULL ? sets->first : NULL; s != NULL; s = s->next)
        TRY(desk_set(w, f->kind, move, fill, s->text));
    if (fill->count == 0)
        fill = NULL;
    TRY(kind_check_fill(w, f->kind, move, fill));
    TRY(flow_try(d, w, f, move, fill, &then));
    if (!f->tried.counts) {
        const char *why = f->tried.why;

        TRY(possible(d, w, f, ANY_MOVE, &one, &list, &count));
        return fail(w, FAULT_DENIED, "%.*s: %s; it is %.*s, and possible are: %.*s",
            (int)move.len, (const char *)move.at, why, (int)f->stage.state.len,
            (const char *)f->stage.state.at, count > 0 ? (int)list.len : 8,
            count > 0 ? (const char *)list.at : "no moves");
    }
    TRY(is_met(d, w, f, move, fill));
    json_put(core, "move", json_text(w, move));
    if (fill != NULL)
        json_put(core, "fill", fill);
    if (json_get(args, "note") != NULL)
        json_put(core, "note", desk_said(w, desk_text(args, "note")));
    draft_part(&draft, "core", core);
    draft_link(&draft, "moves", &f->stored);
    if (f->count > 0)
        TRY(link_after(d, w, f, &draft));
    TRY(desk_make(d, w, &draft, answer));
    json_put(*answer, "move", json_text(w, move));
    json_put(*answer, "from", json_text(w, f->stage.state));
    json_put(*answer, "stage", json_text(w, then.state));
    return work_ok(w);
}

static bool
has_moves(struct work *w, const struct flow *f)
{
    struct kind_move_about move;

    return (f->kind != NULL && kind_move_at(f->kind, 0, &move)) ||
        fail(w, FAULT_USAGE, "%.*s has no states to move between",
            (int)f->stored.kind.len, (const char *)f->stored.kind.at);
}

DESK(move)
{
    struct flow f = {0};

    TRY(flow_open(d, w, args, &f));
    TRY(has_moves(w, &f));
    return make_move(d, w, &f, desk_text(args, "move"), args, answer);
}

DESK(sign)
{
    struct bytes list, move = {0};
    struct flow f = {0};
    size_t count;

    TRY(flow_open(d, w, args, &f));
    TRY(has_moves(w, &f));
    /* What is asked of us goes before what else we might sign. */
    TRY(possible(d, w, &f, ASKED, &move, &list, &count));
    if (count == 0)
        TRY(possible(d, w, &f, SIGNATURES, &move, &list, &count));
    if (count == 0)
        return fail(w, FAULT_DENIED, "nothing is to be signed here now: it is %.*s",
            (int)f.stage.state.len, (const char *)f.stage.state.at);
    if (count > 1)
        return fail(w, FAULT_USAGE, "several can be signed, name one with `move`: %.*s",
            (int)list.len, (const char *)list.at);
    return make_move(d, w, &f, move, args, answer);
}

/* ---- To sign ---------------------------------------------------------------------------- */

struct signing {
    struct desk *desk;
    struct json *items;
};

static bool
asks_anything(const struct kind *kind)
{
    struct kind_move_about move;

    for (size_t i = 0; kind != NULL && kind_move_at(kind, i, &move); i++)
        if (move.asked)
            return true;
    return false;
}

static bool
see_item(void *ctx, struct work *w, const struct view_item *item)
{
    struct signing *s = ctx;
    struct desk *d = s->desk;
    struct flow f = {0};
    struct bytes move, list;
    struct json *one;
    size_t count;
    bool may;

    if (!asks_anything(kinds_find(node_kinds(d->node), item->kind)))
        return true;
    TRY(store_by_no(node_store(d->node), w, item->record, &f.stored));
    TRY(desk_may_list(d, w, &f.stored, &may));
    if (!may)
        return true;
    TRY(flow_load(d, w, &f));
    TRY(possible(d, w, &f, ASKED, &move, &list, &count));
    if (count == 0)
        return true;
    one = json_object(w);
    json_put(one, "id", json_uuid(w, &f.stored.id));
    json_put(one, "kind", json_text(w, f.stored.kind));
    json_put(one, "label", desk_label(d, w, f.stored.kind));
    json_put(one, "title", desk_title(d, w, &f.stored));
    json_put(one, "partner", desk_org_name(d, w, &f.stored.author));
    json_put(one, "moves", json_text(w, list));
    json_add(s->items, one);
    return work_ok(w);
}

bool
desk_signatures(struct desk *d, struct work *w, struct json *into)
{
    struct signing s = {.desk = d, .items = json_array(w)};

    TRY(node_items(d->node, w, (struct bytes){0}, see_item, &s));
    json_put(into, "to_sign", s.items);
    return work_ok(w);
}

/* ---- History ------------------------------------------------------------------------- */

static bool
add_versions(struct desk *d, struct work *w, const struct flow *f, struct json *to)
{
    struct json *list = json_array(w);
    struct stored *versions;
    size_t count;

    TRY(store_versions(node_store(d->node), w, &f->stored.id, &versions, &count));
    for (size_t i = 0; i < count; i++) {
        struct json *one = json_object(w);

        json_put(one, "version", json_integer(w, versions[i].version));
        json_put(one, "time", json_time(w, versions[i].time));
        json_put(one, "by", desk_org_name(d, w, &versions[i].author));
        json_put(one, "hash", json_hex(w, hash_bytes(&versions[i].hash)));
        TRY(desk_state(d, w, &versions[i], false, one));
        json_add(list, one);
    }
    json_put(to, "versions", list);
    return work_ok(w);
}

DESK(history)
{
    struct json *moves = json_array(w), *derived, *findings;
    size_t errors;
    int64_t now;
    struct flow f = {0};

    TRY(flow_open(d, w, args, &f));
    *answer = json_object(w);
    json_put(*answer, "id", json_uuid(w, &f.stored.id));
    json_put(*answer, "stage", json_text(w, f.stage.state));
    TRY(add_versions(d, w, &f, *answer));
    for (size_t i = 0; i < f.count; i++) {
        struct json *one = json_object(w), *fill = NULL, *needs;
        bool met;

        json_put(one, "time", json_time(w, f.moves[i].time));
        json_put(one, "by", desk_org_name(d, w, &f.moves[i].by));
        json_put(one, "move", json_text(w, f.moves[i].move));
        json_put(one, "counts", json_bool(w, f.moves[i].counts));
        json_put(one, "why",
            json_string(w, f.moves[i].why != NULL ? f.moves[i].why : ""));
        json_put(one, "version", json_hex(w, hash_bytes(&f.moves[i].version)));
        if (f.moves[i].fill != NULL && json_keep(w, f.moves[i].fill, &fill))
            json_put(one, "fill", fill);
        TRY(desk_needs(d, w, kind_move_json(f.kind, f.moves[i].move), &f.stored,
            f.moves[i].fill, &needs, &met));
        if (needs->count > 0)
            json_put(one, "needs", needs);
        json_add(moves, one);
    }
    json_put(*answer, "moves", moves);
    if (f.kind == NULL)
        return work_ok(w);
    TRY(node_now(d->node, w, &now));
    TRY(kind_derive(w, f.kind, f.record, &f.stage, now, &derived));
    TRY(kind_findings(w, f.kind, f.record, &f.stage, now, node_codes(d->node), &findings,
        &errors));
    json_put(*answer, "derived", derived);
    json_put(*answer, "findings", findings);
    return work_ok(w);
}
