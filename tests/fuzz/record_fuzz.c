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
 *     fuzz-planted-seconds: 40
 *     fuzz-value-profile: 0
 */
#include <stdlib.h>
#include <string.h>

#include "core/records/records_inner.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);
size_t LLVMFuzzerMutate(uint8_t *at, size_t len, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t len, size_t max, unsigned seed);

#define HOLDS(claim)  \
    do {              \
        if (!(claim)) \
            abort();  \
    } while (0)

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

/* ---- Mutation ---------------------------------------------------------------------------- */

static size_t
count_nodes(const struct json *value)
{
    size_t count = 1;

    for (const struct json *m = value->first; m != NULL; m = m->next)
        count += count_nodes(m);
    return count;
}

/* The n-th value in order of reading; ${n} is moved on. */
static struct json *
node_at(struct json *value, size_t *n)
{
    if ((*n)-- == 0)
        return value;
    for (struct json *m = value->first; m != NULL; m = m->next) {
        struct json *found = node_at(m, n);

        if (found != NULL)
            return found;
    }
    return NULL;
}

static void
change_text(struct work *w, struct json *value)
{
    size_t max = value->text.len + 16;
    uint8_t *space = work_alloc(w, max);

    HOLDS(space != NULL);
    if (value->text.len > 0)
        memcpy(space, value->text.at, value->text.len);
    value->text = bytes_from(space, LLVMFuzzerMutate(space, value->text.len, max));
}

static void
change_node(struct work *w, struct json *value, unsigned seed)
{
    static const int64_t numbers[] = {0, -1, 2, 10, 1000, JSON_INTEGER_MAX};
    struct json *copy;

    if (value->type == JSON_TEXT) {
        change_text(w, value);
    } else if (value->type == JSON_INTEGER) {
        value->integer = numbers[seed % COUNT_OF(numbers)];
    } else if (value->type == JSON_ARRAY && value->first != NULL && seed % 2 == 0) {
        HOLDS(json_keep(w, value->first, &copy));
        json_add(value, copy);
    } else if (value->first != NULL && seed % 3 > 0) {
        value->first = value->first->next;
        value->count--;
        if (value->first == NULL)
            value->last = NULL;
    } else {
        value->type = value->type == JSON_NULL ? JSON_BOOL : JSON_NULL;
    }
}

size_t
LLVMFuzzerCustomMutator(uint8_t *at, size_t len, size_t max, unsigned seed)
{
    struct json_limits limits = json_written;
    struct work *w = seed % 2 == 0 ? work_open(&os_real) : NULL;
    struct bytes out = {NULL, 0};
    struct json *all;
    size_t n;

    limits.depth = 40;
    if (w != NULL && json_read(w, bytes_from(at, len), &limits, &all)) {
        n = (seed >> 4) % count_nodes(all);
        change_node(w, node_at(all, &n), seed >> 16);
        if (!json_write(w, all, &out) || out.len > max)
            out.len = 0;
        if (out.len > 0)
            memcpy(at, out.at, out.len);
    }
    work_close(w);
    return out.len > 0 ? out.len : LLVMFuzzerMutate(at, len, max);
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
