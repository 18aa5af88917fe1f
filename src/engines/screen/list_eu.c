/*
 * The EU's Financial Sanctions Files, XML 1.1.
 */
#include <stdlib.h>
#include <string.h>

#include "engines/screen/lists_inner.h"

/* A number of an attribute; 0: it is none. */
static int
number(const struct xml *x, const char *name)
{
    struct bytes text = xml_get(x, name);
    int v = 0;

    for (size_t i = 0; i < text.len && i < 5; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return 0;
        v = v * 10 + (text.at[i] - '0');
    }
    return v;
}

static const char *
country(const struct xml *x)
{
    const char *found = country_of(xml_get(x, "countryIso2Code"));

    return found != NULL ? found : country_of(xml_get(x, "countryDescription"));
}

static void
add_country(struct maker *m, uint32_t e, const struct xml *x)
{
    const char *found = country(x);

    if (found != NULL)
        list_country(m, e, found);
}

/* ---- Parts -------------------------------------------------------------------------------- */

static void
name(struct maker *m, uint32_t e, const struct xml *x)
{
    static const char *const parts[] = {"firstName", "middleName", "lastName"};
    enum screen_kind kind =
        list_is(xml_get(x, "strong"), "false") ? SCREEN_WEAK : SCREEN_ALIAS;
    struct buffer b = buffer_open(m->part, 1 << 16);
    struct bytes whole = xml_get(x, "wholeName");

    if (list_trim(whole).len == 0) {
        for (size_t i = 0; i < COUNT_OF(parts); i++) {
            buffer_add(&b, xml_get(x, parts[i]));
            buffer_byte(&b, ' ');
        }
        if (!buffer_bytes(&b, &whole))
            return;
    }
    list_all_names(m, e, kind, whole);
    if (list_at(m, e)->gender == SCREEN_GENDER_UNKNOWN)
        list_at(m, e)->gender = (uint8_t)list_gender(xml_get(x, "gender"));
    list_remark(m, "Title", xml_get(x, "title"));
    list_remark(m, "Function", xml_get(x, "function"));
}

/* A day that was given in another calendar stands converted beside its own, if at all. */
static void
birth(struct maker *m, uint32_t e, const struct xml *x)
{
    bool islamic = list_is(xml_get(x, "calendarType"), "ISLAMIC");
    int year = number(x, "year"), from = number(x, "yearRangeFrom");
    int to = number(x, "yearRangeTo");
    int month = number(x, "monthOfYear"), day = number(x, "dayOfMonth");
    struct screen_date d;

    add_country(m, e, x);
    if (date_read(xml_get(x, "birthdate"), &d)) {
        d.about = islamic || list_is(xml_get(x, "circa"), "true");
    } else if (islamic && year > 0) {
        if (!date_islamic(year, month, day, &d))
            return;
    } else {
        from = from > 0 ? from : year > 0 ? year : to;
        to = to > from ? to : from;
        if (from < 1800 || to > 2100)
            return;
        d = (struct screen_date){.from = (int16_t)from,
            .to = (int16_t)to,
            .about = list_is(xml_get(x, "circa"), "true")};
        if (from == to && month >= 1 && month <= 12) {
            d.month = (uint8_t)month;
            d.day = (uint8_t)(day >= 1 && day <= 31 ? day : 0);
        }
    }
    list_date(m, e, &d);
}

static void
document(struct maker *m, uint32_t e, const struct xml *x)
{
    struct bytes kind = xml_get(x, "identificationTypeDescription");

    list_id(m, e, kind.len > 0 ? kind : bytes_of("Identification"), xml_get(x, "number"),
        country(x));
}

static void
part(struct maker *m, uint32_t e, const struct xml *x)
{
    if (list_is(x->name, "nameAlias")) {
        name(m, e, x);
    } else if (list_is(x->name, "birthdate")) {
        birth(m, e, x);
    } else if (list_is(x->name, "citizenship") || list_is(x->name, "address")) {
        add_country(m, e, x);
    } else if (list_is(x->name, "identification")) {
        document(m, e, x);
    } else if (list_is(x->name, "regulation")) {
        struct bytes programme = list_said(m, xml_get(x, "programme"));

        if (list_at(m, e)->programme.len == 0)
            list_at(m, e)->programme = programme;
        list_remark(m, "Regulation", xml_get(x, "numberTitle"));
    } else if (list_is(x->name, "remark")) {
        list_remark(m, NULL, list_own_text(x));
    }
}

static enum screen_type
type_of(const struct xml *x)
{
    struct bytes code = xml_get(list_child(x, "subjectType"), "code");

    return list_is(code, "person")    ? SCREEN_PERSON
        : list_is(code, "enterprise") ? SCREEN_ENTITY
        : list_is(code, "vessel")     ? SCREEN_VESSEL
        : list_is(code, "aircraft")   ? SCREEN_AIRCRAFT
                                      : SCREEN_ANY;
}

static bool
entry(struct work *w, void *ctx, const struct xml *x)
{
    struct maker *m = ctx;
    struct bytes ref = xml_get(x, "euReferenceNumber"), day;
    uint32_t e;

    if (!list_is(x->name, "sanctionEntity"))
        return true;
    if (m->date.len == 0) {
        day = xml_get(x->parent, "generationDate");
        m->date = list_said(m, bytes_from(day.at, day.len < 10 ? day.len : 10));
    }
    if (list_trim(ref).len == 0)
        ref = xml_get(x, "logicalId");
    if (list_trim(ref).len == 0)
        return fail(w, FAULT_INVALID, "line %u: an entry has no reference", x->line);
    if (!list_open(m, ref, &e))
        return list_good(m, w);
    list_at(m, e)->type = list_child(x, "subjectType") != NULL ? (uint8_t)type_of(x) : 0;
    list_listed(m, e, xml_get(x, "designationDate"));
    list_id(m, e, bytes_of("UN reference"), xml_get(x, "unitedNationId"), NULL);
    for (const struct xml *c = x->first; c != NULL; c = c->next)
        part(m, e, c);
    list_remark(m, NULL, xml_get(x, "designationDetails"));
    return list_good(m, w);
}

bool
list_eu(struct maker *m, const struct screen_file *files, size_t count)
{
    return list_each_record(m, files, count, 2, entry);
}
