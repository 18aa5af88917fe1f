/*
 * password_test: a password gives the key that Argon2id gives, and secrets are
 * compared and wiped whole.
 */
#include "tests/ground/crypt/crypt_test.h"

static const uint8_t salt[17] = "0123456789abcdef";

int
main(void)
{
    struct work *w = test_work(&os_real);
    struct hash key, other;
    uint8_t wiped[40];
    bool good = true;

    /* The reference program says so: argon2 0123456789abcdef -id -t 3 -m 16 -p 1 */
    NEED(w, password_key(w, bytes_of("correct horse"), salt, &key));
    tap_is_text(test_hex_of(w, key.at, sizeof(key.at)),
        "92599c67f23f1d9dce9b6f0cfb5a9b18ce110336de00799947472465edd9e49a",
        "64 MiB, 3 passes, one lane, version 1.3");
    NEED(w, password_key(w, bytes_of("correct hors"), salt, &other));
    tap_ok(!secret_equal(&key, &other), "another password gives another key");
    NEED(w, password_key(w, bytes_of("correct horse"), salt + 1, &other));
    tap_ok(!secret_equal(&key, &other), "another salt gives another key");
    tap_ok(password_key(w, bytes_from(NULL, 0), salt, &other),
        "an empty one is no crash");

    other = key;
    tap_ok(secret_equal(&key, &other), "a copy is equal");
    for (size_t i = 0; i < sizeof(key.at); i++) {
        other.at[i] ^= 0x10;
        good = good && !secret_equal(&key, &other);
        other.at[i] = key.at[i];
    }
    tap_ok(good, "one changed byte, anywhere, is not");

    memset(wiped, 7, sizeof(wiped));
    secret_wipe(wiped + 4, 32);
    for (size_t i = 0; i < sizeof(wiped); i++)
        good = good && wiped[i] == (i < 4 || i >= 36 ? 7 : 0);
    secret_wipe(NULL, 0);
    tap_ok(good, "what is wiped is zero, and no more than that");
    work_close(w);
    return tap_end();
}
