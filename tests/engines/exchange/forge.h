/*
 * forge: a partner that does not keep to the rules -- batches made by hand with the keys
 * of a node, so that everything that can be signed and sealed is.
 */
#ifndef TESTS_ENGINES_EXCHANGE_FORGE_H
#define TESTS_ENGINES_EXCHANGE_FORGE_H

#include "engines/exchange/bundle.h"
#include "engines/exchange/sim.h"
#include "ground/archive/archive.h"

#define FORGED_MAX 64

struct forged_item {
    struct bytes head, body;
};

/* A batch before it is sealed: every member may be set to something else. */
struct forged {
    struct work *w;
    struct sim *by, *victim;
    struct hash from, to,
        seal; /* ${seal}: the key of the victim's that it is sealed to */
    uint64_t first;
    int64_t count; /* as the envelope says; -1: as many as there are */
    struct bytes note;
    struct forged_item items[FORGED_MAX];
    size_t item_count;
    struct bytes tail;   /* behind the last item */
    struct hash *leaves; /* of the log as the forger would have it */
    uint64_t size;
};

UNUSED static struct hash
forge_random(struct work *w)
{
    struct hash h;

    NEED(w, work_os(w)->random(&h, sizeof(h)) == 0);
    return h;
}

/* The end of the forger's honest outbox for the victim, as far as the victim has it. */
UNUSED static void
forge_start(struct work *w, struct sim *by, struct sim *victim, struct forged *f)
{
    struct log_head outbox;

    *f = (struct forged){.w = w,
        .by = by,
        .victim = victim,
        .from = by->id,
        .to = victim->id,
        .count = -1};
    NEED(w, node_seal_of(by->node, w, &victim->id, &f->seal));
    NEED(w, node_outbox(by->node, w, &victim->id, &outbox));
    f->first = outbox.size;
    f->leaves = work_alloc(w, (outbox.size + FORGED_MAX + 1) * sizeof(struct hash));
    NEED(w, f->leaves != NULL);
    for (; f->size < outbox.size; f->size++) {
        struct hash entry, record;

        NEED(w, store_entry(node_store(by->node), w, &outbox, f->size, &entry, &record));
        NEED(w, merkle_leaf(w, hash_bytes(&entry), &f->leaves[f->size]));
    }
}

UNUSED static struct bytes
forge_head(struct work *w, uint64_t index, const struct hash *salt)
{
    struct json *head = json_object(w);
    struct bytes text;

    json_put(head, "index", json_integer(w, (int64_t)index));
    json_put(head, "salt", json_hex(w, hash_bytes(salt)));
    NEED(w, json_write(w, head, &text));
    return text;
}

/* An entry for a record of that hash, with that text. */
UNUSED static void
forge_entry(struct forged *f, struct bytes text, const struct hash *record)
{
    struct hash salt = forge_random(f->w), entry;
    const struct bytes pieces[] = {hash_bytes(&salt), hash_bytes(record)};

    f->items[f->item_count++] =
        (struct forged_item){forge_head(f->w, f->size, &salt), text};
    NEED(f->w, sha256_tagged(f->w, "leaf", pieces, 2, &entry));
    NEED(f->w, merkle_leaf(f->w, hash_bytes(&entry), &f->leaves[f->size++]));
}

UNUSED static void
forge_record(struct forged *f, const struct record *r)
{
    struct bytes text;

    NEED(f->w, record_write(f->w, r, NULL, NULL, &text));
    forge_entry(f, text, &r->hash);
}

UNUSED static void
forge_identity(struct forged *f, const struct hash *org, struct bytes document)
{
    struct json *head = json_object(f->w);
    struct forged_item *item = &f->items[f->item_count++];

    json_put(head, "identity", json_hex(f->w, hash_bytes(org)));
    NEED(f->w, json_write(f->w, head, &item->head));
    item->body = document;
}

/* A checkpoint of the forged log under any origin, by any key. */
UNUSED static void
forge_note_as(struct forged *f, struct bytes origin, const struct hash *seed,
    uint64_t size)
{
    struct checkpoint head = {.origin = origin, .size = size};
    struct hash public;
    struct note_key key;

    NEED(f->w, merkle_root(f->w, f->leaves, size, &head.root));
    NEED(f->w, sign_public(f->w, seed, &public));
    NEED(f->w, note_key_make(f->w, origin, NOTE_ED25519, &public, &key));
    NEED(f->w, checkpoint_sign(f->w, &head, &key, seed, &f->note));
}

UNUSED static struct hash
forge_seed(struct work *w, struct sim *of, const char *name)
{
    struct hash seed;

    NEED(w, store_secret(node_store(of->node), w, name, &seed));
    return seed;
}

UNUSED static void
forge_note(struct forged *f)
{
    struct hash seed = forge_seed(f->w, f->by, "log");
    struct log_head outbox;

    NEED(f->w, node_outbox(f->by->node, f->w, &f->victim->id, &outbox));
    forge_note_as(f, outbox.origin, &seed, f->size);
}

