/*
 * A node's life: made whole or not at all, opened by one process at a time, and refused
 * with one clear line when something of it is damaged, foreign or too new.
 */
#include "fixture.h"

#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>

/* ---- Making ------------------------------------------------------------------------ */

static mode_t
mode_of(const char *path)
{
    struct stat about;

    return lstat(path, &about) == 0 ? about.st_mode & 07777 : 0;
}

static void
test_create(struct work *w)
{
    struct node_setup setup;
    struct verified v;
    struct node *n;
    struct hash id, again;
    struct bytes before;
    int64_t now;

    fixture_setup(at(w, "eu"), "eu", 1, &setup);
    tap_good(w, node_create(w, &setup, &id), "a node is made");
    tap_ok(mode_of(at(w, "eu")) == 0700 && mode_of(at(w, "eu/main")) == 0700 &&
            mode_of(at(w, "eu/main/keys/root")) == 0600,
        "closed to others");
    tap_ok(!is_there(at(w, "eu.making")), "nothing is left beside it");
    n = fixture_open(w, at(w, "eu"));
    tap_ok(hash_equal(&node_identity(n)->id, &id) &&
            bytes_is(node_identity(n)->handle, "eu"),
        "it has the id that was told");
    tap_ok(strcmp(node_folder(n), at(w, "eu")) == 0 && node_store(n) != NULL &&
            kinds_find(node_kinds(n), bytes_of("matter/1")) != NULL,
        "and all it needs");
    tap_good(w, node_now(n, w, &now), "and a clock");
    tap_good(w, node_verify(n, w, true, NULL, NULL, &v), "it verifies");
    node_close(n);
    before = get_file(w, at(w, "eu/identity.json"));
    tap_fault(w, FAULT_CONFLICT, node_create(w, &setup, &again), "not a second time");
    tap_ok(bytes_equal(before, get_file(w, at(w, "eu/identity.json"))),
        "which changes nothing");
    put_file(at(w, "file"), "mine", 4);
    setup.folder = at(w, "file");
    tap_fault(w, FAULT_CONFLICT, node_create(w, &setup, &again), "not over a file");
    tap_is_text(get_file(w, at(w, "file")), "mine", "which stays");
    setup.folder = at(w, "no/such/folder");
    tap_fault(w, FAULT_IO, node_create(w, &setup, &again),
        "not where there is no folder");
    node_close(NULL);
}

/* Nothing of it is there: no folder, none in the making, no keys on the second medium. */
static bool
nothing_left(struct work *w, const char *name)
{
    return !is_there(at(w, "%s", name)) && !is_there(at(w, "%s.making", name)) &&
        !is_there(at(w, "%s.mirror/root", name)) &&
        !is_there(at(w, "%s.mirror/tree.db", name));
}

static void
test_create_denied(struct work *w)
{
    struct node_setup setup;
    struct hash id;

    NEED(w, mkdir(at(w, "shut"), 0500) == 0);
    fixture_setup(at(w, "shut/eu"), "eu", 1, &setup);
    if (geteuid() == 0)
        tap_skip(2, "root may write everywhere");
    else {
        tap_fault(w, FAULT_IO, node_create(w, &setup, &id),
            "not in a folder that is shut");
        tap_ok(nothing_left(w, "shut/eu"), "nothing is left");
    }
    setup.folder = at(w, "badname");
    setup.handle = "Not A Handle";
    tap_fault(w, FAULT_INVALID, node_create(w, &setup, &id),
        "not with a handle that is none");
    tap_ok(nothing_left(w, "badname"), "nothing is left");
}

