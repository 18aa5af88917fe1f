/*
 * four-eyes: which acts a second person is to agree to, and since when; and such an act on its
 * way from the one to the other.
 *
 * Hits are settled, and count when another confirms it.  What cannot be taken back -- a release,
 * a recall, an erasure -- is proposed, with all that was said with it, and done when another
 * signs the proposal.
 */
#include "desks/screen_desk.h"

static const char *const acts[] = {"settle", "release", "recall", "erase", NULL};

struct eyes {
    struct desk *desk;
    struct bytes act;
    bool here, four;
    bool waits;    /* that it goes off waits for a second person */
    int64_t since; /* it is on; what it was erased from is unknown, and counts as on */
    struct stored stored; /* the newest that was said of it */
};

static struct bytes
act_of(const struct json *core)
{
    struct bytes act = json_get_text(core, "act");

    return act.len > 0 ? act : bytes_of(acts[0]);
}

static bool
see_eyes(void *ctx, struct work *w, const struct view_item *item)
{
    struct eyes *e = ctx;
    struct json *core;
    struct stored s;

    TRY(store_by_no(node_store(e->desk->node), w, item->record, &s) &&
        node_part(e->desk->node, w, &s, "core", &core));
    /* Of what act an erased one was is unknown: it counts for each. */
    if (core != NULL && !bytes_equal(act_of(core), e->act))
        return true;
    e->here = true;
    e->stored = s;
    return true;
}

/* One person must not take away what stops one person alone: until another confirms it, it is on. */
static bool
find_eyes(struct desk *d, struct work *w, struct bytes act, struct eyes *out)
{
    struct standing at;
    struct json *core;

    *out = (struct eyes){.desk = d, .act = act};
    TRY(node_items(d->node, w, bytes_of("four-eyes/1"), see_eyes, out));
    if (!out->here)
        return true;
    TRY(node_part(d->node, w, &out->stored, "core", &core) &&
        node_standing(d->node, w, &out->stored, &at));
    out->waits = core != NULL && !desk_flag(core, "on") && at.stands &&
        bytes_is(at.stage.state, "proposed");
    out->four = core == NULL || desk_flag(core, "on") || out->waits;
    out->since = out->stored.time;
    return core == NULL || json_get(core, "since") == NULL ||
        json_need_time(w, core, "since", &out->since);
}

bool
four_eyes_since(struct desk *d, struct work *w, const char *act, int64_t *out)
{
    struct eyes eyes;

    TRY(find_eyes(d, w, bytes_of(act), &eyes));
    *out = eyes.four ? eyes.since : INT64_MAX;
    return true;
}

/* What is said of it from now on; on again, it was on all the while. */
static bool
say(struct desk *d, struct work *w, struct eyes *e, bool on, struct json **answer)
{
    struct draft draft = {.kind = "four-eyes/1"};
    struct json *core = json_object(w);

    if (e->here)
        draft_replace(&draft, &e->stored);
    if (!bytes_is(e->act, acts[0]))
        json_put(core, "act", json_text(w, e->act));
    json_put(core, "on", json_bool(w, on));
    json_put(core, "by", json_text(w, d->actor.person));
    json_put(core, "second", json_bool(w, !on));
    if (e->four)
        json_put(core, "since", json_time(w, e->since));
    draft_part(&draft, "core", core);
    return desk_make(d, w, &draft, answer) && find_eyes(d, w, e->act, e);
}

DESK(four_eyes)
{
    struct bytes word = desk_text(args, "on"), act = act_of(args), id;
    bool on = bytes_is(word, "on");
    struct eyes eyes;

    if (word.len > 0 && !on && !bytes_is(word, "off"))
        return fail(w, FAULT_USAGE, "it is on or off, not %.*s", (int)word.len,
            (const char *)word.at);
    if (!bytes_is_any(act, acts))
        return fail(w, FAULT_USAGE, "--act is settle, release, recall or erase");
    TRY(find_eyes(d, w, act, &eyes));
    *answer = json_object(w);
    if (word.len > 0 && on != (eyes.four && !eyes.waits))
        TRY(say(d, w, &eyes, on, answer));
    json_put(*answer, "act", json_text(w, act));
    json_put(*answer, "four_eyes", json_string(w, eyes.four ? "on" : "off"));
    if (!eyes.waits)
        return work_ok(w);
    TRY(uuid_write(w, &eyes.stored.id, &id));
    json_put(*answer, "says",
        json_string(w,
            work_format(w, "that it goes off waits for another person: liaison sign %.*s",
                (int)id.len, (const char *)id.at)));
    return work_ok(w);
}

/* ---- Acts that are proposed -------------------------------------------------------------- */

#define AGREED_FOR (7 * TIME_DAY) /* then what was agreed is to be proposed anew */

