/*
 * chunks: large content in pieces that are sealed and opened one by one -- C2SP
 * chunked-encryption, instantiated as Cobblestone-256.
 *
 * key || base nonce || commitment = HKDF-Expand(SHA-512, input key,
 *     "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM" || 0x00 || salt || context);
 * chunk n is sealed under the base nonce XOR n.
 */
#include <assert.h>
#include <string.h>

#include "ground/crypt/crypt_inner.h"

#define SALT 24
#define COMMITMENT 32
#define NO_CHUNK UINT64_MAX

_Static_assert(SALT + COMMITMENT == CHUNK_PREFIX, "the prefix is salt and commitment");

struct chunks {
    struct work *work;
    EVP_CIPHER_CTX *ctx; /* keyed once, each chunk sets its nonce; NULL once closed */
    uint8_t base[AEAD_NONCE];
    bool sealing;
    uint64_t full; /* one more than the highest full chunk that was sealed */
    uint64_t last; /* the number of the last, short one, once sealed */
    uint8_t scratch[CHUNK_PLAIN]; /* plaintext not yet proved; unused when sealing */
};

struct derived {
    uint8_t key[32];
    uint8_t base[AEAD_NONCE];
    uint8_t commitment[COMMITMENT];
};
_Static_assert(sizeof(struct derived) == 76, "derived in one piece, without padding");

static bool
derive(struct work *w, const struct hash *key, struct bytes context,
    const uint8_t salt[SALT], struct derived *out)
{
    /* The literal's NUL ends the cipher's name, as the format wants it. */
    static const char name[] = "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM";
    struct bytes info;
    uint8_t *at;

    if (context.len > SIZE_MAX - sizeof(name) - SALT)
        return fail(w, FAULT_MEMORY, "out of memory");
    at = work_alloc(w, sizeof(name) + SALT + context.len);
    TRY(at != NULL);
    memcpy(at, name, sizeof(name));
    memcpy(at + sizeof(name), salt, SALT);
    if (context.len > 0)
        memcpy(at + sizeof(name) + SALT, context.at, context.len);
    info = bytes_from(at, sizeof(name) + SALT + context.len);
    return hkdf_expand(w, DIGEST_SHA512, hash_bytes(key), info, out, sizeof(*out));
}

static bool
chunks_new(struct work *w, const struct derived *from, bool sealing, struct chunks **out)
{
    struct chunks *c = work_alloc(w, sizeof(*c));

    TRY(c != NULL);
    c->work = w;
    memcpy(c->base, from->base, sizeof(c->base));
    c->sealing = sealing;
    c->last = NO_CHUNK;
    c->ctx = gcm_keyed(w, from->key, sealing);
    TRY(c->ctx != NULL);
    *out = c;
    return true;
}

bool
chunks_seal_salted(struct work *w, const struct hash *key, struct bytes context,
    const uint8_t salt[SALT], uint8_t prefix[CHUNK_PREFIX], struct chunks **out)
{
    struct derived d;
    bool good = derive(w, key, context, salt, &d) && chunks_new(w, &d, true, out);

    if (good) {
        memmove(prefix, salt, SALT); /* the salt may stand there already */
        memcpy(prefix + SALT, d.commitment, COMMITMENT);
    }
    secret_wipe(&d, sizeof(d));
    return good;
}

bool
chunks_seal_open(struct work *w, const struct hash *key, struct bytes context,
    uint8_t prefix[CHUNK_PREFIX], struct chunks **out)
{
    uint8_t salt[SALT];

    TRY(crypt_random(w, salt, sizeof(salt)));
    return chunks_seal_salted(w, key, context, salt, prefix, out);
}

bool
chunks_open_open(struct work *w, const struct hash *key, struct bytes context,
    const uint8_t prefix[CHUNK_PREFIX], struct chunks **out)
{
    struct hash derived, given;
    struct derived d;
    bool good = derive(w, key, context, prefix, &d);

    if (good) {
        memcpy(derived.at, d.commitment, COMMITMENT);
        memcpy(given.at, prefix + SALT, COMMITMENT);
        good = secret_equal(&derived, &given) ||
            fail(w, FAULT_CORRUPT, "sealed content: the key or context is another");
    }
    good = good && chunks_new(w, &d, false, out);
    secret_wipe(&d, sizeof(d));
    return good;
}

static void
chunk_nonce(const struct chunks *c, uint64_t n, uint8_t nonce[AEAD_NONCE])
{
    memcpy(nonce, c->base, AEAD_NONCE);
    for (size_t i = 0; i < sizeof(n); i++)
        nonce[AEAD_NONCE - 1 - i] ^= (uint8_t)(n >> (8 * i));
}

/* Where is the end?  A short chunk says so; all others must agree with it. */
static bool
note_sealed(struct chunks *c, uint64_t n, size_t len)
{
    if (len > CHUNK_PLAIN)
        return fail(c->work, FAULT_INVALID, "a chunk of %zu bytes is too long", len);
    if (n >= CHUNKS_MAX)
        return fail(c->work, FAULT_INVALID, "content is over 4 PiB");
    if (len == CHUNK_PLAIN) {
        if (n >= c->last)
            return fail(c->work, FAULT_INVALID, "a full chunk behind the last one");
        if (n >= c->full)
            c->full = n + 1;
        return true;
    }
    if (c->last != NO_CHUNK || n < c->full)
        return fail(c->work, FAULT_INVALID, "a short chunk that is not the last one");
    c->last = n;
    return true;
}

bool
chunks_seal(struct chunks *c, uint64_t n, struct bytes plain, uint8_t *to)
{
    uint8_t nonce[AEAD_NONCE];

    assert(c->ctx != NULL && c->sealing);
    TRY(note_sealed(c, n, plain.len));
    chunk_nonce(c, n, nonce);
    return gcm_seal(c->work, c->ctx, nonce, bytes_from(NULL, 0), plain, to);
}

bool
chunks_open(struct chunks *c, uint64_t n, struct bytes sealed, uint8_t *to)
{
    uint8_t nonce[AEAD_NONCE];

    assert(c->ctx != NULL && !c->sealing);
    if (sealed.len < AEAD_TAG || sealed.len > CHUNK_SEALED)
        return fail(c->work, FAULT_CORRUPT, "a sealed chunk of %zu bytes", sealed.len);
    if (n >= CHUNKS_MAX)
        return fail(c->work, FAULT_CORRUPT, "sealed content is over 4 PiB");
    chunk_nonce(c, n, nonce);
    TRY(gcm_open(c->work, c->ctx, nonce, bytes_from(NULL, 0), sealed, c->scratch));
    if (sealed.len > AEAD_TAG)
        memcpy(to, c->scratch, sealed.len - AEAD_TAG);
    return true;
}

void
chunks_close(struct chunks *c)
{
    if (c == NULL)
        return;
    crypt_free_cipher(&c->ctx);
    secret_wipe(c->scratch, sizeof(c->scratch));
    secret_wipe(c->base, sizeof(c->base));
}

void
chunks_drop(struct chunks **c)
{
    chunks_close(*c);
    *c = NULL;
}
