/*
 * server: two kinds of daemon, and the life of their connections up to the first request.
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ground/net/net_inner.h"

/* Head of a request and what libmicrohttpd reads and writes at once; measured: more does
 * not make it faster. */
#define CONNECTION_MEMORY ((size_t)64 * 1024)

/* The watch keeps to the limit; libmicrohttpd counts a connection a little longer, and
 * would reset the one that comes in its place. */
#define SPARE 64

const struct net_limits net_limits_usual = {
    .connections = 256,
    .strangers = 64,
    .per_address = 0,
    .per_peer = 4,
    .body = (size_t)8 * 1024 * 1024,
    .patience = 30 * TIME_SECOND,
    .idle = 15 * TIME_SECOND,
};

static const char suite[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+AES-256-GCM"
                            ":+CHACHA20-POLY1305:-GROUP-ALL:+GROUP-X25519"
                            ":-SIGN-ALL:+SIGN-EDDSA-ED25519";

void
net_refused(struct link *l, enum net_refusal how, const char *why)
{
    const struct net_service *s = &l->server->service;

    if (s->refused != NULL && !l->told)
        s->refused(s->ctx, how, l->has_peer ? &l->peer : NULL, why);
    l->told = true;
}

struct link *
link_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info == NULL ? NULL : info->socket_context;
}

gnutls_session_t
link_session(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);

    return info == NULL ? NULL : info->tls_session;
}

/* ---- Connections ------------------------------------------------------------ */

/* Whose it is was shown, but it does not become its. */
static void
crowded(struct link *l, const struct hash *peer)
{
    const struct net_service *s = &l->server->service;

    if (s->refused != NULL)
        s->refused(s->ctx, NET_CROWDED, peer, "the partner has too many connections");
    l->told = true;
}

/*
 * GnuTLS calls this in the handshake, when the other end has shown its certificate; an
 * error ends the handshake, and so no handler runs.  The alert lets the partner say what
 * happened instead of guessing from a closed connection.
 */
static int
verify(gnutls_session_t session)
{
    struct link *l = gnutls_session_get_ptr(session);
    struct work *w = l == NULL ? NULL : work_open(l->server->os);
    struct hash peer;

    if (w == NULL)
        return GNUTLS_E_CERTIFICATE_ERROR;
    if (!net_peer_check(w, session, &l->server->pins, &l->seen, &peer)) {
        net_refused(l, NET_UNKNOWN, work_why(w));
    } else if (!watch_peer(l->server->watch, l, &peer,
                   l->server->service.limits.per_peer)) {
        crowded(l, &peer);
    }
    if (!l->has_peer)
        (void)gnutls_alert_send(session, GNUTLS_AL_FATAL, GNUTLS_A_ACCESS_DENIED);
    work_close(w);
    return l->has_peer ? 0 : GNUTLS_E_CERTIFICATE_ERROR;
}

static void
came_from(int fd, uint8_t out[16])
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } a;
    socklen_t len = sizeof(a);

    memset(&a, 0, sizeof(a));
    if (getpeername(fd, &a.any, &len) != 0)
        return;
    if (a.any.sa_family == AF_INET6)
        memcpy(out, &a.v6.sin6_addr, 16);
    else
        memcpy(out, &a.v4.sin_addr, 4);
}

/*
 * A new connection, before anything was read from it.  libmicrohttpd has put a pointer of
 * its own into the session, which it needs for pre-shared keys only; we put ours there.
 * Without a link there is nothing to find a partner by, and ${verify} refuses.
 */
static void
link_open(struct net_server *s, struct MHD_Connection *connection, void **context)
{
    const union MHD_ConnectionInfo *socket =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    gnutls_session_t session = s->tls ? link_session(connection) : NULL;
    struct link *l = s->os->alloc(sizeof(*l));
    int fd = socket == NULL ? -1 : fcntl(socket->connect_fd, F_DUPFD_CLOEXEC, 0);

    if (session != NULL) {
        gnutls_session_set_ptr(session, fd < 0 ? NULL : l);
        gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUIRE);
        gnutls_session_set_verify_function(session, verify);
    }
    if (l == NULL || fd < 0 || (s->tls && session == NULL)) {
        if (socket != NULL)
            shutdown(socket->connect_fd, SHUT_RDWR);
        if (fd >= 0)
            close(fd);
        if (l != NULL)
            s->os->release(l);
        *context = NULL;
        return;
    }
    *l = (struct link){.server = s, .connection = connection, .fd = fd};
    came_from(fd, l->from);
    link_due(l, s->os->ticks(), s->service.limits.patience, 0);
    *context = l;
    watch_add(s->watch, l);
}

