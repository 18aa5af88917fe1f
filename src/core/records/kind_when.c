/*
 * kind_when: the conditions of fields -- "required-when" and "visible-when" -- read once all
 * that they may speak of is there.
 */
#include "core/records/expr.h"

static bool read_below(struct work *w, const struct json *json, const struct schema *s,
    struct expr_scope *scope, const struct place *at) MUST;

static bool
read_one(struct work *w, const struct json *json, const char *name,
    struct expr_scope *scope, const struct place *up, const struct expr **out)
{
    const struct json *text = json_get(json, name);
    struct place here = {.up = up, .name = bytes_of(name)};

    return text == NULL || expr_read(w, text, scope, &here, out);
}

/* Only a field can be asked for, or have no place. */
static bool
refuse_here(struct work *w, const struct json *json, const struct place *at)
{
    return (json_get(json, "required-when") == NULL &&
               json_get(json, "visible-when") == NULL) ||
        fail_at(w, at, "required-when and visible-when are of a part's fields only");
}

static bool
read_properties(struct work *w, const struct json *json, const struct schema *s,
    struct expr_scope *scope, const struct place *at)
{
    const struct json *properties = json_get(json, "properties");

    for (const struct json *m = properties != NULL ? properties->first : NULL; m != NULL;
         m = m->next) {
        struct property *p = (struct property *)(uintptr_t)schema_property(s, m->name);
        struct place here = {.up = at, .name = m->name};

        TRY(read_one(w, m, "required-when", scope, &here, &p->required_when));
        TRY(read_one(w, m, "visible-when", scope, &here, &p->visible_when));
        TRY(read_below(w, m, p->schema, scope, &here));
    }
    return true;
}

/* What stands in a list is judged item by item: "item" is the one it stands in. */
static bool
read_below(struct work *w, const struct json *json, const struct schema *s,
    struct expr_scope *scope, const struct place *at)
{
    struct place items = {.up = at, .name = bytes_of("items")};
    const struct schema *before = scope->item;

    if (s->type == SCHEMA_OBJECT)
        return read_properties(w, json, s, scope, at);
    if (s->type != SCHEMA_ARRAY)
        return true;
    TRY(refuse_here(w, json_get(json, "items"), &items));
    scope->item = s->items;
    TRY(read_below(w, json_get(json, "items"), s->items, scope, &items));
    scope->item = before;
    return true;
}

static bool
refuse_below(struct work *w, const struct json *json, const struct place *at)
{
    const struct json *properties = json_get(json, "properties");
    struct place items = {.up = at, .name = bytes_of("items")};

    TRY(refuse_here(w, json, at));
    for (const struct json *m = properties != NULL ? properties->first : NULL; m != NULL;
         m = m->next) {
        struct place here = {.up = at, .name = m->name};

        TRY(refuse_below(w, m, &here));
    }
    return json_get(json, "items") == NULL ||
        refuse_below(w, json_get(json, "items"), &items);
}

bool
conditions_read(struct work *w, const struct json *file, const struct place *at,
    const struct kind *k)
{
    const struct json *parts = json_get(file, "parts"), *moves = json_get(file, "moves");

    for (size_t i = 0; i < k->part_count; i++) {
        const struct json *json =
            json_get(json_get_bytes(parts, k->parts[i].name), "schema");
        /* Another part of a class of its own is not on every node: a condition that asked
         * for it would be judged otherwise there. */
        struct expr_scope scope = {.kind = k, .own = k->parts[i].name};
        struct place here = {.up = at, .name = k->parts[i].name};

        if (k->parts[i].schema == NULL)
            continue;
        TRY(refuse_here(w, json, &here));
        TRY(read_below(w, json, k->parts[i].schema, &scope, &here));
    }
    for (const struct json *m = moves != NULL ? moves->first : NULL; m != NULL;
         m = m->next) {
        struct place here = {.up = at, .name = m->name};

        TRY(refuse_below(w, json_get(m, "fill"), &here));
    }
    return true;
}
