/*
 * Running the statements of the closed list.
 */
#include "ground/db/db_inner.h"

#include <string.h>

static const struct {
    enum db_schema schema;
    const char *text;
} db_statements[SQL_COUNT] = {
#define SQL(schema, name, text) {DB_##schema, text},
    SQL_STATEMENTS
#undef SQL
};

/* A statement ready to bind: the cached one, or its double while that one is walked. */
static bool
prepare(struct db *db, struct work *w, enum db_statement s, sqlite3_stmt **out, int *slot)
{
    int code = SQLITE_OK;

    if (db_statements[s].schema != db->schema)
        return fail(w, FAULT_CORRUPT, "statement %d is not for %s", (int)s, db->path);
    *slot = db->busy[s] ? -1 : (int)s;
    if (db->busy[s]) {
        code = sqlite3_prepare_v2(db->handle, db_statements[s].text, -1, out, NULL);
    } else {
        if (db->cached[s] == NULL)
            code = sqlite3_prepare_v3(db->handle, db_statements[s].text, -1,
                SQLITE_PREPARE_PERSISTENT, &db->cached[s], NULL);
        *out = db->cached[s];
        db->busy[s] = code == SQLITE_OK;
    }
    if (code != SQLITE_OK)
        return db_fail(db, w, code, "preparing a statement for");
    return true;
}

static void
finish(struct db *db, sqlite3_stmt *statement, int slot)
{
    if (slot < 0) {
        sqlite3_finalize(statement);
        return;
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    db->busy[slot] = false;
}

static int
bind_blob(sqlite3_stmt *s, int at, const void *from, size_t len)
{
    if (from == NULL && len == 0)
        return sqlite3_bind_zeroblob(s, at, 0);
    return sqlite3_bind_blob64(s, at, from, len, SQLITE_TRANSIENT);
}

static int
bind_all(sqlite3_stmt *s, const char *shape, va_list args)
{
    int code = SQLITE_OK;

    for (int at = 1; *shape != '\0' && code == SQLITE_OK; shape++, at++) {
        struct bytes b;
        const void *p;

        switch (*shape) {
        case 'i':
            code = sqlite3_bind_int64(s, at, va_arg(args, int64_t));
            break;
        case 'b':
            b = va_arg(args, struct bytes);
            code = bind_blob(s, at, b.at, b.len);
            break;
        case 't':
            b = va_arg(args, struct bytes);
            code = sqlite3_bind_text64(s, at, b.at != NULL ? (const char *)b.at : "",
                b.len, SQLITE_TRANSIENT, SQLITE_UTF8);
            break;
        case 'h':
            p = va_arg(args, const struct hash *);
            code = p != NULL ? bind_blob(s, at, p, sizeof(struct hash))
                             : sqlite3_bind_null(s, at);
            break;
        case 'u':
            p = va_arg(args, const struct uuid *);
            code = bind_blob(s, at, p, sizeof(struct uuid));
            break;
        case 'n':
            code = sqlite3_bind_null(s, at);
            break;
        default:
            code = SQLITE_MISUSE;
            break;
        }
    }
    return code;
}

static bool
start(struct db *db, struct work *w, enum db_statement which, const char *shape,
    va_list args, struct db_rows *out)
{
    sqlite3_stmt *s;
    int slot = -1;
    int code;

    *out = (struct db_rows){0};
    TRY(prepare(db, w, which, &s, &slot));
    code = bind_all(s, shape, args);
    if (code != SQLITE_OK) {
        finish(db, s, slot);
        return db_fail(db, w, code, "binding a statement for");
    }
    *out = (struct db_rows){.db = db, .work = w, .statement = s, .slot = slot};
    return true;
}

bool
db_query(struct db *db, struct work *w, struct db_rows *out, enum db_statement s,
    const char *shape, ...)
{
    va_list args;
    bool good;

    va_start(args, shape);
    good = start(db, w, s, shape, args, out);
    va_end(args);
    return good;
}

static bool
run(struct db *db, struct work *w, enum db_statement s, const char *shape, va_list args)
{
    ROWS_AUTO struct db_rows rows = {0};
    int code;

    TRY(start(db, w, s, shape, args, &rows));
    code = sqlite3_step(rows.statement);
    if (code != SQLITE_DONE && code != SQLITE_ROW)
        return db_fail(db, w, code, "writing");
    return true;
}

bool
db_run(struct db *db, struct work *w, enum db_statement s, const char *shape, ...)
{
    va_list args;
    bool good;

    va_start(args, shape);
    good = run(db, w, s, shape, args);
    va_end(args);
    return good;
}

bool
db_change(struct db *db, struct work *w, int64_t *changed, enum db_statement s,
    const char *shape, ...)
{
    va_list args;
    bool good;

    va_start(args, shape);
    good = run(db, w, s, shape, args);
    va_end(args);
    if (good)
        *changed = sqlite3_changes64(db->handle);
    return good;
}

int64_t
db_last_row(struct db *db)
{
    return sqlite3_last_insert_rowid(db->handle);
}

void
db_rows_end(struct db_rows *rows)
{
    if (rows->statement != NULL)
        finish(rows->db, rows->statement, rows->slot);
    rows->statement = NULL;
}

bool
db_next(struct db_rows *rows, bool *have)
{
    int code = sqlite3_step(rows->statement);

    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return db_fail(rows->db, rows->work, code, "reading");
    *have = code == SQLITE_ROW;
    if (!*have)
        db_rows_end(rows);
    return true;
}

bool
db_is_null(const struct db_rows *rows, int column)
{
    return sqlite3_column_type(rows->statement, column) == SQLITE_NULL;
}

int64_t
db_integer(const struct db_rows *rows, int column)
{
    return sqlite3_column_int64(rows->statement, column);
}

struct bytes
db_bytes(const struct db_rows *rows, int column)
{
    const void *at = sqlite3_column_blob(rows->statement, column);
    int len = sqlite3_column_bytes(rows->statement, column);

    return bytes_from(at, at != NULL ? (size_t)len : 0);
}

static bool
fixed(const struct db_rows *rows, int column, void *to, size_t len)
{
    struct bytes b = db_bytes(rows, column);

    if (b.len != len)
        return fail(rows->work, FAULT_CORRUPT,
            "%s holds a value of %zu bytes instead of %zu", rows->db->path, b.len, len);
    memcpy(to, b.at, len);
    return true;
}

bool
db_hash(const struct db_rows *rows, int column, struct hash *out)
{
    return fixed(rows, column, out, sizeof(*out));
}

bool
db_uuid(const struct db_rows *rows, int column, struct uuid *out)
{
    return fixed(rows, column, out, sizeof(*out));
}

bool
db_keep(const struct db_rows *rows, int column, struct bytes *out)
{
    return work_keep(rows->work, db_bytes(rows, column), out);
}

static bool
command(struct db *db, struct work *w, const char *text, const char *doing)
{
    int code = sqlite3_exec(db->handle, text, NULL, NULL, NULL);

    if (code != SQLITE_OK)
        return db_fail(db, w, code, doing);
    return true;
}

bool
db_begin(struct db *db, struct work *w)
{
    return command(db, w, "BEGIN IMMEDIATE", "starting to write");
}

bool
db_commit(struct db *db, struct work *w)
{
    return command(db, w, "COMMIT", "committing to");
}

void
db_rollback(struct db *db)
{
    if (!sqlite3_get_autocommit(db->handle))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}
