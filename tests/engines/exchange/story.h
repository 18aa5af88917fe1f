/*
 * story: the three organisations' story -- eu, un, court -- told once over any way of
 * contact; every step is judged by the records that the nodes hold.
 */
#ifndef TESTS_ENGINES_EXCHANGE_STORY_H
#define TESTS_ENGINES_EXCHANGE_STORY_H

#include "engines/exchange/sim.h"

#define STORY_PHOTO 1200000 /* bytes: more than one piece */

struct story {
    struct work *w;
    struct sim *eu, *un, *court;
    /* Bring two nodes to where nothing more is to be said. */
    void (*contact)(struct work *w, struct sim *a, struct sim *b);
    const char *assessment, *evidence, *custody, *question, *answer, *dissent, *recall;
};

/* ---- The ways of contact ---------------------------------------------------------------- */

UNUSED static void
story_by_road(struct work *w, struct sim *a, struct sim *b)
{
    sim_do(w, a, "sync", "{\"org\":\"%s\"}", b->handle);
}

UNUSED static void
story_carry(struct work *w, struct sim *from, struct sim *to)
{
    static int number;
    const char *file = at(w, "bundle-%d", number++);

    sim_do(w, from, "bundle out", "{\"org\":\"%s\",\"file\":\"%s\"}", to->handle, file);
    sim_do(w, to, "bundle in", "{\"file\":[\"%s\"]}", file);
    unlink(file);
}

/* A greeting there, what was waiting and the answer to it, and the receipts. */
UNUSED static void
story_by_bundle(struct work *w, struct sim *a, struct sim *b)
{
    for (int i = 0; i < 3; i++) {
        story_carry(w, a, b);
        story_carry(w, b, a);
    }
}

/* ---- Asking records ----------------------------------------------------------------------- */

/* The newest record of a kind by an organisation, linked by ${type} to that item. */
static bool
story_linked(struct story *t, struct sim *at_node, const char *item, const char *type,
    const char *kind, struct sim *by, struct stored *out)
{
    struct stored of = sim_find(t->w, at_node, item);
    struct view_link *links;
    size_t count;
    bool found = false;

    NEED(t->w, node_links_to(at_node->node, t->w, &of.id, type, &links, &count));
    for (size_t i = 0; i < count; i++) {
        struct stored one;

        NEED(t->w, store_by_no(node_store(at_node->node), t->w, links[i].record, &one));
        if (!bytes_is(one.kind, kind) || !hash_equal(&one.author, &by->id))
            continue;
        *out = one;
        found = true;
    }
    return found;
}

/* Whose cosignature is on the last checkpoint of an outbox. */
static bool
story_cosigned(struct story *t, struct sim *of, struct sim *by)
{
    struct log_head outbox;
    uint64_t seconds;
    bool yes;

    NEED(t->w, node_outbox(of->node, t->w, &by->id, &outbox));
    yes = node_cosigned(of->node, t->w, outbox.note, &by->id, &seconds);
    work_clear(t->w);
    return yes;
}

/* Did the author sign it, by the keys that are known at that node? */
static bool
story_proves(struct story *t, struct sim *at_node, const char *id, struct sim *author)
{
    struct stored of = sim_find(t->w, at_node, id);
    struct identity identity;
    struct record *r;
    bool yes = hash_equal(&of.author, &author->id) &&
        node_author(at_node->node, t->w, &author->id, &identity) &&
        hash_equal(&identity.id, &author->id) &&
        node_record(at_node->node, t->w, &of, &r) && record_verify(t->w, r, &identity);

    work_clear(t->w);
    return yes;
}

static const char *
story_made(struct story *t, struct json *answer)
{
    const char *id = sim_text(t->w, answer, "id");

    return *id != '\0' ? id : sim_text(t->w, answer, "made.0.id");
}

/* ---- The steps --------------------------------------------------------------------------- */

static void
story_begin(struct story *t, const char *url)
{
    struct work *w = t->w;

    sim_pin(w, t->eu, t->un, url, "none");
    sim_pin(w, t->un, t->eu, url, "none");
    sim_pin(w, t->un, t->court, url, NULL);
    sim_pin(w, t->court, t->un, url, NULL);
}

