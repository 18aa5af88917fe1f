/*
 * Bundles: the messages of a contact in a file, one way, by the network's own code path.
 *
 *     "liaison/v1/bundle\n", the sender's id, then frames: a letter, 4 bytes of length, bytes
 *     H a greeting   B a batch   C a cosigned checkpoint   L piece hashes   P a piece
 *     E the end, empty: without it the file was cut short
 */
#include "engines/exchange/exchange_inner.h"

#include <fcntl.h>
#include <string.h>

#define BUNDLE_TAG "liaison/v1/bundle\n"

struct bundle {
    struct node *node;
    const struct actor *who;
    struct hash partner;
    struct file file;
    uint64_t at;
    uint64_t size; /* when reading */
    bool ended;
    struct synced *done;
};

/* ---- Out -------------------------------------------------------------------------------- */

static bool
put_bytes(struct bundle *b, struct work *w, struct bytes bytes)
{
    TRY(file_write_at(w, &b->file, bytes, (off_t)b->at));
    b->at += bytes.len;
    return true;
}

static bool
put_frame(struct bundle *b, struct work *w, char letter, struct bytes first,
    struct bytes rest)
{
    struct buffer head = buffer_open(w, 16);
    struct bytes text;

    buffer_byte(&head, (uint8_t)letter);
    buffer_u32(&head, (uint32_t)(first.len + rest.len));
    TRY(buffer_bytes(&head, &text));
    TRY(put_bytes(b, w, text));
    TRY(put_bytes(b, w, first));
    return rest.len == 0 || put_bytes(b, w, rest);
}

/* The last checkpoint of theirs that we hold, with our cosignature: their receipt that
 * all before it arrived. */
static bool
put_cosigned(struct bundle *b, struct work *w)
{
    struct bytes hello;
    struct json *ours, *have;
    struct log_head inbox;
    struct bytes origin;

    TRY(hello_write(b->node, w, &b->partner, &hello));
    TRY(put_frame(b, w, 'H', hello, (struct bytes){0}));
    TRY(json_read(w, hello, &json_written, &ours));
    have = json_get(ours, "have");
    origin = json_get_text(have, "origin");
    if (origin.len == 0)
        return true;
    TRY(node_inbox(b->node, w, &b->partner, origin, &inbox));
    return inbox.note.len == 0 || put_frame(b, w, 'C', inbox.note, (struct bytes){0});
}

/* All content that the entries name, from the first piece on. */
static bool
put_content(struct bundle *b, struct work *outer, const struct hash *record)
{
    struct work *w = work_open(work_os(outer));
    struct stored s;
    struct stored_part vault;
    struct stored_blob blob = {0};
    struct bytes pieces, piece;
    struct json *value;
    struct hash tree;
    bool good;

    if (w == NULL)
        return fail_with(outer, NULL);
    good = store_by_hash(node_store(b->node), w, record, &s) &&
        store_part(node_store(b->node), w, &s, "vault", &vault) &&
        json_read(w, vault.body, &json_record, &value) &&
        json_need_hash(w, value, "tree", &tree) &&
        pieces_allowed(b->node, w, &b->partner, &tree, &blob) && blob.pack != 0 &&
        store_blob_pieces(node_store(b->node), w, &blob, &pieces) &&
        put_frame(b, w, 'L', hash_bytes(&tree), pieces);
    for (uint64_t n = 0; good && n * BLOB_PIECE < blob.length; n++) {
        struct buffer head = buffer_open(w, 64);
        struct bytes first;

        buffer_add(&head, hash_bytes(&tree));
        buffer_u64(&head, n);
        good = buffer_bytes(&head, &first) &&
            store_blob_piece(node_store(b->node), w, &blob, n, &piece) &&
            put_frame(b, w, 'P', first, piece);
        b->done->pieces += good;
    }
    /* A record without content, or whose content is still to come, brings none. */
    good = good || work_fault(w) == FAULT_MISSING || work_ok(w);
    if (!good)
        fail_with(outer, w);
    work_close(w);
    return good;
}

static bool
put_range(struct bundle *b, struct work *w, uint64_t after, const struct log_head *outbox)
{
    while (after < outbox->size) {
        struct bytes batch;
        uint64_t until;

        TRY(batch_write(b->node, w, b->who, &b->partner, after, &batch, &until));
        TRY(put_frame(b, w, 'B', batch, (struct bytes){0}));
        for (uint64_t at = after; at < until; at++) {
            struct hash leaf, record;

            TRY(store_entry(node_store(b->node), w, outbox, at, &leaf, &record));
            TRY(put_content(b, w, &record));
        }
        b->done->sent += until - after;
        after = until;
    }
    return true;
}

