/*
 * matrix: who does what where -- how many records of a kind there are by two axes, what is
 * missing of what was agreed, and where several work at one thing.
 */
#include "desks/desk_inner.h"

#include <stdlib.h>
#include <string.h>

#define GAPS_MAX 1000

#define NOTE                                                                             \
    "Each record counts once in a cell, in the total of a row or column, and in all, "   \
    "however many organisations, roles or places of it lead there: totals are no sums. " \
    "`mentions` is the sum of the cells."

struct label {
    uint32_t value;
    size_t order; /* in the agreed list; behind it, by text */
    struct bytes text;
};

struct laid {
    struct desk *desk;
    const struct kind *kind;
    const char *path;
    const struct matrix_axis *axis;
    struct label *labels; /* of values that have records */
    size_t count;
    struct json *agreed; /* [{"value","label"}]: what could have */
};

/* ---- What is agreed ---------------------------------------------------------------------- */

static void
agree(struct work *w, struct laid *l, struct bytes value, struct json *label)
{
    struct json *one = json_object(w);

    json_put(one, "value", json_text(w, value));
    json_put(one, "label", label != NULL ? label : json_text(w, value));
    json_add(l->agreed, one);
}

static bool
agree_target(void *ctx, struct work *w, const struct view_row *row)
{
    struct laid *l = ctx;
    struct stored s;
    struct bytes id;
    int64_t now;
    bool known;

    TRY(node_now(l->desk->node, w, &now));
    TRY(node_row_known(l->desk->node, w, &l->desk->actor, row, now, &known));
    if (!known || l->agreed->count == GAPS_MAX)
        return true;
    TRY(store_by_no(node_store(l->desk->node), w, row->record, &s));
    TRY(uuid_write(w, &s.id, &id));
    agree(w, l, id, desk_title(l->desk, w, &s));
    return work_ok(w);
}

/* States, the choices of a field, and what a link may lead to. */
static bool
agree_all(struct work *w, struct laid *l)
{
    const struct json *states = json_get(kind_json(l->kind), "states"),
                      *to = json_get(l->axis->link, "to");

    l->agreed = json_array(w);
    if (strcmp(l->path, "state") == 0)
        for (const struct json *s = states != NULL ? states->first : NULL; s != NULL;
             s = s->next)
            agree(w, l, s->name,
                json_text(w, json_get_text(json_get(s, "label")->first, "text")));
    for (const struct json *c = l->axis->choices != NULL ? l->axis->choices->first : NULL;
         c != NULL; c = c->next)
        if (c->type == JSON_TEXT)
            agree(w, l, c->text, NULL);
    if (to != NULL && to->type == JSON_ARRAY)
        for (const struct json *k = to->first; k != NULL; k = k->next)
            TRY(node_rows(l->desk->node, w, k->text, false, agree_target, l));
    return work_ok(w);
}

static const struct json *
agreed_on(const struct laid *l, struct bytes value, size_t *order)
{
    *order = 0;
    for (const struct json *a = l->agreed->first; a != NULL; a = a->next, ++*order)
        if (bytes_equal(json_get_text(a, "value"), value))
            return a;
    return NULL;
}

/* ---- What people call the values ------------------------------------------------------------ */

static bool
label_of(struct work *w, struct laid *l, struct bytes value, struct label *out)
{
    const struct json *agreed = agreed_on(l, value, &out->order);
    struct json *name;
    struct hash org;

    out->text = value;
    if (agreed != NULL) {
        out->text = json_get_text(agreed, "label");
        return true;
    }
    if (value.len == 0) {
        out->order = SIZE_MAX;
        out->text = bytes_of("(not stated)");
        return true;
    }
    if (!l->axis->organisation || value.len != 64 ||
        !hex_read(w, value, &org, sizeof(org))) {
        work_clear(w);
        return true;
    }
    name = desk_org_name(l->desk, w, &org);
    TRY(name != NULL);
    out->text = name->text;
    return true;
}

static int
by_label(const void *a, const void *b)
{
    const struct label *x = a, *y = b;

    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return bytes_order(x->text, y->text);
}

