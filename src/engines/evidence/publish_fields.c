/*
 * A record's fields for anyone to read: laid out as the kind's schema has them, so that a kind
 * that is new needs nothing here.
 */
#include "engines/evidence/publish.h"

#include <inttypes.h>
#include <string.h>

/* Text in each of its languages, for screen readers and right-to-left ones. */
static void
add_texts(const struct json *texts, struct buffer *to)
{
    for (const struct json *t = texts->first; t != NULL; t = t->next) {
        buffer_text(to, "<p dir=\"auto\" lang=\"");
        html_text(to, json_get_text(t, "lang"));
        buffer_text(to, "\">");
        html_text(to, json_get_text(t, "text"));
        buffer_text(to, "</p>");
    }
}

static void
add_date(const struct json *date, struct buffer *to)
{
    html_text(to, json_get_text(date, "from"));
    if (json_get(date, "to") != NULL) {
        buffer_text(to, " to ");
        html_text(to, json_get_text(date, "to"));
    }
    if (json_get(date, "note") != NULL) {
        buffer_text(to, " (");
        html_text(to, json_get_text(date, "note"));
        buffer_text(to, ")");
    }
}

/* A record of this publication is a link; of another only its id is told. */
static bool
add_id(struct package *p, struct work *w, struct bytes id, struct buffer *to)
{
    struct uuid u;
    bool there;

    TRY(uuid_read(w, id, &u));
    there = publish_has(p, &u);
    if (there)
        buffer_format(to, "<a href=\"%.*s.html\">", (int)id.len, (const char *)id.at);
    html_text(to, id);
    if (there)
        buffer_text(to, "</a>");
    return true;
}

/* A code by its name, and with the footnote that has to stand by it. */
static void
add_code(struct package *p, struct bytes list, struct bytes code, struct buffer *to)
{
    struct designation called = codebook_says(node_codes(p->node), list, code);
    struct bytes name = html_words(called.name);

    if (name.len > 0) {
        html_text(to, name);
        buffer_text(to, " (");
    }
    html_text(to, code);
    buffer_text(to, name.len > 0 ? ")" : "");
    if (called.footnote != NULL)
        add_texts(called.footnote, to);
}

static bool
add_org(struct package *p, struct work *w, struct bytes hex, struct buffer *to)
{
    struct hash org;

    TRY(hex_read(w, hex, org.at, sizeof(org.at)));
    return publish_org(p, w, &org, to);
}

static bool
add_members(struct package *p, struct work *w, const struct json *schema,
    const struct json *value, struct buffer *to)
{
    const struct json *properties = json_get(schema, "properties");

    buffer_text(to, "<table>\n");
    for (const struct json *m = value->first; m != NULL; m = m->next) {
        const struct json *of = json_get_bytes(properties, m->name);
        struct bytes label = html_words(json_get(of, "label"));

        buffer_text(to, "<tr><th scope=\"row\">");
        html_text(to, label.len > 0 ? label : m->name);
        buffer_text(to, "</th><td>");
        TRY(publish_field(p, w, of, m, to));
        buffer_text(to, "</td></tr>\n");
    }
    buffer_text(to, "</table>\n");
    return true;
}

static bool
add_items(struct package *p, struct work *w, const struct json *schema,
    const struct json *value, struct buffer *to)
{
    buffer_text(to, "<ul>\n");
    for (const struct json *i = value->first; i != NULL; i = i->next) {
        buffer_text(to, "<li>");
        TRY(publish_field(p, w, json_get(schema, "items"), i, to));
        buffer_text(to, "</li>\n");
    }
    buffer_text(to, "</ul>\n");
    return true;
}

bool
publish_field(struct package *p, struct work *w, const struct json *schema,
    const struct json *value, struct buffer *to)
{
    struct bytes format = json_get_text(schema, "format"), label;

    switch (value->type) {
    case JSON_TEXT:
        if (bytes_is(format, "uuid"))
            return add_id(p, w, value->text, to);
        if (bytes_is(format, "org"))
            return add_org(p, w, value->text, to);
        if (json_get(schema, "codes") != NULL) {
            add_code(p, json_get_text(schema, "codes"), value->text, to);
            return true;
        }
        label = html_words(json_get_bytes(json_get(schema, "labels"), value->text));
        html_text(to, label.len > 0 ? label : value->text);
        return true;
    case JSON_INTEGER:
        buffer_format(to, "%" PRId64, value->integer);
        return true;
    case JSON_BOOL:
        buffer_text(to, value->truth ? "yes" : "no");
        return true;
    case JSON_ARRAY:
        if (!bytes_is(format, "lang-text"))
            return add_items(p, w, schema, value, to);
        add_texts(value, to);
        return true;
    case JSON_OBJECT:
        if (!bytes_is(format, "uncertain-date"))
            return add_members(p, w, schema, value, to);
        add_date(value, to);
        return true;
    default:
        return true;
    }
}
