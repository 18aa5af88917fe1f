/*
 * spellings: what lists teach: which sounds they write for each other.  Where two names of an
 * entry differ in one word and in nothing else, and that in many entries and beside other
 * words, either word may stand for the other.
 */
#ifndef ENGINES_SCREEN_SPELLINGS_H
#define ENGINES_SCREEN_SPELLINGS_H

#include "engines/screen/lexicon.h"

/* From the names of a lexicon that has its words and groups. */
bool spellings_build(struct work *w, struct lexicon *x) MUST;
/* In how many entries words of the one sound stand for words of the other; 0: they do not. */
uint32_t spellings_entries(const struct lexicon *x, const struct sound *a,
    const struct sound *b);
/* The same of a word that is asked for and one of the lists. */
uint32_t spellings_of(const struct lexicon *x, const struct token *asked, uint32_t word);

#endif
