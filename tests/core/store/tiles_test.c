/*
 * tiles_test: a tile has one name, its width follows from the tree, and tiles
 * serve proofs as well as the tree itself does.
 */
#include "tests/core/store/proofs_test.h"

static void
name_is(struct work *w, struct tlog_tile t, const char *want)
{
    struct tlog_tile back;
    struct bytes text;

    NEED(w, tlog_tile_write(w, &t, &text));
    tap_is_text(text, want, "%s is written", want);
    tap_ok(tlog_tile_read(w, text, &back) && back.entries == t.entries &&
            back.level == t.level && back.number == t.number && back.width == t.width,
        "%s is read", want);
}

static void
names(struct work *w)
{
    const char *const bad[] = {"", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0",
        "tile/0/00", "tile/0/0000", "tile/00/000", "tile/64/000", "tile/+1/000",
        "tile/0/x000/000", "tile/0/x001/x000", "tile/0/x001", "tile/0/001/000",
        "tile/0/x01/000", "tile/0/X001/000", "tile/0/000.p/0", "tile/0/000.p/256",
        "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p", "tile/0/000/", "/tile/0/000",
        "tile/0/000.p/8 ", "tile/entries", "tile/entries/", "tile/entries/0",
        "tile/data/000", "tile/entries/000.p/300",
        "tile/0/x009/x223/x372/x036/x854/x775/808",
        "tile/0/x018/x446/x744/x073/x709/x551/617",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x001/x000/x000/x000/x000/x000/x000/000"};
    struct tlog_tile t;
    struct bytes text;
    size_t wrong = 0;

    name_is(w, (struct tlog_tile){.width = 256}, "tile/0/000");
    name_is(w, (struct tlog_tile){.level = 1, .number = 1234067, .width = 256},
        "tile/1/x001/x234/067");
    name_is(w, (struct tlog_tile){.level = 63, .number = 1000, .width = 255},
        "tile/63/x001/000.p/255");
    name_is(w, (struct tlog_tile){.entries = true, .number = 999, .width = 1},
        "tile/entries/999.p/1");
    name_is(w, (struct tlog_tile){.number = MERKLE_SIZE_MAX, .width = 256},
        "tile/0/x009/x223/x372/x036/x854/x775/807");
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        if (!refused(w, tlog_tile_read(w, bytes_of(bad[i]), &t), FAULT_INVALID)) {
            printf("# accepted: %s\n", bad[i]);
            wrong++;
        }
    tap_ok(wrong == 0, "%zu other names are refused", COUNT_OF(bad));
    t = (struct tlog_tile){.width = 0};
    wrong = !refused(w, tlog_tile_write(w, &t, &text), FAULT_INVALID);
    t = (struct tlog_tile){.width = 257};
    wrong += !refused(w, tlog_tile_write(w, &t, &text), FAULT_INVALID);
    t = (struct tlog_tile){.width = 1, .level = 64};
    wrong += !refused(w, tlog_tile_write(w, &t, &text), FAULT_INVALID);
    t = (struct tlog_tile){.width = 1, .level = 1, .entries = true};
    wrong += !refused(w, tlog_tile_write(w, &t, &text), FAULT_INVALID);
    tap_ok(wrong == 0, "tiles that cannot be have no name");
}

static void
widths(void)
{
    /* The example of the specification: 70,000 leaves. */
    tap_ok(tlog_tile_width(70000, 0, 272) == 256 &&
            tlog_tile_width(70000, 0, 273) == 112 &&
            tlog_tile_width(70000, 0, 274) == 0 && tlog_tile_width(70000, 1, 0) == 256 &&
            tlog_tile_width(70000, 1, 1) == 17 && tlog_tile_width(70000, 2, 0) == 1 &&
            tlog_tile_width(70000, 3, 0) == 0,
        "the tiles of 70,000 leaves");
    tap_ok(tlog_tile_width(256, 0, 0) == 256 && tlog_tile_width(256, 0, 1) == 0 &&
            tlog_tile_width(256, 1, 0) == 1 && tlog_tile_width(255, 1, 0) == 0 &&
            tlog_tile_width(0, 0, 0) == 0 && tlog_tile_width(UINT64_MAX, 63, 0) == 0,
        "and of 256, 255 and none");
}

static void
bundles(struct work *w)
{
    struct buffer b = buffer_open(w, 1 << 20);
    static uint8_t large[65536];
    struct bytes bundle;
    struct bytes tile;
    struct bytes entry;
    struct hash leaf;
    struct cursor c;

    NEED(w,
        tlog_bundle_add(&b, bytes_of("one")) && tlog_bundle_add(&b, bytes_of("")) &&
            tlog_bundle_add(&b, bytes_from(large, 65535)));
    NEED(w, buffer_bytes(&b, &bundle));
    c = (struct cursor){.work = w, .rest = bundle};
    tap_ok(tlog_bundle_next(&c, &entry) && bytes_is(entry, "one") &&
            tlog_bundle_next(&c, &entry) && entry.len == 0 &&
            tlog_bundle_next(&c, &entry) && entry.len == 65535 && c.rest.len == 0 &&
            refused(w, tlog_bundle_next(&c, &entry), FAULT_INVALID),
        "a bundle gives its entries back");
    NEED(w, tlog_bundle_tile(w, bundle, 3, &tile));
    NEED(w, merkle_leaf(w, bytes_of("one"), &leaf));
    tap_ok(tile.len == 96 && memcmp(tile.at, leaf.at, 32) == 0, "and their leaf hashes");
    tap_ok(refused(w, tlog_bundle_tile(w, bundle, 2, &tile), FAULT_INVALID) &&
            refused(w, tlog_bundle_tile(w, bundle, 4, &tile), FAULT_INVALID),
        "but not of more or fewer");
    tap_ok(refused(w, tlog_bundle_add(&b, bytes_from(large, 65536)), FAULT_INVALID),
        "an entry has at most 65,535 bytes");
    tap_ok(refused(w, tlog_tile_root(w, bytes_from(large, 33), &leaf), FAULT_CORRUPT) &&
            refused(w, tlog_tile_root(w, bytes_of(""), &leaf), FAULT_CORRUPT) &&
            refused(w, tlog_tile_root(w, bytes_from(large, 257 * 32), &leaf),
                FAULT_CORRUPT),
        "a tile is 1 to 256 hashes");
}

#define LEAVES 66000

/* Tiles cut from the tree in memory. */
struct cut {
    struct merkle_source tree;
    size_t fetched;
    bool shorter;
};

static bool
fetch(void *ctx, struct work *w, const struct tlog_tile *t, struct bytes *out)
{
    struct cut *cut = ctx;
    struct buffer b = buffer_open(w, 256 * 32);
    struct hash h;

    cut->fetched++;
    for (unsigned i = 0; i < t->width; i++) {
        NEED(w,
            cut->tree.hash_at(cut->tree.ctx, w, t->level * 8, t->number * 256 + i, &h));
        buffer_add(&b, hash_bytes(&h));
    }
    if (cut->shorter)
        b.len -= 32;
    return buffer_bytes(&b, out);
}

static void
tiles_serve_proofs(struct work *w)
{
    struct hash *leaves = work_alloc(w, LEAVES * sizeof(*leaves));
    struct cut cut = {.fetched = 0};
    struct tlog_tiles tiles = {.ctx = &cut, .fetch = fetch};
    struct merkle_source s = tlog_tiles_source(&tiles);
    struct merkle_tree tree;
    struct merkle_proof p;
    struct hash root;
    int good = 0;

    NEED(w, leaves != NULL);
    for (size_t i = 0; i < LEAVES; i++)
        leaves[i] = seed_hash();
    NEED(w, merkle_tree_make(w, leaves, LEAVES, &tree));
    cut.tree = merkle_tree_source(&tree);
    for (int i = 0; i < 100; i++) {
        struct work *each = work_fresh();
        uint64_t index;
        struct hash before;
        uint64_t old;

        tiles.size = 1 + seed_next() % LEAVES;
        index = seed_next() % tiles.size;
        old = 1 + seed_next() % tiles.size;
        NEED(each, merkle_root_at(each, &cut.tree, tiles.size, &root));
        NEED(each, merkle_root_at(each, &cut.tree, old, &before));
        NEED(each, merkle_prove_inclusion(each, &s, index, tiles.size, &p));
        good +=
            merkle_check_inclusion(each, &leaves[index], index, tiles.size, &root, &p);
        NEED(each, merkle_prove_consistency(each, &s, old, tiles.size, &p));
        good += merkle_check_consistency(each, old, &before, tiles.size, &root, &p);
        work_close(each);
    }
    tap_ok(good == 200, "%d proofs from %zu fetched tiles hold", good, cut.fetched);
    tiles.size = LEAVES;
    tap_ok(refused(w, s.hash_at(s.ctx, w, 1, LEAVES / 2, &root), FAULT_MISSING) &&
            refused(w, s.hash_at(s.ctx, w, 63, 0, &root), FAULT_MISSING),
        "a subtree that is not complete is missing");
    cut.shorter = true;
    tap_ok(refused(w, merkle_prove_inclusion(w, &s, 1, LEAVES, &p), FAULT_CORRUPT),
        "a tile of the wrong size is refused");
}

int
main(void)
{
    struct work *w = work_fresh();

    seed_start();
    names(w);
    widths();
    bundles(w);
    tiles_serve_proofs(w);
    work_close(w);
    return tap_end();
}
