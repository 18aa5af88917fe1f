/*
 * kind_iati: "iati", which element or attribute of the IATI standard a field is.
 * docs/kinds.md, "IATI".
 */
#include "core/records/kinds_inner.h"

#define PATH_LEN 100

/* ${inner}: within an object, whose element it is told from. */
static bool read_fields(const struct reading *r, bool inner, const struct json *json,
    const struct schema *s, const struct kind_iati **out) MUST;

/* ---- One place ---------------------------------------------------------------------------- */

/* "participating-org", "value/@currency"; within an object also "." and, of what is read and
 * never written, "../@default-currency". */
static bool
is_path(const struct reading *r, struct bytes path, bool inner, bool other)
{
    if (bytes_is(path, "."))
        return inner;
    if (inner && other && bytes_start(path, "../"))
        path = bytes_from(path.at + 3, path.len - 3);
    return path.len <= PATH_LEN && matches(r, path, "^([a-z][a-z-]*/)*@?[a-z][a-z-]*$");
}

bool
kind_iati_holds(struct work *w, const struct kind_iati *f, const struct json *value)
{
    struct place at = {.name = bytes_of(f->name)};

    if (schema_check(w, f->schema, value, &at))
        return true;
    if (work_fault(w) == FAULT_INVALID)
        work_clear(w);
    return false;
}

/* A text, or two where versions 2.0x and 1.0x differ: of an attribute, or of what the field
 * holds. */
static bool
read_said(struct reading *r, const struct json *value, bool good)
{
    bool two = value->type == JSON_ARRAY && value->count == 2;

    return (good && (two ? value->first : value)->type == JSON_TEXT &&
               (!two || value->last->type == JSON_TEXT)) ||
        refuse(r, "not a name and its text, or two of versions 2.0x and 1.0x");
}

static bool
read_attribute(struct reading *r, const struct json *value)
{
    return read_said(r, value, form_name(value->name));
}

static bool
read_code(struct reading *r, const struct json *value)
{
    const struct json name = {.type = JSON_TEXT, .text = value->name};
    const struct kind_iati *f = r->to;

    return read_said(r, value,
        f->sort == FIELD_TEXT && kind_iati_holds(r->work, f, &name));
}

static bool
read_derived(struct reading *r, const struct json *value)
{
    struct kind_iati *f = r->to;

    return json_get_bytes(json_get(r->kind->json, "derived"), value->text) != NULL
        ? work_string(r->work, value->text, &f->derived)
        : refuse(r, "no derived value");
}

static const struct member members[] = {
    {.name = "at"},
    {.name = "path"},
    {"has", read_attribute, .is = OBJECT, .least = 1, .most = KIND_CHOICES},
    {"codes", read_code, .is = OBJECT, .least = 1, .most = KIND_CHOICES},
    {"key", take_flag, .to = AT(kind_iati, key)},
    {"must", take_flag, .to = AT(kind_iati, must)},
    {"derived", .read = read_derived},
    {0},
};

/* A path, or an object that says more. */
static bool
read_entry(struct reading *r, bool inner, const struct json *e, struct kind_iati *f)
{
    struct bytes end = json_get_text(e, "at"), rest;

    f->has = json_get(e, "has");
    f->codes = json_get(e, "codes");
    if (e->type != JSON_TEXT)
        TRY(members_read(r, e, members, ANY_SORT, f));
    f->path = e->type == JSON_TEXT ? e->text : json_get_text(e, "path");
    rest = f->path;
    (void)bytes_step(&rest, '/', &f->first);
    f->end = bytes_is(end, "from") ? "from" : bytes_is(end, "to") ? "to" : NULL;
    if (!is_path(r, f->path, inner, f->other))
        return refuse(r, "no path like participating-org/@role");
    return (f->sort == FIELD_DATE) == (f->end != NULL) ||
        refuse(r, "of an uncertain date \"at\" says from or to, of others nothing");
}

/* ---- Fields ------------------------------------------------------------------------------- */

