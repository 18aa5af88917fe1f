/*
 * A record's fields back into the element of its item.
 *
 * What the fields hold is compared with what was read out of the element: only where the two
 * differ is the element touched, and there what nobody changed is used again, with whatever
 * others added to it.
 */
#include "engines/formats/iati_map.h"

#include <string.h>

/* The order that schema 2.03 asks for; version 1.0x has none. */
static const char *const order[] = {"iati-identifier", "reporting-org", "title",
    "description", "participating-org", "other-identifier", "activity-status",
    "activity-date", "contact-info", "activity-scope", "recipient-country",
    "recipient-region", "location", "sector", "tag", "country-budget-items",
    "humanitarian-scope", "policy-marker", "collaboration-type", "default-flow-type",
    "default-finance-type", "default-aid-type", "default-tied-status", "budget",
    "planned-disbursement", "capital-spend", "transaction", "document-link",
    "related-activity", "legacy-data", "conditions", "result", "crs-add", "fss"};

static size_t
rank(const struct xml *x)
{
    size_t at = 0;

    while (at < COUNT_OF(order) && !xml_is(x, order[at]))
        at++;
    return at;
}

/* ---- A record's field as the values of elements ---------------------------------------------------- */

static const char *const said[] = {"name", "ref", "type", "role", "secondary", "code",
    "vocabulary", "percentage", "value", "currency", "period", "value-date", "status",
    NULL};

/* Without what only a record says of it: which node an organisation has, and the like. */
static struct json *
plain(struct work *w, const struct json *from)
{
    struct json *out, *copy;

    if (from->type != JSON_OBJECT)
        return json_keep(w, from, &copy) ? copy : NULL;
    out = json_object(w);
    for (size_t i = 0; said[i] != NULL; i++) {
        const struct json *m = json_get(from, said[i]);

        if (m != NULL && json_keep(w, m, &copy))
            json_put(out, said[i], copy);
    }
    return out;
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
        last ? iati_days_of(date, month) : 1);
}

static void
add_day(struct work *w, struct json *to, const struct json *core, size_t type)
{
    static const char *const names[] = {"planned", "actual", "planned", "actual"};
    struct bytes day =
        json_get_text(json_get(core, names[type]), type < 2 ? "from" : "to");
    struct json *one = json_object(w);

    if (day.len == 0)
        return;
    json_put(one, "type", json_string(w, iati_date_types[type][0]));
    json_put(one, "day", json_string(w, whole_day(w, day, type >= 2)));
    json_add(to, one);
}

static bool
values_of(struct work *w, const struct json *core, const struct iati_field *f, bool old,
    struct json **out)
{
    const struct json *field = f->name != NULL ? json_get(core, f->name) : NULL;
    bool each =
        field != NULL && field->type == JSON_ARRAY && (f->sort != IATI_TEXT || old);

