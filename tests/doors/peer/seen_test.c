/*
 * What a served node has seen of its partners: contacts each way, and what went wrong, by
 * partner and reason, in status and in the log; floods are told to wait, and end there.
 */
#include "doors/peer/servers.h"

#include "engines/exchange/exchange.h"
#include "ground/net/net.h"

static struct server *eu, *un, *evil;

/* ---- A caller of our own, as eu ------------------------------------------------------------ */

static struct net_identity own;
static struct hash un_id;

static bool
known(void *ctx, struct bytes identity, const struct hash *root_public, struct hash *peer)
{
    struct work *w = work_open(&os_real);
    struct identity said;
    bool good = w != NULL && identity_read(w, identity, &said) &&
        hash_equal(&said.root, root_public) && hash_equal(&said.id, &un_id);

    (void)ctx;
    *peer = un_id;
    work_close(w);
    return good;
}

static const struct net_pins pins = {.known = known};

static struct net_client *
client(struct work *w)
{
    struct net_client *c;

    NEED(w, net_client_open(w, &own, &pins, &net_patience_usual, &c));
    return c;
}

/* The status of the answer; 0: there was none. */
static unsigned
post(struct net_client *c, const char *verb, struct bytes body, bool *later)
{
    struct work *w = work_open(&os_real);
    struct net_ask ask = {.method = "POST",
        .url = work_format(w, "%s/liaison/v1/%s", un->url, verb),
        .peer = &un_id,
        .body = body,
        .type = "application/octet-stream",
        .max = 1024 * 1024};
    struct net_answer answer = {0};

    if (!net_call(c, w, &ask, &answer) && getenv("SIM_TELL") != NULL)
        printf("# %s\n", work_why(w));
    if (later != NULL)
        *later = bytes_is(answer.type, "application/vnd.liaison.later");
    work_close(w);
    return answer.status;
}

/* ---- What is said --------------------------------------------------------------------------- */

/* How often that went wrong, as ${list} of a status says; -1 where it is not told. */
static int64_t
times(const struct json *list, const char *what)
{
    for (const struct json *i = json_first(list); i != NULL; i = i->next)
        if (bytes_is(json_get_text(i, "what"), what))
            return json_get(i, "last") != NULL ? json_get(i, "times")->integer : -2;
    return -1;
}

static int64_t
trouble(struct work *w, struct server *at_server, const char *what)
{
    return times(json_at(ASK(w, at_server, "status").json, "partners.0.trouble"), what);
}

static void
met(struct work *w)
{
    const struct json *status;

    NEED(w, ASK(w, eu, "sync", "un").code == 0);
    status = ASK(w, un, "status").json;
    tap_ok(json_at(status, "partners.0.met_in") != NULL &&
            json_at(status, "partners.0.met_out") == NULL &&
            json_at(status, "partners.0.trouble") == NULL &&
            json_get(status, "strangers") == NULL &&
            json_get(status, "served_since") != NULL,
        "un says when eu was there, and of nothing wrong");
    status = ASK(w, eu, "status").json;
    tap_ok(json_at(status, "partners.0.met_out") != NULL &&
            json_at(status, "partners.0.met_in") == NULL,
        "and eu when it was at un");
}

static void
strangers(struct work *w)
{
    const struct json *status;

    NEED(w,
        ASK(w, evil, "peer", "add", "un", un->url, "--fingerprint", un->fingerprint)
                .code == 0);
    tap_ok(ASK(w, evil, "sync", "un").code != 0 && ASK(w, evil, "sync", "un").code != 0,
        "who is not pinned is refused");
    status = ASK(w, un, "status").json;
    tap_ok(times(json_get(status, "strangers"), "refused") == 2 &&
            json_at(status, "partners.0.trouble") == NULL,
        "un counts it, and holds it against no partner");
    tap_ok(trouble(w, evil, "denied") + trouble(w, evil, "no connection") > 0,
        "and who asked has it too");
    NEED(w, server_stop(evil, SIGTERM) == 0);
    tap_ok(ASK(w, evil, "status").json != NULL &&
            json_at(ASK(w, evil, "status").json, "partners.0.trouble") == NULL,
        "a node that is not served counts nothing");
}

/* One partner of several is down: the others are met, and the exit code tells. */
static void
some_fail(struct work *w)
{
    struct said said;

    NEED(w,
        ASK(w, un, "peer", "add", "evil", evil->url, "--fingerprint", evil->fingerprint)
                .code == 0);
    said = ASK(w, un, "sync");
    tap_ok(said.code == 1 && number_of(said, "errors") == 1 &&
            json_get(said.json, "items")->count == 2 &&
            json_at(said.json, "items.0.error") == NULL &&
            json_at(said.json, "items.1.error") != NULL,
        "of two partners one is down: the other is met");
    tap_ok(ASK(w, un, "sync", "evil").code == 4, "alone, it is the answer");
    said = ASK(w, un, "sync", "eu", "--proxy", "http://127.0.0.1:1");
    tap_ok(said.code == 4 &&
            strstr(text_of(w, said, "error.message"), "the proxy") != NULL,
        "a proxy that is not there: %s", text_of(w, said, "error.message"));
    tap_ok(ASK(w, un, "sync", "eu", "--proxy", "127.0.0.1").code == 2,
        "one that is none");
}

