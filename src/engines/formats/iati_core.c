/*
 * What a record holds of an item: the fields that people search, count and edit, read from the
 * elements that say them.  Whatever is not named here stays in the element alone.
 */
#include "engines/formats/iati_map.h"

#include "core/records/records.h"

#include <string.h>

#define TEXTS_MAX 32 /* languages of one text */

/* In the order in which a schema of version 2.0x wants them. */
const struct iati_field iati_fields[] = {
    {"iati-identifier", "identifier", IATI_WORD, 200, 1, NULL},
    {"organisation-identifier", "identifier", IATI_WORD, 200, 1, NULL},
    {"reporting-org", "reporting", IATI_PARTY, 200, 1, "ref"},
    {"name", "name", IATI_TEXT, 1000, TEXTS_MAX, NULL},
    {"title", "title", IATI_TEXT, 1000, TEXTS_MAX, NULL},
    {"description", "description", IATI_TEXT, 10000, TEXTS_MAX, NULL},
    {"participating-org", "participating", IATI_PARTY, 200, 100, "ref"},
    {"activity-status", "status", IATI_STATUS, 1, 1, NULL},
    {"activity-date", NULL, IATI_DATE, 10, 4, "type"},
    {"recipient-country", "countries", IATI_CODE, 2, 250, "code"},
    {"recipient-region", "regions", IATI_CODE, 40, 100, "code"},
    {"location", "locations", IATI_LOCATION, 100, 200, "code"},
    {"sector", "sectors", IATI_CODE, 40, 100, "code"},
    {"tag", "themes", IATI_THEME, 100, 50, NULL},
    {"budget", "budgets", IATI_BUDGET, 40, 500, "period"},
    {NULL, NULL, IATI_WORD, 0, 0, NULL},
};

const char *const iati_roles[4][3] = {
    {"funder", "1", "Funding"},
    {"accountable", "2", "Accountable"},
    {"extending", "3", "Extending"},
    {"implementing", "4", "Implementing"},
};
const char *const iati_date_types[4][2] = {
    {"1", "start-planned"},
    {"2", "start-actual"},
    {"3", "end-planned"},
    {"4", "end-actual"},
};

/* ---- Texts ------------------------------------------------------------------------------------ */

/* At most so many characters; a text that is cut ends in an ellipsis. */
static struct bytes
cut(struct work *w, struct bytes text, size_t most)
{
    size_t at = 0, count = 0, keep = 0;
    const char *shorter;

    for (; at < text.len; at++) {
        if ((text.at[at] & 0xC0) == 0x80)
            continue;
        if (++count == most)
            keep = at;
    }
    if (count <= most)
        return text;
    shorter = work_format(w, "%.*s\xE2\x80\xA6", (int)keep, (const char *)text.at);
    return shorter != NULL ? bytes_of(shorter) : (struct bytes){0};
}

/* A language as a record can name it; what is none is undetermined. */
static struct bytes
language(const struct xml *x)
{
    struct bytes lang = xml_trim(xml_lang(x));
    size_t run = 0;
    bool first = true;

    for (size_t i = 0; i < lang.len; i++) {
        uint8_t c = lang.at[i] | 0x20;
        bool letter = c >= 'a' && c <= 'z';
        bool digit = !first && lang.at[i] >= '0' && lang.at[i] <= '9';

        if (lang.at[i] == '-' ? run == 0 || (first && run < 2)
                              : (!letter && !digit) || run == 8)
            return bytes_of("und");
        first = first && lang.at[i] != '-';
        run = lang.at[i] == '-' ? 0 : run + 1;
    }
    return lang.len > 35 || run < 2 ? bytes_of("und") : lang;
}

static bool
is_known(const struct json *texts, struct bytes lang)
{
    for (const struct json *t = texts->first; t != NULL; t = t->next) {
        struct bytes other = json_get_text(t, "lang");

        if (other.len == lang.len &&
            strncasecmp((const char *)other.at, (const char *)lang.at, lang.len) == 0)
            return true;
    }
    return false;
}

/* The texts of an element: one for each narrative, or in 1.0x its own; the first of a
 * language.  NULL where there is none. */
