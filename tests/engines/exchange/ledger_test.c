/*
 * The ledger of a recall: in the order of delivery, to whom an item went, when the recall
 * came there by their cosignature, what they state; who is overdue is named there, in due and
 * in status, and so is whom a holder passed it on to.
 */
#include "engines/exchange/recall.h"

static struct four f;

static const char *
overdue(struct work *w, size_t n, const char *member)
{
    return sim_text(w, sim_do(w, f.eu, "due", "{}"),
        work_format(w, "recalls.%zu.%s", n, member));
}

static void
told(struct work *w, const char *recall)
{
    tap_line(w, f.eu, recall, 0, "partner", "un", "who was given it first stands first");
    tap_line(w, f.eu, recall, 0, "state", "not there yet", "and the recall is not there");
    tap_ok(*line(w, f.eu, recall, 0, "delivered") != '\0' &&
            *line(w, f.eu, recall, 0, "recalled") == '\0',
        "when it came there un has signed; of the recall it has not");
    tap_line(w, f.eu, recall, 1, "partner", "who", "then the next");
    tap_line(w, f.eu, recall, 2, "partner", "", "and nobody else is known");
    tap_ok(sim_waits(w, f.eu, "recalls_open") == 2, "both wait in status");
}

static void
stated(struct work *w, const char *recall)
{
    half_meet(w, f.eu, f.who);
    tap_line(w, f.eu, recall, 1, "state", "there", "who signed for the recall");
    meet(w, f.eu, f.un);
    tap_line(w, f.eu, recall, 0, "state", "erased", "un states: erased");
    tap_line(w, f.eu, recall, 0, "forwarded.0", f.court->hex,
        "and that it passed it on to the court");
    tap_line(w, f.eu, recall, 2, "partner", f.court->hex, "who has a line");
    tap_line(w, f.eu, recall, 2, "says", "un", "by un's word");
    tap_line(w, f.eu, recall, 2, "state", "there", "and has stated nothing");
    sim_clock += 6 * TIME_DAY;
    tap_line(w, f.eu, recall, 1, "state", "there", "within seven days nobody is late");
    tap_is_text(bytes_of(overdue(w, 0, "partner")), "", "nor due");
    sim_clock += 2 * TIME_DAY;
    tap_line(w, f.eu, recall, 1, "state", "overdue", "after them who is");
    tap_line(w, f.eu, recall, 2, "state", "overdue", "and the court");
    tap_ok(strcmp(line(w, f.eu, recall, 1, "since"), "") > 0 &&
            strncmp(line(w, f.eu, recall, 1, "line"), "overdue since 20", 16) == 0,
        "since when is said");
    tap_is_text(bytes_of(overdue(w, 0, "partner")), "who", "due names who");
    tap_is_text(bytes_of(overdue(w, 1, "partner")), f.court->hex, "and the court");
    tap_is_text(bytes_of(overdue(w, 2, "partner")), "", "and not un");
    tap_is_text(bytes_of(
                    sim_text(w, sim_do(w, f.eu, "status", "{}"), "recalls_open.0.state")),
        "overdue", "and so does status");
}

static void
answered(struct work *w, const char *recall, const char *id)
{
    sim_do(w, f.court, "hold", "{\"id\":\"%s\",\"reason\":\"trial\"}", id);
    meet(w, f.un, f.court);
    meet(w, f.eu, f.un);
    tap_line(w, f.eu, recall, 2, "state", "kept", "the court states: kept");
    tap_ok(*line(w, f.eu, recall, 2, "reason") != '\0', "with a reason");
    meet(w, f.eu, f.who);
    tap_line(w, f.eu, recall, 1, "state", "erased", "who states: erased");
    tap_is_text(bytes_of(overdue(w, 0, "partner")), "", "nobody is overdue");
    tap_ok(sim_waits(w, f.eu, "recalls_open") == 0, "and no recall is open");
    tap_line(w, f.un, id, 0, "partner", "court",
        "un, too, sees to whom it passed it on, by the item's id");
    tap_line(w, f.un, id, 0, "state", "kept", "and what is stated there");
    tap_line(w, f.un, id, 1, "partner", "", "and no other holder");
}

/* The recall and a newer version come together: whoever has the older one from un is named. */
static void
corrected_since(struct work *w)
{
    const char *id = paper(w, f.eu, "Bridges", ""), *recall;

    give(w, f.eu, f.un, id);
    let_on(w, f.eu, id, f.court);
    meet(w, f.eu, f.un);
    give(w, f.un, f.court, id);
    recall = call_back(w, f.eu, id);
    sim_do(w, f.eu, "correct",
        "{\"id\":\"%s\",\"set\":[\"core.title=[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":"
        "\\\"New\\\"}]\"]}",
        id);
    meet(w, f.eu, f.un);
    tap_line(w, f.eu, recall, 0, "forwarded.0", "court (introduced)",
        "un says to whom it passed on the version that it had");
    tap_line(w, f.eu, recall, 1, "partner", "court (introduced)", "who has a line");
    meet(w, f.un, f.court);
    meet(w, f.eu, f.un);
    tap_line(w, f.eu, recall, 1, "state", "erased", "and answers");
}

/* Partners stand in the order of their pinning; a recall turns it round. */
static void
in_order(struct work *w)
{
    const char *id = paper(w, f.eu, "Order", "");
    struct json *met = sim_do(w, f.eu, "sync", "{}");

    tap_ok(strcmp(sim_text(w, met, "items.0.partner"), "un") == 0 &&
            strcmp(sim_text(w, met, "items.1.partner"), "who") == 0,
        "without a recall partners are met in their own order");
    give(w, f.eu, f.who, id);
    give(w, f.eu, f.un, id);
    call_back(w, f.eu, id);
    met = sim_do(w, f.eu, "sync", "{}");
    tap_ok(strcmp(sim_text(w, met, "items.0.partner"), "who") == 0 &&
            strcmp(sim_text(w, met, "items.1.partner"), "un") == 0,
        "with one, in the order in which they were given what is called back");
}

int
main(void)
{
    struct work *w = sim_start();
    const char *id, *other, *recall;

    f = four_open(w);
    id = paper(w, f.eu, "Convoys", "");
    other = paper(w, f.eu, "Wells", "");
    give(w, f.eu, f.un, id);
    give(w, f.eu, f.un, other);
    let_on(w, f.eu, id, f.court);
    meet(w, f.eu, f.un);
    give(w, f.un, f.court, id);
    give(w, f.eu, f.who, id);
    tap_is_text(bytes_of(sim_refused(w, f.eu, "recall show", "{\"id\":\"%s\"}", other)),
        "missing", "what was not recalled has no ledger");
    recall = call_back(w, f.eu, id);
    told(w, recall);
    stated(w, recall);
    answered(w, recall, id);
    corrected_since(w);
    in_order(w);
    sim_end();
    work_close(w);
    return tap_end();
}
