/*
 * What the tests of desks share: to sit down at one, and what it answered.
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

#endif
