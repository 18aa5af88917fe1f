/*
 * record_parts: a part against its commitment, and what the part "links" opens.
 */
#include "core/records/records_inner.h"

/* ---- Commitments -------------------------------------------------------------- */

bool
commit_part(struct work *w, const struct hash *salt, struct bytes body, struct hash *out)
{
    struct bytes pieces[] = {hash_bytes(salt), body};

    return sha256_tagged(w, "part", pieces, COUNT_OF(pieces), out);
}

struct json *
link_json(struct work *w, const struct link_to *link)
{
    struct json *value = json_object(w);

    json_put(value, "hash", json_hash(w, &link->hash));
    json_put(value, "id", json_uuid(w, &link->id));
    json_put(value, "type", json_string(w, link->type));
    json_put(value, "version", json_integer(w, link->version));
    return value;
}

bool
commit_link(struct work *w, const struct link_to *link, const struct hash *salt,
    struct hash *out)
{
    struct bytes pieces[] = {hash_bytes(salt), {NULL, 0}};

    TRY(json_write(w, link_json(w, link), &pieces[1]));
    return sha256_tagged(w, "link", pieces, COUNT_OF(pieces), out);
}

/* ---- Opening links ------------------------------------------------------------- */

static bool
open_link(struct work *w, const struct json *value, struct link *link)
{
    static const char *const members[] = {"hash", "id", "salt", "type", "version", NULL};
    struct link_to to;
    struct hash commitment;

    if (value->type != JSON_OBJECT)
        return fail(w, FAULT_INVALID, "links: not an object");
    TRY(json_only(w, value, members));
    TRY(json_need_hash(w, value, "hash", &link->hash));
    TRY(json_need_uuid(w, value, "id", &link->id));
    TRY(json_need_hash(w, value, "salt", &link->salt));
    TRY(json_need_text(w, value, "type", &link->type));
    TRY(json_need_integer(w, value, "version", 1, JSON_INTEGER_MAX, &link->version));
    if (!form_name(link->type))
        return fail(w, FAULT_INVALID, "links: type is none");
    to = (struct link_to){.hash = link->hash, .id = link->id, .version = link->version};
    TRY(work_string(w, link->type, &to.type));
    TRY(commit_link(w, &to, &link->salt, &commitment));
    if (!hash_equal(&commitment, &link->commitment))
        return fail(w, FAULT_CORRUPT, "a link does not match its commitment");
    link->open = true;
    return true;
}

/* A correction names the version before it, and nothing else replaces. */
static bool
check_replaces(struct work *w, const struct record *r)
{
    size_t count = 0;

    for (size_t i = 0; i < r->link_count; i++) {
        const struct link *l = &r->links[i];

        if (!bytes_is(l->type, "replaces"))
            continue;
        count++;
        if (!bytes_equal(bytes_from(l->id.at, sizeof(l->id.at)),
                bytes_from(r->id.at, sizeof(r->id.at))) ||
            l->version != r->version - 1)
            return fail(w, FAULT_INVALID, "a record replaces its own version before");
    }
    if (count != (r->version > 1 ? 1u : 0u))
        return fail(w, FAULT_INVALID, "version %lld replaces %zu records",
            (long long)r->version, count);
    return true;
}

static bool
open_links(struct work *w, const struct json *value, struct record *r)
{
    const struct json *v;
    size_t i = 0;

    if (value->type != JSON_ARRAY || value->count != r->link_count)
        return fail(w, FAULT_INVALID, "links: not the %zu of the header", r->link_count);
    for (v = value->first; v != NULL; v = v->next)
        TRY(open_link(w, v, &r->links[i++]));
    return check_replaces(w, r);
}

/* ---- Parts ----------------------------------------------------------------------- */

static struct part *
find_part(struct record *r, struct bytes name)
{
    for (size_t i = 0; i < r->part_count; i++) {
        if (bytes_equal(r->parts[i].name, name))
            return &r->parts[i];
    }
    return NULL;
}

bool
record_put_part(struct work *w, struct record *r, struct bytes name,
    const struct hash *salt, struct bytes body)
{
    struct part *part = find_part(r, name);
    struct hash commitment;
    struct bytes kept;
    struct json *value;

    if (part == NULL)
        return fail(w, FAULT_INVALID, "a part that the header does not name");
    if (body.len > RECORD_PART_MAX)
        return fail(w, FAULT_INVALID, "a part is longer than %d bytes", RECORD_PART_MAX);
    /* The commitment first: nothing that it does not cover is looked at. */
    TRY(commit_part(w, salt, body, &commitment));
    if (!hash_equal(&commitment, &part->commitment))
        return fail(w, FAULT_CORRUPT, "part %.*s does not match its commitment",
            (int)part->name.len, (const char *)part->name.at);
    TRY(work_keep(w, body, &kept));
    TRY(json_read(w, kept, &json_record, &value));
    if (bytes_is(part->name, "links"))
        TRY(open_links(w, value, r));
    part->salt = *salt;
    part->body = kept;
    part->value = value;
    part->present = true;
    return true;
}

const struct part *
record_part(const struct record *r, const char *name)
{
    for (size_t i = 0; i < r->part_count; i++) {
        if (r->parts[i].present && bytes_is(r->parts[i].name, name))
            return &r->parts[i];
    }
    return NULL;
}
