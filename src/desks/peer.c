/*
 * peer add, peer list, peer mend, identity: who our partners are, and who we are to them.
 */
#include "desks/desk_inner.h"

#include <string.h>

static bool
read_risks(struct work *w, struct bytes text, struct peer *p)
{
    static const struct {
        const char *name;
        unsigned bit;
    } risks[] = {{"torture", 1u << RISK_TORTURE},
        {"death-penalty", 1u << RISK_DEATH_PENALTY},
        {"fair-trial", 1u << RISK_FAIR_TRIAL}, {"none", 0}};

    p->assessed = true;
    p->risks = 0;
    for (size_t at = 0; at <= text.len;) {
        const uint8_t *comma =
            at < text.len ? memchr(text.at + at, ',', text.len - at) : NULL;
        size_t end = comma != NULL ? (size_t)(comma - text.at) : text.len;
        struct bytes one = bytes_from(text.at + at, end - at);
        size_t i = 0;

        while (i < COUNT_OF(risks) && !bytes_is(one, risks[i].name))
            i++;
        if (i == COUNT_OF(risks))
            return fail(w, FAULT_USAGE,
                "--risks is none, or of torture, death-penalty, fair-trial, with commas");
        p->risks |= risks[i].bit;
        at = end + 1;
    }
    return true;
}

static struct json *
peer_json(struct work *w, const struct peer *p)
{
    struct json *out = json_object(w);
    struct bytes fingerprint;

    if (!fingerprint_write(w, &p->org, &fingerprint))
        return NULL;
    json_put(out, "handle", json_text(w, p->handle));
    json_put(out, "id", json_hex(w, hash_bytes(&p->org)));
    json_put(out, "fingerprint", json_text(w, fingerprint));
    json_put(out, "url", json_text(w, p->url));
    json_put(out, "third", json_bool(w, p->third));
    json_put(out, "assessed", json_bool(w, p->assessed));
    return out;
}

/* Whoever is known under another name keeps it, unless it is said that it changes. */
static bool
check_name(struct desk *d, struct work *w, const struct peer *p, bool rename)
{
    struct peer *peers;
    size_t count;

    TRY(node_peers(d->node, w, &peers, &count));
    for (size_t i = 0; i < count; i++)
        if (!rename && hash_equal(&peers[i].org, &p->org) &&
            !bytes_equal(peers[i].handle, p->handle))
            return fail(w, FAULT_CONFLICT,
                "that fingerprint is pinned as %.*s: with --rename it is called %.*s",
                (int)peers[i].handle.len, (const char *)peers[i].handle.at,
                (int)p->handle.len, (const char *)p->handle.at);
    return true;
}

DESK(peer_add)
{
    struct peer p = {.handle = desk_text(args, "handle"),
        .url = desk_text(args, "url"),
        .third = desk_flag(args, "third")};
    struct receipt receipt;

    TRY(fingerprint_read(w, desk_text(args, "fingerprint"), &p.org));
    if (hash_equal(&p.org, &node_identity(d->node)->id))
        return fail(w, FAULT_CONFLICT, "that is this organisation's own fingerprint");
    if (bytes_is(p.url, "-"))
        p.url = (struct bytes){0};
    if (p.url.len > 0 && !bytes_start(p.url, "https://"))
        return fail(w, FAULT_USAGE,
            "a partner's URL begins with https://; - for bundles only");
    if (json_get(args, "risks") != NULL)
        TRY(read_risks(w, desk_text(args, "risks"), &p));
    TRY(check_name(d, w, &p, desk_flag(args, "rename")));
    TRY(node_peer_put(d->node, w, &p, &receipt));
    *answer = peer_json(w, &p);
    return *answer != NULL;
}

DESK(peer_list)
{
    struct json *items = json_array(w);
    struct peer *peers;
    size_t count;

    (void)args;
    TRY(node_peers(d->node, w, &peers, &count));
    for (size_t i = 0; i < count; i++)
        json_add(items, peer_json(w, &peers[i]));
    *answer = json_object(w);
    json_put(*answer, "items", items);
    json_put(*answer, "count", json_integer(w, (int64_t)count));
    return true;
}

DESK(peer_mend)
{
    struct peer peer;
    uint64_t kept, cut;

    TRY(node_peer(d->node, w, desk_text(args, "org"), &peer));
    TRY(node_inbox_mend(d->node, w, &peer.org, &kept, &cut));
    *answer = json_object(w);
    json_put(*answer, "handle", json_text(w, peer.handle));
    json_put(*answer, "kept", json_integer(w, (int64_t)kept));
    json_put(*answer, "cut", json_integer(w, (int64_t)cut));
    return true;
}

DESK(identity)
{
    const struct identity *self = node_identity(d->node);
    struct bytes fingerprint;

    (void)args;
    TRY(fingerprint_write(w, &self->id, &fingerprint));
    *answer = json_object(w);
    json_put(*answer, "id", json_hex(w, hash_bytes(&self->id)));
    json_put(*answer, "fingerprint", json_text(w, fingerprint));
    json_put(*answer, "document", json_text(w, self->text));
    return true;
}
