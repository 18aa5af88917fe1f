/*
 * codes adopt, list, show: the code lists that this node goes by, and what a code means.
 */
#include "desks/desk_inner.h"

#include "engines/formats/formats.h"

#define LIST_FILE_MAX ((size_t)4 << 20)

/* What the file does not say of itself may be said beside it. */
static void
say_also(struct work *w, const struct json *args, const char *name, struct json *core)
{
    if (desk_text(args, name).len > 0)
        json_put(core, name, json_text(w, desk_text(args, name)));
}

static bool
from_file(struct work *w, const struct json *args, struct json **core)
{
    struct bytes text, now;
    const char *path;

    TRY(work_string(w, desk_text(args, "file"), &path));
    TRY(file_load(w, path, LIST_FILE_MAX, &text));
    if (!list_read(w, text, core))
        return fail_in(w, "%s", path);
    say_also(w, args, "name", *core);
    say_also(w, args, "version", *core);
    say_also(w, args, "publisher", *core);
    if (json_get(*core, "name") == NULL)
        return fail(w, FAULT_USAGE, "%s does not say what it lists: give --name", path);
    if (json_get(*core, "label") == NULL)
        json_put(*core, "label", desk_said(w, json_get_text(*core, "name")));
    if (json_get(*core, "version") != NULL)
        return true;
    TRY(time_write(w, work_os(w)->now(), &now));
    json_put(*core, "version", json_text(w, bytes_from(now.at, 10)));
    return work_ok(w);
}

static bool
from_record(struct desk *d, struct work *w, const struct json *args, struct stored *from,
    struct json **core)
{
    struct stored_part part;

    TRY(desk_find(d, w, args, "record", from));
    if (!bytes_is(from->kind, "code-list/1"))
        return fail(w, FAULT_USAGE, "a record of code-list/1 is adopted; this is %.*s",
            (int)from->kind.len, (const char *)from->kind.at);
    TRY(store_part(node_store(d->node), w, from, "core", &part));
    return json_read(w, part.body, &json_record, core);
}

DESK(codes_adopt)
{
    bool given = json_get(args, "record") != NULL;
    const struct json *terms;
    struct receipt receipt;
    struct stored from;
    struct json *core;

    if ((json_get(args, "file") != NULL) == given)
        return fail(w, FAULT_USAGE, "give the code list's file, or --record");
    TRY(given ? from_record(d, w, args, &from, &core) : from_file(w, args, &core));
    TRY(desk_terms(d, w, args, &terms));
    TRY(node_codes_adopt(d->node, w, core, terms, given ? &from : NULL, &receipt));
    *answer = desk_receipt(w, "code-list/1", &receipt);
    json_put(*answer, "adopted", json_text(w, json_get_text(core, "name")));
    json_put(*answer, "codes", json_integer(w, (int64_t)json_get(core, "codes")->count));
    return work_ok(w);
}

DESK(codes_list)
{
    const struct codebook *book = node_codes(d->node);
    struct json *items = json_array(w);

    (void)args;
    for (const struct codelist *l = codebook_next(book, NULL); l != NULL;
         l = codebook_next(book, l)) {
        const struct json *core = codelist_json(l);
        struct json *one = json_object(w);

        json_put(one, "name", json_text(w, json_get_text(core, "name")));
        json_put(one, "version", json_text(w, json_get_text(core, "version")));
        json_put(one, "label", desk_words(w, json_get(core, "label")));
        json_put(one, "codes", json_integer(w, (int64_t)json_get(core, "codes")->count));
        json_add(items, one);
    }
    *answer = json_object(w);
    json_put(*answer, "items", items);
    json_put(*answer, "count", json_integer(w, (int64_t)items->count));
    return work_ok(w);
}

/* A code of ${list}, or a member, by its own footnote where it has one. */
static struct json *
code_json(struct work *w, const struct codebook *book, struct bytes list,
    struct bytes members_of, const struct json *code)
{
    static const char *const days[] = {"from", "to"};
    const struct designation called =
        codebook_says(book, list, json_get_text(code, "code"));
    const struct json *members = json_get(code, "members"),
                      *own = json_get(code, "footnote");
    struct json *one = json_object(w), *all = json_array(w);

    json_put(one, "code", json_text(w, json_get_text(code, "code")));
    json_put(one, "name", desk_words(w, called.name));
    for (size_t i = 0; i < COUNT_OF(days); i++)
        if (json_get(code, days[i]) != NULL)
            json_put(one, days[i], json_text(w, json_get_text(code, days[i])));
    json_put(one, "footnote", desk_words(w, own != NULL ? own : called.footnote));
    for (const struct json *m = members != NULL ? members->first : NULL; m != NULL;
         m = m->next)
        json_add(all, code_json(w, book, members_of, (struct bytes){0}, m));
    if (members != NULL)
        json_put(one, "members", all);
    return one;
}

DESK(codes_show)
{
    struct bytes name = desk_text(args, "name"), code = desk_text(args, "code");
    const struct codebook *book = node_codes(d->node);
    const struct codelist *l = codebook_find(book, name);
    struct json *items = json_array(w);
    const struct json *core;

    if (l == NULL)
        return fail(w, FAULT_USAGE,
            "there is no code list %.*s here: see `liaison codes list`", (int)name.len,
            (const char *)name.at);
    core = codelist_json(l);
    if (code.len > 0 && codelist_find(l, code) == NULL)
        return fail(w, FAULT_MISSING, "the code list %.*s has no code %.*s",
            (int)name.len, (const char *)name.at, (int)code.len, (const char *)code.at);
    for (const struct json *c = json_get(core, "codes")->first; c != NULL; c = c->next)
        if (code.len == 0 || bytes_equal(json_get_text(c, "code"), code))
            json_add(items,
                code_json(w, book, name, json_get_text(core, "members-of"), c));
    *answer = json_object(w);
    json_put(*answer, "name", json_text(w, name));
    json_put(*answer, "version", json_text(w, json_get_text(core, "version")));
    json_put(*answer, "publisher",
        json_get(core, "publisher") != NULL
            ? json_text(w, json_get_text(core, "publisher"))
            : NULL);
    json_put(*answer, "label", desk_words(w, json_get(core, "label")));
    json_put(*answer, "codes", items);
    json_put(*answer, "count", json_integer(w, (int64_t)items->count));
    return work_ok(w);
}
