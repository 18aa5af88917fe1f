/*
 * What the files of the key tree share: pages in memory, media on disk.
 */
#ifndef CORE_STORE_KEYTREE_INNER_H
#define CORE_STORE_KEYTREE_INNER_H

#include "core/store/keytree.h"
#include "ground/db/db.h"

#define KEY_CACHE 8 /* pages kept open per level */

/* A page as opened: 256 keys; zero where there is none. */
struct key_page {
    bool there;
    unsigned level; /* 0: item keys; above: keys of pages */
    uint64_t no;
    struct hash keys[KEY_FANOUT];
};

struct key_sealed {
    unsigned level;
    uint64_t no;
    struct bytes sealed;
};

struct keytree {
    struct keyroot root;
    bool broken;    /* an erasure failed half-way: nothing goes on until it is reopened */
    uint64_t next;  /* the first number not yet taken */
    uint64_t pages; /* leaf pages made so far */
    uint64_t change; /* transactions so far: tells media that lag */
    size_t media_count;
    struct {
        char *folder;
        struct db *db;
    } media[KEY_MEDIA];
    struct key_page cache[KEY_LEVELS][KEY_CACHE];
};

/* FAULT_IO when an erasure was cut short and the tree must be opened again. */
bool key_whole(const struct keytree *t, struct work *w) MUST;
/* Lend a page, opened; it stays until the next call for its level. */
bool key_page_load(struct keytree *t, struct work *w, unsigned level, uint64_t no,
    struct key_page **lent) MUST;
bool key_page_seal(struct keytree *t, struct work *w, const struct key_page *page,
    const struct hash *key, struct bytes *out) MUST;
/* Write pages to every medium, one transaction each; from then on there are ${leaves}
 * leaf pages and the tree is of this generation. */
bool key_pages_commit(struct keytree *t, struct work *w, const struct key_sealed pages[],
    size_t count, uint64_t leaves, uint64_t generation) MUST;
/* Write the root to every medium. */
bool key_roots_save(struct keytree *t, struct work *w) MUST;

#endif
