/*
 * An archive from an index and the lists that it is of.
 */
#include <string.h>

#include "engines/screen/archive.h"

struct writing {
    struct archive_writing o;
    const struct screen_source *sources;
    size_t texts; /* so far */
};

/* ---- How much there is ---------------------------------------------------------------------- */

static void
count_entries(struct archive_writing *o)
{
    const struct held *h = &o->x->lexicon.held;
    uint64_t *count = o->head.count, texts = 0;

    count[ARCHIVE_LISTS] = h->list_count;
    count[ARCHIVE_ROWS] = (uint64_t)h->count + 1;
    for (size_t i = 0; i < h->list_count; i++)
        texts += h->lists[i].name.len + h->lists[i].format.len + h->lists[i].date.len;
    for (uint32_t n = 0; n < h->count; n++) {
        const struct screen_entry *e = h->read[n];

        count[ARCHIVE_NAMES] += e->name_count;
        count[ARCHIVE_DATES] += e->date_count;
        count[ARCHIVE_COUNTRIES] += e->country_count;
        count[ARCHIVE_IDS] += e->id_count;
        texts +=
            e->list.len + e->ref.len + e->programme.len + e->listed.len + e->remark.len;
        for (size_t i = 0; i < e->name_count; i++)
            texts += e->names[i].text.len;
        for (size_t i = 0; i < e->country_count; i++)
            texts += e->countries[i].len;
        for (size_t i = 0; i < e->id_count; i++)
            texts += e->ids[i].kind.len + e->ids[i].number.len + e->ids[i].country.len;
    }
    count[ARCHIVE_TEXTS] = texts;
}

void
archive_count_index(struct archive_writing *o)
{
    const struct lexicon *l = &o->x->lexicon;
    int sorts = o->x->mirror ? INDEX_KEY_SORTS : ARCHIVE_LIST_SORTS;
    uint64_t *count = o->head.count;

    count[ARCHIVE_LEXICON_NAMES] = l->name_count;
    count[ARCHIVE_FORMS] = l->form_count;
    count[ARCHIVE_SLOTS] = l->slot_count;
    count[ARCHIVE_WORDS] = count[ARCHIVE_SCORES] = l->word_count;
    count[ARCHIVE_GROUPS] = l->group_count;
    count[ARCHIVE_WORD_TABLE] = (uint64_t)l->word_mask + 1;
    count[ARCHIVE_GROUP_TABLE] = (uint64_t)l->group_mask + 1;
    count[ARCHIVE_GROUP_SEEN] = LEXICON_SEEN / 8;
    for (uint32_t v = 0; v < l->word_count; v++)
        count[ARCHIVE_POSTINGS] += l->words[v].form_count;
    for (int s = 0; s < sorts; s++) {
        const struct index_keys *k = &o->x->keys[s];

        count[ARCHIVE_KEYS_FROM + s] = ((uint64_t)1 << k->bits) + 1;
        count[ARCHIVE_KEYS_AT + s] = k->from[(size_t)1 << k->bits];
        count[ARCHIVE_KEYS_SEEN + s] = ((uint64_t)k->seen_mask + 1) / 8;
    }
}

/* What lists teach. */
static void
count_taught(struct archive_writing *o)
{
    const struct lexicon *l = &o->x->lexicon;
    uint64_t *count = o->head.count;

    count[ARCHIVE_SPELLINGS_FROM] = (uint64_t)l->group_count + 1;
    count[ARCHIVE_SPELLINGS] = l->spelling_from[l->group_count];
    count[ARCHIVE_COUNTERPARTS_FROM] = (uint64_t)l->held.count + 1;
    count[ARCHIVE_COUNTERPARTS] = l->counterpart_from[l->held.count];
}

/* ---- Entries -------------------------------------------------------------------------------- */

static struct held_text
add_text(struct writing *o, struct bytes text)
{
    struct held_text out = {(uint32_t)o->texts, (uint32_t)text.len};

    if (text.len > 0)
        memcpy(o->o.to + o->o.places.at[ARCHIVE_TEXTS] + o->texts, text.at, text.len);
    o->texts += text.len;
    return out;
}

/* One more of a part, as many of which there are already. */
static void
add(const struct writing *o, enum archive_part part, uint32_t n, const void *one)
{
    uint8_t *at = o->o.to + o->o.places.at[part] + n * archive_item(part);

    memcpy(at, one, archive_item(part));
    archive_clear(part, at, 1);
}

static void
put_entry(struct writing *o, const struct screen_entry *e, struct held_row *next)
{
    for (size_t i = 0; i < e->name_count; i++)
        add(o, ARCHIVE_NAMES, next->names++,
            &(struct held_name_row){add_text(o, e->names[i].text), e->names[i].kind});
    for (size_t i = 0; i < e->date_count; i++)
        add(o, ARCHIVE_DATES, next->dates++, &e->dates[i]);
    for (size_t i = 0; i < e->country_count; i++) {
        struct held_text t = add_text(o, e->countries[i]);

        add(o, ARCHIVE_COUNTRIES, next->countries++, &t);
    }
    for (size_t i = 0; i < e->id_count; i++) {
        struct held_id_row id = {.kind = add_text(o, e->ids[i].kind)};

        id.number = add_text(o, e->ids[i].number);
        id.country = add_text(o, e->ids[i].country);
        add(o, ARCHIVE_IDS, next->ids++, &id);
    }
}

