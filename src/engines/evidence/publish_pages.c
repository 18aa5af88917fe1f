/*
 * The pages of a publication: an index by record type, and one page a record, each with the
 * proof it stands on.  They are files of the bag, and signed for with it.
 */
#include "engines/evidence/publish.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_MAX (64 * 1024 * 1024)

static int
by_id(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct uuid));
}

static bool
list_ids(struct package *p)
{
    struct uuid *ids = work_alloc(p->work, p->count * sizeof(*ids));

    TRY(ids != NULL);
    for (size_t i = 0; i < p->count; i++)
        ids[i] = p->rows[i].id;
    qsort(ids, p->count, sizeof(*ids), by_id);
    p->ids = ids;
    return true;
}

bool
publish_has(const struct package *p, const struct uuid *id)
{
    return bsearch(id, p->ids, p->count, sizeof(*id), by_id) != NULL;
}

bool
publish_org(struct package *p, struct work *w, const struct hash *org, struct buffer *to)
{
    const struct identity *self = node_identity(p->node);
    struct identity known;
    struct bytes name = {0}, mark;

    if (hash_equal(org, &self->id))
        name = html_words(self->name);
    else if (node_author(p->node, w, org, &known))
        name = html_words(known.name);
    else
        work_clear(w);
    TRY(fingerprint_write(w, org, &mark));
    buffer_text(to, "<span title=\"");
    html_text(to, mark);
    buffer_text(to, "\">");
    html_text(to, name.len > 0 ? name : mark);
    buffer_text(to, "</span>");
    return true;
}

/* ---- What is told of a record wherever it is named ----------------------------------------- */

struct shown {
    struct record *record;
    const struct kind *kind;
    struct bytes title; /* in the first language it has */
    struct bytes label; /* of its kind */
    struct bytes state; /* the state's label; empty: it has none */
};

static bool
open_shown(struct package *p, struct work *w, const struct package_row *row,
    struct shown *out)
{
    const struct json *title = NULL;
    struct kind_stage stage;
    const struct part *part;
    struct bytes path;
    const char *text;
    struct stored s;

    *out = (struct shown){0};
    TRY(store_by_no(node_store(p->node), w, row->no, &s));
    TRY(node_record(p->node, w, &s, &out->record));
    out->kind = kinds_find(node_kinds(p->node), out->record->kind);
    TRY(out->kind != NULL); /* or it had not been gathered */
    out->label = html_words(json_get(kind_json(out->kind), "label"));
    TRY(node_stage(p->node, w, out->record, &stage));
    out->state = html_words(stage.label);
    path = json_get_text(kind_json(out->kind), "title");
    if (bytes_start(path, "core.")) {
        part = record_part(out->record, "core");
        TRY(work_string(w, path, &text));
        title = part != NULL && part->present ? json_at(part->value, text + 5) : NULL;
    }
    out->title = title == NULL     ? out->label
        : title->type == JSON_TEXT ? title->text
                                   : html_words(title);
    return true;
}

static void
add_foot(struct package *p, struct buffer *to)
{
    if (node_demo(p->node))
        buffer_text(to,
            "<p><strong>DEMONSTRATION.</strong> The keys of this node were made for a "
            "show. No organisation named here issued anything here.</p>\n");
    buffer_text(to, "</body>\n</html>\n");
}

static bool
put_page(struct package *p, struct buffer *page, const char *path)
{
    struct bytes text;

    TRY(buffer_bytes(page, &text) && path != NULL);
    return bag_put(&p->bag, p->work, path, text);
}

/* ---- A record's page ------------------------------------------------------------------------ */

static bool
add_parts(struct package *p, struct work *w, const struct shown *s, struct buffer *to)
{
    const struct json *parts = json_get(kind_json(s->kind), "parts");

    for (size_t i = 0; i < s->record->part_count; i++) {
        const struct part *part = &s->record->parts[i];

        if (!part->present || bytes_is(part->name, "links") ||
            bytes_is(part->name, "terms") || !package_takes(p, s->record, part->name))
            continue;
        TRY(publish_field(p, w, json_get(json_get_bytes(parts, part->name), "schema"),
            part->value, to));
    }
    return true;
}

