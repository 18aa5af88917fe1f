/*
 * sim: several nodes in one process -- a clock that the test moves, desks without a
 * terminal, and roads that call the other node's exchange_answer instead of a socket.
 *
 * Whatever goes over a road or into a bundle passes a watcher, which may look at it,
 * change it, or lose it.
 */
#ifndef TESTS_ENGINES_EXCHANGE_SIM_H
#define TESTS_ENGINES_EXCHANGE_SIM_H

#include "core/node/fixture.h"
#include "desks/desks.h"
#include "engines/exchange/exchange.h"

/* ---- The clock ---------------------------------------------------------------------- */

/* Stands until it is moved, but for a microsecond at each look, so that order is told. */
static int64_t sim_clock = INT64_C(1780000000) * TIME_SECOND;

static int64_t
sim_now(void)
{
    return sim_clock++;
}

/* The system's own calls, with the test's clock; filled in by sim_start. */
static struct os sim_os;

UNUSED static struct work *
sim_start(void)
{
    struct work *first = fixture_start(), *w;

    work_close(first);
    sim_os = os_real;
    sim_os.now = sim_now;
    w = work_open(&sim_os);
    NEED(w, w != NULL);
    return w;
}

/* ---- Nodes ---------------------------------------------------------------------------- */

#define SIM_NODES 6

struct sim {
    const char *handle;
    const char *folder;
    uint8_t seed; /* of its root key; the next root's is one more */
    struct hash id;
    const char *hex;
    struct node *node; /* NULL: closed */
};
static struct sim sims[SIM_NODES];
static size_t sim_count;
static int sim_folders;
/* What nodes are opened and desks work with: the test's, or one that fails. */
static const struct os *sim_work_os = &sim_os;

UNUSED static void
sim_open(struct work *w, struct sim *s)
{
    NEED(w, node_open(w, s->folder, (struct bytes){0}, &s->node));
}

UNUSED static void
sim_close(struct sim *s)
{
    node_close(s->node);
    s->node = NULL;
}

UNUSED static void
sim_reopen(struct work *w, struct sim *s)
{
    sim_close(s);
    sim_open(w, s);
}

UNUSED static struct sim *
sim_new(struct work *w, const char *handle, uint8_t seed)
{
    struct sim *s = &sims[sim_count++];
    struct node_setup setup;
    struct bytes hex;

    s->handle = handle;
    s->seed = seed;
    s->folder = at(w, "node-%d", sim_folders++);
    fixture_setup(s->folder, handle, seed, &setup);
    NEED(w, node_create(w, &setup, &s->id));
    NEED(w, hex_write(w, hash_bytes(&s->id), &hex) && work_string(w, hex, &s->hex));
    sim_open(w, s);
    return s;
}

UNUSED static void
sim_end(void)
{
    for (size_t i = 0; i < sim_count; i++)
        sim_close(&sims[i]);
    sim_count = 0;
}

UNUSED static struct sim *
sim_of(const struct hash *id)
{
    for (size_t i = 0; i < sim_count; i++)
        if (hash_equal(&sims[i].id, id))
            return &sims[i];
    return NULL;
}

UNUSED static struct peer
sim_peer(struct work *w, const struct sim *s, const struct sim *of)
{
    struct peer p;

    NEED(w, node_peer(s->node, w, bytes_of(of->hex), &p));
    return p;
}

/* ---- Roads ------------------------------------------------------------------------------ */

/* One message or its answer, on its way. */
struct sim_message {
    struct sim *from, *to;
    const char *verb;
    bool reply;
    struct bytes body; /* may be changed */
};
/* False loses it: the road breaks there. */
static bool (*sim_watch)(struct work *w, struct sim_message *m);
/* The road itself breaks at message ${n} from now, before or after the other end acted. */
static long sim_break_at;
static bool sim_break_after;
static unsigned long sim_messages;

struct sim_road {
    struct sim *from, *to;
};

static bool
sim_lost(struct work *w)
{
    return fail(w, FAULT_IO, "the line broke");
}

