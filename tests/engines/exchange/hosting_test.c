/*
 * Who serves whose node: the tenant's statement is with all its partners, those pinned later
 * too, and is made anew only when it changes; the host's stays at home.
 */
#include "engines/exchange/forge.h"

static struct sim *eu, *ngo, *un, *court;

/* Nodes of one process, as `serve` would have them; NULL: it serves itself. */
static void
served_by(struct work *w, struct sim *tenant, struct sim *host)
{
    NEED(w,
        node_hosting_state(tenant->node, w,
            host != NULL ? node_identity(host->node) : NULL, NULL, 0));
}

static void
serves(struct work *w, struct sim *host, struct sim *a, struct sim *b)
{
    const struct identity *tenants[2];
    size_t count = 0;

    if (a != NULL)
        tenants[count++] = node_identity(a->node);
    if (b != NULL)
        tenants[count++] = node_identity(b->node);
    NEED(w, node_hosting_state(host->node, w, NULL, tenants, count));
}

/* What `status` says there: "tenant by host, says", in order. */
static const char *
told(struct work *w, struct sim *at)
{
    const struct json *list = json_get(sim_do(w, at, "status", "{}"), "hosting");
    const char *all = "";

    for (const struct json *i = list->first; i != NULL; i = i->next)
        all = work_format(w, "%s%s by %s, %s; ", all, sim_text(w, i, "tenant"),
            sim_text(w, i, "host"), sim_text(w, i, "says"));
    return all;
}

#define TELLS(w, sim, what, ...)                         \
    do {                                                 \
        const char *it = told(w, sim);                   \
        if (!tap_ok(strcmp(it, what) == 0, __VA_ARGS__)) \
            printf("#   %s\n", it);                      \
    } while (0)

static int64_t
since(struct work *w, struct sim *at)
{
    struct hosting *list;
    size_t count;

    NEED(w, node_hostings(at->node, w, &list, &count));
    return count > 0 ? list[0].since : 0;
}

static void
meet(struct work *w, struct sim *a, struct sim *b)
{
    sim_do(w, a, "sync", "{\"org\":\"%s\"}", b->handle);
}

static size_t
statements(struct work *w, struct sim *at)
{
    return sim_each(w, at, "host/1", NULL, NULL) +
        sim_each(w, at, "tenant/1", NULL, NULL);
}

static void
stated(struct work *w)
{
    int64_t first;

    served_by(w, ngo, NULL);
    serves(w, eu, NULL, NULL);
    tap_ok(statements(w, ngo) == 0 && statements(w, eu) == 0,
        "a node that serves itself, as ever, says nothing");
    served_by(w, ngo, eu);
    serves(w, eu, ngo, NULL);
    first = since(w, ngo);
    TELLS(w, ngo, "ngo by eu (introduced), ngo; ", "a tenant says who hosts it");
    TELLS(w, eu, "ngo (introduced) by eu, eu; ", "the host whom it hosts");
    served_by(w, ngo, eu);
    serves(w, eu, ngo, NULL);
    sim_reopen(w, ngo);
    served_by(w, ngo, eu);
    tap_ok(statements(w, ngo) == 1 && statements(w, eu) == 1,
        "started again as it was, it says nothing new");
    NEED(w, node_rebuild(ngo->node, w, &(int64_t){0}));
    tap_ok(first > 0 && since(w, ngo) == first, "since when, it remembers");
}

static void
told_to_partners(struct work *w)
{
    meet(w, ngo, un);
    TELLS(w, un, "ngo by eu (introduced), ngo; ", "a partner is told");
    tap_ok(since(w, un) == since(w, ngo), "with the same time");
    sim_pin(w, un, eu, SIM_URL, "none");
    sim_pin(w, eu, un, SIM_URL, "none");
    meet(w, un, eu);
    meet(w, eu, un);
    TELLS(w, un, "ngo by eu, ngo; ",
        "and calls the host as it knows it; what the host says stays at home");
    tap_ok(statements(w, un) == 1 && statements(w, eu) == 1,
        "each statement is where it belongs, once");
    sim_pin(w, ngo, court, SIM_URL, "none");
    sim_pin(w, court, ngo, SIM_URL, "none");
    meet(w, court, ngo);
    TELLS(w, court, "ngo by eu (introduced), ngo; ", "who is pinned later is told too");
    sim_pin(w, ngo, court, "https://127.0.0.1:2", "none");
    meet(w, ngo, court);
    tap_ok(statements(w, court) == 1, "and once only");
}

