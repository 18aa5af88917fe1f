/*
 * near: the words of an index that a word may stand for, and how alike they are.
 */
#ifndef ENGINES_SCREEN_NEAR_H
#define ENGINES_SCREEN_NEAR_H

#include "engines/screen/index.h"

/* A near word of lists: which, and how alike it is, in one number. */
static inline uint32_t
near_word(uint32_t near)
{
    return near >> 10;
}
static inline int
near_alike(uint32_t near)
{
    return (int)(near & 1023);
}

/* A word that is two adjacent ones of lists: of these sounds. */
struct near_parts {
    uint32_t first; /* group */
    uint32_t second;
    uint32_t rarer; /* that of the two by which forms are found */
    uint8_t at;     /* how many letters the first has */
    bool few;       /* only in names of few words */
};

/* How alike words are, in steps. */
#define NEAR_LEVELS 8
unsigned near_level(int alike);

/* Forms are counted up to here, and some of them again: it is only said where looking is dear. */
#define NEAR_FORMS UINT16_MAX

/* What is known of a word that was asked for. */
struct near_words {
    struct token token;
    struct score_word score;
    uint32_t word; /* of the lists, the same one; LEXICON_NONE: none */
    uint32_t name; /* number of the one that asked last */
    bool used;
    bool looked; /* what follows is there */
    bool cut;    /* there were more than are kept */
    uint8_t part_count;
    /* By level: how many forms have near ones, without initials and with some; how alike they
     * are at most, and what they weigh. */
    uint16_t forms[2][NEAR_LEVELS];
    uint16_t alike[NEAR_LEVELS]; /* 0: there is none */
    uint16_t weight[NEAR_LEVELS];
    /* The same of words that are parted, in all names and in those of few words. */
    uint16_t part_weight[2];
    uint16_t part_forms[2];
    uint32_t count;
    const uint32_t *at; /* the most alike first */
    /* Their forms in that order, those without initials first; NULL: there are too many. */
    const uint32_t *forms_at;
    const struct near_parts *parts;
    uint64_t from; /* where they stand, counted since the beginning */
    uint64_t parts_from;
};

/* Words that were asked for are remembered; for one thread at a time. */
struct nears;
bool nears_open(struct work *w, const struct screen_index *x, struct nears **out) MUST;
/* Another name: what was lent for the one before may go. */
void nears_name(struct nears *n);
/* What is known of a word, of TOKENS of a name at most; what is near is found when it is looked
 * for. */
struct near_words *nears_of(struct nears *n, const struct token *t, uint32_t hash);
/* A word of that hash will be asked for. */
void nears_ahead(const struct nears *n, uint32_t hash);
void nears_look(struct nears *n, struct near_words *of);
/* How many groups were looked at so far: for measuring. */
uint64_t nears_looked(const struct nears *n);

#endif
