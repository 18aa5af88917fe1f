/*
 * Roles: who holds one from a day until a day does what it is for, and from the first that was
 * given on nobody else does, not even when it has ended; the root keys give it anew.
 */
#include "desks/desk_inner.h"
#include "engines/exchange/sim.h"

#define DAY TIME_DAY

static struct sim *eu, *un;
static const char *item;

static const char *
by(struct work *w, const char *person, const char *verb, const char *args)
{
    const char *why;

    sim_person = person;
    why = sim_refused(w, eu, verb, "%s", args);
    sim_person = "anna";
    return why;
}

static const char *
date(struct work *w, int64_t at)
{
    struct bytes text;
    const char *out;

    NEED(w, time_write(w, at, &text) && work_string(w, bytes_from(text.at, 10), &out));
    return out;
}

static const char *
gives(struct work *w, const char *person, const char *to, const char *role,
    const char *more)
{
    return by(w, person, "person role",
        work_format(w, "{\"name\":\"%s\",\"role\":\"%s\"%s}", to, role, more));
}

static const char *
releases(struct work *w, const char *person)
{
    return by(w, person, "release",
        work_format(w,
            "{\"id\":\"%s\",\"to\":\"un\",\"purpose\":\"aid\",\"until\":\"2090-01-01\"}",
            item));
}

static void
set_up(struct work *w)
{
    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 11);
    sim_pin(w, eu, un, SIM_URL, "none");
    item = sim_text(w,
        sim_do(w, eu, "new", "{\"kind\":\"matter\",\"set\":[\"core.title=R\"]}"), "id");
    sim_do(w, eu, "person add", "{\"name\":\"anna\"}");
    sim_do(w, eu, "person add", "{\"name\":\"bo\",\"role\":\"analyst\"}");
    sim_do(w, eu, "person add", "{\"name\":\"mira\"}");
}

static void
test_given(struct work *w)
{
    struct json *said;
    const char *until =
        work_format(w, ",\"until\":\"%s\"", date(w, sim_clock + 20 * DAY));

    tap_ok(strcmp(releases(w, "mira"), "allowed") == 0,
        "while nobody was given the role, whoever acts releases");
    tap_ok(strcmp(gives(w, "anna", "bo", "king", until), "usage") == 0 &&
            strcmp(gives(w, "anna", "zoe", "operator", until), "missing") == 0 &&
            strcmp(gives(w, "anna", "bo", "operator", ""), "usage") == 0 &&
            strcmp(gives(w, "anna", "bo", "operator", ",\"until\":\"2001-01-01\""),
                "usage") == 0,
        "a role is one of five, of who acts here, until a day that comes");
    tap_ok(strcmp(gives(w, "anna", "bo", "release-officer",
                      work_format(w, ",\"from\":\"%s\"%s", date(w, sim_clock + 10 * DAY),
                          until)),
               "allowed") == 0,
        "it is given from a day until a day");
    tap_ok(strcmp(releases(w, "mira"), "denied") == 0 &&
            strcmp(releases(w, "bo"), "denied") == 0,
        "from then on nobody else releases, nor who is to begin");
    tap_ok(strcmp(by(w, "mira", "recall",
                      work_format(w, "{\"id\":\"%s\",\"reason\":\"r\",\"preview\":true}",
                          item)),
               "denied") == 0,
        "nor recalls, which is for holders of either role");
    said = sim_do(w, eu, "terms explain", "{\"id\":\"%s\",\"act\":\"release\"}", item);
    tap_ok(strcmp(sim_text(w, said, "verdict"), "deny") == 0 &&
            strcmp(sim_text(w, said, "rule"), "role") == 0,
        "explaining says so");
    said = sim_do(w, eu, "status", "{}");
    tap_ok(strcmp(sim_text(w, said, "roles.0.person"), "bo") == 0 &&
            strcmp(sim_text(w, said, "roles.0.state"), "to begin") == 0 &&
            strcmp(sim_text(w, said, "roles.0.by"), "anna") == 0,
        "and so does status");
    sim_clock += 11 * DAY;
    tap_ok(strcmp(releases(w, "bo"), "allowed") == 0 &&
            strcmp(releases(w, "mira"), "denied") == 0,
        "within its days it is held");
    tap_ok(json_get(sim_do(w, eu, "due", "{}"), "roles")->count == 1,
        "in the last thirty it is due");
    sim_clock += 10 * DAY;
    tap_ok(strcmp(releases(w, "bo"), "denied") == 0 &&
            strcmp(releases(w, "anna"), "denied") == 0,
        "at its end nobody releases");
    said = sim_do(w, eu, "person list", "{}");
    tap_ok(json_get(said, "count")->integer == 3 &&
            json_get(sim_do(w, eu, "due", "{}"), "roles")->count == 0,
        "what has ended is due no more");
    until = work_format(w, ",\"until\":\"%s\"", date(w, sim_clock + 100 * DAY));
    tap_ok(strcmp(gives(w, "anna", "mira", "release-officer", until), "allowed") == 0 &&
            strcmp(releases(w, "mira"), "allowed") == 0 &&
            json_get(sim_do(w, eu, "due", "{}"), "roles")->count == 0,
        "and is given to another");
    sim_do(w, eu, "person add", "{\"name\":\"mira\",\"compartment\":[\"blue\"]}");
    tap_ok(strcmp(releases(w, "mira"), "allowed") == 0,
        "what is said of a person besides leaves it");
    tap_ok(strcmp(gives(w, "anna", "mira", "release-officer", ",\"off\":true"),
               "allowed") == 0 &&
            strcmp(releases(w, "mira"), "denied") == 0,
        "it can be ended at once");
    sim_reopen(w, eu);
    tap_ok(strcmp(releases(w, "mira"), "denied") == 0, "and is, after a start");
}

