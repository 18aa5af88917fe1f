/*
 * schedule_acts: what persons do at the desks of a schedule's nodes, each act also written
 * down in the test's own book.
 */
#ifndef TESTS_ENGINES_EXCHANGE_SCHEDULE_ACTS_H
#define TESTS_ENGINES_EXCHANGE_SCHEDULE_ACTS_H

#include "engines/exchange/schedule_net.h"

static struct work *whole; /* what lives as long as the schedule */
static struct json *answer;

enum done { REFUSED, DONE, DOUBT };

/* A desk; DOUBT: its machine fell, and what it was to do is done or not. */
__attribute__((format(printf, 4, 5))) static enum done
act(struct work *w, int by, const char *verb, const char *format, ...)
{
    char args[4096];
    enum done done;
    va_list list;
    bool good;

    va_start(list, format);
    vsnprintf(args, sizeof(args), format, list);
    va_end(list);
    acting = all[by];
    good = sim_try(w, all[by], verb, args, &answer);
    acting = NULL;
    done = good ? DONE : fallen == all[by] ? DOUBT : REFUSED;
    counted[done == DONE ? ACTS_DONE : done == DOUBT ? ACTS_DOUBT : ACTS_REFUSED]++;
    tell("%s %s %s: %s", handles[by], verb, args, good ? "done" : work_why(w));
    if (done == REFUSED && work_why(w)[0] == '\0')
        wrong("%s refuses %s without a reason", handles[by], verb);
    if (done == REFUSED && strcmp(verb, "sync") != 0 &&
        !(forker >= 0 && strcmp(verb, "bundle in") == 0) &&
        (work_fault(w) == FAULT_IO || work_fault(w) == FAULT_CORRUPT ||
            work_fault(w) == FAULT_MEMORY))
        wrong("%s %s %s fails: %s", handles[by], verb, args, work_why(w));
    work_clear(w);
    return done;
}

/* An item of a kind that the node has: its own or another's; -1 when there is none. */
static int
any(struct work *w, int node, const char *kind, bool own)
{
    int start = book_count > 0 ? (int)chance((uint32_t)book_count) : 0;

    for (int n = 0; n < book_count; n++) {
        int i = (start + n) % book_count;

        if ((kind != NULL ? strcmp(book[i].kind, kind) == 0
                          : strcmp(book[i].kind, "assessment") == 0 ||
                        strcmp(book[i].kind, "evidence") == 0) &&
            (book[i].by == node) == own && book[i].id[0] != '\0' &&
            sim_has(w, all[node], book[i].id))
            return i;
    }
    return -1;
}

/* One that was given to others, rather than any. */
static int
given_one(struct work *w, int node)
{
    int item = -1;

    for (int n = 0; n < 4; n++) {
        item = any(w, node, NULL, true);
        if (item < 0 || (book[item].told & ~BIT(node)) != 0)
            return item;
    }
    return item;
}

/* What was made is in the book; when nobody knows whether it was, without its name. */
static void
made(struct work *w, int item, enum done done, const char *path)
{
    if (done == DONE)
        book_named(item, sim_text(w, answer, path));
    if (done == REFUSED && item == book_count - 1)
        book_count--;
}

/* ---- Items --------------------------------------------------------------------------------- */

static int
group_of(int owner)
{
    for (int g = 0; g < book_group_count; g++)
        if (book_groups[g].by == owner && one_in(2))
            return g;
    return -1;
}

