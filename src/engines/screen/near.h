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
    uint8_t at; /* how many letters the first has */
    bool few;   /* only in names of few words */
};

/* A form with near words: a hash of its number, and what of it is near: what that weighs at most,
 * and how alike it is at most.  In one number, so that they are sorted by the hash: then it is
 * near at hand where it says. */
#define NEAR_HASH 0x9e3779b1U
#define NEAR_HASH_INVERSE 0x0e8b2f51U
static inline uint32_t
near_hash(uint32_t form)
{
    return form * NEAR_HASH;
}
static inline uint64_t
near_form(uint32_t form, unsigned weight, int alike)
{
    return (uint64_t)near_hash(form) << 32 | (uint64_t)weight << 16 | (unsigned)alike;
}
static inline uint32_t
near_form_hash(uint64_t near)
{
    return (uint32_t)(near >> 32);
}
static inline uint32_t
near_form_number(uint64_t near)
{
    return near_form_hash(near) * NEAR_HASH_INVERSE;
}
static inline unsigned
near_form_weight(uint64_t near)
{
    return (uint16_t)(near >> 16);
}
static inline unsigned
near_form_alike(uint64_t near)
{
    return (uint16_t)near;
}

/* Forms that have near words, without initials and with some; and those that have two adjacent
 * ones for the word, in all names and only in those of few words. */
enum near_sort { NEAR_PLAIN, NEAR_INITIALS, NEAR_PARTED, NEAR_PARTED_FEW, NEAR_SORTS };

/* What is known of a word that was asked for. */
struct near_words {
    struct token token;
    struct score_word score;
    uint32_t word; /* of the lists, the same one; LEXICON_NONE: none */
    bool used;
    bool looked; /* what follows is there */
    bool cut;    /* there were more than are kept */
    bool many;   /* their forms are too many to be listed */
    uint8_t part_count;
    uint16_t alike;          /* of any, the most; 0: there is none */
    uint16_t weight;         /* the same */
    uint16_t part_weight[2]; /* of two words, in all names and in those of few words */
    uint32_t count;
    const uint32_t *at; /* by word */
    uint32_t form_count[NEAR_SORTS];
    const uint64_t *forms; /* one sort behind the other */
    /* Two bits for each that has near words: most others end there. */
    const uint64_t *seen;
    uint32_t seen_mask;
    const struct near_parts *parts;
    uint64_t from; /* where they stand, counted since the beginning */
    uint64_t forms_from;
    uint64_t parts_from;
};
/* How alike a word of the lists is; 0: it is not near. */
int near_alike_of(const struct near_words *n, uint32_t word);

/* The two bits of a form, in the word ${hash} >> 6. */
static inline uint64_t
near_bits(uint32_t hash)
{
    return UINT64_C(1) << (hash & 63) | UINT64_C(1) << (hash >> 26);
}
/* Can it be one of theirs? */
static inline bool
near_seen(const struct near_words *n, uint32_t hash)
{
    uint64_t bits = near_bits(hash);

    return (n->seen[hash >> 6 & n->seen_mask] & bits) == bits;
}
/* What is near in a form of that sort; 0: nothing is. */
uint64_t near_in_form(const struct near_words *n, enum near_sort sort, uint32_t hash);
/* The forms of a sort. */
static inline const uint64_t *
near_forms(const struct near_words *n, enum near_sort sort)
{
    const uint64_t *at = n->forms;

    for (int before = 0; before < (int)sort; before++)
        at += n->form_count[before];
    return at;
}

/* Words that were asked for are remembered; for one thread at a time. */
struct nears;
bool nears_open(struct work *w, const struct screen_index *x, struct nears **out) MUST;
/* Another name: what was lent for the one before may go. */
void nears_name(struct nears *n);
/* What is known of a word, of TOKENS of a name at most; what is near is found when it is looked
 * for. */
struct near_words *nears_of(struct nears *n, const struct token *t, uint32_t hash);
/* A word of that hash will be asked for; and soon. */
void nears_ahead(const struct nears *n, uint32_t hash);
void nears_ahead_words(const struct nears *n, uint32_t hash);
void nears_look(struct nears *n, struct near_words *of);
/* How many groups were looked at so far: for measuring. */
uint64_t nears_looked(const struct nears *n);

#endif
