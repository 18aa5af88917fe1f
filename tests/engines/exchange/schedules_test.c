/*
 * Chance histories of three to eight organisations, a thousand of them and each from one
 * number: they write, share, pass on, release, correct, recall, hold, erase, talk and come
 * together in groups, over a network that loses, doubles, delays and parts, and by files;
 * their machines lose power at any system call, and some run on from an old copy of
 * themselves.  In the end honest nodes agree, every recall has an answer or a name that is
 * overdue, a fork is found by the first who is shown it, and nothing ever went where no act
 * had sent it.
 *
 * LIAISON_SEED is the first number, LIAISON_SCHEDULES how many there are: 1,000, or 100,000
 * in torture, which says where to go on when its time is over.  SIM_TELL tells all that happens.
 */
#include "engines/exchange/schedule_draw.h"

#include <dlfcn.h>
#include <sodium.h>
#include <sys/mman.h>
#include <time.h>

#define WORLD 20         /* so many schedules have nodes and relations in common */
#define SECONDS_MOST 120 /* one that takes longer hangs */
#define TOLD_MOST 12     /* failures that are told in full */

/* ---- One schedule ----------------------------------------------------------------------- */

static void
seen(struct work *w, struct sim *from, struct sim *to, const struct record *r,
    struct bytes body)
{
    book_seen(w, from, to, r, body);
    saw(to, r);
}

static void
happen(struct work *w, const struct event *e)
{
    switch (e->what) {
    case BEGIN:
        if (all[e->a]->node != NULL)
            begin(w, e->a);
        return;
    case ACT:
        one_act(w, e->a);
        return;
    case MEET:
        contact(w, e);
        return;
    case REPLAY:
        replay();
        return;
    case STRANGER:
        stranger();
        return;
    case PART:
        relation[e->a][e->b].parted_until = relation[e->b][e->a].parted_until =
            sim_clock + some_time(6 * TIME_DAY);
        return;
    case WRITE_BUNDLE:
        bundle_written(w, e);
        return;
    case BUNDLE:
        take_bundle(w, e->index);
        return;
    case BOOT:
        boot(w, e->a, true);
        return;
    case FORK:
        fork_node(w, e->a);
        return;
    case OTHER:
        other_history(w);
        return;
    case GIVE:
        if (all[e->a]->node != NULL)
            give_story(w, e->a, e->b);
        return;
    case CORRECT:
        if (in_story(e->a) && forker == e->a)
            correct_twice(w);
        return;
    case PASS:
        if (in_story(e->a))
            share(w, e->a, story_item, e->b);
        return;
    case HOLD:
        if (in_story(e->a))
            keep(w, e->a, story_item);
        return;
    case CALL_BACK:
        if (in_story(e->a))
            recall(w, e->a, story_item, false);
        return;
    }
}

static void
one_event(const struct event *e)
{
    struct work *w = work_open(&sim_os);
    bool may_fall =
        e->what != BOOT && e->what != FORK && e->what != OTHER && e->what != STRANGER;

    NEED(w, w != NULL);
    if (e->at > sim_clock)
        sim_clock = e->at;
    if (may_fall && one_in(12))
        plan_crash(e->what == MEET ? 120 : 40);
    happen(w, e);
    after_crash();
    work_close(w);
}

static void
run(uint64_t seed)
{
    struct event e;

    draw_from(seed, 2);
    forker = -1;
    judge_also = seen;
    sim_road_call = schedule_call;
    telling = getenv("SIM_TELL") != NULL;
    draw_events();
    while (next_event(&e))
        one_event(&e);
    heal();
    judge_end();
    wrongs += judged.wrong;
    counted[SCHEDULES]++;
    counted[NODES_RUN] += (unsigned long)nodes;
}

/* ---- Signatures ------------------------------------------------------------------------------ */

/* Checking signatures is a third of all work, and most are checked again and again: what
 * libsodium said of the same bytes before, it would say again. */
#define REMEMBERED 8192
static struct {
    unsigned char asked[32];
    bool known;
    int said;
} remembered[REMEMBERED];

int
crypto_sign_verify_detached(const unsigned char *sig, const unsigned char *m,
    unsigned long long len, const unsigned char *key)
{
    static int (*check)(const unsigned char *, const unsigned char *, unsigned long long,
        const unsigned char *);
    crypto_generichash_state state;
    unsigned char asked[32];
    size_t at;

    if (check == NULL)
        *(void **)&check = dlsym(RTLD_NEXT, "crypto_sign_verify_detached");
    crypto_generichash_init(&state, NULL, 0, sizeof(asked));
    crypto_generichash_update(&state, sig, crypto_sign_BYTES);
    crypto_generichash_update(&state, key, crypto_sign_PUBLICKEYBYTES);
    crypto_generichash_update(&state, m, len);
    crypto_generichash_final(&state, asked, sizeof(asked));
    memcpy(&at, asked, sizeof(at));
    at %= REMEMBERED;
    if (!remembered[at].known ||
        memcmp(remembered[at].asked, asked, sizeof(asked)) != 0) {
        remembered[at].said = check(sig, m, len, key);
        memcpy(remembered[at].asked, asked, sizeof(asked));
        remembered[at].known = true;
    }
    return remembered[at].said;
}

