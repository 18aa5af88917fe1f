/*
 * The pages of record types: of one that was adopted here, with a view of every sort, whose
 * labels, codes and records are as hostile as can be; each shows what its desk answers, and no
 * page reads anything.
 */
#include "doors/web/site.h"

#define KIND "/kinds/visit/1"
#define MANY 105

static uint16_t port;

static const char spots[] = "code,name,footnote\n"
                            "s,\"Spot <b x>\",\"Note <i> on it\"\n"
                            "t,Town,\n"
                            "u,Unseen,\n";

struct visits {
    const char *nasty, *shut, *hidden;
};

static const char *
visit(struct work *w, const char *title, const char *more)
{
    return site_text(w,
        DO(w, &site_eu, "new",
            "{\"kind\":\"visit\",\"tlp\":\"green\",\"set\":[\"core.title=%s\"%s]}", title,
            more),
        "id");
}

/* One that nobody here may know of. */
static const char *
hidden_visit(struct work *w)
{
    struct json *terms = fixture_terms(w, site_eu.hall.node), *needed = json_array(w);
    struct draft d = {.kind = "visit/1"};
    struct receipt r;
    struct bytes id;

    json_add(needed, json_string(w, "alpha"));
    json_put(terms, "need_to_know", needed);
    draft_part(&d, "core",
        parse(w, "{\"title\":\"Concealed\",\"spot\":\"u\",\"sort\":\"b\"}"));
    draft_part(&d, "terms", terms);
    NEED(w, node_make(site_eu.hall.node, w, &d, 1, &r) && uuid_write(w, &r.id, &id));
    return work_format(w, "%.*s", (int)id.len, (const char *)id.at);
}

static struct visits
story(struct work *w)
{
    const char *list = at(w, "spots.csv");
    struct visits v;

    put_file(list, spots, strlen(spots));
    DO(w, &site_eu, "codes adopt", "{\"file\":\"%s\",\"name\":\"spots\"}", list);
    DO(w, &site_eu, "kind adopt", "{\"file\":\"tests/doors/web/visit.json\"}");
    v.nasty = visit(w, "Nasty " NASTY,
        ",\"core.when=2026-05\",\"core.until=2026-06\",\"core.spot=s\",\"core.sort=b\","
        "\"core.note=<b onclick=x>Marked\"");
    v.shut = visit(w, "Closed",
        ",\"core.when=2026-04\",\"core.spot=t\",\"core.sort=a\",\"core.note=Secret\"");
    DO(w, &site_eu, "move", "{\"id\":\"%s\",\"move\":\"shut\"}", v.shut);
    visit(w, "Third",
        ",\"core.spot=t\",\"core.sort=b\",\"core.cost=12.50\",\"core.money=E<i>R\"");
    visit(w, "Fourth",
        ",\"core.spot=t\",\"core.sort=c\",\"core.cost=0.12345\",\"core.money=E<i>R\"");
    v.hidden = hidden_visit(w);
    return v;
}

static struct got
page(struct work *w, const char *target)
{
    struct got g = site_page(w, port, target);

    tap_ok(!holds(g.body, "Concealed"), "and tells of nothing that may not be known of");
    return g;
}

/* ---- Which there are --------------------------------------------------------------------------- */

static void
test_kinds(struct work *w)
{
    struct got g = page(w, "/kinds");

    tap_ok(holds(g.body, "<a href=\"" KIND "\">Visit &lt;script&gt;") &&
            holds(g.body, "<td><code>visit/1</code></td><td>10</td>") &&
            holds(g.body, "/kinds/matter/1") && !holds(g.body, "/kinds/read/1"),
        "the types that people write, with how many views each has");
    tap_ok(holds(browser_get(w, port, "/").body, "<a href=\"/kinds\">Record types</a>"),
        "are reached from Today");
    g = page(w, KIND);
    tap_ok(holds(g.body, "<a href=\"" KIND "/by-state\">Board</a>") &&
            holds(g.body, "All &lt;script&gt;"),
        "a type's views, by their labels");
    tap_ok(holds(g.body, "/where\">Counted (map, as a table)</a>") &&
            holds(g.body, "/sorts\">Counted (counts)</a>"),
        "two of one label are told apart");
    tap_ok(holds(g.body, "<option value=\"core.when.year\">When &lt;b x&gt;, by year<") &&
            holds(g.body, "<option value=\"core.spot\">Spot<") &&
            !holds(g.body, "<option value=\"core.title\""),
        "and what it can be counted by");
    g = page(w, "/kinds/evidence/1");
    tap_ok(holds(g.body, "This type has no views"), "a type without views says so");
    g = page(w, "/records?kind=visit/1");
    tap_ok(holds(g.body, "<a href=\"" KIND "\">"),
        "the list of a type leads to its views");
}

