/*
 * screen: official lists of names, read as they are and searched for a name, with reasons.  A
 * library: it needs ground/{base,text,xml} only, knows no node, keeps nothing, and says the
 * same for the same bytes.
 *
 * A hit is a question to a human.  It names the list, its own date and the entry, and says
 * what speaks for it and what against.
 */
#ifndef ENGINES_SCREEN_SCREEN_H
#define ENGINES_SCREEN_SCREEN_H

#include "ground/base/base.h"

/* ---- Entries of lists, as they were read --------------------------------------------------- */

enum screen_type {
    SCREEN_ANY, /* the list does not say */
    SCREEN_PERSON,
    SCREEN_ENTITY,
    SCREEN_VESSEL,
    SCREEN_AIRCRAFT,
    SCREEN_TYPES
};

enum screen_kind {
    SCREEN_PRIMARY,
    SCREEN_ALIAS,
    SCREEN_FORMER,
    SCREEN_WEAK,   /* the list itself calls it weak, low or of low quality */
    SCREEN_SCRIPT, /* a name in its own script, where the list says so */
    SCREEN_KINDS
};

enum screen_gender { SCREEN_GENDER_UNKNOWN, SCREEN_MALE, SCREEN_FEMALE };

struct screen_name {
    struct bytes text; /* UTF-8, blanks made one, given names as the list has them */
    uint8_t kind;      /* enum screen_kind */
};

/* A day, a month, a year or several years; of the Gregorian calendar. */
struct screen_date {
    int16_t from;  /* year */
    int16_t to;    /* year; the same, or later */
    uint8_t month; /* 0: not said, or several years */
    uint8_t day;   /* 0: not said */
    bool about;    /* circa, approximately */
};

/* A document or register number. */
struct screen_id {
    struct bytes kind;    /* as the list calls it: "Passport", "IMO number" */
    struct bytes number;  /* as the list has it */
    struct bytes country; /* ISO 3166-1 alpha-2 in capitals, or empty */
};

struct screen_entry {
    struct bytes list;         /* it stands on: one file may hold several */
    struct bytes ref;          /* the publisher's own: "QDi.001", "EU.27.28", "6908" */
    uint8_t type;              /* enum screen_type */
    uint8_t gender;            /* enum screen_gender */
    struct screen_name *names; /* the first is the primary one */
    size_t name_count;
    struct screen_date *dates; /* of birth; of building, for a vessel: left out */
    size_t date_count;
    /* Of nationality, birth, address, flag: alpha-2, each once. */
    struct bytes *countries;
    size_t country_count;
    struct screen_id *ids;
    size_t id_count;
    struct bytes programme; /* regime or programme, as the list has it; may be empty */
    struct bytes listed;    /* the day, YYYY-MM-DD, or empty */
    struct bytes remark;    /* what else the list says, one text; may be empty */
};

struct screen_list {
    /* "UN", "EU", "OFAC", "UK", "CA", "CSL"; of a plain table those that it names, "UN+EU" in
     * the order of their first rows. */
    struct bytes name;
    struct bytes format; /* "un-xml", "eu-fsf-xml" ... */
    struct bytes date;   /* the list's own date, YYYY-MM-DD; empty: it has none */
    /* In the order of the files.  NULL: the list stands in an archive, and its entries are
     * reached through hits. */
    struct screen_entry *entries;
    size_t count;
    size_t names;    /* of all entries */
    size_t nameless; /* entries that the list gives without any name: they are left out */
};

/* A file of a list: its bytes, unpacked, and what to call it in messages. */
struct screen_file {
    struct bytes text;
    const char *called;
};

/*
 * Read one list.  What the files are is seen from their first bytes and columns, never from
 * what they are called; several files are parts of one list (sdn, alt, add and comments of
 * OFAC; the regulations of the EU).  FAULT_INVALID names the file, the line and the reason: a
 * list that is cut off, wrongly encoded or not the format that it begins as is never half read.
 */
bool screen_list_read(struct work *w, const struct screen_file *files, size_t count,
    struct screen_list *out) MUST;

/* All that is known of an entry as canonical JSON: what a settlement is bound to, and what two
 * versions of a list are compared by.  The same bytes on every machine. */
bool screen_entry_write(struct work *w, const struct screen_entry *e,
    struct bytes *out) MUST;

/* ---- An index of lists ----------------------------------------------------------------------- */

/* Is it a code of ISO 3166-1, two capitals?  Kosovo's XK is taken for one. */
bool screen_country(struct bytes alpha2);

/* Once, before there are threads. */
bool screen_start(struct work *w) MUST;

/* Never changed once it is made: any number of threads may search it.  The lists are lent. */
struct screen_index;
bool screen_index_build(struct work *w, const struct screen_list *lists, size_t count,
    struct screen_index **out) MUST;

