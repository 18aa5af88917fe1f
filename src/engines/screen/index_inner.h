/*
 * index_inner: what making an index and looking into it share.
 */
#ifndef ENGINES_SCREEN_INDEX_INNER_H
#define ENGINES_SCREEN_INDEX_INNER_H

#include "engines/screen/index.h"

uint32_t index_hash(const char *at, size_t len, uint32_t seed);
uint32_t index_sound_hash(const struct sound *s);
/* The tables of keys, when all words and groups are there. */
bool index_keys_build(struct work *w, struct screen_index *x) MUST;

#endif
