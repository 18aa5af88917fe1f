/*
 * A word's sound, and how alike two of them are.
 */
#include <string.h>

#include "engines/screen/sound.h"

/* Spellings of one sound by their first letter, the longest first; what a vowel begins is left to
 * vowels(). */
static const struct {
    char from[6];
    uint8_t len;
    char to;
} spellings[] = {
    {"ch", 2, 'c'},
    {"ck", 2, 'k'},
    {"cz", 2, 'c'},
    {"dzh", 3, 'j'},
    {"dh", 2, 'd'},
    {"dj", 2, 'j'},
    {"dz", 2, 'z'},
    {"gh", 2, 'g'},
    {"kh", 2, 'k'},
    {"ks", 2, 'x'},
    {"ph", 2, 'f'},
    {"qu", 2, 'k'},
    {"q", 1, 'k'},
    {"shch", 4, 's'},
    {"sch", 3, 's'},
    {"sh", 2, 's'},
    {"tsch", 4, 'c'},
    {"tch", 3, 'c'},
    {"th", 2, 't'},
    {"ts", 2, 's'},
    {"tz", 2, 's'},
    {"w", 1, 'v'},
    {"zh", 2, 'j'},
    {"z", 1, 's'},
    {"", 0, 0},
};
/* Where those of a letter begin, and one; 0: it begins none. */
static const uint8_t spelled[UINT8_MAX + 1] = {['c'] = 1,
    ['d'] = 4,
    ['g'] = 8,
    ['k'] = 9,
    ['p'] = 11,
    ['q'] = 12,
    ['s'] = 14,
    ['t'] = 17,
    ['w'] = 22,
    ['z'] = 23};

#define LETTER(c) (UINT32_C(1) << ((c) - 'a'))
#define VOWELS \
    (LETTER('a') | LETTER('e') | LETTER('i') | LETTER('o') | LETTER('u') | LETTER('y'))
/* Letters that are mostly of one sound, and those that make them another when they come next. */
static const struct {
    char to;
    uint32_t but;
} mostly[UINT8_MAX + 1] = {['a'] = {'a', VOWELS},
    ['b'] = {'b', 0},
    ['d'] = {'d', LETTER('z') | LETTER('h') | LETTER('j')},
    ['e'] = {'i', VOWELS},
    ['f'] = {'f', 0},
    ['g'] = {'g', LETTER('h')},
    ['i'] = {'i', VOWELS},
    ['k'] = {'k', LETTER('h') | LETTER('s')},
    ['l'] = {'l', 0},
    ['m'] = {'m', 0},
    ['n'] = {'n', 0},
    ['o'] = {'u', VOWELS},
    ['p'] = {'p', LETTER('h')},
    ['r'] = {'r', 0},
    ['s'] = {'s', LETTER('h') | LETTER('c')},
    ['t'] = {'t', LETTER('c') | LETTER('h') | LETTER('j') | LETTER('s') | LETTER('z')},
    ['u'] = {'u', VOWELS},
    ['v'] = {'v', 0},
    ['y'] = {'i', VOWELS},
    ['z'] = {'s', LETTER('h')}};

static bool
is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

/* Of a sound, where the y is the one that begins a word. */
static bool
is_open(char c)
{
    return c == 'a' || c == 'i' || c == 'u';
}

/* A run of vowels as one of three. */
static char
vowel_class(const char *at, size_t len)
{
    char last = at[len - 1], first = at[0];

    if (len > 1 && (last == 'i' || last == 'y' || last == 'e') && first != 'u')
        return first == 'o' ? 'u' : 'i';
    switch (first) {
    case 'a':
        return len > 1 && (last == 'u' || last == 'o') ? 'u' : 'a';
    case 'o':
    case 'u':
        return 'u';
    default:
        return len > 1 && (last == 'a')               ? 'a'
            : len > 1 && (last == 'u' || last == 'o') ? 'u'
                                                      : 'i';
    }
}

