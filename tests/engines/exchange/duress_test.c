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
    sim_end();
    work_close(w);
    return tap_end();
}
