/*
 * faults_test: whichever allocation, system call or write of SQLite fails, a step says so,
 * and what was acknowledged holds.
 */
#include "tests/core/store/story.h"

#include <errno.h>
#include <limits.h>
#include <time.h>

#include "support/disk.h"

static double
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct run {
    bool complete; /* no step failed */
    bool good;
    enum story_step failed;
    const char *wrong;
};

/* The story on a new disk under the plan that is set.  After a failure the step is tried
 * once more, or the store is closed and opened. */
static struct run
run(bool again)
{
    struct told_story told = {0};
    struct story s = {.os = &faults_os,
        .told = &told,
        .side.place = {.folder = DISK_ROOT "/side", .mirror = DISK_ROOT "/mirror"}};
    struct run r = {.complete = true};

    for (enum story_step step = 0; step < STEPS; step++) {
        bool good = story_step(&s, step);

        if (!good)
            r.failed = r.complete ? step : r.failed;
        r.complete = r.complete && good;
        if (!good && again && step != STEP_CREATE) {
            work_close(s.side.w);
            good = story_step(&s, step);
            /* What failed may have happened: then it is there already. */
            if (!good && work_fault(s.side.w) == FAULT_CONFLICT) {
                told.told[step] = YES;
                good = true;
            }
        }
        work_close(s.side.w);
        if (!good)
            break;
    }
    faults_off();
    store_close(s.side.s);
    s.side.s = NULL;
    r.good = s.wrong == NULL && story_holds(&s);
    if (r.good && disk_open_files() != 0) {
        r.good = false;
        s.wrong = "a file was left open";
    }
    r.wrong = s.wrong;
    return r;
}

static void
fresh(void)
{
    disk_reset(7);
    faults_over(&disk_os, DISK_VFS);
}

static unsigned long
count_calls(unsigned calls)
{
    struct run r;

    fresh();
    faults_plan(calls, ULONG_MAX, HOW_NUMBER, 0);
    r = run(false);
    if (!r.complete || !r.good) {
        printf("Bail out! the story fails by itself: step %d, %s\n", (int)r.failed,
            r.wrong != NULL ? r.wrong : "");
        exit(1);
    }
    return fault_plan.count;
}

/* Each n-th of these calls fails; at most ${most} of them are tried, spread evenly.  All must
 * hold afterwards; ${harmless}: and no step may even notice. */
static void
each(const char *claim, unsigned calls, enum fault_how how, int number, bool from,
    bool harmless, unsigned long most)
{
    unsigned long all = count_calls(calls), tried = 0, good = 0, noticed = 0, hits = 0;
    unsigned long share = story_share(most),
                  stride = all <= share ? 1 : (all + share - 1) / share;
    double begun = now();

    for (unsigned long n = 1 + seed_next() % stride; n <= all; n += stride, tried++) {
        struct run r;

        fresh();
        faults_plan(calls, n, how, number);
        fault_plan.from = from;
        r = run(n % 2 == 0 && !from);
        hits += fault_plan.hit > 0;
        noticed += !r.complete;
        if (r.good && (r.complete || !harmless))
            good++;
        else
            printf("# call %lu of %lu, step %d: %s\n", n, all, (int)r.failed,
                r.wrong != NULL ? r.wrong : "a step failed");
    }
    tap_ok(good == tried && hits == tried && tried > 0,
        "%s: %lu of %lu calls, %lu made a step "
        "fail (%.1f s)",
        claim, tried, all, noticed, now() - begun);
}

int
main(void)
{
    const unsigned sql = CALL_BIT(CALL_SQL_OPEN) | CALL_BIT(CALL_SQL_DELETE) |
        CALL_BIT(CALL_SQL_WRITE) | CALL_BIT(CALL_SQL_TRUNCATE) | CALL_BIT(CALL_SQL_SYNC);
    const unsigned moves =
        CALL_BIT(CALL_PREAD) | CALL_BIT(CALL_PWRITE) | CALL_BIT(CALL_READ);
    const unsigned waits =
        moves | CALL_BIT(CALL_OPEN) | CALL_BIT(CALL_FDATASYNC) | CALL_BIT(CALL_FSYNC);
    const unsigned rest = CALL_BIT(CALL_FTRUNCATE) | CALL_BIT(CALL_RENAME) |
        CALL_BIT(CALL_UNLINK) | CALL_BIT(CALL_LINK) | CALL_BIT(CALL_MKDIR) |
        CALL_BIT(CALL_RANDOM) | CALL_BIT(CALL_FSTAT);
    const unsigned writes = CALL_BIT(CALL_PWRITE) | CALL_BIT(CALL_MKDIR) |
        CALL_BIT(CALL_LINK) | CALL_BIT(CALL_SQL_WRITE);

    double started = now();

    seed_start();
    faults_over_sqlite_memory();
    each("EINTR is retried", waits, HOW_NUMBER, EINTR, false, true, 100);
    each("short counts are completed", moves, HOW_SHORT, 0, false, true, 60);
    each("a system call fails with EIO", waits | rest, HOW_NUMBER, EIO, false, false,
        160);
    each("the disk is full", writes, HOW_NUMBER, ENOSPC, false, false, 100);
    each("and stays full", writes, HOW_NUMBER, ENOSPC, true, false, 60);
    each("SQLite cannot write, sync or truncate", sql, HOW_NUMBER, EIO, false, false,
        140);
    each("SQLite cannot read", CALL_BIT(CALL_SQL_READ), HOW_NUMBER, EIO, false, false,
        60);
    each("everything fails from here on", (waits | rest | sql) & ~CALL_BIT(CALL_RANDOM),
        HOW_NUMBER, EIO, true, false, 80);
    each("no memory for a work", CALL_BIT(CALL_ALLOC), HOW_NUMBER, ENOMEM, false, false,
        60);
    each("no memory for SQLite", CALL_BIT(CALL_SQL_ALLOC), HOW_NUMBER, ENOMEM, false,
        false, 100);
    printf("# went wrong: %s; %.1f s\n", faults_told(), now() - started);
    return tap_end();
}
