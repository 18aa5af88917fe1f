/*
 * lists import, list, verify: versions of official lists, kept as signed records.
 *
 * A list that is damaged is refused, and so is one that has lost more than lists lose from one day
 * to the next, unless somebody says why; then the last good one stays in use.
 */
#include "desks/lists_desk.h"

#include <string.h>

#include "ground/archive/archive.h"
#include "ground/crypt/crypt.h"

/* A version is refused that has fewer than so many of a hundred of what the one before had. */
#define ENTRIES_LEFT 90
#define NAMES_LEFT 50

struct import {
    struct desk *desk;
    const struct json *terms;
    struct bytes shrunk; /* why, where somebody says it */
    struct version *versions;
    size_t version_count;
};

/* One list on its way in. */
struct coming {
    struct screen_file *files; /* as they were handed in */
    size_t count;
    struct screen_list list;
    struct hash sha256;
    const struct version *before; /* NULL: there is none */
    struct item *item;
    struct json *core, *content;
};

/* ---- Reading ---------------------------------------------------------------------------------------- */

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
file_json(struct work *w, const struct screen_file *f, struct hash *sha,
    struct json **out)
{
    TRY(sha256(w, f->text, sha));
    *out = json_object(w);
    json_put(*out, "name", desk_file_called(w, f->called));
    json_put(*out, "size", json_integer(w, (int64_t)f->text.len));
    json_put(*out, "sha256", json_hex(w, hash_bytes(sha)));
    return work_ok(w);
}

/* The hash of a version is over those of its files. */
static bool
hash_files(struct work *w, struct coming *c, struct json *files)
{
    struct bytes *pieces = work_alloc(w, c->count * sizeof(*pieces));
    struct hash *hashes = work_alloc(w, c->count * sizeof(*hashes));

    TRY(pieces != NULL && hashes != NULL);
    for (size_t i = 0; i < c->count; i++) {
        struct json *one;

        TRY(file_json(w, &c->files[i], &hashes[i], &one));
        pieces[i] = hash_bytes(&hashes[i]);
        json_add(files, one);
    }
    return sha256_tagged(w, "list-files", pieces, c->count, &c->sha256);
}

static void
say_core(struct work *w, const struct import *in, struct coming *c, struct json *files)
{
    const struct screen_list *l = &c->list;
    const char *title =
        work_format(w, "%.*s%s%.*s", (int)l->name.len, (const char *)l->name.at,
            l->date.len > 0 ? " " : "", (int)l->date.len, (const char *)l->date.at);

    c->core = json_object(w);
    json_put(c->core, "title", json_string(w, title));
    json_put(c->core, "list", json_text(w, l->name));
    if (l->date.len > 0)
        json_put(c->core, "date", json_text(w, l->date));
    json_put(c->core, "format", json_text(w, l->format));
    json_put(c->core, "sha256", json_hex(w, hash_bytes(&c->sha256)));
    json_put(c->core, "entries", json_integer(w, (int64_t)l->count));
    json_put(c->core, "names", json_integer(w, (int64_t)l->names));
    json_put(c->core, "nameless", json_integer(w, (int64_t)l->nameless));
    json_put(c->core, "files", files);
    json_put(c->core, "by", json_text(w, in->desk->actor.person));
    if (in->shrunk.len > 0)
        json_put(c->core, "shrunk", json_text(w, in->shrunk));
}

/* ---- The version before ------------------------------------------------------------------------------- */

/* The newest of that list that is not of a later date. */
static const struct version *
version_before(const struct import *in, const struct screen_list *l)
{
    const struct version *found = NULL;

    for (size_t i = 0; i < in->version_count; i++)
        if (bytes_equal(in->versions[i].list, l->name) &&
            bytes_order(in->versions[i].date, l->date) <= 0)
            found = &in->versions[i];
    return found;
}

static bool
fewer(size_t now, int64_t before, int of_hundred)
{
    return (int64_t)now * 100 < before * of_hundred;
}

static bool
guard(struct work *w, const struct import *in, const struct coming *c)
{
    const struct screen_list *l = &c->list;
    int64_t entries, names;

    if (c->before == NULL || in->shrunk.len > 0)
        return true;
    TRY(json_need_integer(w, c->before->core, "entries", 0, JSON_INTEGER_MAX, &entries) &&
        json_need_integer(w, c->before->core, "names", 0, JSON_INTEGER_MAX, &names));
    if (!fewer(l->count, entries, ENTRIES_LEFT) && !fewer(l->names, names, NAMES_LEFT))
        return true;
    return fail(w, FAULT_CONFLICT,
        "%.*s has %zu entries with %zu names, where the version before, of %.*s, had "
        "%lld "
        "with %lld: it was not taken in; if so many left it, say why with --shrunk",
        (int)l->name.len, (const char *)l->name.at, l->count, l->names,
        (int)c->before->date.len, (const char *)c->before->date.at, (long long)entries,
        (long long)names);
}