/* The other end has its own work, and only what a partner is told comes back. */
static bool
sim_call(void *ctx, struct work *w, const char *verb, struct bytes body,
    struct bytes *reply)
{
    struct sim_road *road = ctx;
    struct sim_message there = {road->from, road->to, verb, false, body}, back;
    struct work *other = work_open(sim_work_os);
    struct bytes said;
    enum fault fault;
    bool good, breaks = sim_break_at > 0 && --sim_break_at == 0;

    sim_messages++;
    if (other == NULL || (breaks && !sim_break_after) || road->to->node == NULL ||
        (sim_watch != NULL && !sim_watch(w, &there))) {
        work_close(other);
        return sim_lost(w);
    }
    good = exchange_answer(road->to->node, other, &road->from->id, bytes_of(verb),
        there.body, &said);
    fault = work_fault(other);
    if (getenv("SIM_TELL") != NULL)
        printf("# %s -> %s %s %zu: %s\n", road->from->handle, road->to->handle, verb,
            body.len, good ? "good" : work_why(other));
    if (good) {
        back = (struct sim_message){road->to, road->from, verb, true, said};
        good = (sim_watch == NULL || sim_watch(other, &back)) &&
            work_keep(w, back.body, reply) && !(breaks && sim_break_after);
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
sim_dial(struct desk *d, struct work *w, const struct peer *peer, struct road *out)
{
    struct sim_road *road = calloc(1, sizeof(*road));

    for (size_t i = 0; i < sim_count; i++)
        if (sims[i].node == d->node)
            road->from = &sims[i];
    road->to = sim_of(&peer->org);
    if (road->to == NULL || peer->url.len == 0) {
        free(road);
        return fail(w, FAULT_INVALID, "there is no road to this partner");
    }
    *out = (struct road){.ctx = road, .call = sim_call};
    return true;
}

static void
sim_hang_up(struct road *road)
{
    free(road->ctx);
    road->ctx = NULL;
}

static const char *sim_person = "anna";

/* ---- Desks ------------------------------------------------------------------------------- */

/* Sit at a node's desk: the verb, its arguments as JSON.  The answer lives in ${w}. */
UNUSED static bool
sim_try(struct work *w, struct sim *s, const char *verb, const char *args,
    struct json **answer)
{
    struct desk d = {.node = s->node,
        .folder = s->folder,
        .dial = sim_dial,
        .hang_up = sim_hang_up};
    struct json *read;

    d.actor.person = bytes_of(sim_person);
    if (!json_read(w, bytes_of(args), &json_written, &read)) {
        printf("Bail out! %s %s: %s\n", verb, args, work_why(w));
        exit(99);
    }
    return verb_run(verb_find(bytes_of(verb)), &d, w, read, answer);
}

/* The same where it must work. */
__attribute__((format(printf, 4, 5), unused)) static struct json *
sim_do(struct work *w, struct sim *s, const char *verb, const char *format, ...)
{
    char args[8192];
    struct json *answer = NULL;
    va_list list;

    va_start(list, format);
    vsnprintf(args, sizeof(args), format, list);
    va_end(list);
    if (!sim_try(w, s, verb, args, &answer)) {
        printf("Bail out! %s: %s %s: %s\n", s->handle, verb, args, work_why(w));
        exit(99);
    }
    return answer;
}

/* And where it is refused: gives the rule, or the fault's name. */
__attribute__((format(printf, 4, 5), unused)) static const char *
sim_refused(struct work *w, struct sim *s, const char *verb, const char *format, ...)
{
    char args[8192];
    struct json *answer;
    const char *why;
    va_list list;

    va_start(list, format);
    vsnprintf(args, sizeof(args), format, list);
    va_end(list);
    if (sim_try(w, s, verb, args, &answer))
        return "allowed";
    why = work_rule(w) != NULL ? work_rule(w) : fault_face(work_fault(w))->name;
    work_clear(w);
    return why;
}

UNUSED static const char *
sim_text(struct work *w, const struct json *answer, const char *path)
{
    const struct json *v = json_at(answer, path);
    const char *text = "";

    if (v != NULL && v->type == JSON_TEXT)
        NEED(w, work_string(w, v->text, &text));
    return text;
}

/* a knows b and can reach it; ${risks} NULL: nobody assessed b's.  ${url} "-": no road. */
UNUSED static void
sim_pin(struct work *w, struct sim *a, struct sim *b, const char *url, const char *risks)
{
    sim_do(w, a, "peer add",
        "{\"handle\":\"%s\",\"url\":\"%s\",\"fingerprint\":\"%s\"%s%s%s}", b->handle, url,
        b->hex, risks != NULL ? ",\"risks\":\"" : "", risks != NULL ? risks : "",
        risks != NULL ? "\"" : "");
}
#define SIM_URL "https://127.0.0.1:1"

/* ---- What the nodes hold ------------------------------------------------------------------ */

UNUSED static struct stored
sim_find(struct work *w, struct sim *s, const char *id)
{
    struct stored out;

    NEED(w, node_find(s->node, w, NULL, bytes_of(id), &out));
    return out;
}

UNUSED static bool
sim_has(struct work *w, struct sim *s, const char *id)
{
    struct stored out;
    bool yes = node_find(s->node, w, NULL, bytes_of(id), &out);

    work_clear(w);
    return yes;
}

/* Is that part of the record here, in the clear for this node? */
UNUSED static bool
sim_has_part(struct work *w, struct sim *s, const char *id, const char *part)
{
    struct stored of;
    struct stored_part out;
    bool yes = node_find(s->node, w, NULL, bytes_of(id), &of) &&
        store_part(node_store(s->node), w, &of, part, &out);

    work_clear(w);
    return yes;
}

UNUSED static struct json *
sim_core(struct work *w, struct sim *s, const struct stored *of)
{
    struct stored_part part;
    struct json *core;

    NEED(w, store_part(node_store(s->node), w, of, "core", &part));
    NEED(w, json_read(w, part.body, &json_record, &core));
    return core;
}

/* Every log, signature, commitment and byte of content holds. */
UNUSED static bool
sim_holds(struct work *w, struct sim *s)
{
    struct verified count;

    if (node_verify(s->node, w, true, NULL, NULL, &count))
        return true;
    printf("#   %s: %s\n", s->handle, work_why(w));
    work_clear(w);
    return false;
}

UNUSED static struct bytes
sim_views(struct work *w, struct sim *s)
{
    struct bytes text;

    NEED(w, node_views_text(s->node, w, &text));
    return text;
}

/* Records of a kind, in order of coming, each given to ${each}. */
UNUSED static size_t
sim_each(struct work *w, struct sim *s, const char *kind,
    void (*each)(struct work *w, struct sim *s, const struct stored *of, void *ctx),
    void *ctx)
{
    struct stored of = {0};
    bool have = true;
    size_t count = 0;

    while (have) {
        NEED(w, store_next(node_store(s->node), w, of.no, bytes_of(kind), &of, &have));
        if (!have)
            break;
        count++;
        if (each != NULL)
            each(w, s, &of, ctx);
    }
    return count;
}

/* What ${by}'s receipts that are at ${s} state of a record: "received", "erased", "kept",
 * or "" for nothing; later ones stand. */
struct sim_stating {
    const struct hash *by;
    struct hash of;
    const char *state;
};

static void
sim_stated(struct work *w, struct sim *s, const struct stored *receipt, void *ctx)
{
    struct sim_stating *to = ctx;
    struct json *core;

    if (!hash_equal(&receipt->author, to->by))
        return;
    core = sim_core(w, s, receipt);
    for (const struct json *i = json_get(core, "items")->first; i != NULL; i = i->next) {
        struct hash hash;

        NEED(w, json_need_hash(w, i, "hash", &hash));
        if (hash_equal(&hash, &to->of))
            NEED(w, work_string(w, json_get_text(i, "state"), &to->state));
    }
}

UNUSED static const char *
sim_states(struct work *w, struct sim *s, struct sim *by, const char *id)
{
    struct stored of = sim_find(w, s, id);
    struct sim_stating to = {&by->id, of.hash, ""};

    sim_each(w, s, "receipt/1", sim_stated, &to);
    return to.state;
}

/* How many wait in one of the lists of `status`. */
UNUSED static size_t
sim_waits(struct work *w, struct sim *s, const char *list)
{
    return json_get(sim_do(w, s, "status", "{}"), list)->count;
}

#endif
