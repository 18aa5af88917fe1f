/*
 * group: one signature over many records -- an RFC 6962 tree over their header
 * hashes, perfect because it is padded, signed at its root.
 *
 * The tree is an array as in a heap: node 1 is the root, nodes 2n and 2n + 1 are
 * the children of n, and the leaves are its second half.  A leaf's path is then
 * the neighbours met when halving.
 */
#include <string.h>

#include "core/records/records_inner.h"

static const struct json_limits limits = {.size = 16 * 1024,
    .depth = 5,
    .doubles = false,
    .canonical = true};

/* ---- The tree ------------------------------------------------------------------ */

static bool
leaf_hash(struct work *w, const struct hash *leaf, struct hash *out)
{
    uint8_t space[1 + sizeof(leaf->at)] = {0x00};

    memcpy(space + 1, leaf->at, sizeof(leaf->at));
    return sha256(w, bytes_from(space, sizeof(space)), out);
}

static bool
node_hash(struct work *w, const struct hash *left, const struct hash *right,
    struct hash *out)
{
    uint8_t space[1 + 2 * sizeof(left->at)] = {0x01};

    memcpy(space + 1, left->at, sizeof(left->at));
    memcpy(space + 1 + sizeof(left->at), right->at, sizeof(right->at));
    return sha256(w, bytes_from(space, sizeof(space)), out);
}

/* The whole tree; a path shows at most that a leaf is there, so padding is random. */
static bool
tree_make(struct work *w, struct record *const records[], size_t count, size_t size,
    struct hash **out)
{
    struct hash *tree = work_alloc(w, 2 * size * sizeof(*tree));

    TRY(tree != NULL);
    for (size_t i = 0; i < size; i++) {
        struct hash padding;

        if (i < count) {
            TRY(leaf_hash(w, &records[i]->hash, &tree[size + i]));
        } else {
            TRY(draw(w, padding.at, sizeof(padding.at)));
            TRY(leaf_hash(w, &padding, &tree[size + i]));
        }
    }
    for (size_t i = size - 1; i > 0; i--)
        TRY(node_hash(w, &tree[2 * i], &tree[2 * i + 1], &tree[i]));
    *out = tree;
    return true;
}

static bool
path_root(struct work *w, const struct hash *leaf, const struct group_signature *proof,
    struct hash *out)
{
    struct hash here;

    TRY(leaf_hash(w, leaf, &here));
    for (uint32_t i = 0; i < proof->path_len; i++) {
        const struct hash *beside = &proof->path[i];

        if (proof->index >> i & 1)
            TRY(node_hash(w, beside, &here, &here));
        else
            TRY(node_hash(w, &here, beside, &here));
    }
    *out = here;
    return true;
}

/* ---- Signing -------------------------------------------------------------------- */

static bool
check_signers(struct work *w, const struct hash *seed, struct record *const records[],
    size_t count)
{
    struct hash public;

    TRY(sign_public(w, seed, &public));
    for (size_t i = 0; i < count; i++) {
        if (records[i]->signer_count != 1)
            return fail(w, FAULT_INVALID, "a record with several signers");
        if (!hash_equal(&records[i]->signers[0].key, &public))
            return fail(w, FAULT_INVALID, "the key is not the one the header names");
    }
    return true;
}

bool
record_sign(struct work *w, const struct hash *seed, struct record *const records[],
    size_t count)
{
    struct signature signature;
    struct hash *tree;
    size_t size = 1;

    if (count == 0 || count > RECORD_GROUP)
        return fail(w, FAULT_INVALID, "a group holds 1 to %d records", RECORD_GROUP);
    TRY(check_signers(w, seed, records, count));
    while (size < count)
        size *= 2;
    TRY(tree_make(w, records, count, size, &tree));
    TRY(sign_tagged(w, seed, "group", hash_bytes(&tree[1]), &signature));
    for (size_t i = 0; i < count; i++) {
        struct group_signature *proof = &records[i]->proof[0];

        *proof = (struct group_signature){.index = (uint32_t)i, .signature = signature};
        for (size_t at = size + i; at > 1; at /= 2)
            proof->path[proof->path_len++] = tree[at ^ 1];
        records[i]->proof_count = 1;
    }
    return true;
}

/* ---- Verifying ------------------------------------------------------------------- */

