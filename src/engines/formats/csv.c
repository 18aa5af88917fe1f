/*
 * Tables of comma-separated values, as RFC 4180 has them and as people save them.
 */
#include <string.h>

#include "engines/formats/table.h"
#include "ground/text/text.h"

/* Cells lie in the text, which outlives the table; the few that had quotes in quotes do not. */
static bool
cell(struct work *w, struct bytes text, struct bytes from, struct bytes *out)
{
    *out = from;
    return (from.at >= text.at && from.at <= text.at + text.len) ||
        work_keep(w, from, out);
}

static bool
row(struct work *w, struct bytes text, const struct text_row *from,
    struct table_maker *to)
{
    table_row_begin(to, from->line);
    for (size_t i = 0; i < from->count; i++) {
        struct bytes kept;

        TRY(cell(w, text, from->cells[i], &kept) && table_cell_add(to, kept));
    }
    return table_row_end(to);
}

bool
csv_read(struct work *w, struct bytes text, struct table *out)
{
    /* The table's own limits speak of rows and columns. */
    const struct text_rows_how how = {.cell = TABLE_CELL,
        .cells = TABLE_COLUMNS,
        .rows = SIZE_MAX};
    struct table_maker maker;
    struct text_rows *rows;
    struct text_row from;
    bool found;

    if (text.len > TABLE_SIZE)
        return fail(w, FAULT_INVALID, "larger than %zu bytes", TABLE_SIZE);
    if (!utf8_valid(text) || (text.len > 0 && memchr(text.at, 0, text.len) != NULL))
        return fail(w, FAULT_INVALID,
            "line 1: no UTF-8 text: save it as CSV UTF-8, or as XLSX");
    maker = table_maker_open(w);
    TRY(text_rows_open(w, text, &how, &rows));
    for (;;) {
        TRY(text_rows_next(rows, &from, &found));
        if (!found)
            return table_made(&maker, out);
        TRY(row(w, text, &from, &maker));
    }
}