/* Is it here already, byte for byte? */
static const struct version *
version_same(const struct import *in, struct work *w, const struct coming *c)
{
    struct bytes hex;

    for (size_t i = 0; i < in->version_count; i++)
        if (hex_write(w, hash_bytes(&c->sha256), &hex) &&
            bytes_equal(json_get_text(in->versions[i].core, "sha256"), hex))
            return &in->versions[i];
    return NULL;
}

/* ---- Keeping ------------------------------------------------------------------------------------------- */

static bool
seal_files(struct work *w, const struct import *in, struct coming *c)
{
    struct archive_file *packed = work_alloc(w, c->count * sizeof(*packed));
    struct bytes text;

    TRY(packed != NULL);
    for (size_t i = 0; i < c->count; i++) {
        const char *name = work_format(w, "%03zu", i);

        TRY(name != NULL);
        packed[i] = (struct archive_file){bytes_of(name), c->files[i].text};
    }
    return zip_write(w, packed, c->count, &text) &&
        content_seal(in->desk, w, text, c->list.name, &c->item, &c->content);
}

static bool
keep(struct work *w, const struct import *in, struct coming *c, struct receipt *out)
{
    struct draft d = {.kind = "list/1", .items = &c->item, .item_count = 1};

    TRY(seal_files(w, in, c));
    draft_part(&d, "core", c->core);
    draft_part(&d, "content", c->content);
    draft_part(&d, "vault", node_item_vault(w, c->item));
    draft_part(&d, "terms", in->terms);
    if (c->before != NULL)
        draft_link(&d, "follows", &c->before->stored);
    return node_make(in->desk->node, w, &d, 1, out);
}

static bool
import_one(struct work *w, const struct import *in, struct bytes asked, struct json **out)
{
    struct coming c = {0};
    struct json *files = json_array(w);
    const struct version *same;
    struct receipt receipt;
    bool good;

    TRY(read_coming(w, asked, &c) && hash_files(w, &c, files));
    same = version_same(in, w, &c);
    c.before = version_before(in, &c.list);
    if (same == NULL) {
        TRY(guard(w, in, &c));
        say_core(w, in, &c, files);
        good = keep(w, in, &c, &receipt);
        node_item_drop(c.item);
        TRY(good);
    }
    *out = same != NULL ? json_object(w) : desk_receipt(w, "list/1", &receipt);
    if (same != NULL)
        json_put(*out, "id", json_uuid(w, &same->stored.id));
    json_put(*out, "list", json_text(w, c.list.name));
    json_put(*out, "date", json_text(w, c.list.date));
    json_put(*out, "entries", json_integer(w, (int64_t)c.list.count));
    json_put(*out, "names", json_integer(w, (int64_t)c.list.names));
    json_put(*out, "nameless", json_integer(w, (int64_t)c.list.nameless));
    json_put(*out, "known", json_bool(w, same != NULL));
    json_put(*out, "says",
        json_string(w, same != NULL ? "was here already" : "taken in"));
    return work_ok(w);
}

/* What cannot be taken in is told, and the others are; our own faults end the import. */
static bool
import_next(struct work *w, struct import *in, struct bytes asked, struct json *items,
    struct json *refusals)
{
    struct work *own = work_open(work_os(w));
    struct json *one, *kept;
    enum fault fault;

    /* What the list before it brought is a version before, too. */
    if (own == NULL || !versions_all(in->desk, own, &in->versions, &in->version_count))
        return work_join(w, own, false);
    if (import_one(own, in, asked, &one)) {
        if (json_keep(w, one, &kept))
            json_add(items, kept);
        return work_join(w, own, true) && work_ok(w);
    }
    fault = work_fault(own);
    if (fault != FAULT_INVALID && fault != FAULT_CONFLICT && fault != FAULT_MISSING)
        return work_join(w, own, false);
    one = json_object(w);
    json_put(one, "name", json_text(w, asked));
    json_put(one, "why", json_string(w, work_format(w, "%s", work_why(own))));
    json_add(refusals, one);
    return work_join(w, own, true) && work_ok(w);
}

DESK(lists_import)
{
    struct import in = {.desk = d, .shrunk = desk_text(args, "shrunk")};
    struct json *items = json_array(w), *refusals = json_array(w);

    TRY(desk_terms(d, w, args, &in.terms));
    for (const struct json *i = json_get(args, "file")->first; i != NULL; i = i->next)
        TRY(import_next(w, &in, i->text, items, refusals));
    *answer = json_object(w);
    json_put(*answer, "items", items);
    json_put(*answer, "refusals", refusals);
    json_put(*answer, "count", json_integer(w, (int64_t)items->count));
    json_put(*answer, "refused", json_integer(w, (int64_t)refusals->count));
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
    json_put(*answer, "items", items);
    json_put(*answer, "count", json_integer(w, (int64_t)items->count));
    json_put(*answer, "errors", json_integer(w, (int64_t)errors));
    return work_ok(w);
}
