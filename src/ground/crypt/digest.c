/*
 * digest: hashes of bytes at hand, under a tag, and of bytes that arrive in pieces.
 */
#include <assert.h>
#include <string.h>

#include "ground/crypt/crypt_inner.h"

struct digest {
    struct work *work;
    enum digest_kind kind;
    EVP_MD_CTX *ctx; /* NULL once ended or closed */
};

bool
sha256(struct work *w, struct bytes of, struct hash *out)
{
    if (EVP_Digest(of.at, of.len, out->at, NULL, crypt_digest(DIGEST_SHA256), NULL) != 1)
        return crypt_fail(w, "hash");
    return true;
}

bool
sha256_tagged(struct work *w, const char *what, const struct bytes pieces[], size_t count,
    struct hash *out)
{
    DIGEST_CTX_AUTO EVP_MD_CTX *ctx = EVP_MD_CTX_new();

    /* The line's end closes the tag; one within it could imitate another use. */
    assert(strchr(what, '\n') == NULL);
    if (ctx == NULL || EVP_DigestInit_ex(ctx, crypt_digest(DIGEST_SHA256), NULL) != 1 ||
        EVP_DigestUpdate(ctx, CRYPT_TAG, strlen(CRYPT_TAG)) != 1 ||
        EVP_DigestUpdate(ctx, what, strlen(what)) != 1 ||
        EVP_DigestUpdate(ctx, "\n", 1) != 1)
        return crypt_fail(w, "hash");
    for (size_t i = 0; i < count; i++) {
        if (EVP_DigestUpdate(ctx, pieces[i].at, pieces[i].len) != 1)
            return crypt_fail(w, "hash");
    }
    if (EVP_DigestFinal_ex(ctx, out->at, NULL) != 1)
        return crypt_fail(w, "hash");
    return true;
}

bool
digest_open(struct work *w, enum digest_kind kind, struct digest **out)
{
    struct digest *d = work_alloc(w, sizeof(*d));

    TRY(d != NULL);
    d->work = w;
    d->kind = kind;
    d->ctx = EVP_MD_CTX_new();
    if (d->ctx == NULL || EVP_DigestInit_ex(d->ctx, crypt_digest(kind), NULL) != 1) {
        digest_close(d);
        return crypt_fail(w, "hash");
    }
    *out = d;
    return true;
}

bool
digest_add(struct digest *d, struct bytes more)
{
    assert(d->ctx != NULL);
    if (EVP_DigestUpdate(d->ctx, more.at, more.len) != 1)
        return crypt_fail(d->work, "hash");
    return true;
}

bool
digest_end(struct digest *d, struct bytes *out)
{
    size_t len = crypt_digest_length(d->kind);
    uint8_t *at = work_alloc(d->work, len);
    bool good;

    assert(d->ctx != NULL);
    good = at != NULL && EVP_DigestFinal_ex(d->ctx, at, NULL) == 1;
    digest_close(d);
    if (!good)
        return crypt_fail(d->work, "hash");
    *out = bytes_from(at, len);
    return true;
}

void
digest_close(struct digest *d)
{
    if (d != NULL)
        crypt_free_digest(&d->ctx);
}

void
digest_drop(struct digest **d)
{
    digest_close(*d);
    *d = NULL;
}
