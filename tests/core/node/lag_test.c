/*
 * Views may lag, never lead: what was committed is a fact though it could not be folded,
 * and whoever asks the views next sees it or is told that they cannot be had.
 */
#include "fixture.h"

#include <errno.h>
#include <sqlite3.h>

#include "support/faults.h"

static struct node *n;

static struct draft
matter(struct work *w, const char *title)
{
    return fixture_draft(w, n, "matter/1",
        work_format(w, "{\"core\":{\"title\":" TEXT("%s") "}}", title));
}

/* How many records the index finds by that word; -1 when it cannot be asked. */
static int
found(struct work *w, const char *word)
{
    int64_t *records;
    size_t count;
    bool good = node_search(n, w, bytes_of(word), &records, &count);

    work_clear(w);
    return good ? (int)count : -1;
}

/* The views as they are, and made anew, are the same. */
static bool
views_hold(struct work *w)
{
    struct bytes grown, anew;
    int64_t count;

    return node_views_text(n, w, &grown) && node_rebuild(n, w, &count) &&
        node_views_text(n, w, &anew) && bytes_equal(grown, anew);
}

static void
reopen(struct work *w)
{
    node_close(n);
    n = fixture_open(w, at(w, "eu"));
}

static struct {
    unsigned refused, lagged, whole, wrong;
} seen;

static bool
wrong(const char *what, unsigned long call)
{
    printf("#   call %lu: %s\n", call, what);
    seen.wrong++;
    return false;
}

/* Make a record while every call from the n-th on fails; was it the last that mattered? */
static bool
one_act(struct work *w, unsigned calls, int number, unsigned long call)
{
    static unsigned number_of;
    const char *title = work_format(w, "Word%u", number_of++);
    struct draft d = matter(w, title);
    int64_t before = fixture_count(w, n);
    struct view_item item;
    struct receipt r = {0};
    struct stored s;
    bool good, lags;

    faults_plan(calls, call, HOW_NUMBER, number);
    fault_plan.from = true;
    good = node_make(n, w, &d, 1, &r);
    lags = good && fault_plan.hit > 0;
    if (lags && node_item(n, w, &r.id, &item))
        good = wrong("views that lack it answered", call);
    faults_off();
    work_clear(w);
    if (!good && !lags) {
        seen.refused++;
        reopen(w); /* what failed in the middle of a commit is known after that */
        return fixture_count(w, n) - before <= 1 || wrong("two records came", call);
    }
    if (!store_by_no(node_store(n), w, r.no, &s) || !hash_equal(&s.hash, &r.hash) ||
        s.state != STORED_IN_FORCE || r.state != STORED_IN_FORCE || r.journal_at == 0)
        return wrong("the receipt is not of what is here", call);
    if (!node_item(n, w, &r.id, &item) || item.record != r.no || found(w, title) != 1)
        return wrong("the views did not catch up", call);
    seen.lagged += lags;
    seen.whole += !lags;
    return lags;
}

static void
each(struct work *w, const char *claim, unsigned calls, int number)
{
    unsigned long call = 1;

    seen.refused = seen.lagged = seen.whole = seen.wrong = 0;
    for (; seen.whole == 0 && call < 4000; call++) {
        struct work *own = work_open(work_os(w));

        (void)one_act(own, calls, number, call);
        work_close(own);
    }
    tap_ok(seen.wrong == 0 && seen.refused > 0 && seen.lagged > 0 && seen.whole == 1,
        "%s: refused %u times, done and folded later %u times", claim, seen.refused,
        seen.lagged);
    tap_ok(views_hold(w), "and the views are those of the records");
}

/* What was written to the index by others makes it unreadable: it is made anew. */
static void
test_damage(struct work *w)
{
    struct draft d = matter(w, "Delta");
    struct receipt r;
    sqlite3 *db;

    node_close(n); /* which has its files alone */
    NEED(w,
        sqlite3_open(at(w, "eu/main/views.db"), &db) == SQLITE_OK &&
            sqlite3_exec(db, "UPDATE token_data SET block = x'00'", NULL, NULL, NULL) ==
                SQLITE_OK &&
            sqlite3_close(db) == SQLITE_OK);
    n = fixture_open(w, at(w, "eu"));
    tap_good(w, node_make(n, w, &d, 1, &r), "a record is made beside a damaged index");
    tap_ok(found(w, "Delta") == 1 && found(w, "River") == 1,
        "which is made anew, and finds both");
    tap_ok(views_hold(w), "and holds what the records say");
}

/* An erasure that was committed is done, and what it erased is not found any more. */
static void
test_erasure(struct work *w)
{
    const struct actor ana = {.person = bytes_of("ana"), .reason = bytes_of("asked")};
    unsigned lagged = 0, refused = 0, bad = 0;

    for (unsigned long call = 1; call < 400; call++) {
        struct work *own = work_open(work_os(w));
        struct stored s = fixture_matter(own, n, work_format(own, "Gone%lux", call));
        struct json *why = json_object(own);
        struct erased erased;
        bool good, hit;

        json_put(why, "cause", json_string(own, "own-decision"));
        faults_plan(CALL_BIT(CALL_SQL_WRITE), call, HOW_NUMBER, EIO);
        good = node_erase(n, own, &ana, &s, ACT_ERASE, NULL, why, &erased);
        hit = fault_plan.hit > 0;
        faults_off();
        work_clear(own);
        lagged += good && hit;
        refused += !good;
        if (!good)
            reopen(own);
        bad += good && found(own, work_format(own, "Gone%lux", call)) != 0;
        work_close(own);
        if (!hit)
            break;
    }
    tap_ok(bad == 0 && lagged > 0 && refused > 0,
        "an erasure: refused %u times, done though a write failed %u times", refused,
        lagged);
    reopen(w);
    tap_ok(views_hold(w), "and the views are those of the records");
}

int
main(void)
{
    struct work *first = fixture_start(), *w;
    struct verified count;

    work_close(first);
    faults_over(&os_real, "unix");
    w = work_open(&faults_os);
    NEED(w, w != NULL);
    n = fixture_node(w, "eu", 1);
    fixture_matter(w, n, "River");
    each(w, "the disk is full", CALL_BIT(CALL_SQL_WRITE), ENOSPC);
    each(w, "the disk cannot be written", CALL_BIT(CALL_SQL_WRITE), EIO);
    each(w, "there is no memory", CALL_BIT(CALL_ALLOC), ENOMEM);
    test_damage(w);
    test_erasure(w);
    tap_ok(node_verify(n, w, true, NULL, NULL, &count), "all of it verifies");
    node_close(n);
    work_close(w);
    return tap_end();
}
