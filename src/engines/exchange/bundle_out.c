/*
 * Bundles out: the messages of a contact, one way, by the network's own code path, in files.
 *
 *     V what this volume is   H a greeting   C a cosigned checkpoint   W content we still want
 *     B a batch               L piece hashes  P a piece                 E the volume's end
 *
 * What was put in and is not confirmed is put in again: entries until a cosignature came back,
 * content until the partner wants it no more.
 */
#include "engines/exchange/bundle.h"

#include <string.h>

#define VOLUME_LEAST (UINT64_C(2) * 1024 * 1024)

struct bundle {
    struct node *node;
    const struct actor *who;
    struct hash partner;
    struct volumes out;
    struct buffer given; /* trees of content that is in it */
    struct synced *done;
};

static bool
put(struct bundle *b, struct work *w, char letter, struct bytes bytes)
{
    return volumes_put(&b->out, w, letter, bytes, (struct bytes){0});
}

/* The last checkpoint of theirs that we hold, with our cosignature: their receipt that
 * all before it arrived.  And what of its content is still to come. */
static bool
put_cosigned(struct bundle *b, struct work *w, const struct json *have)
{
    struct bytes origin = json_get_text(have, "origin"), text;
    struct log_head inbox;
    struct json *wanted;

    if (origin.len > 0) {
        TRY(node_inbox(b->node, w, &b->partner, origin, &inbox));
        if (inbox.note.len > 0)
            TRY(put(b, w, 'C', inbox.note));
    }
    TRY(pieces_wanted(b->node, w, &b->partner, &wanted));
    return json_write(w, wanted, &text) && put(b, w, 'W', text);
}

static bool
put_greeting(struct bundle *b, struct work *w)
{
    struct bytes hello;
    struct json *ours;

    TRY(hello_write(b->node, w, &b->partner, NULL, &hello));
    TRY(put(b, w, 'H', hello));
    /* Without the partner's seal key there is nothing that it alone could open: then the
     * greeting goes, and its answer brings the key. */
    if (!b->out.sealed)
        return true;
    TRY(json_read(w, hello, &json_written, &ours));
    return put_cosigned(b, w, json_get(ours, "have"));
}

/* ---- Content -------------------------------------------------------------------------------- */

static bool
is_given(struct bundle *b, const struct hash *tree)
{
    for (size_t at = 0; at < b->given.len; at += sizeof(*tree))
        if (memcmp(b->given.at + at, tree, sizeof(*tree)) == 0)
            return true;
    buffer_add(&b->given, hash_bytes(tree));
    return false;
}

/* From piece ${next} on, once in a bundle; with its hashes where they are not known there. */
static bool
put_pieces(struct bundle *b, struct work *w, const struct hash *tree, bool known,
    uint64_t next)
{
    struct stored_blob blob;
    struct bytes hashes;

    TRY(pieces_allowed(b->node, w, &b->partner, tree, &blob));
    if (blob.pack == 0 || is_given(b, tree))
        return true; /* still to come here; it goes when it has */
    TRY(store_blob_pieces(node_store(b->node), w, &blob, &hashes));
    if (!known)
        TRY(volumes_put(&b->out, w, 'L', hash_bytes(tree), hashes));
    for (uint64_t n = next; n < (blob.length + BLOB_PIECE - 1) / BLOB_PIECE; n++) {
        struct work *one = work_open(work_os(w));
        struct buffer head = buffer_open(one, 64);
        struct bytes first, piece;
        bool good = one != NULL;

        if (good) {
            buffer_add(&head, hash_bytes(tree));
            buffer_u64(&head, n);
            good = buffer_bytes(&head, &first) &&
                store_blob_piece(node_store(b->node), one, &blob, n, &piece) &&
                volumes_put(&b->out, one, 'P', first, piece);
        }
        TRY(work_join(w, one, good));
        b->done->pieces++;
    }
    return true;
}

/* Content that is gone, or not the partner's any more, is left out, and all else goes. */
static bool
put_one(struct bundle *b, struct work *outer, const struct hash *tree, bool known,
    uint64_t next)
{
    struct work *w = work_open(work_os(outer));
    bool good = w != NULL &&
        (put_pieces(b, w, tree, known, next) || work_forgive(w, FAULT_MISSING));

    return work_join(outer, w, good);
}

