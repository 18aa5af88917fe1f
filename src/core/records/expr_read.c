/*
 * expr_read: expressions from a kind file, checked against the kind: a path leads to a
 * declared field, an operator has its arguments, and nothing is nested without end.
 */
#include "core/records/expr.h"

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
root_of(const struct reading *r, const struct expr *e)
{
    const struct kind_part *part;

    if (e->op != EXPR_GET)
        return e->op == EXPR_FILL ? r->fill : r->item;
    part = kind_part(r->kind, e->steps[0]);
    return part != NULL && (part->ordinary || r->open || bytes_equal(part->name, r->own))
        ? part->schema
        : NULL;
}

/* No value is reckoned of what a person, a family or their standing before the law is. */
static bool
may_compute(const struct reading *r, const struct schema *s)
{
    return !r->computed || !s->personal ||
        refuse(r,
            "a computed value over what is about a person, a family or a legal "
            "situation: nobody has a score here");
}

/* Down from where the path begins, to where it leads; below an open object is anything that
 * the record holds. */
static bool
follow(const struct reading *r, struct bytes path, struct expr *e)
{
    const struct schema *s = root_of(r, e), *next;

    if (s == NULL)
        return refuse(r, "%.*s: leads to no field", (int)path.len, (const char *)path.at);
    TRY(may_compute(r, s));
    for (size_t i = e->op == EXPR_GET; i < e->step_count; i++, s = next) {
        struct bytes step = e->steps[i].len == 0 ? bytes_of("*") : e->steps[i];

        e->stars += e->steps[i].len == 0;
        next = s == NULL             ? NULL
            : s->type == SCHEMA_FORM ? form_step(s, step)
                                     : schema_step(s, step);
        if ((s != NULL && next == NULL && (!s->open || e->steps[i].len == 0)) ||
            e->stars > 1)
            return refuse(r, "%.*s: leads to no field, or through two lists",
                (int)path.len, (const char *)path.at);
        TRY(next == NULL || may_compute(r, next));
    }
    e->leads = s;
    return true;
}

static bool
read_path(const struct reading *r, const struct json *text, struct expr *e)
{
    struct bytes path = text != NULL ? text->text : (struct bytes){0}, rest = path, step;

    if (text != NULL && (text->type != JSON_TEXT || path.len == 0))
        return refuse(r, "not a path like core.title");
    while (bytes_step(&rest, '.', &step)) {
        if (e->step_count == EXPR_STEPS)
            return refuse(r, "a path of more than %d steps", EXPR_STEPS);
        if (step.len == 0)
            return refuse(r, "a path with an empty step");
        e->steps[e->step_count++] = bytes_is(step, "*") ? (struct bytes){0} : step;
    }
    return follow(r, path, e);
}

/* ---- Expressions ---------------------------------------------------------------------------- */

static reads read_one;

static bool
read_args(struct reading *r, const struct json *text, struct expr *e)
{
    struct place here = {.item = 1};

    for (const struct json *a = text->first->next; a != NULL; a = a->next, here.item++)
        TRY(read_below(r, here, read_one, a, &e->args[e->arg_count++]));
    return true;
}

static bool
read_list(struct reading *r, const struct json *text)
{
    const struct expr **list = r->to;

    TRY(read_one(r, text));
    if ((*list)->op != EXPR_GET && (*list)->op != EXPR_FILL)
        return refuse(r, "a list is got by a path");
    return ((*list)->leads != NULL && (*list)->leads->type == SCHEMA_ARRAY &&
               (*list)->stars == 0) ||
        refuse(r, "leads to no list, or to many");
}

/* "some" and "every" ask about the items of one list; not about lists of lists, for that
 * would cost more than the record. */
static bool
read_each(struct reading *r, const struct json *text, struct expr *e)
{
    const struct json *list = text->first->next;
    struct place first = {.item = 1}, second = {.item = 2};

    if (r->item != NULL)
        return refuse(r, "some and every do not stand in one another");
    TRY(read_below(r, first, read_list, list, &e->args[0]));
    r->item = e->args[0]->leads->items;
    e->arg_count = 2;
    return read_below(r, second, read_one, list->next, &e->args[1]);
}

static bool
read_leaf(const struct reading *r, const struct json *text, struct expr *e)
{
    const struct json *arg = text->first->next;

    switch (e->op) {
    case EXPR_GET:
    case EXPR_FILL:
    case EXPR_ITEM:
        return read_path(r, arg, e);
    case EXPR_ACTOR:
        return r->moving || r->reader ||
            refuse(r, "only a move or a reading has an actor");
    case EXPR_ROLE:
    case EXPR_PURPOSE:
        return r->reader ||
            refuse(r,
                "only where a reading is judged is it asked who reads, and for what");
    case EXPR_MOVED:
        if (!r->moving)
            return refuse(r, "only where a move is judged is it asked who moved");
        e->constant = (struct value){.type = VALUE_TEXT, .text = arg->text};
        return json_get_bytes(json_get(r->kind->json, "moves"), arg->text) != NULL ||
            refuse(r, "moved: not the name of a move");
    default:
        return true;
    }
}

static bool
read_call(struct reading *r, const struct json *text, struct expr *e)
{
    const struct json *name = text->first;
    size_t i = 0;

    if (name == NULL || name->type != JSON_TEXT)
        return refuse(r, "a list begins with an operator");
    while (i < COUNT_OF(operators) && !bytes_is(name->text, operators[i].name))
        i++;
    if (i == COUNT_OF(operators))
        return refuse(r, "%.*s is no operator", (int)name->text.len,
            (const char *)name->text.at);
    if (text->count - 1 < operators[i].min || text->count - 1 > operators[i].max)
        return refuse(r, "%s has %zu arguments", operators[i].name, text->count - 1);
    e->op = operators[i].op;
    if (e->op <= EXPR_MOVED)
        return read_leaf(r, text, e);
    e->args = work_alloc(r->work, text->count * sizeof(struct expr *));
    TRY(e->args != NULL);
    return e->op == EXPR_SOME || e->op == EXPR_EVERY ? read_each(r, text, e)
                                                     : read_args(r, text, e);
}

static bool
read_one(struct reading *r, const struct json *text)
{
    struct expr *e = work_alloc(r->work, sizeof(*e));

    TRY(e != NULL);
    if (++*r->nodes > EXPR_NODES ||
        (text->type == JSON_ARRAY && r->depth++ >= EXPR_DEPTH))
        return refuse(r, "more than %d operators and constants, or deeper than %d",
            EXPR_NODES, EXPR_DEPTH);
    *(const struct expr **)r->to = e;
    if (text->type == JSON_ARRAY)
        return read_call(r, text, e);
    if (text->type != JSON_TEXT && text->type != JSON_INTEGER && text->type != JSON_BOOL)
        return refuse(r, "not a text, an integer, true, false or a list");
    return value_of_json(r->work, text, &e->constant);
}

bool
expr_read(struct reading *r, const struct json *text)
{
    struct reading inner = *r;
    size_t nodes = 0;

    inner.nodes = &nodes;
    inner.depth = 0;
    return read_one(&inner, text);
}
