/*
 * An archive of lists with their index, in the place of lists.
 */
#include "desks/screen_desk.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define ARCHIVE_MAX ((off_t)4 << 30)

/* ---- A file ------------------------------------------------------------------------------------ */

/* Whoever else could write to it could say that nobody is listed, and change it under a search. */
static bool
check_own(struct work *w, const char *path, const struct stat *about)
{
    bool own = about->st_uid == geteuid() || about->st_uid == 0;

    if (!own || (about->st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return fail(w, FAULT_DENIED,
            "%s can be written by others: an archive of lists must be one's own (chmod "
            "go-w), or be made again",
            path);
    return true;
}

static bool
map_own(struct work *w, const char *path, struct bytes *out)
{
    FILE_AUTO struct file f = {.fd = -1};
    struct stat about;

    TRY(file_open(w, path, O_RDONLY | O_NONBLOCK, 0, &f));
    if (f.os->fstat(f.fd, &about) != 0)
        return fail_errno(w, "cannot look at %s", path);
    if (!S_ISREG(about.st_mode) || about.st_size <= 0 || about.st_size > ARCHIVE_MAX)
        return fail(w, FAULT_INVALID, "%s is no archive of lists", path);
    return check_own(w, path, &about) && file_map(w, &f, (size_t)about.st_size, out);
}

static bool
open_file(struct work *w, const char *path, struct screen_archive *out)
{
    struct bytes text;

    return map_own(w, path, &text) &&
        (screen_archive_open(w, text, out) || fail_in(w, "%s", path));
}

/* Its lists, which have no entries but those that are found. */
static bool
take_lists(struct work *w, const struct screen_archive *a, struct lists *to)
{
    TRY(lists_open(w, a->count, to));
    memcpy(to->lists, a->lists, a->count * sizeof(*to->lists));
    to->count = a->count;
    return true;
}

/* ---- One that somebody names ------------------------------------------------------------------- */

bool
archive_is(struct work *w, const char *path, bool *yes)
{
    FILE_AUTO struct file f = {.fd = -1};
    struct stat about;
    char begins[32];
    size_t got = 0;

    *yes = false;
    if (!file_open(w, path, O_RDONLY | O_NONBLOCK, 0, &f))
        return work_forgive(w, FAULT_MISSING);
    if (f.os->fstat(f.fd, &about) != 0)
        return fail_errno(w, "cannot look at %s", path);
    TRY(!S_ISREG(about.st_mode) || file_read_at(w, &f, begins, sizeof(begins), 0, &got));
    *yes = screen_archive_begins(bytes_from(begins, got));
    return true;
}

bool
archive_given(struct work *w, const struct json *args, struct lists *to,
    const struct screen_index **index)
{
    const struct json *given = json_get(args, "list"), *words = json_get(args, "queries");
    size_t names = json_get(args, "name") == NULL; /* the last word is a file of them */
    struct screen_archive a;
    const char *path;
    bool yes;

    if (given->count != 1 || (words != NULL && words->count > names))
        return true;
    TRY(work_string(w, given->first->text, &path) && archive_is(w, path, &yes));
    if (!yes)
        return true;
    TRY(open_file(w, path, &a) && take_lists(w, &a, to));
    for (size_t i = 0; i < to->count; i++)
        to->asked[i] = given->first->text;
    *index = a.index;
    return true;
}
