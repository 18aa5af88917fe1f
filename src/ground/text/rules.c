/*
 * rules: letters that no alphabet of ours has, one by one: by the rules of ICU, or by what
 * Unicode calls them.  The build asks them once for all letters of the basic plane
 * (tools/romanized.c); a search only for what is rarer.
 */
#include <ctype.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "ground/text/text_inner.h"

#define UNITS 64

/* Rules cost 20 to 200 ms to open: each once, when there is a letter for it, and for good. */
struct rules {
    const UChar *name;
    UTransliterator *opened;
};

static struct rules to_ascii = {.name = u"Latin-ASCII"};
static struct rules any = {.name = u"Any-Latin"};
static struct rules han = {.name = u"Han-Latin"};

static bool
apply(struct rules *r, UChar text[UNITS], int32_t *len)
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t limit = *len;

    if (r->opened == NULL)
        r->opened = utrans_openU(r->name, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
    if (U_FAILURE(error)) {
        r->opened = NULL;
        return false;
    }
    utrans_transUChars(r->opened, text, len, UNITS, 0, &limit, &error);
    return U_SUCCESS(error);
}

/* What Unicode calls it, "LAO LETTER KO", "LATIN SMALL LETTER D WITH HOOK": better than
 * nothing. */
static void
called(uint32_t c, char out[POINT_LATIN + 1])
{
    UErrorCode error = U_ZERO_ERROR;
    char name[128] = "";
    const char *last;
    char *with;
    size_t len = 0;

    u_charName((UChar32)c, U_UNICODE_CHAR_NAME, name, sizeof(name), &error);
    with = strstr(name, " WITH ");
    if (with != NULL)
        *with = '\0';
    last = strrchr(name, ' ');
    if (U_FAILURE(error) || last == NULL)
        return;
    for (last++; *last != '\0' && len < 4; last++)
        if (isalnum((unsigned char)*last))
            out[len++] = (char)tolower((unsigned char)*last);
    out[len] = '\0';
}

bool
rules_romanize(uint32_t c, enum text_script script, char out[POINT_LATIN + 1])
{
    UChar text[UNITS] = {0};
    int32_t len = 0;
    size_t done = 0;

    out[0] = '\0';
    if (script != TEXT_HAN && script != TEXT_OTHER) {
        called(c, out);
        return true;
    }
    U16_APPEND_UNSAFE(text, len, (UChar32)c);
    TRY(apply(script == TEXT_HAN ? &han : &any, text, &len));
    TRY(apply(&to_ascii, text, &len));
    for (int32_t i = 0; i < len && done < POINT_LATIN - 1; i++)
        if (text[i] < 0x80 && isalnum(text[i]))
            out[done++] = (char)tolower(text[i]);
    out[done] = '\0';
    if (done == 0 && u_isalpha((UChar32)c))
        called(c, out);
    return true;
}
