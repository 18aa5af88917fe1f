/*
 * The first sheet of a workbook (ECMA-376) as a table.
 *
 * Elements are told by their local names: the strict and the usual form differ in namespaces.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engines/formats/table.h"
#include "ground/archive/archive.h"

#define UNPACKED_MAX ((size_t)256 << 20)
#define STYLES_MAX 65536

struct book {
    struct work *w;
    struct archive_file *files;
    size_t count;
    struct bytes *strings;
    size_t string_count;
    bool *dates; /* by a cell's style */
    size_t style_count;
    bool from_1904;
};

/* ---- The package -------------------------------------------------------------------------------- */

static bool
is_wanted(struct bytes name)
{
    return bytes_start(name, "xl/") && name.len > 4 &&
        (memcmp(name.at + name.len - 4, ".xml", 4) == 0 ||
            bytes_is(name, "xl/_rels/workbook.xml.rels"));
}

/* The root of a part; NULL where it is not there. */
static bool
part(struct book *b, struct bytes name, struct xml **out)
{
    *out = NULL;
    for (size_t i = 0; i < b->count; i++)
        if (bytes_equal(b->files[i].name, name))
            return xml_read(b->w, b->files[i].text, &xml_foreign, out) ||
                fail_in(b->w, "%.*s", (int)name.len, (const char *)name.at);
    return true;
}

static const struct xml *
from(const struct xml *x, const char *name)
{
    while (x != NULL && !bytes_is(x->name, name))
        x = x->next;
    return x;
}

static const struct xml *
kid(const struct xml *x, const char *name)
{
    return x != NULL ? from(x->first, name) : NULL;
}

static const struct xml *
next(const struct xml *x, const char *name)
{
    return from(x->next, name);
}

/* An attribute by its local name. */
static struct bytes
of(const struct xml *x, const char *name)
{
    for (const struct xml_attribute *a = x->attributes; a != NULL; a = a->next)
        if (bytes_is(a->name, name))
            return a->value;
    return (struct bytes){0};
}

/* Where the first sheet is kept. */
static bool
find_sheet(struct book *b, struct bytes *out)
{
    struct xml *book, *relations;
    const struct xml *sheet;
    struct bytes id;

    TRY(part(b, bytes_of("xl/workbook.xml"), &book) &&
        part(b, bytes_of("xl/_rels/workbook.xml.rels"), &relations));
    sheet = kid(kid(book, "sheets"), "sheet");
    if (sheet == NULL || relations == NULL)
        return fail(b->w, FAULT_INVALID, "it is no XLSX workbook, or has no sheet");
    if (kid(book, "workbookPr") != NULL) {
        struct bytes base = of(kid(book, "workbookPr"), "date1904");

        b->from_1904 = bytes_is(base, "1") || bytes_is(base, "true");
    }
    id = of(sheet, "id");
    for (const struct xml *r = kid(relations, "Relationship"); r != NULL;
         r = next(r, "Relationship")) {
        struct bytes target = of(r, "Target");
        bool absolute = target.len > 0 && target.at[0] == '/';
        const char *name = work_format(b->w, "%s%.*s", absolute ? "" : "xl/",
            (int)(target.len - absolute), (const char *)target.at + absolute);

        TRY(name != NULL);
        *out = bytes_of(name);
        if (bytes_equal(of(r, "Id"), id))
            return true;
    }
    return fail(b->w, FAULT_INVALID, "the workbook does not say where its sheet is");
}

/* ---- Strings and styles ----------------------------------------------------------------------------- */

/* A string is its runs of text, without how they are pronounced. */
static bool
string_of(struct book *b, const struct xml *x, struct bytes *out)
{
    struct buffer all = buffer_open(b->w, TABLE_CELL);
    struct bytes text;

    for (const struct xml *c = x->first; c != NULL; c = c->next) {
        const struct xml *t = bytes_is(c->name, "t") ? c
            : bytes_is(c->name, "r")                 ? kid(c, "t")
                                                     : NULL;

        if (t == NULL)
            continue;
        TRY(xml_text(b->w, t, &text));
        buffer_add(&all, text);
    }
    return buffer_bytes(&all, out);
}

