/*
 * Commitments cannot be forged: three organisations propose, sign, finish and verify many of
 * them, and move where they must not, under other versions, again, in others' names; they
 * meet over lines that break and by files that come late, twice and in any order.  On every
 * node a state is shown exactly where its signatures are, as told once more from the records;
 * and nodes that have the same records agree.
 */
#include "engines/exchange/commitment_judge.h"

#include <unistd.h>

#define FILES 12
#define AT_ONCE 24

static struct {
    const char *path;
    int to;
} files[FILES];
static size_t file_count;

static unsigned long likely, wild, forged, forged_in, replayed, broken, corrected, desks,
    desks_refused, bundles;

/* ---- Making them ------------------------------------------------------------------------ */

/* Owners among the three; now and then one that is nobody here, or none is named. */
static void
write_core(struct work *w, struct buffer *b, int number)
{
    static const char nobody[] =
        "00000000000000000000000000000000000000000000000000000000000000aa";
    uint32_t owners = 1 + chance(7), more = 0;

    buffer_format(b,
        "{\"core\":{\"title\":[{\"lang\":\"en\",\"text\":\"Promise %d\"}],"
        "\"owners\":[",
        number);
    for (int i = 0; i < NODES; i++)
        if (owners >> i & 1)
            buffer_format(b,
                "%s{\"name\":[{\"lang\":\"en\",\"text\":\"N\"}],\"org\":\"%s\"}",
                more++ > 0 ? "," : "", all[i]->hex);
    if (chance(25) == 0)
        buffer_format(b, ",{\"name\":[{\"lang\":\"en\",\"text\":\"N\"}],\"org\":\"%s\"}",
            nobody);
    if (chance(25) == 0)
        buffer_text(b, ",{\"name\":[{\"lang\":\"en\",\"text\":\"Somebody\"}]}");
    buffer_text(b, "]");
    if (chance(25) == 0)
        buffer_text(b, ",\"source\":{\"document\":\"A list\"}");
    buffer_text(b, "}}\n");
    (void)w;
}

static void
share_all(struct work *w, int by, size_t first, size_t end)
{
    for (int to = 0; to < NODES; to++) {
        struct buffer b = buffer_open(w, 1 << 20);
        struct bytes args;
        struct json *answer;
        const char *text;

        if (to == by)
            continue;
        buffer_text(&b, "{\"id\":[");
        for (size_t i = first; i < end; i++)
            buffer_format(&b, "%s\"%s\"", i > first ? "," : "", ids[i]);
        buffer_format(&b, "],\"to\":\"%s\"}", handles[to]);
        NEED(w, buffer_bytes(&b, &args) && work_string(w, args, &text));
        NEED(w, sim_try(w, all[by], "share", text, &answer));
    }
}

static void
make_items(struct work *w)
{
    for (int by = 0; by < NODES; by++) {
        size_t first = (size_t)by * ITEMS / NODES, end = (size_t)(by + 1) * ITEMS / NODES;
        struct buffer b = buffer_open(w, 1 << 22);
        const char *path = at(w, "batch-%d", by);
        struct bytes text;
        struct json *made;

        for (size_t i = first; i < end; i++)
            write_core(w, &b, (int)i);
        NEED(w, buffer_bytes(&b, &text));
        put_file(path, text.at, text.len);
        made = json_get(sim_do(w, all[by], "new",
                            "{\"kind\":\"commitment\",\"batch\":\"%s\",\"tlp\":\"amber\","
                            "\"purpose\":[\"work\"]}",
                            path),
            "made");
        NEED(w, made->count == end - first);
        for (const struct json *m = made->first; m != NULL; m = m->next)
            NEED(w, work_string(w, json_get_text(m, "id"), &ids[first++]));
        share_all(w, by, (size_t)by * ITEMS / NODES, end);
    }
}

/* ---- Moves ---------------------------------------------------------------------------------- */

static const char *const names[] = {"propose", "accept", "accept", "decline", "start",
    "reschedule", "finish", "verify", "reopen", "withdraw", "release", "supersede",
    "bogus"};

/* What that organisation would do now, where it is to do something. */
static const char *
next_move(const struct record *r, struct bytes state, struct sim *by, bool owner)
{
    static const char *const leaving[] = {"start", "reschedule", "release", "supersede"};

    if (bytes_is(state, "draft") && hash_equal(&r->author, &by->id))
        return "propose";
    if (bytes_is(state, "proposed") && owner)
        return chance(30) == 0 ? "decline" : "accept";
    if (bytes_is(state, "accepted") && owner)
        return chance(3) > 0 ? "finish" : leaving[chance(COUNT_OF(leaving))];
    if (bytes_is(state, "under-way") && owner)
        return "finish";
    if (bytes_is(state, "done") && !owner)
        return chance(5) == 0 ? "reopen" : "verify";
    return NULL;
}

