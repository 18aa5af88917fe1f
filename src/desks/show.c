/*
 * show: read a record for a stated purpose; the reading is logged before anything is seen.
 */
#include "desks/desk_inner.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

void
desk_contents(struct work *w, const struct record *r, struct json *to)
{
    struct json *parts = json_object(w), *links = json_array(w);

    for (size_t i = 0; i < r->part_count; i++) {
        const struct part *p = &r->parts[i];
        struct json *copy = NULL;

        if (bytes_is(p->name, "links"))
            continue;
        if (!p->present)
            copy = json_string(w, "(not here)");
        else if (!json_keep(w, p->value, &copy))
            return;
        json_put_bytes(parts, p->name, copy);
    }
    for (size_t i = 0; i < r->link_count; i++) {
        struct json *link = json_object(w);

        if (!r->links[i].open)
            continue;
        json_put(link, "type", json_text(w, r->links[i].type));
        json_put(link, "id", json_uuid(w, &r->links[i].id));
        json_put(link, "hash", json_hex(w, hash_bytes(&r->links[i].hash)));
        json_add(links, link);
    }
    json_put(to, "parts", parts);
    json_put(to, "links", links);
}

/* Everything the header says, and every part that is here. */
static bool
whole_record(struct desk *d, struct work *w, const struct stored *s,
    const struct record *r, struct json **answer)
{
    struct json *out = json_object(w);

    json_put(out, "id", json_uuid(w, &r->id));
    json_put(out, "version", json_integer(w, r->version));
    json_put(out, "kind", json_text(w, r->kind));
    json_put(out, "by", desk_org_name(d, w, &r->author));
    json_put(out, "time", json_time(w, r->time));
    json_put(out, "hash", json_hex(w, hash_bytes(&r->hash)));
    TRY(desk_state(d, w, s, out));
    desk_contents(w, r, out);
    *answer = out;
    return work_ok(w);
}

/* What people call the values that stand there. */
static bool
add_says(struct desk *d, struct work *w, const struct record *r, struct json *to)
{
    const struct kind *kind = kinds_find(node_kinds(d->node), r->kind);
    struct json *says;

    if (kind == NULL)
        return true;
    TRY(kind_says(w, kind, r, node_codes(d->node), &says));
    json_put(to, "says", says);
    return true;
}

/* The page of its kind that it is to be laid out as; asked before anything is read. */
static bool
find_view(struct desk *d, struct work *w, const struct stored *s, const struct json *args,
    const struct json **out)
{
    const struct kind *kind = kinds_find(node_kinds(d->node), s->kind);
    struct bytes name = desk_text(args, "view");

    *out = NULL;
    if (json_get(args, "view") == NULL)
        return true;
    if (kind != NULL)
        *out = json_get_bytes(json_get(kind_json(kind), "views"), name);
    return (*out != NULL && json_get(*out, "sections") != NULL) ||
        fail(w, FAULT_USAGE, "%.*s has no page %.*s: see `liaison view %.*s`",
            (int)s->kind.len, (const char *)s->kind.at, (int)name.len,
            (const char *)name.at, (int)s->kind.len, (const char *)s->kind.at);
}

/* What a receipt states of each record: received, erased, or kept with a reason.  It is
 * its author's statement, no more. */
static bool
add_statement(struct desk *d, struct work *w, const struct stored *by, struct json *to)
{
    struct json *core;

    if (!bytes_is(by->kind, "receipt/1"))
        return true;
    TRY(node_part(d->node, w, by, "core", &core));
    if (core != NULL)
        json_put(to, "states", json_get(core, "items"));
    return work_ok(w);
}

/* What points at it: opinions, answers, holds; seen as far as each may be listed. */
static bool
add_about(struct desk *d, struct work *w, const struct stored *s, struct json *out)
{
    struct json *about = json_array(w);
    struct view_link *links;
    struct decision decision;
    struct facts facts;
    size_t count;

    TRY(node_links_to(d->node, w, &s->id, NULL, &links, &count));
    for (size_t i = 0; i < count; i++) {
        struct json *one = json_object(w);
        struct stored by;

        if (bytes_is(links[i].kind, "read/1"))
            continue;
        TRY(store_by_no(node_store(d->node), w, links[i].record, &by));
        TRY(node_facts(d->node, w, &d->actor, ACT_LIST, &by, &facts));
        if (!terms_decide(&facts, &decision))
            continue;
        json_put(one, "type", json_text(w, links[i].type));
        json_put(one, "kind", json_text(w, links[i].kind));
        json_put(one, "id", json_uuid(w, &links[i].other));
        json_put(one, "by", desk_org_name(d, w, &by.author));
        json_put(one, "time", json_time(w, by.time));
        TRY(add_statement(d, w, &by, one));
        json_add(about, one);
    }
    json_put(out, "about", about);
    return true;
}