/* For whom an item is meant, by its marks. */
static const char *
marks(struct work *w, struct book_item *i)
{
    uint32_t luck = chance(20);
    const char *text = "\"tlp\":\"amber\"";
    int g;

    if (luck == 0) {
        i->red = true;
        text = "\"tlp\":\"red\"";
    } else if (luck < 3) {
        text = "\"tlp\":\"amber+strict\"";
    } else if (luck < 6) {
        int to = partner_of(i->by);

        i->listed = true;
        i->list = (uint8_t)(BIT(to) | BIT(i->by));
        text = work_format(w, "\"tlp\":\"amber\",\"releasable\":[\"%s\"]", handles[to]);
    } else if (luck < 9) {
        i->home = true;
        text = "\"tlp\":\"amber\",\"terms\":\"" HOME_TERMS "\"";
    } else if (luck < 13 && (g = group_of(i->by)) >= 0) {
        i->group = g;
        i->group_in = book_groups[g].in;
        text = work_format(w, "\"tlp\":\"amber\",\"releasable\":[\"%s\"]",
            book_groups[g].id);
    }
    return text;
}

static void
write_one(struct work *w, int by)
{
    int item = book_new("assessment", by), of = -1;
    const char *link = "", *terms;

    if (item < 0)
        return;
    terms = marks(w, &book[item]);
    if (one_in(5) && (of = any(w, by, NULL, one_in(3))) >= 0)
        link = work_format(w, ",\"link\":[\"derived-from=%s\"]", book[of].id);
    made(w, item,
        act(w, by, "new",
            "{\"kind\":\"assessment\",\"set\":[\"core.title=Paper\",\"core.language=en\","
            "\"core.judgements=[{\\\"text\\\":[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":"
            "\\\"" MARK "\\\"}]}]\",\"source.note=" JUDGE_SOURCE
            "\"],%s,\"purpose\":[\"work\"]%s}",
            (unsigned)item, 1u, terms, link),
        "id");
    counted[ITEMS]++;
}

/* Evidence with content, as its door makes it. */
static bool
take_in(struct work *w, int by, int item, const char *title, struct stored *out)
{
    struct draft d = fixture_draft(w, all[by]->node, "evidence/1",
        work_format(w,
            "{\"core\":{\"title\":" TEXT("%s") ",\"acquired\":{\"how\":\"by post\"}}}",
            title));
    struct json *content = json_object(w), *name = json_object(w), *vault;
    ITEM_AUTO struct item *it = NULL;
    uint8_t bytes[700];
    size_t len = 1 + chance(sizeof(bytes) - 1);
    struct receipt r;
    struct hash sha;

    for (size_t i = 0; i < len; i++)
        bytes[i] = (uint8_t)chance(256);
    TRY(sha256(w, bytes_from(bytes, len), &sha));
    TRY(node_item_begin(all[by]->node, w, len, bytes_of(title), &it));
    TRY(node_item_add(it, w, bytes_from(bytes, len)));
    TRY(node_item_end(it, w, &sha, bytes_of(all[by]->hex)));
    vault = node_item_vault(w, it);
    TRY(json_need_hash(w, vault, "tree", &book[item].tree));
    book[item].has_tree = true;
    json_put(name, "display", json_string(w, title));
    json_put(content, "name", name);
    json_put(content, "size", json_integer(w, (int64_t)len));
    json_put(content, "sha256", json_hex(w, hash_bytes(&sha)));
    draft_part(&d, "content", content);
    draft_part(&d, "vault", vault);
    d.items = &it;
    d.item_count = 1;
    TRY(node_make(all[by]->node, w, &d, 1, &r));
    return store_by_no(node_store(all[by]->node), w, r.no, out);
}

static void
ingest_one(struct work *w, int by)
{
    int item = book_new("evidence", by);
    struct stored of;
    struct bytes id;
    bool good;

    if (item < 0)
        return;
    acting = all[by];
    good = take_in(w, by, item, work_format(w, MARK, (unsigned)item, 1u), &of) &&
        uuid_write(w, &of.id, &id);
    acting = NULL;
    if (good)
        book_named(item, work_format(w, "%.*s", (int)id.len, (const char *)id.at));
    else if (fallen != all[by])
        wrong("%s takes nothing in: %s", handles[by], work_why(w));
    tell("%s takes in item %d: %s", handles[by], item, good ? "done" : work_why(w));
    counted[good ? ACTS_DONE : ACTS_DOUBT]++;
    counted[ITEMS]++;
    work_clear(w);
}

