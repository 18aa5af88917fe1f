/*
 * Groups: a signed record of their owner says who is in, version by version.  What is for a
 * group goes to its members, older items to later members only if the terms say so, and
 * nothing new to who left -- in whatever order the versions come (P22).
 */
#include "engines/exchange/story.h"

static struct sim *eu, *un, *court, *ngo;

/* ---- Making ---------------------------------------------------------------------------- */

static const char *
members(struct work *w, struct sim *const list[], size_t count)
{
    const char *text = "";

    for (size_t i = 0; i < count; i++)
        text = work_format(w,
            "%s%s{\\\"name\\\":[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":\\\"%s\\\"}],"
            "\\\"org\\\":\\\"%s\\\"}",
            text, i > 0 ? "," : "", list[i]->handle, list[i]->hex);
    return text;
}
#define MEMBERS(...)                               \
    members(w, (struct sim *const[]){__VA_ARGS__}, \
        sizeof((struct sim *const[]){__VA_ARGS__}) / sizeof(struct sim *))

static const char *
group_new(struct work *w, struct sim *owner, const char *list)
{
    return sim_text(w,
        sim_do(w, owner, "new",
            "{\"kind\":\"group\",\"set\":[\"core.name=Grain\",\"core.members=[%s]\"],"
            "\"tlp\":\"amber\"}",
            list),
        "id");
}

static void
group_is(struct work *w, struct sim *owner, const char *group, const char *list)
{
    sim_do(w, owner, "edit", "{\"id\":\"%s\",\"set\":[\"core.members=[%s]\"]}", group,
        list);
}

static const char *
matter_new(struct work *w, struct sim *s, const char *title, const char *releasable)
{
    return sim_text(w,
        sim_do(w, s, "new",
            "{\"kind\":\"matter\",\"set\":[\"core.title=%s\"],\"tlp\":\"amber\","
            "\"releasable\":[\"%s\"]}",
            title, releasable),
        "id");
}

static const char *
shares(struct work *w, struct sim *from, const char *id, const char *to)
{
    return sim_refused(w, from, "share", "{\"id\":[\"%s\"],\"to\":\"%s\"}", id, to);
}

static void
sync_all(struct work *w)
{
    struct sim *const others[] = {un, court, ngo};

    for (size_t i = 0; i < COUNT_OF(others); i++)
        sim_do(w, eu, "sync", "{\"org\":\"%s\"}", others[i]->handle);
}

/* Does a list at that node show it? */
static bool
lists(struct work *w, struct sim *s, const char *id)
{
    struct json *answer = sim_do(w, s, "list", "{\"limit\":\"1000\"}");

    for (const struct json *i = json_get(answer, "items")->first; i != NULL; i = i->next)
        if (bytes_is(json_get_text(i, "id"), id))
            return true;
    return false;
}

static struct bytes
text_of(struct work *w, struct sim *s, const struct stored *of)
{
    struct record *r;
    struct bytes text;

    NEED(w, node_record(s->node, w, of, &r) && record_write(w, r, NULL, NULL, &text));
    return text;
}

static const char *
open_item(struct work *w, const char *group)
{
    const char
        *file = at(w, "open.json"),
        *text = work_format(w,
            "{\"tlp\":\"TLP:AMBER\",\"owner_consent\":\"none\",\"onward_transfer\":"
            "\"same-terms\",\"releasable_to\":[\"group:%s\"]}",
            group);

    put_file(file, text, strlen(text));
    return sim_text(w,
        sim_do(w, eu, "new",
            "{\"kind\":\"matter\",\"set\":[\"core.title=I\"],\"terms\":\"%s\"}", file),
        "id");
}

static void
bring(struct work *w, struct sim *to, struct bytes text)
{
    struct entry entry = {.text = text, .origin = &eu->id};
    struct receipt receipt;

    NEED(w, node_admit(to->node, w, &entry, 1, &receipt));
}

static void
make_world(struct work *w)
{
    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 11);
    court = sim_new(w, "court", 21);
    ngo = sim_new(w, "ngo", 31);
    for (size_t a = 0; a < 4; a++)
        for (size_t b = 0; b < 4; b++)
            if (a != b)
                sim_pin(w, &sims[a], &sims[b], SIM_URL, "none");
}

/* ---- Its life ---------------------------------------------------------------------------- */

