/*
 * wycheproof_test: ciphers, signatures, exchanges and codes judge the Wycheproof
 * vectors as their authors do.
 */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include "ground/crypt/crypt_inner.h"
#include "tests/ground/crypt/crypt_test.h"

/* What came of one file's vectors. */
struct tally {
    int valid;   /* to be accepted */
    int invalid; /* to be refused */
    int wrong;
};

static void
judge(struct tally *t, const struct json *vector, bool want, bool got)
{
    *(want ? &t->valid : &t->invalid) += 1;
    if (got != want) {
        t->wrong++;
        printf("# tcId %" PRId64 " should be %s\n", json_get(vector, "tcId")->integer,
            want ? "accepted" : "refused");
    }
}

static void
report(const char *what, const struct tally *t, int valid, int invalid)
{
    tap_ok(t->wrong == 0, "%s: every vector is judged rightly", what);
    tap_ok(t->valid == valid && t->invalid == invalid,
        "%s: %d valid of %d, %d invalid of %d were tried", what, t->valid, valid,
        t->invalid, invalid);
}

static bool
is_valid(const struct json *vector)
{
    return bytes_is(json_get_text(vector, "result"), "valid");
}

/* Refused, and for the right reason. */
static bool
accepted(struct work *w, bool good, enum fault kind)
{
    if (!good && work_fault(w) != kind) {
        printf("Bail out! another fault: %s\n", work_why(w));
        exit(1);
    }
    work_clear(w);
    return good;
}

static const struct json *
groups(struct work *w, const char *file)
{
    char below[256];
    const struct json *all;

    snprintf(below, sizeof(below), "evidence/wycheproof/testvectors_v1/%s", file);
    all = json_get(test_vectors(w, tap_data(below)), "testGroups");
    NEED(w, all != NULL && all->first != NULL);
    return all->first;
}

static int64_t
number(const struct json *object, const char *name)
{
    const struct json *v = json_get(object, name);

    return v != NULL && v->type == JSON_INTEGER ? v->integer : -1;
}

/* 12 of the 151 signatures are not 64 bytes long: the type rules them out. */
static void
try_ed25519(struct work *w)
{
    struct tally t = {0};
    int shapeless = 0;

    for (const struct json *g = groups(w, "ed25519_test.json"); g != NULL; g = g->next) {
        struct hash key = test_hash_from(test_hex(w, json_get(g, "publicKey"), "pk"));

        for (const struct json *v = json_get(g, "tests")->first; v != NULL; v = v->next) {
            struct bytes sig = test_hex(w, v, "sig");
            struct signature s;

            if (sig.len != sizeof(s.at)) {
                shapeless += !is_valid(v);
                continue;
            }
            memcpy(s.at, sig.at, sizeof(s.at));
            judge(&t, v, is_valid(v),
                accepted(w, sign_check_plain(w, &key, test_hex(w, v, "msg"), &s),
                    FAULT_CORRUPT));
        }
    }
    report("Ed25519", &t, 88, 51);
    tap_ok(shapeless == 12, "Ed25519: %d of 12 have no signature's length", shapeless);
}

static bool
gcm_agrees(struct work *w, const struct json *v)
{
    struct hash key = test_hash_from(test_hex(w, v, "key"));
    struct bytes nonce = test_hex(w, v, "iv"), context = test_hex(w, v, "aad");
    struct bytes plain = test_hex(w, v, "msg"), body = test_hex(w, v, "ct");
    struct bytes tag = test_hex(w, v, "tag"), sealed, got;
    struct buffer b = buffer_open(w, 1 << 20);

    buffer_add(&b, body);
    buffer_add(&b, tag);
    NEED(w, buffer_bytes(&b, &sealed));
    NEED(w, aead_seal(w, &key, nonce.at, context, plain, &got));
    /* An invalid vector has another tag than the right one. */
    if (bytes_equal(got, sealed) != is_valid(v))
        return !is_valid(v);
    if (!accepted(w, aead_open(w, &key, nonce.at, context, sealed, &got), FAULT_CORRUPT))
        return false;
    return bytes_equal(got, plain);
}

static void
try_gcm(struct work *w)
{
    struct tally t = {0};

    for (const struct json *g = groups(w, "aes_gcm_test.json"); g != NULL; g = g->next) {
        if (number(g, "keySize") != 256 || number(g, "ivSize") != 96 ||
            number(g, "tagSize") != 128)
            continue;
        for (const struct json *v = json_get(g, "tests")->first; v != NULL; v = v->next)
            judge(&t, v, is_valid(v), gcm_agrees(w, v));
    }
    report("AES-256-GCM", &t, 39, 27);
}

