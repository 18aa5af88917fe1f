/*
 * power_test: whenever the process dies or the power goes, the store opens again, holds all
 * that was acknowledged, and opens nothing that was acknowledged as erased.
 */
#include "tests/core/store/story.h"

#include <errno.h>
#include <limits.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support/disk.h"

static double
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The story up to its first failure, which here is the end of the process. */
static struct story
live(struct told_story *told, const char *folder, const char *mirror)
{
    struct story s = {.os = &faults_os,
        .told = told,
        .side.place = {.folder = folder, .mirror = mirror}};
    bool good = true;

    for (enum story_step step = 0; good && step < STEPS; step++) {
        good = story_step(&s, step);
        work_close(s.side.w);
    }
    store_close(s.side.s);
    s.side.s = NULL;
    return s;
}

/* ---- Power, on the disk in memory ----------------------------------------------------------- */

static struct {
    unsigned long runs;
    unsigned long steps[STEPS]; /* where it was cut */
    unsigned long twice;
} seen;

static void
note_step(const struct told_story *told)
{
    for (int step = 0; step < STEPS; step++)
        if (told->told[step] == IN_DOUBT)
            seen.steps[step]++;
}

/* Cut at call ${n}, which loses so much; then, where ${then} is given and in a third of all
 * other runs, once more while it is opened. */
static bool
powerless(unsigned long n, enum disk_loss loss, const enum disk_loss *then, uint64_t seed)
{
    struct told_story told = {0};
    struct story s;
    bool good;

    disk_reset(11);
    faults_over(&disk_os, DISK_VFS);
    faults_plan(CALLS_CHANGING, n, HOW_CALL, EIO);
    fault_plan.call = disk_cut;
    s = live(&told, DISK_ROOT "/side", DISK_ROOT "/mirror");
    note_step(&told);
    faults_off();
    disk_boot(loss, seed);
    if ((then != NULL || seed % 3 == 0) && told.told[STEP_CREATE] == YES) {
        faults_plan(CALLS_CHANGING, 1 + seed / 3 % 40, HOW_CALL, EIO);
        fault_plan.call = disk_cut;
        s.side.w = story_work(s.os);
        if (!store_open(s.side.w, &s.side.place, &s.side.s))
            s.side.s = NULL;
        store_close(s.side.s);
        s.side.s = NULL;
        work_close(s.side.w);
        faults_off();
        disk_boot(then != NULL ? *then : loss, seed + 1);
        seen.twice++;
    }
    seen.runs++;
    good = story_holds(&s);
    if (!good)
        printf("# cut at call %lu, loss %d, seed %" PRIu64 ": %s\n", n, (int)loss, seed,
            s.wrong != NULL ? s.wrong : "");
    return good;
}

static unsigned long
changing_calls(void)
{
    struct told_story told = {0};
    struct story s;

    disk_reset(11);
    faults_over(&disk_os, DISK_VFS);
    faults_plan(CALLS_CHANGING, ULONG_MAX, HOW_NUMBER, 0);
    s = live(&told, DISK_ROOT "/side", DISK_ROOT "/mirror");
    if (s.wrong != NULL || told.told[STEP_CLOSE] != YES) {
        printf("Bail out! the story fails by itself\n");
        exit(1);
    }
    return fault_plan.count;
}

/* Cut at each n-th of the calls that change something; at most ${most} of them. */
static void
power(const char *claim, enum disk_loss loss, const enum disk_loss *then, unsigned rounds,
    unsigned long most)
{
    unsigned long all = changing_calls(), good = 0, tried = 0, share = story_share(most);
    unsigned long stride = all <= share ? 1 : (all + share - 1) / share;
    double begun = now();

    for (unsigned round = 0; round < rounds; round++)
        for (unsigned long n = 1 + seed_next() % stride; n <= all; n += stride, tried++)
            good += powerless(n, loss, then, seed_next());
    tap_ok(good == tried && tried > 20, "%s: %lu of %lu times it holds (%.1f s)", claim,
        good, tried, now() - begun);
}

/* ---- Death, on a real disk ------------------------------------------------------------------ */

static int
no_sync(int fd)
{
    (void)fd;
    return 0;
}

