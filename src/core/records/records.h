/*
 * records: what a record is -- organisations and their keys, headers, parts,
 * links, group signatures, kinds.  Pure: no disk, no clock; time and randomness
 * come from the work.  The formats are docs/formats.md sections 1 to 3.
 */
#ifndef CORE_RECORDS_RECORDS_H
#define CORE_RECORDS_RECORDS_H

#include "ground/base/base.h"
#include "ground/crypt/crypt.h"

#define RECORD_HEADER_MAX 8192
#define RECORD_PART_MAX (1024 * 1024)
#define RECORD_TEXT_MAX (17 * 1024 * 1024)
#define RECORD_PARTS 16
#define RECORD_LINKS 64
#define RECORD_SIGNERS 4
#define RECORD_GROUP 4096
#define RECORD_PATH 12 /* log2 of RECORD_GROUP */
#define IDENTITY_MAX (64 * 1024)

/* ---- Organisations and their keys ------------------------------------------- */

enum key_use { KEY_NODE, KEY_LOG, KEY_TLS, KEY_WITNESS, KEY_PERSON, KEY_SEAL };

/* One key an organisation acts with, as its statements say. */
struct org_key {
    enum key_use use;
    struct bytes role;  /* "node", or a role's or person's name */
    struct bytes level; /* node-held, passphrase, hardware */
    struct hash public;
    int64_t from;
    int64_t to;
    int64_t revoked; /* TIME_MAX: not revoked */
};

/* A checked identity document; everything lives as long as the work it was read with. */
struct identity {
    struct hash id;
    struct hash root;      /* the root key in force now */
    struct hash next_root; /* the hash promised for the next one */
    struct bytes text;     /* the canonical document */
    struct bytes handle;   /* empty until a name statement */
    const struct json *name;
    struct org_key *keys;
    size_t key_count;
};

/* Read and check a document from its inception on.  FAULT_INVALID when it breaks
 * the format, FAULT_CORRUPT when a signature or a promised hash does not hold. */
bool identity_read(struct work *w, struct bytes text, struct identity *out) MUST;
/* A new identity document holding only the inception. */
bool identity_new(struct work *w, const struct hash *root_seed,
    const struct hash *next_seed, struct identity *out) MUST;
/* Append a statement (an object without "org"; it is added) signed by the root. */
bool identity_state(struct work *w, const struct identity *from,
    const struct hash *root_seed, struct json *statement, struct identity *out) MUST;
/* Build statements. */
struct json *statement_key(struct work *w, enum key_use use, const char *role,
    const char *level, const struct hash *public, int64_t from, int64_t to);
struct json *statement_name(struct work *w, const char *handle, const char *lang,
    struct bytes name, int64_t time);
struct json *statement_revocation(struct work *w, const struct hash *public, int64_t time,
    const char *reason);
/* Sign the inception's successor: reveal the next root, promise another. */
bool identity_rotate(struct work *w, const struct identity *from,
    const struct hash *next_seed, const struct hash *after_next_seed, int64_t time,
    struct identity *out) MUST;
/* As much of the document as states these keys: the inception, the rotations before, their
 * statements and revocations. */
bool identity_about(struct work *w, const struct identity *of, const struct hash keys[],
    size_t count, struct bytes *out) MUST;
/* The key of ${use} with this public key that counts at ${time}; FAULT_CORRUPT if none. */
bool identity_key(struct work *w, const struct identity *of, enum key_use use,
    const struct hash *public, int64_t time, const struct org_key **out) MUST;
/* The newest key of ${use} in force at ${time}; FAULT_MISSING if none. */
bool identity_current(struct work *w, const struct identity *of, enum key_use use,
    int64_t time, const struct org_key **out) MUST;
/* A seal-key statement by the node key, as {"signature":hex,"statement":{...}}. */
bool seal_statement_new(struct work *w, const struct identity *of,
    const struct hash *node_seed, const struct hash *public, int64_t from, int64_t to,
    struct json **out) MUST;
bool seal_statement_read(struct work *w, const struct identity *of,
    const struct json *text, int64_t now, struct hash *public, int64_t *to) MUST;
/* The fingerprint in groups of four, for people; reading takes any spacing, dashes, case. */
bool fingerprint_write(struct work *w, const struct hash *id, struct bytes *out) MUST;
bool fingerprint_read(struct work *w, struct bytes text, struct hash *out) MUST;

/* Seeds of keys under a passphrase: put into ${to} as "salt" and "sealed"; and back, FAULT_DENIED
 * when it is not theirs.  The context binds them to whose they are. */
