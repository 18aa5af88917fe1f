/*
 * store, reading: what one side of a node holds -- records and their parts, logs and
 * proofs, blobs -- as of the last commit.  The formats are docs/formats.md 4 to 7.
 *
 * The store does not know what a record says: it keeps headers, proofs and sealed
 * parts, and gives them back as they came.  One process has a store open at a time.
 */
#ifndef CORE_STORE_READ_H
#define CORE_STORE_READ_H

#include "core/store/proofs.h"
#include "ground/base/base.h"

struct store;

/* ---- Records ----------------------------------------------------------------- */

enum stored_state {
    STORED_WAITING = 0, /* sealed until what it depends on is here */
    STORED_IN_FORCE = 1,
    STORED_QUARANTINED = 2 /* contradicts another of the same author (P21) */
};

struct stored {
    int64_t no; /* order of commit, from 1 */
    struct hash hash;
    struct uuid id;
    int64_t version;
    struct hash author;
    struct bytes kind; /* empty: a newer program made it, and only its text is kept */
    int64_t time;
    struct hash origin; /* the partner it came from; zero: made here */
    int64_t came;       /* when, or the last part of it did; 0: before that was kept */
    enum stored_state state;
    struct bytes header;
    struct bytes proof;
};

struct stored_part {
    struct bytes name;
    bool erased; /* its key is gone: salt and body are empty */
    struct hash salt;
    struct bytes body;
};

/* FAULT_MISSING when there is none.  What a newer program made is found by store_kept alone,
 * and by those who walk by number. */
bool store_kept(struct store *s, struct work *w, const struct hash *hash,
    struct stored *out) MUST;
bool store_by_hash(struct store *s, struct work *w, const struct hash *hash,
    struct stored *out) MUST;
bool store_by_no(struct store *s, struct work *w, int64_t no, struct stored *out) MUST;
/* The newest version in force; or, when none is, the newest that waits. */
bool store_by_id(struct store *s, struct work *w, const struct uuid *id,
    struct stored *out) MUST;
/* Every version that is here, the newest first, those set aside and those waiting too. */
bool store_versions(struct store *s, struct work *w, const struct uuid *id,
    struct stored **out, size_t *count) MUST;
/* The ids that begin with ${prefix} (hex digits and dashes, at least 4 digits), in order: the first
 * ${after} that one, NULL: of all.  None of what is set aside alone. */
bool store_next_id(struct store *s, struct work *w, struct bytes prefix,
    const struct uuid *after, struct uuid *out, bool *have) MUST;
/* In order of commit, after number ${after}; an empty ${kind} means all.  Each record is
 * read into the work given, so a caller that walks many gives each its own. */
bool store_next(struct store *s, struct work *w, int64_t after, struct bytes kind,
    struct stored *out, bool *have) MUST;
/* The same among those that wait. */
bool store_next_waiting(struct store *s, struct work *w, int64_t after,
    struct stored *out, bool *have) MUST;
/* The first of those that contradict another of their author (P21).  All are looked through. */
bool store_set_aside(struct store *s, struct work *w, struct stored **out,
    size_t *count) MUST;
/* How much waits, by the partner it came from. */
struct stored_waits {
    struct hash origin;
    int64_t records;
    int64_t newer; /* of them, made by a newer program */
    int64_t bytes;
};
bool store_waits(struct store *s, struct work *w, struct stored_waits **out,
    size_t *count) MUST;
bool store_count(struct store *s, struct work *w, int64_t *out) MUST;
/* The latest time of a record made here: node time never goes below it. */
bool store_clock(struct store *s, struct work *w, int64_t *out) MUST;

/* All parts of a record that were ever kept here, in order of name. */
bool store_parts(struct store *s, struct work *w, int64_t record,
    struct stored_part **out, size_t *count) MUST;
/* One part, or FAULT_MISSING when it is not here or erased. */
bool store_part(struct store *s, struct work *w, const struct stored *record,
    const char *name, struct stored_part *out) MUST;

/* ---- Logs ----------------------------------------------------------------------- */

#define STORE_JOURNAL "journal"

struct log_head {
    int64_t no;
    struct bytes origin;
    uint64_t size;
    struct bytes note; /* the last checkpoint, signed; empty while size is 0 */
};

/* By name: "journal", "outbox/<org>"; FAULT_MISSING. */
bool store_log(struct store *s, struct work *w, const char *name,
    struct log_head *out) MUST;
/* The log behind number ${after}, in order of making. */
bool store_log_next(struct store *s, struct work *w, int64_t after, struct log_head *out,
    struct bytes *name, bool *have) MUST;
/* Entry ${at}: its 32 bytes, and the record they stand for, or zero where it is not told. */
bool store_entry(struct store *s, struct work *w, const struct log_head *log, uint64_t at,
    struct hash *leaf, struct hash *record) MUST;
/* Where a record stands in a log, the last time it does; FAULT_MISSING. */
bool store_position(struct store *s, struct work *w, const struct log_head *log,
    const struct hash *record, uint64_t *at) MUST;
