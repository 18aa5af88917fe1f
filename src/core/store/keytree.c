/*
 * The key tree: taking, finding and copying item keys.  Erasing is keyerase.c.
 */
#include "core/store/keytree_inner.h"

#include <stdlib.h>
#include <string.h>

static bool
page_context(struct work *w, const struct keytree *t, unsigned level, uint64_t no,
    struct bytes *out)
{
    struct buffer b = buffer_open(w, 128);

    buffer_text(&b, "liaison/v1/key-page\n");
    buffer_byte(&b, (uint8_t)level);
    buffer_u64(&b, no);
    buffer_add(&b, hash_bytes(&t->root.tree));
    return buffer_bytes(&b, out);
}

bool
key_page_seal(struct keytree *t, struct work *w, const struct key_page *page,
    const struct hash *key, struct bytes *out)
{
    struct bytes context;

    TRY(page_context(w, t, page->level, page->no, &context));
    return seal_bytes(w, key, context, bytes_from(page->keys, sizeof(page->keys)), out);
}

/* Read a page and open it with the key that the page above holds. */
static bool
page_fetch(struct keytree *t, struct work *w, unsigned level, uint64_t no,
    const struct hash *key, struct key_page *out)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct bytes context, sealed, plain;
    bool have;

    TRY(db_query(t->media[0].db, w, &rows, SQL_KEY_PAGE_GET, "ii", (int64_t)level,
        (int64_t)no));
    TRY(db_next(&rows, &have));
    if (!have)
        return fail(w, FAULT_CORRUPT, "the key tree lacks page %u/%llu: restore the keys",
            level, (unsigned long long)no);
    TRY(db_keep(&rows, 0, &sealed));
    TRY(page_context(w, t, level, no, &context));
    TRY(open_bytes(w, key, context, sealed, &plain));
    if (plain.len != sizeof(out->keys))
        return fail(w, FAULT_CORRUPT, "key page %u/%llu has a wrong size", level,
            (unsigned long long)no);
    out->level = level;
    out->no = no;
    memcpy(out->keys, plain.at, sizeof(out->keys));
    return true;
}

bool
key_page_load(struct keytree *t, struct work *w, unsigned level, uint64_t no,
    struct key_page **lent)
{
    struct key_page *page = &t->cache[level][no % KEY_CACHE];
    struct hash key = t->root.keys[0].key;
    struct key_page *above;

    *lent = page;
    if (page->there && page->no == no)
        return true;
    if (level + 1 < KEY_LEVELS) {
        TRY(key_page_load(t, w, level + 1, no / KEY_FANOUT, &above));
        key = above->keys[no % KEY_FANOUT];
        if (hash_is_zero(&key))
            return fail(w, FAULT_MISSING, "no such key: it was erased, or never made");
    }
    page->there = false;
    TRY(page_fetch(t, w, level, no, &key, page));
    page->there = true;
    return true;
}

bool
key_whole(const struct keytree *t, struct work *w)
{
    if (t->broken)
        return fail(w, FAULT_IO,
            "erasing keys was cut short: close this node and open it again to finish");
    return true;
}

bool
keytree_get(struct keytree *t, struct work *w, uint64_t number, struct hash *out)
{
    struct key_page *page;

    TRY(key_whole(t, w));
    if (number / KEY_FANOUT >= t->pages)
        return fail(w, FAULT_MISSING, "no such key: number %llu was never made",
            (unsigned long long)number);
    TRY(key_page_load(t, w, 0, number / KEY_FANOUT, &page));
    if (hash_is_zero(&page->keys[number % KEY_FANOUT]))
        return fail(w, FAULT_MISSING, "no such key: it was erased");
    *out = page->keys[number % KEY_FANOUT];
    return true;
}

/* One transaction of pages on one medium. */
static bool
write_pages(struct keytree *t, struct work *w, struct db *db,
    const struct key_sealed pages[], size_t count, uint64_t leaves, uint64_t generation)
{
    TRY(db_begin(db, w));
    for (size_t i = 0; i < count; i++)
        TRY(db_run(db, w, SQL_KEY_PAGE_PUT, "iib", (int64_t)pages[i].level,
            (int64_t)pages[i].no, pages[i].sealed));
    TRY(db_run(db, w, SQL_KEYS_META_PUT, "ti", bytes_of("generation"),
        (int64_t)generation));
    TRY(db_run(db, w, SQL_KEYS_META_PUT, "ti", bytes_of("pages"), (int64_t)leaves));
    TRY(db_run(db, w, SQL_KEYS_META_PUT, "ti", bytes_of("change"),
        (int64_t)(t->change + 1)));
    return db_commit(db, w);
}