/* ---- Each sort ------------------------------------------------------------------------------------ */

static void
test_list(struct work *w, const struct visits *v)
{
    struct got g = page(w, KIND "/all");

    tap_ok(holds(g.body, "1 to 4 of 4") && holds(g.body, v->nasty) &&
            holds(g.body, "Nasty &lt;script&gt;"),
        "a list of those that may be known of, and their titles");
    tap_ok(holds(g.body,
               "<td><bdi lang=\"\">Open &lt;b x&gt;</bdi></td>"
               "<td><bdi lang=\"\">2026-05</bdi></td>"
               "<td><bdi lang=\"\">Short &lt;i&gt;</bdi></td>"
               "<td><bdi lang=\"\">Spot &lt;b x&gt; (Note &lt;i&gt; on it)</bdi></td>"
               "<td><bdi lang=\"\">&lt;b onclick=x&gt;Marked</bdi></td>"),
        "with the cells that the type shows, the name's footnote beside it");
    tap_ok(holds(g.body,
               "Closed</bdi></a></th><td><bdi lang=\"\">Shut</bdi></td><td>–</td>"
               "<td>–</td><td>–</td><td>–</td></tr>") &&
            !holds(g.body, "Secret"),
        "and blank where one may not read it");
}

static void
test_board(struct work *w, const struct visits *v)
{
    struct got g = page(w, KIND "/by-state");

    tap_ok(holds(g.body, "<h2>Open &lt;b x&gt; <span>3</span></h2>") &&
            holds(g.body, "<h2>Shut <span>1</span></h2>") && holds(g.body, v->shut),
        "a board has a column for each state, by its word");
    tap_ok(holds(g.body,
               "<dt>Note</dt><dd><bdi lang=\"\">&lt;b onclick=x&gt;Marked</bdi></dd>") &&
            !holds(g.body, "Secret"),
        "with what may be read of each");
    g = page(w, KIND "/by-state?state=shut");
    tap_ok(holds(g.body, v->shut) && !holds(g.body, v->nasty) &&
            holds(g.body, "<a href=\"" KIND "/by-state\">The whole board</a>"),
        "or of one state alone");
}

static void
test_timeline(struct work *w, const struct visits *v)
{
    struct got g = page(w, KIND "/when");

    tap_ok(holds(g.body, "<th scope=\"col\">Until</th>") &&
            holds(g.body, "<tr><td>2026-05</td><td>2026-06</td>") &&
            holds(g.body, v->nasty) && !holds(g.body, "Third"),
        "a timeline has those with a day, from when to when");
    tap_ok(holds(g.body, "<tr><td>–</td><td>–</td>") && !holds(g.body, "2026-04"),
        "and shows no day that may not be read");
}

static void
test_matrix(struct work *w)
{
    struct got g = page(w, KIND "/two");

    tap_ok(holds(g.body,
               "</a></th><td>1</td><td><span class=\"none\">0</span></td>"
               "<td class=\"total\">1</td></tr>") &&
            holds(g.body, "Spot &lt;b x&gt;</bdi> <a href=\"#note-1\">note 1</a></th>") &&
            holds(g.body,
                "Town</bdi></th><td>1</td><td>1</td><td class=\"total\">2</td></tr>"),
        "a matrix has rows, counts and totals");
    tap_ok(holds(g.body,
               "<li id=\"note-1\">Note 1, <bdi lang=\"\">Spot &lt;b x&gt;</bdi>: "
               "<bdi lang=\"\">Note &lt;i&gt; on it</bdi></li>"),
        "the footnote that a name has to have");
    tap_ok(holds(g.body,
               "Records, each once</th><td class=\"total\">2</td><td "
               "class=\"total\">1</td>"
               "<td class=\"total\">3</td>") &&
            holds(g.body, "totals are no sums") && holds(g.body, "Nothing there"),
        "how it was counted, and what is missing; not what may not be read or known of");
    tap_ok(holds(g.body, "<option value=\"core.spot\" selected=\"selected\">"),
        "and the way to count by others");
    g = page(w, "/matrix/visit/1?rows=state&columns=core.when.year");
    tap_ok(holds(g.body, "State (rows) and When &lt;b x&gt;, by year (columns)") &&
            holds(g.body, "(not stated)</bdi></th>") && holds(g.body, "<td>1</td>"),
        "which are asked for in the address");
    g = page(w, "/matrix/visit/1");
    tap_ok(holds(g.body, "<select id=\"rows\" name=\"rows\">"), "or chosen there");
}

