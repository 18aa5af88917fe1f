/*
 * Verifying a log: everything that is kept of it is computed once more from its entries.
 */
#include "core/store/store_inner.h"

/* A tile as the entries so far make it. */
struct recounted_tile {
    uint64_t no;
    size_t count;
    struct hash hashes[TLOG_TILE_WIDTH];
};

struct recount {
    struct store *store;
    const struct log_head *log;
    const struct note_key *key;
    struct merkle_frontier frontier;
    struct recounted_tile tiles[TILE_LEVELS];
};

static bool
corrupt(const struct recount *r, struct work *w, const char *what, uint64_t number)
{
    return fail(w, FAULT_CORRUPT, "%.*s: %s (%llu)", (int)r->log->origin.len,
        (const char *)r->log->origin.at, what, (unsigned long long)number);
}

/* The row of a tile holds what its entries make, and no more. */
static bool
recount_tile(struct recount *r, struct work *w, unsigned level)
{
    const struct recounted_tile *tile = &r->tiles[level];
    struct bytes row;

    TRY(log_tile_row(r->store, w, r->log->no, level, tile->no, &row));
    if (!bytes_equal(row, bytes_from(tile->hashes, tile->count * sizeof(struct hash))))
        return corrupt(r, w, "a tile is not of its entries", tile->no);
    return true;
}

static bool
recount_completed(void *ctx, struct work *w, unsigned level, uint64_t index,
    const struct hash *hash)
{
    struct recount *r = ctx;
    struct recounted_tile *tile = &r->tiles[level / 8 % TILE_LEVELS];

    if (level % 8 != 0)
        return true;
    tile->no = index / TLOG_TILE_WIDTH;
    tile->hashes[tile->count++] = *hash;
    if (tile->count < TLOG_TILE_WIDTH)
        return true;
    TRY(recount_tile(r, w, level / 8));
    tile->count = 0;
    return true;
}

/* A checkpoint of the size just reached must say this root. */
static bool
recount_note(struct recount *r, struct work *w, struct bytes text)
{
    struct checkpoint said;
    struct note note;
    struct hash root;

    TRY(checkpoint_open(w, text, r->key, &said, &note));
    TRY(merkle_frontier_root(w, &r->frontier, &root));
    if (said.size != r->frontier.size || !hash_equal(&said.root, &root))
        return corrupt(r, w, "a checkpoint is not of its entries", r->frontier.size);
    return true;
}

/* The one kept for this size, if any. */
static bool
recount_checkpoint(struct recount *r, struct work *w)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct bytes text;
    bool have;

    TRY(db_query(r->store->db, w, &rows, SQL_CHECKPOINT_AT, "ii", r->log->no,
        (int64_t)r->frontier.size));
    TRY(db_next(&rows, &have));
    if (!have)
        return true;
    TRY(db_keep(&rows, 1, &text));
    return recount_note(r, w, text);
}

/* An entry whose record is told must be that record's salted leaf. */
static bool
recount_entry(struct recount *r, struct work *w, uint64_t at)
{
    const struct merkle_sink sink = {.ctx = r, .completed = recount_completed};
    struct hash kept, record, salt, leaf;

    if (!store_entry(r->store, w, r->log, at, &kept, &record)) {
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
        return corrupt(r, w, "an entry is missing", at);
    }
    if (!hash_is_zero(&record)) {
        TRY(store_entry_salt(r->store, w, r->log, at, &salt));
        TRY(log_leaf(w, &salt, &record, &leaf));
        if (!hash_equal(&leaf, &kept))
            return corrupt(r, w, "an entry does not stand for its record", at);
    }
    TRY(merkle_leaf(w, hash_bytes(&kept), &leaf));
    return merkle_append(w, &r->frontier, &leaf, &sink);
}

/* Nothing is kept behind the last entry, and the last checkpoint is of all of them. */
static bool
recount_end(struct recount *r, struct work *w)
{
    struct hash kept, record;

    for (unsigned level = 0; level < TILE_LEVELS; level++)
        if (r->tiles[level].count > 0)
            TRY(recount_tile(r, w, level));
    if (store_entry(r->store, w, r->log, r->log->size, &kept, &record))
        return corrupt(r, w, "there are entries behind the last", r->log->size);
    if (work_fault(w) != FAULT_MISSING)
        return false;
    work_clear(w);
    if (r->log->size > 0 && r->log->note.len == 0)
        return corrupt(r, w, "there are entries but no checkpoint", r->log->size);
    return r->log->note.len == 0 || recount_note(r, w, r->log->note);
}

bool
store_verify_log(struct store *s, struct work *w, const struct log_head *log,
    const struct hash *key)
{
    struct recount *r = work_alloc(w, sizeof(*r));
    struct note_key signer;

    TRY(r != NULL);
    TRY(note_key_make(w, log->origin, NOTE_ED25519, key, &signer));
    r->store = s;
    r->log = log;
    r->key = &signer;
    for (uint64_t at = 0; at < log->size; at++) {
        struct work *one = work_open(work_os(w));
        bool good =
            one != NULL && recount_entry(r, one, at) && recount_checkpoint(r, one);

        if (!good)
            fail_with(w, one);
        work_close(one);
        if (!good)
            return false;
    }
    return recount_end(r, w);
}
