/*
 * The pages: each asks a desk, and pours its answer into a template.  None reads the node.
 */
#include "doors/web/web_inner.h"

#define PAGE_ITEMS 100
#define PAGES_MAX 1000000

bool
page_ask(const struct web *web, struct work *w, const char *verb, const struct json *args,
    struct json **answer)
{
    struct desk d = {.hall = web->hall, .actor = {.person = web->as}};
    bool good;

    lock_take(web->hall->turn);
    d.node = web->hall->node;
    good = verb_run(verb_find(bytes_of(verb)), &d, w, args, answer) &&
        json_keep(w, *answer, answer);
    lock_give(web->hall->turn);
    return good;
}

static bool
ask_about(const struct web *web, const struct net_request *r, const char *verb,
    struct json **answer)
{
    struct json *args = json_object(r->work);
    struct uuid id;

    /* Whole ids only: a beginning that fits would tell of ids that are here. */
    TRY(uuid_read(r->work, r->target.segments[1], &id));
    json_put(args, "id", json_uuid(r->work, &id));
    return page_ask(web, r->work, verb, args, answer);
}

struct json *
page_again(struct work *w, const struct json *v)
{
    struct json *copy = v != NULL ? work_alloc(w, sizeof(*copy)) : NULL;

    if (copy == NULL)
        return NULL;
    *copy = *v;
    copy->next = NULL;
    return copy;
}

void
page_frame(const struct web *web, struct work *w, struct json *values,
    struct json *heading, const char *on)
{
    struct json *place = json_object(w);

    json_put(place, on, json_bool(w, true));
    json_put(values, "on", place);
    json_put(values, "heading", heading);
    json_put(values, "handle", json_text(w, web->handle));
    json_put(values, "as", json_text(w, web->as));
    json_put(values, "assets", json_text(w, web->version));
    json_put(values, "demo", json_bool(w, web->demo));
}

/* ---- Today --------------------------------------------------------------------------------- */

static bool
make_today(const struct web *web, const struct net_request *r, struct page *out)
{
    struct work *w = r->work;
    struct json *values;

    TRY(page_ask(web, w, "status", json_object(w), &values));
    json_put(values, "late",
        json_bool(w, bytes_is(json_get_text(values, "answer_within"), "late")));
    page_frame(web, w, values, json_string(w, "Today"), "today");
    *out = (struct page){.status = 200, .body = "today", .values = values};
    return work_ok(w);
}

/* ---- Records -------------------------------------------------------------------------------- */

struct bytes
page_field(const struct net_request *r, const char *name)
{
    struct bytes text = {0};

    (void)net_pairs_get(&r->target.query, name, &text);
    return text;
}

static uint64_t
page_number(const struct net_request *r)
{
    uint64_t n;

    if (decimal_read(r->work, page_field(r, "page"), PAGES_MAX, &n) && n > 0)
        return n;
    work_clear(r->work);
    return 1;
}

static struct json *
number_text(struct work *w, uint64_t n)
{
    return json_string(w, work_format(w, "%llu", (unsigned long long)n));
}

void
page_of(const struct net_request *r, struct json *args)
{
    struct work *w = r->work;

    json_put(args, "limit", number_text(w, PAGE_ITEMS));
    json_put(args, "skip", number_text(w, (page_number(r) - 1) * PAGE_ITEMS));
}

bool
page_turn(const struct net_request *r, const struct json *list, struct json *values)
{
    struct work *w = r->work;
    uint64_t page = page_number(r);
    int64_t total = json_get(list, "count")->integer;
    int64_t shown = (int64_t)json_get(list, "items")->count;
    int64_t skip = (int64_t)(page - 1) * PAGE_ITEMS;

    if (skip > total)
        skip = total;
    json_put(values, "from", json_integer(w, skip + 1));
    json_put(values, "upto", json_integer(w, skip + shown));
    json_put(values, "total", json_integer(w, total));
    if (page > 1)
        json_put(values, "newer", number_text(w, page - 1));
    if (skip + shown < total)
        json_put(values, "older", number_text(w, page + 1));
    json_put(values, "turn", json_bool(w, page > 1 || skip + shown < total));
    return work_ok(w);
}

bool
page_kinds(const struct web *web, struct work *w, struct bytes chosen,
    struct json *values)
{
    struct json *args = json_object(w), *answer, *kinds = json_array(w);

    TRY(page_ask(web, w, "kind list", args, &answer));
    for (const struct json *k = json_get(answer, "items")->first; k != NULL;
         k = k->next) {
        struct json *one = json_object(w);
        bool is_it = bytes_equal(json_get_text(k, "kind"), chosen);

        if (!bytes_is(json_get_text(k, "made"), "written"))
            continue;
        json_put(one, "kind", json_text(w, json_get_text(k, "kind")));
        json_put(one, "title", json_text(w, json_get_text(k, "label")));
        json_put(one, "views", page_again(w, json_get(k, "views")));
        json_put(one, "chosen", json_bool(w, is_it));
        json_add(kinds, one);
        if (is_it)
            json_put(values, "of", page_again(w, one));
    }
    json_put(values, "kinds", kinds);
    return work_ok(w);
}