static void
die(void)
{
    _exit(9);
}

/* A child lives the story and dies at call ${n}; says how far it came through ${told}. */
static bool
mortal(unsigned long n, const struct os *os, struct told_story *told, bool *died)
{
    const char *folder = scratch("side"), *mirror = scratch("mirror");
    struct story s = {.os = os,
        .told = told,
        .side.place = {.folder = folder, .mirror = mirror}};
    int status = 0;
    pid_t child;
    bool good;

    raw_remove(folder);
    raw_remove(mirror);
    memset(told, 0, sizeof(*told));
    fflush(stdout);
    child = fork();
    if (child == 0) {
        faults_plan(CALLS_CHANGING, n, HOW_CALL, 0);
        fault_plan.call = die;
        live(told, folder, mirror);
        _exit(0);
    }
    NEED(s.side.w, child > 0 && waitpid(child, &status, 0) == child);
    *died = WIFEXITED(status) && WEXITSTATUS(status) == 9;
    good = WIFEXITED(status) && story_holds(&s);
    note_step(told);
    if (!good)
        printf("# died at call %lu: %s\n", n,
            s.wrong != NULL ? s.wrong : "the child crashed");
    return good;
}

static void
death(unsigned long most)
{
    static struct os os;
    unsigned long all = changing_calls(), good = 0, tried = 0, deaths = 0;
    unsigned long share = story_share(most),
                  stride = all <= share ? 1 : (all + share - 1) / share;
    struct told_story *told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    double begun = now();

    /* What a process wrote outlives it without a sync. */
    os = os_real;
    os.fsync = no_sync;
    os.fdatasync = no_sync;
    fault_plan.no_sync = true;
    faults_over(&os, "unix");
    for (unsigned long n = 1 + seed_next() % stride; n <= all; n += stride, tried++) {
        bool died;

        good += mortal(n, &faults_os, told, &died);
        deaths += died;
    }
    tap_ok(good == tried && deaths * 10 >= tried * 9,
        "a process dies at %lu of %lu calls: %lu times it holds (%.1f s)", deaths, all,
        good, now() - begun);
    munmap(told, sizeof(*told));
}

int
main(void)
{
    const bool torture = story_share(1) > 1;

    seed_start();
    power("a process dies, and what it wrote stays", DISK_KEEPS, NULL, 1, 160);
    power("power goes, and nothing unsynced stays", DISK_DROPS, NULL, 1, 260);
    power("power goes, and unsynced writes stay, go or tear", DISK_TEARS, NULL,
        torture ? 30 : 1, 400);
    /* What the dead process wrote is read when it is opened again, and is not durable yet. */
    power("a process dies, and power goes while it is opened again", DISK_KEEPS,
        &(const enum disk_loss){DISK_DROPS}, torture ? 20 : 1, 2000);
    power("or takes with it some of what was written", DISK_KEEPS,
        &(const enum disk_loss){DISK_TEARS}, torture ? 20 : 1, 200);
    death(40);
    printf("# unsynced writes: %lu kept, %lu dropped, %lu torn; %lu names lost; cut "
           "while "
           "opening %lu times\n",
        disk_losses.kept, disk_losses.dropped, disk_losses.torn, disk_losses.names,
        seen.twice);
    printf("# cut in step: create %lu, open %lu, secrets %lu, log %lu, commit %lu, erase "
           "%lu, "
           "replace %lu, commit %lu\n",
        seen.steps[STEP_CREATE], seen.steps[STEP_OPEN],
        seen.steps[STEP_LOG_KEY] + seen.steps[STEP_ALIKE_KEY] + seen.steps[STEP_SPARE],
        seen.steps[STEP_JOURNAL], seen.steps[STEP_FIRST], seen.steps[STEP_ERASE],
        seen.steps[STEP_REPLACE], seen.steps[STEP_SECOND]);
    tap_ok(disk_losses.torn > 20 && disk_losses.dropped > 100 && disk_losses.kept > 20 &&
            seen.twice > 10 && seen.steps[STEP_ERASE] > 10,
        "enough was kept, dropped and torn to tell");
    return tap_end();
}
