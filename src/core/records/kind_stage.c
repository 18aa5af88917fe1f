/*
 * kind_stage: where an item stands -- the moves that were made upon it, replayed in one
 * order wherever they came from -- and what follows: derived values, broken rules.
 */
#include <stdlib.h>
#include <string.h>

#include "core/records/expr.h"

/* An organisation's move that counted since the item came to its state. */
struct made {
    size_t move;
    struct bytes by; /* as 64 hex digits */
};

struct replay {
    struct work *work;
    const struct kind *kind;
    const struct record *record;
    struct expr_facts facts;
    size_t state;
    struct json *fill;
    struct made *made;
    size_t made_count; /* in this state */
};

static bool
facts_start(struct work *w, const struct record *r, int64_t now, struct expr_facts *out)
{
    *out = (struct expr_facts){.record = r, .now = now};
    return hex_write(w, hash_bytes(&r->author), &out->author);
}

/* ---- Before the first move ------------------------------------------------------------ */

static bool
first_state(struct replay *p)
{
    const struct kind *k = p->kind;
    bool here = false;

    for (size_t i = 0; i < k->state_count; i++) {
        if (k->states[i].start == NULL)
            continue;
        p->state = i; /* where no condition holds, the last that might have */
        TRY(expr_true(p->work, k->states[i].start, &p->facts, &here));
        if (here)
            break;
    }
    p->facts.state = k->states[p->state].name;
    return true;
}

/* ---- One move -------------------------------------------------------------------------- */

static bool
who_moved(void *ctx, struct work *w, struct bytes move, struct value *out)
{
    const struct replay *p = ctx;
    struct value *items = work_alloc(w, (p->made_count + 1) * sizeof(*items));

    TRY(items != NULL);
    *out = (struct value){.type = VALUE_LIST, .items = items};
    for (size_t i = 0; i < p->made_count; i++)
        if (bytes_equal(p->kind->moves[p->made[i].move].name, move))
            items[out->count++] =
                (struct value){.type = VALUE_TEXT, .text = p->made[i].by};
    return true;
}

/* Why it does not count, or NULL. */
static bool
refuses(struct replay *p, const struct kind_move *m, const struct kind_moved *moved,
    const char **why)
{
    bool may;

    *why = NULL;
    if (m->sign && !hash_equal(&moved->version, &p->record->hash)) {
        *why = "it was made on another version";
        return true;
    }
    if ((m->from >> p->state & 1) == 0) {
        *why = "not possible in the state it met";
        return true;
    }
    may = bytes_equal(p->facts.actor, p->facts.author);
    if (m->by != NULL)
        TRY(expr_true(p->work, m->by, &p->facts, &may));
    if (!may) {
        *why = "not for this organisation to make";
        return true;
    }
    if (m->when != NULL)
        TRY(expr_true(p->work, m->when, &p->facts, &may));
    if (!may)
        *why = "its condition did not hold";
    return true;
}

/* Have all made it who are asked for? */
static bool
complete(struct replay *p, const struct kind_move *m, bool *yes)
{
    struct value asked, made;

    *yes = true;
    if (m->all == NULL)
        return true;
    TRY(expr_eval(p->work, m->all, &p->facts, &asked));
    TRY(who_moved(p, p->work, m->name, &made));
    *yes = asked.type == VALUE_LIST && asked.count > 0;
    for (size_t i = 0; i < asked.count && *yes; i++) {
        bool found = false;

        for (size_t k = 0; k < made.count && !found; k++)
            found = value_equal(&asked.items[i], &made.items[k]);
        *yes = found;
    }
    return true;
}

static bool
bring(struct replay *p, const struct json *fill)
{
    for (const struct json *f = fill != NULL ? fill->first : NULL; f != NULL;
         f = f->next) {
        struct json *copy;

        TRY(json_keep(p->work, f, &copy));
        json_put_bytes(p->fill, f->name, copy);
    }
    return work_ok(p->work);
}

static bool
is_made(const struct replay *p, size_t move, struct bytes by)
{
    for (size_t i = 0; i < p->made_count; i++)
        if (p->made[i].move == move && bytes_equal(p->made[i].by, by))
            return true;
    return false;
}

