/*
 * words: a name, from its first byte to its last, as plain Latin words.
 */
#include <string.h>
#include <unicode/utf8.h>

#include "ground/text/text_inner.h"

#define LOOKED_AT UINT16_MAX /* bytes */

struct walk {
    const uint8_t *text;
    int32_t len;
    struct text_words *out;
    struct text_word word; /* the one that is open; its letters are the last ones */
    bool open;
    bool full;
    uint8_t run;        /* the script of the last letter */
    uint16_t run_at;    /* in the letters, where that script began */
    uint16_t letter_at; /* in the letters, where the last one stands */
    uint32_t letter;    /* the last one */
    unsigned scripts;   /* of the word, as bits */
    unsigned single;    /* letters since the word began, or since a dot */
};

static void
full(struct walk *k)
{
    k->full = true;
    k->out->whole = false;
}

static void
begin(struct walk *k, int32_t from, uint8_t script)
{
    if (k->out->count == TEXT_WORDS) {
        full(k);
        return;
    }
    k->word = (struct text_word){.at = (uint16_t)k->out->letters,
        .from = (uint16_t)from,
        .script = script};
    k->open = true;
    k->run = script;
    k->run_at = k->word.at;
    k->letter = 0;
    k->scripts = 0;
    k->single = 0;
}

/* The letters of one script are all there. */
static void
settle(struct walk *k)
{
    struct text_words *out = k->out;

    out->letters = k->run_at +
        script_settle(k->run, out->letter + k->run_at, out->letters - k->run_at);
    k->run_at = (uint16_t)out->letters;
}

static void
put(struct walk *k, const char latin[POINT_LATIN], unsigned len)
{
    char *to = k->out->letter + k->out->letters;

    if (k->out->letters + POINT_LATIN <= TEXT_LETTERS) {
        memcpy(to, latin, POINT_LATIN); /* which is quicker than to count */
    } else if (k->out->letters + len <= TEXT_LETTERS) {
        memcpy(to, latin, len);
    } else {
        full(k);
        return;
    }
    k->out->letters += len;
}

static void
put_point(struct walk *k, const struct point *p)
{
    if (p->len > 0 && p->script != k->run) {
#ifndef PLANTED_BUG
        settle(k);
#endif
        k->run = p->script;
    }
    k->letter_at = (uint16_t)k->out->letters;
    put(k, p->latin, p->len);
}

static void
put_letter(struct walk *k, uint32_t c, const struct point *p)
{
    k->letter = c;
    put_point(k, p);
}

/* A mark is written as it is, or changes the letter that it stands on. */
static void
put_mark(struct walk *k, uint32_t c, const struct point *p)
{
    uint32_t together = k->run != TEXT_LATIN ? letter_marked(k->letter, c) : 0;

    if (together != 0) {
        k->out->letters = k->letter_at;
        put_letter(k, together, point_of(together));
    } else if (p->len > 0) {
        put_point(k, p);
    }
}

/* ---- Words of two scripts ------------------------------------------------------------------ */

/* Who hides a name writes some of its letters by those of another script that look the same:
 * they are taken for what the others are.  A word whose letters cannot all be of one script
 * stays as it is. */

#define BIT(script) (1U << (script))

static bool
is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static uint32_t
in_script(uint32_t c, enum text_script most)
{
    const struct point *p = point_of(c);

    if (p->script == most || p->class != POINT_LETTER || is_digit(c))
        return c;
    return most == TEXT_LATIN ? (uint8_t)alike_latin(c)
        : c < 0x80            ? alike_foreign((uint8_t)c, most)
                              : 0;
}

/* How many letters of the word are of ${script}, and do all others look like one of it? */
static unsigned
count_letters(const struct walk *k, enum text_script script, bool *others)
{
    unsigned count = 0;
    UChar32 c;

    *others = true;
    for (int32_t at = k->word.from; at < k->word.to;) {
        U8_NEXT(k->text, at, k->word.to, c);
        if (c < 0)
            continue;
        count += !is_digit((uint32_t)c) && point_of((uint32_t)c)->script == script &&
            point_of((uint32_t)c)->class == POINT_LETTER;
        *others = *others && in_script((uint32_t)c, script) != 0;
    }
    return count;
}

