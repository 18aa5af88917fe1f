/*
 * The tables of keys, by which near words are found.
 */
#include <string.h>

#include "engines/screen/index_inner.h"

/* What a table of keys is made of. */
struct keyed {
    bool abjad; /* groups of scripts without vowels, or the others */
    bool bones;
    bool whole;   /* nothing left out */
    bool letters; /* of words, as they are written */
};

static unsigned
keys_of_group(const struct index_group *g, const struct keyed *how, uint32_t *keys)
{
    const struct sound *s = &g->sound;

    if (!how->bones)
        return index_keys_of(s->at, s->len, sound_edits(s->len), keys);
    if (s->syllable || s->abjad != how->abjad ||
        s->bones < (how->abjad          ? 2
                           : how->whole ? 3
                                        : 2))
        return 0;
    return index_keys_of(s->bone, s->bones, !how->whole && s->bones >= 3, keys);
}

static unsigned
keys_of(const struct screen_index *x, uint32_t at, const struct keyed *how,
    uint32_t *keys)
{
    const struct token *t = &x->words[at].token;

    if (!how->letters)
        return keys_of_group(&x->groups[at], how, keys);
    if (t->class != TOKEN_WORD)
        return 0;
    return index_keys_of(t->letter, t->len, sound_edits(t->len), keys);
}

static bool
keys_build(struct work *w, struct screen_index *x, const struct keyed *how,
    struct index_keys *out)
{
    uint32_t keys[INDEX_KEYS];
    size_t buckets = (size_t)1 << 17, all = 0;

    out->bits = 17;
    out->from = work_alloc(w, (buckets + 2) * sizeof(*out->from));
    out->seen = work_alloc(w, INDEX_SEEN / 8);
    if (out->from == NULL || out->seen == NULL)
        return false;
    for (uint32_t g = 0; g < (how->letters ? x->word_count : x->group_count); g++) {
        unsigned n = keys_of(x, g, how, keys);

        for (unsigned k = 0; k < n; k++)
            out->from[(keys[k] >> (32 - out->bits)) + 2]++;
        all += n;
    }
    for (size_t i = 0; i < buckets; i++)
        out->from[i + 2] += out->from[i + 1];
    out->at = work_alloc(w, (all + 1) * sizeof(*out->at));
    if (out->at == NULL)
        return false;
    for (uint32_t g = 0; g < (how->letters ? x->word_count : x->group_count); g++) {
        unsigned n = keys_of(x, g, how, keys);

        for (unsigned k = 0; k < n; k++) {
            out->at[out->from[(keys[k] >> (32 - out->bits)) + 1]++] =
                (struct index_key){keys[k], g};
            out->seen[(keys[k] % INDEX_SEEN) >> 3] |= (uint8_t)(1U << (keys[k] & 7));
        }
    }
    return true;
}

bool
index_keys_build(struct work *w, struct screen_index *x)
{
    return keys_build(w, x, &(struct keyed){.letters = true}, &x->letters) &&
        keys_build(w, x, &(struct keyed){.bones = false}, &x->sounds) &&
        keys_build(w, x, &(struct keyed){.bones = true}, &x->bones_less) &&
        keys_build(w, x, &(struct keyed){.abjad = true, .bones = true, .whole = true},
            &x->abjads);
}
