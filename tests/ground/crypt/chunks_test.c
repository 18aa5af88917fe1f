/*
 * chunks_test: chunked content comes back as it was, has exactly the form that the
 * specification gives, and is refused after any change, cut or mix-up.
 */
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "tests/ground/crypt/crypt_test.h"

static const size_t lengths[] = {0, 1, 16383, 16384, 16385, 32768, 40000};

/* A message as a caller of this room seals it. */
static struct bytes
seal_all(struct work *w, const struct hash *key, struct bytes context, struct bytes plain)
{
    size_t len = (size_t)chunks_sealed_length(plain.len), at = 0, part;
    uint8_t *out = work_alloc(w, len), *to = out + CHUNK_PREFIX;
    CHUNKS_AUTO struct chunks *c = NULL;

    NEED(w, out != NULL && chunks_seal_open(w, key, context, out, &c));
    for (uint64_t n = 0; at <= plain.len; n++) {
        part = plain.len - at < CHUNK_PLAIN ? plain.len - at : CHUNK_PLAIN;
        NEED(w, chunks_seal(c, n, bytes_from(plain.at + at, part), to));
        to += part + AEAD_TAG;
        at += CHUNK_PLAIN; /* one step past the end: the short chunk was the last */
    }
    NEED(w, to == out + len);
    return bytes_from(out, len);
}

/* And as one opens it. */
static bool
open_all(struct work *w, const struct hash *key, struct bytes context,
    struct bytes sealed, struct bytes *plain)
{
    CHUNKS_AUTO struct chunks *c = NULL;
    size_t at = CHUNK_PREFIX, part;
    uint64_t len;
    uint8_t *out;

    TRY(chunks_plain_length(w, sealed.len, &len));
    out = work_alloc(w, (size_t)len);
    TRY(out != NULL);
    TRY(chunks_open_open(w, key, context, sealed.at, &c));
    for (uint64_t n = 0; at < sealed.len; n++) {
        part = sealed.len - at < CHUNK_SEALED ? sealed.len - at : CHUNK_SEALED;
        TRY(chunks_open(c, n, bytes_from(sealed.at + at, part), out + n * CHUNK_PLAIN));
        at += part;
    }
    *plain = bytes_from(out, (size_t)len);
    return true;
}

static struct bytes
random_bytes(struct work *w, size_t len)
{
    uint8_t *at = work_alloc(w, len);

    NEED(w, at != NULL);
    test_fill(at, len);
    return bytes_from(at, len);
}

static void
try_round_trips(struct work *w)
{
    struct hash key = test_hash();
    struct bytes plain, sealed, back;

    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        plain = random_bytes(w, lengths[i]);
        sealed = seal_all(w, &key, bytes_of("item 7"), plain);
        tap_ok(open_all(w, &key, bytes_of("item 7"), sealed, &back) &&
                bytes_equal(plain, back),
            "%zu bytes come back from %zu", lengths[i], sealed.len);
        work_clear(w);
    }
}

/* HKDF-Expand by OpenSSL's HMAC, two blocks, as RFC 5869 writes it. */
static void
derive_otherwise(const struct hash *key, const uint8_t salt[24], const char *context,
    uint8_t out[128])
{
    static const char name[] = "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM";
    uint8_t text[64 + 256];
    size_t len = sizeof(name) + 24 + strlen(context);

    memcpy(text + 64, name, sizeof(name));
    memcpy(text + 64 + sizeof(name), salt, 24);
    memcpy(text + 64 + sizeof(name) + 24, context, strlen(context));
    text[64 + len] = 1;
    HMAC(EVP_sha512(), key->at, 32, text + 64, len + 1, out, NULL);
    memcpy(text, out, 64);
    text[64 + len] = 2;
    HMAC(EVP_sha512(), key->at, 32, text, 64 + len + 1, out + 64, NULL);
}

/* AES-256-GCM by OpenSSL in plain steps; is ${tag} right? */
static bool
decrypt_otherwise(const uint8_t key[32], const uint8_t nonce[12], struct bytes sealed,
    uint8_t *to)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    uint8_t tag[16];
    int len = 0, end = 0;
    bool good;

    memcpy(tag, sealed.at + sealed.len - 16, 16);
    good = EVP_DecryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, nonce) == 1 &&
        EVP_DecryptUpdate(ctx, to, &len, sealed.at, (int)sealed.len - 16) == 1 &&
        EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, 16, tag) == 1 &&
        EVP_DecryptFinal_ex(ctx, to + len, &end) == 1;
    EVP_CIPHER_CTX_free(ctx);
    return good;
}

