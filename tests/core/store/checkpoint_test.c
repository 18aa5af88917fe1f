/*
 * checkpoint_test: checkpoints, cosignatures and stand-alone proofs are read
 * strictly, written the same, and hold only untouched.
 */
#include "tests/core/store/proofs_test.h"

#define ROOT "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define EMPTY "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

static struct key_pair logger;
static struct key_pair one;
static struct key_pair two;

static bool
bad_body(struct work *w, const char *text)
{
    struct checkpoint c;

    return refused(w, checkpoint_read(w, bytes_of(text), &c), FAULT_INVALID);
}

static void
bodies(struct work *w)
{
    struct checkpoint c;
    struct bytes text;

    NEED(w,
        checkpoint_read(w, bytes_of("a b\n9223372036854775807\n" ROOT "\nx\ny\n"), &c));
    tap_ok(bytes_is(c.origin, "a b") && c.size == MERKLE_SIZE_MAX &&
            c.root.at[31] == 31 && bytes_is(c.extension, "x\ny\n"),
        "origin, size, root and extension lines are read");
    NEED(w, checkpoint_write(w, &c, &text));
    tap_is_text(text, "a b\n9223372036854775807\n" ROOT "\nx\ny\n", "and written");
    tap_ok(checkpoint_read(w, bytes_of("a\n0\n" EMPTY "\n"), &c) && c.size == 0 &&
            c.extension.len == 0,
        "an empty log has a checkpoint");
    tap_ok(refused(w, checkpoint_read(w, bytes_of("a\n0\n" ROOT "\n"), &c),
               FAULT_CORRUPT),
        "with the empty root and no other");
    tap_ok(bad_body(w, "") && bad_body(w, "a\n") && bad_body(w, "a\n1\n"),
        "three lines are needed");
    tap_ok(bad_body(w, "\n1\n" ROOT "\n"), "the origin is not empty");
    tap_ok(bad_body(w, "a\n\n" ROOT "\n") && bad_body(w, "a\n01\n" ROOT "\n") &&
            bad_body(w, "a\n+1\n" ROOT "\n") && bad_body(w, "a\n-1\n" ROOT "\n") &&
            bad_body(w, "a\n1 \n" ROOT "\n") && bad_body(w, "a\n0x1\n" ROOT "\n") &&
            bad_body(w, "a\n9223372036854775808\n" ROOT "\n"),
        "the size has one spelling and is below 2^63");
    tap_ok(bad_body(w, "a\n1\n\n") && bad_body(w, "a\n1\nAAEC\n") &&
            bad_body(w, "a\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=\n") &&
            bad_body(w, "a\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n") &&
            bad_body(w, "a\n1\n" ROOT " \n"),
        "the root is exactly 32 bytes in base64");
    tap_ok(bad_body(w, "a\n1\n" ROOT "\n\n") && bad_body(w, "a\n1\n" ROOT "\nx\n\ny\n") &&
            bad_body(w, "a\n1\n" ROOT "\nx") && bad_body(w, "a\n1\n" ROOT),
        "extension lines are not empty, and lines end");
    c = (struct checkpoint){.origin = bytes_of("a\n7"), .size = 1};
    tap_ok(refused(w, checkpoint_write(w, &c, &text), FAULT_INVALID),
        "an origin of two lines is not written");
    c.origin = bytes_of("a\n7\n" ROOT);
    tap_ok(refused(w, checkpoint_write(w, &c, &text), FAULT_INVALID),
        "nor one that brings a size and root of its own");
    c.origin = bytes_of("a");
    c.extension = bytes_of("x");
    tap_ok(refused(w, checkpoint_write(w, &c, &text), FAULT_INVALID),
        "nor an extension without its newline");
}

static struct checkpoint
head_of(const struct hash *root, uint64_t size)
{
    return (struct checkpoint){.origin = logger.key.name, .size = size, .root = *root};
}