/* The same index, whose entries are found by their own names alone, not by those of counterparts. */
bool screen_index_alone(struct work *w, const struct screen_index *of,
    struct screen_index **out) MUST;
/* Does it have entries of that list?  And one of that reference? */
bool screen_index_has(const struct screen_index *x, struct bytes list, struct bytes ref,
    bool *listed);
/* The same, where ${rarity} says how rare words are, and what they weigh: so the points of a name
 * do not hang on what else stands on the lists.  It says which stand for each other, too, and
 * entries are found by their own names alone.  It is lent; its own lists need not be there any
 * more. */
bool screen_index_build_by(struct work *w, const struct screen_index *rarity,
    const struct screen_list *lists, size_t count, struct screen_index **out) MUST;

/* ---- Searching it ------------------------------------------------------------------------------ */

/* Who is asked for.  What is not known is empty, zero or SCREEN_ANY. */
struct screen_query {
    struct bytes name;
    uint8_t type;            /* enum screen_type */
    uint8_t gender;          /* enum screen_gender */
    struct screen_date born; /* from 0: not known */
    struct bytes country;    /* ISO 3166-1 alpha-2 */
    struct bytes number;     /* of a document */
};

/* Points are thousandths: 100,000 for the same words, more or less by how rare they are. */
#define SCREEN_THRESHOLD 77000
struct screen_settings {
    int threshold;
    unsigned most;   /* hits; the rest is only counted */
    bool exhaustive; /* try every name: for tests, and for who doubts the index */
    bool bare;       /* only the points are wanted, not what they are the sum of */
};

/* What a hit's points are the sum of. */
enum screen_why {
    SCREEN_WORD,     /* words that agree */
    SCREEN_CONFLICT, /* words on both sides that agree with none */
    SCREEN_LEFT_OUT, /* one side has more words: less against it than that would be */
    SCREEN_ORDER,    /* the words stand in another order */
    SCREEN_ALONE,    /* one word agrees where there are several */
    SCREEN_NEAR,     /* several words are only alike, or one is, and is all that agrees */
    SCREEN_RARITY,   /* many, or few, have these names */
    SCREEN_BORN,
    SCREEN_YEAR, /* that of birth agrees, and more is not known of one of the two */
    SCREEN_COUNTRY,
    SCREEN_SEX,
    SCREEN_NUMBER,
    SCREEN_SORT, /* a person asked for, an entity listed */
    /* The name is that of an entry of another list, likely the same subject. */
    SCREEN_COUNTERPART,
    SCREEN_WHYS
};

struct screen_part {
    uint8_t why;
    int points;
    struct bytes asked;  /* what of the query; lent from it */
    struct bytes listed; /* what of the entry's name; lent from it */
    /* Of words: in so many entries the lists write the one for the other, 0: they are alike.  Of a
     * counterpart: it shares so many names. */
    uint32_t times;
};
#define SCREEN_PARTS 40

struct screen_hit {
    const struct screen_index *index;
    uint32_t entry; /* its number, among those of all lists */
    const struct screen_list *list;
    struct bytes on;  /* the list that the entry stands on: one file may hold several */
    struct bytes ref; /* the publisher's own */
    struct screen_name name; /* that of its names, or its counterparts', that gave most */
    struct bytes name_on;    /* whose it is, by list and reference; empty: its own */
    struct bytes name_ref;
    int points;
    const char *band; /* "strong", "good" or "possible" */
    size_t count;
    struct screen_part parts[SCREEN_PARTS];
};

/* For one thread at a time. */
struct screen_search;
bool screen_search_open(struct work *w, const struct screen_index *x,
    struct screen_search **out) MUST;
/* Each entry that reaches the threshold once, best first; among equals in the order of the
 * lists.  Lent until the next search.  No fault can come: whatever the bytes, there is an
 * answer. */
void screen_search(struct screen_search *s, const struct screen_query *q,
    const struct screen_settings *how, const struct screen_hit **hits, size_t *count,
    size_t *all);
/* All that its list says of the entry that was hit. */
bool screen_hit_entry(struct work *w, const struct screen_hit *h,
    const struct screen_entry **out) MUST;
/* So many entries were found by the name, before fields spoke for or against; of more than SCREEN_MOST only
 * the best are known. */
#define SCREEN_MOST 1024
size_t screen_search_found(const struct screen_search *s);
/* What of the search a reader should know, in a word; NULL: nothing.  "cut": the name is longer
 * than what is compared. */
const char *screen_search_remark(const struct screen_search *s);

/* ---- An archive: lists with their index, ready for use ---------------------------------------- */

/*
 * A cache in one file: whoever has the lists can make it again, and it is read by the program
 * that made it and no other.  What is found by it is what is found by the lists, to the last
 * bit.  Its format is in docs/formats.md.
 */

/* What one of its lists was read from: as whoever makes the archive says, and whoever opens it
 * compares. */
