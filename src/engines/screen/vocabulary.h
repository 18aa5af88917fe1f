/*
 * vocabulary: ordinary words of organisations in other languages, and what they mean.
 *
 * "Ministry", "bank" or "joint stock" are translated, not transliterated, from one list and
 * script to another; who is named beside them is not touched.
 */
#ifndef ENGINES_SCREEN_VOCABULARY_H
#define ENGINES_SCREEN_VOCABULARY_H

#include "ground/text/text.h"

struct vocabulary_row {
    const char *as;    /* in English, lower case: one word, or a few */
    const char *words; /* that mean it, parted by blanks; "-" behind a stem */
};
extern const struct vocabulary_row vocabulary_rows[];
extern const size_t vocabulary_row_count;

/* Once, before there are threads, and behind text_start. */
void vocabulary_start(void);

/* What the words from the ${at}-th of a name mean, and how many they are: one, or syllables of
 * one word.  NULL: they are not known.  Lent for good. */
const char *vocabulary_find(struct bytes name, const struct text_words *words,
    unsigned at, unsigned *count);

#endif
