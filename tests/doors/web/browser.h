/*
 * browser: what a test needs of one -- requests over a socket, an answer taken apart, and a
 * strict reader of pages.
 */
#ifndef TESTS_DOORS_WEB_BROWSER_H
#define TESTS_DOORS_WEB_BROWSER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "core/node/fixture.h"

#define BROWSER_MAX ((size_t)4 * 1024 * 1024)
#define BROWSER_DEPTH 64
#define BROWSER_IDS 256

struct got {
    int status;        /* 0: no answer */
    struct bytes head; /* status line and headers */
    struct bytes body;
};

/* ---- Asking ---------------------------------------------------------------------------- */

UNUSED static int
browser_connect(uint16_t port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
        printf("Bail out! no connection\n");
        exit(99);
    }
    return fd;
}

/* Send these bytes, read until the other end closes. */
UNUSED static struct got
browser_send(struct work *w, uint16_t port, const char *request)
{
    struct buffer b = buffer_open(w, BROWSER_MAX);
    struct got got = {0};
    const uint8_t *end;
    struct bytes all;
    char some[16384];
    ssize_t n;
    int fd = browser_connect(port);

    (void)!send(fd, request, strlen(request), MSG_NOSIGNAL);
    while ((n = read(fd, some, sizeof(some))) > 0)
        buffer_add(&b, bytes_from(some, (size_t)n));
    close(fd);
    NEED(w, buffer_bytes(&b, &all));
    end = all.len == 0 ? NULL : memmem(all.at, all.len, "\r\n\r\n", 4);
    if (end == NULL || all.len < 12 || memcmp(all.at, "HTTP/1.1 ", 9) != 0)
        return got;
    got.status = (all.at[9] - '0') * 100 + (all.at[10] - '0') * 10 + all.at[11] - '0';
    got.head = bytes_from(all.at, (size_t)(end - all.at) + 2);
    got.body = bytes_from(end + 4, all.len - got.head.len - 2);
    return got;
}

UNUSED static struct got
browser_ask(struct work *w, uint16_t port, const char *method, const char *host,
    const char *target, const char *more)
{
    const char *text =
        work_format(w, "%s %s HTTP/1.1\r\nHost: %s\r\n%sConnection: close\r\n\r\n",
            method, target, host, more);

    NEED(w, text != NULL);
    return browser_send(w, port, text);
}

UNUSED static struct got
browser_get(struct work *w, uint16_t port, const char *target)
{
    const char *host = work_format(w, "localhost:%u", (unsigned)port);

    NEED(w, host != NULL);
    return browser_ask(w, port, "GET", host, target, "");
}

UNUSED static bool
holds(struct bytes text, const char *what)
{
    return text.len > 0 && memmem(text.at, text.len, what, strlen(what)) != NULL;
}

/* "Name: value", exactly, among the headers. */
UNUSED static bool
has_header(const struct got *g, const char *line)
{
    char whole[1024];

    snprintf(whole, sizeof(whole), "\r\n%s\r\n", line);
    return holds(g->head, whole);
}

/* ---- Reading pages ------------------------------------------------------------------------- */

/*
 * A page is well-formed when it is XML behind its doctype: tags nest and close, attributes
 * are quoted and stand once, nothing is escaped by other names than these, no id is twice.
 * Beyond that: no script, no style of its own, no address but this door's; whatever is
 * referred to by id is there, a table has a caption, and its heads say what they head.
 */
struct reader {
    struct bytes rest;
    const char *why; /* what is wrong, or NULL */
    struct bytes open[BROWSER_DEPTH];
    size_t depth;
    struct bytes ids[BROWSER_IDS];
    size_t id_count;
    struct bytes refers[BROWSER_IDS];
    size_t refer_count;
    bool table; /* a table opened, and its caption must come now */
    size_t roots;
    unsigned h1, mains, langs, elements;
};

static void
wrong(struct reader *r, const char *why)
{
    if (r->why == NULL)
        r->why = why;
    r->rest.len = 0;
}

static bool
is_name(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
        c == '-';
}

static void
skip(struct reader *r, size_t len)
{
    r->rest = bytes_from(r->rest.at + len, r->rest.len - len);
}

static struct bytes
take_name(struct reader *r)
{
    size_t len = 0;

    while (len < r->rest.len && is_name(r->rest.at[len]))
        len++;
    struct bytes name = bytes_from(r->rest.at, len);
    skip(r, len);
    return name;
}

/* Text, or what stands in an attribute's quotes. */
static void
check_text(struct reader *r, struct bytes text)
{
    static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};

    if (!utf8_valid(text))
        wrong(r, "not UTF-8");
    for (size_t i = 0; i < text.len; i++) {
        bool known = text.at[i] != '&';

        if (text.at[i] == '<' || (text.at[i] < 0x20 && text.at[i] != '\n'))
            wrong(r, "a character that no text holds");
        for (size_t n = 0; n < COUNT_OF(names) && !known; n++)
            known = bytes_start(bytes_from(text.at + i, text.len - i), names[n]);
        if (!known)
            wrong(r, "a lone ampersand");
    }
}

static void
keep_id(struct reader *r, struct bytes list[], size_t *count, struct bytes id)
{
    if (id.len == 0 || *count == BROWSER_IDS)
        wrong(r, "an empty id, or too many");
    else
        list[(*count)++] = id;
}

