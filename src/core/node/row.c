/*
 * The row of an item: what its record, the moves upon it and its terms come to, for those who
 * lay many side by side.  It says nothing that changes by itself: what hangs on the day is
 * the day to compare, and what cannot be said so is marked as open.
 */
#include "core/node/rows.h"

#include <string.h>

/* The days that a date can be: years 1 to 9999. */
#define DAY_FIRST (-719162)
#define DAY_LAST 2932896

/* ---- May one know of it? ------------------------------------------------------------- */

/* Is it for some persons, or is there anything to wait for: a release that ends, an originator
 * or a parent that is not here, a group with its versions? */
static bool
hangs_on_others(const struct facts *f)
{
    const struct facts_item *i = &f->item, *end = f->parents + f->parent_count;
    bool open = f->release_count > 0 || f->grouped;

    for (; i != end && !open; i = i == &f->item ? f->parents : i + 1)
        open = i->terms == NULL || i->originator_unknown || terms_by_person(i->terms) ||
            (i != &f->item && !i->terms->readable);
    return open;
}

/* Without releases the hour counts only for terms that begin (P01): it is known of from one
 * of these beginnings on, or never. */
static bool
reckon_known(struct node *n, struct work *w, const struct stored *s, struct row *out)
{
    const struct actor nobody = {0};
    struct decision decision;
    struct facts f;

    TRY(node_facts(n, w, &nobody, ACT_LIST, s, &f));
    out->known_from = INT64_MAX;
    if (hangs_on_others(&f)) {
        out->flags |= ROW_TERMS_OPEN;
        return true;
    }
    for (size_t i = 0; i < f.parent_count + 2; i++) {
        const struct terms *t = i == 0 ? NULL
            : i == 1                   ? f.item.terms
                                       : f.parents[i - 2].terms;

        f.now = t != NULL ? t->valid_from : 0;
        if (f.now < out->known_from && terms_decide(&f, &decision))
            out->known_from = f.now;
    }
    return true;
}

/* ---- What hangs on the day? -------------------------------------------------------------- */

static bool
mentions_today(const struct json *e)
{
    if (e == NULL || e->type != JSON_ARRAY || e->first == NULL)
        return false;
    if (e->first->type == JSON_TEXT && bytes_is(e->first->text, "today"))
        return true;
    for (const struct json *a = e->first; a != NULL; a = a->next)
        if (mentions_today(a))
            return true;
    return false;
}

/* Once true, is it true for good?  Of what has another form nothing is claimed. */
static bool
only_becomes_true(const struct json *e)
{
    struct bytes operator;

    if (!mentions_today(e))
        return true;
    operator= e->first->text;
    if (bytes_is(operator, "<") || bytes_is(operator, "<="))
        return e->count == 3 && !mentions_today(e->first->next) && e->last->count == 1;
    if (!bytes_is(operator, "and") && !bytes_is(operator, "or"))
        return false;
    for (const struct json *a = e->first->next; a != NULL; a = a->next)
        if (!only_becomes_true(a))
            return false;
    return true;
}

static const struct json *
formula(const struct kind *k, const char *name)
{
    return json_get(json_get(json_get(kind_json(k), "derived"), name), "value");
}

static bool
derived_at(struct work *w, const struct standing *s, int64_t day, const char *name,
    const struct json **out)
{
    return kind_derive_one(w, s->kind, s->record, &s->stage, day * TIME_DAY, name, out);
}

static bool
overdue_on(struct work *w, const struct standing *s, int64_t day, bool *yes)
{
    const struct json *value;

    TRY(derived_at(w, s, day, "overdue", &value));
    *yes = value != NULL && value->type == JSON_BOOL && value->truth;
    return true;
}

int32_t
node_day(struct bytes date)
{
    int64_t day;

    return date.len == 10 && date_first_day(date, &day) ? (int32_t)day : DAY_NEVER;
}

/* The day behind the one it is due on is tried first: it mostly is the one. */
static bool
first_overdue(struct work *w, const struct standing *s, int32_t due, int32_t *out)
{
    int64_t from = DAY_FIRST, to = DAY_LAST; /* not on the one, but on the other */
    int64_t guess = due != DAY_NEVER ? (int64_t)due + 1 : DAY_LAST;
    bool yes;

    *out = DAY_NEVER;
    TRY(overdue_on(w, s, to, &yes));
    if (!yes)
        return true;
    *out = DAY_ALWAYS;
    TRY(overdue_on(w, s, from, &yes));
    if (yes)
        return true;
    while (to - from > 1) {
        int64_t day = guess > from && guess < to ? guess : from + (to - from) / 2;

        TRY(overdue_on(w, s, day, &yes));
        *(yes ? &to : &from) = day;
        guess = yes ? day - 1 : DAY_LAST;
    }
    *out = (int32_t)to;
    return true;
}

static bool
reckon_days(struct work *w, const struct standing *s, struct row *out)
{
    const struct json *due = formula(s->kind, "due"), *open = formula(s->kind, "open"),
                      *overdue = formula(s->kind, "overdue"), *value;

    if (due == NULL && overdue == NULL)
        return true;
    if (mentions_today(due) || mentions_today(open) || !only_becomes_true(overdue)) {
        out->flags |= ROW_DAYS_OPEN;
        return true;
    }
    TRY(derived_at(w, s, 0, "due", &value));
    out->due = node_day(value != NULL ? value->text : (struct bytes){0});
    TRY(derived_at(w, s, 0, "open", &value));
    if (value != NULL && value->type == JSON_BOOL ? value->truth : !s->stage.final)
        out->flags |= ROW_OPEN;
    return overdue == NULL || first_overdue(w, s, out->due, &out->overdue);
}

