/*
 * two_ends: parties, forged certificates and bare TLS ends for the tests of net.
 *
 * The bare ends use GnuTLS alone, so that nothing in libcurl or libmicrohttpd can hide
 * what really went over the wire.
 */
#ifndef TESTS_GROUND_NET_TWO_ENDS_H
#define TESTS_GROUND_NET_TWO_ENDS_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "ground/net/net_inner.h"
#include "tap.h"

#define HELPER __attribute__((unused)) static

/* A step of the test's own scaffolding: without it nothing that follows means anything. */
#define SETUP(good)                                                     \
    do {                                                                \
        if (!(good)) {                                                  \
            printf("Bail out! %s:%d: %s\n", __FILE__, __LINE__, #good); \
            exit(1);                                                    \
        }                                                               \
    } while (0)

/* ---- Time that the test moves ------------------------------------------------- */

static _Atomic int64_t clock_ahead;

HELPER int64_t
moved_now(void)
{
    return os_real.now() + atomic_load(&clock_ahead);
}

static struct os moved;

HELPER void
moved_make(void)
{
    moved = os_real;
    moved.now = moved_now;
}

/* The real system with that clock. */
HELPER const struct os *
moved_os(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, moved_make);
    return &moved;
}

HELPER double
seconds_since(int64_t ticks)
{
    return (double)(os_real.ticks() - ticks) / 1e6;
}

/* ---- Parties -------------------------------------------------------------------- */

struct party {
    struct hash root_seed;
    struct hash root_public;
    struct hash id;
    struct bytes identity;
    struct net_identity own;
};

HELPER gnutls_x509_privkey_t
key_of(struct work *w, const struct hash *seed)
{
    gnutls_x509_privkey_t key;
    gnutls_datum_t from;
    struct bytes pem;

    SETUP(net_key_pem(w, seed, &pem));
    from.data = (unsigned char *)(intptr_t)pem.at;
    from.size = (unsigned)pem.len;
    SETUP(gnutls_x509_privkey_init(&key) >= 0);
    SETUP(gnutls_x509_privkey_import(key, &from, GNUTLS_X509_FMT_PEM) >= 0);
    return key;
}

/* A party by the name of a character, valid from an hour ago to a hundred days ahead. */
HELPER struct party
party_new(struct work *w, char name)
{
    int64_t now = os_real.now();
    struct party p = {
        .identity = bytes_of(work_format(w, "{\"inception\":\"%c\"}", name))};
    gnutls_x509_privkey_t key;
    gnutls_ecc_curve_t curve;
    gnutls_datum_t x;

    memset(p.root_seed.at, name, sizeof(p.root_seed.at));
    memset(p.own.tls_seed.at, name + 1, sizeof(p.own.tls_seed.at));
    p.own.tls_seed.at[0] = 't';
    memset(p.id.at, name + 2, sizeof(p.id.at));
    key = key_of(w, &p.root_seed);
    SETUP(gnutls_x509_privkey_export_ecc_raw(key, &curve, &x, NULL, NULL) >= 0);
    SETUP(x.size == sizeof(p.root_public.at));
    memcpy(p.root_public.at, x.data, x.size);
    gnutls_free(x.data);
    gnutls_x509_privkey_deinit(key);
    SETUP(net_certificate_new(w, &p.root_seed, &p.own.tls_seed, p.identity,
        now - TIME_HOUR, now + 100 * TIME_DAY, &p.own.chain));
    return p;
}

/* The partners that someone has pinned. */
struct roster {
    const struct party *parties[4];
    size_t count;
    atomic_int asked;
    atomic_bool closed; /* nobody is known any more */
};

HELPER bool
roster_known(void *ctx, struct bytes identity, const struct hash *root_public,
    struct hash *peer)
{
    struct roster *r = ctx;

    atomic_fetch_add(&r->asked, 1);
    for (size_t i = 0; i < r->count && !atomic_load(&r->closed); i++) {
        if (bytes_equal(identity, r->parties[i]->identity) &&
            hash_equal(root_public, &r->parties[i]->root_public)) {
            *peer = r->parties[i]->id;
            return true;
        }
    }
    return false;
}

HELPER struct net_pins
roster_pins(struct roster *r)
{
    return (struct net_pins){.known = roster_known, .ctx = r};
}

/* ---- A service that counts --------------------------------------------------------- */

