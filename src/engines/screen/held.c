/*
 * The one way from the number of an entry to what its list says.
 */
#include "engines/screen/held.h"

bool
held_open(struct work *w, const struct screen_list *lists, size_t count, struct held *out)
{
    size_t entries = 0;

    *out = (struct held){.lists = lists, .list_count = count};
    for (size_t l = 0; l < count; l++)
        entries += lists[l].count;
    out->read = work_alloc(w, (entries + 1) * sizeof(struct screen_entry *));
    out->list = work_alloc(w, (entries + 1) * sizeof(*out->list));
    TRY(out->read != NULL && out->list != NULL);
    for (size_t l = 0; l < count; l++)
        for (size_t e = 0; e < lists[l].count; e++) {
            out->read[out->count] = &lists[l].entries[e];
            out->list[out->count++] = (uint32_t)l;
        }
    return true;
}

void
held_entry(const struct held *h, uint32_t n, struct held_entry *out)
{
    const struct screen_entry *e = h->read[n];

    *out = (struct held_entry){.of = h,
        .read = e,
        .list = e->list,
        .ref = e->ref,
        .type = e->type,
        .gender = e->gender,
        .dates = e->dates,
        .date_count = e->date_count,
        .country_count = e->country_count,
        .id_count = e->id_count};
}

struct screen_name
held_name(const struct held_entry *e, size_t at)
{
    return e->read->names[at];
}

struct bytes
held_country(const struct held_entry *e, size_t at)
{
    return e->read->countries[at];
}

struct bytes
held_number(const struct held_entry *e, size_t at)
{
    return e->read->ids[at].number;
}

bool
held_whole(struct work *w, const struct held_entry *e, const struct screen_entry **out)
{
    *out = e->read;
    return work_ok(w);
}
