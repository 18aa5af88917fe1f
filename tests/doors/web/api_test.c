/*
 * /api/screen: the same bytes as the command's, a record of each run, by lists and an index that are
 * kept while they are the newest; what is refused, and how; and a description that names all of it.
 */
#include "doors/web/site.h"

#include "engines/screen/screen.h"

#define HEAD "list,ref,type,kind,name,dob,country\n"
#define LIST \
    HEAD "T,T.1,P,primary,Vladan Orsimov,1960,RS\nT,T.1,P,alias,Orsimov Vladan,,\n"
#define MORE LIST "T,T.3,P,primary,Karim Belhadi,1971,DZ\n"
#define UN                                                                            \
    "<?xml version=\"1.0\"?>\n<CONSOLIDATED_LIST dateGenerated=\"2026-05-01\">"       \
    "<INDIVIDUALS><INDIVIDUAL><FIRST_NAME>ODRAN</FIRST_NAME><SECOND_NAME>VESPERTIN"   \
    "</SECOND_NAME><REFERENCE_NUMBER>XXi.001</REFERENCE_NUMBER><UN_LIST_TYPE>Samples" \
    "</UN_LIST_TYPE><LISTED_ON>2012-12-31</LISTED_ON><GENDER>Male</GENDER>"           \
    "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1957</YEAR>"   \
    "</INDIVIDUAL_DATE_OF_BIRTH><NATIONALITY><VALUE>Iraq</VALUE></NATIONALITY>"       \
    "</INDIVIDUAL></INDIVIDUALS><ENTITIES></ENTITIES></CONSOLIDATED_LIST>\n"

static uint16_t port;
static struct json *last; /* the last answer; NULL: it was no JSON */
static struct got got;

/* ---- Asking ------------------------------------------------------------------------------ */

static int
post_as(struct work *w, const char *target, const char *headers, const char *body)
{
    const char *text = work_format(w,
        "POST %s HTTP/1.1\r\nHost: localhost:%u\r\n%sContent-Length: %zu\r\n"
        "Connection: close\r\n\r\n%s",
        target, (unsigned)port, headers, strlen(body), body);

    NEED(w, text != NULL);
    got = browser_send(w, port, text);
    last = NULL;
    if (got.body.len > 0 && !json_read(w, got.body, &json_foreign, &last))
        work_clear(w);
    return got.status;
}

static int
post(struct work *w, const char *body)
{
    return post_as(w, "/api/screen", "Content-Type: application/json\r\n", body);
}

static int64_t
number(const char *path)
{
    const struct json *v = json_at(last, path);

    return v != NULL && v->type == JSON_INTEGER ? v->integer : -1;
}

static const char *
said(struct work *w, const char *path)
{
    const struct json *v = json_at(last, path);
    const char *text = "";

    if (v != NULL && v->type == JSON_TEXT)
        NEED(w, work_string(w, v->text, &text));
    return text;
}

static void
import(struct work *w, const char *name, const char *text, const char *more)
{
    const struct json *answer;

    put_file(at(w, "%s", name), text, strlen(text));
    answer =
        DO(w, &site_eu, "lists import", "{\"file\":[\"%s\"]%s}", at(w, "%s", name), more);
    NEED(w, json_get(answer, "refused")->integer == 0);
}

/* ---- The same bytes ------------------------------------------------------------------------ */

/* What the command gives for these names; its lines, joined as a list of JSON is, and with the
 * id of another run in the place of its own. */
static const char *
command_rows(struct work *w, const char *csv, const char *more, const char *run)
{
    struct buffer b = buffer_open(w, (size_t)1 << 20);
    struct bytes lines, line, all, own;
    const struct json *answer;
    const char *text;

    put_file(at(w, "names.csv"), csv, strlen(csv));
    answer = DO(w, &site_eu, "screen",
        "{\"class\":\"staff\",\"format\":\"jsonl\",\"queries\":[\"%s\"]%s}",
        at(w, "names.csv"), more);
    own = json_get_text(answer, "id");
    lines = json_get_text(answer, "text");
    NEED(w, work_string(w, lines, &text) && strlen(run) == own.len);
    for (const char *id = text;
         (id = strstr(id, work_format(w, "%.*s", (int)own.len, (const char *)own.at))) !=
         NULL;)
        memcpy((char *)(lines.at + (id++ - text)), run, own.len);
    buffer_text(&b, "\"results\":[");
    for (size_t n = 0; bytes_step(&lines, '\n', &line); n++) {
        buffer_text(&b, n > 0 ? "," : "");
        buffer_add(&b, line);
    }
    NEED(w, buffer_bytes(&b, &all));
    return work_format(w, "%.*s]}", (int)all.len, (const char *)all.at);
}

