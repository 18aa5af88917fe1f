/*
 * node: one organisation's node -- the one door through which records enter, the views
 * folded from them, the facts behind every decision, and the keys it signs with.
 *
 * A node is used by one thread at a time; doors that have several take turns.
 */
#ifndef CORE_NODE_NODE_H
#define CORE_NODE_NODE_H

#include "core/records/records.h"
#include "core/store/read.h"
#include "core/terms/terms.h"
#include "ground/base/base.h"

struct node;
struct actor;

/* ---- The whole ----------------------------------------------------------------- */

struct node_setup {
    const char *folder; /* made; FAULT_CONFLICT when it is there */
    const char *mirror; /* second home of the keys, or NULL */
    const char *handle; /* what people type: "eu" */
    struct bytes name;
    const char *lang;        /* of the name */
    bool demo;               /* keys made for a show: pages and exports say so */
    struct bytes passphrase; /* empty: keys protected by permissions only */
    struct hash root;        /* the root key's seed, and the next one's: not kept here */
    struct hash next_root;
};

/* Make a node: keys, identity, logs, the first records.  On failure nothing is left. */
bool node_create(struct work *w, const struct node_setup *setup, struct hash *id) MUST;
/* Take the folder's lock, open it, and bring its views up to date.  FAULT_BUSY when
 * another process has it. */
bool node_open(struct work *w, const char *folder, struct bytes passphrase,
    struct node **out) MUST;
void node_close(struct node *n);

const struct identity *node_identity(const struct node *n);
const struct kinds *node_kinds(const struct node *n);
/* What this node shows to partners: the certificate chain, and its key's seed. */
bool node_tls(struct node *n, struct work *w, struct bytes *chain,
    struct hash *seed) MUST;
struct store *node_store(struct node *n);
const char *node_folder(const struct node *n);
/* Was it made as a demonstration?  Whatever leaves it for people's eyes is marked. */
bool node_demo(const struct node *n);
/* The operating system's clock, but never behind what was written here before. */
bool node_now(struct node *n, struct work *w, int64_t *out) MUST;
/* The same clock as the system's: how far it is behind node time, in microseconds. */
bool node_clock_lag(struct node *n, struct work *w, int64_t *out) MUST;

/* Change a key by the root's word: "node", "log", "tls", "witness".  A new log key begins
 * another epoch of every log.  With a reason the old one is
 * revoked as well: what it signed after now does not count.  FAULT_DENIED for a wrong root. */
bool node_key_change(struct node *n, struct work *w, const char *name,
    const struct hash *root, const char *revoked_because) MUST;
/* The promised root takes over, and promises another. */
bool node_root_rotate(struct node *n, struct work *w, const struct hash *next,
    const struct hash *after_next) MUST;

/* ---- Who acts --------------------------------------------------------------------- */

/* The person or program on whose behalf a desk works, as the access log will say. */
struct actor {
    struct bytes person;  /* a name known to this organisation */
    struct bytes purpose; /* stated, or empty */
    struct bytes reason;  /* why an act is done, where the act needs one */
};

/* May this person act here?  FAULT_DENIED when others are named and this one is not. */
bool node_person_acts(struct node *n, struct work *w, struct bytes name) MUST;
/* A person as this organisation has it on its list, and makes it known to others. */
#define PERSON_COMPARTMENTS 32 /* as the kind says */
#define PERSON_ROLES 16
/* What a person may do at desks from a time on, until before another; ${by}: who said so. */
struct person_role {
    struct bytes role;
    int64_t from;
    int64_t until;
    struct bytes by;
};
struct person {
    struct bytes name;
    struct bytes role; /* what the person is; empty where it is not said */
    const struct person_role *roles;
    size_t role_count;
    struct terms_list compartments; /* what the person needs to know (P06) */
    struct uuid contact;            /* the record by which others name it; zero: none */
    bool named;                     /* on the list; else the rest is nobody's */
    bool acts;
};
/* Nobody of that name: one without a role, who acts if nobody at all is named. */
bool node_person(struct node *n, struct work *w, struct bytes name,
    struct person *out) MUST;

