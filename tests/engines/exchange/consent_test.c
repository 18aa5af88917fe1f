/*
 * Consents that are none: by the holder, by another partner, in the originator's name with
 * another's key, expired, and expired with the clock put back.  And terms that a newer
 * liaison would write.
 */
#include "engines/exchange/hostile.h"

#define END "2026-08-01"

static const char *
paper(struct stage *t)
{
    const char *body = at(t->w, "paper.json");
    const char *text = "{\"core\":{\"title\":" TEXT(
        "Convoys") ",\"language\":\"en\","
                   "\"judgements\":[{\"text\":" TEXT("Soon.") "}]}}";

    put_file(body, text, strlen(text));
    return sim_text(t->w,
        sim_do(t->w, t->eu, "new",
            "{\"kind\":\"assessment\",\"body\":\"%s\",\"tlp\":\"amber\","
            "\"purpose\":[\"work\"]}",
            body),
        "id");
}

static const char *
passing_on(struct stage *t, const char *id)
{
    return sim_refused(t->w, t->un, "share", "{\"id\":[\"%s\"],\"to\":\"court\"}", id);
}

/* A consent to go to the court, sent to un by a partner. */
static enum fault
consents(struct stage *t, struct sim *sender, const struct forged_record *as,
    const struct stored *of)
{
    struct work *w = t->w;
    struct forged_record made = *as;
    struct forged f;

    made.kind = "release/1";
    made.parts = work_format(w,
        "{\"core\":{\"recipient\":\"%s\",\"purpose\":\"work\",\"permits\":[\"onward\"],"
        "\"from\":\"2020-01-01T00:00:00.000000Z\","
        "\"until\":\"2090-01-01T00:00:00.000000Z\"}}",
        t->court->hex);
    made.link = "releases";
    made.target = of;
    forge_start(w, sender, t->un, &f);
    forge_record(&f, forge_make(w, &made));
    forge_note(&f);
    return tell(sender, t->un, "push", forge_write(&f));
}

static void
forged(struct stage *t)
{
    struct work *w = t->w;
    const char *id = paper(t);
    struct stored of = sim_find(w, t->eu, id);
    struct hash other = forge_random(w);
    int64_t count;

    stage_share(t, t->eu, t->un, id);
    sim_do(w, t->eu, "sync", "{\"org\":\"un\"}");
    sim_do(w, t->court, "sync", "{\"org\":\"un\"}");
    tap_ok(strcmp(passing_on(t, id), "P03") == 0, "without a consent: P03");
    tap_ok(strcmp(sim_refused(w, t->un, "release",
                      "{\"id\":\"%s\",\"to\":\"%s\",\"purpose\":\"work\",\"until\":"
                      "\"2030-01-01\"}",
                      id, t->court->hex),
               "allowed") != 0,
        "its holder cannot consent in its originator's place");
    tap_ok(strcmp(passing_on(t, id), "P03") == 0, "and may not pass it on: P03");
    tap_ok(consents(t, t->court, &(struct forged_record){.author = t->court}, &of) ==
            FAULT_NONE,
        "a consent by the one who would gain is a record like any other");
    NEED(w, exchange_settle(t->un->node, w, &anna, &count));
    tap_ok(strcmp(passing_on(t, id), "P03") == 0, "and consents to nothing: P03");
    tap_ok(consents(t, t->court,
               &(struct forged_record){.author = t->court, .org = &t->eu->id},
               &of) != FAULT_NONE,
        "one in the originator's name, signed by another organisation's key, is refused");
    tap_ok(consents(t, t->eu, &(struct forged_record){.author = t->eu, .seed = &other},
               &of) != FAULT_NONE,
        "so is one by a key that the originator never stated");
    tap_ok(strcmp(passing_on(t, id), "P03") == 0, "and nothing goes: P03");
    tap_ok(consents(t, t->eu, &(struct forged_record){.author = t->eu}, &of) ==
                FAULT_NONE &&
            exchange_settle(t->un->node, w, &anna, &count) &&
            strcmp(passing_on(t, id), "allowed") == 0,
        "control: the same, signed by the originator, lets it go");
}

