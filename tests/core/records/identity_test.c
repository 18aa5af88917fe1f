/*
 * identity_test: an organisation is made, states keys, rotates its root and revokes; every
 * way to tamper with its history is refused.
 */
#include "fixture.h"

/* ---- By hand, as an attacker would -------------------------------------------------------- */

static struct json *
document(struct work *w, const struct identity *id)
{
    struct json *value;

    NEED(w, json_read(w, id->text, &json_record, &value));
    return value;
}

static struct bytes
text_of(struct work *w, const struct json *value)
{
    struct bytes text;

    NEED(w, json_write(w, value, &text));
    return text;
}

/* Sign a statement with any key and put it at the end. */
static void
forge(struct work *w, struct json *doc, uint8_t seed, struct json *statement)
{
    struct hash key = seed_of(seed);
    struct signature signature;
    struct json *entry = json_object(w);

    NEED(w, sign_tagged(w, &key, "statement", text_of(w, statement), &signature));
    json_put(entry, "signature", json_hex(w, bytes_from(signature.at, 64)));
    json_put(entry, "statement", statement);
    json_add(json_get(doc, "statements"), entry);
}

/* Exchange two neighbours. */
static void
swap(struct json *array, size_t at)
{
    struct json **a = &array->first;
    struct json *first, *second;

    for (size_t i = 0; i < at; i++)
        a = &(*a)->next;
    first = *a;
    second = first->next;
    first->next = second->next;
    second->next = first;
    *a = second;
    if (array->last == second)
        array->last = first;
}

static bool
reads(struct work *w, const struct json *doc)
{
    struct identity id;

    return identity_read(w, text_of(w, doc), &id);
}

static struct json *
with_org(struct work *w, const struct identity *id, struct json *statement)
{
    json_put(statement, "org", json_hex(w, hash_bytes(&id->id)));
    return statement;
}

/* ---- What works ------------------------------------------------------------------------------ */

static void
test_inception(struct work *w)
{
    struct hash root = seed_of(1), next = seed_of(2), public = public_of(w, 1);
    struct identity id, again;

    tap_ok(identity_new(w, &root, &next, &id), "an organisation is made");
    tap_ok(id.key_count == 0 && hash_equal(&id.root, &public),
        "it has a root and no keys");
    tap_ok(id.handle.len == 0 && id.name == NULL, "and no name");
    tap_ok(identity_read(w, id.text, &again) && hash_equal(&id.id, &again.id),
        "reading its document gives the same id");
    NEED(w, identity_new(w, &root, &root, &again) || work_fault(w) == FAULT_INVALID);
    tap_ok(fixture_fault(w) == FAULT_INVALID, "the next root must be another key");
}

static void
test_keys(struct work *w, const struct identity *org)
{
    struct hash node = public_of(w, 10), log = public_of(w, 11), newer = public_of(w, 14);
    struct hash root = seed_of(1);
    const struct org_key *key;
    struct identity id;

    tap_is_text(org->handle, "north", "the handle");
    tap_is_text(json_get_text(org->name->first, "text"), "Northern Office", "the name");
    tap_ok(identity_key(w, org, KEY_NODE, &node, NOW, &key) &&
            bytes_is(key->role, "node") && bytes_is(key->level, "node-held"),
        "the node key counts now");
    tap_ok(identity_key(w, org, KEY_NODE, &node, NOW - TIME_DAY, &key),
        "from its first instant");
    tap_fault(w, FAULT_CORRUPT,
        identity_key(w, org, KEY_NODE, &node, NOW - TIME_DAY - 1, &key), "not before");
    tap_ok(identity_key(w, org, KEY_NODE, &node, NOW + YEAR - 1, &key), "to its last");
    tap_fault(w, FAULT_CORRUPT, identity_key(w, org, KEY_NODE, &node, NOW + YEAR, &key),
        "not after");
    tap_fault(w, FAULT_CORRUPT, identity_key(w, org, KEY_NODE, &log, NOW, &key),
        "a log key is no node key");
    tap_fault(w, FAULT_CORRUPT, identity_key(w, org, KEY_WITNESS, &node, NOW, &key),
        "a node key is no witness key");
    NEED(w,
        identity_state(w, org, &root,
            statement_key(w, KEY_NODE, "node", "passphrase", &newer, NOW, NOW + YEAR),
            &id));
    tap_ok(identity_current(w, &id, KEY_NODE, NOW, &key) &&
            hash_equal(&key->public, &newer),
        "the newest node key is current");
    tap_ok(identity_current(w, &id, KEY_NODE, NOW - 1, &key) &&
            hash_equal(&key->public, &node),
        "until it begins, the one before is");
    tap_fault(w, FAULT_MISSING, identity_current(w, &id, KEY_NODE, NOW + YEAR, &key),
        "and none when all have ended");
}

