/*
 * publisher: a server of files over HTTPS on loopback, with authorities of the test's own, that
 * does as it is told, what no server should among it.
 *
 * It is GnuTLS alone, so that nothing of what is tested is on both ends.
 */
#ifndef TESTS_GROUND_NET_PUBLISHER_H
#define TESTS_GROUND_NET_PUBLISHER_H

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "tap.h"

#define PUBLISHER __attribute__((unused)) static
#define PUBLISHER_ASKED 4096

#define PUBLISHER_NEED(good)                                            \
    do {                                                                \
        if (!(good)) {                                                  \
            printf("Bail out! %s:%d: %s\n", __FILE__, __LINE__, #good); \
            exit(99);                                                   \
        }                                                               \
    } while (0)

/* What stands at a path; NULL ends them. */
struct shelf {
    const char *path;
    int status;         /* 0: 200 */
    const char *etag;   /* who asks with it gets 304; NULL: none */
    const char *header; /* one line more; NULL: none */
    const char *body;
    size_t claims;    /* the length that is said, where it is another one */
    bool endless;     /* no length is said: it ends when the line does */
    unsigned seconds; /* before the answer */
    int failures;     /* so many requests are answered with 503 first */
};

struct publisher {
    gnutls_certificate_credentials_t credentials;
    int fd;
    uint16_t port;
    pthread_t thread;
    atomic_bool ends;
    atomic_int count;            /* of requests */
    struct shelf *shelves;       /* the test may change them between requests */
    char asked[PUBLISHER_ASKED]; /* the last request */
};

/* ---- Authorities ------------------------------------------------------------------------- */

struct authority {
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_t crt;
    gnutls_datum_t pem;
};

PUBLISHER gnutls_x509_privkey_t
publisher_key(void)
{
    gnutls_x509_privkey_t key;

    PUBLISHER_NEED(gnutls_x509_privkey_init(&key) >= 0);
    PUBLISHER_NEED(gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
                       GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0) >= 0);
    return key;
}

PUBLISHER gnutls_x509_crt_t
publisher_crt(gnutls_x509_privkey_t key, const char *name, uint8_t serial)
{
    time_t now = time(NULL);
    gnutls_x509_crt_t c;

    PUBLISHER_NEED(gnutls_x509_crt_init(&c) >= 0);
    PUBLISHER_NEED(gnutls_x509_crt_set_version(c, 3) >= 0);
    PUBLISHER_NEED(gnutls_x509_crt_set_serial(c, &serial, 1) >= 0);
    PUBLISHER_NEED(gnutls_x509_crt_set_dn(c, name, NULL) >= 0);
    PUBLISHER_NEED(gnutls_x509_crt_set_activation_time(c, now - 3600) >= 0);
    PUBLISHER_NEED(gnutls_x509_crt_set_expiration_time(c, now + 86400) >= 0);
    PUBLISHER_NEED(gnutls_x509_crt_set_key(c, key) >= 0);
    return c;
}

PUBLISHER void
authority_open(struct authority *a, const char *name)
{
    a->key = publisher_key();
    a->crt = publisher_crt(a->key, name, 1);
    PUBLISHER_NEED(gnutls_x509_crt_set_basic_constraints(a->crt, 1, -1) >= 0);
    PUBLISHER_NEED(gnutls_x509_crt_set_key_usage(a->crt, GNUTLS_KEY_KEY_CERT_SIGN) >= 0);
    PUBLISHER_NEED(
        gnutls_x509_crt_sign2(a->crt, a->crt, a->key, GNUTLS_DIG_SHA256, 0) >= 0);
    PUBLISHER_NEED(gnutls_x509_crt_export2(a->crt, GNUTLS_X509_FMT_PEM, &a->pem) >= 0);
}

PUBLISHER void
authority_close(struct authority *a)
{
    gnutls_free(a->pem.data);
    gnutls_x509_crt_deinit(a->crt);
    gnutls_x509_privkey_deinit(a->key);
}

/* A certificate for that name, by that authority. */
PUBLISHER void
publisher_identity(struct publisher *p, const struct authority *by, const char *host)
{
    gnutls_x509_privkey_t key = publisher_key();
    gnutls_x509_crt_t c = publisher_crt(key, "CN=a publisher", 2);

    PUBLISHER_NEED(gnutls_x509_crt_set_subject_alt_name(c, GNUTLS_SAN_DNSNAME, host,
                       (unsigned)strlen(host), GNUTLS_FSAN_SET) >= 0);
    PUBLISHER_NEED(
        gnutls_x509_crt_set_key_purpose_oid(c, GNUTLS_KP_TLS_WWW_SERVER, 0) >= 0);
    PUBLISHER_NEED(gnutls_x509_crt_sign2(c, by->crt, by->key, GNUTLS_DIG_SHA256, 0) >= 0);
    PUBLISHER_NEED(gnutls_certificate_allocate_credentials(&p->credentials) >= 0);
    PUBLISHER_NEED(gnutls_certificate_set_x509_key(p->credentials, &c, 1, key) >= 0);
    gnutls_x509_crt_deinit(c);
    gnutls_x509_privkey_deinit(key);
}

/* ---- Serving -------------------------------------------------------------------------------- */

