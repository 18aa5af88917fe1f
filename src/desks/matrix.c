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

#define NOTE_AMOUNTS                                                                     \
    "Amounts go where their records count, and once: what is in three countries is "     \
    "whole "                                                                             \
    "in the row of each, and once in all. Units are not added to each other. "           \
    "`not_stated` are records without an amount, `not_reckoned` amounts that are in no " \
    "sum: with more than four decimals, beyond 922337203685477, or no number."

/* ---- Amounts ---------------------------------------------------------------------------------- */

const struct matrix_sum *
matrix_sums(const struct matrix *m, size_t place, size_t *count)
{
    size_t from = 0, to = m->sum_count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (m->sums[middle].place < place)
            from = middle + 1;
        else
            to = middle;
    }
    while (to < m->sum_count && m->sums[to].place == place)
        to++;
    *count = to - from;
    return m->sums + from;
}

struct bytes
matrix_unit(const struct matrix_sum *s)
{
    return s->unit.len > 0 ? s->unit : bytes_of("(not stated)");
}

static bool
put_amounts(struct work *w, const struct matrix *m, size_t place, struct json *to)
{
    struct json *list = json_array(w);
    struct bytes value;
    size_t count;
    const struct matrix_sum *s = matrix_sums(m, place, &count);

    if (m->way == AGGREGATE_NONE)
        return true;
    for (; count > 0; count--, s++) {
        struct json *one = json_object(w);

        if (m->units)
            json_put(one, "unit", json_text(w, matrix_unit(s)));
        TRY(amount_write(w, s->value, &value));
        if (s->amounts > 0)
            json_put(one, "value", json_text(w, value));
        json_put(one, "not_reckoned", json_integer(w, s->not_reckoned));
        json_add(list, one);
    }
    json_put(to, "sums", list);
    json_put(to, "not_stated", json_integer(w, m->not_stated[place]));
    return work_ok(w);
}

/* ---- The answer ------------------------------------------------------------------------------- */

static bool
put_axis(struct work *w, const struct matrix *m, const struct laid *l, const char *name,
    struct json *answer)
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
        TRY(put_amounts(w, m, l->axis->place + value, one));
        json_add(list, one);
    }
    json_put(answer, name, list);
    return work_ok(w);
}

static bool
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
            TRY(put_amounts(w, m, at, one));
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
    return work_ok(w);
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
    if (json_get(args, "sum") != NULL)
        TRY(work_string(w, desk_text(args, "sum"), &out->sum));
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

    TRY(put_axis(w, m, r, "rows", answer) && put_axis(w, m, c, "columns", answer));
    TRY(put_cells(w, m, r, c, answer));
    if (m->rows.organisation != m->columns.organisation)
        put_shared(w, m, m->rows.organisation ? c : r, m->rows.organisation ? r : c,
            !m->rows.organisation, json_get(answer, "overlaps"));
    put_gaps(w, r, r->path, gaps);
    put_gaps(w, c, c->path, gaps);
    json_put(answer, "gaps", gaps);
    json_put(answer, "footnotes", matrix_footnotes(w, r, c));
    json_put(answer, "count", json_integer(w, m->count));
    json_put(answer, "mentions", json_integer(w, m->mentions));
    json_put(answer, "note",
        json_string(w,
            work_format(w, "%s%s%s", NOTE, grouped ? " " NOTE_GROUPS : "",
                m->way != AGGREGATE_NONE ? " " NOTE_AMOUNTS : "")));
    if (m->way != AGGREGATE_NONE) {
        json_put(answer, "sum", json_string(w, r->ask->sum));
        json_put(answer, "aggregate", json_string(w, aggregate_name(m->way)));
    }
    return put_amounts(w, m, m->place, answer);
}

bool
matrix_answer(struct desk *d, struct work *w, const struct kind *kind,
    const struct matrix_ask *ask, struct json **answer, struct bytes *csv)
{
    struct json *tables;
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
        TRY(matrix_tables(w, &m, &rows, &columns, &tables));
        TRY(matrix_csv(w, tables, &rows, &columns, csv));
        json_put(*answer, "tables", tables);
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
