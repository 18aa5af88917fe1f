/*
 * identity_test: whoever is not a pinned partner is refused inside the handshake -- no
 * handler runs, no byte of a request is sent -- for every way in which a chain can be
 * wrong, at both ends.
 */
#include "two_ends.h"

struct wrong {
    const char *name;
    unsigned how;
    const char *why;        /* what the refusing end says */
    const char *server_why; /* at the server, where that is another */
};

static const struct wrong wrongs[] = {
    {"no certificate", NO_CHAIN, NULL, "before a good certificate"},
    {"a leaf without its root", LEAF_ALONE, "with its root alone", NULL},
    {"three certificates", THREE, "with its root alone", NULL},
    {"another root key, the right identity", ROOT_OTHER_KEY, "no partner", NULL},
    {"the right root key, another identity", OTHER_IDENTITY, "no partner", NULL},
    {"no identity", NO_IDENTITY, "carries no identity", NULL},
    {"an identity in a broken envelope", BAD_ENVELOPE, "identity cannot be read", NULL},
    {"a leaf that another key signed", LEAF_OTHER_SIGNER, "not signed by the root", NULL},
    {"a root that another key signed", ROOT_BY_OTHER, "not signed by the root", NULL},
    {"a leaf that expired", LEAF_EXPIRED, "expired", NULL},
    {"a leaf for tomorrow", LEAF_EARLY, "not valid yet", NULL},
    {"a root that expired", ROOT_EXPIRED, "expired", NULL},
    {"a leaf that is a root", LEAF_IS_ROOT, "marked as a root", NULL},
    {"a root that is none", ROOT_NOT_MARKED, "root is not marked", NULL},
    {"a root that may not sign", ROOT_MAY_NOT_SIGN, "root may not sign", NULL},
    {"a leaf for servers only", LEAF_SERVER_ONLY, "both ends", NULL},
    /* GnuTLS refuses this one itself, with words of its own. */
    {"a leaf that may not sign", LEAF_NO_USAGE, "Key usage", "before a good certificate"},
    {"a leaf of version 1", LEAF_VERSION_1, "version 3", NULL},
    /* The server offers Ed25519 only, so a partner has no such certificate to show. */
    {"an ECDSA leaf", LEAF_ECDSA, "not an Ed25519 key", "before a good certificate"},
};

/* ---- At the server ------------------------------------------------------------- */

static bool
count_request(void *ctx, const struct net_request *r, struct net_reply *reply)
{
    struct counter *c = ctx;

    atomic_fetch_add(&c->handled, 1);
    reply->body = r->has_peer ? hash_bytes(&r->peer) : bytes_of("nobody");
    return true;
}

