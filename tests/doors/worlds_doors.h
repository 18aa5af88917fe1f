/*
 * The doors beside the command: pages and what programs ask, the monitor's, and a partner's
 * messages.  What has no row here fails the test.
 */
#ifndef TESTS_DOORS_WORLDS_DOORS_H
#define TESTS_DOORS_WORLDS_DOORS_H

#include "doors/web/browser.h"
#include "doors/web/web_inner.h"
#include "doors/worlds.h"

/* ---- Pages -------------------------------------------------------------------------------- */

/* By route: the first segment, and how many there are; "api" and a call; "metrics". */
static const struct page_asked {
    const char *first;
    size_t segments;
    const char *target;
    const char *more; /* headers */
    const char *body; /* of a POST; NULL: it is a GET */
} asked_pages[] = {
    {"", 0, "/", "", NULL},
    {"", 0, "/?after=1780000000000000/@H", "", NULL},
    {"", 0, "/",
        "If-None-Match: \"x\"\r\nIf-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT\r\n",
        NULL},
    {"records", 1, "/records", "", NULL},
    {"records", 1, "/records?page=2", "", NULL},
    {"records", 1, "/records?search=@X", "", NULL},
    {"records", 1, "/records?search=Harbour&kind=matter/1", "", NULL},
    {"records", 1, "/records?kind=commitment/1", "", NULL},
    {"records", 2, "/records/@H", "", NULL},
    {"records", 2, "/records/@I", "", NULL},
    {"records", 2, "/records/@J", "", NULL},
    {"records", 2, "/records/@O", "", NULL},
    {"records", 2, "/records/@C", "", NULL},
    {"records", 2, "/records/@A", "", NULL},
    {"records", 2, "/records/@D", "", NULL},
    {"records", 2, "/records/@O", "If-None-Match: \"x\"\r\n", NULL},
    {"who-saw", 2, "/who-saw/@H", "", NULL},
    {"who-saw", 2, "/who-saw/@O", "", NULL},
    {"kinds", 1, "/kinds", "", NULL},
    {"kinds", 3, "/kinds/commitment/1", "", NULL},
    {"kinds", 4, "/kinds/commitment/1/list", "", NULL},
    {"kinds", 4, "/kinds/commitment/1/list?page=2", "", NULL},
    {"kinds", 4, "/kinds/commitment/1/board", "", NULL},
    {"kinds", 4, "/kinds/commitment/1/board?state=proposed", "", NULL},
    {"kinds", 4, "/kinds/commitment/1/timeline", "", NULL},
    {"kinds", 4, "/kinds/commitment/1/who-owes-what", "", NULL},
    {"kinds", 4, "/kinds/commitment/1/states", "", NULL},
    {"kinds", 4, "/kinds/activity/1/list", "", NULL},
    {"kinds", 4, "/kinds/commitment/1/page?id=@H", "", NULL},
    {"matrix", 3, "/matrix/commitment/1?rows=state&columns=core.countries.*.code", "",
        NULL},
    {"matrix", 3, "/matrix/activity/1?rows=serves&columns=year", "", NULL},
    {"matrix", 3, "/matrix/activity/1?rows=author&columns=year&sum=core.budgets.*.value",
        "", NULL},
    {"api", 2, "/api/openapi.json", "", NULL},
    {"api", 2, "/api/screen", "Content-Type: application/json\r\n",
        "{'class':'vendor','query':{'name':'Vladan Orsimov'}}"},
    {"metrics", 1, "/metrics", "", NULL},
    {"?", 1, "/nothing/@H", "", NULL},
};

/* How much is recorded in all, and what no two moments share: lines that begin so. */
static const char *const metric_volumes[] = {"liaison_records ",
    "liaison_journal_entries ", "liaison_erasures ", "liaison_outbox_entries{",
    "liaison_outbox_unconfirmed_entries{", "liaison_inbox_entries{",
    "liaison_disk_free_bytes "};

static bool
is_volume(struct bytes line)
{
    for (size_t i = 0; i < COUNT_OF(metric_volumes); i++)
        if (bytes_start(line, metric_volumes[i]))
            return true;
    return false;
}

