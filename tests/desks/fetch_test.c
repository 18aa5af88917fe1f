/*
 * lists fetch, and lists diff of versions that are kept, with a publisher on loopback and invented
 * lists: what is new is kept with where and when it was fetched; what is not, is not; and whatever
 * goes wrong there, the version in use stays in use, and its age is told.
 */
#include "tests/desks/sit.h"

#include "tests/ground/net/publisher.h"

#include "engines/screen/screen.h"
#include "ground/net/net.h"

#define UN(date, entries)                                               \
    "<?xml version=\"1.0\"?>\n<CONSOLIDATED_LIST dateGenerated=\"" date \
    "T00:00:00Z\"><INDIVIDUALS>" entries                                \
    "</INDIVIDUALS><ENTITIES></ENTITIES></CONSOLIDATED_LIST>\n"
#define WHO(ref, name)                                                    \
    "<INDIVIDUAL><FIRST_NAME>" name "</FIRST_NAME><REFERENCE_NUMBER>" ref \
    "</REFERENCE_NUMBER></INDIVIDUAL>"
#define ONE WHO("XXi.001", "VLADAN ORSIMOV")
#define TWO WHO("XXi.002", "KARIM BELHADI")
#define THREE WHO("XXi.003", "ODRAN VESPERTIN")
#define MAY UN("2026-05-01", ONE TWO)
#define JUNE UN("2026-06-01", ONE TWO THREE)

#define HEAD "list,ref,type,kind,name,dob,country\n"
#define FIRST "P,P.1,P,primary,Vladan Orsimov,1960,RS\n"
#define SECOND "P,P.2,P,primary,Karim Belhadi,1971,DZ\n"

static struct authority ours, theirs;
static struct publisher good, stranger, misnamed;
static const char *ca;
static struct node *node;
static struct hall hall;

enum { LIST, FIRST_PART, SECOND_PART, AWAY, END };
static char away[100];
static struct shelf shelves[] = {
    [LIST] = {.path = "/un.xml",
        .etag = "\"may\"",
        .header = "Last-Modified: Fri, 01 May 2026 00:00:00 GMT",
        .body = MAY},
    [FIRST_PART] = {.path = "/a/part.csv?x=/1", .etag = "\"a\"", .body = HEAD FIRST},
    [SECOND_PART] = {.path = "/b/part.csv", .etag = "\"b\"", .body = HEAD SECOND},
    [AWAY] = {.path = "/away", .status = 302, .header = away},
    [END] = {.path = NULL},
};

static const struct net_patience short_patience = {
    .connect = 2 * TIME_SECOND,
    .whole = TIME_SECOND,
};

/* As the door does it, but for how long it waits. */
static bool
fetch(struct desk *d, struct work *w, const struct net_fetch *ask,
    struct net_fetched *out)
{
    struct net_fetch soon = *ask;
    bool done;

    soon.patience = &short_patience;
    lock_give(d->hall->turn);
    done = net_fetch(w, &soon, out);
    lock_take(d->hall->turn);
    return done;
}

static bool
ask(struct work *w, const char *verb, const char *arguments)
{
    struct desk d = {.node = node,
        .actor = {.person = bytes_of("ana")},
        .hall = &hall,
        .fetch = fetch};
    bool done;

    last = NULL;
    lock_take(hall.turn);
    done = verb_run(verb_find(bytes_of(verb)), &d, w, parse(w, arguments), &last);
    lock_give(hall.turn);
    return done;
}

static void
get(struct work *w, const char *name)
{
    NEED(w,
        ask(w, "lists fetch",
            work_format(w, "{\"name\":[\"%s\"],\"ca\":\"%s\"}", name, ca)));
}

static int64_t
versions(struct work *w)
{
    struct json *before = last;
    int64_t count;

    NEED(w, ask(w, "lists list", "{}"));
    count = number("count");
    last = before;
    return count;
}

#define ROW(name, list, format)                                         \
    "{\"name\":\"" name "\",\"list\":\"" list "\",\"format\":\"" format \
    "\",\"publisher\":\"the "                                           \
    "test\",\"terms\":\"none\",\"parts\":[\"https://localhost:%u%s\"%s]}"

static void
table(struct work *w)
{
    const char *path = work_format(w, "%s/sources.json", node_folder(node)), *text;
    const char *second =
        work_format(w, ",\"https://localhost:%u/b/part.csv\"", good.port);

    text = work_format(w,
        "{\"sources\":[\n" ROW("un", "UN", "un-xml") ",\n" ROW("parts", "P",
            "plain") ",\n" ROW("stranger", "UN", "un-xml") ",\n" ROW("misnamed", "UN",
            "un-xml") ",\n" ROW("away", "UN", "un-xml") ",\n" ROW("other", "EU",
            "eu-fsf-xml") "]}\n",
        good.port, "/un.xml", "", good.port, "/a/part.csv?x=/1", second, stranger.port,
        "/un.xml", "", misnamed.port, "/un.xml", "", good.port, "/away", "", good.port,
        "/un.xml", "");
    put_file(path, text, strlen(text));
}

