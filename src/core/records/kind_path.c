/*
 * kind_path: where paths like "core.owners.*.org" lead, from the part down -- the one walk for
 * whatever names a field of a kind.
 */
#include "core/records/kinds_inner.h"

#include <string.h>

bool
path_step(struct bytes *rest, struct bytes *step)
{
    const uint8_t *dot = rest->len > 0 ? memchr(rest->at, '.', rest->len) : NULL;

    *step = *rest;
    if (dot != NULL)
        step->len = (size_t)(dot - rest->at);
    *rest =
        dot != NULL ? bytes_from(dot + 1, rest->len - step->len - 1) : (struct bytes){0};
    return step->at != NULL;
}

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
        if (!path_step(&rest, &step))
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

struct lead
kind_lead(const struct kind *k, struct bytes path)
{
    struct bytes rest = path, name;
    struct lead l = {0};

    if (path_step(&rest, &name))
        l.part = kind_part(k, name);
    l.schema = l.part != NULL ? l.part->schema : NULL;
    l.whole = rest.at == NULL;
    walk(&l, rest);
    return l;
}

const struct schema *
kind_schema_at(const struct kind *k, const struct json *path)
{
    struct lead l = {0};

    if (path != NULL && path->type == JSON_TEXT)
        l = kind_lead(k, path->text);
    return l.lists == 0 ? l.schema : NULL;
}

/* ---- All of a schema ---------------------------------------------------------------------- */

bool
schema_walk(struct reading *r, struct spot here, sees *see, void *ctx)
{
    const struct schema *s = here.schema;
    struct place at = {.up = r->at};
    struct reading inner = *r;

    here.personal = here.personal || s->personal;
    TRY(see(r, &here, ctx));
    inner.at = &at;
    here.beside = s;
    for (size_t i = 0; i < s->property_count; i++) {
        here.property = &s->properties[i];
        here.schema = here.property->schema;
        at.name = here.property->name;
        TRY(schema_walk(&inner, here, see, ctx));
    }
    if (s->items == NULL)
        return true;
    here.property = NULL;
    here.beside = NULL;
    here.schema = here.item = s->items;
    here.lists++;
    at.name = bytes_of("*");
    return schema_walk(&inner, here, see, ctx);
}

bool
kind_walk(const struct reading *r, sees *see, void *ctx)
{
    struct place moves = {.up = r->at, .name = bytes_of("moves")};
    const struct kind *k = r->kind;

    for (size_t i = 0; i < k->part_count; i++) {
        struct place at = {.up = r->at, .name = k->parts[i].name};
        struct reading inner = *r;

        inner.at = &at;
        if (k->parts[i].schema != NULL)
            TRY(schema_walk(&inner,
                (struct spot){.schema = k->parts[i].schema, .part = &k->parts[i]}, see,
                ctx));
    }
    for (size_t i = 0; i < k->move_count; i++) {
        struct place move = {.up = &moves, .name = k->moves[i].name};
        struct place at = {.up = &move, .name = bytes_of("fill")};
        struct reading inner = *r;

        inner.at = &at;
        if (k->moves[i].fill != NULL)
            TRY(schema_walk(&inner,
                (struct spot){.schema = k->moves[i].fill, .move = &k->moves[i]}, see,
                ctx));
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
    if (s->format == FORMAT_UNCERTAIN_DATE)
        return FIELD_DATE;
    switch (s->type) {
    case SCHEMA_STRING:
        return FIELD_TEXT;
    case SCHEMA_INTEGER:
        return FIELD_INTEGER;
    case SCHEMA_BOOLEAN:
        return FIELD_TRUTH;
    case SCHEMA_LANG_TEXT:
        return FIELD_LANG_TEXT;
    default:
        return FIELD_OTHER;
    }
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
