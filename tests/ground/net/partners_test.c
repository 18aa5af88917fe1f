/*
 * partners_test: two nodes talk over loopback -- bodies arrive whole, limits of size, time
 * and number hold, and a partner that is dropped is dropped at once.
 */
#include <dirent.h>

#include "two_ends.h"

#define BODY_MAX ((size_t)256 * 1024)
#define CALLERS 200

static struct party eu;
static struct party un;

/* ---- A service with one answer per path ------------------------------------------ */

struct desk {
    struct counter counter;
    atomic_int now;  /* handlers that run at this moment */
    atomic_int most; /* and the most there were */
};

static bool
serve(void *ctx, const struct net_request *r, struct net_reply *reply)
{
    struct desk *d = ctx;
    struct bytes value;
    int now = atomic_fetch_add(&d->now, 1) + 1;
    int most = atomic_load(&d->most);

    while (now > most && !atomic_compare_exchange_weak(&d->most, &most, now))
        ;
    atomic_fetch_add(&d->counter.handled, 1);
    reply->type = "application/octet-stream";
    if (bytes_is(r->target.path, "/echo")) {
        reply->body = r->body;
        if (r->target.query.count > 0)
            usleep(20000);
    } else if (bytes_is(r->target.path, "/who")) {
        reply->body = hash_bytes(&r->peer);
    } else if (bytes_is(r->target.path, "/moved")) {
        reply->status = 302;
        if (!net_reply_header(r->work, reply, "Location", "/who"))
            reply->status = 500;
    } else if (bytes_is(r->target.path, "/slow")) {
        usleep(1000000);
    } else if (bytes_is(r->target.path, "/long")) {
        uint8_t *at = work_alloc(r->work, 2 * BODY_MAX);

        reply->body = bytes_from(at, 2 * BODY_MAX);
    } else if (bytes_is(r->target.path, "/told")) {
        bool typed = net_request_header(r, "content-type", &value);
        const char *text =
            work_format(r->work, "%s %zu %.*s", r->method, r->target.query.count,
                typed ? (int)value.len : 0, typed ? (const char *)value.at : "");

        reply->status = 202;
        reply->type = "text/plain";
        reply->body = bytes_of(text);
    } else {
        atomic_fetch_sub(&d->now, 1);
        return fail(r->work, FAULT_MISSING, "the reason, which stays inside");
    }
    atomic_fetch_sub(&d->now, 1);
    return true;
}

static void
desk_refused(void *ctx, enum net_refusal how, const struct hash *peer, const char *why)
{
    struct desk *d = ctx;

    counter_refused(&d->counter, how, peer, why);
}

static struct net_service
service_of(struct desk *d)
{
    struct net_service s = {.address = "127.0.0.1:0",
        .limits = net_limits_usual,
        .handle = serve,
        .refused = desk_refused,
        .ctx = d};

    s.limits.body = BODY_MAX;
    s.limits.per_peer = 0;
    return s;
}

/* ---- Calls -------------------------------------------------------------------------- */

struct setup {
    struct work *work;
    struct desk desk;
    struct roster at_server;
    struct roster at_client;
    struct net_server *server;
    struct net_client *client;
    uint16_t port;
};

static void
setup_open(struct setup *s, const struct net_limits *limits)
{
    struct net_service service = service_of(&s->desk);
    struct net_pins server_pins = roster_pins(&s->at_server);
    struct net_pins client_pins = roster_pins(&s->at_client);

    s->work = work_open(moved_os());
    pthread_mutex_init(&s->desk.counter.lock, NULL);
    s->at_server.parties[s->at_server.count++] = &un;
    s->at_client.parties[s->at_client.count++] = &eu;
    if (limits != NULL)
        service.limits = *limits;
    SETUP(net_partners_open(s->work, &service, &eu.own, &server_pins, &s->server));
    s->port = net_server_port(s->server);
    SETUP(
        net_client_open(s->work, &un.own, &client_pins, &net_patience_usual, &s->client));
}

static void
setup_close(struct setup *s)
{
    net_client_close(s->client);
    net_server_close(s->server);
    work_close(s->work);
}

/* One call to the server; the fault's kind, its text in the work. */
static enum fault
call(struct setup *s, struct work *w, const char *method, const char *path,
    struct bytes body, struct net_answer *out)
{
    struct net_ask ask = {.method = method,
        .peer = &eu.id,
        .type = body.len > 0 ? "text/x-test" : NULL,
        .body = body,
        .max = BODY_MAX};

    work_clear(w);
    memset(out, 0, sizeof(*out));
    ask.url = work_format(w, "https://127.0.0.1:%u%s", s->port, path);
    return net_call(s->client, w, &ask, out) ? FAULT_NONE : work_fault(w);
}

