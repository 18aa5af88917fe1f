/*
 * The pages of record types, whichever there are: their views, and what each of them shows.
 * What a type is and how it is shown stands in its file; here are only the sorts of views.
 */
#include "doors/web/web_inner.h"

#define COLUMN_ITEMS "20" /* of a board that shows all its columns */
#define TIMELINE_ITEMS "100"

/* ---- Which type, which view ----------------------------------------------------------------- */

/* "visit/1" of /kinds/visit/1/...: the desk knows whether there is one. */
static struct json *
kind_named(const struct net_request *r)
{
    const struct bytes *s = r->target.segments;

    return json_string(r->work,
        work_format(r->work, "%.*s/%.*s", (int)s[1].len, (const char *)s[1].at,
            (int)s[2].len, (const char *)s[2].at));
}

static bool
ask_views(const struct web *web, struct work *w, struct bytes kind, struct json **answer)
{
    struct json *args = json_object(w);

    json_put(args, "kind", json_text(w, kind));
    return page_ask(web, w, "view", args, answer);
}

/* Two views may have one label: then the sort of each stands beside it. */
static bool
is_twice(const struct json *views, const struct json *one)
{
    for (const struct json *v = views->first; v != NULL; v = v->next)
        if (v != one &&
            bytes_equal(json_get_text(v, "label"), json_get_text(one, "label")))
            return true;
    return false;
}

/* Each view with its address; ${on} is the one that is shown, or nothing. */
static bool
put_views(struct work *w, const struct json *all, struct bytes on, struct json *values)
{
    struct json *list = json_array(w);
    struct bytes kind = json_get_text(all, "kind"), name;

    for (const struct json *v = json_get(all, "views")->first; v != NULL; v = v->next) {
        struct json *one = json_object(w);

        TRY(net_escape(w, json_get_text(v, "name"), &name));
        json_put(one, "path",
            json_string(w,
                work_format(w, "/kinds/%.*s/%.*s", (int)kind.len, (const char *)kind.at,
                    (int)name.len, (const char *)name.at)));
        json_put(one, "label", json_text(w, json_get_text(v, "label")));
        json_put(one, "as", json_text(w, json_get_text(v, "as")));
        json_put(one, "twice", json_bool(w, is_twice(json_get(all, "views"), v)));
        json_put(one, "on", json_bool(w, bytes_equal(json_get_text(v, "name"), on)));
        json_add(list, one);
        if (!bytes_equal(json_get_text(v, "name"), on))
            continue;
        json_put(values, "path", page_again(w, json_get(one, "path")));
        json_put(values, "says", page_again(w, json_get(one, "label")));
    }
    json_put(values, "siblings", list);
    return work_ok(w);
}

/* What can be counted by, for choosing; the two that were chosen are marked. */
static bool
put_axes(struct work *w, const struct json *all, struct bytes rows, struct bytes columns,
    struct json *values)
{
    struct json *list = json_array(w);

    for (const struct json *a = json_get(all, "axes")->first; a != NULL; a = a->next) {
        struct bytes path = json_get_text(a, "path");
        struct json *one = json_object(w);

        json_put(one, "path", json_text(w, path));
        json_put(one, "label", json_text(w, json_get_text(a, "label")));
        json_put(one, "row", json_bool(w, bytes_equal(path, rows)));
        json_put(one, "column", json_bool(w, bytes_equal(path, columns)));
        json_add(list, one);
    }
    json_put(values, "choices", list);
    return work_ok(w);
}

bool
views_to_read(const struct web *web, struct work *w, struct bytes kind,
    struct json *values)
{
    struct json *pages = json_array(w), *all;

    if (!ask_views(web, w, kind, &all)) {
        TRY(work_fault(w) == FAULT_USAGE); /* a type that is not known here */
        work_clear(w);
        return true;
    }
    for (const struct json *v = json_get(all, "views")->first; v != NULL; v = v->next) {
        struct json *one = json_object(w);

        if (!bytes_is(json_get_text(v, "as"), "page"))
            continue;
        json_put(one, "label", json_text(w, json_get_text(v, "label")));
        json_put(one, "name", json_text(w, json_get_text(v, "name")));
        json_put(one, "id", page_again(w, json_get(values, "id")));
        json_add(pages, one);
    }
    json_put(values, "pages", pages);
    json_put(values, "known", json_bool(w, true));
    return work_ok(w);
}

/* ---- Sorts of views ---------------------------------------------------------------------------- */

