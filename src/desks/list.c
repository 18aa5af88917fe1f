/*
 * list: what there is, as far as the asker may know.
 */
#include "desks/desk_inner.h"

#include <stdlib.h>

struct listing {
    struct desk *desk;
    struct page page;
    struct json *items;
    int64_t now;
    bool system;
    struct bytes kind; /* of the row before, and whether it is a system kind */
    bool kind_system;
    int64_t *found; /* records a search gave, in order; NULL: no search */
    size_t found_count;
    int64_t count;
};

static int
by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static bool
was_found(const struct listing *l, int64_t record)
{
    return l->found == NULL ||
        bsearch(&record, l->found, l->found_count, sizeof(*l->found), by_number) != NULL;
}

/* The lines of a list show no state: what is over says so in its title's place. */
static struct json *
listed_title(struct work *w, const struct json *title, struct bytes state)
{
    bool over = bytes_is(state, "erased") || bytes_is(state, "recalled");
    struct bytes text = title != NULL ? title->text : (struct bytes){0};

    if (!over)
        return json_text(w, text);
    return json_string(w,
        work_format(w, "%.*s%s(%.*s)", (int)text.len, (const char *)text.at,
            text.len > 0 ? " " : "", (int)state.len, (const char *)state.at));
}

static bool
describe(struct listing *l, struct work *w, const struct view_row *row,
    const struct stored *s)
{
    struct json *item = json_object(w), *title = desk_title(l->desk, w, s);

    TRY(work_ok(w));
    json_put(item, "id", json_uuid(w, &s->id));
    json_put(item, "short", desk_short(l->desk, w, &s->id));
    json_put(item, "version", json_integer(w, s->version));
    json_put(item, "kind", json_text(w, s->kind));
    json_put(item, "label", desk_label(l->desk, w, s->kind));
    json_put(item, "time", json_time(w, s->time));
    json_put(item, "by", desk_org_name(l->desk, w, &s->author));
    TRY(desk_state(l->desk, w, s, item));
    if (row->state.len > 0)
        json_put(item, "stage", json_text(w, row->state));
    json_put(item, "title", listed_title(w, title, json_get_text(item, "state")));
    json_add(l->items, item);
    return work_ok(w);
}

/* Rows of a kind come one after another, mostly. */
static bool
is_system(struct listing *l, struct bytes kind)
{
    const struct kind *k;

    if (l->kind.at == kind.at)
        return l->kind_system;
    k = kinds_find(node_kinds(l->desk->node), kind);
    l->kind = kind;
    l->kind_system = k != NULL && kind_is_system(k);
    return l->kind_system;
}

static bool
list_row(void *ctx, struct work *w, const struct view_row *row)
{
    struct listing *l = ctx;
    struct stored s;
    bool yes;

    if ((!l->system && is_system(l, row->kind)) || !was_found(l, row->record))
        return true;
    TRY(node_row_known(l->desk->node, w, &l->desk->actor, row, l->now, &yes));
    if (!yes)
        return true;
    l->count++;
    if (!page_takes(&l->page, row->time, &row->id))
        return true;
    TRY(store_by_no(node_store(l->desk->node), w, row->record, &s));
    return describe(l, w, row, &s);
}

DESK(list)
{
    struct listing l = {.desk = d, .system = desk_flag(args, "system")};
    const struct kind *only = NULL;
    struct bytes kind = {0};

    TRY(desk_page(w, args, &l.page));
    TRY(node_now(d->node, w, &l.now));
    if (desk_text(args, "kind").len > 0)
        TRY(desk_kind(d, w, desk_text(args, "kind"), &only));
    if (only != NULL)
        kind = kind_name(only);
    l.system = l.system || kind.len > 0;
    l.items = json_array(w);
    if (json_get(args, "search") != NULL) {
        TRY(node_search(d->node, w, desk_text(args, "search"), &l.found, &l.found_count));
        if (l.found_count > 0)
            qsort(l.found, l.found_count, sizeof(*l.found), by_number);
    }
    TRY(node_rows(d->node, w, kind, l.page.back, list_row, &l));
    *answer = json_object(w);
    json_put(*answer, "items", l.items);
    json_put(*answer, "count", json_integer(w, l.count));
    page_put(w, &l.page, *answer);
    return work_ok(w);
}
