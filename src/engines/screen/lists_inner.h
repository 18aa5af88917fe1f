/*
 * Lists while they are read: what the readers of the formats share.
 *
 * A reader opens entries and says what it finds of them, in any order; maker.c gathers it, and
 * layout.c lays it out when the last file was read.  Texts are kept once each.  Where a function returns
 * nothing, a failure is in the work, and is seen at the next TRY.
 */
#ifndef ENGINES_SCREEN_LISTS_INNER_H
#define ENGINES_SCREEN_LISTS_INNER_H

#include <string.h>

#include "engines/screen/screen.h"
#include "ground/text/text.h"
#include "ground/xml/xml.h"

/* A text of the list, and where it was seen last. */
struct list_text {
    struct bytes text;
    struct list_text *next; /* of the same slot */
    uint32_t hash;
    uint32_t entry; /* that it is the reference of, counted from 1; 0: of none */
    uint32_t again; /* how many references were like it */
    uint64_t said;  /* of which entry and column it was said last */
    uint32_t seen;  /* marks of the layout: by which entry, counted from 1 */
    uint32_t at;    /* and where */
};

/* Things of one size, as many as there are; each stays where it is. */
struct pieces {
    struct work *w;
    size_t size;
    size_t count;
    uint8_t **chunks;
    size_t room; /* for chunks */
};
/* One more, zeroed; NULL: the work has a fault. */
void *pieces_add(struct pieces *p) MUST;
void *pieces_at(const struct pieces *p, size_t n);

struct maker {
    struct work *w;    /* keeps what stays */
    struct work *part; /* keeps what the reading needs */
    const char *format;
    struct bytes list; /* of the entries that are opened */
    struct bytes date;
    struct pieces entries; /* struct screen_entry, without what follows */
    struct pieces names;   /* struct name_piece ... */
    struct pieces dates;
    struct pieces countries;
    struct pieces ids;
    struct buffer remark;     /* of the entry that was opened last */
    struct buffer lists;      /* of a plain table: what lists it names */
    struct list_text **slots; /* of texts that are kept */
    size_t slots_first;       /* so many at first: a power of two */
    size_t slot_count;
    size_t text_count;
};

/* bytes_is() of a literal, whose length the compiler knows. */
static inline bool
list_is(struct bytes a, const char *text)
{
    size_t len = strlen(text);

    return a.len == len && memcmp(a.at, text, len) == 0;
}

/* ---- maker.c: entries ---------------------------------------------------------------------- */

/* Is all well?  If not, ${w} has the fault, too. */
bool list_good(const struct maker *m, struct work *w) MUST;
/* Say in which file that happened.  Always returns false. */
bool list_failed(struct maker *m, const struct screen_file *file);
/* Open an entry; it is spoken of by its number.  One whose reference is there already gets a
 * number behind it: " (2)". */
bool list_open(struct maker *m, struct bytes ref, uint32_t *entry) MUST;
/* The entry of that reference on the list that is read now; false: there is none. */
bool list_find(struct maker *m, struct bytes ref, uint32_t *entry) MUST;
struct screen_entry *list_at(struct maker *m, uint32_t entry);
uint32_t list_hash(struct bytes text);
/* The text, kept once. */
struct list_text *list_keep(struct maker *m, struct bytes text);

/* A name as it is.  Nothing is no name. */
void list_name(struct maker *m, uint32_t entry, enum screen_kind kind, struct bytes text);
void list_date(struct maker *m, uint32_t entry, const struct screen_date *date);
void list_country(struct maker *m, uint32_t entry, const char *alpha2);
/* The country may be NULL. */
void list_id(struct maker *m, uint32_t entry, struct bytes kind, struct bytes number,
    const char *alpha2);
/* A line of the remark, "label: text"; of the entry that was opened last. */
void list_remark(struct maker *m, const char *label, struct bytes text);
/* The day as YYYY-MM-DD, if it is one. */
void list_listed(struct maker *m, uint32_t entry, struct bytes text);
/* A text that one says of an entry, kept once. */
struct bytes list_said(struct maker *m, struct bytes text);
/* Is that new of the entry in this column?  Tables say the same in many rows; what was said
 * before is at times taken to be new, never the other way round. */
bool list_fresh(struct maker *m, uint32_t entry, unsigned column, struct bytes text);

/* A day as YYYY-MM-DD, kept; nothing: it is none. */
struct bytes list_day(struct maker *m, struct bytes text);

/* ---- list_text.c and list_names.c: texts that say several things --------------------------- */

/* How long a blank is that a text begins with; 0: it begins with none. */
size_t list_blank(struct bytes text);
struct bytes list_trim_any(struct bytes text);

