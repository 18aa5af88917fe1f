/*
 * seal_statement: the short-lived keys that parts are sealed to, stated by the node.
 */
#include "core/records/records_inner.h"

#define SEAL_DAYS 30

static bool
check_period(struct work *w, int64_t from, int64_t to)
{
    if (from >= to || to - from > SEAL_DAYS * TIME_DAY)
        return fail(w, FAULT_INVALID, "a seal key lives 1 to %d days", SEAL_DAYS);
    return true;
}

bool
seal_statement_new(struct work *w, const struct identity *of,
    const struct hash *node_seed, const struct hash *public, int64_t from, int64_t to,
    struct json **out)
{
    struct json *statement = json_object(w);
    struct json *value = json_object(w);
    struct signature signature;
    const struct org_key *key;
    struct bytes text;
    struct hash node;

    TRY(check_period(w, from, to));
    TRY(sign_public(w, node_seed, &node));
    TRY(identity_key(w, of, KEY_NODE, &node, from, &key));
    json_put(statement, "from", json_time(w, from));
    json_put(statement, "org", json_hash(w, &of->id));
    json_put(statement, "public", json_hash(w, public));
    json_put(statement, "to", json_time(w, to));
    json_put(statement, "what", json_string(w, "seal"));
    TRY(json_write(w, statement, &text));
    TRY(sign_tagged(w, node_seed, "seal", text, &signature));
    json_put(value, "signature",
        json_hex(w, bytes_from(signature.at, sizeof(signature.at))));
    json_put(value, "statement", statement);
    TRY(work_ok(w));
    *out = value;
    return true;
}

/* The statement does not name the key that signed it: a node has few, try those that
 * counted when it was made and still do. */
static bool
check_signature(struct work *w, const struct identity *of, const struct json *statement,
    const struct signature *signature, int64_t from, int64_t now)
{
    struct bytes text;

    TRY(json_write(w, statement, &text));
    for (size_t i = 0; i < of->key_count; i++) {
        const struct org_key *key = &of->keys[i];

        if (key->use != KEY_NODE || !key_counts(key, from) || !key_counts(key, now))
            continue;
        if (sign_check_tagged(w, &key->public, "seal", text, signature))
            return true;
        if (work_fault(w) != FAULT_CORRUPT)
            return false;
        work_clear(w);
    }
    return fail(w, FAULT_CORRUPT, "no node key that counts signed this seal key");
}

bool
seal_statement_read(struct work *w, const struct identity *of, const struct json *text,
    int64_t now, struct hash *public, int64_t *to)
{
    static const char *const outer[] = {"signature", "statement", NULL};
    static const char *const inner[] = {"from", "org", "public", "to", "what", NULL};
    struct signature signature;
    struct json *statement;
    struct hash org, key;
    struct bytes what;
    int64_t from, until;

    TRY(need_signature(w, text, &signature));
    TRY(json_need(w, text, "statement", JSON_OBJECT, &statement));
    TRY(json_only(w, text, outer));
    TRY(json_only(w, statement, inner));
    TRY(json_need_text(w, statement, "what", &what));
    TRY(json_need_hash(w, statement, "org", &org));
    TRY(json_need_hash(w, statement, "public", &key));
    TRY(json_need_time(w, statement, "from", &from));
    TRY(json_need_time(w, statement, "to", &until));
    if (!bytes_is(what, "seal") || !hash_equal(&org, &of->id))
        return fail(w, FAULT_INVALID, "not a seal key of this organisation");
    TRY(check_period(w, from, until));
    if (now < from || now >= until)
        return fail(w, FAULT_INVALID, "the seal key is not in force now");
    TRY(check_signature(w, of, statement, &signature, from, now));
    *public = key;
    *to = until;
    return true;
}
