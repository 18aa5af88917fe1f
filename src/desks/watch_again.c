/*
 * Screening stored subjects again.  A run by the same versions for how rare words are, and with the
 * same settings, is built on: who had no hit, and can have none by the entries that are others since,
 * has none now.  The others are searched for among these entries and those that were hit.
 */
#include "desks/watch_desk.h"

#include <stdlib.h>

/* ---- How rare words are ---------------------------------------------------------------------------------- */

static int64_t
names_in(const struct version *v)
{
    const struct json *names = json_get(v->core, "names");

    return names != NULL ? names->integer : 0;
}

/* The versions that say how rare words are drift off when lists come or go, or when so many hundredths of
 * their names did: then all are screened by new ones. */
#define DRIFT 10

/* Can those of the last watch say it still? */
static bool
rarity_holds(const struct watch *t, struct work *w, const struct json *ids)
{
    int64_t was = 0, is = 0;
    size_t here = 0;

    for (size_t i = 0; i < t->lists.version_count; i++)
        if (t->lists.versions[i].newest) {
            is += names_in(&t->lists.versions[i]);
            here++;
        }
    if (ids == NULL || ids->count != here)
        return false;
    for (const struct json *i = ids->first; i != NULL; i = i->next) {
        const struct version *v = watching_version(&t->lists, w, i->text);
        bool listed = false;

        for (size_t k = 0; v != NULL && k < t->lists.version_count; k++)
            listed |= t->lists.versions[k].newest &&
                bytes_equal(t->lists.versions[k].list, v->list);
        if (!listed)
            return false;
        was += names_in(v);
    }
    return (is > was ? is - was : was - is) * 100 <= was * DRIFT;
}

static bool
rarity_open(struct watch *t, struct work *w)
{
    struct json *last = json_get(t->last_core, "rarity");
    bool same = bytes_is(json_get_text(t->last_core, "program"), PROGRAM);

    t->rarity = !t->renew && same && rarity_holds(t, w, last) ? last : t->lists.ids;
    t->renewed = last != NULL && !json_equal(last, t->rarity);
    return lists_base(t->lists.desk, w, t->rarity, LISTS_BASE, &t->base);
}

/* ---- What can be built on ---------------------------------------------------------------------------------- */

/* So many runs build on one that asked for all: then all are asked for again. */
#define BUILT_MOST 30

/* The last run says of every name whether it had hits, weighed as now, and knew of all of them, as this
 * one would. */
static bool
says_all(const struct watch *t, const struct watched *a)
{
    const struct json *last = a->subjects->last, *settings = json_get(last, "settings"),
                      *threshold = json_get(settings, "threshold"),
                      *rarity = json_get(settings, "rarity"),
                      *crowd = json_get(last, "crowd"), *after = json_get(last, "after");

    return rarity != NULL && json_equal(rarity, t->rarity) &&
        bytes_is(json_get_text(settings, "program"), PROGRAM) && threshold != NULL &&
        threshold->integer == t->run.settings.threshold && crowd != NULL &&
        crowd->integer + (int64_t)a->hits.since->fresh_count <= SCREEN_MOST &&
        (after == NULL || after->integer < BUILT_MOST);
}

static bool
find_fresh(struct watch *t, struct work *w, struct since *s)
{
    const struct lists *is = &t->lists.lists;

    if (s->fresh != NULL)
        return true;
    s->fresh = work_alloc(w, (is->count + 1) * sizeof(*s->fresh));
    TRY(s->fresh != NULL &&
        screen_lists_fresh(w, s->was, s->was_count, is->lists, is->count, s->fresh));
    for (size_t i = 0; i < is->count; i++)
        s->fresh_count += s->fresh[i].count;
    return true;
}

/* And the run that keeps who was asked for is still here. */
static bool
is_built_on(struct watch *t, struct work *w, struct watched *a, bool *yes)
{
    const struct subjects *s = a->subjects;

    *yes = false;
    if (s->last == NULL)
        return true;
    TRY(find_fresh(t, w, a->hits.since));
    *yes = says_all(t, a);
    if (!*yes ||
        kept_run_asked(t->lists.desk, w, &s->last_stored, s->last, &a->since.asked))
        return true;
    *yes = false;
    return work_forgive(w, FAULT_MISSING);
}