static void
good_calls(void)
{
    struct setup s = {.desk = {.now = 0}};
    struct bytes none = bytes_of("");
    struct net_answer a;
    uint8_t *large;
    struct work *w;

    setup_open(&s, NULL);
    w = s.work;
    large = work_alloc(w, BODY_MAX);
    for (size_t i = 0; i < BODY_MAX; i++)
        large[i] = (uint8_t)(i * 7 + i / 251);
    tap_ok(call(&s, w, "POST", "/echo", bytes_of("a body"), &a) == FAULT_NONE,
        "a call %s", work_why(w));
    tap_is_text(a.body, "a body", "its body comes back");
    tap_ok(a.status == 200 && bytes_is(a.type, "application/octet-stream"),
        "with a type");
    tap_ok(call(&s, w, "POST", "/echo", bytes_from(large, BODY_MAX), &a) == FAULT_NONE &&
            bytes_equal(a.body, bytes_from(large, BODY_MAX)),
        "the largest body goes and comes %s", work_why(w));
    tap_ok(call(&s, w, "GET", "/who", none, &a) == FAULT_NONE &&
            bytes_equal(a.body, hash_bytes(&un.id)),
        "the handler knows who asks");
    tap_ok(call(&s, w, "PUT", "/told?a=1&b", bytes_of("x"), &a) == FAULT_NONE &&
            a.status == 202,
        "a status of the handler's own");
    tap_is_text(a.body, "PUT 2 text/x-test", "method, query and header arrive");
    tap_ok(call(&s, w, "GET", "/told", none, &a) == FAULT_NONE, "a GET after a PUT");
    tap_is_text(a.body, "GET 0 ", "is one, without a type");
    tap_ok(call(&s, w, "POST", "/told", none, &a) == FAULT_NONE, "a POST without a body");
    tap_is_text(a.body, "POST 0 ", "is one");
    tap_ok(call(&s, w, "GET", "/nothing", none, &a) == FAULT_NONE && a.status == 404,
        "a handler's fault has its status");
    tap_ok(strstr((const char *)a.body.at, "inside") == NULL && a.body.len > 0,
        "and a sentence without its reason");
    tap_ok(call(&s, w, "GET", "/a//b", none, &a) == FAULT_NONE && a.status == 400,
        "an address that cannot be read is a 400");
    tap_ok(call(&s, w, "GET", "/moved", none, &a) == FAULT_NONE && a.status == 302,
        "a redirect is told, not followed");
    tap_ok(call(&s, w, "GET", "/long", none, &a) == FAULT_INVALID &&
            strstr(work_why(w), "the answer is longer than") != NULL,
        "too long an answer: %s", work_why(w));
    tap_ok(call(&s, w, "GET", "/who", none, &a) == FAULT_NONE,
        "the client is good after that");
    tap_ok(call(&s, w, "DELETE", "/who", none, &a) == FAULT_USAGE, "no other method: %s",
        work_why(w));
    tap_ok(atomic_load(&s.desk.counter.refusals) == 0, "nothing was refused");
    setup_close(&s);
}

/* ---- What goes wrong at the other end -------------------------------------------------- */

static void
bad_calls(void)
{
    struct setup s = {.desk = {.now = 0}};
    struct bytes none = bytes_of("");
    struct net_patience hasty = {.connect = TIME_SECOND, .whole = TIME_SECOND / 2};
    struct net_pins pins = roster_pins(&s.at_client);
    struct net_client *usual;
    struct net_answer a;
    uint16_t port;
    struct work *w;
    struct net_ask ask = {.method = "GET", .peer = &eu.id, .max = 10};
    static const char *const urls[] = {"http://127.0.0.1/", "file:///etc/hostname",
        "https://user@127.0.0.1/", "nonsense://x", ""};

    setup_open(&s, NULL);
    w = s.work;
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        work_clear(w);
        ask.url = urls[i];
        tap_ok(!net_call(s.client, w, &ask, &a) && work_fault(w) == FAULT_USAGE,
            "\"%s\" is refused: %s", urls[i], work_why(w));
    }
    work_clear(w);
    usual = s.client;
    SETUP(net_client_open(w, &un.own, &pins, &hasty, &s.client));
    tap_ok(call(&s, w, "GET", "/slow", none, &a) == FAULT_IO &&
            strstr(work_why(w), "in time") != NULL,
        "an answer that takes too long: %s", work_why(w));
    net_client_close(s.client);
    s.client = usual;

    port = s.port;
    net_server_close(s.server);
    s.server = NULL;
    tap_ok(call(&s, w, "GET", "/who", none, &a) == FAULT_IO &&
            strstr(work_why(w), "refused") != NULL,
        "nobody listens at %u: %s", port, work_why(w));
    setup_close(&s);
}

