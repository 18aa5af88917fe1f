/*
 * hmac: HMAC (RFC 2104) and HKDF's expand step (RFC 5869) over OpenSSL's hashes.
 *
 * OpenSSL's own HMAC looks its algorithm up on every call and takes six times as
 * long for the short inputs that are the rule here (keys, search tokens).
 */
#include <assert.h>
#include <string.h>

#include "ground/crypt/crypt_inner.h"

#define BLOCK_MAX 128

/* One of HMAC's two hashes: the padded key, then the pieces. */
static bool
hash_padded(EVP_MD_CTX *ctx, const EVP_MD *md, struct bytes key, uint8_t pad,
    const struct bytes pieces[], size_t count, uint8_t *out)
{
    uint8_t block[BLOCK_MAX];
    size_t len = (size_t)EVP_MD_get_block_size(md);
    bool good;

    assert(len <= sizeof(block) && key.len <= len);
    memset(block, pad, sizeof(block));
    for (size_t i = 0; i < key.len; i++)
        block[i] ^= key.at[i];
    good =
        EVP_DigestInit_ex(ctx, md, NULL) == 1 && EVP_DigestUpdate(ctx, block, len) == 1;
    secret_wipe(block, sizeof(block));
    for (size_t i = 0; good && i < count; i++)
        good = EVP_DigestUpdate(ctx, pieces[i].at, pieces[i].len) == 1;
    return good && EVP_DigestFinal_ex(ctx, out, NULL) == 1;
}

bool
hmac_pieces(struct work *w, enum digest_kind kind, struct bytes key,
    const struct bytes pieces[], size_t count, uint8_t *out)
{
    DIGEST_CTX_AUTO EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    const EVP_MD *md = crypt_digest(kind);
    uint8_t inner[DIGEST_MAX];
    struct bytes lent = bytes_from(inner, crypt_digest_length(kind));
    bool good;

    good = ctx != NULL && hash_padded(ctx, md, key, 0x36, pieces, count, inner) &&
        hash_padded(ctx, md, key, 0x5c, &lent, 1, out);
    secret_wipe(inner, sizeof(inner));
    return good || crypt_fail(w, "compute an HMAC");
}

bool
hmac_sha256(struct work *w, const struct hash *key, struct bytes of, struct hash *out)
{
    return hmac_pieces(w, DIGEST_SHA256, hash_bytes(key), &of, 1, out->at);
}

bool
hkdf_expand(struct work *w, enum digest_kind kind, struct bytes key, struct bytes info,
    void *out, size_t len)
{
    size_t step = crypt_digest_length(kind), part;
    uint8_t block[DIGEST_MAX], *to = out, number = 0;
    struct bytes pieces[3] = {bytes_from(block, 0), info, bytes_from(&number, 1)};
    bool good = true;

    if (len > 255 * step)
        return fail(w, FAULT_INVALID, "a key of %zu bytes is too long to derive", len);
    while (good && len > 0) {
        number++;
        good = hmac_pieces(w, kind, key, pieces, COUNT_OF(pieces), block);
        if (!good)
            break;
        part = len < step ? len : step;
        memcpy(to, block, part);
        to += part;
        len -= part;
        pieces[0].len = step; /* from the second block on, the one before */
    }
    secret_wipe(block, sizeof(block));
    return good;
}

bool
hkdf_expand_sha256(struct work *w, const struct hash *key, struct bytes info, void *out,
    size_t len)
{
    return hkdf_expand(w, DIGEST_SHA256, hash_bytes(key), info, out, len);
}
