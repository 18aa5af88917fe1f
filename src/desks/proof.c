/*
 * proof: where a record stands in the journal, for a stranger to check.
 */
#include "desks/desk_inner.h"

DESK(proof)
{
    struct log_head journal;
    struct stored s;
    struct bytes text;
    const char *path;
    uint64_t at;

    TRY(desk_find(d, w, args, "id", &s));
    TRY(node_prove(d->node, w, &s.hash, &journal, &at, &text));
    *answer = json_object(w);
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
