/*
 * What a record holds of an item: the fields that people search, count and edit, read from the
 * elements that its kind says they are.  Whatever is not named there stays in the element alone.
 */
#include "engines/formats/iati_map.h"

#include "core/records/records.h"

#include <string.h>

#define TEXTS_MAX 32 /* languages of one text */

/* ---- Paths ------------------------------------------------------------------------------------ */

struct bytes
iati_step(struct bytes *path)
{
    struct bytes step = bytes_from(path->at, 0);

    while (step.len < path->len && path->at[step.len] != '/')
        step.len++;
    *path = step.len < path->len
        ? bytes_from(path->at + step.len + 1, path->len - step.len - 1)
        : bytes_from(path->at + step.len, 0);
    return step;
}

struct bytes
iati_said(const struct json *said, bool old)
{
    return said->type == JSON_TEXT ? said->text
        : old                      ? said->last->text
                                   : said->first->text;
}

struct xml *
iati_child(const struct xml *x, struct bytes name)
{
    struct xml *c = xml_child(x, NULL);

    while (c != NULL && (c->space.len > 0 || !bytes_equal(c->name, name)))
        c = xml_next(c, NULL);
    return c;
}

/* The element where a path leads to, or NULL; and the attribute at its end. */
static const struct xml *
lead(const struct xml *x, struct bytes path, struct bytes *attribute)
{
    *attribute = (struct bytes){0};
    while (path.len > 0 && x != NULL) {
        struct bytes step = iati_step(&path);

        if (step.at[0] == '@')
            *attribute = bytes_from(step.at + 1, step.len - 1);
        else if (bytes_is(step, ".."))
            x = x->parent;
        else if (!bytes_is(step, "."))
            x = iati_child(x, step);
    }
    return x;
}

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

static bool
is_known(const struct json *texts, struct bytes lang)
{
    for (const struct json *t = texts->first; t != NULL; t = t->next)
        if (bytes_alike(json_get_text(t, "lang"), lang))
            return true;
    return false;
}

/* A text for people in a language; what is none is undetermined. */
static struct json *
text_of(struct work *w, const struct kind_iati *f, struct bytes lang, struct bytes text)
{
    struct json *list = json_array(w), *one = json_object(w);

    json_put(one, "lang", json_text(w, lang));
    json_put(one, "text", json_text(w, cut(w, text, f->most)));
    json_add(list, one);
    if (work_ok(w) && !kind_iati_holds(w, f, list))
        json_put(one, "lang", json_string(w, "und"));
    return list;
}

/* One of no language, as the field has texts. */
static struct json *
text_in(struct work *w, const struct kind_iati *f, struct bytes text)
{
    return f->sort == FIELD_LANG_TEXT ? text_of(w, f, bytes_of("und"), text)
                                      : json_text(w, text);
}

/* Those of ${from} in a language that ${to} does not have. */
static void
add_texts(struct json *to, const struct json *from)
{
    for (struct json *t = from->first, *next; t != NULL; t = next) {
        next = t->next;
        t->next = NULL;
        if (to->count < TEXTS_MAX && !is_known(to, json_get_text(t, "lang")))
            json_add(to, t);
    }
}

/* The texts of an element: one for each narrative, or in 1.0x its own; the first of a
 * language.  NULL where there is none. */
static struct json *
texts_of(struct work *w, const struct kind_iati *f, const struct xml *x)
{
    const struct xml *n = xml_child(x, "narrative"), *at = n != NULL ? n : x;
    struct json *out = json_array(w);

    for (; at != NULL && work_ok(w); at = n != NULL ? xml_next(at, "narrative") : NULL) {
        struct bytes text;

        if (!xml_text(w, at, &text))
            return NULL;
        text = xml_trim(text);
        if (text.len > 0)
            add_texts(out, text_of(w, f, xml_trim(xml_lang(at)), text));
    }
    return work_ok(w) && out->count > 0 ? out : NULL;
}

/* ---- Dates ------------------------------------------------------------------------------------ */

/* A day as written, with whatever time or zone behind it; empty where it is none. */
static struct bytes
day_of(struct bytes text)
{
    struct bytes day = xml_trim(text);
    int64_t number;

    day.len = day.len < 10 ? 0 : 10;
    return date_first_day(day, &number) ? day : (struct bytes){0};
}

/* ---- One element --------------------------------------------------------------------------------- */

/* The text of an element or attribute; of what is a day only that. */
static bool
text_at(struct work *w, const struct xml *x, struct bytes attribute, struct bytes *out)
{
    const struct xml_attribute *a =
        attribute.len > 0 ? xml_attribute_of(x, (struct bytes){0}, attribute) : NULL;
    bool day = bytes_is(attribute, "iso-date");

    *out = a != NULL ? a->value : (struct bytes){0};
    if (a == NULL && (day || attribute.len == 0)) /* 1.0x may have a day only there */
        TRY(xml_text(w, x, out));
    *out = day || bytes_is(attribute, "value-date") ? day_of(*out) : xml_trim(*out);
    return true;
}

/* The record's word for a code; else the code. */
static struct bytes
word_of(const struct json *codes, struct bytes code)
{
    for (const struct json *c = codes != NULL ? codes->first : NULL; c != NULL;
         c = c->next)
        if (bytes_equal(iati_said(c, false), code) ||
            bytes_equal(iati_said(c, true), code))
            return c->name;
    return code;
}

/* Of a field that is told in several places the first counts. */
static void
put(struct work *w, struct json *to, const struct kind_iati *f, struct json *value)
{
    struct json *there = json_get(to, f->name);

    if (f->end != NULL && there == NULL)
        json_put(to, f->name, there = json_object(w));
    if (f->end != NULL && json_get(there, f->end) == NULL)
        json_put(there, f->end, value);
    else if (there == NULL)
        json_put(to, f->name, value);
}

