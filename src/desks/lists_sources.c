/*
 * Who publishes which list, and where: a table that is built in, and one of the node's own beside
 * it, whose rows take the place of those with the same name.
 */
#include "desks/lists_desk.h"

#include <string.h>

#include "core/records/embedded.h"

#define BUILT_IN "etc/sources.json"
#define OWN_FILE "sources.json"
#define FILE_MAX ((size_t)256 << 10)
#define SOURCES_MAX 64
#define PARTS_MAX 64
#define NAME_MAX_LEN 32
#define TEXT_MAX 300
#define URL_MAX 2000

/* ---- A row -------------------------------------------------------------------------------------- */

static bool
name_good(struct bytes name)
{
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.at[i];

        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-')
            return false;
    }
    return name.len > 0 && name.len <= NAME_MAX_LEN && name.at[0] != '-';
}

/* An address as it can stand in a request and in an answer. */
static bool
url_good(struct bytes url)
{
    for (size_t i = 0; i < url.len; i++)
        if (url.at[i] <= 0x20 || url.at[i] > 0x7E)
            return false;
    return url.len <= URL_MAX && bytes_start(url, "https://") && url.len > 8;
}

static bool
need_text(struct work *w, const struct json *row, const char *name, struct bytes *out)
{
    TRY(json_need_text(w, row, name, out));
    return (out->len > 0 && out->len <= TEXT_MAX) ||
        fail(w, FAULT_INVALID, "%s: 1 to %d bytes are wanted", name, TEXT_MAX);
}

static bool
read_parts(struct work *w, const struct json *row, struct source *out)
{
    struct json *parts;

    TRY(json_need(w, row, "parts", JSON_ARRAY, &parts));
    if (parts->count == 0 || parts->count > PARTS_MAX)
        return fail(w, FAULT_INVALID, "parts: 1 to %d addresses are wanted", PARTS_MAX);
    for (const struct json *p = parts->first; p != NULL; p = p->next)
        if (p->type != JSON_TEXT || !url_good(p->text))
            return fail(w, FAULT_INVALID,
                "parts: an address begins with https:// and has no blanks");
    out->parts = parts;
    return true;
}

/* Who changes an entry: the first whose beginning of the reference it has. */
static bool
read_forums(struct work *w, const struct json *row)
{
    static const char *const members[] = {"ref", "code", NULL};
    struct json *forums = json_get(row, "forums");
    struct bytes text;

    if (forums == NULL)
        return true;
    TRY(json_need(w, row, "forums", JSON_ARRAY, &forums));
    for (const struct json *f = forums->first; f != NULL; f = f->next)
        if (f->type != JSON_OBJECT || !json_only(w, f, members) ||
            !need_text(w, f, "code", &text) ||
            (json_get(f, "ref") != NULL && !need_text(w, f, "ref", &text)))
            return fail(w, FAULT_INVALID,
                "forums: each has a code, and where it is not that of all entries the "
                "beginning of their ref");
    return true;
}

bool
source_forum(const struct source *s, size_t count, struct bytes list, struct bytes ref,
    struct bytes *out)
{
    for (size_t i = 0; i < count; i++)
        for (const struct json *f = json_first(json_get(s[i].said, "forums"));
             f != NULL && bytes_equal(s[i].list, list); f = f->next) {
            struct bytes begins = json_get_text(f, "ref");

            if (begins.len > ref.len ||
                !bytes_equal(begins, bytes_from(ref.at, begins.len)))
                continue;
            *out = json_get_text(f, "code");
            return true;
        }
    return false;
}

static bool
read_row(struct work *w, const struct json *row, struct source *out)
{
    static const char *const members[] = {"name", "list", "format", "publisher", "terms",
        "parts", "forums", NULL};
    struct bytes text;

    *out = (struct source){.said = row};
    TRY(json_only(w, row, members) && json_need_text(w, row, "name", &out->name));
    if (!name_good(out->name))
        return fail(w, FAULT_INVALID, "name: small letters, digits and - are wanted");
    return (need_text(w, row, "list", &out->list) &&
               need_text(w, row, "format", &out->format) &&
               need_text(w, row, "publisher", &text) &&
               need_text(w, row, "terms", &text) && read_parts(w, row, out) &&
               read_forums(w, row)) ||
        fail_in(w, "%.*s", (int)out->name.len, (const char *)out->name.at);
}

/* ---- The table ---------------------------------------------------------------------------------- */

struct table_of {
    struct source *rows;
    size_t count;
};

static bool
add_row(struct work *w, const struct source *row, struct table_of *to)
{
    for (size_t i = 0; i < to->count; i++)
        if (bytes_equal(to->rows[i].name, row->name)) {
            to->rows[i] = *row;
            return true;
        }
    if (to->count == SOURCES_MAX)
        return fail(w, FAULT_INVALID, "more than %d sources", SOURCES_MAX);
    to->rows[to->count++] = *row;
    return true;
}

static bool
add_table(struct work *w, struct bytes text, struct table_of *to)
{
    static const char *const members[] = {"sources", NULL};
    struct json *table, *rows;
    struct source row;
    size_t n = 0;

    TRY(json_read(w, text, &json_written, &table) && json_only(w, table, members) &&
        json_need(w, table, "sources", JSON_ARRAY, &rows));
    for (const struct json *r = rows->first; r != NULL; r = r->next, n++)
        if (!read_row(w, r, &row) || !add_row(w, &row, to))
            return fail_in(w, "source %zu", n + 1);
    return true;
}

static bool
add_own(struct desk *d, struct work *w, struct table_of *to)
{
    const char *folder = d->node != NULL ? node_folder(d->node) : d->folder,
               *path = work_format(w, "%s/" OWN_FILE, folder != NULL ? folder : "");
    struct bytes text;

    if (folder == NULL || *folder == '\0')
        return true;
    TRY(path != NULL);
    if (!file_load(w, path, FILE_MAX, &text))
        return work_forgive(w, FAULT_MISSING);
    return add_table(w, text, to) || fail_in(w, "%s", path);
}

bool
sources_all(struct desk *d, struct work *w, struct source **out, size_t *count)
{
    struct table_of t = {.rows = work_alloc(w, SOURCES_MAX * sizeof(struct source))};

    TRY(t.rows != NULL);
    for (size_t i = 0; i < embedded_count; i++)
        if (strcmp(embedded_files[i].name, BUILT_IN) == 0)
            TRY(add_table(w, bytes_from(embedded_files[i].at, embedded_files[i].len),
                    &t) ||
                fail_in(w, BUILT_IN));
    TRY(add_own(d, w, &t));
    *out = t.rows;
    *count = t.count;
    return true;
}
