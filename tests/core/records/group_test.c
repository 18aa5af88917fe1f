/*
 * group_test: one signature over many records proves each of them, and no other.
 */
#include "fixture.h"

static struct record **
make(struct work *w, const struct identity *org, size_t count, uint16_t from)
{
    struct record **r = work_alloc(w, count * sizeof(struct record *));
    struct record_draft draft;

    NEED(w, r != NULL);
    fixture_draft(w, org, &draft);
    draft.part_count = 1;
    draft.link_count = 0;
    for (size_t i = 0; i < count; i++) {
        draft.id = uuid_of(7, (uint16_t)(from + i));
        NEED(w, record_new(w, &draft, &r[i]));
    }
    return r;
}

static size_t
log2_of(size_t size)
{
    size_t log = 0;

    while (((size_t)1 << log) < size)
        log++;
    return log;
}

/* Sign, write, read and verify all. */
static size_t
verified(struct work *w, const struct identity *org, struct record **r, size_t count)
{
    size_t good = 0;

    for (size_t i = 0; i < count; i++) {
        struct record *read;
        struct bytes text;

        NEED(w, record_write(w, r[i], NULL, NULL, &text));
        good += r[i]->proof[0].path_len == log2_of(count) && r[i]->proof[0].index == i &&
            record_read(w, text, &read) && record_verify(w, read, org);
    }
    return good;
}

static void
test_sizes(const struct identity *org)
{
    for (size_t count = 1; count <= 41; count++) {
        size_t size = count == 41 ? RECORD_GROUP : count;
        struct work *w = fixture_work();
        struct hash node = seed_of(10);
        struct record **r = make(w, org, size, 0);

        NEED(w, record_sign(w, &node, r, size));
        tap_ok(verified(w, org, r, size) == size, "a group of %zu, each verified", size);
        work_close(w);
    }
}

static void
test_bounds(struct work *w, const struct identity *org)
{
    struct hash node = seed_of(10);
    struct record **r = make(w, org, RECORD_GROUP + 1, 0);

    tap_fault(w, FAULT_INVALID, record_sign(w, &node, r, 0), "no group of none");
    tap_fault(w, FAULT_INVALID, record_sign(w, &node, r, RECORD_GROUP + 1),
        "nor of 4,097");
}

/* Every proof at every record of the group: only its own place holds. */
/* What was held to be signed before changes no judgement: not for a record of the same group,
 * nor for one whose path, signature or key is another's. */
static struct group_held held;

static bool
verifies(struct work *w, const struct record *r, const struct identity *org)
{
    bool good = record_verify(w, r, org);

    work_clear(w);
    if (record_verify_held(w, r, org, &held) != good)
        tap_ok(false, "a root that was held to be signed changes a judgement");
    return good;
}

static void
test_moves(struct work *w, const struct identity *org)
{
    struct hash node = seed_of(10);
    size_t wrong = 0, tried = 0, count = 11;
    struct record **r = make(w, org, count, 0);

    NEED(w, record_sign(w, &node, r, count));
    for (size_t i = 0; i < count; i++) {
        struct group_signature own = r[i]->proof[0];

        for (size_t k = 0; k < count; k++) {
            r[i]->proof[0] = r[k]->proof[0];
            if (k == i)
                r[i]->proof[0] = own;
            wrong += verifies(w, r[i], org) != (k == i);
            work_clear(w);
            tried++;
        }
        for (uint32_t index = 0; index < 16; index++) {
            r[i]->proof[0] = own;
            r[i]->proof[0].index = index;
            wrong += verifies(w, r[i], org) != (index == own.index);
            work_clear(w);
            tried++;
        }
        for (uint32_t len = 0; len <= RECORD_PATH; len++) {
            r[i]->proof[0] = own;
            r[i]->proof[0].path_len = len;
            wrong += verifies(w, r[i], org) != (len == own.path_len);
            work_clear(w);
            tried++;
        }
        for (uint32_t at = 0; at < own.path_len; at++) {
            r[i]->proof[0] = own;
            r[i]->proof[0].path[at].at[17] ^= 0x10;
            wrong += verifies(w, r[i], org);
            work_clear(w);
            tried++;
        }
        r[i]->proof[0] = own;
    }
    tap_ok(wrong == 0, "%zu moved paths, indexes and lengths: %zu judged wrongly", tried,
        wrong);
}

