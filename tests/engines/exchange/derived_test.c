/*
 * What was made from a recalled item.  Its originator's own goes by recalls of its own, each
 * to its own holders; others' the holder decides on within seven days, and says so; of a
 * dissent the words stay and the quotations go, and no recall reaches it.
 */
#include "core/node/secrets.h"
#include "engines/exchange/forge.h"
#include "engines/exchange/recall.h"

static struct four f;

static void
due_is(struct work *w, struct sim *s, const char *path, const char *want,
    const char *what)
{
    tap_is_text(bytes_of(sim_text(w, sim_do(w, s, "due", "{}"), path)), want, "%s", what);
}

static const char *
from(struct work *w, const char *type, const char *id)
{
    return work_format(w, ",\"link\":[\"%s=%s\"]", type, id);
}

/* ---- One's own -------------------------------------------------------------------------- */

static void
own(struct work *w)
{
    const char *a = paper(w, f.eu, "A", ""),
               *b = paper(w, f.eu, "B", from(w, "derived-from", a)),
               *c = paper(w, f.eu, "C", from(w, "quotes", b)),
               *other = paper(w, f.eu, "Other", ""), *recall;
    struct json *told;
    int64_t before;

    give(w, f.eu, f.un, a);
    give(w, f.eu, f.who, c);
    give(w, f.eu, f.un, other);
    before = fixture_count(w, f.eu->node);
    told = sim_do(w, f.eu, "recall",
        "{\"id\":\"%s\",\"reason\":\"R\",\"derived\":true,\"preview\":true}", a);
    tap_ok(json_get(told, "derived")->count == 2 &&
            strcmp(sim_text(w, told, "derived.0.id"), b) == 0 &&
            strcmp(sim_text(w, told, "derived.1.id"), c) == 0 &&
            strcmp(sim_text(w, told, "derived.1.partners.0"), "who") == 0 &&
            strcmp(sim_text(w, told, "partners.0"), "un") == 0,
        "what would be recalled, and from whom, is shown before");
    tap_ok(fixture_count(w, f.eu->node) == before && json_get(told, "id") == NULL,
        "and nothing is done");
    told =
        sim_do(w, f.eu, "recall", "{\"id\":\"%s\",\"reason\":\"R\",\"derived\":true}", a);
    recall = sim_text(w, told, "derived.1.recall");
    meet(w, f.eu, f.un);
    meet(w, f.eu, f.who);
    tap_ok(!sim_has_part(w, f.un, a, "core") && !sim_has_part(w, f.who, c, "core"),
        "it goes at un, what was made from it at who");
    tap_ok(sim_has_part(w, f.un, other, "core"), "and nothing else");
    tap_ok(!sim_has(w, f.un, recall) && !sim_has(w, f.un, c) &&
            !sim_has(w, f.who, sim_text(w, told, "id")) && !sim_has(w, f.who, a),
        "nobody is told of what it was not given");
    tap_line(w, f.eu, recall, 0, "state", "erased", "and each recall has its ledger");
    told = sim_do(w, f.eu, "recall", "{\"id\":\"%s\",\"reason\":\"R\"}", other);
    tap_ok(json_get(told, "derived")->count == 0, "what nothing was made from says so");
}

static void
not_asked(struct work *w)
{
    const char *a = paper(w, f.eu, "A", ""),
               *b = paper(w, f.eu, "B", from(w, "derived-from", a));
    struct json *told;

    give(w, f.eu, f.un, a);
    give(w, f.eu, f.un, b);
    told = sim_do(w, f.eu, "recall", "{\"id\":\"%s\",\"reason\":\"R\"}", a);
    tap_is_text(bytes_of(sim_text(w, told, "derived.0.what")),
        "made from it, and not recalled",
        "without the word, what was made from it is told");
    meet(w, f.eu, f.un);
    tap_ok(sim_has_part(w, f.un, b, "core") && !sim_has_part(w, f.un, a, "core"),
        "and stays");
    due_is(w, f.un, "to_decide.0.id", "",
        "the originator's own is not un's to decide on");
}

/* ---- Others' ------------------------------------------------------------------------------ */

static const char *
decide(struct work *w, const char *id, const char *fate, const char *more)
{
    return sim_text(w,
        sim_do(w, f.un, "recall decide",
            "{\"id\":\"%s\",\"fate\":\"%s\",\"reason\":\"Ours stands.\"%s}", id, fate,
            more),
        "items.0.state");
}

