/*
 * kind_build: how a record of a kind is put together from others -- a joint statement from the
 * outcomes of a dialogue -- read from its file.  docs/kinds.md, "Building".
 *
 * Of the other kinds only the names are known here; kind_lint looks at them.
 */
#include "core/records/kinds_inner.h"

static bool
read_link(struct reading *r, const struct json *value)
{
    return json_get_bytes(json_get(r->kind->json, "links"), value->text) != NULL ||
        refuse(r, "not a link that the kind has");
}

static bool
read_field(struct reading *r, const struct json *value)
{
    *(const struct schema **)r->to = kind_schema_at(r->kind, value);
    return *(const struct schema **)r->to != NULL || refuse(r, "leads to no field");
}

static bool
read_list(struct reading *r, const struct json *value)
{
    const struct schema **list = r->to;

    TRY(read_field(r, value));
    *list = (*list)->items;
    return *list != NULL || refuse(r, "leads to no list");
}

static bool
read_path(struct reading *r, const struct json *value)
{
    return value->type == JSON_TEXT || refuse(r, "not a path like core.title");
}

/* A member of an item: paths of which the first that is there gives it, or "id". */
static bool
read_member(struct reading *r, const struct json *value)
{
    const struct property *p = schema_property(r->item, value->name);

    if (p == NULL)
        return refuse(r, "no member of the list's items");
    if (value->type == JSON_TEXT)
        return (bytes_is(value->text, "id") && p->schema->format == FORMAT_UUID) ||
            refuse(r, "\"id\" for the id, or a list of paths");
    return each_read(r, value, LIST, 1, SIZE_MAX, read_path);
}

static bool
read_item(struct reading *r, const struct json *value)
{
    struct reading inner = *r;

    inner.item = *(const struct schema **)r->to;
    if (inner.item->type != SCHEMA_OBJECT)
        return refuse(r, "the list is none of objects");
    return each_read(&inner, value, OBJECT, 1, SIZE_MAX, read_member);
}

bool
build_read(struct reading *r, const struct json *value)
{
    static const struct member members[] = {
        {"of", read_link, .must = ANY_SORT},
        {"says", .read = read_link},
        {"take", read_field, .is = LIST, .most = SIZE_MAX},
        {"languages", .read = read_list},
        {"list", read_list, .must = ANY_SORT},
        {"from", need_read, .must = ANY_SORT, .is = LIST, .least = 1, .most = SIZE_MAX},
        {"item", read_item, .must = ANY_SORT},
        {0},
    };
    const struct schema *items;

    return members_read(r, value, members, ANY_SORT, &items);
}
