/*
 * recall, recall decide: call back what one shared, with what one made from it; and decide on
 * what one made from what another recalled.
 */
#include "desks/desk_inner.h"

#include <string.h>

/* ---- Calling back ----------------------------------------------------------------------- */

static bool
may_recall(struct desk *d, struct work *w, const struct stored *s)
{
    struct decision decision;
    struct facts facts;

    TRY(node_facts(d->node, w, &d->actor, ACT_RECALL, s, &facts));
    return node_decide(d->node, w, &facts, &decision);
}

/* Each item has a recall of its own: who was given the one is not told of the other. */
static bool
draft_recall(struct work *w, const struct json *args, const struct stored *s,
    struct draft *out)
{
    struct bytes code = desk_text(args, "code");
    struct json *core = json_object(w);

    *out = (struct draft){.kind = "recall/1"};
    json_put(core, "code", code.len > 0 ? json_text(w, code) : json_string(w, "other"));
    json_put(core, "text", desk_said(w, desk_text(args, "reason")));
    draft_part(out, "core", core);
    draft_link(out, "recalls", s);
    return work_ok(w);
}

/* Of what was made from it, what is this organisation's and not recalled yet, as far as one may
 * know of it: the rest is for those to recall who may. */
static bool
own_derived(struct desk *d, struct work *w, const struct stored *s, bool all_needed,
    struct stored **out, size_t *count)
{
    struct stored *all;
    bool recalled, known;
    size_t found;

    *count = 0;
    TRY(exchange_descendants(d->node, w, s, &all, &found));
    if (all_needed && found == EXCHANGE_DESCENDANTS)
        return fail(w, FAULT_INVALID,
            "%d records or more were made from it, or from these: recall them one by "
            "one, "
            "from the last",
            EXCHANGE_DESCENDANTS);
    for (size_t i = 0; i < found; i++) {
        TRY(node_recalled(d->node, w, &all[i], &recalled) &&
            desk_may_list(d, w, &all[i], &known));
        if (known && !recalled && hash_equal(&all[i].author, &node_identity(d->node)->id))
            all[(*count)++] = all[i];
    }
    *out = all;
    return true;
}

static bool
partners_json(struct desk *d, struct work *w, const struct stored *s, struct json **out)
{
    struct hash *orgs;
    size_t count;

    *out = json_array(w);
    TRY(exchange_given(d->node, w, s, &orgs, &count));
    for (size_t i = 0; i < count; i++)
        json_add(*out, desk_org_name(d, w, &orgs[i]));
    return work_ok(w);
}

static bool
derived_json(struct desk *d, struct work *w, const struct stored *s,
    const struct receipt *recall, const char *what, struct json *to)
{
    struct json *one = json_object(w), *title = desk_title(d, w, s), *partners;

    json_put(one, "id", json_uuid(w, &s->id));
    json_put(one, "kind", json_text(w, s->kind));
    json_put(one, "label", desk_label(d, w, s->kind));
    json_put(one, "title", title != NULL ? title : json_string(w, ""));
    TRY(partners_json(d, w, s, &partners));
    json_put(one, "partners", partners);
    if (recall != NULL)
        json_put(one, "recall", json_uuid(w, &recall->id));
    json_put(one, "what", json_string(w, what));
    json_add(to, one);
    return work_ok(w);
}

DESK(recall)
{
    bool preview = desk_flag(args, "preview"), all = desk_flag(args, "derived");
    struct json *told = json_array(w), *partners;
    struct draft *drafts;
    struct receipt *made;
    struct stored s, *own = NULL;
    const struct second second = {"recall", "recalls", &s};
    size_t count;
    bool go = preview;

    TRY(desk_find(d, w, args, "id", &s));
    TRY(may_recall(d, w, &s));
    TRY(preview || desk_second(d, w, &second, args, &go, answer));
    if (!go)
        return true;
    TRY(own_derived(d, w, &s, all, &own, &count));
    TRY(partners_json(d, w, &s, &partners));
    drafts = work_alloc(w, (count + 1) * sizeof(*drafts));
    made = work_alloc(w, (count + 1) * sizeof(*made));
    TRY(drafts != NULL && made != NULL);
    TRY(draft_recall(w, args, &s, &drafts[0]));
    for (size_t i = 0; i < count && all; i++) {
        TRY(may_recall(d, w, &own[i]));
        TRY(draft_recall(w, args, &own[i], &drafts[i + 1]));
    }
    *answer = json_object(w);
    if (!preview) {
        TRY(node_make(d->node, w, drafts, all ? count + 1 : 1, made));
        *answer = desk_receipt(w, "recall/1", &made[0]);
        json_put(*answer, "recalled", json_uuid(w, &s.id));
    }
    for (size_t i = 0; i < count; i++)
        TRY(derived_json(d, w, &own[i], all && !preview ? &made[i + 1] : NULL,
            !all          ? "made from it, and not recalled"
                : preview ? "would be recalled too"
                          : "recalled too",
            told));
    if (preview)
        json_put(*answer, "partners", partners);
    json_put(*answer, "derived", told);
    return work_ok(w);
}

