/*
 * bundle out, bundle in: what is for a partner in files, for a road that somebody walks.
 */
#include "desks/desk_inner.h"

#include <unistd.h>

/* "650M": bytes, or so many K, M, G of 1,024; 0 where nothing was said. */
static bool
read_volume(struct work *w, const struct json *args, uint64_t *out)
{
    static const char units[] = "KMG";
    struct bytes text = desk_text(args, "volume"), number = text;
    unsigned shift = 0;

    *out = 0;
    if (json_get(args, "volume") == NULL)
        return true;
    for (unsigned i = 0; i < 3 && text.len > 1; i++)
        if (text.at[text.len - 1] == (uint8_t)units[i]) {
            shift = 10 * (i + 1);
            number.len = text.len - 1;
        }
    if (!decimal_read(w, number, UINT64_C(1) << 20, out) || *out == 0) {
        if (shift == 0 && decimal_read(w, number, UINT64_C(1) << 50, out) && *out > 0)
            return work_forgive(w, FAULT_INVALID);
        work_clear(w);
        return fail(w, FAULT_USAGE, "--volume wants a size like 650M or 4G, not %.*s",
            (int)text.len, (const char *)text.at);
    }
    *out <<= shift;
    return true;
}

static bool
names_json(struct work *w, const char *file, uint64_t volume, uint32_t count,
    struct json **out)
{
    *out = json_array(w);
    for (uint32_t i = 1; i <= count; i++)
        json_add(*out,
            json_string(w,
                volume == 0 ? file : work_format(w, "%s.%03u", file, (unsigned)i)));
    return work_ok(w);
}

DESK(bundle_out)
{
    struct synced synced;
    struct peer peer;
    struct json *files;
    const char *file, *first;
    uint64_t volume;
    uint32_t count;

    TRY(node_peer(d->node, w, desk_text(args, "org"), &peer));
    TRY(work_string(w, desk_text(args, "file"), &file));
    TRY(read_volume(w, args, &volume));
    first = volume == 0 ? file : work_format(w, "%s.001", file);
    TRY(first != NULL);
    if (access(first, F_OK) == 0)
        return fail(w, FAULT_CONFLICT, "%s is there already: choose another name", first);
    TRY(exchange_bundle_out(d->node, w, &d->actor, &peer, file, volume, &synced, &count));
    TRY(names_json(w, file, volume, count, &files));
    *answer = json_object(w);
    json_put(*answer, "file", json_string(w, file));
    json_put(*answer, "files", files);
    json_put(*answer, "volumes", json_integer(w, count));
    json_put(*answer, "sent", json_integer(w, (int64_t)synced.sent));
    json_put(*answer, "pieces", json_integer(w, (int64_t)synced.pieces));
    return true;
}

static const char *
became(struct work *w, const struct bundle_volume *v)
{
    if (v->state == VOLUME_REFUSED)
        return work_format(w, "refused: %s", v->why);
    if (v->state == VOLUME_KEPT)
        return work_format(w, "kept until volume %u comes", (unsigned)v->due);
    if (v->due == 0)
        return "taken; its bundle is complete";
    return work_format(w, "taken; volume %u is still to come", (unsigned)v->due);
}

static struct json *
volume_json(struct desk *d, struct work *w, const struct bundle_volume *v)
{
    static const char *const states[] = {"taken", "kept", "refused"};
    struct json *one = json_object(w);

    json_put(one, "file", json_string(w, v->file));
    json_put(one, "state", json_string(w, states[v->state]));
    json_put(one, "says", json_string(w, became(w, v)));
    if (v->number == 0)
        return one;
    json_put(one, "from", desk_org_name(d, w, &v->from));
    json_put(one, "volume", json_integer(w, v->number));
    json_put(one, "set", json_uuid(w, &v->set));
    if (v->last)
        json_put(one, "last", json_bool(w, true));
    if (v->due > 0)
        json_put(one, "due", json_integer(w, v->due));
    return one;
}

/* The volumes as they were given; where none of them could be taken, why. */
static bool
read_files(struct work *w, const struct json *list, struct bundle_volume **out)
{
    size_t count = 0;

    *out = work_alloc(w, (list->count + 1) * sizeof(**out));
    TRY(*out != NULL);
    for (const struct json *i = list->first; i != NULL; i = i->next)
        TRY(work_string(w, i->text, &(*out)[count++].file));
    return true;
}

DESK(bundle_in)
{
    const struct json *list = json_get(args, "file");
    struct json *items = json_array(w);
    struct bundle_volume *given;
    struct synced synced;
    size_t refused = 0;

    TRY(read_files(w, list, &given));
    TRY(exchange_bundle_in(d->node, w, &d->actor, given, list->count, &synced));
    for (size_t i = 0; i < list->count; i++) {
        refused += given[i].state == VOLUME_REFUSED;
        json_add(items, volume_json(d, w, &given[i]));
    }
    if (refused == list->count)
        return fail(w, given[0].fault, "%s: %s", given[0].file, given[0].why);
    *answer = json_object(w);
    json_put(*answer, "items", items);
    json_put(*answer, "received", json_integer(w, (int64_t)synced.received));
    json_put(*answer, "pieces", json_integer(w, (int64_t)synced.pieces));
    json_put(*answer, "refused", json_integer(w, (int64_t)refused));
    return true;
}
