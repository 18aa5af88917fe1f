/*
 * merkle_test: trees grown leaf by leaf have the root of RFC 6962's definition;
 * every proof made holds, and holds no more after any change.
 */
#include "tests/core/store/proofs_test.h"

#define SIZES 300

static struct hash leaves[SIZES];

/* RFC 6962 section 2.1, word for word. */
static struct hash
naive_root(struct work *w, const struct hash *at, size_t count)
{
    struct hash left;
    struct hash right;
    size_t k = 1;

    if (count == 0)
        return merkle_empty;
    if (count == 1)
        return at[0];
    while (k * 2 < count)
        k *= 2;
    left = naive_root(w, at, k);
    right = naive_root(w, at + k, count - k);
    NEED(w, merkle_node(w, &left, &right, &left));
    return left;
}

static void
hashes_of_the_definition(struct work *w)
{
    static uint8_t large[70000];
    struct hash a;
    struct hash b;
    uint8_t joined[65];
    struct bytes long_entry = bytes_from(large, sizeof(large));
    uint8_t *prefixed = work_alloc(w, 1 + sizeof(large));

    NEED(w, sha256(w, bytes_of(""), &a));
    tap_ok(hash_equal(&a, &merkle_empty), "the empty root is SHA-256 of nothing");
    NEED(w, merkle_leaf(w, bytes_of("L123456"), &a));
    NEED(w, sha256(w, bytes_from("\0L123456", 8), &b));
    tap_ok(hash_equal(&a, &b), "a leaf is hashed behind 0x00");
    NEED(w, merkle_leaf(w, bytes_of(""), &a));
    NEED(w, sha256(w, bytes_from("\0", 1), &b));
    tap_ok(hash_equal(&a, &b), "so is an empty one");
    for (size_t len = 1022; len <= 1026; len++) {
        NEED(w, prefixed != NULL && merkle_leaf(w, bytes_from(large, len), &a));
        NEED(w, sha256(w, bytes_from(prefixed, 1 + len), &b));
        tap_ok(hash_equal(&a, &b), "and one of %zu bytes", len);
    }
    NEED(w, merkle_leaf(w, long_entry, &a));
    NEED(w, sha256(w, bytes_from(prefixed, 1 + sizeof(large)), &b));
    tap_ok(hash_equal(&a, &b), "and a large one");
    joined[0] = 1;
    memcpy(joined + 1, leaves[0].at, 32);
    memcpy(joined + 33, leaves[1].at, 32);
    NEED(w, merkle_node(w, &leaves[0], &leaves[1], &a));
    NEED(w, sha256(w, bytes_from(joined, sizeof(joined)), &b));
    tap_ok(hash_equal(&a, &b), "a node is hashed behind 0x01");
}

/* Compare all that is completed with the in-memory tree. */
struct witness {
    struct merkle_source tree;
    size_t told;
    bool good;
    bool refuse;
};

static bool
completed(void *ctx, struct work *w, unsigned level, uint64_t index,
    const struct hash *hash)
{
    struct witness *seen = ctx;
    struct hash want;

    if (seen->refuse && level > 0)
        return fail(w, FAULT_IO, "no room");
    NEED(w, seen->tree.hash_at(seen->tree.ctx, w, level, index, &want));
    seen->good = seen->good && hash_equal(&want, hash);
    seen->told++;
    return true;
}

static void
frontiers_grow(struct work *w)
{
    struct merkle_frontier f = {.size = 0};
    struct merkle_frontier before;
    struct merkle_frontier loaded;
    struct merkle_tree tree;
    struct witness seen = {.good = true};
    struct merkle_sink sink = {.ctx = &seen, .completed = completed};
    struct hash root;
    int good = 0;
    int arrays = 0;
    int sources = 0;

    NEED(w, merkle_tree_make(w, leaves, SIZES, &tree));
    seen.tree = merkle_tree_source(&tree);
    for (size_t size = 0; size <= SIZES; size++) {
        struct hash want = naive_root(w, leaves, size);

        NEED(w, merkle_frontier_root(w, &f, &root));
        good += hash_equal(&root, &want);
        NEED(w, merkle_root(w, leaves, size, &root));
        arrays += hash_equal(&root, &want);
        NEED(w, merkle_root_at(w, &seen.tree, size, &root));
        NEED(w, merkle_frontier_load(w, &seen.tree, size, &loaded));
        sources += hash_equal(&root, &want) && loaded.size == size;
        if (size < SIZES)
            NEED(w, merkle_append(w, &f, &leaves[size], &sink));
    }
    tap_ok(good == SIZES + 1, "a frontier has the naive root at %d sizes", good);
    tap_ok(arrays == SIZES + 1, "so has an array of leaves");
    tap_ok(sources == SIZES + 1, "and a source of subtrees");
    /* 300 + 150 + 75 + 37 + 18 + 9 + 4 + 2 + 1 */
    tap_ok(seen.good && seen.told == 596, "%zu subtrees were told when complete",
        seen.told);

    f = (struct merkle_frontier){.size = 0};
    NEED(w, merkle_append(w, &f, &leaves[0], NULL));
    before = f;
    seen.refuse = true;
    tap_ok(refused(w, merkle_append(w, &f, &leaves[1], &sink), FAULT_IO) &&
            memcmp(&f, &before, sizeof(f)) == 0,
        "a sink that fails leaves the frontier as it was");
    f.size = MERKLE_SIZE_MAX;
    tap_ok(refused(w, merkle_append(w, &f, &leaves[1], NULL), FAULT_INVALID),
        "a tree has fewer than 2^63 leaves");
}