static void
signatures(struct work *w)
{
    struct hash root = seed_hash();
    struct checkpoint c = head_of(&root, 42);
    struct checkpoint back;
    struct bytes text;
    struct note n;
    struct note_signature s;
    uint64_t seconds = 0;

    NEED(w, checkpoint_sign(w, &c, &logger.key, &logger.seed, &text));
    tap_ok(checkpoint_open(w, text, &logger.key, &back, &n) && back.size == 42 &&
            hash_equal(&back.root, &root),
        "a signed checkpoint opens with the log's key");
    NEED(w, checkpoint_cosign(w, n.text, &one.key, &one.seed, 1679315147, &s));
    NEED(w, note_append(w, text, &s, &text));
    NEED(w, checkpoint_cosign(w, n.text, &one.key, &one.seed, 1679315100, &s));
    NEED(w, note_append(w, text, &s, &text));
    NEED(w, note_read(w, text, &n));
    tap_ok(checkpoint_cosigned(w, &n, &one.key, &seconds) && seconds == 1679315147,
        "two cosignatures verify, the later time counts");
    tap_ok(refused(w, checkpoint_cosigned(w, &n, &two.key, &seconds), FAULT_CORRUPT),
        "another witness has not cosigned");
    tap_ok(refused(w, checkpoint_cosigned(w, &n, &logger.key, &seconds), FAULT_INVALID) &&
            refused(w, checkpoint_cosign(w, n.text, &logger.key, &logger.seed, 1, &s),
                FAULT_INVALID),
        "a log's key makes no cosignatures");
    tap_ok(refused(w, checkpoint_cosign(w, n.text, &one.key, &one.seed, UINT64_MAX, &s),
               FAULT_INVALID),
        "the time is below 2^63");
    tap_ok(refused(w,
               checkpoint_cosign(w, bytes_of("hello\n"), &one.key, &one.seed, 1, &s),
               FAULT_INVALID),
        "only checkpoints are cosigned");
    /* Move the time a second on: the signature covers it. */
    NEED(w, checkpoint_cosign(w, n.text, &one.key, &one.seed, 256, &s));
    ((uint8_t *)(uintptr_t)s.value.at)[7] ^= 1;
    n = (struct note){.text = n.text, .at = &s, .count = 1};
    tap_ok(refused(w, checkpoint_cosigned(w, &n, &one.key, &seconds), FAULT_CORRUPT),
        "the time is signed");
    c.origin = bytes_of("other.test/log");
    tap_ok(refused(w, checkpoint_sign(w, &c, &logger.key, &logger.seed, &text),
               FAULT_CORRUPT),
        "a log signs only in its own name");
    NEED(w, checkpoint_write(w, &c, &text));
    NEED(w, note_sign(w, text, &logger.key, &logger.seed, &s));
    n = (struct note){.text = text, .at = &s, .count = 1};
    NEED(w, note_write(w, &n, &text));
    tap_ok(refused(w, checkpoint_open(w, text, &logger.key, &back, &n), FAULT_CORRUPT),
        "and is not believed in another one");
}

/* A proof of leaf 4 of 7, cosigned by both witnesses. */
static struct bytes
whole_proof(struct work *w, struct hash *leaf, struct bytes extra)
{
    struct hash leaves[7];
    struct merkle_tree tree;
    struct merkle_source s;
    struct checkpoint c;
    struct tlog_proof p = {.extra = extra, .index = 4};
    struct note_signature sig;
    struct bytes text;
    struct note n;
    struct hash root;

    for (size_t i = 0; i < COUNT_OF(leaves); i++)
        leaves[i] = seed_hash();
    *leaf = leaves[4];
    NEED(w, merkle_tree_make(w, leaves, COUNT_OF(leaves), &tree));
    s = merkle_tree_source(&tree);
    NEED(w, merkle_root_at(w, &s, 7, &root));
    NEED(w, merkle_prove_inclusion(w, &s, p.index, 7, &p.path));
    c = head_of(&root, 7);
    NEED(w, checkpoint_sign(w, &c, &logger.key, &logger.seed, &text));
    NEED(w, note_read(w, text, &n));
    NEED(w, checkpoint_cosign(w, n.text, &one.key, &one.seed, 1000, &sig));
    NEED(w, note_append(w, text, &sig, &text));
    NEED(w, checkpoint_cosign(w, n.text, &two.key, &two.seed, 2000, &sig));
    NEED(w, note_append(w, text, &sig, &p.checkpoint));
    NEED(w, tlog_proof_write(w, &p, &text));
    return text;
}

