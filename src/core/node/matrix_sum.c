/*
 * Amounts in a matrix: those of a field that its kind has put together, beside the counts, each
 * unit for itself.  An amount goes wherever its record counts, once, however many ways lead
 * there; of a list, one that the axes go into too, with the item that it stands in.
 */
#include "core/node/matrix_inner.h"

#include <stdlib.h>
#include <string.h>

/* ---- The field, and what tells its unit ------------------------------------------------- */

bool
sum_find(struct counting *m)
{
    const char *path = m->ask->sum, *unit;
    struct kind_place field = {0};
    struct summing *s;
    struct facet facet;
    struct bytes per;

    if (path == NULL)
        return true;
    if (!kind_path(m->of, bytes_of(path), &field) ||
        kind_aggregate(field.schema) == AGGREGATE_NONE)
        return fail(m->work, FAULT_USAGE,
            "--sum %s: of %.*s that is no field whose amounts are put together, by its "
            "\"aggregate\": see `liaison kind show`",
            path, (int)m->ask->kind.len, (const char *)m->ask->kind.at);
    m->sum = s = work_alloc(m->work, sizeof(*s));
    TRY(s != NULL);
    s->way = kind_aggregate(field.schema);
    TRY(column_by(m->node, m->work, m->of, path, &facet, &s->side.column));
    per = json_get_text(field.schema, "per");
    if (per.len == 0)
        return true;
    unit = work_format(m->work, "%.*s.%.*s", (int)(strrchr(path, '.') - path), path,
        (int)per.len, (const char *)per.at);
    return unit != NULL && column_by(m->node, m->work, m->of, unit, &facet, &s->unit);
}

bool
sum_ready(struct work *w, struct summing *s)
{
    const struct column *c = s->side.column;

    s->values = work_alloc(w, c->value_count * sizeof(*s->values));
    TRY(s->values != NULL);
    for (uint32_t v = 1; v < c->value_count; v++)
        if (!amount_read(c->values[v], &s->values[v]))
            s->values[v] = AMOUNT_NONE;
    return true;
}

/* ---- Putting together --------------------------------------------------------------------- */

static uint32_t
unit_of(const struct summing *s, uint32_t row, uint16_t item)
{
    const struct cell *cell = s->unit != NULL ? column_cells(s->unit, row) : NULL;

    for (bool more = cell != NULL; more; more = !cell++->last)
        if (cell->item == item)
            return cell->value;
    return 0;
}

/* Of a side that goes into the list of the amount, only what its item says. */
static bool
narrow(struct counting *m, const struct side *side, uint16_t item,
    const struct gathered **of, struct gathered *to)
{
    if (!same_list(side, &m->sum->side))
        return true;
    to->count = 0;
    for (uint32_t i = 0; i < (*of)->count; i++)
        if ((*of)->at[i].item == 0 || (*of)->at[i].item == item)
            TRY(found_add(m, to, (*of)->at[i]));
    *of = to;
    return to->count > 0 || found_add(m, to, (struct found){0, 0});
}

/* Items of a list that have no number of their own cannot be told apart. */
static bool
is_apart(const struct counting *m, uint16_t item)
{
    return item < (mask_of(m, &m->sum->side) != NULL ? ITEMS_MAX - 1 : UINT16_MAX);
}

bool
sum_row(struct counting *m, uint32_t row, const struct sides *whole)
{
    static const struct gathered nobody;
    struct summing *s = m->sum;

    for (uint32_t i = 0; i < s->amounts.count; i++) {
        uint16_t item = s->amounts.at[i].item;
        int64_t value = s->values[s->amounts.at[i].value];
        const struct amount one = {.value = value,
            .unit = unit_of(s, row, item),
            .reckoned = value != AMOUNT_NONE && is_apart(m, item)};
        struct sides at = *whole;

        at.org = &nobody;
        at.amount = &one;
        s->stamp++;
        TRY(narrow(m, &m->row, item, &at.row, &s->row));
        TRY(narrow(m, &m->column, item, &at.column, &s->column));
        TRY(count_sides(m, &at));
    }
    return true;
}

bool
sum_once(struct counting *m, const struct amount *amount, size_t place)
{
    struct summing *s = m->sum;
    struct matrix_sum *to;
    uint32_t before = s->pairs.count, number;

    TRY(pair_number(m->work, &s->pairs, place, amount->unit, &number));
    if (number == before) {
        TRY(rows_grow(m->work, &s->sums, sizeof(*s->sums), number, &s->sum_room));
        s->sums[number] = (struct matrix_sum){.place = place,
            .unit = s->unit != NULL ? s->unit->values[amount->unit] : (struct bytes){0}};
    }
    to = &s->sums[number];
    if (to->seen == s->stamp)
        return true;
    to->seen = s->stamp;
    if (!amount->reckoned)
        to->not_reckoned++;
    else if (to->amounts++ == 0)
        to->value = amount->value;
    else if (s->way == AGGREGATE_SUM)
        to->value += amount->value;
    else if ((s->way == AGGREGATE_MIN) == (amount->value < to->value))
        to->value = amount->value;
    return true;
}

static int
by_place(const void *a, const void *b)
{
    const struct matrix_sum *x = a, *y = b;

    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return bytes_order(x->unit, y->unit);
}

void
sum_out(const struct summing *s, struct matrix *out)
{
    out->way = s->way;
    out->units = s->unit != NULL;
    out->sums = s->sums;
    out->sum_count = s->pairs.count;
    out->not_stated = s->not_stated;
    if (out->sum_count > 0)
        qsort(out->sums, out->sum_count, sizeof(*out->sums), by_place);
}
