/*
 * tlog_logs_test: logs written by other programs are recomputed from their entries
 * -- every tile, root and signature -- and 130 stand-alone proofs judged as named.
 */
#include <dirent.h>

#include "tests/core/store/proofs_test.h"

struct keys {
    struct note_key log;
    struct note_key witness[2];
};

/* ---- A log of 15 entries, with every size it has been ------------------------ */

#define TESSERA_KEY \
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"

static void
every_size(struct work *w, const char *folder)
{
    struct merkle_frontier f = {.size = 0};
    struct note_key key;
    int roots = 0;
    int tiles = 0;

    NEED(w, note_key_read(w, bytes_of(TESSERA_KEY), &key));
    for (unsigned size = 0; size <= 15; size++) {
        struct bytes text = load(w, folder, work_format(w, "checkpoint.%u", size));
        struct checkpoint c;
        struct note n;
        struct bytes tile;
        struct hash root;
        struct hash last;

        if (size > 0) {
            NEED(w,
                tlog_bundle_tile(w,
                    load(w, folder, work_format(w, "tile/entries/000.p/%u", size)), size,
                    &tile));
            tiles += bytes_equal(tile,
                load(w, folder, work_format(w, "tile/0/000.p/%u", size)));
            memcpy(last.at, tile.at + tile.len - 32, 32);
            NEED(w, merkle_append(w, &f, &last, NULL));
        }
        NEED(w, merkle_frontier_root(w, &f, &root));
        roots += checkpoint_open(w, text, &key, &c, &n) && c.size == size &&
            hash_equal(&c.root, &root);
    }
    tap_ok(roots == 16, "%d checkpoints have the log's signature and our root", roots);
    tap_ok(tiles == 15, "%d tiles come out of their entries", tiles);
}

/* ---- A log of 600 entries, with two witnesses ---------------------------------- */

/* Lines of "log <key>" and "witness <key>". */
static struct keys
read_keys(struct work *w, const char *folder)
{
    struct bytes rest = load(w, folder, "keys.txt");
    struct keys k = {.log = {.id = 0}};
    size_t witnesses = 0;

    while (rest.len > 0) {
        const uint8_t *end = memchr(rest.at, '\n', rest.len);
        struct bytes line =
            bytes_from(rest.at, end == NULL ? rest.len : (size_t)(end - rest.at));

        rest = bytes_from(line.at + line.len, rest.len - line.len);
        if (rest.len > 0)
            rest = bytes_from(rest.at + 1, rest.len - 1);
        if (bytes_start(line, "log     "))
            NEED(w, note_key_read(w, bytes_from(line.at + 8, line.len - 8), &k.log));
        else if (bytes_start(line, "witness ") && witnesses < 2)
            NEED(w,
                note_key_read(w, bytes_from(line.at + 8, line.len - 8),
                    &k.witness[witnesses++]));
    }
    return k;
}

/* The seeds are hashes of words, so all signatures can be made again. */
static void
same_signatures(struct work *w, const struct keys *k, const struct note *n,
    const struct checkpoint *c, struct bytes text, const uint64_t seconds[2], int *same)
{
    const char *const words[] = {"w1-liaison-vectors-11", "w2-liaison-vectors-11"};
    struct note_signature s;
    struct hash seed;
    struct bytes made;

    NEED(w, sha256(w, bytes_of("log-liaison-vectors-11"), &seed));
    NEED(w, checkpoint_sign(w, c, &k->log, &seed, &made));
    for (int i = 0; i < 2; i++) {
        NEED(w, sha256(w, bytes_of(words[i]), &seed));
        NEED(w, checkpoint_cosign(w, n->text, &k->witness[i], &seed, seconds[i], &s));
        NEED(w, note_append(w, made, &s, &made));
    }
    *same += bytes_equal(made, text);
}