struct counter {
    atomic_int handled;
    atomic_int refusals;
    pthread_mutex_t lock;
    char why[512]; /* the last refusal */
    enum net_refusal how;
    bool whose; /* was it said of a partner? */
};
#define COUNTER_NEW                       \
    {                                     \
        .lock = PTHREAD_MUTEX_INITIALIZER \
    }

HELPER void
counter_refused(void *ctx, enum net_refusal how, const struct hash *peer, const char *why)
{
    struct counter *c = ctx;

    pthread_mutex_lock(&c->lock);
    snprintf(c->why, sizeof(c->why), "%s", why);
    c->how = how;
    c->whose = peer != NULL;
    pthread_mutex_unlock(&c->lock);
    atomic_fetch_add(&c->refusals, 1);
}

/* Was the last refusal for that reason? */
HELPER bool
counter_why(struct counter *c, const char *part)
{
    bool found;

    pthread_mutex_lock(&c->lock);
    found = strstr(c->why, part) != NULL;
    if (!found)
        printf("# refused: \"%s\", not \"%s\"\n", c->why, part);
    pthread_mutex_unlock(&c->lock);
    return found;
}

/* Wait a moment for a count that another thread raises. */
HELPER bool
reaches(atomic_int *count, int least)
{
    for (int i = 0; i < 500 && atomic_load(count) < least; i++)
        usleep(10000);
    return atomic_load(count) >= least;
}

/* ---- Forged chains --------------------------------------------------------------------- */

enum forged {
    LEAF_ECDSA = 1 << 0,
    LEAF_OTHER_SIGNER = 1 << 1,
    LEAF_IS_ROOT = 1 << 2,
    LEAF_SERVER_ONLY = 1 << 3,
    LEAF_NO_USAGE = 1 << 4,
    LEAF_EXPIRED = 1 << 5,
    LEAF_EARLY = 1 << 6,
    ROOT_EXPIRED = 1 << 7,
    ROOT_NOT_MARKED = 1 << 8,
    ROOT_MAY_NOT_SIGN = 1 << 9,
    ROOT_OTHER_KEY = 1 << 10,
    NO_IDENTITY = 1 << 11,
    BAD_ENVELOPE = 1 << 12,
    OTHER_IDENTITY = 1 << 13,
    LEAF_ALONE = 1 << 14,
    THREE = 1 << 15,
    ROOT_BY_OTHER = 1 << 16,
    LEAF_VERSION_1 = 1 << 17,
    NO_CHAIN = 1 << 18
};

struct chain {
    gnutls_x509_crt_t crt[3];
    unsigned count;
    gnutls_x509_privkey_t key;
};

HELPER gnutls_x509_crt_t
forge_start(const char *name, gnutls_x509_privkey_t key, int64_t from, int64_t to)
{
    gnutls_x509_crt_t c;

    SETUP(gnutls_x509_crt_init(&c) >= 0);
    SETUP(gnutls_x509_crt_set_version(c, 3) >= 0);
    SETUP(gnutls_x509_crt_set_serial(c, "\x51", 1) >= 0);
    SETUP(gnutls_x509_crt_set_dn(c, name, NULL) >= 0);
    SETUP(gnutls_x509_crt_set_activation_time(c, (time_t)(from / TIME_SECOND)) >= 0);
    SETUP(gnutls_x509_crt_set_expiration_time(c, (time_t)(to / TIME_SECOND)) >= 0);
    SETUP(gnutls_x509_crt_set_key(c, key) >= 0);
    return c;
}

/* Only a certificate that was read knows its own issuer. */
HELPER gnutls_x509_crt_t
forge_end(gnutls_x509_crt_t made)
{
    gnutls_datum_t der;
    gnutls_x509_crt_t c;

    SETUP(gnutls_x509_crt_export2(made, GNUTLS_X509_FMT_DER, &der) >= 0);
    gnutls_x509_crt_deinit(made);
    SETUP(gnutls_x509_crt_init(&c) >= 0);
    SETUP(gnutls_x509_crt_import(c, &der, GNUTLS_X509_FMT_DER) >= 0);
    gnutls_free(der.data);
    return c;
}