/* A disk that takes files up to a size, from nothing to enough. */
static void
test_create_full(struct work *w)
{
    size_t failed = 0, clean = 0, spoken = 0, limit = 0;
    bool made = false;

    for (; !made && limit < 4000000; limit = limit * 3 / 2 + 512) {
        int status;
        pid_t child;

        fflush(stdout);
        child = fork();
        if (child == 0) {
            struct rlimit most = {limit, limit};
            struct node_setup setup;
            struct hash id;

            signal(SIGXFSZ, SIG_IGN);
            setrlimit(RLIMIT_FSIZE, &most);
            fixture_setup(at(w, "full"), "eu", 1, &setup);
            setup.mirror = at(w, "full.mirror");
            if (node_create(w, &setup, &id))
                _exit(0);
            _exit(work_fault(w) == FAULT_IO && work_why(w)[0] != '\0' ? 1 : 2);
        }
        waitpid(child, &status, 0);
        made = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        if (made)
            break;
        failed++;
        spoken += WIFEXITED(status) && WEXITSTATUS(status) == 1;
        clean += nothing_left(w, "full");
    }
    tap_ok(made && failed > 3,
        "on a disk of %zu bytes a file it is made, on less not: %zu times", limit,
        failed);
    tap_ok(spoken == failed, "each time with the disk's word");
    tap_ok(clean == failed, "each time nothing is left: %zu", clean);
}

/* Each system call on the way fails once. */
static int calls_until;
static struct os odd;

static bool
fails_now(void)
{
    if (calls_until-- != 0)
        return false;
    errno = EIO;
    return true;
}

static int
odd_mkdir(const char *path, mode_t mode)
{
    return fails_now() ? -1 : os_real.mkdir(path, mode);
}

static int
odd_open(const char *path, int flags, mode_t mode)
{
    return fails_now() ? -1 : os_real.open(path, flags, mode);
}

static ssize_t
odd_pwrite(int fd, const void *from, size_t len, off_t to)
{
    return fails_now() ? -1 : os_real.pwrite(fd, from, len, to);
}

static int
odd_fdatasync(int fd)
{
    return fails_now() ? -1 : os_real.fdatasync(fd);
}

static int
odd_rename(const char *from, const char *to)
{
    return fails_now() ? -1 : os_real.rename(from, to);
}

static int
odd_random(void *to, size_t len)
{
    return fails_now() ? -1 : os_real.random(to, len);
}

static void
test_create_faults(struct work *w)
{
    size_t clean = 0, n = 0;
    bool made = false;

    odd = os_real;
    odd.mkdir = odd_mkdir;
    odd.open = odd_open;
    odd.pwrite = odd_pwrite;
    odd.fdatasync = odd_fdatasync;
    odd.rename = odd_rename;
    odd.random = odd_random;
    while (!made && n < 500) {
        struct work *one = work_open(&odd);
        struct node_setup setup;
        struct hash id;

        fixture_setup(at(w, "faulty"), "eu", 1, &setup);
        setup.mirror = at(w, "faulty.mirror");
        calls_until = (int)n;
        made = node_create(one, &setup, &id);
        work_close(one);
        if (made)
            break;
        n++;
        clean += nothing_left(w, "faulty");
    }
    calls_until = -1;
    tap_ok(made && n > 20, "any of %zu system calls may fail", n);
    tap_ok(clean == n, "each time nothing is left: %zu", clean);
}

/* What lies where the keys' second medium should be is another's, and stays. */
static void
test_mirror(struct work *w)
{
    struct node_setup one, two;
    struct bytes root;
    struct hash id;

    fixture_setup(at(w, "one"), "one", 1, &one);
    one.mirror = at(w, "medium");
    NEED(w, node_create(w, &one, &id));
    root = get_file(w, at(w, "medium/root"));
    fixture_setup(at(w, "two"), "two", 3, &two);
    two.mirror = at(w, "medium");
    tap_fault(w, FAULT_CONFLICT, node_create(w, &two, &id),
        "a medium that holds another's keys");
    tap_ok(bytes_equal(root, get_file(w, at(w, "medium/root"))), "keeps them");
    tap_ok(!is_there(at(w, "two")) && !is_there(at(w, "two.making")),
        "and no node is made");
    node_close(fixture_open(w, at(w, "one")));
    NEED(w, mkdir(at(w, "blank"), 0700) == 0);
    two.mirror = at(w, "blank");
    tap_good(w, node_create(w, &two, &id), "a medium with an empty folder is good");
    node_close(fixture_open(w, at(w, "two")));
}

