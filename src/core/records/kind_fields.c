/*
 * kind_fields: walking a record by its kind's schemas, for what is more than good or bad:
 * what a value is called, whether a field is asked for here, or has no place, whether
 * a code is one of its list.
 */
#include "core/records/expr.h"

#define SAYS_MAX 256 /* of one record */

/* A field of a record, there or not. */
struct field {
    const struct schema *schema;
    const struct property *property; /* NULL: an item, or a whole part */
    const struct json *value;        /* NULL: it is not there */
    const struct json *item; /* that it stands in, of the innermost list; or NULL */
    const struct place *at;
};

struct fields {
    struct work *work;
    bool (*see)(void *ctx, struct work *w, const struct field *f);
    void *ctx;
};

/* ---- Walking --------------------------------------------------------------------------- */

static bool
walk(struct fields *f, struct field here)
{
    const struct schema *s = here.schema;
    struct place at = {.up = here.at};
    struct field below = {.item = here.item, .at = &at};

    if (!s->tells)
        return true;
    TRY(f->see(f->ctx, f->work, &here));
    if (here.value == NULL || !schema_fits(s->type, here.value))
        return true;
    for (size_t i = 0; s->type == SCHEMA_OBJECT && i < s->property_count; i++) {
        below.property = &s->properties[i];
        below.schema = below.property->schema;
        below.value = json_get_bytes(here.value, below.property->name);
        at.name = below.property->name;
        TRY(walk(f, below));
    }
    if (s->type != SCHEMA_ARRAY)
        return true;
    below.schema = s->items;
    for (const struct json *i = here.value->first; i != NULL; i = i->next, at.item++) {
        below.value = below.item = i;
        TRY(walk(f, below));
    }
    return true;
}

/* All fields of the parts that are here of whose schemas more is to be told, in order. */
static bool
fields_walk(const struct kind *k, const struct record *r, struct fields f)
{
    for (size_t i = 0; i < r->part_count; i++) {
        const struct kind_part *part = kind_part(k, r->parts[i].name);
        struct place at = {.name = r->parts[i].name};

        if (r->parts[i].present && part != NULL && part->schema != NULL)
            TRY(walk(&f,
                (struct field){.schema = part->schema,
                    .value = r->parts[i].value,
                    .at = &at}));
    }
    return true;
}

/* ---- What values are called --------------------------------------------------------------- */

struct saying {
    const struct codebook *codes;
    struct json *list;
};

static bool
has_code(const struct field *f)
{
    return f->schema->codes.len > 0 && f->value != NULL && f->value->type == JSON_TEXT;
}

static bool
say(void *ctx, struct work *w, const struct field *f)
{
    struct saying *s = ctx;
    struct designation called = {0};
    const struct json *says;
    struct json *one;
    const char *path;

    if (has_code(f))
        called = codebook_says(s->codes, f->schema->codes, f->value->text);
    says = called.name;
    if (says == NULL && f->value != NULL &&
        (f->value->type == JSON_TEXT || f->value->type == JSON_INTEGER))
        says = choice_label(w, f->schema->labels, f->value);
    if ((says == NULL && called.footnote == NULL) || s->list->count == SAYS_MAX)
        return true;
    TRY(place_said(w, f->at, &path));
    one = json_object(w);
    json_put(one, "path", json_string(w, path));
    TRY(put_copy(w, one, bytes_of("says"), says));
    TRY(put_copy(w, one, bytes_of("footnote"), called.footnote));
    json_add(s->list, one);
    return work_ok(w);
}

bool
kind_says(struct work *w, const struct kind *k, const struct record *r,
    const struct codebook *codes, struct json **out)
{
    struct saying s = {.codes = codes, .list = json_array(w)};

    *out = s.list;
    return work_ok(w) && fields_walk(k, r, (struct fields){w, say, &s});
}

/* ---- Findings ---------------------------------------------------------------------------------- */

