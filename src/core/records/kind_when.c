/*
 * kind_when: the conditions of fields -- "required-when" and "visible-when" -- read once all
 * that they may speak of is there.
 */
#include "core/records/expr.h"

static bool read_whole(struct work *w, const struct schema *s, struct expr_scope *scope,
    const struct place *at) MUST;

static bool
read_one(struct work *w, const struct schema *s, const char *name,
    struct expr_scope *scope, const struct place *up, const struct expr **out)
{
    const struct json *text = json_get(s->json, name);
    struct place here = {.up = up, .name = bytes_of(name)};

    return text == NULL || expr_read(w, text, scope, &here, out);
}

/* What stands in a list is judged item by item: "item" is the one it stands in. */
static bool
read_below(struct work *w, const struct schema *s, struct expr_scope *scope,
    const struct place *at)
{
    struct place items = {.up = at, .name = bytes_of("items")};
    const struct schema *before = scope->item;

    for (size_t i = 0; i < s->property_count; i++) {
        struct property *p = &s->properties[i];
        struct place here = {.up = at, .name = p->name};

        TRY(read_one(w, p->schema, "required-when", scope, &here, &p->required_when));
        TRY(read_one(w, p->schema, "visible-when", scope, &here, &p->visible_when));
        TRY(read_below(w, p->schema, scope, &here));
    }
    if (s->items == NULL)
        return true;
    scope->item = s->items;
    TRY(read_whole(w, s->items, scope, &items));
    scope->item = before;
    return true;
}

/* Only a field can be asked for, or have no place. */
static bool
read_whole(struct work *w, const struct schema *s, struct expr_scope *scope,
    const struct place *at)
{
    if (json_get(s->json, "required-when") != NULL ||
        json_get(s->json, "visible-when") != NULL)
        return fail_at(w, at, "required-when and visible-when are of fields only");
    return read_below(w, s, scope, at);
}

bool
conditions_read(struct work *w, const struct place *at, const struct kind *k)
{
    struct place moves = {.up = at, .name = bytes_of("moves")};

    for (size_t i = 0; i < k->part_count; i++) {
        /* Another part of a class of its own is not on every node: a condition that asked
         * for it would be judged otherwise there. */
        struct expr_scope scope = {.kind = k, .own = k->parts[i].name};
        struct place here = {.up = at, .name = k->parts[i].name};

        if (k->parts[i].schema != NULL)
            TRY(read_whole(w, k->parts[i].schema, &scope, &here));
    }
    for (size_t i = 0; i < k->move_count; i++) {
        struct expr_scope scope = {.kind = k, .fill = k->moves[i].fill, .moving = true};
        struct place move = {.up = &moves, .name = k->moves[i].name};
        struct place here = {.up = &move, .name = bytes_of("fill")};

        if (scope.fill != NULL)
            TRY(read_whole(w, scope.fill, &scope, &here));
    }
    return true;
}
