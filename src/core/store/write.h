/*
 * store, writing: only node includes this, and only node writes.
 *
 * A commit is all or nothing: records, sealed parts, entries, tiles, checkpoints and
 * erasures in one durable transaction.  When it returns, what it was given is safe; when
 * it fails, nothing of it is there.
 */
#ifndef CORE_STORE_WRITE_H
#define CORE_STORE_WRITE_H

#include "core/store/read.h"

/* Where a side is kept.  ${folder} holds data.db, keys/ and vault/; ${mirror}, or NULL, is
 * where the keys are kept a second time. */
struct store_place {
    const char *folder;
    const char *mirror;
    struct bytes passphrase;
    bool restored; /* data older than the keys beside it: no number they gave is reused */
};

bool store_create(struct work *w, const struct store_place *place) MUST;
/* Finishes what was cut short: erasures, and packs longer than what was committed. */
bool store_open(struct work *w, const struct store_place *place, struct store **out) MUST;
void store_close(struct store *s);
/* Write no more: what was begun is finished by opening it again. */
void store_stop(struct store *s);

/* Draw a private key or salt and name it; one that had the name is erased. */
bool store_secret_new(struct store *s, struct work *w, const char *name,
    struct hash *out) MUST;
bool store_secret_rename(struct store *s, struct work *w, const char *from,
    const char *to) MUST;
/* The same over one that has the name: that one is erased. */
bool store_secret_promote(struct store *s, struct work *w, const char *from,
    const char *to) MUST;
bool store_secret_drop(struct store *s, struct work *w, const char *name) MUST;
/* Start a log; its checkpoints are signed with the secret "log" under its origin. */
bool store_log_new(struct store *s, struct work *w, const char *name,
    const char *origin) MUST;

/* Turn a log to a new epoch: the old one is kept as "<name>/<its epoch>". */
bool store_log_turn(struct store *s, struct work *w, const char *name, int64_t old_epoch,
    const char *origin) MUST;

/* Make a copy of a partner's log, signed with that key, whole again by cutting it back to the last
 * checkpoint that its entries come to; ${kept}: how many these are. */
bool store_log_mend(struct store *s, struct work *w, const struct log_head *log,
    const struct hash *key, uint64_t *kept) MUST;

/* ---- Content, before the record that names it ------------------------------------------ */

/* A blob being written: bytes in, then its place; the commit that names it keeps it. */
struct blob_writer;

struct blob_written {
    struct hash tree;
    uint64_t length; /* of the ciphertext */
    struct hash key; /* the blob key, to be wrapped for each record that names it */
    int64_t pack;
    uint64_t at;
    struct bytes
        pieces;        /* the hashes that the tree is of; empty when it is yet to come */
    struct hash alike; /* a keyed hash of content and scope: finds duplicates */
    int64_t known;     /* its number, when the same content was here; else 0 */
};

/* ${hint} hedges the key (formats.md 5); ${length} is the plaintext's, known before.
 * FAULT_BUSY while other content is being written. */
bool store_blob_begin(struct store *s, struct work *w, uint64_t length, struct bytes hint,
    struct blob_writer **out) MUST;
bool store_blob_add(struct blob_writer *b, struct work *w, struct bytes plain) MUST;
/* Pad, sync, read back and compare; then look for the same content in ${scope}.
 * FAULT_CONFLICT when more or fewer bytes came than were said. */
bool store_blob_end(struct blob_writer *b, struct work *w,
    const struct hash *plain_sha256, struct bytes scope, struct blob_written *out) MUST;
/* Give up; also after store_blob_end failed.  One that succeeded has ended the writer
 * itself.  NULL is fine. */
void store_blob_drop(struct blob_writer *b);

/* Content that a partner gives, piece by piece.  A blob whose record came before it has
 * pack 0.  First the piece hashes, checked against the tree; then the pieces in order,
 * each checked before it is written; the last one brings the blob into a pack. */
bool store_blob_expect(struct store *s, struct work *w, const struct stored_blob *blob,
    struct bytes pieces) MUST;
bool store_blob_piece_put(struct store *s, struct work *w, const struct stored_blob *blob,
    uint64_t piece, struct bytes bytes, bool *complete) MUST;

/* A checkpoint of ours with cosignatures on it. */
bool store_checkpoint_put(struct store *s, struct work *w, const struct log_head *log,
    uint64_t size, struct bytes note) MUST;

/* ---- The commit ---------------------------------------------------------------------------- */

struct store_item {
    struct stored record; /* no is filled in by the commit, unless the record is here */
    bool here;            /* parts and blobs join the record of that no */
    bool proves;          /* it waited under another proof: this one is true */
    bool becomes;         /* and it is this record from now on: its text alone was kept */
    const struct stored_part *parts;
    size_t part_count;
    const struct blob_written *blobs; /* the blobs this record names */
    size_t blob_count;
    uint64_t journal_at; /* filled in: its place in the journal */
};

/* Parts to be forgotten for good. */
struct store_erasure {
    int64_t record;
    const char *part; /* NULL: every part but those in ${keep}, and its blobs */
    const char *const *keep;
    size_t keep_count;
    bool blobs;      /* filled in: was the record's content destroyed? */
    int64_t same_as; /* filled in: a record that keeps the same content, or 0 */
};

struct store_state_change {
    int64_t record;
    enum stored_state state;
};

/* To be sent on its ways once more. */
struct store_again {
    int64_t record;
    bool receipt;
};

struct store_batch {
    struct store_item *items;
    size_t item_count;
    const struct store_append *appends;
    size_t append_count;
    struct store_erasure *erasures;
    size_t erasure_count;
    const struct store_state_change *changes;
    size_t change_count;
    const struct store_mirror *mirror; /* or NULL */
    int64_t
        routed; /* records up to this one have been sent on their ways; 0: no change */
    const struct store_again *again;
    size_t again_count;
    const int64_t *sent; /* those of them that now have been */
    size_t sent_count;
};

/* FAULT_CONFLICT when a record of that hash is here already. */
bool store_commit(struct store *s, struct work *w, struct store_batch *batch) MUST;

/* What was just committed is read from memory until store_take_back: for whoever goes over a batch
 * again at once.  It must stay as it was committed for so long.  False, and nothing is lent, when
 * not all records of the batch are new: those that are have numbers in a row. */
bool store_lend(struct store *s, const struct store_batch *batch);
void store_take_back(struct store *s);

/* ---- Safe-keeping ---------------------------------------------------------------------------- */

/* Write data and packs, without keys, to a new folder; and the keys to another one. */
bool store_copy_data(struct store *s, struct work *w, const char *folder) MUST;
bool store_copy_keys(struct store *s, struct work *w, const char *folder) MUST;
/* The same from a folder of keys that no store has open: a mirror of another machine. */
bool store_copy_key_folder(struct work *w, const char *from, const char *to) MUST;

#endif
