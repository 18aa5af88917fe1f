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

/* One with these items; nothing where there are none. */
static bool
make(struct node *n, struct work *w, const struct hash *to, struct json *items)
{
    struct json *core = json_object(w);
    struct draft d = {.kind = "receipt/1"};
    struct receipt made;

    TRY(items != NULL);
    if (items->count == 0)
        return true;
    json_put(core, "to", json_hex(w, hash_bytes(to)));
    json_put(core, "items", items);
    draft_part(&d, "core", core);
    return node_make(n, w, &d, 1, &made);
}

bool
receipt_write(struct node *n, struct work *w, const struct hash *to,
    const struct stored *const records[], size_t count)
{
    size_t *group, groups;

    TRY(groups_apart(n, w, records, count, &group, &groups));
    for (size_t g = 0; g < groups; g++) {
        struct json *items = json_array(w);

        for (size_t i = 0; i < count; i++) {
            if (group[i] != g)
                continue;
            json_add(items, received_json(w, records[i]));
            if (items == NULL || items->count < RECEIPT_ITEMS)
                continue;
            TRY(make(n, w, to, items));
            items = json_array(w);
        }
        TRY(make(n, w, to, items));
    }
    return true;
}