/* A line of a page without its digits, where it says how long our log is. */
static void
add_line(struct buffer *b, struct bytes line)
{
    bool volume =
        holds(line, "<dt>Our log</dt>") || holds(line, "<dt>Where</dt><dd>entry ");

    for (size_t i = 0; i < line.len; i++)
        if (!volume || line.at[i] < '0' || line.at[i] > '9')
            buffer_byte(b, line.at[i]);
    buffer_byte(b, '\n');
}

/* All of it but the day of the answer; its length is checked, and is as long as these. */
static struct bytes
page_said(struct work *w, const struct got *g)
{
    struct buffer b = buffer_open(w, BROWSER_MAX);
    struct bytes rest = g->head, line, text;

    while (bytes_step(&rest, '\n', &line))
        if (!bytes_start(line, "Date: ") && !bytes_start(line, "Content-Length: "))
            add_line(&b, line);
    if (!has_header(g, work_format(w, "Content-Length: %zu", g->body.len)))
        buffer_text(&b, "of another length than it says\n");
    for (rest = g->body; bytes_step(&rest, '\n', &line);)
        if (!is_volume(line))
            add_line(&b, line);
    NEED(w, buffer_bytes(&b, &text));
    return text;
}

static struct bytes
page_ask_once(struct work *w, uint16_t port, const struct page_asked *p)
{
    const char *host = work_format(w, "localhost:%u", (unsigned)port);
    const char *target = worlds_text(w, p->target), *body;
    struct got g;

    NEED(w, host != NULL);
    if (p->body == NULL) {
        g = browser_ask(w, port, "GET", host, target, p->more);
        return page_said(w, &g);
    }
    body = worlds_text(w, p->body);
    body = work_format(w,
        "POST %s HTTP/1.1\r\nHost: %s\r\n%sContent-Length: %zu\r\nConnection: close\r\n"
        "\r\n%s",
        target, host, p->more, strlen(body), body);
    NEED(w, body != NULL);
    g = browser_send(w, port, body);
    return page_said(w, &g);
}

/* What all pages say, for one person. */
static void
ask_pages(struct work *w, struct sim *s, const char *as, size_t moment,
    struct bytes out[])
{
    struct hall hall = {.node = s->node};
    struct net_server *pages, *metrics;
    uint16_t port, metrics_port;

    worlds_moment(moment);
    NEED(w, lock_open(w, &hall.turn));
    NEED(w, web_open(w, &hall, "127.0.0.1:0", as, &pages, &port));
    NEED(w, web_metrics_open(w, &hall, "127.0.0.1:0", &metrics, &metrics_port));
    worlds_stands = true;
    for (size_t i = 0; i < COUNT_OF(asked_pages); i++) {
        const struct page_asked *p = &asked_pages[i];

        worlds_moment(moment + i);
        out[i] =
            page_ask_once(w, strcmp(p->first, "metrics") == 0 ? metrics_port : port, p);
    }
    worlds_stands = false;
    web_close(pages);
    web_close(metrics);
    hall_forget(&hall);
    lock_close(hall.turn);
}

/* Every route and call has a row. */
static void
every_page(void)
{
    const char *first;
    size_t segments;

    for (size_t n = 0; (first = page_route(n, &segments)) != NULL; n++) {
        bool yes = false;

        for (size_t i = 0; i < COUNT_OF(asked_pages); i++)
            yes = yes ||
                (strcmp(asked_pages[i].first, first) == 0 &&
                    asked_pages[i].segments == segments);
        tap_ok(yes, "pages at /%s, of %zu segments, are asked", first, segments);
    }
    for (size_t n = 0; (first = api_call(n)) != NULL; n++) {
        bool yes = false;

        for (size_t i = 0; i < COUNT_OF(asked_pages); i++)
            yes = yes ||
                (strcmp(asked_pages[i].first, "api") == 0 &&
                    strcmp(asked_pages[i].target + strlen("/api/"), first) == 0);
        tap_ok(yes, "/api/%s is asked", first);
    }
}

