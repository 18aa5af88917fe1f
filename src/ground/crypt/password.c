/*
 * password: a key from what a person remembers, slowly on purpose.
 */
#include <sodium.h>

#include "ground/crypt/crypt_inner.h"

#define PASSES 3
#define MEMORY ((size_t)64 * 1024 * 1024)

_Static_assert(crypto_pwhash_argon2id_SALTBYTES == 16, "the salt in crypt.h");

bool
password_key(struct work *w, struct bytes password, const uint8_t salt[16],
    struct hash *out)
{
    const char *text = password.len > 0 ? (const char *)password.at : "";

    if (password.len > crypto_pwhash_argon2id_PASSWD_MAX)
        return fail(w, FAULT_INVALID, "the password is too long");
    if (crypto_pwhash(out->at, sizeof(out->at), text, password.len, salt, PASSES, MEMORY,
            crypto_pwhash_ALG_ARGON2ID13) != 0)
        return fail(w, FAULT_MEMORY, "not enough memory to check a password");
    return true;
}