/* Whoever gives something mostly sees to it that it goes. */
static void
meet_soon(int a, int b)
{
    if (!quiet && one_in(2))
        later(sim_clock + some_time(TIME_DAY / 2),
            relation[a][b].air ? WRITE_BUNDLE : MEET, a, b, one_in(4));
}

/* What the schedule's three are about, or -1. */
static int story_item = -1;

static void
share(struct work *w, int by, int item, int to)
{
    struct book_item *i = &book[item];
    bool may = book_may_share(i, by, to);
    enum done done = act(w, by, "share", "{\"id\":[\"%s\"],\"to\":\"%s\"%s}", i->id,
        handles[to], by != i->by ? ",\"purpose\":\"work\"" : "");

    if (done == DONE && !may && by != forker)
        wrong("%s may give item %d, a %s by %s, to %s", handles[by], item, i->kind,
            handles[i->by], handles[to]);
    if (done != REFUSED && (may || by == forker))
        book_given(i, by, to);
    if (done == DONE)
        meet_soon(by, to);
}

static void
share_with_group(struct work *w, int by, int item)
{
    struct book_item *i = &book[item];
    enum done done;

    if (i->group < 0)
        return;
    done = act(w, by, "share", "{\"id\":[\"%s\"],\"to\":\"%s\"}", i->id,
        book_groups[i->group].id);
    for (int to = 0; to < nodes && done != REFUSED; to++)
        if (to != by && (book_groups[i->group].in & BIT(to)) != 0 &&
            book_may_share(i, by, to))
            book_given(i, by, to);
}

/* Its author lets that one have it from others. */
static void
let_on(struct work *w, int by, int item, int to)
{
    int said = to != by ? book_new("release", by) : -1;
    enum done done;

    if (said < 0)
        return;
    done = act(w, by, "release",
        "{\"id\":\"%s\",\"to\":\"%s\",\"purpose\":\"work\",\"until\":\"2030-01-01\","
        "\"judicial\":true}",
        book[item].id, all[to]->hex);
    made(w, said, done, "id");
    if (done == REFUSED)
        return;
    book[item].released |= BIT(to);
    book[said].about = item; /* it goes with what it is of */
    book[said].told |= BIT(to);
}

static void
correct(struct work *w, int by, int item)
{
    struct book_item *i = &book[item];
    unsigned v = i->version + 1;
    bool paper = strcmp(i->kind, "assessment") == 0;
    enum done done;

    if (v == BOOK_VERSIONS)
        return;
    done = act(w, by, "correct",
        paper ? "{\"id\":\"%s\",\"set\":[\"core.judgements=[{\\\"text\\\":[{\\\"lang\\\":"
                "\\\"en\\\",\\\"text\\\":\\\"" MARK "\\\"}]}]\"]}"
              : "{\"id\":\"%s\",\"set\":[\"core.title=" MARK "\"]}",
        i->id, (unsigned)item, v);
    if (done != REFUSED)
        book_newer(i);
}

static void
recall(struct work *w, int by, int item, bool derived)
{
    struct book_item *i = &book[item];
    int said = book_new("recall", by);
    enum done done;

    if (said < 0)
        return;
    book[said].about = item;
    done = act(w, by, "recall", "{\"id\":\"%s\",\"reason\":\"" MARK "\"%s}", i->id,
        (unsigned)said, 1u, derived ? ",\"derived\":true" : "");
    made(w, said, done, "id");
    if (done == DONE) {
        counted[RECALLS]++;
        i->recalled = true;
        if (by != i->by)
            wrong("%s recalls item %d by %s", handles[by], item, handles[i->by]);
    }
    /* What was made from it is recalled, too, in the same words. */
    for (int n = 0; n < book_count && derived && done != REFUSED; n++)
        if (book[n].by == by && n != said)
            book[said].told |= book[n].told;
}

