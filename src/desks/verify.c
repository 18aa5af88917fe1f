/*
 * verify: recompute everything that can be recomputed, and say so.
 */
#include "desks/desk_inner.h"

static void
told(void *ctx, uint64_t done, uint64_t all)
{
    struct desk *d = ctx;

    if (d->progress != NULL)
        d->progress(d->progress_ctx, "verifying", done, all);
}

DESK(verify)
{
    struct verified v;

    TRY(node_verify(d->node, w, desk_flag(args, "deep"), told, d, &v));
    *answer = json_object(w);
    json_put(*answer, "records", json_integer(w, v.records));
    json_put(*answer, "parts", json_integer(w, v.parts));
    json_put(*answer, "erased", json_integer(w, v.erased));
    json_put(*answer, "blobs", json_integer(w, v.blobs));
    json_put(*answer, "entries", json_integer(w, (int64_t)v.entries));
    return true;
}
