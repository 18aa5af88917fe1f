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
static const char *const items_order[] = {"iati-identifier", "reporting-org", "title",
    "description", "participating-org", "other-identifier", "activity-status",
    "activity-date", "contact-info", "activity-scope", "recipient-country",
    "recipient-region", "location", "sector", "tag", "country-budget-items",
    "humanitarian-scope", "policy-marker", "collaboration-type", "default-flow-type",
    "default-finance-type", "default-aid-type", "default-tied-status", "budget",
    "planned-disbursement", "capital-spend", "transaction", "document-link",
    "related-activity", "legacy-data", "conditions", "result", "crs-add", "fss", NULL};

/* Of these 1.0x knows nothing. */
static const char *const newer[] = {"@humanitarian", "tag", NULL};

/* ---- A record's field as the values of elements ---------------------------------------------------- */

/* What one element says, or is to say. */
struct value {
    const struct kind_iati *field;
    const struct json *says; /* NULL: nothing that a field holds, it stays as it is */
    struct xml *x;           /* where it stands already */
    bool used;
};
struct values {
    struct value *at;
    size_t count;
};

/* Without what only a record says of it: which node an organisation has, and the like. */
static struct json *
plain(struct work *w, const struct kind_iati *f, const struct json *from)
{
    struct json *out = json_object(w), *copy;

    if (f->sort != FIELD_OTHER)
        return json_keep(w, from, &copy) ? copy : NULL;
    for (const struct kind_iati *m = f->members; m != NULL; m = m->next) {
        const struct json *value = json_get(from, m->name);

        if (value != NULL && json_get(out, m->name) == NULL && json_keep(w, value, &copy))
            json_put(out, m->name, copy);
    }
    return out;
}

/* A country that is known by its name alone has no place in IATI. */
static bool
says_enough(const struct kind_iati *f, const struct json *value)
{
    for (const struct kind_iati *m = f->members; m != NULL; m = m->next)
        if (m->must && json_get(value, m->name) == NULL)
            return false;
    return true;
}

static bool
add_value(struct work *w, struct buffer *to, const struct kind_iati *f,
    const struct json *says)
{
    struct value v = {.field = f, .says = says};

    if (says != NULL)
        buffer_add(to, bytes_from(&v, sizeof(v)));
    return work_ok(w);
}

static bool
add_values(struct work *w, const struct json *core, const struct kind_iati *f, bool old,
    struct buffer *to)
{
    const struct json *field = json_get(core, f->name);
    const char *day;

    if (field == NULL)
        return true;
    if (f->end != NULL) {
        day = iati_end(w, f, field);
        return day == NULL || *day == '\0' || add_value(w, to, f, json_string(w, day));
    }
    if (!f->list && (f->sort != FIELD_LANG_TEXT || !old))
        return add_value(w, to, f, plain(w, f, field));
    for (const struct json *v = field->first; v != NULL; v = v->next) {
        struct json *one = plain(w, f, v), *texts = json_array(w);

        if (!f->list) { /* in 1.0x each language has an element */
            json_add(texts, json_keep(w, v, &one) ? one : NULL);
            one = texts;
        }
        TRY(!says_enough(f, v) || add_value(w, to, f, one));
    }
    return work_ok(w);
}

/* Does this place hold what the field says, of several that may? */
static bool
is_place(const struct kind_iati *map, const struct xml *item, const struct kind_iati *f)
{
    for (const struct kind_iati *o = map->members; o != NULL; o = o->next)
        if (strcmp(o->name, f->name) == 0 && o->end == f->end &&
            iati_child(item, o->first) != NULL)
            return o == f;
    return !f->other;
}

/* What all fields of an element of that name say. */
static bool
values_of(struct work *w, const struct kind_iati *map, const struct xml *item,
    struct bytes element, const struct json *core, bool old, struct values *out)
{
    struct buffer b = buffer_open(w, (size_t)1 << 30);

    for (const struct kind_iati *f = map->members; f != NULL; f = f->next)
        if (bytes_equal(f->first, element) && is_place(map, item, f))
            TRY(add_values(w, core, f, old, &b));
    out->at = buffer_array(&b, sizeof(*out->at), &out->count);
    return out->at != NULL;
}

static bool
same(const struct value *a, const struct value *b)
{
    return a->field == b->field && json_equal(a->says, b->says);
}

static bool
all_same(const struct values *a, const struct values *b)
{
    size_t i = 0;

    while (i < a->count && i < b->count && same(&a->at[i], &b->at[i]))
        i++;
    return i == a->count && i == b->count;
}

