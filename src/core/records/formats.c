/*
 * formats: the values that a kind names by "format" -- times, days, decimals, ids, text for
 * people, uncertain dates, file names.
 *
 * Judging is apart from base's readers, which record a fault: here the caller adds the
 * path of the value first.
 */
#include <string.h>

#include "core/records/expr.h"

#define NOTE_MAX 1000
#define FILE_NAME_LEN_MAX 4096
#define DECIMAL_MAX 40

/* ---- Digits ----------------------------------------------------------------------- */

static bool
is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool
is_hex(uint8_t c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f');
}

/* Does ${text} look like ${mask}, where 0 stands for a digit and x for a hex digit? */
static bool
looks_like(struct bytes text, const char *mask)
{
    struct bytes want = bytes_of(mask);

    if (text.len != want.len)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        bool good = want.at[i] == '0' ? is_digit(text.at[i])
            : want.at[i] == 'x'       ? is_hex(text.at[i])
                                      : text.at[i] == want.at[i];

        if (!good)
            return false;
    }
    return true;
}

static bool
all_hex(struct bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_hex(text.at[i]))
            return false;
    return true;
}

static const char *
check_time(struct bytes text)
{
    int64_t day;

    if (!looks_like(text, "0000-00-00T00:00:00.000000Z"))
        return "not a time like 2026-01-31T09:30:00.000000Z";
    return date_first_day(bytes_from(text.at, 10), &day) && day >= 0 &&
            memcmp(text.at + 11, "23", 2) <= 0 && memcmp(text.at + 14, "59", 2) <= 0 &&
            memcmp(text.at + 17, "59", 2) <= 0
        ? NULL
        : "there is no such time";
}

static const char *
check_date(struct bytes text)
{
    int64_t day;

    if (!looks_like(text, "0000-00-00"))
        return "not a day like 2026-01-31";
    return date_first_day(text, &day) ? NULL : "there is no such day";
}

/* ---- Decimals ----------------------------------------------------------------------- */

/* A minus, digits without a needless zero, and a fraction of at least one digit; nothing is
 * minus zero.  A decimal is told from others by its value, "1.50" means what "1.5" means. */
struct decimal {
    bool minus;
    struct bytes whole, fraction;
};

static bool
decimal_parts(struct bytes text, struct decimal *out)
{
    size_t at = 0, whole, digits = 0;
    bool zero = true;

    *out = (struct decimal){.minus = text.len > 0 && text.at[0] == '-'};
    at = out->minus;
    for (whole = at; whole < text.len && is_digit(text.at[whole]);)
        whole++;
    out->whole = bytes_from(text.at + at, whole - at);
    if (whole < text.len)
        out->fraction = bytes_from(text.at + whole + 1, text.len - whole - 1);
    for (size_t i = at; i < text.len; i++) {
        digits += is_digit(text.at[i]);
        zero = zero && !(text.at[i] >= '1' && text.at[i] <= '9');
    }
    return text.len <= DECIMAL_MAX && out->whole.len > 0 &&
        (out->whole.len == 1 || out->whole.at[0] != '0') && !(zero && out->minus) &&
        (whole == text.len || (text.at[whole] == '.' && out->fraction.len > 0)) &&
        digits == out->whole.len + out->fraction.len;
}

bool
decimal_is(struct bytes text)
{
    struct decimal d;

    return decimal_parts(text, &d);
}

