/*
 * Parts that come later: what a partner sent without them, or another partner has more of,
 * becomes whole here when it comes again; what was erased here does not come back.
 */
#include "engines/exchange/forge.h"

static struct sim *eu, *un, *court;

static const char *
paper(struct work *w, struct sim *by, const char *word)
{
    const char *body = at(w, "body"),
               *text = work_format(w,
                   "{\"core\":{\"title\":" TEXT("%s") ",\"language\":\"en\","
                                                      "\"judgements\":[{\"text\":" TEXT(
                                                          "Rain.") "}]}}",
                   word);

    put_file(body, text, strlen(text));
    return sim_text(w,
        sim_do(w, by, "new",
            "{\"kind\":\"assessment\",\"body\":\"%s\",\"tlp\":\"amber\",\"purpose\":["
            "\"work\"]}",
            body),
        "id");
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
            "{\"id\":\"%s\",\"to\":\"%s\",\"purpose\":\"work\",\"until\":\"2030-01-01\"}",
            id, to->hex),
        "id");
}

static void
meet(struct work *w, struct sim *a, struct sim *b)
{
    sim_do(w, a, "sync", "{\"org\":\"%s\"}", b->handle);
}

/* How many records are found at ${s} by that word. */
static size_t
found(struct work *w, struct sim *s, const char *word)
{
    int64_t *records;
    size_t count;

    NEED(w, node_search(s->node, w, bytes_of(word), &records, &count));
    return count;
}

static size_t
linked(struct work *w, struct sim *s, const char *id, const char *type)
{
    struct stored of = sim_find(w, s, id);
    struct view_link *links;
    size_t count;

    NEED(w, node_links_to(s->node, w, &of.id, type, &links, &count));
    return count;
}

static bool
rebuilds(struct work *w, struct sim *s)
{
    struct bytes grown = sim_views(w, s);
    int64_t count;

    NEED(w, node_rebuild(s->node, w, &count));
    return bytes_equal(grown, sim_views(w, s));
}

static size_t
states_of(struct work *w, struct sim *s, struct sim *by, const char *id)
{
    size_t count = 0;
    struct stored of = sim_find(w, s, id), receipt = {0};
    bool have = true;

    while (have) {
        struct json *core;

        NEED(w,
            store_next(node_store(s->node), w, receipt.no, bytes_of("receipt/1"),
                &receipt, &have));
        if (!have || !hash_equal(&receipt.author, &by->id))
            continue;
        core = sim_core(w, s, &receipt);
        for (const struct json *i = json_get(core, "items")->first; i; i = i->next) {
            struct hash hash;

            NEED(w, json_need_hash(w, i, "hash", &hash));
            count += hash_equal(&hash, &of.hash);
        }
    }
    return count;
}

/* ---- Refused at first, then allowed ------------------------------------------------------ */

static void
allowed_later(struct work *w)
{
    const char *a = paper(w, eu, "Heron"), *e, *over_a, *over_e, *custody;
    struct json *taken;
    uint8_t photo[900];

    for (size_t i = 0; i < sizeof(photo); i++)
        photo[i] = (uint8_t)(i * 13);
    put_file(at(w, "photo"), photo, sizeof(photo));
    taken = sim_do(w, eu, "ingest",
        "{\"path\":[\"%s\"],\"tlp\":\"amber\",\"purpose\":[\"work\"]}", at(w, "photo"));
    e = sim_text(w, taken, "items.0.id");
    custody = sim_text(w, taken, "items.0.custody");
    over_a = release(w, a, court);
    over_e = release(w, e, court);
    share(w, eu, un, a);
    share(w, eu, un, e);
    meet(w, eu, un);
    share(w, un, court, a);
    share(w, un, court, e);
    sim_do(w, eu, "withdraw", "{\"id\":\"%s\",\"reason\":\"r\"}", over_a);
    sim_do(w, eu, "withdraw", "{\"id\":\"%s\",\"reason\":\"r\"}", over_e);
    meet(w, eu, un);
    meet(w, un, court);
    tap_ok(sim_has(w, court, a) && !sim_has_part(w, court, a, "core") &&
            !sim_has_part(w, court, e, "core") &&
            !sim_has_part(w, court, custody, "core"),
        "consent was withdrawn: the court has headers alone");
    tap_ok(found(w, court, "Heron") == 0 &&
            strcmp(sim_refused(w, court, "show", "{\"id\":\"%s\",\"purpose\":\"work\"}",
                       a),
                "allowed") != 0,
        "and reads nothing");

    release(w, a, court);
    release(w, e, court);
    meet(w, eu, un);
    meet(w, un, court);
    tap_ok(!sim_has_part(w, court, a, "core"), "a new consent alone brings nothing");
    share(w, un, court, a);
    share(w, un, court, e);
    meet(w, un, court);
    tap_ok(sim_has_part(w, court, a, "core") && sim_has_part(w, court, a, "terms") &&
            sim_has_part(w, court, e, "vault") && sim_has_part(w, court, custody, "core"),
        "shared again, the parts come");
    sim_do(w, court, "show", "{\"id\":\"%s\",\"purpose\":\"work\"}", a);
    sim_do(w, court, "show", "{\"id\":\"%s\",\"purpose\":\"work\",\"content\":\"%s\"}", e,
        at(w, "got"));
    tap_ok(bytes_equal(get_file(w, at(w, "got")), bytes_from(photo, sizeof(photo))),
        "the court reads it, and the content too");
    tap_ok(found(w, court, "Heron") == 1 && linked(w, court, e, "of") > 0,
        "finds its words, and what points at it");
    tap_ok(states_of(w, un, court, a) == 3,
        "un has a receipt for the header, what was recalled of it, and the parts");
    tap_ok(sim_waits(w, un, "receipts_missing") == 0, "and waits for none");
    tap_ok(rebuilds(w, court), "the court's views are those of its records");
}

