/*
 * The asking end: one contact brings both outboxes to where they are known.
 */
#include "engines/exchange/sync.h"

#include <string.h>

#define SYNC_ROUNDS 4  /* content that came may be spoken of at once */
#define SYNC_ANSWERS 8 /* and so may records; and answers to these */

/* A contact goes on while something moves: so long it may take, and a second more for so many bytes
 * that went or came.  What is left comes with the next one, content from the piece that is due. */
#define CONTACT_PATIENCE (10 * TIME_MINUTE)
#define CONTACT_SLOWEST ((int64_t)64 * 1024)
/* What a partner that always has one more brings in one contact; it goes on with the next. */
#define SYNC_TURNS 4096

static bool
patient(struct contact *c, struct work *w)
{
    int64_t took = work_os(w)->ticks() - c->began,
            may = CONTACT_PATIENCE + c->bytes / CONTACT_SLOWEST * TIME_SECOND;

    return took <= may ||
        fail(w, FAULT_IO,
            "the partner is too slow: %lld bytes in %lld s. The rest waits for the next "
            "contact",
            (long long)c->bytes, (long long)(took / TIME_SECOND));
}

bool
sync_call(struct contact *c, struct work *w, const char *verb, struct bytes body,
    struct bytes *reply)
{
    TRY(patient(c, w));
    TRY(c->road->call(c->road->ctx, w, verb, body, reply));
    c->bytes += (int64_t)(body.len + reply->len);
    return true;
}

/* The same, under way beside what goes on here. */
static bool
begin(struct contact *c, struct work *w, struct bytes body)
{
    TRY(patient(c, w));
    TRY(c->road->begin(c->road->ctx, w, "several", body));
    c->bytes += (int64_t)body.len;
    c->ahead = true;
    return true;
}

static bool
end(struct contact *c, struct work *w, struct bytes *reply)
{
    c->ahead = false;
    TRY(c->road->end(c->road->ctx, w, reply));
    c->bytes += (int64_t)reply->len;
    return true;
}

static bool
greet(struct contact *c)
{
    struct log_head outbox;
    struct bytes ours, reply;
    struct hello theirs;

    TRY(hello_write(c->node, c->work, &c->peer->org, NULL, &ours));
    TRY(sync_call(c, c->work, "hello", ours, &reply));
    TRY(hello_read(c->node, c->work, &c->peer->org, reply, &theirs));
    TRY(node_outbox(c->node, c->work, &c->peer->org, &outbox));
    c->after = hello_after(&theirs, &outbox);
    if (fork_greeted(c->node, c->work, &c->peer->org, &theirs))
        return true;
    /* What we have for the partner goes all the same: a recall is for whoever holds the item. */
    c->wrong = work_format(c->work, "%s", work_why(c->work));
    return c->wrong != NULL && work_forgive(c->work, FAULT_CORRUPT);
}

/* ---- Records ------------------------------------------------------------------------- */

static void
say(struct turn *t, const char *verb, struct bytes body,
    bool (*hear)(struct contact *c, struct work *w, struct turn *t, struct bytes reply))
{
    t->hear[t->count] = hear;
    t->messages[t->count++] = (struct message){verb, body};
}

/* Only keys and logs that are not as they were taken to be need a greeting; all that stood behind
 * the question was not answered then. */
static bool
hear_same(struct contact *c, struct work *w, struct turn *t, struct bytes reply)
{
    (void)w;
    t->ends = bytes_is(reply, SAME_ALL);
    t->other = bytes_is(reply, SAME_OTHER);
    return t->ends || t->other || greet(c);
}

static bool
hear_cosign(struct contact *c, struct work *w, struct turn *t, struct bytes reply)
{
    (void)w;
    (void)t;
    (void)reply;
    c->note = (struct bytes){0};
    return true;
}

static bool
hear_push(struct contact *c, struct work *w, struct turn *t, struct bytes reply)
{
    static const struct json_limits limits = {.size = 2 * 1024 * 1024,
        .depth = 4,
        .doubles = false,
        .canonical = true};
    struct json *said;
    struct bytes note;
    int64_t size;

    TRY(json_read(w, reply, &limits, &said));
    TRY(json_need_text(w, said, "note", &note));
    TRY(json_need_integer(w, said, "size", 0, JSON_INTEGER_MAX, &size));
    if ((uint64_t)size < t->until)
        return fail(w, FAULT_CORRUPT,
            "the partner says it has fewer entries than it was given");
    TRY(keep_cosignature(c->node, w, &c->peer->org, note));
    c->done->sent += t->until - c->after;
    c->after = t->until;
    return true;
}

static bool hear_pull(struct contact *c, struct work *w, struct turn *t,
    struct bytes reply);

static bool
hear_nothing(struct contact *c, struct work *w, struct turn *t, struct bytes reply)
{
    (void)c;
    (void)w;
    (void)t;
    (void)reply;
    return true;
}

