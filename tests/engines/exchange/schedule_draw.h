/*
 * schedule_draw: what a schedule brings, drawn beforehand; stories of three that chance alone
 * would seldom tell; and nodes that become two.
 */
#ifndef TESTS_ENGINES_EXCHANGE_SCHEDULE_DRAW_H
#define TESTS_ENGINES_EXCHANGE_SCHEDULE_DRAW_H

#include "engines/exchange/schedule_end.h"

/* ---- Drawing ------------------------------------------------------------------------------ */

/* Three of whom a story is told beside what chance brings. */
static int story[3];

/* Three who know each other over lines; or of whom the second alone must know both others. */
static bool
draw_three(bool all_round)
{
    for (int n = 0; n < 20; n++) {
        int a = (int)chance((uint32_t)nodes), b = partner_of(a), c = partner_of(b);

        if (a == c || relation[a][b].air || relation[b][c].air || relation[b][c].third ||
            (all_round && (!relation[a][c].known || relation[a][c].air)))
            continue;
        story[0] = a;
        story[1] = b;
        story[2] = c;
        return true;
    }
    return false;
}

/* One gives an item, which another passes on; then it is corrected, and recalled. */
static void
draw_chain(int64_t now, int64_t span)
{
    int64_t at = now + some_time(span / 4), step = span / 16;
    int a, b, c;

    if (!draw_three(false))
        return;
    a = story[0];
    b = story[1];
    c = story[2];
    later(at, GIVE, a, 1, 0);
    later(at + step, MEET, a, b, 0);
    later(at + 2 * step, PASS, b, c, 0);
    later(at + 3 * step, MEET, b, c, 0);
    if (one_in(3))
        later(at + 4 * step, HOLD, c, 0, 0);
    if (one_in(2))
        later(at + 5 * step, CALL_BACK, a, 0, 0);
    if (one_in(2))
        later(at + 6 * step, MEET, a, b, 0);
    if (one_in(2))
        later(at + 7 * step, MEET, b, c, 0);
}

/* One of three gives an item to both others, forks, and corrects it in both histories: b is
 * shown the one, c the other, and c passes that on to b. */
static bool
draw_twice(int64_t now, int64_t span)
{
    int64_t at = now + some_time(span / 4), step = span / 24;
    int a, b, c;

    if (!draw_three(true))
        return false;
    a = story[0];
    c = story[1];
    b = story[2];
    later(at, GIVE, a, 2, 0);
    later(at + 2 * step, MEET, a, b, 0);
    later(at + 3 * step, MEET, a, c, 0);
    later(at + 4 * step, FORK, a, 0, 0);
    later(at + 4 * step + 1, CORRECT, a, 0, 0);
    later(at + 5 * step, MEET, a, b, 0);
    later(at + 6 * step, OTHER, a, 0, 0);
    later(at + 6 * step + 1, CORRECT, a, 0, 0);
    later(at + 7 * step, MEET, a, c, 0);
    later(at + 8 * step, PASS, c, b, 0);
    later(at + 9 * step, MEET, c, b, 0);
    return true;
}

static void
draw_events(void)
{
    static const int64_t spans[] = {TIME_DAY, 5 * TIME_DAY, 25 * TIME_DAY};
    int64_t span = spans[chance(3)], now = sim_clock;
    int acts = 10 + (int)chance(14), contacts = 3 + (int)chance(3);

    loss = one_in(2) ? 20 : 60;
    for (int i = 0; i < nodes; i++)
        later(now + i, BEGIN, i, 0, 0);
    for (int i = 0; i < acts; i++)
        later(now + some_time(span), ACT, (int)chance((uint32_t)nodes), 0, 0);
    for (int i = 0; i < contacts; i++) {
        int a = (int)chance((uint32_t)nodes), b = partner_of(a);

        later(now + some_time(span),
            relation[a][b].air || one_in(6) ? WRITE_BUNDLE : MEET, a, b, one_in(4));
    }
    for (int i = 0; i < 4; i++)
        later(now + some_time(span), one_in(2) ? REPLAY : STRANGER, 0, 0, 0);
    if (one_in(2)) {
        int a = (int)chance((uint32_t)nodes);

        later(now + some_time(span), PART, a, partner_of(a), 0);
    }
    if (one_in(5) && draw_twice(now, span))
        return;
    if (one_in(2))
        draw_chain(now, span);
    if (one_in(5)) {
        int a = (int)chance((uint32_t)nodes);

        later(now + some_time(span / 2), FORK, a, 0, 0);
        for (int i = 0; i < 3; i++)
            later(now + span / 2 + some_time(span / 2), OTHER, a, 0, 0);
    }
}

