/*
 * The plan of what goes wrong, and the table of system calls that follows it.
 */
#include "support/faults_inner.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fault_plan fault_plan;
static const struct os *under;

const char *const fault_call_names[CALLS] = {"open", "pread", "pwrite", "read", "write",
    "fstat", "fdatasync", "fsync", "ftruncate", "rename", "unlink", "link", "mkdir",
    "random", "alloc", "map", "sql-open", "sql-delete", "sql-read", "sql-write",
    "sql-truncate", "sql-sync", "sql-alloc"};

/* Is this the call that goes wrong?  Errno says how. */
bool
faults_hit(enum fault_call call)
{
    struct fault_plan *p = &fault_plan;

    if (p->at == 0 || (p->calls & CALL_BIT(call)) == 0)
        return false;
    p->count++;
    if (p->count < p->at || (p->count > p->at && !p->from))
        return false;
    p->hit++;
    p->by[call]++;
    errno = p->number;
    if (p->how == HOW_CALL) {
        p->call();
        return false; /* should it return, the layer below says how things are */
    }
    return true;
}

void
faults_plan(unsigned calls, unsigned long at, enum fault_how how, int number)
{
    struct fault_plan *p = &fault_plan;

    p->calls = calls;
    p->at = at;
    p->how = how;
    p->number = number;
    p->from = false;
    p->count = 0;
    p->hit = 0;
}

void
faults_off(void)
{
    fault_plan.at = 0;
}

const char *
faults_told(void)
{
    static char text[1024];
    size_t len = 0;

    text[0] = '\0';
    for (int i = 0; i < CALLS; i++)
        if (fault_plan.by[i] > 0 && len < sizeof(text))
            len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%lu %s",
                len > 0 ? ", " : "", fault_plan.by[i], fault_call_names[i]);
    return text;
}

void
faults_over(const struct os *base, const char *vfs)
{
    under = base;
    faults_vfs_over(vfs);
}

/* ---- The table ------------------------------------------------------------------------------ */

static int
on_open(const char *path, int flags, mode_t mode)
{
    return faults_hit(CALL_OPEN) ? -1 : under->open(path, flags, mode);
}

static int
on_close(int fd)
{
    return under->close(fd);
}

/* Half of it, if the plan is so; else an error. */
static bool
half(size_t *len)
{
    if (fault_plan.how != HOW_SHORT)
        return false;
    *len = *len > 1 ? *len / 2 : *len;
    return true;
}

static ssize_t
on_pread(int fd, void *to, size_t len, off_t at)
{
    return faults_hit(CALL_PREAD) && !half(&len) ? -1 : under->pread(fd, to, len, at);
}

static ssize_t
on_pwrite(int fd, const void *from, size_t len, off_t at)
{
    return faults_hit(CALL_PWRITE) && !half(&len) ? -1 : under->pwrite(fd, from, len, at);
}

static ssize_t
on_read(int fd, void *to, size_t len)
{
    return faults_hit(CALL_READ) && !half(&len) ? -1 : under->read(fd, to, len);
}

static ssize_t
on_write(int fd, const void *from, size_t len)
{
    return faults_hit(CALL_WRITE) && !half(&len) ? -1 : under->write(fd, from, len);
}

static int
on_fstat(int fd, struct stat *to)
{
    return faults_hit(CALL_FSTAT) ? -1 : under->fstat(fd, to);
}

static int
on_fdatasync(int fd)
{
    return faults_hit(CALL_FDATASYNC) ? -1 : under->fdatasync(fd);
}

static int
on_fsync(int fd)
{
    return faults_hit(CALL_FSYNC) ? -1 : under->fsync(fd);
}

static int
on_ftruncate(int fd, off_t len)
{
    return faults_hit(CALL_FTRUNCATE) ? -1 : under->ftruncate(fd, len);
}

static int
on_rename(const char *from, const char *to)
{
    return faults_hit(CALL_RENAME) ? -1 : under->rename(from, to);
}

static int
on_unlink(const char *path)
{
    return faults_hit(CALL_UNLINK) ? -1 : under->unlink(path);
}

static int
on_link(const char *from, const char *to)
{
    return faults_hit(CALL_LINK) ? -1 : under->link(from, to);
}

static int
on_mkdir(const char *path, mode_t mode)
{
    return faults_hit(CALL_MKDIR) ? -1 : under->mkdir(path, mode);
}

static int
on_lock(int fd)
{
    return under->lock(fd);
}

static int64_t
on_now(void)
{
    return under->now();
}

static int64_t
on_ticks(void)
{
    return under->ticks();
}

static int
on_random(void *to, size_t len)
{
    return faults_hit(CALL_RANDOM) ? -1 : under->random(to, len);
}

static void *
on_alloc(size_t len)
{
    return faults_hit(CALL_ALLOC) ? NULL : under->alloc(len);
}

static void
on_release(void *at)
{
    under->release(at);
}

static void *
on_map(size_t len, int fd)
{
    return faults_hit(CALL_MAP) ? NULL : under->map(len, fd);
}

static void
on_unmap(void *at, size_t len)
{
    under->unmap(at, len);
}

const struct os faults_os = {
    .open = on_open,
    .close = on_close,
    .pread = on_pread,
    .pwrite = on_pwrite,
    .read = on_read,
    .write = on_write,
    .fstat = on_fstat,
    .fdatasync = on_fdatasync,
    .fsync = on_fsync,
    .ftruncate = on_ftruncate,
    .rename = on_rename,
    .unlink = on_unlink,
    .link = on_link,
    .mkdir = on_mkdir,
    .lock = on_lock,
    .now = on_now,
    .ticks = on_ticks,
    .random = on_random,
    .alloc = on_alloc,
    .release = on_release,
    .map = on_map,
    .unmap = on_unmap,
};