/* What is shared twice before it went goes once; and what was given whole changes nothing. */
static void
shared_twice(struct work *w)
{
    const char *a = paper(w, eu, "Egret");
    struct log_head before, after;
    int64_t count;

    share(w, eu, un, a);
    share(w, eu, un, a);
    NEED(w,
        exchange_settle(eu->node, w, &(struct actor){.person = bytes_of("anna")},
            &count));
    NEED(w, node_outbox(eu->node, w, &un->id, &before));
    share(w, eu, un, a);
    NEED(w,
        exchange_settle(eu->node, w, &(struct actor){.person = bytes_of("anna")},
            &count));
    NEED(w, node_outbox(eu->node, w, &un->id, &after));
    tap_ok(before.size == after.size, "what did not go yet is not put out twice");
    meet(w, eu, un);
    count = fixture_count(w, un->node);
    share(w, eu, un, a);
    meet(w, eu, un);
    tap_ok(fixture_count(w, un->node) <= count + 2 && found(w, un, "Egret") == 1,
        "given whole once more, it changes nothing but the journal's head");
}

/* ---- Two partners with different parts ----------------------------------------------------- */

static bool
want_terms(void *ctx, struct bytes part)
{
    (void)ctx;
    return bytes_is(part, "terms");
}

static bool
want_core(void *ctx, struct bytes part)
{
    (void)ctx;
    return bytes_is(part, "core");
}

/* ${by} gives ${to} that record, with some of its parts. */
static void
give(struct work *w, struct sim *by, struct sim *to, struct sim *from, const char *id,
    bool (*want)(void *ctx, struct bytes part), size_t times)
{
    struct stored s = sim_find(w, from, id);
    struct work *own = work_open(&sim_os);
    struct bytes text, reply;
    struct identity author;
    struct forged f;
    struct record *r;

    NEED(w, node_record(from->node, w, &s, &r));
    NEED(w, record_write(w, r, want, NULL, &text));
    NEED(w, node_author(from->node, w, &s.author, &author));
    forge_start(w, by, to, &f);
    forge_identity(&f, &s.author, author.text);
    for (size_t i = 0; i < times; i++)
        forge_entry(&f, text, &s.hash);
    forge_note(&f);
    if (!exchange_answer(to->node, own, &by->id, bytes_of("push"), forge_write(&f),
            &reply))
        printf("#   refused: %s\n", work_why(own));
    work_close(own);
}

static void
two_subsets(struct work *w)
{
    const char *a = paper(w, eu, "Bittern");
    struct sim *third = sim_new(w, "third", 31), *fourth = sim_new(w, "fourth", 41);
    struct sim *both[] = {third, fourth};
    struct stored s;

    for (size_t i = 0; i < 2; i++) {
        sim_pin(w, court, both[i], SIM_URL, "none");
        sim_pin(w, both[i], court, SIM_URL, "none");
        meet(w, both[i], court);
        meet(w, both[i], court);
    }
    give(w, third, court, eu, a, want_terms, 2);
    tap_ok(sim_has_part(w, court, a, "terms") && !sim_has_part(w, court, a, "core") &&
            found(w, court, "Bittern") == 0,
        "one partner gives the terms");
    give(w, fourth, court, eu, a, want_core, 2);
    tap_ok(sim_has_part(w, court, a, "core") && sim_has_part(w, court, a, "terms") &&
            found(w, court, "Bittern") == 1,
        "another the core: together they are the record");
    s = sim_find(w, court, a);
    tap_ok(hash_equal(&s.origin, &third->id), "which came from the first");
    sim_reopen(w, court);
    tap_ok(sim_has_part(w, court, a, "core") && found(w, court, "Bittern") == 1 &&
            rebuilds(w, court),
        "also after the node is opened again");
}

