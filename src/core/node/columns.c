/*
 * Columns: one facet of a kind's rows, its values as numbers, filled the first time that it is
 * counted by.
 */
#include "core/node/rows.h"

/* ---- Values as numbers ---------------------------------------------------------------- */

static uint32_t
slot_of(const struct column *c, struct bytes text)
{
    uint64_t h = bytes_print(text);
    uint32_t i = (uint32_t)(h ^ h >> 32) & (c->slot_count - 1);

    while (c->slots[i] != 0 && !bytes_equal(c->values[c->slots[i]], text))
        i = (i + 1) & (c->slot_count - 1);
    return i;
}

static bool
more_slots(struct rows *x, struct column *c)
{
    if (c->value_count < c->slot_count / 2)
        return true;
    c->slot_count = c->slot_count == 0 ? 64 : c->slot_count * 2;
    c->slots = work_alloc(x->own, c->slot_count * sizeof(*c->slots));
    TRY(c->slots != NULL);
    for (uint32_t v = 1; v < c->value_count; v++)
        c->slots[slot_of(c, c->values[v])] = v;
    return true;
}

static bool
value_number(struct rows *x, struct column *c, struct bytes text, uint32_t *out)
{
    uint32_t slot = slot_of(c, text);

    *out = c->slots[slot];
    if (*out != 0)
        return true;
    TRY(rows_grow(x->own, &c->values, sizeof(*c->values), c->value_count,
        &c->value_room));
    TRY(work_keep(x->own, text, &c->values[c->value_count]));
    *out = c->slots[slot] = c->value_count++;
    return more_slots(x, c);
}

uint32_t
column_value(const struct column *c, struct bytes text)
{
    return c->slots[slot_of(c, text)];
}

/* ---- Cells -------------------------------------------------------------------------------- */

bool
column_open(struct rows *x, uint16_t kind, const struct facet *facet, struct column **out)
{
    struct column *c = work_alloc(x->own, sizeof(*c));

    TRY(c != NULL);
    c->kind = kind;
    c->facet = *facet;
    c->facet.schema = c->facet.link = NULL; /* the kinds are loaded anew some day */
    c->facet.path = NULL;
    TRY(rows_grow(x->own, &c->values, sizeof(*c->values), 0, &c->value_room));
    TRY(rows_grow(x->own, &c->cells, sizeof(*c->cells), 0, &c->cell_room));
    c->value_count = c->cell_count = 1; /* the first is none */
    TRY(more_slots(x, c));
    c->next = x->columns;
    x->columns = c;
    *out = c;
    return true;
}

bool
column_put(struct rows *x, struct column *c, uint32_t row, struct bytes facets)
{
    struct cursor at = {.work = x->own, .rest = facets};
    struct facet_value one;

    while (row >= c->row_room)
        TRY(rows_grow(x->own, &c->start, sizeof(*c->start), c->row_room, &c->row_room));
    c->start[row] = 0;
    while (facet_next(&at, &one)) {
        uint32_t value;

        if (one.number != c->facet.number)
            continue;
        if (c->facet.year && one.text.len > 4)
            one.text.len = 4;
        TRY(value_number(x, c, one.text, &value));
        TRY(rows_grow(x->own, &c->cells, sizeof(*c->cells), c->cell_count,
            &c->cell_room));
        if (c->start[row] == 0)
            c->start[row] = c->cell_count;
        else
            c->cells[c->cell_count - 1].last = false;
        c->cells[c->cell_count++] = (struct cell){value, one.item, true};
    }
    return work_ok(x->own);
}

/* ---- Of a node -------------------------------------------------------------------------------- */

static bool
fill_one(struct node *n, struct work *w, struct db_rows *rows)
{
    struct rows *x = n->rows;
    struct bytes facets;
    struct row row = {0};
    uint32_t index;
    bool opened = false;

    TRY(db_uuid(rows, 0, &row.id));
    index = rows_find(x, &row.id);
    for (struct column *c = x->columns; c != NULL && index != NO_ROW; c = c->next) {
        if (c->filled || c->kind != x->at[index].kind)
            continue;
        if (!opened)
            TRY(row_open(n, w, db_bytes(rows, 1), &row, &facets));
        opened = true;
        if (!column_put(x, c, index, facets))
            return fail_with(w, x->own);
    }
    return true;
}

/* One walk for all that are new; the last that was opened stands first. */
bool
columns_fill(struct node *n, struct work *w)
{
    struct column *c = n->rows->columns;

    if (c != NULL && !c->filled && !rows_each(n, w, SQL_ROWS_SEALED, fill_one)) {
        rows_drop(n);
        return false;
    }
    for (; c != NULL && !c->filled; c = c->next)
        c->filled = true;
    return true;
}

bool
column_of(struct node *n, struct work *w, uint16_t kind, const struct facet *facet,
    const struct column **out)
{
    struct column *new;

    for (*out = n->rows->columns; *out != NULL; *out = (*out)->next)
        if ((*out)->kind == kind && (*out)->facet.number == facet->number &&
            (*out)->facet.year == facet->year)
            return true;
    if (!column_open(n->rows, kind, facet, &new))
        return fail_with(w, n->rows->own);
    *out = new;
    return true;
}

bool
column_by(struct node *n, struct work *w, const struct kind *k, const char *path,
    struct facet *facet, const struct column **out)
{
    uint16_t number;
    bool have;

    TRY(facet_find(w, k, path, facet, &have));
    if (!have)
        return fail(w, FAULT_USAGE,
            "%.*s cannot be counted by %s: state, author, year, a link's type, or a "
            "field that is short, like core.countries.*.code, perhaps by the groups of a "
            "code list, like core.countries.*.code@region",
            (int)kind_name(k).len, (const char *)kind_name(k).at, path);
    TRY(rows_kind(n, w, kind_name(k), &number));
    return column_of(n, w, number, facet, out);
}

bool
node_rows_by(struct node *n, struct work *w, const struct kind *kind,
    const char *const paths[], size_t count,
    bool (*each)(void *ctx, struct work *w, const struct view_row *row,
        const struct bytes values[]),
    void *ctx)
{
    const struct column *c[ROWS_PATHS];
    struct bytes values[ROWS_PATHS] = {0};
    struct facet facet;
    bool good = true;

    TRY(rows_ready(n, w) && column_by(n, w, kind, paths[0], &facet, &c[0]));
    for (size_t j = 1; j < count; j++)
        TRY(column_by(n, w, kind, paths[j], &facet, &c[j]));
    TRY(columns_fill(n, w));
    n->walking++;
    for (uint32_t i = 0; good && i < n->rows->count; i++) {
        struct view_row row = rows_view(n->rows, &n->rows->at[i]);

        for (size_t j = 0; j < count; j++) {
            const struct cell *first = column_cells(c[j], i);

            values[j] = c[j]->values[first != NULL ? first->value : 0];
        }
        good = n->rows->at[i].kind != c[0]->kind || values[0].len == 0 ||
            each(ctx, w, &row, values);
    }
    n->walking--;
    return good;
}
