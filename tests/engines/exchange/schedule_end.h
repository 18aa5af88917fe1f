/*
 * schedule_end: the network is healed, all nodes run, time goes by until every patience is
 * over, and all meet until nothing moves.  Then what must hold is looked at.
 */
#ifndef TESTS_ENGINES_EXCHANGE_SCHEDULE_END_H
#define TESTS_ENGINES_EXCHANGE_SCHEDULE_END_H

#include "engines/exchange/schedule_acts.h"

/* ---- Meeting -------------------------------------------------------------------------- */

/* A contact as a desk's: pulled sights count when it went well. */
static bool
meet(struct work *w, int a, int b)
{
    size_t sight = sight_count;
    bool good = act(w, a, "sync", "{\"org\":\"%s\"}", handles[b]) == DONE;

    settle_sights(sight, good && fallen == NULL);
    all_found();
    return good && json_get(json_get(answer, "items")->first, "sent") != NULL;
}

static void
write_bundle(struct work *w, int a, int b)
{
    static int number;
    const char *path = work_format(whole, "%s/out-%d", all[a]->folder, number++);

    if (all[b]->node == NULL || parcel_count == PARCELS ||
        act(w, a, "bundle out", "{\"org\":\"%s\",\"file\":\"%s\"}", handles[b], path) !=
            DONE ||
        fallen != NULL)
        return;
    counted[BUNDLES]++;
    if (b != forker) /* its other copy may have the key that it is sealed to */
        judge_bundle(all[a], all[b], path);
    parcels[parcel_count].from = a;
    parcels[parcel_count].to = b;
    parcels[parcel_count++].path = carry(whole, path);
}

static bool
take_bundle(struct work *w, int parcel)
{
    int to = parcels[parcel].to;
    bool good;

    if (all[to]->node == NULL)
        return false;
    if (parcels[parcel].from == forker)
        show_file(all[forker], all[to], parcels[parcel].path);
    good = act(w, to, "bundle in", "{\"file\":[\"%s\"]}", parcels[parcel].path) == DONE;
    all_found();
    counted[BUNDLES_IN] += good;
    relation[parcels[parcel].from][to].filed |= good;
    return good && json_get(answer, "received")->integer > 0;
}

static bool
meet_once(struct work *w, int a, int b)
{
    struct sim_road ends = {all[a], all[b]};
    const struct road road = SIM_ROAD(&ends);
    const struct actor who = {.person = bytes_of("anna")};
    struct peer peer;
    struct synced moved;
    size_t sight = sight_count;
    bool good;

    if (relation[a][b].air) {
        int first = parcel_count;
        bool any_moved = false;

        if (a != mute)
            write_bundle(w, a, b);
        if (b != mute)
            write_bundle(w, b, a);
        for (int p = first; p < parcel_count; p++)
            any_moved = take_bundle(w, p) || any_moved;
        parcel_count = first;
        return any_moved;
    }
    peer = sim_peer(w, all[a], all[b]);
    good = exchange_sync(all[a]->node, w, &who, &peer, &road, &moved);
    settle_sights(sight, good);
    all_found();
    if (good)
        return moved.sent + moved.received + moved.pieces > 0;
    if (a != forker && b != forker && a != mute && b != mute)
        wrong("%s and %s cannot meet in the end: %s", handles[a], handles[b],
            work_why(w));
    work_clear(w);
    return false;
}

/* How many records were at either end when two met and nothing moved, and how often. */
static struct {
    int64_t here, there;
    int times;
} idle[NODES][NODES];

static int64_t
records_at(struct work *w, int node)
{
    int64_t count;

    NEED(w, store_count(node_store(all[node]->node), w, &count));
    return count;
}

/* They meet, unless nothing has come to either since nothing moved between them.  A file is
 * answered by the next one. */
