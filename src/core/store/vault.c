/*
 * Writing content: padded, encrypted, hashed piece by piece, synced, read back.
 */
#include "core/store/store_inner.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define PACK_FULL (UINT64_C(1) << 30)
#define PACK_ALIGN 4096
#define HEDGE_FIRST 65536

struct blob_writer {
    struct store *store;
    struct work *own; /* what lives as long as the writing */
    struct file pack;
    struct chunks *chunks; /* NULL until the first bytes came */
    struct bytes hint;
    struct hash key;
    struct merkle_frontier tree;
    struct buffer pieces; /* the hashes that the tree is of */
    int64_t pack_no;
    uint64_t at;      /* where the blob starts */
    uint64_t said;    /* plaintext length, as announced */
    uint64_t came;    /* and as it came */
    uint64_t sealed;  /* chunks so far */
    uint64_t written; /* ciphertext bytes on disk */
    size_t plain_len;
    size_t piece_len;
    uint8_t plain[CHUNK_PLAIN];
    uint8_t piece[BLOB_PIECE];
};

const char *
pack_path(struct work *w, const struct store *s, int64_t pack)
{
    return work_format(w, "%s/vault/%08lld.pack", s->folder, (long long)pack);
}

bool
pack_place(const struct store *s, struct work *w, uint64_t length, int64_t *pack,
    uint64_t *at)
{
    uint64_t next = (s->pack_end + PACK_ALIGN - 1) / PACK_ALIGN * PACK_ALIGN;

    if (s->writing)
        return fail(w, FAULT_BUSY,
            "other content is being written: try again when it is done");
    if (s->pack == 0 || (next > 0 && next + length > PACK_FULL)) {
        *pack = s->pack + 1;
        *at = 0;
    } else {
        *pack = s->pack;
        *at = next;
    }
    return true;
}

bool
store_blob_begin(struct store *s, struct work *w, uint64_t length, struct bytes hint,
    struct blob_writer **out)
{
    struct blob_writer *b;
    const char *path;
    int64_t pack = 0;
    uint64_t at = 0;

    TRY(store_whole(s, w));
    if (length > INT64_MAX / 2)
        return fail(w, FAULT_INVALID, "content of %llu bytes is too large",
            (unsigned long long)length);
    TRY(pack_place(s, w, chunks_sealed_length(padme_length(length)), &pack, &at));
    b = calloc(1, sizeof(*b));
    if (b == NULL)
        return fail(w, FAULT_MEMORY, "out of memory for content");
    s->writing = true;
    b->store = s;
    b->said = length;
    b->pack.fd = -1;
    b->pack_no = pack;
    b->at = at;
    b->own = work_open(work_os(w));
    b->pieces = buffer_open(b->own, SIZE_MAX / 2);
    path = pack_path(w, s, b->pack_no);
    if (b->own == NULL || path == NULL || !work_keep(b->own, hint, &b->hint) ||
        !file_open(w, path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600, &b->pack)) {
        store_blob_drop(b);
        return fail(w, FAULT_MEMORY, "out of memory for content");
    }
    *out = b;
    return true;
}

/* The blob key: random, hedged with all that is known of the content at its start. */
static bool
make_key(struct blob_writer *b, struct work *w, struct bytes first)
{
    struct buffer info = buffer_open(w, 64 * 1024);
    struct hash random, hash;
    struct bytes text;

    if (first.len > HEDGE_FIRST)
        first.len = HEDGE_FIRST;
    if (work_os(w)->random(&random, sizeof(random)) != 0)
        return fail_errno(w, "no randomness from the operating system");
    TRY(sha256(w, first, &hash));
    buffer_text(&info, "liaison/v1/blob-key\n");
    buffer_u64(&info, b->said);
    buffer_add(&info, b->hint);
    buffer_add(&info, hash_bytes(&hash));
    TRY(buffer_bytes(&info, &text));
    TRY(hkdf_expand_sha256(w, &random, text, &b->key, sizeof(b->key)));
    secret_wipe(&random, sizeof(random));
    return true;
}

