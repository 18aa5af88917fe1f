/*
 * What a watch tells; and the same again from its records, for whoever did not hear it.
 */
#include "desks/watch_desk.h"

bool
watched_before(struct watch *t, struct work *w, struct watched *a)
{
    const struct subjects *s = a->subjects;
    struct watch_hits *h = &a->hits;

    return s->last == NULL ||
        (hits_of_run(t->lists.desk, w, &s->last_stored, &h->was, &h->was_count) &&
            watching_since(&t->lists, w, json_get(s->last, "lists"), &h->since));
}

bool
watched_compare(struct watch *t, struct work *w, struct watched *a, struct bytes lines)
{
    struct watch_hits *h = &a->hits;

    TRY(hits_read(w, lines, &h->is, &h->is_count) && watch_compare(&t->lists, w, h));
    for (int i = 0; i < WATCH_WHATS; i++)
        t->counts[i] += h->counts[i];
    return true;
}

/* ---- Parts of an answer ----------------------------------------------------------------------------- */

static void
tell_hits(struct work *w, const struct watched *a, struct json *to)
{
    for (struct json *i = a->hits.items->first, *next; i != NULL; i = next) {
        next = i->next;
        json_put(i, "run", json_uuid(w, &a->receipt.id));
        json_put(i, "file", json_text(w, a->file));
        json_add(to, i);
    }
}

static void
tell_run(struct work *w, const struct watched *a, struct json *to)
{
    struct json *one = json_object(w);

    json_put(one, "id", json_uuid(w, &a->receipt.id));
    json_put(one, "subjects", json_uuid(w, &a->subjects->stored.id));
    json_put(one, "class", json_text(w, a->class));
    json_put(one, "file", json_text(w, a->file));
    json_put(one, "queries", json_integer(w, (int64_t)a->run.queries));
    json_put(one, "found", json_integer(w, (int64_t)a->run.found));
    json_put(one, "hits", json_integer(w, (int64_t)a->run.hits));
    json_put(one, "looked", json_integer(w, (int64_t)a->run.looked));
    json_add(to, one);
}

static void
put_about(struct work *w, const struct notice *of, struct json *to)
{
    json_put(to, "about", json_uuid(w, &of->about.id));
    json_put(to, "time", json_time(w, of->about.time));
    json_put(to, "by", json_text(w, json_get_text(of->core, "by")));
}

/* With those of the records that the asker may know of; none: nothing is told. */
static void
tell_notice(struct watch *t, struct work *w, size_t n, struct json *to)
{
    const struct notice *of = &t->notices[n], *first = of->known ? of : NULL;
    struct json *one = json_object(w), *others = json_array(w);

    for (size_t i = 0; i < of->other_count; i++) {
        struct json *other = json_object(w);

        if (!of->others[i].known)
            continue;
        if (first == NULL) {
            first = &of->others[i];
            continue;
        }
        put_about(w, &of->others[i], other);
        json_add(others, other);
    }
    if (first == NULL)
        return;
    json_put(one, "id", json_uuid(w, &t->notice_receipts[n].id));
    put_about(w, first, one);
    json_put(one, "kind", json_text(w, of->about.kind));
    json_put(one, "label", desk_label(t->lists.desk, w, of->about.kind));
    json_put(one, "others", others);
    json_put(one, "changed", json_integer(w, of->changed));
    json_put(one, "delisted", json_integer(w, of->delisted));
    json_put(one, "entries", of->entries);
    json_add(to, one);
}

/* "2 entries changed, 37 of 1000000 subjects were looked at; " */
static const char *
looked(const struct watch *t, struct work *w)
{
    uint64_t all = 0, some = 0;
    size_t entries = 0;

    for (size_t i = 0; i < t->again_count; i++) {
        const struct watched *a = &t->again[i];

        all += a->run.queries;
        some += a->run.looked;
        if (a->hits.since != NULL && a->hits.since->count > entries)
            entries = a->hits.since->count;
    }
    if (all == 0)
        return "";
    if (all == some)
        return work_format(w, "all of %llu subjects were looked at; ",
            (unsigned long long)all);
    return work_format(w, "%zu entries changed, %llu of %llu subjects were looked at; ",
        entries, (unsigned long long)some, (unsigned long long)all);
}