static bool
meet_again(struct work *w, int a, int b)
{
    int64_t here = records_at(w, a), there = records_at(w, b);
    bool same = idle[a][b].here == here && idle[a][b].there == there;

    if (same && idle[a][b].times >= (relation[a][b].air ? 2 : 1))
        return false;
    if (meet_once(w, a, b)) {
        idle[a][b].times = idle[b][a].times = 0;
        return true;
    }
    here = records_at(w, a);
    there = records_at(w, b);
    same = idle[a][b].here == here && idle[a][b].there == there;
    idle[a][b].here = idle[b][a].there = here;
    idle[a][b].there = idle[b][a].here = there;
    idle[a][b].times = idle[b][a].times = same ? idle[a][b].times + 1 : 1;
    return relation[a][b].air && idle[a][b].times < 2;
}

static bool
all_meet(int round)
{
    bool moved = false;

    for (int a = 0; a < nodes; a++)
        for (int b = 0; b < a; b++) {
            struct work *w;

            if (!relation[a][b].known)
                continue;
            w = work_open(&sim_os);
            /* Who is mute is called, and does not call. */
            moved = (b == mute || (a != mute && (a + b + round) % 2 == 0)
                            ? meet_again(w, a, b)
                            : meet_again(w, b, a)) ||
                moved;
            work_close(w);
        }
    return moved;
}

static void
settle_all(const char *when)
{
    int round = 0;

    while (all_meet(round))
        if (++round == 20) {
            wrong("something still moves %s", when);
            return;
        }
}

/* ---- What is held ---------------------------------------------------------------------------- */

static bool
by_author(const struct book_item *i, int node)
{
    return (i->direct & BIT(node)) != 0;
}

/* What follows reaches who was given it by others only through these: not if one of them is
 * mute, or is two. */
static bool
had_to_go(const struct book_item *i, int node)
{
    bool chained = !by_author(i, node);

    return i->recalled && i->by != node && (i->held & BIT(node)) == 0 &&
        i->by != forker && node != forker && i->by != mute && node != mute &&
        !(chained && (forker >= 0 || mute >= 0));
}

/* Nothing is here that might not come, and nothing that had to go. */
static void
scan_node(struct work *outer, int node)
{
    struct stored of = {0};
    bool have = true;

    (void)outer;
    while (have) {
        struct work *w = work_open(judge_os);
        struct stored_part *parts;
        size_t count;

        NEED(w,
            store_next(node_store(all[node]->node), w, of.no, (struct bytes){0}, &of,
                &have));
        if (!have) {
            work_close(w);
            break;
        }
        NEED(w, store_parts(node_store(all[node]->node), w, of.no, &parts, &count));
        for (size_t p = 0; p < count; p++) {
            struct bytes body = parts[p].erased ? (struct bytes){0} : parts[p].body;
            unsigned version;
            int item;

            counted[SCANNED]++;
            while (next_mark(&body, &item, &version)) {
                const struct book_item *i = &book[item];

                if (((i->about >= 0 ? book_told(i) : i->may[version]) & BIT(node)) == 0)
                    wrong("%s holds item %d version %u, a %s by %s", handles[node], item,
                        version, i->kind, handles[i->by]);
                if (had_to_go(i, node))
                    wrong("%s holds item %d version %u (no %d state %d), which %s has "
                          "recalled",
                        handles[node], item, version, (int)of.no, (int)of.state,
                        handles[i->by]);
            }
        }
        work_close(w);
    }
}

/* What was acknowledged is there. */
static void
remembers(struct work *w)
{
    for (int i = 0; i < book_count; i++)
        if (book[i].id[0] != '\0' && book[i].by != forker &&
            !sim_has(w, all[book[i].by], book[i].id))
            wrong("%s has lost item %d, a %s", handles[book[i].by], i, book[i].kind);
}

struct comparing {
    int here, there;
};

static bool
reached(const struct book_item *i, int node)
{
    return node == i->by || by_author(i, node);
}

