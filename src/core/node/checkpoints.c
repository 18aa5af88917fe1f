/*
 * Checkpoints and cosignatures, ours and partners': made with the key in force, believed by
 * the key that made them.
 *
 * What an earlier key signed while it counted still holds.  A cosignature says its time; a
 * checkpoint has none, so that of a key which was revoked since holds only where a
 * cosignature of ours says that it was here before (docs/formats.md 4).
 */
#include "core/node/node_inner.h"

#include <string.h>

/* ---- Whose key ----------------------------------------------------------------------- */

bool
note_signer(struct work *w, const struct identity *of, enum key_use use,
    struct bytes name, const struct note *note, size_t *at, struct note_key *key,
    const struct org_key **out)
{
    *out = NULL;
    for (; *out == NULL && *at < of->key_count; (*at)++) {
        const struct org_key *k = &of->keys[*at];

        if (k->use != use)
            continue;
        TRY(note_key_make(w, name, use == KEY_WITNESS ? NOTE_COSIGNATURE : NOTE_ED25519,
            &k->public, key));
        if (note_names(note, key))
            *out = k;
    }
    return true;
}

static bool
witness_name(struct work *w, const struct hash *org, struct bytes *out)
{
    struct bytes hex;
    const char *name;

    TRY(hex_write(w, hash_bytes(org), &hex));
    name = work_format(w, "liaison/v1/%.*s/witness", (int)hex.len, (const char *)hex.at);
    TRY(name != NULL);
    *out = bytes_of(name);
    return true;
}

/* The secret of that name and its note key. */
static bool
own_key(struct node *n, struct work *w, const char *secret, struct bytes name,
    enum note_type type, struct hash *seed, struct note_key *key)
{
    struct hash public;

    TRY(store_secret(n->store, w, secret, seed));
    TRY(sign_public(w, seed, &public));
    return note_key_make(w, name, type, &public, key);
}

/* ---- Cosignatures ---------------------------------------------------------------------- */

bool
node_cosign(struct node *n, struct work *w, struct bytes text, struct bytes *out)
{
    struct note_signature cosignature;
    struct note_key key;
    struct bytes name;
    struct hash seed;
    struct note note;
    int64_t now;

    TRY(note_read(w, text, &note));
    TRY(node_now(n, w, &now));
    TRY(witness_name(w, &n->identity.id, &name));
    TRY(own_key(n, w, "witness", name, NOTE_COSIGNATURE, &seed, &key));
    TRY(checkpoint_cosign(w, note.text, &key, &seed, (uint64_t)(now / TIME_SECOND),
        &cosignature));
    secret_wipe(&seed, sizeof(seed));
    return note_append(w, text, &cosignature, out);
}

/* Cosignatures tell whole seconds: one counts if the key did at any moment of its second. */
static bool
counted_then(const struct org_key *key, uint64_t seconds)
{
    int64_t begin = (int64_t)seconds * TIME_SECOND;

    return seconds < (uint64_t)(TIME_MAX / TIME_SECOND) &&
        key->from < begin + TIME_SECOND && begin < key->to && begin < key->revoked;
}

struct cosigned {
    uint64_t seconds;
    const struct note_signature *line; /* NULL: none that counts */
};

/* The latest by that organisation that counts.  FAULT_MISSING when there is none by it,
 * FAULT_CORRUPT when there is and it does not hold. */
