/*
 * Questions: their clocks as both sides see them, refusals with a code (P18); and hit or no
 * hit: a partner learns at most that there is something to ask for, and only of what the
 * originator lets it know of -- of all else, not a byte differs from nothing (P11).
 */
#include "engines/exchange/forge.h"
#include "engines/exchange/story.h"

static struct sim *eu, *un, *court;

/* ---- What went over the road ------------------------------------------------------------ */

static char road[65536];
static size_t road_len;

static size_t item_bytes;

static void
add_length(struct work *w, void *ctx, const struct json *head, struct bytes body)
{
    struct bytes text;

    (void)ctx;
    NEED(w, json_write(w, head, &text));
    item_bytes += text.len + body.len;
}

/* How long it is.  A batch is packed, and by how much hangs on hashes and signatures, which are others
 * each time: of one, how much is in it. */
static size_t
length_of(struct work *w, const struct sim_message *m)
{
    if (!bytes_start(m->body, "liaison/v1/batch\n"))
        return m->body.len;
    item_bytes = 0;
    forge_open(w, m->to, m->body, add_length, NULL);
    return item_bytes;
}

/* Whose message, which, and how long it is: all that is the same for who cannot open it. */
static bool
note_road(struct work *w, struct sim_message *m)
{
    if (road_len < sizeof(road) - 100)
        road_len +=
            (size_t)snprintf(road + road_len, sizeof(road) - road_len, "%s %s%s %zu\n",
                m->from->handle, m->verb, m->reply ? " back" : "", length_of(w, m));
    return true;
}

/* ---- Making ----------------------------------------------------------------------------- */

static void
world(struct work *w)
{
    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 11);
    court = sim_new(w, "court", 21);
    for (size_t a = 0; a < 3; a++)
        for (size_t b = 0; b < 3; b++)
            if (a != b)
                sim_pin(w, &sims[a], &sims[b], SIM_URL, "none");
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    sim_do(w, un, "sync", "{\"org\":\"eu\"}");
}

static const char *
matter(struct work *w, struct sim *s, const char *title, const char *reference,
    const char *terms)
{
    return sim_text(w,
        sim_do(w, s, "new",
            "{\"kind\":\"matter\",\"set\":[\"core.title=%s\",\"core.reference=%s\"]%s}",
            title, reference, terms),
        "id");
}

static const char *
ask(struct work *w, struct sim *from, const char *to, const char *on)
{
    return sim_text(w,
        sim_do(w, from, "ask",
            "{\"org\":\"%s\",\"hit\":\"%s\",\"urgency\":\"72h\",\"for\":\"prosecution\"}",
            to, on),
        "id");
}

/* EU asks, UN answers: what EU then reads. */
static const char *
told(struct work *w, const char *on)
{
    const char *question = ask(w, eu, "un", on), *answer;
    struct stored s;

    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    answer = sim_text(w, sim_do(w, un, "answer", "{\"id\":\"%s\"}", question), "id");
    sim_do(w, un, "sync", "{\"org\":\"eu\"}");
    s = sim_find(w, eu, answer);
    return sim_text(w, sim_core(w, eu, &s), "says");
}
#define HIT "holds-something"
#define NOTHING "nothing-to-say"

/* ---- What is told ------------------------------------------------------------------------ */

#define PEOPLE                                                                         \
    "{\"core\":{\"title\":[{\"lang\":\"en\",\"text\":\"Fourth harbour talks\"}],"      \
    "\"held\":{\"from\":\"2026-12-02\"},\"parties\":[{\"name\":[{\"lang\":\"en\","     \
    "\"text\":\"A\"}]}]},\"participants\":{\"people\":[{\"name\":\"Vladan Orsimov\"}," \
    "{\"name\":\"Agent 77\"}]}}"

