/*
 * The vault's rows: which blob lies where, who names it, under which wrapped key.
 */
#include "core/store/store_inner.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

static bool
wrap_context(struct work *w, const struct hash *record, const struct hash *tree,
    struct bytes *out)
{
    struct buffer b = buffer_open(w, 128);

    buffer_text(&b, "liaison/v1/blob-wrap\n");
    buffer_add(&b, hash_bytes(record));
    buffer_add(&b, hash_bytes(tree));
    return buffer_bytes(&b, out);
}

bool
pack_grow(struct store *s, struct work *w, int64_t pack, uint64_t length)
{
    int64_t changed = 0;

    TRY(db_change(s->db, w, &changed, SQL_PACK_LENGTH, "ii", pack, (int64_t)length));
    return changed > 0 || db_run(s->db, w, SQL_PACK_ADD, "ii", pack, (int64_t)length);
}

/* Content that is yet to come may be named by two records of one batch: the second finds it. */
static bool
find_coming(struct store *s, struct work *w, const struct blob_written *b, int64_t *blob)
{
    struct stored_blob here;

    *blob = b->known;
    if (b->known != 0 || b->pack != 0)
        return true;
    if (store_blob(s, w, &b->tree, &here)) {
        *blob = here.no;
        return true;
    }
    if (work_fault(w) != FAULT_MISSING)
        return false;
    work_clear(w);
    return true;
}

bool
vault_keep(struct store *s, struct work *w, const struct blob_written *b,
    const struct stored *record)
{
    struct bytes context, wrapped;
    struct hash item;
    uint64_t key;
    int64_t blob;

    TRY(find_coming(s, w, b, &blob));
    if (blob == 0) {
        TRY(db_run(s->db, w, SQL_BLOB_ADD, "hiiibh", &b->tree, b->pack, (int64_t)b->at,
            (int64_t)b->length, b->pieces, hash_is_zero(&b->alike) ? NULL : &b->alike));
        blob = db_last_row(s->db);
        if (b->pack != 0)
            TRY(pack_grow(s, w, b->pack, b->at + b->length));
    }
    TRY(keytree_take(s->keys, w, &key, &item));
    TRY(wrap_context(w, &record->hash, &b->tree, &context));
    TRY(seal_bytes(w, &item, context, hash_bytes(&b->key), &wrapped));
    return db_run(s->db, w, SQL_BLOB_USE_ADD, "iiib", record->no, blob, (int64_t)key,
        wrapped);
}

/* What had come of content that nobody here names any more lies about for nothing. */
static bool
forget_coming(struct store *s, struct work *w, int64_t no)
{
    struct stored_blob blob;
    const char *path;
    bool have;

    TRY(store_blob_next(s, w, no - 1, &blob, &have));
    if (!have || blob.no != no || blob.pack != 0)
        return true;
    path = coming_path(w, s, &blob);
    TRY(path != NULL);
    if (work_os(w)->unlink(path) != 0 && errno != ENOENT)
        return fail_errno(w, "cannot remove %s", path);
    return true;
}

static bool
forget_one(struct store *s, struct work *w, struct store_erasure *e, int64_t blob,
    int64_t key)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    TRY(db_run(s->db, w, SQL_DOOM, "i", key));
    TRY(db_run(s->db, w, SQL_BLOB_USE_DROP, "ii", e->record, blob));
    TRY(db_query(s->db, w, &rows, SQL_BLOB_USES, "i", blob));
    TRY(db_next(&rows, &have));
    if (have) {
        e->same_as = db_integer(&rows, 0);
        return true;
    }
    e->blobs = true;
    TRY(forget_coming(s, w, blob));
    return db_run(s->db, w, SQL_BLOB_FORGET, "i", blob);
}

bool
vault_forget(struct store *s, struct work *w, struct store_erasure *e)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_BLOBS_OF, "i", e->record));
    for (;;) {
        TRY(db_next(&rows, &have));
        if (!have)
            return true;
        TRY(forget_one(s, w, e, db_integer(&rows, 0), db_integer(&rows, 1)));
    }
}

bool
store_blob_records(struct store *s, struct work *w, const struct stored_blob *blob,
    int64_t **out, size_t *count)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_BLOB_USES, "i", blob->no));
    for (;;) {
        int64_t record;

        TRY(db_next(&rows, &have));
        if (!have)
            break;
        record = db_integer(&rows, 0);
        buffer_add(&b, bytes_from(&record, sizeof(record)));
    }
    *out = buffer_array(&b, sizeof(**out), count);
    return *out != NULL;
}

