/*
 * Lists as somebody hands them in: their files, packed or not, and what is told of them.
 */
#include "desks/screen_desk.h"

#include <string.h>

#include "ground/archive/archive.h"

#define FILE_MAX ((size_t)1 << 28)
#define FILES_MAX 256 /* of one list */
#define LISTS_MAX 255

bool
lists_open(struct work *w, size_t most, struct lists *out)
{
    if (most > LISTS_MAX)
        return fail(w, FAULT_USAGE, "at most %d lists are searched together", LISTS_MAX);
    *out = (struct lists){.lists = work_alloc(w, (most + 1) * sizeof(*out->lists)),
        .asked = work_alloc(w, (most + 1) * sizeof(*out->asked)),
        .kept = work_alloc(w, (most + 1) * sizeof(struct json *))};
    return out->lists != NULL && out->asked != NULL && out->kept != NULL;
}

bool
list_unpack(struct work *w, struct screen_file *f)
{
    return !xz_begins(f->text) || xz_read(w, f->text, FILE_MAX, &f->text) ||
        fail_in(w, "%s", f->called);
}

/* The next of some texts that commas join. */
static bool
next_of(struct bytes *rest, struct bytes *piece)
{
    const uint8_t *comma = rest->len > 0 ? memchr(rest->at, ',', rest->len) : NULL;

    *piece = *rest;
    if (comma != NULL)
        piece->len = (size_t)(comma - rest->at);
    rest->at += piece->len + (comma != NULL);
    rest->len -= piece->len + (comma != NULL);
    return piece->len > 0 || comma != NULL;
}

bool
lists_files(struct work *w, struct bytes asked, struct screen_file **out, size_t *count)
{
    struct bytes piece;

    if (asked.len == 0)
        return fail(w, FAULT_USAGE, "a list wants a file");
    *out = work_alloc(w, FILES_MAX * sizeof(**out));
    TRY(*out != NULL);
    for (*count = 0; next_of(&asked, &piece); (*count)++) {
        struct screen_file *f = &(*out)[*count];

        if (*count == FILES_MAX)
            return fail(w, FAULT_USAGE, "a list of more than %d files", FILES_MAX);
        TRY(work_string(w, piece, &f->called) &&
            desk_file_load(w, f->called, FILE_MAX, &f->text));
    }
    return true;
}

static bool
read_list(struct work *w, struct work *part, struct bytes asked, struct screen_list *out)
{
    struct screen_file *files;
    size_t count;

    TRY(lists_files(part, asked, &files, &count));
    for (size_t i = 0; i < count; i++) {
        if (screen_archive_begins(files[i].text))
            return fail(part, FAULT_USAGE,
                "%s is an archive of lists: `screen -l` searches it, and it alone",
                files[i].called);
        TRY(list_unpack(part, &files[i]));
    }
    return screen_list_read(w, files, count, out) || fail_with(part, w);
}

/* What stays of a list is its own; its files, which may be large, go. */
static bool
add_list(struct work *w, struct bytes asked, struct screen_list *out)
{
    struct work *part = work_open(work_os(w));
    bool good = part != NULL && read_list(w, part, asked, out);

    return work_join(w, part, good);
}

bool
lists_add(struct work *w, struct lists *to, struct bytes asked)
{
    TRY(add_list(w, asked, &to->lists[to->count]));
    to->asked[to->count++] = asked;
    return true;
}

static bool
add_given(struct work *w, void *ctx, unsigned n)
{
    struct lists *to = ctx;

    return add_list(w, to->asked[to->count + n], &to->lists[to->count + n]);
}

bool
lists_given(struct work *w, const struct json *args, struct lists *to)
{
    const struct json *given = json_get(args, "list");
    unsigned count = 0;

    for (const struct json *i = json_first(given); i != NULL; i = i->next)
        to->asked[to->count + count++] = i->text;
    TRY(work_beside(w, count, add_given, to));
    to->count += count;
    return true;
}

struct json *
lists_json(struct work *w, const struct lists *l, size_t at)
{
    const struct screen_list *list = &l->lists[at];
    struct json *out = json_object(w), *files = json_array(w);
    struct bytes rest = l->asked[at], piece;
    const char *path;

    if (l->kept[at] != NULL)
        return l->kept[at];
    while (next_of(&rest, &piece))
        if (work_string(w, piece, &path))
            json_add(files, desk_path(w, path));
    json_put(out, "list", json_text(w, list->name));
    json_put(out, "date", json_text(w, list->date));
    json_put(out, "format", json_text(w, list->format));
    json_put(out, "entries", json_integer(w, (int64_t)list->count));
    json_put(out, "names", json_integer(w, (int64_t)list->names));
    json_put(out, "nameless", json_integer(w, (int64_t)list->nameless));
    json_put(out, "files", files);
    return out;
}

const char *
lists_line(struct work *w, const struct lists *l, size_t at)
{
    const struct screen_list *list = &l->lists[at];
    bool dated = list->date.len > 0;

    return work_format(w,
        "%.*s: %s%.*s, %zu entries with %zu names, %.*s, from %.*s; whether there is a "
        "newer "
        "one is not known",
        (int)list->name.len, (const char *)list->name.at,
        dated ? "its own date is " : "without a date of its own", (int)list->date.len,
        (const char *)list->date.at, list->count, list->names, (int)list->format.len,
        (const char *)list->format.at, (int)l->asked[at].len,
        (const char *)l->asked[at].at);
}

bool
lists_entry(struct work *w, const struct screen_entry *e, struct json **out)
{
    struct bytes text;

    return screen_entry_write(w, e, &text) && json_read(w, text, &json_foreign, out);
}
