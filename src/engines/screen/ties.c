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

void
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

void
tie_joined(struct find *s, const struct joined *j)
{
    const struct lexicon_group *g = &s->x->groups[j->group];

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