/* ---- Deciding -------------------------------------------------------------------------------- */

static bool
fate_of(struct work *w, const struct json *args, enum derived_fate *out,
    const char **part)
{
    struct bytes fate = desk_text(args, "fate"), named = desk_text(args, "part");

    *out = bytes_is(fate, "erase") ? DERIVED_ERASE
        : bytes_is(fate, "redact") ? DERIVED_REDACT
                                   : DERIVED_KEEP;
    if (*out == DERIVED_KEEP && !bytes_is(fate, "keep"))
        return fail(w, FAULT_USAGE, "decide to erase, keep or redact");
    if ((*out == DERIVED_REDACT) != (named.len > 0))
        return fail(w, FAULT_USAGE,
            "redact wants --part, the part that goes: quotes; erase and keep want none");
    return named.len == 0 || work_string(w, named, part);
}

/* A part that goes is one that is here, and not all there is. */
static bool
need_part(struct desk *d, struct work *w, const struct stored *s, const char *part)
{
    struct stored_part of;

    if (part == NULL)
        return true;
    if (strcmp(part, "terms") == 0 || strcmp(part, "links") == 0 ||
        strcmp(part, "core") == 0)
        return fail(w, FAULT_USAGE, "the %s of a record go only with all of it: erase it",
            part);
    return store_part(node_store(d->node), w, s, part, &of) ||
        fail_in(w, "no part %s of it is here", part);
}

DESK(recall_decide)
{
    struct json *items = json_array(w), *partners;
    const struct json *reason = desk_said(w, desk_text(args, "reason"));
    struct undecided *list;
    enum derived_fate fate;
    const char *part = NULL;
    struct stored s;
    size_t count;

    TRY(fate_of(w, args, &fate, &part));
    TRY(desk_find(d, w, args, "id", &s));
    TRY(exchange_undecided(d->node, w, &list, &count));
    for (size_t i = 0; i < count; i++) {
        struct json *one;
        struct receipt made;
        const char *state;

        if (memcmp(&list[i].item.id, &s.id, sizeof(s.id)) != 0)
            continue;
        if (items->count == 0)
            TRY(need_part(d, w, &list[i].item, part));
        TRY(exchange_decide(d->node, w, &d->actor, &list[i], fate, part, reason, &state,
            &made));
        one = desk_receipt(w, "receipt/1", &made);
        json_put(one, "recall", json_uuid(w, &list[i].recall.id));
        json_put(one, "to", desk_org_name(d, w, &list[i].recall.author));
        json_put(one, "state", json_string(w, state));
        json_add(items, one);
    }
    if (items->count == 0)
        return fail(w, FAULT_MISSING,
            "nothing is to be decided on this record: due lists what is");
    TRY(partners_json(d, w, &s, &partners));
    *answer = json_object(w);
    json_put(*answer, "items", items);
    json_put(*answer, "partners", partners);
    return work_ok(w);
}

bool
desk_undecided(struct desk *d, struct work *w, struct json *into)
{
    struct json *items = json_array(w);
    struct undecided *list;
    int64_t now;
    size_t count;

    TRY(node_now(d->node, w, &now));
    TRY(exchange_undecided(d->node, w, &list, &count));
    for (size_t i = 0; i < count; i++) {
        struct json *one = json_object(w), *title;
        bool known;

        TRY(desk_may_list(d, w, &list[i].item, &known));
        if (!known)
            continue;
        title = desk_title(d, w, &list[i].item);
        json_put(one, "id", json_uuid(w, &list[i].item.id));
        json_put(one, "kind", json_text(w, list[i].item.kind));
        json_put(one, "title", title != NULL ? title : json_string(w, ""));
        json_put(one, "recall", json_uuid(w, &list[i].recall.id));
        json_put(one, "partner", desk_org_name(d, w, &list[i].recall.author));
        json_put(one, "until", json_time(w, list[i].until));
        json_put(one, "state", json_string(w, list[i].until <= now ? "overdue" : "due"));
        json_add(items, one);
    }
    json_put(into, "to_decide", items);
    return work_ok(w);
}