/* One consonant from ${at}; says how many letters it took. */
static size_t
consonant(const char *at, size_t len, char *out)
{
    for (size_t i = spelled[(uint8_t)at[0]]; i > 0 && spellings[i - 1].from[0] == at[0];
         i++) {
        size_t n = spellings[i - 1].len;

        if (n <= len && memcmp(at, spellings[i - 1].from, n) == 0) {
            *out = spellings[i - 1].to;
            return n;
        }
    }
    *out = at[0];
    if (at[0] == 'c' && (len == 1 || (at[1] != 'e' && at[1] != 'i' && at[1] != 'y')))
        *out = 'k';
    return 1;
}

static void
add(struct sound *s, char c, bool bone)
{
    if (s->len > 0 && s->at[s->len - 1] == c && (c < '0' || c > '9') && !s->abjad)
        return;
    s->at[s->len++] = c;
    if (bone)
        s->bone[s->bones++] = c;
}

/* A letter that is only breath: between two vowels it is heard, elsewhere some leave it out. */
static bool
is_breath(const char *letters, size_t len, size_t at)
{
    return letters[at] == 'h' && at > 0 &&
        !(is_vowel(letters[at - 1]) && at + 1 < len && is_vowel(letters[at + 1]));
}

/* "Sergej" as Sergei: behind the last vowel, or at the end. */
static bool
is_soft(const char *letters, size_t len, size_t at)
{
    return letters[at] == 'j' && at > 0 &&
        (at + 1 == len || (is_vowel(letters[at - 1]) && !is_vowel(letters[at + 1])));
}

/* "Natalja" as Natalya: behind such consonants as Arabic names, "Marjan", mostly have no j. */
static bool
is_glide(const char *letters, size_t len, size_t at)
{
    return letters[at] == 'j' && at > 0 && at + 1 < len && is_vowel(letters[at + 1]) &&
        strchr(letters[at + 1] == 'e' ? "bklprtv" : "bklptv", letters[at - 1]) != NULL;
}

/* "Vjatjeslav" and "-vitj" as in Swedish. */
static bool
is_swedish_ch(const char *letters, size_t len, size_t at)
{
    return at + 1 < len && letters[at] == 't' && letters[at + 1] == 'j' &&
        (at + 2 == len || letters[at + 2] == 'e' || !is_vowel(letters[at + 2]));
}

/* The sound that begins at a letter; says how many letters it takes. */
static size_t
one_sound(const char *letters, size_t len, size_t at, bool abjad, char *out)
{
    bool long_u = abjad && letters[at] == 'w' && at > 0;
    size_t n = 1;

    if (letters[at] == 'x' && at == 0) {
        *out = 's'; /* Xi, Xavier */
    } else if (letters[at] == 'y' && at == 0 && len > 1 && is_vowel(letters[1])) {
        *out = 'y';
    } else if (!abjad && is_swedish_ch(letters, len, at)) {
        *out = 'c';
        n = 2;
    } else if (long_u || is_vowel(letters[at]) ||
        (!abjad && is_glide(letters, len, at))) {
        while (at + n < len && is_vowel(letters[at + n]))
            n++;
        *out = long_u ? 'u' : vowel_class(letters + at, n);
    } else if (is_soft(letters, len, at)) {
        *out = 'i';
    } else {
        return consonant(letters + at, len - at, out);
    }
    return n;
}

void
sound_of(const char *letters, size_t len, enum text_script script, struct sound *out)
{
    size_t at = 0;

    *out = (struct sound){.abjad = script == TEXT_ARABIC || script == TEXT_HEBREW,
        .syllable = script == TEXT_HAN || script == TEXT_HANGUL};
    if (len > SOUND_MAX)
        len = SOUND_MAX;
    while (at < len) {
        size_t n = 1;
        char c = mostly[(uint8_t)letters[at]].to;
        uint32_t next = at + 1 < len ? UINT32_C(1) << ((letters[at + 1] - 'a') & 31) : 0;

        if (c != 0 && (mostly[(uint8_t)letters[at]].but & next) == 0) {
            add(out, c, !is_open(c) && !(at > 0 && c == 'v'));
            at++;
            continue;
        }
        if (!out->abjad && is_breath(letters, len, at)) {
            at++;
            continue;
        }
        n = one_sound(letters, len, at, out->abjad, &c);
        /* What some writings leave out is no bone: h, and w and y behind the first; v, which
         * others write the w as. */
        add(out, c, !is_open(c) && c != 'h' && !(at > 0 && c == 'v'));
        at += n;
    }
}