static struct json *
texts_of(struct work *w, const struct xml *x, size_t most)
{
    const struct xml *n = xml_child(x, "narrative"), *at = n != NULL ? n : x;
    struct json *out = json_array(w);

    for (; at != NULL && out != NULL && out->count < TEXTS_MAX;
         at = n != NULL ? xml_next(at, "narrative") : NULL) {
        struct json *one = json_object(w);
        struct bytes text, lang = language(at);

        if (!xml_text(w, at, &text))
            return NULL;
        text = xml_trim(text);
        if (text.len == 0 || is_known(out, lang))
            continue;
        json_put(one, "lang", json_text(w, lang));
        json_put(one, "text", json_text(w, cut(w, text, most)));
        json_add(out, one);
    }
    return out != NULL && out->count > 0 ? out : NULL;
}

static void
put_texts(struct work *w, struct json *to, const struct xml *x, size_t most)
{
    struct json *texts = texts_of(w, x, most);

    if (texts != NULL)
        json_put(to, "name", texts);
}

/* An attribute, where the field can hold it. */
static void
put_word(struct work *w, struct json *to, const struct xml *x, const char *attribute,
    const char *as, size_t most)
{
    struct bytes value = xml_trim(xml_get(x, attribute));

    if (value.len > 0 && value.len <= most)
        json_put(to, as, json_text(w, value));
}

/* ---- Dates ------------------------------------------------------------------------------------ */

/* A day as written, with whatever time or zone behind it; empty where it is none. */
static struct bytes
day_of(struct bytes text)
{
    static const char mask[] = "0000-00-00";
    struct bytes day = xml_trim(text);
    unsigned month, of_month;

    if (day.len < 10)
        return (struct bytes){0};
    day.len = 10;
    for (size_t i = 0; i < 10; i++)
        if (mask[i] == '-' ? day.at[i] != '-' : (day.at[i] < '0' || day.at[i] > '9'))
            return (struct bytes){0};
    month = (unsigned)(day.at[5] - '0') * 10 + (unsigned)(day.at[6] - '0');
    of_month = (unsigned)(day.at[8] - '0') * 10 + (unsigned)(day.at[9] - '0');
    return month >= 1 && month <= 12 && of_month >= 1 &&
            of_month <= iati_days_of(day, month)
        ? day
        : (struct bytes){0};
}

unsigned
iati_days_of(struct bytes day, unsigned month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    unsigned year = 0;

    for (size_t i = 0; i < 4; i++)
        year = year * 10 + (unsigned)(day.at[i] - '0');
    if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
        return 29;
    return days[month - 1];
}

/* From one day to another; a last one that lies before the first is left out. */
static struct json *
span(struct work *w, struct bytes from, struct bytes to)
{
    struct json *out = json_object(w);

    json_put(out, "from", json_text(w, from));
    if (to.len > 0 && bytes_order(from, to) <= 0)
        json_put(out, "to", json_text(w, to));
    return out;
}

static struct bytes
child_day(const struct xml *x, const char *name)
{
    const struct xml *child = xml_child(x, name);

    return child != NULL ? day_of(xml_get(child, "iso-date")) : (struct bytes){0};
}

/* ---- One element --------------------------------------------------------------------------------- */

static struct json *
read_party(struct work *w, const struct xml *x, const struct iati_field *f)
{
    struct json *out = json_object(w);
    struct bytes role = xml_get(x, "role"), second = xml_get(x, "secondary-reporter");

    put_texts(w, out, x, f->most);
    put_word(w, out, x, "ref", "ref", 200);
    put_word(w, out, x, "type", "type", 100);
    for (size_t i = 0; i < COUNT_OF(iati_roles); i++)
        if (bytes_is(role, iati_roles[i][1]) || bytes_is(role, iati_roles[i][2]))
            json_put(out, "role", json_string(w, iati_roles[i][0]));
    if (bytes_is(second, "1") || bytes_is(second, "true"))
        json_put(out, "secondary", json_bool(w, true));
    if (json_get(out, "name") == NULL && json_get(out, "ref") != NULL) {
        struct json *names = json_array(w), *name = json_object(w);

        json_put(name, "lang", json_string(w, "und"));
        json_put(name, "text", json_text(w, json_get_text(out, "ref")));
        json_add(names, name);
        json_put(out, "name", names);
    }
    return json_get(out, "name") != NULL ? out : NULL;
}

