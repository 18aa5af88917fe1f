/*
 * The pages: what each shows, that it is sound HTML, that nothing in a record can become
 * mark-up, and that no body of a record is on any of them.
 */
#include "doors/web/site.h"

static uint16_t port;       /* EU's pages, for data protection */
static uint16_t port_plain; /* EU's pages, for everybody */

/* ---- Every page ------------------------------------------------------------------------- */

/* Sound, marked, and without what no page may hold. */
static struct got
page(struct work *w, const char *target)
{
    struct got g = site_page(w, port, target);

    tap_ok(holds(g.body, "DEMONSTRATION"), "and marked as a demonstration");
    tap_ok(!holds(g.body, CANARY) && !holds(g.body, "Hidden"),
        "and shows no body, nothing hidden");
    return g;
}

static void
test_today(struct work *w, const struct story *t)
{
    struct got g = page(w, "/");
    const struct json *demo = json_get(DO(w, &site_eu, "status", "{}"), "demo");

    tap_ok(demo != NULL && demo->truth &&
            json_get(DO(w, &site_un, "status", "{}"), "demo") == NULL,
        "status says so too, where it is one");
    tap_ok(holds(g.body,
               "<strong>1</strong> to answer</a> <span>the first: 7 h 59 min left"),
        "Today counts what is to be answered, with the time left");
    tap_ok(holds(g.body, "<strong>2</strong> new from partners"),
        "what came and was not read");
    tap_ok(holds(g.body, "<strong>1</strong> asked by us"), "what we asked");
    tap_ok(holds(g.body, "<strong>0</strong> receipts missing"), "receipts");
    tap_ok(holds(g.body, "<strong>0</strong> recalls not answered"), "recalls");
    tap_ok(holds(g.body, t->received) && holds(g.body, "Border &lt;script&gt;"),
        "what came has its title, escaped, and a way to it");
    tap_ok(holds(g.body, "<th scope=\"row\"><bdi>un</bdi></th>") &&
            holds(g.body, "holds: cosigned"),
        "a line for the partner, whose proof holds");
    DO(w, &site_eu, "show", "{\"id\":\"%s\",\"purpose\":\"trial\"}", t->received);
    g = browser_get(w, port, "/");
    tap_ok(holds(g.body, "<strong>1</strong> new from partners"),
        "what was read is not new");
}

static void
test_records(struct work *w, const struct story *t)
{
    struct got g = page(w, "/records");

    tap_ok(holds(g.body, t->assessment) && holds(g.body, t->evidence) &&
            holds(g.body, t->received) && !holds(g.body, t->hidden),
        "the list");
    tap_ok(holds(g.body,
               "River "
               "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;&quot;&gt;"),
        "titles are escaped");
    tap_ok(holds(g.body, "&lt;i&gt;&amp;&#39;letter&#39;.txt"), "and names of files");
    g = page(w, "/records?kind=evidence/1");
    tap_ok(holds(g.body, t->evidence) && !holds(g.body, t->assessment), "by type");
    tap_ok(holds(g.body, "<option value=\"evidence/1\" selected=\"selected\">"),
        "the chosen one");
    g = page(w, "/records?search=border&kind=");
    tap_ok(holds(g.body, t->received) && !holds(g.body, t->assessment), "by words");
    g = page(w, "/records?search=%22%3E%3Cscript%3Ezebra(1)%3C/script%3E%3Cb%20x");
    tap_ok(holds(g.body,
               "value=\"&quot;&gt;&lt;script&gt;zebra(1)&lt;/script&gt;&lt;b x\"") &&
            holds(g.body, "No record to show"),
        "words that are mark-up, and find nothing");
    page(w, "/records?search=%E2%80%AE%C2%85x%EF%BF%BFy");
    g = browser_get(w, port, "/records?search=hidden");
    tap_ok(g.status == 200 && !holds(g.body, t->hidden) &&
            holds(g.body, "No record to show"),
        "what may not be known of is not found");
    g = browser_get(w, port, "/records?kind=%3Cnone%3E");
    tap_ok(g.status == 404 && page_wrong(g.body) == NULL, "a type that there is not");
}

/* A hundred at a time, the newest first. */
static void
test_turn(struct work *w)
{
    struct draft drafts[120];
    struct receipt made[COUNT_OF(drafts)];
    struct got g;

    for (size_t i = 0; i < COUNT_OF(drafts); i++)
        drafts[i] = fixture_draft(w, site_eu.hall.node, "matter/1",
            work_format(w, "{\"core\":{\"title\":" TEXT("Number %zu.") "}}", i));
    lock_take(site_eu.hall.turn);
    NEED(w, node_make(site_eu.hall.node, w, drafts, COUNT_OF(drafts), made));
    lock_give(site_eu.hall.turn);
    g = page(w, "/records?kind=matter/1");
    tap_ok(holds(g.body, "1 to 100 of 120") && holds(g.body, "Number 119.") &&
            holds(g.body, "Number 20.") && !holds(g.body, "Number 19.") &&
            holds(g.body, "page=2&amp;kind=matter%2F1&amp;search=\">Older"),
        "the newest hundred");
    g = page(w, "/records?page=2&kind=matter%2F1&search=");
    tap_ok(holds(g.body, "101 to 120 of 120") && holds(g.body, "Number 0.") &&
            !holds(g.body, "Older") && holds(g.body, "Newer"),
        "the rest");
    page(w, "/records?page=1000000");
    page(w, "/records?page=x");
}

