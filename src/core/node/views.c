/*
 * Asking the views: items, links, search.
 */
#include "core/node/node_inner.h"

bool
node_item(struct node *n, struct work *w, const struct uuid *id, struct view_item *out)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    TRY(views_ready(n, w));
    TRY(db_query(n->views, w, &rows, SQL_ITEM_GET, "u", id));
    TRY(db_next(&rows, &have));
    if (!have)
        return fail(w, FAULT_MISSING, "no such record here");
    *out = (struct view_item){.id = *id, .record = db_integer(&rows, 0)};
    out->version = db_integer(&rows, 1);
    TRY(db_hash(&rows, 2, &out->hash));
    TRY(db_hash(&rows, 3, &out->author));
    TRY(db_keep(&rows, 4, &out->kind));
    out->time = db_integer(&rows, 5);
    return true;
}

static bool
walk_items(struct node *n, struct work *w, struct bytes kind,
    bool (*each)(void *ctx, struct work *w, const struct view_item *item), void *ctx)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    if (kind.len > 0)
        TRY(db_query(n->views, w, &rows, SQL_ITEM_LIST_KIND, "t", kind));
    else
        TRY(db_query(n->views, w, &rows, SQL_ITEM_LIST, ""));
    for (;;) {
        struct view_item item = {0};

        TRY(db_next(&rows, &have));
        if (!have)
            return true;
        TRY(db_uuid(&rows, 0, &item.id));
        item.record = db_integer(&rows, 1);
        item.version = db_integer(&rows, 2);
        TRY(db_hash(&rows, 3, &item.hash));
        TRY(db_hash(&rows, 4, &item.author));
        TRY(db_keep(&rows, 5, &item.kind));
        item.time = db_integer(&rows, 6);
        TRY(each(ctx, w, &item));
    }
}

bool
node_items(struct node *n, struct work *w, struct bytes kind,
    bool (*each)(void *ctx, struct work *w, const struct view_item *item), void *ctx)
{
    bool good;

    TRY(views_ready(n, w));
    n->walking++;
    good = walk_items(n, w, kind, each, ctx);
    n->walking--;
    return good;
}

/* Rows of (other item, type, hash, kind, record) as an array in the work. */
static bool
gather_links(struct db_rows *rows, struct work *w, struct view_link **out, size_t *count)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    bool have;

    for (;;) {
        struct view_link l = {0};

        TRY(db_next(rows, &have));
        if (!have)
            break;
        TRY(db_uuid(rows, 0, &l.other));
        TRY(db_keep(rows, 1, &l.type));
        TRY(db_hash(rows, 2, &l.hash));
        TRY(db_keep(rows, 3, &l.kind));
        l.record = db_integer(rows, 4);
        buffer_add(&b, bytes_from(&l, sizeof(l)));
    }
    *out = buffer_array(&b, sizeof(**out), count);
    return *out != NULL;
}

bool
node_links_to(struct node *n, struct work *w, const struct uuid *id, const char *type,
    struct view_link **out, size_t *count)
{
    ROWS_AUTO struct db_rows rows = {0};

    TRY(views_ready(n, w));
    if (type != NULL)
        TRY(db_query(n->views, w, &rows, SQL_LINKS_TO_TYPE, "ut", id, bytes_of(type)));
    else
        TRY(db_query(n->views, w, &rows, SQL_LINKS_TO, "u", id));
    return gather_links(&rows, w, out, count);
}

bool
node_links_from(struct node *n, struct work *w, const struct uuid *id,
    struct view_link **out, size_t *count)
{
    ROWS_AUTO struct db_rows rows = {0};

    TRY(views_ready(n, w));
    TRY(db_query(n->views, w, &rows, SQL_LINKS_FROM, "u", id));
    return gather_links(&rows, w, out, count);
}

bool
node_search(struct node *n, struct work *w, struct bytes text, int64_t **records,
    size_t *count)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    struct bytes query;
    bool have;

    *count = 0;
    *records = NULL;
    TRY(views_ready(n, w));
    TRY(words_of_text(n, w, text, " AND ", &query));
    if (query.len == 0)
        return fail(w, FAULT_INVALID, "give at least one word to search for");
    TRY(db_query(n->views, w, &rows, SQL_TOKEN_FIND, "t", query));
    for (;;) {
        int64_t record;

        TRY(db_next(&rows, &have));
        if (!have)
            break;
        record = db_integer(&rows, 0);
        buffer_add(&b, bytes_from(&record, sizeof(record)));
    }
    *records = buffer_array(&b, sizeof(**records), count);
    return *records != NULL;
}

struct dump_rows {
    struct node *node;
    int64_t now;
    struct buffer *out;
};

static bool
dump(struct node *n, struct work *w, enum db_statement s, int columns, struct buffer *to)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    TRY(db_query(n->views, w, &rows, s, ""));
    for (;;) {
        TRY(db_next(&rows, &have));
        if (!have)
            return true;
        for (int c = 0; c < columns; c++) {
            buffer_add(to, db_bytes(&rows, c));
            buffer_byte(to, c + 1 < columns ? ' ' : '\n');
        }
    }
}

/* Rows as they come out: how much of one is left open is no matter. */
static bool
dump_row(void *ctx, struct work *w, const struct view_row *row)
{
    struct dump_rows *to = ctx;
    struct bytes id;
    bool known;

    TRY(node_row_known(to->node, w, &(struct actor){0}, row, to->now, &known));
    TRY(uuid_write(w, &row->id, &id));
    buffer_add(to->out, id);
    buffer_format(to->out, " %s %.*s %lld %d %d %s%s%s%s\n", known ? "known" : "hidden",
        (int)row->state.len, (const char *)row->state.at, (long long)row->since, row->due,
        row->overdue, row->open ? "open" : "", row->asked ? " asked" : "",
        row->days_open ? " days" : "", row->moves_open ? " moves" : "");
    return true;
}

bool
node_views_text(struct node *n, struct work *w, struct bytes *out)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    struct dump_rows rows = {.node = n, .out = &b};

    TRY(views_ready(n, w));
    TRY(dump(n, w, SQL_VIEW_DUMP_ITEMS, 6, &b));
    TRY(dump(n, w, SQL_VIEW_DUMP_LINKS, 5, &b));
    TRY(expiry_text(n, w, &b));
    TRY(node_now(n, w, &rows.now));
    TRY(node_rows(n, w, (struct bytes){0}, false, dump_row, &rows));
    return buffer_bytes(&b, out);
}
