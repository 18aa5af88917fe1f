/*
 * Seeds of keys under a passphrase, as members of a canonical JSON object: "salt", 16 bytes,
 * and "sealed", AES-256-GCM under Argon2id of the passphrase; docs/formats.md 10 and 13.
 */
#include "core/records/records.h"

#include <string.h>

#include "ground/crypt/crypt.h"

#define SALT 16

bool
seeds_seal(struct work *w, struct bytes passphrase, struct bytes context,
    struct bytes seeds, struct json *to)
{
    uint8_t *salt = work_alloc(w, SALT);
    struct bytes sealed, text;
    struct hash wrap;
    bool good;

    TRY(salt != NULL);
    if (work_os(w)->random(salt, SALT) != 0)
        return fail_errno(w, "no randomness from the operating system");
    good = password_key(w, passphrase, salt, &wrap) &&
        seal_bytes(w, &wrap, context, seeds, &sealed) && base64_write(w, sealed, &text);
    secret_wipe(&wrap, sizeof(wrap));
    TRY(good);
    json_put(to, "salt", json_hex(w, bytes_from(salt, SALT)));
    json_put(to, "sealed", json_text(w, text));
    return work_ok(w);
}

bool
seeds_open(struct work *w, const struct json *from, struct bytes passphrase,
    struct bytes context, void *seeds, size_t len)
{
    struct bytes sealed, text, plain;
    struct hash wrap;
    uint8_t salt[SALT];
    bool good;

    TRY(json_need_text(w, from, "salt", &text) && hex_read(w, text, salt, sizeof(salt)));
    TRY(json_need_text(w, from, "sealed", &text) && base64_read(w, text, &sealed));
    TRY(password_key(w, passphrase, salt, &wrap));
    good = open_bytes(w, &wrap, context, sealed, &plain) && plain.len == len;
    secret_wipe(&wrap, sizeof(wrap));
    if (!good) {
        TRY(work_fault(w) != FAULT_MEMORY);
        work_clear(w);
        return fail(w, FAULT_DENIED, "the passphrase does not open these keys");
    }
    memcpy(seeds, plain.at, len);
    return true;
}
