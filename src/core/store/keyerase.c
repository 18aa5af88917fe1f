/*
 * Erasing keys: every page from the key up to the root is sealed anew under fresh keys,
 * so that no older copy of the tree opens it with what is kept from then on.
 */
#include "core/store/keytree_inner.h"

#include <stdlib.h>
#include <string.h>

/* The pages of one level that an erasure touches, in order, opened. */
struct touched {
    struct key_page *pages;
    size_t count;
};

static int
order_numbers(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* The sorted page numbers of ${numbers} (sorted) divided by the fan-out, each once. */
static size_t
parents(uint64_t numbers[], size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        uint64_t no = numbers[i] / KEY_FANOUT;

        if (kept == 0 || numbers[kept - 1] != no)
            numbers[kept++] = no;
    }
    return kept;
}

static bool
load_level(struct keytree *t, struct work *w, unsigned level, const uint64_t numbers[],
    size_t count, struct touched *out)
{
    struct key_page *there;

    out->count = count;
    out->pages = work_alloc(w, count * sizeof(*out->pages));
    if (out->pages == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        TRY(key_page_load(t, w, level, numbers[i], &there));
        out->pages[i] = *there;
    }
    return true;
}

/* The touched page of that number, which is there. */
static struct key_page *
find_page(const struct touched *level, uint64_t no)
{
    size_t from = 0, to = level->count;

    while (from + 1 < to) {
        size_t middle = from + (to - from) / 2;

        if (level->pages[middle].no <= no)
            from = middle;
        else
            to = middle;
    }
    return &level->pages[from];
}

/* Give every touched page of a level a fresh key, put in the page above, or ${top}. */
static bool
rekey(struct work *w, struct touched levels[], unsigned level, struct hash *top)
{
    for (size_t i = 0; i < levels[level].count; i++) {
        uint64_t no = levels[level].pages[i].no;
        struct hash *slot = top;

        if (level + 1 < KEY_LEVELS)
            slot = &find_page(&levels[level + 1], no / KEY_FANOUT)->keys[no % KEY_FANOUT];
        if (work_os(w)->random(slot, sizeof(*slot)) != 0)
            return fail_errno(w, "no randomness from the operating system");
    }
    return true;
}

static bool
seal_all(struct keytree *t, struct work *w, struct touched levels[],
    const struct hash *top, struct key_sealed **out, size_t *count)
{
    size_t n = 0, total = 0;

    for (unsigned level = 0; level < KEY_LEVELS; level++)
        total += levels[level].count;
    *out = work_alloc(w, total * sizeof(**out));
    if (*out == NULL)
        return false;
    for (unsigned level = 0; level < KEY_LEVELS; level++) {
        for (size_t i = 0; i < levels[level].count; i++) {
            const struct key_page *page = &levels[level].pages[i];
            const struct hash *key = top;

            if (level + 1 < KEY_LEVELS)
                key = &find_page(&levels[level + 1], page->no / KEY_FANOUT)
                           ->keys[page->no % KEY_FANOUT];
            (*out)[n] = (struct key_sealed){.level = level, .no = page->no};
            TRY(key_page_seal(t, w, page, key, &(*out)[n].sealed));
            n++;
        }
    }
    *count = n;
    return true;
}

/* Both tree keys in the root files, then the pages, then the new key alone. */
static bool
replace_root(struct keytree *t, struct work *w, const struct key_sealed pages[],
    size_t count, const struct hash *top)
{
    uint64_t generation = t->root.keys[0].generation + 1;

    t->root.keys[1].generation = generation;
    t->root.keys[1].key = *top;
    t->root.count = 2;
    TRY(key_roots_save(t, w));
    TRY(key_pages_commit(t, w, pages, count, t->pages, generation));
    t->root.keys[0] = t->root.keys[1];
    t->root.count = 1;
    secret_wipe(&t->root.keys[1], sizeof(t->root.keys[1]));
    secret_wipe(t->cache, sizeof(t->cache));
    TRY(key_roots_save(t, w));
    for (size_t m = 0; m < t->media_count; m++)
        TRY(db_scrub(t->media[m].db, w));
    return true;
}

bool
keytree_erase(struct keytree *t, struct work *w, const uint64_t numbers[], size_t count)
{
    struct touched levels[KEY_LEVELS];
    struct key_sealed *pages;
    uint64_t *sorted = work_alloc(w, (count + 1) * sizeof(*sorted));
    size_t n = count, sealed;
    struct hash top;

    if (count == 0)
        return true;
    if (sorted == NULL)
        return false;
    TRY(key_whole(t, w));
    memcpy(sorted, numbers, count * sizeof(*sorted));
    qsort(sorted, count, sizeof(*sorted), order_numbers);
    for (unsigned level = 0; level < KEY_LEVELS; level++) {
        n = parents(sorted, n);
        TRY(load_level(t, w, level, sorted, n, &levels[level]));
    }
    for (size_t i = 0; i < count; i++)
        find_page(&levels[0], numbers[i] / KEY_FANOUT)->keys[numbers[i] % KEY_FANOUT] =
            (struct hash){0};
    for (unsigned level = 0; level < KEY_LEVELS; level++)
        TRY(rekey(w, levels, level, &top));
    TRY(seal_all(t, w, levels, &top, &pages, &sealed));
    /* Cut short half-way, memory and media may differ: opening again settles it. */
    t->broken = true;
    TRY(replace_root(t, w, pages, sealed, &top));
    t->broken = false;
    secret_wipe(&top, sizeof(top));
    return true;
}
