/*
 * net: HTTP between partners over mutual TLS 1.3 with pinned identities, plain HTTP for
 * people on this machine, and files from those who publish them to all.  The only room that
 * sees GnuTLS, libmicrohttpd and libcurl.
 *
 * Between partners who may talk is not a matter of certificate authorities.  An organisation's root key
 * signs a certificate for its node's TLS key; beside it travels the root's own certificate,
 * which carries the identity bytes (the inception record) that net does not understand.
 * Inside every handshake, on both sides, and again before every request, net checks the
 * chain and asks the caller whether identity and root key are those of a pinned partner.
 *
 *   chain of exactly two    leaf, then root; X.509 v3, Ed25519 keys and signatures only
 *   leaf                    "CN=liaison node", no CA, digitalSignature, EKU server and
 *                           client, signed by the root, valid now
 *   root                    "CN=liaison root", CA, path length 0, keyCertSign, signed by
 *                           itself, valid now, identity bytes in one extension
 *   extension               NET_IDENTITY_OID, not critical: a DER OCTET STRING of 1 to
 *                           NET_IDENTITY_MAX bytes
 *   suite                   TLS 1.3, X25519, AES-256-GCM or ChaCha20-Poly1305, no
 *                           resumption, no early data
 *
 * The identifier stands for the UUID 3d635186-8c42-437d-9425-c26f02daf903 in seven parts:
 * the single number below 2.25 that X.667 would make of it does not fit the 64 bits that
 * GnuTLS has for a part, which then writes another identifier without saying so.
 */
#ifndef GROUND_NET_NET_H
#define GROUND_NET_NET_H

#include "ground/base/base.h"

/* ---- Identities ------------------------------------------------------------ */

#define NET_IDENTITY_OID \
    "1.2.840.113556.1.8000.2554.15715.20870.35906.17277.37925.12742402.14350595"
#define NET_IDENTITY_MAX ((size_t)60 * 1024) /* a hundred changes of keys */

/* Certify the node's TLS key with the root key, both as Ed25519 seeds, while the root is
 * at hand.  ${chain} is PEM text, leaf and root; dates are cut to whole seconds. */
bool net_certificate_new(struct work *w, const struct hash *root_seed,
    const struct hash *tls_seed, struct bytes identity, int64_t not_before,
    int64_t not_after, struct bytes *chain) MUST;

/* What a node shows of itself. */
struct net_identity {
    struct bytes chain; /* from net_certificate_new */
    struct hash tls_seed;
};

/*
 * Who may talk to it.  ${known} answers whether these identity bytes and this root key
 * are a partner's, and which; it is asked from many threads, and must not call net.
 * ${ctx} lives as long as the server or client that was given it.
 */
struct net_pins {
    bool (*known)(void *ctx, struct bytes identity, const struct hash *root_public,
        struct hash *peer_out);
    void *ctx;
};

/* ---- What is asked and answered ----------------------------------------------- */

#define NET_TARGET_MAX ((size_t)8192) /* bytes of a request's path and query */
#define NET_SEGMENTS_MAX 64
#define NET_PAIRS_MAX 1024

struct net_pair {
    struct bytes name; /* decoded, not empty */
    struct bytes value;
};
struct net_pairs {
    const struct net_pair *at;
    size_t count;
};
/* The first value of that name. */
bool net_pairs_get(const struct net_pairs *pairs, const char *name, struct bytes *lent);

struct net_target {
    struct bytes path; /* decoded: "/a/b", or "/" alone; never a slash at the end */
    const struct bytes *segments; /* of the path: "a", "b" */
    size_t count;
    struct net_pairs query;
};

/*
 * net_target_read(w, raw, out):
 * Split and decode a request's target, "/path?name=value&...".  Strict, because what two
 * readers understand differently is a way in: FAULT_INVALID for characters outside RFC
 * 3986, broken percent escapes, text that is not UTF-8, a NUL; in the path also for other
 * control characters, an escaped slash, and segments that are empty, "." or "..".  In the
 * query "+" is a space, a name may come again, and tab and line ends are the only control
 * characters.
 */
