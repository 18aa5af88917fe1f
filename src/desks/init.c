/*
 * init: make a node, and hand out the root keys that it does not keep.
 */
#include "desks/desk_inner.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static bool
draw_roots(struct work *w, struct node_setup *setup)
{
    if (work_os(w)->random(&setup->root, sizeof(setup->root)) != 0 ||
        work_os(w)->random(&setup->next_root, sizeof(setup->next_root)) != 0)
        return fail_errno(w, "no randomness from the operating system");
    return true;
}

/* The folder in which something is to be made is there, and may be written. */
static bool
need_parent(struct work *w, const char *path)
{
    const char *parent;

    TRY(folder_of(w, path, &parent));
    if (access(parent, W_OK | X_OK) == 0)
        return true;
    if (errno == ENOENT)
        return fail(w, FAULT_IO, "there is no folder %s: make it first", parent);
    return fail_errno(w, "cannot write in the folder %s", parent);
}

/* The root file is written before the node: a node without its root is worth nothing. */
bool
desk_write_roots(struct work *w, const struct node_setup *setup, const char *path)
{
    struct json *out = json_object(w);
    struct bytes text;
    struct hash root;

    TRY(sign_public(w, &setup->root, &root));
    json_put(out, "format", json_string(w, "liaison/v1"));
    json_put(out, "what", json_string(w, "root-keys"));
    json_put(out, "handle", json_string(w, setup->handle));
    json_put(out, "public", json_hex(w, hash_bytes(&root)));
    json_put(out, "root", json_hex(w, hash_bytes(&setup->root)));
    json_put(out, "next", json_hex(w, hash_bytes(&setup->next_root)));
    TRY(json_pretty(w, out, &text));
    TRY(need_parent(w, path));
    /* The root keys of another node are never written over. */
    if (access(path, F_OK) == 0)
        return fail(w, FAULT_CONFLICT, "%s is there already: choose another --root-out",
            path);
    return file_replace(w, path, 0600, text);
}

bool
desk_handle(struct work *w, const struct json *args, const char **out)
{
    size_t len;

    TRY(work_string(w, desk_text(args, "handle"), out));
    len = strspn(*out, "abcdefghijklmnopqrstuvwxyz0123456789-");
    if ((*out)[len] == '\0' && len > 0 && len <= 32 && **out >= 'a' && **out <= 'z')
        return true;
    return fail(w, FAULT_INVALID,
        "--id %s: use a-z, 0-9 and -, a letter first, at most 32 of them", *out);
}

bool
desk_name(struct work *w, const struct json *args, struct bytes *out)
{
    *out = desk_text(args, "name");
    for (size_t i = 0; i < out->len; i++) {
        uint8_t c = out->at[i], next = i + 1 < out->len ? out->at[i + 1] : 0;

        if (c < 0x20 || c == 0x7F || (c == 0xC2 && next >= 0x80 && next < 0xA0))
            return fail(w, FAULT_INVALID,
                "--name: byte %zu is a control character: give the name as one plain "
                "line",
                i + 1);
    }
    return true;
}

static bool
read_setup(struct desk *d, struct work *w, const struct json *args,
    struct node_setup *out, const char **root_out)
{
    struct bytes mirror = desk_text(args, "keys-mirror"),
                 root = desk_text(args, "root-out");
    struct bytes lang = desk_text(args, "lang");

    *out = (struct node_setup){.lang = "en", .demo = desk_flag(args, "demo")};
    TRY(desk_name(w, args, &out->name));
    TRY(work_string(w, desk_text(args, "dir"), &out->folder));
    TRY(desk_handle(w, args, &out->handle));
    if (lang.len > 0)
        TRY(work_string(w, lang, &out->lang));
    if (mirror.len > 0)
        TRY(work_string(w, mirror, &out->mirror));
    if (root.len > 0)
        TRY(work_string(w, root, root_out));
    else
        *root_out = work_format(w, "%s.root-keys", out->folder);
    if (!desk_flag(args, "no-passphrase"))
        out->passphrase = d->passphrase;
    return *root_out != NULL;
}

DESK(init)
{
    struct node_setup setup;
    const char *root_out;
    struct bytes fingerprint;
    struct hash id;

    TRY(read_setup(d, w, args, &setup, &root_out));
    TRY(draw_roots(w, &setup));
    if (access(setup.folder, F_OK) == 0)
        return fail(w, FAULT_CONFLICT, "%s is there already: choose a new folder",
            setup.folder);
    TRY(need_parent(w, setup.folder));
    TRY(desk_write_roots(w, &setup, root_out));
    if (!node_create(w, &setup, &id)) {
        work_os(w)->unlink(root_out);
        return false;
    }
    TRY(fingerprint_write(w, &id, &fingerprint));
    *answer = json_object(w);
    json_put(*answer, "id", json_hex(w, hash_bytes(&id)));
    json_put(*answer, "fingerprint", json_text(w, fingerprint));
    json_put(*answer, "handle", json_string(w, setup.handle));
    json_put(*answer, "dir", desk_path(w, setup.folder));
    json_put(*answer, "root", desk_path(w, root_out));
    json_put(*answer, "protection",
        json_string(w,
            setup.passphrase.len > 0 ? "a passphrase" : "file permissions only"));
    if (setup.demo)
        json_put(*answer, "demo", json_bool(w, true));
    secret_wipe(&setup, sizeof(setup));
    return true;
}
