/*
 * The three organisations' story over roads: shared, proven, asked, passed on, recalled.
 */
#include "engines/exchange/story.h"

/* The identity by which the court judges eu was shown to it by un, and it says so. */
static void
introduced(struct work *w, struct sim *s, const struct stored *of, void *ctx)
{
    struct json *core = sim_core(w, s, of);
    struct story *t = ctx;

    if (!bytes_is(json_get_text(core, "org"), t->eu->hex))
        return;
    tap_is_text(json_get_text(core, "introduced-by"), t->un->hex,
        "the court knows eu as introduced by un");
}

/* After the story the nodes have nothing more to say to each other. */
static void
quiet(struct story *t)
{
    struct synced done;
    struct sim_road to = {t->eu, t->un};
    const struct road road = SIM_ROAD(&to);
    struct peer un = sim_peer(t->w, t->eu, t->un);
    struct actor who = {.person = bytes_of("anna")};

    NEED(t->w, exchange_sync(t->eu->node, t->w, &who, &un, &road, &done));
    tap_ok(done.sent == 0 && done.received == 0 && done.pieces == 0,
        "one more contact moves nothing");
}

static void
rebuilt(struct story *t)
{
    struct sim *all[] = {t->eu, t->un, t->court};

    for (size_t i = 0; i < COUNT_OF(all); i++) {
        struct bytes before = sim_views(t->w, all[i]);
        int64_t count;

        NEED(t->w, node_rebuild(all[i]->node, t->w, &count));
        tap_ok(bytes_equal(before, sim_views(t->w, all[i])),
            "%s's views rebuilt are the same", all[i]->handle);
    }
}

int
main(void)
{
    struct work *w = sim_start();
    struct story t = {.w = w, .contact = story_by_road};

    t.eu = sim_new(w, "eu", 1);
    t.un = sim_new(w, "un", 11);
    t.court = sim_new(w, "court", 21);
    story_tell(&t, SIM_URL);
    tap_ok(sim_each(w, t.court, "identity/1", introduced, &t) > 0,
        "the court has identities");
    tap_ok(strcmp(sim_refused(w, t.court, "share", "{\"id\":[\"%s\"],\"to\":\"eu\"}",
                      t.evidence),
               "missing") == 0,
        "the court has no road to eu");
    quiet(&t);
    rebuilt(&t);
    sim_end();
    work_close(w);
    return tap_end();
}
