/*
 * exchange: partners -- what goes to whom, sealed batches over any road, receipts, recall.
 * The formats are docs/formats.md section 9.
 *
 * Nothing here knows sockets: a road is a function that takes a message and gives the
 * answer, and exchange_answer is the other end of it.
 */
#ifndef ENGINES_EXCHANGE_EXCHANGE_H
#define ENGINES_EXCHANGE_EXCHANGE_H

#include "core/node/node.h"
#include "ground/base/base.h"

#define EXCHANGE_BODY_MAX ((size_t)32 * 1024 * 1024)

/* ---- Sharing -------------------------------------------------------------------- */

/* What one record's sharing would be, or was. */
struct sharing {
    struct stored record;
    struct decision decision;
    const struct json *given;    /* names of parts that go */
    const struct json *withheld; /* names of parts that stay here */
    const struct terms *terms;   /* of what was decided; NULL: it goes along */
    struct bytes purpose;        /* another's goes for this, and that is logged */
    bool sealed;                 /* what is given but terms, to named people only */
    bool beside;                 /* goes along with another: a custody event, a release */
};

/* The facts by which sharing a record with a partner is decided. */
bool exchange_facts(struct node *n, struct work *w, const struct actor *who,
    const struct peer *to, const struct stored *record, struct facts *out) MUST;
/* What sharing these records with a partner would do, decided one by one; custody events
 * go with their evidence, releases with what they release. */
bool exchange_preview(struct node *n, struct work *w, const struct actor *who,
    const struct peer *to, const struct stored records[], size_t count,
    struct sharing **out, size_t *out_count) MUST;
/* Share with partners, one or the members of a group: the first denial is the fault, and
 * nothing goes to any.  As many delivery records are made as it takes, together. */
bool exchange_share(struct node *n, struct work *w, const struct actor *who,
    const struct peer to[], size_t to_count, const struct stored records[], size_t count,
    struct receipt **out, size_t *out_count) MUST;

/* Obey recalls, write receipts, and put every record on its ways: all that follows from
 * records that came since the last time.  How many were looked at. */
bool exchange_settle(struct node *n, struct work *w, const struct actor *who,
    int64_t *count) MUST;

/* ---- Recalls ------------------------------------------------------------------------ */

/* A holder whom the recall has reached is given so long to state what became of the item; and
 * from then on as long to decide on what was made from it. */
#define RECALL_PATIENCE (7 * TIME_DAY)

enum ledger_state {
    LEDGER_NOT_THERE, /* the recall has not come there, as far as a cosignature says */
    LEDGER_THERE,
    LEDGER_OVERDUE, /* it is there since RECALL_PATIENCE, and nothing was stated */
    LEDGER_ERASED,  /* these three: as the holder states */
    LEDGER_KEPT,
    LEDGER_PASSED /* it is not asked to erase, but to pass the recall on */
};
/* One holder of one item.  Of ${way}, "at" is 0 where no cosignature of theirs says that they
 * have it; "recalled_at" of one whom another holder named is when that was said. */
struct ledger_line {
    struct stored item; /* its newest version here */
    struct terms_delivery way;
    struct hash said_by; /* who states that they have it; zero: we gave it */
    bool sent;           /* the recall stands in their outbox */
    enum ledger_state state;
    const struct json *statement; /* the item of their newest receipt/1; NULL: none */
    struct ledger_derived *derived;
    int64_t undecided; /* since when a decision on one of these is overdue; 0: none is */
};
/* What they state of something that others made from it. */
struct ledger_derived {
    struct ledger_derived *next;
    struct bytes hash; /* of its header, in hex */
    int64_t at;
    const struct json *said; /* "state": "open", "erased", "kept", "redacted" */
};
/* Whom this node gave an item, in any version, each once. */
bool exchange_given(struct node *n, struct work *w, const struct stored *item,
    struct hash **out, size_t *count) MUST;
/* All that are known to hold what is recalled: whom this node gave it to, in the order of
 * delivery, then those whom holders name.  1,000 lines at most.  ${open_only}: those who have
 * stated nothing, or whose decision is overdue; a recall that is settled costs little. */
bool exchange_ledger(struct node *n, struct work *w, const struct stored *recall,
    bool open_only, struct ledger_line **out, size_t *count) MUST;

/* P13: put those first whom a recall of ours has not reached yet, in the order in which they were
 * given what it calls back. */
bool exchange_recalls_first(struct node *n, struct work *w, struct peer peers[],
    size_t count) MUST;

