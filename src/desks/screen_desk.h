/*
 * What the desks of screening share.
 */
#ifndef DESKS_SCREEN_DESK_H
#define DESKS_SCREEN_DESK_H

#include "desks/desk_inner.h"
#include "engines/screen/screen.h"
#include "ground/text/text.h"

/* ---- screen_lists.c: lists ------------------------------------------------------------------- */

/* Several lists, each as it was asked for: a file, or several joined with commas. */
struct lists {
    struct screen_list *lists;
    struct bytes *asked;
    struct json *
        *kept; /* of a version that the node keeps: what is told of it; else NULL */
    size_t count;
};
/* Room for so many; none is read yet. */
bool lists_open(struct work *w, size_t most, struct lists *out) MUST;
bool lists_add(struct work *w, struct lists *to, struct bytes asked) MUST;
/* The files that commas join, as they are; and a file unpacked, if xz packed it. */
bool lists_files(struct work *w, struct bytes asked, struct screen_file **out,
    size_t *count) MUST;
bool list_unpack(struct work *w, struct screen_file *f) MUST;
/* The newest version of each list that the node keeps. */
bool lists_add_newest(struct desk *d, struct work *w, struct lists *to) MUST;
/* All that the argument "list" names. */
bool lists_given(struct work *w, const struct json *args, struct lists *to) MUST;
/* {"list","date","format","entries","names","nameless","files"}; no list is called current. */
struct json *lists_json(struct work *w, const struct lists *l, size_t at);
/* The same as a line; NULL: no memory. */
const char *lists_line(struct work *w, const struct lists *l, size_t at);
/* An entry as the library writes it, to be read member by member. */
bool lists_entry(struct work *w, const struct screen_entry *e, struct json **out) MUST;

/* ---- screen_query.c: who is asked for -------------------------------------------------------- */

enum query_column {
    QUERY_ID,
    QUERY_NAME,
    QUERY_TYPE,
    QUERY_DOB,
    QUERY_COUNTRY,
    QUERY_GENDER,
    QUERY_IDNO,
    QUERY_COLUMNS
};
struct asked {
    struct bytes id;
    uint32_t line;
    uint8_t country[2]; /* what the query's lends from */
    struct screen_query query;
};
bool asked_keep(struct work *w, const struct asked *from, struct asked *out) MUST;

/* Rows of a file, or of what stands behind a descriptor. */
struct query_rows;
bool query_rows_open(struct work *w, const struct text_source *source, const char *called,
    struct query_rows **out) MUST;
/* The next one, lent until the one behind it; FAULT_INVALID names the line and the column. */
bool query_rows_next(struct query_rows *r, struct asked *out, bool *found) MUST;
/* The one that the command line asks for. */
bool query_given(struct work *w, const struct json *args, struct asked *out) MUST;

/* ---- screen_hit.c: what is said of a hit ------------------------------------------------------ */

enum hit_form { HIT_CSV, HIT_JSONL };
struct hit_how {
    enum hit_form form;
    bool explain;
};
/* The first line of a table; nothing for JSON. */
struct bytes hit_head(const struct hit_how *how);
bool hit_write(struct work *w, struct buffer *to, const struct hit_how *how,
    const struct asked *asked, size_t rank, const struct screen_hit *h) MUST;

/* "csv" or "jsonl". */
const char *hit_form_name(enum hit_form form);

/* ---- screen_run.c: many names ------------------------------------------------------------------ */

/* What a node keeps of a run: a keyed hash of each name with its fields, and the hits. */
struct screen_kept {
    struct hash key;
    struct buffer hashes; /* 32 bytes each, in order */
    struct buffer hits;   /* [row, list, ref, points], a line each */
};
bool asked_hash(struct work *w, const struct hash *key, const struct asked *asked,
    struct hash *out) MUST;

struct screen_run {
    struct desk *d;
    struct screen_kept *kept; /* NULL: nothing is kept */
    const struct screen_index *index;
    struct screen_settings settings;
    struct hit_how how;
    unsigned threads;
    /* Where lines go that are the answer. */
    bool (*give)(struct work *w, void *ctx, struct bytes lines);
    void *ctx;
    uint64_t all; /* names, where it is known; for who watches */
    /* Filled in. */
    uint64_t queries, found, hits, left_out;
    struct json *remarks; /* {"line","id","text"} of some */
    uint64_t remarked;
    struct screen_search **searches;
};
bool screen_run_open(struct work *w, struct screen_run *r) MUST;
bool screen_run_one(struct work *w, struct screen_run *r, const struct asked *asked) MUST;
/* All rows, in their order, whatever the number of threads; in memory that does not grow with
 * their number. */
bool screen_run_rows(struct work *w, struct screen_run *r, struct query_rows *rows) MUST;

/* ---- screen.c and replay.c: names from a file, or from standard input -------------------------- */

bool screen_names(struct work *w, struct screen_run *r, const char *path) MUST;
/* As a desk that gathers lines has it: ${ctx} is a buffer. */
bool screen_gather(struct work *w, void *ctx, struct bytes lines);

/* ---- screen_record.c: what a node keeps of a run --------------------------------------------------- */

/* Who may be asked for, by --class and --basis; FAULT_DENIED where it may not be. */
bool screening_may(struct work *w, const struct json *args) MUST;
bool screening_open(struct desk *d, struct work *w, struct screen_kept *out) MUST;
/* The record of kind screening/1; ${rows} are the lines that were found. */
bool screening_keep(struct desk *d, struct work *w, const struct json *args,
    const struct screen_run *r, const struct lists *lists, struct bytes rows,
    struct receipt *out) MUST;

#endif