static void
others(struct work *w)
{
    const char *a = paper(w, f.eu, "A", ""), *mine, *kept, *held, *recall;

    give(w, f.eu, f.un, a);
    mine = paper(w, f.un, "Mine", from(w, "derived-from", a));
    kept = paper(w, f.un, "Kept", from(w, "quotes", a));
    held = paper(w, f.un, "Held", from(w, "derived-from", mine));
    sim_do(w, f.un, "hold", "{\"id\":\"%s\",\"reason\":\"trial\"}", held);
    recall = call_back(w, f.eu, a);
    meet(w, f.eu, f.un);
    tap_ok(sim_has_part(w, f.un, mine, "core") && !sim_has_part(w, f.un, a, "core"),
        "what un made from it stays at first");
    due_is(w, f.un, "to_decide.0.state", "due", "and is to be decided on");
    due_is(w, f.un, "to_decide.0.partner", "eu", "because of eu's recall");
    due_is(w, f.un, "to_decide.2.id", held, "also what was made from that");
    due_is(w, f.un, "to_decide.3.id", "", "and nothing else");
    tap_ok(sim_waits(w, f.un, "to_decide") == 3, "they wait in status, too");
    tap_line(w, f.eu, recall, 0, "derived.2.state", "open", "eu is told that it is open");
    tap_line(w, f.eu, recall, 0, "since", "", "and nothing is overdue");
    sim_clock += 8 * TIME_DAY;
    due_is(w, f.un, "to_decide.0.state", "overdue", "after seven days it is overdue");
    due_is(w, f.eu, "recalls.0.why", "has not decided on what was made from it",
        "and eu sees who has not decided");
    tap_is_text(bytes_of(decide(w, kept, "keep", "")), "kept", "un keeps one");
    tap_is_text(bytes_of(decide(w, mine, "erase", "")), "erased", "erases one");
    tap_is_text(bytes_of(decide(w, held, "erase", "")), "kept",
        "and one that is held stays, whatever it says");
    tap_ok(!sim_has_part(w, f.un, mine, "core") && sim_has_part(w, f.un, kept, "core") &&
            sim_has_part(w, f.un, held, "core"),
        "so it is");
    tap_is_text(bytes_of(sim_refused(w, f.un, "recall decide",
                    "{\"id\":\"%s\",\"fate\":\"keep\",\"reason\":\"R\"}", kept)),
        "missing", "it is decided on once");
    due_is(w, f.un, "to_decide.0.id", "", "nothing is left to decide");
    meet(w, f.un, f.eu);
    due_is(w, f.eu, "recalls.0.why", "", "and nobody is overdue at eu");
    tap_ok(strstr(line(w, f.eu, recall, 0, "line"), "kept") != NULL &&
            strstr(line(w, f.eu, recall, 0, "line"), "erased") != NULL &&
            strstr(line(w, f.eu, recall, 0, "line"), "open") == NULL,
        "who has it signed");
    tap_line(w, f.eu, recall, 0, "state", "erased",
        "of its own item un still states: erased");
    tap_ok(!sim_has(w, f.eu, kept), "and does not hold what un made");
    tap_ok(sim_holds(w, f.un) && sim_holds(w, f.eu), "both verify");
}

static void
redacted(struct work *w)
{
    const char *a = paper(w, f.eu, "A", ""), *body = at(w, "quoting.json"), *mine;
    const char *text = "{\"core\":{\"title\":" TEXT(
        "Q") ",\"language\":\"en\",\"judgements\":[{"
             "\"text\":" TEXT("Ours") "}]},\"quotes\":{"
                                      "\"texts\":[" TEXT("zebraword") "]}}";

    give(w, f.eu, f.un, a);
    put_file(body, text, strlen(text));
    mine = sim_text(w,
        sim_do(w, f.un, "new",
            "{\"kind\":\"assessment\",\"body\":\"%s\",\"tlp\":\"amber\",\"purpose\":["
            "\"work\"],\"link\":[\"quotes=%s\"]}",
            body, a),
        "id");
    call_back(w, f.eu, a);
    meet(w, f.eu, f.un);
    tap_is_text(bytes_of(sim_refused(w, f.un, "recall decide",
                    "{\"id\":\"%s\",\"fate\":\"redact\",\"reason\":\"R\"}", mine)),
        "usage", "what is redacted has to be said");
    tap_is_text(bytes_of(sim_refused(w, f.un, "recall decide",
                    "{\"id\":\"%s\",\"fate\":\"redact\",\"part\":\"core\",\"reason\":"
                    "\"R\"}",
                    mine)),
        "usage", "and is not all there is");
    tap_is_text(bytes_of(decide(w, mine, "redact", ",\"part\":\"quotes\"")), "redacted",
        "the quotations go");
    tap_ok(!sim_has_part(w, f.un, mine, "quotes") && sim_has_part(w, f.un, mine, "core"),
        "and the rest stays");
    tap_is_text(bytes_of(sim_text(w, sim_do(w, f.un, "list", "{\"search\":\"Ours\"}"),
                    "items.0.id")),
        mine, "to be found by its words");
    tap_ok(json_get(sim_do(w, f.un, "list", "{\"search\":\"zebraword\"}"), "items")
                ->count == 0,
        "not by those that went");
    tap_is_text(bytes_of(sim_text(w,
                    sim_do(w, f.un, "show", "{\"id\":\"%s\",\"purpose\":\"work\"}", mine),
                    "state")),
        "in force", "it is not called erased");
}

/* ---- Dissent -------------------------------------------------------------------------------- */