/* A sealed message is taken apart without this room, by the specification alone. */
static void
try_specification(struct work *w)
{
    static const char context[] = "organisation 1, item 9";
    struct hash key = test_hash();
    struct bytes plain = random_bytes(w, 40000);
    struct bytes sealed = seal_all(w, &key, bytes_of(context), plain);
    uint8_t derived[128], nonce[12], *out = work_alloc(w, 40000 + 16);
    bool good = true;

    NEED(w, out != NULL);
    derive_otherwise(&key, sealed.at, context, derived);
    tap_ok(memcmp(derived + 44, sealed.at + 24, 32) == 0,
        "the commitment is the one that the specification derives");
    for (size_t n = 0; n < 3; n++) {
        size_t at = 56 + n * 16400, len = n < 2 ? 16400 : sealed.len - at;

        memcpy(nonce, derived + 32, 12);
        nonce[11] ^= (uint8_t)n;
        good = good &&
            decrypt_otherwise(derived, nonce, bytes_from(sealed.at + at, len),
                out + n * 16384);
    }
    tap_ok(good && memcmp(out, plain.at, plain.len) == 0,
        "key, nonces and chunks are those of the specification");
}

/* Numbers of up to 38 bits count backwards from the nonce's end. */
static void
try_far_chunk(struct work *w)
{
    static const uint64_t n = UINT64_C(0x2a5b6c7d8e);
    static const uint8_t salt[24] = {1, 2, 3};
    struct hash key = test_hash();
    uint8_t prefix[CHUNK_PREFIX], derived[128], sealed[3 + AEAD_TAG], out[16];
    CHUNKS_AUTO struct chunks *c = NULL;

    NEED(w, chunks_seal_salted(w, &key, bytes_of(""), salt, prefix, &c));
    NEED(w, chunks_seal(c, n, bytes_of("far"), sealed));
    derive_otherwise(&key, salt, "", derived);
    for (int i = 0; i < 5; i++)
        derived[32 + 11 - i] ^= (uint8_t)(n >> (8 * i));
    tap_ok(memcmp(prefix, salt, 24) == 0 &&
            decrypt_otherwise(derived, derived + 32, bytes_from(sealed, sizeof(sealed)),
                out) &&
            memcmp(out, "far", 3) == 0,
        "a chunk far out has the specification's nonce");
}

static bool
opens(struct work *w, const struct hash *key, const char *context, struct bytes sealed)
{
    struct bytes back;
    bool good = open_all(w, key, bytes_of(context), sealed, &back);

    if (!good && work_fault(w) != FAULT_CORRUPT) {
        printf("Bail out! another fault: %s\n", work_why(w));
        exit(1);
    }
    work_clear(w);
    return good;
}

static void
try_changes(struct work *w)
{
    struct hash key = test_hash();
    struct bytes sealed = seal_all(w, &key, bytes_of(""), random_bytes(w, 40000)), copy;
    struct work *inner;
    size_t step = 1;
    int tried = 0, opened = 0;

    NEED(w, work_keep(w, sealed, &copy));
    for (size_t at = 0; at < sealed.len; at += step, tried++) {
        uint8_t *byte = (uint8_t *)(uintptr_t)copy.at + at;

        /* All of the prefix and of the last tag, samples in between. */
        step = at < 80 || at + 397 >= sealed.len ? 1 : 397;
        inner = test_work(&os_real);
        *byte ^= (uint8_t)(1u << (test_number() % 8));
        opened += opens(inner, &key, "", copy);
        *byte = sealed.at[at];
        work_close(inner);
    }
    tap_ok(tried == 504 && opened == 0, "%d flipped bits, of 504, %d opened", tried,
        opened);
    tap_ok(opens(w, &key, "", copy), "and the restored bytes open");
}