static bool
add_links(struct package *p, struct work *w, const struct shown *s, struct buffer *to)
{
    const struct json *types = json_get(kind_json(s->kind), "links");

    for (size_t i = 0; i < s->record->link_count; i++) {
        const struct link *l = &s->record->links[i];
        struct bytes label, id;

        /* What points at a record that is not public is not told either. */
        if (!l->open || !publish_has(p, &l->id) || bytes_is(l->type, "replaces"))
            continue;
        label = html_words(json_get(json_get_bytes(types, l->type), "label"));
        TRY(uuid_write(w, &l->id, &id));
        buffer_text(to, "<p>");
        html_text(to, label.len > 0 ? label : l->type);
        buffer_format(to, ": <a href=\"%.*s.html\">%.*s</a></p>\n", (int)id.len,
            (const char *)id.at, (int)id.len, (const char *)id.at);
    }
    return true;
}

static bool
add_proof(struct work *w, const struct package_row *row, struct buffer *to)
{
    const char *folder = package_folder(w, row);

    TRY(folder != NULL);
    buffer_format(to,
        "<h2>Proof</h2>\n<p>Record hash <code>%s</code>.<br>\n"
        "<a href=\"../%s/header.txt\">Header</a>, <a href=\"../%s/proof.json\">"
        "signature</a>, <a href=\"../proofs/%s.tlog-proof\">place in the journal</a>. "
        "How to check them: <a href=\"../../START-HERE.html\">START-HERE.html</a>.</p>\n",
        package_hex(w, &row->hash), folder + strlen("data/"), folder + strlen("data/"),
        folder + strlen("data/records/"));
    return true;
}

static bool
record_page(struct package *p, struct work *w, const struct package_row *row)
{
    struct buffer to = buffer_open(w, PAGE_MAX);
    struct shown s;
    struct bytes time;

    TRY(open_shown(p, w, row, &s));
    TRY(time_write(w, s.record->time, &time));
    html_head(&to, "en", s.title);
    buffer_text(&to, "<p><a href=\"index.html\">All records</a></p>\n<h1>");
    html_text(&to, s.title);
    buffer_text(&to, "</h1>\n<p>");
    html_text(&to, s.label);
    if (s.state.len > 0) {
        buffer_text(&to, ", <strong>");
        html_text(&to, s.state);
        buffer_text(&to, "</strong>");
    }
    buffer_text(&to, "; written by ");
    TRY(publish_org(p, w, &s.record->author, &to));
    buffer_format(&to, ", %.10s, version %" PRId64 "</p>\n", (const char *)time.at,
        s.record->version);
    TRY(add_parts(p, w, &s, &to));
    TRY(publish_table(p, w, s.kind, s.record, s.title, &to));
    TRY(add_links(p, w, &s, &to));
    TRY(add_proof(w, row, &to));
    add_foot(p, &to);
    return put_page(p, &to,
        work_format(w, "data/site/%s.html", package_uuid(w, &row->id)));
}

/* ---- The index ------------------------------------------------------------------------------- */

static int
by_kind(const void *a, const void *b)
{
    const struct package_row *const *left = a, *const *right = b;
    int order = strcmp((*left)->kind, (*right)->kind);

    if (order == 0)
        order = (*left)->time < (*right)->time ? -1 : (*left)->time > (*right)->time;
    return order != 0 ? order : memcmp(&(*left)->id, &(*right)->id, sizeof((*left)->id));
}

static bool
add_line(struct package *p, struct work *w, const struct package_row *row, bool first,
    struct buffer *to)
{
    struct shown s;
    struct bytes time;

