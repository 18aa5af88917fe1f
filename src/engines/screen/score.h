/*
 * score: how well a name asked for and a name of a list agree: points, and of what they are
 * the sum.  Pure; the same whether words were found by an index or by trying all.
 */
#ifndef ENGINES_SCREEN_SCORE_H
#define ENGINES_SCREEN_SCORE_H

#include "engines/screen/token.h"

/* What is known of how a word is written. */
enum score_trait {
    SCORE_SYLLABLE = 1, /* in a script of syllables */
    SCORE_ABJAD = 2,    /* in one without short vowels */
    SCORE_FATHERS = 4   /* as a father's name: "Viktorovich" */
};
#define SCORE_TRAITS 8

/* A word of a side: what it weighs and how rare it is. */
struct score_word {
    uint16_t weight;
    uint16_t bits; /* sixteenths of a bit: how rare, 0 for what is no word */
    uint8_t class; /* enum token_class */
    char first;    /* its first letter */
    uint8_t len;
    uint8_t traits; /* enum score_trait */
};

/* That it agrees says something of who is named. */
static inline bool
score_says(const struct score_word *w)
{
    return w->class == TOKEN_WORD || w->class == TOKEN_SORT;
}

struct score_side {
    unsigned count;
    unsigned weight; /* of all */
    struct score_word word[TOKENS];
};

/* A rarer word weighs more: of ${total} names ${having} have it. */
struct score_word score_word(const struct token *t, uint32_t having, uint32_t total);
void score_side_add(struct score_side *s, struct score_word w);

/* Words of the one side that may stand for words of the other: adjacent ones, mostly one. */
struct score_link {
    uint8_t asked; /* the first of them */
    uint8_t asked_count;
    uint8_t listed;
    uint8_t listed_count;
    int16_t alike; /* 1 to SOUND_SAME */
};
#define SCORE_LINKS 1024

struct score_links {
    unsigned count;
    struct score_link at[SCORE_LINKS];
};
void score_link_add(struct score_links *l, struct score_link link);

/* How alike two words are whose sounds are alike by ${sounds}; 0: not. */
int score_alike(const struct token *a, const struct token *b, int sounds);
/* What an initial can weigh, and a word. */
int score_initial_most(void);
int score_word_most(void);
/* How rare words can be that weigh so much, in sixteenths of a bit: words that name, one or
 * several; what a work is called can be rarer. */
#define SCORE_BASE 96 /* what a word weighs beside that */
static inline int
score_bits_most(int weight)
{
    return weight > SCORE_BASE ? weight - SCORE_BASE : 0;
}
/* How alike an initial and a word are, where so many initials are asked for. */
int score_initial_alike(unsigned initials);
/* The same of words that lists write for each other. */
#define SCORE_SPELLED 660
/* What an entry has less by a name that only a counterpart of it has. */
#define SCORE_COUNTERPART 8000
#define SCORE_JOINED_MOST 960
#define SCORE_JOINED_TOKENS 3 /* adjacent words that may be one, at the most */
/* The same of ${count} words from ${at} that are written as ${one}, which has their sound. */
int score_joined_alike(const struct token *at, unsigned count, const struct token *one);

/* Points are thousandths: 100,000 for the same words, in front of what rarity adds. */
enum score_why {
    SCORE_WORD,     /* words that agree */
    SCORE_CONFLICT, /* words of both sides that agree with none */
    SCORE_LEFT_OUT, /* only one side has more words: not all of that counts against it */
    SCORE_ORDER,
    SCORE_ALONE, /* one word agrees where there are several */
    SCORE_NEAR,  /* several words are only alike, or one is, and is all that agrees */
    SCORE_RARE,
    SCORE_WHYS
};

struct score_part {
    uint8_t why;
    struct score_link link; /* of SCORE_WORD */
    int points;
};
#define SCORE_PARTS (TOKENS + SCORE_WHYS + 2)

struct score {
    int points; /* the sum of the parts */
    unsigned count;
    struct score_part part[SCORE_PARTS];
};

/* Of names none of whose words agree there are no parts, and they are not alike at all. */
void score_name(const struct score_side *asked, const struct score_side *listed,
    const struct score_links *links, struct score *out);

/* What is known of words: at most so much can come of them. */
struct score_bound {
    int all;         /* the weight of both sides */
    int64_t matched; /* thousandths of the weight of what may match */
    int left_asked;  /* the weight of what cannot */
    int left_listed;
    int bits;   /* of what may match */
    bool alone; /* one word at the most */
    /* The sides are exchanged: so it is not known which words of the asked one agree. */
    bool mirror;
};
bool score_may(const struct score_bound *b, int threshold);
/* Is it less, the more of the list is left? */
bool score_falls(const struct score_bound *b, int threshold);

/* The same of names of which is only known what may stand for the words that are asked for. */
struct score_could {
    int all;  /* the weight of what is asked for */
    int left; /* of that, of words that can agree with none */
    int bits; /* of those that may */
    bool alone;
    bool mirror; /* it is listed, and the others ask */
    unsigned count;
    struct {
        int weight;
        int alike; /* the most */
        int most;  /* that what stands for it weighs */
    } word[TOKENS];
};
bool score_could(const struct score_could *c, int threshold);

/* Words that agree by being one letter and beginning with it; added to the links. */
void score_initials(const struct score_side *asked, const struct score_side *listed,
    struct score_links *links);

/* The sound of adjacent words written as one; false: too long, or too little. */
bool score_joined(const struct token *at, unsigned count, struct sound *out);
/* The two sounds of a word, of ${count}, that is parted behind ${at} letters; false: there are
 * none. */
bool score_parted(const struct token *t, unsigned count, unsigned at, struct sound *first,
    struct sound *second);
/* Only in names of so few words, but for what an article or "the servant of" stands in front of. */
#define SCORE_PARTED_TOKENS 2

#endif