static const char *
summary(const struct watch *t, struct work *w, bool done)
{
    const char *over = t->over == 0 ? ""
                                    : work_format(w,
                                          "; the time of %lld files is over: see "
                                          "`watch list`",
                                          (long long)t->over);
    const char *whom = looked(t, w),
               *renewed = t->renewed ? "words are weighed anew, by the newest lists, and "
                                       "points may have moved because of it; "
                                     : "";
    struct bytes time;

    if (over == NULL || whom == NULL || !time_write(w, t->last.time, &time))
        return NULL;
    if (!done)
        return work_format(w,
            "no list has changed since the watch of %.16sZ%s: nothing was read; --again "
            "tells what it told%s",
            (const char *)time.at,
            t->asks_renew ? ", and words are weighed by the newest ones" : "", over);
    return work_format(w,
        "%s%s%lld new, %lld changed, %lld gone, %lld delisted; a hit is a question to a "
        "human, "
        "no finding%s",
        whom, renewed, (long long)t->counts[WATCH_NEW],
        (long long)t->counts[WATCH_CHANGED], (long long)t->counts[WATCH_GONE],
        (long long)t->counts[WATCH_DELISTED], over);
}

bool
watch_tell(struct watch *t, struct work *w, const struct uuid *id, struct json **answer)
{
    struct json *out = json_object(w), *lists = json_array(w), *runs = json_array(w),
                *items = json_array(w), *notices = json_array(w);

    for (size_t i = 0; i < t->lists.version_count; i++)
        if (t->lists.versions[i].newest)
            json_add(lists, version_json(w, &t->lists.versions[i]));
    for (size_t i = 0; i < t->again_count; i++) {
        tell_run(w, &t->again[i], runs);
        tell_hits(w, &t->again[i], items);
    }
    for (size_t i = 0; i < t->notice_count; i++)
        tell_notice(t, w, i, notices);
    if (id != NULL)
        json_put(out, "id", json_uuid(w, id));
    json_put(out, "lists", lists);
    json_put(out, "runs", runs);
    json_put(out, "items", items);
    json_put(out, "notices", notices);
    for (int i = 0; i < WATCH_WHATS; i++)
        json_put(out, watch_whats[i], json_integer(w, t->counts[i]));
    json_put(out, "over", json_integer(w, t->over));
    json_put(out, "renewed", json_bool(w, t->renewed));
    json_put(out, "to_see",
        json_integer(w, (int64_t)(items->count + notices->count) + t->over));
    json_put(out, "says", json_string(w, summary(t, w, id != NULL)));
    *answer = out;
    return work_ok(w);
}

/* ---- Again -------------------------------------------------------------------------------------------- */

/* A run of the watch, and whom it was about. */
static bool
open_run(struct watch *t, struct work *w, const struct view_link *link,
    struct watched *out)
{
    struct desk *d = t->lists.desk;
    struct subjects *s = work_alloc(w, sizeof(*s));
    struct kept_run run;
    struct stored stored;

    TRY(s != NULL && store_by_no(node_store(d->node), w, link->record, &stored) &&
        kept_run_load(d, w, &stored, &run));
    TRY(kept_run_link(d, w, &stored.id, "subjects", &s->stored, &s->core) &&
        kept_run_link(d, w, &stored.id, "since", &s->last_stored, &s->last));
    if (s->core != NULL) /* else they were dropped: nobody can be named any more */
        TRY(content_load(d, w, &s->stored, &out->hits.subjects));
    out->subjects = s;
    out->class = json_get_text(run.core, "class");
    out->file = subjects_file(s->core);
    out->receipt.id = stored.id;
    out->run.queries = (uint64_t)run.queries;
    out->run.found = (uint64_t)json_get(run.core, "found")->integer;
    out->run.hits = (uint64_t)json_get(run.core, "hits")->integer;
    /* A run of before this was kept looked at all. */
    out->run.looked = json_get(run.core, "looked") != NULL
        ? (uint64_t)json_get(run.core, "looked")->integer
        : out->run.queries;
    out->hits.renewed = desk_flag(run.core, "renewed");
    return watched_before(t, w, out) && watched_compare(t, w, out, run.lines);
}

bool
watch_tell_again(struct watch *t, struct work *w, struct json **answer)
{
    struct view_link *links;
    size_t count;

    if (t->last_core == NULL)
        return fail(w, FAULT_MISSING, "there was no watch yet");
    TRY(watching_as(&t->lists, w, json_get(t->last_core, "lists")) &&
        watching_read(&t->lists, w) &&
        node_links_to(t->lists.desk->node, w, &t->last.id, "watch", &links, &count));
    t->renewed = desk_flag(t->last_core, "renewed");
    t->again = work_alloc(w, (count + 1) * sizeof(*t->again));
    TRY(t->again != NULL);
    for (t->again_count = 0; t->again_count < count; t->again_count++)
        TRY(open_run(t, w, &links[t->again_count], &t->again[t->again_count]));
    return watch_tell(t, w, &t->last.id, answer);
}
