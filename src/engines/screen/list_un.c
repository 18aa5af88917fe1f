/*
 * The consolidated list of the Security Council, as XML.
 */
#include <string.h>

#include "engines/screen/lists_inner.h"

/* "Good", "a.k.a.", "f.k.a.", "Low". */
static enum screen_kind
kind_of(struct bytes quality)
{
    if (list_is(quality, "Low"))
        return SCREEN_WEAK;
    return bytes_start(quality, "f.k.a") ? SCREEN_FORMER : SCREEN_ALIAS;
}

static void
own_name(struct maker *m, uint32_t e, const struct xml *x)
{
    static const char *const parts[] = {"FIRST_NAME", "SECOND_NAME", "THIRD_NAME",
        "FOURTH_NAME"};
    struct buffer b = buffer_open(m->part, 1 << 16);
    struct bytes name;

    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        buffer_add(&b, list_value(x, parts[i]));
        buffer_byte(&b, ' ');
    }
    if (buffer_bytes(&b, &name))
        list_all_names(m, e, SCREEN_PRIMARY, name);
}

static void
alias(struct maker *m, uint32_t e, const struct xml *x)
{
    list_all_names(m, e, kind_of(list_value(x, "QUALITY")), list_value(x, "ALIAS_NAME"));
    list_dates(m, e, list_value(x, "DATE_OF_BIRTH"));
    list_countries(m, e, list_value(x, "COUNTRY_OF_BIRTH"));
}

/* The fields as one text: dates.c reads such. */
static void
birth(struct maker *m, uint32_t e, const struct xml *x)
{
    struct bytes type = list_value(x, "TYPE_OF_DATE"), note = list_value(x, "NOTE");
    struct bytes year = list_value(x, "YEAR"), from = list_value(x, "FROM_YEAR");
    struct buffer b = buffer_open(m->part, 1 << 16);
    struct bytes text, day = list_value(x, "DATE");
    struct screen_date in_note;

    if (bytes_start(type, "APPROX") || bytes_start(type, "Approx"))
        buffer_text(&b, "approximately ");
    if (from.len > 0) {
        buffer_add(&b, note);
        buffer_format(&b, " between %.*s and ", (int)from.len, (const char *)from.at);
        buffer_add(&b, list_value(x, "TO_YEAR"));
    } else if (day.len > 0) {
        buffer_add(&b, bytes_from(day.at, day.len < 10 ? day.len : 10));
    } else if (!date_read(note, &in_note)) {
        /* A year may have its month in the note. */
        buffer_add(&b, note);
        buffer_byte(&b, ' ');
        buffer_add(&b, year);
    } else {
        buffer_add(&b, note);
    }
    if (buffer_bytes(&b, &text))
        list_dates(m, e, text);
    if (note.len > 0)
        list_remark(m, "Date of birth", note);
}

static void
document(struct maker *m, uint32_t e, const struct xml *x)
{
    struct bytes kind = list_value(x, "TYPE_OF_DOCUMENT");
    struct bytes other = list_value(x, "TYPE_OF_DOCUMENT2");
    const char *country = country_of(list_value(x, "ISSUING_COUNTRY"));

    if (country == NULL)
        country = country_of(list_value(x, "COUNTRY_OF_ISSUE"));
    list_id(m, e, other.len > 0 ? other : kind, list_value(x, "NUMBER"), country);
    list_remark(m, "Document", list_value(x, "NOTE"));
}

/* All VALUEs of the children of that name. */
static void
values(struct maker *m, uint32_t e, const struct xml *x, const char *name,
    const char *label)
{
    for (const struct xml *c = list_child(x, name); c != NULL; c = list_next(c, name))
        for (const struct xml *v = list_child(c, "VALUE"); v != NULL;
             v = list_next(v, "VALUE"))
            if (label != NULL)
                list_remark(m, label, list_own_text(v));
            else
                list_countries(m, e, list_own_text(v));
}

static void
part(struct maker *m, uint32_t e, const struct xml *x)
{
    struct bytes name = x->name;

    if (list_is(name, "NAME_ORIGINAL_SCRIPT"))
        list_all_names(m, e, SCREEN_SCRIPT, list_own_text(x));
    else if (list_is(name, "INDIVIDUAL_ALIAS") || list_is(name, "ENTITY_ALIAS"))
        alias(m, e, x);
    else if (list_is(name, "INDIVIDUAL_DATE_OF_BIRTH"))
        birth(m, e, x);
    else if (list_is(name, "INDIVIDUAL_PLACE_OF_BIRTH") ||
        list_is(name, "INDIVIDUAL_ADDRESS") || list_is(name, "ENTITY_ADDRESS"))
        list_countries(m, e, list_value(x, "COUNTRY"));
    else if (list_is(name, "INDIVIDUAL_DOCUMENT"))
        document(m, e, x);
    else if (list_is(name, "NATIONALITY2"))
        list_countries(m, e, list_own_text(x));
}

/* Older files have a stop or a blank behind some. */
static struct bytes
reference(const struct xml *x)
{
    struct bytes ref = list_value(x, "REFERENCE_NUMBER");

    while (ref.len > 0 && (ref.at[ref.len - 1] == '.' || ref.at[ref.len - 1] == ' '))
        ref.len--;
    return ref;
}

static bool
entry(struct work *w, void *ctx, const struct xml *x)
{
    struct maker *m = ctx;
    bool person = list_is(x->name, "INDIVIDUAL");
    uint32_t e;

    if (!person && !list_is(x->name, "ENTITY"))
        return true;
    if (m->date.len == 0) {
        struct bytes day = xml_get(x->parent->parent, "dateGenerated");

        m->date = list_said(m, bytes_from(day.at, day.len < 10 ? day.len : 10));
    }
    if (reference(x).len == 0)
        return fail(w, FAULT_INVALID, "line %u: an entry has no reference", x->line);
    if (!list_open(m, reference(x), &e))
        return list_good(m, w);
    list_at(m, e)->type = person ? SCREEN_PERSON : SCREEN_ENTITY;
    list_at(m, e)->gender = (uint8_t)list_gender(list_value(x, "GENDER"));
    list_at(m, e)->programme = list_said(m, list_value(x, "UN_LIST_TYPE"));
    list_listed(m, e, list_value(x, "LISTED_ON"));
    own_name(m, e, x);
    values(m, e, x, "NATIONALITY", NULL);
    for (const struct xml *c = x->first; c != NULL; c = c->next)
        part(m, e, c);
    values(m, e, x, "TITLE", "Title");
    values(m, e, x, "DESIGNATION", "Designation");
    list_remark(m, NULL, list_value(x, "COMMENTS1"));
    return list_good(m, w);
}

bool
list_un(struct maker *m, const struct screen_file *files, size_t count)
{
    return list_each_record(m, files, count, 3, entry);
}
