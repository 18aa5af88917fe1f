/*
 * property_test: what is true of any text.  Latin names against a slow model that asks ICU for
 * each letter; every code point by itself, and as its decomposition; random texts of all
 * scripts, with bytes that are no UTF-8 at every place.  Prints its seed.
 */
#include <inttypes.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "tests/tap.h"

#include "tests/ground/text/said.h"

static uint64_t state;

static uint32_t
draw(uint32_t below)
{
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(state >> 33) % below;
}

static size_t
encode(uint32_t c, char *out)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar32 point = (UChar32)c;
    UChar units[2];
    int32_t count, len = 0;

    u_strFromUTF32(units, 2, &count, &point, 1, &error);
    u_strToUTF8(out, 4, &len, units, count, &error);
    return U_FAILURE(error) ? 0 : (size_t)len;
}

/* ---- Latin: the slow way -------------------------------------------------------------------- */

/* The letters of ${text} by NFKD, without marks and case; false: that leaves one that is not
 * of ASCII, and the model has nothing to say. */
static bool
slow(const char *text, size_t len, char *out)
{
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&error);
    UChar units[600], apart[2000];
    UChar32 points[2000];
    int32_t count;
    size_t done = 0;

    u_strFromUTF8(units, 600, &count, text, (int32_t)len, &error);
    count = unorm2_normalize(nfkd, units, count, apart, 2000, &error);
    u_strToUTF32(points, 2000, &count, apart, count, &error);
    for (int32_t i = 0; i < count && U_SUCCESS(error); i++) {
        UChar32 c = u_tolower(points[i]);

        if (c == ' ' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out[done++] = (char)c;
        else if ((U_GET_GC_MASK(c) & U_GC_M_MASK) == 0)
            return false;
    }
    out[done] = '\0';
    return U_SUCCESS(error);
}

static void
latin(void)
{
    static uint32_t known[2000];
    size_t count = 0;
    unsigned wrong = 0;
    char text[600], want[2400];

    for (uint32_t c = 'A'; c < 0x20000; c++) {
        UErrorCode error = U_ZERO_ERROR;

        if (uscript_getScript((UChar32)c, &error) == USCRIPT_LATIN &&
            (U_GET_GC_MASK((UChar32)c) & U_GC_L_MASK) != 0 &&
            slow(text, encode(c, text), want))
            known[count++] = c;
    }
    printf("# %zu letters of Latin are spelled by the model\n", count);
    tap_ok(count > 600, "the model knows Latin letters");
    for (unsigned round = 0; round < 20000; round++) {
        size_t len = 0;

        for (uint32_t words = draw(4) + 1; words > 0; words--) {
            for (uint32_t letters = draw(9) + 1; letters > 0; letters--)
                len +=
                    encode(draw(3) == 0 ? 'a' + draw(26) : known[draw((uint32_t)count)],
                        text + len);
            if (draw(4) == 0)
                len += encode(0x300 + draw(0x40), text + len);
            if (words > 1)
                text[len++] = ' ';
        }
        if (!slow(text, len, want) ||
            strcmp(said(bytes_from(text, len)).text, want) != 0) {
            if (wrong++ < 5)
                printf("# %.*s: %s, not %s\n", (int)len, text,
                    said(bytes_from(text, len)).text, want);
        }
    }
    tap_ok(wrong == 0, "20,000 Latin names as the slow model says");
}

/* ---- Every code point ------------------------------------------------------------------------ */

/* ${text} is ${letter}, if it is one, and ${c}; the same in pieces: NFD is the same text. */
static bool
same_apart(const UNormalizer2 *nfd, uint32_t letter, uint32_t c, const char *text,
    size_t len)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar apart[32];
    char pieces[128];
    int32_t count = unorm2_getDecomposition(nfd, (UChar32)c, apart, 32, &error);
    size_t before = letter != 0 ? encode(letter, pieces) : 0;
    int32_t bytes;
    struct said one, other;

    if (count < 0)
        return true;
    u_strToUTF8(pieces + before, 100, &bytes, apart, count, &error);
    one = said(bytes_from(text, len));
    other = said(bytes_from(pieces, before + (size_t)bytes));
    if (U_SUCCESS(error) && strcmp(one.text, other.text) == 0)
        return true;
    printf("# U+%04" PRIX32 " %.*s: %s, in pieces %s\n", c, (int)len, text, one.text,
        other.text);
    return false;
}

