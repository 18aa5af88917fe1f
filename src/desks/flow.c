/*
 * move, sign, history: bringing an item from one state to the next, and how it came there.
 */
#include "desks/desk_inner.h"

#include <string.h>

/* An item with where it stands, and what would come of one move more. */
struct flow {
    struct stored stored;
    struct standing at;
    struct hash last; /* the last of its moves, in their order; zero: there is none */
    struct kind_moved tried;
};

static bool
flow_load(struct desk *d, struct work *w, struct flow *f)
{
    TRY(node_standing(d->node, w, &f->stored, &f->at));
    if (f->at.record == NULL) {
        TRY(node_record(d->node, w, &f->stored, &f->at.record));
        TRY(node_moves(d->node, w, f->at.record, &f->at.moves, &f->at.move_count));
    }
    if (f->at.move_count > 0)
        f->last = f->at.moves[f->at.move_count - 1].hash;
    return true;
}

static bool
flow_open(struct desk *d, struct work *w, const struct json *args, struct flow *f)
{
    TRY(desk_find(d, w, args, "id", &f->stored));
    return flow_load(d, w, f);
}

enum wanted { ANY_MOVE, SIGNATURES, ASKED };

/* The moves of that sort that we could make now; what one has to bring can still be said. */
static bool
possible(struct desk *d, struct work *w, struct flow *f, enum wanted wanted,
    struct bytes *one, struct bytes *list, size_t *count)
{
    struct buffer b = buffer_open(w, 4096);
    struct kind_move_about move;
    bool yes;

