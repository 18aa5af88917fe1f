/*
 * hostile: three nodes with something to lose, and claims that a message changed nothing.
 */
#ifndef TESTS_ENGINES_EXCHANGE_HOSTILE_H
#define TESTS_ENGINES_EXCHANGE_HOSTILE_H

#include "engines/exchange/forge.h"

static const struct actor anna = {.person = {(const uint8_t *)"anna", 4}};

/* ---- The stage --------------------------------------------------------------------------- */

struct stage {
    struct work *w;
    struct sim *eu, *un, *court, *evil; /* nobody pinned evil */
    struct stored matter, evidence;     /* eu's, shared with un */
    const char *evidence_id;
    struct hash tree; /* of its content */
};

static const char *
stage_id(struct work *w, const struct stored *of)
{
    struct bytes text;
    const char *id;

    NEED(w, uuid_write(w, &of->id, &text) && work_string(w, text, &id));
    return id;
}

static void
stage_share(struct stage *t, struct sim *from, struct sim *to, const char *id)
{
    sim_do(t->w, from, "share", "{\"id\":[\"%s\"],\"to\":\"%s\"}", id, to->handle);
}

UNUSED static struct stage
stage_open(struct work *w, size_t content)
{
    struct stage t = {.w = w,
        .eu = sim_new(w, "eu", 1),
        .un = sim_new(w, "un", 11),
        .court = sim_new(w, "court", 21),
        .evil = sim_new(w, "evil", 31)};
    struct stored_part vault;
    struct json *value;
    uint8_t *photo = malloc(content + 1);

    sim_pin(w, t.eu, t.un, SIM_URL, "none");
    sim_pin(w, t.un, t.eu, SIM_URL, "none");
    sim_pin(w, t.un, t.court, SIM_URL, "none");
    sim_pin(w, t.court, t.un, SIM_URL, "none");
    for (size_t i = 0; i < content; i++)
        photo[i] = (uint8_t)(i * 11 + i / 253);
    put_file(at(w, "photo"), photo, content);
    free(photo);
    t.matter = fixture_matter(w, t.eu->node, "River");
    t.evidence_id = sim_text(w,
        sim_do(w, t.eu, "ingest", "{\"path\":[\"%s\"],\"tlp\":\"amber\"}",
            at(w, "photo")),
        "items.0.id");
    t.evidence = sim_find(w, t.eu, t.evidence_id);
    NEED(w,
        store_part(node_store(t.eu->node), w, &t.evidence, "vault", &vault) &&
            json_read(w, vault.body, &json_record, &value) &&
            json_need_hash(w, value, "tree", &t.tree));
    sim_do(w, t.eu, "sync", "{\"org\":\"un\"}");
    sim_do(w, t.un, "sync", "{\"org\":\"court\"}");
    stage_share(&t, t.eu, t.un, stage_id(w, &t.matter));
    stage_share(&t, t.eu, t.un, t.evidence_id);
    return t;
}

/* ---- Memory: what a message takes while it is read ----------------------------------------- */

static size_t memory_now, memory_most;

UNUSED static void *
counted_alloc(size_t len)
{
    size_t *at_start = malloc(len + 16);

    if (at_start == NULL)
        return NULL;
    *at_start = len;
    memory_now += len;
    memory_most = memory_now > memory_most ? memory_now : memory_most;
    return (uint8_t *)at_start + 16;
}

static void
counted_release(void *from)
{
    if (from == NULL)
        return;
    size_t *at_start = (size_t *)(void *)((uint8_t *)from - 16);

    memory_now -= *at_start;
    free(at_start);
}

UNUSED static const struct os *
counted_os(void)
{
    static struct os counted;

    counted = sim_os;
    counted.alloc = counted_alloc;
    counted.release = counted_release;
    return &counted;
}

/* ---- Claims --------------------------------------------------------------------------------- */

/* One message as it would come through the door, in a work of its own. */
static enum fault
tell(struct sim *from, struct sim *to, const char *verb, struct bytes body)
{
    struct work *w = work_open(counted_os());
    struct bytes reply;
    enum fault fault = FAULT_NONE;

    if (!exchange_answer(to->node, w, &from->id, bytes_of(verb), body, &reply))
        fault = work_fault(w) == FAULT_NONE || work_why(w)[0] == '\0' ? FAULT_KINDS
                                                                      : work_fault(w);
    if (getenv("SIM_TELL") != NULL)
        printf("# %s: %s\n", verb, work_why(w));
    work_close(w);
    return fault;
}

/* A node as it was. */
struct calm {
    struct sim *of;
    int64_t count;
    size_t logs;
    struct bytes views;
};

static size_t
calm_logs(struct work *w, struct sim *of)
{
    struct log_head log = {0};
    struct bytes name;
    size_t count = 0;

    for (bool have = true; have; count += have)
        NEED(w, store_log_next(node_store(of->node), w, log.no, &log, &name, &have));
    return count;
}

static struct calm
calm(struct work *w, struct sim *of)
{
    return (
        struct calm){of, fixture_count(w, of->node), calm_logs(w, of), sim_views(w, of)};
}