static void
story_write(struct story *t)
{
    struct work *w = t->w;
    static uint8_t photo[STORY_PHOTO];
    const char *matter, *body = at(w, "assessment.json"), *text;
    struct json *taken;

    for (size_t i = 0; i < sizeof(photo); i++)
        photo[i] = (uint8_t)(i * 7 + i / 251);
    put_file(at(w, "photo.bin"), photo, sizeof(photo));
    matter = story_made(t,
        sim_do(w, t->eu, "new",
            "{\"kind\":\"matter\",\"set\":[\"core.title=[{\\\"lang\\\":\\\"en\\\","
            "\\\"text\\\":"
            "\\\"River\\\"}]\"]}"));
    taken = sim_do(w, t->eu, "ingest",
        "{\"path\":[\"%s\"],\"matter\":\"%s\",\"tlp\":\"amber\","
        "\"purpose\":[\"investigation\",\"prosecution\"]}",
        at(w, "photo.bin"), matter);
    t->evidence = sim_text(w, taken, "items.0.id");
    t->custody = sim_text(w, taken, "items.0.custody");
    text = work_format(w,
        "{\"core\":{\"title\":" TEXT(
            "Returns") ",\"language\":\"en\","
                       "\"judgements\":[{\"text\":" TEXT(
                           "Convoys will return.") ",\"likelihood\":{\"word\":"
                                                   "\"likely\",\"yardstick\":\"icd203\"},"
                                                   "\"confidence\":\"moderate\"}],"
                                                   "\"grades\":"
                                                   "{\"source\":\"B\",\"information\":"
                                                   "\"2\"}},\"source\":{\"note\":" TEXT(
                                                       "the ferryman") "},\"links\":{"
                                                                       "\"evidence\":[\"%"
                                                                       "s\"]}}",
        t->evidence);
    put_file(body, text, strlen(text));
    t->assessment = story_made(t,
        sim_do(w, t->eu, "new",
            "{\"kind\":\"assessment\",\"body\":"
            "\"%s\",\"tlp\":\"amber\",\"purpose\":[\"investigation\",\"prosecution\"]}",
            body));
}

static void
story_share(struct story *t)
{
    struct work *w = t->w;
    int64_t before = fixture_count(w, t->eu->node);
    struct json *seen, *shared;
    struct stored delivery;

    seen = sim_do(w, t->eu, "share",
        "{\"id\":[\"%s\",\"%s\"],\"to\":\"un\",\"preview\":true}", t->assessment,
        t->evidence);
    tap_ok(fixture_count(w, t->eu->node) == before, "a preview leaves nothing");
    tap_ok(json_get(seen, "items")->count == 3,
        "it tells of assessment, evidence and custody");
    tap_ok(strcmp(sim_text(w, seen, "items.0.verdict"), "goes") == 0 &&
            strcmp(sim_text(w, seen, "items.0.stay"), "[\"source\"]") == 0 &&
            strcmp(sim_text(w, seen, "items.1.verdict"), "goes") == 0,
        "both go, but not the part that names the source");
    shared = sim_do(w, t->eu, "share", "{\"id\":[\"%s\",\"%s\"],\"to\":\"un\"}",
        t->assessment, t->evidence);
    delivery = sim_find(w, t->eu, sim_text(w, shared, "delivery"));
    tap_ok(bytes_is(delivery.kind, "delivery/1") &&
            json_get(sim_core(w, t->eu, &delivery), "items")->count == 3,
        "sharing is one record, of three items");
    tap_ok(sim_waits(w, t->eu, "receipts_missing") == 3, "three receipts are awaited");
    t->contact(w, t->eu, t->un);
    tap_ok(sim_has_part(w, t->un, t->assessment, "core") &&
            sim_has_part(w, t->un, t->evidence, "content") &&
            sim_has_part(w, t->un, t->custody, "core"),
        "un has what was shared");
    tap_ok(!sim_has_part(w, t->un, t->assessment, "source"), "and not the source");
    tap_ok(story_proves(t, t->un, t->assessment, t->eu) &&
            story_proves(t, t->un, t->evidence, t->eu),
        "signed by eu, as un can tell");
    tap_ok(strcmp(sim_states(w, t->eu, t->un, t->assessment), "received") == 0 &&
            strcmp(sim_states(w, t->eu, t->un, t->evidence), "received") == 0 &&
            strcmp(sim_states(w, t->eu, t->un, t->custody), "received") == 0,
        "eu has un's receipt for each");
    tap_ok(sim_waits(w, t->eu, "receipts_missing") == 0,
        "no receipt is awaited any more");
    tap_ok(story_cosigned(t, t->eu, t->un), "un cosigned eu's outbox");
}

static void
story_read(struct story *t)
{
    struct work *w = t->w;
    struct stored reading;

    tap_ok(strcmp(sim_refused(w, t->un, "show", "{\"id\":\"%s\"}", t->assessment),
               "P08") == 0,
        "without a purpose nothing is read (P08)");
    tap_ok(strcmp(sim_refused(w, t->un, "show", "{\"id\":\"%s\",\"purpose\":\"gossip\"}",
                      t->assessment),
               "P08") == 0,
        "nor for another purpose");
    sim_do(w, t->un, "show",
        "{\"id\":\"%s\",\"purpose\":\"investigation\",\"content\":\"%s\"}", t->evidence,
        at(w, "%s-got.bin", t->evidence));
    tap_ok(bytes_equal(get_file(w, at(w, "%s-got.bin", t->evidence)),
               get_file(w, at(w, "photo.bin"))),
        "the content is the same, byte for byte");
    tap_ok(story_linked(t, t->un, t->evidence, "reads", "read/1", t->un, &reading),
        "the reading is logged");
    tap_ok(sim_each(w, t->eu, "read/1", NULL, NULL) == 0, "and stays at un");
}

