/*
 * expr_never: conditions that can be seen to be true of no record -- for what is plain from the
 * kind alone; where it is not, it is supposed that they can.
 */
#include "core/records/expr.h"

struct view {
    const struct kind *kind;
    const struct kind_move *move;
};

static bool may(const struct view *v, const struct expr *e, bool truth);

/* ---- What may be equal -------------------------------------------------------------------- */

static const struct schema *
single(const struct schema *s)
{
    return s != NULL && s->type == SCHEMA_ARRAY ? s->items : s;
}

/* Can a field that is so be an organisation's id? */
static bool
holds_org(const struct schema *s)
{
    s = single(s);
    return s == NULL ||
        (s->type == SCHEMA_STRING && s->choices == NULL && s->max_length >= 64 &&
            (s->format == FORMAT_NONE || s->format == FORMAT_ORG ||
                s->format == FORMAT_HASH));
}

static bool
is_path(const struct expr *e)
{
    return e->op == EXPR_GET || e->op == EXPR_FILL || e->op == EXPR_ITEM;
}

static bool
is_org(const struct expr *e)
{
    return e->op == EXPR_ACTOR || e->op == EXPR_AUTHOR || e->op == EXPR_MOVED;
}

/* Can a move of that name have been made where this one is judged? */
static bool
made_here(const struct view *v, struct bytes name)
{
    const struct kind_move *m = kind_move(v->kind, name);

    return m != NULL && (v->move == NULL || (m->from & v->move->from) != 0);
}

static bool
may_be_org(const struct view *v, const struct expr *e)
{
    const struct json text = {.type = JSON_TEXT, .text = e->constant.text};

    if (e->op == EXPR_MOVED)
        return made_here(v, e->constant.text);
    if (e->op == EXPR_CONSTANT)
        return e->constant.type == VALUE_TEXT &&
            format_check(FORMAT_ORG, &text, 0) == NULL;
    if (is_path(e))
        return holds_org(e->leads);
    return e->op == EXPR_ACTOR || e->op == EXPR_AUTHOR || e->op == EXPR_IF ||
        e->op == EXPR_ELSE || e->op == EXPR_LEAST || e->op == EXPR_MOST;
}

/* Is it one of the values that the field may have? */
static bool
may_hold(const struct schema *s, const struct value *v)
{
    int64_t number;

    s = single(s);
    if (s == NULL)
        return true;
    for (const struct json *c = json_first(s->choices); c != NULL; c = c->next) {
        const struct value one = value_single(c);

        if (value_equal(&one, v))
            return true;
    }
    if (s->choices != NULL)
        return false;
    return s->type == SCHEMA_BOOLEAN ? v->type == VALUE_TRUTH
        : s->type == SCHEMA_INTEGER  ? value_number(v, &number)
        : s->type == SCHEMA_STRING   ? v->type == VALUE_TEXT || v->type == VALUE_NUMBER
                                     : false;
}

static bool
may_be_equal(const struct view *v, const struct expr *a, const struct expr *b)
{
    if (is_org(a) || is_org(b))
        return may_be_org(v, a) && may_be_org(v, b);
    if (a->op == EXPR_CONSTANT && b->op == EXPR_CONSTANT)
        return value_equal(&a->constant, &b->constant);
    if (b->op == EXPR_CONSTANT)
        return may_be_equal(v, b, a);
    if (a->op != EXPR_CONSTANT)
        return true;
    if (b->op == EXPR_STATE)
        return json_get_bytes(json_get(v->kind->json, "states"), a->constant.text) !=
            NULL;
    return !is_path(b) || may_hold(b->leads, &a->constant);
}

/* ---- What is never true ---------------------------------------------------------------------- */

static bool
may_be_among(const struct view *v, const struct expr *e)
{
    for (size_t i = 1; i < e->arg_count; i++)
        if (may_be_equal(v, e->args[0], e->args[i]))
            return true;
    return false;
}

/* Can all of the arguments be so, or is it enough that one can? */
static bool
may_each(const struct view *v, const struct expr *e, bool truth, bool all)
{
    bool here = all;

    for (size_t i = 0; i < e->arg_count && here == all; i++)
        here = may(v, e->args[i], truth);
    return here;
}

/* Can it be true?  Or else, can it be anything but true? */
static bool
may(const struct view *v, const struct expr *e, bool truth)
{
    switch (e->op) {
    case EXPR_CONSTANT:
        return truth == (e->constant.type == VALUE_TRUTH && e->constant.truth);
    case EXPR_AND:
    case EXPR_OR:
        return may_each(v, e, truth, (e->op == EXPR_AND) == truth);
    case EXPR_NOT:
        return may(v, e->args[0], !truth);
    case EXPR_GET:
    case EXPR_FILL:
    case EXPR_ITEM:
        return !truth || e->leads == NULL || e->leads->type == SCHEMA_BOOLEAN;
    case EXPR_ELSE:
        return !truth || may_each(v, e, true, false);
    case EXPR_HAS:
        return !truth || e->args[0]->op != EXPR_MOVED ||
            made_here(v, e->args[0]->constant.text);
    case EXPR_IN:
    case EXPR_EQUAL:
        return !truth || may_be_among(v, e);
    case EXPR_SOME:
        return !truth || may(v, e->args[1], true);
    case EXPR_IF:
        return !truth || (may(v, e->args[0], true) && may(v, e->args[1], true)) ||
            (may(v, e->args[0], false) && may(v, e->args[2], true));
    case EXPR_EVERY:
    case EXPR_LESS:
    case EXPR_AT_MOST:
    case EXPR_LEAST:
    case EXPR_MOST:
        return true;
    default:
        return !truth; /* it gives no truth at all */
    }
}

bool
expr_never(const struct expr *e, const struct kind *k, const struct kind_move *move)
{
    const struct view v = {.kind = k, .move = move};

    return !may(&v, e, true);
}

bool
expr_names_nobody(const struct expr *e, const struct kind *k,
    const struct kind_move *move)
{
    const struct view v = {.kind = k, .move = move};

    return !may_be_org(&v, e);
}
