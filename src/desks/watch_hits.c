/*
 * What became of the hits of stored subjects: new ones, those whose entry or points changed, and
 * those that are none any more, because their entry left its list or for another reason.
 */
#include "desks/watch_desk.h"

#include <stdlib.h>

/* How common a name is on all lists moves points a little with every version: so far is nothing. */
#define MOVED 1000 /* a point */

const char *const watch_whats[WATCH_WHATS] = {"new", "changed", "gone", "delisted"};

/* One of a row that is told of. */
struct told_hit {
    enum watch_what what;
    const struct kept_hit *was, *is;
    const struct became *became; /* NULL: its entry is as it was */
};

/* ---- As a run keeps them ----------------------------------------------------------------------------- */

bool
hits_read(struct work *w, struct bytes lines, struct kept_hit **out, size_t *count)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    struct kept_hit hit;
    bool found;

    TRY(kept_next(w, &lines, &hit, &found));
    while (found) {
        buffer_add(&b, bytes_from(&hit, sizeof(hit)));
        TRY(kept_next(w, &lines, &hit, &found));
    }
    *out = buffer_array(&b, sizeof(**out), count);
    return *out != NULL;
}

bool
hits_of_run(struct desk *d, struct work *w, const struct stored *run,
    struct kept_hit **out, size_t *count)
{
    struct kept_run kept;

    return kept_run_load(d, w, run, &kept) && hits_read(w, kept.lines, out, count);
}

static int
by_place(const void *a, const void *b)
{
    const struct kept_hit *x = a, *y = b;
    int order = (x->row > y->row) - (x->row < y->row);

    if (order == 0)
        order = bytes_order(x->list, y->list);
    return order != 0 ? order : bytes_order(x->ref, y->ref);
}

/* ---- In words --------------------------------------------------------------------------------------- */

static const char *
points_text(struct work *w, int64_t points)
{
    return work_format(w, "%lld.%03lld", (long long)(points / 1000),
        (long long)(points % 1000));
}

/* Why it is told. */
static const char *
why(struct work *w, const struct watch_hits *h, const struct told_hit *t)
{
    const struct became *b = t->became;

    if (t->what == WATCH_DELISTED)
        return "its entry left the list";
    if (b != NULL && b->was != NULL)
        return work_format(w, "its entry changed: %s", parts_text(w, b->parts));
    if (t->what == WATCH_NEW)
        return b != NULL       ? "newly listed"
            : h->since == NULL ? "watched for the first time"
                               : "its entry is as it was, but stands out more";
    return t->what == WATCH_CHANGED
        ? "its entry is as it was"
        : "its entry stands out less, or its list is not here";
}

static const char *
says(struct work *w, const struct watch_hits *h, const struct told_hit *t)
{
    const char *reason = why(w, h, t);

    if (reason != NULL && h->renewed && t->became == NULL)
        reason = work_format(w, "%s, and words are weighed anew", reason);
    if (reason == NULL)
        return NULL;
    if (t->is == NULL)
        return work_format(w, "%s; it had %s points", reason,
            points_text(w, t->was->points));
    if (t->was == NULL || t->was->points == t->is->points)
        return work_format(w, "%s; %s points", reason, points_text(w, t->is->points));
    return work_format(w, "%s; from %s to %s points", reason,
        points_text(w, t->was->points), points_text(w, t->is->points));
}

static struct json *
told_json(const struct watching *t, struct work *w, const struct watch_hits *h,
    const struct told_hit *one)
{
    const struct kept_hit *at = one->is != NULL ? one->is : one->was;
    const struct screen_entry *entry = watching_entry(t, at->list, at->ref);
    struct json *out = json_object(w);

    if (entry == NULL && one->became != NULL)
        entry = one->became->was;
    json_put(out, "what", json_string(w, watch_whats[one->what]));
    json_put(out, "row", json_integer(w, at->row));
    json_put(out, "list", json_text(w, at->list));
    json_put(out, "ref", json_text(w, at->ref));
    json_put(out, "name",
        json_text(w,
            entry != NULL && entry->name_count > 0 ? entry->names[0].text
                                                   : bytes_of("")));
    if (one->is != NULL)
        json_put(out, "points", json_integer(w, one->is->points));
    if (one->was != NULL)
        json_put(out, "was", json_integer(w, one->was->points));
    if (one->became != NULL && one->became->parts != 0)
        json_put(out, "parts", parts_json(w, one->became->parts));
    json_put(out, "says", json_string(w, says(w, h, one)));
    return out;
}

/* What the rows that are told of are called in the file. */
static bool
add_ids(struct work *w, const struct watch_hits *h)
{
    struct subject_text text = {.text = h->subjects};
    struct json *item = h->items->first;
    struct query_rows *rows;
    struct asked asked;
    int64_t next = 0;
    bool found = true;

    if (item == NULL || h->subjects.len == 0)
        return true;
    TRY(subjects_rows(w, &text, "the subjects", &rows));
    while (item != NULL) {
        int64_t row = json_get(item, "row")->integer;
        struct bytes id;

        TRY(query_rows_pass(rows, (uint64_t)(row - next)) &&
            query_rows_next(rows, &asked, &found));
        if (!found)
            break;
        TRY(work_keep(w, asked.id, &id));
        next = row + 1;
        for (; item != NULL && json_get(item, "row")->integer == row; item = item->next)
            json_put(item, "query_id", json_text(w, id));
    }
    return work_ok(w);
}

/* ---- Comparing ------------------------------------------------------------------------------------------ */

/* Is there something to tell of it? */
static bool
judge(const struct watch_hits *h, struct told_hit *t)
{
    const struct kept_hit *at = t->is != NULL ? t->is : t->was;
    int64_t moved;

    /* That it is another was said, and still holds. */
    if (at->quiet)
        return false;
    t->became = h->since != NULL ? since_find(h->since, at->list, at->ref) : NULL;
    if (t->was == NULL || t->is == NULL) {
        t->what = t->was == NULL                         ? WATCH_NEW
            : t->became != NULL && t->became->is == NULL ? WATCH_DELISTED
                                                         : WATCH_GONE;
        return true;
    }
    moved = t->is->points - t->was->points;
    t->what = WATCH_CHANGED;
    return t->became != NULL || moved >= MOVED || moved <= -MOVED;
}

bool
watch_compare(const struct watching *t, struct work *w, struct watch_hits *h)
{
    size_t i = 0, k = 0;

    h->items = json_array(w);
    if (h->was_count > 0)
        qsort(h->was, h->was_count, sizeof(*h->was), by_place);
    qsort(h->is, h->is_count, sizeof(*h->is), by_place);
    while (i < h->was_count || k < h->is_count) {
        int order = i == h->was_count ? 1
            : k == h->is_count        ? -1
                                      : by_place(&h->was[i], &h->is[k]);
        struct told_hit one = {.was = order <= 0 ? &h->was[i++] : NULL,
            .is = order >= 0 ? &h->is[k++] : NULL};

        if (!judge(h, &one))
            continue;
        h->counts[one.what]++;
        json_add(h->items, told_json(t, w, h, &one));
    }
    return work_ok(w) && add_ids(w, h);
}