/* The roster of the server changes, and time passes, under a connection that is kept. */
static void
dropped(void)
{
    struct setup s = {.desk = {.now = 0}};
    struct bytes none = bytes_of("");
    struct net_answer a;
    struct work *w;

    setup_open(&s, NULL);
    w = s.work;
    tap_ok(call(&s, w, "GET", "/who", none, &a) == FAULT_NONE, "a partner is served");
    atomic_store(&s.at_server.closed, true);
    tap_ok(call(&s, w, "GET", "/who", none, &a) == FAULT_DENIED &&
            atomic_load(&s.desk.counter.handled) == 1,
        "no longer pinned, it is not: %s", work_why(w));
    tap_ok(counter_why(&s.desk.counter, "no partner"), "the server says why");
    atomic_store(&s.at_server.closed, false);
    tap_ok(call(&s, w, "GET", "/who", none, &a) == FAULT_NONE, "pinned again, it is");
    atomic_store(&s.at_client.closed, true);
    tap_ok(call(&s, w, "GET", "/who", none, &a) == FAULT_DENIED &&
            atomic_load(&s.desk.counter.handled) == 2,
        "the client drops the server, and asks nothing: %s", work_why(w));
    atomic_store(&s.at_client.closed, false);
    tap_ok(call(&s, w, "GET", "/who", none, &a) == FAULT_NONE, "and takes it back");
    atomic_store(&clock_ahead, 101 * TIME_DAY);
    tap_ok(call(&s, w, "GET", "/who", none, &a) == FAULT_DENIED &&
            strstr(work_why(w), "expired") != NULL &&
            atomic_load(&s.desk.counter.handled) == 3,
        "by the node's clock, certificates run out: %s", work_why(w));
    atomic_store(&clock_ahead, 0);
    setup_close(&s);
}

/* ---- Limits -------------------------------------------------------------------------------- */

static void
sizes(void)
{
    struct setup s = {.desk = {.now = 0}};
    struct net_answer a;
    struct chain chain;
    struct bare b;
    struct work *w;
    uint8_t *large;
    char text[2000];
    enum fault kind;

    setup_open(&s, NULL);
    w = s.work;
    large = work_alloc(w, 64 * BODY_MAX);
    kind = call(&s, w, "POST", "/echo", bytes_from(large, BODY_MAX + 1), &a);
    tap_ok(kind == FAULT_NONE && a.status == 413, "a byte too many is a 413 %s",
        work_why(w));
    kind = call(&s, w, "POST", "/echo", bytes_from(large, 4 * BODY_MAX), &a);
    tap_ok(kind == FAULT_NONE && a.status == 413, "four times too many too %s",
        work_why(w));
    kind = call(&s, w, "POST", "/echo", bytes_from(large, 64 * BODY_MAX), &a);
    tap_ok(kind == FAULT_NONE && a.status == 413, "and any number %s", work_why(w));
    tap_ok(atomic_load(&s.desk.counter.handled) == 0, "no handler saw them");
    tap_ok(atomic_load(&s.desk.counter.refusals) == 3 && s.desk.counter.how == NET_LONG &&
            s.desk.counter.whose,
        "each is told, and whose it was");
    tap_ok(call(&s, w, "POST", "/echo", bytes_of("x"), &a) == FAULT_NONE &&
            a.status == 200,
        "what fits is served");

    chain = forge(w, &un, 0);
    SETUP(bare_open(&b, tcp_connect(s.port), GNUTLS_CLIENT, TLS13, &chain));
    talk(b.fd, b.session,
        bytes_of("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"),
        text, sizeof(text));
    tap_ok(strncmp(text, "HTTP/1.1 411", 12) == 0, "a body of unknown length is a 411");
    bare_close(&b);
    SETUP(bare_open(&b, tcp_connect(s.port), GNUTLS_CLIENT, TLS13, &chain));
    memset(large, 'a', 200000);
    (void)gnutls_record_send(b.session, "GET /", 5);
    for (int i = 0; i < 20; i++)
        (void)gnutls_record_send(b.session, large, 10000);
    talk(b.fd, b.session, bytes_of(" "), text, sizeof(text));
    tap_ok(strncmp(text, "HTTP/1.1 2", 10) != 0 &&
            atomic_load(&s.desk.counter.handled) == 1,
        "an endless first line is refused: %.12s", text);
    bare_close(&b);
    chain_close(&chain);
    setup_close(&s);
}

