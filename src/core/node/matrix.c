/*
 * Asking for a matrix: which columns of the index its axes and filters are, and the values
 * behind their numbers.
 */
#include "core/node/matrix_inner.h"

#include <string.h>

#define CELLS_MAX (4u * 1024 * 1024)

struct side *
side_at(struct counting *m, size_t i)
{
    return i == 0 ? &m->row : i == 1 ? &m->column : &m->filters[i - 2];
}

bool
matrix_knows(struct counting *m, const struct uuid *id, bool *yes)
{
    uint32_t row = rows_find(m->rows, id);
    struct view_row view;

    *yes = false;
    if (row == NO_ROW || (m->ask->takes != NULL && !m->ask->takes(m->ask->takes_ctx, id)))
        return true;
    view = rows_view(m->rows, &m->rows->at[row]);
    return node_row_known(m->node, m->work, m->who, &view, m->now, yes);
}

/* Of a link, what it leads to is shown to those alone who may know of it. */
static bool
hide(struct counting *m, struct side *s)
{
    bool *hidden = work_alloc(m->work, s->count * sizeof(*hidden)), known;

    TRY(hidden != NULL);
    for (uint32_t i = 1; i < s->count; i++) {
        struct uuid id;

        TRY(uuid_read(m->work, s->column->values[i], &id));
        TRY(matrix_knows(m, &id, &known));
        hidden[i] = !known;
    }
    s->hidden = hidden;
    return true;
}

static bool
find_side(struct counting *m, const char *asked, struct side *s)
{
    static const char *const others[] =
        {[SIDE_STATE] = "state", [SIDE_AUTHOR] = "author", [SIDE_YEAR] = "year"};
    const uint32_t counts[] = {[SIDE_STATE] =
                                   (uint32_t)m->rows->kinds[m->kind].state_count + 1,
        [SIDE_AUTHOR] = m->rows->author_count + 1,
        [SIDE_YEAR] = 10000};

    TRY(groups_split(m, asked, s));
    for (enum side_sort i = SIDE_STATE; i <= SIDE_YEAR; i++)
        if (strcmp(asked, others[i]) == 0 && (i != SIDE_STATE || kind_has_states(m->of)))
            s->sort = i;
    s->facet.organisation = s->sort == SIDE_AUTHOR;
    s->count = counts[s->sort];
    if (s->sort != SIDE_COLUMN)
        return true;
    TRY(column_by(m->node, m->work, m->of, s->path, &s->facet, &s->column));
    return groups_check(m->work, s);
}

/* Once its column is filled: how many values it has, which of them are hidden, and into what
 * they are folded. */
static bool
side_ready(struct counting *m, struct side *s)
{
    if (s->sort != SIDE_COLUMN)
        return true;
    s->count = s->column->value_count;
    if (s->facet.link != NULL)
        TRY(hide(m, s));
    return groups_make(m, s);
}

static bool
value_text(const struct counting *m, const struct side *s, uint32_t value,
    struct bytes *out)
{
    const char *year;

    *out = (struct bytes){0};
    if (value == 0)
        return true;
    if (s->groups != NULL || s->sort == SIDE_COLUMN) {
        *out = s->groups != NULL ? s->groups->codes[value] : s->column->values[value];
        return true;
    }
    if (s->sort == SIDE_AUTHOR)
        return hex_write(m->work, hash_bytes(&m->rows->authors[value - 1]), out);
    if (s->sort == SIDE_STATE) {
        *out = m->rows->kinds[m->kind].states[value - 1];
        return true;
    }
    year = work_format(m->work, "%u", value);
    TRY(year != NULL);
    *out = bytes_of(year);
    return true;
}

/* A filter's value as a number; what no row has is one that no row has. */
static bool
filter_value(const struct counting *m, struct side *s, struct bytes text)
{
    struct bytes value;

    s->wanted = UINT32_MAX;
    if (s->sort == SIDE_COLUMN && s->groups == NULL) {
        uint32_t number = column_value(s->column, text);

        if (number != 0 && (s->hidden == NULL || !s->hidden[number]))
            s->wanted = number;
        return true;
    }
    for (uint32_t i = s->sort == SIDE_YEAR ? 1970 : 1; i < s->count; i++) {
        TRY(value_text(m, s, i, &value));
        if (bytes_equal(value, text))
            s->wanted = i;
    }
    return true;
}

