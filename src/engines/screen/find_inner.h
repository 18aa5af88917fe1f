/*
 * find_inner: what the files of a search share: what is asked for, and its ties to the words of
 * an index.
 */
#ifndef ENGINES_SCREEN_FIND_INNER_H
#define ENGINES_SCREEN_FIND_INNER_H

#include "engines/screen/find.h"
#include "engines/screen/near.h"

/* That a word of lists may stand for words that are asked for. */
struct tie {
    uint32_t next; /* in ties; 0: the last */
    uint8_t asked;
    uint8_t asked_count;
    uint8_t half; /* 0: whole; 1, 2: of a word that is parted */
    uint8_t at;   /* where it is parted */
    int16_t alike;
};

/* Where the ties of a word begin, in the search of that number. */
struct tied {
    uint32_t search;
    uint32_t first;
    uint32_t asked; /* a bit for each word that is asked for */
};

#define TIES (1U << 18)
#define MASKED 8 /* words of a name whose combinations are remembered */

struct find {
    const struct screen_index *x;
    struct nears *nears;
    uint32_t search; /* the number of this one */

    struct tokens tokens; /* what is asked for */
    struct score_side side;
    struct sound sounds[TOKENS];
    unsigned initials; /* words of one letter */
    unsigned words;    /* with them, words that name */
    unsigned firms;    /* legal forms */

    struct near_words near[TOKENS];
    int weight[TOKENS];                     /* the most that stands for it weighs */
    uint32_t of_level[TOKENS][NEAR_LEVELS]; /* forms, by how alike what they have is */
    uint16_t alike[TOKENS][NEAR_LEVELS];    /* the most that is of that level */
    uint8_t
        reach[1 << MASKED]; /* by the words that may match: 0 not known, 1 no, 2 yes */

    struct tied *tied; /* by word */
    struct tie *ties;
    uint32_t tie_count;
    uint32_t *touched; /* words with ties */
    uint32_t touched_count;
    uint32_t *form_seen; /* in the search of that number */
    uint32_t *entry_seen;
    uint32_t *entry_found;

    struct found found[FOUND_MOST];
    uint32_t found_count;
    uint32_t found_more;
    struct find_counts counts;
};

/* The ties of the ${i}-th word that is asked for to its near words. */
void tie_near(struct find *s, unsigned i);
/* Of adjacent words that are one of the lists'. */
void tie_joined(struct find *s);
/* The same of all words by trying each word of the lists. */
void tie_all(struct find *s);
static inline uint32_t
first_tie(const struct find *s, uint32_t word)
{
    return s->tied[word].search == s->search ? s->tied[word].first : 0;
}

#endif
