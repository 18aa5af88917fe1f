/*
 * json_canonical_test: RFC 8785's cases, what records refuse, where faults are found.
 */
#include <math.h>

#include "tap.h"

static struct bytes
canonical(struct work *w, struct bytes text)
{
    struct json *value;
    struct bytes out = {NULL, 0};

    if (json_read(w, text, &json_foreign, &value) && json_write(w, value, &out))
        return out;
    return bytes_of(work_why(w));
}

static void
test_vectors(struct work *w)
{
    static const char *const names[] = {"arrays", "french", "structures", "unicode",
        "values", "weird"};
    struct json_limits strict = json_foreign;

    strict.canonical = true;
    if (tap_data("records/rfc8785") == NULL) {
        tap_skip((int)COUNT_OF(names) * 2, "LIAISON_DATA is not set");
        return;
    }
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const char *folder = tap_data("records/rfc8785");
        struct bytes input, want;
        struct json *value;

        if (!file_load(w, work_format(w, "%s/%s.input.json", folder, names[i]), 1 << 20,
                &input) ||
            !file_load(w, work_format(w, "%s/%s.output.json", folder, names[i]), 1 << 20,
                &want))
            abort();
        tap_ok(bytes_equal(canonical(w, input), want), "RFC 8785 case %s", names[i]);
        tap_ok(json_read(w, want, &strict, &value) &&
                !json_read(w, input, &strict, &value) &&
                strstr(work_why(w), "canonical") != NULL,
            "its output is canonical, its input is not");
        work_clear(w);
    }
}

/* ---- What is written -------------------------------------------------------- */

static void
test_written(struct work *w)
{
    static const char *const cases[][2] = {
        {" [ ] ", "[]"},
        {"{ }", "{}"},
        {"{\"b\":1,\"a\":{\"z\":0,\"y\":[]}}", "{\"a\":{\"y\":[],\"z\":0},\"b\":1}"},
        {"-0", "0"},
        {"-0.0", "0"},
        {"1E400e", "line 1, column 1: a number too large"},
        {"5.0", "5"},
        {"123456789012345678901234567890", "1.2345678901234568e+29"},
        {"9007199254740993", "9007199254740992"},
        {"-9007199254740991", "-9007199254740991"},
        {"1e-400", "0"},
        {"\"\\/\\u0041\\u00e9\\u20ac\\ud83c\\udf0d\"",
            "\"/A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8C\x8D\""},
        {"\"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001F\\u007f\\\"\\\\\"",
            "\"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001f\x7F\\\"\\\\\""},
        /* U+E000 is above the surrogates of U+10000, though not in UTF-8. */
        {"{\"\xEE\x80\x80\":1,\"\xF0\x90\x80\x80\":2,\"\xED\x9F\xBF\":3,\"\":4}",
            "{\"\":4,\"\xED\x9F\xBF\":3,\"\xF0\x90\x80\x80\":2,\"\xEE\x80\x80\":1}"},
        {"{\"aa\":1,\"a\":2,\"b\":3,\"\":4}", "{\"\":4,\"a\":2,\"aa\":1,\"b\":3}"},
        {"\t[true,\r\nfalse , null]\n", "[true,false,null]"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        tap_is_text(canonical(w, bytes_of(cases[i][0])), cases[i][1], "written: case %zu",
            i);
        work_clear(w);
    }
}

/* Hundreds of members, in a wild order, among them what only UTF-16 orders. */
static void
test_many_members(struct work *w)
{
    struct json *object = json_object(w), *again;
    struct bytes text = {NULL, 0}, twice;
    unsigned at = 0;

    for (unsigned i = 0; i < 997; i++) {
        at = (at + 613) % 997;
        json_put(object,
            work_format(w, "%s%u", at % 3 == 0 ? "\xEF\xBF\xBD" : "\xF0\x9F\x8C\x8D", at),
            json_integer(w, at));
    }
    tap_ok(object->count == 997 && json_write(w, object, &text) &&
            json_read(w, text, &json_record, &again) && json_equal(object, again),
        "997 members are written in order");
    tap_ok(bytes_start(text,
               "{\"\xF0\x9F\x8C\x8D"
               "1\":1,"),
        "surrogates first");
    tap_ok(json_write(w, again, &twice) && bytes_equal(text, twice), "and stay so");
}

/* ---- What is refused -------------------------------------------------------- */

static void
test_refused(struct work *w)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"", "line 1, column 1: no JSON at all"},
        {" \n", "line 2, column 1: the text ends where a value should be"},
        {"\xEF\xBB\xBF{}", "line 1, column 1: a byte order mark"},
        {"{\"a\":1,\n \"b\":x}", "line 2, column 6: 'x' where a value should be"},
        {"[\"\xC3\xA9\xC3\xA9\", tru]", "line 1, column 8: 't' where a value should be"},
        {"[1,]", "line 1, column 4: ']' where a value should be"},
        {"[1 2]", "line 1, column 4: '2' where ',' or ']' should be"},
        {"{\"a\":1,}", "line 1, column 8: '}' where a name in quotes should be"},
        {"{\"a\" 1}", "line 1, column 6: '1' where ':' should be"},
        {"[1]]", "line 1, column 4: ']' where the end should be"},
        {"01", "line 1, column 2: '1' where the end should be"},
        {"-", "line 1, column 2: the text ends where a digit should be"},
        {"1.", "line 1, column 3: the text ends where a digit should be"},
        {"\"a", "line 1, column 1: a string without an end"},
        {"\"\\", "line 1, column 2: a string without an end"},
        {"\"a\tb\"", "line 1, column 3: a control character in a string"},
        {"\"\\x\"", "line 1, column 2: an escape that JSON does not know"},
        {"\"\\u12g4\"", "line 1, column 2: \\u without four hex digits"},
        {"\"\\ud800\"", "line 1, column 2: one half of a surrogate pair"},
        {"\"a\\udc00\\ud800\"", "line 1, column 3: one half of a surrogate pair"},
        {"\"\\udc00\\udc01\"", "line 1, column 2: one half of a surrogate pair"},
        {"\"\\ud800\\ud800\"", "line 1, column 2: one half of a surrogate pair"},
        {"\"ab\xED\xA0\x80\"", "line 1, column 4: a string that is not UTF-8"},
        {"\"\xC0\xAF\"", "line 1, column 2: a string that is not UTF-8"},
        {"{\"a\":1,\"b\":2,\"a\":3}",
            "line 1, column 14: the name \"a\" twice in one object"},
        {"{\"b\":1,\n\"a\":2,\n\"b\":3,\"\\u0062\":4}",
            "line 3, column 17: the name \"b\" twice in one object"},
        {"{\"\\n\\n\":1,\"\\n\\n\":3}",
            "line 1, column 19: the name \"\\x0a\\x0a\" twice in one object"},
        {"\x01", "line 1, column 1: byte 0x01 where a value should be"},
        {"1e999", "line 1, column 1: a number too large"},
    };
    struct json *value;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool read = json_read(w, bytes_of(cases[i].text), &json_foreign, &value);

        tap_ok(!read && work_fault(w) == FAULT_INVALID, "refused: case %zu", i);
        tap_is_text(bytes_of(work_why(w)), cases[i].why, "and says why");
        work_clear(w);
    }
}

