/*
 * about: what is known of a record without reading it -- header, where it stands, terms, proof,
 * and what points where.  No other part is shown, so nobody reads and nothing is logged.
 */
#include "desks/desk_inner.h"

#include <string.h>

/* ---- Proof ----------------------------------------------------------------------------- */

/* What a check says; only what is not about the record itself goes on as a fault. */
static bool
verdict(struct work *w, bool holds, const char **out)
{
    *out = "holds";
    if (holds)
        return true;
    if (work_fault(w) == FAULT_MEMORY || work_fault(w) == FAULT_IO)
        return false;
    *out = work_fault(w) == FAULT_MISSING ? "cannot be checked here" : "does not hold";
    work_clear(w);
    return true;
}

static bool
signature_holds(struct desk *d, struct work *w, const struct record *r)
{
    struct identity author;

    TRY(node_author(d->node, w, &r->author, &author));
    return record_verify(w, r, &author);
}

/* As a stranger would check it: entry, path, checkpoint, signature. */
static bool
log_holds(struct desk *d, struct work *w, const struct stored *s,
    struct log_head *journal, uint64_t *at)
{
    struct tlog_trust trust = {.quorum = 0};
    struct bytes pieces[2], text;
    struct checkpoint head;
    struct tlog_proof proof;
    struct hash entry, leaf, signer;

    TRY(node_prove(d->node, w, &s->hash, journal, at, &text));
    TRY(tlog_proof_read(w, text, &proof));
    pieces[0] = proof.extra;
    pieces[1] = hash_bytes(&s->hash);
    TRY(sha256_tagged(w, "leaf", pieces, COUNT_OF(pieces), &entry));
    TRY(merkle_leaf(w, hash_bytes(&entry), &leaf));
    TRY(node_checkpoint_open(d->node, w, &node_identity(d->node)->id, proof.checkpoint,
        &head, &signer));
    TRY(note_key_make(w, head.origin, NOTE_ED25519, &signer, &trust.log));
    return tlog_proof_check(w, &proof, &leaf, &trust);
}

static bool
add_proof(struct desk *d, struct work *w, const struct stored *s, const struct record *r,
    struct json *to)
{
    struct json *out = json_object(w);
    struct log_head journal;
    const char *said;
    uint64_t at;

    TRY(verdict(w, signature_holds(d, w, r), &said));
    json_put(out, "signature", json_string(w, said));
    if (r->signer_count > 0) {
        json_put(out, "key", json_hex(w, hash_bytes(&r->signers[0].key)));
        json_put(out, "role", json_text(w, r->signers[0].role));
        json_put(out, "level", json_text(w, r->signers[0].level));
    }
    json_put(to, "proof", out);
    if (!node_place(d->node, w, &s->hash, &journal, &at)) {
        TRY(verdict(w, false, &said));
        json_put(out, "log", json_string(w, said));
        return true;
    }
    TRY(verdict(w, log_holds(d, w, s, &journal, &at), &said));
    json_put(out, "log", json_string(w, said));
    json_put(out, "origin", json_text(w, journal.origin));
    json_put(out, "index", json_integer(w, (int64_t)at));
    json_put(out, "size", json_integer(w, (int64_t)journal.size));
    return work_ok(w);
}

/* ---- Parts and terms ---------------------------------------------------------------------- */

/* Whose information it is, by name. */
static bool
add_originator(struct desk *d, struct work *w, const struct json *terms, struct json *to)
{
    struct hash originator;
    bool said = json_need_hash(w, terms, "originator", &originator);

    if (said)
        json_put(to, "originator", desk_org_name(d, w, &originator));
    else if (work_fault(w) == FAULT_INVALID)
        work_clear(w); /* terms that nobody can read: they are shown as they are */
    return work_ok(w);
}

/* Which parts there are; of the terms also what they say. */
static bool
add_parts(struct desk *d, struct work *w, const struct stored *s, const struct record *r,
    struct json *to)
{
    struct json *parts = json_array(w), *terms;
    struct stored_part *kept;
    size_t count;

    TRY(store_parts(node_store(d->node), w, s->no, &kept, &count));
    for (size_t i = 0; i < r->part_count; i++) {
        struct json *one = json_object(w);
        const char *state = "withheld";

        for (size_t j = 0; j < count; j++)
            if (bytes_equal(kept[j].name, r->parts[i].name))
                state = kept[j].erased ? "erased" : "here";
        json_put(one, "name", json_text(w, r->parts[i].name));
        json_put(one, "state", json_string(w, state));
        json_add(parts, one);
    }
    json_put(to, "parts", parts);
    TRY(node_part(d->node, w, s, "terms", &terms));
    if (terms == NULL)
        return true;
    json_put(to, "terms", terms);
    TRY(add_originator(d, w, terms, to));
    return work_ok(w);
}

