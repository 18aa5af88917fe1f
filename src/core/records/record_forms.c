/*
 * record_forms: what headers, identities and proofs are read and made with, and kinds are not --
 * roles and levels, hashes and signatures, random bytes.
 */
#include "core/records/records_inner.h"

#define ROLE_MAX_LEN 128

bool
form_level(struct bytes text)
{
    return bytes_is(text, "node-held") || bytes_is(text, "passphrase") ||
        bytes_is(text, "hardware");
}

bool
form_role(struct bytes text)
{
    return text.len > 0 && text.len <= ROLE_MAX_LEN;
}

bool
fail_later(struct work *w, const char *what)
{
    return fail_as(w, FAULT_INVALID, "later",
        "%s is not known here: kept for a later version", what);
}

bool
draw(struct work *w, void *to, size_t len)
{
    if (work_os(w)->random(to, len) != 0)
        return fail(w, FAULT_IO, "the system gives no random bytes");
    return true;
}

bool
item_hash(struct work *w, const struct json *item, const char *what, struct hash *out)
{
    if (item->type != JSON_TEXT)
        return fail(w, FAULT_INVALID, "%s: not a hash", what);
    return hex_read(w, item->text, out->at, sizeof(out->at));
}

bool
need_array(struct work *w, const struct json *object, const char *name, size_t min,
    size_t max, struct json **out)
{
    TRY(json_need(w, object, name, JSON_ARRAY, out));
    if ((*out)->count < min || (*out)->count > max)
        return fail(w, FAULT_INVALID, "%s: %zu items, not %zu to %zu", name,
            (*out)->count, min, max);
    return true;
}

bool
need_signature(struct work *w, const struct json *object, struct signature *out)
{
    struct bytes text;

    TRY(json_need_text(w, object, "signature", &text));
    return hex_read(w, text, out->at, sizeof(out->at));
}

struct json *
json_hash(struct work *w, const struct hash *h)
{
    return json_hex(w, hash_bytes(h));
}
