/*
 * record_new: making a record -- salts, commitments, the header.  What was made is
 * read again the way a partner would read it, so that nothing leaves that others
 * refuse.
 */
#include "core/records/records_inner.h"

/* A part to be: its canonical body under a fresh salt. */
struct made {
    struct bytes name;
    struct bytes body;
    struct hash salt;
    struct hash commitment;
};

struct making {
    const struct record_draft *draft;
    struct made parts[RECORD_PARTS + 1];
    size_t count;
    struct json *links; /* the commitments, for the header */
};

static bool
make_part(struct work *w, struct making *m, const char *name, const struct json *body)
{
    struct made *part = &m->parts[m->count++];

    part->name = bytes_of(name);
    TRY(json_write(w, body, &part->body));
    TRY(draw(w, part->salt.at, sizeof(part->salt.at)));
    return commit_part(w, &part->salt, part->body, &part->commitment);
}

static bool
make_links(struct work *w, struct making *m)
{
    struct json *opened = json_array(w);

    m->links = json_array(w);
    if (m->draft->link_count > RECORD_LINKS)
        return fail(w, FAULT_INVALID, "more than %d links", RECORD_LINKS);
    for (size_t i = 0; i < m->draft->link_count; i++) {
        const struct link_to *link = &m->draft->links[i];
        struct json *value = link_json(w, link);
        struct hash salt, commitment;

        TRY(draw(w, salt.at, sizeof(salt.at)));
        TRY(commit_link(w, link, &salt, &commitment));
        json_put(value, "salt", json_hash(w, &salt));
        json_add(opened, value);
        json_add(m->links, json_hash(w, &commitment));
    }
    return m->draft->link_count == 0 || make_part(w, m, "links", opened);
}

static bool
make_parts(struct work *w, struct making *m)
{
    if (m->draft->part_count > RECORD_PARTS)
        return fail(w, FAULT_INVALID, "more than %d parts", RECORD_PARTS);
    for (size_t i = 0; i < m->draft->part_count; i++) {
        const char *name = m->draft->part_names[i];

        for (size_t k = 0; k < m->count; k++) {
            if (bytes_is(m->parts[k].name, name))
                return fail(w, FAULT_INVALID, "part %s twice", name);
        }
        if (bytes_is(bytes_of("links"), name))
            return fail(w, FAULT_INVALID, "the part links is made of the links");
        TRY(make_part(w, m, name, m->draft->part_bodies[i]));
    }
    return make_links(w, m);
}

static struct json *
signer_json(struct work *w, const struct signer *signer)
{
    struct json *value = json_object(w);

    json_put(value, "key", json_hash(w, &signer->key));
    json_put(value, "level", json_text(w, signer->level));
    json_put(value, "role", json_text(w, signer->role));
    return value;
}

static bool
make_header(struct work *w, const struct making *m, struct bytes *out)
{
    const struct record_draft *draft = m->draft;
    struct json *header = json_object(w);
    struct json *parts = json_object(w);
    struct json *signers = json_array(w);

    for (size_t i = 0; i < m->count; i++)
        json_put_bytes(parts, m->parts[i].name, json_hash(w, &m->parts[i].commitment));
    json_add(signers, signer_json(w, &draft->signer));
    json_put(header, "author", json_hash(w, &draft->author));
    json_put(header, "format", json_string(w, RECORD_FORMAT));
    json_put(header, "id", json_uuid(w, &draft->id));
    json_put(header, "kind", json_string(w, draft->kind));
    json_put(header, "links", m->links);
    json_put(header, "parts", parts);
    json_put(header, "side", json_string(w, draft->side));
    json_put(header, "signers", signers);
    json_put(header, "suite", json_integer(w, RECORD_SUITE));
    json_put(header, "time", json_time(w, draft->time));
    json_put(header, "version", json_integer(w, draft->version));
    return json_write(w, header, out);
}

bool
record_new(struct work *w, const struct record_draft *draft, struct record **out)
{
    struct making m = {.draft = draft};
    struct record *r = work_alloc(w, sizeof(*r));
    struct bytes header;

    TRY(r != NULL);
    TRY(make_parts(w, &m));
    TRY(make_header(w, &m, &header));
    TRY(header_read(w, header, r));
    for (size_t i = 0; i < m.count; i++)
        TRY(record_put_part(w, r, m.parts[i].name, &m.parts[i].salt, m.parts[i].body));
    *out = r;
    return true;
}
