/*
 * db: SQLite, and the closed list of SQL (sql.h).  The only room that sees
 * <sqlite3.h>.  A database file has one writing connection, held by the process
 * that owns the node's folder.
 *
 * Every file is opened with WAL, synchronous=FULL (views: NORMAL), foreign keys, DEFENSIVE, no
 * extensions, secure_delete; STRICT tables; user_version is the format's number.
 */
#ifndef GROUND_DB_DB_H
#define GROUND_DB_DB_H

#include "ground/base/base.h"
#include "ground/db/sql.h"

/* Which schema a file has. */
enum db_schema { DB_DATA, DB_VIEWS, DB_KEYS, DB_SCHEMAS };

enum db_statement {
#define SQL(schema, name, text) SQL_##name,
    SQL_STATEMENTS
#undef SQL
        SQL_COUNT
};

struct db;

/* Open, and create with its schema when ${create}.  FAULT_INVALID when the file was
 * written by a newer liaison, FAULT_CORRUPT when it is no database of this schema. */
bool db_open(struct work *w, const char *path, enum db_schema schema, bool create,
    struct db **out) MUST;
/* Checkpoint the WAL and close; NULL is fine. */
void db_close(struct db *db);

bool db_begin(struct db *db, struct work *w) MUST;
bool db_commit(struct db *db, struct work *w) MUST;
/* Undo; harmless outside a transaction. */
void db_rollback(struct db *db);

/*
 * ${shape} has one letter per parameter: i int64_t, b struct bytes as a blob,
 * t struct bytes as text, h const struct hash * (NULL is NULL), u const struct
 * uuid *, n NULL without an argument.
 */
bool db_run(struct db *db, struct work *w, enum db_statement s, const char *shape,
    ...) MUST;
/* The same, telling how many rows were changed. */
bool db_change(struct db *db, struct work *w, int64_t *changed, enum db_statement s,
    const char *shape, ...) MUST;
int64_t db_last_row(struct db *db);

/* Rows, one after another; ends itself with the scope. */
struct db_rows {
    struct db *db;
    struct work *work;
    void *statement;
    int slot; /* of the statement's cache, or -1 */
};
void db_rows_end(struct db_rows *rows);
#define ROWS_AUTO __attribute__((cleanup(db_rows_end)))
bool db_query(struct db *db, struct work *w, struct db_rows *out, enum db_statement s,
    const char *shape, ...) MUST;
/* ${*have} is false after the last row. */
bool db_next(struct db_rows *rows, bool *have) MUST;
/* Columns of the current row; bytes are lent until the next db_next. */
bool db_is_null(const struct db_rows *rows, int column);
int64_t db_integer(const struct db_rows *rows, int column);
struct bytes db_bytes(const struct db_rows *rows, int column);
/* Copies; FAULT_CORRUPT when the column has another length. */
bool db_hash(const struct db_rows *rows, int column, struct hash *out) MUST;
bool db_uuid(const struct db_rows *rows, int column, struct uuid *out) MUST;
/* A column kept in the work. */
bool db_keep(const struct db_rows *rows, int column, struct bytes *out) MUST;

/* A consistent copy of the whole file at ${path}, made while it is in use. */
bool db_copy(struct db *db, struct work *w, const char *path) MUST;
/* SQLite's own integrity check; FAULT_CORRUPT with its first finding. */
bool db_verify(struct db *db, struct work *w) MUST;
/* Remove what deleted rows left in the file, its WAL included. */
bool db_scrub(struct db *db, struct work *w) MUST;

#endif