    *out = json_array(w);
    for (size_t i = 0; i < COUNT_OF(iati_date_types) && f->sort == IATI_DATE; i++)
        add_day(w, *out, core, i);
    for (const struct json *v = each ? field->first : field; v != NULL;
         v = each ? v->next : NULL) {
        struct json *value = plain(w, v), *texts = json_array(w);

        /* A country that is known by its name alone has no place in IATI. */
        if (f->sort == IATI_CODE && json_get(v, "code") == NULL)
            continue;
        if (each && f->sort == IATI_TEXT) {
            json_add(texts, json_keep(w, v, &value) ? value : NULL);
            value = texts;
        }
        json_add(*out, value);
    }
    return work_ok(w);
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

static void
set_member(struct work *w, struct xml *x, const struct json *v, const char *name,
    const char *attribute)
{
    struct bytes text = json_get_text(v, name);

    if (text.len > 0)
        xml_set(w, x, attribute, text);
}

static void
write_party(struct work *w, struct xml *x, const struct json *v, bool old)
{
    struct bytes role = json_get_text(v, "role");
    const struct json *second = json_get(v, "secondary");

    for (size_t i = 0; i < COUNT_OF(iati_roles); i++)
        if (bytes_is(role, iati_roles[i][0]))
            xml_set(w, x, "role", bytes_of(iati_roles[i][old ? 2 : 1]));
    set_member(w, x, v, "ref", "ref");
    /* A word, as tables have it, is no code. */
    if (json_get_text(v, "type").len == 2)
        set_member(w, x, v, "type", "type");
    if (second != NULL)
        xml_set(w, x, "secondary-reporter", bytes_of(second->truth ? "1" : "0"));
    write_texts(w, x, json_get(v, "name"), old);
}

static void
write_date(struct work *w, struct xml *x, const struct json *v, bool old)
{
    struct bytes type = json_get_text(v, "type");

    xml_set(w, x, "type", old ? bytes_of(iati_date_types[type.at[0] - '1'][1]) : type);
    xml_set(w, x, "iso-date", json_get_text(v, "day"));
}

static void
add_period(struct work *w, struct xml *x, const char *name, struct bytes date, bool last)
{
    struct xml *to = xml_new(w, name);
    const char *day = whole_day(w, date, last);

    if (day != NULL)
        xml_set(w, to, "iso-date", bytes_of(day));
    xml_add(x, to);
}

static void
write_budget(struct work *w, struct xml *x, const struct json *v)
{
    const struct json *period = json_get(v, "period");
    struct bytes from = json_get_text(period, "from"), to = json_get_text(period, "to");
    struct bytes dated = json_get_text(json_get(v, "value-date"), "from");
    struct xml *value = xml_new(w, "value");
    const char *day;

    if (json_get(v, "type") != NULL)
        xml_set(w, x, "type",
            bytes_of(bytes_is(json_get_text(v, "type"), "original") ? "1" : "2"));
    if (json_get(v, "status") != NULL)
        xml_set(w, x, "status",
            bytes_of(bytes_is(json_get_text(v, "status"), "indicative") ? "1" : "2"));
    add_period(w, x, "period-start", from, false);
    add_period(w, x, "period-end", to.len > 0 ? to : from, true);
    set_member(w, value, v, "currency", "currency");
    day = whole_day(w, dated.len > 0 ? dated : from, false);
    if (day != NULL)
        xml_set(w, value, "value-date", bytes_of(day));
    xml_add_text(w, value, json_get_text(v, "value"));
    xml_add(x, value);
}

static struct xml *
write_value(struct work *w, const struct iati_field *f, const struct json *v, bool old)
{
    struct xml *x = xml_new(w, f->element), *name;

    switch (f->sort) {
    case IATI_WORD:
        xml_add_text(w, x, v->text);
        break;
    case IATI_TEXT:
        write_texts(w, x, v, old);
        break;
    case IATI_PARTY:
        write_party(w, x, v, old);
        break;
    case IATI_STATUS:
        xml_set(w, x, "code", v->text);
        break;
    case IATI_DATE:
        write_date(w, x, v, old);
        break;
    case IATI_CODE:
        set_member(w, x, v, "vocabulary", "vocabulary");
        set_member(w, x, v, "code", "code");
        set_member(w, x, v, "percentage", "percentage");
        write_texts(w, x, json_get(v, "name"), old);
        break;
    case IATI_LOCATION:
        set_member(w, x, v, "code", "ref");
        name = json_get(v, "name") != NULL ? xml_new(w, "name") : NULL;
        write_texts(w, name, json_get(v, "name"), old);
        xml_add(x, name);
        break;
    case IATI_THEME:
        xml_set(w, x, "code", v->text);
        xml_set(w, x, "vocabulary", bytes_of("99"));
        name = xml_new(w, "narrative");
        xml_add_text(w, name, v->text);
        xml_add(x, name);
        break;
    case IATI_BUDGET:
        write_budget(w, x, v);
        break;
    }
    return x;
}

/* ---- What was there, used again --------------------------------------------------------------------- */

/* What others put into an element that is written anew goes over into the new one. */
static void
carry(struct work *w, struct xml *from, struct xml *to)
{
    static const char *const attributes[] = {"ref", "type", "role", "secondary-reporter",
        "code", "vocabulary", "percentage", "status", "iso-date", NULL};
    static const char *const children[] = {"narrative", "period-start", "period-end",
        "value", "name", NULL};
    struct xml *none = NULL, **front = to != NULL ? &to->first : &none;

    for (const struct xml_attribute *a = from->attributes; a != NULL && to != NULL;
         a = a->next) {
        struct xml_attribute *copy;

        if (a->space.len == 0 ? bytes_is_any(a->name, attributes)
                              : xml_attribute_of(to, a->space, a->name) != NULL)
            continue;
        copy = work_alloc(w, sizeof(*copy));
        if (copy == NULL)
            return;
        *copy = *a;
        copy->next = to->attributes;
        to->attributes = copy;
    }
    for (struct xml *c = from->first, *next; c != NULL && to != NULL; c = next) {
        bool before = xml_is(c, "location-reach") || xml_is(c, "location-id");

        next = c->next;
        c->next = NULL;
        if (xml_is_text(c) || (c->space.len == 0 && bytes_is_any(c->name, children)))
            continue;
        if (before && *front != NULL) { /* the schema wants a place's name behind */
            c->parent = to;
            c->next = *front;
            *front = c;
            front = &c->next;
        } else {
            xml_add(to, c);
        }
    }
    if (to != NULL && to->prefixes == NULL)
        to->prefixes = from->prefixes;
}

/* An element of the item, and the value that it was read as. */
struct there {
    struct xml *x;
    const struct json *value; /* NULL: no field holds it, it stays as it is */
    bool used;
};

/* The element that says just this, and was not used yet. */
static struct there *
exact(struct there *at, size_t count, const struct json *v)
{
    for (size_t i = 0; i < count; i++)
        if (at[i].value != NULL && !at[i].used && json_equal(at[i].value, v))
            return &at[i];
    return NULL;
}

/* The one of the same key; else, where none came or went, the one in its place. */
static struct there *
nearest(struct there *at, size_t count, const struct iati_field *f, const struct json *v,
    size_t place, bool as_many)
{
    const struct json *key = f->key != NULL ? json_get(v, f->key) : NULL;
    struct there *placed = NULL;
    size_t nth = 0;

    for (size_t i = 0; i < count; i++) {
        const struct json *its = f->key != NULL ? json_get(at[i].value, f->key) : NULL;

        if (at[i].value == NULL)
            continue;
        if (!at[i].used && key != NULL && its != NULL && json_equal(its, key))
            return &at[i];
        if (nth++ == place && as_many && !at[i].used)
            placed = &at[i];
    }
    return placed;
}

/* Elements for all values, in their order. */
static bool
write_all(struct work *w, const struct iati_field *f, struct there *at, size_t count,
    size_t held, const struct json *values, bool old, struct xml ***out)
{
    struct xml **made = work_alloc(w, (values->count + 1) * sizeof(struct xml *));
    size_t n = 0;

    TRY(made != NULL);
    for (const struct json *v = values->first; v != NULL; v = v->next, n++) {
        struct there *same = exact(at, count, v);

        if (same != NULL)
            same->used = true;
        made[n] = same != NULL ? same->x : NULL;
    }
    n = 0;
    for (const struct json *v = values->first; v != NULL; v = v->next, n++) {
        struct there *from = NULL;

        if (made[n] != NULL)
            continue;
        from = nearest(at, count, f, v, n, held == values->count);
        made[n] = write_value(w, f, v, old);
        TRY(made[n] != NULL);
        if (from != NULL) {
            carry(w, from->x, made[n]);
            from->used = true;
        }
    }
    *out = made;
    return work_ok(w);
}

/* The elements of a field, each with the value that the field holds of it. */
static bool
find_there(struct work *w, const struct xml *item, const struct iati_field *f,
    const struct json *held, struct there **out, size_t *count)
{
    const struct json *v = held->first;

    *count = 0;
    for (const struct xml *x = xml_child(item, f->element); x != NULL;
         x = xml_next(x, f->element))
        ++*count;
    *out = work_alloc(w, (*count + 1) * sizeof(**out));
    TRY(*out != NULL);
    *count = 0;
    for (struct xml *x = xml_child(item, f->element); x != NULL;
         x = xml_next(x, f->element)) {
        struct json *value = iati_value(w, x, f), *bare = NULL;

        TRY(work_ok(w));
        if (value != NULL)
            TRY((bare = plain(w, value)) != NULL);
        (*out)[*count].x = x;
        if (f->sort == IATI_DATE)
            bare = value;
        for (v = held->first; bare != NULL && v != NULL; v = v->next)
            if (json_equal(v, bare))
                (*out)[*count].value = bare;
        ++*count;
    }
    return true;
}

/* Every child of an item, taken out of it. */
static bool
take_children(struct work *w, struct xml *item, struct xml ***out, size_t *count)
{
    *count = 0;
    for (const struct xml *c = item->first; c != NULL; c = c->next)
        ++*count;
    *out = work_alloc(w, (*count + 1) * sizeof(struct xml *));
    TRY(*out != NULL);
    *count = 0;
    for (struct xml *c = item->first, *next; c != NULL; c = next) {
        next = c->next;
        c->next = NULL;
        (*out)[(*count)++] = c;
    }
    item->first = item->last = NULL;
    return true;
}

/* Put the new elements where the first of the old ones stood, else where the schema wants
 * them; old ones that no field holds stay. */
static bool
place_all(struct work *w, struct xml *item, const struct there *at, size_t count,
    struct xml *const *made, size_t made_count)
{
    struct xml **children;
    size_t child_count, mine = 0;
    bool had = false, done = made_count == 0;

