/*
 * points: what each code point is and how it is written, found out once for each block.
 */
#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "ground/text/text_inner.h"

struct point point_table[POINTS];
atomic_bool point_ready[POINTS / POINTS_BLOCK];

/* While a block is filled; who only reads takes none. */
static pthread_mutex_t filling = PTHREAD_MUTEX_INITIALIZER;

static const struct point parts = {.class = POINT_PARTS};
static const struct point nothing = {.class = POINT_NOTHING};
/* It is nothing but behind a letter of Hebrew. */
static const struct point apostrophe = {.class = POINT_NOTHING, .len = 1, .latin = "G"};
static const struct point lost = {.class = POINT_LOST};

#define TATWEEL 0x640 /* a stroke that stretches Arabic words */
#define DECOMPOSED 32 /* the longest has 18 */

static enum text_script
script_of(uint32_t c)
{
    UErrorCode error = U_ZERO_ERROR;

    switch (uscript_getScript((UChar32)c, &error)) {
    case USCRIPT_LATIN:
        return TEXT_LATIN;
    case USCRIPT_CYRILLIC:
        return TEXT_CYRILLIC;
    case USCRIPT_GREEK:
        return TEXT_GREEK;
    case USCRIPT_ARABIC:
        return TEXT_ARABIC;
    case USCRIPT_HEBREW:
        return TEXT_HEBREW;
    case USCRIPT_HANGUL:
        return TEXT_HANGUL;
    case USCRIPT_HAN:
        return TEXT_HAN;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
        return TEXT_KANA;
    case USCRIPT_INHERITED:
        if (c >= 0x64B && c <= 0x670)
            return TEXT_ARABIC;
        return c == 0x3099 || c == 0x309A ? TEXT_KANA : TEXT_LATIN;
    case USCRIPT_COMMON:
        if (c == TATWEEL)
            return TEXT_ARABIC;
        return c == U'ー' ? TEXT_KANA : TEXT_LATIN;
    default:
        return TEXT_OTHER;
    }
}

/* ---- Classes ------------------------------------------------------------------------------ */

static bool
is_apostrophe(uint32_t c)
{
    static const uint32_t all[] = {'\'', '`', 0xB4, 0x2B9, 0x2BB, 0x2BC, 0x2BD, 0x2BE,
        0x2BF, 0x2C0, 0x2C1, 0x2C8, 0x2CA, 0x2CB, 0x2EE, 0x374, 0x384, 0x55A, 0x5F3,
        0x5F4, 0x1FBD, 0x1FBF, 0x2018, 0x2019, 0x201B, 0x2032, 0x2035, 0xA78B, 0xA78C,
        0xFF07, 0xFF40};

    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (c == all[i])
            return true;
    return false;
}

/* Does it stand for other characters, as a ligature or a letter in a circle does? */
static bool
stands_for_letters(uint32_t c, const UChar32 *decomposed, int32_t len)
{
    int32_t how = u_getIntPropertyValue((UChar32)c, UCHAR_DECOMPOSITION_TYPE);

    if (how != U_DT_CIRCLE && how != U_DT_SQUARE)
        return false;
    for (int32_t i = 0; i < len; i++)
        if (decomposed[i] >= 0x80 || !isalnum(decomposed[i]))
            return false;
    return true;
}

static enum point_class
letter_class(uint32_t c, enum text_script script)
{
    if (script == TEXT_HAN || (c >= 0xAC00 && c <= 0xD7A3))
        return POINT_WHOLE;
    return c >= 0x1100 && c <= 0x1112 ? POINT_FIRST : POINT_LETTER;
}

static bool
several_words(const UChar32 *decomposed, int32_t len)
{
    for (int32_t i = 0; i < len; i++)
        if (decomposed[i] == ' ')
            return true;
    return false;
}

