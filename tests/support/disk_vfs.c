/*
 * The disk in memory as SQLite sees it.  It promises as little as the one for Unix does:
 * names of journals become safe with their first sync, those of databases do not.
 */
#include "support/disk_inner.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHM_REGIONS 8

struct vfs_file {
    sqlite3_file base;
    struct disk_file *file;
    bool sync_name; /* with the next sync */
    bool passing;   /* goes when it is closed */
    char path[DISK_PATH];
    void *shm[SHM_REGIONS];
};

static struct vfs_file *
of(sqlite3_file *f)
{
    return (struct vfs_file *)f;
}

static int
f_close(sqlite3_file *f)
{
    for (int i = 0; i < SHM_REGIONS; i++)
        free(of(f)->shm[i]);
    if (of(f)->passing && of(f)->path[0] != '\0' && !disk_is_off(of(f)->path))
        disk_name(of(f)->path, NULL, NULL);
    disk.open_count--;
    return SQLITE_OK;
}

static int
f_read(sqlite3_file *f, void *to, int len, sqlite3_int64 at)
{
    size_t got;

    if (disk_is_off(of(f)->path))
        return SQLITE_IOERR_READ;
    got = disk_read(of(f)->file, (size_t)at, to, (size_t)len);
    if (got == (size_t)len)
        return SQLITE_OK;
    memset((uint8_t *)to + got, 0, (size_t)len - got);
    return SQLITE_IOERR_SHORT_READ;
}

static int
f_write(sqlite3_file *f, const void *from, int len, sqlite3_int64 at)
{
    if (disk_is_off(of(f)->path))
        return SQLITE_IOERR_WRITE;
    disk_write(of(f)->file, (size_t)at, from, (size_t)len);
    return SQLITE_OK;
}

static int
f_truncate(sqlite3_file *f, sqlite3_int64 len)
{
    if (disk_is_off(of(f)->path))
        return SQLITE_IOERR_TRUNCATE;
    disk_truncate(of(f)->file, (size_t)len);
    return SQLITE_OK;
}

static int
f_sync(sqlite3_file *f, int flags)
{
    char folder[DISK_PATH];

    (void)flags;
    if (disk_is_off(of(f)->path))
        return SQLITE_IOERR_FSYNC;
    disk_sync(of(f)->file);
    if (of(f)->sync_name) {
        disk_folder_of(of(f)->path, folder);
        disk_sync_folder(folder);
        of(f)->sync_name = false;
    }
    return SQLITE_OK;
}

static int
f_size(sqlite3_file *f, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)of(f)->file->live.len;
    return disk_is_off(of(f)->path) ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

static int
f_lock(sqlite3_file *f, int how)
{
    (void)f;
    (void)how;
    return SQLITE_OK;
}

static int
f_reserved(sqlite3_file *f, int *out)
{
    (void)f;
    *out = 0;
    return SQLITE_OK;
}

static int
f_control(sqlite3_file *f, int what, void *arg)
{
    (void)f;
    (void)what;
    (void)arg;
    return SQLITE_NOTFOUND;
}

static int
f_sector(sqlite3_file *f)
{
    (void)f;
    return 4096;
}

static int
f_characteristics(sqlite3_file *f)
{
    (void)f;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* One connection has a file: what it shares, it shares with nobody. */
static int
f_shm_map(sqlite3_file *f, int region, int size, int extend, void volatile **out)
{
    *out = NULL;
    if (region >= SHM_REGIONS)
        return SQLITE_IOERR_SHMMAP;
    if (of(f)->shm[region] == NULL && extend != 0)
        of(f)->shm[region] = calloc(1, (size_t)size);
    *out = of(f)->shm[region];
    return *out == NULL && extend != 0 ? SQLITE_NOMEM : SQLITE_OK;
}

static int
f_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    (void)f;
    (void)offset;
    (void)n;
    (void)flags;
    return SQLITE_OK;
}

static void
f_shm_barrier(sqlite3_file *f)
{
    (void)f;
}

