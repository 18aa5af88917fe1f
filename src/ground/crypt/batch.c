/*
 * batch: sealing many items to one recipient with one X25519 exchange.
 */
#include <sodium.h>
#include <string.h>

#include "ground/crypt/crypt_inner.h"

_Static_assert(crypto_scalarmult_BYTES == sizeof(struct hash), "X25519 result");
_Static_assert(crypto_scalarmult_SCALARBYTES == sizeof(struct hash), "X25519 secret");

bool
seal_public(struct work *w, const struct hash *secret, struct hash *public)
{
    if (crypto_scalarmult_base(public->at, secret->at) != 0)
        return fail(w, FAULT_MEMORY, "cannot derive a seal key");
    return true;
}

/* The batch key, from one side's secret and the other's public key; an all-zero
 * shared secret (a public key of small order) is refused: it binds nobody. */
static bool
batch_key(struct work *w, const struct hash *secret, const struct hash *theirs,
    const struct hash *ephemeral, const struct hash *recipient, struct hash *out)
{
    static const char tag[] = CRYPT_TAG "batch\n";
    static const struct hash no_salt;
    uint8_t info[sizeof(tag) - 1 + 2 * sizeof(struct hash)];
    struct hash shared, prk;
    bool good;

    memcpy(info, tag, sizeof(tag) - 1);
    memcpy(info + sizeof(tag) - 1, ephemeral->at, sizeof(ephemeral->at));
    memcpy(info + sizeof(info) - sizeof(struct hash), recipient->at, sizeof(struct hash));
    if (crypto_scalarmult(shared.at, secret->at, theirs->at) != 0)
        return fail(w, FAULT_CORRUPT, "a seal key of small order");
    good = hmac_sha256(w, &no_salt, hash_bytes(&shared), &prk) &&
        hkdf_expand_sha256(w, &prk, bytes_from(info, sizeof(info)), out->at,
            sizeof(out->at));
    secret_wipe(&shared, sizeof(shared));
    secret_wipe(&prk, sizeof(prk));
    return good;
}

bool
seal_batch_new(struct work *w, const struct hash *recipient_public,
    struct seal_batch *out)
{
    struct hash secret;
    bool good;

    TRY(crypt_random(w, secret.at, sizeof(secret.at)));
    good = seal_public(w, &secret, &out->ephemeral) &&
        batch_key(w, &secret, recipient_public, &out->ephemeral, recipient_public,
            &out->key);
    secret_wipe(&secret, sizeof(secret));
    return good;
}

bool
seal_batch_open(struct work *w, const struct hash *secret, const struct hash *ephemeral,
    struct seal_batch *out)
{
    struct hash recipient;

    TRY(seal_public(w, secret, &recipient));
    out->ephemeral = *ephemeral;
    return batch_key(w, secret, ephemeral, ephemeral, &recipient, &out->key);
}

bool
seal_batch_item_key(struct work *w, const struct seal_batch *b, uint32_t number,
    struct hash *out)
{
    static const char tag[] = CRYPT_TAG "batch-item\n";
    uint8_t info[sizeof(tag) - 1 + sizeof(number)];

    memcpy(info, tag, sizeof(tag) - 1);
    for (size_t i = 0; i < sizeof(number); i++)
        info[sizeof(info) - 1 - i] = (uint8_t)(number >> (8 * i));
    return hkdf_expand_sha256(w, &b->key, bytes_from(info, sizeof(info)), out->at,
        sizeof(out->at));
}
