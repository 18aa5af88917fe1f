/*
 * What the files of this room share.
 */
#ifndef DOORS_WEB_WEB_INNER_H
#define DOORS_WEB_WEB_INNER_H

#include <stdatomic.h>

#include "doors/web/web.h"
#include "ground/net/net.h"

#define PAGE_MAX ((size_t)64 * 1024 * 1024)

/* The door: set when it opens, and then only read, from many threads. */
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

#endif
