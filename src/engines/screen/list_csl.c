/*
 * The Consolidated Screening List of the US Department of Commerce, as a table.
 */
#include <string.h>

#include "engines/screen/list_ofac.h"

enum column {
    ID,
    SOURCE,
    TYPE,
    PROGRAMMES,
    NAME,
    TITLE,
    ADDRESSES,
    STARTED,
    CALL_SIGN,
    FLAG,
    REMARKS,
    ALIASES,
    CITIZENSHIPS,
    BIRTH_DATES,
    NATIONALITIES,
    BIRTH_PLACES,
    NUMBERS
};

static const char *const titles[] = {"_id", "source", "type", "?programs", "name",
    "?title", "?addresses", "?start_date", "?call_sign", "?vessel_flag", "?remarks",
    "alt_names", "?citizenships", "?dates_of_birth", "?nationalities", "?places_of_birth",
    "?ids"};

/* "KW, 2013-09-09, 281020505755, National ID No.": a country, perhaps; days; the number and
 * what it is. */
static void
number(struct maker *m, uint32_t e, struct bytes text)
{
    struct bytes piece, first = bytes_of(""), no = bytes_of(""), kind = bytes_of("");

    while (list_split(&text, ",", &piece)) {
        if (first.len == 0)
            first = piece;
        no = kind;
        kind = piece;
    }
    ofac_number(m, e, kind, no, first.len == 2 ? country_of(first) : NULL);
}

/* An address ends with the code of its country. */
static void
addresses(struct maker *m, uint32_t e, struct bytes text)
{
    struct bytes one, piece;

    while (list_split(&text, ";", &one)) {
        const char *found = NULL;

        while (list_split(&one, ",", &piece))
            found = country_of(piece);
        if (found != NULL)
            list_country(m, e, found);
    }
}

static bool
row(struct maker *m, const struct list_table *t)
{
    struct bytes many, piece;
    uint32_t e;

    if (list_cell(t, ID).len == 0)
        return fail(m->part, FAULT_INVALID, "line %u: it has no _id", t->row.line);
    TRY(list_open(m, list_cell(t, ID), &e));
    list_at(m, e)->type =
        list_cell(t, TYPE).len > 0 ? (uint8_t)ofac_type(list_cell(t, TYPE)) : SCREEN_ANY;
    many = list_said(m, list_cell(t, PROGRAMMES));
    list_at(m, e)->programme = many;
    list_listed(m, e, list_cell(t, STARTED));
    list_one_name(m, e, SCREEN_PRIMARY, list_cell(t, NAME));
    many = list_cell(t, ALIASES);
    while (list_split(&many, ";", &piece))
        list_one_name(m, e, SCREEN_ALIAS, piece);
    list_dates(m, e, list_cell(t, BIRTH_DATES));
    list_countries(m, e, list_cell(t, NATIONALITIES));
    list_countries(m, e, list_cell(t, CITIZENSHIPS));
    list_countries(m, e, list_cell(t, FLAG));
    list_place(m, e, list_cell(t, BIRTH_PLACES));
    addresses(m, e, list_cell(t, ADDRESSES));
    many = list_cell(t, NUMBERS);
    while (list_split(&many, ";", &piece))
        number(m, e, piece);
    list_id(m, e, bytes_of("Call Sign"), list_cell(t, CALL_SIGN), NULL);
    list_remark(m, "Source", list_cell(t, SOURCE));
    list_remark(m, "Title", list_cell(t, TITLE));
    list_remark(m, NULL, list_cell(t, REMARKS));
    return list_good(m, m->part);
}

bool
list_csl(struct maker *m, const struct screen_file *files, size_t count)
{
    struct text_rows_how how = list_rows;

    how.separator = ',';
    for (size_t i = 0; i < count; i++)
        if (!list_each_row(m, &files[i], &how, titles, COUNT_OF(titles), row))
            return list_failed(m, &files[i]);
    return true;
}