static bool
count_move(struct replay *p, size_t index, struct kind_moved *moved)
{
    const struct kind_move *m = &p->kind->moves[index];
    bool all;

    if (m->all != NULL && is_made(p, index, p->facts.actor)) {
        moved->why = "made before";
        return true;
    }
    moved->counts = true;
    moved->why = "counts";
    TRY(bring(p, moved->fill));
    p->made[p->made_count++] = (struct made){index, p->facts.actor};
    TRY(complete(p, m, &all));
    if (!all)
        moved->why = "counts; others are still to make it";
    if (all && m->to >= 0) {
        p->state = (size_t)m->to;
        p->facts.state = p->kind->states[p->state].name;
        p->made_count = 0;
    }
    return true;
}

static bool
replay_one(struct replay *p, struct kind_moved *moved)
{
    size_t index = 0;

    moved->counts = false;
    while (index < p->kind->move_count &&
        !bytes_equal(p->kind->moves[index].name, moved->move))
        index++;
    if (index == p->kind->move_count) {
        moved->why = "this kind has no such move";
        return true;
    }
    p->facts.fill = moved->fill;
    p->facts.now = moved->time;
    TRY(hex_write(p->work, hash_bytes(&moved->by), &p->facts.actor));
    TRY(refuses(p, &p->kind->moves[index], moved, &moved->why));
    if (moved->why != NULL)
        return true;
    if (!kind_check_fill(p->work, p->kind, moved->move, moved->fill)) {
        if (work_fault(p->work) != FAULT_INVALID)
            return false;
        work_clear(p->work);
        moved->why = "what it brings is not what it should";
        return true;
    }
    return count_move(p, index, moved);
}

/* ---- Their order -------------------------------------------------------------------------- */

/* A clock that is behind cannot put a move before one that its maker had seen. */
struct placed {
    struct kind_moved moved;
    int64_t when;
    bool known;
};

static int
by_hash(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;

    return memcmp(&x->moved.hash, &y->moved.hash, sizeof(x->moved.hash));
}

static int
by_when(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;

    return x->when != y->when ? (x->when < y->when ? -1 : 1) : by_hash(a, b);
}

static struct placed *
seen_before(struct placed *all, size_t count, const struct placed *p)
{
    struct placed key = {.moved.hash = p->moved.after};

    return hash_is_zero(&key.moved.hash)
        ? NULL
        : bsearch(&key, all, count, sizeof(*all), by_hash);
}

/* No chain is a circle: a move holds the hash of the one before it. */
static bool
order_moves(struct work *w, struct kind_moved moves[], size_t count)
{
    struct placed *all = work_alloc(w, (count + 1) * sizeof(*all));
    struct placed **chain = work_alloc(w, (count + 1) * sizeof(struct placed *));

    TRY(all != NULL && chain != NULL);
    for (size_t i = 0; i < count; i++)
        all[i] = (struct placed){.moved = moves[i], .when = moves[i].time};
    qsort(all, count, sizeof(*all), by_hash);
    for (size_t i = 0; i < count; i++) {
        size_t depth = 0;

        for (struct placed *p = &all[i]; p != NULL && !p->known && depth < count;
             p = seen_before(all, count, p))
            chain[depth++] = p;
        while (depth-- > 0) {
            const struct placed *before = seen_before(all, count, chain[depth]);

            if (before != NULL && chain[depth]->when <= before->when &&
                before->when < TIME_MAX)
                chain[depth]->when = before->when + 1;
            chain[depth]->known = true;
        }
    }
    qsort(all, count, sizeof(*all), by_when);
    for (size_t i = 0; i < count; i++)
        moves[i] = all[i].moved;
    return true;
}

/* ---- All of them --------------------------------------------------------------------------- */

bool
kind_stage(struct work *w, const struct kind *k, const struct record *r,
    struct kind_moved moves[], size_t count, struct kind_stage *out)
{
    struct replay p = {.work = w, .kind = k, .record = r, .fill = json_object(w)};

