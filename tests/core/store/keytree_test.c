/*
 * keytree_test: keys are found again after a restart, on either medium, and what was erased
 * is opened by no copy of the tree.
 */
#include "core/store/keytree.h"

#include <unistd.h>

#include "support/disk.h"
#include "support/scratch.h"
#include "tests/core/store/proofs_test.h"

#define MANY 66000 /* more than 256 pages: the third level grows */

static struct work *w;
static const struct keytree_place *at; /* where the tree under test is kept */

static struct keytree *
opened(uint64_t next)
{
    struct keytree *t;

    NEED(w, keytree_open(w, at, next, &t));
    return t;
}

static struct hash
key_of(struct keytree *t, uint64_t number)
{
    struct hash key;

    NEED(w, keytree_get(t, w, number, &key));
    return key;
}

static bool
gone(struct keytree *t, uint64_t number)
{
    struct hash key;

    return refused(w, keytree_get(t, w, number, &key), FAULT_MISSING);
}

static void
take(struct keytree *t, uint64_t first, size_t count, struct hash *keys)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t number;

        NEED(w, keytree_take(t, w, &number, &keys[i]));
        if (number != first + i) {
            tap_ok(false, "number %" PRIu64 " comes after %" PRIu64, number,
                first + i - 1);
            exit(1);
        }
    }
}

static void
erase(struct keytree *t, uint64_t number)
{
    NEED(w, keytree_erase(t, w, &number, 1));
}

/* The key that all others hang from, read as the program reads it. */
static struct keyroot
root_in(const char *folder)
{
    struct keyroot root;

    NEED(w, keyroot_load(w, folder, at->passphrase, &root));
    return root;
}

/* ---- Made ready at once ------------------------------------------------------------------ */

/* Beyond pages that are there, over the edge of a second level, and again where one is half full. */
static void
made_ready(void)
{
    static const size_t wanted[] = {1, 256, 300, 66000, 5, 70000};
    const struct keytree_place place = {.folder = DISK_ROOT "/ready"};
    struct hash *keys = calloc(200000, sizeof(*keys));
    size_t made = 0, same = 0, checked = 0;
    struct keytree *t;

    disk_reset(1);
    w = work_open(&disk_os);
    at = &place;
    NEED(w, keys != NULL && w != NULL && crypt_start(w) && keytree_create(w, at));
    t = opened(0);
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        NEED(w, keytree_ready(t, w, wanted[i]));
        take(t, made, wanted[i], keys + made);
        made += wanted[i];
    }
    keytree_close(t);
    t = opened(made);
    for (size_t i = 0; i < made; i += i % 256 == 254 ? 1 : 97, checked++) {
        struct hash key = key_of(t, i);

        same += hash_equal(&key, &keys[i]);
    }
    tap_ok(same == checked && checked > 1400, "%zu of %zu are found again", same,
        checked);
    keytree_close(t);
    free(keys);
    work_close(w);
}

/* ---- Taking and finding ----------------------------------------------------------------- */

static int
order_hashes(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct hash));
}

