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
};

/* For which words that are asked for one of the lists may stand, and how alike they are at most. */
struct mark {
    uint16_t alike;
    uint8_t asked; /* a bit for each of them; the last one for all from there on */
    uint8_t half;  /* with the word beside it it may */
};

/* Adjacent words that are written as one are words of this sound. */
struct joined {
    uint8_t asked;
    uint8_t count;
    uint32_t group;
};

#define TIES (1U << 18)
#define WAITING 16 /* forms */
#define MASKED 8   /* words of a name whose combinations are remembered */

struct find {
    const struct lexicon *x;
    const struct screen_index *index; /* NULL: every name is tried */
    bool mirror;                      /* the index is one */
    struct nears *nears;
    uint32_t search; /* the number of this one */

    struct tokens tokens; /* what is asked for */
    struct score_side side;
    struct near_words *near[TOKENS];
    struct joined joined[TOKENS * SCORE_JOINED_TOKENS];
    unsigned joined_count;
    unsigned initials; /* words of one letter */
    unsigned words;    /* with them, words that name */
    unsigned firms;    /* legal forms */

    /* Forms without initials, and with some, by how alike what they have is. */
    uint32_t of_level[2][TOKENS][NEAR_LEVELS];
    /* How alike what is below a level is at most, and what it weighs at most. */
    uint16_t alike[TOKENS][NEAR_LEVELS + 1];
    uint16_t weight[TOKENS][NEAR_LEVELS + 1];
    /* By the words that may match: whether it is known what they reach, and that. */
    bool reach_known[1 << MASKED];
    struct score_reach reach[1 << MASKED];
    uint16_t too_heavy[1 << MASKED]; /* forms of that weight, and heavier ones, do not */

    struct mark *marks; /* by word */
    uint32_t *touched;  /* words with a mark */
    uint32_t touched_count;
    bool tied_up;      /* are there ties already? */
    struct tied *tied; /* by word */
    struct tie *ties;
    uint32_t tie_count;
    uint32_t waiting[WAITING]; /* forms that are to be tried */
    uint32_t waited;
    uint32_t *form_seen; /* in the search of that number */
    uint32_t *entry_seen;
    uint32_t *entry_found;

    uint32_t *could; /* in a mirror: forms that may reach the threshold */
    uint32_t could_count;

    struct found found[FOUND_MOST];
    uint32_t found_count;
    uint32_t found_more;
    struct find_counts counts;
};

/* Whether the name has so few words that each is tried as two. */
static inline bool
is_few(const struct find *s)
{
    return s->tokens.count <= SCORE_PARTED_TOKENS;
}

/* The near words of all, unless it is seen before that nothing can come of them. */
bool bounds_near(struct find *s, int threshold);
/* From which level on what may stand for each word has to be looked at: below, all together do
 * not reach the threshold; of names with initials, or of all others. */
void bounds_cut(const struct find *s, bool initials, int threshold, uint8_t *cut);
/* How many forms are left to look at. */
uint32_t bounds_left(const struct find *s, bool initials, const uint8_t *cut);
/* Could a name of that weight, of which only these words may match, reach the threshold? */
bool bounds_reach(struct find *s, unsigned which, unsigned weight, int threshold);

/* Another name is asked for; and what is known of its words. */
void find_ask(struct find *s, struct bytes name);
void find_ask_words(struct find *s, const struct tokens *words);
void find_weigh(struct find *s);
/* The forms that may reach the threshold, each taken or, in a mirror, kept. */
void find_by_index(struct find *s, int threshold);
/* A form has so many points, and reaches the threshold. */
void find_take(struct find *s, uint32_t form, int points, int threshold);

void tie(struct find *s, uint32_t word, struct tie t);
void tie_parts(struct find *s, unsigned asked, const struct near_parts *p);
void tie_joined(struct find *s, const struct joined *j);
/* The ties of all words that are asked for to their near words, and to what they are joined. */
void tie_near(struct find *s);
static inline uint32_t
first_tie(const struct find *s, uint32_t word)
{
    return s->tied[word].search == s->search ? s->tied[word].first : 0;
}

#endif