/* Erased here, given again by somebody else: the parts, and the key of the content. */
static void
erased_stays(struct work *w)
{
    struct sim *fifth = sim_new(w, "fifth", 51);
    const char *a = paper(w, eu, "Curlew");

    sim_pin(w, un, fifth, SIM_URL, "none");
    sim_pin(w, fifth, un, SIM_URL, "none");
    meet(w, fifth, un);
    meet(w, fifth, un);
    share(w, eu, un, a);
    meet(w, eu, un);
    tap_ok(found(w, un, "Curlew") == 1, "un has it");
    sim_do(w, un, "erase", "{\"id\":\"%s\",\"reason\":\"r\"}", a);
    tap_ok(!sim_has_part(w, un, a, "core"), "and erases it");
    give(w, fifth, un, eu, a, NULL, 1);
    tap_ok(!sim_has_part(w, un, a, "core") && found(w, un, "Curlew") == 0,
        "given by another, what was erased does not come back");
    share(w, eu, un, a);
    meet(w, eu, un);
    tap_ok(!sim_has_part(w, un, a, "core") && found(w, un, "Curlew") == 0,
        "nor when it is shared again");
}

/* The same for content: what stays of the record names it, and its key does not come back. */
static void
content_stays(struct work *w)
{
    struct stored_part vault;
    struct stored_blob blob;
    struct hash tree, key;
    struct json *value;
    struct stored s;
    const char *e;

    put_file(at(w, "letter"), "a letter of some length", 23);
    e = sim_text(w,
        sim_do(w, eu, "ingest",
            "{\"path\":[\"%s\"],\"tlp\":\"amber\",\"purpose\":[\"work\"]}",
            at(w, "letter")),
        "items.0.id");
    share(w, eu, un, e);
    meet(w, eu, un);
    s = sim_find(w, un, e);
    NEED(w,
        store_part(node_store(un->node), w, &s, "vault", &vault) &&
            json_read(w, vault.body, &json_record, &value) &&
            json_need_hash(w, value, "tree", &tree) &&
            store_blob(node_store(un->node), w, &tree, &blob));
    tap_ok(blob.pack != 0 && store_blob_key(node_store(un->node), w, &blob, &key),
        "un has a letter");
    sim_do(w, un, "erase", "{\"id\":\"%s\",\"reason\":\"r\"}", e);
    share(w, eu, un, e);
    meet(w, eu, un);
    tap_fault(w, FAULT_MISSING, store_blob_key(node_store(un->node), w, &blob, &key),
        "erased and given again, its key stays gone");
}

/* One partner gave the header, another gives the rest: the content comes from that one. */
static void
content_of_another(struct work *w)
{
    const char *e, *over;

    put_file(at(w, "map"), "a map of the river banks", 24);
    e = sim_text(w,
        sim_do(w, eu, "ingest",
            "{\"path\":[\"%s\"],\"tlp\":\"amber\",\"purpose\":[\"work\"]}", at(w, "map")),
        "items.0.id");
    over = release(w, e, court);
    share(w, eu, un, e);
    meet(w, eu, un);
    share(w, un, court, e);
    sim_do(w, eu, "withdraw", "{\"id\":\"%s\",\"reason\":\"r\"}", over);
    meet(w, eu, un);
    meet(w, un, court);
    tap_ok(sim_has(w, court, e) && !sim_has_part(w, court, e, "vault"),
        "un gives the court a header");
    sim_pin(w, eu, court, SIM_URL, "none");
    sim_pin(w, court, eu, SIM_URL, "none");
    release(w, e, court);
    share(w, eu, court, e);
    meet(w, eu, court);
    sim_do(w, court, "show", "{\"id\":\"%s\",\"purpose\":\"work\",\"content\":\"%s\"}", e,
        at(w, "got-map"));
    tap_ok(bytes_equal(get_file(w, at(w, "got-map")), get_file(w, at(w, "map"))),
        "eu the rest, with the content");
    tap_ok(strcmp(sim_states(w, eu, court, e), "received") == 0, "and has a receipt");
}

int
main(void)
{
    struct work *w = sim_start();

    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 11);
    court = sim_new(w, "court", 21);
    sim_pin(w, eu, un, SIM_URL, "none");
    sim_pin(w, un, eu, SIM_URL, "none");
    sim_pin(w, un, court, SIM_URL, "none");
    sim_pin(w, court, un, SIM_URL, "none");
    allowed_later(w);
    shared_twice(w);
    two_subsets(w);
    erased_stays(w);
    content_stays(w);
    content_of_another(w);
    tap_ok(sim_holds(w, eu) && sim_holds(w, un) && sim_holds(w, court), "all verify");
    sim_end();
    work_close(w);
    return tap_end();
}
