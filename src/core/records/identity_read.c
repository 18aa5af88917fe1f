/*
 * identity_read: checking an organisation's history from its inception on, and
 * finding in it the key that counts.
 */
#include "core/records/records_inner.h"

static const struct json_limits limits = {.size = IDENTITY_MAX,
    .depth = 8,
    .doubles = false,
    .canonical = true};

#define NAME_TEXT_MAX 200
#define REASON_MAX 500

static const char *const use_words[] = {
    [KEY_NODE] = "node",
    [KEY_LOG] = "log",
    [KEY_TLS] = "tls",
    [KEY_WITNESS] = "witness",
    [KEY_PERSON] = "person",
    [KEY_SEAL] = "seal",
};

const char *
key_use_word(enum key_use use)
{
    return use_words[use];
}

bool
root_promise(struct work *w, const struct hash *public, struct hash *out)
{
    struct bytes piece = hash_bytes(public);

    return sha256_tagged(w, "next-root", &piece, 1, out);
}

/* ---- What statements say ------------------------------------------------------------- */

/* Seal keys are no business of the root's: the node states them, seal_statement.c. */
static bool
read_use(struct work *w, const struct json *s, enum key_use *out)
{
    struct bytes word;

    TRY(json_need_text(w, s, "use", &word));
    for (size_t i = 0; i < COUNT_OF(use_words); i++) {
        if (i != KEY_SEAL && bytes_is(word, use_words[i])) {
            *out = (enum key_use)i;
            return true;
        }
    }
    return fail(w, FAULT_INVALID, "use: no use of a key");
}

static bool
key_read(struct work *w, const struct json *s, struct identity *id)
{
    static const char *const members[] = {"from", "level", "org", "public", "role", "to",
        "use", "what", NULL};
    struct org_key *key = &id->keys[id->key_count];

    TRY(json_only(w, s, members));
    TRY(read_use(w, s, &key->use));
    TRY(json_need_text(w, s, "role", &key->role));
    TRY(json_need_text(w, s, "level", &key->level));
    TRY(json_need_hash(w, s, "public", &key->public));
    TRY(json_need_time(w, s, "from", &key->from));
    TRY(json_need_time(w, s, "to", &key->to));
    if (!form_role(key->role) || !form_level(key->level))
        return fail(w, FAULT_INVALID, "a key's role or level is none");
    if (key->from >= key->to)
        return fail(w, FAULT_INVALID, "a key that ends before it begins");
    key->revoked = TIME_MAX;
    /* Or stating a revoked key again would bring it back. */
    for (size_t i = 0; i < id->key_count; i++) {
        if (hash_equal(&id->keys[i].public, &key->public) &&
            id->keys[i].revoked != TIME_MAX)
            return fail(w, FAULT_INVALID, "a revoked key is stated again");
    }
    id->key_count++;
    return true;
}

static bool
read_revocation(struct work *w, const struct json *s, struct identity *id)
{
    static const char *const members[] = {"org", "public", "reason", "time", "what",
        NULL};
    struct bytes reason;
    struct hash public;
    bool found = false;
    int64_t time;

    TRY(json_only(w, s, members));
    TRY(json_need_hash(w, s, "public", &public));
    TRY(json_need_text(w, s, "reason", &reason));
    TRY(json_need_time(w, s, "time", &time));
    if (reason.len == 0 || form_length(reason) > REASON_MAX)
        return fail(w, FAULT_INVALID, "a revocation's reason is missing or too long");
    for (size_t i = 0; i < id->key_count; i++) {
        struct org_key *key = &id->keys[i];

        if (!hash_equal(&key->public, &public))
            continue;
        found = true;
        if (time < key->revoked)
            key->revoked = time;
    }
    return found || fail(w, FAULT_INVALID, "a revocation of a key that was never stated");
}

/* Times only move on, so that nobody can put an older name back by another order. */
static bool
read_name(struct work *w, const struct json *s, struct identity *id, int64_t *named)
{
    static const char *const members[] = {"handle", "name", "org", "time", "what", NULL};
    const char *wrong;
    struct json *name;
    int64_t time;

    TRY(json_only(w, s, members));
    TRY(json_need_text(w, s, "handle", &id->handle));
    TRY(json_need(w, s, "name", JSON_ARRAY, &name));
    TRY(json_need_time(w, s, "time", &time));
    wrong = form_lang_text(name, NAME_TEXT_MAX);
    if (wrong != NULL)
        return fail(w, FAULT_INVALID, "name: %s", wrong);
    if (!form_name(id->handle))
        return fail(w, FAULT_INVALID, "handle: not of the form [a-z][a-z0-9-]{0,31}");
    if (time <= *named)
        return fail(w, FAULT_INVALID, "a name is not newer than the one before");
    *named = time;
    id->name = name;
    return true;
}

/* It comes into force before its own signature is checked: the new root signs. */
static bool
read_rotation(struct work *w, const struct json *s, struct identity *id)
{
    static const char *const members[] = {"next", "org", "root", "time", "what", NULL};
    struct hash root, next, promise;
    int64_t time;

    TRY(json_only(w, s, members));
    TRY(json_need_hash(w, s, "root", &root));
    TRY(json_need_hash(w, s, "next", &next));
    TRY(json_need_time(w, s, "time", &time));
    TRY(root_promise(w, &root, &promise));
    if (!hash_equal(&promise, &id->next_root))
        return fail(w, FAULT_CORRUPT, "a rotation to a root key that was not promised");
    id->root = root;
    id->next_root = next;
    return true;
}