static bool
add_places(struct reading *r, bool inner, const struct json *said,
    const struct kind_iati *f, const struct kind_iati ***end)
{
    bool list = said->type == JSON_ARRAY;
    const struct json *first = list ? said->first : said;
    struct place at = {.up = r->at};
    struct reading item = *r;

    if (list && said->count == 0)
        return refuse(r, "an empty list");
    item.at = list ? &at : r->at;
    for (const struct json *e = first; e != NULL; e = list ? e->next : NULL, at.item++) {
        struct kind_iati *one = work_alloc(r->work, sizeof(*one));

        TRY(one != NULL);
        *one = *f;
        for (const struct json *o = first; o != e; o = o->next)
            one->other =
                one->other || bytes_equal(json_get_text(o, "at"), json_get_text(e, "at"));
        TRY(read_entry(&item, inner, e, one));
        **end = one;
        *end = &one->next;
    }
    return true;
}

static bool
read_field(struct reading *r, bool inner, const struct json *json, const struct schema *s,
    const struct kind_iati ***end)
{
    const struct json *said = json_get(json, "iati");
    struct bytes title = json_get_text(r->kind->json, "title");
    struct kind_iati f = {.list = s->type == SCHEMA_ARRAY, .most_items = s->max_count};
    struct place at = {.up = r->at, .name = bytes_of("iati")};
    struct reading here = *r;

    if (said == NULL)
        return true;
    f.schema = f.list ? s->items : s;
    f.most = f.schema->max_length;
    f.sort = schema_sort(f.schema);
    if (f.sort == FIELD_INTEGER ||
        (f.sort == FIELD_OTHER && f.schema->type != SCHEMA_OBJECT) ||
        (f.list && (inner || (f.sort != FIELD_TEXT && f.sort != FIELD_OTHER))))
        return refuse(r, "iati: does not fit this type");
    TRY(work_string(r->work, json->name, &f.name));
    f.title = !inner && bytes_start(title, "core.") &&
        bytes_equal(bytes_from(title.at + 5, title.len - 5), json->name);
    if (f.sort == FIELD_OTHER)
        TRY(read_fields(r, true, f.list ? json_get(json, "items") : json, f.schema,
            &f.members));
    here.at = &at;
    return add_places(&here, inner, said, &f, end);
}

/* Two fields are not of one place; of an item's elements one that has the same. */
static bool
is_taken(bool inner, const struct kind_iati *first, const struct kind_iati *f)
{
    while (first != f &&
        (first->other || f->other || !json_equal(first->has, f->has) ||
            !bytes_equal(inner ? first->path : first->first, inner ? f->path : f->first)))
        first = first->next;
    return first != f;
}

static bool
read_fields(const struct reading *r, bool inner, const struct json *json,
    const struct schema *s, const struct kind_iati **out)
{
    const struct kind_iati *first = NULL, **end = &first;
    struct place at = {.up = r->at};
    struct reading below = *r;

    below.at = &at;
    for (const struct json *p = first_in(json, "properties"); p != NULL; p = p->next) {
        const struct kind_iati **before = end;

        at.name = p->name;
        TRY(read_field(&below, inner, p, schema_property(s, p->name)->schema, &end));
        for (const struct kind_iati *f = *before; f != NULL; f = f->next)
            if (is_taken(inner, first, f))
                return refuse(&below, "iati: %.*s is another field already",
                    (int)f->path.len, (const char *)f->path.at);
    }
    *out = first;
    return true;
}

bool
mapping_read(const struct reading *r, const struct kind_iati **out)
{
    const struct json *core = json_at(r->kind->json, "parts.core.schema");
    struct bytes element = json_get_text(core, "iati");
    struct place at = {.up = r->at, .name = bytes_of("core")};
    struct reading inner = *r;
    struct kind_iati *root;
    const struct schema *text;

    inner.at = &at;
    if (json_get(core, "iati") == NULL)
        return true;
    if (!bytes_is(element, "iati-activity") && !bytes_is(element, "iati-organisation"))
        return refuse(&inner, "iati: neither iati-activity nor iati-organisation");
    text = kind_lead(r->kind, bytes_of("iati.text")).schema;
    if (text == NULL || text->type != SCHEMA_STRING)
        return refuse(&inner, "iati: no part iati keeps the element's text");
    root = work_alloc(r->work, sizeof(*root));
    TRY(root != NULL);
    *root = (struct kind_iati){.name = "core", .path = element, .sort = FIELD_OTHER};
    *out = root;
    return read_fields(&inner, false, core, kind_lead(r->kind, at.name).schema,
        &root->members);
}

const struct kind_iati *
kind_iati(const struct kind *k)
{
    return k->iati;
}
