/*
 * checkpoint: c2sp.org/tlog-checkpoint, what a log says of its size and root, and
 * c2sp.org/tlog-cosignature, what a witness says of that.
 */
#include <inttypes.h>
#include <string.h>

#include "core/store/proof_text.h"
#include "ground/crypt/crypt.h"

/* A cosignature's value: seconds, then the Ed25519 signature. */
#define COSIGNATURE_LEN (sizeof(uint64_t) + sizeof(((struct signature *)NULL)->at))

/* ---- The body -------------------------------------------------------------- */

bool
checkpoint_read(struct work *w, struct bytes body, struct checkpoint *out)
{
    struct checkpoint c = {.size = 0};
    struct bytes rest = body;
    struct bytes line;
    struct bytes more;

    TRY(proof_text_check(w, body, "checkpoint"));
    if (!proof_text_line(&rest, &c.origin) || c.origin.len == 0)
        return fail(w, FAULT_INVALID, "checkpoint: no origin");
    if (!proof_text_line(&rest, &line))
        return fail(w, FAULT_INVALID, "checkpoint: no size");
    TRY(proof_text_number(w, line, "checkpoint: the size", &c.size));
    if (!proof_text_line(&rest, &line))
        return fail(w, FAULT_INVALID, "checkpoint: no root");
    TRY(proof_text_hash(w, line, "checkpoint: the root", &c.root));
    c.extension = rest;
    for (more = rest; proof_text_line(&more, &line);)
        if (line.len == 0)
            return fail(w, FAULT_INVALID, "checkpoint: an empty line");
    if (c.size == 0 && !hash_equal(&c.root, &merkle_empty))
        return fail(w, FAULT_CORRUPT, "checkpoint: not the root of an empty tree");
    *out = c;
    return true;
}

bool
checkpoint_write(struct work *w, const struct checkpoint *c, struct bytes *out)
{
    struct buffer b = buffer_open(w, NOTE_MAX);
    struct checkpoint again;
    struct bytes root;
    struct bytes body;

    TRY(base64_write(w, hash_bytes(&c->root), &root));
    buffer_add(&b, c->origin);
    buffer_format(&b, "\n%" PRIu64 "\n", c->size);
    buffer_add(&b, root);
    buffer_byte(&b, '\n');
    buffer_add(&b, c->extension);
    TRY(buffer_bytes(&b, &body));
    /* One set of rules, and nobody can slip a line into the origin. */
    TRY(checkpoint_read(w, body, &again));
    if (!bytes_equal(again.origin, c->origin))
        return fail(w, FAULT_INVALID, "checkpoint: the origin is not one line");
    *out = body;
    return true;
}

/* ---- The log's signature ---------------------------------------------------- */

static bool
origin_check(struct work *w, const struct checkpoint *c, const struct note_key *log)
{
    if (!bytes_equal(c->origin, log->name))
        return fail(w, FAULT_CORRUPT, "a checkpoint of %s, not of %s",
            proof_text_name(w, c->origin), proof_text_name(w, log->name));
    return true;
}

bool
checkpoint_sign(struct work *w, const struct checkpoint *c, const struct note_key *key,
    const struct hash *seed, struct bytes *out)
{
    struct note_signature s;
    struct note n = {.at = &s, .count = 1};

    TRY(origin_check(w, c, key));
    TRY(checkpoint_write(w, c, &n.text));
    TRY(note_sign(w, n.text, key, seed, &s));
    return note_write(w, &n, out);
}

bool
checkpoint_open(struct work *w, struct bytes from, const struct note_key *log,
    struct checkpoint *out, struct note *note)
{
    struct checkpoint c;
    struct note n;

    TRY(note_read(w, from, &n));
    TRY(checkpoint_read(w, n.text, &c));
    TRY(origin_check(w, &c, log));
    TRY(note_check(w, &n, log));
    *out = c;
    *note = n;
    return true;
}

/* ---- Cosignatures ------------------------------------------------------------- */

static bool
cosigned_message(struct work *w, struct bytes body, uint64_t seconds, struct bytes *out)
{
    struct buffer b = buffer_open(w, NOTE_MAX + 64);

    buffer_format(&b, "cosignature/v1\ntime %" PRIu64 "\n", seconds);
    buffer_add(&b, body);
    return buffer_bytes(&b, out);
}

bool
checkpoint_cosign(struct work *w, struct bytes body, const struct note_key *key,
    const struct hash *seed, uint64_t seconds, struct note_signature *out)
{
    struct buffer value = buffer_open(w, COSIGNATURE_LEN);
    struct checkpoint c;
    struct bytes message;
    struct signature s;

    if (key->type != NOTE_COSIGNATURE)
        return fail(w, FAULT_INVALID, "cosignature: this key does not make any");
    if (seconds > INT64_MAX)
        return fail(w, FAULT_INVALID, "cosignature: the time is not below 2^63");
    TRY(checkpoint_read(w, body, &c));
    TRY(cosigned_message(w, body, seconds, &message));
    TRY(sign_plain(w, seed, message, &s));
    buffer_u64(&value, seconds);
    buffer_add(&value, bytes_from(s.at, sizeof(s.at)));
    out->name = key->name;
    out->id = key->id;
    return buffer_bytes(&value, &out->value);
}

static bool
cosignature_check(struct work *w, struct bytes body, const struct note_key *key,
    struct bytes value, uint64_t *seconds)
{
    struct cursor c = {.work = w, .rest = value};
    struct bytes message;

    if (value.len != COSIGNATURE_LEN)
        return fail(w, FAULT_CORRUPT, "the cosignature of %s has a wrong length",
            proof_text_name(w, key->name));
    TRY(take_u64(&c, seconds));
    if (*seconds > INT64_MAX)
        return fail(w, FAULT_CORRUPT, "the cosignature of %s has no valid time",
            proof_text_name(w, key->name));
    TRY(cosigned_message(w, body, *seconds, &message));
    return note_verify(w, key, message, c.rest);
}

bool
checkpoint_cosigned(struct work *w, const struct note *n, const struct note_key *key,
    uint64_t *seconds)
{
    struct checkpoint c;
    uint64_t latest = 0;
    uint64_t at;

    if (key->type != NOTE_COSIGNATURE)
        return fail(w, FAULT_INVALID, "cosignature: a key for notes makes none");
    TRY(checkpoint_read(w, n->text, &c));
    if (!note_names(n, key))
        return fail(w, FAULT_CORRUPT, "not cosigned by %s",
            proof_text_name(w, key->name));
    for (size_t i = 0; i < n->count; i++) {
        if (!note_by(&n->at[i], key))
            continue;
        TRY(cosignature_check(w, n->text, key, n->at[i].value, &at));
        if (at > latest)
            latest = at;
    }
    *seconds = latest;
    return true;
}
