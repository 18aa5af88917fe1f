/*
 * Asking for a matrix: which columns of the index its axes and filters are, and the values
 * behind their numbers.
 */
#include "core/node/matrix_inner.h"

#include <string.h>

#define CELLS_MAX (4u * 1024 * 1024)

bool
matrix_knows(struct asking *a, struct work *w, const struct uuid *id, uint32_t *row,
    bool *yes)
{
    struct view_row view;

    *yes = false;
    *row = rows_find(a->node->rows, id);
    if (*row == NO_ROW ||
        (a->ask->takes != NULL && !a->ask->takes(a->ask->takes_ctx, id)))
        return true;
    view = rows_view(a->node->rows, &a->node->rows->at[*row]);
    return node_row_known(a->node, w, a->who, &view, a->now, yes);
}

/* Of a link, what it leads to is shown to those alone who may know of it. */
static bool
hide(struct asking *a, struct work *w, struct side *s)
{
    bool *hidden = work_alloc(w, s->count * sizeof(*hidden)), known;
    uint32_t row;

    TRY(hidden != NULL);
    for (uint32_t i = 1; i < s->count; i++) {
        struct uuid id;

        TRY(uuid_read(w, s->column->values[i], &id));
        TRY(matrix_knows(a, w, &id, &row, &known));
        hidden[i] = !known;
    }
    s->hidden = hidden;
    return true;
}

static bool
side_of(struct asking *a, struct work *w, const char *asked, struct axis *axis)
{
    static const struct {
        const char *name;
        enum side_sort sort;
    } others[] = {{"state", SIDE_STATE}, {"author", SIDE_AUTHOR}, {"year", SIDE_YEAR}};
    const struct rows *x = a->node->rows;
    struct side *out = axis->side;
    struct column *column;
    bool have;

    TRY(groups_split(a, w, asked, axis));
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (strcmp(asked, others[i].name) == 0 &&
            (others[i].sort != SIDE_STATE || kind_has_states(a->kind)))
            out->sort = others[i].sort;
    if (out->sort != SIDE_COLUMN) {
        out->count = out->sort == SIDE_STATE
            ? (uint32_t)x->kinds[a->counting.kind].state_count + 1
            : out->sort == SIDE_AUTHOR ? x->author_count + 1
                                       : 10000;
        axis->facet.organisation = out->sort == SIDE_AUTHOR;
        return true;
    }
    TRY(facet_find(w, a->kind, axis->path, &axis->facet, &have));
    if (!have)
        return fail(w, FAULT_USAGE,
            "%.*s cannot be counted by %s: state, author, year, a link's type, or a "
            "field "
            "that is short, like core.countries.*.code, perhaps by the groups of a code "
            "list, "
            "like core.countries.*.code@region",
            (int)kind_name(a->kind).len, (const char *)kind_name(a->kind).at, asked);
    TRY(groups_check(w, axis));
    TRY(column_of(a->node, w, a->counting.kind, &axis->facet, &column));
    out->column = column;
    return true;
}

/* Once its column is filled: how many values it has, which of them are hidden, and into what
 * they are folded. */
static bool
side_ready(struct asking *a, struct work *w, struct axis *axis)
{
    if (axis->side->sort != SIDE_COLUMN)
        return true;
    axis->side->count = axis->side->column->value_count;
    if (axis->facet.link != NULL)
        TRY(hide(a, w, axis->side));
    return groups_make(a, w, axis);
}

static bool
value_text(struct work *w, const struct rows *x, uint16_t kind, const struct side *s,
    uint32_t value, struct bytes *out)
{
    const char *year;

    *out = (struct bytes){0};
    if (value == 0)
        return true;
    if (s->groups != NULL) {
        *out = s->groups->codes[value];
        return true;
    }
    switch (s->sort) {
    case SIDE_STATE:
        *out = x->kinds[kind].states[value - 1];
        return true;
    case SIDE_AUTHOR:
        return hex_write(w, hash_bytes(&x->authors[value - 1]), out);
    case SIDE_YEAR:
        year = work_format(w, "%u", value);
        TRY(year != NULL);
        *out = bytes_of(year);
        return true;
    default:
        *out = s->column->values[value];
        return true;
    }
}

/* A filter's value as a number; what no row has is one that no row has. */
static bool
filter_value(struct work *w, const struct rows *x, uint16_t kind, struct side *s,
    struct bytes text)
{
    struct bytes value;

    s->wanted = UINT32_MAX;
    if (s->sort == SIDE_COLUMN && s->groups == NULL) {
        uint32_t number = column_value(s->column, text);

        if (number != 0 && (s->hidden == NULL || !s->hidden[number]))
            s->wanted = number;
        return true;
    }
    for (uint32_t i = 1; i < s->count; i++) {
        if (s->sort == SIDE_YEAR && i < 1970)
            continue;
        TRY(value_text(w, x, kind, s, i, &value));
        if (bytes_equal(value, text))
            s->wanted = i;
    }
    return true;
}

