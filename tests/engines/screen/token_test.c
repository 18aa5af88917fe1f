/*
 * token_test: names become words: titles, particles and legal forms marked as such, Arabic
 * compounds made one, each word with the place in the name that it comes from.
 */
#include "engines/screen/screen.h"
#include "engines/screen/token.h"
#include "tests/ground/xml/fixture.h"

/* "dr. ahmad al: karim": a word, and behind it what it is if it does not name. */
static const char *
told(const struct tokens *t)
{
    static char text[TOKENS * (SOUND_MAX + 2) + 1];
    static const char sign[TOKEN_CLASSES] = {[TOKEN_PARTICLE] = ':',
        [TOKEN_ADDRESS] = '.',
        [TOKEN_FORM] = '&',
        [TOKEN_SORT] = '+',
        [TOKEN_NUMBER] = '#',
        [TOKEN_INITIAL] = '-'};
    size_t len = 0;

    for (unsigned i = 0; i < t->count; i++) {
        if (i > 0)
            text[len++] = ' ';
        memcpy(text + len, t->at[i].letter, t->at[i].len);
        len += t->at[i].len;
        if (t->at[i].class != TOKEN_WORD)
            text[len++] = sign[t->at[i].class];
    }
    text[len] = '\0';
    return text;
}

static void
names(void)
{
    static const char *const rows[][2] = {/* What stands around a name. */
        {"Vorel Tamsin", "vorel tamsin"}, {"  VOREL,tamsin ", "vorel tamsin"},
        {"Dr. Vorel Tamsin", "dr. vorel tamsin"}, {"", ""}, {" .,- ", ""},
        {"Sheikh Haji Mullah Vorel", "shaykh. haji. mullah. vorel"},
        {"Cheikh Hadji Mawlawi Vorel", "shaykh. haji. mullah. vorel"},
        {"Prof. Gen. Vorel Jr", "prof. gen. vorel jr."},
        /* Particles, and the many ways to write one. */
        {"Osama bin Laden", "osama bin: laden"}, {"Osama Ben Laden", "osama bin: laden"},
        {"Osama Ibn Laden", "osama bin: laden"}, {"Vorel al-Tamsin", "vorel al: tamsin"},
        {"Vorel El Tamsin", "vorel al: tamsin"}, {"Abou Vorel", "abu: vorel"},
        {"Maria de la Cruz", "maria de: la: cruz"},
        {"Jan van der Berg", "jan vander: berg"},
        {"Jan von den Berg", "jan vander: berg"},
        /* The servant of, of the faith, of God. */
        {"Abd al-Rahman", "abdul rahman"}, {"Abdul Rahman", "abdul rahman"},
        {"Abdel Rahman", "abdul rahman"}, {"Abd ur Rahman", "abdul rahman"},
        {"Abd", "abdul"}, {"Abdurrahman", "abdulrahman"}, {"Abdelrahman", "abdulrahman"},
        {"Abdulrahman", "abdulrahman"}, {"Abderrahman", "abdulrahman"},
        {"Abdullah", "abdullah"}, {"Abdallah", "abdullah"}, {"Abdulla", "abdullah"},
        {"Nureddin", "nuruddin"}, {"Nuruddin", "nuruddin"}, {"Nuraldin", "nuruddin"},
        {"Asadollah", "asadullah"}, {"Asadulla", "asadullah"}, {"Asadallah", "asadullah"},
        {"Alla", "alla"}, {"Eddin", "eddin"}, {"Asad Allah", "asadullah"},
        {"Asad Ulla Vorel", "asadullah vorel"}, {"Abd Allah", "abdullah"},
        {"Abdul Allah", "abdullah"}, {"Nur al-Din", "nuruddin"},
        {"Nour Eddine", "nouruddin"}, {"Nur ud Din Vorel", "nuruddin vorel"},
        /* Only behind a name, and not across a comma. */
        {"Allah Vorel", "allah vorel"}, {"al-Din Vorel", "al: din vorel"},
        {"bin Allah", "bin: allah"}, {"Vorel, Allah", "vorel allah"},
        {"Vorel al-Tamsin", "vorel al: tamsin"}, {"Nur al", "nur al:"},
        /* Without vowels, where a letter that stands twice would be two. */
        {"أسد الله", "asdulah"}, {"عبدالله", "abdulah"}, {"نور الدين", "nurudin"},
        {"نورالدین", "nurudin"},
        /* Firms. */
        {"OOO Vektor", "llc& vektor"}, {"Vektor LLC", "vektor llc&"},
        {"Vektor Limited", "vektor ltd&"}, {"Vektor Ltda.", "vektor ltd&"},
        {"Vektor Limited Liability Company", "vektor llc&"},
        {"Joint Stock Company Vektor", "jsc& vektor"}, {"PJSC Vektor", "jsc& vektor"},
        {"Open Joint Stock Company Vektor", "jsc& vektor"},
        {"Vektor Gesellschaft mit beschr\u00e4nkter Haftung", "vektor gmbh&"},
        {"Vektor Public Limited Company", "vektor plc&"},
        {"Vektor & Co", "vektor company&"}, {"Vektor Intl", "vektor international"},
        {"Vektor Organisation", "vektor organization"},
        {"Vektor Joint Stock Compan", "vektor jsc&"},
        {"Vektor Joint Stock Com", "vektor jsc&"},
        {"Vektor Joint Stock Co", "vektor joint stock company&"},
        {"Joint Stock Compan Vektor", "joint stock compan vektor"},
        {"VektorAG", "vektor ag&"}, {"VektorGmbH Tamsin", "vektor gmbh& tamsin"},
        {"VEKTORAG", "vektorag"}, {"Vorel Industries", "vorel industry+"},
        {"Vorel Industrial Complex", "vorel industry+ complex+"},
        {"Shahid Vorel Industries", "shahid. vorel industry+"},
        {"Sh. Vorel Co.", "sh. vorel company&"}, {"Shahid Vorel", "shahid vorel"},
        {"Sanaye Haftome Tir", "industry+ 7# tir"},
        {"Qarargahe Sazandegi", "headquarters+ construction"},
        /* Words that are written as one. */
        {"FridrichBuchenberg", "fridrich buchenberg"}, {"McDonald", "mcdonald"},
        {"DeSantis", "desantis"}, {"F\u00fcrchtegottLange", "furchtegottlange"},
        /* What stands behind a name, and says it once more or nothing of it. */
        {"Vorel Trade Bank (VTB)", "vorel trade bank"},
        {"Vorel of the Tamsin (VT)", "vorel of: the: tamsin"},
        {"Vorel of Tamsin (VOT)", "vorel of: tamsin"},
        {"Vorel Trade Bank (VTX)", "vorel trade bank vtx"},
        {"Vorel Trade Bank VTB", "vorel trade bank vtb"}, {"Vorel (V)", "vorel v-"},
        {"Vorel Bank and Vorel Bank Overseas", "vorel bank overseas"},
        {"Vorel and Vorel", "vorel and: vorel"},
        {"Vorel Bank Vorel Bank", "vorel bank vorel bank"},
        {"Vorel son of Tamsin", "vorel bin: tamsin"},
        {"Vorel daughter of Tamsin", "vorel bin: tamsin"},
        {"VOREL (COMBAT NAME)", "vorel"}, {"Vorel (birth name) Tamsin", "vorel tamsin"},
        {"Vorel, born in Okadri on 1 May", "vorel"}, {"Born Vorel", "born vorel"},
        {"Born in Okadri", "born in okadri"}, {"Birth name", "birth name"},
        /* Letters and numbers. */
        {"S.M. Vorel", "s- m- vorel"}, {"JC Vorel", "j- c- vorel"},
        {"J.-C. Vorel", "j- c- vorel"}, {"JC VOREL", "jc vorel"},
        {"NG Vorel", "ng vorel"}, {"XU Vorel", "xu vorel"}, {"Vorel XV", "vorel xv"},
        {"A.B.C. Vorel", "abc vorel"}, {"Vorel S.A.", "vorel sa&"},
        {"Vorel Sp. z o. o.", "vorel llc&"}, {"J. Q. Vorel", "j- q- vorel"},
        {"Vorel 1963", "vorel 1963#"}, {"2nd Vorel 7", "2# vorel 7#"},
        {"Second Vorel", "2# vorel"}, {"33rd Vorel", "33# vorel"},
        {"33xy Vorel", "33xy vorel"}, {"53\u03b7 Vorel", "53# vorel"},
        {"Forty-Four Vorel", "44# vorel"}, {"fourty 4", "44#"}, {"40 4", "40# 4#"},
        {"Forty 44", "40# 44#"}, {"Twelve Two", "12# 2#"},
        {"Vorel Sp. z o.o.", "vorel llc&"}, {"Vorel3", "vorel3"},
        /* Other scripts. */
        {"\u0410\u0431\u0434\u0443\u0440\u0430\u0445\u043c\u0430\u043d "
         "\u0438\u0431\u043d "
         "\u0425\u0430\u0442\u0442\u0430\u0431",
            "abdulrakhman bin: khattab"},
        {"\u9ec4\u5927", "huang da"}};
    struct tokens t;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        tokens_of(bytes_of(rows[i][0]), &t);
        tap_is_text(bytes_of(told(&t)), rows[i][1], "\"%s\"", rows[i][0]);
    }
}

