/*
 * formats: foreign formats into what records can hold, and back.  IATI: activities and
 * organisations, read from 1.0x and 2.0x, written as they came, and checked against the
 * publisher's schemas, code lists and rules, which are adopted from files and never shipped.
 * Tables: rows of CSV and of spreadsheets, and the HXL tags that say what a column is.
 */
#ifndef ENGINES_FORMATS_FORMATS_H
#define ENGINES_FORMATS_FORMATS_H

#include "ground/base/base.h"
#include "ground/crypt/crypt.h"
#include "ground/xml/xml.h"

struct kind_iati;

/* ---- A file of activities or organisations ------------------------------------------------ */

/* What was read is lent from the tree; ${element} is whole. */
struct iati_item {
    const struct xml *element;
    bool organisation;
    bool old; /* of version 1.0x */
    struct bytes id;
    struct iati_item *next;
};

struct iati_file {
    const struct xml *root; /* with its attributes, and all that is no item */
    struct bytes version;   /* "2.03"; empty where the file says none */
    struct iati_item *items;
    size_t count;
};

/* FAULT_INVALID when it is no XML, or its root is neither iati-activities nor
 * iati-organisations.  It need not be valid. */
bool iati_read(struct work *w, struct bytes text, struct iati_file *out) MUST;
/* An item that stands alone, as iati_item_text gave it. */
bool iati_item_read(struct work *w, struct bytes text, bool old,
    struct iati_item **out) MUST;
/* What a record holds of it, by what its kind says the fields are (docs/kinds.md).  What a field
 * cannot hold is left out or cut: the element has it whole. */
bool iati_core(struct work *w, const struct kind_iati *map, const struct iati_item *i,
    struct json **out) MUST;
/*
 * The item with what the fields of ${core} say otherwise than iati_core of it: a field that was
 * not changed leaves its elements as they are, a changed one puts its own in their place, or
 * where the schema wants them.  Takes ${i} apart.  NULL: an item of version 2.03 made new, called
 * by its reporter's reference and ${id} where it has no identifier; FAULT_INVALID names the field
 * that is missing for it.
 */
bool iati_merge(struct work *w, const struct kind_iati *map, struct iati_item *i,
    const struct json *core, struct bytes id, struct iati_item **out) MUST;
/* A file that holds nothing yet, for iati_write. */
bool iati_root(struct work *w, bool organisations, struct bytes version,
    struct iati_file *out) MUST;
/* One item as text that stands alone, and the hash of its canonical form: two items that say
 * the same have one hash, however they were written. */
bool iati_item_text(struct work *w, const struct iati_item *i, struct bytes *out) MUST;
bool iati_item_hash(struct work *w, const struct iati_item *i, struct hash *out) MUST;
/* A file again: ${like} gives the root's name and attributes, ${texts} are items as
 * iati_item_text gave them, in this order. */
bool iati_write(struct work *w, const struct iati_file *like, const struct bytes *texts,
    size_t count, struct bytes *out) MUST;

/* The file with footnotes, [{"label","text"}], as comments before its first element: they change
 * nothing that it says. */
bool iati_footnotes(struct work *w, struct bytes file, const struct json *notes,
    struct bytes *out) MUST;

/* ---- Code lists ------------------------------------------------------------------------------ */

/* A set of the publisher's code lists, read from a folder. */
struct codes;

struct code_list {
    struct bytes name;
    bool complete; /* another code is an error; else a warning */
    size_t count;
    struct code_list *next;
};

/* All *.xml of ${folder} and of its folders embedded and non-embedded that hold a code list, and
 * mapping.xml, which says where in a file which list is used. */
bool codes_read(struct work *w, const char *folder, struct codes **out) MUST;
const struct code_list *codes_lists(const struct codes *c);
const struct code_list *codes_list(const struct codes *c, struct bytes name);
bool codes_have(const struct code_list *list, struct bytes code);
size_t codes_count(const struct codes *c);
size_t codes_mappings(const struct codes *c);

