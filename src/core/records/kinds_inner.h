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
#define KIND_WORDS 256     /* of tables, for the values of one field */
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
    const struct json *minimum;  /* an integer, or a decimal; NULL: none */
    const struct json *maximum;
    size_t min_length;
    size_t max_length;
    const struct pattern *pattern; /* or NULL */
    size_t min_count;              /* items or properties */
    size_t max_count;
    bool unique;
    bool open;     /* other properties may stand there, unjudged */
    bool personal; /* "about": of a person, a family, a legal situation */
    bool persons;  /* is it, or something below? */
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
    bool kept;
    bool ordinary;               /* tells of no source and no person; not of terms */
    const struct schema *schema; /* NULL: judged elsewhere, as terms are */
};

struct kind_link {
    struct bytes type;
    const struct json *label; /* or NULL */
    bool beside;
    const struct json *to; /* an array of kinds, or NULL: any */
    int64_t min;
    int64_t max;
};

#define KIND_STATES 24
#define KIND_MOVES 48
#define KIND_VIEWS 32
#define KIND_KEYS 8      /* lists of fields that tell duplicates */
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
    const struct json *label;
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

/* FAULT_INVALID, with "core.judgements.0.text: " before the message.  By rule LATER for what a
 * newer minor of the kind may allow -- more fields, more room -- as of a text by a newer program;
 * else NULL. */
#define LATER "later"
bool fail_at(struct work *w, const struct place *at, const char *rule, const char *why,
    ...) LIKE_PRINTF(4, 5);

/* The same path as a text; and harmless to a terminal. */
const char *place_path(struct work *w, const struct place *at) MUST;
bool place_said(struct work *w, const struct place *at, const char **out) MUST;

/* ---- kind_members.c: reading a kind file ------------------------------------------------ */

/* What all of a file's reading shares: what "$ref" can name, and how much may be written out for it
 * yet; the last form that was asked for.  The schemas that a schema is within, and what of that they
 * are. */
#define REFS_SIZE (64 * 1024) /* values in the file */
struct shared {
    const struct json *defs;
    size_t left;
    const char *form;
    const struct pattern *pattern;
};
struct within {
    const struct within *up;
    const struct json *def;
};

/* Where we are in it, and what a condition that stands there may speak of. */
struct reading {
    struct work *work;
    const struct place *at;
    const struct kind *kind;
    const struct schema *schema; /* the one whose keyword it is */
    const struct schema *fill;   /* what a move brings, if there is one */
    const struct schema *item;   /* of the list that it stands in, or NULL */
    struct bytes own; /* a part that may be asked for, whatever it tells; or empty */
    bool open;        /* parts that tell of sources or persons may be */
    bool computed;    /* a value that is shown and counted: of nobody's person */
    bool moving;      /* is there an actor, whose move is judged? */
    bool reader;      /* is it a person's reading that is judged? */
    void *to;         /* where what is read goes */
    struct shared *shared;
    const struct within *within;
    unsigned depth; /* of a condition */
    size_t *nodes;  /* of it, so far */
};

/* fail_at, where we are. */
bool refuse(const struct reading *r, const char *why, ...) LIKE_PRINTF(2, 3);

/* Is a text of that form, as patterns of kinds are? */
bool matches(const struct reading *r, struct bytes text, const char *pattern);

/* How a value is read; what comes of it goes ${to} its place. */
typedef bool reads(struct reading *r, const struct json *value) MUST;
/* The same, a step further down. */
bool read_below(const struct reading *r, struct place here, reads *read,
    const struct json *value, void *to) MUST;

/* One value; or as many as are said, in a list, in an object, in one whose members have names
 * that people gave them. */
enum shape { ONE, LIST, OBJECT, NAMED };
/* A member that an object may have; a table of them ends with one without a name, and is in
 * the order in which they are read, whatever the order in the file.  Where objects are of
 * several sorts, these are bits. */
struct member {
    const char *name;
    reads *read; /* of each; NULL: it may say anything */
    size_t to;   /* where in what is filled it goes */
    int must;    /* the sorts that are nothing without it */
    int fits;    /* the sorts that may have it; 0: all */
    enum shape is;
    size_t least, most;
};
#define ANY_SORT (~0)
#define AT(type, member) offsetof(struct type, member)
bool members_read(const struct reading *r, const struct json *object,
    const struct member members[], int sort, void *to) MUST;