/* ---- The table -------------------------------------------------------------------------- */

static void
bad_table(struct work *w, const char *text, const char *why)
{
    const char *path = work_format(w, "%s/sources.json", node_folder(node));
    bool refused;

    put_file(path, text, strlen(text));
    refused = !ask(w, "lists fetch", "{\"list\":true}");
    tap_ok(refused && work_fault(w) == FAULT_INVALID &&
            strstr(work_why(w), "sources.json: ") && strstr(work_why(w), why),
        "refused: %s", work_why(w));
    work_clear(w);
}

static void
tables(struct work *w)
{
    NEED(w, ask(w, "lists fetch", "{\"list\":true}"));
    tap_ok(number("count") == 6 && strcmp(said(w, "sources.0.name"), "un") == 0 &&
            bytes_start(json_at(last, "sources.0.parts.0.url")->text,
                "https://scsanctions.un.org/"),
        "the table that is built in");
    bad_table(w, "[]", "object");
    bad_table(w, "{\"sources\":[{\"name\":\"un\"}]}", "source 1: un: ");
    bad_table(w,
        "{\"sources\":[{\"name\":\"un\",\"list\":\"UN\",\"format\":\"un-xml\","
        "\"publisher\":\"P\",\"terms\":\"T\",\"parts\":[\"http://localhost/\"]}]}",
        "begins with https://");
    bad_table(w,
        "{\"sources\":[{\"name\":\"../un\",\"list\":\"UN\",\"format\":\"un-xml\","
        "\"publisher\":\"P\",\"terms\":\"T\",\"parts\":[\"https://localhost/\"]}]}",
        "small letters");
    table(w);
    NEED(w, ask(w, "lists fetch", "{\"list\":true}"));
    tap_ok(number("count") == 11 &&
            strcmp(said(w, "sources.0.publisher"), "the test") == 0,
        "the node's own rows take the place of those that are called so");
    tap_fault(w, FAULT_USAGE, ask(w, "lists fetch", "{}"), "one says which");
    tap_fault(w, FAULT_USAGE, ask(w, "lists fetch", "{\"name\":[\"un\"],\"all\":true}"),
        "or all");
    tap_fault(w, FAULT_MISSING, ask(w, "lists fetch", "{\"name\":[\"zz\"]}"),
        "a source that nobody named");
}

/* ---- What comes ----------------------------------------------------------------------------- */

static void
comes(struct work *w)
{
    const char *core;

    get(w, "un");
    tap_ok(number("count") == 1 && number("items.0.entries") == 2 &&
            strcmp(said(w, "items.0.says"), "taken in") == 0 &&
            strcmp(said(w, "items.0.source"), "un") == 0,
        "a list is fetched");
    NEED(w,
        ask(w, "show",
            work_format(w, "{\"id\":\"%s\",\"purpose\":\"oversight\"}",
                said(w, "items.0.id"))));
    core = "parts.core.files.0.";
    tap_ok(strcmp(said(w, work_format(w, "%surl", core)),
               work_format(w, "https://localhost:%u/un.xml", good.port)) == 0 &&
            strcmp(said(w, work_format(w, "%setag", core)), "\"may\"") == 0 &&
            strcmp(said(w, work_format(w, "%smodified", core)),
                "Fri, 01 May 2026 00:00:00 GMT") == 0 &&
            bytes_start(bytes_of(said(w, work_format(w, "%sfetched", core))),
                "2026-06-15T") &&
            strcmp(said(w, work_format(w, "%sname.display", core)), "un.xml") == 0 &&
            strcmp(said(w, "parts.core.source"), "un") == 0,
        "and its record says where, when and as what");
    get(w, "un");
    tap_ok(strstr(good.asked, "\r\nIf-None-Match: \"may\"\r\n") &&
            strstr(good.asked,
                "\r\nIf-Modified-Since: Fri, 01 May 2026 00:00:00 GMT\r\n"),
        "it is asked for again only if it changed");
    tap_ok(strcmp(said(w, "items.0.says"), "not changed") == 0 &&
            json_at(last, "items.0.known")->truth && number("items.0.entries") == 2 &&
            versions(w) == 1,
        "which it did not: no new version");
    shelves[LIST].etag = "\"may again\"";
    get(w, "un");
    tap_ok(strcmp(said(w, "items.0.says"), "was here already") == 0 && versions(w) == 1,
        "nor are the same bytes one");
    shelves[LIST].etag = "\"june\"";
    shelves[LIST].body = JUNE;
    get(w, "un");
    tap_ok(number("items.0.entries") == 3 &&
            strcmp(said(w, "items.0.date"), "2026-06-01") == 0 && versions(w) == 2,
        "a new one is");
    NEED(w, ask(w, "screen", "{\"class\":\"vendor\",\"name\":\"Odran Vespertin\"}"));
    tap_ok(strstr(said(w, "text"), ",XXi.003,") != NULL, "and is screened by");
}

