/*
 * vector_test: one organisation and one group of records, made from known randomness,
 * byte for byte as vectors.json has them -- and once more by OpenSSL and libsodium alone,
 * from docs/formats.md, so that the formats cannot drift with the code.
 *
 * LIAISON_WRITE_VECTORS=1 prints the file anew: only before a first release.
 */
#include <openssl/evp.h>
#include <sodium.h>

#include "fixture.h"

/* ---- The formats, a second time -------------------------------------------------------------- */

static void
second_hash(const char *what, const struct bytes *pieces, size_t count, struct hash *out)
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    unsigned len = 0;

    if (c == NULL || EVP_DigestInit_ex(c, EVP_sha256(), NULL) != 1)
        exit(99);
    if (what != NULL) {
        EVP_DigestUpdate(c, "liaison/v1/", 11);
        EVP_DigestUpdate(c, what, strlen(what));
        EVP_DigestUpdate(c, "\n", 1);
    }
    for (size_t i = 0; i < count; i++)
        EVP_DigestUpdate(c, pieces[i].at, pieces[i].len);
    EVP_DigestFinal_ex(c, out->at, &len);
    EVP_MD_CTX_free(c);
}

/* Does libsodium take a signature over tag and message? */
static bool
second_check(const uint8_t public[32], const char *what, struct bytes message,
    const uint8_t signature[64])
{
    uint8_t space[8192];
    size_t len = (size_t)snprintf((char *)space, sizeof(space), "liaison/v1/%s\n", what);

    if (message.len > sizeof(space) - len)
        return false;
    memcpy(space + len, message.at, message.len);
    return crypto_sign_verify_detached(signature, space, len + message.len, public) == 0;
}

static void
unhex(struct bytes hex, void *to, size_t len)
{
    size_t got = 0;

    if (sodium_hex2bin(to, len, (const char *)hex.at, hex.len, NULL, &got, NULL) != 0 ||
        got != len)
        memset(to, 0xEE, len);
}

static bool
is_hex_of(struct bytes hex, const void *at, size_t len)
{
    char space[257] = "";

    if (2 * len >= sizeof(space))
        return false;
    sodium_bin2hex(space, sizeof(space), at, len);
    return bytes_is(hex, space);
}

/* ---- What is made ---------------------------------------------------------------------------------- */

struct made {
    struct identity org;
    struct record *group[3];
    struct bytes texts[3];
};

/* Three records: one with links, one correction, one behind the wall. */
static void
make(struct work *w, struct made *out)
{
    struct hash node = seed_of(10);
    struct record_draft draft;

    fixture_org(w, &out->org);
    fixture_draft(w, &out->org, &draft);
    draft.kind = "assessment/1"; /* as it stands in the file, whatever kinds there are */
    NEED(w, record_new(w, &draft, &out->group[0]));
    draft.version = 2;
    draft.links[2] = (struct link_to){"replaces", out->group[0]->hash, draft.id, 1};
    draft.link_count = 3;
    NEED(w, record_new(w, &draft, &out->group[1]));
    fixture_draft(w, &out->org, &draft);
    draft.side = "care";
    draft.id = uuid_of(4, 3);
    draft.kind = "matter/1";
    draft.link_count = 0;
    draft.part_bodies[1] = parse(w,
        "{\"title\":[{\"lang\":\"fr\",\"text\":\"\\u0153uvre\"}],"
        "\"n\":[9007199254740991,-1,true,null,\"\\u2028\\n\"]}");
    NEED(w, record_new(w, &draft, &out->group[2]));
    NEED(w, record_sign(w, &node, out->group, 3));
    for (size_t i = 0; i < 3; i++)
        NEED(w, record_write(w, out->group[i], NULL, NULL, &out->texts[i]));
}

