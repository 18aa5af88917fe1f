/*
 * Rows of separated values, from a text or from what gives one piece by piece.
 *
 * A row is looked for in the bytes that are there.  Where they end before it does, more are
 * fetched and it is looked for again from its beginning; the room for them doubles, so that this
 * costs no more than twice, and is at most what the limits allow a row.
 */
#include <string.h>

#include "ground/text/text.h"

#define BLOCK ((size_t)256 << 10)

struct text_rows {
    struct work *w;
    struct text_rows_how how;
    struct text_source source;
    struct bytes text; /* what is there */
    uint8_t *block;    /* holds it, where it comes piece by piece */
    size_t room;
    bool whole; /* nothing will come behind it */
    bool begun;
    bool ended;
    bool stop[256]; /* bytes that a cell without quotes may end at */
    size_t at;      /* where the next row begins */
    uint32_t line;
    size_t rows;
    struct bytes *cells;
    size_t cells_room;
    uint8_t *spare; /* cells whose quotes were doubled */
    size_t spare_room;
};

/* A row that is being looked for. */
struct scan {
    size_t at;
    uint32_t line;
    size_t cells;
    size_t doubled; /* quotes of the row */
    bool short_of;  /* the bytes end before it does */
};

/* ---- Bytes ------------------------------------------------------------------------------- */

/* More behind what is left, which moves to the front. */
static bool
fetch(struct text_rows *r)
{
    size_t left = r->text.len - r->at, got;

    if (left + r->how.block / 2 >= r->room) {
        size_t room = r->room == 0 ? r->how.block : 2 * r->room;
        uint8_t *block = work_alloc(r->w, room);

        TRY(block != NULL);
        if (left > 0)
            memcpy(block, r->text.at + r->at, left);
        r->block = block;
        r->room = room;
    } else if (left > 0) {
        memmove(r->block, r->text.at + r->at, left);
    }
    r->at = 0;
    while (left < r->room) {
        TRY(r->source.read(r->w, r->source.ctx, r->block + left, r->room - left, &got));
        if (got == 0) {
            r->whole = true;
            break;
        }
        left += got;
    }
    r->text = bytes_from(r->block, left);
    return true;
}

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

static bool
begin(struct text_rows *r)
{
    static const uint8_t mark[] = {0xEF, 0xBB, 0xBF};

    if (r->begun)
        return true;
    r->begun = true;
    if (!r->whole)
        TRY(fetch(r));
    if (r->text.len == 0)
        return true;
    if (r->text.len >= sizeof(mark) && memcmp(r->text.at, mark, sizeof(mark)) == 0)
        r->at = sizeof(mark);
    if (r->how.separator == 0)
        r->how.separator = separator(bytes_from(r->text.at + r->at, r->text.len - r->at));
    r->stop[r->how.separator] = r->stop['\n'] = r->stop['\r'] = r->stop['"'] = true;
    return true;
}

/* ---- Cells ------------------------------------------------------------------------------- */

static bool
too_long(struct text_rows *r, uint32_t line)
{
    return fail(r->w, FAULT_INVALID, "line %u: a cell is longer than %zu bytes", line,
        r->how.cell);
}

/* At an end of a cell; whether CR is one hangs on the byte behind it. */
static bool
at_end(const struct text_rows *r, struct scan *s)
{
    if (s->at >= r->text.len) {
        s->short_of = !r->whole;
        return r->whole;
    }
    if (r->text.at[s->at] != '\r')
        return r->text.at[s->at] == r->how.separator || r->text.at[s->at] == '\n';
    if (s->at + 1 < r->text.len)
        return r->text.at[s->at + 1] == '\n';
    s->short_of = !r->whole;
    return r->whole;
}

static uint32_t
lines_in(struct bytes text)
{
    const uint8_t *at = text.at, *end = text.at + text.len;
    uint32_t lines = 0;

    while (at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        lines++;
        at++;
    }
    return lines;
}

/* Behind the first quote of a cell: to the last one, with those that are doubled.  Where quotes
 * may be text, and something stands behind the last one, it is no ${quoted} cell. */
static bool
quoted_cell(struct text_rows *r, struct scan *s, struct bytes *out, bool *quoted)
{
    size_t from = s->at, doubled = 0;

    for (;;) {
        const uint8_t *quote = s->at < r->text.len
            ? memchr(r->text.at + s->at, '"', r->text.len - s->at)
            : NULL;
        size_t end = quote != NULL ? (size_t)(quote - r->text.at) : r->text.len;

        if (end - from - doubled > r->how.cell)
            return too_long(r, s->line);
        s->short_of = !r->whole && quote == NULL;
        if (s->short_of)
            return true;
        if (quote == NULL)
            return fail(r->w, FAULT_INVALID, "line %u: a quote is not closed", s->line);
        s->at = end + 1;
        if (s->at == r->text.len || r->text.at[s->at] != '"') {
            *out = bytes_from(r->text.at + from, end - from);
            break;
        }
#ifdef PLANTED_BUG
        if (end > from)
#endif
            s->at++;
        doubled++;
    }
    *quoted = at_end(r, s) || s->short_of || !r->how.loose;
    if (!*quoted) {
        s->at = from - 1;
        return true;
    }
    s->doubled += doubled;
    s->line += lines_in(*out);
    return at_end(r, s) || s->short_of ||
        fail(r->w, FAULT_INVALID, "line %u: something stands behind a closing quote",
            s->line);
}

