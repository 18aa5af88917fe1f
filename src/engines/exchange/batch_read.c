/*
 * Taking a batch: opened, checked against the partner's signed checkpoint, admitted with
 * the log that brought it, cosigned.
 */
#include "engines/exchange/exchange_inner.h"
#include "ground/archive/archive.h"

#include <string.h>

struct taking {
    struct node *node;
    struct work *work;
    const struct hash *partner;
    struct bytes envelope; /* as it came */
    uint64_t first;
    int64_t count;
    struct bytes note;
    struct bytes since; /* the checkpoint before the first entry; or empty */
    struct checkpoint head;
    struct seal_batch seal;
    struct log_head inbox;
    struct delivery *deliveries;
    struct store_mirrored *entries;
    size_t new_count;
    struct bytes *identities; /* documents of those who signed something in it */
    size_t identity_count;
    uint64_t next; /* the index that must come next */
    bool full;
};

static const struct json_limits head_limits = {.size = 65536,
    .depth = 8,
    .doubles = false,
    .canonical = true};

/* ---- The envelope --------------------------------------------------------------------- */

static bool
take_envelope(struct cursor *c, struct bytes *text, struct json **out)
{
    struct bytes tag;
    uint32_t len;

    TRY(take_bytes(c, strlen("liaison/v1/batch\n"), &tag));
    if (!bytes_is(tag, "liaison/v1/batch\n"))
        return fail(c->work, FAULT_INVALID, "this is no batch of liaison");
    TRY(take_u32(c, &len));
    TRY(take_bytes(c, len, text));
    return json_read(c->work, *text, &head_limits, out);
}

bool
batch_says(struct work *w, struct bytes batch, uint64_t *first, struct checkpoint *head)
{
    struct cursor c = {.work = w, .rest = batch};
    struct bytes text, signed_text;
    struct note note;
    struct json *e;
    int64_t begins;

    TRY(take_envelope(&c, &text, &e));
    TRY(json_need_integer(w, e, "first", 0, JSON_INTEGER_MAX, &begins));
    TRY(json_need_text(w, e, "note", &signed_text));
    *first = (uint64_t)begins;
    return note_read(w, signed_text, &note) && checkpoint_read(w, note.text, head);
}

static bool
read_envelope(struct taking *t, struct cursor *c)
{
    struct work *w = t->work;
    struct hash from, to, seal, secret;
    struct json *e;
    int64_t first;

    TRY(take_envelope(c, &t->envelope, &e));
    TRY(json_need_hash(w, e, "from", &from));
    TRY(json_need_hash(w, e, "to", &to));
    TRY(json_need_hash(w, e, "seal", &seal));
    TRY(json_need_hash(w, e, "ephemeral", &t->seal.ephemeral));
    TRY(json_need_integer(w, e, "count", 0, 2 * BATCH_ITEMS, &t->count));
    TRY(json_need_integer(w, e, "first", 0, JSON_INTEGER_MAX, &first));
    TRY(json_need_text(w, e, "note", &t->note));
    t->since = json_get_text(e, "since");
    t->first = (uint64_t)first;
    if (!hash_equal(&from, t->partner) || !hash_equal(&to, &node_identity(t->node)->id))
        return fail(w, FAULT_DENIED, "the batch is not from this partner to us");
    TRY(node_seal_secret(t->node, w, &seal, &secret));
    TRY(seal_batch_open(w, &secret, &t->seal.ephemeral, &t->seal));
    secret_wipe(&secret, sizeof(secret));
    return true;
}

/* The checkpoint must be signed by a log key of the partner's, under the log meant for us;
 * and by the one that signed what we have of it: another key is another epoch. */
static bool
read_checkpoint(struct taking *t)
{
    struct work *w = t->work;
    struct hash signer, before;
    struct checkpoint had;

    TRY(node_checkpoint_open(t->node, w, t->partner, t->note, &t->head, &signer));
    TRY(node_inbox(t->node, w, t->partner, t->head.origin, &t->inbox));
    if (t->inbox.note.len > 0) {
        TRY(node_checkpoint_open(t->node, w, t->partner, t->inbox.note, &had, &before));
        if (!hash_equal(&signer, &before))
            return fail(w, FAULT_CORRUPT,
                "the partner's log goes on under another key: that is another epoch");
    }
    if (t->first > t->inbox.size)
        return fail(w, FAULT_CONFLICT,
            "the batch begins at %llu, we have %llu: ask from there",
            (unsigned long long)t->first, (unsigned long long)t->inbox.size);
    return true;
}

/* ---- Items ------------------------------------------------------------------------------ */

