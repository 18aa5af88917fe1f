/*
 * What ends by a day that its terms name: told by due, done by due --apply and with every sync.
 */
#include "desks/desk_inner.h"

#include <stdlib.h>
#include <string.h>

#define SOON (30 * TIME_DAY)

static const char *const state_words[] = {"not due", "past", "waits", "held", "erased"};

static int
by_day(const void *a, const void *b)
{
    const struct expiring *x = a, *y = b;

    return x->until != y->until ? (x->until > y->until ? 1 : -1)
                                : memcmp(&x->item.id, &y->item.id, sizeof(x->item.id));
}

static bool
tell(struct desk *d, struct work *w, const struct expiring *e, const char *state,
    const char *why, struct json *to)
{
    struct json *one = json_object(w), *title = desk_title(d, w, &e->item);

    json_put(one, "id", json_uuid(w, &e->item.id));
    json_put(one, "kind", json_text(w, e->item.kind));
    json_put(one, "title", title != NULL ? title : json_string(w, ""));
    json_put(one, "by", desk_org_name(d, w, &e->item.author));
    json_put(one, "until", json_time(w, e->until));
    json_put(one, "state", json_string(w, state));
    json_put(one, "why", json_string(w, why));
    json_add(to, one);
    return work_ok(w);
}

/* One whose day has come, or comes; what one may not know of ends as well, and is not told. */
static bool
end_one(struct desk *d, struct work *w, const struct expiring *e, int64_t now, bool apply,
    struct json *to)
{
    struct expired expired;
    bool known;

    TRY(desk_may_list(d, w, &e->item, &known));
    if (e->until > now)
        return !known ||
            tell(d, w, e, "due", "It will be erased when its day has come.", to);
    if (apply)
        TRY(desk_forget_copies(d, w, &e->item));
    TRY(exchange_expire(d->node, w, &d->actor, &e->item, apply, &expired));
    return !known || tell(d, w, e, state_words[expired.state], expired.why, to);
}

static bool
clock_json(struct desk *d, struct work *w, struct json **out)
{
    int64_t last;
    bool yes;

    *out = json_object(w);
    TRY(node_clock_confirmed(d->node, w, &last, &yes));
    json_put(*out, "confirmed", json_bool(w, yes));
    if (last != 0)
        json_put(*out, "last", json_time(w, last));
    return work_ok(w);
}

bool
desk_expire(struct desk *d, struct work *w, bool apply, struct json *into)
{
    struct json *expires = json_array(w), *clock;
    struct expiring *list;
    int64_t now, keys = 0;
    size_t count;

    TRY(node_now(d->node, w, &now));
    TRY(node_expiring(d->node, w, apply ? now : now + SOON, &list, &count));
    if (count > 1)
        qsort(list, count, sizeof(*list), by_day);
    for (size_t i = 0; i < count; i++)
        TRY(end_one(d, w, &list[i], now, apply, expires));
    TRY(clock_json(d, w, &clock));
    if (apply && json_get(clock, "confirmed")->truth)
        TRY(node_seal_expire(d->node, w, &keys));
    json_put(into, "expires", expires);
    if (apply)
        json_put(into, "seal_keys", json_integer(w, keys));
    json_put(into, "clock", clock);
    return work_ok(w);
}
