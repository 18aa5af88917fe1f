/*
 * json_get: looking into values -- lenient lookups, demands with a reason, and equality.
 */
#include <string.h>

#include "ground/base/base.h"
#include "ground/base/json_inner.h"

#define NAME_SHOWN 80

/* ---- Looking up ------------------------------------------------------------- */

bool
json_holds(const struct json *list, const struct json *value)
{
    for (const struct json *i = list != NULL ? list->first : NULL; i != NULL; i = i->next)
        if (json_equal(i, value))
            return true;
    return false;
}

bool
json_holds_text(const struct json *list, struct bytes text)
{
    for (const struct json *i = list != NULL ? list->first : NULL; i != NULL; i = i->next)
        if (i->type == JSON_TEXT && bytes_equal(i->text, text))
            return true;
    return false;
}

struct json *
json_get_bytes(const struct json *object, struct bytes name)
{
    if (object == NULL || object->type != JSON_OBJECT)
        return NULL;
    for (struct json *m = object->first; m != NULL; m = m->next)
        if (bytes_equal(m->name, name))
            return m;
    return NULL;
}

struct json *
json_first(const struct json *of)
{
    return of != NULL && (of->type == JSON_ARRAY || of->type == JSON_OBJECT) ? of->first
                                                                             : NULL;
}

struct json *
json_get(const struct json *object, const char *name)
{
    return json_get_bytes(object, bytes_of(name));
}

/* Item ${text} of an array, counted from 0; NULL when that is no number or too large. */
static struct json *
item_at(const struct json *array, struct bytes text)
{
    struct json *item = array->first;
    size_t number = 0;

    if (text.len == 0 || (text.len > 1 && text.at[0] == '0'))
        return NULL;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return NULL;
        number = number * 10 + (size_t)(text.at[i] - '0');
        if (number >= array->count)
            return NULL;
    }
    while (number-- > 0)
        item = item->next;
    return item;
}

struct json *
json_at(const struct json *value, const char *path)
{
    while (value != NULL) {
        size_t len = strcspn(path, ".");
        struct bytes step = bytes_from(path, len);
        struct json *next = value->type == JSON_ARRAY ? item_at(value, step)
                                                      : json_get_bytes(value, step);

        if (path[len] == '\0')
            return next;
        value = next;
        path += len + 1;
    }
    return NULL;
}

struct bytes
json_get_text(const struct json *object, const char *name)
{
    const struct json *m = json_get(object, name);

    return m != NULL && m->type == JSON_TEXT ? m->text : bytes_of("");
}

/* ---- Demanding -------------------------------------------------------------- */

static const char *const type_names[] = {
    [JSON_NULL] = "null",
    [JSON_BOOL] = "true or false",
    [JSON_INTEGER] = "an integer",
    [JSON_DOUBLE] = "a number",
    [JSON_TEXT] = "a text",
    [JSON_ARRAY] = "an array",
    [JSON_OBJECT] = "an object",
};

/* An integer is a number too: RFC 8785 writes 5.0 as 5. */
static bool
is_type(const struct json *v, enum json_type type)
{
    return v->type == type || (type == JSON_DOUBLE && v->type == JSON_INTEGER);
}

bool
json_need(struct work *w, const struct json *object, const char *name,
    enum json_type type, struct json **out)
{
    struct json *m = json_get(object, name);

    if (m == NULL)
        return fail(w, FAULT_INVALID, "\"%s\" is missing", name);
    if (!is_type(m, type))
        return fail(w, FAULT_INVALID, "\"%s\" is not %s", name, type_names[type]);
    *out = m;
    return true;
}

bool
json_need_text(struct work *w, const struct json *object, const char *name,
    struct bytes *out)
{
    struct json *m;

    TRY(json_need(w, object, name, JSON_TEXT, &m));
    *out = m->text;
    return true;
}

