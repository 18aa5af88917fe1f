/*
 * What goes where does not hang on the order of acts: consents, recalls and corrections
 * reach everyone who has what they are about; what was taken back before it went stays.
 */
#include "engines/exchange/judge.h"

static struct sim *eu, *un, *court;

static const char *
paper(struct work *w, struct sim *by)
{
    const char *body = at(w, "body"),
               *text = "{\"core\":{\"title\":" TEXT(
                   "Paper") ",\"language\":\"en\","
                            "\"judgements\":[{\"text\":" TEXT(
                                "Rain.") "}]},\"source\":"
                                         "{\"note\":" TEXT(JUDGE_SOURCE) "}}";

    put_file(body, text, strlen(text));
    return sim_text(w,
        sim_do(w, by, "new",
            "{\"kind\":\"assessment\",\"body\":\"%s\",\"tlp\":"
            "\"amber\",\"purpose\":[\"work\"]}",
            body),
        "id");
}

static const char *
photo(struct work *w, struct sim *by, const char **custody)
{
    uint8_t bytes[900];
    struct json *taken;

    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)chance(256);
    put_file(at(w, "photo"), bytes, sizeof(bytes));
    taken = sim_do(w, by, "ingest",
        "{\"path\":[\"%s\"],\"tlp\":\"amber\",\"purpose\":[\"work\"]}", at(w, "photo"));
    *custody = sim_text(w, taken, "items.0.custody");
    return sim_text(w, taken, "items.0.id");
}

static void
share(struct work *w, struct sim *from, struct sim *to, const char *id)
{
    sim_do(w, from, "share", "{\"id\":[\"%s\"],\"to\":\"%s\"}", id, to->handle);
}

static const char *
release(struct work *w, const char *id, struct sim *to)
{
    return sim_text(w,
        sim_do(w, eu, "release",
            "{\"id\":\"%s\",\"to\":\"%s\",\"purpose\":"
            "\"work\",\"until\":\"2030-01-01\"}",
            id, to->hex),
        "id");
}

static void
meet(struct work *w, struct sim *a, struct sim *b)
{
    sim_do(w, a, "sync", "{\"org\":\"%s\"}", b->handle);
}

/* ---- Order ---------------------------------------------------------------------------------- */

static void
consents(struct work *w)
{
    const char *a = paper(w, eu), *b = paper(w, eu), *c = paper(w, eu);
    const char *after, *before, *over;
    struct json *saw;

    share(w, eu, un, a);
    after = release(w, a, court);
    before = release(w, b, court);
    share(w, eu, un, b);
    over = release(w, c, court);
    sim_do(w, eu, "withdraw", "{\"id\":\"%s\",\"reason\":\"r\"}", over);
    share(w, eu, un, c);
    meet(w, eu, un);
    tap_ok(sim_has_part(w, un, after, "core"),
        "a consent given right after sharing arrives");
    tap_ok(sim_has_part(w, un, before, "core"), "and one that was given before");
    tap_ok(!sim_has(w, un, over), "but not one that was over before");
    tap_ok(strcmp(sim_refused(w, un, "share", "{\"id\":[\"%s\"],\"to\":\"court\"}", a),
               "allowed") == 0,
        "un may pass on the first");
    saw = sim_do(w, un, "who-saw", "{\"id\":\"%s\"}", a);
    tap_ok(strcmp(sim_text(w, saw, "readings.0.act"), "share") == 0 &&
            strcmp(sim_text(w, saw, "readings.0.to"), "court") == 0 &&
            strcmp(sim_text(w, saw, "readings.0.person"), "anna") == 0 &&
            strcmp(sim_text(w, saw, "readings.0.purpose"), "work") == 0,
        "which is logged there: who, to whom and what for");
    tap_ok(strcmp(sim_refused(w, un, "share", "{\"id\":[\"%s\"],\"to\":\"court\"}", b),
               "allowed") == 0,
        "and the second");
    tap_ok(strcmp(sim_refused(w, un, "share", "{\"id\":[\"%s\"],\"to\":\"court\"}", c),
               "P03") == 0,
        "not the third (P03)");
    meet(w, un, court);
    sim_do(w, eu, "withdraw", "{\"id\":\"%s\",\"reason\":\"r\"}", after);
    meet(w, eu, un);
    tap_ok(strcmp(sim_refused(w, un, "share", "{\"id\":[\"%s\"],\"to\":\"court\"}", a),
               "P04") == 0,
        "a consent that was withdrawn lets nothing new through (P04)");
    meet(w, un, court);
    meet(w, un, eu);
    tap_ok(!sim_has_part(w, court, a, "core") && sim_has_part(w, court, b, "core") &&
            sim_waits(w, eu, "recalls_open") == 0,
        "and what went by it is called back");
}

