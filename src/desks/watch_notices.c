/*
 * Notices to who acted on entries that changed or left their list: runs of screening, and
 * settlements.  One to who settled speaks of that record alone, and goes wherever it was shared: who
 * has it learns nothing of others.  Runs stay at home: of these each entry is told once.
 */
#include "desks/watch_desk.h"

#include <stdlib.h>

/* As the kind says; what is longer is only counted. */
#define ENTRIES_MAX 500
#define LIST_MAX 200
#define REF_MAX 1000
#define TITLE_MAX 200 /* of an entry that is named in it */

struct finding {
    struct watching *watching;
    const struct told *told;
    struct buffer runs;    /* struct notice: each with what it cites */
    struct buffer notices; /* the same, that will be made */
    int64_t now;
};

/* ---- What a record cites -------------------------------------------------------------------------- */

bool
notice_cite(struct notice *n, struct json *entry)
{
    bool delisted = bytes_is(json_get_text(entry, "what"), "delisted");

    TRY(entry != NULL);
    n->delisted += delisted;
    n->changed += !delisted;
    if (n->entries->count == ENTRIES_MAX || json_get_text(entry, "list").len > LIST_MAX ||
        json_get_text(entry, "ref").len > REF_MAX)
        n->more++;
    else
        json_add(n->entries, entry);
    return true;
}

/* ${*out} NULL: nothing became of it, or it came only then. */
static bool
entry_json(struct work *w, const struct since *since, struct bytes list, struct bytes ref,
    struct json **out)
{
    const struct became *b = since_find(since, list, ref);
    struct bytes kept_list, kept_ref;

    *out = NULL;
    if (b == NULL || b->was == NULL)
        return true;
    TRY(work_keep(w, list, &kept_list) && work_keep(w, ref, &kept_ref));
    *out = json_object(w);
    json_put(*out, "list", json_text(w, kept_list));
    json_put(*out, "ref", json_text(w, kept_ref));
    json_put(*out, "what", json_string(w, b->is == NULL ? "delisted" : "changed"));
    if (b->is != NULL)
        json_put(*out, "parts", parts_json(w, b->parts));
    return work_ok(w);
}

static int
by_ref(const void *a, const void *b)
{
    const struct kept_hit *x = a, *y = b;
    int order = bytes_order(x->list, y->list);

    return order != 0 ? order : bytes_order(x->ref, y->ref);
}

/* Each entry once, whoever was hit. */
static bool
add_hits(struct desk *d, struct work *w, struct work *own, const struct since *since,
    struct notice *n)
{
    struct kept_hit *hits;
    size_t count;

    TRY(hits_of_run(d, own, &n->about, &hits, &count));
    qsort(hits, count, sizeof(*hits), by_ref);
    for (size_t i = 0; i < count; i++) {
        struct json *entry = NULL;

        if (i == 0 || by_ref(&hits[i - 1], &hits[i]) != 0)
            TRY(entry_json(w, since, hits[i].list, hits[i].ref, &entry) ||
                fail_with(own, w));
        if (entry != NULL)
            json_add(n->entries, entry);
    }
    return true;
}

/* ---- Whom to tell ------------------------------------------------------------------------------------- */

/* The versions of lists that the run which a settlement answers had; NULL: it is not here. */
static bool
lists_of_run(struct desk *d, struct work *w, const struct uuid *settlement,
    const struct json **ids)
{
    struct view_link *links;
    size_t count;

    *ids = NULL;
    TRY(node_links_from(d->node, w, settlement, &links, &count));
    for (size_t i = 0; i < count && *ids == NULL; i++) {
        struct stored run;
        struct json *core = NULL;

        if (!store_by_hash(node_store(d->node), w, &links[i].hash, &run)) {
            if (work_fault(w) != FAULT_MISSING)
                return false;
            work_clear(w);
            continue;
        }
        if (bytes_is(run.kind, "screening/1"))
            TRY(node_part(d->node, w, &run, "core", &core));
        *ids = json_get(core, "lists");
    }
    return true;
}

/* The record that a row is of, if it is ours and not erased, and no later one has taken its place:
 * by a link of type ${after} to it. */
static bool
open_row(struct finding *f, struct work *w, const struct view_row *row, const char *after,
    struct notice *n, bool *ours)
{
    struct desk *d = f->watching->desk;
    struct view_link *links;
    size_t count;

    *n = (struct notice){.entries = json_array(w)};
    TRY(node_links_to(d->node, w, &row->id, after, &links, &count));
    *ours = count == 0 && hash_equal(row->author, &node_identity(d->node)->id);
    if (!*ours)
        return true;
    TRY(node_row_known(d->node, w, &d->actor, row, f->now, &n->known) &&
        store_by_no(node_store(d->node), w, row->record, &n->about) &&
        node_part(d->node, w, &n->about, "core", &n->core));
    *ours = n->core != NULL;
    return true;
}

static bool
was_told(const struct finding *f, const struct notice *n)
{
    return f->told->ids != NULL && n->about.no < f->told->no;
}