/* ---- Talk ------------------------------------------------------------------------------------ */

/* A thing said: who may hear it. */
static int
speech(const char *kind, int by, uint8_t to)
{
    int said = book_new(kind, by);

    if (said >= 0) {
        book[said].may[1] |= to;
        book[said].told |= to;
    }
    return said;
}

static void
ask(struct work *w, int by, int item)
{
    int to = partner_of(by), said = speech("question", by, BIT(to));

    if (said < 0)
        return;
    made(w, said,
        act(w, by, "ask",
            "{\"org\":\"%s\",\"about\":\"%s\",\"text\":\"" MARK "\",\"urgency\":\"72h\"}",
            handles[to], book[item].id, (unsigned)said, 1u),
        "id");
}

static void
reply(struct work *w, int by)
{
    int question = any(w, by, "question", false), said;

    if (question < 0 || (said = speech("answer", by, book[question].told)) < 0)
        return;
    made(w, said,
        act(w, by, "answer", "{\"id\":\"%s\",\"text\":\"" MARK "\"}", book[question].id,
            (unsigned)said, 1u),
        "id");
}

static void
opine(struct work *w, int by, int item)
{
    int said = speech("opinion", by, BIT(by));

    if (said < 0)
        return;
    book[said].about = item;
    made(w, said,
        act(w, by, "opine", "{\"id\":\"%s\",\"text\":\"" MARK "\"}", book[item].id,
            (unsigned)said, 1u),
        "id");
}

/* ---- Groups -------------------------------------------------------------------------------- */

static const char *
members(struct work *w, uint8_t in)
{
    const char *text = "";

    for (int i = 0; i < nodes; i++)
        if ((in & BIT(i)) != 0)
            text = work_format(w,
                "%s%s{\\\"name\\\":[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":\\\"%s\\\"}],"
                "\\\"org\\\":\\\"%s\\\"}",
                text, *text != '\0' ? "," : "", handles[i], all[i]->hex);
    return text;
}

static void
group_made(struct work *w, int by)
{
    uint8_t in = BIT(by);

    if (book_group_count == (int)COUNT_OF(book_groups))
        return;
    for (int i = 0; i < nodes; i++)
        if (relation[by][i].known && !one_in(3))
            in |= BIT(i);
    if (act(w, by, "new",
            "{\"kind\":\"group\",\"set\":[\"core.name=Grain\",\"core.members=[%s]\"],"
            "\"tlp\":\"amber\"}",
            members(w, in)) != DONE)
        return;
    snprintf(book_groups[book_group_count].id, 37, "%s", sim_text(w, answer, "id"));
    book_groups[book_group_count].by = by;
    book_groups[book_group_count++].in = in;
}

/* One joins, or leaves. */
static void
group_changed(struct work *w, int by)
{
    int g = group_of(by), who = partner_of(by);
    enum done done;
    uint8_t in;

    if (g < 0)
        return;
    in = book_groups[g].in ^ BIT(who);
    done = act(w, by, "edit", "{\"id\":\"%s\",\"set\":[\"core.members=[%s]\"]}",
        book_groups[g].id, members(w, in));
    if (done == DOUBT)
        in = book_groups[g].in | BIT(who);
    if (done == REFUSED)
        return;
    book_groups[g].in = in;
    book_groups[g].left[who] = (in & BIT(who)) == 0 ? sim_clock : 0;
    for (int i = 0; i < book_count && done == DONE; i++)
        if (book[i].group == g)
            book[i].group_in &= in;
}

/* ---- One act ------------------------------------------------------------------------------------ */

/* What was made from a recalled item is decided on, if anything is. */
static void
decide(struct work *w, int by)
{
    static const char *const fates[] = {"erase", "keep"};
    const char *id;
    int item;

    if (act(w, by, "due", "{}") != DONE)
        return;
    id = sim_text(w, answer, "to_decide.0.id");
    item = book_find(id);
    if (*id == '\0')
        return;
    if (act(w, by, "recall decide", "{\"id\":\"%s\",\"fate\":\"%s\",\"reason\":\"Ours\"}",
            id, fates[chance(2)]) != REFUSED &&
        item >= 0)
        book[item].erased |= BIT(by);
}

