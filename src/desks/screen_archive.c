/*
 * Archives of lists with their index: one that somebody names, and those that a node keeps of
 * the lists that it uses.  Each is a cache: what it is of is compared, and what is not right is
 * made again.
 */
#include "desks/lists_desk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* The lists in use; and those by which watches weigh words, where these are others. */
enum { IN_USE, BASE, ARCHIVES };
static const char *const kept_as[ARCHIVES] = {"main/lists.archive", "main/base.archive"};

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

bool
archive_map(struct work *w, const char *path, struct bytes *out)
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

    return archive_map(w, path, &text) &&
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

/* ---- Those that a node keeps ------------------------------------------------------------------- */

static const char *
kept_path(const struct desk *d, struct work *w, int which)
{
    return d->folder != NULL ? work_format(w, "%s/%s", d->folder, kept_as[which]) : NULL;
}

static bool
is_of_one(struct work *w, const struct screen_source *s, const struct version *v)
{
    struct hash sha256;

    return json_need_hash(w, v->core, "sha256", &sha256) &&
        hash_equal(&sha256, &s->sha256);
}

/* Is it of these versions, in this order? */
static bool
is_of(struct work *w, const struct screen_archive *a, const struct version *versions,
    size_t count)
{
    bool same = a->count == count;

    for (size_t i = 0; same && i < count; i++)
        same = is_of_one(w, &a->sources[i], &versions[i]);
    return same;
}

/* Whatever is wrong with it: it is not used. */
static bool
open_kept(struct desk *d, struct work *w, int which, const struct version *versions,
    size_t count, struct screen_archive *out, bool *yes)
{
    const char *path = kept_path(d, w, which);

    *yes = path != NULL && open_file(w, path, out) && is_of(w, out, versions, count);
    if (work_fault(w) == FAULT_MEMORY)
        return false;
    work_clear(w);
    return true;
}

static bool
write_of(struct work *w, const struct screen_index *x, const struct version *versions,
    size_t count, struct bytes *out)
{
    struct screen_source *sources = work_alloc(w, (count + 1) * sizeof(*sources));

    TRY(sources != NULL);
    for (size_t i = 0; i < count; i++)
        TRY(json_need_hash(w, versions[i].core, "sha256", &sources[i].sha256));
    return screen_archive_write(w, x, sources, out);
}

/* Where it cannot be kept, the next one who asks reads the lists again: that is no fault. */
static void
keep(struct desk *d, const struct os *os, int which, const struct screen_index *x,
    const struct version *versions, size_t count)
{
    struct work *own = work_open(os);
    struct bytes text;
    const char *path;

    if (own == NULL)
        return;
    path = kept_path(d, own, which);
    if (path != NULL && write_of(own, x, versions, count, &text))
        (void)!file_replace(own, path, 0600, text);
    work_close(own);
}

static bool
tell(struct work *w, const struct version *v, struct lists *to, size_t at)
{
    to->kept[at] = version_json(w, v);
    return lists_called(w, &v->age, &to->asked[at]);
}

/* Of lists that were read for it. */
static bool
build(struct desk *d, struct work *w, const struct version *versions, size_t count,
    enum lists_keep how, const struct lists *lists, const struct screen_index **index)
{
    struct screen_index *x;

    TRY(screen_index_build(w, lists->lists, lists->count, &x));
    *index = x;
    if (how != LISTS_ONCE)
        keep(d, work_os(w), how == LISTS_BASE ? BASE : IN_USE, x, versions, count);
    return true;
}

bool
lists_ready(struct desk *d, struct work *w, const struct version *versions, size_t count,
    enum lists_keep how, struct lists *to, const struct screen_index **index)
{
    struct screen_archive a;
    bool yes;

    TRY(open_kept(d, w, IN_USE, versions, count, &a, &yes) &&
        (yes || open_kept(d, w, BASE, versions, count, &a, &yes)));
    if (yes) {
        TRY(take_lists(w, &a, to));
        *index = a.index;
        for (size_t i = 0; i < count; i++)
            TRY(tell(w, &versions[i], to, i));
        return work_ok(w);
    }
    TRY(lists_open(w, count, to));
    for (size_t i = 0; i < count; i++)
        TRY(lists_add_version(d, w, &versions[i], to));
    return build(d, w, versions, count, how, to, index);
}

bool
archive_forget(struct desk *d, struct work *w)
{
    for (int which = 0; which < ARCHIVES; which++) {
        const char *path = kept_path(d, w, which);

        if (path != NULL && work_os(w)->unlink(path) != 0 && errno != ENOENT)
            return fail_errno(w, "cannot remove %s", path);
    }
    return work_ok(w);
}

/* ---- Made once more ----------------------------------------------------------------------------- */

/* The versions that an archive is of, in its order; none where one is not here. */
static bool
versions_in(struct work *w, const struct screen_archive *a, const struct version *all,
    size_t count, struct version **out, size_t *n)
{
    *n = 0;
    *out = work_alloc(w, (a->count + 1) * sizeof(**out));
    TRY(*out != NULL);
    for (size_t i = 0; i < a->count; i++) {
        size_t k = 0;

        while (k < count && !is_of_one(w, &a->sources[i], &all[k]))
            k++;
        if (k == count) {
            *n = 0;
            return true;
        }
        (*out)[(*n)++] = all[k];
    }
    return true;
}

static bool
verify_one(struct desk *d, struct work *w, int which, const struct version *all,
    size_t count, bool *good, const char **says)
{
    const char *path = kept_path(d, w, which);
    struct screen_archive a;
    struct screen_index *x;
    struct version *of;
    struct bytes is, kept;
    struct lists lists;
    size_t n = 0;

    if (path != NULL && open_file(w, path, &a))
        TRY(versions_in(w, &a, all, count, &of, &n));
    if (work_fault(w) == FAULT_MEMORY)
        return false;
    work_clear(w);
    if (n == 0) /* it would not be used */
        return true;
    TRY(lists_open(w, n, &lists));
    for (size_t i = 0; i < n; i++)
        TRY(lists_add_version(d, w, &of[i], &lists));
    TRY(screen_index_build(w, lists.lists, n, &x) && write_of(w, x, of, n, &is) &&
        archive_map(w, path, &kept));
    if (!bytes_equal(is, kept)) {
        *good = false;
        *says = work_format(w, "not what the lists give: remove %s", kept_as[which]);
    } else if (*says == NULL) {
        *says = "good";
    }
    return work_ok(w);
}

bool
archives_verify(struct desk *d, struct work *w, const struct version *all, size_t count,
    bool *good, const char **says)
{
    *good = true;
    *says = NULL;
    for (int which = 0; which < ARCHIVES && *good; which++)
        TRY(verify_one(d, w, which, all, count, good, says));
    return true;
}
