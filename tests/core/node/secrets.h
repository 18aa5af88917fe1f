/*
 * secrets: what an erasure is to destroy of a record -- keys, salts, sealed bytes -- as a
 * scanner is to look for it.
 */
#ifndef TESTS_CORE_NODE_SECRETS_H
#define TESTS_CORE_NODE_SECRETS_H

#include "core/node/scan.h"

#include "core/node/node_inner.h"
#include "core/store/store_inner.h"

/* Letters by chance: text that stands nowhere else. */
UNUSED static const char *
secret_text(struct work *w, size_t len)
{
    char *text = work_alloc(w, len + 1);

    for (size_t i = 0; i < len; i++)
        text[i] = (char)('a' + chance(26));
    return text;
}

/* The keys, salts and sealed bytes of a record's parts that an erasure is to destroy. */
UNUSED static void
add_parts(struct work *w, struct node *n, const struct stored *s, struct scan *to)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct stored_part *parts;
    size_t count;
    bool have;

    NEED(w, store_parts(n->store, w, s->no, &parts, &count));
    for (size_t i = 0; i < count; i++)
        if (!bytes_is(parts[i].name, "terms") && !bytes_is(parts[i].name, "links") &&
            !bytes_is(parts[i].name, "vault"))
            scan_add(to, hash_bytes(&parts[i].salt), "the salt of a part");
    NEED(w, db_query(n->store->db, w, &rows, SQL_PART_LIST, "i", s->no));
    for (;;) {
        struct bytes name, sealed;
        struct hash *key = work_alloc(w, sizeof(*key));

        NEED(w, db_next(&rows, &have));
        if (!have)
            break;
        NEED(w, db_keep(&rows, 0, &name) && db_keep(&rows, 2, &sealed));
        if (bytes_is(name, "terms") || bytes_is(name, "links") || bytes_is(name, "vault"))
            continue;
        NEED(w, keytree_get(n->store->keys, w, (uint64_t)db_integer(&rows, 1), key));
        scan_add(to, hash_bytes(key), "the key of a part");
        scan_add_raw(to, sealed, "a sealed part");
    }
}

UNUSED static void
add_content(struct work *w, struct node *n, const struct stored *s, struct scan *to)
{
    ROWS_AUTO struct db_rows rows = {0}, uses = {0};
    struct hash *keys = work_alloc(w, 2 * sizeof(*keys));
    struct stored_blob blob = {0};
    struct bytes wrapped;
    bool have;

    NEED(w,
        db_query(n->store->db, w, &rows, SQL_BLOBS_OF, "i", s->no) &&
            db_next(&rows, &have));
    NEED(w, have);
    blob.no = db_integer(&rows, 0);
    NEED(w, keytree_get(n->store->keys, w, (uint64_t)db_integer(&rows, 1), &keys[0]));
    scan_add(to, hash_bytes(&keys[0]), "the key that wraps the content's");
    NEED(w, db_query(n->store->db, w, &uses, SQL_BLOB_USES, "i", blob.no));
    for (;;) {
        NEED(w, db_next(&uses, &have));
        if (!have)
            break;
        if (db_integer(&uses, 0) != s->no)
            return; /* others keep the content: its key stays */
        NEED(w, db_keep(&uses, 2, &wrapped));
        scan_add_raw(to, wrapped, "the wrapped key of content");
    }
    struct stored_blob full;
    const struct part *vault;
    struct record *r;
    struct hash tree;
    NEED(w, node_record(n, w, s, &r));
    vault = record_part(r, "vault");
    NEED(w,
        json_need_hash(w, vault->value, "tree", &tree) &&
            store_blob(n->store, w, &tree, &full) &&
            store_blob_key(n->store, w, &full, &keys[1]));
    scan_add(to, hash_bytes(&keys[1]), "the key of content");
}

#endif