/* Beside its cells, in the order of a table, each item has those that say something as fields. */
static void
name_cells(struct work *w, const struct json *answer, const struct json *items)
{
    const struct json *shows = json_get(answer, "shows");

    for (struct json *i = items->first; i != NULL; i = i->next) {
        const struct json *cells = json_get(i, "cells"), *c;
        struct json *fields = json_array(w);

        if (cells == NULL || shows == NULL)
            continue;
        c = cells->first;
        for (const struct json *s = shows->first; s != NULL && c != NULL;
             s = s->next, c = c->next) {
            struct json *one = json_object(w);

            if (c->text.len == 0)
                continue;
            json_put(one, "label", json_text(w, json_get_text(s, "label")));
            json_put(one, "text", json_text(w, c->text));
            json_add(fields, one);
        }
        json_put(i, "fields", fields);
    }
}

static void
ask_list(const struct net_request *r, struct json *args)
{
    json_put(args, "newest", json_bool(r->work, true));
    page_of(r, args);
}

static bool
lay_list(const struct net_request *r, struct json *answer)
{
    return page_turn(r, answer, answer);
}

/* All columns as they begin, or one of them, page by page. */
static void
ask_board(const struct net_request *r, struct json *args)
{
    struct bytes state = page_field(r, "state");

    if (state.len == 0) {
        json_put(args, "limit", json_string(r->work, COLUMN_ITEMS));
        return;
    }
    json_put(args, "state", json_text(r->work, state));
    page_of(r, args);
}

static bool
lay_board(const struct net_request *r, struct json *answer)
{
    struct bytes state = page_field(r, "state");
    const struct json *columns = json_get(answer, "columns");

    for (struct json *c = columns->first; c != NULL; c = c->next) {
        const struct json *items = json_get(c, "items");
        bool more = json_get(c, "count")->integer > (int64_t)items->count;

        name_cells(r->work, answer, items);
        json_put(c, "path", page_again(r->work, json_get(answer, "path")));
        json_put(c, "more", json_bool(r->work, state.len == 0 && more));
    }
    if (state.len == 0)
        return work_ok(r->work);
    json_put(answer, "state", json_text(r->work, state));
    return page_turn(r, columns->first, answer);
}

static void
ask_timeline(const struct net_request *r, struct json *args)
{
    struct bytes after = page_field(r, "after");

    json_put(args, "limit", json_string(r->work, TIMELINE_ITEMS));
    if (after.len > 0)
        json_put(args, "after", json_text(r->work, after));
}

static bool
lay_timeline(const struct net_request *r, struct json *answer)
{
    for (struct json *i = json_get(answer, "items")->first; i != NULL; i = i->next) {
        bool until = json_get(i, "to") != NULL;

        json_put(i, "until", json_bool(r->work, until));
        if (json_get(answer, "until") == NULL)
            json_put(answer, "until", json_bool(r->work, until));
    }
    json_put(answer, "after", json_text(r->work, page_field(r, "after")));
    return work_ok(r->work);
}

static bool
lay_matrix(const struct net_request *r, struct json *answer)
{
    return grid_matrix(r->work, answer);
}

static bool
lay_values(const struct net_request *r, struct json *answer)
{
    return grid_values(r->work, answer);
}

static bool
lay_map(const struct net_request *r, struct json *answer)
{
    json_put(answer, "map", json_bool(r->work, true));
    return grid_values(r->work, answer);
}

static bool
lay_form(const struct net_request *r, struct json *answer)
{
    json_put(answer, "fill", json_bool(r->work, true));
    return work_ok(r->work);
}

static const struct sort {
    const char *as;
    const char *body;
    void (*ask)(const struct net_request *r, struct json *args);
    bool (*lay)(const struct net_request *r, struct json *answer);
} sorts[] = {
    {"board", "view-board", ask_board, lay_board},
    {"form", "view-sections", NULL, lay_form},
    {"list", "view-list", ask_list, lay_list},
    {"map", "view-values", NULL, lay_map},
    {"matrix", "view-matrix", NULL, lay_matrix},
    {"page", "view-sections", NULL, NULL},
    {"statistic", "view-values", NULL, lay_values},
    {"timeline", "view-timeline", ask_timeline, lay_timeline},
};

/* ---- The pages ----------------------------------------------------------------------------------- */

bool
make_kinds(const struct web *web, const struct net_request *r, struct page *out)
{
    struct work *w = r->work;
    struct json *values = json_object(w);

    TRY(page_kinds(web, w, (struct bytes){0}, values));
    page_frame(web, w, values, json_string(w, "Record types"), "kinds");
    *out = (struct page){.status = 200, .body = "kinds", .values = values};
    return work_ok(w);
}

