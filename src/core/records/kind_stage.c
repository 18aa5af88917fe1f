/*
 * kind_stage: where an item stands -- the moves that were made upon it, replayed in one
 * order wherever they came from -- and what follows: derived values, broken rules.
 */
#include "core/records/expr.h"

/* An organisation's move that counted since the item came to its state. */
struct made {
    const struct kind_move *move;
    struct bytes by; /* as 64 hex digits */
};

/* What an organisation has left here: one that makes moves without end, or moves that cost
 * without end, keeps nobody else from theirs. */
struct payer {
    struct hash by;
    size_t moves, purse;
};

static const char too_much[] = "more than one organisation can make here";

struct replay {
    struct work *work;
    const struct kind *kind;
    const struct record *record;
    struct expr_facts facts;
    size_t state;
    int64_t since; /* when it came there */
    struct json *fill;
    struct made *made;
    size_t made_count; /* in this state */
    struct payer *payers;
    size_t payer_count;
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
        if (bytes_equal(p->made[i].move->name, move))
            items[out->count++] =
                (struct value){.type = VALUE_TEXT, .text = p->made[i].by};
    return true;
}

/* Why it does not count where it met the item, by who makes it and when. */
static bool
judge_move(struct replay *p, const struct kind_move *m, struct kind_moved *moved)
{
    bool may = bytes_equal(p->facts.actor, p->facts.author);

    if (m->sign && !hash_equal(&moved->version, &p->record->hash))
        moved->why = "it was made on another version";
    else if ((m->from >> p->state & 1) == 0)
        moved->why = "not possible in the state it met";
    if (moved->why != NULL)
        return true;
    if (m->by != NULL)
        TRY(expr_true(p->work, m->by, &p->facts, &may));
    if (!may)
        moved->why = "not for this organisation to make";
    if (may && m->when != NULL)
        TRY(expr_true(p->work, m->when, &p->facts, &may));
    if (!may && moved->why == NULL)
        moved->why = "its condition did not hold";
    return true;
}

static bool
is_made(const struct replay *p, const struct kind_move *move, struct bytes by)
{
    for (size_t i = 0; i < p->made_count; i++)
        if (p->made[i].move == move && bytes_equal(p->made[i].by, by))
            return true;
    return false;
}

/* Have all made it who are asked for? */
static bool
complete(struct replay *p, const struct kind_move *m, bool *yes)
{
    struct work *inner = work_open(work_os(p->work));
    struct value asked;
    bool good = inner != NULL && expr_eval(inner, m->all, &p->facts, &asked);
    size_t cost = 1, *purse = p->facts.purse;

    for (size_t i = 0; i < p->made_count; i++)
        cost += p->made[i].move == m;
    *yes = good && asked.type == VALUE_LIST && asked.count > 0;
    for (size_t i = 0; *yes && i < asked.count; i++) {
        *purse = cost < *purse ? *purse - cost : 0;
        *yes = *purse > 0 && asked.items[i].type == VALUE_TEXT &&
            is_made(p, m, asked.items[i].text);
    }
    return work_join(p->work, inner, good);
}

static bool
count_move(struct replay *p, const struct kind_move *m, struct kind_moved *moved)
{
    bool all = true, before = is_made(p, m, p->facts.actor);

    if (m->all != NULL && before) {
        moved->why = "made before";
        return true;
    }
    moved->counts = true;
    moved->why = "counts";
    for (const struct json *f = json_first(moved->fill); f != NULL; f = f->next)
        TRY(put_copy(p->work, p->fill, f->name, f));
    if (!before)
        p->made[p->made_count++] = (struct made){m, p->facts.actor};
    if (m->all != NULL)
        TRY(complete(p, m, &all));
    if (!all)
        moved->why = "counts; others are still to make it";
    if (all && m->to >= 0) {
        p->since = (size_t)m->to != p->state ? moved->time : p->since;
        p->state = (size_t)m->to;
        p->facts.state = p->kind->states[p->state].name;
        p->made_count = 0;
    }
    return true;
}

static struct payer *
payer_of(struct replay *p, const struct hash *by)
{
    for (size_t i = 0; i < p->payer_count; i++)
        if (hash_equal(&p->payers[i].by, by))
            return &p->payers[i];
    p->payers[p->payer_count] = (struct payer){.by = *by, .purse = KIND_COST};
    return &p->payers[p->payer_count++];
}