static void
test_revocation(struct work *w, const struct identity *org)
{
    struct hash node = public_of(w, 10), root = seed_of(1), stranger = public_of(w, 99);
    const struct org_key *key;
    struct identity id, earlier;

    NEED(w,
        identity_state(w, org, &root, statement_revocation(w, &node, NOW, "lost"), &id));
    tap_ok(identity_key(w, &id, KEY_NODE, &node, NOW - 1, &key),
        "a key counts until revoked");
    tap_fault(w, FAULT_CORRUPT, identity_key(w, &id, KEY_NODE, &node, NOW, &key),
        "and not from that instant on");
    NEED(w,
        identity_state(w, &id, &root, statement_revocation(w, &node, NOW - 9, "earlier"),
            &earlier));
    tap_fault(w, FAULT_CORRUPT, identity_key(w, &earlier, KEY_NODE, &node, NOW - 9, &key),
        "an earlier revocation wins");
    NEED(w,
        identity_state(w, &earlier, &root, statement_revocation(w, &node, NOW, "later"),
            &earlier));
    tap_fault(w, FAULT_CORRUPT, identity_key(w, &earlier, KEY_NODE, &node, NOW - 1, &key),
        "a later one does not undo it");
    tap_fault(w, FAULT_INVALID,
        identity_state(w, &id, &root,
            statement_key(w, KEY_NODE, "node", "node-held", &node, NOW, NOW + YEAR),
            &earlier),
        "a revoked key is not stated again");
    tap_fault(w, FAULT_INVALID,
        identity_state(w, org, &root, statement_revocation(w, &stranger, NOW, "who"),
            &id),
        "a key that was never stated is not revoked");
}

static void
test_rotation(struct work *w, const struct identity *org)
{
    struct hash first = seed_of(1), second = seed_of(2), third = seed_of(3),
                other = seed_of(4);
    struct hash key = public_of(w, 15);
    struct identity id, next;

    tap_fault(w, FAULT_INVALID, identity_rotate(w, org, &other, &third, NOW, &id),
        "a root that was not promised does not rotate in");
    NEED(w, identity_rotate(w, org, &second, &third, NOW, &id));
    tap_ok(hash_equal(&id.id, &org->id), "rotation keeps the id");
    tap_ok(id.key_count == org->key_count, "and the keys");
    tap_fault(w, FAULT_INVALID,
        identity_state(w, &id, &first,
            statement_key(w, KEY_NODE, "node", "node-held", &key, NOW, NOW + YEAR),
            &next),
        "the old root states nothing any more");
    tap_ok(identity_state(w, &id, &second,
               statement_key(w, KEY_NODE, "node", "node-held", &key, NOW, NOW + YEAR),
               &next),
        "the new root does");
    tap_ok(identity_rotate(w, &next, &third, &other, NOW + 1, &id),
        "and rotates in turn");
}

/* ---- Tampering ----------------------------------------------------------------------------------- */

static void
test_forged(struct work *w, const struct identity *org)
{
    struct hash second = seed_of(2), third = seed_of(3), key = public_of(w, 15);
    struct hash root4 = public_of(w, 4), promise;
    struct bytes piece = hash_bytes(&root4);
    struct identity rotated;
    struct json *doc, *s;

    doc = document(w, org);
    s = with_org(w, org,
        statement_key(w, KEY_NODE, "node", "node-held", &key, NOW, NOW + 1));
    forge(w, doc, 1, s);
    tap_ok(reads(w, doc), "a statement put there by hand with the root's key reads");
    doc = document(w, org);
    forge(w, doc, 4, s);
    tap_fault(w, FAULT_CORRUPT, reads(w, doc), "one under another root's key does not");

    /* An attacker who has the old root's key but not the promised one. */
    NEED(w, sha256_tagged(w, "next-root", &piece, 1, &promise));
    s = with_org(w, org, json_object(w));
    json_put(s, "what", json_string(w, "rotation"));
    json_put(s, "root", json_hex(w, hash_bytes(&root4)));
    json_put(s, "next", json_hex(w, hash_bytes(&promise)));
    json_put(s, "time", json_time(w, NOW));
    for (uint8_t by = 1; by <= 4; by = (uint8_t)(by + 3)) {
        doc = document(w, org);
        forge(w, doc, by, s);
        tap_fault(w, FAULT_CORRUPT, reads(w, doc),
            "a rotation to an unpromised root, signed by root %d", by);
    }

    NEED(w, identity_rotate(w, org, &second, &third, NOW, &rotated));
    doc = document(w, &rotated);
    forge(w, doc, 1,
        with_org(w, org,
            statement_key(w, KEY_NODE, "node", "node-held", &key, NOW, NOW + YEAR)));
    tap_fault(w, FAULT_CORRUPT, reads(w, doc), "the old root after a rotation");
    doc = document(w, &rotated);
    swap(json_get(doc, "statements"), 4);
    tap_fault(w, FAULT_CORRUPT, reads(w, doc),
        "a rotation before what the old root signed");
}

