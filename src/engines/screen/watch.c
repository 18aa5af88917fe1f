/*
 * Screening subjects again when lists change: what an entry gives a subject hangs on these two alone,
 * for how rare words are is said by a lexicon that does not change.  So hits on entries that are as
 * they were stay, and the others are searched for among those entries alone.
 */
#include "engines/screen/watch.h"

#include <stdlib.h>

#include "engines/screen/entry.h"

/* ---- Hits ------------------------------------------------------------------------------------------ */

static int
by_subject(const void *a, const void *b)
{
    const struct screen_stand *x = a, *y = b;

    if (x->subject != y->subject)
        return x->subject < y->subject ? -1 : 1;
    if (x->points != y->points)
        return x->points < y->points ? 1 : -1;
    return x->list != y->list ? (x->list < y->list ? -1 : 1)
                              : (x->entry < y->entry ? -1 : x->entry > y->entry);
}

const struct screen_stand *
screen_watch_hits(const struct screen_watch *s, size_t *count)
{
    *count = s->stand_count;
    return s->stands;
}

/* Search for a subject; what is found goes to ${to}. */
static void
search(struct screen_watch *s, struct screen_search *by, uint32_t subject,
    uint64_t found_before, struct buffer *to)
{
    const struct screen_settings how = {.threshold = s->mirror.threshold, .bare = true};
    const struct screen_hit *hits;
    struct screen_query q;
    size_t count, all;
    uint64_t found;

    watch_subject(s, subject, &q);
    screen_search(by, &q, &how, &hits, &count, &all);
    found = found_before + screen_search_found(by);
    s->found[subject] = (uint16_t)(found > UINT16_MAX ? UINT16_MAX : found);
    for (size_t i = 0; i < count; i++) {
        struct screen_stand one = {subject, hits[i].points, hits[i].list,
            hits[i].index->lexicon.held.read[hits[i].entry], hits[i].name};

        buffer_add(to, bytes_from(&one, sizeof(one)));
    }
}

/* These are the hits now, of these lists. */
static bool
stand(struct screen_watch *s, struct work *now, const struct screen_list *lists,
    size_t count, const struct buffer *hits)
{
    size_t n;
    struct screen_stand *at = buffer_array(hits, sizeof(*at), &n);

    TRY(at != NULL);
    qsort(at, n, sizeof(*at), by_subject);
    work_close(s->now);
    s->now = now;
    s->stands = at;
    s->stand_count = n;
    s->lists = lists;
    s->list_count = count;
    return true;
}

void
screen_watch_close(struct screen_watch *s)
{
    work_close(s->now);
    s->now = NULL;
}

/* A step: what it needs ends with it, and what stays of it if it is good is in ${now}. */
struct step {
    struct screen_watch *s;
    struct work *part;
    struct work *now;
    const struct screen_list *lists;
    size_t count;
    struct buffer hits;

    /* Of the entries that are another than they were: lists of them, and where in the new ones
     * each stands. */
    struct screen_list *fresh;
    uint32_t **fresh_at;
    struct screen_touched *out;
};

static bool
step_run(struct work *w, struct step *t, bool (*run)(struct step *t))
{
    bool good;

    t->part = work_open(work_os(w));
    t->now = work_open(work_os(w));
    if (t->part == NULL || t->now == NULL) {
        work_close(t->part);
        work_close(t->now);
        return fail_with(w, NULL);
    }
    t->hits = buffer_open(t->now, SIZE_MAX / 2);
    good = run(t) &&
        (stand(t->s, t->now, t->lists, t->count, &t->hits) || fail_with(t->part, t->now));
    if (!good)
        work_close(t->now);
    return work_join(w, t->part, good);
}

static bool
search_open(struct step *t, const struct screen_list *lists, size_t count,
    struct screen_index **x, struct screen_search **out)
{
    return screen_index_build_by(t->part, t->s->mirror.rarity, lists, count, x) &&
        screen_search_open(t->part, *x, out);
}

/* ---- All ------------------------------------------------------------------------------------------- */

static bool
screen_all(struct step *t)
{
    struct screen_search *by;
    struct screen_index *x;

    TRY(search_open(t, t->lists, t->count, &x, &by));
    for (uint32_t n = 0; n < t->s->mirror.count; n++)
        search(t->s, by, n, 0, &t->hits);
    return true;
}

bool
screen_watch_all(struct screen_watch *s, struct work *w, const struct screen_list *lists,
    size_t count)
{
    struct step t = {.s = s, .lists = lists, .count = count};

    if (s->found == NULL)
        s->found = work_alloc(s->w, (s->mirror.count + 1) * sizeof(*s->found));
    if (s->found == NULL || (s->mirror.touched == NULL && !mirror_room(s->w, &s->mirror)))
        return w != s->w && fail_with(w, s->w);
    return step_run(w, &t, screen_all);
}

