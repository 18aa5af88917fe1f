/*
 * What the tests of tables share: to take a file in, and to change a cell of a workbook.
 */
#ifndef TESTS_DESKS_TABLES_H
#define TESTS_DESKS_TABLES_H

#include "tests/desks/sit.h"

#include "engines/formats/formats.h"

/* The plan of it; ${more} are further arguments, each behind a comma. */
UNUSED static bool
table_plan(struct work *w, struct node *n, const char *kind, const char *file,
    const char *more)
{
    const char *sort = strcmp(file + strlen(file) - 4, "xlsx") == 0 ? "xlsx" : "csv";

    return sit(w, n, work_format(w, "import %s", sort),
        work_format(w, "{\"file\":\"%s\",\"kind\":\"%s\"%s}", file, kind, more));
}

/* Look at the plan, then have it written. */
UNUSED static bool
table_in(struct work *w, struct node *n, const char *kind, const char *file,
    const char *more)
{
    TRY(table_plan(w, n, kind, file, more));
    return table_plan(w, n, kind, file,
        work_format(w, "%s,\"yes\":\"%.*s\"", more, (int)json_get_text(last, "plan").len,
            (const char *)json_get_text(last, "plan").at));
}

/* Terms by which a record may go into a workbook, as an argument of an import. */
UNUSED static const char *
table_terms(struct work *w)
{
    static const char terms[] = "{\"tlp\":\"TLP:CLEAR\",\"owner_consent\":\"none\","
                                "\"onward_transfer\":\"same-terms\",\"judicial_use\":"
                                "\"yes\"}";

    put_file(at(w, "public.json"), terms, sizeof(terms) - 1);
    return work_format(w, ",\"terms\":\"%s\"", at(w, "public.json"));
}

/* The id of the first record of the kind that is called so. */
UNUSED static const char *
titled(struct work *w, struct node *n, const char *kind, const char *title)
{
    NEED(w, sit(w, n, "list", work_format(w, "{\"kind\":\"%s\"}", kind)));
    for (const struct json *i = json_get(last, "items")->first; i != NULL; i = i->next)
        if (bytes_is(json_get_text(i, "title"), title))
            return work_format(w, "%.*s", (int)json_get_text(i, "id").len,
                (const char *)json_get_text(i, "id").at);
    return "";
}

/* The workbook with another cell in that record's row, as ${to}; NULL: in a new row. */
UNUSED static void
table_rewrite(struct work *w, const char *from, const char *to, const char *tag,
    const char *id, const char *text)
{
    struct table_column *columns;
    struct table t;
    struct table_row *rows;
    struct bytes *cells, out;
    size_t count, first, column = 0, row = 0;

    NEED(w,
        xlsx_read(w, get_file(w, at(w, "%s", from)), &t) &&
            table_columns(w, &t, &columns, &count, &first));
    while (column < count && !bytes_is(columns[column].tag, tag))
        column++;
    NEED(w, column < count);
    while (first + row < t.count &&
        (id == NULL || !bytes_is(table_cell(&t.rows[first + row], 0), id)))
        row++;
    rows = work_alloc(w, (t.count + 1) * sizeof(*rows));
    memcpy(rows, t.rows, t.count * sizeof(*rows));
    cells = work_alloc(w, count * sizeof(*cells));
    if (first + row < t.count) {
        for (size_t i = 0; i < count; i++)
            cells[i] = table_cell(&rows[first + row], i);
    } else {
        t.count++;
    }
    cells[column] = bytes_of(text);
    rows[first + row].cells = cells;
    rows[first + row].count = (uint32_t)count;
    t.rows = rows;
    NEED(w, xlsx_write(w, &t, NULL, first, &out));
    put_file(at(w, "%s", to), out.at, out.len);
}

#endif
