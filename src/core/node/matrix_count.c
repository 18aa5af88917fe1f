/*
 * The matrix: how many records of a kind there are by two axes, each record once in a cell,
 * in a row's and a column's total and in all, however many ways lead there.
 *
 * Where both axes, or an axis and a filter, go into the same list, they speak of one item of
 * it: "funders by country" counts who funds, not who takes part where somebody funds.
 */
#include "core/node/matrix_inner.h"

#include <string.h>

/* ---- What a row has ------------------------------------------------------------------- */

uint32_t
matrix_year(int64_t time)
{
    /* Years of node time, 1970 to 9999: by days, in the proleptic Gregorian calendar. */
    int64_t z = time / TIME_DAY + 719468, era = z / 146097, day = z - era * 146097;
    int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    int64_t month = (5 * (day - (365 * year + year / 4 - year / 100)) + 2) / 153;

    return (uint32_t)(year + era * 400 + (month >= 10));
}

static const struct cell *
cells_of(const struct column *c, uint32_t row)
{
    return row < c->row_room && c->start[row] != 0 ? &c->cells[c->start[row]] : NULL;
}

static const struct mask *
mask_of(const struct counting *m, const struct side *s)
{
    uint16_t list = s->sort == SIDE_COLUMN ? s->column->facet.list : 0;

    for (size_t i = 0; list != 0 && i < m->mask_count; i++)
        if (m->masks[i].list == list)
            return &m->masks[i];
    return NULL;
}

static unsigned
bit_of(uint16_t item)
{
    return item < ITEMS_MAX ? item : ITEMS_MAX - 1;
}

static bool
has_item(const struct mask *mask, uint16_t item)
{
    return mask == NULL || (mask->items[bit_of(item) / 64] >> bit_of(item) % 64 & 1) != 0;
}

static bool
add_found(struct counting *m, struct found **to, size_t *room, size_t *count,
    struct found one)
{
    if (*count == *room) {
        size_t more = *room == 0 ? 64 : *room * 2;
        struct found *bigger = work_alloc(m->work, more * sizeof(*bigger));

        TRY(bigger != NULL);
        if (*count > 0)
            memcpy(bigger, *to, *count * sizeof(*bigger));
        *to = bigger;
        *room = more;
    }
    (*to)[(*count)++] = one;
    return true;
}

/* What a value counts as on that side; in groups, every one that it is a member of that day. */
static bool
gather_value(struct counting *m, const struct side *s, uint32_t row, struct found one,
    struct found **to, size_t *room, size_t *count)
{
    const struct groups *g = s->groups;
    int32_t day = g != NULL && g->dated ? matrix_day(m, row) : 0;
    bool any = false;

    if (s->hidden != NULL && s->hidden[one.value])
        return add_found(m, to, room, count, (struct found){0, one.item});
    if (g == NULL)
        return add_found(m, to, room, count, one);
    for (uint32_t i = g->first[one.value]; i < g->first[one.value + 1]; i++) {
        const struct member *is = &g->members[i];

        if (g->dated && (day < is->from || day > is->to))
            continue;
        any = true;
        TRY(add_found(m, to, room, count, (struct found){is->group, one.item}));
    }
    return any || add_found(m, to, room, count, (struct found){GROUP_NONE, one.item});
}

/* The values that a row has on a side; one that is none, where it has none. */
static bool
gather(struct counting *m, const struct side *s, uint32_t row, struct found **to,
    size_t *room, size_t *count)
{
    const struct row *r = &m->rows->at[row];
    const struct cell *cell;
    const struct mask *mask;

    *count = 0;
    if (s->sort != SIDE_COLUMN)
        return add_found(m, to, room, count,
            (struct found){s->sort == SIDE_STATE
                    ? (r->state == ROW_NO_STATE ? 0 : r->state + 1u)
                    : s->sort == SIDE_AUTHOR ? r->author + 1
                                             : matrix_year(r->time),
                0});
    mask = mask_of(m, s);
    cell = cells_of(s->column, row);
    for (bool more = cell != NULL; more; more = !cell++->last)
        if (has_item(mask, cell->item))
            TRY(gather_value(m, s, row,
                (struct found){cell->value, s->column->facet.list != 0 ? cell->item : 0},
                to, room, count));
    return *count > 0 || add_found(m, to, room, count, (struct found){0, 0});
}

/* ---- Filters ------------------------------------------------------------------------------ */

