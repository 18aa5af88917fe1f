/*
 * schedule: one drawn history of up to eight organisations -- whose nodes run on machines
 * with disks in memory, in a time that is the test's, and all of it is the same again for
 * the same seed.
 *
 * This file: the draw, what is counted, the nodes and who knows whom, what happens when,
 * and machines that lose their power.
 */
#ifndef TESTS_ENGINES_EXCHANGE_SCHEDULE_H
#define TESTS_ENGINES_EXCHANGE_SCHEDULE_H

#include "engines/exchange/judge.h"
#include "support/disk_inner.h"
#include "support/faults.h"

#include <errno.h>

#define NODES SIM_NODES

/* ---- What is counted ------------------------------------------------------------------ */

/* Over all schedules; how many of each 1,000 must show at least. */
#define COUNTED(X)                                                  \
    X(SCHEDULES, "schedules", 1000)                                 \
    X(NODES_RUN, "nodes", 3000)                                     \
    X(ACTS_DONE, "acts done", 14000)                                \
    X(ACTS_REFUSED, "acts refused", 2500)                           \
    X(ACTS_DOUBT, "acts cut off by a crash", 700)                   \
    X(ITEMS, "items", 2700)                                         \
    X(DELIVERIES, "items that arrived with their parts", 5000)      \
    X(HEADERS, "headers that arrived alone", 370)                   \
    X(CONTENTS, "pieces of content", 580)                           \
    X(MESSAGES, "messages", 45000)                                  \
    X(LOST_BEFORE, "messages lost on the way there", 700)           \
    X(LOST_AFTER, "answers lost on the way back", 700)              \
    X(DUPLICATED, "messages answered twice", 1000)                  \
    X(REPLAYED, "old messages that came again", 700)                \
    X(STRANGERS, "messages of those who are no partners", 200)      \
    X(DELAYED, "contacts delayed", 750)                             \
    X(PARTED, "contacts while two were parted", 200)                \
    X(BUNDLES, "bundles written", 1000)                             \
    X(BUNDLES_IN, "bundles taken in", 1000)                         \
    X(BUNDLES_TWICE, "bundles that came twice", 125)                \
    X(BUNDLES_NEVER, "bundles that never came", 95)                 \
    X(CRASHES, "crashes", 1200)                                     \
    X(CRASHES_OPENING, "crashes while opening again", 300)          \
    X(POWER_LOST, "crashes that lost what was not synced", 900)     \
    X(FORKS, "nodes that forked", 120)                              \
    X(FORKS_SHOWN, "contacts that showed a fork", 200)              \
    X(FORKS_FOUND, "of these found at once", 200)                   \
    X(TWICE_SHOWN, "records shown that were signed twice", 15)      \
    X(TWICE_FOUND, "of these found", 15)                            \
    X(RECALLS, "recalls", 600)                                      \
    X(RECALLS_FLYING, "recalls under way when all was healed", 340) \
    X(RECALL_LINES, "holders of what was recalled", 630)            \
    X(ANSWERED_ERASED, "of these: state that it is erased", 540)    \
    X(ANSWERED_KEPT, "state that it is kept", 30)                   \
    X(NAMED_OVERDUE, "named overdue", 30)                           \
    X(SCANNED, "parts read in the end", 65000)                      \
    X(COMPARED, "items compared at two nodes", 15000)

enum counted {
#define X(name, says, least) name,
    COUNTED(X)
#undef X
        COUNTS
};
/* Shared by all processes of the test. */
static unsigned long *counted;

static unsigned wrongs;

/* What should not be; the schedule goes on. */
__attribute__((format(printf, 1, 2))) static void
wrong(const char *format, ...)
{
    va_list args;

    wrongs++;
    printf("wrong: ");
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
}

static bool telling;

__attribute__((format(printf, 1, 2))) static void
tell(const char *format, ...)
{
    va_list args;

    if (!telling)
        return;
    printf("%.3f days  ",
        (double)(sim_clock - INT64_C(1780000000) * TIME_SECOND) / (double)TIME_DAY);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
}

/* ---- The draw ---------------------------------------------------------------------------- */

static void
draw_from(uint64_t seed, uint64_t what)
{
    uint64_t v = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15) ^ what << 56;

    v = (v ^ v >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    fixture_chance = v ^ v >> 31;
    disk.seed = fixture_chance ^ UINT64_C(0x5851f42d4c957f2d);
}

static bool
one_in(uint32_t n)
{
    return chance(n) == 0;
}

/* ---- Nodes ----------------------------------------------------------------------------------- */

static struct os schedule_base; /* the disk's calls, with the test's clock */
static int nodes;
static struct sim *all[NODES];
static const char *const handles[NODES] = {"eu", "un", "court", "ngo", "who", "au",
    "bank", "port"};
#define BIT(node) ((uint8_t)(1u << (node)))

/* What one is to another. */
static struct {
    bool known;
    bool air;   /* reached by bundles only */
    bool third; /* outside the law of the one */
    bool filed; /* a file came from the one to the other */
    int64_t parted_until;
} relation[NODES][NODES];

static int
index_of(const struct sim *s)
{
    for (int i = 0; i < nodes; i++)
        if (all[i] == s)
            return i;
    return -1;
}

static int
index_of_org(const struct hash *org)
{
    return index_of(sim_of(org));
}

static void
schedule_pin(struct work *w, int a, int b)
{
    sim_do(w, all[a], "peer add",
        "{\"handle\":\"%s\",\"url\":\"%s\",\"fingerprint\":\"%s\"%s}", handles[b],
        relation[a][b].air ? "-" : SIM_URL, all[b]->hex,
        relation[a][b].third ? ",\"third\":true" : ",\"risks\":\"none\"");
}

