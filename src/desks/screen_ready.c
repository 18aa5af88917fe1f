/*
 * The newest versions of the lists that a node keeps, read and indexed: made when they are first
 * wanted, and kept in the hall while they are the newest.
 */
#include "desks/lists_desk.h"

struct screen_ready {
    struct work *work; /* it and all that it holds live there; NULL: in a command's */
    uint64_t print;    /* of the versions that there were */
    struct stored *records;
    struct lists lists;
    struct screen_index *index;
    struct screen_search *search;
};

void
hall_forget(struct hall *hall)
{
    if (hall->screen == NULL)
        return;
    work_close(hall->screen->work);
    hall->screen = NULL;
}

/* ---- Making it --------------------------------------------------------------------------------- */

static bool
make(struct desk *d, struct work *w, struct screen_ready **out)
{
    struct screen_ready *r = work_alloc(w, sizeof(*r));

    TRY(r != NULL);
    *out = r;
    return versions_print(d, w, &r->print) &&
        lists_add_newest(d, w, &r->lists, &r->records) &&
        screen_index_build(w, r->lists.lists, r->lists.count, &r->index) &&
        screen_search_open(w, r->index, &r->search);
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
        TRY(node_part(d->node, w, &r->records[i], "core", &core));
        *yes = core != NULL;
    }
    return true;
}

/* What is told of them is told of today. */
static bool
lend(struct desk *d, struct work *w, const struct screen_ready *r, struct lists *out)
{
    int64_t now;

    TRY(node_now(d->node, w, &now) && lists_open(w, r->lists.count, out));
    out->lists = r->lists.lists;
    out->count = r->lists.count;
    for (size_t i = 0; i < out->count; i++) {
        struct age age;

        TRY(version_age(w, r->lists.lists[i].date, r->records[i].time, now, &age) &&
            lists_called(w, &age, &out->asked[i]) &&
            json_keep(w, r->lists.kept[i], &out->kept[i]));
        version_aged(w, &age, out->kept[i]);
    }
    return work_ok(w);
}

bool
screen_ready(struct desk *d, struct work *w, struct lists *lists,
    const struct screen_index **index, struct screen_search **search)
{
    struct screen_ready *r = d->hall != NULL ? d->hall->screen : NULL;
    bool good = false;

    if (r != NULL)
        TRY(still_so(d, w, r, &good));
    if (!good && d->hall != NULL) {
        TRY(make_kept(d, w));
        r = d->hall->screen;
    } else if (!good) {
        TRY(make(d, w, &r));
    }
    *index = r->index;
    *search = r->search;
    return lend(d, w, r, lists);
}