#define THREE                                                                         \
    "\"queries\":[{\"id\":\"a\",\"name\":\"Vladan Orsimov\",\"dob\":\"1960-02-03\"}," \
    "{\"id\":\"b\",\"name\":\"Nobody Whosoever\"},{\"id\":\"c\",\"name\":\"Odran "    \
    "Vespertin\",\"country\":\"iq\",\"gender\":\"male\",\"type\":\"person\"}]"
#define THREE_CSV                                                                \
    "id,name,dob,country,gender,type\na,Vladan Orsimov,1960-02-03,,,\nb,Nobody " \
    "Whosoever,,,,\nc,Odran Vespertin,,IQ,male,person\n"

static void
same_bytes(struct work *w)
{
    static const struct {
        const char *api, *command;
    } ways[] = {{"", ""}, {",\"explain\":true", ",\"explain\":true"},
        {",\"threshold\":60.5,\"most\":1", ",\"threshold\":\"60.5\",\"most\":\"1\""}};

    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        const char *rows, *run;
        struct bytes answer;
        int is =
            post(w, work_format(w, "{\"class\":\"staff\"," THREE "%s}", ways[i].api));

        tap_ok(is == 200 && has_header(&got, "Content-Type: application/json") &&
                has_header(&got, "Cache-Control: no-store") && is_strict(&got) &&
                number("queries") == 3 && number("found") == 2,
            "three names");
        run = said(w, "id");
        answer = got.body;
        rows = command_rows(w, THREE_CSV, ways[i].command, run);
        tap_ok(holds(answer, rows), "the rows are the command's, byte for byte");
        put_file(at(w, "names.csv"), THREE_CSV, strlen(THREE_CSV));
        tap_ok(json_get(DO(w, &site_eu, "replay", "{\"run\":\"%s\",\"queries\":\"%s\"}",
                            run, at(w, "names.csv")),
                   "same")
                   ->truth,
            "and the run that was recorded can be replayed");
    }
}

static void
one(struct work *w)
{
    struct json *run;

    tap_ok(post(w,
               "{\"class\":\"beneficiary\",\"basis\":\"Article 7\",\"query\":{\"name\":"
               "\"Vladan Orsimov\"}}") == 200 &&
            strcmp(said(w, "results.0.query_id"), "1") == 0 &&
            strcmp(said(w, "results.0.ref"), "T.1") == 0,
        "one name");
    run = DO(w, &site_eu, "show", "{\"id\":\"%s\",\"purpose\":\"oversight\"}",
        said(w, "id"));
    tap_ok(bytes_is(json_at(run, "parts.core.class")->text, "beneficiary") &&
            bytes_is(json_at(run, "parts.core.basis")->text, "Article 7") &&
            bytes_is(json_at(run, "parts.core.by")->text, "web") &&
            json_at(run, "parts.core.queries")->integer == 1,
        "the run is recorded, with its class and basis");
    tap_ok(post(w, "{\"class\":\"vendor\",\"queries\":[]}") == 422 &&
            holds(got.body, "1 to 10000"),
        "nobody is asked for by nobody");
    tap_ok(post(w, "{\"class\":\"vendor\",\"query\":{\"name\":\"-\"}}") == 200 &&
            number("remarked") == 1 && number("remarks.0.line") == 1,
        "a name in which nothing can be compared is told of");
    tap_ok(post(w,
               "{\"class\":\"vendor\",\"queries\":[{\"id\":\"a\",\"name\":\"A\"},{"
               "\"id\":\"a\",\"name\":\"B\",\"dob\":\"9999\"}]}") == 200 &&
            number("remarked") == 2 && number("remarks.1.line") == 2,
        "so are a date of birth to come, and an id that stands twice");
}

