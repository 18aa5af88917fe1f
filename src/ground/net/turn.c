/*
 * turn: one request and its answer, from the first line to the last byte.
 */
#include <string.h>
#include <strings.h>

#include "ground/net/net_inner.h"

/* A body this many times too long is still read, and dropped, so that the caller gets to
 * see the answer; one that is longer is not, and sees a broken connection. */
#define DRAIN 4

struct net_header {
    const char *name;
    const char *value;
    struct net_header *next;
};

struct turn {
    struct net_request request;
    struct net_reply reply;
    struct link *link;
    struct bytes raw; /* path and query as they were sent */
    struct buffer body;
    int64_t start;
    size_t received;
    bool begun;
    unsigned refused; /* the status, decided from the head; 0: none */
    bool unclear;     /* where this request ends; nothing behind it is read */
    const char *why;
};

void
turn_close(struct turn *t)
{
    if (t != NULL)
        work_close(t->request.work); /* the turn is in it */
}

/* ---- What the handler asks --------------------------------------------------- */

static bool
header(const struct turn *t, const char *name, struct bytes *lent)
{
    const char *value =
        MHD_lookup_connection_value(t->link->connection, MHD_HEADER_KIND, name);

    if (value == NULL)
        return false;
    *lent = bytes_of(value);
    return true;
}

bool
net_request_header(const struct net_request *r, const char *name, struct bytes *lent)
{
    return r->turn != NULL && header(r->turn, name, lent);
}

bool
net_reply_header(struct work *w, struct net_reply *reply, const char *name,
    const char *value)
{
    struct net_header *h = work_alloc(w, sizeof(*h));
    struct net_header **end = &reply->headers;

    TRY(h != NULL);
    for (const char *c = value; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            return fail(w, FAULT_INVALID, "a control character in the header %s", name);
    }
    TRY(work_string(w, bytes_of(name), &h->name) &&
        work_string(w, bytes_of(value), &h->value));
    while (*end != NULL)
        end = &(*end)->next;
    *end = h;
    return true;
}

/* ---- Answering ------------------------------------------------------------------- */

static bool
add_headers(struct MHD_Response *response, const struct net_reply *reply,
    const struct net_fixed *fixed)
{
    for (; fixed != NULL && fixed->name != NULL; fixed++) {
        if (MHD_add_response_header(response, fixed->name, fixed->value) != MHD_YES)
            return false;
    }
    if (reply->type != NULL &&
        MHD_add_response_header(response, "Content-Type", reply->type) != MHD_YES)
        return false;
    for (const struct net_header *h = reply->headers; h != NULL; h = h->next) {
        if (MHD_add_response_header(response, h->name, h->value) != MHD_YES)
            return false;
    }
    return true;
}