static void
many_numbers(void)
{
    const struct keytree_place place = {.folder = DISK_ROOT "/many"};
    struct hash *keys = calloc(MANY, sizeof(*keys)),
                *sorted = calloc(MANY, sizeof(*sorted));
    uint64_t erased[] = {MANY - 1, 3, 700, 256, 65535, 65536, 3, 511};
    size_t same = 0, checked = 0, twice = 0, refusals = 0;
    struct keytree *t;

    if (keys == NULL || sorted == NULL)
        exit(1);
    /* Hundreds of commits: on a disk that costs nothing. */
    disk_reset(1);
    w = work_open(&disk_os);
    at = &place;
    NEED(w, w != NULL && crypt_start(w) && keytree_create(w, at));
    t = opened(0);
    for (size_t i = 0; i < MANY; i += 1000) {
        struct work *outer = w;

        w = work_open(&disk_os);
        NEED(outer, w != NULL);
        take(t, i, 1000, keys + i);
        work_close(w);
        w = outer;
    }
    memcpy(sorted, keys, MANY * sizeof(*keys));
    qsort(sorted, MANY, sizeof(*sorted), order_hashes);
    for (size_t i = 1; i < MANY; i++)
        twice += hash_equal(&sorted[i - 1], &sorted[i]) || hash_is_zero(&sorted[i]);
    tap_ok(twice == 0, "%d keys, none zero, no two alike", MANY);
    keytree_close(t);

    t = opened(MANY);
    for (size_t i = 0; i < MANY; i += i % 256 == 254 ? 1 : 97, checked++) {
        struct hash key = key_of(t, i);

        same += hash_equal(&key, &keys[i]);
    }
    tap_ok(same == checked && checked > 600,
        "%zu of them are found again after a restart", checked);
    tap_ok(gone(t, 258 * 256), "a number that was never made is missing");

    NEED(w, keytree_erase(t, w, erased, COUNT_OF(erased)));
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < COUNT_OF(erased); i++)
            refusals += gone(t, erased[i]);
        for (size_t i = 0; i < COUNT_OF(erased); i++) {
            uint64_t beside = erased[i] == MANY - 1 ? MANY - 2 : erased[i] ^ 4;
            struct hash key = key_of(t, beside);

            same += hash_equal(&key, &keys[beside]);
        }
        keytree_close(t);
        t = opened(MANY);
    }
    tap_ok(refusals == 2 * COUNT_OF(erased),
        "keys of five pages are erased at once, and after "
        "a restart");
    tap_ok(same == checked + 2 * COUNT_OF(erased),
        "the keys beside them are as they were");
    NEED(w, keytree_erase(t, w, erased, COUNT_OF(erased)));
    tap_ok(gone(t, 700), "erasing again what is erased does nothing");
    NEED(w, keytree_erase(t, w, NULL, 0));
    take(t, MANY, 300, keys);
    tap_ok(keytree_next(t) == MANY + 300,
        "numbers go on behind the last, none is used twice");
    keytree_skip(t);
    take(t, 259 * 256, 1, keys);
    tap_ok(keytree_next(t) == 259 * 256 + 1,
        "a restored node leaves the rest of a page unused");
    keytree_close(t);
    free(keys);
    free(sorted);
    work_close(w);
    disk_leave();
}

/* ---- Two media --------------------------------------------------------------------------- */

/* Does ${folder} alone give these keys, and not the erased one? */
static bool
stands_alone(const char *folder, const struct hash keys[], size_t count, size_t erased)
{
    const struct keytree_place place = {.folder = folder, .passphrase = at->passphrase};
    struct keytree *t;
    bool good = true;

    NEED(w, keytree_open(w, &place, count, &t));
    for (size_t i = 0; i < count; i++) {
        struct hash key = {0};

        if (i == erased)
            good = gone(t, i) && good;
        else
            good = keytree_get(t, w, i, &key) && hash_equal(&key, &keys[i]) && good;
    }
    keytree_close(t);
    return good;
}

static void
mirrored(void)
{
    const struct keytree_place place = {.folder = scratch("one"),
        .mirror = scratch("two")};
    const struct keytree_place alone = {.folder = place.folder};
    const char *path = scratch("two/tree.db"), *lagging = scratch("two.lagging");
    const char *aside = scratch("aside");
    struct hash keys[600];
    struct keytree *t;

    at = &place;
    NEED(w, keytree_create(w, at));
    t = opened(0);
    take(t, 0, 300, keys);
    erase(t, 7);
    keytree_close(t);
    raw_copy(place.mirror, aside);
    tap_ok(stands_alone(aside, keys, 300, 7),
        "the mirror alone opens what the first medium does");

    /* While the mirror is away, the tree grows and forgets. */
    raw_copy(place.mirror, lagging);
    at = &alone;
    t = opened(300);
    take(t, 300, 300, keys + 300);
    erase(t, 8);
    keytree_close(t);
    keys[7] = (struct hash){0};
    at = &place;
    keytree_close(opened(600));
    raw_copy(place.mirror, aside);
    t = NULL;
    keys[7] = keys[8];
    {
        const struct keytree_place copy = {.folder = aside};
        struct hash key;
        bool good = true;

        NEED(w, keytree_open(w, &copy, 600, &t));
        good = gone(t, 7) && gone(t, 8);
        key = key_of(t, 599);
        tap_ok(good && hash_equal(&key, &keys[599]),
            "a mirror that lagged has the new keys, and not the erased ones");
        keytree_close(t);
    }
    tap_ok(raw_holds_hash(place.mirror, &root_in(lagging).keys[0].key) == 0,
        "nor the tree key that it had before");

    raw_remove(place.mirror);
    t = NULL;
    tap_ok(!keytree_open(w, at, 600, &t) && work_fault(w) == FAULT_MISSING,
        "without its mirror a tree is not opened: %s", work_why(w));
    work_clear(w);
    tap_ok(!raw_there(place.mirror), "nor is one made where none is mounted");
    NEED(w, keytree_copy_folder(w, place.folder, place.mirror));
    keytree_close(opened(600));
    tap_ok(raw_there(path) &&
            hash_equal(&root_in(place.mirror).keys[0].key,
                &root_in(place.folder).keys[0].key),
        "but with a new one");
    raw_remove(path);
    keytree_close(opened(600));
    tap_ok(raw_there(path), "so is its tree alone");
    raw_remove(scratch("two/root"));
    keytree_close(opened(600));
    tap_ok(raw_there(scratch("two/root")), "so is its root file alone");
    raw_write(path, bytes_of("this is no database, but it is in the way of one"));
    keytree_close(opened(600));
    tap_ok(raw_size(path) > 8192, "garbage in its place is replaced");
    raw_copy(place.mirror, aside);
    at = &(const struct keytree_place){.folder = aside};
    t = opened(600);
    tap_ok(hash_equal(&keys[599], &(struct hash[]){key_of(t, 599)}[0]) && gone(t, 8),
        "and what was made opens");
    keytree_close(t);
}

