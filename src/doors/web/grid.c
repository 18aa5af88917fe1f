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

static struct json *
count_text(struct work *w, int64_t n)
{
    return json_string(w, n != 0 ? work_format(w, "%lld", (long long)n) : "");
}

/* ---- Footnotes ------------------------------------------------------------------------------ */

static void
number_footnotes(struct work *w, const struct json *notes)
{
    int64_t n = 0;

    for (struct json *f = notes->first; f != NULL; f = f->next)
        json_put(f, "number", json_integer(w, ++n));
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

/* The counts, row after row; those beyond the page are left out. */
static int64_t *
counts(struct work *w, const struct json *cells, size_t rows, size_t columns)
{
    int64_t *all = work_alloc(w, (rows * columns + 1) * sizeof(*all));

    for (const struct json *c = cells->first; all != NULL && c != NULL; c = c->next) {
        const struct json *at = json_get(c, "at");
        size_t row = (size_t)at->first->integer,
               column = (size_t)at->first->next->integer;

        if (row < rows && column < columns)
            all[row * columns + column] = json_get(c, "count")->integer;
    }
    return all;
}

static bool
put_lines(struct work *w, struct json *answer, const struct json *notes)
{
    const struct json *rows = json_get(answer, "rows"),
                      *columns = json_get(answer, "columns"), *v = rows->first;
    size_t height = at_most(rows, ROWS_MAX), width = at_most(columns, COLUMNS_MAX);
    int64_t *all = counts(w, json_get(answer, "cells"), height, width);
    struct json *lines = json_array(w), *heads = json_array(w);

    TRY(all != NULL);
    for (size_t i = 0; i < height; i++, v = v->next) {
        struct json *line = head_of(w, v, notes), *cells = json_array(w);

        for (size_t j = 0; j < width; j++)
            json_add(cells, count_text(w, all[i * width + j]));
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
        json_add(bars, one);
    }
    json_put(answer, "bars", bars);
    json_put(answer, "by",
        json_text(w, json_get_text(json_get(answer, "axes")->first, "label")));
    if (shown < values->count)
        json_put(answer, "cut", json_integer(w, (int64_t)(values->count - shown)));
    return work_ok(w);
}