/* Blanks off both ends; what Unicode calls blank, too. */
static inline struct bytes
list_trim(struct bytes text)
{
    if (text.len == 0 ||
        (text.at[0] > ' ' && text.at[0] < 0x7F && text.at[text.len - 1] > ' ' &&
            text.at[text.len - 1] < 0x7F))
        return text;
    return list_trim_any(text);
}

/* The pieces of a text between these bytes, trimmed; empty ones are left out. */
bool list_split(struct bytes *rest, const char *at, struct bytes *piece);
/* The next of several things in one field: "A; B", "(a) A, (b) B", "1) A 2) B", "A / B". */
bool list_field(struct bytes *rest, struct bytes *piece);
/* One name, whatever is in it; quotes around it and blanks in it go. */
void list_one_name(struct maker *m, uint32_t entry, enum screen_kind kind,
    struct bytes text);
/* All names of a field: "A; B", "(a) A, (b) B", "A (a.k.a. B) C", and without the notes that
 * stand behind some. */
void list_all_names(struct maker *m, uint32_t entry, enum screen_kind kind,
    struct bytes text);
/* Of a field of names or codes: "(1) Iraq (2) Iran", "Ukrainian, Russian". */
void list_countries(struct maker *m, uint32_t entry, struct bytes text);
/* Of a place: what stands between its commas and is the name of a country. */
void list_place(struct maker *m, uint32_t entry, struct bytes text);
bool list_has_digit(struct bytes text);
size_t list_words_in(struct bytes text);
enum screen_gender list_gender(struct bytes text);

/* ---- list_ids.c: numbers ------------------------------------------------------------------- */

/* Of a field such as "(1) A123 (2) B456 (Iran)"; details may stand beside it, in the same
 * order. */
void list_numbers(struct maker *m, uint32_t entry, const char *kind, struct bytes text,
    struct bytes details);

/* ---- country.c ---------------------------------------------------------------------------- */

/* By a code of ISO 3166-1, a name, or what those of it are called; NULL: none is known. */
const char *country_of(struct bytes text);

struct country_name {
    const char *key; /* the letters of a to z and digits alone */
    char alpha2[3];
};
extern const struct country_name country_table[]; /* by key */
extern const size_t country_table_count;

/* ---- dates.c ------------------------------------------------------------------------------ */

/* All dates that a text holds. */
void list_dates(struct maker *m, uint32_t entry, struct bytes text);
/* The first one; false: it holds none. */
bool date_read(struct bytes text, struct screen_date *out);
/* Years, months and days of the Islamic calendar (tabular, civil epoch) as ours, about. */
bool date_islamic(int year, int month, int day, struct screen_date *out);

/* ---- list_table.c: tables with named columns ---------------------------------------------- */

#define LIST_COLUMNS 64

struct list_table {
    struct work *w;
    const struct screen_file *file;
    struct text_rows *rows;
    struct text_row row;
    size_t columns; /* each row has as many */
    size_t count;   /* of those that were asked for */
    int at[LIST_COLUMNS];
};
extern const struct text_rows_how list_rows;

/* Find ${names} in the row that is read next; what begins with '?' need not be there, and '|'
 * stands between two titles for the same. */
bool list_table_open(struct maker *m, const struct screen_file *file,
    struct text_rows *rows, const char *const *names, size_t count,
    struct list_table *out) MUST;
bool list_table_next(struct list_table *t, bool *found) MUST;
/* The cell of the n-th name, trimmed; empty if it is not there. */
struct bytes list_cell(const struct list_table *t, size_t n);
/* Each row of a table that ends with a whole line. */
typedef bool list_row(struct maker *m, const struct list_table *t);
bool list_each_row(struct maker *m, const struct screen_file *file,
    const struct text_rows_how *how, const char *const *names, size_t count,
    list_row *take) MUST;
/* The first row of a text; none: it has no cells. */
bool list_first_row(struct work *w, struct bytes text, struct text_row *row) MUST;
size_t list_lines(struct bytes text);
/* A table that was cut off within its last line is refused. */
bool list_whole_line(struct work *w, struct bytes text) MUST;

/* ---- XML ---------------------------------------------------------------------------------- */

/* By the local name: publishers changed their namespaces. */
const struct xml *list_child(const struct xml *x, const char *name);
const struct xml *list_next(const struct xml *x, const char *name);
/* The text of the first such child, trimmed; nothing without one. */
struct bytes list_value(const struct xml *x, const char *name);
struct bytes list_own_text(const struct xml *x);
/* Each record of each file, with the maker as its context. */
bool list_each_record(struct maker *m, const struct screen_file *files, size_t count,
    unsigned depth, xml_record *take) MUST;

/* ---- The formats -------------------------------------------------------------------------- */

typedef bool list_reader(struct maker *m, const struct screen_file *files, size_t count);
list_reader list_un, list_eu, list_eu_whole, list_eu_oj, list_ofac, list_ofac_xml,
    list_ofac_enhanced, list_uk, list_ca, list_csl, list_plain;

#endif