bool seeds_seal(struct work *w, struct bytes passphrase, struct bytes context,
    struct bytes seeds, struct json *to) MUST;
bool seeds_open(struct work *w, const struct json *from, struct bytes passphrase,
    struct bytes context, void *seeds, size_t len) MUST;

/* ---- Headers, parts, links ------------------------------------------------------ */

struct part {
    struct bytes name;
    struct hash commitment;
    bool present; /* are salt and body here? */
    struct hash salt;
    struct bytes body;        /* canonical bytes */
    const struct json *value; /* the same, parsed */
};

struct link {
    struct hash commitment;
    bool open; /* is the part "links" here? */
    struct bytes type;
    struct hash hash; /* the target's header hash */
    struct uuid id;
    int64_t version;
    struct hash salt;
};

struct signer {
    struct hash key;
    struct bytes role;
    struct bytes level;
};

struct group_signature {
    uint32_t index;
    uint32_t path_len;
    struct hash path[RECORD_PATH];
    struct signature signature;
};

/* A record as read or made; its bytes live as long as its work. */
struct record {
    struct bytes header; /* canonical bytes */
    struct hash hash;    /* H(header; header) */
    struct hash author;
    struct uuid id;
    int64_t version;
    struct bytes kind; /* "assessment/1" */
    struct bytes side;
    int64_t suite;
    int64_t time;
    struct signer signers[RECORD_SIGNERS];
    size_t signer_count;
    struct link links[RECORD_LINKS];
    size_t link_count;
    struct part parts[RECORD_PARTS]; /* in order of name */
    size_t part_count;
    struct group_signature proof[RECORD_SIGNERS];
    size_t proof_count; /* 0 until signed */
};

/* A link to be made: the salt is drawn by record_new. */
struct link_to {
    const char *type;
    struct hash hash;
    struct uuid id;
    int64_t version;
};

/* What goes into a new record; bodies are lent. */
struct record_draft {
    struct hash author;
    struct uuid id;
    int64_t version;
    const char *kind;
    const char *side;
    int64_t time;
    struct signer signer;
    const char *part_names[RECORD_PARTS];
    const struct json *part_bodies[RECORD_PARTS];
    size_t part_count;
    struct link_to links[RECORD_LINKS];
    size_t link_count;
};

/* Draw salts, make commitments and the header; the part "links" is added when there
 * are links.  Unsigned until record_sign. */
bool record_new(struct work *w, const struct record_draft *draft,
    struct record **out) MUST;
/* Sign 1..RECORD_GROUP records as one group with the key of their first signer. */
bool record_sign(struct work *w, const struct hash *seed, struct record *const records[],
    size_t count) MUST;
/* The record's text, with those parts only for which ${want} says yes; NULL: all present. */
bool record_write(struct work *w, const struct record *r,
    bool (*want)(void *context, struct bytes part), void *context,
    struct bytes *out) MUST;
bool record_proof_write(struct work *w, const struct record *r, struct bytes *out) MUST;

/* Is it well formed?  Reads a text, checks every part that is present against its
 * commitment (FAULT_CORRUPT) and opens the links.  An unknown suite, side or newer header
 * member is FAULT_INVALID with rule "later": it may be kept, not used. */
bool record_read(struct work *w, struct bytes text, struct record **out) MUST;
/* Was that why record_read refused a text, or kind_check a record: a newer program made it? */
bool record_later(const struct work *w);
/* The header hash of a text, whatever it says: of what a newer program made only the frame
 * can be judged. */
bool record_text_hash(struct work *w, struct bytes text, struct hash *out) MUST;
/* The same from the pieces a store keeps: header and proof bytes; no part present. */
bool record_from(struct work *w, struct bytes header, struct bytes proof,
    struct record **out) MUST;
/* Put a part that a store kept into such a record: checks the commitment. */
bool record_put_part(struct work *w, struct record *r, struct bytes name,
    const struct hash *salt, struct bytes body) MUST;
/* Is it signed?  Every signature verifies, under a key of ${author} that counts at the
 * header's time.  FAULT_CORRUPT if not. */
bool record_verify(struct work *w, const struct record *r,
    const struct identity *author) MUST;
/* The same for many: ${held} keeps the last root whose signature held, zeroed at first, so
 * that the records of one group, one after the other, cost one check of it. */
struct group_held {
    struct hash key;
    struct hash root;
    struct signature signature;
};
bool record_verify_held(struct work *w, const struct record *r,
    const struct identity *author, struct group_held *held) MUST;
