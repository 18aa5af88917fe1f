/*
 * What the files of the node share.
 */
#ifndef CORE_NODE_NODE_INNER_H
#define CORE_NODE_NODE_INNER_H

#include "core/node/node.h"
#include "core/store/write.h"
#include "ground/db/db.h"

/* An identity document, checked and kept open. */
struct known {
    struct known *next;
    struct work *own;
    struct identity identity;
};

struct rows;

/* A person's keys while they are unlocked. */
struct unlocked {
    struct uuid contact;
    struct hash public; /* of ${seal}: what things are sealed to */
    struct hash seal, sign;
    int64_t until;
};
#define UNLOCKED_MAX 32

struct node {
    struct work *own; /* what lives as long as the node */
    const char *folder;
    const char *handle;
    bool demo;
    struct file lock;
    struct store *store;
    struct db *views;
    enum { VIEWS_WHOLE, VIEWS_LAG, VIEWS_STALE } views_are; /* STALE: to be made anew */
    int walking; /* who walks them now: they cannot be made anew */
    struct buffer
        *touched;      /* while they are folded: ids of items whose row is to be made */
    struct rows *rows; /* the index of rows; NULL until somebody asks */
    struct hash row_key, expiry_key;
    struct identity identity;
    /* What the kinds and code lists live in: they are loaded anew when one is adopted. */
    struct work *adopted_own;
    struct kinds *kinds;
    struct codebook *codes;
    struct known *known;
    struct work *person_own; /* of who was looked for last; NULL: of nobody */
    struct person person;
    struct unlocked unlocked[UNLOCKED_MAX];
    size_t unlocked_count;
    const struct arrival *lent; /* what was just committed and is being folded; or NULL */
    struct group_held group;    /* the last group of records whose signature held */
    int64_t waiting_records;    /* how much may wait from one partner */
    int64_t waiting_bytes;
    struct work
        *forks_own;      /* what is known of forks lives in it; NULL: to be looked up */
    struct hash *forked; /* whose new items wait */
    size_t forked_count;
    bool look_again; /* something came that those who wait may have waited for */
    /* SWITCH_... of terms.h, as facts have them; known from the first question until the next
     * commit. */
    unsigned switches_off;
    bool switches_known;
    int64_t latest; /* node time never falls behind this */
};

/* Content being taken in: first written, then named by a record. */
struct item {
    struct blob_writer *writer;
    struct blob_written written;
    bool done;
};

const char *node_path(struct work *w, const char *folder, const char *name);
/* config.json: what is set once, at init. */
struct node_config {
    const char *handle;
    const char *mirror;
    bool demo;
};
bool config_write(struct work *w, const char *folder, const struct node_config *c) MUST;
bool config_read(struct work *w, const char *folder, struct node_config *out) MUST;
/* Give a finished folder its name, for good: the folder above is synced. */
bool folder_name(struct work *w, const char *making, const char *folder) MUST;
/* Remove a folder that this program made, with all in it. */
void folder_remove(const char *path);

/* Open a node whose data are older than its keys. */
bool node_open_restored(struct work *w, const char *folder, struct bytes passphrase,
    struct node **out) MUST;
void node_forget_identities(struct node *n);

/* persons.c: before every commit, which may change who acts. */
void persons_forget(struct node *n);

/* person_keys.c: where a record is sealed to the person who asks, what is sealed takes its place;
 * FAULT_DENIED while its keys are locked. */
bool node_unseal(struct node *n, struct work *w, const struct actor *who,
    const struct stored *of, struct record **r) MUST;

/* The newest of a contact's keys that are unlocked; NULL: none is. */
const struct unlocked *unlocked_of(struct node *n, const struct uuid *contact,
    int64_t now);
/* exceptions.c: what a record says that is linked as "excepts"; ${*counts}: an officer of ours
 * signed it, with a key that counted then. */
bool exception_read(struct node *n, struct work *w, const struct view_link *link,
    struct facts_exception *out, bool *counts) MUST;

/* Keys are stated for five years; changing one is an act of the organisation. */
#define KEY_LIFE (5 * 365 * TIME_DAY)
/* checkpoints.c: of the keys that an organisation ever stated for that use, the next one in whose
 * name a line of the note stands, or NULL; from ${*at} on, which moves behind it. */
bool note_signer(struct work *w, const struct identity *of, enum key_use use,
    struct bytes name, const struct note *note, size_t *at, struct note_key *key,
    const struct org_key **out) MUST;
/* Is the log's last checkpoint signed by the log key in force?  One that has
 * none is, too. */
bool checkpoint_current(struct node *n, struct work *w, const struct log_head *log,
    bool *yes) MUST;
/* epochs.c: let the journal and every outbox go on in a new epoch, whatever their keys; or
 * those only whose key is another by now, and finish what was cut short. */
bool epochs_turn(struct node *n, struct work *w, const char *cause, int64_t *epoch) MUST;
bool epochs_settle(struct node *n, struct work *w) MUST;
/* rotate.c: finish or undo a change of keys that was cut short. */
bool keys_settle(struct node *n, struct work *w) MUST;
/* make.c: records of this organisation, signed as one group. */
bool make_records(struct node *n, struct work *w, const struct draft drafts[],
    size_t count, struct record *records[]) MUST;
/* kinds.c: a number for all that kinds say; what was folded by others is folded anew. */
int64_t kinds_print(const struct node *n);
/* The kinds and code lists anew, from the program and from what we adopted. */
bool adopted_load(struct node *n, struct work *w) MUST;
/* Each record of that kind by which we adopted something, as it came, with its core. */
typedef bool adopted_see(void *ctx, struct work *w, const struct stored *s,
    const struct json *core);
bool adopted_each(struct node *n, struct work *w, const char *kind, adopted_see *see,
    void *ctx) MUST;