/* The names of Koreans are written in two ways: "Gim" and Kim, "Bak" and Pak. */
unsigned
sound_others(const struct sound *s, struct sound out[2])
{
    static const char from[] = "gdbjrktpcl", to[] = "ktpclgdbjr";
    const char *c = s->len == 0 ? NULL : strchr(from, s->at[0]);

    out[0] = *s;
    out[0].syllable = false;
    if (c == NULL || *c == 0)
        return 1;
    out[1] = out[0];
    out[1].at[0] = to[c - from];
    return 2;
}

unsigned
sound_edits(size_t len)
{
    return len >= 4;
}

/* ---- Costs ------------------------------------------------------------------------------ */

/* Of a thousand; for each letter that a word has and one more, a tenth of a cost takes so much. */
#define P_SLOPE 800
/* The same, where the sounds are the same and only the letters differ. */
#define P_SPELL 400
/* Words that are less alike are not near. */
#define P_LEAST 550
/* Words of one sound, of which one has no short vowels. */
#define SOUND_ABJAD 640
#define COST_SWAP 4
#define COST_TWICE 2
#define COST_VOWEL 5
#define COST_VOWEL_GONE 8
#define COST_KIN 8
#define COST_GONE 12
#define COST_OTHER 20
#define COST_ENDING 6 /* an s behind the word, as Latvians have it behind men's names */
#define COST_FIRST 6  /* more, where it is the first sound */

/* Consonants that languages and scripts take for each other. */
static char
kin(char c)
{
    switch (c) {
    case 'b':
    case 'p':
        return 'b';
    case 'd':
    case 't':
        return 'd';
    case 'g':
    case 'k':
    case 'x':
    case 'h':
        return 'g';
    case 'f':
    case 'v':
        return 'f';
    case 'c':
    case 'j':
    case 'y':
    case 's':
        return 's';
    case 'l':
    case 'r':
        return 'l';
    case 'm':
    case 'n':
        return 'm';
    default:
        return c;
    }
}

static int
exchange(char a, char b)
{
    if (a == b)
        return 0;
    if (is_open(a) && is_open(b))
        return COST_VOWEL;
    if (is_open(a) || is_open(b))
        return COST_OTHER;
    return kin(a) == kin(b) ? COST_KIN : COST_OTHER;
}

static int
gone(char c)
{
    return is_open(c)          ? COST_VOWEL_GONE
        : c == 'h' || c == 'y' ? COST_VOWEL /* Anbia, Anbiya */
                               : COST_GONE;
}

static int
least(int a, int b)
{
    return a < b ? a : b;
}