static bool
owns(const struct record *r, const struct sim *by)
{
    const struct part *core = record_part(r, "core");

    for (const struct json *o = json_get(core->value, "owners")->first; o != NULL;
         o = o->next)
        if (bytes_is(json_get_text(o, "org"), by->hex))
            return true;
    return false;
}

static struct json *
move_core(struct work *w, const char *move, bool right)
{
    struct json *core = json_object(w);

    json_put(core, "move", json_string(w, move));
    if (right && strcmp(move, "reschedule") == 0)
        json_put(core, "fill",
            parse(w,
                chance(2) ? "{\"due\":{\"from\":\"2031\"}}"
                          : "{\"due\":{\"from\":\"2032-05\"}}"));
    if (right && strcmp(move, "finish") == 0)
        json_put(core, "fill",
            parse(w, "{\"proof\":[{\"lang\":\"en\",\"text\":\"Seen\"}]}"));
    return core;
}

/* The newest version, or now and then an older one. */
static struct stored
some_version(struct work *w, struct sim *s, const char *id)
{
    struct stored of = sim_find(w, s, id), *versions;
    size_t count;

    if (chance(8) > 0)
        return of;
    NEED(w, store_versions(node_store(s->node), w, &of.id, &versions, &count));
    return versions[chance((uint32_t)count)];
}

/* One draft, past the desks: a node that does as it likes. */
static bool
draft_move(struct work *w, struct sim *s, const char *id, struct draft *d)
{
    struct stored newest, target;
    struct kind_stage stage;
    struct kind_moved *moves;
    struct record *r;
    const char *move = NULL;
    struct stored last;
    size_t count;

    if (!sim_has(w, s, id) || !sim_has_part(w, s, id, "core"))
        return false;
    newest = sim_find(w, s, id);
    NEED(w, node_record(s->node, w, &newest, &r) && node_stage(s->node, w, r, &stage));
    NEED(w, node_moves(s->node, w, r, &moves, &count));
    NEED(w, kind_stage(w, kind, r, moves, count, &stage));
    if (chance(4) > 0)
        move = next_move(r, stage.state, s, owns(r, s));
    target = newest;
    likely += move != NULL;
    if (move == NULL && chance(3) > 0)
        return false;
    if (move == NULL) {
        wild++;
        move = names[chance(COUNT_OF(names))];
        target = some_version(w, s, id);
    }
    *d = (struct draft){.kind = "move/1"};
    draft_part(d, "core", move_core(w, move, chance(20) > 0));
    draft_link(d, "moves", &target);
    if (count > 0 && chance(5) > 0) {
        NEED(w,
            store_by_hash(node_store(s->node), w, &moves[chance(4) ? count - 1 : 0].hash,
                &last));
        draft_link(d, "after", &last);
    }
    return true;
}

static void
move_some(struct work *w, int by)
{
    struct draft *drafts = work_alloc(w, AT_ONCE * sizeof(*drafts));
    struct receipt receipts[AT_ONCE];
    size_t count = 0;

    NEED(w, drafts != NULL);
    for (int i = 0; i < 40 && count < AT_ONCE; i++)
        count += draft_move(w, all[by], ids[chance(ITEMS)], &drafts[count]);
    if (count > 0)
        NEED(w, node_make(all[by]->node, w, drafts, count, receipts));
}

static const char *
likely_move(struct work *w, struct sim *s, const char *id)
{
    struct stored newest = sim_find(w, s, id);
    struct kind_stage stage;
    struct record *r;

    NEED(w, node_record(s->node, w, &newest, &r) && node_stage(s->node, w, r, &stage));
    return next_move(r, stage.state, s, owns(r, s));
}

/* As a person does it: the desk lets nothing through that would not count here. */
static void
by_desk(struct work *w, int by)
{
    const char *id = ids[chance(ITEMS)], *move = NULL, *set, *args;
    struct json *answer;

    for (uint32_t tries = chance(8); tries > 0 && move == NULL; tries--) {
        id = ids[chance(ITEMS)];
        if (sim_has(w, all[by], id) && sim_has_part(w, all[by], id, "core"))
            move = likely_move(w, all[by], id);
    }
    if (!sim_has(w, all[by], id) || !sim_has_part(w, all[by], id, "core"))
        return;
    if (move == NULL)
        move = names[chance(COUNT_OF(names))];
    set = strcmp(move, "finish") == 0
        ? "[\"proof=[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":\\\"Seen\\\"}]\"]"
        : "[]";
    args = work_format(w, "{\"id\":\"%s\",\"move\":\"%s\",\"set\":%s}", id, move, set);
    if (sim_try(w, all[by], "move", args, &answer))
        desks++;
    else
        desks_refused++;
    work_clear(w);
}

