/*
 * A record's field as an element: written anew, with what others had put into the one before.
 */
#include "engines/formats/iati_map.h"

#include <string.h>

/* Within an element what no field holds comes behind, but for this. */
static const char *const inner_order[] = {"location-reach", "location-id", "period-start",
    "period-end", "value", "name", NULL};

size_t
iati_rank(const struct xml *x, const char *const order[])
{
    size_t at = 0;

    while (order[at] != NULL && !xml_is(x, order[at]))
        at++;
    return at;
}

/* Before the first that comes behind it. */
void
iati_add_in_order(struct xml *to, struct xml *child, const char *const order[])
{
    struct xml **at = &to->first;

    while (*at != NULL &&
        (xml_is_text(*at) || iati_rank(*at, order) <= iati_rank(child, order)))
        at = &(*at)->next;
    if (*at == NULL) {
        xml_add(to, child);
        return;
    }
    child->parent = to;
    child->next = *at;
    *at = child;
}

/* ---- Dates ---------------------------------------------------------------------------------------------- */

/* Days of the month; the year is the date's. */
static unsigned
days_of(struct bytes day, unsigned month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    unsigned year = 0;

    for (size_t i = 0; i < 4; i++)
        year = year * 10 + (unsigned)(day.at[i] - '0');
    if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
        return 29;
    return days[month - 1];
}

/* A year or a month is its first day, or at the end its last one. */
static const char *
whole_day(struct work *w, struct bytes date, bool last)
{
    unsigned month = last ? 12 : 1;

    if (date.len >= 10 || date.len < 4)
        return work_format(w, "%.*s", (int)date.len, (const char *)date.at);
    if (date.len >= 7)
        month = (unsigned)(date.at[5] - '0') * 10 + (unsigned)(date.at[6] - '0');
    return work_format(w, "%.4s-%02u-%02u", (const char *)date.at, month,
        last ? days_of(date, month) : 1);
}

/* A day of an uncertain date; a period has two ends. */
const char *
iati_end(struct work *w, const struct kind_iati *f, const struct json *date)
{
    bool last = strcmp(f->end, "to") == 0;
    struct bytes day = json_get_text(date, f->end);

    if (day.len == 0 && bytes_is(f->first, "period-end"))
        day = json_get_text(date, "from");
    return whole_day(w, day, last);
}

/* ---- A value as an element -------------------------------------------------------------------------- */

/* The record's text in an element; what is undetermined is said without a language. */
static void
write_text(struct work *w, struct xml *to, const struct json *text, bool old)
{
    struct xml *at = old ? to : xml_new(w, "narrative");
    struct bytes lang = json_get_text(text, "lang");

    if (!bytes_is(lang, "und"))
        xml_set(w, at, "xml:lang", lang);
    xml_add_text(w, at, json_get_text(text, "text"));
    if (!old)
        xml_add(to, at);
}

/* In 1.0x there is room for one language. */
static void
write_texts(struct work *w, struct xml *to, const struct json *texts, bool old)
{
    for (const struct json *t = texts != NULL ? texts->first : NULL; t != NULL;
         t = old ? NULL : t->next)
        write_text(w, to, t, old);
}

/* A code's, or the text itself; a type that is a word, as tables have it, is no code. */
static void
write_word(struct work *w, struct xml *x, const struct kind_iati *f,
    struct bytes attribute, struct bytes text, bool old)
{
    const struct json *code = json_get_bytes(f->codes, text);
    const char *name;

