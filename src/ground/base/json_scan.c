/*
 * json_scan: the strings and numbers of JSON, checked on the way to their end.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ground/base/base.h"
#include "ground/base/json_inner.h"

/* ---- Strings ---------------------------------------------------------------- */

/* A set high bit for each byte of ${word} that a string cannot simply hold: a
 * quote, a backslash, a control character, or the start of something longer. */
static uint64_t
special(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t highs = UINT64_C(0x8080808080808080);
    uint64_t quote = word ^ (ones * '"');
    uint64_t slash = word ^ (ones * '\\');

    return ((quote - ones) | (slash - ones) | (word - ones * 0x20) | word) & highs;
}

size_t
json_plain(struct bytes text)
{
    size_t done = 0;
    uint64_t word;

    while (text.len - done >= sizeof(word)) {
        memcpy(&word, text.at + done, sizeof(word));
        if (special(word) != 0)
            break;
        done += sizeof(word);
    }
    while (done < text.len && text.at[done] >= 0x20 && text.at[done] < 0x80 &&
        text.at[done] != '"' && text.at[done] != '\\')
        done++;
    return done;
}

/* Four hex digits in either case, or -1. */
static int32_t
hex4(const uint8_t *at, const uint8_t *end)
{
    int32_t v = 0;

    if (end - at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int c = at[i] | 0x20;

        if (at[i] >= '0' && at[i] <= '9')
            v = v << 4 | (at[i] - '0');
        else if (c >= 'a' && c <= 'f')
            v = v << 4 | (c - 'a' + 10);
        else
            return -1;
    }
    return v;
}

static bool
is_low(int32_t unit)
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

/* Move over the escape at r->at, a backslash. */
static bool
skip_escape(struct reader *r)
{
    const uint8_t *start = r->at++;
    int32_t unit;

    if (r->at == r->end)
        return wrong(r, start, "a string without an end");
    if (*r->at != 'u') {
        if (memchr("\"\\/bfnrt", *r->at, 8) == NULL)
            return wrong(r, start, "an escape that JSON does not know");
        r->at++;
        return true;
    }
    unit = hex4(r->at + 1, r->end);
    if (unit < 0)
        return wrong(r, start, "\\u without four hex digits");
    r->at += 5;
    if (unit < 0xD800 || unit > 0xDFFF)
        return true;
    if (is_low(unit) || r->end - r->at < 6 || r->at[0] != '\\' || r->at[1] != 'u' ||
        !is_low(hex4(r->at + 2, r->end)))
        return wrong(r, start, "one half of a surrogate pair");
    r->at += 6;
    return true;
}

/* Move from the opening quote's right side to the closing quote. */
static bool
skip_string(struct reader *r, bool *escapes)
{
    const uint8_t *opened = r->at - 1;

    for (;;) {
        uint32_t point;
        size_t len;

        r->at += json_plain(bytes_from(r->at, (size_t)(r->end - r->at)));
        if (r->at == r->end)
            return wrong(r, opened, "a string without an end");
        if (*r->at == '"')
            return true;
        if (*r->at == '\\') {
            *escapes = true;
            TRY(skip_escape(r));
            continue;
        }
        if (*r->at < 0x20)
            return wrong(r, r->at, "a control character in a string");
        len = utf8_sequence(bytes_from(r->at, (size_t)(r->end - r->at)), &point);
        if (len == 0)
            return wrong(r, r->at, "a string that is not UTF-8");
        r->at += len;
    }
}

/* Undo the escape at ${from}, known to be right; returns how long it was. */
static size_t
undo_escape(const uint8_t *from, const uint8_t *end, uint8_t *to, size_t *written)
{
    static const char escaped[] = "bfnrt";
    static const char meant[] = "\b\f\n\r\t";
    const char *found;
    uint32_t unit, low;

    if (from[1] != 'u') {
        found = memchr(escaped, from[1], sizeof(escaped) - 1);
        *to = found == NULL ? from[1] : (uint8_t)meant[found - escaped];
        *written = 1;
        return 2;
    }
    unit = (uint32_t)hex4(from + 2, end);
    if (unit < 0xD800 || unit > 0xDFFF) {
        *written = utf8_encode(unit, to);
        return 6;
    }
    low = (uint32_t)hex4(from + 8, end);
    *written = utf8_encode(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00), to);
    return 12;
}

