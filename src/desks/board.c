/*
 * board: the records of a kind, each in the column of the state it stands in.
 */
#include "desks/desk_inner.h"

#define STATES_MAX 64

struct board {
    struct desk *desk;
    int64_t now;
    struct column {
        struct json *json;
        struct json *items;
        struct bytes state;
        struct page page;
        int64_t count;
    } columns[STATES_MAX]; /* in the order that the kind has its states in */
    size_t column_count;
    int64_t count;
};

static void
open_column(struct work *w, struct board *b, const struct json *state,
    const struct page *page)
{
    struct column *c = &b->columns[b->column_count++];

    *c = (struct column){.json = json_object(w),
        .items = json_array(w),
        .state = state->name,
        .page = *page};
    json_put(c->json, "state", json_text(w, state->name));
    json_put(c->json, "label", json_text(w, desk_label_of(state, state->name)));
    json_put(c->json, "items", c->items);
}

static struct column *
column_of(struct board *b, struct bytes state)
{
    for (size_t i = 0; i < b->column_count; i++)
        if (bytes_equal(b->columns[i].state, state))
            return &b->columns[i];
    return NULL;
}

static bool
describe(struct board *b, struct work *w, const struct view_row *row, struct column *c)
{
    struct json *one = json_object(w), *title;
    struct stored s;

    TRY(store_by_no(node_store(b->desk->node), w, row->record, &s));
    title = desk_title(b->desk, w, &s);
    json_put(one, "id", json_uuid(w, &s.id));
    json_put(one, "short", desk_short(b->desk, w, &s.id));
    json_put(one, "title", title != NULL ? title : json_string(w, ""));
    json_put(one, "by", desk_org_name(b->desk, w, &s.author));
    json_put(one, "since", json_time(w, row->since));
    json_add(c->items, one);
    return work_ok(w);
}

static bool
place(void *ctx, struct work *w, const struct view_row *row)
{
    struct board *b = ctx;
    struct column *c = column_of(b, row->state);
    bool known;

    if (c == NULL)
        return true;
    TRY(node_row_known(b->desk->node, w, &b->desk->actor, row, b->now, &known));
    if (!known)
        return true;
    c->count++;
    b->count++;
    return !page_takes(&c->page, row->time, &row->id) || describe(b, w, row, c);
}

/* All states have a column, or the one that was asked for. */
static bool
open_columns(struct work *w, struct board *b, const struct kind *of,
    const struct json *args)
{
    struct bytes kind = kind_name(of), only = desk_text(args, "state");
    const struct json *states = json_get(kind_json(of), "states");
    struct page page;

    if (states == NULL)
        return fail(w, FAULT_USAGE, "%.*s has no states: there is no board of it",
            (int)kind.len, (const char *)kind.at);
    TRY(desk_page(w, args, &page));
    for (const struct json *s = states->first; s != NULL && b->column_count < STATES_MAX;
         s = s->next)
        if (only.len == 0 || bytes_equal(s->name, only))
            open_column(w, b, s, &page);
    return b->column_count > 0 ||
        fail(w, FAULT_USAGE, "%.*s has no state %.*s", (int)kind.len,
            (const char *)kind.at, (int)only.len, (const char *)only.at);
}

DESK(board)
{
    struct board *b = work_alloc(w, sizeof(*b));
    struct json *columns = json_array(w);
    const struct kind *of;

    TRY(b != NULL);
    b->desk = d;
    TRY(desk_kind(d, w, desk_text(args, "kind"), &of));
    TRY(open_columns(w, b, of, args));
    TRY(node_now(d->node, w, &b->now));
    TRY(node_rows(d->node, w, kind_name(of), false, place, b));
    for (size_t i = 0; i < b->column_count; i++) {
        struct column *c = &b->columns[i];

        json_put(c->json, "count", json_integer(w, c->count));
        page_put(w, &c->page, c->json);
        json_add(columns, c->json);
    }
    *answer = json_object(w);
    json_put(*answer, "kind", json_text(w, kind_name(of)));
    json_put(*answer, "label", desk_label(d, w, kind_name(of)));
    json_put(*answer, "columns", columns);
    json_put(*answer, "count", json_integer(w, b->count));
    if (b->column_count == 1)
        page_put(w, &b->columns[0].page, *answer);
    return work_ok(w);
}
