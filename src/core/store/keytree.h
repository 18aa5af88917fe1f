/*
 * keytree: the item keys, in pages that can forget (docs/formats.md section 6).
 * Inside the room only.
 */
#ifndef CORE_STORE_KEYTREE_H
#define CORE_STORE_KEYTREE_H

#include "ground/base/base.h"
#include "ground/crypt/crypt.h"

#define KEY_FANOUT 256
#define KEY_LEVELS 4
#define KEY_MEDIA 2

struct keytree;

/* Where the tree is kept: ${folder}, and ${mirror} on a second medium or NULL.  An empty
 * ${passphrase} leaves the root file to its permissions. */
struct keytree_place {
    const char *folder;
    const char *mirror;
    struct bytes passphrase;
};

bool keytree_create(struct work *w, const struct keytree_place *place) MUST;
/* ${next} is the first number never used.  Finishes an erasure that was cut short. */
bool keytree_open(struct work *w, const struct keytree_place *place, uint64_t next,
    struct keytree **out) MUST;
void keytree_close(struct keytree *t);

/* As many fresh keys, made durable at once: taking them costs no more writing. */
bool keytree_ready(struct keytree *t, struct work *w, size_t count) MUST;
/* A fresh number and its key, durable on every medium before this returns. */
bool keytree_take(struct keytree *t, struct work *w, uint64_t *number,
    struct hash *key) MUST;
/* The first number not yet taken: the store keeps it with its own data. */
uint64_t keytree_next(const struct keytree *t);
/* Give no number any more that may have been given before. */
void keytree_skip(struct keytree *t);
/* FAULT_MISSING when the key was erased. */
bool keytree_get(struct keytree *t, struct work *w, uint64_t number,
    struct hash *out) MUST;
/* Forget these keys: when this returns, every medium holds the new root and none the old. */
bool keytree_erase(struct keytree *t, struct work *w, const uint64_t numbers[],
    size_t count) MUST;
/* Write the tree and its root to a folder, for safe-keeping: it opens what is here now. */
bool keytree_copy(struct keytree *t, struct work *w, const char *folder) MUST;

/* The same from a folder that nobody has open. */
bool keytree_copy_folder(struct work *w, const char *from, const char *to) MUST;

/* ---- The root file (keyroot.c) ---------------------------------------------------- */

/* The tree key, with the one that is to replace it while an erasure is under way. */
struct keyroot {
    struct hash tree; /* the tree's id */
    size_t count;     /* 1, or 2 during an erasure */
    struct {
        uint64_t generation;
        struct hash key;
    } keys[2];
    bool wrapped; /* by a passphrase */
    uint8_t salt[16];
    struct hash wrap; /* what the passphrase gave */
};

/* FAULT_DENIED when the passphrase is wrong or missing. */
bool keyroot_load(struct work *w, const char *folder, struct bytes passphrase,
    struct keyroot *out) MUST;
/* Whose root lies in a folder, if one that can be read does: needs no passphrase. */
bool keyroot_tree(struct work *w, const char *folder, struct hash *out, bool *have) MUST;
/* Write the root; what the file held before is overwritten in place and synced first, so
 * that an old tree key does not stay in freed blocks. */
bool keyroot_save(struct work *w, const char *folder, const struct keyroot *root) MUST;
/* Blank and remove what a cut-short keyroot_save left behind. */
bool keyroot_tidy(struct work *w, const char *folder) MUST;
bool keyroot_new(struct work *w, struct bytes passphrase, struct keyroot *out) MUST;

#endif
