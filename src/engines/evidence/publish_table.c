/*
 * Approved tables: a record whose part "table" asks for a count, with that count on its page and
 * as CSV beside it, made over the records of this publication and no others.  What is counted can
 * be read by whoever reads the count.
 */
#include "engines/evidence/publish.h"

#include <stdio.h>
#include <string.h>

#define CELLS_MAX 200000

static const struct json *
asked_by(const struct kind *kind, const struct record *r)
{
    const struct json *fields = json_at(kind_json(kind), "parts.table.schema.properties");
    const struct part *part = record_part(r, "table");

    return part != NULL && part->present && json_get(fields, "rows") != NULL &&
            json_get(fields, "columns") != NULL
        ? part->value
        : NULL;
}

static bool
takes(void *ctx, const struct uuid *id)
{
    return publish_has(ctx, id);
}

static void
add_labels(const struct json *list, const char *scope, struct buffer *to)
{
    for (const struct json *i = list->first; i != NULL; i = i->next) {
        buffer_format(to, "<th scope=\"%s\">", scope);
        html_text(to, json_get_text(i, "label"));
        buffer_text(to, json_get(i, "footnote") != NULL ? "*</th>" : "</th>");
    }
}

static void
add_cells(const struct json *line, struct buffer *to)
{
    for (const struct json *c = line->first; c != NULL; c = c->next) {
        buffer_text(to, "<td>");
        html_text(to, c->text);
        buffer_text(to, "</td>");
    }
    buffer_text(to, "</tr>\n");
}

static void
add_grid(const struct json *answer, const struct json *table, struct bytes title,
    struct buffer *to)
{
    const struct json *line = json_get(table, "lines")->first;
    struct bytes says = json_get_text(table, "says");

    buffer_text(to, "<table>\n<caption>");
    html_text(to, title);
    buffer_text(to, "</caption>\n<tr><td></td>");
    add_labels(json_get(answer, "columns"), "col", to);
    buffer_text(to, "<th scope=\"col\">");
    html_text(to, says);
    buffer_text(to, "</th></tr>\n");
    for (const struct json *r = json_get(answer, "rows")->first;
         r != NULL && line->next != NULL; r = r->next, line = line->next) {
        buffer_text(to, "<tr><th scope=\"row\">");
        html_text(to, json_get_text(r, "label"));
        buffer_text(to, json_get(r, "footnote") != NULL ? "*</th>" : "</th>");
        add_cells(line, to);
    }
    buffer_text(to, "<tr><th scope=\"row\">");
    html_text(to, says);
    buffer_text(to, "</th>");
    add_cells(line, to);
    buffer_text(to, "</table>\n");
}

static void
add_below(const struct json *answer, struct buffer *to)
{
    for (const struct json *n = json_get(answer, "footnotes")->first; n != NULL;
         n = n->next) {
        buffer_text(to, "<p>* ");
        html_text(to, json_get_text(n, "label"));
        buffer_text(to, ": ");
        html_text(to, json_get_text(n, "text"));
        buffer_text(to, "</p>\n");
    }
    for (const struct json *g = json_get(answer, "gaps")->first; g != NULL; g = g->next) {
        buffer_text(to, "<p>Nothing for ");
        html_text(to, json_get_text(g, "label"));
        buffer_text(to, ".</p>\n");
    }
    buffer_text(to, "<p>");
    html_text(to, json_get_text(answer, "note"));
    buffer_text(to, "</p>\n");
}

/* The table as a file, with what the page says of it below. */
static bool
put_csv(struct package *p, struct work *w, const char *file, const struct json *answer,
    const char *counted, struct bytes csv)
{
    struct bytes note = json_get_text(answer, "note"), text;
    size_t columns = json_get(answer, "columns")->count + 1;
    struct buffer b = buffer_open(w, SIZE_MAX / 2);

    buffer_add(&b, csv);
    for (int line = 0; line < 2; line++) {
        buffer_byte(&b, '"');
        buffer_add(&b, line == 0 ? bytes_of(counted) : note);
        buffer_byte(&b, '"');
        for (size_t i = 0; i < columns; i++)
            buffer_byte(&b, ',');
        buffer_byte(&b, '\n');
    }
    TRY(buffer_bytes(&b, &text));
    return bag_put(&p->bag, w, work_format(p->work, "data/site/%s", file), text);
}

static bool
is_no_table(struct work *w)
{
    enum fault kind = work_fault(w);

    return kind == FAULT_USAGE || kind == FAULT_INVALID || kind == FAULT_MISSING;
}

static bool
tabulate(struct package *p, struct work *w, const struct json *asked,
    struct json **answer, struct bytes *csv)
{
    const struct publication *about = p->publication;

    TRY(about->tabulate(about->tabulate_ctx, w, asked, takes, p, answer, csv));
    return json_get(*answer, "rows")->count * json_get(*answer, "columns")->count <=
        CELLS_MAX ||
        fail(w, FAULT_USAGE, "it has more than %d cells", CELLS_MAX);
}

bool
publish_table(struct package *p, struct work *w, const struct kind *kind,
    const struct record *r, struct bytes title, struct buffer *to)
{
    const struct json *asked = asked_by(kind, r);
    const char *counted, *file, *id = package_uuid(w, &r->id);
    struct json *answer;
    struct bytes day, csv;
    int64_t now;

    /* Another organisation approves of what stands on its pages, not on ours. */
    if (asked == NULL || p->publication->tabulate == NULL ||
        !hash_equal(&r->author, &node_identity(p->node)->id))
        return true;
    buffer_text(to, "<h2>Table</h2>\n");
    if (!tabulate(p, w, asked, &answer, &csv)) {
        char why[500];

        TRY(is_no_table(w));
        snprintf(why, sizeof(why), "%s", work_why(w));
        work_clear(w); /* nothing is written while there is a fault */
        buffer_text(to, "<p>It cannot be counted so: ");
        html_text(to, bytes_of(why));
        buffer_text(to, ".</p>\n");
        return true;
    }
    TRY(node_now(p->node, w, &now) && time_write(w, now, &day));
    counted = work_format(w,
        "Counted on %.10s over the records of this publication and no others, as record "
        "%s asks.",
        (const char *)day.at, id != NULL ? id : "");
    file = work_format(w, "%s.csv", id != NULL ? id : "");
    TRY(counted != NULL && file != NULL);
    buffer_text(to, "<p>");
    html_text(to, bytes_of(counted));
    buffer_format(to, " As CSV: <a href=\"%s\">%s</a></p>\n", file, file);
    for (const struct json *t = json_get(answer, "tables")->first; t != NULL; t = t->next)
        add_grid(answer, t, title, to);
    add_below(answer, to);
    return put_csv(p, w, file, answer, counted, csv);
}