/* ---- Whom to search for, and among which entries -------------------------------------------------------------- */

/* Who had hits, and who may get one by an entry that is another. */
static bool
find_rows(struct watch *t, struct work *w, struct watched *a)
{
    const struct watch_hits *h = &a->hits; /* a run keeps them in the order of rows */
    struct screen_mirror *mirror;
    uint32_t *touched = NULL, *rows;
    size_t count = 0, i = 0, k = 0, n = 0;

    if (h->since->fresh_count > 0)
        TRY(watched_mirror(t, w, a, &mirror) &&
            screen_mirror_touched(mirror, w, h->since->fresh, t->lists.lists.count,
                &touched, &count));
    rows = work_alloc(w, (h->was_count + count + 1) * sizeof(*rows));
    TRY(rows != NULL);
    while (i < h->was_count || k < count) {
        uint32_t row =
            k < count && (i == h->was_count || touched[k] < (uint64_t)h->was[i].row)
            ? touched[k++]
            : (uint32_t)h->was[i++].row;

        if (n == 0 || rows[n - 1] != row)
            rows[n++] = row;
    }
    a->since.rows = rows;
    a->since.row_count = n;
    return true;
}

static int
by_entry(const void *a, const void *b)
{
    const struct kept_hit *x = *(const struct kept_hit *const *)a,
                          *y = *(const struct kept_hit *const *)b;
    int order = bytes_order(x->list, y->list);

    return order != 0 ? order : bytes_order(x->ref, y->ref);
}

static bool
was_hit(const struct kept_hit *const *hits, size_t count, const struct screen_entry *e)
{
    const struct kept_hit want = {.list = e->list, .ref = e->ref}, *key = &want;

    return count > 0 && bsearch(&key, hits, count, sizeof(*hits), by_entry) != NULL;
}

/* Of a list those that are others, and those that were hit: whoever had a hit has none on the rest. */
static bool
entries_of(struct work *w, const struct screen_list *is, const struct screen_list *fresh,
    const struct kept_hit *const *hits, size_t count, struct screen_list *out)
{
    size_t at = 0;

    *out = *is;
    out->count = out->names = 0;
    out->entries = work_alloc(w, (is->count + 1) * sizeof(*out->entries));
    TRY(out->entries != NULL);
    for (size_t i = 0; i < is->count; i++) {
        const struct screen_entry *e = &is->entries[i];
        bool other = at < fresh->count && fresh->entries[at].names == e->names;

        at += other;
        if (!other && !was_hit(hits, count, e))
            continue;
        out->entries[out->count++] = *e;
        out->names += e->name_count;
    }
    return true;
}

static bool
index_few(struct watch *t, struct work *w, struct watched *a)
{
    const struct lists *is = &t->lists.lists;
    const struct watch_hits *h = &a->hits;
    struct screen_list *few = work_alloc(w, (is->count + 1) * sizeof(*few));
    const struct kept_hit **hits = work_alloc(w, (h->was_count + 1) * sizeof(*hits));
    struct screen_index *x;

    TRY(few != NULL && hits != NULL);
    for (size_t i = 0; i < h->was_count; i++)
        hits[i] = &h->was[i];
    qsort(hits, h->was_count, sizeof(*hits), by_entry);
    for (size_t i = 0; i < is->count; i++)
        TRY(entries_of(w, &is->lists[i], &h->since->fresh[i], hits, h->was_count,
            &few[i]));
    TRY(screen_index_build_by(w, t->base, few, is->count, &x));
    a->run.index = x;
    return screen_run_open(w, &a->run);
}

static bool
build_on(struct watch *t, struct work *w, struct watched *a)
{
    const struct json *last = a->subjects->last, *after = json_get(last, "after");

    TRY(find_rows(t, w, a) && index_few(t, w, a));
    a->since.after = 1 + (after != NULL ? after->integer : 0);
    a->since.crowd =
        json_get(last, "crowd")->integer + (int64_t)a->hits.since->fresh_count;
    a->run.since = &a->since;
    return true;
}