bool
store_content_shared(struct store *s, struct work *w, int64_t record, bool *any,
    bool *shared)
{
    ROWS_AUTO struct db_rows rows = {0}, uses = {0};
    bool have;

    *shared = false;
    TRY(db_query(s->db, w, &rows, SQL_BLOBS_OF, "i", record));
    TRY(db_next(&rows, any));
    if (!*any)
        return true;
    TRY(db_query(s->db, w, &uses, SQL_BLOB_USES, "i", db_integer(&rows, 0)));
    for (;;) {
        TRY(db_next(&uses, &have));
        if (!have)
            return true;
        *shared = *shared || db_integer(&uses, 0) != record;
    }
}

static bool
unwrap(struct store *s, struct work *w, const struct stored_blob *blob, int64_t record,
    int64_t key, struct bytes wrapped, struct hash *out)
{
    struct bytes context, plain;
    struct stored of;
    struct hash item;

    TRY(store_by_no(s, w, record, &of));
    TRY(keytree_get(s->keys, w, (uint64_t)key, &item));
    TRY(wrap_context(w, &of.hash, &blob->tree, &context));
    TRY(open_bytes(w, &item, context, wrapped, &plain));
    if (plain.len != sizeof(*out))
        return fail(w, FAULT_CORRUPT, "a wrapped content key has a wrong size");
    memcpy(out, plain.at, sizeof(*out));
    return true;
}

bool
store_blob_key(struct store *s, struct work *w, const struct stored_blob *blob,
    struct hash *out)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct bytes wrapped;
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_BLOB_USES, "i", blob->no));
    for (;;) {
        TRY(db_next(&rows, &have));
        if (!have)
            return fail(w, FAULT_MISSING, "the content was erased");
        TRY(db_keep(&rows, 2, &wrapped));
        if (unwrap(s, w, blob, db_integer(&rows, 0), db_integer(&rows, 1), wrapped, out))
            return true;
        /* One that was erased, in data restored from before: another may still name it. */
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
    }
}

/* ---- At opening --------------------------------------------------------------------- */

/* A pack that was committed as the file that content came in, and has not its name yet. */
static bool
settle_alone(struct store *s, struct work *w, int64_t pack)
{
    FILE_AUTO struct file f = {.fd = -1};
    struct stored_blob blob;
    const char *path;
    bool have;

    TRY(store_blob_alone(s, w, pack, &blob, &have));
    if (!have)
        return true;
    path = coming_path(w, s, &blob);
    TRY(path != NULL);
    return file_open(w, path, O_RDONLY | O_NOFOLLOW, 0, &f)
        ? blob_adopt(s, w, &blob)
        : work_forgive(w, FAULT_MISSING);
}

static bool
settle_pack(struct store *s, struct work *w, int64_t pack, int64_t length)
{
    FILE_AUTO struct file f = {.fd = -1};
    const char *path = pack_path(w, s, pack);
    struct stat about;

    if (path == NULL)
        return false;
    if (!file_open(w, path, O_RDWR | O_NOFOLLOW, 0, &f)) {
        TRY(work_forgive(w, FAULT_MISSING));
        TRY(settle_alone(s, w, pack));
        TRY(file_open(w, path, O_RDWR | O_NOFOLLOW, 0, &f));
    }
    if (f.os->fstat(f.fd, &about) != 0)
        return fail_errno(w, "cannot look at %s", path);
    if (about.st_size < length)
        return fail(w, FAULT_CORRUPT,
            "%s has %lld bytes, %lld were committed: restore it from a "
            "backup",
            path, (long long)about.st_size, (long long)length);
    if (about.st_size > length && f.os->ftruncate(f.fd, length) != 0)
        return fail_errno(w, "cannot shorten %s", path);
    s->pack = pack;
    s->pack_end = (uint64_t)length;
    return true;
}

bool
vault_settle(struct store *s, struct work *w)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_PACK_LIST, ""));
    for (;;) {
        TRY(db_next(&rows, &have));
        if (!have)
            break;
        TRY(settle_pack(s, w, db_integer(&rows, 0), db_integer(&rows, 1)));
    }
    for (int64_t no = s->pack + 1;; no++) {
        const char *beyond = pack_path(w, s, no);

        if (beyond == NULL)
            return false;
        if (work_os(w)->unlink(beyond) != 0)
            return errno == ENOENT || fail_errno(w, "cannot remove %s", beyond);
    }
}