static bool
bare_cell(struct text_rows *r, struct scan *s, struct bytes *out)
{
    const uint8_t *text = r->text.at;
    size_t from = s->at;

    for (;; s->at++) {
        while (s->at < r->text.len && !r->stop[text[s->at]])
            s->at++;
        if (s->at - from > r->how.cell)
            return too_long(r, s->line);
        if (at_end(r, s) || s->short_of)
            break;
        if (text[s->at] == '"' && !r->how.loose)
            return fail(r->w, FAULT_INVALID,
                "line %u: a quote within a cell that begins without one", s->line);
    }
    *out = bytes_from(text + from, s->at - from);
    return true;
}

static bool
add_cell(struct text_rows *r, struct scan *s, struct bytes text)
{
    if (s->cells == r->how.cells)
        return fail(r->w, FAULT_INVALID, "line %u: more than %zu columns", s->line,
            r->how.cells);
    if (s->cells == r->cells_room) {
        size_t room = r->cells_room == 0 ? 64 : 2 * r->cells_room;
        struct bytes *cells = work_alloc(r->w, room * sizeof(*cells));

        TRY(cells != NULL);
        if (s->cells > 0)
            memcpy(cells, r->cells, s->cells * sizeof(*cells));
        r->cells = cells;
        r->cells_room = room;
    }
    r->cells[s->cells++] = text;
    return true;
}

/* ---- Rows -------------------------------------------------------------------------------- */

static bool
scan_row(struct text_rows *r, struct scan *s)
{
    for (;;) {
        struct bytes cell = {NULL, 0};
        bool quoted;

        s->short_of = s->at >= r->text.len && !r->whole;
        if (s->short_of)
            return true;
        quoted = s->at < r->text.len && r->text.at[s->at] == '"';
        if (quoted) {
            s->at++;
            TRY(quoted_cell(r, s, &cell, &quoted));
        }
        if (!quoted)
            TRY(bare_cell(r, s, &cell));
        if (s->short_of)
            return true;
        TRY(add_cell(r, s, cell));
        if (s->at >= r->text.len || r->text.at[s->at] != r->how.separator)
            break;
        s->at++;
    }
    if (s->at < r->text.len) {
        s->at += r->text.at[s->at] == '\r';
        s->at += s->at < r->text.len;
        s->line++;
    }
    return true;
}

/* Two quotes become one, in cells that began with one. */
static bool
undouble(struct text_rows *r, const struct scan *s)
{
    size_t len = s->at - r->at, used = 0;

    if (len > r->spare_room) {
        r->spare_room = len > 4096 ? 2 * len : 4096;
        r->spare = work_alloc(r->w, r->spare_room);
        if (r->spare == NULL)
            r->spare_room = 0;
        TRY(r->spare != NULL);
    }
    for (size_t c = 0; c < s->cells; c++) {
        struct bytes cell = r->cells[c];
        uint8_t *to = r->spare + used;

        if (cell.len == 0 || cell.at == r->text.at + r->at || cell.at[-1] != '"' ||
            memchr(cell.at, '"', cell.len) == NULL)
            continue;
        for (size_t i = 0; i < cell.len; i++) {
            r->spare[used++] = cell.at[i];
            i += cell.at[i] == '"';
        }
        r->cells[c] = bytes_from(to, (size_t)(r->spare + used - to));
    }
    return true;
}

/* ${s} was found: check it, and go behind it. */
static bool
take_row(struct text_rows *r, const struct scan *s, struct text_row *row)
{
    struct bytes text = bytes_from(r->text.at + r->at, s->at - r->at);

    if (!utf8_valid(text) || memchr(text.at, 0, text.len) != NULL)
        return fail(r->w, FAULT_INVALID, "line %u: no UTF-8 text", r->line);
    if (s->doubled > 0)
        TRY(undouble(r, s));
    *row = (struct text_row){.cells = r->cells, .count = s->cells, .line = r->line};
    r->at = s->at;
    r->line = s->line;
    return true;
}

bool
text_rows_next(struct text_rows *r, struct text_row *row, bool *found)
{
    *found = false;
    TRY(begin(r));
    for (;;) {
        struct scan s = {.at = r->at, .line = r->line};
        struct bytes first;

        if (r->at >= r->text.len && r->whole)
            return true;
        TRY(scan_row(r, &s));
        if (s.short_of) {
            TRY(fetch(r));
            continue;
        }
        TRY(take_row(r, &s, row));
        first = row->cells[0];
        if (row->count == 1 && first.len == 0)
            continue;
        if (r->ended)
            return fail(r->w, FAULT_INVALID, "line %u: something stands behind its end",
                row->line);
        if (r->how.end != 0 && row->count == 1 && first.len == 1 &&
            first.at[0] == r->how.end) {
            r->ended = true;
            continue;
        }
        if (r->rows++ == r->how.rows)
            return fail(r->w, FAULT_INVALID, "line %u: more than %zu rows", row->line,
                r->how.rows);
        *found = true;
        return true;
    }
}

bool
text_rows_ended(const struct text_rows *r)
{
    return r->ended;
}

bool
text_rows_open(struct work *w, struct bytes text, const struct text_rows_how *how,
    struct text_rows **out)
{
    struct text_rows *r = work_alloc(w, sizeof(*r));

    TRY(r != NULL);
    r->w = w;
    r->how = *how;
    r->how.block = how->block == 0 ? BLOCK : how->block < 4 ? 4 : how->block;
    r->text = text;
    r->whole = true;
    r->line = 1;
    *out = r;
    return true;
}

bool
text_rows_from(struct work *w, const struct text_source *source,
    const struct text_rows_how *how, struct text_rows **out)
{
    TRY(text_rows_open(w, bytes_from(NULL, 0), how, out));
    (*out)->source = *source;
    (*out)->whole = false;
    return true;
}
