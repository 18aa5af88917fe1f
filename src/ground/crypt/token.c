/*
 * token: a secret that only a key on a token opens, by PKCS#11.
 *
 * The key never leaves the token; what it wraps is a short random secret, which stands in the
 * place of a passphrase.  RSA-OAEP with SHA-1, which tokens can do: OAEP does not rest on
 * collisions.
 */
#include <p11-kit/p11-kit.h>
#include <p11-kit/uri.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ground/crypt/crypt_inner.h"

#define SLOTS_MAX 32
#define WRAPPED_MAX 1024 /* of an RSA key of 8,192 bits */

struct token {
    P11KitUri *uri;
    CK_FUNCTION_LIST *module;
    bool started;
    CK_SESSION_HANDLE session;
    bool open;
};

static void
token_end(struct token *t)
{
    if (t->open)
        t->module->C_CloseSession(t->session);
    if (t->started)
        p11_kit_module_finalize(t->module);
    if (t->module != NULL)
        p11_kit_module_release(t->module);
    if (t->uri != NULL)
        p11_kit_uri_free(t->uri);
}
#define TOKEN_AUTO __attribute__((cleanup(token_end)))

static bool
refused(struct work *w, CK_RV code, const char *doing)
{
    switch (code) {
    case CKR_PIN_INCORRECT:
    case CKR_PIN_INVALID:
    case CKR_PIN_LEN_RANGE:
        return fail(w, FAULT_DENIED, "the token says that this is not its PIN");
    case CKR_PIN_LOCKED:
        return fail(w, FAULT_DENIED,
            "the token's PIN is locked: its own tools unlock it");
    case CKR_HOST_MEMORY:
        return fail(w, FAULT_MEMORY, "out of memory while %s", doing);
    case CKR_MECHANISM_INVALID:
        return fail(w, FAULT_INVALID, "the token's key cannot do RSA-OAEP");
    default:
        return fail(w, FAULT_IO, "%s: the token answers %s", doing,
            p11_kit_strerror(code));
    }
}
#define CALL(w, doing, call)                     \
    do {                                         \
        CK_RV code_ = (call);                    \
        if (code_ != CKR_OK)                     \
            return refused((w), code_, (doing)); \
    } while (0)

/* What it loads runs in this process: it must be nobody else's to write. */
static bool
check_module(struct work *w, const char *path)
{
    struct stat about;

    if (path == NULL || *path != '/')
        return fail(w, FAULT_USAGE,
            "the token's URI names no driver: "
            "pkcs11:token=NAME;object=KEY?module-path=/usr/lib/...");
    if (stat(path, &about) != 0)
        return fail_errno(w, "cannot look at the token's driver %s", path);
    if (!S_ISREG(about.st_mode) || (about.st_mode & (S_IWGRP | S_IWOTH)) != 0 ||
        (about.st_uid != 0 && about.st_uid != geteuid()))
        return fail(w, FAULT_DENIED, "others may write to the token's driver %s", path);
    return true;
}

static bool
load(struct token *t, struct work *w, struct bytes uri)
{
    const char *text, *path;

    TRY(work_string(w, uri, &text));
    t->uri = p11_kit_uri_new();
    if (t->uri == NULL)
        return fail(w, FAULT_MEMORY, "out of memory for a token");
    if (p11_kit_uri_parse(text, P11_KIT_URI_FOR_ANY, t->uri) != P11_KIT_URI_OK ||
        p11_kit_uri_any_unrecognized(t->uri))
        return fail(w, FAULT_USAGE, "%s is no URI of a key on a token", text);
    path = p11_kit_uri_get_module_path(t->uri);
    TRY(check_module(w, path));
    t->module = p11_kit_module_load(path, P11_KIT_MODULE_CRITICAL);
    if (t->module == NULL)
        return fail(w, FAULT_INVALID, "%s is no driver of a token", path);
    CALL(w, "starting the token's driver", p11_kit_module_initialize(t->module));
    t->started = true;
    return true;
}

/* The one token that the URI means. */
static bool
find_slot(struct token *t, struct work *w, CK_SLOT_ID *out)
{
    CK_SLOT_ID slots[SLOTS_MAX];
    CK_ULONG count = COUNT_OF(slots);
    size_t found = 0;

    CALL(w, "looking for tokens", t->module->C_GetSlotList(CK_TRUE, slots, &count));
    for (CK_ULONG i = 0; i < count; i++) {
        CK_TOKEN_INFO info;

        if (t->module->C_GetTokenInfo(slots[i], &info) != CKR_OK ||
            !p11_kit_uri_match_token_info(t->uri, &info))
            continue;
        *out = slots[i];
        found++;
    }
    if (found > 1)
        return fail(w, FAULT_CONFLICT, "several tokens are here: name one, token=NAME");
    return found == 1 || fail(w, FAULT_MISSING, "the token is not here: put it in");
}