static struct json *
read_code(struct work *w, const struct xml *x, const struct iati_field *f)
{
    struct json *out = json_object(w);

    put_word(w, out, x, "code", "code", f->most);
    put_word(w, out, x, "vocabulary", "vocabulary", 20);
    if (f->most == 2) /* countries are of one vocabulary */
        json_drop(out, "vocabulary");
    put_word(w, out, x, "percentage", "percentage", 12);
    put_texts(w, out, x, 200);
    return json_get(out, "code") != NULL ? out : NULL;
}

static struct json *
read_location(struct work *w, const struct xml *x, const struct iati_field *f)
{
    const struct xml *name = xml_child(x, "name");
    struct json *out = json_object(w);

    put_word(w, out, x, "ref", "code", f->most);
    if (name != NULL)
        put_texts(w, out, name, 200);
    return out != NULL && out->count > 0 ? out : NULL;
}

/* A publisher's own word for a theme: a tag that says what it is called. */
static struct json *
read_theme(struct work *w, const struct xml *x, const struct iati_field *f)
{
    const struct xml *narrative = xml_child(x, "narrative");
    struct bytes text, code = xml_get(x, "code");

    if (narrative == NULL || !bytes_is(xml_get(x, "vocabulary"), "99") || code.len == 0 ||
        code.len > f->most || !xml_text(w, narrative, &text) || !bytes_equal(text, code))
        return NULL;
    return json_text(w, text);
}

static struct json *
read_date(struct work *w, const struct xml *x)
{
    const struct xml_attribute *iso = xml_attribute(x, "iso-date");
    struct bytes type = xml_get(x, "type"), day;
    struct json *out = json_object(w);

    if (iso == NULL && !xml_text(w, x, &day)) /* 1.0x may have it only there */
        return NULL;
    day = day_of(iso != NULL ? iso->value : day);
    for (size_t i = 0; i < COUNT_OF(iati_date_types) && day.len > 0; i++)
        if (bytes_is(type, iati_date_types[i][0]) ||
            bytes_is(type, iati_date_types[i][1]))
            json_put(out, "type", json_string(w, iati_date_types[i][0]));
    json_put(out, "day", json_text(w, day));
    return json_get(out, "type") != NULL ? out : NULL;
}

static struct json *
read_budget(struct work *w, const struct xml *x)
{
    const struct xml *value = xml_child(x, "value");
    struct bytes from = child_day(x, "period-start"), to = child_day(x, "period-end");
    struct bytes amount = {0}, type = xml_get(x, "type"), status = xml_get(x, "status"),
                 date;
    struct json *out = json_object(w);

    if (value == NULL || from.len == 0 || !xml_text(w, value, &amount))
        return NULL;
    amount = xml_trim(amount);
    if (!decimal_is(amount))
        return NULL;
    json_put(out, "value", json_text(w, amount));
    put_word(w, out, value, "currency", "currency", 3);
    if (json_get(out, "currency") == NULL && x->parent != NULL)
        put_word(w, out, x->parent, "default-currency", "currency", 3);
    json_put(out, "period", span(w, from, to));
    date = day_of(xml_get(value, "value-date"));
    if (date.len > 0)
        json_put(out, "value-date", span(w, date, (struct bytes){0}));
    if (bytes_is(type, "1") || bytes_is(type, "2"))
        json_put(out, "type", json_string(w, type.at[0] == '1' ? "original" : "revised"));
    if (bytes_is(status, "1") || bytes_is(status, "2"))
        json_put(out, "status",
            json_string(w, status.at[0] == '1' ? "indicative" : "committed"));
    return out;
}