static void
signed_sizes(struct work *w, const char *folder, const struct keys *k,
    const struct hash roots[601])
{
    const unsigned sizes[] = {0, 1, 2, 3, 7, 8, 9, 63, 255, 256, 257, 600};
    int good = 0;
    int same = 0;

    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct bytes text = load(w, folder, work_format(w, "checkpoints/%u", sizes[i]));
        struct checkpoint c;
        struct note n;
        uint64_t seconds[2];

        NEED(w, checkpoint_open(w, text, &k->log, &c, &n));
        NEED(w, checkpoint_cosigned(w, &n, &k->witness[0], &seconds[0]));
        NEED(w, checkpoint_cosigned(w, &n, &k->witness[1], &seconds[1]));
        good += c.size == sizes[i] && n.count == 3 &&
            hash_equal(&c.root, &roots[sizes[i]]) && seconds[0] > 1700000000;
        same_signatures(w, k, &n, &c, text, seconds, &same);
    }
    tap_ok(good == 12, "%d checkpoints have our root, a signature, two cosignatures",
        good);
    tap_ok(same == 12, "%d checkpoints are made again, byte for byte", same);
}

static struct bytes
load_tile(struct work *w, const char *folder, struct tlog_tile t)
{
    struct bytes name;

    NEED(w, tlog_tile_write(w, &t, &name));
    return load(w, folder, (const char *)name.at);
}

static bool
fetch(void *ctx, struct work *w, const struct tlog_tile *t, struct bytes *out)
{
    *out = load_tile(w, ctx, *t);
    return true;
}

static void
all_entries(struct work *w, char *folder, struct hash roots[601])
{
    struct merkle_frontier f = {.size = 0};
    struct tlog_tiles tiles = {.size = 600, .ctx = folder, .fetch = fetch};
    struct merkle_source s = tlog_tiles_source(&tiles);
    struct buffer above = buffer_open(w, 1 << 16);
    struct bytes tile;
    struct bytes want;
    struct hash h;
    int good = 0;

    roots[0] = merkle_empty;
    for (uint64_t n = 0; n < 3; n++) {
        unsigned width = tlog_tile_width(600, 0, n);
        struct tlog_tile t = {.entries = true, .number = n, .width = width};

        NEED(w, tlog_bundle_tile(w, load_tile(w, folder, t), width, &tile));
        t.entries = false;
        good += bytes_equal(tile, load_tile(w, folder, t));
        if (width == TLOG_TILE_WIDTH) {
            NEED(w, tlog_tile_root(w, tile, &h));
            buffer_add(&above, hash_bytes(&h));
        }
        for (unsigned i = 0; i < width; i++) {
            memcpy(h.at, tile.at + 32 * i, 32);
            NEED(w, merkle_append(w, &f, &h, NULL));
            NEED(w, merkle_frontier_root(w, &f, &roots[f.size]));
        }
    }
    NEED(w, buffer_bytes(&above, &want));
    tap_ok(good == 3 && f.size == 600, "three tiles come out of 600 entries");
    tap_ok(bytes_equal(want, load(w, folder, "tile/1/000.p/2")),
        "and the tile above out of them");
    for (uint64_t size = 1; size <= 600; size++) {
        struct merkle_proof p;

        NEED(w, merkle_root_at(w, &s, size, &h));
        good += hash_equal(&h, &roots[size]);
        NEED(w, merkle_prove_consistency(w, &s, size, 600, &p));
        good += merkle_check_consistency(w, size, &h, 600, &roots[600], &p);
    }
    tap_ok(good == 3 + 1200, "600 roots and consistency proofs come out of its tiles");
}

/* ---- Stand-alone proofs -------------------------------------------------------- */

struct tally {
    int valid;
    int invalid;
    int quorum;
    int wrong;
};

