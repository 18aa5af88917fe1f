/*
 * The tables of keys, by which near words are found.
 */
#include <string.h>

#include "engines/screen/index_inner.h"

static uint32_t
key_owners(const struct screen_index *x, enum index_key_sort sort)
{
    return sort == INDEX_LETTERS ? x->word_count : x->group_count;
}

static unsigned
keys_of(const struct screen_index *x, enum index_key_sort sort, uint32_t of,
    uint32_t *keys)
{
    const struct token *t;
    const struct sound *s;

    if (sort == INDEX_LETTERS) {
        t = &x->words[of].token;
        return t->class != TOKEN_WORD
            ? 0
            : index_keys_of(t->letter, t->len, sound_edits(t->len), keys);
    }
    s = &x->groups[of].sound;
    if (sort == INDEX_SOUNDS)
        return index_keys_of(s->at, s->len, sound_edits(s->len), keys);
    if (s->syllable || s->abjad != (sort == INDEX_ABJADS) || s->bones < 2)
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