/* What leads from one to the other costs, adjacent ones exchanged only once. */
static int
path(const char *a, size_t la, const char *b, size_t lb)
{
    int cost[3][SOUND_MAX + 1];

    cost[0][0] = 0;
    for (size_t j = 1; j <= lb; j++)
        cost[0][j] = cost[0][j - 1] + gone(b[j - 1]) + (j == 1 ? COST_FIRST : 0);
    for (size_t i = 1; i <= la; i++) {
        int *c = cost[i % 3];
        const int *up = cost[(i - 1) % 3];

        c[0] = up[0] + gone(a[i - 1]) + (i == 1 ? COST_FIRST : 0);
        for (size_t j = 1; j <= lb; j++) {
            int first = i == 1 && j == 1 ? COST_FIRST : 0,
                x = exchange(a[i - 1], b[j - 1]);

            c[j] = up[j - 1] + x + (x > 0 ? first : 0);
            c[j] = least(c[j], up[j] + gone(a[i - 1]));
            c[j] = least(c[j], c[j - 1] + gone(b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                c[j] = least(c[j], cost[(i - 2) % 3][j - 2] + COST_SWAP);
        }
    }
    return cost[la % 3][lb];
}

/* Two words without what they begin and end with alike. */
struct rest {
    size_t head; /* what they begin with */
    size_t a;    /* what is left of each */
    size_t b;
};

static struct rest
rest_of(const char *a, size_t la, const char *b, size_t lb)
{
    size_t head = 0, tail = 0;

    while (head < la && head < lb && a[head] == b[head])
        head++;
    while (tail < la - head && tail < lb - head && a[la - 1 - tail] == b[lb - 1 - tail])
        tail++;
    return (struct rest){head, la - head - tail, lb - head - tail};
}

/* Does one edit at the most lead from one to the other: a letter more, less or another, or two
 * adjacent ones exchanged?  What it costs; 0: none is needed; -1: it does not. */
static int
one_edit(const char *a, size_t la, const char *b, size_t lb)
{
    struct rest r;
    int first;

    if (la > lb + 1 || lb > la + 1)
        return -1;
    r = rest_of(a, la, b, lb);
    first = r.head == 0 ? COST_FIRST : 0;
    a += r.head;
    b += r.head;
    if (r.a + r.b == 0)
        return 0;
    if (r.a + r.b == 1) {
        char c = r.a == 1 ? *a : *b;

        if (c == 's' && r.head + 1 == (la > lb ? la : lb))
            return COST_ENDING;
        return r.head > 0 && a[-1] == c ? COST_TWICE : gone(c) + first;
    }
    if (r.a == 1 && r.b == 1)
        return exchange(*a, *b) + first;
    if (r.a == 2 && r.b == 2 && a[0] == b[1] && a[1] == b[0])
        return COST_SWAP + first / 2;
    return -1;
}

static bool
same(const char *a, size_t la, const char *b, size_t lb)
{
    return la == lb && memcmp(a, b, la) == 0;
}

bool
sound_same(const struct sound *a, const struct sound *b)
{
    return a->abjad == b->abjad && a->syllable == b->syllable &&
        same(a->at, a->len, b->at, b->len);
}

/* Where one of two is written without vowels, only their bones can be compared; with an edit
 * only where that is the one asked for, since lists give such names in Latin too. */
static int
alike_bones(const struct sound *a, const struct sound *b)
{
    static const int16_t whole[] = {0, 0, 640, 780, 890, 930};
    int cost, shorter = a->bones < b->bones ? a->bones : b->bones;

    /* Short vowels there are none: Ali, Agha. */
    if (same(a->at, a->len, b->at, b->len) && a->len >= 3)
        return SOUND_ABJAD;
    if (same(a->bone, a->bones, b->bone, b->bones))
        return whole[shorter > 5 ? 5 : shorter];
    if (shorter < 3 || b->abjad)
        return 0;
    cost = one_edit(a->bone, a->bones, b->bone, b->bones);
    if (cost < 0)
        return 0;
    cost = 860 - cost * P_SLOPE / (10 * (shorter + 1));
    return cost < P_LEAST ? 0 : cost;
}

static int
alike_of(int cost, size_t len)
{
    int alike = 960 - cost * P_SLOPE / (int)(10 * (len + 1));

    return alike < P_LEAST ? 0 : alike;
}

int
sound_alike(const struct sound *a, const struct sound *b)
{
    size_t shorter = a->len < b->len ? a->len : b->len;
    int cost = -1;

    if (a->syllable != b->syllable) {
        struct sound two[2];
        unsigned n = sound_others(a->syllable ? a : b, two);
        const struct sound *o = a->syllable ? b : a;

        for (unsigned i = 0; i < n; i++)
            if (same(two[i].at, two[i].len, o->at, o->len))
                return SOUND_ALIKE;
        return 0;
    }
    if (a->abjad != b->abjad)
        return alike_bones(a, b);
    if (same(a->at, a->len, b->at, b->len))
        return SOUND_ALIKE;
    if (sound_edits(shorter))
        cost = one_edit(a->at, a->len, b->at, b->len);
    return cost < 0 ? 0 : alike_of(cost, shorter);
}

int
sound_spelled(const char *a, size_t la, const char *b, size_t lb)
{
    int cost = path(a, la, b, lb), shorter = (int)(la < lb ? la : lb),
        alike = SOUND_ALIKE - cost * P_SPELL / (10 * (shorter + 1));

    return alike < P_LEAST ? P_LEAST : alike;
}

int
sound_letters(const char *a, size_t la, const char *b, size_t lb)
{
    size_t shorter = la < lb ? la : lb;
    /* In short words only a letter more or less: the space between two words strayed. */
    int cost =
        sound_edits(shorter) || (shorter == 3 && la != lb) ? one_edit(a, la, b, lb) : -1;

    return cost < 0 ? 0 : alike_of(cost, shorter);
}
