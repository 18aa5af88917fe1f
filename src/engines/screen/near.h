/*
 * near: the words of an index that a word may stand for, and how alike they are.
 */
#ifndef ENGINES_SCREEN_NEAR_H
#define ENGINES_SCREEN_NEAR_H

#include "engines/screen/index.h"

struct near {
    uint32_t word;
    int16_t alike;
};

/* A word that is two adjacent ones of lists: of these sounds. */
struct near_parts {
    uint32_t first; /* group */
    uint32_t second;
    uint8_t at; /* how many letters the first has */
};

/* How alike words are, in steps. */
#define NEAR_LEVELS 8
unsigned near_level(int alike);

struct near_words {
    const struct near *at;
    uint32_t count;
    const struct near_parts *parts;
    uint32_t part_count;
    uint32_t forms[NEAR_LEVELS]; /* that have them, by level; some are counted again */
    int16_t alike[NEAR_LEVELS];  /* the most of a level; 0: there is none */
    uint16_t weight; /* the most that one of them weighs, or the two of a parted one */
};

/* Words that were asked for before are remembered; for one thread at a time. */
struct nears;
bool nears_open(struct work *w, const struct screen_index *x, struct nears **out) MUST;
/* Of the words of one name, at most TOKENS at once: lent until so many others were asked for.
 * ${few}: the name has so few words that each is tried as two. */
struct near_words nears_of(struct nears *n, const struct token *t, const struct sound *s,
    bool few);
/* How many groups were looked at so far: for measuring. */
uint64_t nears_looked(const struct nears *n);

#endif
