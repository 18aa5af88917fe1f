/*
 * Entries that are new, or another to a search than they were: all others give the same hits.
 */
#include "engines/screen/watch.h"

#include "engines/screen/entry.h"

static bool
same_dates(const struct screen_entry *a, const struct screen_entry *b)
{
    for (size_t i = 0; i < a->date_count && a->date_count == b->date_count; i++)
        if (entry_date_order(&a->dates[i], &b->dates[i]) != 0)
            return false;
    return a->date_count == b->date_count;
}

static bool
same_numbers(const struct screen_entry *a, const struct screen_entry *b)
{
    for (size_t i = 0; i < a->id_count && a->id_count == b->id_count; i++)
        if (!bytes_equal(a->ids[i].number, b->ids[i].number))
            return false;
    return a->id_count == b->id_count;
}

static bool
same_countries(const struct screen_entry *a, const struct screen_entry *b)
{
    for (size_t i = 0; i < a->country_count && a->country_count == b->country_count; i++)
        if (!bytes_equal(a->countries[i], b->countries[i]))
            return false;
    return a->country_count == b->country_count;
}

/* Is all that a search reads of them the same, in the same order? */
static bool
same_to_search(const struct screen_entry *a, const struct screen_entry *b)
{
    if (a->type != b->type || a->gender != b->gender || a->name_count != b->name_count)
        return false;
    for (size_t i = 0; i < a->name_count; i++)
        if (!bytes_equal(a->names[i].text, b->names[i].text))
            return false;
    return same_dates(a, b) && same_countries(a, b) && same_numbers(a, b);
}

const struct screen_list *
fresh_before(const struct screen_list *was, size_t was_count,
    const struct screen_list *is, size_t l)
{
    size_t others = 0;

    for (size_t i = 0; i < l; i++)
        others += bytes_equal(is[i].name, is[l].name);
    for (size_t i = 0; i < was_count; i++)
        if (bytes_equal(was[i].name, is[l].name) && others-- == 0)
            return &was[i];
    return NULL;
}

bool
fresh_of(struct work *w, const struct screen_list *was, const struct screen_list *is,
    struct fresh *out)
{
    static const struct screen_list none;
    uint32_t *pair = work_alloc(w, (is->count + 1) * sizeof(*pair));
    struct screen_list *l = &out->list;

    was = was != NULL ? was : &none;
    *out = (struct fresh){.list = *is,
        .at = work_alloc(w, (is->count + 1) * sizeof(*out->at)),
        .stays = work_alloc(w, (was->count + 1) * sizeof(*out->stays))};
    l->entries = work_alloc(w, (is->count + 1) * sizeof(*l->entries));
    l->count = l->names = 0;
    TRY(pair != NULL && out->at != NULL && out->stays != NULL && l->entries != NULL &&
        lists_pair(w, was, is, pair));
    for (size_t i = 0; i < was->count; i++)
        out->stays[i] = LISTS_NONE;
    out->gone = was->count;
    for (size_t i = 0; i < is->count; i++) {
        const struct screen_entry *e = &is->entries[i];

        out->gone -= pair[i] != LISTS_NONE;
        if (pair[i] != LISTS_NONE && same_to_search(&was->entries[pair[i]], e)) {
            out->stays[pair[i]] = (uint32_t)i;
            continue;
        }
        out->at[l->count] = (uint32_t)i;
        l->entries[l->count++] = *e;
        l->names += e->name_count;
    }
    return true;
}

bool
screen_lists_fresh(struct work *w, const struct screen_list *was, size_t was_count,
    const struct screen_list *is, size_t count, struct screen_list *out)
{
    for (size_t l = 0; l < count; l++) {
        struct fresh f;

        TRY(fresh_of(w, fresh_before(was, was_count, is, l), &is[l], &f));
        out[l] = f.list;
    }
    return true;
}
