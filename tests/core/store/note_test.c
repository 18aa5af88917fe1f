/*
 * note_test: notes and keys are read strictly and written back the same; only the
 * right key verifies the untouched text.
 */
#include "tests/core/store/proofs_test.h"

#define DASH "\xe2\x80\x94 "

static struct key_pair alice;
static struct key_pair bob;
static struct key_pair witness;

static bool
bad_note(struct work *w, const char *text, size_t len)
{
    struct note n;

    return refused(w, note_read(w, bytes_from(text, len), &n), FAULT_INVALID);
}
#define BAD_NOTE(w, text, why) \
    tap_ok(bad_note(w, text, sizeof(text) - 1), "refused: " why)

static void
forms(struct work *w)
{
    struct note n;
    struct bytes again;

    NEED(w,
        note_read(w,
            bytes_of("a\n\nb\n\n\n" DASH "x/y AAAAAQI=\n" DASH "z AAAAAgMEBQ==\n"), &n));
    tap_is_text(n.text, "a\n\nb\n\n", "the last empty line ends the text");
    tap_ok(n.count == 2 && n.at[0].id == 1 && n.at[0].value.len == 1 &&
            n.at[0].value.at[0] == 2 && bytes_is(n.at[0].name, "x/y") &&
            n.at[1].id == 2 && n.at[1].value.len == 3 && bytes_is(n.at[1].name, "z"),
        "signatures have name, id and value");
    NEED(w, note_write(w, &n, &again));
    tap_is_text(again, "a\n\nb\n\n\n" DASH "x/y AAAAAQI=\n" DASH "z AAAAAgMEBQ==\n",
        "and are written the same");
    tap_ok(note_read(w, bytes_of("\n\n" DASH "x AAAAAQI=\n"), &n),
        "a text may be an empty line");

    BAD_NOTE(w, "", "nothing");
    BAD_NOTE(w, "a\n", "a bare text");
    BAD_NOTE(w, "a\n\n", "no signatures");
    BAD_NOTE(w, "a\n" DASH "x AAAAAQI=\n", "no empty line");
    BAD_NOTE(w, "\n" DASH "x AAAAAQI=\n", "no text");
    BAD_NOTE(w, "a\n\n" DASH "x AAAAAQI=", "no newline at the end");
    BAD_NOTE(w, "a\n\n" DASH "x AAAAAQI=\n\n", "an empty line at the end");
    BAD_NOTE(w, "a\n\n- x AAAAAQI=\n", "a hyphen");
    BAD_NOTE(w, "a\n\n\xe2\x80\x93 x AAAAAQI=\n", "an en dash");
    BAD_NOTE(w, "a\n\n\xe2\x80\x94x AAAAAQI=\n", "no space behind the dash");
    BAD_NOTE(w, "a\n\n" DASH " AAAAAQI=\n", "no name");
    BAD_NOTE(w, "a\n\n" DASH "x  AAAAAQI=\n", "two spaces");
    BAD_NOTE(w, "a\n\n" DASH "x+y AAAAAQI=\n", "a plus in a name");
    BAD_NOTE(w, "a\n\n" DASH "x\xc2\xa0y AAAAAQI=\n", "a no-break space in a name");
    BAD_NOTE(w, "a\n\n" DASH "x\xe3\x80\x80y AAAAAQI=\n", "a wide space in a name");
    BAD_NOTE(w, "a\n\n" DASH "x\n", "no signature");
    BAD_NOTE(w, "a\n\n" DASH "x \n", "an empty signature");
    BAD_NOTE(w, "a\n\n" DASH "x AAAAAQ==\n", "an id without a signature");
    BAD_NOTE(w, "a\n\n" DASH "x AAAAAQI\n", "no padding");
    BAD_NOTE(w, "a\n\n" DASH "x AAAAAQJ=\n", "stray bits");
    BAD_NOTE(w, "a\n\n" DASH "x AAAA_QI=\n", "the other alphabet");
    BAD_NOTE(w, "a\n\n" DASH "x AAAAAQI= \n", "a space behind");
    BAD_NOTE(w, "a\r\n\r\n" DASH "x AAAAAQI=\r\n", "carriage returns");
    BAD_NOTE(w, "a\tb\n\n" DASH "x AAAAAQI=\n", "a tab");
    BAD_NOTE(w, "a\0b\n\n" DASH "x AAAAAQI=\n", "a NUL");
    BAD_NOTE(w, "a\x80\n\n" DASH "x AAAAAQI=\n", "no UTF-8");
}