/* ---- Screening ------------------------------------------------------------------------------------------------ */

/* All, in the whole lists. */
static bool
build_anew(struct watch *t, struct work *w, struct work *part, struct watched *a)
{
    struct screen_mirror *mirror;
    struct screen_run *all = &t->whole;

    if (all->index == NULL) {
        *all = t->run;
        TRY(lists_index(w, &t->lists.lists, t->rarity, t->base, &all->index) &&
            screen_run_open(w, all));
    }
    a->run.index = all->index;
    a->run.searches = all->searches;
    TRY(screen_run_open(w, &a->run));
    /* Made now, the first watch that can build on this one need not. */
    return watched_mirror(t, part, a, &mirror);
}

static bool
was_weighed_otherwise(const struct watch *t, const struct subjects *s)
{
    const struct json *rarity = json_get(json_get(s->last, "settings"), "rarity");

    return rarity != NULL && !json_equal(rarity, t->rarity);
}

static bool
search_rows(struct work *w, struct watched *a, struct bytes *lines)
{
    struct buffer text = buffer_open(w, SIZE_MAX / 2);
    struct subject_text names = {.text = a->hits.subjects};
    struct query_rows *rows;

    a->run.give = screen_gather;
    a->run.ctx = &text;
    a->run.remarks = json_array(w);
    return subjects_rows(w, &names, "the subjects", &rows) &&
        screen_run_rows(w, &a->run, rows) && buffer_bytes(&text, lines);
}

/* Some, or all; of what that needs only what is found stays. */
static bool
search(struct watch *t, struct work *w, struct watched *a, bool some, struct bytes *lines)
{
    struct work *part = work_open(work_os(w));
    bool good = part != NULL &&
        (some ? build_on(t, part, a) : build_anew(t, w, part, a)) &&
        search_rows(w, a, lines);

    return work_join(w, part, good);
}

static bool
screen_again(struct watch *t, struct work *w, struct watched *a)
{
    const struct subjects *s = a->subjects;
    struct desk *d = t->lists.desk;
    struct screen_kept *kept = work_alloc(w, sizeof(*kept));
    struct json *args = json_object(w), *terms;
    struct bytes lines = {0}, hits;
    bool some;

    TRY(kept != NULL);
    a->run = t->run;
    a->run.kept = kept;
    a->run.all = (uint64_t)json_get(s->core, "count")->integer;
    a->run.renewed = a->hits.renewed = was_weighed_otherwise(t, s);
    TRY(screening_begin(d, w, false, &a->run) && watched_before(t, w, a) &&
        content_load(d, w, &s->stored, &a->hits.subjects) && is_built_on(t, w, a, &some));
    TRY(search(t, w, a, some, &lines) && buffer_bytes(&kept->hits, &hits) &&
        watched_compare(t, w, a, hits));
    json_put(args, "class", json_text(w, a->class));
    if (json_get(s->core, "basis") != NULL)
        json_put(args, "basis", json_text(w, json_get_text(s->core, "basis")));
    TRY(screening_draft(d, w, args, &a->run, &t->lists.lists, lines, &a->item,
            &a->draft) &&
        node_part(d->node, w, &s->stored, "terms", &terms));
    draft_part(&a->draft, "terms", terms);
    draft_link(&a->draft, "subjects", &s->stored);
    draft_link_made(&a->draft, "watch", 0);
    if (s->last != NULL)
        draft_link(&a->draft, "since", &s->last_stored);
    return work_ok(w);
}

bool
watch_again(struct watch *t, struct work *w)
{
    t->run = (struct screen_run){.d = t->lists.desk,
        .settings = {.threshold = SCREEN_THRESHOLD},
        .threads = screen_threads()};
    TRY(rarity_open(t, w));
    t->run.rarity = t->rarity;
    for (size_t i = 0; i < t->again_count; i++)
        TRY(screen_again(t, w, &t->again[i]));
    return true;
}
