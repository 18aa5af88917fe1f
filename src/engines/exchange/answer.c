/*
 * The answering end: every message of a partner enters here.
 */
#include "engines/exchange/exchange_inner.h"

#include <string.h>

static const struct json_limits message_limits = {.size = 1024 * 1024,
    .depth = 8,
    .doubles = false,
    .canonical = true};

static const struct actor partner_actor = {
    .person = {(const uint8_t *)"the exchange", 12},
    .purpose = {NULL, 0},
    .reason = {(const uint8_t *)"asked by a partner", 18},
};

static bool
settle(struct node *n, struct work *w)
{
    int64_t count;

    return exchange_settle(n, w, &partner_actor, &count);
}

static bool
answer_hello(struct node *n, struct work *w, const struct hash *partner,
    struct bytes body, struct bytes *reply)
{
    struct hello theirs;

    TRY(hello_read(n, w, partner, body, &theirs));
    TRY(settle(n, w));
    return hello_write(n, w, partner, &theirs, reply);
}

static bool
answer_same(struct node *n, struct work *w, const struct hash *partner, struct bytes body,
    struct bytes *reply)
{
    TRY(settle(n, w));
    return same_answer(n, w, partner, body, reply);
}

static bool
answer_push(struct node *n, struct work *w, const struct hash *partner, struct bytes body,
    struct bytes *reply)
{
    struct json *out = json_object(w);
    struct arrived arrived;

    TRY(batch_take(n, w, partner, body, &arrived));
    TRY(settle(n, w));
    json_put(out, "note", json_text(w, arrived.note));
    json_put(out, "size", json_integer(w, (int64_t)arrived.size));
    return json_write(w, out, reply);
}

/* {"origin":...,"size":n}: what the partner has; an empty answer when that is all. */
static bool
answer_pull(struct node *n, struct work *w, const struct hash *partner, struct bytes body,
    struct bytes *reply)
{
    struct hello theirs = {0};
    struct log_head outbox;
    struct json *asked;
    int64_t size;
    uint64_t after, until;

    TRY(json_read(w, body, &message_limits, &asked));
    TRY(json_need_text(w, asked, "origin", &theirs.origin));
    TRY(json_need_integer(w, asked, "size", 0, JSON_INTEGER_MAX, &size));
    theirs.size = (uint64_t)size;
    TRY(node_outbox(n, w, partner, &outbox));
    after = hello_after(&theirs, &outbox);
    *reply = (struct bytes){0};
    TRY(journal_head_add(n, w, &partner_actor, partner, after, &outbox));
    return after >= outbox.size ||
        batch_write(n, w, &partner_actor, partner, after, BATCH_BYTES, reply, &until);
}

/* A checkpoint of more than there is: if our own key signed it, another copy of this node did,
 * and whatever this one signs from now on makes us a forker. */
static bool
ahead_of_us(struct node *n, struct work *w, struct bytes note, uint64_t theirs,
    uint64_t ours)
{
    struct checkpoint head;
    struct hash signer;

    if (!node_checkpoint_open(n, w, &node_identity(n)->id, note, &head, &signer))
        return work_forgive(w, FAULT_CORRUPT) &&
            fail(w, FAULT_INVALID, "the partner cosigned another log than its own");
    return fail(w, FAULT_CONFLICT,
        "this node runs on an older copy of its data: it signed %llu entries for the "
        "partner and has %llu. Stop every other copy, and begin a new epoch by a new log "
        "key: `liaison key rotate log`",
        (unsigned long long)theirs, (unsigned long long)ours);
}

bool
keep_cosignature(struct node *n, struct work *w, const struct hash *partner,
    struct bytes note)
{
    struct checkpoint head;
    struct log_head outbox;
    struct note read;
    uint64_t seconds;

    if (!node_cosigned(n, w, note, partner, &seconds)) {
        TRY(work_fault(w) == FAULT_MISSING);
        work_clear(w);
        return fail(w, FAULT_CORRUPT, "the partner sent what it has not cosigned");
    }
    TRY(note_read(w, note, &read));
    TRY(checkpoint_read(w, read.text, &head));
    TRY(node_outbox_at(n, w, partner, head.origin, &outbox));
    if (head.size > outbox.size)
        return ahead_of_us(n, w, note, head.size, outbox.size);
    return node_checkpoint_keep(n, w, &outbox, head.size, note, partner);
}

static bool
answer_cosign(struct node *n, struct work *w, const struct hash *partner,
    struct bytes body, struct bytes *reply)
{
    *reply = (struct bytes){0};
    return keep_cosignature(n, w, partner, body);
}

static bool
answer_pieces(struct node *n, struct work *w, const struct hash *partner,
    struct bytes body, struct bytes *reply)
{
    struct stored_blob blob;
    struct json *asked;
    struct hash tree;

