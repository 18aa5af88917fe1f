/*
 * A name's words taken apart.
 */
#include <string.h>

#include "engines/screen/pieces.h"
#include "engines/screen/token_inner.h"
#include "engines/screen/vocabulary.h"

#define ACRONYM_LEAST 2 /* letters */
#define ACRONYM_MOST 8
#define CUT_LEAST 4 /* letters of each of two words that are written as one */

static void
add_piece(struct pieces *to, const char *at, size_t len, const struct text_word *from)
{
    if (to->count == PIECES)
        to->whole = false;
    else
        to->at[to->count++] = (struct piece){.at = at, .len = len, .word = *from};
}

static bool
is_lower(uint8_t c)
{
    return c >= 'a' && c <= 'z';
}

static bool
is_upper(uint8_t c)
{
    return c >= 'A' && c <= 'Z';
}

/* Is each letter of the word one byte of the name? */
static bool
is_plain(const struct text_word *w)
{
    return w->script == TEXT_LATIN && w->to - w->from == w->len;
}

static bool
is_form(const char *at, size_t len)
{
    const struct token_word *w = token_word_find(at, len);

    return w != NULL && w->class == TOKEN_FORM;
}

/* "SiemensAG", "FridrichBuchenberg": behind how many letters a capital begins another word; 0:
 * nowhere. */
static size_t
capital_in(const uint8_t *text, const char *letters, size_t len)
{
    for (size_t i = 2; i < len; i++)
        if (is_lower(text[i - 1]) && is_upper(text[i]) &&
            (is_form(letters + i, len - i) || (i >= CUT_LEAST && len - i >= CUT_LEAST)))
            return i;
    return 0;
}

static bool
has_lower(struct bytes name)
{
    for (size_t i = 0; i < name.len; i++)
        if (is_lower(name.at[i]))
            return true;
    return false;
}

/* "S.M. Vorel", and "JC Vorel", where what is not a name of initials is written otherwise. */
static bool
are_initials(struct bytes name, const struct text_word *w, const char *letters)
{
    static const char vowels[] = "aeiouy", digits[] = "xvlcdm";
    const uint8_t *text = name.at + w->from;

    if (w->script != TEXT_LATIN || w->len != 2 || token_word_find(letters, 2) != NULL)
        return false;
    if (!is_plain(w))
        return text[1] == '.';
    /* Neither a name, Xu and Ng, nor a number, XV. */
    return is_upper(text[0]) && is_upper(text[1]) && strchr(vowels, letters[0]) == NULL &&
        strchr(vowels, letters[1]) == NULL && memcmp(letters, "ng", 2) != 0 &&
        (strchr(digits, letters[0]) == NULL || strchr(digits, letters[1]) == NULL) &&
        has_lower(name);
}

static void
add_word(struct pieces *to, struct bytes name, const struct text_words *words, unsigned i)
{
    struct text_word w = words->word[i];
    const char *letters = words->letter + w.at;

    if (are_initials(name, &w, letters)) {
        add_piece(to, letters, 1, &w);
        add_piece(to, letters + 1, 1, &w);
        return;
    }
    for (size_t n;
         is_plain(&w) && (n = capital_in(name.at + w.from, letters, w.len)) > 0;) {
        struct text_word first = w;

        first.to = (uint16_t)(w.from + n);
        add_piece(to, letters, n, &first);
        letters += n;
        w.from = first.to;
        w.len = (uint16_t)(w.len - n);
    }
    add_piece(to, letters, w.len, &w);
}

/* Behind a name in parentheses what it begins with: "Vorel Trade Bank (VTB)" says nothing more. */
static bool
is_acronym(struct bytes name, const struct text_words *words, unsigned at)
{
    const struct text_word *w = &words->word[at];

    if (w->from == 0 || name.at[w->from - 1] != '(' || w->len < ACRONYM_LEAST ||
        w->len > ACRONYM_MOST)
        return false;
    for (unsigned from = 0; from + w->len <= at; from++) {
        unsigned is = 0;

        for (unsigned i = from; i < at && is < w->len; i++) {
            const struct text_word *of = &words->word[i];
            const struct token_word *known;

            if (words->letter[of->at] == words->letter[w->at + is]) {
                is++;
                continue;
            }
            known = token_word_find(words->letter + of->at, of->len);
            if (known == NULL || known->class != TOKEN_PARTICLE)
                break;
        }
        if (is == w->len)
            return true;
    }
    return false;
}

static bool
same(const struct piece *a, const struct piece *b)
{
    return a->len == b->len && memcmp(a->at, b->at, a->len) == 0;
}

/* "Vorel Bank and Vorel Bank International": what it begins with twice, it is once. */
static void
say_once(struct pieces *p)
{
    for (unsigned i = 2; i + 2 < p->count; i++) {
        const struct token_word *known = token_word_find(p->at[i].at, p->at[i].len);

        if (known == NULL || known->as == NULL || strcmp(known->as, "and") != 0 ||
            !same(&p->at[0], &p->at[i + 1]) || !same(&p->at[1], &p->at[i + 2]))
            continue;
        p->count -= 3;
        memmove(p->at + i, p->at + i + 3, (p->count - i) * sizeof(p->at[0]));
    }
}

void
pieces_of(struct bytes name, const struct text_words *words, struct pieces *out)
{
    unsigned n;

    out->count = 0;
    out->whole = words->whole;
    for (unsigned i = 0; i < words->count; i += n) {
        const char *as = vocabulary_find(name, words, i, &n);
        struct text_word w = words->word[i];

        if (as == NULL) {
            if (!is_acronym(name, words, i))
                add_word(out, name, words, i);
            continue;
        }
        w.to = words->word[i + n - 1].to;
        w.script = TEXT_LATIN;
        while (*as != '\0') {
            size_t len = strcspn(as, " ");

            add_piece(out, as, len, &w);
            as += len + strspn(as + len, " ");
        }
    }
    say_once(out);
}
