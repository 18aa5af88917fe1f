/*
 * Which column goes to which field: by a person's map, or by the tag.
 */
#include "desks/import_desk.h"

#include <string.h>

/* ---- Tags of our own tables ------------------------------------------------------------------------ */

/* Is it that path, with a number where that one has "*"? */
static bool
is_one_of(const char *path, const char *general)
{
    size_t head = strcspn(general, "*");
    size_t digits = strncmp(path, general, head) == 0 && general[head] == '*'
        ? strspn(path + head, "0123456789")
        : 0;

    return digits > 0 ? strcmp(path + head + digits, general + head + 1) == 0
                      : strcmp(path, general) == 0;
}

/* "core.budgets.0.value-date" as "#field+core_budgets_0_value__date", where no tag of the kind
 * says just that. */
const char *
import_tag(struct work *w, const struct kind *k, const char *path)
{
    struct buffer b = buffer_open(w, 4096);
    const struct kind_tag *tags;
    struct bytes out;
    size_t count;

    if (!kind_tags(w, k, &tags, &count))
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (tags[i].says == NULL && is_one_of(path, tags[i].path))
            return work_format(w, "%.*s", (int)tags[i].tag.len,
                (const char *)tags[i].tag.at);
    buffer_text(&b, "#field+");
    for (; *path != '\0'; path++)
        buffer_text(&b,
            *path == '.'       ? "_"
                : *path == '-' ? "__"
                               : (const char[]){*path, '\0'});
    buffer_byte(&b, '\0');
    return buffer_bytes(&b, &out) ? (const char *)out.at : NULL;
}

/* And back; NULL where it is no such tag. */
static const char *
own_path(struct work *w, struct bytes tag)
{
    struct buffer b = buffer_open(w, 4096);
    struct bytes out;

    if (!bytes_start(tag, "#field+"))
        return NULL;
    for (size_t i = strlen("#field+"); i < tag.len; i++) {
        bool dash = tag.at[i] == '_' && i + 1 < tag.len && tag.at[i + 1] == '_';

        buffer_byte(&b, dash ? '-' : tag.at[i] == '_' ? '.' : tag.at[i]);
        i += dash;
    }
    buffer_byte(&b, '\0');
    return buffer_bytes(&b, &out) ? (const char *)out.at : NULL;
}

/* ---- Columns ----------------------------------------------------------------------------------------- */

/* Columns that go to a list: which of its items is being filled, and with what. */
struct filling {
    const char *list; /* "core.participating." */
    size_t item;
    struct bytes leaves[16]; /* the paths that this item has already */
    size_t leaf_count;
    const struct json *says;
};

/* A path whose * is the item now being filled; another one begins where this one has the leaf
 * already, or says something else. */
static const char *
place(struct work *w, struct filling filling[], size_t most, const char *path,
    const struct json *says)
{
    const char *n = strstr(path, ".*");
    size_t head = n != NULL ? (size_t)(n - path) + 1 : 0, at = 0;
    bool other = false;

    if (n == NULL)
        return path;
    while (at < most && filling[at].list != NULL &&
        (strncmp(filling[at].list, path, head) != 0 || filling[at].list[head] != '*'))
        at++;
    if (at == most)
        return NULL;
    filling[at].list = filling[at].list != NULL ? filling[at].list : path;
    for (size_t i = 0; i < filling[at].leaf_count; i++)
        other = other || bytes_is(filling[at].leaves[i], path);
    other = other ||
        (filling[at].says != NULL && says != NULL && !json_equal(filling[at].says, says));
    if (other || filling[at].leaf_count == COUNT_OF(filling[at].leaves)) {
        filling[at].item++;
        filling[at].leaf_count = 0;
        filling[at].says = NULL;
    }
    filling[at].leaves[filling[at].leaf_count++] = bytes_of(path);
    filling[at].says = says != NULL ? says : filling[at].says;
    return work_format(w, "%.*s%zu%s", (int)head, path, filling[at].item, n + 2);
}

