/*
 * schema_read: turning a schema of a kind file into the form that judges quickly.
 *
 * The language is a closed table of keywords, each with the types it fits: what is not
 * in the table is refused, so that a misspelt limit is never a limit that is not there.
 */
#include "core/records/kinds_inner.h"

struct reading {
    struct work *work;
    const struct json *whole; /* the schema that the keyword stands in */
    const struct place *at;
    struct schema *schema;
};

/* ---- Types and formats ----------------------------------------------------------------- */

static const struct {
    const char *name;
    enum schema_type type;
} types[] = {
    {"boolean", SCHEMA_BOOLEAN},
    {"integer", SCHEMA_INTEGER},
    {"string", SCHEMA_STRING},
    {"array", SCHEMA_ARRAY},
    {"object", SCHEMA_OBJECT},
};

static const struct {
    const char *name;
    enum schema_format format;
    enum schema_type as;   /* how it is judged */
    enum schema_type type; /* what "type" must say, if it is there */
} formats[] = {
    {"time", FORMAT_TIME, SCHEMA_STRING, SCHEMA_STRING},
    {"uuid", FORMAT_UUID, SCHEMA_STRING, SCHEMA_STRING},
    {"hash", FORMAT_HASH, SCHEMA_STRING, SCHEMA_STRING},
    {"org", FORMAT_ORG, SCHEMA_STRING, SCHEMA_STRING},
    {"language", FORMAT_LANGUAGE, SCHEMA_STRING, SCHEMA_STRING},
    {"lang-text", FORMAT_LANG_TEXT, SCHEMA_LANG_TEXT, SCHEMA_ARRAY},
    {"uncertain-date", FORMAT_UNCERTAIN_DATE, SCHEMA_FORM, SCHEMA_OBJECT},
    {"file-name", FORMAT_FILE_NAME, SCHEMA_FORM, SCHEMA_OBJECT},
    {"date", FORMAT_DATE, SCHEMA_STRING, SCHEMA_STRING},
    {"decimal", FORMAT_DECIMAL, SCHEMA_STRING, SCHEMA_STRING},
};

static bool
find_type(struct reading *r, enum schema_type *out)
{
    struct bytes name = json_get_text(r->whole, "type");

    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (bytes_is(name, types[i].name)) {
            *out = types[i].type;
            return true;
        }
    }
    return fail_at(r->work, r->at,
        "type: none of boolean, integer, string, array, object");
}

/* Before all else, whatever the order in the file: the other keywords depend on it. */
static bool
settle_type(struct reading *r)
{
    const struct json *format = json_get(r->whole, "format");
    const struct json *type = json_get(r->whole, "type");
    struct bytes name = json_get_text(r->whole, "format");

    if (format == NULL && type == NULL)
        return fail_at(r->work, r->at, "a schema has a type or a format");
    if (format == NULL)
        return find_type(r, &r->schema->type);
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        if (!bytes_is(name, formats[i].name))
            continue;
        r->schema->format = formats[i].format;
        if (type != NULL) {
            TRY(find_type(r, &r->schema->type));
            if (r->schema->type != formats[i].type)
                return fail_at(r->work, r->at, "type and format contradict");
        }
        r->schema->type = formats[i].as;
        return true;
    }
    return fail_at(r->work, r->at, "format: unknown");
}

/* ---- Keywords ---------------------------------------------------------------------------- */

/* Read when all else of the schema is, or by others. */
static bool
take_nothing(struct reading *r, const struct json *value, void *to)
{
    (void)r;
    (void)value;
    (void)to;
    return true;
}

/* As it stands: a struct json. */
static bool
take_json(struct reading *r, const struct json *value, void *to)
{
    (void)r;
    *(const struct json **)to = value;
    return true;
}

static bool
take_number(struct reading *r, const struct json *value, int64_t min, int64_t *out)
{
    if (value->type != JSON_INTEGER || value->integer < min)
        return fail_at(r->work, r->at, "%.*s: not an integer that can be",
            (int)value->name.len, (const char *)value->name.at);
    *out = value->integer;
    return true;
}

/* A size_t. */
static bool
take_size(struct reading *r, const struct json *value, void *to)
{
    int64_t number = 0;

    TRY(take_number(r, value, 0, &number));
    *(size_t *)to = (size_t)number;
    return true;
}

