/*
 * vault_test: content comes back as it was, no changed byte of it opens, and what was not
 * committed takes no room.
 */
#include "tests/core/store/side.h"

static const char *
pack(const struct side *side, int64_t no)
{
    return side_path(side, work_format(side->w, "vault/%08lld.pack", (long long)no));
}

/* ---- Round trips --------------------------------------------------------------------------- */

static void
sizes(void)
{
    static const size_t size[] = {0, 1, 55, 4095, 4096, 16383, 16384, 16385, 65537,
        BLOB_PIECE - 1, BLOB_PIECE, BLOB_PIECE + 1, 16 * BLOB_PIECE + 3};
    struct blob_written written[COUNT_OF(size)];
    struct side side = side_new("sizes");
    size_t same = 0, verified = 0, padded = 0, aligned = 0, hidden = 0;
    int64_t after = 0;
    bool have = true;

    for (unsigned i = 0; i < COUNT_OF(size); i++) {
        written[i] = side_keep(&side, i, size[i], "scope");
        padded += written[i].length == chunks_sealed_length(padme_length(size[i]));
        aligned += written[i].at % 4096 == 0 && written[i].known == 0;
    }
    tap_ok(padded == COUNT_OF(size), "lengths on disk are padded ones");
    tap_ok(aligned == COUNT_OF(size), "blobs start at multiples of 4096");
    side_again(&side);
    for (unsigned i = 0; i < COUNT_OF(size); i++) {
        uint8_t *content = side_content(i, size[i]);

        same += side_opens(&side, &written[i].tree, i, size[i]);
        verified += side_verifies(&side, &written[i].tree);
        hidden += size[i] < 32 ||
            raw_holds(side.place.folder, bytes_from(content + size[i] / 2, 16)) == 0;
        free(content);
    }
    tap_ok(same == COUNT_OF(size),
        "%zu sizes from 0 to 16 MiB + 3 come back byte for byte", same);
    tap_ok(verified == COUNT_OF(size), "their trees hold without a key");
    tap_ok(hidden == COUNT_OF(size), "no plaintext lies on disk");
    for (same = 0; have; same++) {
        struct stored_blob blob;

        NEED(side.w, store_blob_next(side.s, side.w, after, &blob, &have));
        after = have ? blob.no : 0;
    }
    tap_ok(same == COUNT_OF(size) + 1, "a walk meets each once");
    tap_ok(refused(side.w, side_opens(&side, &written[3].tree, 3, 4095 * 2),
               FAULT_CORRUPT),
        "content that is shorter than its record says is refused");
    side_end(&side);
}

static void
full_pack(void)
{
    const int64_t nearly = (INT64_C(1) << 30) - 8192;
    struct side side = side_new("packs");
    struct blob_written first = side_keep(&side, 0, 5000, "s"), small, large;

    side_close(&side);
    /* As if 1 GiB had been written: a file may have holes. */
    raw_sql(side_path(&side, "data.db"),
        work_format(side.w, "UPDATE pack SET length = %lld", (long long)nearly),
        (struct bytes){0});
    raw_cut(pack(&side, 1), (size_t)nearly);
    side_open(&side);
    large = side_keep(&side, 1, 100000, "s");
    tap_ok(large.pack == 2 && large.at == 0, "what does not fit goes to the next pack");
    small = side_keep(&side, 2, 100, "s");
    tap_ok(small.pack == 2 && small.at > 0, "and so does what comes after it");
    side_again(&side);
    tap_ok(side_opens(&side, &first.tree, 0, 5000) &&
            side_opens(&side, &large.tree, 1, 100000) &&
            side_opens(&side, &small.tree, 2, 100),
        "all open");
    small = side_keep(&side, 3, 100, "s");
    tap_ok(small.pack == 2, "after a restart it goes on in the last pack");
    side_close(&side);
    raw_write(pack(&side, 3), bytes_of("litter"));
    raw_write(pack(&side, 4), bytes_of("litter"));
    side_open(&side);
    tap_ok(!raw_there(pack(&side, 3)) && !raw_there(pack(&side, 4)),
        "packs beyond those committed are removed");
    side_end(&side);
}

/* ---- Damage ----------------------------------------------------------------------------------- */

