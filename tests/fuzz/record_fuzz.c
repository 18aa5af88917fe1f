/*
 * record_fuzz: records, identities and kinds from hostile bytes.  A record that is read
 * is written back the same; what is refused says why.
 *
 * Hashes would stop a fuzzer at the door, so a text that is JSON is also tried with its
 * commitments made right, as an attacker would who recomputes all he can.
 *
 * Half of the mutations are of values in the JSON rather than of its bytes.
 *
 * With -DPLANTED_BUG a link that was opened and leads to a version above 9 is a fault, to
 * show that the fuzzer gets past two commitments.
 *
 *     fuzz-edges: 800
 *     fuzz-value-profile: 0
 */
#include "core/records/records_inner.h"
#include "fuzz/values.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

/* A refusal is one of the kinds that bytes can cause, and has a reason. */
static void
refusal(struct work *w)
{
    HOLDS(work_fault(w) == FAULT_INVALID || work_fault(w) == FAULT_CORRUPT ||
        work_rule(w) != NULL);
    HOLDS(work_why(w)[0] != '\0');
    work_clear(w);
}

static void
one_record(struct work *w, struct bytes in)
{
    struct identity nobody = {.handle = {NULL, 0}};
    struct record *r, *again;
    struct bytes out, proof;

    if (!record_read(w, in, &r)) {
        refusal(w);
        return;
    }
#ifdef PLANTED_BUG
    for (size_t i = 0; i < r->link_count; i++)
        HOLDS(!r->links[i].open || r->links[i].version < 10);
#endif
    HOLDS(record_write(w, r, NULL, NULL, &out));
    HOLDS(bytes_equal(in, out));
    HOLDS(record_proof_write(w, r, &proof));
    HOLDS(record_from(w, r->header, proof, &again));
    HOLDS(hash_equal(&r->hash, &again->hash));
    for (size_t i = 0; i < r->part_count; i++) {
        const struct part *part = &r->parts[i];

        if (part->present)
            HOLDS(record_put_part(w, again, part->name, &part->salt, part->body));
    }
    HOLDS(record_write(w, again, NULL, NULL, &out));
    HOLDS(bytes_equal(in, out));
    nobody.id = r->author;
    HOLDS(!record_verify(w, r, &nobody));
    HOLDS(work_fault(w) == FAULT_CORRUPT);
    work_clear(w);
}

/* The salt of a part or link; one that is none becomes zeros. */
static void
salt_of(struct work *w, struct json *holder, struct hash *out)
{
    struct bytes text = json_get_text(holder, "salt");

    *out = (struct hash){{0}};
    if (!hex_read(w, text, out->at, sizeof(out->at)))
        work_clear(w);
    json_put(holder, "salt", json_hash(w, out));
}

/* The header's links, as many and as committed as the part opens. */
static bool
mend_links(struct work *w, struct json *header, struct json *part)
{
    struct json *links = json_array(w);
    const struct json *body = json_get(part, "body");

    if (body == NULL || body->type != JSON_ARRAY)
        return false;
    for (struct json *l = body->first; l != NULL; l = l->next) {
        struct bytes pieces[2];
        struct hash salt, commitment;
        struct json *bare;

        if (l->type != JSON_OBJECT)
            return false;
        salt_of(w, l, &salt);
        pieces[0] = hash_bytes(&salt);
        HOLDS(json_keep(w, l, &bare));
        json_drop(bare, "salt");
        HOLDS(json_write(w, bare, &pieces[1]));
        HOLDS(sha256_tagged(w, "link", pieces, 2, &commitment));
        json_add(links, json_hash(w, &commitment));
    }
    json_put(header, "links", links);
    return true;
}

static bool
mend_parts(struct work *w, struct json *header, struct json *parts)
{
    struct json *named = json_get(header, "parts");

    if (named == NULL || named->type != JSON_OBJECT || parts->type != JSON_OBJECT)
        return false;
    for (struct json *p = parts->first; p != NULL; p = p->next) {
        struct hash salt, commitment;
        struct bytes body;

        if (p->type != JSON_OBJECT || json_get(p, "body") == NULL)
            return false;
        if (bytes_is(p->name, "links") && !mend_links(w, header, p))
            return false;
        salt_of(w, p, &salt);
        HOLDS(json_write(w, json_get(p, "body"), &body));
        HOLDS(commit_part(w, &salt, body, &commitment));
        json_put_bytes(named, p->name, json_hash(w, &commitment));
    }
    return true;
}

static void
one_mended(struct work *w, struct bytes in)
{
    struct json_limits limits = json_written;
    struct json *all, *header, *parts;
    struct bytes out;

    limits.depth = 40;
    if (!json_read(w, in, &limits, &all)) {
        refusal(w);
        return;
    }
    header = json_get(all, "header");
    parts = json_get(all, "parts");
    if (header == NULL || header->type != JSON_OBJECT || parts == NULL ||
        !mend_parts(w, header, parts))
        return;
    HOLDS(json_write(w, all, &out));
    one_record(w, out);
}

/* ---- One input ------------------------------------------------------------------------------ */

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct work *w = work_open(&os_real);
    struct bytes in = bytes_from(at, len);
    struct identity id;
    struct kind *kind;

    HOLDS(w != NULL && crypt_start(w));
    one_record(w, in);
    one_mended(w, in);
    if (!identity_read(w, in, &id))
        refusal(w);
    else
        HOLDS(bytes_equal(id.text, in));
    if (!kind_read(w, in, &kind))
        refusal(w);
    else
        HOLDS(kind_name(kind).len > 0 && kind_json(kind) != NULL);
    work_close(w);
    return 0;
}
