/*
 * aead: AES-256-GCM over bytes in memory, with a random nonce or a given one.
 *
 * Unauthenticated plaintext never leaves this room: it is decrypted beside the
 * place where it is wanted, and wiped when its tag is wrong.
 */
#include <assert.h>
#include <openssl/err.h>
#include <string.h>

#include "ground/crypt/crypt_inner.h"

/* OpenSSL counts bytes in an int. */
#define FEED_MAX ((size_t)1 << 30)

EVP_CIPHER_CTX *
gcm_keyed(struct work *w, const uint8_t key[32], bool sealing)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

    if (ctx == NULL ||
        EVP_CipherInit_ex(ctx, crypt_cipher(), NULL, key, NULL, sealing) != 1) {
        crypt_free_cipher(&ctx);
        (void)crypt_fail(w, "set up AES-256-GCM");
    }
    return ctx;
}

/* Pass bytes through; without ${to} they are context, authenticated only. */
static bool
gcm_feed(EVP_CIPHER_CTX *ctx, struct bytes from, uint8_t *to)
{
    size_t part;
    int done;

    for (size_t at = 0; at < from.len; at += part) {
        part = from.len - at < FEED_MAX ? from.len - at : FEED_MAX;
        if (EVP_CipherUpdate(ctx, to != NULL ? to + at : NULL, &done, from.at + at,
                (int)part) != 1)
            return false;
    }
    return true;
}

bool
gcm_seal(struct work *w, EVP_CIPHER_CTX *ctx, const uint8_t nonce[AEAD_NONCE],
    struct bytes context, struct bytes plain, uint8_t *to)
{
    uint8_t none;
    int done;

    if (EVP_CipherInit_ex(ctx, NULL, NULL, NULL, nonce, 1) != 1 ||
        !gcm_feed(ctx, context, NULL) || !gcm_feed(ctx, plain, to) ||
        EVP_CipherFinal_ex(ctx, &none, &done) != 1 ||
        EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, AEAD_TAG, to + plain.len) != 1)
        return crypt_fail(w, "encrypt");
    return true;
}

bool
gcm_open(struct work *w, EVP_CIPHER_CTX *ctx, const uint8_t nonce[AEAD_NONCE],
    struct bytes context, struct bytes sealed, uint8_t *scratch)
{
    uint8_t tag[AEAD_TAG], none;
    struct bytes body;
    int done;

    assert(sealed.len >= AEAD_TAG);
    body = bytes_from(sealed.at, sealed.len - AEAD_TAG);
    memcpy(tag, sealed.at + body.len, AEAD_TAG);
    if (EVP_CipherInit_ex(ctx, NULL, NULL, NULL, nonce, 0) != 1 ||
        !gcm_feed(ctx, context, NULL) || !gcm_feed(ctx, body, scratch) ||
        EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, AEAD_TAG, tag) != 1) {
        secret_wipe(scratch, body.len);
        return crypt_fail(w, "decrypt");
    }
    if (EVP_CipherFinal_ex(ctx, &none, &done) != 1) {
        secret_wipe(scratch, body.len);
        ERR_clear_error();
        return fail(w, FAULT_CORRUPT, "sealed bytes were changed, or the key is another");
    }
    return true;
}

/* Seal, with as much of the nonce in front as ${front} says: all or nothing. */
static bool
seal_behind(struct work *w, const struct hash *key, const uint8_t nonce[AEAD_NONCE],
    size_t front, struct bytes context, struct bytes plain, struct bytes *out)
{
    CIPHER_CTX_AUTO EVP_CIPHER_CTX *ctx = NULL;
    uint8_t *at;

    if (plain.len > SIZE_MAX - front - AEAD_TAG)
        return fail(w, FAULT_MEMORY, "out of memory");
    at = work_alloc(w, front + plain.len + AEAD_TAG);
    TRY(at != NULL);
    ctx = gcm_keyed(w, key->at, true);
    TRY(ctx != NULL);
    memcpy(at, nonce, front);
    TRY(gcm_seal(w, ctx, nonce, context, plain, at + front));
    *out = bytes_from(at, front + plain.len + AEAD_TAG);
    return true;
}

bool
aead_seal(struct work *w, const struct hash *key, const uint8_t nonce[AEAD_NONCE],
    struct bytes context, struct bytes plain, struct bytes *out)
{
    return seal_behind(w, key, nonce, 0, context, plain, out);
}

bool
aead_open(struct work *w, const struct hash *key, const uint8_t nonce[AEAD_NONCE],
    struct bytes context, struct bytes sealed, struct bytes *plain)
{
    CIPHER_CTX_AUTO EVP_CIPHER_CTX *ctx = NULL;
    uint8_t *at;

    if (sealed.len < AEAD_TAG)
        return fail(w, FAULT_CORRUPT, "sealed bytes are cut short");
    at = work_alloc(w, sealed.len - AEAD_TAG);
    TRY(at != NULL);
    ctx = gcm_keyed(w, key->at, false);
    TRY(ctx != NULL);
    TRY(gcm_open(w, ctx, nonce, context, sealed, at));
    *plain = bytes_from(at, sealed.len - AEAD_TAG);
    return true;
}

bool
seal_bytes(struct work *w, const struct hash *key, struct bytes context,
    struct bytes plain, struct bytes *out)
{
    uint8_t nonce[AEAD_NONCE];

    TRY(crypt_random(w, nonce, sizeof(nonce)));
    return seal_behind(w, key, nonce, sizeof(nonce), context, plain, out);
}

bool
open_bytes(struct work *w, const struct hash *key, struct bytes context,
    struct bytes sealed, struct bytes *plain)
{
    if (sealed.len < AEAD_NONCE + AEAD_TAG)
        return fail(w, FAULT_CORRUPT, "sealed bytes are cut short");
    return aead_open(w, key, sealed.at, context,
        bytes_from(sealed.at + AEAD_NONCE, sealed.len - AEAD_NONCE), plain);
}
