/*
 * Browsers' requests: who may ask, by which name, for which page or file; and what every
 * answer tells the browser to refuse.
 */
#include "doors/web/web_inner.h"

#include <string.h>
#include <strings.h>

/* No script, nothing from elsewhere, in no frame, and no address given away. */
static const struct net_fixed fixed_headers[] = {
    {"Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {NULL, NULL},
};

bool
web_say(const struct net_request *r, struct net_reply *reply, unsigned status,
    const char *text)
{
    reply->status = status;
    reply->type = "text/plain; charset=utf-8";
    reply->body = bytes_of(text);
    return net_reply_header(r->work, reply, "Cache-Control", "no-store");
}

/* ---- Who may ask --------------------------------------------------------------------------- */

static bool
same_letters(struct bytes text, const char *name)
{
    return text.len == strlen(name) &&
        strncasecmp((const char *)text.at, name, text.len) == 0;
}

/* "eu.localhost": browsers take every such name to this machine, and no name server can
 * change that. */
static bool
below_localhost(struct bytes name)
{
    static const char tail[] = ".localhost";
    size_t len = strlen(tail);

    if (name.len <= len || name.at[0] == '.' ||
        !same_letters(bytes_from(name.at + name.len - len, len), tail))
        return false;
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.at[i];

        if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') &&
            c != '-' && c != '.')
            return false;
    }
    return true;
}

/* A page from elsewhere whose name suddenly leads here (DNS rebinding) still says its own
 * name in Host: only names that cannot lead elsewhere are answered, with our port. */
bool
web_is_ours(const struct web *web, struct work *w, struct bytes host)
{
    unsigned port = atomic_load(&web->port);
    const char *tail = work_format(w, ":%u", port);
    struct bytes name = host;

    if (tail == NULL)
        return false;
    if (name.len > strlen(tail) &&
        memcmp(name.at + name.len - strlen(tail), tail, strlen(tail)) == 0)
        name.len -= strlen(tail);
    else if (port != 80)
        return false;
    return same_letters(name, "localhost") || bytes_is(name, "127.0.0.1") ||
        bytes_is(name, "[::1]") || bytes_equal(name, web->host) || below_localhost(name);
}

/* Another site may link here; it may not fetch, embed, or measure how long we take. */
static bool
is_foreign(const struct net_request *r)
{
    struct bytes site, mode;

    if (!net_request_header(r, "Sec-Fetch-Site", &site) ||
        bytes_is(site, "same-origin") || bytes_is(site, "none"))
        return false;
    return !net_request_header(r, "Sec-Fetch-Mode", &mode) || !bytes_is(mode, "navigate");
}

/* ---- What is asked for ------------------------------------------------------------------------ */

static const struct {
    const char *name;
    const char *type;
} files[] = {{"style.css", "text/css; charset=utf-8"}, {"icon.svg", "image/svg+xml"}};

/* A file whose address names its version never changes there. */
static bool
give_file(const struct web *web, const struct net_request *r, struct net_reply *reply,
    bool *given)
{
    struct bytes version;

    *given = false;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        if (r->target.count != 1 || !bytes_is(r->target.segments[0], files[i].name))
            continue;
        *given = true;
        reply->type = files[i].type;
        TRY(asset_find(r->work, files[i].name, &reply->body));
        bool known = net_pairs_get(&r->target.query, "v", &version) &&
            bytes_equal(version, web->version);
        return net_reply_header(r->work, reply, "Cache-Control",
            known ? "public, max-age=31536000, immutable" : "no-cache");
    }
    return true;
}

static bool
give_page(const struct web *web, const struct net_request *r, struct net_reply *reply)
{
    struct page page;

    TRY(page_make(web, r, &page));
    TRY(template_pour(web, r->work, &page, &reply->body));
    reply->status = page.status;
    reply->type = "text/html; charset=utf-8";
    return net_reply_header(r->work, reply, "Cache-Control", "no-store");
}

/* What comes before there is a page or a call: programs get JSON for whatever they asked. */
static bool
refuse(void *ctx, const struct net_request *r, unsigned status, const char *text,
    struct net_reply *reply)
{
    (void)ctx;
    return api_is(r) ? api_refuse(r, status, text, reply)
                     : web_say(r, reply, status, text);
}

static bool
handle(void *ctx, const struct net_request *r, struct net_reply *reply)
{
    const struct web *web = ctx;
    struct bytes host = {0};
    bool given;

    if (!net_request_header(r, "Host", &host) || !web_is_ours(web, r->work, host))
        return refuse(ctx, r, 421,
            "These pages are at http://localhost and its port only.\n", reply);
    if (api_is(r))
        return api_answer(web, r, reply);
    if (is_foreign(r))
        return web_say(r, reply, 403, "These pages are not for other sites.\n");
    if (strcmp(r->method, "GET") != 0 && strcmp(r->method, "HEAD") != 0)
        return web_say(r, reply, 405, "These pages are to read only.\n") &&
            net_reply_header(r->work, reply, "Allow", "GET, HEAD");
    TRY(give_file(web, r, reply, &given));
    return given || give_page(web, r, reply);
}

/* ---- Opening ------------------------------------------------------------------------------------ */

static bool
read_words(struct work *w, const struct json **out)
{
    struct bytes text;
    struct json *words;

    TRY(asset_find(w, "words.json", &text));
    TRY(json_read(w, text, &json_written, &words));
    *out = words;
    return true;
}

/* What every page shows of the node; and may the pages act here at all? */
static bool
look_at_node(struct web *web, struct work *w)
{
    struct node *n = web->hall->node;
    bool good;

    lock_take(web->hall->turn);
    web->demo = node_demo(n);
    good = node_person_acts(n, w, web->as) &&
        work_keep(w, node_identity(n)->handle, &web->handle);
    lock_give(web->hall->turn);
    if (good || work_fault(w) != FAULT_DENIED)
        return good;
    work_clear(w);
    return fail(w, FAULT_DENIED,
        "the pages act for %.*s, who does not act for this organisation: add `--web-as "
        "NAME` for one who does, or `liaison person add %.*s`",
        (int)web->as.len, (const char *)web->as.at, (int)web->as.len,
        (const char *)web->as.at);
}

bool
web_open(struct work *w, struct hall *hall, const char *address, const char *as,
    struct net_server **out, uint16_t *port)
{
    struct web *web = work_alloc(w, sizeof(*web));
    struct net_service service = {
        .address = address,
        .limits = net_limits_usual,
        .handle = handle,
        .refuse = refuse,
        .fixed = fixed_headers,
        .ctx = web,
    };
    const char *colon = strrchr(address, ':');

    TRY(web != NULL);
    web->as = bytes_of(as != NULL ? as : WEB_PERSON);
    if (web->as.len == 0)
        return fail(w, FAULT_USAGE, "--web-as wants the name of a person");
    web->hall = hall;
    web->dpo = bytes_is(web->as, WEB_DPO);
    if (colon != NULL)
        TRY(work_keep(w, bytes_from(address, (size_t)(colon - address)), &web->host));
    TRY(look_at_node(web, w));
    TRY(read_words(w, &web->words));
    TRY(assets_version(w, &web->version));
    service.limits.body = API_BODY_MAX; /* pages use nothing of what is sent */
    TRY(net_people_open(w, &service, out));
    *port = net_server_port(*out);
    atomic_store(&web->port, *port);
    return true;
}

void
web_close(struct net_server *s)
{
    net_server_close(s);
}
