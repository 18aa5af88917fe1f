/*
 * json_build: values made by hand, in one go, with the fault looked at once at the end.
 */
#include "ground/base/base.h"
#include "ground/base/json_inner.h"

/* ---- Single values ---------------------------------------------------------- */

static struct json *
new_value(struct work *w, enum json_type type)
{
    struct json *v = work_alloc(w, sizeof(*v));

    if (v != NULL)
        v->type = type;
    return v;
}

struct json *
json_null(struct work *w)
{
    return new_value(w, JSON_NULL);
}

struct json *
json_bool(struct work *w, bool v)
{
    struct json *made = new_value(w, JSON_BOOL);

    if (made != NULL)
        made->truth = v;
    return made;
}

struct json *
json_integer(struct work *w, int64_t v)
{
    struct json *made = new_value(w, JSON_INTEGER);

    if (made != NULL) {
        made->integer = v;
        made->real = (double)v;
    }
    return made;
}

struct json *
json_text(struct work *w, struct bytes v)
{
    struct json *made = new_value(w, JSON_TEXT);

    if (made != NULL)
        made->text = v;
    return made;
}

struct json *
json_string(struct work *w, const char *v)
{
    return v == NULL ? NULL : json_text(w, bytes_of(v));
}

struct json *
json_hex(struct work *w, struct bytes v)
{
    struct bytes text;

    return hex_write(w, v, &text) ? json_text(w, text) : NULL;
}

struct json *
json_time(struct work *w, int64_t v)
{
    struct bytes text;

    return time_write(w, v, &text) ? json_text(w, text) : NULL;
}

struct json *
json_uuid(struct work *w, const struct uuid *v)
{
    struct bytes text;

    return uuid_write(w, v, &text) ? json_text(w, text) : NULL;
}

struct json *
json_array(struct work *w)
{
    return new_value(w, JSON_ARRAY);
}

struct json *
json_object(struct work *w)
{
    return new_value(w, JSON_OBJECT);
}

/* ---- Putting together ------------------------------------------------------- */

/* Take ${item} in as the last of ${list}. */
static void
append(struct json *list, struct json *item)
{
    item->next = NULL;
    if (list->last == NULL)
        list->first = item;
    else
        list->last->next = item;
    list->last = item;
    list->count++;
}

void
json_add(struct json *array, struct json *item)
{
    if (array != NULL && item != NULL && array->type == JSON_ARRAY)
        append(array, item);
}

/* The member of that name and the one before it, or NULL. */
static struct json *
find(const struct json *object, struct bytes name, struct json **before)
{
    *before = NULL;
    for (struct json *m = object->first; m != NULL; m = m->next) {
        if (bytes_equal(m->name, name))
            return m;
        *before = m;
    }
    return NULL;
}

void
json_put_bytes(struct json *object, struct bytes name, struct json *value)
{
    struct json *old, *before;

    if (object == NULL || value == NULL || object->type != JSON_OBJECT)
        return;
    value->name = name;
    old = find(object, name, &before);
    if (old == NULL) {
        append(object, value);
        return;
    }
    if (old == value)
        return;
    value->next = old->next;
    if (before == NULL)
        object->first = value;
    else
        before->next = value;
    if (object->last == old)
        object->last = value;
}

void
json_put(struct json *object, const char *name, struct json *value)
{
    json_put_bytes(object, bytes_of(name), value);
}

void
json_drop(struct json *object, const char *name)
{
    struct json *old, *before;

    if (object == NULL || object->type != JSON_OBJECT)
        return;
    old = find(object, bytes_of(name), &before);
    if (old == NULL)
        return;
    if (before == NULL)
        object->first = old->next;
    else
        before->next = old->next;
    if (object->last == old)
        object->last = before;
    old->next = NULL;
    object->count--;
}

/* ---- Copying ---------------------------------------------------------------- */

static bool
keep_value(struct work *w, const struct json *from, unsigned depth, struct json **out)
{
    struct json *copy;

    if (depth > JSON_DEPTH_MAX)
        return fail(w, FAULT_INVALID, "JSON nested deeper than %u", JSON_DEPTH_MAX);
    copy = new_value(w, from->type);
    TRY(copy != NULL);
    copy->truth = from->truth;
    copy->integer = from->integer;
    copy->real = from->real;
    if (from->type == JSON_TEXT)
        TRY(work_keep(w, from->text, &copy->text));
    for (const struct json *item = from->first; item != NULL; item = item->next) {
        struct json *kept;

        TRY(keep_value(w, item, depth + 1, &kept));
        if (from->type == JSON_OBJECT)
            TRY(work_keep(w, item->name, &kept->name));
        append(copy, kept);
    }
    *out = copy;
    return true;
}

bool
json_keep(struct work *w, const struct json *value, struct json **out)
{
    if (value == NULL)
        return fail(w, FAULT_INVALID, "there is no JSON value to keep");
    return keep_value(w, value, 0, out);
}
