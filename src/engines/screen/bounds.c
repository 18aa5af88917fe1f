/*
 * What need not be looked at, since it cannot reach the threshold: upper bounds of the points.
 */
#include <string.h>

#include "engines/screen/find_inner.h"

static inline void
add(struct may *m, unsigned alike, unsigned weight)
{
    if (alike > m->alike)
        m->alike = (uint16_t)alike;
    if (weight > m->weight)
        m->weight = (uint16_t)weight;
}

/* With what initials may stand for: one that is asked for for any word, and one of a form. */
static inline struct may
with_initials(const struct find *s, struct may m, unsigned class, bool initials)
{
    if (class == TOKEN_INITIAL)
        add(&m, (unsigned)initial_alike(s), (unsigned)score_word_most());
    else if (class == TOKEN_WORD && initials)
        add(&m, (unsigned)initial_alike(s), (unsigned)score_initial_most());
    return m;
}

bool
bounds_may(const struct find *s, const struct may *may, bool initials, int threshold)
{
    struct score_could c;
    int words = 0;

    c.all = (int)s->side.weight;
    c.left = c.bits = 0;
    c.count = 0;
    c.mirror = s->mirror;
    for (unsigned i = 0; i < s->side.count; i++) {
        const struct score_word *w = &s->side.word[i];
        struct may m = with_initials(s, may[i], w->class, initials);

        if (m.alike == 0) {
            c.left += w->weight;
            continue;
        }
        c.bits += w->bits;
        c.word[c.count].weight = w->weight;
        c.word[c.count].alike = m.alike;
        c.word[c.count++].most = m.weight;
        words += score_says(w);
    }
    c.alone = words <= 1 && s->words > 1 && s->firms == 0;
    return score_could(&c, threshold);
}

/* What may come of the words by what may stand for them now. */
struct sum {
    struct score_bound bound; /* without what the form weighs */
    int64_t agrees;           /* of the form, at most */
    int weighs;
    int most; /* how alike */
};

static struct sum
sum_of(const struct find *s, bool initials)
{
    struct sum out = {.bound = {.left_asked = (int)s->side.weight, .mirror = s->mirror}};
    bool any = initials || s->initials > 0;
    int words = 0;

    for (unsigned i = 0; i < s->side.count; i++) {
        const struct score_word *w = &s->side.word[i];
        struct may m = any ? with_initials(s, s->now[i], w->class, initials) : s->now[i];
        int bits;

        if (m.alike == 0)
            continue;
        /* What weighs nothing is joined to the word before it; what a work is called may be
         * rarer than it weighs. */
        bits =
            m.weight == 0 || w->class == TOKEN_SORT ? w->bits : score_bits_most(m.weight);
        out.bound.left_asked -= w->weight;
        out.bound.matched += w->weight * m.alike;
        out.bound.bits += (bits < w->bits ? bits : w->bits) * m.alike / SOUND_SAME + 1;
        out.agrees += m.weight * m.alike;
        out.weighs += m.weight;
        out.most = m.alike > out.most ? m.alike : out.most;
        words += score_says(w);
    }
    out.bound.alone = words <= 1 && s->words > 1 && s->firms == 0;
    return out;
}

/* A word that agrees gives more than one that is left: so what the form weighs agrees as far as
 * it can. */
static bool
sum_may(const struct find *s, const struct sum *of, int weighs, int threshold)
{
    struct score_bound b = of->bound;
    int64_t all = (int64_t)weighs * of->most;

    b.all = (int)s->side.weight + weighs;
    b.matched += of->agrees < all ? of->agrees : all;
    b.left_listed = of->weighs < weighs ? weighs - of->weighs : 0;
    return score_may(&b, threshold);
}

bool
bounds_form(const struct find *s, uint32_t form, bool initials, int threshold)
{
    struct sum sum = sum_of(s, initials);

    return sum_may(s, &sum, s->index->form_weights[form], threshold);
}

uint16_t
bounds_heavy(const struct find *s, bool initials, int threshold)
{
    struct sum sum = sum_of(s, initials);

    if (!score_falls(&sum.bound, threshold))
        return UINT16_MAX;
    for (int more = 0; more < 1 << 13; more = more == 0 ? 32 : more * 2)
        if (!sum_may(s, &sum, sum.weighs + more, threshold))
            return (uint16_t)(sum.weighs + more == 0 ? 1 : sum.weighs + more);
    return UINT16_MAX;
}

