/*
 * The roads to partners: outboxes and copies of theirs, checkpoints and cosignatures,
 * and what arrives.
 */
#include "core/node/node_inner.h"

#include <stdlib.h>
#include <string.h>

static const char *
log_name(struct work *w, const char *what, const struct hash *partner)
{
    struct bytes hex;

    if (!hex_write(w, hash_bytes(partner), &hex))
        return NULL;
    return work_format(w, "%s/%.*s", what, (int)hex.len, (const char *)hex.at);
}

/* The log of that name, made with that origin when it is not there. */
static bool
open_log(struct node *n, struct work *w, const char *name, const char *origin,
    struct log_head *out)
{
    TRY(name != NULL && origin != NULL);
    if (store_log(n->store, w, name, out))
        return true;
    if (work_fault(w) != FAULT_MISSING)
        return false;
    work_clear(w);
    TRY(store_log_new(n->store, w, name, origin));
    return store_log(n->store, w, name, out);
}

bool
node_outbox(struct node *n, struct work *w, const struct hash *partner,
    struct log_head *out)
{
    const char *name = log_name(w, "outbox", partner);
    struct bytes self, other;

    TRY(hex_write(w, hash_bytes(&n->identity.id), &self));
    TRY(hex_write(w, hash_bytes(partner), &other));
    return open_log(n, w, name,
        work_format(w, "liaison/v1/%.*s/main/outbox/%.*s/1", (int)self.len,
            (const char *)self.at, (int)other.len, (const char *)other.at),
        out);
}

bool
node_outbox_partner(struct bytes name, struct hash *out)
{
    struct work *w;
    bool good;

    if (!bytes_start(name, "outbox/") || name.len < 7 + 64 ||
        (name.len > 7 + 64 && name.at[7 + 64] != '/'))
        return false;
    w = work_open(&os_real);
    good = w != NULL && hex_read(w, bytes_from(name.at + 7, 64), out, sizeof(*out));
    work_close(w);
    return good;
}

bool
node_inbox(struct node *n, struct work *w, const struct hash *partner,
    struct bytes origin, struct log_head *out)
{
    const char *name = log_name(w, "inbox", partner), *text, *expected;
    const struct log_head asked = {.origin = origin};
    struct bytes self, other;
    int64_t epoch;

    TRY(node_journal_epoch(w, &asked, &epoch));
    TRY(hex_write(w, hash_bytes(&n->identity.id), &self));
    TRY(hex_write(w, hash_bytes(partner), &other));
    expected = work_format(w, "liaison/v1/%.*s/main/outbox/%.*s/%lld", (int)other.len,
        (const char *)other.at, (int)self.len, (const char *)self.at, (long long)epoch);
    TRY(name != NULL && expected != NULL);
    if (!bytes_is(origin, expected))
        return fail(w, FAULT_INVALID, "the partner's log is not the one meant for us");
    TRY(work_string(w, origin, &text));
    return open_log(n, w, work_format(w, "%s/%lld", name, (long long)epoch), text, out);
}

/* ---- Checkpoints -------------------------------------------------------------------- */

bool
node_checkpoint(struct node *n, struct work *w, const struct log_head *log, uint64_t size,
    struct bytes *note)
{
    struct checkpoint head = {.origin = log->origin, .size = size};
    struct merkle_source source;
    struct hash seed, public;
    struct note_key key;

    if (store_checkpoint(n->store, w, log, size, note))
        return true;
    if (work_fault(w) != FAULT_MISSING)
        return false;
    work_clear(w);
    TRY(store_tiles(n->store, w, log, &source));
    TRY(merkle_root_at(w, &source, size, &head.root));
    TRY(store_secret(n->store, w, "log", &seed));
    TRY(sign_public(w, &seed, &public));
    TRY(note_key_make(w, log->origin, NOTE_ED25519, &public, &key));
    TRY(checkpoint_sign(w, &head, &key, &seed, note));
    secret_wipe(&seed, sizeof(seed));
    return store_checkpoint_put(n->store, w, log, size, *note);
}

static bool
witness_key(struct work *w, const struct hash *org, const struct hash *public,
    struct note_key *out)
{
    struct bytes hex;
    const char *name;

    TRY(hex_write(w, hash_bytes(org), &hex));
    name = work_format(w, "liaison/v1/%.*s/witness", (int)hex.len, (const char *)hex.at);
    TRY(name != NULL);
    return note_key_make(w, bytes_of(name), NOTE_COSIGNATURE, public, out);
}

bool
node_cosign(struct node *n, struct work *w, struct bytes text, struct bytes *out)
{
    struct note_signature cosignature;
    struct hash seed, public;
    struct note_key key;
    struct note note;
    int64_t now;

    TRY(note_read(w, text, &note));
    TRY(node_now(n, w, &now));
    TRY(store_secret(n->store, w, "witness", &seed));
    TRY(sign_public(w, &seed, &public));
    TRY(witness_key(w, &n->identity.id, &public, &key));
    TRY(checkpoint_cosign(w, note.text, &key, &seed, (uint64_t)(now / TIME_SECOND),
        &cosignature));
    secret_wipe(&seed, sizeof(seed));
    return note_append(w, text, &cosignature, out);
}