/* What stands behind this batch is asked for before it is taken in: so the partner writes the one
 * while we check the other.  What it says of itself will be looked at then. */
static bool
ask_ahead(struct contact *c, struct work *w, struct bytes batch)
{
    struct json *have = json_object(w);
    struct checkpoint head;
    uint64_t first;
    struct bytes ask, body;

    if (c->road->begin == NULL)
        return true;
    if (!batch_says(w, batch, &first,
            &head)) /* whoever takes it says what is wrong with it */
        return work_forgive(w, FAULT_INVALID) || work_forgive(w, FAULT_CORRUPT);
    if (head.size < first ||
        (head.size - first < BATCH_ITEMS && batch.len < BATCH_BYTES / 4))
        return true;
    c->next = (struct turn){0};
    if (c->note.len > 0)
        say(&c->next, "cosign", c->note, hear_nothing);
    json_put(have, "origin", json_text(w, head.origin));
    json_put(have, "size", json_integer(w, (int64_t)head.size));
    TRY(json_write(w, have, &ask));
    say(&c->next, "pull", ask, hear_pull);
    TRY(several_write(w, c->next.messages, c->next.count, &body));
    return begin(c, w, body);
}

static bool
hear_pull(struct contact *c, struct work *w, struct turn *t, struct bytes reply)
{
    struct arrived arrived;

    (void)t;
    c->taking = reply.len > 0;
    c->full = false;
    if (!c->taking)
        return true;
    TRY(ask_ahead(c, w, reply));
    TRY(batch_take(c->node, w, &c->peer->org, reply, &arrived));
    if (arrived.count == 0)
        return fail(w, FAULT_CORRUPT,
            "the partner gave what we have, when asked for more");
    c->done->received += arrived.count;
    c->full = arrived.full;
    return work_keep(c->work, arrived.note, &c->note);
}

static bool
hear_want(struct contact *c, struct work *w, struct turn *t, struct bytes reply)
{
    (void)w;
    (void)t;
    return work_keep(c->work, reply, &c->wanted);
}

/* So much was here when a batch was written. */
static bool
count_records(struct contact *c, struct work *w, uint64_t *out)
{
    struct log_head journal;

    TRY(store_log(node_store(c->node), w, STORE_JOURNAL, &journal));
    *out = journal.size;
    return true;
}

static bool
write_next(struct contact *c, uint64_t after)
{
    struct written *x = &c->written;
    struct work *w = work_open(work_os(c->work));
    struct log_head outbox;
    bool good = w != NULL && node_outbox(c->node, w, &c->peer->org, &outbox) &&
        count_records(c, w, &x->records) &&
        batch_write(c->node, w, c->who, &c->peer->org, after, BATCH_BYTES, &x->batch,
            &x->until);

    if (!good)
        return work_join(c->work, w, false);
    x->work = w;
    x->after = after;
    x->more = x->until < outbox.size;
    return true;
}

static void
drop_written(struct contact *c)
{
    work_close(c->written.work);
    c->written.work = NULL;
}

/* What was written ahead still goes, if nothing has come to this node since. */
static bool
say_written(struct contact *c, struct work *w, struct turn *t, bool *said)
{
    const struct written *x = &c->written;
    uint64_t records;

    *said = false;
    if (x->work == NULL)
        return true;
    TRY(count_records(c, w, &records));
    if (x->after != c->after || x->records != records)
        return true;
    t->until = x->until;
    t->more = x->more;
    say(t, "push", x->batch, hear_push);
    *said = true;
    return true;
}

/* What of our outbox the partner has not; not while it is giving batch after batch: then what
 * answers them waits for the last one. */
static bool
say_push(struct contact *c, struct work *w, struct turn *t)
{
    struct log_head outbox;
    struct bytes batch;
    bool said;

    if (c->full)
        return true;
    TRY(say_written(c, w, t, &said));
    if (said)
        return true;
    TRY(node_outbox(c->node, w, &c->peer->org, &outbox));
    TRY(journal_head_add(c->node, w, c->who, &c->peer->org, c->after, &outbox));
    if (c->after >= outbox.size)
        return true;
    TRY(batch_write(c->node, w, c->who, &c->peer->org, c->after, BATCH_BYTES, &batch,
        &t->until));
    t->more = t->until < outbox.size;
    say(t, "push", batch, hear_push);
    return true;
}

/* What we have, and ask from. */
static bool
say_pull(struct contact *c, struct work *w, struct turn *t)
{
    struct json *have = json_object(w);
    struct bytes ask;

    TRY(hello_have(c->node, w, &c->peer->org, have));
    TRY(json_write(w, have, &ask));
    say(t, "pull", ask, hear_pull);
    return true;
}

