/*
 * db_test: only our own files open, and only sound ones of a format that is known; and
 * transactions, rows and values are what they should be.
 */
#include "ground/db/db.h"

#include <sqlite3.h>
#include <unistd.h>

#include "support/scratch.h"
#include "tests/core/store/proofs_test.h"

static struct work *w;

static struct db *
made(const char *path)
{
    struct db *db;

    NEED(w, db_open(w, path, DB_DATA, true, &db));
    return db;
}

/* Opening fails with that fault; the message is kept for a look at it. */
static char why[512];

static bool
refuses(const char *path, enum db_schema schema, bool create, enum fault kind)
{
    struct db *db = NULL;
    bool opened = db_open(w, path, schema, create, &db);

    snprintf(why, sizeof(why), "%s", work_why(w));
    if (opened)
        db_close(db);
    return refused(w, opened, kind);
}

/* Nothing of the file changed, and nothing came beside it. */
static bool
untouched(const char *path, struct bytes was)
{
    struct bytes now;

    NEED(w, file_load(w, path, 1 << 24, &now));
    return bytes_equal(now, was) && !raw_there(work_format(w, "%s-wal", path)) &&
        !raw_there(work_format(w, "%s-journal", path));
}

static struct bytes
all_of(const char *path)
{
    struct bytes text;

    NEED(w, file_load(w, path, 1 << 24, &text));
    return text;
}

/* ---- Opening -------------------------------------------------------------------------------- */

static void
versions(void)
{
    const char *path = scratch("data.db");
    struct bytes was;
    struct db *db;

    db_close(made(path));
    tap_ok(raw_sql_integer(path, "PRAGMA user_version") == 2, "a file says its format");
    tap_ok(!raw_there(scratch("data.db-wal")), "closing leaves one file");
    raw_sql(path, "PRAGMA user_version = 3", (struct bytes){0});
    raw_sql(path, "PRAGMA journal_mode = DELETE", (struct bytes){0});
    was = all_of(path);
    tap_ok(refuses(path, DB_DATA, false, FAULT_INVALID) &&
            refuses(path, DB_DATA, true, FAULT_INVALID),
        "a newer format is refused");
    tap_ok(strstr(why, "newer liaison") != NULL && strstr(why, "format 3") != NULL &&
            strstr(why, path) != NULL && fault_face(FAULT_INVALID)->exit_code == 3,
        "in words that help: %s", why);
    tap_ok(untouched(path, was), "and is as it was");
    raw_sql(path, "PRAGMA user_version = 2", (struct bytes){0});
    NEED(w, db_open(w, path, DB_DATA, false, &db));
    tap_ok(true, "our own format opens");
    db_close(db);
    raw_sql(path, "PRAGMA user_version = -1", (struct bytes){0});
    tap_ok(refuses(path, DB_DATA, false, FAULT_CORRUPT), "one that never was is refused");
}

/* Format 1 was format 2 without the times at which records came. */
static void
older(void)
{
    const char *path = scratch("older.db");
    ROWS_AUTO struct db_rows rows = {0};
    struct db *db;
    bool have;

    db_close(made(path));
    raw_sql(path, "ALTER TABLE record DROP COLUMN came", (struct bytes){0});
    raw_sql(path,
        "INSERT INTO record VALUES(7, x'00', x'01', 1, x'02', 'k/1', 9, NULL, 1, x'03', "
        "x'04')",
        (struct bytes){0});
    raw_sql(path, "PRAGMA user_version = 1", (struct bytes){0});
    NEED(w, db_open(w, path, DB_DATA, false, &db));
    NEED(w, db_query(db, w, &rows, SQL_RECORD_BY_NO, "i", (int64_t)7));
    NEED(w, db_next(&rows, &have));
    tap_ok(have && db_integer(&rows, 6) == 9 && db_is_null(&rows, 11),
        "an older format is brought to ours, and what it did not keep is not known");
    db_rows_end(&rows);
    NEED(w, db_run(db, w, SQL_RECORD_CAME, "ii", (int64_t)7, (int64_t)8));
    db_close(db);
    tap_ok(raw_sql_integer(path, "PRAGMA user_version") == 2, "and says so");
    NEED(w, db_open(w, path, DB_DATA, false, &db));
    NEED(w, db_query(db, w, &rows, SQL_RECORD_BY_NO, "i", (int64_t)7));
    NEED(w, db_next(&rows, &have));
    tap_ok(have && db_integer(&rows, 11) == 8, "once, and what is kept since stays");
    db_rows_end(&rows);
    db_close(db);
}

