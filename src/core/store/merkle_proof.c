/*
 * merkle_proof: inclusion and consistency proofs, RFC 6962 section 2.1: made from
 * the hashes of complete subtrees, checked with nothing but hashes.
 */
#include <inttypes.h>
#include <string.h>

#include "core/store/proofs.h"

/* ---- Making ---------------------------------------------------------------- */

/* A proof being made: ranges are met from the root downwards, and a proof lists
 * them upwards, so it is filled from the end. */
struct making {
    struct work *work;
    const struct merkle_source *source;
    struct hash *room;
    size_t count;
};

/* The largest power of two below ${count}, which is 2 or more. */
static uint64_t
split(uint64_t count)
{
    return UINT64_C(1) << (63 - __builtin_clzll(count - 1));
}

/* The hash over the leaves from ${begin} up to ${end}; ${begin} is a multiple of
 * a power of two not less than end - begin.  Complete subtrees, the largest first,
 * are folded from the right. */
static bool
range_hash(struct work *w, const struct merkle_source *s, uint64_t begin, uint64_t end,
    struct hash *out)
{
    bool begun = false;

    for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
        struct hash left;

        if (((end - begin) >> level & 1) == 0)
            continue;
        TRY(s->hash_at(s->ctx, w, level, (end >> level) - 1, &left));
        if (begun)
            TRY(merkle_node(w, &left, out, out));
        else
            *out = left;
        begun = true;
    }
    return true;
}

static bool
making_start(struct making *m, struct work *w, const struct merkle_source *s)
{
    *m = (struct making){.work = w, .source = s};
    m->room = work_alloc(w, MERKLE_PROOF_MAX * sizeof(*m->room));
    return m->room != NULL;
}

static bool
making_add(struct making *m, uint64_t begin, uint64_t end)
{
    m->count++;
    return range_hash(m->work, m->source, begin, end,
        &m->room[MERKLE_PROOF_MAX - m->count]);
}

static void
making_end(const struct making *m, struct merkle_proof *out)
{
    out->at = m->room + MERKLE_PROOF_MAX - m->count;
    out->count = m->count;
}

bool
merkle_prove_inclusion(struct work *w, const struct merkle_source *s, uint64_t index,
    uint64_t size, struct merkle_proof *out)
{
    uint64_t begin = 0;
    uint64_t end = size;
    struct making m;

    if (size > MERKLE_SIZE_MAX || index >= size)
        return fail(w, FAULT_INVALID, "no leaf %" PRIu64 " in a tree of %" PRIu64, index,
            size);
    TRY(making_start(&m, w, s));
    while (end - begin > 1) {
        uint64_t middle = begin + split(end - begin);

        if (index < middle) {
            TRY(making_add(&m, middle, end));
            end = middle;
        } else {
            TRY(making_add(&m, begin, middle));
            begin = middle;
        }
    }
    making_end(&m, out);
    return true;
}

bool
merkle_prove_consistency(struct work *w, const struct merkle_source *s, uint64_t old,
    uint64_t size, struct merkle_proof *out)
{
    uint64_t begin = 0;
    uint64_t end = size;
    struct making m;

    if (size > MERKLE_SIZE_MAX || old == 0 || old > size)
        return fail(w, FAULT_INVALID,
            "no consistency proof from size %" PRIu64 " to %" PRIu64, old, size);
    TRY(making_start(&m, w, s));
    while (end != old) {
        uint64_t middle = begin + split(end - begin);

        if (old <= middle) {
            TRY(making_add(&m, middle, end));
            end = middle;
        } else {
            TRY(making_add(&m, begin, middle));
            begin = middle;
        }
    }
    /* The whole old tree needs no naming: the verifier has its root. */
    if (begin != 0)
        TRY(making_add(&m, begin, end));
    making_end(&m, out);
    return true;
}

/* ---- Checking -------------------------------------------------------------- */

/* The way from a subtree of the old tree up to the root: ${node} is its number
 * at the present level, ${last} that of the level's last one. */
struct climb {
    uint64_t node;
    uint64_t last;
};