/* Keys of 32 bytes; the file has tags in full and cut to 16 bytes. */
static void
try_hmac(struct work *w)
{
    struct tally t = {0};

    for (const struct json *g = groups(w, "hmac_sha256_test.json"); g != NULL;
         g = g->next) {
        if (number(g, "keySize") != 256)
            continue;
        for (const struct json *v = json_get(g, "tests")->first; v != NULL; v = v->next) {
            struct hash key = test_hash_from(test_hex(w, v, "key")), mac;
            struct bytes tag = test_hex(w, v, "tag");

            NEED(w, hmac_sha256(w, &key, test_hex(w, v, "msg"), &mac));
            NEED(w, tag.len == (size_t)number(g, "tagSize") / 8);
            judge(&t, v, is_valid(v), bytes_equal(bytes_from(mac.at, tag.len), tag));
        }
    }
    report("HMAC-SHA-256", &t, 54, 108);
}

/* The expand step is the room's own; the extract step is an HMAC like any. */
static bool
hkdf_agrees(struct work *w, const struct json *v)
{
    struct bytes input = test_hex(w, v, "ikm"), salt = test_hex(w, v, "salt");
    size_t size = (size_t)number(v, "size");
    uint8_t prk[64], *out = work_alloc(w, size);

    NEED(w, out != NULL);
    NEED(w, hmac_pieces(w, DIGEST_SHA512, salt, &input, 1, prk));
    if (!accepted(w,
            hkdf_expand(w, DIGEST_SHA512, bytes_from(prk, sizeof(prk)),
                test_hex(w, v, "info"), out, size),
            FAULT_INVALID))
        return false;
    return bytes_equal(bytes_from(out, size), test_hex(w, v, "okm"));
}

static void
try_hkdf(struct work *w)
{
    struct tally t = {0};

    for (const struct json *g = groups(w, "hkdf_sha512_test.json"); g != NULL;
         g = g->next) {
        for (const struct json *v = json_get(g, "tests")->first; v != NULL; v = v->next)
            judge(&t, v, is_valid(v), hkdf_agrees(w, v));
    }
    report("HKDF-SHA-512", &t, 80, 3);
}

/* The batch key that crypt.h promises for this shared secret, by OpenSSL's HKDF. */
static struct hash
expected_key(struct work *w, struct bytes shared, struct bytes ephemeral,
    const struct hash *recipient)
{
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
    struct buffer info = buffer_open(w, 1024);
    char name[] = "SHA256";
    OSSL_PARAM params[4];
    struct hash out;

    buffer_text(&info, "liaison/v1/batch\n");
    buffer_add(&info, ephemeral);
    buffer_add(&info, hash_bytes(recipient));
    params[0] = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, name, 0);
    params[1] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY,
        (void *)(uintptr_t)shared.at, shared.len);
    params[2] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.at, info.len);
    params[3] = OSSL_PARAM_construct_end();
    NEED(w, EVP_KDF_derive(ctx, out.at, sizeof(out.at), params) == 1);
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
    return out;
}

static struct hash
public_of(struct work *w, const struct hash *secret)
{
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, secret->at, 32);
    struct hash out;
    size_t len = sizeof(out.at);

    NEED(w, key != NULL && EVP_PKEY_get_raw_public_key(key, out.at, &len) == 1);
    EVP_PKEY_free(key);
    return out;
}

/* X25519 shows itself through the batch key only.  "acceptable" are points on the
 * twist, other encodings, and small orders: the last alone are refused. */
static void
try_x25519(struct work *w)
{
    struct tally t = {0};
    struct seal_batch batch;

    for (const struct json *g = groups(w, "x25519_test.json"); g != NULL; g = g->next) {
        for (const struct json *v = json_get(g, "tests")->first; v != NULL; v = v->next) {
            struct bytes shared = test_hex(w, v, "shared");
            struct hash secret = test_hash_from(test_hex(w, v, "private"));
            struct hash theirs = test_hash_from(test_hex(w, v, "public"));
            struct hash recipient = public_of(w, &secret), value = test_hash_from(shared);
            struct hash key = expected_key(w, shared, hash_bytes(&theirs), &recipient);
            bool good =
                accepted(w, seal_batch_open(w, &secret, &theirs, &batch), FAULT_CORRUPT);

            judge(&t, v, !hash_is_zero(&value), good && hash_equal(&key, &batch.key));
        }
    }
    report("X25519", &t, 487, 31);
}

int
main(void)
{
    const char *data = TAP_NEED_DATA("evidence/wycheproof");
    struct work *w = test_work(&os_real);

    (void)data;
    try_ed25519(w);
    try_gcm(w);
    try_hmac(w);
    try_hkdf(w);
    try_x25519(w);
    work_close(w);
    return tap_end();
}
