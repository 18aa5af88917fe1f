/*
 * What waits: texts that a newer program made, kept as they came; and how much may wait.
 */
#include "core/node/node_inner.h"

#include <string.h>

#define KEPT_PART "later"
#define KEPT_CONTENTS 16

/* ---- Texts for a later program ---------------------------------------------------------- */

/* How much content, then for each its tree, length and key; then the text. */
static bool
kept_write(struct work *w, const struct entry *e, struct bytes *out)
{
    struct buffer to = buffer_open(w, RECORD_TEXT_MAX + 4096);

    if (e->item_count > KEPT_CONTENTS)
        return fail(w, FAULT_INVALID, "content is a list of at most %d", KEPT_CONTENTS);
    buffer_byte(&to, (uint8_t)e->item_count);
    for (size_t i = 0; i < e->item_count; i++) {
        const struct blob_written *b = &e->items[i]->written;

        buffer_add(&to, hash_bytes(&b->tree));
        buffer_u64(&to, b->length);
        buffer_add(&to, hash_bytes(&b->key));
    }
    buffer_add(&to, e->text);
    return buffer_bytes(&to, out);
}

bool
kept_item(struct work *w, const struct entry *e, const struct hash *hash,
    struct store_item *out)
{
    struct stored_part *part = work_alloc(w, sizeof(*part));

    TRY(part != NULL);
    part->name = bytes_of(KEPT_PART);
    TRY(kept_write(w, e, &part->body));
    *out = (struct store_item){.parts = part, .part_count = 1};
    out->record = (struct stored){
        .hash = *hash,
        .origin = *e->origin,
        .state = STORED_WAITING,
    };
    return true;
}

bool
kept_read(struct node *n, struct work *w, const struct stored *s, struct delivery *out)
{
    struct content *contents = work_alloc(w, KEPT_CONTENTS * sizeof(*contents));
    struct cursor c = {.work = w};
    struct stored_part part;
    uint8_t count;

    TRY(contents != NULL);
    TRY(store_part(n->store, w, s, KEPT_PART, &part));
    c.rest = part.body;
    TRY(take_u8(&c, &count));
    if (count > KEPT_CONTENTS)
        return fail(w, FAULT_CORRUPT, "a kept text names too much content");
    for (size_t i = 0; i < count; i++) {
        TRY(take_hash(&c, &contents[i].tree));
        TRY(take_u64(&c, &contents[i].length));
        TRY(take_hash(&c, &contents[i].key));
    }
    *out =
        (struct delivery){.text = c.rest, .contents = contents, .content_count = count};
    return true;
}

/* ---- How much may wait ------------------------------------------------------------------- */

static bool
no_room(struct node *n, struct work *w, const struct hash *from,
    const struct stored_waits *now)
{
    struct bytes name;
    struct peer peer;

    TRY(hex_write(w, hash_bytes(from), &name));
    if (node_peer(n, w, name, &peer))
        name = peer.handle;
    else if (work_fault(w) != FAULT_MISSING)
        return false;
    work_clear(w);
    return fail(w, FAULT_BUSY,
        "%lld records from %.*s wait here, and no more may: pin their authors or take a "
        "newer liaison, so that they come in, then sync again (`liaison status` counts "
        "them)",
        (long long)now->records, (int)name.len, (const char *)name.at);
}

bool
room_to_wait(struct node *n, struct work *w, const struct hash *from,
    const struct store_item items[], size_t count)
{
    struct stored_waits more = {0}, *waits;
    size_t wait_count;

    for (size_t i = 0; i < count; i++) {
        const struct store_item *item = &items[i];

        if (item->record.state != STORED_WAITING || item->becomes)
            continue;
        more.records += !item->here;
        more.bytes += (int64_t)(item->record.header.len + item->record.proof.len);
        for (size_t p = 0; p < item->part_count; p++)
            more.bytes += (int64_t)item->parts[p].body.len;
    }
    if (from == NULL || more.bytes == 0)
        return true;
    TRY(store_waits(n->store, w, &waits, &wait_count));
    for (size_t i = 0; i < wait_count; i++) {
        if (!hash_equal(&waits[i].origin, from))
            continue;
        more.records += waits[i].records;
        more.bytes += waits[i].bytes;
        if (more.records > n->waiting_records || more.bytes > n->waiting_bytes)
            return no_room(n, w, from, &waits[i]);
        return true;
    }
    return (more.records <= n->waiting_records && more.bytes <= n->waiting_bytes) ||
        no_room(n, w, from, &(struct stored_waits){0});
}
