/*
 * expr_value: what expressions reckon with -- truths, numbers of four decimals, texts,
 * dates in texts, lists.
 */
#include <string.h>

#include "core/records/expr.h"

/* ---- From and to JSON ---------------------------------------------------------------- */

static bool
list_of(struct work *w, const struct json *from, struct value *out)
{
    struct value *items;

    if (from->count > EXPR_LIST)
        return true;
    items = work_alloc(w, (from->count + 1) * sizeof(*items));
    TRY(items != NULL);
    for (const struct json *i = from->first; i != NULL; i = i->next)
        TRY(value_of_json(w, i, &items[out->count++]));
    out->type = VALUE_LIST;
    out->items = items;
    return true;
}

bool
value_of_json(struct work *w, const struct json *from, struct value *out)
{
    *out = (struct value){0};
    if (from == NULL)
        return true;
    switch (from->type) {
    case JSON_BOOL:
        *out = (struct value){.type = VALUE_TRUTH, .truth = from->truth};
        return true;
    case JSON_INTEGER:
        if (!__builtin_mul_overflow(from->integer, EXPR_SCALE, &out->number))
            out->type = VALUE_NUMBER;
        return true;
    case JSON_TEXT:
        *out = (struct value){.type = VALUE_TEXT, .text = from->text};
        return true;
    case JSON_ARRAY:
        return list_of(w, from, out);
    case JSON_OBJECT:
        *out = (struct value){.type = VALUE_OBJECT, .object = from};
        return true;
    case JSON_NULL:
    case JSON_DOUBLE:
        return true;
    }
    return true;
}

static struct json *
number_json(struct work *w, int64_t number)
{
    int64_t whole = number / EXPR_SCALE, rest = number % EXPR_SCALE;
    const char *text;
    struct bytes out;

    if (rest == 0)
        return json_integer(w, whole);
    text = work_format(w, "%s%lld.%04lld", number < 0 ? "-" : "",
        (long long)(whole < 0 ? -whole : whole), (long long)(rest < 0 ? -rest : rest));
    if (text == NULL)
        return NULL;
    out = bytes_of(text);
    while (out.at[out.len - 1] == '0')
        out.len--;
    return json_text(w, out);
}

struct json *
value_json(struct work *w, const struct value *v)
{
    struct json *out = NULL;

    switch (v->type) {
    case VALUE_TRUTH:
        return json_bool(w, v->truth);
    case VALUE_NUMBER:
        return number_json(w, v->number);
    case VALUE_TEXT:
        return json_text(w, v->text);
    case VALUE_LIST:
        out = json_array(w);
        for (size_t i = 0; i < v->count; i++) {
            struct json *item = value_json(w, &v->items[i]);

            json_add(out, item != NULL ? item : json_null(w));
        }
        return out;
    case VALUE_OBJECT:
        return json_keep(w, v->object, &out) ? out : NULL;
    case VALUE_NONE:
        return NULL;
    }
    return NULL;
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

    if (text.len > 20 || at == text.len)
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
    if (a->type != b->type)
        return false;
    switch (a->type) {
    case VALUE_NONE:
        return true;
    case VALUE_TRUTH:
        return a->truth == b->truth;
    case VALUE_OBJECT:
        return json_equal(a->object, b->object);
    case VALUE_LIST:
        if (a->count != b->count)
            return false;
        for (size_t i = 0; i < a->count; i++)
            if (!value_equal(&a->items[i], &b->items[i]))
                return false;
        return true;
    case VALUE_NUMBER:
    case VALUE_TEXT:
        return false;
    }
    return false;
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

/* The day as base reads it; what is no day of the years that it knows is none here. */
static bool
day_of(struct work *w, int64_t year, int64_t month, int64_t day, int64_t *out)
{
    const char *text = work_format(w, "%04lld-%02lld-%02lldT00:00:00.000000Z",
        (long long)year, (long long)month, (long long)day);
    int64_t at;

    if (text == NULL)
        return false;
    if (!time_read(w, bytes_of(text), &at)) {
        work_clear(w);
        return false;
    }
    *out = at / TIME_DAY;
    return true;
}

bool
value_day(struct work *w, const struct value *v, bool last, int64_t *out)
{
    struct bytes t = v->text;
    int64_t year, month = 1, day = 1;

    if (v->type != VALUE_TEXT || !digits(t, 0, 4, &year) ||
        (t.len > 4 && (t.at[4] != '-' || !digits(t, 5, 2, &month))) ||
        (t.len > 7 && (t.at[7] != '-' || !digits(t, 8, 2, &day))) ||
        (t.len > 10 && t.at[10] != 'T'))
        return false;
    if (!last || t.len > 7)
        return day_of(w, year, month, day, out);
    /* The day before the next year's or month's first. */
    if (t.len > 4 && month < 12)
        month++;
    else
        year++, month = 1;
    if (!day_of(w, year, month, 1, out))
        return false;
    --*out;
    return true;
}

bool
value_date(struct work *w, int64_t day, struct value *out)
{
    struct bytes text;

    *out = (struct value){0};
    if (day < 0 || day > TIME_MAX / TIME_DAY)
        return true;
    TRY(time_write(w, day * TIME_DAY, &text));
    *out = (struct value){.type = VALUE_TEXT, .text = bytes_from(text.at, 10)};
    return true;
}