struct screen_source {
    struct hash sha256;
    uint64_t size; /* of all its files */
};
struct screen_archive {
    const struct screen_list *lists;
    const struct screen_source *sources; /* of each */
    size_t count;
    const struct screen_index *index;
};

/* All of it, in ${w}.  The index must have been built, with ${sources} of each of its lists.  The
 * same lists give the same bytes. */
bool screen_archive_write(struct work *w, const struct screen_index *x,
    const struct screen_source *sources, struct bytes *out) MUST;
bool screen_archive_begins(struct bytes text);
/* ${text} stands on a whole page, or as memory of a work does, and is lent for as long as the
 * archive is used; it must not change.  FAULT_INVALID: it is none, or was made by another version
 * of the program; FAULT_CORRUPT: it is damaged.  What was opened can be searched, whoever wrote
 * it. */
bool screen_archive_open(struct work *w, struct bytes text,
    struct screen_archive *out) MUST;

/* ---- Two versions of a list ---------------------------------------------------------------- */

/* What of an entry changed: bits. */
enum screen_changed {
    SCREEN_PART_TYPE = 1,
    SCREEN_PART_GENDER = 2,
    SCREEN_PART_NAMES = 4, /* their texts or kinds; in what order they stand is nothing */
    SCREEN_PART_DATES = 8,
    SCREEN_PART_COUNTRIES = 16,
    SCREEN_PART_IDS = 32,
    SCREEN_PART_PROGRAMME = 64,
    SCREEN_PART_LISTED = 128,
    SCREEN_PART_REMARK = 256
};

struct screen_change {
    const struct screen_entry *was; /* NULL: it was added */
    const struct screen_entry *is;  /* NULL: it was removed */
    unsigned parts;                 /* enum screen_changed, of one that changed */
};

struct screen_changes {
    struct screen_change
        *change; /* in the order of the new list, then the removed ones */
    size_t count;
    size_t added;
    size_t removed;
    size_t changed;
};

/* Entries are the same by list and reference, and compared by all that is known of them.  Both
 * lists must outlive the answer. */
bool screen_lists_compare(struct work *w, const struct screen_list *was,
    const struct screen_list *is, struct screen_changes *out) MUST;

/* Of each list the entries that are new, or not what they were to a search: hits on the others stay
 * as they were while the same says how rare words are. */
bool screen_lists_fresh(struct work *w, const struct screen_list *was, size_t was_count,
    const struct screen_list *is, size_t count, struct screen_list *out) MUST;

/* ---- Subjects that are screened again as lists change -------------------------------------- */

/* Subjects, and their hits on the newest lists that they were held against. */
struct screen_watch;
/* ${rarity} is lent. */
bool screen_watch_open(struct work *w, const struct screen_index *rarity, int threshold,
    struct screen_watch **out) MUST;
void screen_watch_close(struct screen_watch *s);
/* One more, copied; they are numbered from 0. */
bool screen_watch_add(struct screen_watch *s, const struct screen_query *q) MUST;
/* Index them, once and when all are there: a change then costs what it can touch.  Without that it
 * costs a look at each of them. */
bool screen_watch_index(struct screen_watch *s, struct work *w) MUST;
/* Screen all.  The lists are lent until the next call of this or the one below. */
bool screen_watch_all(struct screen_watch *s, struct work *w,
    const struct screen_list *lists, size_t count) MUST;

struct screen_touched {
    size_t entries;  /* that are new, or not what they were to a search */
    size_t gone;     /* entries */
    size_t subjects; /* that were looked at */
};
/* The lists are now these: screen again whom that can touch.  The hits are then those of
 * screening all, to the last bit. */
bool screen_watch_change(struct screen_watch *s, struct work *w,
    const struct screen_list *lists, size_t count, struct screen_touched *out) MUST;

/* The index of subjects by itself, once it is made; it tells whom entries can touch, by their numbers, in
 * order. */
struct screen_mirror;
struct screen_mirror *screen_watch_mirror(struct screen_watch *s);
bool screen_mirror_touched(struct screen_mirror *m, struct work *w,
    const struct screen_list *lists, size_t count, uint32_t **subjects,
    size_t *touched) MUST;
size_t screen_mirror_count(const struct screen_mirror *m); /* subjects */
/* As bytes, and from them, as an archive of lists is: by the same program, and for the same ${rarity}, which
 * is not in it. */
bool screen_mirror_write(struct work *w, const struct screen_mirror *m,
    struct bytes *out) MUST;
bool screen_mirror_open(struct work *w, const struct screen_index *rarity, int threshold,
    struct bytes text, struct screen_mirror **out) MUST;

/* A hit of one. */
struct screen_stand {
    uint32_t subject;
    int points;
    const struct screen_list *list;
    const struct screen_entry *entry;
    struct screen_name name;
};
/* By subjects, the best hit of each first; lent until the next change. */
const struct screen_stand *screen_watch_hits(const struct screen_watch *s, size_t *count);

#endif