static bool
make_records(const struct web *web, const struct net_request *r, struct page *out)
{
    struct work *w = r->work;
    struct json *args = json_object(w), *values = json_object(w), *answer;
    struct bytes search = page_field(r, "search"), kind = page_field(r, "kind");

    if (search.len > 0)
        json_put(args, "search", json_text(w, search));
    if (kind.len > 0)
        json_put(args, "kind", json_text(w, kind));
    json_put(args, "newest", json_bool(w, true));
    page_of(r, args);
    TRY(page_ask(web, w, "list", args, &answer));
    TRY(page_kinds(web, w, kind, values));
    TRY(page_turn(r, answer, values));
    json_put(values, "items", page_again(w, json_get(answer, "items")));
    json_put(values, "search", json_text(w, search));
    json_put(values, "kind", json_text(w, kind));
    page_frame(web, w, values, json_string(w, "Records"), "records");
    *out = (struct page){.status = 200, .body = "records", .values = values};
    return work_ok(w);
}

static bool
make_record(const struct web *web, const struct net_request *r, struct page *out)
{
    struct work *w = r->work;
    struct json *values, *terms;

    TRY(ask_about(web, r, "about", &values));
    terms = json_get(values, "terms");
    if (json_get(terms, "originator") != NULL)
        json_put(terms, "originator", page_again(w, json_get(values, "originator")));
    json_put(values, "whole",
        json_bool(w, bytes_is(json_get_text(values, "state"), "in force")));
    json_put(values, "dpo", json_bool(w, web->dpo));
    TRY(views_to_read(web, w, json_get_text(values, "kind"), values));
    page_frame(web, w, values, page_again(w, json_get(values, "label")), "records");
    *out = (struct page){.status = 200, .body = "record", .values = values};
    return work_ok(w);
}

/* For data protection only; to all others there is no such page. */
static bool
make_who_saw(const struct web *web, const struct net_request *r, struct page *out)
{
    struct work *w = r->work;
    struct json *values, *readings;

    if (!web->dpo)
        return fail(w, FAULT_MISSING, "these pages are not for data protection");
    TRY(ask_about(web, r, "about", &values));
    TRY(ask_about(web, r, "who-saw", &readings));
    json_put(values, "readings", page_again(w, json_get(readings, "readings")));
    json_put(values, "count", page_again(w, json_get(readings, "count")));
    page_frame(web, w, values, json_string(w, "Who saw it"), "records");
    *out = (struct page){.status = 200, .body = "who-saw", .values = values};
    return work_ok(w);
}

/* ---- Which ------------------------------------------------------------------------------------- */

static const struct route {
    const char *first; /* of the path; NULL: there is none */
    size_t count;      /* of its segments */
    bool (*make)(const struct web *web, const struct net_request *r, struct page *out);
} routes[] = {{NULL, 0, make_today}, {"records", 1, make_records},
    {"records", 2, make_record}, {"who-saw", 2, make_who_saw}, {"kinds", 1, make_kinds},
    {"kinds", 3, make_kind}, {"kinds", 4, make_view}, {"matrix", 3, make_matrix}};

const char *
page_route(size_t n, size_t *segments)
{
    if (n >= COUNT_OF(routes))
        return NULL;
    *segments = routes[n].count;
    return routes[n].first != NULL ? routes[n].first : "";
}

static bool
make(const struct web *web, const struct net_request *r, struct page *out)
{
    for (size_t i = 0; i < COUNT_OF(routes); i++)
        if (routes[i].count == r->target.count &&
            (routes[i].count == 0 || bytes_is(r->target.segments[0], routes[i].first)))
            return routes[i].make(web, r, out);
    return fail(r->work, FAULT_MISSING, "there is no such page");
}

bool
page_make(const struct web *web, const struct net_request *r, struct page *out)
{
    struct work *w = r->work;
    enum fault kind;

    if (make(web, r, out))
        return true;
    kind = work_fault(w);
    if (kind == FAULT_MEMORY)
        return false;
    *out = (struct page){.status = 404, .body = "missing", .values = json_object(w)};
    if (kind == FAULT_IO || kind == FAULT_CORRUPT || kind == FAULT_BUSY) {
        operator_told(web->hall, "failed", NULL, "page", work_why(w), 0);
        *out = (struct page){.status = 500, .body = "failed", .values = json_object(w)};
    }
    work_clear(w);
    page_frame(web, w, out->values,
        json_string(w, out->status == 404 ? "Nothing to show" : "This did not work"),
        "none");
    return work_ok(w);
}
