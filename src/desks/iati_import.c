/*
 * iati import: every item of a file becomes a record that keeps its element whole; one that is
 * here already, by its identifier, becomes a newer version where the file says otherwise.
 *
 * What was edited here and what the publisher changed go together field by field; where both
 * changed one field the record stays as it is, and the answer names it.
 */
#include "desks/desk_inner.h"

#include <stdlib.h>
#include <string.h>

#include "desks/iati_desk.h"

#define FILE_MAX ((size_t)64 << 20)
#define AT_ONCE 256 /* items that are let in together or not at all */

/* A record that is here, by what its item is called. */
struct known {
    struct bytes key;
    struct uuid id;
    size_t place; /* of several of one key the oldest first */
    bool taken;
};

struct import {
    struct desk *d;
    struct work *w;
    const struct kind *kind;
    const struct kind_iati *map;
    const struct iati_file *file;
    const char *path;
    const struct json *terms;
    struct buffer known; /* struct known */
    struct known *list;
    size_t list_count;
    struct json *conflicts, *perhaps;
    int64_t made, changed, same;
};

/* ---- What is here --------------------------------------------------------------------------- */

/* Its identifier; without one, where it stood. */
static struct bytes
key_of(struct work *w, const struct kind_iati *map, const struct json *core)
{
    static const char *const names[] = {"iati-identifier", "organisation-identifier",
        NULL};
    struct bytes id = {0};
    const struct json *source = json_get(core, "source");
    struct bytes document = json_get_text(source, "document"),
                 place = json_get_text(source, "place");
    const char *key;

    for (const struct kind_iati *f = map->members; f != NULL && id.len == 0; f = f->next)
        if (bytes_is_any(f->path, names))
            id = json_get_text(core, f->name);
    if (id.len > 0)
        return id;
    key = work_format(w, "\n%.*s\n%.*s", (int)document.len, (const char *)document.at,
        (int)place.len, (const char *)place.at);
    return key != NULL ? bytes_of(key) : (struct bytes){0};
}

static bool
note_known(void *ctx, struct work *w, const struct view_item *item)
{
    struct import *in = ctx;
    struct work *own = work_open(work_os(w));
    struct known k = {.id = item->id, .place = in->known.len};
    struct stored_part part;
    struct stored s;
    struct json *core;
    bool good, known = false;

    if (!hash_equal(&item->author, &node_identity(in->d->node)->id)) {
        work_close(own);
        return true;
    }
    good = own != NULL && store_by_no(node_store(in->d->node), own, item->record, &s) &&
        desk_may_list(in->d, own, &s, &known) &&
        (!known || store_part(node_store(in->d->node), own, &s, "core", &part));
    if (good && known && !part.erased &&
        (good = json_read(own, part.body, &json_record, &core) &&
                work_keep(w, key_of(own, in->map, core), &k.key)))
        buffer_add(&in->known, bytes_from(&k, sizeof(k)));
    if (!good && own != NULL && work_fault(own) == FAULT_MISSING)
        good = true; /* it is erased */
    if (!good)
        fail_with(w, own);
    work_close(own);
    return good;
}

static int
by_key(const void *a, const void *b)
{
    const struct known *x = a, *y = b;
    int order = bytes_order(x->key, y->key);

    return order != 0 ? order : (x->place > y->place) - (x->place < y->place);
}

