/*
 * schedule_net: the network between the nodes of a schedule -- it loses, doubles, keeps and
 * brings again, parts two for a while; and files that are carried.  And the watch over what
 * partners are shown of each other's logs.
 */
#ifndef TESTS_ENGINES_EXCHANGE_SCHEDULE_NET_H
#define TESTS_ENGINES_EXCHANGE_SCHEDULE_NET_H

#include "engines/exchange/schedule_book.h"

/* ---- What a partner is shown of a log --------------------------------------------------- */

/* In the contact that is under way: who was shown what contradicts what it holds. */
static uint8_t shown;

/* The leaves of a log, as its holder has them. */
static struct hash *
leaves_of(struct work *w, struct sim *s, const struct log_head *log)
{
    struct hash *leaves = work_alloc(w, (log->size + 1) * sizeof(*leaves));

    NEED(w, leaves != NULL);
    for (uint64_t i = 0; i < log->size; i++) {
        struct hash entry, record;

        NEED(w, store_entry(node_store(s->node), w, log, i, &entry, &record));
        NEED(w, merkle_leaf(w, hash_bytes(&entry), &leaves[i]));
    }
    return leaves;
}

/* A node's copy of another's log of that origin. */
static bool
copy_of(struct work *w, struct sim *s, const struct sim *of, struct bytes origin,
    struct log_head *out)
{
    const char *prefix = work_format(w, "inbox/%s/", of->hex);
    struct bytes name;
    bool have = true;

    *out = (struct log_head){0};
    while (have) {
        NEED(w, store_log_next(node_store(s->node), w, out->no, out, &name, &have));
        if (have && bytes_start(name, prefix) && bytes_equal(out->origin, origin))
            return true;
    }
    return false;
}

/* Is the checkpoint of another tree than the entries that its recipient holds?  ${now}: it
 * was signed by the history that runs now. */
static bool
contradicts(struct work *w, struct sim *by, struct sim *to, struct bytes text, bool now)
{
    struct log_head held, own;
    struct hash *theirs, *ours, root;
    struct checkpoint head;
    struct note note;

    NEED(w, note_read(w, text, &note) && checkpoint_read(w, note.text, &head));
    if (!copy_of(w, to, by, head.origin, &held))
        return false;
    theirs = leaves_of(w, to, &held);
    if (head.size <= held.size) {
        NEED(w, head.size == 0 || merkle_root(w, theirs, head.size, &root));
        return head.size > 0 && !hash_equal(&root, &head.root);
    }
    /* It says more than is held here: what its entries are, is seen where they are. */
    if (!now)
        return false;
    NEED(w, node_outbox_at(by->node, w, &to->id, head.origin, &own));
    ours = leaves_of(w, by, &own);
    return memcmp(ours, theirs, held.size * sizeof(*ours)) != 0;
}

static void
shows(struct sim *by, struct sim *to, struct bytes note, bool now)
{
    struct work *w = work_open(judge_os);

    if (index_of(by) == forker && note.len > 0 && contradicts(w, by, to, note, now)) {
        tell("%s is shown %s's other history", to->handle, by->handle);
        shown |= BIT(index_of(to));
    }
    work_close(w);
}

static struct bytes
note_of_batch(struct work *w, struct bytes batch)
{
    struct cursor c = {.work = w, .rest = batch};
    struct bytes tag, envelope;
    struct json *e;
    uint32_t len;

    NEED(w,
        take_bytes(&c, strlen("liaison/v1/batch\n"), &tag) && take_u32(&c, &len) &&
            take_bytes(&c, len, &envelope) && json_read(w, envelope, &json_written, &e));
    return json_get_text(e, "note");
}

/* Is it known at that node that the organisation's log has two histories, or may have? */
static bool
suspects(struct work *w, struct sim *s, const struct sim *of)
{
    struct forked *forks;
    struct accusation *doubts;
    size_t fork_count, doubt_count;
    bool yes = false;

    NEED(w,
        node_forks(s->node, w, &forks, &fork_count) &&
            node_accusations(s->node, w, &doubts, &doubt_count));
    for (size_t i = 0; i < fork_count; i++)
        yes = yes || hash_equal(&forks[i].org, &of->id);
    for (size_t i = 0; i < doubt_count; i++)
        yes = yes || hash_equal(&doubts[i].org, &of->id);
    return yes;
}

/* After a contact: whoever was shown it knows it now, unless it fell meanwhile. */
static void
all_found(void)
{
    struct work *w = work_open(judge_os);

    for (int i = 0; i < nodes; i++) {
        if ((shown & BIT(i)) == 0 || all[i]->node == NULL || all[i] == fallen)
            continue;
        counted[FORKS_SHOWN]++;
        if (suspects(w, all[i], all[forker]))
            counted[FORKS_FOUND]++;
        else
            wrong("%s was shown that %s has forked, and does not see it", handles[i],
                handles[forker]);
    }
    shown = 0;
    work_close(w);
}