/* ---- What was there, used again --------------------------------------------------------------------- */

/* The element that says just this, and was not used yet. */
static struct value *
exact(const struct values *there, const struct value *v)
{
    for (size_t i = 0; i < there->count; i++)
        if (there->at[i].says != NULL && !there->at[i].used && same(&there->at[i], v))
            return &there->at[i];
    return NULL;
}

static bool
same_key(const struct value *a, const struct value *b)
{
    if (a->field != b->field)
        return false;
    for (const struct kind_iati *m = a->field->members; m != NULL; m = m->next)
        if (m->key && json_get(a->says, m->name) != NULL)
            return json_equal(json_get(a->says, m->name), json_get(b->says, m->name));
    return a->field->end != NULL;
}

/* The one of the same key; else, where none came or went, the one in its place. */
static struct value *
nearest(const struct values *there, const struct value *v, size_t place, bool as_many)
{
    struct value *placed = NULL;
    size_t nth = 0;

    for (size_t i = 0; i < there->count; i++) {
        struct value *t = &there->at[i];

        if (t->says == NULL)
            continue;
        if (!t->used && same_key(t, v))
            return t;
        if (nth++ == place && as_many && !t->used && t->field == v->field)
            placed = t;
    }
    return placed;
}

/* Elements for all values, in their order. */
static bool
write_all(struct work *w, const struct values *there, bool as_many,
    const struct values *values, bool old)
{
    for (size_t i = 0; i < values->count; i++) {
        struct value *is = exact(there, &values->at[i]);

        if (is != NULL)
            is->used = true;
        values->at[i].x = is != NULL ? is->x : NULL;
    }
    for (size_t i = 0; i < values->count; i++) {
        struct value *v = &values->at[i], *from;

        if (v->x != NULL)
            continue;
        from = nearest(there, v, i, as_many);
        v->x = iati_write_value(w, v->field, v->says, old);
        TRY(v->x != NULL);
        if (from != NULL) {
            iati_carry(v->field, from->x, v->x);
            from->used = true;
        }
    }
    return work_ok(w);
}

/* The elements of that name, each with the value that a field holds of it. */
static bool
find_there(struct work *w, const struct kind_iati *map, const struct xml *item,
    struct bytes element, const struct values *held, struct values *out)
{
    struct buffer b = buffer_open(w, (size_t)1 << 30);

    for (struct xml *x = xml_child(item, NULL); x != NULL; x = xml_next(x, NULL)) {
        struct value v = {.x = x};
        struct json *value;

        if (x->space.len > 0 || !bytes_equal(x->name, element))
            continue;
        v.field = iati_field(map, x);
        value = v.field != NULL ? iati_value(w, v.field, x) : NULL;
        TRY(work_ok(w));
        v.says = value != NULL ? plain(w, v.field, value) : NULL;
        for (size_t i = 0; i < held->count && v.says != NULL; i++)
            v.used = v.used || same(&held->at[i], &v);
        v.says = v.used ? v.says : NULL;
        v.used = false;
        buffer_add(&b, bytes_from(&v, sizeof(v)));
    }
    out->at = buffer_array(&b, sizeof(*out->at), &out->count);
    return out->at != NULL;
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
place_all(struct work *w, struct xml *item, const struct values *there,
    const struct values *made)
{
    struct xml **children;
    size_t child_count, mine = 0;
    bool had = false, done = made->count == 0;

    for (size_t i = 0; i < there->count; i++)
        had = had || there->at[i].says != NULL;
    TRY(take_children(w, item, &children, &child_count));
    for (size_t i = 0; i <= child_count; i++) {
        struct xml *c = i < child_count ? children[i] : NULL;
        const struct value *t =
            mine < there->count && c == there->at[mine].x ? &there->at[mine++] : NULL;
        bool here = c == NULL ||
            (had ? t != NULL && t->says != NULL
                 : !done && !xml_is_text(c) &&
                        iati_rank(c, items_order) >
                            iati_rank(made->at[0].x, items_order));

        for (size_t n = 0; n < made->count && here && !done; n++)
            xml_add(item, made->at[n].x);
        done = done || here;
        if (c != NULL && (t == NULL || t->says == NULL))
            xml_add(item, c);
    }
    return true;
}

static bool
merge_elements(struct work *w, const struct kind_iati *map, struct xml *item,
    struct bytes element, bool old, const struct json *base, const struct json *core)
{
    struct values held, wanted, there;

