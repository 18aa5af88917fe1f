/*
 * Reading logs: heads, entries, proofs, and the check that recomputes everything.
 */
#include "core/store/store_inner.h"

/* What is signed of more than is here waits for it: log_mirror. */
static bool
last_checkpoint(struct store *s, struct work *w, struct log_head *head)
{
    uint64_t size = head->size;

    return store_checkpoint_before(s, w, head, &size, &head->note) ||
        work_forgive(w, FAULT_MISSING);
}

bool
store_log(struct store *s, struct work *w, const char *name, struct log_head *out)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct log_row row;
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_LOG_GET, "t", bytes_of(name)));
    TRY(db_next(&rows, &have));
    if (!have)
        return fail(w, FAULT_MISSING, "there is no log named %s", name);
    TRY(log_row_read(s, w, db_integer(&rows, 0), &row));
    *out = row.head;
    return last_checkpoint(s, w, out);
}

bool
store_log_next(struct store *s, struct work *w, int64_t after, struct log_head *out,
    struct bytes *name, bool *have)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct log_row row;

    TRY(db_query(s->db, w, &rows, SQL_LOG_AFTER, "i", after));
    TRY(db_next(&rows, have));
    if (!*have)
        return true;
    TRY(db_keep(&rows, 1, name));
    TRY(log_row_read(s, w, db_integer(&rows, 0), &row));
    *out = row.head;
    return last_checkpoint(s, w, out);
}

bool
store_entry(struct store *s, struct work *w, const struct log_head *log, uint64_t at,
    struct hash *leaf, struct hash *record)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_ENTRY_RANGE, "iii", log->no, (int64_t)at,
        (int64_t)at + 1));
    TRY(db_next(&rows, &have));
    if (!have)
        return fail(w, FAULT_MISSING, "log %.*s has no entry %llu", (int)log->origin.len,
            (const char *)log->origin.at, (unsigned long long)at);
    TRY(db_hash(&rows, 1, leaf));
    *record = (struct hash){0};
    return db_is_null(&rows, 2) || db_hash(&rows, 2, record);
}

bool
store_position(struct store *s, struct work *w, const struct log_head *log,
    const struct hash *record, uint64_t *at)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_ENTRY_OF_RECORD, "ih", log->no, record));
    TRY(db_next(&rows, &have));
    if (!have)
        return fail(w, FAULT_MISSING, "the record is not in this log");
    *at = (uint64_t)db_integer(&rows, 0);
    return true;
}

bool
store_entry_salt(struct store *s, struct work *w, const struct log_head *log, uint64_t at,
    struct hash *salt)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct log_row row;
    bool have;

    /* A partner's entry keeps the salt that the partner gave with it. */
    TRY(db_query(s->db, w, &rows, SQL_ENTRY_RANGE, "iii", log->no, (int64_t)at,
        (int64_t)at + 1));
    TRY(db_next(&rows, &have));
    if (have && !db_is_null(&rows, 3))
        return db_hash(&rows, 3, salt);
    TRY(log_row_read(s, w, log->no, &row));
    return log_entry_salt(s, w, row.salt_key, at, salt);
}

bool
store_logs_of(struct store *s, struct work *w, const struct hash *record,
    struct bytes **names, size_t *count)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    struct bytes name;
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_LOGS_OF_RECORD, "h", record));
    for (;;) {
        TRY(db_next(&rows, &have));
        if (!have)
            break;
        TRY(db_keep(&rows, 0, &name));
        buffer_add(&b, bytes_from(&name, sizeof(name)));
    }
    *names = buffer_array(&b, sizeof(**names), count);
    return *names != NULL;
}

bool
store_routed(struct store *s, struct work *w, int64_t *out)
{
    return store_meta_get(s, w, "routed", out);
}

bool
store_checkpoint(struct store *s, struct work *w, const struct log_head *log,
    uint64_t size, struct bytes *note)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_CHECKPOINT_AT, "ii", log->no, (int64_t)size));
    TRY(db_next(&rows, &have));
    if (!have)
        return fail(w, FAULT_MISSING, "there is no checkpoint of size %llu",
            (unsigned long long)size);
    return db_keep(&rows, 1, note);
}

bool
store_checkpoint_before(struct store *s, struct work *w, const struct log_head *log,
    uint64_t *size, struct bytes *note)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_CHECKPOINT_BEFORE, "ii", log->no, (int64_t)*size));
    TRY(db_next(&rows, &have));
    if (!have)
        return fail(w, FAULT_MISSING, "there is no checkpoint of up to %llu entries",
            (unsigned long long)*size);
    *size = (uint64_t)db_integer(&rows, 0);
    return db_keep(&rows, 1, note);
}

bool
store_checkpoint_put(struct store *s, struct work *w, const struct log_head *log,
    uint64_t size, struct bytes note)
{
    TRY(store_whole(s, w));
    return db_run(s->db, w, SQL_CHECKPOINT_PUT, "iib", log->no, (int64_t)size, note);
}

bool
store_tiles(struct store *s, struct work *w, const struct log_head *log,
    struct merkle_source *out)
{
    *out = log_source(s, w, log->no, log->size);
    return out->ctx != NULL;
}

bool
store_prove(struct store *s, struct work *w, const struct log_head *log, uint64_t at,
    struct bytes *out)
{
    struct tlog_proof proof = {.index = at, .checkpoint = log->note};
    struct merkle_source source;
    struct hash *salt = work_alloc(w, sizeof(*salt));

    if (salt == NULL)
        return false;
    TRY(store_entry_salt(s, w, log, at, salt));
    TRY(store_tiles(s, w, log, &source));
    TRY(merkle_prove_inclusion(w, &source, at, log->size, &proof.path));
    proof.extra = hash_bytes(salt);
    return tlog_proof_write(w, &proof, out);
}
