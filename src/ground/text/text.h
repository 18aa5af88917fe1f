/*
 * text: names in any script as plain Latin words, and rows of separated values.  The only room
 * that sees ICU.
 *
 * A word is what remains of a name's word for a comparison: lower-case ASCII letters and
 * digits, without marks, quotes and case.  Letters of other scripts are written as the names
 * of persons commonly are in passports and on lists (BGN/PCGN, ICAO 9303, Revised
 * Romanization, Hanyu Pinyin), each by itself: nothing here knows a name or a language.
 */
#ifndef GROUND_TEXT_TEXT_H
#define GROUND_TEXT_TEXT_H

#include "ground/base/base.h"

/* ---- Words ------------------------------------------------------------------------------ */

enum text_script {
    TEXT_LATIN, /* and digits */
    TEXT_CYRILLIC,
    TEXT_GREEK,
    TEXT_ARABIC, /* consonants and long vowels only, as is Hebrew */
    TEXT_HEBREW,
    TEXT_HANGUL, /* one word for each syllable, as for Han */
    TEXT_HAN,
    TEXT_KANA,
    TEXT_OTHER,
    TEXT_SCRIPTS /* how many there are */
};

struct text_word {
    uint16_t at; /* in the letters */
    uint16_t len;
    uint16_t from; /* in the text that was given, in bytes */
    uint16_t to;
    uint8_t script; /* enum text_script, of its first letter */
};

#define TEXT_LETTERS 512 /* of one name; what stands behind them is not looked at */
#define TEXT_WORDS 48

struct text_words {
    unsigned count;
    unsigned letters;
    bool whole; /* nothing was cut off */
    struct text_word word[TEXT_WORDS];
    char letter[TEXT_LETTERS];
};

/* Once, before there are threads. */
bool text_start(struct work *w) MUST;

/*
 * The words of ${name}, which is UTF-8 of any length; what is no UTF-8 parts words.  No memory,
 * no locks that wait: any number of threads.  Words end where something stands that is neither
 * letter, mark nor digit -- but an apostrophe, of any shape, and a full stop between single
 * letters are dropped ("Al-Qa'ida" is al qaida, "A.B.C." is abc).
 */
void text_words(struct bytes name, struct text_words *out);

#endif
