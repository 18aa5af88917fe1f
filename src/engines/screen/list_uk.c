/*
 * The lists of the United Kingdom as tables: OFSI's ConList, a row for each name and address,
 * and the UK Sanctions List, its index, and its tables of subjects and their names.
 *
 * They have the same fields by other titles, so one reader takes them all.
 */
#include <stdio.h>
#include <string.h>

#include "engines/screen/lists_inner.h"

enum column {
    REF,
    NAME1,
    NAME5 = NAME1 + 4,
    NAME6,
    SCRIPT,
    ALIAS,
    QUALITY,
    TYPE,
    BIRTH,
    BIRTH_COUNTRY,
    NATIONALITY,
    COUNTRY,
    FLAG,
    PASSPORT,
    PASSPORT_MORE,
    NATIONAL_ID,
    NATIONAL_ID_MORE,
    IMO,
    UN_REF,
    OFSI_ID,
    GENDER,
    REGIME,
    LISTED,
    TITLE,
    POSITION,
    OTHER,
    REASONS
};

static const char *const titles[] = {"Group ID|Unique ID|unique_id", "?Name 1|name_1",
    "?Name 2|name_2", "?Name 3|name_3", "?Name 4|name_4", "?Name 5|name_5",
    "?Name 6|name_6|Name", "?Name Non-Latin Script", "?Alias Type|Name type|name_type",
    "?Alias Quality|Alias strength|alias_strength",
    "?Group Type|Designation Type|Type|subject_type", "?DOB|D.O.B", "?Country of Birth",
    "?Nationality|Nationality(/ies)", "?Country|Address Country",
    "?Current believed flag of ship", "?Passport Number",
    "?Passport Details|Passport additional information",
    "?National Identification Number|NI Number|National Identifier number",
    "?National Identification Details|National Identifier additional information",
    "?IMO number", "?UN Reference Number|un_reference_number",
    "?OFSI Group ID|ofsi_group_id", "?Gender", "?Regime|Regime Name",
    "?Listed On|Date Designated|date_designated", "?Title", "?Position",
    "?Other Information", "?UK Statement of Reasons"};

static bool
says(struct bytes text, const char *what)
{
    return text.len >= strlen(what) &&
        strncasecmp((const char *)text.at, what, strlen(what)) == 0;
}

static enum screen_type
type_of(struct bytes type)
{
    return says(type, "Individual") ? SCREEN_PERSON
        : says(type, "Ship")        ? SCREEN_VESSEL
        : says(type, "Entity")      ? SCREEN_ENTITY
                                    : SCREEN_ANY;
}

/* "Primary name", "Prime Alias"; "Primary name variation"; "AKA" and "Low quality". */
static enum screen_kind
kind_of(struct bytes kind, struct bytes quality)
{
    if (says(kind, "Prim"))
        return kind.len > strlen("Primary name") ? SCREEN_ALIAS : SCREEN_PRIMARY;
    if (says(kind, "FKA") || says(kind, "former"))
        return SCREEN_FORMER;
    return says(quality, "Low") || says(quality, "Weak") || says(kind, "Low")
        ? SCREEN_WEAK
        : SCREEN_ALIAS;
}

static void
names(struct maker *m, uint32_t e, const struct list_table *t)
{
    struct buffer b = buffer_open(m->part, 1 << 16);
    struct bytes name;

    for (size_t n = NAME1; n <= NAME6; n++) {
        buffer_add(&b, list_cell(t, n));
        buffer_byte(&b, ' ');
    }
    if (buffer_bytes(&b, &name))
        list_one_name(m, e,
            t->at[ALIAS] < 0 ? SCREEN_PRIMARY
                             : kind_of(list_cell(t, ALIAS), list_cell(t, QUALITY)),
            name);
    list_one_name(m, e, SCREEN_SCRIPT, list_cell(t, SCRIPT));
}

/* ---- "(UN Ref):QDi.001 (Gender):Male" ------------------------------------------------------- */

