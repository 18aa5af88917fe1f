/*
 * Two worlds, the same but for one item in a compartment (P10): whoever is not in it, and the
 * partner whom it was not given, get the same bytes from every door.  Clock and chance are the
 * same in both, so that what differs would be the item.
 */
#include "engines/exchange/sim.h"

static uint64_t chance_state;

/* The same in both worlds: from a seed that is set before each question. */
static int
same_random(void *to, size_t len)
{
    uint8_t *at = to;

    for (size_t i = 0; i < len; i++) {
        chance_state ^= chance_state << 13;
        chance_state ^= chance_state >> 7;
        chance_state ^= chance_state << 17;
        at[i] = (uint8_t)(chance_state >> 24);
    }
    return 0;
}

static struct sim *eu, *un;
static const char *hidden; /* its id, in one world; in the other nobody has it */
static const char *open_id, *evidence;

static void
set_up(struct work *w)
{
    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 3);
    sim_pin(w, eu, un, SIM_URL, "none");
    sim_pin(w, un, eu, SIM_URL, "none");
    sim_do(w, eu, "person add", "{\"name\":\"anna\"}");
    sim_do(w, eu, "person add", "{\"name\":\"bo\",\"compartment\":[\"blue\"]}");
    open_id = sim_text(w,
        sim_do(w, eu, "new",
            "{\"kind\":\"matter\",\"set\":[\"core.title=Harbour\"],\"tlp\":\"amber\"}"),
        "id");
    put_file(at(w, "letter"), "letter", 6);
    evidence = sim_text(w,
        sim_do(w, eu, "ingest", "{\"path\":[\"%s\"],\"tlp\":\"amber\"}", at(w, "letter")),
        "items.0.id");
    sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", open_id);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    /* Its id begins as that of what is hidden does, and no other's. */
    sim_clock += TIME_SECOND - sim_clock % TIME_SECOND;
    sim_do(w, eu, "new",
        "{\"kind\":\"matter\",\"set\":[\"core.title=Lone\"],\"tlp\":\"amber\"}");
}

/* ---- What is asked ------------------------------------------------------------------- */

struct question {
    const char *verb, *arguments; /* %s: the id of what is hidden */
};
static const struct question questions[] = {
    {"list", "{}"},
    {"list", "{\"kind\":\"matter\"}"},
    {"list", "{\"search\":\"Harbour\"}"},
    {"list", "{\"search\":\"Submarine\"}"},
    {"list", "{\"limit\":\"1\"}"},
    {"list", "{\"limit\":\"1\",\"newest\":true}"},
    {"matrix", "{\"kind\":\"matter\",\"rows\":\"author\",\"columns\":\"year\"}"},
    {"due", "{}"},
    {"status", "{}"},
    {"kind list", "{}"},
    {"show", "{\"id\":\"%s\",\"purpose\":\"investigation\"}"},
    {"show", "{\"id\":\"%s\"}"},
    {"show", "{\"id\":\"%.4s\"}"}, /* beginnings that it shares, and its own */
    {"show", "{\"id\":\"%.9s\"}"},
    {"show", "{\"id\":\"%.13s\"}"},
    {"show", "{\"id\":\"%.18s\"}"},
    {"show", "{\"id\":\"%.30s\"}"},
    {"new", "{\"kind\":\"matter\",\"set\":[\"core.title=T\"],\"link\":[\"see=%s\"]}"},
    {"new", "{\"kind\":\"matter\",\"set\":[\"core.title=T\"],\"link\":[\"see=%.30s\"]}"},
    {"about", "{\"id\":\"%s\"}"},
    {"history", "{\"id\":\"%s\"}"},
    {"proof", "{\"id\":\"%s\"}"},
    {"who-saw", "{\"id\":\"%s\"}"},
    {"terms explain", "{\"id\":\"%s\"}"},
    {"terms explain", "{\"id\":\"%s\",\"act\":\"read\"}"},
    {"share", "{\"id\":[\"%s\"],\"to\":\"un\",\"preview\":true}"},
    {"recall", "{\"id\":\"%s\",\"reason\":\"r\"}"},
    {"erase", "{\"id\":\"%s\",\"reason\":\"r\"}"},
    {"hold", "{\"id\":\"%s\",\"ground\":\"exonerating\",\"reason\":\"r\"}"},
    {"opine", "{\"id\":\"%s\",\"text\":\"t\"}"},
    {"release",
        "{\"id\":\"%s\",\"to\":\"un\",\"purpose\":\"investigation\",\"until\":\"2099-01-"
        "01\"}"},
    {"except", "{\"id\":\"%s\",\"until\":\"2099-01-01\",\"reason\":\"r\"}"},
    {"edit", "{\"id\":\"%s\",\"set\":[\"core.title=T\"]}"},
    {"move", "{\"id\":\"%s\",\"move\":\"close\"}"},
    {"link", "{\"id\":\"%s\",\"type\":\"part-of\",\"to\":\"%s\"}"},
    {"enter", "{\"id\":\"%s\",\"proceeding\":\"p\"}"},
    {"ask", "{\"about\":\"%s\",\"org\":\"un\",\"text\":\"t\",\"urgency\":\"72h\"}"},
    {"list", "{\"kind\":\"read\"}"},
    {"list", "{\"kind\":\"move\"}"},
};

