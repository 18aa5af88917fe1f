/*
 * find: the names of an index that reach a threshold.
 */
#ifndef ENGINES_SCREEN_FIND_H
#define ENGINES_SCREEN_FIND_H

#include "engines/screen/index.h"

struct found {
    uint32_t entry;
    uint32_t name;
    uint32_t form;
    int points; /* of the name alone */
};

/* How much was looked at: for measuring. */
struct find_counts {
    uint64_t groups;
    uint64_t near;
    uint64_t forms;
    uint64_t scored;
};

/* What is used again from search to search; for one thread at a time. */
struct find;
bool find_open(struct work *w, const struct screen_index *x, struct find **out) MUST;
/* One that only tries every name: for that no index is needed. */
bool find_open_all(struct work *w, const struct lexicon *x, struct find **out) MUST;
const struct find_counts *find_counts(const struct find *f);

/* For each entry the name that gives most, if that is ${threshold} or more; in no order.  Of more
 * than FOUND_MOST entries the best, the first of equals; ${more} says how many are left out. */
#define FOUND_MOST SCREEN_MOST
void find_names(struct find *f, struct bytes name, int threshold,
    const struct found **out, uint32_t *count, uint32_t *more);
/* The same by trying every name. */
void find_all(struct find *f, struct bytes name, int threshold, const struct found **out,
    uint32_t *count, uint32_t *more);

/* In a mirror: the forms that may reach the threshold when they are asked for and a name of these
 * words is listed.  False: it may be any. */
bool find_could(struct find *f, const struct tokens *listed, int threshold,
    const uint32_t **forms, uint32_t *count) MUST;

/* The words of the name that was searched last, and how it agrees with a form. */
const struct tokens *find_asked(const struct find *f);
void find_score(struct find *f, uint32_t form, struct score *out);

#endif