static bool
read_strings(struct book *b)
{
    struct xml *root;
    size_t count = 0;

    TRY(part(b, bytes_of("xl/sharedStrings.xml"), &root));
    for (const struct xml *s = kid(root, "si"); s != NULL; s = next(s, "si"))
        count++;
    b->strings = work_alloc(b->w, (count + 1) * sizeof(*b->strings));
    TRY(b->strings != NULL);
    for (const struct xml *s = kid(root, "si"); s != NULL; s = next(s, "si"))
        TRY(string_of(b, s, &b->strings[b->string_count++]));
    return true;
}

/* Does a format show a day?  Outside quotes and brackets it has a y, or a d. */
static bool
shows_day(struct bytes format)
{
    bool quoted = false, bracket = false;

    for (size_t i = 0; i < format.len; i++) {
        uint8_t c = format.at[i] | 0x20;

        quoted ^= format.at[i] == '"';
        bracket = (bracket || format.at[i] == '[') && format.at[i] != ']';
        i += format.at[i] == '\\';
        if (!quoted && !bracket && (c == 'y' || c == 'd'))
            return true;
    }
    return false;
}

static bool
is_date(const struct xml *formats, struct bytes id)
{
    static const char *const known[] = {"14", "15", "16", "17", "22"};

    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (bytes_is(id, known[i]))
            return true;
    for (const struct xml *f = kid(formats, "numFmt"); f != NULL; f = next(f, "numFmt"))
        if (bytes_equal(of(f, "numFmtId"), id))
            return shows_day(of(f, "formatCode"));
    return false;
}

static bool
read_styles(struct book *b)
{
    struct xml *root;
    const struct xml *all;
    size_t count = 0;

    TRY(part(b, bytes_of("xl/styles.xml"), &root));
    for (all = kid(kid(root, "cellXfs"), "xf"); all != NULL; all = next(all, "xf"))
        count++;
    b->dates = work_alloc(b->w, (count + 1) * sizeof(*b->dates));
    TRY(b->dates != NULL);
    for (all = kid(kid(root, "cellXfs"), "xf");
         all != NULL && b->style_count < STYLES_MAX; all = next(all, "xf"))
        b->dates[b->style_count++] = is_date(kid(root, "numFmts"), of(all, "numFmtId"));
    return true;
}

/* ---- Cells ---------------------------------------------------------------------------------------------- */

/* A count of days as a day; the year 1900 had no 29 February, whatever spreadsheets think. */
static const char *
day_text(struct book *b, double serial)
{
    int64_t days = (int64_t)serial + (b->from_1904 ? 1462 : 0);
    int64_t z = days + (days < 60 ? 1 : 0) - 25569 + 719468, era, year;
    unsigned of_era, of_year, month, part_of;

    if (z < 0)
        return NULL;
    era = z / 146097;
    of_era = (unsigned)(z % 146097);
    part_of = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    of_year = of_era - (365 * part_of + part_of / 4 - part_of / 100);
    month = (5 * of_year + 2) / 153;
    year = (int64_t)part_of + era * 400 + (month >= 10);
    return work_format(b->w, "%04lld-%02u-%02u", (long long)year,
        month < 10 ? month + 3 : month - 9, of_year - (153 * month + 2) / 5 + 1);
}

static bool
number_text(struct book *b, struct bytes text, struct bytes style, struct bytes *out)
{
    uint64_t at = 0;
    const char *as, *end;
    char *written;
    double v;

    TRY(work_string(b->w, text, &as));
    v = strtod(as, (char **)(uintptr_t)&end);
    if (end == as || *end != '\0' || !isfinite(v))
        return fail(b->w, FAULT_INVALID, "a cell's number is none");
    if (style.len > 0)
        TRY(decimal_read(b->w, style, STYLES_MAX, &at));
    if (at < b->style_count && b->dates[at] && v >= 1 && v < 2958466) {
        as = day_text(b, v);
        TRY(as != NULL);
        *out = bytes_of(as);
        return true;
    }
    written = work_alloc(b->w, 32);
    TRY(written != NULL);
    *out = bytes_from(written, json_number(v, written));
    return true;
}