static void
test_order(struct work *w, const struct identity *org)
{
    struct hash root = seed_of(1), node = public_of(w, 10), tls = public_of(w, 13);
    struct identity id;
    struct json *doc;

    (void)node;
    NEED(w,
        identity_state(w, org, &root, statement_revocation(w, &tls, NOW, "lost"), &id));
    doc = document(w, &id);
    swap(json_get(doc, "statements"), 4);
    tap_fault(w, FAULT_INVALID, reads(w, doc), "a revocation before its key");
    NEED(w,
        identity_state(w, org, &root,
            statement_name(w, "south", "en", bytes_of("Southern Office"), NOW), &id));
    tap_is_text(id.handle, "south", "a newer name");
    doc = document(w, &id);
    for (size_t at = 4; at > 0; at--)
        swap(json_get(doc, "statements"), at);
    tap_ok(reads(w, doc), "names next to each other");
    swap(json_get(doc, "statements"), 0);
    tap_fault(w, FAULT_INVALID, reads(w, doc),
        "an older name put back behind a newer one");
}

/* One change to a good document: a member put or dropped at a path. */
static const struct {
    const char *path; /* the object that is changed */
    const char *member;
    const char *value; /* NULL: dropped */
    enum fault fault;
    bool later;
} changes[] = {
    {"inception", "suite", "2", FAULT_INVALID, true},
    {"inception", "format", "\"liaison/v2\"", FAULT_INVALID, true},
    {"inception", "what", "\"inceptions\"", FAULT_INVALID, false},
    {"inception", "more", "1", FAULT_INVALID, false},
    {"inception", "next", NULL, FAULT_INVALID, false},
    {"inception", "root", "\"00\"", FAULT_INVALID, false},
    {"statements.1", "more", "1", FAULT_INVALID, false},
    {"statements.1", "signature", NULL, FAULT_INVALID, false},
    {"statements.1.statement", "role", "\"other\"", FAULT_CORRUPT, false},
    {"statements.1.statement", "org", NULL, FAULT_INVALID, false},
    {"statements.1.statement", "what", NULL, FAULT_INVALID, false},
};

/* Statements that the right root signed, and that are wrong all the same. */
static const struct {
    const char *member;
    const char *value;
    const char *why;
} signed_changes[] = {
    {"use", "\"seal\"", "the use seal"},
    {"use", "\"sign\"", "an unknown use"},
    {"level", "\"none\"", "an unknown level"},
    {"role", "\"\"", "no role"},
    {"to", "\"2020-01-01T00:00:00.000000Z\"", "an end before the beginning"},
    {"from", "\"2020-01-01\"", "a day for a time"},
    {"public", "\"ab\"", "a short key"},
    {"what", "\"keys\"", "an unknown statement"},
    {"what", "\"name\"", "a name with the members of a key"},
    {"more", "true", "a member more"},
};

