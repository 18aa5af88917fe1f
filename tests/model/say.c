/* Members of a step, each read into one of the struct's. */
#include <limits.h>

#include "tests/model/driver.h"

bool
say_integer(struct work *w, const struct json *of, const char *name, int64_t *out)
{
    if (json_get(of, name) == NULL)
        return true;
    return json_need_integer(w, of, name, -JSON_INTEGER_MAX, JSON_INTEGER_MAX, out);
}

bool
say_unsigned(struct work *w, const struct json *of, const char *name, unsigned *out)
{
    int64_t v = 0;

    if (json_get(of, name) == NULL)
        return true;
    TRY(json_need_integer(w, of, name, 0, UINT_MAX, &v));
    *out = (unsigned)v;
    return true;
}

bool
say_bool(struct work *w, const struct json *of, const char *name, bool *out)
{
    struct json *v;

    if (json_get(of, name) == NULL)
        return true;
    TRY(json_need(w, of, name, JSON_BOOL, &v));
    *out = v->truth;
    return true;
}

bool
say_text(struct work *w, const struct json *of, const char *name, struct bytes *out)
{
    return json_get(of, name) == NULL || json_need_text(w, of, name, out);
}

bool
say_hash(struct work *w, const struct json *of, const char *name, struct hash *out)
{
    return json_get(of, name) == NULL || json_need_hash(w, of, name, out);
}

bool
say_uuid(struct work *w, const struct json *of, const char *name, struct uuid *out)
{
    return json_get(of, name) == NULL || json_need_uuid(w, of, name, out);
}

bool
say_terms(struct work *w, const struct json *of, const char *name,
    const struct terms **out)
{
    const struct json *part = json_get(of, name);
    struct terms *t;

    if (part == NULL)
        return true;
    t = work_alloc(w, sizeof(*t));
    if (t == NULL)
        return false;
    TRY(terms_read(w, part, t));
    *out = t;
    return true;
}

bool
say_array(struct work *w, const struct json *of, const char *name, size_t size,
    bool (*read)(struct work *w, const struct json *item, void *to), const void **out,
    size_t *count)
{
    const struct json *item;
    struct json *list;
    uint8_t *all;

    if (json_get(of, name) == NULL)
        return true;
    TRY(json_need(w, of, name, JSON_ARRAY, &list));
    all = work_alloc(w, size * (list->count + 1));
    if (all == NULL)
        return false;
    *out = all;
    for (item = list->first; item != NULL; item = item->next, (*count)++)
        TRY(read(w, item, all + size * *count));
    return true;
}