static struct json *
describe(struct work *w, const struct made *m)
{
    struct json *all = json_object(w), *records = json_array(w);
    struct bytes fingerprint;

    NEED(w, fingerprint_write(w, &m->org.id, &fingerprint));
    json_put(all, "id", json_hex(w, hash_bytes(&m->org.id)));
    json_put(all, "fingerprint", json_text(w, fingerprint));
    json_put(all, "identity", json_text(w, m->org.text));
    for (size_t i = 0; i < 3; i++) {
        struct json *r = json_object(w);

        json_put(r, "header", json_text(w, m->group[i]->header));
        json_put(r, "hash", json_hex(w, hash_bytes(&m->group[i]->hash)));
        json_put(r, "text", json_text(w, m->texts[i]));
        json_add(records, r);
    }
    json_put(all, "records", records);
    return all;
}

/* ---- The file ---------------------------------------------------------------------------------------- */

static struct json *
load(struct work *w)
{
    const char *slash = strrchr(__FILE__, '/');
    const char *path = work_format(w, "%.*svectors.json",
        slash == NULL ? 0 : (int)(slash - __FILE__ + 1), __FILE__);
    struct json *value;
    struct bytes text;

    NEED(w, path != NULL && file_load(w, path, 1 << 20, &text));
    NEED(w, json_read(w, text, &json_written, &value));
    return value;
}

static void
test_written(struct work *w, const struct json *vectors, const struct made *m)
{
    struct bytes want, got;
    struct json *note;

    NEED(w, json_keep(w, vectors, &note));
    json_drop(note, "note");
    NEED(w, json_write(w, note, &want) && json_write(w, describe(w, m), &got));
    if (!tap_ok(bytes_equal(want, got), "what is made today is what was made then"))
        printf("# %.*s\n", (int)got.len, (const char *)got.at);
}

static void
test_read(struct work *w, const struct json *vectors)
{
    const struct json *records = json_get(vectors, "records");
    struct identity org;

    tap_ok(identity_read(w, json_get_text(vectors, "identity"), &org) &&
            is_hex_of(json_get_text(vectors, "id"), org.id.at, 32),
        "the identity that was written then is read");
    for (const struct json *v = records->first; v != NULL; v = v->next) {
        struct record *r;

        tap_ok(record_read(w, json_get_text(v, "text"), &r) &&
                record_verify(w, r, &org) &&
                is_hex_of(json_get_text(v, "hash"), r->hash.at, 32),
            "a record that was written then verifies");
    }
}

/* ---- Once more, from docs/formats.md ------------------------------------------------------------------ */

static void
test_identity(struct work *w, const struct json *vectors)
{
    uint8_t public[32], secret[64], next[32], signature[64];
    struct bytes text = json_get_text(vectors, "identity"), piece;
    struct json *document, *inception;
    struct hash seed = seed_of(1), h;
    size_t good = 0, count = 0;

    NEED(w, json_read(w, text, &json_record, &document));
    inception = json_get(document, "inception");
    NEED(w, json_write(w, inception, &piece));
    second_hash("inception", &piece, 1, &h);
    tap_ok(is_hex_of(json_get_text(vectors, "id"), h.at, 32),
        "the id is the inception's hash");
    crypto_sign_seed_keypair(public, secret, seed.at);
    tap_ok(is_hex_of(json_get_text(inception, "root"), public, 32),
        "the root is seed 1's key");
    seed = seed_of(2);
    crypto_sign_seed_keypair(next, secret, seed.at);
    piece = bytes_from(next, 32);
    second_hash("next-root", &piece, 1, &h);
    tap_ok(is_hex_of(json_get_text(inception, "next"), h.at, 32),
        "next is seed 2's hash");
    for (const struct json *e = json_get(document, "statements")->first; e != NULL;
         e = e->next) {
        NEED(w, json_write(w, json_get(e, "statement"), &piece));
        unhex(json_get_text(e, "signature"), signature, 64);
        good += second_check(public, "statement", piece, signature);
        count++;
    }
    tap_ok(count == 5 && good == count, "each statement's signature is the root's");
}

