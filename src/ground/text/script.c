/*
 * scripts: what a letter is written as because of those beside it.  Alphabets leave a capital
 * where that is so; here it becomes a letter, or goes.
 */
#include <string.h>

#include "ground/text/text_inner.h"

/* Letters that are read, and written over from the left. */
struct settling {
    char *letter;
    unsigned len;
    unsigned at;   /* the one that is decided */
    unsigned done; /* how many are written; never more than were read */
    bool joined;   /* the consonant before stands without a vowel, */
    bool nasal;    /* and is an n */
};

static char
next(const struct settling *s)
{
    return s->at + 1 < s->len ? s->letter[s->at + 1] : '\0';
}

static bool
is_one_of(char c, const char *of)
{
    return c != '\0' && strchr(of, c) != NULL;
}

static void
put(struct settling *s, char c)
{
    s->letter[s->done++] = c;
}

/* The last that was written. */
static char
last(const struct settling *s)
{
    return s->done > 0 ? s->letter[s->done - 1] : '\0';
}

#define LETTERS "abcdefghijklmnopqrstuvwxzJS" /* and no y */

/* ---- Cyrillic ------------------------------------------------------------------------------ */

/* Short i is y at the beginning and the end of a word, and both letters of -ий and -ый are one.
 * The soft sign is heard before a vowel; the hard sign is a vowel in Bulgarian, and in Russian
 * stands before iotated ones. */
static void
cyrillic(struct settling *s, char before, char c)
{
    char after = next(s);

    switch (c) {
    case 'Y':
        if (after == '\0' && is_one_of(before, "iy"))
            s->done--;
        put(s,
            s->at > 0 && is_one_of(before, "aeiouy") && is_one_of(after, LETTERS) ? 'i'
                                                                                  : 'y');
        break;
    case 'S':
        if (is_one_of(after, "eo"))
            put(s, after == 'e' ? 'i' : 'y');
        break;
    case 'J':
        if (after != '\0' && !is_one_of(after, "ye"))
            put(s, 'a');
        break;
    case 'y': /* of ya, behind i */
        if (before != 'i' || after != 'a')
            put(s, c);
        break;
    default:
        put(s, c);
    }
}

/* ---- Greek --------------------------------------------------------------------------------- */

#define GREEK_VOWELS "aeiouy"

/* At the beginning of a word, and behind a consonant, two letters are one stop. */
static char
stop(char c, char after)
{
    if (c == 'm' && after == 'p')
        return 'b';
    if (c == 'n' && after == 't')
        return 'd';
    return c == 'g' && after == 'k' ? 'g' : 0;
}

static void
greek(struct settling *s, char before, char c)
{
    char after = next(s);
    char voiced;

    if (c == 'U') {
        if (before == 'o')
            put(s, 'u');
        else if (is_one_of(before, "aei"))
            put(s, after == '\0' || is_one_of(after, "kxpstfc") ? 'f' : 'v');
        else
            put(s, 'y');
    } else if (c == 'g' && is_one_of(after, "gxc")) {
        put(s, 'n');
    } else if (!is_one_of(last(s), GREEK_VOWELS) && (voiced = stop(c, after)) != 0) {
        put(s, voiced);
        s->at++;
    } else {
        put(s, c);
    }
}

/* ---- Arabic -------------------------------------------------------------------------------- */

#define ARABIC_VOWELS "AIFOKTZaeiou"

/* Waw and yeh are consonants at the beginning and before vowels, else long vowels. */
static void
half_vowel(struct settling *s, char before, char c)
{
    char after = next(s);
    char vowel = c == 'W' ? 'u' : 'i';
    char consonant = c == 'W' ? 'w' : 'y';
    bool open = is_one_of(after, ARABIC_VOWELS) || is_one_of(after, "WY");

    if (s->at == 0 || (open && after != c)) {
        put(s, consonant);
    } else if (s->at == 1 && is_one_of(before, "AE") && !open) {
        s->done = 0; /* alif only carries it */
        put(s, vowel);
    } else if (is_one_of(before, "AaF") || open) {
        put(s, consonant);
    } else if (last(s) != vowel) {
        put(s, vowel);
    }
}

