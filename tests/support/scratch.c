/*
 * A test's own folder, and files read and changed without the program.
 */
#include "support/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WALK_FDS 16

static char root[512];
static pid_t root_of;

__attribute__((noreturn)) static void
give_up(const char *doing, const char *path)
{
    printf("Bail out! %s %s: %s\n", doing, path, strerror(errno));
    fflush(stdout);
    abort();
}

static void
clean(void)
{
    /* A child that a test forked leaves the folder to its parent. */
    if (getpid() == root_of)
        raw_remove(root);
}

/* Texts are chained, so that none is lost. */
struct text {
    struct text *next;
    char at[];
};
static struct text *texts;

static const char *
keep(const char *before, const char *format, va_list args)
{
    char made[2048];
    struct text *text;

    vsnprintf(made, sizeof(made), format, args);
    text = malloc(sizeof(*text) + strlen(before) + strlen(made) + 1);
    if (text == NULL)
        give_up("no memory for", made);
    snprintf(text->at, strlen(before) + strlen(made) + 1, "%s%s", before, made);
    text->next = texts;
    texts = text;
    return text->at;
}

const char *
scratch_text(const char *format, ...)
{
    const char *text;
    va_list args;

    va_start(args, format);
    text = keep("", format, args);
    va_end(args);
    return text;
}

const char *
scratch(const char *format, ...)
{
    const char *where = getenv("TMPDIR"), *text;
    char before[sizeof(root) + 1];
    va_list args;

    if (root[0] == '\0') {
        snprintf(root, sizeof(root), "%s/test-XXXXXX", where != NULL ? where : "/tmp");
        if (mkdtemp(root) == NULL)
            give_up("cannot make", root);
        root_of = getpid();
        atexit(clean);
    }
    snprintf(before, sizeof(before), "%s/", root);
    va_start(args, format);
    text = keep(before, format, args);
    va_end(args);
    return text;
}

static int
remove_one(const char *path, const struct stat *about, int type, struct FTW *at)
{
    (void)about;
    (void)type;
    (void)at;
    return remove(path);
}

void
raw_remove(const char *path)
{
    if (nftw(path, remove_one, WALK_FDS, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT)
        give_up("cannot remove", path);
}

static uint8_t *
read_all(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    uint8_t *all;
    struct stat about;

    if (f == NULL || fstat(fileno(f), &about) != 0)
        give_up("cannot read", path);
    all = malloc((size_t)about.st_size + 1);
    if (all == NULL)
        give_up("no memory for", path);
    *len = fread(all, 1, (size_t)about.st_size, f);
    fclose(f);
    return all;
}

void
raw_write(const char *path, struct bytes text)
{
    FILE *f = fopen(path, "wb");

    if (f == NULL || (text.len > 0 && fwrite(text.at, 1, text.len, f) != text.len) ||
        fclose(f) != 0)
        give_up("cannot write", path);
}

static const char *copy_to;
static size_t copy_outer;

static int
copy_one(const char *path, const struct stat *about, int type, struct FTW *at)
{
    char to[2048];
    uint8_t *all;
    size_t len;

    (void)at;
    snprintf(to, sizeof(to), "%s%s", copy_to, path + copy_outer);
    if (type == FTW_D)
        return mkdir(to, about->st_mode & 07777);
    all = read_all(path, &len);
    raw_write(to, bytes_from(all, len));
    free(all);
    return chmod(to, about->st_mode & 07777);
}

void
raw_copy(const char *from, const char *to)
{
    raw_remove(to);
    copy_to = to;
    copy_outer = strlen(from);
    if (nftw(from, copy_one, WALK_FDS, FTW_PHYS) != 0)
        give_up("cannot copy", from);
}

size_t
raw_size(const char *path)
{
    struct stat about;

    if (stat(path, &about) != 0)
        give_up("cannot look at", path);
    return (size_t)about.st_size;
}

void
raw_cut(const char *path, size_t len)
{
    if (truncate(path, (off_t)len) != 0)
        give_up("cannot cut", path);
}

void
raw_flip(const char *path, size_t at, uint8_t mask)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    uint8_t byte;

    if (fd < 0 || pread(fd, &byte, 1, (off_t)at) != 1)
        give_up("cannot change", path);
    byte ^= mask;
    if (pwrite(fd, &byte, 1, (off_t)at) != 1)
        give_up("cannot change", path);
    close(fd);
}

bool
raw_there(const char *path)
{
    return access(path, F_OK) == 0;
}

static struct bytes wanted;
static unsigned holders;

static int
look_in(const char *path, const struct stat *about, int type, struct FTW *at)
{
    uint8_t *all;
    size_t len;

    (void)about;
    (void)at;
    if (type != FTW_F)
        return 0;
    all = read_all(path, &len);
    holders += memmem(all, len, wanted.at, wanted.len) != NULL;
    free(all);
    return 0;
}

unsigned
raw_holds(const char *folder, struct bytes what)
{
    wanted = what;
    holders = 0;
    if (nftw(folder, look_in, WALK_FDS, FTW_PHYS) != 0)
        give_up("cannot walk", folder);
    return holders;
}

unsigned
raw_holds_hash(const char *folder, const struct hash *what)
{
    char hex[65];

    for (size_t i = 0; i < sizeof(what->at); i++)
        snprintf(hex + 2 * i, 3, "%02x", what->at[i]);
    return raw_holds(folder, hash_bytes(what)) + raw_holds(folder, bytes_of(hex));
}

/* ---- Databases ------------------------------------------------------------------------ */

static int64_t
run_sql(const char *path, const char *text, struct bytes blob)
{
    sqlite3 *db;
    sqlite3_stmt *s;
    int64_t value = 0;
    int code;

    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, text, -1, &s, NULL) != SQLITE_OK) {
        printf("# %s: %s\n", text, sqlite3_errmsg(db));
        give_up("cannot run SQL on", path);
    }
    if (sqlite3_bind_parameter_count(s) > 0)
        sqlite3_bind_blob64(s, 1, blob.at, blob.len, SQLITE_TRANSIENT);
    while ((code = sqlite3_step(s)) == SQLITE_ROW)
        value = sqlite3_column_int64(s, 0);
    if (code != SQLITE_DONE) {
        printf("# %s: %s\n", text, sqlite3_errmsg(db));
        give_up("cannot run SQL on", path);
    }
    sqlite3_finalize(s);
    sqlite3_close(db);
    return value;
}

void
raw_sql(const char *path, const char *text, struct bytes blob)
{
    (void)run_sql(path, text, blob);
}

int64_t
raw_sql_integer(const char *path, const char *text)
{
    return run_sql(path, text, (struct bytes){0});
}
