/*
 * quality: how well names are found, and how often they are found where nobody is listed.
 *
 * Labelled names of LIAISON_DATA are searched as `liaison screen` would search them; each
 * measure counts right or wrong answers and is one row of a table.  Nothing here knows how the
 * search works: it sees the library's public header only.
 */
#ifndef TOOLS_QUALITY_QUALITY_H
#define TOOLS_QUALITY_QUALITY_H

#include "engines/screen/screen.h"

/* ---- The table ------------------------------------------------------------------------------ */

enum target {
    AT_LEAST,
    AT_MOST,
    NOT_ABOVE, /* the rate, in a one-sided test at 99 %: it may be above by chance */
    UNTARGETED
};

struct measure {
    const char *set;  /* the file that it was counted in */
    const char *part; /* which rows, or how; lent */
    size_t count;
    size_t of;
    enum target sort;
    double target; /* a share: 0.995 */
};

struct quality {
    struct work *w;
    const char *data;
    struct screen_list corpus;
    struct screen_list un; /* its names of the UN alone */
    struct screen_list
        published[4]; /* UN, EU, OFAC and UK, with what they tell of dates */
    struct buffer measures;
    struct buffer notes; /* lines below the table */
};

/* A row of the table; without rows to count of, it falls short. */
void measured(struct quality *q, const struct measure *m);
bool measure_holds(const struct measure *m);
/* P(X >= count) where each of ${of} is one with the chance ${rate}. */
double binomial_tail(size_t count, size_t of, double rate);
bool table_print(struct quality *q) MUST;
bool table_write(struct quality *q, const char *path) MUST;
/* How far a set is, where somebody watches at a terminal. */
void progress(const char *set, size_t done, size_t of);

/* ---- Data ----------------------------------------------------------------------------------- */

/* The bytes of a file below LIAISON_DATA, or of the same with .xz behind it. */
bool data_load(struct quality *q, const char *name, struct bytes *out) MUST;

/* The lists of four publishers from the files that they are published in. */
bool data_lists(struct quality *q, struct screen_list out[4]) MUST;

/* Rows of tab-separated values, the columns that were asked for; no quoting. */
struct rows {
    struct bytes *cells;
    size_t count;
    size_t columns;
};
bool data_rows(struct quality *q, const char *name, const char *const columns[],
    size_t column_count, struct rows *out) MUST;
struct bytes cell(const struct rows *r, size_t row, size_t column);
/* YYYY, YYYY-MM or YYYY-MM-DD; what is none of them is no date. */
struct screen_date data_date(struct bytes text);

/* The YAML of entity_checks.yml: maps, lists and texts, by their indentation. */
bool yaml_read(struct work *w, struct bytes text, struct json **out) MUST;

/* ---- Lists and searching -------------------------------------------------------------------- */

/* The same list with those names only; entries without one are left out. */
typedef bool keep_name(const void *ctx, const struct screen_entry *e,
    const struct screen_name *n);
bool list_keep_names(struct work *w, const struct screen_list *from, keep_name *keep,
    const void *ctx, struct screen_list *out) MUST;
/* Entries by list and reference, for bsearch. */
bool list_order(struct work *w, const struct screen_list *list,
    const struct screen_entry ***out) MUST;
const struct screen_entry *list_entry(const struct screen_entry *const *ordered,
    size_t count, struct bytes list, struct bytes ref);

#define RECALL_MOST 10
#define RECALL_THRESHOLD 1 /* recall counts places, not points */

struct search {
    struct work *w; /* of the index */
    struct screen_index *index;
    struct screen_search *search;
    struct screen_list *lists;
};
bool search_open(const struct screen_list *lists, size_t count, struct work *w,
    struct search *out) MUST;
/* Hits at the default threshold; with ${most}, the best ten at a low one. */
size_t search_all(const struct search *s, const struct screen_query *query, bool recall,
    const struct screen_hit **hits);
/* Is the entry of that list and reference among them? */
bool search_finds(const struct search *s, const struct screen_query *query, bool recall,
    struct bytes list, struct bytes ref);

/* ---- Measures ------------------------------------------------------------------------------- */

bool measure_recall(struct quality *q) MUST;
bool measure_alerts(struct quality *q, const struct search *whole,
    const struct search *published) MUST;
bool measure_pairs(struct quality *q) MUST;
bool measure_scripts(struct quality *q) MUST;
bool measure_left_out(struct quality *q) MUST;
/* ${queries} of all sets, by the index and without it. */
bool measure_same(struct quality *q, const struct search *whole, size_t queries) MUST;

#endif
