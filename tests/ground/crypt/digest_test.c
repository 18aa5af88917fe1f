/*
 * digest_test: hashes, whole, in pieces, under a tag and with a key, are the ones
 * that the standards and OpenSSL's own HMAC and HKDF give.
 */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>

#include "tests/ground/crypt/crypt_test.h"

static const struct {
    enum digest_kind kind;
    const char *empty; /* of no bytes */
    const char *abc;
} known[] = {
    {DIGEST_MD5, "d41d8cd98f00b204e9800998ecf8427e", "900150983cd24fb0d6963f7d28e17f72"},
    {DIGEST_SHA1, "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "a9993e364706816aba3e25717850c26c9cd0d89d"},
    {DIGEST_SHA256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {DIGEST_SHA512,
        "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
        "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
};

static struct bytes
digest_once(struct work *w, enum digest_kind kind, struct bytes of)
{
    struct digest *d;
    struct bytes out;

    NEED(w, digest_open(w, kind, &d) && digest_add(d, of) && digest_end(d, &out));
    return out;
}

static void
try_known(struct work *w)
{
    struct bytes empty, abc;
    struct hash h;

    for (size_t i = 0; i < COUNT_OF(known); i++) {
        empty = digest_once(w, known[i].kind, bytes_from(NULL, 0));
        abc = digest_once(w, known[i].kind, bytes_of("abc"));
        tap_is_text(test_hex_of(w, empty.at, empty.len), known[i].empty, "of nothing");
        tap_is_text(test_hex_of(w, abc.at, abc.len), known[i].abc, "of abc");
    }
    NEED(w, sha256(w, bytes_of("abc"), &h));
    tap_is_text(test_hex_of(w, h.at, sizeof(h.at)), known[2].abc, "in one call");
    NEED(w, sha256(w, bytes_from(NULL, 0), &h));
    tap_is_text(test_hex_of(w, h.at, sizeof(h.at)), known[2].empty, "and of nothing");
}

/* All four kinds in one pass over random pieces. */
static void
try_pieces(struct work *w)
{
    uint8_t text[5000];
    struct digest *open[COUNT_OF(known)];
    struct bytes got;
    bool good = true;

    test_fill(text, sizeof(text));
    for (int round = 0; round < 50; round++) {
        for (size_t i = 0; i < COUNT_OF(known); i++)
            NEED(w, digest_open(w, known[i].kind, &open[i]));
        for (size_t at = 0, part; at < sizeof(text); at += part) {
            part = test_number() % 300;
            part = part < sizeof(text) - at ? part : sizeof(text) - at;
            for (size_t i = 0; i < COUNT_OF(known); i++)
                NEED(w, digest_add(open[i], bytes_from(text + at, part)));
        }
        for (size_t i = 0; i < COUNT_OF(known); i++) {
            NEED(w, digest_end(open[i], &got));
            good = good &&
                bytes_equal(got,
                    digest_once(w, known[i].kind, bytes_from(text, sizeof(text))));
        }
    }
    tap_ok(good, "four kinds in one pass, cut anywhere, give the same");
}

static void
try_close(struct work *w)
{
    DIGEST_AUTO struct digest *left = NULL;
    struct digest *d;
    struct bytes out;

    NEED(w, digest_open(w, DIGEST_SHA256, &left) && digest_add(left, bytes_of("a")));
    NEED(w, digest_open(w, DIGEST_SHA256, &d));
    digest_close(d);
    digest_close(d);
    NEED(w, digest_open(w, DIGEST_MD5, &d) && digest_end(d, &out));
    digest_close(d);
    digest_close(NULL);
    tap_ok(work_ok(w), "unfinished, ended, closed and no digests can be closed");
}

static void
try_tagged(struct work *w)
{
    struct bytes pieces[3] = {bytes_of("ab"), bytes_from(NULL, 0), bytes_of("c")};
    struct hash got, want, other;

    NEED(w, sha256_tagged(w, "part", pieces, 3, &got));
    NEED(w, sha256(w, bytes_of("liaison/v1/part\nabc"), &want));
    tap_ok(hash_equal(&got, &want), "a tagged hash is over tag, line's end and pieces");
    NEED(w, sha256_tagged(w, "part", NULL, 0, &got));
    NEED(w, sha256(w, bytes_of("liaison/v1/part\n"), &want));
    tap_ok(hash_equal(&got, &want), "or over the tag alone");
    NEED(w, sha256_tagged(w, "parts", NULL, 0, &other));
    tap_ok(!hash_equal(&got, &other), "another tag gives another hash");
}

static void
try_hmac(struct work *w)
{
    uint8_t text[400];
    struct hash key, got, want;
    bool good = true;

    test_fill(text, sizeof(text));
    for (size_t len = 0; len <= sizeof(text); len++) {
        key = test_hash();
        NEED(w, hmac_sha256(w, &key, bytes_from(text, len), &got));
        HMAC(EVP_sha256(), key.at, sizeof(key.at), text, len, want.at, NULL);
        good = good && hash_equal(&got, &want);
    }
    tap_ok(good, "401 lengths have the HMAC that OpenSSL computes");
}

/* Aumasson and Bernstein, SipHash, 2012: the vectors of its reference, key 00 to 0f. */
static void
try_short(struct work *w)
{
    static const char *const want[] = {"310e0edd47db6f72", "fd67dc93c539f874",
        "5a4fa9d909806c0d"};
    static const uint8_t of[] = {0, 1, 2};
    uint8_t got[SHORT_BYTES];
    struct hash key = {.at = {0}};

    for (uint8_t i = 0; i < 16; i++)
        key.at[i] = i;
    for (size_t len = 0; len < COUNT_OF(want); len++) {
        short_hash(&key, bytes_from(of, len), got);
        tap_is_text(test_hex_of(w, got, sizeof(got)), want[len],
            "the short hash of %zu bytes", len);
    }
}

static bool
expand_otherwise(const struct hash *key, struct bytes info, uint8_t *out, size_t len)
{
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
    char name[] = "SHA256", mode[] = "EXPAND_ONLY";
    OSSL_PARAM params[5];
    bool good;

    params[0] = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, name, 0);
    params[1] = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_MODE, mode, 0);
    params[2] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY,
        (void *)(uintptr_t)key->at, sizeof(key->at));
    params[3] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO,
        (void *)(uintptr_t)info.at, info.len);
    params[4] = OSSL_PARAM_construct_end();
    good = EVP_KDF_derive(ctx, out, len, params) == 1;
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
    return good;
}

