/*
 * A matrix as people read it: what its files share, and how it is asked for elsewhere.
 */
#ifndef DESKS_MATRIX_DESK_H
#define DESKS_MATRIX_DESK_H

#include "desks/desk_inner.h"

struct label {
    uint32_t value;
    size_t order; /* in the agreed list; behind it, by text */
    struct bytes text;
    struct bytes footnote; /* that has to stand by the text; or empty */
};

/* An axis, laid out. */
struct laid {
    struct desk *desk;
    const struct kind *kind;
    const struct matrix_ask *ask;
    const char *path;
    const struct matrix_axis *axis;
    struct label *labels; /* of values that have records */
    size_t count;
    struct json *agreed; /* [{"value","label"}]: what could have */
};

/* matrix_labels.c: what people call its values, in what order, and what could have been there. */
bool matrix_lay(struct work *w, struct laid *l) MUST;
/* [{"label","text"}] of those footnotes that the labels of both axes bring along. */
struct json *matrix_footnotes(struct work *w, const struct laid *r, const struct laid *c);
/* The amounts of a place, by unit; and what a unit is called. */
const struct matrix_sum *matrix_sums(const struct matrix *m, size_t place, size_t *count);
struct bytes matrix_unit(const struct matrix_sum *s);

/* matrix_table.c: [{"says","lines"}], of the counts and of the amounts of each unit: row after
 * row of texts, the last of each and the last row being totals. */
bool matrix_tables(struct work *w, const struct matrix *m, const struct laid *r,
    const struct laid *c, struct json **out) MUST;
/* The same in CSV, one below the other, their footnotes below them. */
bool matrix_csv(struct work *w, const struct json *tables, const struct laid *r,
    const struct laid *c, struct bytes *out) MUST;

/* What "rows", "columns", "filter" and "sum" of ${args} ask for of that kind. */
bool matrix_asked(struct work *w, const struct json *args, const struct kind *kind,
    struct matrix_ask *out) MUST;
/* The whole answer; where ${csv} is not NULL that too, and the "tables" that it is made of. */
bool matrix_answer(struct desk *d, struct work *w, const struct kind *kind,
    const struct matrix_ask *ask, struct json **answer, struct bytes *csv) MUST;

/* table.c: what the part "table" of a record asks for, of those records alone that it ${takes};
 * FAULT_USAGE where it cannot be counted so.  ${desk} is a struct desk. */
bool table_of(void *desk, struct work *w, const struct json *asked,
    bool (*takes)(void *ctx, const struct uuid *id), void *ctx, struct json **answer,
    struct bytes *csv) MUST;

#endif
