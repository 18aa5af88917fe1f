/*
 * certificate: make the two certificates by which a node's TLS key speaks for its
 * organisation's root key.
 */
#include <string.h>

#include "ground/net/net_inner.h"

#define KEY_DER_LEN 48
#define ID_LEN 20

struct dates {
    time_t from;
    time_t to;
};

static void
x509_key_drop(gnutls_x509_privkey_t *key)
{
    if (*key != NULL)
        gnutls_x509_privkey_deinit(*key);
}

void
net_crt_drop(gnutls_x509_crt_t *crt)
{
    if (*crt != NULL)
        gnutls_x509_crt_deinit(*crt);
}

void
net_pubkey_drop(gnutls_pubkey_t *key)
{
    if (*key != NULL)
        gnutls_pubkey_deinit(*key);
}

bool
net_gnutls(struct work *w, int code, const char *what)
{
    if (code >= 0)
        return true;
    return fail(w, code == GNUTLS_E_MEMORY_ERROR ? FAULT_MEMORY : FAULT_INVALID, "%s: %s",
        what, gnutls_strerror(code));
}

/* ---- Keys --------------------------------------------------------------------- */

static void
key_der(const struct hash *seed, uint8_t out[KEY_DER_LEN])
{
    static const uint8_t head[] = {0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03,
        0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};

    memcpy(out, head, sizeof(head));
    memcpy(out + sizeof(head), seed->at, sizeof(seed->at));
}

bool
net_key_pem(struct work *w, const struct hash *seed, struct bytes *out)
{
    uint8_t *der = work_alloc(w, KEY_DER_LEN);
    struct buffer pem = buffer_open(w, 256);
    struct bytes text;

    TRY(der != NULL);
    key_der(seed, der);
    TRY(base64_write(w, bytes_from(der, KEY_DER_LEN), &text));
    buffer_text(&pem, "-----BEGIN PRIVATE KEY-----\n");
    buffer_add(&pem, text);
    buffer_text(&pem, "\n-----END PRIVATE KEY-----\n");
    return buffer_bytes(&pem, out);
}

static bool
key_open(struct work *w, const struct hash *seed, gnutls_x509_privkey_t *out)
{
    uint8_t der[KEY_DER_LEN];
    gnutls_datum_t from = {.data = der, .size = sizeof(der)};
    int code;

    TRY(net_gnutls(w, gnutls_x509_privkey_init(out), "a key"));
    key_der(seed, der);
    code = gnutls_x509_privkey_import_pkcs8(*out, &from, GNUTLS_X509_FMT_DER, NULL,
        GNUTLS_PKCS_PLAIN);
    explicit_bzero(der, sizeof(der));
    return net_gnutls(w, code, "an Ed25519 seed");
}

/* ---- The identity's envelope ----------------------------------------------------- */

bool
net_identity_wrap(struct work *w, struct bytes identity, struct bytes *out)
{
    struct buffer b = buffer_open(w, NET_IDENTITY_MAX + 4);

    if (identity.len == 0 || identity.len > NET_IDENTITY_MAX)
        return fail(w, FAULT_INVALID, "identity bytes must be 1 to %zu",
            NET_IDENTITY_MAX);
    buffer_byte(&b, 0x04);
    if (identity.len < 0x80) {
        buffer_byte(&b, (uint8_t)identity.len);
    } else if (identity.len < 0x100) {
        buffer_byte(&b, 0x81);
        buffer_byte(&b, (uint8_t)identity.len);
    } else {
        buffer_byte(&b, 0x82);
        buffer_u16(&b, (uint16_t)identity.len);
    }
    buffer_add(&b, identity);
    return buffer_bytes(&b, out);
}

