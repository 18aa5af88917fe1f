/*
 * The monitor's door: one text, on this machine only, by the rules of the pages.
 */
#include "doors/web/web_inner.h"

#include <string.h>

/* Who reaches it is a program of this machine; a browser's page that was led here is refused, by
 * its Host, or because a page of a site asks and not a person. */
static bool
handle(void *ctx, const struct net_request *r, struct net_reply *reply)
{
    const struct web *web = ctx;
    struct bytes host = {0}, site;

    if (!net_request_header(r, "Host", &host) || !web_is_ours(web, r->work, host))
        return web_say(r, reply, 421,
            "Metrics are at http://localhost and its port only.\n");
    if (net_request_header(r, "Origin", &site) ||
        (net_request_header(r, "Sec-Fetch-Site", &site) && !bytes_is(site, "none")))
        return web_say(r, reply, 403, "Metrics are not for other sites.\n");
    if (strcmp(r->method, "GET") != 0)
        return web_say(r, reply, 405, "Metrics are to read only.\n") &&
            net_reply_header(r->work, reply, "Allow", "GET");
    if (!bytes_is(r->target.path, "/metrics"))
        return web_say(r, reply, 404, "Metrics are at /metrics.\n");
    if (!metrics_write(web->hall, r->work, &reply->body)) {
        operator_told(web->hall, "failed", NULL, "metrics", work_why(r->work), 0);
        return false;
    }
    reply->type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    return net_reply_header(r->work, reply, "Cache-Control", "no-store");
}

bool
web_metrics_open(struct work *w, struct hall *hall, const char *address,
    struct net_server **out, uint16_t *port)
{
    static const struct net_fixed fixed[] = {
        {"X-Content-Type-Options", "nosniff"},
        {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {NULL, NULL},
    };
    struct web *web = work_alloc(w, sizeof(*web));
    struct net_service service = {
        .address = address,
        .limits = net_limits_usual,
        .handle = handle,
        .fixed = fixed,
        .ctx = web,
    };
    const char *colon = strrchr(address, ':');

    TRY(web != NULL);
    web->hall = hall;
    if (colon != NULL)
        TRY(work_keep(w, bytes_from(address, (size_t)(colon - address)), &web->host));
    service.limits.connections = 16;
    service.limits.body = 0;
    TRY(net_people_open(w, &service, out));
    *port = net_server_port(*out);
    atomic_store(&web->port, *port);
    return true;
}