/* Is it the value that the filter wants, or a member of its group that day? */
static bool
is_wanted(const struct counting *m, const struct side *f, uint32_t row, uint32_t value)
{
    const struct groups *g = f->groups;
    int32_t day;

    if (g == NULL)
        return value == f->wanted;
    for (uint32_t i = g->first[value]; i < g->first[value + 1]; i++) {
        if (g->members[i].group != f->wanted)
            continue;
        day = g->dated ? matrix_day(m, row) : 0;
        if (!g->dated || (day >= g->members[i].from && day <= g->members[i].to))
            return true;
    }
    return false;
}

/* Does the row have the value?  In a list, which of its items have it: those of an earlier
 * filter on the list that also have this one's. */
static bool
passes_column(struct counting *m, const struct side *f, uint32_t row)
{
    const struct cell *cell = cells_of(f->column, row);
    uint16_t list = f->column->facet.list;
    struct mask here = {.list = list}, *before = NULL;
    bool any = false;

    for (size_t i = 0; i < m->mask_count; i++)
        if (list != 0 && m->masks[i].list == list)
            before = &m->masks[i];
    for (bool more = cell != NULL; more; more = !cell++->last) {
        if (!is_wanted(m, f, row, cell->value) || !has_item(before, cell->item))
            continue;
        any = true;
        here.items[bit_of(cell->item) / 64] |= UINT64_C(1) << bit_of(cell->item) % 64;
    }
    if (before != NULL)
        *before = here;
    else if (any && list != 0)
        m->masks[m->mask_count++] = here;
    return any;
}

static bool
has_wanted(const struct counting *m, const struct side *f, uint32_t row)
{
    const struct cell *cell = cells_of(f->column, row);

    if (f->groups == NULL) {
        for (bool more = cell != NULL; more; more = !cell++->last)
            if (cell->value == f->wanted)
                return true;
        return false;
    }
    for (bool more = cell != NULL; more; more = !cell++->last)
        if (is_wanted(m, f, row, cell->value))
            return true;
    return false;
}

/* The cheap question first, of all filters: most rows fall here. */
static bool
passes(struct counting *m, uint32_t row)
{
    const struct row *r = &m->rows->at[row];

    m->mask_count = 0;
    for (size_t i = 0; i < m->filter_count; i++) {
        const struct side *f = &m->filters[i];

        if (f->sort == SIDE_COLUMN ? !has_wanted(m, f, row)
                : f->sort == SIDE_STATE
                ? (r->state == ROW_NO_STATE ? 0 : r->state + 1u) != f->wanted
                : f->sort == SIDE_AUTHOR ? r->author + 1 != f->wanted
                                         : matrix_year(r->time) != f->wanted)
            return false;
    }
    for (size_t i = 0; i < m->filter_count; i++)
        if (m->filters[i].sort == SIDE_COLUMN && !passes_column(m, &m->filters[i], row))
            return false;
    return true;
}

/* ---- Counting ------------------------------------------------------------------------------- */

static size_t
pair_slot(const struct counting *m, uint64_t pair)
{
    size_t i = (pair * UINT64_C(0x9E3779B97F4A7C15)) >> 20 & (m->pair_room - 1);

    while (m->pairs[i] != 0 && m->pairs[i] != pair)
        i = (i + 1) & (m->pair_room - 1);
    return i;
}

static bool
pair_add(struct counting *m, uint32_t cell, uint32_t organisation)
{
    uint64_t pair = ((uint64_t)cell << 32 | organisation);
    size_t slot;

    if (m->pair_count * 2 >= m->pair_room) {
        uint64_t *old = m->pairs;
        size_t room = m->pair_room;

        m->pair_room = room == 0 ? 4096 : room * 2;
        m->pairs = work_alloc(m->work, m->pair_room * sizeof(*m->pairs));
        TRY(m->pairs != NULL);
        for (size_t i = 0; i < room; i++)
            if (old[i] != 0)
                m->pairs[pair_slot(m, old[i])] = old[i];
    }
    slot = pair_slot(m, pair);
    if (m->pairs[slot] == 0) {
        m->pairs[slot] = pair;
        m->pair_count++;
        m->organisations[cell]++;
    }
    return true;
}

static bool
same_list(const struct side *a, const struct side *b)
{
    return a->sort == SIDE_COLUMN && b->sort == SIDE_COLUMN &&
        a->column->facet.list != 0 && a->column->facet.list == b->column->facet.list;
}

/* Do they go together in one record?  What is not of the list goes with all of it. */
static bool
together(bool same, const struct found *a, const struct found *b)
{
    return !same || a->item == b->item || a->item == 0 || b->item == 0;
}