    *out = (struct kind_stage){0};
    p.made = work_alloc(w, (count + 1) * sizeof(*p.made));
    TRY(p.made != NULL && work_ok(w));
    if (k->state_count == 0)
        return true;
    TRY(facts_start(w, r, r->time, &p.facts));
    p.facts.moved = who_moved;
    p.facts.ctx = &p;
    TRY(first_state(&p));
    TRY(order_moves(w, moves, count));
    for (size_t i = 0; i < count; i++) {
        if (i < KIND_MOVED)
            TRY(replay_one(&p, &moves[i]));
        else
            moves[i].why = "more moves than an item can have";
    }
    *out = (struct kind_stage){.state = k->states[p.state].name,
        .label = k->states[p.state].label,
        .final = k->states[p.state].final,
        .fill = p.fill};
    return true;
}

/* ---- Asking ---------------------------------------------------------------------------------- */

bool
kind_has_states(const struct kind *k)
{
    return k->state_count > 0;
}

const struct json *
kind_move_json(const struct kind *k, struct bytes move)
{
    return json_get_bytes(json_get(k->json, "moves"), move);
}

bool
kind_move_at(const struct kind *k, size_t at, struct bytes *name, bool *sign)
{
    if (at >= k->move_count)
        return false;
    *name = k->moves[at].name;
    *sign = k->moves[at].sign;
    return true;
}

bool
kind_check_fill(struct work *w, const struct kind *k, struct bytes move,
    const struct json *fill)
{
    struct place at = {.name = bytes_of("fill")};

    for (size_t i = 0; i < k->move_count; i++) {
        const struct kind_move *m = &k->moves[i];

        if (!bytes_equal(m->name, move))
            continue;
        if (m->fill == NULL)
            return fill == NULL || fail_at(w, &at, "this move brings nothing");
        if (fill == NULL && m->fill->required_count == 0)
            return true;
        return fill != NULL ? schema_check(w, m->fill, fill, &at)
                            : fail_at(w, &at, "this move brings something: %.*s",
                                  (int)m->fill->properties[0].name.len,
                                  (const char *)m->fill->properties[0].name.at);
    }
    return fail_at(w, &at, "this kind has no such move");
}

/* ---- What follows ------------------------------------------------------------------------------ */

static bool
facts_at(struct work *w, const struct record *r, const struct kind_stage *stage,
    int64_t now, struct expr_facts *out)
{
    TRY(facts_start(w, r, now, out));
    out->state = stage->state;
    out->fill = stage->fill;
    return true;
}

bool
kind_derive(struct work *w, const struct kind *k, const struct record *r,
    const struct kind_stage *stage, int64_t now, struct json **out)
{
    struct expr_facts facts;

    *out = json_object(w);
    TRY(facts_at(w, r, stage, now, &facts));
    for (size_t i = 0; i < k->derived_count; i++) {
        struct json *value;
        struct value v;

        TRY(expr_eval(w, k->derived[i].value, &facts, &v));
        value = value_json(w, &v);
        if (value != NULL)
            json_put_bytes(*out, k->derived[i].name, value);
    }
    return work_ok(w);
}

bool
kind_findings(struct work *w, const struct kind *k, const struct record *r,
    const struct kind_stage *stage, int64_t now, struct json **out, size_t *errors)
{
    struct expr_facts facts;

    *out = json_array(w);
    *errors = 0;
    TRY(facts_at(w, r, stage, now, &facts));
    for (size_t i = 0; i < k->rule_count; i++) {
        const struct kind_formula *rule = &k->rules[i];
        struct json *finding = json_object(w), *message;
        bool broken;

        TRY(expr_true(w, rule->value, &facts, &broken));
        if (!broken)
            continue;
        TRY(json_keep(w, rule->label, &message));
        json_put(finding, "rule", json_text(w, rule->name));
        json_put(finding, "severity", json_string(w, rule->error ? "error" : "warning"));
        json_put(finding, "message", message);
        json_add(*out, finding);
        *errors += rule->error;
    }
    return work_ok(w);
}
