/*
 * A name's words as they are compared.
 */
#include <string.h>

#include "engines/screen/pieces.h"
#include "engines/screen/token_inner.h"
#include "engines/screen/vocabulary.h"

static bool
is(const char *at, size_t len, const char *text)
{
    return strlen(text) == len && memcmp(at, text, len) == 0;
}

/* ---- The tables, by a hash that is made once ----------------------------------------------- */

#define SLOTS 1024
#define CUT_LEAST 3 /* letters of a word of which the end was cut off */

static uint32_t
hash_of(const char *at, size_t len)
{
    uint32_t h = 2166136261U;

    for (size_t i = 0; i < len; i++)
        h = (h ^ (uint8_t)at[i]) * 16777619U;
    return h ^ (h >> 15);
}

static uint16_t slots[SLOTS];
static uint64_t begins; /* a bit for the hash of each word that a phrase begins with */

void
tokens_start(void)
{
    vocabulary_start();
    memset(slots, 0, sizeof(slots));
    for (size_t i = 0; i < token_word_count; i++) {
        uint32_t h = hash_of(token_words[i].word, strlen(token_words[i].word));

        while (slots[h % SLOTS] != 0)
            h++;
        slots[h % SLOTS] = (uint16_t)(i + 1);
    }
    for (size_t p = 0; p < token_phrase_count; p++) {
        const char *first = token_phrases[p].words[0];

        begins |= UINT64_C(1) << hash_of(first, strlen(first)) % 64;
    }
}

const struct token_word *
token_word_find(const char *at, size_t len)
{
    if (len > 20)
        return NULL;
    for (uint32_t h = hash_of(at, len); slots[h % SLOTS] != 0; h++) {
        const struct token_word *w = &token_words[slots[h % SLOTS] - 1];

        if (is(at, len, w->word))
            return w;
    }
    return NULL;
}

/* ---- Tokens --------------------------------------------------------------------------------- */

static void
add(struct tokens *to, const char *at, size_t len, enum token_class class,
    const struct text_word *from)
{
    struct token *t;
    char as[4];

    if (len == 0)
        return;
    if (len > SOUND_MAX)
        len = SOUND_MAX;
    if (from->script == TEXT_HANGUL && len <= 2 && at[0] == 'i') {
        /* A name that is written Lee, Ri or Yi, and its like. */
        as[0] = 'l';
        memcpy(as + 1, at, len++);
        at = as;
    }
    if (to->count == TOKENS) {
        to->whole = false;
        return;
    }
    t = &to->at[to->count++];
    t->class = (uint8_t) class;
    t->script = (uint8_t)(class == TOKEN_WORD ? from->script : TEXT_LATIN);
    t->from = from->from;
    t->to = from->to;
    t->len = (uint8_t)len;
    memset(t->letter, 0, sizeof(t->letter));
    memcpy(t->letter, at, len);
    t->origin =
        class == TOKEN_WORD && (from->script == TEXT_HAN || from->script == TEXT_HANGUL)
        ? hash_of((const char *)to->name.at + from->from, (size_t)(from->to - from->from))
        : 0;
}

static bool
starts(const char *at, size_t len, const char *with)
{
    size_t n = strlen(with);

    return len >= n && memcmp(at, with, n) == 0;
}

static bool
ends(const char *at, size_t len, const char *with)
{
    size_t n = strlen(with);

    return len >= n && memcmp(at + len - n, with, n) == 0;
}

/* Arabic names that are written in many ways, made one: the servant of the ..., ... of the faith,
 * ... of God. */
static const char *const faiths[] = {"uddine", "eddine", "uddin", "eddin", "addin",
    "iddin", "aldin", "eldin", "aldyn"};
static const char *const gods[] = {"ullah", "ollah", "allah", "ulla", "alla", "ulah",
    "allh"};
/* Standing alone, behind a name. */
static const char *const faith_words[] = {"din", "deen", "dine", "dyn", "uddin", "eddin",
    "eddine", "uddine"};
static const char *const god_words[] = {"allah", "ullah", "ollah", "ulla", "allh"};

static bool
is_one_of(const char *at, size_t len, const char *const *of, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if ((len == 0 || at[0] == of[i][0]) && is(at, len, of[i]))
            return true;
    return false;
}

/* Does a word end with one of these, behind three letters?  How many letters it takes. */
static size_t
ending(const char *at, size_t len, const char *const *of, size_t count)
{
    /* All have one of these next to their last letter: most words do not. */
    if (len < 7 || strchr("nilya", at[len - 2]) == NULL)
        return 0;
    for (size_t i = 0; i < count; i++)
        if (len >= strlen(of[i]) + 3 && ends(at, len, of[i]))
            return strlen(of[i]);
    return 0;
}

/* Where no vowels are written, a letter that stands twice is two. */
static bool
is_abjad(enum text_script script)
{
    return script == TEXT_ARABIC || script == TEXT_HEBREW;
}

static const char *
of_the_faith(enum text_script script)
{
    return is_abjad(script) ? "udin" : "uddin";
}

static const char *
of_god(enum text_script script)
{
    return is_abjad(script) ? "ulah" : "ullah";
}

