/*
 * net_inner: what the files of this room share and no other room sees.
 */
#ifndef GROUND_NET_NET_INNER_H
#define GROUND_NET_NET_INNER_H

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <microhttpd.h>
#include <stdatomic.h>

#include "ground/net/net.h"

/* ---- Certificates ---------------------------------------------------------- */

void net_crt_drop(gnutls_x509_crt_t *crt);
void net_pubkey_drop(gnutls_pubkey_t *key);
#define CRT_AUTO __attribute__((cleanup(net_crt_drop)))
#define PUBKEY_AUTO __attribute__((cleanup(net_pubkey_drop)))

/* True for a code that is no error; else a fault that says what was tried. */
bool net_gnutls(struct work *w, int code, const char *what) MUST;
/* An Ed25519 seed as PEM, PKCS #8 (RFC 8410). */
bool net_key_pem(struct work *w, const struct hash *seed, struct bytes *out) MUST;
/* The identity bytes as a DER OCTET STRING, and back: only the shortest form. */
bool net_identity_wrap(struct work *w, struct bytes identity, struct bytes *out) MUST;
bool net_identity_unwrap(struct work *w, struct bytes wrapped, struct bytes *lent) MUST;
/* Is the node's own chain one that can be shown, and the key its leaf's? */
bool net_identity_check(struct work *w, const struct net_identity *own) MUST;
/* The chain whose signatures were found good last: each certificate's SHA-256.  They stay
 * good, so on a kept connection only dates and pins are asked again. */
struct net_seen {
    bool any;
    uint8_t at[2][32];
};
/* Check the other end of ${session} as net.h says; FAULT_DENIED with the reason.  ${seen}
 * is zero at first and belongs to one thread. */
bool net_peer_check(struct work *w, gnutls_session_t session, const struct net_pins *pins,
    struct net_seen *seen, struct hash *peer) MUST;

/* ---- Calling ------------------------------------------------------------------- */

/* Is libcurl here, and the flavour that was built for?  Starts it when first asked. */
bool net_curl_good(void);
#define NET_HEADERS_MAX ((size_t)64 * 1024) /* of one answer */

/* ---- Serving ----------------------------------------------------------------- */

/* A bound, listening socket. */
bool net_listen(struct work *w, const char *address, bool loopback_only, int *fd,
    uint16_t *port) MUST;

struct net_server {
    struct work *work; /* what lives as long as the server; no thread allocates here */
    const struct os *os;
    struct net_service service;
    struct net_pins pins;
    bool tls;
    int fd; /* listens */
    uint16_t port;
    struct MHD_Daemon *daemon;
    struct watch *watch;
};

/* One connection.  Its own thread uses it; the watch sees what is said to be shared. */
struct link {
    struct net_server *server;
    struct MHD_Connection *connection;
    bool has_peer; /* shared: set under the watch's lock, once, as is the peer */
    struct hash peer;
    struct net_seen seen;
    struct turn *turn;     /* the request being received or answered, or NULL */
    bool told;             /* the reason of its end was told */
    int fd;                /* our own duplicate, so that its number stays ours */
    _Atomic int64_t due;   /* shared: in os->ticks; cut when that is past */
    atomic_bool cut;       /* shared: the watch cut it, */
    atomic_bool crowd;     /* to let another in */
    uint8_t from[16];      /* the address; one of IPv4 in its first bytes */
    struct link *previous; /* shared, under the watch's lock */
    struct link *next;
};

/* A reason for the operator: ${why} with the caller's function, if there is one. */
void net_refused(struct link *l, enum net_refusal how, const char *why);

/* The thread that lets connections in and cuts those that are overdue; it runs from start
 * to stop, and knows links from open to close. */
bool watch_open(struct work *w, struct net_server *s) MUST;
bool watch_start(struct work *w, struct watch *watch) MUST;
void watch_stop(struct watch *watch);
void watch_close(struct watch *watch);
void watch_add(struct watch *watch, struct link *l);
void watch_remove(struct watch *watch, struct link *l);
/* The link is that partner's; false, and nothing is, where it has ${most} already (0: no limit). */
bool watch_peer(struct watch *watch, struct link *l, const struct hash *peer,
    unsigned most) MUST;
/* A connection is gone: there is room for another. */
void watch_left(struct watch *watch);
/* From ${start} on the link has ${patience}, and a second per NET_SLOWEST of ${bytes}. */
void link_due(struct link *l, int64_t start, int64_t patience, size_t bytes);
#define LINK_NEVER INT64_MAX

/* A turn is a request and its answer; libmicrohttpd calls for its first line, for its
 * head and each part of its body, and at its end. */
void *turn_line(void *server, const char *target, struct MHD_Connection *connection);
enum MHD_Result turn_part(void *server, struct MHD_Connection *connection,
    const char *target, const char *method, const char *version, const char *upload,
    size_t *upload_len, void **state);
void turn_done(void *server, struct MHD_Connection *connection, void **state,
    enum MHD_RequestTerminationCode how);
void turn_close(struct turn *t); /* NULL is fine */

/* The connection's link, NULL when there was no memory for one; its TLS session. */
struct link *link_of(struct MHD_Connection *connection);
gnutls_session_t link_session(struct MHD_Connection *connection);

#endif