/* The header must say of its key what the organisation's statement says. */
static const struct org_key *
signer_key(const struct identity *of, const struct signer *signer, int64_t time)
{
    for (size_t i = 0; i < of->key_count; i++) {
        const struct org_key *key = &of->keys[i];

        if ((key->use == KEY_NODE || key->use == KEY_PERSON) &&
            hash_equal(&key->public, &signer->key) && key_counts(key, time) &&
            bytes_equal(key->role, signer->role) &&
            bytes_equal(key->level, signer->level))
            return key;
    }
    return NULL;
}

/* A key of zeros signs nothing: what is kept in ${held} at first is equal to nothing. */
static bool
root_signed(struct work *w, const struct hash *key, const struct hash *root,
    const struct signature *signature, struct group_held *held)
{
    if (!hash_is_zero(key) && hash_equal(&held->key, key) &&
        hash_equal(&held->root, root) &&
        memcmp(&held->signature, signature, sizeof(*signature)) == 0)
        return true;
    TRY(sign_check_tagged(w, key, "group", hash_bytes(root), signature));
    *held = (struct group_held){.key = *key, .root = *root, .signature = *signature};
    return true;
}

bool
record_verify(struct work *w, const struct record *r, const struct identity *author)
{
    struct group_held held = {0};

    return record_verify_held(w, r, author, &held);
}

bool
record_verify_held(struct work *w, const struct record *r, const struct identity *author,
    struct group_held *held)
{
    if (!hash_equal(&r->author, &author->id))
        return fail(w, FAULT_CORRUPT, "the record is by another organisation");
    if (r->proof_count == 0 || r->proof_count != r->signer_count)
        return fail(w, FAULT_CORRUPT, "the record is not signed by all its signers");
    for (size_t i = 0; i < r->signer_count; i++) {
        const struct signer *signer = &r->signers[i];
        struct hash root;

        if (signer_key(author, signer, r->time) == NULL)
            return fail(w, FAULT_CORRUPT, "the signing key does not count at that time");
        TRY(path_root(w, &r->hash, &r->proof[i], &root));
        TRY(root_signed(w, &signer->key, &root, &r->proof[i].signature, held));
    }
    return true;
}

/* ---- The proof's text ------------------------------------------------------------- */

static bool
read_entry(struct work *w, const struct json *entry, struct group_signature *out)
{
    static const char *const members[] = {"index", "path", "signature", NULL};
    struct json *path;
    int64_t index;

    if (entry->type != JSON_OBJECT)
        return fail(w, FAULT_INVALID, "signatures: not an object");
    TRY(json_only(w, entry, members));
    TRY(need_array(w, entry, "path", 0, RECORD_PATH, &path));
    for (const struct json *p = path->first; p != NULL; p = p->next)
        TRY(item_hash(w, p, "path", &out->path[out->path_len++]));
    TRY(json_need_integer(w, entry, "index", 0, (INT64_C(1) << path->count) - 1, &index));
    out->index = (uint32_t)index;
    return need_signature(w, entry, &out->signature);
}

bool
proof_read(struct work *w, struct bytes text, struct record *r)
{
    static const char *const members[] = {"signatures", NULL};
    struct json *proof, *entries;

    TRY(json_read(w, text, &limits, &proof));
    if (proof->type != JSON_OBJECT)
        return fail(w, FAULT_INVALID, "the proof is no object");
    TRY(json_only(w, proof, members));
    TRY(need_array(w, proof, "signatures", r->signer_count, r->signer_count, &entries));
    for (const struct json *e = entries->first; e != NULL; e = e->next)
        TRY(read_entry(w, e, &r->proof[r->proof_count++]));
    return true;
}

bool
record_proof_write(struct work *w, const struct record *r, struct bytes *out)
{
    struct json *proof = json_object(w);
    struct json *entries = json_array(w);

    if (r->proof_count == 0)
        return fail(w, FAULT_INVALID, "the record is not signed");
    for (size_t i = 0; i < r->proof_count; i++) {
        const struct group_signature *from = &r->proof[i];
        struct json *entry = json_object(w);
        struct json *path = json_array(w);

        for (uint32_t k = 0; k < from->path_len; k++)
            json_add(path, json_hash(w, &from->path[k]));
        json_put(entry, "index", json_integer(w, from->index));
        json_put(entry, "path", path);
        json_put(entry, "signature",
            json_hex(w, bytes_from(from->signature.at, sizeof(from->signature.at))));
        json_add(entries, entry);
    }
    json_put(proof, "signatures", entries);
    return json_write(w, proof, out);
}