    TRY(json_read(w, body, &message_limits, &asked));
    TRY(json_need_hash(w, asked, "tree", &tree));
    TRY(pieces_allowed(n, w, partner, &tree, &blob));
    return pieces_hashes(n, w, &blob, reply);
}

static bool
answer_piece(struct node *n, struct work *w, const struct hash *partner,
    struct bytes body, struct bytes *reply)
{
    struct stored_blob blob;
    struct json *asked;
    struct hash tree;
    int64_t piece;

    TRY(json_read(w, body, &message_limits, &asked));
    TRY(json_need_hash(w, asked, "tree", &tree));
    TRY(json_need_integer(w, asked, "piece", 0, JSON_INTEGER_MAX, &piece));
    TRY(pieces_allowed(n, w, partner, &tree, &blob));
    return store_blob_piece(node_store(n), w, &blob, (uint64_t)piece, reply);
}

static bool
answer_want(struct node *n, struct work *w, const struct hash *partner, struct bytes body,
    struct bytes *reply)
{
    struct json *wanted;

    (void)body;
    TRY(pieces_wanted(n, w, partner, &wanted));
    return json_write(w, wanted, reply);
}

/* The tree, 32 bytes, then all its piece hashes. */
static bool
answer_give_pieces(struct node *n, struct work *w, const struct hash *partner,
    struct bytes body, struct bytes *reply)
{
    struct cursor c = {.work = w, .rest = body};

    *reply = (struct bytes){0};
    return take_pieces(n, w, partner, &c);
}

/* The tree, 32 bytes, the piece's number, 8 bytes, then its bytes. */
static bool
answer_give(struct node *n, struct work *w, const struct hash *partner, struct bytes body,
    struct bytes *reply)
{
    struct cursor c = {.work = w, .rest = body};

    *reply = (struct bytes){0};
    return take_piece(n, w, partner, &c);
}

bool
take_pieces(struct node *n, struct work *w, const struct hash *partner, struct cursor *c)
{
    struct stored_blob blob;
    struct hash tree;

    TRY(take_hash(c, &tree));
    TRY(pieces_expected(n, w, partner, &tree, &blob));
    return blob.pack != 0 || node_content_expect(n, w, &blob, c->rest);
}

bool
take_piece(struct node *n, struct work *w, const struct hash *partner, struct cursor *c)
{
    struct stored_blob blob;
    struct hash tree;
    uint64_t piece;
    bool whole;

    TRY(take_hash(c, &tree));
    TRY(take_u64(c, &piece));
    TRY(pieces_expected(n, w, partner, &tree, &blob));
    return node_content_piece(n, w, &blob, piece, c->rest, &whole);
}

struct asked {
    struct node *node;
    const struct hash *partner;
};

static bool
answer_one(void *ctx, struct work *w, struct bytes verb, struct bytes body,
    struct bytes *reply)
{
    const struct asked *a = ctx;

    return exchange_answer(a->node, w, a->partner, verb, body, reply);
}

static bool
answer_several(struct node *n, struct work *w, const struct hash *partner,
    struct bytes body, struct bytes *reply)
{
    struct asked a = {n, partner};

    return exchange_several(w, body, answer_one, &a, reply);
}

static const struct {
    const char *verb;
    bool (*answer)(struct node *n, struct work *w, const struct hash *partner,
        struct bytes body, struct bytes *reply);
} answers[] = {
    {"several", answer_several},
    {"same", answer_same},
    {"hello", answer_hello},
    {"push", answer_push},
    {"pull", answer_pull},
    {"cosign", answer_cosign},
    {"pieces", answer_pieces},
    {"piece", answer_piece},
    {"want", answer_want},
    {"give-pieces", answer_give_pieces},
    {"give", answer_give},
};

const char *
exchange_verb_at(size_t n)
{
    return n < COUNT_OF(answers) ? answers[n].verb : NULL;
}

const char *
exchange_verb(struct bytes verb)
{
    for (size_t i = 0; i < COUNT_OF(answers); i++)
        if (bytes_is(verb, answers[i].verb))
            return answers[i].verb;
    return "?";
}

bool
exchange_answer(struct node *n, struct work *w, const struct hash *partner,
    struct bytes verb, struct bytes body, struct bytes *reply)
{
    struct peer peer;
    struct bytes hex;

    if (body.len > EXCHANGE_BODY_MAX)
        return fail(w, FAULT_INVALID, "the message is too long");
    /* The door let nobody else in; this is said twice, because all depends on it. */
    TRY(hex_write(w, hash_bytes(partner), &hex));
    if (!node_peer(n, w, hex, &peer)) {
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
        return fail(w, FAULT_DENIED, "only partners are answered");
    }
    for (size_t i = 0; i < COUNT_OF(answers); i++)
        if (bytes_is(verb, answers[i].verb))
            return answers[i].answer(n, w, partner, body, reply);
    return fail(w, FAULT_MISSING, "partners say no such thing");
}
