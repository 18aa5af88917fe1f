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

static uint32_t
matrix_year(int64_t time)
{
    /* Years of node time, 1970 to 9999: by days, in the proleptic Gregorian calendar. */
    int64_t z = time / TIME_DAY + 719468, era = z / 146097, day = z - era * 146097;
    int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    int64_t month = (5 * (day - (365 * year + year / 4 - year / 100)) + 2) / 153;

    return (uint32_t)(year + era * 400 + (month >= 10));
}

const struct mask *
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

bool
found_add(struct counting *m, struct gathered *to, struct found one)
{
    TRY(rows_grow(m->work, &to->at, sizeof(*to->at), to->count, &to->room));
    to->at[to->count++] = one;
    return true;
}

/* What a value counts as on that side; in groups, every one that it is a member of that day. */
static bool
gather_value(struct counting *m, const struct side *s, uint32_t row, struct found one,
    struct gathered *to)
{
    const struct groups *g = s->groups;
    int32_t day = g != NULL && g->dated ? matrix_day(m, row) : 0;
    bool any = false;

    if (s->hidden != NULL && s->hidden[one.value])
        return found_add(m, to, (struct found){0, one.item});
    if (g == NULL)
        return found_add(m, to, one);
    for (uint32_t i = g->first[one.value]; i < g->first[one.value + 1]; i++) {
        const struct member *is = &g->members[i];

        if (g->dated && (day < is->from || day > is->to))
            continue;
        any = true;
        TRY(found_add(m, to, (struct found){is->group, one.item}));
    }
    return any || found_add(m, to, (struct found){GROUP_NONE, one.item});
}

/* Of a side that is no column. */
static uint32_t
side_number(const struct side *s, const struct row *r)
{
    if (s->sort == SIDE_STATE)
        return r->state == ROW_NO_STATE ? 0 : r->state + 1u;
    return s->sort == SIDE_AUTHOR ? r->author + 1 : matrix_year(r->time);
}

/* The values that a row has on a side; one that is none, where it has none. */
static bool
gather(struct counting *m, const struct side *s, uint32_t row, struct gathered *to)
{
    const struct row *r = &m->rows->at[row];
    const struct cell *cell;
    const struct mask *mask;

    to->count = 0;
    if (s->sort != SIDE_COLUMN)
        return found_add(m, to, (struct found){side_number(s, r), 0});
    mask = mask_of(m, s);
    cell = column_cells(s->column, row);
    for (bool more = cell != NULL; more; more = !cell++->last)
        if (has_item(mask, cell->item))
            TRY(gather_value(m, s, row,
                (struct found){cell->value, s->column->facet.list != 0 ? cell->item : 0},
                to));
    return to->count > 0 || found_add(m, to, (struct found){0, 0});
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
    const struct cell *cell = column_cells(f->column, row);
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
    const struct cell *cell = column_cells(f->column, row);

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
                                   : side_number(f, r) != f->wanted)
            return false;
    }
    for (size_t i = 0; i < m->filter_count; i++)
        if (m->filters[i].sort == SIDE_COLUMN && !passes_column(m, &m->filters[i], row))
            return false;
    return true;
}

/* ---- Pairs ---------------------------------------------------------------------------------- */

static uint32_t *
pair_slot(const struct pairs *p, uint64_t key)
{
    uint32_t i = (uint32_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 20);

    for (i &= p->slot_count - 1; p->slots[i] != 0 && p->keys[p->slots[i] - 1] != key;)
        i = (i + 1) & (p->slot_count - 1);
    return &p->slots[i];
}

bool
pair_number(struct work *w, struct pairs *p, size_t place, uint32_t number, uint32_t *out)
{
    uint64_t key = (uint64_t)place << 32 | number;
    uint32_t *slot;

    if (p->count >= p->slot_count / 2) {
        p->slot_count = p->slot_count == 0 ? 4096 : p->slot_count * 2;
        p->slots = work_alloc(w, p->slot_count * sizeof(*p->slots));
        TRY(p->slots != NULL);
        for (uint32_t i = 0; i < p->count; i++)
            *pair_slot(p, p->keys[i]) = i + 1;
    }
    slot = pair_slot(p, key);
    if (*slot == 0) {
        TRY(rows_grow(w, &p->keys, sizeof(*p->keys), p->count, &p->room));
        p->keys[p->count++] = key;
        *slot = p->count;
    }
    *out = *slot - 1;
    return true;
}

/* ---- Counting ------------------------------------------------------------------------------- */

bool
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

