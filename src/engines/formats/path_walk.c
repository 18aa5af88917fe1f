/*
 * Paths walked over a tree.
 *
 * Sets of nodes lie on one stack: what is found is pushed, and whoever asked takes the stack
 * back to where it was.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engines/formats/path.h"

/* For each node of the document, and beside it for small ones: ten times what the publisher's
 * own lists and rules spend. */
#define STEPS_FOR_NODE 250
#define STEPS_ALWAYS UINT64_C(5000000)
#define PLACES_MAX ((size_t)1 << 24)

struct context {
    struct place here;
    size_t position;
};

struct value {
    enum { VALUE_PLACES, VALUE_TRUTH, VALUE_NUMBER, VALUE_TEXT } type;
    size_t start; /* on the stack, to its end */
    bool truth;
    double number;
    struct bytes text;
};

static const struct xml *
last_node(const struct xml *x)
{
    while (x->last != NULL)
        x = x->last;
    return x;
}

struct walker
walker_open(struct work *w, const struct xml *root)
{
    uint64_t nodes = last_node(root)->number - root->number + 1;

    return (struct walker){.w = w,
        .root = root,
        .steps = STEPS_ALWAYS + nodes * STEPS_FOR_NODE};
}

bool
walker_spend(struct walker *k, uint64_t steps)
{
    if (steps > k->steps)
        return fail(k->w, FAULT_INVALID,
            "these rules cost more than a document of this size may take");
    k->steps -= steps;
    return true;
}

static bool
push(struct walker *k, const struct xml *at, const struct xml_attribute *attribute)
{
    if (k->used == k->room) {
        size_t room = k->room == 0 ? 256 : k->room * 2;
        struct place *stack;

        if (room > PLACES_MAX)
            return fail(k->w, FAULT_INVALID, "a rule names too many places");
        stack = work_alloc(k->w, room * sizeof(*stack));
        TRY(stack != NULL);
        if (k->used > 0)
            memcpy(stack, k->stack, k->used * sizeof(*stack));
        k->stack = stack;
        k->room = room;
    }
    k->stack[k->used++] = (struct place){.at = at, .attribute = attribute};
    return true;
}

/* ---- Values ---------------------------------------------------------------------------------------- */

double
number_of(struct bytes text)
{
    char copy[64];
    size_t digits = 0, points = 0, i = 0;

    text = xml_trim(text);
    if (text.len == 0 || text.len >= sizeof(copy))
        return NAN;
    memcpy(copy, text.at, text.len);
    copy[text.len] = '\0';
    if (copy[0] == '-')
        i++;
    for (; i < text.len; i++) {
        points += copy[i] == '.';
        digits += copy[i] >= '0' && copy[i] <= '9';
        if (copy[i] != '.' && (copy[i] < '0' || copy[i] > '9'))
            return NAN;
    }
    return digits > 0 && points < 2 ? strtod(copy, NULL) : NAN;
}

bool
place_text(struct walker *k, struct place p, struct bytes *out)
{
    if (p.attribute != NULL)
        *out = p.attribute->value;
    else
        TRY(xml_text(k->w, p.at != NULL ? p.at : k->root, out));
    return walker_spend(k, 1 + out->len / 64);
}

static bool
value_number(struct walker *k, const struct value *v, double *out)
{
    struct bytes text = v->text;

    if (v->type == VALUE_PLACES) {
        text = bytes_of("");
        if (k->used > v->start)
            TRY(place_text(k, k->stack[v->start], &text));
    }
    *out = v->type == VALUE_NUMBER ? v->number
        : v->type == VALUE_TRUTH   ? (double)v->truth
                                   : number_of(text);
    return true;
}

static bool
value_true(const struct walker *k, const struct value *v)
{
    switch (v->type) {
    case VALUE_PLACES:
        return k->used > v->start;
    case VALUE_TRUTH:
        return v->truth;
    case VALUE_NUMBER:
        return v->number != 0 && !isnan(v->number);
    case VALUE_TEXT:
        return v->text.len > 0;
    }
    return false;
}

static bool
numbers_hold(enum path_sort sort, double a, double b)
{
    switch (sort) {
    case PATH_LESS:
        return a < b;
    case PATH_LESS_EQUAL:
        return a <= b;
    case PATH_MORE:
        return a > b;
    case PATH_MORE_EQUAL:
        return a >= b;
    case PATH_OTHER:
        return !(a == b);
    default:
        return a == b;
    }
}