PUBLISHER void
publisher_say(gnutls_session_t s, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t n = gnutls_record_send(s, text, len);

        if (n <= 0)
            return;
        text += n;
        len -= (size_t)n;
    }
}

PUBLISHER bool
publisher_hear(struct publisher *p, gnutls_session_t s)
{
    size_t len = 0;

    while (len < sizeof(p->asked) - 1) {
        ssize_t n = gnutls_record_recv(s, p->asked + len, sizeof(p->asked) - 1 - len);

        if (n <= 0)
            return false;
        len += (size_t)n;
        p->asked[len] = '\0';
        if (strstr(p->asked, "\r\n\r\n") != NULL)
            return true;
    }
    return false;
}

PUBLISHER struct shelf *
publisher_find(const struct publisher *p)
{
    for (struct shelf *s = p->shelves; s->path != NULL; s++) {
        size_t len = strlen(s->path);

        if (strncmp(p->asked, "GET ", 4) == 0 &&
            strncmp(p->asked + 4, s->path, len) == 0 && p->asked[4 + len] == ' ')
            return s;
    }
    return NULL;
}

PUBLISHER bool
publisher_knows(const struct publisher *p, const struct shelf *s)
{
    char line[256];

    if (s->etag == NULL)
        return false;
    snprintf(line, sizeof(line), "\r\nIf-None-Match: %s\r\n", s->etag);
    return strstr(p->asked, line) != NULL;
}

PUBLISHER void
publisher_answer(struct publisher *p, gnutls_session_t session)
{
    struct shelf *s = publisher_find(p);
    bool fails = s != NULL && s->failures-- > 0;
    bool same = s != NULL && !fails && publisher_knows(p, s);
    int status = s == NULL ? 404
        : fails            ? 503
        : same             ? 304
        : s->status != 0   ? s->status
                           : 200;
    const char *body = s == NULL || same || s->body == NULL ? "" : s->body;
    size_t len = strlen(body);
    char head[1024], etag[200] = "", length[64] = "";

    if (s != NULL && s->seconds > 0)
        for (unsigned i = 0; i < s->seconds * 10 && !atomic_load(&p->ends); i++)
            usleep(100000);
    if (s != NULL && s->etag != NULL)
        snprintf(etag, sizeof(etag), "ETag: %s\r\n", s->etag);
    if (s == NULL || !s->endless)
        snprintf(length, sizeof(length), "Content-Length: %zu\r\n",
            s != NULL && s->claims > 0 && !same ? s->claims : len);
    snprintf(head, sizeof(head),
        "HTTP/1.1 %d As it is\r\n%s%s%s%sConnection: close\r\n\r\n", status, etag,
        s != NULL && s->header != NULL ? s->header : "",
        s != NULL && s->header != NULL ? "\r\n" : "", length);
    publisher_say(session, head, strlen(head));
    publisher_say(session, body, len);
}

PUBLISHER void
publisher_one(struct publisher *p, int fd)
{
    struct timeval limit = {.tv_sec = 10};
    gnutls_session_t s;
    int code;

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    PUBLISHER_NEED(gnutls_init(&s, GNUTLS_SERVER | GNUTLS_NO_SIGNAL) >= 0);
    PUBLISHER_NEED(gnutls_set_default_priority(s) >= 0);
    PUBLISHER_NEED(
        gnutls_credentials_set(s, GNUTLS_CRD_CERTIFICATE, p->credentials) >= 0);
    gnutls_transport_set_int(s, fd);
    do
        code = gnutls_handshake(s);
    while (code < 0 && gnutls_error_is_fatal(code) == 0);
    if (code >= 0 && publisher_hear(p, s)) {
        atomic_fetch_add(&p->count, 1);
        publisher_answer(p, s);
        (void)gnutls_bye(s, GNUTLS_SHUT_WR);
    }
    gnutls_deinit(s);
}

PUBLISHER void *
publisher_run(void *at)
{
    struct publisher *p = at;

    while (!atomic_load(&p->ends)) {
        int fd = accept(p->fd, NULL, NULL);

        if (fd < 0)
            continue;
        publisher_one(p, fd);
        close(fd);
    }
    return NULL;
}

PUBLISHER void
publisher_open(struct publisher *p, const struct authority *by, const char *host,
    struct shelf *shelves)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    struct timeval limit = {.tv_usec = 100000};
    socklen_t len = sizeof(at);

    memset(p, 0, sizeof(*p));
    p->shelves = shelves;
    publisher_identity(p, by, host);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    PUBLISHER_NEED(p->fd >= 0);
    PUBLISHER_NEED(bind(p->fd, (struct sockaddr *)&at, sizeof(at)) == 0);
    PUBLISHER_NEED(listen(p->fd, 16) == 0);
    PUBLISHER_NEED(getsockname(p->fd, (struct sockaddr *)&at, &len) == 0);
    setsockopt(p->fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    p->port = ntohs(at.sin_port);
    PUBLISHER_NEED(pthread_create(&p->thread, NULL, publisher_run, p) == 0);
}

PUBLISHER void
publisher_close(struct publisher *p)
{
    atomic_store(&p->ends, true);
    pthread_join(p->thread, NULL);
    close(p->fd);
    gnutls_certificate_free_credentials(p->credentials);
}

#endif
