/*
 * kind_alike: "duplicates", the fields that together tell that two records are likely the same
 * thing.  docs/kinds.md, "Duplicates".
 */
#include "core/records/kinds_inner.h"

#define KEYS_MAX 8 /* lists of fields */
#define FIELDS_MAX 8

/* A text of the part core, or one of each item of a list, that is about nobody: no person is
 * matched by accident. */
static bool
check_field(struct work *w, const struct kind *k, struct bytes path,
    const struct place *at, bool *single)
{
    struct lead l = kind_lead(k, path);

    *single = l.lists == 0;
    if (l.schema == NULL || l.lists > 1 || !bytes_is(l.part->name, "core") ||
        (l.schema->type != SCHEMA_STRING && l.schema->type != SCHEMA_LANG_TEXT))
        return fail_at(w, at, "%.*s is no text of the part core, with at most one *",
            (int)path.len, (const char *)path.at);
    return (!l.personal && l.part->ordinary) ||
        fail_at(w, at, "%.*s is about a person: persons are not matched", (int)path.len,
            (const char *)path.at);
}

static bool
check_key(struct work *w, const struct kind *k, const struct json *key,
    const struct place *at)
{
    bool any = false, single;

    if (!is_list(key, 1, FIELDS_MAX))
        return fail_at(w, at, "not a list of 1 to %d fields", FIELDS_MAX);
    for (const struct json *f = key->first; f != NULL; f = f->next) {
        if (f->type != JSON_TEXT)
            return fail_at(w, at, "a field is a path like core.title");
        TRY(check_field(w, k, f->text, at, &single));
        any = any || single;
    }
    return any || fail_at(w, at, "at least one of the fields stands in no list");
}

bool
duplicates_read(struct work *w, const struct json *file, const struct place *up,
    const struct kind *k)
{
    const struct json *keys = json_get(file, "duplicates");
    struct place at = {.up = up, .name = bytes_of("duplicates")};

    if (keys == NULL)
        return true;
    if (!bytes_is(k->side, "main"))
        return fail_at(w, &at, "behind the wall nobody is matched");
    if (!is_list(keys, 1, KEYS_MAX))
        return fail_at(w, &at, "not a list of 1 to %d lists of fields", KEYS_MAX);
    for (const struct json *key = keys->first; key != NULL; key = key->next)
        TRY(check_key(w, k, key, &at));
    return true;
}
