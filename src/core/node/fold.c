/*
 * The fold: views made from records, one after another, the same in any order of arrival.
 */
#include "core/node/rows.h"

#include <errno.h>
#include <string.h>

static bool
view_meta(struct node *n, struct work *w, const char *name, int64_t *out)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    TRY(db_query(n->views, w, &rows, SQL_VIEW_META_GET, "t", bytes_of(name)));
    TRY(db_next(&rows, &have));
    *out = have ? db_integer(&rows, 0) : 0;
    return true;
}

static bool
set_view_meta(struct node *n, struct work *w, const char *name, int64_t value)
{
    return db_run(n->views, w, SQL_VIEW_META_PUT, "ti", bytes_of(name), value);
}

/* Views of another shape, or folded by other kinds, are made anew. */
#define VIEWS_SHAPE 3

static int64_t
views_print(const struct node *n)
{
    return kinds_print(n) ^ VIEWS_SHAPE;
}

/* ---- One record --------------------------------------------------------------------- */

static bool
fold_links(struct node *n, struct work *w, const struct stored *s)
{
    struct json *links;
    struct stored_part part;

    if (!store_part(n->store, w, s, "links", &part)) {
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
        return true;
    }
    TRY(json_read(w, part.body, &json_record, &links));
    for (const struct json *l = links->first; l != NULL; l = l->next) {
        struct bytes type;
        struct uuid target;
        struct hash hash;

        TRY(json_need_text(w, l, "type", &type));
        TRY(json_need_uuid(w, l, "id", &target));
        TRY(json_need_hash(w, l, "hash", &hash));
        TRY(db_run(n->views, w, SQL_LINK_PUT, "uuthti", &s->id, &target, type, &hash,
            s->kind, s->no));
        TRY(fold_touch_target(n, w, type, &target));
    }
    return true;
}

/* A record's links leave the views. */
static bool
drop_links(struct node *n, struct work *w, const struct stored *s)
{
    struct view_link *links;
    size_t count;

    TRY(node_links_from(n, w, &s->id, &links, &count));
    for (size_t i = 0; i < count; i++)
        if (links[i].record == s->no)
            TRY(fold_touch_target(n, w, links[i].type, &links[i].other));
    return db_run(n->views, w, SQL_LINK_DROP_RECORD, "i", s->no);
}

static bool
fold_words(struct node *n, struct work *w, const struct stored *s)
{
    struct bytes words;

    TRY(words_of_record(n, w, s, &words));
    return words.len == 0 || db_run(n->views, w, SQL_TOKEN_PUT, "it", s->no, words);
}

static bool
unfold_words(struct node *n, struct work *w, const struct stored *s)
{
    struct bytes words;

    TRY(words_of_record(n, w, s, &words));
    return words.len == 0 || db_run(n->views, w, SQL_TOKEN_DROP, "it", s->no, words);
}

/* Which record stands for the item now?  The highest version in force, whenever it came. */
static bool
fold_item(struct node *n, struct work *w, const struct stored *s, bool *stands)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct stored before;
    bool have;

    TRY(db_query(n->views, w, &rows, SQL_ITEM_GET, "u", &s->id));
    TRY(db_next(&rows, &have));
    *stands = !have || db_integer(&rows, 1) < s->version;
    if (!*stands)
        return true;
    if (have) {
        TRY(store_by_no(n->store, w, db_integer(&rows, 0), &before));
        TRY(drop_links(n, w, &before));
        TRY(unfold_words(n, w, &before));
    }
    fold_touch(n, &s->id);
    return db_run(n->views, w, SQL_ITEM_PUT, "uiihhti", &s->id, s->no, s->version,
        &s->hash, &s->author, s->kind, s->time);
}

/* A record that is set aside takes another with it, which may stand in the views: what is
 * left of the item is folded again. */
