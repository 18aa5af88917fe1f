/*
 * P04 among three: a consent that is withdrawn stops what has not gone yet, and calls back
 * what went by it, from whom it named and from nobody else.
 */
#include "engines/exchange/recall.h"

static struct four f;

/* Given to un, and let on to the court. */
static const char *
let(struct work *w, const char *title, const char **release)
{
    const char *id = paper(w, f.eu, title, "");

    *release = let_on(w, f.eu, id, f.court);
    give(w, f.eu, f.un, id);
    return id;
}

static void
went_and_waits(struct work *w)
{
    const char *of_went, *of_waits, *went = let(w, "Went", &of_went),
                                    *waits = let(w, "Waits", &of_waits), *recall;
    struct json *told;

    give(w, f.un, f.court, went);
    sim_do(w, f.un, "share", "{\"id\":[\"%s\"],\"to\":\"court\"}", waits);
    tap_ok(sim_has_part(w, f.court, went, "core"), "one went to the court");
    told = sim_do(w, f.eu, "withdraw", "{\"id\":\"%s\",\"reason\":\"R\"}", of_went);
    recall = sim_text(w, told, "items.0.recall");
    tap_is_text(bytes_of(sim_text(w, told, "items.0.what")), "recalled",
        "withdrawing raises a recall");
    sim_do(w, f.eu, "withdraw", "{\"id\":\"%s\",\"reason\":\"R\"}", of_waits);
    meet(w, f.eu, f.un);
    tap_ok(sim_has_part(w, f.un, went, "core") && sim_has_part(w, f.un, waits, "core"),
        "un, who got it from eu, keeps it");
    tap_is_text(bytes_of(sim_text(w,
                    sim_do(w, f.un, "show", "{\"id\":\"%s\",\"purpose\":\"work\"}", went),
                    "state")),
        "in force", "for un it is not recalled");
    tap_is_text(bytes_of(sim_refused(w, f.un, "share",
                    "{\"id\":[\"%s\"],\"to\":\"court\"}", went)),
        "P04", "and un gives it to the court no more");
    tap_line(w, f.eu, recall, 0, "state", "passed on", "un says that it is not asked");
    tap_line(w, f.eu, recall, 0, "forwarded.0", f.court->hex,
        "and that the court had it from there");
    meet(w, f.un, f.court);
    tap_ok(!sim_has_part(w, f.court, went, "core"), "at the court it is erased");
    tap_ok(sim_has(w, f.court, waits) && !sim_has_part(w, f.court, waits, "core"),
        "what had not gone did not go: a header alone");
    meet(w, f.un, f.eu);
    tap_line(w, f.eu, recall, 1, "state", "erased", "the court states: erased");
    tap_line(w, f.eu, recall, 2, "partner", "", "and nobody else is asked");
    tap_ok(sim_waits(w, f.eu, "recalls_open") == 0, "no recall is open");
    tap_is_text(bytes_of(sim_refused(w, f.eu, "share", "{\"id\":[\"%s\"],\"to\":\"who\"}",
                    went)),
        "allowed", "eu itself still shares it with others");
    meet(w, f.eu, f.who);
    tap_ok(sim_has_part(w, f.who, went, "core"), "who get it, and keep it");
    tap_ok(sim_waits(w, f.eu, "recalls_open") == 0,
        "and the recall from the court is no matter of theirs");
}

static void
never_passed_on(struct work *w)
{
    const char *release, *id = let(w, "Stayed", &release), *recall;

    recall = sim_text(w,
        sim_do(w, f.eu, "withdraw", "{\"id\":\"%s\",\"reason\":\"R\"}", release),
        "items.0.recall");
    meet(w, f.eu, f.un);
    tap_line(w, f.eu, recall, 0, "state", "passed on", "un answers");
    tap_line(w, f.eu, recall, 0, "forwarded.0", "", "that it passed it on to nobody");
    tap_line(w, f.eu, recall, 1, "partner", "", "so nobody has to be asked");
    tap_ok(sim_has_part(w, f.un, id, "core"), "and keeps it");
}