struct judging {
    const struct expr_facts *facts;
    const struct codebook *codes;
    bool whole; /* are all parts here that conditions may ask for? */
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
    bool error, const char *english, const char *french)
{
    struct json *one = json_object(w);
    const char *path;

    j->errors += error;
    if (j->found->count >= SAYS_MAX)
        return true;
    TRY(place_said(w, f->at, &path));
    json_put(one, "rule", json_string(w, rule));
    json_put(one, "path", json_string(w, path));
    json_put(one, "severity", json_string(w, error ? "error" : "warning"));
    json_put(one, "message", message(w, f, path, english, french));
    json_add(j->found, one);
    return work_ok(w);
}

/* Where the list is not here, that is said of its first code only. */
static bool
judge_code(struct judging *j, struct work *w, const struct field *f)
{
    struct bytes name = f->schema->codes;
    const struct codelist *list;
    const struct json *code;
    struct value today;

    if (j->codes == NULL || !has_code(f) || j->found->count >= SAYS_MAX)
        return true;
    list = codebook_find(j->codes, name);
    if (list == NULL) {
        for (const struct json *before = j->found->first; before != NULL;
             before = before->next)
            if (bytes_equal(json_get_text(before, "list"), name))
                return true;
        TRY(find(j, w, f, "codes", false,
            "is not checked: its code list is not adopted here.",
            "n’est pas vérifié : sa liste de codes n’est pas adoptée ici."));
        json_put(j->found->last, "list", json_text(w, name));
        return work_ok(w);
    }
    code = codelist_find(list, f->value->text);
    if (code == NULL)
        return find(j, w, f, "codes", true, "is none of the codes of its list.",
            "n’est pas un code de sa liste.");
    TRY(value_date(w, j->facts->now / TIME_DAY, &today));
    return codelist_in_force(code, today.text) ||
        find(j, w, f, "codes", false, "is a code that does not hold today.",
            "est un code qui n’est pas en vigueur aujourd’hui.");
}

/* ---- Conditions ------------------------------------------------------------------------------ */

static bool
judge_conditions(struct judging *j, struct work *w, const struct field *f)
{
    struct expr_facts facts = *j->facts;
    bool visible = true, required = false;

    facts.item = f->item;
    if (f->property->visible_when != NULL)
        TRY(expr_true(w, f->property->visible_when, &facts, &visible));
    if (f->property->required_when != NULL && f->value == NULL && visible)
        TRY(expr_true(w, f->property->required_when, &facts, &required));
    if (*facts.purse == 0)
        return true; /* nothing can be said any more */
    if (!visible && f->value != NULL)
        return find(j, w, f, "visible-when", true, "has no place here.",
            "n’a pas lieu d’être ici.");
    return !required ||
        find(j, w, f, "required-when", true, "is to be given here.",
            "est à indiquer ici.");
}

static bool
judge(void *ctx, struct work *w, const struct field *f)
{
    struct judging *j = ctx;

    TRY(judge_code(j, w, f));
    return f->property == NULL || !j->whole || judge_conditions(j, w, f);
}

/* Where a part is withheld or erased that conditions may ask for, they are not judged. */
static bool
is_here(const struct kind *k, const struct record *r)
{
    for (size_t i = 0; i < r->part_count; i++) {
        const struct kind_part *part = kind_part(k, r->parts[i].name);

        if (part != NULL && part->ordinary && !r->parts[i].present)
            return false;
    }
    return true;
}

bool
fields_judge(struct work *w, const struct kind *k, const struct record *r,
    const struct expr_facts *facts, const struct codebook *codes, struct json *found,
    size_t *errors)
{
    struct judging j = {.facts = facts,
        .codes = codes,
        .whole = is_here(k, r),
        .found = found};

    TRY(fields_walk(k, r, (struct fields){w, judge, &j}));
    *errors += j.errors;
    return true;
}

bool
fill_judge(struct work *w, const struct schema *fill, const struct json *brought,
    const struct expr_facts *facts, struct json *found)
{
    static const struct json nothing = {.type = JSON_OBJECT};
    struct judging j = {.facts = facts, .whole = true, .found = found};
    struct fields f = {.work = w, .see = judge, .ctx = &j};
    struct place at = {.name = bytes_of("fill")};

    return walk(&f,
        (struct field){.schema = fill,
            .value = brought != NULL ? brought : &nothing,
            .at = &at});
}