/* A bool. */
static bool
take_flag(struct reading *r, const struct json *value, void *to)
{
    if (value->type != JSON_BOOL)
        return fail_at(r->work, r->at, "%.*s: not true or false", (int)value->name.len,
            (const char *)value->name.at);
    *(bool *)to = value->truth;
    return true;
}

/* Of decimals a decimal, of integers an integer: a struct limit. */
static bool
take_limit(struct reading *r, const struct json *value, void *to)
{
    struct limit *limit = to;

    if (r->schema->type == SCHEMA_INTEGER)
        return take_number(r, value, -JSON_INTEGER_MAX, &limit->integer);
    if (r->schema->format != FORMAT_DECIMAL || value->type != JSON_TEXT ||
        !decimal_is(value->text))
        return fail_at(r->work, r->at,
            "%.*s: of an integer an integer, of a decimal a text like \"12.50\"",
            (int)value->name.len, (const char *)value->name.at);
    limit->decimal = value->text;
    return true;
}

static bool
take_pattern(struct reading *r, const struct json *value, void *to)
{
    const struct pattern **pattern = to;

    if (value->type != JSON_TEXT)
        return fail_at(r->work, r->at, "pattern: not a text");
    if (!pattern_read(r->work, value->text, pattern)) {
        const char *why = work_fault(r->work) == FAULT_INVALID
            ? work_format(r->work, "%s", work_why(r->work))
            : NULL;

        TRY(why != NULL);
        work_clear(r->work);
        return fail_at(r->work, r->at, "%s", why);
    }
    return pattern_size(*pattern) <= KIND_PATTERN ||
        fail_at(r->work, r->at,
            "pattern: larger than %d with its repetitions written out", KIND_PATTERN);
}

static bool
take_const(struct reading *r, const struct json *value, void *to)
{
    if (!schema_fits(r->schema->type, value))
        return fail_at(r->work, r->at, "const: not of the type");
    return take_json(r, value, to);
}

static bool
take_enum(struct reading *r, const struct json *value, void *to)
{
    if (value->type != JSON_ARRAY || value->count == 0 || value->count > KIND_CHOICES)
        return fail_at(r->work, r->at, "enum: not a list of 1 to %d values",
            KIND_CHOICES);
    for (const struct json *c = value->first; c != NULL; c = c->next) {
        if (!schema_fits(r->schema->type, c))
            return fail_at(r->work, r->at, "enum: a value is not of the type");
        for (const struct json *o = value->first; o != c; o = o->next) {
            if (json_equal(o, c))
                return fail_at(r->work, r->at, "enum: one value twice");
        }
    }
    return take_json(r, value, to);
}

static bool
take_label(struct reading *r, const struct json *value, void *to)
{
    return kind_label(r->work, value, r->at, false) && take_json(r, value, to);
}

/* By value; whether each is one of "enum" is seen once all is read. */
static bool
take_labels(struct reading *r, const struct json *value, void *to)
{
    struct place here = {.up = r->at, .name = bytes_of("labels")};

    if (value->type != JSON_OBJECT)
        return fail_at(r->work, &here, "not an object of labels by value");
    for (const struct json *l = value->first; l != NULL; l = l->next) {
        const char *wrong = form_lang_text(l, 200);
        struct place inner = {.up = &here, .name = l->name};

        if (wrong != NULL)
            return fail_at(r->work, &inner, "%s", wrong);
    }
    return take_json(r, value, to);
}

static bool
take_codes(struct reading *r, const struct json *value, void *to)
{
    if (value->type != JSON_TEXT || !form_list_name(value->text))
        return fail_at(r->work, r->at, "codes: not the name of a code list");
    *(struct bytes *)to = value->text;
    return r->schema->format == FORMAT_NONE ||
        fail_at(r->work, r->at, "codes: a code has no format");
}

static bool
take_hxl(struct reading *r, const struct json *value, void *to)
{
    return take_json(r, value, to) && hxl_check(r->work, r->schema, r->at);
}

static bool
take_about(struct reading *r, const struct json *value, void *to)
{
    static const char *const whom[] = {"person", "family", "legal", NULL};
    bool *personal = to;

    *personal = value->type == JSON_TEXT && bytes_is_any(value->text, whom);
    return *personal || fail_at(r->work, r->at, "about: none of person, family, legal");
}

