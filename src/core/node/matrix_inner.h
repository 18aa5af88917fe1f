/*
 * Counting the index: what asking and counting share.
 */
#ifndef CORE_NODE_MATRIX_INNER_H
#define CORE_NODE_MATRIX_INNER_H

#include "core/node/rows.h"

#define ITEMS_MAX 1024 /* of one list of a record; those behind are as one */

/* One axis or filter, as numbers of a row. */
struct side {
    const struct column *column;
    enum { SIDE_COLUMN, SIDE_STATE, SIDE_AUTHOR, SIDE_YEAR } sort;
    uint32_t count;     /* of values, none included */
    uint32_t wanted;    /* of a filter */
    const bool *hidden; /* values that one may not know of; NULL: none */
};

struct found {
    uint32_t value;
    uint16_t item; /* 0: it is the record's own */
};

struct mask {
    uint16_t list;
    uint64_t items[ITEMS_MAX / 64];
};

struct counting {
    const struct rows *rows;
    struct work *work;
    uint16_t kind;
    struct side row, column, organisation, filters[MATRIX_FILTERS];
    size_t filter_count;
    bool overlaps;
    struct mask masks[MATRIX_FILTERS];
    size_t mask_count;
    struct found *at_row, *at_column, *at_org;
    size_t row_room, column_room, org_room;
    uint32_t *cells, *seen_cell, *row_total, *seen_row, *column_total, *seen_column;
    uint32_t *organisations; /* by cell */
    uint64_t *pairs;         /* of cell and organisation: open addressing */
    size_t pair_count, pair_room;
    int64_t count, mentions;
};

/* matrix_count.c: all rows of the kind that pass the filters and may be known of; ${n} and
 * ${who} are asked of rows that leave it open. */
bool matrix_count(struct counting *m, struct node *n, const struct actor *who,
    int64_t now) MUST;
uint32_t matrix_year(int64_t time);
/* Room for the counts, once the sides are known. */
bool matrix_room(struct work *w, struct counting *m) MUST;

#endif
