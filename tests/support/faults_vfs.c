/*
 * The fault layer below SQLite: a file system above another one, and its memory.
 */
#include "support/faults_inner.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

struct layer_file {
    sqlite3_file base;
    sqlite3_file *below; /* behind this */
};

static sqlite3_vfs *below;

static sqlite3_file *
real(sqlite3_file *f)
{
    return ((struct layer_file *)f)->below;
}

/* SQLite's word for the planned error. */
static int
error(int otherwise)
{
    return errno == ENOSPC ? SQLITE_FULL : otherwise;
}

static int
f_close(sqlite3_file *f)
{
    return real(f)->pMethods->xClose(real(f));
}

static int
f_read(sqlite3_file *f, void *to, int len, sqlite3_int64 at)
{
    return faults_hit(CALL_SQL_READ) ? SQLITE_IOERR_READ
                                     : real(f)->pMethods->xRead(real(f), to, len, at);
}

static int
f_write(sqlite3_file *f, const void *from, int len, sqlite3_int64 at)
{
    if (!faults_hit(CALL_SQL_WRITE))
        return real(f)->pMethods->xWrite(real(f), from, len, at);
    /* A full disk takes what still fits. */
    if (errno == ENOSPC && len > 1)
        real(f)->pMethods->xWrite(real(f), from, len / 2, at);
    errno = fault_plan.number;
    return error(SQLITE_IOERR_WRITE);
}

static int
f_truncate(sqlite3_file *f, sqlite3_int64 len)
{
    return faults_hit(CALL_SQL_TRUNCATE) ? SQLITE_IOERR_TRUNCATE
                                         : real(f)->pMethods->xTruncate(real(f), len);
}

static int
f_sync(sqlite3_file *f, int flags)
{
    if (faults_hit(CALL_SQL_SYNC))
        return SQLITE_IOERR_FSYNC;
    return fault_plan.no_sync ? SQLITE_OK : real(f)->pMethods->xSync(real(f), flags);
}

static int
f_size(sqlite3_file *f, sqlite3_int64 *out)
{
    return real(f)->pMethods->xFileSize(real(f), out);
}

static int
f_lock(sqlite3_file *f, int how)
{
    return real(f)->pMethods->xLock(real(f), how);
}

static int
f_unlock(sqlite3_file *f, int how)
{
    return real(f)->pMethods->xUnlock(real(f), how);
}

static int
f_reserved(sqlite3_file *f, int *out)
{
    return real(f)->pMethods->xCheckReservedLock(real(f), out);
}

static int
f_control(sqlite3_file *f, int what, void *arg)
{
    return real(f)->pMethods->xFileControl(real(f), what, arg);
}

static int
f_sector(sqlite3_file *f)
{
    return real(f)->pMethods->xSectorSize(real(f));
}

static int
f_characteristics(sqlite3_file *f)
{
    return real(f)->pMethods->xDeviceCharacteristics(real(f));
}

static int
f_shm_map(sqlite3_file *f, int region, int size, int extend, void volatile **out)
{
    return real(f)->pMethods->xShmMap(real(f), region, size, extend, out);
}

static int
f_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}

static void
f_shm_barrier(sqlite3_file *f)
{
    real(f)->pMethods->xShmBarrier(real(f));
}

static int
f_shm_unmap(sqlite3_file *f, int delete)
{
    return real(f)->pMethods->xShmUnmap(real(f), delete);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = f_close,
    .xRead = f_read,
    .xWrite = f_write,
    .xTruncate = f_truncate,
    .xSync = f_sync,
    .xFileSize = f_size,
    .xLock = f_lock,
    .xUnlock = f_unlock,
    .xCheckReservedLock = f_reserved,
    .xFileControl = f_control,
    .xSectorSize = f_sector,
    .xDeviceCharacteristics = f_characteristics,
    .xShmMap = f_shm_map,
    .xShmLock = f_shm_lock,
    .xShmBarrier = f_shm_barrier,
    .xShmUnmap = f_shm_unmap,
};

static int
v_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *to, int flags, int *out)
{
    struct layer_file *f = (struct layer_file *)to;
    int code;

    (void)vfs;
    f->base.pMethods = NULL;
    f->below = (sqlite3_file *)(f + 1);
    if (faults_hit(CALL_SQL_OPEN))
        return SQLITE_CANTOPEN;
    code = below->xOpen(below, path, f->below, flags, out);
    if (code == SQLITE_OK)
        f->base.pMethods = &methods;
    return code;
}

static int
v_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    (void)vfs;
    return faults_hit(CALL_SQL_DELETE) ? SQLITE_IOERR_DELETE
                                       : below->xDelete(below, path, sync);
}

static int
v_access(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
    (void)vfs;
    return below->xAccess(below, path, flags, out);
}

static int
v_full(sqlite3_vfs *vfs, const char *path, int room, char *out)
{
    (void)vfs;
    return below->xFullPathname(below, path, room, out);
}

static int
v_random(sqlite3_vfs *vfs, int len, char *to)
{
    (void)vfs;
    return below->xRandomness(below, len, to);
}

static int
v_sleep(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    return below->xSleep(below, microseconds);
}

static int
v_time(sqlite3_vfs *vfs, sqlite3_int64 *out)
{
    (void)vfs;
    return below->xCurrentTimeInt64(below, out);
}

void
faults_vfs_over(const char *name)
{
    static sqlite3_vfs vfs = {
        .iVersion = 2,
        .zName = "faults",
        .xOpen = v_open,
        .xDelete = v_delete,
        .xAccess = v_access,
        .xFullPathname = v_full,
        .xRandomness = v_random,
        .xSleep = v_sleep,
        .xCurrentTimeInt64 = v_time,
    };

    below = sqlite3_vfs_find(name);
    if (below == NULL) {
        printf("Bail out! SQLite knows no file system %s\n", name);
        abort();
    }
    sqlite3_vfs_unregister(&vfs);
    vfs.szOsFile = (int)sizeof(struct layer_file) + below->szOsFile;
    vfs.mxPathname = below->mxPathname;
    sqlite3_vfs_register(&vfs, 1);
}

/* ---- Memory --------------------------------------------------------------------------------- */

static sqlite3_mem_methods plain;

static void *
m_alloc(int len)
{
    return faults_hit(CALL_SQL_ALLOC) ? NULL : plain.xMalloc(len);
}

static void *
m_again(void *at, int len)
{
    return faults_hit(CALL_SQL_ALLOC) ? NULL : plain.xRealloc(at, len);
}

void
faults_over_sqlite_memory(void)
{
    sqlite3_mem_methods mine;

    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &plain) != SQLITE_OK) {
        printf("Bail out! SQLite was used before its memory could be watched\n");
        abort();
    }
    mine = plain;
    mine.xMalloc = m_alloc;
    mine.xRealloc = m_again;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &mine);
}
