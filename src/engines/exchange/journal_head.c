/*
 * The journal's head in an outbox: what the partner cosigns dates the journal too.
 */
#include "engines/exchange/exchange_inner.h"

/* Is the outbox' last entry one already?  It was not given yet: another would say no more. */
static bool
ends_with_head(struct node *n, struct work *w, const struct log_head *outbox, bool *yes)
{
    struct hash leaf, record;
    struct stored last;

    *yes = false;
    if (outbox->size == 0)
        return true;
    TRY(store_entry(node_store(n), w, outbox, outbox->size - 1, &leaf, &record));
    TRY(store_by_hash(node_store(n), w, &record, &last));
    *yes = bytes_is(last.kind, "journal-head/1");
    return true;
}

/* Is the partner's last signature so old that this contact should bring another, though there
 * is nothing to give?  It is what confirms our clock.  Who asks for ever and never signs gets no
 * second one. */
static bool
signature_old(struct node *n, struct work *w, const struct hash *partner,
    const struct log_head *outbox, bool *yes)
{
    int64_t last, now;
    uint64_t known;

    TRY(node_now(n, w, &now));
    TRY(node_outbox_known(n, w, outbox, partner, &known));
    TRY(node_signed_last(n, w, outbox, partner, &last));
    *yes = known == outbox->size && last != 0 && last < now - CLOCK_TRUST / 2;
    return true;
}

bool
journal_head_due(struct node *n, struct work *w, const struct hash *partner,
    uint64_t after, const struct log_head *outbox, bool *yes)
{
    bool there;

    if (after >= outbox->size)
        return signature_old(n, w, partner, outbox, yes);
    TRY(ends_with_head(n, w, outbox, &there));
    *yes = !there;
    return true;
}

/* The partner's cosignature then dates the journal, and tells it nothing, not even how long
 * it is: the part is withheld until it is opened for a court. */
bool
journal_head_add(struct node *n, struct work *w, const struct actor *who,
    const struct hash *partner, uint64_t after, struct log_head *outbox)
{
    struct draft d = {.kind = "journal-head/1"};
    struct store_append append;
    struct log_head journal;
    struct receipt made;
    struct note note;
    int64_t count;
    bool due;

    TRY(journal_head_due(n, w, partner, after, outbox, &due));
    if (!due)
        return true;
    TRY(store_log(node_store(n), w, STORE_JOURNAL, &journal));
    TRY(note_read(w, journal.note, &note));
    draft_part(&d, "head", json_text(w, note.text));
    TRY(node_make(n, w, &d, 1, &made));
    TRY(exchange_settle(n, w, who, &count));
    append = (struct store_append){.log = outbox->no, .record = made.hash};
    TRY(node_route(n, w, &append, 1, made.no, NULL, 0));
    return node_outbox(n, w, partner, outbox);
}