/* The question whether anything is new goes first, and once. */
static bool
say_same(struct contact *c, struct work *w, struct turn *t)
{
    struct bytes state;

    if (c->greeted)
        return true;
    c->greeted = true;
    TRY(same_write(c->node, w, &c->peer->org, c->after, &state));
    if (state.len == 0)
        return greet(c);
    say(t, "same", state, hear_same);
    return true;
}

/* It said that something is new, and nothing came: perhaps what we cosigned did not come there. */
static bool
cosign_again(struct contact *c, struct work *w, const struct turn *t)
{
    struct log_head copy;

    if (!t->other || c->taking || c->wrong != NULL || c->wanted.len > 2)
        return true;
    TRY(hello_copy(c->node, w, &c->peer->org, &copy));
    return work_keep(c->work, copy.note, &c->note);
}

/* The answer to what is said now; where there is more to give, that is written meanwhile. */
static bool
speak(struct contact *c, struct work *w, const struct turn *t, struct bytes *reply)
{
    bool beside = t->more && c->road->begin != NULL;
    struct bytes body;

    TRY(several_write(w, t->messages, t->count, &body));
    drop_written(c);
    if (!beside)
        return sync_call(c, w, "several", body, reply);
    TRY(begin(c, w, body) && write_next(c, t->until));
    return end(c, w, reply);
}

static bool
say_all(struct contact *c, struct work *w, struct turn *t)
{
    int64_t settled;

    if (!c->full)
        TRY(exchange_settle(c->node, w, c->who, &settled));
    TRY(say_same(c, w, t));
    if (c->note.len > 0)
        say(t, "cosign", c->note, hear_cosign);
    TRY(say_push(c, w, t));
    if (!t->more && c->wrong == NULL)
        TRY(say_pull(c, w, t));
    if (!t->more && !c->full)
        say(t, "want", (struct bytes){0}, hear_want);
    return true;
}

static bool
one_turn(struct contact *c, struct work *w, bool *again, bool *bulk)
{
    struct bytes reply, replies[COUNT_OF(((struct turn *)0)->messages)];
    struct turn t = {0};
    struct log_head outbox;
    size_t count;

    *again = *bulk = false;
    if (c->ahead) {
        t = c->next;
        TRY(end(c, w, &reply));
    } else {
        TRY(say_all(c, w, &t) && speak(c, w, &t, &reply));
    }
    TRY(several_replies(w, reply, replies, t.count, &count));
    c->taking = false;
    for (size_t i = 0; i < count; i++)
        TRY(t.hear[i](c, w, &t, replies[i]));
    if (t.ends && count == 1)
        return true;
    if (t.ends || (count < t.count && (count != 1 || t.hear[0] != hear_same || t.other)))
        return fail(w, FAULT_CORRUPT, "the partner answers other than it was asked");
    TRY(cosign_again(c, w, &t));
    TRY(node_outbox(c->node, w, &c->peer->org, &outbox));
    *again = count < t.count || t.more || c->note.len > 0 || c->after < outbox.size;
    *bulk = t.more || c->full;
    return true;
}

/* Until neither end has anything the other has not. */
static bool
exchange_records(struct contact *c)
{
    bool again = true, bulk = false;

    for (int answers = 0; again && answers < SYNC_ANSWERS && c->turns < SYNC_TURNS;
         c->turns++) {
        struct work *w = work_open(work_os(c->work));

        TRY(work_join(c->work, w, w != NULL && one_turn(c, w, &again, &bulk)));
        answers += bulk ? 0 : 1;
    }
    return true;
}

static bool
meet(struct contact *c)
{
    struct log_head outbox;

    TRY(node_outbox(c->node, c->work, &c->peer->org, &outbox));
    TRY(node_outbox_known(c->node, c->work, &outbox, &c->peer->org, &c->after));
    for (int round = 0; round < SYNC_ROUNDS; round++) {
        uint64_t pieces = c->done->pieces;

        TRY(exchange_records(c));
        TRY(sync_content(c));
        if (c->done->pieces == pieces)
            break;
    }
    return c->wrong == NULL || fail(c->work, FAULT_CORRUPT, "%s", c->wrong);
}

/* What is under way yet has no use any more, and its answer is waited for all the same. */
static void
break_off(struct contact *c)
{
    struct work *w = c->ahead ? work_open(work_os(c->work)) : NULL;
    struct bytes nothing;

    if (w != NULL)
        (void)!c->road->end(c->road->ctx, w, &nothing);
    work_close(w);
    drop_written(c);
}

bool
exchange_sync(struct node *n, struct work *w, const struct actor *who,
    const struct peer *peer, const struct road *road, struct synced *out)
{
    struct contact c =
        {.node = n, .work = w, .who = who, .peer = peer, .road = road, .done = out};
    bool good;

    *out = (struct synced){0};
    c.began = work_os(w)->ticks();
    good = meet(&c);
    break_off(&c);
    return good;
}
