/*
 * move, sign, history: bringing an item from one state to the next, and how it came there.
 */
#include "desks/desk_inner.h"

#include <string.h>

/* An item with where it stands, and we who would move it. */
struct flow {
    struct stored stored;
    struct standing at;
    struct mover us;
};

static bool
flow_load(struct desk *d, struct work *w, struct flow *f)
{
    TRY(node_standing(d->node, w, &f->stored, &f->at));
    if (f->at.record == NULL) {
        TRY(node_record(d->node, w, &f->stored, &f->at.record));
        TRY(node_moves(d->node, w, f->at.record, &f->at.moves, &f->at.move_count));
    }
    return node_mover(d->node, w, &f->us);
}

static bool
flow_open(struct desk *d, struct work *w, const struct json *args, struct flow *f)
{
    TRY(desk_find(d, w, args, "id", &f->stored));
    return flow_load(d, w, f);
}

/* What was seen last stands in the move: whatever the clocks say, this one comes after it. */
static bool
link_after(struct desk *d, struct work *w, const struct flow *f, struct draft *draft)
{
    struct stored last;

    TRY(store_by_hash(node_store(d->node), w, &f->at.moves[f->at.move_count - 1].hash,
        &last));
    draft_link(draft, "after", &last);
    return true;
}

static bool
make_move(struct desk *d, struct work *w, struct flow *f, struct bytes move,
    const struct json *args, struct json **answer)
{
    struct draft draft = {.kind = "move/1"};
    struct json *core;
    struct moving said;

    TRY(moves_say(w, &f->at, &f->us, d->actor.person, move, args, &core, &said));
    TRY(desk_met(d, w, f->at.kind, &f->stored, move, json_get(core, "fill")));
    draft_part(&draft, "core", core);
    draft_link(&draft, "moves", &f->stored);
    if (f->at.move_count > 0)
        TRY(link_after(d, w, f, &draft));
    TRY(desk_make(d, w, &draft, answer));
    moves_said(w, &said, *answer);
    return !bytes_is(f->stored.kind, "proposal/1") || !bytes_is(said.stage, "agreed") ||
        desk_agreed(d, w, &f->stored, answer);
}

DESK(move)
{
    struct flow f = {0};

    TRY(flow_open(d, w, args, &f));
    TRY(moves_any(w, &f.at, f.stored.kind));
    return make_move(d, w, &f, desk_text(args, "move"), args, answer);
}

DESK(sign)
{
    struct flow f = {0};
    struct bytes move;

    TRY(flow_open(d, w, args, &f));
    TRY(moves_any(w, &f.at, f.stored.kind));
    TRY(moves_to_sign(w, &f.at, &f.us, &move));
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
    return moves_possible(w, &f->at, &f->us, MOVES_ASKED, &move, list, count);
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

    TRY(desk_page(w, args, &s.page));
    TRY(node_now(d->node, w, &s.now));
    TRY(node_rows(d->node, w, (struct bytes){0}, false, see_row, &s));
    json_put(into, "to_sign", s.items);
    json_put(into, "to_sign_count", json_integer(w, s.count));
    page_put_as(w, &s.page, "to_sign_next", into);
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
        TRY(desk_state(d, w, &versions[i], one));
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
    bool may;

    TRY(flow_open(d, w, args, &f));
    TRY(node_may_read(d->node, w, &d->actor, &f.stored, &may));
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
        if (may && f.at.moves[i].fill != NULL && json_keep(w, f.at.moves[i].fill, &fill))
            json_put(one, "fill", fill);
        TRY(desk_needs(d, w, kind_move_json(f.at.kind, f.at.moves[i].move), &f.stored,
            f.at.moves[i].fill, &needs, &met));
        if (needs->count > 0)
            json_put(one, "needs", needs);
        json_add(moves, one);
    }
    json_put(*answer, "moves", moves);
    if (f.at.kind == NULL || !may)
        return work_ok(w);
    TRY(node_now(d->node, w, &now));
    TRY(kind_derive(w, f.at.kind, f.at.record, &f.at.stage, now, &derived));
    TRY(kind_findings(w, f.at.kind, f.at.record, &f.at.stage, now, node_codes(d->node),
        &findings, &errors));
    json_put(*answer, "derived", derived);
    json_put(*answer, "findings", findings);
    return work_ok(w);
}

/* ---- Where it stands -------------------------------------------------------------------------- */

bool
desk_stands(struct desk *d, struct work *w, const struct stored *s, bool derive,
    struct json *to)
{
    struct standing at;
    struct json *derived;
    int64_t now;

    TRY(node_standing(d->node, w, s, &at));
    if (!at.stands)
        return true;
    json_put(to, "stage", json_text(w, at.stage.state));
    json_put(to, "stands", json_text(w, json_get_text(at.stage.label->first, "text")));
    if (!derive)
        return work_ok(w);
    TRY(node_now(d->node, w, &now) &&
        kind_derive(w, at.kind, at.record, &at.stage, now, &derived));
    json_put(to, "derived", derived);
    return work_ok(w);
}
