/*
 * who-saw: who read a record, when, and for what purpose; never a view of a person's work.
 */
#include "desks/desk_inner.h"

static bool
add_reading(struct desk *d, struct work *w, const struct view_link *link, struct json *to)
{
    struct json *one = json_object(w), *core;
    struct stored_part part;
    struct stored by;
    struct bytes parts;

    TRY(store_by_no(node_store(d->node), w, link->record, &by));
    TRY(store_part(node_store(d->node), w, &by, "core", &part));
    TRY(json_read(w, part.body, &json_record, &core));
    TRY(json_write(w, json_get(core, "parts"), &parts));
    json_put(one, "time", json_time(w, by.time));
    json_put(one, "person", json_text(w, json_get_text(core, "who")));
    json_put(one, "purpose", json_text(w, json_get_text(core, "purpose")));
    json_put(one, "parts", json_text(w, parts));
    json_put(one, "id", json_uuid(w, &by.id));
    json_add(to, one);
    return true;
}

DESK(who_saw)
{
    struct json *readings = json_array(w);
    struct view_link *links;
    struct stored s;
    size_t count;

    TRY(desk_find(d, w, args, "id", &s));
    TRY(node_links_to(d->node, w, &s.id, "reads", &links, &count));
    for (size_t i = 0; i < count; i++)
        TRY(add_reading(d, w, &links[i], readings));
    *answer = json_object(w);
    json_put(*answer, "readings", readings);
    json_put(*answer, "count", json_integer(w, (int64_t)count));
    return true;
}