/* All that was said, in an order of its own: two are the same act when this is the same. */
static bool
what_was_said(struct work *w, const struct json *args, struct json **out)
{
    *out = json_array(w);
    for (const struct json *m = args->first; m != NULL; m = m->next) {
        struct json *one = json_object(w);

        if (bytes_is(m->name, "id"))
            continue; /* the link says it, whole */
        json_put(one, "name", json_text(w, m->name));
        json_put(one, "value",
            m->type == JSON_TEXT ? json_text(w, m->text) : json_string(w, "yes"));
        json_add(*out, one);
    }
    return work_ok(w);
}

static bool
same_said(struct work *w, const struct json *core, const struct json *said, bool *yes)
{
    const struct json *before = json_get(core, "said");
    struct bytes a, b;

    *yes = false;
    TRY(before == NULL || (json_write(w, before, &a) && json_write(w, said, &b)));
    *yes = before != NULL && bytes_equal(a, b);
    return true;
}

/* Was that act done upon it since? */
static bool
done_since(struct desk *d, struct work *w, const char *type, const struct stored *item,
    int64_t since, bool *yes)
{
    struct view_link *links;
    size_t count;

    *yes = false;
    TRY(node_links_to(d->node, w, &item->id, type, &links, &count));
    for (size_t i = 0; i < count && !*yes; i++) {
        struct stored by;

        TRY(store_by_no(node_store(d->node), w, links[i].record, &by));
        *yes = by.time >= since && hash_equal(&by.author, &node_identity(d->node)->id);
    }
    return true;
}

/* The proposal of just this act that waits or was agreed to; ${*go}: it was, and not done. */
static bool
find_proposal(struct desk *d, struct work *w, const struct second *s,
    const struct json *said, struct stored *out, bool *waits, bool *go)
{
    struct view_link *links;
    size_t count;
    int64_t now;

    *waits = *go = false;
    TRY(node_now(d->node, w, &now) &&
        node_links_to(d->node, w, &s->item->id, "proposes", &links, &count));
    for (size_t i = count; i > 0 && !*waits && !*go; i--) {
        struct standing at;
        struct json *core;
        bool same, done = false;

        TRY(store_by_no(node_store(d->node), w, links[i - 1].record, out) &&
            node_part(d->node, w, out, "core", &core));
        if (core == NULL || !bytes_is(json_get_text(core, "act"), s->act) ||
            !hash_equal(&out->author, &node_identity(d->node)->id))
            continue;
        TRY(same_said(w, core, said, &same) && node_standing(d->node, w, out, &at));
        if (!same || !at.stands)
            continue;
        *waits = bytes_is(at.stage.state, "proposed");
        if (bytes_is(at.stage.state, "agreed") && now - at.stage.since < AGREED_FOR) {
            TRY(done_since(d, w, s->link, s->item, at.stage.since, &done));
            *go = !done;
        }
    }
    return true;
}

bool
desk_second(struct desk *d, struct work *w, const struct second *s,
    const struct json *args, bool *go, struct json **answer)
{
    struct draft draft = {.kind = "proposal/1"};
    struct json *core = json_object(w), *said;
    struct stored proposal;
    struct bytes id;
    int64_t since;
    bool waits;

    TRY(four_eyes_since(d, w, s->act, &since));
    *go = since == INT64_MAX;
    if (*go)
        return true;
    TRY(what_was_said(w, args, &said) &&
        find_proposal(d, w, s, said, &proposal, &waits, go));
    if (*go)
        return true;
    if (waits) {
        *answer = json_object(w);
        json_put(*answer, "id", json_uuid(w, &proposal.id));
    } else {
        json_put(core, "act", json_string(w, s->act));
        json_put(core, "by", json_text(w, d->actor.person));
        json_put(core, "said", said);
        draft_part(&draft, "core", core);
        draft_link(&draft, "proposes", s->item);
        TRY(desk_make(d, w, &draft, answer));
    }
    id = json_get_text(*answer, "id");
    json_put(*answer, "waits",
        json_string(w,
            work_format(w,
                "not done yet: it waits for another person, by liaison sign %.*s",
                (int)id.len, (const char *)id.at)));
    return work_ok(w);
}

bool
desk_agreed(struct desk *d, struct work *w, const struct stored *proposal,
    struct json **answer)
{
    struct json *core, *args = json_object(w), *done;
    struct view_link *links;
    struct bytes act;
    size_t count;

    TRY(node_part(d->node, w, proposal, "core", &core) &&
        node_links_from(d->node, w, &proposal->id, &links, &count));
    if (core == NULL || count == 0)
        return fail(w, FAULT_MISSING, "what was proposed is not here any more");
    act = json_get_text(core, "act");
    for (const struct json *s = json_first(json_get(core, "said")); s != NULL;
         s = s->next) {
        struct bytes value = json_get_text(s, "value");
        const char *name;

        TRY(work_string(w, json_get_text(s, "name"), &name));
        json_put(args, name,
            verb_flag(verb_find(act), name) ? json_bool(w, true) : json_text(w, value));
    }
    json_put(args, "id", json_uuid(w, &links[0].other));
    TRY(verb_find(act) != NULL && verb_run(verb_find(act), d, w, args, &done));
    json_put(*answer, "done", json_text(w, act));
    json_put(*answer, "by", json_get(done, "id"));
    return work_ok(w);
}