static void
scripts(void)
{
    /* Muhammad Abdulrahman; Kim Jeong-eun; Lee. */
    static const char arabic[] =
        "\u0645\u062d\u0645\u062f \u0639\u0628\u062f\u0627\u0644\u0631\u062d\u0645\u0646";
    struct tokens t, one;

    tokens_of(bytes_of(arabic), &t);
    tap_ok(t.count == 3 && t.at[0].script == TEXT_ARABIC &&
            t.at[1].script == TEXT_LATIN && t.at[1].from == t.at[2].from &&
            t.at[2].script == TEXT_ARABIC,
        "the servant of, written as one in Arabic, is two words: %s", told(&t));
    tokens_of(bytes_of("\uae40\uc815\uc740"), &t);
    tap_ok(t.count == 3 && token_is_syllable(&t.at[0]) && t.at[0].class == TOKEN_WORD &&
            t.at[0].origin != 0 && t.at[0].origin != t.at[1].origin,
        "each syllable of Hangul is a word that knows which it is");
    tokens_of(bytes_of("\uae40"), &one);
    tap_ok(one.count == 1 && one.at[0].origin == t.at[0].origin, "and is that one again");
    tokens_of(bytes_of("Kim"), &one);
    tap_ok(one.count == 1 && one.at[0].origin == 0 && !token_is_syllable(&one.at[0]),
        "a Latin word knows nothing of that");
    tokens_of(bytes_of("\uc774 \u674e"), &t);
    tap_ok(t.count == 2 && t.at[0].letter[0] == 'l' && t.at[0].class == TOKEN_WORD &&
            t.at[1].class == TOKEN_WORD,
        "Lee and Li are words, no particles: %s", told(&t));
}