/* All who are named, and those who are off. */
bool node_persons(struct node *n, struct work *w, struct person **out,
    size_t *count) MUST;

/* ---- The one door ------------------------------------------------------------------ */

struct receipt {
    int64_t no;
    struct hash hash;
    struct uuid id;
    int64_t version;
    enum stored_state state;
    uint64_t journal_at;
};

/* Adopt a record type: from now on records of it are made and let in here, and those that
 * waited for it are looked at again.  One that was adopted before is only added to, and what the
 * program brings along stays as it is.  ${from}: the partner's record it is taken from, or
 * NULL.  It ends what node_kinds lent before. */
bool node_kind_adopt(struct node *n, struct work *w, struct bytes definition,
    const struct json *terms, const struct stored *from, struct receipt *out) MUST;

/* The record by which it was adopted; FAULT_MISSING where it was not. */
bool node_kind_record(struct node *n, struct work *w, struct bytes name,
    struct stored *out) MUST;

/* The code lists that this node goes by; and adopting one, the core of a record of kind
 * code-list/1, in the place of one of its name.  What that had and this has not stays, as ended
 * today.  It ends what node_codes lent before. */
const struct codebook *node_codes(const struct node *n);
bool node_codes_adopt(struct node *n, struct work *w, struct json *core,
    const struct json *terms, const struct stored *from, struct receipt *out) MUST;

/* Content taken in, waiting for the record that names it. */
struct item;

struct entry {
    struct bytes text;         /* the record's text, docs/formats.md 3 */
    struct record *record;     /* as it was read from that; NULL: not yet */
    const struct hash *origin; /* the partner it came from; NULL: made here */
    struct item *const *items; /* content that the record names */
    size_t item_count;
};

/* Admit records together: read, check, verify, commit, fold.  All or none. */
bool node_admit(struct node *n, struct work *w, const struct entry entries[],
    size_t count, struct receipt out[]) MUST;

/* A record to be made here: parts as values, links by target. */
struct draft {
    const char *kind;
    const struct uuid *id; /* NULL: a new one */
    int64_t version;       /* 0: 1 */
    const char *part_names[RECORD_PARTS];
    const struct json *part_bodies[RECORD_PARTS];
    size_t part_count;
    struct link_to links[RECORD_LINKS];
    size_t link_made[RECORD_LINKS]; /* n: the link is to draft n-1 of the same making */
    size_t link_count;
    struct item *const *items;
    size_t item_count;
};
void draft_part(struct draft *d, const char *name, const struct json *body);
void draft_link(struct draft *d, const char *type, const struct stored *to);
/* A link to the record that an earlier draft of the same making becomes. */
void draft_link_made(struct draft *d, const char *type, size_t draft);

/* The draft is of a newer version of that record. */
void draft_replace(struct draft *d, const struct stored *old);

/* Make, sign as one group and admit records of this organisation. */
bool node_make(struct node *n, struct work *w, const struct draft drafts[], size_t count,
    struct receipt out[]) MUST;

/* ---- Content -------------------------------------------------------------------------- */

bool node_item_begin(struct node *n, struct work *w, uint64_t length, struct bytes hint,
    struct item **out) MUST;
bool node_item_add(struct item *i, struct work *w, struct bytes plain) MUST;
/* ${scope}: content is looked for only among that of one originator and compartment. */
bool node_item_end(struct item *i, struct work *w, const struct hash *plain_sha256,
    struct bytes scope) MUST;
/* What the record's part "vault" says: length of the ciphertext, and its tree. */
struct json *node_item_vault(struct work *w, const struct item *i);
bool node_item_known(const struct item *i); /* the same content was here already */
void node_item_drop(struct item *i);
#define ITEM_AUTO __attribute__((cleanup(node_item_cleanup)))
void node_item_cleanup(struct item **i);

/* Name a person who acts here, change what is said of one, or that it acts no more. */
bool node_person_put(struct node *n, struct work *w, const struct person *person,
    struct receipt *out) MUST;

/* Partners are told that the person's keys count no more, and they are locked here. */
bool node_person_revoke(struct node *n, struct work *w, const struct person *person,
    struct receipt *out) MUST;