static void
test_amounts(struct work *w)
{
    struct got g = page(w, KIND "/costs");

    tap_ok(holds(g.body,
               "Town</bdi></th><td>1 <small class=\"amount\">12.5 "
               "E&lt;i&gt;R</small></td>"
               "<td>1 <small class=\"amount\">1 E&lt;i&gt;R not reckoned</small></td>"
               "<td class=\"total\">2 <small class=\"amount\">12.5 E&lt;i&gt;R</small>"),
        "amounts stand beside the counts, each unit apart, and what is not reckoned");
    tap_ok(holds(g.body,
               "With the amounts of: Cost &lt;i&gt; (sum of each unit). In all:") &&
            holds(g.body, "records without an amount: 1."),
        "what they are, and how many say none");
    tap_ok(!holds(page(w, KIND "/two").body, "amount"), "without, there are none");
    g = page(w, KIND "/spent");
    tap_ok(holds(g.body, "</svg> <small class=\"amount\">12.5 E&lt;i&gt;R</small>") &&
            holds(g.body, "With the amounts of: Cost &lt;i&gt;"),
        "so do they in a statistic");
}

static void
test_counts(struct work *w)
{
    struct got g = page(w, KIND "/where");

    tap_ok(holds(g.body, "Town</bdi></th><td class=\"bar\">2 <svg") &&
            holds(g.body, "<rect width=\"100\" height=\"8\">") &&
            holds(g.body, "<rect width=\"50\" height=\"8\">") &&
            holds(g.body, "<small><bdi lang=\"\">Note &lt;i&gt; on it</bdi></small>"),
        "a map tells as a table, with a bar and its number, and the footnote by the "
        "name");
    tap_ok(holds(g.body, "nothing on the status of any territory"),
        "and takes no position");
    g = page(w, KIND "/sorts");
    tap_ok(holds(g.body, "<td class=\"bar\">2 <svg") &&
            !holds(g.body, "status of any territory"),
        "so does a statistic");
}

static void
test_sections(struct work *w, const struct visits *v)
{
    struct got g = page(w, KIND "/form");

    tap_ok(holds(g.body, "<h2>What &lt;i&gt;</h2>") &&
            holds(g.body, "<td><code>core.sort</code></td>") &&
            holds(g.body, "liaison new visit/1"),
        "a form says what is to be filled in, and how");
    g = page(w, KIND "/page");
    tap_ok(holds(g.body, "<td><code>core.note</code></td>") &&
            holds(g.body, "liaison show ID --view page --purpose P"),
        "a page what is to be read, for a purpose");
    g = page(w, target(w, "/records/", v->nasty));
    tap_ok(holds(g.body, "<a href=\"" KIND "\">Visit &lt;script&gt;") &&
            holds(g.body,
                target(w, "liaison show ",
                    work_format(w, "%s --view page --purpose P", v->nasty))) &&
            holds(g.body, "in force: Open &lt;b x&gt;</dd>") && !holds(g.body, "Marked"),
        "a record says where it stands, leads to its type's views, and is not read");
}

/* ---- What is not there -------------------------------------------------------------------------- */