static bool
put_all(struct bundle *b, struct work *w)
{
    struct log_head outbox;
    struct hash seal;
    uint64_t after;

    TRY(put_bytes(b, w, bytes_of(BUNDLE_TAG)));
    TRY(put_bytes(b, w, hash_bytes(&node_identity(b->node)->id)));
    TRY(put_cosigned(b, w));
    /* Without the partner's seal key there is nothing that it alone could open: then the
     * greeting goes, and its answer brings the key. */
    if (!node_seal_of(b->node, w, &b->partner, &seal)) {
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
        return true;
    }
    TRY(node_outbox(b->node, w, &b->partner, &outbox));
    TRY(node_outbox_known(b->node, w, &outbox, &b->partner, &after));
    if (after < outbox.size)
        TRY(journal_head_add(b->node, w, b->who, &b->partner, after, &outbox));
    return put_range(b, w, after, &outbox);
}

bool
exchange_bundle_out(struct node *n, struct work *w, const struct actor *who,
    const struct peer *peer, const char *file, struct synced *out)
{
    struct bundle b = {.node = n,
        .who = who,
        .partner = peer->org,
        .file = {.fd = -1},
        .done = out};
    int64_t count;
    bool good;

    *out = (struct synced){0};
    TRY(exchange_settle(n, w, who, &count));
    TRY(file_open(w, file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600, &b.file));
    good = put_all(&b, w) &&
        put_frame(&b, w, 'E', (struct bytes){0}, (struct bytes){0}) &&
        file_sync(w, &b.file);
    file_close(&b.file);
    if (!good)
        work_os(w)->unlink(file);
    return good;
}

/* ---- In ------------------------------------------------------------------------------------ */

static bool
get_bytes(struct bundle *b, struct work *w, size_t len, struct bytes *out)
{
    uint8_t *to = work_alloc(w, len + 1);
    size_t got;

    TRY(to != NULL);
    if (len > b->size - b->at)
        return fail(w, FAULT_INVALID, "the bundle ends early: it was cut short");
    TRY(file_read_at(w, &b->file, to, len, (off_t)b->at, &got));
    if (got != len)
        return fail(w, FAULT_INVALID, "the bundle ends early: it was cut short");
    b->at += len;
    *out = bytes_from(to, len);
    return true;
}

static bool
take_batch(struct bundle *b, struct work *w, struct bytes batch)
{
    struct arrived arrived;

    TRY(batch_take(b->node, w, &b->partner, batch, &arrived));
    b->done->received += arrived.count;
    return true;
}

static bool
take_frame(struct bundle *b, struct work *w)
{
    struct cursor c = {.work = w};
    struct bytes head, body;
    struct hello theirs;
    uint32_t len;
    uint8_t letter;

    TRY(get_bytes(b, w, 5, &head));
    c.rest = head;
    TRY(take_u8(&c, &letter));
    TRY(take_u32(&c, &len));
    if (len > EXCHANGE_BODY_MAX)
        return fail(w, FAULT_INVALID, "the bundle holds a frame of %u bytes: too long",
            (unsigned)len);
    TRY(get_bytes(b, w, len, &body));
    c.rest = body;
    switch (letter) {
    case 'H':
        return hello_read(b->node, w, &b->partner, body, &theirs);
    case 'B':
        return take_batch(b, w, body);
    case 'C':
        return keep_cosignature(b->node, w, &b->partner, body);
    case 'L':
        return take_pieces(b->node, w, &b->partner, &c);
    case 'P':
        b->done->pieces++;
        return take_piece(b->node, w, &b->partner, &c);
    case 'E':
        b->ended = true;
        return b->at == b->size && len == 0
            ? true
            : fail(w, FAULT_INVALID, "the bundle has bytes behind its end");
    default:
        return fail(w, FAULT_INVALID,
            "the bundle holds an unknown frame: a newer liaison "
            "wrote it, or it is damaged");
    }
}

static bool
take_head(struct bundle *b, struct work *w)
{
    struct bytes tag, from, hex;
    struct peer peer;

    TRY(get_bytes(b, w, strlen(BUNDLE_TAG), &tag));
    if (!bytes_is(tag, BUNDLE_TAG))
        return fail(w, FAULT_INVALID, "this is no bundle of liaison");
    TRY(get_bytes(b, w, sizeof(b->partner), &from));
    memcpy(&b->partner, from.at, sizeof(b->partner));
    TRY(hex_write(w, from, &hex));
    return node_peer(b->node, w, hex, &peer);
}

bool
exchange_bundle_in(struct node *n, struct work *w, const struct actor *who,
    const char *file, struct hash *from, struct synced *out)
{
    FILE_AUTO struct file f = {.fd = -1};
    struct bundle b = {.node = n, .who = who, .done = out};
    struct stat about;
    int64_t count;

    *out = (struct synced){0};
    TRY(file_open(w, file, O_RDONLY, 0, &f));
    if (f.os->fstat(f.fd, &about) != 0)
        return fail_errno(w, "cannot look at %s", file);
    b.file = f;
    b.size = (uint64_t)about.st_size;
    TRY(take_head(&b, w));
    *from = b.partner;
    while (b.at < b.size) {
        struct work *one = work_open(work_os(w));
        bool good = one != NULL && take_frame(&b, one);

        if (!good)
            fail_with(w, one);
        work_close(one);
        TRY(good);
    }
    if (!b.ended)
        return fail(w, FAULT_INVALID, "the bundle ends early: it was cut short");
    return exchange_settle(n, w, who, &count);
}