static void
foreign(void)
{
    const char *path = scratch("foreign.db"), *views = scratch("views.db");
    struct bytes was;
    struct db *db;

    raw_write(path, (struct bytes){0});
    raw_sql(path, "CREATE TABLE songs(name TEXT)", (struct bytes){0});
    was = all_of(path);
    tap_ok(refuses(path, DB_DATA, false, FAULT_CORRUPT),
        "a database of others is refused");
    tap_ok(refuses(path, DB_DATA, true, FAULT_CORRUPT), "nor does ours go into it");
    tap_ok(untouched(path, was), "it is as it was");
    raw_sql(path, "PRAGMA application_id = 1234", (struct bytes){0});
    tap_ok(refuses(path, DB_DATA, true, FAULT_CORRUPT), "nor one that says whose it is");
    NEED(w, db_open(w, views, DB_VIEWS, true, &db));
    db_close(db);
    tap_ok(refuses(views, DB_DATA, false, FAULT_CORRUPT) &&
            strstr(why, "liaison data") != NULL,
        "one of our own files in another's place is refused: %s", why);
    raw_write(path,
        bytes_of(
            "Not a database at all, but long enough to be looked at: "
            "0123456789012345678901234567890123456789012345678901234567890123456789"));
    was = all_of(path);
    tap_ok(refuses(path, DB_DATA, false, FAULT_CORRUPT) &&
            refuses(path, DB_DATA, true, FAULT_CORRUPT) && untouched(path, was),
        "text is no database");
    raw_write(path, (struct bytes){0});
    tap_ok(refuses(path, DB_DATA, false, FAULT_CORRUPT), "an empty file is not opened");
    NEED(w, db_open(w, path, DB_DATA, true, &db));
    db_close(db);
    tap_ok(raw_size(path) > 4096, "but may be filled");
    tap_ok(!db_open(w, scratch("nowhere.db"), DB_DATA, false, &db) && !work_ok(w) &&
            !raw_there(scratch("nowhere.db")),
        "a missing one is refused, and not made: %s", work_why(w));
    work_clear(w);
}

static void
links(void)
{
    const char *real = scratch("real"), *way = scratch("way");
    struct db *db;

    NEED(w, mkdir(real, 0700) == 0 && symlink(real, way) == 0);
    db_close(made(scratch("real/data.db")));
    NEED(w, symlink(scratch("real/data.db"), scratch("link.db")) == 0);
    tap_ok(!db_open(w, scratch("link.db"), DB_DATA, false, &db) && !work_ok(w),
        "a symbolic link is not followed: %s", work_why(w));
    work_clear(w);
    tap_ok(db_open(w, scratch("way/data.db"), DB_DATA, false, &db),
        "one in the way to the file is%s%s", work_ok(w) ? "" : ": ", work_why(w));
    if (work_ok(w))
        db_close(db);
    work_clear(w);
}

static void
corrupt(void)
{
    const char *path = scratch("corrupt.db"), *kept = scratch("sound.db");
    struct db *db = made(path);
    struct hash leaf = {{1}};
    size_t caught = 0, sound = 0, tried = 0, size;

    NEED(w,
        db_run(db, w, SQL_LOG_ADD, "tit", bytes_of("journal"), INT64_C(0),
            bytes_of("o")));
    NEED(w, db_begin(db, w));
    for (int64_t at = 0; at < 500; at++)
        NEED(w, db_run(db, w, SQL_ENTRY_ADD, "iihhn", INT64_C(1), at, &leaf, &leaf));
    NEED(w, db_commit(db, w));
    NEED(w, db_verify(db, w));
    db_close(db);
    raw_copy(path, kept);
    size = raw_size(path);
    for (size_t page = 0; page < size; page += 4096) {
        uint8_t nothing[4096] = {0};
        struct bytes text = all_of(kept);

        /* A page of zeros, as a bad disk gives; the first page tells what the file is. */
        memcpy((uint8_t *)(uintptr_t)text.at + page, nothing, sizeof(nothing));
        raw_write(path, text);
        tried++;
        if (!db_open(w, path, DB_DATA, false, &db)) {
            caught += work_fault(w) == FAULT_CORRUPT;
        } else {
            if (!db_verify(db, w))
                caught += work_fault(w) == FAULT_CORRUPT;
            else
                sound++; /* a free page */
            db_close(db);
        }
        if (strchr(work_why(w), '\n') != NULL)
            caught--;
        if (!work_ok(w))
            snprintf(why, sizeof(why), "%s", work_why(w));
        work_clear(w);
    }
    tap_ok(caught == tried && sound == 0, "%zu of %zu blanked pages are found: %s",
        caught, tried, why);
    raw_copy(kept, path);
    raw_cut(path, size - 4096);
    caught = db_open(w, path, DB_DATA, false, &db);
    if (caught) {
        caught = !db_verify(db, w) && work_fault(w) == FAULT_CORRUPT;
        db_close(db);
    } else {
        caught = work_fault(w) == FAULT_CORRUPT;
    }
    tap_ok(caught, "so is a file without its end: %s", work_why(w));
    work_clear(w);
}