static bool
settle_labels(struct reading *r)
{
    struct schema *s = r->schema;
    size_t found = 0;

    if (s->labels == NULL)
        return true;
    for (const struct json *c = first_of(s->choices); c != NULL; c = c->next)
        found += choice_label(r->work, s->labels, c) != NULL;
    return found == s->labels->count ||
        fail_at(r->work, r->at, "labels: of a value that enum does not have");
}

static bool
take_items(struct reading *r, const struct json *value, void *to)
{
    struct place here = {.up = r->at, .name = bytes_of("items")};

    return schema_read(r->work, value, &here, to);
}

/* ---- Properties ---------------------------------------------------------------------------- */

static bool
take_properties(struct reading *r, const struct json *value, void *to)
{
    struct schema *s = to;

    if (value->type != JSON_OBJECT || value->count > KIND_PROPERTIES)
        return fail_at(r->work, r->at, "properties: not at most %d", KIND_PROPERTIES);
    s->properties = work_alloc(r->work, value->count * sizeof(*s->properties));
    TRY(s->properties != NULL);
    for (const struct json *m = value->first; m != NULL; m = m->next) {
        struct place here = {.up = r->at, .name = m->name};
        size_t i = s->property_count++;

        /* A file stands in the order a person likes; looking up wants theirs. */
        for (; i > 0 && bytes_order(s->properties[i - 1].name, m->name) > 0; i--)
            s->properties[i] = s->properties[i - 1];
        s->properties[i] = (struct property){.name = m->name};
        if (m->name.len == 0)
            return fail_at(r->work, r->at, "a property without a name");
        TRY(schema_read(r->work, m, &here, &s->properties[i].schema));
    }
    return true;
}

/* After the properties, wherever it stands. */
static bool
settle_required(struct reading *r)
{
    const struct json *required = json_get(r->whole, "required");
    struct schema *s = r->schema;

    if (required == NULL)
        return true;
    if (required->type != JSON_ARRAY)
        return fail_at(r->work, r->at, "required: not a list of names");
    for (const struct json *n = required->first; n != NULL; n = n->next) {
        size_t i = 0;

        while (i < s->property_count &&
            (n->type != JSON_TEXT || !bytes_equal(s->properties[i].name, n->text)))
            i++;
        if (i == s->property_count || s->properties[i].required)
            return fail_at(r->work, r->at,
                "required: a name that is no property, or twice");
        s->properties[i].required = true;
        s->required_count++;
    }
    return true;
}

/* ---- The table -------------------------------------------------------------------------------- */

#define AT(member) offsetof(struct schema, member)
static const struct {
    const char *name;
    int fits;
    bool (*take)(struct reading *r, const struct json *value, void *to);
    size_t to; /* where it goes */
} keywords[] = {
    {"type", SCHEMA_ANY, take_nothing, 0},   /* settle_type */
    {"format", SCHEMA_ANY, take_nothing, 0}, /* settle_type */
    {"label", SCHEMA_ANY, take_label, AT(label)},
    {"about", SCHEMA_ANY, take_about, AT(personal)},
    {"required-when", SCHEMA_ANY, take_nothing, 0}, /* conditions_read */
    {"visible-when", SCHEMA_ANY, take_nothing, 0},  /* conditions_read */
    {"const", SCHEMA_BOOLEAN | SCHEMA_INTEGER | SCHEMA_STRING, take_const, AT(constant)},
    {"enum", SCHEMA_INTEGER | SCHEMA_STRING, take_enum, AT(choices)},
    {"labels", SCHEMA_INTEGER | SCHEMA_STRING, take_labels, AT(labels)},
    {"codes", SCHEMA_STRING, take_codes, AT(codes)},
    {"words", SCHEMA_INTEGER | SCHEMA_STRING, take_json, AT(words)}, /* words_settle */
    {"aggregate", SCHEMA_INTEGER | SCHEMA_STRING, take_nothing, 0},  /* aggregates_read */
    {"per", SCHEMA_INTEGER | SCHEMA_STRING, take_nothing, 0},        /* aggregates_read */
    {"iati", SCHEMA_ANY, take_nothing, 0},                           /* mapping_read */
    {"hxl", SCHEMA_ANY & ~(SCHEMA_ARRAY | SCHEMA_OBJECT), take_hxl, AT(hxl)},
    {"minimum", SCHEMA_INTEGER | SCHEMA_STRING, take_limit, AT(minimum)},
    {"maximum", SCHEMA_INTEGER | SCHEMA_STRING, take_limit, AT(maximum)},
    {"minLength", SCHEMA_STRING, take_size, AT(min_length)},
    {"maxLength", SCHEMA_STRING | SCHEMA_LANG_TEXT, take_size, AT(max_length)},
    {"pattern", SCHEMA_STRING, take_pattern, AT(pattern)},
    {"items", SCHEMA_ARRAY, take_items, AT(items)},
    {"minItems", SCHEMA_ARRAY, take_size, AT(min_count)},
    {"maxItems", SCHEMA_ARRAY, take_size, AT(max_count)},
    {"uniqueItems", SCHEMA_ARRAY, take_flag, AT(unique)},
    {"properties", SCHEMA_OBJECT, take_properties, 0},
    {"required", SCHEMA_OBJECT, take_nothing, 0}, /* settle_required */
    {"minProperties", SCHEMA_OBJECT, take_size, AT(min_count)},
    {"maxProperties", SCHEMA_OBJECT, take_size, AT(max_count)},
    {"additionalProperties", SCHEMA_OBJECT, take_flag, AT(open)},
};
#undef AT

