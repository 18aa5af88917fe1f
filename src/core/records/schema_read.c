/*
 * schema_read: turning a schema of a kind file into the form that judges quickly.
 */
#include "core/records/kinds_inner.h"

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
    {"person", FORMAT_NONE, SCHEMA_STRING, SCHEMA_STRING},
};

static bool
read_type(const struct reading *r, struct bytes name, enum schema_type *out)
{
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (bytes_is(name, types[i].name)) {
            *out = types[i].type;
            return true;
        }
    }
    return refuse(r, "type: none of boolean, integer, string, array, object");
}

/* Before all else: the other keywords depend on it. */
static bool
settle_type(const struct reading *r, const struct json *value, struct schema *s)
{
    struct bytes name = json_get_text(value, "format");
    size_t i = 0;

    if (json_get(value, "type") != NULL)
        TRY(read_type(r, json_get_text(value, "type"), &s->type));
    if (json_get(value, "format") == NULL)
        return s->type != 0 || refuse(r, "a schema has a type or a format");
    while (i < COUNT_OF(formats) && !bytes_is(name, formats[i].name))
        i++;
    if (i == COUNT_OF(formats))
        return refuse(r, "format: unknown");
    if (s->type != 0 && s->type != formats[i].type)
        return refuse(r, "type and format contradict");
    s->format = formats[i].format;
    s->type = formats[i].as;
    return true;
}

/* ---- Keywords ---------------------------------------------------------------------------- */

static bool
read_size(struct reading *r, const struct json *value)
{
    *(size_t *)r->to = (size_t)value->integer;
    return (value->type == JSON_INTEGER && value->integer >= 0) ||
        refuse(r, "not an integer that can be");
}

/* Of decimals a decimal, of integers an integer. */
static bool
read_limit(struct reading *r, const struct json *value)
{
    bool good = r->schema->type == SCHEMA_INTEGER ? value->type == JSON_INTEGER
                                                  : r->schema->format == FORMAT_DECIMAL &&
            value->type == JSON_TEXT && decimal_is(value->text);

    return good
        ? take_json(r, value)
        : refuse(r, "of an integer an integer, of a decimal a text like \"12.50\"");
}

static bool
read_pattern(struct reading *r, const struct json *value)
{
    const struct pattern **pattern = r->to;

    if (value->type != JSON_TEXT)
        return refuse(r, "not a text");
    if (!pattern_read(r->work, value->text, pattern)) {
        const char *path;

        return work_fault(r->work) == FAULT_INVALID &&
            place_said(r->work, r->at, &path) && fail_in(r->work, "%s", path);
    }
    return pattern_size(*pattern) <= KIND_PATTERN ||
        refuse(r, "larger than %d with its repetitions written out", KIND_PATTERN);
}

static bool
read_value(struct reading *r, const struct json *value)
{
    return schema_fits(r->schema->type, value) ? take_json(r, value)
                                               : refuse(r, "not of the type");
}

static bool
read_enum(struct reading *r, const struct json *value)
{
    TRY(each_read(r, value, LIST, 1, KIND_CHOICES, read_value));
    for (const struct json *c = value->first; c != NULL; c = c->next)
        for (const struct json *o = value->first; o != c; o = o->next)
            if (json_equal(o, c))
                return refuse(r, "one value twice");
    return take_json(r, value);
}

/* By value. */
static bool
read_labels(struct reading *r, const struct json *value)
{
    size_t found = 0;

    TRY(each_read(r, value, OBJECT, 0, SIZE_MAX, take_words));
    for (const struct json *c = json_first(r->schema->choices); c != NULL; c = c->next)
        found += choice_label(r->work, value, c) != NULL;
    return found == value->count ? take_json(r, value)
                                 : refuse(r, "of a value that enum does not have");
}

static bool
read_codes(struct reading *r, const struct json *value)
{
    *(struct bytes *)r->to = value->text;
    if (value->type != JSON_TEXT || !form_list_name(value->text))
        return refuse(r, "not the name of a code list");
    return r->schema->format == FORMAT_NONE || refuse(r, "a code has no format");
}

static bool
read_about(struct reading *r, const struct json *value)
{
    static const char *const whom[] = {"person", "family", "legal", NULL};

    *(bool *)r->to = bytes_is_any(value->text, whom);
    return *(bool *)r->to || refuse(r, "none of person, family, legal");
}

/* ---- Properties ---------------------------------------------------------------------------- */

/* A file stands in the order a person likes; looking up wants theirs. */
static bool
read_property(struct reading *r, const struct json *value)
{
    struct schema *s = r->to;

    if (s->properties == NULL)
        s->properties = work_alloc(r->work,
            json_get(s->json, "properties")->count * sizeof(*s->properties));
    TRY(s->properties != NULL);
    if (value->name.len == 0)
        return refuse(r, "a property without a name");
    r->to = &property_add(s, value->name)->schema;
    return schema_read(r, value);
}

static bool
read_required(struct reading *r, const struct json *value)
{
    struct schema *s = r->to;
    size_t i = 0;

    while (i < s->property_count &&
        (value->type != JSON_TEXT || !bytes_equal(s->properties[i].name, value->text)))
        i++;
    if (i == s->property_count || s->properties[i].required)
        return refuse(r, "a name that is no property, or twice");
    s->properties[i].required = true;
    s->required_count++;
    return true;
}

