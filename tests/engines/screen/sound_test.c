/*
 * sound_test: which words are of one sound, which are near, and which are not.  No figure of how
 * near is asked for, only what of two is nearer.
 */
#include "engines/screen/sound.h"
#include "tests/tap.h"

static struct sound
sound(const char *word, enum text_script script)
{
    struct sound s;

    sound_of(word, strlen(word), script, &s);
    return s;
}

static struct sound
latin(const char *word)
{
    return sound(word, TEXT_LATIN);
}

/* How alike two Latin words are, the one way and the other. */
static int
alike(const char *a, const char *b)
{
    struct sound x = latin(a), y = latin(b);
    int there = sound_alike(&x, &y), back = sound_alike(&y, &x);

    return there == back ? there : -1;
}

/* ---- Latin words -------------------------------------------------------------------------- */

static void
one_sound(void)
{
    static const char *const pairs[][2] = {{"mohammed", "mohamed"}, {"philip", "filip"},
        {"zhukov", "jukov"}, {"katz", "kats"}, {"catherine", "katherine"},
        {"vladimir", "wladimir"}, {"ali", "aly"}, {"osman", "usman"}, {"omar", "umar"},
        {"hussein", "husain"}, {"sergei", "sergey"}, {"tal", "tall"}, {"anna", "ana"},
        {"khamo", "kamo"}, {"ghoram", "goram"}, {"dzhamor", "jamor"}, {"sharo", "saro"},
        {"qoram", "koram"}, {"vorounim", "vorunim"}, {"zelom", "selom"},
        {"tschelo", "celo"}, {"mikhailov", "mikailov"}, {"xalom", "shalom"},
        /* As in Sweden, and where a j is a y. */
        {"vjatjeslav", "vyacheslav"}, {"borisovitj", "borisovich"}, {"tkatjk", "tkachk"},
        {"natalja", "natalya"}, {"vasiljev", "vasilyev"}, {"tatjana", "tatyana"},
        {"jurjev", "juryev"}};

    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct sound a = latin(pairs[i][0]), b = latin(pairs[i][1]);

        tap_ok(sound_same(&a, &b) && sound_same(&b, &a) &&
                alike(pairs[i][0], pairs[i][1]) == SOUND_ALIKE,
            "%s sounds as %s", pairs[i][0], pairs[i][1]);
    }
}

static void
not_one_sound(void)
{
    static const char *const pairs[][2] = {{"marjan", "maryan"}, {"anjum", "anyum"},
        {"tjalo", "chalo"}, {"nadja", "nadya"}};

    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct sound a = latin(pairs[i][0]), b = latin(pairs[i][1]);

        tap_ok(!sound_same(&a, &b), "%s does not sound as %s", pairs[i][0], pairs[i][1]);
    }
}

static void
near_by_sound(void)
{
    static const char *const pairs[][2] = {{"khalid", "halid"}, {"mohammed", "muhammad"},
        {"youssef", "yusuf"}, {"quraishi", "kuraishi"}, {"schmidt", "shmit"},
        {"rahman", "rehman"}, {"aleksandr", "alexander"}, {"vorelm", "vorelms"},
        {"marko", "matko"}, {"vorelm", "voremm"}, {"telimar", "telmiar"}};

    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        int is = alike(pairs[i][0], pairs[i][1]);

        tap_ok(is > 0 && is < SOUND_ALIKE, "%s is near to %s", pairs[i][0], pairs[i][1]);
    }
}

static void
not_near(void)
{
    static const char *const pairs[][2] = {{"fatima", "khadija"}, {"abc", "abd"},
        {"vorelm", "tovelm"}, {"omar", "amir"}, {"li", "lo"}, {"kim", "kam"},
        {"vorelm", "vorelmsta"}, {"anton", "boris"}, {"vor", "vorelm"}, {"", "vorelm"},
        {"1963", "1964x"}};

    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        tap_ok(alike(pairs[i][0], pairs[i][1]) == 0, "\"%s\" is not near to \"%s\"",
            pairs[i][0], pairs[i][1]);
}

