/*
 * A guest's keys: root, next root and the key it signs with, in one file with its identity
 * document; sealed by a passphrase, as a node's are.
 */
#include "engines/exchange/exchange_inner.h"

#define GUEST_KEY_LIFE (5 * 365 * TIME_DAY)

static const struct json_limits key_limits = {.size = GUEST_KEY_MAX,
    .depth = 12,
    .doubles = false,
    .canonical = true};

bool
guest_key_new(struct work *w, const char *handle, const char *lang, struct bytes name,
    bool sealed, struct guest_key *out)
{
    int64_t now = work_os(w)->now();
    struct hash public;

    out->sealed = sealed;
    if (work_os(w)->random(&out->root, sizeof(out->root)) != 0 ||
        work_os(w)->random(&out->next_root, sizeof(out->next_root)) != 0 ||
        work_os(w)->random(&out->node, sizeof(out->node)) != 0)
        return fail_errno(w, "no randomness from the operating system");
    TRY(identity_new(w, &out->root, &out->next_root, &out->identity));
    TRY(identity_state(w, &out->identity, &out->root,
        statement_name(w, handle, lang, name, now), &out->identity));
    TRY(sign_public(w, &out->node, &public));
    /* The header of what it signs says how the key was held. */
    return identity_state(w, &out->identity, &out->root,
        statement_key(w, KEY_NODE, "node", out->sealed ? "passphrase" : "node-held",
            &public, now, now + GUEST_KEY_LIFE),
        &out->identity);
}

/* ---- The file ------------------------------------------------------------------------------- */

/* The seal holds for this identity alone. */
static bool
key_context(struct work *w, const struct guest_key *k, struct bytes *out)
{
    struct buffer b = buffer_open(w, 128);

    buffer_text(&b, "liaison/v1/guest-key\n");
    buffer_add(&b, hash_bytes(&k->identity.id));
    return buffer_bytes(&b, out);
}

static bool
seal_seeds(struct work *w, const struct guest_key *k, struct bytes passphrase,
    struct json *to)
{
    struct hash seeds[] = {k->root, k->next_root, k->node};
    struct bytes context;
    bool good = key_context(w, k, &context) &&
        seeds_seal(w, passphrase, context, bytes_from(seeds, sizeof(seeds)), to);

    secret_wipe(seeds, sizeof(seeds));
    return good;
}

bool
guest_key_write(struct work *w, const struct guest_key *k, struct bytes passphrase,
    struct bytes *out)
{
    struct json *to = json_object(w), *document;

    TRY(json_read(w, k->identity.text, &json_record, &document));
    json_put(to, "document", document);
    json_put(to, "format", json_string(w, "liaison/v1"));
    json_put(to, "what", json_string(w, "guest-key"));
    if (k->sealed) {
        TRY(seal_seeds(w, k, passphrase, to));
    } else {
        json_put(to, "root", json_hex(w, hash_bytes(&k->root)));
        json_put(to, "next", json_hex(w, hash_bytes(&k->next_root)));
        json_put(to, "node", json_hex(w, hash_bytes(&k->node)));
    }
    return json_write(w, to, out);
}

static bool
open_seeds(struct work *w, const struct json *from, struct bytes passphrase,
    struct guest_key *k)
{
    struct hash seeds[3];
    struct bytes context;

    if (passphrase.len == 0)
        return fail(w, FAULT_DENIED,
            "the keys are protected: give the passphrase in LIAISON_PASSPHRASE_FILE");
    TRY(key_context(w, k, &context));
    TRY(seeds_open(w, from, passphrase, context, seeds, sizeof(seeds)));
    k->root = seeds[0];
    k->next_root = seeds[1];
    k->node = seeds[2];
    secret_wipe(seeds, sizeof(seeds));
    return true;
}

static bool
read_key(struct work *w, struct bytes text, struct bytes passphrase,
    struct guest_key *out)
{
    struct json *from, *document;
    struct bytes identity;

    *out = (struct guest_key){0};
    TRY(json_read(w, text, &key_limits, &from));
    if (!bytes_is(json_get_text(from, "format"), "liaison/v1") ||
        !bytes_is(json_get_text(from, "what"), "guest-key"))
        return fail(w, FAULT_INVALID, "these are no keys of a guest");
    TRY(json_need(w, from, "document", JSON_OBJECT, &document));
    TRY(json_write(w, document, &identity));
    TRY(identity_read(w, identity, &out->identity));
    out->sealed = json_get(from, "sealed") != NULL;
    if (out->sealed)
        return open_seeds(w, from, passphrase, out);
    return json_need_hash(w, from, "root", &out->root) &&
        json_need_hash(w, from, "next", &out->next_root) &&
        json_need_hash(w, from, "node", &out->node);
}

/* What was read before something was wrong is wiped, too. */
bool
guest_key_read(struct work *w, struct bytes text, struct bytes passphrase,
    struct guest_key *out)
{
    if (read_key(w, text, passphrase, out))
        return true;
    guest_key_wipe(out);
    return false;
}

void
guest_key_wipe(struct guest_key *k)
{
    secret_wipe(&k->root, sizeof(k->root));
    secret_wipe(&k->next_root, sizeof(k->next_root));
    secret_wipe(&k->node, sizeof(k->node));
}
