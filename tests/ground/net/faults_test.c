/*
 * faults_test: certificate, server, client and call, with each of their allocations
 * failing in turn -- every step says no or goes on, and nothing is left behind.
 */
#include <dirent.h>

#include "two_ends.h"

static atomic_int allocations;
static atomic_int failing; /* the number of the one that fails; 0: none */

static void *
counted_alloc(size_t len)
{
    int number = atomic_fetch_add(&allocations, 1) + 1;

    return number == atomic_load(&failing) ? NULL : os_real.alloc(len);
}

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

static bool
echo(void *ctx, const struct net_request *r, struct net_reply *reply)
{
    (void)ctx;
    reply->body = r->body;
    return net_reply_header(r->work, reply, "X-Test", "1");
}

/* The whole story; how far it came, 5 being the end. */
static int
story(const struct os *os, const struct party *eu, const struct party *un)
{
    struct roster roster = {.parties = {eu, un}, .count = 2};
    struct net_pins pins = roster_pins(&roster);
    struct net_service service = {.address = "127.0.0.1:0",
        .limits = net_limits_usual,
        .handle = echo};
    struct net_ask ask = {.method = "POST",
        .peer = &eu->id,
        .body = bytes_of("hello"),
        .max = 100000};
    struct net_server *server = NULL;
    struct net_client *client = NULL;
    struct net_answer a;
    struct work *w = work_open(os);
    struct bytes chain;
    int64_t now = os_real.now();
    int step = 0;

    if (w == NULL)
        return 0;
    if (net_certificate_new(w, &eu->root_seed, &eu->own.tls_seed, eu->identity, now,
            now + TIME_DAY, &chain) &&
        ++step && net_partners_open(w, &service, &eu->own, &pins, &server) && ++step &&
        net_client_open(w, &un->own, &pins, &net_patience_usual, &client) && ++step) {
        ask.url = work_format(w, "https://127.0.0.1:%u/x", net_server_port(server));
        if (ask.url != NULL && net_call(client, w, &ask, &a)) {
            step++;
            if (a.status == 200 && bytes_is(a.body, "hello"))
                step++;
        }
    }
    if (step < 4 && (work_ok(w) || work_why(w)[0] == '\0'))
        step = -1; /* failed, and did not say why */
    net_client_close(client);
    net_server_close(server);
    work_close(w);
    return step;
}

int
main(void)
{
    struct work *w = work_open(&os_real);
    struct os os = os_real;
    struct party eu = party_new(w, 'A');
    struct party un = party_new(w, 'M');
    int steps[6] = {0};
    int silent = 0;
    int before;
    int most;

    os.alloc = counted_alloc;
    tap_ok(story(&os, &eu, &un) == 5, "the story goes well");
    before = open_files();
    most = atomic_load(&allocations);
    for (int n = 1; n <= most; n++) {
        int step;

        atomic_store(&allocations, 0);
        atomic_store(&failing, n);
        step = story(&os, &eu, &un);
        if (step < 0)
            silent++;
        else
            steps[step]++;
    }
    atomic_store(&failing, 0);
    printf("# %d allocations; steps reached: %d %d %d %d %d %d\n", most, steps[0],
        steps[1], steps[2], steps[3], steps[4], steps[5]);
    tap_ok(silent == 0, "each failure says why");
    tap_ok(steps[0] > 0 && steps[1] > 0 && steps[2] > 0 && steps[3] > 0,
        "each step failed at least once");
    tap_ok(story(&os, &eu, &un) == 5, "and goes well again");
    tap_ok(open_files() == before, "no descriptor is left");
    work_close(w);
    return tap_end();
}