static bool
read_contents(struct taking *t, const struct json *list, struct delivery *d)
{
    struct content *contents;

    if (list == NULL)
        return true;
    if (list->type != JSON_ARRAY || list->count > 16)
        return fail(t->work, FAULT_INVALID, "content is a list of at most 16");
    contents = work_alloc(t->work, (list->count + 1) * sizeof(*contents));
    TRY(contents != NULL);
    for (const struct json *c = list->first; c != NULL; c = c->next) {
        struct content *to = &contents[d->content_count++];
        int64_t length;

        TRY(json_need_hash(t->work, c, "tree", &to->tree));
        TRY(json_need_hash(t->work, c, "key", &to->key));
        TRY(json_need_integer(t->work, c, "length", 1, JSON_INTEGER_MAX, &length));
        to->length = (uint64_t)length;
    }
    d->contents = contents;
    return true;
}

/* The record, and its hash for the log, which orders what a newer program made too. */
static bool
read_record(struct work *w, struct delivery *d, struct hash *hash)
{
    if (record_read(w, d->text, &d->record)) {
        *hash = d->record->hash;
        return true;
    }
    if (!record_later(w))
        return false;
    work_clear(w);
    d->record = NULL;
    return record_text_hash(w, d->text, hash);
}

static bool
take_entry(struct taking *t, const struct json *head, struct bytes body)
{
    struct delivery *d = &t->deliveries[t->new_count];
    struct store_mirrored *m = &t->entries[t->new_count];
    int64_t index;

    TRY(json_need_integer(t->work, head, "index", 0, JSON_INTEGER_MAX, &index));
#ifdef PLANTED_BUG
    if ((uint64_t)index < t->inbox.size)
        t->next = (uint64_t)index;
#endif
    if ((uint64_t)index != t->next)
        return fail(t->work, FAULT_CORRUPT, "entry %lld came where %llu was due",
            (long long)index, (unsigned long long)t->next);
    t->next++;
    if ((uint64_t)index < t->inbox.size)
        return true; /* it is here already */
    TRY(json_need_hash(t->work, head, "salt", &m->salt));
    *d = (struct delivery){.text = body};
    TRY(read_record(t->work, d, &m->record));
    TRY(read_contents(t, json_get(head, "content"), d));
    t->new_count++;
    return true;
}

static bool
take_item(struct taking *t, struct bytes plain)
{
    struct cursor c = {.work = t->work, .rest = plain};
    struct bytes text;
    struct json *head;
    uint32_t len;

    TRY(take_u32(&c, &len));
    TRY(take_bytes(&c, len, &text));
    TRY(json_read(t->work, text, &head_limits, &head));
    if (json_get(head, "identity") == NULL)
        return take_entry(t, head, c.rest);
    if (t->identity_count == BATCH_AUTHORS)
        return fail(t->work, FAULT_INVALID, "a batch brings at most %d identities",
            BATCH_AUTHORS);
    t->identities[t->identity_count++] = c.rest;
    return true;
}

/* Identities are learned when all of the batch was opened, and before its records, which
 * they sign, are judged. */
static bool
learn(struct taking *t)
{
    for (size_t i = 0; i < t->identity_count; i++)
        TRY(node_identity_learn(t->node, t->work, t->identities[i], (struct bytes){0},
            t->partner));
    return true;
}

/* All of them, as they were before they were packed. */
static bool
unpack(struct taking *t, struct bytes sealed, struct bytes *out)
{
    struct cursor c = {.work = t->work};
    struct bytes context, packed;
    struct hash key;
    uint32_t len;

    TRY(batch_context(t->work, t->envelope, &context));
    TRY(seal_batch_item_key(t->work, &t->seal, 0, &key));
    TRY(open_bytes(t->work, &key, context, sealed, &c.rest));
    TRY(take_u32(&c, &len) && take_bytes(&c, len, &packed));
    return zstd_read(t->work, packed, BATCH_PACKED_MAX, out);
}

static bool
take_items(struct taking *t, struct bytes sealed)
{
    struct cursor c = {.work = t->work};

    t->deliveries = work_alloc(t->work, (size_t)(t->count + 1) * sizeof(*t->deliveries));
    t->entries = work_alloc(t->work, (size_t)(t->count + 1) * sizeof(*t->entries));
    t->identities = work_alloc(t->work, BATCH_AUTHORS * sizeof(*t->identities));
    TRY(t->deliveries != NULL && t->entries != NULL && t->identities != NULL);
    TRY(unpack(t, sealed, &c.rest));
    t->full = c.rest.len >= BATCH_BYTES;
    for (int64_t i = 0; i < t->count; i++) {
        struct bytes item;
        uint32_t len;

        TRY(take_u32(&c, &len) && take_bytes(&c, len, &item));
        TRY(take_item(t, item));
    }
    if (c.rest.len > 0)
        return fail(t->work, FAULT_INVALID, "the batch has bytes behind its last item");
    return true;
}

