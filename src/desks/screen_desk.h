/*
 * What the desks of screening share.
 */
#ifndef DESKS_SCREEN_DESK_H
#define DESKS_SCREEN_DESK_H

#include <stdatomic.h>

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

/* ---- screen_archive.c: an archive in the place of lists -------------------------------------- */

/* Does a file begin as one?  No: also where there is none. */
bool archive_is(struct work *w, const char *path, bool *yes) MUST;
/* Where the one argument "list" names an archive: its lists, and its index; else nothing. */
bool archive_given(struct work *w, const struct json *args, struct lists *to,
    const struct screen_index **index) MUST;

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
    uint64_t row;       /* of the run, from 0 */
    uint8_t country[2]; /* what the query's lends from */
    struct screen_query query;
    /* In a node: all that is known of it as a keyed hash, and where the settlements of hits for
     * its name are. */
    struct hash subject;
    size_t settled_at, settled_count;
    bool ahead; /* the date of birth is still to come */
    bool twice; /* a row before it has the same id */
};
bool asked_keep(struct work *w, const struct asked *from, struct asked *out) MUST;
/* Keyed hashes of all that is known of it, and of the words of its name alone. */
bool asked_hash(struct work *w, const struct hash *key, const struct asked *asked,
    struct hash *out) MUST;
bool asked_name_hash(struct work *w, const struct hash *key, const struct asked *asked,
    struct hash *out) MUST;

/* Rows of a file, or of what stands behind a descriptor. */
struct query_rows;
bool query_rows_open(struct work *w, const struct text_source *source, const char *called,
    struct query_rows **out) MUST;
/* Those of a list of objects, whose members are the columns; who has no id is called by the place,
 * from 1. */
bool query_rows_listed(struct work *w, const struct json *list,
    struct query_rows **out) MUST;
/* The next one, lent until the one behind it; FAULT_INVALID names the line and the column. */
bool query_rows_next(struct query_rows *r, struct asked *out, bool *found) MUST;
/* Pass over so many of a file, of which nothing is read. */
bool query_rows_pass(struct query_rows *r, uint64_t count) MUST;
/* A day, a month or a year: "1970-01-31", "1970-01", "1970". */
bool born_read(struct work *w, struct bytes text, struct screen_date *out) MUST;
/* given.c: what a text_source reads from, a file or standard input. */
struct given {
    struct file file;
    const struct bytes *sent; /* by who asks; NULL: it is the file */
    size_t at;
};
bool given_some(struct work *w, void *ctx, uint8_t *to, size_t room, size_t *got) MUST;
/* Standard input; FAULT_USAGE: there is none. */
bool given_input(const struct desk *d, struct work *w, struct given *out) MUST;
/* All of a file as desk_file_load has it; of "-" all of standard input. */
bool given_load(const struct desk *d, struct work *w, const char *path, size_t max,
    struct bytes *out) MUST;

/* The one that the command line asks for. */
bool query_given(struct work *w, const struct json *args, struct asked *out) MUST;

/* ---- settled.c: what people said of hits before ------------------------------------------------ */

#define SETTLEMENT "settlement/1"
extern const char *const settled_verdicts[]; /* "true", "false", "escalate", NULL */

/* A settlement that hits are held against. */
struct settled_more {
    struct bytes list, ref, reason;
    struct hash entry, subject;
    struct hash record; /* its header's */
};
struct settled {
    struct hash key; /* of ours the name's; of a partner's the entry's */
    struct uuid id;
    int64_t record; /* its number; 0: only what a run kept of it is known */
    int64_t time;
    struct bytes by;                 /* the partner; empty: it is ours */
    uint8_t verdict;                 /* of settled_verdicts */
    bool waits;                      /* for a second person */
    const struct settled_more *more; /* of ours, once it was opened */
    atomic_bool told;                /* of a hit: the run keeps that it was so */
};
struct settlements {
    struct work *own;     /* what is opened lives as long */
    struct settled *ours; /* by name, the newest first */
    size_t our_count;
    struct settled *others; /* by entry and partner, the newest first */
    size_t other_count;
    struct hash key; /* of names */
    int64_t alone;   /* from then on one person alone silences nothing */
    bool show;       /* also what was settled as false */
};
/* Those in force here, but for what has been withdrawn; nothing is opened. */
bool settlements_now(struct desk *d, struct work *w, struct settlements *out) MUST;
/* Those that a run was told of, as its record keeps them: JSON objects, a line each. */
bool settlements_write(struct work *w, const struct settlements *s,
    struct buffer *to) MUST;
bool settlements_kept(struct desk *d, struct work *w, struct bytes lines,
    struct settlements *out) MUST;
/* Find and open those of the name that is asked for, before threads look; and the same by the
 * name's hash. */
bool settlements_of(struct desk *d, struct work *w, struct settlements *s,
    struct asked *asked) MUST;
