/*
 * Equivocation: two records that one author signed under one id and version.  The two headers
 * prove it to anyone who may know the item; it is given out when somebody asks, and sent to
 * nobody (docs/formats.md 12).
 */
#include "engines/exchange/exchange_inner.h"

#include <string.h>

static const struct json_limits limits = {.size = EQUIVOCATION_MAX,
    .depth = 10,
    .doubles = false,
    .canonical = true};

/* ---- Reading and checking ---------------------------------------------------------------- */

static bool
read_record(struct work *w, const struct json *header, const struct json *proof,
    struct record **out)
{
    struct bytes header_text, proof_text;

    TRY(json_write(w, header, &header_text) && json_write(w, proof, &proof_text));
    return record_from(w, header_text, proof_text, out);
}

static bool
read_two(struct work *w, const struct json *proof, struct equivocation *out)
{
    struct json *headers, *proofs;

    TRY(json_need(w, proof, "headers", JSON_ARRAY, &headers));
    TRY(json_need(w, proof, "proofs", JSON_ARRAY, &proofs));
    if (headers->count != 2 || proofs->count != 2)
        return fail(w, FAULT_INVALID, "headers and proofs: there are two of each");
    return read_record(w, headers->first, proofs->first, &out->records[0]) &&
        read_record(w, headers->last, proofs->last, &out->records[1]);
}

bool
equivocation_read(struct work *w, struct bytes text, struct equivocation *out)
{
    static const char *const members[] = {"format", "headers", "identity", "proofs",
        "what", NULL};
    const struct record *a, *b;
    struct json *proof, *identity;
    struct bytes format, what;

    TRY(json_read(w, text, &limits, &proof));
    TRY(json_only(w, proof, members));
    TRY(json_need_text(w, proof, "format", &format));
    TRY(json_need_text(w, proof, "what", &what));
    if (!bytes_is(format, "liaison/v1") || !bytes_is(what, "equivocation"))
        return fail(w, FAULT_INVALID, "this is no proof of equivocation");
    TRY(read_two(w, proof, out));
    TRY(json_need(w, proof, "identity", JSON_OBJECT, &identity));
    TRY(json_write(w, identity, &out->identity));
    a = out->records[0];
    b = out->records[1];
    if (!hash_equal(&a->author, &b->author) ||
        memcmp(&a->id, &b->id, sizeof(a->id)) != 0 || a->version != b->version)
        return fail(w, FAULT_INVALID,
            "the headers are not of one author, id and version");
    return memcmp(&a->hash, &b->hash, sizeof(a->hash)) < 0 ||
        fail(w, FAULT_INVALID, "two headers, the one with the smaller hash first");
}

bool
equivocation_check(struct work *w, const struct equivocation *e,
    const struct identity *of)
{
    if (!hash_equal(&of->id, &e->records[0]->author))
        return fail(w, FAULT_CORRUPT, "the author is another than whose keys these are");
    return record_verify(w, e->records[0], of) && record_verify(w, e->records[1], of);
}

/* ---- Giving it out ------------------------------------------------------------------------- */

/* Of the versions of an item, another one with the number of this. */
static bool
find_rival(struct node *n, struct work *w, const struct stored *s, struct stored *out)
{
    struct stored *all;
    size_t count;

    TRY(store_versions(node_store(n), w, &s->id, &all, &count));
    for (size_t i = 0; i < count; i++) {
        *out = all[i];
        if (all[i].version == s->version && hash_equal(&all[i].author, &s->author) &&
            all[i].no != s->no && all[i].state == STORED_QUARANTINED)
            return true;
    }
    return fail(w, FAULT_MISSING,
        "its author signed no other record under this id and version, as far as is known "
        "here");
}

static bool
put_record(struct work *w, const struct stored *s, struct json *headers,
    struct json *proofs)
{
    struct json *header, *proof;

    TRY(json_read(w, s->header, &json_record, &header));
    TRY(json_read(w, s->proof, &json_record, &proof));
    json_add(headers, header);
    json_add(proofs, proof);
    return true;
}

/* As much of the author's document as shows all that signed. */
static bool
put_identity(struct node *n, struct work *w, const struct stored of[2], struct json *out)
{
    struct hash keys[2 * RECORD_SIGNERS];
    struct json *identity;
    struct identity author;
    struct bytes about;
    size_t count = 0;

    TRY(node_author(n, w, &of[0].author, &author));
    for (size_t i = 0; i < 2; i++) {
        struct record *r;

        TRY(record_from(w, of[i].header, of[i].proof, &r));
        for (size_t k = 0; k < r->signer_count; k++)
            keys[count++] = r->signers[k].key;
    }
    TRY(identity_about(w, &author, keys, count, &about));
    TRY(json_read(w, about, &json_record, &identity));
    json_put(out, "identity", identity);
    return true;
}

bool
exchange_equivocation(struct node *n, struct work *w, const struct stored *s,
    struct bytes *out)
{
    struct json *proof = json_object(w), *headers = json_array(w),
                *proofs = json_array(w);
    struct stored two[2] = {*s}, kept;

    TRY(find_rival(n, w, s, &two[1]));
    if (memcmp(&two[0].hash, &two[1].hash, sizeof(two[0].hash)) > 0) {
        kept = two[0];
        two[0] = two[1];
        two[1] = kept;
    }
    TRY(put_record(w, &two[0], headers, proofs));
    TRY(put_record(w, &two[1], headers, proofs));
    TRY(put_identity(n, w, two, proof));
    json_put(proof, "format", json_string(w, "liaison/v1"));
    json_put(proof, "headers", headers);
    json_put(proof, "proofs", proofs);
    json_put(proof, "what", json_string(w, "equivocation"));
    return json_write(w, proof, out);
}
