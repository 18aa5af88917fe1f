/*
 * Who writes down what others put into it is held to their terms: at the desks that make, edit
 * and quote, and in the words of explaining (P02); and what may have been got under duress is
 * not graded there (P16).
 */
#include "engines/exchange/sim.h"

#define ASSESSMENT                                                                    \
    "\"kind\":\"assessment\",\"set\":[\"core.title=D\",\"core.language=en\","         \
    "\"core.judgements=[{\\\"text\\\":[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":\\\"J\\" \
    "\"}]}]\"%s]"

static struct sim *eu, *un;

static const char *
assessment(struct work *w, struct sim *s, const char *more)
{
    return sim_text(w, sim_do(w, s, "new", "{" ASSESSMENT "%s}", "", more), "id");
}

/* The same, from that one: the rule that refuses, or "allowed". */
static const char *
made_from(struct work *w, struct sim *s, const char *link, const char *of,
    const char *set, const char *more)
{
    return sim_refused(w, s, "new", "{" ASSESSMENT ",\"link\":[\"%s=%s\"]%s}", set, link,
        of, more);
}

static const char *
explained(struct work *w, struct sim *s, const char *of, const char *act)
{
    struct json *said =
        sim_do(w, s, "terms explain", "{\"id\":\"%s\",\"act\":\"%s\"}", of, act);

    return bytes_is(json_get_text(said, "verdict"), "allow") ? "allowed"
                                                             : sim_text(w, said, "rule");
}

static void
set_up(struct work *w)
{
    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 11);
    sim_pin(w, eu, un, SIM_URL, "none");
    sim_pin(w, un, eu, SIM_URL, "none");
}

static const char *
terms_of(struct work *w, struct sim *s, const char *id, const char *path)
{
    struct stored of = sim_find(w, s, id);
    struct stored_part part;
    struct json *terms;

    NEED(w,
        store_part(node_store(s->node), w, &of, "terms", &part) &&
            json_read(w, part.body, &json_record, &terms));
    return sim_text(w, terms, path);
}

static void
test_derive(struct work *w)
{
    const char *theirs = assessment(w, eu,
                   ",\"tlp\":\"green\",\"purpose\":[\"aid\"],\"retain\":\"2030-01-01\""),
               *open, *made;

    sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", theirs);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    made = sim_text(w,
        sim_do(w, un, "new", "{" ASSESSMENT ",\"link\":[\"derived-from=%s\"]}", "",
            theirs),
        "id");
    tap_ok(strcmp(terms_of(w, un, made, "purpose.0"), "aid") == 0 &&
            strncmp(terms_of(w, un, made, "retain_until"), "2030-01-01", 10) == 0 &&
            strcmp(terms_of(w, un, made, "originator"), un->hex) == 0,
        "who says nothing of terms has those of what it is made from, as its own");
    tap_ok(strcmp(made_from(w, un, "derived-from", theirs, "", ",\"tlp\":\"green\""),
               "allowed") == 0,
        "as strict is allowed");
    tap_ok(strcmp(made_from(w, un, "derived-from", theirs, "", ",\"tlp\":\"clear\""),
               "P02") == 0,
        "a lower marking is not (P02)");
    tap_ok(strcmp(made_from(w, un, "derived-from", theirs, "",
                      ",\"purpose\":[\"aid\",\"trade\"]"),
               "P02") == 0,
        "nor one purpose more");
    tap_ok(strcmp(made_from(w, un, "quotes", theirs, "", ",\"retain\":\"2031-01-01\""),
               "P02") == 0,
        "nor keeping it longer, where it is quoted");
    tap_ok(strcmp(made_from(w, eu, "derived-from", theirs, "", ",\"tlp\":\"clear\""),
               "allowed") == 0,
        "its originator is not bound by it");
    tap_ok(strcmp(explained(w, un, theirs, "derive"), "allowed") == 0,
        "and explaining says so");
    open = assessment(w, un, ",\"tlp\":\"clear\"");
    tap_ok(strcmp(sim_refused(w, un, "link",
                      "{\"id\":\"%s\",\"type\":\"derived-from\",\"to\":\"%s\"}", open,
                      theirs),
               "P02") == 0,
        "nor does a link make it so afterwards");
    tap_ok(strcmp(sim_refused(w, un, "link",
                      "{\"id\":\"%s\",\"type\":\"derived-from\",\"to\":\"%s\"}", made,
                      theirs),
               "allowed") == 0,
        "where it is no wider it does");
    made = sim_text(w,
        sim_do(w, un, "opine", "{\"id\":\"%s\",\"text\":\"No.\",\"quote\":[\"J\"]}",
            theirs),
        "id");
    tap_ok(strcmp(terms_of(w, un, made, "purpose.0"), "aid") == 0,
        "a dissent that quotes it is as strict");
    made = sim_text(w, sim_do(w, un, "opine", "{\"id\":\"%s\",\"text\":\"No.\"}", theirs),
        "id");
    tap_ok(strcmp(terms_of(w, un, made, "purpose.0"), "") == 0,
        "one that does not is free");
    sim_do(w, eu, "recall", "{\"id\":\"%s\",\"reason\":\"wrong\"}", theirs);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    sim_clock = INT64_C(1900000000) * TIME_SECOND;
    tap_ok(strcmp(made_from(w, un, "derived-from", theirs, "", ""), "P02") == 0 &&
            strcmp(explained(w, un, theirs, "derive"), "P02") == 0,
        "from what is past its end nothing is made");
}

