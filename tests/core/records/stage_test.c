/*
 * stage_test: where an item stands follows from the moves upon it, whatever order they came
 * in: by examples, and for random moves beside a model.
 */
#include "chance.h"
#include "expr_text.h"
#include "stage_model.h"

#define ORGS 4

/* Made for the test: what the commitment does not have -- a move that all make and that
 * brings something, who moved, a state that leads to itself. */
static const char toy[] =
    "{'kind':'toy/1'," EXPR_LABEL ",'parts':{'core':{'schema':{'type':'object',"
    "'properties':{'owners':{'type':'array','items':{'type':'object','properties':{"
    "'org':{'format':'org'}}}},'n':{'type':'integer'}}}}},'states':{"
    "'late':{" EXPR_LABEL ",'start':['<',5,['get','core.n']]},"
    "'open':{" EXPR_LABEL ",'start':['has',['get','core.n']]},"
    "'passed':{" EXPR_LABEL "},'shut':{" EXPR_LABEL ",'final':true}},'moves':{"
    "'go':{" EXPR_LABEL ",'from':['open','late'],'by':true,'fill':{'type':'object',"
    "'properties':{'n':{'type':'integer'}}}},"
    "'again':{" EXPR_LABEL ",'from':['open'],'to':'open','by':true},"
    "'pass':{" EXPR_LABEL ",'from':['open'],'to':'passed','by':true,'when':['<=',2,"
    "['count',['moved','go']]]},"
    "'match':{" EXPR_LABEL ",'from':['passed'],'to':'late','by':['in',['actor'],['get',"
    "'core.owners.*.org']],'when':['=',['fill','n'],['get','core.n']],'fill':{'type':"
    "'object','required':['n'],'properties':{'n':{'type':'integer'}}}},"
    "'close':{" EXPR_LABEL ",'from':['passed','late'],'to':'shut','by':['in',['actor'],"
    "['get','core.owners.*.org']],'all':['get','core.owners.*.org'],'sign':true,'fill':{"
    "'type':'object','properties':{'word':{'type':'string','maxLength':9}}}}}}";

static struct hash
org(int n)
{
    return seed_of((uint8_t)(0xa0 + n));
}

static const struct kind *
shipped(struct work *w, const char *name)
{
    struct kinds *kinds;

    NEED(w, kinds_open(w, &kinds));
    return kinds_find(kinds, bytes_of(name));
}

static struct record *
item(struct work *w, const char *core, int owners)
{
    struct json *parts = json_object(w), *body = parse(w, quoted(w, core));
    struct json *list = json_array(w);
    struct record *r;

    for (int i = 1; i <= owners; i++) {
        struct json *o = json_object(w);
        struct hash h = org(i);

        json_put(o, "org", json_hash(w, &h));
        json_add(list, o);
    }
    json_put(body, "owners", list);
    json_put(parts, "core", body);
    r = expr_record(w, parts);
    r->author = org(0);
    r->time = NOW;
    r->hash = seed_of(0x11);
    return r;
}

/* ---- Examples ---------------------------------------------------------------------------- */

/* A story: "propose 0, accept 1, ..."; the moves come a second apart, last first. */
static struct kind_moved *
story(struct work *w, const struct record *r, const char *text, size_t *count)
{
    struct kind_moved *moves = work_alloc(w, 1000 * sizeof(*moves));
    const char *end = text + strlen(text);

    NEED(w, moves != NULL);
    *count = 0;
    while (text < end) {
        char name[32];
        int by, used;

        NEED(w, sscanf(text, "%31s %d%n", name, &by, &used) == 2);
        text += used + (text[used] == ',') + 1;
        moves[*count] = (struct kind_moved){.hash = seed_of((uint8_t)(*count + 1)),
            .version = r->hash,
            .by = org(by),
            .time = NOW + (int64_t)*count * TIME_SECOND};
        NEED(w, work_keep(w, bytes_of(name), &moves[*count].move));
        if (strcmp(name, "finish") == 0)
            moves[*count].fill =
                parse(w, quoted(w, "{'proof':[{'lang':'en','text':'Yes'}]}"));
        if (strcmp(name, "reschedule") == 0)
            moves[*count].fill =
                parse(w, work_format(w, "{\"due\":{\"from\":\"20%d\"}}", 30 + by));
        ++*count;
    }
    return moves;
}

