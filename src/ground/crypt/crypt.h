/*
 * crypt: hashing, signing, sealing and passwords -- suite 1: SHA-256, Ed25519,
 * X25519, AES-256-GCM.  The only room that sees libsodium, OpenSSL and p11-kit.
 *
 * Every hash and signature over liaison's own data starts with the tag
 * "liaison/v1/<what>\n", so that bytes made for one use mean nothing in another.
 * Foreign formats (checkpoints, cosignatures, RFC 6962 trees) use the untagged
 * forms.
 */
#ifndef GROUND_CRYPT_CRYPT_H
#define GROUND_CRYPT_CRYPT_H

#include "ground/base/base.h"

/* Before anything else here, and before there are threads; again does nothing.
 * FAULT_MEMORY when the libraries cannot start. */
bool crypt_start(struct work *w) MUST;

/* ---- Hashes --------------------------------------------------------------- */

bool sha256(struct work *w, struct bytes of, struct hash *out) MUST;
/* SHA-256("liaison/v1/" what "\n" || piece || piece ...); ${what} is one line. */
bool sha256_tagged(struct work *w, const char *what, const struct bytes pieces[],
    size_t count, struct hash *out) MUST;
bool hmac_sha256(struct work *w, const struct hash *key, struct bytes of,
    struct hash *out) MUST;
/* A short keyed hash, SipHash-2-4 by the first 16 bytes of the key: who has no key cannot tell it from
 * chance, and it may meet itself by chance.  It costs a fiftieth of an HMAC. */
#define SHORT_BYTES 8
void short_hash(const struct hash *key, struct bytes of, uint8_t out[SHORT_BYTES]);
/* RFC 5869 expand, SHA-256; FAULT_INVALID when ${len} is over 255 * 32. */
bool hkdf_expand_sha256(struct work *w, const struct hash *key, struct bytes info,
    void *out, size_t len) MUST;

/* A hash of bytes that arrive piece by piece; open several to hash in one pass.
 * The library's state is outside the work's memory: a digest that was opened must
 * see its digest_end or digest_close before the work is closed.  DIGEST_AUTO in
 * front of a pointer, NULL at first, sees to that when its block is left. */
enum digest_kind { DIGEST_MD5, DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA512 };
struct digest;
bool digest_open(struct work *w, enum digest_kind kind, struct digest **out) MUST;
bool digest_add(struct digest *d, struct bytes more) MUST;
/* Finish; the length is that of the kind (16, 20, 32, 64 bytes, in the work). */
bool digest_end(struct digest *d, struct bytes *out) MUST;
/* Release without a result; NULL is fine, and so is one that ended. */
void digest_close(struct digest *d);
void digest_drop(struct digest **d);
#define DIGEST_AUTO __attribute__((cleanup(digest_drop)))

/* ---- Signatures: Ed25519, RFC 8032 ------------------------------------------- */

/* A private key is its 32-byte seed.  Verification is strict: canonical points
 * and scalars, no keys of small order (as libsodium does). */
struct signature {
    uint8_t at[64];
};
bool sign_public(struct work *w, const struct hash *seed, struct hash *public) MUST;
bool sign_tagged(struct work *w, const struct hash *seed, const char *what,
    struct bytes message, struct signature *out) MUST;
/* FAULT_CORRUPT "... signature does not verify" when it does not. */
bool sign_check_tagged(struct work *w, const struct hash *public, const char *what,
    struct bytes message, const struct signature *s) MUST;
bool sign_plain(struct work *w, const struct hash *seed, struct bytes message,
    struct signature *out) MUST;
bool sign_check_plain(struct work *w, const struct hash *public, struct bytes message,
    const struct signature *s) MUST;

/* ---- Encryption with a key: AES-256-GCM --------------------------------------- */

#define AEAD_NONCE 12
#define AEAD_TAG 16
/* ${out} is nonce || ciphertext || tag with a random nonce; at most 2^32 calls a key. */
bool seal_bytes(struct work *w, const struct hash *key, struct bytes context,
    struct bytes plain, struct bytes *out) MUST;
/* FAULT_CORRUPT if anything was changed; then ${plain} is untouched. */
bool open_bytes(struct work *w, const struct hash *key, struct bytes context,
    struct bytes sealed, struct bytes *plain) MUST;
/* The bare cipher, for known-answer tests and formats that fix the nonce. */
bool aead_seal(struct work *w, const struct hash *key, const uint8_t nonce[AEAD_NONCE],
    struct bytes context, struct bytes plain, struct bytes *out) MUST;
bool aead_open(struct work *w, const struct hash *key, const uint8_t nonce[AEAD_NONCE],
    struct bytes context, struct bytes sealed, struct bytes *plain) MUST;

/* ---- Large content: C2SP chunked-encryption, Cobblestone-256 ------------------- */

#define CHUNK_PLAIN 16384
#define CHUNK_SEALED (CHUNK_PLAIN + AEAD_TAG)
#define CHUNK_PREFIX 56 /* salt 24, commitment 32 */

#define CHUNKS_MAX (UINT64_C(1) << 38)
#define CHUNKS_PLAIN_MAX ((UINT64_C(1) << 52) - 1)

