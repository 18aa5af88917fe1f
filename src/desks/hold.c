/*
 * hold, unhold, enter: what a body keeps against recall, expiry and erasure (P27).
 */
#include "desks/desk_inner.h"

/* Entering is for the purpose that the release to us names; of our own, for prosecution. */
void
desk_facts_enter(struct facts *f)
{
    for (size_t i = 0; f->purpose.len == 0 && i < f->release_count; i++)
        if (hash_equal(&f->releases[i].recipient, &f->self))
            f->purpose = f->releases[i].purpose;
    if (f->purpose.len == 0)
        f->purpose = bytes_of("prosecution");
}

static bool
may(struct desk *d, struct work *w, enum terms_act act, const struct stored *s)
{
    struct decision decision;
    struct facts facts;

    TRY(node_facts(d->node, w, &d->actor, act, s, &facts));
    if (act == ACT_ENTER)
        desk_facts_enter(&facts);
    return node_decide(d->node, w, &facts, &decision);
}

DESK(hold)
{
    struct json *core = json_object(w);
    struct draft draft = {.kind = "hold/1"};
    struct stored s;

    TRY(desk_find(d, w, args, "id", &s));
    TRY(may(d, w, ACT_HOLD, &s));
    json_put(core, "ground",
        json_string(w, desk_flag(args, "exonerating") ? "exonerating" : "other"));
    json_put(core, "reason", desk_said(w, desk_text(args, "reason")));
    draft_part(&draft, "core", core);
    draft_link(&draft, "holds", &s);
    return desk_make(d, w, &draft, answer);
}

/* Every hold of ours on the record that still stands; FAULT_MISSING without one. */
static bool
link_holds(struct desk *d, struct work *w, const struct stored *s, struct draft *draft)
{
    struct view_link *links, *lifts;
    size_t count, lifted;

    TRY(node_links_to(d->node, w, &s->id, NULL, &links, &count));
    for (size_t i = 0; i < count; i++) {
        struct stored by;

        if (!bytes_is(links[i].type, "holds") && !bytes_is(links[i].type, "enters"))
            continue;
        TRY(store_by_no(node_store(d->node), w, links[i].record, &by));
        TRY(node_links_to(d->node, w, &by.id, "lifts", &lifts, &lifted));
        if (lifted == 0 && hash_equal(&by.author, &node_identity(d->node)->id))
            draft_link(draft, "lifts", &by);
    }
    return draft->link_count > 0 ||
        fail(w, FAULT_MISSING, "this organisation holds no such record");
}

DESK(unhold)
{
    struct json *core = json_object(w);
    struct draft draft = {.kind = "lift/1"};
    struct stored s;

    TRY(desk_find(d, w, args, "id", &s));
    TRY(may(d, w, ACT_UNHOLD, &s));
    json_put(core, "reason", desk_said(w, desk_text(args, "reason")));
    draft_part(&draft, "core", core);
    TRY(link_holds(d, w, &s, &draft));
    return desk_make(d, w, &draft, answer);
}

struct proceedings {
    struct desk *desk;
    struct bytes name;
    bool found;
    struct stored stored;
};

static bool
same_proceeding(void *ctx, struct work *w, const struct view_item *item)
{
    struct proceedings *p = ctx;
    struct stored s;
    struct json *title;

    TRY(store_by_no(node_store(p->desk->node), w, item->record, &s));
    title = desk_title(p->desk, w, &s);
    if (title != NULL && bytes_equal(title->text, p->name)) {
        p->found = true;
        p->stored = s;
    }
    return work_ok(w);
}

/* The proceeding of that name, made when there is none. */
static bool
find_proceeding(struct desk *d, struct work *w, struct bytes name, struct stored *out)
{
    struct proceedings p = {.desk = d, .name = name};
    struct draft draft = {.kind = "proceeding/1"};
    struct json *core = json_object(w);
    struct receipt receipt;

    TRY(node_items(d->node, w, bytes_of("proceeding/1"), same_proceeding, &p));
    *out = p.stored;
    if (p.found)
        return true;
    json_put(core, "name", desk_said(w, name));
    draft_part(&draft, "core", core);
    TRY(node_make(d->node, w, &draft, 1, &receipt));
    return store_by_no(node_store(d->node), w, receipt.no, out);
}

DESK(enter)
{
    struct draft draft = {.kind = "entry/1"};
    struct stored s, proceeding;

    TRY(desk_find(d, w, args, "id", &s));
    TRY(may(d, w, ACT_ENTER, &s));
    TRY(find_proceeding(d, w, desk_text(args, "proceeding"), &proceeding));
    draft_link(&draft, "enters", &s);
    draft_link(&draft, "proceeding", &proceeding);
    return desk_make(d, w, &draft, answer);
}
