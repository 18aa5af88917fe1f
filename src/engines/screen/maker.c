/*
 * Entries as they are gathered, and texts that are kept once.
 */
#include <stdio.h>
#include <string.h>

#include "engines/screen/maker.h"

#define REF_MAX 1024

/* ---- Texts, kept once --------------------------------------------------------------------- */

uint32_t
list_hash(struct bytes text)
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
    size_t count = m->slot_count == 0 ? m->slots_first : 2 * m->slot_count;
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
    uint32_t hash = list_hash(text);
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

bool
list_fresh(struct maker *m, uint32_t entry, unsigned column, struct bytes text)
{
    struct list_text *t = text.len > 0 ? list_keep(m, text) : NULL;
    uint64_t said = (uint64_t)(entry + 1) << 8 | column;
    bool fresh = t != NULL && t->said != said;

    if (fresh)
        t->said = said;
    return fresh;
}

/* ---- Pieces ------------------------------------------------------------------------------- */

#define CHUNK ((size_t)512)

void *
pieces_at(const struct pieces *p, size_t n)
{
    return p->chunks[n / CHUNK] + n % CHUNK * p->size;
}

void *
pieces_add(struct pieces *p)
{
    size_t chunk = p->count / CHUNK;

    if (!work_ok(p->w))
        return NULL;
    if (chunk == p->room) {
        size_t room = p->room == 0 ? 64 : 2 * p->room;
        uint8_t **chunks = work_alloc(p->w, room * sizeof(uint8_t *));

        if (chunks == NULL)
            return NULL;
        if (p->room > 0)
            memcpy(chunks, p->chunks, p->room * sizeof(uint8_t *));
        p->chunks = chunks;
        p->room = room;
    }
    if (p->chunks[chunk] == NULL)
        p->chunks[chunk] = work_alloc(p->w, CHUNK * p->size);
    if (p->chunks[chunk] == NULL)
        return NULL;
    return pieces_at(p, p->count++);
}

/* ---- Entries ------------------------------------------------------------------------------ */

struct screen_entry *
list_at(struct maker *m, uint32_t entry)
{
    return pieces_at(&m->entries, entry);
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
    return work_keep(m->w, remark, &list_at(m, (uint32_t)m->entries.count - 1)->remark);
}

/* References are told apart by the list they are of: "UN", a NUL, the reference. */
static bool
ref_key(struct maker *m, struct bytes ref, uint8_t key[REF_MAX], struct bytes *out)
{
    if (m->list.len + 1 + ref.len > REF_MAX)
        return fail(m->w, FAULT_INVALID, "a reference is longer than %d bytes", REF_MAX);
    memcpy(key, m->list.at, m->list.len);
    key[m->list.len] = 0;
    memcpy(key + m->list.len + 1, ref.at, ref.len);
    *out = bytes_from(key, m->list.len + 1 + ref.len);
    return true;
}

static struct list_text *
ref_keep(struct maker *m, struct bytes ref)
{
    uint8_t space[REF_MAX];
    struct bytes key;

    return ref_key(m, ref, space, &key) ? list_keep(m, key) : NULL;
}

static bool
add_entry(struct maker *m, struct list_text *key, uint32_t *entry)
{
    size_t count = m->entries.count;
    struct screen_entry *e;

    if (count >= ENTRIES_MAX)
        return fail(m->w, FAULT_INVALID, "more than %zu entries", ENTRIES_MAX);
    e = pieces_add(&m->entries);
    TRY(e != NULL);
    e->ref = bytes_from(key->text.at + m->list.len + 1, key->text.len - m->list.len - 1);
    e->list = m->list;
    e->programme = e->listed = e->remark = bytes_of("");
    key->entry = (uint32_t)count + 1;
    *entry = (uint32_t)count;
    return work_ok(m->part) && work_ok(m->w);
}

bool
list_find(struct maker *m, struct bytes ref, uint32_t *entry)
{
    uint8_t space[REF_MAX];
    struct list_text *key;
    struct bytes text;

    if (!ref_key(m, ref, space, &text))
        return false;
    key = text_find(m, text, list_hash(text));
    if (key == NULL || key->entry == 0)
        return false;
    *entry = key->entry - 1;
    return true;
}

bool
list_open(struct maker *m, struct bytes ref, uint32_t *entry)
{
    struct list_text *key, *other;
    char again[REF_MAX + 16];

    TRY(list_close_entry(m));
    ref = list_trim(ref);
    if (ref.len == 0)
        return fail(m->w, FAULT_INVALID, "an entry has no reference");
    key = other = ref_keep(m, ref);
    while (other != NULL && other->entry != 0) {
        int len = snprintf(again, sizeof(again), "%.*s (%u)", (int)ref.len,
            (const char *)ref.at, ++key->again + 1);

        other = ref_keep(m, bytes_from(again, (size_t)len));
    }
    return other != NULL && add_entry(m, other, entry);
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
    struct list_text *kept = text.len > 0 ? list_keep(m, text) : NULL;
    struct name_piece *n = kept != NULL ? pieces_add(&m->names) : NULL;

    if (n != NULL)
        *n = (struct name_piece){kept, entry, (uint8_t)kind};
}

void
list_date(struct maker *m, uint32_t entry, const struct screen_date *date)
{
    struct date_piece *d = pieces_add(&m->dates);

    if (d != NULL)
        *d = (struct date_piece){*date, entry};
}

void
list_country(struct maker *m, uint32_t entry, const char *alpha2)
{
    struct country_piece *c = pieces_add(&m->countries);

    if (c != NULL)
        *c = (struct country_piece){alpha2, entry};
}

void
list_id(struct maker *m, uint32_t entry, struct bytes kind, struct bytes number,
    const char *alpha2)
{
    struct list_text *called;
    struct id_piece *i;

    number = list_trim(number);
    if (number.len == 0)
        return;
    called = list_keep(m, list_trim(kind));
    i = called != NULL ? pieces_add(&m->ids) : NULL;
    if (i == NULL || !work_keep(m->w, number, &number))
        return;
    *i = (struct id_piece){called, number, alpha2 != NULL ? alpha2 : "", entry};
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
