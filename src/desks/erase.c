/*
 * erase: on one's own decision, for good, with the record that says so.
 */
#include "desks/watch_desk.h"

bool
desk_forget_copies(struct desk *d, struct work *w, const struct stored *s)
{
    TRY(!bytes_is(s->kind, "list/1") || (archive_forget(d, w) && mirrors_forget(d, w)));
    return !bytes_is(s->kind, "subjects/1") || mirror_forget(d, w, &s->id);
}

DESK(erase)
{
    struct json *why = json_object(w);
    struct decision decision;
    struct erased erased;
    struct facts facts;
    struct stored s;
    struct bytes id;
    const struct second second = {"erase", "erases", &s};
    bool go;

    TRY(desk_find(d, w, args, "id", &s));
    TRY(node_facts(d->node, w, &d->actor, ACT_ERASE, &s, &facts) &&
        node_decide(d->node, w, &facts, &decision));
    TRY(desk_second(d, w, &second, args, &go, answer));
    if (!go)
        return true;
    json_put(why, "cause", json_string(w, "own-decision"));
    json_put(why, "reason", desk_said(w, desk_text(args, "reason")));
    TRY(desk_forget_copies(d, w, &s));
    TRY(node_erase(d->node, w, &d->actor, &s, ACT_ERASE, NULL, why, &erased));
    *answer = desk_receipt(w, "erasure/1", &erased.record);
    TRY(uuid_write(w, &s.id, &id));
    json_put(*answer, "erased", json_text(w, id));
    json_put(*answer, "result",
        json_string(w,
            erased.same_as != 0 ? "its parts; the same content is kept as another record"
                                : "its parts and content"));
    return true;
}
