/*
 * Opening and closing a database file: its settings, its schema, its version.
 */
#include "ground/db/db_inner.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define FORMATS_MAX 2

/* ${format}: the number of the newest; a file with a newer one is refused, and one with an older is
 * brought to it, step by step. */
static const struct {
    const char *what;
    const char *schema;
    int application; /* SQLite's application_id: tells our files from others */
    int format;
    const char *upgrades[FORMATS_MAX + 1]; /* to the format of that number */
} db_schemas[DB_SCHEMAS] = {
    [DB_DATA] = {"a liaison data file", SQL_SCHEMA_DATA, 0x6c694401, 2,
        {[2] = SQL_UPGRADE_DATA_2}},
    [DB_VIEWS] = {"a liaison views file", SQL_SCHEMA_VIEWS, 0x6c695602, 1, {NULL}},
    [DB_KEYS] = {"a liaison key tree", SQL_SCHEMA_KEYS, 0x6c694b01, 1, {NULL}},
};

bool
db_fail(const struct db *db, struct work *w, int code, const char *doing)
{
    const char *said =
        db->handle != NULL ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code);

    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return fail(w, FAULT_MEMORY, "out of memory while %s %s", doing, db->path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fail(w, FAULT_BUSY, "%s is in use by another process", db->path);
    case SQLITE_CONSTRAINT:
        return fail(w, FAULT_CONFLICT, "%s: %s", db->path, said);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return fail(w, FAULT_CORRUPT, "%s is damaged (%s); restore it from a backup",
            db->path, said);
    default:
        /* SQLite calls this an I/O error, and keeps the system's reason to itself. */
        if (db->handle != NULL &&
            sqlite3_extended_errcode(db->handle) == SQLITE_IOERR_SHMSIZE)
            return fail(w, FAULT_IO, "no room for %s-shm: the disk is full", db->path);
        return fail(w, FAULT_IO, "%s while %s %s", said, doing, db->path);
    }
}

bool
db_exec(struct db *db, struct work *w, const char *text)
{
    int code = sqlite3_exec(db->handle, text, NULL, NULL, NULL);

    if (code != SQLITE_OK)
        return db_fail(db, w, code, "setting up");
    return true;
}

static bool
read_pragma(struct db *db, struct work *w, const char *text, int *out)
{
    sqlite3_stmt *s;
    int code = sqlite3_prepare_v2(db->handle, text, -1, &s, NULL);

    if (code != SQLITE_OK)
        return db_fail(db, w, code, "reading");
    code = sqlite3_step(s);
    if (code == SQLITE_ROW)
        *out = sqlite3_column_int(s, 0);
    sqlite3_finalize(s);
    if (code != SQLITE_ROW)
        return db_fail(db, w, code, "reading");
    return true;
}

/* Is the file empty, and to be made; or is it of this schema, and not newer?  Before that is
 * known nothing is written: it may belong to somebody else. */
static bool
check_schema(struct db *db, struct work *w, bool create, bool *fresh, int *version)
{
    const char *what = db_schemas[db->schema].what;
    int application = 0, tables = 0, newest = db_schemas[db->schema].format;

    TRY(read_pragma(db, w, "PRAGMA application_id", &application));
    TRY(read_pragma(db, w, "PRAGMA user_version", version));
    TRY(read_pragma(db, w, "PRAGMA schema_version", &tables));
    *fresh = application == 0 && *version == 0 && tables == 0 && create;
    if (*fresh)
        return true;
    if (application != db_schemas[db->schema].application || *version < 1)
        return fail(w, FAULT_CORRUPT, "%s is not %s", db->path, what);
    if (*version > newest)
        return fail(w, FAULT_INVALID,
            "%s was written by a newer liaison (format %d, this one knows %d): use that "
            "version",
            db->path, *version, newest);
    return true;
}

/* Each step and its number are one transaction: what is cut short goes on from there. */
static bool
upgrade(struct db *db, struct work *w, int from)
{
    for (int to = from + 1; to <= db_schemas[db->schema].format; to++) {
        const char *step = work_format(w, "BEGIN; %s PRAGMA user_version = %d; COMMIT",
            db_schemas[db->schema].upgrades[to], to);

        TRY(step != NULL && db_exec(db, w, step));
    }
    return true;
}

static bool
make_schema(struct db *db, struct work *w)
{
    const char *setup = work_format(w,
        "BEGIN; %s PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
        db_schemas[db->schema].schema, db_schemas[db->schema].application,
        db_schemas[db->schema].format);

    return setup != NULL && db_exec(db, w, setup);
}

