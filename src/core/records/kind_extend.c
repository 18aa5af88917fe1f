/*
 * kind_extend: does a kind only add to another -- what was a good record stays one, and no
 * item that has moved stands elsewhere?
 */
#include "core/records/kinds_inner.h"

#include <string.h>

/* What a member's names are: the language's own words, or the file's. */
enum names { KEYWORDS, PROPERTIES, OTHERS };

static bool extends(struct work *w, const struct json *old, const struct json *new,
    enum names names, const struct place *at) MUST;

/* Limits that may go up, and those that may go down. */
static const char *const upper[] = {"maxLength", "maxItems", "maxProperties", "maximum",
    "max", NULL};
static const char *const lower[] = {"minLength", "minItems", "minProperties", "minimum",
    "min", NULL};
/* What narrows where it was not before, beside them. */
static const char *const narrows[] = {"const", "enum", "format", "pattern", "required",
    "uniqueItems", "class", "codes", "side", "required-when", "visible-when", NULL};
/* Where the order of a list means something, it stands as it is. */
static const char *const fixed[] = {"required-when", "visible-when", NULL};
/* What only people read, or act on. */
static const char *const words[] = {"aggregate", "duplicates", "hxl", "iati", "label",
    "labels", "logging", "message", "per", "read", "retention", "title", "views", "words",
    NULL};

/* ---- Lists ------------------------------------------------------------------------------ */

/* Choices, targets and ways may become more; all other lists stand as they are. */
static bool
list_extends(struct work *w, const struct json *old, const struct json *new,
    struct bytes name, const struct place *at)
{
    static const char *const growing[] = {"enum", "goes", "to", NULL};

    for (const struct json *i = old->first; i != NULL; i = i->next)
        if (!json_holds(new, i))
            return fail_at(w, at, NULL, "something of the list is gone");
    if (!bytes_is_any(name, growing) && new->count != old->count)
        return fail_at(w, at, NULL, "the list has more than before");
    return true;
}

/* ---- Members ------------------------------------------------------------------------------ */

/* What is added where the language's words stand must not narrow; a new part is not asked of
 * records that were made without it. */
static bool
adds(struct work *w, const struct json *added, enum names names, const struct place *at)
{
    const struct json *required = json_get(added, "required"),
                      *min = json_get(added, "min");

    if (names == KEYWORDS &&
        (bytes_is_any(added->name, narrows) || bytes_is_any(added->name, upper) ||
            bytes_is_any(added->name, lower)))
        return fail_at(w, at, NULL, "narrows what was without it");
    if (names == OTHERS && required != NULL && required->truth)
        return fail_at(w, at, NULL, "a new part is not required");
    return names != OTHERS || min == NULL || min->integer <= 0 ||
        fail_at(w, at, NULL, "a new link is not required");
}

static enum names
names_of(struct bytes member, enum names of)
{
    static const char *const maps[] = {"links", "parts", "states", "moves", "derived",
        "rules", NULL};

    if (of == KEYWORDS && bytes_is(member, "properties"))
        return PROPERTIES;
    return of == KEYWORDS && bytes_is_any(member, maps) ? OTHERS : KEYWORDS;
}

/* A state or a move stands as it was, but for its label: what was moved once must not stand
 * elsewhere now. */
static bool
flows_extend(struct work *w, const struct json *old, const struct json *new,
    const struct place *at)
{
    for (const struct json *m = old->first; m != NULL; m = m->next) {
        const struct json *now = json_get_bytes(new, m->name);
        struct place here = {.up = at, .name = m->name};
        bool same = now != NULL && now->count == m->count;

        if (now == NULL)
            return fail_at(w, &here, NULL, "is gone");
        for (const struct json *f = m->first; f != NULL && same; f = f->next) {
            const struct json *is = json_get_bytes(now, f->name);

            same = bytes_is(f->name, "label") || (is != NULL && json_equal(f, is));
        }
        if (!same)
            return fail_at(w, &here, NULL, "a state or a move is changed");
    }
    return true;
}

static bool
object_extends(struct work *w, const struct json *old, const struct json *new,
    enum names names, const struct place *at)
{
    for (const struct json *m = old->first; m != NULL; m = m->next) {
        const struct json *now = json_get_bytes(new, m->name);
        struct place here = {.up = at, .name = m->name};

        if (names == KEYWORDS && bytes_is_any(m->name, words))
            continue;
        if (now == NULL)
            return fail_at(w, &here, NULL, "is gone");
        if (at->up == NULL && (bytes_is(m->name, "states") || bytes_is(m->name, "moves")))
            TRY(flows_extend(w, m, now, &here));
        else if (at->up == NULL &&
            (bytes_is(m->name, "derived") || bytes_is(m->name, "rules")))
            continue; /* reckoned anew each time: nothing rests on them */
        else
            TRY(extends(w, m, now, names_of(m->name, names), &here));
    }
    for (const struct json *m = new->first; m != NULL; m = m->next) {
        struct place here = {.up = at, .name = m->name};

        if (json_get_bytes(old, m->name) == NULL)
            TRY(adds(w, m, names, &here));
    }
    return true;
}

static bool
extends(struct work *w, const struct json *old, const struct json *new, enum names names,
    const struct place *at)
{
    if (old->type != new->type)
        return fail_at(w, at, NULL, "is of another sort");
    if (names == KEYWORDS && bytes_is_any(at->name, fixed))
        return json_equal(old, new) || fail_at(w, at, NULL, "is another than before");
    if (old->type == JSON_OBJECT)
        return object_extends(w, old, new, names, at);
    if (old->type == JSON_ARRAY)
        return list_extends(w, old, new, at->name, at);
    if ((bytes_is_any(at->name, upper) && limit_order(new, old) >= 0) ||
        (bytes_is_any(at->name, lower) && limit_order(new, old) <= 0))
        return true;
    return json_equal(old, new) || fail_at(w, at, NULL, "is another than before");
}

bool
kind_extends(struct work *w, const struct kind *old, const struct kind *new)
{
    struct place at = {.name = new->name};

    if (!bytes_equal(old->name, new->name))
        return fail_at(w, &at, NULL, "is another kind than %.*s", (int)old->name.len,
            (const char *)old->name.at);
    return extends(w, old->json, new->json, KEYWORDS, &at);
}