static struct known *
find_known(struct import *in, struct bytes key)
{
    size_t low = 0, high = in->list_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (bytes_order(in->list[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (low < in->list_count && in->list[low].taken &&
        bytes_equal(in->list[low].key, key))
        low++;
    return low < in->list_count && bytes_equal(in->list[low].key, key) ? &in->list[low]
                                                                       : NULL;
}

/* ---- One item ---------------------------------------------------------------------------------- */

static bool
item_parts(struct import *in, struct work *w, const struct iati_item *i, size_t place,
    struct json **core, struct json **iati)
{
    struct json *source = json_object(w);
    struct iati_item *alone;
    struct bytes text;

    /* Read again as it will be: what it says must not lean on the file around it. */
    TRY(iati_item_text(w, i, &text) && iati_item_read(w, text, i->old, &alone));
    TRY(iati_core(w, in->map, alone, core));
    json_put(source, "document", json_text(w, desk_file_name(in->path)));
    json_put(source, "place", json_string(w, work_format(w, "item %zu", place)));
    if (kind_field(in->kind, (struct bytes){0}, bytes_of("core.source.document")) !=
        FIELD_UNKNOWN)
        json_put(*core, "source", source);
    *iati = json_object(w);
    json_put(*iati, "element", json_text(w, i->element->name));
    if (in->file->version.len > 0)
        json_put(*iati, "version", json_text(w, in->file->version));
    json_put(*iati, "text", json_text(w, text));
    return work_ok(w);
}

static bool
agree(const struct json *a, const struct json *b)
{
    return a == NULL || b == NULL ? a == b : json_equal(a, b);
}

/* One field of three: as it was published, as it stands here, as it is published now. */
static bool
merge_field(struct work *w, struct bytes name, const struct json *was, struct json *mine,
    const struct json *theirs, struct json *fields)
{
    const struct json *old = json_get_bytes(was, name),
                      *here = json_get_bytes(mine, name),
                      *now = json_get_bytes(theirs, name);
    struct json *copy;
    const char *text;

    if (agree(old, now) || agree(here, now) || bytes_is(name, "source"))
        return true;
    if (!agree(old, here)) {
        json_add(fields, json_text(w, name));
        return true;
    }
    if (now == NULL) {
        TRY(work_string(w, name, &text));
        json_drop(mine, text);
        return true;
    }
    TRY(json_keep(w, now, &copy));
    json_put_bytes(mine, now->name, copy);
    return true;
}

static bool
merge_cores(struct work *w, const struct json *was, struct json *mine,
    const struct json *theirs, struct json *fields)
{
    const struct json *names[] = {was, theirs};

    for (size_t i = 0; i < COUNT_OF(names); i++)
        for (const struct json *m = names[i]->first; m != NULL; m = m->next)
            TRY(merge_field(w, m->name, was, mine, theirs, fields));
    return true;
}

static bool
conflict(struct import *in, struct work *w, const struct stored *s,
    const struct iati_item *i, struct json *fields)
{
    struct json *out = json_object(w), *kept;

    json_put(out, "id", json_uuid(w, &s->id));
    json_put(out, "item", json_text(w, i->id));
    json_put(out, "fields", fields);
    if (!json_keep(in->w, out, &kept)) /* the list outlives this batch */
        return fail_with(w, in->w);
    json_add(in->conflicts, kept);
    return work_ok(w);
}

/* The next version of a record that is here; ${*made} false: there is none to make. */
static bool
change(struct import *in, struct work *w, const struct stored *s,
    const struct iati_item *i, struct json *core, struct json *iati, struct draft *out,
    bool *made)
{
    struct json *parts, *fields = json_array(w), *was, *kept;
    struct iati_item *before;
    struct record *r;

    TRY(node_record(in->d->node, w, s, &r));
    *made = false;
    if (record_part(r, "iati") == NULL || !record_part(r, "iati")->present) {
        /* Our own activity, come back: nobody else publishes it. */
        json_add(fields, json_string(w, "iati"));
        return conflict(in, w, s, i, fields);
    }
    kept = (struct json *)(uintptr_t)record_part(r, "iati")->value;
    if (bytes_equal(json_get_text(kept, "text"), json_get_text(iati, "text")))
        return true;
    TRY(desk_old(in->d, w, s, &r, &parts));
    TRY(iati_item_read(w, json_get_text(kept, "text"), iati_is_old(kept), &before) &&
        iati_core(w, in->map, before, &was));
    TRY(merge_cores(w, was, json_get(parts, "core"), core, fields));
    if (fields->count > 0)
        return conflict(in, w, s, i, fields);
    json_put(parts, "iati", iati);
    *made = true;
    return desk_newer(in->d, w, s, r, parts, out);
}

static bool
add_item(struct import *in, struct work *w, const struct iati_item *i, size_t place,
    struct draft *out, bool *made)
{
    struct json *core, *iati;
    struct stored *s = work_alloc(w, sizeof(*s)); /* the draft lends its id */
    struct known *k;

    TRY(s != NULL);
    TRY(item_parts(in, w, i, place, &core, &iati));
    k = find_known(in, key_of(w, in->map, core));
    *made = k == NULL;
    if (k != NULL) {
        int64_t before = (int64_t)in->conflicts->count;

        k->taken = true;
        TRY(store_by_id(node_store(in->d->node), w, &k->id, s));
        TRY(change(in, w, s, i, core, iati, out, made));
        in->changed += *made;
        in->same += !*made && (int64_t)in->conflicts->count == before;
        return true;
    }
    *out = (struct draft){0};
    TRY(work_string(w, kind_name(in->kind), &out->kind));
    draft_part(out, "core", core);
    draft_part(out, "iati", iati);
    draft_part(out, "terms", in->terms);
    in->made++;
    TRY(desk_judge(in->d, w, in->kind, out));
    /* The list outlives this batch. */
    return desk_perhaps_each(in->d, in->w, in->kind, out, "place", (int64_t)place,
               in->perhaps) ||
        fail_with(w, in->w);
}

/* ---- All of them ---------------------------------------------------------------------------------- */

/* Some items together; the next ones are given back. */
static bool
add_some(struct import *in, struct work *w, const struct iati_item **i, size_t *place)
{
    struct draft *drafts = work_alloc(w, AT_ONCE * sizeof(*drafts));
    struct receipt *receipts = work_alloc(w, AT_ONCE * sizeof(*receipts));
    size_t count = 0;

    TRY(drafts != NULL && receipts != NULL);
    for (size_t n = 0; *i != NULL && n < AT_ONCE; n++, *i = (*i)->next) {
        bool made;

        if (!add_item(in, w, *i, ++*place, &drafts[count], &made))
            return fail_in(w, "%s item %zu (%.*s)", in->path, *place, (int)(*i)->id.len,
                (const char *)(*i)->id.at);
        count += made;
    }
    return count == 0 || node_make(in->d->node, w, drafts, count, receipts);
}

static bool
add_all(struct import *in, struct work *w)
{
    const struct iati_item *i = in->file->items;
    size_t place = 0;

    while (i != NULL) {
        struct work *own = work_open(work_os(w));
        bool good = own != NULL && add_some(in, own, &i, &place);

        if (!good)
            fail_with(w, own);
        work_close(own);
        TRY(good);
        if (in->d->progress != NULL)
            in->d->progress(in->d->progress_ctx, "importing", place, in->file->count);
    }
    return true;
}

DESK(iati_import)
{
    struct import in = {.d = d,
        .w = w,
        .conflicts = json_array(w),
        .perhaps = json_array(w)};
    struct iati_file file;
    struct bytes text;

    TRY(work_string(w, desk_text(args, "file"), &in.path));
    TRY(file_load(w, in.path, FILE_MAX, &text));
    if (!iati_read(w, text, &file))
        return fail_in(w, "%s", in.path);
    in.file = &file;
    TRY(iati_kind(d, w, args, xml_is(file.root, "iati-organisations"), &in.kind));
    in.map = kind_iati(in.kind);
    TRY(desk_terms(d, w, args, &in.terms));
    in.known = buffer_open(w, (size_t)1 << 30);
    TRY(node_items(d->node, w, kind_name(in.kind), note_known, &in));
    in.list = buffer_array(&in.known, sizeof(*in.list), &in.list_count);
    TRY(in.list != NULL);
    qsort(in.list, in.list_count, sizeof(*in.list), by_key);
    TRY(add_all(&in, w));
    *answer = json_object(w);
    json_put(*answer, "file", desk_path(w, in.path));
    json_put(*answer, "items", json_integer(w, (int64_t)file.count));
    json_put(*answer, "new", json_integer(w, in.made));
    json_put(*answer, "changed", json_integer(w, in.changed));
    json_put(*answer, "same", json_integer(w, in.same));
    json_put(*answer, "conflicts", in.conflicts);
    json_put(*answer, "perhaps", in.perhaps);
    return work_ok(w);
}
