/*
 * Correction requests: prepared and tracked, never decided; what the forum's rule is stands by its
 * name, and says that nobody confirmed it; who asks is withheld.
 */
#include "engines/exchange/sim.h"

static struct sim *eu, *un;

static const char *
request(struct work *w, const char *forum, const char *more)
{
    return sim_text(w,
        sim_do(w, eu, "new",
            "{\"kind\":\"correction-request\",\"tlp\":\"amber\",\"purpose\":[\"work\"],"
            "\"set\":[\"core.title=T\",\"core.forum=%s\",\"core.list=UN\","
            "\"core.ref=QDi.001\",\"core.wanted=delisting\",\"core.grounds=Mistaken\","
            "\"petitioner.name=Vladan Orsimov\"%s]}",
            forum, more),
        "id");
}

static void
move(struct work *w, struct sim *by, const char *id, const char *name, const char *set)
{
    sim_do(w, by, "move", "{\"id\":\"%s\",\"move\":\"%s\"%s}", id, name, set);
}

static bool
has(struct work *w, const struct json *answer, const char *what)
{
    struct bytes text;

    NEED(w, json_write(w, answer, &text));
    return memmem(text.at, text.len, what, strlen(what)) != NULL;
}

static struct json *
show(struct work *w, const char *id)
{
    return sim_do(w, eu, "show", "{\"id\":\"%s\",\"purpose\":\"work\"}", id);
}

/* ---- One's own ------------------------------------------------------------------------------------ */

static void
clocks(struct work *w)
{
    const char *id = request(w, "un-ombudsperson", "");
    struct json *answer;

    tap_ok(!strcmp(sim_refused(w, eu, "new",
                       "{\"kind\":\"correction-request\",\"set\":[\"core.title=T\","
                       "\"core.forum=nowhere\",\"core.list=UN\",\"core.ref=R\","
                       "\"core.wanted=delisting\",\"core.grounds=G\"]}"),
               "invalid"),
        "a forum is one of the list");
    tap_ok(has(w, show(w, id), "EU-R-2026-0001"), "a request has a number of ours");
    tap_ok(has(w, show(w, id), "Not confirmed"),
        "wherever the forum is named it is said that its rule was not confirmed");
    move(w, eu, id, "prepare", "");
    move(w, eu, id, "send", ",\"set\":[\"on=2026-05-28\"]");
    tap_ok(!strcmp(sim_refused(w, eu, "move",
                       "{\"id\":\"%s\",\"move\":\"acknowledge\",\"set\":[\"on=2026-05-"
                       "29\"]}",
                       id),
               "denied"),
        "where the forum has a clock the day that it ends is asked for");
    move(w, eu, id, "acknowledge", ",\"set\":[\"on=2026-05-29\",\"due=2026-06-20\"]");
    answer = sim_do(w, eu, "history", "{\"id\":\"%s\"}", id);
    tap_ok(has(w, answer, "\"clock\":\"P4M\"") &&
            has(w, answer, "\"due\":\"2026-06-20\""),
        "and the clock is told, as far as known");
    answer = sim_do(w, eu, "due", "{}");
    tap_ok(json_at(answer, "count")->integer == 1 && has(w, answer, "2026-06-20") &&
            has(w, answer, "\"state\":\"due\""),
        "what falls due is due");
    sim_clock += 40 * TIME_DAY;
    tap_ok(has(w, sim_do(w, eu, "due", "{}"), "overdue"), "and overdue");
    sim_do(w, eu, "remind", "{\"file\":\"%s\"}", at(w, "due.ics"));
    tap_ok(strstr((const char *)get_file(w, at(w, "due.ics")).at, "20260620") != NULL,
        "and in the calendar");
    move(w, eu, id, "discuss", ",\"set\":[\"on=2026-07-01\",\"due=2026-12-01\"]");
    answer = sim_do(w, eu, "history", "{\"id\":\"%s\"}", id);
    tap_ok(has(w, answer, "\"clock\":\"P2M\""), "each stage has a clock of its own");
    move(w, eu, id, "refuse", ",\"set\":[\"on=2026-07-05\",\"reference=L/1\"]");
    tap_ok(json_at(sim_do(w, eu, "due", "{}"), "count")->integer == 0,
        "what the forum decided is due no more");
}