/* Two values that are no nodes; equality is of truths, else of numbers, else of texts. */
static bool
plain_hold(enum path_sort sort, const struct value *a, const struct value *b,
    struct walker *k, bool *out)
{
    bool equality = sort == PATH_EQUAL || sort == PATH_OTHER;
    double x, y;

    if (equality && (a->type == VALUE_TRUTH || b->type == VALUE_TRUTH)) {
        *out = (value_true(k, a) == value_true(k, b)) == (sort == PATH_EQUAL);
        return true;
    }
    if (equality && a->type == VALUE_TEXT && b->type == VALUE_TEXT) {
        *out = bytes_equal(a->text, b->text) == (sort == PATH_EQUAL);
        return true;
    }
    TRY(value_number(k, a, &x) && value_number(k, b, &y));
    *out = numbers_hold(sort, x, y);
    return true;
}

/* Nodes hold against a value when one of them does, by its text. */
static bool
places_hold(struct walker *k, enum path_sort sort, size_t from, size_t to,
    const struct value *other, bool swapped, bool *out)
{
    *out = false;
    for (size_t i = from; i < to && !*out; i++) {
        struct value one = {.type = VALUE_TEXT};

        TRY(place_text(k, k->stack[i], &one.text));
        TRY(swapped ? plain_hold(sort, other, &one, k, out)
                    : plain_hold(sort, &one, other, k, out));
    }
    return true;
}

static bool
compare(struct walker *k, enum path_sort sort, const struct value *a,
    const struct value *b, bool *out)
{
    size_t a_end = b->type == VALUE_PLACES ? b->start : k->used;

    if (a->type != VALUE_PLACES && b->type != VALUE_PLACES)
        return plain_hold(sort, a, b, k, out);
    if ((a->type == VALUE_TRUTH || b->type == VALUE_TRUTH)) {
        struct value x = {.type = VALUE_TRUTH}, y = x;

        x.truth = a->type == VALUE_PLACES ? a_end > a->start : value_true(k, a);
        y.truth = value_true(k, b);
        return plain_hold(sort, &x, &y, k, out);
    }
    if (b->type != VALUE_PLACES)
        return places_hold(k, sort, a->start, a_end, b, false, out);
    if (a->type != VALUE_PLACES)
        return places_hold(k, sort, b->start, k->used, a, true, out);
    *out = false;
    for (size_t i = a->start; i < a_end && !*out; i++) {
        struct value one = {.type = VALUE_TEXT};

        TRY(place_text(k, k->stack[i], &one.text));
        TRY(places_hold(k, sort, b->start, k->used, &one, true, out));
    }
    return true;
}

/* ---- Steps -------------------------------------------------------------------------------------------- */

static bool evaluate(struct walker *k, const struct path *p, const struct context *c,
    struct value *out);

static bool
passes(const struct path_step *s, const struct xml *x)
{
    switch (s->test) {
    case TEST_NODE:
        return true;
    case TEST_TEXT:
        return xml_is_text(x);
    case TEST_ANY:
        return !xml_is_text(x);
    case TEST_NAME: /* a run of text has a name of no length */
        return x->name.len == s->name.len && x->space.len == s->space.len &&
            memcmp(x->name.at, s->name.at, s->name.len) == 0 &&
            bytes_equal(x->space, s->space);
    }
    return false;
}

static bool
push_children(struct walker *k, const struct path_step *s, const struct place *from)
{
    const struct xml *x = from->at != NULL ? from->at->first : k->root;
    uint64_t looked = 0;

    if (from->attribute != NULL)
        return true;
    /* Beside the root there is nothing. */
    for (; x != NULL; x = from->at != NULL ? x->next : NULL, looked++)
        if (passes(s, x))
            TRY(push(k, x, NULL));
    return walker_spend(k, looked);
}

static bool
push_attributes(struct walker *k, const struct path_step *s, const struct place *from)
{
    const struct xml_attribute *a =
        from->at != NULL && from->attribute == NULL ? from->at->attributes : NULL;

    for (; a != NULL; a = a->next) {
        TRY(walker_spend(k, 1));
        if (s->test == TEST_ANY ||
            (bytes_equal(a->name, s->name) && bytes_equal(a->space, s->space)))
            TRY(push(k, from->at, a));
    }
    return true;
}

/* What comes behind ${x} in document order, below ${top} or that itself; NULL at the end. */
static const struct xml *
after(const struct xml *x, const struct xml *top)
{
    if (x->first != NULL)
        return x->first;
    while (x != top && x->next == NULL && x->parent != NULL)
        x = x->parent;
    return x == top ? NULL : x->next;
}

