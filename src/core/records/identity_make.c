/*
 * identity_make: new organisations and new statements.  Each change is read back, so
 * that a document that others refuse is never handed out.
 */
#include "core/records/records_inner.h"

/* ---- Statements ------------------------------------------------------------------- */

struct json *
statement_key(struct work *w, enum key_use use, const char *role, const char *level,
    const struct hash *public, int64_t from, int64_t to)
{
    struct json *s = json_object(w);

    json_put(s, "what", json_string(w, "key"));
    json_put(s, "use", json_string(w, key_use_word(use)));
    json_put(s, "role", json_string(w, role));
    json_put(s, "level", json_string(w, level));
    json_put(s, "public", json_hash(w, public));
    json_put(s, "from", json_time(w, from));
    json_put(s, "to", json_time(w, to));
    return s;
}

struct json *
statement_name(struct work *w, const char *handle, const char *lang, struct bytes name,
    int64_t time)
{
    struct json *entry = json_object(w);
    struct json *text = json_array(w);
    struct json *s = json_object(w);

    json_put(entry, "lang", json_string(w, lang));
    json_put(entry, "text", json_text(w, name));
    json_add(text, entry);
    json_put(s, "what", json_string(w, "name"));
    json_put(s, "handle", json_string(w, handle));
    json_put(s, "name", text);
    json_put(s, "time", json_time(w, time));
    return s;
}

struct json *
statement_revocation(struct work *w, const struct hash *public, int64_t time,
    const char *reason)
{
    struct json *s = json_object(w);

    json_put(s, "what", json_string(w, "revocation"));
    json_put(s, "public", json_hash(w, public));
    json_put(s, "time", json_time(w, time));
    json_put(s, "reason", json_string(w, reason));
    return s;
}

/* ---- Documents ---------------------------------------------------------------------- */

bool
identity_new(struct work *w, const struct hash *root_seed, const struct hash *next_seed,
    struct identity *out)
{
    struct json *inception = json_object(w);
    struct json *document = json_object(w);
    struct hash root, next, promise;
    struct bytes text;

    TRY(sign_public(w, root_seed, &root));
    TRY(sign_public(w, next_seed, &next));
    if (hash_equal(&root, &next))
        return fail(w, FAULT_INVALID, "the next root key is another key");
    TRY(root_promise(w, &next, &promise));
    json_put(inception, "format", json_string(w, RECORD_FORMAT));
    json_put(inception, "next", json_hash(w, &promise));
    json_put(inception, "root", json_hash(w, &root));
    json_put(inception, "suite", json_integer(w, RECORD_SUITE));
    json_put(inception, "what", json_string(w, "inception"));
    json_put(document, "inception", inception);
    json_put(document, "statements", json_array(w));
    TRY(json_write(w, document, &text));
    return identity_read(w, text, out);
}

/* Sign with ${seed} and put behind what ${from} holds. */
static bool
append(struct work *w, const struct identity *from, const struct hash *seed,
    struct json *statement, struct identity *out)
{
    struct json *document, *statements;
    struct json *entry = json_object(w);
    struct signature signature;
    struct bytes text;

    json_put(statement, "org", json_hash(w, &from->id));
    TRY(json_write(w, statement, &text));
    TRY(sign_tagged(w, seed, "statement", text, &signature));
    TRY(json_read(w, from->text, &json_record, &document));
    TRY(json_need(w, document, "statements", JSON_ARRAY, &statements));
    json_put(entry, "signature",
        json_hex(w, bytes_from(signature.at, sizeof(signature.at))));
    json_put(entry, "statement", statement);
    json_add(statements, entry);
    TRY(json_write(w, document, &text));
    return identity_read(w, text, out);
}

bool
identity_state(struct work *w, const struct identity *from, const struct hash *root_seed,
    struct json *statement, struct identity *out)
{
    struct hash root;

    TRY(sign_public(w, root_seed, &root));
    if (!hash_equal(&root, &from->root))
        return fail(w, FAULT_INVALID, "this is not the root key in force");
    return append(w, from, root_seed, statement, out);
}