static void
put_entries(struct writing *o)
{
    const struct held *h = &o->o.x->lexicon.held;
    struct held_row next = {0};

    for (uint32_t n = 0; n < h->count; n++) {
        const struct screen_entry *e = h->read[n];
        struct held_row row = next;

        row.list = add_text(o, e->list);
        row.ref = add_text(o, e->ref);
        row.programme = add_text(o, e->programme);
        row.listed = add_text(o, e->listed);
        row.remark = add_text(o, e->remark);
        row.in = h->list[n];
        row.type = e->type;
        row.gender = e->gender;
        add(o, ARCHIVE_ROWS, n, &row);
        put_entry(o, e, &next);
    }
    add(o, ARCHIVE_ROWS, h->count, &next);
}

static void
put_lists(struct writing *o)
{
    const struct held *h = &o->o.x->lexicon.held;

    for (size_t i = 0; i < h->list_count; i++) {
        const struct screen_list *l = &h->lists[i];
        struct archive_list one = {.entries = l->count,
            .names = l->names,
            .nameless = l->nameless,
            .size = o->sources[i].size};

        one.name = add_text(o, l->name);
        one.format = add_text(o, l->format);
        one.date = add_text(o, l->date);
        memcpy(one.sha256, o->sources[i].sha256.at, sizeof(one.sha256));
        add(o, ARCHIVE_LISTS, (uint32_t)i, &one);
    }
}

/* ---- The index ------------------------------------------------------------------------------ */

void
archive_put(const struct archive_writing *o, int part, const void *from)
{
    size_t count = (size_t)o->head.count[part];
    uint8_t *at = o->to + o->places.at[part];

    if (count == 0)
        return;
    memcpy(at, from, count * archive_item((enum archive_part)part));
    archive_clear((enum archive_part)part, at, count);
}

void
archive_put_index(const struct archive_writing *o)
{
    const struct lexicon *l = &o->x->lexicon;

    archive_put(o, ARCHIVE_LEXICON_NAMES, l->names);
    archive_put(o, ARCHIVE_FORMS, l->forms);
    archive_put(o, ARCHIVE_SLOTS, l->slots);
    archive_put(o, ARCHIVE_WORDS, l->words);
    archive_put(o, ARCHIVE_SCORES, l->scores);
    archive_put(o, ARCHIVE_GROUPS, l->groups);
    archive_put(o, ARCHIVE_WORD_TABLE, l->word_table);
    archive_put(o, ARCHIVE_GROUP_TABLE, l->group_table);
    archive_put(o, ARCHIVE_GROUP_SEEN, l->group_seen);
    archive_put(o, ARCHIVE_SPELLINGS_FROM, l->spelling_from);
    archive_put(o, ARCHIVE_SPELLINGS, l->spellings);
    archive_put(o, ARCHIVE_COUNTERPARTS_FROM, l->counterpart_from);
    archive_put(o, ARCHIVE_COUNTERPARTS, l->counterparts);
    archive_put(o, ARCHIVE_POSTINGS, o->x->postings);
    for (int s = 0; s < INDEX_KEY_SORTS; s++) {
        archive_put(o, ARCHIVE_KEYS_FROM + s, o->x->keys[s].from);
        archive_put(o, ARCHIVE_KEYS_AT + s, o->x->keys[s].at);
        archive_put(o, ARCHIVE_KEYS_SEEN + s, o->x->keys[s].seen);
    }
}

/* ---- All ------------------------------------------------------------------------------------- */

bool
archive_begin(struct work *w, struct archive_writing *o, enum archive_of of)
{
    struct archive_head *h = &o->head;

    if (!archive_place(h->count, &o->places) || h->count[ARCHIVE_TEXTS] > UINT32_MAX)
        return fail(w, FAULT_INVALID, "it is larger than an archive may be");
    o->to = work_room(w, o->places.size);
    TRY(o->to != NULL);
    memcpy(h->magic, ARCHIVE_MAGIC, sizeof(h->magic));
    memcpy(h->made_by, archive_made_by, sizeof(h->made_by));
    h->order = ARCHIVE_ORDER;
    h->format = ARCHIVE_FORMAT;
    h->of = of;
    return true;
}

struct bytes
archive_end(struct archive_writing *o)
{
    struct bytes out = bytes_from(o->to, o->places.size);

    memcpy(o->to, &o->head, sizeof(o->head));
    o->head.sum = archive_sum(out);
    memcpy(o->to, &o->head, sizeof(o->head));
    return out;
}

bool
screen_archive_write(struct work *w, const struct screen_index *x,
    const struct screen_source *sources, struct bytes *out)
{
    struct writing o = {.o.x = x, .sources = sources};

    count_entries(&o.o);
    archive_count_index(&o.o);
    count_taught(&o.o);
    TRY(archive_begin(w, &o.o, ARCHIVE_OF_LISTS));
    put_lists(&o);
    put_entries(&o);
    archive_put_index(&o.o);
    *out = archive_end(&o.o);
    return true;
}
