/*
 * A fork of two sizes is proved by whoever holds the larger tree, in 2,048 bytes up to logs of
 * 2^28 entries; with the keys of the accused where there is room for them.
 */
#include "core/node/fixture.h"

static struct work *w;

/* A log of equal entries: its complete subtrees are one for each level. */
static struct hash levels[MERKLE_LEVELS];

static bool
level_hash(void *ctx, struct work *of, unsigned level, uint64_t index, struct hash *out)
{
    (void)ctx;
    (void)of;
    (void)index;
    *out = levels[level];
    return true;
}
static const struct merkle_source equal_entries = {NULL, level_hash};

/* ---- Who is accused ------------------------------------------------------------------------- */

struct accused {
    struct identity identity;
    struct hash log; /* the log key's seed */
    struct bytes origin;
};

/* With a log key stated under the root after so many rotations. */
static struct accused
accused_new(uint8_t seed, int rotations)
{
    struct hash root = fixture_seed(seed), next, after, public;
    struct accused a = {.log = fixture_seed(200)};
    struct bytes hex;

    next = fixture_seed((uint8_t)(seed + 1));
    NEED(w, identity_new(w, &root, &next, &a.identity));
    for (int i = 0; i < rotations; i++) {
        after = fixture_seed((uint8_t)(seed + 2 + i));
        NEED(w,
            identity_rotate(w, &a.identity, &next, &after, (1 + i) * TIME_DAY,
                &a.identity));
        root = next;
        next = after;
    }
    NEED(w,
        sign_public(w, &a.log, &public) &&
            identity_state(w, &a.identity, &root,
                statement_key(w, KEY_LOG, "node", "node-held", &public, 10 * TIME_DAY,
                    1000 * TIME_DAY),
                &a.identity) &&
            identity_state(w, &a.identity, &root,
                statement_name(w, "x", "en", bytes_of("X"), 10 * TIME_DAY), &a.identity));
    NEED(w, hex_write(w, hash_bytes(&a.identity.id), &hex));
    a.origin = bytes_of(work_format(w, "liaison/v1/%.*s/main/outbox/%.*s/1", (int)hex.len,
        (const char *)hex.at, (int)hex.len, (const char *)hex.at));
    return a;
}

/* Its checkpoint of so many equal entries, or of others. */
static struct bytes
signed_head(const struct accused *a, uint64_t size, bool others)
{
    struct checkpoint c = {.origin = a->origin, .size = size};
    struct hash public;
    struct note_key key;
    struct bytes note;

    NEED(w, merkle_root_at(w, &equal_entries, size, &c.root));
    c.root.at[0] ^= others;
    NEED(w,
        sign_public(w, &a->log, &public) &&
            note_key_make(w, a->origin, NOTE_ED25519, &public, &key) &&
            checkpoint_sign(w, &c, &key, &a->log, &note));
    return note;
}

/* ---- Sizes ------------------------------------------------------------------------------------- */

static bool
holds(struct bytes proof, const struct identity *of, bool *along)
{
    struct fork f;
    bool counts = false;
    bool good = fork_read(w, proof, &f) &&
        fork_check(w, &f, of, 20 * TIME_DAY, &counts) && counts;

    *along = good && f.identity.len > 0;
    if (*along) {
        struct identity said;

        good = identity_read(w, f.identity, &said) &&
            fork_check(w, &f, &said, 20 * TIME_DAY, &counts) && counts;
    }
    work_clear(w);
    return good;
}

static void
of_sizes(const struct accused *a, uint64_t small, uint64_t large, bool want_along)
{
    struct bytes proof = {0};
    bool along = false;
    bool made = fork_write(w, &a->identity, signed_head(a, large, false),
                    signed_head(a, small, true), &equal_entries, &proof) &&
        proof.len <= FORK_PROOF_MAX && holds(proof, &a->identity, &along);

    tap_ok(made && along == want_along, "%llu and %llu entries: %zu bytes, the keys %s",
        (unsigned long long)small, (unsigned long long)large, proof.len,
        along ? "along" : "left out");
    work_clear(w);
}

/* Every pair of small sizes, so that no shape of a path is left out. */
static void
all_small(const struct accused *a)
{
    size_t good = 0, all = 0;
    bool along;

    for (uint64_t large = 1; large <= 17; large++)
        for (uint64_t small = 1; small <= large; small++) {
            struct bytes proof;

            all++;
            good += fork_write(w, &a->identity, signed_head(a, large, false),
                        signed_head(a, small, true), &equal_entries, &proof) &&
                proof.len <= FORK_PROOF_MAX && holds(proof, &a->identity, &along);
            work_clear(w);
        }
    tap_ok(good == all, "%zu of %zu pairs of small sizes are proved", good, all);
}

/* The same two in the other order, and with cosignatures of others, are one proof. */
static void
one_form(const struct accused *a)
{
    struct bytes x = signed_head(a, 9, false), y = signed_head(a, 9, true), one, other;
    struct note_signature line;
    struct note_key key;
    struct note note;

    NEED(w,
        note_key_make(w, bytes_of("liaison/v1/w/witness"), NOTE_COSIGNATURE, &a->log,
            &key) &&
            note_read(w, x, &note) &&
            checkpoint_cosign(w, note.text, &key, &a->log, 1, &line) &&
            note_append(w, x, &line, &x));
    NEED(w,
        fork_write(w, &a->identity, x, y, &equal_entries, &one) &&
            fork_write(w, &a->identity, y, x, &equal_entries, &other));
    tap_ok(bytes_equal(one, other), "one fork has one form");
}

int
main(void)
{
    struct accused plain, rotated, often;
    struct bytes entry = bytes_of("an entry, and the same again");

    w = fixture_start();
    NEED(w, merkle_leaf(w, entry, &levels[0]));
    for (int l = 1; l < MERKLE_LEVELS; l++)
        NEED(w, merkle_node(w, &levels[l - 1], &levels[l - 1], &levels[l]));
    plain = accused_new(1, 0);
    rotated = accused_new(31, 1);
    often = accused_new(61, 6);
    all_small(&plain);
    one_form(&plain);
    of_sizes(&plain, 7, 7, true);
    of_sizes(&plain, 1000, 4095, true);
    of_sizes(&plain, 1000001, 1u << 27, false);
    of_sizes(&plain, (1u << 27) + 1, (1u << 28) - 1, false);
    of_sizes(&rotated, 7, 7, true);
    of_sizes(&rotated, 3, 8, true);
    of_sizes(&rotated, 1000, 4095, false);
    of_sizes(&often, 7, 7, false);
    work_close(w);
    return tap_end();
}
