/*
 * base_inner: what the files of this room share and no other room sees.
 */
#ifndef GROUND_BASE_BASE_INNER_H
#define GROUND_BASE_BASE_INNER_H

#include "ground/base/base.h"

/* Make the newest allocation of the arena longer where it stands; false when it
 * is not the newest or its block is full.  The new part is not zeroed. */
bool work_extend(struct work *w, const void *at, size_t old_size, size_t new_size);

/* Pages by the system's table: zeros, or what stands in a descriptor; they are given back with
 * the work.  NULL: no memory even to remember them, a fault, or errno says why. */
void *work_map(struct work *w, size_t len, int fd);

/* The decoders without a work, for callers with a better message of their own. */
bool hex_decode(struct bytes from, void *to, size_t len);
bool uuid_decode(struct bytes from, struct uuid *out);
/* NULL, or what is wrong. */
const char *time_decode(struct bytes from, int64_t *out);

/* Length of the UTF-8 sequence at the start of ${text}; 0 when it is not one. */
size_t utf8_sequence(struct bytes text, uint32_t *point);
/* Would a terminal obey it, break a line at it, or reorder its neighbours? */
bool utf8_hidden(uint32_t point);
/* A value below U+110000 as UTF-8; returns its length. */
size_t utf8_encode(uint32_t point, uint8_t out[4]);
/* How many bytes from the start are certainly ASCII, in whole words. */
size_t ascii_words(struct bytes text);

#endif
