/*
 * kind_path: where paths like "core.owners.*.org" lead, from the part down -- the one walk for
 * whatever names a field of a kind.
 */
#include "core/records/kinds_inner.h"

const struct schema *
schema_step(const struct schema *s, struct bytes step)
{
    const struct property *p;

    if (bytes_is(step, "*"))
        return s->items;
    p = schema_property(s, step);
    return p != NULL ? p->schema : NULL;
}

static void
walk(struct lead *l, struct bytes rest)
{
    struct bytes step;

    while (l->schema != NULL) {
        l->personal = l->personal || l->schema->personal;
        if (!bytes_step(&rest, '.', &step))
            return;
        l->lists += bytes_is(step, "*");
        l->schema = schema_step(l->schema, step);
    }
}

const struct kind_part *
kind_part(const struct kind *k, struct bytes name)
{
    for (size_t i = 0; i < k->part_count; i++)
        if (bytes_equal(k->parts[i].name, name))
            return &k->parts[i];
    return NULL;
}

const struct kind_move *
kind_move(const struct kind *k, struct bytes name)
{
    for (size_t i = 0; i < k->move_count; i++)
        if (bytes_equal(k->moves[i].name, name))
            return &k->moves[i];
    return NULL;
}

const struct kind_state *
kind_state(const struct kind *k, struct bytes name)
{
    for (size_t i = 0; i < k->state_count; i++)
        if (bytes_equal(k->states[i].name, name))
            return &k->states[i];
    return NULL;
}

struct lead
kind_lead(const struct kind *k, struct bytes path)
{
    struct bytes rest = path, name;
    struct lead l = {0};

    if (bytes_step(&rest, '.', &name))
        l.part = kind_part(k, name);
    l.schema = l.part != NULL ? l.part->schema : NULL;
    l.whole = rest.at == NULL;
    walk(&l, rest);
    return l;
}

const struct schema *
kind_schema_at(const struct kind *k, const struct json *path)
{
    struct lead l = kind_lead(k, path->text);

    return l.lists == 0 ? l.schema : NULL;
}

/* ---- All of a schema ---------------------------------------------------------------------- */

bool
schema_walk(const struct reading *up, struct place at, struct spot here, sees *see)
{
    const struct schema *s = here.schema;
    struct reading r = *up;

    if (s == NULL)
        return true;
    at.up = up->at;
    r.at = &at;
    here.personal = here.personal || s->personal;
    TRY(see(&r, &here));
    here.beside = s;
    for (size_t i = 0; i < s->property_count; i++) {
        here.property = &s->properties[i];
        here.schema = here.property->schema;
        TRY(schema_walk(&r, (struct place){.name = here.property->name}, here, see));
    }
    here.property = NULL;
    here.beside = NULL;
    here.schema = here.item = s->items;
    here.lists++;
    return schema_walk(&r, (struct place){.name = bytes_of("*")}, here, see);
}

bool
kind_walk(const struct reading *r, sees *see)
{
    struct place moves = {.up = r->at, .name = bytes_of("moves")};
    const struct kind *k = r->kind;

    for (size_t i = 0; i < k->part_count; i++)
        TRY(schema_walk(r, (struct place){.name = k->parts[i].name},
            (struct spot){.schema = k->parts[i].schema, .part = &k->parts[i]}, see));
    for (size_t i = 0; i < k->move_count; i++) {
        struct place move = {.up = &moves, .name = k->moves[i].name};
        struct reading inner = *r;

        inner.at = &move;
        TRY(schema_walk(&inner, (struct place){.name = bytes_of("fill")},
            (struct spot){.schema = k->moves[i].fill, .move = &k->moves[i]}, see));
    }
    return true;
}

/* ---- For other rooms --------------------------------------------------------------------- */

bool
kind_path(const struct kind *k, struct bytes path, struct kind_place *out)
{
    struct lead l = kind_lead(k, path);

    *out = (struct kind_place){.schema = l.schema != NULL ? l.schema->json : NULL,
        .apart = l.part != NULL && !l.part->ordinary,
        .personal = l.personal};
    return l.schema != NULL && !l.whole;
}

enum field_sort
schema_sort(const struct schema *s)
{
    return s->format == FORMAT_UNCERTAIN_DATE ? FIELD_DATE
        : s->type == SCHEMA_STRING            ? FIELD_TEXT
        : s->type == SCHEMA_INTEGER           ? FIELD_INTEGER
        : s->type == SCHEMA_BOOLEAN           ? FIELD_TRUTH
        : s->type == SCHEMA_LANG_TEXT         ? FIELD_LANG_TEXT
                                              : FIELD_OTHER;
}

enum field_sort
kind_field(const struct kind *k, struct bytes move, struct bytes path)
{
    const struct kind_move *m = kind_move(k, move);
    struct lead l = {.schema = m != NULL ? m->fill : NULL};

    if (move.len == 0)
        l = kind_lead(k, path);
    else
        walk(&l, path);
    return l.schema != NULL && l.lists == 0 ? schema_sort(l.schema) : FIELD_UNKNOWN;
}