bool
net_identity_unwrap(struct work *w, struct bytes wrapped, struct bytes *lent)
{
    struct cursor c = {.work = w, .rest = wrapped};
    uint16_t len = 0;
    uint8_t tag = 0;
    uint8_t first = 0;
    bool shortest = true;

    TRY(take_u8(&c, &tag) && take_u8(&c, &first));
    if (first < 0x80) {
        len = first;
    } else if (first == 0x81) {
        TRY(take_u8(&c, &first));
        len = first;
        shortest = len >= 0x80;
    } else if (first == 0x82) {
        TRY(take_u16(&c, &len));
        shortest = len >= 0x100;
    }
    if (tag != 0x04 || !shortest || len == 0 || len > NET_IDENTITY_MAX ||
        len != c.rest.len)
        return fail(w, FAULT_INVALID, "identity bytes in a wrong envelope");
    *lent = c.rest;
    return true;
}

/* ---- The two certificates ---------------------------------------------------------- */

/* What both have; the caller adds what differs, then signs. */
static bool
start(struct work *w, const char *name, gnutls_x509_privkey_t key, struct dates valid,
    gnutls_x509_crt_t *out)
{
    uint8_t serial[16];
    uint8_t id[ID_LEN];
    size_t id_len = sizeof(id);
    gnutls_x509_crt_t c;

    if (work_os(w)->random(serial, sizeof(serial)) != 0)
        return fail_errno(w, "no random bytes for a certificate's number");
    serial[0] = (serial[0] & 0x3f) | 0x40; /* positive, and never shorter */
    TRY(net_gnutls(w, gnutls_x509_crt_init(out), "a certificate"));
    c = *out;
    TRY(net_gnutls(w, gnutls_x509_crt_set_version(c, 3), "version"));
    TRY(net_gnutls(w, gnutls_x509_crt_set_serial(c, serial, sizeof(serial)), "number"));
    TRY(net_gnutls(w, gnutls_x509_crt_set_dn(c, name, NULL), "name"));
    TRY(net_gnutls(w, gnutls_x509_crt_set_activation_time(c, valid.from), "first day"));
    TRY(net_gnutls(w, gnutls_x509_crt_set_expiration_time(c, valid.to), "last day"));
    TRY(net_gnutls(w, gnutls_x509_crt_set_key(c, key), "key"));
    TRY(net_gnutls(w, gnutls_x509_crt_get_key_id(c, 0, id, &id_len), "key id"));
    return net_gnutls(w, gnutls_x509_crt_set_subject_key_id(c, id, id_len), "key id");
}

static bool
make_root(struct work *w, gnutls_x509_privkey_t key, struct bytes identity,
    struct dates valid, gnutls_x509_crt_t *out)
{
    struct bytes wrapped = {.at = NULL};
    int code;

    TRY(net_identity_wrap(w, identity, &wrapped));
    TRY(start(w, "CN=liaison root", key, valid, out));
    TRY(net_gnutls(w, gnutls_x509_crt_set_basic_constraints(*out, 1, 0), "CA mark"));
    TRY(net_gnutls(w, gnutls_x509_crt_set_key_usage(*out, GNUTLS_KEY_KEY_CERT_SIGN),
        "key usage"));
    code = gnutls_x509_crt_set_extension_by_oid(*out, NET_IDENTITY_OID, wrapped.at,
        wrapped.len, 0);
    TRY(net_gnutls(w, code, "identity bytes"));
    return net_gnutls(w, gnutls_x509_crt_sign2(*out, *out, key, GNUTLS_DIG_SHA512, 0),
        "signing");
}