static void
try_cuts(struct work *w)
{
    struct hash key = test_hash();
    struct bytes sealed = seal_all(w, &key, bytes_of(""), random_bytes(w, 40000));
    static const size_t kept[] = {0, 24, 55, 56, 56 + 15, 56 + 16400, 56 + 16400 + 15,
        56 + 2 * 16400, 56 + 2 * 16400 + 15};
    int refused = 0;
    uint64_t len;

    for (size_t i = 0; i < COUNT_OF(kept); i++) {
        refused +=
            !chunks_plain_length(w, kept[i], &len) && work_fault(w) == FAULT_CORRUPT;
        work_clear(w);
    }
    tap_ok(refused == 9, "%d of 9 lengths that no message has are refused", refused);
    /* Lengths that a message may have: then the short last chunk does not open. */
    tap_ok(!opens(w, &key, "", bytes_from(sealed.at, 56 + 16)) &&
            !opens(w, &key, "", bytes_from(sealed.at, 56 + 16400 + 16)) &&
            !opens(w, &key, "", bytes_from(sealed.at, 56 + 2 * 16400 + 16)) &&
            !opens(w, &key, "", bytes_from(sealed.at, sealed.len - 1)),
        "a message cut elsewhere is refused");
}

static void
try_swaps(struct work *w)
{
    struct hash key = test_hash(), other = test_hash();
    struct bytes plain = random_bytes(w, 40000);
    struct bytes sealed = seal_all(w, &key, bytes_of("a"), plain), copy;
    struct bytes second = seal_all(w, &key, bytes_of("a"), plain);
    uint8_t *at;

    tap_ok(opens(w, &key, "a", sealed) && !opens(w, &other, "a", sealed),
        "another key is refused");
    tap_ok(!opens(w, &key, "b", sealed) && !opens(w, &key, "", sealed) &&
            !opens(w, &key, "aa", sealed),
        "another context is refused");
    NEED(w, work_keep(w, sealed, &copy));
    at = (uint8_t *)(uintptr_t)copy.at + CHUNK_PREFIX;
    memcpy(at, sealed.at + CHUNK_PREFIX + CHUNK_SEALED, CHUNK_SEALED);
    memcpy(at + CHUNK_SEALED, sealed.at + CHUNK_PREFIX, CHUNK_SEALED);
    tap_ok(!opens(w, &key, "a", copy), "two chunks that changed places are refused");
    memcpy(at, sealed.at + CHUNK_PREFIX, (size_t)2 * CHUNK_SEALED);
    tap_ok(opens(w, &key, "a", copy), "and open where they belong");
    memcpy(at, second.at + CHUNK_PREFIX, CHUNK_SEALED);
    tap_ok(!opens(w, &key, "a", copy), "a chunk of another message is refused");
}

/* A wrong key is known before any chunk is decrypted. */
static void
try_commitment(struct work *w)
{
    struct hash key = test_hash(), other = test_hash();
    uint8_t prefix[CHUNK_PREFIX];
    CHUNKS_AUTO struct chunks *c = NULL;
    struct chunks *none = NULL;

    NEED(w, chunks_seal_open(w, &key, bytes_of("x"), prefix, &c));
    tap_ok(REFUSED(w, FAULT_CORRUPT,
               chunks_open_open(w, &other, bytes_of("x"), prefix, &none)) &&
            REFUSED(w, FAULT_CORRUPT,
                chunks_open_open(w, &key, bytes_of("y"), prefix, &none)) &&
            none == NULL,
        "the commitment alone tells another key or context");
}

static void
try_any_order(struct work *w)
{
    struct hash key = test_hash();
    struct bytes plain = random_bytes(w, 40000);
    uint8_t prefix[CHUNK_PREFIX];
    static const uint64_t order[] = {2, 0, 1};
    uint8_t *sealed = work_alloc(w, (size_t)3 * CHUNK_SEALED);
    uint8_t *back = work_alloc(w, 40000);
    CHUNKS_AUTO struct chunks *c = NULL;
    CHUNKS_AUTO struct chunks *d = NULL;
    bool good = true;

    NEED(w, sealed != NULL && back != NULL);
    NEED(w, chunks_seal_open(w, &key, bytes_of(""), prefix, &c));
    for (int i = 0; i < 3; i++) {
        size_t len = order[i] < 2 ? CHUNK_PLAIN : 40000 - 2 * CHUNK_PLAIN;

        good = good &&
            chunks_seal(c, order[i], bytes_from(plain.at + order[i] * CHUNK_PLAIN, len),
                sealed + order[i] * CHUNK_SEALED);
    }
    NEED(w, chunks_open_open(w, &key, bytes_of(""), prefix, &d));
    for (int i = 2; i >= 0; i--) {
        size_t len = order[i] < 2 ? CHUNK_PLAIN : 40000 - 2 * CHUNK_PLAIN;

        good = good &&
            chunks_open(d, order[i],
                bytes_from(sealed + order[i] * CHUNK_SEALED, len + AEAD_TAG),
                back + order[i] * CHUNK_PLAIN);
    }
    tap_ok(good && memcmp(back, plain.at, 40000) == 0,
        "chunks are sealed and opened in any order");
}