bool
matrix_room(struct counting *m)
{
    size_t cells = (size_t)m->row.count * m->column.count;

    if (cells > CELLS_MAX)
        return fail(m->work, FAULT_USAGE,
            "that would be %u rows by %u columns: count by what has fewer values",
            m->row.count, m->column.count);
    m->row.place = cells;
    m->column.place = cells + m->row.count;
    m->all = m->column.place + m->column.count;
    m->counts = work_alloc(m->work, (m->all + 1) * sizeof(uint32_t));
    m->seen = work_alloc(m->work, (m->all + 1) * sizeof(uint32_t));
    m->organisations = work_alloc(m->work, cells * sizeof(uint32_t));
    if (m->sum != NULL)
        m->sum->not_stated = work_alloc(m->work, (m->all + 1) * sizeof(uint32_t));
    return work_ok(m->work);
}

static bool
axis_out(const struct counting *m, const struct side *s, struct matrix_axis *out)
{
    uint32_t *totals = &m->counts[s->place];

    *out = (struct matrix_axis){.count = s->count,
        .totals = totals,
        .place = s->place,
        .organisation = s->facet.organisation,
        .choices = json_get(s->facet.schema, "enum"),
        .labels = json_get(s->facet.schema, "labels"),
        .link = s->facet.link,
        .codes = s->groups != NULL && s->groups->list.len > 0
            ? s->groups->list
            : json_get_text(s->facet.schema, "codes"),
        .grouped = s->groups != NULL,
        .values = work_alloc(m->work, s->count * sizeof(*out->values))};
    TRY(out->values != NULL);
    for (uint32_t i = 1; i < s->count; i++)
        if (totals[i] > 0 || out->grouped)
            TRY(value_text(m, s, i, &out->values[i]));
    return true;
}

/* Who shares a cell is counted by the first list of organisations that the kind has. */
static bool
find_organisations(struct counting *m, const struct facet all[], size_t count)
{
    size_t i = 0;

    m->overlaps = !m->row.facet.organisation && !m->column.facet.organisation;
    m->organisation = (struct side){.sort = SIDE_AUTHOR};
    while (i < count &&
        (!all[i].organisation || json_get(all[i].schema, "properties") == NULL))
        i++;
    if (!m->overlaps || i == count)
        return true;
    m->organisation.sort = SIDE_COLUMN;
    return column_of(m->node, m->work, m->kind, &all[i], &m->organisation.column);
}

static bool
find_sides(struct counting *m)
{
    const struct matrix_ask *ask = m->ask;
    struct facet *all;
    size_t count;

    m->filter_count = ask->filter_count;
    TRY(find_side(m, ask->rows, &m->row));
    TRY(find_side(m, ask->columns, &m->column));
    for (size_t i = 0; i < m->filter_count; i++)
        TRY(find_side(m, ask->filters[i].path, &m->filters[i]));
    m->withheld = kind_read_message(m->of) != NULL;
    TRY(facets_all(m->work, m->of, &all, &count));
    return dates_find(m, all, count) && find_organisations(m, all, count) && sum_find(m);
}

static bool
fill_sides(struct counting *m)
{
    TRY(columns_fill(m->node, m->work));
    TRY(dates_ready(m));
    TRY(m->sum == NULL || sum_ready(m->work, m->sum));
    for (size_t i = 0; i < 2 + m->filter_count; i++)
        TRY(side_ready(m, side_at(m, i)));
    for (size_t i = 0; i < m->filter_count; i++)
        TRY(filter_value(m, &m->filters[i], m->ask->filters[i].value));
    return m->ask->frame == NULL || m->row.groups != NULL || m->column.groups != NULL ||
        fail(m->work, FAULT_USAGE,
            "it names nothing of what is asked for: no group of a list (@region), no "
            "theme, and nothing that the records link to belongs to it");
}

bool
node_matrix(struct node *n, struct work *w, const struct actor *who,
    const struct matrix_ask *ask, struct matrix *out)
{
    struct counting *m = work_alloc(w, sizeof(*m));

    TRY(m != NULL);
    *m = (struct counting){.node = n,
        .work = w,
        .who = who,
        .ask = ask,
        .of = kinds_find(n->kinds, ask->kind)};
    TRY(m->of != NULL || fail(w, FAULT_MISSING, "there is no such kind"));
    TRY(node_now(n, w, &m->now));
    TRY(rows_ready(n, w));
    TRY(rows_kind(n, w, ask->kind, &m->kind));
    m->rows = n->rows;
    TRY(find_sides(m) && fill_sides(m) && matrix_room(m) && matrix_count(m));
    *out = (struct matrix){.cells = m->counts,
        .organisations = m->overlaps ? m->organisations : NULL,
        .place = m->all,
        .count = m->count,
        .mentions = m->mentions};
    if (m->sum != NULL)
        sum_out(m->sum, out);
    return axis_out(m, &m->row, &out->rows) && axis_out(m, &m->column, &out->columns);
}
