/*
 * The root file of the key tree: the one secret that all others hang from.
 */
#include "core/store/keytree.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#define KEYROOT_MAX 4096

static const char *
root_path(struct work *w, const char *folder, const char *name)
{
    return work_format(w, "%s/%s", folder, name);
}

static bool
wrap_key(struct work *w, struct keyroot *root, struct bytes passphrase)
{
    root->wrapped = passphrase.len > 0;
    if (!root->wrapped)
        return true;
    return password_key(w, passphrase, root->salt, &root->wrap);
}

bool
keyroot_new(struct work *w, struct bytes passphrase, struct keyroot *out)
{
    *out = (struct keyroot){.count = 1};
    out->keys[0].generation = 1;
    if (work_os(w)->random(&out->tree, sizeof(out->tree)) != 0 ||
        work_os(w)->random(&out->keys[0].key, sizeof(out->keys[0].key)) != 0 ||
        work_os(w)->random(out->salt, sizeof(out->salt)) != 0)
        return fail_errno(w, "no randomness from the operating system");
    return wrap_key(w, out, passphrase);
}

/* What seals a wrapped key: where it may be used. */
static struct bytes
key_context(void)
{
    return bytes_of("liaison/v1/tree-key\n");
}

static bool
read_key(struct work *w, const struct keyroot *root, const struct json *from, size_t n,
    struct keyroot *out)
{
    struct bytes text, sealed, plain;
    int64_t generation;

    TRY(json_need_integer(w, from, "generation", 1, JSON_INTEGER_MAX, &generation));
    out->keys[n].generation = (uint64_t)generation;
    if (!root->wrapped)
        return json_need_hash(w, from, "key", &out->keys[n].key);
    TRY(json_need_text(w, from, "sealed", &text));
    TRY(base64_read(w, text, &sealed));
    if (!open_bytes(w, &root->wrap, key_context(), sealed, &plain) ||
        plain.len != sizeof(struct hash)) {
        if (work_fault(w) == FAULT_MEMORY)
            return false;
        work_clear(w);
        return fail(w, FAULT_DENIED, "the passphrase does not open this node's keys");
    }
    memcpy(&out->keys[n].key, plain.at, sizeof(struct hash));
    return true;
}

static bool
load(struct work *w, const char *folder, struct bytes passphrase, struct keyroot *out)
{
    const char *path = root_path(w, folder, "root");
    struct bytes text, salt;
    struct json *root, *keys;

    *out = (struct keyroot){0};
    if (path == NULL)
        return false;
    TRY(file_load(w, path, KEYROOT_MAX, &text));
    TRY(json_read(w, text, &json_record, &root));
    TRY(json_need_hash(w, root, "tree", &out->tree));
    TRY(json_need(w, root, "keys", JSON_ARRAY, &keys));
    if (json_get(root, "salt") != NULL) {
        if (passphrase.len == 0)
            return fail(w, FAULT_DENIED,
                "the keys in %s are protected: give the passphrase in "
                "LIAISON_PASSPHRASE_FILE",
                folder);
        TRY(json_need_text(w, root, "salt", &salt));
        TRY(hex_read(w, salt, out->salt, sizeof(out->salt)));
        TRY(wrap_key(w, out, passphrase));
    }
    if (keys->count < 1 || keys->count > 2)
        return fail(w, FAULT_CORRUPT, "%s holds %zu keys", path, keys->count);
    for (struct json *k = keys->first; k != NULL; k = k->next)
        TRY(read_key(w, out, k, out->count++, out));
    return true;
}

bool
keyroot_load(struct work *w, const char *folder, struct bytes passphrase,
    struct keyroot *out)
{
    if (load(w, folder, passphrase, out))
        return true;
    return work_fault(w) == FAULT_INVALID && fail_in(w, "%s/root", folder);
}

static struct json *
write_key(struct work *w, const struct keyroot *root, size_t n)
{
    struct json *to = json_object(w);
    struct bytes sealed, text;

    json_put(to, "generation", json_integer(w, (int64_t)root->keys[n].generation));
    if (!root->wrapped) {
        json_put(to, "key", json_hex(w, hash_bytes(&root->keys[n].key)));
        return to;
    }
    if (!seal_bytes(w, &root->wrap, key_context(), hash_bytes(&root->keys[n].key),
            &sealed) ||
        !base64_write(w, sealed, &text))
        return NULL;
    json_put(to, "sealed", json_text(w, text));
    return to;
}