static size_t
rewrite(const char *at, size_t len, enum text_script script, char *to)
{
    const char *with = NULL;
    size_t n;

    memcpy(to, at, len);
    if (len >= 8 && starts(at, len, "abd") && strchr("aeou", at[3]) != NULL &&
        strchr("lrsnzdt", at[4]) != NULL && !starts(at + 4, len - 4, "lla") &&
        !starts(at + 4, len - 4, "llh")) {
        size_t skip = at[5] == at[4] || at[4] == 'l' ? 5 : 4;

        memcpy(to, "abdul", 5);
        memcpy(to + 5, at + skip, len - skip);
        len = 5 + len - skip;
    }
    if ((n = ending(to, len, faiths, COUNT_OF(faiths))) > 0)
        with = of_the_faith(script);
    else if ((n = ending(to, len, gods, COUNT_OF(gods))) > 0)
        with = of_god(script);
    if (with == NULL)
        return len;
    memcpy(to + len - n, with, strlen(with));
    return len - n + strlen(with);
}

static bool
is_article(const char *at, size_t len)
{
    const struct token_word *w = token_word_find(at, len);

    return w != NULL && w->as != NULL && w->as[0] == 'a' && w->as[1] == 'l' &&
        w->as[2] == 0;
}

/* "33", "33rd", "85o": how many digits a number has; 0: it is none. */
static size_t
digits_of(const char *at, size_t len)
{
    static const char *const behind[] = {"", "st", "nd", "rd", "th", "e", "o", "a", "i",
        "os", "as", "eme"};
    size_t n = 0;

    while (n < len && at[n] >= '0' && at[n] <= '9')
        n++;
    return n > 0 && is_one_of(at + n, len - n, behind, COUNT_OF(behind)) ? n : 0;
}

/* "Joint stock compan": the last word of all, of which the end was cut off. */
static bool
is_cut(const struct pieces *of, unsigned i, const char *word)
{
    const struct piece *p = &of->at[i];

    return i + 1 == of->count && p->len >= CUT_LEAST && p->len < strlen(word) &&
        memcmp(p->at, word, p->len) == 0;
}

/* How many words from the ${i}-th stand for one, or for nothing. */
static unsigned
phrase(const struct pieces *of, unsigned i, const struct token_phrase **out)
{
    if ((begins >> hash_of(of->at[i].at, of->at[i].len) % 64 & 1) == 0)
        return 0;
    for (size_t p = 0; p < token_phrase_count; p++) {
        const struct token_phrase *t = &token_phrases[p];
        unsigned n = 0;

        while (n < COUNT_OF(t->words) && t->words[n] != NULL && i + n < of->count &&
            of->at[i + n].at[0] == t->words[n][0] &&
            (is(of->at[i + n].at, of->at[i + n].len, t->words[n]) ||
                (n > 1 && is_cut(of, i + n, t->words[n]))))
            n++;
        if (n == COUNT_OF(t->words) || t->words[n] == NULL) {
            *out = t;
            return n;
        }
    }
    return 0;
}

/* Where short vowels are not written, two words are easier to find than one. */
static void
add_word(struct tokens *to, const char *at, size_t len, const struct text_word *from)
{
    if (is_abjad((enum text_script)from->script) && len > 7 && starts(at, len, "abdul")) {
        add(to, at, 5, TOKEN_WORD, from);
        to->at[to->count - 1].script = TEXT_LATIN;
        at += 5;
        len -= 5;
    }
    add(to, at, len, TOKEN_WORD, from);
}

/* "Forty-four" and "forty 4" are one number. */
static void
add_number(struct tokens *to, const char *at, size_t len, const struct text_word *from)
{
    struct token *t = to->count > 0 ? &to->at[to->count - 1] : NULL;

    if (t != NULL && t->class == TOKEN_NUMBER && t->len == 2 && t->letter[1] == '0' &&
        len == 1 && to->name.at[t->from] > '9') {
        t->letter[1] = at[0];
        t->to = from->to;
    } else {
        add(to, at, len, TOKEN_NUMBER, from);
    }
}

static void
one(struct tokens *to, const char *at, size_t len, const struct text_word *from)
{
    const struct token_word *known;
    char as[SOUND_MAX + 8];
    size_t digits;

    if (len > SOUND_MAX)
        len = SOUND_MAX;
    known = from->script == TEXT_HAN || from->script == TEXT_HANGUL
        ? NULL
        : token_word_find(at, len);

    if (known != NULL && known->class == TOKEN_NUMBER)
        add_number(to, known->as, strlen(known->as), from);
    else if (known != NULL)
        add(to, known->as == NULL ? at : known->as,
            known->as == NULL ? len : strlen(known->as), known->class, from);
    else if ((digits = digits_of(at, len)) > 0)
        add_number(to, at, digits, from);
    else if (len == 1 && from->script != TEXT_HAN && from->script != TEXT_HANGUL)
        add(to, at, len, TOKEN_INITIAL, from);
    else
        add_word(to, as, rewrite(at, len, (enum text_script)from->script, as), from);
}

