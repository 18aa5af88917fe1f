/*
 * The plan of an import while it is made.
 */
#ifndef DESKS_IMPORT_PLAN_H
#define DESKS_IMPORT_PLAN_H

#include "desks/import_desk.h"

#define PLAN_LISTED 1000 /* of problems, changes: all are counted */

/* A record that came from a file of this name. */
struct like {
    struct hash hash; /* of what a row can say */
    struct uuid id;
    bool taken;
};

struct plan {
    struct desk *d;
    struct work *w;
    const struct kind *kind;
    const struct json *terms;
    struct bytes lang;
    struct bytes document;
    struct table table;
    size_t first; /* row of data */
    struct import_column *columns;
    size_t column_count;
    size_t id_column, version_column; /* column_count: there is none */
    struct json *joins;               /* name to an organisation's id */
    struct buffer likes;
    struct like *like;
    size_t like_count;
    struct draft *drafts;
    size_t draft_count;
    struct json *told, *names, *problems, *changes, *conflicts, *perhaps;
    int64_t made, changed, same, gone;
    size_t bad;
};

bool plan_problem(struct plan *p, const struct table_row *row, struct bytes column,
    const char *why) MUST;
/* What the kind does not take is a problem. */
bool plan_judge(struct plan *p, const struct table_row *row, struct draft *draft) MUST;
/* A row with the id of a record: cells that differ from what the table was made from are
 * edits. */
bool plan_known_row(struct plan *p, const struct table_row *row, struct bytes id) MUST;

#endif
