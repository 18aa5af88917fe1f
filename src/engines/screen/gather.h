/*
 * gather: what is found all over a lexicon, put in order, and kept in it.
 */
#ifndef ENGINES_SCREEN_GATHER_H
#define ENGINES_SCREEN_GATHER_H

#include "engines/screen/lexicon.h"

struct gather {
    /* Finds go to ${to}; what else it needs lives in ${part}, which then ends. */
    bool (*find)(struct work *part, const struct lexicon *x, struct buffer *to);
    size_t size; /* of a find */
    int (*order)(const void *, const void *);
    bool (*keep)(struct work *w, struct lexicon *x, const void *finds, size_t count);
};
bool gather(struct work *w, struct lexicon *x, const struct gather *how) MUST;

#endif
