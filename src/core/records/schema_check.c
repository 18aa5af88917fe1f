/*
 * schema_check: judging a value by its schema, in time that grows with the value.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/records/kinds_inner.h"

/* ---- Places ------------------------------------------------------------------------ */

#define PLACE_MAX 200

const char *
place_path(struct work *w, const struct place *at)
{
    const char *up = at->up != NULL ? place_path(w, at->up) : "",
               *dot = at->up != NULL ? "." : "";

    if (up == NULL)
        return NULL;
    return at->name.len > 0 ? work_format(w, "%s%s%.*s", up, dot, (int)at->name.len,
                                  (const char *)at->name.at)
                            : work_format(w, "%s%s%zu", up, dot, at->item);
}

/* A long one loses its end. */
bool
place_said(struct work *w, const struct place *at, const char **out)
{
    const char *path = place_path(w, at);

    return path != NULL && text_display(w, bytes_of(path), PLACE_MAX, out);
}

/* Names in it may be a stranger's: the terminal must not believe them. */
static bool
fail_so(struct work *w, const struct place *at, const char *rule, const char *why,
    va_list args)
{
    char text[2 * PLACE_MAX];
    const char *path, *shown;

    vsnprintf(text, sizeof(text), why, args);
    TRY(place_said(w, at, &path) &&
        text_display(w, bytes_of(text), sizeof(text), &shown));
    return rule != NULL ? fail_as(w, FAULT_INVALID, rule, "%s: %s", path, shown)
                        : fail(w, FAULT_INVALID, "%s: %s", path, shown);
}

bool
fail_at(struct work *w, const struct place *at, const char *rule, const char *why, ...)
{
    va_list args;

    va_start(args, why);
    (void)!fail_so(w, at, rule, why, args);
    va_end(args);
    return false;
}

bool
refuse(const struct reading *r, const char *why, ...)
{
    va_list args;

    va_start(args, why);
    (void)!fail_so(r->work, r->at, NULL, why, args);
    va_end(args);
    return false;
}

/* ---- Scalars ------------------------------------------------------------------------- */

bool
schema_fits(enum schema_type type, const struct json *value)
{
    static const int types[] = {[JSON_BOOL] = SCHEMA_BOOLEAN,
        [JSON_INTEGER] = SCHEMA_INTEGER,
        [JSON_TEXT] = SCHEMA_STRING,
        [JSON_ARRAY] = SCHEMA_ARRAY | SCHEMA_LANG_TEXT,
        [JSON_OBJECT] = SCHEMA_OBJECT | SCHEMA_FORM};

    return (types[value->type] & (int)type) != 0;
}

static const char *
type_word(enum schema_type type)
{
    return type == SCHEMA_BOOLEAN                         ? "true or false"
        : type == SCHEMA_INTEGER                          ? "an integer"
        : type == SCHEMA_STRING                           ? "a text"
        : (type & (SCHEMA_ARRAY | SCHEMA_LANG_TEXT)) != 0 ? "an array"
                                                          : "an object";
}

int
limit_order(const struct json *a, const struct json *b)
{
    if (a->type == JSON_TEXT)
        return decimal_order(a->text, b->text);
    return (a->integer > b->integer) - (a->integer < b->integer);
}

static bool
check_limits(struct work *w, const struct schema *s, const struct json *value,
    const struct place *at)
{
    bool less = s->minimum != NULL && limit_order(value, s->minimum) < 0;
    bool more = s->maximum != NULL && limit_order(value, s->maximum) > 0;
    struct bytes limit;

    if (!less && !more)
        return true;
    TRY(choice_said(w, less ? s->minimum : s->maximum, &limit));
    return fail_at(w, at, LATER, "%s than %.*s", less ? "less" : "more", (int)limit.len,
        (const char *)limit.at);
}

static bool
check_string(struct work *w, const struct schema *s, const struct json *value,
    const struct place *at)
{
    size_t length = form_length(value->text);

    if (length < s->min_length)
        return fail_at(w, at, LATER, "shorter than %zu characters", s->min_length);
    if (length > s->max_length)
        return fail_at(w, at, LATER, "longer than %zu characters", s->max_length);
    if (s->pattern != NULL && !pattern_match(s->pattern, value->text))
        return fail_at(w, at, NULL, "not of the form that its pattern says");
    return true;
}

bool
choice_said(struct work *w, const struct json *choice, struct bytes *out)
{
    const char *digits;

    *out = choice->text;
    if (choice->type == JSON_TEXT)
        return true;
    digits = work_format(w, "%lld", (long long)choice->integer);
    *out = bytes_of(digits != NULL ? digits : "");
    return digits != NULL;
}