static void
test_told(struct work *w)
{
    const char *listed, *file = at(w, "photo"), *hash, *id;
    struct json *said;

    matter(w, un, "Grain routes of the north", "R-2026-7", ",\"tlp\":\"green\"");
    listed = matter(w, un, "River crossings", "R-2026-8",
        ",\"tlp\":\"amber\",\"releasable\":[\"eu\"]");
    matter(w, un, "Ferry tables", "R-2026-9", ",\"tlp\":\"amber\"");
    matter(w, un, "Harbour ledger", "R-2026-10",
        ",\"tlp\":\"amber\",\"releasable\":[\"court\"]");
    matter(w, un, "Closed harbour", "R-2026-11", "");
    tap_ok(strcmp(told(w, "R-2026-7"), HIT) == 0, "a reference, under GREEN: a hit");
    tap_ok(strcmp(told(w, "r-2026-8"), HIT) == 0, "one that lists the asker: a hit");
    tap_ok(strcmp(told(w, "R-2026-9"), NOTHING) == 0, "AMBER that names nobody: nothing");
    tap_ok(strcmp(told(w, "R-2026-10"), NOTHING) == 0, "one that lists another: nothing");
    tap_ok(strcmp(told(w, "R-2026-11"), NOTHING) == 0, "AMBER+STRICT: nothing");
    tap_ok(strcmp(told(w, "R-2026-12"), NOTHING) == 0, "what is not there: nothing");
    tap_ok(strcmp(told(w, "R-2026"), NOTHING) == 0, "half a reference is none");
    tap_ok(strcmp(told(w, "routes, NORTH grain"), HIT) == 0, "the words of a title");
    tap_ok(strcmp(told(w, "grain"), NOTHING) == 0, "one word is too little");
    tap_ok(strcmp(told(w, "grain routes south"), NOTHING) == 0, "all of them count");

    put_file(file, "picture", 7);
    said = sim_do(w, un, "ingest", "{\"path\":[\"%s\"],\"tlp\":\"green\"}", file);
    id = sim_text(w, said, "items.0.id");
    hash = sim_text(w, said, "items.0.sha256");
    tap_ok(strlen(hash) == 64 && strcmp(told(w, hash), HIT) == 0,
        "the hash of what is held as evidence");
    sim_do(w, un, "recall", "{\"id\":\"%s\",\"reason\":\"R\"}", id);
    tap_ok(strcmp(told(w, hash), NOTHING) == 0, "not of what was recalled");
    sim_do(w, un, "erase", "{\"id\":\"%s\",\"reason\":\"R\"}", listed);
    tap_ok(strcmp(told(w, "R-2026-8"), NOTHING) == 0, "nor of what was erased");

    /* Who took part is in the record, and no way to it. */
    put_file(file, PEOPLE, strlen(PEOPLE));
    sim_do(w, un, "new", "{\"kind\":\"dialogue\",\"body\":\"%s\",\"tlp\":\"green\"}",
        file);
    tap_ok(strcmp(told(w, "Fourth harbour talks"), HIT) == 0 &&
            strcmp(told(w, "D-77"), NOTHING) == 0,
        "a dialogue is held, by its title");
    tap_ok(strcmp(told(w, "Vladan Orsimov"), NOTHING) == 0 &&
            strcmp(told(w, "Agent 77"), NOTHING) == 0 &&
            strcmp(told(w, "2026-12-02"), NOTHING) == 0 &&
            strcmp(told(w, un->hex), NOTHING) == 0,
        "but not by a person, a day or an organisation");

    /* UN holds what EU's partner wrote, and passes nothing on. */
    id = matter(w, court, "Held for court", "R-2026-13", ",\"tlp\":\"green\"");
    sim_do(w, court, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", id);
    sim_do(w, court, "sync", "{\"org\":\"un\"}");
    tap_ok(strcmp(told(w, "R-2026-13"), HIT) == 0,
        "of another's, where it lets a community know: its consent can be asked");
    tap_ok(strcmp(sim_refused(w, un, "share", "{\"id\":[\"%s\"],\"to\":\"eu\"}", id),
               "P03") == 0,
        "and the thing itself does not go");
    tap_ok(!sim_has(w, eu, id), "nor did anything of it");
    said = sim_do(w, un, "terms explain", "{\"id\":\"%s\",\"act\":\"hit\",\"to\":\"eu\"}",
        id);
    tap_ok(strcmp(sim_text(w, said, "verdict"), "allow") == 0, "as explaining says");
}

static void
test_forms(struct work *w)
{
    const char *question = ask(w, eu, "un", "R-2026-9");
    struct json *said;

    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    tap_ok(strcmp(sim_refused(w, un, "answer", "{\"id\":\"%s\",\"text\":\"Yes.\"}",
                      question),
               "usage") == 0,
        "nobody writes a hit by hand");
    tap_ok(strcmp(sim_refused(w, un, "answer", "{\"id\":\"%s\",\"refuse\":\"not-held\"}",
                      question),
               "allowed") != 0 &&
            strcmp(sim_refused(w, un, "answer",
                       "{\"id\":\"%s\",\"refuse\":\"harms-inquiry\"}", question),
                "allowed") != 0,
        "no refusal tells what is held");
    said = sim_do(w, un, "answer", "{\"id\":\"%s\"}", question);
    tap_ok(strcmp(sim_text(w, said, "says"), NOTHING) == 0 &&
            json_get(said, "held")->count == 1 &&
            strcmp(sim_text(w, said, "held.0.rule"), "P11") == 0,
        "who answers sees what is held, and why it is not told of");
    question = ask(w, eu, "un", "R-2026-9");
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    tap_ok(strcmp(sim_refused(w, un, "answer", "{\"id\":\"%s\",\"refuse\":\"no-basis\"}",
                      question),
               "allowed") == 0,
        "but that there is no basis to ask can be said");
    tap_ok(strcmp(sim_refused(w, eu, "ask",
                      "{\"org\":\"un\",\"hit\":\"R-1\",\"text\":\"T\",\"urgency\":"
                      "\"8h\"}"),
               "usage") == 0 &&
            strcmp(sim_refused(w, eu, "ask", "{\"org\":\"un\",\"urgency\":\"8h\"}"),
                "usage") == 0 &&
            strcmp(sim_refused(w, eu, "ask",
                       "{\"org\":\"un\",\"hit\":\"R-1\",\"urgency\":\"9h\"}"),
                "allowed") != 0,
        "a question is one of the two, with an urgency");
}

/* ---- Two worlds --------------------------------------------------------------------------- */

/* All that EU can have of it: the answer's parts, the roads, and how its own node stands. */
static const char *
seen(struct work *w, const char *reference, const char *terms)
{
    const char *question, *answer;
    struct json *core, *of;
    struct bytes a, b, list;
    struct stored s;

    sim_clock = INT64_C(1790000000) * TIME_SECOND;
    road_len = 0;
    world(w);
    matter(w, un, "Two worlds, one answer", reference, terms);
    sim_watch = note_road;
    question = ask(w, eu, "un", "R-0000-1");
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    answer = sim_text(w, sim_do(w, un, "answer", "{\"id\":\"%s\"}", question), "id");
    sim_do(w, un, "sync", "{\"org\":\"eu\"}");
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    sim_watch = NULL;
    s = sim_find(w, eu, answer);
    core = sim_core(w, eu, &s);
    NEED(w, node_part(eu->node, w, &s, "terms", &of));
    NEED(w, json_write(w, core, &a) && json_write(w, of, &b));
    NEED(w, json_write(w, json_get(sim_do(w, eu, "status", "{}"), "records"), &list));
    answer = work_format(w, "%.*s\n%.*s\n%.*s records, header %zu, proof %zu\n%s",
        (int)a.len, (const char *)a.at, (int)b.len, (const char *)b.at, (int)list.len,
        (const char *)list.at, s.header.len, s.proof.len, road);
    sim_end();
    return answer;
}

static void
test_worlds(struct work *w)
{
    const char *nothing = seen(w, "R-0000-2", ",\"tlp\":\"green\""), *hit;
    const struct {
        const char *terms, *what;
    } held[] = {{",\"tlp\":\"amber\"", "AMBER"}, {"", "AMBER+STRICT"},
        {",\"tlp\":\"red\"", "RED"},
        {",\"tlp\":\"amber\",\"releasable\":[\"court\"]", "for another"}};

    for (size_t i = 0; i < COUNT_OF(held); i++) {
        const char *here = seen(w, "R-0000-1", held[i].terms);

        if (!tap_ok(strcmp(nothing, here) == 0,
                "0 of %zu bytes tell what is held, %s, from nothing", strlen(nothing),
                held[i].what))
            printf("# nothing:\n%s# held:\n%s", nothing, here);
    }
    hit = seen(w, "R-0000-1", ",\"tlp\":\"green\"");
    tap_ok(strcmp(nothing, hit) != 0, "and a hit is told from nothing");
}

/* ---- Clocks ---------------------------------------------------------------------------------- */

static const char *
clock_of(struct work *w, struct sim *s, const char *id)
{
    return sim_text(w, sim_do(w, s, "about", "{\"id\":\"%s\"}", id), "clock");
}

static void
test_clocks(struct work *w)
{
    static const struct {
        const char *urgency;
        int64_t hours;
    } clocks[] = {{"8h", 8}, {"72h", 72}, {"168h", 168}};
    const char *item = matter(w, eu, "Asked about", "C-1", ",\"tlp\":\"green\""),
               *question, *answer;
    struct json *said, *today;

    sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", item);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    for (size_t i = 0; i < COUNT_OF(clocks); i++) {
        said = sim_do(w, un, "ask",
            "{\"org\":\"eu\",\"about\":\"%s\",\"text\":\"Q\",\"urgency\":\"%s\"}", item,
            clocks[i].urgency);
        question = sim_text(w, said, "id");
        sim_do(w, un, "sync", "{\"org\":\"eu\"}");
        tap_ok(strcmp(clock_of(w, un, question),
                   work_format(w, "%lld h 59 min left",
                       (long long)clocks[i].hours - 1)) == 0 &&
                strcmp(clock_of(w, eu, question), clock_of(w, un, question)) == 0,
            "%s: the same clock on both sides", clocks[i].urgency);
        sim_clock += clocks[i].hours * TIME_HOUR - TIME_HOUR / 2;
        tap_ok(strstr(clock_of(w, eu, question), "0 h 29 min left") != NULL,
            "%s: running down", clocks[i].urgency);
        sim_clock += TIME_HOUR * 2;
        today = sim_do(w, un, "due", "{}");
        tap_ok(strcmp(clock_of(w, eu, question), "late by 1 h 30 min") == 0 &&
                strcmp(sim_text(w, today, "asked.0.left"), "late") == 0 &&
                strcmp(sim_text(w, sim_do(w, eu, "due", "{}"), "to_answer.0.left"),
                    "late") == 0,
            "%s: late, and shown to both", clocks[i].urgency);
        said = sim_do(w, eu, "answer", "{\"id\":\"%s\",\"refuse\":\"harms-inquiry\"}",
            question);
        answer = sim_text(w, said, "id");
        tap_ok(json_get(said, "late")->truth, "%s: answered late", clocks[i].urgency);
        sim_do(w, eu, "sync", "{\"org\":\"un\"}");
        said = sim_do(w, un, "show", "{\"id\":\"%s\",\"purpose\":\"clarification\"}",
            answer);
        tap_ok(strcmp(sim_text(w, said, "clock"), "answered late by 1 h 30 min") == 0 &&
                strcmp(clock_of(w, eu, question), "answered late by 1 h 30 min") == 0 &&
                strcmp(sim_text(w, said, "parts.core.refusal.code"), "harms-inquiry") ==
                    0,
            "%s: which both are shown, with the refusal's code", clocks[i].urgency);
    }
    said = sim_do(w, un, "ask",
        "{\"org\":\"eu\",\"about\":\"%s\",\"text\":\"Q\",\"urgency\":\"8h\"}", item);
    question = sim_text(w, said, "id");
    sim_do(w, un, "sync", "{\"org\":\"eu\"}");
    sim_do(w, eu, "answer", "{\"id\":\"%s\",\"text\":\"A\"}", question);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    tap_ok(strcmp(clock_of(w, un, question), "answered in time") == 0, "or in time");
    question = ask(w, un, "eu", "C-1");
    sim_do(w, un, "sync", "{\"org\":\"eu\"}");
    today = sim_do(w, eu, "status", "{}");
    tap_ok(strncmp(sim_text(w, today, "to_answer.0.left"), "71 h", 4) == 0 &&
            json_get(sim_do(w, un, "status", "{}"), "asked")->count == 1,
        "a hit question has its clock, too, on both sides");
    sim_do(w, eu, "answer", "{\"id\":\"%s\"}", question);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    tap_ok(sim_waits(w, eu, "to_answer") == 0 && sim_waits(w, un, "asked") == 0 &&
            strcmp(clock_of(w, un, question), "answered in time") == 0,
        "and stops when it is answered");
}

int
main(void)
{
    struct work *w = sim_start();

    world(w);
    test_told(w);
    test_forms(w);
    test_clocks(w);
    sim_end();
    test_worlds(w);
    work_close(w);
    return tap_end();
}
