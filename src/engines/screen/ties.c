/*
 * Ties: which words of lists may stand for the words that are asked for.
 */
#include <string.h>

#include "engines/screen/find_inner.h"

void
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
    const struct lexicon_group *g = &s->x->groups[group];

    for (uint32_t i = 0; i < g->count; i++)
        tie(s, g->words + i, t);
}

struct tie
tie_part(unsigned asked, const struct near_parts *p, uint8_t half)
{
    return (struct tie){.asked = (uint8_t)asked,
        .asked_count = 1,
        .half = half,
        .at = p->at,
        .alike = SCORE_JOINED_MOST};
}

void
tie_parts(struct find *s, unsigned asked, const struct near_parts *p)
{
    tie_group(s, p->first, tie_part(asked, p, 1));
    tie_group(s, p->second, tie_part(asked, p, 2));
}

struct tie
tie_of_joined(const struct find *s, const struct joined *j, uint32_t word)
{
    return (struct tie){.asked = j->asked,
        .asked_count = j->count,
        .alike = (int16_t)score_joined_alike(&s->tokens.at[j->asked], j->count,
            &s->x->words[word].token)};
}

void
tie_joined(struct find *s, const struct joined *j)
{
    const struct lexicon_group *g = &s->x->groups[j->group];

    for (uint32_t v = g->words; v < g->words + g->count; v++)
        tie(s, v, tie_of_joined(s, j, v));
}
