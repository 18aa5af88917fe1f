/*
 * crypt: starting the two libraries, their errors, randomness and secrets.
 */
#include <assert.h>
#include <openssl/err.h>
#include <openssl/evperr.h>
#include <sodium.h>

#include "ground/crypt/crypt_inner.h"

/* Written once by crypt_start, before there are threads. */
static struct {
    bool ready;
    EVP_MD *digest[DIGEST_SHA512 + 1];
    EVP_CIPHER *cipher;
} algorithms;

static const struct {
    const char *name;
    size_t len;
} digests[] = {
    [DIGEST_MD5] = {"MD5", 16},
    [DIGEST_SHA1] = {"SHA1", 20},
    [DIGEST_SHA256] = {"SHA256", 32},
    [DIGEST_SHA512] = {"SHA512", 64},
};
_Static_assert(COUNT_OF(digests) == COUNT_OF(algorithms.digest), "one name a kind");

bool
crypt_start(struct work *w)
{
    if (algorithms.ready)
        return true;
    if (sodium_init() < 0)
        return fail(w, FAULT_MEMORY, "libsodium cannot start");
    /* What an attempt that failed has fetched is kept for the next. */
    for (size_t i = 0; i < COUNT_OF(digests); i++) {
        if (algorithms.digest[i] == NULL)
            algorithms.digest[i] = EVP_MD_fetch(NULL, digests[i].name, NULL);
        if (algorithms.digest[i] == NULL) {
            ERR_clear_error();
            return fail(w, FAULT_MEMORY, "libcrypto has no %s", digests[i].name);
        }
    }
    algorithms.cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
    if (algorithms.cipher == NULL) {
        ERR_clear_error();
        return fail(w, FAULT_MEMORY, "libcrypto has no AES-256-GCM");
    }
    algorithms.ready = true;
    return true;
}

const EVP_MD *
crypt_digest(enum digest_kind kind)
{
    assert(algorithms.ready);
    assert((size_t)kind < COUNT_OF(digests));
    return algorithms.digest[kind];
}

size_t
crypt_digest_length(enum digest_kind kind)
{
    assert((size_t)kind < COUNT_OF(digests));
    return digests[kind].len;
}

const EVP_CIPHER *
crypt_cipher(void)
{
    assert(algorithms.ready);
    return algorithms.cipher;
}

bool
crypt_fail(struct work *w, const char *doing)
{
    unsigned long code = ERR_get_error(); /* the oldest: the cause */
    const char *said = ERR_reason_error_string(code);

    ERR_clear_error();
    /* A provider without memory says no more than that it cannot initialize, or
     * nothing at all; algorithms and lengths are fixed here and give no other cause. */
    if (code == 0 || ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE ||
        ERR_GET_REASON(code) == EVP_R_INITIALIZATION_ERROR)
        return fail(w, FAULT_MEMORY, "cannot %s: out of memory", doing);
    return fail(w, FAULT_IO, "cannot %s: libcrypto says %s", doing,
        said != NULL ? said : "nothing");
}

bool
crypt_random(struct work *w, void *to, size_t len)
{
    if (work_os(w)->random(to, len) != 0)
        return fail_errno(w, "the system gives no random bytes");
    return true;
}

void
crypt_free_digest(EVP_MD_CTX **ctx)
{
    EVP_MD_CTX_free(*ctx);
    *ctx = NULL;
}

void
crypt_free_cipher(EVP_CIPHER_CTX **ctx)
{
    EVP_CIPHER_CTX_free(*ctx);
    *ctx = NULL;
}

bool
secret_equal(const struct hash *a, const struct hash *b)
{
    return sodium_memcmp(a->at, b->at, sizeof(a->at)) == 0;
}

void
secret_wipe(void *at, size_t len)
{
    if (len > 0)
        sodium_memzero(at, len);
}