static void
arabic(struct settling *s, char before, char c)
{
    char after = next(s);

    switch (c) {
    case 'W':
    case 'Y':
        half_vowel(s, before, c);
        break;
    case 'A':
        if (last(s) != 'a')
            put(s, 'a');
        break;
    case 'E': /* ayn */
        if (s->at == 0 && !is_one_of(after, ARABIC_VOWELS))
            put(s, 'a');
        break;
    case 'Z': /* alif maqsura, which is yeh where it ends no word */
        put(s, after == '\0' ? 'a' : 'i');
        break;
    case 'T':
        put(s, after == '\0' ? 'a' : 't');
        break;
    case 'I':
    case 'K':
        put(s, 'i');
        break;
    case 'F':
        put(s, 'a');
        break;
    case 'O':
        put(s, 'u');
        break;
    default:
        put(s, c);
    }
}

/* ---- Hebrew -------------------------------------------------------------------------------- */

/* A stroke behind a letter gives it a sound of other languages. */
static void
geresh(struct settling *s)
{
    if (last(s) == 'g')
        s->letter[s->done - 1] = 'j';
    else if (last(s) == 'z')
        put(s, 'h');
    else if (s->done > 1 && memcmp(s->letter + s->done - 2, "ts", 2) == 0)
        memcpy(s->letter + s->done - 2, "ch", 2);
}

static void
hebrew(struct settling *s, char before, char c)
{
    char after = next(s);

    switch (c) {
    case 'A':
    case 'E':
        if (!is_one_of(after, "WY") && last(s) != 'a')
            put(s, 'a');
        break;
    case 'B':
        put(s, s->at == 0 || after != '\0' ? 'b' : 'v');
        break;
    case 'H':
        put(s, after == '\0' && s->at > 0 ? 'a' : 'h');
        break;
    case 'W':
        if (s->at == 0 || after == 'W')
            put(s, 'v');
        else if (before != 'W')
            put(s, 'o');
        break;
    case 'Y':
        if (s->at == 0)
            put(s, 'y');
        else if (before != 'Y')
            put(s, 'i');
        break;
    case 'G':
        geresh(s);
        break;
    default:
        put(s, c);
    }
}

/* ---- Kana ---------------------------------------------------------------------------------- */

/* What two dots or a ring make of the syllable before them. */
static void
voice(struct settling *s, char mark)
{
    static const struct {
        char mark;
        char plain[4];
        char voiced[3];
    } all[] = {{'V', "sh", "j"}, {'V', "ch", "j"}, {'V', "ts", "z"}, {'V', "k", "g"},
        {'V', "s", "z"}, {'V', "t", "d"}, {'V', "h", "b"}, {'V', "f", "b"},
        {'P', "h", "p"}, {'P', "f", "p"}};
    unsigned from = s->done;

    if (from > 0)
        from--; /* its vowel */
    if (mark == 'V' && last(s) == 'u' &&
        (from == 0 || is_one_of(s->letter[from - 1], "aeioun"))) {
        s->letter[from] = 'v';
        put(s, 'u');
        return;
    }
    while (from > 0 && !is_one_of(s->letter[from - 1], "aeioun"))
        from--;
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        size_t len = strlen(all[i].plain), short_len = strlen(all[i].voiced);

        if (all[i].mark != mark || s->done - from != len + 1 ||
            memcmp(s->letter + from, all[i].plain, len) != 0)
            continue;
        memcpy(s->letter + from, all[i].voiced, short_len);
        memmove(s->letter + from + short_len, s->letter + from + len,
            s->done - from - len);
        s->done -= (unsigned)(len - short_len);
        return;
    }
}