/* All below, and the node itself for AXIS_BELOW. */
static bool
push_below(struct walker *k, const struct path_step *s, const struct place *from)
{
    const struct xml *top = from->at != NULL ? from->at : k->root;
    const struct xml *x = from->at != NULL ? after(top, top) : top;
    uint64_t looked = 1;

    if (s->axis == AXIS_BELOW)
        TRY(push(k, from->at, from->attribute));
    if (from->attribute != NULL)
        return true;
    for (; x != NULL; x = after(x, top), looked++)
        if (passes(s, x))
            TRY(push(k, x, NULL));
    return walker_spend(k, looked);
}

static bool
push_step(struct walker *k, const struct path_step *s, struct place from)
{
    switch (s->axis) {
    case AXIS_CHILD:
        return push_children(k, s, &from);
    case AXIS_ATTRIBUTE:
        return push_attributes(k, s, &from);
    case AXIS_BELOW:
    case AXIS_DESCENDANT:
        return push_below(k, s, &from);
    case AXIS_SELF:
        return push(k, from.at, from.attribute);
    case AXIS_PARENT:
        if (from.attribute != NULL)
            return push(k, from.at, NULL);
        return from.at == NULL ||
            push(k, from.at == k->root ? NULL : from.at->parent, NULL);
    }
    return true;
}

/* Keep of the nodes from ${start} on those that the filter lets through. */
static bool
filter(struct walker *k, const struct path *expression, size_t start)
{
    size_t end = k->used, kept = start;

    for (size_t i = start; i < end; i++) {
        struct context c = {.here = k->stack[i], .position = i - start + 1};
        struct value v;
        bool good;

        TRY(evaluate(k, expression, &c, &v));
        good =
            v.type == VALUE_NUMBER ? v.number == (double)c.position : value_true(k, &v);
        k->used = end;
        if (good)
            k->stack[kept++] = c.here;
    }
    k->used = kept;
    return true;
}

static int
order(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    uint32_t x = a->at != NULL ? a->at->number : 0, y = b->at != NULL ? b->at->number : 0;

    if (x != y)
        return x < y ? -1 : 1;
    if (a->attribute == b->attribute)
        return 0;
    return (uintptr_t)a->attribute < (uintptr_t)b->attribute ? -1 : 1;
}

/* Document order, and each node once. */
static bool
settle(struct walker *k, size_t start)
{
    size_t kept = start, in_order = start + 1;

    while (in_order < k->used && order(&k->stack[in_order - 1], &k->stack[in_order]) < 0)
        in_order++;
    if (in_order >= k->used)
        return true;
    TRY(walker_spend(k, k->used - start));
    qsort(k->stack + start, k->used - start, sizeof(*k->stack), order);
    for (size_t i = start; i < k->used; i++)
        if (i == start || order(&k->stack[i], &k->stack[kept - 1]) != 0)
            k->stack[kept++] = k->stack[i];
    k->used = kept;
    return true;
}

/* Take the nodes from ${start} on one step further, in place. */
static bool
step(struct walker *k, const struct path_step *s, size_t start)
{
    size_t end = k->used;

    for (size_t i = start; i < end; i++) {
        size_t mark = k->used;

        TRY(walker_spend(k, 1) && push_step(k, s, k->stack[i]));
        for (const struct path_filter *f = s->filters; f != NULL; f = f->next)
            TRY(filter(k, f->expression, mark));
    }
    memmove(k->stack + start, k->stack + end, (k->used - end) * sizeof(*k->stack));
    k->used -= end - start;
    /* Nodes that stand in each other, or beside each other, lead to some twice. */
    return end - start < 2 || s->axis == AXIS_ATTRIBUTE || s->axis == AXIS_SELF ||
        settle(k, start);
}

/* ---- Expressions --------------------------------------------------------------------------------------- */

static bool
places(struct walker *k, const struct path *p, const struct context *c, struct value *out)
{
    size_t start = k->used;

    if (p->sort == PATH_UNION) {
        TRY(places(k, p->left, c, out) && places(k, p->right, c, out) &&
            settle(k, start));
    } else {
        TRY(p->absolute ? push(k, NULL, NULL) : push(k, c->here.at, c->here.attribute));
        for (const struct path_step *s = p->steps; s != NULL; s = s->next)
            TRY(step(k, s, start));
    }
    *out = (struct value){.type = VALUE_PLACES, .start = start};
    return true;
}

