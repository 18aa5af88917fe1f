/*
 * lists import, list, verify: versions of official lists from files, kept as signed records.
 */
#include "desks/lists_desk.h"

/* ---- Importing ---------------------------------------------------------------------------------------- */

static bool
read_coming(struct work *w, struct bytes asked, struct coming *c)
{
    struct screen_file *plain;

    TRY(lists_files(w, asked, &c->files, &c->count));
    plain = work_alloc(w, c->count * sizeof(*plain));
    TRY(plain != NULL);
    for (size_t i = 0; i < c->count; i++) {
        plain[i] = c->files[i];
        TRY(list_unpack(w, &plain[i]));
    }
    return screen_list_read(w, plain, c->count, &c->list);
}

static bool
import_one(struct work *w, struct taking *in, void *ctx, struct json **out)
{
    const struct bytes *asked = ctx;
    struct coming c = {0};

    TRY(read_coming(w, *asked, &c));
    in->list = c.list.name;
    return lists_take(w, in, &c, out);
}

DESK(lists_import)
{
    struct taking in = {.desk = d, .shrunk = desk_text(args, "shrunk")};
    struct json *items = json_array(w), *refusals = json_array(w);

    TRY(desk_terms(d, w, args, &in.terms));
    for (struct json *i = json_get(args, "file")->first; i != NULL; i = i->next)
        TRY(lists_take_next(w, &in, i->text, import_one, &i->text, items, refusals));
    *answer = json_object(w);
    lists_taken(w, items, refusals, *answer);
    return work_ok(w);
}

/* ---- Listing and verifying --------------------------------------------------------------------------------- */

DESK(lists_list)
{
    struct json *items = json_array(w);
    struct version *all;
    size_t count;

    (void)args;
    TRY(versions_all(d, w, &all, &count));
    for (size_t i = 0; i < count; i++)
        json_add(items, version_json(w, &all[i]));
    *answer = json_object(w);
    json_put(*answer, "items", items);
    json_put(*answer, "count", json_integer(w, (int64_t)items->count));
    return work_ok(w);
}

static bool
still_so(struct desk *d, struct work *w, const struct version *v)
{
    struct screen_list list;
    int64_t entries, names;

    TRY(version_read(d, w, v, &list));
    TRY(json_need_integer(w, v->core, "entries", 0, JSON_INTEGER_MAX, &entries) &&
        json_need_integer(w, v->core, "names", 0, JSON_INTEGER_MAX, &names));
    return ((int64_t)list.count == entries && (int64_t)list.names == names) ||
        fail(w, FAULT_CORRUPT,
            "it was read as %lld entries with %lld names, and is now as %zu with %zu: "
            "this "
            "program reads it in another way",
            (long long)entries, (long long)names, list.count, list.names);
}

/* The archive that the node keeps of the newest, for whoever wants to know it from the bottom. */
static bool
verify_archive(struct desk *d, struct work *w, const struct version *all, size_t count,
    struct json *answer, size_t *errors)
{
    const char *says;
    bool good;

    TRY(archives_verify(d, w, all, count, &good, &says));
    *errors += !good;
    if (says != NULL)
        json_put(answer, "archive", json_string(w, says));
    return work_ok(w);
}

DESK(lists_verify)
{
    struct json *items = json_array(w);
    struct version *all;
    size_t count, errors = 0;

    (void)args;
    TRY(versions_all(d, w, &all, &count));
    for (size_t i = 0; i < count; i++) {
        struct json *one = version_json(w, &all[i]);
        struct work *own = work_open(work_os(w));
        bool good = own != NULL && still_so(d, own, &all[i]);

        if (own == NULL || work_fault(own) == FAULT_MEMORY)
            return work_join(w, own, false);
        errors += !good;
        json_put(one, "good", json_bool(w, good));
        json_put(one, "says",
            json_string(w, good ? "good" : work_format(w, "%s", work_why(own))));
        json_add(items, one);
        work_close(own);
        if (d->progress != NULL)
            d->progress(d->progress_ctx, "verified", i + 1, count);
    }
    *answer = json_object(w);
    if (errors == 0)
        TRY(verify_archive(d, w, all, count, *answer, &errors));
    json_put(*answer, "items", items);
    json_put(*answer, "count", json_integer(w, (int64_t)items->count));
    json_put(*answer, "errors", json_integer(w, (int64_t)errors));
    return work_ok(w);
}