/* Who gives roles is a role, too; whoever has the root keys is above it. */
static void
test_operator(struct work *w)
{
    const char *until =
                   work_format(w, ",\"until\":\"%s\"", date(w, sim_clock + 20 * DAY)),
               *mine = at(w, "mine.root"), *other = at(w, "other.root");
    struct node_setup setup;

    fixture_setup(eu->folder, "eu", eu->seed, &setup);
    NEED(w, desk_write_roots(w, &setup, mine));
    fixture_setup(un->folder, "un", un->seed, &setup);
    NEED(w, desk_write_roots(w, &setup, other));
    tap_ok(strcmp(gives(w, "anna", "bo", "operator", until), "allowed") == 0 &&
            strcmp(gives(w, "anna", "anna", "operator", until), "denied") == 0 &&
            strcmp(by(w, "anna", "person add", "{\"name\":\"zoe\"}"), "denied") == 0 &&
            strcmp(by(w, "anna", "person off", "{\"name\":\"bo\"}"), "denied") == 0,
        "from the first operator on nobody else says who acts and holds what");
    tap_ok(strcmp(by(w, "bo", "person add", "{\"name\":\"zoe\"}"), "allowed") == 0,
        "the operator does");
    tap_ok(strcmp(by(w, "bo", "terms rule",
                      "{\"name\":\"limite\",\"state\":\"off\",\"reason\":\"r\"}"),
               "allowed") == 0 &&
            strcmp(gives(w, "bo", "mira", "counsel", until), "allowed") == 0 &&
            strcmp(by(w, "bo", "terms rule",
                       "{\"name\":\"limite\",\"state\":\"on\",\"reason\":\"r\"}"),
                "denied") == 0,
        "each act hangs on its own roles");
    sim_clock += 21 * DAY;
    until = work_format(w, ",\"until\":\"%s\"", date(w, sim_clock + 20 * DAY));
    tap_ok(strcmp(gives(w, "bo", "bo", "operator", until), "denied") == 0,
        "whose time is over gives itself no more");
    tap_ok(strcmp(gives(w, "anna", "anna", "operator",
                      work_format(w, "%s,\"root\":\"%s\"", until, other)),
               "denied") == 0,
        "nor do the root keys of others");
    tap_ok(strcmp(gives(w, "anna", "anna", "operator",
                      work_format(w, "%s,\"root\":\"%s\"", until, mine)),
               "allowed") == 0 &&
            strcmp(by(w, "anna", "person add", "{\"name\":\"kim\"}"), "allowed") == 0,
        "ours do");
    tap_ok(strcmp(by(w, "anna", "person off", "{\"name\":\"bo\"}"), "allowed") == 0 &&
            strcmp(by(w, "bo", "list", "{}"), "denied") == 0,
        "who is off holds nothing");
}

int
main(void)
{
    struct work *w = sim_start();

    set_up(w);
    test_given(w);
    test_operator(w);
    tap_ok(sim_holds(w, eu), "the node holds together");
    sim_end();
    work_close(w);
    return tap_end();
}