static struct bytes
told(struct work *w, const struct kind *k, const struct record *r, const char *text)
{
    struct kind_stage stage;
    size_t count;
    struct kind_moved *moves = story(w, r, text, &count);

    for (size_t i = 0; i < count / 2; i++) {
        struct kind_moved m = moves[i];

        moves[i] = moves[count - 1 - i];
        moves[count - 1 - i] = m;
    }
    NEED(w, kind_stage(w, k, r, moves, count, &stage));
    return stage.state;
}

static void
test_commitment(struct work *w)
{
    static const char *const stories[][2] = {{"", "draft"}, {"propose 0", "proposed"},
        {"propose 1", "draft"}, {"accept 1", "draft"}, {"bogus 0", "draft"},
        {"propose 0, accept 1", "proposed"},
        {"propose 0, accept 1, accept 1", "proposed"},
        {"propose 0, accept 1, accept 3", "proposed"},
        {"propose 0, accept 1, accept 0", "proposed"},
        {"propose 0, accept 1, accept 2", "accepted"},
        {"propose 0, accept 2, accept 1", "accepted"},
        {"accept 1, propose 0, accept 2", "proposed"},
        {"propose 0, decline 2, accept 1, accept 2", "declined"},
        {"propose 0, accept 1, accept 2, start 1, finish 2", "done"},
        {"propose 0, accept 1, accept 2, finish 2, verify 1", "done"},
        {"propose 0, accept 1, accept 2, finish 2, verify 3", "verified"},
        {"propose 0, accept 1, accept 2, finish 2, reopen 3, finish 1", "done"},
        {"propose 0, accept 1, accept 2, finish 2, verify 3, reopen 0", "verified"},
        {"propose 0, accept 1, withdraw 0, accept 2", "withdrawn"},
        {"propose 0, accept 1, accept 2, withdraw 2", "accepted"},
        {"propose 0, accept 1, accept 2, withdraw 0", "accepted"},
        {"propose 0, accept 1, accept 2, release 1", "accepted"},
        {"propose 0, accept 1, accept 2, release 1, release 2", "withdrawn"},
        {"propose 0, supersede 0", "proposed"},
        {"propose 0, accept 1, accept 2, supersede 0, supersede 1", "accepted"},
        {"propose 0, accept 1, accept 2, start 1, supersede 2, supersede 1",
            "superseded"}};
    const struct kind *k = shipped(w, "commitment/1");
    struct record *r = item(w, "{}", 2);
    struct record *cited = item(w, "{'source':{'document':'D'}}", 2);
    struct kind_stage stage;
    struct kind_moved *moves;
    size_t count;

    for (size_t i = 0; i < COUNT_OF(stories); i++)
        tap_is_text(told(w, k, r, stories[i][0]), stories[i][1], "%s: %s", stories[i][0],
            stories[i][1]);
    tap_is_text(told(w, k, cited, "propose 0, accept 1, accept 2"), "recorded",
        "what is only recorded nobody signs");

    moves = story(w, r, "propose 0, accept 1, accept 2", &count);
    moves[2].version = seed_of(0x12);
    NEED(w, kind_stage(w, k, r, moves, count, &stage));
    tap_is_text(stage.state, "proposed", "a signature under another version is none");
    tap_ok(strstr(moves[2].why, "another version") != NULL, "and it is said why");
    moves = story(w, r, "propose 0, accept 1, accept 2", &count);
    moves[0].version = seed_of(0x12);
    NEED(w, kind_stage(w, k, r, moves, count, &stage));
    tap_is_text(stage.state, "accepted", "what is no signature counts for any version");

    moves = story(w, r, "propose 0, accept 1, accept 2, finish 1", &count);
    moves[3].fill = NULL;
    NEED(w, kind_stage(w, k, r, moves, count, &stage));
    tap_is_text(stage.state, "accepted", "without its proof nothing is done");
    tap_ok(!moves[3].counts && strstr(moves[3].why, "brings") != NULL, "and why");
}