/* A forum without a known clock: no day is asked for. */
static void
without(struct work *w)
{
    const char *id = request(w, "ofac", "");

    move(w, eu, id, "prepare", "");
    move(w, eu, id, "send", ",\"set\":[\"on=2026-07-06\"]");
    move(w, eu, id, "acknowledge", ",\"set\":[\"on=2026-07-07\"]");
    tap_ok(has(w, sim_do(w, eu, "history", "{\"id\":\"%s\"}", id), "\"clock\":\"\""),
        "no clock is invented");
    tap_ok(!strcmp(sim_refused(w, eu, "move", "{\"id\":\"%s\",\"move\":\"withdraw\"}",
                       id),
               "denied"),
        "what was sent is withdrawn with a reason");
    move(w, eu, id, "withdraw", ",\"set\":[\"reason=R\"]");
}

/* ---- With a partner --------------------------------------------------------------------------------- */

static void
shared(struct work *w)
{
    const char *ours = request(w, "ofac", ""),
               *theirs = request(w, "un-focal-point",
                   work_format(w, ",\"core.org=%s\"", un->hex));

    for (int i = 0; i < 2; i++) {
        move(w, eu, i == 0 ? ours : theirs, "prepare", "");
        move(w, eu, i == 0 ? ours : theirs, "send", ",\"set\":[\"on=2026-07-06\"]");
    }
    sim_do(w, eu, "share", "{\"id\":[\"%s\",\"%s\"],\"to\":\"un\"}", ours, theirs);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    tap_ok(sim_has_part(w, un, ours, "core") && !sim_has_part(w, un, ours, "petitioner"),
        "who asks is withheld from a partner");
    tap_ok(!strcmp(sim_refused(w, un, "move",
                       "{\"id\":\"%s\",\"move\":\"grant\",\"set\":[\"on=2026-07-08\"]}",
                       ours),
               "denied"),
        "who is not the forum records nothing");
    move(w, un, theirs, "grant", ",\"set\":[\"on=2026-07-08\",\"extent=part\"]");
    sim_do(w, un, "sync", "{\"org\":\"eu\"}");
    tap_ok(!strcmp(sim_text(w, sim_do(w, eu, "history", "{\"id\":\"%s\"}", theirs),
                       "stage"),
               "granted"),
        "a forum that is a partner says by itself what it decided");
}

/* ---- Confirming -------------------------------------------------------------------------------------- */

#define CONFIRMED                                                                       \
    "{\"name\":\"forum\",\"version\":\"2027\",\"label\":[{\"lang\":\"en\",\"text\":\"F" \
    "\"},{\"lang\":\"fr\",\"text\":\"F\"}],\"codes\":[{\"code\":\"ofac\",\"name\":[{"   \
    "\"lang\":\"en\",\"text\":\"OFAC\"},{\"lang\":\"fr\",\"text\":\"OFAC\"}],"          \
    "\"footnote\":[{\"lang\":\"en\",\"text\":\"Confirmed by counsel.\"}]}]}"

static void
confirmed(struct work *w)
{
    const char *id = request(w, "ofac", "");

    put_file(at(w, "forum.json"), CONFIRMED, strlen(CONFIRMED));
    sim_do(w, eu, "codes adopt", "{\"file\":\"%s\"}", at(w, "forum.json"));
    tap_ok(has(w, show(w, id), "Confirmed by counsel") &&
            !has(w, show(w, id), "Not confirmed"),
        "a list that somebody adopts says that it was confirmed");
}

int
main(void)
{
    struct work *w = sim_start();

    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 11);
    sim_pin(w, eu, un, SIM_URL, "none");
    sim_pin(w, un, eu, SIM_URL, "none");
    clocks(w);
    without(w);
    shared(w);
    confirmed(w);
    sim_end();
    work_close(w);
    return tap_end();
}
