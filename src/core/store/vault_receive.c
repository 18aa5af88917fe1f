/*
 * Content from a partner: its pieces in order, each checked before it is written, and the
 * whole read back before it counts as here.
 */
#include "core/store/store_inner.h"

#include <fcntl.h>
#include <string.h>

/* From this size on a file that came whole becomes a pack of its own, where it lies. */
#define PACK_ALONE ((uint64_t)8 * 1024 * 1024)

/* Until it is whole, content lies in a file of its own, named by its tree. */
const char *
coming_path(struct work *w, const struct store *s, const struct stored_blob *blob)
{
    struct bytes hex;

    if (!hex_write(w, hash_bytes(&blob->tree), &hex))
        return NULL;
    return work_format(w, "%s/vault/%.*s.coming", s->folder, (int)hex.len,
        (const char *)hex.at);
}

static uint64_t
piece_count(const struct stored_blob *blob)
{
    return (blob->length + BLOB_PIECE - 1) / BLOB_PIECE;
}

bool
store_blob_pieces(struct store *s, struct work *w, const struct stored_blob *blob,
    struct bytes *out)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    *out = (struct bytes){0};
    TRY(db_query(s->db, w, &rows, SQL_BLOB_PIECES, "i", blob->no));
    TRY(db_next(&rows, &have));
    return !have || db_is_null(&rows, 0) || db_keep(&rows, 0, out);
}

bool
store_blob_expect(struct store *s, struct work *w, const struct stored_blob *blob,
    struct bytes pieces)
{
    struct hash root;

    TRY(store_whole(s, w));
    if (pieces.len != piece_count(blob) * sizeof(struct hash))
        return fail(w, FAULT_CORRUPT,
            "the partner's piece hashes are not as many as pieces");
    TRY(merkle_root(w, (const struct hash *)pieces.at, pieces.len / sizeof(struct hash),
        &root));
    if (!hash_equal(&root, &blob->tree))
        return fail(w, FAULT_CORRUPT,
            "the partner's piece hashes are not of the content's tree");
    return db_run(s->db, w, SQL_BLOB_PIECES_PUT, "ib", blob->no, pieces);
}

bool
store_blob_arrived(struct store *s, struct work *w, const struct stored_blob *blob,
    uint64_t *pieces)
{
    FILE_AUTO struct file f = {.fd = -1};
    const char *path = coming_path(w, s, blob);
    struct stat about;

    *pieces = blob->pack != 0 ? piece_count(blob) : 0;
    TRY(path != NULL);
    if (blob->pack != 0)
        return true;
    if (!file_open(w, path, O_RDONLY | O_NOFOLLOW, 0, &f)) {
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
        return true;
    }
    if (f.os->fstat(f.fd, &about) != 0)
        return fail_errno(w, "cannot look at %s", path);
    *pieces = (uint64_t)about.st_size / BLOB_PIECE;
    /* What is whole lies in a pack: the last piece is asked for again, and completes it. */
    if (*pieces >= piece_count(blob))
        *pieces = piece_count(blob) - 1;
    return true;
}

/* ---- When all is here ------------------------------------------------------------- */

static bool
copy_piece(struct work *w, const struct file *from, const struct file *to, uint64_t at,
    uint64_t base, size_t len, uint8_t *piece, const struct hash *said)
{
    struct hash leaf;
    size_t got;

    TRY(file_read_at(w, from, piece, len, (off_t)at, &got));
    TRY(merkle_leaf(w, bytes_from(piece, got), &leaf));
    if (!hash_equal(&leaf, said))
        return fail(w, FAULT_CORRUPT,
            "a piece that had come was damaged on disk; it is asked "
            "for again");
    return file_write_at(w, to, bytes_from(piece, got), (off_t)(base + at));
}

/* Copy the pieces behind the last blob of a pack, checking each once more. */
static bool
into_pack(struct store *s, struct work *w, const struct stored_blob *blob,
    const struct file *from, struct bytes pieces, int64_t *pack, uint64_t *base)
{
    FILE_AUTO struct file to = {.fd = -1};
    const struct hash *said = (const struct hash *)pieces.at;
    uint8_t *piece = work_alloc(w, BLOB_PIECE);
    const char *path;

    TRY(piece != NULL);
    TRY(pack_place(s, w, blob->length, pack, base));
    path = pack_path(w, s, *pack);
    TRY(path != NULL);
    TRY(file_open(w, path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600, &to));
    for (uint64_t n = 0; n < piece_count(blob); n++) {
        uint64_t at = n * BLOB_PIECE, left = blob->length - at;

        TRY(copy_piece(w, from, &to, at, *base,
            left < BLOB_PIECE ? (size_t)left : BLOB_PIECE, piece, &said[n]));
    }
    return file_sync(w, &to);
}

static bool
enter(struct store *s, struct work *w, const struct stored_blob *blob, int64_t pack,
    uint64_t base)
{
    TRY(db_begin(s->db, w));
    TRY(store_settle(s, w,
        db_run(s->db, w, SQL_BLOB_ARRIVED, "iii", blob->no, pack, (int64_t)base) &&
            pack_grow(s, w, pack, base + blob->length)));
    s->pack = pack;
    s->pack_end = base + blob->length;
    return true;
}