/* The one key of that class that the URI means. */
static bool
find_key(struct token *t, struct work *w, CK_OBJECT_CLASS class, CK_OBJECT_HANDLE *out)
{
    CK_KEY_TYPE rsa = CKK_RSA;
    CK_ATTRIBUTE want[4] = {{CKA_CLASS, &class, sizeof(class)},
        {CKA_KEY_TYPE, &rsa, sizeof(rsa)}};
    static const CK_ATTRIBUTE_TYPE by[] = {CKA_LABEL, CKA_ID};
    CK_ULONG n = 2, found = 0;
    CK_OBJECT_HANDLE keys[2];
    CK_RV code;

    for (size_t i = 0; i < COUNT_OF(by); i++) {
        const CK_ATTRIBUTE *named = p11_kit_uri_get_attribute(t->uri, by[i]);

        if (named != NULL)
            want[n++] = *named;
    }
    CALL(w, "looking for the key", t->module->C_FindObjectsInit(t->session, want, n));
    code = t->module->C_FindObjects(t->session, keys, COUNT_OF(keys), &found);
    t->module->C_FindObjectsFinal(t->session);
    CALL(w, "looking for the key", code);
    if (found > 1)
        return fail(w, FAULT_CONFLICT,
            "the token has several keys: name one, object=KEY");
    if (found == 0)
        return fail(w, FAULT_MISSING, "the token has no such RSA key");
    *out = keys[0];
    return true;
}

static bool
start(struct token *t, struct work *w, struct bytes uri, struct bytes pin)
{
    CK_SLOT_ID slot;
    CK_RV code;

    TRY(load(t, w, uri) && find_slot(t, w, &slot));
    CALL(w, "opening the token",
        t->module->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &t->session));
    t->open = true;
    code = t->module->C_Login(t->session, CKU_USER, (CK_UTF8CHAR *)(uintptr_t)pin.at,
        pin.len);
    if (code != CKR_USER_ALREADY_LOGGED_IN)
        CALL(w, "unlocking the token", code);
    return true;
}

static CK_RSA_PKCS_OAEP_PARAMS oaep = {CKM_SHA_1, CKG_MGF1_SHA1, CKZ_DATA_SPECIFIED, NULL,
    0};

bool
token_wrap(struct work *w, struct bytes uri, struct bytes pin, struct bytes secret,
    struct bytes *out)
{
    CK_MECHANISM how = {CKM_RSA_PKCS_OAEP, &oaep, sizeof(oaep)};
    TOKEN_AUTO struct token t = {0};
    uint8_t *to = work_alloc(w, WRAPPED_MAX);
    CK_ULONG len = WRAPPED_MAX;
    CK_OBJECT_HANDLE key;
    struct bytes back;

    TRY(to != NULL && start(&t, w, uri, pin) && find_key(&t, w, CKO_PUBLIC_KEY, &key));
    CALL(w, "wrapping for the token", t.module->C_EncryptInit(t.session, &how, key));
    CALL(w, "wrapping for the token",
        t.module->C_Encrypt(t.session, (CK_BYTE *)(uintptr_t)secret.at, secret.len, to,
            &len));
    *out = bytes_from(to, len);
    token_end(&t);
    t = (struct token){0};
    /* A key that cannot open it would be found out when it is too late. */
    TRY(token_unwrap(w, uri, pin, *out, &back));
    if (!bytes_equal(back, secret))
        return fail(w, FAULT_CORRUPT, "the token opens another than it wrapped");
    secret_wipe((uint8_t *)(uintptr_t)back.at, back.len);
    return true;
}

bool
token_unwrap(struct work *w, struct bytes uri, struct bytes pin, struct bytes wrapped,
    struct bytes *out)
{
    CK_MECHANISM how = {CKM_RSA_PKCS_OAEP, &oaep, sizeof(oaep)};
    TOKEN_AUTO struct token t = {0};
    uint8_t *to = work_alloc(w, WRAPPED_MAX);
    CK_ULONG len = WRAPPED_MAX;
    CK_OBJECT_HANDLE key;

    TRY(to != NULL && start(&t, w, uri, pin) && find_key(&t, w, CKO_PRIVATE_KEY, &key));
    CALL(w, "opening by the token", t.module->C_DecryptInit(t.session, &how, key));
    CALL(w, "opening by the token",
        t.module->C_Decrypt(t.session, (CK_BYTE *)(uintptr_t)wrapped.at, wrapped.len, to,
            &len));
    *out = bytes_from(to, len);
    return true;
}
