/*
 * RED to named persons: their node carries it, and cannot read it; they can, with keys of
 * their own; nobody else there knows of it; a recall takes it from all of them.
 */
#include "core/node/secrets.h"
#include "engines/exchange/sim.h"

static struct sim *eu, *un, *court;
static const char *mira, *item, *title;

static const char *
made(struct work *w, const struct json *answer)
{
    const char *id = sim_text(w, answer, "made.0.id");

    return *id != '\0' ? id : sim_text(w, answer, "id");
}

static void
set_up(struct work *w)
{
    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 3);
    court = sim_new(w, "court", 5);
    sim_pin(w, eu, un, SIM_URL, "none");
    sim_pin(w, un, eu, SIM_URL, "none");
    sim_pin(w, eu, court, SIM_URL, "none");
    sim_pin(w, court, eu, SIM_URL, "none");
    sim_pin(w, un, court, SIM_URL, "none");
    sim_do(w, un, "person add", "{\"name\":\"anna\"}");
    sim_do(w, un, "person add", "{\"name\":\"mira\",\"role\":\"analyst\"}");
}

static void
test_keys(struct work *w)
{
    tap_ok(strcmp(sim_refused(w, un, "person key",
                      "{\"name\":\"mira\",\"secret\":\"correct horse\"}"),
               "denied") == 0,
        "nobody makes another's keys");
    sim_person = "mira";
    tap_ok(strcmp(sim_refused(w, un, "person key", "{\"name\":\"mira\"}"), "denied") == 0,
        "a passphrase is needed");
    tap_ok(strcmp(sim_refused(w, un, "person key",
                      "{\"name\":\"mira\",\"secret\":\"short\"}"),
               "usage") == 0,
        "and not a short one");
    mira = made(w,
        sim_do(w, un, "person key",
            "{\"name\":\"mira\",\"says\":\"M. Orel\",\"secret\":\"correct horse\"}"));
    sim_person = "anna";
    sim_do(w, un, "share", "{\"id\":[\"%s\"],\"to\":\"eu\"}", mira);
    sim_do(w, un, "sync", "{\"org\":\"eu\"}");
    tap_ok(sim_has_part(w, eu, mira, "core"), "a contact is shared as any record");
}

static void
test_sharing(struct work *w)
{
    const char *nobodys;

    title = secret_text(w, 60);
    item = made(w,
        sim_do(w, eu, "new",
            "{\"kind\":\"matter\",\"set\":[\"core.title=%s\"],\"tlp\":\"red\","
            "\"purpose\":[\"investigation\"],\"person\":[\"%s\"]}",
            title, mira));
    nobodys = made(w,
        sim_do(w, eu, "new",
            "{\"kind\":\"matter\",\"set\":[\"core.title=R\"],\"tlp\":\"red\"}"));
    tap_ok(strcmp(sim_refused(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", nobodys),
               "P06") == 0,
        "RED goes to no organisation");
    tap_ok(strcmp(sim_refused(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"court\"}", item),
               "P06") == 0,
        "nor to one of which nobody is named");
    sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", item);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    tap_ok(sim_has_part(w, un, item, "terms") && !sim_has_part(w, un, item, "core"),
        "their node gets the terms, and nothing else that it could read");
}

static const char *
reads(struct work *w, const char *person, const char *more)
{
    const char *why;

    sim_person = person;
    why = sim_refused(w, un, "show", "{\"id\":\"%s\",\"purpose\":\"investigation\"%s}",
        item, more);
    sim_person = "anna";
    return why;
}

static int64_t
counts(struct work *w, const char *person)
{
    const struct json *count;

    sim_person = person;
    count = json_get(sim_do(w, un, "list", "{\"kind\":\"matter\"}"), "count");
    sim_person = "anna";
    return count->integer;
}

static void
test_reading(struct work *w)
{
    struct json *shown;

    tap_ok(counts(w, "anna") == 0, "to others there it is not there");
    tap_ok(strcmp(reads(w, "anna", ""), "missing") == 0, "nor for a reading");
    tap_ok(strcmp(reads(w, "anna", ",\"unlock\":true,\"secret\":\"correct horse\""),
               "missing") == 0,
        "whatever passphrase they know");
    tap_ok(counts(w, "mira") == 1, "who is named sees that it is there");
    tap_ok(strcmp(reads(w, "mira", ""), "P06") == 0, "and reads it with keys alone");
    tap_ok(strcmp(reads(w, "mira", ",\"unlock\":true,\"secret\":\"wrong horse\""),
               "denied") == 0,
        "her own");
    sim_person = "mira";
    shown = sim_do(w, un, "show",
        "{\"id\":\"%s\",\"purpose\":\"investigation\",\"unlock\":true,"
        "\"secret\":\"correct horse\"}",
        item);
    sim_person = "anna";
    tap_ok(strcmp(sim_text(w, shown, "parts.core.title.0.text"), title) == 0,
        "then it reads as it was written");
    tap_ok(strcmp(reads(w, "mira", ""), "P06") == 0, "for that once");
    sim_person = "mira";
    shown = sim_do(w, un, "who-saw", "{\"id\":\"%s\"}", item);
    sim_person = "anna";
    tap_ok(strcmp(sim_text(w, shown, "readings.0.person"), "mira") == 0 &&
            json_get(shown, "readings")->count == 1,
        "and is logged, once");
}

