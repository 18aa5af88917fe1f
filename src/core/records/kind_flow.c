/*
 * kind_flow: the states of a kind, the moves between them, its derived values and rules,
 * read from its file.
 */
#include "core/records/expr.h"

/* ---- States -------------------------------------------------------------------------- */

static const struct member state_members[] = {
    {"label", take_label, .to = AT(kind_state, label), .must = ANY_SORT},
    {"final", take_flag, .to = AT(kind_state, final)},
    {"public", take_flag, .to = AT(kind_state, public)},
    {"start", expr_read, .to = AT(kind_state, start)},
    {0},
};

static bool
read_state(struct reading *r, const struct json *value)
{
    struct kind *k = r->to;
    struct kind_state *s = &k->states[k->state_count++];

    s->name = value->name;
    return members_read(r, value, state_members, ANY_SORT, s);
}

bool
states_read(struct reading *r, const struct json *value)
{
    const struct kind *k = r->to;

    TRY(each_read(r, value, NAMED, 1, KIND_STATES, read_state));
    for (size_t i = 0; i < k->state_count; i++)
        if (k->states[i].start != NULL)
            return true;
    return refuse(r, "no state is one to start in: \"start\": true");
}

/* ---- Moves ------------------------------------------------------------------------------ */

static bool
read_to(struct reading *r, const struct json *value)
{
    const struct kind_state *s = kind_state(r->kind, value->text);

    *(int *)r->to = s != NULL ? (int)(s - r->kind->states) : -1;
    return s != NULL || refuse(r, "a state that the kind does not have");
}

static bool
read_from(struct reading *r, const struct json *value)
{
    const struct kind_state *s = kind_state(r->kind, value->text);

    *(uint32_t *)r->to |= s != NULL ? 1u << (s - r->kind->states) : 0;
    return s != NULL || refuse(r, "a state that the kind does not have");
}

static bool
read_fill(struct reading *r, const struct json *value)
{
    TRY(schema_read(r, value));
    r->fill = *(const struct schema **)r->to;
    return (r->fill->type == SCHEMA_OBJECT && !r->fill->open) ||
        refuse(r, "not the schema of an object that names all its members");
}

/* Where no move brings it, it is found by its link.  Other kinds are not known here: kind_lint
 * looks at them. */
bool
need_read(struct reading *r, const struct json *value)
{
    static const struct member members[] = {
        {"kind", see_kind, .must = ANY_SORT},
        {"link", see_name, .must = true},
        {"in", see_name, .must = ANY_SORT, .is = LIST, .most = SIZE_MAX},
        {0},
    };

    return members_read(r, value, members, r->fill == NULL, NULL);
}

static bool
read_need(struct reading *r, const struct json *value)
{
    const struct property *brings =
        r->fill != NULL ? schema_property(r->fill, value->name) : NULL;

    if (brings == NULL || brings->schema->format != FORMAT_UUID)
        return refuse(r, "the move brings no record of that name");
    return need_read(r, value) &&
        (first_in(value, "in") != NULL || refuse(r, "in: not a list of states"));
}

/* Who is asked for does not hang on who moves, and what is brought. */
static bool
read_all(struct reading *r, const struct json *value)
{
    struct reading still = *r;

    still.moving = false;
    still.fill = NULL;
    return expr_read(&still, value);
}

static const struct member move_members[] = {
    {"label", take_label, .to = AT(kind_move, label), .must = ANY_SORT},
    {"sign", take_flag, .to = AT(kind_move, sign)},
    {"asked", take_flag, .to = AT(kind_move, asked)},
    {"from", read_from, .to = AT(kind_move, from), .must = ANY_SORT, .is = LIST,
        .least = 1, .most = SIZE_MAX},
    {"to", read_to, .to = AT(kind_move, to)},
    {"fill", read_fill, .to = AT(kind_move, fill)},
    {"needs", read_need, .is = OBJECT, .least = 1, .most = SIZE_MAX},
    {"by", expr_read, .to = AT(kind_move, by)},
    {"when", expr_read, .to = AT(kind_move, when)},
    {"all", read_all, .to = AT(kind_move, all)},
    {0},
};

static bool
read_move(struct reading *r, const struct json *value)
{
    struct kind *k = r->to;
    struct kind_move *m = &k->moves[k->move_count++];

    *m = (struct kind_move){.name = value->name, .to = -1};
    r->moving = true;
    TRY(members_read(r, value, move_members, ANY_SORT, m));
    return m->to >= 0 || m->fill != NULL ||
        refuse(r, "it leads nowhere and brings nothing");
}

