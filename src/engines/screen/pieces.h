/*
 * pieces: what a name is written as, taken apart: its words, those that the vocabulary knows as
 * what they mean, without what only repeats them.
 */
#ifndef ENGINES_SCREEN_PIECES_H
#define ENGINES_SCREEN_PIECES_H

#include "ground/text/text.h"

#define PIECES (TEXT_WORDS + 8)
struct piece {
    const char *at;
    size_t len;
    struct text_word word;
};
struct pieces {
    unsigned count;
    bool whole; /* nothing was left out for want of room */
    struct piece at[PIECES];
};

/* The letters are lent from ${words}, or for good. */
void pieces_of(struct bytes name, const struct text_words *words, struct pieces *out);

#endif
