/*
 * The roads to partners: outboxes and copies of theirs, and what arrives.
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
node_outbox_at(struct node *n, struct work *w, const struct hash *partner,
    struct bytes origin, struct log_head *out)
{
    struct bytes name;
    struct hash to;
    bool have = true;

    for (*out = (struct log_head){0}; have;) {
        TRY(store_log_next(n->store, w, out->no, out, &name, &have));
        if (have && node_outbox_partner(name, &to) && hash_equal(&to, partner) &&
            bytes_equal(out->origin, origin))
            return true;
    }
    return fail(w, FAULT_INVALID, "the partner cosigned another log than its own");
}

/* What our copy is called; only of the log that is meant for us. */
static bool
inbox_name(struct node *n, struct work *w, const struct hash *partner,
    struct bytes origin, const char **out)
{
    const char *name = log_name(w, "inbox", partner), *expected;
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
    *out = work_format(w, "%s/%lld", name, (long long)epoch);
    return *out != NULL;
}

bool
node_inbox(struct node *n, struct work *w, const struct hash *partner,
    struct bytes origin, struct log_head *out)
{
    const char *name;

    TRY(inbox_name(n, w, partner, origin, &name));
    if (store_log(n->store, w, name, out))
        return true;
    *out = (struct log_head){.origin = origin};
    return work_forgive(w, FAULT_MISSING);
}

/* By the newest checkpoint that holds: whose key that is signed the others of this epoch. */
static bool
inbox_signer(struct node *n, struct work *w, const struct hash *partner,
    const struct log_head *inbox, struct hash *signer)
{
    uint64_t size = INT64_MAX;
    struct checkpoint head;
    struct bytes note;

    for (;; size--) {
        *signer = (struct hash){0};
        if (!store_checkpoint_before(n->store, w, inbox, &size, &note))
            return work_forgive(w, FAULT_MISSING);
        if (node_checkpoint_open(n, w, partner, note, &head, signer))
            return true;
        TRY(work_forgive(w, FAULT_CORRUPT) || work_forgive(w, FAULT_INVALID));
        if (size == 0)
            return true;
    }
}

bool
node_inbox_mend(struct node *n, struct work *w, const struct hash *partner,
    uint64_t *kept, uint64_t *cut)
{
    const char *name = log_name(w, "inbox", partner), *prefix;
    struct log_head log = {0}, inbox = {0};
    struct bytes found;
    struct hash signer;
    bool have = true;

    *kept = 0;
    *cut = 0;
    TRY(name != NULL);
    prefix = work_format(w, "%s/", name);
    TRY(prefix != NULL);
    while (have) {
        TRY(store_log_next(n->store, w, log.no, &log, &found, &have));
        if (have && bytes_start(found, prefix))
            inbox = log;
    }
    if (inbox.no == 0)
        return true;
    TRY(inbox_signer(n, w, partner, &inbox, &signer));
    TRY(store_log_mend(n->store, w, &inbox, &signer, kept));
    *cut = inbox.size - *kept;
    return true;
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

bool
entry_from(struct node *n, struct work *w, const struct hash *partner,
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
        .record = d->record,
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
    struct store_mirror named = *mirror;

    TRY(entries != NULL);
    if (mirror->log == 0)
        TRY(inbox_name(n, w, partner, bytes_of(mirror->origin), &named.name));
    for (size_t i = 0; i < count; i++)
        TRY(entry_from(n, w, partner, &deliveries[i], &entries[i]));
    return admit_with(n, w, entries, count, &(struct store_batch){.mirror = &named}, out);
}

bool
node_route(struct node *n, struct work *w, const struct store_append appends[],
    size_t count, int64_t routed, const int64_t again[], size_t again_count)
{
    struct store_batch batch = {.appends = appends,
        .append_count = count,
        .routed = routed,
        .sent = again,
        .sent_count = again_count};

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
