/*
 * due: what is overdue or falls due soon, of every kind that says so by its derived values
 * `due`, `open` and `overdue`; what is kept no longer; recalls that holders have not answered in
 * time; what is to be decided because of others'; and the questions whose clocks run.
 */
#include "desks/desk_inner.h"

#define SOON 30 /* days */
#define DATE_LEN 10

enum { DUE, OVERDUE, RETENTION }; /* what is so of one that is dated */

struct due {
    struct desk *desk;
    int64_t now;
    struct dated_list list;
    int64_t count;
};

static bool
is_truth(const struct json *derived, const char *name, bool missing)
{
    const struct json *value = json_get(derived, name);

    return value != NULL && value->type == JSON_BOOL ? value->truth : missing;
}

/* What its kind derives, and where it stands. */
static bool
derive(struct due *t, struct work *w, int64_t record, struct stored *s,
    struct standing *standing, struct json **derived)
{
    TRY(store_by_no(node_store(t->desk->node), w, record, s));
    TRY(node_standing(t->desk->node, w, s, standing));
    return kind_derive(w, standing->kind, standing->record, &standing->stage, t->now,
        derived);
}

/* What the row leaves open: its kind's days have a form that no day can be told by. */
static bool
reckon(struct due *t, struct work *w, const struct view_row *row, struct dated *out,
    bool *open)
{
    struct standing standing;
    struct json *derived;
    struct stored s;

    TRY(derive(t, w, row->record, &s, &standing, &derived));
    *open = is_truth(derived, "open", !standing.stage.final);
    out->what = is_truth(derived, "overdue", false) ? OVERDUE : DUE;
    out->day = node_day(json_get_text(derived, "due"));
    return true;
}

/* What its kind says is to be kept no longer, now or soon. */
static bool
is_kept(struct due *t, const struct view_row *row, struct dated *out)
{
    const struct kind *kind = kinds_find(node_kinds(t->desk->node), row->kind);
    const struct json *state = kind != NULL
        ? json_get_bytes(json_get(kind_json(kind), "states"), row->state)
        : NULL;
    const struct json *final = json_get(state, "final");
    struct kind_stage stage = {.state = row->state,
        .final = final != NULL && final->truth,
        .since = row->since};
    int64_t until;

    if (kind == NULL || !kind_keep_until(kind, &stage, &until) ||
        until / TIME_DAY > t->now / TIME_DAY + SOON)
        return false;
    out->what = RETENTION;
    out->day = (int32_t)(until / TIME_DAY);
    return true;
}

/* What is open and has a day within the next weeks; what is overdue by its kind's own word,
 * whatever its day is. */
static bool
see(void *ctx, struct work *w, const struct view_row *row)
{
    struct due *t = ctx;
    int64_t today = t->now / TIME_DAY;
    struct dated one = {.record = row->record,
        .id = row->id,
        .day = row->due,
        .what = row->overdue <= today ? OVERDUE : DUE};
    bool known, open = row->open;

    if (row->state.len == 0)
        return true;
    if (row->days_open)
        TRY(reckon(t, w, row, &one, &open));
    if (one.what != OVERDUE && (!open || one.day > today + SOON) &&
        !is_kept(t, row, &one))
        return work_ok(w);
    TRY(node_row_known(t->desk->node, w, &t->desk->actor, row, t->now, &known));
    if (!known)
        return true;
    t->count++;
    dated_keep(&t->list, &one);
    return true;
}

static bool
describe(struct due *t, struct work *w, const struct dated *one, struct json *to)
{
    static const char *const words[] = {"due", "overdue", "retention"};
    struct json *item = json_object(w), *derived, *title;
    struct standing standing;
    struct stored s;
    struct bytes day;

    TRY(derive(t, w, one->record, &s, &standing, &derived));
    title = desk_title(t->desk, w, &s);
    json_put(item, "id", json_uuid(w, &s.id));
    json_put(item, "short", desk_short(t->desk, w, &s.id));
    json_put(item, "kind", json_text(w, s.kind));
    json_put(item, "label", desk_label(t->desk, w, s.kind));
    json_put(item, "title", title != NULL ? title : json_string(w, ""));
    json_put(item, "by", desk_org_name(t->desk, w, &s.author));
    json_put(item, "stage", json_text(w, standing.stage.state));
    json_put(item, "due", json_text(w, json_get_text(derived, "due")));
    if (one->what == RETENTION) {
        TRY(time_write(w, one->day * TIME_DAY, &day));
        json_put(item, "due", json_text(w, bytes_from(day.at, DATE_LEN)));
    }
    json_put(item, "state", json_string(w, words[one->what]));
    if (one->day != DAY_NEVER)
        json_put(item, "days", json_integer(w, one->day - t->now / TIME_DAY));
    json_add(to, item);
    return work_ok(w);
}

DESK(due)
{
    struct json *items = json_array(w);
    struct due t = {.desk = d};
    struct page page;

    TRY(desk_page(w, args, &page));
    TRY(dated_open(w, &page, &t.list));
    TRY(node_now(d->node, w, &t.now));
    TRY(node_rows(d->node, w, (struct bytes){0}, false, see, &t));
    for (size_t i = 0; i < t.list.kept; i++)
        if (page_takes(&t.list.page, t.list.first[i].day, &t.list.first[i].id))
            TRY(describe(&t, w, &t.list.first[i], items));
    *answer = json_object(w);
    json_put(*answer, "items", items);
    json_put(*answer, "count", json_integer(w, t.count));
    page_put(w, &t.list.page, *answer);
    TRY(desk_recalls(d, w, true, "recalls", *answer));
    TRY(desk_undecided(d, w, *answer) && desk_roles(d, w, true, *answer));
    TRY(desk_expire(d, w, desk_flag(args, "apply"), *answer));
    return desk_questions(d, w, *answer);
}
