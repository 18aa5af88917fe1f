/*
 * board: the records of a kind, each in the column of the state it stands in.
 */
#include "desks/desk_inner.h"

struct board {
    struct desk *desk;
    struct json *columns; /* in the order that the kind has its states in */
    int64_t count;
};

static struct json *
open_column(struct work *w, const struct json *state)
{
    struct json *column = json_object(w);

    json_put(column, "state", json_text(w, state->name));
    json_put(column, "label",
        json_text(w, json_get_text(json_get(state, "label")->first, "text")));
    json_put(column, "items", json_array(w));
    return column;
}

static struct json *
column_of(const struct board *b, struct bytes state)
{
    for (struct json *c = b->columns->first; c != NULL; c = c->next)
        if (bytes_equal(json_get_text(c, "state"), state))
            return c;
    return NULL;
}

static bool
place(void *ctx, struct work *w, const struct view_item *item)
{
    struct board *b = ctx;
    struct standing standing;
    struct json *column, *one = json_object(w), *title;
    struct stored s;
    bool may;

    TRY(store_by_no(node_store(b->desk->node), w, item->record, &s));
    TRY(desk_may_list(b->desk, w, &s, &may));
    if (!may)
        return true;
    TRY(desk_standing(b->desk, w, &s, &standing));
    column = standing.stands ? column_of(b, standing.stage.state) : NULL;
    if (column == NULL)
        return true;
    title = desk_title(b->desk, w, &s);
    json_put(one, "id", json_uuid(w, &s.id));
    json_put(one, "short", desk_short(b->desk, w, &s.id));
    json_put(one, "title", title != NULL ? title : json_string(w, ""));
    json_put(one, "by", desk_org_name(b->desk, w, &s.author));
    json_put(one, "since", json_time(w, standing.since));
    json_add(json_get(column, "items"), one);
    b->count++;
    return work_ok(w);
}

DESK(board)
{
    struct board b = {.desk = d, .columns = json_array(w)};
    const struct json *states;
    const struct kind *of;
    struct bytes kind;

    TRY(desk_kind(d, w, desk_text(args, "kind"), &of));
    kind = kind_name(of);
    states = json_get(kind_json(of), "states");
    if (states == NULL)
        return fail(w, FAULT_USAGE, "%.*s has no states: there is no board of it",
            (int)kind.len, (const char *)kind.at);
    for (const struct json *s = states->first; s != NULL; s = s->next)
        json_add(b.columns, open_column(w, s));
    TRY(node_items(d->node, w, kind, place, &b));
    for (struct json *c = b.columns->first; c != NULL; c = c->next)
        json_put(c, "count", json_integer(w, (int64_t)json_get(c, "items")->count));
    *answer = json_object(w);
    json_put(*answer, "kind", json_text(w, kind));
    json_put(*answer, "label", desk_label(d, w, kind));
    json_put(*answer, "columns", b.columns);
    json_put(*answer, "count", json_integer(w, b.count));
    return work_ok(w);
}
