/*
 * kind_read: a kind file, read and checked as a whole.
 */
#include <string.h>

#include "core/records/kinds_inner.h"

/* As people write it. */
static const struct json_limits limits = {.size = KIND_TEXT_MAX,
    .depth = 32,
    .doubles = false,
    .canonical = false};

#define LABEL_MAX 200
#define MARK_MAX 8
#define NUMBER_LEN 64 /* a handle, a mark, a year and a count */

/* ---- Labels and flags ----------------------------------------------------------------- */

bool
kind_label(struct work *w, const struct json *label, const struct place *at, bool both)
{
    const char *wrong;

    if (label == NULL)
        return !both || fail_at(w, at, "a label is missing");
    wrong = form_lang_text(label, LABEL_MAX);
    if (wrong != NULL)
        return fail_at(w, at, "label: %s", wrong);
    if (both &&
        (form_lang_pick(label, "en").len == 0 || form_lang_pick(label, "fr").len == 0))
        return fail_at(w, at, "label: at least en and fr");
    return true;
}

bool
kind_flag(struct work *w, const struct json *object, const char *name,
    const struct place *at, bool *out)
{
    const struct json *value = json_get(object, name);

    *out = false;
    if (value == NULL)
        return true;
    if (value->type != JSON_BOOL)
        return fail_at(w, at, "%s: not true or false", name);
    *out = value->truth;
    return true;
}

bool
kind_members(struct work *w, const struct json *object, const struct place *at,
    const char *const names[])
{
    if (object->type != JSON_OBJECT)
        return fail_at(w, at, "not an object");
    for (const struct json *m = object->first; m != NULL; m = m->next)
        if (!bytes_is_any(m->name, names))
            return fail_at(w, at, "unknown keyword %.*s", (int)m->name.len,
                (const char *)m->name.at);
    return true;
}

bool
is_list(const struct json *value, size_t least, size_t most)
{
    return value != NULL && value->type == JSON_ARRAY && value->count >= least &&
        value->count <= most;
}

bool
is_object(const struct json *value, size_t least, size_t most)
{
    return value != NULL && value->type == JSON_OBJECT && value->count >= least &&
        value->count <= most;
}

bool
is_list_of(const struct json *value, bool (*form)(struct bytes text))
{
    bool good = is_list(value, 1, SIZE_MAX);

    for (const struct json *i = first_of(value); i != NULL && good; i = i->next)
        good = i->type == JSON_TEXT && form(i->text);
    return good;
}

bool
kind_each(struct work *w, struct kind *k, const struct json *object,
    const struct place *at, size_t most, const char *what,
    bool (*read)(struct work *w, const struct json *value, const struct place *at,
        struct kind *k))
{
    if (!is_object(object, 0, most))
        return fail_at(w, at, "not an object of at most %zu%s", most, what);
    for (const struct json *m = object->first; m != NULL; m = m->next) {
        struct place here = {.up = at, .name = m->name};

        TRY(read(w, m, &here, k));
    }
    return true;
}

/* ---- Parts -------------------------------------------------------------------------------- */

static bool
check_class(struct work *w, const struct json *part, const struct place *at,
    bool *ordinary)
{
    static const char *const classes[] = {"ordinary", "source", "identity", NULL};
    const struct json *class = json_get(part, "class");

    *ordinary = class == NULL || bytes_is(class->text, classes[0]);
    return class == NULL ||
        (class->type == JSON_TEXT && bytes_is_any(class->text, classes)) ||
        fail_at(w, at, "class: none of ordinary, source, identity");
}

static bool
read_part(struct work *w, const struct json *value, const struct place *at,
    struct kind *k)
{
    static const char *const members[] = {"class", "kept", "label", "required", "schema",
        NULL};
    static const char *const terms_members[] = {"required", NULL};
    struct place schema = {.up = at, .name = bytes_of("schema")};
    struct kind_part *out = &k->parts[k->part_count++];
    const struct json *judge = json_get(value, "schema");
    bool terms = bytes_is(value->name, "terms");
    bool kept;

    if (!form_name(value->name) || bytes_is(value->name, "links"))
        return fail_at(w, at, "not a name a part may have");
    out->name = value->name;
    TRY(kind_members(w, value, at, terms ? terms_members : members));
    TRY(kind_flag(w, value, "required", at, &out->required));
    if (terms)
        return true;
    TRY(kind_flag(w, value, "kept", at, &kept));
    out->label = json_get(value, "label");
    TRY(kind_label(w, out->label, at, false));
    TRY(check_class(w, value, at, &out->ordinary));
    if (judge == NULL)
        return fail_at(w, at, "a part has a schema");
    return schema_read(w, judge, &schema, &out->schema);
}