bool
key_pages_commit(struct keytree *t, struct work *w, const struct key_sealed pages[],
    size_t count, uint64_t leaves, uint64_t generation)
{
    for (size_t m = 0; m < t->media_count; m++) {
        if (!write_pages(t, w, t->media[m].db, pages, count, leaves, generation)) {
            db_rollback(t->media[m].db);
            return false;
        }
    }
    t->change++;
    t->pages = leaves;
    return true;
}

/* Fill pages[level] for a new leaf page: fresh, as it was left for the leaf before, or as it is
 * there.  A page is fresh when the leaf that is being made is the first one below it; a fresh page
 * gets a fresh key. */
static bool
reserve_page(struct keytree *t, struct work *w, uint64_t leaf, unsigned level,
    struct key_page pages[])
{
    const struct os *os = work_os(w);
    uint64_t no = leaf >> (8 * level);
    bool fresh = leaf % (UINT64_C(1) << (8 * level)) == 0;
    struct key_page *there;

    if (fresh) {
        pages[level] = (struct key_page){0};
    } else if (!pages[level].there) {
        TRY(key_page_load(t, w, level, no, &there));
        pages[level] = *there;
    }
    pages[level].there = true;
    pages[level].level = level;
    pages[level].no = no;
    if (level == 0 && os->random(pages[0].keys, sizeof(pages[0].keys)) != 0)
        return fail_errno(w, "no randomness from the operating system");
    return true;
}

/* The slot in the page above that holds this page's key. */
static struct hash *
slot_above(struct key_page pages[], unsigned level)
{
    return &pages[level + 1].keys[pages[level].no % KEY_FANOUT];
}

/* Make one leaf page, full of fresh keys, and the pages above it that are not there yet.  The key
 * of a page that is there never changes here.  A page above is sealed once it is full, or ${last}. */
static bool
reserve_leaf(struct keytree *t, struct work *w, uint64_t leaf, bool last,
    struct key_page pages[], struct key_sealed sealed[], size_t *count)
{
    for (unsigned level = 0; level < KEY_LEVELS; level++)
        TRY(reserve_page(t, w, leaf, level, pages));
    for (unsigned level = 0; level + 1 < KEY_LEVELS; level++) {
        struct hash *slot = slot_above(pages, level);

        if (hash_is_zero(slot) && work_os(w)->random(slot, sizeof(*slot)) != 0)
            return fail_errno(w, "no randomness from the operating system");
    }
    for (unsigned level = 0; level < KEY_LEVELS; level++) {
        const struct hash *key =
            level + 1 < KEY_LEVELS ? slot_above(pages, level) : &t->root.keys[0].key;
        struct key_sealed *to = &sealed[*count];

        if (!last && (leaf + 1) % (UINT64_C(1) << (8 * level)) != 0)
            continue;
        *to = (struct key_sealed){.level = level, .no = pages[level].no};
        TRY(key_page_seal(t, w, &pages[level], key, &to->sealed));
        ++*count;
    }
    return true;
}

/* Make the next leaf pages, durable in one transaction. */
static bool
reserve(struct keytree *t, struct work *w, size_t leaves)
{
    struct key_page *pages = work_alloc(w, KEY_LEVELS * sizeof(*pages));
    struct key_sealed *sealed = work_alloc(w, leaves * KEY_LEVELS * sizeof(*sealed));
    size_t count = 0;

    TRY(pages != NULL && sealed != NULL);
    if (t->pages + leaves > UINT64_C(1) << 24)
        return fail(w, FAULT_INVALID, "this node has used all its 2^32 item keys");
    for (size_t i = 0; i < leaves; i++)
        TRY(reserve_leaf(t, w, t->pages + i, i + 1 == leaves, pages, sealed, &count));
    TRY(key_pages_commit(t, w, sealed, count, t->pages + leaves,
        t->root.keys[0].generation));
    for (size_t i = 0; i < count; i++)
        t->cache[sealed[i].level][sealed[i].no % KEY_CACHE].there = false;
    for (unsigned level = 0; level < KEY_LEVELS; level++)
        t->cache[level][pages[level].no % KEY_CACHE] = pages[level];
    secret_wipe(pages, KEY_LEVELS * sizeof(*pages));
    return true;
}

bool
keytree_ready(struct keytree *t, struct work *w, size_t count)
{
    uint64_t end = t->pages * KEY_FANOUT;
    uint64_t left = end > t->next ? end - t->next : 0;

    TRY(key_whole(t, w));
    return count <= left || reserve(t, w, (count - left + KEY_FANOUT - 1) / KEY_FANOUT);
}

bool
keytree_take(struct keytree *t, struct work *w, uint64_t *number, struct hash *key)
{
    TRY(keytree_ready(t, w, 1));
    TRY(keytree_get(t, w, t->next, key));
    *number = t->next++;
    return true;
}

void
keytree_skip(struct keytree *t)
{
    t->next = t->pages * KEY_FANOUT;
}

uint64_t
keytree_next(const struct keytree *t)
{
    return t->next;
}
