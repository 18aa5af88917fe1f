/*
 * counterparts: entries of other lists that are likely the same subject, since they share names
 * word for word.  What one list calls it, a hit on the other may be by.
 */
#ifndef ENGINES_SCREEN_COUNTERPARTS_H
#define ENGINES_SCREEN_COUNTERPARTS_H

#include "engines/screen/lexicon.h"

/* From the names of a lexicon that has its forms. */
bool counterparts_build(struct work *w, struct lexicon *x) MUST;
/* How many names an entry shares with another one; 0: they are no counterparts. */
uint32_t counterparts_shared(const struct lexicon *x, uint32_t entry, uint32_t other);

#endif
