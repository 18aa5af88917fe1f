/*
 * iati export: records as a file of activities.  What was imported comes out as it came, but for
 * the fields that were edited here; what was written here is made from its fields.
 */
#include "desks/iati_desk.h"

#include <stdlib.h>
#include <string.h>

static bool
is_of(const struct kind *k, bool organisations)
{
    const struct kind_iati *map = kind_iati(k);

    return map != NULL &&
        bytes_is(map->path, organisations ? "iati-organisation" : "iati-activity");
}

bool
iati_kind(struct desk *d, struct work *w, const struct json *args, bool organisations,
    const struct kind **out)
{
    const char *sort = organisations ? "organisation" : "activity";
    struct bytes name = desk_text(args, "kind");
    const struct kind *k = NULL;

    *out = NULL;
    if (name.len > 0) {
        TRY(desk_kind(d, w, name, out));
        return is_of(*out, organisations) ||
            fail(w, FAULT_INVALID, "%.*s says of no field what of an iati-%s it is",
                (int)kind_name(*out).len, (const char *)kind_name(*out).at, sort);
    }
    while ((k = kinds_next(node_kinds(d->node), k)) != NULL) {
        if (!is_of(k, organisations))
            continue;
        if (*out != NULL)
            return fail(w, FAULT_USAGE,
                "%.*s and %.*s can both be an iati-%s: say which with --kind",
                (int)kind_name(*out).len, (const char *)kind_name(*out).at,
                (int)kind_name(k).len, (const char *)kind_name(k).at, sort);
        *out = k;
    }
    return *out != NULL ||
        fail(w, FAULT_MISSING, "no record type here is an iati-%s", sort);
}

bool
iati_is_old(const struct json *part)
{
    return bytes_start(json_get_text(part, "version"), "1.");
}

struct export
{
    struct desk *d;
    const struct kind *kind;
    bool organisations;
    bool old;             /* version 1.0x is asked for */
    bool named;           /* records are named: what cannot go out is a fault */
    struct bytes version; /* the newest of the items' */
    struct buffer out;    /* struct stored */
    struct buffer texts;  /* struct bytes */
    struct json *left;
    struct json *notes; /* footnotes of names that stand in the file */
    int64_t withheld, other;
};

/* Where its state is told by moves, that goes out where the kind says so. */
static bool
set_derived(struct export *e, struct work *w, const struct stored *s,
    const struct kind_iati *map, struct json *core)
{
    struct standing stands;
    struct json *values, *copy;
    int64_t now;

    TRY(node_standing(e->d->node, w, s, &stands));
    if (!stands.stands)
        return true;
    TRY(node_now(e->d->node, w, &now));
    TRY(kind_derive(w, stands.kind, stands.record, &stands.stage, now, &values));
    for (const struct kind_iati *f = map->members; f != NULL; f = f->next) {
        const struct json *value =
            f->derived != NULL ? json_get(values, f->derived) : NULL;

        if (value == NULL || !kind_iati_holds(w, f, value))
            continue;
        TRY(json_keep(w, value, &copy));
        json_put(core, f->name, copy);
    }
    return work_ok(w);
}

/* Its item as text; ${*fits} false where it is of another version than is asked for. */
static bool
item_text(struct export *e, struct work *w, const struct stored *s, struct bytes *version,
    bool *fits, struct json *notes, struct bytes *out)
{
    struct iati_item *item = NULL;
    const struct part *part;
    const struct kind_iati *map = kind_iati(kinds_find(node_kinds(e->d->node), s->kind));
    struct bytes id;
    struct json *core;
    struct record *r;

    TRY(node_record(e->d->node, w, s, &r) && uuid_write(w, &s->id, &id));
    part = record_part(r, "core");
    if (part == NULL || !part->present)
        return fail(w, FAULT_MISSING, "its fields are not here");
    TRY(json_keep(w, part->value, &core));
    TRY(set_derived(e, w, s, map, core));
    part = record_part(r, "iati");
    *version = bytes_of("2.03");
    if (part != NULL && part->present) {
        *version = json_get_text(part->value, "version");
        TRY(iati_item_read(w, json_get_text(part->value, "text"),
            iati_is_old(part->value), &item));
    }
    *fits = bytes_start(*version, "1.") == e->old;
    if (!*fits)
        return true;
    TRY(desk_footnotes(e->d, w, r, notes));
    return iati_merge(w, map, item, core, id, &item) && iati_item_text(w, item, out);
}

/* Of several that are asked for at once, one that cannot be put is told, and left out. */
static bool
leave(struct export *e, struct work *w, const struct stored *s, const char *why)
{
    struct json *one = json_object(w), *title = desk_title(e->d, w, s);

    json_put(one, "id", json_uuid(w, &s->id));
    json_put(one, "title", title != NULL ? title : json_string(w, ""));
    json_put(one, "why", json_string(w, why));
    json_add(e->left, one);
    return work_ok(w);
}

static bool
keep_notes(struct export *e, struct work *w, const struct json *notes)
{
    for (const struct json *n = notes->first; n != NULL; n = n->next) {
        const struct json *before = e->notes->first;
        struct json *copy;

        while (before != NULL &&
            !bytes_equal(json_get_text(before, "label"), json_get_text(n, "label")))
            before = before->next;
        if (before != NULL)
            continue;
        TRY(json_keep(w, n, &copy));
        json_add(e->notes, copy);
    }
    return true;
}

