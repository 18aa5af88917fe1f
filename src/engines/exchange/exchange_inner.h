/*
 * What the files of the exchange share.
 */
#ifndef ENGINES_EXCHANGE_EXCHANGE_INNER_H
#define ENGINES_EXCHANGE_EXCHANGE_INNER_H

#include "engines/exchange/exchange.h"

/* share.c */
bool part_goes(struct node *n, struct bytes kind, struct bytes part);

/* listed.c: does a record of that kind go to those whom a list in it names? */
bool kind_lists(const struct kind *kind);
/* Does this version name that organisation there? */
bool listed_in(struct node *n, struct work *w, const struct kind *kind,
    const struct stored *s, const struct hash *org, bool *yes) MUST;
/* And if it does, does the newest one still? */
bool listed_still(struct node *n, struct work *w, const struct kind *kind,
    const struct stored *s, const struct hash *org, bool *listed, bool *still) MUST;

/* sealed.c: may the organisation read this part, or is it for named people? */
bool part_is_open(const struct terms *t, struct bytes part);
/* The record that brings a RED item's parts to the people named at that partner. */
bool sealed_draft(struct node *n, struct work *w, const struct peer *to,
    const struct stored *item, const struct terms *t, struct draft *out) MUST;

/* derived.c: what is said to ${recaller} of what others made from an item that was erased
 * here, put into the statement; quotations in opinions go at once. */
bool derived_state(struct node *n, struct work *w, const struct actor *who,
    const struct hash *recaller, const struct stored *item, struct json *statement) MUST;

/* obey.c: text for people, in English. */
struct json *in_english(struct work *w, const char *text);
/* Act on recalls that came, all together, each once; of those that were answered before, on what came
 * here since.  They are put in order. */
bool obey_recalls(struct node *n, struct work *w, const struct actor *who,
    struct stored recalls[], size_t count) MUST;

/* ledger.c: what a recall names, as far as it is here, in its newest version. */
bool recall_items(struct node *n, struct work *w, const struct stored *recall,
    struct stored **out, size_t *count) MUST;

/* receipts.c: say to a partner that these, which it gave us, are here; and is that said of
 * records of this kind? */
bool receipt_write(struct node *n, struct work *w, const struct hash *to,
    const struct stored *const records[], size_t count) MUST;
bool receipt_due(const struct stored *s);

/* apart.c: the number of the group of each record, in order of their coming; those of one are kept
 * to the same persons here, or to nobody in particular. */
bool groups_apart(struct node *n, struct work *w, const struct stored *const records[],
    size_t count, size_t **out, size_t *groups) MUST;

/* journal_head.c: the outbox, where something waits to be given behind ${after}, or where the
 * partner has not signed for a while, takes the journal's head along. */
bool journal_head_add(struct node *n, struct work *w, const struct actor *who,
    const struct hash *partner, uint64_t after, struct log_head *outbox) MUST;

/* Would it? */
bool journal_head_due(struct node *n, struct work *w, const struct hash *partner,
    uint64_t after, const struct log_head *outbox, bool *yes) MUST;

/* several.c: messages that go together; and the answers, of which there are fewer where one of
 * them ended it. */
struct message {
    const char *verb;
    struct bytes body;
};
bool several_write(struct work *w, const struct message messages[], size_t count,
    struct bytes *out) MUST;
bool several_replies(struct work *w, struct bytes text, struct bytes replies[],
    size_t asked, size_t *count) MUST;
bool take_message(struct cursor *c, struct bytes *verb, struct bytes *body) MUST;

/* same.c: what we have of the partner's and gave it, in 184 bytes, and that it has our outbox up to
 * ${after}; empty where too little is known of it to say so. */
bool same_write(struct node *n, struct work *w, const struct hash *partner,
    uint64_t after, struct bytes *out) MUST;
/* The answer: one of these. */
#define SAME_ALL "same"    /* there is nothing to be said */
#define SAME_OTHER "other" /* there may be */
#define SAME_GREET \
    "greet" /* first say hello: keys or logs are not what you take them for */
bool same_answer(struct node *n, struct work *w, const struct hash *partner,
    struct bytes body, struct bytes *reply) MUST;

/* hello.c: who we are and what we have of the partner's; and the same of the partner. */
struct hello {
    struct bytes
        origin; /* of the log that we, or they, hold a copy of; empty: none yet */
    uint64_t size;
    struct bytes
        since; /* their checkpoint at the size of our copy, or before; or empty */
};
/* In an answer, ${theirs} is what the partner said: it gets a checkpoint to hold against it. */
bool hello_write(struct node *n, struct work *w, const struct hash *partner,
    const struct hello *theirs, struct bytes *out) MUST;
bool hello_read(struct node *n, struct work *w, const struct hash *partner,
    struct bytes text, struct hello *out) MUST;
/* The newest copy that is here of a partner's outbox; size 0: none. */
bool hello_copy(struct node *n, struct work *w, const struct hash *partner,
    struct log_head *out) MUST;
