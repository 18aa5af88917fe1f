/*
 * record_test: a record is made, written, read and verified, whole and in part; a changed
 * one, or one that the wrong key signed, is not.
 */
#include "pieces.h"

/* ---- Making and reading ---------------------------------------------------------------------- */

static bool
only_core(void *context, struct bytes part)
{
    ++*(int *)context;
    return bytes_is(part, "core");
}

static void
test_round(struct work *w, const struct identity *org)
{
    struct record *r = fixture_record(w, org), *read;
    struct bytes text, again;

    tap_ok(record_verify(w, r, org), "what was made verifies");
    NEED(w, record_write(w, r, NULL, NULL, &text));
    tap_ok(record_read(w, text, &read), "its text is read");
    tap_ok(record_verify(w, read, org), "and verifies");
    tap_ok(hash_equal(&r->hash, &read->hash) && bytes_equal(r->header, read->header),
        "it is the same record");
    tap_ok(read->part_count == 3 && bytes_is(read->parts[0].name, "core") &&
            bytes_is(read->parts[1].name, "links") &&
            bytes_is(read->parts[2].name, "terms"),
        "its parts stand in order of name");
    tap_ok(read->version == 1 && read->time == NOW && read->suite == 1 &&
            bytes_is(read->kind, "assessment/1") && bytes_is(read->side, "main"),
        "its header says what the draft said");
    tap_ok(read->signer_count == 1 && bytes_is(read->signers[0].role, "node") &&
            bytes_is(read->signers[0].level, "node-held"),
        "its signer too");
    tap_ok(read->link_count == 2 && read->links[0].open &&
            bytes_is(read->links[0].type, "evidence") && read->links[1].version == 3 &&
            bytes_is(read->links[1].type, "matter") && read->links[1].hash.at[0] == 0xa1,
        "its links are open, in the draft's order");
    tap_is_text(json_at(record_part(read, "core")->value, "judgements.0.text.0.text")
                    ->text,
        "It \xc3\xa9 is", "a body is parsed");
    tap_ok(record_part(read, "source") == NULL, "a part that is not there is NULL");
    NEED(w, record_write(w, read, NULL, NULL, &again));
    tap_ok(bytes_equal(text, again), "writing it again gives the same bytes");
}

static void
test_subset(struct work *w, const struct identity *org)
{
    struct record *r = fixture_record(w, org), *read, *stored;
    struct bytes text, again, proof;
    int asked = 0;

    NEED(w, record_write(w, r, only_core, &asked, &text));
    tap_ok(asked == 3, "each part is asked for");
    tap_ok(record_read(w, text, &read) && record_verify(w, read, org),
        "a record with one part of three verifies");
    tap_ok(record_part(read, "core") != NULL && record_part(read, "terms") == NULL &&
            read->part_count == 3 && !read->links[0].open,
        "the others are named and not here");
    NEED(w, record_write(w, r, nothing, NULL, &text));
    tap_ok(record_read(w, text, &read) && record_verify(w, read, org),
        "a record without any part verifies");
    NEED(w, record_write(w, read, NULL, NULL, &again));
    tap_ok(bytes_equal(text, again), "and is written as it came");

    NEED(w, record_proof_write(w, r, &proof));
    NEED(w, record_from(w, r->header, proof, &stored));
    tap_ok(record_verify(w, stored, org) && record_part(stored, "core") == NULL,
        "header and proof alone verify");
    for (size_t i = 0; i < r->part_count; i++)
        NEED(w,
            record_put_part(w, stored, r->parts[i].name, &r->parts[i].salt,
                r->parts[i].body));
    NEED(w,
        record_write(w, r, NULL, NULL, &text) &&
            record_write(w, stored, NULL, NULL, &again));
    tap_ok(bytes_equal(text, again), "with all parts put in it is the whole record");
}

static void
test_put(struct work *w, const struct identity *org)
{
    struct record *r = fixture_record(w, org), *bare;
    const struct part *core = record_part(r, "core");
    struct hash salt = core->salt;
    struct bytes proof;

    NEED(w, record_proof_write(w, r, &proof) && record_from(w, r->header, proof, &bare));
    tap_fault(w, FAULT_CORRUPT,
        record_put_part(w, bare, bytes_of("core"), &salt, bytes_of("{}")),
        "another body does not match");
    tap_fault(w, FAULT_CORRUPT,
        record_put_part(w, bare, bytes_of("terms"), &salt, core->body),
        "another part's body does not match");
    salt.at[31] ^= 1;
    tap_fault(w, FAULT_CORRUPT,
        record_put_part(w, bare, bytes_of("core"), &salt, core->body),
        "another salt does not match");
    tap_fault(w, FAULT_INVALID,
        record_put_part(w, bare, bytes_of("notes"), &salt, core->body),
        "a part that the header does not name");
    tap_ok(record_part(bare, "core") == NULL, "none of them is there then");
    tap_fault(w, FAULT_INVALID,
        record_put_part(w, bare, bytes_of("core"), &salt,
            bytes_from(core->body.at, RECORD_PART_MAX + 1)),
        "a body of 1 MiB and a byte is not even hashed");
}

