/*
 * four-eyes: whether a second person confirms what hits are settled as, and since when.
 */
#include "desks/screen_desk.h"

struct eyes {
    struct desk *desk;
    bool here, four;
    bool waits;    /* that it goes off waits for a second person */
    int64_t since; /* it is on; what it was erased from is unknown, and counts as on */
    struct stored stored; /* the newest that was said of it */
};

static bool
see_eyes(void *ctx, struct work *w, const struct view_item *item)
{
    struct eyes *e = ctx;

    e->here = true;
    return store_by_no(node_store(e->desk->node), w, item->record, &e->stored);
}

/* One person must not take away what stops one person alone: until another confirms it, it is on. */
static bool
find_eyes(struct desk *d, struct work *w, struct eyes *out)
{
    struct standing at;
    struct json *core;

    *out = (struct eyes){.desk = d};
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
four_eyes_since(struct desk *d, struct work *w, int64_t *out)
{
    struct eyes eyes;

    TRY(find_eyes(d, w, &eyes));
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
    json_put(core, "on", json_bool(w, on));
    json_put(core, "by", json_text(w, d->actor.person));
    json_put(core, "second", json_bool(w, !on));
    if (e->four)
        json_put(core, "since", json_time(w, e->since));
    draft_part(&draft, "core", core);
    return desk_make(d, w, &draft, answer) && find_eyes(d, w, e);
}

DESK(four_eyes)
{
    struct bytes word = desk_text(args, "on"), id;
    bool on = bytes_is(word, "on");
    struct eyes eyes;

    if (word.len > 0 && !on && !bytes_is(word, "off"))
        return fail(w, FAULT_USAGE, "it is on or off, not %.*s", (int)word.len,
            (const char *)word.at);
    TRY(find_eyes(d, w, &eyes));
    *answer = json_object(w);
    if (word.len > 0 && on != (eyes.four && !eyes.waits))
        TRY(say(d, w, &eyes, on, answer));
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