/* The newest of them whose core says so. */
struct adopted {
    const char *member;
    struct bytes name;
    struct stored found;
    bool any;
};
bool adopted_find(struct node *n, struct work *w, const char *kind,
    struct adopted *a) MUST;
/* Adopt such a core, of the name that ${before} says, in the place of one adopted before. */
bool adopt_core(struct node *n, struct work *w, const char *kind, struct adopted *before,
    const struct json *core, const struct json *terms, const struct stored *from,
    struct receipt *out) MUST;
/* admit.c: the door, with what else belongs to the same commit: erasures, or the log
 * that brought the records.  ${beside} may be NULL; its items are the door's own. */
bool admit_with(struct node *n, struct work *w, const struct entry entries[],
    size_t count, const struct store_batch *beside, struct receipt out[]) MUST;

/* A record on its way in. */
struct guest {
    const struct entry *entry;
    struct hash hash;
    struct record *record; /* NULL when it is for a later program to read */
    bool later;
    enum stored_state state;
    bool signed_for; /* its author's keys are here, and its signature holds */
    bool here;       /* it was admitted before: only what is missing of it is taken */
    bool proves;  /* it is here and waits, under a proof that is none: this one is true */
    bool becomes; /* only its text was here, which could not be read then */
    struct stored before;
    struct guest *same;      /* or it came in this very batch */
    struct store_item *item; /* what is committed of it */
};

/* Those that come in together, and what their coming changes of those that are here. */
struct arrival {
    int64_t now;
    struct guest *guests;
    struct uuid *ids; /* of the guests, side by side for comparing */
    size_t count;
    struct store_item *items;
    const struct record *
        *records; /* of the items, as they were read; NULL: of a newer program */
    size_t item_count;
    struct store_state_change *changes;
    size_t change_count;
    const struct store_item **past; /* of the items: records that the views have passed */
    size_t past_count;
    struct store_again *again; /* of them, those in force */
    size_t again_count;
};

/* forks.c: a proof that came, judged; and does what its author makes wait because his log has
 * forked?  forks_changed: such records came. */
bool forks_weigh(struct node *n, struct work *w, const struct record *r,
    enum stored_state *state) MUST;
bool forks_hold(struct node *n, struct work *w, const struct hash *author,
    struct bytes kind, bool *yes) MUST;
/* Did it not prove something here?  A fault that stands in ${w} stays. */
bool forks_doubt(struct node *n, struct work *w, const struct hash *org, bool *yes);
void forks_changed(struct node *n, const struct arrival *a);
void forks_forget(struct node *n);

/* compare.c */
bool compare(struct node *n, struct work *w, struct guest *g, struct arrival *a) MUST;
/* Of an item, only what a record that is here lacks, and what was not erased of it. */
bool more_parts(struct node *n, struct work *w, const struct stored *before,
    struct store_item *item, bool *any) MUST;

/* later.c: the text of a record that a newer program made, with the keys of its content. */
bool kept_item(struct work *w, const struct entry *e, const struct hash *hash,
    struct store_item *out) MUST;
bool kept_read(struct node *n, struct work *w, const struct stored *s,
    struct delivery *out) MUST;
/* May so much more of a partner's wait?  FAULT_BUSY when not. */
bool room_to_wait(struct node *n, struct work *w, const struct hash *from,
    const struct store_item items[], size_t count) MUST;
/* roads.c: what a partner brings, as the door takes it. */
bool entry_from(struct node *n, struct work *w, const struct hash *partner,
    const struct delivery *d, struct entry *out) MUST;

/* switches.c: the rules that this organisation has switched off, SWITCH_... of terms.h. */
bool switches_off(struct node *n, struct work *w, unsigned *out) MUST;
/* erase.c: is anything of it here that an erasure would take? */
bool erase_left(struct node *n, struct work *w, const struct stored *item,
    bool *yes) MUST;
/* expire.c: the day on which the record that stands for an item ends, put into the views. */
bool expiry_fold(struct node *n, struct work *w, const struct stored *s) MUST;
/* All of them as text, a line each. */
bool expiry_text(struct node *n, struct work *w, struct buffer *to) MUST;

/* ---- fold.c ---------------------------------------------------------------------- */

/* What was committed is a fact, whatever becomes of the views: fold it if that can be done,
 * and let whoever asks them next catch up. */
void fold_soon(struct node *n, const struct os *os);
/* Records that are folded already get parts, or were passed over while they waited: before
 * the commit their words leave the index and the views are unsure; after it they are folded
 * anew. */
bool fold_before(struct node *n, struct work *w, const struct arrival *a) MUST;
void fold_after(struct node *n, const struct os *os, const struct arrival *a);
void fold_late(struct node *n, const struct os *os, const struct stored *s);
/* Before the views are asked: they hold all that was committed, or it fails. */
bool views_ready(struct node *n, struct work *w) MUST;
/* The rows of a kind's items, made anew: it says something else now. */
bool fold_kind(struct node *n, struct work *w, struct bytes kind) MUST;
/* Take records' words out of the index, durably, before their parts are erased; until
 * fold_sure is called, opening the node folds anew. */
bool fold_forget(struct node *n, struct work *w, const struct stored *const records[],
    size_t count) MUST;
bool fold_unsure(struct node *n, struct work *w) MUST;
/* Never a failure: views that stay unsure are made anew when the node is opened. */
void fold_sure(struct node *n, const struct os *os);
bool views_open(struct node *n, struct work *w) MUST;
/* The words of a record as keyed tokens, one line for the index. */
bool words_of_record(struct node *n, struct work *w, const struct stored *r,
    struct bytes *out) MUST;
bool words_of_text(struct node *n, struct work *w, struct bytes text, const char *between,
    struct bytes *out) MUST;

#endif
