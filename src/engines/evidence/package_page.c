/*
 * START-HERE.html: what the package is, what it proves and what not, to read and to print.
 *
 * It has no script and fetches nothing.  It proves nothing by itself, and says so.
 */
#include "engines/evidence/package.h"

#include <inttypes.h>
#include <string.h>

#define PAGE_MAX (256 * 1024 * 1024)

static const struct json *
core_of(const struct record *r, const char *name)
{
    const struct part *part = record_part(r, name);

    return part != NULL && part->present ? part->value : NULL;
}

/* ---- The page's fixed words -------------------------------------------------------------------- */

static const char how[] =
    "<h2>Check it first</h2>\n"
    "<p>This page is an aid to reading and proves nothing. The package is checked with a "
    "shell "
    "and OpenSSL&nbsp;3, on a machine without network, by one line:</p>\n"
    "<pre>sh verify.sh --root FINGERPRINT --bag DIGEST FOLDER</pre>\n"
    "<p>FINGERPRINT and DIGEST must come to you <em>by another way</em> than this "
    "package: in "
    "person, by telephone, in a letter. What a package says of its own origin, anyone "
    "can write. "
    "Use a <code>verify.sh</code> that you already have or got from elsewhere; the copy "
    "in "
    "<code>tools/</code> is for comparing. What it checks, and how to do it by hand, "
    "stands in "
    "<a href=\"tools/VERIFY.txt\">tools/VERIFY.txt</a>.</p>\n"
    "<p>Exit code 0: all holds. 1: something does not. 2: consistent in itself, origin "
    "not "
    "checked, because fingerprint or digest were not given.</p>\n";

static const char proved[] =
    "<h2>What is proved when the check succeeds</h2>\n<ul>\n"
    "<li>The node whose keys the fingerprint stands for <em>states</em> each record "
    "here: who "
    "took what in, when by its clock, what it found. Header and signature say how its "
    "key was "
    "held.</li>\n"
    "<li>Each piece of evidence is, byte for byte, the one whose SHA-256 that record "
    "names.</li>\n"
    "<li>All records, each custody event among them, stand in that organisation's "
    "journal as "
    "one checkpoint signs it: none can be put in, taken out or changed without its being "
    "another journal.</li>\n"
    "<li>The node declares that the list below is all the evidence of the matter that "
    "the "
    "exporter may know of, and what of it is withheld.</li>\n</ul>\n"
    "<h2>What is not proved</h2>\n<ul>\n"
    "<li>That what a record says is true; that a file is what it seems; that nothing "
    "happened "
    "before it was taken in.</li>\n"
    "<li>That no other copy exists, also where a record says that something was "
    "erased.</li>\n"
    "<li>That nothing exists that was never recorded.</li>\n"
    "<li>When something was done, by any clock but the node's own: no independent "
    "authority "
    "has stamped the time.</li>\n"
    "<li>Which person sat at the machine: names of persons are the node's word.</li>\n"
    "<li>Who stands behind another organisation whose records are included: its "
    "fingerprint "
    "must be compared as well. The check prints it.</li>\n</ul>\n"
    "<p>Handling terms travel with each record, in <code>terms.part</code>. They bind "
    "whoever "
    "receives this package.</p>\n";

static const char published[] =
    "<h2>What is proved when the check succeeds</h2>\n<ul>\n"
    "<li>The organisation that each record names as its author <em>states</em> what the "
    "record says: header and signature are here.</li>\n"
    "<li>All of it stands in the journal of the node that made this package, as one "
    "checkpoint signs it.</li>\n"
    "<li>The pages are those that this node made: it signed for their list.</li>\n</ul>\n"
    "<h2>What is not proved</h2>\n<ul>\n"
    "<li>That what a record says is true.</li>\n"
    "<li>That there is nothing else: what is not public is neither listed nor "
    "counted.</li>\n"
    "<li>Where a record stands (<em>accepted</em>, <em>signed</em>): that is this node's "
    "statement, from signatures that are not all public.</li>\n"
    "<li>Who stands behind another organisation whose records are included: its "
    "fingerprint must be compared as well. The check prints it.</li>\n</ul>\n";

/* ---- Evidence and its custody --------------------------------------------------------------------- */

static bool
open_row(struct package *p, struct work *w, const struct package_row *row,
    struct record **out)
{
    struct stored s;

    TRY(store_by_no(node_store(p->node), w, row->no, &s));
    return node_record(p->node, w, &s, out);
}

static bool
add_event(struct package *p, struct work *w, const struct package_row *row,
    struct buffer *to)
{
    const struct json *core, *matches;
    struct record *r;
    struct bytes time;

    TRY(open_row(p, w, row, &r));
    TRY(time_write(w, r->time, &time));
    core = core_of(r, "core");
    buffer_text(to, "<tr>");
    html_cell(to, time);
    if (row->stage == STAGE_ERASURE) {
        html_cell(to, bytes_of("erased"));
        html_cell(to, html_words(json_get(core, "reason")));
        html_cell(to, (struct bytes){0});
    } else {
        html_cell(to, json_get_text(core, "event"));
        html_cell(to, json_get_text(core, "by"));
        html_cell(to, json_get_text(core, "sha256"));
        matches = json_get(core, "matches");
        if (matches != NULL && !matches->truth)
            buffer_text(to, "<td>does not match</td>");
    }
    buffer_text(to, "</tr>\n");
    return true;
}

