/*
 * kind_iati: "iati", which element or attribute of the IATI standard a field is.
 * docs/kinds.md, "IATI".
 */
#include "core/records/kinds_inner.h"

#define PATH_LEN 100

struct mapping {
    struct work *work;
    const struct kind *kind;
    bool inner; /* within an object, whose element it is told from */
};

static bool read_fields(struct mapping *m, const struct json *json,
    const struct schema *s, const struct place *at, const struct kind_iati **out) MUST;

/* ---- One place ---------------------------------------------------------------------------- */

/* "participating-org", "value/@currency"; within an object also "." and, of what is read and
 * never written, "../@default-currency". */
static bool
is_path(struct bytes path, bool inner, bool other)
{
    bool fresh = true, attribute = false;

    if (bytes_is(path, "."))
        return inner;
    if (inner && other && bytes_start(path, "../"))
        path = bytes_from(path.at + 3, path.len - 3);
    for (size_t i = 0; i < path.len; i++) {
        uint8_t c = path.at[i];

        if (c >= 'a' && c <= 'z')
            fresh = false;
        else if (fresh && c == '@' && !attribute)
            attribute = true;
        else if (!fresh && c == '/' && !attribute)
            fresh = true;
        else if (fresh || c != '-')
            return false;
    }
    return !fresh && path.len <= PATH_LEN;
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

/* Texts by attribute, or by what the field holds; two where versions 2.0x and 1.0x differ. */
static bool
check_words(struct mapping *m, const struct json *words, const struct kind_iati *of,
    const struct place *at)
{
    if (words != NULL &&
        (words->type != JSON_OBJECT || words->count == 0 || words->count > KIND_CHOICES))
        return fail_at(m->work, at, "iati: not an object of 1 to %d texts", KIND_CHOICES);
    for (const struct json *v = words != NULL ? words->first : NULL; v != NULL;
         v = v->next) {
        const struct json name = {.type = JSON_TEXT, .text = v->name};
        bool two = v->type == JSON_ARRAY && v->count == 2;

        if ((of == NULL
                    ? !form_name(v->name)
                    : of->sort != FIELD_TEXT || !kind_iati_holds(m->work, of, &name)) ||
            (two ? v->first : v)->type != JSON_TEXT ||
            (two && v->last->type != JSON_TEXT))
            return fail_at(m->work, at,
                "iati: %.*s: not a name and its text, or two of versions 2.0x and 1.0x",
                (int)v->name.len, (const char *)v->name.at);
    }
    return work_ok(m->work);
}

static bool
is_derived(const struct kind *k, struct bytes name)
{
    size_t i = 0;

    while (i < k->derived_count && !bytes_equal(k->derived[i].name, name))
        i++;
    return i < k->derived_count;
}

/* A path, or an object that says more. */
static bool
read_entry(struct mapping *m, const struct json *e, const struct place *at,
    struct kind_iati *f)
{
    static const char *const members[] = {"at", "codes", "derived", "has", "key", "must",
        "path", NULL};
    struct bytes end = json_get_text(e, "at"), derived = json_get_text(e, "derived");

    if (e->type != JSON_TEXT)
        TRY(kind_members(m->work, e, at, members));
    f->path = e->type == JSON_TEXT ? e->text : json_get_text(e, "path");
    for (f->first = bytes_from(f->path.at, 0);
         f->first.len < f->path.len && f->path.at[f->first.len] != '/';)
        f->first.len++;
    f->has = json_get(e, "has");
    f->codes = json_get(e, "codes");
    f->end = bytes_is(end, "from") ? "from" : bytes_is(end, "to") ? "to" : NULL;
    if (!is_path(f->path, m->inner, f->other))
        return fail_at(m->work, at, "iati: no path like participating-org/@role");
    if ((f->sort == FIELD_DATE) != (f->end != NULL))
        return fail_at(m->work, at,
            "iati: of an uncertain date \"at\" says from or to, of others nothing");
    TRY(check_words(m, f->has, NULL, at) && check_words(m, f->codes, f, at));
    TRY(kind_flag(m->work, e, "key", at, &f->key));
    TRY(kind_flag(m->work, e, "must", at, &f->must));
    if (json_get(e, "derived") != NULL && !is_derived(m->kind, derived))
        return fail_at(m->work, at, "iati: derived: no derived value");
    return derived.len == 0 || work_string(m->work, derived, &f->derived);
}

/* ---- Fields ------------------------------------------------------------------------------- */

static bool
add_places(struct mapping *m, const struct json *said, const struct kind_iati *f,
    const struct place *at, const struct kind_iati ***end)
{
    bool list = said->type == JSON_ARRAY;
    const struct json *first = list ? said->first : said;

    if (list && said->count == 0)
        return fail_at(m->work, at, "iati: an empty list");
    for (const struct json *e = first; e != NULL; e = list ? e->next : NULL) {
        struct kind_iati *one = work_alloc(m->work, sizeof(*one));

        TRY(one != NULL);
        *one = *f;
        for (const struct json *o = first; o != e; o = o->next)
            one->other =
                one->other || bytes_equal(json_get_text(o, "at"), json_get_text(e, "at"));
        TRY(read_entry(m, e, at, one));
        **end = one;
        *end = &one->next;
    }
    return true;
}

static bool
read_field(struct mapping *m, const struct json *json, const struct schema *s,
    const struct place *at, const struct kind_iati ***end)
{
    const struct json *said = json_get(json, "iati");
    struct mapping inner = {.work = m->work, .kind = m->kind, .inner = true};
    struct bytes title = json_get_text(m->kind->json, "title");
    struct kind_iati f = {.list = s->type == SCHEMA_ARRAY, .most_items = s->max_count};

    if (said == NULL)
        return true;
    f.schema = f.list ? s->items : s;
    f.most = f.schema->max_length;
    f.sort = schema_sort(f.schema);
    if (f.sort == FIELD_INTEGER ||
        (f.sort == FIELD_OTHER && f.schema->type != SCHEMA_OBJECT) ||
        (f.list && (m->inner || (f.sort != FIELD_TEXT && f.sort != FIELD_OTHER))))
        return fail_at(m->work, at, "iati: does not fit this type");
    TRY(work_string(m->work, at->name, &f.name));
    f.title = !m->inner && bytes_start(title, "core.") &&
        bytes_equal(bytes_from(title.at + 5, title.len - 5), at->name);
    if (f.sort == FIELD_OTHER)
        TRY(read_fields(&inner, f.list ? json_get(json, "items") : json, f.schema, at,
            &f.members));
    return add_places(m, said, &f, at, end);
}

/* Two fields are not of one place; of an item's elements one that has the same. */
static bool
is_taken(const struct mapping *m, const struct kind_iati *first,
    const struct kind_iati *f)
{
    while (first != f &&
        (first->other || f->other || !json_equal(first->has, f->has) ||
            !bytes_equal(m->inner ? first->path : first->first,
                m->inner ? f->path : f->first)))
        first = first->next;
    return first != f;
}

static bool
read_fields(struct mapping *m, const struct json *json, const struct schema *s,
    const struct place *at, const struct kind_iati **out)
{
    const struct json *properties = json_get(json, "properties");
    const struct kind_iati *first = NULL, **end = &first;

    for (const struct json *p = properties != NULL ? properties->first : NULL; p != NULL;
         p = p->next) {
        struct place here = {.up = at, .name = p->name};
        const struct kind_iati **before = end;

        TRY(read_field(m, p, schema_property(s, p->name)->schema, &here, &end));
        for (const struct kind_iati *f = *before; f != NULL; f = f->next)
            if (is_taken(m, first, f))
                return fail_at(m->work, &here, "iati: %.*s is another field already",
                    (int)f->path.len, (const char *)f->path.at);
    }
    *out = first;
    return true;
}

bool
mapping_read(struct work *w, const struct json *file, const struct place *up,
    struct kind *k)
{
    const struct json *core = json_at(file, "parts.core.schema");
    struct bytes element = json_get_text(core, "iati");
    struct mapping m = {.work = w, .kind = k};
    struct place at = {.up = up, .name = bytes_of("core")};
    struct kind_iati *root;
    const struct schema *text;

    if (json_get(core, "iati") == NULL)
        return true;
    if (!bytes_is(element, "iati-activity") && !bytes_is(element, "iati-organisation"))
        return fail_at(w, &at, "iati: neither iati-activity nor iati-organisation");
    text = kind_lead(k, bytes_of("iati.text")).schema;
    if (text == NULL || text->type != SCHEMA_STRING)
        return fail_at(w, &at, "iati: no part iati keeps the element's text");
    root = work_alloc(w, sizeof(*root));
    TRY(root != NULL);
    *root = (struct kind_iati){.name = "core", .path = element, .sort = FIELD_OTHER};
    k->iati = root;
    return read_fields(&m, core, kind_lead(k, at.name).schema, &at, &root->members);
}

const struct kind_iati *
kind_iati(const struct kind *k)
{
    return k->iati;
}