/* ---- One process ------------------------------------------------------------------- */

static void
test_lock(struct work *w)
{
    struct node *n = fixture_open(w, at(w, "eu")), *other;
    int ready[2], status;
    char c;
    pid_t child;

    tap_fault(w, FAULT_BUSY, node_open(w, at(w, "eu"), (struct bytes){0}, &other),
        "it is not opened twice by one process");
    node_close(n);
    NEED(w, pipe(ready) == 0);
    fflush(stdout);
    child = fork();
    if (child == 0) {
        n = fixture_open(w, at(w, "eu"));
        (void)!write(ready[1], "x", 1);
        sleep(60);
        _exit(0);
    }
    NEED(w, read(ready[0], &c, 1) == 1);
    tap_fault(w, FAULT_BUSY, node_open(w, at(w, "eu"), (struct bytes){0}, &other),
        "nor by two");
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    tap_good(w, node_open(w, at(w, "eu"), (struct bytes){0}, &n),
        "a lock dies with its process");
    node_close(n);
}

static void
test_passphrase(struct work *w)
{
    struct node_setup setup;
    struct node *n;
    struct hash id;
    struct bytes root;

    fixture_setup(at(w, "sesame"), "eu", 1, &setup);
    setup.passphrase = bytes_of("open");
    NEED(w, node_create(w, &setup, &id));
    tap_fault(w, FAULT_DENIED, node_open(w, setup.folder, (struct bytes){0}, &n),
        "no passphrase");
    tap_fault(w, FAULT_DENIED, node_open(w, setup.folder, bytes_of("Open"), &n),
        "a wrong one");
    tap_good(w, node_open(w, setup.folder, bytes_of("open"), &n), "the right one");
    fixture_matter(w, n, "x");
    node_close(n);
    root = get_file(w, at(w, "sesame/main/keys/root"));
    tap_ok(memmem(root.at, root.len, "\"key\"", 5) == NULL, "no bare key is on the disk");
}

/* ---- Damage ------------------------------------------------------------------------ */

static bool
one_line(const char *why)
{
    return *why != '\0' && strpbrk(why, "\n\r\t\033") == NULL;
}

/* Opening fails with that kind of fault, and one line that names the file. */
static void
check_refused(struct work *w, enum fault kind, const char *names, const char *what)
{
    struct node *n = NULL;
    bool good = node_open(w, at(w, "eu"), (struct bytes){0}, &n);

    if (good)
        node_close(n);
    if (!tap_ok(!good && (kind == FAULT_NONE || work_fault(w) == kind) &&
                one_line(work_why(w)) && strstr(work_why(w), names) != NULL,
            "refused: %s", what))
        printf("#   %s: %s\n", fault_face(work_fault(w))->name, work_why(w));
    work_clear(w);
}