static bool
still(struct work *w, const struct calm *before)
{
    struct work *own = work_open(&sim_os);
    bool same = fixture_count(own, before->of->node) == before->count &&
        calm_logs(own, before->of) == before->logs &&
        bytes_equal(sim_views(own, before->of), before->views);

    (void)w;
    work_close(own);
    return same;
}

/* Refused with that fault; nothing changed, and everything holds. */
UNUSED static bool
refuses(struct work *w, struct sim *from, struct sim *to, const char *verb,
    struct bytes body, enum fault want, const char *what)
{
    struct calm before = calm(w, to);
    enum fault got = tell(from, to, verb, body);

    if (tap_ok(got == want && still(w, &before) && sim_holds(w, to), "%s: %s", what,
            fault_face(want)->name))
        return true;
    printf("#   got %s, %s\n", got == FAULT_NONE ? "accepted" : fault_face(got)->name,
        still(w, &before) ? "unchanged" : "changed");
    return false;
}

/* The same for a forged batch. */
UNUSED static bool
refuses_batch(struct forged *f, enum fault want, const char *what)
{
    return refuses(f->w, f->by, f->victim, "push", forge_write(f), want, what);
}

/* Refused, and one record of ${kind} says why; the log that came is not taken. */
UNUSED static void
noted(struct forged *f, const char *kind, const char *what)
{
    size_t before = sim_each(f->w, f->victim, kind, NULL, NULL);
    struct bytes batch = forge_write(f);

    tap_ok(tell(f->by, f->victim, "push", batch) == FAULT_CORRUPT &&
            sim_each(f->w, f->victim, kind, NULL, NULL) == before + 1,
        "%s: it is recorded", what);
    refuses_batch(f, FAULT_CORRUPT, what);
}

/* Every sampled byte, flipped: refused, and nothing changed.  ${may}: taking it without any
 * effect is as good. */
UNUSED static void
refuses_flips(struct work *w, struct sim *from, struct sim *to, const char *verb,
    struct bytes body, size_t samples, bool may, const char *what)
{
    struct calm before = calm(w, to);
    uint8_t *copy = malloc(body.len);
    size_t step = body.len / samples + 1, tried = 0, taken = 0, changed = 0;

    memcpy(copy, body.at, body.len);
    for (size_t at_byte = 0; at_byte < body.len; at_byte += step) {
        uint8_t mask = (uint8_t)(1u << (at_byte % 8));

        copy[at_byte] ^= mask;
        taken += tell(from, to, verb, bytes_from(copy, body.len)) == FAULT_NONE;
        copy[at_byte] ^= mask;
        tried++;
        if (!still(w, &before)) {
            changed++;
            printf("#   byte %zu of %zu changed something\n", at_byte, body.len);
            break;
        }
    }
    free(copy);
    tap_ok(tried >= samples / 2 && changed == 0 && (may || taken == 0) &&
            sim_holds(w, to),
        "%s: %zu flips, %zu taken, nothing changed", what, tried, taken);
}

/* The same for the message cut short at every sampled length. */
UNUSED static void
refuses_cuts(struct work *w, struct sim *from, struct sim *to, const char *verb,
    struct bytes body, size_t samples, const char *what)
{
    struct calm before = calm(w, to);
    size_t step = body.len / samples + 1, tried = 0, taken = 0;

    for (size_t len = 0; len < body.len; len += step, tried++)
        taken += tell(from, to, verb, bytes_from(body.at, len)) == FAULT_NONE;
    tap_ok(taken == 0 && still(w, &before) && sim_holds(w, to),
        "%s: %zu cuts, none taken", what, tried);
}

/* The parts of a matter with the terms that are eu's by default. */
UNUSED static const char *
matter_parts(struct stage *t, const char *core)
{
    struct json *parts = parse(t->w, core);
    struct bytes text;
    const char *out;

    json_put(parts, "terms", fixture_terms(t->w, t->eu->node));
    NEED(t->w, json_write(t->w, parts, &text) && work_string(t->w, text, &out));
    return out;
}

/* The first such piece of a text. */
UNUSED static struct bytes
replaced(struct work *w, struct bytes text, const char *from, const char *to)
{
    struct buffer out = buffer_open(w, SIZE_MAX / 2);
    const uint8_t *found = memmem(text.at, text.len, from, strlen(from));
    struct bytes whole;

    NEED(w, found != NULL);
    buffer_add(&out, bytes_from(text.at, (size_t)(found - text.at)));
    buffer_text(&out, to);
    found += strlen(from);
    buffer_add(&out, bytes_from(found, (size_t)(text.at + text.len - found)));
    NEED(w, buffer_bytes(&out, &whole));
    return whole;
}

UNUSED static struct record *
harmless(struct stage *t)
{
    return forge_make(t->w,
        &(struct forged_record){.author = t->eu,
            .kind = "matter/1",
            .parts = matter_parts(t, "{\"core\":{\"title\":" TEXT("Forged") "}}")});
}

#endif