static void
expired(struct stage *t)
{
    struct work *w = t->w;
    const char *id = paper(t), *again = paper(t);
    int64_t now = sim_clock;
    const char *ids[] = {id, again};

    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        stage_share(t, t->eu, t->un, ids[i]);
        sim_do(w, t->eu, "release",
            "{\"id\":\"%s\",\"to\":\"%s\",\"purpose\":\"work\",\"until\":\"" END "\"}",
            ids[i], t->court->hex);
    }
    sim_do(w, t->eu, "sync", "{\"org\":\"un\"}");
    tap_ok(strcmp(passing_on(t, id), "allowed") == 0, "before its end a consent holds");
    sim_do(w, t->un, "sync", "{\"org\":\"court\"}");
    sim_clock += 120 * 24 * TIME_HOUR;
    tap_ok(strcmp(sim_refused(w, t->court, "show", "{\"id\":\"%s\",\"purpose\":\"work\"}",
                      id),
               "allowed") == 0,
        "past its end who got it by then reads on");
    tap_ok(strcmp(passing_on(t, again), "P03") == 0,
        "past its end nothing new goes: P03");
    fixture_matter(w, t->un->node, "something is written");
    sim_clock = now;
    tap_ok(strcmp(passing_on(t, again), "P03") == 0,
        "also when the clock is put back: P03");
    sim_reopen(w, t->un);
    tap_ok(strcmp(passing_on(t, again), "P03") == 0, "and the node started again: P03");
    tap_ok(sim_holds(w, t->un), "un verifies");
    sim_clock = now + 121 * 24 * TIME_HOUR;
}

/* A record of eu's by a newer liaison: un takes it in, and nobody gets to see what was not
 * understood of it. */
static void
newer(struct work *w, const char *core, const char *terms, const char *what)
{
    struct stage t = stage_open(w, 1000);
    struct bytes views = sim_views(w, t.un);
    const char *parts = terms == NULL
        ? matter_parts(&t, core)
        : work_format(w, "%.*s,\"terms\":%s}", (int)strlen(core) - 1, core, terms);
    struct record *r = forge_make(w,
        &(struct forged_record){.author = t.eu, .kind = "matter/1", .parts = parts});
    struct decision decision;
    struct forged f;
    struct facts facts;
    struct stored of;
    bool denied;

    forge_start(w, t.eu, t.un, &f);
    forge_record(&f, r);
    forge_note(&f);
    tap_ok(tell(t.eu, t.un, "push", forge_write(&f)) == FAULT_NONE &&
            store_by_hash(node_store(t.un->node), w, &r->hash, &of),
        "%s: it is taken in", what);
    if (of.state == STORED_WAITING) {
        tap_ok(bytes_equal(views, sim_views(w, t.un)), "and waits, in no view");
    } else {
        NEED(w, node_facts(t.un->node, w, &anna, ACT_READ, &of, &facts));
        facts.purpose = bytes_of("coordination");
        denied = !terms_decide(&facts, &decision) && decision.id != NULL;
        tap_ok(denied, "and shown to nobody: %s", denied ? decision.id : "allowed");
    }
    tap_ok(sim_holds(w, t.un), "and un verifies");
    sim_end();
}

int
main(void)
{
    struct work *w = sim_start();
    struct stage t = stage_open(w, 1000);

    expired(&t);
    forged(&t);
    sim_end();
    newer(w, "{\"core\":{\"title\":" TEXT("New") "}}", "{\"tlp\":\"TLP:VIOLET\"}",
        "a value of terms that is not known");
    newer(w, "{\"core\":{\"title\":" TEXT("New") "}}",
        "{\"tlp\":\"TLP:AMBER\",\"novel\":\"x\"}", "a term that is not known");
    newer(w, "{\"core\":{\"title\":" TEXT("New") ",\"novel\":\"x\"}}", NULL,
        "a field that is not known");
    work_close(w);
    return tap_end();
}