static void
spared(struct work *w)
{
    const char *release, *id = let(w, "Twice", &release);
    struct json *told;

    let_on(w, f.eu, id, f.court);
    told = sim_do(w, f.eu, "withdraw", "{\"id\":\"%s\",\"reason\":\"R\"}", release);
    tap_is_text(bytes_of(sim_text(w, told, "items.0.what")),
        "not recalled: another release lets it go there", "another consent still stands");
    id = paper(w, f.eu, "Nobody", "");
    told = sim_do(w, f.eu, "withdraw", "{\"id\":\"%s\",\"reason\":\"R\"}",
        let_on(w, f.eu, id, f.court));
    tap_is_text(bytes_of(sim_text(w, told, "items.0.what")),
        "not recalled: it was given to nobody", "from nobody nothing is called back");
    id = paper(w, f.eu, "Direct", "");
    give(w, f.eu, f.who, id);
    release = let_on(w, f.eu, id, f.who);
    told = sim_do(w, f.eu, "withdraw", "{\"id\":\"%s\",\"reason\":\"R\"}", release);
    tap_is_text(bytes_of(sim_text(w, told, "items.0.what")),
        "not recalled: you gave it there yourselves", "it did not go by the release");
    meet(w, f.eu, f.who);
    tap_ok(sim_has_part(w, f.who, id, "core"), "and stays");
}

/* Let have it again, in another version: what was erased of the first does not come back. */
static void
let_again(struct work *w)
{
    const char *release, *id = let(w, "Again", &release);

    give(w, f.un, f.court, id);
    sim_do(w, f.eu, "withdraw", "{\"id\":\"%s\",\"reason\":\"R\"}", release);
    meet(w, f.eu, f.un);
    meet(w, f.un, f.court);
    tap_ok(!sim_has_part(w, f.court, id, "core"), "called back from the court");
    sim_pin(w, f.eu, f.court, "-", "none");
    tap_is_text(bytes_of(sim_refused(w, f.eu, "share",
                    "{\"id\":[\"%s\"],\"to\":\"court\"}", id)),
        "P12", "eu itself does not give it there before it lets it go there again");
    sim_do(w, f.eu, "correct", "{\"id\":\"%s\",\"set\":[\"core.language=fr\"]}", id);
    let_on(w, f.eu, id, f.court);
    meet(w, f.eu, f.un);
    give(w, f.un, f.court, id);
    tap_ok(sim_has_part(w, f.court, id, "core") && sim_find(w, f.court, id).version == 2,
        "let have it again, the court has the next version");
    tap_is_text(bytes_of(sim_text(w,
                    sim_do(w, f.court, "show", "{\"id\":\"%s\",\"purpose\":\"work\"}",
                        id),
                    "state")),
        "in force", "and reads it");
}

/* A recall of the whole comes after one from the court alone. */
static void
both(struct work *w)
{
    const char *release, *id = let(w, "Both", &release);

    give(w, f.un, f.court, id);
    sim_do(w, f.eu, "withdraw", "{\"id\":\"%s\",\"reason\":\"R\"}", release);
    meet(w, f.eu, f.un);
    call_back(w, f.eu, id);
    meet(w, f.eu, f.un);
    meet(w, f.un, f.court);
    tap_ok(!sim_has_part(w, f.un, id, "core") && !sim_has_part(w, f.court, id, "core"),
        "what was called back from one can be called back from all");
}

int
main(void)
{
    struct work *w = sim_start();

    f = four_open(w);
    went_and_waits(w);
    never_passed_on(w);
    spared(w);
    let_again(w);
    both(w);
    for (size_t i = 0; i < sim_count; i++)
        tap_ok(sim_holds(w, &sims[i]), "%s verifies", sims[i].handle);
    sim_end();
    work_close(w);
    return tap_end();
}