/* ---- A partner's messages ------------------------------------------------------------------- */

/* Beside those of a whole contact: @9 is the tree of hidden content. */
static const struct {
    const char *verb, *body;
} asked_messages[] = {
    {"several", "nonsense"},
    {"same", "nonsense"},
    {"hello", "{}"},
    {"push", "nonsense"},
    {"pull", "{'origin':'','size':0}"},
    {"pull", "{'origin':'','size':1000000}"},
    {"cosign", "nonsense"},
    {"pieces", "{'tree':'@9'}"},
    {"pieces",
        "{'tree':'0000000000000000000000000000000000000000000000000000000000000000'}"},
    {"piece", "{'piece':0,'tree':'@9'}"},
    {"want", ""},
    {"give-pieces", "12345678901234567890123456789012"},
    {"give", "1234567890123456789012345678901212345678"},
    {"nonsense", "@H"},
};
#define MESSAGES (COUNT_OF(asked_messages) + 2)

/* What is sealed is other bytes each time: what it tells is how long it is. */
static struct buffer heard;

static bool
hear(struct work *w, struct sim_message *m)
{
    (void)w;
    buffer_format(&heard, "%s %s %s %zu\n", m->from->handle, m->reply ? "says" : "asks",
        m->verb, m->body.len);
    return true;
}

/* A contact that this one begins, message by message. */
static struct bytes
contact(struct work *w, struct sim *from, struct sim *to, size_t moment)
{
    struct json *answer = NULL;
    struct bytes text;

    worlds_moment(moment);
    heard = buffer_open(w, (size_t)1 << 20);
    sim_watch = hear;
    if (!sim_try(w, from, "sync", work_format(w, "{\"org\":\"%s\"}", to->handle),
            &answer)) {
        buffer_format(&heard, "failed: %s\n", work_why(w));
        work_clear(w);
    }
    sim_watch = NULL;
    NEED(w, buffer_bytes(&heard, &text));
    return text;
}

static struct bytes
message(struct work *w, struct sim *to, struct sim *from, size_t n)
{
    struct work *own = work_open(&sim_os);
    struct bytes body, reply = {0}, text;
    struct buffer b = buffer_open(w, EXCHANGE_BODY_MAX);
    bool sealed = strcmp(asked_messages[n].verb, "pull") == 0;

    NEED(w, own != NULL);
    body = bytes_of(worlds_text(own, asked_messages[n].body));
    if (!exchange_answer(to->node, own, &from->id, bytes_of(asked_messages[n].verb), body,
            &reply)) {
        buffer_format(&b, "%s: %s\n", fault_face(work_fault(own))->name, work_why(own));
        work_clear(own);
        reply = (struct bytes){0};
    }
    buffer_format(&b, "%zu bytes\n", reply.len);
    if (!sealed)
        buffer_add(&b, reply);
    work_close(own);
    NEED(w, buffer_bytes(&b, &text));
    return text;
}

/* What ${from}, which was given nothing of it, is told by ${to}. */
static void
ask_messages(struct work *w, struct sim *to, struct sim *from, size_t moment,
    struct bytes out[MESSAGES])
{
    worlds_stands = true;
    out[0] = contact(w, from, to, moment);
    out[1] = contact(w, to, from, moment + 1);
    for (size_t i = 2; i < MESSAGES; i++) {
        worlds_moment(moment + i);
        out[i] = message(w, to, from, i - 2);
    }
    worlds_stands = false;
}

static const char *
message_name(size_t i)
{
    return i < 2 ? "a contact" : asked_messages[i - 2].verb;
}

static void
every_message(void)
{
    const char *verb;

    for (size_t n = 0; (verb = exchange_verb_at(n)) != NULL; n++) {
        bool yes = false;

        for (size_t i = 0; i < COUNT_OF(asked_messages); i++)
            yes = yes || strcmp(asked_messages[i].verb, verb) == 0;
        tap_ok(yes, "the message %s is asked", verb);
    }
}

#endif