/* What one element says, as one value; NULL where a record cannot hold it. */
struct json *
iati_value(struct work *w, const struct xml *x, const struct iati_field *f)
{
    struct bytes text;

    switch (f->sort) {
    case IATI_TEXT:
        return texts_of(w, x, f->most);
    case IATI_PARTY:
        return read_party(w, x, f);
    case IATI_CODE:
        return read_code(w, x, f);
    case IATI_LOCATION:
        return read_location(w, x, f);
    case IATI_THEME:
        return read_theme(w, x, f);
    case IATI_DATE:
        return read_date(w, x);
    case IATI_BUDGET:
        return read_budget(w, x);
    case IATI_STATUS:
        text = xml_get(x, "code");
        return text.len == 1 && text.at[0] >= '1' && text.at[0] <= '6'
            ? json_text(w, text)
            : NULL;
    case IATI_WORD:
        if (!xml_text(w, x, &text))
            return NULL;
        text = xml_trim(text);
        return text.len > 0 && text.len <= f->most ? json_text(w, text) : NULL;
    }
    return NULL;
}

/* ---- All of them -------------------------------------------------------------------------------- */

const struct iati_field *
iati_field(const struct xml *x)
{
    const struct iati_field *f = iati_fields;

    while (f->element != NULL && !xml_is(x, f->element))
        f++;
    return f->element != NULL ? f : NULL;
}

/* Texts of 1.0x have an element each; those of 2.0x one for all, and the first counts. */
static void
collect_texts(struct json *to, struct json *texts, bool old)
{
    for (struct json *t = texts->first, *next; t != NULL && old; t = next) {
        next = t->next;
        t->next = NULL;
        if (to->count < TEXTS_MAX && !is_known(to, json_get_text(t, "lang")))
            json_add(to, t);
    }
}

static bool
collect(struct work *w, struct json *core, struct json *value, const struct iati_field *f,
    bool old)
{
    struct json *there = json_get(core, f->name);

    if (f->sort == IATI_TEXT && there != NULL) {
        collect_texts(there, value, old);
    } else if (f->most_items == 1 || f->sort == IATI_TEXT) {
        if (there == NULL)
            json_put(core, f->name, value);
    } else {
        if (there == NULL)
            json_put(core, f->name, there = json_array(w));
        TRY(there != NULL);
        if (there->count < f->most_items &&
            (f->sort != IATI_THEME || !json_holds(there, value)))
            json_add(there, value);
    }
    return true;
}

/* The first of each type, two together where the first day is there. */
static void
put_spans(struct work *w, struct json *core, const struct bytes days[4])
{
    if (days[0].len > 0)
        json_put(core, "planned", span(w, days[0], days[2]));
    if (days[1].len > 0)
        json_put(core, "actual", span(w, days[1], days[3]));
}

/* A record has a title; an item that has none is called by its identifier. */
static void
put_title(struct work *w, struct json *core, const char *name)
{
    struct json *title = json_array(w), *one = json_object(w);
    struct bytes id = json_get_text(core, "identifier");

    if (json_get(core, name) != NULL)
        return;
    json_put(one, "lang", json_string(w, "und"));
    json_put(one, "text", json_text(w, id.len > 0 ? id : bytes_of("?")));
    json_add(title, one);
    json_put(core, name, title);
}

bool
iati_core(struct work *w, const struct iati_item *i, struct json **out)
{
    struct bytes days[4] = {{0}}, humanitarian = xml_get(i->element, "humanitarian");

    *out = json_object(w);
    for (const struct xml *x = xml_child(i->element, NULL); x != NULL;
         x = xml_next(x, NULL)) {
        const struct iati_field *f = iati_field(x);
        struct json *value = f != NULL ? iati_value(w, x, f) : NULL;

        TRY(work_ok(w));
        if (value == NULL ||
            (i->organisation && f->sort != IATI_WORD && strcmp(f->element, "name") != 0))
            continue;
        if (f->sort == IATI_DATE) {
            struct bytes *day = &days[json_get_text(value, "type").at[0] - '1'];

            *day = day->len == 0 ? json_get_text(value, "day") : *day;
        } else {
            TRY(collect(w, *out, value, f, i->old));
        }
    }
    put_spans(w, *out, days);
    if (humanitarian.len > 0 && !i->organisation)
        json_put(*out, "humanitarian",
            json_bool(w, bytes_is(humanitarian, "1") || bytes_is(humanitarian, "true")));
    put_title(w, *out, i->organisation ? "name" : "title");
    return work_ok(w);
}
