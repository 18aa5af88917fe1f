/*
 * What the files of the asking end share: one contact with a partner.
 */
#ifndef ENGINES_EXCHANGE_SYNC_H
#define ENGINES_EXCHANGE_SYNC_H

#include "engines/exchange/exchange_inner.h"

/* What is said at once, and where the answers go. */
struct contact;
struct turn {
    struct message messages[5];
    bool (
        *hear[5])(struct contact *c, struct work *w, struct turn *t, struct bytes reply);
    size_t count;
    uint64_t until; /* where the batch that is given ends */
    bool more;      /* there is more to give behind it */
    bool ends;      /* nothing is new */
    bool other;     /* something is said to be */
};

/* A batch that was written while the one before it was under way. */
struct written {
    struct work *work; /* NULL: none */
    struct bytes batch;
    uint64_t after, until;
    bool more;
    uint64_t
        records; /* what was here then: with more of them, or fewer, it may say otherwise */
};

struct contact {
    struct node *node;
    struct work *work;
    const struct actor *who;
    const struct peer *peer;
    const struct road *road;
    struct synced *done;
    const char *wrong;   /* what its log was found to be, and is not taken for; or NULL */
    uint64_t after;      /* so much of our outbox is there */
    struct bytes note;   /* cosigned, and not yet told */
    struct bytes wanted; /* the content that the partner asked for last; or empty */
    bool greeted;        /* or asked whether anything is new */
    bool taking;         /* the last turn brought a batch, */
    bool full;           /* and behind it there is likely more */
    bool ahead;          /* the next turn is under way already, */
    struct turn next;
    struct written written; /* and what will be given then is written */
    int64_t began;          /* ticks */
    int64_t bytes;          /* that went and came */
    int turns;
};

/* A message and its answer, while the contact may last. */
bool sync_call(struct contact *c, struct work *w, const char *verb, struct bytes body,
    struct bytes *reply) MUST;
/* sync_content.c: all steps for what either end wants of the other. */
bool sync_content(struct contact *c) MUST;

#endif