bool
blob_adopt(struct store *s, struct work *w, const struct stored_blob *blob)
{
    const char *from = coming_path(w, s, blob), *to = pack_path(w, s, blob->pack);
    const char *vault = work_format(w, "%s/vault", s->folder);

    TRY(from != NULL && to != NULL && vault != NULL);
    if (work_os(w)->rename(from, to) != 0)
        return fail_errno(w, "cannot rename %s to %s", from, to);
    return folder_sync(w, vault);
}

/* Large content stays where it came, and its file becomes the next pack.  It is that from the commit
 * on: where the program ends before the file has its name, opening gives it. */
static bool
complete_alone(struct store *s, struct work *w, const struct stored_blob *blob,
    struct file *from)
{
    const char *vault = work_format(w, "%s/vault", s->folder);
    struct stored_blob settled = *blob;

    TRY(vault != NULL);
    /* Its own place, but none while other content is being written. */
    TRY(pack_place(s, w, blob->length, &settled.pack, &settled.at));
    settled.pack = s->pack + 1;
    settled.at = 0;
    TRY(file_sync(w, from));
    TRY(folder_sync(w, vault));
    TRY(blob_check(w, from, &settled)); /* read back */
    TRY(enter(s, w, blob, settled.pack, 0));
    s->broken = true;
    TRY(blob_adopt(s, w, &settled));
    s->broken = false;
    return true;
}

static bool
complete_packed(struct store *s, struct work *w, const struct stored_blob *blob,
    const struct file *from, const char *path, struct bytes pieces)
{
    const char *vault = work_format(w, "%s/vault", s->folder);
    struct stored_blob settled = *blob;

    TRY(vault != NULL);
    TRY(into_pack(s, w, blob, from, pieces, &settled.pack, &settled.at));
    TRY(folder_sync(w, vault));
    TRY(store_blob_verify(s, w, &settled)); /* read back */
    TRY(enter(s, w, blob, settled.pack, settled.at));
    work_os(w)->unlink(path);
    return true;
}

static bool
complete(struct store *s, struct work *w, const struct stored_blob *blob,
    const char *path)
{
    FILE_AUTO struct file from = {.fd = -1};
    struct bytes pieces;

    TRY(file_open(w, path, O_RDWR | O_NOFOLLOW, 0, &from));
    TRY(store_blob_pieces(s, w, blob, &pieces));
    if (blob->length >= PACK_ALONE ? complete_alone(s, w, blob, &from)
                                   : complete_packed(s, w, blob, &from, path, pieces))
        return true;
    if (work_fault(w) == FAULT_CORRUPT)
        work_os(w)->unlink(path); /* what had come was damaged on disk: it comes again */
    return false;
}

/* What that piece has to be; FAULT_CONFLICT before its hashes came. */
static bool
piece_said(struct store *s, struct work *w, const struct stored_blob *blob,
    uint64_t piece, struct hash *out)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct bytes text = {0};
    bool have;

    if (piece < piece_count(blob)) {
        TRY(db_query(s->db, w, &rows, SQL_BLOB_PIECE, "ii", blob->no, (int64_t)piece));
        TRY(db_next(&rows, &have));
        if (have && !db_is_null(&rows, 0))
            TRY(db_keep(&rows, 0, &text));
    }
    if (text.len != sizeof(*out))
        return fail(w, FAULT_CONFLICT, "a piece came before the hashes it is checked by");
    memcpy(out, text.at, sizeof(*out));
    return true;
}

bool
store_blob_piece_put(struct store *s, struct work *w, const struct stored_blob *blob,
    uint64_t piece, struct bytes bytes, bool *whole)
{
    const char *path = coming_path(w, s, blob);
    struct hash said, leaf;
    uint64_t arrived;

    *whole = blob->pack != 0;
    TRY(path != NULL);
    TRY(store_whole(s, w));
    if (*whole)
        return true;
    TRY(piece_said(s, w, blob, piece, &said));
    /* A file with a hole would count as one that has come so far. */
    TRY(store_blob_arrived(s, w, blob, &arrived));
    if (piece > arrived)
        return fail(w, FAULT_CONFLICT, "piece %llu came where %llu was due",
            (unsigned long long)piece, (unsigned long long)arrived);
    TRY(merkle_leaf(w, bytes, &leaf));
    if (!hash_equal(&leaf, &said))
        return fail(w, FAULT_CORRUPT, "piece %llu is not the one its hash says",
            (unsigned long long)piece);
    {
        FILE_AUTO struct file to = {.fd = -1};

        TRY(file_open(w, path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600, &to));
        TRY(file_write_at(w, &to, bytes, (off_t)(piece * BLOB_PIECE)));
    }
    if (piece + 1 < piece_count(blob))
        return true;
    *whole = true;
    return complete(s, w, blob, path);
}