static bool
cosigned_by(struct node *n, struct work *w, const struct note *note,
    const struct hash *by, struct cosigned *out)
{
    const struct org_key *witness;
    struct identity identity;
    struct note_key key;
    struct bytes name;
    bool named = false;
    size_t at = 0;

    *out = (struct cosigned){0};
    TRY(node_author(n, w, by, &identity));
    TRY(witness_name(w, by, &name));
    for (;;) {
        uint64_t seconds;

        TRY(note_signer(w, &identity, KEY_WITNESS, name, note, &at, &key, &witness));
        if (witness == NULL)
            break;
        TRY(checkpoint_cosigned(w, note, &key, &seconds));
        if (!counted_then(witness, seconds) ||
            (out->line != NULL && seconds <= out->seconds))
            continue;
        out->seconds = seconds;
        for (size_t i = 0; i < note->count; i++) {
            struct cursor c = {.work = w, .rest = note->at[i].value};
            uint64_t said;

            if (note->at[i].id == key.id && bytes_equal(note->at[i].name, name) &&
                take_u64(&c, &said) && said == seconds)
                out->line = &note->at[i];
        }
    }
    for (size_t i = 0; i < note->count; i++)
        named = named || bytes_equal(note->at[i].name, name);
    return out->line != NULL ||
        fail(w, named ? FAULT_CORRUPT : FAULT_MISSING,
            named ? "cosigned by no key of the partner's that counted then"
                  : "the partner has not cosigned this");
}

bool
node_cosigned(struct node *n, struct work *w, struct bytes text, const struct hash *by,
    uint64_t *seconds)
{
    struct cosigned found;
    struct note note;

    TRY(note_read(w, text, &note));
    TRY(cosigned_by(n, w, &note, by, &found));
    *seconds = found.seconds;
    return true;
}

/* ---- Partners' checkpoints ---------------------------------------------------------------- */

/* Was it here, cosigned by ourselves, while that key still counted? */
static bool
here_before(struct node *n, struct work *w, const struct note *note,
    const struct org_key *key, bool *yes)
{
    struct cosigned ours;

    *yes = cosigned_by(n, w, note, &n->identity.id, &ours);
    if (*yes)
        *yes = (int64_t)ours.seconds * TIME_SECOND < key->revoked;
    else if (work_fault(w) != FAULT_MISSING && work_fault(w) != FAULT_CORRUPT)
        return false;
    work_clear(w);
    return true;
}

bool
node_checkpoint_open(struct node *n, struct work *w, const struct hash *org,
    struct bytes text, struct checkpoint *out, struct hash *signer)
{
    bool own = hash_equal(org, &n->identity.id), counts = false;
    const struct org_key *log;
    struct identity identity;
    struct note_key key;
    struct note note;
    int64_t now;
    size_t at = 0;

    TRY(node_author(n, w, org, &identity));
    TRY(node_now(n, w, &now));
    TRY(note_read(w, text, &note));
    TRY(checkpoint_read(w, note.text, out));
    TRY(note_signer(w, &identity, KEY_LOG, out->origin, &note, &at, &key, &log));
    if (log == NULL)
        return fail(w, FAULT_CORRUPT, "a checkpoint by no log key of its organisation");
    TRY(checkpoint_open(w, text, &key, out, &note));
    *signer = log->public;
    /* Of our own, what came after is its witness: the next epoch begins by naming it. */
    counts = log->from <= now && (own || log->revoked > now);
    if (!counts && log->from <= now)
        TRY(here_before(n, w, &note, log, &counts));
    return counts ||
        fail(w, FAULT_CORRUPT,
            "a checkpoint by a log key that %s: ask the partner for a newer one",
            log->from > now ? "does not count yet" : "was revoked");
}

/* ---- Our checkpoints ------------------------------------------------------------------------ */

static bool
sign_at(struct node *n, struct work *w, const struct log_head *log, uint64_t size,
    struct bytes *note)
{
    struct checkpoint head = {.origin = log->origin, .size = size};
    struct merkle_source source;
    struct note_key key;
    struct hash seed;

    TRY(store_tiles(n->store, w, log, &source));
    TRY(merkle_root_at(w, &source, size, &head.root));
    TRY(own_key(n, w, "log", log->origin, NOTE_ED25519, &seed, &key));
    TRY(checkpoint_sign(w, &head, &key, &seed, note));
    secret_wipe(&seed, sizeof(seed));
    return true;
}