HELPER gnutls_x509_crt_t
forge_root(struct work *w, const struct party *p, gnutls_x509_privkey_t key,
    gnutls_x509_privkey_t other, unsigned how)
{
    int64_t now = os_real.now();
    int64_t end = (how & ROOT_EXPIRED) != 0 ? now - TIME_HOUR : now + TIME_DAY;
    gnutls_x509_crt_t c = forge_start("CN=liaison root", key, now - TIME_DAY, end);
    gnutls_x509_crt_t by = forge_start("CN=liaison root", key, 0, end);
    struct bytes e;

    SETUP(
        gnutls_x509_crt_set_basic_constraints(c, (how & ROOT_NOT_MARKED) == 0, -1) >= 0);
    SETUP(gnutls_x509_crt_set_key_usage(c,
              (how & ROOT_MAY_NOT_SIGN) != 0 ? GNUTLS_KEY_DIGITAL_SIGNATURE
                                             : GNUTLS_KEY_KEY_CERT_SIGN) >= 0);
    SETUP(net_identity_wrap(w,
        (how & OTHER_IDENTITY) != 0 ? bytes_of("someone else") : p->identity, &e));
    if ((how & BAD_ENVELOPE) != 0)
        e.len--;
    if ((how & NO_IDENTITY) == 0)
        SETUP(gnutls_x509_crt_set_extension_by_oid(c, NET_IDENTITY_OID, e.at, e.len, 0) >=
            0);
    SETUP(gnutls_x509_crt_sign2(c, by, (how & ROOT_BY_OTHER) != 0 ? other : key,
              GNUTLS_DIG_SHA512, 0) >= 0);
    gnutls_x509_crt_deinit(by);
    return forge_end(c);
}

HELPER gnutls_x509_crt_t
forge_leaf(gnutls_x509_privkey_t key, gnutls_x509_crt_t root,
    gnutls_x509_privkey_t signer, unsigned how)
{
    int64_t now = os_real.now();
    int64_t from = (how & LEAF_EARLY) != 0 ? now + TIME_HOUR : now - TIME_DAY;
    int64_t to = (how & LEAF_EXPIRED) != 0 ? now - TIME_HOUR : now + TIME_DAY;
    gnutls_x509_crt_t c = forge_start("CN=liaison node", key, from, to);
    unsigned usage = (how & LEAF_NO_USAGE) != 0 ? GNUTLS_KEY_NON_REPUDIATION
                                                : GNUTLS_KEY_DIGITAL_SIGNATURE;

    if ((how & LEAF_VERSION_1) != 0) {
        SETUP(gnutls_x509_crt_set_version(c, 1) >= 0);
    } else {
        SETUP(
            gnutls_x509_crt_set_basic_constraints(c, (how & LEAF_IS_ROOT) != 0, -1) >= 0);
        SETUP(gnutls_x509_crt_set_key_usage(c, usage) >= 0);
        SETUP(gnutls_x509_crt_set_key_purpose_oid(c, GNUTLS_KP_TLS_WWW_SERVER, 0) >= 0);
        if ((how & LEAF_SERVER_ONLY) == 0)
            SETUP(
                gnutls_x509_crt_set_key_purpose_oid(c, GNUTLS_KP_TLS_WWW_CLIENT, 0) >= 0);
    }
    SETUP(gnutls_x509_crt_sign2(c, root, signer, GNUTLS_DIG_SHA512, 0) >= 0);
    return forge_end(c);
}

/* The party's chain with these faults; with none it is as good as its own. */
HELPER struct chain
forge(struct work *w, const struct party *p, unsigned how)
{
    struct hash other_seed;
    gnutls_x509_privkey_t key = key_of(w, &p->root_seed);
    gnutls_x509_privkey_t other;
    struct chain c = {.count = 2, .key = key_of(w, &p->own.tls_seed)};

    memset(other_seed.at, 'o', sizeof(other_seed.at));
    other = key_of(w, &other_seed);
    if ((how & LEAF_ECDSA) != 0) {
        gnutls_x509_privkey_deinit(c.key);
        SETUP(gnutls_x509_privkey_init(&c.key) >= 0);
        SETUP(gnutls_x509_privkey_generate(c.key, GNUTLS_PK_ECDSA,
                  GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0) >= 0);
    }
    if ((how & ROOT_OTHER_KEY) != 0) {
        gnutls_x509_privkey_deinit(key);
        key = key_of(w, &other_seed);
    }
    c.crt[1] = forge_root(w, p, key, other, how);
    c.crt[0] =
        forge_leaf(c.key, c.crt[1], (how & LEAF_OTHER_SIGNER) != 0 ? other : key, how);
    if ((how & THREE) != 0)
        c.crt[2] = forge_root(w, p, key, other, how);
    c.count = (how & NO_CHAIN) != 0 ? 0
        : (how & LEAF_ALONE) != 0   ? 1
        : (how & THREE)             ? 3
                                    : 2;
    gnutls_x509_privkey_deinit(key);
    gnutls_x509_privkey_deinit(other);
    return c;
}