static void
many(struct work *w)
{
    struct buffer b = buffer_open(w, (size_t)1 << 24);
    struct bytes text;
    const char *body;

    buffer_text(&b, "{\"class\":\"vendor\",\"queries\":[");
    for (int i = 0; i < 10000; i++)
        buffer_format(&b, "%s{\"name\":\"%s\"}", i > 0 ? "," : "",
            i % 1000 == 7 ? "Vladan Orsimov" : "Mira Sarkov");
    NEED(w, buffer_bytes(&b, &text));
    body = work_format(w, "%.*s]}", (int)text.len, (const char *)text.at);
    tap_ok(post(w, body) == 200 && number("queries") == 10000 && number("found") == 10 &&
            strcmp(said(w, "results.9.query_id"), "9008") == 0,
        "ten thousand names, called by their places");
    body =
        work_format(w, "%.*s,{\"name\":\"A\"}]}", (int)text.len, (const char *)text.at);
    tap_ok(post(w, body) == 422 && holds(got.body, "1 to 10000"), "one more is too many");
}

/* ---- Lists that change ----------------------------------------------------------------------- */

#define KARIM "{\"class\":\"vendor\",\"query\":{\"name\":\"Karim Belhadi\"}}"

static void
newest(struct work *w)
{
    const struct screen_ready *ready;
    struct json *versions;

    tap_ok(post(w, KARIM) == 200 && number("hits") == 0, "who is not listed");
    ready = site_eu.hall.screen;
    tap_ok(post(w, KARIM) == 200 && site_eu.hall.screen == ready && ready != NULL,
        "the index is kept from one request to the next");
    DO(w, &site_eu, "screen", "{\"class\":\"vendor\",\"name\":\"Karim Belhadi\"}");
    tap_ok(site_eu.hall.screen == ready, "and to commands");
    import(w, "more.csv", MORE, "");
    tap_ok(post(w, KARIM) == 200 && number("hits") == 1 &&
            strcmp(said(w, "results.0.ref"), "T.3") == 0 &&
            number("lists.0.entries") == 2,
        "a new version is in use at once");
    versions = DO(w, &site_eu, "lists list", "{}");
    DO(w, &site_eu, "erase", "{\"id\":\"%s\",\"reason\":\"R\"}",
        site_text(w, versions, "items.1.id"));
    tap_ok(post(w, KARIM) == 200 && number("hits") == 0,
        "one that was erased is not, from then on");
    import(w, "shrunk.csv", HEAD "T,T.9,P,primary,Vladan Orsimov,1960,RS\n",
        ",\"shrunk\":\"it ended\"");
}

/* ---- What is refused --------------------------------------------------------------------------- */

static void
no(struct work *w, int status, const char *kind, const char *why, const char *body)
{
    int is = post(w, body);

    tap_ok(is == status && strcmp(said(w, "error.kind"), kind) == 0 &&
            strstr(said(w, "error.message"), why) != NULL &&
            strchr(said(w, "error.message"), '\n') == NULL,
        "%d %s: %s", is, said(w, "error.kind"), said(w, "error.message"));
}

static int64_t
runs(struct work *w)
{
    return json_get(DO(w, &site_eu, "list", "{\"kind\":\"screening\"}"), "count")
        ->integer;
}

