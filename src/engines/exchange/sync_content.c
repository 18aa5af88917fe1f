/*
 * The asking end's content: pieces that either end wants of the other, in order, several in one trip.
 */
#include "engines/exchange/sync.h"

#include <string.h>

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
    TRY(sync_call(c, w, piece < 0 ? "pieces" : "piece", ask, &reply));
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
    return sync_call(c, w, piece < 0 ? "give-pieces" : "give", body, &nothing);
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

bool
sync_content(struct contact *c)
{
    static const struct json_limits limits = {.size = 1024 * 1024,
        .depth = 4,
        .doubles = false,
        .canonical = true};
    struct json *ours, *theirs;

    TRY(pieces_wanted(c->node, c->work, &c->peer->org, &ours));
    TRY(move_content(c, ours, fetch_step));
    if (c->wanted.len == 0)
        return true;
    TRY(json_read(c->work, c->wanted, &limits, &theirs) &&
        pieces_wishes(c->work, theirs));
    return move_content(c, theirs, give_step);
}
