/*
 * Dates as lists write them: days, months, years, ranges, about, and of other calendars.
 *
 * The text becomes tokens; where a date begins at one, it is taken, else one goes on to the
 * next.  What is no date is left out without a word: these are fields in which people explain.
 */
#include <string.h>

#include "engines/screen/lists_inner.h"

#define TOKENS 96
#define AHEAD 12
#define DATES 32

enum sort { END, NUMBER, WORD, MARK };

struct token {
    enum sort sort;
    int value;     /* of a number; a mark's byte */
    int digits;    /* 0: a number that letters are glued to */
    char word[12]; /* in lower case, cut */
};

/* Tokens from a place on, behind which there are ends. */
struct place {
    const struct token *t;
};

/* ---- Tokens ------------------------------------------------------------------------------- */

static bool
is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool
is_letter(uint8_t c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static size_t
take_number(struct bytes text, size_t at, struct token *t)
{
    bool glued = at > 0 && is_letter(text.at[at - 1]);

    t->sort = NUMBER;
    for (; at < text.len && is_digit(text.at[at]); at++, t->digits++)
        t->value = t->digits < 6 ? t->value * 10 + (text.at[at] - '0') : t->value;
    if (glued || t->digits > 4)
        t->digits = 0;
    return at;
}

static size_t
take_word(struct bytes text, size_t at, struct token *t)
{
    size_t len = 0;

    t->sort = WORD;
    for (; at < text.len && is_letter(text.at[at]); at++)
        if (len < sizeof(t->word) - 1)
            t->word[len++] = (char)(text.at[at] | 0x20);
    return at;
}

static void
tokens_of(struct bytes text, struct token t[TOKENS + AHEAD])
{
    size_t count = 0;

    for (size_t at = 0; at < text.len && count < TOKENS;) {
        uint8_t c = text.at[at];

        t[count] = (struct token){.sort = END};
        if (is_digit(c)) {
            at = take_number(text, at, &t[count++]);
        } else if (is_letter(c)) {
            at = take_word(text, at, &t[count++]);
        } else if (c == 0xE2 && at + 2 < text.len && text.at[at + 1] == 0x80) {
            /* Dashes of Unicode; the rest parts words. */
            if (text.at[at + 2] >= 0x90 && text.at[at + 2] <= 0x95)
                t[count++] = (struct token){.sort = MARK, .value = '-'};
            at += 3;
        } else {
            if (c > ' ' && c < 0x7F)
                t[count++] = (struct token){.sort = MARK, .value = c};
            at++;
        }
    }
    /* One may look so far ahead. */
    memset(t + count, 0, AHEAD * sizeof(*t));
}

static bool
is_mark(const struct token *t, const char *any)
{
    return t->sort == MARK && strchr(any, t->value) != NULL;
}

static bool
is_word(const struct token *t, const char *word)
{
    return t->sort == WORD && strcmp(t->word, word) == 0;
}

static bool
is_any(const struct token *t, const char *const *words)
{
    for (; *words != NULL; words++)
        if (is_word(t, *words))
            return true;
    return false;
}

static bool
is_number(const struct token *t, int least, int most)
{
    return t->sort == NUMBER && t->digits >= least && t->digits <= most;
}

static bool
is_about(const struct token *t)
{
    static const char *const words[] = {"circa", "approximate", "approximat", "approx",
        "around", "about", "c", "ca", "early", "late", "mid", "possibly", "probably",
        NULL};

    return is_any(t, words) ||
        (t->sort == WORD && strncmp(t->word, "approximat", 10) == 0);
}

/* 1 to 12 for what begins as a month's name; 0: it does not. */
static int
month_of(const struct token *t)
{
    static const char *const names[] = {"january", "february", "march", "april", "may",
        "june", "july", "august", "september", "october", "november", "december"};
    size_t len = strlen(t->word);

    for (int i = 0; t->sort == WORD && len >= 3 && i < 12; i++)
        if (strncmp(t->word, names[i], len) == 0)
            return i + 1;
    return 0;
}

/* ---- One date ----------------------------------------------------------------------------- */

struct found {
    int year, month, day;
    bool decade;
    bool about;
};

/* Behind a mark that may stand there. */
static const struct token *
past(const struct token *t, const char *any)
{
    return is_mark(t, any) ? t + 1 : t;
}

/* Numbers alone: "1963-05-28", "28.5.1963", "05/1963", "1963-05". */
static const struct token *
of_numbers(const struct token *t, struct found *f)
{
    bool next = is_mark(t + 1, "-./") && is_number(t + 2, 1, 2);
    bool third = next && is_mark(t + 3, "-./");

    if (is_number(t, 4, 4) && third && is_number(t + 4, 1, 2)) {
        *f = (struct found){t->value, t[2].value, t[4].value, false, false};
        return t + 5;
    }
    if (is_number(t, 1, 2) && third && is_number(t + 4, 4, 4)) {
        bool swap = t[2].value > 12;

        *f = (struct found){t[4].value, t[swap ? 0 : 2].value, t[swap ? 2 : 0].value,
            false, false};
        return t + 5;
    }
    if (is_number(t, 1, 2) && is_mark(t + 1, "/.") && is_number(t + 2, 4, 4)) {
        *f = (struct found){t[2].value, t->value, 0, false, false};
        return t + 3;
    }
    if (is_number(t, 4, 4) && next && is_mark(t + 1, "-") && t[2].digits == 2 &&
        t[2].value <= 12) {
        *f = (struct found){t->value, t[2].value, 0, false, false};
        return t + 3;
    }
    return NULL;
}

/* With the name of a month: "28 May 1963", "May 28, 1963", "May 1963". */
static const struct token *
of_month(const struct token *t, struct found *f)
{
    static const char *const ordinal[] = {"st", "nd", "rd", "th", NULL};
    const struct token *at = t;
    int day = 0, month;

    if (is_number(at, 1, 2)) {
        day = at->value;
        at = is_any(at + 1, ordinal) ? at + 2 : at + 1;
        at = past(at, ".-/");
    }
    month = month_of(at);
    if (month == 0)
        return NULL;
    at = past(at + 1, ".-/,");
    /* Of two months neither is it. */
    if (day == 0 && (is_word(at, "and") || is_word(at, "or")) && month_of(at + 1) > 0) {
        at = past(at + 2, ".");
        *f = (struct found){at->value, 0, 0, false, true};
        return is_number(at, 4, 4) ? at + 1 : NULL;
    }
    if (day == 0 && is_number(at, 1, 2)) {
        day = at->value;
        at = past(is_any(at + 1, ordinal) ? at + 2 : at + 1, ",");
    }
    *f = (struct found){at->value, month, day, false, false};
    return is_number(at, 4, 4) ? at + 1 : NULL;
}

static bool
is_sound(const struct found *f)
{
    return f->year >= 1200 && f->year <= 2100 && f->month <= 12 && f->day <= 31 &&
        (f->month > 0 || f->day == 0);
}

/* A date that begins here; behind it.  NULL: none does. */
static const struct token *
one_date(const struct token *t, struct found *f)
{
    const struct token *end = of_numbers(t, f);

    if (end == NULL)
        end = of_month(t, f);
    if (end == NULL && is_number(t, 4, 4)) {
        *f = (struct found){.year = t->value, .decade = is_word(t + 1, "s")};
        end = f->decade ? t + 2 : t + 1;
    }
    return end != NULL && is_sound(f) ? end : NULL;
}

/* ---- Calendars ---------------------------------------------------------------------------- */

/* The year, month and day of a day that is counted from 1 March 0000, by 400 years at a time. */
static void
civil(int64_t days, struct found *f)
{
    int64_t era = days / 146097, of_era = days % 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;

    f->day = (int)(of_year - (153 * month + 2) / 5 + 1);
    f->month = (int)(month < 10 ? month + 3 : month - 9);
    f->year = (int)(year + era * 400 + (f->month <= 2));
}

/* The first day of the Islamic calendar, 16 July 622 of the Julian one, counted so. */
#define ISLAMIC_FIRST 227320

static int64_t
islamic_day(int year, int month, int day)
{
    return ISLAMIC_FIRST + day - 1 + (59 * (month - 1) + 1) / 2 +
        (year - 1) * INT64_C(354) + (3 + 11 * year) / 30;
}

bool
date_islamic(int year, int month, int day, struct screen_date *out)
{
    struct found from, to;

    if (year < 1200 || year > 1500 || month > 12 || day > 30)
        return false;
    if (month <= 0)
        day = 0; /* of a month that was not said */
    civil(islamic_day(year, month > 0 ? month : 1, day > 0 ? day : 1), &from);
    civil(islamic_day(year, month > 0 ? month : 12, day > 0 ? day : 29), &to);
    *out = (struct screen_date){.from = (int16_t)from.year,
        .to = (int16_t)to.year,
        .about = true};
    if (day > 0) {
        out->month = (uint8_t)from.month;
        out->day = (uint8_t)from.day;
    }
    return true;
}

/* Does the text behind a date say that it is of another calendar?  The Iranian one begins with
 * spring, 621 years behind ours. */
static bool
of_other(const struct token *behind, const struct found *f, struct screen_date *out)
{
    static const char *const islamic[] = {"hijri", "islamic", "lunar", NULL};
    static const char *const solar[] = {"iranian", "solar", "shamsi", "afghan", NULL};

    behind = past(behind, "(");
    if (is_any(behind, solar) && f->year < 1500) {
        *out = (struct screen_date){.from = (int16_t)(f->year + 621),
            .to = (int16_t)(f->year + 622),
            .about = true};
        return true;
    }
    return is_any(behind, islamic) && date_islamic(f->year, f->month, f->day, out);
}

/* ---- All dates of a text ------------------------------------------------------------------ */

static void
say(const struct found *f, struct screen_date *d)
{
    *d = (struct screen_date){.from = (int16_t)f->year,
        .to = (int16_t)(f->decade ? f->year + 9 : f->year),
        .month = (uint8_t)f->month,
        .day = (uint8_t)f->day,
        .about = f->decade || f->about};
}

/* "to 1963" behind a date makes a range of it. */
static const struct token *
until(const struct token *t, bool between, const struct found *f, struct screen_date *d)
{
    const struct token *at = t + 1;
    struct found last = {0};

    if (!(is_word(t, "to") || (between && is_word(t, "and")) || is_mark(t, "-")))
        return t;
    if (is_mark(t, "-") && f->day == 0 && f->month == 0 && is_number(at, 2, 2) &&
        at->value > f->year % 100) {
        d->to = (int16_t)(f->year / 100 * 100 + at->value);
        return at + 1;
    }
    while (is_about(at) || is_mark(at, "."))
        at++;
    at = one_date(at, &last);
    if (at == NULL || last.year < f->year)
        return t;
    d->to = (int16_t)(last.decade ? last.year + 9 : last.year);
    if (last.year != f->year || last.month != f->month)
        d->month = 0;
    if (d->month == 0 || last.day != f->day)
        d->day = 0;
    return at;
}

/* A range without its end: a year, so that nothing is said that is not known. */
static size_t
dates_of(struct bytes text, struct screen_date to[DATES])
{
    struct token tokens[TOKENS + AHEAD];
    bool about = false, between = false;
    size_t count = 0;

    tokens_of(text, tokens);
    for (const struct token *t = tokens; t->sort != END && count < DATES;) {
        const struct token *end;
        struct found f;

        if (is_about(t) && t > tokens && is_mark(t - 1, "(") && is_mark(t + 1, ")") &&
            count > 0) {
            to[count - 1].about = true;
            t++;
            continue;
        }
        about = about || is_about(t);
        between = between || is_word(t, "between") || is_word(t, "from");
        end = one_date(t, &f);
        if (end == NULL) {
            t++;
            continue;
        }
        if (!of_other(end, &f, &to[count])) {
            if (f.year < 1800) {
                t = end;
                continue;
            }
            say(&f, &to[count]);
            end = until(end, between, &f, &to[count]);
        }
        to[count++].about |= about;
        about = between = false;
        t = end;
    }
    return count;
}

void
list_dates(struct maker *m, uint32_t entry, struct bytes text)
{
    struct screen_date dates[DATES];
    size_t count = text.len > 0 ? dates_of(text, dates) : 0;

    for (size_t i = 0; i < count; i++)
        list_date(m, entry, &dates[i]);
}

bool
date_read(struct bytes text, struct screen_date *out)
{
    struct screen_date dates[DATES];

    if (text.len == 0 || dates_of(text, dates) == 0)
        return false;
    *out = dates[0];
    return true;
}
