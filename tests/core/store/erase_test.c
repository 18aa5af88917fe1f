/*
 * erase_test: what is erased opens no more -- here, after a crash, or from any copy made
 * before -- and nothing else is lost.
 */
#include "tests/core/store/side.h"

#include "core/store/keytree.h"

static bool
erase(struct side *side, unsigned n, const char *part, struct store_erasure *out)
{
    struct store_erasure e = {.record = side_get(side, n).no, .part = part};
    struct store_batch batch = {.erasures = &e, .erasure_count = 1};
    bool good = store_commit(side->s, side->w, &batch);

    if (out != NULL)
        *out = e;
    return good;
}

static bool
blob_gone(struct side *side, const struct hash *tree)
{
    return refused(side->w, side_opens(side, tree, 0, 1), FAULT_MISSING);
}

static void
parts(void)
{
    static const char *const keep[] = {"terms"};
    struct side side = side_new("parts");
    struct store_item item = side_item(side.w, 3);
    struct store_erasure e = {.keep = keep, .keep_count = 1};
    struct store_batch batch = {.items = &item,
        .item_count = 1,
        .erasures = &e,
        .erasure_count = 1};
    struct stored_part *all;
    size_t count;

    side_commit(&side, 0, 3);
    NEED(side.w, erase(&side, 0, "notes", &e));
    tap_ok(side_part_gone(&side, 0, "notes") && side_part(&side, 0, "core") &&
            side_part(&side, 0, "terms"),
        "one part is erased, the others stay");
    tap_ok(!e.blobs && e.same_as == 0, "no content was destroyed, for there was none");
    e = (struct store_erasure){.record = side_get(&side, 1).no,
        .keep = keep,
        .keep_count = 1};
    NEED(side.w, store_commit(side.s, side.w, &batch));
    tap_ok(side_part_gone(&side, 1, "core") && side_part_gone(&side, 1, "notes") &&
            side_part(&side, 1, "terms"),
        "all but the kept one are erased");
    tap_ok(side_part(&side, 3, "core"), "by the commit that brings the record of it");
    side_again(&side);
    tap_ok(side_part_gone(&side, 0, "notes") && side_part_gone(&side, 1, "core") &&
            side_part(&side, 2, "core") && side_part(&side, 1, "terms"),
        "after a restart it is the same");
    NEED(side.w, store_parts(side.s, side.w, 2, &all, &count));
    tap_ok(count == 3 && all[0].erased && all[0].body.len == 0 &&
            hash_is_zero(&all[0].salt) && all[1].erased && !all[2].erased,
        "the places of erased parts are kept, empty");
    NEED(side.w, erase(&side, 0, "notes", NULL));
    NEED(side.w, erase(&side, 0, "nothing", NULL));
    NEED(side.w, erase(&side, 0, NULL, NULL));
    NEED(side.w, erase(&side, 0, NULL, NULL));
    tap_ok(side_part_gone(&side, 0, "terms"), "erasing twice does nothing more");
    tap_ok(side_log(&side, STORE_JOURNAL).size == 4 && side_verify(&side, STORE_JOURNAL),
        "the journal still verifies, with all its entries");
    side_end(&side);
}

static void
content(void)
{
    struct side side = side_new("content");
    struct blob_written one = side_keep(&side, 0, 40000, "s"), again, more;
    struct store_item item = side_item(side.w, 1);
    struct store_batch batch = {.items = &item, .item_count = 1};
    struct store_erasure e;

    NEED(side.w, side_write(&side, side.w, 0, 40000, "s", &again));
    item.blobs = &again;
    item.blob_count = 1;
    NEED(side.w, store_commit(side.s, side.w, &batch));
    NEED(side.w, erase(&side, 0, NULL, &e));
    tap_ok(!e.blobs && e.same_as == side_get(&side, 1).no,
        "content that another record names is kept, and says for whom");
    tap_ok(side_opens(&side, &one.tree, 0, 40000), "it opens");
    NEED(side.w, erase(&side, 1, "core", &e));
    tap_ok(!e.blobs && side_opens(&side, &one.tree, 0, 40000),
        "erasing a part leaves content");
    NEED(side.w, erase(&side, 1, NULL, &e));
    tap_ok(e.blobs && e.same_as == 0, "with its last record it is destroyed");
    tap_ok(blob_gone(&side, &one.tree), "it opens no more");
    side_again(&side);
    tap_ok(blob_gone(&side, &one.tree) && side_verifies(&side, &one.tree),
        "after a restart neither, though its bytes still verify");
    NEED(side.w, side_write(&side, side.w, 0, 40000, "s", &more));
    tap_ok(more.known == 0, "the same content, come again, is new");
    side_end(&side);
}

/* ---- Copies from before ------------------------------------------------------------------ */

