/*
 * What need not be looked at, since it cannot reach the threshold: upper bounds of the points.
 */
#include <string.h>

#include "engines/screen/find_inner.h"

static void
could_open(const struct find *s, struct score_could *c)
{
    c->all = (int)s->side.weight;
    c->left = c->bits = 0;
    c->count = 0;
    c->mirror = s->mirror;
}

/* What may stand for a word that is asked for. */
static void
could_add(struct score_could *c, const struct score_word *w, int alike, int most)
{
    if (alike == 0) {
        c->left += w->weight;
        return;
    }
    c->bits += w->bits;
    c->word[c->count].weight = w->weight;
    c->word[c->count].alike = alike;
    c->word[c->count++].most = most;
}

/* Could a name of that weight, of which only these words may match, reach the threshold? */
bool
bounds_reach(struct find *s, unsigned which, unsigned weight, int threshold)
{
    struct score_could c;
    int words = 0;

    if (s->reach_known[which]) {
        if (score_reaches(&s->reach[which], (int)weight))
            return true;
        /* What is heavier does not either. */
        if (s->reach[which].falls && (int)weight >= s->reach[which].most &&
            weight < s->too_heavy[which])
            s->too_heavy[which] = (uint16_t)weight;
        return false;
    }
    could_open(s, &c);
    for (unsigned i = 0; i < s->side.count; i++) {
        const struct score_word *w = &s->side.word[i];

        if ((which >> i & 1) == 0) {
            c.left += w->weight;
            continue;
        }
        could_add(&c, w, s->alike[i][NEAR_LEVELS], s->weight[i][NEAR_LEVELS]);
        words += w->class == TOKEN_WORD;
    }
    c.alone = words <= 1 && s->words > 1 && c.left > 0 && s->firms == 0;
    score_reach_of(&c, threshold, &s->reach[which]);
    s->reach_known[which] = true;
    s->too_heavy[which] = UINT16_MAX;
    return score_reaches(&s->reach[which], (int)weight);
}

/* In the place of a cut: nothing is known of the word yet. */
#define ANYTHING (NEAR_LEVELS + 1)

/* Can a name reach the threshold that is found by none of the words above the cuts?  Of names
 * with initials, or of all others. */
static bool
may_below(const struct find *s, const uint8_t *cut, bool initials, int threshold)
{
    int one = initials ? score_initial_most() : 0,
        like = initials ? score_initial_alike() : 0, words = 0;
    struct score_could c;

    could_open(s, &c);
    for (unsigned i = 0; i < s->side.count; i++) {
        const struct score_word *w = &s->side.word[i];
        bool any = cut[i] == ANYTHING || w->class == TOKEN_INITIAL;
        int alike = any ? SOUND_SAME : s->alike[i][cut[i]],
            most = any ? score_word_most() : s->weight[i][cut[i]];

        words += w->class == TOKEN_WORD && alike > 0;
        could_add(&c, w, alike < like ? like : alike, most < one ? one : most);
    }
    c.alone = words <= 1 && s->words > 1 && s->firms == 0;
    return score_could(&c, threshold);
}

static void
level_add(struct find *s, unsigned i, unsigned level, unsigned alike, unsigned weight)
{
    for (level++; level <= NEAR_LEVELS; level++) {
        if (alike > s->alike[i][level])
            s->alike[i][level] = (uint16_t)alike;
        if (weight > s->weight[i][level])
            s->weight[i][level] = (uint16_t)weight;
    }
}

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
            for (uint32_t v = x->groups[g].words, m = 0; m < x->groups[g].count;
                 v++, m++) {
                int alike = score_joined_alike(&s->tokens.at[i], n, &x->words[v].token);
                unsigned level = near_level(alike);

                for (unsigned k = i; k < i + n; k++) {
                    s->of_level[0][k][level] += x->words[v].plain_count;
                    s->of_level[1][k][level] +=
                        x->words[v].form_count - x->words[v].plain_count;
                    level_add(s, k, level, (unsigned)alike, x->scores[v].weight);
                }
            }
        }
}

