/*
 * The door of the pages: by which names and methods it is asked, what it refuses, the files
 * it gives, many at once; and texts that become HTML.
 */
#include "doors/web/site.h"
#include "doors/web/web_inner.h"

static uint16_t port;

static struct got
ask(struct work *w, const char *method, const char *host, const char *target,
    const char *more)
{
    const char *named = strchr(host, '%') != NULL
        ? work_format(w, "%.*s%u", (int)strcspn(host, "%"), host, (unsigned)port)
        : host;

    NEED(w, named != NULL);
    return browser_ask(w, port, method, named, target, more);
}
#define HERE "localhost:%"

/* ---- Names ---------------------------------------------------------------------------------- */

static void
test_hosts(struct work *w)
{
    static const char *const good[] = {"localhost:%", "LocalHost:%", "127.0.0.1:%",
        "[::1]:%", "eu.localhost:%", "a-b.c.localhost:%"};
    static const char *const bad[] = {"localhost", "localhost:1", "evil.example:%",
        "evil.example", "localhost.evil.example:%", "evil-localhost:%", ".localhost:%",
        "a_b.localhost:%", "127.0.0.1.evil.example:%", "127.0.0.2:%", "localhost.:%",
        "127.1:%", "[::]:%", "0:%", "localhost:%x", ":%", "x@localhost:%"};

    for (size_t i = 0; i < COUNT_OF(good); i++)
        tap_ok(ask(w, "GET", good[i], "/", "").status == 200, "Host %s", good[i]);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const char *host = bad[i];

        if (strcmp(host, "localhost:%x") == 0)
            host = work_format(w, "localhost:%u0", (unsigned)port);
        struct got g = ask(w, "GET", host, "/", "");
        tap_ok(g.status == 421 && !holds(g.body, "eu") &&
                has_header(&g,
                    "X-Content-Type-Options: "
                    "nosniff"),
            "Host %s is refused, and told nothing", bad[i]);
    }
    struct got g = browser_send(w, port, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    tap_ok(g.status == 400 || g.status == 421, "no Host at all");
}

static void
test_sites(struct work *w)
{
    tap_ok(ask(w, "GET", HERE, "/",
               "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n")
                .status == 403,
        "another site may not fetch");
    tap_ok(ask(w, "GET", HERE, "/style.css", "Sec-Fetch-Site: same-site\r\n").status ==
            403,
        "not even a file");
    tap_ok(ask(w, "GET", HERE, "/",
               "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n")
                .status == 200,
        "it may link here");
    tap_ok(ask(w, "GET", HERE, "/",
               "Sec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\n")
                .status == 200,
        "what a person typed");
    tap_ok(ask(w, "GET", HERE, "/style.css", "Sec-Fetch-Site: same-origin\r\n").status ==
            200,
        "our own pages");
}

/* ---- Methods and targets ----------------------------------------------------------------------- */

static void
test_methods(struct work *w)
{
    static const char *const others[] = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS",
        "TRACE", "BREW"};
    struct got page = ask(w, "GET", HERE, "/records", ""),
               head = ask(w, "HEAD", HERE, "/records", "");
    char line[64];

    snprintf(line, sizeof(line), "Content-Length: %zu", page.body.len);
    tap_ok(head.status == 200 && head.body.len == 0 && has_header(&head, line) &&
            has_header(&head, "Cache-Control: no-store"),
        "HEAD says all but the page");
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct got g = ask(w, others[i], HERE, "/", "Content-Length: 0\r\n");

        tap_ok(g.status == 405 && has_header(&g, "Allow: GET, HEAD"), "%s is refused",
            others[i]);
    }
    struct got g = ask(w, "POST", HERE, "/records", "Content-Length: 100000000\r\n");
    tap_ok(g.status == 413 || g.status == 0, "a long body is not taken");
}

static void
test_targets(struct work *w)
{
    static const char *const bad[] = {"/../etc/passwd", "/records/../../etc/passwd",
        "/%2e%2e/config.json", "/style.css/../page.html", "/records/%2fetc",
        "/records/%00", "/records//", "/records/%ff", "/records?search=%ff",
        "/records?%3", "//evil.example/", "/records/..%5c..%5cconfig.json", "/.",
        "/records?search=%00"};

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct got g = ask(w, "GET", HERE, bad[i], "");

        tap_ok((g.status == 400 || g.status == 404) &&
                has_header(&g, "Referrer-Policy: no-referrer"),
            "%s leads nowhere", bad[i]);
    }
}

/* ---- Files --------------------------------------------------------------------------------------- */

static void
test_files(struct work *w)
{
    struct got page = ask(w, "GET", HERE, "/", ""), g;
    const uint8_t *at_link = memmem(page.body.at, page.body.len, "/style.css?v=", 13);
    const char *path;

    NEED(w, at_link != NULL);
    path = work_format(w, "%.29s", (const char *)at_link);
    g = ask(w, "GET", HERE, path, "");
    tap_ok(g.status == 200 && has_header(&g, "Content-Type: text/css; charset=utf-8") &&
            has_header(&g, "Cache-Control: public, max-age=31536000, immutable"),
        "the style sheet may be kept: its address is that of its content");
    tap_ok(!holds(g.body, "@import") && !holds(g.body, "url(") && !holds(g.body, "http"),
        "it fetches nothing");
    tap_ok(!holds(g.body, "left") && !holds(g.body, "right"),
        "and knows no left and right");
    tap_ok(holds(g.body, "prefers-color-scheme: dark") && holds(g.body, ":focus-visible"),
        "dark and light, and where the keyboard is");
    g = ask(w, "GET", HERE, "/style.css?v=0", "");
    tap_ok(g.status == 200 && has_header(&g, "Cache-Control: no-cache"),
        "of another version nothing is promised");
    g = ask(w, "GET", HERE, "/icon.svg", "");
    tap_ok(g.status == 200 && has_header(&g, "Content-Type: image/svg+xml"), "the icon");
}

