/*
 * What waits between two bundles, in a folder of its own beside the data: volumes that came
 * before their time, sealed as they came, and what partners said that they still want.
 *
 *     main/bundles/SET.003      the third volume of that bundle
 *     main/bundles/SET.due      which volume of it is due; 0: none any more
 *     main/bundles/ORG.want     content, as `want` answers
 *     main/bundles/ORG.behind   entries of our outbox that the partner has
 *
 * Nothing here is needed: it is in no backup, and who loses it reads a volume again.
 */
#include "engines/exchange/bundle.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#define KEPT_DAYS \
    45 /* a seal key lasts for 30, and a while longer for what is under way */
#define WANT_MAX ((size_t)1024 * 1024)
#define COPY_STEP ((size_t)1024 * 1024)

static const char *
folder_path(struct node *n, struct work *w)
{
    return work_format(w, "%s/main/bundles", node_folder(n));
}

/* Of a bundle or of a partner; the folder is made when something first goes there. */
static const char *
path_of(struct node *n, struct work *w, struct bytes name, const char *tail)
{
    return work_format(w, "%s/main/bundles/%.*s.%s", node_folder(n), (int)name.len,
        (const char *)name.at, tail);
}

static const char *
set_path(struct node *n, struct work *w, const struct uuid *set, const char *tail)
{
    struct bytes name;

    return uuid_write(w, set, &name) ? path_of(n, w, name, tail) : NULL;
}

static const char *
partner_path(struct node *n, struct work *w, const struct hash *partner, const char *tail)
{
    struct bytes name;

    return hex_write(w, hash_bytes(partner), &name) ? path_of(n, w, name, tail) : NULL;
}

static bool
make_folder(struct node *n, struct work *w)
{
    const char *path = folder_path(n, w);

    TRY(path != NULL);
    if (work_os(w)->mkdir(path, 0700) != 0 && errno != EEXIST)
        return fail_errno(w, "cannot make %s", path);
    return true;
}

/* A small file that may not be there: then empty. */
static bool
small(struct work *w, const char *path, struct bytes *out)
{
    *out = (struct bytes){0};
    TRY(path != NULL);
    return file_load(w, path, WANT_MAX, out) || work_forgive(w, FAULT_MISSING);
}

static bool
small_put(struct node *n, struct work *w, const char *path, struct bytes text)
{
    TRY(path != NULL);
    return make_folder(n, w) && file_replace(w, path, 0600, text);
}

static bool
number_put(struct node *n, struct work *w, const char *path, uint64_t number)
{
    const char *text = work_format(w, "%llu", (unsigned long long)number);

    TRY(text != NULL);
    return small_put(n, w, path, bytes_of(text));
}

/* What was damaged counts for nothing. */
static bool
number(struct work *w, const char *path, uint64_t max, uint64_t none, uint64_t *out)
{
    struct bytes text;

    *out = none;
    TRY(small(w, path, &text));
    if (text.len == 0 || decimal_read(w, text, max, out))
        return true;
    *out = none;
    return work_forgive(w, FAULT_INVALID);
}

/* ---- Volumes ------------------------------------------------------------------------------ */

bool
kept_due(struct node *n, struct work *w, const struct uuid *set, uint32_t *out)
{
    uint64_t due;

    TRY(number(w, set_path(n, w, set, "due"), VOLUMES_MAX, 1, &due));
    *out = (uint32_t)due;
    return true;
}

bool
kept_due_put(struct node *n, struct work *w, const struct uuid *set, uint32_t due)
{
    return number_put(n, w, set_path(n, w, set, "due"), due);
}

bool
kept_volume(struct node *n, struct work *w, const struct uuid *set, uint32_t no,
    const char **path, bool *there)
{
    FILE_AUTO struct file f = {.fd = -1};
    const char *tail = work_format(w, "%03u", (unsigned)no);

    TRY(tail != NULL);
    *path = set_path(n, w, set, tail);
    TRY(*path != NULL);
    *there = file_open(w, *path, O_RDONLY | O_NOFOLLOW, 0, &f);
    return *there || work_forgive(w, FAULT_MISSING);
}

static bool
copy(struct work *w, const struct volume *from, const struct file *to)
{
    uint8_t *step = work_alloc(w, COPY_STEP);
    size_t got;

    TRY(step != NULL);
    for (uint64_t at = 0; at < from->size; at += got) {
        TRY(file_read_at(w, &from->file, step, COPY_STEP, (off_t)at, &got));
        if (got == 0)
            return fail(w, FAULT_INVALID, "it was cut short while it was read");
        TRY(file_write_at(w, to, bytes_from(step, got), (off_t)at));
    }
    return file_sync(w, to);
}

bool
kept_volume_put(struct node *n, struct work *w, const struct volume *v)
{
    struct file to = {.fd = -1};
    const char *path, *coming;
    bool there, good;

    TRY(kept_volume(n, w, &v->set, v->number, &path, &there));
    if (there)
        return true;
    coming = work_format(w, "%s.coming", path);
    TRY(coming != NULL && make_folder(n, w));
    TRY(file_open(w, coming, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600, &to));
    good = copy(w, v, &to);
    file_close(&to);
    if (good && work_os(w)->rename(coming, path) != 0)
        good = fail_errno(w, "cannot keep %s", path);
    if (!good)
        work_os(w)->unlink(coming);
    return good;
}

/* ---- Tidying -------------------------------------------------------------------------------- */

static void
folder_end(DIR **d)
{
    if (*d != NULL)
        closedir(*d);
}

bool
kept_tidy(struct node *n, struct work *w)
{
    const char *path = folder_path(n, w);
    __attribute__((cleanup(folder_end))) DIR *d = NULL;
    int64_t now = work_os(w)->now();
    struct dirent *e;
    struct stat about;

    TRY(path != NULL);
    d = opendir(path);
    if (d == NULL)
        return errno == ENOENT || fail_errno(w, "cannot look into %s", path);
    while ((e = readdir(d)) != NULL) {
        const char *one = work_format(w, "%s/%s", path, e->d_name);

        TRY(one != NULL);
        if (strlen(e->d_name) < 36 || e->d_name[8] != '-' || stat(one, &about) != 0)
            continue; /* not of a bundle */
        if ((int64_t)about.st_mtime * TIME_SECOND < now - KEPT_DAYS * TIME_DAY)
            work_os(w)->unlink(one);
    }
    return true;
}

/* ---- What partners said ---------------------------------------------------------------------- */

bool
kept_want(struct node *n, struct work *w, const struct hash *partner, struct bytes *out)
{
    return small(w, partner_path(n, w, partner, "want"), out);
}

bool
kept_want_put(struct node *n, struct work *w, const struct hash *partner,
    struct bytes want)
{
    const char *path = partner_path(n, w, partner, "want");

    TRY(path != NULL);
    if (!bytes_is(want, "[]"))
        return small_put(n, w, path, want);
    work_os(w)->unlink(path);
    return true;
}

bool
kept_behind(struct node *n, struct work *w, const struct hash *partner, uint64_t *out)
{
    return number(w, partner_path(n, w, partner, "behind"), UINT64_MAX, UINT64_MAX, out);
}

bool
kept_behind_put(struct node *n, struct work *w, const struct hash *partner, uint64_t size)
{
    const char *path = partner_path(n, w, partner, "behind");

    TRY(path != NULL);
    if (size != UINT64_MAX)
        return number_put(n, w, path, size);
    work_os(w)->unlink(path);
    return true;
}