/* Handshake and one request; what came back. */
static size_t
knock(uint16_t port, const char *priority, const struct chain *chain, char *to,
    size_t room)
{
    struct bare b;
    size_t len = 0;

    to[0] = '\0';
    if (bare_open(&b, tcp_connect(port), GNUTLS_CLIENT, priority, chain))
        len = talk(b.fd, b.session,
            bytes_of("GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), to,
            room);
    bare_close(&b);
    return len;
}

/* A handshake with a wrong chain, and then not a word: does the server hang up by itself? */
static bool
hangs_up(uint16_t port, const struct chain *chain)
{
    struct timeval limit = {.tv_sec = 5};
    struct bare b;
    char bytes[1000];
    ssize_t got;

    (void)bare_open(&b, tcp_connect(port), GNUTLS_CLIENT, TLS13, chain);
    SETUP(setsockopt(b.fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) == 0);
    do
        got = recv(b.fd, bytes, sizeof(bytes), 0);
    while (got > 0);
    bare_close(&b);
    return got == 0 || errno == ECONNRESET;
}

static void
at_the_server(struct work *w, const struct party *us, const struct party *them)
{
    struct roster roster = {.parties = {them}, .count = 1};
    struct net_pins pins = roster_pins(&roster);
    struct counter c = COUNTER_NEW;
    struct net_service service = {.address = "127.0.0.1:0",
        .limits = net_limits_usual,
        .handle = count_request,
        .refused = counter_refused,
        .ctx = &c};
    struct net_server *server;
    struct chain good = forge(w, them, 0);
    char answer[1000];
    uint16_t port;
    int before;

    SETUP(net_partners_open(w, &service, &us->own, &pins, &server));
    port = net_server_port(server);

    knock(port, TLS13, &good, answer, sizeof(answer));
    tap_ok(strncmp(answer, "HTTP/1.1 200", 12) == 0 && atomic_load(&c.handled) == 1,
        "server: a forged chain without a fault is let in");
    tap_ok(strstr(answer, (const char[]){(char)them->id.at[0], '\0'}) != NULL,
        "server: the handler was told who asked");
    for (size_t i = 0; i < COUNT_OF(wrongs); i++) {
        const struct wrong *wrong = &wrongs[i];
        struct chain chain = forge(w, them, wrong->how);
        size_t len;

        before = atomic_load(&c.refusals);
        len = knock(port, TLS13, &chain, answer, sizeof(answer));
        tap_ok(len == 0 && reaches(&c.refusals, before + 1) &&
                atomic_load(&c.handled) == 1 &&
                counter_why(&c,
                    wrong->server_why != NULL ? wrong->server_why : wrong->why),
            "server: %s: no answer, no handler, the reason told", wrong->name);
        chain_close(&chain);
    }
    {
        struct chain chain = forge(w, them, ROOT_OTHER_KEY);

        tap_ok(hangs_up(port, &chain) && atomic_load(&c.handled) == 1,
            "server: it hangs up in the handshake, before any request");
        chain_close(&chain);
    }
    tap_ok(knock(port, TLS12, &good, answer, sizeof(answer)) == 0 &&
            atomic_load(&c.handled) == 1,
        "server: the right partner with TLS 1.2 is refused");
    {
        int fd = tcp_connect(port);

        talk(fd, NULL, bytes_of("GET /x HTTP/1.1\r\nHost: x\r\n\r\n"), answer,
            sizeof(answer));
        close(fd);
        tap_ok(strncmp(answer, "HTTP", 4) != 0 && atomic_load(&c.handled) == 1,
            "server: plain HTTP is not answered");
    }
    knock(port, TLS13, &good, answer, sizeof(answer));
    tap_ok(atomic_load(&c.handled) == 2, "server: the partner is still let in");
    chain_close(&good);
    net_server_close(server);
}

/* One who holds as many connections as a partner may: the next is refused, and whose it was is
 * told; when one goes, another may come. */
static void
crowd(struct work *w, const struct party *us, const struct party *them)
{
    struct roster roster = {.parties = {them}, .count = 1};
    struct net_pins pins = roster_pins(&roster);
    struct counter c = COUNTER_NEW;
    struct net_service service = {.address = "127.0.0.1:0",
        .limits = net_limits_usual,
        .handle = count_request,
        .refused = counter_refused,
        .ctx = &c};
    struct net_server *server;
    struct chain chain = forge(w, them, 0);
    struct bare held[2];
    char answer[1000];
    bool came = false;
    uint16_t port;

    service.limits.per_peer = 2;
    SETUP(net_partners_open(w, &service, &us->own, &pins, &server));
    port = net_server_port(server);
    for (int i = 0; i < 2; i++)
        SETUP(bare_open(&held[i], tcp_connect(port), GNUTLS_CLIENT, TLS13, &chain));
    usleep(300000); /* the server sees a certificate after the client is done */
    tap_ok(knock(port, TLS13, &chain, answer, sizeof(answer)) == 0 &&
            atomic_load(&c.handled) == 0,
        "server: a partner's third connection of two is refused");
    tap_ok(reaches(&c.refusals, 1) && c.how == NET_CROWDED && c.whose,
        "server: and told, and whose it is");
    bare_close(&held[0]);
    for (int i = 0; i < 100 && !came; i++) {
        usleep(20000);
        came = knock(port, TLS13, &chain, answer, sizeof(answer)) > 0;
    }
    tap_ok(came, "server: when one goes another may come");
    bare_close(&held[1]);
    chain_close(&chain);
    net_server_close(server);
}

/* ---- At the client --------------------------------------------------------------- */

/* A bare TLS server that takes one connection and counts what it is told. */
struct trap {
    int fd;
    uint16_t port;
    const char *priority;
    const struct chain *chain;
    pthread_t thread;
    bool shaken;
    size_t told;
    struct bytes answer;
};

static void *
trap_run(void *at)
{
    struct timeval limit = {.tv_sec = 20};
    struct trap *t = at;
    int fd = accept(t->fd, NULL, NULL);
    struct bare b;

    SETUP(fd >= 0);
    SETUP(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) == 0);
    t->shaken = bare_open(&b, fd, GNUTLS_SERVER, t->priority, t->chain);
    if (t->shaken) {
        char from[4000];
        ssize_t got = gnutls_record_recv(b.session, from, sizeof(from));

        t->told = got > 0 ? (size_t)got : 0;
        for (size_t sent = 0; got > 0 && sent < t->answer.len; sent += (size_t)got)
            got =
                gnutls_record_send(b.session, t->answer.at + sent, t->answer.len - sent);
    }
    bare_close(&b);
    return NULL;
}

