/*
 * kind_refs: "$ref" in a kind file's schemas -- each is replaced by what "$defs" says under its
 * name, before anything else looks at the file.  So the rest of the program knows no
 * references, and two files of which one writes out what the other refers to are the same kind.
 */
#include "core/records/kinds_inner.h"

#define REFS_DEPTH 12         /* schemas in one another: JSON of a depth that is read */
#define REFS_SIZE (64 * 1024) /* values in the file, once all is written out */

struct refs {
    struct work *work;
    const struct json *defs;
    const struct json *open[REFS_DEPTH]; /* those that we are within */
    size_t depth;
    size_t left;
};

static bool expand(struct refs *r, struct json *schema, const struct place *at) MUST;

/* ---- One reference ----------------------------------------------------------------------- */

static bool
spend(struct refs *r, const struct json *value, const struct place *at)
{
    if (r->left == 0)
        return fail_at(r->work, at, "more than %d values, once its $ref are written out",
            REFS_SIZE);
    r->left--;
    for (const struct json *m = value->first; m != NULL; m = m->next)
        TRY(spend(r, m, at));
    return true;
}

static bool
find_def(struct refs *r, const struct json *ref, const struct place *at,
    const struct json **out)
{
    struct bytes path = ref->type == JSON_TEXT ? ref->text : (struct bytes){0};
    struct bytes start = bytes_of("#/$defs/");

    if (!bytes_start(path, "#/$defs/"))
        return fail_at(r->work, at, "$ref: not of the form #/$defs/NAME");
    *out = json_get_bytes(r->defs, bytes_from(path.at + start.len, path.len - start.len));
    if (*out == NULL || (*out)->type != JSON_OBJECT)
        return fail_at(r->work, at, "$ref: %.*s is not there", (int)path.len,
            (const char *)path.at);
    for (size_t i = 0; i < r->depth; i++)
        if (r->open[i] == *out)
            return fail_at(r->work, at, "$ref: %.*s leads back to itself", (int)path.len,
                (const char *)path.at);
    return true;
}

/* The members of the definition in the place of the reference, but for a label and conditions of its own. */
static bool
put_in_place(struct refs *r, struct json *schema, const struct json *def,
    const struct place *at)
{
    static const struct member beside[] = {{.name = "$ref"}, {.name = "hxl"},
        {.name = "iati"}, {.name = "label"}, {.name = "required-when"},
        {.name = "visible-when"}, {0}};
    struct reading reading = {.work = r->work, .at = at};
    struct json *copy, *next;

    TRY(members_read(&reading, schema, beside, ANY_SORT, NULL));
    TRY(spend(r, def, at));
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

/* ---- Schemas ------------------------------------------------------------------------------- */

static bool
expand_members(struct refs *r, struct json *schema, const struct place *at)
{
    struct json *properties = json_get(schema, "properties");
    struct place items = {.up = at, .name = bytes_of("items")};

    for (struct json *p = properties != NULL && properties->type == JSON_OBJECT
             ? properties->first
             : NULL;
         p != NULL; p = p->next) {
        struct place here = {.up = at, .name = p->name};

        TRY(expand(r, p, &here));
    }
    return json_get(schema, "items") == NULL ||
        expand(r, json_get(schema, "items"), &items);
}

static bool
expand(struct refs *r, struct json *schema, const struct place *at)
{
    const struct json *ref = json_get(schema, "$ref"), *def = NULL;

    if (r->depth == REFS_DEPTH)
        return fail_at(r->work, at, "schemas in one another deeper than %d", REFS_DEPTH);
    if (ref != NULL) {
        TRY(find_def(r, ref, at, &def));
        TRY(put_in_place(r, schema, def, at));
        if (json_get(schema, "$ref") != NULL)
            return fail_at(r->work, at, "$ref: to a $ref; refer to what that refers to");
    }
    r->open[r->depth++] = def;
    TRY(expand_members(r, schema, at));
    r->depth--;
    return true;
}

/* All of the members called ${name} of the objects in the file's member ${in}. */
static bool
expand_in(struct refs *r, struct json *file, const char *in, const char *name,
    const struct place *up)
{
    struct json *list = json_get(file, in);
    struct place at = {.up = up, .name = bytes_of(in)};

    if (list == NULL || list->type != JSON_OBJECT)
        return true; /* refused where it is read */
    for (struct json *m = list->first; m != NULL; m = m->next) {
        struct place here = {.up = &at, .name = m->name};
        struct place inner = {.up = &here, .name = bytes_of(name)};
        struct json *schema = json_get(m, name);

        if (schema != NULL)
            TRY(expand(r, schema, &inner));
    }
    return true;
}

bool
refs_expand(struct reading *r, struct json *file)
{
    struct json *defs = json_get(file, "$defs");
    struct place here = {.up = r->at, .name = bytes_of("$defs")};
    struct refs refs = {.work = r->work, .defs = defs, .left = REFS_SIZE};

    if (defs != NULL && defs->type != JSON_OBJECT)
        return fail_at(r->work, &here, "not an object of schemas");
    TRY(expand_in(&refs, file, "parts", "schema", r->at));
    TRY(expand_in(&refs, file, "moves", "fill", r->at));
    json_drop(file, "$defs");
    return true;
}
