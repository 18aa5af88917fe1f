/*
 * sign: Ed25519 signatures, over liaison's own tagged data and over foreign forms.
 */
#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "ground/crypt/crypt_inner.h"

_Static_assert(sizeof(struct signature) == crypto_sign_BYTES, "Ed25519 signature");
_Static_assert(sizeof(struct hash) == crypto_sign_SEEDBYTES, "Ed25519 seed");
_Static_assert(sizeof(struct hash) == crypto_sign_PUBLICKEYBYTES, "Ed25519 key");

/* Ed25519 reads its message twice, so tag and message must stand in one piece. */
static bool
tag_message(struct work *w, const char *what, struct bytes message, struct bytes *out)
{
    struct buffer b = buffer_open(w, strlen(CRYPT_TAG) + strlen(what) + 1 + message.len);

    assert(strchr(what, '\n') == NULL);
    buffer_text(&b, CRYPT_TAG);
    buffer_text(&b, what);
    buffer_byte(&b, '\n');
    buffer_add(&b, message);
    return buffer_bytes(&b, out);
}

/* libsodium's private key is seed and public key.  Deriving the second each time
 * costs as much as signing, and makes it impossible to sign with a wrong one,
 * which would give the private key away. */
static bool
expand_seed(struct work *w, const struct hash *seed, uint8_t private[], uint8_t public[])
{
    if (crypto_sign_seed_keypair(public, private, seed->at) != 0)
        return fail(w, FAULT_MEMORY, "cannot derive a signing key");
    return true;
}

bool
sign_public(struct work *w, const struct hash *seed, struct hash *public)
{
    uint8_t private[crypto_sign_SECRETKEYBYTES];
    bool good = expand_seed(w, seed, private, public->at);

    secret_wipe(private, sizeof(private));
    return good;
}

bool
sign_plain(struct work *w, const struct hash *seed, struct bytes message,
    struct signature *out)
{
    uint8_t private[crypto_sign_SECRETKEYBYTES] = {0};
    uint8_t public[crypto_sign_PUBLICKEYBYTES];
    bool good = expand_seed(w, seed, private, public);

    good = good &&
        (crypto_sign_detached(out->at, NULL, message.at, message.len, private) == 0 ||
            fail(w, FAULT_MEMORY, "cannot sign"));
    secret_wipe(private, sizeof(private));
    return good;
}

bool
sign_tagged(struct work *w, const struct hash *seed, const char *what,
    struct bytes message, struct signature *out)
{
    struct bytes tagged = {0};

    TRY(tag_message(w, what, message, &tagged));
    return sign_plain(w, seed, tagged, out);
}

static bool
verifies(const struct hash *public, struct bytes message, const struct signature *s)
{
    return crypto_sign_verify_detached(s->at, message.at, message.len, public->at) == 0;
}

bool
sign_check_plain(struct work *w, const struct hash *public, struct bytes message,
    const struct signature *s)
{
    return verifies(public, message, s) ||
        fail(w, FAULT_CORRUPT, "the signature does not verify");
}

bool
sign_check_tagged(struct work *w, const struct hash *public, const char *what,
    struct bytes message, const struct signature *s)
{
    struct bytes tagged = {0};

    TRY(tag_message(w, what, message, &tagged));
    return verifies(public, tagged, s) ||
        fail(w, FAULT_CORRUPT, "the %s signature does not verify", what);
}
