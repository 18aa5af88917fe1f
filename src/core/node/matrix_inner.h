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

/* One axis or filter, found in the index. */
enum side_sort { SIDE_COLUMN, SIDE_STATE, SIDE_AUTHOR, SIDE_YEAR };
struct side {
    const struct column *column;
    enum side_sort sort;
    uint32_t count;              /* of values, none included */
    size_t place;                /* of an axis: where its totals begin */
    uint32_t wanted;             /* of a filter */
    const bool *hidden;          /* values that one may not know of; NULL: none */
    const struct groups *groups; /* that its values are folded into; NULL: they are not */
    const char *path;            /* without the list behind @ */
    const struct codelist *list; /* that it names; or NULL */
    struct facet facet;
};

struct found {
    uint32_t value;
    uint16_t item; /* 0: it is the record's own */
};

struct gathered {
    struct found *at;
    uint32_t count, room;
};

/* Places with a number each -- of an organisation, of a unit -- once, in the order in which they
 * come. */
struct pairs {
    uint64_t *keys;
    uint32_t count, room;
    uint32_t *slots; /* open addressing; 0: none */
    uint32_t slot_count;
};

/* What one record has on each side; or one amount of it, which goes with one item of its list. */
struct amount {
    int64_t value;
    uint32_t unit;
    bool reckoned;
};
struct sides {
    const struct gathered *row, *column, *org;
    bool same, org_row, org_column; /* which go into one list */
    uint32_t stamp;                 /* tells records apart: each counts once */
    const struct amount *amount;    /* NULL: it is the record */
};

/* The amounts that are put together. */
struct summing {
    enum aggregate way;
    struct side side;
    const struct column *unit; /* or NULL */
    int64_t *values;           /* by number; AMOUNT_NONE: it cannot be reckoned */
    uint32_t *not_stated;      /* by place */
    struct pairs pairs;        /* of place and unit */
    struct matrix_sum *sums;   /* by number of the pair */
    uint32_t sum_room;
    uint32_t stamp;              /* tells amounts apart */
    struct gathered amounts;     /* of one record */
    struct gathered row, column; /* what goes with one of them */
};
#define AMOUNT_NONE INT64_MIN

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
    struct node *node;
    struct work *work;
    const struct actor *who;
    const struct matrix_ask *ask; /* NULL: of all records */
    const struct kind *of;
    int64_t now;
    const struct rows *rows;
    uint16_t kind; /* its number there */
    struct side row, column, organisation, filters[MATRIX_FILTERS];
    size_t filter_count;
    struct date dates[DATES_MAX];
    size_t date_count;
    int32_t today;
    bool overlaps;
    bool withheld; /* has the kind its own word on who reads it? */
    struct mask masks[MATRIX_FILTERS];
    size_t mask_count;
    struct gathered at_row, at_column, at_org;
    /* Cells, then the totals of rows and of columns, then all: places. */
    uint32_t *counts, *seen;
    size_t all, place_count;
    uint32_t *organisations; /* by cell */
    struct pairs pairs;      /* of cell and organisation */
    struct summing *sum;     /* NULL: only records are counted */
    bool bare;               /* has the record no amount? */
    int64_t count, mentions; /* in all; in all cells */
};

/* matrix.c: room for the counts, once the sides are known. */
bool matrix_room(struct counting *m) MUST;
/* Of a record that stands in the index: may it be known of, and does the asker take it? */
bool matrix_knows(struct counting *m, const struct uuid *id, bool *yes) MUST;
/* Rows, columns, filters. */
struct side *side_at(struct counting *m, size_t i);

/* matrix_count.c: all rows of the kind that pass the filters and may be known of; the node is
 * asked of rows that leave it open. */
bool matrix_count(struct counting *m) MUST;
bool found_add(struct counting *m, struct gathered *to, struct found one) MUST;
const struct mask *mask_of(const struct counting *m, const struct side *s);
bool same_list(const struct side *a, const struct side *b);
/* The number of a pair, which gets one where it has none. */
bool pair_number(struct work *w, struct pairs *p, size_t place, uint32_t number,
    uint32_t *out) MUST;
/* What is there, or its amount, counts wherever it leads. */
bool count_sides(struct counting *m, const struct sides *s) MUST;

/* matrix_groups.c: the list that an axis names behind its path, "core.countries.*.code@region". */
bool groups_split(struct counting *m, const char *asked, struct side *s) MUST;
/* Does the list group that field?  Its members are of the field's code list. */
bool groups_check(struct work *w, const struct side *s) MUST;
/* Over the values that the column has now; it stays without groups where it wants none. */
bool groups_make(struct counting *m, struct side *s) MUST;
/* The dates of the kind, where a membership hangs on them: columns, to be filled; and then the
 * days of their values. */
bool dates_find(struct counting *m, const struct facet all[], size_t count) MUST;
bool dates_ready(struct counting *m) MUST;
/* The record's day: the first that it states, in its kind's order; today, where it states none. */
int32_t matrix_day(const struct counting *m, uint32_t row);

/* matrix_sum.c: the columns of what is put together; once they are filled, its amounts; those of
 * one record, behind the record; and all of them. */
bool sum_find(struct counting *m) MUST;
bool sum_ready(struct work *w, struct summing *s) MUST;
bool sum_row(struct counting *m, uint32_t row, const struct sides *whole) MUST;
bool sum_once(struct counting *m, const struct amount *amount, size_t place) MUST;
void sum_out(const struct summing *s, struct matrix *out);

#endif
