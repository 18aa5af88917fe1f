/*
 * Which words of two names may stand for each other.
 */
#include <string.h>

#include "engines/screen/score.h"

#define P_JOIN 800  /* how alike joined words are that are only of one sound */
#define P_SYLL 500  /* two syllables of one sound that are written otherwise */
#define P_SYLLS 500 /* a syllable and a Latin word of one sound */
#define P_JOINS 600 /* a Latin word of the sounds of several syllables */
#define P_CLASS 700 /* a word and a particle of one sound */
#define P_INIT 500  /* an initial and a word that begins with it */
#define P_INITS 700 /* the same, where several are asked for */

void
score_link_add(struct score_links *l, struct score_link link)
{
    if (l->count < SCORE_LINKS)
        l->at[l->count++] = link;
}

int
score_initial_alike(unsigned initials)
{
    return initials > 1 ? P_INITS : P_INIT;
}

void
score_initials(const struct score_side *asked, const struct score_side *listed,
    struct score_links *links)
{
    unsigned initials = 0;

    for (unsigned i = 0; i < asked->count; i++)
        initials += asked->word[i].class == TOKEN_INITIAL;
    for (unsigned i = 0; i < asked->count; i++)
        for (unsigned j = 0; j < listed->count; j++) {
            const struct score_word *a = &asked->word[i], *b = &listed->word[j];

            if (a->first == b->first &&
                (a->class == TOKEN_INITIAL) != (b->class == TOKEN_INITIAL) &&
                (a->class == TOKEN_WORD || b->class == TOKEN_WORD))
                score_link_add(links,
                    (struct score_link){(uint8_t)i, 1, (uint8_t)j, 1,
                        (int16_t)score_initial_alike(initials)});
        }
}

/* ---- One word and one ------------------------------------------------------------------------ */

/* Where one of them only joins or addresses, the other must be the same, or a particle that
 * somebody wrote as a word. */
static int
alike_classes(const struct token *a, const struct token *b, bool same, int sounds)
{
    bool particle = a->class == TOKEN_PARTICLE || b->class == TOKEN_PARTICLE,
         word = a->class == TOKEN_WORD || b->class == TOKEN_WORD;

    return same ? SOUND_SAME : sounds == SOUND_ALIKE && particle && word ? P_CLASS : 0;
}

/* Syllables are few: what is not the same is another, and a Latin word may be either. */
static int
alike_syllables(const struct token *a, const struct token *b, bool same, int sounds)
{
    if (token_is_syllable(a) && token_is_syllable(b))
        return a->origin == b->origin ? SOUND_SAME : same ? P_SYLL : 0;
    return same ? SOUND_SAME : sounds == SOUND_ALIKE ? P_SYLLS : 0;
}

int
score_alike(const struct token *a, const struct token *b, int sounds)
{
    bool same = a->len == b->len && memcmp(a->letter, b->letter, a->len) == 0;
    int letters;

    if (a->class != TOKEN_WORD || b->class != TOKEN_WORD)
        return alike_classes(a, b, same, sounds);
    if (token_is_syllable(a) || token_is_syllable(b))
        return alike_syllables(a, b, same, sounds);
    if (same && a->script == b->script)
        return SOUND_SAME;
    if (token_is_abjad(a) != token_is_abjad(b))
        return sounds;
    if (sounds == SOUND_ALIKE)
        return sound_spelled(a->letter, a->len, b->letter, b->len);
    letters = sound_letters(a->letter, a->len, b->letter, b->len);
    return letters > sounds ? letters : sounds;
}

/* ---- One word and several -------------------------------------------------------------------- */

bool
score_joined(const struct token *at, unsigned count, struct sound *out)
{
    char letters[3 * SOUND_MAX] = {0};
    size_t len = 0;

    for (unsigned i = 0; i < count; i++) {
        if (at[i].class == TOKEN_NUMBER)
            return false;
        memcpy(letters + len, at[i].letter, at[i].len);
        len += at[i].len;
    }
    if (len > SOUND_MAX)
        return false;
    /* Syllables of Han and Hangul make a word of Latin, and of no other. */
    sound_of(letters, len,
        token_is_syllable(at) ? TEXT_LATIN : (enum text_script)at->script, out);
    return len >= 5 && out->len >= 4;
}

int
score_joined_alike(const struct token *at, unsigned count, const struct token *one)
{
    size_t len = 0;

    if (token_is_syllable(at))
        return P_JOINS;
    for (unsigned i = 0; i < count; i++) {
        if (len + at[i].len > one->len ||
            memcmp(one->letter + len, at[i].letter, at[i].len) != 0)
            return P_JOIN;
        len += at[i].len;
    }
    return len == one->len ? SCORE_JOINED_MOST : P_JOIN;
}

/* Of a word that begins with an article, "ELHOUMMAM": letters. */
#define ARTICLE_LEAST 7

bool
score_parted(const struct token *t, unsigned count, unsigned at, struct sound *first,
    struct sound *second)
{
    bool servant = at == 5 && memcmp(t->letter, "abdul", 5) == 0,
         article = at == 2 && t->len >= ARTICLE_LEAST && t->letter[1] == 'l' &&
        (t->letter[0] == 'a' || t->letter[0] == 'e');

    if (t->class != TOKEN_WORD || at < 2 || at + 3 > t->len ||
        (count > SCORE_PARTED_TOKENS && !servant && !article))
        return false;
    sound_of(article ? "al" : t->letter, at, (enum text_script)t->script, first);
    sound_of(t->letter + at, t->len - at, (enum text_script)t->script, second);
    return true;
}
