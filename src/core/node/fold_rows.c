/*
 * Which rows the fold touches, and making them: once, when all that came together is folded.
 */
#include "core/node/rows.h"

#include <stdlib.h>
#include <string.h>

void
fold_touch(struct node *n, const struct uuid *id)
{
    buffer_add(n->touched, bytes_from(id, sizeof(*id)));
}

bool
fold_touch_target(struct node *n, struct work *w, struct bytes type,
    const struct uuid *target)
{
    struct view_link *links;
    size_t count;

    if (bytes_is(type, "moves") || bytes_is(type, "releases"))
        fold_touch(n, target);
    if (!bytes_is(type, "erases"))
        return true;
    fold_touch(n, target);
    TRY(node_links_from(n, w, target, &links, &count));
    for (size_t i = 0; i < count; i++)
        if (bytes_is(links[i].type, "moves"))
            fold_touch(n, &links[i].other);
    return true;
}

static bool
put_row(struct node *n, struct work *w, const struct uuid *id)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct buffer b = buffer_open(w, ROW_MAX);
    struct bytes sealed, facets;
    struct stored s;
    struct row row;
    bool have;

    TRY(db_query(n->views, w, &rows, SQL_ITEM_GET, "u", id));
    TRY(db_next(&rows, &have));
    if (!have)
        return db_run(n->views, w, SQL_ROW_DROP, "u", id);
    TRY(store_by_no(n->store, w, db_integer(&rows, 0), &s));
    db_rows_end(&rows);
    TRY(row_reckon(n, w, &s, &row, &b));
    TRY(buffer_bytes(&b, &facets));
    TRY(row_seal(n, w, &row, facets, &sealed));
    TRY(db_run(n->views, w, SQL_ROW_PUT, "ub", id, sealed));
    return rows_put(n, w, &row, s.kind, &s.author, facets);
}

static int
by_id(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct uuid));
}

static bool
make_rows(struct node *n, struct work *w)
{
    size_t count;
    struct uuid *ids = buffer_array(n->touched, sizeof(*ids), &count);

    TRY(ids != NULL);
    qsort(ids, count, sizeof(*ids), by_id);
    for (size_t i = 0; i < count; i++) {
        struct work *one;
        bool good;

        if (i > 0 && by_id(&ids[i - 1], &ids[i]) == 0)
            continue;
        one = work_open(work_os(w));
        good = one != NULL && put_row(n, one, &ids[i]);
        TRY(work_join(w, one, good));
    }
    return true;
}

bool
fold_in_one(struct node *n, struct work *w,
    bool (*fold)(void *ctx, struct node *n, struct work *w), void *ctx)
{
    struct buffer touched = buffer_open(w, SIZE_MAX / 2);
    bool good;

    TRY(db_begin(n->views, w));
    n->touched = &touched;
    good = fold(ctx, n, w) && make_rows(n, w);
    n->touched = NULL;
    if (good && db_commit(n->views, w))
        return true;
    db_rollback(n->views);
    rows_drop(n);
    return false;
}