static void
test_record(struct work *w, const struct story *t)
{
    const struct json *items =
        json_get(DO(w, &site_eu, "list", "{\"system\":true}"), "items");
    int64_t before = fixture_count(w, site_eu.hall.node);
    struct got g = page(w, target(w, "/records/", t->assessment));

    tap_ok(holds(g.body, "River &lt;script&gt;") && holds(g.body, "TLP:AMBER") &&
            holds(g.body, "<td><bdi lang=\"\">trial</bdi></td>") &&
            holds(g.body, "<td><bdi lang=\"\">eu</bdi></td>"),
        "title, terms, the originator");
    tap_ok(holds(g.body, "<dt>Signature</dt><dd class=\"good\">holds</dd>") &&
            holds(g.body, "<dt>In our log</dt><dd class=\"good\">holds</dd>"),
        "its proof, checked");
    tap_ok(holds(g.body, t->evidence) && holds(g.body, "Rests on evidence"),
        "what it points to");
    tap_ok(holds(g.body, "<td>Question</td>") && holds(g.body, "<td>Opinion</td>"),
        "what points at it");
    g = page(w, target(w, "/records/", t->evidence));
    tap_ok(holds(g.body, "<td>acquired</td>"), "evidence has its custody");
    g = page(w, target(w, "/records/", t->received));
    tap_ok(holds(g.body, "<dd class=\"good\">holds</dd>") &&
            holds(g.body, "<dd><bdi>un</bdi></dd>"),
        "a partner's record is proved too");
    for (const struct json *i = items->first; i != NULL; i = i->next)
        page(w, target(w, "/records/", site_text(w, i, "id")));
    tap_ok(items->count > 10 && fixture_count(w, site_eu.hall.node) == before,
        "all %zu records were looked at, and none was read", items->count);
}

/* Whoever changed a record on disk sees it on its page. */
static void
test_erased(struct work *w, const struct story *t)
{
    struct got g;

    DO(w, &site_eu, "recall", "{\"id\":\"%s\",\"reason\":\"wrong\"}", t->assessment);
    g = page(w, "/");
    tap_ok(holds(g.body, "<strong>1</strong> recalls not answered"), "a recall is open");
    site_sync(w);
    g = page(w, "/");
    tap_ok(holds(g.body, "<strong>0</strong> recalls not answered"),
        "until it is answered");
    DO(w, &site_eu, "erase", "{\"id\":\"%s\",\"reason\":\"wrong\"}", t->assessment);
    g = page(w, target(w, "/records/", t->assessment));
    tap_ok(holds(g.body, "This record is erased.") && !holds(g.body, "River"),
        "what was erased shows that, and its header");
}

static void
test_who_saw(struct work *w, const struct story *t)
{
    const char *path = target(w, "/who-saw/", t->assessment);
    struct got g = page(w, path), none, hidden;

    tap_ok(holds(g.body, "<bdi>ana</bdi>") && holds(g.body, "Readings, 1 in all"),
        "who saw it");
    tap_ok(holds(page(w, target(w, "/records/", t->assessment)).body, path),
        "and the way there");
    g = browser_get(w, port_plain, path);
    none = browser_get(w, port_plain, "/nowhere");
    tap_ok(g.status == 404 && bytes_equal(g.body, none.body),
        "without --web-as dpo there is no such page");
    g = browser_get(w, port_plain, target(w, "/records/", t->assessment));
    tap_ok(g.status == 200 && !holds(g.body, "who-saw"), "and no way there");
    hidden = browser_get(w, port, target(w, "/who-saw/", t->hidden));
    none = browser_get(w, port, "/nowhere");
    tap_ok(hidden.status == 404 && bytes_equal(hidden.body, none.body),
        "nor for what may not be known of");
}

/* ---- What is not there ---------------------------------------------------------------------- */

static void
test_missing(struct work *w, const struct story *t)
{
    const char *const targets[] = {target(w, "/records/",
                                       "01a20a6c-1891-7fa9-a51e-06ccf8610c75"),
        "/records/zz", "/records/%3Cscript%3E",
        work_format(w, "/records/%.18s", t->assessment),
        target(w, target(w, "/records/", t->assessment), "/more"), "/config.json",
        "/who-saw", "/icon.svg/x", "/assets/page.html", "/page.html"};
    struct got hidden = browser_get(w, port, target(w, "/records/", t->hidden));

    tap_ok(hidden.status == 404 && page_wrong(hidden.body) == NULL && is_strict(&hidden),
        "what may not be known of is a sound page that says nothing");
    for (size_t i = 0; i < COUNT_OF(targets); i++) {
        struct got g = browser_get(w, port, targets[i]);
        /* The date may differ. */
        struct bytes a = bytes_from(g.head.at + 60, g.head.len - 60);
        struct bytes b = bytes_from(hidden.head.at + 60, hidden.head.len - 60);

        tap_ok(g.status == 404 && bytes_equal(g.body, hidden.body) && bytes_equal(a, b),
            "%s gives the same bytes", targets[i]);
    }
}

