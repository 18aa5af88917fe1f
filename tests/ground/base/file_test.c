/*
 * file_test: files come and go whole, whatever the n-th system call answers.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "tap.h"

static char folder[] = "/tmp/file-test-XXXXXX";
static char path[64], beside[64];

/* ---- A system whose n-th call fails, and whose every call may fall short ---- */

static size_t calls, fail_at;
static int errno_with;
static size_t short_to; /* reads and writes move no more than this, 0: all */
static bool interrupts; /* every second call is interrupted first */
static int open_files;

/* Whether this call is the one to fail; errno is set. */
static bool
trips(void)
{
    calls++;
    if (interrupts && calls % 2 == 1) {
        errno = EINTR;
        return true;
    }
    errno = errno_with;
    return calls == fail_at;
}

static size_t
shortened(size_t len)
{
    return short_to > 0 && len > short_to ? short_to : len;
}

static int
odd_open(const char *name, int flags, mode_t mode)
{
    int fd = trips() ? -1 : os_real.open(name, flags, mode);

    open_files += fd >= 0;
    return fd;
}

static int
odd_close(int fd)
{
    open_files--;
    return os_real.close(fd);
}

static ssize_t
odd_pread(int fd, void *to, size_t len, off_t at)
{
    return trips() ? -1 : os_real.pread(fd, to, shortened(len), at);
}

static ssize_t
odd_pwrite(int fd, const void *from, size_t len, off_t at)
{
    return trips() ? -1 : os_real.pwrite(fd, from, shortened(len), at);
}

static ssize_t
odd_read(int fd, void *to, size_t len)
{
    return trips() ? -1 : os_real.read(fd, to, shortened(len));
}

static int
odd_fstat(int fd, struct stat *to)
{
    return calls + 1 == fail_at && trips() ? -1 : os_real.fstat(fd, to);
}

static int
odd_fdatasync(int fd)
{
    return trips() ? -1 : os_real.fdatasync(fd);
}

static int
odd_fsync(int fd)
{
    return trips() ? -1 : os_real.fsync(fd);
}

static int
odd_rename(const char *from, const char *to)
{
    /* POSIX knows no EINTR here. */
    return !interrupts && trips() ? -1 : os_real.rename(from, to);
}

static struct os
odd_os(size_t at, int with)
{
    struct os os = os_real;

    os.open = odd_open;
    os.close = odd_close;
    os.pread = odd_pread;
    os.pwrite = odd_pwrite;
    os.read = odd_read;
    os.fstat = odd_fstat;
    os.fdatasync = odd_fdatasync;
    os.fsync = odd_fsync;
    os.rename = odd_rename;
    calls = 0;
    fail_at = at;
    errno_with = with;
    return os;
}

/* ---- Claims ----------------------------------------------------------------- */

static bool
holds(const char *want)
{
    struct work *w = work_open(&os_real);
    struct bytes text;
    bool same = file_load(w, path, 1 << 20, &text) && bytes_is(text, want);

    work_close(w);
    return same;
}

static void
test_whole(void)
{
    struct work *w = work_open(&os_real);
    struct bytes text;
    struct stat st;

    tap_ok(!file_load(w, path, 10, &text) && work_fault(w) == FAULT_MISSING,
        "what is not there is missing: %s", work_why(w));
    work_clear(w);
    tap_ok(file_replace(w, path, 0600, bytes_of("old text")), "a new file");
    tap_ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "with its mode");
    tap_ok(file_load(w, path, 8, &text) && bytes_is(text, "old text"),
        "loaded, just short enough");
    tap_ok(!file_load(w, path, 7, &text) && work_fault(w) == FAULT_INVALID,
        "too long: %s", work_why(w));
    work_clear(w);
    tap_ok(!file_load(w, path, 0, &text) && work_fault(w) == FAULT_INVALID,
        "longer than nothing");
    work_clear(w);
    tap_ok(file_load(w, "/dev/null", 0, &text) && text.len == 0, "nothing");
    tap_ok(file_load(w, "/proc/self/status", SIZE_MAX, &text) && text.len > 100,
        "a file that does not say how long it is");
    tap_ok(!file_load(w, folder, 100, &text) && work_fault(w) == FAULT_IO,
        "no folder: %s", work_why(w));
    work_clear(w);
    tap_ok(!file_load(w, work_format(w, "%s/x", path), 100, &text) &&
            work_fault(w) == FAULT_MISSING,
        "nothing below a file");
    work_clear(w);
    tap_ok(folder_sync(w, folder) && !folder_sync(w, path),
        "a folder is synced, a file is none");
    work_close(w);
}

