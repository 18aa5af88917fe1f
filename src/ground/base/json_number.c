/*
 * json_number: a double as ECMAScript writes it, in the fewest digits that read back.
 *
 * printf and strtod are exact here, and no locale is ever set, so the search
 * for the shortest digits can rest on them.
 */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ground/base/base.h"

#define DIGITS_MAX 17

/* 0.d1d2d3... * 10^point, without trailing zeros. */
struct decimal {
    char digits[DIGITS_MAX + 1];
    int count;
    int point;
};

static bool
reads_back(const struct decimal *d, double v)
{
    char text[48];

    snprintf(text, sizeof(text), "0.%.*se%d", d->count, d->digits, d->point);
    return strtod(text, NULL) == v;
}

/* ${v} rounded to ${count} digits. */
static void
rounded(double v, int count, struct decimal *d)
{
    char text[48];

    snprintf(text, sizeof(text), "%.*e", count - 1, v);
    d->digits[0] = text[0];
    if (count > 1)
        memcpy(d->digits + 1, text + 2, (size_t)count - 1);
    d->count = count;
    d->point = (int)strtol(strchr(text, 'e') + 1, NULL, 10) + 1;
}

/* The next decimal of as many digits. */
static void
step_up(struct decimal *d)
{
    int i = d->count - 1;

    while (i >= 0 && d->digits[i] == '9')
        d->digits[i--] = '0';
    if (i >= 0) {
        d->digits[i]++;
    } else {
        d->digits[0] = '1';
        d->point++;
    }
}

/*
 * The fewest digits that read back as ${v}, and of those the nearest to it.
 *
 * Fifteen digits survive the way through a double, so for normal numbers any
 * shorter form shows as zeros at the end of those fifteen.  Subnormals hold
 * fewer, and start at one.  Below a power of two the doubles lie twice as close
 * as above: there the nearest decimal may be read back as the neighbour below,
 * while the next decimal up is still ours.
 */
static void
shortest(double v, struct decimal *d)
{
    int exponent;
    bool power_of_two = frexp(v, &exponent) == 0.5;
    int count = v < 0x1p-1022 ? 1 : 15;

    for (; count < DIGITS_MAX; count++) {
        rounded(v, count, d);
        if (reads_back(d, v))
            break;
        if (power_of_two) {
            step_up(d);
            if (reads_back(d, v))
                break;
        }
    }
    if (count == DIGITS_MAX)
        rounded(v, count, d);
    while (d->count > 1 && d->digits[d->count - 1] == '0')
        d->count--;
}

/* ECMAScript, Number::toString(10): where the point stands decides the form. */
static size_t
lay_out(const struct decimal *d, char *out, size_t room)
{
    int k = d->count, n = d->point;
    int len;

    if (k <= n && n <= 21)
        len =
            snprintf(out, room, "%.*s%.*s", k, d->digits, n - k, "000000000000000000000");
    else if (n > 0 && n <= 21)
        len = snprintf(out, room, "%.*s.%.*s", n, d->digits, k - n, d->digits + n);
    else if (n > -6 && n <= 0)
        len = snprintf(out, room, "0.%.*s%.*s", -n, "000000", k, d->digits);
    else if (k == 1)
        len = snprintf(out, room, "%ce%+d", d->digits[0], n - 1);
    else
        len =
            snprintf(out, room, "%c.%.*se%+d", d->digits[0], k - 1, d->digits + 1, n - 1);
    return (size_t)len;
}

size_t
json_number(double v, char out[32])
{
    struct decimal d;
    size_t sign = 0;

    assert(isfinite(v));
    if (v == 0) {
        memcpy(out, "0", 2); /* minus zero too */
        return 1;
    }
    if (v < 0) {
        out[sign++] = '-';
        v = -v;
    }
    shortest(v, &d);
    return sign + lay_out(&d, out + sign, 32 - sign);
}
