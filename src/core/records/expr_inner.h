/*
 * expr_inner: an expression as it is kept once it is read.
 */
#ifndef CORE_RECORDS_EXPR_INNER_H
#define CORE_RECORDS_EXPR_INNER_H

#include "core/records/expr.h"

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
    size_t step_count;
    const struct schema
        *leads; /* where the path leads; NULL: to what no schema tells of */
    const struct expr **args;
    size_t arg_count;
};

#endif