/* Does the proof fail for each of its bytes, the root's and the leaf's? */
static bool
flips_refused(struct work *w, uint64_t index, uint64_t size, struct hash *leaf,
    struct hash *root, const struct merkle_proof *p, size_t *flips)
{
    struct hash copy[MERKLE_PROOF_MAX];
    struct merkle_proof changed = {.at = copy, .count = p->count};

    memcpy(copy, p->at, p->count * sizeof(*copy));
    for (size_t i = 0; i < p->count + 2; i++) {
        struct hash *h = i < p->count ? &copy[i] : i == p->count ? leaf : root;

        for (size_t b = 0; b < sizeof(h->at); b++) {
            uint8_t bit = (uint8_t)(1U << (seed_next() & 7));

            h->at[b] ^= bit;
            if (!refused(w, merkle_check_inclusion(w, leaf, index, size, root, &changed),
                    FAULT_CORRUPT))
                return false;
            h->at[b] ^= bit;
            (*flips)++;
        }
    }
    return true;
}

static void
inclusion_holds(struct work *w, struct merkle_source *s)
{
    size_t proofs = 0;
    size_t held = 0;
    size_t flips = 0;
    bool tight = true;
    bool lengths = true;

    for (uint64_t size = 1; size <= SIZES; size++) {
        struct hash root = naive_root(w, leaves, size);

        for (uint64_t i = 0; i < size; i++) {
            struct merkle_proof p;
            struct merkle_proof cut;
            struct hash leaf = leaves[i];

            NEED(w, merkle_prove_inclusion(w, s, i, size, &p));
            proofs++;
            held += merkle_check_inclusion(w, &leaf, i, size, &root, &p);
            cut = (struct merkle_proof){.at = p.at, .count = p.count - 1};
            if (p.count > 0)
                lengths = lengths &&
                    refused(w, merkle_check_inclusion(w, &leaf, i, size, &root, &cut),
                        FAULT_CORRUPT);
            if (seed_next() % 64 == 0)
                tight = tight && flips_refused(w, i, size, &leaf, &root, &p, &flips);
        }
    }
    tap_ok(proofs == SIZES * (SIZES + 1) / 2 && held == proofs,
        "all %zu inclusion proofs hold", proofs);
    tap_ok(tight && flips > 100000, "each of %zu flipped bytes is refused", flips);
    tap_ok(lengths, "each proof without its last hash is refused");
}

static bool
consistency_flips_refused(struct work *w, uint64_t old, uint64_t size,
    struct hash *old_root, struct hash *root, const struct merkle_proof *p, size_t *flips)
{
    struct hash copy[MERKLE_PROOF_MAX];
    struct merkle_proof changed = {.at = copy, .count = p->count};

    memcpy(copy, p->at, p->count * sizeof(*copy));
    for (size_t i = 0; i < p->count + 2; i++) {
        struct hash *h = i < p->count ? &copy[i] : i == p->count ? old_root : root;

        for (size_t b = 0; b < sizeof(h->at); b++) {
            h->at[b] ^= 0x10;
            if (!refused(w,
                    merkle_check_consistency(w, old, old_root, size, root, &changed),
                    FAULT_CORRUPT))
                return false;
            h->at[b] ^= 0x10;
            (*flips)++;
        }
    }
    return true;
}

static void
consistency_holds(struct work *w, struct merkle_source *s)
{
    static struct hash roots[SIZES + 1];
    size_t held = 0;
    size_t proofs = 0;
    size_t flips = 0;
    bool tight = true;
    bool elsewhere = true;

    for (size_t size = 0; size <= SIZES; size++)
        roots[size] = naive_root(w, leaves, size);
    for (uint64_t size = 1; size <= SIZES; size++)
        for (uint64_t old = 1; old <= size; old++) {
            struct hash before = roots[old]; /* changed apart from its namesake */
            struct merkle_proof p;

            NEED(w, merkle_prove_consistency(w, s, old, size, &p));
            proofs++;
            held += merkle_check_consistency(w, old, &roots[old], size, &roots[size], &p);
            if (old > 1)
                elsewhere = elsewhere &&
                    refused(w,
                        merkle_check_consistency(w, old - 1, &roots[old], size,
                            &roots[size], &p),
                        FAULT_CORRUPT);
            if (seed_next() % 64 == 0)
                tight = tight &&
                    consistency_flips_refused(w, old, size, &before, &roots[size], &p,
                        &flips);
        }
    tap_ok(proofs == SIZES * (SIZES + 1) / 2 && held == proofs,
        "all %zu consistency proofs hold", proofs);
    tap_ok(tight && flips > 100000, "each of %zu flipped bytes is refused", flips);
    tap_ok(elsewhere, "a proof does not hold for another size");
}

