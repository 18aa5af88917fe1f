/*
 * The way out: messages to a partner at its URL, checked before a byte is sent.
 */
#include "doors/peer/peer_inner.h"

#include <stdlib.h>
#include <unistd.h>

#define LATER_PATIENCE (60 * TIME_SECOND)

/* A message that is under way beside what its caller does. */
struct under_way {
    struct work *work;
    struct net_client *client;
    struct net_ask ask;
    struct net_answer answer;
    struct latch *checked; /* whom it goes to; or that it goes to nobody */
    struct thread *thread; /* NULL: it goes when its answer is asked for */
    const char *verb;
    bool good;
};

struct call {
    struct hall *hall;
    struct net_client *client;
    struct hash peer;
    const char *url;
    struct under_way *begun; /* or NULL */
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

static bool
fill(struct call *c, struct work *w, const char *verb, struct bytes body,
    struct net_ask *out)
{
    *out = (struct net_ask){.method = "POST",
        .url = work_format(w, "%s" PEER_PATH "%s", c->url, verb),
        .peer = &c->peer,
        .body = body,
        .type = "application/octet-stream",
        .max = EXCHANGE_BODY_MAX};
    return out->url != NULL;
}

static bool
read_answer(struct work *w, const char *verb, const struct net_answer *answer,
    struct bytes *reply)
{
    if (answer->status != 200)
        return fail(w,
            answer->status == 403       ? FAULT_DENIED
                : answer->status == 404 ? FAULT_MISSING
                                        : FAULT_IO,
            "the partner answered %s with %u: its own log says why", verb,
            answer->status);
    *reply = answer->body;
    return true;
}

/* The node is free for others while the message is under way. */
static bool
post(void *ctx, struct work *w, const char *verb, struct bytes body, struct bytes *reply)
{
    struct call *c = ctx;
    struct net_answer answer;
    struct net_ask ask;
    bool good;

    TRY(fill(c, w, verb, body, &ask));
    lock_give(c->hall->turn);
    good = call_patiently(c->client, w, &ask, &answer);
    lock_take(c->hall->turn);
    TRY(good);
    return read_answer(w, verb, &answer, reply);
}

/* ---- Beside what goes on here ------------------------------------------------------------- */

static void
on_checked(void *ctx)
{
    struct under_way *u = ctx;

    latch_open(u->checked);
}

static void
run(void *ctx)
{
    struct under_way *u = ctx;

    u->good = call_patiently(u->client, u->work, &u->ask, &u->answer);
    latch_open(u->checked); /* it may have come to nobody */
}

static void
forget(struct call *c)
{
    struct work *w = c->begun != NULL ? c->begun->work : NULL;

    if (w == NULL)
        return;
    latch_close(c->begun->checked);
    c->begun = NULL;
    work_close(w); /* it lives there */
}

static bool
set_out(struct call *c, struct under_way *u, const char *verb, struct bytes body)
{
    struct work *w = u->work;
    struct bytes kept;

    TRY(work_keep(w, body, &kept) && fill(c, w, verb, kept, &u->ask));
    TRY(latch_new(w, &u->checked));
    u->client = c->client;
    u->verb = verb;
    u->ask.checked = on_checked;
    u->ask.ctx = u;
    if (!thread_start(w, run, u, &u->thread)) {
        u->thread = NULL;
        return work_forgive(w, FAULT_BUSY) || work_forgive(w, FAULT_MEMORY);
    }
    return true;
}

/* Who answers is looked up in the node: until that is done the turn is given, and then taken again
 * while the message itself goes. */
static bool
begin(void *ctx, struct work *w, const char *verb, struct bytes body)
{
    struct call *c = ctx;
    struct work *own = work_open(work_os(w));
    struct under_way *u = own != NULL ? work_alloc(own, sizeof(*u)) : NULL;

    if (u != NULL)
        u->work = own;
    if (u == NULL || !set_out(c, u, verb, body)) {
        fail_with(w, own);
        if (u != NULL)
            latch_close(u->checked);
        work_close(own);
        return false;
    }
    c->begun = u;
    if (u->thread != NULL) {
        lock_give(c->hall->turn);
        latch_wait(u->checked);
        lock_take(c->hall->turn);
    }
    return true;
}

static bool
end(void *ctx, struct work *w, struct bytes *reply)
{
    struct call *c = ctx;
    struct under_way *u = c->begun;
    struct bytes lent = {0};
    bool good;

    lock_give(c->hall->turn);
    if (u->thread == NULL)
        run(u);
    thread_join(u->thread);
    lock_take(c->hall->turn);
    good = (u->good && read_answer(u->work, u->verb, &u->answer, &lent)) ||
        fail_with(w, u->work);
    good = good && work_keep(w, lent, reply);
    forget(c);
    return good;
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
    *out = (struct road){.ctx = c, .call = post, .begin = begin, .end = end};
    return true;
}

void
peer_hang_up(struct road *road)
{
    struct call *c = road->ctx;

    if (c == NULL)
        return;
    if (c->begun != NULL)
        thread_join(c->begun->thread);
    forget(c);
    net_client_close(c->client);
    free(c);
    road->ctx = NULL;
}
