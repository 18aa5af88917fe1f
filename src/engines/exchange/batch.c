/*
 * Writing a batch: a range of a partner's outbox, packed and sealed to the partner.
 */
#include "engines/exchange/exchange_inner.h"
#include "ground/archive/archive.h"

#include <string.h>

struct batch {
    struct node *node;
    struct work *work;
    const struct actor *who;
    struct peer peer;
    struct log_head outbox;
    struct seal_batch seal;
    struct hash seal_public;
    struct hash authors[BATCH_AUTHORS]; /* whose identities go along */
    size_t author_count;
    struct buffer items; /* each with its length before it, as they will be packed */
    size_t item_count;
};

/* ---- Items ---------------------------------------------------------------------------- */

/* Length of the head, the head as JSON, then the body: a record's text or an identity.  It alone
 * stays of the work that it took. */
static bool
add_item(struct batch *b, struct work *w, struct json *head, struct bytes body)
{
    struct bytes text;

    TRY(json_write(w, head, &text));
    buffer_u32(&b->items, (uint32_t)(4 + text.len + body.len));
    buffer_u32(&b->items, (uint32_t)text.len);
    buffer_add(&b->items, text);
    buffer_add(&b->items, body);
    b->item_count++;
    return true;
}

static bool
add_author(struct batch *b, struct work *w, const struct hash *author)
{
    struct json *head = json_object(w);
    struct identity identity;

    for (size_t i = 0; i < b->author_count; i++)
        if (hash_equal(&b->authors[i], author))
            return true;
    if (hash_equal(author, &b->peer.org))
        return true;
    b->authors[b->author_count++] = *author;
    TRY(node_author(b->node, w, author, &identity));
    json_put(head, "identity", json_hex(w, hash_bytes(author)));
    return add_item(b, w, head, identity.text);
}

/* Custody goes along with its evidence, and stays with it. */
static bool
evidence_shared(struct batch *b, struct work *w, const struct record *custody, bool *yes)
{
    struct decision decision;
    struct stored evidence;
    struct facts facts;

    *yes = false;
    for (size_t i = 0; i < custody->link_count; i++) {
        const struct link *l = &custody->links[i];

        if (!l->open || !bytes_is(l->type, "of"))
            continue;
        if (!store_by_hash(node_store(b->node), w, &l->hash, &evidence)) {
            if (work_fault(w) != FAULT_MISSING)
                return false;
            work_clear(w);
            continue;
        }
        TRY(exchange_facts(b->node, w, b->who, &b->peer, &evidence, &facts));
        facts.shared_before = true;
        *yes = terms_decide(&facts, &decision);
    }
    return true;
}

/* May its parts still go?  What was shared and not yet delivered is decided once more. */
static bool
still_shared(struct batch *b, struct work *w, const struct stored *s,
    const struct record *r, bool *yes)
{
    const struct kind *kind = kinds_find(node_kinds(b->node), s->kind);
    struct decision decision;
    struct facts facts;
    bool listed = false;

    if (bytes_is(s->kind, "custody/1"))
        return evidence_shared(b, w, r, yes);
    *yes = true;
    if (kind_lists(kind))
        TRY(listed_still(b->node, w, kind, s, &b->peer.org, &listed, yes));
    if (kind == NULL || kind_is_system(kind) || listed ||
        (json_get(kind_json(kind), "goes") != NULL && !kind_lists(kind)))
        return true;
    TRY(exchange_facts(b->node, w, b->who, &b->peer, s, &facts));
    facts.shared_before = true;
    *yes = terms_decide(&facts, &decision);
    return true;
}

struct choice {
    struct batch *batch;
    const struct stored *of;
    struct terms terms; /* as the record itself says them */
    bool any;
};

static bool
choose_part(void *ctx, struct bytes part)
{
    const struct choice *c = ctx;

    return c->any && part_goes(c->batch->node, c->of->kind, part) &&
        part_is_open(&c->terms, part);
}

/* The content a record names, with its key; not while it is still to come here. */
static bool
add_content(struct batch *b, struct work *w, const struct record *r, struct json *head)
{
    const struct part *vault = record_part(r, "vault");
    struct json *contents = json_array(w), *one = json_object(w);
    struct stored_blob blob;
    struct hash tree, key;

    if (vault == NULL || !vault->present)
        return true;
    TRY(json_need_hash(w, vault->value, "tree", &tree));
    if (!store_blob(node_store(b->node), w, &tree, &blob) ||
        !store_blob_key(node_store(b->node), w, &blob, &key)) {
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
        return true;
    }
    json_put(one, "key", json_hex(w, hash_bytes(&key)));
    json_put(one, "length", json_integer(w, (int64_t)blob.length));
    json_put(one, "tree", json_hex(w, hash_bytes(&tree)));
    json_add(contents, one);
    json_put(head, "content", contents);
    return true;
}

