/*
 * proof: where a record stands in the journal, for a stranger to check; or that its author
 * signed two of its id and version.
 */
#include "desks/desk_inner.h"

/* By its whole id, for nothing that was set aside is found by less; and by nobody who may not
 * know of it. */
static bool
find_set_aside(struct desk *d, struct work *w, const struct json *args,
    struct stored *out)
{
    struct decision decision;
    struct stored *all;
    struct facts facts;
    struct uuid id;
    size_t count, i = 0;

    TRY(uuid_read(w, desk_text(args, "id"), &id));
    TRY(store_versions(node_store(d->node), w, &id, &all, &count));
    while (i < count && all[i].state != STORED_QUARANTINED)
        i++;
    if (i == count)
        return fail(w, FAULT_MISSING, "no such record was set aside here");
    *out = all[i];
    TRY(node_facts(d->node, w, &d->actor, ACT_LIST, out, &facts));
    return node_decide(d->node, w, &facts, &decision);
}

static bool
prove_two(struct desk *d, struct work *w, const struct json *args, struct json *answer)
{
    struct stored found, *s = &found;
    struct bytes text;
    const char *path;

    TRY(find_set_aside(d, w, args, s));
    TRY(exchange_equivocation(d->node, w, s, &text));
    json_put(answer, "id", json_uuid(w, &s->id));
    json_put(answer, "hash", json_hex(w, hash_bytes(&s->hash)));
    json_put(answer, "text", json_text(w, text));
    if (json_get(args, "out") == NULL)
        return true;
    TRY(work_string(w, desk_text(args, "out"), &path));
    return file_replace(w, path, 0644, text);
}

DESK(proof)
{
    struct log_head journal;
    struct stored s;
    struct bytes text;
    const char *path;
    uint64_t at;

    *answer = json_object(w);
    if (desk_flag(args, "equivocation"))
        return prove_two(d, w, args, *answer);
    TRY(desk_find(d, w, args, "id", &s));
    TRY(node_prove(d->node, w, &s.hash, &journal, &at, &text));
    json_put(*answer, "id", json_uuid(w, &s.id));
    json_put(*answer, "hash", json_hex(w, hash_bytes(&s.hash)));
    json_put(*answer, "origin", json_text(w, journal.origin));
    json_put(*answer, "index", json_integer(w, (int64_t)at));
    json_put(*answer, "size", json_integer(w, (int64_t)journal.size));
    json_put(*answer, "text", json_text(w, text));
    if (json_get(args, "out") == NULL)
        return true;
    TRY(work_string(w, desk_text(args, "out"), &path));
    return file_replace(w, path, 0644, text);
}