/* Whose it is has it: giving it back there is not giving it on, and seals nothing. */
static void
test_back(struct work *w)
{
    size_t sealed = sim_each(w, un, "sealed/1", NULL, NULL);
    const char *back = "{\"id\":[\"%s\"],\"to\":\"eu\"}";

    tap_ok(strcmp(sim_refused(w, un, "share", back, item), "missing") == 0,
        "who is not named gives it to nobody, not even back");
    sim_person = "mira";
    tap_ok(strcmp(sim_refused(w, un, "share", "{\"id\":[\"%s\"],\"to\":\"court\"}", item),
               "P03") == 0,
        "who is gives it on to nobody");
    tap_ok(strcmp(sim_refused(w, un, "share", back, item), "allowed") == 0,
        "but back to whose it is");
    sim_person = "anna";
    sim_do(w, un, "sync", "{\"org\":\"eu\"}");
    tap_ok(sim_each(w, un, "sealed/1", NULL, NULL) == sealed &&
            sim_has_part(w, eu, item, "core"),
        "where it is as it was");
}

static void
test_unlocked(struct work *w)
{
    sim_person = "mira";
    sim_do(w, un, "unlock", "{\"secret\":\"correct horse\",\"minutes\":\"5\"}");
    tap_ok(strcmp(reads(w, "mira", ""), "allowed") == 0, "unlocked, it reads");
    sim_clock += 6 * TIME_MINUTE;
    tap_ok(strcmp(reads(w, "mira", ""), "P06") == 0, "until its time is over");
    sim_person = "mira";
    sim_do(w, un, "unlock", "{\"secret\":\"correct horse\"}");
    tap_ok(json_get(sim_do(w, un, "lock", "{}"), "locked")->integer == 1,
        "lock drops the keys");
    tap_ok(strcmp(reads(w, "mira", ""), "P06") == 0, "and then nothing reads");
    sim_person = "mira";
    sim_do(w, un, "person key",
        "{\"name\":\"mira\",\"says\":\"M. Orel\",\"secret\":\"another horse\"}");
    tap_ok(strcmp(reads(w, "mira", ",\"unlock\":true,\"secret\":\"another horse\""),
               "P06") == 0,
        "newer keys open nothing older");
    sim_person = "anna";
}

/* Whose keys are known to others: partners hear of it, and who may know is told what they open. */
static void
test_revoked(struct work *w)
{
    static const char revoke[] = "{\"name\":\"mira\",\"since\":\"2026-01-01\"}";
    struct json *said;

    said = sim_do(w, un, "person revoke", revoke);
    tap_ok(json_get(said, "exposed")->count == 0,
        "what is for others is not told to who revokes");
    sim_person = "mira";
    said = sim_do(w, un, "person revoke", revoke);
    tap_ok(json_get(said, "exposed")->count == 1 &&
            strcmp(sim_text(w, said, "exposed.0.item"), item) == 0 &&
            strcmp(sim_text(w, said, "exposed.0.by"), "eu") == 0,
        "who is named is told what those keys open, and who gave it");
    sim_person = "anna";
    sim_do(w, un, "sync", "{\"org\":\"eu\"}");
    tap_ok(strcmp(sim_refused(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}",
                      made(w,
                          sim_do(w, eu, "new",
                              "{\"kind\":\"matter\",\"set\":[\"core.title=K\"],\"tlp\":"
                              "\"red\",\"person\":[\"%s\"]}",
                              mira))),
               "denied") == 0,
        "nothing more is sealed to them");
}

/* Who acts no more can be named no more, as soon as the partner hears of it. */
static void
test_off(struct work *w)
{
    const char *late;

    sim_do(w, un, "person off", "{\"name\":\"mira\"}");
    sim_do(w, un, "sync", "{\"org\":\"eu\"}");
    late = made(w,
        sim_do(w, eu, "new",
            "{\"kind\":\"matter\",\"set\":[\"core.title=L\"],\"tlp\":\"red\","
            "\"person\":[\"%s\"]}",
            mira));
    tap_ok(strcmp(sim_refused(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", late),
               "denied") == 0,
        "nothing is sealed to who acts no more");
}

static void
test_recall(struct work *w)
{
    sim_do(w, eu, "recall", "{\"id\":\"%s\",\"reason\":\"the source is at risk\"}", item);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    tap_ok(strcmp(sim_states(w, eu, un, item), "erased") == 0, "a recall is obeyed");
    tap_ok(sim_each(w, un, "sealed/1", NULL, NULL) == 1, "what was sealed is known of");
}

static void
no_core(struct work *w, struct sim *s, const struct stored *of, void *ctx)
{
    struct stored_part part;

    *(bool *)ctx = store_part(node_store(s->node), w, of, "core", &part);
    work_clear(w);
}

int
main(void)
{
    struct work *w = sim_start();
    bool there = true;

    set_up(w);
    test_keys(w);
    test_sharing(w);
    test_reading(w);
    test_back(w);
    test_unlocked(w);
    test_revoked(w);
    test_recall(w);
    test_off(w);
    sim_each(w, un, "sealed/1", no_core, &there);
    tap_ok(!there, "and its content is gone");
    tap_ok(sim_holds(w, eu) && sim_holds(w, un), "both nodes hold together");
    sim_end();
    work_close(w);
    return tap_end();
}