static bool
in_story(int node)
{
    return all[node]->node != NULL && story_item >= 0 && book[story_item].id[0] != '\0';
}

/* An item for one or both of the others, which they may pass on to each other. */
static void
give_story(struct work *w, int node, int to)
{
    int item = book_new("assessment", node);

    if (item < 0)
        return;
    made(w, item,
        act(w, node, "new",
            "{\"kind\":\"assessment\",\"set\":[\"core.title=Paper\",\"core.language=en\","
            "\"core.judgements=[{\\\"text\\\":[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":"
            "\\\"" MARK "\\\"}]}]\"],\"tlp\":\"green\",\"purpose\":[\"work\"]}",
            (unsigned)item, 1u),
        "id");
    story_item = item;
    if (!in_story(node))
        return;
    let_on(w, node, item, story[2]);
    for (int i = 1; i <= to; i++)
        share(w, node, item, story[i]);
}

/* Each history has the same number for what it says anew. */
static void
correct_twice(struct work *w)
{
    static unsigned text = 2;
    struct book_item *i = &book[story_item];

    if (text == BOOK_VERSIONS)
        return;
    i->version = text;
    i->may[text] = i->may[1];
    act(w, forker, "correct",
        "{\"id\":\"%s\",\"set\":[\"core.judgements=[{\\\"text\\\":[{\\\"lang\\\":"
        "\\\"en\\\",\\\"text\\\":\\\"" MARK "\\\"}]}]\"]}",
        i->id, (unsigned)story_item, text++);
    for (int n = 1; n < 3; n++)
        let_on(w, forker, story_item, story[n]);
}

/* From now on the node is two, of which one runs at a time. */
static void
fork_node(struct work *w, int node)
{
    if (all[node]->node == NULL || forker >= 0)
        return;
    sim_close(all[node]);
    fork_other = at(whole, "other-%d", node);
    disk_copy(all[node]->folder, fork_other);
    sim_open(w, all[node]);
    forker = node;
    counted[FORKS]++;
    tell("%s is copied", handles[node]);
}

static void
other_history(struct work *w)
{
    const char *now;

    if (forker < 0 || all[forker]->node == NULL)
        return;
    now = all[forker]->folder;
    sim_close(all[forker]);
    all[forker]->folder = fork_other;
    fork_other = now;
    sim_open(w, all[forker]);
    tell("%s runs on in its other history", handles[forker]);
}

/* A contact comes late, or not. */
static void
contact(struct work *w, const struct event *e)
{
    if (e->index > 0) {
        counted[DELAYED]++;
        later(sim_clock + some_time(3 * TIME_DAY), MEET, e->a, e->b, 0);
        return;
    }
    if (all[e->a]->node == NULL)
        return;
    counted[PARTED] += relation[e->a][e->b].parted_until > sim_clock;
    if (relation[e->a][e->b].air)
        return;
    meet(w, e->a, e->b);
}

/* It is carried for a while, perhaps comes twice, or never. */
static void
bundle_written(struct work *w, const struct event *e)
{
    int before = parcel_count;

    if (all[e->a]->node == NULL)
        return;
    write_bundle(w, e->a, e->b);
    if (parcel_count == before)
        return;
    if (one_in(6)) {
        counted[BUNDLES_NEVER]++;
        return;
    }
    later(sim_clock + some_time(4 * TIME_DAY), BUNDLE, 0, 0, before);
    if (one_in(4)) {
        counted[BUNDLES_TWICE]++;
        later(sim_clock + some_time(9 * TIME_DAY), BUNDLE, 0, 0, before);
    }
}

#endif