static bool
write_piece(struct blob_writer *b, struct work *w)
{
    struct bytes piece = bytes_from(b->piece, b->piece_len);
    struct hash leaf;

    if (b->piece_len == 0)
        return true;
    TRY(merkle_leaf(w, piece, &leaf));
    TRY(merkle_append(w, &b->tree, &leaf, NULL));
    buffer_add(&b->pieces, hash_bytes(&leaf));
    TRY(file_write_at(w, &b->pack, piece, (off_t)(b->at + b->written)));
    b->written += b->piece_len;
    b->piece_len = 0;
    return true;
}

/* Ciphertext goes out in pieces of 1 MiB, whatever the chunks' boundaries. */
static bool
emit(struct blob_writer *b, struct work *w, const uint8_t *from, size_t len)
{
    while (len > 0) {
        size_t room = sizeof(b->piece) - b->piece_len;
        size_t some = len < room ? len : room;

        memcpy(b->piece + b->piece_len, from, some);
        b->piece_len += some;
        from += some;
        len -= some;
        if (b->piece_len == sizeof(b->piece))
            TRY(write_piece(b, w));
    }
    return true;
}

static bool
start(struct blob_writer *b, struct work *w, struct bytes first)
{
    uint8_t prefix[CHUNK_PREFIX];

    TRY(make_key(b, w, first));
    if (!chunks_seal_open(b->own, &b->key, bytes_of("liaison/v1/blob"), prefix,
            &b->chunks))
        return fail_with(w, b->own);
    return emit(b, w, prefix, sizeof(prefix));
}

static bool
seal_chunk(struct blob_writer *b, struct work *w)
{
    uint8_t sealed[CHUNK_SEALED];
    size_t len = b->plain_len;

    if (!chunks_seal(b->chunks, b->sealed, bytes_from(b->plain, len), sealed))
        return fail_with(w, b->own);
    b->sealed++;
    b->plain_len = 0;
    return emit(b, w, sealed, len + AEAD_TAG);
}

/* Bytes into chunks: the content, and the zeros that pad it. */
static bool
absorb(struct blob_writer *b, struct work *w, const uint8_t *from, uint64_t len)
{
    while (len > 0) {
        size_t room = sizeof(b->plain) - b->plain_len;
        size_t some = len < room ? (size_t)len : room;

        if (from != NULL) {
            memcpy(b->plain + b->plain_len, from, some);
            from += some;
        } else {
            memset(b->plain + b->plain_len, 0, some);
        }
        b->plain_len += some;
        len -= some;
        if (b->plain_len == sizeof(b->plain))
            TRY(seal_chunk(b, w));
    }
    return true;
}

bool
store_blob_add(struct blob_writer *b, struct work *w, struct bytes plain)
{
    if (b->chunks == NULL)
        TRY(start(b, w, plain));
    if (plain.len > b->said - b->came)
        return fail(w, FAULT_CONFLICT, "the content grew while it was read");
    b->came += plain.len;
    return absorb(b, w, plain.at, plain.len);
}

/* What the device gives back must be what was meant to be written. */
static bool
read_back(struct blob_writer *b, struct work *w, const struct hash *root)
{
    struct merkle_frontier tree = {0};
    struct hash again, leaf;

    (void)posix_fadvise(b->pack.fd, (off_t)b->at, (off_t)b->written, POSIX_FADV_DONTNEED);
    for (uint64_t at = 0; at < b->written; at += sizeof(b->piece)) {
        uint64_t rest = b->written - at;
        size_t want = rest < sizeof(b->piece) ? (size_t)rest : sizeof(b->piece), got;

        TRY(file_read_at(w, &b->pack, b->piece, want, (off_t)(b->at + at), &got));
        TRY(merkle_leaf(w, bytes_from(b->piece, got), &leaf));
        TRY(merkle_append(w, &tree, &leaf, NULL));
    }
    TRY(merkle_frontier_root(w, &tree, &again));
    if (!hash_equal(&again, root))
        return fail(w, FAULT_IO,
            "the disk gives back other bytes than were written to pack %lld",
            (long long)b->pack_no);
    return true;
}