/* ---- Every bit ----------------------------------------------------------------------------------- */

static void
test_flips(struct work *outer, const struct identity *org)
{
    struct hash node = seed_of(10);
    struct record_draft draft;
    struct bytes text, copy;
    struct record *r;
    size_t verified = 0, read = 0;
    uint8_t *at;

    fixture_draft(outer, org, &draft);
    draft.link_count = 1;
    draft.part_count = 1;
    NEED(outer, record_new(outer, &draft, &r) && record_sign(outer, &node, &r, 1));
    NEED(outer,
        record_write(outer, r, NULL, NULL, &text) && work_keep(outer, text, &copy));
    at = (uint8_t *)(uintptr_t)copy.at;
    for (size_t i = 0; i < copy.len; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            struct work *w = fixture_work();

            at[i] ^= (uint8_t)(1u << bit);
            if (record_read(w, copy, &r)) {
                read++;
                verified += record_verify(w, r, org);
            }
            at[i] ^= (uint8_t)(1u << bit);
            work_close(w);
        }
    }
    tap_ok(verified == 0, "none of %zu flipped bits verifies (%zu are read)",
        copy.len * 8, read);
    verified = 0;
    for (size_t len = 0; len < copy.len; len++) {
        struct work *w = fixture_work();

        verified += record_read(w, bytes_from(copy.at, len), &r);
        work_close(w);
    }
    tap_ok(verified == 0, "no text that is cut short is read");
    NEED(outer, record_read(outer, copy, &r) && record_verify(outer, r, org));
}

/* ---- Who signed ------------------------------------------------------------------------------------ */

static bool
signed_as(struct work *w, const struct identity *org, uint8_t seed, const char *role,
    const char *level, int64_t time)
{
    struct hash key = seed_of(seed);
    struct record_draft draft;
    struct record *r;

    fixture_draft(w, org, &draft);
    draft.signer = (struct signer){public_of(w, seed), bytes_of(role), bytes_of(level)};
    draft.time = time;
    NEED(w, record_new(w, &draft, &r) && record_sign(w, &key, &r, 1));
    return record_verify(w, r, org);
}

static void
test_who(struct work *w, const struct identity *org)
{
    struct hash root = seed_of(1), other = seed_of(5), node = public_of(w, 10);
    struct hash wrong = seed_of(11);
    struct identity stranger, revoked;
    struct record_draft draft;
    struct record *r;

    tap_ok(signed_as(w, org, 10, "node", "node-held", NOW), "the node's key counts");
    tap_ok(signed_as(w, org, 12, "Ana Analyst", "hardware", NOW), "so does a person's");
    tap_fault(w, FAULT_CORRUPT, signed_as(w, org, 11, "node", "node-held", NOW),
        "a log's does not");
    tap_fault(w, FAULT_CORRUPT, signed_as(w, org, 13, "node", "node-held", NOW),
        "nor TLS's");
    tap_fault(w, FAULT_CORRUPT, signed_as(w, org, 77, "node", "node-held", NOW),
        "nor a stranger's");
    tap_fault(w, FAULT_CORRUPT, signed_as(w, org, 10, "node", "hardware", NOW),
        "a level that was not stated");
    tap_fault(w, FAULT_CORRUPT, signed_as(w, org, 10, "director", "node-held", NOW),
        "a role that was not stated");
    tap_fault(w, FAULT_CORRUPT, signed_as(w, org, 10, "node", "node-held", NOW + YEAR),
        "a key that has ended");
    tap_fault(w, FAULT_CORRUPT, signed_as(w, org, 10, "node", "node-held", NOW - YEAR),
        "a key that has not begun");
    NEED(w,
        identity_state(w, org, &root, statement_revocation(w, &node, NOW, "lost"),
            &revoked));
    tap_ok(signed_as(w, &revoked, 10, "node", "node-held", NOW - 1),
        "before it was revoked");
    tap_fault(w, FAULT_CORRUPT, signed_as(w, &revoked, 10, "node", "node-held", NOW),
        "and after");

    r = fixture_record(w, org);
    NEED(w, identity_new(w, &other, &root, &stranger));
    tap_fault(w, FAULT_CORRUPT, record_verify(w, r, &stranger),
        "by another organisation");
    NEED(w,
        identity_state(w, &stranger, &other,
            statement_key(w, KEY_NODE, "node", "node-held", &node, NOW - 1, NOW + 1),
            &stranger));
    tap_fault(w, FAULT_CORRUPT, record_verify(w, r, &stranger),
        "even if that one states the same key");
    fixture_draft(w, org, &draft);
    NEED(w, record_new(w, &draft, &r));
    tap_fault(w, FAULT_CORRUPT, record_verify(w, r, org), "not signed at all");
    tap_fault(w, FAULT_INVALID, record_sign(w, &wrong, &r, 1),
        "another key does not sign it");
}