/* The first pair is nearer than the second. */
static void
nearer(void)
{
    static const char *const rows[][4] = {{"tamorek", "tamarek", "tamorek", "tamobek"},
        {"tamorek", "tamarek", "tamorek", "tamerk"},
        {"tamorek", "tamodek", "tamorek", "samorek"},
        {"tamorekilim", "tamobekilim", "tamorek", "tamobek"},
        {"telimar", "terimar", "telimar", "tezimar"},
        {"tamorev", "tamorevs", "tamorev", "tamorevt"}};

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        tap_ok(alike(rows[i][0], rows[i][1]) > alike(rows[i][2], rows[i][3]) &&
                alike(rows[i][2], rows[i][3]) >= 0,
            "%s and %s are more alike than %s and %s", rows[i][0], rows[i][1], rows[i][2],
            rows[i][3]);
}

/* Of one sound, what is written more alike is more alike. */
static void
spelled(void)
{
    const struct {
        const char *a, *near, *far;
    } rows[] = {{"mohamed", "mohammed", "mouhamid"}, {"philip", "fhilip", "fillyp"},
        {"karim", "karrim", "qareem"}, {"tamoria", "tamoriya", "tamoriaa"}};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t len = strlen(rows[i].a);
        int near = sound_spelled(rows[i].a, len, rows[i].near, strlen(rows[i].near)),
            far = sound_spelled(rows[i].a, len, rows[i].far, strlen(rows[i].far));

        tap_ok(near > far && far > 0 && near <= SOUND_ALIKE &&
                sound_spelled(rows[i].a, len, rows[i].a, len) == SOUND_ALIKE,
            "%s is written more like %s than like %s", rows[i].a, rows[i].near,
            rows[i].far);
    }
}

static void
letters(void)
{
    static const struct {
        const char *a, *b;
        bool near;
    } rows[] = {{"vorelm", "vroelm", true}, {"vorelm", "vorelm", true},
        {"vorelm", "vorlm", true}, {"vorelm", "vorelmx", true},
        {"vorelm", "voremk", false}, {"vorelm", "rovelm", false}, {"abc", "abd", false},
        {"abc", "abcd", true}, {"ab", "abc", false}, {"li", "lo", false}};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t a = strlen(rows[i].a), b = strlen(rows[i].b);
        int there = sound_letters(rows[i].a, a, rows[i].b, b),
            back = sound_letters(rows[i].b, b, rows[i].a, a);

        tap_ok(there == back && (there > 0) == rows[i].near,
            "%s and %s are %snear by letters", rows[i].a, rows[i].b,
            rows[i].near ? "" : "not ");
    }
    tap_ok(sound_edits(3) == 0 && sound_edits(4) == 1 && sound_edits(SOUND_MAX) == 1,
        "only words of four letters and more have an edit");
}

/* ---- Other scripts ------------------------------------------------------------------------ */

static void
without_vowels(void)
{
    struct sound written = sound("mhmd", TEXT_ARABIC), whole = latin("muhammad"),
                 other = latin("karlos"), less = sound("mhm", TEXT_ARABIC),
                 hebrew = sound("dvrn", TEXT_HEBREW), doron = latin("davorin"),
                 short_one = sound("b", TEXT_ARABIC), vowels = latin("abo"),
                 ali = sound("ali", TEXT_ARABIC), latin_ali = latin("aly"),
                 alia = latin("alo"), jawad = sound("jwad", TEXT_ARABIC),
                 javad = latin("javad");

    tap_ok(written.abjad && !whole.abjad && hebrew.abjad && !written.syllable,
        "Arabic and Hebrew write no short vowels");
    tap_ok(sound_alike(&written, &whole) > 0 && sound_alike(&whole, &written) > 0 &&
            !sound_same(&written, &whole),
        "mhmd is near to muhammad by its bones, and not the same");
    tap_ok(sound_alike(&hebrew, &doron) > 0, "and dvrn to davorin");
    tap_ok(sound_alike(&written, &other) == 0 && sound_alike(&other, &written) == 0,
        "but not to karlos");
    tap_ok(sound_alike(&less, &whole) <= sound_alike(&written, &whole),
        "a bone less is not nearer");
    tap_ok(sound_alike(&short_one, &vowels) == 0, "one bone says nothing");
    tap_ok(sound_alike(&ali, &latin_ali) > 0 && sound_alike(&latin_ali, &ali) > 0 &&
            sound_alike(&ali, &alia) == 0,
        "but where the long vowels are the same, too");
    tap_ok(sound_alike(&jawad, &javad) > 0, "who hears a v may have read a w");
}