bool
json_need_integer(struct work *w, const struct json *object, const char *name,
    int64_t min, int64_t max, int64_t *out)
{
    struct json *m;

    TRY(json_need(w, object, name, JSON_INTEGER, &m));
    if (m->integer < min || m->integer > max)
        return fail(w, FAULT_INVALID, "\"%s\" is not between %lld and %lld", name,
            (long long)min, (long long)max);
    *out = m->integer;
    return true;
}

bool
json_need_hash(struct work *w, const struct json *object, const char *name,
    struct hash *out)
{
    struct bytes text;

    TRY(json_need_text(w, object, name, &text));
    if (!hex_decode(text, out->at, sizeof(out->at)))
        return fail(w, FAULT_INVALID, "\"%s\" is not 32 bytes in lower-case hex", name);
    return true;
}

bool
json_need_uuid(struct work *w, const struct json *object, const char *name,
    struct uuid *out)
{
    struct bytes text;

    TRY(json_need_text(w, object, name, &text));
    if (!uuid_decode(text, out))
        return fail(w, FAULT_INVALID, "\"%s\" is not a UUID in lower case", name);
    return true;
}

bool
json_need_time(struct work *w, const struct json *object, const char *name, int64_t *out)
{
    struct bytes text;
    const char *wrong;

    TRY(json_need_text(w, object, name, &text));
    wrong = time_decode(text, out);
    if (wrong != NULL)
        return fail(w, FAULT_INVALID, "\"%s\" is %s", name, wrong);
    return true;
}

bool
json_only(struct work *w, const struct json *object, const char *const names[])
{
    if (object == NULL || object->type != JSON_OBJECT)
        return fail(w, FAULT_INVALID, "not an object");
    for (const struct json *m = object->first; m != NULL; m = m->next) {
        const char *shown;

        if (bytes_is_any(m->name, names))
            continue;
        TRY(text_display(w, m->name, NAME_SHOWN, &shown));
        return fail(w, FAULT_INVALID, "\"%s\" has no place here", shown);
    }
    return true;
}

/* ---- Equality --------------------------------------------------------------- */

static bool equal_values(const struct json *a, const struct json *b, unsigned depth);

/* Members may stand in any order; the search goes on where the last one was
 * found, so that two of the same order are compared in one pass. */
static bool
equal_objects(const struct json *a, const struct json *b, unsigned depth)
{
    const struct json *hint = b->first;

    for (const struct json *m = a->first; m != NULL; m = m->next) {
        const struct json *other = hint;

        if (other == NULL || !bytes_equal(m->name, other->name))
            other = json_get_bytes(b, m->name);
        if (other == NULL || !equal_values(m, other, depth))
            return false;
        hint = other->next;
    }
    return true;
}

static bool
equal_arrays(const struct json *a, const struct json *b, unsigned depth)
{
    const struct json *x = a->first, *y = b->first;

    for (; x != NULL && y != NULL; x = x->next, y = y->next)
        if (!equal_values(x, y, depth))
            return false;
    return x == NULL && y == NULL;
}

static bool
equal_values(const struct json *a, const struct json *b, unsigned depth)
{
    bool numbers = is_type(a, JSON_DOUBLE) && is_type(b, JSON_DOUBLE);

    if (depth > JSON_DEPTH_MAX || a->count != b->count)
        return false;
    if (a->type != b->type)
        return numbers && a->real == b->real; /* 5 and 5.0 are written alike */
    switch (a->type) {
    case JSON_NULL:
        return true;
    case JSON_BOOL:
        return a->truth == b->truth;
    case JSON_INTEGER:
        return a->integer == b->integer;
    case JSON_DOUBLE:
        return a->real == b->real;
    case JSON_TEXT:
        return bytes_equal(a->text, b->text);
    case JSON_ARRAY:
        return equal_arrays(a, b, depth + 1);
    case JSON_OBJECT:
        return equal_objects(a, b, depth + 1);
    }
    return false;
}

bool
json_equal(const struct json *a, const struct json *b)
{
    return a == b || (a != NULL && b != NULL && equal_values(a, b, 0));
}
