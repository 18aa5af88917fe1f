/*
 * xlsx_test: workbooks as spreadsheet programs write them are read as tables, ours come back as
 * they were written, and what cannot be read for certain is refused.
 */
#include "tests/engines/formats/fixture.h"

#include "ground/archive/archive.h"

#define BOOK \
    "<workbook xmlns:r='u:r'>%s<sheets><sheet name='S' r:id='x7'/></sheets></workbook>"
#define RELATIONS                                                                     \
    "<Relationships><Relationship Id='x1' Target='other.xml'/><Relationship Id='x7' " \
    "Target='worksheets/first.xml'/></Relationships>"
#define STRINGS                                      \
    "<sst><si><t>plain</t></si><si><r><t>in "        \
    "</t></r><r><t>runs</t></r><rPh><t>no</t></rPh>" \
    "</si><si>none</si></sst>"
#define STYLES                                                                      \
    "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='dd/mm/yyyy'/><numFmt " \
    "numFmtId='165' formatCode='0.00 \"days\"'/></numFmts><cellXfs><xf "            \
    "numFmtId='0'/><xf "                                                            \
    "numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='165'/></cellXfs></styleSheet>"

static struct work *w;

static struct bytes
workbook(const char *properties, const char *rows, const char *more)
{
    struct archive_file files[] = {
        {bytes_of("xl/workbook.xml"), bytes_of(work_format(w, BOOK, properties))},
        {bytes_of("xl/_rels/workbook.xml.rels"), bytes_of(RELATIONS)},
        {bytes_of("xl/sharedStrings.xml"), bytes_of(STRINGS)},
        {bytes_of("xl/styles.xml"), bytes_of(STYLES)},
        {bytes_of("xl/worksheets/first.xml"),
            bytes_of(work_format(w,
                "<worksheet xmlns='u:m'><sheetData>%s</sheetData></worksheet>", rows))},
        {bytes_of(more), bytes_of("x")},
    };
    struct bytes out;

    if (!zip_write(w, files, COUNT_OF(files) - (*more == '\0'), &out)) {
        printf("Bail out! %s\n", work_why(w));
        exit(1);
    }
    return out;
}

static const char *
flat(struct bytes text)
{
    struct buffer b = buffer_open(w, 1 << 20);
    struct bytes out;
    struct table t;

    if (!xlsx_read(w, text, &t)) {
        const char *why = work_format(w, "%s", work_why(w));

        work_clear(w);
        return why;
    }
    for (size_t r = 0; r < t.count; r++) {
        buffer_format(&b, "%u", t.rows[r].line);
        for (size_t c = 0; c < t.rows[r].count; c++)
            buffer_format(&b, "|%.*s", (int)t.rows[r].cells[c].len,
                (const char *)t.rows[r].cells[c].at);
        buffer_byte(&b, '/');
    }
    buffer_byte(&b, 0);
    return buffer_bytes(&b, &out) ? (const char *)out.at : "";
}

static void
reads(const char *properties, const char *rows, const char *want, const char *what)
{
    const char *is = flat(workbook(properties, rows, ""));

    if (!tap_ok(strcmp(is, want) == 0, "%s", what))
        printf("#   %s\n", is);
}

static void
cells(void)
{
    reads("", "<row r='2'><c r='A2' t='s'><v>0</v></c><c r='C2' t='s'><v>1</v></c></row>",
        "2|plain||in runs/", "strings that are shared, and a gap");
    reads("", "<row><c t='s'><v>2</v></c><c t='s'><v>0</v></c></row>", "1||plain/",
        "one that has no text");
    reads("",
        "<row><c t='inlineStr'><is><t>own</t></is></c><c t='str'><f>A1</f><v>sum</v>"
        "</c><c t='b'><v>1</v></c></row>",
        "1|own|sum|true/", "its own, what a formula gave, and a truth");
    reads("",
        "<row><c><v>12</v></c><c><v>0.1</v></c><c><v>1E3</v></c><c><v>-2.50</v></c>"
        "</row>",
        "1|12|0.1|1000|-2.5/", "numbers");
    reads("",
        "<row><c s='1'><v>45292</v></c><c s='2'><v>61</v></c><c s='1'><v>1</v></c><c "
        "s='3'><v>3</v></c><c s='2'><v>45292.75</v></c></row>",
        "1|2024-01-01|1900-03-01|1900-01-01|3|2024-01-01/", "days, by their format");
    reads("<workbookPr date1904='1'/>", "<row><c s='1'><v>43830</v></c></row>",
        "1|2024-01-01/", "counted from 1904");
    reads("", "<row><c r='AA1'><v>1</v></c></row>", "1|||||||||||||||||||||||||||1/",
        "column AA is the 27th");
    reads("", "", "", "an empty sheet is no row");
}