static bool
visit(struct counting *m, const struct sides *s, size_t place)
{
    if (m->seen[place] != s->stamp) {
        m->seen[place] = s->stamp;
        m->counts[place]++;
        if (m->bare)
            m->sum->not_stated[place]++;
    }
    return s->amount == NULL || sum_once(m, s->amount, place);
}

static bool
count_cell(struct counting *m, const struct sides *s, const struct found *r,
    const struct found *c)
{
    size_t cell = (size_t)r->value * m->column.count + c->value;

    TRY(visit(m, s, cell));
    for (size_t o = 0; o < s->org->count; o++) {
        const struct found *org = &s->org->at[o];
        uint32_t before = m->pairs.count, number;

        if (org->value == 0 || !together(s->org_row, r, org) ||
            !together(s->org_column, c, org))
            continue;
        TRY(pair_number(m->work, &m->pairs, cell, org->value, &number));
        m->organisations[cell] += m->pairs.count - before;
    }
    return true;
}

static bool
has_partner(bool same, const struct found *one, const struct gathered *others)
{
    for (size_t i = 0; i < others->count; i++)
        if (together(same, one, &others->at[i]))
            return true;
    return false;
}

/* An item of the list that has nothing on the other side counts there as not stated. */
static bool
count_pairs(struct counting *m, const struct sides *s)
{
    static const struct found none = {0, 0};

    for (size_t i = 0; i < s->row->count; i++) {
        const struct found *row = &s->row->at[i];

        for (size_t j = 0; j < s->column->count; j++)
            if (together(s->same, row, &s->column->at[j]))
                TRY(count_cell(m, s, row, &s->column->at[j]));
        if (!has_partner(s->same, row, s->column))
            TRY(visit(m, s, m->column.place) && count_cell(m, s, row, &none));
    }
    for (size_t j = 0; j < s->column->count; j++)
        if (!has_partner(s->same, &s->column->at[j], s->row))
            TRY(visit(m, s, m->row.place) && count_cell(m, s, &none, &s->column->at[j]));
    return true;
}

bool
count_sides(struct counting *m, const struct sides *s)
{
    TRY(visit(m, s, m->all));
    for (size_t i = 0; i < s->row->count; i++)
        TRY(visit(m, s, m->row.place + s->row->at[i].value));
    for (size_t j = 0; j < s->column->count; j++)
        TRY(visit(m, s, m->column.place + s->column->at[j].value));
    return count_pairs(m, s);
}

static bool
count_row(struct counting *m, uint32_t row)
{
    const struct sides s = {.row = &m->at_row,
        .column = &m->at_column,
        .org = &m->at_org,
        .same = same_list(&m->row, &m->column),
        .org_row = m->overlaps && same_list(&m->row, &m->organisation),
        .org_column = m->overlaps && same_list(&m->column, &m->organisation),
        .stamp = row + 1};

    TRY(gather(m, &m->row, row, &m->at_row));
    TRY(gather(m, &m->column, row, &m->at_column));
    if (m->overlaps)
        TRY(gather(m, &m->organisation, row, &m->at_org));
    if (m->sum == NULL)
        return count_sides(m, &s);
    TRY(gather(m, &m->sum->side, row, &m->sum->amounts));
    m->bare = m->sum->amounts.at[0].value == 0;
    return count_sides(m, &s) && (m->bare || sum_row(m, row, &s));
}

/* Of a kind that has its own word on who reads it, what one may not read is not counted: what
 * it says could be told from the counts. */
static bool
may_read(struct counting *m, const struct row *r, bool *yes)
{
    struct work *one = work_open(work_os(m->work));
    struct stored s;
    bool good = one != NULL && store_by_no(m->node->store, one, r->record, &s) &&
        node_may_read(m->node, one, m->who, &s, yes);

    return work_join(m->work, one, good);
}

bool
matrix_count(struct counting *m)
{
    const struct matrix_ask *ask = m->ask;
    const struct rows *x = m->rows;
    bool known;

    for (uint32_t i = 0; i < x->count; i++) {
        const struct row *r = &x->at[i];

        if (r->kind != m->kind || (r->flags & ROW_TELLS) == 0 || !passes(m, i) ||
            (ask != NULL && ask->takes != NULL && !ask->takes(ask->takes_ctx, &r->id)))
            continue;
        known = r->known_from <= m->now;
        if ((r->flags & ROW_TERMS_OPEN) != 0)
            TRY(matrix_knows(m, &r->id, &known));
        if (known && m->withheld)
            TRY(may_read(m, r, &known));
        if (known)
            TRY(count_row(m, i));
    }
    m->count = m->counts[m->all];
    for (size_t i = 0; i < m->row.place; i++)
        m->mentions += m->counts[i];
    return true;
}
