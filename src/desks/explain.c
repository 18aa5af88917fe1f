/*
 * terms explain: what the handling terms say to an act, which rule decides, on which facts,
 * and what would change it; or to every act, a line each.  Nothing is done, and nothing is
 * read: the facts are those that the act itself would be decided by.
 */
#include "desks/desk_inner.h"

/* What is asked: the rest of the facts hangs on the act. */
struct asking {
    struct desk *desk;
    struct stored of;
    enum terms_act act;
    const struct peer *to; /* NULL: nobody in particular */
    struct bytes surface;  /* court, public, file, or empty */
};

/* What facts point at. */
struct room {
    struct facts f;
    struct terms proposed, question;
};

static const char *const surfaces[] = {"court", "public", "file"};

/* ---- Gathering ------------------------------------------------------------------------- */

/* As the engines that put things out have it: a package and the pages carry the terms whole. */
static void
set_surface(struct bytes name, struct facts *f)
{
    f->carries = CARRY_ALL;
    if (bytes_is(name, "court"))
        f->surface = SURFACE_COURT;
    else if (bytes_is(name, "public"))
        f->surface = SURFACE_PUBLIC;
    else if (bytes_is(name, "file"))
        desk_facts_file(f);
}

/* Who does not say what for is told what the item allows first. */
static void
read_purpose(struct facts *f)
{
    const struct terms *t = f->item.terms;

    if (f->purpose.len == 0 && t != NULL && t->readable && t->purpose.count > 0)
        f->purpose = t->purpose.at[0];
}

/* The question that is open between us: the newest of theirs about it. */
static bool
find_question(struct asking *a, struct work *w, struct room *room)
{
    struct view_link *links;
    struct stored by;
    struct record *r;
    size_t count;

    room->f.about = room->f.item.terms;
    TRY(node_links_to(a->desk->node, w, &a->of.id, "about", &links, &count));
    for (size_t i = 0; i < count; i++) {
        if (!desk_is_question(links[i].kind))
            continue;
        TRY(store_by_no(node_store(a->desk->node), w, links[i].record, &by));
        if (a->to == NULL || !hash_equal(&by.author, &a->to->org) ||
            (room->f.question != NULL && by.time < room->f.asked_at))
            continue;
        TRY(node_record(a->desk->node, w, &by, &r));
        TRY(node_terms(a->desk->node, w, r, &room->question));
        room->f.question = &room->question;
        room->f.question_from = by.author;
        room->f.asked_at = by.time;
    }
    return true;
}

/* Something made from it, with its terms, by us. */
static bool
set_derived(struct asking *a, struct work *w, struct room *room)
{
    const struct terms *terms = room->f.item.terms;

    if (terms != NULL)
        room->proposed = *terms;
    room->proposed.originator = node_identity(a->desk->node)->id;
    return node_facts_made(a->desk->node, w, &a->desk->actor, ACT_DERIVE, &room->proposed,
        &a->of, 1, &room->f);
}

static bool
gather(struct asking *a, struct work *w, struct room *room)
{
    struct facts *f = &room->f;

    if (a->to != NULL && a->act != ACT_ANSWER)
        TRY(exchange_facts(a->desk->node, w, &a->desk->actor, a->to, &a->of, f));
    else
        TRY(node_facts(a->desk->node, w, &a->desk->actor, a->act, &a->of, f));
    f->act = a->act;
    if (a->to != NULL)
        f->recipient = a->to->org;
    if (f->reason.len == 0)
        f->reason = bytes_of("as it will be stated");
    f->proposed = &room->proposed;
    terms_default(&f->self, &room->proposed);
    room->proposed.urgency = URGENCY_168H;
    switch (a->act) {
    case ACT_READ:
        read_purpose(f);
        return true;
    case ACT_EXPORT:
        set_surface(a->surface, f);
        return true;
    case ACT_ENTER:
        desk_facts_enter(f);
        return true;
    case ACT_ANSWER:
        return find_question(a, w, room);
    case ACT_DERIVE:
        return set_derived(a, w, room);
    case ACT_RETERM:
        f->resigned = true;
        f->proposed = f->item.terms;
        return true;
    default:
        return true;
    }
}

/* ---- Saying ---------------------------------------------------------------------------- */

/* What its kind, or a role, leaves to some persons only is refused beside the terms. */
static bool
kind_refuses(struct asking *a, struct work *w, const struct facts *f, struct json *to)
{
    const struct kind *kind = kinds_find(node_kinds(a->desk->node), a->of.kind);
    struct actor who = a->desk->actor;
    const char *why;
    bool may;

    TRY(desk_role_refuses(a->desk, w, a->act, &why));
    if (why != NULL) {
        json_put(to, "verdict", json_string(w, terms_verdict_name(TERMS_DENY)));
        json_put(to, "rule", json_string(w, "role"));
        json_put(to, "reason", json_string(w, why));
        json_put(to, "change", json_string(w, "Somebody who holds it: see person list."));
        return work_ok(w);
    }
    if (a->act != ACT_READ && a->act != ACT_EXPORT)
        return true;
    if (a->act == ACT_READ)
        who.purpose = f->purpose;
    TRY(node_may_read(a->desk->node, w, &who, &a->of, &may));
    if (may)
        return true;
    json_put(to, "verdict", json_string(w, terms_verdict_name(TERMS_DENY)));
    json_put(to, "rule", json_string(w, "read"));
    json_put(to, "reason", desk_words(w, kind_read_message(kind)));
    json_put(to, "change",
        json_string(w, "Another person or purpose, as its record type says."));
    return work_ok(w);
}

