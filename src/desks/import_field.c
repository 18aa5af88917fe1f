/*
 * Single values in a record's parts, by path, as cells of a table show and take them.
 */
#include "desks/import_desk.h"

#include <stdlib.h>
#include <string.h>

/* The next step of a path; false behind the last. */
static bool
step(const char **path, struct bytes *out)
{
    size_t len = strcspn(*path, ".");

    *out = bytes_from(*path, len);
    *path += len + ((*path)[len] == '.');
    return len > 0;
}

static bool
is_number(struct bytes s, size_t *out)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] < '0' || s.at[i] > '9' || n > 10000)
            return false;
        n = n * 10 + (size_t)(s.at[i] - '0');
    }
    *out = n;
    return s.len > 0;
}

/* Of an uncertain date's days it is that of the date; NULL: it leads nowhere. */
const struct json *
field_schema(const struct kind *k, const char *path)
{
    const struct json *at = json_get(kind_json(k), "parts");
    struct bytes name;
    size_t n;

    if (!step(&path, &name))
        return NULL;
    at = json_get(json_get_bytes(at, name), "schema");
    while (at != NULL && step(&path, &name)) {
        if (bytes_is(json_get_text(at, "format"), "uncertain-date"))
            return *path == '\0' && (bytes_is(name, "from") || bytes_is(name, "to"))
                ? at
                : NULL;
        at = is_number(name, &n) ? json_get(at, "items")
                                 : json_get_bytes(json_get(at, "properties"), name);
    }
    return at;
}

enum cell_sort
field_sort(struct work *w, const struct kind *k, const char *path)
{
    const struct json *at = field_schema(k, path);
    const char *leaf = strrchr(path, '.');
    struct bytes name, format;

    (void)w;
    if (at == NULL)
        return CELL_NONE;
    format = json_get_text(at, "format");
    name = json_get_text(at, "type");
    return bytes_is(format, "lang-text") ? CELL_LANG_TEXT
        : bytes_is(format, "uncertain-date") && leaf != NULL
        ? (strcmp(leaf, ".from") == 0 || strcmp(leaf, ".to") == 0 ? CELL_TEXT : CELL_NONE)
        : format.len > 0 && !bytes_is(format, "file-name") ? CELL_TEXT
        : bytes_is(name, "string")                         ? CELL_TEXT
        : bytes_is(name, "boolean")                        ? CELL_TRUTH
        : bytes_is(name, "integer")                        ? CELL_INTEGER
                                                           : CELL_NONE;
}

/* ---- Reading ---------------------------------------------------------------------------------- */

static struct json *
item_at(const struct json *list, size_t n)
{
    struct json *i = list->first;

    while (i != NULL && n-- > 0)
        i = i->next;
    return i;
}

static struct json *
member(const struct json *of, struct bytes name)
{
    size_t n;

    if (of == NULL)
        return NULL;
    if (of->type == JSON_ARRAY)
        return is_number(name, &n) ? item_at(of, n) : NULL;
    return json_get_bytes(of, name);
}

/* That of the language, else the first. */
static struct json *
text_of(const struct json *texts, struct bytes lang)
{
    for (struct json *t = texts->first; t != NULL; t = t->next)
        if (bytes_equal(json_get_text(t, "lang"), lang))
            return t;
    return texts->first;
}

struct bytes
field_get(struct work *w, const struct json *parts, const char *path, enum cell_sort sort,
    struct bytes lang)
{
    const struct json *at = parts;
    struct bytes name, text;
    const char *number;

    while (at != NULL && step(&path, &name))
        at = member(at, name);
    if (at == NULL)
        return bytes_of("");
    if (sort == CELL_LANG_TEXT && at->type == JSON_ARRAY && at->first != NULL)
        text = json_get_text(text_of(at, lang), "text");
    else if (at->type == JSON_BOOL)
        text = bytes_of(at->truth ? "true" : "false");
    else if (at->type == JSON_INTEGER)
        text = (number = work_format(w, "%lld", (long long)at->integer)) != NULL
            ? bytes_of(number)
            : bytes_of("");
    else
        text = at->type == JSON_TEXT ? at->text : bytes_of("");
    return xml_trim(text);
}