static void
limits(struct work *w)
{
    struct buffer b = buffer_open(w, 2 * NOTE_MAX);
    struct note_signature s = {.name = bytes_of("x"), .id = 1, .value = bytes_of("v")};
    struct bytes text = bytes_of("a\n\n" DASH "x AAAAAQI=\n");
    struct note_signature bad = s;
    struct bytes big;
    struct note n;

    for (int i = 1; i < NOTE_SIGNATURES_MAX; i++)
        NEED(w, note_append(w, text, &s, &text));
    tap_ok(note_read(w, text, &n) && n.count == 64 && bytes_is(n.text, "a\n"),
        "64 signatures are kept");
    tap_ok(refused(w, note_append(w, text, &s, &big), FAULT_INVALID), "and no more");
    buffer_add(&b, text);
    buffer_text(&b, DASH "x AAAAAQI=\n");
    NEED(w, buffer_bytes(&b, &big));
    tap_ok(refused(w, note_read(w, big, &n), FAULT_INVALID), "neither when read");

    b.len = 0;
    while (b.len < NOTE_MAX)
        buffer_text(&b, "line\n");
    buffer_text(&b, "\n" DASH "x AAAAAQI=\n");
    NEED(w, buffer_bytes(&b, &big));
    tap_ok(refused(w, note_read(w, big, &n), FAULT_INVALID), "a note ends at 1 MiB");

    bad.name = bytes_of("x y");
    tap_ok(refused(w, note_append(w, bytes_of("a\n\n" DASH "x AAAAAQI=\n"), &bad, &big),
               FAULT_INVALID),
        "a name with a space is not written");
    n = (struct note){.text = bytes_of("no newline"), .at = &s, .count = 1};
    tap_ok(refused(w, note_write(w, &n, &big), FAULT_INVALID),
        "nor a text without a newline");
    n.text = bytes_of("t\n");
    n.count = 0;
    tap_ok(refused(w, note_write(w, &n, &big), FAULT_INVALID), "nor an unsigned note");
}

static bool
bad_key(struct work *w, const char *text)
{
    struct note_key key;

    return refused(w, note_key_read(w, bytes_of(text), &key), FAULT_INVALID);
}

