/*
 * check: who is at the other end of a TLS session -- the same answer for server and
 * client, in the handshake and before each request.
 */
#include <gnutls/crypto.h>
#include <string.h>

#include <gnutls/crypto.h>

#include "ground/net/net_inner.h"

static bool
deny(struct work *w, const char *why)
{
    return fail(w, FAULT_DENIED, "the partner's certificate is refused: %s", why);
}

/* A chain's two certificates, in strict DER. */
static bool
read_one(struct work *w, const gnutls_datum_t *der, gnutls_x509_crt_t *out)
{
    TRY(net_gnutls(w, gnutls_x509_crt_init(out), "a certificate"));
    if (gnutls_x509_crt_import(*out, der, GNUTLS_X509_FMT_DER) < 0)
        return deny(w, "it cannot be read");
    return true;
}

/* Ed25519, version 3, and valid now. */
static bool
check_form(struct work *w, gnutls_x509_crt_t crt)
{
    int64_t now = work_os(w)->now() / TIME_SECOND;
    time_t from = gnutls_x509_crt_get_activation_time(crt);
    time_t to = gnutls_x509_crt_get_expiration_time(crt);

    if (gnutls_x509_crt_get_version(crt) != 3)
        return deny(w, "it is not of version 3");
    if (gnutls_x509_crt_get_pk_algorithm(crt, NULL) != GNUTLS_PK_EDDSA_ED25519)
        return deny(w, "its key is not an Ed25519 key");
    if (gnutls_x509_crt_get_signature_algorithm(crt) != GNUTLS_SIGN_EDDSA_ED25519)
        return deny(w, "it is not signed with Ed25519");
    if (from == (time_t)-1 || now < from)
        return deny(w, "it is not valid yet");
    if (to == (time_t)-1 || now > to)
        return deny(w, "it has expired");
    return true;
}

/* Signed by ${root}.  Dates are ours to judge: GnuTLS would ask the system's clock.  The
 * second flag is for the root itself, which would else be good for standing in the list. */
static bool
check_signed(struct work *w, gnutls_x509_crt_t crt, gnutls_x509_crt_t root)
{
    unsigned how = GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_DO_NOT_ALLOW_SAME;
    unsigned status = 0;

    if (gnutls_x509_crt_verify(crt, &root, 1, how, &status) < 0 || status != 0)
        return deny(w, "it is not signed by the root beside it");
    return true;
}

/* Both signatures, unless this is the very chain that was checked last: checking them
 * before each request would cost more than all the rest of a short one. */
static bool
check_chain(struct work *w, const gnutls_datum_t chain[2], gnutls_x509_crt_t leaf,
    gnutls_x509_crt_t root, struct net_seen *seen)
{
    struct net_seen now = {.any = true};

    for (size_t i = 0; i < 2; i++) {
        int code =
            gnutls_hash_fast(GNUTLS_DIG_SHA256, chain[i].data, chain[i].size, now.at[i]);

        TRY(net_gnutls(w, code, "a certificate's hash"));
    }
    if (seen->any && memcmp(seen->at, now.at, sizeof(now.at)) == 0)
        return true;
    TRY(check_signed(w, root, root));
    TRY(check_signed(w, leaf, root));
    *seen = now;
    return true;
}

/* True when the leaf may be used for ${purpose}, and says so itself. */
static bool
has_purpose(gnutls_x509_crt_t leaf, const char *purpose)
{
    for (unsigned i = 0; i < 8; i++) {
        char oid[128];
        size_t len = sizeof(oid);
        int code = gnutls_x509_crt_get_key_purpose_oid(leaf, i, oid, &len, NULL);

        if (code == GNUTLS_E_SHORT_MEMORY_BUFFER)
            continue;
        if (code < 0)
            return false;
        if (strcmp(oid, purpose) == 0)
            return true;
    }
    return false;
}

