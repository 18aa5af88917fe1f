/*
 * kind_flow: the states of a kind, the moves between them, its derived values and rules,
 * read from its file.
 */
#include "core/records/expr.h"

#include <string.h>

/* ---- States -------------------------------------------------------------------------- */

static int
state_index(const struct kind *k, const struct json *name)
{
    for (size_t i = 0; i < k->state_count; i++)
        if (name != NULL && name->type == JSON_TEXT &&
            bytes_equal(k->states[i].name, name->text))
            return (int)i;
    return -1;
}

static bool
read_state(struct work *w, const struct json *value, const struct place *at,
    struct kind *k)
{
    static const char *const members[] = {"final", "label", "public", "start", NULL};
    struct expr_scope scope = {.kind = k};
    struct place start = {.up = at, .name = bytes_of("start")};
    struct kind_state *s = &k->states[k->state_count++];
    const struct json *begins = json_get(value, "start");

    if (!form_name(value->name))
        return fail_at(w, at, "not a name a state may have");
    TRY(kind_members(w, value, at, members));
    TRY(kind_label(w, json_get(value, "label"), at, true));
    TRY(kind_flag(w, value, "final", at, &s->final));
    TRY(kind_flag(w, value, "public", at, &s->public));
    s->name = value->name;
    s->label = json_get(value, "label");
    return begins == NULL || expr_read(w, begins, &scope, &start, &s->start);
}

static bool
read_states(struct work *w, const struct json *file, const struct place *at,
    struct kind *k)
{
    const struct json *states = json_get(file, "states");
    struct place here = {.up = at, .name = bytes_of("states")};

    if (states == NULL)
        return json_get(file, "moves") == NULL ||
            fail_at(w, &here, "moves need states to lead between");
    if (!is_object(states, 1, KIND_STATES))
        return fail_at(w, &here, "not an object of 1 to %d states", KIND_STATES);
    TRY(kind_each(w, k, states, &here, KIND_STATES, " states", read_state));
    for (size_t i = 0; i < k->state_count; i++)
        if (k->states[i].start != NULL)
            return true;
    return fail_at(w, &here, "no state is one to start in: \"start\": true");
}

/* ---- Moves ------------------------------------------------------------------------------ */

static bool
read_from(struct work *w, const struct json *value, const struct place *at,
    const struct kind *k, struct kind_move *m)
{
    const struct json *from = json_get(value, "from");

    if (!is_list(from, 1, SIZE_MAX))
        return fail_at(w, at, "from: not a list of states");
    for (const struct json *f = from->first; f != NULL; f = f->next) {
        int state = state_index(k, f);

        if (state < 0)
            return fail_at(w, at, "from: a state that the kind does not have");
        m->from |= 1u << state;
    }
    m->to = -1;
    if (json_get(value, "to") == NULL)
        return true;
    m->to = state_index(k, json_get(value, "to"));
    return m->to >= 0 || fail_at(w, at, "to: a state that the kind does not have");
}

static bool
read_fill(struct work *w, const struct json *value, const struct place *at,
    struct kind_move *m)
{
    const struct json *fill = json_get(value, "fill");
    struct place here = {.up = at, .name = bytes_of("fill")};

    if (fill == NULL)
        return true;
    TRY(schema_read(w, fill, &here, &m->fill));
    if (m->fill->type != SCHEMA_OBJECT || m->fill->open)
        return fail_at(w, &here,
            "not the schema of an object that names all its members");
    return true;
}

static bool
read_condition(struct work *w, const struct json *value, const char *name,
    const struct place *at, struct expr_scope *scope, const struct expr **out)
{
    const struct json *text = json_get(value, name);
    struct place here = {.up = at, .name = bytes_of(name)};

    return text == NULL || expr_read(w, text, scope, &here, out);
}

/* What a record must be that the move names: of which kind, in which states, with which link
 * to the item.  Other kinds are not known here: kind_lint looks at them. */