const char *
import_org_path(struct work *w, const struct kind *k, const char *path)
{
    size_t len = strlen(path);
    const char *org;

    if (len < 5 || strcmp(path + len - 5, ".name") != 0)
        return NULL;
    org = work_format(w, "%.*s.org", (int)(len - 5), path);
    return org != NULL && field_sort(w, k, org) == CELL_TEXT ? org : NULL;
}

/* What columns are told by. */
struct columns {
    const struct kind *kind;
    const struct kind_tag *tags;
    size_t tag_count;
    const struct json *map; /* or NULL */
};

/* What a person's map says of it; NULL: nothing. */
static const struct json *
mapped(const struct json *map, const struct table_column *c)
{
    const struct json *by = json_get_bytes(map, c->title);

    return by == NULL && c->tag.len > 0 ? json_get_bytes(map, c->tag) : by;
}

/* By the kind's own tags, or by those that our tables have for the rest. */
static bool
by_tag(struct work *w, const struct columns *c, struct bytes tag,
    struct filling filling[], size_t most, struct import_column *to)
{
    if (bytes_is(tag, "#meta+id") || bytes_is(tag, "#meta+version")) {
        to->path = bytes_is(tag, "#meta+id") ? "id" : "version";
        return true;
    }
    for (size_t i = 0; i < c->tag_count; i++)
        if (bytes_equal(tag, c->tags[i].tag)) {
            to->says = c->tags[i].says;
            to->path = place(w, filling, most, c->tags[i].path, to->says);
            return true;
        }
    to->path = own_path(w, tag);
    return work_ok(w);
}

static bool
one_column(struct work *w, const struct columns *c, const struct table_column *from,
    struct filling filling[], size_t most, struct import_column *to)
{
    const struct json *by = c->map != NULL ? mapped(c->map, from) : NULL;
    const struct kind *k = c->kind;

    to->title = from->title;
    to->tag = from->tag;
    if (by == NULL) {
        TRY(by_tag(w, c, from->tag, filling, most, to));
    } else {
        if (by->type != JSON_TEXT)
            return fail(w, FAULT_INVALID,
                "a map has texts: what a column is called, and "
                "the path of a field");
        TRY(work_string(w, by->text, &to->path));
        to->path = *to->path != '\0' ? place(w, filling, most, to->path, NULL) : NULL;
    }
    if (to->path == NULL || strcmp(to->path, "id") == 0 ||
        strcmp(to->path, "version") == 0)
        return work_ok(w);
    /* A table's rows are of the part core alone. */
    to->sort =
        strncmp(to->path, "core.", 5) == 0 ? field_sort(w, k, to->path) : CELL_NONE;
    to->schema = field_schema(k, to->path);
    if (to->sort == CELL_NONE && by != NULL)
        return fail(w, FAULT_INVALID, "%s is no single field of %.*s", to->path,
            (int)kind_name(k).len, (const char *)kind_name(k).at);
    if (to->sort == CELL_NONE)
        to->path = NULL;
    to->names = to->path != NULL && import_org_path(w, k, to->path) != NULL;
    return work_ok(w);
}

bool
import_columns(struct work *w, const struct kind *k, const struct table_column *from,
    size_t count, const struct json *map, struct import_column **out)
{
    struct columns c = {.kind = k, .map = map};
    struct filling filling[16] = {{0}};

    *out = work_alloc(w, (count + 1) * sizeof(**out));
    TRY(*out != NULL && kind_tags(w, k, &c.tags, &c.tag_count));
    for (size_t i = 0; i < count; i++)
        TRY(one_column(w, &c, &from[i], filling, COUNT_OF(filling), &(*out)[i]));
    return true;
}

bool
import_put(struct work *w, const struct kind *k, const struct import_column *c,
    struct bytes lang, struct bytes cell, struct json *parts)
{
    const char *end = strrchr(c->path, '.');

    TRY(field_put(w, parts, c->path, c->sort, lang, cell));
    for (const struct json *s = c->says != NULL ? c->says->first : NULL; s != NULL;
         s = s->next) {
        const char *beside = work_format(w, "%.*s.%.*s", (int)(end - c->path), c->path,
            (int)s->name.len, (const char *)s->name.at);

        TRY(beside != NULL &&
            field_put(w, parts, beside, field_sort(w, k, beside), lang, s->text));
    }
    return true;
}