static void
test_missing(struct work *w, const struct visits *v)
{
    static const char *const targets[] = {"/kinds/none/1", "/kinds/visit",
        "/kinds/visit/2", "/kinds/visit/1/none", "/kinds/visit/1/all/more",
        "/kinds/%3Cscript%3E/1", "/kinds/visit/1/%3Cscript%3E",
        KIND "/by-state?state=none", KIND "/when?after=x",
        "/matrix/none/1?rows=state&columns=state",
        "/matrix/visit/1?rows=core.title&columns=state", "/matrix/visit/1?rows=state",
        "/matrix/visit/1?rows=%3Cscript%3E&columns=state", "/view-list", "/matrix"};
    struct got hidden = browser_get(w, port, target(w, "/records/", v->hidden));

    tap_ok(hidden.status == 404 && page_wrong(hidden.body) == NULL,
        "what may not be known of is no page");
    for (size_t i = 0; i < COUNT_OF(targets); i++) {
        struct got g = browser_get(w, port, targets[i]);

        tap_ok(g.status == 404 && bytes_equal(g.body, hidden.body), "nor is %s",
            targets[i]);
    }
}

/* ---- Many ----------------------------------------------------------------------------------------- */

static void
test_many(struct work *w)
{
    struct draft drafts[MANY];
    struct receipt made[MANY];
    struct got g;

    for (size_t i = 0; i < MANY; i++)
        drafts[i] = fixture_draft(w, site_eu.hall.node, "visit/1",
            work_format(w,
                "{\"core\":{\"title\":\"Number %zu.\",\"spot\":\"x%zu\","
                "\"when\":{\"from\":\"%zu\"}}}",
                i, i, 1900 + i));
    lock_take(site_eu.hall.turn);
    NEED(w, node_make(site_eu.hall.node, w, drafts, MANY, made));
    lock_give(site_eu.hall.turn);
    g = page(w, KIND "/all");
    tap_ok(holds(g.body, "1 to 100 of 109") && holds(g.body, "Number 104.") &&
            !holds(g.body, "Number 4.") &&
            holds(g.body, "<a rel=\"next\" href=\"" KIND "/all?page=2\">Older</a>"),
        "a long list is turned page by page");
    g = page(w, KIND "/all?page=2");
    tap_ok(holds(g.body, "101 to 109 of 109") && holds(g.body, "Number 4.") &&
            holds(g.body, "?page=1\">Newer</a>") && !holds(g.body, "Older"),
        "to its end");
    g = page(w, KIND "/by-state");
    tap_ok(holds(g.body, "<a href=\"" KIND "/by-state?state=open\">All 108 of: Open") &&
            holds(g.body, "Number 16.") && !holds(g.body, "Number 17."),
        "a long column shows its beginning and leads to the rest");
    g = page(w, KIND "/by-state?state=open&page=2");
    tap_ok(holds(g.body, "Number 104.") && !holds(g.body, "Number 96.") &&
            holds(g.body, "?state=open&amp;page=1\">Before</a>"),
        "which is turned, too");
    g = page(w, KIND "/when");
    tap_ok(holds(g.body, "Later</a>") && holds(g.body, "Number 99.") &&
            !holds(g.body, "Number 100."),
        "a timeline goes on later");
    const uint8_t *next =
        memmem(g.body.at, g.body.len, KIND "/when?after=", strlen(KIND "/when?after="));
    NEED(w, next != NULL);
    g = page(w, work_format(w, "%.*s", (int)strcspn((const char *)next, "\""), next));
    tap_ok(holds(g.body, "Number 100.") && holds(g.body, "The earliest</a>") &&
            !holds(g.body, "Later</a>"),
        "to its end");
    g = page(w, "/matrix/visit/1?rows=state&columns=core.spot");
    tap_ok(holds(g.body, "60 of 107 columns") && holds(g.body, "--format csv"),
        "a matrix that is too wide shows its beginning, says so, and where all of it is");
}

int
main(void)
{
    struct work *w = fixture_start();
    struct net_server *pages;
    struct visits v;
    int64_t before;

    site_open(w, &site_eu, "eu", 10, false);
    v = story(w);
    NEED(w, web_open(w, &site_eu.hall, "127.0.0.1:0", NULL, &pages, &port));
    before = fixture_count(w, site_eu.hall.node);
    test_kinds(w);
    test_list(w, &v);
    test_board(w, &v);
    test_timeline(w, &v);
    test_matrix(w);
    test_amounts(w);
    test_counts(w);
    test_sections(w, &v);
    test_missing(w, &v);
    tap_ok(fixture_count(w, site_eu.hall.node) == before, "no page reads a record");
    test_many(w);
    web_close(pages);
    site_close(&site_eu);
    work_close(w);
    return tap_end();
}