bool each_read(const struct reading *r, const struct json *of, enum shape is,
    size_t least, size_t most, reads *read) MUST;
/* As it stands; true or false; a label in English and French, or in any language; a kind
 * like matter/1; a name.  The last two go nowhere. */
reads take_json, take_flag, take_label, take_words, see_kind, see_name;

/* ---- What stands in a kind file ----------------------------------------------------------- */

/* A schema, to a struct schema *; one keyword of it; and all that is read of a kind when what it
 * speaks of is there, to the kind. */
reads schema_read, hxl_read, word_read;
reads states_read, moves_read, derived_read, rule_read, reading_read, logging_read;
reads view_read, build_read, retention_read, key_read;
/* "iati" of the part core. */
bool mapping_read(const struct reading *r, const struct kind_iati **out) MUST;
/* Put in the place of a schema's "$ref" what it names. */
bool ref_expand(const struct reading *r, struct within *here, struct json *schema) MUST;
/* What a record must be that is named there: {"kind","link","in"}. */
reads need_read;

/* ---- schema_read.c, schema_check.c, formats.c ----------------------------------------- */

bool schema_check(struct work *w, const struct schema *s, const struct json *value,
    const struct place *at) MUST;
/* Does this value have that type?  Not looked at more closely. */
bool schema_fits(enum schema_type type, const struct json *value);
const struct property *schema_property(const struct schema *s, struct bytes name);
/* Put one in its place by name, where there is room for it. */
struct property *property_add(struct schema *s, struct bytes name);
/* A choice, a text or an integer, as the name that it has in "labels". */
bool choice_said(struct work *w, const struct json *choice, struct bytes *out) MUST;
/* What people call that value, by the labels of its schema; or NULL. */
const struct json *choice_label(struct work *w, const struct json *labels,
    const struct json *value);
/* Is it a number as a text, as format "decimal" has it? */
bool decimal_is(struct bytes text);
/* Less than, equal or greater, of two decimals. */
int decimal_order(struct bytes a, struct bytes b);
/* The same of limits and what they limit: two integers, or two decimals. */
int limit_order(const struct json *a, const struct json *b);
/* NULL, or what is wrong with a value of that format. */
const char *format_check(enum schema_format format, const struct json *value,
    size_t max_length);

/* ---- kind_path.c ------------------------------------------------------------------------ */

/* One step down: a property, or what stands in a list by "*"; NULL: it leads nowhere. */
const struct schema *schema_step(const struct schema *s, struct bytes step);
const struct kind_part *kind_part(const struct kind *k, struct bytes name);
const struct kind_move *kind_move(const struct kind *k, struct bytes name);
const struct kind_state *kind_state(const struct kind *k, struct bytes name);

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

/* One place of a schema, on a walk down it: itself, its fields, its items. */
struct spot {
    const struct schema *schema;
    struct property *property;    /* NULL: it is an item, or the whole */
    const struct schema *beside;  /* the object that it is a field of, or NULL */
    const struct schema *item;    /* of the innermost list that it stands in, or NULL */
    size_t lists;                 /* that it stands in */
    bool personal;                /* is it, or what it stands in, about a person? */
    const struct kind_part *part; /* that it is of; or what move brings it */
    const struct kind_move *move;
};
typedef bool sees(struct reading *r, const struct spot *s) MUST;
bool schema_walk(const struct reading *up, struct place at, struct spot here,
    sees *see) MUST;
/* The same of all that a kind's parts hold, and its moves bring. */
bool kind_walk(const struct reading *r, sees *see) MUST;
/* The conditions of a field; its "aggregate" and "per". */
sees conditions_read, aggregate_read;

/* ---- kind_views.c ------------------------------------------------------------------------ */

/* Is something of a source or a person shown to whoever may know of a record? */
bool view_leaks(const struct kind *k, const struct json *view);

/* ---- kind_order.c ------------------------------------------------------------------------ */

/* Put moves in the order in which they are replayed. */
bool moves_order(struct work *w, struct kind_moved moves[], size_t count) MUST;

/* ---- kinds.c ----------------------------------------------------------------------------- */

/* kinds_open for any table of files: those in kinds/. */
bool kinds_from(struct work *w, const struct embedded *files, size_t count,
    struct kinds **out) MUST;

#endif