#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"

static void
trap_open(struct trap *t, const char *priority, const struct chain *chain,
    const char *answer)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t len = sizeof(at);

    *t = (struct trap){.priority = priority, .chain = chain, .answer = bytes_of(answer)};
    t->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    SETUP(bind(t->fd, (struct sockaddr *)&at, sizeof(at)) == 0 && listen(t->fd, 8) == 0);
    SETUP(getsockname(t->fd, (struct sockaddr *)&at, &len) == 0);
    t->port = ntohs(at.sin_port);
    SETUP(pthread_create(&t->thread, NULL, trap_run, t) == 0);
}

static void
trap_close(struct trap *t)
{
    pthread_join(t->thread, NULL);
    close(t->fd);
}

/* Call the trap; the fault's kind, and its text in ${why}. */
static enum fault
call_trap(struct net_client *client, uint16_t port, const struct hash *peer,
    char why[512])
{
    struct work *w = work_open(&os_real);
    struct net_ask ask = {.method = "POST",
        .peer = peer,
        .body = bytes_of("secret"),
        .max = 1000};
    struct net_answer answer;
    enum fault kind = FAULT_NONE;

    why[0] = '\0';
    ask.url = work_format(w, "https://127.0.0.1:%u/x", port);
    if (!net_call(client, w, &ask, &answer)) {
        kind = work_fault(w);
        snprintf(why, 512, "%s", work_why(w));
    } else if (answer.status != 200 || !bytes_is(answer.body, "ok")) {
        kind = FAULT_CORRUPT;
    }
    work_close(w);
    return kind;
}

static const char *
many_headers(struct work *w)
{
    struct buffer b = buffer_open(w, 1000000);
    struct bytes text;
    const char *out;

    buffer_text(&b, ANSWER);
    for (int i = 0; i < 5000; i++)
        buffer_format(&b, "X-%d: some more of it\r\n", i);
    buffer_text(&b, "\r\nok");
    SETUP(buffer_bytes(&b, &text) && work_string(w, text, &out));
    return out;
}

