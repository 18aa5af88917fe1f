/*
 * share, sync: what goes to a partner, seen before it goes; and the contact that brings it.
 */
#include "desks/desk_inner.h"

#include <unistd.h>

static const char *
verdict_of(const struct sharing *s)
{
    return s->decision.verdict == TERMS_ALLOW ? "goes" : "stays";
}

static struct json *
sharing_json(struct desk *d, struct work *w, const struct sharing *s)
{
    struct json *out = json_object(w), *given, *withheld,
                *title = desk_title(d, w, &s->record);
    struct bytes given_text, withheld_text;

    if (!json_keep(w, s->given, &given) || !json_keep(w, s->withheld, &withheld) ||
        !json_write(w, given, &given_text) || !json_write(w, withheld, &withheld_text))
        return NULL;
    json_put(out, "id", json_uuid(w, &s->record.id));
    json_put(out, "kind", json_text(w, s->record.kind));
    json_put(out, "title", title != NULL ? title : json_string(w, ""));
    json_put(out, "verdict", json_string(w, verdict_of(s)));
    json_put(out, "why",
        json_string(w,
            s->beside                        ? "It goes along with what it is about."
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

DESK(share)
{
    struct json *items = json_array(w);
    struct stored *records;
    struct sharing *sharings;
    struct receipt *receipts;
    struct peer to;
    size_t count, sharing_count, deliveries;

    TRY(find_all(d, w, json_get(args, "id"), &records, &count));
    TRY(node_peer(d->node, w, desk_text(args, "to"), &to));
    TRY(exchange_preview(d->node, w, &d->actor, &to, records, count, &sharings,
        &sharing_count));
    for (size_t i = 0; i < sharing_count; i++)
        json_add(items, sharing_json(d, w, &sharings[i]));
    *answer = json_object(w);
    json_put(*answer, "items", items);
    json_put(*answer, "to", json_text(w, to.handle));
    json_put(*answer, "preview", json_bool(w, desk_flag(args, "preview")));
    if (desk_flag(args, "preview"))
        return true;
    TRY(exchange_share(d->node, w, &d->actor, &to, records, count, &receipts,
        &deliveries));
    json_put(*answer, "deliveries", json_integer(w, (int64_t)deliveries));
    json_put(*answer, "delivery", json_uuid(w, &receipts[0].id));
    json_put(*answer, "journal", json_integer(w, (int64_t)receipts[0].journal_at));
    return true;
}

static bool
sync_one(struct desk *d, struct work *w, const struct peer *peer, struct json *items)
{
    struct json *one = json_object(w);
    struct synced synced;
    struct road road;
    bool good;

    if (d->dial == NULL)
        return fail(w, FAULT_IO, "there is no way to partners from here");
    TRY(d->dial(d, w, peer, &road));
    good = exchange_sync(d->node, w, &d->actor, peer, &road, &synced);
    d->hang_up(&road);
    if (!good)
        return fail_in(w, "%.*s", (int)peer->handle.len, (const char *)peer->handle.at);
    json_put(one, "partner", json_text(w, peer->handle));
    json_put(one, "sent", json_integer(w, (int64_t)synced.sent));
    json_put(one, "received", json_integer(w, (int64_t)synced.received));
    json_put(one, "pieces", json_integer(w, (int64_t)synced.pieces));
    json_add(items, one);
    return true;
}

DESK(sync)
{
    struct json *items = json_array(w);
    struct peer *peers, one;
    size_t count = 1;

    if (json_get(args, "org") != NULL) {
        TRY(node_peer(d->node, w, desk_text(args, "org"), &one));
        peers = &one;
    } else {
        TRY(node_peers(d->node, w, &peers, &count));
        TRY(exchange_recalls_first(d->node, w, peers, count));
    }
    for (size_t i = 0; i < count; i++)
        if (peers[i].url.len > 0 || json_get(args, "org") != NULL)
            TRY(sync_one(d, w, &peers[i], items));
    *answer = json_object(w);
    json_put(*answer, "items", items);
    /* Who was met has just confirmed our clock: what is over ends now, without any message. */
    return desk_expire(d, w, true, *answer);
}

/* ---- Bundles --------------------------------------------------------------------------- */

DESK(bundle_out)
{
    struct synced synced;
    struct peer peer;
    const char *file;

    TRY(node_peer(d->node, w, desk_text(args, "org"), &peer));
    TRY(work_string(w, desk_text(args, "file"), &file));
    if (access(file, F_OK) == 0)
        return fail(w, FAULT_CONFLICT, "%s is there already: choose another name", file);
    TRY(exchange_bundle_out(d->node, w, &d->actor, &peer, file, &synced));
    *answer = json_object(w);
    json_put(*answer, "file", json_string(w, file));
    json_put(*answer, "sent", json_integer(w, (int64_t)synced.sent));
    json_put(*answer, "pieces", json_integer(w, (int64_t)synced.pieces));
    return true;
}

DESK(bundle_in)
{
    struct synced synced;
    struct hash from;
    const char *file;

    TRY(work_string(w, desk_text(args, "file"), &file));
    TRY(exchange_bundle_in(d->node, w, &d->actor, file, &from, &synced));
    *answer = json_object(w);
    json_put(*answer, "file", json_string(w, file));
    json_put(*answer, "from", desk_org_name(d, w, &from));
    json_put(*answer, "received", json_integer(w, (int64_t)synced.received));
    json_put(*answer, "pieces", json_integer(w, (int64_t)synced.pieces));
    return true;
}
