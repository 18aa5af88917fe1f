/*
 * The media a key tree is kept on: creating, opening, bringing a lagging one up.
 */
#include "core/store/keytree_inner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

static const char *
tree_path(struct work *w, const char *folder)
{
    return work_format(w, "%s/tree.db", folder);
}

static bool
make_folder(struct work *w, const char *folder)
{
    const char *above;

    if (work_os(w)->mkdir(folder, 0700) != 0)
        return errno == EEXIST || fail_errno(w, "cannot make the folder %s", folder);
    return folder_of(w, folder, &above) && folder_sync(w, above);
}

static bool
read_meta(struct work *w, struct db *db, const char *name, uint64_t *out)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    TRY(db_query(db, w, &rows, SQL_KEYS_META_GET, "t", bytes_of(name)));
    TRY(db_next(&rows, &have));
    *out = have ? (uint64_t)db_integer(&rows, 0) : 0;
    return true;
}

bool
key_roots_save(struct keytree *t, struct work *w)
{
    for (size_t m = 0; m < t->media_count; m++)
        TRY(keyroot_save(w, t->media[m].folder, &t->root));
    return true;
}

/* A folder that holds another tree's keys is not ours to write to. */
static bool
not_foreign(struct work *w, const char *folder, const struct hash *tree)
{
    struct hash there;
    bool have;

    TRY(keyroot_tree(w, folder, &there, &have));
    if (have && !hash_equal(&there, tree))
        return fail(w, FAULT_CONFLICT,
            "%s holds the keys of another node: choose another folder", folder);
    return true;
}

static bool
create_on(struct work *w, const char *folder, const struct keyroot *root)
{
    const char *path = tree_path(w, folder);
    struct db *db;
    bool good;

    if (path == NULL)
        return false;
    TRY(make_folder(w, folder));
    TRY(not_foreign(w, folder, &root->tree));
    TRY(keyroot_save(w, folder, root));
    TRY(db_open(w, path, DB_KEYS, true, &db));
    good = db_run(db, w, SQL_KEYS_META_PUT, "ti", bytes_of("generation"), INT64_C(1));
    db_close(db);
    return good && folder_sync(w, folder);
}

bool
keytree_create(struct work *w, const struct keytree_place *place)
{
    struct keyroot root;

    TRY(keyroot_new(w, place->passphrase, &root));
    TRY(create_on(w, place->folder, &root));
    if (place->mirror != NULL)
        TRY(create_on(w, place->mirror, &root));
    secret_wipe(&root, sizeof(root));
    return true;
}

static bool
open_medium(struct keytree *t, struct work *w, const char *folder)
{
    const char *path = tree_path(w, folder);
    size_t m = t->media_count;

    if (path == NULL)
        return false;
    t->media[m].folder = strdup(folder);
    if (t->media[m].folder == NULL)
        return fail(w, FAULT_MEMORY, "out of memory while opening %s", folder);
    t->media_count++;
    TRY(keyroot_tidy(w, folder));
    return db_open(w, path, DB_KEYS, false, &t->media[m].db);
}

/* Of two tree keys in the root file, the one the pages are sealed under: an erasure was
 * cut short either before its pages were committed, or after. */
static bool
choose_root(struct keytree *t, struct work *w)
{
    uint64_t generation;

    TRY(read_meta(w, t->media[0].db, "generation", &generation));
    if (t->root.count == 2 && t->root.keys[1].generation == generation)
        t->root.keys[0] = t->root.keys[1];
    if (t->root.keys[0].generation != generation)
        return fail(w, FAULT_CORRUPT,
            "the root file in %s is of generation %llu, the key tree of %llu: "
            "restore the keys from their second medium",
            t->media[0].folder, (unsigned long long)t->root.keys[0].generation,
            (unsigned long long)generation);
    if (t->root.count == 1)
        return true;
    t->root.count = 1;
    secret_wipe(&t->root.keys[1], sizeof(t->root.keys[1]));
    return keyroot_save(w, t->media[0].folder, &t->root);
}

/* A medium that is not there has not forgotten what is erased from now on: without it nothing
 * is opened.  One that holds something of ours, however little, is there. */
