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

static bool
keys_build(struct work *w, const struct screen_index *x, enum index_key_sort sort,
    struct index_keys *out)
{
    uint32_t keys[INDEX_KEYS], owners = key_owners(x, sort);
    size_t buckets = (size_t)1 << 17, all = 0;

    out->bits = 17;
    out->from = work_alloc(w, (buckets + 2) * sizeof(*out->from));
    out->seen = work_alloc(w, INDEX_SEEN / 8);
    if (out->from == NULL || out->seen == NULL)
        return false;
    for (uint32_t of = 0; of < owners; of++) {
        unsigned n = keys_of(x, sort, of, keys);

        for (unsigned k = 0; k < n; k++)
            out->from[(keys[k] >> (32 - out->bits)) + 2]++;
        all += n;
    }
    for (size_t i = 0; i < buckets; i++)
        out->from[i + 2] += out->from[i + 1];
    out->at = work_alloc(w, (all + 1) * sizeof(*out->at));
    if (out->at == NULL)
        return false;
    for (uint32_t of = 0; of < owners; of++) {
        unsigned n = keys_of(x, sort, of, keys);

        for (unsigned k = 0; k < n; k++) {
            out->at[out->from[(keys[k] >> (32 - out->bits)) + 1]++] =
                (struct index_key){keys[k], of};
            out->seen[(keys[k] % INDEX_SEEN) >> 3] |= (uint8_t)(1U << (keys[k] & 7));
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
