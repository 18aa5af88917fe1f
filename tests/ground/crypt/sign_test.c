/*
 * sign_test: signatures are those of RFC 8032 and of OpenSSL, under a tag they hold
 * for one use, and any change is noticed.
 */
#include <openssl/evp.h>

#include "tests/ground/crypt/crypt_test.h"

/* RFC 8032 section 7.1, test 3: a message of two bytes. */
static void
try_rfc(struct work *w)
{
    static const char seed_hex[] =
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7";
    struct hash seed, public;
    struct signature s;

    NEED(w, hex_read(w, bytes_of(seed_hex), seed.at, sizeof(seed.at)));
    NEED(w, sign_public(w, &seed, &public));
    tap_is_text(test_hex_of(w, public.at, sizeof(public.at)),
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "RFC 8032, test 3: the public key");
    NEED(w, sign_plain(w, &seed, bytes_from("\xaf\x82", 2), &s));
    tap_is_text(test_hex_of(w, s.at, sizeof(s.at)),
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        "RFC 8032, test 3: the signature");
}

static bool
openssl_agrees(const struct hash *seed, struct bytes message, const struct signature *s)
{
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed->at, 32);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    uint8_t out[64];
    size_t len = sizeof(out);
    bool good;

    good = EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1 &&
        EVP_DigestSign(ctx, out, &len, message.at, message.len) == 1 &&
        memcmp(out, s->at, sizeof(out)) == 0;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    return good;
}

static void
try_openssl(struct work *w)
{
    uint8_t text[300];
    struct buffer tagged;
    struct bytes message, all;
    struct hash seed, public;
    struct signature s;
    bool plain = true, tag = true, checks = true;

    for (size_t len = 0; len < sizeof(text); len += 13) {
        test_fill(text, len);
        message = bytes_from(text, len);
        seed = test_hash();
        NEED(w, sign_public(w, &seed, &public));
        NEED(w, sign_plain(w, &seed, message, &s));
        plain = plain && openssl_agrees(&seed, message, &s);
        checks = checks && sign_check_plain(w, &public, message, &s);
        NEED(w, sign_tagged(w, &seed, "group", message, &s));
        tagged = buffer_open(w, 1024);
        buffer_text(&tagged, "liaison/v1/group\n");
        buffer_add(&tagged, message);
        NEED(w, buffer_bytes(&tagged, &all));
        tag = tag && openssl_agrees(&seed, all, &s);
        checks = checks && sign_check_tagged(w, &public, "group", message, &s);
    }
    tap_ok(plain, "OpenSSL makes the same signatures");
    tap_ok(tag, "a tagged one is over liaison/v1/<what>, a line's end, the message");
    tap_ok(checks, "all of them verify");
}

static void
try_changes(struct work *w)
{
    struct hash seed = test_hash(), public, other;
    uint8_t text[] = "the text that was signed";
    struct bytes message = bytes_from(text, sizeof(text));
    struct signature s;
    int refused = 0;

    NEED(w, sign_public(w, &seed, &public));
    NEED(w, sign_tagged(w, &seed, "group", message, &s));
    for (size_t bit = 0; bit < 8 * sizeof(s.at); bit++) {
        s.at[bit / 8] ^= (uint8_t)(1 << bit % 8);
        refused += REFUSED(w, FAULT_CORRUPT,
            sign_check_tagged(w, &public, "group", message, &s));
        s.at[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    tap_ok(refused == 512, "%d of 512 flipped bits of a signature are refused", refused);
    refused = 0;
    for (size_t bit = 0; bit < 8 * sizeof(text); bit++) {
        text[bit / 8] ^= (uint8_t)(1 << bit % 8);
        refused += REFUSED(w, FAULT_CORRUPT,
            sign_check_tagged(w, &public, "group", message, &s));
        text[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    tap_ok(refused == 200, "%d of 200 flipped bits of a message are refused", refused);
    seed.at[0] ^= 1;
    NEED(w, sign_public(w, &seed, &other));
    tap_ok(REFUSED(w, FAULT_CORRUPT, sign_check_tagged(w, &other, "group", message, &s)),
        "another key is refused");
    tap_ok(REFUSED(w, FAULT_CORRUPT,
               sign_check_tagged(w, &public, "groups", message, &s)) &&
            REFUSED(w, FAULT_CORRUPT, sign_check_plain(w, &public, message, &s)),
        "another use, or none, is refused");
    tap_ok(sign_check_tagged(w, &public, "group", message, &s), "unchanged, it holds");
}

static void
try_words(struct work *w)
{
    struct hash public = test_hash();
    struct signature s = {{0}};

    NEED(w, !sign_check_tagged(w, &public, "checkpoint", bytes_of(""), &s));
    tap_is_text(bytes_of(work_why(w)), "the checkpoint signature does not verify",
        "the fault names what was signed");
    work_clear(w);
    NEED(w, !sign_check_plain(w, &public, bytes_of(""), &s));
    tap_is_text(bytes_of(work_why(w)), "the signature does not verify",
        "a plain one is just that");
    work_clear(w);
}

int
main(void)
{
    struct work *w = test_work(&os_real);

    try_rfc(w);
    try_openssl(w);
    try_changes(w);
    try_words(w);
    work_close(w);
    return tap_end();
}
