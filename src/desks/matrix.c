/*
 * matrix: who does what where -- how many records of a kind there are by two axes, what is
 * missing of what was agreed, and where several work at one thing.
 */
#include "desks/matrix_desk.h"

#include <string.h>

#define NOTE                                                                             \
    "Each record counts once in a cell, in the total of a row or column, and in all, "   \
    "however many organisations, roles or places of it lead there: totals are no sums. " \
    "Who funds a record and carries it out, too, is counted once. "                      \
    "`mentions` is the sum of the cells."
#define NOTE_GROUPS                                                                      \
    "Groups such as regions overlap: what is in several counts in each of them, by who " \
    "is a member on the first day that the record states, or today."

/* ---- The answer ------------------------------------------------------------------------------- */

static struct json *
axis_json(struct work *w, const struct laid *l)
{
    struct json *list = json_array(w);

    for (size_t i = 0; i < l->count; i++) {
        struct json *one = json_object(w);
        uint32_t value = l->labels[i].value;

        json_put(one, "value", json_text(w, l->axis->values[value]));
        json_put(one, "label", json_text(w, l->labels[i].text));
        json_put(one, "count", json_integer(w, l->axis->totals[value]));
        if (l->labels[i].footnote.len > 0)
            json_put(one, "footnote", json_text(w, l->labels[i].footnote));
        json_add(list, one);
    }
    return list;
}

static void
put_cells(struct work *w, const struct matrix *m, const struct laid *r,
    const struct laid *c, struct json *answer)
{
    struct json *cells = json_array(w), *overlaps = json_array(w);

    for (size_t i = 0; i < r->count; i++)
        for (size_t j = 0; j < c->count; j++) {
            size_t at =
                (size_t)r->labels[i].value * m->columns.count + c->labels[j].value;
            struct json *one = json_object(w), *over = json_object(w), *place;

            if (m->cells[at] == 0)
                continue;
            place = json_array(w);
            json_add(place, json_integer(w, (int64_t)i));
            json_add(place, json_integer(w, (int64_t)j));
            json_put(one, "row", json_text(w, r->labels[i].text));
            json_put(one, "column", json_text(w, c->labels[j].text));
            json_put(one, "count", json_integer(w, m->cells[at]));
            json_put(one, "at", place);
            json_add(cells, one);
            if (m->organisations == NULL || m->organisations[at] < 2)
                continue;
            json_put(over, "row", json_text(w, r->labels[i].text));
            json_put(over, "column", json_text(w, c->labels[j].text));
            json_put(over, "organisations", json_integer(w, m->organisations[at]));
            json_add(overlaps, over);
        }
    json_put(answer, "cells", cells);
    json_put(answer, "overlaps", overlaps);
}

/* Where one axis is of organisations, the other's values on which several of them work. */
static void
put_shared(struct work *w, const struct matrix *m, const struct laid *of,
    const struct laid *orgs, bool rows, struct json *overlaps)
{
    for (size_t i = 0; i < of->count; i++) {
        struct json *one = json_object(w);
        int64_t several = 0;

        for (size_t j = 0; j < orgs->count; j++) {
            size_t row = rows ? of->labels[i].value : orgs->labels[j].value;
            size_t column = rows ? orgs->labels[j].value : of->labels[i].value;

            several += orgs->labels[j].value != 0 &&
                m->cells[row * m->columns.count + column] > 0;
        }
        if (several < 2)
            continue;
        json_put(one, rows ? "row" : "column", json_text(w, of->labels[i].text));
        json_put(one, "organisations", json_integer(w, several));
        json_add(overlaps, one);
    }
}

/* What was agreed and has nothing. */
static void
put_gaps(struct work *w, const struct laid *l, const char *axis, struct json *to)
{
    for (const struct json *a = l->agreed->first; a != NULL; a = a->next) {
        struct json *one = json_object(w);
        bool any = false;

        for (size_t i = 0; i < l->count && !any; i++)
            any = bytes_equal(l->axis->values[l->labels[i].value],
                json_get_text(a, "value"));
        if (any)
            continue;
        json_put(one, "axis", json_string(w, axis));
        json_put(one, "value", json_text(w, json_get_text(a, "value")));
        json_put(one, "label", json_text(w, json_get_text(a, "label")));
        json_add(to, one);
    }
}

/* ---- Asking --------------------------------------------------------------------------------------- */

bool
matrix_asked(struct work *w, const struct json *args, const struct kind *kind,
    struct matrix_ask *out)
{
    const struct json *filters = json_get(args, "filter");

