/*
 * Axes: what records of a kind can be counted by, and what people call it.
 */
#include "desks/desk_inner.h"

#include <string.h>

struct naming {
    const struct kind *kind;
    const struct codebook *codes;
    struct json *list;
};

static struct bytes
words_of(const struct json *label, struct bytes missing)
{
    struct bytes text = label != NULL && label->type == JSON_ARRAY
        ? json_get_text(label->first, "text")
        : (struct bytes){0};

    return text.len > 0 ? text : missing;
}

/* "Countries: ISO 3166-1 code": each step down, but the part and "every item of the list". */
static void
put_steps(struct buffer *to, const struct kind *kind, struct bytes path)
{
    bool any = false;
    size_t from = 0;

    for (size_t at = 0; at <= path.len; at++) {
        struct kind_place place;
        struct bytes step;

        if (at < path.len && path.at[at] != '.')
            continue;
        step = bytes_from(path.at + from, at - from);
        from = at + 1;
        if (bytes_is(step, "*") || !kind_path(kind, bytes_from(path.at, at), &place))
            continue;
        buffer_text(to, any ? ": " : "");
        buffer_add(to, words_of(json_get(place.schema, "label"), step));
        any = true;
    }
}

/* A field, perhaps by the year of it, or by the groups of a list; or a link. */
static void
put_field(struct buffer *to, const struct naming *n, const char *path)
{
    static const char year[] = ".year";
    const char *group = strchr(path, '@');
    size_t len = group != NULL ? (size_t)(group - path) : strlen(path);
    const struct codelist *list =
        group != NULL ? codebook_find(n->codes, bytes_of(group + 1)) : NULL;
    struct kind_place place;
    bool of_date = !kind_path(n->kind, bytes_from(path, len), &place) &&
        len > strlen(year) && memcmp(path + len - strlen(year), year, strlen(year)) == 0;

    put_steps(to, n->kind, bytes_from(path, of_date ? len - strlen(year) : len));
    if (of_date)
        buffer_text(to, ", by year");
    if (list == NULL)
        return;
    buffer_text(to, ", by ");
    buffer_add(to, words_of(json_get(codelist_json(list), "label"), bytes_of(group + 1)));
}

static bool
name_axis(struct naming *n, struct work *w, const char *path)
{
    static const char *const words[][2] = {{"state", "State"}, {"author", "By"},
        {"year", "Year of writing"}};
    const struct json *links = json_get(kind_json(n->kind), "links"),
                      *link = json_get(links, path);
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    struct json *one = json_object(w);
    struct bytes label;

    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (strcmp(path, words[i][0]) == 0)
            buffer_text(&b, words[i][1]);
    if (b.len == 0 && link != NULL)
        buffer_add(&b, words_of(json_get(link, "label"), bytes_of(path)));
    if (b.len == 0)
        put_field(&b, n, path);
    TRY(buffer_bytes(&b, &label));
    json_put(one, "path", json_string(w, path));
    json_put(one, "label", json_text(w, label));
    json_add(n->list, one);
    return work_ok(w);
}

/* A field, and it by the groups of each list that has such codes as members. */
static bool
see_axis(void *ctx, struct work *w, const char *path, struct bytes codes)
{
    struct naming *n = ctx;

    TRY(name_axis(n, w, path));
    for (const struct codelist *l = codebook_next(n->codes, NULL);
         l != NULL && codes.len > 0; l = codebook_next(n->codes, l)) {
        struct bytes list = json_get_text(codelist_json(l), "name");
        const char *grouped;

        if (!bytes_equal(json_get_text(codelist_json(l), "members-of"), codes))
            continue;
        grouped = work_format(w, "%s@%.*s", path, (int)list.len, (const char *)list.at);
        TRY(grouped != NULL && name_axis(n, w, grouped));
    }
    return true;
}

bool
desk_axes(struct desk *d, struct work *w, const struct kind *kind, struct json **out)
{
    struct naming n = {.kind = kind, .codes = node_codes(d->node), .list = json_array(w)};

    if (kind_has_states(kind))
        TRY(name_axis(&n, w, "state"));
    TRY(name_axis(&n, w, "author") && name_axis(&n, w, "year"));
    TRY(node_axes(w, kind, see_axis, &n));
    *out = n.list;
    return work_ok(w);
}

bool
desk_axes_of(struct desk *d, struct work *w, const struct kind *kind,
    const struct json *view, struct json **out)
{
    static const char *const members[] = {"rows", "columns", "by", "sum"};
    struct naming n = {.kind = kind, .codes = node_codes(d->node), .list = json_array(w)};

    for (size_t i = 0; i < COUNT_OF(members); i++) {
        const char *path;

        if (json_get(view, members[i]) == NULL)
            continue;
        TRY(work_string(w, json_get_text(view, members[i]), &path));
        TRY(name_axis(&n, w, path));
    }
    *out = n.list;
    return work_ok(w);
}