/* No escape is shorter than what it stands for, so the raw length is room enough. */
static bool
undo_escapes(struct reader *r, struct bytes raw, struct bytes *out)
{
    uint8_t *text = work_alloc(r->work, raw.len + 1);
    const uint8_t *from = raw.at, *end = raw.at + raw.len;
    uint8_t *to = text;

    TRY(text != NULL);
    while (from < end) {
        const uint8_t *slash = memchr(from, '\\', (size_t)(end - from));
        size_t plain = (size_t)((slash == NULL ? end : slash) - from);
        size_t written;

        memcpy(to, from, plain);
        to += plain;
        from += plain;
        if (slash == NULL)
            break;
        from += undo_escape(from, end, to, &written);
        to += written;
    }
    *out = bytes_from(text, (size_t)(to - text));
    return true;
}

bool
read_string(struct reader *r, struct bytes *out)
{
    const uint8_t *start = ++r->at;
    bool escapes = false;
    struct bytes raw;

    TRY(skip_string(r, &escapes));
    raw = bytes_from(start, (size_t)(r->at - start));
    r->at++;
    r->loose = r->loose || escapes;
    if (escapes)
        return undo_escapes(r, raw, out);
    *out = raw;
    return true;
}

/* ---- Numbers ---------------------------------------------------------------- */

static bool
is_digit(const struct reader *r)
{
    return r->at < r->end && *r->at >= '0' && *r->at <= '9';
}

/* One digit or more. */
static bool
skip_digits(struct reader *r)
{
    if (!is_digit(r))
        return unexpected(r, "a digit");
    while (is_digit(r))
        r->at++;
    return true;
}

/* The integer of digits alone, if it is within +-(2^53-1). */
static bool
integer_of(struct bytes digits, int64_t *out)
{
    int64_t v = 0;

    if (digits.len > 16)
        return false;
    for (size_t i = 0; i < digits.len; i++)
        v = v * 10 + (digits.at[i] - '0');
    *out = v;
    return v <= JSON_INTEGER_MAX;
}

static bool
double_of(struct reader *r, struct bytes text, double *out)
{
    char space[64];
    const char *copy = space;

    /* strtod wants an end. */
    if (text.len < sizeof(space)) {
        memcpy(space, text.at, text.len);
        space[text.len] = '\0';
    } else {
        TRY(work_string(r->work, text, &copy));
    }
    *out = strtod(copy, NULL);
    if (!isfinite(*out))
        return wrong(r, text.at, "a number too large");
    return true;
}

bool
read_number(struct reader *r, struct json *out)
{
    const uint8_t *start = r->at;
    const uint8_t *digits;
    bool minus = *r->at == '-';
    bool whole;

    r->at += minus;
    digits = r->at;
    if (r->at < r->end && *r->at == '0')
        r->at++;
    else
        TRY(skip_digits(r));
    whole = integer_of(bytes_from(digits, (size_t)(r->at - digits)), &out->integer);
    if (r->at < r->end && *r->at == '.') {
        whole = false;
        r->at++;
        TRY(skip_digits(r));
    }
    if (r->at < r->end && (*r->at == 'e' || *r->at == 'E')) {
        whole = false;
        r->at++;
        if (r->at < r->end && (*r->at == '+' || *r->at == '-'))
            r->at++;
        TRY(skip_digits(r));
    }
    r->loose = r->loose || !whole || (minus && out->integer == 0);
    if (whole) {
        out->type = JSON_INTEGER;
        out->integer = minus ? -out->integer : out->integer;
        out->real = (double)out->integer;
        return true;
    }
    if (!r->limits->doubles)
        return wrong(r, start, "a number with fraction or exponent, or beyond 2^53 - 1");
    out->type = JSON_DOUBLE;
    out->integer = 0;
    return double_of(r, bytes_from(start, (size_t)(r->at - start)), &out->real);
}