static void
recall_at_once(struct work *w)
{
    const char *a = paper(w, eu);

    share(w, eu, un, a);
    sim_do(w, eu, "recall", "{\"id\":\"%s\",\"reason\":\"r\"}", a);
    tap_ok(sim_waits(w, eu, "recalls_open") <= 1,
        "shared and recalled before any contact");
    meet(w, eu, un);
    meet(w, un, eu);
    tap_ok(sim_has(w, un, a) && !sim_has_part(w, un, a, "core"), "its header alone goes");
    tap_ok(sim_waits(w, eu, "recalls_open") == 0 &&
            sim_waits(w, eu, "receipts_missing") == 0,
        "the recall is answered, and nothing is awaited");
}

/* Corrections made one after the other without contact, the item being at two removes. */
static void
corrections(struct work *w)
{
    const char *a = paper(w, eu);
    struct stored there;

    release(w, a, court);
    share(w, eu, un, a);
    meet(w, eu, un);
    share(w, un, court, a);
    meet(w, un, court);
    for (int i = 0; i < 3; i++)
        sim_do(w, eu, "correct", "{\"id\":\"%s\",\"set\":[\"core.language=fr\"]}", a);
    meet(w, eu, un);
    meet(w, un, court);
    there = sim_find(w, un, a);
    tap_ok(there.version == 4 && sim_has_part(w, un, a, "core"),
        "un has the newest version");
    there = sim_find(w, court, a);
    tap_ok(there.version == 4 && !sim_has_part(w, court, a, "core"),
        "the court knows that there is one; eu consented to the first only");
    sim_do(w, eu, "recall", "{\"id\":\"%s\",\"reason\":\"r\"}", a);
    meet(w, eu, un);
    meet(w, un, court);
    meet(w, un, eu);
    tap_ok(sim_waits(w, eu, "recalls_open") == 0 && !sim_has_part(w, un, a, "core"),
        "recalled, all versions end");
    for (int64_t version = 1; version <= 4; version++) {
        struct stored_part part;
        struct stored *all;
        size_t count;

        NEED(w, store_versions(node_store(court->node), w, &there.id, &all, &count));
        for (size_t i = 0; i < count; i++)
            if (all[i].version == version)
                tap_ok(!store_part(node_store(court->node), w, &all[i], "core", &part),
                    "version %lld is gone at the court", (long long)version);
        work_clear(w);
    }
}

/* ---- Taken back before it went ------------------------------------------------------------------ */

static void
withdrawn_between(struct work *w)
{
    const char *custody, *a = paper(w, eu), *e = photo(w, eu, &custody), *of_a, *of_e;

    of_a = release(w, a, court);
    of_e = release(w, e, court);
    share(w, eu, un, a);
    share(w, eu, un, e);
    meet(w, eu, un);
    share(w, un, court, a);
    share(w, un, court, e);
    sim_do(w, eu, "withdraw", "{\"id\":\"%s\",\"reason\":\"r\"}", of_a);
    sim_do(w, eu, "withdraw", "{\"id\":\"%s\",\"reason\":\"r\"}", of_e);
    meet(w, eu, un);
    meet(w, un, court);
    tap_ok(sim_has(w, court, a) && sim_has(w, court, e) && sim_has(w, court, custody),
        "a consent withdrawn before contact: the headers go");
    tap_ok(!sim_has_part(w, court, a, "core") && !sim_has_part(w, court, a, "terms") &&
            !sim_has_part(w, court, e, "core") && !sim_has_part(w, court, e, "vault") &&
            !sim_has_part(w, court, custody, "core"),
        "and nothing else of any of them");
    tap_ok(sim_waits(w, un, "receipts_missing") == 0, "for which there are receipts");
    sim_do(w, eu, "recall", "{\"id\":\"%s\",\"reason\":\"r\"}", a);
    meet(w, eu, un);
    meet(w, un, court);
    meet(w, un, eu);
    tap_ok(sim_waits(w, eu, "recalls_open") == 0 && sim_waits(w, un, "recalls_open") == 0,
        "a recall of a header alone is answered too");
}

