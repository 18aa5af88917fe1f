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
    tap_ok(!sim_try(w, eu, "move",
               work_format(w, "{\"id\":\"%s\",\"move\":\"send\"}", id), &answer) &&
            strstr(work_why(w), "send has to bring on, and may bring due:"),
        "what a move has to bring is told, and what it may: %s", work_why(w));
    work_clear(w);
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

/* ---- The entry and its forum ------------------------------------------------------------------------ */

#define LIST                                                                   \
    "list,ref,type,kind,name,dob,country\n"                                    \
    "UN,QDi.001,P,primary,Vladan Orsimov,1960,RS\nUN,TAi.001,P,primary,Karim " \
    "Belhadi,,\n"

/* What is told of a new one; "": nothing. */
static const char *
told(struct work *w, const char *list, const char *ref, const char *forum)
{
    struct json *answer = sim_do(w, eu, "new",
        "{\"kind\":\"correction-request\",\"set\":[\"core.title=T\",\"core.list=%s\","
        "\"core.ref=%s\",\"core.wanted=delisting\",\"core.grounds=G\"%s]}",
        list, ref, forum);
    struct buffer b = buffer_open(w, 4096);
    struct bytes text;
    const char *out;

    for (const struct json *t = json_first(json_get(answer, "told")); t != NULL;
         t = t->next) {
        buffer_add(&b, t->text);
        buffer_byte(&b, '\n');
    }
    NEED(w, buffer_bytes(&b, &text) && work_string(w, text, &out));
    return out;
}

static void
looked_up(struct work *w)
{
    const char *said;

    tap_ok(strstr(told(w, "UN", "QDi.001", ",\"core.forum=un-ombudsperson\""),
               "no list UN is in use"),
        "without lists it is said that none is known");
    put_file(at(w, "list.csv"), LIST, strlen(LIST));
    sim_do(w, eu, "lists import", "{\"file\":[\"%s\"]}", at(w, "list.csv"));
    tap_ok(!*told(w, "UN", "QDi.001", ",\"core.forum=un-ombudsperson\""),
        "of an entry that is listed, and its forum, nothing is told");
    tap_ok(strstr(told(w, "UN", "QDi.999", ",\"core.forum=un-ombudsperson\""),
               "has no QDi.999"),
        "of one that no list in use has it is");
    tap_ok(strstr(told(w, "UK", "AQD0001", ""), "no list UK") &&
            strstr(told(w, "UK", "AQD0001", ""), "rules, uk;"),
        "another list is not known");
    tap_ok(strstr(told(w, "UN", "TAi.001", ",\"core.forum=ofac\""),
               "another than that of the list's rules, which is un-focal-point"),
        "a forum that is not the list's is told of, and taken");
    said = told(w, "UN", "QDi.001", "");
    tap_ok(strstr(said, "taken from the list's rules, un-ombudsperson") &&
            strchr(said, '\n')[1] == '\0',
        "where none is given it is the list's");
    tap_ok(!strcmp(sim_refused(w, eu, "new",
                       "{\"kind\":\"correction-request\",\"set\":[\"core.title=T\","
                       "\"core.list=CA\",\"core.ref=1\",\"core.wanted=delisting\","
                       "\"core.grounds=G\"]}"),
               "invalid"),
        "and wanted, where no rule says");
}

static void
in_batches(struct work *w)
{
    static const char two[] =
        "{\"core\":{\"title\":[{\"lang\":\"en\",\"text\":\"T\"}],\"list\":\"UN\",\"ref\":"
        "\"QDi.001\",\"wanted\":\"change\",\"grounds\":[{\"lang\":\"en\",\"text\":\"G\"}]"
        "}}\n{\"core\":{\"title\":[{\"lang\":\"en\",\"text\":\"T\"}],\"list\":\"UN\","
        "\"ref\":\"QDi.9\",\"forum\":\"un-ombudsperson\",\"wanted\":\"change\","
        "\"grounds\":[{\"lang\":\"en\",\"text\":\"G\"}]}}\n";
    struct json *answer;

    put_file(at(w, "two.jsonl"), two, strlen(two));
    answer = sim_do(w, eu, "new", "{\"kind\":\"correction-request\",\"batch\":\"%s\"}",
        at(w, "two.jsonl"));
    tap_ok(json_at(answer, "told.1") != NULL && json_at(answer, "told.2") == NULL &&
            bytes_start(json_at(answer, "told.0")->text, "line 1: core.forum: taken") &&
            bytes_start(json_at(answer, "told.1")->text, "line 2: core.ref: "),
        "of many each is told with its line");
}

static void
stands(struct work *w)
{
    const char *id = request(w, "un-ombudsperson", "");

    move(w, eu, id, "prepare", "");
    move(w, eu, id, "send", ",\"set\":[\"on=2026-07-06\"]");
    move(w, eu, id, "acknowledge", ",\"set\":[\"on=2026-07-07\",\"due=2026-11-07\"]");
    tap_ok(has(w, show(w, id), "\"stage\":\"acknowledged\"") &&
            has(w, show(w, id), "Acknowledged, being looked into") &&
            has(w, show(w, id), "\"clock\":\"P4M\"") &&
            has(w, show(w, id), "\"due\":\"2026-11-07\""),
        "who reads it is told where it stands, and its clock");
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
    looked_up(w);
    in_batches(w);
    stands(w);
    shared(w);
    confirmed(w);
    sim_end();
    work_close(w);
    return tap_end();
}