/* ---- The document ------------------------------------------------------------------------ */

/* The checks that all statements share, and the signature under the root in force. */
static bool
check_entry(struct work *w, const struct json *entry, const struct identity *id,
    const struct json **statement)
{
    static const char *const members[] = {"signature", "statement", NULL};
    struct signature signature;
    struct bytes text;
    struct json *s;
    struct hash org;

    if (entry->type != JSON_OBJECT)
        return fail(w, FAULT_INVALID, "statements: not an object");
    TRY(json_only(w, entry, members));
    TRY(need_signature(w, entry, &signature));
    TRY(json_need(w, entry, "statement", JSON_OBJECT, &s));
    TRY(json_need_hash(w, s, "org", &org));
    if (!hash_equal(&org, &id->id))
        return fail(w, FAULT_INVALID, "a statement about another organisation");
    TRY(json_write(w, s, &text));
    TRY(sign_check_tagged(w, &id->root, "statement", text, &signature));
    *statement = s;
    return true;
}

static bool
read_statement(struct work *w, const struct json *entry, struct identity *id,
    int64_t *named)
{
    const struct json *s = json_get(entry, "statement");
    struct bytes what;

    TRY(json_need_text(w, s, "what", &what));
    if (bytes_is(what, "rotation"))
        TRY(read_rotation(w, s, id));
    TRY(check_entry(w, entry, id, &s));
    if (bytes_is(what, "key"))
        return key_read(w, s, id);
    if (bytes_is(what, "revocation"))
        return read_revocation(w, s, id);
    if (bytes_is(what, "name"))
        return read_name(w, s, id, named);
    return bytes_is(what, "rotation") ||
        fail(w, FAULT_INVALID, "what: no statement of a root key");
}

static bool
read_inception(struct work *w, const struct json *inception, struct identity *id)
{
    static const char *const members[] = {"format", "next", "root", "suite", "what",
        NULL};
    struct bytes text, format, what;
    int64_t suite;

    TRY(json_need_text(w, inception, "format", &format));
    if (!bytes_is(format, RECORD_FORMAT))
        return fail_later(w, "the inception's format");
    TRY(json_need_integer(w, inception, "suite", 1, JSON_INTEGER_MAX, &suite));
    if (suite != RECORD_SUITE)
        return fail_later(w, "the inception's suite");
    TRY(json_only(w, inception, members));
    TRY(json_need_text(w, inception, "what", &what));
    if (!bytes_is(what, "inception"))
        return fail(w, FAULT_INVALID, "what: not an inception");
    TRY(json_need_hash(w, inception, "root", &id->root));
    TRY(json_need_hash(w, inception, "next", &id->next_root));
    TRY(json_write(w, inception, &text));
    return sha256_tagged(w, "inception", &text, 1, &id->id);
}

bool
identity_read(struct work *w, struct bytes text, struct identity *out)
{
    static const char *const members[] = {"inception", "statements", NULL};
    struct json *document, *inception, *statements;
    struct identity id = {.handle = {NULL, 0}};
    int64_t named = -1;

    if (text.len > IDENTITY_MAX)
        return fail(w, FAULT_INVALID, "the identity is longer than %d bytes",
            IDENTITY_MAX);
    TRY(work_keep(w, text, &id.text));
    TRY(json_read(w, id.text, &limits, &document));
    if (document->type != JSON_OBJECT)
        return fail(w, FAULT_INVALID, "the identity is no object");
    TRY(json_only(w, document, members));
    TRY(json_need(w, document, "inception", JSON_OBJECT, &inception));
    TRY(json_need(w, document, "statements", JSON_ARRAY, &statements));
    TRY(read_inception(w, inception, &id));
    id.keys = work_alloc(w, statements->count * sizeof(*id.keys));
    TRY(id.keys != NULL);
    for (const struct json *e = statements->first; e != NULL; e = e->next)
        TRY(read_statement(w, e, &id, &named));
    *out = id;
    return true;
}

/* ---- Finding keys --------------------------------------------------------------------------- */

bool
key_counts(const struct org_key *key, int64_t time)
{
    return key->from <= time && time < key->to && time < key->revoked;
}

bool
identity_key(struct work *w, const struct identity *of, enum key_use use,
    const struct hash *public, int64_t time, const struct org_key **out)
{
    for (size_t i = 0; i < of->key_count; i++) {
        const struct org_key *key = &of->keys[i];

        if (key->use == use && hash_equal(&key->public, public) &&
            key_counts(key, time)) {
            *out = key;
            return true;
        }
    }
    return fail(w, FAULT_CORRUPT, "no such %s key counts at that time", use_words[use]);
}

bool
identity_current(struct work *w, const struct identity *of, enum key_use use,
    int64_t time, const struct org_key **out)
{
    const struct org_key *newest = NULL;

    for (size_t i = 0; i < of->key_count; i++) {
        const struct org_key *key = &of->keys[i];

        if (key->use == use && key_counts(key, time) &&
            (newest == NULL || key->from >= newest->from))
            newest = key;
    }
    if (newest == NULL)
        return fail(w, FAULT_MISSING, "no %s key is in force", use_words[use]);
    *out = newest;
    return true;
}