bool
node_cosigned(struct node *n, struct work *w, struct bytes text, const struct hash *by,
    uint64_t *seconds)
{
    const struct org_key *witness;
    struct identity identity;
    struct note_key key;
    struct note note;
    int64_t now;

    TRY(node_author(n, w, by, &identity));
    TRY(node_now(n, w, &now));
    TRY(identity_current(w, &identity, KEY_WITNESS, now, &witness));
    TRY(witness_key(w, by, &witness->public, &key));
    TRY(note_read(w, text, &note));
    return checkpoint_cosigned(w, &note, &key, seconds);
}

/* Our own signature, and the newest of the partner's: nothing else of what it sent is kept,
 * and what it left out is not lost. */
static bool
merge_cosignature(struct work *w, const struct note *ours, const struct note *theirs,
    const struct note_key *witness, struct bytes *out)
{
    struct note_signature *lines = work_alloc(w, (ours->count + 1) * sizeof(*lines));
    struct note merged = {.text = ours->text, .at = lines};
    const struct note_signature *last = NULL;

    TRY(lines != NULL);
    for (size_t i = 0; i < ours->count; i++)
        if (!bytes_equal(ours->at[i].name, witness->name))
            lines[merged.count++] = ours->at[i];
    for (size_t i = 0; i < theirs->count; i++)
        if (bytes_equal(theirs->at[i].name, witness->name) &&
            theirs->at[i].id == witness->id)
            last = &theirs->at[i];
    if (last != NULL)
        lines[merged.count++] = *last;
    return note_write(w, &merged, out);
}

bool
node_checkpoint_keep(struct node *n, struct work *w, const struct log_head *log,
    uint64_t size, struct bytes note, const struct hash *by)
{
    const struct org_key *witness;
    struct identity identity;
    struct bytes ours, kept;
    struct note before, after;
    struct note_key key;
    int64_t now;

    TRY(node_checkpoint(n, w, log, size, &ours));
    TRY(note_read(w, ours, &before));
    TRY(note_read(w, note, &after));
    if (!bytes_equal(before.text, after.text))
        return fail(w, FAULT_CORRUPT,
            "the partner cosigned another checkpoint than ours");
    TRY(node_author(n, w, by, &identity));
    TRY(node_now(n, w, &now));
    TRY(identity_current(w, &identity, KEY_WITNESS, now, &witness));
    TRY(witness_key(w, by, &witness->public, &key));
    TRY(merge_cosignature(w, &before, &after, &key, &kept));
    return store_checkpoint_put(n->store, w, log, size, kept);
}

/* ---- Arriving ------------------------------------------------------------------------- */

/* What is said of content becomes an item that is still to come, or the one that is here. */
static bool
expect(struct node *n, struct work *w, const struct content *c, struct item *out)
{
    struct stored_blob here;

    *out = (struct item){.done = true};
    out->written.tree = c->tree;
    out->written.length = c->length;
    out->written.key = c->key;
    if (store_blob(n->store, w, &c->tree, &here)) {
        out->written.known = here.no;
        return true;
    }
    if (work_fault(w) != FAULT_MISSING)
        return false;
    work_clear(w);
    return true;
}

static bool
to_entry(struct node *n, struct work *w, const struct hash *partner,
    const struct delivery *d, struct entry *out)
{
    struct item *items = work_alloc(w, (d->content_count + 1) * sizeof(*items));
    struct item **list = work_alloc(w, (d->content_count + 1) * sizeof(*list));

    TRY(items != NULL && list != NULL);
    for (size_t i = 0; i < d->content_count; i++) {
        TRY(expect(n, w, &d->contents[i], &items[i]));
        list[i] = &items[i];
    }
    *out = (struct entry){.text = d->text,
        .origin = partner,
        .items = list,
        .item_count = d->content_count};
    return true;
}

bool
node_admit_from(struct node *n, struct work *w, const struct hash *partner,
    const struct delivery deliveries[], size_t count, const struct store_mirror *mirror,
    struct receipt out[])
{
    struct entry *entries = work_alloc(w, (count + 1) * sizeof(*entries));

    TRY(entries != NULL);
    for (size_t i = 0; i < count; i++)
        TRY(to_entry(n, w, partner, &deliveries[i], &entries[i]));
    return admit_with(n, w, entries, count, &(struct store_batch){.mirror = mirror}, out);
}

bool
node_route(struct node *n, struct work *w, const struct store_append appends[],
    size_t count, int64_t routed)
{
    struct store_batch batch = {.appends = appends,
        .append_count = count,
        .routed = routed};

    return store_commit(n->store, w, &batch);
}

bool
node_seal_secret(struct node *n, struct work *w, const struct hash *public,
    struct hash *out)
{
    const char *name = log_name(w, "seal", public);

    TRY(name != NULL);
    if (store_secret(n->store, w, name, out))
        return true;
    if (work_fault(w) != FAULT_MISSING)
        return false;
    work_clear(w);
    return fail(w, FAULT_MISSING,
        "this was sealed to a key that is no longer here: ask the "
        "partner to send it again");
}

bool
node_content_expect(struct node *n, struct work *w, const struct stored_blob *blob,
    struct bytes pieces)
{
    return store_blob_expect(n->store, w, blob, pieces);
}

bool
node_content_piece(struct node *n, struct work *w, const struct stored_blob *blob,
    uint64_t piece, struct bytes bytes, bool *whole)
{
    return store_blob_piece_put(n->store, w, blob, piece, bytes, whole);
}
