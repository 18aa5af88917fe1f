/*
 * kind_refs: "$ref" in a kind file's schemas -- each is replaced by what "$defs" says under its
 * name, before anything else looks at the schema.  So the rest of the program knows no
 * references, and two files of which one writes out what the other refers to are the same kind.
 */
#include <string.h>

#include "core/records/kinds_inner.h"

#define SCHEMAS_DEPTH 12 /* in one another: JSON of a depth that is read */

static bool
spend(const struct reading *r, const struct json *value)
{
    if (r->shared->left == 0)
        return refuse(r, "more than %d values, once its $ref are written out", REFS_SIZE);
    r->shared->left--;
    for (const struct json *m = value->first; m != NULL; m = m->next)
        TRY(spend(r, m));
    return true;
}

static bool
find_def(const struct reading *r, struct bytes path, const struct json **out)
{
    const char *start = "#/$defs/";

    if (!bytes_start(path, start))
        return refuse(r, "$ref: not of the form #/$defs/NAME");
    *out = json_get_bytes(r->shared->defs,
        bytes_from(path.at + strlen(start), path.len - strlen(start)));
    if (*out == NULL || (*out)->type != JSON_OBJECT)
        return refuse(r, "$ref: %.*s is not there", (int)path.len, (const char *)path.at);
    for (const struct within *w = r->within->up; w != NULL; w = w->up)
        if (w->def == *out)
            return refuse(r, "$ref: %.*s leads back to itself", (int)path.len,
                (const char *)path.at);
    return true;
}

/* The members of the definition in the place of the reference, but for a label and conditions of
 * its own. */
static bool
put_in_place(const struct reading *r, struct json *schema, const struct json *def)
{
    static const struct member beside[] = {{.name = "$ref"}, {.name = "hxl"},
        {.name = "iati"}, {.name = "label"}, {.name = "required-when"},
        {.name = "visible-when"}, {0}};
    struct json *copy, *next;

    TRY(members_read(r, schema, beside, ANY_SORT, NULL));
    TRY(spend(r, def));
    TRY(json_keep(r->work, def, &copy));
    for (struct json *m = schema->first; m != NULL; m = next) {
        next = m->next;
        if (!bytes_is(m->name, "$ref"))
            json_put_bytes(copy, m->name, m);
    }
    schema->first = copy->first;
    schema->last = copy->last;
    schema->count = copy->count;
    return work_ok(r->work);
}

bool
ref_expand(const struct reading *r, struct within *here, struct json *schema)
{
    const struct json *ref = json_get(schema, "$ref");
    size_t depth = 0;

    for (const struct within *w = here->up; w != NULL; w = w->up)
        depth++;
    if (depth == SCHEMAS_DEPTH)
        return refuse(r, "schemas in one another deeper than %d", SCHEMAS_DEPTH);
    if (ref == NULL)
        return true;
    TRY(find_def(r, ref->text, &here->def));
    TRY(put_in_place(r, schema, here->def));
    return json_get(schema, "$ref") == NULL ||
        refuse(r, "$ref: to a $ref; refer to what that refers to");
}
