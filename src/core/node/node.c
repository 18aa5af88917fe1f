/*
 * A node's life: making its folder, opening and closing it, its clock.
 */
#include "core/node/rows.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ground/net/net.h"

const char *
node_path(struct work *w, const char *folder, const char *name)
{
    return work_format(w, "%s/%s", folder, name);
}

static int
remove_one(const char *path, const struct stat *about, int what, struct FTW *at)
{
    (void)about;
    (void)what;
    (void)at;
    return remove(path);
}

void
folder_remove(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- Making ----------------------------------------------------------------------- */

static const struct {
    const char *secret; /* its name in the store */
    enum key_use use;
    bool stated; /* does the root state it, or is it the node's own affair? */
} node_secrets[] = {
    {"node", KEY_NODE, true},
    {"log", KEY_LOG, true},
    {"tls", KEY_TLS, true},
    {"witness", KEY_WITNESS, true},
    {"alike", KEY_NODE, false},
    {"search", KEY_NODE, false},
};

/* Draw the node's keys and let the root state those that others must know. */
static bool
make_identity(struct store *s, struct work *w, const struct node_setup *setup,
    int64_t now, struct identity *out)
{
    struct hash seed, public;

    TRY(identity_new(w, &setup->root, &setup->next_root, out));
    TRY(identity_state(w, out, &setup->root,
        statement_name(w, setup->handle, setup->lang, setup->name, now), out));
    for (size_t i = 0; i < COUNT_OF(node_secrets); i++) {
        TRY(store_secret_new(s, w, node_secrets[i].secret, &seed));
        if (!node_secrets[i].stated)
            continue;
        TRY(sign_public(w, &seed, &public));
        TRY(identity_state(w, out, &setup->root,
            statement_key(w, node_secrets[i].use, "node", "node-held", &public, now,
                now + KEY_LIFE),
            out));
    }
    secret_wipe(&seed, sizeof(seed));
    return true;
}

static bool
make_journal(struct store *s, struct work *w, const struct hash *org)
{
    const char *origin;
    struct bytes hex;

    TRY(hex_write(w, hash_bytes(org), &hex));
    origin = work_format(w, "liaison/v1/%.*s/main/journal/1", (int)hex.len,
        (const char *)hex.at);
    return origin != NULL && store_log_new(s, w, STORE_JOURNAL, origin);
}

/* What the node shows to partners in a handshake: its TLS key, certified by the root. */
static bool
make_certificate(struct store *s, struct work *w, const char *folder,
    const struct node_setup *setup, const struct identity *identity, int64_t now)
{
    const char *path = node_path(w, folder, "certificate.pem");
    struct bytes chain;
    struct hash tls;

    TRY(path != NULL);
    TRY(store_secret(s, w, "tls", &tls));
    TRY(net_certificate_new(w, &setup->root, &tls, identity->text, now - TIME_DAY,
        now + KEY_LIFE, &chain));
    secret_wipe(&tls, sizeof(tls));
    return file_replace(w, path, 0644, chain);
}

static bool
make_inside(struct work *w, const char *folder, const struct node_setup *setup,
    struct hash *id)
{
    const struct store_place place = {
        .folder = node_path(w, folder, "main"),
        .mirror = setup->mirror,
        .passphrase = setup->passphrase,
    };
    const struct node_config config = {.handle = setup->handle,
        .mirror = setup->mirror,
        .demo = setup->demo};
    const char *path = node_path(w, folder, "identity.json");
    int64_t now = work_os(w)->now();
    struct identity identity;
    struct store *s;
    bool good;

    if (place.folder == NULL || path == NULL)
        return false;
    if (work_os(w)->mkdir(folder, 0700) != 0)
        return fail_errno(w, "cannot make the folder %s", folder);
    TRY(store_create(w, &place));
    TRY(store_open(w, &place, &s));
    good = make_identity(s, w, setup, now, &identity) &&
        make_journal(s, w, &identity.id) &&
        make_certificate(s, w, folder, setup, &identity, now);
    store_close(s);
    if (!good)
        return false;
    *id = identity.id;
    return file_replace(w, path, 0644, identity.text) && config_write(w, folder, &config);
}

/* Files of keys on the second medium. */
static const char *const key_files[] = {"root", "root.new", "root.old", "tree.db",
    "tree.db-wal", "tree.db-shm"};

/* A medium that holds keys is another node's: to write there would destroy them. */
static bool
mirror_is_free(struct work *w, const char *mirror)
{
    for (size_t i = 0; i < COUNT_OF(key_files); i++) {
        const char *path = node_path(w, mirror, key_files[i]);

        TRY(path != NULL);
        if (access(path, F_OK) == 0)
            return fail(w, FAULT_CONFLICT, "%s holds keys already: choose another folder",
                mirror);
    }
    return true;
}

static void
mirror_remove(struct work *w, const char *mirror, bool with_folder)
{
    for (size_t i = 0; i < COUNT_OF(key_files); i++) {
        const char *path = node_path(w, mirror, key_files[i]);

        if (path != NULL)
            (void)unlink(path);
    }
    if (with_folder)
        (void)rmdir(mirror);
}

bool
folder_name(struct work *w, const char *making, const char *folder)
{
    const char *above;

    TRY(folder_of(w, folder, &above));
    if (work_os(w)->rename(making, folder) != 0)
        return fail_errno(w, "cannot name the folder %s", folder);
    if (folder_sync(w, above))
        return true;
    /* A name that a power cut may take back is none: the caller removes what was made. */
    (void)work_os(w)->rename(folder, making);
    return false;
}

bool
node_create(struct work *w, const struct node_setup *setup, struct hash *id)
{
    const char *making = work_format(w, "%s.making", setup->folder);
    bool mirror_there = setup->mirror != NULL && access(setup->mirror, F_OK) == 0;

    if (making == NULL)
        return false;
    if (access(setup->folder, F_OK) == 0)
        return fail(w, FAULT_CONFLICT, "%s is there already: choose a new folder",
            setup->folder);
    if (mirror_there)
        TRY(mirror_is_free(w, setup->mirror));
    folder_remove(making);
    if (make_inside(w, making, setup, id) && folder_name(w, making, setup->folder))
        return true;
    folder_remove(making);
    if (setup->mirror != NULL)
        mirror_remove(w, setup->mirror, !mirror_there);
    return false;
}

bool
config_write(struct work *w, const char *folder, const struct node_config *c)
{
    const char *path = node_path(w, folder, "config.json");
    struct json *out = json_object(w);
    struct bytes text;

    json_put(out, "format", json_string(w, "liaison/v1"));
    json_put(out, "handle", json_string(w, c->handle));
    if (c->mirror != NULL)
        json_put(out, "keys-mirror", json_string(w, c->mirror));
    if (c->demo)
        json_put(out, "demo", json_bool(w, true));
    TRY(json_pretty(w, out, &text));
    return path != NULL && file_replace(w, path, 0600, text);
}

bool
config_read(struct work *w, const char *folder, struct node_config *out)
{
    const char *path = node_path(w, folder, "config.json");
    struct bytes text, handle, mirror;
    struct json *config;

    *out = (struct node_config){0};
    if (path == NULL)
        return false;
    if (!file_load(w, path, 65536, &text)) {
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
        return fail(w, FAULT_MISSING,
            "%s is no liaison node: make one with `liaison init`", folder);
    }
    if (!json_read(w, text, &json_written, &config) ||
        !json_need_text(w, config, "handle", &handle))
        return fail_in(w, "%s", path);
    TRY(work_string(w, handle, &out->handle));
    if (json_get(config, "keys-mirror") != NULL) {
        TRY(json_need_text(w, config, "keys-mirror", &mirror));
        TRY(work_string(w, mirror, &out->mirror));
    }
    if (json_get(config, "demo") != NULL) {
        struct json *demo;

        TRY(json_need(w, config, "demo", JSON_BOOL, &demo));
        out->demo = demo->truth;
    }
    return true;
}

/* ---- Opening ------------------------------------------------------------------------ */

/* One process owns a node's folder; the lock dies with it. */
static bool
take_lock(struct node *n, struct work *w)
{
    const char *path = node_path(w, n->folder, "lock");

    if (path == NULL)
        return false;
    TRY(file_open(w, path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600, &n->lock));
    if (work_os(w)->lock(n->lock.fd) != 0)
        return fail(w, FAULT_BUSY, "%s is in use by a liaison process", n->folder);
    return true;
}

/* Does the identity document state the key that this node signs with? */
static bool
is_of_keys(struct node *n, struct work *w)
{
    struct hash seed, public;

    if (!store_secret(n->store, w, "node", &seed)) {
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
        return fail(w, FAULT_CONFLICT,
            "these data are older than the last change of the node's key, which erased "
            "the "
            "one they knew: restore a backup from after it");
    }
    TRY(sign_public(w, &seed, &public));
    secret_wipe(&seed, sizeof(seed));
    for (size_t i = 0; i < n->identity.key_count; i++)
        if (n->identity.keys[i].use == KEY_NODE &&
            hash_equal(&n->identity.keys[i].public, &public))
            return true;
    return fail(w, FAULT_CORRUPT,
        "%s/identity.json does not state this node's key: it is "
        "another organisation's, or an old one",
        n->folder);
}

static bool
open_inside(struct node *n, struct work *w, const char *folder, struct bytes passphrase,
    bool restored)
{
    struct node_config config;
    struct store_place place;
    struct bytes text, kept;

    TRY(work_string(n->own, bytes_of(folder), &n->folder));
    TRY(config_read(w, folder, &config));
    TRY(work_keep(n->own, bytes_of(config.handle), &kept));
    n->handle = (const char *)kept.at;
    n->demo = config.demo;
    TRY(take_lock(n, w));
    if (node_path(w, folder, "identity.json") == NULL)
        return false;
    TRY(file_load(n->own, node_path(w, folder, "identity.json"), IDENTITY_MAX, &text));
    if (!identity_read(n->own, text, &n->identity))
        return fail_in(n->own, "%s/identity.json", folder);
    place = (struct store_place){
        .folder = node_path(w, folder, "main"),
        .mirror = config.mirror,
        .passphrase = passphrase,
        .restored = restored,
    };
    if (place.folder == NULL)
        return false;
    TRY(store_open(w, &place, &n->store));
    TRY(is_of_keys(n, w));
    TRY(adopted_load(n, w));
    TRY(store_clock(n->store, w, &n->latest));
    TRY(keys_settle(n, w));
    TRY(views_open(n, w));
    /* A node made from a backup begins new epochs of all its logs itself. */
    return restored || epochs_settle(n, w);
}

static bool
open_node(struct work *w, const char *folder, struct bytes passphrase, bool restored,
    struct node **out)
{
    struct node *n = calloc(1, sizeof(*n));

    if (n == NULL)
        return fail(w, FAULT_MEMORY, "out of memory while opening %s", folder);
    n->lock.fd = -1;
    n->waiting_records = WAITING_RECORDS;
    n->waiting_bytes = WAITING_BYTES;
    n->look_again = true; /* this program may be newer than the last one */
    n->own = work_open(work_os(w));
    if (n->own == NULL || !open_inside(n, w, folder, passphrase, restored)) {
        if (work_ok(w))
            fail_with(w, n->own);
        node_close(n);
        return false;
    }
    *out = n;
    return true;
}

bool
node_open(struct work *w, const char *folder, struct bytes passphrase, struct node **out)
{
    return open_node(w, folder, passphrase, false, out);
}

bool
node_open_restored(struct work *w, const char *folder, struct bytes passphrase,
    struct node **out)
{
    return open_node(w, folder, passphrase, true, out);
}

void
node_close(struct node *n)
{
    if (n == NULL)
        return;
    node_forget_identities(n);
    rows_drop(n);
    secret_wipe(&n->row_key, sizeof(n->row_key));
    db_close(n->views);
    store_close(n->store);
    file_close(&n->lock);
    persons_forget(n);
    node_lock(n, NULL);
    work_close(n->forks_own);
    work_close(n->adopted_own);
    work_close(n->own);
    free(n);
}

const struct identity *
node_identity(const struct node *n)
{
    return &n->identity;
}

const struct kinds *
node_kinds(const struct node *n)
{
    return n->kinds;
}

bool
node_tls(struct node *n, struct work *w, struct bytes *chain, struct hash *seed)
{
    const char *path = node_path(w, n->folder, "certificate.pem");

    TRY(path != NULL);
    TRY(file_load(w, path, 2 * IDENTITY_MAX, chain));
    return store_secret(n->store, w, "tls", seed);
}

struct store *
node_store(struct node *n)
{
    return n->store;
}

const char *
node_folder(const struct node *n)
{
    return n->folder;
}

bool
node_demo(const struct node *n)
{
    return n->demo;
}

/* ---- The clock -------------------------------------------------------------------------- */

/* Could this node sign at that time?  A clock beyond all its keys is not believed. */
static bool
is_believed(const struct node *n, int64_t at)
{
    for (size_t i = 0; i < n->identity.key_count; i++) {
        const struct org_key *k = &n->identity.keys[i];

        if (k->use == KEY_NODE && at >= k->from && at < k->to && at < k->revoked)
            return true;
    }
    return false;
}

bool
node_now(struct node *n, struct work *w, int64_t *out)
{
    int64_t now = work_os(w)->now();

    if (now < 0 || now > TIME_MAX)
        return fail(w, FAULT_IO,
            "the system's clock is outside the years 1970 to 9999: set it");
    /* What was seen to have expired stays so, wherever the clock goes next. */
    if (now > n->latest && is_believed(n, now))
        n->latest = now;
    *out = now > n->latest ? now : n->latest;
    return true;
}

bool
node_clock_lag(struct node *n, struct work *w, int64_t *out)
{
    int64_t now = work_os(w)->now();

    *out = n->latest > now ? n->latest - now : 0;
    return true;
}