bool settlements_named(struct desk *d, struct work *w, struct settlements *s,
    const struct hash *name, struct asked *asked) MUST;

/* Who was asked for, and the entry that was found. */
struct pair {
    struct bytes list, ref;
    struct hash entry, subject;
};
bool pair_of(struct work *w, const struct asked *asked, const struct screen_entry *e,
    struct pair *out) MUST;
/* What is known of a pair. */
struct pair_settled {
    struct settled *ours; /* of this very pair if there is any, else of the name and the
                           * reference; NULL: none */
    const char *but;      /* what is another since; NULL: nothing */
    bool quiet;
    struct settled *others; /* of this entry, whoever was asked for */
    size_t other_count;
};
void settlements_find(const struct settlements *s, const struct asked *asked,
    const struct pair *pair, struct pair_settled *out);
/* It is said of a hit, or keeps one quiet. */
void settlements_told(const struct pair_settled *p);
/* settled_say.c: the same in words, empty where there is nothing to say; and as [{"verdict",...}]. */
bool settled_says(struct work *w, const struct pair_settled *p, struct bytes *out) MUST;
struct json *settled_json(struct work *w, const struct pair_settled *p);

/* ---- screen_hit.c: what is said of a hit ------------------------------------------------------ */

enum hit_form { HIT_CSV, HIT_JSONL };
struct hit_how {
    enum hit_form form;
    bool explain;
    const char *run; /* with --explain hits are named by it; NULL: they are not */
};
struct hit {
    const struct asked *asked;
    size_t rank;
    const struct screen_hit *found;
    const struct pair_settled *settled;
};
/* The first line of a table; nothing for JSON. */
struct bytes hit_head(const struct hit_how *how);
bool hit_write(struct work *w, struct buffer *to, const struct hit_how *how,
    const struct hit *h) MUST;

/* "csv" or "jsonl". */
const char *hit_form_name(enum hit_form form);

/* ---- screen_run.c: many names ------------------------------------------------------------------ */

/* What a node keeps of a run: a keyed hash of each name with its fields, and the hits. */
struct screen_kept {
    struct uuid run;
    struct hash key;
    struct settlements settled;
    struct buffer
        hashes; /* 32 bytes each, in order; of a run that builds on another none */
    struct buffer hits; /* as kept_hit, a line each */
};
/* [row, list, ref, points, hash of the name, of the entry, was it quiet?]; of older runs only
 * the first four. */
struct kept_hit {
    int64_t row;
    struct bytes list, ref;
    int64_t points;
    bool hashed;
    struct hash name, entry;
    bool quiet;
};
/* The lines behind the hashes: the next hit; false behind the last.  ${rest} then holds what was
 * told of settlements. */
bool kept_next(struct work *w, struct bytes *rest, struct kept_hit *out,
    bool *found) MUST;
/* The hashes and the lines of a run that is here; no decision. */
struct kept_run {
    struct stored stored;
    struct json *core;
    int64_t queries;
    struct bytes hashes; /* empty: another run keeps them */
    struct bytes lines;
};
bool kept_run_load(struct desk *d, struct work *w, const struct stored *run,
    struct kept_run *out) MUST;
/* What a run links to; ${out->no} 0: nothing; ${*core} NULL: nothing, or it was erased. */
bool kept_run_link(struct desk *d, struct work *w, const struct uuid *run,
    const char *type, struct stored *out, struct json **core) MUST;
/* The run that keeps the hashes of this one, of the same subjects; ${out} is the run itself where it does.
 * FAULT_MISSING: it was erased. */
bool kept_run_asked(struct desk *d, struct work *w, const struct stored *run,
    const struct json *core, struct stored *out) MUST;
/* The hashes, from wherever they are kept. */
bool kept_run_hashes(struct desk *d, struct work *w, struct kept_run *run) MUST;
/* The same of one that somebody names and may know of; FAULT_USAGE where it is none. */
bool kept_run_open(struct desk *d, struct work *w, struct bytes name,
    struct kept_run *out) MUST;

/* A thread takes so many names at once. */
#define PIECE_ROWS 64
/* So many threads have something to do. */
unsigned screen_threads_for(size_t names, unsigned most);
/* What is known of a run that was, so that not all of it has to be done again: who had no hit, and
 * cannot be one for the entries that are others since, has none now. */