static void
busy(void)
{
    const char *path = scratch("busy.db");
    struct db *db = made(path), *second;
    sqlite3 *other;

    NEED(w, sqlite3_open(path, &other) == SQLITE_OK);
    tap_ok(sqlite3_exec(other, "SELECT count(*) FROM meta", NULL, NULL, NULL) ==
            SQLITE_BUSY,
        "who has it open has it alone");
    tap_ok(refused(w, db_open(w, path, DB_DATA, false, &second), FAULT_BUSY),
        "another liaison is told that it is in use");
    db_close(db);
    NEED(w, sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK);
    tap_ok(refused(w, db_open(w, path, DB_DATA, false, &second), FAULT_BUSY),
        "so it is while another program writes");
    NEED(w, sqlite3_exec(other, "COMMIT", NULL, NULL, NULL) == SQLITE_OK);
    sqlite3_close(other);
    NEED(w, db_open(w, path, DB_DATA, false, &db));
    tap_ok(db_begin(db, w) && db_commit(db, w), "afterwards it is not");
    db_close(db);
}

/* ---- Rows ------------------------------------------------------------------------------------- */

static int64_t
meta(struct db *db, const char *name)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    NEED(w, db_query(db, w, &rows, SQL_META_GET, "t", bytes_of(name)));
    NEED(w, db_next(&rows, &have));
    return have ? db_integer(&rows, 0) : -1;
}

static void
transactions(void)
{
    const char *path = scratch("rows.db");
    struct db *db = made(path);

    NEED(w, db_begin(db, w));
    NEED(w, db_run(db, w, SQL_META_PUT, "ti", bytes_of("a"), INT64_C(1)));
    tap_ok(refused(w, db_begin(db, w), FAULT_IO), "a transaction does not begin twice");
    db_rollback(db);
    db_rollback(db);
    tap_ok(meta(db, "a") == -1, "what was undone is not there");
    NEED(w, db_begin(db, w));
    NEED(w, db_run(db, w, SQL_META_PUT, "ti", bytes_of("a"), INT64_MAX));
    NEED(w, db_commit(db, w));
    NEED(w, db_begin(db, w));
    NEED(w, db_run(db, w, SQL_META_PUT, "ti", bytes_of("a"), INT64_C(5)));
    db_close(db);
    NEED(w, db_open(w, path, DB_DATA, false, &db));
    tap_ok(meta(db, "a") == INT64_MAX, "closing undoes what was not committed");
    db_close(db);
}

