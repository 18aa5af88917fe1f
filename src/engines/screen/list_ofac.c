/*
 * OFAC's lists as comma-separated values: names (sdn, cons_prim), aliases (alt), addresses (add)
 * and what did not fit into the names' last column (comments).
 *
 * The files have no titles, "-0-" for nothing, and a line of byte 0x1A as their end.  Others
 * give them titles, and take the ends away.
 */
#include <stdlib.h>
#include <string.h>

#include "engines/screen/list_ofac.h"

enum part { COMMENTS, NAMES, ALIASES, ADDRESSES, PARTS };

static const size_t part_columns[PARTS] = {2, 12, 5, 6};

/* What goes on in a remark of that entry. */
struct more {
    struct bytes ref;
    struct bytes text;
};

struct reading {
    struct maker *m;
    struct buffer more; /* struct more, by reference once all are read */
    bool sorted;
};

static struct bytes
cell(const struct text_row *row, size_t n)
{
    struct bytes text = list_trim(row->cells[n]);

    return list_is(text, "-0-") ? bytes_of("") : text;
}

/* ---- Comments ----------------------------------------------------------------------------- */

static bool
comment(struct reading *r, const struct text_row *row)
{
    struct more more;

    /* Behind its beginning a blank counts. */
    TRY(work_keep(r->m->part, cell(row, 0), &more.ref) &&
        work_keep(r->m->part, row->cells[1], &more.text));
    buffer_add(&r->more, bytes_from(&more, sizeof(more)));
    return work_ok(r->m->part);
}

static int
by_ref(const void *a, const void *b)
{
    return bytes_order(((const struct more *)a)->ref, ((const struct more *)b)->ref);
}

static bool
with_more(struct reading *r, struct bytes ref, struct bytes *remarks)
{
    struct more key = {.ref = ref}, *found;
    struct buffer b = buffer_open(r->m->part, (size_t)4 << 20);
    size_t count = r->more.len / sizeof(key);

    if (count == 0)
        return true;
    if (!r->sorted)
        qsort(r->more.at, count, sizeof(key), by_ref);
    r->sorted = true;
    found = bsearch(&key, r->more.at, count, sizeof(key), by_ref);
    if (found == NULL)
        return true;
    buffer_add(&b, *remarks);
    buffer_add(&b, found->text);
    return buffer_bytes(&b, remarks);
}

/* ---- Names, aliases, addresses ------------------------------------------------------------ */

/* "NPWMD] [IFSR" is two. */
static bool
programmes(struct maker *m, uint32_t e, struct bytes text)
{
    struct buffer b = buffer_open(m->part, 1 << 16);
    struct bytes piece, all;

    while (list_split(&text, "[]", &piece)) {
        buffer_text(&b, b.len > 0 ? "; " : "");
        buffer_add(&b, piece);
    }
    TRY(buffer_bytes(&b, &all));
    all = list_said(m, all);
    list_at(m, e)->programme = all;
    return true;
}

static bool
name(struct reading *r, const struct text_row *row)
{
    struct maker *m = r->m;
    struct bytes remarks = cell(row, 11);
    uint32_t e;

    TRY(list_open(m, cell(row, 0), &e));
    list_at(m, e)->type = (uint8_t)ofac_type(cell(row, 2));
    TRY(programmes(m, e, cell(row, 3)));
    list_one_name(m, e, SCREEN_PRIMARY, cell(row, 1));
    list_remark(m, "Title", cell(row, 4));
    list_id(m, e, bytes_of("Call Sign"), cell(row, 5), NULL);
    list_countries(m, e, cell(row, 9));
    TRY(with_more(r, cell(row, 0), &remarks));
    list_remark(m, NULL, remarks);
    ofac_remarks(m, e, remarks);
    return true;
}

static bool
alias(struct reading *r, const struct text_row *row)
{
    uint32_t e;

    if (list_find(r->m, cell(row, 0), &e))
        list_one_name(r->m, e,
            list_is(cell(row, 2), "fka") ? SCREEN_FORMER : SCREEN_ALIAS, cell(row, 3));
    return true;
}

static bool
address(struct reading *r, const struct text_row *row)
{
    uint32_t e;

    if (list_find(r->m, cell(row, 0), &e))
        list_countries(r->m, e, cell(row, 4));
    return true;
}

/* ---- Files -------------------------------------------------------------------------------- */

static bool
is_title(const struct text_row *row)
{
    return row->cells[0].len == 0 || row->cells[0].at[0] < '0' ||
        row->cells[0].at[0] > '9';
}

static bool
part_of(struct work *w, const struct screen_file *file, enum part *out)
{
    struct text_row row;

    if (!list_first_row(w, file->text, &row))
        return fail(w, FAULT_INVALID, "line 1: it has no row");
    for (int p = 0; p < PARTS; p++)
        if (row.count == part_columns[p]) {
            *out = (enum part)p;
            return true;
        }
    return fail(w, FAULT_INVALID, "line 1: %zu columns: no part of this list has as many",
        row.count);
}

static bool
read_part(struct reading *r, const struct screen_file *file, enum part p)
{
    static bool (*const take[PARTS])(struct reading *,
        const struct text_row *) = {comment, name, alias, address};
    struct work *w = r->m->part;
    struct text_rows_how how = list_rows;
    struct text_rows *rows;
    struct text_row row;
    bool found, titles = false;

    how.separator = ',';
    how.end = 0x1A;
    TRY(text_rows_open(w, file->text, &how, &rows));
    for (size_t n = 0;; n++) {
        TRY(text_rows_next(rows, &row, &found));
        if (!found)
            break;
        if (row.count != part_columns[p])
            return fail(w, FAULT_INVALID, "line %u: %zu cells, but there are %zu columns",
                row.line, row.count, part_columns[p]);
        if (n == 0 && is_title(&row))
            titles = true;
        else if (!take[p](r, &row) || !list_good(r->m, w))
            return false;
    }
    /* Short tables of comments come without the mark, too. */
    if (titles || (p == COMMENTS && !text_rows_ended(rows)))
        return list_whole_line(w, file->text);
    return text_rows_ended(rows) ||
        fail(w, FAULT_INVALID,
            "line %zu: it does not end with a line of byte 0x1A, and so is cut off",
            list_lines(file->text));
}

bool
list_ofac(struct maker *m, const struct screen_file *files, size_t count)
{
    struct reading r = {.m = m, .more = buffer_open(m->part, (size_t)64 << 20)};

    /* In the order of the parts, whatever that of the files is. */
    for (int p = 0; p < PARTS; p++)
        for (size_t i = 0; i < count; i++) {
            enum part is = COMMENTS;

            if (!part_of(m->part, &files[i], &is) ||
                (is == (enum part)p && !read_part(&r, &files[i], is)))
                return list_failed(m, &files[i]);
        }
    return true;
}