static bool
lay(struct work *w, struct laid *l)
{
    l->labels = work_alloc(w, (l->axis->count + 1) * sizeof(*l->labels));
    TRY(l->labels != NULL);
    TRY(agree_all(w, l));
    for (uint32_t i = 0; i < l->axis->count; i++) {
        if (l->axis->totals[i] == 0)
            continue;
        l->labels[l->count].value = i;
        TRY(label_of(w, l, l->axis->values[i], &l->labels[l->count++]));
    }
    qsort(l->labels, l->count, sizeof(*l->labels), by_label);
    return true;
}

/* ---- The answer ------------------------------------------------------------------------------- */

static struct json *
axis_json(struct work *w, const struct laid *l)
{
    struct json *list = json_array(w);

    for (size_t i = 0; i < l->count; i++) {
        struct json *one = json_object(w);
        uint32_t value = l->labels[i].value;

        json_put(one, "value", json_text(w, l->axis->values[value]));
        json_put(one, "label", json_text(w, l->labels[i].text));
        json_put(one, "count", json_integer(w, l->axis->totals[value]));
        json_add(list, one);
    }
    return list;
}

static void
put_cells(struct work *w, const struct matrix *m, const struct laid *r,
    const struct laid *c, struct json *answer)
{
    struct json *cells = json_array(w), *overlaps = json_array(w);

    for (size_t i = 0; i < r->count; i++)
        for (size_t j = 0; j < c->count; j++) {
            size_t at =
                (size_t)r->labels[i].value * m->columns.count + c->labels[j].value;
            struct json *one = json_object(w), *over = json_object(w);

            if (m->cells[at] == 0)
                continue;
            json_put(one, "row", json_text(w, r->labels[i].text));
            json_put(one, "column", json_text(w, c->labels[j].text));
            json_put(one, "count", json_integer(w, m->cells[at]));
            json_add(cells, one);
            if (m->organisations == NULL || m->organisations[at] < 2)
                continue;
            json_put(over, "row", json_text(w, r->labels[i].text));
            json_put(over, "column", json_text(w, c->labels[j].text));
            json_put(over, "organisations", json_integer(w, m->organisations[at]));
            json_add(overlaps, over);
        }
    json_put(answer, "cells", cells);
    json_put(answer, "overlaps", overlaps);
}

/* Where one axis is of organisations, the other's values on which several of them work. */
static void
put_shared(struct work *w, const struct matrix *m, const struct laid *of,
    const struct laid *orgs, bool rows, struct json *overlaps)
{
    for (size_t i = 0; i < of->count; i++) {
        struct json *one = json_object(w);
        int64_t several = 0;

        for (size_t j = 0; j < orgs->count; j++) {
            size_t row = rows ? of->labels[i].value : orgs->labels[j].value;
            size_t column = rows ? orgs->labels[j].value : of->labels[i].value;

            several += orgs->labels[j].value != 0 &&
                m->cells[row * m->columns.count + column] > 0;
        }
        if (several < 2)
            continue;
        json_put(one, rows ? "row" : "column", json_text(w, of->labels[i].text));
        json_put(one, "organisations", json_integer(w, several));
        json_add(overlaps, one);
    }
}

/* What was agreed and has nothing. */
static void
put_gaps(struct work *w, const struct laid *l, const char *axis, struct json *to)
{
    for (const struct json *a = l->agreed->first; a != NULL; a = a->next) {
        struct json *one = json_object(w);
        bool any = false;

        for (size_t i = 0; i < l->count && !any; i++)
            any = bytes_equal(l->axis->values[l->labels[i].value],
                json_get_text(a, "value"));
        if (any)
            continue;
        json_put(one, "axis", json_string(w, axis));
        json_put(one, "value", json_text(w, json_get_text(a, "value")));
        json_put(one, "label", json_text(w, json_get_text(a, "label")));
        json_add(to, one);
    }
}

/* ---- As a table --------------------------------------------------------------------------------- */

/* What a spreadsheet would take for a formula is made a text. */
static void
field(struct buffer *to, struct bytes text)
{
    buffer_byte(to, '"');
    if (text.len > 0 && strchr("=+-@\t\r", text.at[0]) != NULL)
        buffer_byte(to, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '"')
            buffer_byte(to, '"');
        buffer_byte(to, text.at[i]);
    }
    buffer_byte(to, '"');
}

