/*
 * What speaks of an item is known to whom the item is: a question, its answer, what lifts a hold
 * on it, deliveries and receipts; and what is put off to a day is not spoken of before.
 */
#include "engines/exchange/sim.h"

static struct sim *eu, *un;
static const char *open_id, *hidden;

static const char *
made(struct work *w, const struct json *answer)
{
    const char *id = sim_text(w, answer, "made.0.id");

    return *id != '\0' ? id : sim_text(w, answer, "id");
}

/* What that person does, and is told. */
__attribute__((format(printf, 5, 6))) static struct json *
as(struct work *w, struct sim *s, const char *person, const char *verb,
    const char *format, ...)
{
    const char *before = sim_person;
    struct json *answer;
    char args[4096];
    va_list list;

    va_start(list, format);
    vsnprintf(args, sizeof(args), format, list);
    va_end(list);
    sim_person = person;
    answer = sim_do(w, s, verb, "%s", args);
    sim_person = before;
    return answer;
}

/* How many of a kind one is told of. */
static int64_t
told(struct work *w, struct sim *s, const char *person, const char *kind)
{
    return json_get(as(w, s, person, "list", "{\"kind\":\"%s\"}", kind), "count")
        ->integer;
}

static size_t
waits(struct work *w, struct sim *s, const char *person, const char *list)
{
    return json_get(as(w, s, person, "status", "{}"), list)->count;
}

static void
set_up(struct work *w)
{
    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 3);
    sim_pin(w, eu, un, SIM_URL, "none");
    sim_pin(w, un, eu, SIM_URL, "none");
    for (size_t i = 0; i < sim_count; i++) {
        sim_do(w, &sims[i], "person add", "{\"name\":\"anna\"}");
        sim_do(w, &sims[i], "person add", "{\"name\":\"bo\",\"compartment\":[\"blue\"]}");
    }
    open_id = made(w,
        as(w, eu, "bo", "new",
            "{\"kind\":\"matter\",\"set\":[\"core.title=Open\"],\"tlp\":\"amber\"}"));
    hidden = made(w,
        as(w, eu, "bo", "new",
            "{\"kind\":\"matter\",\"set\":[\"core.title=Kept\"],\"tlp\":\"amber\","
            "\"compartment\":[\"blue\"]}"));
}

static void
meet(struct work *w)
{
    for (int i = 0; i < 2; i++) {
        as(w, eu, "bo", "sync", "{\"org\":\"un\"}");
        as(w, un, "bo", "sync", "{\"org\":\"eu\"}");
    }
}

static void
deliveries(struct work *w)
{
    const char *delivery = sim_text(w,
        as(w, eu, "bo", "share", "{\"id\":[\"%s\",\"%s\"],\"to\":\"un\"}", hidden,
            open_id),
        "delivery");

    tap_ok(told(w, eu, "bo", "delivery") == 2 && told(w, eu, "anna", "delivery") == 1,
        "what is kept to a compartment has a delivery of its own");
    tap_ok(waits(w, eu, "bo", "receipts_missing") == 2 &&
            waits(w, eu, "anna", "receipts_missing") == 1,
        "a receipt for it is awaited by who knows of it");
    as(w, eu, "bo", "show", "{\"id\":\"%s\",\"purpose\":\"x\"}", delivery);
    tap_ok(told(w, eu, "bo", "read") == 1 && told(w, eu, "anna", "read") == 0,
        "and so is who read its delivery");
    meet(w);
    tap_ok(told(w, eu, "bo", "receipt") == 2 && told(w, eu, "anna", "receipt") == 1,
        "and has a receipt of its own");
    tap_ok(told(w, un, "bo", "receipt") == 2 && told(w, un, "anna", "receipt") == 1,
        "which is kept at the partner as well");
    tap_ok(waits(w, eu, "bo", "receipts_missing") == 0, "both are in");
}

