/*
 * share, sync: what goes to a partner, seen before it goes; and the contact that brings it.
 */
#include "desks/desk_inner.h"

static const char *
verdict_of(const struct sharing *s)
{
    return s->decision.verdict == TERMS_ALLOW ? "goes" : "stays";
}

/* ${to}: which of several it is about. */
static struct json *
sharing_json(struct desk *d, struct work *w, const struct peer *to,
    const struct sharing *s)
{
    struct json *out = json_object(w), *given, *withheld,
                *title = desk_title(d, w, &s->record);
    struct bytes given_text, withheld_text;

    if (!json_keep(w, s->given, &given) || !json_keep(w, s->withheld, &withheld) ||
        !json_write(w, given, &given_text) || !json_write(w, withheld, &withheld_text))
        return NULL;
    if (to != NULL)
        json_put(out, "to", json_text(w, to->handle));
    json_put(out, "id", json_uuid(w, &s->record.id));
    json_put(out, "kind", json_text(w, s->record.kind));
    json_put(out, "title", title != NULL ? title : json_string(w, ""));
    json_put(out, "verdict", json_string(w, verdict_of(s)));
    json_put(out, "why",
        json_string(w,
            s->beside ? "It goes along with what it is about."
                : s->sealed && s->decision.verdict == TERMS_ALLOW
                ? "Its terms go; the rest is sealed to the people whom they name there."
                : s->decision.reason != NULL ? s->decision.reason
                                             : "Nothing in its terms forbids it."));
    if (s->decision.id != NULL && *s->decision.id != '\0')
        json_put(out, "rule", json_string(w, s->decision.id));
    json_put(out, "given", given);
    json_put(out, "withheld", withheld);
    json_put(out, "parts", json_text(w, given_text));
    json_put(out, "stay", json_text(w, withheld_text));
    return out;
}

static bool
find_all(struct desk *d, struct work *w, const struct json *ids, struct stored **out,
    size_t *count)
{
    *count = 0;
    *out = work_alloc(w, (ids->count + 1) * sizeof(**out));
    TRY(*out != NULL);
    for (const struct json *i = ids->first; i != NULL; i = i->next) {
        struct json *one = json_object(w);

        json_put(one, "id", json_text(w, i->text));
        TRY(desk_find(d, w, one, "id", &(*out)[(*count)++]));
    }
    return true;
}

/* A partner; or of a group's id all its members that are partners, and who is none. */
static bool
find_peers(struct desk *d, struct work *w, struct bytes name, struct peer **out,
    size_t *count, struct json *others)
{
    struct stored group;
    struct hash *orgs;
    struct bytes hex;
    struct json *one;
    size_t all;

    *count = 0;
    *out = work_alloc(w, sizeof(**out));
    TRY(*out != NULL);
    if (node_peer(d->node, w, name, *out)) {
        *count = 1;
        return true;
    }
    TRY(work_forgive(w, FAULT_MISSING) && desk_group(d, w, name, &group));
    TRY(node_group_members(d->node, w, &group, &orgs, &all));
    *out = work_alloc(w, (all + 1) * sizeof(**out));
    TRY(*out != NULL);
    for (size_t i = 0; i < all; i++) {
        if (hash_equal(&orgs[i], &node_identity(d->node)->id))
            continue;
        TRY(hex_write(w, hash_bytes(&orgs[i]), &hex));
        if (node_peer(d->node, w, hex, &(*out)[*count])) {
            ++*count;
            continue;
        }
        TRY(work_forgive(w, FAULT_MISSING));
        one = json_object(w);
        json_put(one, "name", desk_org_name(d, w, &orgs[i]));
        json_add(others, one);
    }
    return *count > 0 ||
        fail(w, FAULT_MISSING, "no partner of ours is in this group: pin one first");
}

