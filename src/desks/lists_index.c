/*
 * lists index: lists and their index as an archive, which is searched without reading the lists.
 */
#include "desks/screen_desk.h"

#include <string.h>

#include "ground/crypt/crypt.h"

/* Of the bytes as they were handed in, one file behind the other. */
static bool
source_of(struct work *w, const struct screen_file *files, size_t count,
    struct screen_source *out)
{
    struct buffer all = buffer_open(w, SIZE_MAX / 2);
    struct bytes text = files[0].text;

    for (size_t i = 0; count > 1 && i < count; i++)
        buffer_add(&all, files[i].text);
    TRY(count == 1 || buffer_bytes(&all, &text));
    out->size = text.len;
    return sha256(w, text, &out->sha256);
}

static bool
add_list(struct work *w, struct bytes asked, struct lists *to,
    struct screen_source *source)
{
    struct work *part = work_open(work_os(w));
    struct screen_file *files;
    size_t count;
    bool good = part != NULL && lists_files(part, asked, &files, &count) &&
        source_of(part, files, count, source);

    return work_join(w, part, good) && lists_add(w, to, asked);
}

/* What stands there is replaced when it is an archive, and nothing else is. */
static bool
check_place(struct work *w, const char *path)
{
    bool yes;

    TRY(archive_is(w, path, &yes));
    return yes || desk_file_free(w, path);
}

static bool
write_archive(struct work *w, const struct lists *lists,
    const struct screen_source *sources, const char *path, struct json *answer)
{
    struct screen_index *x;
    struct bytes text;

    TRY(screen_index_build(w, lists->lists, lists->count, &x) &&
        screen_archive_write(w, x, sources, &text) && file_replace(w, path, 0600, text));
    json_put(answer, "file", desk_path(w, path));
    json_put(answer, "bytes", json_integer(w, (int64_t)text.len));
    return work_ok(w);
}

DESK(lists_index)
{
    const struct json *given = json_get(args, "file");
    struct json *items = json_array(w);
    struct screen_source *sources = work_alloc(w, given->count * sizeof(*sources));
    struct lists lists;
    const char *path;

    (void)d;
    TRY(sources != NULL && work_string(w, desk_text(args, "out"), &path) &&
        check_place(w, path) && lists_open(w, given->count, &lists));
    for (const struct json *i = given->first; i != NULL; i = i->next) {
        size_t at = lists.count;
        struct json *one;

        TRY(add_list(w, i->text, &lists, &sources[at]));
        one = lists_json(w, &lists, at);
        json_put(one, "sha256", json_hex(w, hash_bytes(&sources[at].sha256)));
        json_add(items, one);
    }
    *answer = json_object(w);
    json_put(*answer, "items", items);
    json_put(*answer, "count", json_integer(w, (int64_t)items->count));
    return write_archive(w, &lists, sources, path, *answer);
}
