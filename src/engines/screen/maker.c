/*
 * Entries as they are gathered, and texts that are kept once.
 */
#include <stdio.h>
#include <string.h>

#include "engines/screen/maker.h"

#define REMARK_MAX ((size_t)1 << 20)

/* ---- Texts, kept once --------------------------------------------------------------------- */

static uint32_t
hash_of(struct bytes text)
{
    uint64_t h = text.len * UINT64_C(0x9E3779B97F4A7C15), v;
    size_t at = 0;

    for (; at + sizeof(v) <= text.len; at += sizeof(v)) {
        memcpy(&v, text.at + at, sizeof(v));
        h = (h ^ v) * UINT64_C(0xFF51AFD7ED558CCD);
        h ^= h >> 32;
    }
    for (v = 0; at < text.len; at++)
        v = v << 8 | text.at[at];
    h = (h ^ v) * UINT64_C(0xFF51AFD7ED558CCD);
    return (uint32_t)(h >> 32 ^ h);
}

/* Twice as many slots. */
static bool
widen(struct maker *m)
{
    size_t count = m->slot_count == 0 ? 4096 : 2 * m->slot_count;
    struct list_text **slots = work_alloc(m->part, count * sizeof(struct list_text *));

    TRY(slots != NULL);
    for (size_t i = 0; i < m->slot_count; i++)
        for (struct list_text *t = m->slots[i], *next; t != NULL; t = next) {
            struct list_text **slot = &slots[t->hash & (count - 1)];

            next = t->next;
            t->next = *slot;
            *slot = t;
        }
    m->slots = slots;
    m->slot_count = count;
    return true;
}

static struct list_text *
text_find(const struct maker *m, struct bytes text, uint32_t hash)
{
    struct list_text *t = m->slot_count > 0 ? m->slots[hash & (m->slot_count - 1)] : NULL;

    while (t != NULL && (t->hash != hash || !bytes_equal(t->text, text)))
        t = t->next;
    return t;
}

struct list_text *
list_keep(struct maker *m, struct bytes text)
{
    uint32_t hash = hash_of(text);
    struct list_text *t = text_find(m, text, hash);

    if (t != NULL)
        return t;
    if (m->text_count >= m->slot_count && !widen(m))
        return NULL;
    t = work_alloc(m->part, sizeof(*t));
    if (t == NULL || !work_keep(m->w, text, &t->text))
        return NULL;
    t->hash = hash;
    t->next = m->slots[hash & (m->slot_count - 1)];
    m->slots[hash & (m->slot_count - 1)] = t;
    m->text_count++;
    return t;
}

struct bytes
list_said(struct maker *m, struct bytes text)
{
    struct list_text *t = text.len > 0 ? list_keep(m, text) : NULL;

    return t != NULL ? t->text : bytes_of("");
}

/* ---- Entries ------------------------------------------------------------------------------ */

struct screen_entry *
list_at(struct maker *m, uint32_t entry)
{
    return (struct screen_entry *)m->entries.at + entry;
}

/* The remark goes to the entry that was open. */
bool
list_close_entry(struct maker *m)
{
    struct bytes remark;

    if (m->remark.len == 0)
        return work_ok(m->part);
    TRY(buffer_bytes(&m->remark, &remark));
    m->remark.len = 0;
    return work_keep(m->w, remark,
        &list_at(m, (uint32_t)(m->entries.len / sizeof(struct screen_entry)) - 1)
             ->remark);
}

/* References are told apart by the list they are of. */
static struct list_text *
ref_key(struct maker *m, struct bytes ref)
{
    struct buffer b = buffer_open(m->part, REMARK_MAX);
    struct bytes key;

    buffer_add(&b, m->list);
    buffer_byte(&b, 0);
    buffer_add(&b, ref);
    return buffer_bytes(&b, &key) ? list_keep(m, key) : NULL;
}