static void
test_changes(struct work *w, const struct identity *org)
{
    struct hash key = public_of(w, 15);
    struct hash another;

    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        struct json *doc = document(w, org);
        struct json *at = json_at(doc, changes[i].path);
        bool later;

        if (changes[i].value == NULL)
            json_drop(at, changes[i].member);
        else
            json_put(at, changes[i].member, parse(w, changes[i].value));
        later = !reads(w, doc) && fixture_later(w);
        tap_ok(later == changes[i].later && (later || work_fault(w) == changes[i].fault),
            "%s %s: %s%s", changes[i].value == NULL ? "without" : "other",
            changes[i].member, fault_face(work_fault(w))->name,
            later ? ", for later" : "");
        work_clear(w);
    }
    for (size_t i = 0; i < COUNT_OF(signed_changes); i++) {
        struct json *doc = document(w, org);
        struct json *s = with_org(w, org,
            statement_key(w, KEY_NODE, "node", "node-held", &key, NOW, NOW + 1));

        json_put(s, signed_changes[i].member, parse(w, signed_changes[i].value));
        forge(w, doc, 1, s);
        tap_fault(w, FAULT_INVALID, reads(w, doc), "signed, but with %s",
            signed_changes[i].why);
    }
    another = seed_of(0x77);
    for (int names = 0; names < 2; names++) {
        struct json *doc = document(w, org);
        struct json *s =
            statement_name(w, names ? "north" : "NORTH", "en", bytes_of("x"), NOW);

        if (names)
            json_put(s, "org", json_hex(w, hash_bytes(&another)));
        else
            s = with_org(w, org, s);
        forge(w, doc, 1, s);
        tap_fault(w, FAULT_INVALID, reads(w, doc), "%s",
            names ? "a statement about another organisation" : "a handle in capitals");
    }
}

/* Every bit of a document with statements: no flip is read. */
static void
test_flips(struct work *outer)
{
    struct hash root = seed_of(1), next = seed_of(2), node = public_of(outer, 10);
    struct identity org;
    struct bytes copy;
    uint8_t *at;
    size_t read = 0;

    NEED(outer, identity_new(outer, &root, &next, &org));
    NEED(outer,
        identity_state(outer, &org, &root,
            statement_key(outer, KEY_NODE, "node", "node-held", &node, NOW, NOW + YEAR),
            &org));
    NEED(outer, work_keep(outer, org.text, &copy));
    at = (uint8_t *)(uintptr_t)copy.at;
    for (size_t i = 0; i < copy.len; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            struct work *w = fixture_work();
            struct identity id;

            at[i] ^= (uint8_t)(1u << bit);
            read += identity_read(w, copy, &id);
            at[i] ^= (uint8_t)(1u << bit);
            work_close(w);
        }
    }
    tap_ok(read == 0, "none of %zu flipped bits is read", copy.len * 8);
    for (size_t len = 0; len < copy.len; len += 13) {
        struct work *w = fixture_work();
        struct identity id;

        read += identity_read(w, bytes_from(copy.at, len), &id);
        work_close(w);
    }
    tap_ok(read == 0, "nor a text that is cut short");
}

static void
test_size(struct work *w)
{
    struct hash root = seed_of(1), next = seed_of(2);
    struct identity id;
    size_t count = 0;

    NEED(w, identity_new(w, &root, &next, &id));
    while (identity_state(w, &id, &root,
        statement_name(w, "eu", "en", bytes_of("x"), NOW + (int64_t)count), &id))
        count++;
    tap_ok(fixture_fault(w) == FAULT_INVALID && id.text.len <= IDENTITY_MAX &&
            count > 100,
        "a document ends at 64 KiB, after %zu names", count);
}

/* ---- Fingerprints and seal keys ---------------------------------------------------------------- */

static void
test_fingerprint(struct work *w, const struct identity *org)
{
    struct bytes text, hex;
    struct hash id;
    const char *again[4];

    NEED(w,
        fingerprint_write(w, &org->id, &text) &&
            hex_write(w, hash_bytes(&org->id), &hex));
    tap_ok(text.len == 79 && text.at[4] == '-', "a fingerprint is 16 groups of four");
    again[0] = work_format(w, "%.*s", (int)text.len, (const char *)text.at);
    again[1] = work_format(w, "%.*s", (int)hex.len, (const char *)hex.at);
    again[2] = work_format(w, "  %.*s\n %.*s\t", 30, (const char *)hex.at, 34,
        (const char *)hex.at + 30);
    again[3] = work_format(w, "%.*s", (int)hex.len, (const char *)hex.at);
    for (char *c = (char *)(uintptr_t)again[3]; *c != '\0'; c++)
        *c = *c >= 'a' ? (char)(*c & ~0x20) : *c;
    for (size_t i = 0; i < COUNT_OF(again); i++)
        tap_ok(fingerprint_read(w, bytes_of(again[i]), &id) && hash_equal(&id, &org->id),
            "form %zu is read", i);
    tap_fault(w, FAULT_INVALID, fingerprint_read(w, bytes_from(hex.at, 63), &id),
        "63 digits");
    tap_fault(w, FAULT_INVALID,
        fingerprint_read(w, bytes_of(work_format(w, "%s0", again[1])), &id), "65 digits");
    tap_fault(w, FAULT_INVALID,
        fingerprint_read(w, bytes_of(work_format(w, "g%.63s", again[1])), &id),
        "no digit");
    tap_fault(w, FAULT_INVALID, fingerprint_read(w, bytes_of(""), &id), "nothing");
}