static void
test_replace(void)
{
    struct work *w = work_open(&os_real);
    struct stat st;

    /* What a crash may leave: longer, open to all, or a link to something precious. */
    if (symlink(path, beside) != 0)
        abort();
    tap_ok(file_replace(w, path, 0640, bytes_of("new")) && holds("new"), "replaced");
    tap_ok(access(beside, F_OK) != 0, "and nothing left beside it");
    tap_ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0640, "with the new mode");
    if (chdir(folder) != 0)
        abort();
    tap_ok(file_replace(w, "here", 0600, bytes_of("")) && unlink("here") == 0 &&
            chdir("/") == 0,
        "in the folder where we stand");
    work_close(w);
}

static void
test_map(void)
{
    struct work *w = work_open(&os_real);
    FILE_AUTO struct file f = {.fd = -1}, none = {.fd = -1};
    struct bytes text = {0};

    if (!file_replace(w, path, 0600, bytes_of("what stands there")))
        abort();
    tap_ok(file_open(w, path, O_RDONLY, 0, &f) && file_map(w, &f, 17, &text) &&
            bytes_is(text, "what stands there"),
        "mapped");
    file_close(&f);
    tap_ok(bytes_is(text, "what stands there"), "for longer than it is open");
    tap_ok(file_open(w, folder, O_RDONLY | O_DIRECTORY, 0, &none) &&
            !file_map(w, &none, 10, &text) && work_fault(w) == FAULT_IO,
        "a folder is not: %s", work_why(w));
    file_close(&none);
    work_close(w);
}

/* Every call fails in turn: the old or the new text, no third one, nothing left open. */
static void
test_failing(int with)
{
    size_t wrong = 0, failed = 0, kept_old = 0;
    bool done = false;

    for (size_t at = 1; !done && at < 100; at++) {
        struct os os;
        struct work *w = work_open(&os_real);

        if (!file_replace(w, path, 0600, bytes_of("old")))
            abort();
        work_close(w);
        os = odd_os(at, with);
        w = work_open(&os);
        done = file_replace(w, path, 0600, bytes_of("new"));
        wrong += !done &&
            (work_fault(w) != FAULT_IO || strstr(work_why(w), strerror(with)) == NULL);
        failed += !done;
        kept_old += holds("old");
        wrong += done ? !holds("new") : !holds("new") && !holds("old");
        wrong += access(beside, F_OK) == 0 || open_files != 0;
        work_close(w);
    }
    tap_ok(done && wrong == 0 && failed == 6 && kept_old == 4,
        "%s at each of %zu calls; %zu times the old text stays", strerror(with), failed,
        kept_old);
}

static void
test_short(void)
{
    struct os os = odd_os(0, 0);
    struct work *w = work_open(&os);
    FILE_AUTO struct file f = {.fd = -1};
    struct bytes text;
    char back[64];
    size_t got;

    short_to = 3;
    interrupts = true;
    tap_ok(file_replace(w, path, 0600, bytes_of("a text of some length")) &&
            holds("a text of some length"),
        "written in pieces of three, interrupted");
    tap_ok(file_load(w, path, 100, &text) && bytes_is(text, "a text of some length"),
        "and read");
    tap_ok(file_open(w, path, O_RDWR, 0, &f) && file_read_at(w, &f, back, 10, 2, &got) &&
            got == 10 && memcmp(back, "text of so", 10) == 0,
        "a piece of it");
    tap_ok(file_read_at(w, &f, back, sizeof(back), 15, &got) && got == 6 &&
            memcmp(back, "length", 6) == 0,
        "up to its end");
    tap_ok(file_read_at(w, &f, back, sizeof(back), 1000, &got) && got == 0,
        "and behind it");
    tap_ok(file_write_at(w, &f, bytes_of("TEXT OF"), 2) && file_sync(w, &f) &&
            holds("a TEXT OF some length"),
        "written in the middle");
    short_to = 0;
    interrupts = false;
    errno_with = EIO;
    fail_at = calls + 1;
    tap_ok(!file_read_at(w, &f, back, 1, 0, &got) && work_fault(w) == FAULT_IO,
        "a failing read");
    work_clear(w);
    fail_at = calls + 1;
    tap_ok(!file_sync(w, &f) && work_fault(w) == FAULT_IO, "a failing sync");
    work_clear(w);
    tap_ok((fcntl(f.fd, F_GETFD) & FD_CLOEXEC) != 0,
        "closed when another program starts");
    file_close(&f);
    file_close(&f);
    tap_ok(f.fd == -1 && open_files == 0, "closed once");
    work_close(w);
}

int
main(void)
{
    umask(022);
    if (mkdtemp(folder) == NULL)
        abort();
    snprintf(path, sizeof(path), "%s/file", folder);
    snprintf(beside, sizeof(beside), "%s/file.new", folder);
    test_whole();
    test_replace();
    test_map();
    test_failing(EIO);
    test_failing(ENOSPC);
    test_short();
    unlink(path);
    tap_ok(rmdir(folder) == 0, "nothing else was left in the folder");
    return tap_end();
}
