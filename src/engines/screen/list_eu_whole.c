/*
 * The EU's consolidated list in its older form, XML 1.0 with the root WHOLE.
 */
#include <string.h>

#include "engines/screen/lists_inner.h"

static void
name(struct maker *m, uint32_t e, const struct xml *x)
{
    static const char *const parts[] = {"FIRSTNAME", "MIDDLENAME", "LASTNAME"};
    struct buffer b = buffer_open(m->part, 1 << 16);
    struct bytes whole = list_value(x, "WHOLENAME");

    if (whole.len == 0) {
        for (size_t i = 0; i < COUNT_OF(parts); i++) {
            buffer_add(&b, list_value(x, parts[i]));
            buffer_byte(&b, ' ');
        }
        if (!buffer_bytes(&b, &whole))
            return;
    }
    list_all_names(m, e, SCREEN_ALIAS, whole);
    if (list_at(m, e)->gender == SCREEN_GENDER_UNKNOWN)
        list_at(m, e)->gender = (uint8_t)list_gender(list_value(x, "GENDER"));
    list_remark(m, "Title", list_value(x, "TITLE"));
    list_remark(m, "Function", list_value(x, "FUNCTION"));
}

/* "AB12345 (passport-National passport) (a note)". */
static void
document(struct maker *m, uint32_t e, const struct xml *x)
{
    struct bytes text = list_value(x, "NUMBER"), kind = bytes_of("Identification");
    const uint8_t *open = text.len > 0 ? memmem(text.at, text.len, " (", 2) : NULL;
    const uint8_t *dash, *close;
    struct bytes no = text;

    if (open != NULL) {
        size_t left = (size_t)(text.at + text.len - open);

        no = bytes_from(text.at, (size_t)(open - text.at));
        dash = memchr(open, '-', left);
        close = memchr(open, ')', left);
        if (dash != NULL && close != NULL && dash + 1 < close)
            kind = bytes_from(dash + 1, (size_t)(close - dash - 1));
    }
    list_id(m, e, kind, no, country_of(list_value(x, "COUNTRY")));
}

static void
part(struct maker *m, uint32_t e, const struct xml *x)
{
    if (list_is(x->name, "NAME")) {
        name(m, e, x);
    } else if (list_is(x->name, "BIRTH")) {
        list_dates(m, e, list_value(x, "DATE"));
        list_countries(m, e, list_value(x, "COUNTRY"));
    } else if (list_is(x->name, "CITIZEN") || list_is(x->name, "ADDRESS")) {
        list_countries(m, e, list_value(x, "COUNTRY"));
    } else if (list_is(x->name, "PASSPORT")) {
        document(m, e, x);
    }
}

static enum screen_type
type_of(struct bytes type)
{
    return list_is(type, "P") ? SCREEN_PERSON
        : list_is(type, "E")  ? SCREEN_ENTITY
                              : SCREEN_ANY;
}

static bool
entry(struct work *w, void *ctx, const struct xml *x)
{
    struct maker *m = ctx;
    uint32_t e;

    if (!list_is(x->name, "ENTITY"))
        return true;
    if (m->date.len == 0)
        m->date = list_day(m, xml_get(x->parent, "Date"));
    if (list_trim(xml_get(x, "Id")).len == 0)
        return fail(w, FAULT_INVALID, "line %u: an entry has no reference", x->line);
    if (!list_open(m, xml_get(x, "Id"), &e))
        return list_good(m, w);
    list_at(m, e)->type = (uint8_t)type_of(xml_get(x, "Type"));
    list_at(m, e)->programme = list_said(m, xml_get(x, "programme"));
    for (const struct xml *c = x->first; c != NULL; c = c->next)
        part(m, e, c);
    list_remark(m, "Regulation", xml_get(x, "legal_basis"));
    list_remark(m, NULL, xml_get(x, "remark"));
    return list_good(m, w);
}

bool
list_eu_whole(struct maker *m, const struct screen_file *files, size_t count)
{
    return list_each_record(m, files, count, 2, entry);
}