bool
token_is_syllable(const struct token *t)
{
    return t->script == TEXT_HAN || t->script == TEXT_HANGUL;
}

bool
token_is_abjad(const struct token *t)
{
    return is_abjad((enum text_script)t->script);
}

bool
token_is_fathers(const struct token *t)
{
    static const char *const endings[] = {"ovich", "evich", "ovych", "avich", "ovitch",
        "evitch", "ovna", "evna", "ivna", "avna", "auna", "euna"};

    for (size_t i = 0; i < COUNT_OF(endings); i++)
        if (t->class == TOKEN_WORD && t->len >= strlen(endings[i]) + 3 &&
            ends(t->letter, t->len, endings[i]))
            return true;
    return false;
}

/* "Van der", "von den": one particle. */
static bool
is_van_der(const struct pieces *of, unsigned i)
{
    const struct piece *a = &of->at[i], *b = a + 1;

    return i + 1 < of->count && (is(a->at, a->len, "van") || is(a->at, a->len, "von")) &&
        (is(b->at, b->len, "der") || is(b->at, b->len, "den"));
}

/* "Abd", "abdul", "abd ur": the servant of. */
static bool
is_servant(const struct piece *p)
{
    return is(p->at, p->len, "abd") ||
        (p->len == 5 && starts(p->at, p->len, "abd") &&
            strchr("lrsnzdt", p->at[4]) != NULL);
}

/* Words of one that is translated stand in one place: then there is nothing between them. */
static bool
has_comma(struct bytes name, uint16_t from, uint16_t to)
{
    return from < to && memchr(name.at + from, ',', (size_t)(to - from)) != NULL;
}

/* "Nur al-Din" and "Saif Ullah" are Nuruddin and Saifullah: what stands behind a name becomes
 * a part of it.  How many pieces it takes; 0: none. */
static unsigned
append(struct tokens *to, const struct pieces *of, unsigned i)
{
    struct token *t = to->count > 0 ? &to->at[to->count - 1] : NULL;
    const struct piece *p = &of->at[i];
    const char *with;
    unsigned n = 1;

    if (t == NULL || t->class != TOKEN_WORD || token_is_syllable(t) ||
        has_comma(to->name, t->to, p->word.from))
        return 0;
    if (is_one_of(p->at, p->len, god_words, COUNT_OF(god_words))) {
        with = of_god((enum text_script)t->script);
        if (is(t->letter, t->len, "abdul"))
            t->len = 3;
    } else {
        n += i + 1 < of->count && is_article(p->at, p->len);
        p = &of->at[i + n - 1];
        if (!is_one_of(p->at, p->len, faith_words, COUNT_OF(faith_words)))
            return 0;
        with = of_the_faith((enum text_script)t->script);
    }
    if (t->len + strlen(with) > SOUND_MAX)
        return 0;
    memcpy(t->letter + t->len, with, strlen(with));
    t->len = (uint8_t)(t->len + strlen(with));
    t->to = p->word.to;
    return n;
}

/* Works named for martyrs; for persons it is a name. */
static const char *const martyrs[] = {"shahid", "shaheed", "shahed", "sh"};

static void
mark_martyrs(struct tokens *to)
{
    bool work = false;

    for (unsigned i = 0; i < to->count; i++)
        work |= to->at[i].class == TOKEN_SORT || to->at[i].class == TOKEN_FORM;
    for (unsigned i = 0; work && i < to->count; i++)
        if (to->at[i].class == TOKEN_WORD && to->at[i].script == TEXT_LATIN &&
            is_one_of(to->at[i].letter, to->at[i].len, martyrs, COUNT_OF(martyrs)))
            to->at[i].class = TOKEN_ADDRESS;
}

void
tokens_of(struct bytes name, struct tokens *out)
{
    struct text_words words;
    struct pieces of;

    text_words(name, &words);
    pieces_of(name, &words, &of);
    out->name = name;
    out->count = 0;
    out->whole = of.whole;
    for (unsigned i = 0; i < of.count;) {
        const struct piece *p = &of.at[i];
        struct text_word w = p->word;
        const struct token_phrase *known;
        unsigned n = phrase(&of, i, &known);

        if (n > 0 && known->as == NULL && out->count == 0)
            n = 0; /* there is no name that they could stand behind */
        if (n == 0 && (n = append(out, &of, i)) > 0) {
            i += n;
        } else if (n > 0) {
            if (known->ends)
                break;
            w.to = of.at[i + n - 1].word.to;
            if (known->as != NULL)
                add(out, known->as, strlen(known->as), known->class, &w);
            i += n;
        } else if (is_van_der(&of, i)) {
            w.to = of.at[i + 1].word.to;
            add(out, "vander", 6, TOKEN_PARTICLE, &w);
            i += 2;
        } else if (is_servant(p)) {
            add(out, "abdul", 5, TOKEN_WORD, &w);
            out->at[out->count - 1].script = TEXT_LATIN;
            i++;
            if (i < of.count && is_article(of.at[i].at, of.at[i].len))
                i++;
        } else {
            one(out, p->at, p->len, &w);
            i++;
        }
    }
    mark_martyrs(out);
}