/* Of what is not negative. */
static int
size_order(const struct decimal *a, const struct decimal *b)
{
    size_t more = a->fraction.len > b->fraction.len ? a->fraction.len : b->fraction.len;

    if (a->whole.len != b->whole.len)
        return a->whole.len < b->whole.len ? -1 : 1;
    if (bytes_order(a->whole, b->whole) != 0)
        return bytes_order(a->whole, b->whole);
    for (size_t i = 0; i < more; i++) {
        int x = i < a->fraction.len ? a->fraction.at[i] : '0';
        int y = i < b->fraction.len ? b->fraction.at[i] : '0';

        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

int
decimal_order(struct bytes a, struct bytes b)
{
    struct decimal x, y;

    if (!decimal_parts(a, &x) || !decimal_parts(b, &y))
        return 0;
    if (x.minus != y.minus)
        return x.minus ? -1 : 1;
    return x.minus ? size_order(&y, &x) : size_order(&x, &y);
}

/* ---- Uncertain dates --------------------------------------------------------------- */

/* YYYY[-MM[-DD]] as its first or its last day. */
static bool
date_end(const struct json *date, bool last, int64_t *out)
{
    const struct value v = {.type = VALUE_TEXT, .text = date->text};

    return date->type == JSON_TEXT && date->text.len <= 10 && value_day(&v, last, out);
}

static const char *
check_uncertain_date(const struct json *value)
{
    const struct json *from = json_get(value, "from");
    const struct json *to = json_get(value, "to");
    const struct json *note = json_get(value, "note");
    int64_t first, last;

    if (from == NULL || value->count != 1u + (to != NULL) + (note != NULL))
        return "an uncertain date holds from, and perhaps to and note";
    if (!date_end(from, false, &first))
        return "from is not YYYY, YYYY-MM or YYYY-MM-DD";
    if (to != NULL && !date_end(to, true, &last))
        return "to is not YYYY, YYYY-MM or YYYY-MM-DD";
    if (to != NULL && last < first)
        return "to lies before from";
    if (note != NULL &&
        (note->type != JSON_TEXT || note->text.len == 0 ||
            form_length(note->text) > NOTE_MAX))
        return "note is no text, or too long";
    return NULL;
}

/* ---- File names --------------------------------------------------------------------- */

static uint8_t
hex_byte(struct bytes hex, size_t at)
{
    uint8_t v = 0;

    for (size_t i = 0; i < 2; i++) {
        uint8_t c = hex.at[2 * at + i];

        v = (uint8_t)(v << 4 | (is_digit(c) ? c - '0' : c - 'a' + 10));
    }
    return v;
}

/* A path below where it was taken: it can lead nowhere else. */
static const char *
check_steps(struct bytes name)
{
    struct bytes rest = name, step;

    if (name.len == 0 || name.len > FILE_NAME_LEN_MAX)
        return "a file name is empty or too long";
    if (memchr(name.at, 0, name.len) != NULL)
        return "a file name holds a NUL";
    while (bytes_step(&rest, '/', &step))
        if (step.len == 0 || bytes_is(step, ".") || bytes_is(step, ".."))
            return "a file name with an empty step, . or ..";
    return NULL;
}

static const char *
check_file_name(const struct json *value)
{
    const struct json *display = json_get(value, "display");
    const struct json *hex = json_get(value, "hex");
    uint8_t raw[FILE_NAME_LEN_MAX];
    struct bytes name = bytes_from(raw, 0);

    if (display == NULL || display->type != JSON_TEXT || display->text.len == 0 ||
        value->count != (hex == NULL ? 1u : 2u))
        return "a file name holds display, and perhaps hex";
    if (hex == NULL)
        return check_steps(display->text);
    if (hex->type != JSON_TEXT || hex->text.len % 2 != 0 || !all_hex(hex->text) ||
        hex->text.len > 2 * sizeof(raw))
        return "hex is not the bytes of a name";
    if (form_length(display->text) > FILE_NAME_LEN_MAX)
        return "display is too long";
    for (; name.len < hex->text.len / 2; name.len++)
        raw[name.len] = hex_byte(hex->text, name.len);
    if (bytes_equal(name, display->text))
        return "hex is left out where it says what display says";
    return check_steps(name);
}

/* ---- All of them ----------------------------------------------------------------------- */

#define HEX_8 "xxxxxxxx"
#define HEX_64 HEX_8 HEX_8 HEX_8 HEX_8 HEX_8 HEX_8 HEX_8 HEX_8

const char *
format_check(enum schema_format format, const struct json *value, size_t max_length)
{
    switch (format) {
    case FORMAT_NONE:
        return NULL;
    case FORMAT_TIME:
        return check_time(value->text);
    case FORMAT_UUID:
        return looks_like(value->text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
            ? NULL
            : "not a UUID in lower case";
    case FORMAT_HASH:
    case FORMAT_ORG:
        return looks_like(value->text, HEX_64) ? NULL : "not 64 lower-case hex digits";
    case FORMAT_LANGUAGE:
        return form_language(value->text) ? NULL : "not a language tag";
    case FORMAT_LANG_TEXT:
        return form_lang_text(value, max_length);
    case FORMAT_UNCERTAIN_DATE:
        return check_uncertain_date(value);
    case FORMAT_FILE_NAME:
        return check_file_name(value);
    case FORMAT_DATE:
        return check_date(value->text);
    case FORMAT_DECIMAL:
        return decimal_is(value->text) ? NULL : "not a decimal number like 12.50";
    }
    return "unknown format";
}
