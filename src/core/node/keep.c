/*
 * Safe-keeping: backups without keys, keys alone, and a node made from both.
 */
#include "core/node/node_inner.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ground/archive/archive.h"

/* A folder of ours beside a file, gone when the scope ends. */
struct aside {
    const char *path;
};

static void
aside_end(struct aside *a)
{
    if (a->path != NULL)
        folder_remove(a->path);
}
#define ASIDE_AUTO __attribute__((cleanup(aside_end)))

static bool
aside_name(struct work *w, const char *beside, struct aside *out)
{
    const char *path = work_format(w, "%s.making", beside);

    TRY(path != NULL);
    folder_remove(path);
    out->path = path;
    return true;
}

static bool
copy_file(struct work *w, const char *from_folder, const char *to_folder,
    const char *name)
{
    const char *from = node_path(w, from_folder, name),
               *to = node_path(w, to_folder, name);
    struct bytes text;

    TRY(from != NULL && to != NULL);
    TRY(file_load(w, from, 2 * IDENTITY_MAX, &text));
    return file_replace(w, to, 0600, text);
}

bool
node_backup(struct node *n, struct work *w, const char *file, uint64_t *bytes)
{
    ASIDE_AUTO struct aside aside = {0};
    const char *main;

    TRY(aside_name(w, file, &aside));
    main = node_path(w, aside.path, "main");
    TRY(main != NULL);
    if (work_os(w)->mkdir(aside.path, 0700) != 0)
        return fail_errno(w, "cannot make the folder %s", aside.path);
    TRY(copy_file(w, n->folder, aside.path, "identity.json"));
    TRY(copy_file(w, n->folder, aside.path, "config.json"));
    TRY(copy_file(w, n->folder, aside.path, "certificate.pem"));
    TRY(store_copy_data(n->store, w, main));
    return archive_pack(w, aside.path, file, bytes);
}

bool
node_backup_keys(struct node *n, struct work *w, const char *file, uint64_t *bytes)
{
    ASIDE_AUTO struct aside aside = {0};

    TRY(aside_name(w, file, &aside));
    TRY(store_copy_keys(n->store, w, aside.path));
    return archive_pack(w, aside.path, file, bytes);
}

/* ---- Restoring ---------------------------------------------------------------------- */

/* The keys come as a file that `key backup` wrote, or as the folder that mirrors them. */
static bool
bring_keys(struct work *w, const char *keys, const char *folder)
{
    const char *to = node_path(w, folder, "main/keys");
    struct stat about;

    TRY(to != NULL);
    if (stat(keys, &about) != 0)
        return errno == ENOENT ? fail(w, FAULT_MISSING, "there are no keys at %s", keys)
                               : fail_errno(w, "cannot look at %s", keys);
    if (!S_ISDIR(about.st_mode))
        return archive_unpack(w, keys, to);
    return store_copy_key_folder(w, keys, to);
}

bool
node_journal_epoch(struct work *w, const struct log_head *journal, int64_t *out)
{
    struct bytes number = journal->origin;
    uint64_t epoch;
    size_t at = number.len;

    while (at > 0 && number.at[at - 1] != '/')
        at--;
    TRY(decimal_read(w, bytes_from(number.at + at, number.len - at), INT64_MAX, &epoch));
    *out = (int64_t)epoch;
    return true;
}

bool
node_mirror(struct work *w, const char *folder, const char *mirror)
{
    const char *keys = node_path(w, folder, "main/keys");
    struct node_config config;

    TRY(keys != NULL);
    TRY(config_read(w, folder, &config));
    /* Reading the keys fails while a process owns the node. */
    if (mirror != NULL)
        TRY(store_copy_key_folder(w, keys, mirror));
    config.mirror = mirror;
    return config_write(w, folder, &config);
}

/* The mirror of the old machine is not ours to write to. */
static bool
own_config(struct work *w, const char *folder)
{
    struct node_config config;

    TRY(config_read(w, folder, &config));
    config.mirror = NULL;
    return config_write(w, folder, &config);
}

static bool
restore_inside(struct work *w, const char *file, const char *keys, const char *making,
    struct bytes passphrase, struct hash *id, int64_t *epoch)
{
    struct node *n;
    bool good;

    TRY(archive_unpack(w, file, making));
    TRY(bring_keys(w, keys, making));
    TRY(own_config(w, making));
    TRY(node_open_restored(w, making, passphrase, &n));
    *id = n->identity.id;
    good = epochs_turn(n, w, "restore", epoch);
    node_close(n);
    return good;
}

bool
node_restore(struct work *w, const char *file, const char *keys, const char *folder,
    struct bytes passphrase, struct hash *id, int64_t *epoch)
{
    ASIDE_AUTO struct aside aside = {0};

    if (access(folder, F_OK) == 0)
        return fail(w, FAULT_CONFLICT, "%s is there already: choose a new folder",
            folder);
    TRY(aside_name(w, folder, &aside));
    TRY(restore_inside(w, file, keys, aside.path, passphrase, id, epoch));
    return folder_name(w, aside.path, folder);
}

bool
node_place(struct node *n, struct work *w, const struct hash *record,
    struct log_head *journal, uint64_t *at)
{
    struct bytes name;
    int64_t after = 0;
    bool have;

    for (;;) {
        TRY(store_log_next(n->store, w, after, journal, &name, &have));
        if (!have)
            return fail(w, FAULT_MISSING, "the record is in no journal here");
        after = journal->no;
        if (!bytes_start(name, STORE_JOURNAL))
            continue;
        if (store_position(n->store, w, journal, record, at))
            return true;
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
    }
}
