/*
 * OFAC's lists as the newer XML, sanctionsData ("enhanced").
 */
#include <string.h>

#include "engines/screen/list_ofac.h"

/* ---- Names -------------------------------------------------------------------------------- */

static void
translation(struct maker *m, uint32_t e, enum screen_kind kind, const struct xml *x)
{
    struct bytes script = list_value(x, "script"),
                 name = list_value(x, "formattedFullName");

    if (name.len == 0)
        name = list_value(x, "formattedLastName");
    list_one_name(m, e, list_is(script, "Latin") ? kind : SCREEN_SCRIPT, name);
}

static void
name(struct maker *m, uint32_t e, const struct xml *x)
{
    const struct xml *all = list_child(x, "translations");
    enum screen_kind kind = SCREEN_ALIAS;

    if (list_is(list_value(x, "isPrimary"), "true"))
        kind = SCREEN_PRIMARY;
    else if (list_is(list_value(x, "isLowQuality"), "true"))
        kind = SCREEN_WEAK;
    else if (bytes_start(list_value(x, "aliasType"), "F.K.A"))
        kind = SCREEN_FORMER;
    for (const struct xml *t = list_child(all, "translation"); t != NULL;
         t = list_next(t, "translation"))
        translation(m, e, kind, t);
}

/* ---- Features ----------------------------------------------------------------------------- */

/* From the first to the last day that it may be: a day, a month, a year, or years. */
static void
birth(struct maker *m, uint32_t e, const struct xml *x)
{
    const struct xml *v = list_child(x, "valueDate");
    struct screen_date from, to, d;

    if (!date_read(list_value(v, "fromDateBegin"), &from) ||
        !date_read(list_value(v, "toDateEnd"), &to) || to.from < from.from) {
        list_dates(m, e, list_value(x, "value"));
        return;
    }
    d = (struct screen_date){.from = from.from, .to = to.from};
    if (d.from == d.to && from.month == to.month) {
        d.month = from.month;
        d.day = from.day == to.day ? from.day : 0;
    }
    d.about = list_is(list_value(v, "isApproximate"), "true");
    list_date(m, e, &d);
}

static void
feature(struct maker *m, uint32_t e, const struct xml *x)
{
    struct bytes type = list_value(x, "type"), value = list_value(x, "value");

    if (list_is(type, "Birthdate"))
        birth(m, e, x);
    else if (list_is(type, "Place of Birth"))
        list_place(m, e, value);
    else if (bytes_start(type, "Nationality") || bytes_start(type, "Citizenship") ||
        list_is(type, "Vessel Flag") || list_is(type, "Former Vessel Flag"))
        list_countries(m, e, value);
    else
        ofac_number(m, e, type, value, NULL);
}

static void
document(struct maker *m, uint32_t e, const struct xml *x)
{
    ofac_number(m, e, list_value(x, "type"), list_value(x, "documentNumber"),
        country_of(list_value(x, "issuingCountry")));
}

/* ---- Entries ------------------------------------------------------------------------------ */

static void
item(struct maker *m, uint32_t e, const struct xml *x)
{
    if (list_is(x->name, "name"))
        name(m, e, x);
    else if (list_is(x->name, "feature"))
        feature(m, e, x);
    else if (list_is(x->name, "identityDocument"))
        document(m, e, x);
    else if (list_is(x->name, "address"))
        list_countries(m, e, list_value(x, "country"));
}

/* The first day on which any list of it had it. */
static void
listed(struct maker *m, uint32_t e, const struct xml *x)
{
    const struct xml *lists = list_child(x, "sanctionsLists");
    struct bytes first = bytes_of("");

    for (const struct xml *c = list_child(lists, "sanctionsList"); c != NULL;
         c = list_next(c, "sanctionsList")) {
        struct bytes day = xml_get(c, "datePublished");

        if (first.len == 0 || (day.len > 0 && bytes_order(day, first) < 0))
            first = day;
    }
    list_listed(m, e, first);
}

static bool
entry(struct work *w, void *ctx, const struct xml *x)
{
    struct maker *m = ctx;
    const struct xml *info = list_child(x, "generalInfo");
    uint32_t e;

    if (list_is(x->name, "dataAsOf"))
        m->date = list_day(m, list_own_text(x));
    if (!list_is(x->name, "entity"))
        return list_good(m, w);
    if (list_trim(xml_get(x, "id")).len == 0)
        return fail(w, FAULT_INVALID, "line %u: an entry has no id", x->line);
    if (!list_open(m, xml_get(x, "id"), &e))
        return list_good(m, w);
    list_at(m, e)->type = (uint8_t)ofac_type(list_value(info, "entityType"));
    listed(m, e, x);
    ofac_programmes(m, e, list_child(x, "sanctionsPrograms"), "sanctionsProgram");
    for (const struct xml *list = x->first; list != NULL; list = list->next)
        for (const struct xml *c = list->first; c != NULL; c = c->next)
            if (!xml_is_text(c))
                item(m, e, c);
    list_remark(m, "Title", list_value(info, "title"));
    list_remark(m, NULL, list_value(info, "remarks"));
    return list_good(m, w);
}

bool
list_ofac_enhanced(struct maker *m, const struct screen_file *files, size_t count)
{
    return list_each_record(m, files, count, 3, entry);
}