static void
try_misuse(struct work *w)
{
    struct hash key = test_hash();
    struct bytes plain = random_bytes(w, CHUNK_PLAIN + 1);
    struct bytes full = bytes_from(plain.at, CHUNK_PLAIN);
    struct bytes part = bytes_from(plain.at, 100);
    uint8_t prefix[CHUNK_PREFIX], *to = work_alloc(w, CHUNK_SEALED + 1);
    CHUNKS_AUTO struct chunks *c = NULL;

    NEED(w, to != NULL && chunks_seal_open(w, &key, bytes_of(""), prefix, &c));
    tap_ok(REFUSED(w, FAULT_INVALID, chunks_seal(c, 0, plain, to)),
        "a chunk that is too long is refused");
    tap_ok(REFUSED(w, FAULT_INVALID, chunks_seal(c, CHUNKS_MAX, full, to)),
        "a chunk too far is refused");
    NEED(w, chunks_seal(c, 4, full, to));
    tap_ok(REFUSED(w, FAULT_INVALID, chunks_seal(c, 3, part, to)) &&
            REFUSED(w, FAULT_INVALID, chunks_seal(c, 4, part, to)),
        "a short chunk before a full one is refused");
    NEED(w, chunks_seal(c, 6, part, to));
    tap_ok(REFUSED(w, FAULT_INVALID, chunks_seal(c, 7, part, to)) &&
            REFUSED(w, FAULT_INVALID, chunks_seal(c, 6, part, to)),
        "a second short chunk is refused");
    tap_ok(REFUSED(w, FAULT_INVALID, chunks_seal(c, 6, full, to)) &&
            REFUSED(w, FAULT_INVALID, chunks_seal(c, 7, full, to)) &&
            chunks_seal(c, 5, full, to),
        "a full chunk behind the last is refused, one before it is not");
}

/* Whoever asks for a chunk gets it, or nothing at all. */
static void
try_untouched(struct work *w)
{
    struct hash key = test_hash();
    struct bytes plain = random_bytes(w, CHUNK_PLAIN);
    uint8_t prefix[CHUNK_PREFIX], *sealed = work_alloc(w, CHUNK_SEALED);
    uint8_t *to = work_alloc(w, CHUNK_PLAIN);
    CHUNKS_AUTO struct chunks *c = NULL;
    CHUNKS_AUTO struct chunks *d = NULL;
    bool untouched = true;

    NEED(w, sealed != NULL && to != NULL);
    memset(to, 0x5a, CHUNK_PLAIN);
    NEED(w, chunks_seal_open(w, &key, bytes_of(""), prefix, &c));
    NEED(w, chunks_seal(c, 0, plain, sealed));
    NEED(w, chunks_open_open(w, &key, bytes_of(""), prefix, &d));
    sealed[CHUNK_SEALED - 1] ^= 1;
    NEED(w,
        REFUSED(w, FAULT_CORRUPT,
            chunks_open(d, 0, bytes_from(sealed, CHUNK_SEALED), to)));
    NEED(w, REFUSED(w, FAULT_CORRUPT, chunks_open(d, 0, bytes_from(sealed, 15), to)));
    NEED(w,
        REFUSED(w, FAULT_CORRUPT,
            chunks_open(d, CHUNKS_MAX, bytes_from(sealed, CHUNK_SEALED), to)));
    for (size_t i = 0; i < CHUNK_PLAIN; i++)
        untouched = untouched && to[i] == 0x5a;
    tap_ok(untouched, "nothing is written when a chunk does not open");
    sealed[CHUNK_SEALED - 1] ^= 1;
    tap_ok(chunks_open(d, 0, bytes_from(sealed, CHUNK_SEALED), to) &&
            memcmp(to, plain.at, CHUNK_PLAIN) == 0,
        "the right chunk opens after a wrong one was refused");
    chunks_close(c);
    chunks_close(NULL);
    tap_ok(true, "closing twice, or nothing, is fine");
}

int
main(void)
{
    struct os os = test_os(test_fill);
    struct work *w = test_work(&os);

    try_round_trips(w);
    try_specification(w);
    try_far_chunk(w);
    try_changes(w);
    try_cuts(w);
    try_swaps(w);
    try_commitment(w);
    try_any_order(w);
    try_misuse(w);
    try_untouched(w);
    work_close(w);
    return tap_end();
}