static bool
fold_aside(struct node *n, struct work *w, const struct stored *s)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct stored *versions;
    size_t count;
    bool have, stands;

    TRY(db_query(n->views, w, &rows, SQL_ITEM_GET, "u", &s->id));
    TRY(db_next(&rows, &have));
    TRY(db_run(n->views, w, SQL_EXPIRY_DROP, "u", &s->id));
    if (have) {
        struct stored before;

        TRY(store_by_no(n->store, w, db_integer(&rows, 0), &before));
        db_rows_end(&rows);
        TRY(drop_links(n, w, &before));
        TRY(unfold_words(n, w, &before));
        TRY(db_run(n->views, w, SQL_ITEM_DROP, "u", &s->id));
        fold_touch(n, &s->id);
        rows_drop(n);
    }
    TRY(store_versions(n->store, w, &s->id, &versions, &count));
    for (size_t i = 0; i < count; i++) {
        if (versions[i].state != STORED_IN_FORCE || versions[i].no > s->no)
            continue;
        TRY(fold_item(n, w, &versions[i], &stands));
        TRY(fold_links(n, w, &versions[i]) && expiry_fold(n, w, &versions[i]));
        return fold_words(n, w, &versions[i]);
    }
    return true;
}

/* Is it for some persons only? */
static bool
is_by_person(struct node *n, struct work *w, const struct stored *s, bool *yes)
{
    static const char *const members[] = {"\"need_to_know\":", "\"TLP:RED\"",
        "releasable_to\":"};
    struct stored_part part;
    struct terms terms;
    struct json *body;
    bool said = false;

    *yes = false;
    if (!store_part(n->store, w, s, "terms", &part))
        return work_forgive(w, FAULT_MISSING);
    /* Most say nothing of the sort: nothing more is read of them. */
    for (size_t i = 0; i < COUNT_OF(members) && !said; i++)
        said =
            memmem(part.body.at, part.body.len, members[i], strlen(members[i])) != NULL;
    if (!said)
        return true;
    TRY(json_read(w, part.body, &json_record, &body) && terms_read(w, body, &terms));
    *yes = terms.readable && terms_by_person(&terms);
    return true;
}

/* What speaks of such an item is known of by the same persons: rows that were made before it was
 * here are made again. */
static bool
touch_speakers(struct node *n, struct work *w, const struct stored *s)
{
    struct view_link *links;
    size_t count;
    bool yes;

    TRY(is_by_person(n, w, s, &yes));
    if (!yes)
        return true;
    TRY(node_links_to(n, w, &s->id, NULL, &links, &count));
    for (size_t i = 0; i < count; i++)
        fold_touch(n, &links[i].other);
    return true;
}

static bool
fold_record(struct node *n, struct work *w, const struct stored *s)
{
    bool stands;

    if (s->state == STORED_QUARANTINED)
        return fold_aside(n, w, s);
    if (s->state != STORED_IN_FORCE)
        return true;
    TRY(fold_item(n, w, s, &stands));
    if (!stands)
        return true;
    TRY(fold_links(n, w, s) && expiry_fold(n, w, s) && touch_speakers(n, w, s));
    return fold_words(n, w, s);
}

/* ---- All that is new -------------------------------------------------------------------- */

#define FOLD_AT_ONCE 1000

/* Up to FOLD_AT_ONCE records, in one transaction. */
struct some {
    int64_t after;
    int64_t count;
};

static bool
fold_some(void *ctx, struct node *n, struct work *w)
{
    struct some *some = ctx;

    some->count = 0;
    while (some->count < FOLD_AT_ONCE) {
        struct work *one = work_open(work_os(w));
        struct stored s;
        bool have = false;
        bool good = one != NULL &&
            store_next(n->store, one, some->after, (struct bytes){0}, &s, &have) &&
            (!have || fold_record(n, one, &s));

        if (good && have)
            some->after = s.no;
        if (!good)
            fail_with(w, one);
        work_close(one);
        if (!good)
            return false;
        if (!have)
            break;
        some->count++;
    }
    return some->count == 0 || set_view_meta(n, w, "folded", some->after);
}

static bool
catch_up(struct node *n, struct work *w, int64_t *count)
{
    struct some some;

    *count = 0;
    TRY(view_meta(n, w, "folded", &some.after));
    do {
        TRY(fold_in_one(n, w, fold_some, &some));
        *count += some.count;
    } while (some.count == FOLD_AT_ONCE);
    return true;
}

