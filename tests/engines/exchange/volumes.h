/*
 * What the tests of bundles in volumes share: is all there, and un as it was before.
 */
#ifndef TESTS_ENGINES_EXCHANGE_VOLUMES_H
#define TESTS_ENGINES_EXCHANGE_VOLUMES_H

#include "engines/exchange/hostile.h"

void raw_copy(const char *from, const char *to);

UNUSED static bool
all_here(struct stage *t)
{
    struct work *w = work_open(&sim_os);
    const char *got = at(w, "got");
    struct log_head outbox, inbox;
    struct json *answer;
    bool good;

    unlink(got);
    NEED(w, node_outbox(t->eu->node, w, &t->un->id, &outbox));
    NEED(w, node_inbox(t->un->node, w, &t->eu->id, outbox.origin, &inbox));
    good = inbox.size == outbox.size &&
        sim_try(w, t->un, "show",
            work_format(w, "{\"id\":\"%s\",\"purpose\":\"work\",\"content\":\"%s\"}",
                t->evidence_id, got),
            &answer) &&
        bytes_equal(get_file(w, got), get_file(w, at(w, "photo")));
    work_close(w);
    return good;
}

UNUSED static void
as_before(struct stage *t)
{
    sim_close(t->un);
    raw_copy(at(t->w, "un-before"), t->un->folder);
    sim_open(t->w, t->un);
}

#endif
