/*
 * The adversarial partner on the line: strangers and one who is pinned, with eu's own keys, against
 * a served node over real TLS.  Whatever they do, another partner is met meanwhile, in bounded
 * time; what the server takes of memory is bounded; and status names what happened.
 */
#include "doors/peer/servers.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "engines/exchange/exchange.h"
#include "ground/net/net.h"

#define MEETS_WITHIN 10.0 /* seconds, on a busy machine */
/* MiB: four connections, two messages each, and what it was before; the address sanitizer keeps what
 * was given back for a while. */
#ifdef __SANITIZE_ADDRESS__
#define MEMORY_MOST 800
#else
#define MEMORY_MOST 500
#endif
#define SILENT 300

static struct server *eu, *un, *court;
static struct net_identity own; /* eu's */
static gnutls_certificate_credentials_t credentials;

/* ---- What is seen of the server --------------------------------------------------------------- */

/* court and un meet: how long it takes, or a hundred seconds for not at all. */
static double
meets(struct work *w)
{
    int64_t began = os_real.ticks();

    return ASK(w, court, "sync", "un").code == 0
        ? (double)(os_real.ticks() - began) / TIME_SECOND
        : 100;
}

static void
others_meet(struct work *w, const char *what)
{
    double took = meets(w);

    tap_ok(took < MEETS_WITHIN, "%s: another is met in %.1f s", what, took);
}

/* MiB at most so far. */
static long
memory_most(struct work *w)
{
    struct bytes text = get_file(w, work_format(w, "/proc/%d/status", (int)un->pid));
    const char *all, *line;

    NEED(w, work_string(w, text, &all));
    line = strstr(all, "VmHWM:");
    return line != NULL ? strtol(line + 6, NULL, 10) / 1024 : 0;
}

static int64_t
times(const struct json *list, const char *what)
{
    for (const struct json *i = json_first(list); i != NULL; i = i->next)
        if (bytes_is(json_get_text(i, "what"), what))
            return json_get(i, "times")->integer;
    return 0;
}

/* ---- Connections ------------------------------------------------------------------------------- */

static int
dial(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
        .sin_port = htons((uint16_t)un->port)};
    struct timeval patience = {.tv_sec = 2};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
        printf("Bail out! cannot connect\n");
        exit(99);
    }
    return fd;
}

struct line {
    int fd;
    gnutls_session_t session;
};

/* As eu, in bare TLS: no library puts in order what is said. */
static struct line
line_open(struct work *w)
{
    struct line l = {.fd = dial()};
    int code;

    NEED(w,
        gnutls_init(&l.session, GNUTLS_CLIENT) == 0 &&
            gnutls_set_default_priority(l.session) == 0 &&
            gnutls_credentials_set(l.session, GNUTLS_CRD_CERTIFICATE, credentials) == 0);
    gnutls_transport_set_int(l.session, l.fd);
    do
        code = gnutls_handshake(l.session);
    while (code < 0 && !gnutls_error_is_fatal(code));
    NEED(w, code == 0);
    return l;
}

static void
line_close(struct line *l)
{
    gnutls_deinit(l->session);
    close(l->fd);
}

static void
line_say(struct line *l, struct bytes what)
{
    while (what.len > 0) {
        ssize_t sent = gnutls_record_send(l->session, what.at, what.len);

        if (sent <= 0)
            return;
        what = bytes_from(what.at + sent, what.len - (size_t)sent);
    }
}

/* All that comes until the other end closes, or is silent for two seconds. */
static const char *
line_hear(struct work *w, struct line *l)
{
    char *text = work_alloc(w, 65536);
    size_t len = 0;

    NEED(w, text != NULL);
    while (len < 65535) {
        ssize_t got = gnutls_record_recv(l->session, text + len, 65535 - len);

        if (got <= 0 && got != GNUTLS_E_INTERRUPTED)
            break;
        len += got > 0 ? (size_t)got : 0;
    }
    return text;
}

/* ---- Silence and stalls --------------------------------------------------------------------------- */

static void
silent(struct work *w)
{
    int fds[SILENT];
    const struct json *status;
    double took;

    for (int i = 0; i < SILENT; i++)
        fds[i] = dial();
    took = meets(w);
    tap_ok(took < MEETS_WITHIN, "%d silent connections keep nobody out: %.1f s", SILENT,
        took);
    status = ASK(w, un, "status").json;
    tap_ok(times(json_get(status, "strangers"), "too many connections") > SILENT / 2,
        "%lld of them were cut, as status says of strangers",
        (long long)times(json_get(status, "strangers"), "too many connections"));
    for (int i = 0; i < SILENT; i++)
        close(fds[i]);
}