HELPER void
chain_close(struct chain *c)
{
    for (size_t i = 0; i < 3; i++)
        net_crt_drop(&c->crt[i]);
    gnutls_x509_privkey_deinit(c->key);
}

/* ---- Bare ends --------------------------------------------------------------------------- */

#define TLS13 "NORMAL:-VERS-ALL:+VERS-TLS1.3:%DEBUG_ALLOW_KEY_USAGE_VIOLATIONS"
#define TLS12 "NORMAL:-VERS-ALL:+VERS-TLS1.2"

HELPER int
tcp_connect(uint16_t port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct timeval limit = {.tv_sec = 20};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    SETUP(fd >= 0);
    SETUP(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) == 0);
    SETUP(connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0);
    return fd;
}

struct bare {
    int fd;
    gnutls_session_t session;
    gnutls_certificate_credentials_t credentials;
};

/* The chain as it is: the usual way would put it in order first. */
HELPER void
bare_identity(gnutls_certificate_credentials_t credentials, const struct chain *chain)
{
    gnutls_pcert_st *list = gnutls_calloc(chain->count, sizeof(*list));
    gnutls_privkey_t key;

    SETUP(list != NULL && gnutls_privkey_init(&key) >= 0);
    SETUP(gnutls_privkey_import_x509(key, chain->key, GNUTLS_PRIVKEY_IMPORT_COPY) >= 0);
    for (unsigned i = 0; i < chain->count; i++)
        SETUP(gnutls_pcert_import_x509(&list[i], chain->crt[i], 0) >= 0);
    SETUP(gnutls_certificate_set_key(credentials, NULL, 0, list, (int)chain->count,
              key) >= 0);
    gnutls_free(list); /* what it held is the credentials' now */
}

/* A TLS end over ${fd}; true when the handshake went through, as far as it can see. */
HELPER bool
bare_open(struct bare *b, int fd, unsigned flags, const char *priority,
    const struct chain *chain)
{
    int code;

    b->fd = fd;
    SETUP(gnutls_certificate_allocate_credentials(&b->credentials) >= 0);
    if (chain != NULL && chain->count > 0)
        bare_identity(b->credentials, chain);
    SETUP(gnutls_init(&b->session, flags | GNUTLS_NO_SIGNAL) >= 0);
    SETUP(gnutls_priority_set_direct(b->session, priority, NULL) >= 0);
    SETUP(
        gnutls_credentials_set(b->session, GNUTLS_CRD_CERTIFICATE, b->credentials) >= 0);
    if ((flags & GNUTLS_SERVER) != 0)
        gnutls_certificate_server_set_request(b->session, GNUTLS_CERT_REQUEST);
    gnutls_transport_set_int(b->session, fd);
    do
        code = gnutls_handshake(b->session);
    while (code < 0 && gnutls_error_is_fatal(code) == 0);
    return code >= 0;
}

HELPER void
bare_close(struct bare *b)
{
    gnutls_deinit(b->session);
    gnutls_certificate_free_credentials(b->credentials);
    close(b->fd);
}

/* Send ${text} over ${fd}, or over TLS, and read until the other end hangs up. */
HELPER size_t
talk(int fd, gnutls_session_t session, struct bytes text, char *to, size_t room)
{
    size_t len = 0;
    ssize_t got;

    if (session != NULL)
        (void)gnutls_record_send(session, text.at, text.len);
    else
        (void)send(fd, text.at, text.len, MSG_NOSIGNAL);
    do {
        got = session != NULL ? gnutls_record_recv(session, to + len, room - 1 - len)
                              : recv(fd, to + len, room - 1 - len, 0);
        len += got > 0 ? (size_t)got : 0;
    } while (got > 0 && len < room - 1);
    to[len] = '\0';
    return len;
}

#endif
