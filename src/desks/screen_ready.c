/*
 * The newest versions of the lists that a node keeps, read and indexed: made when they are first
 * wanted, and kept in the hall while they are the newest.
 */
#include "desks/lists_desk.h"

struct screen_ready {
    struct work *work; /* it and all that it holds live there; NULL: in a command's */
    uint64_t print;    /* of the versions that there were */
    struct version *versions;
    struct lists lists;
    const struct screen_index *index;
    /* ${most} at most are kept; those that are lent are not among the idle. */
    struct screen_search **idle;
    unsigned idle_count, search_count, most;
    unsigned runs; /* that have something of it */
    bool gone;     /* no longer in the hall: the last of them closes it */
};

void
hall_forget(struct hall *hall)
{
    struct screen_ready *r = hall->screen;

    hall->screen = NULL;
    if (r == NULL)
        return;
    r->gone = true;
    if (r->runs == 0)
        work_close(r->work);
}

/* ---- Making it --------------------------------------------------------------------------------- */

static bool
make(struct desk *d, struct work *w, struct screen_ready **out)
{
    struct screen_ready *r = work_alloc(w, sizeof(*r));
    size_t count;

    TRY(r != NULL);
    *out = r;
    r->most = screen_threads();
    r->idle = work_alloc(w, r->most * sizeof(struct screen_search *));
    return r->idle != NULL && versions_print(d, w, &r->print) &&
        versions_newest(d, w, &r->versions, &count) &&
        lists_ready(d, w, r->versions, count, LISTS_KEEP, &r->lists, &r->index);
}

static bool
make_kept(struct desk *d, struct work *w)
{
    struct work *own = work_open(work_os(w));
    struct screen_ready *r;

    hall_forget(d->hall);
    if (own == NULL || !make(d, own, &r))
        return work_join(w, own, false);
    r->work = own;
    d->hall->screen = r;
    return true;
}

/* ---- Is it still so? --------------------------------------------------------------------------- */

/* No version came, went or is hidden, and none that is in use was erased. */
static bool
still_so(struct desk *d, struct work *w, const struct screen_ready *r, bool *yes)
{
    struct json *core;
    uint64_t print;

    TRY(versions_print(d, w, &print));
    *yes = print == r->print;
    for (size_t i = 0; *yes && i < r->lists.count; i++) {
        TRY(node_part(d->node, w, &r->versions[i].stored, "core", &core));
        *yes = core != NULL;
    }
    return true;
}

/* ---- Lending ------------------------------------------------------------------------------------ */

/* What is told of them is told of today. */
static bool
lend_lists(struct desk *d, struct work *w, const struct screen_ready *r,
    struct lists *out)
{
    int64_t now;

    TRY(node_now(d->node, w, &now) && lists_open(w, r->lists.count, out));
    out->lists = r->lists.lists;
    out->count = r->lists.count;
    for (size_t i = 0; i < out->count; i++) {
        struct age age;

        TRY(version_age(w, r->lists.lists[i].date, r->versions[i].stored.time, now,
                &age) &&
            lists_called(w, &age, &out->asked[i]) &&
            json_keep(w, r->lists.kept[i], &out->kept[i]));
        version_aged(w, &age, out->kept[i]);
    }
    return work_ok(w);
}

/* One that is kept, as long as there are not enough of them; FAULT_MEMORY is the run's. */
static bool
search_kept(struct work *w, struct screen_ready *r, struct screen_search **out)
{
    struct work *home = r->work != NULL ? r->work : w;

    if (r->idle_count > 0) {
        *out = r->idle[--r->idle_count];
        return true;
    }
    if (!screen_search_open(home, r->index, out))
        return home == w ? false : fail_with(w, home);
    r->search_count++;
    return true;
}

/* Whoever comes when all are lent searches alone, by one of its own. */
static bool
lend_searches(struct work *w, struct screen_ready *r, struct screen_run *run)
{
    unsigned left = r->idle_count + r->most - r->search_count;

    if (run->threads > left)
        run->threads = left > 0 ? left : 1;
    run->searches = work_alloc(w, run->threads * sizeof(struct screen_search *));
    TRY(run->searches != NULL);
    if (left == 0)
        return screen_search_open(w, r->index, &run->searches[0]);
    for (; run->lent < run->threads; run->lent++)
        TRY(search_kept(w, r, &run->searches[run->lent]));
    return true;
}

bool
screen_ready_lend(struct work *w, struct screen_run *run, struct lists *lists)
{
    struct desk *d = run->d;
    struct screen_ready *r = d->hall != NULL ? d->hall->screen : NULL;
    bool good = false;

    if (r != NULL && work_ok(r->work))
        TRY(still_so(d, w, r, &good));
    if (!good && d->hall != NULL) {
        TRY(make_kept(d, w));
        r = d->hall->screen;
    } else if (!good) {
        TRY(make(d, w, &r));
    }
    run->ready = r;
    r->runs++;
    run->index = r->index;
    return lend_searches(w, r, run) && lend_lists(d, w, r, lists);
}

bool
lists_in_use(struct desk *d, struct work *w, const struct screen_index **out)
{
    struct screen_ready *r = d->hall != NULL ? d->hall->screen : NULL;
    bool good = false;

    if (r != NULL && work_ok(r->work))
        TRY(still_so(d, w, r, &good));
    if (!good)
        TRY(make(d, w, &r));
    *out = r->index;
    return true;
}

void
screen_ready_back(struct screen_run *run)
{
    struct screen_ready *r = run->ready;

    if (r == NULL)
        return;
    for (unsigned i = 0; i < run->lent; i++)
        r->idle[r->idle_count++] = run->searches[i];
    run->ready = NULL;
    if (--r->runs == 0 && r->gone)
        work_close(r->work);
}
