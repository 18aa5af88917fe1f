/*
 * What the desks of lists that a node keeps share.
 */
#ifndef DESKS_LISTS_DESK_H
#define DESKS_LISTS_DESK_H

#include "desks/screen_desk.h"

/* ---- lists_kept.c: versions that are here ----------------------------------------------------- */

/* How old a version is: by its own date, or without one by the day on which it was taken in. */
struct age {
    struct bytes day;
    int64_t days; /* since then */
    bool own;     /* date of the list */
};
/* A version of a list: a record of kind list/1. */
struct version {
    struct stored stored;
    struct json *core;
    struct bytes list;
    struct bytes date; /* its own; empty: it has none */
    struct age age;
    bool newest; /* of its list */
};
/* All that the asker may know of, by list and by the days that tell their age. */
bool versions_all(struct desk *d, struct work *w, struct version **out,
    size_t *count) MUST;
/* The same number while they are the same; none of them is opened. */
bool versions_print(struct desk *d, struct work *w, uint64_t *out) MUST;
struct json *version_json(struct work *w, const struct version *v);
/* "age" and "says" of that, by a later day. */
void version_aged(struct work *w, const struct age *a, struct json *to);
bool version_age(struct work *w, struct bytes date, int64_t taken, int64_t now,
    struct age *out) MUST;
/* Where one that the node keeps is from, by its age. */
bool lists_called(struct work *w, const struct age *a, struct bytes *out) MUST;
/* "UN of 2026-06-01 stays in use, 14 days old"; NULL: no memory. */
const char *version_used(struct work *w, const struct version *v, const char *stays);
/* By "LIST@DATE", or by its id; FAULT_CONFLICT where several are of that day. */
bool version_find(struct desk *d, struct work *w, struct bytes name,
    struct version *out) MUST;
/* Its files as they were taken in, each by its hash; FAULT_CORRUPT where one is not. */
bool version_files(struct desk *d, struct work *w, const struct version *v,
    struct screen_file **out, size_t *count) MUST;
bool version_read(struct desk *d, struct work *w, const struct version *v,
    struct screen_list *out) MUST;
/* Read, and one more of those to be searched. */
bool lists_add_version(struct desk *d, struct work *w, const struct version *v,
    struct lists *to) MUST;
/* The newest version of each list; FAULT_MISSING: there are none. */
bool versions_newest(struct desk *d, struct work *w, struct version **out,
    size_t *count) MUST;
/* Content of a record to be made, sealed in the vault: what its part "content" says.  The item is
 * the caller's to drop. */
bool content_seal(struct desk *d, struct work *w, struct bytes text, struct bytes hint,
    struct item **item, struct json **content) MUST;
/* The content of a record of ours, checked against the hash that it says. */
bool content_load(struct desk *d, struct work *w, const struct stored *of,
    struct bytes *out) MUST;

/* ---- screen_archive.c: versions with their index, ready for use -------------------------------- */

/* Those, from the archive that the node keeps, where it is of just these; else they are read.
 * What is in use is kept for the next one who asks. */
enum lists_keep {
    LISTS_ONCE,
    LISTS_KEEP,
    LISTS_BASE /* by which watches weigh words, though newer ones are in use */
};
bool lists_ready(struct desk *d, struct work *w, const struct version *versions,
    size_t count, enum lists_keep how, struct lists *to,
    const struct screen_index **index) MUST;
/* A file that nobody else can write to. */
bool archive_map(struct work *w, const char *path, struct bytes *out) MUST;
/* Remove it: what it is of is to be erased. */
bool archive_forget(struct desk *d, struct work *w) MUST;
/* Is each, byte by byte, what those of the versions give that it is of?  NULL: there is none. */
bool archives_verify(struct desk *d, struct work *w, const struct version *all,
    size_t count, bool *good, const char **says) MUST;

/* ---- screen_rarity.c: versions by their ids ---------------------------------------------------- */

/* In that order; FAULT_MISSING where one is not here any more. */
bool versions_of_ids(struct desk *d, struct work *w, const struct json *ids,
    struct version **out, size_t *count) MUST;
bool lists_of_ids(struct desk *d, struct work *w, const struct json *ids,
    struct lists *out) MUST;
/* The index of the versions with the ids ${rarity}, which says how rare words are, kept so if others are
 * in use; and one of lists that were read by it. */
bool lists_base(struct desk *d, struct work *w, const struct json *rarity,
    enum lists_keep how, const struct screen_index **out) MUST;
bool lists_index(struct work *w, const struct lists *lists, const struct json *rarity,
    const struct screen_index *base, const struct screen_index **out) MUST;

/* ---- lists_take.c: a list on its way in -------------------------------------------------------- */

/* Those who take lists in, and what is here before. */
struct taking {
    struct desk *desk;
    const struct json *terms;
    struct bytes shrunk; /* why, where somebody says it */
    const char *advice;  /* what else is to be done where one is refused; or NULL */
    struct version *versions;
    size_t version_count;
    struct bytes list; /* the one under way; empty: not known yet */
};
/* Where a file was fetched, and what was said of it there. */
struct origin {
    struct bytes url, etag, modified;
    int64_t fetched;
};
struct coming {
    struct screen_file *files; /* as they were handed in */
    struct origin *origins;    /* of each; NULL: they were handed in here */
    struct bytes
        source; /* what the table of sources calls it; empty: it is not from there */
    size_t count;
    struct screen_list list;
    /* Filled in. */
    struct hash sha256;
    const struct version *before; /* NULL: there is none */
    struct item *item;
    struct json *core, *content;
};
/* Hold one that was read against the version before, and keep it if it is not here yet. */
bool lists_take(struct work *w, const struct taking *in, struct coming *c,
    struct json **out) MUST;
/* The newest of that list; NULL: there is none. */
const struct version *lists_newest(const struct taking *in, struct bytes list);
/* What is told of one that was: {"list","date","entries","names","nameless","known","says"}. */
void lists_said(struct work *w, const struct screen_list *l, bool known, const char *says,
    struct json *to);
/* The next of several, by ${take}: what cannot be taken in is told with what stays in use, and the
 * others are; our own faults end it. */
bool lists_take_next(struct work *w, struct taking *in, struct bytes called,
    bool (*take)(struct work *w, struct taking *in, void *ctx, struct json **out),
    void *ctx, struct json *items, struct json *refusals) MUST;
/* "items", "refusals" and their counts. */
void lists_taken(struct work *w, struct json *items, struct json *refusals,
    struct json *to);

/* ---- lists_sources.c: who publishes which list, and where ------------------------------------- */

struct source {
    struct bytes name;         /* "un" */
    struct bytes list, format; /* what its files must turn out to be */
    const struct json *parts;  /* their addresses */
    const struct json *said;   /* as it stands in the table */
};
/* Those built in; one of the same name in the node's file sources.json takes its place.  That needs
 * a node's folder, and no open node. */
bool sources_all(struct desk *d, struct work *w, struct source **out, size_t *count) MUST;
/* To whom a correction of an entry is put, by the table; false: it does not say. */
bool source_forum(const struct source *s, size_t count, struct bytes list,
    struct bytes ref, struct bytes *out);

#endif