/* Why what it brings is not what it should be, by its schema and the conditions of its fields. */
static bool
judge_fill(struct replay *p, const struct kind_move *m, struct kind_moved *moved)
{
    struct json *found = json_array(p->work);
    struct bytes path;

    if (!kind_check_fill(p->work, p->kind, m->name, moved->fill)) {
        moved->why = "what it brings is not what it should";
        return work_forgive(p->work, FAULT_INVALID);
    }
    if (m->fill == NULL)
        return true;
    TRY(fill_judge(p->work, m->fill, moved->fill, &p->facts, found));
    if (*p->facts.purse == 0) {
        moved->why = too_much;
    } else if (found->count > 0) {
        path = json_get_text(found->first, "path");
        moved->why = work_format(p->work, "what it brings is not what it should: %.*s %s",
            (int)path.len, (const char *)path.at,
            bytes_is(json_get_text(found->first, "rule"), "visible-when")
                ? "has no place here"
                : "is to be given here");
    }
    return work_ok(p->work);
}

static bool
replay_one(struct replay *p, struct kind_moved *moved)
{
    const struct kind_move *m = kind_move(p->kind, moved->move);
    struct payer *payer = payer_of(p, &moved->by);

    moved->counts = false;
    moved->why = NULL;
    if (payer->moves++ >= KIND_MOVED || payer->purse == 0) {
        moved->why = too_much;
        return true;
    }
    p->facts.purse = &payer->purse;
    if (m == NULL) {
        moved->why = "this kind has no such move";
        return true;
    }
    p->facts.fill = moved->fill;
    p->facts.now = moved->time;
    TRY(hex_write(p->work, hash_bytes(&moved->by), &p->facts.actor));
    TRY(judge_move(p, m, moved));
    if (moved->why == NULL)
        TRY(judge_fill(p, m, moved));
    return moved->why != NULL || count_move(p, m, moved);
}

/* ---- All of them --------------------------------------------------------------------------- */

bool
kind_stage(struct work *w, const struct kind *k, const struct record *r,
    struct kind_moved moves[], size_t count, struct kind_stage *out)
{
    struct replay p = {.work = w,
        .kind = k,
        .record = r,
        .since = r->time,
        .fill = json_object(w)};

    *out = (struct kind_stage){0};
    p.made = work_alloc(w, (count + 1) * sizeof(*p.made));
    p.payers = work_alloc(w, (count + 1) * sizeof(*p.payers));
    TRY(p.made != NULL && p.payers != NULL && work_ok(w));
    if (k->state_count == 0)
        return true;
    TRY(facts_start(w, r, r->time, &p.facts));
    p.facts.moved = who_moved;
    p.facts.ctx = &p;
    TRY(first_state(&p));
    TRY(moves_order(w, moves, count));
    for (size_t i = 0; i < count; i++)
        TRY(replay_one(&p, &moves[i]));
    *out = (struct kind_stage){.state = k->states[p.state].name,
        .label = k->states[p.state].label,
        .final = k->states[p.state].final,
        .since = p.since,
        .fill = p.fill};
    return true;
}

/* ---- Asking ---------------------------------------------------------------------------------- */

bool
kind_has_states(const struct kind *k)
{
    return k->state_count > 0;
}

bool
kind_public(const struct kind *k, struct bytes state)
{
    const struct kind_state *s = kind_state(k, state);

    return s != NULL ? s->public : k->public;
}

bool
kind_part_public(const struct kind *k, struct bytes part)
{
    const struct kind_part *of = kind_part(k, part);

    return of != NULL && (of->ordinary || of->schema == NULL);
}

const struct json *
kind_move_json(const struct kind *k, struct bytes move)
{
    return json_get_bytes(json_get(k->json, "moves"), move);
}

bool
kind_move_at(const struct kind *k, size_t at, struct kind_move_about *out)
{
    if (at >= k->move_count)
        return false;
    *out = (struct kind_move_about){.name = k->moves[at].name,
        .sign = k->moves[at].sign,
        .asked = k->moves[at].asked};
    return true;
}

