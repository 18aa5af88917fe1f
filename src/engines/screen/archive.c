/*
 * How an archive is laid out, and its sum.
 */
#include <string.h>

#include "engines/screen/archive.h"

/* What one thing of a part is, and which of its bytes the compiler left free. */
struct item {
    uint8_t size;
    uint8_t hole;
    uint8_t hole_len;
};
#define WHOLE(type)        \
    {                      \
        sizeof(type), 0, 0 \
    }
#define HOLE(type, last)                                                       \
    {                                                                          \
        sizeof(type), offsetof(type, last) + sizeof(((type *)NULL)->last),     \
            sizeof(type) - offsetof(type, last) - sizeof(((type *)NULL)->last) \
    }
static const struct item items[ARCHIVE_PARTS] = {
    [ARCHIVE_LISTS] = WHOLE(struct archive_list),
    [ARCHIVE_ROWS] = WHOLE(struct held_row),
    [ARCHIVE_NAMES] = WHOLE(struct held_name_row),
    [ARCHIVE_DATES] = HOLE(struct screen_date, about),
    [ARCHIVE_COUNTRIES] = WHOLE(struct held_text),
    [ARCHIVE_IDS] = WHOLE(struct held_id_row),
    [ARCHIVE_TEXTS] = WHOLE(uint8_t),
    [ARCHIVE_LEXICON_NAMES] = HOLE(struct lexicon_name, kind),
    [ARCHIVE_FORMS] = WHOLE(struct lexicon_form),
    [ARCHIVE_SLOTS] = WHOLE(uint32_t),
    [ARCHIVE_WORDS] = {sizeof(struct lexicon_word),
        offsetof(struct token, letter) + SOUND_MAX,
        offsetof(struct token, from) - offsetof(struct token, letter) - SOUND_MAX},
    [ARCHIVE_SCORES] = WHOLE(struct score_word),
    [ARCHIVE_GROUPS] = WHOLE(struct lexicon_group),
    [ARCHIVE_WORD_TABLE] = WHOLE(uint32_t),
    [ARCHIVE_GROUP_TABLE] = WHOLE(uint32_t),
    [ARCHIVE_GROUP_SEEN] = WHOLE(uint8_t),
    [ARCHIVE_SPELLINGS_FROM] = WHOLE(uint32_t),
    [ARCHIVE_SPELLINGS] = WHOLE(struct lexicon_spelling),
    [ARCHIVE_COUNTERPARTS_FROM] = WHOLE(uint32_t),
    [ARCHIVE_COUNTERPARTS] = WHOLE(struct lexicon_counterpart),
    [ARCHIVE_POSTINGS] = WHOLE(uint32_t),
    [ARCHIVE_NUMBERS] = WHOLE(struct mirror_number),
    [ARCHIVE_KEYS_FROM] = WHOLE(uint32_t),
    WHOLE(uint32_t),
    WHOLE(uint32_t),
    WHOLE(uint32_t),
    WHOLE(uint32_t),
    WHOLE(uint32_t),
    [ARCHIVE_KEYS_AT] = WHOLE(struct index_key),
    WHOLE(struct index_key),
    WHOLE(struct index_key),
    WHOLE(struct index_key),
    WHOLE(struct index_key),
    WHOLE(struct index_key),
    [ARCHIVE_KEYS_SEEN] = WHOLE(uint8_t),
    WHOLE(uint8_t),
    WHOLE(uint8_t),
    WHOLE(uint8_t),
    WHOLE(uint8_t),
    WHOLE(uint8_t),
};
/* Whoever changes one of these says above where its free bytes are. */
_Static_assert(sizeof(struct token) == 36 && sizeof(struct lexicon_word) == 52 &&
        sizeof(struct sound) == 52 && sizeof(struct lexicon_group) == 60 &&
        sizeof(struct lexicon_name) == 24 && sizeof(struct score_word) == 8 &&
        sizeof(struct screen_date) == 8 && sizeof(struct held_row) == 64 &&
        sizeof(struct archive_list) == 88 && INDEX_KEY_SORTS == 6,
    "the free bytes of what an archive holds");

static size_t
step_up(size_t size)
{
    return (size + ARCHIVE_STEP - 1) / ARCHIVE_STEP * ARCHIVE_STEP;
}

bool
archive_place(const uint64_t count[ARCHIVE_PARTS], struct archive_places *out)
{
    size_t at = step_up(sizeof(struct archive_head));

    for (int p = 0; p < ARCHIVE_PARTS; p++) {
        out->at[p] = at;
        if (count[p] > (ARCHIVE_MOST - at) / items[p].size)
            return false;
        at = step_up(at + (size_t)count[p] * items[p].size);
    }
    out->size = at;
    return at <= ARCHIVE_MOST;
}

size_t
archive_item(enum archive_part part)
{
    return items[part].size;
}

void
archive_clear(enum archive_part part, uint8_t *at, size_t count)
{
    const struct item *i = &items[part];

    for (size_t n = 0; i->hole_len > 0 && n < count; n++)
        memset(at + n * i->size + i->hole, 0, i->hole_len);
}

/* Against accidents, not against enemies: each step can be taken back, so one changed word always
 * changes the sum.  Eight words go eight ways, for they need not wait for each other. */
static inline uint64_t
stir(uint64_t sum, const uint8_t *at)
{
    uint64_t v;

    memcpy(&v, at, sizeof(v));
    return (sum ^ sum >> 32 ^ v) * UINT64_C(0x9e3779b97f4a7c15);
}

uint64_t
archive_sum(struct bytes archive)
{
    uint64_t s0 = 0, s1 = 1, s2 = 2, s3 = 3, s4 = 4, s5 = 5, s6 = 6, s7 = 7, ways[8],
             all = archive.len;

    for (const uint8_t *at = archive.at + offsetof(struct archive_head, order),
                       *end = archive.at + archive.len;
         at < end; at += ARCHIVE_STEP) {
        s0 = stir(s0, at);
        s1 = stir(s1, at + 8);
        s2 = stir(s2, at + 16);
        s3 = stir(s3, at + 24);
        s4 = stir(s4, at + 32);
        s5 = stir(s5, at + 40);
        s6 = stir(s6, at + 48);
        s7 = stir(s7, at + 56);
    }
    memcpy(ways, (uint64_t[]){s0, s1, s2, s3, s4, s5, s6, s7}, sizeof(ways));
    for (size_t i = 0; i < COUNT_OF(ways); i++)
        all = stir(all, (const uint8_t *)&ways[i]);
    return all ^ all >> 32;
}