    TRY(open_shown(p, w, row, &s));
    TRY(time_write(w, s.record->time, &time));
    if (first) {
        buffer_text(to, "<table>\n<caption>");
        html_text(to, s.label);
        buffer_text(to,
            "</caption>\n<tr><th>title</th><th>where it stands</th><th>written by</th>"
            "<th>on</th></tr>\n");
    }
    buffer_format(to, "<tr><td><a href=\"%s.html\">", package_uuid(w, &row->id));
    html_text(to, s.title);
    buffer_text(to, "</a></td>");
    html_cell(to, s.state);
    buffer_text(to, "<td>");
    TRY(publish_org(p, w, &s.record->author, to));
    buffer_format(to, "</td><td>%.10s</td></tr>\n", (const char *)time.at);
    return true;
}

static bool
add_lines(struct package *p, struct buffer *to)
{
    const struct package_row **rows = work_alloc(p->work, p->count * sizeof(*rows));

    TRY(rows != NULL);
    for (size_t i = 0; i < p->count; i++)
        rows[i] = &p->rows[i];
    qsort(rows, p->count, sizeof(*rows), by_kind);
    for (size_t i = 0; i < p->count; i++) {
        bool first = i == 0 || strcmp(rows[i - 1]->kind, rows[i]->kind) != 0;
        struct work *w = work_open(work_os(p->work));
        bool good;

        if (first && i > 0)
            buffer_text(to, "</table>\n");
        good = w != NULL && add_line(p, w, rows[i], first, to);
        if (!good)
            fail_with(p->work, w);
        work_close(w);
        TRY(good);
    }
    buffer_text(to, "</table>\n");
    return true;
}

/* The same records in another form, where the publisher has one. */
static bool
attach(struct package *p, bool *there)
{
    const struct publication *about = p->publication;
    struct stored *given = work_alloc(p->work, p->count * sizeof(*given));
    struct bytes text = {0};
    const char *path;

    *there = false;
    if (about->attach == NULL)
        return true;
    TRY(given != NULL);
    for (size_t i = 0; i < p->count; i++)
        TRY(store_by_no(node_store(p->node), p->work, p->rows[i].no, &given[i]));
    TRY(about->attach(about->attach_ctx, p->work, given, p->count, &text));
    *there = text.len > 0;
    path = work_format(p->work, "data/site/%s", about->attached);
    return !*there || (path != NULL && bag_put(&p->bag, p->work, path, text));
}

static bool
index_page(struct package *p, bool attached)
{
    struct buffer to = buffer_open(p->work, PAGE_MAX);
    const struct identity *self = node_identity(p->node);

    html_head(&to, "en", bytes_of("Public records"));
    buffer_text(&to, "<h1>Public records of ");
    TRY(publish_org(p, p->work, &self->id, &to));
    buffer_format(&to,
        "</h1>\n<p>%zu records that their authors marked TLP:CLEAR, and that stand where "
        "they "
        "are public. Each can be checked without trust in whoever serves this page: "
        "<a href=\"../../START-HERE.html\">START-HERE.html</a>.</p>\n",
        p->count);
    if (attached)
        buffer_format(&to, "<p>For machines: <a href=\"%s\">%s</a></p>\n",
            p->publication->attached, p->publication->attached);
    TRY(add_lines(p, &to));
    add_foot(p, &to);
    return put_page(p, &to, "data/site/index.html");
}

bool
publish_pages(struct package *p)
{
    bool attached;

    TRY(list_ids(p));
    for (size_t i = 0; i < p->count; i++) {
        struct work *w = work_open(work_os(p->work));
        bool good = w != NULL && record_page(p, w, &p->rows[i]);

        if (!good)
            fail_with(p->work, w);
        work_close(w);
        TRY(good);
        if (p->progress != NULL)
            p->progress(p->ctx, "pages", i + 1, p->count);
    }
    return attach(p, &attached) && index_page(p, attached);
}