/* ---- Links ----------------------------------------------------------------------------------- */

/* What a record of that kind calls its link, in English. */
static struct json *
link_label(struct desk *d, struct work *w, struct bytes kind, struct bytes type)
{
    const struct kind *k = kinds_find(node_kinds(d->node), kind);
    const struct json *links = k != NULL ? json_get(kind_json(k), "links") : NULL;

    return json_text(w, desk_label_of(json_get_bytes(links, type), type));
}

/* The other end, if it is here and may be known of; else nothing tells which of the two. */
static bool
add_target(struct desk *d, struct work *w, const struct uuid *id, struct json *to)
{
    struct stored s;
    bool yes;

    if (!store_by_id(node_store(d->node), w, id, &s)) {
        TRY(work_fault(w) == FAULT_MISSING);
        work_clear(w);
        return true;
    }
    TRY(desk_may_list(d, w, &s, &yes));
    if (!yes)
        return true;
    json_put(to, "here", json_bool(w, true));
    json_put(to, "kind", json_text(w, s.kind));
    json_put(to, "label", desk_label(d, w, s.kind));
    json_put(to, "title", desk_title(d, w, &s));
    return work_ok(w);
}

static bool
add_links(struct desk *d, struct work *w, const struct stored *s, struct json *to)
{
    struct json *out = json_array(w);
    struct view_link *links;
    size_t count;

    TRY(node_links_from(d->node, w, &s->id, &links, &count));
    for (size_t i = 0; i < count; i++) {
        struct json *one = json_object(w);

        json_put(one, "type", json_text(w, links[i].type));
        json_put(one, "says", link_label(d, w, s->kind, links[i].type));
        json_put(one, "id", json_uuid(w, &links[i].other));
        TRY(add_target(d, w, &links[i].other, one));
        json_add(out, one);
    }
    json_put(to, "links", out);
    return true;
}

/* What points at it, as far as each may be known of.  Who read it is not told here. */
static bool
add_about(struct desk *d, struct work *w, const struct stored *s, struct json *to)
{
    struct json *about = json_array(w), *custody = json_array(w);
    struct view_link *links;
    struct stored by;
    size_t count;
    bool yes;

    TRY(node_links_to(d->node, w, &s->id, NULL, &links, &count));
    for (size_t i = 0; i < count; i++) {
        struct json *one = json_object(w);
        bool event = bytes_is(links[i].kind, "custody/1");

        if (bytes_is(links[i].kind, "read/1"))
            continue;
        TRY(store_by_no(node_store(d->node), w, links[i].record, &by));
        TRY(desk_may_list(d, w, &by, &yes));
        if (!yes)
            continue;
        json_put(one, "id", json_uuid(w, &by.id));
        json_put(one, "by", desk_org_name(d, w, &by.author));
        json_put(one, "time", json_time(w, by.time));
        if (event) {
            json_put(one, "event", desk_title(d, w, &by));
        } else {
            json_put(one, "type", json_text(w, links[i].type));
            json_put(one, "kind", json_text(w, by.kind));
            json_put(one, "label", desk_label(d, w, by.kind));
        }
        json_add(event ? custody : about, one);
    }
    json_put(to, "custody", custody);
    json_put(to, "about", about);
    return work_ok(w);
}

DESK(about)
{
    struct json *out = json_object(w);
    struct record *r;
    struct stored s;

    TRY(desk_find(d, w, args, "id", &s));
    TRY(record_from(w, s.header, s.proof, &r));
    json_put(out, "id", json_uuid(w, &s.id));
    json_put(out, "version", json_integer(w, s.version));
    json_put(out, "kind", json_text(w, s.kind));
    json_put(out, "label", desk_label(d, w, s.kind));
    json_put(out, "title", desk_title(d, w, &s));
    json_put(out, "by", desk_org_name(d, w, &s.author));
    json_put(out, "author", json_hex(w, hash_bytes(&s.author)));
    json_put(out, "time", json_time(w, s.time));
    json_put(out, "hash", json_hex(w, hash_bytes(&s.hash)));
    TRY(work_ok(w));
    TRY(add_parts(d, w, &s, r, out));
    TRY(desk_state(d, w, &s, out));
    TRY(desk_stands(d, w, &s, false, out));
    TRY(add_proof(d, w, &s, r, out));
    TRY(add_links(d, w, &s, out));
    TRY(add_about(d, w, &s, out));
    TRY(desk_clock(d, w, &s, out));
    *answer = out;
    return true;
}