/* A part that is present, or NULL. */
const struct part *record_part(const struct record *r, const char *name);

/* ---- Kinds --------------------------------------------------------------------------- */

/* One kind file, read and checked; see docs/kinds.md for the language. */
struct kind;
struct kinds; /* those a node knows */

/* All kinds embedded in the program; FAULT_INVALID names the file that is wrong. */
bool kinds_open(struct work *w, struct kinds **out) MUST;
const struct kind *kinds_find(const struct kinds *k, struct bytes name);
/* Walk: NULL starts; NULL ends. */
const struct kind *kinds_next(const struct kinds *k, const struct kind *after);
bool kind_read(struct work *w, struct bytes text, struct kind **out) MUST;
/* Those and a kind more, or one in the place of that of its name; its links lead to kinds that are
 * there.  They lend from each other. */
bool kinds_add(struct work *w, const struct kinds *k, struct bytes text,
    struct kinds **out) MUST;
/* Does the newer only add to the older: is every good record still one, and does no item
 * stand elsewhere?  FAULT_INVALID says where it does not. */
bool kind_extends(struct work *w, const struct kind *old, const struct kind *newer) MUST;
/* Is it one of those that the program brings along? */
bool kind_is_built_in(const struct kind *k);
struct bytes kind_name(const struct kind *k);
/* A number for its text: what was folded by another text is folded anew. */
uint64_t kind_print(const struct kind *k);
/* The whole definition, for labels and views. */
const struct json *kind_json(const struct kind *k);
/* Is it a system kind, made only by the program itself? */
bool kind_is_system(const struct kind *k);
/* Judge a record by its kind: parts, fields, link types.  Only present parts are judged
 * unless ${whole} asks for every required part.  FAULT_INVALID names the path. */
bool kind_check(struct work *w, const struct kind *k, const struct record *r,
    bool whole) MUST;
/* What is wrong with a kind that can be read: [{"id","severity","path","message"}], see
 * docs/kinds.md; ${*errors} counts those that are no mere warnings.  Links may lead to the
 * kinds that are ${known}. */
bool kind_lint(struct work *w, const struct kind *k, const struct kinds *known,
    struct json **out, size_t *errors) MUST;
/* The same for a file's text; ${*kind} is NULL where it is no kind, and that a finding. */
bool kind_lint_text(struct work *w, struct bytes text, const struct kinds *known,
    const struct kind **kind, struct json **out, size_t *errors) MUST;
/* What a field takes, by its path from the part down: "core.title"; or that of what a move
 * brings: "due". */
enum field_sort {
    FIELD_UNKNOWN,
    FIELD_TEXT,
    FIELD_INTEGER,
    FIELD_TRUTH,
    FIELD_LANG_TEXT,
    FIELD_DATE, /* an uncertain date */
    FIELD_OTHER
};
enum field_sort kind_field(const struct kind *k, struct bytes move, struct bytes path);
/* Where a path like "core.countries.*.code" leads, as the file has it; false: to no field. */
struct kind_place {
    const struct json *schema;
    bool apart;    /* its part tells of a source or a person */
    bool personal; /* it is about one */
};
bool kind_path(const struct kind *k, struct bytes path, struct kind_place *out);
/* The first day of a date of years, months or days, since 1970; false: it is none. */
bool date_first_day(struct bytes date, int64_t *out);
/* Is a field of that schema so short that records can be counted by it? */
bool kind_countable(const struct json *schema);
/* How the amounts of a field are put together over many records; and the way's name. */
enum aggregate { AGGREGATE_NONE, AGGREGATE_SUM, AGGREGATE_MIN, AGGREGATE_MAX };
enum aggregate kind_aggregate(const struct json *schema);
const char *aggregate_name(enum aggregate way);
/* An amount in ten-thousandths; false: it has more decimals than that, or is too great.  Those
 * of as many records as there can be are reckoned exactly. */
__extension__ typedef __int128 amount_total;
bool amount_read(struct bytes text, int64_t *out);
bool amount_write(struct work *w, amount_total amount, struct bytes *out) MUST;
/* The tags of columns in tables that go to its fields, of the part "core". */
struct kind_tag {
    struct bytes tag;        /* "#org+impl" */
    const char *path;        /* "core.participating.*.name": * is an item of a list */
    const struct json *says; /* what fields beside it hold then, by name; or NULL */
};
bool kind_tags(struct work *w, const struct kind *k, const struct kind_tag **out,
    size_t *count) MUST;
