/*
 * list: what there is, as far as the asker may know.
 */
#include "desks/desk_inner.h"

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

/* The lines of a list show no state: what is over says so in its title's place. */
static struct json *
listed_title(struct work *w, const struct json *title, struct bytes state)
{
    bool over = bytes_is(state, "erased") || bytes_is(state, "recalled");
    struct bytes text = title != NULL ? title->text : (struct bytes){0};

    if (!over)
        return json_text(w, text);
    return json_string(w,
        work_format(w, "%.*s%s(%.*s)", (int)text.len, (const char *)text.at,
            text.len > 0 ? " " : "", (int)state.len, (const char *)state.at));
}

static bool
describe(struct listing *l, struct work *w, const struct stored *s)
{
    struct json *item = json_object(w), *title = desk_title(l->desk, w, s);
    struct stored_part *parts;
    struct standing standing;
    bool erased = false;
    size_t count;

    TRY(work_ok(w));
    TRY(store_parts(node_store(l->desk->node), w, s->no, &parts, &count));
    for (size_t i = 0; i < count; i++)
        erased = erased || parts[i].erased;
    TRY(desk_standing(l->desk, w, s, &standing));
    json_put(item, "id", json_uuid(w, &s->id));
    json_put(item, "short", desk_short(l->desk, w, &s->id));
    json_put(item, "version", json_integer(w, s->version));
    json_put(item, "kind", json_text(w, s->kind));
    json_put(item, "label", desk_label(l->desk, w, s->kind));
    json_put(item, "time", json_time(w, s->time));
    json_put(item, "by", desk_org_name(l->desk, w, &s->author));
    TRY(desk_state(l->desk, w, s, erased, item));
    if (standing.stands)
        json_put(item, "stage", json_text(w, standing.stage.state));
    json_put(item, "title", listed_title(w, title, json_get_text(item, "state")));
    json_add(l->items, item);
    l->count++;
    return work_ok(w);
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