static void
refused(struct work *w)
{
    int64_t before = runs(w);

    no(w, 400, "usage", "a class", "{\"query\":{\"name\":\"A\"}}");
    no(w, 400, "usage", "a class", "{\"class\":\"friend\",\"query\":{\"name\":\"A\"}}");
    no(w, 403, "denied", "legal basis",
        "{\"class\":\"beneficiary\",\"query\":{\"name\":\"A\"}}");
    no(w, 403, "denied", "support cases",
        "{\"class\":\"support-case\",\"basis\":\"B\",\"query\":{\"name\":\"A\"}}");
    no(w, 422, "invalid", "line 1", "{\"class\":\"vendor\",\"query\":");
    no(w, 422, "invalid", "no object", "[]");
    no(w, 422, "invalid", "twice", "{\"class\":\"vendor\",\"class\":\"staff\"}");
    no(w, 422, "invalid", "\"list\"",
        "{\"class\":\"vendor\",\"list\":[\"/etc/passwd\"]}");
    no(w, 422, "invalid", "class", "{\"class\":7,\"query\":{\"name\":\"A\"}}");
    no(w, 422, "invalid", "whom to ask for", "{\"class\":\"vendor\"}");
    no(w, 422, "invalid", "not both",
        "{\"class\":\"vendor\",\"query\":{\"name\":\"A\"},\"queries\":[]}");
    no(w, 422, "invalid", "queries: a list", "{\"class\":\"vendor\",\"queries\":{}}");
    no(w, 422, "invalid", "query 1: it is no object",
        "{\"class\":\"vendor\",\"queries\":[7]}");
    no(w, 422, "invalid", "query 2: name: nothing",
        "{\"class\":\"vendor\",\"queries\":[{\"name\":\"A\"},{\"id\":\"x\"}]}");
    no(w, 422, "invalid", "query 1: \"nom\\x0a\\u{202E}\" is none of",
        "{\"class\":\"vendor\",\"query\":{\"nom\\n\\u202e\":\"A\"}}");
    no(w, 422, "invalid", "query 1: dob: \"1960-13\"",
        "{\"class\":\"vendor\",\"query\":{\"name\":\"A\",\"dob\":\"1960-13\"}}");
    no(w, 422, "invalid", "query 1: name: a text",
        "{\"class\":\"vendor\",\"query\":{\"name\":7}}");
    no(w, 422, "invalid", "threshold",
        "{\"class\":\"vendor\",\"threshold\":\"76\",\"query\":{\"name\":\"A\"}}");
    no(w, 400, "usage", "threshold wants points",
        "{\"class\":\"vendor\",\"threshold\":-1,\"query\":{\"name\":\"A\"}}");
    no(w, 400, "usage", "threshold wants points",
        "{\"class\":\"vendor\",\"threshold\":76.0001,\"query\":{\"name\":\"A\"}}");
    no(w, 422, "invalid", "most",
        "{\"class\":\"vendor\",\"most\":0,\"query\":{\"name\":\"A\"}}");
    no(w, 422, "invalid", "explain",
        "{\"class\":\"vendor\",\"explain\":\"yes\",\"query\":{\"name\":\"A\"}}");
    tap_ok(runs(w) == before, "of none of them a run was recorded");
}

/* The last answer is a refusal as the description has them. */
static bool
is_refusal(struct work *w, int status, const char *why)
{
    struct json *answer;

    return got.status == status && has_header(&got, "Content-Type: application/json") &&
        is_strict(&got) && json_read(w, got.body, &json_foreign, &answer) &&
        bytes_is(json_at(answer, "error.kind")->text, "usage") &&
        holds(json_at(answer, "error.message")->text, why) &&
        !holds(json_at(answer, "error.message")->text, "\n");
}

/* A browser that says of a request only where it came from. */
static void
origins(struct work *w, const char *good)
{
    static const struct {
        int status;
        const char *origin;
    } cases[] = {{403, "http://evil.example"}, {403, "null"},
        {403, "https://localhost:%u"}, {403, "http://localhost:%u.evil.example"},
        {403, "http://localhost"}, {403, "http://127.0.0.1:%u"}, {403, ""},
        {200, "http://localhost:%u"}, {200, "http://LOCALHOST:%u"}};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *colon = strchr(cases[i].origin, '%'),
                   *origin = colon == NULL
            ? cases[i].origin
            : work_format(w, "%.*s%u%s", (int)(colon - cases[i].origin), cases[i].origin,
                  (unsigned)port, colon + 2);

        tap_ok(post_as(w, "/api/screen",
                   work_format(w, "Content-Type: application/json\r\nOrigin: %s\r\n",
                       origin),
                   good) == cases[i].status,
            "%d for a page of \"%s\"", cases[i].status, origin);
    }
}

