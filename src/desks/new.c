/*
 * new: write records of any kind that people write.
 */
#include "desks/desk_inner.h"

#include <string.h>

#define BATCH_MAX (256 * 1024 * 1024)

static bool
find_kind(struct desk *d, struct work *w, struct bytes name, const struct kind **out)
{
    TRY(desk_kind(d, w, name, out));
    return !kind_is_system(*out) ||
        fail(w, FAULT_USAGE, "%.*s is made by the program itself",
            (int)kind_name(*out).len, (const char *)kind_name(*out).at);
}

/* "evidence=0192ab...": a link by type to a record that is here. */
static bool
add_link(struct desk *d, struct work *w, struct bytes given, struct draft *draft)
{
    struct stored target;
    const char *text, *equals;

    TRY(work_string(w, given, &text));
    equals = strchr(text, '=');
    if (equals == NULL)
        return fail(w, FAULT_USAGE, "--link wants TYPE=ID, not %s", text);
    TRY(desk_find_id(d, w, bytes_of(equals + 1), &target));
    draft_link(draft, work_format(w, "%.*s", (int)(equals - text), text), &target);
    return true;
}

/* A body's members are parts; "links" is an object of type to id, or to a list of ids. */
static bool
add_links(struct desk *d, struct work *w, const struct json *links, struct draft *draft)
{
    for (const struct json *l = links->first; l != NULL; l = l->next) {
        const struct json *id = l->type == JSON_ARRAY ? l->first : l;

        for (; id != NULL; id = l->type == JSON_ARRAY ? id->next : NULL) {
            struct stored target;
            const char *type;

            if (id->type != JSON_TEXT)
                return fail(w, FAULT_INVALID, "links: an id is a text");
            TRY(desk_find_id(d, w, id->text, &target));
            TRY(work_string(w, l->name, &type));
            draft_link(draft, type, &target);
        }
    }
    return true;
}

static bool
add_body(struct desk *d, struct work *w, const struct json *body, struct draft *draft)
{
    if (body->type != JSON_OBJECT)
        return fail(w, FAULT_INVALID, "a record's body is a JSON object of parts");
    for (const struct json *part = body->first; part != NULL; part = part->next) {
        const char *name;

        if (bytes_is(part->name, "links")) {
            TRY(add_links(d, w, part, draft));
            continue;
        }
        TRY(work_string(w, part->name, &name));
        draft_part(draft, name, part);
    }
    return true;
}

/* Terms are given by options unless the body brings them; a kind without takes none. */
static bool
terms_of(struct desk *d, struct work *w, const struct kind *kind, const struct json *args,
    const struct json *body, const struct draft *draft, const struct json **out)
{
    struct stored *sources;
    size_t count;

    *out = json_get(body, "terms");
    if (*out != NULL || json_get(json_get(kind_json(kind), "parts"), "terms") == NULL)
        return true;
    return desk_sources(d, w, draft, &sources, &count) &&
        desk_terms_from(d, w, args, sources, count, out);
}

static bool
to_draft(struct desk *d, struct work *w, const struct kind *kind, const struct json *args,
    struct json *body, int64_t *next, struct draft *out)
{
    const struct json *links = json_get(args, "link"), *terms;

    *out = (struct draft){0};
    TRY(work_string(w, kind_name(kind), &out->kind));
    TRY(add_body(d, w, body, out));
    for (const struct json *l = links != NULL ? links->first : NULL; l != NULL;
         l = l->next)
        TRY(add_link(d, w, l->text, out));
    TRY(terms_of(d, w, kind, args, body, out, &terms) &&
        desk_number(d, w, kind, terms, next, body));
    if (terms != NULL && json_get(body, "terms") == NULL)
        draft_part(out, "terms", terms);
    return desk_judge(d, w, kind, out) && desk_may_make(d, w, out, 0, NULL);
}

static bool
read_body(struct work *w, const struct kind *kind, const struct json *args,
    struct json **out)
{
    const struct json *sets = json_get(args, "set");
    const char *path;
    struct bytes text;

    *out = json_object(w);
    if (json_get(args, "body") != NULL) {
        TRY(work_string(w, desk_text(args, "body"), &path));
        TRY(file_load(w, path, RECORD_TEXT_MAX, &text));
        TRY(json_read(w, text, &json_written, out));
    }
    for (const struct json *s = sets != NULL ? sets->first : NULL; s != NULL; s = s->next)
        TRY(desk_set(w, kind, (struct bytes){0}, *out, s->text));
    return true;
}

/* One record a line, all admitted together or none. */
static bool
read_batch(struct desk *d, struct work *w, const struct kind *kind,
    const struct json *args, struct draft **out, size_t *count, struct json *perhaps,
    struct correction *correction)
{
    const char *path;
    struct bytes text;
    size_t lines = 1, at = 0;
    int64_t next = 0;

    TRY(work_string(w, desk_text(args, "batch"), &path));
    TRY(file_load(w, path, BATCH_MAX, &text));
    for (size_t i = 0; i < text.len; i++)
        lines += text.at[i] == '\n';
    *out = work_alloc(w, lines * sizeof(**out));
    if (*out == NULL)
        return false;
    *count = 0;
    for (size_t line = 1; at < text.len; line++) {
        const uint8_t *end = memchr(text.at + at, '\n', text.len - at);
        size_t len = end != NULL ? (size_t)(end - text.at) - at : text.len - at;
        struct json *body;

        if (len > 0) {
            if (!json_read(w, bytes_from(text.at + at, len), &json_written, &body) ||
                !correction_look(d, w, correction, line, body) ||
                !to_draft(d, w, kind, args, body, &next, &(*out)[(*count)++]) ||
                !desk_perhaps_each(d, w, kind, &(*out)[*count - 1], "line", (int64_t)line,
                    perhaps))
                return fail_in(w, "%s line %zu", path, line);
        }
        at += len + 1;
    }
    return true;
}

DESK(new)
{
    const struct kind *kind;
    struct receipt *receipts;
    struct json *body, *made = json_array(w), *perhaps = json_array(w);
    struct correction correction;
    struct draft *drafts;
    size_t count = 1;
    int64_t next = 0;

    TRY(find_kind(d, w, desk_text(args, "kind"), &kind) &&
        correction_open(w, kind, &correction));
    if (json_get(args, "batch") != NULL) {
        TRY(read_batch(d, w, kind, args, &drafts, &count, perhaps, &correction));
    } else {
        drafts = work_alloc(w, sizeof(*drafts));
        TRY(drafts != NULL);
        TRY(read_body(w, kind, args, &body));
        TRY(correction_look(d, w, &correction, 0, body));
        TRY(to_draft(d, w, kind, args, body, &next, &drafts[0]));
        TRY(desk_perhaps(d, w, kind, &drafts[0], &perhaps));
    }
    receipts = work_alloc(w, (count + 1) * sizeof(*receipts));
    TRY(receipts != NULL);
    TRY(node_make(d->node, w, drafts, count, receipts));
    for (size_t i = 0; i < count; i++)
        json_add(made, desk_receipt(w, drafts[i].kind, &receipts[i]));
    *answer = json_object(w);
    if (count == 1)
        json_put(*answer, "id", json_uuid(w, &receipts[0].id));
    json_put(*answer, "made", made);
    if (perhaps->count > 0)
        json_put(*answer, "perhaps", perhaps);
    if (correction.told->count > 0)
        json_put(*answer, "told", correction.told);
    return true;
}
