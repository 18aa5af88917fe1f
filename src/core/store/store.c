/*
 * A side of a node: creating, opening, closing, and its small secrets.
 */
#include "core/store/store_inner.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *
below(struct work *w, const char *folder, const char *name)
{
    return work_format(w, "%s/%s", folder, name);
}

static bool
key_place(struct work *w, const struct store_place *place, struct keytree_place *out)
{
    *out = (struct keytree_place){
        .folder = below(w, place->folder, "keys"),
        .mirror = place->mirror,
        .passphrase = place->passphrase,
    };
    return out->folder != NULL;
}

bool
store_create(struct work *w, const struct store_place *place)
{
    const char *vault = below(w, place->folder, "vault");
    const char *path = below(w, place->folder, "data.db");
    struct keytree_place keys;
    const char *parent;
    struct db *db;

    TRY(vault != NULL && path != NULL && folder_of(w, place->folder, &parent));
    if (work_os(w)->mkdir(place->folder, 0700) != 0)
        return fail_errno(w, "cannot make the folder %s", place->folder);
    if (work_os(w)->mkdir(vault, 0700) != 0)
        return fail_errno(w, "cannot make the folder %s", vault);
    TRY(key_place(w, place, &keys));
    TRY(keytree_create(w, &keys));
    TRY(db_open(w, path, DB_DATA, true, &db));
    db_close(db);
    TRY(folder_sync(w, place->folder));
    return folder_sync(w, parent);
}

void
store_stop(struct store *s)
{
    s->broken = true;
}

bool
store_whole(const struct store *s, struct work *w)
{
    if (s->broken)
        return fail(w, FAULT_IO,
            "writing to %s failed half-way: stop this node and start it "
            "again; it will put itself right",
            s->folder);
    return true;
}

bool
store_settle(struct store *s, struct work *w, bool well)
{
    if (well && db_commit(s->db, w))
        return true;
    /* After a failed sync nobody knows what the disk holds: start again from it. */
    s->broken = s->broken || (well && work_fault(w) == FAULT_IO);
    db_rollback(s->db);
    return false;
}

bool
store_meta_get(struct store *s, struct work *w, const char *name, int64_t *out)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_META_GET, "t", bytes_of(name)));
    TRY(db_next(&rows, &have));
    *out = have ? db_integer(&rows, 0) : 0;
    return true;
}

bool
store_meta_put(struct store *s, struct work *w, const char *name, int64_t value)
{
    return db_run(s->db, w, SQL_META_PUT, "ti", bytes_of(name), value);
}

bool
store_keys_mark(struct store *s, struct work *w)
{
    return store_meta_put(s, w, "next-key", (int64_t)keytree_next(s->keys));
}

static bool
doomed_keys(struct store *s, struct work *w, uint64_t **out, size_t *count)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_DOOMED, ""));
    for (;;) {
        uint64_t key;

        TRY(db_next(&rows, &have));
        if (!have)
            break;
        key = (uint64_t)db_integer(&rows, 0);
        buffer_add(&b, bytes_from(&key, sizeof(key)));
    }
    *out = buffer_array(&b, sizeof(**out), count);
    return *out != NULL;
}

