/*
 * Inside the text room: what is known of a code point, how its letters are spelled, and what
 * comes of the letters of a script that stand side by side.
 */
#ifndef GROUND_TEXT_TEXT_INNER_H
#define GROUND_TEXT_TEXT_INNER_H

#include <stdatomic.h>

#include "ground/text/text.h"

/* ---- Code points ------------------------------------------------------------------------ */

enum point_class {
    POINT_PARTS,   /* ends a word */
    POINT_LETTER,  /* and digits */
    POINT_WHOLE,   /* a word by itself: Han, a syllable of Hangul */
    POINT_FIRST,   /* begins a word: a leading consonant of Hangul */
    POINT_MARK,    /* goes with the letter before it, and begins no word */
    POINT_NOTHING, /* as if it were not there: apostrophes, invisible characters */
    POINT_DOT,
    POINT_LOST /* it could not be found out: no memory, or no data of ICU */
};

#define POINT_LATIN 9

/* How it is written in Latin letters.  A capital is no letter but a sign, which the letters
 * around it decide; script_settle knows them. */
struct point {
    uint8_t class;
    uint8_t script;
    uint8_t len;
    char latin[POINT_LATIN];
};

/* What lies above is private, unassigned, or of no language. */
#define POINTS 0x40000
#define POINTS_BLOCK 256

/* They are filled block by block, when a name first has a letter of it: what is kept, and what
 * opening ICU's rules costs, is only for the scripts that come. */
extern struct point point_table[POINTS];
extern atomic_bool point_ready[POINTS / POINTS_BLOCK];

/* For where the table is not filled, or has no such place. */
const struct point *point_seek(uint32_t c);

static inline const struct point *
point_of(uint32_t c)
{
    if (c < POINTS &&
        atomic_load_explicit(&point_ready[c / POINTS_BLOCK], memory_order_acquire))
        return &point_table[c];
    return point_seek(c);
}

/* ---- Spelling ---------------------------------------------------------------------------- */

/* How we write a letter, given in lower case, ourselves; NULL: ICU has to say.  One thread at a
 * time, as is what follows. */
const char *alphabet_find(uint32_t c);
/* Lower-case letters and digits, perhaps none; false: they are not to be had. */
bool romanize(uint32_t c, enum text_script script, char out[POINT_LATIN + 1]) MUST;
/* The same by ICU's rules. */
bool rules_romanize(uint32_t c, enum text_script script, char out[POINT_LATIN + 1]) MUST;

/* What they say of the basic plane, made by the build: for each letter of Han, and for others
 * in their order, where it stands among the letters, and one. */
#define ROMANIZED_HAN 0x3400
#define ROMANIZED_HAN_END 0xa000
struct romanized {
    uint16_t c;
    uint16_t at;
};
extern const uint16_t romanized_han[];
extern const struct romanized romanized_others[];
extern const size_t romanized_count;
extern const char romanized_letters[];

/* ---- Letters side by side ----------------------------------------------------------------- */

/* The signs among ${len} letters of one script become letters, in their place; how many
 * letters there are then, which is never more. */
unsigned script_settle(enum text_script script, char *letter, unsigned len);
/* A letter and a mark as one letter, where that is spelled otherwise than the letter alone;
 * 0: it is not. */
uint32_t letter_marked(uint32_t letter, uint32_t mark);
/* The Latin letter, in lower case, that a letter of another script looks like; 0: none. */
char alike_latin(uint32_t c);
/* The letter of ${script} that an ASCII letter looks like; 0: none. */
uint32_t alike_foreign(uint8_t c, enum text_script script);

#endif
