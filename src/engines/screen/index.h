/*
 * index: the names of lists in a form that is quick to search: words once, with the names
 * that have them and the keys by which near words are found.  Arrays without pointers, so
 * that it can be kept in a file and opened as it is.
 */
#ifndef ENGINES_SCREEN_INDEX_H
#define ENGINES_SCREEN_INDEX_H

#include "engines/screen/score.h"
#include "engines/screen/screen.h"

/* A word of lists: what is compared, and where its forms stand.  Words of one sound stand
 * together. */
struct index_word {
    struct token token;
    uint32_t group; /* of its sound */
    uint32_t forms; /* first in index->postings */
    uint32_t form_count;
    uint32_t plain_count; /* of them without a word of one letter; they come first */
};

/* A sound that words have. */
struct index_group {
    struct sound sound;
    uint32_t words; /* the first */
    uint32_t count;
};

/* Names with the same words in the same order are one form.  It stands in index->slots, so that
 * one look is enough: its number; the weight of its words, whether one of them is an initial, and
 * how many they are; and they. */
struct index_form {
    uint32_t slots; /* where it stands */
    uint32_t names; /* the first name, chained by index_name.next */
};
#define FORM_HEAD 2
#define FORM_INITIALS 0x80U

struct index_name {
    uint32_t entry;
    uint32_t next; /* of the same form, or INDEX_NONE */
    uint32_t at;   /* among the entry's names */
    uint32_t from; /* what of that field is the name, in bytes */
    uint32_t len;
    uint8_t kind; /* enum screen_kind */
};

#define INDEX_NONE UINT32_MAX
#define INDEX_WORDS (1U << 22)

/* What near words share: keys of their letters, of their sounds, and of their bones. */
enum index_key_sort {
    INDEX_LETTERS,    /* of a word, whole and with one letter left out */
    INDEX_SOUNDS,     /* the same of a sound */
    INDEX_BONES_LESS, /* of the bones of words with vowels, whole and with one left out */
    INDEX_ABJADS,     /* of the bones of words that are written without vowels, whole */
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

struct screen_index {
    const struct screen_list *lists;
    size_t list_count;
    const struct screen_entry **entries;
    uint32_t *entry_list;
    uint32_t entry_count;
    struct index_name *names;
    uint32_t name_count;
    struct index_form *forms;
    uint32_t form_count;
    uint32_t *slots; /* forms, one behind the other */
    uint32_t slot_count;
    struct index_word *words;
    struct score_word *scores; /* by word */
    uint32_t word_count;
    struct index_group *groups;
    uint32_t group_count;
    bool syllables;       /* are there words of such scripts? */
    uint32_t *postings;   /* where in slots the forms of a word stand */
    uint32_t *word_table; /* by letters */
    uint32_t *group_table;
    uint32_t word_mask;
    uint32_t group_mask;
    struct index_keys keys[INDEX_KEY_SORTS];
};

static inline uint32_t
form_number(const uint32_t *form)
{
    return form[0];
}
static inline unsigned
form_weight(const uint32_t *form)
{
    return form[1] >> 8;
}
static inline unsigned
form_count(const uint32_t *form)
{
    return form[1] & 0x7f;
}
static inline bool
form_initials(const uint32_t *form)
{
    return (form[1] & FORM_INITIALS) != 0;
}
static inline const uint32_t *
form_words(const uint32_t *form)
{
    return form + FORM_HEAD;
}

uint32_t token_hash(const struct token *t);
bool token_same(const struct token *a, const struct token *b);
/* The word with those letters, whose hash is given; INDEX_NONE: there is none. */
uint32_t index_word_find(const struct screen_index *x, const struct token *t,
    uint32_t hash);
/* The group of that very sound. */
uint32_t index_group_find(const struct screen_index *x, const struct sound *s);

/* The keys of what remains of ${len} letters when up to ${edits}, at most one, are left out; ${to} has room
 * for INDEX_KEYS.  Each key is given once or more. */
#define INDEX_KEYS 32
unsigned index_keys_of(const char *at, size_t len, unsigned edits, uint32_t *to);

#endif