static bool
is_there(struct work *w, const char *folder)
{
    static const char *const files[] = {"root", "tree.db"};

    for (size_t i = 0; i < COUNT_OF(files); i++) {
        FILE_AUTO struct file file = {.fd = -1};
        const char *path = work_format(w, "%s/%s", folder, files[i]);

        TRY(path != NULL);
        if (file_open(w, path, O_RDONLY | O_NOFOLLOW, 0, &file))
            return true;
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
    }
    return fail(w, FAULT_MISSING,
        "the keys' second medium is not there: mount %s, or name another with "
        "`liaison key mirror`",
        folder);
}

/* A mirror that missed a write gets the whole tree again. */
static bool
bring_up(struct keytree *t, struct work *w, const char *folder)
{
    const char *path = tree_path(w, folder);
    uint64_t change = 0;
    bool same = false;

    if (path == NULL)
        return false;
    TRY(is_there(w, folder));
    TRY(not_foreign(w, folder, &t->root.tree));
    if (open_medium(t, w, folder)) {
        TRY(read_meta(w, t->media[1].db, "change", &change));
        same = change == t->change;
    } else if (work_fault(w) == FAULT_MEMORY) {
        return false;
    } else {
        work_clear(w);
    }
    if (!same) {
        db_close(t->media[1].db);
        t->media[1].db = NULL;
        for (size_t i = 0; i < 3; i++) {
            static const char *const tails[] = {"", "-wal", "-shm"};
            const char *old = work_format(w, "%s%s", path, tails[i]);

            if (old == NULL)
                return false;
            work_os(w)->unlink(old);
        }
        TRY(db_copy(t->media[0].db, w, path));
        TRY(db_open(w, path, DB_KEYS, false, &t->media[1].db));
    }
    return keyroot_save(w, folder, &t->root);
}

static bool
open_all(struct keytree *t, struct work *w, const struct keytree_place *place)
{
    TRY(keyroot_load(w, place->folder, place->passphrase, &t->root));
    TRY(open_medium(t, w, place->folder));
    TRY(choose_root(t, w));
    TRY(read_meta(w, t->media[0].db, "pages", &t->pages));
    TRY(read_meta(w, t->media[0].db, "change", &t->change));
    if (place->mirror != NULL)
        TRY(bring_up(t, w, place->mirror));
    return true;
}

bool
keytree_open(struct work *w, const struct keytree_place *place, uint64_t next,
    struct keytree **out)
{
    struct keytree *t = calloc(1, sizeof(*t));

    if (t == NULL)
        return fail(w, FAULT_MEMORY, "out of memory while opening the keys");
    t->next = next;
    if (!open_all(t, w, place)) {
        keytree_close(t);
        return false;
    }
    *out = t;
    return true;
}

void
keytree_close(struct keytree *t)
{
    if (t == NULL)
        return;
    for (size_t m = 0; m < t->media_count; m++) {
        db_close(t->media[m].db);
        free(t->media[m].folder);
    }
    secret_wipe(t, sizeof(*t));
    free(t);
}

bool
keytree_copy(struct keytree *t, struct work *w, const char *folder)
{
    const char *path = tree_path(w, folder);

    if (path == NULL)
        return false;
    TRY(make_folder(w, folder));
    TRY(db_copy(t->media[0].db, w, path));
    return keyroot_save(w, folder, &t->root);
}

bool
keytree_copy_folder(struct work *w, const char *from, const char *to)
{
    const char *source = tree_path(w, from), *target = tree_path(w, to);
    const char *root = work_format(w, "%s/root", from),
               *copy = work_format(w, "%s/root", to);
    struct bytes text;
    struct db *db;
    bool good;

    TRY(source != NULL && target != NULL && root != NULL && copy != NULL);
    TRY(db_open(w, source, DB_KEYS, false, &db));
    good = make_folder(w, to) && db_copy(db, w, target);
    db_close(db);
    TRY(good);
    /* Wrapped or not, the root goes as it is: no passphrase is needed to move it. */
    TRY(file_load(w, root, 4096, &text));
    return file_replace(w, copy, 0600, text);
}
