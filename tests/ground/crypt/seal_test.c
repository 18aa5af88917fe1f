/*
 * seal_test: bytes sealed with a key, and batches sealed to a recipient, open for
 * the right one and for nobody else.
 */
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "ground/crypt/crypt_inner.h"
#include "tests/ground/crypt/crypt_test.h"

static void
try_bytes(struct work *w)
{
    static const size_t lengths[] = {0, 1, 15, 16, 17, 1000, 100000};
    struct hash key = test_hash();
    uint8_t *text = work_alloc(w, 100000);
    struct bytes context = bytes_of("part core"), sealed, back;
    bool good = true;

    NEED(w, text != NULL);
    test_fill(text, 100000);
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        struct bytes plain = bytes_from(text, lengths[i]);

        good = good && seal_bytes(w, &key, context, plain, &sealed) &&
            sealed.len == lengths[i] + AEAD_NONCE + AEAD_TAG &&
            open_bytes(w, &key, context, sealed, &back) && bytes_equal(plain, back);
    }
    tap_ok(good, "7 lengths come back, 28 bytes longer while sealed");
}

static void
try_bytes_changed(struct work *w)
{
    struct hash key = test_hash(), other = test_hash();
    struct bytes plain = bytes_of("to be known by one"), context = bytes_of("part core");
    struct bytes sealed, back = bytes_of("untouched");
    uint8_t copy[64];
    int refused = 0;

    NEED(w, seal_bytes(w, &key, context, plain, &sealed) && sealed.len == 46);
    memcpy(copy, sealed.at, sealed.len);
    for (size_t bit = 0; bit < 8 * sealed.len; bit++) {
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        refused += REFUSED(w, FAULT_CORRUPT,
            open_bytes(w, &key, context, bytes_from(copy, sealed.len), &back));
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    tap_ok(refused == 368, "%d of 368 flipped bits are refused", refused);
    refused = 0;
    for (size_t len = 0; len < sealed.len; len++)
        refused += REFUSED(w, FAULT_CORRUPT,
            open_bytes(w, &key, context, bytes_from(copy, len), &back));
    tap_ok(refused == 46, "%d of 46 shorter pieces are refused", refused);
    tap_ok(REFUSED(w, FAULT_CORRUPT,
               aead_open(w, &key, copy, context, bytes_from(copy, AEAD_TAG - 1), &back)),
        "less than a tag is refused");
    tap_ok(REFUSED(w, FAULT_CORRUPT, open_bytes(w, &other, context, sealed, &back)),
        "another key is refused");
    tap_ok(REFUSED(w, FAULT_CORRUPT,
               open_bytes(w, &key, bytes_of("part notes"), sealed, &back)) &&
            REFUSED(w, FAULT_CORRUPT,
                open_bytes(w, &key, bytes_from(NULL, 0), sealed, &back)),
        "another context, or none, is refused");
    tap_is_text(back, "untouched", "a refusal leaves the result as it was");
}

/* What was decrypted before the tag proved wrong is not left in memory either. */
static void
try_wiped(struct work *w)
{
    static const uint8_t nonce[AEAD_NONCE] = {9};
    struct hash key = test_hash();
    struct bytes none = bytes_from(NULL, 0), sealed;
    CIPHER_CTX_AUTO EVP_CIPHER_CTX *ctx = NULL;
    uint8_t copy[21 + AEAD_TAG], scratch[21];
    bool wiped = true;

    NEED(w, aead_seal(w, &key, nonce, none, bytes_of("to be known by nobody"), &sealed));
    NEED(w, sealed.len == sizeof(copy));
    memcpy(copy, sealed.at, sealed.len);
    copy[sizeof(copy) - 1] ^= 1;
    memset(scratch, 0x5a, sizeof(scratch));
    ctx = gcm_keyed(w, key.at, false);
    NEED(w, ctx != NULL);
    NEED(w,
        REFUSED(w, FAULT_CORRUPT,
            gcm_open(w, ctx, nonce, none, bytes_from(copy, sizeof(copy)), scratch)));
    for (size_t i = 0; i < sizeof(scratch); i++)
        wiped = wiped && scratch[i] == 0;
    tap_ok(wiped, "plaintext that is not proved is wiped");
}

/* Nonces come from the system's table, so that tests can fix them. */
static void
try_randomness(void)
{
    struct os fixed = test_os(test_fill), none = test_os(test_no_random);
    struct work *w = test_work(&fixed), *dry = test_work(&none);
    struct hash key = test_hash(), public;
    struct bytes a, b;
    struct seal_batch batch;
    uint8_t nonce[AEAD_NONCE], prefix[CHUNK_PREFIX];
    uint64_t state = test_state;
    struct chunks *c = NULL;

    NEED(w, seal_bytes(w, &key, bytes_of(""), bytes_of("x"), &a));
    NEED(w, seal_bytes(w, &key, bytes_of(""), bytes_of("x"), &b));
    tap_ok(!bytes_equal(a, b), "the same text is sealed differently each time");
    test_state = state;
    test_fill(nonce, sizeof(nonce));
    NEED(w, aead_seal(w, &key, nonce, bytes_of(""), bytes_of("x"), &b));
    tap_ok(bytes_equal(bytes_from(a.at, AEAD_NONCE), bytes_from(nonce, AEAD_NONCE)) &&
            bytes_equal(bytes_from(a.at + AEAD_NONCE, a.len - AEAD_NONCE), b),
        "sealed bytes are the system's random nonce, then the bare cipher's");
    NEED(w, seal_public(w, &key, &public));
    tap_ok(REFUSED(dry, FAULT_IO,
               seal_bytes(dry, &key, bytes_of(""), bytes_of("x"), &a)) &&
            REFUSED(dry, FAULT_IO, seal_batch_new(dry, &public, &batch)) &&
            REFUSED(dry, FAULT_IO, chunks_seal_open(dry, &key, bytes_of(""), prefix, &c)),
        "without randomness nothing is sealed");
    work_close(dry);
    work_close(w);
}

static void
try_batch(struct work *w)
{
    struct hash secret = test_hash(), stranger = test_hash(), public, one, two;
    struct seal_batch sent, again, got, wrong;

    NEED(w, seal_public(w, &secret, &public));
    NEED(w, seal_batch_new(w, &public, &sent));
    NEED(w, seal_batch_open(w, &secret, &sent.ephemeral, &got));
    tap_ok(hash_equal(&sent.key, &got.key) && !hash_is_zero(&got.key) &&
            hash_equal(&sent.ephemeral, &got.ephemeral),
        "both sides have one batch key");
    NEED(w, seal_batch_open(w, &stranger, &sent.ephemeral, &wrong));
    tap_ok(!hash_equal(&sent.key, &wrong.key), "a stranger has another");
    NEED(w, seal_batch_new(w, &public, &again));
    tap_ok(!hash_equal(&sent.key, &again.key) &&
            !hash_equal(&sent.ephemeral, &again.ephemeral),
        "the next batch has another");
    NEED(w, seal_batch_item_key(w, &sent, 1, &one));
    NEED(w, seal_batch_item_key(w, &got, 1, &two));
    tap_ok(hash_equal(&one, &two), "both sides have one key for item 1");
    NEED(w, seal_batch_item_key(w, &got, 256, &two));
    tap_ok(!hash_equal(&one, &two) && !hash_equal(&one, &got.key),
        "and another for item 256");
}

/* X25519 by OpenSSL. */
static struct hash
exchange(struct work *w, const struct hash *secret, const struct hash *public)
{
    EVP_PKEY *mine = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, secret->at, 32);
    EVP_PKEY *theirs = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, public->at, 32);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(mine, NULL);
    struct hash out;
    size_t len = sizeof(out.at);

    NEED(w, EVP_PKEY_derive_init(ctx) == 1 && EVP_PKEY_derive_set_peer(ctx, theirs) == 1);
    NEED(w, EVP_PKEY_derive(ctx, out.at, &len) == 1);
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(mine);
    EVP_PKEY_free(theirs);
    return out;
}