static bool
doom_done(struct store *s, struct work *w, const uint64_t keys[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        TRY(db_run(s->db, w, SQL_DOOM_DONE, "i", (int64_t)keys[i]));
    return true;
}

bool
store_doom(struct store *s, struct work *w)
{
    uint64_t *keys;
    size_t count;

    TRY(doomed_keys(s, w, &keys, &count));
    if (count == 0)
        return true;
    TRY(keytree_erase(s->keys, w, keys, count));
    TRY(db_begin(s->db, w));
    TRY(store_settle(s, w, doom_done(s, w, keys, count)));
    /* What a deleted row leaves in the file must go too. */
    return db_scrub(s->db, w);
}

static bool
open_all(struct store *s, struct work *w, const struct store_place *place)
{
    const char *path = below(w, place->folder, "data.db");
    struct keytree_place keys;
    int64_t next;

    if (path == NULL)
        return false;
    s->folder = strdup(place->folder);
    if (s->folder == NULL)
        return fail(w, FAULT_MEMORY, "out of memory while opening %s", place->folder);
    TRY(db_open(w, path, DB_DATA, false, &s->db));
    TRY(store_meta_get(s, w, "next-key", &next));
    TRY(key_place(w, place, &keys));
    TRY(keytree_open(w, &keys, (uint64_t)next, &s->keys));
    if (place->restored)
        keytree_skip(s->keys);
    TRY(store_doom(s, w));
    return vault_settle(s, w);
}

bool
store_open(struct work *w, const struct store_place *place, struct store **out)
{
    struct store *s = calloc(1, sizeof(*s));

    if (s == NULL)
        return fail(w, FAULT_MEMORY, "out of memory while opening %s", place->folder);
    if (!open_all(s, w, place)) {
        store_close(s);
        return false;
    }
    *out = s;
    return true;
}

void
store_close(struct store *s)
{
    if (s == NULL)
        return;
    keytree_close(s->keys);
    db_close(s->db);
    free(s->folder);
    free(s);
}

/* ---- Secrets ------------------------------------------------------------------ */

static bool
secret_key(struct store *s, struct work *w, const char *name, int64_t *key, bool *have)
{
    ROWS_AUTO struct db_rows rows = {0};

    TRY(db_query(s->db, w, &rows, SQL_SECRET_GET, "t", bytes_of(name)));
    TRY(db_next(&rows, have));
    *key = *have ? db_integer(&rows, 0) : 0;
    return true;
}

/* A secret is an item key with a name: it was drawn at random, and can be erased. */
bool
store_secret(struct store *s, struct work *w, const char *name, struct hash *out)
{
    int64_t key;
    bool have;

    TRY(secret_key(s, w, name, &key, &have));
    if (!have)
        return fail(w, FAULT_MISSING, "no secret named %s", name);
    return keytree_get(s->keys, w, (uint64_t)key, out);
}

static bool
secret_change(struct store *s, struct work *w, const char *name, int64_t old, bool had,
    int64_t key)
{
    if (had)
        TRY(db_run(s->db, w, SQL_DOOM, "i", old));
    TRY(store_keys_mark(s, w));
    if (key < 0)
        return db_run(s->db, w, SQL_SECRET_DROP, "t", bytes_of(name));
    return db_run(s->db, w, SQL_SECRET_PUT, "ti", bytes_of(name), key);
}

static bool
secret_commit(struct store *s, struct work *w, const char *name, int64_t key)
{
    int64_t old;
    bool had;

    TRY(secret_key(s, w, name, &old, &had));
    TRY(db_begin(s->db, w));
    TRY(store_settle(s, w, secret_change(s, w, name, old, had, key)));
    /* As with a commit: should destroying the old one fail, opening finishes it. */
    s->broken = true;
    TRY(store_doom(s, w));
    s->broken = false;
    return true;
}

bool
store_secret_new(struct store *s, struct work *w, const char *name, struct hash *out)
{
    uint64_t key;

    TRY(store_whole(s, w));
    TRY(keytree_take(s->keys, w, &key, out));
    return secret_commit(s, w, name, (int64_t)key);
}

bool
store_secret_rename(struct store *s, struct work *w, const char *from, const char *to)
{
    TRY(store_whole(s, w));
    return db_run(s->db, w, SQL_SECRET_RENAME, "tt", bytes_of(from), bytes_of(to));
}

static bool
promote(struct store *s, struct work *w, const char *from, const char *to)
{
    int64_t old;
    bool had;

    TRY(secret_key(s, w, to, &old, &had));
    if (had) {
        TRY(db_run(s->db, w, SQL_DOOM, "i", old));
        TRY(db_run(s->db, w, SQL_SECRET_DROP, "t", bytes_of(to)));
    }
    return db_run(s->db, w, SQL_SECRET_RENAME, "tt", bytes_of(from), bytes_of(to));
}

bool
store_secret_promote(struct store *s, struct work *w, const char *from, const char *to)
{
    TRY(store_whole(s, w));
    TRY(db_begin(s->db, w));
    if (!promote(s, w, from, to) || !db_commit(s->db, w)) {
        db_rollback(s->db);
        return false;
    }
    return store_doom(s, w);
}

bool
store_secret_drop(struct store *s, struct work *w, const char *name)
{
    TRY(store_whole(s, w));
    return secret_commit(s, w, name, -1);
}

bool
store_copy_keys(struct store *s, struct work *w, const char *folder)
{
    return keytree_copy(s->keys, w, folder);
}

bool
store_copy_key_folder(struct work *w, const char *from, const char *to)
{
    return keytree_copy_folder(w, from, to);
}
