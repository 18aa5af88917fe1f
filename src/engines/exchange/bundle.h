/*
 * What the files of bundles share: volumes, and what waits between two of them.
 */
#ifndef ENGINES_EXCHANGE_BUNDLE_H
#define ENGINES_EXCHANGE_BUNDLE_H

#include "engines/exchange/exchange_inner.h"

#define VOLUMES_MAX 999

/* ---- volume.c: writing ---------------------------------------------------------------- */

/* One bundle, in as many files as it takes. */
struct volumes {
    const char *file;
    uint64_t room; /* bytes of one; 0: all in one, under the name as it is */
    struct hash from, to;
    bool sealed; /* false: the recipient's seal key is not known yet */
    struct hash seal_public;
    struct uuid set; /* drawn, where it is zero */
    uint32_t number; /* of the one that is written, from 1 */
    uint64_t bytes;  /* of those that are done */
    struct file out;
    uint64_t at;
    uint32_t frames;
    struct seal_batch seal;
    struct hash context;
};
bool volumes_open(struct work *w, struct volumes *v) MUST;
/* A frame; where it has no room left another volume begins. */
bool volumes_put(struct volumes *v, struct work *w, char letter, struct bytes first,
    struct bytes rest) MUST;
bool volumes_end(struct volumes *v, struct work *w) MUST;
/* Take all of them away again. */
void volumes_drop(struct volumes *v, struct work *w);
const char *volume_name(struct work *w, const struct volumes *v, uint32_t number);

/* ---- volume.c: reading ------------------------------------------------------------------ */

struct volume {
    struct hash from, to;
    struct uuid set; /* the same in all volumes of a bundle */
    uint32_t number;
    bool ended; /* its end was read ... */
    bool last;  /* ... which says whether it is the last one */
    struct file file;
    uint64_t size, at;
    bool sealed;
    uint32_t frames;
    struct seal_batch seal;
    struct hash context;
};
/* Read what it is: a partner's, for us.  volume_close in any case. */
bool volume_open(struct node *n, struct work *w, const char *path, struct volume *v) MUST;
/* The next frame, checked. */
bool volume_next(struct volume *v, struct work *w, char *letter, struct bytes *body) MUST;
void volume_close(struct volume *v);

/* ---- bundle_kept.c: between two bundles -------------------------------------------------- */

/* Which volume of a bundle is due, 1 at first; 0: all have been taken. */
bool kept_due(struct node *n, struct work *w, const struct uuid *set, uint32_t *out) MUST;
bool kept_due_put(struct node *n, struct work *w, const struct uuid *set,
    uint32_t due) MUST;
/* A volume that came before its time, as it came; where it is kept. */
bool kept_volume_put(struct node *n, struct work *w, const struct volume *v) MUST;
bool kept_volume(struct node *n, struct work *w, const struct uuid *set, uint32_t number,
    const char **path, bool *there) MUST;
/* Throw away what waits for longer than a seal key lasts. */
bool kept_tidy(struct node *n, struct work *w) MUST;
/* What a partner said in a bundle that it still wants of content, a canonical JSON list; empty:
 * nothing. */
bool kept_want(struct node *n, struct work *w, const struct hash *partner,
    struct bytes *out) MUST;
bool kept_want_put(struct node *n, struct work *w, const struct hash *partner,
    struct bytes want) MUST;
/* How much of our outbox a partner said that it has, where that is less than it had cosigned;
 * UINT64_MAX: nothing such. */
bool kept_behind(struct node *n, struct work *w, const struct hash *partner,
    uint64_t *out) MUST;
bool kept_behind_put(struct node *n, struct work *w, const struct hash *partner,
    uint64_t size) MUST;

#endif