static void
test_fill(struct work *w)
{
    const struct kind *k = shipped(w, "commitment/1");
    struct record *r = item(w, "{'due':{'from':'2029'}}", 1);
    struct kind_stage stage;
    struct json *derived;
    struct kind_moved *moves;
    size_t count;

    moves =
        story(w, r, "propose 0, accept 1, reschedule 3, reschedule 1, start 1", &count);
    NEED(w, kind_stage(w, k, r, moves, count, &stage));
    tap_is_text(json_at(stage.fill, "due.from")->text, "2031",
        "a move that does not count brings nothing");
    NEED(w, kind_derive(w, k, r, &stage, NOW, &derived));
    tap_ok(json_get(derived, "slip")->integer == 730, "two years of slip");
    moves[2].by = org(1);
    NEED(w, kind_stage(w, k, r, moves, count, &stage));
    tap_is_text(json_at(stage.fill, "due.from")->text, "2031", "the newest stands");
    moves[3].time = NOW + TIME_SECOND * 3 / 2;
    NEED(w, kind_stage(w, k, r, moves, count, &stage));
    tap_is_text(json_at(stage.fill, "due.from")->text, "2033",
        "newest in the order of replay");
}

static void
test_order(struct work *w)
{
    const struct kind *k = shipped(w, "commitment/1");
    struct record *r = item(w, "{}", 1);
    struct kind_stage stage;
    struct kind_moved *moves;
    size_t count;

    moves = story(w, r, "propose 0, accept 1", &count);
    moves[1].time = NOW - TIME_DAY;
    NEED(w, kind_stage(w, k, r, moves, count, &stage));
    tap_is_text(stage.state, "proposed", "a clock that is behind comes before");
    moves = story(w, r, "propose 0, accept 1", &count);
    moves[1].time = NOW - TIME_DAY;
    moves[1].after = moves[0].hash;
    NEED(w, kind_stage(w, k, r, moves, count, &stage));
    tap_is_text(stage.state, "accepted", "unless its maker saw the other");
    tap_ok(bytes_is(moves[0].move, "propose") && bytes_is(moves[1].move, "accept"),
        "and they stand in that order");
    moves = story(w, r, "propose 0, accept 1", &count);
    moves[0].time = moves[1].time = TIME_MAX;
    moves[0].hash = seed_of(0x22);
    moves[1].after = moves[0].hash;
    NEED(w, kind_stage(w, k, r, moves, count, &stage));
    tap_is_text(stage.state, "accepted", "at the end of time too");
}

static void
test_toy(struct work *w)
{
    const struct kind *k = kind_of(w, quoted(w, toy));
    struct record *r = item(w, "{'n':1}", 2);

    tap_is_text(told(w, k, r, "pass 1"), "open", "a quorum of two: none");
    tap_is_text(told(w, k, r, "go 1, go 1, go 1, pass 1"), "open",
        "one organisation is no quorum, however often it moves");
    tap_is_text(told(w, k, r, "go 1, go 2, pass 3"), "passed", "two are");
    tap_is_text(told(w, k, r, "go 1, again 3, go 2, pass 3"), "open",
        "a state come to anew begins anew");
    tap_is_text(told(w, k, r, "go 1, go 2, pass 3, close 1, close 2"), "shut",
        "all have made it");
    tap_is_text(told(w, k, item(w, "{'n':1}", 0), "go 1, go 2, pass 3, close 1"),
        "passed", "where nobody is asked for nothing leads on");
    tap_is_text(told(w, k, item(w, "{'n':9}", 2), ""), "late", "the first start wins");
    tap_is_text(told(w, k, item(w, "{}", 2), ""), "open",
        "the last start where none is true");
}

/* Who moves without end keeps nobody else from moving. */
static void
test_many(struct work *w)
{
    const struct kind *k = kind_of(w, quoted(w, toy));
    struct record *r = item(w, "{'n':1}", 1);
    size_t count = 5000;
    struct kind_moved *moves = work_alloc(w, (count + 3) * sizeof(*moves));
    struct kind_stage stage;
    size_t counted = 0;
    int64_t start;

    NEED(w, moves != NULL);
    for (size_t i = 0; i < count + 3; i++) {
        moves[i] = (struct kind_moved){.version = r->hash,
            .by = org(i < count ? 3 : (int)(i - count)),
            .time = NOW + (int64_t)i,
            .move = bytes_of(i < count + 2 ? "go" : "pass")};
        memcpy(moves[i].hash.at, &i, sizeof(i));
        moves[i].hash.at[31] = 1;
    }
    start = worked();
    NEED(w, kind_stage(w, k, r, moves, count + 3, &stage));
    start = worked() - start;
    for (size_t i = 0; i < count; i++)
        counted += moves[i].counts;
    tap_ok(counted == KIND_MOVED, "of 5,000 by one %zu count", counted);
    tap_ok(moves[count - 1].why != NULL &&
            strstr(moves[count - 1].why, "more than one") != NULL,
        "and the rest is told why");
    tap_is_text(stage.state, "passed", "others are not kept from theirs");
    tap_ok(start < 2000000, "in %lld us", (long long)start);
}