static bool
add_entry(struct maker *m, struct bytes ref, struct list_text *key, uint32_t *entry)
{
    size_t count = m->entries.len / sizeof(struct screen_entry);
    struct screen_entry e = {.ref = list_said(m, ref), .list = m->list};

    if (count >= ENTRIES_MAX)
        return fail(m->w, FAULT_INVALID, "more than %zu entries", ENTRIES_MAX);
    e.programme = e.listed = e.remark = bytes_of("");
    buffer_add(&m->entries, bytes_from(&e, sizeof(e)));
    key->entry = (uint32_t)count + 1;
    *entry = (uint32_t)count;
    return work_ok(m->part) && work_ok(m->w);
}

bool
list_find(struct maker *m, struct bytes ref, uint32_t *entry)
{
    struct list_text *key = ref_key(m, ref);

    if (key == NULL || key->entry == 0)
        return false;
    *entry = key->entry - 1;
    return true;
}

bool
list_open(struct maker *m, struct bytes ref, uint32_t *entry)
{
    struct list_text *key, *other;

    TRY(list_close_entry(m));
    ref = list_trim(ref);
    if (ref.len == 0)
        return fail(m->w, FAULT_INVALID, "an entry has no reference");
    key = other = ref_key(m, ref);
    while (other != NULL && other->entry != 0) {
        struct buffer b = buffer_open(m->part, REMARK_MAX);

        buffer_format(&b, "%.*s (%u)", (int)key->text.len - (int)m->list.len - 1,
            (const char *)key->text.at + m->list.len + 1, ++key->again + 1);
        TRY(buffer_bytes(&b, &ref));
        other = ref_key(m, ref);
    }
    return other != NULL && add_entry(m, ref, other, entry);
}

bool
list_good(const struct maker *m, struct work *w)
{
    if (!work_ok(m->w))
        return fail_with(w, m->w);
    return work_ok(m->part) || fail_with(w, m->part);
}

bool
list_failed(struct maker *m, const struct screen_file *file)
{
    return list_good(m, m->part) || fail_in(m->part, "%s", file->called);
}

void
list_name(struct maker *m, uint32_t entry, enum screen_kind kind, struct bytes text)
{
    struct name_piece n = {.entry = entry, .kind = (uint8_t)kind};

    if (text.len == 0)
        return;
    n.text = list_keep(m, text);
    if (n.text != NULL)
        buffer_add(&m->names, bytes_from(&n, sizeof(n)));
}

void
list_date(struct maker *m, uint32_t entry, const struct screen_date *date)
{
    struct date_piece d = {.date = *date, .entry = entry};

    buffer_add(&m->dates, bytes_from(&d, sizeof(d)));
}

void
list_country(struct maker *m, uint32_t entry, const char *alpha2)
{
    struct country_piece c = {.alpha2 = alpha2, .entry = entry};

    buffer_add(&m->countries, bytes_from(&c, sizeof(c)));
}

void
list_id(struct maker *m, uint32_t entry, struct bytes kind, struct bytes number,
    const char *alpha2)
{
    struct id_piece i = {.alpha2 = alpha2 != NULL ? alpha2 : "", .entry = entry};

    number = list_trim(number);
    if (number.len == 0)
        return;
    i.kind = list_keep(m, list_trim(kind));
    i.number = list_keep(m, number);
    if (i.kind != NULL && i.number != NULL)
        buffer_add(&m->ids, bytes_from(&i, sizeof(i)));
}

void
list_remark(struct maker *m, const char *label, struct bytes text)
{
    text = list_trim(text);
    if (text.len == 0)
        return;
    if (m->remark.len > 0)
        buffer_byte(&m->remark, '\n');
    if (label != NULL)
        buffer_format(&m->remark, "%s: ", label);
    buffer_add(&m->remark, text);
}

struct bytes
list_day(struct maker *m, struct bytes text)
{
    struct screen_date d;
    char said[32];
    int len;

    if (!date_read(text, &d) || d.day == 0)
        return bytes_of("");
    len = snprintf(said, sizeof(said), "%04d-%02d-%02d", d.from, d.month, d.day);
    return list_said(m, bytes_from(said, (size_t)len));
}

void
list_listed(struct maker *m, uint32_t entry, struct bytes text)
{
    struct bytes day = list_day(m, text);

    list_at(m, entry)->listed = day;
}
