/*
 * Screening stored subjects again.  A run that built on the same versions for how rare words are, and
 * with the same settings, is built on: who had no hit, and gets none by the entries that are
 * others since, has none now, and is not searched for in the whole lists.
 */
#include "desks/watch_desk.h"

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
rarity_open(struct watch *t, struct work *w, const struct screen_index **index)
{
    struct json *last = json_get(t->last_core, "rarity");
    bool same = bytes_is(json_get_text(t->last_core, "program"), PROGRAM);

    t->rarity = same && rarity_holds(t, w, last) ? last : t->lists.ids;
    return lists_index(t->lists.desk, w, &t->lists.lists, t->rarity, &t->base, index);
}

/* ---- What can be built on ---------------------------------------------------------------------------------- */

/* The last run says of every name whether it had hits, weighed as now. */
static bool
is_built_on(const struct watch *t, const struct watched *a)
{
    const struct json *last = a->subjects->last, *settings = json_get(last, "settings"),
                      *threshold = json_get(settings, "threshold"),
                      *rarity = json_get(settings, "rarity");

    return last != NULL && rarity != NULL && json_equal(rarity, t->rarity) &&
        bytes_is(json_get_text(settings, "program"), PROGRAM) && threshold != NULL &&
        threshold->integer == t->run.settings.threshold &&
        json_get(last, "crowded") == NULL;
}

static bool
fresh_open(struct watch *t, struct work *w, struct since *s)
{
    const struct lists *is = &t->lists.lists;
    struct screen_list *lists = work_alloc(w, (is->count + 1) * sizeof(*lists));
    struct screen_index *x;

    s->searches = work_alloc(w, t->run.threads * sizeof(struct screen_search *));
    TRY(lists != NULL && s->searches != NULL &&
        screen_lists_fresh(w, s->was, s->was_count, is->lists, is->count, lists) &&
        screen_index_build_by(w, t->base, lists, is->count, &x));
    for (unsigned i = 0; i < t->run.threads; i++)
        TRY(screen_search_open(w, x, &s->searches[i]));
    s->fresh = x;
    return true;
}

static bool
build_on(struct watch *t, struct work *w, struct watched *a)
{
    const struct watch_hits *h = &a->hits;
    int64_t *rows = work_alloc(w, (h->was_count + 1) * sizeof(*rows));

    TRY(rows != NULL && (h->since->fresh != NULL || fresh_open(t, w, h->since)));
    for (size_t i = 0; i < h->was_count; i++) /* a run keeps them in the order of rows */
        rows[i] = h->was[i].row;
    a->since =
        (struct screen_since){h->since->fresh, h->since->searches, rows, h->was_count};
    a->run.since = &a->since;
    return true;
}

/* ---- Screening ------------------------------------------------------------------------------------------------ */

static bool
search(struct work *w, struct watched *a, struct bytes *lines)
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

static bool
screen_again(struct watch *t, struct work *w, struct watched *a)
{
    const struct subjects *s = a->subjects;
    struct desk *d = t->lists.desk;
    struct screen_kept *kept = work_alloc(w, sizeof(*kept));
    struct json *args = json_object(w), *terms;
    struct bytes lines, hits;

    TRY(kept != NULL);
    a->run = t->run;
    a->run.kept = kept;
    TRY(screening_begin(d, w, false, &a->run) && watched_before(t, w, a));
    TRY(!is_built_on(t, a) || build_on(t, w, a));
    a->run.all = (uint64_t)json_get(s->core, "count")->integer;
    TRY(content_load(d, w, &s->stored, &a->hits.subjects) && search(w, a, &lines) &&
        buffer_bytes(&kept->hits, &hits) && watched_compare(t, w, a, hits));
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
    const struct screen_index *index;

    t->run = (struct screen_run){.d = t->lists.desk,
        .settings = {.threshold = SCREEN_THRESHOLD},
        .threads = screen_threads()};
    TRY(rarity_open(t, w, &index));
    t->run.index = index;
    t->run.rarity = t->rarity;
    TRY(screen_run_open(w, &t->run));
    for (size_t i = 0; i < t->again_count; i++)
        TRY(screen_again(t, w, &t->again[i]));
    return true;
}
