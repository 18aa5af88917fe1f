/*
 * expr_read: expressions from a kind file, checked against the kind: a path leads to a
 * declared field, an operator has its arguments, and nothing is nested without end.
 */
#include "core/records/expr_inner.h"

#define MANY EXPR_NODES

static const struct {
    const char *name;
    enum expr_op op;
    size_t min;
    size_t max;
} operators[] = {
    {"get", EXPR_GET, 1, 1},
    {"fill", EXPR_FILL, 1, 1},
    {"item", EXPR_ITEM, 0, 1},
    {"actor", EXPR_ACTOR, 0, 0},
    {"author", EXPR_AUTHOR, 0, 0},
    {"state", EXPR_STATE, 0, 0},
    {"today", EXPR_TODAY, 0, 0},
    {"role", EXPR_ROLE, 0, 0},
    {"purpose", EXPR_PURPOSE, 0, 0},
    {"moved", EXPR_MOVED, 1, 1},
    {"and", EXPR_AND, 1, MANY},
    {"or", EXPR_OR, 1, MANY},
    {"not", EXPR_NOT, 1, 1},
    {"has", EXPR_HAS, 1, 1},
    {"in", EXPR_IN, 2, MANY},
    {"some", EXPR_SOME, 2, 2},
    {"every", EXPR_EVERY, 2, 2},
    {"=", EXPR_EQUAL, 2, 2},
    {"<", EXPR_LESS, 2, 2},
    {"<=", EXPR_AT_MOST, 2, 2},
    {"if", EXPR_IF, 3, 3},
    {"else", EXPR_ELSE, 2, MANY},
    {"count", EXPR_COUNT, 1, 1},
    {"+", EXPR_SUM, 1, MANY},
    {"-", EXPR_MINUS, 2, 2},
    {"min", EXPR_LEAST, 1, MANY},
    {"max", EXPR_MOST, 1, MANY},
    {"days", EXPR_DAYS, 2, 2},
    {"end", EXPR_END, 1, 1},
};

/* ---- Paths --------------------------------------------------------------------------- */

static const struct schema text_schema = {.type = SCHEMA_STRING};

/* The members that the forms have, which no schema lists; each is a text. */
static const struct schema *
form_step(const struct schema *s, struct bytes step)
{
    static const char *const dates[] = {"from", "to", "note", NULL};
    static const char *const names[] = {"display", "hex", NULL};

    return bytes_is_any(step, s->format == FORMAT_UNCERTAIN_DATE ? dates : names)
        ? &text_schema
        : NULL;
}

static const struct schema *
root_of(const struct expr_scope *scope, const struct expr *e)
{
    const struct kind_part *part;

    if (e->op != EXPR_GET)
        return e->op == EXPR_FILL ? scope->fill : scope->item;
    part = kind_part(scope->kind, e->steps[0]);
    return part != NULL &&
            (part->ordinary || scope->open || bytes_equal(part->name, scope->own))
        ? part->schema
        : NULL;
}

/* No value is reckoned of what a person, a family or their standing before the law is. */
static bool
may_compute(struct work *w, const struct expr_scope *scope, const struct schema *s,
    const struct place *at)
{
    return !scope->computed || !s->personal ||
        fail_at(w, at,
            "a computed value over what is about a person, a family or a legal "
            "situation: nobody has a score here");
}

/* Down from where the path begins, to where it leads; below an open object is anything that
 * the record holds. */
static bool
follow(struct work *w, const struct json *text, const struct expr_scope *scope,
    const struct place *at, struct expr *e)
{
    const struct schema *s = root_of(scope, e), *next;
    size_t stars = 0;

    if (s == NULL)
        return fail_at(w, at, "%.*s: leads to no field", (int)(text ? text->text.len : 0),
            text ? (const char *)text->text.at : "");
    TRY(may_compute(w, scope, s, at));
    for (size_t i = e->op == EXPR_GET; i < e->step_count; i++, s = next) {
        struct bytes step = e->steps[i].len == 0 ? bytes_of("*") : e->steps[i];

        stars += e->steps[i].len == 0;
        next = s == NULL             ? NULL
            : s->type == SCHEMA_FORM ? form_step(s, step)
                                     : schema_step(s, step);
        if ((s != NULL && next == NULL && (!s->open || e->steps[i].len == 0)) ||
            stars > 1)
            return fail_at(w, at, "%.*s: leads to no field, or through two lists",
                (int)text->text.len, (const char *)text->text.at);
        TRY(next == NULL || may_compute(w, scope, next, at));
    }
    e->leads = s;
    return true;
}

static bool
read_path(struct work *w, const struct json *text, const struct expr_scope *scope,
    const struct place *at, struct expr *e)
{
    struct bytes rest = text != NULL ? text->text : (struct bytes){0}, step;

    if (text != NULL && (text->type != JSON_TEXT || text->text.len == 0))
        return fail_at(w, at, "not a path like core.title");
    while (path_step(&rest, &step)) {
        if (e->step_count == EXPR_STEPS)
            return fail_at(w, at, "a path of more than %d steps", EXPR_STEPS);
        if (step.len == 0)
            return fail_at(w, at, "a path with an empty step");
        e->steps[e->step_count++] = bytes_is(step, "*") ? (struct bytes){0} : step;
    }
    return follow(w, text, scope, at, e);
}

/* ---- Expressions ---------------------------------------------------------------------------- */