/* ---- Persons' own keys: docs/formats.md 13 ------------------------------------------- */

#define PERSON_KEY_LIFE (2 * 365 * TIME_DAY)
#define PERSON_PASSPHRASE_MIN 8
/* What opens a person's keys: a passphrase; or, with ${token}, a URI as crypt.h has it, that
 * token's PIN. */
#define PERSON_TOKEN_MAX 1024
struct person_secret {
    struct bytes passphrase;
    struct bytes token; /* empty: none */
};
/* Make keys for a person, sealed under that, and the record of kind contact/1 by which
 * others name it (${says}: how, else by the name used here); again, and newer keys take their
 * place, beside those that older things are sealed to. */
bool node_person_key(struct node *n, struct work *w, struct bytes name, struct bytes says,
    const struct person_secret *secret, const struct json *terms,
    struct receipt *out) MUST;
/* Keep a person's keys in memory until then.  FAULT_DENIED for a wrong passphrase, or
 * a wrong PIN where the newest are on a token. */
bool node_unlock(struct node *n, struct work *w, struct bytes name, struct bytes secret,
    int64_t until) MUST;
/* Drop a person's keys, by the contact, or everybody's (NULL); how many there were. */
size_t node_lock(struct node *n, const struct uuid *contact);
/* Who acts signs, with their unlocked keys, that an item which may have been got under duress
 * is used until then all the same (P16). */
bool node_except(struct node *n, struct work *w, const struct actor *who,
    const struct stored *item, const struct json *reason, int64_t until,
    struct receipt *out) MUST;
/* The key in force that things are sealed to for a contact of that organisation; FAULT_DENIED
 * when there is none. */
bool node_sealed_key(struct node *n, struct work *w, const struct hash *org,
    const struct uuid *contact, struct hash *out) MUST;

/* ---- Partners ----------------------------------------------------------------------- */

/* An organisation whose fingerprint was compared by another way, and is pinned. */
struct peer {
    struct hash org;
    struct bytes handle;
    struct bytes url; /* empty: reached by bundles only */
    bool third;       /* outside our law */
    bool assessed;    /* was its risk assessed? */
    unsigned risks;   /* 1 << RISK_...: all of them while it was not */
    struct uuid id;   /* of its record */
};
bool node_peers(struct node *n, struct work *w, struct peer **out, size_t *count) MUST;
/* By handle, or by the 64 digits of its id; FAULT_MISSING. */
bool node_peer(struct node *n, struct work *w, struct bytes name, struct peer *out) MUST;
/* Pin a partner, or change what is known of one. */
bool node_peer_put(struct node *n, struct work *w, const struct peer *p,
    struct receipt *out) MUST;

/* Who serves whose node, as one of the two has stated: the tenant in a record of kind host/1,
 * which goes to its partners, the host in one of kind tenant/1, which stays at home. */
#define TENANTS_MAX 64 /* as the kind says */
struct hosting {
    struct hash says; /* who stated it: the tenant or the host */
    struct hash host, tenant;
    struct bytes handle; /* what the other of them calls itself */
    int64_t since;
};
/* The newest that each organisation has stated, where it says that there is any. */
bool node_hostings(struct node *n, struct work *w, struct hosting **out,
    size_t *count) MUST;
/* State who serves this node (NULL: itself), and whose nodes it serves; where that is what it
 * stated last, nothing is written. */
bool node_hosting_state(struct node *n, struct work *w, const struct identity *host,
    const struct identity *const tenants[], size_t tenant_count) MUST;

/* The identity an organisation's records are checked with; FAULT_MISSING when it is not
 * here.  It lives until the next call that learns an identity. */
bool node_author(struct node *n, struct work *w, const struct hash *author,
    struct identity *out) MUST;
/* Keep an identity document that goes on from what is here, with a seal key if it came
 * from its owner; ${introduced} is who showed it, or NULL for its owner.  FAULT_CORRUPT
 * when it contradicts what is here. */
bool node_identity_learn(struct node *n, struct work *w, struct bytes text,
    struct bytes seal, const struct hash *introduced) MUST;