/* Old data with the keys of now: what a restored backup is. */
static void
old_data(void)
{
    struct side side = side_new("now"), old = {.place = {.folder = scratch("then")}};
    struct blob_written blob = side_keep(&side, 0, 30000, "s"), again, alone;
    struct stored_part *all;
    size_t count;
    struct store_item item = side_item(side.w, 1);
    struct store_batch batch = {.items = &item, .item_count = 1};

    NEED(side.w, side_write(&side, side.w, 0, 30000, "s", &again));
    item.blobs = &again;
    item.blob_count = 1;
    NEED(side.w, store_commit(side.s, side.w, &batch));
    alone = side_keep(&side, 2, 500, "s");
    NEED(side.w, store_copy_data(side.s, side.w, old.place.folder));
    tap_ok(!raw_there(scratch("then/keys")) && raw_there(scratch("then/data.db")),
        "a backup of data has no keys in it");
    NEED(side.w, erase(&side, 0, NULL, NULL));
    NEED(side.w, erase(&side, 2, NULL, NULL));
    side_commit(&side, 50, 300);
    NEED(side.w, store_copy_keys(side.s, side.w, scratch("then/keys")));
    old.place.restored = true;
    old.w = work_fresh();
    side_open(&old);
    tap_ok(side_part_gone(&old, 0, "core") && side_part_gone(&old, 2, "notes") &&
            side_part(&old, 1, "core"),
        "restored beside today's keys, what was erased since is gone");
    NEED(old.w, store_parts(old.s, old.w, side_get(&old, 0).no, &all, &count));
    tap_ok(count == 3 && all[0].erased && all[2].erased, "and is listed as erased");
    tap_ok(side_opens(&old, &blob.tree, 0, 30000),
        "content that a record of then still names opens");
    tap_ok(blob_gone(&old, &alone.tree), "content that none names does not");
    NEED(old.w, side_write(&old, old.w, 2, 500, "s", &again));
    tap_ok(again.known == 0, "it can come again, and is new");
    item = side_item(old.w, 60);
    item.blobs = &again;
    item.blob_count = 1;
    batch = (struct store_batch){.items = &item, .item_count = 1};
    NEED(old.w, store_commit(old.s, old.w, &batch));
    tap_ok(side_opens(&old, &again.tree, 2, 500), "and opens");
    old.place.restored = false;
    side_again(&old);
    tap_ok(side_part(&old, 60, "core") && side_part_gone(&old, 0, "core"),
        "as after a restart");
    side_end(&old);
    side_end(&side);
}

static void
old_keys(void)
{
    struct side side = side_new("live");
    const char *keys = side_path(&side, "keys");
    const char *root = side_path(&side, "keys/root");
    const char *kept = scratch("keys.then");
    struct keyroot then, now;

    side_commit(&side, 0, 3);
    side_close(&side);
    raw_copy(keys, kept);
    NEED(side.w, keyroot_load(side.w, keys, (struct bytes){0}, &then));
    side_open(&side);
    tap_ok(raw_holds_hash(keys, &then.keys[0].key) == 1, "a scan finds the tree key");
    NEED(side.w, erase(&side, 0, NULL, NULL));
    tap_ok(raw_holds_hash(side.place.folder, &then.keys[0].key) == 0,
        "after an erasure the old one is in no file, while the store is open");
    NEED(side.w, keyroot_load(side.w, keys, (struct bytes){0}, &now));
    tap_ok(now.count == 1 && now.keys[0].generation == then.keys[0].generation + 1 &&
            hash_equal(&now.tree, &then.tree),
        "the new one is alone, one generation on");
    side_close(&side);
    raw_copy(work_format(side.w, "%s/root", kept), root);
    tap_ok(refused(side.w, store_open(side.w, &side.place, &side.s), FAULT_CORRUPT),
        "the old root does not open the store");
    side_end(&side);
}

/* ---- Cut short ---------------------------------------------------------------------------- */

/* The erasure is committed, the keys are not destroyed yet: the process dies here. */
static void
doomed(void)
{
    struct side side = side_new("doomed");
    const char *data = side_path(&side, "data.db");
    const char *keys = side_path(&side, "keys");
    const char *kept = scratch("keys.kept");
    struct blob_written blob = side_keep(&side, 0, 9000, "s");
    struct stored_part part;
    struct stored s;

    side_commit(&side, 1, 2);
    side_close(&side);
    raw_copy(keys, kept);
    side_open(&side);
    s = side_get(&side, 0);
    side_close(&side);
    /* What the first half of an erasure leaves, with the parts still in place: only the key
     * tells whether they open. */
    raw_sql(data, "INSERT INTO doomed SELECT key FROM part WHERE record = 1",
        (struct bytes){0});
    raw_sql(data, "INSERT INTO doomed SELECT key FROM blob_use WHERE record = 1",
        (struct bytes){0});
    side_open(&side);
    tap_ok(refused(side.w, store_part(side.s, side.w, &s, "core", &part),
               FAULT_MISSING) &&
            blob_gone(&side, &blob.tree),
        "opening finishes an erasure that was cut short");
    tap_ok(side_part(&side, 1, "core") && side_part(&side, 2, "terms"),
        "and nothing else");
    side_close(&side);
    tap_ok(raw_sql_integer(data, "SELECT count(*) FROM doomed") == 0,
        "then the doom is done");
    /* The keys were destroyed, and it died before it could say so. */
    raw_sql(data, "INSERT INTO doomed SELECT key FROM part WHERE record = 1",
        (struct bytes){0});
    side_open(&side);
    tap_ok(side_part(&side, 1, "core"), "destroying keys once more does no harm");
    side_close(&side);
    side_end(&side);
}

int
main(void)
{
    parts();
    content();
    old_data();
    old_keys();
    doomed();
    return tap_end();
}
