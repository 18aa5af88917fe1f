/*
 * What a partner signed, held against our copy of its log: a second tree is a fork, which we
 * can prove to anyone; what only we can see is noted, and told to nobody.
 */
#include "engines/exchange/exchange_inner.h"

/* ---- Told to us ------------------------------------------------------------------------- */

static bool
accuse(struct node *n, struct work *w, const struct hash *partner,
    const struct log_head *inbox, const char *asked, const char *came)
{
    struct accusation a = {.org = *partner, .log = inbox->origin};

    TRY(asked != NULL && came != NULL);
    a.asked = bytes_of(asked);
    a.came = bytes_of(came);
    return node_accuse(n, w, &a);
}

bool
fork_accuse(struct node *n, struct work *w, const struct hash *partner,
    const struct log_head *inbox, const char *asked, const char *came)
{
    struct work *own = work_open(work_os(w));

    /* In a work of its own: this one ends with the fault, and what it began is not done. */
    TRY(work_join(w, own, own != NULL && accuse(n, own, partner, inbox, asked, came)));
    return fail(w, FAULT_CORRUPT,
        "the partner was to show %s, and gave %s: noted, see `liaison status`", asked,
        came);
}

/* ---- Proved ------------------------------------------------------------------------------- */

static bool
record(struct node *n, struct work *w, const struct hash *partner,
    const struct log_head *inbox, struct bytes note)
{
    struct merkle_source tiles;
    struct identity accused;
    struct bytes proof;

    TRY(store_tiles(node_store(n), w, inbox, &tiles));
    TRY(node_author(n, w, partner, &accused));
    if (fork_write(w, &accused, inbox->note, note, &tiles, &proof) &&
        node_fork_put(n, w, proof))
        return true;
    /* By a revoked key, or of a log beyond what a proof can hold: then it stays with us. */
    TRY(work_forgive(w, FAULT_DENIED) || work_forgive(w, FAULT_INVALID));
    return accuse(n, w, partner, inbox, "one tree of each size",
        "two, which cannot be proved to others: its log key was revoked, or the log is "
        "too long");
}

/* Before anybody is accused: is our own copy what we cosigned? */
static bool
copy_whole(struct node *n, struct work *w, const struct log_head *inbox)
{
    struct merkle_source tiles;
    struct checkpoint had;
    struct note note;
    struct hash root;

    if (inbox->size == 0)
        return true;
    TRY(store_tiles(node_store(n), w, inbox, &tiles));
    if (inbox->note.len > 0 && note_read(w, inbox->note, &note) &&
        checkpoint_read(w, note.text, &had) && had.size == inbox->size &&
        merkle_root_at(w, &tiles, inbox->size, &root) && hash_equal(&root, &had.root))
        return true;
    if (work_fault(w) == FAULT_MEMORY || work_fault(w) == FAULT_IO)
        return false;
    work_clear(w);
    return fail(w, FAULT_CORRUPT,
        "our copy of this partner's log is damaged here: `liaison peer mend` makes it "
        "whole");
}

bool
fork_look(struct node *n, struct work *w, const struct hash *partner,
    const struct log_head *inbox, const struct checkpoint *head, struct bytes note)
{
    struct merkle_source tiles;
    struct work *own;
    struct hash root;

    if (head->extension.len > 0)
        return fail(w, FAULT_INVALID, "the partner's checkpoint has lines of its own");
    TRY(copy_whole(n, w, inbox));
    if (head->size > inbox->size || head->size == 0)
        return true;
    TRY(store_tiles(node_store(n), w, inbox, &tiles));
    TRY(merkle_root_at(w, &tiles, head->size, &root));
    if (hash_equal(&root, &head->root))
        return true;
    own = work_open(work_os(w));
    TRY(work_join(w, own, own != NULL && record(n, own, partner, inbox, note)));
    return fail(w, FAULT_CORRUPT,
        "the partner's log has forked: its checkpoint of %llu entries is not of the "
        "entries it gave us. That is recorded with its proof: see `liaison status`",
        (unsigned long long)head->size);
}

bool
fork_greeted(struct node *n, struct work *w, const struct hash *partner,
    const struct hello *theirs)
{
    struct log_head inbox;
    struct checkpoint head;
    struct hash signer;

    if (theirs->since.len == 0)
        return true;
    TRY(hello_copy(n, w, partner, &inbox));
    TRY(node_checkpoint_open(n, w, partner, theirs->since, &head, &signer));
    if (inbox.size == 0 || !bytes_equal(head.origin, inbox.origin))
        return true;
    TRY(fork_look(n, w, partner, &inbox, &head, theirs->since));
    if (head.size >= inbox.size)
        return true;
    return fork_accuse(n, w, partner, &inbox, "a checkpoint of all entries that it gave",
        work_format(w,
            "one of %llu entries in the place of %llu, as if its log ended there",
            (unsigned long long)head.size, (unsigned long long)inbox.size));
}

/* ---- Told by others ------------------------------------------------------------------------ */

bool
fork_pass_on(struct node *n, struct work *w, const struct stored *s)
{
    struct bytes org, proof;
    struct json *core;
    struct peer accused;

    TRY(node_part(n, w, s, "core", &core));
    if (core == NULL)
        return true;
    org = json_get_text(core, "org");
    proof = json_get_text(core, "proof");
    if (!node_peer(n, w, org, &accused))
        return work_forgive(w, FAULT_MISSING);
    /* Its key may have been revoked since: then we say nothing of our own. */
    return node_fork_put(n, w, proof) || work_forgive(w, FAULT_DENIED) ||
        work_forgive(w, FAULT_MISSING);
}