/* Somebody names another node's mirror: it is not ours to overwrite. */
static void
foreign_mirror(void)
{
    const struct keytree_place other = {.folder = scratch("o1"), .mirror = scratch("o2")};
    const struct keytree_place mine = {.folder = scratch("m1"), .mirror = other.mirror};
    const struct keytree_place bare = {.folder = mine.folder};
    struct keytree *t;
    struct hash key;
    uint64_t number;

    at = &other;
    NEED(w, keytree_create(w, &other));
    t = opened(0);
    NEED(w, keytree_take(t, w, &number, &key));
    keytree_close(t);
    tap_ok(refused(w, keytree_create(w, &mine), FAULT_CONFLICT),
        "a tree is not made where another one is mirrored");
    raw_remove(mine.folder);
    NEED(w, keytree_create(w, &bare));
    tap_ok(refused(w, keytree_open(w, &mine, 0, &t), FAULT_CONFLICT),
        "nor opened with another tree's mirror");
    tap_ok(stands_alone(other.mirror, &key, 1, 1), "which is as it was");
}

/* ---- Passphrase ---------------------------------------------------------------------------- */

static void
passphrase(void)
{
    const struct keytree_place place = {.folder = scratch("pass"),
        .mirror = scratch("pass2"),
        .passphrase = bytes_of("correct horse")};
    struct keytree_place wrong = place;
    struct hash keys[3];
    struct keytree *t;

    at = &place;
    NEED(w, keytree_create(w, at));
    t = opened(0);
    take(t, 0, 3, keys);
    erase(t, 1);
    keytree_close(t);
    tap_ok(stands_alone(scratch("pass2"), keys, 3, 1),
        "the right passphrase opens either medium");
    wrong.passphrase = bytes_of("correct horsf");
    tap_ok(refused(w, keytree_open(w, &wrong, 3, &t), FAULT_DENIED),
        "a wrong one is denied");
    wrong.passphrase = (struct bytes){0};
    tap_ok(refused(w, keytree_open(w, &wrong, 3, &t), FAULT_DENIED), "so is none");
    tap_ok(raw_holds_hash(place.folder, &root_in(place.folder).keys[0].key) == 0 &&
            raw_holds_hash(place.mirror, &root_in(place.folder).keys[0].key) == 0,
        "the tree key stands in no file as it is");
    tap_ok(stands_alone(place.folder, keys, 3, 1), "refusals have changed nothing");
}

/* ---- An erasure cut short, and old copies -------------------------------------------------- */

struct erasure {
    struct hash keys[40];
    const char *before; /* copies of the folder: before key 5 was erased, and after */
    const char *after;
    const char *try; /* where a mixture is tried */
};