/* ---- Content -------------------------------------------------------------------------- */

struct writing {
    struct file file;
    off_t at;
    struct digest *digest;
};

static bool
write_some(void *ctx, struct work *w, struct bytes plain)
{
    struct writing *to = ctx;

    TRY(digest_add(to->digest, plain));
    TRY(file_write_at(w, &to->file, plain, to->at));
    to->at += (off_t)plain.len;
    return true;
}

static void
writing_end(struct writing *to)
{
    digest_close(to->digest);
    file_close(&to->file);
}

/* The evidence's content, byte for byte, checked against the hash its record says. */
static bool
write_content(struct desk *d, struct work *w, const struct record *r, const char *path)
{
    __attribute__((cleanup(writing_end))) struct writing to = {.file = {.fd = -1}};
    const struct part *content = record_part(r, "content"),
                      *vault = record_part(r, "vault");
    struct stored_blob blob;
    struct hash tree, said;
    struct bytes found;
    int64_t size;

    if (content == NULL || !content->present || vault == NULL || !vault->present)
        return fail(w, FAULT_MISSING, "this record has no content here");
    TRY(json_need_hash(w, vault->value, "tree", &tree));
    TRY(json_need_hash(w, content->value, "sha256", &said));
    TRY(json_need_integer(w, content->value, "size", 0, JSON_INTEGER_MAX, &size));
    TRY(store_blob(node_store(d->node), w, &tree, &blob));
    if (access(path, F_OK) == 0)
        return fail(w, FAULT_CONFLICT, "%s is there already: choose another name", path);
    TRY(file_open(w, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600, &to.file));
    TRY(digest_open(w, DIGEST_SHA256, &to.digest));
    if (!store_blob_open(node_store(d->node), w, &blob, (uint64_t)size, write_some,
            &to)) {
        work_os(w)->unlink(path);
        return false;
    }
    TRY(digest_end(to.digest, &found));
    to.digest = NULL;
    if (!bytes_equal(found, hash_bytes(&said)))
        return fail(w, FAULT_CORRUPT, "the content is not that of its record");
    return file_sync(w, &to.file);
}

/* For this one reading; whatever comes of it, the keys are dropped. */
static bool
read_unlocked(struct desk *d, struct work *w, const struct json *args,
    const struct stored *s, struct record **r)
{
    struct person person;
    int64_t until;
    bool good;

    if (!desk_flag(args, "unlock"))
        return node_read(d->node, w, &d->actor, s, r);
    TRY(node_person(d->node, w, d->actor.person, &person));
    TRY(desk_unlock_for(d, w, args, 1, &until));
    good = node_read(d->node, w, &d->actor, s, r);
    node_lock(d->node, &person.contact);
    return good;
}

DESK(show)
{
    struct stored s;
    struct record *r;
    struct json *sections;
    const struct json *view;
    const char *path;

    TRY(desk_find(d, w, args, "id", &s));
    TRY(find_view(d, w, &s, args, &view));
    TRY(read_unlocked(d, w, args, &s, &r));
    TRY(whole_record(d, w, &s, r, answer));
    TRY(desk_stands(d, w, &s, true, *answer));
    TRY(add_says(d, w, r, *answer));
    TRY(add_about(d, w, &s, *answer));
    TRY(desk_clock(d, w, &s, *answer));
    if (view != NULL) {
        TRY(desk_sections(d, w, view, &s, &sections));
        json_put(*answer, "sections", sections);
    }
    if (json_get(args, "content") == NULL)
        return true;
    TRY(work_string(w, desk_text(args, "content"), &path));
    TRY(write_content(d, w, r, path));
    json_put(*answer, "content", desk_path(w, path));
    return true;
}
