/*
 * Receipts: what is said to a partner of what it gave.
 */
#include "engines/exchange/exchange_inner.h"

#define RECEIPT_ITEMS 500 /* as the kind says */

bool
receipt_due(const struct stored *s)
{
    return !bytes_is(s->kind, "receipt/1") && !bytes_is(s->kind, "journal-head/1");
}

static struct json *
received_json(struct work *w, const struct stored *s)
{
    struct json *item = json_object(w);

    json_put(item, "hash", json_hex(w, hash_bytes(&s->hash)));
    json_put(item, "id", json_uuid(w, &s->id));
    json_put(item, "version", json_integer(w, s->version));
    json_put(item, "state", json_string(w, "received"));
    return item;
}

bool
receipt_write(struct node *n, struct work *w, const struct hash *to,
    const struct stored *const records[], size_t count)
{
    while (count > 0) {
        struct json *core = json_object(w), *items = json_array(w);
        size_t some = count < RECEIPT_ITEMS ? count : RECEIPT_ITEMS;
        struct draft d = {.kind = "receipt/1"};
        struct receipt made;

        for (size_t i = 0; i < some; i++)
            json_add(items, received_json(w, records[i]));
        json_put(core, "to", json_hex(w, hash_bytes(to)));
        json_put(core, "items", items);
        draft_part(&d, "core", core);
        TRY(node_make(n, w, &d, 1, &made));
        records += some;
        count -= some;
    }
    return true;
}
