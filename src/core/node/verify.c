/*
 * Verifying everything a node holds: files, logs, signatures, commitments, content.
 */
#include "core/node/node_inner.h"

#include <string.h>

struct check {
    struct node *node;
    struct verified *count;
    void (*progress)(void *ctx, uint64_t done, uint64_t all);
    void *ctx;
    uint64_t done;
    uint64_t all;
    uint64_t journaled; /* entries of all our journals */
    struct group_held group;
};

static void
step(struct check *c)
{
    c->done++;
    if (c->progress != NULL)
        c->progress(c->ctx, c->done, c->all);
}

static bool
not_whole(struct work *w, const char *why)
{
    work_clear(w);
    return fail(w, FAULT_CORRUPT, "%s", why);
}

/* A text that a newer program made: it is the one that the log names. */
static bool
check_kept(struct check *c, struct work *w, const struct stored *s)
{
    struct log_head journal;
    struct delivery kept;
    struct hash hash;
    uint64_t at;

    TRY(kept_read(c->node, w, s, &kept));
    TRY(record_text_hash(w, kept.text, &hash));
    if (!hash_equal(&hash, &s->hash))
        return fail(w, FAULT_CORRUPT, "it is not the text that the log names");
    if (!node_place(c->node, w, &s->hash, &journal, &at))
        return work_fault(w) == FAULT_MISSING && not_whole(w, "it stands in no journal");
    c->count->parts++;
    c->count->records++;
    return true;
}

/* A record: its row is of its header, its signature holds, its parts match. */
static bool
check_record(struct check *c, struct work *w, const struct stored *s)
{
    struct stored_part *parts;
    struct identity author;
    struct log_head journal;
    struct record *r;
    size_t count;
    uint64_t at;

    TRY(node_record(c->node, w, s, &r));
    if (!hash_equal(&r->hash, &s->hash) || !hash_equal(&r->author, &s->author) ||
        memcmp(&r->id, &s->id, sizeof(r->id)) != 0 || !bytes_equal(r->kind, s->kind) ||
        r->version != s->version || r->time != s->time)
        return fail(w, FAULT_CORRUPT, "the row of record %lld is not that of its header",
            (long long)s->no);
    if (s->state != STORED_WAITING) {
        TRY(node_author(c->node, w, &s->author, &author));
        TRY(record_verify_held(w, r, &author, &c->group));
    }
    if (!node_place(c->node, w, &s->hash, &journal, &at))
        return work_fault(w) == FAULT_MISSING && not_whole(w, "it stands in no journal");
    TRY(store_parts(c->node->store, w, s->no, &parts, &count));
    /* What was made here had all its parts; those erased are still named. */
    if (hash_is_zero(&s->origin) && count != r->part_count)
        return fail(w, FAULT_CORRUPT, "it lacks parts");
    for (size_t i = 0; i < count; i++) {
        if (parts[i].erased)
            c->count->erased++;
        else
            c->count->parts++;
    }
    c->count->records++;
    return true;
}

/* Run one check in a work of its own, so that memory does not grow with the node. */
static bool
in_own_work(struct check *c, struct work *w,
    bool (*run)(struct check *, struct work *, void *), void *arg)
{
    struct work *one = work_open(work_os(w));
    bool good = one != NULL && run(c, one, arg);

    if (!good)
        fail_with(w, one);
    work_close(one);
    return good;
}

struct walk {
    int64_t after;
    bool have;
};

static bool
next_record(struct check *c, struct work *w, void *arg)
{
    struct walk *walk = arg;
    struct stored s;

    TRY(store_next(c->node->store, w, walk->after, (struct bytes){0}, &s, &walk->have));
    if (!walk->have)
        return true;
    walk->after = s.no;
    if (!(s.kind.len == 0 ? check_kept(c, w, &s) : check_record(c, w, &s)))
        return fail_in(w, "record %lld", (long long)s.no);
    step(c);
    return true;
}

static bool
next_blob(struct check *c, struct work *w, void *arg)
{
    struct walk *walk = arg;
    struct stored_blob blob;

    TRY(store_blob_next(c->node->store, w, walk->after, &blob, &walk->have));
    if (!walk->have)
        return true;
    walk->after = blob.no;
    if (blob.pack == 0)
        return true; /* still to come */
    TRY(store_blob_verify(c->node->store, w, &blob));
    c->count->blobs++;
    step(c);
    return true;
}

/* The key that signed a log, of those that count: ours, or those of the partner whose log it
 * is a copy of.  A log has one; another key is another epoch. */
static bool
log_key(struct node *n, struct work *w, struct bytes name, const struct log_head *log,
    struct hash *public)
{
    struct hash org = n->identity.id;
    struct checkpoint head;

    *public = (struct hash){0};
    if (bytes_start(name, "inbox/") && name.len > 6 + 64)
        TRY(hex_read(w, bytes_from(name.at + 6, 64), &org, sizeof(org)));
    return log->note.len == 0 ||
        node_checkpoint_open(n, w, &org, log->note, &head, public);
}

/* None of our own logs is signed for more than it has; a copy that was mended may be, until the
 * rest came again. */
static bool
check_ahead(struct check *c, struct work *w, struct bytes name,
    const struct log_head *log)
{
    uint64_t size = INT64_MAX;
    struct bytes note;

    if (bytes_start(name, "inbox/"))
        return true;
    if (!store_checkpoint_before(c->node->store, w, log, &size, &note))
        return work_forgive(w, FAULT_MISSING);
    return size <= log->size ||
        fail(w, FAULT_CORRUPT, "%.*s: signed for %llu entries, and %llu are here",
            (int)log->origin.len, (const char *)log->origin.at, (unsigned long long)size,
            (unsigned long long)log->size);
}

static bool
next_log(struct check *c, struct work *w, void *arg)
{
    struct walk *walk = arg;
    struct hash public;
    struct log_head log;
    struct bytes name;

    TRY(store_log_next(c->node->store, w, walk->after, &log, &name, &walk->have));
    if (!walk->have)
        return true;
    walk->after = log.no;
    TRY(check_ahead(c, w, name, &log));
    TRY(log_key(c->node, w, name, &log, &public));
    c->count->entries += log.size;
    if (bytes_start(name, STORE_JOURNAL))
        c->journaled += log.size;
    return store_verify_log(c->node->store, w, &log, &public) ||
        (bytes_start(name, "inbox/") &&
            fail_in(w, "our copy of a partner's log (`peer mend` makes it whole)"));
}

bool
node_verify(struct node *n, struct work *w, bool deep,
    void (*progress)(void *ctx, uint64_t done, uint64_t all), void *ctx,
    struct verified *out)
{
    struct check c = {.node = n, .count = out, .progress = progress, .ctx = ctx};
    struct walk walk = {.have = true};
    int64_t records;

    *out = (struct verified){0};
    TRY(store_count(n->store, w, &records));
    c.all = (uint64_t)records;
    TRY(store_verify_file(n->store, w));
    while (walk.have)
        TRY(in_own_work(&c, w, next_record, &walk));
    walk = (struct walk){.have = true};
    while (walk.have)
        TRY(in_own_work(&c, w, next_log, &walk));
    if (c.journaled != (uint64_t)out->records)
        return fail(w, FAULT_CORRUPT,
            "the journal tells of %llu records, %lld are here: "
            "restore them from a backup",
            (unsigned long long)c.journaled, (long long)out->records);
    walk = (struct walk){.have = deep};
    while (walk.have)
        TRY(in_own_work(&c, w, next_blob, &walk));
    return true;
}
