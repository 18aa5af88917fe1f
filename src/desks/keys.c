/*
 * key rotate, key revoke, key mirror: what the organisation signs with.
 */
#include "desks/desk_inner.h"

#define ROOT_FILE_MAX 4096

struct roots {
    struct hash root;
    struct hash next;
};

static bool
read_roots(struct work *w, struct bytes path, struct roots *out)
{
    struct bytes text, what;
    struct json *file;
    const char *name;

    TRY(work_string(w, path, &name));
    TRY(file_load(w, name, ROOT_FILE_MAX, &text));
    TRY(json_read(w, text, &json_written, &file));
    TRY(json_need_text(w, file, "what", &what));
    if (!bytes_is(what, "root-keys"))
        return fail(w, FAULT_INVALID, "%s holds no root keys", name);
    TRY(json_need_hash(w, file, "root", &out->root));
    return json_need_hash(w, file, "next", &out->next);
}

static struct json *
answer_of(struct desk *d, struct work *w, const char *key)
{
    struct json *out = json_object(w);

    json_put(out, "key", json_string(w, key));
    json_put(out, "id", json_hex(w, hash_bytes(&node_identity(d->node)->id)));
    json_put(out, "root", json_hex(w, hash_bytes(&node_identity(d->node)->root)));
    return out;
}

/* The next root takes over; another is promised, and both go into a new root file first. */
static bool
rotate_root(struct desk *d, struct work *w, const struct json *args,
    const struct roots *old)
{
    struct node_setup fresh = {.root = old->next};
    const char *path, *handle;

    if (json_get(args, "root-out") == NULL)
        return fail(w, FAULT_USAGE, "say where the new root keys go: --root-out FILE");
    if (work_os(w)->random(&fresh.next_root, sizeof(fresh.next_root)) != 0)
        return fail_errno(w, "no randomness from the operating system");
    TRY(work_string(w, desk_text(args, "root-out"), &path));
    TRY(work_string(w, node_identity(d->node)->handle, &handle));
    fresh.handle = handle;
    TRY(desk_write_roots(w, &fresh, path));
    return node_root_rotate(d->node, w, &old->next, &fresh.next_root);
}

DESK(key_rotate)
{
    struct roots roots;
    const char *key;
    bool good;

    TRY(work_string(w, desk_text(args, "key"), &key));
    TRY(read_roots(w, desk_text(args, "root"), &roots));
    good = bytes_is(desk_text(args, "key"), "root")
        ? rotate_root(d, w, args, &roots)
        : node_key_change(d->node, w, key, &roots.root, NULL);
    secret_wipe(&roots, sizeof(roots));
    TRY(good);
    *answer = answer_of(d, w, key);
    return true;
}

DESK(key_revoke)
{
    struct roots roots;
    const char *key, *reason;
    bool good;

    TRY(work_string(w, desk_text(args, "key"), &key));
    TRY(work_string(w, desk_text(args, "reason"), &reason));
    TRY(read_roots(w, desk_text(args, "root"), &roots));
    good = node_key_change(d->node, w, key, &roots.root, reason);
    secret_wipe(&roots, sizeof(roots));
    TRY(good);
    *answer = answer_of(d, w, key);
    return true;
}

DESK(key_mirror)
{
    bool none = desk_flag(args, "none");
    const char *dir = NULL;

    if (none == (json_get(args, "dir") != NULL))
        return fail(w, FAULT_USAGE, "give the folder for the keys' mirror, or --none");
    if (d->folder == NULL)
        return fail(w, FAULT_USAGE,
            "key mirror needs a node: give -C DIR or set LIAISON_DIR");
    if (!none)
        TRY(work_string(w, desk_text(args, "dir"), &dir));
    TRY(node_mirror(w, d->folder, dir));
    *answer = json_object(w);
    json_put(*answer, "mirror", none ? json_string(w, "none") : desk_path(w, dir));
    return work_ok(w);
}
