/*
 * What the words of a work's name begin with: "Vorel Missile Industry Group" is VMIG.
 */
#include <string.h>

#include "engines/screen/token.h"

#define LEAST 3 /* letters: what is shorter stands for too many */
#define MOST 6

/* Legal forms are left out; a group is none, and is mostly said. */
static bool
is_said(const struct token *t)
{
    return t->class == TOKEN_WORD || t->class == TOKEN_SORT ||
        t->class == TOKEN_ADDRESS ||
        (t->class == TOKEN_FORM && t->len == 5 && memcmp(t->letter, "group", 5) == 0);
}

/* As it is written, not as what it means. */
static char
first_letter(const struct tokens *of, const struct token *t)
{
    char c = (char)(of->name.at[t->from] | 0x20);

    return c >= 'a' && c <= 'z' ? c : 0;
}

bool
token_acronym(const struct tokens *of, struct token *out)
{
    *out = (struct token){.class = TOKEN_ACRONYM, .script = TEXT_LATIN};
    for (unsigned i = 0; i < of->count; i++) {
        const struct token *t = &of->at[i];
        char c = first_letter(of, t);

        if (t->class == TOKEN_NUMBER || t->class == TOKEN_INITIAL || c == 0)
            return false;
        if (!is_said(t) || (i > 0 && t->from == t[-1].from))
            continue;
        if (out->len == MOST)
            return false;
        out->letter[out->len++] = c;
    }
    out->to = (uint16_t)of->name.len;
    return out->len >= LEAST && of->whole;
}
