/*
 * Reading content: finding a blob, decrypting it, checking it without a key.
 */
#include "core/store/store_inner.h"

#include <fcntl.h>

#define READ_CHUNKS 64 /* at a time: 1 MiB and the tags */

static bool
read_blob(struct db_rows *rows, struct stored_blob *out)
{
    *out = (struct stored_blob){.no = db_integer(rows, 0)};
    TRY(db_hash(rows, 1, &out->tree));
    out->pack = db_integer(rows, 2);
    out->at = (uint64_t)db_integer(rows, 3);
    out->length = (uint64_t)db_integer(rows, 4);
    return true;
}

bool
store_blob(struct store *s, struct work *w, const struct hash *tree,
    struct stored_blob *out)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_BLOB_BY_TREE, "h", tree));
    TRY(db_next(&rows, &have));
    if (!have)
        return fail(w, FAULT_MISSING, "the content is not here");
    return read_blob(&rows, out);
}

bool
store_blob_next(struct store *s, struct work *w, int64_t after, struct stored_blob *out,
    bool *have)
{
    ROWS_AUTO struct db_rows rows = {0};

    TRY(db_query(s->db, w, &rows, SQL_BLOB_AFTER, "i", after));
    TRY(db_next(&rows, have));
    return !*have || read_blob(&rows, out);
}

bool
store_blob_alone(struct store *s, struct work *w, int64_t pack, struct stored_blob *out,
    bool *have)
{
    ROWS_AUTO struct db_rows rows = {0};

    TRY(db_query(s->db, w, &rows, SQL_BLOB_IN_PACK, "i", pack));
    TRY(db_next(&rows, have));
    return !*have || read_blob(&rows, out);
}

static bool
open_pack(struct store *s, struct work *w, const struct stored_blob *blob,
    struct file *out)
{
    const char *path = pack_path(w, s, blob->pack);

    if (blob->pack == 0)
        return fail(w, FAULT_MISSING, "the content has not come yet: sync again");
    return path != NULL && file_open(w, path, O_RDONLY | O_NOFOLLOW, 0, out);
}

/* Exactly ${len} bytes of the blob from ${at}. */
static bool
read_some(struct work *w, const struct file *f, const struct stored_blob *blob,
    uint64_t at, uint8_t *to, size_t len)
{
    size_t got;

    TRY(file_read_at(w, f, to, len, (off_t)(blob->at + at), &got));
    if (got != len)
        return fail(w, FAULT_CORRUPT,
            "pack %lld ends within content: restore it from a backup",
            (long long)blob->pack);
    return true;
}

struct opening {
    struct work *work;
    struct file file;
    struct chunks *chunks;
    uint8_t *sealed;
    uint8_t *plain;
};

static void
opening_end(struct opening *o)
{
    chunks_close(o->chunks);
    file_close(&o->file);
}

static bool
opening_start(struct opening *o, struct store *s, struct work *w,
    const struct stored_blob *blob)
{
    uint8_t prefix[CHUNK_PREFIX];
    struct hash key;

    o->work = w;
    o->sealed = work_alloc(w, READ_CHUNKS * CHUNK_SEALED);
    o->plain = work_alloc(w, READ_CHUNKS * CHUNK_PLAIN);
    if (o->sealed == NULL || o->plain == NULL)
        return false;
    TRY(store_blob_key(s, w, blob, &key));
    TRY(open_pack(s, w, blob, &o->file));
    if (blob->length < CHUNK_PREFIX + AEAD_TAG)
        return fail(w, FAULT_CORRUPT, "content %lld is too short", (long long)blob->no);
    TRY(read_some(w, &o->file, blob, 0, prefix, sizeof(prefix)));
    return chunks_open_open(w, &key, bytes_of("liaison/v1/blob"), prefix, &o->chunks);
}