static bool
tries_open(const struct erasure *e, bool erased, uint64_t generation)
{
    const struct keytree_place place = {.folder = e->try};
    struct keytree *t;
    struct hash key;
    bool good;

    /* Twice: what the first one leaves behind must open as well. */
    for (int round = 0; round < 2; round++) {
        if (!keytree_open(w, &place, 40, &t)) {
            printf("# %s\n", work_why(w));
            work_clear(w);
            return false;
        }
        if (round == 0)
            keytree_close(t);
        if (raw_there(scratch("try/root.new")) || raw_there(scratch("try/root.old")))
            return false;
    }
    key = key_of(t, 4);
    good = hash_equal(&key, &e->keys[4]);
    if (erased)
        good = gone(t, 5) && good;
    else
        good = keytree_get(t, w, 5, &key) && hash_equal(&key, &e->keys[5]) && good;
    /* It goes on from there. */
    erase(t, 6);
    good = gone(t, 6) && good;
    keytree_close(t);
    key = root_in(e->try).keys[0].key;
    return good && root_in(e->try).count == 1 &&
        root_in(e->try).keys[0].generation == generation + 1;
}

static void
two_roots(const struct erasure *e)
{
    struct keyroot before = root_in(e->before), both = before;

    both.keys[1] = root_in(e->after).keys[0];
    both.count = 2;
    raw_copy(e->before, e->try);
    NEED(w, keyroot_save(w, e->try, &both));
    tap_ok(tries_open(e, false, 2), "cut short before its pages: the old tree holds");
    tap_ok(raw_holds_hash(e->try, &both.keys[1].key) == 0,
        "and the new tree key is forgotten");
    raw_copy(e->after, e->try);
    NEED(w, keyroot_save(w, e->try, &both));
    tap_ok(tries_open(e, true, 3), "cut short behind its pages: the new tree holds");
    tap_ok(raw_holds_hash(e->try, &before.keys[0].key) == 0,
        "and the old tree key is forgotten");
}

/* While a root file is being replaced, the process dies. */
static void
half_saved(const struct erasure *e)
{
    struct keyroot before = root_in(e->before);
    char root[1024], old[1024], new[1024];

    snprintf(root, sizeof(root), "%s/root", e->try);
    snprintf(old, sizeof(old), "%s/root.old", e->try);
    snprintf(new, sizeof(new), "%s/root.new", e->try);
    raw_copy(e->before, e->try);
    NEED(w, link(root, old) == 0);
    tap_ok(tries_open(e, false, 2), "died between keeping the old root and replacing it");
    raw_copy(e->before, e->try);
    NEED(w, link(root, old) == 0);
    raw_write(new, bytes_of("{\"half\":"));
    tap_ok(tries_open(e, false, 2), "died with half a new root written");
    raw_copy(e->after, e->try);
    raw_copy(scratch("before/root"), old);
    raw_copy(scratch("before/root"), new);
    tap_ok(tries_open(e, true, 3) && raw_holds_hash(e->try, &before.keys[0].key) == 0 &&
            !raw_there(old),
        "died before the replaced root was blanked");
    raw_copy(e->before, e->try);
    NEED(w, link(root, old) == 0);
    NEED(w, keyroot_save(w, e->try, &before));
    tap_ok(tries_open(e, false, 2), "a root is saved where an attempt had failed before");
}

static void
old_copies(const struct erasure *e)
{
    struct keyroot old = root_in(e->before), new = root_in(e->after);
    const struct keytree_place place = {.folder = e->try};
    char path[1024];
    struct keytree *t;
    struct hash key;

    tap_ok(raw_holds_hash(e->before, &old.keys[0].key) == 1 &&
            raw_holds_hash(e->after, &new.keys[0].key) == 1,
        "a scan finds the tree key of now, before and after");
    tap_ok(raw_holds_hash(e->after, &old.keys[0].key) == 0, "but not the old one after");
    tap_ok(raw_holds_hash(e->before, &e->keys[5]) == 0 &&
            raw_holds_hash(e->after, &e->keys[5]) == 0,
        "no item key lies open at any time");

    raw_copy(e->before, e->try);
    raw_copy(scratch("after/root"), scratch("try/root"));
    tap_ok(refused(w, keytree_open(w, &place, 40, &t), FAULT_CORRUPT),
        "an old tree with the new root is refused");
    snprintf(path, sizeof(path), "%s/tree.db", e->try);
    raw_sql(path, "UPDATE meta SET value = 3 WHERE name = 'generation'",
        (struct bytes){0});
    NEED(w, keytree_open(w, &place, 40, &t));
    tap_ok(refused(w, keytree_get(t, w, 5, &key), FAULT_CORRUPT) &&
            refused(w, keytree_get(t, w, 4, &key), FAULT_CORRUPT),
        "said to be new, it still opens nothing");
    keytree_close(t);
    raw_copy(e->after, e->try);
    raw_copy(scratch("before/root"), scratch("try/root"));
    tap_ok(refused(w, keytree_open(w, &place, 40, &t), FAULT_CORRUPT),
        "the old root with new pages is refused");
}