static bool
add_entry(struct batch *b, struct work *w, uint64_t at)
{
    struct json *head = json_object(w);
    struct hash leaf, record, salt;
    struct choice choice = {.batch = b};
    const struct part *terms;
    struct stored s;
    struct record *r;
    struct bytes text;

    TRY(store_entry(node_store(b->node), w, &b->outbox, at, &leaf, &record));
    TRY(store_entry_salt(node_store(b->node), w, &b->outbox, at, &salt));
    TRY(store_by_hash(node_store(b->node), w, &record, &s));
    TRY(node_record(b->node, w, &s, &r));
    choice.of = &s;
    terms = record_part(r, "terms");
    if (terms != NULL && terms->present)
        TRY(terms_read(w, terms->value, &choice.terms));
    TRY(still_shared(b, w, &s, r, &choice.any));
    TRY(add_author(b, w, &s.author));
    json_put(head, "index", json_integer(w, (int64_t)at));
    json_put(head, "salt", json_hex(w, hash_bytes(&salt)));
    if (choice.any && part_is_open(&choice.terms, bytes_of("vault")))
        TRY(add_content(b, w, r, head));
    TRY(record_write(w, r, choose_part, &choice, &text));
    return add_item(b, w, head, text);
}

/* ---- The whole -------------------------------------------------------------------------- */

static bool
envelope(struct batch *b, uint64_t after, uint64_t until, struct bytes *out)
{
    struct json *e = json_object(b->work);
    struct bytes note, since;

    TRY(node_checkpoint(b->node, b->work, &b->outbox, until, &note));
    if (after > 0) {
        TRY(node_checkpoint(b->node, b->work, &b->outbox, after, &since));
        json_put(e, "since", json_text(b->work, since));
    }
    json_put(e, "count", json_integer(b->work, (int64_t)b->item_count));
    json_put(e, "ephemeral", json_hex(b->work, hash_bytes(&b->seal.ephemeral)));
    json_put(e, "first", json_integer(b->work, (int64_t)after));
    json_put(e, "format", json_string(b->work, "liaison/v1"));
    json_put(e, "from", json_hex(b->work, hash_bytes(&node_identity(b->node)->id)));
    json_put(e, "note", json_text(b->work, note));
    json_put(e, "seal", json_hex(b->work, hash_bytes(&b->seal_public)));
    json_put(e, "to", json_hex(b->work, hash_bytes(&b->peer.org)));
    return json_write(b->work, e, out);
}

bool
batch_context(struct work *w, struct bytes envelope, struct bytes *out)
{
    struct hash *hash = work_alloc(w, sizeof(*hash));

    TRY(hash != NULL);
    TRY(sha256_tagged(w, "batch-item", &envelope, 1, hash));
    *out = hash_bytes(hash);
    return true;
}

/* Zeros behind what is packed, so that its length tells little of what is in it. */
static size_t
padding(size_t len)
{
    size_t step = BATCH_STEP;

    while (step * 32 < len)
        step *= 2;
    return (step - len % step) % step;
}

static bool
seal_all(struct batch *b, struct bytes envelope_text, struct bytes *out)
{
    struct buffer to = buffer_open(b->work, 2 * EXCHANGE_BODY_MAX),
                  inner = buffer_open(b->work, 2 * EXCHANGE_BODY_MAX);
    struct bytes context, items, packed, plain, sealed;
    struct hash key;

    TRY(buffer_bytes(&b->items, &items) && zstd_write(b->work, items, &packed));
    buffer_u32(&inner, (uint32_t)packed.len);
    buffer_add(&inner, packed);
    for (size_t i = padding(4 + packed.len); i > 0; i--)
        buffer_byte(&inner, 0);
    TRY(buffer_bytes(&inner, &plain));
    TRY(batch_context(b->work, envelope_text, &context));
    TRY(seal_batch_item_key(b->work, &b->seal, 0, &key));
    TRY(seal_bytes(b->work, &key, context, plain, &sealed));
    buffer_text(&to, "liaison/v1/batch\n");
    buffer_u32(&to, (uint32_t)envelope_text.len);
    buffer_add(&to, envelope_text);
    buffer_add(&to, sealed);
    return buffer_bytes(&to, out);
}

bool
batch_write(struct node *n, struct work *w, const struct actor *who,
    const struct hash *partner, uint64_t after, size_t room, struct bytes *out,
    uint64_t *until)
{
    struct batch b = {.node = n,
        .work = w,
        .who = who,
        .items = buffer_open(w, BATCH_PACKED_MAX)};
    struct bytes hex, text;
    uint64_t at = after;

    TRY(hex_write(w, hash_bytes(partner), &hex));
    TRY(node_peer(n, w, hex, &b.peer));
    TRY(node_outbox(n, w, partner, &b.outbox));
    TRY(node_seal_of(n, w, partner, &b.seal_public));
    TRY(seal_batch_new(w, &b.seal_public, &b.seal));
    while (at < b.outbox.size && at - after < BATCH_ITEMS && b.items.len < room &&
        b.author_count < BATCH_AUTHORS) {
        struct work *one = work_open(work_os(w));

        TRY(work_join(w, one, one != NULL && add_entry(&b, one, at++)));
    }
    if (at == 0)
        return fail(w, FAULT_MISSING, "there is nothing to give to this partner yet");
    *until = at;
    TRY(envelope(&b, after, at, &text));
    return seal_all(&b, text, out);
}
