/*
 * A matrix as tables -- of the counts, and of the amounts of each unit -- and those in CSV, for a
 * spreadsheet.
 */
#include "desks/matrix_desk.h"

#include <string.h>

/* ---- Tables ----------------------------------------------------------------------------- */

struct grid {
    const struct matrix *matrix;
    const struct laid *rows, *columns;
    struct json *tables;
};
enum shown { COUNTED, AMOUNTS, NOT_STATED, NOT_RECKONED };

/* Behind the last row and the last column are the totals. */
static size_t
place_at(const struct grid *g, size_t row, size_t column)
{
    const struct matrix *m = g->matrix;
    bool down = row < g->rows->count, along = column < g->columns->count;

    if (down && along)
        return (size_t)g->rows->labels[row].value * m->columns.count +
            g->columns->labels[column].value;
    return down ? m->rows.place + g->rows->labels[row].value
        : along ? m->columns.place + g->columns->labels[column].value
                : m->place;
}

/* Empty: there is no amount of that unit. */
static bool
cell_text(struct work *w, const struct grid *g, enum shown what, struct bytes unit,
    size_t place, struct bytes *out)
{
    size_t count, not_reckoned = 0;
    const struct matrix_sum *sums = matrix_sums(g->matrix, place, &count);
    const char *text;

    *out = (struct bytes){0};
    for (size_t i = 0; i < count; i++) {
        not_reckoned += sums[i].not_reckoned;
        if (what == AMOUNTS && bytes_equal(sums[i].unit, unit) && sums[i].amounts > 0)
            return amount_write(w, sums[i].value, out);
    }
    if (what == AMOUNTS)
        return true;
    text = work_format(w, "%zu",
        what == NOT_RECKONED     ? not_reckoned
            : what == NOT_STATED ? g->matrix->not_stated[place]
                                 : g->matrix->cells[place]);
    TRY(text != NULL);
    *out = bytes_of(text);
    return true;
}

static bool
add_table(struct work *w, struct grid *g, enum shown what, struct bytes unit,
    const char *says)
{
    struct json *table = json_object(w), *lines = json_array(w);
    struct bytes text;

    TRY(says != NULL);
    for (size_t i = 0; i <= g->rows->count; i++) {
        struct json *line = json_array(w);

        for (size_t j = 0; j <= g->columns->count; j++) {
            TRY(cell_text(w, g, what, unit, place_at(g, i, j), &text));
            json_add(line, json_text(w, text));
        }
        json_add(lines, line);
    }
    json_put(table, "says", json_string(w, says));
    json_put(table, "lines", lines);
    json_add(g->tables, table);
    return work_ok(w);
}

bool
matrix_tables(struct work *w, const struct matrix *m, const struct laid *r,
    const struct laid *c, struct json **out)
{
    struct grid g = {.matrix = m, .rows = r, .columns = c, .tables = json_array(w)};
    const struct matrix_sum *all;
    const struct bytes none = {0};
    size_t count, not_reckoned = 0;

    *out = g.tables;
    TRY(add_table(w, &g, COUNTED, none, "records, each once"));
    if (m->way == AGGREGATE_NONE)
        return true;
    all = matrix_sums(m, m->place, &count);
    for (size_t i = 0; i < count; i++) {
        struct bytes unit = matrix_unit(&all[i]);

        not_reckoned += all[i].not_reckoned;
        TRY(add_table(w, &g, AMOUNTS, all[i].unit,
            work_format(w, "%s of %s%s%.*s", aggregate_name(m->way), r->ask->sum,
                m->units ? ", " : "", m->units ? (int)unit.len : 0,
                (const char *)unit.at)));
    }
    TRY(add_table(w, &g, NOT_STATED, none, "records in which it is not stated"));
    return not_reckoned == 0 ||
        add_table(w, &g, NOT_RECKONED, none, "amounts not reckoned");
}

/* ---- CSV ---------------------------------------------------------------------------------- */

/* What a spreadsheet would take for a formula is made a text. */
static void
field(struct buffer *to, struct bytes text)
{
    buffer_byte(to, '"');
    if (text.len > 0 && strchr("=+-@\t\r", text.at[0]) != NULL)
        buffer_byte(to, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '"')
            buffer_byte(to, '"');
        buffer_byte(to, text.at[i]);
    }
    buffer_byte(to, '"');
}

/* A line of text below the table, as wide as that is. */
static void
line_below(struct buffer *to, struct work *w, size_t columns, struct bytes text,
    struct bytes more)
{
    const char *line = work_format(w, "%.*s%s%.*s", (int)text.len, (const char *)text.at,
        more.len > 0 ? ": " : "", (int)more.len, (const char *)more.at);

    field(to, bytes_of(line != NULL ? line : ""));
    for (size_t i = 0; i < columns; i++)
        buffer_byte(to, ',');
    buffer_byte(to, '\n');
}

static void
add_lines(struct buffer *to, const struct json *table, const struct laid *r,
    const struct laid *c)
{
    struct bytes says = json_get_text(table, "says");
    size_t row = 0;

    field(to, bytes_of(r->path));
    for (size_t j = 0; j < c->count; j++) {
        buffer_byte(to, ',');
        field(to, c->labels[j].text);
    }
    buffer_byte(to, ',');
    field(to, says);
    buffer_byte(to, '\n');
    for (const struct json *line = json_get(table, "lines")->first; line != NULL;
         line = line->next, row++) {
        field(to, row < r->count ? r->labels[row].text : says);
        for (const struct json *cell = line->first; cell != NULL; cell = cell->next) {
            buffer_byte(to, ',');
            buffer_add(to, cell->text);
        }
        buffer_byte(to, '\n');
    }
}

bool
matrix_csv(struct work *w, const struct json *tables, const struct laid *r,
    const struct laid *c, struct bytes *out)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    const struct json *notes = matrix_footnotes(w, r, c);

    for (const struct json *t = tables->first; t != NULL; t = t->next)
        add_lines(&b, t, r, c);
    for (const struct json *n = notes->first; n != NULL; n = n->next)
        line_below(&b, w, c->count + 1, json_get_text(n, "label"),
            json_get_text(n, "text"));
    return buffer_bytes(&b, out);
}