/* A string is looked at in words of eight bytes: whatever byte, wherever it stands. */
static void
test_every_byte(struct work *w)
{
    static const char *const ends[] = {"", "\xC3\xA9", "\\n", "long enough for a word"};
    size_t wrong = 0;

    for (unsigned c = 0; c < 256; c++) {
        for (size_t at = 1; at < 20; at++) {
            char text[64] = "\"........................";
            bool fine = c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
            struct json *value;

            text[at] = (char)c;
            snprintf(text + 20, sizeof(text) - 20, "%s\"", ends[at % COUNT_OF(ends)]);
            wrong += json_read(w, bytes_from(text, 20 + strlen(text + 20)), &json_foreign,
                         &value) != fine;
            work_clear(w);
        }
    }
    tap_ok(wrong == 0, "every byte at every place of a string is taken or refused");
}

/* Canonical for records or not; people may space as they like. */
static void
test_limits(struct work *w)
{
    static const struct {
        const char *text;
        bool record, written;
    } cases[] = {
        {"{\"a\":1,\"b\":[true,\"x\"]}", true, true},
        {"{\"b\":1,\"a\":2}", false, true},
        {"{\"a\": 1}", false, true},
        {"[1]\n", false, true},
        {"\"\\u00e9\"", false, true},
        {"\"\\u001F\"", false, true},
        {"\"\\u001f\"", true, true},
        {"\"\\/\"", false, true},
        {"-0", false, true},
        {"9007199254740991", true, true},
        {"9007199254740992", false, false},
        {"1.5", false, false},
        {"1e2", false, false},
        {"1.0", false, false},
    };
    struct json *value;
    char text[2000];

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool record = json_read(w, bytes_of(cases[i].text), &json_record, &value);
        bool written;

        work_clear(w);
        written = json_read(w, bytes_of(cases[i].text), &json_written, &value);
        work_clear(w);
        tap_ok(record == cases[i].record && written == cases[i].written, "limits: %zu",
            i);
    }
    for (unsigned depth = 32; depth <= 512; depth += 480) {
        const struct json_limits *limits = depth == 32 ? &json_record : &json_foreign;
        struct bytes out;

        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        tap_ok(json_read(w, bytes_from(text, 2 * depth), limits, &value) &&
                json_write(w, value, &out) && json_keep(w, value, &value),
            "depth %u", depth);
        memset(text, '[', depth + 1);
        memset(text + depth + 1, ']', depth + 1);
        tap_ok(!json_read(w, bytes_from(text, 2 * depth + 2), limits, &value),
            "and not %u: %s", depth + 1, work_why(w));
        work_clear(w);
    }
}

