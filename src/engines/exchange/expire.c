/*
 * What ends by its own terms, without anybody's word (P12): erased with a record, and with a
 * statement to whom it came from.
 */
#include "engines/exchange/exchange_inner.h"

/* To whom gave it: their receipt said that it is here. */
static bool
state_expired(struct node *n, struct work *w, const struct stored *item,
    const struct erased *erased)
{
    struct json *core = json_object(w), *items = json_array(w), *one = json_object(w);
    struct draft d = {.kind = "receipt/1"};
    struct receipt made;
    struct stored same;

    if (hash_is_zero(&item->origin))
        return true;
    json_put(one, "hash", json_hex(w, hash_bytes(&item->hash)));
    json_put(one, "id", json_uuid(w, &item->id));
    json_put(one, "version", json_integer(w, item->version));
    json_put(one, "state", json_string(w, "erased"));
    json_put(one, "reason", in_english(w, "Its retention has ended."));
    if (erased->same_as != 0) {
        TRY(store_by_no(node_store(n), w, erased->same_as, &same));
        json_put(one, "same-as", json_hex(w, hash_bytes(&same.hash)));
    }
    json_add(items, one);
    json_put(core, "to", json_hex(w, hash_bytes(&item->origin)));
    json_put(core, "items", items);
    draft_part(&d, "core", core);
    return node_make(n, w, &d, 1, &made);
}

bool
exchange_expire(struct node *n, struct work *w, const struct actor *who,
    const struct stored *item, bool apply, struct expired *out)
{
    struct json *why = json_object(w);
    struct actor expiring = *who;
    struct decision decision;
    struct erased erased;
    struct facts facts;
    int64_t last;
    bool confirmed;

    expiring.reason = bytes_of("its retention has ended");
    TRY(node_facts(n, w, &expiring, ACT_EXPIRE, item, &facts));
    if (!terms_decide(&facts, &decision)) {
        *out =
            (struct expired){decision.verdict == TERMS_MARK ? EXPIRED_HELD : EXPIRED_NOT,
                decision.reason};
        return true;
    }
    TRY(node_clock_confirmed(n, w, &last, &confirmed));
    if (!confirmed) {
        *out = (struct expired){EXPIRED_WAITS,
            "No partner has confirmed this node's clock within 24 hours: sync with one."};
        return true;
    }
    *out = (struct expired){EXPIRED_PAST, "Its retention has ended."};
    if (!apply)
        return true;
    json_put(why, "cause", json_string(w, "retention"));
    TRY(node_erase(n, w, &expiring, item, ACT_EXPIRE, NULL, why, &erased));
    out->state = EXPIRED_ERASED;
    return state_expired(n, w, item, &erased);
}
