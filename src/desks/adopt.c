/*
 * kind adopt: a record type of one's own, or a partner's, becomes one of this node's.
 */
#include "desks/desk_inner.h"

#define KIND_FILE_MAX (256 * 1024)

/* A file, or a record of kind kind/1 that a partner gave us. */
static bool
definition_of(struct desk *d, struct work *w, const struct json *args,
    struct stored *from, struct bytes *out)
{
    struct stored_part part;
    struct json *core;
    const char *path;

    if ((json_get(args, "file") != NULL) == (json_get(args, "record") != NULL))
        return fail(w, FAULT_USAGE, "give the record type's file, or --record");
    if (json_get(args, "file") != NULL) {
        TRY(work_string(w, desk_text(args, "file"), &path));
        return file_load(w, path, KIND_FILE_MAX, out);
    }
    TRY(desk_find(d, w, args, "record", from));
    if (!bytes_is(from->kind, "kind/1"))
        return fail(w, FAULT_USAGE, "a record of kind/1 is adopted; this is %.*s",
            (int)from->kind.len, (const char *)from->kind.at);
    TRY(store_part(node_store(d->node), w, from, "core", &part));
    TRY(json_read(w, part.body, &json_record, &core));
    return json_need_text(w, core, "definition", out);
}

DESK(kind_adopt)
{
    bool given = json_get(args, "record") != NULL;
    const struct json *terms;
    struct bytes definition;
    struct receipt receipt;
    struct stored from;
    struct kind *kind;

    TRY(definition_of(d, w, args, &from, &definition));
    TRY(kind_read(w, definition, &kind));
    TRY(desk_terms(d, w, args, &terms));
    TRY(node_kind_adopt(d->node, w, definition, terms, given ? &from : NULL, &receipt));
    *answer = desk_receipt(w, "kind/1", &receipt);
    json_put(*answer, "adopted", json_text(w, kind_name(kind)));
    return work_ok(w);
}
