/*
 * What the files of this room share.
 */
#ifndef DOORS_WEB_WEB_INNER_H
#define DOORS_WEB_WEB_INNER_H

#include <stdatomic.h>

#include "doors/web/web.h"
#include "ground/net/net.h"

#define PAGE_MAX ((size_t)64 * 1024 * 1024)
#define API_BODY_MAX ((size_t)4 * 1024 * 1024)

/* The door: set when it opens, and then only read, from many threads. */
/* serve.c: an answer of plain text, that nobody keeps. */
bool web_say(const struct net_request *r, struct net_reply *reply, unsigned status,
    const char *text) MUST;

struct web {
    struct hall *hall;
    struct bytes as; /* for whom the pages act */
    bool dpo;        /* and that is data protection */
    bool demo;
    struct bytes handle;
    struct bytes version;     /* of the assets: part of their address */
    const struct json *words; /* assets/words.json */
    struct bytes host;        /* the address as it was given, without its port */
    _Atomic uint16_t port;    /* 0 until it is bound */
};

/* serve.c: does that Host lead to this machine and door, and nowhere else? */
bool web_is_ours(const struct web *web, struct work *w, struct bytes host);

/* A page: a template, and the values that are poured into it. */
struct page {
    unsigned status;
    const char *body; /* "today": assets/today.html, inside assets/page.html */
    struct json *values;
};

/* ---- assets.c -------------------------------------------------------------------------- */

/* A file of assets/ as it was built in; FAULT_MISSING. */
bool asset_find(struct work *w, const char *name, struct bytes *out) MUST;
/* The first digits of a hash over all of them. */
bool assets_version(struct work *w, struct bytes *out) MUST;

/* ---- html.c ------------------------------------------------------------------------------ */

/* A value for people: texts, numbers, yes and no, lists with commas. */
void html_value(struct buffer *to, const struct json *v);
/* An instant of a record, with a machine's reading. */
void html_time(struct buffer *to, struct bytes time);

/* ---- template.c --------------------------------------------------------------------------- */

/* Pour values into a page's template. */
bool template_pour(const struct web *web, struct work *w, const struct page *page,
    struct bytes *out) MUST;

/* ---- pages.c -------------------------------------------------------------------------------- */

/* The page at a target.  What is not there and what may not be shown are the same page. */
bool page_make(const struct web *web, const struct net_request *r, struct page *out) MUST;

/* The first segment of the n-th sort of target that has a page, "" for none, and how many segments
 * it has; NULL behind the last. */
const char *page_route(size_t n, size_t *segments);

/* One verb, in turn with all others at the node.  The answer outlives the turn. */
bool page_ask(const struct web *web, struct work *w, const char *verb,
    const struct json *args, struct json **answer) MUST;
/* What the frame of every page wants; ${on} is the page's place in the navigation. */
void page_frame(const struct web *web, struct work *w, struct json *values,
    struct json *heading, const char *on);
/* A field of the query, empty when it is not there. */
struct bytes page_field(const struct net_request *r, const char *name);
/* Ask for the page of a list that the query names: "limit" and "skip". */
void page_of(const struct net_request *r, struct json *args);
/* Where that page is among all, and the pages beside it; ${list} has "items" and "count". */
bool page_turn(const struct net_request *r, const struct json *list,
    struct json *values) MUST;
/* The kinds that people write, as "kinds"; the one that was chosen is marked, and "of" it is
 * where its views are. */
bool page_kinds(const struct web *web, struct work *w, struct bytes chosen,
    struct json *values) MUST;
/* A value put in a second place: JSON's members are linked, one node is in one place. */
struct json *page_again(struct work *w, const struct json *v);

/* ---- api.c ---------------------------------------------------------------------------------- */

/* What programs ask, below /api: JSON in, JSON out, whatever comes of it. */
bool api_is(const struct net_request *r);
/* The n-th call's name; NULL behind the last. */
const char *api_call(size_t n);
bool api_answer(const struct web *web, const struct net_request *r,
    struct net_reply *reply) MUST;
bool api_refuse(const struct net_request *r, unsigned status, const char *sentence,
    struct net_reply *reply) MUST;

/* ---- views.c -------------------------------------------------------------------------------- */

/* Of kinds, whichever they are: all; the views of one; its records in one of them; counted by
 * two axes. */
bool make_kinds(const struct web *web, const struct net_request *r,
    struct page *out) MUST;
bool make_kind(const struct web *web, const struct net_request *r, struct page *out) MUST;
bool make_view(const struct web *web, const struct net_request *r, struct page *out) MUST;
bool make_matrix(const struct web *web, const struct net_request *r,
    struct page *out) MUST;
/* Those views of a record's kind that it can be read by, as "pages". */
bool views_to_read(const struct web *web, struct work *w, struct bytes kind,
    struct json *values) MUST;

/* ---- grid.c --------------------------------------------------------------------------------- */

/* The answer of a matrix as rows of a table, and of a statistic with a bar for each value;
 * put into the answer itself. */
bool grid_matrix(struct work *w, struct json *answer) MUST;
bool grid_values(struct work *w, struct json *answer) MUST;

#endif
