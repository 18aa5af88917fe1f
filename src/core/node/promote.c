/*
 * Records that waited: what they depended on may be here now.
 */
#include "core/node/node_inner.h"

/* One walk through all that wait. */
struct looking {
    int64_t after;
    bool have;
    struct hash
        unknown;    /* an author whose keys are not here: others of his need no look */
    int64_t *count; /* those that were let in */
};

/* Is it a record of a kind we know, signed by keys we know?  If its signature or form does
 * not hold it goes on waiting, shown to nobody. */
static bool
may_enter(struct node *n, struct work *w, const struct stored *s, struct looking *l,
    bool *yes)
{
    const struct kind *kind = kinds_find(n->kinds, s->kind);
    enum stored_state state = STORED_IN_FORCE;
    struct identity author;
    struct record *r;
    bool held = false;

    *yes = kind != NULL && !hash_equal(&s->author, &l->unknown);
    if (*yes && !node_author(n, w, &s->author, &author)) {
        if (work_fault(w) == FAULT_MISSING)
            l->unknown = s->author;
        *yes = false;
    }
    *yes = *yes && node_record(n, w, s, &r) && kind_check(w, kind, r, false) &&
        record_verify_held(w, r, &author, &n->group) && forks_weigh(n, w, r, &state) &&
        forks_hold(n, w, &s->author, s->kind, &held) && state == STORED_IN_FORCE && !held;
    if (work_fault(w) == FAULT_MEMORY || work_fault(w) == FAULT_IO)
        return false;
    work_clear(w);
    return true;
}

/* Against what came while it waited: another organisation may have taken its id, and then it
 * goes on waiting; another content of its version sets both aside (P21). */
static bool
find_rivals(struct node *n, struct work *w, const struct stored *s,
    struct store_state_change **out, size_t *count, bool *taken)
{
    struct stored *others;
    size_t other_count;

    *count = 0;
    *taken = false;
    TRY(store_versions(n->store, w, &s->id, &others, &other_count));
    *out = work_alloc(w, (other_count + 1) * sizeof(**out));
    TRY(*out != NULL);
    for (size_t i = 0; i < other_count; i++) {
        if (others[i].no == s->no || others[i].state == STORED_WAITING)
            continue;
        *taken = *taken || !hash_equal(&others[i].author, &s->author);
        if (others[i].version == s->version)
            (*out)[(*count)++] =
                (struct store_state_change){others[i].no, STORED_QUARANTINED};
    }
    return true;
}

/* In force from now on, and it is sent on its ways.  Until it is folded the views lack it, and
 * say so, should the program end in between. */
static bool
let_in(struct node *n, struct work *w, struct stored *s, bool *yes)
{
    const struct store_again again = {s->no, true};
    struct store_state_change *changes;
    struct store_batch batch = {.again = &again, .again_count = 1};
    size_t rivals;
    bool taken;

    TRY(find_rivals(n, w, s, &changes, &rivals, &taken));
    *yes = !taken;
    if (taken)
        return true;
    s->state = rivals > 0 ? STORED_QUARANTINED : STORED_IN_FORCE;
    changes[rivals] = (struct store_state_change){s->no, s->state};
    batch.changes = changes;
    batch.change_count = rivals + 1;
    TRY(fold_unsure(n, w));
    TRY(store_commit(n->store, w, &batch));
    if (bytes_is(s->kind, "fork/1"))
        forks_forget(n);
    if (rivals > 0)
        n->views_are = VIEWS_STALE;
    else
        fold_late(n, work_os(w), s);
    fold_sure(n, work_os(w));
    return true;
}

/* A text that a newer program made: can this one read it?  Then it enters by the door. */
static bool
read_kept(struct node *n, struct work *w, const struct stored *s, bool *yes)
{
    struct delivery kept;
    struct receipt receipt;
    struct record *r;
    struct entry e;

    *yes = kept_read(n, w, s, &kept) && record_read(w, kept.text, &r) &&
        entry_from(n, w, &s->origin, &kept, &e) &&
        admit_with(n, w, &e, 1, NULL, &receipt) && receipt.state == STORED_IN_FORCE;
    if (work_fault(w) == FAULT_MEMORY || work_fault(w) == FAULT_IO)
        return false;
    work_clear(w);
    return true;
}

static bool
look_again(struct node *n, struct work *w, struct looking *l)
{
    struct stored s;
    bool yes;

    TRY(store_next_waiting(n->store, w, l->after, &s, &l->have));
    if (!l->have)
        return true;
    l->after = s.no;
    if (s.kind.len == 0) {
        TRY(read_kept(n, w, &s, &yes));
    } else {
        TRY(may_enter(n, w, &s, l, &yes));
        if (yes)
            TRY(let_in(n, w, &s, &yes));
    }
    *l->count += yes;
    return true;
}

bool
node_promote(struct node *n, struct work *w, int64_t *count)
{
    struct looking l = {.have = true, .count = count};

    *count = 0;
    /* Nothing came that they could have waited for: a contact does not walk them all. */
    if (!n->look_again)
        return true;
    while (l.have) {
        struct work *one = work_open(work_os(w));
        bool good = one != NULL && look_again(n, one, &l);

        if (!good)
            fail_with(w, one);
        work_close(one);
        TRY(good);
    }
    n->look_again = false;
    return true;
}
