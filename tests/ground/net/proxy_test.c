/*
 * proxy_test: a partner is reached through an HTTP proxy, which sees nothing and decides nothing
 * about who answers; and a proxy that lies, cuts or keeps silent is one clear line.
 */
#include <poll.h>

#include "two_ends.h"

static struct party eu, un, evil;

/* ---- A proxy, one connection at a time ----------------------------------------------------- */

enum manner {
    HONEST,
    REFUSES,   /* 403 */
    ELSEWHERE, /* a tunnel, to another server than was asked for */
    RUBBISH,   /* says 200, and then what is no TLS */
    PLAIN,     /* answers the request itself, as if it were the partner */
    CUTS,      /* hangs up at once */
    CUTS_LATE, /* says 200 and hangs up */
    SILENT,
    ENDLESS /* headers without end */
};

struct proxy {
    int listens;
    uint16_t port;
    enum manner manner;
    uint16_t elsewhere;
    pthread_t thread;
    atomic_int asked;
    atomic_bool stop;
    char request[256];   /* the last CONNECT line */
    uint8_t seen[65536]; /* what went through, both ways */
    size_t seen_len;
};

static int
reach(uint16_t port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    SETUP(connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0);
    return fd;
}

static void
say(int fd, const char *text)
{
    (void)!send(fd, text, strlen(text), MSG_NOSIGNAL);
}

static void
tunnel(struct proxy *p, int client, uint16_t port)
{
    int fds[2] = {client, reach(port)};
    uint8_t some[16384];

    say(client, "HTTP/1.1 200 Connected\r\nVia: test\r\n\r\n");
    for (bool open = true; open && !atomic_load(&p->stop);) {
        struct pollfd wait[] = {{.fd = fds[0], .events = POLLIN},
            {.fd = fds[1], .events = POLLIN}};

        if (poll(wait, 2, 100) <= 0)
            continue;
        for (int i = 0; i < 2; i++) {
            ssize_t got = wait[i].revents == 0 ? -1 : read(fds[i], some, sizeof(some));

            if (wait[i].revents != 0 && got <= 0)
                open = false;
            if (got <= 0)
                continue;
            if (p->seen_len + (size_t)got <= sizeof(p->seen)) {
                memcpy(p->seen + p->seen_len, some, (size_t)got);
                p->seen_len += (size_t)got;
            }
            (void)!send(fds[1 - i], some, (size_t)got, MSG_NOSIGNAL);
        }
    }
    close(fds[1]);
}

/* The head of a request, to its empty line. */
static bool
read_head(int fd, char *to, size_t room)
{
    size_t len = 0;

    while (len + 1 < room && (len < 4 || memcmp(to + len - 4, "\r\n\r\n", 4) != 0)) {
        if (read(fd, to + len, 1) != 1)
            return false;
        to[++len] = '\0';
    }
    return true;
}

