/*
 * index: a lexicon with the keys by which near words are found, and the forms that words
 * stand in.
 */
#ifndef ENGINES_SCREEN_INDEX_H
#define ENGINES_SCREEN_INDEX_H

#include "engines/screen/lexicon.h"

/* What near words share: keys of their letters, of their sounds, and of their bones; and in a
 * mirror what words of lists are adjacent ones of it, and the other way round. */
enum index_key_sort {
    INDEX_LETTERS,    /* of a word, whole and with one letter left out */
    INDEX_SOUNDS,     /* the same of a sound */
    INDEX_BONES_LESS, /* of the bones of words with vowels, whole and with one left out */
    INDEX_ABJADS,     /* of the bones of words that are written without vowels, whole */
    INDEX_JOINED,     /* of the sounds of adjacent words as one: which forms */
    INDEX_PARTED,     /* of the two sounds of a word that is parted */
    INDEX_KEY_SORTS
};

/* Keys with the words, or the groups, that have them: by the high bits of the key into a bucket. */
struct index_key {
    uint32_t key;
    uint32_t of;
};
struct index_keys {
    unsigned bits;
    uint32_t *from; /* 2^bits + 1 */
    struct index_key *at;
    /* A bit for each low part of a key that is there: most asks end here. */
    uint8_t *seen;
    uint32_t seen_mask;
};
static inline bool
index_key_seen(const struct index_keys *k, uint32_t key)
{
    return k->seen[(key & k->seen_mask) >> 3] >> (key & 7) & 1;
}

/* Keys of as many: those at ${*from} up to, but not, what is returned, some of them others. */
static inline uint32_t
index_keys_at(const struct index_keys *k, uint32_t key, uint32_t *from)
{
    uint32_t b = key >> (32 - k->bits);

    *from = k->from[b];
    return k->from[b + 1];
}

struct screen_index {
    /* Its names are of those who are asked for, and names of lists are searched for in it: who
     * stands on which side is exchanged, and what is found only may reach a threshold. */
    bool mirror;
    struct lexicon lexicon;
    uint32_t *postings;     /* the forms of each word */
    uint16_t *form_weights; /* at hand: what each form weighs */
    struct index_keys keys[INDEX_KEY_SORTS];
};

/* The keys of what remains of ${len} letters when up to ${edits}, at most one, are left out; ${to} has room
 * for INDEX_KEYS.  Each key is given once or more. */
#define INDEX_KEYS (3 * TOKENS)
unsigned index_keys_of(const char *at, size_t len, unsigned edits, uint32_t *to);
/* The key of a sound, and of two. */
uint32_t index_key_sound(const struct sound *s);
uint32_t index_key_sounds(const struct sound *first, const struct sound *second);
/* The tables of keys, when all words and groups are there. */
bool index_keys_build(struct work *w, struct screen_index *x) MUST;
/* What forms weigh, by their slots. */
bool index_weigh(struct work *w, struct screen_index *x) MUST;
/* All but the lexicon. */
bool index_finish(struct work *w, struct screen_index *x) MUST;

#endif
