/*
 * Counts as tables: a matrix laid out row by row, and bars for a statistic's values.  A page is
 * for eyes: of what is too wide or long for it, it shows the beginning and says so.
 */
#include "doors/web/web_inner.h"

#define ROWS_MAX 300
#define COLUMNS_MAX 60
#define VALUES_MAX 500
#define GAPS_SHOWN 200
#define BAR 100 /* as wide as the longest is */

/* ---- Footnotes ------------------------------------------------------------------------------ */

static void
number_footnotes(struct work *w, const struct json *notes)
{
    int64_t n = 0;

    for (struct json *f = notes->first; f != NULL; f = f->next)
        json_put(f, "number", json_integer(w, ++n));
}

/* ---- Amounts -------------------------------------------------------------------------------- */

/* Those that stand in a place beside its count: each unit apart, "1200 EUR". */
static void
put_amounts(struct work *w, const struct json *place, struct json *to)
{
    struct json *list = json_array(w);

    for (const struct json *s = json_first(json_get(place, "sums")); s != NULL;
         s = s->next) {
        struct bytes unit = json_get_text(s, "unit"), value = json_get_text(s, "value");
        const struct json *left = json_get(s, "not_reckoned");

        if (value.len > 0)
            json_add(list,
                json_string(w,
                    work_format(w, "%.*s %.*s", (int)value.len, (const char *)value.at,
                        (int)unit.len, (const char *)unit.at)));
        if (left != NULL && left->integer > 0)
            json_add(list,
                json_string(w,
                    work_format(w, "%lld %.*s not reckoned", (long long)left->integer,
                        (int)unit.len, (const char *)unit.at)));
    }
    json_put(to, "amounts", list);
}

/* What was put together, how, and what could not be. */
static void
put_summed(struct work *w, struct json *answer, const struct json *called)
{
    struct json *summed = json_object(w);

    if (json_get(answer, "sum") == NULL || called == NULL)
        return;
    json_put(summed, "label", json_text(w, json_get_text(called, "label")));
    json_put(summed, "way", json_text(w, json_get_text(answer, "aggregate")));
    json_put(summed, "not_stated", page_again(w, json_get(answer, "not_stated")));
    put_amounts(w, answer, summed);
    json_put(answer, "summed", summed);
}

/* A value of an axis, with the number of its footnote. */
static struct json *
head_of(struct work *w, const struct json *value, const struct json *notes)
{
    struct json *head = json_object(w);
    struct bytes label = json_get_text(value, "label");

    json_put(head, "label", json_text(w, label));
    if (json_get(value, "count") != NULL)
        json_put(head, "count", page_again(w, json_get(value, "count")));
    put_amounts(w, value, head);
    for (const struct json *f = notes->first; f != NULL; f = f->next)
        if (bytes_equal(json_get_text(f, "label"), label)) {
            json_put(head, "note", page_again(w, json_get(f, "number")));
            break;
        }
    return head;
}

/* ---- Matrices --------------------------------------------------------------------------------- */

static size_t
at_most(const struct json *list, size_t most)
{
    return list->count < most ? list->count : most;
}

/* The cells, row after row; those beyond the page are left out. */
static const struct json **
laid_out(struct work *w, const struct json *cells, size_t rows, size_t columns)
{
    const struct json **all = work_alloc(w, (rows * columns + 1) * sizeof(*all));

    for (const struct json *c = cells->first; all != NULL && c != NULL; c = c->next) {
        const struct json *at = json_get(c, "at");
        size_t row = (size_t)at->first->integer,
               column = (size_t)at->first->next->integer;

        if (row < rows && column < columns)
            all[row * columns + column] = c;
    }
    return all;
}

static struct json *
cell_of(struct work *w, const struct json *cell)
{
    struct json *out = json_object(w);

    if (cell != NULL)
        json_put(out, "count", page_again(w, json_get(cell, "count")));
    put_amounts(w, cell, out);
    return out;
}

