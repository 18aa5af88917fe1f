/*
 * mirror: an index of subjects by their names and numbers, in which entries of lists are searched for
 * that may be hits of them.
 */
#ifndef ENGINES_SCREEN_MIRROR_H
#define ENGINES_SCREEN_MIRROR_H

#include "engines/screen/search.h"

struct mirror_number {
    uint32_t hash;
    uint32_t subject;
};

#define MIRROR_MOST (1U << 28)

struct screen_mirror {
    const struct screen_index *rarity;
    int threshold;
    uint32_t count;          /* of subjects */
    struct screen_query any; /* has each field that some subject has */
    struct screen_index
        *index;        /* NULL: they are not indexed, and any entry may touch all */
    struct find *find; /* of that */
    struct mirror_number *numbers; /* by hash */
    uint32_t number_count;

    /* Those that are looked at. */
    uint32_t *touched;
    uint32_t touched_count;
    bool *is_touched;
};

/* Room for what is looked at. */
bool mirror_room(struct work *w, struct screen_mirror *m) MUST;
/* Mark whom these entries may be hits of, or all. */
void mirror_touch(struct screen_mirror *m, const struct screen_index *entries);
/* Nobody is looked at any more. */
void mirror_clear(struct screen_mirror *m);

#endif
