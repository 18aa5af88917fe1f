/*
 * A list on its way in, whichever its road: held against the version before, and kept as a signed
 * record.
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
#define NAMES_LEFT 80

/* ---- What is said of it -------------------------------------------------------------------------------- */

static bool
file_json(struct work *w, const struct screen_file *f, const struct origin *from,
    struct hash *sha, struct json **out)
{
    TRY(sha256(w, f->text, sha));
    *out = json_object(w);
    json_put(*out, "name", desk_file_called(w, f->called));
    json_put(*out, "size", json_integer(w, (int64_t)f->text.len));
    json_put(*out, "sha256", json_hex(w, hash_bytes(sha)));
    if (from == NULL)
        return true;
    json_put(*out, "url", json_text(w, from->url));
    json_put(*out, "fetched", json_time(w, from->fetched));
    if (from->etag.len > 0)
        json_put(*out, "etag", json_text(w, from->etag));
    if (from->modified.len > 0)
        json_put(*out, "modified", json_text(w, from->modified));
    return true;
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

        TRY(file_json(w, &c->files[i], c->origins != NULL ? &c->origins[i] : NULL,
            &hashes[i], &one));
        pieces[i] = hash_bytes(&hashes[i]);
        json_add(files, one);
    }
    return sha256_tagged(w, "list-files", pieces, c->count, &c->sha256);
}

static void
say_core(struct work *w, const struct taking *in, struct coming *c, struct json *files)
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
    if (c->source.len > 0)
        json_put(c->core, "source", json_text(w, c->source));
    json_put(c->core, "by", json_text(w, in->desk->actor.person));
    if (in->shrunk.len > 0)
        json_put(c->core, "shrunk", json_text(w, in->shrunk));
}

/* ---- The version before ------------------------------------------------------------------------------- */

const struct version *
lists_newest(const struct taking *in, struct bytes list)
{
    for (size_t i = 0; i < in->version_count; i++)
        if (in->versions[i].newest && bytes_equal(in->versions[i].list, list))
            return &in->versions[i];
    return NULL;
}

/* The newest of that list that is not of a later day. */
static bool
find_before(struct work *w, const struct taking *in, struct coming *c)
{
    struct age age;
    int64_t now;

    TRY(node_now(in->desk->node, w, &now) &&
        version_age(w, c->list.date, now, now, &age));
    for (size_t i = 0; i < in->version_count; i++)
        if (bytes_equal(in->versions[i].list, c->list.name) &&
            bytes_order(in->versions[i].age.day, age.day) <= 0)
            c->before = &in->versions[i];
    return true;
}

static bool
fewer(size_t now, int64_t before, int of_hundred)
{
    return (int64_t)now * 100 < before * of_hundred;
}

/* "UN has 2 files, where the version before, of 2026-06-01, had 4". */
static bool
lost(struct work *w, const struct coming *c, const char *has, const char *had,
    const char *what)
{
    const struct age *before = &c->before->age;

    return fail(w, FAULT_CONFLICT,
        "%.*s has %s, where the version before, %s %.*s, had %s: %s with --shrunk",
        (int)c->list.name.len, (const char *)c->list.name.at, has,
        before->own ? "of" : "taken in on", (int)before->day.len,
        (const char *)before->day.at, had, what);
}

/* A part that is missing leaves names out, and no trace: sdn.csv alone is a whole list, too. */
static bool
guard_files(struct work *w, const struct coming *c)
{
    size_t had = json_get(c->before->core, "files")->count;

    if (c->count >= had ||
        !bytes_equal(c->list.format, json_get_text(c->before->core, "format")))
        return true;
    return lost(w, c, work_format(w, "%zu file%s", c->count, c->count == 1 ? "" : "s"),
        work_format(w, "%zu", had),
        "give all of them, joined with commas, or if there are no more say why");
}

static bool
guard(struct work *w, const struct taking *in, const struct coming *c)
{
    const struct screen_list *l = &c->list;
    int64_t entries, names;

    if (c->before == NULL || in->shrunk.len > 0)
        return true;
    TRY(guard_files(w, c));
    TRY(json_need_integer(w, c->before->core, "entries", 0, JSON_INTEGER_MAX, &entries) &&
        json_need_integer(w, c->before->core, "names", 0, JSON_INTEGER_MAX, &names));
    if (!fewer(l->count, entries, ENTRIES_LEFT) && !fewer(l->names, names, NAMES_LEFT))
        return true;
    return lost(w, c, work_format(w, "%zu entries with %zu names", l->count, l->names),
        work_format(w, "%lld with %lld", (long long)entries, (long long)names),
        "if so many left it, say why");
}

/* Is it byte for byte the newest of its list that is of no later day?  A publisher may go back to
 * earlier bytes: then they are the newest again, and another version. */
