/*
 * kind list, show, check: the record types there are, and whether a file is a sound one.
 */
#include "desks/desk_inner.h"

#define KIND_FILE_MAX (1024 * 1024)

bool
desk_kind(struct desk *d, struct work *w, struct bytes name, const struct kind **out)
{
    const char *full = work_format(w, "%.*s/1", (int)name.len, (const char *)name.at);

    TRY(full != NULL);
    *out = kinds_find(node_kinds(d->node), name);
    if (*out == NULL)
        *out = kinds_find(node_kinds(d->node), bytes_of(full));
    return *out != NULL ||
        fail(w, FAULT_USAGE, "there is no kind %.*s: see `liaison kind list`",
            (int)name.len, (const char *)name.at);
}

DESK(kind_list)
{
    struct json *items = json_array(w);
    int64_t count = 0;

    (void)args;
    for (const struct kind *k = kinds_next(node_kinds(d->node), NULL); k != NULL;
         k = kinds_next(node_kinds(d->node), k), count++) {
        const struct json *views = json_get(kind_json(k), "views");
        struct json *item = json_object(w);

        json_put(item, "kind", json_text(w, kind_name(k)));
        json_put(item, "label", desk_label(d, w, kind_name(k)));
        json_put(item, "made", json_string(w, kind_is_system(k) ? "system" : "written"));
        json_put(item, "views",
            json_integer(w, views != NULL ? (int64_t)views->count : 0));
        json_add(items, item);
    }
    *answer = json_object(w);
    json_put(*answer, "items", items);
    json_put(*answer, "count", json_integer(w, count));
    return true;
}

DESK(kind_show)
{
    const struct kind *kind;
    struct json *definition;

    TRY(desk_kind(d, w, desk_text(args, "kind"), &kind));
    TRY(json_keep(w, kind_json(kind), &definition));
    *answer = json_object(w);
    json_put(*answer, "kind", json_text(w, kind_name(kind)));
    json_put(*answer, "label", desk_label(d, w, kind_name(kind)));
    json_put(*answer, "definition", definition);
    return true;
}

DESK(kind_check)
{
    const struct kind *kind;
    struct json *findings;
    struct kinds *known;
    struct bytes text;
    const char *path;
    size_t errors;

    (void)d;
    TRY(work_string(w, desk_text(args, "file"), &path));
    TRY(file_load(w, path, KIND_FILE_MAX, &text));
    TRY(kinds_open(w, &known));
    TRY(kind_lint_text(w, text, known, &kind, &findings, &errors));
    *answer = json_object(w);
    if (kind != NULL)
        json_put(*answer, "kind", json_text(w, kind_name(kind)));
    json_put(*answer, "findings", findings);
    json_put(*answer, "errors", json_integer(w, (int64_t)errors));
    json_put(*answer, "warnings", json_integer(w, (int64_t)(findings->count - errors)));
    return true;
}