static bool
holds(struct work *w, struct bytes text, const struct hash *leaf,
    const struct tlog_trust *trust)
{
    struct tlog_proof p;

    return tlog_proof_read(w, text, &p) && tlog_proof_check(w, &p, leaf, trust);
}

static void
proofs(struct work *w)
{
    struct note_key keys[3] = {one.key, two.key, one.key};
    struct tlog_trust trust = {.log = logger.key,
        .witnesses = keys,
        .count = 2,
        .quorum = 2};
    struct bytes extra = bytes_of("beside");
    struct tlog_proof p;
    struct hash leaf;
    struct hash other = seed_hash();
    struct bytes text = whole_proof(w, &leaf, extra);

    tap_ok(holds(w, text, &leaf, &trust), "a proof with two witnesses holds");
    NEED(w, tlog_proof_read(w, text, &p));
    tap_ok(bytes_equal(p.extra, extra) && p.head.size == 7 && p.index == 4,
        "and says what it proves");
    tap_ok(refused(w, holds(w, text, &other, &trust), FAULT_CORRUPT),
        "not for another leaf");
    trust.quorum = 3;
    trust.count = 3;
    tap_ok(refused(w, holds(w, text, &leaf, &trust), FAULT_CORRUPT),
        "a witness listed twice counts once");
    trust.quorum = 0;
    trust.count = 0;
    tap_ok(holds(w, text, &leaf, &trust), "no witness is needed for a quorum of none");
    trust.log = key_pair(w, "log.test/a", NOTE_ED25519).key;
    tap_ok(refused(w, holds(w, text, &leaf, &trust), FAULT_CORRUPT),
        "another log's key does not do");
}

/* One key that cosigned under two names is one witness. */
static void
one_key_two_names(struct work *w)
{
    struct key_pair again = one;
    struct note_key keys[2];
    struct tlog_trust trust = {.log = logger.key,
        .witnesses = keys,
        .count = 2,
        .quorum = 2};
    struct hash leaf;
    struct tlog_proof p;
    struct note_signature s;

    NEED(w,
        note_key_make(w, bytes_of("alias.test"), NOTE_COSIGNATURE, &one.key.public,
            &again.key));
    NEED(w, tlog_proof_read(w, whole_proof(w, &leaf, bytes_of("")), &p));
    NEED(w, checkpoint_cosign(w, p.note.text, &again.key, &one.seed, 1000, &s));
    NEED(w, note_append(w, p.checkpoint, &s, &p.checkpoint));
    keys[0] = one.key;
    keys[1] = again.key;
    tap_ok(refused(w, tlog_proof_check(w, &p, &leaf, &trust), FAULT_CORRUPT),
        "a key with two names is one witness");
    trust.quorum = 1;
    tap_ok(tlog_proof_check(w, &p, &leaf, &trust), "which does for a quorum of one");
}