static bool
add_events(struct package *p, struct work *w, size_t from, struct buffer *to)
{
    bool any = false;

    for (size_t i = from; i < p->count && p->rows[i].item == p->rows[from].item; i++) {
        const struct package_row *row = &p->rows[i];

        if (row->stage == STAGE_VERSION || row->given == GIVEN_NO)
            continue;
        if (!any)
            buffer_text(to,
                "<table>\n<caption>Custody, as the node states it</caption>\n"
                "<tr><th>time</th><th>event</th><th>by, or why</th>"
                "<th>SHA-256 as found</th></tr>\n");
        any = true;
        TRY(add_event(p, w, row, to));
    }
    if (any)
        buffer_text(to, "</table>\n");
    return true;
}

static void
add_content(const struct package_row *row, struct buffer *to)
{
    if (row->file == NULL) {
        buffer_text(to, "<p>Its content is not in this package.</p>\n");
        return;
    }
    buffer_text(to, "<p>File <a href=\"");
    html_text(to, bytes_of(row->file));
    buffer_text(to, "\">");
    html_text(to, bytes_of(row->file));
    buffer_format(to, "</a>, %" PRIu64 " bytes, SHA-256 <code>", row->size);
    html_text(to, bytes_of(package_hex(to->work, &row->sha256)));
    buffer_text(to, "</code><br>\nName when taken in: ");
    html_text(to, bytes_of(row->name));
    buffer_text(to, "</p>\n");
}

static bool
add_evidence(struct package *p, struct work *w, size_t at, struct buffer *to)
{
    const struct package_row *row = &p->rows[at];
    const struct json *core, *terms;
    struct record *r;
    struct bytes how_said;

    buffer_format(to, "<section>\n<h3>%zu. ", row->item);
    if (row->given == GIVEN_NO) {
        buffer_format(to,
            "Withheld</h3>\n<p>Rule %s. Record <code>%s</code></p>\n</section>\n",
            row->rule, package_uuid(w, &row->id));
        return true;
    }
    TRY(open_row(p, w, row, &r));
    core = core_of(r, "core");
    terms = core_of(r, "terms");
    how_said = json_get_text(json_get(core, "acquired"), "how");
    html_text(to,
        core != NULL ? html_words(json_get(core, "title")) : bytes_of("Erased"));
    buffer_format(to, "</h3>\n<p>Record <code>%s</code>, version %" PRId64 ", ",
        package_uuid(w, &row->id), row->version);
    html_text(to, json_get_text(terms, "tlp"));
    buffer_text(to, "</p>\n");
    if (how_said.len > 0) {
        buffer_text(to, "<p>Acquired: ");
        html_text(to, how_said);
        buffer_text(to, "</p>\n");
    }
    add_content(row, to);
    TRY(add_events(p, w, at, to));
    buffer_text(to, "</section>\n");
    return true;
}

static bool
add_all_evidence(struct package *p, struct buffer *to)
{
    buffer_format(to,
        "<h2>Evidence</h2>\n<p>%zu pieces, %zu given. All records are listed in "
        "<a href=\"data/completeness.csv\">data/completeness.csv</a>; what is not given, "
        "in "
        "<a href=\"data/withheld.csv\">data/withheld.csv</a>: %zu lines.</p>\n",
        p->evidence, p->evidence_given, p->withheld_count);
    for (size_t i = 0; i < p->count; i++) {
        struct work *w;
        bool good;

        if (!p->rows[i].newest || strcmp(p->rows[i].kind, "evidence/1") != 0)
            continue;
        w = work_open(work_os(p->work));
        good = w != NULL && add_evidence(p, w, i, to);
        if (!good)
            fail_with(p->work, w);
        work_close(w);
        TRY(good);
    }
    return true;
}

/* ---- The head of the page -------------------------------------------------------------------------- */

static bool
add_matter(struct package *p, struct buffer *to)
{
    const struct json *core;
    struct record *r;

    if (p->matter == NULL) {
        buffer_text(to, "<h1>Public records</h1>\n");
        return true;
    }
    buffer_text(to, "<h1>Court package");
    for (size_t i = 0; i < p->count; i++) {
        if (p->rows[i].item != 0 || !p->rows[i].newest || p->rows[i].given == GIVEN_NO)
            continue;
        TRY(open_row(p, p->work, &p->rows[i], &r));
        core = core_of(r, "core");
        buffer_text(to, ": ");
        html_text(to, html_words(json_get(core, "title")));
    }
    buffer_text(to, "</h1>\n");
    return true;
}

bool
package_page(struct package *p, const struct package_row *record, struct bytes *out)
{
    struct buffer to = buffer_open(p->work, PAGE_MAX);
    const struct identity *self = node_identity(p->node);
    struct bytes name = html_words(self->name), time;

    html_head(&to, "en",
        bytes_of(p->matter != NULL ? "Court package" : "Public records"));
    TRY(add_matter(p, &to));
    TRY(time_write(p->work, record->time, &time));
    if (node_demo(p->node))
        buffer_text(&to,
            "<p><strong>DEMONSTRATION.</strong> The keys of this node were made for a "
            "show. No organisation named here issued anything in this package.</p>\n");
    buffer_text(&to, "<p>Made by the node of ");
    html_text(&to, name.len > 0 ? name : self->handle);
    buffer_format(&to, ", %.*s. Package <code>%s</code></p>\n", (int)time.len,
        (const char *)time.at, package_uuid(p->work, &record->id));
    if (p->matter == NULL)
        buffer_format(&to,
            "<p>%zu records, each a page: "
            "<a href=\"data/site/index.html\">data/site/index.html</a></p>\n",
            p->count);
    buffer_text(&to, how);
    buffer_text(&to, p->matter != NULL ? proved : published);
    if (p->matter != NULL)
        TRY(add_all_evidence(p, &to));
    buffer_text(&to, "</body>\n</html>\n");
    return buffer_bytes(&to, out);
}
