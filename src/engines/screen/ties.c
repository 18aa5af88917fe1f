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
    if (s->tied[word].search != s->search)
        s->tied[word] = (struct tied){.search = s->search};
    t.next = s->tied[word].first;
    s->ties[++s->tie_count] = t;
    s->tied[word].first = s->tie_count;
}

static void
tie_group(struct find *s, uint32_t group, struct tie t)
{
    const struct index_group *g = &s->x->groups[group];

    for (uint32_t i = 0; i < g->count; i++)
        tie(s, g->words + i, t);
}

static void
tie_parts(struct find *s, unsigned asked, const struct near_parts *p)
{
    struct tie t = {.asked = (uint8_t)asked,
        .asked_count = 1,
        .half = 1,
        .at = p->at,
        .alike = SCORE_JOINED_MOST};

    tie_group(s, p->first, t);
    t.half = 2;
    tie_group(s, p->second, t);
}

static void
tie_joined(struct find *s, const struct joined *j)
{
    const struct index_group *g = &s->x->groups[j->group];

    for (uint32_t v = g->words; v < g->words + g->count; v++)
        tie(s, v,
            (struct tie){.asked = j->asked,
                .asked_count = j->count,
                .alike = (int16_t)score_joined_alike(&s->tokens.at[j->asked], j->count,
                    &s->x->words[v].token)});
}

void
tie_near(struct find *s)
{
    for (unsigned i = 0; i < s->tokens.count; i++) {
        const struct near_words *n = s->near[i];

        for (uint32_t k = 0; k < n->count; k++)
            tie(s, near_word(n->at[k]),
                (struct tie){.asked = (uint8_t)i,
                    .asked_count = 1,
                    .alike = (int16_t)near_alike(n->at[k])});
        for (unsigned k = 0; k < n->part_count; k++)
            if (is_few(s) || !n->parts[k].few)
                tie_parts(s, i, &n->parts[k]);
    }
    for (unsigned k = 0; k < s->joined_count; k++)
        tie_joined(s, &s->joined[k]);
}

/* ---- By trying all words of the lists ---------------------------------------------------------- */

/* How alike each word of the lists and one that is asked for are; and the ties of that. */
static void
tie_all_words(struct find *s, unsigned i)
{
    const struct screen_index *x = s->x;
    const struct token *t = &s->tokens.at[i];
    struct sound sound, first, second;

    sound_of(t->letter, t->len, (enum text_script)t->script, &sound);
    for (uint32_t g = 0; g < x->group_count; g++) {
        int sounds = sound_alike(&sound, &x->groups[g].sound);

        for (uint32_t v = x->groups[g].words, k = 0; k < x->groups[g].count; v++, k++) {
            int alike = score_alike(t, &x->words[v].token, sounds);

            if (alike > 0)
                tie(s, v,
                    (struct tie){.asked = (uint8_t)i,
                        .asked_count = 1,
                        .alike = (int16_t)alike});
        }
    }
    for (unsigned at = 1; at < t->len; at++) {
        struct near_parts p = {.first = INDEX_NONE,
            .second = INDEX_NONE,
            .at = (uint8_t)at};

        if (!score_parted(t, s->tokens.count, at, &first, &second))
            continue;
        for (uint32_t g = 0; g < x->group_count; g++) {
            p.first = sound_same(&first, &x->groups[g].sound) ? g : p.first;
            p.second = sound_same(&second, &x->groups[g].sound) ? g : p.second;
        }
        if (p.first != INDEX_NONE && p.second != INDEX_NONE)
            tie_parts(s, i, &p);
    }
}

static void
tie_all_joined(struct find *s)
{
    const struct screen_index *x = s->x;
    struct sound joined;

    for (unsigned n = 2; n <= JOINED_MOST; n++)
        for (unsigned i = 0; i + n <= s->tokens.count; i++)
            for (uint32_t g = 0;
                 score_joined(&s->tokens.at[i], n, &joined) && g < x->group_count; g++)
                if (sound_same(&joined, &x->groups[g].sound))
                    tie_joined(s, &(struct joined){(uint8_t)i, (uint8_t)n, g});
}

void
tie_all(struct find *s)
{
    for (unsigned i = 0; i < s->tokens.count; i++)
        tie_all_words(s, i);
    tie_all_joined(s);
}
