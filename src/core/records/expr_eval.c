/*
 * expr_eval: reckoning an expression over one record, at a cost that has an end.
 */
#include "core/records/expr_inner.h"

/* What is left of the cost that an expression may have: every operator costs one, and so does
 * what it takes up -- an item of a list, 64 bytes of a text that is compared, 16 members of an
 * object that are looked through.  At the end there is no value, the same on every node. */
struct reckoning {
    struct work *work;
    const struct expr_facts *facts;
    size_t left;
};

static bool eval(struct reckoning *r, const struct expr *e, const struct json *item,
    struct value *out) MUST;

static bool
afford(struct reckoning *r, size_t cost)
{
    r->left = cost < r->left ? r->left - cost : 0;
    return r->left > 0;
}

static void
truth(struct value *out, bool yes)
{
    *out = (struct value){.type = VALUE_TRUTH, .truth = yes};
}

static bool
is_true(const struct value *v)
{
    return v->type == VALUE_TRUTH && v->truth;
}

/* Is there anything? */
static bool
has(const struct value *v)
{
    return v->type != VALUE_NONE && (v->type != VALUE_LIST || v->count > 0) &&
        (v->type != VALUE_TEXT || v->text.len > 0);
}

/* ---- Paths ------------------------------------------------------------------------------ */

/* Down the steps; ${*star}: where a list was met that is to be spread, with the steps left. */
static const struct json *
walk(struct reckoning *r, const struct json *from, const struct expr *e, size_t *at,
    bool *star)
{
    *star = false;
    for (; from != NULL && *at < e->step_count; ++*at) {
        if (!afford(r, from->count / 16))
            return NULL;
        if (e->steps[*at].len == 0) {
            *star = from->type == JSON_ARRAY;
            ++*at;
            return *star ? from : NULL;
        }
        from = from->type == JSON_OBJECT ? json_get_bytes(from, e->steps[*at]) : NULL;
    }
    return from;
}

static bool
spread(struct reckoning *r, const struct json *list, const struct expr *e, size_t at,
    struct value *out)
{
    struct value *items;

    *out = (struct value){.type = VALUE_LIST};
    if (!afford(r, list->count))
        return true;
    items = work_alloc(r->work, (list->count + 1) * sizeof(*items));
    TRY(items != NULL);
    for (const struct json *i = list->first; i != NULL; i = i->next) {
        size_t step = at;
        bool star;
        const struct json *found = walk(r, i, e, &step, &star);

        if (found != NULL)
            items[out->count++] = value_single(found);
    }
    out->items = items;
    return true;
}

static bool
follow(struct reckoning *r, const struct json *from, const struct expr *e, size_t at,
    struct value *out)
{
    bool star;
    const struct json *found = walk(r, from, e, &at, &star);

    *out = (struct value){0};
    if (found != NULL && found->type == JSON_ARRAY && !afford(r, found->count))
        return true;
    return star ? spread(r, found, e, at, out) : value_of_json(r->work, found, out);
}

/* Where the path of an operator begins: at a part of the record, named by its first step, at what a
 * move brings, or at the item in turn. */
static const struct json *
root_of(const struct reckoning *r, const struct expr *e, const struct json *item)
{
    const struct record *of = r->facts->record;

    if (e->op != EXPR_GET)
        return e->op == EXPR_FILL ? r->facts->fill : item;
    for (size_t i = 0; i < of->part_count; i++)
        if (of->parts[i].present && bytes_equal(of->parts[i].name, e->steps[0]))
            return of->parts[i].value;
    return NULL;
}

static bool
leaf(struct reckoning *r, const struct expr *e, const struct json *item,
    struct value *out)
{
    *out = (struct value){0};
    switch (e->op) {
    case EXPR_GET:
    case EXPR_FILL:
    case EXPR_ITEM:
        return follow(r, root_of(r, e, item), e, e->op == EXPR_GET, out);
    case EXPR_ACTOR:
    case EXPR_AUTHOR:
    case EXPR_STATE:
        *out = (struct value){.type = VALUE_TEXT,
            .text = e->op == EXPR_ACTOR ? r->facts->actor
                : e->op == EXPR_AUTHOR  ? r->facts->author
                                        : r->facts->state};
        return true;
    case EXPR_ROLE:
    case EXPR_PURPOSE:
        out->text = e->op == EXPR_ROLE ? r->facts->role : r->facts->purpose;
        out->type = out->text.len > 0 ? VALUE_TEXT : VALUE_NONE;
        return true;
    case EXPR_TODAY:
        return value_date(r->work, r->facts->now / TIME_DAY, out);
    case EXPR_MOVED:
        TRY(r->facts->moved == NULL ||
            r->facts->moved(r->facts->ctx, r->work, e->constant.text, out));
        return afford(r, out->count) || true;
    default:
        *out = e->constant;
        return true;
    }
}

