/*
 * view: a kind's records as one of its views shows them.
 */
#include "desks/desk_inner.h"

#include <string.h>

static const struct bytes none;

struct viewing {
    struct desk *desk;
    const struct kind *kind;
    const struct json *view;
    const struct json *show; /* or NULL */
    struct json *answer;
    int64_t now;
    struct dated_list list; /* of a timeline */
    int64_t count;
};

/* ---- Cells, and the line that they make ------------------------------------------------- */

static bool
put_cells(struct viewing *v, struct work *w, const struct stored *s, struct json *item,
    struct bytes head)
{
    struct buffer line = buffer_open(w, SIZE_MAX / 2);
    struct json *cells;
    struct bytes text;

    buffer_add(&line, head);
    if (v->show != NULL) {
        TRY(desk_cells(v->desk, w, v->show, s, &cells));
        json_put(item, "cells", cells);
        for (const struct json *c = cells->first; c != NULL; c = c->next) {
            if (line.len > 0)
                buffer_text(&line, "  ");
            buffer_add(&line, c->text.len > 0 ? c->text : bytes_of("-"));
        }
    }
    TRY(buffer_bytes(&line, &text));
    json_put(item, "line", json_text(w, text));
    return work_ok(w);
}

/* To items that a desk answered with. */
static bool
add_cells(struct viewing *v, struct work *w, const struct json *items)
{
    for (struct json *i = items != NULL ? items->first : NULL; i != NULL; i = i->next) {
        struct stored s;
        struct uuid id;

        TRY(uuid_read(w, json_get_text(i, "id"), &id));
        TRY(store_by_id(node_store(v->desk->node), w, &id, &s));
        TRY(put_cells(v, w, &s, i, json_get_text(i, "title")));
    }
    return true;
}

/* What another desk answers to the same, with ${more} in the place of this one's own. */
static bool
ask(struct viewing *v, struct work *w, const struct json *args,
    bool (*desk)(struct desk *d, struct work *w, const struct json *args,
        struct json **answer),
    struct json *more, struct json **out)
{
    static const char *const taken[] = {"after", "limit", "skip", "state"};

    json_put(more, "kind", json_text(w, kind_name(v->kind)));
    for (size_t i = 0; i < COUNT_OF(taken); i++)
        if (json_get(args, taken[i]) != NULL)
            json_put(more, taken[i], json_text(w, desk_text(args, taken[i])));
    if (desk_flag(args, "newest"))
        json_put(more, "newest", json_bool(w, true));
    return work_ok(w) && desk(v->desk, w, more, out);
}

/* ---- Lists, boards, matrices, statistics ------------------------------------------------- */

static bool
view_list(struct viewing *v, struct work *w, const struct json *args)
{
    TRY(ask(v, w, args, desk_list, json_object(w), &v->answer));
    return add_cells(v, w, json_get(v->answer, "items"));
}

static bool
view_board(struct viewing *v, struct work *w, const struct json *args)
{
    TRY(ask(v, w, args, desk_board, json_object(w), &v->answer));
    for (const struct json *c = json_get(v->answer, "columns")->first; c != NULL;
         c = c->next)
        TRY(add_cells(v, w, json_get(c, "items")));
    return true;
}

static bool
ask_matrix(struct viewing *v, struct work *w, const struct json *args, struct bytes rows,
    struct bytes columns, struct json **out)
{
    const struct json *filter = json_get(v->view, "filter");
    struct json *more = json_object(w), *filters = json_array(w);

    for (const struct json *f = filter != NULL ? filter->first : NULL; f != NULL;
         f = f->next)
        json_add(filters,
            json_string(w,
                work_format(w, "%.*s=%.*s", (int)f->name.len, (const char *)f->name.at,
                    (int)f->text.len, (const char *)f->text.at)));
    json_put(more, "rows", json_text(w, rows));
    json_put(more, "columns", json_text(w, columns));
    json_put(more, "filter", filters);
    if (json_get(v->view, "sum") != NULL)
        json_put(more, "sum", json_text(w, json_get_text(v->view, "sum")));
    return ask(v, w, args, desk_matrix, more, out);
}

static bool
view_matrix(struct viewing *v, struct work *w, const struct json *args)
{
    return ask_matrix(v, w, args, json_get_text(v->view, "rows"),
        json_get_text(v->view, "columns"), &v->answer);
}