static void
test_life(struct work *w)
{
    const char *group = group_new(w, eu, MEMBERS(un, court)), *first, *later, *second,
               *third;
    struct json *said;
    struct stored old;

    sync_all(w);
    tap_ok(sim_has(w, un, group) && sim_has(w, court, group) && !sim_has(w, ngo, group),
        "a group's record goes to its members, and to nobody else");
    first = matter_new(w, eu, "First", group);
    later = matter_new(w, eu, "Later", work_format(w, "%s+later", group));
    tap_ok(strcmp(shares(w, eu, first, "ngo"), "P06") == 0,
        "what is for it goes to no other");
    said = sim_do(w, eu, "share", "{\"id\":[\"%s\",\"%s\"],\"to\":\"%s\"}", first, later,
        group);
    tap_ok(json_get(said, "deliveries")->integer == 2 &&
            json_get(said, "items")->count == 4,
        "shared with a group it goes to each member");
    sync_all(w);
    tap_ok(lists(w, un, first) && lists(w, court, first), "who see it");

    group_is(w, eu, group, MEMBERS(un, court, ngo));
    sync_all(w);
    tap_ok(sim_has(w, ngo, group), "who joins gets the group's record");
    tap_ok(strcmp(shares(w, eu, first, "ngo"), "P22") == 0, "and no older item (P22)");
    tap_ok(strcmp(shares(w, eu, later, "ngo"), "allowed") == 0,
        "but where the terms speak of later members");
    second = matter_new(w, eu, "Second", group);
    tap_ok(strcmp(shares(w, eu, second, group), "allowed") == 0, "newer ones go to all");
    sync_all(w);
    tap_ok(lists(w, ngo, second) && lists(w, ngo, later) && !sim_has(w, ngo, first),
        "as far as they are for the one who joined");

    /* Shared and not yet fetched, when the court leaves. */
    third = matter_new(w, eu, "Third", group);
    tap_ok(strcmp(shares(w, eu, third, group), "allowed") == 0, "one more is on its way");
    old = sim_find(w, court, first);
    group_is(w, eu, group, MEMBERS(un, ngo));
    sim_do(w, eu, "edit", "{\"id\":\"%s\",\"set\":[\"core.title=First, anew\"]}", first);
    sync_all(w);
    tap_ok(!sim_has_part(w, court, third, "core") && sim_has_part(w, un, third, "core"),
        "it does not reach who left meanwhile");
    tap_ok(sim_find(w, un, first).version == 2 &&
            sim_find(w, court, first).version == 1 &&
            hash_equal(&old.hash,
                &(struct stored){.hash = sim_find(w, court, first).hash}.hash),
        "nor does a newer version of what it has");
    tap_ok(sim_find(w, court, group).version == 2 && sim_find(w, un, group).version == 3,
        "nor what becomes of the group");
    tap_ok(lists(w, court, first) && lists(w, court, second),
        "what came while it was in it reads on");
    tap_ok(strcmp(shares(w, eu, matter_new(w, eu, "Fourth", group), "court"), "P22") ==
                0 &&
            strcmp(shares(w, eu, second, "court"), "P22") == 0,
        "and it gets nothing new, nor older things again");

    group_is(w, eu, group, MEMBERS(un, ngo, court));
    tap_ok(strcmp(shares(w, eu, second, "court"), "P22") == 0,
        "back, it is one who joined later");
    said = sim_do(w, eu, "terms explain", "{\"id\":\"%s\",\"to\":\"court\"}", second);
    tap_ok(strcmp(sim_text(w, said, "rule"), "P22") == 0, "as explaining says");

    group_is(w, eu, group, MEMBERS(un, ngo));
    sync_all(w);
    tap_ok(sim_find(w, un, group).version == 5 && sim_has_part(w, un, group, "core") &&
            !(sim_find(w, court, group).version > 2 &&
                sim_has_part(w, court, group, "core")),
        "a version that it had not fetched when it left does not reach it");

    sim_do(w, eu, "move", "{\"id\":\"%s\",\"move\":\"close\"}", group);
    tap_ok(strcmp(shares(w, eu, matter_new(w, eu, "Fifth", group), "un"), "P22") == 0,
        "nobody is in a group that was closed");
}

/* ---- Whose it is ------------------------------------------------------------------------- */

