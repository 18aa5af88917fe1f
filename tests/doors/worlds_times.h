/*
 * How long answers take, measured: of what is hidden and of what is not there, in turns; and of
 * walks over all there is, in two worlds that differ by one item.  Medians of many, and classes:
 * neither may take twice as long as the other.  A clock is no judge of every change: in torture
 * only.
 */
#ifndef TESTS_DOORS_WORLDS_TIMES_H
#define TESTS_DOORS_WORLDS_TIMES_H

#include "doors/worlds.h"

#define TIMES 1001

/* Two that are compared: asked of that node, with those arguments. */
struct timed {
    const char *verb;
    const char *with, *without;
    bool walk; /* the same is asked of both worlds */
};
static const struct timed timed[] = {
    {"about", "{'id':'@H'}", "{'id':'@N'}", false},
    {"show", "{'id':'@H','purpose':'x'}", "{'id':'@N','purpose':'x'}", false},
    {"history", "{'id':'@H'}", "{'id':'@N'}", false},
    {"terms explain", "{'id':'@H'}", "{'id':'@N'}", false},
    {"share", "{'id':['@H'],'to':'ke','preview':true}",
        "{'id':['@N'],'to':'ke','preview':true}", false},
    {"about", "{'id':'@J'}", "{'id':'0190ffff-0000-7000'}", false},
    {"list", "{}", "{}", true},
    {"list", "{'search':'Harbour'}", "{'search':'Harbour'}", true},
    {"list", "{'search':'Submarine'}", "{'search':'Submarine'}", true},
    {"status", "{}", "{}", true},
    {"due", "{}", "{}", true},
    {"matrix", "{'kind':'matter','rows':'author','columns':'year'}",
        "{'kind':'matter','rows':'author','columns':'year'}", true},
};

static int64_t
time_once(struct sim *s, const char *verb, const char *arguments)
{
    struct work *own = work_open(&sim_os);
    struct json *answer;
    int64_t start;

    NEED(own, own != NULL);
    arguments = worlds_text(own, arguments);
    start = os_real.ticks();
    (void)!sim_try(own, s, verb, arguments, &answer);
    start = os_real.ticks() - start;
    work_close(own);
    return start;
}

static int
by_time(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* ${with} has the item, ${without} has not. */
static void
compare_times(struct sim *with, struct sim *without)
{
    static int64_t times[2][TIMES];

    for (size_t i = 0; i < COUNT_OF(timed); i++) {
        const struct timed *t = &timed[i];
        int64_t a, b;

        /* Whatever is made at the first asking is made before. */
        time_once(with, t->verb, t->with);
        time_once(t->walk ? without : with, t->verb, t->without);
        for (size_t n = 0; n < TIMES; n++) {
            times[0][n] = time_once(with, t->verb, t->with);
            times[1][n] = time_once(t->walk ? without : with, t->verb, t->without);
        }
        qsort(times[0], TIMES, sizeof(times[0][0]), by_time);
        qsort(times[1], TIMES, sizeof(times[1][0]), by_time);
        a = times[0][TIMES / 2];
        b = times[1][TIMES / 2];
        tap_ok(a <= 2 * b + 5 && b <= 2 * a + 5,
            "%s %s: in %lld us with it, in %lld us without", t->verb, t->with,
            (long long)a, (long long)b);
    }
}

#endif
