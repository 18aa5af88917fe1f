/*
 * The EU's lists as they stand in the Official Journal: one table for each regulation in force.
 */
#include <string.h>

#include "engines/screen/lists_inner.h"

enum column {
    CELEX,
    RECORD,
    PROGRAMME,
    ANNEX,
    MEASURE,
    STARTED,
    REASON,
    SCHEMA,
    NAME,
    ALIAS,
    WEAK,
    PREVIOUS,
    COUNTRY,
    NATIONALITY,
    JURISDICTION,
    FLAG,
    BIRTH_DATE,
    BIRTH_PLACE,
    GENDER,
    ADDRESS,
    POSITION,
    NOTES,
    FIRST_NUMBER
};

static const char *const titles[] = {"celex", "recordId", "programKey", "annex",
    "?measure", "?startDate", "?reason", "schema", "name", "alias", "?weakAlias",
    "?previousName", "?country", "?nationality", "?jurisdiction", "?flag", "?birthDate",
    "?birthPlace", "?gender", "?address", "?position", "?notes",
    /* Numbers; what each is called. */
    "?passportNumber", "?registrationNumber", "?taxNumber", "?idNumber", "?innCode",
    "?ogrnCode", "?kppCode", "?okpoCode", "?leiCode", "?swiftBic", "?imoNumber", "?mmsi"};
static const char *const numbers[] = {"Passport", "Registration number", "Tax number",
    "Identification number", "INN", "OGRN", "KPP", "OKPO", "LEI", "SWIFT/BIC",
    "IMO number", "MMSI"};

static enum screen_type
type_of(struct bytes schema)
{
    return list_is(schema, "Person") ? SCREEN_PERSON
        : list_is(schema, "Vessel")  ? SCREEN_VESSEL
        : list_is(schema, "Asset")   ? SCREEN_ANY
                                     : SCREEN_ENTITY;
}

/* Entries are numbered within an annex; where they are not, the name stands for the number. */
static bool
open_entry(struct maker *m, const struct list_table *t, uint32_t *e)
{
    struct buffer b = buffer_open(m->part, 4096);
    struct bytes number = list_cell(t, RECORD), ref;

    if (number.len == 0)
        number = list_cell(t, NAME);
    buffer_add(&b, list_cell(t, CELEX));
    buffer_byte(&b, '/');
    buffer_add(&b, list_cell(t, ANNEX));
    buffer_byte(&b, '/');
    buffer_add(&b, bytes_from(number.at, number.len < 200 ? number.len : 200));
    TRY(buffer_bytes(&b, &ref));
    return list_open(m, ref, e);
}

static bool
row(struct maker *m, const struct list_table *t)
{
    uint32_t e;

    if (list_cell(t, NAME).len == 0)
        return fail(m->part, FAULT_INVALID, "line %u: it has no name", t->row.line);
    TRY(open_entry(m, t, &e));
    list_at(m, e)->type = (uint8_t)type_of(list_cell(t, SCHEMA));
    list_at(m, e)->gender = (uint8_t)list_gender(list_cell(t, GENDER));
    list_at(m, e)->programme = list_said(m, list_cell(t, PROGRAMME));
    list_listed(m, e, list_cell(t, STARTED));
    list_all_names(m, e, SCREEN_PRIMARY, list_cell(t, NAME));
    list_all_names(m, e, SCREEN_ALIAS, list_cell(t, ALIAS));
    list_all_names(m, e, SCREEN_WEAK, list_cell(t, WEAK));
    list_all_names(m, e, SCREEN_FORMER, list_cell(t, PREVIOUS));
    list_dates(m, e, list_cell(t, BIRTH_DATE));
    for (size_t c = COUNTRY; c <= FLAG; c++)
        list_countries(m, e, list_cell(t, c));
    list_place(m, e, list_cell(t, BIRTH_PLACE));
    list_place(m, e, list_cell(t, ADDRESS));
    for (size_t n = 0; n < COUNT_OF(numbers); n++)
        list_numbers(m, e, numbers[n], list_cell(t, FIRST_NUMBER + n), bytes_of(""));
    list_remark(m, "Measure", list_cell(t, MEASURE));
    list_remark(m, "Position", list_cell(t, POSITION));
    list_remark(m, NULL, list_cell(t, REASON));
    list_remark(m, NULL, list_cell(t, NOTES));
    return list_good(m, m->part);
}

bool
list_eu_oj(struct maker *m, const struct screen_file *files, size_t count)
{
    struct text_rows_how how = list_rows;

    how.separator = ',';
    for (size_t i = 0; i < count; i++)
        if (!list_each_row(m, &files[i], &how, titles, COUNT_OF(titles), row))
            return list_failed(m, &files[i]);
    return true;
}
