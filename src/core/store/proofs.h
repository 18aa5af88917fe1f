/*
 * proofs: Merkle trees as in RFC 6962, and the texts of c2sp.org about them --
 * signed notes, checkpoints, cosignatures, inclusion proofs, tiles.
 *
 * Nothing here touches a disk, a clock or a database.  Reading is strict: what
 * is accepted is written back byte for byte the same.  Text that cannot be read
 * is FAULT_INVALID; a hash, path or signature that does not hold is
 * FAULT_CORRUPT.  What a read function gives is lent from its input.
 */
#ifndef CORE_STORE_PROOFS_H
#define CORE_STORE_PROOFS_H

#include "ground/base/base.h"

/* ---- Merkle trees ---------------------------------------------------------- */

/* A tree has fewer than 2^63 leaves.  Its complete subtrees are named by level
 * and index: level 0 are the leaf hashes, and subtree (l, i) covers the leaves
 * from i * 2^l up to (i + 1) * 2^l. */
#define MERKLE_LEVELS 63
#define MERKLE_SIZE_MAX UINT64_C(0x7fffffffffffffff)
/* Hashes in a proof: at most 63 of inclusion, at most 64 of consistency. */
#define MERKLE_PROOF_MAX 64

struct merkle_proof {
    const struct hash *at;
    size_t count;
};

/* Where the hash of a complete subtree comes from: a table, tiles, memory. */
struct merkle_source {
    void *ctx;
    bool (*hash_at)(void *ctx, struct work *w, unsigned level, uint64_t index,
        struct hash *out);
};

/* Who is told of each subtree that an append completes, from the leaf upwards. */
struct merkle_sink {
    void *ctx;
    bool (*completed)(void *ctx, struct work *w, unsigned level, uint64_t index,
        const struct hash *hash);
};

/* The right edge of a growing tree: all that is needed to append and to know the
 * root.  at[l] counts while bit l of the size is set.  All zero is empty. */
struct merkle_frontier {
    uint64_t size;
    struct hash at[MERKLE_LEVELS];
};

/* A whole small tree in memory, with every complete subtree at hand. */
struct merkle_tree {
    uint64_t size;
    const struct hash *level[MERKLE_LEVELS];
};

extern const struct hash merkle_empty; /* the root of no leaves, SHA-256("") */

/* SHA-256(0x00 || entry), SHA-256(0x01 || left || right). */
bool merkle_leaf(struct work *w, struct bytes entry, struct hash *out) MUST;
bool merkle_node(struct work *w, const struct hash *left, const struct hash *right,
    struct hash *out) MUST;
/* The root over leaf hashes. */
bool merkle_root(struct work *w, const struct hash leaves[], size_t count,
    struct hash *out) MUST;

/* Append a leaf hash; ${sink} may be NULL.  On failure ${f} is unchanged. */
bool merkle_append(struct work *w, struct merkle_frontier *f, const struct hash *leaf,
    const struct merkle_sink *sink) MUST;
bool merkle_frontier_root(struct work *w, const struct merkle_frontier *f,
    struct hash *out) MUST;
/* The frontier of the first ${size} leaves, to go on appending after a restart. */
bool merkle_frontier_load(struct work *w, const struct merkle_source *s, uint64_t size,
    struct merkle_frontier *out) MUST;
/* The root of the first ${size} leaves. */
bool merkle_root_at(struct work *w, const struct merkle_source *s, uint64_t size,
    struct hash *out) MUST;

/* Keep ${leaves} and all that is above them: less than 64 bytes a leaf.  The
 * source lends from ${t}. */
bool merkle_tree_make(struct work *w, const struct hash leaves[], size_t count,
    struct merkle_tree *t) MUST;
struct merkle_source merkle_tree_source(struct merkle_tree *t);

/* That leaf ${index} is in the tree of the first ${size} leaves.  FAULT_INVALID
 * unless index < size. */
bool merkle_prove_inclusion(struct work *w, const struct merkle_source *s, uint64_t index,
    uint64_t size, struct merkle_proof *out) MUST;
bool merkle_check_inclusion(struct work *w, const struct hash *leaf, uint64_t index,
    uint64_t size, const struct hash *root, const struct merkle_proof *p) MUST;

/* That the tree of ${size} leaves begins with that of ${old} leaves, where
 * 0 < old <= size.  Every tree begins with the empty one, so there is nothing to
 * prove about it: an old size of 0 is refused, callers decide it before. */
bool merkle_prove_consistency(struct work *w, const struct merkle_source *s, uint64_t old,
    uint64_t size, struct merkle_proof *out) MUST;
bool merkle_check_consistency(struct work *w, uint64_t old, const struct hash *old_root,
    uint64_t size, const struct hash *root, const struct merkle_proof *p) MUST;

/* ---- Signed notes ------------------------------------------------------------ */

#define NOTE_MAX (1024 * 1024)
#define NOTE_SIGNATURES_MAX 64

enum note_type {
    NOTE_ED25519 = 0x01,    /* over the text */
    NOTE_COSIGNATURE = 0x04 /* over the text of a checkpoint and a time */
};

/* A public key with the name it signs under; other types are not known here. */
struct note_key {
    struct bytes name;
    uint32_t id;
    enum note_type type;
    struct hash public;
};

struct note_signature {
    struct bytes name;
    uint32_t id;
    struct bytes value; /* what follows the key id, at least a byte */
};

struct note {
    struct bytes text; /* with its last newline */
    const struct note_signature *at;
    size_t count;
};

/* A key with its id: the first bytes of SHA-256(name || \n || type || public). */
bool note_key_make(struct work *w, struct bytes name, enum note_type type,
    const struct hash *public, struct note_key *out) MUST;
