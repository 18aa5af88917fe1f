/*
 * Records that go to those whom a list in them names, as a group's does to its members: a kind
 * says so by a path like "core.members.*.org".
 */
#include "engines/exchange/exchange_inner.h"

#include <string.h>

/* "core.members.*.org": the list and the member of its items. */
static bool
split(struct bytes path, struct bytes *list, struct bytes *member)
{
    static const char head[] = "core.";
    const size_t skip = sizeof(head) - 1;

    if (!bytes_start(path, head))
        return false;
    *list = bytes_from(path.at + skip, path.len - skip);
    for (size_t i = 0; i + 3 <= list->len; i++)
        if (memcmp(list->at + i, ".*.", 3) == 0) {
            *member = bytes_from(list->at + i + 3, list->len - i - 3);
            list->len = i;
            return true;
        }
    return false;
}

static bool
way_of(const struct kind *kind, struct bytes *list, struct bytes *member)
{
    const struct json *goes = kind != NULL ? json_get(kind_json(kind), "goes") : NULL;

    for (const struct json *g = goes != NULL ? goes->first : NULL; g != NULL; g = g->next)
        if (split(json_get_text(g, "to"), list, member))
            return true;
    return false;
}

bool
kind_lists(const struct kind *kind)
{
    struct bytes list, member;

    return way_of(kind, &list, &member);
}

bool
listed_in(struct node *n, struct work *w, const struct kind *kind, const struct stored *s,
    const struct hash *org, bool *yes)
{
    struct bytes list, member, hex;
    const struct json *items;
    struct json *core;

    *yes = false;
    TRY(hex_write(w, hash_bytes(org), &hex));
    TRY(node_part(n, w, s, "core", &core));
    if (core == NULL || !way_of(kind, &list, &member))
        return true;
    items = json_get_bytes(core, list);
    for (const struct json *i = items != NULL ? items->first : NULL; i != NULL;
         i = i->next) {
        const struct json *one = json_get_bytes(i, member);

        *yes = *yes ||
            (one != NULL && one->type == JSON_TEXT && bytes_equal(one->text, hex));
    }
    return true;
}

bool
listed_still(struct node *n, struct work *w, const struct kind *kind,
    const struct stored *s, const struct hash *org, bool *listed, bool *still)
{
    struct view_item newest;
    struct stored now;

    *still = false;
    TRY(listed_in(n, w, kind, s, org, listed));
    if (!*listed)
        return true;
    TRY(node_item(n, w, &s->id, &newest));
    TRY(store_by_no(node_store(n), w, newest.record, &now));
    return listed_in(n, w, kind, &now, org, still);
}
