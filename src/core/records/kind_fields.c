/*
 * kind_fields: walking a record by its kind's schemas, for what is more than good or bad:
 * what a value is called, whether a field is asked for here, or has no place.
 */
#include "core/records/expr.h"

#define SAYS_MAX 256 /* of one record */

struct fields {
    struct work *work;
    bool (*see)(void *ctx, struct work *w, const struct field *f);
    void *ctx;
};

/* ---- Walking --------------------------------------------------------------------------- */

static bool
walk(struct fields *f, const struct schema *s, const struct property *p,
    const struct json *value, const struct json *in, const struct place *at)
{
    const struct field here = {.schema = s,
        .property = p,
        .value = value,
        .item = in,
        .at = at};

    if (!s->tells)
        return true;
    TRY(f->see(f->ctx, f->work, &here));
    if (value == NULL || !schema_fits(s->type, value))
        return true;
    if (s->type == SCHEMA_ARRAY) {
        struct place item = {.up = at};

        for (const struct json *i = value->first; i != NULL; i = i->next, item.item++)
            TRY(walk(f, s->items, NULL, i, i, &item));
    }
    for (size_t i = 0; s->type == SCHEMA_OBJECT && i < s->property_count; i++) {
        const struct property *each = &s->properties[i];
        struct place inner = {.up = at, .name = each->name};

        if (each->schema->tells)
            TRY(walk(f, each->schema, each, json_get_bytes(value, each->name), in,
                &inner));
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
                TRY(walk(&f, k->parts[p].schema, NULL, r->parts[i].value, NULL, &at));
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

/* ---- Conditions ------------------------------------------------------------------------------ */

struct judging {
    const struct expr_facts *facts;
    struct json *found;
    size_t errors;
};

/* "Reason is to be given here.": by the field's label in each language that we speak. */
static struct json *
message(struct work *w, const struct field *f, const char *path, const char *english,
    const char *french)
{
    const char *const langs[] = {"en", "fr"}, *const said[] = {english, french};
    struct json *list = json_array(w);

    for (size_t i = 0; i < COUNT_OF(langs); i++) {
        struct bytes label = f->schema->label != NULL
            ? form_lang_pick(f->schema->label, langs[i])
            : (struct bytes){0};
        struct json *one = json_object(w);

        if (label.len == 0)
            label = bytes_of(path);
        json_put(one, "lang", json_string(w, langs[i]));
        json_put(one, "text",
            json_string(w,
                work_format(w, "%.*s %s", (int)label.len, (const char *)label.at,
                    said[i])));
        json_add(list, one);
    }
    return list;
}

static bool
find(struct judging *j, struct work *w, const struct field *f, const char *rule,
    const char *english, const char *french)
{
    struct json *one = json_object(w);
    const char *path;

    j->errors++;
    if (j->found->count >= SAYS_MAX)
        return true;
    TRY(place_said(w, f->at, &path));
    json_put(one, "rule", json_string(w, rule));
    json_put(one, "path", json_string(w, path));
    json_put(one, "severity", json_string(w, "error"));
    json_put(one, "message", message(w, f, path, english, french));
    json_add(j->found, one);
    return work_ok(w);
}

static bool
judge(void *ctx, struct work *w, const struct field *f)
{
    struct judging *j = ctx;
    struct expr_facts facts = *j->facts;
    bool visible = true, required = false;

    if (f->property == NULL)
        return true;
    facts.item = f->item;
    if (f->property->visible_when != NULL)
        TRY(expr_true(w, f->property->visible_when, &facts, &visible));
    if (f->property->required_when != NULL && f->value == NULL && visible)
        TRY(expr_true(w, f->property->required_when, &facts, &required));
    if (*facts.purse == 0)
        return true; /* nothing can be said any more */
    if (!visible && f->value != NULL)
        return find(j, w, f, "visible-when", "has no place here.",
            "n’a pas lieu d’être ici.");
    return !required ||
        find(j, w, f, "required-when", "is to be given here.", "est à indiquer ici.");
}

/* Where a part is withheld or erased that conditions may ask for, they are not judged. */
static bool
is_here(const struct kind *k, const struct record *r)
{
    for (size_t i = 0; i < r->part_count; i++)
        for (size_t p = 0; p < k->part_count; p++)
            if (k->parts[p].ordinary && !r->parts[i].present &&
                bytes_equal(k->parts[p].name, r->parts[i].name))
                return false;
    return true;
}

bool
fields_judge(struct work *w, const struct kind *k, const struct record *r,
    const struct expr_facts *facts, struct json *found, size_t *errors)
{
    struct judging j = {.facts = facts, .found = found};

    if (!is_here(k, r))
        return true;
    TRY(fields_walk(w, k, r, judge, &j));
    *errors += j.errors;
    return true;
}