bool store_entry_salt(struct store *s, struct work *w, const struct log_head *log,
    uint64_t at, struct hash *salt) MUST;
/* Whose logs a record stands in, by name; "outbox/..." says who was given it. */
bool store_logs_of(struct store *s, struct work *w, const struct hash *record,
    struct bytes **names, size_t *count) MUST;
/* Up to which record number records have been sent on their ways. */
bool store_routed(struct store *s, struct work *w, int64_t *out) MUST;
/* The record after number ${after} that is to be sent on its ways once more: it was let in,
 * or got parts, after the others had passed it.  Is a receipt due to whom it came from? */
bool store_again(struct store *s, struct work *w, int64_t after, int64_t *no,
    bool *receipt, bool *have) MUST;
bool store_checkpoint(struct store *s, struct work *w, const struct log_head *log,
    uint64_t size, struct bytes *note) MUST;
/* The last one of at most that many entries, and of how many it is. */
bool store_checkpoint_before(struct store *s, struct work *w, const struct log_head *log,
    uint64_t *size, struct bytes *note) MUST;
/* Tiles as a source of subtree hashes, for merkle_prove_* and merkle_root_at. */
bool store_tiles(struct store *s, struct work *w, const struct log_head *log,
    struct merkle_source *out) MUST;
/* A tlog-proof of the entry at ${at} under the last checkpoint; its extra line is the
 * entry salt. */
bool store_prove(struct store *s, struct work *w, const struct log_head *log, uint64_t at,
    struct bytes *out) MUST;
/* Recompute a log from its entries: tiles, size, every checkpoint and its signature by
 * ${key}.  FAULT_CORRUPT says which does not hold. */
bool store_verify_log(struct store *s, struct work *w, const struct log_head *log,
    const struct hash *key) MUST;

/* ---- What goes into logs, as those who write it through node say it ------------------- */

/* An entry for another log than the journal. */
struct store_append {
    int64_t log;
    struct hash record;
};

/* What a partner's log brought, checked against its signed checkpoint. */
struct store_mirrored {
    struct hash record;
    struct hash salt;
};
struct store_mirror {
    int64_t log; /* 0: none is here yet; one begins with these entries, */
    const char *name;
    const char *origin; /* so called, of that origin */
    uint64_t from;      /* where the entries begin: the size of our copy */
    const struct store_mirrored *entries;
    size_t count;
    uint64_t size; /* what the checkpoint says */
    struct hash root;
    struct bytes note; /* signed by the partner, and cosigned by us */
};
/* Do these entries, behind those that are here, come to that root? */
bool store_mirror_fits(struct store *s, struct work *w, const struct store_mirror *m,
    bool *yes) MUST;

/* ---- Content ---------------------------------------------------------------------- */

#define BLOB_PIECE (1024 * 1024)

struct stored_blob {
    int64_t no;
    struct hash tree;
    uint64_t length; /* of the ciphertext */
    int64_t pack;    /* 0: its record is here, the content is still to come */
    uint64_t at;     /* in the pack */
};

/* The piece hashes, 32 bytes each; empty when not known.  How many pieces came so far. */
bool store_blob_pieces(struct store *s, struct work *w, const struct stored_blob *blob,
    struct bytes *out) MUST;
bool store_blob_arrived(struct store *s, struct work *w, const struct stored_blob *blob,
    uint64_t *pieces) MUST;
/* One piece of ciphertext. */
bool store_blob_piece(struct store *s, struct work *w, const struct stored_blob *blob,
    uint64_t piece, struct bytes *out) MUST;
bool store_blob(struct store *s, struct work *w, const struct hash *tree,
    struct stored_blob *out) MUST;
/* The records that name a blob. */
bool store_blob_records(struct store *s, struct work *w, const struct stored_blob *blob,
    int64_t **out, size_t *count) MUST;
/* Does a record name content, and do others name the same? */
bool store_content_shared(struct store *s, struct work *w, int64_t record, bool *any,
    bool *shared) MUST;
/* The key of a blob, from any record here that still names it; FAULT_MISSING when all
 * were erased. */
bool store_blob_key(struct store *s, struct work *w, const struct stored_blob *blob,
    struct hash *out) MUST;
/* Decrypt ${length} bytes of content, chunk by chunk, in order, to ${to}. */
bool store_blob_open(struct store *s, struct work *w, const struct stored_blob *blob,
    uint64_t length, bool (*to)(void *ctx, struct work *w, struct bytes plain),
    void *ctx) MUST;
/* Read the ciphertext and compare its tree: needs no key. */
bool store_blob_verify(struct store *s, struct work *w,
    const struct stored_blob *blob) MUST;
/* The blob after number ${after}. */
bool store_blob_next(struct store *s, struct work *w, int64_t after,
    struct stored_blob *out, bool *have) MUST;

/* ---- Secrets and the whole ----------------------------------------------------------- */

/* A private key or salt by name; FAULT_MISSING. */
bool store_secret(struct store *s, struct work *w, const char *name,
    struct hash *out) MUST;
/* The data file's own checks. */
bool store_verify_file(struct store *s, struct work *w) MUST;

#endif