/* Ciphertext length of a message; and the PADME-padded length a plaintext of
 * ${len} gets before (Nikitin et al., PoPETS 2019): at most 12 % more.  Both say
 * UINT64_MAX when there is no such length. */
uint64_t chunks_sealed_length(uint64_t plain);
uint64_t padme_length(uint64_t len);
/* The way back, with the rule against truncation: FAULT_CORRUPT for a length that
 * no message has.  It is claimed, not proved, until the last chunk opened. */
bool chunks_plain_length(struct work *w, uint64_t sealed, uint64_t *plain) MUST;

/* A message being encrypted or decrypted, by one thread at a time.  As with a
 * digest, part of it is outside the work's memory: close it before the work, or
 * declare the pointer CHUNKS_AUTO. */
struct chunks;
/* Encrypting: the salt is random; prefix (56 bytes) comes out first. */
bool chunks_seal_open(struct work *w, const struct hash *key, struct bytes context,
    uint8_t prefix[CHUNK_PREFIX], struct chunks **out) MUST;
/* The same with a given salt, for vectors. */
bool chunks_seal_salted(struct work *w, const struct hash *key, struct bytes context,
    const uint8_t salt[24], uint8_t prefix[CHUNK_PREFIX], struct chunks **out) MUST;
/* Seal chunk number n of exactly CHUNK_PLAIN bytes, or the last one, shorter and
 * perhaps empty: every message has one.  FAULT_INVALID for a second short chunk, or
 * a full one behind it.  ${to} holds plain.len + AEAD_TAG bytes; chunks may come in
 * any order, but EACH NUMBER ONCE: two contents under one number break the cipher,
 * so what changed is sealed anew from chunks_seal_open on. */
bool chunks_seal(struct chunks *c, uint64_t n, struct bytes plain, uint8_t *to) MUST;
/* Decrypting: FAULT_CORRUPT when key or context do not match the commitment. */
bool chunks_open_open(struct work *w, const struct hash *key, struct bytes context,
    const uint8_t prefix[CHUNK_PREFIX], struct chunks **out) MUST;
/* ${to} holds sealed.len - AEAD_TAG bytes; nothing is written there on failure:
 * FAULT_CORRUPT.  That the last chunk is short, and is there, the caller knows from
 * chunks_plain_length. */
bool chunks_open(struct chunks *c, uint64_t n, struct bytes sealed, uint8_t *to) MUST;
/* Release and wipe the key; NULL is fine, and so is one that was closed. */
void chunks_close(struct chunks *c);
void chunks_drop(struct chunks **c);
#define CHUNKS_AUTO __attribute__((cleanup(chunks_drop)))

/* ---- Sealing to a recipient: X25519 ---------------------------------------------- */

/*
 * One exchange per batch of items; || joins bytes, "" is ASCII:
 *
 *   shared    = X25519(ephemeral secret, recipient public)
 *             = X25519(recipient secret, ephemeral public)
 *   prk       = HMAC-SHA-256(key = 32 zero bytes, shared)           RFC 5869 extract
 *   batch key = HKDF-Expand-SHA-256(prk, info = "liaison/v1/batch\n"
 *                   || ephemeral public || recipient public, 32 bytes)
 *   item key  = HKDF-Expand-SHA-256(batch key, info = "liaison/v1/batch-item\n"
 *                   || item number as 4 bytes, big-endian, 32 bytes)
 *
 * Public keys stand in the info as they were received.  An all-zero ${shared} is
 * FAULT_CORRUPT.
 */
struct seal_batch {
    struct hash ephemeral; /* public, travels with the batch */
    struct hash key;       /* secret */
};
bool seal_public(struct work *w, const struct hash *secret, struct hash *public) MUST;
bool seal_batch_new(struct work *w, const struct hash *recipient_public,
    struct seal_batch *out) MUST;
bool seal_batch_open(struct work *w, const struct hash *secret,
    const struct hash *ephemeral, struct seal_batch *out) MUST;
bool seal_batch_item_key(struct work *w, const struct seal_batch *b, uint32_t number,
    struct hash *out) MUST;

/* ---- Passwords, secrets -------------------------------------------------------- */

/* Argon2id, 64 MiB, 3 passes. */
bool password_key(struct work *w, struct bytes password, const uint8_t salt[16],
    struct hash *out) MUST;
/*
 * A secret of at most 64 bytes, to be opened by a key on a token (PKCS#11, RSA-OAEP) and its PIN.
 * ${uri}: RFC 7512, with the driver: "pkcs11:token=NAME;object=KEY?module-path=/usr/lib/...".
 * FAULT_DENIED: another PIN, or others may write to the driver; FAULT_MISSING: no such token or key.
 */
bool token_wrap(struct work *w, struct bytes uri, struct bytes pin, struct bytes secret,
    struct bytes *out) MUST;
bool token_unwrap(struct work *w, struct bytes uri, struct bytes pin,
    struct bytes wrapped, struct bytes *out) MUST;
/* Equal, in time that does not depend on where they differ. */
bool secret_equal(const struct hash *a, const struct hash *b);
void secret_wipe(void *at, size_t len);

#endif
