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
    bool whole; /* nothing was cut off, and no letter lost for want of ICU's rules */
    struct text_word word[TEXT_WORDS];
    char letter[TEXT_LETTERS];
};

/* Once, before there are threads. */
bool text_start(struct work *w) MUST;

/*
 * The words of ${name}, which is UTF-8 of any length; what is no UTF-8 parts words.  Takes no
 * memory, and any number of threads may ask at once; only a name that brings the first letter
 * of a script waits, once, until ICU has said how that is written.  Words end where something
 * stands that is neither letter, mark nor digit -- but an apostrophe, of any shape, and a full
 * stop between single letters are dropped ("Al-Qa'ida" is al qaida, "A.B.C." is abc).
 */
void text_words(struct bytes name, struct text_words *out);

/* ---- Rows ------------------------------------------------------------------------------- */

/*
 * Separated values as RFC 4180 has them, row by row and in memory that does not grow with their
 * number.  A cell that begins with a quote ends at the next quote that is not doubled; lines end
 * with LF or CR LF, and those that hold nothing are no rows.  What is no UTF-8, and NULs, are
 * FAULT_INVALID, as is all that goes over a limit; its message begins with the line.
 */
struct text_rows_how {
    uint8_t
        separator; /* 0: the one of comma, semicolon and tab of which the first line has most */
    bool loose;   /* a quote that neither begins nor ends a cell is text, no error */
    uint8_t end;  /* a line of this byte alone ends the text, if it is not 0 */
    size_t cell;  /* bytes of a cell */
    size_t cells; /* of a row */
    size_t rows;
    size_t block; /* bytes that are fetched at once; 0: 256 KiB */
};

struct text_row {
    const struct bytes *cells; /* lent until the next row is asked for */
    size_t count;              /* one at least */
    uint32_t line;             /* on which it begins */
};

/* Where bytes come from: up to ${room} of them; none is the end. */
struct text_source {
    bool (*read)(struct work *w, void *ctx, uint8_t *to, size_t room, size_t *got);
    void *ctx;
};

struct text_rows;

/* Of a whole text: cells are lent from it, but those with doubled quotes. */
bool text_rows_open(struct work *w, struct bytes text, const struct text_rows_how *how,
    struct text_rows **out) MUST;
bool text_rows_from(struct work *w, const struct text_source *source,
    const struct text_rows_how *how, struct text_rows **out) MUST;
/* The next row; without ${found} there is none left. */
bool text_rows_next(struct text_rows *r, struct text_row *row, bool *found) MUST;
/* Did the text end with the byte that ends it? */
bool text_rows_ended(const struct text_rows *r);

#endif
