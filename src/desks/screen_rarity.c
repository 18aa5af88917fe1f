/*
 * Versions of lists by their ids: those that a run had, and those that say how rare words are in it.
 */
#include <string.h>

#include "desks/lists_desk.h"

bool
versions_of_ids(struct desk *d, struct work *w, const struct json *ids,
    struct version **out, size_t *count)
{
    struct version *all;
    size_t n_all;

    *count = 0;
    TRY(ids != NULL || fail(w, FAULT_CORRUPT, "the record names no lists"));
    TRY(versions_all(d, w, &all, &n_all));
    *out = work_alloc(w, (ids->count + 1) * sizeof(**out));
    TRY(*out != NULL);
    for (const struct json *i = ids->first; i != NULL; i = i->next) {
        struct uuid id;
        size_t n = 0;

        TRY(uuid_read(w, i->text, &id));
        while (n < n_all && memcmp(&all[n].stored.id, &id, sizeof(id)) != 0)
            n++;
        if (n == n_all)
            return fail(w, FAULT_MISSING, "the list %.*s is not here any more",
                (int)i->text.len, (const char *)i->text.at);
        (*out)[(*count)++] = all[n];
    }
    return true;
}

bool
lists_of_ids(struct desk *d, struct work *w, const struct json *ids, struct lists *out)
{
    struct version *of;
    size_t count;

    TRY(versions_of_ids(d, w, ids, &of, &count) && lists_open(w, count, out));
    for (size_t i = 0; i < count; i++)
        TRY(lists_add_version(d, w, &of[i], out));
    return true;
}

/* Are they the versions with these ids? */
static bool
are(const struct lists *lists, const struct json *ids)
{
    const struct json *id = ids->first;

    for (size_t i = 0; i < lists->count; i++, id = id->next)
        if (id == NULL || !bytes_equal(json_get_text(lists->kept[i], "id"), id->text))
            return false;
    return id == NULL;
}

bool
lists_base(struct desk *d, struct work *w, const struct json *rarity, enum lists_keep how,
    const struct screen_index **out)
{
    struct version *of;
    struct lists *taught_by = work_alloc(w, sizeof(*taught_by));
    bool in_use = true;
    size_t count;

    TRY(taught_by != NULL && versions_of_ids(d, w, rarity, &of, &count));
    for (size_t i = 0; i < count; i++)
        in_use &= of[i].newest;
    return lists_ready(d, w, of, count, in_use ? LISTS_KEEP : how, taught_by, out);
}

bool
lists_index(struct work *w, const struct lists *lists, const struct json *rarity,
    const struct screen_index *base, const struct screen_index **out)
{
    struct screen_index *index;

    if (are(lists, rarity))
        TRY(screen_index_alone(w, base, &index));
    else
        TRY(screen_index_build_by(w, base, lists->lists, lists->count, &index));
    *out = index;
    return true;
}
