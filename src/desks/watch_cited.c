/*
 * Entries that runs cite: each is told of once, with all runs that cite it.  Those that the same runs
 * cite stand in one notice.
 */
#include "desks/watch_desk.h"

#include <stdlib.h>

/* As the kind says of links; of more runs there are more notices. */
#define RUNS_MAX 60

/* That a run cites an entry of which something became. */
struct citing {
    struct json *entry;
    struct bytes list, ref;
    struct bytes all; /* of it, and what became of it */
    size_t run;
};
/* An entry, and those that cite it, in the order of runs. */
struct cited {
    struct citing *by;
    size_t count;
};
static int
same_entry(const struct citing *x, const struct citing *y)
{
    int order = bytes_order(x->list, y->list);

    if (order == 0)
        order = bytes_order(x->ref, y->ref);
    return order != 0 ? order : bytes_order(x->all, y->all);
}

static int
by_entry(const void *a, const void *b)
{
    const struct citing *x = a, *y = b;
    int order = same_entry(x, y);

    return order != 0 ? order : (x->run > y->run) - (x->run < y->run);
}

static int
same_runs(const struct cited *x, const struct cited *y)
{
    for (size_t i = 0; i < x->count && i < y->count; i++)
        if (x->by[i].run != y->by[i].run)
            return x->by[i].run < y->by[i].run ? -1 : 1;
    return (x->count < y->count) - (x->count > y->count);
}

static int
by_runs(const void *a, const void *b)
{
    const struct cited *x = a, *y = b;
    int order = same_runs(x, y);

    return order != 0 ? order : same_entry(x->by, y->by);
}

static bool
gather(struct work *w, const struct notice *runs, size_t count, struct buffer *to)
{
    for (size_t run = 0; run < count; run++)
        for (struct json *i = runs[run].entries->first; i != NULL; i = i->next) {
            struct citing one = {.entry = i,
                .list = json_get_text(i, "list"),
                .ref = json_get_text(i, "ref"),
                .run = run};

            TRY(json_write(w, i, &one.all));
            buffer_add(to, bytes_from(&one, sizeof(one)));
        }
    return work_ok(w);
}

/* Entries that the same runs cite, as a notice about some of these. */
static bool
add_notice(struct work *w, const struct notice *runs, const struct cited *cited,
    size_t count, size_t from, struct buffer *to)
{
    size_t some = cited->count - from < RUNS_MAX ? cited->count - from : RUNS_MAX;
    struct notice n = runs[cited->by[from].run], *others;

    others = work_alloc(w, some * sizeof(*others));
    TRY(others != NULL);
    for (size_t i = 1; i < some; i++)
        others[i - 1] = runs[cited->by[from + i].run];
    n.others = others;
    n.other_count = some - 1;
    n.changed = n.delisted = n.more = 0;
    n.entries = json_array(w);
    for (size_t i = 0; i < count; i++) {
        struct json *entry;

        TRY(json_keep(w, cited[i].by->entry, &entry) && notice_cite(&n, entry));
    }
    buffer_add(to, bytes_from(&n, sizeof(n)));
    return work_ok(w);
}

bool
notices_of_runs(struct work *w, const struct notice *runs, size_t count,
    struct buffer *to)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2), c = buffer_open(w, SIZE_MAX / 2);
    struct citing *all;
    struct cited *cited;
    size_t all_count, cited_count, end;

    TRY(gather(w, runs, count, &b));
    all = buffer_array(&b, sizeof(*all), &all_count);
    TRY(all != NULL);
    qsort(all, all_count, sizeof(*all), by_entry);
    for (size_t i = 0; i < all_count; i = end) {
        for (end = i + 1; end < all_count && same_entry(&all[i], &all[end]) == 0;)
            end++;
        buffer_add(&c,
            bytes_from(&(struct cited){&all[i], end - i}, sizeof(struct cited)));
    }
    cited = buffer_array(&c, sizeof(*cited), &cited_count);
    TRY(cited != NULL);
    qsort(cited, cited_count, sizeof(*cited), by_runs);
    for (size_t i = 0; i < cited_count; i = end) {
        for (end = i + 1; end < cited_count && same_runs(&cited[i], &cited[end]) == 0;)
            end++;
        for (size_t from = 0; from < cited[i].count; from += RUNS_MAX)
            TRY(add_notice(w, runs, &cited[i], end - i, from, to));
    }
    return true;
}
