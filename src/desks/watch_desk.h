/*
 * What the desks of watching share: subjects that are stored, what became of entries of lists, and
 * who acted on them.
 */
#ifndef DESKS_WATCH_DESK_H
#define DESKS_WATCH_DESK_H

#include "desks/lists_desk.h"

/* What weighs names: another version of it may weigh them otherwise. */
#define PROGRAM "liaison " LIAISON_VERSION

struct watched;

/* ---- watch_subjects.c: who is watched ------------------------------------------------------- */

/* A stored file of subjects: a record of kind subjects/1. */
struct subjects {
    struct stored stored;
    struct json *core;
    int64_t until;     /* how long they are kept; 0: no end is said */
    bool over;         /* and that is past: they are watched no more */
    struct json *last; /* the core of the last screening; NULL: there was none */
    struct stored last_stored;
};
/* All of ours that the asker may know of, in order of time. */
bool subjects_all(struct desk *d, struct work *w, struct subjects **out,
    size_t *count) MUST;
/* What it was called. */
struct bytes subjects_file(const struct json *core);
/* Rows of its content, as `screen` reads those of a file. */
struct subject_text {
    struct bytes text;
    size_t at;
};
bool subjects_rows(struct work *w, struct subject_text *text, const char *called,
    struct query_rows **out) MUST;

/* ---- watch_lists.c: what became of entries ------------------------------------------------------ */

/* Of an entry that was added, removed or changed. */
struct became {
    const struct screen_entry *was; /* NULL: it was added */
    const struct screen_entry *is;  /* NULL: it was removed */
    unsigned parts;                 /* enum screen_changed */
};
/* From some versions of lists to the newest ones. */
struct since {
    struct since *next;
    const struct json *ids;
    struct became *became; /* by list and reference */
    size_t count;
    struct screen_list *was; /* these versions, as far as they are here */
    size_t was_count;
    /* watch_again.c: of each of the newest lists what is another to a search; NULL: not looked yet. */
    struct screen_list *fresh;
    size_t fresh_count; /* entries */
};
struct watching {
    struct desk *desk;
    struct version *versions;
    size_t version_count;
    struct json *ids;                    /* of the newest version of each list */
    struct lists lists;                  /* these, once they are read */
    const struct screen_entry **entries; /* of all of them, by list and reference */
    size_t entry_count;
    struct since *since;
};
bool watching_open(struct desk *d, struct work *w, struct watching *out) MUST;
/* Those with these ids in the place of the newest. */
bool watching_as(struct watching *t, struct work *w, struct json *ids) MUST;
/* Read the lists. */
bool watching_read(struct watching *t, struct work *w) MUST;
/* From the versions with these ids on; reckoned once for each list of ids. */
bool watching_since(struct watching *t, struct work *w, const struct json *ids,
    struct since **out) MUST;
/* The version with that id; NULL: it is not here. */
const struct version *watching_version(const struct watching *t, struct work *w,
    struct bytes id);
/* NULL: nothing became of it. */
const struct became *since_find(const struct since *s, struct bytes list,
    struct bytes ref);
/* An entry of the newest lists; NULL: there is none. */
const struct screen_entry *watching_entry(const struct watching *t, struct bytes list,
    struct bytes ref);
/* ["names", "dates"]; and the same as a text. */
struct json *parts_json(struct work *w, unsigned parts);
const char *parts_text(struct work *w, unsigned parts);

/* ---- watch_hits.c: what became of hits ------------------------------------------------------------ */

enum watch_what { WATCH_NEW, WATCH_CHANGED, WATCH_GONE, WATCH_DELISTED, WATCH_WHATS };
extern const char *const watch_whats[WATCH_WHATS];
/* The hits that a run keeps. */
bool hits_read(struct work *w, struct bytes lines, struct kept_hit **out,
    size_t *count) MUST;
bool hits_of_run(struct desk *d, struct work *w, const struct stored *run,
    struct kept_hit **out, size_t *count) MUST;
