/*
 * watch: what the files of subjects that are screened again share.
 */
#ifndef ENGINES_SCREEN_WATCH_H
#define ENGINES_SCREEN_WATCH_H

#include "engines/screen/mirror.h"

/* A subject that has more than so many entries by its name is screened as if it were new whenever
 * a list changes: of very many a search keeps only the best. */
#define WATCH_CROWD (FOUND_MOST / 2)

struct subject;
struct screen_watch {
    struct work *w; /* keeps the subjects, and what is made of them */
    struct screen_mirror mirror;

    struct subject **chunks;
    struct buffer numbers; /* texts, as they came */
    uint16_t *found; /* entries by the name of each, or more; NULL: none was screened */

    struct work *now; /* keeps the hits */
    const struct screen_list *lists;
    size_t list_count;
    struct screen_stand *stands;
    size_t stand_count;
};

/* ---- watch_subjects.c: who they are ---------------------------------------------------------- */

void watch_subject(const struct screen_watch *s, uint32_t subject,
    struct screen_query *out);

/* ---- fresh.c: what of a list is another than it was ---------------------------------------------- */

struct fresh {
    struct screen_list list; /* of the entries that are new, or another to a search */
    uint32_t *at;            /* where in the new list these are */
    uint32_t
        *stays; /* of each entry of the old list, where it is as it was in the new one */
    size_t gone;
};
/* ${was} NULL: there was none. */
bool fresh_of(struct work *w, const struct screen_list *was, const struct screen_list *is,
    struct fresh *out) MUST;
/* The list of that name as it was, of several the one in the same place; NULL: there was none. */
const struct screen_list *fresh_before(const struct screen_list *was, size_t was_count,
    const struct screen_list *is, size_t l);

#endif
