/*
 * What the tests of desks share: to sit down at one, at a time of the test's own; what it answered;
 * record types and code lists made for a test.
 */
#ifndef TESTS_DESKS_SIT_H
#define TESTS_DESKS_SIT_H

#include "desks/desks.h"

#include "core/node/fixture.h"

static struct json *last; /* the last answer */

static bool
sit(struct work *w, struct node *n, const char *verb, const char *arguments)
{
    struct desk d = {.node = n,
        .folder = n != NULL ? node_folder(n) : NULL,
        .actor = {.person = bytes_of("ana")}};
    const struct verb *v = verb_find(bytes_of(verb));

    NEED(w, v != NULL);
    last = NULL;
    return verb_run(v, &d, w, parse(w, arguments), &last);
}

/* A number in it; -1: there is none. */
static inline int64_t
number(const char *path)
{
    const struct json *v = json_at(last, path);

    return v != NULL && v->type == JSON_INTEGER ? v->integer : -1;
}

/* A text in it; empty: there is none. */
UNUSED static const char *
said(struct work *w, const char *path)
{
    const struct json *v = json_at(last, path);
    const char *text = "";

    if (v != NULL && v->type == JSON_TEXT)
        NEED(w, work_string(w, v->text, &text));
    return text;
}

UNUSED static const char *
id_of(struct work *w, const struct stored *s)
{
    struct bytes id;

    NEED(w, uuid_write(w, &s->id, &id));
    return (const char *)id.at;
}

/* ---- A time of the test's own ---------------------------------------------------------- */

#define NOON INT64_C(1781524800000000) /* 2026-06-15T12:00Z */

UNUSED static int64_t now_is = NOON; /* tests go on from there; 0: the real clock */
UNUSED static struct os odd;
UNUSED static struct work *sit_first;

static inline int64_t
odd_now(void)
{
    return now_is != 0 ? now_is++ : os_real.now();
}

/* A node at that time. */
UNUSED static struct work *
sit_start(struct node **n)
{
    struct work *w;

    sit_first = fixture_start();
    odd = os_real;
    odd.now = odd_now;
    w = work_open(&odd);
    *n = fixture_node(w, "eu", 1);
    return w;
}

UNUSED static int
sit_end(struct work *w, struct node *n)
{
    node_close(n);
    work_close(w);
    work_close(sit_first);
    return tap_end();
}

/* ---- Data made for a test, with their quotation marks turned ---------------------------- */

static inline const char *
turn(struct work *w, const char *turned)
{
    char *text = work_alloc(w, strlen(turned) + 1);

    NEED(w, text != NULL);
    for (size_t i = 0; turned[i] != '\0'; i++)
        text[i] = turned[i] == '\'' ? '"' : turned[i];
    return text;
}

UNUSED static void
adopt_codes(struct work *w, struct node *n, const char *turned)
{
    struct receipt r;

    NEED(w,
        node_codes_adopt(n, w, parse(w, turn(w, turned)), fixture_terms(w, n), NULL, &r));
}

UNUSED static void
adopt_kind(struct work *w, struct node *n, const char *turned)
{
    const char *text = turn(w, turned);

    put_file(at(w, "kind.json"), text, strlen(text));
    NEED(w,
        sit(w, n, "kind adopt", work_format(w, "{\"file\":\"%s\"}", at(w, "kind.json"))));
}

#endif