static void
respell(struct walk *k)
{
    enum text_script most = k->scripts & BIT(TEXT_CYRILLIC) ? TEXT_CYRILLIC : TEXT_GREEK;
    bool as_latin, as_foreign;
    unsigned latin = count_letters(k, TEXT_LATIN, &as_latin);
    unsigned foreign = count_letters(k, most, &as_foreign);
    UChar32 c;

    if (!as_latin && !as_foreign)
        return;
    if (as_latin && (!as_foreign || latin >= foreign))
        most = TEXT_LATIN;
    k->out->letters = k->run_at = k->word.at;
    k->run = (uint8_t)most;
    for (int32_t at = k->word.from; at < k->word.to && !k->full;) {
        const struct point *p;

        U8_NEXT(k->text, at, k->word.to, c);
        if (c < 0)
            continue;
        c = (UChar32)in_script((uint32_t)c, most);
        p = point_of((uint32_t)c);
        if (p->class == POINT_LETTER)
            put_letter(k, (uint32_t)c, p);
        else if (p->class == POINT_MARK)
            put_mark(k, (uint32_t)c, p);
    }
    settle(k);
}

/* -------------------------------------------------------------------------------------------- */

static void
end(struct walk *k)
{
    struct text_words *out = k->out;

    if (!k->open)
        return;
    settle(k);
    k->open = false;
    if (k->scripts == (BIT(TEXT_LATIN) | BIT(TEXT_CYRILLIC)) ||
        k->scripts == (BIT(TEXT_LATIN) | BIT(TEXT_GREEK)))
        respell(k);
    k->word.len = (uint16_t)(out->letters - k->word.at);
    if (k->word.len > 0)
        out->word[out->count++] = k->word;
}

static void
letter(struct walk *k, uint32_t c, const struct point *p, int32_t from, int32_t to)
{
    if (!k->open)
        begin(k, from, p->script);
    if (k->full)
        return;
    k->scripts |= BIT(p->script);
    k->single++;
    k->word.to = (uint16_t)to;
    put_letter(k, c, p);
}

/* What stands behind ${at}, which is moved; nothing of worth at the end. */
static const struct point *
look(const struct walk *k, int32_t *at, uint32_t *c)
{
    UChar32 read = -1;

    if (*at < k->len)
        U8_NEXT(k->text, *at, k->len, read);
    *c = read < 0 ? 0 : (uint32_t)read;
    return point_of(*c);
}

/* Does a full stop stand between letters that stand alone? */
static bool
between_initials(const struct walk *k, int32_t at)
{
    const struct point *p;
    uint32_t c;

    if (!k->open || k->single != 1)
        return false;
    p = look(k, &at, &c);
    if (p->class != POINT_LETTER || is_digit(c))
        return false;
    do
        p = look(k, &at, &c);
    while (p->class == POINT_MARK);
    return p->class == POINT_PARTS || p->class == POINT_DOT;
}

/* The Arabic article at the beginning of a word, perhaps behind "and", is a word: alif and lam,
 * and at least three letters.  Where it ends, and how it is written; 0: it is none. */
static int32_t
article(const struct walk *k, uint32_t first, int32_t at, const char **written)
{
    static const char all[][POINT_LATIN] = {"WAl", "Al"};
    const char *lacks;
    int32_t behind = 0;
    unsigned letters = 0;

    if (first == U'ا' || first == 0xFE8D)
        *written = all[1];
    else if (first == U'و' || first == 0xFEED)
        *written = all[0];
    else
        return 0;
    for (lacks = *written + 1; letters < 3;) {
        uint32_t c;
        const struct point *p = look(k, &at, &c);

        if (p->class == POINT_MARK || p->class == POINT_NOTHING)
            continue;
        if (p->class != POINT_LETTER || p->script != TEXT_ARABIC)
            return 0;
        if (*lacks == '\0')
            letters++;
        else if (p->len != 1 || p->latin[0] != *lacks++)
            return 0;
        else
            behind = at;
    }
    return behind;
}

/* Between letters of Hebrew a quotation mark makes an abbreviation. */
static bool
in_hebrew(const struct walk *k, int32_t at)
{
    uint32_t c;

    return k->open && k->run == TEXT_HEBREW && look(k, &at, &c)->script == TEXT_HEBREW;
}