static void
questions(struct work *w)
{
    const char *question = made(w,
        as(w, eu, "bo", "ask",
            "{\"org\":\"un\",\"about\":\"%s\",\"text\":\"When?\",\"urgency\":\"72h\"}",
            hidden));

    tap_ok(waits(w, eu, "bo", "asked") == 1 && waits(w, eu, "anna", "asked") == 0,
        "a question about it runs for who knows of it");
    meet(w);
    tap_ok(waits(w, un, "bo", "to_answer") == 1 && waits(w, un, "anna", "to_answer") == 0,
        "and waits for the same at the partner");
    as(w, un, "bo", "answer", "{\"id\":\"%s\",\"text\":\"Soon\"}", question);
    meet(w);
    tap_ok(told(w, eu, "bo", "answer") == 1 && told(w, eu, "anna", "answer") == 0 &&
            told(w, un, "anna", "answer") == 0,
        "the answer to a question about it speaks of it");
}

static void
chains(struct work *w)
{
    as(w, eu, "bo", "hold", "{\"id\":\"%s\",\"reason\":\"r\",\"exonerating\":true}",
        hidden);
    as(w, eu, "bo", "unhold", "{\"id\":\"%s\",\"reason\":\"r\"}", hidden);
    tap_ok(told(w, eu, "bo", "lift") == 1 && told(w, eu, "anna", "hold") == 0 &&
            told(w, eu, "anna", "lift") == 0,
        "so does what lifts a hold on it");
    as(w, eu, "bo", "recall", "{\"id\":\"%s\",\"reason\":\"r\"}", hidden);
    meet(w);
    tap_ok(told(w, eu, "bo", "recall") == 1 && told(w, eu, "anna", "recall") == 0 &&
            told(w, eu, "anna", "receipt") == 1,
        "and a receipt for the recall of it");
}

/* Each move leads to the one before: that is no end to what may be known of. */
static void
moves(struct work *w)
{
    const char *promise = made(w,
        as(w, eu, "anna", "new",
            "{\"kind\":\"commitment\",\"set\":[\"core.title=Lamps\",\"core.owners=[{"
            "\\\"name\\\":[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":\\\"We\\\"}],"
            "\\\"org\\\":\\\"%s\\\"}]\"],\"tlp\":\"amber\"}",
            eu->hex));

    as(w, eu, "anna", "move", "{\"id\":\"%s\",\"move\":\"propose\"}", promise);
    as(w, eu, "anna", "move", "{\"id\":\"%s\",\"move\":\"accept\"}", promise);
    for (int i = 0; i < 40; i++)
        as(w, eu, "anna", "move",
            "{\"id\":\"%s\",\"move\":\"reschedule\",\"set\":[\"due={\\\"from\\\":"
            "\\\"2027-01-%02d\\\"}\"]}",
            promise, i % 28 + 1);
    tap_ok(told(w, eu, "anna", "move") == 42,
        "all moves upon an item are known of with it");
}

static void
not_before(struct work *w)
{
    static const char later[] = "{\"valid_from\":\"2026-07-01T00:00:00.000000Z\"}";
    const char *put_off;
    int64_t before = told(w, un, "bo", "question");

    put_file(at(w, "later.json"), later, sizeof(later) - 1);
    put_off = made(w,
        as(w, eu, "bo", "new",
            "{\"kind\":\"matter\",\"set\":[\"core.title=Later\"],\"tlp\":\"amber\","
            "\"terms\":\"%s\"}",
            at(w, "later.json")));
    as(w, eu, "bo", "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", put_off);
    as(w, eu, "bo", "ask",
        "{\"org\":\"un\",\"about\":\"%s\",\"text\":\"Who?\",\"urgency\":\"72h\"}",
        put_off);
    meet(w);
    tap_ok(sim_has(w, un, put_off) && told(w, un, "bo", "matter") == 2 &&
            told(w, un, "bo", "question") == before,
        "what begins later is not spoken of before");
    sim_clock = INT64_C(1783000000) * TIME_SECOND;
    tap_ok(told(w, un, "bo", "matter") == 3 &&
            told(w, un, "bo", "question") == before + 1,
        "and is from its day on");
}

int
main(void)
{
    struct work *w = sim_start();

    set_up(w);
    deliveries(w);
    questions(w);
    chains(w);
    moves(w);
    not_before(w);
    sim_end();
    work_close(w);
    return tap_end();
}
