/*
 * json_read: JSON texts into values, strictly, with the place of what is wrong.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ground/base/base.h"
#include "ground/base/json_inner.h"

#define NAME_SHOWN 80

const struct json_limits json_record = {.size = (size_t)1 << 20,
    .depth = 32,
    .doubles = false,
    .canonical = true};
const struct json_limits json_written = {.size = (size_t)1 << 20,
    .depth = 32,
    .doubles = false,
    .canonical = false};
const struct json_limits json_foreign = {.size = (size_t)64 << 20,
    .depth = 512,
    .doubles = true,
    .canonical = false};

static bool read_value(struct reader *r, struct json **out);

/* ---- Faults ----------------------------------------------------------------- */

bool
wrong(struct reader *r, const uint8_t *at, const char *what, ...)
{
    size_t line = 1, column = 1;
    char said[256];
    va_list args;

    for (const uint8_t *p = r->start; p < at; p++) {
        if (*p == '\n') {
            line++;
            column = 1;
        } else if ((*p & 0xC0) != 0x80) {
            column++; /* a character, however many bytes it takes */
        }
    }
    va_start(args, what);
    vsnprintf(said, sizeof(said), what, args);
    va_end(args);
    return fail(r->work, FAULT_INVALID, "line %zu, column %zu: %s", line, column, said);
}

bool
unexpected(struct reader *r, const char *wanted)
{
    if (r->at == r->end)
        return wrong(r, r->at, "the text ends where %s should be", wanted);
    if (*r->at > 0x20 && *r->at < 0x7F)
        return wrong(r, r->at, "'%c' where %s should be", *r->at, wanted);
    return wrong(r, r->at, "byte 0x%02x where %s should be", *r->at, wanted);
}

/* ---- Arrays and objects ----------------------------------------------------- */

static void
skip_space(struct reader *r)
{
    const uint8_t *before = r->at;

    while (r->at < r->end &&
        (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t'))
        r->at++;
    r->loose = r->loose || r->at != before;
}

static bool
is_at(const struct reader *r, uint8_t c)
{
    return r->at < r->end && *r->at == c;
}

/* A name, a colon and a value. */
static bool
read_member(struct reader *r, struct json **out)
{
    struct bytes name;

    if (!is_at(r, '"'))
        return unexpected(r, "a name in quotes");
    TRY(read_string(r, &name));
    skip_space(r);
    if (!is_at(r, ':'))
        return unexpected(r, "':'");
    r->at++;
    skip_space(r);
    TRY(read_value(r, out));
    (*out)->name = name;
    return true;
}

/* Where a name stands; one with escapes has left the text: then the object's end. */
static const uint8_t *
name_place(const struct reader *r, struct bytes name)
{
    return name.at >= r->start && name.at < r->end ? name.at - 1 : r->at - 1;
}

/* The names of ${object} differ; those in order need no second look. */
static bool
check_names(struct reader *r, const struct json *object, bool ascending)
{
    const struct json **sorted;

    if (ascending)
        return true;
    r->loose = true;
    sorted = work_alloc(r->work, object->count * sizeof(*sorted));
    TRY(sorted != NULL);
    json_sort_members(object, sorted);
    for (size_t i = 1; i < object->count; i++) {
        const uint8_t *one = name_place(r, sorted[i - 1]->name);
        const uint8_t *two = name_place(r, sorted[i]->name);
        const char *shown;

        if (!bytes_equal(sorted[i]->name, sorted[i - 1]->name))
            continue;
        TRY(text_display(r->work, sorted[i]->name, NAME_SHOWN, &shown));
        return wrong(r, one > two ? one : two, "the name \"%s\" twice in one object",
            shown);
    }
    return true;
}

/* Items or members up to ${close}, commas between them. */
static bool
read_items(struct reader *r, struct json *list, uint8_t close, const char *wanted)
{
    bool ascending = true;

    r->at++;
    skip_space(r);
    while (!is_at(r, close)) {
        struct json *item = NULL;

        if (list->last != NULL) {
            if (!is_at(r, ','))
                return unexpected(r, wanted);
            r->at++;
            skip_space(r);
        }
        if (list->type == JSON_ARRAY) {
            TRY(read_value(r, &item));
        } else {
            TRY(read_member(r, &item));
            if (list->last != NULL && json_name_order(list->last->name, item->name) >= 0)
                ascending = false;
        }
        if (list->last == NULL)
            list->first = item;
        else
            list->last->next = item;
        list->last = item;
        list->count++;
        skip_space(r);
    }
    r->at++;
    return check_names(r, list, ascending);
}

static bool
read_list(struct reader *r, struct json *list)
{
    if (r->depth >= r->limits->depth)
        return wrong(r, r->at, "nested deeper than %u", r->limits->depth);
    r->depth++;
    if (*r->at == '[') {
        list->type = JSON_ARRAY;
        TRY(read_items(r, list, ']', "',' or ']'"));
    } else {
        list->type = JSON_OBJECT;
        TRY(read_items(r, list, '}', "',' or '}'"));
    }
    r->depth--;
    return true;
}

/* ---- Values ----------------------------------------------------------------- */

static bool
read_word(struct reader *r, const char *word, struct json *out, enum json_type type)
{
    size_t len = strlen(word);

    if (!bytes_start(bytes_from(r->at, (size_t)(r->end - r->at)), word))
        return unexpected(r, "a value");
    out->type = type;
    out->truth = *word == 't';
    r->at += len;
    return true;
}

static bool
read_value(struct reader *r, struct json **out)
{
    struct json *v = work_alloc(r->work, sizeof(*v));

    TRY(v != NULL);
    *out = v;
    if (is_at(r, '-') || (r->at < r->end && *r->at >= '0' && *r->at <= '9'))
        return read_number(r, v);
    switch (r->at < r->end ? *r->at : 0) {
    case '{':
    case '[':
        return read_list(r, v);
    case '"':
        v->type = JSON_TEXT;
        return read_string(r, &v->text);
    case 't':
        return read_word(r, "true", v, JSON_BOOL);
    case 'f':
        return read_word(r, "false", v, JSON_BOOL);
    case 'n':
        return read_word(r, "null", v, JSON_NULL);
    default:
        return unexpected(r, "a value");
    }
}

/* The bytes are RFC 8785's: where there was a choice, write the value again and look. */
static bool
check_canonical(struct reader *r, const struct json *value)
{
    size_t len = (size_t)(r->end - r->start);
    struct bytes again;
    size_t i = 0;

    if (!r->loose)
        return true;
    TRY(json_write(r->work, value, &again));
    while (i < len && i < again.len && r->start[i] == again.at[i])
        i++;
    if (i < len || i < again.len)
        return wrong(r, r->start + i,
            "not the canonical form (RFC 8785), from byte %zu on", i);
    return true;
}

bool
json_read(struct work *w, struct bytes text, const struct json_limits *limits,
    struct json **out)
{
    struct reader r = {.work = w, .limits = limits, .start = text.at, .at = text.at};
    struct json *value;

    if (text.len > limits->size)
        return fail(w, FAULT_INVALID, "JSON longer than %zu bytes", limits->size);
    if (text.len == 0)
        return fail(w, FAULT_INVALID, "line 1, column 1: no JSON at all");
    r.end = text.at + text.len;
    if (bytes_start(text, "\xEF\xBB\xBF"))
        return wrong(&r, r.at, "a byte order mark");
    skip_space(&r);
    TRY(read_value(&r, &value));
    skip_space(&r);
    if (r.at != r.end)
        return unexpected(&r, "the end");
    if (limits->canonical)
        TRY(check_canonical(&r, value));
    *out = value;
    return true;
}