bool
matrix_room(struct work *w, struct counting *m)
{
    size_t cells = (size_t)m->row.count * m->column.count;

    if (cells > CELLS_MAX)
        return fail(w, FAULT_USAGE,
            "that would be %u rows by %u columns: count by what has fewer values",
            m->row.count, m->column.count);
    m->row.place = cells;
    m->column.place = cells + m->row.count;
    m->all = m->column.place + m->column.count;
    m->counts = work_alloc(w, (m->all + 1) * sizeof(uint32_t));
    m->seen = work_alloc(w, (m->all + 1) * sizeof(uint32_t));
    m->organisations = work_alloc(w, cells * sizeof(uint32_t));
    if (m->sum != NULL)
        m->sum->not_stated = work_alloc(w, (m->all + 1) * sizeof(uint32_t));
    return work_ok(w);
}

static bool
axis_out(struct work *w, const struct counting *m, const struct axis *axis,
    struct matrix_axis *out)
{
    const struct side *s = axis->side;
    uint32_t *totals = &m->counts[s->place];

    *out = (struct matrix_axis){.count = s->count,
        .totals = totals,
        .place = s->place,
        .organisation = axis->facet.organisation,
        .choices = json_get(axis->facet.schema, "enum"),
        .labels = json_get(axis->facet.schema, "labels"),
        .link = axis->facet.link,
        .codes = json_get_text(axis->facet.schema, "codes"),
        .grouped = s->groups != NULL,
        .values = work_alloc(w, s->count * sizeof(*out->values))};
    TRY(out->values != NULL);
    if (s->groups != NULL && s->groups->list.len > 0)
        out->codes = s->groups->list;
    for (uint32_t i = 1; i < s->count; i++)
        if (totals[i] > 0 || out->grouped)
            TRY(value_text(w, m->rows, m->kind, s, i, &out->values[i]));
    return true;
}

static bool
is_list_of_organisations(const struct facet *f)
{
    return f->organisation && json_get(f->schema, "properties") != NULL;
}

static bool
find_sides(struct asking *a, struct work *w)
{
    const struct matrix_ask *ask = a->ask;
    struct counting *m = &a->counting;
    struct facet *all;
    struct column *column;
    size_t count, orgs = 0;

    m->filter_count = ask->filter_count;
    a->axes[0].side = &m->row;
    a->axes[1].side = &m->column;
    TRY(side_of(a, w, ask->rows, &a->axes[0]));
    TRY(side_of(a, w, ask->columns, &a->axes[1]));
    for (size_t i = 0; i < ask->filter_count; i++) {
        a->axes[2 + i].side = &m->filters[i];
        TRY(side_of(a, w, ask->filters[i].path, &a->axes[2 + i]));
    }
    m->withheld = kind_read_message(a->kind) != NULL;
    m->overlaps = !a->axes[0].facet.organisation && !a->axes[1].facet.organisation;
    m->organisation = (struct side){.sort = SIDE_AUTHOR};
    TRY(facets_all(w, a->kind, &all, &count));
    TRY(dates_find(a, w, all, count));
    while (orgs < count && !is_list_of_organisations(&all[orgs]))
        orgs++;
    if (!m->overlaps || orgs == count)
        return true;
    TRY(column_of(a->node, w, m->kind, &all[orgs], &column));
    m->organisation = (struct side){.column = column};
    return true;
}

static bool
fill_sides(struct asking *a, struct work *w)
{
    struct counting *m = &a->counting;

    TRY(columns_fill(a->node, w));
    TRY(dates_ready(a, w));
    TRY(m->sum == NULL || sum_ready(w, m->sum));
    for (size_t i = 0; i < 2 + m->filter_count; i++)
        TRY(side_ready(a, w, &a->axes[i]));
    for (size_t i = 0; i < m->filter_count; i++)
        TRY(filter_value(w, m->rows, m->kind, &m->filters[i], a->ask->filters[i].value));
    return a->ask->frame == NULL || m->row.groups != NULL || m->column.groups != NULL ||
        fail(w, FAULT_USAGE,
            "it names nothing of what is asked for: no group of a list (@region), no "
            "theme, "
            "and nothing that the records link to belongs to it");
}

bool
node_matrix(struct node *n, struct work *w, const struct actor *who,
    const struct matrix_ask *ask, struct matrix *out)
{
    struct asking *a = work_alloc(w, sizeof(*a));
    struct counting *m;

    TRY(a != NULL);
    *a = (struct asking){.node = n,
        .who = who,
        .ask = ask,
        .kind = kinds_find(n->kinds, ask->kind)};
    *out = (struct matrix){0};
    TRY(a->kind != NULL || fail(w, FAULT_MISSING, "there is no such kind"));
    TRY(node_now(n, w, &a->now));
    TRY(rows_ready(n, w));
    m = &a->counting;
    TRY(rows_kind(n, w, ask->kind, &m->kind));
    m->rows = n->rows;
    m->work = w;
    TRY(find_sides(a, w) && sum_find(a, w));
    TRY(fill_sides(a, w));
    TRY(matrix_room(w, m));
    TRY(matrix_count(m, n, who, ask, a->now));
    *out = (struct matrix){.cells = m->counts,
        .organisations = m->overlaps ? m->organisations : NULL,
        .place = m->all,
        .count = m->count,
        .mentions = m->mentions};
    if (m->sum != NULL)
        sum_out(m->sum, out);
    return axis_out(w, m, &a->axes[0], &out->rows) &&
        axis_out(w, m, &a->axes[1], &out->columns);
}