static bool
is_same(struct work *w, const struct coming *c)
{
    struct bytes hex;

    return c->before != NULL && hex_write(w, hash_bytes(&c->sha256), &hex) &&
        bytes_equal(json_get_text(c->before->core, "sha256"), hex);
}

/* ---- Keeping ------------------------------------------------------------------------------------------- */

static bool
seal_files(struct work *w, const struct taking *in, struct coming *c)
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
keep(struct work *w, const struct taking *in, struct coming *c, struct receipt *out)
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

void
lists_said(struct work *w, const struct screen_list *l, bool known, const char *says,
    struct json *to)
{
    json_put(to, "list", json_text(w, l->name));
    json_put(to, "date", json_text(w, l->date));
    json_put(to, "entries", json_integer(w, (int64_t)l->count));
    json_put(to, "names", json_integer(w, (int64_t)l->names));
    json_put(to, "nameless", json_integer(w, (int64_t)l->nameless));
    json_put(to, "known", json_bool(w, known));
    json_put(to, "says", json_string(w, says));
}

bool
lists_take(struct work *w, const struct taking *in, struct coming *c, struct json **out)
{
    struct json *files = json_array(w);
    struct receipt receipt;
    bool good, same;

    TRY(hash_files(w, c, files) && find_before(w, in, c));
    same = is_same(w, c);
    if (!same) {
        TRY(guard(w, in, c));
        say_core(w, in, c, files);
        good = keep(w, in, c, &receipt);
        node_item_drop(c->item);
        TRY(good);
    }
    *out = same ? json_object(w) : desk_receipt(w, "list/1", &receipt);
    if (same)
        json_put(*out, "id", json_uuid(w, &c->before->stored.id));
    lists_said(w, &c->list, same, same ? "was here already" : "taken in", *out);
    return work_ok(w);
}

/* ---- One after another -------------------------------------------------------------------------------------- */

/* Behind its name a reason does not begin with that name again. */
static struct bytes
unnamed(struct bytes why, struct bytes called)
{
    size_t skip = called.len + strlen(": ");

    if (called.len == 0 || why.len <= skip ||
        memcmp(why.at, called.at, called.len) != 0 ||
        memcmp(why.at + called.len, ": ", 2) != 0)
        return why;
    return bytes_from(why.at + skip, why.len - skip);
}

/* What was refused and why, and what stays in use. */
static bool
refuse(struct work *w, const struct taking *in, struct bytes called, struct bytes why,
    struct json **out)
{
    const struct version *v = lists_newest(in, in->list);
    struct json *one = json_object(w);
    const char *used = v != NULL ? version_used(w, v, "stays")
                                 : work_format(w, "no %.*s is kept here",
                                       (int)in->list.len, (const char *)in->list.at);
    bool known = in->list.len > 0;

    TRY(used != NULL);
    why = unnamed(why, called);
    json_put(one, "name", json_text(w, called));
    json_put(one, "why",
        json_string(w,
            work_format(w, "%.*s%s%s%s%s", (int)why.len, (const char *)why.at,
                known ? "; " : "", known ? used : "", in->advice != NULL ? "; " : "",
                in->advice != NULL ? in->advice : "")));
    if (known)
        json_put(one, "list", json_text(w, in->list));
    if (v != NULL) {
        json_put(one, "date", json_text(w, v->date));
        json_put(one, "age", json_integer(w, v->age.days));
    }
    *out = one;
    return work_ok(w);
}

bool
lists_take_next(struct work *w, struct taking *in, struct bytes called,
    bool (*take)(struct work *w, struct taking *in, void *ctx, struct json **out),
    void *ctx, struct json *items, struct json *refusals)
{
    struct work *own = work_open(work_os(w));
    struct json *one, *kept, *to = items;
    enum fault fault;
    const char *why;

    in->list = bytes_of("");

    /* What the list before it brought is a version before, too. */
    if (own == NULL || !versions_all(in->desk, own, &in->versions, &in->version_count))
        return work_join(w, own, false);
    if (!take(own, in, ctx, &one)) {
        fault = work_fault(own);
        why = work_format(w, "%s", work_why(own));
        if (why == NULL ||
            (fault != FAULT_INVALID && fault != FAULT_CONFLICT && fault != FAULT_MISSING))
            return work_join(w, own, false);
        work_clear(own);
        to = refusals;
        if (!refuse(own, in, called, bytes_of(why), &one))
            return work_join(w, own, false);
    }
    if (json_keep(w, one, &kept))
        json_add(to, kept);
    return work_join(w, own, true) && work_ok(w);
}

void
lists_taken(struct work *w, struct json *items, struct json *refusals, struct json *to)
{
    json_put(to, "items", items);
    json_put(to, "refusals", refusals);
    json_put(to, "count", json_integer(w, (int64_t)items->count));
    json_put(to, "refused", json_integer(w, (int64_t)refusals->count));
}