static void
story_talk(struct story *t)
{
    struct work *w = t->w;
    struct stored before = sim_find(w, t->eu, t->assessment), now;
    struct json *today;

    t->question = story_made(t,
        sim_do(w, t->un, "ask",
            "{\"org\":\"eu\",\"about\":\"%s\","
            "\"text\":\"Which crossing?\",\"urgency\":\"8h\"}",
            t->assessment));
    t->contact(w, t->un, t->eu);
    today = sim_do(w, t->eu, "status", "{}");
    tap_ok(json_get(today, "to_answer")->count == 1 &&
            strcmp(sim_text(w, today, "to_answer.0.id"), t->question) == 0,
        "eu has a question to answer");
    tap_ok(strcmp(sim_text(w, today, "to_answer.0.title"), "Question: Returns") == 0,
        "named by what it is about: its text is read for a purpose");
    tap_ok(strncmp(sim_text(w, today, "to_answer.0.left"), "7 h", 3) == 0,
        "within eight hours");
    sim_clock += 9 * TIME_HOUR;
    today = sim_do(w, t->eu, "status", "{}");
    tap_ok(strcmp(sim_text(w, today, "to_answer.0.left"), "late") == 0,
        "and then it is late");
    t->answer = story_made(t,
        sim_do(w, t->eu, "answer", "{\"id\":\"%s\",\"text\":\"The northern one.\"}",
            t->question));
    t->contact(w, t->eu, t->un);
    today = sim_do(w, t->un, "list", "{\"kind\":\"answer\"}");
    tap_ok(strcmp(sim_text(w, today, "items.0.title"), "Answer: Returns") == 0,
        "an answer is named by what its question is about");
    tap_ok(sim_has_part(w, t->un, t->answer, "core") &&
            sim_waits(w, t->eu, "to_answer") == 0 && sim_waits(w, t->un, "asked") == 0,
        "un has the answer, and nobody waits");
    t->dissent = story_made(t,
        sim_do(w, t->un, "opine", "{\"id\":\"%s\",\"text\":\"We do not see this.\"}",
            t->assessment));
    t->contact(w, t->un, t->eu);
    now = sim_find(w, t->eu, t->assessment);
    tap_ok(sim_has_part(w, t->eu, t->dissent, "core") &&
            hash_equal(&before.hash, &now.hash),
        "un's dissent is at eu, and the original is as it was");
}

static const char *
story_forward(struct story *t)
{
    return sim_refused(t->w, t->un, "share", "{\"id\":[\"%s\",\"%s\"],\"to\":\"court\"}",
        t->assessment, t->evidence);
}

static void
story_release(struct story *t)
{
    struct work *w = t->w;
    const char *risk, *items[] = {t->assessment, t->evidence};
    int64_t before = fixture_count(w, t->un->node);

    tap_ok(strcmp(story_forward(t), "P03") == 0, "un may not pass it on (P03)");
    tap_ok(fixture_count(w, t->un->node) == before, "and nothing was written");
    for (size_t i = 0; i < 2; i++)
        sim_do(w, t->eu, "release",
            "{\"id\":\"%s\",\"to\":\"%s\",\"purpose\":\"prosecution\","
            "\"until\":\"2030-01-01\",\"judicial\":true}",
            items[i], t->court->hex);
    t->contact(w, t->eu, t->un);
    tap_ok(strcmp(story_forward(t), "P17") == 0,
        "with eu's consent, not yet: no assurance (P17)");
    risk = story_made(t,
        sim_do(w, t->un, "new",
            "{\"kind\":\"risk-assessment\",\"set\":["
            "\"core.recipient=%s\",\"core.title=[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":"
            "\\\"R\\\"}]\","
            "\"core.risks=[{\\\"risk\\\":\\\"torture\\\",\\\"level\\\":\\\"low\\\"}]\","
            "\"core.conclusion=[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":\\\"low\\\"}]\"]}",
            t->court->hex));
    sim_do(w, t->un, "new",
        "{\"kind\":\"assurance\",\"set\":[\"core.recipient=%s\","
        "\"core.covers=[\\\"torture\\\",\\\"death-penalty\\\",\\\"fair-trial\\\"]\","
        "\"core.text=[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":\\\"assured\\\"}]\","
        "\"core.from=2026-01-01T00:00:00.000000Z\",\"core.until=2030-01-01T00:00:00."
        "000000Z\"],"
        "\"link\":[\"risk-assessment=%s\"]}",
        t->court->hex, risk);
    tap_ok(strcmp(story_forward(t), "allowed") == 0, "with both filed it goes");
    t->contact(w, t->un, t->court);
    tap_ok(!sim_has(w, t->court, risk), "what un thinks of the court stays at un");
}