static enum point_class
class_of(uint32_t c, enum text_script script, const UChar32 *decomposed, int32_t len)
{
    if (c == TATWEEL ||
        u_hasBinaryProperty((UChar32)c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
        return POINT_NOTHING;
    if (len == 1 && decomposed[0] == '.')
        return POINT_DOT;
    if (c == 0xFF70 || c == 0x30FC)
        return POINT_LETTER;
    switch (u_charType((UChar32)c)) {
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
    case U_LETTER_NUMBER:
        return several_words(decomposed, len) ? POINT_PARTS : letter_class(c, script);
    case U_DECIMAL_DIGIT_NUMBER:
    case U_OTHER_NUMBER:
        return POINT_LETTER;
    case U_NON_SPACING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_ENCLOSING_MARK:
        return POINT_MARK;
    case U_FORMAT_CHAR:
        return POINT_NOTHING;
    default:
        return stands_for_letters(c, decomposed, len) ? POINT_LETTER : POINT_PARTS;
    }
}

/* ---- Spelling ----------------------------------------------------------------------------- */

/* A syllable by the Revised Romanization, without what its neighbours do to it. */
static void
spell_hangul(uint32_t syllable, char *out)
{
    static const char first[][3] = {"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s",
        "ss", "", "j", "jj", "ch", "k", "t", "p", "h"};
    static const char vowel[][4] = {"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o",
        "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"};
    static const char last[][3] = {"", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m",
        "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p",
        "t"};

    if (syllable >= 0xAC00 && syllable <= 0xD7A3) {
        syllable -= 0xAC00;
        snprintf(out, POINT_LATIN + 1, "%s%s%s", first[syllable / (21 * 28)],
            vowel[syllable / 28 % 21], last[syllable % 28]);
    } else if (syllable >= 0x1100 && syllable < 0x1100 + COUNT_OF(first)) {
        snprintf(out, POINT_LATIN + 1, "%s", first[syllable - 0x1100]);
    } else if (syllable >= 0x1161 && syllable < 0x1161 + COUNT_OF(vowel)) {
        snprintf(out, POINT_LATIN + 1, "%s", vowel[syllable - 0x1161]);
    } else if (syllable > 0x11A7 && syllable < 0x11A7 + COUNT_OF(last)) {
        snprintf(out, POINT_LATIN + 1, "%s", last[syllable - 0x11A7]);
    }
}

/* One that is not made of others. */
static bool
spell(uint32_t c, char out[POINT_LATIN + 1])
{
    uint32_t small = (uint32_t)u_tolower((UChar32)c);
    int32_t digit = u_charDigitValue((UChar32)c);
    const char *known = alphabet_find(small);

    out[0] = '\0';
    if (known != NULL) {
        snprintf(out, POINT_LATIN + 1, "%s", known);
    } else if (small < 0x80 || digit >= 0) {
        out[0] = digit >= 0       ? (char)('0' + digit)
            : isalpha((int)small) ? (char)small
                                  : '\0';
        out[1] = '\0';
    } else if (script_of(c) == TEXT_HANGUL) {
        spell_hangul(c, out);
    } else if (u_isalnum((UChar32)c) || (script_of(c) == TEXT_OTHER && c >= 0x700)) {
        return romanize(small, script_of(c), out);
    }
    return true;
}

static void
add(struct point *p, const char *latin)
{
    for (; *latin != '\0' && p->len < POINT_LATIN; latin++)
        p->latin[p->len++] = *latin;
}

/* What it is made of, which may be itself alone. */
static bool
decompose(const UNormalizer2 *nfkd, uint32_t c, UChar32 parts_of[], int32_t *count)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar made_of[DECOMPOSED];
    int32_t len = unorm2_getDecomposition(nfkd, (UChar32)c, made_of, DECOMPOSED, &error);

    if (len < 0) {
        parts_of[0] = (UChar32)c;
        *count = 1;
    } else {
        u_strToUTF32(parts_of, DECOMPOSED, count, made_of, len, &error);
    }
    return U_SUCCESS(error);
}

static bool
fill_point(const UNormalizer2 *nfkd, uint32_t c, struct point *p)
{
    UChar32 made_of[DECOMPOSED];
    char latin[POINT_LATIN + 1];
    int32_t len;

    TRY(decompose(nfkd, c, made_of, &len));
    *p = (struct point){.script = (uint8_t)script_of((uint32_t)made_of[0])};
    if (u_charDigitValue((UChar32)c) >= 0)
        p->script = TEXT_LATIN;
    if (is_apostrophe(c)) {
        *p = apostrophe;
        return true;
    }
    p->class = (uint8_t)class_of(c, p->script, made_of, len);
    if (p->class == POINT_PARTS || p->class == POINT_NOTHING || p->class == POINT_DOT)
        return true;
    if (alphabet_find((uint32_t)u_tolower((UChar32)c)) != NULL ||
        (c >= 0xAC00 && c <= 0xD7A3)) {
        made_of[0] = (UChar32)c;
        len = 1;
    }
    for (int32_t i = 0; i < len; i++) {
        if (made_of[i] == TATWEEL)
            continue;
        TRY(spell((uint32_t)made_of[i], latin));
        add(p, latin);
    }
    return true;
}

static bool
fill(uint32_t block)
{
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&error);

    if (U_FAILURE(error))
        return false;
    for (uint32_t c = block * POINTS_BLOCK; c < (block + 1) * POINTS_BLOCK; c++)
        TRY(fill_point(nfkd, c, &point_table[c]));
    return true;
}

const struct point *
point_seek(uint32_t c)
{
    uint32_t block = c / POINTS_BLOCK;
    bool good;

    if (c >= POINTS)
        return c >= 0xE0000 && c < 0xE1000 ? &nothing : &parts;
    pthread_mutex_lock(&filling);
    good = atomic_load_explicit(&point_ready[block], memory_order_relaxed) || fill(block);
    if (good)
        atomic_store_explicit(&point_ready[block], true, memory_order_release);
    pthread_mutex_unlock(&filling);
    return good ? &point_table[c] : &lost;
}

bool
text_start(struct work *w)
{
    UErrorCode error = U_ZERO_ERROR;

    unorm2_getNFKDInstance(&error);
    return U_SUCCESS(error) ||
        fail(w, FAULT_IO, "the Unicode library has no data: %s", u_errorName(error));
}
