/*
 * lexicon: the words of lists, once each, and their names as rows of words.  Arrays without
 * pointers.
 */
#ifndef ENGINES_SCREEN_LEXICON_H
#define ENGINES_SCREEN_LEXICON_H

#include "engines/screen/held.h"
#include "engines/screen/score.h"

/* A word of lists: what is compared, and where its forms stand.  Words of one sound stand
 * together. */
struct lexicon_word {
    struct token token;
    uint32_t group; /* of its sound */
    uint32_t forms; /* first in index->postings, where there is an index */
    uint32_t form_count;
    uint32_t plain_count; /* of them without a word of one letter; they come first */
};

/* A sound that words have. */
struct lexicon_group {
    struct sound sound;
    uint32_t words; /* the first */
    uint32_t count;
};

/* Names with the same words in the same order are one form.  It stands in lexicon->slots, so that
 * one look is enough: its number; the weight of its words, whether one of them is an initial, and
 * how many they are; and they. */
struct lexicon_form {
    uint32_t slots; /* where it stands */
    uint32_t names; /* the first name, chained by lexicon_name.next */
};
#define FORM_HEAD 2
#define FORM_INITIALS 0x80U

struct lexicon_name {
    uint32_t entry;
    uint32_t next; /* of the same form, or LEXICON_NONE */
    uint32_t at;   /* among the entry's names */
    uint32_t from; /* what of that field is the name, in bytes */
    uint32_t len;
    uint8_t kind; /* enum screen_kind */
};

/* Words of a group stand for words of another in names of so many entries (spellings.h). */
struct lexicon_spelling {
    uint32_t group;
    uint32_t entries;
};

/* An entry of another list that shares so many names (counterparts.h). */
struct lexicon_counterpart {
    uint32_t entry;
    uint32_t shared;
};

#define LEXICON_NONE UINT32_MAX
#define LEXICON_WORDS (1U << 22)

#define LEXICON_SEEN (1U << 18)
struct lexicon {
    /* That says how rare words are, and which stand for each other; NULL: it does itself. */
    const struct lexicon *rarity;
    struct held held; /* the entries whose names they are */
    struct lexicon_name *names;
    uint32_t name_count;
    struct lexicon_form *forms;
    uint32_t form_count;
    uint32_t *slots; /* forms, one behind the other */
    uint32_t slot_count;
    struct lexicon_word *words;
    struct score_word *scores; /* by word */
    uint32_t word_count;
    struct lexicon_group *groups;
    uint32_t group_count;
    uint32_t *spelling_from; /* by group, and one more */
    struct lexicon_spelling *spellings;
    uint32_t *counterpart_from; /* by entry, and one more */
    struct lexicon_counterpart *counterparts;
    bool syllables;       /* are there words of such scripts? */
    uint32_t *word_table; /* by letters */
    uint32_t *group_table;
    uint8_t *group_seen; /* a bit for each hash of a sound: most joined words have none */
    uint32_t word_mask;
    uint32_t group_mask;
};
/* The lists are lent. */
bool lexicon_build(struct work *w, const struct lexicon *rarity,
    const struct screen_list *lists, size_t count, struct lexicon *out) MUST;
/* Of names that are taken whole, each of an entry of its own: the next is given by ${next}. */
bool lexicon_of_names(struct work *w, const struct lexicon *rarity,
    struct bytes (*next)(const void *ctx, uint32_t n), const void *ctx, uint32_t count,
    struct lexicon *out) MUST;

static inline const struct lexicon *
lexicon_teacher(const struct lexicon *x)
{
    return x->rarity != NULL ? x->rarity : x;
}

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
/* The word with those letters, whose hash is given; LEXICON_NONE: there is none. */
uint32_t lexicon_word_find(const struct lexicon *x, const struct token *t, uint32_t hash);
/* The group of that very sound. */
uint32_t lexicon_group_find(const struct lexicon *x, const struct sound *s);
/* How many forms have words of a group, those that have two of them twice. */
uint32_t lexicon_forms_of(const struct lexicon *x, uint32_t group);
/* What words of a group weigh at most. */
unsigned lexicon_heaviest(const struct lexicon *x, uint32_t group);
/* What a word weighs, be it of the lists or not. */
struct score_word lexicon_score(const struct lexicon *x, const struct token *t);

uint32_t lexicon_hash(const char *at, size_t len, uint32_t seed);
uint32_t lexicon_sound_hash(const struct sound *s);

#endif
