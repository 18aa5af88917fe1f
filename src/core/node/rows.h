/*
 * Rows of items and the index of them, inside the room.
 */
#ifndef CORE_NODE_ROWS_H
#define CORE_NODE_ROWS_H

#include "core/node/node_inner.h"

enum {
    ROW_OPEN = 1,
    ROW_ASKED = 2,
    ROW_TERMS_OPEN = 4,
    ROW_DAYS_OPEN = 8,
    ROW_MOVES_OPEN = 16
};
#define ROW_NO_STATE 0xFF
#define ROW_MAX 4096

/* 64 bytes, for there may be a million. */
struct row {
    struct uuid id;
    int64_t record;
    int64_t time;
    int64_t since;
    int64_t known_from;
    int32_t due;
    int32_t overdue;
    uint32_t author; /* these two are numbers of the index */
    uint16_t kind;
    uint8_t state;
    uint8_t flags;
};

/* row.c */
bool row_reckon(struct node *n, struct work *w, const struct stored *s,
    struct row *out) MUST;
bool row_seal(struct node *n, struct work *w, const struct row *row,
    struct bytes *out) MUST;
/* ${out} has its id already. */
bool row_open(struct node *n, struct work *w, struct bytes sealed, struct row *out) MUST;
void row_unknown(struct row *out);

/* fold_rows.c: within fold_in_one, the row of that item is to be made. */
void fold_touch(struct node *n, const struct uuid *id);
/* The same for what a link leads to, where that comes to something else by it; and the
 * erasure of a move is one of what it moved. */
bool fold_touch_target(struct node *n, struct work *w, struct bytes type,
    const struct uuid *target) MUST;
/* One transaction of folding, with the rows that it touches; all or nothing. */
bool fold_in_one(struct node *n, struct work *w,
    bool (*fold)(void *ctx, struct node *n, struct work *w), void *ctx) MUST;

/* rows.c: the index, in memory from the first time that it is asked. */
bool rows_ready(struct node *n, struct work *w) MUST;
/* Put or replace an item's row, if the index is there. */
bool rows_put(struct node *n, struct work *w, const struct row *row, struct bytes kind,
    const struct hash *author) MUST;
/* Forget the index: it is made again when it is asked. */
void rows_drop(struct node *n);

#endif