static bool
put_lines(struct work *w, struct json *answer, const struct json *notes)
{
    const struct json *rows = json_get(answer, "rows"),
                      *columns = json_get(answer, "columns"), *v = rows->first;
    size_t height = at_most(rows, ROWS_MAX), width = at_most(columns, COLUMNS_MAX);
    const struct json **all = laid_out(w, json_get(answer, "cells"), height, width);
    struct json *lines = json_array(w), *heads = json_array(w);

    TRY(all != NULL);
    for (size_t i = 0; i < height; i++, v = v->next) {
        struct json *line = head_of(w, v, notes), *cells = json_array(w);

        for (size_t j = 0; j < width; j++)
            json_add(cells, cell_of(w, all[i * width + j]));
        json_put(line, "cells", cells);
        json_add(lines, line);
    }
    v = columns->first;
    for (size_t j = 0; j < width; j++, v = v->next)
        json_add(heads, head_of(w, v, notes));
    json_put(answer, "lines", lines);
    json_put(answer, "heads", heads);
    json_put(answer, "height", json_integer(w, (int64_t)height));
    json_put(answer, "width", json_integer(w, (int64_t)width));
    json_put(answer, "row_count", json_integer(w, (int64_t)rows->count));
    json_put(answer, "column_count", json_integer(w, (int64_t)columns->count));
    json_put(answer, "cut", json_bool(w, height < rows->count || width < columns->count));
    return work_ok(w);
}

/* What an axis lacks, under what the axis is called. */
static void
put_gaps(struct work *w, struct json *answer, const struct json *axes,
    const struct json *notes)
{
    struct json *list = json_array(w);

    for (const struct json *a = axes->first; a != NULL; a = a->next) {
        struct json *one = json_object(w), *names = json_array(w);
        int64_t more = 0;

        if (a != axes->first &&
            bytes_equal(json_get_text(a, "path"), json_get_text(axes->first, "path")))
            continue;
        for (const struct json *g = json_get(answer, "gaps")->first; g != NULL;
             g = g->next) {
            if (!bytes_equal(json_get_text(g, "axis"), json_get_text(a, "path")))
                continue;
            if (names->count < GAPS_SHOWN)
                json_add(names, head_of(w, g, notes));
            else
                more++;
        }
        json_put(one, "label", json_text(w, json_get_text(a, "label")));
        json_put(one, "names", names);
        if (more > 0)
            json_put(one, "more", json_integer(w, more));
        if (names->count > 0)
            json_add(list, one);
    }
    json_put(answer, "missing", list);
}

bool
grid_matrix(struct work *w, struct json *answer)
{
    const struct json *notes = json_get(answer, "footnotes"),
                      *axes = json_get(answer, "axes");

    number_footnotes(w, notes);
    TRY(put_lines(w, answer, notes));
    put_gaps(w, answer, axes, notes);
    put_summed(w, answer, axes->first->next->next);
    json_put(answer, "down", json_text(w, json_get_text(axes->first, "label")));
    json_put(answer, "across", json_text(w, json_get_text(axes->first->next, "label")));
    json_put(answer, "down_path", json_text(w, json_get_text(axes->first, "path")));
    json_put(answer, "across_path",
        json_text(w, json_get_text(axes->first->next, "path")));
    return work_ok(w);
}

/* ---- Statistics and maps ------------------------------------------------------------------------ */

bool
grid_values(struct work *w, struct json *answer)
{
    struct json *bars = json_array(w);
    const struct json *values = json_get(answer, "values"), *v;
    size_t shown = at_most(values, VALUES_MAX);
    int64_t most = 1;

    for (v = values->first; v != NULL; v = v->next)
        if (json_get(v, "count")->integer > most)
            most = json_get(v, "count")->integer;
    v = values->first;
    for (size_t i = 0; i < shown; i++, v = v->next) {
        struct json *one = json_object(w);
        int64_t n = json_get(v, "count")->integer;

        json_put(one, "label", json_text(w, json_get_text(v, "label")));
        json_put(one, "footnote", json_text(w, json_get_text(v, "footnote")));
        json_put(one, "count", json_integer(w, n));
        json_put(one, "bar",
            json_integer(w, n > 0 && n * BAR < most ? 1 : n * BAR / most));
        put_amounts(w, v, one);
        json_add(bars, one);
    }
    json_put(answer, "bars", bars);
    put_summed(w, answer, json_get(answer, "axes")->first->next);
    json_put(answer, "by",
        json_text(w, json_get_text(json_get(answer, "axes")->first, "label")));
    if (shown < values->count)
        json_put(answer, "cut", json_integer(w, (int64_t)(values->count - shown)));
    return work_ok(w);
}