    text = code != NULL ? iati_said(code, old) : text;
    if (attribute.len == 0)
        xml_add_text(w, x, text);
    for (size_t i = 0; bytes_is(attribute, "type") && i < text.len; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return;
    if (attribute.len > 0 && work_string(w, attribute, &name))
        xml_set(w, x, name, text);
}

static void
write_members(struct work *w, struct xml *x, const struct kind_iati *f,
    const struct json *v, bool old)
{
    struct xml *value, *start;

    for (const struct kind_iati *m = f->members; m != NULL; m = m->next) {
        const struct json *says = m->other ? NULL : json_get(v, m->name);
        const char *day = says != NULL && m->end != NULL ? iati_end(w, m, says) : NULL;

        if (says != NULL && m->end != NULL)
            says = day != NULL && *day != '\0' ? json_string(w, day) : NULL;
        if (says != NULL)
            iati_write_at(w, x, m, m->path, says, old);
    }
    /* An amount is of a day. */
    value = xml_child(x, "value");
    start = xml_child(x, "period-start");
    if (value != NULL && start != NULL && xml_attribute(value, "value-date") == NULL)
        xml_set(w, value, "value-date", xml_get(start, "iso-date"));
}

/* Into what a path leads to, made where it is not there yet. */
void
iati_write_at(struct work *w, struct xml *x, const struct kind_iati *f, struct bytes path,
    const struct json *v, bool old)
{
    struct bytes attribute = {0};

    while (path.len > 0 && x != NULL) {
        struct bytes step = iati_step(&path);
        struct xml *up = x;
        const char *name;

        if (step.at[0] == '@') {
            attribute = bytes_from(step.at + 1, step.len - 1);
        } else if (!bytes_is(step, ".") && (x = iati_child(up, step)) == NULL) {
            x = work_string(w, step, &name) ? xml_new(w, name) : NULL;
            if (x != NULL)
                iati_add_in_order(up, x, inner_order);
        }
    }
    if (x == NULL)
        return;
    if (f->sort == FIELD_OTHER)
        write_members(w, x, f, v, old);
    else if (f->sort == FIELD_LANG_TEXT && attribute.len == 0)
        write_texts(w, x, v, old);
    else if (f->sort == FIELD_TRUTH)
        write_word(w, x, f, attribute, bytes_of(v->truth ? "1" : "0"), old);
    else
        write_word(w, x, f, attribute, v->text, old);
}

struct xml *
iati_write_value(struct work *w, const struct kind_iati *f, const struct json *says,
    bool old)
{
    struct bytes path = f->path, element = iati_step(&path);
    const char *name;
    struct xml *x = work_string(w, element, &name) ? xml_new(w, name) : NULL;

    if (x == NULL)
        return NULL;
    for (const struct json *h = f->has != NULL ? f->has->first : NULL; h != NULL;
         h = h->next)
        if (work_string(w, h->name, &name))
            xml_set(w, x, name,
                bytes_is(iati_said(h, old), ".") ? says->text : iati_said(h, old));
    iati_write_at(w, x, f, path, says, old);
    return x;
}

/* ---- What others put there ---------------------------------------------------------------------------- */

/* Does a path begin with that child or attribute? */
bool
iati_begins(struct bytes path, struct bytes name, bool attribute)
{
    struct bytes step = iati_step(&path);

    return step.len == name.len + attribute && (!attribute || step.at[0] == '@') &&
        memcmp(step.at + attribute, name.at, name.len) == 0;
}

/* Is it what the field itself has written? */
static bool
is_ours(const struct kind_iati *f, struct bytes name, bool attribute)
{
    struct bytes path = f->path;
    bool ours;

    (void)iati_step(&path);
    ours = attribute ? json_get_bytes(f->has, name) != NULL : bytes_is(name, "narrative");
    for (const struct kind_iati *m = f->members; m != NULL; m = m->next)
        ours = ours || iati_begins(m->path, name, attribute);
    return ours || iati_begins(path, name, attribute);
}

/* What others put into an element that is written anew goes over into the new one. */
void
iati_carry(const struct kind_iati *f, struct xml *from, struct xml *to)
{
    for (struct xml_attribute *a = from->attributes, *next; a != NULL; a = next) {
        next = a->next;
        if (a->space.len == 0 ? is_ours(f, a->name, true)
                              : xml_attribute_of(to, a->space, a->name) != NULL)
            continue;
        a->next = to->attributes;
        to->attributes = a;
    }
    for (struct xml *c = from->first, *next; c != NULL; c = next) {
        next = c->next;
        c->next = NULL;
        if (!xml_is_text(c) && (c->space.len > 0 || !is_ours(f, c->name, false)))
            iati_add_in_order(to, c, inner_order);
    }
    if (to->prefixes == NULL)
        to->prefixes = from->prefixes;
}
