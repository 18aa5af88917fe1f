/*
 * kind_fields: walking a record by its kind's schemas, for what is more than good or bad:
 * what a value is called.
 */
#include "core/records/kinds_inner.h"

#define SAYS_MAX 256 /* of one record */

struct fields {
    struct work *work;
    bool (*see)(void *ctx, struct work *w, const struct field *f);
    void *ctx;
};

/* ---- Walking --------------------------------------------------------------------------- */

static bool
walk(struct fields *f, const struct schema *s, const struct property *p,
    const struct json *value, const struct place *at)
{
    const struct field here = {.schema = s, .property = p, .value = value, .at = at};

    if (!s->tells)
        return true;
    TRY(f->see(f->ctx, f->work, &here));
    if (value == NULL || !schema_fits(s->type, value))
        return true;
    if (s->type == SCHEMA_ARRAY) {
        struct place item = {.up = at};

        for (const struct json *i = value->first; i != NULL; i = i->next, item.item++)
            TRY(walk(f, s->items, NULL, i, &item));
    }
    for (size_t i = 0; s->type == SCHEMA_OBJECT && i < s->property_count; i++) {
        const struct property *each = &s->properties[i];
        struct place inner = {.up = at, .name = each->name};

        if (each->schema->tells)
            TRY(walk(f, each->schema, each, json_get_bytes(value, each->name), &inner));
    }
    return true;
}

bool
fields_walk(struct work *w, const struct kind *k, const struct record *r,
    bool (*see)(void *ctx, struct work *w, const struct field *f), void *ctx)
{
    struct fields f = {.work = w, .see = see, .ctx = ctx};

    for (size_t i = 0; i < r->part_count; i++)
        for (size_t p = 0; p < k->part_count; p++) {
            struct place at = {.name = r->parts[i].name};

            if (r->parts[i].present && k->parts[p].schema != NULL &&
                bytes_equal(k->parts[p].name, r->parts[i].name))
                TRY(walk(&f, k->parts[p].schema, NULL, r->parts[i].value, &at));
        }
    return true;
}

/* ---- What values are called --------------------------------------------------------------- */

static bool
say(void *ctx, struct work *w, const struct field *f)
{
    struct json *list = ctx, *one, *label;
    const struct json *says = f->value != NULL &&
            (f->value->type == JSON_TEXT || f->value->type == JSON_INTEGER)
        ? choice_label(w, f->schema, f->value)
        : NULL;
    const char *path;

    if (says == NULL || list->count == SAYS_MAX)
        return true;
    TRY(place_said(w, f->at, &path) && json_keep(w, says, &label));
    one = json_object(w);
    json_put(one, "path", json_string(w, path));
    json_put(one, "says", label);
    json_add(list, one);
    return work_ok(w);
}

bool
kind_says(struct work *w, const struct kind *k, const struct record *r, struct json **out)
{
    *out = json_array(w);
    return work_ok(w) && fields_walk(w, k, r, say, *out);
}