/* A code list as the core of a record of kind code-list/1: such a core as JSON, an IATI code list,
 * or a table with the columns code, name, languages, from, to, footnote.  What the file does not
 * say -- a table's name, a version -- is not there. */
bool list_read(struct work *w, struct bytes text, struct json **out) MUST;

/* ---- Rules ------------------------------------------------------------------------------------- */

/* A set of rules, as IATI's standard ruleset is written: JSON, with paths in a subset of XPath. */
struct rules;
bool rules_read(struct work *w, struct bytes text, struct rules **out) MUST;
size_t rules_count(const struct rules *r);

/* ---- Checking ---------------------------------------------------------------------------------- */

enum iati_severity { IATI_NOTE, IATI_WARNING, IATI_ERROR, IATI_SEVERITIES };
extern const char *const iati_severities[IATI_SEVERITIES];

struct iati_finding {
    const char *id; /* "xsd-1871", "code-Sector", a rule's own id such as "6.11.1" */
    enum iati_severity severity;
    const char *path;  /* of the element or attribute it stands at */
    uint32_t line;     /* where that begins */
    struct bytes item; /* the identifier of the activity or organisation; may be empty */
    const char *text;  /* one line */
    struct iati_finding *next;
};

/* What to check against; a NULL is not checked. */
struct iati_checks {
    const struct xml_schema *schema;
    const struct codes *codes;
    const struct rules *rules;
    int64_t now;
    size_t most; /* findings that are listed; all are counted */
};

struct iati_report {
    struct iati_finding *first;
    struct iati_finding *last;
    size_t count[IATI_SEVERITIES];
    size_t rules_left; /* cases that want a list which is not here */
};

/* Findings are no fault; FAULT_INVALID when rules cost more than the document allows. */
bool iati_check(struct work *w, const struct iati_file *file,
    const struct iati_checks *checks, struct iati_report *out) MUST;
/* The schema for a file in a folder of schemas, or of folders named by version; NULL when the
 * root is none that has one. */
bool iati_schema_open(struct work *w, const char *folder, const struct iati_file *file,
    struct xml_schema **out) MUST;

/* ---- Tables ------------------------------------------------------------------------------------- */

#define TABLE_SIZE ((size_t)64 << 20) /* bytes of a file */
#define TABLE_ROWS 200000
#define TABLE_COLUMNS 1000
#define TABLE_CELLS 4000000
#define TABLE_CELL 32767 /* bytes of a cell's text */

/* Cells are text without the blanks around it; those behind a row's last one are not there. */
struct table_row {
    uint32_t line; /* in the file, or the row of the sheet */
    uint32_t count;
    const struct bytes *cells;
};
struct table {
    const struct table_row *rows; /* without those that are empty */
    size_t count;
};

/* RFC 4180: quotes, either line end, UTF-8 with or without a byte order mark; commas, or the
 * semicolons or tabs that the first line has more of.  FAULT_INVALID begins with the line. */
bool csv_read(struct work *w, struct bytes text, struct table *out) MUST;
/* The first sheet of an Office Open XML workbook: shared and own strings, numbers, truths, and
 * days as YYYY-MM-DD.  Refused: macros, errors, and formulas that no value was kept of. */
bool xlsx_read(struct work *w, struct bytes text, struct table *out) MUST;
/* A workbook of one sheet in which every cell is text; the columns of ${choices} that are not
 * empty ("a,b,c") offer these from row ${head} + 1 on. */
bool xlsx_write(struct work *w, const struct table *t, const struct bytes *choices,
    size_t head, struct bytes *out) MUST;
/* The cell, or nothing. */
struct bytes table_cell(const struct table_row *row, size_t column);

/* What a column is: its title, and its HXL tag "#org+type" with the attributes in order, or
 * nothing. */
struct table_column {
    struct bytes title;
    struct bytes tag;
};
/* The row of tags is looked for among the first 25; the title stands in the row above it, or
 * without tags in the first row.  ${*first}: the first row of data. */
bool table_columns(struct work *w, const struct table *t, struct table_column **out,
    size_t *count, size_t *first) MUST;

#endif