/* ---- What is another than it was -------------------------------------------------------------------- */

/* Which of an entry's names is it? */
static size_t
name_at(const struct screen_entry *e, const struct screen_name *name)
{
    size_t i = 0;

    while (i + 1 < e->name_count && e->names[i].text.at != name->text.at)
        i++;
    return i;
}

/* Hits on entries that are as they were stay. */
static void
keep_hits(struct step *t, const struct screen_list *was, const struct screen_list *is,
    const uint32_t *stays)
{
    const struct screen_watch *s = t->s;

    for (size_t i = 0; i < s->stand_count; i++) {
        struct screen_stand one = s->stands[i];
        uint32_t at;

        if (one.list != was)
            continue;
        at = stays[one.entry - was->entries];
        if (at == LISTS_NONE)
            continue;
        one.list = is;
        one.name = is->entries[at].names[name_at(one.entry, &one.name)];
        one.entry = &is->entries[at];
        buffer_add(&t->hits, bytes_from(&one, sizeof(one)));
    }
}

static bool
change_list(struct step *t, size_t l)
{
    const struct screen_watch *s = t->s;
    const struct screen_list *is = &t->lists[l],
                             *was = fresh_before(s->lists, s->list_count, t->lists, l);
    struct fresh f;

    TRY(fresh_of(t->part, was, is, &f));
    t->fresh[l] = f.list;
    t->fresh_at[l] = f.at;
    t->out->entries += f.list.count;
    t->out->gone -= (was != NULL ? was->count : 0) - f.gone;
    keep_hits(t, was, is, f.stays);
    return true;
}

/* What was found among the fresh entries, as hits of the new lists. */
static bool
keep_found(struct step *t, const struct buffer *found)
{
    size_t count;
    struct screen_stand *at = buffer_array(found, sizeof(*at), &count);

    TRY(at != NULL);
    for (size_t i = 0; i < count; i++) {
        struct screen_stand one = at[i];
        size_t l = (size_t)(one.list - t->fresh);
        const struct screen_list *is = &t->lists[l];

        one.list = is;
        one.entry = &is->entries[t->fresh_at[l][one.entry - t->fresh[l].entries]];
        buffer_add(&t->hits, bytes_from(&one, sizeof(one)));
    }
    return true;
}

/* Of whom a search may keep only the best entries: these anew. */
static bool
screen_crowded(struct step *t)
{
    struct screen_stand *at = (void *)t->hits.at;
    size_t count = t->hits.len / sizeof(*at), stays = 0;
    const struct screen_watch *s = t->s;
    struct screen_search *by = NULL;
    struct screen_index *x;

    for (size_t i = 0; i < count; i++)
        if (s->found[at[i].subject] <= WATCH_CROWD)
            at[stays++] = at[i];
    t->hits.len = stays * sizeof(*at);
    for (uint32_t n = 0; n < s->mirror.count; n++) {
        if (s->found[n] <= WATCH_CROWD)
            continue;
        TRY(by != NULL || search_open(t, t->lists, t->count, &x, &by));
        search(t->s, by, n, 0, &t->hits);
        t->out->subjects += !s->mirror.is_touched[n];
    }
    return true;
}

static bool
screen_changed(struct step *t)
{
    struct screen_watch *s = t->s;
    struct screen_mirror *m = &s->mirror;
    struct buffer found = buffer_open(t->part, SIZE_MAX / 2);
    struct screen_search *by;
    struct screen_index *x;

    t->fresh = work_alloc(t->part, (t->count + 1) * sizeof(*t->fresh));
    t->fresh_at = work_alloc(t->part, (t->count + 1) * sizeof(*t->fresh_at));
    TRY(t->fresh != NULL && t->fresh_at != NULL);
    for (size_t l = 0; l < s->list_count; l++)
        t->out->gone += s->lists[l].count;
    for (size_t l = 0; l < t->count; l++)
        TRY(change_list(t, l));
    if (t->out->entries == 0)
        return screen_crowded(t);
    TRY(search_open(t, t->fresh, t->count, &x, &by));
    mirror_touch(m, x);
    for (uint32_t i = 0; i < m->touched_count; i++)
        search(s, by, m->touched[i], s->found[m->touched[i]], &found);
    t->out->subjects = m->touched_count;
    return keep_found(t, &found) && screen_crowded(t);
}

bool
screen_watch_change(struct screen_watch *s, struct work *w,
    const struct screen_list *lists, size_t count, struct screen_touched *out)
{
    struct step t = {.s = s, .lists = lists, .count = count, .out = out};
    bool good;

    *out = (struct screen_touched){0};
    good = step_run(w, &t, screen_changed);
    mirror_clear(&s->mirror);
    return good;
}