/* The value of a field, by its schema, that a table's word means; else the word itself. */
bool kind_word(struct work *w, const struct json *schema, struct bytes word,
    struct bytes *out) MUST;
/* What of IATI its fields are: docs/kinds.md, "IATI".  The first is the core itself, its path the
 * item's element; a field that stands in several places is told once for each. */
struct kind_iati {
    const char *name; /* of the field */
    struct bytes
        path; /* from the element that it is told in: "sector", "value/@currency" */
    struct bytes first;   /* of its steps */
    const char *end;      /* of an uncertain date: from, to; else NULL */
    enum field_sort sort; /* FIELD_OTHER: an object */
    const struct json
        *has; /* what attributes say, each a text or [2.0x, 1.0x]; or NULL */
    const struct json *codes; /* by the field's value the same; or NULL */
    const char *derived;      /* the derived value that goes out in its place; or NULL */
    bool list;                /* an element for each of its items */
    bool other;               /* it is read there, but written where it was told first */
    bool key;                 /* tells one element from another */
    bool must;                /* without it an element says nothing */
    bool title;               /* of the record */
    size_t most;              /* characters of its text */
    size_t most_items;
    const struct schema *schema;     /* of an item, of a list */
    const struct kind_iati *members; /* of an object */
    const struct kind_iati *next;
};
/* NULL: it is nothing there. */
const struct kind_iati *kind_iati(const struct kind *k);
/* May that stand in the field, or in an item of it? */
bool kind_iati_holds(struct work *w, const struct kind_iati *f, const struct json *value);
/* Judge one part's body while it is being written. */
bool kind_check_part(struct work *w, const struct kind *k, struct bytes part,
    const struct json *body) MUST;

/* What the values of a record are called, where its kind or a code list has a word for them:
 * [{"path","says"}], text for people; with "footnote" where one has to stand by the name, be it the
 * record's own. */
struct codebook;
bool kind_says(struct work *w, const struct kind *k, const struct record *r,
    const struct codebook *codes, struct json **out) MUST;

/* ---- Code lists ----------------------------------------------------------------------- */

/* One list, the core of a record of kind code-list/1; and the lists that a node goes by. */
struct codelist;

/* By its kind, and no code twice.  It lends from ${core}. */
bool codelist_read(struct work *w, const struct kinds *kinds, const struct json *core,
    const struct codelist **out) MUST;
const struct json *codelist_json(const struct codelist *l);
/* A code's {"code","name","from","to","members","footnote"}; NULL: there is none. */
const struct json *codelist_find(const struct codelist *l, struct bytes code);
/* Does it hold on that day, "2026-11-28"?  The same for a member. */
bool codelist_in_force(const struct json *code, struct bytes day);
/* Put what ${before} had and ${now} has not into its core, as ended on that day. */
bool codelist_keep(struct work *w, const struct codelist *before,
    const struct codelist *now, struct bytes day, struct json *core) MUST;
/* The lists that the program brings along; more are added, and replace those of their name. */
bool codebook_open(struct work *w, const struct kinds *kinds, struct codebook **out) MUST;
bool codebook_add(struct work *w, struct codebook *b, const struct kinds *kinds,
    const struct json *core) MUST;
const struct codelist *codebook_find(const struct codebook *b, struct bytes name);
/* What a code is called, and the footnote that has to stand wherever that name does: the code's
 * own, or that of a member of a group.  Whoever prints a name asks here; either is NULL where there
 * is none. */
struct designation {
    const struct json *name, *footnote; /* text for people */
};
struct designation codebook_says(const struct codebook *b, struct bytes list,
    struct bytes code);
/* Walk, in order of name: NULL starts; NULL ends. */
const struct codelist *codebook_next(const struct codebook *b,
    const struct codelist *after);

/* ---- States and moves ---------------------------------------------------------------- */

#define KIND_MOVED 256 /* moves that one organisation can make on an item */

/* A move that somebody made: a record of kind move/1, checked and in force. */
struct kind_moved {
    struct hash hash;    /* of the move's record */
    struct hash version; /* of the record it was made on */
    struct hash by;      /* the organisation whose signature it is */
    struct hash after;   /* the last move that its maker saw; zero: none */
    int64_t time;
    struct bytes move;
    const struct json *fill; /* or NULL */
    /* Filled in: */
    bool counts;
    const char
        *why; /* what became of it, in words: "accepted", or why it does not count */
};

/* Where an item stands. */
struct kind_stage {
    struct bytes state; /* empty: the kind has no states */
    const struct json *label;
    bool final;
    int64_t since;           /* when it came there */
    const struct json *fill; /* the newest of each that moves brought */
};