/* Does this watch screen the same once more?  Then its own answer tells. */
static bool
is_followed(const struct finding *f, const struct stored *run)
{
    size_t i = 0;

    while (
        i < f->told->again_count && f->told->again[i].subjects->last_stored.no != run->no)
        i++;
    return i < f->told->again_count;
}

static bool
see_run(void *ctx, struct work *w, const struct view_row *row)
{
    struct finding *f = ctx;
    struct since *since;
    struct notice n;
    struct work *own;
    bool ours;

    TRY(open_row(f, w, row, "since", &n, &ours));
    if (!ours || is_followed(f, &n.about))
        return true;
    TRY(watching_since(f->watching, w,
        was_told(f, &n) ? f->told->ids : json_get(n.core, "lists"), &since));
    if (since->count == 0)
        return true;
    own = work_open(work_os(w));
    TRY(work_join(w, own, own != NULL && add_hits(f->watching->desk, w, own, since, &n)));
    if (n.entries->count > 0)
        buffer_add(&f->runs, bytes_from(&n, sizeof(n)));
    return work_ok(w);
}

static bool
see_settlement(void *ctx, struct work *w, const struct view_row *row)
{
    struct finding *f = ctx;
    const struct json *ids = NULL;
    struct json *entry;
    struct since *since;
    struct notice n;
    bool ours;

    TRY(open_row(f, w, row, "follows", &n, &ours));
    if (!ours || bytes_is(row->state, "withdrawn"))
        return true;
    if (was_told(f, &n))
        ids = f->told->ids;
    else
        TRY(lists_of_run(f->watching->desk, w, &row->id, &ids));
    if (ids == NULL)
        return true;
    TRY(watching_since(f->watching, w, ids, &since) &&
        entry_json(w, since, json_get_text(n.core, "list"), json_get_text(n.core, "ref"),
            &entry));
    if (entry == NULL)
        return true;
    TRY(notice_cite(&n, entry));
    buffer_add(&f->notices, bytes_from(&n, sizeof(n)));
    return work_ok(w);
}

bool
notices_find(struct watching *t, struct work *w, const struct told *told,
    struct notice **out, size_t *count)
{
    struct finding f = {.watching = t,
        .told = told,
        .runs = buffer_open(w, SIZE_MAX / 2),
        .notices = buffer_open(w, SIZE_MAX / 2)};
    struct node *n = t->desk->node;
    const struct notice *runs;
    size_t run_count;

    TRY(node_now(n, w, &f.now) &&
        node_rows(n, w, bytes_of("screening/1"), false, see_run, &f));
    runs = buffer_array(&f.runs, sizeof(*runs), &run_count);
    TRY(runs != NULL && notices_of_runs(w, runs, run_count, &f.notices) &&
        node_rows(n, w, bytes_of("settlement/1"), false, see_settlement, &f));
    *out = buffer_array(&f.notices, sizeof(**out), count);
    return *out != NULL;
}

/* ---- The notice ------------------------------------------------------------------------------------------ */

/* "Screening of 2026-05-28 and 2 others" */
static const char *
whose(struct desk *d, struct work *w, const struct notice *n)
{
    struct json *label = desk_label(d, w, n->about.kind);
    struct bytes time;

    if (label == NULL || !time_write(w, n->about.time, &time))
        return NULL;
    return work_format(w, "%.*s of %.10s%s", (int)label->text.len,
        (const char *)label->text.at, (const char *)time.at,
        n->other_count == 0       ? ""
            : n->other_count == 1 ? " and another"
                                  : work_format(w, " and %zu others", n->other_count));
}

/* "UN QDi.001 changed, and 2 more entries" */
static const char *
says(struct work *w, const struct notice *n)
{
    const struct json *one = n->entries->first;
    int64_t others = n->changed + n->delisted - 1;
    struct bytes list = json_get_text(one, "list"), ref = json_get_text(one, "ref");
    const char *more = others <= 0 ? ""
        : others == 1              ? ", and another entry"
                      : work_format(w, ", and %lld more entries", (long long)others);

    if (one == NULL || list.len + ref.len > TITLE_MAX)
        return work_format(w, "%lld entries changed, %lld left their list",
            (long long)n->changed, (long long)n->delisted);
    return work_format(w, "%.*s %.*s %s%s", (int)list.len, (const char *)list.at,
        (int)ref.len, (const char *)ref.at,
        bytes_is(json_get_text(one, "what"), "delisted") ? "left its list" : "changed",
        more);
}

bool
notice_draft(struct desk *d, struct work *w, const struct notice *n, struct draft *out)
{
    struct json *core = json_object(w);
    const char *title, *who = whose(d, w, n), *entries = says(w, n);

    TRY(who != NULL && entries != NULL);
    title = work_format(w, "%s: %s", who, entries);
    TRY(title != NULL);
    json_put(core, "title", desk_said(w, bytes_of(title)));
    json_put(core, "entries", n->entries);
    if (n->more > 0)
        json_put(core, "more", json_integer(w, n->more));
    *out = (struct draft){.kind = "list-notice/1"};
    draft_part(out, "core", core);
    draft_link(out, "about", &n->about);
    for (size_t i = 0; i < n->other_count; i++)
        draft_link(out, "about", &n->others[i].about);
    return work_ok(w);
}
