/*
 * Connections that are held open by somebody who does not say who he is: the oldest go when more
 * come, so that a partner is let in beside any number of them.
 */
#include "two_ends.h"

static struct party eu, un;

static bool
serve(void *ctx, const struct net_request *r, struct net_reply *reply)
{
    (void)ctx;
    reply->body = hash_bytes(&r->peer);
    return true;
}

/* Held open without a word, from that address of this machine. */
static int
silent(uint16_t port, const char *from)
{
    struct sockaddr_in own = {.sin_family = AF_INET}, to = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    to.sin_port = htons(port);
    SETUP(inet_pton(AF_INET, from, &own.sin_addr) == 1 &&
        inet_pton(AF_INET, "127.0.0.1", &to.sin_addr) == 1);
    SETUP(fd >= 0 && bind(fd, (struct sockaddr *)&own, sizeof(own)) == 0 &&
        connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0);
    return fd;
}

static bool
is_open(int fd)
{
    char byte;

    return recv(fd, &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

#define SILENT 60

/* Whoever does not say who he is keeps nobody out who does. */
static void
strangers(void)
{
    struct work *w = work_open(&os_real);
    struct roster at_server = {.count = 1, .parties = {&un}},
                  at_client = {.count = 1, .parties = {&eu}};
    struct net_pins server_pins = roster_pins(&at_server),
                    client_pins = roster_pins(&at_client);
    struct counter counter = {.lock = PTHREAD_MUTEX_INITIALIZER};
    struct net_service service = {.address = "127.0.0.1:0",
        .limits = net_limits_usual,
        .handle = serve,
        .refused = counter_refused,
        .ctx = &counter};
    struct net_server *server;
    struct net_client *client;
    struct net_answer a;
    int fds[SILENT], other, open = 0;
    uint16_t port;
    int64_t start;
    bool good;

    service.limits.connections = 16;
    service.limits.strangers = 4;
    SETUP(net_partners_open(w, &service, &eu.own, &server_pins, &server) &&
        net_client_open(w, &un.own, &client_pins, &net_patience_usual, &client));
    port = net_server_port(server);
    other = silent(port, "127.0.0.2");
    for (int i = 0; i < SILENT; i++)
        fds[i] = silent(port, "127.0.0.1");
    start = os_real.ticks();
    good = net_call(client, w,
        &(struct net_ask){.method = "GET",
            .url = work_format(w, "https://127.0.0.1:%u/", port),
            .peer = &eu.id,
            .max = 100},
        &a);
    tap_ok(good && a.status == 200 && seconds_since(start) < 3,
        "a partner is served beside %d that say nothing, in %.2f s %s", SILENT,
        seconds_since(start), work_why(w));
    tap_ok(reaches(&counter.refusals, SILENT - 4) && counter.how == NET_CROWDED &&
            counter_why(&counter, "to let another in"),
        "the oldest of them were cut, and that is told");
    for (int i = 0; i < SILENT; i++)
        open += is_open(fds[i]);
    tap_ok(open <= 4 && is_open(other),
        "%d are left, and the one that is alone at its address", open);
    for (int i = 0; i < SILENT; i++)
        close(fds[i]);
    close(other);
    net_client_close(client);
    net_server_close(server);
    work_close(w);
}

int
main(void)
{
    struct work *w = work_open(&os_real);

    eu = party_new(w, 'A');
    un = party_new(w, 'M');
    strangers();
    work_close(w);
    return tap_end();
}