/* A question mark between letters is what somebody's encoding made of one, mostly of an apostrophe
 * or a letter with a mark. */
static bool
is_lost_letter(const struct walk *k, uint32_t c, int32_t at)
{
    uint32_t after;

    return k->open && (c == '?' || c == 0xFFFD) &&
        look(k, &at, &after)->class == POINT_LETTER && !is_digit(after);
}

static bool
takes_geresh(uint32_t c)
{
    return c == U'ג' || c == U'ז' || c == U'צ' || c == U'ץ';
}

/* One code point, or an article; where the next one begins. */
static int32_t
step(struct walk *k, uint32_t c, int32_t from, int32_t to)
{
    const struct point *p = point_of(c);
    const char *written;
    int32_t behind;

    switch ((enum point_class)p->class) {
    case POINT_NOTHING:
        if (p->len > 0 && k->open && k->run == TEXT_HEBREW && takes_geresh(k->letter)) {
            put(k, p->latin, p->len);
            k->word.to = (uint16_t)to;
        }
        break;
    case POINT_MARK:
        if (k->open) {
            put_mark(k, c, p);
            k->word.to = (uint16_t)to;
        }
        break;
    case POINT_LETTER:
        if (!k->open && p->script == TEXT_ARABIC &&
            (behind = article(k, c, to, &written)) > 0) {
            begin(k, from, TEXT_ARABIC);
            if (k->full)
                break;
            put(k, written, (unsigned)strlen(written));
            k->word.to = (uint16_t)behind;
            end(k);
            return behind;
        }
        letter(k, c, p, from, to);
        break;
    case POINT_WHOLE:
        end(k);
        letter(k, c, p, from, to);
        end(k);
        break;
    case POINT_FIRST:
        end(k);
        letter(k, c, p, from, to);
        break;
    case POINT_DOT:
        if (between_initials(k, to))
            k->single = 0;
        else
            end(k);
        break;
    case POINT_LOST:
        k->out->whole = false;
        end(k);
        break;
    case POINT_PARTS:
        if (!is_lost_letter(k, c, to) && (c != '"' || !in_hebrew(k, to)))
            end(k);
        break;
    }
    return to;
}

/* Lower-case ASCII letters and digits of themselves; 0: it is none. */
static inline char
plain(uint8_t c)
{
    uint8_t small = c | 0x20;

    if (small >= 'a' && small <= 'z')
        return (char)small;
    return c >= '0' && c <= '9' ? (char)c : 0;
}

/* ASCII letters and digits from ${at} on; where they end. */
static int32_t
plain_run(struct walk *k, int32_t at)
{
    struct text_words *out = k->out;
    int32_t from = at;
    unsigned letters;
    char c = 0;

    if (!k->open)
        begin(k, at, TEXT_LATIN);
    if (k->full)
        return at;
    if (k->run != TEXT_LATIN) {
        settle(k);
        k->run = TEXT_LATIN;
    }
    letters = out->letters;
    while (at < k->len && letters < TEXT_LETTERS && (c = plain(k->text[at])) != 0) {
        out->letter[letters++] = c;
        if (c > '9')
            k->scripts |= BIT(TEXT_LATIN);
        else
            k->single++; /* a digit is no initial */
        at++;
    }
    if (letters == TEXT_LETTERS && at < k->len && plain(k->text[at]) != 0)
        full(k);
    out->letters = letters;
    k->single += (unsigned)(at - from);
    k->word.to = (uint16_t)at;
    return at;
}

void
text_words(struct bytes name, struct text_words *out)
{
    struct walk k = {.text = name.at, .out = out};
    int32_t at = 0;

    out->count = 0;
    out->letters = 0;
    out->whole = name.len <= LOOKED_AT;
    k.len = (int32_t)(out->whole ? name.len : LOOKED_AT);
    while (at < k.len && !k.full) {
        int32_t from = at;
        UChar32 c;

        if (k.text[at] == ' ') {
            end(&k);
            at++;
        } else if (plain(k.text[at]) != 0) {
            at = plain_run(&k, at);
        } else {
            U8_NEXT(k.text, at, k.len, c);
            if (c < 0)
                end(&k);
            else
                at = step(&k, (uint32_t)c, from, at);
        }
    }
    end(&k);
}
