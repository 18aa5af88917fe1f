/*
 * crypt_inner: what the files of this room share and no other room sees.
 */
#ifndef GROUND_CRYPT_CRYPT_INNER_H
#define GROUND_CRYPT_CRYPT_INNER_H

#include <openssl/evp.h>

#include "ground/crypt/crypt.h"

/* What every hash and signature over liaison's own data begins with. */
#define CRYPT_TAG "liaison/v1/"
#define DIGEST_MAX 64

/* Fetched once by crypt_start: a fetch by name costs as much as a small hash.
 * Read only from then on, so that threads may share them. */
const EVP_MD *crypt_digest(enum digest_kind kind);
size_t crypt_digest_length(enum digest_kind kind);
const EVP_CIPHER *crypt_cipher(void);

/* Record what OpenSSL said, in one line: "cannot ${doing}: ...".  Returns false. */
bool crypt_fail(struct work *w, const char *doing);
/* From the OS table, as all randomness here. */
bool crypt_random(struct work *w, void *to, size_t len) MUST;

/* Contexts that free themselves (and wipe their state) at the end of a block. */
void crypt_free_digest(EVP_MD_CTX **ctx);
void crypt_free_cipher(EVP_CIPHER_CTX **ctx);
#define DIGEST_CTX_AUTO __attribute__((cleanup(crypt_free_digest)))
#define CIPHER_CTX_AUTO __attribute__((cleanup(crypt_free_cipher)))

/* HMAC over pieces, RFC 2104; the key is at most one block (64 bytes with
 * SHA-256, 128 with SHA-512).  ${out} holds the digest's length. */
bool hmac_pieces(struct work *w, enum digest_kind kind, struct bytes key,
    const struct bytes pieces[], size_t count, uint8_t *out) MUST;
/* RFC 5869 expand; FAULT_INVALID over 255 digest lengths. */
bool hkdf_expand(struct work *w, enum digest_kind kind, struct bytes key,
    struct bytes info, void *out, size_t len) MUST;

/* AES-256-GCM with a context that keeps the key; the nonce is set per call. */
EVP_CIPHER_CTX *gcm_keyed(struct work *w, const uint8_t key[32], bool sealing);
/* ${to} holds plain.len + AEAD_TAG bytes. */
bool gcm_seal(struct work *w, EVP_CIPHER_CTX *ctx, const uint8_t nonce[AEAD_NONCE],
    struct bytes context, struct bytes plain, uint8_t *to) MUST;
/* ${scratch} holds sealed.len - AEAD_TAG bytes; it is wiped on failure. */
bool gcm_open(struct work *w, EVP_CIPHER_CTX *ctx, const uint8_t nonce[AEAD_NONCE],
    struct bytes context, struct bytes sealed, uint8_t *scratch) MUST;

#endif
