/*
 * expr_value: what expressions reckon with -- truths, numbers of four decimals, texts,
 * dates in texts, lists.
 */
#include <string.h>

#include "core/records/expr.h"

/* ---- From and to JSON ---------------------------------------------------------------- */

struct value
value_single(const struct json *from)
{
    int64_t number;

    if (from->type == JSON_NULL || from->type == JSON_DOUBLE)
        return (struct value){0};
    if (from->type == JSON_BOOL)
        return (struct value){.type = VALUE_TRUTH, .truth = from->truth};
    if (from->type == JSON_TEXT)
        return (struct value){.type = VALUE_TEXT, .text = from->text};
    if (from->type == JSON_INTEGER &&
        !__builtin_mul_overflow(from->integer, EXPR_SCALE, &number))
        return (struct value){.type = VALUE_NUMBER, .number = number};
    return (struct value){.type = VALUE_THING, .thing = from};
}

bool
value_of_json(struct work *w, const struct json *from, struct value *out)
{
    struct value *items;

    *out = from != NULL ? value_single(from) : (struct value){0};
    if (from == NULL || from->type != JSON_ARRAY)
        return true;
    items = work_alloc(w, (from->count + 1) * sizeof(*items));
    TRY(items != NULL);
    *out = (struct value){.type = VALUE_LIST, .items = items};
    for (const struct json *i = from->first; i != NULL; i = i->next)
        items[out->count++] = value_single(i);
    return true;
}

struct json *
value_json(struct work *w, const struct value *v)
{
    struct bytes text;
    struct json *out;

    if (v->type == VALUE_TRUTH)
        return json_bool(w, v->truth);
    if (v->type == VALUE_NUMBER && v->number % EXPR_SCALE == 0)
        return json_integer(w, v->number / EXPR_SCALE);
    if (v->type == VALUE_NUMBER)
        return amount_write(w, v->number, &text) ? json_text(w, text) : NULL;
    if (v->type == VALUE_TEXT)
        return json_text(w, v->text);
    if (v->type == VALUE_THING)
        return json_keep(w, v->thing, &out) ? out : NULL;
    if (v->type == VALUE_NONE)
        return NULL;
    out = json_array(w);
    for (size_t i = 0; i < v->count; i++) {
        struct json *item = value_json(w, &v->items[i]);

        json_add(out, item != NULL ? item : json_null(w));
    }
    return out;
}

/* ---- Numbers ----------------------------------------------------------------------------- */

/* "12", "-0.5", "1234.5678"; nothing that other people might read otherwise. */
static bool
decimal(struct bytes text, int64_t *out)
{
    bool minus = text.len > 0 && text.at[0] == '-';
    int64_t v = 0;
    size_t at = minus, after = 0;
    bool point = false;

    if (text.len > 21 || at == text.len)
        return false;
    for (; at < text.len; at++) {
        uint8_t c = text.at[at];

        if (c == '.' && !point && at > (size_t)minus && at + 1 < text.len) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9' || after == 4 || __builtin_mul_overflow(v, 10, &v) ||
            __builtin_add_overflow(v, c - '0', &v))
            return false;
        after += point;
    }
    for (; after < 4; after++)
        if (__builtin_mul_overflow(v, 10, &v))
            return false;
    *out = minus ? -v : v;
    return true;
}

bool
value_number(const struct value *v, int64_t *out)
{
    *out = v->number;
    return v->type == VALUE_NUMBER || (v->type == VALUE_TEXT && decimal(v->text, out));
}

/* ---- Comparing ------------------------------------------------------------------------------ */

bool
value_compare(const struct value *a, const struct value *b, int *out)
{
    int64_t x, y;

    if ((a->type == VALUE_NUMBER || b->type == VALUE_NUMBER) && value_number(a, &x) &&
        value_number(b, &y)) {
        *out = (x > y) - (x < y);
        return true;
    }
    if (a->type != VALUE_TEXT || b->type != VALUE_TEXT)
        return false;
    *out = bytes_order(a->text, b->text);
    return true;
}

bool
value_equal(const struct value *a, const struct value *b)
{
    int order;

    if (value_compare(a, b, &order))
        return order == 0;
    return a->type == VALUE_TRUTH && b->type == VALUE_TRUTH && a->truth == b->truth;
}

/* ---- Days ---------------------------------------------------------------------------------------- */

static bool
digits(struct bytes text, size_t at, size_t count, int64_t *out)
{
    *out = 0;
    if (text.len < at + count)
        return false;
    for (size_t i = at; i < at + count; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        *out = *out * 10 + (text.at[i] - '0');
    }
    return true;
}

static int64_t
month_days(struct date d)
{
    static const int64_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (d.year % 4 == 0 && d.year % 100 != 0) || d.year % 400 == 0;

    return days[d.month - 1] + (d.month == 2 && leap);
}

/* Days before a year's first, from that of the year 1 on. */
static int64_t
year_start(int64_t year)
{
    int64_t y = year - 1;

    return y * 365 + y / 4 - y / 100 + y / 400;
}

#define EPOCH 719162 /* year_start(1970) */

int64_t
date_day(struct date d)
{
    int64_t day = d.day < month_days(d) ? d.day : month_days(d);

    day += year_start(d.year) - EPOCH - 1;
    for (d.month--; d.month > 0; d.month--)
        day += month_days(d);
    return day;
}

struct date
day_date(int64_t day)
{
    int64_t since = day + EPOCH;
    struct date d = {.year = since / 366 + 1, .month = 1};

    while (year_start(d.year + 1) <= since)
        d.year++;
    for (d.day = since - year_start(d.year) + 1; d.day > month_days(d); d.month++)
        d.day -= month_days(d);
    return d;
}

/* "2024", "2024-02", "2024-02-29", or an instant. */
static bool
date_parts(struct bytes t, struct date *d)
{
    const struct json whole = {.type = JSON_TEXT, .text = t};

    *d = (struct date){.month = 1, .day = 1};
    if (!digits(t, 0, 4, &d->year) ||
        (t.len > 4 && (t.at[4] != '-' || !digits(t, 5, 2, &d->month))) ||
        (t.len > 7 && (t.at[7] != '-' || !digits(t, 8, 2, &d->day))))
        return false;
    return t.len <= 10 || format_check(FORMAT_TIME, &whole, 0) == NULL;
}

/* Days are counted here and not by base, which knows no instant before 1970. */
bool
value_day(const struct value *v, bool last, int64_t *out)
{
    size_t len = v->text.len;
    struct date d;

    if (v->type != VALUE_TEXT || !date_parts(v->text, &d) || d.year == 0 || d.month < 1 ||
        d.month > 12 || d.day < 1 || d.day > month_days(d))
        return false;
    if (last && len == 4)
        d.month = 12;
    if (last && len <= 7)
        d.day = 31;
    *out = date_day(d);
    return true;
}

bool
date_first_day(struct bytes date, int64_t *out)
{
    const struct value v = {.type = VALUE_TEXT, .text = date};

    return value_day(&v, false, out);
}

bool
value_date(struct work *w, int64_t day, struct value *out)
{
    struct date d;
    const char *text;

    *out = (struct value){0};
    if (day < -EPOCH || day >= year_start(10000) - EPOCH)
        return true;
    d = day_date(day);
    text = work_format(w, "%04lld-%02lld-%02lld", (long long)d.year, (long long)d.month,
        (long long)d.day);
    TRY(text != NULL);
    *out = (struct value){.type = VALUE_TEXT, .text = bytes_of(text)};
    return true;
}