static void
test_seal(struct work *w, const struct identity *org)
{
    struct hash node = seed_of(10), log = seed_of(11), key = seed_of(0x55), got;
    struct hash root = seed_of(1), node_public = public_of(w, 10), next = seed_of(9);
    struct hash log_public = public_of(w, 11);
    struct identity id, other;
    struct signature signature;
    struct json *s, *bad;
    int64_t to;

    NEED(w, seal_statement_new(w, org, &node, &key, NOW, NOW + 30 * TIME_DAY, &s));
    tap_ok(seal_statement_read(w, org, s, NOW, &got, &to) && hash_equal(&got, &key) &&
            to == NOW + 30 * TIME_DAY,
        "a seal key is stated and read");
    tap_fault(w, FAULT_INVALID, seal_statement_read(w, org, s, NOW - 1, &got, &to),
        "not before");
    tap_fault(w, FAULT_INVALID,
        seal_statement_read(w, org, s, NOW + 30 * TIME_DAY, &got, &to), "not after");
    tap_fault(w, FAULT_INVALID,
        seal_statement_new(w, org, &node, &key, NOW, NOW + 30 * TIME_DAY + 1, &bad),
        "not for longer than 30 days");
    tap_fault(w, FAULT_INVALID, seal_statement_new(w, org, &node, &key, NOW, NOW, &bad),
        "nor for no time");
    tap_fault(w, FAULT_CORRUPT,
        seal_statement_new(w, org, &log, &key, NOW, NOW + TIME_DAY, &bad),
        "a log key states no seal key");
    NEED(w, json_keep(w, s, &bad));
    NEED(w,
        sign_tagged(w, &log, "seal", text_of(w, json_get(s, "statement")), &signature));
    json_put(bad, "signature", json_hex(w, bytes_from(signature.at, 64)));
    tap_fault(w, FAULT_CORRUPT, seal_statement_read(w, org, bad, NOW, &got, &to),
        "nor is one read that it signed");
    NEED(w, json_keep(w, s, &bad));
    json_put(json_get(bad, "statement"), "public", json_hex(w, hash_bytes(&next)));
    tap_fault(w, FAULT_CORRUPT, seal_statement_read(w, org, bad, NOW, &got, &to),
        "another key under the signature");
    json_put(json_get(bad, "statement"), "more", json_null(w));
    tap_fault(w, FAULT_INVALID, seal_statement_read(w, org, bad, NOW, &got, &to),
        "a member more");
    NEED(w,
        identity_state(w, org, &root, statement_revocation(w, &node_public, NOW + 5, "x"),
            &id));
    tap_ok(seal_statement_read(w, &id, s, NOW + 4, &got, &to),
        "until the node key is revoked");
    tap_fault(w, FAULT_CORRUPT, seal_statement_read(w, &id, s, NOW + 5, &got, &to),
        "and not after");
    NEED(w,
        identity_state(w, org, &root,
            statement_key(w, KEY_NODE, "node", "node-held", &log_public, NOW + 5,
                NOW + YEAR),
            &id));
    NEED(w, json_keep(w, s, &bad));
    NEED(w,
        sign_tagged(w, &log, "seal", text_of(w, json_get(s, "statement")), &signature));
    json_put(bad, "signature", json_hex(w, bytes_from(signature.at, 64)));
    tap_fault(w, FAULT_CORRUPT, seal_statement_read(w, &id, bad, NOW + 9, &got, &to),
        "nor by a node key that began later");
    NEED(w, identity_new(w, &next, &root, &other));
    tap_fault(w, FAULT_INVALID, seal_statement_read(w, &other, s, NOW, &got, &to),
        "it is no other organisation's");
    tap_fault(w, FAULT_INVALID,
        seal_statement_read(w, org, json_array(w), NOW, &got, &to),
        "nor anything at all");
}

int
main(void)
{
    struct work *w = fixture_work();
    struct identity org;

    fixture_org(w, &org);
    test_inception(w);
    test_keys(w, &org);
    test_revocation(w, &org);
    test_rotation(w, &org);
    test_forged(w, &org);
    test_order(w, &org);
    test_changes(w, &org);
    test_flips(w);
    test_size(w);
    test_fingerprint(w, &org);
    test_seal(w, &org);
    work_close(w);
    return tap_end();
}
