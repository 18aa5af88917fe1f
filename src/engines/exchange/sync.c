/*
 * The asking end: one contact brings both outboxes to where they are known.
 */
#include "engines/exchange/exchange_inner.h"

#include <string.h>

#define SYNC_ROUNDS \
    4 /* answers to what came may have to go at once; and answers to those */

/* A contact goes on while something moves: so long it may take, and a second more for so many bytes
 * that went or came.  What is left comes with the next one, content from the piece that is due. */
#define CONTACT_PATIENCE (10 * TIME_MINUTE)
#define CONTACT_SLOWEST ((int64_t)64 * 1024)
/* Batches of one contact: a partner that always has one more ends here, and goes on next time. */
#define PULLS_MAX 256

struct contact {
    struct node *node;
    struct work *work;
    const struct actor *who;
    const struct peer *peer;
    const struct road *road;
    struct hello theirs;
    struct synced *done;
    bool moved;        /* did this round bring anything, either way? */
    const char *wrong; /* what its log was found to be, and is not taken for; or NULL */
    int64_t began;     /* ticks */
    int64_t bytes;     /* that went and came */
    int pulls;
};

static bool
call(struct contact *c, struct work *w, const char *verb, struct bytes body,
    struct bytes *reply)
{
    int64_t took = work_os(w)->ticks() - c->began,
            may = CONTACT_PATIENCE + c->bytes / CONTACT_SLOWEST * TIME_SECOND;

    if (took > may)
        return fail(w, FAULT_IO,
            "the partner is too slow: %lld bytes in %lld s. The rest waits for the next "
            "contact",
            (long long)c->bytes, (long long)(took / TIME_SECOND));
    TRY(c->road->call(c->road->ctx, w, verb, body, reply));
    c->bytes += (int64_t)(body.len + reply->len);
    return true;
}

static bool
greet(struct contact *c)
{
    struct bytes ours, reply;
    int64_t count;

    TRY(exchange_settle(c->node, c->work, c->who, &count));
    TRY(hello_write(c->node, c->work, &c->peer->org, NULL, &ours));
    TRY(call(c, c->work, "hello", ours, &reply));
    TRY(hello_read(c->node, c->work, &c->peer->org, reply, &c->theirs));
    if (fork_greeted(c->node, c->work, &c->peer->org, &c->theirs))
        return true;
    /* What we have for the partner goes all the same: a recall is for whoever holds the item. */
    c->wrong = work_format(c->work, "%s", work_why(c->work));
    return c->wrong != NULL && work_forgive(c->work, FAULT_CORRUPT);
}

/* ---- Pushing -------------------------------------------------------------------------- */

static bool
push_one(struct contact *c, struct work *w, uint64_t *after)
{
    static const struct json_limits limits = {.size = 2 * 1024 * 1024,
        .depth = 4,
        .doubles = false,
        .canonical = true};
    struct bytes batch, reply, note;
    struct json *said;
    uint64_t until;
    int64_t size;

    TRY(batch_write(c->node, w, c->who, &c->peer->org, *after, BATCH_BYTES, &batch,
        &until));
    TRY(call(c, w, "push", batch, &reply));
    TRY(json_read(w, reply, &limits, &said));
    TRY(json_need_text(w, said, "note", &note));
    TRY(json_need_integer(w, said, "size", 0, JSON_INTEGER_MAX, &size));
    if ((uint64_t)size < until)
        return fail(w, FAULT_CORRUPT,
            "the partner says it has fewer entries than it was given");
    TRY(keep_cosignature(c->node, w, &c->peer->org, note));
    c->done->sent += until - *after;
    c->moved = true;
    *after = until;
    return true;
}

static bool
push(struct contact *c)
{
    struct log_head outbox;
    uint64_t after;

    TRY(node_outbox(c->node, c->work, &c->peer->org, &outbox));
    after = hello_after(&c->theirs, &outbox);
    TRY(journal_head_add(c->node, c->work, c->who, &c->peer->org, after, &outbox));
    while (after < outbox.size) {
        struct work *w = work_open(work_os(c->work));
        bool good = w != NULL && push_one(c, w, &after);

        if (!good)
            fail_with(c->work, w);
        work_close(w);
        TRY(good);
    }
    return true;
}

/* ---- Pulling ---------------------------------------------------------------------------- */

static bool
pull_one(struct contact *c, struct work *w, bool *more)
{
    struct bytes hello, ask, batch, nothing;
    struct json *ours, *have;
    struct arrived arrived;

    /* What we say we have in a greeting is what we ask from. */
    TRY(hello_write(c->node, w, &c->peer->org, NULL, &hello));
    TRY(json_read(w, hello, &json_written, &ours));
    have = json_get(ours, "have");
    TRY(json_write(w, have, &ask));
    TRY(call(c, w, "pull", ask, &batch));
    *more = batch.len > 0;
    if (!*more)
        return true;
    TRY(batch_take(c->node, w, &c->peer->org, batch, &arrived));
    c->done->received += arrived.count;
    c->moved = true;
    if (arrived.count == 0)
        return fail(w, FAULT_CORRUPT,
            "the partner gave what we have, when asked for more");
    return call(c, w, "cosign", arrived.note, &nothing);
}