/* ---- Truths ---------------------------------------------------------------------------------- */

/* "and" ends at the first that is not true, "or" at the first that is. */
static bool
chain(struct reckoning *r, const struct expr *e, const struct json *item,
    struct value *out)
{
    bool all = e->op == EXPR_AND, here = all;
    struct value v;

    for (size_t i = 0; i < e->arg_count && here == all; i++) {
        TRY(eval(r, e->args[i], item, &v));
        here = is_true(&v);
    }
    truth(out, here);
    return true;
}

static bool
each(struct reckoning *r, const struct expr *e, struct value *out)
{
    bool all = e->op == EXPR_EVERY, here = all, star;
    const struct expr *path = e->args[0];
    size_t at = path->op == EXPR_GET;
    const struct json *list = walk(r, root_of(r, path, NULL), path, &at, &star);
    struct value v;

    if (list == NULL || list->type != JSON_ARRAY) {
        truth(out, all);
        return true;
    }
    for (const struct json *i = list->first; i != NULL && here == all && afford(r, 1);
         i = i->next) {
        TRY(eval(r, e->args[1], i, &v));
        here = is_true(&v);
    }
    truth(out, here);
    return true;
}

/* Comparing costs by the length of what is compared. */
static bool
equal(struct reckoning *r, const struct value *a, const struct value *b)
{
    size_t len = a->text.len < b->text.len ? a->text.len : b->text.len;

    return afford(r, len / 64) && value_equal(a, b);
}

static bool
order_of(struct reckoning *r, const struct value *a, const struct value *b, int *order)
{
    size_t len = a->text.len < b->text.len ? a->text.len : b->text.len;

    return afford(r, len / 64) && value_compare(a, b, order);
}

/* Is the first among the others, or among the items of those that are lists? */
static bool
among(struct reckoning *r, const struct expr *e, const struct json *item,
    struct value *out)
{
    struct value what, in;
    bool found = false;

    TRY(eval(r, e->args[0], item, &what));
    for (size_t i = 1; i < e->arg_count && !found; i++) {
        TRY(eval(r, e->args[i], item, &in));
        if (in.type != VALUE_LIST)
            found = equal(r, &what, &in);
        for (size_t k = 0;
             in.type == VALUE_LIST && k < in.count && !found && afford(r, 1); k++)
            found = equal(r, &what, &in.items[k]);
    }
    truth(out, found);
    return true;
}

static bool
compare(struct reckoning *r, const struct expr *e, const struct json *item,
    struct value *out)
{
    struct value a, b;
    int order = 0;
    bool can;

    TRY(eval(r, e->args[0], item, &a));
    TRY(eval(r, e->args[1], item, &b));
    if (e->op == EXPR_EQUAL) {
        truth(out, equal(r, &a, &b));
        return true;
    }
    can = order_of(r, &a, &b, &order);
    truth(out, can && (e->op == EXPR_LESS ? order < 0 : order <= 0));
    return true;
}

/* ---- Choices and reckoning ---------------------------------------------------------------------- */

static bool
choose(struct reckoning *r, const struct expr *e, const struct json *item,
    struct value *out)
{
    if (e->op == EXPR_IF) {
        TRY(eval(r, e->args[0], item, out));
        return eval(r, e->args[is_true(out) ? 1 : 2], item, out);
    }
    *out = (struct value){0};
    for (size_t i = 0; i < e->arg_count && !has(out); i++)
        TRY(eval(r, e->args[i], item, out));
    if (!has(out))
        *out = (struct value){0};
    return true;
}

/* One more into a sum, a least or a most; false when it does not go in there. */
static bool
gather(struct reckoning *r, enum expr_op op, const struct value *v, struct value *sum)
{
    int64_t a = 0, b;
    int order;

    if (v->type == VALUE_NONE)
        return true;
    if (op == EXPR_SUM) {
        if (!value_number(v, &b) || __builtin_add_overflow(sum->number, b, &a))
            return false;
        *sum = (struct value){.type = VALUE_NUMBER, .number = a};
        return true;
    }
    if (sum->type == VALUE_NONE)
        *sum = *v;
    if (!order_of(r, v, sum, &order))
        return false;
    if (op == EXPR_LEAST ? order < 0 : order > 0)
        *sum = *v;
    return true;
}