static void
correct_one(struct work *w, int by)
{
    const char *id = ids[((size_t)by * ITEMS + chance(ITEMS)) / NODES];
    struct json *answer;

    if (sim_try(w, all[by], "correct",
            work_format(w,
                "{\"id\":\"%s\",\"set\":[\"core.text=[{\\\"lang\\\":\\\"en\\\","
                "\\\"text\\\":\\\"%u\\\"}]\"]}",
                id, chance(1000)),
            &answer))
        corrected++;
    work_clear(w);
}

/* A move made by hand with a node's key, in any name, sealed and logged as an honest batch is:
 * does the other take it in? */
static bool
give_move(struct work *w, int by, int named, int victim, const char *id,
    const char *parts)
{
    struct hash seed = forge_seed(w, all[by], "node");
    struct forged_record m = {.author = all[named],
        .seed = &seed,
        .kind = "move/1",
        .parts = parts,
        .link = "moves"};
    struct stored target = sim_find(w, all[by], id);
    struct work *other = work_open(&sim_os);
    struct bytes reply;
    struct forged f;
    bool taken;

    m.target = &target;
    forge_start(w, all[by], all[victim], &f);
    forge_record(&f, forge_make(w, &m));
    forge_note(&f);
    taken = exchange_answer(all[victim]->node, other, &all[by]->id, bytes_of("push"),
        forge_write(&f), &reply);
    if (getenv("SIM_TELL") != NULL)
        printf("# in the name of %s: %s\n", handles[named], work_why(other));
    work_close(other);
    return taken;
}

/* A signature in the name of one who did not sign. */
static void
forge_one(struct work *w, int by)
{
    int victim = (by + 1 + (int)chance(NODES - 1)) % NODES, named = (by + 1) % NODES;
    const char *id = ids[chance(ITEMS)];
    struct identity known;
    struct hash seal;

    /* Where the other's keys are not known yet it would wait, and then be thrown away; but
     * the forger's log would be forked by then. */
    if (!sim_has(w, all[by], id) ||
        !node_author(all[victim]->node, w, &all[named]->id, &known) ||
        !node_seal_of(all[by]->node, w, &all[victim]->id, &seal)) {
        work_clear(w);
        return;
    }
    forged++;
    forged_in += give_move(w, by, named, victim, id,
        chance(2) ? "{\"core\":{\"move\":\"accept\"}}"
                  : "{\"core\":{\"move\":\"verify\"}}");
}

/* It is the name alone that such a batch fails for. */
static void
control(struct work *w)
{
    const char *parts = "{\"core\":{\"move\":\"accept\"}}";
    int refused = 0;

    for (int by = 0; by < NODES; by++)
        for (int named = 0; named < NODES; named++)
            for (int victim = 0; victim < NODES; victim++)
                refused += named != by && victim != by &&
                    !give_move(w, by, named, victim, ids[0], parts);
    tap_ok(refused == 12 && give_move(w, 0, 0, 2, ids[0], parts),
        "in its own name a move made by hand is taken in, in another's never (%d)",
        refused);
}

/* ---- Meeting ------------------------------------------------------------------------------------ */

static void
meet(struct work *w, int by)
{
    int to = (by + 1 + (int)chance(NODES - 1)) % NODES;
    struct json *answer;

    sim_break_at = chance(3) == 0 ? 1 + (long)chance(9) : 0;
    sim_break_after = chance(2) == 0;
    broken += !sim_try(w, all[by], "sync",
        work_format(w, "{\"org\":\"%s\"}", handles[to]), &answer);
    sim_break_at = 0;
    work_clear(w);
}

static void
file_out(struct work *w, struct work *whole, int by)
{
    static int number;
    int to = (by + 1 + (int)chance(NODES - 1)) % NODES;
    const char *path = at(whole, "file-%d", number++);
    struct json *answer;

    if (file_count < FILES &&
        sim_try(w, all[by], "bundle out",
            work_format(w, "{\"org\":\"%s\",\"file\":\"%s\"}", handles[to], path),
            &answer)) {
        files[file_count].path = path;
        files[file_count++].to = to;
    }
    work_clear(w);
}