/* Of a matrix only the rows: a map is a statistic by place. */
static bool
view_statistic(struct viewing *v, struct work *w, const struct json *args)
{
    static const char *const kept[] = {"count", "note", "sum", "aggregate", "sums",
        "not_stated"};
    struct json *m, *copy;

    TRY(ask_matrix(v, w, args, json_get_text(v->view, "by"),
        bytes_of(kind_has_states(v->kind) ? "state" : "author"), &m));
    v->answer = json_object(w);
    TRY(json_keep(w, json_get(m, "rows"), &copy));
    json_put(v->answer, "values", copy);
    for (size_t i = 0; i < COUNT_OF(kept); i++) {
        if (json_get(m, kept[i]) == NULL)
            continue;
        TRY(json_keep(w, json_get(m, kept[i]), &copy));
        json_put(v->answer, kept[i], copy);
    }
    return work_ok(w);
}

/* ---- Timelines ------------------------------------------------------------------------------ */

static bool
see_day(void *ctx, struct work *w, const struct view_row *row,
    const struct bytes values[])
{
    struct viewing *v = ctx;
    struct dated one = {.record = row->record, .id = row->id};
    int64_t day;
    bool known;

    one.day = date_first_day(values[0], &day) ? (int32_t)day : DAY_NEVER;
    TRY(node_row_known(v->desk->node, w, &v->desk->actor, row, v->now, &known));
    if (!known)
        return true;
    v->count++;
    dated_keep(&v->list, &one);
    return true;
}

/* From when to when, as it is stated. */
static bool
describe_dated(struct viewing *v, struct work *w, const struct dated *one,
    struct json *to)
{
    struct json *item = json_object(w), *days = json_array(w), *cells, *title;
    const struct json *until = json_get(v->view, "to");
    struct stored s;
    const char *head;

    TRY(store_by_no(node_store(v->desk->node), w, one->record, &s));
    title = desk_title(v->desk, w, &s);
    json_add(days, json_text(w, json_get_text(v->view, "from")));
    if (until != NULL)
        json_add(days, json_text(w, until->text));
    TRY(desk_cells(v->desk, w, days, &s, &cells));
    json_put(item, "id", json_uuid(w, &s.id));
    json_put(item, "short", desk_short(v->desk, w, &s.id));
    json_put(item, "title", title != NULL ? title : json_string(w, ""));
    json_put(item, "from", json_text(w, cells->first->text));
    if (until != NULL)
        json_put(item, "to", json_text(w, cells->first->next->text));
    head = work_format(w, "%.*s  %.*s", (int)cells->first->text.len,
        (const char *)cells->first->text.at, title != NULL ? (int)title->text.len : 0,
        title != NULL ? (const char *)title->text.at : "");
    TRY(head != NULL);
    json_add(to, item);
    return put_cells(v, w, &s, item, bytes_of(head));
}

static bool
view_timeline(struct viewing *v, struct work *w, const struct json *args)
{
    struct json *items = json_array(w);
    const char *from;
    struct page page;

    TRY(desk_page(w, args, &page));
    TRY(dated_open(w, &page, &v->list));
    TRY(work_string(w, json_get_text(v->view, "from"), &from));
    TRY(node_rows_by(v->desk->node, w, v->kind, &from, 1, see_day, v));
    for (size_t i = 0; i < v->list.kept; i++)
        if (page_takes(&v->list.page, v->list.first[i].day, &v->list.first[i].id))
            TRY(describe_dated(v, w, &v->list.first[i], items));
    v->answer = json_object(w);
    json_put(v->answer, "items", items);
    json_put(v->answer, "count", json_integer(w, v->count));
    page_put(w, &v->list.page, v->answer);
    return work_ok(w);
}

/* ---- Forms and pages ---------------------------------------------------------------------- */

/* What there is to be filled in, or to be read, in its order; a form says what fits. */
static bool
view_sections(struct viewing *v, struct work *w, const struct json *args)
{
    struct json *sections = json_array(w), *copy;

    (void)args;
    for (const struct json *s = json_get(v->view, "sections")->first; s != NULL;
         s = s->next) {
        struct json *one = json_object(w),
                    *fields = desk_shows(w, v->kind, json_get(s, "show"));

        for (struct json *f = fields->first; f != NULL; f = f->next) {
            struct kind_place place;

            if (!kind_path(v->kind, json_get_text(f, "path"), &place))
                continue;
            TRY(json_keep(w, place.schema, &copy));
            json_put(f, "schema", copy);
        }
        json_put(one, "label", json_text(w, desk_label_of(s, none)));
        json_put(one, "fields", fields);
        json_add(sections, one);
    }
    v->answer = json_object(w);
    json_put(v->answer, "sections", sections);
    json_put(v->answer, "count", json_integer(w, (int64_t)sections->count));
    return work_ok(w);
}

