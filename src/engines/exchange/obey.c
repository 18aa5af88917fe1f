/*
 * A recall that came: obeyed at once, and answered either way with a signed statement.
 */
#include "engines/exchange/exchange_inner.h"

#include <stdlib.h>
#include <string.h>

struct json *
in_english(struct work *w, const char *text)
{
    struct json *out = json_array(w), *one = json_object(w);

    json_put(one, "lang", json_string(w, "en"));
    json_put(one, "text", json_string(w, text));
    json_add(out, one);
    return out;
}

/* Was this recall answered here before? */
static bool
answered(struct node *n, struct work *w, const struct stored *recall, bool *yes)
{
    struct view_link *links;
    struct stored by;
    size_t count;

    *yes = false;
    TRY(node_links_to(n, w, &recall->id, "because-of", &links, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(store_by_no(node_store(n), w, links[i].record, &by));
        *yes = *yes ||
            (bytes_is(by.kind, "receipt/1") &&
                hash_equal(&by.author, &node_identity(n)->id));
    }
    return true;
}

/* A recall as it is obeyed. */
struct obeying {
    const struct stored *recall;
    const struct json *core; /* NULL: erased */
    bool asked;              /* is it for us, or do we only pass it on? */
    struct json *items;      /* what is stated */
};

/* To whom it was passed on from here, in any version, of those who are asked: the recall goes
 * there too, and we say so. */
static bool
forwarded_to(struct node *n, struct work *w, const struct obeying *o,
    const struct stored *item, struct json **out)
{
    struct hash *given;
    size_t count;
    bool asked;

    *out = json_array(w);
    TRY(exchange_given(n, w, item, &given, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(node_recall_asks(w, o->core, &given[i], &asked));
        if (asked)
            json_add(*out, json_hex(w, hash_bytes(&given[i])));
    }
    return true;
}

static bool
state_item(struct node *n, struct work *w, const struct obeying *o,
    const struct stored *item, const char *state, const char *reason, int64_t same_as,
    struct json **out)
{
    struct json *forwarded;
    struct stored same;

    *out = json_object(w);
    json_put(*out, "hash", json_hex(w, hash_bytes(&item->hash)));
    json_put(*out, "id", json_uuid(w, &item->id));
    json_put(*out, "version", json_integer(w, item->version));
    json_put(*out, "state", json_string(w, state));
    if (reason != NULL)
        json_put(*out, "reason", in_english(w, reason));
    if (same_as != 0) {
        TRY(store_by_no(node_store(n), w, same_as, &same));
        json_put(*out, "same-as", json_hex(w, hash_bytes(&same.hash)));
    }
    TRY(forwarded_to(n, w, o, item, &forwarded));
    if (forwarded->count > 0)
        json_put(*out, "forwarded", forwarded);
    return true;
}

/* What a group of recalls comes to: its items are erased together, for each commit waits for the
 * disk, and a partner may call back thousands. */
struct group {
    struct node *node;
    struct work *work;
    struct actor who;
    struct obeying *recalls;
    size_t count;
    struct buffer erasing; /* struct erasing, */
    struct buffer owners;  /* and the number of the recall of each */
};

static bool
keep_item(struct group *g, struct obeying *o, const struct stored *item,
    const char *reason)
{
    struct json *statement;

    TRY(state_item(g->node, g->work, o, item, "kept", reason, 0, &statement));
    json_add(o->items, statement);
    return true;
}

/* Erase it as the recall says, or keep it with the reason (P27). */
static bool
judge_item(struct group *g, size_t of, const struct stored *item)
{
    struct obeying *o = &g->recalls[of];
    struct erasing one = {.item = item, .asker = &o->recall->author};
    struct json *why = json_object(g->work);
    struct decision decision;
    struct facts facts;
    bool stands;

    TRY(node_facts(g->node, g->work, &g->who, ACT_RECALL, item, &facts));
    facts.asker = o->recall->author;
    (void)!terms_decide(&facts, &decision);
    if (decision.verdict != TERMS_ALLOW && decision.verdict != TERMS_MARK)
        return true; /* not the originator's recall: it has no effect here */
    TRY(node_recalled(g->node, g->work, item, &stands));
    if (o->asked && !stands)
        return keep_item(g, o, item,
            "Its originator let this organisation have it again since.");
    if (!o->asked)
        return keep_item(g, o, item,
            "It is recalled from others only, whom the recall is passed on to.");
    if (decision.verdict == TERMS_MARK)
        return keep_item(g, o, item, decision.reason);
    json_put(why, "cause", json_string(g->work, "recall"));
    one.why = why;
    buffer_add(&g->erasing, bytes_from(&one, sizeof(one)));
    buffer_add(&g->owners, bytes_from(&of, sizeof(of)));
    return work_ok(g->work);
}

/* Of one that was answered before only what came here since, by another way. */
static bool
is_due(struct group *g, const struct stored *item, bool done, bool *yes)
{
    struct stored *versions;
    struct json *core;
    size_t count;

    *yes = !done;
    if (*yes)
        return true;
    TRY(store_versions(node_store(g->node), g->work, &item->id, &versions, &count));
    for (size_t i = 0; i < count && !*yes; i++) {
        TRY(node_part(g->node, g->work, &versions[i], "core", &core));
        *yes = core != NULL;
    }
    return true;
}

static bool
judge_recall(struct group *g, const struct stored *recall)
{
    struct obeying *o = &g->recalls[g->count];
    struct stored *items;
    struct json *said;
    size_t count;
    bool done, due;

    TRY(answered(g->node, g->work, recall, &done));
    *o = (struct obeying){.recall = recall, .items = json_array(g->work)};
    TRY(node_part(g->node, g->work, recall, "core", &said));
    o->core = said;
    TRY(node_recall_asks(g->work, said, &node_identity(g->node)->id, &o->asked));
    TRY(recall_items(g->node, g->work, recall, &items, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(is_due(g, &items[i], done, &due));
        if (due)
            TRY(judge_item(g, g->count, &items[i]));
    }
    g->count++;
    return true;
}

static bool
erase_all(struct group *g)
{
    struct erasing *all;
    const size_t *owners;
    size_t count;

    all = buffer_array(&g->erasing, sizeof(*all), &count);
    owners = buffer_array(&g->owners, sizeof(*owners), &count);
    TRY(all != NULL && owners != NULL);
    TRY(node_erase_all(g->node, g->work, &g->who, ACT_RECALL, all, count));
    for (size_t i = 0; i < count; i++) {
        struct obeying *o = &g->recalls[owners[i]];
        struct json *statement;

        TRY(state_item(g->node, g->work, o, all[i].item, "erased", NULL,
            all[i].erased.same_as, &statement));
        TRY(derived_state(g->node, g->work, &g->who, &o->recall->author, all[i].item,
            statement));
        json_add(o->items, statement);
    }
    return true;
}

/* One statement for each. */
static bool
answer_all(struct group *g)
{
    struct draft *drafts = work_alloc(g->work, (g->count + 1) * sizeof(*drafts));
    struct receipt *made = work_alloc(g->work, (g->count + 1) * sizeof(*made));
    size_t count = 0;

    TRY(drafts != NULL && made != NULL);
    for (size_t i = 0; i < g->count; i++) {
        const struct obeying *o = &g->recalls[i];
        struct json *core = json_object(g->work);

        if (o->items->count == 0)
            continue;
        json_put(core, "to", json_hex(g->work, hash_bytes(&o->recall->origin)));
        json_put(core, "items", o->items);
        drafts[count] = (struct draft){.kind = "receipt/1"};
        draft_part(&drafts[count], "core", core);
        draft_link(&drafts[count++], "because-of", o->recall);
    }
    return count == 0 || node_make(g->node, g->work, drafts, count, made);
}

static int
by_no(const void *a, const void *b)
{
    const struct stored *x = a, *y = b;

    return (x->no > y->no) - (x->no < y->no);
}

/* In order, and each once: one comes along with what it recalls, and for it. */
bool
obey_recalls(struct node *n, struct work *w, const struct actor *who,
    struct stored recalls[], size_t count)
{
    struct group g = {.node = n, .work = w, .who = *who};

    g.who.reason = bytes_of("recalled by its originator");
    g.recalls = work_alloc(w, (count + 1) * sizeof(*g.recalls));
    g.erasing = buffer_open(w, SIZE_MAX / 2);
    g.owners = buffer_open(w, SIZE_MAX / 2);
    TRY(g.recalls != NULL);
    if (count > 0)
        qsort(recalls, count, sizeof(*recalls), by_no);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || recalls[i].no != recalls[i - 1].no)
            TRY(judge_recall(&g, &recalls[i]));
    return (g.erasing.len == 0 || erase_all(&g)) && answer_all(&g);
}