static bool
check_roles(struct work *w, gnutls_x509_crt_t leaf, gnutls_x509_crt_t root)
{
    unsigned usage = 0;

    if (gnutls_x509_crt_get_ca_status(root, NULL) <= 0)
        return deny(w, "its root is not marked as one");
    if (gnutls_x509_crt_get_key_usage(root, &usage, NULL) < 0 ||
        (usage & GNUTLS_KEY_KEY_CERT_SIGN) == 0)
        return deny(w, "its root may not sign certificates");
    if (gnutls_x509_crt_get_ca_status(leaf, NULL) != 0)
        return deny(w, "it is marked as a root");
    if (gnutls_x509_crt_get_key_usage(leaf, &usage, NULL) < 0 ||
        (usage & GNUTLS_KEY_DIGITAL_SIGNATURE) == 0)
        return deny(w, "its key may not sign");
    if (!has_purpose(leaf, GNUTLS_KP_TLS_WWW_SERVER) ||
        !has_purpose(leaf, GNUTLS_KP_TLS_WWW_CLIENT))
        return deny(w, "it is not made for both ends of TLS");
    return true;
}

static bool
root_public(struct work *w, gnutls_x509_crt_t root, struct hash *out)
{
    PUBKEY_AUTO gnutls_pubkey_t key = NULL;
    gnutls_ecc_curve_t curve;
    gnutls_datum_t x = {.data = NULL};
    bool good;

    TRY(net_gnutls(w, gnutls_pubkey_init(&key), "a key"));
    if (gnutls_pubkey_import_x509(key, root, 0) < 0 ||
        gnutls_pubkey_export_ecc_raw2(key, &curve, &x, NULL, 0) < 0)
        return deny(w, "its root's key cannot be read");
    good = curve == GNUTLS_ECC_CURVE_ED25519 && x.size == sizeof(out->at);
    if (good)
        memcpy(out->at, x.data, sizeof(out->at));
    gnutls_free(x.data);
    return good ? true : deny(w, "its root's key cannot be read");
}

static bool
root_identity(struct work *w, gnutls_x509_crt_t root, struct bytes *out)
{
    size_t len = NET_IDENTITY_MAX + 4;
    uint8_t *at = work_alloc(w, len);
    uint8_t more[1];
    size_t more_len = sizeof(more);

    TRY(at != NULL);
    if (gnutls_x509_crt_get_extension_by_oid(root, NET_IDENTITY_OID, 0, at, &len, NULL) <
        0)
        return deny(w, "its root carries no identity");
    if (gnutls_x509_crt_get_extension_by_oid(root, NET_IDENTITY_OID, 1, more, &more_len,
            NULL) != GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        return deny(w, "its root carries two identities");
    if (net_identity_unwrap(w, bytes_from(at, len), out))
        return true;
    work_clear(w);
    return deny(w, "its root's identity cannot be read");
}

bool
net_peer_check(struct work *w, gnutls_session_t session, const struct net_pins *pins,
    struct net_seen *seen, struct hash *peer)
{
    CRT_AUTO gnutls_x509_crt_t leaf = NULL;
    CRT_AUTO gnutls_x509_crt_t root = NULL;
    const gnutls_datum_t *chain;
    struct bytes identity = {.at = NULL};
    struct hash public = {.at = {0}};
    struct hash found = {.at = {0}};
    unsigned count = 0;

    if (gnutls_protocol_get_version(session) != GNUTLS_TLS1_3)
        return fail(w, FAULT_DENIED, "the partner does not use TLS 1.3");
    if (gnutls_certificate_type_get2(session, GNUTLS_CTYPE_PEERS) != GNUTLS_CRT_X509)
        return deny(w, "it is not an X.509 certificate");
    chain = gnutls_certificate_get_peers(session, &count);
    if (chain == NULL || count == 0)
        return fail(w, FAULT_DENIED, "the partner showed no certificate");
    if (count != 2)
        return deny(w, "it does not come with its root alone");
    TRY(read_one(w, &chain[0], &leaf));
    TRY(read_one(w, &chain[1], &root));
    TRY(check_form(w, leaf));
    TRY(check_form(w, root));
    TRY(check_roles(w, leaf, root));
    TRY(check_chain(w, chain, leaf, root, seen));
    TRY(root_public(w, root, &public));
    TRY(root_identity(w, root, &identity));
    if (!pins->known(pins->ctx, identity, &public, &found))
        return fail(w, FAULT_DENIED, "the other end is no partner that we have pinned");
    *peer = found;
    return true;
}