/* ---- All of them --------------------------------------------------------------------------- */

/* In a process of its own, with a world that is there already; what it says goes to ${to}. */
static bool
run_apart(uint64_t seed, FILE *to)
{
    int status;
    pid_t child;

    fflush(stdout);
    rewind(to);
    if (ftruncate(fileno(to), 0) != 0)
        return false;
    child = fork();
    if (child == 0) {
        alarm(SECONDS_MOST);
        dup2(fileno(to), STDOUT_FILENO);
        setvbuf(stdout, NULL, _IOLBF, 0);
        run(seed);
        fflush(stdout);
        _exit(wrongs == 0 ? 0 : 1);
    }
    if (waitpid(child, &status, 0) != child || WIFSIGNALED(status))
        printf("# schedule %llu died of signal %d\n", (unsigned long long)seed,
            WTERMSIG(status));
    return status == 0;
}

/* What a schedule said, as comments. */
static void
say(FILE *from)
{
    char line[1024];

    rewind(from);
    while (fgets(line, sizeof(line), from) != NULL)
        printf("#   %s%s", line, strchr(line, '\n') != NULL ? "" : "\n");
}

static unsigned
run_world(uint64_t first, uint64_t count)
{
    struct work *w = schedule_start(first / WORLD);
    FILE *said = tmpfile();
    unsigned failed = 0;

    NEED(w, said != NULL);
    whole = w;
    world_open(w, first / WORLD);
    for (uint64_t seed = first; seed < first + count; seed++) {
        bool good = run_apart(seed, said);

        if (!good && failed++ < TOLD_MOST)
            printf("# schedule %llu fails: LIAISON_SEED=%llu LIAISON_SCHEDULES=1 "
                   "schedules_test\n",
                (unsigned long long)seed, (unsigned long long)seed);
        if (getenv("SIM_TELL") != NULL || (!good && failed <= TOLD_MOST))
            say(said);
    }
    fflush(stdout);
    return failed;
}

/* The world, too, ends with a process. */
static unsigned
run_world_apart(uint64_t first, uint64_t count)
{
    int status;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        unsigned failed = run_world(first, count);

        _exit(failed < 200 ? (int)failed : 200);
    }
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return (unsigned)count;
    return (unsigned)WEXITSTATUS(status);
}

static uint64_t
number(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

static void
enough(uint64_t count)
{
    static const struct {
        const char *says;
        unsigned long least;
    } rows[] = {
#define X(name, says, least) {says, least},
        COUNTED(X)
#undef X
    };
    bool all_enough = true;

    for (int i = 0; i < COUNTS; i++) {
        bool few = counted[i] < rows[i].least * count / 1000;

        printf("# %lu %s%s\n", counted[i], rows[i].says, few ? ", which is too few" : "");
        all_enough = all_enough && !few;
    }
    if (count >= 200)
        tap_ok(all_enough, "enough of everything happened");
}

int
main(void)
{
    uint64_t seed = number("LIAISON_SEED", 7),
             count = number("LIAISON_SCHEDULES",
                 torture()     ? 100000
                     : WATCHED ? 40
                               : 1000);
    unsigned failed = 0;
    time_t until = 0;

    counted = mmap(NULL, COUNTS * sizeof(*counted), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (counted == MAP_FAILED)
        return 99;
    if (torture())
        until = time(NULL) + (time_t)(number("TEST_SECONDS", 3600) * 9 / 10);
    printf("# seeds %llu to %llu\n", (unsigned long long)seed,
        (unsigned long long)(seed + count - 1));
    for (uint64_t at = seed; at < seed + count;) {
        uint64_t next = (at / WORLD + 1) * WORLD;

        if (until != 0 && time(NULL) > until) {
            printf("# the time is over; go on with LIAISON_SEED=%llu "
                   "LIAISON_SCHEDULES=%llu\n",
                (unsigned long long)at, (unsigned long long)(seed + count - at));
            count = at - seed;
            break;
        }

        next = next < seed + count ? next : seed + count;
        failed += run_world_apart(at, next - at);
        at = next;
    }
    tap_ok(failed == 0, "%llu schedules hold, %u do not", (unsigned long long)count,
        failed);
    enough(count);
    return tap_end();
}