static void
test_damage(struct work *w)
{
    static const char *const files[] = {"identity.json", "config.json", "main/keys/root",
        "main/data.db", "main/keys/tree.db"};

    for (size_t f = 0; f < COUNT_OF(files); f++) {
        const char *path = at(w, "eu/%s", files[f]), *base = strrchr(path, '/') + 1;
        struct bytes was = get_file(w, path);
        uint8_t *now = work_alloc(w, was.len);

        put_file(path, was.at, was.len / 2);
        check_refused(w, FAULT_NONE, base, work_format(w, "%s cut in half", files[f]));
        put_file(path, "", 0);
        check_refused(w, FAULT_NONE, f == 2 || f == 4 ? "keys" : base,
            work_format(w, "%s emptied", files[f]));
        put_file(path, "not what it should be\n", 22);
        check_refused(w, FAULT_NONE, base,
            work_format(w, "%s of something else", files[f]));
        memcpy(now, was.at, was.len);
        if (f < 3) {
            now[was.len / 2] = (uint8_t)(now[was.len / 2] == '0' ? '1' : '0');
            put_file(path, now, was.len);
            if (f == 1) /* a name in it may be any */
                tap_skip(1, "a changed letter of config.json may be right");
            else
                check_refused(w, FAULT_NONE, f == 0 ? base : "",
                    work_format(w, "%s with one letter changed", files[f]));
        }
        unlink(path);
        check_refused(w, FAULT_NONE, f == 1 ? "liaison init" : base,
            work_format(w, "%s missing", files[f]));
        put_file(path, was.at, was.len);
        node_close(fixture_open(w, at(w, "eu")));
    }
    unlink(at(w, "eu/lock"));
    NEED(w, symlink(at(w, "elsewhere"), at(w, "eu/lock")) == 0);
    check_refused(w, FAULT_IO, "lock", "a lock that is a link");
    tap_ok(!is_there(at(w, "elsewhere")), "which is not followed");
    unlink(at(w, "eu/lock"));
}

/* Another organisation's public document makes no other node of this one. */
static void
test_swapped(struct work *w)
{
    struct bytes mine = get_file(w, at(w, "eu/identity.json"));
    struct bytes other = get_file(w, at(w, "one/identity.json"));

    put_file(at(w, "eu/identity.json"), other.at, other.len);
    check_refused(w, FAULT_CORRUPT, "identity.json", "another organisation's identity");
    put_file(at(w, "eu/identity.json"), mine.at, mine.len);
    mine = get_file(w, at(w, "eu/main/keys/root"));
    other = get_file(w, at(w, "one/main/keys/root"));
    put_file(at(w, "eu/main/keys/root"), other.at, other.len);
    check_refused(w, FAULT_CORRUPT, "key", "another node's root");
    put_file(at(w, "eu/main/keys/root"), mine.at, mine.len);
    node_close(fixture_open(w, at(w, "eu")));
}

static void
test_newer(struct work *w)
{
    static const char *const files[] = {"main/data.db", "main/keys/tree.db",
        "main/views.db"};

    for (size_t f = 0; f < COUNT_OF(files); f++) {
        const char *path = at(w, "eu/%s", files[f]);
        struct bytes was = get_file(w, path);
        uint8_t *now = work_alloc(w, was.len);

        memcpy(now, was.at, was.len);
        now[63] = 99; /* user_version, where SQLite keeps it */
        put_file(path, now, was.len);
        check_refused(w, FAULT_INVALID, "newer",
            work_format(w, "%s of a newer liaison", files[f]));
        tap_ok(bytes_equal(get_file(w, path), bytes_from(now, was.len)),
            "... is left as it was");
        put_file(path, was.at, was.len);
    }
    node_close(fixture_open(w, at(w, "eu")));
}

/* ---- What verifying finds ---------------------------------------------------------- */

static struct bytes
copy_text(struct work *w, const char *path)
{
    struct bytes kept;

    NEED(w, work_keep(w, get_file(w, path), &kept));
    return kept;
}

