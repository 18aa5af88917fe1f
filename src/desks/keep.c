/*
 * backup, restore, key backup: safe-keeping, with keys always apart from data.
 */
#include "desks/desk_inner.h"

static struct json *
written(struct work *w, const char *file, uint64_t bytes)
{
    struct json *out = json_object(w);

    json_put(out, "file", desk_path(w, file));
    json_put(out, "bytes", json_integer(w, (int64_t)bytes));
    return out;
}

DESK(backup)
{
    const char *file;
    uint64_t bytes;

    TRY(work_string(w, desk_text(args, "file"), &file));
    TRY(node_backup(d->node, w, file, &bytes));
    *answer = written(w, file, bytes);
    return true;
}

DESK(key_backup)
{
    const char *file;
    uint64_t bytes;

    TRY(work_string(w, desk_text(args, "file"), &file));
    TRY(node_backup_keys(d->node, w, file, &bytes));
    *answer = written(w, file, bytes);
    return true;
}

DESK(restore)
{
    const char *file, *dir, *keys;
    struct hash id;
    int64_t epoch;

    TRY(work_string(w, desk_text(args, "file"), &file));
    TRY(work_string(w, desk_text(args, "dir"), &dir));
    TRY(work_string(w, desk_text(args, "keys"), &keys));
    TRY(node_restore(w, file, keys, dir, d->passphrase, &id, &epoch));
    *answer = json_object(w);
    json_put(*answer, "dir", desk_path(w, dir));
    json_put(*answer, "id", json_hex(w, hash_bytes(&id)));
    json_put(*answer, "epoch", json_integer(w, epoch));
    return true;
}