/* The text form, <name>+<id>+<type and key>; an id that is not that of the key
 * is refused. */
bool note_key_read(struct work *w, struct bytes from, struct note_key *out) MUST;
bool note_key_write(struct work *w, const struct note_key *key, struct bytes *out) MUST;

bool note_read(struct work *w, struct bytes from, struct note *out) MUST;
bool note_write(struct work *w, const struct note *n, struct bytes *out) MUST;
/* ${from}, a signed note, with one more signature line. */
bool note_append(struct work *w, struct bytes from, const struct note_signature *s,
    struct bytes *out) MUST;

/* Sign ${text} with a key of type Ed25519, whose private half is ${seed}. */
bool note_sign(struct work *w, struct bytes text, const struct note_key *key,
    const struct hash *seed, struct note_signature *out) MUST;
/* Is there a signature line with the key's name and id? */
bool note_names(const struct note *n, const struct note_key *key);
/* Every signature in the key's name and id verifies, and there is one. */
bool note_check(struct work *w, const struct note *n, const struct note_key *key) MUST;

/* ---- Checkpoints --------------------------------------------------------------- */

struct checkpoint {
    struct bytes origin;
    uint64_t size;
    struct hash root;
    struct bytes extension; /* further lines, each with its newline; or none */
};

/* The body: the text of a note, without signatures. */
bool checkpoint_read(struct work *w, struct bytes body, struct checkpoint *out) MUST;
bool checkpoint_write(struct work *w, const struct checkpoint *c, struct bytes *out) MUST;
/* The signed note.  The key bears the name of the origin. */
bool checkpoint_sign(struct work *w, const struct checkpoint *c,
    const struct note_key *key, const struct hash *seed, struct bytes *out) MUST;
/* Read a signed checkpoint that must be of the log of that key, and signed by it;
 * ${note} is for asking after cosignatures. */
bool checkpoint_open(struct work *w, struct bytes from, const struct note_key *log,
    struct checkpoint *out, struct note *note) MUST;

/* A cosignature/v1: that at ${seconds} since 1970 this was the largest tree seen.
 * ${body} is that of a checkpoint. */
bool checkpoint_cosign(struct work *w, struct bytes body, const struct note_key *key,
    const struct hash *seed, uint64_t seconds, struct note_signature *out) MUST;
/* Every cosignature in the key's name and id verifies, and there is one; says the
 * latest time. */
bool checkpoint_cosigned(struct work *w, const struct note *n, const struct note_key *key,
    uint64_t *seconds) MUST;

/* ---- Proofs that stand alone ----------------------------------------------------- */

#define TLOG_PROOF_MAX (2 * NOTE_MAX)

/* c2sp.org/tlog-proof@v1: that an entry is in a log that witnesses have seen. */
struct tlog_proof {
    struct bytes extra; /* whatever the application put there, signed by nobody */
    uint64_t index;
    struct merkle_proof path;
    struct bytes checkpoint; /* the signed note, and what is read from it: */
    struct note note;
    struct checkpoint head;
};

/* Whom a verifier trusts: one log, and any ${quorum} of these witnesses. */
struct tlog_trust {
    struct note_key log;
    const struct note_key *witnesses;
    size_t count;
    size_t quorum;
};

bool tlog_proof_read(struct work *w, struct bytes from, struct tlog_proof *out) MUST;
/* Writes extra, index, path and checkpoint; the rest of ${p} need not be filled. */
bool tlog_proof_write(struct work *w, const struct tlog_proof *p, struct bytes *out) MUST;
/* The log signed the checkpoint, enough witnesses with different keys cosigned it,
 * no known witness' signature is wrong, and the leaf is in the tree. */
bool tlog_proof_check(struct work *w, const struct tlog_proof *p, const struct hash *leaf,
    const struct tlog_trust *trust) MUST;

/* ---- Tiles ------------------------------------------------------------------------ */

#define TLOG_TILE_WIDTH 256
#define TLOG_LEVEL_MAX 63

/* One file of a static log: hashes of a level, or a bundle of entries (level 0). */
struct tlog_tile {
    bool entries;
    unsigned level;
    uint64_t number;
    unsigned width; /* 1 to 255 in a partial tile, 256 in a full one */
};

/* "tile/0/x001/x234/067", "tile/entries/000.p/15". */
bool tlog_tile_write(struct work *w, const struct tlog_tile *t, struct bytes *out) MUST;
bool tlog_tile_read(struct work *w, struct bytes from, struct tlog_tile *out) MUST;
/* How wide that tile is in a tree of ${size} leaves; 0 if it is not there. */
unsigned tlog_tile_width(uint64_t size, unsigned level, uint64_t number);
/* The root over the hashes of a tile, or of some in a row: 32 bytes each.  Of a
 * full tile it is its hash one level higher. */
bool tlog_tile_root(struct work *w, struct bytes hashes, struct hash *out) MUST;

/* Entries in a bundle have their length before them, in two bytes. */
bool tlog_bundle_add(struct buffer *b, struct bytes entry) MUST;
bool tlog_bundle_next(struct cursor *c, struct bytes *entry) MUST;
/* The level 0 tile that belongs to a bundle of exactly ${width} entries. */
bool tlog_bundle_tile(struct work *w, struct bytes bundle, unsigned width,
    struct bytes *out) MUST;

/* A tree of ${size} leaves of which we can fetch tiles, as a source of hashes. */
struct tlog_tiles {
    uint64_t size;
    void *ctx;
    bool (
        *fetch)(void *ctx, struct work *w, const struct tlog_tile *t, struct bytes *out);
};
struct merkle_source tlog_tiles_source(struct tlog_tiles *t);

#endif