/* Put its origin and size. */
bool hello_have(struct node *n, struct work *w, const struct hash *partner,
    struct json *to) MUST;
/* How much of our outbox the partner has, by what it said. */
uint64_t hello_after(const struct hello *theirs, const struct log_head *outbox);

/* batch.c: a range of an outbox, sealed to its partner. */
#define BATCH_ITEMS 1024
#define BATCH_AUTHORS 64 /* organisations whose identities go along */
#define BATCH_BYTES ((size_t)8 * 1024 * 1024)
/* Before it is packed: what was reached, and one item more. */
#define BATCH_PACKED_MAX (2 * BATCH_BYTES)
#define BATCH_STEP \
    ((size_t)256) /* it is padded to a multiple of this, or of a 32nd and less of it */
/* What the items of a batch are bound to: its envelope. */
bool batch_context(struct work *w, struct bytes envelope, struct bytes *out) MUST;
/* From ${after} on, until it has more than ${room} bytes. */
bool batch_write(struct node *n, struct work *w, const struct actor *who,
    const struct hash *partner, uint64_t after, size_t room, struct bytes *out,
    uint64_t *until) MUST;

/* batch_read.c: what a partner sent, opened and admitted; gives its checkpoint cosigned. */
struct arrived {
    uint64_t size;     /* of our copy now */
    uint64_t count;    /* entries that were new */
    bool full;         /* it ended for its size: behind it there is likely more */
    struct bytes note; /* with our cosignature */
};
/* Where a batch begins, and its checkpoint, as the batch says: nothing of it is checked. */
bool batch_says(struct work *w, struct bytes batch, uint64_t *first,
    struct checkpoint *head) MUST;
bool batch_take(struct node *n, struct work *w, const struct hash *partner,
    struct bytes batch, struct arrived *out) MUST;

/* fork.c: what a partner signed against our copy of its log.  A checkpoint of a size that is
 * here and of another tree: the proof is recorded, and it is FAULT_CORRUPT. */
bool fork_look(struct node *n, struct work *w, const struct hash *partner,
    const struct log_head *inbox, const struct checkpoint *head, struct bytes note) MUST;
/* The same of the checkpoint that an answer to a greeting has; one of less than is here is noted. */
bool fork_greeted(struct node *n, struct work *w, const struct hash *partner,
    const struct hello *theirs) MUST;
/* The partner did not prove what it should have: recorded, for ourselves alone. */
bool fork_accuse(struct node *n, struct work *w, const struct hash *partner,
    const struct log_head *inbox, const char *asked, const char *came) MUST;
/* A proof that a partner found of one whom we deal with too: our own partners are told. */
bool fork_pass_on(struct node *n, struct work *w, const struct stored *s) MUST;

/* pieces.c: content that is still to come, and what a partner may ask for. */
bool pieces_wanted(struct node *n, struct work *w, const struct hash *from,
    struct json **out) MUST;
/* Is that a list as pieces_wanted makes it: so many at most, and each content once? */
bool pieces_wishes(struct work *w, const struct json *list) MUST;
bool pieces_allowed(struct node *n, struct work *w, const struct hash *partner,
    const struct hash *tree, struct stored_blob *out) MUST;

/* All piece hashes of content; FAULT_MISSING while they have not come here themselves. */
bool pieces_hashes(struct node *n, struct work *w, const struct stored_blob *blob,
    struct bytes *out) MUST;

/* Content that we expect from this partner, by its tree. */
bool pieces_expected(struct node *n, struct work *w, const struct hash *partner,
    const struct hash *tree, struct stored_blob *out) MUST;

/* answer.c: what both roads bring -- the tree's 32 bytes, then piece hashes; or the tree,
 * a piece's number in 8 bytes, and the piece. */
bool take_pieces(struct node *n, struct work *w, const struct hash *partner,
    struct cursor *c) MUST;
bool take_piece(struct node *n, struct work *w, const struct hash *partner,
    struct cursor *c) MUST;
/* A checkpoint of our outbox that its partner has cosigned.  FAULT_CONFLICT when it is of more
 * entries than are here: a restore lost them, and the partner has them. */
bool keep_cosignature(struct node *n, struct work *w, const struct hash *partner,
    struct bytes note) MUST;

/* letter.c: records that anyone can check, with the identity documents of their authors. */
#define LETTER_RECORDS 501
#define LETTER_AUTHORS 64
struct letter {
    struct identity *authors;
    size_t author_count;
    struct record **records;
    size_t count;
};
/* Every hash holds, and every record is signed by an author whose document is in it. */
bool letter_read(struct work *w, struct bytes text, struct letter *out) MUST;
/* One to be written: all texts are canonical JSON. */
struct letter_draft {
    struct bytes authors[LETTER_AUTHORS];
    size_t author_count;
    struct bytes records[LETTER_RECORDS];
    size_t count;
};
bool letter_write(struct work *w, const struct letter_draft *d, struct bytes *out) MUST;

#endif