struct screen_since {
    const uint32_t *rows; /* all others, in order */
    size_t row_count, next;
    struct stored asked; /* the run that keeps who was asked for */
    int64_t after;       /* so many runs have built on it, with this one */
    int64_t crowd;       /* as below, of the run that was and what came since */
};

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
    /* Others have their turn at the node while names are searched: only of a run that asks
     * nothing of the node before it was done that would not hold afterwards. */
    bool yields;
    bool renewed; /* words were weighed otherwise in the run before */
    /* Ids of the versions that say how rare words are; NULL: the lists. */
    const struct json *rarity;
    struct screen_since *since; /* NULL: all of it is done */
    /* Filled in. */
    uint64_t queries, found, hits, left_out;
    uint64_t quiet;  /* settled before: in no row */
    uint64_t looked; /* names that were searched for */
    size_t crowd;    /* entries that are found by one name, at the most */
    bool crowded;    /* of some only the best hits are known */
    struct screen_date today;
    struct json *remarks; /* {"line","id","text"} of some */
    uint64_t remarked;
    struct screen_search *
        *searches; /* NULL until it is opened, or lent: one for each thread */
    struct screen_ready *ready; /* which lent them and the index; NULL: nothing is lent */
    unsigned lent;              /* so many of the searches, the first ones */
};
bool screen_run_open(struct work *w, struct screen_run *r) MUST;
bool screen_run_one(struct work *w, struct screen_run *r, struct asked *asked) MUST;
/* All rows, in their order, whatever the number of threads; in memory that does not grow with
 * their number. */
bool screen_run_rows(struct work *w, struct screen_run *r, struct query_rows *rows) MUST;

/* ---- screen_remark.c: what is remarked on of who is asked for ----------------------------------- */

struct remark {
    const struct asked *asked;
    const char *text;
};
/* One more of those that a buffer holds; and what there is to remark on of one who was searched. */
void remark(struct buffer *to, const struct asked *asked, const char *text);
/* ${crowded} becomes true where there are more hits than can be known. */
void remark_asked(struct buffer *to, const struct screen_search *s,
    const struct asked *asked, bool *crowded);
/* It, among those of the run that are told. */
void remark_tell(struct work *w, struct screen_run *r, const struct remark *m);

/* By the node's clock, where there is one; and whether somebody was born behind it. */
bool screen_today(struct desk *d, struct work *w, struct screen_date *out) MUST;
bool asked_ahead(const struct asked *asked, struct screen_date today);

/* The ids of a run, in 16 to 32 bytes each. */
struct seen_ids {
    struct work *work;
    uint64_t *marks; /* 0: nothing is there */
    size_t count, room;
};
/* Did it stand before?  From now on it did. */
bool seen_before(struct work *w, struct seen_ids *s, struct bytes id, bool *yes) MUST;
void seen_close(struct seen_ids *s);
#define SEEN_AUTO __attribute__((cleanup(seen_close)))

/* ---- screen_ready.c: the lists that are in use, with their index ------------------------------- */

/* Lend to a run the newest version of each list that the node keeps, with their index, and fewer
 * threads where others search it.  Where there is a hall they are kept in it while they are the
 * newest; what a run has stays until it is given back, in a turn, whatever came since. */
bool screen_ready_lend(struct work *w, struct screen_run *r, struct lists *lists) MUST;
void screen_ready_back(struct screen_run *r);
/* The same, to look into until the turn ends; FAULT_MISSING: there are none. */
bool lists_in_use(struct desk *d, struct work *w, const struct screen_index **out) MUST;
#define RUN_AUTO __attribute__((cleanup(screen_ready_back)))

/* ---- screen.c and replay.c: names from a file, or from standard input -------------------------- */

bool screen_names(struct work *w, struct screen_run *r, const char *path) MUST;
/* As many at once as there are processors. */
unsigned screen_threads(void);
/* As a desk that gathers lines has it: ${ctx} is a buffer. */
bool screen_gather(struct work *w, void *ctx, struct bytes lines);
/* "76" or "76.5", in thousandths; ${called}: how whoever gave it calls it. */
bool screen_points(struct work *w, struct bytes text, const char *called, int *out) MUST;
/* The answer but for its lines. */
bool screen_told(struct work *w, const struct screen_run *r, const struct lists *lists,
    struct json **answer) MUST;

/* ---- screen_record.c: what a node keeps of a run --------------------------------------------------- */

/* Who may be asked for, by --class and --basis; FAULT_DENIED where it may not be. */
bool screening_may(struct work *w, const struct json *args) MUST;
bool screening_open(struct desk *d, struct work *w, struct screen_kept *out) MUST;
/* The same for a run that is to come, with its name, and what was settled before; ${show}: what
 * was settled as false, too. */
bool screening_begin(struct desk *d, struct work *w, bool show,
    struct screen_run *r) MUST;
/* The record of kind screening/1, but for its terms; ${rows} are the lines that were found.  The
 * item is the caller's to drop. */
bool screening_draft(struct desk *d, struct work *w, const struct json *args,
    const struct screen_run *r, const struct lists *lists, struct bytes rows,
    struct item **item, struct draft *out) MUST;
/* It, made. */
bool screening_keep(struct desk *d, struct work *w, const struct json *args,
    const struct screen_run *r, const struct lists *lists, struct bytes rows,
    struct receipt *out) MUST;

#endif