static void
story_court(struct story *t)
{
    struct work *w = t->w;
    const char *items[] = {t->assessment, t->evidence};
    struct stored entry;

    tap_ok(sim_has_part(w, t->court, t->assessment, "core") &&
            sim_has_part(w, t->court, t->evidence, "content"),
        "the court has both");
    tap_ok(story_proves(t, t->court, t->assessment, t->eu) &&
            story_proves(t, t->court, t->evidence, t->eu) &&
            story_proves(t, t->court, t->custody, t->eu),
        "and proves that eu wrote them, whom it never met");
    tap_ok(strcmp(sim_states(w, t->un, t->court, t->assessment), "received") == 0,
        "un has the court's receipt");
    for (size_t i = 0; i < 2; i++) {
        sim_do(w, t->court, "enter", "{\"id\":\"%s\",\"proceeding\":\"Case 1/2026\"}",
            items[i]);
        tap_ok(story_linked(t, t->court, items[i], "enters", "entry/1", t->court, &entry),
            "it is entered in a proceeding");
    }
    t->contact(w, t->court, t->un);
    t->contact(w, t->un, t->eu);
    tap_ok(story_linked(t, t->eu, t->evidence, "enters", "entry/1", t->court, &entry) &&
            story_linked(t, t->eu, t->assessment, "enters", "entry/1", t->court, &entry),
        "eu is told of the entries by way of un");
}

static void
story_recall(struct story *t)
{
    struct work *w = t->w;
    struct stored erasure;

    t->recall = story_made(t,
        sim_do(w, t->eu, "recall", "{\"id\":\"%s\",\"reason\":\"source withdrew\"}",
            t->assessment));
    tap_ok(sim_has_part(w, t->un, t->assessment, "core"),
        "before contact un knows of nothing");
    t->contact(w, t->eu, t->un);
    tap_ok(!sim_has_part(w, t->un, t->assessment, "core") &&
            sim_has_part(w, t->un, t->assessment, "terms"),
        "un erased it; its terms stay");
    tap_ok(story_linked(t, t->un, t->assessment, "erases", "erasure/1", t->un, &erasure),
        "by an erasure of its own");
    t->contact(w, t->un, t->court);
    tap_ok(sim_has_part(w, t->court, t->assessment, "core"), "the court keeps it");
    t->contact(w, t->un, t->eu);
    tap_ok(strcmp(sim_states(w, t->eu, t->un, t->assessment), "erased") == 0,
        "eu has un's statement: erased");
    tap_ok(strcmp(sim_states(w, t->eu, t->court, t->assessment), "kept") == 0,
        "and the court's, by way of un: kept");
    tap_ok(story_linked(t, t->eu, t->recall, "because-of", "receipt/1", t->court,
               &erasure) &&
            json_at(sim_core(w, t->eu, &erasure), "items.0.reason.0.text") != NULL,
        "with the reason");
    tap_ok(sim_waits(w, t->eu, "recalls_open") == 0 &&
            sim_waits(w, t->un, "recalls_open") == 0,
        "no recall is open");
    tap_ok(sim_has_part(w, t->court, t->evidence, "core") &&
            sim_has_part(w, t->un, t->evidence, "core"),
        "the evidence was not recalled");
    tap_ok(strcmp(sim_text(w,
                      sim_do(w, t->eu, "show",
                          "{\"id\":\"%s\",\"purpose\":\"investigation\"}", t->assessment),
                      "state"),
               "recalled") == 0,
        "eu still reads its own copy, which is marked");
    tap_ok(strcmp(sim_refused(w, t->eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}",
                      t->assessment),
               "P12") == 0,
        "and gives it to nobody any more (P12)");
    tap_ok(strcmp(sim_refused(w, t->eu, "erase", "{\"id\":\"%s\",\"reason\":\"tidy\"}",
                      t->evidence),
               "P27") == 0,
        "eu cannot erase it either (P27)");
    tap_ok(sim_has_part(w, t->eu, t->evidence, "content"), "and it is there");
}

/* The whole, from three nodes that know nobody. */
UNUSED static void
story_tell(struct story *t, const char *url)
{
    struct sim *all[] = {t->eu, t->un, t->court};

    story_begin(t, url);
    story_write(t);
    story_share(t);
    story_read(t);
    story_talk(t);
    story_release(t);
    story_court(t);
    story_recall(t);
    for (size_t i = 0; i < COUNT_OF(all); i++)
        tap_ok(sim_holds(t->w, all[i]), "%s verifies, every byte", all[i]->handle);
}

#endif