/* What was made from an item, as far as it is here: what is derived from it, quotes or answers
 * it, and so on from these; so many at most, near ones first. */
#define EXCHANGE_DESCENDANTS 1024
bool exchange_descendants(struct node *n, struct work *w, const struct stored *item,
    struct stored **out, size_t *count) MUST;
/* What others made from an item that was recalled and erased here: this node has to decide what
 * becomes of its own copy. */
struct undecided {
    struct stored recall;
    struct stored item; /* in its newest version here, */
    struct hash hash;   /* that was announced by this */
    int64_t until;
    const struct json *statement; /* of what was recalled */
};
bool exchange_undecided(struct node *n, struct work *w, struct undecided **out,
    size_t *count) MUST;
/* Decide, do it, and state it to who recalled.  ${part} is what is redacted, ${reason} text for
 * people.  ${*state} is what was stated: what is held is kept. */
enum derived_fate { DERIVED_ERASE, DERIVED_KEEP, DERIVED_REDACT };
bool exchange_decide(struct node *n, struct work *w, const struct actor *who,
    const struct undecided *on, enum derived_fate fate, const char *part,
    const struct json *reason, const char **state, struct receipt *out) MUST;

/* ---- Expiry -------------------------------------------------------------------------- */

/* What becomes of an item whose terms end its keeping, and why. */
struct expired {
    enum {
        EXPIRED_NOT,   /* terms say otherwise */
        EXPIRED_PAST,  /* it would be erased */
        EXPIRED_WAITS, /* until a partner confirms our clock */
        EXPIRED_HELD,  /* P27: a visible mark */
        EXPIRED_ERASED
    } state;
    const char *why;
};
/* With ${apply} erase it where that may be done, with the record that says so and a statement to
 * whom it came from. */
bool exchange_expire(struct node *n, struct work *w, const struct actor *who,
    const struct stored *item, bool apply, struct expired *out) MUST;

/* ---- Both ends ---------------------------------------------------------------------- */

/* One message from a partner who was authenticated, and its answer.  FAULT_... as ever. */
bool exchange_answer(struct node *n, struct work *w, const struct hash *partner,
    struct bytes verb, struct bytes body, struct bytes *reply) MUST;

/* Several messages in one, each answered by ${answer} as if it had come alone.  What one that
 * fails leaves undone, and what those before it did, is as if the road had broken there. */
#define EXCHANGE_SEVERAL 16
typedef bool exchange_answerer(void *ctx, struct work *w, struct bytes verb,
    struct bytes body, struct bytes *reply);
bool exchange_several(struct work *w, struct bytes body, exchange_answerer *answer,
    void *ctx, struct bytes *reply) MUST;
/* How many messages that is, pieces of content apart. */
void exchange_weigh(struct bytes verb, struct bytes body, unsigned *messages,
    unsigned *pieces);

/* The n-th verb that a partner is answered; NULL behind the last. */
const char *exchange_verb_at(size_t n);
/* The same verb as a text of ours; "?" for what is none. */
const char *exchange_verb(struct bytes verb);

/* The way to a partner: the verb is one of "hello", "push", "pull", ... */
struct road {
    void *ctx;
    bool (*call)(void *ctx, struct work *w, const char *verb, struct bytes body,
        struct bytes *reply);
    /* The same in two: it is under way from the first until the second, which also says what went
     * wrong in between.  One at a time, and no other call meanwhile.  NULL: the road has it not. */
    bool (*begin)(void *ctx, struct work *w, const char *verb, struct bytes body);
    bool (*end)(void *ctx, struct work *w, struct bytes *reply);
};

struct synced {
    uint64_t sent; /* entries that the partner has now and had not */
    uint64_t received;
    uint64_t pieces; /* of content, both ways */
};
/* Bring both outboxes to where they are known to the other end. */
bool exchange_sync(struct node *n, struct work *w, const struct actor *who,
    const struct peer *peer, const struct road *road, struct synced *out) MUST;

/* ---- Bundles: the same messages in files ------------------------------------------------- */

/* Write what is for a partner, sealed to it: to ${file}, or with ${volume} to files of at most so
 * many bytes, "FILE.001" and so on.  None of them must be there yet, and none is left after a
 * fault. */
bool exchange_bundle_out(struct node *n, struct work *w, const struct actor *who,
    const struct peer *peer, const char *file, uint64_t volume, struct synced *out,
    uint32_t *volumes) MUST;