static void
try_expand(struct work *w)
{
    static const size_t lengths[] = {1, 31, 32, 33, 64, 65, 100, 255 * 32};
    uint8_t got[255 * 32 + 1], want[255 * 32], info[10];
    struct hash key;
    bool good = true;

    /* RFC 5869, appendix A.1: the expand step of test case 1. */
    NEED(w,
        hex_read(w,
            bytes_of("077709362c2e32df0ddc3f0dc47bba63"
                     "90b6c73bb50f9c3122ec844ad7c2b3e5"),
            key.at, sizeof(key.at)));
    for (size_t i = 0; i < sizeof(info); i++)
        info[i] = (uint8_t)(0xf0 + i);
    NEED(w, hkdf_expand_sha256(w, &key, bytes_from(info, sizeof(info)), got, 42));
    tap_is_text(test_hex_of(w, got, 42),
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
        "34007208d5b887185865",
        "RFC 5869, test case 1");
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        key = test_hash();
        NEED(w, hkdf_expand_sha256(w, &key, bytes_of("info"), got, lengths[i]));
        good = good && expand_otherwise(&key, bytes_of("info"), want, lengths[i]) &&
            memcmp(got, want, lengths[i]) == 0;
    }
    tap_ok(good, "8 lengths are expanded as OpenSSL does");
    tap_ok(REFUSED(w, FAULT_INVALID,
               hkdf_expand_sha256(w, &key, bytes_of(""), got, sizeof(got))),
        "one byte more than 255 blocks is refused");
}

int
main(void)
{
    struct work *w = test_work(&os_real);

    try_known(w);
    try_pieces(w);
    try_close(w);
    try_tagged(w);
    try_hmac(w);
    try_short(w);
    try_expand(w);
    tap_ok(crypt_start(w), "starting again does nothing");
    work_close(w);
    return tap_end();
}
