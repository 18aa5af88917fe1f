/*
 * key rotate, key revoke, key mirror: what the organisation signs with.
 */
#include "desks/desk_inner.h"

#include "ground/crypt/crypt.h"

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

bool
desk_root_ours(struct desk *d, struct work *w, struct bytes path)
{
    struct roots roots;
    struct hash public;
    bool good = read_roots(w, path, &roots) && sign_public(w, &roots.root, &public);

    secret_wipe(&roots, sizeof(roots));
    TRY(good);
    return hash_equal(&public, &node_identity(d->node)->root) ||
        fail(w, FAULT_DENIED, "%.*s holds the root keys of another, or old ones",
            (int)path.len, (const char *)path.at);
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

/* ---- What a key that is revoked has signed -------------------------------------------------- */

#define TO_CONFIRM 1000 /* that are listed; the count is of all */

struct signed_by {
    struct hash key;
    int64_t since;
    int64_t count;
    struct json *list;
};

/* Records of people's making: what the node wrote by itself is confirmed by none. */
static bool
add_signed(struct desk *d, struct work *w, struct signed_by *by, struct work *own,
    const struct stored *s)
{
    const struct kind *kind = kinds_find(node_kinds(d->node), s->kind);
    struct json *one, *title;
    struct bytes name;
    struct record *r;
    bool signs = false;

    if (s->time < by->since || !hash_equal(&s->author, &node_identity(d->node)->id) ||
        (kind != NULL && kind_is_system(kind)))
        return true;
    TRY(record_from(own, s->header, s->proof, &r));
    for (size_t i = 0; i < r->signer_count; i++)
        signs = signs || hash_equal(&r->signers[i].key, &by->key);
    by->count += signs;
    if (!signs || by->count > TO_CONFIRM)
        return true;
    one = json_object(w);
    title = desk_title(d, w, s);
    TRY(work_keep(w, s->kind, &name));
    json_put(one, "id", json_uuid(w, &s->id));
    json_put(one, "version", json_integer(w, s->version));
    json_put(one, "kind", json_text(w, name));
    json_put(one, "title", title != NULL ? title : json_string(w, ""));
    json_put(one, "time", json_time(w, s->time));
    json_add(by->list, one);
    return work_ok(w);
}

/* What somebody else may have signed with it, since then: to be looked at, and said anew. */
static bool
to_confirm(struct desk *d, struct work *w, struct signed_by *by)
{
    bool have = true;
    int64_t no = 0;

    by->list = json_array(w);
    while (have) {
        struct work *own = work_open(work_os(w));
        struct stored s;
        bool good = own != NULL &&
            store_next(node_store(d->node), own, no, (struct bytes){0}, &s, &have) &&
            (!have || add_signed(d, w, by, own, &s));

        no = good && have ? s.no : no;
        TRY(work_join(w, own, good));
    }
    return work_ok(w);
}

/* Since when, and by which key: asked before it is another. */
static bool
look_back(struct desk *d, struct work *w, const struct json *args, struct signed_by *out)
{
    const struct org_key *key;
    int64_t now;

    *out = (struct signed_by){.since = INT64_MAX};
    if (json_get(args, "since") == NULL)
        return true;
    if (!bytes_is(desk_text(args, "key"), "node"))
        return fail(w, FAULT_USAGE,
            "--since is for the node key: others sign no records");
    TRY(time_read_person(w, desk_text(args, "since"), &out->since) &&
        node_now(d->node, w, &now) &&
        identity_current(w, node_identity(d->node), KEY_NODE, now, &key));
    out->key = key->public;
    return true;
}

DESK(key_revoke)
{
    struct signed_by by;
    struct roots roots;
    const char *key, *reason;
    bool good;

    TRY(look_back(d, w, args, &by));
    TRY(work_string(w, desk_text(args, "key"), &key));
    TRY(work_string(w, desk_text(args, "reason"), &reason));
    TRY(read_roots(w, desk_text(args, "root"), &roots));
    good = node_key_change(d->node, w, key, &roots.root, reason);
    secret_wipe(&roots, sizeof(roots));
    TRY(good);
    *answer = answer_of(d, w, key);
    if (by.since == INT64_MAX)
        return true;
    TRY(to_confirm(d, w, &by));
    json_put(*answer, "confirm", by.list);
    json_put(*answer, "confirm_count", json_integer(w, by.count));
    return work_ok(w);
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
