/*
 * views: what a node folds from its records -- items as they stand, links, rows for lists, and
 * counts by two axes.  A part of node.h, which whoever needs it includes.
 */
#ifndef CORE_NODE_VIEWS_H
#define CORE_NODE_VIEWS_H

#include "core/node/node.h"

/* ---- Views, folded ---------------------------------------------------------------------- */

/* An item as it stands: the record of its newest version in force. */
struct view_item {
    struct uuid id;
    int64_t record;
    int64_t version;
    struct hash hash;
    struct hash author;
    struct bytes kind;
    int64_t time;
};

/* A link that points at an item, or from one. */
struct view_link {
    struct uuid other; /* the item at the other end */
    struct bytes type;
    struct hash hash;  /* the header hash of the target */
    struct bytes kind; /* of the record that holds the link */
    int64_t record;    /* that record */
};

/*
 * An item as lists see it: what its record, the moves upon it and its terms come to, so that
 * a walk of many opens none.  What hangs on the day is a day to compare; what cannot be said
 * so is to be reckoned from the record (${terms_open}, ${days_open}, ${moves_open}).
 */
#define DAY_NEVER INT32_MAX
#define DAY_ALWAYS INT32_MIN
/* The number of a day, "2026-11-27"; DAY_NEVER where it is no whole day. */
int32_t node_day(struct bytes date);
struct view_row {
    struct uuid id;
    int64_t record;
    int64_t time;
    int64_t since;             /* when it came to its state */
    int64_t known_from;        /* from when on one may know of it; INT64_MAX: never */
    const struct hash *author; /* these three are lent until the views change */
    struct bytes kind;
    struct bytes state; /* empty: it stands nowhere */
    int32_t due;        /* the day, since 1970; DAY_NEVER: none */
    int32_t overdue;    /* the first day on which it is overdue */
    bool open;          /* does it still matter? */
    bool asked;         /* a move is asked of us */
    bool terms_open, days_open, moves_open;
};
/* Walk them in order of time, then of id, or ${back} from the newest on; an empty kind
 * means all. */
bool node_rows(struct node *n, struct work *w, struct bytes kind, bool back,
    bool (*each)(void *ctx, struct work *w, const struct view_row *row), void *ctx) MUST;
/* The same in any order, each with its values for fields that can be counted by: the first
 * that it has of each, empty where it has none; those without one for the first field are
 * left out.  One walk, however many fields. */
#define ROWS_PATHS 4
bool node_rows_by(struct node *n, struct work *w, const struct kind *kind,
    const char *const paths[], size_t count,
    bool (*each)(void *ctx, struct work *w, const struct view_row *row,
        const struct bytes values[]),
    void *ctx) MUST;
/* May one know of it now?  As node_facts and terms_decide say for ACT_LIST. */
bool node_row_known(struct node *n, struct work *w, const struct actor *who,
    const struct view_row *row, int64_t now, bool *yes) MUST;

/* How many records of a kind there are by two axes: "state", "author", "year", a link's type,
 * a field like "core.countries.*.code", or "core.planned.year" of a date.  Where two go into
 * one list, they speak of one item of it.  "core.countries.*.code@region" folds the values into
 * the codes of the list "region" that they are members of, into each of them, on the first day
 * that the record states, or today.  FAULT_USAGE for what cannot be counted by. */