/* ---- Beside the model ------------------------------------------------------------------------ */

static bool
brings_right(const struct kind_moved *m)
{
    bool due = bytes_is(m->move, "reschedule"), proof = bytes_is(m->move, "finish");
    bool n = bytes_is(m->move, "go") || bytes_is(m->move, "match");
    bool word = bytes_is(m->move, "close");
    const struct json *f = m->fill;

    if (f == NULL)
        return !due && !proof && !bytes_is(m->move, "match");
    if (due)
        return json_get(f, "due") != NULL && f->count == 1;
    if (proof)
        return json_get(f, "proof") != NULL && f->count == 1;
    if (n)
        return f->count == (json_get(f, "n") != NULL) &&
            (f->count == 1 || bytes_is(m->move, "go"));
    return word && f->count == (json_get(f, "word") != NULL);
}

static const struct json *
random_fill(struct work *w)
{
    static const char *const fills[] = {"{'due':{'from':'2031'}}",
        "{'due':{'from':'2032-05'}}", "{'proof':[{'lang':'en','text':'Yes'}]}", "{'n':1}",
        "{'n':2}", "{'word':'x'}", "{}", "{'other':1}"};

    return parse(w, quoted(w, fills[draw_number(COUNT_OF(fills))]));
}

static const char *const flows[2][12] = {{"propose", "accept", "accept", "start",
                                             "reschedule", "finish", "verify", "decline",
                                             "reopen", "withdraw", "supersede", "bogus"},
    {"go", "go", "pass", "match", "close", "close", "go", "go", "again", "close", "match",
        "bogus"}};

/* Who and what would be right at that place of a story. */
static void
likely(struct work *w, int flow, size_t at, struct kind_moved *m)
{
    static const int by[2][7] = {{0, 1, 2, 1, 2, 1, 3}, {1, 2, 0, 1, 1, 2, 0}};
    static const char *const fills[2][7] = {{NULL, NULL, NULL, NULL,
                                                "{'due':{'from':'2031'}}",
                                                "{'proof':[{'lang':'en','text':'Yes'}]}",
                                                NULL},
        {"{'n':2}", NULL, NULL, "{'n':1}", NULL, "{'word':'x'}", NULL}};

    at %= 7;
    m->by = org(by[flow][at]);
    m->move = bytes_of(flows[flow][at]);
    if (fills[flow][at] != NULL)
        m->fill = parse(w, quoted(w, fills[flow][at]));
}

static size_t
random_moves(struct work *w, int flow, const struct record *r, struct kind_moved *moves)
{
    size_t count = draw_number(12);
    uint32_t wild = draw_number(6);

    for (size_t i = 0; i < count; i++) {
        struct kind_moved *m = &moves[i];

        *m = (struct kind_moved){.version = r->hash, .time = NOW + (int64_t)i};
        likely(w, flow, i, m);
        if (flow == 0 && i > 2 && draw_number(4) == 0)
            *m = (struct kind_moved){.version = r->hash,
                .time = m->time,
                .by = org(1 + (int)draw_number(2)),
                .move = bytes_of("supersede")};
        if (draw_number(10) < wild)
            m->move = bytes_of(flows[flow][draw_number(12)]);
        if (draw_number(10) < wild)
            m->by = org((int)draw_number(ORGS));
        if (draw_number(20) < wild)
            m->fill = draw_number(2) ? random_fill(w) : NULL;
        if (draw_number(20) < wild)
            m->version = seed_of(0x12);
        if (draw_number(10) < wild)
            m->time = NOW + draw_number(5);
        for (size_t b = 0; b < sizeof(m->hash.at); b++)
            m->hash.at[b] = (uint8_t)draw_number(256);
        if (i > 0 && draw_number(4) == 0)
            m->after = moves[draw_number((uint32_t)i)].hash;
        if (draw_number(20) == 0)
            m->after = seed_of(0x99); /* not here */
    }
    return count;
}