static void
climb_up(struct climb *c)
{
    c->node >>= 1;
    c->last >>= 1;
}

/* Does the next hash of the proof stand to the left?  If we are at the right edge,
 * go on to the level where there is something to the left. */
static bool
climb_from_right(struct climb *c)
{
    if ((c->node & 1) == 0 && c->node != c->last)
        return false;
    while ((c->node & 1) == 0 && c->node != 0)
        climb_up(c);
    return true;
}

bool
merkle_check_inclusion(struct work *w, const struct hash *leaf, uint64_t index,
    uint64_t size, const struct hash *root, const struct merkle_proof *p)
{
    struct climb c = {.node = index, .last = size - 1};
    struct hash got = *leaf;

    if (size > MERKLE_SIZE_MAX || index >= size)
        return fail(w, FAULT_CORRUPT,
            "inclusion proof: no leaf %" PRIu64 " in a tree of %" PRIu64, index, size);
    for (size_t i = 0; i < p->count; i++) {
        if (c.last == 0)
            return fail(w, FAULT_CORRUPT, "inclusion proof: too long");
        if (climb_from_right(&c))
            TRY(merkle_node(w, &p->at[i], &got, &got));
        else
            TRY(merkle_node(w, &got, &p->at[i], &got));
        climb_up(&c);
    }
    if (c.last != 0)
        return fail(w, FAULT_CORRUPT, "inclusion proof: too short");
    if (!hash_equal(&got, root))
        return fail(w, FAULT_CORRUPT,
            "inclusion proof: leaf %" PRIu64 " does not lead to the root", index);
    return true;
}

/* Climb with the rest of a consistency proof: ${was} grows to the old root, ${is}
 * to the new one. */
static bool
climb_both(struct work *w, struct climb *c, const struct merkle_proof *rest,
    struct hash *was, struct hash *is)
{
    for (size_t i = 0; i < rest->count; i++) {
        if (c->last == 0)
            return fail(w, FAULT_CORRUPT, "consistency proof: too long");
        if (climb_from_right(c)) {
            TRY(merkle_node(w, &rest->at[i], was, was));
            TRY(merkle_node(w, &rest->at[i], is, is));
        } else {
            TRY(merkle_node(w, is, &rest->at[i], is));
        }
        climb_up(c);
    }
    if (c->last != 0)
        return fail(w, FAULT_CORRUPT, "consistency proof: too short");
    return true;
}

bool
merkle_check_consistency(struct work *w, uint64_t old, const struct hash *old_root,
    uint64_t size, const struct hash *root, const struct merkle_proof *p)
{
    struct climb c = {.node = old - 1, .last = size - 1};
    struct merkle_proof rest = *p;
    struct hash was = *old_root;
    struct hash is;

    if (size > MERKLE_SIZE_MAX || old == 0 || old > size)
        return fail(w, FAULT_CORRUPT,
            "consistency proof: none from size %" PRIu64 " to %" PRIu64, old, size);
    if (old == size) {
        if (p->count != 0)
            return fail(w, FAULT_CORRUPT, "consistency proof: too long");
        if (!hash_equal(old_root, root))
            return fail(w, FAULT_CORRUPT, "two roots of one size, %" PRIu64, size);
        return true;
    }
    /* Begin with the largest subtree that ends where the old tree ends.  If that
     * is the old tree, its root begins; if not, the proof's first hash. */
    while ((c.node & 1) != 0)
        climb_up(&c);
    if (c.node != 0) {
        if (p->count == 0)
            return fail(w, FAULT_CORRUPT, "consistency proof: too short");
        was = p->at[0];
        rest = (struct merkle_proof){.at = p->at + 1, .count = p->count - 1};
    }
    is = was;
    TRY(climb_both(w, &c, &rest, &was, &is));
    if (!hash_equal(&was, old_root) || !hash_equal(&is, root))
        return fail(w, FAULT_CORRUPT,
            "consistency proof: size %" PRIu64 " does not continue size %" PRIu64, size,
            old);
    return true;
}