static void
damaged(const struct erasure *e)
{
    const struct keytree_place place = {.folder = e->try};
    char tree[1024], root[1024];
    struct keytree *t;
    struct hash key;

    snprintf(tree, sizeof(tree), "%s/tree.db", e->try);
    snprintf(root, sizeof(root), "%s/root", e->try);
    raw_copy(e->after, e->try);
    raw_sql(tree,
        "UPDATE page SET sealed = (SELECT sealed FROM page WHERE level = 1) "
        "WHERE level = 0",
        (struct bytes){0});
    NEED(w, keytree_open(w, &place, 40, &t));
    tap_ok(refused(w, keytree_get(t, w, 4, &key), FAULT_CORRUPT),
        "a page in another's place "
        "does not open");
    keytree_close(t);
    raw_sql(tree, "DELETE FROM page WHERE level = 0", (struct bytes){0});
    NEED(w, keytree_open(w, &place, 40, &t));
    tap_ok(refused(w, keytree_get(t, w, 4, &key), FAULT_CORRUPT),
        "nor one that was removed");
    keytree_close(t);
    raw_write(root, bytes_of("{\"keys\":[],\"tree\":\"0\"}"));
    tap_ok(!keytree_open(w, &place, 40, &t) && !work_ok(w),
        "a damaged root is refused: %s", work_why(w));
    work_clear(w);
    raw_remove(root);
    tap_ok(refused(w, keytree_open(w, &place, 40, &t), FAULT_MISSING),
        "so is a missing one");
}

static void
erasures(void)
{
    struct erasure e = {.before = scratch("before"),
        .after = scratch("after"),
        .try = scratch("try")};
    const struct keytree_place place = {.folder = scratch("live")};
    struct keytree *t;

    at = &place;
    NEED(w, keytree_create(w, at));
    t = opened(0);
    take(t, 0, 40, e.keys);
    erase(t, 0);
    keytree_close(t);
    raw_copy(place.folder, e.before);
    t = opened(40);
    erase(t, 5);
    keytree_close(t);
    raw_copy(place.folder, e.after);
    two_roots(&e);
    half_saved(&e);
    old_copies(&e);
    damaged(&e);
}

/* ---- Safe-keeping ----------------------------------------------------------------------- */

static void
copies(void)
{
    const struct keytree_place place = {.folder = scratch("kept"),
        .passphrase = bytes_of("open, please")};
    const struct keytree_place none = {.folder = scratch("copy2")};
    struct hash keys[3];
    struct keytree *t;

    at = &place;
    NEED(w, keytree_create(w, at));
    t = opened(0);
    take(t, 0, 3, keys);
    NEED(w, keytree_copy(t, w, scratch("copy1")));
    erase(t, 2);
    NEED(w, keytree_copy(t, w, scratch("copy3")));
    keytree_close(t);
    tap_ok(stands_alone(scratch("copy1"), keys, 3, 3) &&
            stands_alone(scratch("copy3"), keys, 3, 2),
        "a copy opens what was there then");
    NEED(w, keytree_copy_folder(w, scratch("copy3"), none.folder));
    tap_ok(stands_alone(none.folder, keys, 3, 2), "a copy of a copy too");
    tap_ok(refused(w, keytree_open(w, &none, 3, &t), FAULT_DENIED),
        "it is protected by the same passphrase");
    tap_ok(refused(w, keytree_copy_folder(w, scratch("nowhere"), scratch("copy4")),
               FAULT_IO) ||
            raw_there(scratch("copy4")),
        "keys that are not there cannot be copied");
}

int
main(void)
{
    made_ready();
    many_numbers();
    w = work_fresh();
    mirrored();
    foreign_mirror();
    passphrase();
    erasures();
    copies();
    work_close(w);
    return tap_end();
}