static bool
take_keyword(struct reading *r, const struct json *value)
{
    for (size_t i = 0; i < COUNT_OF(keywords); i++) {
        if (!bytes_is(value->name, keywords[i].name))
            continue;
        if ((keywords[i].fits & (int)r->schema->type) == 0)
            return fail_at(r->work, r->at, "%s does not fit this type", keywords[i].name);
        return keywords[i].take(r, value, (char *)r->schema + keywords[i].to);
    }
    return fail_at(r->work, r->at, "unknown keyword %.*s", (int)value->name.len,
        (const char *)value->name.at);
}

/* What there is to a schema more than good or bad, be it of what is below. */
static void
settle_more(struct schema *s, const struct schema *below)
{
    s->tells = s->tells || below->tells;
    s->tagged = s->tagged || below->tagged;
    s->persons = s->persons || below->persons;
}

static bool
check_sense(struct reading *r)
{
    const struct schema *s = r->schema;

    if (s->minimum.integer > s->maximum.integer || s->min_length > s->max_length ||
        s->min_count > s->max_count ||
        (s->minimum.decimal.len > 0 && s->maximum.decimal.len > 0 &&
            decimal_order(s->minimum.decimal, s->maximum.decimal) > 0))
        return fail_at(r->work, r->at, "a lower limit above the upper one");
    if (s->type == SCHEMA_ARRAY && s->items == NULL)
        return fail_at(r->work, r->at, "an array says what its items are");
    if (s->unique && s->items->type != SCHEMA_STRING && s->items->type != SCHEMA_INTEGER)
        return fail_at(r->work, r->at, "uniqueItems: of texts or integers only");
    if (s->type == SCHEMA_OBJECT && s->properties == NULL && !s->open)
        return fail_at(r->work, r->at, "an object says what its properties are");
    return true;
}

bool
schema_read(struct work *w, const struct json *value, const struct place *at,
    const struct schema **out)
{
    struct schema *s = work_alloc(w, sizeof(*s));
    struct reading r = {.work = w, .whole = value, .at = at, .schema = s};

    TRY(s != NULL);
    *s = (struct schema){.json = value,
        .minimum.integer = -JSON_INTEGER_MAX,
        .maximum.integer = JSON_INTEGER_MAX,
        .max_length = RECORD_PART_MAX,
        .max_count = RECORD_PART_MAX};
    if (value->type != JSON_OBJECT)
        return fail_at(w, at, "a schema is an object");
    TRY(settle_type(&r));
    for (const struct json *m = value->first; m != NULL; m = m->next)
        TRY(take_keyword(&r, m));
    TRY(settle_required(&r));
    TRY(settle_labels(&r));
    TRY(check_sense(&r));
    TRY(words_settle(w, s, at));
    s->tells = s->labels != NULL || s->codes.len > 0 ||
        json_get(value, "required-when") != NULL ||
        json_get(value, "visible-when") != NULL;
    s->tagged = s->hxl != NULL;
    s->persons = s->personal;
    if (s->items != NULL)
        settle_more(s, s->items);
    for (size_t i = 0; i < s->property_count; i++)
        settle_more(s, s->properties[i].schema);
    *out = s;
    return true;
}
