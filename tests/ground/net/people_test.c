/*
 * people_test: plain HTTP for this machine only -- headers both ways, limits, and no way
 * to open it to others.
 */
#include "two_ends.h"

static bool
serve(void *ctx, const struct net_request *r, struct net_reply *reply)
{
    struct counter *c = ctx;
    struct bytes value = bytes_of("");

    atomic_fetch_add(&c->handled, 1);
    if (bytes_is(r->target.path, "/cookie")) {
        bool found = net_request_header(r, "cookie", &value);

        reply->type = "text/html; charset=utf-8";
        reply->body = found ? value : bytes_of("none");
        return net_reply_header(r->work, reply, "Set-Cookie", "a=b; HttpOnly") &&
            net_reply_header(r->work, reply, "Set-Cookie", "c=d") &&
            net_reply_header(r->work, reply, "Cache-Control", "no-store");
    }
    if (bytes_is(r->target.path, "/split"))
        return net_reply_header(r->work, reply, "Location", "/x\r\nSet-Cookie: a=b");
    if (bytes_is(r->target.path, "/form")) {
        struct net_pairs form;
        bool sent = net_form_read(r->work, r->body, &form) &&
            net_pairs_get(&form, "text", &reply->body);

        return sent ? true : fail(r->work, FAULT_INVALID, "no text");
    }
    if (bytes_is(r->target.path, "/denied"))
        return fail(r->work, FAULT_DENIED, "a secret reason");
    if (bytes_is(r->target.path, "/silent"))
        return false; /* a handler that does not say why */
    reply->body = bytes_of(r->has_peer ? "peer" : r->method);
    return true;
}

static struct net_service
service_of(struct counter *c, const char *address)
{
    struct net_service s = {.address = address,
        .limits = net_limits_usual,
        .handle = serve,
        .refused = counter_refused,
        .ctx = c};

    s.limits.body = 10000;
    s.limits.patience = TIME_SECOND;
    s.limits.idle = TIME_SECOND;
    return s;
}

/* One request on a connection of its own; the whole answer. */
static const char *
ask(uint16_t port, const char *request)
{
    static char answer[20000];
    int fd = tcp_connect(port);

    talk(fd, NULL, bytes_of(request), answer, sizeof(answer));
    close(fd);
    return answer;
}

#define CLOSE "Host: x\r\nConnection: close\r\n"

static void
requests(uint16_t port, struct counter *c)
{
    const char *a =
        ask(port, "GET /cookie HTTP/1.1\r\n" CLOSE "COOKIE: x=1; y=2\r\n\r\n");

    tap_ok(strncmp(a, "HTTP/1.1 200", 12) == 0 && strstr(a, "\r\n\r\nx=1; y=2") != NULL,
        "a request's header is found, whatever its case");
    tap_ok(strstr(a, "Set-Cookie: a=b; HttpOnly\r\n") != NULL &&
            strstr(a, "Set-Cookie: c=d\r\n") != NULL &&
            strstr(a, "Cache-Control: no-store\r\n") != NULL &&
            strstr(a, "Content-Type: text/html; charset=utf-8\r\n") != NULL,
        "the handler's headers are sent, two of one name too");
    tap_ok(strstr(ask(port, "GET /cookie HTTP/1.1\r\n" CLOSE "\r\n"), "\r\n\r\nnone") !=
            NULL,
        "a header that is not there is not found");
    a = ask(port, "GET /split HTTP/1.1\r\n" CLOSE "\r\n");
    tap_ok(strncmp(a, "HTTP/1.1 2", 10) != 0 && strstr(a, "Set-Cookie") == NULL,
        "no line end gets into a header");
    a = ask(port,
        "POST /form HTTP/1.1\r\n" CLOSE "Content-Length: 19\r\n\r\ntext=a%26b+%C3%A9&x=");
    tap_ok(strstr(a, "\r\n\r\na&b \xc3\xa9") != NULL, "a form is read");
    a = ask(port, "GET /denied HTTP/1.1\r\n" CLOSE "\r\n");
    tap_ok(strncmp(a, "HTTP/1.1 403", 12) == 0 && strstr(a, "secret") == NULL,
        "a denial has a status, and keeps its reason");
    tap_ok(strncmp(ask(port, "GET /silent HTTP/1.1\r\n" CLOSE "\r\n"), "HTTP/1.1 5",
               10) == 0,
        "a handler that fails without a word is our error");
    tap_ok(strstr(ask(port, "PURGE /x HTTP/1.1\r\n" CLOSE "\r\n"), "\r\n\r\nPURGE") !=
            NULL,
        "there is no peer, and the handler judges the method");
    a = ask(port, "HEAD /x HTTP/1.1\r\n" CLOSE "\r\n");
    tap_ok(strstr(a, "Content-Length: 4\r\n") != NULL &&
            strcmp(strstr(a, "\r\n\r\n"), "\r\n\r\n") == 0,
        "a HEAD has no body");
    a = ask(port,
        "GET /one HTTP/1.1\r\nHost: x\r\n\r\nGET /two HTTP/1.1\r\n" CLOSE "\r\n");
    tap_ok(strstr(a, "GETHTTP/1.1 200") != NULL, "two requests on one connection");
    tap_ok(atomic_load(&c->refusals) == 0, "nothing was refused");
}