/* Decrypt the chunks in o->sealed; gives the plain length. */
static bool
open_some(struct opening *o, uint64_t *chunk, size_t sealed, size_t *plain)
{
    *plain = 0;
    for (size_t at = 0; at < sealed;) {
        size_t len = sealed - at < CHUNK_SEALED ? sealed - at : CHUNK_SEALED;

        if (len < AEAD_TAG)
            return fail(o->work, FAULT_CORRUPT, "content ends within a chunk");
        TRY(chunks_open(o->chunks, *chunk, bytes_from(o->sealed + at, len),
            o->plain + *plain));
        *plain += len - AEAD_TAG;
        at += len;
        (*chunk)++;
    }
    return true;
}

bool
store_blob_open(struct store *s, struct work *w, const struct stored_blob *blob,
    uint64_t length, bool (*to)(void *ctx, struct work *w, struct bytes plain), void *ctx)
{
    __attribute__((cleanup(opening_end))) struct opening o = {.file = {.fd = -1}};
    uint64_t at = CHUNK_PREFIX, chunk = 0, rest = length;

    TRY(opening_start(&o, s, w, blob));
    if ((blob->length - CHUNK_PREFIX) % CHUNK_SEALED < AEAD_TAG)
        return fail(w, FAULT_CORRUPT, "content %lld is cut short", (long long)blob->no);
    while (at < blob->length) {
        uint64_t left = blob->length - at;
        size_t want =
            left < READ_CHUNKS * CHUNK_SEALED ? (size_t)left : READ_CHUNKS * CHUNK_SEALED;
        size_t plain;

        TRY(read_some(w, &o.file, blob, at, o.sealed, want));
        TRY(open_some(&o, &chunk, want, &plain));
        at += want;
        if (plain > rest)
            plain = (size_t)rest; /* what follows is padding */
        if (plain > 0)
            TRY(to(ctx, w, bytes_from(o.plain, plain)));
        rest -= plain;
    }
    if (rest > 0)
        return fail(w, FAULT_CORRUPT, "content %lld is shorter than its record says",
            (long long)blob->no);
    return true;
}

bool
store_blob_piece(struct store *s, struct work *w, const struct stored_blob *blob,
    uint64_t piece, struct bytes *out)
{
    FILE_AUTO struct file f = {.fd = -1};
    uint64_t at = piece * BLOB_PIECE, left;
    uint8_t *to;

    if (piece >= (blob->length + BLOB_PIECE - 1) / BLOB_PIECE)
        return fail(w, FAULT_INVALID, "the content has no piece %llu",
            (unsigned long long)piece);
    left = blob->length - at;
    *out = bytes_from(NULL, left < BLOB_PIECE ? (size_t)left : BLOB_PIECE);
    to = work_room(w, out->len);
    TRY(to != NULL);
    out->at = to;
    TRY(open_pack(s, w, blob, &f));
    return read_some(w, &f, blob, at, to, out->len);
}

bool
blob_check(struct work *w, const struct file *f, const struct stored_blob *blob)
{
    uint8_t *piece = work_alloc(w, BLOB_PIECE);
    struct merkle_frontier tree = {0};
    struct hash leaf, root;

    TRY(piece != NULL);
    for (uint64_t at = 0; at < blob->length; at += BLOB_PIECE) {
        uint64_t left = blob->length - at;
        size_t want = left < BLOB_PIECE ? (size_t)left : BLOB_PIECE;

        TRY(read_some(w, f, blob, at, piece, want));
        TRY(merkle_leaf(w, bytes_from(piece, want), &leaf));
        TRY(merkle_append(w, &tree, &leaf, NULL));
    }
    TRY(merkle_frontier_root(w, &tree, &root));
    if (!hash_equal(&root, &blob->tree))
        return fail(w, FAULT_CORRUPT,
            "content %lld in pack %lld is damaged: restore it from a backup",
            (long long)blob->no, (long long)blob->pack);
    return true;
}

bool
store_blob_verify(struct store *s, struct work *w, const struct stored_blob *blob)
{
    FILE_AUTO struct file f = {.fd = -1};

    return open_pack(s, w, blob, &f) && blob_check(w, &f, blob);
}