static void
wrong(struct work *w)
{
    struct net_client *c = client(w);
    uint8_t *large = calloc(1, EXCHANGE_BODY_MAX + 1);

    tap_ok(post(c, "push", bytes_of("rubbish"), NULL) == 422 &&
            post(c, "hello", bytes_of("{\"no\":\"Vernichtung\"}"), NULL) == 422 &&
            trouble(w, un, "unreadable") == 2,
        "two messages that break the format");
    tap_ok(post(c, "push", bytes_from(large, EXCHANGE_BODY_MAX + 1), NULL) == 413 &&
            trouble(w, un, "too long") == 1,
        "one that is too long");
    tap_ok(post(c, "Vernichtung", bytes_of(""), NULL) == 404, "a verb that is none");
    tap_ok(post(c, "pieces",
               bytes_of("{\"tree\":\"0000000000000000000000000000000000000000000"
                        "000000000000000000000\"}"),
               NULL) == 404 &&
            trouble(w, un, "denied") == -1,
        "what is not here is no trouble");
    free(large);
    net_client_close(c);
}

static void
crowd(struct work *w)
{
    struct net_client *c[6];
    unsigned in = 0;

    for (size_t i = 0; i < COUNT_OF(c); i++) {
        c[i] = client(w);
        in += post(c[i], "want", bytes_of(""), NULL) == 200;
    }
    tap_ok(in == 4 && trouble(w, un, "too many connections") >= 2,
        "%u connections of one partner are let in", in);
    for (size_t i = 0; i < COUNT_OF(c); i++)
        net_client_close(c[i]);
    usleep(200000);
}

static void
flood(struct work *w)
{
    struct net_client *c = client(w);
    unsigned good = 0, held = 0, pieces = 0;
    bool later;

    for (int i = 0; i < 1500; i++) {
        unsigned status = post(c, "want", bytes_of(""), &later);

        good += status == 200;
        held += status == 503 && later;
    }
    tap_ok(good > 1000 && held > 50 && good + held == 1500,
        "of 1500 wishes at once %u are answered, and %u told to wait", good, held);
    for (int i = 0; i < 20; i++)
        pieces += post(c, "piece", bytes_of("{}"), NULL) == 422;
    tap_ok(pieces > 0, "pieces of content still go");
    tap_ok(trouble(w, un, "too many requests") >= (int64_t)held, "and it is counted");
    tap_ok(ASK(w, un, "status").code == 0, "commands are answered all the while");
    net_client_close(c);
}

/* ---- The log ------------------------------------------------------------------------------------ */

static void
logged(struct work *w)
{
    static const char *const may[] = {"detail", "event", "node", "partner", "time",
        "times", "what", NULL};
    struct bytes rest = get_file(w, un->errors), line;
    size_t lines = 0, sound = 0, floods = 0;

    while (bytes_step(&rest, '\n', &line)) {
        struct json *said;

        if (line.len == 0 && rest.len == 0)
            break; /* behind the last */
        lines++;
        sound += json_read(w, line, &json_record, &said) && json_only(w, said, may) &&
            bytes_is(json_get_text(said, "node"), "un") &&
            json_get(said, "event") != NULL && json_get(said, "time") != NULL;
        floods +=
            work_ok(w) && bytes_is(json_get_text(said, "event"), "too many requests");
        work_clear(w);
    }
    tap_ok(lines > 4 && sound == lines, "%zu lines in un's log, each a JSON object",
        lines);
    tap_ok(floods == 1, "each sort of trouble comes there once a minute");
    tap_ok(!server_said(w, un, "Vernichtung") && !server_said(w, un, "rubbish"),
        "and nothing of what was sent");
}

int
main(void)
{
    struct bytes passphrase = {0}, id;
    struct node *n;
    struct work *w;

    program = getenv("LIAISON_PROGRAM");
    if (program == NULL || access(program, X_OK) != 0) {
        printf("1..0 # SKIP LIAISON_PROGRAM is not set\n");
        return 0;
    }
    w = fixture_start();
    signal(SIGPIPE, SIG_IGN);
    eu = server_new(w, "eu");
    un = server_new(w, "un");
    evil = server_new(w, "evil");
    id = bytes_of(un->id);
    NEED(w, hex_read(w, id, &un_id, sizeof(un_id)));
    NEED(w,
        ASK(w, eu, "peer", "add", "un", un->url, "--fingerprint", un->fingerprint).code ==
                0 &&
            ASK(w, un, "peer", "add", "eu", eu->url, "--fingerprint", eu->fingerprint)
                    .code == 0);
    met(w);
    strangers(w);
    some_fail(w);
    NEED(w, server_stop(eu, SIGTERM) == 0);
    NEED(w, node_open(w, eu->folder, passphrase, &n));
    NEED(w, node_tls(n, w, &own.chain, &own.tls_seed));
    node_close(n);
    wrong(w);
    crowd(w);
    flood(w);
    tap_ok(server_stop(un, SIGTERM) == 0, "un ends when asked");
    logged(w);
    work_close(w);
    return tap_end();
}
