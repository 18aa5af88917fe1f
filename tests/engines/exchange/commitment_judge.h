/*
 * commitment_judge: looks at every node's commitments -- does each show what follows from the
 * moves it holds, whose signatures are checked here, and no state without them?
 */
#ifndef TESTS_ENGINES_EXCHANGE_COMMITMENT_JUDGE_H
#define TESTS_ENGINES_EXCHANGE_COMMITMENT_JUDGE_H

#include "engines/exchange/forge.h"

#include "core/records/stage_model.h"

#define NODES 3
#ifdef __SANITIZE_ADDRESS__
#define ITEMS 90
#else
#define ITEMS 500
#endif

static const char *const handles[NODES] = {"eu", "un", "ngo"};
static struct sim *all[NODES];
static const char *ids[ITEMS];
static const struct kind *kind;

/* Every move that a node holds, its signature checked here, by what it is made on. */
struct held {
    struct kind_moved moved;
    struct uuid on;
    bool signed_well;
};
struct holding {
    struct held *at;
    size_t count;
    struct identity ids[NODES];
};

static void
hold_one(struct work *w, struct sim *s, const struct stored *of, void *ctx)
{
    struct holding *h = ctx;
    struct held *m = &h->at[h->count];
    struct record *r;
    const struct part *core;

    if (of->state != STORED_IN_FORCE)
        return;
    h->count++;
    NEED(w, node_record(s->node, w, of, &r));
    core = record_part(r, "core");
    *m = (struct held){.moved = {.hash = r->hash, .by = r->author, .time = r->time}};
    m->moved.move = json_get_text(core->value, "move");
    m->moved.fill = json_get(core->value, "fill");
    for (int i = 0; i < NODES; i++)
        if (hash_equal(&h->ids[i].id, &r->author))
            m->signed_well = record_verify(w, r, &h->ids[i]);
    for (size_t i = 0; i < r->link_count; i++) {
        if (bytes_is(r->links[i].type, "after"))
            m->moved.after = r->links[i].hash;
        if (!bytes_is(r->links[i].type, "moves"))
            continue;
        m->moved.version = r->links[i].hash;
        m->on = r->links[i].id;
    }
}

static bool
brings_right(const struct kind_moved *m)
{
    const char *needs = bytes_is(m->move, "reschedule") ? "due"
        : bytes_is(m->move, "finish")                   ? "proof"
                                                        : NULL;

    return needs != NULL ? m->fill != NULL && json_get(m->fill, needs) != NULL
                         : m->fill == NULL;
}

/* By hand, without a replay: has each owner's signature under this version arrived? */
static bool
all_signed(const struct record *r, const struct kind_moved *moves, size_t count)
{
    const struct json *owners = json_get(record_part(r, "core")->value, "owners");

    for (const struct json *o = owners->first; o != NULL; o = o->next) {
        bool found = false;

        for (size_t i = 0; i < count; i++)
            for (int n = 0; n < NODES; n++)
                found = found ||
                    (bytes_is(moves[i].move, "accept") &&
                        hash_equal(&moves[i].version, &r->hash) &&
                        hash_equal(&moves[i].by, &all[n]->id) &&
                        bytes_is(json_get_text(o, "org"), all[n]->hex));
        if (!found)
            return false;
    }
    return true;
}

static const char *const needing[] = {"accepted", "under-way", "done", "verified"};
static unsigned long judged, with_signatures, verified, differing, unsigned_shown, bad;
static unsigned long in_state[24];

static void
judge_item(struct work *w, struct sim *s, const struct holding *h, size_t item,
    struct bytes *shown)
{
    struct kind_moved moves[MODEL_MOVES];
    struct stage_model m = {.w = w, .kind = kind_json(kind), .moves = moves};
    struct stored of = sim_find(w, s, ids[item]);
    struct json *parts = json_object(w), *core;
    struct kind_stage stage;
    struct record *r;
    bool needs = false;

    NEED(w, node_record(s->node, w, &of, &r) && node_stage(s->node, w, r, &stage));
    for (size_t i = 0; i < h->count; i++)
        if (memcmp(&h->at[i].on, &r->id, sizeof(r->id)) == 0 && h->at[i].signed_well)
            moves[m.count++] = h->at[i].moved;
    NEED(w, json_keep(w, record_part(r, "core")->value, &core));
    json_put(parts, "core", core);
    m.parts = parts;
    m.version = r->hash;
    m.author = r->author;
    m.time = r->time;
    model_sort(moves, m.count);
    model_stage(&m, brings_right);
    judged++;
    *shown = stage.state;
    if (!bytes_is(stage.state, m.state) || !json_equal(stage.fill, m.fill)) {
        differing++;
        printf("# %s shows %s as %.*s, by its records it is %s\n", s->handle, ids[item],
            (int)stage.state.len, (const char *)stage.state.at, m.state);
    }
    for (size_t i = 0; i < COUNT_OF(needing); i++)
        needs = needs || bytes_is(stage.state, needing[i]);
    with_signatures += needs;
    verified += bytes_is(stage.state, "verified");
    unsigned_shown += needs && !all_signed(r, moves, m.count);
    for (size_t i = 0; i < kind->state_count; i++)
        in_state[i] += bytes_equal(stage.state, kind->states[i].name);
}

static void
judge_node(struct work *w, struct sim *s, struct bytes shown[ITEMS])
{
    struct holding h = {.at = work_alloc(w, 60000 * sizeof(*h.at))};

    NEED(w, h.at != NULL);
    for (int i = 0; i < NODES; i++)
        NEED(w, node_author(s->node, w, &all[i]->id, &h.ids[i]));
    sim_each(w, s, "move/1", hold_one, &h);
    for (size_t i = 0; i < h.count; i++)
        bad += !h.at[i].signed_well;
    for (size_t i = 0; i < ITEMS; i++) {
        struct work *own = work_open(&sim_os);

        if (sim_has(w, s, ids[i]) && sim_has_part(w, s, ids[i], "core")) {
            judge_item(own, s, &h, i, &shown[i]);
            NEED(w, work_keep(w, shown[i], &shown[i]));
        }
        work_close(own);
    }
}

static void
judge_all(bool last)
{
    struct work *w = work_open(&sim_os);
    static struct bytes shown[NODES][ITEMS];
    unsigned long different = 0, missing = 0;

    memset(shown, 0, sizeof(shown));
    for (int n = 0; n < NODES; n++)
        judge_node(w, all[n], shown[n]);
    for (size_t i = 0; last && i < ITEMS; i++)
        for (int n = 0; n < NODES; n++) {
            missing += shown[n][i].len == 0;
            different += !bytes_equal(shown[n][i], shown[0][i]);
        }
    if (last)
        tap_ok(missing == 0 && different == 0,
            "all nodes hold all, and show the same: %lu do not, %lu differ", missing,
            different);
    work_close(w);
}

#endif
