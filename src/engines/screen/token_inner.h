/*
 * token_inner: the tables that a name's words are looked up in.
 */
#ifndef ENGINES_SCREEN_TOKEN_INNER_H
#define ENGINES_SCREEN_TOKEN_INNER_H

#include "engines/screen/token.h"

struct token_word {
    const char *word;
    enum token_class class;
    const char *as; /* how it is written for the comparison; NULL: as it is */
};
extern const struct token_word token_words[];
extern const size_t token_word_count;

struct token_phrase {
    const char *words[4];
    const char *as; /* NULL: they say nothing of the name */
    enum token_class class;
    bool ends; /* and whatever stands behind them does not, either */
};
extern const struct token_phrase token_phrases[];
extern const size_t token_phrase_count;

/* NULL: it is a word like any other. */
const struct token_word *token_word_find(const char *at, size_t len);

/* Once, before there are threads. */
void tokens_start(void);

#endif
