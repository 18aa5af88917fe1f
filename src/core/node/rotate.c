/*
 * Changing keys: the root, which is kept elsewhere, states the new one; the identity
 * document that says so is the moment it counts.
 */
#include "core/node/node_inner.h"

#include "ground/net/net.h"

/* Those that can be changed one by one; the logs follow theirs into another epoch. */
static const struct {
    const char *name;
    enum key_use use;
} changeable[] = {{"node", KEY_NODE}, {"log", KEY_LOG}, {"tls", KEY_TLS},
    {"witness", KEY_WITNESS}};

static const char *
next_name(struct work *w, size_t key)
{
    return work_format(w, "%s/next", changeable[key].name);
}

static bool
find_key(struct work *w, const char *name, size_t *out)
{
    for (*out = 0; *out < COUNT_OF(changeable); (*out)++)
        if (bytes_is(bytes_of(name), changeable[*out].name))
            return true;
    return fail(w, FAULT_USAGE,
        "the keys that can be changed are node, log, tls, witness and root");
}

/* The document on disk first, then in memory: what is signed from now on follows it. */
static bool
adopt(struct node *n, struct work *w, const struct identity *changed)
{
    const char *path = node_path(w, n->folder, "identity.json");
    struct bytes kept;

    TRY(path != NULL);
    TRY(file_replace(w, path, 0644, changed->text));
    TRY(work_keep(w, changed->text, &kept));
    if (!work_keep(n->own, kept, &kept) || !identity_read(n->own, kept, &n->identity))
        return fail_with(w, n->own);
    return true;
}

static bool
certify(struct node *n, struct work *w, const struct hash *root, const struct hash *tls,
    const struct identity *identity, int64_t now)
{
    const char *path = node_path(w, n->folder, "certificate.pem");
    struct bytes chain;

    TRY(path != NULL);
    TRY(net_certificate_new(w, root, tls, identity->text, now - TIME_DAY, now + KEY_LIFE,
        &chain));
    return file_replace(w, path, 0644, chain);
}

static bool
check_root(struct node *n, struct work *w, const struct hash *root)
{
    struct hash public;

    TRY(sign_public(w, root, &public));
    return hash_equal(&public, &n->identity.root) ||
        fail(w, FAULT_DENIED, "that is not the root key that is in force");
}

/* A key that was drawn is in force once the document states it; else it is nothing. */
static bool
settle_key(struct node *n, struct work *w, size_t key)
{
    const char *next = next_name(w, key);
    const struct org_key *stated;
    struct hash seed, public;
    int64_t now;

    TRY(next != NULL);
    if (!store_secret(n->store, w, next, &seed)) {
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
        return true;
    }
    TRY(sign_public(w, &seed, &public));
    secret_wipe(&seed, sizeof(seed));
    TRY(node_now(n, w, &now));
    if (identity_key(w, &n->identity, changeable[key].use, &public, now, &stated))
        return store_secret_promote(n->store, w, next, changeable[key].name);
    if (work_fault(w) != FAULT_CORRUPT)
        return false;
    work_clear(w);
    return store_secret_drop(n->store, w, next);
}

bool
keys_settle(struct node *n, struct work *w)
{
    for (size_t key = 0; key < COUNT_OF(changeable); key++)
        TRY(settle_key(n, w, key));
    return true;
}

static bool
revoke_old(struct node *n, struct work *w, const char *name, const struct hash *root,
    const char *reason, int64_t now, struct identity *identity)
{
    struct hash seed, public;

    TRY(store_secret(n->store, w, name, &seed));
    TRY(sign_public(w, &seed, &public));
    secret_wipe(&seed, sizeof(seed));
    return identity_state(w, identity, root,
        statement_revocation(w, &public, now, reason), identity);
}

bool
node_key_change(struct node *n, struct work *w, const char *name, const struct hash *root,
    const char *revoked_because)
{
    struct identity changed = n->identity;
    struct hash seed, public, tls;
    const char *next;
    int64_t now;
    size_t key;

    TRY(find_key(w, name, &key));
    TRY(check_root(n, w, root));
    TRY(node_now(n, w, &now));
    next = next_name(w, key);
    TRY(next != NULL);
    if (revoked_because != NULL)
        TRY(revoke_old(n, w, name, root, revoked_because, now, &changed));
    TRY(store_secret_new(n->store, w, next, &seed));
    TRY(sign_public(w, &seed, &public));
    TRY(identity_state(w, &changed, root,
        statement_key(w, changeable[key].use, "node", "node-held", &public, now,
            now + KEY_LIFE),
        &changed));
    tls = seed;
    if (changeable[key].use != KEY_TLS)
        TRY(store_secret(n->store, w, "tls", &tls));
    TRY(certify(n, w, root, &tls, &changed, now));
    secret_wipe(&seed, sizeof(seed));
    secret_wipe(&tls, sizeof(tls));
    TRY(adopt(n, w, &changed));
    if (settle_key(n, w, key) && epochs_settle(n, w))
        return true;
    /* Stated, and not yet what we sign with: opening finishes it, and nothing goes between. */
    store_stop(n->store);
    return false;
}

bool
node_root_rotate(struct node *n, struct work *w, const struct hash *next,
    const struct hash *after_next)
{
    struct identity changed;
    struct hash tls;
    int64_t now;

    TRY(node_now(n, w, &now));
    TRY(identity_rotate(w, &n->identity, next, after_next, now, &changed));
    TRY(store_secret(n->store, w, "tls", &tls));
    TRY(certify(n, w, next, &tls, &changed, now));
    secret_wipe(&tls, sizeof(tls));
    return adopt(n, w, &changed);
}