static void
second_parts(struct work *w, const struct json *header, const struct json *parts)
{
    const struct json *links = json_at(parts, "links.body");
    const struct json *commitment = json_get(header, "links")->first;
    size_t good = 0, count = 0;
    struct bytes pieces[2];
    struct hash salt, h;

    for (const struct json *p = parts->first; p != NULL; p = p->next) {
        unhex(json_get_text(p, "salt"), salt.at, 32);
        pieces[0] = hash_bytes(&salt);
        NEED(w, json_write(w, json_get(p, "body"), &pieces[1]));
        second_hash("part", pieces, 2, &h);
        good +=
            is_hex_of(json_get_bytes(json_get(header, "parts"), p->name)->text, h.at, 32);
        count++;
    }
    tap_ok(good == count && count == json_get(header, "parts")->count,
        "%zu parts match their commitments", count);
    good = count = 0;
    for (const struct json *l = links == NULL ? NULL : links->first; l != NULL;
         l = l->next) {
        struct json *bare;

        NEED(w, json_keep(w, l, &bare));
        json_drop(bare, "salt");
        unhex(json_get_text(l, "salt"), salt.at, 32);
        pieces[0] = hash_bytes(&salt);
        NEED(w, json_write(w, bare, &pieces[1]));
        second_hash("link", pieces, 2, &h);
        good += is_hex_of(commitment->text, h.at, 32);
        commitment = commitment->next;
        count++;
    }
    tap_ok(good == count && count == json_get(header, "links")->count,
        "%zu links match their commitments", count);
}

static void
second_proof(const struct json *header, const struct hash *hash, const struct json *proof)
{
    const struct json *entry = json_at(proof, "signatures.0");
    int64_t index = json_get(entry, "index")->integer;
    uint8_t public[32], signature[64];
    static const uint8_t zero = 0, one = 1;
    struct bytes pieces[3] = {{&zero, 1}, hash_bytes(hash), {NULL, 0}};
    struct hash here, beside;

    second_hash(NULL, pieces, 2, &here);
    pieces[0] = bytes_from(&one, 1);
    for (const struct json *p = json_get(entry, "path")->first; p != NULL; p = p->next) {
        struct hash up;

        unhex(p->text, beside.at, 32);
        pieces[1 + index % 2] = hash_bytes(&here);
        pieces[2 - index % 2] = hash_bytes(&beside);
        second_hash(NULL, pieces, 3, &up);
        here = up;
        index /= 2;
    }
    unhex(json_get_text(json_at(header, "signers.0"), "key"), public, 32);
    unhex(json_get_text(entry, "signature"), signature, 64);
    tap_ok(json_get(entry, "path")->count == 2 && index == 0 &&
            second_check(public, "group", hash_bytes(&here), signature),
        "the group's root is signed by the header's key");
}

static void
test_records(struct work *w, const struct json *vectors)
{
    const struct json *records = json_get(vectors, "records");

    for (const struct json *v = records->first; v != NULL; v = v->next) {
        struct json *all, *header;
        struct bytes text;
        struct hash h;

        NEED(w, json_read(w, json_get_text(v, "text"), &json_record, &all));
        header = json_get(all, "header");
        NEED(w, json_write(w, header, &text));
        tap_ok(bytes_equal(text, json_get_text(v, "header")),
            "a header stands in its text");
        second_hash("header", &text, 1, &h);
        tap_ok(is_hex_of(json_get_text(v, "hash"), h.at, 32),
            "and its hash is the record's");
        second_parts(w, header, json_get(all, "parts"));
        second_proof(header, &h, json_get(all, "proof"));
    }
}

int
main(void)
{
    struct work *w = fixture_work();
    struct json *vectors;
    struct made m;

    make(w, &m);
    if (getenv("LIAISON_WRITE_VECTORS") != NULL) {
        struct bytes text;

        vectors = describe(w, &m);
        json_put(vectors, "note",
            json_string(w,
                "Root seeds are 32 bytes of 01 and 02, the node's "
                "of 0a; the records are signed as one group, padded to four."));
        NEED(w, json_pretty(w, vectors, &text));
        printf("%.*s\n", (int)text.len, (const char *)text.at);
        return 0;
    }
    vectors = load(w);
    test_written(w, vectors, &m);
    test_read(w, vectors);
    test_identity(w, vectors);
    test_records(w, vectors);
    work_close(w);
    return tap_end();
}