/* Send a byte now and then until the server hangs up; how long that took. */
static double
drip(int fd, gnutls_session_t session, const char *head, double most)
{
    int64_t start = os_real.ticks();
    struct timeval brief = {.tv_usec = 100000};
    char byte;

    SETUP(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &brief, sizeof(brief)) == 0);
    if (session != NULL)
        (void)gnutls_record_send(session, head, strlen(head));
    else
        (void)send(fd, head, strlen(head), MSG_NOSIGNAL);
    while (seconds_since(start) < most) {
        ssize_t got = session != NULL ? gnutls_record_recv(session, &byte, 1)
                                      : recv(fd, &byte, 1, MSG_DONTWAIT);

        if (got == 0 || (session != NULL && got < 0 && got != GNUTLS_E_AGAIN) ||
            (session == NULL && got < 0 && errno != EAGAIN))
            break;
        if (session != NULL)
            (void)gnutls_record_send(session, "a", 1);
        else
            usleep(100000);
    }
    return seconds_since(start);
}

static void
slowness(void)
{
    struct setup s = {.desk = {.now = 0}};
    struct net_limits limits = net_limits_usual;
    struct net_answer a;
    struct chain chain;
    struct bare b;
    double took;
    int fd;

    limits.patience = TIME_SECOND / 2;
    limits.idle = TIME_SECOND;
    setup_open(&s, &limits);
    chain = forge(s.work, &un, 0);

    fd = tcp_connect(s.port);
    took = drip(fd, NULL, "", 20);
    close(fd);
    tap_ok(took > 0.4 && took < 3, "no handshake: cut after %.1f s", took);
    tap_ok(reaches(&s.desk.counter.refusals, 1) &&
            counter_why(&s.desk.counter, "too long to show who it is"),
        "and told");
    SETUP(bare_open(&b, tcp_connect(s.port), GNUTLS_CLIENT, TLS13, &chain));
    took = drip(b.fd, b.session, "GET /who HTTP/1.1\r\nHost: ", 20);
    bare_close(&b);
    tap_ok(took > 0.4 && took < 4, "a head byte by byte: cut after %.1f s", took);
    SETUP(bare_open(&b, tcp_connect(s.port), GNUTLS_CLIENT, TLS13, &chain));
    took = drip(b.fd, b.session, "GET /w", 20);
    bare_close(&b);
    tap_ok(took > 0.4 && took < 4, "a first line byte by byte: cut after %.1f s", took);
    SETUP(bare_open(&b, tcp_connect(s.port), GNUTLS_CLIENT, TLS13, &chain));
    took = drip(b.fd, b.session,
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n", 20);
    bare_close(&b);
    tap_ok(took > 0.4 && took < 4, "a body byte by byte: cut after %.1f s", took);
    tap_ok(reaches(&s.desk.counter.refusals, 2) &&
            counter_why(&s.desk.counter, "too long to come in"),
        "and told");
    SETUP(bare_open(&b, tcp_connect(s.port), GNUTLS_CLIENT, TLS13, &chain));
    took = drip(b.fd, b.session, "", 0.1);
    SETUP(atomic_load(&s.desk.counter.handled) == 0);
    bare_close(&b);
    tap_ok(call(&s, s.work, "GET", "/slow", bytes_of(""), &a) == FAULT_NONE &&
            a.status == 200,
        "a handler may take its time: %s", work_why(s.work));
    chain_close(&chain);
    setup_close(&s);
}

/* ---- Many at once ---------------------------------------------------------------------------- */

struct caller {
    struct setup *setup;
    int number;
    bool good;
};

static void *
caller_run(void *at)
{
    struct caller *c = at;
    struct setup mine = {.port = c->setup->port};
    struct net_pins pins = roster_pins(&c->setup->at_client);
    struct work *w = work_open(moved_os());
    struct net_answer a;
    const char *body;

    mine.work = w;
    body = work_format(w, "caller %d of %d", c->number, CALLERS);
    c->good = net_client_open(w, &un.own, &pins, &net_patience_usual, &mine.client) &&
        call(&mine, w, "POST", "/echo?nap", bytes_of(body), &a) == FAULT_NONE &&
        a.status == 200 && bytes_is(a.body, body) &&
        call(&mine, w, "GET", "/who", bytes_of(""), &a) == FAULT_NONE &&
        bytes_equal(a.body, hash_bytes(&un.id));
    if (!c->good)
        printf("# caller %d: %s\n", c->number, work_why(w));
    net_client_close(mine.client);
    work_close(w);
    return NULL;
}

static void
many(void)
{
    static struct caller callers[CALLERS];
    static pthread_t threads[CALLERS];
    struct setup s = {.desk = {.now = 0}};
    struct net_limits limits = net_limits_usual;
    int good = 0;

    limits.connections = 32;
    limits.per_peer = 0;
    setup_open(&s, &limits);
    for (int i = 0; i < CALLERS; i++) {
        callers[i] = (struct caller){.setup = &s, .number = i};
        SETUP(pthread_create(&threads[i], NULL, caller_run, &callers[i]) == 0);
    }
    for (int i = 0; i < CALLERS; i++) {
        pthread_join(threads[i], NULL);
        good += callers[i].good;
    }
    tap_ok(good == CALLERS, "%d of %d callers at once got their own answers", good,
        CALLERS);
    tap_ok(atomic_load(&s.desk.counter.handled) == 2 * CALLERS, "each asked twice");
    tap_ok(atomic_load(&s.desk.most) <= 32 && atomic_load(&s.desk.most) > 4,
        "%d handlers at a time, at most 32", atomic_load(&s.desk.most));
    setup_close(&s);
}

/* ---- Ends -------------------------------------------------------------------------------------- */

static int
open_files(void)
{
    DIR *d = opendir("/proc/self/fd");
    int count = 0;

    SETUP(d != NULL);
    while (readdir(d) != NULL)
        count++;
    closedir(d);
    return count;
}

static void *
slow_call(void *at)
{
    struct setup *s = at;
    struct work *w = work_open(moved_os());
    struct net_answer a;

    (void)call(s, w, "GET", "/slow", bytes_of(""), &a);
    work_close(w);
    return NULL;
}

static void
ends(void)
{
    struct setup s = {.desk = {.now = 0}};
    int before = open_files();
    pthread_t thread;
    struct net_answer a;
    int64_t start;
    int fd;

    setup_open(&s, NULL);
    SETUP(call(&s, s.work, "GET", "/who", bytes_of(""), &a) == FAULT_NONE);
    fd = tcp_connect(s.port);
    start = os_real.ticks();
    net_server_close(s.server);
    tap_ok(seconds_since(start) < 2, "a server closes at once, with idle connections");
    close(fd);
    s.server = NULL;
    setup_close(&s);
    tap_ok(open_files() == before, "no descriptor is left, %d of %d", open_files(),
        before);

    s = (struct setup){.desk = {.now = 0}};
    setup_open(&s, NULL);
    SETUP(pthread_create(&thread, NULL, slow_call, &s) == 0);
    SETUP(reaches(&s.desk.now, 1));
    start = os_real.ticks();
    net_server_close(s.server);
    tap_ok(atomic_load(&s.desk.now) == 0 && seconds_since(start) > 0.5,
        "a handler that runs is waited for, %.1f s", seconds_since(start));
    pthread_join(thread, NULL);
    s.server = NULL;
    setup_close(&s);
    net_server_close(NULL);
    net_client_close(NULL);
    tap_ok(open_files() == before, "no descriptor is left then");
}

/* Neither end starts with an identity that is none. */
static void
broken_identity(void)
{
    struct work *w = work_open(&os_real);
    struct desk desk = {.now = 0};
    struct net_service service = service_of(&desk);
    struct roster roster = {.count = 0};
    struct net_pins pins = roster_pins(&roster);
    struct net_identity own = {.chain = bytes_of("no certificate"),
        .tls_seed = eu.own.tls_seed};
    struct net_identity mixed = {.chain = eu.own.chain, .tls_seed = un.own.tls_seed};
    struct net_server *server;
    struct net_client *client;

    tap_ok(!net_partners_open(w, &service, &own, &pins, &server),
        "no server without one: %s", work_why(w));
    work_clear(w);
    tap_ok(!net_partners_open(w, &service, &mixed, &pins, &server),
        "no server with another's key: %s", work_why(w));
    work_clear(w);
    tap_ok(!net_client_open(w, &own, &pins, &net_patience_usual, &client),
        "no client without one: %s", work_why(w));
    work_clear(w);
    tap_ok(!net_client_open(w, &mixed, &pins, &net_patience_usual, &client),
        "no client with another's key: %s", work_why(w));
    work_close(w);
}

int
main(void)
{
    struct work *w = work_open(&os_real);

    /* Nobody listens there: a client that asked the environment would fail. */
    setenv("https_proxy", "http://127.0.0.1:1", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
    eu = party_new(w, 'A');
    un = party_new(w, 'M');
    good_calls();
    bad_calls();
    dropped();
    sizes();
    slowness();
    many();
    ends();
    broken_identity();
    work_close(w);
    return tap_end();
}
