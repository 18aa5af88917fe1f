/*
 * kinds_inner: a kind as it is kept once its file is read.  The language is
 * docs/kinds.md.
 */
#ifndef CORE_RECORDS_KINDS_INNER_H
#define CORE_RECORDS_KINDS_INNER_H

#include "core/records/embedded.h"
#include "core/records/records_inner.h"

#define KIND_TEXT_MAX (256 * 1024)
#define KIND_PROPERTIES 64 /* of one object */
#define KIND_CHOICES 64    /* of one enum */
#define KIND_PATTERN 128   /* the size of one pattern: what a byte of text may cost */

/* ---- Schemas -------------------------------------------------------------------- */

/* What a schema is about; bits, so that a keyword can say where it fits. */
enum schema_type {
    SCHEMA_BOOLEAN = 1,
    SCHEMA_INTEGER = 2,
    SCHEMA_STRING = 4,
    SCHEMA_ARRAY = 8,
    SCHEMA_OBJECT = 16,
    SCHEMA_LANG_TEXT = 32, /* the three forms that are values with parts of their own */
    SCHEMA_FORM = 64,
    SCHEMA_ANY = 127
};

enum schema_format {
    FORMAT_NONE,
    FORMAT_TIME,
    FORMAT_UUID,
    FORMAT_HASH,
    FORMAT_ORG,
    FORMAT_LANGUAGE,
    FORMAT_LANG_TEXT,
    FORMAT_UNCERTAIN_DATE,
    FORMAT_FILE_NAME,
    FORMAT_DATE,
    FORMAT_DECIMAL
};

struct property;
struct expr;

struct schema {
    const struct json *json; /* as the file has it */
    enum schema_type type;
    enum schema_format format;
    const struct json *label;    /* or NULL */
    const struct json *constant; /* NULL: any */
    const struct json *choices;  /* the array of "enum", or NULL */
    const struct json *labels;   /* of choices, by value; or NULL */
    struct bytes codes;          /* the code list that it is of; or empty */
    const struct json *hxl;      /* tags of columns that go there; or NULL */
    const struct json *words;    /* that tables have for its values; or NULL */
    struct limit {
        int64_t integer;
        struct bytes decimal; /* empty: none */
    } minimum, maximum;
    size_t min_length;
    size_t max_length;
    const struct pattern *pattern; /* or NULL */
    size_t min_count;              /* items or properties */
    size_t max_count;
    bool unique;
    bool open;     /* other properties may stand there, unjudged */
    bool personal; /* "about": of a person, a family, a legal situation */
    bool persons;  /* is it, or something below? */
    bool tagged;   /* has it, or what is below, a tag of tables? */
    bool tells;    /* has it more to it than good or bad, or what is below? */
    const struct schema *items;
    struct property *properties; /* in order of name */
    size_t property_count;
    size_t required_count;
};

struct property {
    struct bytes name;
    bool required;
    const struct schema *schema;
    const struct expr *required_when; /* or NULL */
    const struct expr *visible_when;  /* or NULL */
};

/* ---- Kinds ------------------------------------------------------------------------ */

struct kind_part {
    struct bytes name;
    const struct json *label; /* or NULL */
    bool required;
    bool ordinary;               /* tells of no source and no person; not of terms */
    const struct schema *schema; /* NULL: judged elsewhere, as terms are */
};

struct kind_link {
    struct bytes type;
    const struct json *label; /* or NULL */
    const struct json *to;    /* an array of kinds, or NULL: any */
    int64_t min;
    int64_t max;
};

#define KIND_STATES 24
#define KIND_MOVES 48
#define KIND_FORMULAS 64 /* derived values, and rules */
#define KIND_COST \
    1000000 /* of all derived values of a record, of all its rules, of all
                              * moves that one organisation made on an item; see EXPR_COST */

struct kind_state {
    struct bytes name;
    const struct json *label;
    bool final;  /* nothing leads on, and that is meant */
    bool public; /* what stands here may be published */
    const struct expr
        *start; /* a record begins here when this is true; NULL: it never does */
};

/* What brings an item from one state to another: a record of kind move/1, by one who may. */
struct kind_move {
    struct bytes name;
    const struct json *label;
    uint32_t from; /* a bit for each state */
    int to;        /* a state, or -1: it stays */
    bool sign;     /* a signature under this very version */
    bool
        asked; /* of whoever may make it, as soon as the item stands where it leads from */
    const struct expr *by;   /* who may; NULL: the record's author */
    const struct expr *when; /* or NULL */
    const struct expr *all; /* a list of organisations: it counts when all have made it */
    const struct schema *fill; /* what goes with it, or NULL */
};

