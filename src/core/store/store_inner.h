/*
 * What the files of the store share: the open side, its logs' tails, its packs.
 */
#ifndef CORE_STORE_STORE_INNER_H
#define CORE_STORE_STORE_INNER_H

#include "core/store/keytree.h"
#include "core/store/write.h"
#include "ground/db/db.h"

struct store {
    char *folder;
    struct db *db;
    struct keytree *keys;
    bool broken; /* a write failed half-way: reopen before going on */
    /* Where the next blob goes: beyond what is committed, and what is being written. */
    int64_t pack;
    uint64_t pack_end;
    bool writing;                  /* somebody writes there: one at a time */
    const struct store_item *lent; /* new records, by number, read from memory; or NULL */
    size_t lent_count;
};

/* A fault unless the store is whole. */
bool store_whole(const struct store *s, struct work *w) MUST;
/* Commit the transaction under way if all in it went ${well}, or undo it. */
bool store_settle(struct store *s, struct work *w, bool well) MUST;
bool store_meta_get(struct store *s, struct work *w, const char *name, int64_t *out) MUST;
bool store_meta_put(struct store *s, struct work *w, const char *name,
    int64_t value) MUST;
/* The first key number never used goes into the transaction under way. */
bool store_keys_mark(struct store *s, struct work *w) MUST;
/* Destroy the keys that committed erasures have doomed. */
bool store_doom(struct store *s, struct work *w) MUST;

/* ---- log.c: appending, inside a transaction ------------------------------------- */

struct log_tail;
bool log_tail_open(struct store *s, struct work *w, int64_t log,
    struct log_tail **out) MUST;
bool log_tail_append(struct log_tail *t, struct work *w, const struct hash *record,
    uint64_t *at) MUST;
/* Write tiles, size, and the signed checkpoint. */
bool log_tail_close(struct log_tail *t, struct work *w) MUST;
/* Append a partner's entries to our copy of its log, and keep its checkpoint. */
bool log_mirror(struct store *s, struct work *w, const struct store_mirror *mirror) MUST;
/* Forget all but the first ${size} entries, and make the tiles of those anew. */
bool log_cut(struct store *s, struct work *w, int64_t log, uint64_t size) MUST;
bool log_entry_salt(struct store *s, struct work *w, int64_t salt_key, uint64_t at,
    struct hash *out) MUST;
bool log_leaf(struct work *w, const struct hash *salt, const struct hash *record,
    struct hash *out) MUST;
struct log_row {
    struct log_head head;
    int64_t salt_key;
    struct bytes name;
};
bool log_row_read(struct store *s, struct work *w, int64_t no, struct log_row *out) MUST;
#define TILE_LEVELS 8
/* The hashes kept for a tile; none when there is no row. */
bool log_tile_row(struct store *s, struct work *w, int64_t log, unsigned level,
    uint64_t no, struct bytes *out) MUST;
struct merkle_source log_source(struct store *s, struct work *w, int64_t log,
    uint64_t size);

/* ---- records.c -------------------------------------------------------------------- */

bool part_context(struct work *w, const struct hash *record, struct bytes name,
    struct bytes *out) MUST;

/* ---- vault.c ------------------------------------------------------------------------ */

const char *pack_path(struct work *w, const struct store *s, int64_t pack);
/* Where content lies that is still coming from a partner. */
const char *coming_path(struct work *w, const struct store *s,
    const struct stored_blob *blob);
/* Where a blob of that ciphertext length starts: behind the last one, or in a new pack.
 * FAULT_BUSY while another is written there. */
bool pack_place(const struct store *s, struct work *w, uint64_t length, int64_t *pack,
    uint64_t *at) MUST;
/* Read content where it lies in that file, and compare its tree. */
bool blob_check(struct work *w, const struct file *f,
    const struct stored_blob *blob) MUST;
/* The first content of a pack. */
bool store_blob_alone(struct store *s, struct work *w, int64_t pack,
    struct stored_blob *out, bool *have) MUST;
/* The file that large content came in takes the name of the pack that it was committed as. */
bool blob_adopt(struct store *s, struct work *w, const struct stored_blob *blob) MUST;
bool pack_grow(struct store *s, struct work *w, int64_t pack, uint64_t length) MUST;
/* Cut packs back to what was committed. */
bool vault_settle(struct store *s, struct work *w) MUST;
/* Enter a written blob and its use by a record; inside a transaction. */
bool vault_keep(struct store *s, struct work *w, const struct blob_written *b,
    const struct stored *record) MUST;
/* Drop a record's uses; blobs without any lose their key.  Inside a transaction. */
bool vault_forget(struct store *s, struct work *w, struct store_erasure *e) MUST;

#endif