/* ---- Which --------------------------------------------------------------------------------- */

static const struct {
    const char *as;
    bool (*run)(struct viewing *v, struct work *w, const struct json *args);
    const char *takes; /* of the options that not all of them have */
} sorts[] = {
    {"board", view_board, "skip state"},
    {"form", view_sections, ""},
    {"list", view_list, "newest skip"},
    {"map", view_statistic, ""},
    {"matrix", view_matrix, ""},
    {"page", view_sections, ""},
    {"statistic", view_statistic, ""},
    {"timeline", view_timeline, ""},
};

static bool
check_options(struct work *w, const struct json *args, const char *as, const char *takes)
{
    static const char *const some[] = {"newest", "skip", "state"};

    for (size_t i = 0; i < COUNT_OF(some); i++)
        if (json_get(args, some[i]) != NULL && strstr(takes, some[i]) == NULL)
            return fail(w, FAULT_USAGE, "a %s takes no --%s", as, some[i]);
    return true;
}

/* Those that there are. */
static bool
list_views(struct viewing *v, struct work *w, const struct json *views)
{
    struct json *list = json_array(w), *axes;

    for (const struct json *i = views != NULL ? views->first : NULL; i != NULL;
         i = i->next) {
        struct json *one = json_object(w);

        json_put(one, "name", json_text(w, i->name));
        json_put(one, "as", json_text(w, json_get_text(i, "as")));
        json_put(one, "label", json_text(w, desk_label_of(i, none)));
        json_add(list, one);
    }
    TRY(desk_axes(v->desk, w, v->kind, &axes));
    v->answer = json_object(w);
    json_put(v->answer, "kind", json_text(w, kind_name(v->kind)));
    json_put(v->answer, "label", desk_label(v->desk, w, kind_name(v->kind)));
    json_put(v->answer, "views", list);
    json_put(v->answer, "axes", axes);
    json_put(v->answer, "count", json_integer(w, (int64_t)list->count));
    return work_ok(w);
}

static bool
run_view(struct viewing *v, struct work *w, const struct json *args)
{
    struct bytes as = json_get_text(v->view, "as");
    struct json *shows, *axes;

    v->show = json_get(v->view, "show");
    TRY(node_now(v->desk->node, w, &v->now));
    for (size_t i = 0; i < COUNT_OF(sorts); i++)
        if (bytes_is(as, sorts[i].as))
            TRY(check_options(w, args, sorts[i].as, sorts[i].takes) &&
                sorts[i].run(v, w, args));
    if (json_get(v->answer, "kind") == NULL)
        json_put(v->answer, "kind", json_text(w, kind_name(v->kind)));
    if (json_get(v->answer, "label") == NULL)
        json_put(v->answer, "label", desk_label(v->desk, w, kind_name(v->kind)));
    TRY(desk_axes_of(v->desk, w, v->kind, v->view, &axes));
    if (axes->count > 0)
        json_put(v->answer, "axes", axes);
    json_put(v->answer, "view", json_text(w, v->view->name));
    json_put(v->answer, "as", json_text(w, as));
    if (v->show != NULL) {
        shows = desk_shows(w, v->kind, v->show);
        json_put(v->answer, "shows", shows);
    }
    return work_ok(w);
}

DESK(view)
{
    struct viewing v = {.desk = d};
    struct bytes name = desk_text(args, "view");
    const struct json *views;

    TRY(desk_kind(d, w, desk_text(args, "kind"), &v.kind));
    views = json_get(kind_json(v.kind), "views");
    v.view = json_get_bytes(views, name);
    if (name.len > 0 && v.view == NULL)
        return fail(w, FAULT_MISSING,
            "%.*s has no view %.*s: `liaison view %.*s` lists them",
            (int)kind_name(v.kind).len, (const char *)kind_name(v.kind).at, (int)name.len,
            (const char *)name.at, (int)kind_name(v.kind).len,
            (const char *)kind_name(v.kind).at);
    TRY(v.view == NULL ? list_views(&v, w, views) : run_view(&v, w, args));
    *answer = v.answer;
    return true;
}