/* Who never showed who it is. */
static void
stranger_left(struct link *l)
{
    if (atomic_load(&l->crowd))
        net_refused(l, NET_CROWDED,
            "a connection was cut to let another in: too many did not show who they are");
    else if (atomic_load(&l->cut))
        net_refused(l, NET_STALLED,
            "a connection was cut: it took too long to show who it is");
    else
        net_refused(l, NET_UNKNOWN,
            "a connection ended before a good certificate was shown");
}

static void
link_close(struct net_server *s, struct link *l)
{
    watch_remove(s->watch, l);
    if (s->tls && !l->has_peer)
        stranger_left(l);
    turn_close(l->turn);
    close(l->fd);
    s->os->release(l);
}

static void
on_connection(void *server, struct MHD_Connection *connection, void **context,
    enum MHD_ConnectionNotificationCode what)
{
    struct net_server *s = server;

    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        link_open(s, connection, context);
        return;
    }
    if (*context != NULL)
        link_close(s, *context);
    watch_left(s->watch);
}

/* Percent escapes are ours to read: net_target_read. */
static size_t
leave_escaped(void *server, struct MHD_Connection *connection, char *text)
{
    (void)server;
    (void)connection;
    return strlen(text);
}

/* ---- Servers ------------------------------------------------------------------ */

static bool
start_daemon(struct work *w, struct net_server *s, const char *key, const char *chain)
{
    const struct net_limits *limits = &s->service.limits;
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, (intptr_t)CONNECTION_MEMORY, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, (intptr_t)limits->connections + SPARE, NULL},
        {MHD_OPTION_PER_IP_CONNECTION_LIMIT, (intptr_t)limits->per_address, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, 0, NULL}, /* the watch's business */
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, s},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)turn_done, s},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)turn_line, s},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)leave_escaped, NULL},
        {s->tls ? MHD_OPTION_HTTPS_MEM_KEY : MHD_OPTION_END, 0, (void *)(intptr_t)key},
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(intptr_t)chain},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(intptr_t)suite},
        {MHD_OPTION_END, 0, NULL},
    };
    unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
        MHD_USE_POLL | MHD_USE_ITC | MHD_USE_NO_LISTEN_SOCKET;

    if (s->tls)
        flags |= MHD_USE_TLS;
    s->daemon = MHD_start_daemon(flags, 0, NULL, NULL, turn_part, s, MHD_OPTION_ARRAY,
        options, MHD_OPTION_END);
    if (s->daemon == NULL)
        return fail(w, FAULT_IO, "the server at %s does not start", s->service.address);
    return true;
}

static bool
start(struct work *w, struct net_server *s, const struct net_identity *own)
{
    const char *key = NULL;
    const char *chain = NULL;
    struct bytes pem;

    if (own != NULL) {
        TRY(net_identity_check(w, own));
        TRY(net_key_pem(w, &own->tls_seed, &pem) && work_string(w, pem, &key));
        TRY(work_string(w, own->chain, &chain));
    }
    TRY(net_listen(w, s->service.address, !s->tls, &s->fd, &s->port));
    TRY(watch_open(w, s));
    TRY(start_daemon(w, s, key, chain));
    return watch_start(w, s->watch);
}

/* Everything of the server is in a work of its own; a fault there is the caller's. */
static bool
server_open(struct work *w, const struct net_service *service,
    const struct net_identity *own, const struct net_pins *pins, struct net_server **out)
{
    struct work *inner = work_open(work_os(w));
    struct net_server *s = inner == NULL ? NULL : work_alloc(inner, sizeof(*s));

    if (s == NULL) {
        work_close(inner);
        return fail(w, FAULT_MEMORY, "no memory for a server");
    }
    s->work = inner;
    s->fd = -1;
    s->os = work_os(w);
    s->service = *service;
    s->tls = pins != NULL;
    if (s->tls)
        s->pins = *pins;
    if (!start(inner, s, own)) {
        (void)fail(w, work_fault(inner), "%s", work_why(inner));
        net_server_close(s);
        return false;
    }
    *out = s;
    return true;
}

bool
net_partners_open(struct work *w, const struct net_service *service,
    const struct net_identity *own, const struct net_pins *pins, struct net_server **out)
{
    return server_open(w, service, own, pins, out);
}

bool
net_people_open(struct work *w, const struct net_service *service,
    struct net_server **out)
{
    return server_open(w, service, NULL, NULL, out);
}

uint16_t
net_server_port(const struct net_server *s)
{
    return s->port;
}

void
net_server_close(struct net_server *s)
{
    if (s == NULL)
        return;
    watch_stop(s->watch);
    if (s->fd >= 0)
        close(s->fd);
    if (s->daemon != NULL)
        MHD_stop_daemon(s->daemon);
    watch_close(s->watch);
    work_close(s->work);
}