static bool
make_leaf(struct work *w, gnutls_x509_privkey_t key, gnutls_x509_crt_t root,
    gnutls_x509_privkey_t root_key, struct dates valid, gnutls_x509_crt_t *out)
{
    uint8_t id[ID_LEN];
    size_t id_len = sizeof(id);
    int code;

    TRY(start(w, "CN=liaison node", key, valid, out));
    TRY(net_gnutls(w, gnutls_x509_crt_set_basic_constraints(*out, 0, -1), "CA mark"));
    TRY(net_gnutls(w, gnutls_x509_crt_set_key_usage(*out, GNUTLS_KEY_DIGITAL_SIGNATURE),
        "key usage"));
    code = gnutls_x509_crt_set_key_purpose_oid(*out, GNUTLS_KP_TLS_WWW_SERVER, 0);
    TRY(net_gnutls(w, code, "purpose"));
    code = gnutls_x509_crt_set_key_purpose_oid(*out, GNUTLS_KP_TLS_WWW_CLIENT, 0);
    TRY(net_gnutls(w, code, "purpose"));
    TRY(net_gnutls(w, gnutls_x509_crt_get_key_id(root, 0, id, &id_len), "root's key id"));
    code = gnutls_x509_crt_set_authority_key_id(*out, id, id_len);
    TRY(net_gnutls(w, code, "root's key id"));
    return net_gnutls(w,
        gnutls_x509_crt_sign2(*out, root, root_key, GNUTLS_DIG_SHA512, 0), "signing");
}

static bool
add_pem(struct work *w, struct buffer *pem, gnutls_x509_crt_t crt)
{
    gnutls_datum_t text = {.data = NULL};

    TRY(net_gnutls(w, gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &text), "PEM"));
    buffer_add(pem, bytes_from(text.data, text.size));
    gnutls_free(text.data);
    return true;
}

bool
net_certificate_new(struct work *w, const struct hash *root_seed,
    const struct hash *tls_seed, struct bytes identity, int64_t not_before,
    int64_t not_after, struct bytes *chain)
{
    __attribute__((cleanup(x509_key_drop))) gnutls_x509_privkey_t root_key = NULL;
    __attribute__((cleanup(x509_key_drop))) gnutls_x509_privkey_t tls_key = NULL;
    CRT_AUTO gnutls_x509_crt_t root = NULL;
    CRT_AUTO gnutls_x509_crt_t leaf = NULL;
    struct dates valid = {.from = (time_t)(not_before / TIME_SECOND),
        .to = (time_t)(not_after / TIME_SECOND)};
    struct buffer pem = buffer_open(w, NET_IDENTITY_MAX * 4);

    if (not_before < 0 || not_after <= not_before || not_after > TIME_MAX)
        return fail(w, FAULT_INVALID, "a certificate must end after it begins");
    TRY(key_open(w, root_seed, &root_key));
    TRY(key_open(w, tls_seed, &tls_key));
    TRY(make_root(w, root_key, identity, valid, &root));
    TRY(make_leaf(w, tls_key, root, root_key, valid, &leaf));
    TRY(add_pem(w, &pem, leaf));
    TRY(add_pem(w, &pem, root));
    return buffer_bytes(&pem, chain);
}

bool
net_identity_check(struct work *w, const struct net_identity *own)
{
    __attribute__((cleanup(x509_key_drop))) gnutls_x509_privkey_t key = NULL;
    gnutls_datum_t pem = {.data = (unsigned char *)(intptr_t)own->chain.at,
        .size = (unsigned)own->chain.len};
    gnutls_x509_crt_t crts[2] = {NULL, NULL};
    unsigned count = COUNT_OF(crts);
    uint8_t ids[2][ID_LEN];
    size_t lens[2] = {ID_LEN, ID_LEN};
    bool good;

    if (gnutls_x509_crt_list_import(crts, &count, &pem, GNUTLS_X509_FMT_PEM,
            GNUTLS_X509_CRT_LIST_IMPORT_FAIL_IF_EXCEED) < 0)
        return fail(w, FAULT_INVALID, "our own certificate cannot be read");
    good = count == 2 && key_open(w, &own->tls_seed, &key) &&
        gnutls_x509_privkey_get_key_id(key, 0, ids[0], &lens[0]) >= 0 &&
        gnutls_x509_crt_get_key_id(crts[0], 0, ids[1], &lens[1]) >= 0 &&
        memcmp(ids[0], ids[1], ID_LEN) == 0;
    for (unsigned i = 0; i < count; i++)
        net_crt_drop(&crts[i]);
    return good ? true : fail(w, FAULT_INVALID, "our own certificate is for another key");
}