static void
check_attribute(struct reader *r, struct bytes tag, struct bytes name, struct bytes value)
{
    if (name.len > 2 && bytes_start(name, "on"))
        wrong(r, "a handler");
    if (bytes_is(name, "style") || bytes_is(name, "srcdoc") || bytes_is(name, "src"))
        wrong(r, "a style or a source");
    if (bytes_is(name, "id")) {
        for (size_t i = 0; i < r->id_count; i++)
            if (bytes_equal(r->ids[i], value))
                wrong(r, "an id twice");
        keep_id(r, r->ids, &r->id_count, value);
    }
    if (bytes_is(name, "aria-labelledby") || bytes_is(name, "for"))
        keep_id(r, r->refers, &r->refer_count, value);
    if (bytes_is(name, "href") || bytes_is(name, "action")) {
        if (bytes_start(value, "#"))
            keep_id(r, r->refers, &r->refer_count,
                bytes_from(value.at + 1, value.len - 1));
        else if (!bytes_start(value, "/") || bytes_start(value, "//"))
            wrong(r, "an address elsewhere");
    }
    if (bytes_is(name, "lang") && bytes_is(tag, "html"))
        r->langs++;
}

/* The attributes of a tag, up to its end; is it empty ("/>")? */
static bool
take_attributes(struct reader *r, struct bytes tag, bool *scope)
{
    struct bytes seen[16];
    size_t count = 0;

    *scope = false;
    while (r->rest.len > 0 && r->rest.at[0] == ' ') {
        const uint8_t *end;
        struct bytes name, value;

        skip(r, 1);
        name = take_name(r);
        if (name.len == 0 || r->rest.len < 2 || memcmp(r->rest.at, "=\"", 2) != 0) {
            wrong(r, "an attribute without quotes");
            return false;
        }
        skip(r, 2);
        end = memchr(r->rest.at, '"', r->rest.len);
        if (end == NULL || count == COUNT_OF(seen)) {
            wrong(r, "an attribute without an end");
            return false;
        }
        value = bytes_from(r->rest.at, (size_t)(end - r->rest.at));
        skip(r, value.len + 1);
        for (size_t i = 0; i < count; i++)
            if (bytes_equal(seen[i], name))
                wrong(r, "an attribute twice");
        seen[count++] = name;
        check_text(r, value);
        check_attribute(r, tag, name, value);
        *scope = *scope || bytes_is(name, "scope");
    }
    if (r->rest.len >= 2 && memcmp(r->rest.at, "/>", 2) == 0) {
        skip(r, 2);
        return true;
    }
    if (r->rest.len == 0 || r->rest.at[0] != '>')
        wrong(r, "a tag without an end");
    else
        skip(r, 1);
    return false;
}

static void
open_element(struct reader *r)
{
    struct bytes tag = take_name(r);
    bool scope, empty = take_attributes(r, tag, &scope);
    bool is_void =
        bytes_is(tag, "meta") || bytes_is(tag, "link") || bytes_is(tag, "input");

    r->elements++;
    if (tag.len == 0 || bytes_is(tag, "script") || bytes_is(tag, "style") ||
        bytes_is(tag, "iframe") || bytes_is(tag, "object") || bytes_is(tag, "img"))
        wrong(r, "an element that no page has");
    if (bytes_is(tag, "th") && !scope)
        wrong(r, "a head without a scope");
    if (r->table && !bytes_is(tag, "caption"))
        wrong(r, "a table without a caption");
    r->table = bytes_is(tag, "table");
    r->h1 += bytes_is(tag, "h1");
    r->mains += bytes_is(tag, "main");
    if (empty != is_void)
        wrong(r, "an element that is empty, or should be");
    if (r->depth == 0 && r->roots++ > 0)
        wrong(r, "two roots");
    if (empty)
        return;
    if (r->depth == BROWSER_DEPTH)
        wrong(r, "too deep");
    else
        r->open[r->depth++] = tag;
}

static void
close_element(struct reader *r)
{
    struct bytes tag = take_name(r);

    if (r->depth == 0 || !bytes_equal(r->open[r->depth - 1], tag) || r->rest.len == 0 ||
        r->rest.at[0] != '>') {
        wrong(r, "a tag that closes another");
        return;
    }
    r->depth--;
    skip(r, 1);
}

static void
check_refers(struct reader *r)
{
    for (size_t i = 0; i < r->refer_count; i++) {
        bool found = false;

        for (size_t n = 0; n < r->id_count; n++)
            found = found || bytes_equal(r->refers[i], r->ids[n]);
        if (!found)
            wrong(r, "it refers to an id that is not there");
    }
}

/* NULL, or what is wrong with the page. */
UNUSED static const char *
page_wrong(struct bytes page)
{
    static const char doctype[] = "<!DOCTYPE html>\n";
    struct reader r = {.rest = page};

    if (!bytes_start(page, doctype))
        return "no doctype";
    skip(&r, strlen(doctype));
    while (r.rest.len > 0) {
        const uint8_t *tag = memchr(r.rest.at, '<', r.rest.len);
        size_t len = tag != NULL ? (size_t)(tag - r.rest.at) : r.rest.len;

        check_text(&r, bytes_from(r.rest.at, len));
        if (r.depth == 0 && len > 1)
            wrong(&r, "text outside");
        if (r.rest.len == 0)
            break;
        skip(&r, len);
        if (r.rest.len == 0)
            break;
        skip(&r, 1);
        if (r.rest.len > 0 && r.rest.at[0] == '/') {
            skip(&r, 1);
            close_element(&r);
        } else {
            open_element(&r);
        }
    }
    if (r.why == NULL && (r.depth != 0 || r.roots != 1))
        wrong(&r, "something is left open");
    if (r.why == NULL && (r.h1 != 1 || r.mains != 1 || r.langs != 1 || r.elements < 15))
        wrong(&r, "not one heading, one main part, one language");
    check_refers(&r);
    return r.why;
}

#endif