static void
syllables(void)
{
    struct sound gim = sound("gim", TEXT_HANGUL), kim = latin("kim"), gi = latin("gim"),
                 lam = latin("lam"), others[2];
    struct sound han = sound("gim", TEXT_HAN), a = sound("a", TEXT_HANGUL);

    tap_ok(gim.syllable && han.syllable && !kim.syllable, "Han and Hangul are syllables");
    tap_ok(sound_same(&gim, &han) && !sound_same(&gim, &gi),
        "a syllable is the same only as a syllable");
    tap_ok(sound_others(&gim, others) == 2 && sound_same(&others[0], &gi) &&
            sound_same(&others[1], &kim),
        "gim may be written gim and kim");
    tap_ok(sound_others(&a, others) == 1 && !others[0].syllable, "a only one way");
    tap_ok(sound_alike(&gim, &kim) > 0 &&
            sound_alike(&gim, &kim) == sound_alike(&kim, &gim) &&
            sound_alike(&gim, &gi) > 0 && sound_alike(&gim, &lam) == 0,
        "and is near to both, and to no other, either way");
}

/* ---- Any words ---------------------------------------------------------------------------- */

static uint64_t state = 20260227;

static uint32_t
draw(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32) % below;
}

static size_t
any_word(char *to, size_t most)
{
    static const char from[] = "aeiouyhbdkmrstzwjqcgpx0123456789";
    size_t len = draw((uint32_t)most + 1);

    for (size_t i = 0; i < len; i++)
        to[i] = from[draw(draw(4) == 0 ? 32 : 18)];
    return len;
}

static bool
sane(const struct sound *s)
{
    if (s->len > SOUND_MAX || s->bones > s->len)
        return false;
    for (unsigned i = 0; i < s->len; i++)
        if ((s->at[i] < 'a' || s->at[i] > 'z') && (s->at[i] < '0' || s->at[i] > '9'))
            return false;
    return true;
}

/* One word, and that or another with an edit, of random scripts. */
static bool
any_pair(void)
{
    static const enum text_script of[] = {TEXT_LATIN, TEXT_ARABIC, TEXT_HAN};
    char a[2 * SOUND_MAX], b[2 * SOUND_MAX];
    size_t la = any_word(a, draw(8) == 0 ? 2 * SOUND_MAX : 10), lb = la;
    enum text_script one = of[draw(3)], two = draw(2) == 0 ? one : of[draw(3)];
    struct sound x, y;
    int there, back;

    memcpy(b, a, la);
    if (draw(3) == 0)
        lb = any_word(b, 10);
    else if (lb > 0)
        b[draw((uint32_t)lb)] = (char)('a' + draw(26));
    sound_of(a, la, one, &x);
    sound_of(b, lb, two, &y);
    there = sound_alike(&x, &y);
    back = sound_alike(&y, &x);
    if (la <= SOUND_MAX && lb <= SOUND_MAX &&
        (sound_letters(a, la, b, lb) != sound_letters(b, lb, a, la) ||
            sound_letters(a, la, b, lb) > SOUND_ALIKE ||
            sound_spelled(a, la, b, lb) > SOUND_ALIKE || sound_spelled(a, la, b, lb) < 1))
        return false;
    return sane(&x) && sane(&y) && there >= 0 && there <= SOUND_ALIKE &&
        (x.abjad != y.abjad || there == back) &&
        (!sound_same(&x, &y) || there == SOUND_ALIKE) &&
        sound_same(&x, &y) == sound_same(&y, &x);
}

static void
any(void)
{
    unsigned bad = 0, times = 200000;

    for (unsigned i = 0; i < times; i++)
        bad += !any_pair();
    tap_ok(bad == 0, "%u pairs of random words keep all promises, the same both ways",
        times);
}

static void
limits(void)
{
    char word[4 * SOUND_MAX];
    struct sound whole, cut, none;

    for (size_t i = 0; i < sizeof(word); i++)
        word[i] = i % 2 == 0 ? 't' : 'a';
    sound_of(word, sizeof(word), TEXT_LATIN, &whole);
    sound_of(word, SOUND_MAX, TEXT_LATIN, &cut);
    sound_of(word, 0, TEXT_LATIN, &none);
    tap_ok(whole.len == SOUND_MAX && sound_same(&whole, &cut),
        "what stands behind %d letters is not heard", SOUND_MAX);
    tap_ok(none.len == 0 && none.bones == 0 && sound_alike(&none, &whole) == 0,
        "no letters have no sound");
}

int
main(void)
{
    one_sound();
    not_one_sound();
    near_by_sound();
    not_near();
    nearer();
    spelled();
    letters();
    without_vowels();
    syllables();
    any();
    limits();
    return tap_end();
}
