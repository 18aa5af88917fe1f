/*
 * four-eyes: whether a second person confirms what hits are settled as, and since when.
 */
#include "desks/screen_desk.h"

struct eyes {
    struct desk *desk;
    bool here, four;
    struct stored stored; /* the newest that was said of it */
};

static bool
see_eyes(void *ctx, struct work *w, const struct view_item *item)
{
    struct eyes *e = ctx;
    struct json *core;

    TRY(store_by_no(node_store(e->desk->node), w, item->record, &e->stored) &&
        node_part(e->desk->node, w, &e->stored, "core", &core));
    e->here = true;
    e->four = core != NULL && desk_flag(core, "on");
    return true;
}

static bool
find_eyes(struct desk *d, struct work *w, struct eyes *out)
{
    *out = (struct eyes){.desk = d};
    return node_items(d->node, w, bytes_of("four-eyes/1"), see_eyes, out);
}

bool
four_eyes_since(struct desk *d, struct work *w, int64_t *out)
{
    struct eyes eyes;

    TRY(find_eyes(d, w, &eyes));
    *out = eyes.four ? eyes.stored.time : INT64_MAX;
    return true;
}

DESK(four_eyes)
{
    struct draft draft = {.kind = "four-eyes/1"};
    struct bytes word = desk_text(args, "on");
    struct json *core = json_object(w);
    struct eyes was;
    bool on = bytes_is(word, "on");

    if (word.len > 0 && !on && !bytes_is(word, "off"))
        return fail(w, FAULT_USAGE, "it is on or off, not %.*s", (int)word.len,
            (const char *)word.at);
    TRY(find_eyes(d, w, &was));
    *answer = json_object(w);
    if (word.len > 0 && on != was.four) {
        if (was.here)
            draft_replace(&draft, &was.stored);
        json_put(core, "on", json_bool(w, on));
        json_put(core, "by", json_text(w, d->actor.person));
        draft_part(&draft, "core", core);
        TRY(desk_make(d, w, &draft, answer));
        was.four = on;
    }
    json_put(*answer, "four_eyes", json_string(w, was.four ? "on" : "off"));
    return work_ok(w);
}