bool net_target_read(struct work *w, struct bytes raw, struct net_target *out) MUST;
/* A body of type application/x-www-form-urlencoded, by the rules of a query. */
bool net_form_read(struct work *w, struct bytes raw, struct net_pairs *out) MUST;
/* Escape all but letters, digits and "-._~": for a segment, a name or a value. */
bool net_escape(struct work *w, struct bytes from, struct bytes *out) MUST;

struct turn; /* net's own */
struct net_request {
    struct work *work;  /* this request's own; all that it lends ends with it */
    const char *method; /* "GET" */
    struct net_target target;
    bool has_peer;    /* always from partners, never from people */
    struct hash peer; /* as ${known} named it */
    struct bytes body;
    struct turn *turn; /* NULL in a request made by hand: it has no headers */
};
/* A header's value, whatever the case of its name; the first if there are many. */
bool net_request_header(const struct net_request *r, const char *name,
    struct bytes *lent);

struct net_header;
struct net_reply {
    unsigned status;   /* 200 unless set */
    const char *type;  /* Content-Type; NULL for none */
    struct bytes body; /* lives as long as the request's work */
    struct net_header *headers;
};
/* One more header; FAULT_INVALID for control characters. */
bool net_reply_header(struct work *w, struct net_reply *reply, const char *name,
    const char *value) MUST;

/* ---- Serving ------------------------------------------------------------------------ */

/*
 * A thread per connection.  A connection is cut when it keeps us waiting longer than
 * ${patience} for its handshake and first line, or for the rest of a request, or to take
 * the answer; bodies and answers earn a second more per NET_SLOWEST bytes.  The handler's
 * own time is not limited.
 */
#define NET_SLOWEST ((size_t)4096)
struct net_limits {
    unsigned connections; /* at once; others wait in the system's queue */
    /* Of them, those of partners that have not shown who they are.  One more, and the oldest is cut
     * of the address that has the most: so they keep no partner out.  0: no limit. */
    unsigned strangers;
    unsigned per_address; /* at once from one address; 0: no limit */
    unsigned per_peer;    /* at once from one partner; 0: no limit */
    size_t body;          /* of one request; 413 above.  At most twice that is held */
    int64_t patience;     /* microseconds */
    int64_t idle;         /* between an answer and the next request */
};
extern const struct net_limits net_limits_usual; /* 256, 64, 0, 4, 8 MiB, 30 s, 15 s */

/* Why a connection or a request was refused or cut. */
enum net_refusal {
    NET_UNKNOWN, /* it showed no certificate that is a partner's, or does no longer */
    NET_CROWDED, /* the partner, or all who are none, have too many connections */
    NET_STALLED, /* it kept us waiting too long */
    NET_LONG     /* a body over the limit */
};

/* A header of every answer, of those too that no handler makes. */
struct net_fixed {
    const char *name;
    const char *value;
};

struct net_service {
    const char *address; /* "127.0.0.1:8443", "[::1]:0": a number, never a name */
    struct net_limits limits;
    /* Called from many threads.  False answers with the status and the sentence of the
     * work's fault, and never with its reason. */
    bool (*handle)(void *ctx, const struct net_request *r, struct net_reply *reply);
    /* What is said of a request that no handler sees, or could answer: its target is empty where it
     * could not be read.  False, or NULL: the sentence as plain text. */
    bool (*refuse)(void *ctx, const struct net_request *r, unsigned status,
        const char *sentence, struct net_reply *reply);
    const struct net_fixed *fixed; /* ends with a NULL name; NULL: there are none */
    /* One line about a connection or request that was refused or cut, without anything of what
     * was sent; ${peer} NULL: nobody knows whose.  May be NULL.  Many threads. */
    void (*refused)(void *ctx, enum net_refusal how, const struct hash *peer,
        const char *why);
    void *ctx;
};

struct net_server;
/* For partners: no handler runs before the caller's ${known} said yes to the peer, and
 * one that it no longer knows, or that expired, is refused at its next request. */
bool net_partners_open(struct work *w, const struct net_service *service,
    const struct net_identity *own, const struct net_pins *pins,
    struct net_server **out) MUST;