const struct json *
choice_label(struct work *w, const struct json *labels, const struct json *value)
{
    struct bytes name;

    return labels != NULL && choice_said(w, value, &name) ? json_get_bytes(labels, name)
                                                          : NULL;
}

/* ---- Arrays ---------------------------------------------------------------------------- */

/* Items of a unique array are texts or integers: schema_read sees to that. */
static int
item_order(const void *x, const void *y)
{
    const struct json *a = *(const struct json *const *)x,
                      *b = *(const struct json *const *)y;

    if (a->type == JSON_INTEGER)
        return (a->integer > b->integer) - (a->integer < b->integer);
    return bytes_order(a->text, b->text);
}

/* The library's sort merges: no input makes this slow. */
static bool
check_unique(struct work *w, const struct json *array, const struct place *at)
{
    const struct json **all =
        work_alloc(w, (array->count + 1) * sizeof(const struct json *));
    size_t count = 0;

    TRY(all != NULL);
    for (const struct json *item = array->first; item != NULL; item = item->next)
        all[count++] = item;
    qsort(all, count, sizeof(const struct json *), item_order);
    for (size_t i = 1; i < count; i++)
        if (item_order(&all[i - 1], &all[i]) == 0)
            return fail_at(w, at, NULL, "an item stands there twice");
    return true;
}

static bool
check_array(struct work *w, const struct schema *s, const struct json *value,
    const struct place *at)
{
    struct place here = {.up = at};

    if (value->count < s->min_count)
        return fail_at(w, at, LATER, "fewer than %zu items", s->min_count);
    if (value->count > s->max_count)
        return fail_at(w, at, LATER, "more than %zu items", s->max_count);
    for (const struct json *item = value->first; item != NULL; item = item->next) {
        TRY(schema_check(w, s->items, item, &here));
        here.item++;
    }
    return !s->unique || check_unique(w, value, at);
}

/* ---- Objects ----------------------------------------------------------------------------- */

static int
by_name(const void *name, const void *property)
{
    return bytes_order(*(const struct bytes *)name,
        ((const struct property *)property)->name);
}

const struct property *
schema_property(const struct schema *s, struct bytes name)
{
    return s->property_count > 0 ? bsearch(&name, s->properties, s->property_count,
                                       sizeof(*s->properties), by_name)
                                 : NULL;
}

struct property *
property_add(struct schema *s, struct bytes name)
{
    size_t i = s->property_count++;

    for (; i > 0 && bytes_order(s->properties[i - 1].name, name) > 0; i--)
        s->properties[i] = s->properties[i - 1];
    s->properties[i] = (struct property){.name = name};
    return &s->properties[i];
}

static bool
check_object(struct work *w, const struct schema *s, const struct json *value,
    const struct place *at)
{
    size_t required = 0;

    for (const struct json *m = value->first; m != NULL; m = m->next) {
        const struct property *p = schema_property(s, m->name);
        struct place here = {.up = at, .name = m->name};

        if (p == NULL && !s->open)
            return fail_at(w, &here, LATER, "this kind knows no such field");
        if (p == NULL)
            continue;
        required += p->required;
        TRY(schema_check(w, p->schema, m, &here));
    }
    /* No name stands twice in a value, so counting is enough. */
    for (size_t i = 0; required < s->required_count; i++) {
        struct place here = {.up = at, .name = s->properties[i].name};

        if (s->properties[i].required && json_get_bytes(value, here.name) == NULL)
            return fail_at(w, &here, NULL, "is missing");
    }
    if (value->count < s->min_count)
        return fail_at(w, at, NULL, "fewer than %zu fields", s->min_count);
    if (value->count > s->max_count)
        return fail_at(w, at, LATER, "more than %zu fields", s->max_count);
    return true;
}

bool
schema_check(struct work *w, const struct schema *s, const struct json *value,
    const struct place *at)
{
    const char *wrong;

    if (!schema_fits(s->type, value))
        return fail_at(w, at, NULL, "not %s", type_word(s->type));
    if (s->constant != NULL && !json_equal(s->constant, value))
        return fail_at(w, at, NULL, "not the one value that may stand there");
    if (s->choices != NULL && !json_holds(s->choices, value))
        return fail_at(w, at, LATER, "none of the values that may stand there");
    wrong = format_check(s->format, value, s->max_length);
    if (wrong != NULL)
        return fail_at(w, at, NULL, "%s", wrong);
    TRY(check_limits(w, s, value, at));
    switch (s->type) {
    case SCHEMA_STRING:
        return check_string(w, s, value, at);
    case SCHEMA_ARRAY:
        return check_array(w, s, value, at);
    case SCHEMA_OBJECT:
        return check_object(w, s, value, at);
    default:
        return true;
    }
}