/* ${stamp} tells records apart: each counts once. */
static void
count_once(uint32_t *total, uint32_t *seen, uint32_t at, uint32_t stamp)
{
    if (seen[at] == stamp)
        return;
    seen[at] = stamp;
    total[at]++;
}

/* What one record has on each side. */
struct sides {
    bool same, org_row, org_column; /* which go into one list */
    size_t rows, columns, orgs;
    uint32_t stamp;
};

static bool
count_cell(struct counting *m, const struct sides *s, const struct found *r,
    const struct found *c)
{
    uint32_t cell = r->value * m->column.count + c->value;

    m->mentions += m->seen_cell[cell] != s->stamp;
    count_once(m->cells, m->seen_cell, cell, s->stamp);
    for (size_t o = 0; o < s->orgs; o++)
        if (m->at_org[o].value != 0 && together(s->org_row, r, &m->at_org[o]) &&
            together(s->org_column, c, &m->at_org[o]))
            TRY(pair_add(m, cell, m->at_org[o].value));
    return true;
}

/* An item of the list that has nothing on the other side counts there as not stated. */
static bool
count_pairs(struct counting *m, const struct sides *s)
{
    static const struct found none = {0, 0};

    for (size_t i = 0; i < s->rows; i++) {
        bool any = false;

        for (size_t j = 0; j < s->columns; j++)
            if (together(s->same, &m->at_row[i], &m->at_column[j])) {
                any = true;
                TRY(count_cell(m, s, &m->at_row[i], &m->at_column[j]));
            }
        if (!any) {
            count_once(m->column_total, m->seen_column, 0, s->stamp);
            TRY(count_cell(m, s, &m->at_row[i], &none));
        }
    }
    for (size_t j = 0; s->same && j < s->columns; j++) {
        bool any = false;

        for (size_t i = 0; i < s->rows && !any; i++)
            any = together(true, &m->at_row[i], &m->at_column[j]);
        if (!any) {
            count_once(m->row_total, m->seen_row, 0, s->stamp);
            TRY(count_cell(m, s, &none, &m->at_column[j]));
        }
    }
    return true;
}

static bool
count_row(struct counting *m, uint32_t row, uint32_t stamp)
{
    struct sides s = {.same = same_list(&m->row, &m->column),
        .org_row = m->overlaps && same_list(&m->row, &m->organisation),
        .org_column = m->overlaps && same_list(&m->column, &m->organisation),
        .stamp = stamp};

    TRY(gather(m, &m->row, row, &m->at_row, &m->row_room, &s.rows));
    TRY(gather(m, &m->column, row, &m->at_column, &m->column_room, &s.columns));
    if (m->overlaps)
        TRY(gather(m, &m->organisation, row, &m->at_org, &m->org_room, &s.orgs));
    m->count++;
    for (size_t i = 0; i < s.rows; i++)
        count_once(m->row_total, m->seen_row, m->at_row[i].value, stamp);
    for (size_t j = 0; j < s.columns; j++)
        count_once(m->column_total, m->seen_column, m->at_column[j].value, stamp);
    return count_pairs(m, &s);
}

/* Of a kind that has its own word on who reads it, what one may not read is not counted: what
 * it says could be told from the counts. */
static bool
may_read(struct counting *m, struct node *n, const struct actor *who, const struct row *r,
    bool *yes)
{
    struct work *one = work_open(work_os(m->work));
    struct stored s;
    bool good = one != NULL && store_by_no(n->store, one, r->record, &s) &&
        node_may_read(n, one, who, &s, yes);

    if (!good)
        fail_with(m->work, one);
    work_close(one);
    return good;
}

bool
matrix_count(struct counting *m, struct node *n, const struct actor *who,
    const struct matrix_ask *ask, int64_t now)
{
    const struct rows *x = m->rows;
    bool known;

    for (uint32_t i = 0; i < x->count; i++) {
        const struct row *r = &x->at[i];

        if (r->kind != m->kind || (r->flags & ROW_TELLS) == 0 || !passes(m, i) ||
            (ask != NULL && ask->takes != NULL && !ask->takes(ask->takes_ctx, &r->id)))
            continue;
        known = r->known_from <= now;
        if ((r->flags & ROW_TERMS_OPEN) != 0) {
            struct view_row row = rows_view(x, r);

            TRY(node_row_known(n, m->work, who, &row, now, &known));
        }
        if (known && m->withheld)
            TRY(may_read(m, n, who, r, &known));
        if (known)
            TRY(count_row(m, i, i + 1));
    }
    return true;
}