bool
keyroot_tree(struct work *w, const char *folder, struct hash *out, bool *have)
{
    const char *path = root_path(w, folder, "root");
    struct bytes text;
    struct json *root;

    *have = false;
    if (path == NULL)
        return false;
    if (file_load(w, path, KEYROOT_MAX, &text) &&
        json_read(w, text, &json_record, &root) && json_need_hash(w, root, "tree", out)) {
        *have = true;
        return true;
    }
    if (work_fault(w) != FAULT_MISSING && work_fault(w) != FAULT_INVALID)
        return false;
    work_clear(w);
    return true;
}

bool
keyroot_save(struct work *w, const char *folder, const struct keyroot *root)
{
    const char *path = root_path(w, folder, "root");
    const char *old = root_path(w, folder, "root.old");
    struct json *out = json_object(w), *keys = json_array(w);
    struct bytes text;

    if (path == NULL || old == NULL)
        return false;
    for (size_t i = 0; i < root->count; i++)
        json_add(keys, write_key(w, root, i));
    json_put(out, "keys", keys);
    json_put(out, "tree", json_hex(w, hash_bytes(&root->tree)));
    if (root->wrapped)
        json_put(out, "salt", json_hex(w, bytes_from(root->salt, sizeof(root->salt))));
    TRY(json_write(w, out, &text));

    /* Keep the old file by a second name, put the new one in place, then blank the old. */
    TRY(keyroot_tidy(w, folder));
    if (work_os(w)->link(path, old) != 0 && errno != ENOENT)
        return fail_errno(w, "cannot keep %s aside", path);
    TRY(file_replace(w, path, 0600, text));
    return keyroot_tidy(w, folder);
}

/* Is the file of this name also the one that is open? */
static bool
same_file(struct work *w, const struct file *open, const char *path, bool *same)
{
    FILE_AUTO struct file other = {.fd = -1};
    struct stat one, two;

    *same = false;
    if (!file_open(w, path, O_RDONLY, 0, &other)) {
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
        return true;
    }
    if (open->os->fstat(open->fd, &one) != 0 || other.os->fstat(other.fd, &two) != 0)
        return fail_errno(w, "cannot look at %s", path);
    *same = one.st_dev == two.st_dev && one.st_ino == two.st_ino;
    return true;
}

/* Overwrite a file where it lies, so that its key is not left in a freed block, and remove
 * it.  A file system that writes elsewhere keeps it: the threat model says so. */
static bool
blank(struct work *w, const char *folder, const char *path, const char *root)
{
    FILE_AUTO struct file f = {.fd = -1};
    uint8_t nothing[KEYROOT_MAX] = {0};
    struct stat about;
    bool same;

    if (!file_open(w, path, O_WRONLY, 0, &f)) {
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
        return true;
    }
    /* A second name of the root itself, which was kept aside and then not replaced, only
     * goes; and what replaced a file must be durable before that is blanked. */
    TRY(same_file(w, &f, root, &same));
    if (!same) {
        TRY(folder_sync(w, folder));
        if (f.os->fstat(f.fd, &about) != 0)
            return fail_errno(w, "cannot look at %s", path);
        if (about.st_size < 0 || (size_t)about.st_size > sizeof(nothing))
            return fail(w, FAULT_CORRUPT, "%s is too large to be a root file", path);
        TRY(file_write_at(w, &f, bytes_from(nothing, (size_t)about.st_size), 0));
        TRY(file_sync(w, &f));
    }
    if (work_os(w)->unlink(path) != 0)
        return fail_errno(w, "cannot remove %s", path);
    return folder_sync(w, folder);
}

bool
keyroot_tidy(struct work *w, const char *folder)
{
    const char *root = root_path(w, folder, "root");
    const char *old = root_path(w, folder, "root.old");
    const char *new = root_path(w, folder, "root.new"); /* file_replace's, cut short */

    if (root == NULL || old == NULL || new == NULL)
        return false;
    TRY(blank(w, folder, new, root));
    return blank(w, folder, old, root);
}