/* ---- The empty state --------------------------------------------------------------------------- */

static void
test_empty(struct work *w)
{
    struct hall hall = {.node = fixture_node(w, "court", 50)};
    struct net_server *s;
    struct bytes fingerprint;
    uint16_t bound;
    struct got g;

    NEED(w,
        lock_open(w, &hall.turn) && web_open(w, &hall, "127.0.0.1:0", NULL, &s, &bound));
    NEED(w, fingerprint_write(w, &node_identity(hall.node)->id, &fingerprint));
    g = browser_get(w, bound, "/");
    tap_ok(g.status == 200 && page_wrong(g.body) == NULL &&
            !holds(g.body, "DEMONSTRATION"),
        "a node of nobody's show is not marked as one");
    tap_ok(holds(g.body, "There is no partner yet") &&
            holds(g.body, "liaison peer add") &&
            holds(g.body,
                work_format(w, "%.*s", (int)fingerprint.len,
                    (const char *)fingerprint.at)),
        "with nothing to show, Today says what to do");
    g = browser_get(w, bound, "/records");
    tap_ok(g.status == 200 && page_wrong(g.body) == NULL &&
            holds(g.body, "liaison new KIND"),
        "and so does the list");
    web_close(s);
    node_close(hall.node);
    lock_close(hall.turn);
}

/* Where people are named, the pages are one of them. */
static void
test_named(struct work *w)
{
    struct net_server *s;
    uint16_t bound;
    struct got g;

    DO(w, &site_eu, "person add", "{\"name\":\"ana\"}");
    g = browser_get(w, port, "/");
    tap_ok(g.status == 404 && !holds(g.body, "fingerprint"),
        "pages that are not named show nothing");
    tap_ok(!web_open(w, &site_eu.hall, "127.0.0.1:0", NULL, &s, &bound) &&
            strstr(work_why(w), "--web-as NAME") != NULL &&
            strstr(work_why(w), "`liaison person add web`") != NULL,
        "and do not open, but say what to add");
    tap_fault(w, FAULT_DENIED,
        web_open(w, &site_eu.hall, "127.0.0.1:0", "ben", &s, &bound),
        "nor for one who is not named");
    NEED(w, web_open(w, &site_eu.hall, "127.0.0.1:0", "ana", &s, &bound));
    g = browser_get(w, bound, "/");
    tap_ok(g.status == 200 && holds(g.body, "as <bdi>ana</bdi>"),
        "they act for a person who is named, and say for whom");
    web_close(s);
    DO(w, &site_eu, "person add", "{\"name\":\"" WEB_DPO "\"}");
    g = browser_get(w, port, "/");
    tap_ok(g.status == 200, "those for data protection too, once it is named");
}

/* How old a list is stands where people look first. */
static void
test_lists(struct work *w)
{
    static const char list[] = "list,ref,type,kind,name,dob,country\n"
                               "T <i>,T.1,P,primary,Vladan Orsimov,1960,RS\n";
    struct got g;

    put_file(at(w, "list.csv"), list, strlen(list));
    DO(w, &site_eu, "lists import", "{\"file\":[\"%s\"]}", at(w, "list.csv"));
    g = site_page(w, port, "/");
    tap_ok(holds(g.body, "List in use") && holds(g.body, "<bdi>T &lt;i&gt;</bdi>") &&
            holds(g.body,
                "taken in 0 days ago; whether there is a newer one is not known"),
        "Today names the list in use and its age, and calls none current");
}

int
main(void)
{
    struct work *w = fixture_start();
    struct net_server *pages, *plain;
    struct story t;

    site_eu.other = &site_un;
    site_un.other = &site_eu;
    site_open(w, &site_eu, "eu", 10, true);
    site_open(w, &site_un, "un", 20, false);
    t = site_story(w);
    NEED(w, web_open(w, &site_eu.hall, "127.0.0.1:0", "dpo", &pages, &port));
    NEED(w, web_open(w, &site_eu.hall, "127.0.0.1:0", NULL, &plain, &port_plain));
    test_today(w, &t);
    test_records(w, &t);
    test_record(w, &t);
    test_who_saw(w, &t);
    test_missing(w, &t);
    test_turn(w);
    test_erased(w, &t);
    test_named(w);
    test_lists(w);
    web_close(pages);
    web_close(plain);
    test_empty(w);
    site_close(&site_eu);
    site_close(&site_un);
    work_close(w);
    return tap_end();
}
