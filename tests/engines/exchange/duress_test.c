/*
 * What may have been got under duress goes nowhere, but by a named officer's exception: signed
 * with a key of their own, for this version, until a day, and withdrawn at once.
 */
#include "engines/exchange/sim.h"

static struct sim *eu, *un;
static const char *item;

static bool
goes(struct work *w)
{
    struct json *said =
        sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\",\"preview\":true}", item);

    return strcmp(sim_text(w, said, "items.0.verdict"), "goes") == 0;
}

static const char *
excepts(struct work *w, const char *until, const char *more)
{
    return sim_refused(w, eu, "except",
        "{\"id\":\"%s\",\"until\":\"%s\",\"reason\":\"said freely later\"%s}", item,
        until, more);
}

static void
set_up(struct work *w)
{
    static const char terms[] = "{\"duress_flag\":\"alleged\",\"tlp\":\"TLP:GREEN\"}";
    const char *path = at(w, "terms.json");

    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 3);
    sim_pin(w, eu, un, SIM_URL, "none");
    put_file(path, terms, sizeof(terms) - 1);
    sim_do(w, eu, "person add", "{\"name\":\"anna\"}");
    sim_do(w, eu, "person add", "{\"name\":\"bo\"}");
    item = sim_text(w,
        sim_do(w, eu, "new",
            "{\"kind\":\"matter\",\"set\":[\"core.title=D\"],\"terms\":\"%s\"}", path),
        "id");
}

/* One that the node wrote by itself, without the officer. */
static void
forge(struct work *w)
{
    struct stored of = sim_find(w, eu, item);
    struct draft d = {.kind = "exception/1"};
    struct receipt made;
    struct stored last;
    struct json *core;

    sim_each(w, eu, "exception/1", NULL, NULL);
    NEED(w,
        store_next(node_store(eu->node), w, 0, bytes_of("exception/1"), &last,
            &(bool){false}));
    NEED(w, json_keep(w, sim_core(w, eu, &last), &core));
    json_put(core, "until", json_string(w, "2099-01-01T00:00:00.000000Z"));
    draft_part(&d, "core", core);
    draft_link(&d, "excepts", &of);
    NEED(w, node_make(eu->node, w, &d, 1, &made));
}

/* The officer's keys are known to others: what they signed since is listed, and from now on
 * they sign nothing that counts. */
static void
test_revoked(struct work *w, const char *with)
{
    int64_t since = sim_clock + TIME_DAY;
    struct json *said;
    struct bytes day;
    const char *made, *from;

    sim_clock += 2 * TIME_DAY;
    made = sim_text(w,
        sim_do(w, eu, "except",
            "{\"id\":\"%s\",\"until\":\"2099-01-01\",\"reason\":\"once more\"%s}", item,
            with),
        "id");
    NEED(w, time_write(w, since, &day) && work_string(w, day, &from));
    tap_ok(strcmp(sim_refused(w, eu, "person revoke",
                      "{\"name\":\"bo\",\"since\":\"2026-01-01\"}"),
               "missing") == 0,
        "who has no keys has none to revoke");
    said = sim_do(w, eu, "person revoke", "{\"name\":\"anna\",\"since\":\"%.*s\"}", 10,
        from);
    tap_ok(json_get(said, "confirm")->count == 1 &&
            strcmp(sim_text(w, said, "confirm.0.id"), made) == 0 &&
            strcmp(sim_text(w, said, "confirm.0.item"), item) == 0,
        "what was signed since is listed, and no more");
    tap_ok(goes(w), "and stands, until somebody looks at it");
    tap_ok(strcmp(excepts(w, "2098-01-01", with), "P16") == 0,
        "with those keys nothing more is signed");
    sim_do(w, eu, "withdraw", "{\"id\":\"%s\",\"reason\":\"not mine\"}", made);
    forge(w);
    tap_ok(!goes(w), "nor by who has them");
    sim_do(w, eu, "person key", "{\"name\":\"anna\",\"secret\":\"a longer passphrase\"}");
    tap_ok(strcmp(excepts(w, "2098-01-01",
                      ",\"unlock\":true,\"secret\":\"a longer passphrase\""),
               "allowed") == 0 &&
            goes(w),
        "newer keys sign it anew");
}

int
main(void)
{
    static const char with[] = ",\"unlock\":true,\"secret\":\"a long passphrase\"";
    struct work *w = sim_start();
    const char *made, *last;

    set_up(w);
    tap_ok(!goes(w), "it does not go");
    tap_ok(strcmp(excepts(w, "2099-01-01", ""), "P16") == 0,
        "nor by somebody without keys of their own");
    sim_do(w, eu, "person key", "{\"name\":\"anna\",\"secret\":\"a long passphrase\"}");
    tap_ok(strcmp(excepts(w, "2099-01-01", ""), "P16") == 0, "nor while they are locked");
    tap_ok(strcmp(excepts(w, "2001-01-01", with), "usage") == 0, "nor until yesterday");
    made = sim_text(w,
        sim_do(w, eu, "except",
            "{\"id\":\"%s\",\"until\":\"2027-01-01\",\"reason\":\"said freely\"%s}", item,
            with),
        "id");
    tap_ok(goes(w), "an officer signs an exception, and it goes");
    sim_do(w, eu, "correct", "{\"id\":\"%s\",\"set\":[\"core.title=E\"]}", item);
    tap_ok(!goes(w), "in that version only");
    tap_ok(strcmp(excepts(w, "2026-09-01", with), "allowed") == 0,
        "another takes another");
    tap_ok(goes(w), "then it goes");
    sim_clock += 120 * TIME_DAY;
    tap_ok(!goes(w), "until its day");
    forge(w);
    tap_ok(!goes(w), "one that the officer did not sign does not count");
    last = sim_text(w,
        sim_do(w, eu, "except",
            "{\"id\":\"%s\",\"until\":\"2099-01-01\",\"reason\":\"again\"%s}", item,
            with),
        "id");
    tap_ok(goes(w), "the officer's own does");
    sim_do(w, eu, "withdraw", "{\"id\":\"%s\",\"reason\":\"no more\"}", made);
    tap_ok(goes(w), "to withdraw another changes nothing");
    sim_do(w, eu, "withdraw", "{\"id\":\"%s\",\"reason\":\"no more\"}", last);
    tap_ok(!goes(w), "to withdraw it does");
    test_revoked(w, with);
    sim_end();
    work_close(w);
    return tap_end();
}