static void
bad(void)
{
    struct bytes text = workbook("", "<row><c><v>1</v></c></row>", ""), broken;
    struct archive_file big = {bytes_of("xl/workbook.xml"), {0}};
    struct buffer b = buffer_open(w, (size_t)300 << 20);
    uint8_t *copy;

    reads("", "<row r='1'><c r='B1'><f>A1+1</f></c></row>",
        "row 1 cell B1: a formula has no value: open the file in a spreadsheet program "
        "and save it",
        "a formula that no value was kept of");
    reads("", "<row r='1'><c r='B1' t='e'><v>#REF!</v></c></row>",
        "row 1 cell B1: a cell holds the error #REF!", "an error");
    reads("", "<row r='1'><c r='B1' t='s'><v>9</v></c></row>",
        "row 1 cell B1: a cell names a string that is not there", "a string too far");
    reads("", "<row r='1'><c r='B1'/><c r='A1'/></row>",
        "row 1 cell A1: cells are not in their order", "cells in no order");
    reads("", "<row r='2'/><row r='2'/>", "row 2: rows are not in their order",
        "a row twice");
    reads("", "<row r='1'><c r='AMA1'/></row>", "row 1 cell AMA1: more than 1000 columns",
        "a wide row");
    tap_ok(strstr(flat(workbook("", "", "xl/vbaProject.bin")), "macros") != NULL,
        "macros");
    tap_ok(strstr(flat(bytes_of("a,b")), "no zip file") != NULL, "another file");
    copy = work_alloc(w, text.len);
    memcpy(copy, text.at, text.len);
    broken = bytes_from(copy, text.len / 2);
    tap_ok(strstr(flat(broken), "zip file") != NULL, "half a file");
    for (size_t i = 0; i < (size_t)257 << 20; i += 1 << 20) {
        static uint8_t blanks[1 << 20];

        buffer_add(&b, bytes_from(blanks, sizeof(blanks)));
    }
    if (!buffer_bytes(&b, &big.text) || !zip_write(w, &big, 1, &text))
        exit(1);
    tap_ok(text.len < (size_t)1 << 20 && strstr(flat(text), "too large") != NULL,
        "%zu bytes that unpack to 257 MiB are too large", text.len);
}

static void
ours(void)
{
    static const struct bytes none = {0};
    struct bytes first[3], second[3], out, again;
    struct table_row rows[2] = {{1, 3, first}, {2, 3, second}};
    struct table t = {rows, 2};
    struct bytes choices[3] = {none, bytes_of("1,2"), none};

    first[0] = bytes_of("A & <B>");
    first[1] = bytes_of("=1+1");
    first[2] = bytes_of("\xD8\xB3\xD9\x84");
    second[0] = second[1] = bytes_of("");
    second[2] = bytes_of("2024-01-01");
    tap_ok(xlsx_write(w, &t, choices, 1, &out) && xlsx_write(w, &t, choices, 1, &again) &&
            bytes_equal(out, again),
        "the same table is the same file");
    tap_ok(strcmp(flat(out), "1|A & <B>|=1+1|\xD8\xB3\xD9\x84/2|||2024-01-01/") == 0,
        "and comes back: text stays text");
}

int
main(void)
{
    w = fresh();
    cells();
    bad();
    ours();
    work_close(w);
    return tap_end();
}