/* A partner's seal key in force; and our own statement, made anew when its time runs out. */
bool node_seal_of(struct node *n, struct work *w, const struct hash *org,
    struct hash *public) MUST;
bool node_seal_statement(struct node *n, struct work *w, struct bytes *text) MUST;

/* ---- Partners' logs --------------------------------------------------------------------- */

/* What a partner may know, a log of ours; made when it is not there yet. */
bool node_outbox(struct node *n, struct work *w, const struct hash *partner,
    struct log_head *out) MUST;
/* One of our logs for that partner by its origin, of this epoch or an earlier one. */
bool node_outbox_at(struct node *n, struct work *w, const struct hash *partner,
    struct bytes origin, struct log_head *out) MUST;
/* Up to where the partner's cosignatures say that it has this log of ours. */
bool node_outbox_known(struct node *n, struct work *w, const struct log_head *outbox,
    const struct hash *partner, uint64_t *out) MUST;
/* Whom a log of that name is for: an outbox, of this epoch or an earlier one. */
bool node_outbox_partner(struct bytes log_name, struct hash *out);
/* Our copy of what a partner gives us, by the origin it signs under; without a number where nothing
 * of it was let in yet. */
bool node_inbox(struct node *n, struct work *w, const struct hash *partner,
    struct bytes origin, struct log_head *out) MUST;
/* Make our copy of the newest log of a partner's whole again: what is damaged, and all behind it, is
 * cut off, and comes again with the next contact.  How many entries stay, and how many do not. */
bool node_inbox_mend(struct node *n, struct work *w, const struct hash *partner,
    uint64_t *kept, uint64_t *cut) MUST;
/* The signed checkpoint of one of our logs at a size, made when there is none. */
bool node_checkpoint(struct node *n, struct work *w, const struct log_head *log,
    uint64_t size, struct bytes *note) MUST;
/* Read a checkpoint that a log of ${org} signed, by any key that counts for it. */
bool node_checkpoint_open(struct node *n, struct work *w, const struct hash *org,
    struct bytes note, struct checkpoint *out, struct hash *signer) MUST;
/* A partner's checkpoint with our cosignature; and when did ${by} cosign one, last, by a key
 * that counted then?  FAULT_MISSING when it did not. */
bool node_cosign(struct node *n, struct work *w, struct bytes note,
    struct bytes *out) MUST;
bool node_cosigned(struct node *n, struct work *w, struct bytes note,
    const struct hash *by, uint64_t *seconds) MUST;
/* Keep a checkpoint of ours with the cosignature that ${by} put on it. */
bool node_checkpoint_keep(struct node *n, struct work *w, const struct log_head *log,
    uint64_t size, struct bytes note, const struct hash *by) MUST;

/* ---- Forks: docs/formats.md 12 ------------------------------------------------------------ */

#define FORK_PROOF_MAX 2048
struct fork_head {
    struct checkpoint head;
    struct bytes note; /* as the log signed it */
};
/* What a proof says; it lives as long as its text and the work. */
struct fork {
    struct bytes text, log;
    struct hash org; /* whose log it is */
    struct fork_head heads[2];
    bool path_given; /* of two sizes */
    struct hash was;
    struct merkle_proof path;
    struct bytes identity; /* as much of the accused's as shows the keys; or empty */
};
/* These ask no node.  FAULT_INVALID: no such text.  Does it hold by that organisation's keys?
 * FAULT_CORRUPT when not, FAULT_MISSING when the keys are not among them; ${counts}: they have
 * begun by ${now}, and none is revoked. */
bool fork_read(struct work *w, struct bytes text, struct fork *out) MUST;
bool fork_check(struct work *w, const struct fork *f, const struct identity *of,
    int64_t now, bool *counts) MUST;
/* Of two signed checkpoints, the larger of the tree of ${tiles}. */
bool fork_write(struct work *w, const struct identity *of, struct bytes a, struct bytes b,
    const struct merkle_source *tiles, struct bytes *out) MUST;