/* Flip one bit at ${at} of the pack: both roads must refuse it. */
static bool
flip_refused(struct side *side, const struct blob_written *b, unsigned n, size_t len,
    size_t at)
{
    const char *path = pack(side, b->pack);
    bool good;

    raw_flip(path, b->at + at, (uint8_t)(1u << at % 8));
    good = refused(side->w, side_opens(side, &b->tree, n, len), FAULT_CORRUPT);
    good = refused(side->w, side_verifies(side, &b->tree), FAULT_CORRUPT) && good;
    raw_flip(path, b->at + at, (uint8_t)(1u << at % 8));
    return good;
}

static void
flips(void)
{
    const size_t len = 100000;
    struct side side = side_new("flips");
    struct blob_written small = side_keep(&side, 0, 1, "s"),
                        b = side_keep(&side, 1, len, "s");
    size_t tried = 0, caught = 0;

    for (size_t at = 0; at < small.length; at++, tried++)
        caught += flip_refused(&side, &small, 0, 1, at);
    for (size_t at = 0; at < b.length; at += 1 + seed_next() % 600, tried++)
        caught += flip_refused(&side, &b, 1, len, at);
    caught += flip_refused(&side, &b, 1, len, b.length - 1);
    tap_ok(caught == tried + 1 && tried > 300, "%zu of %zu flipped bits are refused",
        caught, tried + 1);
    tap_ok(side_opens(&side, &b.tree, 1, len), "set right again, it opens");
    side_end(&side);
}

static void
cuts(void)
{
    struct side side = side_new("cuts");
    struct blob_written b = side_keep(&side, 0, 50000, "s"),
                        c = side_keep(&side, 1, 300, "s");
    size_t whole = raw_size(pack(&side, 1)), caught = 0, tried = 0;
    const char *kept = scratch("pack.kept");

    raw_copy(pack(&side, 1), kept);
    for (size_t len = 0; len < c.at; len += 1777, tried++) {
        raw_cut(pack(&side, 1), len);
        caught += refused(side.w, side_opens(&side, &c.tree, 1, 300), FAULT_CORRUPT) &&
            refused(side.w, side_verifies(&side, &c.tree), FAULT_CORRUPT);
        if (len < b.length)
            caught +=
                refused(side.w, side_opens(&side, &b.tree, 0, 50000), FAULT_CORRUPT);
        else
            caught += side_opens(&side, &b.tree, 0, 50000);
        raw_copy(kept, pack(&side, 1));
    }
    tap_ok(caught == 2 * tried && tried > 20,
        "in a pack cut at %zu places, what is cut does not "
        "open",
        tried);
    side_close(&side);
    raw_cut(pack(&side, 1), whole - 1);
    tap_ok(refused(side.w, store_open(side.w, &side.place, &side.s), FAULT_CORRUPT),
        "a store whose pack is cut short does not open");
    raw_remove(pack(&side, 1));
    tap_ok(!store_open(side.w, &side.place, &side.s) && !work_ok(side.w),
        "nor one whose pack is gone: %s", work_why(side.w));
    work_clear(side.w);
    raw_copy(kept, pack(&side, 1));
    side_open(&side);
    tap_ok(side_opens(&side, &b.tree, 0, 50000), "put back, it opens");
    side_end(&side);
}

/* ---- Content as it comes ------------------------------------------------------------------ */

static void
said_and_came(void)
{
    struct side side = side_new("said");
    struct hash flat = side_hash(side.w, "flat", 0);
    struct blob_written out, b;
    struct blob_writer *writer;
    uint8_t bytes[5000] = {1};

    NEED(side.w, store_blob_begin(side.s, side.w, 4999, bytes_of("p"), &writer));
    NEED(side.w, store_blob_add(writer, side.w, bytes_from(bytes, 4999)));
    tap_ok(refused(side.w, store_blob_add(writer, side.w, bytes_from(bytes, 1)),
               FAULT_CONFLICT),
        "content that grows is refused");
    store_blob_drop(writer);
    NEED(side.w, store_blob_begin(side.s, side.w, 5001, bytes_of("p"), &writer));
    NEED(side.w, store_blob_add(writer, side.w, bytes_from(bytes, 5000)));
    tap_ok(refused(side.w, store_blob_end(writer, side.w, &flat, bytes_of("s"), &out),
               FAULT_CONFLICT),
        "content that shrinks is refused");
    store_blob_drop(writer);
    store_blob_drop(NULL);
    tap_ok(refused(side.w,
               store_blob_begin(side.s, side.w, UINT64_MAX, bytes_of("p"), &writer),
               FAULT_INVALID),
        "content of impossible size is refused");
    b = side_keep(&side, 0, 5000, "s");
    tap_ok(side_opens(&side, &b.tree, 0, 5000),
        "the next one is written where they were");

    /* Two at once would be written over each other. */
    NEED(side.w, store_blob_begin(side.s, side.w, 10, bytes_of("p"), &writer));
    {
        struct blob_writer *second = NULL;

        tap_ok(refused(side.w,
                   store_blob_begin(side.s, side.w, 10, bytes_of("p"), &second),
                   FAULT_BUSY),
            "content is written one at a time");
        store_blob_drop(second);
    }
    store_blob_drop(writer);
    NEED(side.w, store_blob_begin(side.s, side.w, 10, bytes_of("p"), &writer));
    store_blob_drop(writer);
    side_end(&side);
}