/* ---- What is near -------------------------------------------------------------------------------- */

/* Adjacent words that are one of the lists'. */
static void
take_joined(struct find *s)
{
    const struct lexicon *x = s->x;
    struct sound sound;

    for (unsigned n = 2; n <= SCORE_JOINED_TOKENS; n++)
        for (unsigned i = 0; i + n <= s->tokens.count; i++) {
            uint32_t g = score_joined(&s->tokens.at[i], n, &sound)
                ? lexicon_group_find(x, &sound)
                : LEXICON_NONE;

            if (g == LEXICON_NONE)
                continue;
            s->joined[s->joined_count++] = (struct joined){(uint8_t)i, (uint8_t)n, g};
            for (unsigned k = i; k < i + n; k++)
                add(&s->beside[k], SCORE_JOINED_MOST, lexicon_heaviest(x, g));
        }
}

#define AHEAD 24 /* forms, and words of bits: they are looked at soon */

/* What is near to a word, beside what is joined; is there anything? */
static bool
take_near(struct find *s, unsigned i)
{
    const struct near_words *n = s->near[i];

    if (n->many)
        add(&s->beside[i], n->alike, n->weight);
    for (int few = 0; few <= is_few(s); few++)
        if (n->part_weight[few] > 0)
            add(&s->beside[i], SCORE_JOINED_MOST, n->part_weight[few]);
    s->most[i] = s->beside[i];
    add(&s->most[i], n->alike, n->weight);
    for (unsigned at = 0; at < AHEAD; at += 8) {
        __builtin_prefetch(n->forms + at);
        __builtin_prefetch(n->seen + at);
    }
    return s->most[i].alike > 0;
}

/* The near words of all, unless it is seen before that nothing can come of it: words that no
 * list has are asked first, for they mostly have none. */
bool
bounds_near(struct find *s, int threshold)
{
    uint32_t looked = 0;

    for (unsigned i = 0; i < s->tokens.count; i++)
        s->most[i] = (struct may){SOUND_SAME, (uint16_t)(2 * score_word_most())};
    memset(s->beside, 0, sizeof(s->beside[0]) * s->tokens.count);
    if (!s->mirror)
        take_joined(s);
    for (int turn = 0; turn < 2; turn++)
        for (unsigned i = 0; i < s->tokens.count; i++) {
            if ((looked >> i & 1) != 0 ||
                (turn == 0 &&
                    (s->tokens.at[i].class != TOKEN_WORD ||
                        s->near[i]->word != LEXICON_NONE)))
                continue;
            nears_look(s->nears, s->near[i]);
            looked |= 1U << i;
            if (!take_near(s, i) && !bounds_may(s, s->most, false, threshold) &&
                !bounds_may(s, s->most, true, threshold))
                return false;
        }
    return true;
}

/* ---- By which words forms are found ----------------------------------------------------------- */

/* How many forms are found by it. */
static uint32_t
forms_by(const struct find *s, unsigned i, bool initials)
{
    return s->near[i]->many ? UINT32_MAX : s->near[i]->form_count[initials];
}

/* The word with most forms of those that are not done; TOKENS: there is none with any. */
static unsigned
heaviest(const struct find *s, bool initials, uint32_t done)
{
    unsigned best = TOKENS;
    uint32_t most = 0;

    for (unsigned i = 0; i < s->side.count; i++)
        if ((done >> i & 1) == 0 && forms_by(s, i, initials) > most) {
            most = forms_by(s, i, initials);
            best = i;
        }
    return best;
}

/* Of the words with most forms as many as can be are left out. */
void
bounds_leads(struct find *s, bool initials, int threshold)
{
    struct may may[TOKENS] = {0};
    uint32_t done = 0;
    unsigned i;

    memset(s->leads[initials], 0, sizeof(s->leads[initials]));

    while ((i = heaviest(s, initials, done)) != TOKENS) {
        done |= 1U << i;
        may[i] = s->most[i];
        s->leads[initials][i] = bounds_may(s, may, initials, threshold);
        if (s->leads[initials][i])
            may[i] = (struct may){0};
    }
    for (i = 0; i < s->side.count; i++)
        may[i] = is_sought(s, i) ? (struct may){0} : s->most[i];
    for (i = 0; i < s->side.count; i++) {
        struct may was = may[i];

        if (!s->leads[initials][i])
            continue;
        may[i] = s->most[i];
        s->enough[initials][i] = bounds_may(s, may, initials, threshold);
        may[i] = was;
    }
}
