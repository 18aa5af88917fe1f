/*
 * OFAC's lists as the older XML, sdnList.
 */
#include <stdio.h>
#include <string.h>

#include "engines/screen/list_ofac.h"

struct reading {
    struct maker *m;
    size_t entries;
    size_t said; /* how many there are to be; 0: that was not said */
};

/* "SURNAME, Given", as the tables have it. */
static void
add_name(struct maker *m, uint32_t e, enum screen_kind kind, const struct xml *x)
{
    struct bytes last = list_value(x, "lastName"), first = list_value(x, "firstName");
    struct buffer b = buffer_open(m->part, 1 << 16);
    struct bytes name;

    buffer_add(&b, last);
    if (last.len > 0 && first.len > 0)
        buffer_text(&b, ", ");
    buffer_add(&b, first);
    if (buffer_bytes(&b, &name))
        list_one_name(m, e, kind, name);
}

static void
alias(struct maker *m, uint32_t e, const struct xml *x)
{
    enum screen_kind kind = list_is(list_value(x, "category"), "weak") ? SCREEN_WEAK
        : bytes_start(list_value(x, "type"), "f.k.a")                  ? SCREEN_FORMER
                                                                       : SCREEN_ALIAS;

    add_name(m, e, kind, x);
}

void
ofac_number(struct maker *m, uint32_t e, struct bytes kind, struct bytes number,
    const char *country)
{
    if (list_is(kind, "Gender")) {
        list_at(m, e)->gender = (uint8_t)list_gender(number);
    } else if (ofac_is_id(kind)) {
        /* Ships' numbers are written with and without these letters. */
        if (bytes_start(number, "IMO "))
            list_id(m, e, bytes_of("IMO number"),
                bytes_from(number.at + 4, number.len - 4), country);
        else
            list_id(m, e, kind, number, country);
    }
}

static void
birth(struct maker *m, uint32_t e, const struct xml *x)
{
    list_dates(m, e, list_value(x, "dateOfBirth"));
    list_place(m, e, list_value(x, "placeOfBirth"));
}

/* Of a list's items. */
static void
item(struct maker *m, uint32_t e, const struct xml *x)
{
    if (list_is(x->name, "aka"))
        alias(m, e, x);
    else if (list_is(x->name, "dateOfBirthItem") || list_is(x->name, "placeOfBirthItem"))
        birth(m, e, x);
    else if (list_is(x->name, "address") || list_is(x->name, "nationality") ||
        list_is(x->name, "citizenship"))
        list_countries(m, e, list_value(x, "country"));
    else if (list_is(x->name, "id"))
        ofac_number(m, e, list_value(x, "idType"), list_value(x, "idNumber"),
            country_of(list_value(x, "idCountry")));
    else if (list_is(x->name, "vesselFlag"))
        list_countries(m, e, list_own_text(x));
    else if (list_is(x->name, "callSign"))
        list_id(m, e, bytes_of("Call Sign"), list_own_text(x), NULL);
}

void
ofac_programmes(struct maker *m, uint32_t e, const struct xml *list, const char *name)
{
    struct buffer b = buffer_open(m->part, 1 << 16);
    struct bytes all;

    for (const struct xml *c = list_child(list, name); c != NULL;
         c = list_next(c, name)) {
        buffer_text(&b, b.len > 0 ? "; " : "");
        buffer_add(&b, list_own_text(c));
    }
    if (buffer_bytes(&b, &all))
        list_at(m, e)->programme = list_said(m, all);
}

/* Its own date is American: "03/28/2025". */
static bool
information(struct reading *r, struct work *w, const struct xml *x)
{
    struct bytes day = list_value(x, "Publish_Date"),
                 said = list_value(x, "Record_Count");
    uint64_t count;
    char text[16];

    if (day.len == 10) {
        snprintf(text, sizeof(text), "%.4s-%.2s-%.2s", (const char *)day.at + 6,
            (const char *)day.at, (const char *)day.at + 3);
        r->m->date = list_day(r->m, bytes_of(text));
    }
    if (said.len == 0)
        return true;
    if (!decimal_read(w, said, UINT32_MAX, &count)) {
        work_clear(w);
        return fail(w, FAULT_INVALID, "line %u: Record_Count is no number", x->line);
    }
    r->said = (size_t)count;
    return true;
}

static bool
entry(struct work *w, void *ctx, const struct xml *x)
{
    struct reading *r = ctx;
    struct maker *m = r->m;
    uint32_t e;

    if (list_is(x->name, "publshInformation"))
        return information(r, w, x);
    if (!list_is(x->name, "sdnEntry"))
        return true;
    r->entries++;
    if (list_value(x, "uid").len == 0)
        return fail(w, FAULT_INVALID, "line %u: an entry has no uid", x->line);
    if (!list_open(m, list_value(x, "uid"), &e))
        return list_good(m, w);
    list_at(m, e)->type = (uint8_t)ofac_type(list_value(x, "sdnType"));
    add_name(m, e, SCREEN_PRIMARY, x);
    ofac_programmes(m, e, list_child(x, "programList"), "program");
    for (const struct xml *list = x->first; list != NULL; list = list->next)
        for (const struct xml *c = list->first; c != NULL; c = c->next)
            if (!xml_is_text(c))
                item(m, e, c);
    list_remark(m, "Title", list_value(x, "title"));
    list_remark(m, NULL, list_value(x, "remarks"));
    ofac_remarks(m, e, list_value(x, "remarks"));
    return list_good(m, w);
}

bool
list_ofac_xml(struct maker *m, const struct screen_file *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct reading r = {.m = m};

        if (!xml_each(m->part, files[i].text, &xml_large, 2, entry, &r))
            return list_failed(m, &files[i]);
        if (r.said > 0 && r.said != r.entries)
            return fail(m->part, FAULT_INVALID,
                "%s: line 1: it says that it has %zu entries, and has %zu",
                files[i].called, r.said, r.entries);
    }
    return true;
}