static void
duplicates(void)
{
    struct side side = side_new("alike");
    struct blob_written first = side_keep(&side, 0, 70000, "here"), again, other;
    struct store_item item = side_item(side.w, 7);
    struct store_batch batch;
    size_t before = raw_size(pack(&side, 1));
    bool any, shared;

    NEED(side.w, side_write(&side, side.w, 0, 70000, "here", &again));
    tap_ok(again.known == 1 && hash_equal(&again.tree, &first.tree) &&
            again.length == first.length,
        "the same content in the same scope is found");
    side_again(&side);
    tap_ok(raw_size(pack(&side, 1)) == before, "and takes no room");
    NEED(side.w, side_write(&side, side.w, 0, 70000, "there", &other));
    tap_ok(other.known == 0 && !hash_equal(&other.tree, &first.tree) &&
            !hash_equal(&other.alike, &first.alike),
        "in another scope it is not");
    NEED(side.w, side_write(&side, side.w, 1, 70000, "here", &other));
    tap_ok(other.known == 0, "nor is other content of that size");

    NEED(side.w,
        store_content_shared(side.s, side.w, side_get(&side, 0).no, &any, &shared));
    tap_ok(any && !shared, "content with one record is not shared");
    item = side_item(side.w, 7);
    item.blobs = &again;
    item.blob_count = 1;
    batch = (struct store_batch){.items = &item, .item_count = 1};
    NEED(side.w, store_commit(side.s, side.w, &batch));
    NEED(side.w,
        store_content_shared(side.s, side.w, side_get(&side, 0).no, &any, &shared));
    tap_ok(any && shared, "with two it is");
    tap_ok(side_opens(&side, &first.tree, 0, 70000), "and opens");
    side_commit(&side, 8, 1);
    NEED(side.w,
        store_content_shared(side.s, side.w, side_get(&side, 8).no, &any, &shared));
    tap_ok(!any && !shared, "a record without content has none");
    side_end(&side);
}

static void
interrupted(void)
{
    struct side side = side_new("cut-short");
    struct blob_written kept = side_keep(&side, 0, 20000, "s"), lost;
    size_t before = raw_size(pack(&side, 1));
    struct blob_writer *writer;
    uint8_t *bytes = side_content(3, 3 * BLOB_PIECE);

    NEED(side.w, side_write(&side, side.w, 1, 200000, "s", &lost));
    NEED(side.w,
        store_blob_begin(side.s, side.w, 3 * BLOB_PIECE, bytes_of("p"), &writer));
    NEED(side.w, store_blob_add(writer, side.w, bytes_from(bytes, 2 * BLOB_PIECE)));
    tap_ok(raw_size(pack(&side, 1)) > before + 200000 + BLOB_PIECE,
        "half-written content is there");
    store_blob_drop(writer);
    free(bytes);
    side_again(&side);
    tap_ok(raw_size(pack(&side, 1)) == before,
        "opening cuts the pack back to what was committed");
    tap_ok(refused(side.w, side_opens(&side, &lost.tree, 1, 200000), FAULT_MISSING),
        "what was never named by a record is not here");
    tap_ok(side_opens(&side, &kept.tree, 0, 20000), "what was, is");
    side_end(&side);
}

int
main(void)
{
    seed_start();
    sizes();
    full_pack();
    flips();
    cuts();
    said_and_came();
    duplicates();
    interrupted();
    return tap_end();
}