/* Record a proof of ours, for all partners; nothing where one about that log is, or one about the
 * organisation that nobody has decided on.  FAULT_DENIED: a key was revoked. */
bool node_fork_put(struct node *n, struct work *w, struct bytes proof) MUST;
/* Each log that was proved here to have forked, once, in order of coming. */
struct forked {
    struct hash org, says; /* who told it first */
    struct bytes log, proof;
    uint64_t sizes[2];
    int64_t time;       /* of who told it */
    bool own;           /* a record of ours says it */
    struct bytes trust; /* why it is trusted all the same; empty: it is not */
    struct bytes by;    /* who decided that */
};
bool node_forks(struct node *n, struct work *w, struct forked **out, size_t *count) MUST;
/* Let in what waits of that organisation, for a reason.  FAULT_CONFLICT: nothing holds it. */
bool node_fork_trust(struct node *n, struct work *w, const struct hash *org,
    struct bytes by, struct bytes reason, struct receipt *out) MUST;
/* What a partner did not prove, for ourselves alone; once for each log and question, and so many
 * of one partner. */
#define ACCUSATIONS_MAX 16
struct accusation {
    struct hash org;
    struct bytes log, asked, came;
    int64_t time;
};
bool node_accuse(struct node *n, struct work *w, const struct accusation *a) MUST;
bool node_accusations(struct node *n, struct work *w, struct accusation **out,
    size_t *count) MUST;

/* Content that a partner's record names: its key came with the record, it comes after. */
struct content {
    struct hash tree;
    uint64_t length;
    struct hash key;
};
struct delivery {
    struct bytes text;
    struct record *record; /* as read from it; NULL: a newer program made it */
    const struct content *contents;
    size_t content_count;
};
/* Admit what a partner's log brings, with the log itself, in one commit. */
bool node_admit_from(struct node *n, struct work *w, const struct hash *partner,
    const struct delivery deliveries[], size_t count, const struct store_mirror *mirror,
    struct receipt out[]) MUST;
/* How much of one partner's may wait here: more is FAULT_BUSY, until keys or a newer program
 * let in what waits. */
#define WAITING_RECORDS 10000
#define WAITING_BYTES (INT64_C(64) * 1024 * 1024)
/* Look again at records that wait -- for an author's keys, for a kind -- and let those in
 * whose time has come; they are sent on their ways anew. */
bool node_promote(struct node *n, struct work *w, int64_t *count) MUST;
/* Send records on their ways: all up to ${routed} have been (0: no change), and those once
 * more that ${again} numbers. */
bool node_route(struct node *n, struct work *w, const struct store_append appends[],
    size_t count, int64_t routed, const int64_t again[], size_t again_count) MUST;
/* The secret half of a seal key of ours; FAULT_MISSING once its time is over. */
bool node_seal_secret(struct node *n, struct work *w, const struct hash *public,
    struct hash *out) MUST;
/* Pieces of content that comes from a partner. */
bool node_content_expect(struct node *n, struct work *w, const struct stored_blob *blob,
    struct bytes pieces) MUST;
bool node_content_piece(struct node *n, struct work *w, const struct stored_blob *blob,
    uint64_t piece, struct bytes bytes, bool *whole) MUST;

/* ---- Records, opened ----------------------------------------------------------------------- */

/* A record with every part that is here; no decision: callers have one, or show none. */
bool node_record(struct node *n, struct work *w, const struct stored *from,
    struct record **out) MUST;
/* The value of one part; NULL: it is not here, or erased. */
bool node_part(struct node *n, struct work *w, const struct stored *from,
    const char *name, struct json **out) MUST;
/* May ${who} know that it is here (P10)?  NULL: who is told of nothing may. */
bool node_knows(struct node *n, struct work *w, const struct actor *who,
    const struct stored *s, bool *yes) MUST;
/* From a person's way to name it: an id, or a beginning that one alone has of all that ${who} may
 * know of; NULL: of all.  What may not be known of is FAULT_MISSING, in the words for what is not
 * there. */
bool node_find(struct node *n, struct work *w, const struct actor *who, struct bytes name,
    struct stored *out) MUST;
