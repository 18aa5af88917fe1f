/*
 * Is anything new?  The asking end says in a few numbers and hashes what it has and what it
 * gave; where the other end has just that, nothing more is said.
 */
#include "engines/exchange/exchange_inner.h"

/* A log as one end has it. */
struct side {
    struct hash origin; /* hashed: both ends know the text */
    struct hash root;   /* zero while it has no entry */
    uint64_t size;
};

struct state {
    struct hash who;  /* all that the two know of each other's keys */
    struct side gave; /* the asking end's outbox */
    struct side has;  /* its copy of the other's */
    uint64_t after;   /* what of its own it takes the other to have */
};

/* ---- What is compared ------------------------------------------------------------------------ */

static bool
root_at(struct node *n, struct work *w, const struct log_head *log, uint64_t size,
    struct hash *out)
{
    struct merkle_source tiles;

    *out = (struct hash){0};
    if (size == 0)
        return true;
    TRY(store_tiles(node_store(n), w, log, &tiles));
    return merkle_root_at(w, &tiles, size, out);
}

static bool
side_of(struct node *n, struct work *w, const struct log_head *log, struct side *out)
{
    out->size = log->size;
    TRY(sha256_tagged(w, "same", &log->origin, 1, &out->origin));
    return root_at(n, w, log, log->size, &out->root);
}

/* The identity document and seal key of an organisation, as they are known here. */
static bool
keys_of(struct node *n, struct work *w, const struct hash *org, struct hash out[2])
{
    const bool own = hash_equal(org, &node_identity(n)->id);
    struct identity identity;
    struct bytes renewed;

    if (own)
        TRY(node_seal_statement(n, w, &renewed));
    TRY(node_seal_of(n, w, org, &out[1]));
    TRY(node_author(n, w, org, &identity));
    return sha256_tagged(w, "same", &identity.text, 1, &out[0]);
}

/* What one end has in its hands. */
struct hands {
    struct log_head outbox, inbox;
    struct side ours, copy;
    struct hash
        who; /* both ends come to the same only if each knows of the other what that
                        knows of itself */
};

static bool
gather(struct node *n, struct work *w, const struct hash *partner, bool asks,
    struct hands *out)
{
    const struct hash *self = &node_identity(n)->id;
    struct hash keys[4];
    struct bytes all = {(const uint8_t *)keys, sizeof(keys)};

    TRY(keys_of(n, w, asks ? self : partner, &keys[0]));
    TRY(keys_of(n, w, asks ? partner : self, &keys[2]));
    TRY(sha256_tagged(w, "same", &all, 1, &out->who));
    TRY(node_outbox(n, w, partner, &out->outbox));
    TRY(hello_copy(n, w, partner, &out->inbox));
    return side_of(n, w, &out->outbox, &out->ours) &&
        side_of(n, w, &out->inbox, &out->copy);
}

/* Not ${known}: a key of the partner's is not here, or its time is over; or a log is damaged.  What
 * to do about that a greeting, and what follows it, finds out. */
static bool
hands_of(struct node *n, struct work *w, const struct hash *partner, bool asks,
    struct hands *out, bool *known)
{
    *known = gather(n, w, partner, asks, out);
    if (*known)
        return true;
    if (work_fault(w) == FAULT_MEMORY || work_fault(w) == FAULT_IO)
        return false;
    work_clear(w);
    return true;
}

/* ---- Asking ------------------------------------------------------------------------------------ */

static void
put_side(struct buffer *b, const struct side *s)
{
    buffer_add(b, hash_bytes(&s->origin));
    buffer_add(b, hash_bytes(&s->root));
    buffer_u64(b, s->size);
}

bool
same_write(struct node *n, struct work *w, const struct hash *partner, uint64_t after,
    struct bytes *out)
{
    struct buffer b = buffer_open(w, 1024);
    struct hands h;
    bool known;

    *out = (struct bytes){0};
    TRY(hands_of(n, w, partner, true, &h, &known));
    if (!known)
        return true;
    buffer_add(&b, hash_bytes(&h.who));
    put_side(&b, &h.ours);
    put_side(&b, &h.copy);
    buffer_u64(&b, after);
    return buffer_bytes(&b, out);
}

/* ---- Answering ----------------------------------------------------------------------------------- */

static bool
take_side(struct cursor *c, struct side *out)
{
    TRY(take_hash(c, &out->origin));
    TRY(take_hash(c, &out->root));
    return take_u64(c, &out->size);
}

static bool
take_state(struct work *w, struct bytes body, struct state *out)
{
    struct cursor c = {.work = w, .rest = body};

    TRY(take_hash(&c, &out->who));
    TRY(take_side(&c, &out->gave) && take_side(&c, &out->has));
    TRY(take_u64(&c, &out->after));
    return c.rest.len == 0 ||
        fail(w, FAULT_INVALID, "what is new was asked with bytes behind it");
}

/* What one end has of a log that the other end has whole: of another epoch's it has nothing. */
static void
of_this_log(struct side *part, const struct side *whole)
{
    if (!hash_equal(&part->origin, &whole->origin))
        *part = (struct side){.origin = whole->origin};
}

/* Has each end what the other takes it to have, and are what both have of a log the same entries?
 * If not, a greeting tells where to go on, and shows who forked. */
static bool
fits(struct node *n, struct work *w, const struct hands *h, const struct state *theirs,
    bool *yes)
{
    struct hash root;

    *yes = theirs->has.size <= h->ours.size &&
        (h->copy.size == theirs->gave.size
                ? hash_equal(&h->copy.root, &theirs->gave.root)
                : h->copy.size < theirs->gave.size && h->copy.size == theirs->after);
    if (!*yes)
        return true;
    TRY(root_at(n, w, &h->outbox, theirs->has.size, &root));
    *yes = hash_equal(&root, &theirs->has.root);
    return true;
}

/* Is there nothing that this end would say? */
static bool
nothing_new(struct node *n, struct work *w, const struct hash *partner,
    const struct hands *h, const struct state *theirs, bool *yes)
{
    struct json *wanted;
    uint64_t cosigned;
    bool due;

    TRY(node_outbox_known(n, w, &h->outbox, partner, &cosigned));
    TRY(journal_head_due(n, w, partner, theirs->has.size, &h->outbox, &due));
    *yes = !due && cosigned == h->ours.size && theirs->has.size == h->ours.size &&
        h->copy.size == theirs->gave.size;
    if (!*yes)
        return true;
    TRY(pieces_wanted(n, w, partner, &wanted));
    *yes = wanted->count == 0;
    return true;
}

bool
same_answer(struct node *n, struct work *w, const struct hash *partner, struct bytes body,
    struct bytes *reply)
{
    struct state theirs;
    struct hands h;
    bool yes;

    TRY(take_state(w, body, &theirs));
    *reply = bytes_of(SAME_GREET);
    TRY(hands_of(n, w, partner, false, &h, &yes));
    if (!yes || !hash_equal(&h.who, &theirs.who))
        return true;
    of_this_log(&theirs.has, &h.ours);
    of_this_log(&h.copy, &theirs.gave);
    TRY(fits(n, w, &h, &theirs, &yes));
    if (!yes)
        return true;
    TRY(nothing_new(n, w, partner, &h, &theirs, &yes));
    *reply = bytes_of(yes ? SAME_ALL : SAME_OTHER);
    return true;
}
