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

struct bytes
held_text(const struct held *h, struct held_text t)
{
    struct bytes text = bytes_from(h->texts + t.at, t.len);

    text.len = utf8_valid(text) ? text.len : 0;
    return text;
}

void
held_entry(const struct held *h, uint32_t n, struct held_entry *out)
{
    const struct screen_entry *e = h->read != NULL ? h->read[n] : NULL;
    const struct held_row *r = e == NULL ? &h->rows[n] : NULL;

    if (e != NULL)
        *out = (struct held_entry){.of = h,
            .read = e,
            .in = &h->lists[h->list[n]],
            .list = e->list,
            .ref = e->ref,
            .type = e->type,
            .gender = e->gender,
            .dates = e->dates,
            .date_count = e->date_count,
            .country_count = e->country_count,
            .id_count = e->id_count};
    else
        *out = (struct held_entry){.of = h,
            .row = r,
            .in = &h->lists[r->in],
            .list = held_text(h, r->list),
            .ref = held_text(h, r->ref),
            .type = (uint8_t)r->type,
            .gender = (uint8_t)r->gender,
            .dates = h->dates + r->dates,
            .date_count = r[1].dates - r->dates,
            .country_count = r[1].countries - r->countries,
            .id_count = r[1].ids - r->ids};
}

struct screen_name
held_name(const struct held_entry *e, size_t at)
{
    const struct held_name_row *n;

    if (e->read != NULL)
        return e->read->names[at];
    n = &e->of->names[e->row->names + at];
    return (struct screen_name){held_text(e->of, n->text), (uint8_t)n->kind};
}

struct bytes
held_country(const struct held_entry *e, size_t at)
{
    return e->read != NULL ? e->read->countries[at]
                           : held_text(e->of, e->of->countries[e->row->countries + at]);
}

static struct screen_id
id_of(const struct held_entry *e, size_t at)
{
    const struct held_id_row *i = &e->of->ids[e->row->ids + at];

    return (struct screen_id){held_text(e->of, i->kind), held_text(e->of, i->number),
        held_text(e->of, i->country)};
}

struct bytes
held_number(const struct held_entry *e, size_t at)
{
    return e->read != NULL ? e->read->ids[at].number : id_of(e, at).number;
}

static bool
make_whole(struct work *w, const struct held_entry *e, struct screen_entry *out)
{
    const struct held_row *r = e->row;

    *out = (struct screen_entry){.list = e->list,
        .ref = e->ref,
        .type = e->type,
        .gender = e->gender,
        .name_count = r[1].names - r->names,
        .date_count = e->date_count,
        .country_count = e->country_count,
        .id_count = e->id_count,
        .programme = held_text(e->of, r->programme),
        .listed = held_text(e->of, r->listed),
        .remark = held_text(e->of, r->remark)};
    out->names = work_alloc(w, out->name_count * sizeof(*out->names));
    out->dates = work_alloc(w, e->date_count * sizeof(*out->dates));
    out->countries = work_alloc(w, e->country_count * sizeof(*out->countries));
    out->ids = work_alloc(w, e->id_count * sizeof(*out->ids));
    TRY(out->names != NULL && out->dates != NULL && out->countries != NULL &&
        out->ids != NULL);
    for (size_t i = 0; i < out->name_count; i++)
        out->names[i] = held_name(e, i);
    for (size_t i = 0; i < e->date_count; i++)
        out->dates[i] = e->dates[i];
    for (size_t i = 0; i < e->country_count; i++)
        out->countries[i] = held_country(e, i);
    for (size_t i = 0; i < e->id_count; i++)
        out->ids[i] = id_of(e, i);
    return true;
}

bool
held_whole(struct work *w, const struct held_entry *e, const struct screen_entry **out)
{
    struct screen_entry *made;

    *out = e->read;
    if (e->read != NULL)
        return work_ok(w);
    made = work_alloc(w, sizeof(*made));
    *out = made;
    return made != NULL && make_whole(w, e, made);
}
