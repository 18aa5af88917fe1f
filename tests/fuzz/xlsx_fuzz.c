/*
 * xlsx_fuzz: the reader of workbooks, on the parts of one rather than on its zip file, which is
 * libarchive's: the text is a sheet, and behind a line of "--" its strings, and behind another one
 * its styles.  A table that is read keeps its limits, and written as a workbook it is read again.
 *
 *     fuzz-edges: 400
 */
#include <stdlib.h>
#include <string.h>

#include "engines/formats/formats.h"
#include "ground/archive/archive.h"
#include "ground/crypt/crypt.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static const char book[] =
    "<workbook xmlns:r='u'><sheets><sheet r:id='a'/></sheets></workbook>";
static const char relations[] =
    "<Relationships><Relationship Id='a' Target='s.xml'/></Relationships>";

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    struct work *w = work_open(&os_real);

    (void)argc;
    (void)argv;
    if (w == NULL || !xml_start(w))
        abort();
    work_close(w);
    return 0;
}

static struct bytes
piece(struct bytes *rest)
{
    const uint8_t *end = rest->len > 0 ? memmem(rest->at, rest->len, "\n--\n", 4) : NULL;
    struct bytes out = *rest;

    if (end == NULL) {
        *rest = (struct bytes){0};
        return out;
    }
    out.len = (size_t)(end - rest->at);
    *rest = bytes_from(end + 4, rest->len - out.len - 4);
    return out;
}

static void
check(struct work *w, const struct table *t)
{
    struct table again;
    struct bytes text;

    for (size_t r = 0; r < t->count; r++)
        if (t->rows[r].count == 0 || t->rows[r].count > TABLE_COLUMNS)
            abort();
    /* A text may hold what XML cannot: that is refused. */
    if (!xlsx_write(w, t, NULL, 0, &text))
        return;
    if (!xlsx_read(w, text, &again) || again.count != t->count)
        abort();
    for (size_t r = 0; r < t->count; r++)
        for (size_t c = 0; c < t->rows[r].count; c++)
            if (!bytes_equal(table_cell(&again.rows[r], c), t->rows[r].cells[c]))
                abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct work *w = work_open(&os_real);
    struct bytes rest = bytes_from(at, len), text;
    struct archive_file files[] = {
        {bytes_of("xl/workbook.xml"), bytes_of(book)},
        {bytes_of("xl/_rels/workbook.xml.rels"), bytes_of(relations)},
        {bytes_of("xl/s.xml"), piece(&rest)},
        {bytes_of("xl/sharedStrings.xml"), piece(&rest)},
        {bytes_of("xl/styles.xml"), piece(&rest)},
    };
    size_t count = COUNT_OF(files);
    struct table t;

    if (w == NULL)
        abort();
    while (count > 3 && files[count - 1].text.len == 0)
        count--;
    if (zip_write(w, files, count, &text) && xlsx_read(w, text, &t))
        check(w, &t);
    else if (work_why(w)[0] == '\0')
        abort();
    work_close(w);
    return 0;
}