static void
tamper(const char *path, const char *sql)
{
    sqlite3 *db;
    char *why = NULL;

    if (sqlite3_open(path, &db) != SQLITE_OK ||
        sqlite3_exec(db, "PRAGMA foreign_keys = OFF", NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK ||
        sqlite3_total_changes(db) == 0) {
        printf("Bail out! %s: %s\n", sql, why != NULL ? why : "changed nothing");
        exit(99);
    }
    sqlite3_close(db);
}

static void
test_verify(struct work *w)
{
    static const char *const changes[][2] = {
        {"a record that is gone",
            "DELETE FROM part WHERE record = 3; DELETE FROM record WHERE no = 3"},
        {"the newest record gone",
            "DELETE FROM part WHERE record = (SELECT max(no) FROM record);"
            " DELETE FROM record WHERE no = (SELECT max(no) FROM record)"},
        {"a part that is gone", "DELETE FROM part WHERE record = 3 AND name = 'core'"},
        {"a sealed part with another's key",
            "UPDATE part SET key = key + 1 WHERE record = 3"},
        {"a changed byte in a sealed part",
            "UPDATE part SET sealed = zeroblob(length(sealed)) WHERE record = 3 AND name "
            "= 'core'"},
        {"another kind", "UPDATE record SET kind = 'organisation/1' WHERE no = 3"},
        {"another version", "UPDATE record SET version = 9 WHERE no = 3"},
        {"another id", "UPDATE record SET id = zeroblob(16) WHERE no = 3"},
        {"another time", "UPDATE record SET time = time + 1 WHERE no = 3"},
        {"another header",
            "UPDATE record SET header = (SELECT header FROM record WHERE no = 4)"
            " WHERE no = 3"},
        {"another proof",
            "UPDATE record SET proof = (SELECT proof FROM record WHERE no = 4)"
            " WHERE no = 3"},
        {"a log entry that is gone", "DELETE FROM entry WHERE at = 2"},
        {"the last log entry gone",
            "DELETE FROM entry WHERE at = (SELECT max(at) FROM entry)"},
        {"a log entry for another record",
            "UPDATE entry SET record = (SELECT hash FROM record"
            " WHERE no = 4) WHERE at = 2"},
        {"a log entry that tells no record",
            "UPDATE entry SET record = NULL WHERE at = 2"},
        {"a changed leaf", "UPDATE entry SET leaf = zeroblob(32) WHERE at = 2"},
        {"a log cut short", "UPDATE log SET size = size - 1"},
        {"a changed tile", "UPDATE tile SET hashes = zeroblob(length(hashes))"},
        {"a checkpoint of another size",
            "UPDATE checkpoint SET note = (SELECT note FROM checkpoint"
            " ORDER BY size LIMIT 1) WHERE size = (SELECT max(size) FROM checkpoint)"},
    };
    struct node *n = fixture_node(w, "checked", 21);
    const char *path = at(w, "checked/main/data.db");
    struct verified v;
    struct bytes was;

    for (int i = 0; i < 6; i++)
        fixture_matter(w, n, "River");
    tap_good(w, node_verify(n, w, true, NULL, NULL, &v), "a node that is whole");
    tap_ok(v.records == fixture_count(w, n) && v.entries == (uint64_t)v.records &&
            v.erased == 0,
        "all its records were looked at");
    node_close(n);
    was = copy_text(w, path);
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        enum fault fault;

        tamper(path, changes[i][1]);
        if (node_open(w, at(w, "checked"), (struct bytes){0}, &n)) {
            (void)!node_verify(n, w, true, NULL, NULL, &v);
            node_close(n);
        }
        fault = work_fault(w);
        if (!tap_ok(fault == FAULT_CORRUPT && one_line(work_why(w)), "found: %s",
                changes[i][0]))
            printf("#   %s: %s\n", fault_face(fault)->name, work_why(w));
        work_clear(w);
        unlink(at(w, "checked/main/data.db-wal"));
        unlink(at(w, "checked/main/data.db-shm"));
        put_file(path, was.at, was.len);
        unlink(at(w, "checked/main/views.db"));
    }
    n = fixture_open(w, at(w, "checked"));
    tap_good(w, node_verify(n, w, true, NULL, NULL, &v), "restored, it is whole");
    node_close(n);
}

int
main(void)
{
    struct work *w = fixture_start();

    test_create(w);
    test_create_denied(w);
    test_create_full(w);
    test_create_faults(w);
    test_mirror(w);
    test_lock(w);
    test_passphrase(w);
    test_damage(w);
    test_swapped(w);
    test_newer(w);
    test_verify(w);
    work_close(w);
    return tap_end();
}