/* The item's terms, as its newest version in force says; unreadable when it has none. */
bool node_terms(struct node *n, struct work *w, const struct record *r,
    struct terms *out) MUST;

/* The moves made upon an item; and where it stands by
 * them.  ${r} is the item's newest version in force, opened. */
bool node_moves(struct node *n, struct work *w, const struct record *r,
    struct kind_moved **out, size_t *count) MUST;
bool node_stage(struct node *n, struct work *w, const struct record *r,
    struct kind_stage *out) MUST;

/* Where a record stands; and we ourselves, now, as those who would move it. */
bool node_standing(struct node *n, struct work *w, const struct stored *of,
    struct standing *out) MUST;
bool node_mover(struct node *n, struct work *w, struct mover *out) MUST;

/* The bodies that are in a group now, by its owner's versions that are here. */
bool node_group_members(struct node *n, struct work *w, const struct stored *group,
    struct hash **out, size_t *count) MUST;

/* What this organisation last said of each rule that can be switched, in the order of
 * terms_switch_name: nothing, off or on.  A rule is on until it was said to be off. */
struct rule_switch {
    bool said, off;
    int64_t time;
    struct bytes by;           /* the person */
    const struct json *reason; /* a text for people; these two live as long as the work */
    struct stored stored;
};
bool node_switches(struct node *n, struct work *w, struct rule_switch out[SWITCHES]) MUST;
/* Switch one off, or on again; FAULT_CONFLICT where it is so already. */
bool node_switch_put(struct node *n, struct work *w, const struct actor *who,
    const char *name, bool off, const struct json *reason, struct receipt *out) MUST;

/* Gather the facts for ${act} on a record from one snapshot; the caller adds recipient,
 * surface and what it proposes. */
bool node_facts(struct node *n, struct work *w, const struct actor *who,
    enum terms_act act, const struct stored *record, struct facts *out) MUST;
/* The same for ${act} upon what is about to be made here, with these terms, from these records. */
bool node_facts_made(struct node *n, struct work *w, const struct actor *who,
    enum terms_act act, const struct terms *terms, const struct stored sources[],
    size_t count, struct facts *out) MUST;
/* Who is, or was, in the groups that these facts' terms name: once more, where they were changed. */
bool node_facts_groups(struct node *n, struct work *w, struct facts *f) MUST;
/* Decide; a denial is the work's fault, with its rule.  What may not be known to exist is
 * FAULT_MISSING, worded like any other absence. */
bool node_decide(struct node *n, struct work *w, const struct facts *f,
    struct decision *out) MUST;
/* Does a recall, by its core, ask that organisation to erase?  One that names holders asks
 * these; whoever else is given it passes it on. */
bool node_recall_asks(struct work *w, const struct json *core, const struct hash *org,
    bool *yes) MUST;
/* Was it recalled by its author, from that organisation, or from us, as far as is known here? */
bool node_recalled_from(struct node *n, struct work *w, const struct stored *record,
    const struct hash *org, bool *yes) MUST;
bool node_recalled(struct node *n, struct work *w, const struct stored *record,
    bool *yes) MUST;
/* Does its kind leave it to this person, for the stated purpose?  Beside what terms say. */
bool node_may_read(struct node *n, struct work *w, const struct actor *who,
    const struct stored *of, bool *yes) MUST;
/* The same, and where it does not, the kind's message is the fault. */
bool node_need_read(struct node *n, struct work *w, const struct actor *who,
    const struct stored *of) MUST;
/* Read: decide, log the reading durably, then give the record.  No log, no reading. */
bool node_read(struct node *n, struct work *w, const struct actor *who,
    const struct stored *from, struct record **out) MUST;

/* ---- Erasing and holding ---------------------------------------------------------------------- */

struct erased {
    struct receipt record; /* of kind erasure/1 */
    bool content;          /* was content destroyed? */
    int64_t same_as;       /* a record that keeps the same content, or 0 */
};

/* Erase all versions of an item but what is kept of every record, for good, with the record
 * that says so.  ${asker} is whose word it is: a recall's author, or NULL for ourselves.  A
 * hold is FAULT_DENIED with P27. */