/* What any move may bring, together: derived values ask for it by name. */
static bool
merge_fills(struct reading *r, struct kind *k)
{
    struct schema *all = work_alloc(r->work, sizeof(*all));
    size_t most = 0;

    TRY(all != NULL);
    for (size_t i = 0; i < k->move_count; i++)
        most += k->moves[i].fill != NULL ? k->moves[i].fill->property_count : 0;
    *all = (struct schema){.type = SCHEMA_OBJECT,
        .properties = work_alloc(r->work, (most + 1) * sizeof(*all->properties))};
    TRY(all->properties != NULL);
    for (size_t i = 0; i < k->move_count; i++) {
        const struct schema *fill = k->moves[i].fill;

        for (size_t p = 0; fill != NULL && p < fill->property_count; p++) {
            const struct property *one = &fill->properties[p],
                                  *there = schema_property(all, one->name);

            if (there != NULL && there->schema->type != one->schema->type)
                return refuse(r, "two moves bring a %.*s of different types",
                    (int)there->name.len, (const char *)there->name.at);
            if (there == NULL)
                *property_add(all, one->name) = *one;
        }
    }
    k->fills = most > 0 ? all : NULL;
    return true;
}

bool
moves_read(struct reading *r, const struct json *value)
{
    return each_read(r, value, NAMED, 0, KIND_MOVES, read_move) && merge_fills(r, r->to);
}

/* ---- Derived values and rules --------------------------------------------------------------- */

static bool
read_severity(struct reading *r, const struct json *value)
{
    *(bool *)r->to = bytes_is(value->text, "error");
    return *(bool *)r->to || bytes_is(value->text, "warning") ||
        refuse(r, "not error or warning");
}

static const struct member derived_members[] = {
    {"label", take_label, .to = AT(kind_formula, label), .must = ANY_SORT},
    {"value", expr_read, .to = AT(kind_formula, value), .must = ANY_SORT},
    {0},
};
static const struct member rule_members[] = {
    {"message", take_label, .to = AT(kind_formula, label), .must = ANY_SORT},
    {"severity", read_severity, .to = AT(kind_formula, error), .must = ANY_SORT},
    {"when", expr_read, .to = AT(kind_formula, value), .must = ANY_SORT},
    {0},
};

/* A derived value is shown and counted: it reckons with nothing that tells of a source or a
 * person, and so no score of anyone can be made of it. */
bool
derived_read(struct reading *r, const struct json *value)
{
    struct kind *k = r->to;
    struct kind_formula *f = &k->derived[k->derived_count++];

    f->name = value->name;
    r->fill = k->fills;
    r->computed = true;
    return members_read(r, value, derived_members, ANY_SORT, f);
}

bool
rule_read(struct reading *r, const struct json *value)
{
    struct kind *k = r->to;
    struct kind_formula *f = &k->rules[k->rule_count++];

    f->name = value->name;
    r->fill = k->fills;
    r->open = true;
    return members_read(r, value, rule_members, ANY_SORT, f);
}

/* ---- Reading ------------------------------------------------------------------------------- */

/* A reading that is not logged each time is of a kind that tells of no source and no person. */
bool
logging_read(struct reading *r, const struct json *value)
{
    struct kind *k = r->to;
    bool apart = !bytes_is(k->side, "main");

    k->logs_daily = bytes_is(value->text, "day");
    if (!k->logs_daily && !bytes_is(value->text, "each"))
        return refuse(r, "neither each nor day");
    for (size_t i = 0; i < k->part_count; i++)
        apart = apart || (!k->parts[i].ordinary && k->parts[i].schema != NULL);
    return !k->logs_daily || !apart ||
        refuse(r, "of what tells of a source or a person, each reading is logged");
}

bool
reading_read(struct reading *r, const struct json *value)
{
    static const struct member members[] = {
        {"message", take_label, .to = AT(kind, read_message), .must = ANY_SORT},
        {"when", expr_read, .to = AT(kind, read), .must = ANY_SORT},
        {0},
    };
    struct reading inner = *r;

    inner.reader = true;
    return members_read(&inner, value, members, ANY_SORT, r->to);
}

const struct json *
kind_read_message(const struct kind *k)
{
    return k->read_message;
}

bool
kind_logs_daily(const struct kind *k)
{
    return k->logs_daily;
}
