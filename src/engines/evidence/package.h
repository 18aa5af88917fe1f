/*
 * package: the pieces that a court package is made of, docs/formats.md 8.
 */
#ifndef ENGINES_EVIDENCE_PACKAGE_H
#define ENGINES_EVIDENCE_PACKAGE_H

#include "core/node/node.h"
#include "core/terms/terms.h"
#include "engines/evidence/evidence.h"
#include "ground/base/base.h"
#include "ground/crypt/crypt.h"

/* ---- package_bag.c: a BagIt bag being written ---------------------------------------- */

struct bag_file {
    const char *path; /* below the bag */
    struct hash sha256;
};

struct bag {
    struct work *work; /* the list of files lives here */
    const char *final;
    const char *folder; /* beside it, until all is written; NULL: nothing to remove */
    struct bag_file *files;
    size_t count;
    size_t room;
    uint64_t bytes; /* of the payload, what lies below data/ */
    size_t payload;
};

/* FAULT_CONFLICT when the folder is there. */
bool bag_begin(struct work *w, const char *folder, struct bag *out) MUST;
bool bag_put(struct bag *b, struct work *w, const char *path, struct bytes text) MUST;
/* The manifests, then the bag under its name; ${info} are the lines of bag-info.txt. */
bool bag_end(struct bag *b, struct work *w, struct bytes info, struct hash *digest) MUST;
/* The manifest's lines for the payload, or for the tag files, written so far. */
bool bag_manifest(struct bag *b, struct work *w, bool payload, struct bytes *out) MUST;
/* Remove what was not ended. */
void bag_drop(struct bag *b);

/* A file written piece by piece. */
struct bag_stream {
    struct bag *bag;
    const char *path;
    struct file file;
    struct digest *digest;
    uint64_t size;
};
bool bag_stream_open(struct bag *b, struct work *w, const char *path,
    struct bag_stream *out) MUST;
bool bag_stream_add(void *stream, struct work *w, struct bytes more) MUST;
bool bag_stream_end(struct bag_stream *s, struct work *w, struct hash *sha256) MUST;
void bag_stream_drop(struct bag_stream *s);
#define STREAM_AUTO __attribute__((cleanup(bag_stream_drop)))

/* ---- package_gather.c: what belongs to the matter, and what the terms say to it ------- */

enum given { GIVEN_NO, GIVEN_PART, GIVEN_WHOLE };

/* One record of the package, given or not. */
struct package_row {
    int64_t no;
    struct uuid id;
    int64_t version;
    struct hash hash;
    struct hash author;
    const char *kind;
    int64_t time;
    struct uuid of; /* the item it belongs to; */
    size_t item;    /* its number: 0 the matter, then the evidence */
    int stage;      /* order inside the item: versions, custody, erasures */
    bool newest;    /* the version in force of its item */
    enum given given;
    const char *rule; /* that refuses it; NULL when it is allowed */
    const char *file; /* its content in the bag, or NULL */
    const char *name; /* the content's name, for people */
    struct hash sha256;
    uint64_t size;
};
enum { STAGE_VERSION, STAGE_CUSTODY, STAGE_ERASURE };

struct package {
    struct node *node;
    struct work *work; /* lives as long as the export */
    struct actor who;
    const struct stored *matter; /* NULL: a publication */
    enum terms_surface surface;
    const char *purpose; /* as the access log says it */
    void (*progress)(void *ctx, const char *doing, uint64_t done, uint64_t all);
    void *ctx;
    struct bag bag;
    struct package_row *rows;
    size_t count;
    size_t room;
    size_t items;
    struct buffer withheld; /* withheld.csv as it grows */
    size_t withheld_count;
    size_t evidence; /* pieces there are, and pieces given */
    size_t evidence_given;
    const struct uuid
        *ids; /* of a publication's items, in order; for links between pages */
    const struct publication *publication; /* NULL: it is for a court */
    struct hash *authors;
    size_t author_count;
};

bool package_gather(struct package *p) MUST;
/* publish.c: all that may be public, and stands where its kind is public. */
bool package_gather_public(struct package *p) MUST;
/* The rule that refuses a record to the surface, or NULL; ${hidden} when not even that it
 * exists may be known. */
bool package_decide(struct package *p, struct work *w, const struct stored *s,
    const char **rule, bool *hidden) MUST;
struct package_row package_row_of(const struct stored *s, const struct uuid *of,
    size_t item, int stage, const char *rule);
bool package_row_add(struct package *p, const struct stored *s,
    struct package_row row) MUST;
/* A line of withheld.csv; ${rule} may be NULL. */
void package_withhold(struct package *p, const struct package_row *r, struct bytes part,
    const char *reason, const char *rule);
const char *package_uuid(struct work *w, const struct uuid *id);
const char *package_hex(struct work *w, const struct hash *h);
/* "data/records/ID-vN" */
const char *package_folder(struct work *w, const struct package_row *r);

/* ---- package_give.c: records, content, identities and proofs as files ------------------ */

bool package_give(struct package *p, struct package_row *r) MUST;
/* Does the surface take the part?  Else it is withheld: the court's takes all. */
bool package_takes(const struct package *p, const struct record *r, struct bytes part);
/* The record's files but for its content, into ${folder}. */
bool package_write_record(struct package *p, struct work *w, const struct record *r,
    const char *folder) MUST;
bool package_prove(struct package *p, const struct hash *record, const char *name) MUST;
bool package_identity(struct package *p, struct work *w, const struct hash *org) MUST;

/* ---- package.c: the whole ---------------------------------------------------------------- */

/* Gather, log, write, sign, prove; ${extra} puts more files below data/site/, or is NULL. */
bool package_make(struct package *p, const char *folder,
    bool (*gather)(struct package *p), bool (*extra)(struct package *p),
    struct packaged *out) MUST;

/* ---- package_html.c: text into HTML -------------------------------------------------------- */

void html_cell(struct buffer *to, struct bytes text);
/* Text for people, in the first language it has. */
struct bytes html_words(const struct json *v);
/* Up to and with <body>. */
void html_head(struct buffer *to, const char *lang, struct bytes title);

/* ---- package_page.c: START-HERE.html ------------------------------------------------------ */

bool package_page(struct package *p, const struct package_row *record,
    struct bytes *out) MUST;

#endif
