/*
 * What the desks of lists that a node keeps share.
 */
#ifndef DESKS_LISTS_DESK_H
#define DESKS_LISTS_DESK_H

#include "desks/screen_desk.h"

/* A version of a list: a record of kind list/1. */
struct version {
    struct stored stored;
    struct json *core;
    struct bytes list;
    struct bytes date; /* its own; empty: it has none */
    int64_t age;       /* days since then; -1: not known */
    bool newest;       /* of its list */
};
/* All that the asker may know of, by list and by their own dates. */
bool versions_all(struct desk *d, struct work *w, struct version **out,
    size_t *count) MUST;
struct json *version_json(struct work *w, const struct version *v);
/* Its files, unpacked, each by its hash as it was taken in; FAULT_CORRUPT where one is not. */
bool version_files(struct desk *d, struct work *w, const struct version *v,
    struct screen_file **out, size_t *count) MUST;
bool version_read(struct desk *d, struct work *w, const struct version *v,
    struct screen_list *out) MUST;
/* Read, and one more of those to be searched. */
bool lists_add_version(struct desk *d, struct work *w, const struct version *v,
    struct lists *to) MUST;
/* Content of a record to be made, sealed in the vault: what its part "content" says.  The item is
 * the caller's to drop. */
bool content_seal(struct desk *d, struct work *w, struct bytes text, struct bytes hint,
    struct item **item, struct json **content) MUST;
/* The content of a record of ours, checked against the hash that it says. */
bool content_load(struct desk *d, struct work *w, const struct stored *of,
    struct bytes *out) MUST;

#endif