/* ---- Links --------------------------------------------------------------------------------- */

static bool
read_targets(struct work *w, const struct json *to, const struct place *at,
    struct kind_link *out)
{
    if (to != NULL && to->type == JSON_TEXT && bytes_is(to->text, "any"))
        return true;
    if (!is_list(to, 1, SIZE_MAX))
        return fail_at(w, at, "to: not \"any\" or a list of kinds");
    out->to = to;
    return is_list_of(to, form_kind) || fail_at(w, at, "to: not a kind like matter/1");
}

static bool
read_count(struct work *w, const struct json *value, const char *name,
    const struct place *at, int64_t missing, int64_t *out)
{
    const struct json *count = json_get(value, name);

    *out = missing;
    if (count == NULL)
        return true;
    if (count->type != JSON_INTEGER || count->integer < 0 ||
        count->integer > RECORD_LINKS)
        return fail_at(w, at, "%s: not 0 to %d", name, RECORD_LINKS);
    *out = count->integer;
    return true;
}

static bool
read_link(struct work *w, const struct json *value, const struct place *at,
    struct kind *k)
{
    static const char *const members[] = {"beside", "label", "max", "min", "to", NULL};
    struct kind_link *out = &k->links[k->link_count++];
    bool beside;

    if (!form_name(value->name) || bytes_is(value->name, "replaces"))
        return fail_at(w, at, "not a type a link may have");
    out->type = value->name;
    TRY(kind_members(w, value, at, members));
    out->label = json_get(value, "label");
    TRY(kind_label(w, out->label, at, false));
    TRY(kind_flag(w, value, "beside", at, &beside));
    TRY(read_targets(w, json_get(value, "to"), at, out));
    TRY(read_count(w, value, "min", at, 0, &out->min));
    TRY(read_count(w, value, "max", at, RECORD_LINKS, &out->max));
    return out->max >= out->min && out->max > 0
        ? true
        : fail_at(w, at, "max is below min, or zero");
}

static bool
read_links(struct work *w, const struct json *links, const struct place *up,
    struct kind *k)
{
    struct place at = {.up = up, .name = bytes_of("links")};
    int64_t least = 0;

    if (links == NULL)
        return true;
    TRY(kind_each(w, k, links, &at, RECORD_LINKS, " types", read_link));
    for (size_t i = 0; i < k->link_count; i++)
        least += k->links[i].min;
    return least < RECORD_LINKS || fail_at(w, &at, "more are asked for than fit");
}

/* ---- Title and the whole --------------------------------------------------------------------- */

/* The title's path leads to a text in every record of the kind that has it. */
static bool
check_title(struct work *w, const struct json *file, const struct place *at,
    const struct kind *k)
{
    const struct json *title = json_get(file, "title");
    struct place here = {.up = at, .name = bytes_of("title")};
    const struct schema *s;

    if (title == NULL)
        return true;
    if (title->type != JSON_TEXT)
        return fail_at(w, &here, "not a path like core.title");
    s = kind_schema_at(k, title);
    if (s == NULL)
        return fail_at(w, &here, "leads to no field");
    if (s->type != SCHEMA_STRING && s->type != SCHEMA_LANG_TEXT)
        return fail_at(w, &here, "leads to no text");
    return true;
}

/* Where a record of the kind is sent by itself: to an organisation it names, to all partners
 * if the program makes it, or along a link, up to where the linked record came from, down to
 * whom its author gave it, or round: up, and on to all whom it was given from here. */
static bool
check_goes(struct work *w, const struct json *goes, const struct place *at, bool system)
{
    static const char *const members[] = {"gives", "link", "to", "way", NULL};

    if (goes == NULL)
        return true;
    if (goes->type != JSON_ARRAY)
        return fail_at(w, at, "goes is an array");
    for (const struct json *g = goes->first; g != NULL; g = g->next) {
        struct bytes way = json_get_text(g, "way");
        bool along = json_get(g, "link") != NULL;

        TRY(kind_members(w, g, at, members));
        if (along == (json_get(g, "to") != NULL) || along != (way.len > 0) ||
            (along && !bytes_is(way, "up") && !bytes_is(way, "down") &&
                !bytes_is(way, "round")))
            return fail_at(w, at,
                "a way goes \"to\" a path, or along a \"link\" up, down or round");
        if (!system && bytes_is(json_get_text(g, "to"), "partners"))
            return fail_at(w, at,
                "only what the program says of itself goes to all partners");
    }
    return true;
}

/* FNV-1a: enough to tell a text from the one before it. */
static uint64_t
print_of(struct bytes text)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < text.len; i++)
        h = (h ^ text.at[i]) * UINT64_C(0x100000001b3);
    return h;
}