/* What the partner said it still wants. */
static bool
put_wanted(struct bundle *b, struct work *w)
{
    struct json *list;
    struct bytes text;

    TRY(kept_want(b->node, w, &b->partner, &text));
    if (text.len == 0)
        return true;
    TRY(json_read(w, text, &json_record, &list));
    for (const struct json *i = json_first(list); i != NULL; i = i->next) {
        const struct json *known = json_get(i, "known");
        struct hash tree;
        int64_t next;

        TRY(json_need_hash(w, i, "tree", &tree));
        TRY(json_need_integer(w, i, "next", 0, JSON_INTEGER_MAX, &next));
        TRY(put_one(b, w, &tree, known != NULL && known->truth, (uint64_t)next));
    }
    return true;
}

/* The content that an entry's record names, from its first piece on. */
static bool
put_content(struct bundle *b, struct work *outer, const struct hash *record)
{
    struct work *w = work_open(work_os(outer));
    struct stored_part vault;
    struct json *value;
    struct stored s;
    struct hash tree;
    bool good;

    if (w == NULL)
        return fail_with(outer, NULL);
    good = store_by_hash(node_store(b->node), w, record, &s) &&
        store_part(node_store(b->node), w, &s, "vault", &vault) &&
        json_read(w, vault.body, &json_record, &value) &&
        json_need_hash(w, value, "tree", &tree) && put_one(b, w, &tree, false, 0);
    /* A record without content brings none. */
    return work_join(outer, w, good || work_forgive(w, FAULT_MISSING));
}

/* ---- Entries --------------------------------------------------------------------------------- */

static bool
put_batch(struct bundle *b, struct work *outer, uint64_t *after)
{
    size_t room = b->out.room > 0 && b->out.room / 4 < BATCH_BYTES
        ? (size_t)(b->out.room / 4)
        : BATCH_BYTES;
    struct work *w = work_open(work_os(outer));
    struct bytes batch;
    uint64_t until = *after;
    bool good = w != NULL &&
        batch_write(b->node, w, b->who, &b->partner, *after, room, &batch, &until) &&
        put(b, w, 'B', batch);

    b->done->sent += until - *after;
    *after = until;
    return work_join(outer, w, good);
}

/* All entries first: then no content has to wait for a record of a later volume. */
static bool
put_range(struct bundle *b, struct work *w, uint64_t after, const struct log_head *outbox)
{
    uint64_t at = after;

    while (at < outbox->size)
        TRY(put_batch(b, w, &at));
    TRY(put_wanted(b, w));
    for (at = after; at < outbox->size; at++) {
        struct hash leaf, record;

        TRY(store_entry(node_store(b->node), w, outbox, at, &leaf, &record));
        TRY(put_content(b, w, &record));
    }
    return true;
}

static bool
put_all(struct bundle *b, struct work *w)
{
    struct log_head outbox;
    uint64_t after, behind;

    TRY(put_greeting(b, w));
    if (!b->out.sealed)
        return true;
    TRY(node_outbox(b->node, w, &b->partner, &outbox));
    TRY(node_outbox_known(b->node, w, &outbox, &b->partner, &after));
    TRY(kept_behind(b->node, w, &b->partner, &behind));
    after = behind < after ? behind : after;
    if (after < outbox.size)
        TRY(journal_head_add(b->node, w, b->who, &b->partner, after, &outbox));
    return put_range(b, w, after, &outbox);
}

bool
exchange_bundle_out(struct node *n, struct work *w, const struct actor *who,
    const struct peer *peer, const char *file, uint64_t volume, struct synced *out,
    uint32_t *volumes)
{
    struct bundle b = {.node = n,
        .who = who,
        .partner = peer->org,
        .given = buffer_open(w, SIZE_MAX / 2),
        .out = {.file = file,
            .room = volume,
            .from = node_identity(n)->id,
            .to = peer->org,
            .out = {.fd = -1}},
        .done = out};
    int64_t count;

    *out = (struct synced){0};
    if (volume > 0 && volume < VOLUME_LEAST)
        return fail(w, FAULT_USAGE,
            "a volume has at least 2M: a piece of content has one");
    TRY(exchange_settle(n, w, who, &count));
    b.out.sealed = node_seal_of(n, w, &peer->org, &b.out.seal_public);
    TRY(b.out.sealed || work_forgive(w, FAULT_MISSING));
    if (!volumes_open(w, &b.out) || !put_all(&b, w) || !volumes_end(&b.out, w)) {
        volumes_drop(&b.out, w);
        return false;
    }
    *volumes = b.out.number;
    return true;
}