static void
serve(struct proxy *p, int fd)
{
    char head[4096] = "";
    unsigned port;

    if (p->manner == CUTS || !read_head(fd, head, sizeof(head)))
        return;
    snprintf(p->request, sizeof(p->request), "%.200s", head);
    atomic_fetch_add(&p->asked, 1);
    switch (p->manner) {
    case HONEST:
        if (sscanf(head, "CONNECT 127.0.0.1:%u HTTP/1.1", &port) == 1)
            tunnel(p, fd, (uint16_t)port);
        break;
    case ELSEWHERE:
        tunnel(p, fd, p->elsewhere);
        break;
    case REFUSES:
        say(fd, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
        break;
    case RUBBISH:
        say(fd,
            "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine");
        usleep(200000);
        break;
    case PLAIN:
        say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine");
        usleep(200000);
        break;
    case CUTS_LATE:
        say(fd, "HTTP/1.1 200 OK\r\n\r\n");
        break;
    case SILENT:
        for (int i = 0; i < 40 && !atomic_load(&p->stop); i++)
            usleep(100000);
        break;
    case ENDLESS:
        say(fd, "HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 20000; i++)
            say(fd, "X-More: more and more and more and more\r\n");
        break;
    default:
        break;
    }
}

static void *
proxy_run(void *at)
{
    struct proxy *p = at;

    while (!atomic_load(&p->stop)) {
        struct pollfd wait = {.fd = p->listens, .events = POLLIN};
        int fd;

        if (poll(&wait, 1, 50) <= 0)
            continue;
        fd = accept(p->listens, NULL, NULL);
        serve(p, fd);
        close(fd);
    }
    return NULL;
}

static void
proxy_open(struct proxy *p, enum manner manner)
{
    struct work *w = work_open(&os_real);

    memset(p, 0, sizeof(*p));
    p->manner = manner;
    SETUP(net_listen(w, "127.0.0.1:0", true, &p->listens, &p->port));
    SETUP(pthread_create(&p->thread, NULL, proxy_run, p) == 0);
    work_close(w);
}

static void
proxy_close(struct proxy *p)
{
    atomic_store(&p->stop, true);
    pthread_join(p->thread, NULL);
    close(p->listens);
}

/* ---- Calls --------------------------------------------------------------------------------- */

static atomic_int handled;

static bool
handle(void *ctx, const struct net_request *r, struct net_reply *reply)
{
    (void)ctx;
    atomic_fetch_add(&handled, 1);
    reply->body = bytes_of(
        work_format(r->work, "%.*s!", (int)r->body.len, (const char *)r->body.at));
    return true;
}

static struct net_server *
server_of(struct work *w, const struct party *party, struct net_pins *pins)
{
    struct net_service service = {.address = "127.0.0.1:0",
        .limits = net_limits_usual,
        .handle = handle};
    struct net_server *s;

    SETUP(net_partners_open(w, &service, &party->own, pins, &s));
    return s;
}

static struct proxy proxy;

/* One call by a proxy of that manner; its fault, and the reason in the work. */
static enum fault
call(struct work *w, struct net_pins *pins, uint16_t port, enum manner manner,
    uint16_t elsewhere, int calls, struct net_answer *out)
{
    struct net_patience patience = {.connect = 2 * TIME_SECOND, .whole = 3 * TIME_SECOND};
    struct net_client *c;
    enum fault fault = FAULT_NONE;

    work_clear(w);
    proxy_open(&proxy, manner);
    proxy.elsewhere = elsewhere;
    SETUP(net_client_open(w, &un.own, pins, &patience, &c));
    SETUP(net_client_proxy(c, w,
        work_format(w, "http://127.0.0.1:%u", (unsigned)proxy.port)));
    for (int i = 0; i < calls && fault == FAULT_NONE; i++) {
        struct net_ask ask = {.method = "POST",
            .url = work_format(w, "https://127.0.0.1:%u/x", (unsigned)port),
            .peer = &eu.id,
            .body = bytes_of("what is between us"),
            .max = 4096};

        fault = net_call(c, w, &ask, out) ? FAULT_NONE : work_fault(w);
    }
    net_client_close(c);
    proxy_close(&proxy);
    return fault;
}

static void
honest(struct work *w, struct net_pins *pins, uint16_t port)
{
    struct net_answer a = {0};
    enum fault fault = call(w, pins, port, HONEST, 0, 3, &a);

    tap_ok(fault == FAULT_NONE && a.status == 200 &&
            bytes_is(a.body, "what is between us!"),
        "a call goes through: %s", work_why(w));
    tap_ok(strstr(proxy.request, "CONNECT 127.0.0.1:") == proxy.request &&
            strstr(proxy.request, "liaison/v1") == NULL &&
            atomic_load(&proxy.asked) == 1 && atomic_load(&handled) == 3,
        "the proxy is asked for the way once, and for nothing else");
    tap_ok(proxy.seen_len > 1000 &&
            memmem(proxy.seen, proxy.seen_len, "what is between us", 18) == NULL &&
            memmem(proxy.seen, proxy.seen_len, "POST", 4) == NULL,
        "and sees nothing of %zu bytes", proxy.seen_len);
}

static void
liars(struct work *w, struct net_pins *pins, uint16_t port, uint16_t elsewhere)
{
    static const struct {
        enum manner manner;
        enum fault fault;
        const char *what, *why;
    } lies[] = {
        {REFUSES, FAULT_IO, "one that refuses", "does not let us through"},
        {ELSEWHERE, FAULT_DENIED, "one that leads elsewhere", "no partner"},
        {RUBBISH, FAULT_IO, "one that sends rubbish", "handshake failed"},
        {PLAIN, FAULT_IO, "one that answers itself", "handshake failed"},
        {CUTS, FAULT_IO, "one that hangs up", "cut the line"},
        {CUTS_LATE, FAULT_IO, "one that hangs up behind its answer", "handshake failed"},
        {SILENT, FAULT_IO, "one that keeps silent", "kept silent"},
        {ENDLESS, FAULT_INVALID, "one whose headers have no end", "headers"},
    };
    int before = atomic_load(&handled);

    for (size_t i = 0; i < COUNT_OF(lies); i++) {
        struct net_answer a = {0};
        int64_t start = os_real.ticks();
        enum fault fault = call(w, pins, port, lies[i].manner, elsewhere, 1, &a);

        tap_ok(fault == lies[i].fault && strstr(work_why(w), lies[i].why) != NULL &&
                strchr(work_why(w), '\n') == NULL && seconds_since(start) < 6,
            "%s: %s", lies[i].what, work_why(w));
    }
    tap_ok(atomic_load(&handled) == before, "no partner was asked anything by them");
}

static void
addresses(struct work *w, struct net_pins *pins, uint16_t port)
{
    static const char *const bad[] = {"", "127.0.0.1:3128", "http://", "http://host",
        "http://host:", "http://host:0", "http://host:99999", "http://host:80/path",
        "http://user:word@host:80", "https://host:443", "socks5://host:1080",
        "http://:3128", "http://ho st:80"};
    struct net_answer a = {0};
    struct net_client *c;
    size_t refused = 0;

    work_clear(w);
    SETUP(net_client_open(w, &un.own, pins, &net_patience_usual, &c));
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        refused += !net_client_proxy(c, w, bad[i]) && work_fault(w) == FAULT_USAGE;
        work_clear(w);
    }
    tap_ok(refused == COUNT_OF(bad), "%zu addresses that are no proxy's are refused",
        refused);
    {
        struct net_ask ask = {.method = "POST",
            .url = work_format(w, "https://127.0.0.1:%u/x", (unsigned)port),
            .peer = &eu.id,
            .max = 4096};

        tap_ok(net_call(c, w, &ask, &a) && a.status == 200,
            "and without one the way is straight, whatever the environment says");
        SETUP(net_client_proxy(c, w, "http://127.0.0.1:1"));
        tap_ok(!net_call(c, w, &ask, &a) && work_fault(w) == FAULT_IO &&
                strstr(work_why(w), "the proxy http://127.0.0.1:1: no connection") !=
                    NULL,
            "one that is not there: %s", work_why(w));
    }
    net_client_close(c);
}

int
main(void)
{
    struct work *w = work_open(&os_real);
    struct roster at_servers = {.count = 1}, at_client = {.count = 1};
    struct net_pins server_pins = roster_pins(&at_servers);
    struct net_pins client_pins = roster_pins(&at_client);
    struct net_server *server, *other;

    setenv("https_proxy", "http://127.0.0.1:1", 1);
    setenv("no_proxy", "*", 1);
    eu = party_new(w, 'A');
    un = party_new(w, 'M');
    evil = party_new(w, 'X');
    at_servers.parties[0] = &un;
    at_client.parties[0] = &eu;
    server = server_of(w, &eu, &server_pins);
    other = server_of(w, &evil, &server_pins);
    honest(w, &client_pins, net_server_port(server));
    liars(w, &client_pins, net_server_port(server), net_server_port(other));
    addresses(w, &client_pins, net_server_port(server));
    net_server_close(server);
    net_server_close(other);
    work_close(w);
    return tap_end();
}