/* ---- From two sides -------------------------------------------------------------------------------- */

static void
twice_given(struct work *w)
{
    const char *a = paper(w, eu);

    sim_pin(w, eu, court, SIM_URL, "none");
    sim_pin(w, court, eu, SIM_URL, "none");
    release(w, a, court);
    share(w, eu, un, a);
    share(w, eu, court, a);
    meet(w, eu, un);
    meet(w, eu, court);
    share(w, un, court, a);
    tap_ok(sim_waits(w, un, "receipts_missing") > 0,
        "un gives the court what it has from eu");
    meet(w, un, court);
    tap_ok(sim_waits(w, un, "receipts_missing") == 0, "and has a receipt for it");
    share(w, un, eu, a);
    meet(w, un, eu);
    tap_ok(sim_waits(w, un, "receipts_missing") == 0, "also from the author itself");
    meet(w, un, eu);
    sim_do(w, eu, "recall", "{\"id\":\"%s\",\"reason\":\"r\"}", a);
    meet(w, eu, un);
    meet(w, eu, court);
    meet(w, un, court);
    meet(w, un, eu);
    tap_ok(sim_waits(w, eu, "recalls_open") == 0 &&
            sim_waits(w, un, "recalls_open") == 0 && !sim_has_part(w, court, a, "core"),
        "recalled on both ways, it ends once");
}

/* ---- Whose assurance ---------------------------------------------------------------------------- */

/* ${by} assesses the risk of transfers to the court, and assures that there is none. */
static const char *
assure(struct work *w, struct sim *by, const char **risk)
{
    *risk = sim_text(w,
        sim_do(w, by, "new",
            "{\"kind\":\"risk-assessment\",\"set\":[\"core.recipient=%s\","
            "\"core.title=[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":\\\"R\\\"}]\","
            "\"core.risks=[{\\\"risk\\\":\\\"torture\\\",\\\"level\\\":\\\"low\\\"}]\","
            "\"core.conclusion=[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":\\\"low\\\"}]\"]}",
            court->hex),
        "id");
    return sim_text(w,
        sim_do(w, by, "new",
            "{\"kind\":\"assurance\",\"set\":[\"core.recipient=%s\","
            "\"core.covers=[\\\"torture\\\"]\",\"core.text=[{\\\"lang\\\":\\\"en\\\","
            "\\\"text\\\":\\\"assured\\\"}]\",\"core.from=2026-01-01T00:00:00.000000Z\","
            "\"core.until=2030-01-01T00:00:00.000000Z\"],\"link\":[\"risk-assessment=%"
            "s\"]}",
            court->hex, *risk),
        "id");
}

/* What a recipient assures of itself, with its own assessment of its own risk, is not what
 * P17 asks for: the sender files both.  And what is withdrawn assures of nothing. */