uint64_t
kind_print(const struct kind *k)
{
    return k->print;
}

bool
kind_number(const struct kind *k, struct kind_number *out)
{
    const struct json *number = json_get(k->json, "number");

    *out = (struct kind_number){.field = json_get_text(number, "at"),
        .mark = json_get_text(number, "mark")};
    return path_step(&out->field, &out->part) && out->field.at != NULL;
}

/* Its field is a plain text of a part, and has room for a handle, a year and a count. */
static bool
check_number(struct work *w, const struct json *number, const struct place *at,
    const struct kind *k)
{
    static const char *const members[] = {"at", "mark", NULL};
    struct place here = {.up = at, .name = bytes_of("number")};
    struct kind_number said;
    const struct schema *s;

    if (number == NULL)
        return true;
    TRY(kind_members(w, number, &here, members));
    s = kind_number(k, &said) ? kind_schema_at(k, json_get(number, "at")) : NULL;
    if (s == NULL || s->type != SCHEMA_STRING || s->format != FORMAT_NONE ||
        s->choices != NULL || s->max_length < NUMBER_LEN ||
        memchr(said.field.at, '.', said.field.len) != NULL)
        return fail_at(w, &here, "at: no field like core.number, a text of up to %d",
            NUMBER_LEN);
    for (size_t i = 0; i < said.mark.len; i++)
        if (said.mark.at[i] < 'A' || said.mark.at[i] > 'Z')
            said.mark.len = 0;
    return (said.mark.len > 0 && said.mark.len <= MARK_MAX) ||
        fail_at(w, &here, "mark: not 1 to %d capital letters", MARK_MAX);
}

static bool
read_side(struct work *w, const struct json *side, const struct place *at,
    struct bytes *out)
{
    *out = side != NULL && side->type == JSON_TEXT ? side->text : bytes_of("main");
    return side == NULL ||
        (side->type == JSON_TEXT &&
            (bytes_is(side->text, "main") || bytes_is(side->text, "care"))) ||
        fail_at(w, at, "side: neither main nor care");
}

bool
kind_read(struct work *w, struct bytes text, struct kind **out)
{
    static const char *const members[] = {"$defs", "build", "derived", "duplicates",
        "goes", "kind", "label", "links", "moves", "logging", "number", "parts", "public",
        "read", "retention", "rules", "side", "states", "system", "title", "views", NULL};
    struct kind *k = work_alloc(w, sizeof(*k));
    struct place at = {.name = bytes_of("kind")};
    struct place parts = {.up = &at, .name = bytes_of("parts")};
    const struct kind_tag *tags;
    struct bytes kept;
    struct json *file;
    size_t count;

    TRY(k != NULL);
    if (text.len > KIND_TEXT_MAX)
        return fail(w, FAULT_INVALID, "a kind is longer than %d bytes", KIND_TEXT_MAX);
    TRY(work_keep(w, text, &kept));
    TRY(json_read(w, kept, &limits, &file));
    TRY(kind_members(w, file, &at, members));
    TRY(json_need_text(w, file, "kind", &k->name));
    if (!form_kind(k->name))
        return fail_at(w, &at, "not of the form name/major");
    at.name = k->name;
    TRY(refs_expand(w, file, &at));
    k->json = file;
    k->print = print_of(text);
    TRY(kind_flag(w, file, "system", &at, &k->system));
    TRY(kind_flag(w, file, "public", &at, &k->public));
    TRY(read_side(w, json_get(file, "side"), &at, &k->side));
    TRY(kind_label(w, json_get(file, "label"), &at, true));
    TRY(kind_each(w, k, json_get(file, "parts"), &parts, RECORD_PARTS, " parts",
        read_part));
    TRY(kind_tags(w, k, &tags,
        &count)); /* what they say beside their field is seen here */
    TRY(duplicates_read(w, file, &at, k));
    TRY(aggregates_read(w, file, &at, k));
    TRY(read_links(w, json_get(file, "links"), &at, k));
    if (k->part_count == 0 && k->link_count == 0)
        return fail_at(w, &at, "a kind has parts or links");
    TRY(check_title(w, file, &at, k));
    TRY(check_goes(w, json_get(file, "goes"), &at, k->system));
    TRY(flow_read(w, file, &at, k));
    TRY(mapping_read(w, file, &at, k));
    TRY(build_read(w, file, &at, k));
    if (k->public && k->state_count > 0)
        return fail_at(w, &at, "public: say it of its states");
    TRY(conditions_read(w, &at, k));
    TRY(retention_read(w, file, &at, k));
    TRY(check_number(w, json_get(file, "number"), &at, k));
    TRY(reading_read(w, file, &at, k));
    TRY(views_read(w, file, &at, k));
    *out = k;
    return true;
}