static int
f_shm_unmap(sqlite3_file *f, int delete)
{
    (void)delete;
    for (int i = 0; i < SHM_REGIONS; i++) {
        free(of(f)->shm[i]);
        of(f)->shm[i] = NULL;
    }
    return SQLITE_OK;
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
    .xUnlock = f_lock,
    .xCheckReservedLock = f_reserved,
    .xFileControl = f_control,
    .xSectorSize = f_sector,
    .xDeviceCharacteristics = f_characteristics,
    .xShmMap = f_shm_map,
    .xShmLock = f_shm_lock,
    .xShmBarrier = f_shm_barrier,
    .xShmUnmap = f_shm_unmap,
};

/* What SQLite makes for itself has no name, and is on no machine. */
static bool
path_off(const char *path)
{
    return disk_is_off(path != NULL ? path : "");
}

static int
v_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *to, int flags, int *out)
{
    struct disk_file *f = path != NULL ? disk_find(path) : NULL;
    char folder[DISK_PATH];

    (void)vfs;
    memset(to, 0, sizeof(struct vfs_file));
    if (path_off(path))
        return SQLITE_CANTOPEN;
    if (path != NULL)
        disk_folder_of(path, folder);
    if (f != NULL && (f->folder || (flags & SQLITE_OPEN_EXCLUSIVE) != 0))
        return SQLITE_CANTOPEN;
    if (f == NULL) {
        if (path != NULL &&
            ((flags & SQLITE_OPEN_CREATE) == 0 || disk_find(folder) == NULL))
            return SQLITE_CANTOPEN;
        f = disk_new(false);
        if (path != NULL)
            disk_name(path, f, NULL);
        of(to)->sync_name = path != NULL &&
            (flags &
                (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL |
                    SQLITE_OPEN_SUPER_JOURNAL)) != 0;
    }
    of(to)->file = f;
    of(to)->passing = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    snprintf(of(to)->path, DISK_PATH, "%s", path != NULL ? path : "");
    to->pMethods = &methods;
    disk.open_count++;
    if (out != NULL)
        *out = flags;
    return SQLITE_OK;
}

static int
v_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    char folder[DISK_PATH];

    (void)vfs;
    if (path_off(path))
        return SQLITE_IOERR_DELETE;
    if (disk_find(path) == NULL)
        return SQLITE_IOERR_DELETE_NOENT;
    disk_name(path, NULL, NULL);
    if (sync != 0) {
        disk_folder_of(path, folder);
        disk_sync_folder(folder);
    }
    return SQLITE_OK;
}

static int
v_access(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
    (void)vfs;
    (void)flags;
    *out = disk_find(path) != NULL;
    return path_off(path) ? SQLITE_IOERR_ACCESS : SQLITE_OK;
}

static int
v_full(sqlite3_vfs *vfs, const char *path, int room, char *out)
{
    (void)vfs;
    return snprintf(out, (size_t)room, "%s", path) < room ? SQLITE_OK : SQLITE_CANTOPEN;
}

static int
v_random(sqlite3_vfs *vfs, int len, char *to)
{
    (void)vfs;
    for (int i = 0; i < len; i++)
        to[i] = (char)disk_random();
    return len;
}

static int
v_sleep(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    return microseconds;
}

static int
v_time(sqlite3_vfs *vfs, sqlite3_int64 *out)
{
    (void)vfs;
    *out = INT64_C(212572000000000) + disk.clock / 1000;
    return SQLITE_OK;
}

void
disk_leave(void)
{
    sqlite3_vfs_register(sqlite3_vfs_find("unix"), 1);
}

void
disk_vfs_register(void)
{
    static sqlite3_vfs vfs = {
        .iVersion = 2,
        .szOsFile = sizeof(struct vfs_file),
        .mxPathname = DISK_PATH - 1,
        .zName = DISK_VFS,
        .xOpen = v_open,
        .xDelete = v_delete,
        .xAccess = v_access,
        .xFullPathname = v_full,
        .xRandomness = v_random,
        .xSleep = v_sleep,
        .xCurrentTimeInt64 = v_time,
    };

    sqlite3_vfs_register(&vfs, 1);
}