static void
test_other_group(struct work *w, const struct identity *org)
{
    struct hash node = seed_of(10);
    struct record **a = make(w, org, 5, 0);
    struct record **b = make(w, org, 5, 100);

    NEED(w, record_sign(w, &node, a, 5) && record_sign(w, &node, b, 5));
    a[2]->proof[0].signature = b[2]->proof[0].signature;
    tap_ok(verifies(w, b[2], org) && verifies(w, a[4], org), "both groups verify");
    tap_fault(w, FAULT_CORRUPT, record_verify_held(w, a[2], org, &held),
        "the signature of another group");
    a[3]->proof[0] = b[3]->proof[0];
    tap_fault(w, FAULT_CORRUPT, record_verify(w, a[3], org),
        "the whole proof of another group");
    tap_ok(record_verify(w, a[4], org), "the others still verify");
}

static void
test_padding(struct work *w, const struct identity *org)
{
    struct hash node = seed_of(10);
    struct record **r = make(w, org, 3, 0);
    struct group_signature first;

    NEED(w, record_sign(w, &node, r, 3));
    first = r[2]->proof[0];
    NEED(w, record_sign(w, &node, r, 3));
    tap_ok(!hash_equal(&first.path[0], &r[2]->proof[0].path[0]), "padding is drawn anew");
    tap_ok(hash_equal(&first.path[1], &r[2]->proof[0].path[1]), "the rest is as it was");
    tap_ok(record_verify(w, r[2], org), "and verifies again");
    r[2]->proof[0] = first;
    tap_ok(record_verify(w, r[2], org), "as does the proof from before");
}

/* ---- The proof's text --------------------------------------------------------------------------- */

static bool
reads(struct work *w, const struct record *r, const struct json *proof)
{
    struct record *read;
    struct bytes text;

    NEED(w, json_write(w, proof, &text));
    return record_from(w, r->header, text, &read);
}

static void
test_text(struct work *w, const struct identity *org)
{
    static const struct {
        const char *path;
        const char *member;
        const char *value;
    } changes[] = {
        {"signatures.0", "index", "8"},
        {"signatures.0", "index", "-1"},
        {"signatures.0", "index", "\"0\""},
        {"signatures.0", "path", "[1,2,3]"},
        {"signatures.0", "path", "{}"},
        {"signatures.0", "signature", "\"00\""},
        {"signatures.0", "more", "1"},
        {"", "signatures", "[]"},
        {"", "signatures", "[1]"},
        {"", "more", "1"},
    };
    struct hash node = seed_of(10);
    struct record **r = make(w, org, 5, 0);
    struct json *proof, *path;
    struct bytes text;

    NEED(w, record_sign(w, &node, r, 5) && record_proof_write(w, r[1], &text));
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        NEED(w, json_read(w, text, &json_record, &proof));
        json_put(changes[i].path[0] == '\0' ? proof : json_at(proof, changes[i].path),
            changes[i].member, parse(w, changes[i].value));
        tap_fault(w, FAULT_INVALID, reads(w, r[1], proof), "a proof with %s %s",
            changes[i].member, changes[i].value);
    }
    NEED(w, json_read(w, text, &json_record, &proof));
    path = json_at(proof, "signatures.0.path");
    while (path->count < RECORD_PATH)
        json_add(path, json_hex(w, hash_bytes(&node)));
    tap_ok(reads(w, r[1], proof), "a path of 12");
    json_add(path, json_hex(w, hash_bytes(&node)));
    tap_fault(w, FAULT_INVALID, reads(w, r[1], proof), "not one of 13");
}

int
main(void)
{
    struct work *w = fixture_work();
    struct identity org;

    fixture_org(w, &org);
    test_sizes(&org);
    test_bounds(w, &org);
    test_moves(w, &org);
    test_other_group(w, &org);
    test_padding(w, &org);
    test_text(w, &org);
    work_close(w);
    return tap_end();
}