/* The rows that a record's text went into: its own, and that of what it moved. */
static bool
rows_out(struct node *n, struct work *w, const struct stored *r)
{
    struct view_link *links;
    size_t count;

    rows_drop(n);
    TRY(node_links_from(n, w, &r->id, &links, &count));
    for (size_t i = 0; i < count; i++)
        if (bytes_is(links[i].type, "moves"))
            TRY(db_run(n->views, w, SQL_ROW_DROP, "u", &links[i].other));
    return db_run(n->views, w, SQL_EXPIRY_DROP, "u", &r->id) &&
        db_run(n->views, w, SQL_ROW_DROP, "u", &r->id);
}

/* Take what a record that stands says out of the views; an older version's is not in them.  Within a
 * transaction of theirs. */
static bool
take_words(struct node *n, struct work *w, const struct stored *r, bool unsure,
    bool *stood)
{
    ROWS_AUTO struct db_rows rows = {0};

    TRY(db_query(n->views, w, &rows, SQL_ITEM_GET, "u", &r->id));
    TRY(db_next(&rows, stood));
    *stood = *stood && db_integer(&rows, 0) == r->no;
    if (!*stood)
        return true;
    db_rows_end(&rows);
    return (!unsure || set_view_meta(n, w, "unsure", 1)) && unfold_words(n, w, r) &&
        rows_out(n, w, r);
}

static bool
words_out(struct node *n, struct work *w, const struct stored *const records[],
    size_t count, bool unsure, bool *stood)
{
    *stood = false;
    TRY(views_ready(n, w));
    TRY(db_begin(n->views, w));
    for (size_t i = 0; i < count; i++) {
        bool one;

        if (!take_words(n, w, records[i], unsure, &one)) {
            db_rollback(n->views);
            return false;
        }
        *stood = *stood || one;
    }
    if (db_commit(n->views, w))
        return true;
    db_rollback(n->views);
    return false;
}

bool
fold_forget(struct node *n, struct work *w, const struct stored *const records[],
    size_t count)
{
    bool stood;

    TRY(words_out(n, w, records, count, true, &stood));
    return !stood || db_scrub(n->views, w);
}

bool
fold_unsure(struct node *n, struct work *w)
{
    TRY(views_ready(n, w));
    TRY(set_view_meta(n, w, "unsure", 1));
    return db_scrub(n->views, w);
}

/* ---- The file ------------------------------------------------------------------------------ */

static bool
remove_views(struct node *n, struct work *w)
{
    static const char *const names[] = {"main/views.db", "main/views.db-wal",
        "main/views.db-shm"};

    rows_drop(n);
    db_close(n->views);
    n->views = NULL;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const char *path = node_path(w, n->folder, names[i]);

        if (path == NULL)
            return false;
        if (work_os(w)->unlink(path) != 0 && errno != ENOENT)
            return fail_errno(w, "cannot remove %s", path);
    }
    return true;
}

static bool
open_file(struct node *n, struct work *w)
{
    const char *path = node_path(w, n->folder, "main/views.db");

    return path != NULL && db_open(w, path, DB_VIEWS, true, &n->views);
}

bool
node_rebuild(struct node *n, struct work *w, int64_t *count)
{
    if (n->walking > 0)
        return fail(w, FAULT_BUSY, "the views are being read: make them anew after that");
    n->views_are = VIEWS_STALE;
    TRY(remove_views(n, w));
    TRY(open_file(n, w));
    TRY(set_view_meta(n, w, "kinds", views_print(n)));
    TRY(catch_up(n, w, count));
    n->views_are = VIEWS_WHOLE;
    return true;
}

bool
views_ready(struct node *n, struct work *w)
{
    int64_t count;

    if (n->touched != NULL)
        return true; /* the fold itself asks: of what it has folded so far */
    if (n->views_are == VIEWS_LAG) {
        if (catch_up(n, w, &count)) {
            n->views_are = VIEWS_WHOLE;
        } else if (work_fault(w) == FAULT_CORRUPT || work_fault(w) == FAULT_CONFLICT) {
            /* An index that lost its own books trips over its rows. */
            work_clear(w);
            n->views_are = VIEWS_STALE;
        } else {
            return false;
        }
    }
    return n->views_are == VIEWS_WHOLE || node_rebuild(n, w, &count);
}