    TRY(values_of(w, map, item, element, base, old, &held) &&
        values_of(w, map, item, element, core, old, &wanted));
    if (all_same(&held, &wanted))
        return true;
    TRY(find_there(w, map, item, element, &held, &there));
    TRY(write_all(w, &there, held.count == wanted.count, &wanted, old));
    return place_all(w, item, &there, &wanted);
}

/* An attribute of the item itself. */
static bool
merge_attribute(struct work *w, const struct kind_iati *f, struct xml *item,
    const struct json *base, const struct json *core)
{
    const struct json *is = json_get(core, f->name);

    if (f->end != NULL || json_equal(json_get(base, f->name), is))
        return true;
    for (struct xml_attribute **a = &item->attributes; *a != NULL;)
        if ((*a)->space.len == 0 && iati_begins(f->path, (*a)->name, true))
            *a = (*a)->next;
        else
            a = &(*a)->next;
    if (is != NULL)
        iati_write_at(w, item, f, f->path, is, false);
    return work_ok(w);
}

/* ---- The whole ------------------------------------------------------------------------------------------ */

/* "core.participating.role": the field that is that element, or its attribute. */
static const char *
field_name(struct work *w, const struct kind_iati *map, const char *element,
    const char *attribute)
{
    for (const struct kind_iati *f = map->members; f != NULL; f = f->next) {
        if (!bytes_is(f->first, element))
            continue;
        for (const struct kind_iati *m = attribute != NULL ? f->members : NULL; m != NULL;
             m = m->next)
            if (!m->other && iati_begins(m->path, bytes_of(attribute), true))
                return work_format(w, "core.%s.%s", f->name, m->name);
        return work_format(w, "core.%s", f->name);
    }
    return work_format(w, "a field for %s", element);
}

/* What schema 2.03 asks of every activity. */
static bool
check_whole(struct work *w, const struct kind_iati *map, const struct xml *item)
{
    static const struct {
        const char *element, *attribute;
    } needed[] = {{"iati-identifier", NULL}, {"reporting-org", "ref"},
        {"reporting-org", "type"}, {"title", NULL}, {"description", NULL},
        {"participating-org", "role"}, {"activity-status", "code"},
        {"activity-date", "iso-date"}};

    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        const struct xml *x = xml_child(item, needed[i].element);
        bool good = x != NULL;

        for (; x != NULL && needed[i].attribute != NULL;
             x = xml_next(x, needed[i].element))
            good = good && xml_get(x, needed[i].attribute).len > 0;
        if (!good)
            return fail(w, FAULT_INVALID, "%s is missing: IATI wants one",
                field_name(w, map, needed[i].element, needed[i].attribute));
    }
    return true;
}

/* One that was made here is called by its reporter's reference, and its own id. */
static void
name_item(struct work *w, struct xml *item, struct bytes id)
{
    const struct xml *by = xml_child(item, "reporting-org");
    struct bytes ref = by != NULL ? xml_get(by, "ref") : (struct bytes){0};
    struct xml *x;

    if (xml_child(item, "iati-identifier") != NULL || ref.len == 0 || id.len == 0)
        return;
    x = xml_new(w, "iati-identifier");
    xml_add_text(w, x, ref);
    xml_add_text(w, x, bytes_of("-"));
    xml_add_text(w, x, id);
    if (x != NULL)
        iati_add_in_order(item, x, items_order);
}

static bool
merge_all(struct work *w, const struct kind_iati *map, struct xml *item, bool old,
    const struct json *base, const struct json *core)
{
    for (const struct kind_iati *f = map->members, *o; f != NULL; f = f->next) {
        for (o = map->members; !bytes_equal(o->first, f->first);)
            o = o->next;
        if (o != f || (old && bytes_is_any(f->first, newer)))
            continue;
        TRY(f->first.at[0] == '@'
                ? merge_attribute(w, f, item, base, core)
                : merge_elements(w, map, item, f->first, old, base, core));
    }
    return true;
}

bool
iati_merge(struct work *w, const struct kind_iati *map, struct iati_item *i,
    const struct json *core, struct bytes id, struct iati_item **out)
{
    struct json *base = json_object(w);
    bool old = i != NULL && i->old;
    struct xml *item;

    TRY(i == NULL || iati_core(w, map, i, &base));
    item = i != NULL ? (struct xml *)(uintptr_t)i->element : xml_new(w, "iati-activity");
    *out = i != NULL ? i : work_alloc(w, sizeof(**out));
    TRY(item != NULL && *out != NULL);
    (*out)->element = item;
    TRY(merge_all(w, map, item, old, base, core));
    if (i != NULL)
        return work_ok(w);
    name_item(w, item, id);
    return work_ok(w) && check_whole(w, map, item);
}