static bool
say(struct asking *a, struct work *w, bool facts, struct json *to)
{
    struct room room = {0};
    struct decision decision;
    struct json *words;

    TRY(gather(a, w, &room));
    json_put(to, "act", json_string(w, terms_act_name(a->act)));
    if (a->to != NULL)
        json_put(to, "to", json_text(w, a->to->handle));
    if (a->surface.len > 0)
        json_put(to, "surface", json_text(w, a->surface));
    if (room.f.purpose.len > 0)
        json_put(to, "purpose", json_text(w, room.f.purpose));
    (void)!terms_decide(&room.f, &decision);
    if (decision.hidden)
        return fail(w, FAULT_MISSING, "no such record here");
    json_put(to, "verdict", json_string(w, terms_verdict_name(decision.verdict)));
    if (decision.rule != RULE_NONE)
        json_put(to, "rule", json_string(w, decision.id));
    if (decision.under != decision.rule)
        json_put(to, "under", json_string(w, terms_rule_id(decision.under)));
    json_put(to, "reason", json_string(w, decision.reason));
    json_put(to, "change", json_string(w, decision.change));
    if (decision.verdict == TERMS_ALLOW)
        TRY(kind_refuses(a, w, &room.f, to));
    if (!facts)
        return work_ok(w);
    /* What allowed it was looked at by every rule: then all that was gathered is told. */
    TRY(desk_facts_say(a->desk, w, &room.f,
        decision.facts != 0 ? decision.facts
                            : FACT_ASKER | FACT_TERMS | FACT_ORIGINATOR | FACT_PURPOSE |
                FACT_ROAD | FACT_RECALL | FACT_TIME,
        &words));
    json_put(to, "facts", words);
    return work_ok(w);
}

static bool
leaves(enum terms_act act)
{
    return act == ACT_SHARE || act == ACT_FORWARD || act == ACT_EXPORT ||
        act == ACT_ANSWER || act == ACT_HIT;
}

/* ---- The table ------------------------------------------------------------------------- */

static bool
say_line(struct asking *a, struct work *w, struct json *items)
{
    struct json *one = json_object(w);

    TRY(say(a, w, false, one));
    json_drop(one, "change");
    json_add(items, one);
    return work_ok(w);
}

/* Sharing and a hit have a line for each partner, putting out one for each way to do it.  Passing on is
 * sharing, and an answer is asked about with the one who asked. */
static bool
say_all(struct asking *a, struct work *w, struct json *items)
{
    struct peer *peers;
    size_t count;

    TRY(node_peers(a->desk->node, w, &peers, &count));
    for (a->act = ACT_READ; a->act < ACTS; a->act++) {
        if (a->act == ACT_FORWARD || a->act == ACT_ANSWER)
            continue;
        if (!leaves(a->act))
            TRY(say_line(a, w, items));
        for (size_t i = 0; (a->act == ACT_SHARE || a->act == ACT_HIT) && i < count; i++) {
            a->to = &peers[i];
            TRY(say_line(a, w, items));
        }
        a->to = NULL;
        for (size_t i = 0; a->act == ACT_EXPORT && i < COUNT_OF(surfaces); i++) {
            a->surface = bytes_of(surfaces[i]);
            TRY(say_line(a, w, items));
        }
        a->surface = (struct bytes){0};
    }
    return true;
}

/* ---- The desk -------------------------------------------------------------------------- */

static bool
find_act(struct work *w, struct bytes name, enum terms_act *out)
{
    struct buffer b = buffer_open(w, 1024);
    struct bytes all;

    for (*out = ACT_READ; *out < ACTS; ++*out)
        if (bytes_is(name, terms_act_name(*out)))
            return true;
    for (enum terms_act act = ACT_READ; act < ACTS; act++)
        buffer_format(&b, "%s%s", act > ACT_READ ? ", " : "", terms_act_name(act));
    TRY(buffer_bytes(&b, &all));
    return fail(w, FAULT_USAGE, "there is no act %.*s: they are %.*s", (int)name.len,
        (const char *)name.at, (int)all.len, (const char *)all.at);
}

/* What goes goes somewhere, and nothing else does. */
static bool
check_where(struct asking *a, struct work *w)
{
    bool known = a->surface.len == 0;

    for (size_t i = 0; i < COUNT_OF(surfaces); i++)
        known = known || bytes_is(a->surface, surfaces[i]);
    if (!known)
        return fail(w, FAULT_USAGE, "--surface is court, public or file");
    if ((a->act == ACT_EXPORT) != (a->surface.len > 0))
        return fail(w, FAULT_USAGE,
            "--act export goes with --surface court, public or file, and no other does");
    if (a->to != NULL && (!leaves(a->act) || a->act == ACT_EXPORT))
        return fail(w, FAULT_USAGE,
            "--to goes with --act share, forward, answer or hit: what else is done is "
            "done here");
    if (a->to == NULL && leaves(a->act) && a->act != ACT_EXPORT)
        return fail(w, FAULT_USAGE, "say to whom: --to ORG");
    return true;
}

DESK(terms_explain)
{
    struct asking a = {.desk = d, .surface = desk_text(args, "surface")};
    struct json *items = json_array(w);
    struct peer to;

    TRY(desk_find(d, w, args, "id", &a.of));
    *answer = json_object(w);
    json_put(*answer, "id", json_uuid(w, &a.of.id));
    if (json_get(args, "to") != NULL) {
        TRY(node_peer(d->node, w, desk_text(args, "to"), &to));
        a.to = &to;
        a.act = ACT_SHARE;
    }
    if (a.surface.len > 0)
        a.act = ACT_EXPORT;
    if (json_get(args, "act") != NULL)
        TRY(find_act(w, desk_text(args, "act"), &a.act));
    if (a.act != ACT_NONE)
        return check_where(&a, w) && say(&a, w, true, *answer);
    TRY(say_all(&a, w, items));
    json_put(*answer, "items", items);
    return work_ok(w);
}
