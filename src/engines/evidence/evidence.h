/*
 * evidence: content that a court may see -- taken in with its hashes, its custody written
 * event by event, and given out again byte for byte.
 */
#ifndef ENGINES_EVIDENCE_EVIDENCE_H
#define ENGINES_EVIDENCE_EVIDENCE_H

#include "core/node/node.h"
#include "ground/base/base.h"

/* What is said of everything that is taken in together. */
struct acquisition {
    struct bytes person;         /* who takes it in */
    struct bytes how;            /* how, where and by whom it was acquired */
    const struct json *terms;    /* the terms part of each */
    const struct stored *matter; /* NULL: none yet */
    struct bytes scope;          /* duplicates are looked for inside it only */
    void (*progress)(void *ctx, const char *doing, uint64_t done, uint64_t all);
    void *ctx;
};

struct taken {
    struct receipt evidence;
    struct receipt custody;
    struct bytes name; /* the path below what was given, as bytes */
    uint64_t size;
    struct hash sha256;
    bool known; /* the same content was here already */
};

struct refused {
    struct bytes name;
    struct bytes why;
};

/* The closing account: every file offered is in one of the two lists. */
struct intake {
    struct taken *taken;
    size_t taken_count;
    struct refused *refused;
    size_t refused_count;
    uint64_t bytes;
};

/**
 * evidence_ingest(n, w, paths, count, about, out):
 * Take in files, and folders with all that is in them.  A file is read once, sealed,
 * synced, read back and compared; its record and its first custody event are committed
 * together.  A file that cannot be read, or that changes meanwhile, is refused with its
 * reason and the rest goes on; a fault of this machine ends it, with all that was
 * committed before kept.
 */
bool evidence_ingest(struct node *n, struct work *w, const char *const paths[],
    size_t count, const struct acquisition *about, struct intake *out) MUST;

/* A package for a court: of which matter, by whom, and where to. */
struct court {
    struct actor who;
    const struct stored *matter;
    const char *folder; /* made; FAULT_CONFLICT when it is there */
    void (*progress)(void *ctx, const char *doing, uint64_t done, uint64_t all);
    void *ctx;
};

struct packaged {
    struct uuid id;     /* of the record that declares it */
    struct hash digest; /* of the bag */
    size_t records;     /* listed in its declaration */
    size_t evidence;    /* pieces there are, and given */
    size_t given;
    size_t withheld; /* lines of withheld.csv */
    size_t files;
    uint64_t bytes; /* both of the payload */
};

/**
 * evidence_package(n, w, about, out):
 * Write what belongs to a matter as a bag that anyone can check (formats.md 8).  Each record
 * is decided as an export to a court; each export is logged before anything is written, and
 * is a custody event of its evidence.  On failure no folder is left; what was logged stays.
 */
bool evidence_package(struct node *n, struct work *w, const struct court *about,
    struct packaged *out) MUST;

/* What is public, for anyone: by whom, and where to. */
struct publication {
    struct actor who;
    const char *folder; /* made; FAULT_CONFLICT when it is there */
    /* One file more, made of the records that are given: its name, and its text if there is any.
     * NULL: none. */
    bool (*attach)(void *ctx, struct work *w, const struct stored given[], size_t count,
        struct bytes *text);
    void *attach_ctx;
    const char *attached;
    /* What the part "table" of a record asks for, counted over the records that are given: as
     * the answer of `matrix`, with "tables", and as CSV.  FAULT_USAGE where it cannot be counted
     * so.  NULL: tables stay uncounted. */
    bool (*tabulate)(void *ctx, struct work *w, const struct json *asked,
        bool (*takes)(void *ctx, const struct uuid *id), void *takes_ctx,
        struct json **answer, struct bytes *csv);
    void *tabulate_ctx;
    void (*progress)(void *ctx, const char *doing, uint64_t done, uint64_t all);
    void *ctx;
};

/**
 * evidence_publish(n, w, about, out):
 * Write all records that are CLEAR and stand where their kind is public as a bag of the same
 * form, with pages below data/site/ (formats.md 8).  Each is decided as an export to a public
 * surface and logged before anything is written.  Nothing else is in it, or named in it.
 * FAULT_MISSING when there is nothing.
 */
bool evidence_publish(struct node *n, struct work *w, const struct publication *about,
    struct packaged *out) MUST;

#endif