static bool
content_tag(struct store *s, struct work *w, const struct hash *plain_sha256,
    struct bytes scope, struct hash *out)
{
    struct buffer b = buffer_open(w, 4096);
    struct bytes message;
    struct hash key;

    TRY(store_secret(s, w, "alike", &key));
    buffer_text(&b, "liaison/v1/alike\n");
    buffer_add(&b, hash_bytes(plain_sha256));
    buffer_add(&b, scope);
    TRY(buffer_bytes(&b, &message));
    return hmac_sha256(w, &key, message, out);
}

static bool
blob_alike(struct store *s, struct work *w, struct blob_written *out)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct stored_blob blob = {0};
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_BLOB_BY_ALIKE, "h", &out->alike));
    TRY(db_next(&rows, &have));
    if (!have)
        return true;
    blob.no = db_integer(&rows, 0);
    TRY(db_hash(&rows, 1, &blob.tree));
    blob.length = (uint64_t)db_integer(&rows, 4);
    if (!store_blob_key(s, w, &blob, &out->key)) {
        /* Erased, in data restored from before: then it is as if it were not here. */
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
        return true;
    }
    out->known = blob.no;
    out->tree = blob.tree;
    out->length = blob.length;
    return true;
}

static bool
finish(struct blob_writer *b, struct work *w, struct hash *root)
{
    if (b->came != b->said)
        return fail(w, FAULT_CONFLICT, "the content shrank while it was read");
    if (b->chunks == NULL)
        TRY(start(b, w, (struct bytes){0}));
    TRY(absorb(b, w, NULL, padme_length(b->said) - b->said));
    TRY(seal_chunk(b, w)); /* the last chunk is always short, and may be empty */
    TRY(write_piece(b, w));
    TRY(file_sync(w, &b->pack));
    TRY(merkle_frontier_root(w, &b->tree, root));
    return read_back(b, w, root);
}

static bool
keep_pieces(struct blob_writer *b, struct work *w, struct bytes *out)
{
    struct bytes pieces;

    if (!buffer_bytes(&b->pieces, &pieces))
        return fail_with(w, b->own);
    return work_keep(w, pieces, out);
}

bool
store_blob_end(struct blob_writer *b, struct work *w, const struct hash *plain_sha256,
    struct bytes scope, struct blob_written *out)
{
    struct store *s = b->store;

    *out = (struct blob_written){.pack = b->pack_no, .at = b->at};
    TRY(finish(b, w, &out->tree));
    out->length = b->written;
    out->key = b->key;
    TRY(content_tag(s, w, plain_sha256, scope, &out->alike));
    TRY(blob_alike(s, w, out));
    if (out->known != 0) {
        if (b->pack.os->ftruncate(b->pack.fd, (off_t)b->at) != 0)
            return fail_errno(w, "cannot shorten pack %lld", (long long)b->pack_no);
    } else {
        const char *vault = work_format(w, "%s/vault", s->folder);

        TRY(keep_pieces(b, w, &out->pieces));
        s->pack = b->pack_no;
        s->pack_end = b->at + b->written;
        if (vault == NULL)
            return false;
        TRY(folder_sync(w, vault));
    }
    store_blob_drop(b);
    return true;
}

void
store_blob_drop(struct blob_writer *b)
{
    if (b == NULL)
        return;
    b->store->writing = false;
    chunks_close(b->chunks);
    file_close(&b->pack);
    work_close(b->own);
    secret_wipe(b, sizeof(*b));
    free(b);
}
