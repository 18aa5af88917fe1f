/*
 * What the files of the node share.
 */
#ifndef CORE_NODE_NODE_INNER_H
#define CORE_NODE_NODE_INNER_H

#include "core/node/node.h"
#include "core/store/write.h"
#include "ground/db/db.h"

/* An identity document, checked and kept open. */
struct known {
    struct known *next;
    struct work *own;
    struct identity identity;
};

struct node {
    struct work *own; /* what lives as long as the node */
    const char *folder;
    const char *handle;
    bool demo;
    struct file lock;
    struct store *store;
    struct db *views;
    struct identity identity;
    struct work *kinds_own; /* what the kinds live in: they are loaded anew when one is adopted */
    struct kinds *kinds;
    struct known *known;
    struct group_held group; /* the last group of records whose signature held */
    int64_t latest; /* node time never falls behind this */
};

/* Content being taken in: first written, then named by a record. */
struct item {
    struct blob_writer *writer;
    struct blob_written written;
    bool done;
};

const char *node_path(struct work *w, const char *folder, const char *name);
/* config.json: what is set once, at init. */
struct node_config {
    const char *handle;
    const char *mirror;
    bool demo;
};
bool config_write(struct work *w, const char *folder, const struct node_config *c) MUST;
bool config_read(struct work *w, const char *folder, struct node_config *out) MUST;
/* Remove a folder that this program made, with all in it. */
void folder_remove(const char *path);

/* Open a node whose data are older than its keys. */
bool node_open_restored(struct work *w, const char *folder, struct bytes passphrase,
    struct node **out) MUST;
void node_forget_identities(struct node *n);

/* Keys are stated for five years; changing one is an act of the organisation. */
#define KEY_LIFE (5 * 365 * TIME_DAY)
/* rotate.c: finish or undo a change of keys that was cut short. */
bool keys_settle(struct node *n, struct work *w) MUST;
/* make.c: records of this organisation, signed as one group. */
bool make_records(struct node *n, struct work *w, const struct draft drafts[],
    size_t count, struct record *records[]) MUST;
/* kinds.c: the kinds anew, from the program and from what we adopted. */
bool kinds_load(struct node *n, struct work *w) MUST;
/* admit.c: the door, with what else belongs to the same commit: erasures, or the log
 * that brought the records.  ${beside} may be NULL; its items are the door's own. */
bool admit_with(struct node *n, struct work *w, const struct entry entries[],
    size_t count, const struct store_batch *beside, struct receipt out[]) MUST;

/* ---- fold.c ---------------------------------------------------------------------- */

/* Fold what was committed after the last fold. */
bool fold_catch_up(struct node *n, struct work *w, int64_t *count) MUST;
/* Fold one record that was passed over while it waited. */
bool fold_late(struct node *n, struct work *w, const struct stored *s) MUST;
/* Take a record's words out of the index, durably, before its parts are erased; until
 * fold_sure is called, opening the node folds anew. */
bool fold_forget(struct node *n, struct work *w, const struct stored *r) MUST;
bool fold_unsure(struct node *n, struct work *w) MUST;
bool fold_sure(struct node *n, struct work *w) MUST;
bool views_open(struct node *n, struct work *w) MUST;
/* The words of a record as keyed tokens, one line for the index. */
bool words_of_record(struct node *n, struct work *w, const struct stored *r,
    struct bytes *out) MUST;
bool words_of_text(struct node *n, struct work *w, struct bytes text, const char *between,
    struct bytes *out) MUST;

#endif
