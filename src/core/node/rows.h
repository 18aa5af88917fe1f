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
    ROW_MOVES_OPEN = 16,
    ROW_TELLS = 32 /* its core is here, and not erased */
};
#define ROW_NO_STATE 0xFF
#define ROW_MAX ((size_t)64 * 1024 * 1024)

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

/* facets.c: what can be counted by.  Values stand in a row one after the other: number,
 * item, length, text. */
#define FACET_PATH 256
#define FACET_TEXT 800
struct facet {
    const char *path; /* from the part down, "core.countries.*.code"; or a link's type */
    uint16_t number;  /* among those of the kind */
    uint16_t list;    /* one number for all that stand in the same list; 0: in none */
    uint16_t item;    /* of the list, from 1; of a value */
    bool organisation;
    bool year;                 /* only the year of it */
    const struct json *schema; /* as the kind's file has it; NULL: it is a link's */
    const struct json *link;   /* its link's definition, or NULL */
};
bool facets_of(struct node *n, struct work *w, const struct kind *k,
    const struct record *r, struct buffer *out) MUST;
/* The next of those that a row has; false behind the last. */
struct facet_value {
    uint16_t number, item;
    struct bytes text;
};
bool facet_next(struct cursor *at, struct facet_value *out) MUST;
/* All that the records of a kind can be counted by, in the order of its file; and one by its
 * path. */
bool facets_all(struct work *w, const struct kind *k, struct facet **out,
    size_t *count) MUST;
bool facet_find(struct work *w, const struct kind *k, const char *path, struct facet *out,
    bool *have) MUST;
bool facet_is_date(const struct facet *f);

/* stage.c */
bool record_tells(const struct record *r);

/* row.c: a row, and its facets. */
bool row_reckon(struct node *n, struct work *w, const struct stored *s, struct row *out,
    struct buffer *facets) MUST;
bool row_seal(struct node *n, struct work *w, const struct row *row, struct bytes facets,
    struct bytes *out) MUST;
/* ${out} has its id already; ${facets} are lent by the work. */
bool row_open(struct node *n, struct work *w, struct bytes sealed, struct row *out,
    struct bytes *facets) MUST;
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

/* ---- The index ------------------------------------------------------------------------ */

#define NO_ROW UINT32_MAX

/* One facet of a kind's rows, by the number of its value; 0 is none. */
struct cell {
    uint32_t value;
    uint16_t item;
    bool last; /* of its row */
};
struct column {
    struct column *next;
    uint16_t kind;
    bool filled;
    struct facet facet;
    uint32_t *start; /* by row: its first cell; 0: it has none */
    uint32_t row_room;
    struct cell *cells;
    uint32_t cell_count, cell_room;
    struct bytes *values;
    uint32_t value_count, value_room;
    uint32_t *slots; /* of values: open addressing, at most half full */
    uint32_t slot_count;
};

struct rows {
    struct work *own;
    struct row *at;
    uint32_t *order; /* by time, then by id */
    uint32_t count, room;
    uint32_t *slots; /* by id, in the same way */
    uint32_t slot_count;
    struct rows_kind {
        struct bytes name;
        struct bytes *states; /* in the kind's order */
        size_t state_count;
    } * kinds;
    uint32_t kind_count, kind_room;
    struct hash *authors;
    uint32_t author_count, author_room;
    struct column *columns;
};

/* rows.c: for each row of a query upon the views, with a work that ends some rows later. */
bool rows_each(struct node *n, struct work *w, enum db_statement query,
    bool (*each)(struct node *n, struct work *w, struct db_rows *rows)) MUST;
/* In memory from the first time that it is asked. */
bool rows_ready(struct node *n, struct work *w) MUST;
bool rows_open(const struct os *os, struct rows **out) MUST;
void rows_close(struct rows *x);
/* Put or replace an item's row; ${kinds} may be NULL.  The fault is that of the index. */
bool rows_add(struct rows *x, const struct kinds *kinds, const struct row *row,
    struct bytes kind, const struct hash *author, struct bytes facets) MUST;
/* The same for a node's, if it has been asked. */
bool rows_put(struct node *n, struct work *w, const struct row *row, struct bytes kind,
    const struct hash *author, struct bytes facets) MUST;
/* Forget the index: it is made again when it is asked. */
void rows_drop(struct node *n);
/* Room for one more in an array. */
bool rows_grow(struct work *own, void *array, size_t size, uint32_t count,
    uint32_t *room) MUST;
uint32_t rows_find(const struct rows *x, const struct uuid *id); /* or NO_ROW */
struct view_row rows_view(const struct rows *x, const struct row *r);
/* The number of a kind in a node's index; it gets one where there are no rows of it yet. */
bool rows_kind(struct node *n, struct work *w, struct bytes kind, uint16_t *out) MUST;

/* columns.c: a facet of a kind's rows, empty at first and kept up by rows_add. */
bool column_open(struct rows *x, uint16_t kind, const struct facet *facet,
    struct column **out) MUST;
bool column_put(struct rows *x, struct column *c, uint32_t row, struct bytes facets) MUST;
/* That of a node's index; those that are new are filled together. */
bool column_of(struct node *n, struct work *w, uint16_t kind, const struct facet *facet,
    const struct column **out) MUST;
/* The same by the facet's path, FAULT_USAGE where it is none. */
bool column_by(struct node *n, struct work *w, const struct kind *k, const char *path,
    struct facet *facet, const struct column **out) MUST;
bool columns_fill(struct node *n, struct work *w) MUST;
/* A value's number; 0: no row has it. */
uint32_t column_value(const struct column *c, struct bytes text);
/* The cells of a row, up to the one that is its last; NULL: it has none. */
static inline const struct cell *
column_cells(const struct column *c, uint32_t row)
{
    return row < c->row_room && c->start[row] != 0 ? &c->cells[c->start[row]] : NULL;
}

#endif
