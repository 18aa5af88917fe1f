/*
 * However much is shared at once goes by one act: as many delivery records as it takes,
 * signed together; and the first that may not go keeps all others here.
 */
#include "engines/exchange/sim.h"

#define MANY (WATCHED ? 1100 : 2500)
#define RECORDS (WATCHED ? 2 : 3) /* of delivery, 1,000 items each */

static struct sim *eu, *un;

/* ${MANY} matters, their ids as a JSON list. */
static const char *
make_many(struct work *w)
{
    struct draft *drafts = work_alloc(w, (size_t)MANY * sizeof(*drafts));
    struct receipt *made = work_alloc(w, (size_t)MANY * sizeof(*made));
    struct buffer ids = buffer_open(w, SIZE_MAX / 2);
    struct json *part = parse(w, "{\"title\":" TEXT("River") "}");
    struct json *terms = fixture_terms(w, eu->node);
    struct bytes list;
    const char *text;

    for (size_t i = 0; i < (size_t)MANY; i++) {
        drafts[i].kind = "matter/1";
        draft_part(&drafts[i], "core", part);
        draft_part(&drafts[i], "terms", terms);
    }
    NEED(w, node_make(eu->node, w, drafts, (size_t)MANY, made));
    for (size_t i = 0; i < (size_t)MANY; i++) {
        struct bytes id;

        NEED(w, uuid_write(w, &made[i].id, &id));
        buffer_format(&ids, "%s\"%.*s\"", i == 0 ? "" : ",", (int)id.len,
            (const char *)id.at);
    }
    NEED(w, buffer_bytes(&ids, &list) && work_string(w, list, &text));
    return text;
}

/* How many records of that kind ${by} made are at ${s}. */
static size_t
by_author(struct work *w, struct sim *s, const char *kind, struct sim *by)
{
    struct stored of = {0};
    bool have = true;
    size_t count = 0;

    while (have) {
        NEED(w, store_next(node_store(s->node), w, of.no, bytes_of(kind), &of, &have));
        count += have && hash_equal(&of.author, &by->id);
    }
    return count;
}

int
main(void)
{
    struct work *w = sim_start();
    struct json *answer;
    const char *ids, *args, *secret;
    struct log_head outbox;
    struct stored first;
    struct record *one;
    int64_t before;

    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 11);
    sim_pin(w, eu, un, SIM_URL, "none");
    sim_pin(w, un, eu, SIM_URL, "none");
    ids = make_many(w);

    secret = sim_text(w,
        sim_do(w, eu, "new",
            "{\"kind\":\"matter\",\"tlp\":\"red\",\"set\":[\"core.title=[{\\\"lang\\\":"
            "\\\"en\\\",\\\"text\\\":\\\"Secret\\\"}]\"]}"),
        "id");
    before = fixture_count(w, eu->node);
    args = work_format(w, "{\"id\":[%s,\"%s\"],\"to\":\"un\"}", ids, secret);
    tap_fault(w, FAULT_DENIED, sim_try(w, eu, "share", args, &answer),
        "one that may not go keeps all %d others here", MANY);
    tap_ok(fixture_count(w, eu->node) == before, "and nothing was written");

    args = work_format(w, "{\"id\":[%s],\"to\":\"un\"}", ids);
    tap_good(w, sim_try(w, eu, "share", args, &answer), "%d are shared at once", MANY);
    tap_ok(json_get(answer, "deliveries")->integer == RECORDS &&
            by_author(w, eu, "delivery/1", eu) == RECORDS,
        "by %d records", RECORDS);
    first = sim_find(w, eu, sim_text(w, answer, "delivery"));
    NEED(w, node_record(eu->node, w, &first, &one));
    tap_ok(one->proof[0].path_len == (WATCHED ? 1 : 2), "under one signature");
    tap_ok(sim_waits(w, eu, "receipts_missing") == (size_t)MANY,
        "a receipt is awaited for each");
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    tap_ok(by_author(w, un, "matter/1", eu) == (size_t)MANY,
        "all are there after one contact");
    tap_ok(sim_waits(w, eu, "receipts_missing") == 0, "with receipts");

    /* Given back, all of them are receipted together. */
    before = (int64_t)by_author(w, eu, "receipt/1", eu);
    args = work_format(w, "{\"id\":[%s],\"to\":\"eu\"}", ids);
    tap_good(w, sim_try(w, un, "share", args, &answer), "un gives all back");
    sim_do(w, un, "sync", "{\"org\":\"eu\"}");
    tap_ok(sim_waits(w, un, "receipts_missing") == 0 &&
            by_author(w, eu, "receipt/1", eu) >= (size_t)before + (WATCHED ? 3 : 5),
        "and has receipts too");
    NEED(w, node_outbox(un->node, w, &eu->id, &outbox));
    tap_ok(outbox.size > (uint64_t)MANY && sim_holds(w, eu) && sim_holds(w, un),
        "both verify");
    sim_end();
    work_close(w);
    return tap_end();
}
