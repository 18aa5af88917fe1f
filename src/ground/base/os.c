/*
 * os: the real operating system behind the table.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "ground/base/base.h"

static int
real_open(const char *path, int flags, mode_t mode)
{
    return open(path, flags, mode);
}

static int64_t
microseconds(clockid_t clock)
{
    struct timespec t;

    /* Cannot fail for these clocks: both are always there on Linux. */
    if (clock_gettime(clock, &t) != 0)
        abort();
    return (int64_t)t.tv_sec * TIME_SECOND + t.tv_nsec / 1000;
}

static int64_t
real_now(void)
{
    return microseconds(CLOCK_REALTIME);
}

static int64_t
real_ticks(void)
{
    return microseconds(CLOCK_MONOTONIC);
}

static int
real_random(void *to, size_t len)
{
    uint8_t *put = to;

    while (len > 0) {
        ssize_t got = getrandom(put, len, 0);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return -1;
        put += got;
        len -= (size_t)got;
    }
    return 0;
}

static int
real_lock(int fd)
{
    return flock(fd, LOCK_EX | LOCK_NB);
}

static void *
real_map(size_t len, int fd)
{
    bool zeros = fd < 0;
    void *at = mmap(NULL, len, zeros ? PROT_READ | PROT_WRITE : PROT_READ,
        zeros ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_PRIVATE, fd, 0);

    return at == MAP_FAILED ? NULL : at;
}

static void
real_unmap(void *at, size_t len)
{
    (void)munmap(at, len);
}

const struct os os_real = {
    .open = real_open,
    .close = close,
    .pread = pread,
    .pwrite = pwrite,
    .read = read,
    .write = write,
    .fstat = fstat,
    .fdatasync = fdatasync,
    .fsync = fsync,
    .ftruncate = ftruncate,
    .rename = rename,
    .unlink = unlink,
    .link = link,
    .mkdir = mkdir,
    .lock = real_lock,
    .now = real_now,
    .ticks = real_ticks,
    .random = real_random,
    .alloc = malloc,
    .release = free,
    .map = real_map,
    .unmap = real_unmap,
};