/* In any order, and most of them more than once. */
static void
file_in(struct work *w)
{
    size_t i = file_count > 0 ? chance((uint32_t)file_count) : 0;
    struct json *answer;

    if (file_count == 0)
        return;
    bundles += sim_try(w, all[files[i].to], "bundle in",
        work_format(w, "{\"file\":[\"%s\"]}", files[i].path), &answer);
    work_clear(w);
    if (chance(2) == 0) {
        unlink(files[i].path);
        files[i] = files[--file_count];
    } else {
        replayed++;
    }
}

static bool
meet_once(struct work *w, int a, int b)
{
    struct sim_road ends = {all[a], all[b]};
    const struct road road = SIM_ROAD(&ends);
    const struct actor who = {.person = bytes_of("anna")};
    struct peer peer = sim_peer(w, all[a], all[b]);
    struct synced moved;

    NEED(w, exchange_sync(all[a]->node, w, &who, &peer, &road, &moved));
    return moved.sent + moved.received + moved.pieces > 0;
}

static bool
until_quiet(void)
{
    for (int round = 0; round < 12; round++) {
        struct work *w = work_open(&sim_os);
        bool moved = false;

        for (int a = 0; a < NODES; a++)
            for (int b = 0; b < NODES; b++)
                moved = (a != b && meet_once(w, a, b)) || moved;
        work_close(w);
        if (!moved)
            return true;
    }
    return false;
}

/* ---- One world --------------------------------------------------------------------------------------- */

static void
step(struct work *w, struct work *whole)
{
    uint32_t luck = chance(100);
    int by = (int)chance(NODES);

    sim_clock += chance(3600) * TIME_SECOND;
    if (luck < 45)
        move_some(w, by);
    else if (luck < 55)
        for (int i = 0; i < 4; i++)
            by_desk(w, by);
    else if (luck < 57)
        correct_one(w, by);
    else if (luck < 62)
        forge_one(w, by);
    else if (luck < 84)
        meet(w, by);
    else if (luck < 92)
        file_out(w, whole, by);
    else
        file_in(w);
}

static void
world(struct work *w, int steps)
{
    for (int i = 0; i < NODES; i++)
        all[i] = sim_new(w, handles[i], (uint8_t)(1 + 10 * i));
    for (int a = 0; a < NODES; a++)
        for (int b = 0; b < NODES; b++)
            if (a != b)
                sim_pin(w, all[a], all[b], SIM_URL, "none");
    make_items(w);
    for (int i = 0; i < steps; i++) {
        struct work *own = work_open(&sim_os);

        step(own, w);
        work_close(own);
        if (i == steps / 2)
            judge_all(false);
    }
    judge_all(false);
    tap_ok(until_quiet(), "they meet until nothing moves");
    judge_all(true);
    for (int i = 0; i < NODES; i++)
        tap_ok(sim_holds(w, all[i]), "%s verifies", handles[i]);
    control(w);
    while (file_count > 0)
        unlink(files[--file_count].path);
    sim_end();
}

static void
told(int worlds)
{
    unsigned long n = (unsigned long)worlds * ITEMS;

    printf("# %lu likely moves, %lu at will; %lu by desk, %lu refused there; %lu "
           "corrections\n",
        likely, wild, desks, desks_refused, corrected);
    printf("# %lu forged, %lu of them taken in; %lu lines "
           "broken, %lu files, %lu "
           "again\n",
        forged, forged_in, broken, bundles, replayed);
    for (size_t i = 0; i < kind->state_count; i++)
        printf("# %.*s: shown %lu times\n", (int)kind->states[i].name.len,
            (const char *)kind->states[i].name.at, in_state[i]);
    tap_ok(differing == 0, "of %lu looks each shows what its records say", judged);
    tap_ok(unsigned_shown == 0 && with_signatures > n / 2,
        "%lu showed a state that needs signatures, all had them", with_signatures);
    tap_ok(verified > n / 10, "%lu were verified", verified);
    tap_ok(bad == 0 && forged_in == 0,
        "no move is held whose signature is not its author's");
    tap_ok(WATCHED ||
            (likely > n && wild > n / 4 && forged > 5 && desks > 3 && desks_refused > 3 &&
                broken > 2 && bundles > 3 && replayed > 2 && corrected > 0),
        "enough of everything was tried");
}

int
main(void)
{
    struct work *first = sim_start();
    int worlds = torture() ? 20 : 1;
    struct kinds *kinds;

    chance_start();
    NEED(first, kinds_open(first, &kinds));
    kind = kinds_find(kinds, bytes_of("commitment/1"));
    for (int i = 0; i < worlds; i++) {
        struct work *w = work_open(&sim_os);

        world(w, WATCHED ? 110 : 250);
        if (i + 1 == worlds)
            told(worlds);
        work_close(w);
    }
    work_close(first);
    return tap_end();
}