static void
assured(struct work *w)
{
    const char *a = paper(w, eu), *risk, *assurance;
    const char *to_court = "{\"id\":[\"%s\"],\"to\":\"court\"}";
    const char *withdraw = "{\"id\":\"%s\",\"move\":\"withdraw\",\"set\":[\"reason="
                           "[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":\\\"R\\\"}]\"]}";

    sim_pin(w, un, court, SIM_URL, "torture");
    release(w, a, court);
    share(w, eu, un, a);
    meet(w, eu, un);
    assurance = assure(w, court, &risk);
    sim_watch = NULL; /* here they do travel */
    share(w, court, un, risk);
    share(w, court, un, assurance);
    meet(w, court, un);
    sim_watch = judge_watch;
    tap_ok(sim_has_part(w, un, assurance, "core") && sim_has_part(w, un, risk, "core"),
        "the court gives un an assurance for itself");
    tap_ok(strcmp(sim_refused(w, un, "share", to_court, a), "P17") == 0,
        "which opens nothing (P17)");
    sim_do(w, un, "move", withdraw, assure(w, un, &risk));
    tap_ok(strcmp(sim_refused(w, un, "share", to_court, a), "P17") == 0,
        "nor does one of its own that was withdrawn");
    assure(w, un, &risk);
    sim_do(w, un, "move", withdraw, risk);
    tap_ok(strcmp(sim_refused(w, un, "share", to_court, a), "P17") == 0,
        "nor one that rests on a risk assessment that was withdrawn");
    assure(w, un, &risk);
    share(w, un, court, a);
    tap_ok(true, "one that stands lets it go");
}

/* ---- The journal, dated ------------------------------------------------------------------------------ */

/* Whoever calls, and by whichever road: the end of what was given is the giver's journal
 * head, cosigned by the partner and told to nobody. */
static void
dated(struct work *w, const char *how, void (*contact)(struct work *w))
{
    const char *a = paper(w, eu);
    struct log_head outbox;
    struct hash leaf, record;
    struct stored head, there;
    struct stored_part part;
    uint64_t seconds;

    share(w, eu, un, a);
    contact(w);
    NEED(w, node_outbox(eu->node, w, &un->id, &outbox));
    NEED(w,
        store_entry(node_store(eu->node), w, &outbox, outbox.size - 1, &leaf, &record) &&
            store_by_hash(node_store(eu->node), w, &record, &head) &&
            store_by_hash(node_store(un->node), w, &record, &there));
    tap_ok(sim_has_part(w, un, a, "core") && bytes_is(head.kind, "journal-head/1") &&
            node_cosigned(eu->node, w, outbox.note, &un->id, &seconds),
        "%s: un's cosignature dates eu's journal", how);
    tap_ok(store_part(node_store(eu->node), w, &head, "head", &part) &&
            !store_part(node_store(un->node), w, &there, "head", &part),
        "and un does not see it");
    work_clear(w);
}

static void
pushed(struct work *w)
{
    meet(w, eu, un);
}

static void
pulled(struct work *w)
{
    meet(w, un, eu);
}

static void
carried(struct work *w)
{
    const char *there = at(w, "there"), *back = at(w, "back");

    sim_do(w, eu, "bundle out", "{\"org\":\"un\",\"file\":\"%s\"}", there);
    sim_do(w, un, "bundle in", "{\"file\":[\"%s\"]}", there);
    sim_do(w, un, "bundle out", "{\"org\":\"eu\",\"file\":\"%s\"}", back);
    sim_do(w, eu, "bundle in", "{\"file\":[\"%s\"]}", back);
}

int
main(void)
{
    struct work *w = sim_start();
    struct sim *all[3];

    chance_start();
    all[0] = eu = sim_new(w, "eu", 1);
    all[1] = un = sim_new(w, "un", 11);
    all[2] = court = sim_new(w, "court", 21);
    sim_pin(w, eu, un, SIM_URL, "none");
    sim_pin(w, un, eu, SIM_URL, "none");
    sim_pin(w, un, court, SIM_URL, "none");
    sim_pin(w, court, un, SIM_URL, "none");
    sim_watch = judge_watch;
    consents(w);
    recall_at_once(w);
    corrections(w);
    withdrawn_between(w);
    twice_given(w);
    assured(w);
    dated(w, "pushed", pushed);
    dated(w, "pulled", pulled);
    dated(w, "carried", carried);
    tap_ok(judged.wrong == 0 && judged.entries > 20,
        "of %u entries none went where it might not", judged.entries);
    for (size_t i = 0; i < COUNT_OF(all); i++)
        tap_ok(sim_holds(w, all[i]), "%s verifies", all[i]->handle);
    sim_end();
    work_close(w);
    return tap_end();
}