static void
ways_in(struct work *w)
{
    static const char good[] = "{\"class\":\"vendor\",\"query\":{\"name\":\"A\"}}";
    const char *host = work_format(w, "localhost:%u", (unsigned)port);
    char *long_body;
    int64_t before = runs(w);

    tap_ok(post_as(w, "/api/screen", "", good) == 415 &&
            post_as(w, "/api/screen", "Content-Type: text/plain\r\n", good) == 415 &&
            post_as(w, "/api/screen",
                "Content-Type: application/x-www-form-urlencoded\r\n", good) == 415 &&
            post_as(w, "/api/screen", "Content-Type: application/jsonp\r\n", good) == 415,
        "what a form could send is not taken");
    tap_ok(post_as(w, "/api/screen",
               "Content-Type: application/json\r\nSec-Fetch-Site: cross-site\r\n"
               "Sec-Fetch-Mode: navigate\r\n",
               good) == 403,
        "nor what comes from a page of another site");
    tap_ok(browser_ask(w, port, "OPTIONS", host, "/api/screen", "").status == 405,
        "which is not told that it may");
    got = browser_ask(w, port, "POST", "evil.example", "/api/screen",
        "Content-Type: application/json\r\nContent-Length: 0\r\n");
    tap_ok(is_refusal(w, 421, "http://localhost"), "nor what is asked by another name");
    tap_ok(browser_get(w, port, "/api/screen").status == 405 &&
            browser_get(w, port, "/api/screens").status == 404 &&
            browser_get(w, port, "/api").status == 404 &&
            browser_get(w, port, "/api/screen/1").status == 404,
        "other ways lead nowhere");
    tap_ok(post_as(w, "/records", "Content-Type: application/json\r\n", "{}") == 405,
        "pages are to read only");
    long_body = work_alloc(w, ((size_t)4 << 20) + 2);
    memset(long_body, ' ', ((size_t)4 << 20) + 1);
    (void)post(w, long_body);
    tap_ok(is_refusal(w, 413, "too long"), "4 MiB are the limit");
    (void)post_as(w, "/api/screen", "Transfer-Encoding: chunked\r\n", "0\r\n\r\n");
    tap_ok(is_refusal(w, 411, "length"), "a length has to be said");
    tap_ok(runs(w) == before, "nothing was recorded");
    origins(w, good);
    before = runs(w);
    tap_ok(post_as(w, "/api/screen", "Content-Type: Application/JSON; charset=utf-8\r\n",
               good) == 200 &&
            runs(w) == before + 1,
        "what is JSON, and ours, is");
}

/* Where people are named, it acts for one of them. */
static void
named(struct work *w)
{
    DO(w, &site_eu, "person add", "{\"name\":\"ana\"}");
    no(w, 403, "denied", "web", "{\"class\":\"vendor\",\"query\":{\"name\":\"A\"}}");
}

/* ---- Its description ------------------------------------------------------------------------- */

static struct json *description;
static const char *seen[200];
static size_t seen_count;

static const struct json *
schema_of(const struct json *s)
{
    struct bytes ref = json_get_text(s, "$ref");

    if (ref.len == 0)
        return s;
    if (!bytes_start(ref, "#/components/schemas/"))
        return NULL;
    return json_get_bytes(json_at(description, "components.schemas"),
        bytes_from(ref.at + 21, ref.len - 21));
}

static void
see(struct work *w, const struct json *schema, struct bytes member)
{
    const char *one = work_format(w, "%p.%.*s", (const void *)schema, (int)member.len,
        (const char *)member.at);

    for (size_t i = 0; i < seen_count; i++)
        if (strcmp(seen[i], one) == 0)
            return;
    NEED(w, seen_count < COUNT_OF(seen));
    seen[seen_count++] = one;
}

static bool
type_is(const struct json *s, const struct json *v)
{
    struct bytes type = json_get_text(s, "type");

    return type.len == 0 || (bytes_is(type, "object") && v->type == JSON_OBJECT) ||
        (bytes_is(type, "array") && v->type == JSON_ARRAY) ||
        (bytes_is(type, "string") && v->type == JSON_TEXT) ||
        (bytes_is(type, "boolean") && v->type == JSON_BOOL) ||
        (bytes_is(type, "integer") && v->type == JSON_INTEGER) ||
        (bytes_is(type, "number") && (v->type == JSON_INTEGER || v->type == JSON_DOUBLE));
}

/* As far as this description uses the language. */
static bool
fits(struct work *w, const struct json *s, const struct json *v)
{
    const struct json *choices, *needed;

    s = schema_of(s);
    if (s == NULL || !type_is(s, v))
        return false;
    choices = json_get(s, "enum");
    if (choices != NULL && !json_holds(choices, v))
        return false;
    needed = json_get(s, "required");
    for (const struct json *n = json_first(needed); n != NULL; n = n->next)
        if (json_get_bytes(v, n->text) == NULL)
            return false;
    if (v->type == JSON_OBJECT && json_get(s, "properties") != NULL)
        for (const struct json *m = v->first; m != NULL; m = m->next) {
            const struct json *p = json_get_bytes(json_get(s, "properties"), m->name);

            if (p == NULL || !fits(w, p, m))
                return false;
            see(w, s, m->name);
        }
    if (v->type == JSON_ARRAY)
        for (const struct json *i = v->first; i != NULL; i = i->next)
            if (!fits(w, json_get(s, "items"), i))
                return false;
    return true;
}