/* One file of those that are taken in, and what became of it. */
struct bundle_volume {
    const char *file; /* all else is said of it */
    enum {
        VOLUME_TAKEN,
        VOLUME_KEPT, /* until those before it come */
        VOLUME_REFUSED
    } state;
    struct hash from;
    struct uuid set;
    uint32_t number; /* 0: it could not be read so far */
    bool last;       /* its bundle ends with it */
    uint32_t due;    /* the volume of its bundle that is still to come; 0: none */
    enum fault fault;
    const char *why;
};
/* Take volumes in, whatever their order: ${given} is put into that of their numbers.  One that is
 * refused stops no other. */
bool exchange_bundle_in(struct node *n, struct work *w, const struct actor *who,
    struct bundle_volume given[], size_t count, struct synced *out) MUST;

/* ---- Two records under one id and version: docs/formats.md 12 ------------------------------ */

#define EQUIVOCATION_MAX ((size_t)32 * 1024)
struct equivocation {
    struct record *records[2];
    struct bytes identity; /* as much of the author's document as shows the keys */
};
/* These ask no node.  FAULT_INVALID: it is none; FAULT_CORRUPT: the author's keys did not sign. */
bool equivocation_read(struct work *w, struct bytes text, struct equivocation *out) MUST;
bool equivocation_check(struct work *w, const struct equivocation *e,
    const struct identity *of) MUST;
/* The proof about a record that was set aside for it; FAULT_MISSING: about this there is none.
 * It shows the item's header: who may know of the item is the caller's to decide. */
bool exchange_equivocation(struct node *n, struct work *w, const struct stored *s,
    struct bytes *out) MUST;

/* ---- Guests: organisations without a node ------------------------------------------------- */

/* A guest's keys: one file, made once. */
struct guest_key {
    struct identity identity;
    struct hash root, next_root, node; /* seeds */
    bool sealed;                       /* by a passphrase */
};
#define GUEST_KEY_MAX ((size_t)128 * 1024)
bool guest_key_new(struct work *w, const char *handle, const char *lang,
    struct bytes name, bool sealed, struct guest_key *out) MUST;
/* The file's text; the passphrase of those that are not sealed is not asked. */
bool guest_key_write(struct work *w, const struct guest_key *k, struct bytes passphrase,
    struct bytes *out) MUST;
/* FAULT_DENIED when the passphrase is wrong or missing. */
bool guest_key_read(struct work *w, struct bytes text, struct bytes passphrase,
    struct guest_key *out) MUST;
void guest_key_wipe(struct guest_key *k);

#define LETTER_MAX ((size_t)8 * 1024 * 1024)

/* What a guest is asked: a record as it was given, and where it stands there. */
struct guest_asked {
    struct hash from, to;
    int64_t time; /* when it was given */
    struct standing at;
    const struct record *delivery;
    const struct record *last; /* of the moves; NULL: there is none */
    const struct kinds *kinds;
    struct record *const *records; /* all that was given, the delivery first */
    size_t record_count;
    const struct identity *authors; /* of all that is in it, as they say of themselves */
    size_t author_count;
};
/* Everything in it holds and is what its author gave: FAULT_INVALID or FAULT_CORRUPT if not.
 * Who that author is, only a fingerprint compared by another way tells. */
bool guest_asked_read(struct work *w, struct bytes text, struct guest_asked *out) MUST;
/* Who would move it: the guest, now, and after all that it was shown. */
void guest_mover(struct work *w, const struct guest_asked *a, struct mover *out);
/* The letter back: a move, whose core was said for ${who}, and the receipt. */
bool guest_reply_write(struct work *w, const struct guest_asked *a,
    const struct guest_key *key, const struct mover *who, const struct json *core,
    struct uuid *id, struct bytes *out) MUST;

/* At a node: share an item with a guest and write the letter that brings it. */
bool exchange_guest_out(struct node *n, struct work *w, const struct actor *who,
    const struct peer *guest, const struct stored *item, struct receipt *delivery,
    struct bytes *letter) MUST;
/* A guest's letter back, judged against what is here; nothing is done yet. */
struct guest_reply {
    struct peer guest;
    struct stored item; /* in its newest version in force */
    struct standing at;
    struct kind_moved move;
    struct kind_stage then; /* where the item stands with it */
    bool known;             /* it is here already */
    const struct record *records[2];
    const struct identity *author;
};
bool exchange_guest_read(struct node *n, struct work *w, struct bytes letter,
    struct guest_reply *out) MUST;
/* Let it in, and send it on its ways. */
bool exchange_guest_in(struct node *n, struct work *w, const struct actor *who,
    const struct guest_reply *reply, struct receipt *out) MUST;

#endif
