/*
 * The index of rows: in memory from the first time that it is asked, and kept up by the fold.
 * What it holds is in views.db too, where each row is sealed.
 */
#include "core/node/rows.h"

#include <stdlib.h>
#include <string.h>

#define KINDS_MAX UINT16_MAX

/* ---- Growing -------------------------------------------------------------------------- */

/* What was outgrown is given back with the work. */
bool
rows_grow(struct work *own, void *array, size_t size, uint32_t count, uint32_t *room)
{
    void **at = array, *bigger;
    uint32_t more = *room < 16 ? 16 : *room * 2;

    if (count < *room)
        return true;
    bigger = work_alloc(own, more * size);
    TRY(bigger != NULL);
    if (count > 0)
        memcpy(bigger, *at, count * size);
    *at = bigger;
    *room = more;
    return true;
}

static uint32_t
slot_of(const struct rows *x, const struct uuid *id)
{
    uint64_t h;
    uint32_t i;

    /* The end of an id is by chance, whatever its version. */
    memcpy(&h, id->at + 8, sizeof(h));
    i = (uint32_t)((h * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & (x->slot_count - 1);
    while (x->slots[i] != NO_ROW &&
        memcmp(x->at[x->slots[i]].id.at, id->at, sizeof(id->at)) != 0)
        i = (i + 1) & (x->slot_count - 1);
    return i;
}

uint32_t
rows_find(const struct rows *x, const struct uuid *id)
{
    return x->count > 0 ? x->slots[slot_of(x, id)] : NO_ROW;
}

static bool
more_slots(struct rows *x)
{
    if (x->count < x->slot_count / 2)
        return true;
    x->slot_count = x->slot_count == 0 ? 64 : x->slot_count * 2;
    x->slots = work_alloc(x->own, x->slot_count * sizeof(*x->slots));
    TRY(x->slots != NULL);
    memset(x->slots, 0xFF, x->slot_count * sizeof(*x->slots));
    for (uint32_t i = 0; i < x->count; i++)
        x->slots[slot_of(x, &x->at[i].id)] = i;
    return true;
}

/* ---- Numbers for kinds and authors ------------------------------------------------------ */

static bool
name_states(struct rows *x, const struct kind *kind, struct rows_kind *out)
{
    const struct json *states = kind != NULL ? json_get(kind_json(kind), "states") : NULL;

    if (states == NULL)
        return true;
    out->states = work_alloc(x->own, (states->count + 1) * sizeof(*out->states));
    TRY(out->states != NULL);
    for (const struct json *s = states->first; s != NULL; s = s->next)
        TRY(work_keep(x->own, s->name, &out->states[out->state_count++]));
    return true;
}

/* By name; NO_ROW: there are none of it. */
static uint32_t
kind_number_of(const struct rows *x, struct bytes kind)
{
    for (uint32_t i = 0; i < x->kind_count; i++)
        if (bytes_equal(x->kinds[i].name, kind))
            return i;
    return NO_ROW;
}

static bool
number_kind(struct rows *x, const struct kinds *kinds, struct bytes kind, uint16_t *out)
{
    uint32_t known = kind_number_of(x, kind);
    struct rows_kind *new;

    *out = (uint16_t)(known != NO_ROW ? known : x->kind_count);
    if (known != NO_ROW)
        return true;
    if (x->kind_count == KINDS_MAX)
        return fail(x->own, FAULT_INVALID, "there are too many kinds");
    TRY(rows_grow(x->own, &x->kinds, sizeof(*x->kinds), x->kind_count, &x->kind_room));
    new = &x->kinds[x->kind_count];
    *new = (struct rows_kind){0};
    TRY(work_keep(x->own, kind, &new->name));
    TRY(name_states(x, kinds != NULL ? kinds_find(kinds, kind) : NULL, new));
    x->kind_count++;
    return true;
}

/* Most come from one's own and a few partners: the last that came come first. */
static bool
author_number(struct rows *x, const struct hash *author, uint32_t *out)
{
    for (uint32_t i = x->author_count; i > 0; i--)
        if (hash_equal(&x->authors[i - 1], author)) {
            *out = i - 1;
            return true;
        }
    TRY(rows_grow(x->own, &x->authors, sizeof(*x->authors), x->author_count,
        &x->author_room));
    *out = x->author_count;
    x->authors[x->author_count++] = *author;
    return true;
}

/* ---- Putting ------------------------------------------------------------------------------ */

static int
row_order(const struct row *a, const struct row *b)
{
    if (a->time != b->time)
        return a->time < b->time ? -1 : 1;
    return memcmp(a->id.at, b->id.at, sizeof(a->id.at));
}

/* Where in the order it stands, or would. */
static uint32_t
place_of(const struct rows *x, const struct row *row, uint32_t count)
{
    uint32_t from = 0, to = count;

    if (count > 0 && row_order(row, &x->at[x->order[count - 1]]) > 0)
        return count;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;

        if (row_order(&x->at[x->order[middle]], row) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static void
put_in_order(struct rows *x, uint32_t index, uint32_t count)
{
    uint32_t place = place_of(x, &x->at[index], count);

    memmove(&x->order[place + 1], &x->order[place], (count - place) * sizeof(*x->order));
    x->order[place] = index;
}

static bool
add_row(struct rows *x, const struct row *row, uint32_t *index)
{
    uint32_t room = x->room;

    *index = x->count;
    TRY(rows_grow(x->own, &x->at, sizeof(*x->at), x->count, &room));
    TRY(rows_grow(x->own, &x->order, sizeof(*x->order), x->count, &x->room));
    x->at[x->count] = *row;
    TRY(more_slots(x));
    x->slots[slot_of(x, &row->id)] = x->count;
    x->count++;
    return true;
}

static bool
put_columns(struct rows *x, uint32_t index, struct bytes facets)
{
    for (struct column *c = x->columns; c != NULL; c = c->next)
        if (c->kind == x->at[index].kind)
            TRY(column_put(x, c, index, facets));
    return true;
}

bool
rows_add(struct rows *x, const struct kinds *kinds, const struct row *row,
    struct bytes kind, const struct hash *author, struct bytes facets)
{
    struct row new = *row;
    uint32_t index;

    TRY(number_kind(x, kinds, kind, &new.kind));
    TRY(author_number(x, author, &new.author));
    index = rows_find(x, &new.id);
    if (index == NO_ROW) {
        TRY(add_row(x, &new, &index));
        put_in_order(x, index, x->count - 1);
    } else if (row_order(&x->at[index], &new) != 0) {
        uint32_t old = place_of(x, &x->at[index], x->count);

        memmove(&x->order[old], &x->order[old + 1],
            (x->count - old - 1) * sizeof(*x->order));
        x->at[index] = new;
        put_in_order(x, index, x->count - 1);
    }
    x->at[index] = new;
    return put_columns(x, index, facets);
}

bool
rows_put(struct node *n, struct work *w, const struct row *row, struct bytes kind,
    const struct hash *author, struct bytes facets)
{
    if (n->rows == NULL || rows_add(n->rows, n->kinds, row, kind, author, facets))
        return true;
    fail_with(w, n->rows->own);
    rows_drop(n);
    return false;
}

bool
rows_open(const struct os *os, struct rows **out)
{
    struct work *own = work_open(os);

    *out = own != NULL ? work_alloc(own, sizeof(**out)) : NULL;
    if (*out != NULL)
        (*out)->own = own;
    else
        work_close(own);
    return *out != NULL;
}

void
rows_close(struct rows *x)
{
    if (x != NULL)
        work_close(x->own);
}

void
rows_drop(struct node *n)
{
    rows_close(n->rows);
    n->rows = NULL;
}

/* ---- Loading --------------------------------------------------------------------------------- */

static bool
load_one(struct node *n, struct work *w, struct db_rows *rows)
{
    struct rows *x = n->rows;
    struct bytes facets;
    struct row row = {0};
    struct hash author;
    uint32_t index;

    TRY(db_uuid(rows, 0, &row.id));
    row.record = db_integer(rows, 1);
    TRY(db_hash(rows, 2, &author));
    row.time = db_integer(rows, 4);
    if (db_is_null(rows, 5))
        row_unknown(&row);
    else
        TRY(row_open(n, w, db_bytes(rows, 5), &row, &facets));
    if (!number_kind(x, n->kinds, db_bytes(rows, 3), &row.kind) ||
        !author_number(x, &author, &row.author) || !add_row(x, &row, &index))
        return fail_with(w, x->own);
    return true;
}

static int
in_order(const void *a, const void *b, void *rows)
{
    const struct row *at = rows;

    return row_order(&at[*(const uint32_t *)a], &at[*(const uint32_t *)b]);
}

bool
rows_each(struct node *n, struct work *w, enum db_statement query,
    bool (*each)(struct node *n, struct work *w, struct db_rows *rows))
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have = true;

    TRY(db_query(n->views, w, &rows, query, ""));
    while (have) {
        struct work *some = work_open(work_os(w));
        bool good = some != NULL;

        for (int i = 0; good && have && i < 1000; i++)
            good = db_next(&rows, &have) && (!have || each(n, some, &rows));
        TRY(work_join(w, some, good));
    }
    return true;
}

static bool
load(struct node *n, struct work *w)
{
    struct rows *x = n->rows;

    TRY(rows_each(n, w, SQL_ROWS_ALL, load_one));
    for (uint32_t i = 0; i < x->count; i++)
        x->order[i] = i;
    if (x->count > 0)
        qsort_r(x->order, x->count, sizeof(*x->order), in_order, x->at);
    return true;
}

bool
rows_ready(struct node *n, struct work *w)
{
    TRY(views_ready(n, w));
    if (n->rows != NULL)
        return true;
    if (!rows_open(work_os(w), &n->rows))
        return fail(w, FAULT_MEMORY, "out of memory for the index");
    if (!load(n, w)) {
        rows_drop(n);
        return false;
    }
    return true;
}

/* ---- Asking ------------------------------------------------------------------------------------ */

struct view_row
rows_view(const struct rows *x, const struct row *r)
{
    const struct rows_kind *kind = &x->kinds[r->kind];

    return (struct view_row){
        .id = r->id,
        .record = r->record,
        .time = r->time,
        .since = r->since,
        .known_from = r->known_from,
        .author = &x->authors[r->author],
        .kind = kind->name,
        .state =
            r->state < kind->state_count ? kind->states[r->state] : (struct bytes){0},
        .due = r->due,
        .overdue = r->overdue,
        .open = (r->flags & ROW_OPEN) != 0,
        .asked = (r->flags & ROW_ASKED) != 0,
        .terms_open = (r->flags & ROW_TERMS_OPEN) != 0,
        .days_open = (r->flags & ROW_DAYS_OPEN) != 0,
        .moves_open = (r->flags & ROW_MOVES_OPEN) != 0,
    };
}

bool
rows_kind(struct node *n, struct work *w, struct bytes kind, uint16_t *out)
{
    return number_kind(n->rows, n->kinds, kind, out) || fail_with(w, n->rows->own);
}

bool
node_rows(struct node *n, struct work *w, struct bytes kind, bool back,
    bool (*each)(void *ctx, struct work *w, const struct view_row *row), void *ctx)
{
    const struct rows *x;
    uint32_t only;
    bool good = true;

    TRY(rows_ready(n, w));
    x = n->rows;
    only = kind_number_of(x, kind);
    n->walking++;
    for (uint32_t i = 0; i < x->count && good; i++) {
        const struct row *r = &x->at[x->order[back ? x->count - 1 - i : i]];
        struct view_row row;

        if (kind.len > 0 && r->kind != only)
            continue;
        row = rows_view(x, r);
        good = each(ctx, w, &row);
    }
    n->walking--;
    return good;
}

bool
node_row_known(struct node *n, struct work *w, const struct actor *who,
    const struct view_row *row, int64_t now, bool *yes)
{
    struct work *one;
    struct stored s;
    bool good;

    *yes = row->known_from <= now;
    if (!row->terms_open)
        return true;
    one = work_open(work_os(w));
    good = one != NULL && store_by_no(n->store, one, row->record, &s) &&
        node_knows(n, one, who, &s, yes);
    return work_join(w, one, good);
}
