/*
 * exchange: partners -- what goes to whom, sealed batches over any road, receipts, recall.
 * The formats are docs/formats.md section 9.
 *
 * Nothing here knows sockets: a road is a function that takes a message and gives the
 * answer, and exchange_answer is the other end of it.
 */
#ifndef ENGINES_EXCHANGE_EXCHANGE_H
#define ENGINES_EXCHANGE_EXCHANGE_H

#include "core/node/node.h"
#include "ground/base/base.h"

#define EXCHANGE_BODY_MAX ((size_t)32 * 1024 * 1024)

/* ---- Sharing -------------------------------------------------------------------- */

/* What one record's sharing would be, or was. */
struct sharing {
    struct stored record;
    struct decision decision;
    const struct json *given;    /* names of parts that go */
    const struct json *withheld; /* names of parts that stay here */
    bool beside;                 /* goes along with another: a custody event, a release */
};

/* What sharing these records with a partner would do, decided one by one; custody events
 * go with their evidence, releases with what they release. */
bool exchange_preview(struct node *n, struct work *w, const struct actor *who,
    const struct peer *to, const struct stored records[], size_t count,
    struct sharing **out, size_t *out_count) MUST;
/* Share: the first denial is the fault, and nothing goes.  As many delivery records are made
 * as it takes, together. */
bool exchange_share(struct node *n, struct work *w, const struct actor *who,
    const struct peer *to, const struct stored records[], size_t count,
    struct receipt **out, size_t *out_count) MUST;

/* Obey recalls, write receipts, and put every record on its ways: all that follows from
 * records that came since the last time.  How many were looked at. */
bool exchange_settle(struct node *n, struct work *w, const struct actor *who,
    int64_t *count) MUST;

/* ---- Both ends ---------------------------------------------------------------------- */

/* One message from a partner who was authenticated, and its answer.  FAULT_... as ever. */
bool exchange_answer(struct node *n, struct work *w, const struct hash *partner,
    struct bytes verb, struct bytes body, struct bytes *reply) MUST;

/* The way to a partner: the verb is one of "hello", "push", "pull", ... */
struct road {
    void *ctx;
    bool (*call)(void *ctx, struct work *w, const char *verb, struct bytes body,
        struct bytes *reply);
};

struct synced {
    uint64_t sent; /* entries that the partner has now and had not */
    uint64_t received;
    uint64_t pieces; /* of content, both ways */
};
/* Bring both outboxes to where they are known to the other end. */
bool exchange_sync(struct node *n, struct work *w, const struct actor *who,
    const struct peer *peer, const struct road *road, struct synced *out) MUST;

/* ---- Bundles: the same messages in a file ------------------------------------------------ */

bool exchange_bundle_out(struct node *n, struct work *w, const struct actor *who,
    const struct peer *peer, const char *file, struct synced *out) MUST;
bool exchange_bundle_in(struct node *n, struct work *w, const struct actor *who,
    const char *file, struct hash *from, struct synced *out) MUST;

#endif