/* What stands behind a label, up to the next one: " (Gender):"; "(2)" is none. */
static struct bytes
labelled(struct bytes text, const char *label)
{
    const uint8_t *end = text.at + text.len, *at, *from;

    from = text.len > 0 ? memmem(text.at, text.len, label, strlen(label)) : NULL;
    if (from == NULL)
        return bytes_of("");
    from += strlen(label);
    for (at = from; at + 2 < end; at++)
        if (at[0] == ' ' && at[1] == '(' && at[2] >= 'A' && at[2] <= 'Z')
            return list_trim(bytes_from(from, (size_t)(at - from)));
    return list_trim(bytes_from(from, (size_t)(end - from)));
}

/* The first word, without a stop behind it. */
static struct bytes
first_word(struct bytes text)
{
    size_t len = 0;

    while (len < text.len && text.at[len] > ' ')
        len++;
    while (len > 0 && strchr(".,;", text.at[len - 1]) != NULL)
        len--;
    return bytes_from(text.at, len);
}

/* Before 2020 it was written as words: "UN Ref QI.A.109.03. Also referred to as ...". */
static struct bytes
un_reference(struct bytes text)
{
    struct bytes found = labelled(text, "(UN Ref):");

    if (found.len == 0 && (says(text, "UN Ref") || says(text, "UN list ref")))
        found = list_trim(bytes_from(text.at + 6, text.len - 6));
    while (found.len > 0 && strchr(".: ", found.at[0]) != NULL)
        found = bytes_from(found.at + 1, found.len - 1);
    return first_word(found);
}

static void
other(struct maker *m, uint32_t e, struct bytes text)
{
    struct bytes gender = labelled(text, "(Gender):");

    list_id(m, e, bytes_of("UN reference"), un_reference(text), NULL);
    list_id(m, e, bytes_of("UK Sanctions List reference"),
        first_word(labelled(text, "(UK Sanctions List Ref):")), NULL);
    list_id(m, e, bytes_of("IMO number"), first_word(labelled(text, "(IMO number):")),
        NULL);
    list_numbers(m, e, "Registration number", labelled(text, "(Business Reg No):"),
        bytes_of(""));
    list_countries(m, e, labelled(text, "(Flag of ship):"));
    if (gender.len > 0)
        list_at(m, e)->gender = (uint8_t)list_gender(gender);
}

/* ---- Rows --------------------------------------------------------------------------------- */

/* What every row of an entry says again. */
static bool
open_entry(struct maker *m, const struct list_table *t, uint32_t *e)
{
    struct bytes regime;

    TRY(list_open(m, list_cell(t, REF), e));
    list_at(m, *e)->type = (uint8_t)type_of(list_cell(t, TYPE));
    list_at(m, *e)->gender = (uint8_t)list_gender(list_cell(t, GENDER));
    regime = list_said(m, list_cell(t, REGIME));
    list_at(m, *e)->programme = regime;
    list_listed(m, *e, list_cell(t, LISTED));
    list_id(m, *e, bytes_of("UN reference"), list_cell(t, UN_REF), NULL);
    list_id(m, *e, bytes_of("OFSI group"), list_cell(t, OFSI_ID), NULL);
    list_remark(m, "Title", list_cell(t, TITLE));
    list_remark(m, "Position", list_cell(t, POSITION));
    list_remark(m, NULL, list_cell(t, OTHER));
    list_remark(m, NULL, list_cell(t, REASONS));
    other(m, *e, list_cell(t, OTHER));
    return list_good(m, m->part);
}

static void
passports(struct maker *m, uint32_t e, const struct list_table *t)
{
    bool alone = t->at[PASSPORT] < 0;

    list_numbers(m, e, "Passport", list_cell(t, alone ? PASSPORT_MORE : PASSPORT),
        alone ? bytes_of("") : list_cell(t, PASSPORT_MORE));
}

