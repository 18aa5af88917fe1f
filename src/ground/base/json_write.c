/*
 * json_write: JSON as RFC 8785 fixes its bytes, and a form of it for people.
 */
#include <math.h>
#include <stdio.h>

#include "ground/base/base.h"
#include "ground/base/json_inner.h"

/* More than any value read here can grow to when it is written again. */
#define WRITTEN_MAX ((size_t)1 << 30)

struct writer {
    struct work *work;
    struct buffer to;
    bool pretty;
    unsigned depth;
};

static bool write_value(struct writer *j, const struct json *v);

/* ---- Texts and numbers ------------------------------------------------------ */

/* RFC 8785 section 3.2.2.2: the shortest escape, and only where one is needed. */
static void
write_escape(struct buffer *to, uint8_t c)
{
    static const char letters[] = "btn\0fr"; /* from U+0008 on; U+000B has none */

    if (c == '"' || c == '\\') {
        buffer_byte(to, '\\');
        buffer_byte(to, c);
    } else if (c >= 8 && c <= 13 && c != 11) {
        buffer_byte(to, '\\');
        buffer_byte(to, (uint8_t)letters[c - 8]);
    } else {
        buffer_format(to, "\\u%04x", c);
    }
}

/* What people read goes to terminals: the length of a character at ${at} that one would
 * obey, or 0.  It is ASCII or of the basic plane, so that one \u holds it. */
static size_t
hidden_at(const struct writer *j, struct bytes text, size_t at, uint32_t *point)
{
    size_t len;

    if (!j->pretty || text.at[at] < 0x7F)
        return 0;
    len = utf8_sequence(bytes_from(text.at + at, text.len - at), point);
    return len > 0 && utf8_hidden(*point) ? len : 0;
}

static bool
write_text(struct writer *j, struct bytes text)
{
    size_t plain = json_plain(text);
    size_t start = 0, step;

    if (text.len > WRITTEN_MAX)
        return fail(j->work, FAULT_INVALID, "longer than %zu bytes", WRITTEN_MAX);
    if (plain < text.len && !utf8_valid(text))
        return fail(j->work, FAULT_INVALID, "a text to be written as JSON is not UTF-8");
    TRY(buffer_reserve(&j->to, text.len + 2));
    buffer_byte(&j->to, '"');
    for (size_t i = j->pretty ? 0 : plain; i < text.len; i += step) {
        uint8_t c = text.at[i];
        uint32_t point;
        size_t hidden = hidden_at(j, text, i, &point);

        step = hidden > 0 ? hidden : 1;
        if (hidden == 0 && c >= 0x20 && c != '"' && c != '\\')
            continue;
        buffer_add(&j->to, bytes_from(text.at + start, i - start));
        if (hidden > 0)
            buffer_format(&j->to, "\\u%04x", (unsigned)point);
        else
            write_escape(&j->to, c);
        start = i + step;
    }
    if (start < text.len)
        buffer_add(&j->to, bytes_from(text.at + start, text.len - start));
    buffer_byte(&j->to, '"');
    return true;
}

static bool
write_integer(struct writer *j, int64_t v)
{
    char space[24];
    size_t at = sizeof(space);
    uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

    if (rest > (uint64_t)JSON_INTEGER_MAX)
        return fail(j->work, FAULT_INVALID, "an integer beyond 2^53 - 1");
    do {
        space[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (v < 0)
        space[--at] = '-';
    buffer_add(&j->to, bytes_from(space + at, sizeof(space) - at));
    return true;
}

static bool
write_double(struct writer *j, double v)
{
    char space[32];

    if (!isfinite(v))
        return fail(j->work, FAULT_INVALID, "a number that is not finite");
    buffer_add(&j->to, bytes_from(space, json_number(v, space)));
    return true;
}

/* ---- Arrays and objects ----------------------------------------------------- */

static void
write_line(struct writer *j)
{
    if (!j->pretty)
        return;
    buffer_byte(&j->to, '\n');
    for (unsigned i = 0; i < j->depth; i++)
        buffer_text(&j->to, "  ");
}

/* ${sorted} are the items in their order, or NULL for that of the list. */
static bool
write_items(struct writer *j, const struct json *v, const struct json **sorted)
{
    const struct json *item = v->first;
    bool object = v->type == JSON_OBJECT;

    buffer_byte(&j->to, object ? '{' : '[');
    j->depth++;
    for (size_t i = 0; i < v->count; i++) {
        const struct json *now = sorted != NULL ? sorted[i] : item;

        if (i > 0)
            buffer_byte(&j->to, ',');
        write_line(j);
        if (object) {
            TRY(write_text(j, now->name));
            buffer_text(&j->to, j->pretty ? ": " : ":");
        }
        TRY(write_value(j, now));
        item = item->next;
    }
    j->depth--;
    if (v->count > 0)
        write_line(j);
    buffer_byte(&j->to, object ? '}' : ']');
    return true;
}

static bool
write_list(struct writer *j, const struct json *v)
{
    const struct json *few[32];
    const struct json **sorted = few;

    if (j->depth >= JSON_DEPTH_MAX)
        return fail(j->work, FAULT_INVALID, "JSON nested deeper than %u", JSON_DEPTH_MAX);
    if (v->type == JSON_ARRAY || j->pretty)
        return write_items(j, v, NULL);
    if (v->count > COUNT_OF(few)) {
        sorted = work_alloc(j->work, v->count * sizeof(*sorted));
        TRY(sorted != NULL);
    }
    json_sort_members(v, sorted);
    return write_items(j, v, sorted);
}

static bool
write_value(struct writer *j, const struct json *v)
{
    switch (v->type) {
    case JSON_NULL:
        buffer_text(&j->to, "null");
        break;
    case JSON_BOOL:
        buffer_text(&j->to, v->truth ? "true" : "false");
        break;
    case JSON_INTEGER:
        return write_integer(j, v->integer);
    case JSON_DOUBLE:
        return write_double(j, v->real);
    case JSON_TEXT:
        return write_text(j, v->text);
    case JSON_ARRAY:
    case JSON_OBJECT:
        return write_list(j, v);
    }
    return work_ok(j->work);
}

static bool
write_all(struct work *w, const struct json *value, bool pretty, struct bytes *out)
{
    struct writer j = {.work = w, .to = buffer_open(w, WRITTEN_MAX), .pretty = pretty};

    if (value == NULL)
        return fail(w, FAULT_INVALID, "there is no value to write as JSON");
    TRY(write_value(&j, value));
    return buffer_bytes(&j.to, out);
}

bool
json_write(struct work *w, const struct json *value, struct bytes *out)
{
    return write_all(w, value, false, out);
}

bool
json_pretty(struct work *w, const struct json *value, struct bytes *out)
{
    return write_all(w, value, true, out);
}