/* Both ends of the range against our copy, as far as that goes. */
static bool
check_forks(struct taking *t)
{
    struct checkpoint since;
    struct hash signer;

    TRY(fork_look(t->node, t->work, t->partner, &t->inbox, &t->head, t->note));
    if (t->since.len == 0)
        return true;
    TRY(node_checkpoint_open(t->node, t->work, t->partner, t->since, &since, &signer));
    if (!bytes_equal(since.origin, t->head.origin) || since.size != t->first)
        return fail(t->work, FAULT_CORRUPT,
            "the batch has a checkpoint of another place than it begins at");
    return fork_look(t->node, t->work, t->partner, &t->inbox, &since, t->since);
}

/* It signed both ends, the first of our tree, and what it gave does not lead from the one to the
 * other: that shows to nobody but us, who opened it. */
static bool
check_fits(struct taking *t, const struct store_mirror *mirror)
{
    struct work *w = t->work;
    bool fits;

    TRY(store_mirror_fits(node_store(t->node), w, mirror, &fits));
    if (fits)
        return true;
    return fork_accuse(t->node, w, t->partner, &t->inbox,
        "that its checkpoint goes on from the entries here",
        work_format(w,
            "one of %llu entries behind %llu, and entries that are not of it%s",
            (unsigned long long)mirror->size, (unsigned long long)mirror->from,
            t->since.len > 0 ? "" : ", and none before them"));
}

/* What this partner gives and another gave before is owed a receipt like the rest; records
 * that are new are seen to when they are sent on their ways.  It is said before the commit:
 * twice, should the program end in between, rather than never. */
static bool
receive_again(struct taking *t)
{
    const struct stored **again =
        work_alloc(t->work, (t->new_count + 1) * sizeof(*again));
    size_t count = 0;

    TRY(again != NULL);
    for (size_t i = 0; i < t->new_count; i++) {
        struct stored *s = work_alloc(t->work, sizeof(*s));

        TRY(s != NULL);
        if (!store_by_hash(node_store(t->node), t->work, &t->entries[i].record, s)) {
            if (work_fault(t->work) != FAULT_MISSING)
                return false;
            work_clear(t->work);
        } else if (s->state == STORED_IN_FORCE && receipt_due(s) &&
            !hash_equal(&s->origin, t->partner)) {
            again[count++] = s;
        }
    }
    return count == 0 || receipt_write(t->node, t->work, t->partner, again, count);
}

/* ---- The whole ---------------------------------------------------------------------------- */

static bool
admit(struct taking *t, struct arrived *out)
{
    struct receipt *receipts =
        work_alloc(t->work, (t->new_count + 1) * sizeof(*receipts));
    struct store_mirror mirror = {
        .log = t->inbox.no, /* one that is not here begins with its first entries */
        .from = t->inbox.size,
        .entries = t->entries,
        .count = t->new_count,
        .size = t->head.size,
        .root = t->head.root,
    };

    TRY(receipts != NULL && work_string(t->work, t->inbox.origin, &mirror.origin));
    /* What is cosigned is what is here: no tree whose entries were not all given. */
    if (t->head.size != t->inbox.size + t->new_count)
        return fail(t->work, FAULT_CORRUPT,
            "the partner's checkpoint is of %llu entries, it gave "
            "%llu",
            (unsigned long long)t->head.size,
            (unsigned long long)(t->inbox.size + t->new_count));
    TRY(check_fits(t, &mirror));
    TRY(learn(t));
    TRY(receive_again(t));
    TRY(node_cosign(t->node, t->work, t->note, &mirror.note));
    if (t->new_count > 0)
        TRY(node_admit_from(t->node, t->work, t->partner, t->deliveries, t->new_count,
            &mirror, receipts));
    *out = (struct arrived){.size = t->head.size,
        .count = t->new_count,
        .full = t->full || t->new_count >= BATCH_ITEMS,
        .note = mirror.note};
    return true;
}

bool
batch_take(struct node *n, struct work *w, const struct hash *partner, struct bytes batch,
    struct arrived *out)
{
    struct taking t = {.node = n, .work = w, .partner = partner};
    struct cursor c = {.work = w, .rest = batch};

    TRY(read_envelope(&t, &c));
    TRY(read_checkpoint(&t));
    TRY(check_forks(&t));
    t.next = t.first;
    TRY(take_items(&t, c.rest));
    if (t.head.size < t.inbox.size) {
        /* An older batch again: nothing new in it. */
        *out = (struct arrived){.size = t.inbox.size, .note = t.inbox.note};
        return true;
    }
    return admit(&t, out);
}