static void
at_the_client(struct work *w, const struct party *us, const struct party *them)
{
    struct roster roster = {.parties = {them, us}, .count = 2};
    struct net_pins pins = roster_pins(&roster);
    struct chain good = forge(w, them, 0);
    struct net_client *client;
    struct trap trap;
    char why[512];
    enum fault kind;

    SETUP(net_client_open(w, &us->own, &pins, &net_patience_usual, &client));
    trap_open(&trap, TLS13, &good, ANSWER "\r\nok");
    kind = call_trap(client, trap.port, &them->id, why);
    trap_close(&trap);
    tap_ok(kind == FAULT_NONE && trap.told > 0,
        "client: a forged chain without a fault %s", why);
    for (size_t i = 0; i < COUNT_OF(wrongs); i++) {
        const struct wrong *wrong = &wrongs[i];
        struct chain chain = forge(w, them, wrong->how);

        if (chain.count > 0) { /* a server always has one */
            trap_open(&trap, TLS13, &chain, ANSWER "\r\nok");
            kind = call_trap(client, trap.port, &them->id, why);
            trap_close(&trap);
            tap_ok(trap.told == 0 &&
                    (kind == FAULT_DENIED || wrong->how == LEAF_NO_USAGE) &&
                    strstr(why, wrong->why) != NULL,
                "client: %s: not a byte is sent: %s", wrong->name, why);
        }
        chain_close(&chain);
    }
    trap_open(&trap, TLS13, &good, ANSWER "\r\nok");
    kind = call_trap(client, trap.port, &us->id, why);
    trap_close(&trap);
    tap_ok(trap.told == 0 && kind == FAULT_DENIED &&
            strstr(why, "another partner") != NULL,
        "client: a pinned partner, but not the one that was called: %s", why);
    trap_open(&trap, TLS12, &good, ANSWER "\r\nok");
    kind = call_trap(client, trap.port, &them->id, why);
    trap_close(&trap);
    tap_ok(!trap.shaken && trap.told == 0 && kind == FAULT_IO && strstr(why, "TLS 1.3"),
        "client: the right partner with TLS 1.2: %s", why);
    trap_open(&trap, TLS13, &good, ANSWER "\r\no");
    kind = call_trap(client, trap.port, &them->id, why);
    trap_close(&trap);
    tap_ok(kind == FAULT_IO || kind == FAULT_DENIED, "client: half an answer is none: %s",
        why);
    trap_open(&trap, TLS13, &good, many_headers(w));
    kind = call_trap(client, trap.port, &them->id, why);
    trap_close(&trap);
    tap_ok(kind == FAULT_INVALID && strstr(why, "headers") != NULL,
        "client: an endless head is cut: %s", why);
    chain_close(&good);
    net_client_close(client);
}

/* ---- What we make ourselves ---------------------------------------------------------- */

static void
envelopes(struct work *w)
{
    static const size_t lengths[] = {1, 127, 128, 255, 256, NET_IDENTITY_MAX};
    static const char *const bad[] = {"", "\x04", "\x04\x01", "\x05\x01z", "\x04\x01zz",
        "\x04\x02z", "\x04\x81\x01z", "\x04\x82\x01z", "\x04\x83\x01z", "\x04\x80z"};
    uint8_t *zeros = work_alloc(w, NET_IDENTITY_MAX + 1);
    struct bytes wrapped;
    struct bytes back;

    for (size_t i = 0; i < COUNT_OF(lengths); i++)
        tap_ok(net_identity_wrap(w, bytes_from(zeros, lengths[i]), &wrapped) &&
                net_identity_unwrap(w, wrapped, &back) && back.len == lengths[i],
            "an envelope of %zu bytes", lengths[i]);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        tap_ok(!net_identity_unwrap(w, bytes_of(bad[i]), &back), "broken envelope %zu",
            i);
        work_clear(w);
    }
    tap_ok(!net_identity_wrap(w, bytes_from(zeros, NET_IDENTITY_MAX + 1), &wrapped),
        "identity bytes too long");
    work_clear(w);
    tap_ok(!net_identity_wrap(w, bytes_of(""), &wrapped), "identity bytes empty");
    work_clear(w);
}

static void
dates(struct work *w, const struct party *us)
{
    int64_t now = os_real.now();
    struct bytes chain;

    tap_ok(!net_certificate_new(w, &us->root_seed, &us->own.tls_seed, us->identity, now,
               now, &chain),
        "a certificate that ends where it begins is not made");
    work_clear(w);
    tap_ok(!net_certificate_new(w, &us->root_seed, &us->own.tls_seed, us->identity, now,
               INT64_MAX, &chain),
        "nor one without end");
    work_clear(w);
    tap_ok(net_certificate_new(w, &us->root_seed, &us->own.tls_seed, us->identity, now,
               TIME_MAX, &chain),
        "one to the year 9999 is");
}

int
main(void)
{
    struct work *w = work_open(&os_real);
    struct party us = party_new(w, 'A');
    struct party them = party_new(w, 'M');
    uint8_t *history = work_alloc(w, NET_IDENTITY_MAX);

    /* Theirs is the longest history that a chain may carry. */
    SETUP(history != NULL);
    memset(history, 'm', NET_IDENTITY_MAX);
    them.identity = bytes_from(history, NET_IDENTITY_MAX);
    envelopes(w);
    dates(w, &us);
    at_the_server(w, &us, &them);
    crowd(w, &us, &them);
    at_the_client(w, &us, &them);
    work_close(w);
    return tap_end();
}
