/*
 * A matrix as a table in CSV, for a spreadsheet.
 */
#include "desks/matrix_desk.h"

#include <string.h>

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

/* A line of text below the table, as wide as that is. */
static void
line_below(struct buffer *to, struct work *w, size_t columns, struct bytes text,
    struct bytes more)
{
    const char *line = work_format(w, "%.*s%s%.*s", (int)text.len, (const char *)text.at,
        more.len > 0 ? ": " : "", (int)more.len, (const char *)more.at);

    field(to, bytes_of(line != NULL ? line : ""));
    for (size_t i = 0; i < columns; i++)
        buffer_byte(to, ',');
    buffer_byte(to, '\n');
}

bool
matrix_csv(struct work *w, const struct matrix *m, const struct laid *r,
    const struct laid *c, struct bytes *out)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    const struct json *notes = matrix_footnotes(w, r, c);

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
    buffer_format(&b, ",%lld\n", (long long)m->count);
    for (const struct json *n = notes->first; n != NULL; n = n->next)
        line_below(&b, w, c->count + 1, json_get_text(n, "label"),
            json_get_text(n, "text"));
    return buffer_bytes(&b, out);
}
