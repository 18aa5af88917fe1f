/*
 * The tables of keys, by which near words are found.
 */
#include <string.h>

#include "engines/screen/index.h"

static uint32_t
mix(uint32_t h)
{
    h ^= h >> 16;
    h *= 0x7feb352dU;
    h ^= h >> 15;
    h *= 0x846ca68bU;
    return h ^ (h >> 16);
}

/* A polynomial of the letters modulo 2^32, so that one with letters left out is made of its
 * parts: the base is odd, and its inverse takes a letter's place away. */
#define BASE 0x9e3779b1U
#define BASE_INVERSE 0x0e8b2f51U

unsigned
index_keys_of(const char *at, size_t len, unsigned edits, uint32_t *to)
{
    uint32_t until[SOUND_MAX + 1] = {0}, power = 1;
    unsigned n = 0;

    for (size_t i = 0; i < len; i++) {
        until[i + 1] = until[i] + (uint32_t)(uint8_t)at[i] * power;
        power *= BASE;
    }
    to[n++] = mix(until[len]);
    for (size_t i = 0; edits > 0 && i < len; i++) {
        if (i > 0 && at[i] == at[i - 1])
            continue;
        to[n++] = mix(until[i] + (until[len] - until[i + 1]) * BASE_INVERSE);
    }
    return n;
}

uint32_t
index_key_sound(const struct sound *s)
{
    return mix(lexicon_sound_hash(s));
}

uint32_t
index_key_sounds(const struct sound *first, const struct sound *second)
{
    return mix(lexicon_sound_hash(first) * BASE + lexicon_sound_hash(second));
}

static uint32_t
key_owners(const struct screen_index *x, enum index_key_sort sort)
{
    switch (sort) {
    case INDEX_LETTERS:
        return x->lexicon.word_count;
    case INDEX_JOINED:
        return x->mirror ? x->lexicon.form_count : 0;
    case INDEX_PARTED:
        return x->mirror ? x->lexicon.word_count : 0;
    default:
        return x->lexicon.group_count;
    }
}

/* What words of lists adjacent ones of a form may be. */
static unsigned
keys_joined(const struct lexicon *x, uint32_t form, uint32_t *keys)
{
    const uint32_t *at = x->slots + x->forms[form].slots;
    unsigned count = form_count(at), n = 0;
    struct token token[TOKENS];
    struct sound sound;

    for (unsigned i = 0; i < count; i++)
        token[i] = x->words[form_words(at)[i]].token;
    for (unsigned joined = 2; joined <= SCORE_JOINED_TOKENS; joined++)
        for (unsigned i = 0; i + joined <= count; i++)
            if (score_joined(&token[i], joined, &sound))
                keys[n++] = index_key_sound(&sound);
    return n;
}

/* What adjacent words of lists a word may be. */
static unsigned
keys_parted(const struct token *t, uint32_t *keys)
{
    struct sound first, second;
    unsigned n = 0;

    for (unsigned at = 1; at < t->len; at++)
        if (score_parted(t, 1, at, &first, &second))
            keys[n++] = index_key_sounds(&first, &second);
    return n;
}

static unsigned
keys_of(const struct screen_index *x, enum index_key_sort sort, uint32_t of,
    uint32_t *keys)
{
    const struct token *t;
    const struct sound *s;

    if (sort == INDEX_LETTERS) {
        t = &x->lexicon.words[of].token;
        return t->class != TOKEN_WORD
            ? 0
            : index_keys_of(t->letter, t->len, sound_edits(t->len), keys);
    }
    if (sort == INDEX_JOINED)
        return keys_joined(&x->lexicon, of, keys);
    if (sort == INDEX_PARTED)
        return keys_parted(&x->lexicon.words[of].token, keys);
    s = &x->lexicon.groups[of].sound;
    if (sort == INDEX_SOUNDS)
        return index_keys_of(s->at, s->len, sound_edits(s->len), keys);
    /* Of a word without vowels that is asked for one letter may be left out, on either side. */
    if (s->syllable || (s->abjad != x->mirror) != (sort == INDEX_ABJADS) || s->bones < 2)
        return 0;
    return index_keys_of(s->bone, s->bones, sort == INDEX_BONES_LESS && s->bones >= 3,
        keys);
}

/* Tables for so many keys: some four to a bucket, eight bits for each that is there. */
static bool
keys_open(struct work *w, size_t count, struct index_keys *out)
{
    size_t seen = 1 << 16;

    for (out->bits = 8; (size_t)4 << out->bits < count && out->bits < 24;)
        out->bits++;
    while (seen < count * 8 && seen < UINT32_MAX / 2)
        seen *= 2;
    out->seen_mask = (uint32_t)(seen - 1);
    out->from = work_alloc(w, (((size_t)1 << out->bits) + 2) * sizeof(*out->from));
    out->seen = work_alloc(w, seen / 8);
    out->at = work_alloc(w, (count + 1) * sizeof(*out->at));
    return out->from != NULL && out->seen != NULL && out->at != NULL;
}

static bool
keys_build(struct work *w, const struct screen_index *x, enum index_key_sort sort,
    struct index_keys *out)
{
    uint32_t keys[INDEX_KEYS], owners = key_owners(x, sort);
    size_t all = 0;

    for (uint32_t of = 0; of < owners; of++)
        all += keys_of(x, sort, of, keys);
    TRY(keys_open(w, all, out));
    for (uint32_t of = 0; of < owners; of++) {
        unsigned n = keys_of(x, sort, of, keys);

        for (unsigned k = 0; k < n; k++)
            out->from[(keys[k] >> (32 - out->bits)) + 2]++;
    }
    for (size_t i = 0; i < (size_t)1 << out->bits; i++)
        out->from[i + 2] += out->from[i + 1];
    for (uint32_t of = 0; of < owners; of++) {
        unsigned n = keys_of(x, sort, of, keys);

        for (unsigned k = 0; k < n; k++) {
            out->at[out->from[(keys[k] >> (32 - out->bits)) + 1]++] =
                (struct index_key){keys[k], of};
            out->seen[(keys[k] & out->seen_mask) >> 3] |= (uint8_t)(1U << (keys[k] & 7));
        }
    }
    return true;
}

bool
index_keys_build(struct work *w, struct screen_index *x)
{
    for (int sort = 0; sort < INDEX_KEY_SORTS; sort++)
        TRY(keys_build(w, x, (enum index_key_sort)sort, &x->keys[sort]));
    return true;
}