static void
keys(struct work *w)
{
    struct note_key back;
    struct bytes text;
    struct bytes with;
    struct hash sum;
    uint8_t *at;

    NEED(w, note_key_write(w, &alice.key, &text));
    NEED(w, note_key_read(w, text, &back));
    tap_ok(back.id == alice.key.id && back.type == NOTE_ED25519 &&
            bytes_is(back.name, "alice.test/log") &&
            hash_equal(&back.public, &alice.key.public),
        "a key is read as it was written: %.*s", (int)text.len, (const char *)text.at);

    with.at = at = work_alloc(w, 48);
    with.len = 48;
    NEED(w, at != NULL);
    memcpy(at, "alice.test/log\n\x01", 16);
    memcpy(at + 16, alice.key.public.at, 32);
    NEED(w, sha256(w, with, &sum));
    tap_ok(alice.key.id ==
            ((uint32_t)sum.at[0] << 24 | (uint32_t)sum.at[1] << 16 |
                (uint32_t)sum.at[2] << 8 | sum.at[3]),
        "the id is the start of the hash of name, type and key");

    NEED(w, work_keep(w, text, &with));
    at = work_alloc(w, with.len + 1);
    NEED(w, at != NULL);
    memcpy(at, with.at, with.len);
    for (size_t i = 0, wrong = 0; i <= with.len; i++) {
        if (i == with.len) {
            tap_ok(wrong == 0, "no byte of it can be changed");
            break;
        }
        at[i] ^= 1;
        wrong += !bad_key(w, (const char *)at);
        at[i] ^= 1;
    }
    tap_ok(bad_key(w, "") && bad_key(w, "a") && bad_key(w, "a+01234567") &&
            bad_key(w, "a+01234567+") && bad_key(w, "+01234567+AAAA") &&
            bad_key(w, "a+01234567+AQID"),
        "fragments of keys are refused");
    tap_ok(bad_key(w, "ml.test+01234567+BgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        "so is a type we do not know");
}

static void
signing(struct work *w)
{
    struct bytes text = bytes_of("ein Satz\nund noch einer\n");
    struct note_signature s[2];
    struct note n = {.text = text, .at = s, .count = 1};
    struct bytes signed_text;
    struct note back;
    struct key_pair namesake = key_pair(w, "alice.test/log", NOTE_ED25519);

    NEED(w, note_sign(w, text, &alice.key, &alice.seed, &s[0]));
    NEED(w, note_write(w, &n, &signed_text));
    NEED(w, note_sign(w, text, &bob.key, &bob.seed, &s[1]));
    NEED(w, note_append(w, signed_text, &s[1], &signed_text));
    NEED(w, note_read(w, signed_text, &back));
    tap_ok(back.count == 2 && note_check(w, &back, &alice.key) &&
            note_check(w, &back, &bob.key),
        "both who signed are verified");
    tap_ok(!note_names(&back, &namesake.key) &&
            refused(w, note_check(w, &back, &namesake.key), FAULT_CORRUPT),
        "another key of the same name did not sign");
    namesake.key.id = alice.key.id;
    tap_ok(note_names(&back, &namesake.key) &&
            refused(w, note_check(w, &back, &namesake.key), FAULT_CORRUPT),
        "nor did one whose id collides");
    n.count = 2;
    s[1] = s[0];
    s[1].value = bytes_from(s[0].value.at, 63);
    tap_ok(refused(w, note_check(w, &n, &alice.key), FAULT_CORRUPT),
        "a second, shorter signature in the same name spoils the note");
    n.count = 1;
    n.text = bytes_of("ein Satz\nund noch einer.\n");
    tap_ok(refused(w, note_check(w, &n, &alice.key), FAULT_CORRUPT),
        "another text is not signed");
    tap_ok(refused(w, note_sign(w, text, &witness.key, &witness.seed, &s[0]),
               FAULT_INVALID) &&
            refused(w, note_check(w, &back, &witness.key), FAULT_INVALID),
        "a cosigner's key signs and checks no notes");
    tap_ok(refused(w, note_sign(w, bytes_of("x"), &alice.key, &alice.seed, &s[0]),
               FAULT_INVALID),
        "what is no text of a note is not signed");
}

/* Every byte of a small note, changed in every bit: read or not, never verified. */
static void
no_byte_to_change(struct work *w)
{
    struct bytes text = bytes_of("kurz\n");
    struct note_signature s;
    struct note n = {.text = text, .at = &s, .count = 1};
    struct bytes all;
    struct bytes copy;
    uint8_t *at;
    size_t verified = 0;
    size_t tried = 0;

    NEED(w, note_sign(w, text, &alice.key, &alice.seed, &s));
    NEED(w, note_write(w, &n, &all));
    NEED(w, work_keep(w, all, &copy));
    at = work_alloc(w, all.len);
    NEED(w, at != NULL);
    memcpy(at, all.at, all.len);
    for (size_t i = 0; i < all.len; i++)
        for (int bit = 0; bit < 8; bit++) {
            struct note changed;

            at[i] ^= (uint8_t)(1 << bit);
            verified += note_read(w, bytes_from(at, all.len), &changed) &&
                note_check(w, &changed, &alice.key);
            work_clear(w);
            at[i] ^= (uint8_t)(1 << bit);
            tried++;
        }
    tap_ok(verified == 0 && tried > 800, "%zu single-bit changes, none verified", tried);
}

int
main(void)
{
    struct work *w = work_fresh();

    seed_start();
    alice = key_pair(w, "alice.test/log", NOTE_ED25519);
    bob = key_pair(w,
        "b\xc3\xb6"
        "b.test",
        NOTE_ED25519);
    witness = key_pair(w, "witness.test", NOTE_COSIGNATURE);
    forms(w);
    limits(w);
    keys(w);
    signing(w);
    no_byte_to_change(w);
    work_close(w);
    return tap_end();
}