/* ---- Is anything asked of us? --------------------------------------------------------------- */

static bool
reckon_asked(struct node *n, struct work *w, const struct standing *s, struct row *out)
{
    struct kind_move_about move;
    struct mover us;
    bool yes;

    TRY(node_mover(n, w, &us));
    for (size_t i = 0; kind_move_at(s->kind, i, &move); i++) {
        const struct json *said = kind_move_json(s->kind, move.name);

        if (!move.asked)
            continue;
        if (mentions_today(json_get(said, "by")) ||
            mentions_today(json_get(said, "when")) ||
            mentions_today(json_get(said, "all"))) {
            out->flags |= ROW_MOVES_OPEN;
            continue;
        }
        TRY(move_possible(w, s, &us, move.name, &yes));
        if (yes)
            out->flags |= ROW_ASKED;
    }
    return true;
}

/* ---- The whole --------------------------------------------------------------------------------- */

static uint8_t
state_number(const struct kind *k, struct bytes state)
{
    uint8_t number = 0;

    for (const struct json *s = json_get(kind_json(k), "states")->first; s != NULL;
         s = s->next, number++)
        if (bytes_equal(s->name, state))
            return number;
    return ROW_NO_STATE;
}

bool
row_reckon(struct node *n, struct work *w, const struct stored *s, struct row *out,
    struct buffer *facets)
{
    struct standing standing;

    *out = (struct row){.id = s->id,
        .record = s->no,
        .time = s->time,
        .due = DAY_NEVER,
        .overdue = DAY_NEVER,
        .state = ROW_NO_STATE};
    TRY(reckon_known(n, w, s, out));
    TRY(node_standing(n, w, s, &standing));
    if (standing.kind == NULL || (kind_is_system(standing.kind) && !standing.stands))
        return true;
    if (standing.record == NULL)
        TRY(node_record(n, w, s, &standing.record));
    if (!record_tells(standing.record))
        return true;
    out->flags |= ROW_TELLS;
    TRY(facets_of(n, w, standing.kind, standing.record, facets));
    if (!standing.stands)
        return true;
    out->since = standing.since;
    out->state = state_number(standing.kind, standing.stage.state);
    TRY(reckon_days(w, &standing, out));
    return reckon_asked(n, w, &standing, out);
}

/* ---- As bytes, sealed ------------------------------------------------------------------------------ */

bool
node_hiding_key(struct node *n, struct work *w, const char *what, struct hash *out)
{
    const char *tag = work_format(w, "liaison/v1/%s", what);
    struct hash search;

    TRY(tag != NULL && store_secret(n->store, w, "search", &search));
    TRY(hmac_sha256(w, &search, bytes_of(tag), out));
    secret_wipe(&search, sizeof(search));
    return true;
}

/* Under a key of the views' own, from the one that words are hidden under. */
static bool
row_key(struct node *n, struct work *w, const struct hash **out)
{
    *out = &n->row_key;
    return !hash_is_zero(&n->row_key) || node_hiding_key(n, w, "rows", &n->row_key);
}

bool
row_seal(struct node *n, struct work *w, const struct row *row, struct bytes facets,
    struct bytes *out)
{
    struct buffer b = buffer_open(w, ROW_MAX);
    const struct hash *key;
    struct bytes plain;

    buffer_u64(&b, (uint64_t)row->since);
    buffer_u64(&b, (uint64_t)row->known_from);
    buffer_u32(&b, (uint32_t)row->due);
    buffer_u32(&b, (uint32_t)row->overdue);
    buffer_byte(&b, row->state);
    buffer_byte(&b, row->flags);
    buffer_add(&b, facets);
    TRY(buffer_bytes(&b, &plain));
    TRY(row_key(n, w, &key));
    return seal_bytes(w, key, bytes_from(&row->id, sizeof(row->id)), plain, out);
}

bool
row_open(struct node *n, struct work *w, struct bytes sealed, struct row *out,
    struct bytes *facets)
{
    struct cursor c = {.work = w};
    const struct hash *key;
    uint64_t since, known;
    uint32_t due, overdue;

    TRY(row_key(n, w, &key));
    TRY(open_bytes(w, key, bytes_from(&out->id, sizeof(out->id)), sealed, &c.rest));
    TRY(take_u64(&c, &since) && take_u64(&c, &known));
    TRY(take_u32(&c, &due) && take_u32(&c, &overdue));
    TRY(take_u8(&c, &out->state) && take_u8(&c, &out->flags));
    *facets = c.rest;
    out->since = (int64_t)since;
    out->known_from = (int64_t)known;
    out->due = (int32_t)due;
    out->overdue = (int32_t)overdue;
    return true;
}

/* What nobody reckoned is told by its record. */
void
row_unknown(struct row *out)
{
    out->since = 0;
    out->known_from = INT64_MAX;
    out->due = out->overdue = DAY_NEVER;
    out->state = ROW_NO_STATE;
    out->flags = ROW_TERMS_OPEN | ROW_DAYS_OPEN | ROW_MOVES_OPEN;
}