/* Two keys of one organisation under one record, each with its own proof. */
static void
test_two_signers(struct work *w, const struct identity *org)
{
    struct hash node = seed_of(10), person = seed_of(12),
                person_public = public_of(w, 12);
    struct record_draft draft;
    struct bytes proof, first;
    struct record *r, *one;
    struct json *entry, *value;
    struct signature signature;
    struct json *signer = json_object(w);
    struct pieces p;

    fixture_draft(w, org, &draft);
    NEED(w, record_new(w, &draft, &one) && record_sign(w, &node, &one, 1));
    p = take_apart(w, one);
    json_put(signer, "key", json_hex(w, hash_bytes(&person_public)));
    json_put(signer, "level", json_string(w, "hardware"));
    json_put(signer, "role", json_string(w, "Ana Analyst"));
    json_add(json_get(p.header, "signers"), signer);
    tap_fault(w, FAULT_INVALID, put_together(w, &p, &r), "two signers and one signature");
    /* A group of one: the root is the leaf's own hash. */
    NEED(w, json_write(w, p.header, &first));
    r = work_alloc(w, sizeof(*r));
    NEED(w, r != NULL && header_read(w, first, r));
    tap_fault(w, FAULT_CORRUPT, record_verify(w, r, org), "two signers and none signed");
    tap_fault(w, FAULT_INVALID, record_proof_write(w, r, &proof),
        "nor is there a proof to write");
    tap_fault(w, FAULT_INVALID, record_sign(w, &node, &r, 1),
        "one key does not sign for two");
    value = json_get(p.proof, "signatures");
    for (int i = 0; i < 2; i++) {
        uint8_t leaf[33] = {0};
        struct hash root;

        memcpy(leaf + 1, r->hash.at, 32);
        NEED(w, sha256(w, bytes_from(leaf, 33), &root));
        NEED(w,
            sign_tagged(w, i == 0 ? &node : &person, "group", hash_bytes(&root),
                &signature));
        NEED(w, json_keep(w, json_at(p.proof, "signatures.0"), &entry));
        json_put(entry, "signature", json_hex(w, bytes_from(signature.at, 64)));
        if (i == 0)
            value->first = value->last = NULL, value->count = 0;
        json_add(value, entry);
    }
    tap_ok(put_together(w, &p, &r) && r->proof_count == 2, "two signers, two signatures");
    tap_ok(record_verify(w, r, org), "both verify");
    r->proof[1].signature.at[0] ^= 1;
    tap_fault(w, FAULT_CORRUPT, record_verify(w, r, org), "the second counts as much");
}

/* ---- Corrections ----------------------------------------------------------------------------------------- */

static bool
correction(struct work *w, const struct identity *org, int64_t version, const char *type,
    uint16_t id, int64_t of)
{
    struct record_draft draft;
    struct record *r;

    fixture_draft(w, org, &draft);
    draft.version = version;
    draft.links[0] = (struct link_to){type, seed_of(7), uuid_of(7, id), of};
    draft.link_count = 1;
    return record_new(w, &draft, &r);
}

static void
test_corrections(struct work *w, const struct identity *org)
{
    struct record_draft draft;
    struct record *r;

    tap_ok(correction(w, org, 2, "replaces", 1, 1), "version 2 replaces version 1");
    tap_fault(w, FAULT_INVALID, correction(w, org, 2, "evidence", 9, 1),
        "version 2 that replaces nothing");
    tap_fault(w, FAULT_INVALID, correction(w, org, 3, "replaces", 1, 1),
        "a version left out");
    tap_fault(w, FAULT_INVALID, correction(w, org, 2, "replaces", 2, 1),
        "another record");
    tap_fault(w, FAULT_INVALID, correction(w, org, 1, "replaces", 1, 1),
        "version 1 replaces");
    fixture_draft(w, org, &draft);
    draft.version = 2;
    draft.link_count = 0;
    tap_fault(w, FAULT_INVALID, record_new(w, &draft, &r), "version 2 without links");
}

int
main(void)
{
    struct work *w = fixture_work();
    struct identity org;

    fixture_org(w, &org);
    test_round(w, &org);
    test_subset(w, &org);
    test_put(w, &org);
    test_flips(w, &org);
    test_two_signers(w, &org);
    test_who(w, &org);
    test_corrections(w, &org);
    work_close(w);
    return tap_end();
}
