/*
 * index: the names of lists in a form that is quick to search: words once, with the names
 * that have them and the keys by which near words are found.  Arrays without pointers, so
 * that it can be kept in a file and opened as it is.
 */
#ifndef ENGINES_SCREEN_INDEX_H
#define ENGINES_SCREEN_INDEX_H

#include "engines/screen/score.h"
#include "engines/screen/screen.h"

/* A word of lists: what is compared, and where its forms stand. */
struct index_word {
    struct token token;
    uint32_t group; /* of its sound */
    uint32_t next;  /* word of the same group, or INDEX_NONE */
    uint32_t forms; /* first in index->postings */
    uint32_t form_count;
    uint32_t plain_count; /* of them without a word of one letter; they come first */
};

/* A sound that words have. */
struct index_group {
    struct sound sound;
    uint32_t words; /* the first */
};

/* Names with the same words in the same order are one form. */
struct index_form {
    uint32_t slots; /* first in index->slots */
    uint32_t names; /* the first name, chained by index_name.next */
    uint16_t weight;
    uint8_t count;
};

struct index_name {
    uint32_t entry;
    uint32_t next; /* of the same form, or INDEX_NONE */
    uint32_t at;   /* among the entry's names */
    uint32_t from; /* what of that field is the name, in bytes */
    uint32_t len;
    uint8_t kind; /* enum screen_kind */
};

#define INDEX_NONE UINT32_MAX
#define INDEX_SEEN (1U << 23)

/* Keys with the groups that have them: by the high bits of the key into a bucket. */
struct index_key {
    uint32_t key;
    uint32_t group;
};
struct index_keys {
    unsigned bits;
    uint32_t *from; /* 2^bits + 1 */
    struct index_key *at;
    uint8_t
        *seen; /* a bit for each low part of a key that is there: most asks end here */
};

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
    uint32_t *slots;
    uint32_t slot_count;
    struct index_word *words;
    struct score_word *scores; /* by word */
    uint32_t word_count;
    struct index_group *groups;
    uint32_t group_count;
    bool syllables; /* are there words of such scripts? */
    uint32_t *postings;
    uint32_t *word_table; /* by letters */
    uint32_t *group_table;
    uint32_t word_mask;
    uint32_t group_mask;
    struct index_keys letters; /* words, whole and with one letter left out */
    struct index_keys sounds;  /* the same of sounds */
    struct index_keys bones;   /* of words with vowels, whole */
    struct index_keys
        bones_less; /* of words with vowels, whole and with one letter left out */
    struct index_keys abjads; /* of words that are written without vowels, whole */
};

uint32_t token_hash(const struct token *t);
bool token_same(const struct token *a, const struct token *b);
/* The word with those letters; INDEX_NONE: there is none. */
uint32_t index_word_find(const struct screen_index *x, const struct token *t);
/* The group of that very sound. */
uint32_t index_group_find(const struct screen_index *x, const struct sound *s);

/* The keys of what remains of ${len} letters when up to ${edits}, at most one, are left out; ${to} has room
 * for INDEX_KEYS.  Each key is given once or more. */
#define INDEX_KEYS 32
unsigned index_keys_of(const char *at, size_t len, unsigned edits, uint32_t *to);

#endif
