/*
 * What the files of this room share: the connection and how its errors are spoken.
 */
#ifndef GROUND_DB_DB_INNER_H
#define GROUND_DB_DB_INNER_H

#include <sqlite3.h>

#include "ground/db/db.h"

struct db {
    sqlite3 *handle;
    enum db_schema schema;
    char *path;
    sqlite3_stmt *cached[SQL_COUNT];
    bool busy[SQL_COUNT]; /* is the cached statement walking its rows? */
};

/* The work's fault from what SQLite last said; always false. */
bool db_fail(const struct db *db, struct work *w, int code, const char *doing);
/* Run SQL that has no parameters and is written in this room. */
bool db_exec(struct db *db, struct work *w, const char *text) MUST;

#endif