static void
stalls(struct work *w)
{
    static const char *const said[] = {"", "POST /liaison/v1/want HTTP/1.1\r\nHost: ",
        "POST /liaison/v1/push HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\nhalf",
        ("POST /liaison/v1/pull HTTP/1.1\r\nHost: x\r\nContent-Length: 22\r\n\r\n"
         "{\"origin\":\"\",\"size\":0}")};
    struct line lines[COUNT_OF(said)];

    for (size_t i = 0; i < COUNT_OF(said); i++) {
        lines[i] = line_open(w);
        /* The last asks again and again, and takes no answer. */
        for (int again = 0; again < (i == 3 ? 300 : 1); again++)
            line_say(&lines[i], bytes_of(said[i]));
    }
    others_meet(w, "stalls of every sort keep no other waiting");
    for (size_t i = 0; i < COUNT_OF(said); i++)
        line_close(&lines[i]);
    usleep(300000);
}

/* ---- Requests that two readers understand differently --------------------------------------------- */

#define INNER "POST /liaison/v1/want HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
#define OUTER "POST /liaison/v1/want HTTP/1.1\r\nHost: x\r\n"

static void
smuggles(struct work *w)
{
    static const struct {
        const char *what, *said;
    } tried[] = {
        {"a length and chunks",
            OUTER "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "0\r\n\r\n" INNER},
        {"two lengths", OUTER "Content-Length: 0\r\nContent-Length: 63\r\n\r\n" INNER},
        {"a length in two", OUTER "Content-Length: 0, 63\r\n\r\n" INNER},
        {"a length with a sign", OUTER "Content-Length: +0\r\n\r\n" INNER},
        {"a length below nothing", OUTER "Content-Length: -1\r\n\r\n" INNER},
        {"a length in hex", OUTER "Content-Length: 0x3f\r\n\r\n" INNER},
        {"a space before the colon",
            OUTER "Transfer-Encoding : chunked\r\n"
                  "Content-Length: 63\r\n\r\n" INNER},
        {"chunks by another name",
            OUTER "Transfer-Encoding: xchunked\r\n"
                  "Content-Length: 0\r\n\r\n" INNER},
    };

    for (size_t i = 0; i < COUNT_OF(tried); i++) {
        struct line l = line_open(w);
        const char *answer;
        int good = 0;

        line_say(&l, bytes_of(tried[i].said));
        answer = line_hear(w, &l);
        for (const char *at = answer; (at = strstr(at, "HTTP/1.1 200")) != NULL; at++)
            good++;
        tap_ok(good == 0, "%s: nothing of it is read, nor what stands behind it: %.12s",
            tried[i].what, answer);
        line_close(&l);
    }
}

/* ---- Bodies ----------------------------------------------------------------------------------------- */

static void
bodies(struct work *w)
{
    static const char *const packings[] = {"zstd", "gzip", "deflate", "br"};
    /* A frame of zstd that says it unpacks to 2 GiB of zeros. */
    static const char bomb[] = "\x28\xb5\x2f\xfd\xa0\x00\x00\x00\x80\x03\x00\x10\x00";
    int64_t began = os_real.ticks();
    struct line l;

    for (size_t i = 0; i < COUNT_OF(packings); i++) {
        const char *head = work_format(w,
            "POST /liaison/v1/push HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            "Content-Encoding: %s\r\nContent-Length: %zu\r\n\r\n",
            packings[i], sizeof(bomb) - 1);

        l = line_open(w);
        line_say(&l, bytes_of(head));
        line_say(&l, bytes_from(bomb, sizeof(bomb) - 1));
        tap_ok(strncmp(line_hear(w, &l), "HTTP/1.1 422", 12) == 0,
            "what is said to be packed by %s is not unpacked", packings[i]);
        line_close(&l);
    }
    began = os_real.ticks();
    l = line_open(w);
    line_say(&l,
        bytes_of("POST /liaison/v1/push HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                 "Content-Length: 10737418240\r\n\r\nbegins"));
    tap_ok(strncmp(line_hear(w, &l), "HTTP/1.1 413", 12) == 0 &&
            os_real.ticks() - began < 5 * TIME_SECOND,
        "a body of 10 GB is refused before it comes");
    line_close(&l);
}

/* ---- Many and heavy ------------------------------------------------------------------------------------ */

static atomic_bool enough;
static atomic_uint sent;
static struct hash un_id;

static bool
known(void *ctx, struct bytes identity, const struct hash *root_public, struct hash *peer)
{
    (void)ctx;
    (void)identity;
    (void)root_public;
    *peer = un_id;
    return true;
}

static void *
floods(void *at)
{
    static const struct net_pins pins = {.known = known};
    const struct bytes *body = at;
    struct work *w = work_open(&os_real);
    struct net_client *c;

    if (!net_client_open(w, &own, &pins, &net_patience_usual, &c))
        return NULL;
    while (!atomic_load(&enough)) {
        struct work *one = work_open(&os_real);
        struct net_ask ask = {.method = "POST",
            .url = work_format(one, "%s/liaison/v1/push", un->url),
            .peer = &un_id,
            .body = *body,
            .max = 1024};
        struct net_answer answer;

        if (net_call(c, one, &ask, &answer))
            atomic_fetch_add(&sent, 1);
        work_close(one);
    }
    net_client_close(c);
    work_close(w);
    return NULL;
}

static void
flood(struct work *w)
{
    uint8_t *zeros = calloc(1, EXCHANGE_BODY_MAX);
    struct bytes body = bytes_from(zeros, EXCHANGE_BODY_MAX);
    int64_t began = os_real.ticks();
    pthread_t threads[4];
    double worst = 0;

    for (size_t i = 0; i < COUNT_OF(threads); i++)
        NEED(w, pthread_create(&threads[i], NULL, floods, &body) == 0);
    while (os_real.ticks() - began < 3 * TIME_SECOND) {
        double took = meets(w);

        worst = took > worst ? took : worst;
    }
    atomic_store(&enough, true);
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        pthread_join(threads[i], NULL);
    tap_ok(worst < MEETS_WITHIN && atomic_load(&sent) > 3,
        "a flood of heavy rubbish, %u messages of 32 MiB: another is met in %.1f s at "
        "most",
        atomic_load(&sent), worst);
    free(zeros);
}

static void
pin(struct work *w, struct server *a, struct server *b)
{
    NEED(w,
        ASK(w, a, "peer", "add", b->handle, b->url, "--fingerprint", b->fingerprint)
                .code == 0);
}

/* An Ed25519 seed as PKCS #8 has it (RFC 8410). */
static const char *
key_pem(struct work *w, const struct hash *seed)
{
    static const uint8_t head[] = {0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03,
        0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};
    uint8_t der[sizeof(head) + sizeof(*seed)];
    struct bytes text;

    memcpy(der, head, sizeof(head));
    memcpy(der + sizeof(head), seed, sizeof(*seed));
    NEED(w, base64_write(w, bytes_from(der, sizeof(der)), &text));
    return work_format(w,
        "-----BEGIN PRIVATE KEY-----\n%.*s\n-----END PRIVATE KEY-----\n", (int)text.len,
        (const char *)text.at);
}

/* eu's keys are in our hands; its server has ended. */
static void
take_eu(struct work *w)
{
    struct bytes passphrase = {0};
    const char *key;
    gnutls_datum_t chain, secret;
    struct node *n;

    NEED(w, server_stop(eu, SIGTERM) == 0);
    NEED(w, node_open(w, eu->folder, passphrase, &n));
    NEED(w, node_tls(n, w, &own.chain, &own.tls_seed));
    node_close(n);
    key = key_pem(w, &own.tls_seed);
    chain.data = (unsigned char *)(intptr_t)own.chain.at;
    chain.size = (unsigned)own.chain.len;
    secret.data = (unsigned char *)(intptr_t)key;
    secret.size = (unsigned)strlen(key);
    NEED(w,
        gnutls_certificate_allocate_credentials(&credentials) == 0 &&
            gnutls_certificate_set_x509_key_mem(credentials, &chain, &secret,
                GNUTLS_X509_FMT_PEM) >= 0);
}

int
main(void)
{
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
    court = server_new(w, "court");
    NEED(w, hex_read(w, bytes_of(un->id), &un_id, sizeof(un_id)));
    pin(w, eu, un);
    pin(w, un, eu);
    pin(w, court, un);
    pin(w, un, court);
    NEED(w, ASK(w, eu, "sync", "un").code == 0);
    take_eu(w);
    silent(w);
    stalls(w);
    smuggles(w);
    bodies(w);
    flood(w);
    tap_ok(memory_most(w) < MEMORY_MOST, "un took %ld MiB at most", memory_most(w));
    others_meet(w, "after all that");
    gnutls_certificate_free_credentials(credentials);
    tap_ok(server_stop(un, SIGTERM) == 0, "un ends when asked");
    tap_ok(ASK(w, un, "verify", "--deep").code == 0, "un verifies");
    work_close(w);
    return tap_end();
}
