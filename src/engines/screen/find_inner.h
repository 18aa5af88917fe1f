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

/* What may stand for a word that is asked for: how alike it is at most, 0: nothing may, and what
 * it weighs at most. */
struct may {
    uint16_t alike;
    uint16_t weight;
};

/* Adjacent words that are written as one are words of this sound. */
struct joined {
    uint8_t asked;
    uint8_t count;
    uint32_t group;
};

#define TIES (1U << 18)

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

    struct may most[TOKENS]; /* in any form */
    struct may
        beside[TOKENS]; /* of that, what the lists of forms of near words do not say */
    struct may now[TOKENS]; /* in the form that is looked at */
    /* Of forms without initials, and of those with some: they are found by the word; to have
     * only what is near to it may be enough. */
    bool leads[2][TOKENS];
    bool enough[2][TOKENS];
    /* Finds the ties of a word when they are asked for; NULL: they are there. */
    void (*tie_word)(struct find *s, uint32_t word);
    struct tied *tied; /* by word */
    struct tie *ties;
    uint32_t tie_count;
    uint32_t *form_seen; /* in the search of that number */
    uint32_t passed[32]; /* forms that wait for their points */
    unsigned passed_count;
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

/* Whether in forms that others lead to its near words are looked for: it must be worth that. */
static inline bool
is_sought(const struct find *s, unsigned i)
{
    return s->tokens.at[i].class == TOKEN_WORD && !s->near[i]->many;
}

/* How alike an initial can be; in a mirror it is not known how many are asked for. */
static inline int
initial_alike(const struct find *s)
{
    return score_initial_alike(s->mirror ? TOKENS : s->initials);
}

/* The near words of all, unless it is seen before that nothing can come of them. */
bool bounds_near(struct find *s, int threshold);
/* By which words forms have to be found, of those with initials, or of all others: a form that has
 * none of them does not reach the threshold. */
void bounds_leads(struct find *s, bool initials, int threshold);
/* Could a name reach the threshold in which no more than this stands for the words? */
bool bounds_may(const struct find *s, const struct may *may, bool initials,
    int threshold);
/* The same of a form, by what it weighs and what may stand for the words now. */
bool bounds_form(const struct find *s, uint32_t form, bool initials, int threshold);

/* From which weight on no form reaches it with that. */
uint16_t bounds_heavy(const struct find *s, bool initials, int threshold);

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
struct tie tie_part(unsigned asked, const struct near_parts *p, uint8_t half);
struct tie tie_of_joined(const struct find *s, const struct joined *j, uint32_t word);

/* The ties of a word begin there; 0: it has none. */
static inline uint32_t
first_tie(struct find *s, uint32_t word)
{
    if (s->tied[word].search != s->search) {
        s->tied[word] = (struct tied){.search = s->search};
        if (s->tie_word != NULL)
            s->tie_word(s, word);
    }
    return s->tied[word].first;
}

#endif
