/*
 * Two versions of a list: what was added, removed and changed.
 */
#include <string.h>

#include "engines/screen/entry.h"
#include "engines/screen/lists_inner.h"

struct slot {
    const struct screen_entry *was;
    uint32_t hash;
    bool seen; /* it is in the new list, too */
};

struct comparing {
    struct work *w;
    struct work *part; /* for what is put into order */
    struct slot *slots;
    size_t mask;
    struct buffer changes;
    struct screen_changes *out;
};

/* ---- Parts -------------------------------------------------------------------------------- */

/* Are they the same in any order?  Mostly they are in the same one. */
static bool
same(struct comparing *c, const void *a, size_t a_count, const void *b, size_t b_count,
    size_t size, int (*order)(const void *, const void *))
{
    const uint8_t *x = a, *y = b;
    size_t i = 0;

    if (a_count != b_count)
        return false;
    while (i < a_count && order(x + i * size, y + i * size) == 0)
        i++;
    if (i == a_count)
        return true;
    x = entry_sorted(c->part, a, a_count, size, order);
    y = entry_sorted(c->part, b, b_count, size, order);
    for (i = 0; x != NULL && y != NULL && i < a_count; i++)
        if (order(x + i * size, y + i * size) != 0)
            return false;
    return x != NULL && y != NULL;
}

static unsigned
parts_of(struct comparing *c, const struct screen_entry *a, const struct screen_entry *b)
{
    unsigned parts = 0;

    if (a->type != b->type)
        parts |= SCREEN_PART_TYPE;
    if (a->gender != b->gender)
        parts |= SCREEN_PART_GENDER;
    if (!same(c, a->names, a->name_count, b->names, b->name_count, sizeof(*a->names),
            entry_name_order))
        parts |= SCREEN_PART_NAMES;
    if (!same(c, a->dates, a->date_count, b->dates, b->date_count, sizeof(*a->dates),
            entry_date_order))
        parts |= SCREEN_PART_DATES;
    if (!same(c, a->countries, a->country_count, b->countries, b->country_count,
            sizeof(*a->countries), entry_bytes_order))
        parts |= SCREEN_PART_COUNTRIES;
    if (!same(c, a->ids, a->id_count, b->ids, b->id_count, sizeof(*a->ids),
            entry_id_order))
        parts |= SCREEN_PART_IDS;
    if (!bytes_equal(a->programme, b->programme))
        parts |= SCREEN_PART_PROGRAMME;
    if (!bytes_equal(a->listed, b->listed))
        parts |= SCREEN_PART_LISTED;
    if (!bytes_equal(a->remark, b->remark))
        parts |= SCREEN_PART_REMARK;
    return parts;
}

/* ---- References --------------------------------------------------------------------------- */

static uint32_t
ref_hash(const struct screen_entry *e)
{
    return list_hash(e->ref) ^ list_hash(e->list) * 31;
}

/* The slot of that entry, or the empty one that it would take. */
static struct slot *
find(const struct comparing *c, const struct screen_entry *e, uint32_t hash)
{
    size_t at = hash & c->mask;

    while (c->slots[at].was != NULL &&
        (c->slots[at].hash != hash || !bytes_equal(c->slots[at].was->ref, e->ref) ||
            !bytes_equal(c->slots[at].was->list, e->list)))
        at = (at + 1) & c->mask;
    return &c->slots[at];
}

static bool
fill(struct comparing *c, const struct screen_list *was)
{
    c->mask = 1;
    while (c->mask < 2 * was->count + 2)
        c->mask *= 2;
    c->slots = work_alloc(c->part, c->mask * sizeof(*c->slots));
    TRY(c->slots != NULL);
    c->mask--;
    for (size_t i = 0; i < was->count; i++) {
        uint32_t hash = ref_hash(&was->entries[i]);
        struct slot *s = find(c, &was->entries[i], hash);

        s->was = &was->entries[i];
        s->hash = hash;
    }
    return true;
}

/* ---- Both --------------------------------------------------------------------------------- */

static void
add(struct comparing *c, const struct screen_entry *was, const struct screen_entry *is,
    unsigned parts)
{
    struct screen_change change = {was, is, parts};

    buffer_add(&c->changes, bytes_from(&change, sizeof(change)));
    c->out->added += was == NULL;
    c->out->removed += is == NULL;
    c->out->changed += was != NULL && is != NULL;
}

static bool
compare(struct comparing *c, const struct screen_list *was, const struct screen_list *is)
{
    TRY(fill(c, was));
    for (size_t i = 0; i < is->count; i++) {
        const struct screen_entry *e = &is->entries[i];
        struct slot *s = find(c, e, ref_hash(e));
        unsigned parts;

        s->seen = s->was != NULL;
        parts = s->seen ? parts_of(c, s->was, e) : 0;
        if (!s->seen || parts != 0)
            add(c, s->was, e, parts);
    }
    for (size_t i = 0; i < was->count; i++)
        if (!find(c, &was->entries[i], ref_hash(&was->entries[i]))->seen)
            add(c, &was->entries[i], NULL, 0);
    TRY(work_ok(c->part));
    c->out->change =
        buffer_array(&c->changes, sizeof(struct screen_change), &c->out->count);
    return c->out->change != NULL;
}

bool
lists_pair(struct work *w, const struct screen_list *was, const struct screen_list *is,
    uint32_t *of)
{
    struct comparing c = {.w = w, .part = work_open(work_os(w))};
    bool good = c.part != NULL && fill(&c, was);

    for (size_t i = 0; good && i < is->count; i++) {
        const struct screen_entry *e = &is->entries[i];
        const struct slot *s = find(&c, e, ref_hash(e));

        of[i] = s->was == NULL ? LISTS_NONE : (uint32_t)(s->was - was->entries);
    }
    return work_join(w, c.part, good);
}

bool
screen_lists_compare(struct work *w, const struct screen_list *was,
    const struct screen_list *is, struct screen_changes *out)
{
    struct comparing c = {.w = w, .part = work_open(work_os(w)), .out = out};

    *out = (struct screen_changes){0};
    if (c.part == NULL)
        return fail_with(w, NULL);
    c.changes =
        buffer_open(w, (was->count + is->count + 1) * sizeof(struct screen_change));
    if (compare(&c, was, is)) {
        work_close(c.part);
        return true;
    }
    if (work_ok(w))
        fail_with(w, c.part);
    work_close(c.part);
    return false;
}