/* For people: no TLS, so FAULT_USAGE unless the address is of this machine alone. */
bool net_people_open(struct work *w, const struct net_service *service,
    struct net_server **out) MUST;
uint16_t net_server_port(const struct net_server *s);
/* Stop listening, cut what waits, let running handlers end.  NULL is fine. */
void net_server_close(struct net_server *s);

/* ---- Calling -------------------------------------------------------------------------- */

struct net_patience {
    int64_t connect; /* microseconds: name, connection and handshake */
    int64_t whole;   /* the whole call */
};
extern const struct net_patience net_patience_usual; /* 10 s, 120 s */

struct net_ask {
    const char *method;      /* "GET", "POST" or "PUT" */
    const char *url;         /* https only */
    const struct hash *peer; /* who must answer: another pinned partner will not do */
    const char *type;        /* Content-Type of the body; NULL for none */
    struct bytes body;
    size_t max; /* bytes of answer that are accepted */
    /* Called when the partner was found to be that one, before a byte is sent; or NULL. */
    void (*checked)(void *ctx);
    void *ctx;
};
struct net_answer {
    unsigned status;
    struct bytes type; /* empty when it has none */
    struct bytes body;
};

/* For one thread at a time; it keeps its connection for the next call. */
struct net_client;
bool net_client_open(struct work *w, const struct net_identity *own,
    const struct net_pins *pins, const struct net_patience *patience,
    struct net_client **out) MUST;
/*
 * net_client_proxy(c, w, proxy):
 * From now on go by an HTTP proxy, "http://host:port", by CONNECT: it carries what is encrypted from
 * end to end, and the other end is checked as without it.  What the environment says of proxies is
 * not heeded, with or without one.  FAULT_USAGE for any other address.
 */
bool net_client_proxy(struct net_client *c, struct work *w, const char *proxy) MUST;
/*
 * net_call(c, w, ask, out):
 * Ask and read the whole answer into ${w}.  Not a byte of the request is sent before the
 * other end was checked (the handshake itself has shown it our certificates by then).
 * No redirect is followed, and no proxy used but the one that was named.  The request may arrive twice: a kept
 * connection that breaks is opened anew.  FAULT_DENIED when the other end is not ${peer}
 * or refuses us, FAULT_INVALID for an answer longer than ${max}, FAULT_IO for the rest.
 */
bool net_call(struct net_client *c, struct work *w, const struct net_ask *ask,
    struct net_answer *out) MUST;
void net_client_close(struct net_client *c);

/* ---- Fetching what is published ------------------------------------------------------------ */

#define NET_REDIRECTS 5
extern const struct net_patience net_patience_fetch; /* 15 s, 300 s */

struct net_fetch {
    const char *url; /* https only */
    /* A file of certificates (PEM) whose word counts; NULL: the system's authorities. */
    const char *authorities;
    struct bytes
        etag; /* what it said of what is here already; empty: it did not, or nothing is */
    struct bytes modified;
    size_t max;                          /* bytes that are accepted */
    const struct net_patience *patience; /* NULL: net_patience_fetch */
};
struct net_fetched {
    bool same; /* it is what is here already; there is no body */
    struct bytes body;
    struct bytes etag; /* as it was said; empty: it was not */
    struct bytes modified;
    struct bytes from; /* the address that answered in the end */
    bool
        passing; /* where it failed: it broke off, or the other end says that it is to blame */
};
/*
 * net_fetch(w, ask, out):
 * Get a file from whoever holds a certificate for the name in its address, by the word of the
 * authorities.  At most NET_REDIRECTS redirects are followed, to https only; no proxy is used,
 * nothing is compressed, and who waits longer than 30 s for a kilobyte a second gives up.
 * FAULT_DENIED when the other end is not who it should be, FAULT_INVALID for a file longer
 * than ${max}, FAULT_IO for the rest, any status but 200 and 304 among it.
 */
bool net_fetch(struct work *w, const struct net_fetch *ask, struct net_fetched *out) MUST;

#endif