static bool
cell_text(struct book *b, const struct xml *c, struct bytes *out)
{
    const struct xml *value = kid(c, "v"), *own = kid(c, "is");
    struct bytes type = of(c, "t"), text = {0};
    uint64_t at;

    *out = bytes_of("");
    if (bytes_is(type, "inlineStr"))
        return own == NULL || string_of(b, own, out);
    if (value == NULL)
        return kid(c, "f") == NULL ||
            fail(b->w, FAULT_INVALID,
                "a formula has no value: open the file in a spreadsheet program and save "
                "it");
    TRY(xml_text(b->w, value, &text));
    if (bytes_is(type, "s")) {
        TRY(decimal_read(b->w, xml_trim(text), 100000000, &at));
        if (at >= b->string_count)
            return fail(b->w, FAULT_INVALID, "a cell names a string that is not there");
        *out = b->strings[at];
    } else if (bytes_is(type, "b")) {
        *out = bytes_of(bytes_is(xml_trim(text), "1") ? "true" : "false");
    } else if (bytes_is(type, "e")) {
        return fail(b->w, FAULT_INVALID, "a cell holds the error %.*s", (int)text.len,
            (const char *)text.at);
    } else if (bytes_is(type, "str") || bytes_is(type, "d")) {
        *out = text;
    } else {
        return xml_trim(text).len == 0 || number_text(b, xml_trim(text), of(c, "s"), out);
    }
    return true;
}

/* "BC12" is column 54; where nothing is said, the one behind the last. */
static bool
column_of(struct book *b, const struct xml *c, size_t last, size_t *out)
{
    struct bytes place = of(c, "r");
    size_t column = 0;

    for (size_t i = 0; i < place.len && place.at[i] >= 'A' && place.at[i] <= 'Z' && i < 4;
         i++)
        column = column * 26 + (size_t)(place.at[i] - 'A') + 1;
    *out = place.len > 0 ? column : last + 1;
    if (*out <= last)
        return fail(b->w, FAULT_INVALID, "cells are not in their order");
    return *out <= TABLE_COLUMNS ||
        fail(b->w, FAULT_INVALID, "more than %d columns", TABLE_COLUMNS);
}

static bool
read_row(struct book *b, const struct xml *row, uint32_t line, struct table_maker *to)
{
    size_t last = 0, filled = 0;

    table_row_begin(to, line);
    for (const struct xml *c = kid(row, "c"); c != NULL; c = next(c, "c")) {
        struct bytes place = of(c, "r"), text;

        if (!column_of(b, c, last, &last) || !cell_text(b, c, &text))
            return fail_in(b->w, "row %u cell %.*s", line, (int)place.len,
                (const char *)place.at);
        if (text.len == 0)
            continue;
        if (text.len > TABLE_CELL || memchr(text.at, 0, text.len) != NULL)
            return fail(b->w, FAULT_INVALID, "row %u: a cell's text is too long", line);
        while (++filled < last)
            TRY(table_cell_add(to, bytes_of("")));
        TRY(table_cell_add(to, text));
    }
    return table_row_end(to);
}

bool
xlsx_read(struct work *w, struct bytes text, struct table *out)
{
    struct book b = {.w = w};
    struct table_maker maker;
    struct bytes name;
    uint64_t line = 0;
    struct xml *sheet;

    if (text.len > TABLE_SIZE)
        return fail(w, FAULT_INVALID, "larger than %zu bytes", TABLE_SIZE);
    TRY(zip_read(w, text, UNPACKED_MAX, is_wanted, &b.files, &b.count));
    for (size_t i = 0; i < b.count; i++)
        if (bytes_is(b.files[i].name, "xl/vbaProject.bin"))
            return fail(w, FAULT_INVALID,
                "it holds macros: save it as XLSX without them");
    TRY(find_sheet(&b, &name) && read_strings(&b) && read_styles(&b));
    TRY(part(&b, name, &sheet));
    if (sheet == NULL || kid(sheet, "sheetData") == NULL)
        return fail(w, FAULT_INVALID, "its first sheet is not there");
    maker = table_maker_open(w);
    for (const struct xml *r = kid(kid(sheet, "sheetData"), "row"); r != NULL;
         r = next(r, "row")) {
        uint64_t said = line + 1;

        if (of(r, "r").len > 0)
            TRY(decimal_read(w, of(r, "r"), 10000000, &said));
        if (said <= line)
            return fail(w, FAULT_INVALID, "row %u: rows are not in their order",
                (unsigned)said);
        line = said;
        TRY(read_row(&b, r, (uint32_t)line, &maker));
    }
    return table_made(&maker, out);
}