static bool
read_need(struct work *w, const struct json *need, const struct place *up,
    const struct kind_move *m)
{
    static const char *const members[] = {"in", "kind", "link", NULL};
    const struct property *brings =
        m->fill != NULL ? schema_property(m->fill, need->name) : NULL;
    const struct json *link = json_get(need, "link");
    struct place here = {.up = up, .name = need->name};

    if (brings == NULL || brings->schema->format != FORMAT_UUID)
        return fail_at(w, &here, "the move brings no record of that name");
    TRY(kind_members(w, need, &here, members));
    if (!form_kind(json_get_text(need, "kind")))
        return fail_at(w, &here, "kind: not of the form name/major");
    if (link != NULL && !form_name(json_get_text(need, "link")))
        return fail_at(w, &here, "link: not a name that a link may have");
    return is_list_of(json_get(need, "in"), form_name) ||
        fail_at(w, &here, "in: not a list of states");
}

static bool
read_needs(struct work *w, const struct json *value, const struct place *at,
    const struct kind_move *m)
{
    const struct json *needs = json_get(value, "needs");
    struct place here = {.up = at, .name = bytes_of("needs")};

    if (needs == NULL)
        return true;
    if (!is_object(needs, 1, SIZE_MAX))
        return fail_at(w, &here, "not an object of records that the move names");
    for (const struct json *n = needs->first; n != NULL; n = n->next)
        TRY(read_need(w, n, &here, m));
    return true;
}

static bool
read_move(struct work *w, const struct json *value, const struct place *at,
    struct kind *k)
{
    static const char *const members[] = {"all", "asked", "by", "fill", "from", "label",
        "needs", "sign", "to", "when", NULL};
    struct kind_move *m = &k->moves[k->move_count++];
    struct expr_scope scope = {.kind = k, .moving = true};

    if (!form_name(value->name))
        return fail_at(w, at, "not a name a move may have");
    TRY(kind_members(w, value, at, members));
    TRY(kind_label(w, json_get(value, "label"), at, true));
    m->name = value->name;
    m->label = json_get(value, "label");
    TRY(kind_flag(w, value, "sign", at, &m->sign));
    TRY(kind_flag(w, value, "asked", at, &m->asked));
    TRY(read_from(w, value, at, k, m));
    TRY(read_fill(w, value, at, m));
    TRY(read_needs(w, value, at, m));
    scope.fill = m->fill;
    TRY(read_condition(w, value, "by", at, &scope, &m->by));
    TRY(read_condition(w, value, "when", at, &scope, &m->when));
    scope.moving = false;
    scope.fill = NULL;
    TRY(read_condition(w, value, "all", at, &scope, &m->all));
    if (m->to < 0 && m->fill == NULL)
        return fail_at(w, at, "it leads nowhere and brings nothing");
    return true;
}

/* What any move may bring, together: derived values ask for it by name. */
static bool
merge_fills(struct work *w, const struct place *at, struct kind *k)
{
    struct schema *all = work_alloc(w, sizeof(*all));
    size_t most = 0;

    TRY(all != NULL);
    for (size_t i = 0; i < k->move_count; i++)
        most += k->moves[i].fill != NULL ? k->moves[i].fill->property_count : 0;
    *all = (struct schema){.type = SCHEMA_OBJECT};
    all->properties = work_alloc(w, (most + 1) * sizeof(*all->properties));
    TRY(all->properties != NULL);
    for (size_t i = 0; i < k->move_count; i++) {
        const struct schema *fill = k->moves[i].fill;

        for (size_t p = 0; fill != NULL && p < fill->property_count; p++) {
            const struct property *there = schema_property(all, fill->properties[p].name);
            size_t to = all->property_count;

            if (there != NULL && there->schema->type != fill->properties[p].schema->type)
                return fail_at(w, at, "two moves bring a %.*s of different types",
                    (int)there->name.len, (const char *)there->name.at);
            if (there != NULL)
                continue;
            for (; to > 0 &&
                 bytes_order(all->properties[to - 1].name, fill->properties[p].name) > 0;
                 to--)
                all->properties[to] = all->properties[to - 1];
            all->properties[to] = fill->properties[p];
            all->property_count++;
        }
    }
    k->fills = most > 0 ? all : NULL;
    return true;
}

static bool
read_moves(struct work *w, const struct json *file, const struct place *at,
    struct kind *k)
{
    const struct json *moves = json_get(file, "moves");
    struct place here = {.up = at, .name = bytes_of("moves")};