bool
views_open(struct node *n, struct work *w)
{
    int64_t folded, unsure = 0, last, kinds;

    /* Views that cannot be opened, or may hold too much, are made again. */
    n->views_are = VIEWS_STALE;
    if (open_file(n, w)) {
        TRY(view_meta(n, w, "unsure", &unsure));
        TRY(view_meta(n, w, "folded", &folded));
        TRY(view_meta(n, w, "kinds", &kinds));
        TRY(store_count(n->store, w, &last));
        if (folded == 0) {
            kinds = views_print(n);
            TRY(set_view_meta(n, w, "kinds", kinds));
        }
        if (unsure == 0 && folded <= last && kinds == views_print(n))
            n->views_are = VIEWS_LAG;
    } else if (work_fault(w) == FAULT_CORRUPT) {
        work_clear(w);
    } else {
        return false;
    }
    return views_ready(n, w);
}

/* ---- After a commit ------------------------------------------------------------------------ */

void
fold_soon(struct node *n, const struct os *os)
{
    struct work *w = work_open(os);

    n->switches_known = false;
    if (n->views_are == VIEWS_WHOLE)
        n->views_are = VIEWS_LAG;
    if (w != NULL)
        (void)!views_ready(n, w);
    work_close(w);
}

/* A record that stands already got more parts; one that was passed over is folded now. */
static bool
fold_anew(void *ctx, struct node *n, struct work *w)
{
    ROWS_AUTO struct db_rows rows = {0};
    const struct stored *s = ctx;
    bool have;

    TRY(db_query(n->views, w, &rows, SQL_ITEM_GET, "u", &s->id));
    TRY(db_next(&rows, &have));
    if (!have || db_integer(&rows, 0) != s->no)
        return fold_record(n, w, s);
    fold_touch(n, &s->id);
    TRY(fold_links(n, w, s) && expiry_fold(n, w, s));
    return fold_words(n, w, s);
}

void
fold_late(struct node *n, const struct os *os, const struct stored *s)
{
    struct work *w = work_open(os);
    struct stored late = *s;

    if (w == NULL || n->views_are != VIEWS_WHOLE || !fold_in_one(n, w, fold_anew, &late))
        n->views_are = VIEWS_STALE;
    work_close(w);
}

static bool
touch_item(void *ctx, struct work *w, const struct view_item *item)
{
    (void)w;
    fold_touch(ctx, &item->id);
    return true;
}

static bool
touch_kind(void *ctx, struct node *n, struct work *w)
{
    const struct bytes *kind = ctx;

    rows_drop(n);
    TRY(set_view_meta(n, w, "kinds", views_print(n)));
    return node_items(n, w, *kind, touch_item, n);
}

bool
fold_kind(struct node *n, struct work *w, struct bytes kind)
{
    TRY(views_ready(n, w));
    return fold_in_one(n, w, touch_kind, &kind);
}

bool
fold_before(struct node *n, struct work *w, const struct arrival *a)
{
    bool stood;

    if (a->past_count > 0)
        TRY(fold_unsure(n, w));
    for (size_t i = 0; i < a->past_count; i++) {
        const struct stored *past = &a->past[i]->record;

        TRY(words_out(n, w, &past, 1, false, &stood));
    }
    return true;
}

void
fold_after(struct node *n, const struct os *os, const struct arrival *a)
{
    fold_soon(n, os);
    for (size_t i = 0; i < a->past_count; i++)
        if (a->past[i]->record.state == STORED_IN_FORCE)
            fold_late(n, os, &a->past[i]->record);
        else
            n->views_are = VIEWS_STALE; /* it was set aside, and another with it */
    if (a->past_count > 0)
        fold_sure(n, os);
}

void
fold_sure(struct node *n, const struct os *os)
{
    struct work *w = work_open(os);

    if (w != NULL && n->views_are == VIEWS_WHOLE)
        (void)!set_view_meta(n, w, "unsure", 0);
    work_close(w);
}