static void
values(void)
{
    struct db *db = made(scratch("values.db"));
    struct hash one = {{1}}, two = {{2}}, got;
    struct uuid id = {{3}};
    struct bytes text = bytes_from("a\0b", 3), kept;
    int64_t changed = 9;
    bool have;

    NEED(w,
        db_run(db, w, SQL_RECORD_ADD, "huihtihibb", &one, &id, INT64_MIN, &two,
            bytes_of(""), INT64_C(-1), NULL, INT64_C(0), text, (struct bytes){0}));
    tap_ok(db_last_row(db) == 1, "a row has its number");
    {
        ROWS_AUTO struct db_rows rows = {0}, inner = {0};

        NEED(w, db_query(db, w, &rows, SQL_RECORD_KEPT, "h", &one));
        NEED(w, db_next(&rows, &have));
        NEED(w, db_hash(&rows, 1, &got));
        NEED(w, db_uuid(&rows, 2, &id));
        NEED(w, db_keep(&rows, 9, &kept));
        tap_ok(have && hash_equal(&got, &one) && id.at[0] == 3 &&
                db_integer(&rows, 3) == INT64_MIN && db_integer(&rows, 6) == -1 &&
                db_is_null(&rows, 7) && bytes_equal(kept, text) &&
                db_bytes(&rows, 5).len == 0 && !db_is_null(&rows, 10) &&
                db_bytes(&rows, 10).len == 0,
            "values come back: numbers, NULL, empty and with a zero inside");
        tap_ok(refused(w, db_hash(&rows, 9, &got), FAULT_CORRUPT),
            "a value of another length is no hash");
        /* The same statement, walked twice at once. */
        NEED(w, db_query(db, w, &inner, SQL_RECORD_KEPT, "h", &two));
        NEED(w, db_next(&inner, &have));
        tap_ok(!have && db_integer(&rows, 3) == INT64_MIN,
            "a walk inside a walk leaves it alone");
        NEED(w, db_next(&rows, &have));
        tap_ok(!have, "one row and no more");
    }
    tap_ok(refused(w,
               db_run(db, w, SQL_RECORD_ADD, "huihtihibb", &one, &id, INT64_C(1), &two,
                   bytes_of(""), INT64_C(1), NULL, INT64_C(0), text, text),
               FAULT_CONFLICT),
        "what must be unique is a conflict");
    tap_ok(refused(w, db_run(db, w, SQL_PART_ADD, "itnn", INT64_C(77), bytes_of("x")),
               FAULT_CONFLICT),
        "and what must be there");
    NEED(w, db_change(db, w, &changed, SQL_RECORD_STATE, "ii", INT64_C(1), INT64_C(2)));
    tap_ok(changed == 1, "one row changed");
    NEED(w, db_change(db, w, &changed, SQL_RECORD_STATE, "ii", INT64_C(2), INT64_C(2)));
    tap_ok(changed == 0, "or none");
    tap_ok(refused(w, db_run(db, w, SQL_KEY_PAGE_GET, "ii", INT64_C(1), INT64_C(1)),
               FAULT_CORRUPT),
        "a statement of another schema is refused");
    db_close(db);
}

/* ---- Copies, and what is left of deleted rows --------------------------------------------- */

static void
copies(void)
{
    const char *path = scratch("from.db"), *to = scratch("to.db");
    struct db *db = made(path), *copy;

    NEED(w, db_run(db, w, SQL_META_PUT, "ti", bytes_of("a"), INT64_C(7)));
    NEED(w, db_copy(db, w, to));
    NEED(w, db_run(db, w, SQL_META_PUT, "ti", bytes_of("a"), INT64_C(8)));
    tap_ok(!raw_there(scratch("to.db-wal")), "a copy is one file");
    NEED(w, db_open(w, to, DB_DATA, false, &copy));
    tap_ok(meta(copy, "a") == 7 && meta(db, "a") == 8, "as things were then");
    db_close(copy);
    tap_ok(!db_copy(db, w, scratch("no/such/place.db")) && !work_ok(w), "or refused: %s",
        work_why(w));
    work_clear(w);
    db_close(db);
}

static void
scrubbed(void)
{
    const char *folder = scratch("scrub");
    const struct bytes secret = bytes_of("the-sealed-bytes-of-one-part-that-is-to-go");
    struct hash one = {{1}};
    struct uuid id = {{1}};
    struct bytes large;
    struct buffer b = buffer_open(w, 1 << 20);
    struct db *db;

    for (int i = 0; i < 500; i++)
        buffer_add(&b, secret);
    NEED(w, buffer_bytes(&b, &large));
    NEED(w, mkdir(folder, 0700) == 0);
    db = made(scratch("scrub/data.db"));
    NEED(w,
        db_run(db, w, SQL_RECORD_ADD, "huihtihibb", &one, &id, INT64_C(1), &one,
            bytes_of("k/1"), INT64_C(1), NULL, INT64_C(0), bytes_of("h"), bytes_of("p")));
    NEED(w,
        db_run(db, w, SQL_PART_ADD, "itib", INT64_C(1), bytes_of("small"), INT64_C(1),
            secret));
    NEED(w,
        db_run(db, w, SQL_PART_ADD, "itib", INT64_C(1), bytes_of("large"), INT64_C(2),
            large));
    tap_ok(raw_holds(folder, secret) > 0, "a scan finds what is to be erased");
    NEED(w, db_run(db, w, SQL_PART_ERASE, "it", INT64_C(1), bytes_of("small")));
    NEED(w, db_run(db, w, SQL_PART_ERASE, "it", INT64_C(1), bytes_of("large")));
    NEED(w, db_scrub(db, w));
    tap_ok(raw_holds(folder, secret) == 0,
        "scrubbed, it is in no file, while that is open");
    db_close(db);
}

int
main(void)
{
    w = work_fresh();
    versions();
    older();
    foreign();
    links();
    corrupt();
    busy();
    transactions();
    values();
    copies();
    scrubbed();
    work_close(w);
    return tap_end();
}
