/*
 * Partners' messages, one turn at the node each.
 */
#include "doors/peer/peer_inner.h"

#include <stdio.h>
#include <string.h>

static void
refused(void *ctx, const char *why)
{
    (void)ctx;
    fprintf(stderr, "liaison: partner refused: %s\n", why);
}

static bool
handle(void *ctx, const struct net_request *r, struct net_reply *reply)
{
    struct hall *hall = ctx;
    bool good;

    if (strcmp(r->method, "POST") != 0 || r->target.count != 3 ||
        !bytes_start(r->target.path, PEER_PATH))
        return fail(r->work, FAULT_MISSING, "partners post to " PEER_PATH "VERB");
    lock_take(hall->turn);
    good = exchange_answer(hall->node, r->work, &r->peer, r->target.segments[2], r->body,
        &reply->body);
    lock_give(hall->turn);
    if (!good)
        fprintf(stderr, "liaison: a partner's %.*s failed: %s\n",
            (int)r->target.segments[2].len, (const char *)r->target.segments[2].at,
            work_why(r->work));
    reply->type = "application/octet-stream";
    return good;
}

bool
peer_open(struct work *w, struct hall *hall, const char *address, struct net_server **out,
    uint16_t *port)
{
    const struct net_pins pins = {.known = pins_known, .ctx = hall};
    struct net_service service = {
        .address = address,
        .limits = net_limits_usual,
        .handle = handle,
        .refused = refused,
        .ctx = hall,
    };
    struct net_identity own;

    service.limits.body = EXCHANGE_BODY_MAX;
    TRY(node_tls(hall->node, w, &own.chain, &own.tls_seed));
    TRY(net_partners_open(w, &service, &own, &pins, out));
    *port = net_server_port(*out);
    return true;
}

void
peer_close(struct net_server *s)
{
    net_server_close(s);
}