bool kind_has_states(const struct kind *k);
/* May a record that stands there be published, if its terms say so too?  Not unless the kind
 * says it; and never a part that tells of a source or a person. */
bool kind_public(const struct kind *k, struct bytes state);
bool kind_part_public(const struct kind *k, struct bytes part);
/* Replay moves upon a record, each behind the one its maker saw last, else in order of time and
 * then of hash, whatever order they stand in; ${moves} are put in that order.  Those that
 * nobody might make, or not then, have no effect.  The same on every node that has the same
 * records. */
bool kind_stage(struct work *w, const struct kind *k, const struct record *r,
    struct kind_moved moves[], size_t count, struct kind_stage *out) MUST;

/* Where an item stands: of one whose kind has states, and that is here. */
struct standing {
    const struct kind *kind;
    struct record *record;
    struct kind_moved *moves; /* in their order */
    size_t move_count;
    struct kind_stage stage;
    int64_t since; /* when it came there */
    bool stands;   /* else nothing of this is known but the kind */
};
/* Who would move it, and when. */
struct mover {
    struct hash org;
    int64_t time;
};
/* What a record of kind move/1 does; whether it counts is for others to fill in. */
bool record_moved(struct work *w, const struct record *r, struct kind_moved *out) MUST;
/* What would become of one move more?  ${judged}: whether it would count, or why not. */
bool move_judge(struct work *w, const struct standing *s, const struct kind_moved *moved,
    struct kind_stage *then, struct kind_moved *judged) MUST;
/* The same of one that is made now; and could it be, given what it has to bring? */
bool move_try(struct work *w, const struct standing *s, const struct mover *who,
    struct bytes move, const struct json *fill, struct kind_stage *then,
    struct kind_moved *tried) MUST;
bool move_possible(struct work *w, const struct standing *s, const struct mover *who,
    struct bytes move, bool *yes) MUST;

/* The kind's own word for a move; NULL: it has none. */
const struct json *kind_move_json(const struct kind *k, struct bytes move);
/* Walk the moves; false at the end. */
struct kind_move_about {
    struct bytes name;
    bool sign;  /* a signature under the very version */
    bool asked; /* of whoever may make it */
};
bool kind_move_at(const struct kind *k, size_t at, struct kind_move_about *out);
/* Judge what is to be brought by a move. */
bool kind_check_fill(struct work *w, const struct kind *k, struct bytes move,
    const struct json *fill) MUST;
/* Derived values at a time, by name; those that cannot be reckoned are left out. */
bool kind_derive(struct work *w, const struct kind *k, const struct record *r,
    const struct kind_stage *stage, int64_t now, struct json **out) MUST;
/* May it be read by one of ours, by its kind's own word?  Not asked where ${k} says nothing. */
struct kind_reader {
    struct hash org;
    struct bytes role; /* as the organisation names it; empty: none */
    struct bytes purpose;
};
bool kind_may_read(struct work *w, const struct kind *k, const struct record *r,
    const struct kind_stage *stage, int64_t now, const struct kind_reader *who,
    bool *yes) MUST;
/* What one is told who may not; NULL: the kind leaves it to the terms. */
const struct json *kind_read_message(const struct kind *k);
/* Is one reading a day logged of who reads for what, and not each? */
bool kind_logs_daily(const struct kind *k);
/* The day up to which its kind says it is kept, as the last instant of it; false: nothing is
 * said, or the item is not final yet. */
bool kind_keep_until(const struct kind *k, const struct kind_stage *stage,
    int64_t *until);
/* How its records are numbered: the part and the field, and the mark in a number like
 * EU-C-2026-0012; false: they are not. */
struct kind_number {
    struct bytes part, field, mark;
};
bool kind_number(const struct kind *k, struct kind_number *out);
/* One of them; NULL where there is none of that name, or it cannot be reckoned. */
bool kind_derive_one(struct work *w, const struct kind *k, const struct record *r,
    const struct kind_stage *stage, int64_t now, const char *name,
    const struct json **out) MUST;
/* Rules that the record breaks, and fields that are missing or have no place by their own
 * conditions: [{"rule","severity","message"}], of a field with its "path"; codes
 * that are none of the lists of ${codes}, which may be NULL, are among them; ${*errors} counts
 * those that are no mere warnings. */
bool kind_findings(struct work *w, const struct kind *k, const struct record *r,
    const struct kind_stage *stage, int64_t now, const struct codebook *codes,
    struct json **out, size_t *errors) MUST;

#endif