bool node_erase(struct node *n, struct work *w, const struct actor *who,
    const struct stored *item, enum terms_act act, const struct hash *asker,
    const struct json *why, struct erased *out) MUST;
/* The same of many, in one commit: who asks, and what to say of each. */
struct erasing {
    const struct stored *item;
    const struct hash *asker;
    const struct json *why;
    bool nothing; /* of it was left to erase; else this became of it: */
    struct erased erased;
};
bool node_erase_all(struct node *n, struct work *w, const struct actor *who,
    enum terms_act act, struct erasing all[], size_t count) MUST;
/* The same of one part, in all versions; the others and the content stay.  NULL: all. */
bool node_erase_part(struct node *n, struct work *w, const struct actor *who,
    const struct stored *item, const char *part, enum terms_act act,
    const struct hash *asker, const struct json *why, struct erased *out) MUST;

/* Items of which something is left and whose terms end their keeping by ${until}: any author's,
 * in no order. */
struct expiring {
    struct stored item;
    int64_t until;
};
bool node_expiring(struct node *n, struct work *w, int64_t until, struct expiring **out,
    size_t *count) MUST;
/* When did that partner sign for this log of ours last?  0: never. */
bool node_signed_last(struct node *n, struct work *w, const struct log_head *outbox,
    const struct hash *partner, int64_t *out) MUST;
/* Is node time confirmed: has a partner, by its own clock, signed for a log of ours within
 * CLOCK_TRUST of it?  ${*last}: when one last did; 0: never.  What a day alone ends is destroyed only
 * then: a clock set ahead by mistake would end everything. */
#define CLOCK_TRUST (24 * TIME_HOUR)
bool node_clock_confirmed(struct node *n, struct work *w, int64_t *last, bool *yes) MUST;
/* Destroy the secrets of our seal keys whose time is over by SEAL_GRACE, which is for batches
 * that are carried by hand: what was sealed to them is opened by nobody any more. */
#define SEAL_GRACE (7 * TIME_DAY)
bool node_seal_expire(struct node *n, struct work *w, int64_t *count) MUST;

/* ---- Verifying ------------------------------------------------------------------------------------ */

struct verified {
    int64_t records;
    int64_t parts;
    int64_t erased;
    int64_t blobs;
    uint64_t entries;
};

/* Every log recomputed, every signature, every commitment; with ${deep} every byte of
 * content too.  FAULT_CORRUPT names the first that does not hold. */
bool node_verify(struct node *n, struct work *w, bool deep,
    void (*progress)(void *ctx, uint64_t done, uint64_t all), void *ctx,
    struct verified *out) MUST;

/* ---- Safe-keeping ----------------------------------------------------------------------------------- */

/* Data and logs without keys, or the current keys alone, as one file; durable. */
bool node_backup(struct node *n, struct work *w, const char *file, uint64_t *bytes) MUST;
bool node_backup_keys(struct node *n, struct work *w, const char *file,
    uint64_t *bytes) MUST;
/* Keep the keys on another second medium from now on, or (NULL) on none; the node is not open.
 * What the one before holds is not touched: it opens what is erased from now on. */
bool node_mirror(struct work *w, const char *folder, const char *mirror) MUST;
/* A node from old data and the current keys (a file of them, or their mirror).  Its
 * journal goes on in a new epoch whose first entry names the last checkpoint known. */
bool node_restore(struct work *w, const char *file, const char *keys, const char *folder,
    struct bytes passphrase, struct hash *id, int64_t *epoch) MUST;
/* The journal's epoch, from its origin; and where a record stands in which journal. */
bool node_journal_epoch(struct work *w, const struct log_head *journal,
    int64_t *out) MUST;
bool node_place(struct node *n, struct work *w, const struct hash *record,
    struct log_head *journal, uint64_t *at) MUST;
/* A tlog-proof of that, under a checkpoint that counts for a stranger today. */
bool node_prove(struct node *n, struct work *w, const struct hash *record,
    struct log_head *journal, uint64_t *at, struct bytes *out) MUST;

/* What is folded from all this: views. */
#include "core/node/views.h"

#endif