static bool
put_csv(struct work *w, const struct matrix *m, const struct laid *r,
    const struct laid *c, struct json *answer)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    struct bytes out;

    field(&b, bytes_of(r->path));
    for (size_t j = 0; j < c->count; j++) {
        buffer_byte(&b, ',');
        field(&b, c->labels[j].text);
    }
    buffer_text(&b, ",\"records, each once\"\n");
    for (size_t i = 0; i < r->count; i++) {
        uint32_t row = r->labels[i].value;

        field(&b, r->labels[i].text);
        for (size_t j = 0; j < c->count; j++)
            buffer_format(&b, ",%u",
                m->cells[(size_t)row * m->columns.count + c->labels[j].value]);
        buffer_format(&b, ",%u\n", m->rows.totals[row]);
    }
    buffer_text(&b, "\"records, each once\"");
    for (size_t j = 0; j < c->count; j++)
        buffer_format(&b, ",%u", m->columns.totals[c->labels[j].value]);
    buffer_format(&b, ",%lld", (long long)m->count);
    TRY(buffer_bytes(&b, &out));
    json_put(answer, "csv", json_text(w, out));
    return true;
}

/* ---- Asking --------------------------------------------------------------------------------------- */

static bool
read_ask(struct work *w, const struct json *args, struct matrix_ask *out)
{
    const struct json *filters = json_get(args, "filter");

    TRY(work_string(w, desk_text(args, "rows"), &out->rows));
    TRY(work_string(w, desk_text(args, "columns"), &out->columns));
    for (const struct json *f = filters != NULL ? filters->first : NULL; f != NULL;
         f = f->next) {
        const char *text, *equals;

        TRY(work_string(w, f->text, &text));
        equals = strchr(text, '=');
        if (equals == NULL || equals == text)
            return fail(w, FAULT_USAGE, "--filter wants FIELD=VALUE, not %s", text);
        if (out->filter_count == MATRIX_FILTERS)
            return fail(w, FAULT_USAGE, "at most %d filters", MATRIX_FILTERS);
        out->filters[out->filter_count].path =
            work_format(w, "%.*s", (int)(equals - text), text);
        TRY(out->filters[out->filter_count].path != NULL);
        out->filters[out->filter_count++].value = bytes_of(equals + 1);
    }
    return true;
}

static bool
put_whole(struct work *w, const struct matrix *m, const struct laid *r,
    const struct laid *c, struct json *answer)
{
    struct json *gaps = json_array(w);

    json_put(answer, "rows", axis_json(w, r));
    json_put(answer, "columns", axis_json(w, c));
    put_cells(w, m, r, c, answer);
    if (m->rows.organisation != m->columns.organisation)
        put_shared(w, m, m->rows.organisation ? c : r, m->rows.organisation ? r : c,
            !m->rows.organisation, json_get(answer, "overlaps"));
    put_gaps(w, r, r->path, gaps);
    put_gaps(w, c, c->path, gaps);
    json_put(answer, "gaps", gaps);
    json_put(answer, "count", json_integer(w, m->count));
    json_put(answer, "mentions", json_integer(w, m->mentions));
    json_put(answer, "note", json_string(w, NOTE));
    return work_ok(w);
}

DESK(matrix)
{
    struct bytes format = desk_text(args, "format");
    struct matrix_ask ask = {0};
    const struct kind *kind;
    struct matrix m;

    if (format.len > 0 && !bytes_is(format, "csv") && !bytes_is(format, "json"))
        return fail(w, FAULT_USAGE, "--format is json or csv");
    TRY(desk_kind(d, w, desk_text(args, "kind"), &kind));
    ask.kind = kind_name(kind);
    TRY(read_ask(w, args, &ask));
    TRY(node_matrix(d->node, w, &d->actor, &ask, &m));
    struct laid rows = {.desk = d, .kind = kind, .path = ask.rows, .axis = &m.rows},
                columns = {.desk = d,
                    .kind = kind,
                    .path = ask.columns,
                    .axis = &m.columns};
    TRY(lay(w, &rows));
    TRY(lay(w, &columns));
    *answer = json_object(w);
    json_put(*answer, "kind", json_text(w, ask.kind));
    return bytes_is(format, "csv") ? put_csv(w, &m, &rows, &columns, *answer)
                                   : put_whole(w, &m, &rows, &columns, *answer);
}