DESK(share)
{
    struct json *items = json_array(w), *others = json_array(w);
    struct stored *records;
    struct sharing *sharings;
    struct receipt *receipts;
    struct peer *to;
    size_t count, to_count, sharing_count, deliveries;

    TRY(find_all(d, w, json_get(args, "id"), &records, &count));
    TRY(find_peers(d, w, desk_text(args, "to"), &to, &to_count, others));
    for (size_t t = 0; t < to_count; t++) {
        TRY(exchange_preview(d->node, w, &d->actor, &to[t], records, count, &sharings,
            &sharing_count));
        for (size_t i = 0; i < sharing_count; i++)
            json_add(items,
                sharing_json(d, w, to_count > 1 ? &to[t] : NULL, &sharings[i]));
    }
    *answer = json_object(w);
    json_put(*answer, "items", items);
    json_put(*answer, "to", json_text(w, desk_text(args, "to")));
    if (others->count > 0)
        json_put(*answer, "no_partners", others);
    json_put(*answer, "preview", json_bool(w, desk_flag(args, "preview")));
    if (desk_flag(args, "preview"))
        return true;
    TRY(exchange_share(d->node, w, &d->actor, to, to_count, records, count, &receipts,
        &deliveries));
    json_put(*answer, "deliveries", json_integer(w, (int64_t)deliveries));
    json_put(*answer, "delivery", json_uuid(w, &receipts[0].id));
    json_put(*answer, "journal", json_integer(w, (int64_t)receipts[0].journal_at));
    return true;
}

static bool
sync_one(struct desk *d, struct work *w, const struct peer *peer, struct synced *out)
{
    struct road road;
    bool good;

    if (d->dial == NULL)
        return fail(w, FAULT_IO, "there is no way to partners from here");
    TRY(d->dial(d, w, peer, &road));
    good = exchange_sync(d->node, w, &d->actor, peer, &road, out);
    d->hang_up(&road);
    contact_known(d->hall, &peer->org, peer->handle);
    if (good)
        contact_met(d->hall, &peer->org, false);
    else
        contact_failed(d->hall, &peer->org, trouble_of(work_fault(w), false), "sync",
            NULL);
    return good ||
        fail_in(w, "%.*s", (int)peer->handle.len, (const char *)peer->handle.at);
}

/* What a sync of all came to. */
struct met {
    struct json *items;
    size_t count, failed;
    enum fault fault; /* of the first that failed */
    const char *why;
};

/* Each in a work of its own: that one fails keeps no other from being met. */
static bool
sync_next(struct desk *d, struct work *w, const struct peer *peer, struct met *to)
{
    struct work *own = work_open(work_os(w));
    struct json *one = json_object(w);
    struct synced synced = {0};
    const char *why;

    if (own == NULL)
        return work_join(w, own, false);
    to->count++;
    json_put(one, "partner", json_text(w, peer->handle));
    if (!sync_one(d, own, peer, &synced)) {
        why = work_format(w, "%s", work_why(own));
        json_put(one, "error", json_string(w, why));
        if (to->failed++ == 0) {
            to->fault = work_fault(own);
            to->why = why;
        }
    }
    work_close(own);
    json_put(one, "sent", json_integer(w, (int64_t)synced.sent));
    json_put(one, "received", json_integer(w, (int64_t)synced.received));
    json_put(one, "pieces", json_integer(w, (int64_t)synced.pieces));
    json_add(to->items, one);
    return work_ok(w);
}

DESK(sync)
{
    struct met met = {.items = json_array(w)};
    struct peer *peers, one;
    size_t count = 1;

    if (json_get(args, "proxy") != NULL)
        TRY(work_string(w, json_get_text(args, "proxy"), &d->proxy));
    if (json_get(args, "org") != NULL) {
        TRY(node_peer(d->node, w, desk_text(args, "org"), &one));
        peers = &one;
    } else {
        TRY(node_peers(d->node, w, &peers, &count));
        TRY(exchange_recalls_first(d->node, w, peers, count));
    }
    for (size_t i = 0; i < count; i++)
        if (peers[i].url.len > 0 || json_get(args, "org") != NULL)
            TRY(sync_next(d, w, &peers[i], &met));
    if (met.count > 0 && met.failed == met.count)
        return fail(w, met.fault, "%s", met.why);
    *answer = json_object(w);
    json_put(*answer, "items", met.items);
    json_put(*answer, "errors", json_integer(w, (int64_t)met.failed));
    /* Who was met has just confirmed our clock: what is over ends now, without any message. */
    return desk_expire(d, w, true, *answer);
}