static void
parts(struct work *w)
{
    get(w, "parts");
    tap_ok(number("items.0.entries") == 2 && versions(w) == 3, "a list of two files");
    get(w, "parts");
    tap_ok(strcmp(said(w, "items.0.says"), "not changed") == 0, "neither changed");
    shelves[SECOND_PART].etag = "\"c\"";
    shelves[SECOND_PART].body = HEAD SECOND "P,P.3,P,primary,Odran Vespertin,,\n";
    get(w, "parts");
    tap_ok(number("items.0.entries") == 3 && versions(w) == 4,
        "one did: the other is the one that is here");
    NEED(w, ask(w, "lists show", "{\"ref\":\"P.1\"}"));
    tap_ok(number("count") == 1, "with all that is on it");
    get(w, "parts");
    tap_ok(strcmp(said(w, "items.0.says"), "not changed") == 0,
        "and both are known again");
    shelves[SECOND_PART].etag = "\"d\"";
    shelves[SECOND_PART].body = HEAD SECOND "P,P.4,P,primary,Odran Vespertin,,\n";
    get(w, "parts");
    shelves[SECOND_PART].etag = "\"e\"";
    shelves[SECOND_PART].body = HEAD SECOND "P,P.3,P,primary,Odran Vespertin,,\n";
    get(w, "parts");
    tap_ok(strcmp(said(w, "items.0.says"), "taken in") == 0 && versions(w) == 6,
        "a publisher may go back to what there was");
    NEED(w, ask(w, "lists show", "{\"ref\":\"P.3\"}"));
    tap_ok(number("count") == 1, "and then that is in use");
}

/* ---- What goes wrong -------------------------------------------------------------------------- */

static void
wrong(struct work *w, const char *name, const char *why, const char *claim)
{
    get(w, name);
    tap_ok(number("refused") == 1 && number("count") == 0 &&
            strstr(said(w, "refusals.0.why"), why) &&
            strstr(said(w, "refusals.0.why"),
                "UN of 2026-06-01 stays in use, 14 days old; try again later") &&
            strcmp(said(w, "refusals.0.date"), "2026-06-01") == 0 &&
            number("refusals.0.age") == 14,
        "%s: %s", claim, said(w, "refusals.0.why"));
}

static void
goes_wrong(struct work *w)
{
    struct shelf was = shelves[LIST];
    int64_t before = versions(w);
    int asked_before;

    wrong(w, "stranger", "no authority that counts", "another authority");
    wrong(w, "misnamed", "its certificate is not good", "another name");
    wrong(w, "away", "not https", "a way out of https");
    shelves[LIST].etag = NULL;
    shelves[LIST].claims = strlen(JUNE) + 100;
    asked_before = atomic_load(&good.count);
    wrong(w, "un", "broke off", "a list that breaks off");
    tap_ok(atomic_load(&good.count) == asked_before + 3, "again and again");
    shelves[LIST].claims = (size_t)1 << 28;
    wrong(w, "un", "134217728 bytes, which is the limit", "one that is too large");
    shelves[LIST].claims = 0;
    shelves[LIST].body = UN("2026-06-02", ONE);
    wrong(w, "un", "1 entries with 1 names", "one that shrank");
    shelves[LIST].body = "<html><body>Please come back later</body></html>";
    wrong(w, "un", "this is no list", "a page in its place");
    shelves[LIST].body = HEAD FIRST;
    wrong(w, "un", "this is P as plain, where UN as un-xml is wanted", "another list");
    shelves[LIST].status = 500;
    asked_before = atomic_load(&good.count);
    wrong(w, "un", "status 500", "an error");
    tap_ok(atomic_load(&good.count) == asked_before + 3, "which was not the first");
    shelves[LIST].status = 0;
    shelves[LIST].seconds = 3;
    wrong(w, "un", "no answer in time", "no answer");
    shelves[LIST] = was;
    shelves[LIST].failures = 2;
    get(w, "un");
    tap_ok(number("count") == 1 && strcmp(said(w, "items.0.says"), "not changed") == 0,
        "a server that is out of order for a moment is asked again");
    get(w, "other");
    tap_ok(number("refused") == 1 &&
            strstr(said(w, "refusals.0.why"), "no EU is kept here"),
        "where nothing is in use that is said: %s", said(w, "refusals.0.why"));
    tap_ok(versions(w) == before, "nothing of it was kept");
    NEED(w, ask(w, "screen", "{\"class\":\"vendor\",\"name\":\"Odran Vespertin\"}"));
    tap_ok(strstr(said(w, "text"), ",XXi.003,") != NULL, "and the list is in use");
    NEED(w,
        ask(w, "lists fetch",
            work_format(w, "{\"name\":[\"stranger\",\"un\"],\"ca\":\"%s\"}", ca)));
    tap_ok(number("refused") == 1 && number("count") == 1, "one does not stop the other");
    tap_fault(w, FAULT_USAGE,
        ask(w, "lists fetch", "{\"name\":[\"un\"],\"ca\":\"/nowhere\"}"),
        "authorities that are not there stop all");
    shelves[LIST].etag = NULL;
    shelves[LIST].body = UN("2026-06-02", ONE);
    NEED(w,
        ask(w, "lists fetch",
            work_format(w, "{\"name\":[\"un\"],\"ca\":\"%s\",\"shrunk\":\"they left\"}",
                ca)));
    tap_ok(number("refused") == 0 && number("items.0.entries") == 1,
        "who says why may insist");
}