static void
test_owner(struct work *w)
{
    const char *of_un = group_new(w, un, MEMBERS(eu, court)), *named, *file, *text, *bare;
    struct stored group;
    struct json *made;

    sim_do(w, un, "sync", "{\"org\":\"eu\"}");
    named = matter_new(w, eu, "For un's group", of_un);
    group = sim_find(w, eu, of_un);
    tap_ok(hash_equal(&group.author, &un->id) &&
            strcmp(shares(w, eu, named, "court"), "allowed") == 0 &&
            strcmp(shares(w, eu, named, "ngo"), "P06") == 0,
        "a partner's group is one, too, by its owner's word");
    file = at(w, "bare.json");
    text =
        work_format(w, "{\"tlp\":\"TLP:AMBER\",\"releasable_to\":[\"group:%s\"]}", of_un);
    put_file(file, text, strlen(text));
    bare = sim_text(w,
        sim_do(w, eu, "new",
            "{\"kind\":\"matter\",\"set\":[\"core.title=Bare\"],\"terms\":\"%s\"}", file),
        "id");
    tap_ok(strcmp(shares(w, eu, bare, "court"), "P06") == 0,
        "where no owner is named, only the originator's own group counts");
    tap_ok(strcmp(sim_refused(w, eu, "new",
                      "{\"kind\":\"matter\",\"set\":[\"core.title=X\"],"
                      "\"releasable\":[\"%s\"]}",
                      of_un),
               "usage") == 0,
        "AMBER+STRICT and a group are not said together");
    tap_ok(strcmp(sim_refused(w, eu, "new",
                      "{\"kind\":\"matter\",\"set\":[\"core.title=X\"],\"tlp\":"
                      "\"amber\",\"releasable\":[\"nobody\"]}"),
               "missing") == 0,
        "who is not known is not named");
    made = sim_do(w, eu, "new",
        "{\"kind\":\"matter\",\"set\":[\"core.title=X\"],\"tlp\":\"amber\","
        "\"releasable\":[\"court\"]}");
    tap_ok(strcmp(shares(w, eu, sim_text(w, made, "id"), "court"), "allowed") == 0 &&
            strcmp(shares(w, eu, sim_text(w, made, "id"), "un"), "P06") == 0,
        "a partner is named by its handle");
}

static const char *
said_all(struct work *w, const struct json *answer)
{
    struct json *copy;
    struct bytes text;
    const char *out;

    NEED(w,
        json_keep(w, answer, &copy) && json_write(w, copy, &text) &&
            work_string(w, text, &out));
    return out;
}

/* Who left keeps what came while it was in, and does not see what comes afterwards, although it
 * was made before: by the day on which it came. */
static void
test_came(struct work *w)
{
    const char *group = group_new(w, un, MEMBERS(un, eu, court)), *first, *second;
    struct stored s;
    struct json *said;

    sim_do(w, un, "sync", "{\"org\":\"eu\"}");
    first = matter_new(w, eu, "Came", group);
    second = matter_new(w, eu, "On its way", group);
    s = sim_find(w, eu, first);
    bring(w, un, text_of(w, eu, &s));
    group_is(w, un, group, MEMBERS(eu, court));
    tap_ok(strcmp(shares(w, eu, second, "un"), "allowed") == 0,
        "who does not know yet that somebody left gives to it");
    s = sim_find(w, eu, second);
    bring(w, un, text_of(w, eu, &s));
    tap_ok(lists(w, un, first), "what came before it left it keeps");
    tap_ok(!lists(w, un, second) &&
            strcmp(sim_refused(w, un, "show", "{\"id\":\"%s\",\"purpose\":\"work\"}",
                       second),
                "missing") == 0,
        "what came afterwards it does not see, whenever that was made");
    said = sim_do(w, un, "terms explain",
        "{\"id\":\"%s\",\"act\":\"read\",\"purpose\":\"work\"}", first);
    tap_ok(strstr(said_all(w, said), ", came 20") != NULL,
        "explaining says when it came");
    group_is(w, un, group, MEMBERS(un, eu, court));
    tap_ok(!lists(w, un, second), "back in, it is one who joined later");
    NEED(w, node_rebuild(un->node, w, &(int64_t){0}));
    tap_ok(lists(w, un, first) && !lists(w, un, second), "and so after a rebuild");
}

