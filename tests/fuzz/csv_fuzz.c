/*
 * csv_fuzz: the table reader on any text.  A table that is read keeps its limits, and written with
 * every cell in quotes it is read as the same table.
 *
 *     fuzz-edges: 200
 */
#include <stdlib.h>
#include <string.h>

#include "engines/formats/formats.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
quote(struct buffer *b, struct bytes cell)
{
    buffer_byte(b, '"');
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.at[i] == '"')
            buffer_byte(b, '"');
        buffer_byte(b, cell.at[i]);
    }
    buffer_byte(b, '"');
}

static bool
same(const struct table *a, const struct table *b)
{
    if (a->count != b->count)
        return false;
    for (size_t r = 0; r < a->count; r++) {
        if (a->rows[r].count != b->rows[r].count)
            return false;
        for (size_t c = 0; c < a->rows[r].count; c++)
            if (!bytes_equal(a->rows[r].cells[c], b->rows[r].cells[c]))
                return false;
    }
    return true;
}

static void
check(struct work *w, const struct table *t)
{
    struct buffer b = buffer_open(w, (size_t)1 << 24);
    struct table_column *columns;
    struct table again;
    struct bytes text;
    size_t count, first;

    for (size_t r = 0; r < t->count; r++) {
        if (t->rows[r].count == 0 || t->rows[r].count > TABLE_COLUMNS ||
            table_cell(&t->rows[r], t->rows[r].count - 1).len == 0)
            abort();
        for (size_t c = 0; c < t->rows[r].count; c++) {
            quote(&b, t->rows[r].cells[c]);
            buffer_byte(&b, c + 1 < t->rows[r].count ? ',' : '\n');
        }
    }
    if (!buffer_bytes(&b, &text) || !csv_read(w, text, &again) || !same(t, &again))
        abort();
    if (t->count > 0 &&
        (!table_columns(w, t, &columns, &count, &first) || first == 0 ||
            count > TABLE_COLUMNS))
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct work *w = work_open(&os_real);
    struct table t;

    if (w == NULL)
        abort();
    if (csv_read(w, bytes_from(at, len), &t))
        check(w, &t);
    else if (work_why(w)[0] == '\0')
        abort();
    work_close(w);
    return 0;
}