bool
identity_rotate(struct work *w, const struct identity *from, const struct hash *next_seed,
    const struct hash *after_next_seed, int64_t time, struct identity *out)
{
    struct hash root, next, promise;
    struct json *s = json_object(w);

    TRY(sign_public(w, next_seed, &root));
    TRY(sign_public(w, after_next_seed, &next));
    TRY(root_promise(w, &root, &promise));
    if (!hash_equal(&promise, &from->next_root))
        return fail(w, FAULT_INVALID, "this is not the root key that was promised");
    if (hash_equal(&root, &next))
        return fail(w, FAULT_INVALID, "the next root key is another key");
    TRY(root_promise(w, &next, &promise));
    json_put(s, "what", json_string(w, "rotation"));
    json_put(s, "root", json_hash(w, &root));
    json_put(s, "next", json_hash(w, &promise));
    json_put(s, "time", json_time(w, time));
    return append(w, from, next_seed, s, out);
}

/* Is the statement about one of these keys? */
static bool
about_any(const struct json *statement, const struct json *keys)
{
    const struct json *public = json_get(statement, "public");

    return public != NULL && json_holds(keys, public);
}

bool
identity_about(struct work *w, const struct identity *of, const struct hash keys[],
    size_t count, struct bytes *out)
{
    struct json *document, *statements, *wanted = json_array(w), *kept = json_array(w);
    size_t last = 0, at = 0;

    for (size_t i = 0; i < count; i++)
        json_add(wanted, json_hash(w, &keys[i]));
    TRY(json_read(w, of->text, &json_record, &document));
    TRY(json_need(w, document, "statements", JSON_ARRAY, &statements));
    for (const struct json *e = statements->first; e != NULL; e = e->next, at++)
        if (about_any(json_get(e, "statement"), wanted))
            last = at;
    at = 0;
    for (const struct json *e = statements->first; e != NULL && at <= last;
         e = e->next, at++) {
        const struct json *s = json_get(e, "statement");
        struct json *copy;

        if (!about_any(s, wanted) && !bytes_is(json_get_text(s, "what"), "rotation"))
            continue;
        TRY(json_keep(w, e, &copy));
        json_add(kept, copy);
    }
    json_drop(document, "statements");
    json_put(document, "statements", kept);
    return json_write(w, document, out);
}

/* ---- Fingerprints ---------------------------------------------------------------------- */

#define FINGERPRINT_DIGITS (2 * sizeof(struct hash))

/* Dashes, so that it is one word on a command line. */
bool
fingerprint_write(struct work *w, const struct hash *id, struct bytes *out)
{
    struct buffer to = buffer_open(w, 2 * FINGERPRINT_DIGITS);
    struct bytes hex;

    TRY(hex_write(w, hash_bytes(id), &hex));
    for (size_t i = 0; i < hex.len; i += 4) {
        if (i > 0)
            buffer_byte(&to, '-');
        buffer_add(&to, bytes_from(hex.at + i, 4));
    }
    return buffer_bytes(&to, out);
}

static bool
is_between(uint8_t c)
{
    return c == ' ' || c == '-' || c == '\t' || c == '\n' || c == '\r';
}

bool
fingerprint_read(struct work *w, struct bytes text, struct hash *out)
{
    uint8_t digits[FINGERPRINT_DIGITS];
    size_t count = 0;

    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.at[i];

        if (is_between(c))
            continue;
        if (count == sizeof(digits))
            return fail(w, FAULT_INVALID, "a fingerprint has 64 digits, not more");
        digits[count++] = c >= 'A' && c <= 'F' ? (uint8_t)(c | 0x20) : c;
    }
    if (count < sizeof(digits))
        return fail(w, FAULT_INVALID, "a fingerprint has 64 digits, not %zu", count);
    return hex_read(w, bytes_from(digits, count), out->at, sizeof(out->at));
}