    for (size_t i = 0; i < count; i++)
        had = had || at[i].value != NULL;
    TRY(take_children(w, item, &children, &child_count));
    for (size_t i = 0; i <= child_count; i++) {
        struct xml *c = i < child_count ? children[i] : NULL;
        const struct there *t = mine < count && c == at[mine].x ? &at[mine++] : NULL;
        bool here = c == NULL ||
            (had ? t != NULL && t->value != NULL
                 : !done && !xml_is_text(c) && rank(c) > rank(made[0]));

        for (size_t n = 0; n < made_count && here && !done; n++)
            xml_add(item, made[n]);
        done = done || here;
        if (c != NULL && (t == NULL || t->value == NULL))
            xml_add(item, c);
    }
    return true;
}

static bool
merge_field(struct work *w, struct xml *item, const struct iati_field *f, bool old,
    const struct json *base, const struct json *core)
{
    struct json *held, *wanted;
    struct there *at;
    struct xml **made;
    size_t count;

    TRY(values_of(w, base, f, old, &held) && values_of(w, core, f, old, &wanted));
    if (json_equal(held, wanted))
        return true;
    TRY(find_there(w, item, f, held, &at, &count));
    TRY(write_all(w, f, at, count, held->count, wanted, old, &made));
    return place_all(w, item, at, count, made, wanted->count);
}

/* ---- The whole ------------------------------------------------------------------------------------------ */

/* What schema 2.03 asks of every activity. */
static bool
check_whole(struct work *w, const struct json *core)
{
    static const char *const needed[] = {"identifier", "description", "participating",
        "status"};
    const struct json *by = json_get(core, "reporting");

    const struct json *parties = json_get(core, "participating");

    for (const struct json *p = parties != NULL ? parties->first : NULL; p != NULL;
         p = p->next)
        if (json_get(p, "role") == NULL)
            return fail(w, FAULT_INVALID,
                "core.participating has one without a role: IATI wants it");
    for (size_t i = 0; i < COUNT_OF(needed); i++)
        if (json_get(core, needed[i]) == NULL)
            return fail(w, FAULT_INVALID, "core.%s is missing: IATI wants one",
                needed[i]);
    if (json_get_text(by, "ref").len == 0 || json_get_text(by, "type").len != 2)
        return fail(w, FAULT_INVALID,
            "core.reporting has no ref, or no type: IATI wants both");
    if (json_get(core, "planned") == NULL && json_get(core, "actual") == NULL)
        return fail(w, FAULT_INVALID, "core.planned is missing: IATI wants a date");
    return true;
}

static bool
set_humanitarian(struct work *w, struct xml *item, const struct json *base,
    const struct json *core)
{
    const struct json *was = json_get(base, "humanitarian"),
                      *is = json_get(core, "humanitarian");
    const struct xml_attribute *all = item->attributes;

    if (is == NULL ? was == NULL : was != NULL && was->truth == is->truth)
        return true;
    item->attributes = NULL;
    for (const struct xml_attribute *a = all; a != NULL; a = a->next) {
        struct xml_attribute *copy = work_alloc(w, sizeof(*copy));

        TRY(copy != NULL);
        *copy = *a;
        copy->next = item->attributes;
        if (a->space.len > 0 || !bytes_is(a->name, "humanitarian"))
            item->attributes = copy;
    }
    if (is != NULL)
        xml_set(w, item, "humanitarian", bytes_of(is->truth ? "1" : "0"));
    return work_ok(w);
}

bool
iati_merge(struct work *w, struct iati_item *i, const struct json *core,
    struct iati_item **out)
{
    struct json *base = json_object(w);
    bool old = i != NULL && i->old;
    struct xml *item;

    if (i == NULL)
        TRY(check_whole(w, core));
    else
        TRY(iati_core(w, i, &base));
    item = i != NULL ? (struct xml *)(uintptr_t)i->element : xml_new(w, "iati-activity");
    *out = i != NULL ? i : work_alloc(w, sizeof(**out));
    TRY(item != NULL && *out != NULL);
    (*out)->element = item;
    for (const struct iati_field *f = iati_fields; f->element != NULL; f++) {
        /* An identifier stays in the element that it stands in. */
        if (f->sort == IATI_WORD && xml_child(item, f->element) == NULL &&
            (f != iati_fields || xml_child(item, "organisation-identifier") != NULL))
            continue;
        if (f->sort == IATI_THEME && old) /* of which 1.0x knows nothing */
            continue;
        TRY(merge_field(w, item, f, old, base, core));
    }
    TRY(old || set_humanitarian(w, item, base, core));
    return work_ok(w);
}
