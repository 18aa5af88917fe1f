/*
 * Mending our copy of a partner's log: what does not come to a checkpoint that the partner signed
 * is cut off.  It comes again by itself, for a partner is asked from where the copy ends.
 *
 * Checkpoints of more entries stay, and wait: what comes again must be what was signed before.
 */
#include "core/store/store_inner.h"

struct mending {
    struct store *store;
    const struct log_head *log;
    struct note_key signer;
    struct merkle_frontier frontier;
    uint64_t good; /* so many entries are what was signed */
};

static bool
no_completed(void *ctx, struct work *w, unsigned level, uint64_t index,
    const struct hash *hash)
{
    (void)ctx;
    (void)w;
    (void)level;
    (void)index;
    (void)hash;
    return true;
}

/* One that is there, and that stands for its record. */
static bool
next_entry(struct mending *m, struct work *w)
{
    const struct merkle_sink sink = {.completed = no_completed};
    struct hash kept, record, salt, leaf;

    TRY(store_entry(m->store, w, m->log, m->frontier.size, &kept, &record));
    if (!hash_is_zero(&record)) {
        TRY(store_entry_salt(m->store, w, m->log, m->frontier.size, &salt));
        TRY(log_leaf(w, &salt, &record, &leaf));
        if (!hash_equal(&leaf, &kept))
            return fail(w, FAULT_CORRUPT, "an entry does not stand for its record");
    }
    TRY(merkle_leaf(w, hash_bytes(&kept), &leaf));
    return merkle_append(w, &m->frontier, &leaf, &sink);
}

/* Does the checkpoint of this size, if there is one, say this root? */
static bool
look_at_checkpoint(struct mending *m, struct work *w)
{
    struct checkpoint said;
    struct note note;
    struct bytes text;
    struct hash root;

    TRY(store_checkpoint(m->store, w, m->log, m->frontier.size, &text));
    TRY(checkpoint_open(w, text, &m->signer, &said, &note));
    TRY(merkle_frontier_root(w, &m->frontier, &root));
    if (said.size == m->frontier.size && hash_equal(&said.root, &root))
        m->good = m->frontier.size;
    return true;
}

/* Damage is what is looked for; any other fault is one. */
static bool
forgiven(struct work *w)
{
    return work_forgive(w, FAULT_MISSING) || work_forgive(w, FAULT_CORRUPT) ||
        work_forgive(w, FAULT_INVALID);
}

bool
store_log_mend(struct store *s, struct work *w, const struct log_head *log,
    const struct hash *key, uint64_t *kept)
{
    struct mending m = {.store = s, .log = log};
    bool whole = true;

    TRY(store_whole(s, w));
    TRY(note_key_make(w, log->origin, NOTE_ED25519, key, &m.signer));
    while (whole && m.frontier.size < log->size) {
        struct work *one = work_open(work_os(w));
        bool good = one != NULL;

        if (good) {
            whole = next_entry(&m, one);
            good = (whole && look_at_checkpoint(&m, one)) || forgiven(one);
        }
        TRY(work_join(w, one, good));
    }
    *kept = m.good;
    TRY(db_begin(s->db, w));
    return store_settle(s, w, log_cut(s, w, log->no, m.good));
}