UNUSED static struct bytes
forge_sealed(struct forged *f, const struct seal_batch *seal)
{
    struct work *w = f->w;
    struct json *e = json_object(w);
    struct buffer out = buffer_open(w, SIZE_MAX / 2),
                  items = buffer_open(w, SIZE_MAX / 2),
                  inner = buffer_open(w, SIZE_MAX / 2);
    struct bytes text, context, sealed, whole, packed;
    struct hash key;

    json_put(e, "count",
        json_integer(w, f->count >= 0 ? f->count : (int64_t)f->item_count));
    json_put(e, "ephemeral", json_hex(w, hash_bytes(&seal->ephemeral)));
    json_put(e, "first", json_integer(w, (int64_t)f->first));
    json_put(e, "format", json_string(w, "liaison/v1"));
    json_put(e, "from", json_hex(w, hash_bytes(&f->from)));
    json_put(e, "note", json_text(w, f->note));
    json_put(e, "seal", json_hex(w, hash_bytes(&f->seal)));
    json_put(e, "to", json_hex(w, hash_bytes(&f->to)));
    NEED(w, json_write(w, e, &text));
    NEED(w, batch_context(w, text, &context));
    buffer_text(&out, "liaison/v1/batch\n");
    buffer_u32(&out, (uint32_t)text.len);
    buffer_add(&out, text);
    for (size_t i = 0; i < f->item_count; i++) {
        buffer_u32(&items, (uint32_t)(4 + f->items[i].head.len + f->items[i].body.len));
        buffer_u32(&items, (uint32_t)f->items[i].head.len);
        buffer_add(&items, f->items[i].head);
        buffer_add(&items, f->items[i].body);
    }
    buffer_add(&items, f->tail);
    NEED(w, buffer_bytes(&items, &whole) && zstd_write(w, whole, &packed));
    buffer_u32(&inner, (uint32_t)packed.len);
    buffer_add(&inner, packed);
    NEED(w, buffer_bytes(&inner, &whole) && seal_batch_item_key(w, seal, 0, &key));
    NEED(w, seal_bytes(w, &key, context, whole, &sealed));
    buffer_add(&out, sealed);
    NEED(w, buffer_bytes(&out, &whole));
    return whole;
}

UNUSED static struct bytes
forge_write(struct forged *f)
{
    struct seal_batch seal;

    NEED(f->w, seal_batch_new(f->w, &f->seal, &seal));
    return forge_sealed(f, &seal);
}

/* ---- Records by hand ---------------------------------------------------------------------- */

/* What a record says of itself; the rest is as a node would make it. */
struct forged_record {
    struct sim *author;      /* whose name stands in the header */
    const struct hash *org;  /* or another id */
    const struct hash *seed; /* who signs; NULL: the author's node key */
    const char *kind;
    const char *side;
    const char *parts; /* JSON object of parts */
    const struct uuid *id;
    int64_t version;
    const char *link; /* a type, and its target */
    const struct stored *target;
};

UNUSED static struct record *
forge_make(struct work *w, const struct forged_record *f)
{
    struct hash seed = f->seed != NULL ? *f->seed : forge_seed(w, f->author, "node");
    struct json *parts = parse(w, f->parts);
    struct record_draft d = {.author = f->org != NULL ? *f->org : f->author->id,
        .version = f->version > 0 ? f->version : 1,
        .kind = f->kind,
        .side = f->side != NULL ? f->side : "main",
        .time = sim_now()};
    struct record *r;

    NEED(w, sign_public(w, &seed, &d.signer.key));
    d.signer.role = bytes_of("node");
    d.signer.level = bytes_of("node-held");
    if (f->id != NULL)
        d.id = *f->id;
    else
        NEED(w, uuid_new(w, 7, &d.id));
    for (const struct json *p = parts->first; p != NULL; p = p->next) {
        NEED(w, work_string(w, p->name, &d.part_names[d.part_count]));
        d.part_bodies[d.part_count++] = p;
    }
    if (f->link != NULL)
        d.links[d.link_count++] = (struct link_to){.type = f->link,
            .hash = f->target->hash,
            .id = f->target->id,
            .version = f->target->version};
    NEED(w, record_new(w, &d, &r));
    NEED(w, record_sign(w, &seed, &r, 1));
    return r;
}

/* ---- Opening what was sent ------------------------------------------------------------------ */

/* Every item of an honest batch as its recipient could read it. */
UNUSED static void
forge_open(struct work *w, struct sim *recipient, struct bytes batch,
    void (*each)(struct work *w, void *ctx, const struct json *head, struct bytes body),
    void *ctx)
{
    struct cursor c = {.work = w, .rest = batch};
    struct bytes tag, envelope, context, packed;
    struct hash seal, secret, key;
    struct seal_batch opened;
    struct json *e;
    uint32_t len;
    int64_t count;

    NEED(w,
        take_bytes(&c, strlen("liaison/v1/batch\n"), &tag) && take_u32(&c, &len) &&
            take_bytes(&c, len, &envelope));
    NEED(w,
        json_read(w, envelope, &json_written, &e) &&
            json_need_hash(w, e, "seal", &seal) &&
            json_need_hash(w, e, "ephemeral", &opened.ephemeral) &&
            json_need_integer(w, e, "count", 0, 4096, &count));
    NEED(w,
        node_seal_secret(recipient->node, w, &seal, &secret) &&
            seal_batch_open(w, &secret, &opened.ephemeral, &opened) &&
            batch_context(w, envelope, &context));
    NEED(w,
        seal_batch_item_key(w, &opened, 0, &key) &&
            open_bytes(w, &key, context, c.rest, &c.rest) && take_u32(&c, &len) &&
            take_bytes(&c, len, &packed) &&
            zstd_read(w, packed, BATCH_PACKED_MAX, &c.rest));
    for (int64_t i = 0; i < count; i++) {
        struct cursor item = {.work = w};
        struct json *read;
        struct bytes head;

        NEED(w, take_u32(&c, &len) && take_bytes(&c, len, &item.rest));
        NEED(w,
            take_u32(&item, &len) && take_bytes(&item, len, &head) &&
                json_read(w, head, &json_written, &read));
        each(w, ctx, read, item.rest);
    }
}

#endif