static void
every_point(void)
{
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&error);
    unsigned wrong = 0, apart = 0, letters = 0, silent = 0, by_script[TEXT_SCRIPTS] = {0};
    char text[16];

    for (uint32_t c = 1; c < 0x110000; c++) {
        size_t len = c >= 0xD800 && c < 0xE000 ? 0 : encode(c, text);
        struct said s = said(bytes_from(text, len));

        if (len == 0)
            continue;
        if (said_wrong(bytes_from(text, len), &s.words) != NULL || !s.words.whole)
            if (wrong++ < 9)
                printf("# U+%04" PRIX32 ": %s, %s\n", c, s.text,
                    said_wrong(bytes_from(text, len), &s.words));
        if (!same_apart(nfd, 0, c, text, len))
            apart++;
        if ((U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK) != 0 && c >= 0x900 && c < 0xE00) {
            /* signs of vowels want a consonant */
            uint32_t consonant = c < 0xD80 ? (c & ~0x7FU) + 0x15 : 0xD9A;
            size_t before = encode(consonant, text);

            len = before + encode(c, text + before);
            if (!same_apart(nfd, consonant, c, text, len))
                apart++;
        }
        if (u_isalpha((UChar32)c) && (U_GET_GC_MASK((UChar32)c) & U_GC_L_MASK) != 0) {
            letters++;
            silent += s.words.count == 0;
        }
        for (unsigned i = 0; i < s.words.count; i++)
            by_script[s.words.word[i].script]++;
    }
    printf("# %u letters, %u of them silent; words by script:", letters, silent);
    for (unsigned i = 0; i < TEXT_SCRIPTS; i++)
        printf(" %u", by_script[i]);
    printf("\n");
    tap_ok(wrong == 0, "every code point by itself");
    tap_ok(apart == 0, "every letter is what its pieces are (%u are not)", apart);
    tap_ok(silent * 20 < letters, "few letters have no word");
}

/* ---- Random texts ----------------------------------------------------------------------------- */

static size_t
random_text(char *out, unsigned points)
{
    static const uint32_t ranges[][2] = {{0x20, 0x5F}, {0x61, 26}, {0xC0, 0x140},
        {0x370, 0x90}, {0x410, 0x60}, {0x5D0, 0x1B}, {0x620, 0xC0}, {0x900, 0x80},
        {0x3040, 0xC0}, {0x4E00, 0x100}, {0xAC00, 0x100}, {0x1100, 0x100}, {0x300, 0x20},
        {0x2000, 0x40}, {0, 0x20}, {0xFE80, 0x180}, {0x10000, 0x20000}};
    uint32_t which = draw(COUNT_OF(ranges));
    size_t len = 0;

    while (points-- > 0) {
        uint32_t c;

        if (draw(3) == 0)
            which = draw(COUNT_OF(ranges));
        c = ranges[which][0] + draw(ranges[which][1]);
        if (c != 'A' && (c < 0xD800 || c > 0xDFFF))
            len += encode(c, out + len);
    }
    return len;
}

/* With bytes that are no UTF-8 in its middle a text is two. */
static bool
parted(const char *text, size_t len, size_t at, const char *bad)
{
    char whole[600];
    struct said both, first = said(bytes_from(text, at));
    struct said second = said(bytes_from(text + at, len - at));

    memcpy(whole, text, at);
    memcpy(whole + at, bad, strlen(bad));
    memcpy(whole + at + strlen(bad), text + at, len - at);
    both = said(bytes_from(whole, len + strlen(bad)));
    if (!both.words.whole || !first.words.whole || !second.words.whole)
        return true;
    return both.words.count == first.words.count + second.words.count &&
        both.words.letters == first.words.letters + second.words.letters &&
        memcmp(both.words.letter, first.words.letter, first.words.letters) == 0 &&
        memcmp(both.words.letter + first.words.letters, second.words.letter,
            second.words.letters) == 0;
}

static void
random_texts(void)
{
    static const char *const bad[] = {"\xFF", "\xC0\xAF", "\xED\xA0\x80",
        "\xF4\x90\x80\x80", "\x80", "\xE0\x80"};
    unsigned wrong = 0, joined = 0, moved = 0;
    char text[512];

    for (unsigned round = 0; round < 20000; round++) {
        size_t len = random_text(text, draw(40) + 1);
        size_t at = draw((uint32_t)len + 1);
        struct said s = said(bytes_from(text, len));

        if (said_wrong(bytes_from(text, len), &s.words) != NULL)
            wrong++;
        while (at < len && ((uint8_t)text[at] & 0xC0) == 0x80)
            at++;
        if (!parted(text, len, at, bad[draw(COUNT_OF(bad))]))
            joined++;
        for (unsigned i = 0; i < s.words.count; i++) {
            const struct text_word *word = &s.words.word[i];
            struct said alone =
                said(bytes_from(text + word->from, (size_t)(word->to - word->from)));

            if (i > 0 && word[-1].to == word->from)
                continue; /* what is behind an article may begin as one */
            if (alone.words.letters != word->len ||
                memcmp(alone.words.letter, s.words.letter + word->at, word->len) != 0) {
                if (moved++ < 5)
                    printf("# %.*s: %.*s, alone %s; in %.*s\n", word->to - word->from,
                        text + word->from, word->len, s.words.letter + word->at,
                        alone.text, (int)len, text);
            }
        }
    }
    tap_ok(wrong == 0, "random texts of all scripts give words that can be");
    tap_ok(joined == 0, "what is no UTF-8 parts words, anywhere (%u times not)", joined);
    tap_ok(moved == 0, "a word's bytes alone are that word (%u are not)", moved);
}

int
main(void)
{
    const char *seed = getenv("LIAISON_SEED");

    state = seed != NULL ? strtoull(seed, NULL, 10) : 1;
    printf("# seed %" PRIu64 "\n", state);
    latin();
    every_point();
    random_texts();
    return tap_end();
}