bool
kind_check_fill(struct work *w, const struct kind *k, struct bytes move,
    const struct json *fill)
{
    static const struct json none = {.type = JSON_OBJECT};
    struct place at = {.name = bytes_of("fill")};

    const struct kind_move *m = kind_move(k, move);

    if (m == NULL)
        return fail_at(w, &at, NULL, "this kind has no such move");
    if (m->fill == NULL)
        return fill == NULL || fail_at(w, &at, NULL, "this move brings nothing");
    if (fill == NULL && m->fill->required_count == 0)
        return true;
    return schema_check(w, m->fill, fill != NULL ? fill : &none, &at);
}

/* ---- What follows ------------------------------------------------------------------------------ */

static bool
facts_at(struct work *w, const struct record *r, const struct kind_stage *stage,
    int64_t now, struct expr_facts *out)
{
    TRY(facts_start(w, r, now, out));
    out->own = KIND_COST;
    out->purse = &out->own;
    out->state = stage->state;
    out->fill = stage->fill;
    return true;
}

static bool
derive_one(struct work *w, const struct kind_formula *from,
    const struct expr_facts *facts, struct json *to)
{
    struct work *inner = work_open(work_os(w));
    struct value v = {0};
    bool good = inner != NULL && expr_eval(inner, from->value, facts, &v);
    const struct json *value = good ? value_json(inner, &v) : NULL;

    good = good && work_ok(inner) && put_copy(w, to, from->name, value);
    return work_join(w, inner, good);
}

/* All of them, or as far as one: those before it are paid for out of the same purse, so it comes to
 * what it is among all. */
static bool
derive(struct work *w, const struct kind *k, const struct record *r,
    const struct kind_stage *stage, int64_t now, const char *last, struct json **out)
{
    struct expr_facts facts;
    bool end = false;

    *out = json_object(w);
    TRY(facts_at(w, r, stage, now, &facts));
    for (size_t i = 0; i < k->derived_count && !end; i++) {
        TRY(derive_one(w, &k->derived[i], &facts, *out));
        end = last != NULL && bytes_is(k->derived[i].name, last);
    }
    return work_ok(w);
}

bool
kind_derive(struct work *w, const struct kind *k, const struct record *r,
    const struct kind_stage *stage, int64_t now, struct json **out)
{
    return derive(w, k, r, stage, now, NULL, out);
}

bool
kind_derive_one(struct work *w, const struct kind *k, const struct record *r,
    const struct kind_stage *stage, int64_t now, const char *name,
    const struct json **out)
{
    struct json *found;

    TRY(derive(w, k, r, stage, now, name, &found));
    *out = json_get(found, name);
    return true;
}

bool
kind_findings(struct work *w, const struct kind *k, const struct record *r,
    const struct kind_stage *stage, int64_t now, const struct codebook *codes,
    struct json **out, size_t *errors)
{
    struct expr_facts facts;

    *out = json_array(w);
    *errors = 0;
    TRY(facts_at(w, r, stage, now, &facts));
    for (size_t i = 0; i < k->rule_count; i++) {
        const struct kind_formula *rule = &k->rules[i];
        struct json *finding = json_object(w);
        bool broken;

        TRY(expr_true(w, rule->value, &facts, &broken));
        if (!broken)
            continue;
        TRY(put_copy(w, finding, bytes_of("message"), rule->label));
        json_put(finding, "rule", json_text(w, rule->name));
        json_put(finding, "severity", json_string(w, rule->error ? "error" : "warning"));
        json_add(*out, finding);
        *errors += rule->error;
    }
    return fields_judge(w, k, r, &facts, codes, *out, errors) && work_ok(w);
}

bool
kind_may_read(struct work *w, const struct kind *k, const struct record *r,
    const struct kind_stage *stage, int64_t now, const struct kind_reader *who, bool *yes)
{
    struct expr_facts facts;

    *yes = true;
    if (k->read == NULL)
        return true;
    TRY(facts_at(w, r, stage, now, &facts));
    TRY(hex_write(w, hash_bytes(&who->org), &facts.actor));
    facts.role = who->role;
    facts.purpose = who->purpose;
    return expr_true(w, k->read, &facts, yes);
}
