/*
 * expr_eval: reckoning an expression over one record, at a cost that has an end.
 */
#include "core/records/expr.h"

/* What is left of the cost that an expression may have: every operator costs one, and so does
 * what it takes up -- an item of a list, 64 bytes of a text that is compared, 16 members of an
 * object that are looked through.  At the end there is no value, the same on every node. */
struct reckoning {
    struct work *work;
    const struct expr_facts *facts;
    const struct json
        *item; /* of "some" and "every" in turn, or that the field stands in */
    size_t left;
};

static bool eval(struct reckoning *r, const struct expr *e, struct value *out) MUST;

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

static void
number(struct value *out, int64_t number)
{
    *out = (struct value){.type = VALUE_NUMBER, .number = number};
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
root_of(const struct reckoning *r, const struct expr *e)
{
    const struct record *of = r->facts->record;

    if (e->op != EXPR_GET)
        return e->op == EXPR_FILL ? r->facts->fill : r->item;
    for (size_t i = 0; i < of->part_count; i++)
        if (of->parts[i].present && bytes_equal(of->parts[i].name, e->steps[0]))
            return of->parts[i].value;
    return NULL;
}

/* Where a fact stands that an operator gives as it is. */
static const size_t facts[] = {
    [EXPR_ACTOR] = AT(expr_facts, actor),
    [EXPR_AUTHOR] = AT(expr_facts, author),
    [EXPR_STATE] = AT(expr_facts, state),
    [EXPR_ROLE] = AT(expr_facts, role),
    [EXPR_PURPOSE] = AT(expr_facts, purpose),
};

static bool
leaf(struct reckoning *r, const struct expr *e, struct value *out)
{
    switch (e->op) {
    case EXPR_GET:
    case EXPR_FILL:
    case EXPR_ITEM:
        return follow(r, root_of(r, e), e, e->op == EXPR_GET, out);
    case EXPR_TODAY:
        return value_date(r->work, r->facts->now / TIME_DAY, out);
    case EXPR_MOVED:
        TRY(r->facts->moved == NULL ||
            r->facts->moved(r->facts->ctx, r->work, e->constant.text, out));
        return afford(r, out->count) || true;
    case EXPR_CONSTANT:
        *out = e->constant;
        return true;
    default:
        out->text = *(const struct bytes *)((const char *)r->facts + facts[e->op]);
        out->type = out->text.len > 0 || e->op < EXPR_ROLE ? VALUE_TEXT : VALUE_NONE;
        return true;
    }
}

/* ---- Truths ---------------------------------------------------------------------------------- */

/* "and" ends at the first that is not true, "or" at the first that is. */
static bool
chain(struct reckoning *r, const struct expr *e, struct value *out)
{
    bool all = e->op == EXPR_AND, here = all;
    struct value v;

    for (size_t i = 0; i < e->arg_count && here == all; i++) {
        TRY(eval(r, e->args[i], &v));
        here = is_true(&v);
    }
    truth(out, here);
    return true;
}

static bool
test(struct reckoning *r, const struct expr *e, struct value *out)
{
    struct value v;

    TRY(eval(r, e->args[0], &v));
    truth(out, e->op == EXPR_NOT ? !is_true(&v) : has(&v));
    return true;
}

static bool
each(struct reckoning *r, const struct expr *e, struct value *out)
{
    bool all = e->op == EXPR_EVERY, here = all, star;
    const struct expr *path = e->args[0];
    size_t at = path->op == EXPR_GET;
    const struct json *list = walk(r, root_of(r, path), path, &at, &star), *was = r->item;
    struct value v;

    if (list != NULL && list->type == JSON_ARRAY)
        for (r->item = list->first; r->item != NULL && here == all && afford(r, 1);
             r->item = r->item->next) {
            TRY(eval(r, e->args[1], &v));
            here = is_true(&v);
        }
    r->item = was;
    truth(out, here);
    return true;
}

/* Comparing costs by the length of what is compared. */
static bool
afford_text(struct reckoning *r, const struct value *a, const struct value *b)
{
    return afford(r, (a->text.len < b->text.len ? a->text.len : b->text.len) / 64);
}

/* Is the first among the others, or among the items of those that are lists? */
static bool
among(struct reckoning *r, const struct expr *e, struct value *out)
{
    struct value what, in;
    bool found = false;

    TRY(eval(r, e->args[0], &what));
    for (size_t i = 1; i < e->arg_count && !found; i++) {
        bool list;

        TRY(eval(r, e->args[i], &in));
        list = in.type == VALUE_LIST;
        for (size_t k = 0; k < (list ? in.count : 1) && !found; k++) {
            const struct value *one = list ? &in.items[k] : &in;

            if (list && !afford(r, 1))
                break;
            found = afford_text(r, &what, one) && value_equal(&what, one);
        }
    }
    truth(out, found);
    return true;
}

static bool
compare(struct reckoning *r, const struct expr *e, struct value *out)
{
    struct value a, b;
    int order = 0;

    TRY(eval(r, e->args[0], &a) && eval(r, e->args[1], &b));
    if (!afford_text(r, &a, &b))
        truth(out, false);
    else if (e->op == EXPR_EQUAL)
        truth(out, value_equal(&a, &b));
    else
        truth(out, value_compare(&a, &b, &order) && order < (e->op == EXPR_AT_MOST));
    return true;
}

/* ---- Choices and reckoning ---------------------------------------------------------------------- */

static bool
choose(struct reckoning *r, const struct expr *e, struct value *out)
{
    TRY(eval(r, e->args[0], out));
    return eval(r, e->args[is_true(out) ? 1 : 2], out);
}

static bool
first(struct reckoning *r, const struct expr *e, struct value *out)
{
    for (size_t i = 0; i < e->arg_count && !has(out); i++)
        TRY(eval(r, e->args[i], out));
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
        number(sum, a);
        return true;
    }
    if (sum->type == VALUE_NONE)
        *sum = *v;
    if (!afford_text(r, v, sum) || !value_compare(v, sum, &order))
        return false;
    if (op == EXPR_LEAST ? order < 0 : order > 0)
        *sum = *v;
    return true;
}

