/*
 * Whom a recall asks: all who hold the item, or those that it names.
 */
#include "core/node/node_inner.h"

bool
node_recall_asks(struct work *w, const struct json *core, const struct hash *org,
    bool *yes)
{
    const struct json *holders = core != NULL ? json_get(core, "holders") : NULL;
    struct hash named;

    *yes = holders == NULL;
    for (const struct json *h = *yes ? NULL : holders->first; h != NULL && !*yes;
         h = h->next) {
        TRY(hex_read(w, h->text, &named, sizeof(named)));
        *yes = hash_equal(&named, org);
    }
    return true;
}
