/*
 * The disk in memory as a table of system calls.
 */
#include "support/disk_inner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
no(int number)
{
    errno = number;
    return -1;
}

/* A path's folder must be there to make something in it. */
static bool
has_folder(const char *path)
{
    char folder[DISK_PATH];
    const struct disk_file *f;

    disk_folder_of(path, folder);
    f = disk_find(folder);
    return f != NULL && f->folder;
}

static int
disk_open(const char *path, int flags, mode_t mode)
{
    struct disk_file *f = disk_find(path);
    int fd = 0;

    (void)mode;
    if (disk_is_off(path))
        return no(EIO);
    if (f == NULL && ((flags & O_CREAT) == 0 || !has_folder(path)))
        return no(ENOENT);
    if (f != NULL && (flags & O_EXCL) != 0)
        return no(EEXIST);
    if (f != NULL && (flags & O_DIRECTORY) != 0 && !f->folder)
        return no(ENOTDIR);
    if (f != NULL && f->folder && (flags & O_ACCMODE) != O_RDONLY)
        return no(EISDIR);
    while (fd < DISK_FDS && disk.fds[fd].file != NULL)
        fd++;
    if (fd == DISK_FDS)
        return no(EMFILE);
    if (f == NULL) {
        f = disk_new(false);
        disk_name(path, f, NULL);
    } else if ((flags & O_TRUNC) != 0) {
        disk_truncate(f, 0);
    }
    disk.fds[fd].file = f;
    disk.fds[fd].at = 0;
    snprintf(disk.fds[fd].path, DISK_PATH, "%s", path);
    disk.open_count++;
    return DISK_FD_FIRST + fd;
}

static struct disk_file *
file_of(int fd)
{
    if (fd < DISK_FD_FIRST || fd >= DISK_FD_FIRST + DISK_FDS ||
        disk.fds[fd - DISK_FD_FIRST].file == NULL) {
        printf("Bail out! a call on descriptor %d, which is not open\n", fd);
        abort();
    }
    return disk.fds[fd - DISK_FD_FIRST].file;
}

static bool
is_off(int fd)
{
    (void)file_of(fd);
    return disk_is_off(disk.fds[fd - DISK_FD_FIRST].path);
}

static int
disk_close(int fd)
{
    (void)file_of(fd);
    disk.fds[fd - DISK_FD_FIRST].file = NULL;
    disk.open_count--;
    return 0;
}

static ssize_t
disk_pread(int fd, void *to, size_t len, off_t at)
{
    const struct disk_file *f = file_of(fd);

    return is_off(fd) ? no(EIO) : (ssize_t)disk_read(f, (size_t)at, to, len);
}

static ssize_t
disk_pwrite(int fd, const void *from, size_t len, off_t at)
{
    struct disk_file *f = file_of(fd);

    if (is_off(fd))
        return no(EIO);
    disk_write(f, (size_t)at, from, len);
    return (ssize_t)len;
}

static ssize_t
disk_read_on(int fd, void *to, size_t len)
{
    ssize_t got = disk_pread(fd, to, len, (off_t)disk.fds[fd - DISK_FD_FIRST].at);

    if (got > 0)
        disk.fds[fd - DISK_FD_FIRST].at += (size_t)got;
    return got;
}

static ssize_t
disk_write_on(int fd, const void *from, size_t len)
{
    ssize_t put = disk_pwrite(fd, from, len, (off_t)disk.fds[fd - DISK_FD_FIRST].at);

    if (put > 0)
        disk.fds[fd - DISK_FD_FIRST].at += (size_t)put;
    return put;
}

static int
disk_fstat(int fd, struct stat *to)
{
    const struct disk_file *f = file_of(fd);

    memset(to, 0, sizeof(*to));
    if (is_off(fd))
        return no(EIO);
    to->st_mode = f->folder ? S_IFDIR | 0700 : S_IFREG | 0600;
    to->st_size = (off_t)f->live.len;
    to->st_dev = 1;
    to->st_ino = f->number;
    return 0;
}

static int
disk_fsync(int fd)
{
    struct disk_file *f = file_of(fd);

    if (is_off(fd))
        return no(EIO);
    if (f->folder)
        disk_sync_folder(disk.fds[fd - DISK_FD_FIRST].path);
    else
        disk_sync(f);
    return 0;
}

static int
disk_ftruncate(int fd, off_t len)
{
    struct disk_file *f = file_of(fd);

    if (is_off(fd))
        return no(EIO);
    disk_truncate(f, (size_t)len);
    return 0;
}

static int
disk_rename(const char *from, const char *to)
{
    char here[DISK_PATH], there[DISK_PATH];
    struct disk_file *f = disk_find(from);

    disk_folder_of(from, here);
    disk_folder_of(to, there);
    if (strcmp(here, there) != 0) {
        printf("Bail out! the disk in memory renames within a folder only\n");
        abort();
    }
    if (disk_is_off(from))
        return no(EIO);
    if (f == NULL)
        return no(ENOENT);
    if (f->folder)
        disk_move(from, to);
    else
        disk_name(to, f, from);
    return 0;
}

static int
disk_unlink(const char *path)
{
    const struct disk_file *f = disk_find(path);

    if (disk_is_off(path))
        return no(EIO);
    if (f == NULL)
        return no(ENOENT);
    if (f->folder)
        return no(EISDIR);
    disk_name(path, NULL, NULL);
    return 0;
}

static int
disk_link(const char *from, const char *to)
{
    struct disk_file *f = disk_find(from);

    if (disk_is_off(from))
        return no(EIO);
    if (f == NULL || !has_folder(to))
        return no(ENOENT);
    if (disk_find(to) != NULL)
        return no(EEXIST);
    disk_name(to, f, NULL);
    return 0;
}

static int
disk_mkdir(const char *path, mode_t mode)
{
    (void)mode;
    if (disk_is_off(path))
        return no(EIO);
    if (disk_find(path) != NULL)
        return no(EEXIST);
    if (!has_folder(path))
        return no(ENOENT);
    disk_name(path, disk_new(true), NULL);
    return 0;
}

/* One process has the whole disk. */
static int
disk_lock(int fd)
{
    return is_off(fd) ? no(EIO) : 0;
}

static int64_t
disk_now(void)
{
    return INT64_C(1700000000000000) + ++disk.clock;
}

static int
disk_bytes(void *to, size_t len)
{
    uint8_t *put = to;

    for (size_t i = 0; i < len; i++)
        put[i] = (uint8_t)disk_random();
    return 0;
}

/* What stands in the file at that moment: who maps a file takes it for one that does not change. */
static void *
disk_map(size_t len, int fd)
{
    void *at = os_real.map(len, -1);

    if (at != NULL && fd >= 0 && disk_pread(fd, at, len, 0) < 0) {
        os_real.unmap(at, len);
        return NULL;
    }
    return at;
}

static void
disk_unmap(void *at, size_t len)
{
    os_real.unmap(at, len);
}

const struct os disk_os = {
    .open = disk_open,
    .close = disk_close,
    .pread = disk_pread,
    .pwrite = disk_pwrite,
    .read = disk_read_on,
    .write = disk_write_on,
    .fstat = disk_fstat,
    .fdatasync = disk_fsync,
    .fsync = disk_fsync,
    .ftruncate = disk_ftruncate,
    .rename = disk_rename,
    .unlink = disk_unlink,
    .link = disk_link,
    .mkdir = disk_mkdir,
    .lock = disk_lock,
    .now = disk_now,
    .ticks = disk_now,
    .random = disk_bytes,
    .alloc = malloc,
    .release = free,
    .map = disk_map,
    .unmap = disk_unmap,
};
