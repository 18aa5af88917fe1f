/*
 * pieces: a record in pieces that can be changed -- an attacker who recomputes what can be.
 */
#ifndef TESTS_CORE_RECORDS_PIECES_H
#define TESTS_CORE_RECORDS_PIECES_H

#include "core/records/records_inner.h"
#include "fixture.h"

/* A record in pieces that can be changed: an attacker who recomputes what can be. */
struct pieces {
    struct json *header;
    struct json *parts;
    struct json *proof;
};

UNUSED static struct pieces
take_apart(struct work *w, const struct record *r)
{
    struct json_limits limits = json_record;
    struct bytes text;
    struct json *all;

    limits.depth = 40;
    NEED(w, record_write(w, r, NULL, NULL, &text) && json_read(w, text, &limits, &all));
    return (struct pieces){json_get(all, "header"), json_get(all, "parts"),
        json_get(all, "proof")};
}

UNUSED static bool
put_together(struct work *w, const struct pieces *p, struct record **out)
{
    struct json *all = json_object(w);
    struct bytes text;

    json_put(all, "header", p->header);
    json_put(all, "parts", p->parts);
    json_put(all, "proof", p->proof);
    NEED(w, json_write(w, all, &text));
    return record_read(w, text, out);
}

/* Make the header's commitments fit the bodies that are there now. */
UNUSED static void
recommit(struct work *w, struct pieces *p)
{
    for (struct json *m = p->parts->first; m != NULL; m = m->next) {
        struct hash salt, commitment;
        struct bytes body;

        NEED(w, json_need_hash(w, m, "salt", &salt));
        NEED(w, json_write(w, json_get(m, "body"), &body));
        NEED(w, commit_part(w, &salt, body, &commitment));
        json_put_bytes(json_get(p->header, "parts"), m->name,
            json_hex(w, hash_bytes(&commitment)));
    }
}

/* No part at all. */
UNUSED static bool
nothing(void *context, struct bytes part)
{
    (void)context;
    (void)part;
    return false;
}

#endif