/* Who may not know of it makes nothing of it, and does not learn that it is there. */
static void
test_hidden(struct work *w)
{
    const char *blue;

    sim_do(w, un, "person add", "{\"name\":\"anna\"}");
    sim_do(w, un, "person add", "{\"name\":\"mira\",\"compartment\":[\"blue\"]}");
    sim_person = "mira";
    blue = assessment(w, un, ",\"compartment\":[\"blue\"]");
    tap_ok(strcmp(made_from(w, un, "derived-from", blue, "", ""), "allowed") == 0,
        "who is in the compartment makes something of it");
    sim_person = "anna";
    tap_ok(strcmp(made_from(w, un, "derived-from", blue, "", ""), "missing") == 0 &&
            strcmp(made_from(w, un, "derived-from",
                       "01900000-0000-7000-8000-000000000001", "", ""),
                "missing") == 0,
        "to who is not it is missing, as what is not there");
    tap_ok(strcmp(made_from(w, un, "matter", blue, "", ""), "missing") == 0,
        "by whatever link");
}

static void
test_grade(struct work *w)
{
    static const char duress[] = "{\"duress_flag\":\"alleged\"}",
                      set[] = ",\"core.grades={\\\"source\\\":\\\"B\\\"}\"";
    const char *path = at(w, "duress.json"), *item, *other, *fine, *more;

    put_file(path, duress, sizeof(duress) - 1);
    more = work_format(w, ",\"terms\":\"%s\"", path);
    item = other = assessment(w, eu, more);
    fine = assessment(w, eu, "");
    tap_ok(strcmp(made_from(w, eu, "quotes", fine, set, ""), "allowed") == 0,
        "what it rests on is graded");
    tap_ok(strcmp(made_from(w, eu, "quotes", item, "", ""), "P02") == 0,
        "what may have been got under duress is combined with nothing");
    tap_ok(strcmp(sim_refused(w, eu, "new", "{" ASSESSMENT "%s}", set, more), "P16") == 0,
        "and not graded as it is written (P16)");
    tap_ok(strcmp(sim_refused(w, eu, "edit",
                      "{\"id\":\"%s\",\"set\":[\"core.title=E\"%s]}", item, set),
               "P16") == 0,
        "nor by a later version");
    tap_ok(strcmp(explained(w, eu, item, "grade"), "P16") == 0, "as explaining says");
    put_file(at(w, "photo.bin"), (const uint8_t *)"photo", 5);
    item = sim_text(w,
        sim_do(w, eu, "ingest", "{\"path\":[\"%s\"],\"terms\":\"%s\"}",
            at(w, "photo.bin"), path),
        "items.0.id");
    tap_ok(strcmp(made_from(w, eu, "evidence", item, set, ""), "P16") == 0 &&
            strcmp(made_from(w, eu, "evidence", item, "", ""), "allowed") == 0,
        "evidence so got is named, and no grade rests on it");
    tap_ok(strcmp(sim_refused(w, eu, "edit", "{\"id\":\"%s\",\"set\":[\"core.title=E\"]}",
                      other),
               "allowed") == 0,
        "what is not graded is put right");
}

int
main(void)
{
    struct work *w = sim_start();

    set_up(w);
    test_grade(w);
    test_hidden(w);
    test_derive(w);
    tap_ok(sim_holds(w, eu) && sim_holds(w, un), "both nodes hold together");
    sim_end();
    work_close(w);
    return tap_end();
}
