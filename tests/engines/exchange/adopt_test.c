/*
 * A record type that one organisation wrote: its records wait at a partner until that adopts
 * the type too, and are then what they were meant to be.
 */
#include "engines/exchange/sim.h"

#define LABELS(en)                                                                     \
    "\"label\":[{\"lang\":\"en\",\"text\":\"" en "\"},{\"lang\":\"fr\",\"text\":\"" en \
    "\"}]"
#define VISIT(days)                                                                      \
    "{\"kind\":\"visit/1\"," LABELS(                                                     \
        "Visit") ",\"title\":\"core.place\",\"parts\":{"                                 \
                 "\"core\":{\"required\":true,\"schema\":{\"type\":\"object\","          \
                 "\"required\":[\"place\"],"                                             \
                 "\"properties\":{\"place\":{\"format\":\"lang-text\",\"maxLength\":"    \
                 "200},"                                                                 \
                 "\"days\":{\"type\":\"integer\",\"maximum\":" days                      \
                 "}}}},\"terms\":{\"required\":true}},"                                  \
                 "\"states\":{\"planned\":{" LABELS(                                     \
                     "P") ",\"start\":true},"                                            \
                          "\"made\":{" LABELS("M") ",\"final\":true}},"                  \
                                                   "\"moves\":{\"make\":{" LABELS(       \
                                                       "Make") ",\"from\":[\"planned\"]" \
                                                               ",\"to\":\"made\"}}}"
#define PLACE "core.place=Erbil"

static struct sim *eu, *un;

static const char *
adopt(struct work *w, struct sim *s, const char *text)
{
    const char *path = at(w, "visit.json");
    struct json *answer;

    put_file(path, text, strlen(text));
    answer = sim_do(w, s, "kind adopt", "{\"file\":\"%s\",\"tlp\":\"amber\"}", path);
    return sim_text(w, answer, "id");
}

static bool
is_refused(struct work *w, struct sim *s, const char *text, const char *because)
{
    const char *path = at(w, "visit.json");
    struct json *answer;
    bool refused;

    put_file(path, text, strlen(text));
    refused = !sim_try(w, s, "kind adopt",
                  work_format(w, "{\"file\":\"%s\",\"tlp\":\"amber\"}", path), &answer) &&
        strstr(work_why(w), because) != NULL;
    if (!refused)
        printf("# %s\n", work_ok(w) ? "adopted" : work_why(w));
    work_clear(w);
    return refused;
}

/* What waits is in no view. */
static bool
is_shown(struct work *w, struct sim *s, const char *id)
{
    struct stored of = sim_find(w, s, id);
    struct view_item item;
    bool yes = node_item(s->node, w, &of.id, &item);

    work_clear(w);
    return yes;
}

static const char *
stage(struct work *w, struct sim *s, const char *id)
{
    return sim_text(w, sim_do(w, s, "history", "{\"id\":\"%s\"}", id), "stage");
}

int
main(void)
{
    struct work *w = sim_start();
    const char *kind, *visit;
    struct json *answer;

    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 11);
    sim_pin(w, eu, un, SIM_URL, "none");
    sim_pin(w, un, eu, SIM_URL, "none");
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");

    tap_ok(!sim_try(w, eu, "new", "{\"kind\":\"visit\",\"set\":[\"" PLACE "\"]}",
               &answer),
        "a record of a kind that nobody knows is not made: %s", work_why(w));
    work_clear(w);
    kind = adopt(w, eu, VISIT("30"));
    visit = sim_text(w,
        sim_do(w, eu, "new",
            "{\"kind\":\"visit\",\"set\":[\"" PLACE "\"],\"tlp\":\"amber\"}"),
        "id");
    tap_ok(sim_has(w, eu, visit), "once it is adopted, it is");
    sim_do(w, eu, "move", "{\"id\":\"%s\",\"move\":\"make\"}", visit);

    sim_do(w, eu, "share", "{\"id\":[\"%s\",\"%s\"],\"to\":\"un\"}", visit, kind);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    tap_ok(!is_shown(w, un, visit) && is_shown(w, un, kind),
        "at the partner the type is here, its record waits");
    sim_do(w, un, "kind adopt", "{\"record\":\"%s\",\"tlp\":\"amber\"}", kind);
    tap_ok(is_shown(w, un, visit) && strcmp(stage(w, un, visit), "made") == 0,
        "adopted there too, it stands where it stands");
    sim_reopen(w, un);
    tap_ok(is_shown(w, un, visit) && strcmp(stage(w, un, visit), "made") == 0 &&
            sim_holds(w, un),
        "also after a restart");

    tap_ok(is_refused(w, eu, VISIT("20"), "maximum"), "it cannot be narrowed");
    adopt(w, eu, VISIT("90"));
    sim_do(w, eu, "new",
        "{\"kind\":\"visit\",\"set\":[\"" PLACE
        "\",\"core.days=60\"],\"tlp\":\"amber\"}");
    tap_ok(is_refused(w, eu, VISIT("30"), "maximum"), "but widened, and then not back");
    tap_ok(is_refused(w, eu, "{\"kind\":\"matter/1\"," LABELS("M") "}", "parts"),
        "what is no kind is none");
    tap_ok(is_refused(w, eu,
               "{\"kind\":\"matter/1\"," LABELS(
                   "M") ",\"parts\":{\"terms\":{\"required\":true}}}",
               "comes with the program"),
        "what the program brings along stays as it is");
    tap_ok(is_refused(w, eu,
               "{\"kind\":\"x/1\"," LABELS("X") ",\"links\":{\"l\":{\"to\":[\"nowhere/"
                                                "1\"]}},\"parts\":{\"terms\":{"
                                                "\"required\":true}}}",
               "kind check"),
        "links lead to kinds that are known");
    tap_ok(is_refused(w, eu,
               "{\"kind\":\"x/1\",\"system\":true," LABELS(
                   "X") ",\"parts\":{\"terms\":{\"required\":true}}}",
               "system"),
        "no system kind is adopted");
    sim_end();
    work_close(w);
    return tap_end();
}