/* Over the arguments and the items of those that are lists; none of what is not there. */
static bool
total(struct reckoning *r, const struct expr *e, struct value *out)
{
    struct value v, sum = {0};
    bool good = true;

    for (size_t i = 0; i < e->arg_count && good; i++) {
        bool list;

        TRY(eval(r, e->args[i], &v));
        list = v.type == VALUE_LIST;
        for (size_t k = 0; k < (list ? v.count : 1) && good; k++)
            good = gather(r, e->op, list ? &v.items[k] : &v, &sum);
    }
    *out = good ? sum : (struct value){0};
    return true;
}

static bool
reckon(struct reckoning *r, const struct expr *e, struct value *out)
{
    struct value a, b = {0};
    int64_t x, y;

    TRY(eval(r, e->args[0], &a));
    if (e->arg_count > 1)
        TRY(eval(r, e->args[1], &b));
    if (e->op == EXPR_COUNT) {
        number(out, (a.type == VALUE_LIST ? (int64_t)a.count : has(&a)) * EXPR_SCALE);
    } else if (e->op == EXPR_MINUS) {
        if (value_number(&a, &x) && value_number(&b, &y) &&
            !__builtin_sub_overflow(x, y, &x))
            number(out, x);
    } else if (e->op == EXPR_DAYS) {
        if (value_day(&a, false, &x) && value_day(&b, false, &y))
            number(out, (y - x) * EXPR_SCALE);
    } else if (value_day(&a, true, &x)) {
        return value_date(r->work, x, out);
    }
    return work_ok(r->work);
}

static bool
eval(struct reckoning *r, const struct expr *e, struct value *out)
{
    static bool (*const by_op[])(struct reckoning * r, const struct expr *e,
        struct value *out) = {[EXPR_AND] = chain,
        [EXPR_OR] = chain,
        [EXPR_NOT] = test,
        [EXPR_HAS] = test,
        [EXPR_IN] = among,
        [EXPR_SOME] = each,
        [EXPR_EVERY] = each,
        [EXPR_EQUAL] = compare,
        [EXPR_LESS] = compare,
        [EXPR_AT_MOST] = compare,
        [EXPR_IF] = choose,
        [EXPR_ELSE] = first,
        [EXPR_COUNT] = reckon,
        [EXPR_SUM] = total,
        [EXPR_MINUS] = reckon,
        [EXPR_LEAST] = total,
        [EXPR_MOST] = total,
        [EXPR_DAYS] = reckon,
        [EXPR_END] = reckon};

    *out = (struct value){0};
    if (!afford(r, 1))
        return true;
    return e->op <= EXPR_MOVED ? leaf(r, e, out) : by_op[e->op](r, e, out);
}

bool
expr_eval(struct work *w, const struct expr *e, const struct expr_facts *f,
    struct value *out)
{
    struct reckoning r = {.work = w, .facts = f, .item = f->item, .left = EXPR_COST};
    size_t start;

    if (f->purse != NULL && *f->purse < r.left)
        r.left = *f->purse;
    start = r.left;
    TRY(eval(&r, e, out));
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

    *out = good && is_true(&v);
    return work_join(w, inner, good);
}