/* ---- Records that were signed twice ---------------------------------------------------------- */

/* What the forker's items looked like at whom: each id, version and node has one hash, or
 * the node has a proof. */
#define SIGHTS 512
static struct sight {
    struct uuid id;
    int64_t version;
    struct hash hash;
    int at;
    bool sure; /* it was taken in */
} sights[SIGHTS];
static size_t sight_count;

static void
saw(struct sim *to, const struct record *r)
{
    if (forker < 0 || !hash_equal(&r->author, &all[forker]->id) || sight_count == SIGHTS)
        return;
    sights[sight_count++] =
        (struct sight){r->id, r->version, r->hash, index_of(to), false};
}

/* The last ones were taken in by whom they were for, or are forgotten. */
static void
settle_sights(size_t from, bool sure)
{
    size_t stay = from;

    for (size_t i = from; i < sight_count; i++) {
        sights[stay] = sights[i];
        sights[stay].sure = sights[i].sure || sure;
        stay += sights[stay].sure;
    }
    sight_count = stay;
}

/* ---- Messages -------------------------------------------------------------------------------- */

/* Messages that somebody kept on the way, to bring them again. */
#define KEPT 32
static struct {
    int from, to;
    char verb[16];
    uint8_t *body;
    size_t len;
} kept[KEPT];
static size_t kept_count;
static bool quiet; /* the network is healed: nothing is lost */
/* In the end one may hear, and say nothing any more; -1. */
static int mute = -1;
static uint32_t loss; /* of so many messages one */

static void
keep_message(struct sim *from, struct sim *to, const char *verb, struct bytes body)
{
    size_t at = kept_count < KEPT ? kept_count++ : chance(KEPT);

    free(kept[at].body);
    kept[at].from = index_of(from);
    kept[at].to = index_of(to);
    snprintf(kept[at].verb, sizeof(kept[at].verb), "%s", verb);
    kept[at].body = malloc(body.len + 1);
    kept[at].len = body.len;
    if (kept[at].body == NULL)
        abort();
    if (body.len > 0)
        memcpy(kept[at].body, body.at, body.len);
}

/* A node that is two has the key to some batches in its other half. */
static void
look_into(struct sim *from, struct sim *to, struct bytes batch)
{
    if (index_of(to) != forker)
        judge_batch(from, to, batch);
}

static void
look_there(struct work *w, struct sim *from, struct sim *to, const char *verb,
    struct bytes body)
{
    struct hash tree;

    if (strcmp(verb, "push") == 0) {
        look_into(from, to, body);
        shows(from, to, note_of_batch(w, body), true);
    } else if (strcmp(verb, "give") == 0 && body.len >= sizeof(tree)) {
        memcpy(&tree, body.at, sizeof(tree));
        book_content(index_of(to), &tree);
    }
}

/* The answer to ${asked}, on its way back. */
static void
look_back(struct work *w, struct sim *from, struct sim *to, const char *verb,
    struct bytes asked, struct bytes reply)
{
    struct json *said;
    struct hash tree;

    if (strcmp(verb, "pull") == 0 && reply.len > 0) {
        look_into(from, to, reply);
        shows(from, to, note_of_batch(w, reply), true);
    } else if (strcmp(verb, "hello") == 0) {
        NEED(w, json_read(w, reply, &json_written, &said));
        shows(from, to, json_get_text(said, "since"), true);
    } else if (strcmp(verb, "piece") == 0) {
        NEED(w,
            json_read(w, asked, &json_written, &said) &&
                json_need_hash(w, said, "tree", &tree));
        book_content(index_of(to), &tree);
    }
}

/* The other end acts; false: no answer comes from there. */
static bool
answered(struct work *other, const struct sim_road *road, const char *verb,
    struct bytes body, struct bytes *said)
{
    struct sim *before = acting;
    bool good;

    acting = road->to;
    good = exchange_answer(road->to->node, other, &road->from->id, bytes_of(verb), body,
        said);
    acting = before;
    return good;
}

static bool
schedule_say(void *ctx, struct work *w, const char *verb, struct bytes body,
    struct bytes *reply)
{
    struct sim_road *road = ctx;
    bool before = !quiet && one_in(loss), after = !quiet && one_in(loss), good = false;
    size_t sight = sight_count;
    struct work *other, *again;
    enum fault fault = FAULT_IO;
    struct bytes said = {0}, ignored;