/* The keys, salts and text of its quotations, and that they are found. */
static void
look_for_quotes(struct work *w, struct sim *s, const char *id, const char *text,
    struct scan *scan)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct stored of = sim_find(w, s, id);
    struct stored_part part;
    bool have = true;

    scan_open(w, scan);
    scan_add(scan, bytes_of(text), "the text");
    NEED(w, store_part(node_store(s->node), w, &of, "quotes", &part));
    scan_add(scan, hash_bytes(&part.salt), "the salt");
    NEED(w, db_query(node_store(s->node)->db, w, &rows, SQL_PART_LIST, "i", of.no));
    while (have) {
        struct bytes name, sealed;

        NEED(w, db_next(&rows, &have));
        if (!have)
            break;
        NEED(w, db_keep(&rows, 0, &name) && db_keep(&rows, 2, &sealed));
        if (bytes_is(name, "quotes"))
            scan_add_raw(scan, sealed, "the sealed part");
    }
    scan_ready(scan);
    tap_ok(scan_folder(scan, s->folder) > 0, "there is something to find");
}

static const char *
dissent_from(struct work *w, const char *id, const char *quoted)
{
    const char *said = sim_text(w,
        sim_do(w, f.un, "opine",
            "{\"id\":\"%s\",\"text\":\"We differ.\",\"quote\":[\"%s\"]}", id, quoted),
        "id");

    meet(w, f.un, f.eu);
    return said;
}

static void
dissent(struct work *w)
{
    const char *a = paper(w, f.eu, "A", ""), *said, *recall;
    const char *quoted = secret_text(w, 60);
    struct scan scan;

    give(w, f.eu, f.un, a);
    said = dissent_from(w, a, quoted);
    look_for_quotes(w, f.un, said, quoted, &scan);
    tap_ok(sim_has_part(w, f.eu, said, "quotes"), "eu has un's dissent, which quotes it");
    tap_is_text(bytes_of(sim_refused(w, f.eu, "recall",
                    "{\"id\":\"%s\",\"reason\":\"R\"}", said)),
        "P13", "eu cannot recall it");
    recall = call_back(w, f.eu, a);
    meet(w, f.un, f.eu);
    tap_ok(sim_has_part(w, f.un, said, "core") &&
            !sim_has_part(w, f.un, said, "quotes") && !sim_has_part(w, f.un, a, "core"),
        "after a recall of the item the dissent's words stay, its quotations go");
    tap_clean(&scan, f.un->folder, "no file at un holds a piece of them");
    due_is(w, f.un, "to_decide.0.id", "", "which nobody has to decide");
    tap_line(w, f.eu, recall, 0, "derived.0.state", "redacted", "and un says so");
    tap_is_text(bytes_of(sim_text(w,
                    sim_do(w, f.un, "show", "{\"id\":\"%s\",\"purpose\":\"work\"}", said),
                    "parts.core.text.0.text")),
        "We differ.", "the words can be read");
}

/* The last: eu's log is another after it. */
static void
forged_recall(struct work *w)
{
    static const struct actor anna = {.person = {(const uint8_t *)"anna", 4}};
    const char *a = paper(w, f.eu, "A", ""), *said;
    struct stored of;
    struct forged forged;
    struct bytes reply;
    int64_t count;

    give(w, f.eu, f.un, a);
    said = dissent_from(w, a, "A judged");
    of = sim_find(w, f.un, said);
    forge_start(w, f.eu, f.un, &forged);
    forge_record(&forged,
        forge_make(w,
            &(struct forged_record){.author = f.eu,
                .kind = "recall/1",
                .parts = "{\"core\":{\"code\":\"error\",\"text\":" TEXT("R") "}}",
                .link = "recalls",
                .target = &of}));
    forge_note(&forged);
    NEED(w,
        exchange_answer(f.un->node, w, &f.eu->id, bytes_of("push"), forge_write(&forged),
            &reply));
    NEED(w, exchange_settle(f.un->node, w, &anna, &count));
    tap_ok(sim_has_part(w, f.un, said, "core") && sim_has_part(w, f.un, said, "quotes"),
        "a recall of another's dissent, by a program that makes one, has no effect");
}

/* ---- Counted -------------------------------------------------------------------------------- */

static void
counted(struct work *w)
{
    struct json *at_un = json_get(sim_do(w, f.un, "status", "{}"), "recalls"), *later;

    tap_ok(at_un->count == 1 && strcmp(sim_text(w, at_un, "0.by"), "eu") == 0,
        "un knows that eu recalled");
    tap_is_text(bytes_of(sim_text(w, at_un, "0.says")),
        "6 in the last year: 3 other, 3 error", "how much, and for what reasons");
    sim_clock += 366 * TIME_DAY;
    later = json_get(sim_do(w, f.un, "status", "{}"), "recalls");
    tap_ok(later->count == 0, "and after a year it is counted no more");
}

int
main(void)
{
    struct work *w = sim_start();

    chance_start();
    f = four_open(w);
    own(w);
    not_asked(w);
    others(w);
    redacted(w);
    dissent(w);
    forged_recall(w);
    counted(w);
    for (size_t i = 0; i < sim_count; i++)
        tap_ok(sim_holds(w, &sims[i]), "%s verifies", sims[i].handle);
    sim_end();
    work_close(w);
    return tap_end();
}
