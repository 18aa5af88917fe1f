/*
 * archive: lists and their index as one file, or a mirror: a head, and the arrays of the index one behind
 * the other, as they stand in memory.  docs/formats.md says more.
 */
#ifndef ENGINES_SCREEN_ARCHIVE_H
#define ENGINES_SCREEN_ARCHIVE_H

#include "engines/screen/mirror.h"

/* The sorts of keys from that one on are a mirror's; and of lists there are so many. */
#define ARCHIVE_LIST_SORTS INDEX_JOINED

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
    ARCHIVE_NUMBERS,   /* of a mirror's subjects */
    ARCHIVE_KEYS_FROM, /* of each sort, here and below */
    ARCHIVE_KEYS_AT = ARCHIVE_KEYS_FROM + INDEX_KEY_SORTS,
    ARCHIVE_KEYS_SEEN = ARCHIVE_KEYS_AT + INDEX_KEY_SORTS,
    ARCHIVE_PARTS = ARCHIVE_KEYS_SEEN + INDEX_KEY_SORTS
};

#define ARCHIVE_MAGIC "liaison archive\n"
#define ARCHIVE_ORDER 0x01020304U
#define ARCHIVE_FORMAT 2
#define ARCHIVE_STEP ((size_t)64) /* each part begins at a multiple of it */
#define ARCHIVE_MOST ((size_t)4 << 30)
#define ARCHIVE_MADE_BY 64

/* A number of all sources that words are made by, from the build: what another program made, its
 * arrays and the words in them, is not ours. */
extern const char archive_made_by[ARCHIVE_MADE_BY + 1];

enum archive_of { ARCHIVE_OF_LISTS, ARCHIVE_OF_SUBJECTS };
/* Which fields some subject has: bits. */
#define ARCHIVE_BORN 1U
#define ARCHIVE_COUNTRY 2U

struct archive_head {
    char magic[16];
    uint64_t sum; /* of all that stands in and behind the next step */
    uint8_t none[ARCHIVE_STEP - 24];
    uint32_t order;
    uint32_t format;
    char made_by[ARCHIVE_MADE_BY];
    uint32_t of;                   /* enum archive_of */
    uint32_t fields;               /* of a mirror's subjects */
    uint64_t subjects;             /* of a mirror */
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

/* archive_write.c and archive_open.c: an index, with the arrays that one of lists and a mirror have alike. */
struct archive_writing {
    const struct screen_index *x;
    struct archive_head head;
    struct archive_places places;
    uint8_t *to;
};
void archive_count_index(struct archive_writing *o);
bool archive_begin(struct work *w, struct archive_writing *o, enum archive_of of) MUST;
void archive_put(const struct archive_writing *o, int part, const void *from);
void archive_put_index(const struct archive_writing *o);
struct bytes archive_end(struct archive_writing *o);

struct archive_opening {
    struct bytes text;
    const struct archive_head *head;
    struct archive_places places;
};
bool archive_check_head(struct work *w, struct bytes text, enum archive_of of,
    struct archive_opening *o) MUST;
void *archive_part(const struct archive_opening *o, int part);
uint32_t archive_count(const struct archive_opening *o, int part);
void archive_take_index(const struct archive_opening *o, struct screen_index *x);
/* When all numbers were looked at. */
bool archive_taken(struct work *w, struct screen_index *x) MUST;

/* Does each number in it lead to where something stands?  NULL: yes; else a word for what does
 * not. */
const char *archive_wrong(const struct screen_index *x, const struct archive_head *head,
    const struct archive_list *lists);
const char *archive_mirror_wrong(const struct screen_mirror *m,
    const struct archive_head *head);

#endif
