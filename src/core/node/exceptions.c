/*
 * A named officer's exception for what may have been got under duress (P16): signed with the
 * officer's own key, for one version of one item, until a day; docs/formats.md 13.
 */
#include "core/node/node_inner.h"

#include <string.h>

#include "ground/crypt/crypt.h"

/* What is signed: all that the record says, and what it is of. */
static bool
message_of(struct work *w, const struct json *core, const struct hash *item,
    struct bytes *out)
{
    struct json *message;

    TRY(json_keep(w, core, &message));
    json_drop(message, "signature");
    json_put(message, "hash", json_hex(w, hash_bytes(item)));
    return json_write(w, message, out);
}

/* Did that key count for that contact of ours, then?  Not from the version on that names nobody
 * any more: the person is off, or the keys were revoked. */
static bool
key_counted(struct node *n, struct work *w, const struct json *core, int64_t then,
    struct hash *key, bool *yes)
{
    struct stored *versions;
    struct uuid contact;
    bool ended = false;
    size_t count;

    *yes = false;
    TRY(json_need_hash(w, core, "sign", key) &&
        json_need_uuid(w, core, "contact", &contact) &&
        store_versions(n->store, w, &contact, &versions, &count));
    for (size_t i = 0; i < count; i++) {
        struct json *said;
        struct hash sign;
        int64_t from, to;

        TRY(node_part(n, w, &versions[i], "core", &said));
        if (said == NULL || !bytes_is(versions[i].kind, "contact/1") ||
            !hash_equal(&versions[i].author, &n->identity.id))
            continue;
        TRY(json_need_hash(w, said, "sign", &sign) &&
            json_need_time(w, said, "from", &from) && json_need_time(w, said, "to", &to));
        if (!hash_equal(&sign, key))
            continue;
        *yes = *yes || (from <= then && then < to);
        ended = ended ||
            (bytes_is(json_get_text(said, "state"), "off") && versions[i].time <= then);
    }
    *yes = *yes && !ended;
    return true;
}

bool
exception_read(struct node *n, struct work *w, const struct view_link *link,
    struct facts_exception *out, bool *counts)
{
    struct signature signature;
    struct bytes message, hex;
    struct stored by;
    struct json *core;
    struct hash key;

    *counts = false;
    *out = (struct facts_exception){.item = link->hash};
    TRY(store_by_no(n->store, w, link->record, &by) &&
        node_part(n, w, &by, "core", &core));
    if (core == NULL || !hash_equal(&by.author, &n->identity.id))
        return true;
    TRY(json_need_text(w, core, "officer", &out->officer) &&
        json_need_time(w, core, "until", &out->until) &&
        json_need_text(w, core, "signature", &hex) &&
        hex_read(w, hex, &signature, sizeof(signature)));
    out->from = by.time;
    TRY(key_counted(n, w, core, by.time, &key, counts) &&
        message_of(w, core, &link->hash, &message));
    if (*counts && !sign_check_tagged(w, &key, "exception", message, &signature)) {
        TRY(work_fault(w) == FAULT_CORRUPT);
        work_clear(w);
        *counts = false;
    }
    return true;
}

bool
node_except(struct node *n, struct work *w, const struct actor *who,
    const struct stored *item, const struct json *reason, int64_t until,
    struct receipt *out)
{
    struct json *core = json_object(w), *said;
    struct draft d = {.kind = "exception/1"};
    struct signature signature;
    const struct unlocked *key;
    struct person person;
    struct bytes message;
    struct hash public;
    int64_t now;
    bool counts;

    TRY(node_person(n, w, who->person, &person) && node_now(n, w, &now) &&
        json_keep(w, reason, &said));
    if (uuid_is_zero(&person.contact))
        return fail_rule(w, "P16",
            "an exception is signed by an officer with keys of their own: `liaison "
            "person key`");
    key = unlocked_of(n, &person.contact, now);
    if (key == NULL)
        return fail_rule(w, "P16",
            "an exception is signed with one's own keys: --unlock, or `liaison unlock` "
            "where the node is served");
    TRY(sign_public(w, &key->sign, &public));
    json_put(core, "contact", json_uuid(w, &person.contact));
    json_put(core, "officer", json_text(w, who->person));
    json_put(core, "reason", said);
    json_put(core, "sign", json_hex(w, hash_bytes(&public)));
    json_put(core, "until", json_time(w, until));
    TRY(key_counted(n, w, core, now, &public, &counts));
    if (!counts)
        return fail_rule(w, "P16",
            "these keys count no more: `liaison person key` makes newer ones");
    TRY(message_of(w, core, &item->hash, &message) &&
        sign_tagged(w, &key->sign, "exception", message, &signature));
    json_put(core, "signature", json_hex(w, bytes_from(&signature, sizeof(signature))));
    draft_part(&d, "core", core);
    draft_link(&d, "excepts", item);
    return node_make(n, w, &d, 1, out);
}
