/*
 * durable: how many acknowledged writes a second -- a file with fdatasync, an SQLite row,
 * and a record of ours, signed, sealed and logged.  Prints one JSON line each.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/node/node.h"

#define WRITES 300
#define RECORD \
    "a record's worth of bytes, about as long as a title and its terms are, in one row"

static double
now(void)
{
    return (double)os_real.ticks() / 1e6;
}

static void
say(const char *what, int count, double took)
{
    printf("{\"what\":\"%s\",\"writes\":%d,\"seconds\":%.3f,\"per_second\":%.1f}\n", what,
        count, took, count / took);
}

static int
bare(const char *folder)
{
    char path[4096];
    double start;
    int fd;

    snprintf(path, sizeof(path), "%s/bare", folder);
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0)
        return 1;
    start = now();
    for (int i = 0; i < WRITES; i++)
        if (write(fd, RECORD, strlen(RECORD)) < 0 || fdatasync(fd) != 0)
            return 1;
    say("fdatasync", WRITES, now() - start);
    return close(fd);
}

static int
rows(const char *folder)
{
    char path[4096];
    sqlite3 *db;
    double start;

    snprintf(path, sizeof(path), "%s/rows.db", folder);
    if (sqlite3_open(path, &db) != SQLITE_OK ||
        sqlite3_exec(db,
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE t(no INTEGER PRIMARY KEY, text TEXT)",
            NULL, NULL, NULL) != SQLITE_OK)
        return 1;
    start = now();
    for (int i = 0; i < WRITES; i++)
        if (sqlite3_exec(db,
                "INSERT INTO t(text) VALUES('"
                "a record"
                "')",
                NULL, NULL, NULL) != SQLITE_OK)
            return 1;
    say("sqlite row", WRITES, now() - start);
    return sqlite3_close(db) != SQLITE_OK;
}

static bool
one_record(struct node *n, struct work *w)
{
    struct json *core = json_object(w), *title = json_array(w), *text = json_object(w),
                *part;
    struct draft d = {.kind = "matter/1"};
    struct receipt receipt;
    struct terms terms;

    json_put(text, "lang", json_string(w, "en"));
    json_put(text, "text", json_string(w, RECORD));
    json_add(title, text);
    json_put(core, "title", title);
    draft_part(&d, "core", core);
    terms_default(&node_identity(n)->id, &terms);
    TRY(terms_write(w, &terms, &part));
    draft_part(&d, "terms", part);
    return node_make(n, w, &d, 1, &receipt);
}

static int
records(const char *folder)
{
    struct work *w = work_open(&os_real);
    struct node *n;
    double start;

    if (w == NULL || !crypt_start(w) || !node_open(w, folder, (struct bytes){0}, &n)) {
        fprintf(stderr, "%s\n", w != NULL ? work_why(w) : "out of memory");
        return 1;
    }
    start = now();
    for (int i = 0; i < WRITES; i++) {
        struct work *one = work_open(&os_real);

        if (one == NULL || !one_record(n, one)) {
            fprintf(stderr, "%s\n", one != NULL ? work_why(one) : "out of memory");
            return 1;
        }
        work_close(one);
    }
    say("liaison record", WRITES, now() - start);
    node_close(n);
    work_close(w);
    return 0;
}

int
main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: durable FOLDER NODE\n");
        return 2;
    }
    return bare(argv[1]) || rows(argv[1]) || records(argv[2]);
}