static bool
put_item(struct export *e, struct work *w, const struct stored *s)
{
    struct work *own = work_open(work_os(w));
    struct bytes text = {0}, version = {0};
    struct json *notes = NULL;
    bool fits = true, good;

    good = own != NULL && (notes = json_array(own)) != NULL &&
        item_text(e, own, s, &version, &fits, notes, &text);
    if (good && fits)
        good = work_keep(w, text, &text) && keep_notes(e, w, notes) &&
            (bytes_order(version, e->version) <= 0 || work_keep(w, version, &e->version));
    if (good && fits) {
        buffer_add(&e->out, bytes_from(s, sizeof(*s)));
        buffer_add(&e->texts, bytes_from(&text, sizeof(text)));
    } else if (good && e->named) {
        good = fail(w, FAULT_CONFLICT,
            "it is of version %.*s, which does not go into one file with the others",
            (int)version.len, (const char *)version.at);
    } else if (!good && own != NULL && work_fault(own) == FAULT_INVALID && !e->named) {
        const char *why = work_format(w, "%s", work_why(own));

        good = why != NULL && leave(e, w, s, why);
    } else if (!good) {
        fail_with(w, own);
    }
    e->other += !fits;
    work_close(own);
    return good && work_ok(w);
}

static bool
put_one(struct export *e, struct work *w, const struct stored *s)
{
    if (!bytes_equal(s->kind, kind_name(e->kind)))
        return fail(w, FAULT_INVALID, "it is of kind %.*s", (int)s->kind.len,
            (const char *)s->kind.at);
    if (desk_may_put_out(e->d, w, s))
        return put_item(e, w, s);
    if (e->named || (work_fault(w) != FAULT_DENIED && work_fault(w) != FAULT_MISSING))
        return false;
    e->withheld += work_fault(w) == FAULT_DENIED;
    work_clear(w);
    return true;
}

static bool
put_listed(void *ctx, struct work *w, const struct view_item *item)
{
    struct export *e = ctx;
    struct stored s;
    bool yes;

    TRY(store_by_no(node_store(e->d->node), w, item->record, &s));
    TRY(desk_may_list(e->d, w, &s, &yes));
    return !yes || put_one(e, w, &s);
}

static bool
put_all(struct export *e, struct work *w, const struct json *ids)
{
    struct stored s;

    e->named = ids != NULL;
    if (ids == NULL)
        return node_items(e->d->node, w, kind_name(e->kind), put_listed, e);
    for (const struct json *id = ids->first; id != NULL; id = id->next) {
        TRY(node_find(e->d->node, w, &e->d->actor, id->text, &s));
        if (!put_one(e, w, &s))
            return fail_in(w, "%.*s", (int)id->text.len, (const char *)id->text.at);
    }
    return true;
}

static bool
file_text(struct export *e, struct work *w, struct bytes *out, size_t *count)
{
    struct bytes *texts = buffer_array(&e->texts, sizeof(*texts), count);
    struct iati_file root;

    TRY(texts != NULL);
    TRY(iati_root(w, e->organisations,
        e->version.len > 0 ? e->version : bytes_of(e->old ? "1.05" : "2.03"), &root));
    return iati_write(w, &root, texts, *count, out) &&
        iati_footnotes(w, *out, e->notes, out);
}

static bool
write_out(struct export *e, struct work *w, struct bytes *out, size_t *count)
{
    struct stored *records = buffer_array(&e->out, sizeof(*records), count);

    TRY(records != NULL && file_text(e, w, out, count));
    return desk_log_out(e->d, w, records, *count, "iati export");
}

bool
iati_of(void *ctx, struct work *w, const struct stored records[], size_t count,
    struct bytes *text)
{
    struct iati_site *site = ctx;
    struct export e = {.d = site->desk,
        .out = buffer_open(w, (size_t)1 << 30),
        .texts = buffer_open(w, (size_t)1 << 30),
        .left = site->left,
        .notes = json_array(w)};
    size_t items;

    for (size_t i = 0; i < count; i++) {
        int64_t other = e.other;

        if (!is_of(kinds_find(node_kinds(e.d->node), records[i].kind), false))
            continue;
        TRY(put_item(&e, w, &records[i]));
        TRY(e.other == other ||
            leave(&e, w, &records[i],
                "it came in version 1.0x, and the file is of 2.0x"));
    }
    return file_text(&e, w, text, &items) &&
        (items > 0 || (*text = (struct bytes){0}, true));
}

DESK(iati_export)
{
    struct export e = {.d = d,
        .organisations = desk_flag(args, "organisations"),
        .out = buffer_open(w, (size_t)1 << 30),
        .texts = buffer_open(w, (size_t)1 << 30),
        .left = json_array(w),
        .notes = json_array(w)};
    struct bytes version = desk_text(args, "version"), text;
    const char *path = NULL;
    size_t count;

    if (version.len > 0 && !bytes_is(version, "1") && !bytes_is(version, "2"))
        return fail(w, FAULT_USAGE, "--version is 1 or 2");
    e.old = bytes_is(version, "1");
    TRY(iati_kind(d, w, args, e.organisations, &e.kind));
    if (json_get(args, "out") != NULL)
        TRY(work_string(w, desk_text(args, "out"), &path) && desk_file_free(w, path));
    TRY(put_all(&e, w, json_get(args, "id")) && write_out(&e, w, &text, &count));
    *answer = json_object(w);
    json_put(*answer, "items", json_integer(w, (int64_t)count));
    json_put(*answer, "withheld", json_integer(w, e.withheld));
    json_put(*answer, "other_version", json_integer(w, e.other));
    json_put(*answer, "left", e.left);
    if (path == NULL) {
        json_put(*answer, "text", json_text(w, text));
        return work_ok(w);
    }
    json_put(*answer, "file", desk_path(w, path));
    return work_ok(w) && desk_file_new(w, path, 0644, text);
}