    *count = 0;
    for (size_t i = 0; kind_move_at(f->at.kind, i, &move); i++) {
        if ((wanted == SIGNATURES && !move.sign) || (wanted == ASKED && !move.asked))
            continue;
        TRY(node_move_possible(d->node, w, &f->at, move.name, &yes));
        if (!yes)
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

    TRY(desk_needs(d, w, kind_move_json(f->at.kind, move), &f->stored, fill, &needs,
        &met));
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
        TRY(desk_set(w, f->at.kind, move, fill, s->text));
    if (fill->count == 0)
        fill = NULL;
    TRY(kind_check_fill(w, f->at.kind, move, fill));
    TRY(node_move_try(d->node, w, &f->at, move, fill, &then, &f->tried));
    if (!f->tried.counts) {
        const char *why = f->tried.why;

        TRY(possible(d, w, f, ANY_MOVE, &one, &list, &count));
        return fail(w, FAULT_DENIED, "%.*s: %s; it is %.*s, and possible are: %.*s",
            (int)move.len, (const char *)move.at, why, (int)f->at.stage.state.len,
            (const char *)f->at.stage.state.at, count > 0 ? (int)list.len : 8,
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
    if (f->at.move_count > 0)
        TRY(link_after(d, w, f, &draft));
    TRY(desk_make(d, w, &draft, answer));
    json_put(*answer, "move", json_text(w, move));
    json_put(*answer, "from", json_text(w, f->at.stage.state));
    json_put(*answer, "stage", json_text(w, then.state));
    return work_ok(w);
}

static bool
has_moves(struct work *w, const struct flow *f)
{
    struct kind_move_about move;

    return (f->at.kind != NULL && kind_move_at(f->at.kind, 0, &move)) ||
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
            (int)f.at.stage.state.len, (const char *)f.at.stage.state.at);
    if (count > 1)
        return fail(w, FAULT_USAGE, "several can be signed, name one with `move`: %.*s",
            (int)list.len, (const char *)list.at);
    return make_move(d, w, &f, move, args, answer);
}

/* ---- To sign ---------------------------------------------------------------------------- */

struct signing {
    struct desk *desk;
    int64_t now;
    struct page page;
    struct json *items;
    int64_t count;
};

/* The moves that are asked of us now. */
static bool
asked(struct signing *s, struct work *w, const struct view_row *row, struct flow *f,
    struct bytes *list, size_t *count)
{
    struct bytes move;

    TRY(store_by_no(node_store(s->desk->node), w, row->record, &f->stored));
    TRY(flow_load(s->desk, w, f));
    return possible(s->desk, w, f, ASKED, &move, list, count);
}

static bool
see_row(void *ctx, struct work *w, const struct view_row *row)
{
    struct signing *s = ctx;
    struct flow f = {0};
    struct bytes list;
    struct json *one;
    size_t count = 1;
    bool known, open = row->moves_open && !row->asked;

    if (!row->asked && !row->moves_open)
        return true;
    TRY(node_row_known(s->desk->node, w, &s->desk->actor, row, s->now, &known));
    if (!known)
        return true;
    if (open)
        TRY(asked(s, w, row, &f, &list, &count));
    s->count += count > 0;
    if (count == 0 || !page_takes(&s->page, row->time, &row->id))
        return true;
    if (!open)
        TRY(asked(s, w, row, &f, &list, &count));
    one = json_object(w);
    json_put(one, "id", json_uuid(w, &f.stored.id));
    json_put(one, "kind", json_text(w, f.stored.kind));
    json_put(one, "label", desk_label(s->desk, w, f.stored.kind));
    json_put(one, "title", desk_title(s->desk, w, &f.stored));
    json_put(one, "partner", desk_org_name(s->desk, w, &f.stored.author));
    json_put(one, "moves", json_text(w, list));
    json_add(s->items, one);
    return work_ok(w);
}

bool
desk_signatures(struct desk *d, struct work *w, const struct json *args,
    struct json *into)
{
    struct signing s = {.desk = d, .items = json_array(w)};
    struct json *more = json_object(w);

    TRY(desk_page(w, args, &s.page));
    TRY(node_now(d->node, w, &s.now));
    TRY(node_rows(d->node, w, (struct bytes){0}, false, see_row, &s));
    json_put(into, "to_sign", s.items);
    json_put(into, "to_sign_count", json_integer(w, s.count));
    page_put(w, &s.page, more);
    if (json_get(more, "next") != NULL)
        json_put(into, "to_sign_next", json_text(w, json_get_text(more, "next")));
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
    json_put(*answer, "stage", json_text(w, f.at.stage.state));
    TRY(add_versions(d, w, &f, *answer));
    for (size_t i = 0; i < f.at.move_count; i++) {
        struct json *one = json_object(w), *fill = NULL, *needs;
        bool met;

        json_put(one, "time", json_time(w, f.at.moves[i].time));
        json_put(one, "by", desk_org_name(d, w, &f.at.moves[i].by));
        json_put(one, "move", json_text(w, f.at.moves[i].move));
        json_put(one, "counts", json_bool(w, f.at.moves[i].counts));
        json_put(one, "why",
            json_string(w, f.at.moves[i].why != NULL ? f.at.moves[i].why : ""));
        json_put(one, "version", json_hex(w, hash_bytes(&f.at.moves[i].version)));
        if (f.at.moves[i].fill != NULL && json_keep(w, f.at.moves[i].fill, &fill))
            json_put(one, "fill", fill);
        TRY(desk_needs(d, w, kind_move_json(f.at.kind, f.at.moves[i].move), &f.stored,
            f.at.moves[i].fill, &needs, &met));
        if (needs->count > 0)
            json_put(one, "needs", needs);
        json_add(moves, one);
    }
    json_put(*answer, "moves", moves);
    if (f.at.kind == NULL)
        return work_ok(w);
    TRY(node_now(d->node, w, &now));
    TRY(kind_derive(w, f.at.kind, f.at.record, &f.at.stage, now, &derived));
    TRY(kind_findings(w, f.at.kind, f.at.record, &f.at.stage, now, node_codes(d->node),
        &findings, &errors));
    json_put(*answer, "derived", derived);
    json_put(*answer, "findings", findings);
    return work_ok(w);
}