/* What is near to a word, beside what is joined; is there anything? */
static bool
take_near(struct find *s, unsigned i)
{
    const struct near_words *n = s->near[i];

    for (unsigned level = 0; level < NEAR_LEVELS; level++) {
        if (n->alike[level] == 0)
            continue;
        s->of_level[0][i][level] += n->forms[0][level];
        s->of_level[1][i][level] += n->forms[1][level];
        level_add(s, i, level, n->alike[level], n->weight[level]);
    }
    if (n->part_forms[is_few(s)] > 0) {
        unsigned level = near_level(SCORE_JOINED_MOST);

        s->of_level[0][i][level] += n->part_forms[is_few(s)];
        s->of_level[1][i][level] += n->part_forms[is_few(s)];
        level_add(s, i, level, SCORE_JOINED_MOST, n->part_weight[is_few(s)]);
    }
    return s->alike[i][NEAR_LEVELS] > 0;
}

/* The near words of all, unless it is seen before that nothing can come of it: words that no
 * list has are asked first, for they mostly have none. */
bool
bounds_near(struct find *s, int threshold)
{
    uint8_t cut[TOKENS];

    memset(cut, ANYTHING, sizeof(cut));
    if (!s->mirror)
        take_joined(s);
    for (int turn = 0; turn < 2; turn++)
        for (unsigned i = 0; i < s->tokens.count; i++) {
            if (cut[i] != ANYTHING ||
                (turn == 0 &&
                    (s->tokens.at[i].class != TOKEN_WORD ||
                        s->near[i]->word != LEXICON_NONE)))
                continue;
            nears_look(s->nears, s->near[i]);
            cut[i] = NEAR_LEVELS;
            if (!take_near(s, i) && !may_below(s, cut, false, threshold) &&
                !may_below(s, cut, true, threshold))
                return false;
        }
    return true;
}

/* How many forms are left to look at above a cut. */
static uint32_t
left_above(const uint32_t *of_level, unsigned cut)
{
    uint32_t n = 0;

    for (unsigned level = cut; level < NEAR_LEVELS; level++)
        n += of_level[level];
    return n;
}

uint32_t
bounds_left(const struct find *s, bool initials, const uint8_t *cut)
{
    uint32_t n = 0;

    for (unsigned i = 0; i < s->side.count; i++)
        n += left_above(s->of_level[initials][i], cut[i]);
    return n;
}

/* The word with most forms of those that are not done; TOKENS: there is none with any. */
static unsigned
heaviest(const struct find *s, bool initials, uint32_t done)
{
    unsigned best = TOKENS;
    uint32_t most = 0;

    for (unsigned i = 0; i < s->side.count; i++) {
        uint32_t n = left_above(s->of_level[initials][i], 0);

        if ((done >> i & 1) == 0 && n > most) {
            most = n;
            best = i;
        }
    }
    return best;
}

/* From which level on what may stand for each word has to be looked at: below, all together do
 * not reach the threshold.  Of the word with most forms as much as can be is left out, then of
 * the next. */
#define FEW 48 /* to look at so many costs less than to find out which need not be */

void
bounds_cut(const struct find *s, bool initials, int threshold, uint8_t *cut)
{
    uint32_t done = 0;
    unsigned i;

    memset(cut, 0, s->side.count);
    if (bounds_left(s, initials, cut) <= FEW)
        return;
    while ((i = heaviest(s, initials, done)) != TOKENS) {
        unsigned low = 0, high = NEAR_LEVELS;

        /* The highest cut that holds. */
        while (low < high) {
            cut[i] = (uint8_t)((low + high + 1) / 2);
            if (may_below(s, cut, initials, threshold))
                high = cut[i] - 1U;
            else
                low = cut[i];
        }
        cut[i] = (uint8_t)low;
        done |= 1U << i;
    }
}