static void
refusals(uint16_t port, struct counter *c)
{
    int before = atomic_load(&c->handled);
    static char head[80000];
    const char *a;

    a = ask(port, "GET /../etc HTTP/1.1\r\n" CLOSE "\r\n");
    tap_ok(strncmp(a, "HTTP/1.1 400", 12) == 0, "a way up in the address");
    a = ask(port, "GET /%2e%2e/etc HTTP/1.1\r\n" CLOSE "\r\n");
    tap_ok(strncmp(a, "HTTP/1.1 400", 12) == 0, "and an escaped one");
    a = ask(port, "GET /x%00y HTTP/1.1\r\n" CLOSE "\r\n");
    tap_ok(strncmp(a, "HTTP/1.1 400", 12) == 0, "an escaped NUL");
    a = ask(port,
        "POST /x HTTP/1.1\r\n" CLOSE "Content-Length: 20001\r\n"
        "Expect: 100-continue\r\n\r\n");
    tap_ok(strncmp(a, "HTTP/1.1 413", 12) == 0, "a body that is announced as too long");
    a = ask(port,
        "POST /x HTTP/1.1\r\n" CLOSE "Content-Length: 99999999999999999999\r\n\r\n");
    tap_ok(strncmp(a, "HTTP/1.1 4", 10) == 0, "a length beyond numbers: %.12s", a);
    a = ask(port, "POST /x HTTP/1.1\r\n" CLOSE "Content-Length: -1\r\n\r\n");
    tap_ok(strncmp(a, "HTTP/1.1 4", 10) == 0, "a negative length: %.12s", a);
    a = ask(port,
        "POST /x HTTP/1.1\r\n" CLOSE "Content-Length: 1\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    tap_ok(strncmp(a, "HTTP/1.1 4", 10) == 0, "two ways to say a length: %.12s", a);
    a = ask(port, "GET /x HTTP/1.1\r\nConnection: close\r\n\r\n");
    tap_ok(strncmp(a, "HTTP/1.1 400", 12) == 0, "no Host");
    a = ask(port, "\x16\x03\x01 nonsense\r\n\r\n");
    tap_ok(strncmp(a, "HTTP/1.1 2", 10) != 0, "nonsense");
    memset(head, 'h', sizeof(head) - 1);
    memcpy(head, "GET /x HTTP/1.1\r\nHost: x\r\nX: ", 29);
    a = ask(port, head);
    tap_ok(strncmp(a, "HTTP/1.1 2", 10) != 0, "a head of 80 kB: %.12s", a);
    tap_ok(atomic_load(&c->handled) == before, "no handler saw any of them");
}

static void
slow(uint16_t port, struct counter *c)
{
    int64_t start = os_real.ticks();
    char text[100];
    int fd = tcp_connect(port);
    size_t len = talk(fd, NULL, bytes_of(""), text, sizeof(text));

    tap_ok(len == 0 && seconds_since(start) < 3, "silence is cut after %.1f s",
        seconds_since(start));
    close(fd);
    fd = tcp_connect(port);
    start = os_real.ticks();
    talk(fd, NULL, bytes_of("GET /x HTTP/1.1\r\nHost: x\r\n\r\n"), text, 20);
    len = talk(fd, NULL, bytes_of(""), text, sizeof(text));
    tap_ok(seconds_since(start) < 3 && len > 0, "an idle connection is cut after %.1f s",
        seconds_since(start));
    close(fd);
    tap_ok(atomic_load(&c->refusals) == 0, "neither is worth a word");
}

/* Connections over the limit wait; those from one address over its limit do not, and
 * nothing of either is left when they go. */
static void
crowds(struct work *w)
{
    struct counter c = COUNTER_NEW;
    struct net_service service = service_of(&c, "127.0.0.1:0");
    struct net_server *server;
    int64_t start;
    const char *answer;
    char text[1000];
    double took;
    int held[6];
    int i;

    service.limits.connections = 4;
    service.limits.per_address = 3;
    SETUP(net_people_open(w, &service, &server));
    for (int round = 0; round < 3; round++) {
        for (i = 0; i < 3; i++)
            held[i] = tcp_connect(net_server_port(server));
        usleep(200000);
        for (i = 3; i < 6; i++) {
            held[i] = tcp_connect(net_server_port(server));
            talk(held[i], NULL, bytes_of("GET /x HTTP/1.1\r\n" CLOSE "\r\n"), text, 1000);
            tap_ok(text[0] == '\0', "the %dth from one address is turned away", i + 1);
        }
        for (i = 0; i < 6; i++)
            close(held[i]);
        usleep(200000);
    }
    tap_ok(strncmp(ask(net_server_port(server), "GET /x HTTP/1.1\r\n" CLOSE "\r\n"),
               "HTTP/1.1 200", 12) == 0,
        "when they are gone there is room");
    net_server_close(server);

    service.limits.per_address = 0;
    SETUP(net_people_open(w, &service, &server));
    for (i = 0; i < 4; i++)
        held[i] = tcp_connect(net_server_port(server));
    start = os_real.ticks();
    answer = ask(net_server_port(server), "GET /x HTTP/1.1\r\n" CLOSE "\r\n");
    took = seconds_since(start);
    tap_ok(strncmp(answer, "HTTP/1.1 200", 12) == 0 && took > 0.5 && took < 3,
        "one more than there is room for waits, %.1f s, and is served", took);
    for (i = 0; i < 4; i++)
        close(held[i]);
    net_server_close(server);
}

/* A browser sends all of a form before it listens, and shows an error of its own when it
 * cannot: so a body of up to four times the limit is taken, and dropped. */
static void
drained(struct work *w)
{
    static const char zeros[65536];
    struct counter c = COUNTER_NEW;
    struct net_service service = service_of(&c, "127.0.0.1:0");
    size_t len = (size_t)3 * 8 * 1024 * 1024;
    struct net_server *server;
    size_t sent = 0;
    char text[1000];
    int fd;

    service.limits = net_limits_usual;
    SETUP(net_people_open(w, &service, &server));
    fd = tcp_connect(net_server_port(server));
    snprintf(text, sizeof(text),
        "POST /x HTTP/1.1\r\n" CLOSE "Content-Length: %zu\r\n\r\n", len);
    (void)send(fd, text, strlen(text), MSG_NOSIGNAL);
    while (sent < len) {
        ssize_t got = send(fd, zeros, sizeof(zeros), MSG_NOSIGNAL);

        if (got < 0)
            break;
        sent += (size_t)got;
    }
    talk(fd, NULL, bytes_of(""), text, sizeof(text));
    tap_ok(sent == len && strncmp(text, "HTTP/1.1 413", 12) == 0 &&
            atomic_load(&c.handled) == 0,
        "a body three times too long is sent whole, and the answer heard");
    close(fd);
    net_server_close(server);
}

static void
addresses(struct work *w)
{
    static const char *const bad[] = {"0.0.0.0:0", "[::]:0", "192.0.2.1:0", "128.0.0.1:0",
        "[fe80::1]:0", "[::ffff:127.0.0.1]:0", "localhost:0", "127.0.0.1",
        "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:08", "127.1:0", ":0",
        "", "[::1:0", "::1:0", "[127.0.0.1]:0", "[]:0", "127.0.0.1:0 "};
    static const char *const good[] = {"127.0.0.1:0", "127.255.3.4:0", "[::1]:0"};
    struct counter c = COUNTER_NEW;
    struct net_service service;
    struct net_server *server;
    struct net_server *second;
    const char *taken;

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        service = service_of(&c, bad[i]);
        tap_ok(!net_people_open(w, &service, &server) && work_fault(w) == FAULT_USAGE,
            "not at \"%s\": %s", bad[i], work_why(w));
        work_clear(w);
    }
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        service = service_of(&c, good[i]);
        if (i == 2 && access("/proc/net/if_inet6", R_OK) != 0) {
            tap_skip(1, "no IPv6 here");
            continue;
        }
        tap_ok(net_people_open(w, &service, &server) && net_server_port(server) != 0,
            "at %s", good[i]);
        net_server_close(server);
    }
    service = service_of(&c, good[0]);
    SETUP(net_people_open(w, &service, &server));
    taken = work_format(w, "127.0.0.1:%u", net_server_port(server));
    service = service_of(&c, taken);
    tap_ok(!net_people_open(w, &service, &second) && work_fault(w) == FAULT_IO,
        "not where another listens: %s", work_why(w));
    work_clear(w);
    net_server_close(server);
    tap_ok(net_people_open(w, &service, &server), "but when that has gone");
    net_server_close(server);
}

int
main(void)
{
    struct work *w = work_open(&os_real);
    struct counter c = COUNTER_NEW;
    struct net_service service = service_of(&c, "127.0.0.1:0");
    struct net_server *server;

    addresses(w);
    SETUP(net_people_open(w, &service, &server));
    requests(net_server_port(server), &c);
    refusals(net_server_port(server), &c);
    slow(net_server_port(server), &c);
    net_server_close(server);
    crowds(w);
    drained(w);
    work_close(w);
    return tap_end();
}