static void
shuffle(struct kind_moved *moves, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t k = draw_number((uint32_t)i);
        struct kind_moved m = moves[i - 1];

        moves[i - 1] = moves[k];
        moves[k] = m;
    }
}

#define STATES 24
static unsigned long reached[2][STATES], counted, not_counted, links;

static bool
agrees(struct stage_model *m, const struct kind_stage *stage,
    const struct kind_moved *moves)
{
    if (!bytes_is(stage->state, m->state) || !json_equal(stage->fill, m->fill))
        return false;
    for (size_t i = 0; i < m->count; i++)
        if (!hash_equal(&moves[i].hash, &m->moves[i].hash) ||
            moves[i].counts != m->counts[i])
            return false;
    return true;
}

static bool
one(int flow, const struct kind *k)
{
    static const char *const cores[2] = {"{}", "{'n':1}"};
    struct work *w = fixture_work();
    struct record *r = item(w, draw_number(9) ? cores[flow] : "{'source':{},'n':7}",
        (int)draw_number(8) > 0 ? 2 : (int)draw_number(ORGS));
    struct kind_moved moves[16] = {0}, sorted[16];
    struct stage_model m = {.w = w,
        .kind = kind_json(k),
        .parts = json_object(w),
        .version = r->hash,
        .author = r->author,
        .time = r->time,
        .moves = sorted};
    struct kind_stage stage;
    struct json *core;
    bool good = true;

    NEED(w, json_keep(w, r->parts[0].value, &core));
    json_put((struct json *)(uintptr_t)m.parts, "core", core);
    m.count = random_moves(w, flow, r, moves);
    memcpy(sorted, moves, sizeof(moves));
    model_sort(sorted, m.count);
    model_stage(&m, brings_right);
    for (int turn = 0; turn < 4 && good; turn++) {
        shuffle(moves, m.count);
        NEED(w, kind_stage(w, k, r, moves, m.count, &stage));
        good = agrees(&m, &stage, moves);
    }
    for (size_t i = 0; i < k->state_count; i++)
        reached[flow][i] += bytes_equal(k->states[i].name, stage.state);
    for (size_t i = 0; i < m.count; i++) {
        counted += moves[i].counts;
        not_counted += !moves[i].counts;
        links += !hash_is_zero(&moves[i].after);
    }
    for (size_t i = 0; i < m.count && !good; i++)
        printf("# %.*s by %02x at +%lld: %s (%s), model %d\n", (int)moves[i].move.len,
            (const char *)moves[i].move.at, moves[i].by.at[0],
            (long long)(moves[i].time - NOW), moves[i].counts ? "counts" : "not",
            moves[i].why, m.counts[i]);
    if (!good)
        printf("# %.*s, model %s\n", (int)stage.state.len, (const char *)stage.state.at,
            m.state);
    work_close(w);
    return good;
}

static void
test_random(struct work *w)
{
    const struct kind *kinds[2] = {shipped(w, "commitment/1"),
        kind_of(w, quoted(w, toy))};
    int count = rounds(20000), wrong = 0;

    start_seed();
    for (int i = 0; i < count && wrong < 3; i++)
        wrong += !one(i % 2, kinds[i % 2]);
    tap_ok(wrong == 0, "%d random sets of moves, each in four orders, as the model says",
        count);
    for (int f = 0; f < 2; f++)
        for (size_t i = 0; i < kinds[f]->state_count; i++)
            tap_ok(reached[f][i] >= 10, "%.*s was reached %lu times",
                (int)kinds[f]->states[i].name.len,
                (const char *)kinds[f]->states[i].name.at, reached[f][i]);
    tap_ok(counted > 5000 && not_counted > 5000 && links > 5000,
        "%lu moves counted, %lu did not; %lu behind another", counted, not_counted,
        links);
}

int
main(void)
{
    struct work *w = fixture_work();

    test_commitment(w);
    test_fill(w);
    test_order(w);
    test_toy(w);
    test_many(w);
    test_random(w);
    work_close(w);
    return tap_end();
}
