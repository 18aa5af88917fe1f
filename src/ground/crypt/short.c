/*
 * short: a keyed hash of 8 bytes, SipHash-2-4 (Aumasson and Bernstein 2012), by libsodium.
 */
#include <sodium.h>

#include "ground/crypt/crypt.h"

_Static_assert(crypto_shorthash_BYTES == SHORT_BYTES, "the length of a short hash");
_Static_assert(crypto_shorthash_KEYBYTES <= sizeof(struct hash), "a hash is its key");

void
short_hash(const struct hash *key, struct bytes of, uint8_t out[SHORT_BYTES])
{
    (void)crypto_shorthash(out, of.at, of.len, key->at);
}