/* The body is lent: the turn ends when the answer is gone. */
static enum MHD_Result
answer(struct turn *t)
{
    const struct net_reply *reply = &t->reply;
    const struct net_server *s = t->link->server;
    struct MHD_Response *response = MHD_create_response_from_buffer(reply->body.len,
        (void *)(intptr_t)reply->body.at, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result = MHD_NO;

    if (response == NULL)
        return MHD_NO;
    link_due(t->link, s->os->ticks(), s->service.limits.patience, reply->body.len);
    if (add_headers(response, reply, s->service.fixed) &&
        (!t->unclear ||
            MHD_add_response_header(response, "Connection", "close") == MHD_YES))
        result = MHD_queue_response(t->link->connection, reply->status, response);
    MHD_destroy_response(response);
    return result;
}

/* No handler saw it, or could answer it. */
static enum MHD_Result
answer_refusal(struct turn *t, unsigned status, const char *sentence)
{
    const struct net_service *s = &t->link->server->service;

    work_clear(t->request.work);
    t->reply = (struct net_reply){.status = status};
    if (s->refuse == NULL || !s->refuse(s->ctx, &t->request, status, sentence, &t->reply))
        t->reply = (struct net_reply){.status = status,
            .type = "text/plain; charset=utf-8",
            .body = bytes_of(sentence)};
    return answer(t);
}

static enum MHD_Result
handle(struct turn *t)
{
    const struct net_service *service = &t->link->server->service;
    struct net_request *r = &t->request;

    if (!buffer_bytes(&t->body, &r->body))
        return answer_refusal(t, 503, "There is no memory for this request.\n");
    t->reply = (struct net_reply){.status = 200};
    link_due(t->link, LINK_NEVER, 0, 0);
    if (!service->handle(service->ctx, r, &t->reply)) {
        enum fault kind = work_ok(r->work) ? FAULT_IO : work_fault(r->work);

        return answer_refusal(t, fault_face(kind)->http_status,
            fault_face(kind)->sentence);
    }
    return answer(t);
}

/* ---- Receiving --------------------------------------------------------------------- */

static void
refuse(struct turn *t, unsigned status, const char *why)
{
    if (t->refused == 0) {
        t->refused = status;
        t->why = why;
    }
    work_clear(t->request.work);
}

/* Told each time: the connection may go on. */
static void
refuse_long(struct turn *t)
{
    const struct net_service *s = &t->link->server->service;

    refuse(t, 413, "The body is too long.\n");
    if (s->refused != NULL && t->link->has_peer)
        s->refused(s->ctx, NET_LONG, &t->link->peer, "a body was too long");
}

/* Who asks, again: a partner may have been dropped, or its certificate run out, while the
 * connection was kept. */
static bool
still_known(struct turn *t)
{
    struct link *l = t->link;
    struct net_request *r = &t->request;

    if (!l->server->tls)
        return true;
    if (!l->has_peer ||
        !net_peer_check(r->work, link_session(l->connection), &l->server->pins, &l->seen,
            &r->peer) ||
        !hash_equal(&r->peer, &l->peer)) {
        net_refused(l, NET_UNKNOWN,
            work_ok(r->work) ? "the partner is another one now" : work_why(r->work));
        return false;
    }
    r->has_peer = true;
    return true;
}

static enum MHD_Result
count_length(void *ctx, enum MHD_ValueKind kind, const char *name, const char *value)
{
    unsigned *lengths = ctx;

    (void)kind;
    (void)value;
    *lengths += strcasecmp(name, "Content-Length") == 0;
    return MHD_YES;
}

/* How long is the body?  What two readers could understand differently is a way in: somebody
 * between us and who asks would see other requests than we do. */
static bool
length(struct turn *t, uint64_t *out)
{
    unsigned lengths = 0;
    struct bytes text;

    *out = 0;
    (void)MHD_get_connection_values(t->link->connection, MHD_HEADER_KIND, count_length,
        &lengths);
    if (header(t, "Transfer-Encoding", &text))
        refuse(t, 411, "Say the length of the body.\n");
    else if (lengths > 1 ||
        (header(t, "Content-Length", &text) &&
            !decimal_read(t->request.work, text, INT64_MAX, out)))
        refuse(t, 400, "The length of the body cannot be read.\n");
    t->unclear = t->refused != 0;
    return !t->unclear;
}

/* The head is here: decide all that can be decided without the body. */
static enum MHD_Result
begin(struct turn *t, const char *method)
{
    const struct net_limits *limits = &t->link->server->service.limits;
    struct net_request *r = &t->request;
    struct bytes text;
    uint64_t len = 0;

    t->begun = true;
    if (!still_known(t))
        return MHD_NO;
    if (!work_string(r->work, bytes_of(method), &r->method))
        return MHD_NO;
    if (length(t, &len) && len > limits->body)
        refuse_long(t);
    else if (len > 0)
        (void)buffer_reserve(&t->body, (size_t)len); /* it comes when it is touched */
    if (!net_target_read(r->work, t->raw, &r->target)) {
        r->target = (struct net_target){0};
        refuse(t, 400, "The address cannot be read.\n");
    }
    if (t->unclear ||
        (t->refused != 0 && (len > limits->body * DRAIN || header(t, "Expect", &text))))
        return answer_refusal(t, t->refused, t->why);
    return MHD_YES;
}

static enum MHD_Result
add_body(struct turn *t, struct bytes part)
{
    const struct net_limits *limits = &t->link->server->service.limits;

    t->received += part.len;
    if (t->received > limits->body * DRAIN)
        return MHD_NO; /* never: the length was checked */
    link_due(t->link, t->start, limits->patience, t->received);
    if (t->refused == 0)
        buffer_add(&t->body, part);
    return MHD_YES;
}

void *
turn_line(void *server, const char *target, struct MHD_Connection *connection)
{
    struct net_server *s = server;
    struct link *l = link_of(connection);
    struct work *w;
    struct turn *t;

    if (l == NULL)
        return NULL;
    turn_close(l->turn); /* one whose head was not understood */
    l->turn = NULL;
    w = work_open(s->os);
    t = w == NULL ? NULL : work_alloc(w, sizeof(*t));
    if (t == NULL || !work_keep(w, bytes_of(target), &t->raw)) {
        work_close(w);
        return NULL;
    }
    t->request.work = w;
    t->request.turn = t;
    t->link = l;
    t->body = buffer_open(w, s->service.limits.body);
    t->start = s->os->ticks();
    link_due(l, t->start, s->service.limits.patience, 0);
    l->turn = t;
    return NULL;
}

enum MHD_Result
turn_part(void *server, struct MHD_Connection *connection, const char *target,
    const char *method, const char *version, const char *upload, size_t *upload_len,
    void **state)
{
    struct link *l = link_of(connection);
    struct turn *t = l == NULL ? NULL : l->turn;
    enum MHD_Result result;

    (void)server;
    (void)target; /* parsed, and without its query: the raw one is kept */
    (void)version;
    (void)state;
    if (t == NULL)
        return MHD_NO; /* no memory */
    if (!t->begun)
        return begin(t, method);
    if (*upload_len > 0) {
        result = add_body(t, bytes_from(upload, *upload_len));
        *upload_len = 0;
        return result;
    }
    if (t->refused != 0)
        return answer_refusal(t, t->refused, t->why);
    return handle(t);
}

void
turn_done(void *server, struct MHD_Connection *connection, void **state,
    enum MHD_RequestTerminationCode how)
{
    struct net_server *s = server;
    struct link *l = link_of(connection);

    (void)state;
    (void)how;
    if (l == NULL)
        return;
    if (atomic_load(&l->cut))
        net_refused(l, NET_STALLED,
            "a request was cut: it took too long to come in or to be taken");
    turn_close(l->turn);
    l->turn = NULL;
    link_due(l, s->os->ticks(), s->service.limits.idle, 0);
}