/* ---- Writing ------------------------------------------------------------------------------------ */

static struct json *
value_of(struct work *w, const struct json *old, enum cell_sort sort, struct bytes lang,
    struct bytes cell)
{
    struct json *texts, *one;
    const char *text;
    char *end;
    long long number;

    if (sort == CELL_TRUTH &&
        (bytes_is(cell, "true") || bytes_is(cell, "1") || bytes_is(cell, "false") ||
            bytes_is(cell, "0")))
        return json_bool(w, bytes_is(cell, "true") || bytes_is(cell, "1"));
    if (sort == CELL_INTEGER && work_string(w, cell, &text)) {
        number = strtoll(text, &end, 10);
        if (*end == '\0')
            return json_integer(w, number);
    }
    if (sort != CELL_LANG_TEXT)
        return json_text(w, cell);
    if (old != NULL && old->type == JSON_ARRAY && old->first != NULL) {
        if (!json_keep(w, old, &texts))
            return NULL;
        json_put(text_of(texts, lang), "text", json_text(w, cell));
        return texts;
    }
    texts = json_array(w);
    one = json_object(w);
    json_put(one, "lang", json_text(w, lang));
    json_put(one, "text", json_text(w, cell));
    json_add(texts, one);
    return texts;
}

/* An item of a list takes another value's place. */
static void
become(struct json *item, const struct json *value)
{
    struct json *next = item->next;
    struct bytes name = item->name;

    *item = *value;
    item->next = next;
    item->name = name;
}

/* What a step leads to, made where it is not there; a list is told by the step behind it. */
static struct json *
lead(struct work *w, struct json *at, struct bytes name, const char *rest)
{
    struct json *there = member(at, name);
    struct bytes next;
    size_t n;
    bool list = step(&rest, &next) && is_number(next, &n);

    if (there != NULL && there->type != JSON_NULL)
        return there;
    if (at->type == JSON_ARRAY && is_number(name, &n)) {
        while (at->count <= n && work_ok(w))
            json_add(at, json_null(w));
        there = item_at(at, n);
        if (there != NULL)
            become(there, list ? json_array(w) : json_object(w));
        return there;
    }
    there = list ? json_array(w) : json_object(w);
    json_put_bytes(at, name, there);
    return there;
}

bool
field_put(struct work *w, struct json *parts, const char *path, enum cell_sort sort,
    struct bytes lang, struct bytes cell)
{
    struct json *at = parts, *value;
    struct bytes name;
    const char *text;
    size_t n;

    for (;;) {
        TRY(step(&path, &name));
        if (*path == '\0')
            break;
        if (cell.len == 0 && member(at, name) == NULL)
            return true;
        at = lead(w, at, name, path);
        TRY(at != NULL && work_ok(w));
    }
    value = cell.len > 0 ? value_of(w, member(at, name), sort, lang, cell) : json_null(w);
    TRY(value != NULL);
    if (at->type == JSON_ARRAY && is_number(name, &n)) {
        while (at->count <= n && work_ok(w))
            json_add(at, json_null(w));
        TRY(work_ok(w));
        become(item_at(at, n), value);
        return true;
    }
    if (cell.len > 0) {
        json_put_bytes(at, name, value);
        return work_ok(w);
    }
    TRY(work_string(w, name, &text));
    json_drop(at, text);
    return true;
}

static bool
is_empty(const struct json *v)
{
    return v->type == JSON_NULL ||
        ((v->type == JSON_OBJECT || v->type == JSON_ARRAY) && v->count == 0);
}

void
field_tidy(struct json *value)
{
    struct json *next, *all = value->first;

    if (value->type != JSON_OBJECT && value->type != JSON_ARRAY)
        return;
    value->first = value->last = NULL;
    value->count = 0;
    for (; all != NULL; all = next) {
        next = all->next;
        all->next = NULL;
        field_tidy(all);
        if (is_empty(all))
            continue;
        if (value->last != NULL)
            value->last->next = all;
        else
            value->first = all;
        value->last = all;
        value->count++;
    }
}
