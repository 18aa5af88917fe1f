/*
 * kind_when: the conditions of fields -- "required-when" and "visible-when" -- read once all
 * that they may speak of is there.
 */
#include "core/records/expr.h"

static bool
read_one(const struct reading *r, const struct spot *s, const char *name,
    const struct expr **out)
{
    const struct json *text = json_get(s->schema->json, name);
    struct place here = {.name = bytes_of(name)};

    return text == NULL || read_below(r, here, expr_read, text, out);
}

/* What stands in a list is judged item by item: "item" is the one it stands in.  Another part of a
 * class of its own is not on every node: a condition that asked for it would be judged otherwise
 * there. */
bool
conditions_read(struct reading *r, const struct spot *s)
{
    r->item = s->item;
    r->moving = s->move != NULL;
    if (s->move != NULL)
        r->fill = s->move->fill;
    else
        r->own = s->part->name;
    if (s->property != NULL)
        return read_one(r, s, "required-when", &s->property->required_when) &&
            read_one(r, s, "visible-when", &s->property->visible_when);
    return (json_get(s->schema->json, "required-when") == NULL &&
               json_get(s->schema->json, "visible-when") == NULL) ||
        refuse(r, "required-when and visible-when are of fields only");
}
