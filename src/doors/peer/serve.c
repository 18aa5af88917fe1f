/*
 * Partners' messages, one turn at the node each; who asks too much is told to wait.
 */
#include "doors/peer/peer_inner.h"

#include <string.h>

static void
refused(void *ctx, enum net_refusal how, const struct hash *peer, const char *why)
{
    static const enum trouble troubles[] = {
        [NET_UNKNOWN] = TROUBLE_REFUSED,
        [NET_CROWDED] = TROUBLE_CROWDED,
        [NET_STALLED] = TROUBLE_STALLED,
        [NET_LONG] = TROUBLE_LONG,
    };

    contact_failed(ctx, peer, troubles[how], NULL, why);
}

/* Pieces are many and cheap; behind everything else there is work. */
static int64_t
cost_of(struct bytes verb, struct bytes body)
{
    unsigned messages, pieces;

    exchange_weigh(verb, body, &messages, &pieces);
    return (int64_t)pieces + (int64_t)messages * CONTACT_COST;
}

/* What went wrong, for the log: the reason only where it speaks of this machine or of numbers and
 * hashes, for others quote what was sent. */
static void
failed(struct hall *hall, const struct net_request *r, struct bytes verb)
{
    enum fault kind = work_fault(r->work);
    bool safe = kind == FAULT_IO || kind == FAULT_MEMORY || kind == FAULT_BUSY ||
        kind == FAULT_CORRUPT;
    contact_failed(hall, &r->peer, trouble_of(kind, true), exchange_verb(verb),
        safe ? work_why(r->work) : NULL);
}

static bool
handle(void *ctx, const struct net_request *r, struct net_reply *reply)
{
    struct hall *hall = ctx;
    struct bytes verb;
    bool good;

    if (strcmp(r->method, "POST") != 0 || r->target.count != 3 ||
        !bytes_start(r->target.path, PEER_PATH))
        return fail(r->work, FAULT_MISSING, "partners post to " PEER_PATH "VERB");
    verb = r->target.segments[2];
    if (!contact_allows(hall, &r->peer, cost_of(verb, r->body))) {
        contact_failed(hall, &r->peer, TROUBLE_FLOOD, NULL, NULL);
        reply->status = 503;
        reply->type = PEER_LATER;
        return true;
    }
    lock_take(hall->turn);
    good = exchange_answer(hall->node, r->work, &r->peer, verb, r->body, &reply->body);
    lock_give(hall->turn);
    if (good)
        contact_met(hall, &r->peer, true);
    else
        failed(hall, r, verb);
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