static bool read_one(struct work *w, const struct json *text, struct expr_scope *scope,
    const struct place *at, unsigned depth, const struct expr **out);

static bool
read_args(struct work *w, const struct json *text, struct expr_scope *scope,
    const struct place *at, unsigned depth, struct expr *e)
{
    size_t count = text->count - 1;

    e->args = work_alloc(w, (count + 1) * sizeof(struct expr *));
    TRY(e->args != NULL);
    for (const struct json *a = text->first->next; a != NULL; a = a->next) {
        struct place here = {.up = at, .item = e->arg_count + 1};

        TRY(read_one(w, a, scope, &here, depth + 1, &e->args[e->arg_count]));
        e->arg_count++;
    }
    return true;
}

static bool
spreads(const struct expr *path)
{
    for (size_t i = 0; i < path->step_count; i++)
        if (path->steps[i].len == 0)
            return true;
    return false;
}

/* "some" and "every" ask about the items of one list; not about lists of lists, for that
 * would cost more than the record. */
static bool
read_each(struct work *w, const struct json *text, struct expr_scope *scope,
    const struct place *at, unsigned depth, struct expr *e)
{
    const struct json *list = text->first->next;
    struct place here = {.up = at, .item = 1}, inner = {.up = at, .item = 2};
    const struct schema *leads;

    if (scope->item != NULL)
        return fail_at(w, at, "some and every do not stand in one another");
    e->args = work_alloc(w, 2 * sizeof(struct expr *));
    TRY(e->args != NULL);
    TRY(read_one(w, list, scope, &here, depth + 1, &e->args[0]));
    if (e->args[0]->op != EXPR_GET && e->args[0]->op != EXPR_FILL)
        return fail_at(w, &here, "a list is got by a path");
    leads = e->args[0]->leads;
    if (leads == NULL || leads->type != SCHEMA_ARRAY || spreads(e->args[0]))
        return fail_at(w, &here, "leads to no list, or to many");
    scope->item = leads->items;
    TRY(read_one(w, list->next, scope, &inner, depth + 1, &e->args[1]));
    scope->item = NULL;
    e->arg_count = 2;
    return true;
}

static bool
read_leaf(struct work *w, const struct json *text, struct expr_scope *scope,
    const struct place *at, struct expr *e)
{
    const struct json *arg = text->first->next;

    switch (e->op) {
    case EXPR_GET:
    case EXPR_FILL:
    case EXPR_ITEM:
        return read_path(w, arg, scope, at, e);
    case EXPR_ACTOR:
        return scope->moving || scope->reading ||
            fail_at(w, at, "only a move or a reading has an actor");
    case EXPR_ROLE:
    case EXPR_PURPOSE:
        return scope->reading ||
            fail_at(w, at,
                "only where a reading is judged is it asked who reads, and "
                "for what");
    case EXPR_MOVED:
        if (!scope->moving)
            return fail_at(w, at, "only where a move is judged is it asked who moved");
        if (arg->type != JSON_TEXT ||
            json_get_bytes(json_get(scope->kind->json, "moves"), arg->text) == NULL)
            return fail_at(w, at, "moved: not the name of a move");
        e->constant = (struct value){.type = VALUE_TEXT, .text = arg->text};
        return true;
    default:
        return true;
    }
}

static bool
read_call(struct work *w, const struct json *text, struct expr_scope *scope,
    const struct place *at, unsigned depth, struct expr *e)
{
    const struct json *name = text->first;
    size_t i = 0;

    if (name == NULL || name->type != JSON_TEXT)
        return fail_at(w, at, "a list begins with an operator");
    while (i < COUNT_OF(operators) && !bytes_is(name->text, operators[i].name))
        i++;
    if (i == COUNT_OF(operators))
        return fail_at(w, at, "%.*s is no operator", (int)name->text.len,
            (const char *)name->text.at);
    if (text->count - 1 < operators[i].min || text->count - 1 > operators[i].max)
        return fail_at(w, at, "%s has %zu arguments", operators[i].name, text->count - 1);
    e->op = operators[i].op;
    if (e->op <= EXPR_MOVED)
        return read_leaf(w, text, scope, at, e);
    if (e->op == EXPR_SOME || e->op == EXPR_EVERY)
        return read_each(w, text, scope, at, depth, e);
    return read_args(w, text, scope, at, depth, e);
}

static bool
read_one(struct work *w, const struct json *text, struct expr_scope *scope,
    const struct place *at, unsigned depth, const struct expr **out)
{
    struct expr *e = work_alloc(w, sizeof(*e));

    TRY(e != NULL);
    if (++scope->nodes > EXPR_NODES || (text->type == JSON_ARRAY && depth >= EXPR_DEPTH))
        return fail_at(w, at, "more than %d operators and constants, or deeper than %d",
            EXPR_NODES, EXPR_DEPTH);
    *out = e;
    if (text->type == JSON_ARRAY)
        return read_call(w, text, scope, at, depth, e);
    if (text->type != JSON_TEXT && text->type != JSON_INTEGER && text->type != JSON_BOOL)
        return fail_at(w, at, "not a text, an integer, true, false or a list");
    return value_of_json(w, text, &e->constant);
}

bool
expr_read(struct work *w, const struct json *text, struct expr_scope *scope,
    const struct place *at, const struct expr **out)
{
    scope->nodes = 0;
    return read_one(w, text, scope, at, 0, out);
}