/* Sharing with a group is one act. */
static void
test_at_once(struct work *w)
{
    const char *group = group_new(w, eu, MEMBERS(un, court)), *item, *stranger;
    int64_t before;
    struct json *said;

    item = matter_new(w, eu, "For the court", "court");
    before = fixture_count(w, eu->node);
    said = sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"%s\",\"preview\":true}",
        item, group);
    tap_ok(json_get(said, "items")->count == 2 &&
            (strcmp(sim_text(w, said, "items.0.verdict"), "goes") == 0) !=
                (strcmp(sim_text(w, said, "items.1.verdict"), "goes") == 0),
        "a preview says who would get it, and who not");
    tap_ok(strcmp(shares(w, eu, item, group), "P06") == 0 &&
            fixture_count(w, eu->node) == before,
        "where one member may not have it, nobody gets it");
    stranger = work_format(w,
        "%s,{\\\"name\\\":[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":\\\"S\\\"}],"
        "\\\"org\\\":\\\"%064d\\\"}",
        MEMBERS(un), 7);
    group = group_new(w, eu, stranger);
    said = sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"%s\"}",
        matter_new(w, eu, "For all", group), group);
    tap_ok(json_get(said, "deliveries")->integer == 1 &&
            json_get(said, "no_partners")->count == 1,
        "members that are no partners are told, and get nothing");
    tap_ok(strcmp(shares(w, eu, item, "01890000-0000-7000-8000-000000000000"),
               "missing") == 0,
        "no such group");
}

/* What is made from an item for a group stays within it; who is pinned later gets the groups
 * that it is in; and who holds what is not for it does not know of it. */
static void
test_around(struct work *w)
{
    struct sim *aid = sim_new(w, "aid", 41);
    const char *group = group_new(w, eu, MEMBERS(un, court, aid)), *item, *made, *before;
    struct stored s;

    before = matter_new(w, eu, "Before", group);
    item = open_item(w, group);
    sync_all(w);
    sim_pin(w, eu, aid, SIM_URL, "none");
    sim_pin(w, aid, eu, SIM_URL, "none");
    sim_do(w, eu, "sync", "{\"org\":\"aid\"}");
    tap_ok(sim_has_part(w, aid, group, "core"),
        "a member that is pinned later gets the group's record");

    tap_ok(strcmp(shares(w, eu, item, "un"), "allowed") == 0, "un gets an item");
    sync_all(w);
    made = sim_text(w,
        sim_do(w, un, "new",
            "{\"kind\":\"assessment\",\"set\":[\"core.title=D\",\"core.language=en\","
            "\"core.judgements=[{\\\"text\\\":[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":"
            "\\\"J\\\"}]}]\"],\"tlp\":\"amber\",\"link\":[\"derived-from=%s\"]}",
            item),
        "id");
    tap_ok(strcmp(shares(w, un, made, "court"), "allowed") == 0 &&
            strcmp(shares(w, un, made, "ngo"), "P02") == 0,
        "and gives what it made from that to members only");

    /* The group and an item of before it joined, on ngo's node by some road. */
    group_is(w, eu, group, MEMBERS(un, court, aid, ngo));
    sync_all(w);
    s = sim_find(w, eu, before);
    bring(w, ngo, text_of(w, eu, &s));
    tap_ok(sim_has(w, ngo, before) && !lists(w, ngo, before) &&
            strcmp(sim_refused(w, ngo, "about", "{\"id\":\"%s\"}", before), "missing") ==
                0 &&
            strcmp(sim_refused(w, ngo, "terms explain", "{\"id\":\"%s\"}", before),
                "missing") == 0,
        "of what is older than its membership a member does not know");
    NEED(w, node_rebuild(ngo->node, w, &(int64_t){0}));
    tap_ok(!lists(w, ngo, before) && lists(w, ngo, group), "nor after its views are new");
}

/* A question about it, and its answer, stay within it. */
static void
test_talk(struct work *w)
{
    const char *group = group_new(w, eu, MEMBERS(un)), *item, *question;

    item = matter_new(w, eu, "Asked about", group);
    tap_ok(strcmp(shares(w, eu, item, "un"), "allowed") == 0, "a member has it");
    sync_all(w);
    question = sim_text(w,
        sim_do(w, un, "ask",
            "{\"org\":\"eu\",\"about\":\"%s\",\"text\":\"Which?\",\"urgency\":\"8h\"}",
            item),
        "id");
    sim_do(w, un, "sync", "{\"org\":\"eu\"}");
    tap_ok(strcmp(sim_refused(w, eu, "answer", "{\"id\":\"%s\",\"text\":\"This.\"}",
                      question),
               "allowed") == 0,
        "and an answer to what it asks");

    /* A holder answers, too, under the terms of whose group it is. */
    item = open_item(w, group_new(w, eu, MEMBERS(un, court)));
    sync_all(w);
    tap_ok(strcmp(shares(w, eu, item, "un"), "allowed") == 0 &&
            strcmp(shares(w, eu, item, "court"), "allowed") == 0,
        "two members have one");
    sync_all(w);
    question = sim_text(w,
        sim_do(w, court, "ask",
            "{\"org\":\"un\",\"about\":\"%s\",\"text\":\"Which?\",\"urgency\":\"8h\"}",
            item),
        "id");
    sim_do(w, court, "sync", "{\"org\":\"un\"}");
    tap_ok(strcmp(sim_refused(w, un, "answer", "{\"id\":\"%s\",\"text\":\"This.\"}",
                      question),
               "allowed") == 0,
        "and one asks the other about it");
}

