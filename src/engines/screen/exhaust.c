/*
 * Searching for a name by trying every word and every name of the lists: no key and no bound.
 * What the index finds is held against it.
 */
#include <string.h>

#include "engines/screen/find_inner.h"
#include "engines/screen/spellings.h"

/* How alike each word of the lists and one that is asked for are; and the ties of that. */
static void
tie_all_words(struct find *s, unsigned i)
{
    const struct lexicon *x = s->x;
    const struct token *t = &s->tokens.at[i];
    struct sound sound, first, second;

    sound_of(t->letter, t->len, (enum text_script)t->script, &sound);
    for (uint32_t g = 0; g < x->group_count; g++) {
        int sounds = sound_alike(&sound, &x->groups[g].sound);
        bool spelled = t->class == TOKEN_WORD &&
            spellings_entries(x, &sound, &x->groups[g].sound) > 0;

        for (uint32_t v = x->groups[g].words, k = 0; k < x->groups[g].count; v++, k++) {
            int alike = score_alike(t, &x->words[v].token, sounds);

            if (spelled && x->words[v].token.class == TOKEN_WORD && alike < SCORE_SPELLED)
                alike = SCORE_SPELLED;
            if (alike > 0)
                tie(s, v,
                    (struct tie){.asked = (uint8_t)i,
                        .asked_count = 1,
                        .alike = (int16_t)alike});
        }
    }
    for (unsigned at = 1; at < t->len; at++) {
        struct near_parts p = {.first = LEXICON_NONE,
            .second = LEXICON_NONE,
            .at = (uint8_t)at};

        if (!score_parted(t, s->tokens.count, at, &first, &second))
            continue;
        for (uint32_t g = 0; g < x->group_count; g++) {
            p.first = sound_same(&first, &x->groups[g].sound) ? g : p.first;
            p.second = sound_same(&second, &x->groups[g].sound) ? g : p.second;
        }
        if (p.first != LEXICON_NONE && p.second != LEXICON_NONE)
            tie_parts(s, i, &p);
    }
}

static void
tie_all_joined(struct find *s)
{
    const struct lexicon *x = s->x;
    struct sound joined;

    for (unsigned n = 2; n <= SCORE_JOINED_TOKENS; n++)
        for (unsigned i = 0; i + n <= s->tokens.count; i++) {
            if (!score_joined(&s->tokens.at[i], n, &joined))
                continue;
            for (uint32_t g = 0; g < x->group_count; g++)
                if (sound_same(&joined, &x->groups[g].sound))
                    tie_joined(s, &(struct joined){(uint8_t)i, (uint8_t)n, g});
        }
}

static void
tie_all(struct find *s)
{
    for (unsigned i = 0; i < s->tokens.count; i++)
        tie_all_words(s, i);
    tie_all_joined(s);
}

/* ---- Names ------------------------------------------------------------------------------------- */

/* Is there a word in it that may stand for one that is asked for? */
static bool
has_links(struct find *s, const uint32_t *form)
{
    if (s->initials > 0 || form_initials(form))
        return true;
    for (unsigned j = 0; j < form_count(form); j++)
        if (first_tie(s, form_words(form)[j]) != 0)
            return true;
    return false;
}

void
find_all(struct find *s, struct bytes name, int threshold, const struct found **out,
    uint32_t *count, uint32_t *more)
{
    struct score score;

    find_ask(s, name);
    for (unsigned i = 0; i < s->tokens.count; i++)
        score_side_add(&s->side, lexicon_score(s->x, &s->tokens.at[i]));
    tie_all(s);
    for (uint32_t f = 0; f < s->x->form_count; f++) {
        if (!has_links(s, s->x->slots + s->x->forms[f].slots))
            continue;
        find_score(s, f, &score);
        if (score.count > 0 && score.points >= threshold)
            find_take(s, f, score.points, threshold);
    }
    *out = s->found;
    *count = s->found_count;
    *more = s->found_more;
}
