/*
 * Tables of lists: columns by their titles, and rows that have all of them.
 */
#include <string.h>

#include "engines/screen/lists_inner.h"

const struct text_rows_how list_rows = {.cell = (size_t)1 << 20,
    .cells = 256,
    .rows = (size_t)8 << 20};

/* One of the titles between '|'? */
static bool
is_title(struct bytes cell, const char *titles)
{
    cell = list_trim(cell);
    while (*titles != '\0') {
        size_t len = strcspn(titles, "|");

        if (cell.len == len && strncasecmp((const char *)cell.at, titles, len) == 0)
            return true;
        titles += len + (titles[len] == '|');
    }
    return false;
}

bool
list_table_open(struct maker *m, const struct screen_file *file, struct text_rows *rows,
    const char *const *names, size_t count, struct list_table *out)
{
    bool found;

    *out = (struct list_table){.w = m->part, .file = file, .rows = rows, .count = count};
    TRY(text_rows_next(rows, &out->row, &found));
    if (!found)
        return fail(m->part, FAULT_INVALID, "line 1: it ends before its first row");
    out->columns = out->row.count;
    for (size_t i = 0; i < count; i++) {
        bool perhaps = names[i][0] == '?';

        out->at[i] = -1;
        for (size_t c = 0; c < out->row.count && out->at[i] < 0; c++)
            if (is_title(out->row.cells[c], names[i] + perhaps))
                out->at[i] = (int)c;
        if (out->at[i] < 0 && !perhaps)
            return fail(m->part, FAULT_INVALID, "line %u: it has no column \"%s\"",
                out->row.line, names[i]);
    }
    return true;
}

bool
list_table_next(struct list_table *t, bool *found)
{
    TRY(text_rows_next(t->rows, &t->row, found));
    return !*found || t->row.count == t->columns ||
        fail(t->w, FAULT_INVALID, "line %u: %zu cells, but there are %zu columns",
            t->row.line, t->row.count, t->columns);
}

struct bytes
list_cell(const struct list_table *t, size_t n)
{
    return t->at[n] >= 0 ? list_trim(t->row.cells[t->at[n]]) : bytes_of("");
}

bool
list_first_row(struct work *w, struct bytes text, struct text_row *row)
{
    struct text_rows *rows;
    bool found = false;

    if (!text_rows_open(w, text, &list_rows, &rows) ||
        !text_rows_next(rows, row, &found)) {
        if (work_fault(w) == FAULT_INVALID)
            work_clear(w);
        return false;
    }
    return found;
}

size_t
list_lines(struct bytes text)
{
    size_t lines = 1;

    for (size_t i = 0; i < text.len; i++)
        lines += text.at[i] == '\n';
    return lines;
}

bool
list_whole_line(struct work *w, struct bytes text)
{
    return (text.len > 0 && text.at[text.len - 1] == '\n') ||
        fail(w, FAULT_INVALID,
            "line %zu: it ends within a line, and so is cut off; if it is whole, end the "
            "line",
            list_lines(text));
}

bool
list_each_row(struct maker *m, const struct screen_file *file,
    const struct text_rows_how *how, const char *const *names, size_t count,
    list_row *take)
{
    struct text_rows *rows;
    struct list_table t;
    bool found;

    TRY(text_rows_open(m->part, file->text, how, &rows));
    TRY(list_table_open(m, file, rows, names, count, &t));
    for (;;) {
        TRY(list_table_next(&t, &found));
        if (!found)
            return list_whole_line(m->part, file->text);
        TRY(take(m, &t));
    }
}
