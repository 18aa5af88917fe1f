/*
 * archive: lists and their index as one file: a head, and the arrays of the index one behind the
 * other, as they stand in memory.  docs/formats.md says more.
 */
#ifndef ENGINES_SCREEN_ARCHIVE_H
#define ENGINES_SCREEN_ARCHIVE_H

#include "engines/screen/index.h"

/* The sorts of keys behind those are a mirror's, of which there are no archives. */
#define ARCHIVE_KEY_SORTS INDEX_JOINED

enum archive_part {
    ARCHIVE_LISTS,
    ARCHIVE_ROWS,
    ARCHIVE_NAMES,
    ARCHIVE_DATES,
    ARCHIVE_COUNTRIES,
    ARCHIVE_IDS,
    ARCHIVE_TEXTS,
    ARCHIVE_LEXICON_NAMES,
    ARCHIVE_FORMS,
    ARCHIVE_SLOTS,
    ARCHIVE_WORDS,
    ARCHIVE_SCORES,
    ARCHIVE_GROUPS,
    ARCHIVE_WORD_TABLE,
    ARCHIVE_GROUP_TABLE,
    ARCHIVE_GROUP_SEEN,
    ARCHIVE_SPELLINGS_FROM,
    ARCHIVE_SPELLINGS,
    ARCHIVE_COUNTERPARTS_FROM,
    ARCHIVE_COUNTERPARTS,
    ARCHIVE_POSTINGS,
    ARCHIVE_KEYS_FROM, /* of each sort, here and below */
    ARCHIVE_KEYS_AT = ARCHIVE_KEYS_FROM + ARCHIVE_KEY_SORTS,
    ARCHIVE_KEYS_SEEN = ARCHIVE_KEYS_AT + ARCHIVE_KEY_SORTS,
    ARCHIVE_PARTS = ARCHIVE_KEYS_SEEN + ARCHIVE_KEY_SORTS
};

#define ARCHIVE_MAGIC "liaison archive\n"
#define ARCHIVE_ORDER 0x01020304U
#define ARCHIVE_FORMAT 1
#define ARCHIVE_STEP ((size_t)64) /* each part begins at a multiple of it */
#define ARCHIVE_MOST ((size_t)4 << 30)
#define ARCHIVE_MADE_BY 64

/* A number of all sources that words are made by, from the build: what another program made, its
 * arrays and the words in them, is not ours. */
extern const char archive_made_by[ARCHIVE_MADE_BY + 1];

struct archive_head {
    char magic[16];
    uint64_t sum; /* of all that stands in and behind the next step */
    uint8_t none[ARCHIVE_STEP - 24];
    uint32_t order;
    uint32_t format;
    char made_by[ARCHIVE_MADE_BY];
    uint64_t count[ARCHIVE_PARTS]; /* of what each part holds */
};

struct archive_list {
    struct held_text name, format, date;
    uint64_t entries, names, nameless;
    uint64_t size; /* and hash of what it was read from */
    uint8_t sha256[32];
};

/* Where each part stands, and how long all is; false: longer than an archive may be. */
struct archive_places {
    size_t at[ARCHIVE_PARTS];
    size_t size;
};
bool archive_place(const uint64_t count[ARCHIVE_PARTS], struct archive_places *out) MUST;
/* The length of one thing that a part holds. */
size_t archive_item(enum archive_part part);
/* Bytes that the compiler leaves between two things are nobody's: make them zero. */
void archive_clear(enum archive_part part, uint8_t *at, size_t count);
/* Of all behind the first step. */
uint64_t archive_sum(struct bytes archive);

/* Does each number in it lead to where something stands?  NULL: yes; else a word for what does
 * not. */
const char *archive_wrong(const struct screen_index *x, const struct archive_head *head,
    const struct archive_list *lists);

#endif