/* Over the arguments and the items of those that are lists; none of what is not there. */
static bool
total(struct reckoning *r, const struct expr *e, const struct json *item,
    struct value *out)
{
    struct value v, sum = {0};
    bool good = true;

    for (size_t i = 0; i < e->arg_count && good; i++) {
        TRY(eval(r, e->args[i], item, &v));
        if (v.type != VALUE_LIST)
            good = gather(r, e->op, &v, &sum);
        for (size_t k = 0; v.type == VALUE_LIST && k < v.count && good; k++)
            good = gather(r, e->op, &v.items[k], &sum);
    }
    *out = good ? sum : (struct value){0};
    return true;
}

static bool
reckon(struct reckoning *r, const struct expr *e, const struct json *item,
    struct value *out)
{
    struct value a, b = {0};
    int64_t x, y;

    TRY(eval(r, e->args[0], item, &a));
    if (e->arg_count > 1)
        TRY(eval(r, e->args[1], item, &b));
    *out = (struct value){0};
    if (e->op == EXPR_COUNT) {
        x = a.type == VALUE_LIST ? (int64_t)a.count : has(&a);
        *out = (struct value){.type = VALUE_NUMBER, .number = x * EXPR_SCALE};
    } else if (e->op == EXPR_MINUS) {
        if (value_number(&a, &x) && value_number(&b, &y) &&
            !__builtin_sub_overflow(x, y, &x))
            *out = (struct value){.type = VALUE_NUMBER, .number = x};
    } else if (e->op == EXPR_DAYS) {
        if (value_day(&a, false, &x) && value_day(&b, false, &y))
            *out = (struct value){.type = VALUE_NUMBER, .number = (y - x) * EXPR_SCALE};
    } else if (value_day(&a, true, &x)) {
        return value_date(r->work, x, out);
    }
    return work_ok(r->work);
}

static bool
eval(struct reckoning *r, const struct expr *e, const struct json *item,
    struct value *out)
{
    struct value v;

    *out = (struct value){0};
    if (!afford(r, 1))
        return true;
    switch (e->op) {
    case EXPR_AND:
    case EXPR_OR:
        return chain(r, e, item, out);
    case EXPR_NOT:
    case EXPR_HAS:
        TRY(eval(r, e->args[0], item, &v));
        truth(out, e->op == EXPR_NOT ? !is_true(&v) : has(&v));
        return true;
    case EXPR_IN:
        return among(r, e, item, out);
    case EXPR_SOME:
    case EXPR_EVERY:
        return each(r, e, out);
    case EXPR_EQUAL:
    case EXPR_LESS:
    case EXPR_AT_MOST:
        return compare(r, e, item, out);
    case EXPR_IF:
    case EXPR_ELSE:
        return choose(r, e, item, out);
    case EXPR_SUM:
    case EXPR_LEAST:
    case EXPR_MOST:
        return total(r, e, item, out);
    case EXPR_COUNT:
    case EXPR_MINUS:
    case EXPR_DAYS:
    case EXPR_END:
        return reckon(r, e, item, out);
    default:
        return leaf(r, e, item, out);
    }
}

bool
expr_eval(struct work *w, const struct expr *e, const struct expr_facts *f,
    struct value *out)
{
    struct reckoning r = {.work = w, .facts = f, .left = EXPR_COST};
    size_t start;

    if (f->purse != NULL && *f->purse < r.left)
        r.left = *f->purse;
    start = r.left;
    TRY(eval(&r, e, f->item, out));
    if (f->purse != NULL)
        *f->purse -= start - r.left;
    if (r.left == 0)
        *out = (struct value){0};
    return true;
}

/* What the reckoning takes of memory is given back: a record has many conditions. */
bool
expr_true(struct work *w, const struct expr *e, const struct expr_facts *f, bool *out)
{
    struct work *inner = work_open(work_os(w));
    struct value v;
    bool good = inner != NULL && expr_eval(inner, e, f, &v);

    if (good)
        *out = is_true(&v);
    else
        fail_with(w, inner);
    work_close(inner);
    return good;
}
