/*
 * who-saw: who read a record or gave it on, when, and for what purpose; never a view of a
 * person's work.
 */
#include "desks/desk_inner.h"

static bool
add_reading(struct desk *d, struct work *w, const struct view_link *link, struct json *to)
{
    struct json *one = json_object(w), *core, *name;
    struct stored_part part;
    struct stored by;
    struct bytes parts, act;
    struct hash org;

    TRY(store_by_no(node_store(d->node), w, link->record, &by));
    TRY(store_part(node_store(d->node), w, &by, "core", &part));
    TRY(json_read(w, part.body, &json_record, &core));
    TRY(json_write(w, json_get(core, "parts"), &parts));
    act = json_get_text(core, "act");
    json_put(one, "time", json_time(w, by.time));
    json_put(one, "person", json_text(w, json_get_text(core, "who")));
    json_put(one, "purpose", json_text(w, json_get_text(core, "purpose")));
    json_put(one, "act", json_text(w, act));
    json_put(one, "says", json_text(w, act));
    if (json_get(core, "org") != NULL) {
        TRY(json_need_hash(w, core, "org", &org));
        name = desk_org_name(d, w, &org);
        TRY(name != NULL);
        json_put(one, "says",
            json_string(w,
                work_format(w, "%.*s with %.*s", (int)act.len, (const char *)act.at,
                    (int)name->text.len, (const char *)name->text.at)));
        json_put(one, "to", name);
    }
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