static void
no_byte_to_change(struct work *w)
{
    struct note_key keys[2] = {one.key, two.key};
    struct tlog_trust trust = {.log = logger.key,
        .witnesses = keys,
        .count = 2,
        .quorum = 2};
    struct hash leaf;
    struct bytes text = whole_proof(w, &leaf, bytes_of(""));
    uint8_t *at = work_alloc(w, text.len);
    size_t held = 0;

    NEED(w, at != NULL);
    memcpy(at, text.at, text.len);
    for (size_t i = 0; i < text.len; i++) {
        struct work *each = work_fresh();
        uint8_t bit = (uint8_t)(1U << (seed_next() & 7));

        at[i] ^= bit;
        held += holds(each, bytes_from(at, text.len), &leaf, &trust);
        at[i] ^= bit;
        work_close(each);
    }
    tap_ok(held == 0, "no change in any of %zu bytes of a proof passes", text.len);
    for (size_t len = 0; len < text.len; len++) {
        struct work *each = work_fresh();

        held += holds(each, bytes_from(text.at, len), &leaf, &trust);
        work_close(each);
    }
    tap_ok(held == 0, "nor any shorter one");
}

static void
proof_forms(struct work *w)
{
    const char *const end = "\nlog.test/a\n1\n" ROOT "\n\n\xe2\x80\x94 x AAAAAQI=\n";
    const char *const bad[] = {"", "c2sp.org/tlog-proof@v2\nindex 0\n",
        "c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v1\nindex\n",
        "c2sp.org/tlog-proof@v1\nindex 00\n", "c2sp.org/tlog-proof@v1\nindex -1\n",
        "c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n",
        "c2sp.org/tlog-proof@v1\nextra \nindex 0\n",
        "c2sp.org/tlog-proof@v1\nextra eA\nindex 0\n",
        "c2sp.org/tlog-proof@v1\nextra eA==\nextra eA==\nindex 0\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nextra eA==\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n" EMPTY " \n",
        "c2sp.org/tlog-proof@v1\nindex 0\nAAEC\n", "c2sp.org/tlog-proof@v1\nindex 0\n\n",
        "\nc2sp.org/tlog-proof@v1\nindex 0\n"};
    struct buffer b = buffer_open(w, 1 << 16);
    struct tlog_proof p;
    struct bytes text;
    size_t wrong = 0;

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        text = bytes_of(work_format(w, "%s%s", bad[i], end));
        wrong += !refused(w, tlog_proof_read(w, text, &p), FAULT_INVALID);
    }
    tap_ok(wrong == 0, "%zu forms that are no proofs are refused", COUNT_OF(bad));
    buffer_text(&b, "c2sp.org/tlog-proof@v1\nextra eA==\nindex 0\n");
    for (int i = 0; i < MERKLE_PROOF_MAX; i++)
        buffer_text(&b, EMPTY "\n");
    NEED(w, buffer_bytes(&b, &text));
    text = bytes_of(work_format(w, "%.*s%s", (int)text.len, (const char *)text.at, end));
    tap_ok(tlog_proof_read(w, text, &p) && p.path.count == 64 && bytes_is(p.extra, "x"),
        "64 hashes can be read");
    buffer_text(&b, EMPTY "\n");
    NEED(w, buffer_bytes(&b, &text));
    text = bytes_of(work_format(w, "%.*s%s", (int)text.len, (const char *)text.at, end));
    tap_ok(refused(w, tlog_proof_read(w, text, &p), FAULT_INVALID), "and no more");
    p = (struct tlog_proof){.index = UINT64_MAX, .checkpoint = bytes_of(end + 1)};
    tap_ok(refused(w, tlog_proof_write(w, &p, &text), FAULT_INVALID),
        "what could not be read is not written");
}

int
main(void)
{
    struct work *w = work_fresh();

    seed_start();
    logger = key_pair(w, "log.test/a", NOTE_ED25519);
    one = key_pair(w, "one.test", NOTE_COSIGNATURE);
    two = key_pair(w, "two.test", NOTE_COSIGNATURE);
    bodies(w);
    signatures(w);
    proofs(w);
    one_key_two_names(w);
    no_byte_to_change(w);
    proof_forms(w);
    work_close(w);
    return tap_end();
}