/* Files are named <verdict>-<what>-<size>.tlog-proof. */
static void
judge(const char *folder, const char *name, const struct keys *k, struct tally *t)
{
    struct work *w = work_fresh();
    struct tlog_trust trust = {.log = k->log,
        .witnesses = k->witness,
        .count = 2,
        .quorum = 2};
    struct bytes text = load(w, folder, name);
    struct tlog_proof p;
    struct bytes again;
    struct hash leaf;
    const char *digits = strstr(name, ".tlog-proof");
    bool read;
    bool holds;

    while (digits > name && digits[-1] >= '0' && digits[-1] <= '9')
        digits--;
    NEED(w,
        merkle_leaf(w,
            load(w, folder, work_format(w, "entry-%lu.bin", strtoul(digits, NULL, 10))),
            &leaf));
    read = tlog_proof_read(w, text, &p);
    holds = read && tlog_proof_check(w, &p, &leaf, &trust);
    if (strncmp(name, "valid-", 6) == 0) {
        t->valid++;
        t->wrong +=
            !holds || !tlog_proof_write(w, &p, &again) || !bytes_equal(again, text);
    } else if (strncmp(name, "invalid-", 8) == 0) {
        /* Invalid for every quorum, not because two are missing. */
        t->invalid++;
        t->wrong += holds;
        work_clear(w);
        trust.quorum = 0;
        t->wrong += read && tlog_proof_check(w, &p, &leaf, &trust);
    } else {
        t->quorum++;
        t->wrong += !read || holds || strstr(work_why(w), "are needed") == NULL;
        work_clear(w);
        trust.quorum = 0;
        t->wrong += !tlog_proof_check(w, &p, &leaf, &trust);
    }
    if (t->wrong > 0)
        printf("# %s: %s\n", name, work_why(w));
    work_close(w);
}

static void
stand_alone(const char *folder, const struct keys *k)
{
    struct tally t = {0, 0, 0, 0};
    DIR *dir = opendir(folder);
    struct dirent *e;

    while (dir != NULL && (e = readdir(dir)) != NULL)
        if (strstr(e->d_name, ".tlog-proof") != NULL)
            judge(folder, e->d_name, k, &t);
    if (dir != NULL)
        closedir(dir);
    tap_ok(t.wrong == 0 && t.valid == 30 && t.invalid == 80 && t.quorum == 20,
        "%d proofs hold, %d do not, %d lack witnesses", t.valid, t.invalid, t.quorum);
}

/* ---- Checkpoints as served ----------------------------------------------------- */

#define ORIGIN_HASH "000de184301123b9278c086a7d9f68c9577e83872224c197058fd90784ea9706"

static void
served(struct work *w, const char *folder)
{
    const char *mirror = work_format(w, "%s/witness/mirror/" ORIGIN_HASH, folder);
    struct bytes tile0 = load(w, mirror, "tile/0/000");
    struct bytes tile1 = load(w, mirror, "tile/0/001.p/44");
    struct merkle_frontier f = {.size = 0};
    struct checkpoint c;
    struct note_key key;
    struct hash h;
    struct note n;
    uint64_t seconds = 0;

    for (size_t i = 0; i < 300; i++) {
        memcpy(h.at, i < 256 ? tile0.at + 32 * i : tile1.at + 32 * (i - 256), 32);
        NEED(w, merkle_append(w, &f, &h, NULL));
    }
    NEED(w, merkle_frontier_root(w, &f, &h));
    NEED(w, note_read(w, load(w, mirror, "checkpoint"), &n));
    NEED(w, checkpoint_read(w, n.text, &c));
    tap_ok(c.size == 300 && hash_equal(&c.root, &h), "a mirror's tiles have its root");
    NEED(w,
        note_key_read(w,
            bytes_of("witness.example.org+b8a2cf20+BFLN3yikSfFkVAJtrnh/"
                     "CiY3Zozkoy7clp+P7XB28qUN"),
            &key));
    NEED(w, note_read(w, load(w, folder, "witness/" ORIGIN_HASH "/checkpoint"), &n));
    tap_ok(checkpoint_cosigned(w, &n, &key, &seconds) && seconds == 1767139200,
        "a witness' cosignature verifies beside a signature of another type");
}

int
main(void)
{
    struct work *w = work_fresh();
    static struct hash roots[601];
    const char *folder;
    struct keys keys;

    every_size(w, TAP_NEED_DATA("evidence/tessera-testlog/testdata/log"));
    keys = read_keys(w, tap_data("evidence/tlog-generated"));
    folder = work_format(w, "%s", tap_data("evidence/tlog-generated/log"));
    all_entries(w, (char *)(uintptr_t)folder, roots);
    folder = work_format(w, "%s", tap_data("evidence/tlog-generated"));
    signed_sizes(w, folder, &keys, roots);
    folder = work_format(w, "%s", tap_data("evidence/tlog-generated/tlog-proof"));
    stand_alone(folder, &keys);
    folder = work_format(w, "%s", tap_data("evidence/sunlight/cmd/skylight/testdata"));
    served(w, folder);
    work_close(w);
    return tap_end();
}