/* ---- Many at once ------------------------------------------------------------------------------- */

struct asker {
    struct work *work;
    struct bytes want;
    unsigned good;
};

static void
ask_often(void *ctx)
{
    struct asker *a = ctx;

    for (unsigned i = 0; i < 25; i++) {
        struct got g = browser_get(a->work, port, "/records");

        a->good += g.status == 200 && bytes_equal(g.body, a->want);
    }
}

static void
test_together(struct work *w)
{
    struct asker askers[4];
    struct thread *threads[COUNT_OF(askers)];
    struct bytes want = browser_get(w, port, "/records").body;
    int slow = browser_connect(port);

    /* One that has begun and does not go on holds nobody up. */
    tap_ok(send(slow, "GET / HTT", 9, MSG_NOSIGNAL) == 9, "a slow one begins");
    for (size_t i = 0; i < COUNT_OF(askers); i++) {
        askers[i] = (struct asker){.work = work_open(&os_real), .want = want};
        NEED(w,
            askers[i].work != NULL &&
                thread_start(w, ask_often, &askers[i], &threads[i]));
    }
    /* The node goes on with other work meanwhile. */
    for (unsigned i = 0; i < 20; i++)
        DO(w, &site_eu, "verify", "{}");
    for (size_t i = 0; i < COUNT_OF(askers); i++) {
        thread_join(threads[i]);
        tap_ok(askers[i].good == 25, "asker %zu got the same page 25 times", i);
        work_close(askers[i].work);
    }
    close(slow);
}

/* ---- Opening ---------------------------------------------------------------------------------------- */

static void
test_opening(struct work *w)
{
    static const char *const open_to_all[] = {"0.0.0.0:0", "[::]:0", "192.0.2.1:0",
        "localhost:0", "127.0.0.1", "x"};
    struct net_server *s;
    uint16_t bound;

    for (size_t i = 0; i < COUNT_OF(open_to_all); i++)
        tap_fault(w, FAULT_USAGE,
            web_open(w, &site_eu.hall, open_to_all[i], NULL, &s, &bound),
            "no pages at %s", open_to_all[i]);
    tap_fault(w, FAULT_USAGE, web_open(w, &site_eu.hall, "127.0.0.1:0", "", &s, &bound),
        "for a person without a name");
}

/* ---- Texts ------------------------------------------------------------------------------------------- */

static void
html_is(struct work *w, struct bytes text, const char *want, const char *what)
{
    struct buffer b = buffer_open(w, 4096);
    struct bytes got;

    html_text(&b, text);
    NEED(w, buffer_bytes(&b, &got));
    tap_is_text(got, want, "%s", what);
}

static void
test_texts(struct work *w)
{
    struct buffer b = buffer_open(w, 4096);
    struct bytes got;

    html_is(w, bytes_of(""), "", "nothing");
    html_is(w, bytes_of("plain, \xd9\x85\xd8\xb1 \xf0\x9f\x9a\x80"),
        "plain, \xd9\x85\xd8\xb1 \xf0\x9f\x9a\x80", "letters of any script");
    html_is(w, bytes_of("<a href=\"x\" b='y'>&</a>"),
        "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;&lt;/a&gt;", "mark-up");
    html_is(w, bytes_from("a\0b\x1b\x7f", 5),
        "a\xef\xbf\xbd"
        "b\xef\xbf\xbd\xef\xbf\xbd",
        "what no page may hold");
    html_is(w, bytes_of("a\r\n\tb"), "a   b", "line ends");
    html_is(w,
        bytes_of("\xe2\x80\xae"
                 "fdp\xc2\x85\xef\xbf\xbe"),
        "\xef\xbf\xbd"
        "fdp\xef\xbf\xbd\xef\xbf\xbd",
        "overrides of direction");
    html_is(w, bytes_of("a\xff<"), "\xef\xbf\xbd", "bytes that are no text");
    html_value(&b, parse(w, "{\"a\":[true,1,\"<\"],\"b\":null}"));
    NEED(w, buffer_bytes(&b, &got));
    tap_is_text(got, "a yes, 1, &lt;, b ", "a value");
    b = buffer_open(w, 4096);
    html_time(&b, bytes_of("2026-01-31T12:34:56.789012Z"));
    html_time(&b, bytes_of("2026-01-31T12:34:56.789\"><Z"));
    NEED(w, buffer_bytes(&b, &got));
    tap_is_text(got,
        "<time datetime=\"2026-01-31T12:34:56Z\">2026-01-31 12:34 UTC</time>"
        "2026-01-31T12:34:56.789&quot;&gt;&lt;Z",
        "a time, and what is none");
}

int
main(void)
{
    struct work *w = fixture_start();
    struct net_server *pages;

    test_texts(w);
    site_open(w, &site_eu, "eu", 10, false);
    NEED(w, web_open(w, &site_eu.hall, "127.0.0.1:0", NULL, &pages, &port));
    fixture_matter(w, site_eu.hall.node, "River");
    test_hosts(w);
    test_sites(w);
    test_methods(w);
    test_targets(w);
    test_files(w);
    test_together(w);
    web_close(pages);
    test_opening(w);
    site_close(&site_eu);
    work_close(w);
    return tap_end();
}
