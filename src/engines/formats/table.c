/*
 * Tables as they are gathered, and what their columns are.
 *
 * HXL (hxlstandard.org) puts a row of tags above the data: "#org +type" is an organisation's
 * type.  Tags and attributes are compared without case; attributes have no order.
 */
#include <stdlib.h>
#include <string.h>

#include "engines/formats/table.h"

#define HEAD 25 /* rows in which tags are looked for */
#define ATTRIBUTES_MAX 32

/* ---- Gathering ------------------------------------------------------------------------------ */

struct table_maker
table_maker_open(struct work *w)
{
    return (struct table_maker){.w = w,
        .rows = buffer_open(w, TABLE_ROWS * sizeof(struct table_row))};
}

void
table_row_begin(struct table_maker *m, uint32_t line)
{
    m->line = line;
    m->cells = buffer_open(m->w, TABLE_COLUMNS * sizeof(struct bytes));
}

bool
table_cell_add(struct table_maker *m, struct bytes text)
{
    struct bytes bare = xml_trim(text);

    if (m->cells.len >= TABLE_COLUMNS * sizeof(bare))
        return fail(m->w, FAULT_INVALID, "line %u: more than %d columns", m->line,
            TABLE_COLUMNS);
    if (++m->all > TABLE_CELLS)
        return fail(m->w, FAULT_INVALID, "line %u: more than %d cells", m->line,
            TABLE_CELLS);
    buffer_add(&m->cells, bytes_from(&bare, sizeof(bare)));
    return work_ok(m->w);
}

bool
table_row_end(struct table_maker *m)
{
    struct table_row row = {.line = m->line};
    size_t count;

    row.cells = buffer_array(&m->cells, sizeof(struct bytes), &count);
    TRY(row.cells != NULL);
    while (count > 0 && row.cells[count - 1].len == 0)
        count--;
    row.count = (uint32_t)count;
    if (count == 0)
        return true;
    if (m->rows.len >= TABLE_ROWS * sizeof(row))
        return fail(m->w, FAULT_INVALID, "line %u: more than %d rows", m->line,
            TABLE_ROWS);
    buffer_add(&m->rows, bytes_from(&row, sizeof(row)));
    return work_ok(m->w);
}

bool
table_made(struct table_maker *m, struct table *out)
{
    out->rows = buffer_array(&m->rows, sizeof(struct table_row), &out->count);
    return out->rows != NULL;
}

struct bytes
table_cell(const struct table_row *row, size_t column)
{
    return column < row->count ? row->cells[column] : bytes_of("");
}

/* ---- Tags ------------------------------------------------------------------------------------ */

static bool
is_name(uint8_t c, bool first)
{
    return (c >= 'a' && c <= 'z') || (!first && ((c >= '0' && c <= '9') || c == '_'));
}

/* A name in lower case; 0 where there is none. */
static size_t
take_name(struct bytes text, size_t *at, char *to)
{
    size_t len = 0;

    while (*at < text.len && len < 63) {
        uint8_t c = text.at[*at];

        c = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
        if (!is_name(c, len == 0))
            break;
        to[len++] = (char)c;
        ++*at;
    }
    to[len] = '\0';
    return len;
}

static void
skip_blanks(struct bytes text, size_t *at)
{
    while (*at < text.len && text.at[*at] == ' ')
        ++*at;
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* "#Org + type" as "#org+type"; nothing where it is no tag. */
static bool
tag_read(struct work *w, struct bytes text, struct bytes *out)
{
    char name[64], attributes[ATTRIBUTES_MAX][64];
    struct buffer b = buffer_open(w, 4096);
    size_t at = 1, count = 0;

    *out = bytes_of("");
    if (text.len == 0 || text.at[0] != '#')
        return true;
    skip_blanks(text, &at);
    if (take_name(text, &at, name) == 0)
        return true;
    for (skip_blanks(text, &at); at < text.len; skip_blanks(text, &at)) {
        if (text.at[at++] != '+' || count == ATTRIBUTES_MAX)
            return true;
        skip_blanks(text, &at);
        if (take_name(text, &at, attributes[count++]) == 0)
            return true;
    }
    qsort(attributes, count, sizeof(attributes[0]), by_name);
    buffer_format(&b, "#%s", name);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(attributes[i], attributes[i - 1]) != 0)
            buffer_format(&b, "+%s", attributes[i]);
    return buffer_bytes(&b, out);
}

/* Half of what stands in it, at least, are tags. */
static bool
is_tag_row(struct work *w, const struct table_row *row, bool *yes)
{
    size_t tags = 0, filled = 0;

    for (size_t i = 0; i < row->count; i++) {
        struct bytes tag;

        TRY(tag_read(w, row->cells[i], &tag));
        tags += tag.len > 0;
        filled += row->cells[i].len > 0;
    }
    *yes = tags > 0 && 2 * tags >= filled;
    return true;
}

bool
table_columns(struct work *w, const struct table *t, struct table_column **out,
    size_t *count, size_t *first)
{
    size_t at = 0;
    bool found = false;

    for (; at < t->count && at < HEAD && !found; at += !found)
        TRY(is_tag_row(w, &t->rows[at], &found));
    if (t->count == 0)
        return fail(w, FAULT_INVALID, "the table is empty");
    if (!found)
        at = 0;
    *first = at + 1;
    *count = t->rows[at].count;
    if (found && at > 0 && t->rows[at - 1].count > *count)
        *count = t->rows[at - 1].count;
    *out = work_alloc(w, (*count + 1) * sizeof(**out));
    TRY(*out != NULL);
    for (size_t i = 0; i < *count; i++) {
        (*out)[i].tag = bytes_of("");
        (*out)[i].title = !found ? table_cell(&t->rows[at], i)
            : at > 0             ? table_cell(&t->rows[at - 1], i)
                                 : bytes_of("");
        if (found)
            TRY(tag_read(w, table_cell(&t->rows[at], i), &(*out)[i].tag));
    }
    return true;
}
