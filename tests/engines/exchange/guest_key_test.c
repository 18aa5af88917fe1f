/*
 * A guest's keys: one file, its owner's alone, sealed by a passphrase where there is one.
 */
#include "engines/exchange/guest.h"

#define SECRET bytes_of("a few words that nobody guesses")

static struct guest_key made;

static bool
opens(struct work *w, struct bytes text, struct bytes passphrase)
{
    struct guest_key k;

    return guest_key_read(w, text, passphrase, &k) && hash_equal(&k.root, &made.root) &&
        hash_equal(&k.next_root, &made.next_root) && hash_equal(&k.node, &made.node) &&
        hash_equal(&k.identity.id, &made.identity.id) && k.sealed == made.sealed;
}

static bool
is_in(struct bytes text, const struct hash *secret, struct work *w)
{
    struct bytes hex;

    NEED(w, hex_write(w, hash_bytes(secret), &hex));
    return memmem(text.at, text.len, hex.at, hex.len) != NULL ||
        memmem(text.at, text.len, secret->at, sizeof(secret->at)) != NULL;
}

static void
test_sealed(struct work *w)
{
    const struct org_key *key;
    struct bytes text, wrong;
    struct hash public;

    NEED(w, guest_key_new(w, "ngo", "fr", bytes_of("Un bureau"), true, &made));
    tap_good(w, guest_key_write(w, &made, SECRET, &text), "keys are written");
    tap_ok(!is_in(text, &made.root, w) && !is_in(text, &made.next_root, w) &&
            !is_in(text, &made.node, w),
        "none of them can be read in the file");
    tap_good(w, opens(w, text, SECRET), "the passphrase opens them");
    tap_fault(w, FAULT_DENIED, opens(w, text, bytes_of("another")),
        "another does not open them");
    tap_fault(w, FAULT_DENIED, opens(w, text, (struct bytes){0}), "nor does none");
    NEED(w, work_keep(w, text, &wrong));
    ((uint8_t *)(uintptr_t)wrong.at)[wrong.len - 60] ^= 1;
    tap_ok(!opens(w, wrong, SECRET), "nor when a byte of the file was changed");
    work_clear(w);
    NEED(w, sign_public(w, &made.node, &public));
    NEED(w,
        identity_key(w, &made.identity, KEY_NODE, &public, sim_clock + TIME_SECOND,
            &key));
    tap_ok(bytes_is(key->level, "passphrase") && bytes_is(key->role, "node") &&
            bytes_is(made.identity.handle, "ngo"),
        "the identity says how its key is held");
}

/* Of keys of which the last cannot be read, none stays in memory. */
static void
test_wiped(struct work *w, struct bytes text)
{
    static const struct hash none;
    struct guest_key k;
    struct json *keys;

    NEED(w, json_read(w, text, &json_record, &keys));
    json_put(keys, "next", json_string(w, "00"));
    NEED(w, json_write(w, keys, &text));
    tap_fault(w, FAULT_INVALID, guest_key_read(w, text, (struct bytes){0}, &k),
        "keys of which one is damaged");
    tap_ok(hash_equal(&k.root, &none) && hash_equal(&k.next_root, &none) &&
            hash_equal(&k.node, &none),
        "are wiped");
}

static void
test_open(struct work *w)
{
    struct bytes text;

    NEED(w, guest_key_new(w, "ngo", "en", bytes_of("An office"), false, &made));
    NEED(w, guest_key_write(w, &made, (struct bytes){0}, &text));
    tap_good(w, opens(w, text, (struct bytes){0}), "keys without a passphrase");
    tap_ok(bytes_is(made.identity.keys[0].level, "node-held"), "which are said to be so");
    tap_fault(w, FAULT_INVALID, opens(w, bytes_of("{}"), SECRET), "a file that has none");
    tap_fault(w, FAULT_INVALID, opens(w, bytes_from(text.at, text.len / 2), SECRET),
        "half a file");
    test_wiped(w, text);
}

static void
test_file(struct work *w)
{
    struct guest_org g = guest_new(w, "ngo");
    struct bytes before = get_file(w, g.keys);
    struct stat about;

    tap_ok(stat(g.keys, &about) == 0 && (about.st_mode & 0777) == 0600,
        "the file is its owner's alone");
    tap_ok(guest_refused(w, &guest_desk, "guest init", "is there already",
               "{\"file\":\"%s\",\"handle\":\"ngo\",\"name\":\"N\"}", g.keys) &&
            bytes_equal(before, get_file(w, g.keys)),
        "keys are never written over");
    tap_ok(guest_refused(w, &guest_desk, "guest init", "use a-z",
               "{\"file\":\"%s\",\"handle\":\"N.G.O.\",\"name\":\"N\"}", at(w, "x")) &&
            !is_there(at(w, "x")),
        "a handle that nobody could type");
    tap_ok(guest_refused(w, &guest_desk, "guest sign", "",
               "{\"file\":\"%s\",\"key\":\"%s\",\"out\":\"%s\"}", g.keys, g.keys,
               at(w, "y")) &&
            !is_there(at(w, "y")),
        "keys are no letter");
}

int
main(void)
{
    struct work *w = sim_start();

    test_sealed(w);
    test_open(w);
    test_file(w);
    work_close(w);
    return tap_end();
}
