/*
 * Looking words and sounds up in a lexicon.
 */
#include <string.h>

#include "engines/screen/lexicon.h"

static uint32_t
mix(uint32_t h)
{
    h ^= h >> 16;
    h *= 0x7feb352dU;
    h ^= h >> 15;
    h *= 0x846ca68bU;
    return h ^ (h >> 16);
}

uint32_t
lexicon_hash(const char *at, size_t len, uint32_t seed)
{
    uint32_t h = seed ^ 2166136261U;

    for (size_t i = 0; i < len; i++)
        h = (h ^ (uint8_t)at[i]) * 16777619U;
    return mix(h);
}

/* ---- Words ---------------------------------------------------------------------------------- */

uint32_t
token_hash(const struct token *t)
{
    uint64_t part[SOUND_MAX / 8], h;

    memcpy(part, t->letter, sizeof(part));
    h = part[0] + (uint64_t)t->class * 31 + (uint64_t)t->script * 1009 + t->origin;
    h = (h ^ h >> 32) * UINT64_C(0x9e3779b97f4a7c15) + part[1];
    h = (h ^ h >> 32) * UINT64_C(0x9e3779b97f4a7c15) + part[2];
    h = (h ^ h >> 32) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(h >> 32);
}

bool
token_same(const struct token *a, const struct token *b)
{
    return a->len == b->len && a->class == b->class && a->script == b->script &&
        a->origin == b->origin && memcmp(a->letter, b->letter, SOUND_MAX) == 0;
}

uint32_t
lexicon_word_find(const struct lexicon *x, const struct token *t, uint32_t hash)
{
    for (uint32_t h = hash;; h++) {
        uint32_t at = x->word_table[h & x->word_mask];

        if (at == LEXICON_NONE || token_same(&x->words[at].token, t))
            return at;
    }
}

uint32_t
lexicon_sound_hash(const struct sound *s)
{
    return lexicon_hash(s->at, s->len, (s->abjad ? 77 : 7) + (s->syllable ? 1000U : 0U));
}

uint32_t
lexicon_group_find(const struct lexicon *x, const struct sound *s)
{
    uint32_t hash = lexicon_sound_hash(s);

    if ((x->group_seen[hash % LEXICON_SEEN >> 3] >> (hash & 7) & 1) == 0)
        return LEXICON_NONE;
    for (uint32_t h = hash;; h++) {
        uint32_t at = x->group_table[h & x->group_mask];

        if (at == LEXICON_NONE || sound_same(&x->groups[at].sound, s))
            return at;
    }
}

uint32_t
lexicon_forms_of(const struct lexicon *x, uint32_t group)
{
    uint32_t all = 0;

    for (uint32_t i = 0; i < x->groups[group].count; i++)
        all += x->words[x->groups[group].words + i].form_count;
    return all;
}

unsigned
lexicon_heaviest(const struct lexicon *x, uint32_t group)
{
    unsigned most = 0;

    for (uint32_t i = 0; i < x->groups[group].count; i++)
        if (x->scores[x->groups[group].words + i].weight > most)
            most = x->scores[x->groups[group].words + i].weight;
    return most;
}

struct score_word
lexicon_score(const struct lexicon *x, const struct token *t)
{
    uint32_t v = lexicon_word_find(x, t, token_hash(t));

    if (v != LEXICON_NONE)
        return x->scores[v];
    return x->rarity != NULL ? lexicon_score(x->rarity, t)
                             : score_word(t, 0, x->form_count);
}
