/*
 * The greeting: each end says who it is, its seal key, and how much it has of the other's
 * outbox.
 */
#include "engines/exchange/exchange_inner.h"

#include <string.h>

static const struct json_limits hello_limits = {.size = 256 * 1024,
    .depth = 8,
    .doubles = false,
    .canonical = true};

bool
hello_copy(struct node *n, struct work *w, const struct hash *partner,
    struct log_head *out)
{
    struct log_head log = {0};
    struct bytes hex, name;
    const char *prefix;
    bool have = true;

    *out = (struct log_head){0};
    TRY(hex_write(w, hash_bytes(partner), &hex));
    prefix = work_format(w, "inbox/%.*s/", (int)hex.len, (const char *)hex.at);
    TRY(prefix != NULL);
    while (have) {
        TRY(store_log_next(node_store(n), w, log.no, &log, &name, &have));
        if (have && bytes_start(name, prefix))
            *out = log;
    }
    return true;
}

bool
hello_have(struct node *n, struct work *w, const struct hash *partner, struct json *to)
{
    struct log_head found;

    TRY(hello_copy(n, w, partner, &found));
    json_put(to, "origin", json_text(w, found.origin));
    json_put(to, "size", json_integer(w, (int64_t)found.size));
    return true;
}

/* Whoever has a copy of our log may hold what we sign of it against that, at any contact. */
static bool
put_since(struct node *n, struct work *w, const struct hash *partner,
    const struct hello *theirs, struct json *to)
{
    struct log_head outbox;
    struct bytes note;
    uint64_t size = theirs->size;

    TRY(node_outbox(n, w, partner, &outbox));
    if (size > outbox.size)
        size = outbox.size;
    if (size == 0 || !bytes_equal(theirs->origin, outbox.origin))
        return true;
    TRY(node_checkpoint(n, w, &outbox, size, &note));
    json_put(to, "since", json_text(w, note));
    return true;
}

bool
hello_write(struct node *n, struct work *w, const struct hash *partner,
    const struct hello *theirs, struct bytes *out)
{
    struct json *hello = json_object(w), *have = json_object(w);
    struct bytes seal;

    TRY(node_seal_statement(n, w, &seal));
    TRY(hello_have(n, w, partner, have));
    if (theirs != NULL)
        TRY(put_since(n, w, partner, theirs, hello));
    json_put(hello, "document", json_text(w, node_identity(n)->text));
    json_put(hello, "format", json_string(w, "liaison/v1"));
    json_put(hello, "have", have);
    json_put(hello, "seal", json_text(w, seal));
    json_put(hello, "to", json_hex(w, hash_bytes(partner)));
    return json_write(w, hello, out);
}

bool
hello_read(struct node *n, struct work *w, const struct hash *partner, struct bytes text,
    struct hello *out)
{
    struct identity said;
    struct json *hello, *have;
    struct bytes document, seal, format;
    struct hash to;
    int64_t size;

    TRY(json_read(w, text, &hello_limits, &hello));
    TRY(json_need_text(w, hello, "format", &format));
    TRY(json_need_text(w, hello, "document", &document));
    TRY(json_need_text(w, hello, "seal", &seal));
    TRY(json_need_hash(w, hello, "to", &to));
    TRY(json_need(w, hello, "have", JSON_OBJECT, &have));
    TRY(json_need_integer(w, have, "size", 0, JSON_INTEGER_MAX, &size));
    TRY(json_need_text(w, have, "origin", &out->origin));
    out->size = (uint64_t)size;
    out->since = json_get_text(hello, "since");
    if (!bytes_is(format, "liaison/v1"))
        return fail(w, FAULT_INVALID,
            "the partner's greeting is of a format unknown here");
    if (!hash_equal(&to, &node_identity(n)->id))
        return fail(w, FAULT_DENIED,
            "the partner's greeting is meant for another organisation");
    TRY(identity_read(w, document, &said));
    if (!hash_equal(&said.id, partner))
        return fail(w, FAULT_DENIED, "the partner shows another organisation's identity");
    return node_identity_learn(n, w, document, seal, NULL);
}

uint64_t
hello_after(const struct hello *theirs, const struct log_head *outbox)
{
    /* A copy of an earlier epoch counts for nothing in this one. */
    if (!bytes_equal(theirs->origin, outbox->origin) || theirs->size > outbox->size)
        return 0;
    return theirs->size;
}
