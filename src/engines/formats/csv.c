/*
 * Rows of comma-separated values, as RFC 4180 has them and as people save them.
 */
#include <string.h>

#include "engines/formats/table.h"

static const uint8_t mark[] = {0xEF, 0xBB, 0xBF};

/* What parts the cells: of the first line, outside quotes, the one there is most of. */
static uint8_t
separator(struct bytes text)
{
    static const uint8_t choices[] = {',', ';', '\t'};
    size_t counts[COUNT_OF(choices)] = {0}, best = 0;
    bool quoted = false;

    for (size_t i = 0; i < text.len && (quoted || text.at[i] != '\n'); i++) {
        quoted ^= text.at[i] == '"';
        for (size_t c = 0; c < COUNT_OF(choices) && !quoted; c++)
            counts[c] += text.at[i] == choices[c];
    }
    for (size_t c = 1; c < COUNT_OF(choices); c++)
        best = counts[c] > counts[best] ? c : best;
    return choices[best];
}

struct reader {
    struct work *w;
    struct bytes text;
    size_t at;
    uint32_t line;
    uint8_t separator;
};

/* Behind the first quote of a cell: to the last one, two of them being one. */
static bool
quoted_cell(struct reader *r, struct bytes *out)
{
    uint32_t from = r->line;
    struct buffer b = buffer_open(r->w, TABLE_CELL + 1);

    for (; r->at < r->text.len; r->at++) {
        uint8_t c = r->text.at[r->at];

        if (c == '"' && r->at + 1 < r->text.len && r->text.at[r->at + 1] == '"') {
#ifdef PLANTED_BUG
            if (b.len > 0)
#endif
                r->at++;
        } else if (c == '"') {
            r->at++;
            return buffer_bytes(&b, out);
        }
        r->line += c == '\n';
        buffer_byte(&b, c);
        if (b.len > TABLE_CELL)
            break;
    }
    if (b.len > TABLE_CELL)
        return fail(r->w, FAULT_INVALID, "line %u: a cell is longer than %d bytes", from,
            TABLE_CELL);
    return fail(r->w, FAULT_INVALID, "line %u: a quote is not closed", from);
}

static bool
at_end(const struct reader *r)
{
    return r->at >= r->text.len || r->text.at[r->at] == r->separator ||
        r->text.at[r->at] == '\n' ||
        (r->text.at[r->at] == '\r' &&
            (r->at + 1 == r->text.len || r->text.at[r->at + 1] == '\n'));
}

static bool
cell(struct reader *r, struct bytes *out)
{
    size_t from = r->at;

    if (r->at < r->text.len && r->text.at[r->at] == '"') {
        r->at++;
        TRY(quoted_cell(r, out));
        return at_end(r) ||
            fail(r->w, FAULT_INVALID, "line %u: something stands behind a closing quote",
                r->line);
    }
    for (; !at_end(r); r->at++)
        if (r->text.at[r->at] == '"')
            return fail(r->w, FAULT_INVALID,
                "line %u: a quote within a cell that begins without one", r->line);
    *out = bytes_from(r->text.at + from, r->at - from);
    return out->len <= TABLE_CELL ||
        fail(r->w, FAULT_INVALID, "line %u: a cell is longer than %d bytes", r->line,
            TABLE_CELL);
}

static bool
row(struct reader *r, struct table_maker *to)
{
    struct bytes text;

    table_row_begin(to, r->line);
    for (;;) {
        TRY(cell(r, &text) && table_cell_add(to, text));
        if (r->at >= r->text.len)
            break;
        if (r->text.at[r->at] != r->separator) {
            r->at += r->text.at[r->at] == '\r';
            r->at += r->at < r->text.len;
            r->line++;
            break;
        }
        r->at++;
    }
    return table_row_end(to);
}

bool
csv_read(struct work *w, struct bytes text, struct table *out)
{
    struct table_maker maker;
    struct reader r = {.w = w, .text = text, .line = 1};

    if (text.len > TABLE_SIZE)
        return fail(w, FAULT_INVALID, "larger than %zu bytes", TABLE_SIZE);
    if (text.len >= sizeof(mark) && memcmp(text.at, mark, sizeof(mark)) == 0)
        r.text = bytes_from(text.at + sizeof(mark), text.len - sizeof(mark));
    if (!utf8_valid(r.text) ||
        (r.text.len > 0 && memchr(r.text.at, 0, r.text.len) != NULL))
        return fail(w, FAULT_INVALID,
            "line 1: no UTF-8 text: save it as CSV UTF-8, or as XLSX");
    r.separator = separator(r.text);
    maker = table_maker_open(w);
    while (r.at < r.text.len)
        TRY(row(&r, &maker));
    return table_made(&maker, out);
}