/* A source of a tree too large to build: every complete subtree is made of equal
 * leaves, so level alone decides. */
static bool
equal_leaves(void *ctx, struct work *w, unsigned level, uint64_t index, struct hash *out)
{
    const struct hash *levels = ctx;

    (void)w;
    (void)index;
    *out = levels[level];
    return true;
}

static void
largest_tree(struct work *w)
{
    static struct hash levels[MERKLE_LEVELS];
    struct merkle_source s = {.ctx = levels, .hash_at = equal_leaves};
    const uint64_t sizes[] = {MERKLE_SIZE_MAX, UINT64_C(1) << 62,
        (UINT64_C(1) << 62) + 1};
    size_t longest = 0;
    bool good = true;

    levels[0] = leaves[0];
    for (unsigned l = 1; l < MERKLE_LEVELS; l++)
        NEED(w, merkle_node(w, &levels[l - 1], &levels[l - 1], &levels[l]));
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        uint64_t old = 1 + seed_next() % sizes[i];
        struct merkle_proof p;
        struct hash root;
        struct hash old_root;

        NEED(w, merkle_root_at(w, &s, sizes[i], &root));
        NEED(w, merkle_root_at(w, &s, old, &old_root));
        NEED(w, merkle_prove_inclusion(w, &s, old - 1, sizes[i], &p));
        good = good && merkle_check_inclusion(w, levels, old - 1, sizes[i], &root, &p);
        NEED(w, merkle_prove_consistency(w, &s, old, sizes[i], &p));
        good = good && merkle_check_consistency(w, old, &old_root, sizes[i], &root, &p);
        NEED(w, merkle_prove_consistency(w, &s, sizes[i] / 2 - 1, sizes[i], &p));
        longest = p.count > longest ? p.count : longest;
    }
    tap_ok(good && longest <= MERKLE_PROOF_MAX && longest > 60,
        "proofs hold up to 2^63-1 leaves, with %zu hashes", longest);
}

static void
requests_out_of_range(struct work *w, struct merkle_source *s)
{
    struct merkle_proof p = {.count = 0};
    struct hash *h = &leaves[0];
    struct hash joined;

    tap_ok(refused(w, merkle_prove_inclusion(w, s, 5, 5, &p), FAULT_INVALID) &&
            refused(w, merkle_prove_inclusion(w, s, 0, 0, &p), FAULT_INVALID) &&
            refused(w, merkle_prove_inclusion(w, s, 0, SIZES + 1, &p), FAULT_MISSING),
        "no inclusion proof of a leaf, or in a tree, that is not there");
    tap_ok(refused(w, merkle_prove_consistency(w, s, 0, 5, &p), FAULT_INVALID) &&
            refused(w, merkle_prove_consistency(w, s, 6, 5, &p), FAULT_INVALID),
        "no consistency proof from nothing, nor backwards");
    p = (struct merkle_proof){.count = 0};
    tap_ok(refused(w, merkle_check_inclusion(w, h, 0, 0, h, &p), FAULT_CORRUPT) &&
            refused(w, merkle_check_inclusion(w, h, 1, 1, h, &p), FAULT_CORRUPT) &&
            refused(w, merkle_check_inclusion(w, h, 0, UINT64_MAX, h, &p), FAULT_CORRUPT),
        "checking refuses them too");
    tap_ok(refused(w, merkle_check_consistency(w, 0, &merkle_empty, 1, h, &p),
               FAULT_CORRUPT) &&
            refused(w,
                merkle_check_consistency(w, 0, &merkle_empty, 0, &merkle_empty, &p),
                FAULT_CORRUPT) &&
            refused(w, merkle_check_consistency(w, 2, h, 1, h, &p), FAULT_CORRUPT) &&
            refused(w, merkle_check_consistency(w, 3, h, 3, &leaves[1], &p),
                FAULT_CORRUPT),
        "for consistency as well");
    /* A liar may call a node of a larger tree the root of one leaf. */
    NEED(w, merkle_node(w, &leaves[1], h, &joined));
    p = (struct merkle_proof){.at = &leaves[1], .count = 1};
    tap_ok(refused(w, merkle_check_inclusion(w, h, 0, 1, &joined, &p), FAULT_CORRUPT),
        "nothing stands above the root");
    p.count = 0;
    tap_ok(merkle_check_inclusion(w, h, 0, 1, h, &p) &&
            merkle_check_consistency(w, 9, h, 9, h, &p),
        "one leaf is its tree, and a tree continues itself");
}

int
main(void)
{
    struct work *w = work_fresh();
    struct merkle_tree tree;
    struct merkle_source s;

    seed_start();
    for (size_t i = 0; i < SIZES; i++)
        leaves[i] = seed_hash();
    hashes_of_the_definition(w);
    frontiers_grow(w);
    NEED(w, merkle_tree_make(w, leaves, SIZES, &tree));
    s = merkle_tree_source(&tree);
    inclusion_holds(w, &s);
    consistency_holds(w, &s);
    largest_tree(w);
    requests_out_of_range(w, &s);
    work_close(w);
    return tap_end();
}
