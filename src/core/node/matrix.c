/*
 * Asking for a matrix: which columns of the index its axes and filters are, and the values
 * behind their numbers.
 */
#include "core/node/matrix_inner.h"

#include <string.h>

#define CELLS_MAX (4u * 1024 * 1024)

/* Of a link, what it leads to is shown to those alone who may know of it. */
static bool
hide(struct node *n, struct work *w, const struct actor *who, struct side *s)
{
    bool *hidden = work_alloc(w, s->count * sizeof(*hidden)), known;
    int64_t now;

    TRY(hidden != NULL && node_now(n, w, &now));
    for (uint32_t i = 1; i < s->count; i++) {
        struct uuid id;
        struct view_row row;
        uint32_t at;

        TRY(uuid_read(w, s->column->values[i], &id));
        at = rows_find(n->rows, &id);
        hidden[i] = at == NO_ROW;
        if (hidden[i])
            continue;
        row = rows_view(n->rows, &n->rows->at[at]);
        TRY(node_row_known(n, w, who, &row, now, &known));
        hidden[i] = !known;
    }
    s->hidden = hidden;
    return true;
}

static bool
side_of(struct node *n, struct work *w, uint16_t kind, const struct kind *k,
    const char *path, struct side *out, struct facet *facet)
{
    struct column *column;
    bool have;

    *out = (struct side){0};
    *facet = (struct facet){0};
    if (strcmp(path, "state") == 0 && kind_has_states(k)) {
        out->sort = SIDE_STATE;
        out->count = (uint32_t)n->rows->kinds[kind].state_count + 1;
        return true;
    }
    if (strcmp(path, "author") == 0) {
        out->sort = SIDE_AUTHOR;
        out->count = n->rows->author_count + 1;
        facet->organisation = true;
        return true;
    }
    if (strcmp(path, "year") == 0) {
        out->sort = SIDE_YEAR;
        out->count = 10000;
        return true;
    }
    TRY(facet_find(w, k, path, facet, &have));
    if (!have)
        return fail(w, FAULT_USAGE,
            "%.*s cannot be counted by %s: state, author, year, a link's type, or a "
            "field "
            "that is short, like core.countries.*.code",
            (int)kind_name(k).len, (const char *)kind_name(k).at, path);
    TRY(column_of(n, w, kind, facet, &column));
    out->column = column;
    return true;
}

/* Once its column is filled: how many values it has, and which of them are hidden. */
static bool
side_ready(struct node *n, struct work *w, const struct actor *who, struct side *s,
    const struct facet *facet)
{
    if (s->sort != SIDE_COLUMN)
        return true;
    s->count = s->column->value_count;
    return facet->link == NULL || hide(n, w, who, s);
}

static bool
value_text(struct work *w, const struct rows *x, uint16_t kind, const struct side *s,
    uint32_t value, struct bytes *out)
{
    const char *year;

    *out = (struct bytes){0};
    if (value == 0)
        return true;
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
    if (s->sort == SIDE_COLUMN) {
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
    m->cells = work_alloc(w, cells * sizeof(uint32_t));
    m->seen_cell = work_alloc(w, cells * sizeof(uint32_t));
    m->organisations = work_alloc(w, cells * sizeof(uint32_t));
    m->row_total = work_alloc(w, m->row.count * sizeof(uint32_t));
    m->seen_row = work_alloc(w, m->row.count * sizeof(uint32_t));
    m->column_total = work_alloc(w, m->column.count * sizeof(uint32_t));
    m->seen_column = work_alloc(w, m->column.count * sizeof(uint32_t));
    return work_ok(w);
}

static bool
axis_out(struct work *w, const struct rows *x, uint16_t kind, const struct side *s,
    const struct facet *facet, uint32_t *totals, struct matrix_axis *out)
{
    *out = (struct matrix_axis){.count = s->count,
        .totals = totals,
        .organisation = facet->organisation,
        .choices = facet->choices,
        .link = facet->link,
        .values = work_alloc(w, s->count * sizeof(*out->values))};
    TRY(out->values != NULL);
    for (uint32_t i = 1; i < s->count; i++)
        if (totals[i] > 0)
            TRY(value_text(w, x, kind, s, i, &out->values[i]));
    return true;
}

/* What is asked, found in the index. */
struct asking {
    struct counting counting;
    struct facet rows, columns, organisations, filters[MATRIX_FILTERS];
};

static bool
find_sides(struct node *n, struct work *w, const struct kind *k,
    const struct matrix_ask *ask, struct asking *a)
{
    struct counting *m = &a->counting;
    struct column *column;
    bool have;

    TRY(side_of(n, w, m->kind, k, ask->rows, &m->row, &a->rows));
    TRY(side_of(n, w, m->kind, k, ask->columns, &m->column, &a->columns));
    for (size_t i = 0; i < ask->filter_count; i++)
        TRY(side_of(n, w, m->kind, k, ask->filters[i].path, &m->filters[i],
            &a->filters[i]));
    m->filter_count = ask->filter_count;
    m->overlaps = !a->rows.organisation && !a->columns.organisation;
    m->organisation = (struct side){.sort = SIDE_AUTHOR};
    TRY(facet_organisations(w, k, &a->organisations, &have));
    if (!m->overlaps || !have)
        return true;
    TRY(column_of(n, w, m->kind, &a->organisations, &column));
    m->organisation = (struct side){.column = column};
    return true;
}

static bool
fill_sides(struct node *n, struct work *w, const struct actor *who,
    const struct matrix_ask *ask, struct asking *a)
{
    struct counting *m = &a->counting;

    TRY(columns_fill(n, w));
    TRY(side_ready(n, w, who, &m->row, &a->rows));
    TRY(side_ready(n, w, who, &m->column, &a->columns));
    for (size_t i = 0; i < m->filter_count; i++) {
        TRY(side_ready(n, w, who, &m->filters[i], &a->filters[i]));
        TRY(filter_value(w, n->rows, m->kind, &m->filters[i], ask->filters[i].value));
    }
    return true;
}

bool
node_matrix(struct node *n, struct work *w, const struct actor *who,
    const struct matrix_ask *ask, struct matrix *out)
{
    struct asking *a = work_alloc(w, sizeof(*a));
    const struct kind *k = kinds_find(n->kinds, ask->kind);
    struct counting *m;
    int64_t now;

    TRY(a != NULL);
    *out = (struct matrix){0};
    TRY(k != NULL || fail(w, FAULT_MISSING, "there is no such kind"));
    TRY(node_now(n, w, &now));
    TRY(rows_ready(n, w));
    m = &a->counting;
    TRY(rows_kind(n, w, ask->kind, &m->kind));
    m->rows = n->rows;
    m->work = w;
    TRY(find_sides(n, w, k, ask, a));
    TRY(fill_sides(n, w, who, ask, a));
    TRY(matrix_room(w, m));
    TRY(matrix_count(m, n, who, now));
    *out = (struct matrix){.cells = m->cells,
        .organisations = m->overlaps ? m->organisations : NULL,
        .count = m->count,
        .mentions = m->mentions};
    return axis_out(w, n->rows, m->kind, &m->row, &a->rows, m->row_total, &out->rows) &&
        axis_out(w, n->rows, m->kind, &m->column, &a->columns, m->column_total,
            &out->columns);
}
