/*
 * Ties: which words of lists may stand for the words that are asked for.
 */
#include <string.h>

#include "engines/screen/find_inner.h"

static void
tie(struct find *s, uint32_t word, struct tie t)
{
    if (s->tie_count + 1 >= TIES)
        return;
    if (s->tied[word].search != s->search) {
        s->tied[word] = (struct tied){.search = s->search};
        s->touched[s->touched_count++] = word;
    }
    t.next = s->tied[word].first;
    s->ties[++s->tie_count] = t;
    s->tied[word].first = s->tie_count;
    for (unsigned i = t.asked; i < (unsigned)t.asked + t.asked_count; i++)
        s->tied[word].asked |= 1U << i;
}

static void
tie_group(struct find *s, uint32_t group, struct tie t)
{
    const struct screen_index *x = s->x;

    for (uint32_t v = x->groups[group].words; v != INDEX_NONE; v = x->words[v].next)
        tie(s, v, t);
}

void
tie_near(struct find *s, unsigned i)
{
    const struct near_words *n = &s->near[i];

    for (uint32_t k = 0; k < n->count; k++)
        tie(s, n->at[k].word,
            (struct tie){.asked = (uint8_t)i, .asked_count = 1, .alike = n->at[k].alike});
    for (uint32_t k = 0; k < n->part_count; k++) {
        struct tie t = {.asked = (uint8_t)i,
            .asked_count = 1,
            .half = 1,
            .at = n->parts[k].at,
            .alike = SCORE_JOINED_MOST};

        tie_group(s, n->parts[k].first, t);
        t.half = 2;
        tie_group(s, n->parts[k].second, t);
    }
}

/* Adjacent words that are one of the lists'. */
void
tie_joined(struct find *s)
{
    const struct screen_index *x = s->x;
    struct sound joined;

    for (unsigned n = 2; n <= 3; n++)
        for (unsigned i = 0; i + n <= s->tokens.count; i++) {
            uint32_t g = score_joined(&s->tokens.at[i], n, &joined)
                ? index_group_find(x, &joined)
                : INDEX_NONE;

            if (g == INDEX_NONE)
                continue;
            for (uint32_t v = x->groups[g].words; v != INDEX_NONE; v = x->words[v].next) {
                int alike = score_joined_alike(&s->tokens.at[i], n, &x->words[v].token);
                unsigned level = near_level(alike);

                tie(s, v,
                    (struct tie){.asked = (uint8_t)i,
                        .asked_count = (uint8_t)n,
                        .alike = (int16_t)alike});
                for (unsigned k = i; k < i + n; k++) {
                    s->of_level[k][level] += x->words[v].form_count;
                    if (alike > s->alike[k][level])
                        s->alike[k][level] = (uint16_t)alike;
                    if (x->scores[v].weight > s->weight[k])
                        s->weight[k] = x->scores[v].weight;
                }
            }
        }
}

/* ---- By trying all words of the lists ---------------------------------------------------------- */

/* How alike each word of the lists and one that is asked for are; and the ties of that. */
static void
tie_all_words(struct find *s, unsigned i)
{
    const struct screen_index *x = s->x;
    struct sound first, second;

    for (uint32_t g = 0; g < x->group_count; g++) {
        int sounds = sound_alike(&s->sounds[i], &x->groups[g].sound);

        for (uint32_t v = x->groups[g].words; v != INDEX_NONE; v = x->words[v].next) {
            int alike = score_alike(&s->tokens.at[i], &x->words[v].token, sounds);

            if (alike > 0)
                tie(s, v,
                    (struct tie){.asked = (uint8_t)i,
                        .asked_count = 1,
                        .alike = (int16_t)alike});
        }
    }
    for (unsigned at = 1; at < s->tokens.at[i].len; at++) {
        struct tie t = {.asked = (uint8_t)i,
            .asked_count = 1,
            .half = 1,
            .at = (uint8_t)at,
            .alike = SCORE_JOINED_MOST};

        if (!score_parted(&s->tokens.at[i], s->tokens.count, at, &first, &second))
            continue;
        for (uint32_t g = 0; g < x->group_count; g++) {
            t.half = 1;
            if (sound_same(&first, &x->groups[g].sound))
                tie_group(s, g, t);
            t.half = 2;
            if (sound_same(&second, &x->groups[g].sound))
                tie_group(s, g, t);
        }
    }
}

static void
tie_all_joined(struct find *s)
{
    const struct screen_index *x = s->x;
    struct sound joined;

    for (unsigned n = 2; n <= 3; n++)
        for (unsigned i = 0; i + n <= s->tokens.count; i++)
            for (uint32_t g = 0;
                 score_joined(&s->tokens.at[i], n, &joined) && g < x->group_count; g++)
                for (uint32_t v = x->groups[g].words;
                     v != INDEX_NONE && sound_same(&joined, &x->groups[g].sound);
                     v = x->words[v].next)
                    tie(s, v,
                        (struct tie){.asked = (uint8_t)i,
                            .asked_count = (uint8_t)n,
                            .alike = (int16_t)score_joined_alike(&s->tokens.at[i], n,
                                &x->words[v].token)});
}

void
tie_all(struct find *s)
{
    for (unsigned i = 0; i < s->tokens.count; i++)
        tie_all_words(s, i);
    tie_all_joined(s);
}