/* An end alone no field can hold; one that lies before its start is left out. */
static void
settle_dates(struct json *of, const struct kind_iati *fields)
{
    for (const struct kind_iati *f = fields; f != NULL; f = f->next) {
        struct json *date = f->end != NULL ? json_get(of, f->name) : NULL;
        struct bytes from = json_get_text(date, "from"), to = json_get_text(date, "to");

        if (date != NULL && from.len == 0)
            json_drop(of, f->name);
        else if (to.len > 0 && bytes_order(to, from) < 0)
            json_drop(date, "to");
    }
}

static struct json *value_at(struct work *w, const struct kind_iati *f,
    const struct xml *x, struct bytes path);

static struct json *
members_at(struct work *w, const struct kind_iati *f, const struct xml *x)
{
    struct json *out = json_object(w);

    for (const struct kind_iati *m = f->members; m != NULL && work_ok(w); m = m->next) {
        struct json *value = value_at(w, m, x, m->path);

        /* Within an element false is what it is without saying so. */
        if (value != NULL && (value->type != JSON_BOOL || value->truth))
            put(w, out, m, value);
        else if (m->must && json_get(out, m->name) == NULL)
            return NULL;
    }
    settle_dates(out, f->members);
    return out;
}

/* What stands where a path leads to from an element; NULL where the field cannot hold it. */
static struct json *
value_at(struct work *w, const struct kind_iati *f, const struct xml *x,
    struct bytes path)
{
    struct bytes attribute, text = {0};
    struct json *out;

    x = lead(x, path, &attribute);
    if (x == NULL)
        return NULL;
    if (f->sort == FIELD_OTHER) {
        out = members_at(w, f, x);
    } else if (f->sort == FIELD_LANG_TEXT && attribute.len == 0) {
        out = texts_of(w, f, x);
    } else {
        if (!text_at(w, x, attribute, &text) || text.len == 0)
            return NULL;
        text = word_of(f->codes, text);
        out = f->sort == FIELD_TRUTH
            ? json_bool(w, bytes_is(text, "1") || bytes_is(text, "true"))
            : text_in(w, f, text);
    }
    return out != NULL && work_ok(w) && (f->end != NULL || kind_iati_holds(w, f, out))
        ? out
        : NULL;
}

/* Do its attributes say what they must?  A "." is the value itself, once it is read. */
static bool
fits(const struct kind_iati *f, const struct xml *x, const struct json *value)
{
    for (const struct json *h = f->has != NULL ? f->has->first : NULL; h != NULL;
         h = h->next) {
        const struct xml_attribute *a = xml_attribute_of(x, (struct bytes){0}, h->name);
        struct bytes is = a != NULL ? a->value : (struct bytes){0};

        if (bytes_is(iati_said(h, false), ".")
                ? value != NULL && !bytes_equal(is, value->text)
                : !bytes_equal(is, iati_said(h, false)) &&
                    !bytes_equal(is, iati_said(h, true)))
            return false;
    }
    return true;
}

struct json *
iati_value(struct work *w, const struct kind_iati *f, const struct xml *x)
{
    struct bytes path = f->path, first = iati_step(&path);
    struct json *out = value_at(w, f, x, first.at[0] == '@' ? first : path);

    return out != NULL && fits(f, x, out) ? out : NULL;
}

/* ---- All of them -------------------------------------------------------------------------------- */

const struct kind_iati *
iati_field(const struct kind_iati *map, const struct xml *x)
{
    const struct kind_iati *f = map->members;

    while (f != NULL &&
        (x->space.len > 0 || !bytes_equal(f->first, x->name) || !fits(f, x, NULL)))
        f = f->next;
    return f;
}

static bool
collect(struct work *w, struct json *core, struct json *value, const struct kind_iati *f,
    bool old)
{
    struct json *there = json_get(core, f->name);

    if (f->sort == FIELD_LANG_TEXT && there != NULL) {
        /* Texts of 1.0x have an element each; those of 2.0x one for all, and the first counts. */
        if (old)
            add_texts(there, value);
    } else if (!f->list) {
        put(w, core, f, value);
    } else {
        if (there == NULL)
            json_put(core, f->name, there = json_array(w));
        TRY(there != NULL);
        if (there->count < f->most_items &&
            (f->sort != FIELD_TEXT || !json_holds(there, value)))
            json_add(there, value);
    }
    return work_ok(w);
}

bool
iati_core(struct work *w, const struct kind_iati *map, const struct iati_item *i,
    struct json **out)
{
    *out = json_object(w);
    for (const struct xml *x = xml_child(i->element, NULL); x != NULL;
         x = xml_next(x, NULL)) {
        const struct kind_iati *f = iati_field(map, x);
        struct json *value = f != NULL ? iati_value(w, f, x) : NULL;

        TRY(work_ok(w));
        if (value != NULL)
            TRY(collect(w, *out, value, f, i->old));
    }
    for (const struct kind_iati *f = map->members; f != NULL; f = f->next) {
        struct json *value = f->path.at[0] == '@' ? iati_value(w, f, i->element) : NULL;

        if (value != NULL)
            put(w, *out, f, value);
        /* A record has a title; an item that has none is called by its identifier. */
        if (f->title && json_get(*out, f->name) == NULL)
            json_put(*out, f->name, text_in(w, f, i->id.len > 0 ? i->id : bytes_of("?")));
    }
    settle_dates(*out, map->members);
    return work_ok(w);
}