static bool
literal(struct walker *k, const struct path *p, struct value *out)
{
    struct buffer b = buffer_open(k->w, 1 << 20);
    const uint8_t *at = p->text.at, *end = at + p->text.len, *hit;

    *out = (struct value){.type = VALUE_TEXT, .text = p->text};
    if (!p->variable)
        return true;
    if (bytes_is(p->text, "$1")) {
        out->text = k->variable;
        return true;
    }
    while ((hit = memmem(at, (size_t)(end - at), "$1", 2)) != NULL) {
        buffer_add(&b, bytes_from(at, (size_t)(hit - at)));
        buffer_add(&b, k->variable);
        at = hit + 2;
    }
    buffer_add(&b, bytes_from(at, (size_t)(end - at)));
    return buffer_bytes(&b, &out->text);
}

/* and, or: what stands right is asked only when it matters. */
static bool
logic(struct walker *k, const struct path *p, const struct context *c, struct value *out)
{
    size_t mark = k->used;
    struct value v;

    TRY(evaluate(k, p->left, c, &v));
    *out = (struct value){.type = VALUE_TRUTH, .truth = value_true(k, &v)};
    k->used = mark;
    if (out->truth != (p->sort == PATH_AND))
        return true;
    TRY(evaluate(k, p->right, c, &v));
    out->truth = value_true(k, &v);
    k->used = mark;
    return true;
}

static bool
two(struct walker *k, const struct path *p, const struct context *c, struct value *out)
{
    size_t mark = k->used;
    struct value a, b;
    double x, y;

    TRY(evaluate(k, p->left, c, &a) && evaluate(k, p->right, c, &b));
    if (p->sort != PATH_PLUS && p->sort != PATH_MINUS) {
        *out = (struct value){.type = VALUE_TRUTH};
        TRY(compare(k, p->sort, &a, &b, &out->truth));
    } else {
        TRY(value_number(k, &b, &y));
        if (b.type == VALUE_PLACES)
            k->used = b.start;
        TRY(value_number(k, &a, &x));
        *out = (struct value){.type = VALUE_NUMBER,
            .number = p->sort == PATH_PLUS ? x + y : x - y};
    }
    k->used = mark;
    return true;
}

static bool
one(struct walker *k, const struct path *p, const struct context *c, struct value *out)
{
    size_t mark = k->used;
    struct value v;

    TRY(evaluate(k, p->left, c, &v));
    *out = (struct value){.type = VALUE_TRUTH};
    switch (p->sort) {
    case PATH_NOT:
        out->truth = !value_true(k, &v);
        break;
    case PATH_BOOLEAN_OF:
        out->truth = value_true(k, &v);
        break;
    case PATH_COUNT:
        out->type = VALUE_NUMBER;
        out->number = (double)(k->used - v.start);
        break;
    default:
        out->type = VALUE_NUMBER;
        TRY(value_number(k, &v, &out->number));
    }
    k->used = mark;
    return true;
}

static bool
evaluate(struct walker *k, const struct path *p, const struct context *c,
    struct value *out)
{
    TRY(walker_spend(k, 1));
    switch (p->sort) {
    case PATH_STEPS:
    case PATH_UNION:
        return places(k, p, c, out);
    case PATH_NUMBER:
        *out = (struct value){.type = VALUE_NUMBER, .number = p->number};
        return true;
    case PATH_TEXT:
        return literal(k, p, out);
    case PATH_OR:
    case PATH_AND:
        return logic(k, p, c, out);
    case PATH_COUNT:
    case PATH_NOT:
    case PATH_NUMBER_OF:
    case PATH_BOOLEAN_OF:
        return one(k, p, c, out);
    default:
        return two(k, p, c, out);
    }
}

bool
path_places(struct walker *k, const struct path *p, struct place from, struct places *out)
{
    struct context c = {.here = from, .position = 1};
    struct value v;

    if (p->sort != PATH_STEPS && p->sort != PATH_UNION)
        return fail(k->w, FAULT_INVALID, "a rule wants nodes where its path gives none");
    k->used = 0;
    TRY(evaluate(k, p, &c, &v));
    *out = (struct places){.at = k->stack, .count = k->used};
    return true;
}

bool
path_true(struct walker *k, const struct path *p, struct place from, bool *out)
{
    struct context c = {.here = from, .position = 1};
    struct value v;

    k->used = 0;
    TRY(evaluate(k, p, &c, &v));
    *out = value_true(k, &v);
    k->used = 0;
    return true;
}