#define MATRIX_FILTERS 8
struct matrix_ask {
    struct bytes kind;
    const char *rows, *columns;
    struct {
        const char *path;
        struct bytes value;
    } filters[MATRIX_FILTERS];
    size_t filter_count;
    /* A field with "aggregate", whose amounts are put together beside; NULL: none.  FAULT_USAGE
     * for one without. */
    const char *sum;
    /* A framework: groups of a list, values of a field and what a link leads to are those that
     * it names, or that link to it.  NULL: all. */
    const struct stored *frame;
    /* Only these records, and nothing is told of others.  NULL: all. */
    bool (*takes)(void *ctx, const struct uuid *id);
    void *takes_ctx;
};
struct matrix_axis {
    uint32_t count;             /* of values; the first is none: not stated */
    struct bytes *values;       /* empty where the total is 0 */
    uint32_t *totals;           /* records, each once */
    size_t place;               /* where these stand among all counts */
    bool organisation;          /* the values are organisations: 64 digits, or a name */
    const struct json *choices; /* all that may stand there, or NULL */
    const struct json *labels;  /* what the kind calls them, by value, or NULL */
    const struct json *link;    /* the values are ids, by this definition; or NULL */
    struct bytes codes;         /* the values are codes of this list; empty: of none */
    bool
        grouped; /* the second value is "in none"; all behind it are there, counted or not */
};
/* The amounts of one unit in a place: in a cell, by its number, in the total of a row or column,
 * or in all.  Each is there once, however many ways lead there. */
struct matrix_sum {
    size_t place;
    struct bytes unit; /* as the record says it; empty: it does not */
    amount_total value;
    uint32_t amounts; /* that it is put together of */
    uint32_t not_reckoned;
    uint32_t seen; /* the last that was here */
};
struct matrix {
    struct matrix_axis rows, columns;
    uint32_t *cells;         /* records, each once in a cell: row after row */
    uint32_t *organisations; /* by cell; NULL: an axis is of organisations */
    size_t place;            /* of all */
    int64_t count;           /* records, each once */
    int64_t mentions;        /* the sum of all cells */
    enum aggregate way;      /* in which amounts are put together */
    bool units;              /* is there a field that tells their unit? */
    struct matrix_sum *sums; /* by place and unit */
    size_t sum_count;
    uint32_t
        *not_stated; /* by place: records without an amount; NULL: none are asked for */
};
bool node_matrix(struct node *n, struct work *w, const struct actor *who,
    const struct matrix_ask *ask, struct matrix *out) MUST;
/* Walk the fields and links that records of a kind can be counted by, beside state, author and
 * year; ${codes}: the code list of its values, or empty. */
bool node_axes(struct work *w, const struct kind *k,
    bool (*each)(void *ctx, struct work *w, const char *path, struct bytes codes),
    void *ctx) MUST;

bool node_item(struct node *n, struct work *w, const struct uuid *id,
    struct view_item *out) MUST;
/* Walk items in order of time; an empty kind means all. */
bool node_items(struct node *n, struct work *w, struct bytes kind,
    bool (*each)(void *ctx, struct work *w, const struct view_item *item),
    void *ctx) MUST;
/* Links to an item; NULL type means all. */
bool node_links_to(struct node *n, struct work *w, const struct uuid *id,
    const char *type, struct view_link **out, size_t *count) MUST;
bool node_links_from(struct node *n, struct work *w, const struct uuid *id,
    struct view_link **out, size_t *count) MUST;
/* Records whose words hold all of those in ${text}; only whole words. */
bool node_search(struct node *n, struct work *w, struct bytes text, int64_t **records,
    size_t *count) MUST;
/* Walk the records here that are perhaps the same thing as one with these parts, by the fields
 * that its kind's "duplicates" names, as far as ${who} may know of them. */
bool node_alike(struct node *n, struct work *w, const struct actor *who,
    const struct kind *k, const struct json *parts,
    bool (*each)(void *ctx, const struct stored *s, const struct json *key),
    void *ctx) MUST;
/* Throw the views away and fold them again; how many records that took. */
bool node_rebuild(struct node *n, struct work *w, int64_t *count) MUST;
/* The views as text, the same for the same records whatever their order. */
bool node_views_text(struct node *n, struct work *w, struct bytes *out) MUST;

/* A key of this node's own for what it keeps only as keyed hashes: ${what} it is. */
bool node_hiding_key(struct node *n, struct work *w, const char *what,
    struct hash *out) MUST;

#endif