static void
changed(struct work *w)
{
    int64_t first = since(w, eu);

    serves(w, eu, un, ngo);
    TELLS(w, eu, "un by eu, eu; ngo (introduced) by eu, eu; ", "one tenant more");
    serves(w, eu, ngo, NULL);
    TELLS(w, eu, "ngo (introduced) by eu, eu; ", "and one less");
    tap_ok(since(w, eu) == first, "who stays, stays since the same time");
    served_by(w, ngo, un);
    meet(w, ngo, court);
    TELLS(w, court, "ngo by un (introduced), ngo; ", "a tenant that moves says so");
    served_by(w, ngo, NULL);
    serves(w, eu, NULL, NULL);
    meet(w, ngo, court);
    meet(w, un, ngo);
    TELLS(w, court, "", "a tenant that serves itself says so");
    TELLS(w, un, "", "to all its partners");
    TELLS(w, eu, "", "and the host hosts nobody");
    meet(w, un, eu);
    tap_ok(sim_each(w, eu, "host/1", NULL, NULL) == 0,
        "a partner does not pass on what another states");
}

/* A record of its own, put into its outbox as it would never be by itself. */
static void
smuggle(struct work *w, struct sim *from, struct sim *to, const char *kind)
{
    struct draft d = {.kind = kind};
    struct store_append append = {0};
    struct log_head outbox;
    struct receipt made;
    struct json *core;

    NEED(w,
        json_read(w,
            bytes_of(work_format(w,
                "{\"organisations\":[{\"org\":\"%s\",\"handle\":\"un\",\"since\":"
                "\"2026-01-01T00:00:00.000000Z\"}]}",
                un->hex)),
            &json_written, &core));
    draft_part(&d, "core", core);
    NEED(w, node_make(from->node, w, &d, 1, &made));
    NEED(w, node_outbox(from->node, w, &to->id, &outbox));
    append = (struct store_append){.log = outbox.no, .record = made.hash};
    NEED(w, node_route(from->node, w, &append, 1, 0, NULL, 0));
}

static void
dishonest(struct work *w)
{
    smuggle(w, court, ngo, "host/1");
    smuggle(w, court, ngo, "host/1");
    meet(w, court, ngo);
    TELLS(w, ngo, "court by un, court; ", "of two statements by one the later stands");
    served_by(w, ngo, eu);
    tap_ok(strstr(told(w, ngo), "court by un, court; ") != NULL &&
            strstr(told(w, ngo), "ngo by eu (introduced), ngo; ") != NULL,
        "nobody's statement takes the place of another's");
    smuggle(w, court, ngo, "tenant/1");
    tap_ok(strcmp(sim_refused(w, court, "sync", "{\"org\":\"ngo\"}"), "allowed") != 0,
        "a host's statement about others is not let in");
    tap_ok(sim_each(w, ngo, "tenant/1", NULL, NULL) == 0, "and is not there");
}

int
main(void)
{
    struct work *w = sim_start();

    eu = sim_new(w, "eu", 1);
    ngo = sim_new(w, "ngo", 11);
    un = sim_new(w, "un", 21);
    court = sim_new(w, "court", 31);
    sim_pin(w, ngo, un, SIM_URL, "none");
    sim_pin(w, un, ngo, SIM_URL, "none");
    stated(w);
    told_to_partners(w);
    changed(w);
    dishonest(w);
    for (size_t i = 0; i < sim_count; i++)
        tap_ok(sim_holds(w, &sims[i]), "%s verifies", sims[i].handle);
    sim_end();
    work_close(w);
    return tap_end();
}