/* A derived value, or a rule that is broken when its condition is true. */
struct kind_formula {
    struct bytes name;
    const struct json *label; /* or a rule's message */
    const struct expr *value;
    bool error; /* a rule's severity; else a warning */
};

struct kind {
    struct bytes name;
    struct bytes side; /* "main", or "care" behind the wall */
    bool system;
    bool public; /* of a kind without states: its records may be published */
    bool built_in;
    const struct expr *read;         /* who may, and for what; NULL: terms say all */
    const struct json *read_message; /* what one who may not is told */
    bool logs_daily;                 /* a reading is logged once a day, else each */
    int64_t retention_months;        /* from the final state on; both 0: none is said */
    int64_t retention_days;
    struct kind_state states[KIND_STATES];
    size_t state_count;
    struct kind_move moves[KIND_MOVES];
    size_t move_count;
    const struct schema
        *fills; /* all that moves may bring, as one object; NULL: nothing */
    struct kind_formula derived[KIND_FORMULAS];
    size_t derived_count;
    struct kind_formula rules[KIND_FORMULAS];
    size_t rule_count;
    const struct json *json;
    const struct kind_iati *iati; /* or NULL */
    uint64_t print;               /* of its text */
    struct kind_part parts[RECORD_PARTS];
    size_t part_count;
    struct kind_link links[RECORD_LINKS];
    size_t link_count;
};

/* ---- Places: where in a value we are, for messages ---------------------------------- */

/* One step of a path; a chain on the stack, the last step first. */
struct place {
    const struct place *up;
    struct bytes name; /* empty: an item */
    size_t item;
};

/* FAULT_INVALID, with "core.judgements.0.text: " before the message. */
bool fail_at(struct work *w, const struct place *at, const char *why, ...)
    LIKE_PRINTF(3, 4);

/* The same for what a newer minor of the kind may allow -- more fields, more room: rule
 * "later", as of a text by a newer program. */
bool fail_beyond(struct work *w, const struct place *at, const char *why, ...)
    LIKE_PRINTF(3, 4);

/* The same path as a text, harmless to a terminal. */
bool place_said(struct work *w, const struct place *at, const char **out) MUST;

/* ---- schema_read.c, schema_check.c, formats.c ----------------------------------------- */

/* Is it a number as a text, as format "decimal" has it? */
bool decimal_is(struct bytes text);
/* kind_views.c: "views", once states and derived values are read. */
bool views_read(struct work *w, const struct json *file, const struct place *up,
    const struct kind *k) MUST;
/* Is something of a source or a person shown to whoever may know of a record? */
bool view_leaks(const struct kind *k, const struct json *view);
/* kind_build.c */
bool build_read(struct work *w, const struct json *file, const struct place *up,
    const struct kind *k) MUST;

bool schema_read(struct work *w, const struct json *value, const struct place *at,
    const struct schema **out) MUST;
bool schema_check(struct work *w, const struct schema *s, const struct json *value,
    const struct place *at) MUST;
/* Does this value have that type?  Not looked at more closely. */
bool schema_fits(enum schema_type type, const struct json *value);
const struct property *schema_property(const struct schema *s, struct bytes name);
/* A choice, a text or an integer, as the name that it has in "labels". */
bool choice_said(struct work *w, const struct json *choice, struct bytes *out) MUST;
/* What people call that value, by the labels of its schema; or NULL. */
const struct json *choice_label(struct work *w, const struct json *labels,
    const struct json *value);

/* Less than, equal or greater, of two decimals. */
int decimal_order(struct bytes a, struct bytes b);
/* NULL, or what is wrong with a value of that format. */
const char *format_check(enum schema_format format, const struct json *value,
    size_t max_length);

/* ---- kind_path.c ------------------------------------------------------------------------ */

/* Take the next step of a dotted path; false where there is none. */
bool path_step(struct bytes *rest, struct bytes *step);
/* One step down: a property, or what stands in a list by "*"; NULL: it leads nowhere. */
const struct schema *schema_step(const struct schema *s, struct bytes step);
const struct kind_part *kind_part(const struct kind *k, struct bytes name);
const struct kind_move *kind_move(const struct kind *k, struct bytes name);

