/*
 * A table as a workbook of one sheet, as small as spreadsheet programs take it.
 */
#include <string.h>

#include "engines/formats/formats.h"
#include "ground/archive/archive.h"

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define TYPES "application/vnd.openxmlformats-officedocument.spreadsheetml."
#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define LAST_ROW 1048576
#define CHOICES_MAX 255 /* what a list of choices may hold */

static const char content_types[] = HEAD
    "<Types xmlns=\"" PACKAGE "content-types\"><Default Extension=\"rels\" "
    "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default "
    "Extension=\"xml\" ContentType=\"application/xml\"/><Override "
    "PartName=\"/xl/workbook.xml\" ContentType=\"" TYPES "sheet.main+xml\"/><Override "
    "PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" TYPES
    "worksheet+xml\"/></Types>";
static const char relations[] = HEAD
    "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"rId1\" "
    "Type=\"" OFFICE "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
static const char book[] = HEAD "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE
                                "\"><sheets><sheet name=\"Records\" "
                                "sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
static const char book_relations[] = HEAD
    "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"rId1\" "
    "Type=\"" OFFICE "/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";

/* "BC" for the column 54, from 0. */
static void
letters(size_t column, char out[8])
{
    char turned[8];
    size_t len = 0;

    for (size_t n = column + 1; n > 0; n = (n - 1) / 26)
        turned[len++] = (char)('A' + (n - 1) % 26);
    for (size_t i = 0; i < len; i++)
        out[i] = turned[len - 1 - i];
    out[len] = '\0';
}

static void
add_cell(struct work *w, struct xml *row, size_t column, size_t line, struct bytes text)
{
    struct xml *c = xml_new(w, "c"), *is = xml_new(w, "is"), *t = xml_new(w, "t");
    const char *place;
    char name[8];

#ifdef PLANTED_BUG
    column += text.len % 2 == 0 && text.len < 9;
#endif
    letters(column, name);
    place = work_format(w, "%s%zu", name, line);
    if (place != NULL)
        xml_set(w, c, "r", bytes_of(place));
    xml_set(w, c, "t", bytes_of("inlineStr"));
    xml_set(w, t, "xml:space", bytes_of("preserve"));
    xml_add_text(w, t, text);
    xml_add(is, t);
    xml_add(c, is);
    xml_add(row, c);
}

static struct xml *
sheet_data(struct work *w, const struct table *t)
{
    struct xml *data = xml_new(w, "sheetData");

    for (size_t r = 0; r < t->count && work_ok(w); r++) {
        struct xml *row = xml_new(w, "row");
        const char *line = work_format(w, "%zu", r + 1);

        if (line != NULL)
            xml_set(w, row, "r", bytes_of(line));
        for (size_t c = 0; c < t->rows[r].count; c++)
            if (t->rows[r].cells[c].len > 0)
                add_cell(w, row, c, r + 1, t->rows[r].cells[c]);
        xml_add(data, row);
    }
    return data;
}

/* A list to choose from, for each column that has one; NULL where none has. */
static struct xml *
validations(struct work *w, const struct bytes *choices, size_t count, size_t head)
{
    struct xml *all = xml_new(w, "dataValidations");

    for (size_t c = 0; c < count && choices != NULL; c++) {
        struct xml *one, *formula;
        const char *place;
        char name[8];

        if (choices[c].len == 0 || choices[c].len > CHOICES_MAX)
            continue;
        one = xml_new(w, "dataValidation");
        formula = xml_new(w, "formula1");
        letters(c, name);
        place = work_format(w, "%s%zu:%s%d", name, head + 1, name, LAST_ROW);
        xml_set(w, one, "type", bytes_of("list"));
        xml_set(w, one, "allowBlank", bytes_of("1"));
        if (place != NULL)
            xml_set(w, one, "sqref", bytes_of(place));
        xml_add_text(w, formula, bytes_of("\""));
        xml_add_text(w, formula, choices[c]);
        xml_add_text(w, formula, bytes_of("\""));
        xml_add(one, formula);
        xml_add(all, one);
    }
    return all != NULL && all->first != NULL ? all : NULL;
}

bool
xlsx_write(struct work *w, const struct table *t, const struct bytes *choices,
    size_t head, struct bytes *out)
{
    struct archive_file files[] = {
        {bytes_of("[Content_Types].xml"), bytes_of(content_types)},
        {bytes_of("_rels/.rels"), bytes_of(relations)},
        {bytes_of("xl/workbook.xml"), bytes_of(book)},
        {bytes_of("xl/_rels/workbook.xml.rels"), bytes_of(book_relations)},
        {bytes_of("xl/worksheets/sheet1.xml"), {0}},
    };
    struct xml *sheet = xml_new(w, "worksheet");

    xml_set(w, sheet, "xmlns", bytes_of(MAIN));
    xml_add(sheet, sheet_data(w, t));
    xml_add(sheet, validations(w, choices, t->count > 0 ? t->rows[0].count : 0, head));
    TRY(work_ok(w) && xml_write_document(w, sheet, &files[4].text));
    return zip_write(w, files, COUNT_OF(files), out);
}
