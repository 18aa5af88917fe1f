/*
 * A clock that jumps both ways: times of records never go backwards, what expired stays
 * expired, and the node says that its clock is behind.
 */
#include "fixture.h"

#define NOW INT64_C(1790000000000000) /* in September 2026 */

static int64_t now_is = NOW;
static struct os odd;

static int64_t
odd_now(void)
{
    return now_is;
}

static struct node *
reopen(struct work *w, struct node *n)
{
    node_close(n);
    return fixture_open(w, at(w, "eu"));
}

static void
test_jumps(struct work *w, struct node **n)
{
    size_t jumps = torture() ? 5000 : 400, backwards = 0, late = 0;
    int64_t last = 0;
    struct verified v;

    for (size_t i = 0; i < jumps; i++) {
        struct work *one = work_open(&odd);
        struct stored s;

        if (chance(3) == 0)
            now_is =
                NOW + ((int64_t)chance(200) - 100) * TIME_DAY + (int64_t)chance(1000);
        s = fixture_matter(one, *n, "tick");
        backwards += s.time <= last;
        late += s.time < now_is;
        last = s.time;
        work_close(one);
        if (chance(40) == 0)
            *n = reopen(w, *n);
    }
    tap_ok(backwards == 0, "of %zu records none is older than the one before", jumps);
    tap_ok(late == 0, "and none older than the clock");
    tap_good(w, node_verify(*n, w, true, NULL, NULL, &v), "all verify");
}

static void
test_lag(struct work *w, struct node **n)
{
    int64_t lag, time;

    now_is = NOW + 101 * TIME_DAY;
    fixture_matter(w, *n, "ahead");
    tap_ok(node_clock_lag(*n, w, &lag) && lag <= 1,
        "a clock that goes forward is not behind");
    now_is = NOW + 100 * TIME_DAY;
    tap_ok(node_clock_lag(*n, w, &lag) && lag >= TIME_DAY && lag < TIME_DAY + 10,
        "one that went back a day is a day behind");
    tap_ok(node_now(*n, w, &time) && time >= NOW + 101 * TIME_DAY,
        "node time stands still");
    *n = reopen(w, *n);
    tap_ok(node_clock_lag(*n, w, &lag) && lag >= TIME_DAY, "also after a restart");
    now_is = NOW + 102 * TIME_DAY;
    tap_ok(node_clock_lag(*n, w, &lag) && lag == 0 && node_now(*n, w, &time) &&
            time == now_is,
        "until the clock has caught up");
}

/* ---- What expired ------------------------------------------------------------------ */

static bool
reads(struct work *w, struct node *n, const struct stored *s, enum fault *fault)
{
    const struct actor who = {.person = bytes_of("ana"), .purpose = bytes_of("trial")};
    struct record *r;
    bool good = node_read(n, w, &who, s, &r);

    *fault = work_fault(w);
    work_clear(w);
    return good;
}

static struct stored
until(struct work *w, struct node *n, int64_t end)
{
    struct json *terms = fixture_terms(w, n);
    struct draft d = {.kind = "matter/1"};
    struct receipt r;

    json_put(terms, "retain_until", json_time(w, end));
    draft_part(&d, "core", parse(w, "{\"title\":" TEXT("short-lived") "}"));
    draft_part(&d, "terms", terms);
    NEED(w, node_make(n, w, &d, 1, &r));
    return fixture_stored(w, n, &r);
}

static void
test_expired(struct work *w, struct node **n)
{
    int64_t start;
    struct stored s;
    enum fault fault;

    NEED(w, node_now(*n, w, &start));
    s = until(w, *n, start + 10 * TIME_DAY);
    now_is = start + 5 * TIME_DAY;
    tap_ok(reads(w, *n, &s, &fault), "before its end it is read");
    now_is = start + 11 * TIME_DAY;
    tap_ok(!reads(w, *n, &s, &fault) && fault == FAULT_DENIED, "past its end it is not");
    now_is = start + 5 * TIME_DAY;
    tap_ok(!reads(w, *n, &s, &fault), "nor when the clock goes back");
    now_is = start + 11 * TIME_DAY;
    fixture_matter(w, *n, "something is written meanwhile");
    now_is = start + 5 * TIME_DAY;
    *n = reopen(w, *n);
    tap_ok(!reads(w, *n, &s, &fault), "nor after a restart");
}

/* ---- Clocks out of their mind ------------------------------------------------------ */

static void
check_refused(struct work *w, struct node *n, int64_t clock, const char *what)
{
    struct draft d =
        fixture_draft(w, n, "matter/1", "{\"core\":{\"title\":" TEXT("x") "}}");
    int64_t count = fixture_count(w, n);
    struct receipt r;

    now_is = clock;
    if (!tap_ok(!node_make(n, w, &d, 1, &r) && work_why(w)[0] != '\0' &&
                strchr(work_why(w), '\n') == NULL,
            "nothing is written %s", what))
        printf("#   it was\n");
    printf("# %s: %s\n", fault_face(work_fault(w))->name, work_why(w));
    tap_ok(strstr(work_why(w), "clock") != NULL, "and the clock is named");
    work_clear(w);
    now_is = NOW + 130 * TIME_DAY;
    tap_ok(fixture_count(w, n) == count, "nothing was committed");
    tap_good(w, node_make(n, w, &d, 1, &r), "when the clock is right again it is");
}

static void
test_mad(struct work *w, struct node **n)
{
    struct verified v;

    check_refused(w, *n, TIME_MAX + 1, "in the year 10000");
    check_refused(w, *n, NOW + 6 * 365 * TIME_DAY, "when all keys have ended");
    check_refused(w, *n, NOW + 60 * 365 * TIME_DAY, "in sixty years");
    now_is = -1;
    struct draft d =
        fixture_draft(w, *n, "matter/1", "{\"core\":{\"title\":" TEXT("x") "}}");
    struct receipt r;
    tap_ok(!node_make(*n, w, &d, 1, &r) && strstr(work_why(w), "clock") != NULL,
        "nothing is written before 1970");
    work_clear(w);
    now_is = 0;
    tap_good(w, node_make(*n, w, &d, 1, &r), "in 1970 node time stands still");
    now_is = NOW + 130 * TIME_DAY;
    *n = reopen(w, *n);
    tap_good(w, node_verify(*n, w, true, NULL, NULL, &v), "it verifies");
}

int
main(void)
{
    struct work *start = fixture_start(), *w;
    struct node *n;

    chance_start();
    odd = os_real;
    odd.now = odd_now;
    w = work_open(&odd);
    n = fixture_node(w, "eu", 1);
    /* The keys are of a day before, when the clock jumps back. */
    now_is = NOW + 100 * TIME_DAY;
    test_jumps(w, &n);
    test_lag(w, &n);
    test_expired(w, &n);
    test_mad(w, &n);
    node_close(n);
    work_close(w);
    work_close(start);
    return tap_end();
}