static void
keep(struct work *w, int by, int item)
{
    if (act(w, by, "hold", "{\"id\":\"%s\",\"reason\":\"r\"}", book[item].id) != REFUSED)
        book[item].held |= BIT(by);
}

static void
keep_or_erase(struct work *w, int by, int own, int foreign, uint32_t luck)
{
    if (luck < 4 && foreign >= 0) {
        keep(w, by, foreign);
    } else if (luck < 5 && foreign >= 0) {
        act(w, by, "unhold", "{\"id\":\"%s\",\"reason\":\"r\"}", book[foreign].id);
    } else if (luck < 7 && foreign >= 0) {
        if (act(w, by, "enter", "{\"id\":\"%s\",\"proceeding\":\"Case\"}",
                book[foreign].id) != REFUSED)
            book[foreign].held |= BIT(by);
    } else if (own >= 0) {
        int item = foreign >= 0 && one_in(2) ? foreign : own;

        if (act(w, by, "erase", "{\"id\":\"%s\",\"reason\":\"r\"}", book[item].id) !=
            REFUSED)
            book[item].erased |= BIT(by);
    }
}

static void
withdraw(struct work *w, int by)
{
    int said = any(w, by, "release", true);

    if (said < 0)
        return;
    act(w, by, "withdraw", "{\"id\":\"%s\",\"reason\":\"r\"}", book[said].id);
}

/* A partner who may have it, rather than any. */
static int
one_who_may(int by, int item)
{
    int to = partner_of(by);

    for (int n = 0; n < 4 && !book_may_share(&book[item], by, to); n++)
        to = partner_of(by);
    return to;
}

static void
act_about(struct work *w, int by, uint32_t luck)
{
    int own = any(w, by, NULL, true), foreign = any(w, by, NULL, false);

    if (luck >= 24 && luck < 56)
        own = given_one(w, by);
    if (luck < 24 && own >= 0)
        book[own].group >= 0 && one_in(2) ? share_with_group(w, by, own)
                                          : share(w, by, own, one_who_may(by, own));
    else if (luck < 32 && foreign >= 0)
        share(w, by, foreign, one_who_may(by, foreign));
    else if (luck < 40 && own >= 0)
        let_on(w, by, own, partner_of(partner_of(by))); /* who may not know its author */
    else if (luck < 43)
        withdraw(w, by);
    else if (luck < 49 && own >= 0)
        correct(w, by, own);
    else if (luck < 55 && own >= 0)
        recall(w, by, own, one_in(4));
    else if (luck < 56 && foreign >= 0)
        recall(w, by, foreign, false);
    else if (luck < 64)
        keep_or_erase(w, by, own, foreign, luck - 56);
    else if (luck < 67 && foreign >= 0)
        ask(w, by, foreign);
    else if (luck < 71)
        reply(w, by);
    else if (luck < 74 && foreign >= 0)
        opine(w, by, foreign);
    else if (luck < 76)
        decide(w, by);
}

/* At first everybody has something. */
static void
begin(struct work *w, int by)
{
    if (one_in(4))
        group_made(w, by);
    if (one_in(3))
        ingest_one(w, by);
    else
        write_one(w, by);
    if (any(w, by, NULL, true) >= 0)
        act_about(w, by, 0);
}

static void
one_act(struct work *w, int by)
{
    uint32_t luck = chance(100);

    if (all[by]->node == NULL)
        return;
    if (luck < 8)
        write_one(w, by);
    else if (luck < 12)
        ingest_one(w, by);
    else if (luck < 14)
        group_made(w, by);
    else if (luck < 17)
        group_changed(w, by);
    else
        act_about(w, by, (luck - 17) * 76 / 83);
}

#endif