/* ---- Versions that are kept --------------------------------------------------------------------- */

static void
differs(struct work *w)
{
    const char *id;

    NEED(w,
        ask(w, "lists diff",
            "{\"kept\":true,\"from\":\"UN@2026-05-01\",\"to\":\"UN@2026-06-01\"}"));
    tap_ok(number("counts.added") == 1 && number("counts.same") == 2 &&
            strcmp(said(w, "added.0.ref"), "XXi.003") == 0 &&
            strcmp(said(w, "from.date"), "2026-05-01") == 0,
        "two versions that are kept, by list and date");
    NEED(w, ask(w, "lists list", "{}"));
    id = work_format(w, "%s", said(w, "items.0.id"));
    NEED(w,
        ask(w, "lists diff",
            work_format(w, "{\"kept\":true,\"from\":\"%s\",\"to\":\"%s\"}", id,
                said(w, "items.1.id"))));
    tap_ok(number("counts.added") == 1 && strcmp(said(w, "added.0.ref"), "P.3") == 0,
        "or by id");
    put_file(at(w, "p.csv"), HEAD FIRST, strlen(HEAD FIRST));
    put_file(at(w, "un.xml"), MAY, strlen(MAY));
    tap_fault(w, FAULT_USAGE,
        ask(w, "lists diff",
            work_format(w, "{\"from\":\"%s\",\"to\":\"%s\"}", at(w, "p.csv"),
                at(w, "un.xml"))),
        "two lists are no versions of one");
    tap_fault(w, FAULT_USAGE,
        ask(w, "lists diff",
            work_format(w, "{\"kept\":true,\"from\":\"%s\",\"to\":\"UN@2026-06-01\"}",
                id)),
        "nor are those that are kept");
    tap_fault(w, FAULT_CONFLICT,
        ask(w, "lists diff", "{\"kept\":true,\"from\":\"P@\",\"to\":\"UN@2026-06-01\"}"),
        "a name that several have says nothing");
    tap_fault(w, FAULT_MISSING,
        ask(w, "lists diff",
            "{\"kept\":true,\"from\":\"UN@2025-05-01\",\"to\":\"UN@2026-06-01\"}"),
        "one that is not here");
    tap_fault(w, FAULT_MISSING,
        ask(w, "lists diff",
            "{\"kept\":true,\"from\":\"un.xml\",\"to\":\"UN@2026-06-01\"}"),
        "a file is none");
}

int
main(void)
{
    struct work *w = sit_start(&node);

    NEED(w, screen_start(w));
    authority_open(&ours, "CN=an authority of the test");
    authority_open(&theirs, "CN=another authority");
    publisher_open(&good, &ours, "localhost", shelves);
    publisher_open(&stranger, &theirs, "localhost", shelves);
    publisher_open(&misnamed, &ours, "elsewhere.test", shelves);
    snprintf(away, sizeof(away), "Location: http://localhost:%u/un.xml", good.port);
    ca = at(w, "ca.pem");
    put_file(ca, ours.pem.data, ours.pem.size);
    hall.node = node;
    NEED(w, lock_open(w, &hall.turn));
    tables(w);
    comes(w);
    parts(w);
    goes_wrong(w);
    differs(w);
    publisher_close(&misnamed);
    publisher_close(&stranger);
    publisher_close(&good);
    authority_close(&theirs);
    authority_close(&ours);
    hall_forget(&hall);
    lock_close(hall.turn);
    return sit_end(w, node);
}
