/*
 * A table that a record asks for, over records that are given: the matrix of the verb.
 */
#include "desks/matrix_desk.h"

/* Its framework, where it names one; that is given too, or it could not be named. */
static bool
find_frame(struct desk *d, struct work *w, const struct json *asked,
    const struct matrix_ask *ask, struct stored *out)
{
    struct uuid id;

    TRY(uuid_read(w, json_get_text(asked, "framework"), &id));
    if (!ask->takes(ask->takes_ctx, &id))
        return fail(w, FAULT_USAGE, "the framework that it names is not here");
    return store_by_id(node_store(d->node), w, &id, out);
}

bool
table_of(void *desk, struct work *w, const struct json *asked,
    bool (*takes)(void *ctx, const struct uuid *id), void *ctx, struct json **answer,
    struct bytes *csv)
{
    struct matrix_ask ask = {.takes = takes, .takes_ctx = ctx};
    const struct kind *kind;
    struct desk *d = desk;
    struct stored frame;

    TRY(desk_kind(d, w, json_get_text(asked, "kind"), &kind));
    TRY(matrix_asked(w, asked, kind, &ask));
    if (json_get(asked, "framework") != NULL) {
        TRY(find_frame(d, w, asked, &ask, &frame));
        ask.frame = &frame;
    }
    return matrix_answer(d, w, kind, &ask, answer, csv);
}
