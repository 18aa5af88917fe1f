/*
 * kind_build: how a record of a kind is put together from others -- a joint statement from the
 * outcomes of a dialogue -- read from its file.  docs/kinds.md, "Building".
 *
 * Of the other kinds only the names are known here; kind_lint looks at them.
 */
#include "core/records/kinds_inner.h"

static bool
read_link(struct reading *r, const struct json *value, void *to)
{
    const struct kind *k = r->kind;

    (void)to;
    for (size_t i = 0; i < k->link_count; i++)
        if (value->type == JSON_TEXT && bytes_equal(k->links[i].type, value->text))
            return true;
    return refuse(r, "not a link that the kind has");
}

static bool
read_field(struct reading *r, const struct json *value, void *to)
{
    *(const struct schema **)to = kind_schema_at(r->kind, value);
    return *(const struct schema **)to != NULL || refuse(r, "leads to no field");
}

static bool
read_taken(struct reading *r, const struct json *value, void *to)
{
    const struct schema *field;

    (void)to;
    return each_read(r, value, JSON_ARRAY, 0, SIZE_MAX, read_field, &field);
}

static bool
read_list(struct reading *r, const struct json *value, void *to)
{
    const struct schema *list;

    TRY(read_field(r, value, &list));
    *(const struct schema **)to = list->items;
    return list->type == SCHEMA_ARRAY || refuse(r, "leads to no list");
}

static bool
read_source(struct reading *r, const struct json *value, void *to)
{
    (void)to;
    return need_read(r, value, true);
}

static bool
read_sources(struct reading *r, const struct json *value, void *to)
{
    return each_read(r, value, JSON_ARRAY, 1, SIZE_MAX, read_source, to);
}

static bool
read_path(struct reading *r, const struct json *value, void *to)
{
    (void)to;
    return value->type == JSON_TEXT || refuse(r, "not a path like core.title");
}

/* A member of an item: paths of which the first that is there gives it, or "id". */
static bool
read_member(struct reading *r, const struct json *value, void *to)
{
    const struct property *p = schema_property(r->item, value->name);

    if (p == NULL)
        return refuse(r, "no member of the list's items");
    if (value->type == JSON_TEXT)
        return (bytes_is(value->text, "id") && p->schema->format == FORMAT_UUID) ||
            refuse(r, "\"id\" for the id, or a list of paths");
    return each_read(r, value, JSON_ARRAY, 1, SIZE_MAX, read_path, to);
}

static bool
read_item(struct reading *r, const struct json *value, void *to)
{
    struct reading inner = *r;

    inner.item = *(const struct schema **)to;
    if (inner.item->type != SCHEMA_OBJECT)
        return refuse(r, "the list is none of objects");
    return each_read(&inner, value, JSON_OBJECT, 1, SIZE_MAX, read_member, NULL);
}

bool
build_read(struct reading *r, const struct json *value, void *to)
{
    static const struct member members[] = {
        {"of", read_link, .must = ANY_SORT},
        {"says", .read = read_link},
        {"take", .read = read_taken},
        {"languages", .read = read_list},
        {"list", read_list, .must = ANY_SORT},
        {"from", read_sources, .must = ANY_SORT},
        {"item", read_item, .must = ANY_SORT},
        {0},
    };
    const struct schema *items;

    (void)to;
    return members_read(r, value, members, ANY_SORT, &items);
}
