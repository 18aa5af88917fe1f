/*
 * due: what is overdue or falls due soon, of every kind that says so by its derived values
 * `due`, `open` and `overdue`; what has been kept as long as its kind
 * says; and the questions whose clocks run.
 */
#include "desks/desk_inner.h"

#include <stdlib.h>
#include <string.h>

#define SOON 30 /* days */
#define DATE_LEN 10

struct due {
    struct desk *desk;
    int64_t now;
    struct json *items;
};

/* The first instant of a day, "2026-11-27"; false where it is no whole day. */
static bool
day_of(struct work *w, struct bytes date, int64_t *out)
{
    const char *text =
        work_format(w, "%.*sT00:00:00.000000Z", (int)date.len, (const char *)date.at);

    if (date.len == DATE_LEN && text != NULL && time_read(w, bytes_of(text), out))
        return true;
    if (work_fault(w) != FAULT_MEMORY)
        work_clear(w);
    return false;
}

static bool
is_truth(const struct json *derived, const char *name, bool missing)
{
    const struct json *value = json_get(derived, name);

    return value != NULL && value->type == JSON_BOOL ? value->truth : missing;
}

/* One line; ${day}: in days since 1970, or -1 where it is no day that can be counted to. */
static bool
put_item(struct due *t, struct work *w, const struct stored *s,
    const struct standing *standing, struct bytes date, int64_t day, const char *state)
{
    struct json *one = json_object(w), *title = desk_title(t->desk, w, s);

    TRY(work_ok(w));
    json_put(one, "id", json_uuid(w, &s->id));
    json_put(one, "short", desk_short(t->desk, w, &s->id));
    json_put(one, "kind", json_text(w, s->kind));
    json_put(one, "label", desk_label(t->desk, w, s->kind));
    json_put(one, "title", title != NULL ? title : json_string(w, ""));
    json_put(one, "by", desk_org_name(t->desk, w, &s->author));
    json_put(one, "stage", json_text(w, standing->stage.state));
    json_put(one, "due", json_text(w, date));
    json_put(one, "state", json_string(w, state));
    if (day >= 0)
        json_put(one, "days", json_integer(w, day - t->now / TIME_DAY));
    json_add(t->items, one);
    return work_ok(w);
}

/* What its kind says is to be kept no longer, now or soon. */
static bool
add_kept(struct due *t, struct work *w, const struct stored *s,
    const struct standing *standing)
{
    struct bytes date;
    int64_t until;

    if (!kind_keep_until(w, standing->kind, &standing->stage, &until) ||
        until / TIME_DAY > t->now / TIME_DAY + SOON)
        return work_ok(w);
    TRY(time_write(w, until, &date));
    return put_item(t, w, s, standing, bytes_from(date.at, DATE_LEN), until / TIME_DAY,
        "retention");
}

/* What is open and has a day within the next weeks; what is overdue by its kind's own word,
 * whatever its day is. */
static bool
add_item(struct due *t, struct work *w, const struct stored *s,
    const struct standing *standing, const struct json *derived)
{
    bool overdue = is_truth(derived, "overdue", false);
    struct bytes date = json_get_text(derived, "due");
    int64_t day = 0;
    bool dated = day_of(w, date, &day);

    TRY(work_ok(w));
    day /= TIME_DAY;
    if (!overdue &&
        (!dated || !is_truth(derived, "open", !standing->stage.final) ||
            day > t->now / TIME_DAY + SOON))
        return true;
    return put_item(t, w, s, standing, date, dated ? day : -1,
        overdue ? "overdue" : "due");
}

static bool
see(void *ctx, struct work *w, const struct view_item *item)
{
    struct due *t = ctx;
    struct standing standing;
    struct json *derived;
    struct stored s;
    bool may;

    TRY(store_by_no(node_store(t->desk->node), w, item->record, &s));
    TRY(desk_may_list(t->desk, w, &s, &may));
    if (!may)
        return true;
    TRY(desk_standing(t->desk, w, &s, &standing));
    if (!standing.stands)
        return true;
    TRY(kind_derive(w, standing.kind, standing.record, &standing.stage, t->now,
        &derived));
    return add_item(t, w, &s, &standing, derived) && add_kept(t, w, &s, &standing);
}

/* The earliest first; what has no day at the end. */
static int
by_day(const void *a, const void *b)
{
    struct bytes x = json_get_text(*(struct json *const *)a, "due");
    struct bytes y = json_get_text(*(struct json *const *)b, "due");

    if (x.len == 0 || y.len == 0)
        return (x.len == 0) - (y.len == 0);
    return bytes_order(x, y);
}

static bool
in_order(struct work *w, const struct json *list, struct json **out)
{
    struct json **all = work_alloc(w, (list->count + 1) * sizeof(struct json *));
    size_t count = 0;

    TRY(all != NULL);
    for (struct json *i = list->first; i != NULL; i = i->next)
        all[count++] = i;
    qsort(all, count, sizeof(struct json *), by_day);
    *out = json_array(w);
    for (size_t i = 0; i < count; i++) {
        struct json *copy;

        TRY(json_keep(w, all[i], &copy));
        json_add(*out, copy);
    }
    return work_ok(w);
}

DESK(due)
{
    struct due t = {.desk = d, .items = json_array(w)};
    struct json *sorted;

    (void)args;
    TRY(node_now(d->node, w, &t.now));
    for (const struct kind *k = kinds_next(node_kinds(d->node), NULL); k != NULL;
         k = kinds_next(node_kinds(d->node), k)) {
        const struct json *derived = json_get(kind_json(k), "derived");

        if (json_get(derived, "due") != NULL || json_get(derived, "overdue") != NULL ||
            json_get(kind_json(k), "retention") != NULL)
            TRY(node_items(d->node, w, kind_name(k), see, &t));
    }
    TRY(in_order(w, t.items, &sorted));
    *answer = json_object(w);
    json_put(*answer, "items", sorted);
    json_put(*answer, "count", json_integer(w, (int64_t)sorted->count));
    return desk_questions(d, w, *answer);
}
