/*
 * sound: how alike two words are.  Pure; knows no list.
 *
 * A word is compared by its sound: its letters with the spellings of one sound made one
 * (ph f, kh k, ou u, doubled letters), vowels in three classes.  Two words are near when
 * their bones -- the consonants of their sounds -- are the same, or when few edits lead from
 * one sound to the other.
 */
#ifndef ENGINES_SCREEN_SOUND_H
#define ENGINES_SCREEN_SOUND_H

#include "ground/text/text.h"

#define SOUND_MAX 24 /* letters of a word that are compared */

struct sound {
    uint8_t len;
    uint8_t bones;
    bool abjad;    /* its script writes no short vowels */
    bool syllable; /* of Han or Hangul */
    char at[SOUND_MAX];
    char bone[SOUND_MAX];
};

/* The sound of ${len} letters of a to z and digits. */
void sound_of(const char *letters, size_t len, enum text_script script,
    struct sound *out);
bool sound_same(const struct sound *a, const struct sound *b);
/* The sounds that a syllable may be written as in Latin, itself the first; at most two. */
unsigned sound_others(const struct sound *s, struct sound out[2]);

/* How alike words of other letters are by their sounds, ${a} being the one that is asked for,
 * from 1 to SOUND_ALIKE; 0: not near at all.  The same letters are SOUND_SAME. */
#define SOUND_SAME 1000
#define SOUND_ALIKE 970
int sound_alike(const struct sound *a, const struct sound *b);
/* How alike words of one sound are by how they are written. */
int sound_spelled(const char *a, size_t la, const char *b, size_t lb);
/* How alike words are by their letters alone: one edit apart, or 0. */
int sound_letters(const char *a, size_t la, const char *b, size_t lb);

/* How many edits near words of such a length may have between them, 0 or 1. */
unsigned sound_edits(size_t len);

#endif
