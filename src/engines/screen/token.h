/*
 * token: the words of a name as they are compared: what is one word made one, what is only
 * address, particle or legal form marked as such.
 */
#ifndef ENGINES_SCREEN_TOKEN_H
#define ENGINES_SCREEN_TOKEN_H

#include "engines/screen/sound.h"

enum token_class {
    TOKEN_WORD,
    TOKEN_PARTICLE, /* al, bin, de, van */
    TOKEN_ADDRESS,  /* dr, haji, sheikh */
    TOKEN_FORM,     /* ltd, gmbh, company */
    TOKEN_SORT,     /* institute, complex, industries: what many works are called */
    TOKEN_NUMBER,
    TOKEN_INITIAL, /* one letter */
    TOKEN_ACRONYM, /* what a work's names begin with: of lists alone */
    TOKEN_CLASSES
};

#define TOKENS 24 /* of one name; what stands behind them is not compared */

struct token {
    uint8_t class;
    uint8_t script;
    uint8_t len;
    char letter[SOUND_MAX]; /* zeros behind the last */
    uint16_t from;          /* in the name, in bytes */
    uint16_t to;
    uint32_t
        origin; /* of a word in Han or Hangul, which sounds like many: which it is; else 0 */
};

struct tokens {
    unsigned count;
    bool whole;        /* nothing was left out */
    struct bytes name; /* that they are of */
    struct token at[TOKENS];
};

/* A word of one syllable, of Han or Hangul. */
bool token_is_syllable(const struct token *t);
/* Of a script that writes no short vowels. */
bool token_is_abjad(const struct token *t);
/* A father's name as East Slavs have it behind their own: "Viktorovich", "Viktorivna". */
bool token_is_fathers(const struct token *t);

void tokens_of(struct bytes name, struct tokens *out);
/* What the words of a work's name begin with, as one; false: that is too short, or too long. */
bool token_acronym(const struct tokens *of, struct token *out);

#endif
