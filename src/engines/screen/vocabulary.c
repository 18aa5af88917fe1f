/*
 * The vocabulary, by its letters as they are written in Latin; where each syllable is a word,
 * by its bytes.
 */
#include <string.h>

#include "engines/screen/vocabulary.h"

#define SLOTS 16384
#define ROOM (1U << 16)
#define STEM_LEAST 3  /* letters */
#define LATIN_LEAST 5 /* of a word of Cyrillic that stands for its transliteration */
#define LATIN_WHOLE_LEAST 4
#define SYLLABLES_LEAST 5 /* names of persons have fewer: there nothing is translated */
#define SYLLABLES_MOST 6  /* of one word */

struct known {
    uint16_t at; /* in the letters; 0: none */
    uint16_t row;
    uint8_t len;
    uint8_t script;
    bool stem;
};

static struct known slots[SLOTS];
static uint8_t taken[SLOTS / 8]; /* which of them: small enough to stay near */
static char letters[ROOM];
static uint16_t filled;

static uint32_t
hash_first(enum text_script script)
{
    return 2166136261U ^ (uint32_t)script;
}

static uint32_t
hash_next(uint32_t h, char c)
{
    return (h ^ (uint8_t)c) * 16777619U;
}

static uint32_t
slot_of(uint32_t h)
{
    return (h ^ (h >> 15)) % SLOTS;
}

static const struct known *
seek(uint32_t h, const char *at, size_t len, enum text_script script)
{
    for (uint32_t s = slot_of(h); slots[s].at != 0; s = (s + 1) % SLOTS)
        if (slots[s].len == len && slots[s].script == script &&
            memcmp(letters + slots[s].at, at, len) == 0)
            return &slots[s];
    return NULL;
}

/* The first that is said of a word holds. */
static void
keep(const char *at, size_t len, enum text_script script, bool stem, size_t row)
{
    uint32_t h = hash_first(script), s;

    for (size_t i = 0; i < len; i++)
        h = hash_next(h, at[i]);
    if (len == 0 || len > UINT8_MAX || filled + len > ROOM - 1 ||
        seek(h, at, len, script) != NULL)
        return;
    if (filled == 0)
        filled = 1;
    for (s = slot_of(h); slots[s].at != 0;)
        s = (s + 1) % SLOTS;
    taken[s / 8] |= (uint8_t)(1U << s % 8);
    memcpy(letters + filled, at, len);
    slots[s] = (struct known){.at = filled,
        .row = (uint16_t)row,
        .len = (uint8_t)len,
        .script = (uint8_t)script,
        .stem = stem};
    filled = (uint16_t)(filled + len);
}

static bool
is_syllables(enum text_script script)
{
    return script == TEXT_HAN || script == TEXT_HANGUL || script == TEXT_KANA;
}

static void
keep_word(struct bytes text, size_t row)
{
    bool stem = text.len > 0 && text.at[text.len - 1] == '-';
    struct text_words w;
    const struct text_word *last;
    const char *at;

    text.len -= stem;
    if (text.len > 0 && text.at[0] >= 0xE3) {
        /* Not read: that would ask for how all of Han is written, which costs time. */
        keep((const char *)text.at, text.len, TEXT_HAN, false, row);
        return;
    }
    text_words(text, &w);
    if (w.count == 0)
        return;
    last = &w.word[w.count - 1]; /* behind an article */
    at = w.letter + last->at;
    keep(at, last->len, (enum text_script)last->script, stem, row);
    if (last->script == TEXT_CYRILLIC &&
        last->len >= (stem ? LATIN_LEAST : LATIN_WHOLE_LEAST))
        keep(at, last->len, TEXT_LATIN, stem, row);
}

void
vocabulary_start(void)
{
    if (filled > 0)
        return;
    for (size_t row = 0; row < vocabulary_row_count; row++) {
        const char *at = vocabulary_rows[row].words;

        while (*at != '\0') {
            size_t len = strcspn(at, " ");

            keep_word(bytes_from((const uint8_t *)at, len), row);
            at += len + strspn(at + len, " ");
        }
    }
}

/* A word of letters: it is known whole, or by its longest stem. */
static const struct known *
find_letters(const char *at, size_t len, enum text_script script)
{
    const struct known *best = NULL;
    uint32_t h = hash_first(script);

    for (size_t n = 1; n <= len; n++) {
        const struct known *k;
        uint32_t s;

        h = hash_next(h, at[n - 1]);
        s = slot_of(h);
        if ((taken[s / 8] >> s % 8 & 1) == 0 || (n < STEM_LEAST && n < len))
            continue;
        k = seek(h, at, n, script);
        if (k != NULL && (k->stem || n == len))
            best = k;
    }
    return best;
}

/* The longest word that begins here; its syllables stand side by side. */
static const struct known *
find_syllables(struct bytes name, const struct text_words *words, unsigned at,
    unsigned *count)
{
    const struct known *best = NULL;
    const char *text = (const char *)name.at + words->word[at].from;

    for (unsigned n = 0; n < SYLLABLES_MOST && at + n < words->count; n++) {
        const struct text_word *w = &words->word[at + n];
        size_t len = (size_t)(w->to - words->word[at].from);
        uint32_t h = hash_first(TEXT_HAN);
        const struct known *k;

        if (!is_syllables((enum text_script)w->script) ||
            (n > 0 && w->from != words->word[at + n - 1].to))
            break;
        for (size_t i = 0; i < len; i++)
            h = hash_next(h, text[i]);
        k = seek(h, text, len, TEXT_HAN);
        if (k != NULL) {
            best = k;
            *count = n + 1;
        }
    }
    return best;
}

static bool
is_long(const struct text_words *words)
{
    unsigned n = 0;

    for (unsigned i = 0; i < words->count; i++)
        n += is_syllables((enum text_script)words->word[i].script);
    return n >= SYLLABLES_LEAST;
}

const char *
vocabulary_find(struct bytes name, const struct text_words *words, unsigned at,
    unsigned *count)
{
    const struct text_word *w = &words->word[at];
    const struct known *k = NULL;

    *count = 1;
    if (!is_syllables((enum text_script)w->script))
        k = find_letters(words->letter + w->at, w->len, (enum text_script)w->script);
    else if (is_long(words))
        k = find_syllables(name, words, at, count);
    return k != NULL ? vocabulary_rows[k->row].as : NULL;
}
