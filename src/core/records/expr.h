/*
 * expr: the conditions of kinds -- loop-free prefix expressions over one record, whose
 * cost is bounded by the record.  The language is docs/kinds.md, "Conditions".
 */
#ifndef CORE_RECORDS_EXPR_H
#define CORE_RECORDS_EXPR_H

#include "core/records/kinds_inner.h"

#define EXPR_NODES 128 /* of one expression */
#define EXPR_DEPTH 16
#define EXPR_STEPS 12    /* of one path */
#define EXPR_SCALE 10000 /* numbers have four decimals */
#define EXPR_COST 200000 /* of reckoning once: operators, and what they take up */

enum value_type {
    VALUE_NONE, /* absent, or nothing that could be reckoned */
    VALUE_TRUTH,
    VALUE_NUMBER,
    VALUE_TEXT,
    VALUE_LIST,
    VALUE_THING /* there, but nothing to reckon with: an object, a list in a list */
};

struct value {
    enum value_type type;
    bool truth;
    int64_t number; /* in 1/EXPR_SCALE */
    struct bytes text;
    const struct json *thing;
    const struct value *items;
    size_t count;
};

/* ---- An expression, once it is read ---------------------------------------------- */

enum expr_op {
    /* values */
    EXPR_CONSTANT,
    EXPR_GET,
    EXPR_FILL,
    EXPR_ITEM,
    EXPR_ACTOR,
    EXPR_AUTHOR,
    EXPR_STATE,
    EXPR_TODAY,
    EXPR_ROLE,
    EXPR_PURPOSE,
    EXPR_MOVED,
    /* truths */
    EXPR_AND,
    EXPR_OR,
    EXPR_NOT,
    EXPR_HAS,
    EXPR_IN,
    EXPR_SOME,
    EXPR_EVERY,
    EXPR_EQUAL,
    EXPR_LESS,
    EXPR_AT_MOST,
    /* choices */
    EXPR_IF,
    EXPR_ELSE,
    /* reckoning */
    EXPR_COUNT,
    EXPR_SUM,
    EXPR_MINUS,
    EXPR_LEAST,
    EXPR_MOST,
    EXPR_DAYS,
    EXPR_END
};

struct expr {
    enum expr_op op;
    struct value constant;
    struct bytes steps[EXPR_STEPS]; /* of a path; an empty step is "*" */
    size_t step_count, stars;
    const struct schema
        *leads; /* where the path leads; NULL: to what no schema tells of */
    const struct expr **args;
    size_t arg_count;
};

/* Read an expression, to a struct expr *, and check all that it names. */
reads expr_read;

/* What it is reckoned over; everything is lent. */
struct expr_facts {
    const struct record *record;
    const struct json *fill;
    const struct json *item; /* for "item" outside of "some" and "every" */
    struct bytes state;
    struct bytes actor; /* organisations as 64 hex digits */
    struct bytes author;
    struct bytes role; /* of who reads; and for what */
    struct bytes purpose;
    int64_t now;
    size_t *purse; /* what is left to several together; NULL: each has EXPR_COST */
    size_t own;    /* a purse, for those who have no other */
    /* Organisations whose move of that name counted. */
    bool (*moved)(void *ctx, struct work *w, struct bytes move, struct value *out);
    void *ctx;
};

/* Reckon.  No record makes it fail: what cannot be reckoned, or costs more than EXPR_COST,
 * is VALUE_NONE.  False only when memory ends. */
bool expr_eval(struct work *w, const struct expr *e, const struct expr_facts *f,
    struct value *out) MUST;
/* Is it true?  Only the truth itself is. */
bool expr_true(struct work *w, const struct expr *e, const struct expr_facts *f,
    bool *out) MUST;
/* The same value as JSON, for an answer; NULL for VALUE_NONE. */
struct json *value_json(struct work *w, const struct value *v);

/* ---- kind_fields.c --------------------------------------------------------------- */

/* Fields that are asked for by their condition and are not there, such that have no place
 * where they stand, and codes that are none, into a list of findings. */
bool fields_judge(struct work *w, const struct kind *k, const struct record *r,
    const struct expr_facts *facts, const struct codebook *codes, struct json *found,
    size_t *errors) MUST;
/* The same of what a move brings, as far as its own conditions go. */
bool fill_judge(struct work *w, const struct schema *fill, const struct json *brought,
    const struct expr_facts *facts, struct json *found) MUST;

/* ---- expr_never.c ---------------------------------------------------------------- */

/* Is it plain from the kind that it is never true, of no record whatever?  ${move}: the one
 * whose condition it is, or NULL. */
bool expr_never(const struct expr *e, const struct kind *k, const struct kind_move *move);
/* Can no organisation be in this list? */
bool expr_names_nobody(const struct expr *e, const struct kind *k,
    const struct kind_move *move);

/* ---- expr_value.c ---------------------------------------------------------------- */

/* A list becomes a list of single values; of those, a list within is a thing. */
bool value_of_json(struct work *w, const struct json *from, struct value *out) MUST;
struct value value_single(const struct json *from);
/* Digits with a fraction of up to four, or an integer. */
bool value_number(const struct value *v, int64_t *out);
/* Less than, equal or greater; false when the two cannot be compared. */
bool value_compare(const struct value *a, const struct value *b, int *out);
/* Nothing equals nothing else; nor do lists and things. */
bool value_equal(const struct value *a, const struct value *b);
/* Days since 1970-01-01, before it negative, of a date "YYYY", "YYYY-MM", "YYYY-MM-DD" or an
 * instant: its first day, or its last; false for any other text. */
bool value_day(const struct value *v, bool last, int64_t *out);
/* The same as year, month and day; and back, of a day that the month does not have its last. */
struct date {
    int64_t year, month, day;
};
struct date day_date(int64_t day);
int64_t date_day(struct date d);
/* The day as "YYYY-MM-DD"; nothing outside the years 1 to 9999. */
bool value_date(struct work *w, int64_t day, struct value *out) MUST;

#endif
