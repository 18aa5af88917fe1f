/*
 * kind_build: how a record of a kind is put together from others -- a joint statement from the
 * outcomes of a dialogue -- read from its file.  docs/kinds.md, "Building".
 *
 * Of the other kinds only the names are known here; kind_lint looks at them.
 */
#include "core/records/kinds_inner.h"

static const struct kind_link *
link_of(const struct kind *k, const struct json *name)
{
    for (size_t i = 0; name != NULL && i < k->link_count; i++)
        if (name->type == JSON_TEXT && bytes_equal(k->links[i].type, name->text))
            return &k->links[i];
    return NULL;
}

static bool
read_sources(struct work *w, const struct json *from, const struct place *at)
{
    static const char *const members[] = {"in", "kind", "link", NULL};

    if (!is_list(from, 1, SIZE_MAX))
        return fail_at(w, at, "from: not a list of kinds");
    for (const struct json *f = from->first; f != NULL; f = f->next) {
        const struct json *in = json_get(f, "in");

        TRY(kind_members(w, f, at, members));
        if (!form_kind(json_get_text(f, "kind")) || !form_name(json_get_text(f, "link")))
            return fail_at(w, at, "from: wants a kind, and its link to what is built of");
        if (in == NULL || in->type != JSON_ARRAY)
            return fail_at(w, at, "from: in is a list of states");
        for (const struct json *s = in->first; s != NULL; s = s->next)
            if (s->type != JSON_TEXT || !form_name(s->text))
                return fail_at(w, at, "from: in is a list of states");
    }
    return true;
}

/* A member of an item: paths of which the first that is there gives it, or "id". */
static bool
read_member(struct work *w, const struct json *member, const struct schema *item,
    const struct place *at)
{
    const struct property *p = schema_property(item, member->name);

    if (p == NULL)
        return fail_at(w, at, "item: %.*s is no member of the list's items",
            (int)member->name.len, (const char *)member->name.at);
    if (member->type == JSON_TEXT)
        return (bytes_is(member->text, "id") && p->schema->format == FORMAT_UUID) ||
            fail_at(w, at, "item: \"id\" for the id, or a list of paths");
    if (member->type != JSON_ARRAY || member->count == 0)
        return fail_at(w, at, "item: \"id\" for the id, or a list of paths");
    for (const struct json *path = member->first; path != NULL; path = path->next)
        if (path->type != JSON_TEXT)
            return fail_at(w, at, "item: \"id\" for the id, or a list of paths");
    return true;
}

static bool
read_items(struct work *w, const struct json *build, const struct kind *k,
    const struct place *at)
{
    const struct schema *list = kind_schema_at(k, json_get(build, "list"));
    const struct json *item = json_get(build, "item");

    if (list == NULL || list->type != SCHEMA_ARRAY || list->items == NULL ||
        list->items->type != SCHEMA_OBJECT)
        return fail_at(w, at, "list: leads to no list of objects");
    if (!is_object(item, 1, SIZE_MAX))
        return fail_at(w, at, "item: not an object");
    for (const struct json *m = item->first; m != NULL; m = m->next)
        TRY(read_member(w, m, list->items, at));
    return true;
}

bool
build_read(struct work *w, const struct json *file, const struct place *up,
    const struct kind *k)
{
    static const char *const members[] = {"from", "item", "languages", "list", "of",
        "says", "take", NULL};
    const struct json *build = json_get(file, "build"), *take, *languages;
    struct place at = {.up = up, .name = bytes_of("build")};
    const struct schema *s;

    if (build == NULL)
        return true;
    TRY(kind_members(w, build, &at, members));
    if (link_of(k, json_get(build, "of")) == NULL)
        return fail_at(w, &at, "of: not a link that the kind has");
    if (json_get(build, "says") != NULL && link_of(k, json_get(build, "says")) == NULL)
        return fail_at(w, &at, "says: not a link that the kind has");
    take = json_get(build, "take");
    if (take != NULL && take->type != JSON_ARRAY)
        return fail_at(w, &at, "take: not a list of fields");
    for (const struct json *t = first_of(take); t != NULL; t = t->next)
        if (kind_schema_at(k, t) == NULL)
            return fail_at(w, &at, "take: leads to no field");
    languages = json_get(build, "languages");
    s = kind_schema_at(k, languages);
    if (languages != NULL && (s == NULL || s->type != SCHEMA_ARRAY))
        return fail_at(w, &at, "languages: leads to no list");
    return read_sources(w, json_get(build, "from"), &at) && read_items(w, build, k, &at);
}