/* ---- In every order ------------------------------------------------------------------------ */

#define VERSIONS 4 /* court in; court out; court in again; court out and ngo in */

struct history {
    const char *group, *early, *between; /* items made after versions 1 and 3 */
    struct bytes texts[VERSIONS];
};

static void
tell(struct work *w, struct history *h)
{
    const char *lists[VERSIONS] = {MEMBERS(un, court), MEMBERS(un), MEMBERS(un, court),
        MEMBERS(un, ngo)};
    struct stored s;

    for (size_t v = 0; v < VERSIONS; v++) {
        if (v == 0)
            h->group = group_new(w, eu, lists[v]);
        else
            group_is(w, eu, h->group, lists[v]);
        s = sim_find(w, eu, h->group);
        h->texts[v] = text_of(w, eu, &s);
        if (v == 0)
            h->early = open_item(w, h->group);
        if (v == 2)
            h->between = open_item(w, h->group);
    }
}

static bool
passes(struct work *w, const char *id, const char *to)
{
    return strcmp(sim_refused(w, un, "share",
                      "{\"id\":[\"%s\"],\"to\":\"%s\",\"purpose\":\"aid\",\"preview\":"
                      "true}",
                      id, to),
               "allowed") == 0 &&
        strcmp(sim_text(w,
                   sim_do(w, un, "share",
                       "{\"id\":[\"%s\"],\"to\":\"%s\",\"purpose\":\"aid\",\"preview\":"
                       "true}",
                       id, to),
                   "items.0.verdict"),
            "goes") == 0;
}

/* What a holder may pass on to the court, by the versions that it has (bits): for as long as the
 * newest of them, and all between it and the one that it was in at, have the court in. */
static bool
expected(unsigned have, bool between)
{
    unsigned newest = 0;

    for (unsigned v = 0; v < VERSIONS; v++)
        newest = (have >> v & 1) != 0 ? v + 1 : newest;
    return newest == 1 || (between && newest == 3);
}

static void
test_orders(struct work *w)
{
    size_t orders = 0, asked = 0, wrong = 0, allowed = 0;

    for (unsigned order = 0; order < 256; order++) {
        unsigned turn[VERSIONS] = {order & 3, order >> 2 & 3, order >> 4 & 3, order >> 6},
                 have = 0;
        struct history h = {0};
        struct stored s;

        for (size_t v = 0; v < VERSIONS; v++)
            have |= 1u << turn[v];
        if (have != 15)
            continue; /* no permutation */
        orders++;
        tell(w, &h);
        s = sim_find(w, eu, h.early);
        bring(w, un, text_of(w, eu, &s));
        s = sim_find(w, eu, h.between);
        bring(w, un, text_of(w, eu, &s));
        have = 0;
        for (size_t v = 0; v < VERSIONS; v++) {
            bring(w, un, h.texts[turn[v]]);
            have |= 1u << turn[v];
            for (int between = 0; between < 2; between++) {
                bool may = passes(w, between ? h.between : h.early, "court");

                asked++;
                allowed += may;
                if (may != expected(have, between)) {
                    wrong++;
                    printf("#   order %02x, have %x, %s: %s\n", order, have,
                        between ? "between" : "early", may ? "goes" : "stays");
                }
            }
        }
        wrong += passes(w, h.early, "ngo") || passes(w, h.between, "ngo") ? 1 : 0;
        wrong += lists(w, un, h.early) && lists(w, un, h.between) ? 0 : 1;
    }
    tap_ok(orders == 24, "24 orders of four versions");
    tap_ok(wrong == 0, "%zu questions: what left gets nothing, in every order", asked);
    tap_ok(allowed >= 10, "and what was in got it, %zu times", allowed);
    NEED(w, node_rebuild(un->node, w, &(int64_t){0}));
    tap_ok(sim_holds(w, un), "un verifies");
}

int
main(void)
{
    struct work *w = sim_start();

    make_world(w);
    test_life(w);
    test_owner(w);
    test_talk(w);
    test_came(w);
    test_at_once(w);
    test_around(w);
    test_orders(w);
    sim_end();
    work_close(w);
    return tap_end();
}