/* Where a path leads, from the part down. */
struct lead {
    const struct kind_part *part; /* NULL: there is none of that name */
    const struct schema *schema;  /* NULL: it leads nowhere */
    size_t lists;                 /* through how many */
    bool whole;                   /* to a part as such */
    bool personal;                /* is it, or what it stands in, about a person? */
};
struct lead kind_lead(const struct kind *k, struct bytes path);
/* The same of a member of a kind file, which has to be a path through no list; or NULL. */
const struct schema *kind_schema_at(const struct kind *k, const struct json *path);
enum field_sort schema_sort(const struct schema *s);

/* ---- kind_read.c, kind_flow.c ----------------------------------------------------------- */

/* Only members of these names; a label for people; a member that is true or false. */
bool kind_members(struct work *w, const struct json *object, const struct place *at,
    const char *const names[]) MUST;
bool kind_label(struct work *w, const struct json *label, const struct place *at,
    bool both) MUST;
bool kind_flag(struct work *w, const struct json *object, const char *name,
    const struct place *at, bool *out) MUST;
/* Read each member of a kind's member, an object of at most so many ${what}. */
bool kind_each(struct work *w, struct kind *k, const struct json *object,
    const struct place *at, size_t most, const char *what,
    bool (*read)(struct work *w, const struct json *value, const struct place *at,
        struct kind *k)) MUST;
/* Is it a list, or an object, of so many? */
bool is_list(const struct json *value, size_t least, size_t most);
bool is_object(const struct json *value, size_t least, size_t most);
/* A list of at least one text, each of that form? */
bool is_list_of(const struct json *value, bool (*form)(struct bytes text));
/* States, moves, derived values and rules, once parts and links are read. */
bool flow_read(struct work *w, const struct json *file, const struct place *at,
    struct kind *k) MUST;

/* "read" and "logging", once states are read. */
bool reading_read(struct work *w, const struct json *file, const struct place *at,
    struct kind *k) MUST;

/* ---- kind_keep.c ------------------------------------------------------------------------ */

/* "retention", once the states are read. */
bool retention_read(struct work *w, const struct json *file, const struct place *at,
    struct kind *k) MUST;

/* ---- kind_when.c ------------------------------------------------------------------------ */

/* The conditions of fields, once parts and states are read. */
bool conditions_read(struct work *w, const struct place *at, const struct kind *k) MUST;

/* ---- kind_fields.c ---------------------------------------------------------------------- */

/* A field of a record, there or not. */
struct field {
    const struct schema *schema;
    const struct property *property; /* NULL: an item, or a whole part */
    const struct json *value;        /* NULL: it is not there */
    const struct json *item; /* that it stands in, of the innermost list; or NULL */
    const struct place *at;
};

/* All fields of the parts that are here of whose schemas more is to be told, in order. */
bool fields_walk(struct work *w, const struct kind *k, const struct record *r,
    bool (*see)(void *ctx, struct work *w, const struct field *f), void *ctx) MUST;

/* ---- kind_hxl.c -------------------------------------------------------------------------- */

/* "hxl" of a field; its "words", once all else of it is read. */
bool hxl_check(struct work *w, const struct schema *s, const struct place *at) MUST;
bool words_settle(struct work *w, const struct schema *s, const struct place *up) MUST;

/* ---- kind_iati.c ------------------------------------------------------------------------- */

/* "iati" of the part core, once derived values are read. */
bool mapping_read(struct work *w, const struct json *file, const struct place *at,
    struct kind *k) MUST;

/* ---- kind_alike.c ------------------------------------------------------------------------ */

/* "duplicates", once the parts are read. */
bool duplicates_read(struct work *w, const struct json *file, const struct place *at,
    const struct kind *k) MUST;

/* ---- kind_sum.c -------------------------------------------------------------------------- */

/* "aggregate" and "per" of fields, once the parts are read. */
bool aggregates_read(struct work *w, const struct json *file, const struct place *at,
    const struct kind *k) MUST;

/* ---- kind_refs.c ------------------------------------------------------------------------- */

/* Put in place what the "$ref" of a kind file name, and take its "$defs" out. */
bool refs_expand(struct work *w, struct json *file, const struct place *at) MUST;

/* ---- kind_order.c ------------------------------------------------------------------------ */

/* Put moves in the order in which they are replayed. */
bool moves_order(struct work *w, struct kind_moved moves[], size_t count) MUST;

/* ---- kinds.c ----------------------------------------------------------------------------- */

/* kinds_open for any table of files: those in kinds/. */
bool kinds_from(struct work *w, const struct embedded *files, size_t count,
    struct kinds **out) MUST;

#endif
