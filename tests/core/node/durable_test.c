/*
 * A folder that was made or restored is there for good: every folder in which a name was
 * made is synced before the act returns, the one above the node too; and where that sync
 * fails, nothing is left.
 */
#include "fixture.h"

#include <errno.h>

/* ---- A system that knows which folders hold names that a power cut would lose ------------ */

#define PATHS 64
#define PATH_LEN 1200

static char unsafe[PATHS][PATH_LEN];
static size_t unsafe_count;
static char opened[PATHS][PATH_LEN]; /* by descriptor */
static char refused[PATH_LEN];       /* syncing this folder fails */
static unsigned long synced;
static struct os watched;

static size_t
place_of(const char *folder)
{
    size_t i = 0;

    while (i < unsafe_count && strcmp(unsafe[i], folder) != 0)
        i++;
    return i;
}

/* A lock holds nothing: it may be lost. */
static void
named(const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[PATH_LEN];

    snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path), path);
    if (strcmp(slash, "/lock") != 0 && place_of(folder) == unsafe_count)
        snprintf(unsafe[unsafe_count++], PATH_LEN, "%s", folder);
}

static int
watched_open(const char *path, int flags, mode_t mode)
{
    bool fresh = (flags & O_CREAT) != 0 && !is_there(path);
    int fd = os_real.open(path, flags, mode);

    if (fd >= 0 && fd < PATHS)
        snprintf(opened[fd], PATH_LEN, "%s", path);
    if (fd >= 0 && fresh)
        named(path);
    return fd;
}

static int
watched_fsync(int fd)
{
    size_t i = place_of(opened[fd]);

    if (strcmp(opened[fd], refused) == 0) {
        errno = EIO;
        return -1;
    }
    synced++;
    if (i < unsafe_count)
        memmove(unsafe[i], unsafe[--unsafe_count], PATH_LEN);
    return os_real.fsync(fd);
}

static int
watched_mkdir(const char *path, mode_t mode)
{
    int done = os_real.mkdir(path, mode);

    if (done == 0)
        named(path);
    return done;
}

static int
watched_rename(const char *from, const char *to)
{
    int done = os_real.rename(from, to);

    if (done == 0)
        named(to);
    return done;
}

static int
watched_link(const char *from, const char *to)
{
    int done = os_real.link(from, to);

    if (done == 0)
        named(to);
    return done;
}

static void
watch(const char *refuse)
{
    unsafe_count = 0;
    synced = 0;
    snprintf(refused, sizeof(refused), "%s", refuse);
}

static bool
all_safe(void)
{
    for (size_t i = 0; i < unsafe_count; i++)
        printf("#   not synced: %s\n", unsafe[i]);
    return unsafe_count == 0 && synced > 3;
}

/* ---- Making and restoring --------------------------------------------------------------- */

static void
test_init(struct work *w)
{
    struct node_setup setup;
    struct hash id;

    fixture_setup(at(w, "eu"), "eu", 1, &setup);
    NEED(w, mkdir(at(w, "second"), 0700) == 0);
    setup.mirror = at(w, "second/keys");
    watch(scratch);
    tap_fault(w, FAULT_IO, node_create(w, &setup, &id),
        "a node whose name cannot be made durable is not made");
    tap_ok(!is_there(setup.folder) && !is_there(at(w, "eu.making")) &&
            !is_there(setup.mirror),
        "and nothing of it is left");
    watch("");
    tap_good(w, node_create(w, &setup, &id), "a node is made");
    tap_ok(all_safe(), "and every name of it is durable");
}

static void
test_restore(struct work *w)
{
    struct node *n = fixture_open(w, at(w, "eu"));
    int64_t epoch;
    uint64_t size;
    struct hash id;

    fixture_matter(w, n, "River");
    NEED(w,
        node_backup(n, w, at(w, "data.tar"), &size) &&
            node_backup_keys(n, w, at(w, "keys.tar"), &size));
    node_close(n);
    watch(scratch);
    tap_fault(w, FAULT_IO,
        node_restore(w, at(w, "data.tar"), at(w, "keys.tar"), at(w, "again"),
            (struct bytes){0}, &id, &epoch),
        "a restore whose name cannot be made durable is none");
    tap_ok(!is_there(at(w, "again")) && !is_there(at(w, "again.making")),
        "and nothing of it is left");
    watch("");
    tap_good(w,
        node_restore(w, at(w, "data.tar"), at(w, "keys.tar"), at(w, "again"),
            (struct bytes){0}, &id, &epoch),
        "a node is restored");
    tap_ok(all_safe(), "and every name of it is durable");
    watch("");
    tap_good(w,
        node_restore(w, at(w, "data.tar"), at(w, "second/keys"), at(w, "third"),
            (struct bytes){0}, &id, &epoch),
        "with the second medium's keys too");
    tap_ok(all_safe(), "and every name of it is durable");
}

/* A change of the node's key erases the old one: data that know no other are no node. */
static void
test_older_than_key(struct work *w)
{
    const struct hash root = fixture_seed(1);
    struct node *n = fixture_open(w, at(w, "eu"));
    int64_t epoch;
    uint64_t size;
    struct hash id;

    NEED(w,
        node_backup(n, w, at(w, "before.tar"), &size) &&
            node_key_change(n, w, "node", &root, NULL) &&
            node_backup(n, w, at(w, "after.tar"), &size) &&
            node_backup_keys(n, w, at(w, "newer.tar"), &size));
    node_close(n);
    tap_fault(w, FAULT_CONFLICT,
        node_restore(w, at(w, "before.tar"), at(w, "newer.tar"), at(w, "older"),
            (struct bytes){0}, &id, &epoch),
        "data from before a change of the node's key");
    tap_ok(!is_there(at(w, "older")), "and nothing of it is left");
    tap_good(w,
        node_restore(w, at(w, "after.tar"), at(w, "newer.tar"), at(w, "newer"),
            (struct bytes){0}, &id, &epoch),
        "data from after it are a node");
}

int
main(void)
{
    struct work *first = fixture_start(), *w;

    work_close(first);
    watched = os_real;
    watched.open = watched_open;
    watched.fsync = watched_fsync;
    watched.mkdir = watched_mkdir;
    watched.rename = watched_rename;
    watched.link = watched_link;
    w = work_open(&watched);
    NEED(w, w != NULL);
    test_init(w);
    test_restore(w);
    test_older_than_key(w);
    work_close(w);
    return tap_end();
}