static bool
compare_item(void *ctx, struct work *w, const struct view_item *item)
{
    const struct comparing *c = ctx;
    struct view_item theirs;
    struct bytes id;
    int book_at;

    if (index_of_org(&item->author) == forker || index_of_org(&item->author) == mute)
        return true;
    if (!node_item(all[c->there]->node, w, &item->id, &theirs)) {
        work_clear(w);
        return true;
    }
    counted[COMPARED]++;
    if (item->version == theirs.version && hash_equal(&item->hash, &theirs.hash) &&
        hash_equal(&item->author, &theirs.author) && item->time == theirs.time)
        return true;
    NEED(w, uuid_write(w, &item->id, &id));
    book_at = book_find(work_format(w, "%.*s", (int)id.len, (const char *)id.at));
    if (bytes_is(item->kind, "group/1") || (book_at >= 0 && book[book_at].group >= 0))
        return true; /* who left gets no newer version */
    if ((mute >= 0 || forker >= 0) && book_at >= 0 &&
        !(reached(&book[book_at], c->here) && reached(&book[book_at], c->there)))
        return true;
    wrong("item %d, a %.*s by %s: version %lld at %s, %lld at %s", book_at,
        (int)item->kind.len, (const char *)item->kind.at, sim_of(&item->author)->handle,
        (long long)item->version, handles[c->here], (long long)theirs.version,
        handles[c->there]);
    return true;
}

/* ---- Recalls ----------------------------------------------------------------------------------- */

static const char *const ledger_words[] = {"not there", "there", "overdue", "erased",
    "kept", "passed on"};

static void
look_at_line(struct work *w, int node, const struct ledger_line *line)
{
    int to = index_of_org(&line->way.to);

    (void)w;
    counted[RECALL_LINES]++;
    counted[ANSWERED_ERASED] += line->state == LEDGER_ERASED;
    counted[ANSWERED_KEPT] += line->state == LEDGER_KEPT;
    counted[NAMED_OVERDUE] += line->state == LEDGER_OVERDUE;
    if (line->state >= LEDGER_OVERDUE || to == forker)
        return;
    /* That it came by file is not known before a file comes back. */
    if (line->state == LEDGER_NOT_THERE && to == mute && relation[node][to].filed)
        return;
    wrong("of a recall by %s, %s has not answered and is not overdue: %s", handles[node],
        to >= 0 ? handles[to] : "somebody", ledger_words[line->state]);
}

/* Every holder by the book, too, has a line. */
static void
look_at_recall(struct work *outer, struct sim *s, const struct stored *of, void *ctx)
{
    struct work *w = work_open(judge_os);
    struct ledger_line *lines;
    size_t count;
    uint8_t named = 0;
    int node = *(int *)ctx, item = -1;
    struct record *r;

    (void)outer;
    if (!hash_equal(&of->author, &s->id) || of->state != STORED_IN_FORCE) {
        work_close(w);
        return;
    }
    NEED(w, exchange_ledger(s->node, w, of, false, &lines, &count));
    for (size_t i = 0; i < count; i++) {
        int to = index_of_org(&lines[i].way.to);

        if (to >= 0)
            named |= BIT(to);
        look_at_line(w, node, &lines[i]);
    }
    NEED(w, node_record(s->node, w, of, &r));
    for (size_t i = 0; i < r->link_count; i++) {
        struct bytes id;

        if (!r->links[i].open || !bytes_is(r->links[i].type, "recalls"))
            continue;
        NEED(w, uuid_write(w, &r->links[i].id, &id));
        item = book_find(work_format(w, "%.*s", (int)id.len, (const char *)id.at));
    }
    for (int i = 0; i < nodes && item >= 0 && forker < 0 && book[item].recalled; i++)
        if (i != node && (book[item].came & ~book[item].erased & BIT(i)) != 0 &&
            (named & BIT(i)) == 0 && (mute < 0 || by_author(&book[item], i)))
            wrong("%s recalled item %d, and its ledger does not name %s", handles[node],
                item, handles[i]);
    work_close(w);
}

static void
recalls_are_answered(struct work *w)
{
    for (int i = 0; i < nodes; i++)
        if (i != forker && i != mute)
            sim_each(w, all[i], "recall/1", look_at_recall, &i);
}

/* ---- Forks -------------------------------------------------------------------------------------- */

