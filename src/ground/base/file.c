/*
 * file: files read and written whole, whatever the system call felt like doing.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ground/base/base.h"
#include "ground/base/base_inner.h"

#define PATH_SHOWN 300
#define STEP_MAX ((size_t)1 << 30) /* Linux moves at most 2 GiB in one call */
#define LOAD_STEP ((size_t)16 * 1024)

/* A path in a message: it may hold anything. */
static const char *
shown(struct work *w, const char *path)
{
    int number = errno;
    const char *text;

    if (!text_display(w, bytes_of(path), PATH_SHOWN, &text))
        text = "a file";
    errno = number;
    return text;
}

/* What an open file is called, for a message only: the system knows. */
static const char *
name_of(struct work *w, const struct file *f)
{
    int number = errno;
    char entry[64], path[PATH_MAX];
    ssize_t len;

    snprintf(entry, sizeof(entry), "/proc/self/fd/%d", f->fd);
    len = readlink(entry, path, sizeof(path) - 1);
    path[len > 0 ? len : 0] = '\0';
    errno = number;
    return len > 0 ? shown(w, path) : "a file";
}

void
file_close(struct file *f)
{
    if (f->os == NULL || f->fd < 0)
        return;
    /* After EINTR the descriptor is gone on Linux; closing again could hit another. */
    (void)f->os->close(f->fd);
    f->fd = -1;
}

bool
file_open(struct work *w, const char *path, int flags, mode_t mode, struct file *out)
{
    const struct os *os = work_os(w);
    int fd;

    *out = (struct file){.os = os, .fd = -1};
    do
        fd = os->open(path, flags | O_CLOEXEC, mode);
    while (fd < 0 && errno == EINTR);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return fail(w, FAULT_MISSING, "there is no %s", shown(w, path));
    if (fd < 0)
        return fail_errno(w, "cannot open %s", shown(w, path));
    out->fd = fd;
    return true;
}

bool
file_read_at(struct work *w, const struct file *f, void *to, size_t len, off_t at,
    size_t *got)
{
    uint8_t *put = to;
    size_t done = 0;

    while (done < len) {
        size_t step = len - done < STEP_MAX ? len - done : STEP_MAX;
        ssize_t n = f->os->pread(f->fd, put + done, step, at + (off_t)done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_errno(w, "cannot read from %s", name_of(w, f));
        if (n == 0)
            break;
        done += (size_t)n;
    }
    *got = done;
    return true;
}

bool
file_write_at(struct work *w, const struct file *f, struct bytes from, off_t at)
{
    while (from.len > 0) {
        size_t step = from.len < STEP_MAX ? from.len : STEP_MAX;
        ssize_t n = f->os->pwrite(f->fd, from.at, step, at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n == 0)
            errno = EIO; /* no progress and no error: do not try for ever */
        if (n <= 0)
            return fail_errno(w, "cannot write to %s", name_of(w, f));
        from.at += n;
        from.len -= (size_t)n;
        at += n;
    }
    return true;
}

bool
file_sync(struct work *w, const struct file *f)
{
    int done;

    do
        done = f->os->fdatasync(f->fd);
    while (done != 0 && errno == EINTR);
    if (done != 0)
        return fail_errno(w, "cannot make %s durable", name_of(w, f));
    return true;
}

bool
folder_sync(struct work *w, const char *path)
{
    FILE_AUTO struct file f = {.fd = -1};
    int done;

    TRY(file_open(w, path, O_RDONLY | O_DIRECTORY, 0, &f));
    do
        done = f.os->fsync(f.fd);
    while (done != 0 && errno == EINTR);
    if (done != 0)
        return fail_errno(w, "cannot make the folder %s durable", shown(w, path));
    return true;
}

bool
file_map(struct work *w, const struct file *f, size_t len, struct bytes *out)
{
    const void *at = work_map(w, len, f->fd);

    if (at == NULL)
        return fail_errno(w, "cannot map %s", name_of(w, f));
    *out = bytes_from(at, len);
    return true;
}

bool
file_load(struct work *w, const char *path, size_t max, struct bytes *out)
{
    FILE_AUTO struct file f = {.fd = -1};
    struct buffer b = buffer_open(w, SIZE_MAX);
    size_t step = LOAD_STEP;
    struct stat st;

    TRY(file_open(w, path, O_RDONLY, 0, &f));
    if (f.os->fstat(f.fd, &st) != 0)
        return fail_errno(w, "cannot look at %s", shown(w, path));
    /* The size is a hint: the file may grow, and a pipe or /proc says 0. */
    if (S_ISREG(st.st_mode) && st.st_size > 0 && (uintmax_t)st.st_size < SIZE_MAX / 2)
        step = (size_t)st.st_size + 1;
    while (b.len <= max) {
        ssize_t n;

        if (step > max - b.len)
            step = max - b.len + 1;
        TRY(buffer_reserve(&b, step));
        n = f.os->read(f.fd, b.at + b.len, step);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_errno(w, "cannot read %s", shown(w, path));
        if (n == 0)
            return buffer_bytes(&b, out);
        b.len += (size_t)n;
        /* Whether that was all is asked with what room is left, not with twice the memory. */
        step = b.room > b.len ? b.room - b.len : LOAD_STEP;
    }
    return fail(w, FAULT_INVALID, "%s is longer than %zu bytes", shown(w, path), max);
}

/* Write ${from} to a new file at ${path} and make its bytes durable. */
static bool
write_new(struct work *w, const char *path, mode_t mode, struct bytes from)
{
    FILE_AUTO struct file f = {.fd = -1};

    TRY(file_open(w, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode, &f));
    TRY(file_write_at(w, &f, from, 0));
    return file_sync(w, &f);
}

bool
folder_of(struct work *w, const char *path, const char **out)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL) {
        *out = ".";
        return true;
    }
    return work_string(w, bytes_from(path, slash == path ? 1 : (size_t)(slash - path)),
        out);
}

bool
file_replace(struct work *w, const char *path, mode_t mode, struct bytes from)
{
    const struct os *os = work_os(w);
    const char *beside, *folder;

    beside = work_format(w, "%s.new", path);
    TRY(beside != NULL);
    TRY(folder_of(w, path, &folder));
    /* A leftover of a crash would keep its old mode: make a new one. */
    if (os->unlink(beside) != 0 && errno != ENOENT)
        return fail_errno(w, "cannot remove %s", shown(w, beside));
    if (!write_new(w, beside, mode, from)) {
        (void)os->unlink(beside);
        return false;
    }
    if (os->rename(beside, path) != 0) {
        (void)fail_errno(w, "cannot rename to %s", shown(w, path));
        (void)os->unlink(beside);
        return false;
    }
    return folder_sync(w, folder);
}