bool
make_kind(const struct web *web, const struct net_request *r, struct page *out)
{
    const struct bytes none = {0};
    struct work *w = r->work;
    struct json *kind = kind_named(r), *values;

    TRY(kind != NULL && ask_views(web, w, kind->text, &values));
    TRY(put_views(w, values, none, values) && put_axes(w, values, none, none, values));
    page_frame(web, w, values, page_again(w, json_get(values, "label")), "kinds");
    *out = (struct page){.status = 200, .body = "kind", .values = values};
    return work_ok(w);
}

/* What a document's title says: the type, and the view of it. */
static struct json *
heading(struct work *w, const struct json *values)
{
    struct bytes label = json_get_text(values, "label"),
                 says = json_get_text(values, "says");

    return json_string(w,
        work_format(w, "%.*s: %.*s", (int)label.len, (const char *)label.at,
            (int)says.len, (const char *)says.at));
}

static const struct sort *
sort_of(const struct json *all, struct bytes name)
{
    for (const struct json *v = json_get(all, "views")->first; v != NULL; v = v->next)
        for (size_t i = 0; i < COUNT_OF(sorts); i++)
            if (bytes_equal(json_get_text(v, "name"), name) &&
                bytes_is(json_get_text(v, "as"), sorts[i].as))
                return &sorts[i];
    return NULL;
}

bool
make_view(const struct web *web, const struct net_request *r, struct page *out)
{
    struct work *w = r->work;
    struct bytes name = r->target.segments[3];
    struct json *kind = kind_named(r), *args = json_object(w), *all, *values;
    const struct sort *sort;
    const struct json *axes;

    TRY(kind != NULL && ask_views(web, w, kind->text, &all));
    sort = sort_of(all, name);
    if (sort == NULL)
        return fail(w, FAULT_MISSING, "there is no such view");
    json_put(args, "kind", kind);
    json_put(args, "view", json_text(w, name));
    if (sort->ask != NULL)
        sort->ask(r, args);
    TRY(page_ask(web, w, "view", args, &values));
    axes = json_get(values, "axes");
    TRY(put_views(w, all, name, values));
    if (axes != NULL && axes->count > 1)
        TRY(put_axes(w, all, json_get_text(axes->first, "path"),
            json_get_text(axes->first->next, "path"), values));
    TRY(sort->lay == NULL || sort->lay(r, values));
    page_frame(web, w, values, heading(w, values), "kinds");
    *out = (struct page){.status = 200, .body = sort->body, .values = values};
    return work_ok(w);
}

/* The axes that were asked for, with what they are called. */
static struct json *
chosen_axes(struct work *w, const struct json *all, const struct bytes paths[2])
{
    struct json *list = json_array(w);

    for (size_t i = 0; i < 2; i++) {
        struct json *one = json_object(w);
        struct bytes label = paths[i];

        for (const struct json *a = json_get(all, "axes")->first; a != NULL; a = a->next)
            if (bytes_equal(json_get_text(a, "path"), paths[i]))
                label = json_get_text(a, "label");
        json_put(one, "path", json_text(w, paths[i]));
        json_put(one, "label", json_text(w, label));
        json_add(list, one);
    }
    return list;
}

bool
make_matrix(const struct web *web, const struct net_request *r, struct page *out)
{
    struct work *w = r->work;
    struct bytes paths[2] = {page_field(r, "rows"), page_field(r, "columns")};
    struct json *kind = kind_named(r), *args = json_object(w), *all, *values;

    if (paths[0].len == 0 && paths[1].len == 0)
        return make_kind(web, r, out); /* where they are chosen */
    TRY(kind != NULL && ask_views(web, w, kind->text, &all));
    json_put(args, "kind", kind);
    json_put(args, "rows", json_text(w, paths[0]));
    json_put(args, "columns", json_text(w, paths[1]));
    TRY(page_ask(web, w, "matrix", args, &values));
    json_put(values, "label", json_text(w, json_get_text(all, "label")));
    json_put(values, "axes", chosen_axes(w, all, paths));
    json_put(values, "says", json_string(w, "Counted by two axes"));
    TRY(put_views(w, all, (struct bytes){0}, values));
    TRY(put_axes(w, all, paths[0], paths[1], values));
    TRY(grid_matrix(w, values));
    page_frame(web, w, values, heading(w, values), "kinds");
    *out = (struct page){.status = 200, .body = "view-matrix", .values = values};
    return work_ok(w);
}