    out->kind = kind_name(kind);
    TRY(work_string(w, desk_text(args, "rows"), &out->rows));
    TRY(work_string(w, desk_text(args, "columns"), &out->columns));
    for (const struct json *f = filters != NULL ? filters->first : NULL; f != NULL;
         f = f->next) {
        const char *text, *equals;

        TRY(work_string(w, f->text, &text));
        equals = strchr(text, '=');
        if (equals == NULL || equals == text)
            return fail(w, FAULT_USAGE, "--filter wants FIELD=VALUE, not %s", text);
        if (out->filter_count == MATRIX_FILTERS)
            return fail(w, FAULT_USAGE, "at most %d filters", MATRIX_FILTERS);
        out->filters[out->filter_count].path =
            work_format(w, "%.*s", (int)(equals - text), text);
        TRY(out->filters[out->filter_count].path != NULL);
        out->filters[out->filter_count++].value = bytes_of(equals + 1);
    }
    return true;
}

static bool
put_whole(struct work *w, const struct matrix *m, const struct laid *r,
    const struct laid *c, struct json *answer)
{
    struct json *gaps = json_array(w);
    bool grouped = m->rows.grouped || m->columns.grouped;

    json_put(answer, "rows", axis_json(w, r));
    json_put(answer, "columns", axis_json(w, c));
    put_cells(w, m, r, c, answer);
    if (m->rows.organisation != m->columns.organisation)
        put_shared(w, m, m->rows.organisation ? c : r, m->rows.organisation ? r : c,
            !m->rows.organisation, json_get(answer, "overlaps"));
    put_gaps(w, r, r->path, gaps);
    put_gaps(w, c, c->path, gaps);
    json_put(answer, "gaps", gaps);
    json_put(answer, "footnotes", matrix_footnotes(w, r, c));
    json_put(answer, "count", json_integer(w, m->count));
    json_put(answer, "mentions", json_integer(w, m->mentions));
    json_put(answer, "note", json_string(w, grouped ? NOTE " " NOTE_GROUPS : NOTE));
    return work_ok(w);
}

/* The counts, row after row. */
static struct json *
grid_json(struct work *w, const struct matrix *m, const struct laid *r,
    const struct laid *c)
{
    struct json *grid = json_array(w);

    for (size_t i = 0; i < r->count; i++) {
        const uint32_t *cells = &m->cells[(size_t)r->labels[i].value * m->columns.count];
        struct json *line = json_array(w);

        for (size_t j = 0; j < c->count; j++)
            json_add(line, json_integer(w, cells[c->labels[j].value]));
        json_add(grid, line);
    }
    return grid;
}

bool
matrix_answer(struct desk *d, struct work *w, const struct kind *kind,
    const struct matrix_ask *ask, struct json **answer, struct bytes *csv)
{
    struct matrix m;

    TRY(node_matrix(d->node, w, &d->actor, ask, &m));
    struct laid rows = {.desk = d,
                    .kind = kind,
                    .ask = ask,
                    .path = ask->rows,
                    .axis = &m.rows},
                columns = {.desk = d,
                    .kind = kind,
                    .ask = ask,
                    .path = ask->columns,
                    .axis = &m.columns};
    TRY(matrix_lay(w, &rows) && matrix_lay(w, &columns));
    *answer = json_object(w);
    json_put(*answer, "kind", json_text(w, ask->kind));
    if (csv != NULL) {
        TRY(matrix_csv(w, &m, &rows, &columns, csv));
        json_put(*answer, "grid", grid_json(w, &m, &rows, &columns));
    }
    return put_whole(w, &m, &rows, &columns, *answer);
}

DESK(matrix)
{
    struct bytes format = desk_text(args, "format"), csv;
    bool table = bytes_is(format, "csv");
    struct matrix_ask ask = {0};
    const struct kind *kind;
    struct stored frame;

    if (format.len > 0 && !table && !bytes_is(format, "json"))
        return fail(w, FAULT_USAGE, "--format is json or csv");
    TRY(desk_kind(d, w, desk_text(args, "kind"), &kind));
    TRY(matrix_asked(w, args, kind, &ask));
    if (json_get(args, "framework") != NULL) {
        TRY(desk_find(d, w, args, "framework", &frame));
        ask.frame = &frame;
    }
    TRY(matrix_answer(d, w, kind, &ask, answer, table ? &csv : NULL));
    if (!table)
        return true;
    *answer = json_object(w);
    json_put(*answer, "kind", json_text(w, ask.kind));
    json_put(*answer, "csv", json_text(w, csv));
    return work_ok(w);
}