static void
test_size(struct work *w)
{
    size_t len = json_record.size;
    uint8_t *text = work_alloc(w, len + 1);
    struct json *value;

    if (text == NULL)
        abort();
    memset(text, 'a', len + 1);
    text[0] = text[len - 1] = text[len] = '"';
    tap_ok(json_read(w, bytes_from(text, len), &json_record, &value) &&
            value->text.len == len - 2 && value->text.at == text + 1,
        "1 MiB, lent");
    text[len - 1] = 'a';
    tap_ok(!json_read(w, bytes_from(text, len + 1), &json_record, &value),
        "and not a byte more");
    work_clear(w);
}

/* ---- What cannot be written, and what is written for people ----------------- */

static void
test_unwritable(struct work *w)
{
    struct json *value = json_null(w), *deep = json_array(w), *top = deep;
    struct bytes out;

    tap_ok(!json_write(w, NULL, &out) && work_fault(w) == FAULT_INVALID, "no value");
    work_clear(w);
    tap_ok(!json_write(w, json_text(w, bytes_of("\xFF")), &out), "no UTF-8");
    work_clear(w);
    tap_ok(!json_write(w, json_integer(w, JSON_INTEGER_MAX + 1), &out) &&
            !json_write(w, json_integer(w, INT64_MIN), &out),
        "an integer that a double cannot hold");
    work_clear(w);
    value->type = JSON_DOUBLE;
    value->real = NAN;
    tap_ok(!json_write(w, value, &out), "no number");
    work_clear(w);
    value->real = -INFINITY;
    tap_ok(!json_write(w, value, &out), "infinity");
    work_clear(w);
    for (int i = 0; i < 600; i++) {
        struct json *inner = json_array(w);

        json_add(deep, inner);
        deep = inner;
    }
    tap_ok(!json_write(w, top, &out) && work_fault(w) == FAULT_INVALID, "600 deep");
    work_clear(w);
    tap_ok(!json_keep(w, top, &value) && !json_keep(w, NULL, &value), "nor kept");
    work_clear(w);
    (void)fail(w, FAULT_BUSY, "earlier");
    tap_ok(!json_write(w, json_null(w), &out) && work_fault(w) == FAULT_BUSY,
        "nothing after a fault");
    work_clear(w);
}

static void
test_pretty(struct work *w)
{
    struct json *value;
    struct bytes out = {NULL, 0};

    if (!json_read(w, bytes_of("{\"b\":[1,{\"x\":null}],\"a\":{},\"c\":[]}"),
            &json_written, &value))
        abort();
    tap_ok(json_pretty(w, value, &out), "pretty");
    tap_is_text(out,
        "{\n  \"b\": [\n    1,\n    {\n      \"x\": null\n    }\n  ],\n  \"a\": {},\n  "
        "\"c\": []\n}",
        "two spaces a level, names in their order");
    value = json_text(w,
        bytes_of("\x7F\xC3\xA9\xC2\x85\xE2\x80\xAEz\xF0\x9F\x8C\x8D\xE2\x81\xA9\n"));
    tap_ok(json_pretty(w, value, &out), "pretty");
    tap_is_text(out, "\"\\u007f\xC3\xA9\\u0085\\u202ez\xF0\x9F\x8C\x8D\\u2069\\n\"",
        "what a terminal would obey is escaped");
    tap_ok(json_write(w, value, &out) && out.len == 20, "but not in the canonical form");
}

int
main(void)
{
    struct work *w = work_open(&os_real);

    test_vectors(w);
    test_written(w);
    test_many_members(w);
    test_refused(w);
    test_every_byte(w);
    test_limits(w);
    test_size(w);
    test_unwritable(w);
    test_pretty(w);
    work_close(w);
    return tap_end();
}