static void
nobody_is_blamed(struct work *w)
{
    for (int i = 0; i < nodes; i++)
        for (int k = 0; k < nodes; k++)
            if (k != forker && k != i && suspects(w, all[i], all[k]))
                wrong("%s says that %s has forked", handles[i], handles[k]);
}

static void
look_at_twice(struct work *w, const struct sight *a, const struct sight *b)
{
    struct stored of[2];
    struct bytes proof;

    if (!store_by_hash(node_store(all[a->at]->node), w, &a->hash, &of[0]) ||
        !store_by_hash(node_store(all[a->at]->node), w, &b->hash, &of[1]) ||
        of[0].state == STORED_WAITING || of[1].state == STORED_WAITING) {
        work_clear(w);
        return;
    }
    counted[TWICE_SHOWN]++;
    if (exchange_equivocation(all[a->at]->node, w, &of[0], &proof))
        counted[TWICE_FOUND]++;
    else
        wrong("%s has two records under one id and version and no proof: %s",
            handles[a->at], work_why(w));
    work_clear(w);
}

static void
signed_twice(struct work *w)
{
    for (size_t i = 0; i < sight_count; i++)
        for (size_t k = 0; k < i; k++)
            if (sights[i].at == sights[k].at &&
                memcmp(&sights[i].id, &sights[k].id, sizeof(struct uuid)) == 0 &&
                sights[i].version == sights[k].version &&
                !hash_equal(&sights[i].hash, &sights[k].hash))
                look_at_twice(w, &sights[i], &sights[k]);
}

/* ---- The whole ------------------------------------------------------------------------------------ */

static void
is_flying(struct work *outer, struct sim *s, const struct stored *of, void *ctx)
{
    struct work *w;
    struct ledger_line *lines;
    size_t count;

    (void)outer;
    (void)ctx;
    if (!hash_equal(&of->author, &s->id))
        return;
    w = work_open(judge_os);
    NEED(w, exchange_ledger(s->node, w, of, true, &lines, &count));
    counted[RECALLS_FLYING] += count > 0;
    work_close(w);
}

static void
heal(void)
{
    struct work *own = work_open(&sim_os);
    bool files_only = one_in(4); /* else there is a line to everybody in the end */

    quiet = true;
    for (int i = 0; i < nodes; i++) {
        struct work *w = work_open(&sim_os);

        boot(w, i, false);
        work_close(w);
        for (int k = 0; k < nodes; k++) {
            relation[i][k].parted_until = 0;
            relation[i][k].air = relation[i][k].air && files_only;
        }
    }
    if (one_in(5))
        mute = (int)chance((uint32_t)nodes);
    for (int i = 0; i < nodes; i++)
        sim_each(own, all[i], "recall/1", is_flying, NULL);
    settle_all("after everybody met");
    sim_clock += RECALL_PATIENCE + TIME_DAY;
    settle_all("after a week");
    work_close(own);
}

static void
hold(struct work *w, int node)
{
    struct comparing c = {node, 0};

    if (!sim_holds(w, all[node]))
        wrong("%s does not verify", handles[node]);
    scan_node(w, node);
    for (c.there = 0; c.there < node; c.there++)
        if (node != forker && c.there != forker && node != mute && c.there != mute)
            NEED(w, node_items(all[node]->node, w, (struct bytes){0}, compare_item, &c));
    if (forker >= 0 || mute >= 0)
        return;
    if (sim_waits(w, all[node], "receipts_missing") > 0)
        wrong("receipts are missing at %s", handles[node]);
}

static void
rebuilt(struct work *w, int node)
{
    struct bytes views = sim_views(w, all[node]);
    int64_t count;

    NEED(w, node_rebuild(all[node]->node, w, &count));
    if (!bytes_equal(views, sim_views(w, all[node])))
        wrong("%s's views are others when they are made anew", handles[node]);
}

static void
judge_end(void)
{
    struct work *w = work_open(&sim_os);

    for (int i = 0; i < nodes; i++)
        hold(w, i);
    rebuilt(w, (int)chance((uint32_t)nodes));
    remembers(w);
    recalls_are_answered(w);
    nobody_is_blamed(w);
    signed_twice(w);
    work_close(w);
}

#endif