/* HMAC-SHA-256 by OpenSSL: each key here is one block of HKDF. */
static struct hash
hmac_otherwise(const struct hash *key, struct bytes of)
{
    struct hash out;

    HMAC(EVP_sha256(), key->at, sizeof(key->at), of.at, of.len, out.at, NULL);
    return out;
}

/* The keys of a batch as crypt.h writes them down, step by step. */
static void
try_batch_definition(struct work *w)
{
    struct hash secret = test_hash(), zero = {{0}}, public, shared, prk, key;
    struct seal_batch sent;
    struct buffer info = buffer_open(w, 1000);

    NEED(w, seal_public(w, &secret, &public));
    NEED(w, seal_batch_new(w, &public, &sent));
    shared = exchange(w, &secret, &sent.ephemeral);
    prk = hmac_otherwise(&zero, hash_bytes(&shared));
    buffer_text(&info, "liaison/v1/batch\n");
    buffer_add(&info, hash_bytes(&sent.ephemeral));
    buffer_add(&info, hash_bytes(&public));
    buffer_byte(&info, 1);
    key = hmac_otherwise(&prk, bytes_from(info.at, info.len));
    tap_ok(hash_equal(&key, &sent.key), "the batch key is the one written down");
    info = buffer_open(w, 1000);
    buffer_text(&info, "liaison/v1/batch-item\n");
    buffer_u32(&info, 0x01020304);
    buffer_byte(&info, 1);
    key = hmac_otherwise(&key, bytes_from(info.at, info.len));
    NEED(w, seal_batch_item_key(w, &sent, 0x01020304, &prk));
    tap_ok(hash_equal(&key, &prk), "and so is an item's");
}

static void
try_small_order(struct work *w)
{
    struct hash secret = test_hash(), zero = {{0}}, one = {{1}};
    struct seal_batch batch;

    tap_ok(REFUSED(w, FAULT_CORRUPT, seal_batch_new(w, &zero, &batch)) &&
            REFUSED(w, FAULT_CORRUPT, seal_batch_new(w, &one, &batch)) &&
            REFUSED(w, FAULT_CORRUPT, seal_batch_open(w, &secret, &zero, &batch)) &&
            REFUSED(w, FAULT_CORRUPT, seal_batch_open(w, &secret, &one, &batch)),
        "keys of small order are refused on both sides");
}

int
main(void)
{
    struct work *w = test_work(&os_real);

    try_bytes(w);
    try_bytes_changed(w);
    try_wiped(w);
    try_randomness();
    try_batch(w);
    try_batch_definition(w);
    try_small_order(w);
    work_close(w);
    return tap_end();
}
