/*
 * csv_fuzz: the table reader on any text.  A table that is read keeps its limits, and written with
 * every cell in quotes it is read as the same table.  Rows under any options are the same whether
 * they come whole or in pieces.
 *
 *     fuzz-edges: 200
 */
#include <stdlib.h>
#include <string.h>

#include "engines/formats/formats.h"
#include "ground/text/text.h"

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

/* ---- Rows ------------------------------------------------------------------------------------- */

struct pieces {
    struct bytes text;
    size_t at;
    size_t most;
};

static bool
give(struct work *w, void *ctx, uint8_t *to, size_t room, size_t *got)
{
    struct pieces *p = ctx;
    size_t len = p->text.len - p->at;

    (void)w;
    len = len > room ? room : len;
    *got = len > p->most ? p->most : len;
    if (*got > 0)
        memcpy(to, p->text.at + p->at, *got);
    p->at += *got;
    return true;
}

/* What a reader says, all of it. */
static struct bytes
said(struct work *w, struct text_rows *rows, const struct text_rows_how *how)
{
    struct buffer b = buffer_open(w, (size_t)1 << 26);
    struct text_row row;
    struct bytes out;
    bool found;

    while (text_rows_next(rows, &row, &found) && found) {
        if (row.count == 0 || row.count > how->cells)
            abort();
        buffer_format(&b, "%u:", row.line);
        for (size_t c = 0; c < row.count; c++) {
            if (row.cells[c].len > how->cell || !utf8_valid(row.cells[c]))
                abort();
            buffer_format(&b, "%zu:", row.cells[c].len);
            buffer_add(&b, row.cells[c]);
        }
    }
    buffer_format(&b, "%d", text_rows_ended(rows));
    if (buffer_bytes(&b, &out))
        return out;
    out = bytes_of(work_format(w, "%s", work_why(w)));
    if (!bytes_start(out, "line "))
        abort();
    work_clear(w);
    return out;
}

/* The options stand in the first byte. */
static void
check_rows(const uint8_t *at, size_t len)
{
    struct work *w = work_open(&os_real);
    struct pieces p = {bytes_from(at + 1, len - 1), 0, 1 + (at[0] >> 5)};
    struct text_source source = {give, &p};
    struct text_rows_how how = {.separator = at[0] & 1 ? ',' : '\t',
        .loose = at[0] & 2,
        .end = at[0] & 4 ? 0x1A : 0,
        .cell = at[0] & 8 ? 16 : 4096,
        .cells = at[0] & 16 ? 4 : 100,
        .rows = 1000,
        .block = 4 + (at[0] >> 4)};
    struct text_rows *whole, *parted;

    if (w == NULL || !text_rows_open(w, p.text, &how, &whole) ||
        !text_rows_from(w, &source, &how, &parted) ||
        !bytes_equal(said(w, whole, &how), said(w, parted, &how)))
        abort();
    work_close(w);
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
    if (len > 0)
        check_rows(at, len);
    return 0;
}
