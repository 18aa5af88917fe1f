/*
 * What programs ask of this door: /api/screen, and /api/openapi.json, which describes it.
 *
 * A page of elsewhere cannot ask: a browser sends JSON to another site only after asking whether it
 * may, which is not answered.
 */
#include "doors/web/web_inner.h"

#include <string.h>
#include <strings.h>

#define JSON_TYPE "application/json"
#define WHY_MAX 4096

static const struct json_limits request_limits = {.size = API_BODY_MAX,
    .depth = 8,
    .doubles = true,
    .canonical = false};

bool
api_is(const struct net_request *r)
{
    return r->target.count > 0 && bytes_is(r->target.segments[0], "api");
}

/* ---- Answering --------------------------------------------------------------------------------- */

static bool
give(const struct net_request *r, struct net_reply *reply, unsigned status,
    struct bytes body)
{
    reply->status = status;
    reply->type = JSON_TYPE;
    reply->body = body;
    return net_reply_header(r->work, reply, "Cache-Control", "no-store");
}

/* {"error":{"kind","message"}}, one line; words of the request may stand in it. */
static bool
refuse(const struct net_request *r, struct net_reply *reply, unsigned status,
    const char *kind, const char *why)
{
    struct json *answer = json_object(r->work), *error = json_object(r->work);
    struct bytes body;

    TRY(text_display(r->work, bytes_of(why), WHY_MAX, &why));
    json_put(error, "kind", json_string(r->work, kind));
    json_put(error, "message", json_string(r->work, why));
    json_put(answer, "error", error);
    return json_write(r->work, answer, &body) && give(r, reply, status, body);
}

/* What the caller can put right is told; what the machine lacks stands in the log. */
static bool
refuse_fault(const struct web *web, const struct net_request *r, struct net_reply *reply)
{
    struct work *w = r->work;
    const struct fault_face *face = fault_face(work_fault(w));
    const char *why = work_format(w, "%s", work_why(w));

    if (work_fault(w) == FAULT_MEMORY || why == NULL)
        return false;
    if (face->http_status >= 500) {
        operator_told(web->hall, "failed", NULL, "request", why, 0);
        why = face->sentence;
    }
    work_clear(w);
    return refuse(r, reply, face->http_status, face->name, why);
}

/* What is refused before it comes to a call.  One line: what ends it goes. */
bool
api_refuse(const struct net_request *r, unsigned status, const char *sentence,
    struct net_reply *reply)
{
    const char *kind = status == 503 ? "memory"
        : status >= 500              ? "io"
                                     : "usage",
               *why =
                   work_format(r->work, "%.*s", (int)strcspn(sentence, "\n"), sentence);

    return why != NULL && refuse(r, reply, status, kind, why);
}

/* ---- Screening ----------------------------------------------------------------------------------- */

/* The lines stand in it as they are: whoever compares them finds the bytes of the command.  The
 * member is the last by its name, so all is canonical. */
static bool
write_answer(struct work *w, struct json *answer, struct bytes *out)
{
    struct bytes lines = json_get_text(answer, "text"), rest, line;
    struct buffer b = buffer_open(w, PAGE_MAX);
    bool first = true;

    json_drop(answer, "text");
    TRY(json_write(w, answer, &rest));
    buffer_add(&b, bytes_from(rest.at, rest.len - 1));
    buffer_text(&b, ",\"results\":[");
    while (bytes_step(&lines, '\n', &line)) {
        buffer_text(&b, first ? "" : ",");
        buffer_add(&b, line);
        first = false;
    }
    buffer_text(&b, "]}");
    return buffer_bytes(&b, out);
}

static bool
screen(const struct web *web, const struct net_request *r, struct bytes *out)
{
    struct desk d = {.hall = web->hall,
        .actor = {.person = web->as},
        .beside = thread_beside};
    struct json *asked, *answer;
    bool good;

    TRY(json_read(r->work, r->body, &request_limits, &asked));
    lock_take(web->hall->turn);
    d.node = web->hall->node;
    good = desk_screen_these(&d, r->work, asked, &answer) &&
        json_keep(r->work, answer, &answer);
    lock_give(web->hall->turn);
    return good && write_answer(r->work, answer, out);
}

static bool
is_json(const struct net_request *r)
{
    struct bytes type;
    size_t len = strlen(JSON_TYPE);

    return net_request_header(r, "Content-Type", &type) && type.len >= len &&
        strncasecmp((const char *)type.at, JSON_TYPE, len) == 0 &&
        (type.len == len || type.at[len] == ';' || type.at[len] == ' ');
}

static bool
give_screen(const struct web *web, const struct net_request *r, struct net_reply *reply)
{
    struct bytes body;

    if (!is_json(r))
        return refuse(r, reply, 415, "usage",
            "say Content-Type: " JSON_TYPE ", and send JSON");
    return screen(web, r, &body) ? give(r, reply, 200, body)
                                 : refuse_fault(web, r, reply);
}

static bool
give_description(const struct web *web, const struct net_request *r,
    struct net_reply *reply)
{
    struct bytes body;

    (void)web;
    TRY(asset_find(r->work, "openapi.json", &body));
    return give(r, reply, 200, body);
}

/* ---- Which ------------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    bool post; /* or to be read */
    bool (*give)(const struct web *web, const struct net_request *r,
        struct net_reply *reply);
} calls[] = {{"screen", true, give_screen}, {"openapi.json", false, give_description}};

const char *
api_call(size_t n)
{
    return n < COUNT_OF(calls) ? calls[n].name : NULL;
}

/* "http://" and the name that we were asked by, which is one of ours. */
static bool
is_origin(const struct net_request *r, struct bytes origin)
{
    static const char scheme[] = "http://";
    size_t len = strlen(scheme);
    struct bytes host;

    return net_request_header(r, "Host", &host) && bytes_start(origin, scheme) &&
        origin.len - len == host.len &&
        strncasecmp((const char *)origin.at + len, (const char *)host.at, host.len) == 0;
}

/* Whoever reads a page of another site asks nothing here, be it that the page leads to it.  A
 * browser that does not say which site asks says at least where what it posts came from. */
static bool
from_elsewhere(const struct net_request *r)
{
    struct bytes site, origin;

    if (net_request_header(r, "Sec-Fetch-Site", &site))
        return !bytes_is(site, "same-origin") && !bytes_is(site, "none");
    return net_request_header(r, "Origin", &origin) && !is_origin(r, origin);
}

bool
api_answer(const struct web *web, const struct net_request *r, struct net_reply *reply)
{
    if (from_elsewhere(r))
        return refuse(r, reply, 403, "denied", "this is not for pages of other sites");
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        if (r->target.count != 2 || !bytes_is(r->target.segments[1], calls[i].name))
            continue;
        if (calls[i].post
                ? strcmp(r->method, "POST") == 0
                : strcmp(r->method, "GET") == 0 || strcmp(r->method, "HEAD") == 0)
            return calls[i].give(web, r, reply);
        return refuse(r, reply, 405, "usage",
                   calls[i].post ? "ask by POST" : "ask by GET") &&
            net_reply_header(r->work, reply, "Allow",
                calls[i].post ? "POST" : "GET, HEAD");
    }
    return refuse(r, reply, 404, "missing",
        "there is no such call: /api/openapi.json describes those that there are");
}
