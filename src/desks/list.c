/*
 * list: what there is, as far as the asker may know.
 */
#include "desks/desk_inner.h"

#define SHORT_ID 18 /* of a UUIDv7: its time, and enough that follows to tell it apart */

struct listing {
    struct desk *desk;
    struct json *items;
    bool system;
    const int64_t *found; /* records a search gave, in order; NULL: no search */
    size_t found_count;
    int64_t count;
};

static bool
was_found(const struct listing *l, int64_t record)
{
    for (size_t i = 0; i < l->found_count; i++)
        if (l->found[i] == record)
            return true;
    return l->found == NULL;
}

/* The shortest of a few beginnings of an id that nothing else here begins with. */
static bool
short_id(struct listing *l, struct work *w, struct bytes id, struct bytes *out)
{
    static const size_t lengths[] = {SHORT_ID, 23, 28};
    struct stored s;

    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        *out = bytes_from(id.at, lengths[i]);
        if (store_by_prefix(node_store(l->desk->node), w, *out, &s))
            return true;
        if (work_fault(w) != FAULT_CONFLICT && work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
    }
    *out = id;
    return true;
}

static bool
describe(struct listing *l, struct work *w, const struct stored *s)
{
    struct json *item = json_object(w), *title = desk_title(l->desk, w, s);
    struct stored_part *parts;
    struct bytes id, brief;
    bool erased = false;
    size_t count;

    TRY(work_ok(w));
    TRY(store_parts(node_store(l->desk->node), w, s->no, &parts, &count));
    for (size_t i = 0; i < count; i++)
        erased = erased || parts[i].erased;
    TRY(uuid_write(w, &s->id, &id));
    json_put(item, "id", json_text(w, id));
    TRY(short_id(l, w, id, &brief));
    json_put(item, "short", json_text(w, brief));
    json_put(item, "version", json_integer(w, s->version));
    json_put(item, "kind", json_text(w, s->kind));
    json_put(item, "label", desk_label(l->desk, w, s->kind));
    json_put(item, "time", json_time(w, s->time));
    json_put(item, "by", desk_org_name(l->desk, w, &s->author));
    json_put(item, "state", desk_state(w, s, erased));
    json_put(item, "title",
        title != NULL ? title : json_string(w, erased ? "(erased)" : ""));
    json_add(l->items, item);
    l->count++;
    return true;
}

static bool
list_item(void *ctx, struct work *w, const struct view_item *item)
{
    struct listing *l = ctx;
    const struct kind *kind = kinds_find(node_kinds(l->desk->node), item->kind);
    struct stored s;
    bool yes;

    if ((kind != NULL && kind_is_system(kind) && !l->system) ||
        !was_found(l, item->record))
        return true;
    TRY(store_by_no(node_store(l->desk->node), w, item->record, &s));
    TRY(desk_may_list(l->desk, w, &s, &yes));
    return !yes || describe(l, w, &s);
}

DESK(list)
{
    struct listing l = {.desk = d, .system = desk_flag(args, "system")};
    const struct kind *only = NULL;
    struct bytes kind = {0};
    int64_t *found;

    if (desk_text(args, "kind").len > 0)
        TRY(desk_kind(d, w, desk_text(args, "kind"), &only));
    if (only != NULL)
        kind = kind_name(only);
    l.system = l.system || kind.len > 0;
    l.items = json_array(w);
    if (json_get(args, "search") != NULL) {
        TRY(node_search(d->node, w, desk_text(args, "search"), &found, &l.found_count));
        l.found = found;
    }
    TRY(node_items(d->node, w, kind, list_item, &l));
    *answer = json_object(w);
    json_put(*answer, "items", l.items);
    json_put(*answer, "count", json_integer(w, l.count));
    return true;
}