struct answers {
    struct bytes said[COUNT_OF(questions)];
    struct bytes partner[8];
    size_t partner_count;
};

static struct bytes
answer_of(struct work *w, const struct question *q)
{
    const char *arguments = work_format(w, q->arguments, hidden, hidden);
    struct json *answer = NULL;
    struct bytes text;
    const char *why;

    chance_state = 88172645463325252ULL;
    sim_clock = INT64_C(1790000000) * TIME_SECOND;
    if (sim_try(w, eu, q->verb, arguments, &answer)) {
        NEED(w, json_write(w, answer, &text));
        return text;
    }
    why = work_format(w, "%s %s: %s", fault_face(work_fault(w))->name,
        work_rule(w) != NULL ? work_rule(w) : "", work_why(w));
    work_clear(w);
    return bytes_of(why);
}

/* What a partner can ask of this node, as it comes over the line. */
static void
partner_asks(struct work *w, struct answers *to)
{
    const struct {
        const char *verb, *body;
    } asked[] = {{"want", ""}, {"nonsense", ""},
        {"pieces",
            "{\"tree\":"
            "\"0000000000000000000000000000000000000000000000000000000000000000\"}"},
        {"pull", "{\"origin\":\"\",\"size\":0}"}};

    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        struct bytes reply = {0};

        chance_state = 88172645463325252ULL;
        sim_clock = INT64_C(1790000000) * TIME_SECOND;
        if (!exchange_answer(eu->node, w, &un->id, bytes_of(asked[i].verb),
                bytes_of(asked[i].body), &reply)) {
            reply = bytes_of(work_format(w, "%s", fault_face(work_fault(w))->name));
            work_clear(w);
        }
        /* What is sealed is other bytes each time; what it tells is how long it is. */
        if (strcmp(asked[i].verb, "pull") == 0)
            reply = bytes_of(work_format(w, "%zu bytes", reply.len));
        to->partner[to->partner_count++] = reply;
    }
}

static void
ask_all(struct work *w, struct answers *to)
{
    sim_open(w, eu);
    for (size_t i = 0; i < COUNT_OF(questions); i++)
        to->said[i] = answer_of(w, &questions[i]);
    partner_asks(w, to);
    sim_close(eu);
}

/* ---- The worlds ------------------------------------------------------------------------ */

static void
hide(struct work *w)
{
    sim_open(w, eu);
    sim_person = "bo";
    hidden = sim_text(w,
        sim_do(w, eu, "new",
            "{\"kind\":\"matter\",\"set\":[\"core.title=Submarine\"],"
            "\"compartment\":[\"blue\"]}"),
        "id");
    sim_clock += TIME_SECOND;
    sim_do(w, eu, "opine", "{\"id\":\"%s\",\"text\":\"About it\"}", hidden);
    sim_do(w, eu, "show", "{\"id\":\"%s\",\"purpose\":\"clarification\"}", hidden);
    sim_person = "anna";
    sim_close(eu);
}

/* How much is recorded in all: it tells that people work, and of nothing that is there. */
static struct bytes
without_volume(struct work *w, struct bytes text)
{
    struct json *answer, *copy;
    struct bytes out;

    if (!json_read(w, text, &json_written, &answer)) {
        work_clear(w);
        return text;
    }
    NEED(w, json_keep(w, answer, &copy));
    json_drop(copy, "records");
    json_drop(copy, "journal");
    NEED(w, json_write(w, copy, &out));
    return out;
}

static void
compare(struct work *w, const struct answers *without, const struct answers *with)
{
    for (size_t i = 0; i < COUNT_OF(questions); i++) {
        struct bytes a = without_volume(w, without->said[i]),
                     b = without_volume(w, with->said[i]);

        if (!tap_ok(bytes_equal(a, b), "%s %s", questions[i].verb,
                questions[i].arguments))
            printf("#   without: %.*s\n#   with:    %.*s\n", (int)a.len,
                (const char *)a.at, (int)b.len, (const char *)b.at);
    }
    for (size_t i = 0; i < with->partner_count; i++)
        tap_ok(bytes_equal(without->partner[i], with->partner[i]),
            "what a partner is told, %zu", i);
}

int
main(void)
{
    struct work *w = sim_start();
    struct answers without = {0}, with = {0};
    const char *other;

    sim_os.random = same_random;
    chance_state = 1;
    set_up(w);
    sim_close(eu);
    sim_close(un);
    other = at(w, "other");
    copy_folder(eu->folder, other);
    hide(w);
    ask_all(w, &with);
    eu->folder = other;
    ask_all(w, &without);
    compare(w, &without, &with);
    sim_end();
    work_close(w);
    return tap_end();
}