bool
checkpoint_current(struct node *n, struct work *w, const struct log_head *log, bool *yes)
{
    struct note_key key;
    struct note note;
    struct hash seed;

    *yes = true;
    if (log->note.len == 0)
        return true;
    TRY(note_read(w, log->note, &note));
    TRY(own_key(n, w, "log", log->origin, NOTE_ED25519, &seed, &key));
    secret_wipe(&seed, sizeof(seed));
    *yes = note_names(&note, &key);
    return true;
}

bool
node_checkpoint(struct node *n, struct work *w, const struct log_head *log, uint64_t size,
    struct bytes *note)
{
    bool current;

    if (store_checkpoint(n->store, w, log, size, note))
        return true;
    if (work_fault(w) != FAULT_MISSING)
        return false;
    work_clear(w);
    TRY(checkpoint_current(n, w, log, &current));
    if (!current)
        return fail(w, FAULT_MISSING,
            "an epoch that is over has no checkpoint of size %llu",
            (unsigned long long)size);
    TRY(sign_at(n, w, log, size, note));
    return store_checkpoint_put(n->store, w, log, size, *note);
}

/* Our own signature, and the newest of the partner's: nothing else of what it sent is kept,
 * and what it left out is not lost. */
bool
node_checkpoint_keep(struct node *n, struct work *w, const struct log_head *log,
    uint64_t size, struct bytes note, const struct hash *by)
{
    struct bytes ours, kept, name;
    struct note before, after, merged = {.count = 0};
    struct note_signature *lines;
    struct cosigned had, has;

    TRY(node_checkpoint(n, w, log, size, &ours));
    TRY(note_read(w, ours, &before));
    TRY(note_read(w, note, &after));
    if (!bytes_equal(before.text, after.text))
        return fail(w, FAULT_CORRUPT,
            "the partner cosigned another checkpoint than ours");
    TRY(cosigned_by(n, w, &after, by, &has));
    if (cosigned_by(n, w, &before, by, &had)) {
        if (had.seconds >= has.seconds)
            return true;
    } else if (work_fault(w) != FAULT_MISSING && work_fault(w) != FAULT_CORRUPT) {
        return false;
    }
    work_clear(w);
    TRY(witness_name(w, by, &name));
    lines = work_alloc(w, (before.count + 1) * sizeof(*lines));
    TRY(lines != NULL);
    for (size_t i = 0; i < before.count; i++)
        if (!bytes_equal(before.at[i].name, name))
            lines[merged.count++] = before.at[i];
    lines[merged.count++] = *has.line;
    merged.text = before.text;
    merged.at = lines;
    TRY(note_write(w, &merged, &kept));
    return store_checkpoint_put(n->store, w, log, size, kept);
}

bool
node_outbox_known(struct node *n, struct work *w, const struct log_head *outbox,
    const struct hash *partner, uint64_t *out)
{
    uint64_t seconds;
    struct bytes note;

    for (*out = outbox->size; *out > 0; (*out)--) {
        if (!store_checkpoint_before(n->store, w, outbox, out, &note)) {
            *out = 0;
            return work_forgive(w, FAULT_MISSING);
        }
        if (*out == 0 || node_cosigned(n, w, note, partner, &seconds))
            return true;
        if (work_fault(w) == FAULT_MEMORY || work_fault(w) == FAULT_IO)
            return false;
        work_clear(w);
    }
    return true;
}

/* A proof is for strangers, who do not count what a revoked key signed: then the key in
 * force signs for the same tree once more. */
bool
node_prove(struct node *n, struct work *w, const struct hash *record,
    struct log_head *journal, uint64_t *at, struct bytes *out)
{
    const struct org_key *log;
    struct note_key key;
    struct note note;
    size_t from = 0;
    int64_t now;

    TRY(node_place(n, w, record, journal, at));
    TRY(node_now(n, w, &now));
    TRY(note_read(w, journal->note, &note));
    TRY(note_signer(w, &n->identity, KEY_LOG, journal->origin, &note, &from, &key, &log));
    if (log == NULL || log->revoked <= now)
        TRY(sign_at(n, w, journal, journal->size, &journal->note));
    return store_prove(n->store, w, journal, *at, out);
}