    counted[MESSAGES]++;
    if (mute >= 0 && road->from == all[mute] && strcmp(verb, "push") == 0)
        return sim_lost(w);
    if (mute >= 0 && road->to == all[mute] && strcmp(verb, "pull") == 0) {
        *reply = (struct bytes){0}; /* what goes with it is answered */
        return true;
    }
    if (road->from == fallen || road->to == fallen || road->to->node == NULL ||
        relation[index_of(road->from)][index_of(road->to)].parted_until > sim_clock)
        return sim_lost(w);
    counted[LOST_BEFORE] += before;
    if (before)
        return sim_lost(w);
    if (!quiet && one_in(8))
        keep_message(road->from, road->to, verb, body);
    other = work_open(&sim_os);
    NEED(w, other != NULL);
    look_there(other, road->from, road->to, verb, body);
    if (!quiet && one_in(20) && (again = work_open(&sim_os)) != NULL) {
        counted[DUPLICATED]++;
        (void)!answered(again, road, verb, body, &ignored);
        work_close(again);
    }
    if (road->to != fallen) {
        good = answered(other, road, verb, body, &said);
        fault = work_fault(other);
    }
    if (getenv("SIM_TELL") != NULL)
        tell("  %s -> %s %s %zu: %s", road->from->handle, road->to->handle, verb,
            body.len, good ? "good" : work_why(other));
    if (strcmp(verb, "push") == 0)
        settle_sights(sight, good && road->to != fallen);
    if (road->to == fallen || road->from == fallen || after) {
        counted[LOST_AFTER] += after;
        good = false;
        fault = FAULT_IO;
    }
    if (good) {
        look_back(other, road->to, road->from, verb, body, said);
        good = work_keep(w, said, reply);
        fault = FAULT_IO;
    }
    work_close(other);
    if (good)
        return true;
    return fault == FAULT_DENIED || fault == FAULT_MISSING
        ? fail(w, fault, "the partner answered %s with %s", verb, fault_face(fault)->name)
        : fail(w, FAULT_IO, "the partner's %s failed", verb);
}

static bool
schedule_one(void *ctx, struct work *w, struct bytes verb, struct bytes body,
    struct bytes *reply)
{
    return schedule_say(ctx, w, exchange_verb(verb), body, reply);
}

/* Messages that go together meet their fates one by one. */
static bool
schedule_call(void *ctx, struct work *w, const char *verb, struct bytes body,
    struct bytes *reply)
{
    return strcmp(verb, "several") == 0
        ? exchange_several(w, body, schedule_one, ctx, reply)
        : schedule_say(ctx, w, verb, body, reply);
}

/* An old message comes again, as it was. */
static void
replay(void)
{
    size_t at;
    struct sim *from, *to;
    struct work *w;
    struct bytes reply;

    if (kept_count == 0)
        return;
    at = chance((uint32_t)kept_count);
    from = all[kept[at].from];
    to = all[kept[at].to];
    if (to->node == NULL)
        return;
    counted[REPLAYED]++;
    w = work_open(&sim_os);
    acting = to;
    (void)!exchange_answer(to->node, w, &from->id, bytes_of(kept[at].verb),
        bytes_from(kept[at].body, kept[at].len), &reply);
    acting = NULL;
    work_close(w);
}

/* Whoever is no partner is told nothing, whatever it says. */
static void
stranger(void)
{
    static const char *const verbs[] = {"hello", "pull", "push", "want", "cosign"};
    int from = (int)chance((uint32_t)nodes), to = (int)chance((uint32_t)nodes);
    struct bytes reply, body = bytes_of("{}");
    const char *verb = verbs[chance(COUNT_OF(verbs))];
    struct work *w;

    if (from == to || relation[from][to].known || all[to]->node == NULL)
        return;
    if (kept_count > 0 && one_in(2)) {
        size_t at = chance((uint32_t)kept_count);

        verb = kept[at].verb;
        body = bytes_from(kept[at].body, kept[at].len);
    }
    counted[STRANGERS]++;
    w = work_open(&sim_os);
    if (exchange_answer(all[to]->node, w, &all[from]->id, bytes_of(verb), body, &reply) ||
        work_fault(w) != FAULT_DENIED)
        wrong("%s answered %s of %s, which is no partner", handles[to], verb,
            handles[from]);
    work_close(w);
}

/* ---- Files that are carried ---------------------------------------------------------------------- */

#define PARCELS 64
static struct {
    const char *path;
    int from, to;
} parcels[PARCELS];
static int parcel_count;

/* What a file shows of its sender's log, opened as its recipient can. */
static void
show_file(struct sim *by, struct sim *to, const char *path)
{
    struct work *w = work_open(judge_os);
    struct volume v;
    struct bytes body;
    char letter;

    if (volume_open(to->node, w, path, &v)) {
        while (!v.ended) {
            NEED(w, volume_next(&v, w, &letter, &body));
            if (letter == 'B')
                shows(by, to, note_of_batch(w, body), false);
        }
        volume_close(&v);
    }
    work_close(w);
}

/* What was written on ${from}'s machine is taken along on a medium of its own. */
static const char *
carry(struct work *w, const char *path)
{
    static int number;
    const char *bag = at(w, "bag-%d", number++);

    disk_copy(path, bag);
    disk_name(path, NULL, NULL);
    return bag;
}

#endif
