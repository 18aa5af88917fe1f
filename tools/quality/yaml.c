/*
 * As much YAML as a file of checks has: maps and lists by their indentation, texts plain or in
 * quotes, over several lines, lists in brackets, comments.  Everything else is refused or is
 * a text.
 */
#include <string.h>

#include "tools/quality/quality.h"

#define LINES_MOST 100000
#define DEPTH_MOST 16

struct line {
    struct bytes text; /* without its indentation */
    size_t indent;
    unsigned number;
};

struct yaml {
    struct work *w;
    struct line *lines;
    size_t count;
    size_t at;
};

static struct bytes
trimmed(struct bytes t)
{
    while (t.len > 0 && (t.at[0] == ' ' || t.at[0] == '\r'))
        t = bytes_from(t.at + 1, t.len - 1);
    while (t.len > 0 && (t.at[t.len - 1] == ' ' || t.at[t.len - 1] == '\r'))
        t.len--;
    return t;
}

/* Lines that say something. */
static bool
lines_read(struct yaml *y, struct bytes text)
{
    unsigned number = 0;

    y->lines = work_alloc(y->w, LINES_MOST * sizeof(*y->lines));
    TRY(y->lines != NULL);
    while (text.len > 0) {
        const uint8_t *end = memchr(text.at, '\n', text.len);
        size_t len = end != NULL ? (size_t)(end - text.at) : text.len;
        struct line line = {.text = trimmed(bytes_from(text.at, len)),
            .number = ++number};

        line.indent = (size_t)(line.text.at - text.at);
        text = bytes_from(text.at + len, text.len - len);
        if (text.len > 0)
            text = bytes_from(text.at + 1, text.len - 1);
        if (line.text.len == 0 || line.text.at[0] == '#' || bytes_is(line.text, "---"))
            continue;
        if (y->count == LINES_MOST)
            return fail(y->w, FAULT_INVALID, "more than %d lines", LINES_MOST);
        y->lines[y->count++] = line;
    }
    return true;
}

/* ---- Texts ------------------------------------------------------------------------------------ */

/* Where the key of "key: value" ends, outside of quotes; 0: there is none. */
static size_t
key_end(struct bytes t)
{
    if (t.len == 0 || t.at[0] == '"' || t.at[0] == '\'')
        return 0;
    for (size_t i = 1; i < t.len; i++)
        if (t.at[i] == ':' && (i + 1 == t.len || t.at[i + 1] == ' '))
            return i;
    return 0;
}

/* Quotes within quotes stay as they are written: they are no words. */
static struct json *
text_of(struct yaml *y, struct bytes t)
{
    if (t.len >= 2 && (t.at[0] == '"' || t.at[0] == '\'') && t.at[t.len - 1] == t.at[0])
        t = bytes_from(t.at + 1, t.len - 2);
    return json_text(y->w, t);
}

/* [a, "b, c"] */
static struct json *
bracketed(struct yaml *y, struct bytes t)
{
    struct json *list = json_array(y->w);
    size_t from = 1;
    uint8_t quote = 0;

    for (size_t i = 1; i < t.len; i++) {
        if (quote != 0)
            quote = t.at[i] == quote ? 0 : quote;
        else if ((t.at[i] == '"' || t.at[i] == '\'') &&
            trimmed(bytes_from(t.at + from, i - from)).len == 0)
            quote = t.at[i];
        else if (t.at[i] == ',' || i + 1 == t.len) {
            struct bytes item = trimmed(bytes_from(t.at + from, i - from));

            if (item.len > 0)
                json_add(list, text_of(y, item));
            from = i + 1;
        }
    }
    return list;
}

/* What stands behind a key or a dash, and its further lines, which are indented deeper. */
static struct json *
scalar(struct yaml *y, struct bytes first, size_t indent)
{
    struct buffer b = buffer_open(y->w, 1 << 16);
    struct bytes all;

    buffer_add(&b, first);
    while (y->at < y->count && y->lines[y->at].indent > indent) {
        buffer_byte(&b, ' ');
        buffer_add(&b, y->lines[y->at++].text);
    }
    if (!buffer_bytes(&b, &all))
        return NULL;
    return all.len > 1 && all.at[0] == '[' && all.at[all.len - 1] == ']'
        ? bracketed(y, all)
        : text_of(y, all);
}

/* ---- Blocks ----------------------------------------------------------------------------------- */

static bool block(struct yaml *y, size_t indent, unsigned depth, struct json **out);

static bool
is_item(struct bytes t)
{
    return bytes_start(t, "- ") || bytes_is(t, "-");
}

static bool
list(struct yaml *y, size_t indent, unsigned depth, struct json **out)
{
    *out = json_array(y->w);
    while (y->at < y->count && y->lines[y->at].indent == indent &&
        is_item(y->lines[y->at].text)) {
        struct line *l = &y->lines[y->at];
        struct bytes rest = trimmed(bytes_from(l->text.at + 1, l->text.len - 1));
        struct json *item;

        if (rest.len > 0 && key_end(rest) == 0) {
            y->at++;
            item = scalar(y, rest, indent);
        } else if (rest.len > 0) {
            /* The map of an item begins on the line of its dash. */
            l->indent += (size_t)(rest.at - l->text.at);
            l->text = rest;
            TRY(block(y, l->indent, depth + 1, &item));
        } else {
            y->at++;
            TRY(y->at < y->count && block(y, y->lines[y->at].indent, depth + 1, &item));
        }
        json_add(*out, item);
    }
    return work_ok(y->w);
}

static bool
map(struct yaml *y, size_t indent, unsigned depth, struct json **out)
{
    *out = json_object(y->w);
    while (y->at < y->count && y->lines[y->at].indent == indent) {
        struct line *l = &y->lines[y->at];
        size_t end = key_end(l->text);
        struct bytes rest;
        struct json *value;

        if (end == 0)
            return fail(y->w, FAULT_INVALID, "line %u: no key", l->number);
        rest = trimmed(bytes_from(l->text.at + end + 1, l->text.len - end - 1));
        y->at++;
        if (rest.len > 0)
            value = scalar(y, rest, indent);
        else if (y->at < y->count &&
            (y->lines[y->at].indent > indent ||
                (y->lines[y->at].indent == indent && is_item(y->lines[y->at].text))))
            TRY(block(y, y->lines[y->at].indent, depth + 1, &value));
        else
            value = json_null(y->w);
        json_put_bytes(*out, bytes_from(l->text.at, end), value);
    }
    return work_ok(y->w);
}

static bool
block(struct yaml *y, size_t indent, unsigned depth, struct json **out)
{
    if (depth > DEPTH_MOST)
        return fail(y->w, FAULT_INVALID, "line %u: deeper than %d",
            y->lines[y->at].number, DEPTH_MOST);
    return is_item(y->lines[y->at].text) ? list(y, indent, depth, out)
                                         : map(y, indent, depth, out);
}

bool
yaml_read(struct work *w, struct bytes text, struct json **out)
{
    struct yaml y = {.w = w};

    TRY(lines_read(&y, text));
    if (y.count == 0)
        return fail(w, FAULT_INVALID, "nothing in it");
    TRY(block(&y, y.lines[0].indent, 0, out));
    return y.at == y.count ||
        fail(w, FAULT_INVALID, "line %u: indented unlike those above",
            y.lines[y.at].number);
}