static bool
settle(struct db *db, struct work *w, bool create)
{
    bool fresh;
    int on = 0, version = 0;

    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, &on);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, &on);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, &on);
    sqlite3_extended_result_codes(db->handle, 1);
    /* One process owns a node's folder: the file is locked once, not for every statement,
     * and its WAL needs no memory that is shared. */
    TRY(db_exec(db, w, "PRAGMA locking_mode = EXCLUSIVE"));
    TRY(check_schema(db, w, create, &fresh, &version));
    TRY(db_exec(db, w,
        "PRAGMA journal_mode = WAL;"
        "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA cell_size_check = "
        "ON"));
    /* A batch of a thousand records touches some 12 MiB of pages, for hashes fall anywhere in an
     * index: with less room they would be written twice in one transaction, and read again in
     * the next; and copied from the log to the file each time, were that not left to gather. */
    TRY(db_exec(db, w, "PRAGMA cache_size = -24576; PRAGMA wal_autocheckpoint = 4096"));
    /* Views can be folded again: losing their last moments is no loss. */
    TRY(db_exec(db, w,
        db->schema == DB_VIEWS ? "PRAGMA synchronous = NORMAL"
                               : "PRAGMA synchronous = FULL"));
    TRY(fresh ? make_schema(db, w) : upgrade(db, w, version));
    /* What a process that died wrote can be read before it is durable.  Make it so: whoever
     * opens may act on it in ways that cannot be undone. */
    return db->schema == DB_VIEWS || db_scrub(db, w);
}

/* The folder of a file may be reached through links, the file itself is none: SQLite's
 * NOFOLLOW would refuse both. */
static const char *
direct_path(struct work *w, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *folder =
        slash != NULL ? work_format(w, "%.*s", (int)(slash - path + 1), path) : ".";
    const char *direct = path;
    char *real;

    if (folder == NULL)
        return NULL;
    real = realpath(folder, NULL);
    if (real != NULL)
        direct = work_format(w, "%s/%s", real, slash != NULL ? slash + 1 : path);
    free(real);
    return direct;
}

/* Nobody asks how much memory SQLite has, and to know costs it a lock at each piece.  A test that
 * started it before keeps its own ways. */
static void
count_no_memory(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* One thread at a time is at a node, and so at its files: a lock at each call would guard nothing. */
bool
db_open(struct work *w, const char *path, enum db_schema schema, bool create,
    struct db **out)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX;
    const char *direct = direct_path(w, path);
    struct db *db = calloc(1, sizeof(*db));
    int code;

    (void)pthread_once(&once, count_no_memory);
    if (direct == NULL || db == NULL || (db->path = strdup(path)) == NULL) {
        free(db);
        return fail(w, FAULT_MEMORY, "out of memory while opening %s", path);
    }
    db->schema = schema;
    code = sqlite3_open_v2(direct, &db->handle,
        create ? flags | SQLITE_OPEN_CREATE : flags, NULL);
    if (code != SQLITE_OK)
        db_fail(db, w, code, "opening");
    else if (settle(db, w, create)) {
        *out = db;
        return true;
    }
    db_close(db);
    return false;
}

void
db_close(struct db *db)
{
    if (db == NULL)
        return;
    for (size_t i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(db->cached[i]);
    sqlite3_close(db->handle);
    free(db->path);
    free(db);
}

bool
db_copy(struct db *db, struct work *w, const char *path)
{
    const char *direct = direct_path(w, path);
    sqlite3 *to = NULL;
    sqlite3_backup *copy;
    int code;

    TRY(direct != NULL);
    code = sqlite3_open_v2(direct, &to,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW, NULL);
    if (code == SQLITE_OK) {
        copy = sqlite3_backup_init(to, "main", db->handle, "main");
        if (copy != NULL)
            sqlite3_backup_step(copy, -1);
        code = copy != NULL ? sqlite3_backup_finish(copy) : sqlite3_errcode(to);
    }
    /* One file, without a WAL beside it. */
    if (code == SQLITE_OK)
        code = sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    if (code != SQLITE_OK)
        fail(w, FAULT_IO, "%s while copying to %s",
            to != NULL ? sqlite3_errmsg(to) : "no memory", path);
    sqlite3_close(to);
    return code == SQLITE_OK;
}

/* One line of what SQLite says, which heads its findings with a line of stars. */
static struct bytes
finding(struct bytes said)
{
    const uint8_t *end = memchr(said.at, '\n', said.len);

    if (end != NULL && bytes_start(said, "***")) {
        said = bytes_from(end + 1, said.len - (size_t)(end + 1 - said.at));
        end = memchr(said.at, '\n', said.len);
    }
    if (end != NULL)
        said.len = (size_t)(end - said.at);
    return said;
}

bool
db_verify(struct db *db, struct work *w)
{
    sqlite3_stmt *s;
    struct bytes said;
    bool good;
    int code = sqlite3_prepare_v2(db->handle, "PRAGMA integrity_check(1)", -1, &s, NULL);

    if (code != SQLITE_OK)
        return db_fail(db, w, code, "verifying");
    code = sqlite3_step(s);
    if (code != SQLITE_ROW) {
        db_fail(db, w, code, "verifying");
        sqlite3_finalize(s);
        return false;
    }
    said = bytes_from(sqlite3_column_text(s, 0), (size_t)sqlite3_column_bytes(s, 0));
    good = bytes_is(said, "ok");
    said = finding(said);
    if (!good)
        fail(w, FAULT_CORRUPT, "%s is damaged: %.*s; restore it from a backup", db->path,
            (int)said.len, (const char *)said.at);
    sqlite3_finalize(s);
    return good;
}

bool
db_scrub(struct db *db, struct work *w)
{
    /* secure_delete has zeroed the cells; truncating the WAL drops the old pages in it. */
    int code = sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE,
        NULL, NULL);

    if (code != SQLITE_OK)
        return db_fail(db, w, code, "scrubbing");
    return true;
}
