/*
 * The way out: messages to a partner at its URL, checked before a byte is sent.
 */
#include "doors/peer/peer_inner.h"

#include <stdlib.h>
#include <unistd.h>

#define LATER_PATIENCE (60 * TIME_SECOND)

struct call {
    struct hall *hall;
    struct net_client *client;
    struct hash peer;
    const char *url;
};

/* A partner that is asked too fast says so: then we wait, and ask again. */
static bool
call_patiently(struct net_client *client, struct work *w, const struct net_ask *ask,
    struct net_answer *out)
{
    int64_t began = os_real.ticks();

    for (;;) {
        TRY(net_call(client, w, ask, out));
        if (out->status != 503 || !bytes_is(out->type, PEER_LATER) ||
            os_real.ticks() - began > LATER_PATIENCE)
            return true;
        (void)sleep(1);
    }
}

/* The node is free for others while the message is under way. */
static bool
post(void *ctx, struct work *w, const char *verb, struct bytes body, struct bytes *reply)
{
    struct call *c = ctx;
    const char *url = work_format(w, "%s" PEER_PATH "%s", c->url, verb);
    struct net_ask ask = {.method = "POST",
        .url = url,
        .peer = &c->peer,
        .body = body,
        .type = "application/octet-stream",
        .max = EXCHANGE_BODY_MAX};
    struct net_answer answer;
    bool good;

    TRY(url != NULL);
    lock_give(c->hall->turn);
    good = call_patiently(c->client, w, &ask, &answer);
    lock_take(c->hall->turn);
    TRY(good);
    if (answer.status != 200)
        return fail(w,
            answer.status == 403       ? FAULT_DENIED
                : answer.status == 404 ? FAULT_MISSING
                                       : FAULT_IO,
            "the partner answered %s with %u: its own log says why", verb, answer.status);
    *reply = answer.body;
    return true;
}

bool
peer_dial(struct desk *d, struct work *w, const struct peer *peer, struct road *out)
{
    const struct net_pins pins = {.known = pins_known, .ctx = d->hall};
    struct net_identity own;
    const char *url;
    struct call *c;

    if (peer->url.len == 0)
        return fail(w, FAULT_INVALID,
            "%.*s has no address here: use bundles, or `peer add` one",
            (int)peer->handle.len, (const char *)peer->handle.at);
    TRY(work_string(w, peer->url, &url));
    TRY(node_tls(d->node, w, &own.chain, &own.tls_seed));
    c = calloc(1, sizeof(*c));
    if (c == NULL)
        return fail(w, FAULT_MEMORY, "out of memory for a call");
    c->url = url; /* lives as long as the desk's work */
    c->hall = d->hall;
    c->peer = peer->org;
    if (!net_client_open(w, &own, &pins, &net_patience_usual, &c->client) ||
        (d->proxy != NULL && !net_client_proxy(c->client, w, d->proxy))) {
        net_client_close(c->client);
        free(c);
        return false;
    }
    *out = (struct road){.ctx = c, .call = post};
    return true;
}

void
peer_hang_up(struct road *road)
{
    struct call *c = road->ctx;

    if (c == NULL)
        return;
    net_client_close(c->client);
    free(c);
    road->ctx = NULL;
}