static void
acquaint(struct work *w, int a, int b)
{
    if (relation[a][b].known)
        return;
    relation[a][b].known = relation[b][a].known = true;
    relation[a][b].air = relation[b][a].air = one_in(8);
    relation[a][b].third = one_in(5);
    relation[b][a].third = one_in(5);
    schedule_pin(w, a, b);
    schedule_pin(w, b, a);
}

/* Any partner of that node. */
static int
partner_of(int of)
{
    for (;;) {
        int other = (int)chance((uint32_t)nodes);

        if (relation[of][other].known)
            return other;
    }
}

static struct work *
schedule_start(uint64_t seed)
{
    struct work *w;

    schedule_base = disk_os;
    schedule_base.now = sim_now;
    schedule_base.ticks = sim_now;
    disk_reset(seed);
    faults_over(&schedule_base, DISK_VFS);
    faults_off();
    sim_os = faults_os;
    judge_os = &schedule_base;
    snprintf(scratch, sizeof(scratch), "%s", DISK_ROOT);
    w = work_open(&sim_os);
    NEED(w, w != NULL && crypt_start(w));
    return w;
}

/* Terms of what is not for third countries. */
#define HOME_TERMS DISK_ROOT "/home.json"

/* Nodes and who knows whom: the same for the schedules of one world. */
static void
world_open(struct work *w, uint64_t world)
{
    uint32_t more = 5;

    draw_from(world, 1);
    NEED(w, file_replace(w, HOME_TERMS, 0600, bytes_of("{\"third_country\":\"no\"}")));
    for (int i = 0; i < 3; i++) {
        uint32_t drawn = chance(6);

        more = drawn < more ? drawn : more;
    }
    nodes = 3 + (int)more;
    for (int i = 0; i < nodes; i++)
        all[i] = sim_new(w, handles[i], (uint8_t)(1 + 10 * i));
    for (int i = 1; i < nodes; i++)
        acquaint(w, i, (int)chance((uint32_t)i));
    for (int i = 1; i < nodes; i++)
        for (int k = 0; k < i; k++)
            if (one_in(3))
                acquaint(w, i, k);
}

/* ---- What happens when ------------------------------------------------------------------------ */

enum happening {
    BEGIN,
    ACT,
    MEET,
    REPLAY,
    STRANGER,
    PART,
    WRITE_BUNDLE,
    BUNDLE,
    BOOT,
    FORK,
    OTHER,
    GIVE, /* from here on: what three do with one item */
    CORRECT,
    PASS,
    HOLD,
    CALL_BACK
};
struct event {
    int64_t at;
    enum happening what;
    int a, b, index;
};
#define EVENTS 1024
static struct event events[EVENTS];
static size_t event_count;

static void
later(int64_t at, enum happening what, int a, int b, int index)
{
    if (event_count < EVENTS)
        events[event_count++] = (struct event){at, what, a, b, index};
}

static bool
next_event(struct event *out)
{
    size_t first = 0;

    if (event_count == 0)
        return false;
    for (size_t i = 1; i < event_count; i++)
        if (events[i].at < events[first].at)
            first = i;
    *out = events[first];
    memmove(&events[first], &events[first + 1],
        (event_count - first - 1) * sizeof(events[0]));
    event_count--;
    return true;
}

static int64_t
some_time(int64_t most)
{
    return (int64_t)chance((uint32_t)(most / TIME_SECOND)) * TIME_SECOND;
}

/* ---- Power ------------------------------------------------------------------------------------- */

static struct sim *acting; /* whose machine works now */
static struct sim *fallen; /* whose has just lost its power */

static void
power_fails(void)
{
    if (acting == NULL || fallen != NULL)
        return;
    fallen = acting;
    disk_cut_below(acting->folder);
}

/* Somewhere in what comes next, a machine falls at one of its system calls. */
static void
plan_crash(uint32_t within)
{
    faults_plan(CALLS_CHANGING, 1 + chance(within), HOW_CALL, EIO);
    fault_plan.call = power_fails;
}

/* What fell goes out of memory, and comes back some time. */
static void
after_crash(void)
{
    static const enum disk_loss losses[] = {DISK_KEEPS, DISK_DROPS, DISK_TEARS,
        DISK_TEARS};
    enum disk_loss loss;
    struct sim *s = fallen;

    faults_off();
    if (s == NULL)
        return;
    loss = losses[chance(4)];
    counted[CRASHES]++;
    counted[POWER_LOST] += loss != DISK_KEEPS;
    tell("%s crashed, and %s", s->handle,
        loss == DISK_KEEPS ? "lost nothing" : "lost what was not synced");
    sim_close(s);
    disk_boot_below(s->folder, loss, disk_random());
    fallen = NULL;
    later(sim_clock + (one_in(3) ? some_time(2 * TIME_DAY) : TIME_SECOND), BOOT,
        index_of(s), 0, 0);
}

static void
boot(struct work *w, int node, bool may_fall)
{
    struct sim *s = all[node];

    if (s->node != NULL)
        return;
    acting = s;
    if (may_fall && one_in(4))
        plan_crash(30);
    if (!node_open(w, s->folder, (struct bytes){0}, &s->node)) {
        s->node = NULL;
        if (fallen == NULL)
            wrong("%s does not open after a crash: %s", s->handle, work_why(w));
        work_clear(w);
    }
    counted[CRASHES_OPENING] += fallen != NULL;
    after_crash();
    acting = NULL;
}

#endif