struct watch_hits {
    struct since *since; /* NULL: they are watched for the first time */
    struct kept_hit *was, *is;
    size_t was_count, is_count;
    struct bytes subjects; /* the file's content; empty: it is not here any more */
    bool renewed;          /* words weighed otherwise then */
    /* Filled in. */
    struct json *items;
    int64_t counts[WATCH_WHATS];
};
bool watch_compare(const struct watching *t, struct work *w, struct watch_hits *h) MUST;

/* ---- watch_notices.c: who acted on entries ----------------------------------------------------------- */

/* Of a record, or of runs, that cite entries of which something became. */
struct notice {
    struct stored about;
    struct json *core;    /* of the record */
    struct json *entries; /* [{"list","ref","what","parts"}] */
    int64_t more, changed, delisted;
    bool known;                  /* may the asker know of the record? */
    const struct notice *others; /* other runs that cite the same */
    size_t other_count;
};
/* One entry more. */
bool notice_cite(struct notice *n, struct json *entry) MUST;
/* watch_cited.c: of runs, each with what it cites: of each entry one. */
bool notices_of_runs(struct work *w, const struct notice *runs, size_t count,
    struct buffer *to) MUST;
/* Those of settlements, and of runs that no other followed: neither one that is here, nor one that
 * this watch makes. */
struct told {
    int64_t no; /* who came before has been told of what became of entries up to ... */
    const struct json *ids; /* ... these versions; NULL: there was no watch before */
    const struct watched *again;
    size_t again_count;
};
bool notices_find(struct watching *t, struct work *w, const struct told *told,
    struct notice **out, size_t *count) MUST;
bool notice_draft(struct desk *d, struct work *w, const struct notice *n,
    struct draft *out) MUST;

/* ---- watch_mirror.c: whom entries can touch ------------------------------------------------------------- */

struct watch;
struct watched;
/* An index of the subjects, whose text is ${a}'s: the one that the node keeps, if it is of just these and by
 * the same base; else it is made, and kept. */
bool watched_mirror(struct watch *t, struct work *w, const struct watched *a,
    struct screen_mirror **out) MUST;
/* Remove that of these subjects, or all: what they are of is to be erased. */
bool mirror_forget(struct desk *d, struct work *w, const struct uuid *subjects) MUST;
bool mirrors_forget(struct desk *d, struct work *w) MUST;

/* ---- watch_again.c: screening again ----------------------------------------------------------------------- */

/* Screen who is to be screened again, each a run whose record is drafted; of those whose last run can be built
 * on only whom a change can touch. */
bool watch_again(struct watch *t, struct work *w) MUST;

/* ---- watch.c and watch_tell.c: a watch ------------------------------------------------------------------ */

/* One file of subjects, screened again. */
struct watched {
    const struct subjects *subjects;
    struct bytes class, file; /* what it is called; empty: it is not here any more */
    struct item *item;
    struct draft draft;
    struct screen_run run;
    struct screen_since since;
    struct watch_hits hits;
    struct receipt receipt;
};
struct watch {
    struct watching lists;
    struct subjects *subjects;
    size_t subject_count;
    struct stored last; /* the watch before; no 0: there was none */
    struct json *last_core;
    struct json *rarity; /* ids of the versions that say how rare words are */
    bool renew;          /* that are to be the newest ones, for somebody asks for it */
    bool asks_renew;
    bool renewed; /* they are others than at the watch before */
    const struct screen_index *base;
    struct screen_run run;   /* what all have alike */
    struct screen_run whole; /* the same with the index of all lists, once one wants it */
    struct watched *again;
    size_t again_count;
    struct notice *notices;
    struct receipt *notice_receipts;
    size_t notice_count;
    int64_t counts[WATCH_WHATS];
    int64_t over; /* files whose time is over */
};
/* What the run before found, and what became of entries since. */
bool watched_before(struct watch *t, struct work *w, struct watched *a) MUST;
/* The hits that its run keeps, ${lines}, with those of the run before. */
bool watched_compare(struct watch *t, struct work *w, struct watched *a,
    struct bytes lines) MUST;
/* ${id} of the watch; NULL: nothing was done. */
bool watch_tell(struct watch *t, struct work *w, const struct uuid *id,
    struct json **answer) MUST;
/* What the last one told of hits, from its records. */
bool watch_tell_again(struct watch *t, struct work *w, struct json **answer) MUST;

#endif