/* A small one takes the place of the vowel before it. */
static void
small_kana(struct settling *s, char c)
{
    char vowel = (char)(c | 0x20);

    char was = last(s);

    if (!is_one_of(c, "YW")) {
        bool alone = s->done < 2 || is_one_of(s->letter[s->done - 2], "aeiou");

        if (is_one_of(was, "aeiou") && (!alone || was == 'u' || was == vowel))
            s->done--;
        if (alone && was == 'u')
            put(s, 'w');
        put(s, vowel);
        return;
    }
    if (is_one_of(was, "aeiou"))
        s->done--;
    if (c == 'W')
        put(s, 'w');
    else if (last(s) != 'j' && !(s->done > 1 && last(s) == 'h'))
        put(s, 'y');
}

static void
kana(struct settling *s, char before, char c)
{
    char after = next(s);

    (void)before;
    if (is_one_of(c, "VP"))
        voice(s, c);
    else if (c == 'Q') {
        if (after >= 'a' && !is_one_of(after, "aeiou"))
            put(s, after == 'c' ? 't' : after);
    } else if (c == 'N')
        put(s, 'n');
    else if (is_one_of(c, "AIUEOYW"))
        small_kana(s, c);
    else if (c == 'L')
        return;
    else if (is_one_of(c, "ou") && last(s) == c)
        return; /* a long vowel is written short */
    else if (c == 'u' && last(s) == 'o' && !is_one_of(after, "aeio"))
        return;
    else
        put(s, c);
}

/* ---- India's, and Armenian ----------------------------------------------------------------- */

/* Two signs for one vowel: the second stands on the other side of its consonant. */
static void
two_signs(struct settling *s, char before, char after)
{
    char third = s->at + 2 < s->len ? s->letter[s->at + 2] : '\0';
    bool whole =
        after == 'a' && is_one_of(third, "iu"); /* it says itself what both are */

    if (whole && is_one_of(before, "eo")) {
        s->done--;
    } else if (before == 'e' && is_one_of(after, "au")) {
        s->done--;
        put(s, 'o');
        s->at++;
    }
}

/* A consonant's own vowel: what follows takes it away, and in the north the end of a word, but
 * behind several consonants that do not begin with n. */
static void
own_vowel(struct settling *s, char c, char after)
{
    bool heard = s->joined && !s->nasal;

    if (!is_one_of(after, "MV") && (c == 'E' || after != '\0' || heard))
        put(s, 'a');
}

static void
other(struct settling *s, char before, char c)
{
    char after = next(s);

    switch (c) {
    case 'A':
    case 'E':
        own_vowel(s, c, after);
        s->joined = after == 'V';
        s->nasal = last(s) == 'n';
        break;
    case 'M':
        two_signs(s, before, after);
        break;
    case 'V':
        break;
    case 'W':
        if (before == 'o')
            s->done--;
        put(s, before == 'o' ? 'u' : 'v');
        break;
    default:
        put(s, c);
    }
}

/* -------------------------------------------------------------------------------------------- */

/* Letters and signs stand at 0x40 to 0x7F: a bit for each. */
#define BIT(c) (UINT64_C(1) << ((c)&0x3F))
#define SIGNS UINT64_C(0x7FFFFFE)

/* How a script decides, and what there is to decide; all else stays as it is. */
static const struct {
    void (*decide)(struct settling *, char before, char c);
    uint64_t what;
} scripts[TEXT_SCRIPTS] = {
    [TEXT_CYRILLIC] = {cyrillic, SIGNS | BIT('y')},
    [TEXT_GREEK] = {greek, SIGNS | BIT('g') | BIT('m') | BIT('n')},
    [TEXT_ARABIC] = {arabic, SIGNS},
    [TEXT_HEBREW] = {hebrew, SIGNS},
    [TEXT_KANA] = {kana, SIGNS | BIT('o') | BIT('u')},
    [TEXT_OTHER] = {other, SIGNS},
};

unsigned
script_settle(enum text_script script, char *letter, unsigned len)
{
    struct settling s = {.letter = letter, .len = len};
    char before = '\0';

    if (scripts[script].decide == NULL)
        return len;
    for (; s.at < len; s.at++) {
        char c = letter[s.at];

        if ((scripts[script].what & BIT(c)) != 0)
            scripts[script].decide(&s, before, c);
        else
            put(&s, c);
        before = c;
    }
    return s.done;
}