/* ---- The table -------------------------------------------------------------------------------- */

#define NUMBER_OR_TEXT (SCHEMA_INTEGER | SCHEMA_STRING)
static const struct member keywords[] = {
    {.name = "type"},   /* settle_type */
    {.name = "format"}, /* settle_type */
    {"label", take_words, .to = AT(schema, label)},
    {"about", read_about, .to = AT(schema, personal)},
    {.name = "required-when"}, /* conditions_read */
    {.name = "visible-when"},  /* conditions_read */
    {"const", read_value, .to = AT(schema, constant),
        .fits = SCHEMA_BOOLEAN | NUMBER_OR_TEXT},
    {"enum", read_enum, .to = AT(schema, choices), .fits = NUMBER_OR_TEXT},
    {"labels", read_labels, .to = AT(schema, labels), .fits = NUMBER_OR_TEXT},
    {"codes", read_codes, .to = AT(schema, codes), .fits = SCHEMA_STRING},
    {"aggregate", NULL, .fits = NUMBER_OR_TEXT}, /* aggregate_read */
    {"per", NULL, .fits = NUMBER_OR_TEXT},       /* aggregate_read */
    {.name = "iati"},                            /* mapping_read */
    {"hxl", hxl_read, .to = AT(schema, hxl), .fits = ~(SCHEMA_ARRAY | SCHEMA_OBJECT)},
    {"minimum", read_limit, .to = AT(schema, minimum), .fits = NUMBER_OR_TEXT},
    {"maximum", read_limit, .to = AT(schema, maximum), .fits = NUMBER_OR_TEXT},
    {"minLength", read_size, .to = AT(schema, min_length), .fits = SCHEMA_STRING},
    {"maxLength", read_size, .to = AT(schema, max_length),
        .fits = SCHEMA_STRING | SCHEMA_LANG_TEXT},
    {"pattern", read_pattern, .to = AT(schema, pattern), .fits = SCHEMA_STRING},
    {"items", schema_read, .to = AT(schema, items), .must = SCHEMA_ARRAY,
        .fits = SCHEMA_ARRAY},
    {"minItems", read_size, .to = AT(schema, min_count), .fits = SCHEMA_ARRAY},
    {"maxItems", read_size, .to = AT(schema, max_count), .fits = SCHEMA_ARRAY},
    {"uniqueItems", take_flag, .to = AT(schema, unique), .fits = SCHEMA_ARRAY},
    {"properties", read_property, .fits = SCHEMA_OBJECT, .is = OBJECT,
        .most = KIND_PROPERTIES},
    {"required", read_required, .fits = SCHEMA_OBJECT, .is = LIST, .most = SIZE_MAX},
    {"minProperties", read_size, .to = AT(schema, min_count), .fits = SCHEMA_OBJECT},
    {"maxProperties", read_size, .to = AT(schema, max_count), .fits = SCHEMA_OBJECT},
    {"additionalProperties", take_flag, .to = AT(schema, open), .fits = SCHEMA_OBJECT},
    {"words", word_read, .fits = NUMBER_OR_TEXT, .is = OBJECT, .most = KIND_WORDS},
    {0},
};

static bool
check_sense(const struct reading *r, const struct schema *s)
{
    if (s->min_length > s->max_length || s->min_count > s->max_count ||
        (s->minimum != NULL && s->maximum != NULL &&
            limit_order(s->minimum, s->maximum) > 0))
        return refuse(r, "a lower limit above the upper one");
    if (s->unique && s->items->type != SCHEMA_STRING && s->items->type != SCHEMA_INTEGER)
        return refuse(r, "uniqueItems: of texts or integers only");
    return s->type != SCHEMA_OBJECT || json_get(s->json, "properties") != NULL ||
        s->open || refuse(r, "an object says what its properties are");
}

/* What there is to a schema more than good or bad, be it of what is below. */
static void
settle_more(struct schema *s, const struct schema *below)
{
    s->tells = s->tells || below->tells;
    s->persons = s->persons || below->persons;
}

bool
schema_read(struct reading *up, const struct json *value)
{
    struct schema *s = work_alloc(up->work, sizeof(*s));
    struct within here = {.up = up->within};
    struct reading r = *up;

    TRY(s != NULL);
    *s = (struct schema){.json = value,
        .max_length = RECORD_PART_MAX,
        .max_count = RECORD_PART_MAX};
    *(const struct schema **)up->to = r.schema = s;
    r.within = &here;
    if (value->type != JSON_OBJECT)
        return refuse(up, "a schema is an object");
    TRY(ref_expand(&r, &here, (struct json *)(uintptr_t)value)); /* the file is ours */
    TRY(settle_type(&r, value, s));
    TRY(members_read(&r, value, keywords, (int)s->type, s));
    TRY(check_sense(&r, s));
    s->tells = s->labels != NULL || s->codes.len > 0 ||
        json_get(value, "required-when") != NULL ||
        json_get(value, "visible-when") != NULL;
    s->persons = s->personal;
    if (s->items != NULL)
        settle_more(s, s->items);
    for (size_t i = 0; i < s->property_count; i++)
        settle_more(s, s->properties[i].schema);
    return true;
}