static bool
row(struct maker *m, const struct list_table *t)
{
    uint32_t e;

    if (list_cell(t, REF).len == 0)
        return fail(m->part, FAULT_INVALID, "line %u: it has no reference", t->row.line);
    if (!list_find(m, list_cell(t, REF), &e))
        TRY(open_entry(m, t, &e));
    names(m, e, t);
    if (list_fresh(m, e, BIRTH, list_cell(t, BIRTH)))
        list_dates(m, e, list_cell(t, BIRTH));
    for (size_t c = BIRTH_COUNTRY; c <= FLAG; c++)
        if (list_fresh(m, e, (unsigned)c, list_cell(t, c)))
            list_countries(m, e, list_cell(t, c));
    if (list_fresh(m, e, PASSPORT,
            list_cell(t, t->at[PASSPORT] < 0 ? PASSPORT_MORE : PASSPORT)))
        passports(m, e, t);
    if (list_fresh(m, e, NATIONAL_ID, list_cell(t, NATIONAL_ID)))
        list_numbers(m, e, "National identification", list_cell(t, NATIONAL_ID),
            list_cell(t, NATIONAL_ID_MORE));
    if (list_fresh(m, e, IMO, list_cell(t, IMO)))
        list_numbers(m, e, "IMO number", list_cell(t, IMO), bytes_of(""));
    return list_good(m, m->part);
}

/* ---- Files -------------------------------------------------------------------------------- */

/* Until 2017 OFSI wrote Windows-1252, in a table that had no column for other scripts.  What is
 * no UTF-8 in any other is damaged. */
static bool
decode(struct work *w, struct bytes text, struct bytes *out)
{
    static const uint16_t high[32] = {0x20AC, 0, 0x201A, 0x192, 0x201E, 0x2026, 0x2020,
        0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0, 0x17D, 0, 0, 0x2018, 0x2019,
        0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0,
        0x17E, 0x178};
    struct buffer b = buffer_open(w, 3 * text.len + 1);
    uint32_t line = 1;

    for (size_t i = 0; i < text.len; i++) {
        uint32_t c = text.at[i];

        line += c == '\n';
        c = c >= 0x80 && c < 0xA0 ? high[c - 0x80] : c;
        if (c == 0)
            return fail(w, FAULT_INVALID, "line %u: neither UTF-8 nor Windows-1252",
                line);
        if (c >= 0x800)
            buffer_byte(&b, (uint8_t)(0xE0 | c >> 12));
        if (c >= 0x80)
            buffer_byte(&b,
                (uint8_t)(c >= 0x800 ? 0x80 | (c >> 6 & 0x3F) : 0xC0 | c >> 6));
        buffer_byte(&b, (uint8_t)(c >= 0x80 ? 0x80 | (c & 0x3F) : c));
    }
    return buffer_bytes(&b, out);
}

static bool
is_old(struct bytes text)
{
    static const char had[] = "Title,DOB,";
    size_t len = text.len < 512 ? text.len : 512;

    return len > 0 && memmem(text.at, len, had, strlen(had)) != NULL;
}

/* The first line may be the list's date; without one it is the titles. */
static bool
open_rows(struct maker *m, struct bytes text, struct text_rows **rows)
{
    struct text_rows_how how = list_rows;
    struct text_row first;
    struct bytes day;
    bool found;

    how.separator = ',';
    TRY(text_rows_open(m->part, text, &how, rows) &&
        text_rows_next(*rows, &first, &found));
    if (!found || first.count > 2 ||
        (day = list_day(m, first.cells[first.count - 1])).len == 0)
        return text_rows_open(m->part, text, &how, rows);
    m->date = day;
    return true;
}

/* An old list has no line end behind its last row: it is whole if that goes on with an entry
 * that was there before. */
static bool
read_file(struct maker *m, const struct screen_file *file, bool subjects)
{
    struct screen_file with = *file;
    bool old = is_old(file->text), known = false, found;
    struct text_rows *rows;
    struct list_table t;
    uint32_t e;

    if (old && !utf8_valid(file->text))
        TRY(decode(m->part, file->text, &with.text));
    TRY(open_rows(m, with.text, &rows));
    TRY(list_table_open(m, &with, rows, titles, COUNT_OF(titles), &t));
    if ((t.at[TYPE] >= 0) != subjects)
        return true;
    for (;;) {
        TRY(list_table_next(&t, &found));
        if (!found)
            break;
        known = list_find(m, list_cell(&t, REF), &e);
        TRY(row(m, &t));
    }
    return (old && known) || list_whole_line(m->part, file->text);
}

bool
list_uk(struct maker *m, const struct screen_file *files, size_t count)
{
    /* Names may be a table of their own: those that say what an entry is come first. */
    for (size_t i = 0; i < 2 * count; i++)
        if (!read_file(m, &files[i % count], i < count))
            return list_failed(m, &files[i % count]);
    return true;
}
