/*
 * romanized: what ICU's rules make of each letter of the basic plane that no alphabet of ours
 * has, as a C file of constants, on standard output.
 */
#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "ground/text/text_inner.h"

#define PLANE 0x10000
#define LETTERS 60000

static char letters[LETTERS];
static size_t used;

/* Where these letters stand, and one; those of two letters that are the same stand once. */
static unsigned
place(const char *latin)
{
    size_t at = 0, len = strlen(latin) + 1;

    while (at < used && strcmp(letters + at, latin) != 0)
        at += strlen(letters + at) + 1;
    if (at == used) {
        if (used + len > LETTERS)
            return 0;
        memcpy(letters + used, latin, len);
        used += len;
    }
    return (unsigned)at + 1;
}

/* Is it of a script that has an alphabet of ours, or of none? */
static bool
is_ours(UChar32 c)
{
    UErrorCode error = U_ZERO_ERROR;

    switch (uscript_getScript(c, &error)) {
    case USCRIPT_COMMON:
    case USCRIPT_INHERITED:
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_CYRILLIC:
    case USCRIPT_ARABIC:
    case USCRIPT_HEBREW:
    case USCRIPT_HANGUL:
        return true;
    default:
        return U_FAILURE(error);
    }
}

static unsigned
romanized(UChar32 c)
{
    UErrorCode error = U_ZERO_ERROR;
    char latin[POINT_LATIN + 1];
    bool han = uscript_getScript(c, &error) == USCRIPT_HAN;

    if (is_ours(c) || !u_isdefined(c) || (!u_isalnum(c) && c < 0x700) ||
        !rules_romanize((uint32_t)c, han ? TEXT_HAN : TEXT_OTHER, latin))
        return 0;
    return place(latin);
}

int
main(void)
{
    static unsigned of[PLANE];

    for (UChar32 c = 0x80; c < PLANE; c++)
        of[c] = c >= 0xd800 && c < 0xf900 ? 0 : romanized(c);
    if (used == 0) {
        fprintf(stderr, "romanized: ICU gives no rules\n");
        return 1;
    }
    printf("#include \"ground/text/text_inner.h\"\n\nconst uint16_t romanized_han[] = {");
    for (int c = ROMANIZED_HAN; c < ROMANIZED_HAN_END; c++)
        printf("%s%u,", c % 16 == 0 ? "\n" : "", of[c]);
    printf("\n};\nconst struct romanized romanized_others[] = {\n");
    for (int c = 0; c < PLANE; c++)
        if (of[c] > 0 && (c < ROMANIZED_HAN || c >= ROMANIZED_HAN_END))
            printf("{%d, %u},\n", c, of[c]);
    printf("};\nconst size_t romanized_count = COUNT_OF(romanized_others);\n"
           "const char romanized_letters[] = {");
    for (size_t i = 0; i < used; i++)
        printf("%s%d,", i % 24 == 0 ? "\n" : "", letters[i]);
    printf("\n};\n");
    return 0;
}
