/*
 * header: reading a record's header, which stays when its parts are gone.
 */
#include "core/records/records_inner.h"

static const struct json_limits limits = {.size = RECORD_HEADER_MAX,
    .depth = 4,
    .doubles = false,
    .canonical = true};

/*
 * What a newer version may have made is told apart from what is simply wrong
 * before anything else is looked at: its other members may mean other things.
 */
static bool
check_format(struct work *w, const struct json *header, struct record *r)
{
    static const char *const known[] = {"author", "format", "id", "kind", "links",
        "parts", "side", "signers", "suite", "time", "version"};
    struct bytes format;

    TRY(json_need_text(w, header, "format", &format));
    if (!bytes_is(format, RECORD_FORMAT))
        return fail_later(w, "the header's format");
    TRY(json_need_integer(w, header, "suite", 1, JSON_INTEGER_MAX, &r->suite));
    if (r->suite != RECORD_SUITE)
        return fail_later(w, "the header's suite");
    for (const struct json *m = header->first; m != NULL; m = m->next) {
        size_t i = 0;

        while (i < COUNT_OF(known) && !bytes_is(m->name, known[i]))
            i++;
        if (i == COUNT_OF(known))
            return fail_later(w, "a member of the header");
    }
    TRY(json_need_text(w, header, "side", &r->side));
    if (!form_name(r->side))
        return fail(w, FAULT_INVALID, "side: not the name of one");
    if (!bytes_is(r->side, "main") && !bytes_is(r->side, "care"))
        return fail_later(w, "the header's side");
    return true;
}

/* Behind the wall an id must not tell when it was made. */
static bool
read_id(struct work *w, const struct json *header, struct record *r)
{
    int version;

    TRY(json_need_uuid(w, header, "id", &r->id));
    version = bytes_is(r->side, "care") ? 4 : 7;
    if (r->id.at[6] >> 4 != version || r->id.at[8] >> 6 != 2)
        return fail(w, FAULT_INVALID, "id: not a UUID of version %d", version);
    return true;
}

static bool
read_links(struct work *w, const struct json *header, struct record *r)
{
    struct json *links;

    TRY(need_array(w, header, "links", 0, RECORD_LINKS, &links));
    for (const struct json *l = links->first; l != NULL; l = l->next)
        TRY(item_hash(w, l, "links", &r->links[r->link_count++].commitment));
    return true;
}

/* They come in order of name: canonical bytes are sorted. */
static bool
read_parts(struct work *w, const struct json *header, struct record *r)
{
    bool links = false;
    struct json *parts;

    TRY(json_need(w, header, "parts", JSON_OBJECT, &parts));
    if (parts->count == 0 || parts->count > RECORD_PARTS)
        return fail(w, FAULT_INVALID, "parts: %zu, not 1 to %d", parts->count,
            RECORD_PARTS);
    for (const struct json *p = parts->first; p != NULL; p = p->next) {
        struct part *part = &r->parts[r->part_count++];

        if (!form_name(p->name))
            return fail(w, FAULT_INVALID, "parts: not the name of a part");
        part->name = p->name;
        TRY(item_hash(w, p, "parts", &part->commitment));
        links = links || bytes_is(p->name, "links");
    }
    if (links != (r->link_count > 0))
        return fail(w, FAULT_INVALID, "the part links belongs to a header with links");
    return true;
}

static bool
read_signers(struct work *w, const struct json *header, struct record *r)
{
    static const char *const members[] = {"key", "level", "role", NULL};
    struct json *signers;

    TRY(need_array(w, header, "signers", 1, RECORD_SIGNERS, &signers));
    for (const struct json *s = signers->first; s != NULL; s = s->next) {
        struct signer *signer = &r->signers[r->signer_count];

        if (s->type != JSON_OBJECT)
            return fail(w, FAULT_INVALID, "signers: not an object");
        TRY(json_only(w, s, members));
        TRY(json_need_hash(w, s, "key", &signer->key));
        TRY(json_need_text(w, s, "level", &signer->level));
        TRY(json_need_text(w, s, "role", &signer->role));
        if (!form_level(signer->level) || !form_role(signer->role))
            return fail(w, FAULT_INVALID, "signers: level or role is none");
        /* One key would otherwise count as several who agree. */
        for (size_t i = 0; i < r->signer_count; i++) {
            if (hash_equal(&r->signers[i].key, &signer->key))
                return fail(w, FAULT_INVALID, "signers: one key twice");
        }
        r->signer_count++;
    }
    return true;
}

bool
header_read(struct work *w, struct bytes text, struct record *r)
{
    struct json *header;

    TRY(work_keep(w, text, &r->header));
    TRY(json_read(w, r->header, &limits, &header));
    if (header->type != JSON_OBJECT)
        return fail(w, FAULT_INVALID, "the header is no object");
    TRY(check_format(w, header, r));
    TRY(read_id(w, header, r));
    TRY(json_need_hash(w, header, "author", &r->author));
    TRY(json_need_integer(w, header, "version", 1, JSON_INTEGER_MAX, &r->version));
    TRY(json_need_time(w, header, "time", &r->time));
    TRY(json_need_text(w, header, "kind", &r->kind));
    if (!form_kind(r->kind))
        return fail(w, FAULT_INVALID, "kind: not of the form name/major");
    TRY(read_links(w, header, r));
    if (r->version > 1 && r->link_count == 0)
        return fail(w, FAULT_INVALID, "a correction links to what it replaces");
    TRY(read_parts(w, header, r));
    TRY(read_signers(w, header, r));
    return sha256_tagged(w, "header", &r->header, 1, &r->hash);
}
