/*
 * merkle: hashing RFC 6962 trees, and growing them leaf by leaf.
 */
#include <inttypes.h>
#include <string.h>

#include "core/store/proofs.h"
#include "ground/crypt/crypt.h"

/* Entries up to here are hashed in one piece, from the stack. */
#define SMALL_ENTRY 1024

const struct hash merkle_empty = {{0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a,
    0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93,
    0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55}};

bool
merkle_leaf(struct work *w, struct bytes entry, struct hash *out)
{
    uint8_t small[1 + SMALL_ENTRY];
    struct digest *d;
    struct bytes sum;

    small[0] = 0x00;
    if (entry.len <= SMALL_ENTRY) {
        if (entry.len > 0)
            memcpy(small + 1, entry.at, entry.len);
        return sha256(w, bytes_from(small, 1 + entry.len), out);
    }
    TRY(digest_open(w, DIGEST_SHA256, &d));
    TRY(digest_add(d, bytes_from(small, 1)));
    TRY(digest_add(d, entry));
    TRY(digest_end(d, &sum));
    memcpy(out->at, sum.at, sizeof(out->at));
    return true;
}

bool
merkle_node(struct work *w, const struct hash *left, const struct hash *right,
    struct hash *out)
{
    uint8_t both[1 + 2 * sizeof(left->at)];

    both[0] = 0x01;
    memcpy(both + 1, left->at, sizeof(left->at));
    memcpy(both + 1 + sizeof(left->at), right->at, sizeof(right->at));
    return sha256(w, bytes_from(both, sizeof(both)), out);
}

bool
merkle_root(struct work *w, const struct hash leaves[], size_t count, struct hash *out)
{
    struct merkle_frontier f = {.size = 0};

    for (size_t i = 0; i < count; i++)
        TRY(merkle_append(w, &f, &leaves[i], NULL));
    return merkle_frontier_root(w, &f, out);
}

bool
merkle_append(struct work *w, struct merkle_frontier *f, const struct hash *leaf,
    const struct merkle_sink *sink)
{
    struct hash top = *leaf;
    unsigned level = 0;

    if (f->size >= MERKLE_SIZE_MAX)
        return fail(w, FAULT_INVALID, "the tree is full");
    if (sink != NULL)
        TRY(sink->completed(sink->ctx, w, 0, f->size, &top));
    while ((f->size >> level & 1) != 0) {
        TRY(merkle_node(w, &f->at[level], &top, &top));
        level++;
        if (sink != NULL)
            TRY(sink->completed(sink->ctx, w, level, f->size >> level, &top));
    }
    f->at[level] = top;
    f->size++;
    return true;
}

bool
merkle_frontier_root(struct work *w, const struct merkle_frontier *f, struct hash *out)
{
    struct hash root = merkle_empty;
    bool begun = false;

    /* From the smallest subtree, at the right end, to the largest. */
    for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
        if ((f->size >> level & 1) == 0)
            continue;
        if (begun)
            TRY(merkle_node(w, &f->at[level], &root, &root));
        else
            root = f->at[level];
        begun = true;
    }
    *out = root;
    return true;
}

bool
merkle_frontier_load(struct work *w, const struct merkle_source *s, uint64_t size,
    struct merkle_frontier *out)
{
    struct merkle_frontier f = {.size = size};

    if (size > MERKLE_SIZE_MAX)
        return fail(w, FAULT_INVALID, "a tree of %" PRIu64 " leaves is too large", size);
    /* Behind the subtrees of all higher bits stands that of bit l: the last one
     * of its level. */
    for (unsigned level = 0; level < MERKLE_LEVELS; level++)
        if ((size >> level & 1) != 0)
            TRY(s->hash_at(s->ctx, w, level, (size >> level) - 1, &f.at[level]));
    *out = f;
    return true;
}

bool
merkle_root_at(struct work *w, const struct merkle_source *s, uint64_t size,
    struct hash *out)
{
    struct merkle_frontier f;

    TRY(merkle_frontier_load(w, s, size, &f));
    return merkle_frontier_root(w, &f, out);
}

bool
merkle_tree_make(struct work *w, const struct hash leaves[], size_t count,
    struct merkle_tree *t)
{
    struct merkle_tree tree = {.size = count};
    struct hash *below;

    if (count == 0) {
        *t = tree;
        return true;
    }
    if (count > SIZE_MAX / sizeof(*leaves))
        return fail(w, FAULT_INVALID, "a tree of %zu leaves is too large", count);
    if ((below = work_alloc(w, count * sizeof(*leaves))) == NULL)
        return false;
    memcpy(below, leaves, count * sizeof(*leaves));
    tree.level[0] = below;
    for (unsigned level = 1; count >> level > 0; level++) {
        size_t nodes = count >> level;
        struct hash *row = work_alloc(w, nodes * sizeof(*row));

        if (row == NULL)
            return false;
        for (size_t i = 0; i < nodes; i++)
            TRY(merkle_node(w, &below[2 * i], &below[2 * i + 1], &row[i]));
        tree.level[level] = row;
        below = row;
    }
    *t = tree;
    return true;
}

static bool
tree_hash_at(void *ctx, struct work *w, unsigned level, uint64_t index, struct hash *out)
{
    const struct merkle_tree *t = ctx;

    if (level >= MERKLE_LEVELS || index >= t->size >> level)
        return fail(w, FAULT_MISSING, "the tree has no subtree %u/%" PRIu64, level,
            index);
    *out = t->level[level][index];
    return true;
}

struct merkle_source
merkle_tree_source(struct merkle_tree *t)
{
    return (struct merkle_source){.ctx = t, .hash_at = tree_hash_at};
}