/* Every reference leads somewhere. */
static bool
refers(const struct json *v)
{
    if (json_get(v, "$ref") != NULL && schema_of(v) == NULL)
        return false;
    if (v->type == JSON_OBJECT || v->type == JSON_ARRAY)
        for (const struct json *i = v->first; i != NULL; i = i->next)
            if (!refers(i))
                return false;
    return true;
}

static bool
answer_fits(struct work *w, const char *schema, const char *body)
{
    struct json *request;

    NEED(w, json_read(w, bytes_of(body), &json_foreign, &request));
    (void)post(w, body);
    return last != NULL &&
        (got.status != 200 ||
            fits(w, json_at(description, "components.schemas.Request"), request)) &&
        fits(w, json_at(description, work_format(w, "components.schemas.%s", schema)),
            last);
}

/* What an answer here has not: the list was fetched. */
static bool
elsewhere(struct bytes schema, struct bytes member)
{
    return bytes_is(schema, "List") && bytes_is(member, "source");
}

static void
all_seen(struct work *w)
{
    const struct json *schemas = json_at(description, "components.schemas");
    size_t missing = 0;

    for (const struct json *s = schemas->first; s != NULL; s = s->next)
        for (const struct json *p = json_get(s, "properties")->first; p != NULL;
             p = p->next) {
            const char *one = work_format(w, "%p.%.*s", (const void *)s, (int)p->name.len,
                (const char *)p->name.at);
            bool found = elsewhere(s->name, p->name);

            for (size_t i = 0; i < seen_count && !found; i++)
                found = strcmp(seen[i], one) == 0;
            if (!found)
                printf("# %.*s.%.*s was never seen\n", (int)s->name.len,
                    (const char *)s->name.at, (int)p->name.len, (const char *)p->name.at);
            missing += !found;
        }
    tap_ok(missing == 0 && seen_count > 50, "and each of the %zu that it names was seen",
        seen_count);
}

static void
described(struct work *w)
{
    struct got g = browser_get(w, port, "/api/openapi.json");

    NEED(w, json_read(w, g.body, &json_foreign, &description));
    tap_ok(g.status == 200 && has_header(&g, "Content-Type: application/json") &&
            bytes_is(json_get_text(description, "openapi"), "3.1.0") &&
            json_at(description, "info.title") != NULL &&
            json_at(description, "info.version") != NULL && refers(description),
        "a description, whose references lead somewhere");
    for (const struct json *p = json_get(description, "paths")->first; p != NULL;
         p = p->next) {
        const char *path =
            work_format(w, "%.*s", (int)p->name.len, (const char *)p->name.at);

        tap_ok(json_get(p, "get") != NULL ? browser_get(w, port, path).status == 200
                                          : post_as(w, path, "", "") == 415,
            "%s is there", path);
    }
    tap_ok(answer_fits(w, "Answer",
               "{\"class\":\"staff\",\"basis\":\"B\",\"threshold\":50,\"most\":3,"
               "\"explain\":true," THREE "}") &&
            answer_fits(w, "Answer",
                "{\"class\":\"vendor\",\"threshold\":20.5,\"explain\":true,\"query\":"
                "{\"id\":\"x\",\"name\":\"Odran Vesperton\",\"dob\":\"1911\",\"idno\":"
                "\"X1\",\"gender\":\"female\"}}") &&
            answer_fits(w, "Answer", "{\"class\":\"vendor\",\"query\":{\"name\":\"-\"}}"),
        "requests and answers have the members that it names, and no others");
    tap_ok(answer_fits(w, "Refusal", "{\"class\":\"friend\"}"), "so have refusals");
    all_seen(w);
}

int
main(void)
{
    struct work *w = fixture_start();
    struct net_server *pages;

    NEED(w, screen_start(w));
    site_open(w, &site_eu, "eu", 10, false);
    NEED(w, web_open(w, &site_eu.hall, "127.0.0.1:0", NULL, &pages, &port));
    no(w, 404, "missing", "no lists", KARIM);
    import(w, "list.csv", LIST, "");
    import(w, "un.xml", UN, "");
    same_bytes(w);
    one(w);
    many(w);
    newest(w);
    refused(w);
    ways_in(w);
    described(w);
    named(w);
    web_close(pages);
    site_close(&site_eu);
    work_close(w);
    return tap_end();
}