    if (moves == NULL)
        return true;
    TRY(kind_each(w, k, moves, &here, KIND_MOVES, " moves", read_move));
    return merge_fills(w, &here, k);
}

/* ---- Derived values and rules --------------------------------------------------------------- */

static bool
read_formula(struct work *w, const struct json *value, const struct place *at,
    const struct kind *k, bool rule, struct kind_formula *out)
{
    static const char *const derived[] = {"label", "value", NULL};
    static const char *const rules[] = {"message", "severity", "when", NULL};
    /* A derived value is shown and counted: it reckons with nothing that tells of a source or
     * a person, and so no score of anyone can be made of it. */
    struct expr_scope scope = {.kind = k,
        .fill = k->fills,
        .open = rule,
        .computed = !rule};
    struct place inner = {.up = at, .name = bytes_of(rule ? "when" : "value")};
    const struct json *text;
    struct bytes severity;

    if (!form_name(value->name))
        return fail_at(w, at, "not a name that this may have");
    TRY(kind_members(w, value, at, rule ? rules : derived));
    out->name = value->name;
    out->label = json_get(value, rule ? "message" : "label");
    TRY(kind_label(w, out->label, at, true));
    severity = json_get_text(value, "severity");
    out->error = bytes_is(severity, "error");
    if (rule && !out->error && !bytes_is(severity, "warning"))
        return fail_at(w, at, "severity: not error or warning");
    text = json_get(value, rule ? "when" : "value");
    return text != NULL ? expr_read(w, text, &scope, &inner, &out->value)
                        : fail_at(w, &inner, "is missing");
}

static bool
read_derived(struct work *w, const struct json *value, const struct place *at,
    struct kind *k)
{
    return read_formula(w, value, at, k, false, &k->derived[k->derived_count++]);
}

static bool
read_rule(struct work *w, const struct json *value, const struct place *at,
    struct kind *k)
{
    return read_formula(w, value, at, k, true, &k->rules[k->rule_count++]);
}

bool
flow_read(struct work *w, const struct json *file, const struct place *at, struct kind *k)
{
    struct place here = {.up = at, .name = bytes_of("derived")};
    const struct json *derived = json_get(file, "derived"),
                      *rules = json_get(file, "rules");

    TRY(read_states(w, file, at, k));
    TRY(read_moves(w, file, at, k));
    if (derived != NULL)
        TRY(kind_each(w, k, derived, &here, KIND_FORMULAS, "", read_derived));
    here.name = bytes_of("rules");
    return rules == NULL || kind_each(w, k, rules, &here, KIND_FORMULAS, "", read_rule);
}

/* ---- Reading ------------------------------------------------------------------------------- */

/* A reading that is not logged each time is of a kind that tells of no source and no person. */
static bool
read_logging(struct work *w, const struct json *file, const struct place *at,
    struct kind *k)
{
    const struct json *value = json_get(file, "logging");
    bool apart = !bytes_is(k->side, "main");

    if (value == NULL)
        return true;
    k->logs_daily = bytes_is(json_get_text(file, "logging"), "day");
    if (!k->logs_daily && !bytes_is(json_get_text(file, "logging"), "each"))
        return fail_at(w, at, "logging: neither each nor day");
    for (size_t i = 0; i < k->part_count; i++)
        apart = apart || (!k->parts[i].ordinary && k->parts[i].schema != NULL);
    return !k->logs_daily || !apart ||
        fail_at(w, at,
            "logging: of what tells of a source or a person, each reading is logged");
}

bool
reading_read(struct work *w, const struct json *file, const struct place *at,
    struct kind *k)
{
    static const char *const members[] = {"message", "when", NULL};
    const struct json *read = json_get(file, "read");
    struct expr_scope scope = {.kind = k, .reading = true};
    struct place here = {.up = at, .name = bytes_of("read")};
    struct place inner = {.up = &here, .name = bytes_of("when")};

    TRY(read_logging(w, file, at, k));
    if (read == NULL)
        return true;
    TRY(kind_members(w, read, &here, members));
    if (json_get(read, "when") == NULL)
        return fail_at(w, &here, "it wants a condition: when");
    k->read_message = json_get(read, "message");
    TRY(kind_label(w, k->read_message, &here, true));
    return expr_read(w, json_get(read, "when"), &scope, &inner, &k->read);
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
