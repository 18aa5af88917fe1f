/*
 * Making this organisation's own records, and taking in the content they name.
 */
#include "core/node/node_inner.h"

#include <stdlib.h>
#include <string.h>

void
draft_part(struct draft *d, const char *name, const struct json *body)
{
    if (d->part_count < RECORD_PARTS) {
        d->part_names[d->part_count] = name;
        d->part_bodies[d->part_count] = body;
    }
    d->part_count++;
}

void
draft_link(struct draft *d, const char *type, const struct stored *to)
{
    if (d->link_count < RECORD_LINKS)
        d->links[d->link_count] = (struct link_to){.type = type,
            .hash = to->hash,
            .id = to->id,
            .version = to->version};
    d->link_count++;
}

void
draft_link_made(struct draft *d, const char *type, size_t draft)
{
    if (d->link_count < RECORD_LINKS) {
        d->links[d->link_count] = (struct link_to){.type = type};
        d->link_made[d->link_count] = draft + 1;
    }
    d->link_count++;
}

void
draft_replace(struct draft *d, const struct stored *old)
{
    d->id = &old->id;
    d->version = old->version + 1;
    draft_link(d, "replaces", old);
}

/* Links to records made just before get their targets. */
static bool
settle_links(struct work *w, const struct draft *d, struct record *const made[],
    size_t count, struct record_draft *out)
{
    for (size_t i = 0; i < out->link_count; i++) {
        if (d->link_made[i] == 0)
            continue;
        if (d->link_made[i] > count)
            return fail(w, FAULT_INVALID, "a record can only link to one made before it");
        out->links[i].hash = made[d->link_made[i] - 1]->hash;
        out->links[i].id = made[d->link_made[i] - 1]->id;
        out->links[i].version = made[d->link_made[i] - 1]->version;
    }
    return true;
}

/* The draft as records want it: with author, id, time and signer. */
static bool
complete(struct node *n, struct work *w, const struct draft *d, const struct hash *public,
    int64_t time, struct record_draft *out)
{
    if (d->part_count > RECORD_PARTS || d->link_count > RECORD_LINKS)
        return fail(w, FAULT_INVALID, "a record has at most %d parts and %d links",
            RECORD_PARTS, RECORD_LINKS);
    *out = (struct record_draft){
        .author = n->identity.id,
        .version = d->version > 0 ? d->version : 1,
        .kind = d->kind,
        .side = "main",
        .time = time,
        .signer = {.key = *public,
            .role = bytes_of("node"),
            .level = bytes_of("node-held")},
        .part_count = d->part_count,
        .link_count = d->link_count,
    };
    memcpy(out->part_names, d->part_names, sizeof(out->part_names));
    memcpy(out->part_bodies, d->part_bodies, sizeof(out->part_bodies));
    memcpy(out->links, d->links, sizeof(out->links));
    if (d->id == NULL)
        return uuid_new(w, 7, &out->id);
    out->id = *d->id;
    return true;
}

bool
make_records(struct node *n, struct work *w, const struct draft drafts[], size_t count,
    struct record *records[])
{
    struct record_draft complete_draft;
    const struct org_key *key;
    struct hash seed, public;
    int64_t now;

    TRY(node_now(n, w, &now));
    TRY(store_secret(n->store, w, "node", &seed));
    TRY(sign_public(w, &seed, &public));
    if (!identity_key(w, &n->identity, KEY_NODE, &public, now, &key)) {
        if (work_fault(w) != FAULT_CORRUPT)
            return false;
        work_clear(w);
        return fail(w, FAULT_DENIED,
            "the node's key does not count at this time: set the clock, "
            "or change the key with the root");
    }
    for (size_t i = 0; i < count; i++) {
        /* A microsecond apart, so that records made together keep their order. */
        TRY(complete(n, w, &drafts[i], &public, now + (int64_t)i + 1, &complete_draft));
        TRY(settle_links(w, &drafts[i], records, i, &complete_draft));
        TRY(record_new(w, &complete_draft, &records[i]));
    }
    /* One signature covers a group of so many at most. */
    for (size_t i = 0; i < count; i += RECORD_GROUP)
        TRY(record_sign(w, &seed, records + i,
            count - i < RECORD_GROUP ? count - i : RECORD_GROUP));
    secret_wipe(&seed, sizeof(seed));
    return true;
}

bool
node_make(struct node *n, struct work *w, const struct draft drafts[], size_t count,
    struct receipt out[])
{
    struct record **records = work_alloc(w, (count + 1) * sizeof(struct record *));
    struct entry *entries = work_alloc(w, (count + 1) * sizeof(*entries));

    if (records == NULL || entries == NULL)
        return false;
    TRY(make_records(n, w, drafts, count, records));
    for (size_t i = 0; i < count; i++) {
        entries[i] =
            (struct entry){.items = drafts[i].items, .item_count = drafts[i].item_count};
        TRY(record_write(w, records[i], NULL, NULL, &entries[i].text));
    }
    return node_admit(n, w, entries, count, out);
}

/* ---- Content ------------------------------------------------------------------------ */

bool
node_item_begin(struct node *n, struct work *w, uint64_t length, struct bytes hint,
    struct item **out)
{
    struct item *i = calloc(1, sizeof(*i));

    if (i == NULL)
        return fail(w, FAULT_MEMORY, "out of memory for content");
    if (!store_blob_begin(n->store, w, length, hint, &i->writer)) {
        free(i);
        return false;
    }
    *out = i;
    return true;
}

bool
node_item_add(struct item *i, struct work *w, struct bytes plain)
{
    return store_blob_add(i->writer, w, plain);
}

bool
node_item_end(struct item *i, struct work *w, const struct hash *plain_sha256,
    struct bytes scope)
{
    TRY(store_blob_end(i->writer, w, plain_sha256, scope, &i->written));
    i->writer = NULL;
    i->done = true;
    return true;
}

struct json *
node_item_vault(struct work *w, const struct item *i)
{
    struct json *out = json_object(w);

    json_put(out, "length", json_integer(w, (int64_t)i->written.length));
    json_put(out, "tree", json_hex(w, hash_bytes(&i->written.tree)));
    return out;
}

bool
node_item_known(const struct item *i)
{
    return i->written.known != 0;
}

void
node_item_drop(struct item *i)
{
    if (i == NULL)
        return;
    store_blob_drop(i->writer);
    secret_wipe(i, sizeof(*i));
    free(i);
}

void
node_item_cleanup(struct item **i)
{
    node_item_drop(*i);
}
