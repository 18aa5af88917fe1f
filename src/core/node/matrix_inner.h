/*
 * Counting the index: what asking and counting share.
 */
#ifndef CORE_NODE_MATRIX_INNER_H
#define CORE_NODE_MATRIX_INNER_H

#include "core/node/rows.h"

#define ITEMS_MAX 1024 /* of one list of a record; those behind are as one */
#define DATES_MAX 4    /* of a kind, that are looked at for a record's day */

/* Values that are folded into groups, by their numbers: countries into the regions that they
 * are members of.  Of groups, 0 is not stated, GROUP_NONE those in none, and then they come. */
#define GROUP_NONE 1
#define GROUP_FIRST 2
struct member {
    uint32_t group;
    int32_t from, to; /* the days on which it is one */
};
struct groups {
    struct bytes list;   /* of codes; empty: the values that a record names */
    struct bytes *codes; /* by number */
    uint32_t count;
    uint32_t *first; /* by value: its first member; the next value's is the end */
    struct member *members;
    bool dated; /* is a member one on some days only? */
};

/* One axis or filter, as numbers of a row. */
struct side {
    const struct column *column;
    enum { SIDE_COLUMN, SIDE_STATE, SIDE_AUTHOR, SIDE_YEAR } sort;
    uint32_t count;              /* of values, none included */
    uint32_t wanted;             /* of a filter */
    const bool *hidden;          /* values that one may not know of; NULL: none */
    const struct groups *groups; /* that its values are folded into; NULL: they are not */
};

struct found {
    uint32_t value;
    uint16_t item; /* 0: it is the record's own */
};

struct mask {
    uint16_t list;
    uint64_t items[ITEMS_MAX / 64];
};

/* A date of the records, by which a membership holds or not. */
struct date {
    const struct column *column;
    const int32_t *days; /* by value: the first day of what it says */
};

struct counting {
    const struct rows *rows;
    struct work *work;
    uint16_t kind;
    struct side row, column, organisation, filters[MATRIX_FILTERS];
    size_t filter_count;
    struct date dates[DATES_MAX];
    size_t date_count;
    int32_t today;
    bool overlaps;
    bool withheld; /* has the kind its own word on who reads it? */
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

/* What is asked, found in the index. */
struct asking {
    struct node *node;
    const struct actor *who;
    const struct matrix_ask *ask;
    const struct kind *kind;
    struct counting counting;
    struct axis {
        struct side *side;
        const char *path; /* without the list behind @ */
        const struct codelist *list;
        struct facet facet;
    } axes[2 + MATRIX_FILTERS]; /* rows, columns, filters */
    struct facet organisations;
};

/* matrix_count.c: all rows of the kind that pass the filters and may be known of; the node is
 * asked of rows that leave it open.  ${ask} may be NULL: then it takes all. */
bool matrix_count(struct counting *m, struct node *n, const struct actor *who,
    const struct matrix_ask *ask, int64_t now) MUST;
uint32_t matrix_year(int64_t time);
/* Room for the counts, once the sides are known. */
bool matrix_room(struct work *w, struct counting *m) MUST;
/* Of a record that stands in the index: may it be known of, and does the asker take it? */
bool matrix_knows(struct asking *a, struct work *w, const struct uuid *id, uint32_t *row,
    bool *yes) MUST;

/* matrix_groups.c: the list that an axis names behind its path, "core.countries.*.code@region". */
bool groups_split(struct asking *a, struct work *w, const char *asked,
    struct axis *axis) MUST;
/* Does the list group that field?  Its members are of the field's code list. */
bool groups_check(struct work *w, const struct axis *axis) MUST;
/* Over the values that the column has now; it stays without groups where it wants none. */
bool groups_make(struct asking *a, struct work *w, struct axis *axis) MUST;
/* The dates of the kind, where a membership hangs on them: columns, to be filled; and then the
 * days of their values. */
bool dates_find(struct asking *a, struct work *w) MUST;
bool dates_ready(struct asking *a, struct work *w) MUST;
/* The record's day: the first that it states, in its kind's order; today, where it states none. */
int32_t matrix_day(const struct counting *m, uint32_t row);

#endif