static bool
pull(struct contact *c)
{
    bool more = true;

    for (; more && c->pulls < PULLS_MAX; c->pulls++) {
        struct work *w = work_open(work_os(c->work));
        bool good = w != NULL && pull_one(c, w, &more);

        if (!good)
            fail_with(c->work, w);
        work_close(w);
        TRY(good);
    }
    return true;
}

/* ---- Content ------------------------------------------------------------------------------ */

static bool
tree_message(struct work *w, const struct hash *tree, int64_t piece, struct bytes *out)
{
    struct json *ask = json_object(w);

    if (piece >= 0)
        json_put(ask, "piece", json_integer(w, piece));
    json_put(ask, "tree", json_hex(w, hash_bytes(tree)));
    return json_write(w, ask, out);
}

/* One step for one content, in or out: its piece hashes, or its next piece. */
static bool
fetch_step(struct contact *c, struct work *w, const struct hash *tree, int64_t piece)
{
    struct stored_blob blob;
    struct bytes ask, reply;
    bool whole;

    TRY(store_blob(node_store(c->node), w, tree, &blob));
    TRY(tree_message(w, tree, piece, &ask));
    TRY(call(c, w, piece < 0 ? "pieces" : "piece", ask, &reply));
    if (piece < 0)
        return node_content_expect(c->node, w, &blob, reply);
    TRY(node_content_piece(c->node, w, &blob, (uint64_t)piece, reply, &whole));
    c->done->pieces++;
    return true;
}

static bool
give_step(struct contact *c, struct work *w, const struct hash *tree, int64_t piece)
{
    struct buffer message = buffer_open(w, EXCHANGE_BODY_MAX);
    struct stored_blob blob;
    struct bytes what, body, nothing;

    TRY(pieces_allowed(c->node, w, &c->peer->org, tree, &blob));
    buffer_add(&message, hash_bytes(tree));
    if (piece < 0) {
        TRY(pieces_hashes(c->node, w, &blob, &what));
    } else {
        TRY(store_blob_piece(node_store(c->node), w, &blob, (uint64_t)piece, &what));
        buffer_u64(&message, (uint64_t)piece);
        c->done->pieces++;
    }
    buffer_add(&message, what);
    TRY(buffer_bytes(&message, &body));
    return call(c, w, piece < 0 ? "give-pieces" : "give", body, &nothing);
}

/* One step in a work of its own; ${gone}: that content is not to be had any more, or not
 * yet, and all else goes on. */
static bool
one_step(struct contact *c, const struct hash *tree, int64_t piece,
    bool (
        *step)(struct contact *c, struct work *w, const struct hash *tree, int64_t piece),
    bool *gone)
{
    struct work *w = work_open(work_os(c->work));
    bool good = w != NULL && step(c, w, tree, piece);

    *gone = !good && w != NULL && work_fault(w) == FAULT_MISSING;
    if (!good && !*gone)
        fail_with(c->work, w);
    work_close(w);
    return good || *gone;
}

/* All steps for what one end wants of the other. */
static bool
move_content(struct contact *c, const struct json *wanted,
    bool (
        *step)(struct contact *c, struct work *w, const struct hash *tree, int64_t piece))
{
    for (const struct json *want = wanted->first; want != NULL; want = want->next) {
        struct hash tree;
        int64_t next, pieces;
        bool gone = false;
        bool known = json_get(want, "known") != NULL && json_get(want, "known")->truth;

        TRY(json_need_hash(c->work, want, "tree", &tree));
        TRY(json_need_integer(c->work, want, "next", 0, JSON_INTEGER_MAX, &next));
        TRY(json_need_integer(c->work, want, "pieces", 1, JSON_INTEGER_MAX, &pieces));
        for (int64_t piece = known ? next : -1; piece < pieces && !gone; piece++) {
            TRY(one_step(c, &tree, piece, step, &gone));
            if (piece < 0)
                piece = next - 1;
        }
    }
    return true;
}

static bool
exchange_content(struct contact *c)
{
    static const struct json_limits limits = {.size = 1024 * 1024,
        .depth = 4,
        .doubles = false,
        .canonical = true};
    struct json *ours, *theirs;
    struct bytes reply;

    TRY(pieces_wanted(c->node, c->work, &c->peer->org, &ours));
    TRY(move_content(c, ours, fetch_step));
    TRY(call(c, c->work, "want", (struct bytes){0}, &reply));
    TRY(json_read(c->work, reply, &limits, &theirs) && pieces_wishes(c->work, theirs));
    return move_content(c, theirs, give_step);
}

bool
exchange_sync(struct node *n, struct work *w, const struct actor *who,
    const struct peer *peer, const struct road *road, struct synced *out)
{
    struct contact c =
        {.node = n, .work = w, .who = who, .peer = peer, .road = road, .done = out};

    *out = (struct synced){0};
    c.began = work_os(w)->ticks();
    for (int round = 0; round < SYNC_ROUNDS; round++) {
        c.moved = false;
        TRY(greet(&c));
        TRY(push(&c));
        TRY(c.wrong != NULL || pull(&c));
        TRY(exchange_content(&c));
        if (!c.moved)
            break;
    }
    return c.wrong == NULL || fail(w, FAULT_CORRUPT, "%s", c.wrong);
}