/* ---- Limits, and where words stand -------------------------------------------------------- */

static bool
sound_tokens(struct bytes name, const struct tokens *t)
{
    size_t from = 0;

    if (t->count > TOKENS || t->name.at != name.at || t->name.len != name.len)
        return false;
    for (unsigned i = 0; i < t->count; i++) {
        const struct token *k = &t->at[i];

        if (k->len == 0 || k->len > SOUND_MAX || k->class >= TOKEN_CLASSES ||
            k->from < from || k->from >= k->to || k->to > name.len)
            return false;
        if (k->class != TOKEN_WORD && (k->origin != 0 || k->script != TEXT_LATIN))
            return false;
        from = k->from;
    }
    return true;
}

static void
limits(void)
{
    char name[4 * TOKENS + 1], word[3 * SOUND_MAX + 1];
    struct tokens t, cut;

    for (unsigned i = 0; i < 4 * TOKENS; i += 4)
        memcpy(name + i, "vor ", 4);
    tokens_of(bytes_from(name, 4 * TOKENS), &t);
    tap_ok(t.count == TOKENS && t.whole, "%d words are a whole name", TOKENS);
    name[4 * TOKENS] = 'x';
    tokens_of(bytes_from(name, sizeof(name)), &t);
    tap_ok(t.count == TOKENS && !t.whole, "one more is left out, and that is said");
    memset(word, 'v', sizeof(word));
    for (size_t i = 1; i < sizeof(word); i += 2)
        word[i] = 'o';
    tokens_of(bytes_from(word, sizeof(word)), &t);
    tokens_of(bytes_from(word, SOUND_MAX), &cut);
    tap_ok(t.count == 1 && t.at[0].len == SOUND_MAX && cut.at[0].len == SOUND_MAX &&
            memcmp(t.at[0].letter, cut.at[0].letter, SOUND_MAX) == 0 &&
            t.at[0].to == sizeof(word),
        "of a long word %d letters are compared", SOUND_MAX);
    memcpy(word, "abdu", 4);
    memcpy(word + SOUND_MAX - 4, "ulla", 4);
    tokens_of(bytes_from(word, SOUND_MAX), &t);
    tap_ok(t.count == 1 && t.at[0].len == SOUND_MAX && sound_tokens(t.name, &t),
        "a word that is rewritten grows no further: %s", told(&t));
}

static uint64_t state = 20260227;

static uint32_t
draw(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32) % below;
}

/* Bytes of any kind, and pieces of names. */
static void
any(void)
{
    static const char *const pieces[] = {"abdul", "abd ", "al", " al ", "llah", "ud",
        "din", " ", " ", " ", "limited ", "liability ", "company ", "bin ", "vorel",
        "\u0639\u0628\u062f", "\u0627\u0644", "\uae40", "\uc774", "\u0301", "\xff",
        "\x00z", "'", "j. ", "9", "\u738b", "allah", "eddine", ",", "forty",
        "\u0440\u0444 ", "\u516c\u53f8"};
    unsigned bad = 0, times = 20000;

    for (unsigned i = 0; i < times; i++) {
        char name[1024];
        size_t len = 0;
        struct tokens t, again;

        for (uint32_t n = draw(40); n > 0; n--) {
            const char *p = pieces[draw(COUNT_OF(pieces))];
            size_t l = *p == '\0' ? 2 : strlen(p);

            memcpy(name + len, p, l);
            len += l;
        }
        tokens_of(bytes_from(name, len), &t);
        tokens_of(bytes_from(name, len), &again);
        bad += !sound_tokens(bytes_from(name, len), &t) || again.count != t.count;
    }
    tap_ok(bad == 0, "%u random names have words that stand in them, in order", times);
}

int
main(void)
{
    struct work *w = fresh();

    if (!screen_start(w))
        return 1;
    names();
    scripts();
    limits();
    any();
    work_close(w);
    return tap_end();
}
