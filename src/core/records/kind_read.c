/*
 * kind_read: a kind file, read and checked as a whole.
 */
#include <string.h>

#include "core/records/kinds_inner.h"

#define NUMBER_LEN 64 /* a handle, a mark, a year and a count */

/* ---- Parts -------------------------------------------------------------------------------- */

static bool
read_class(struct reading *r, const struct json *class)
{
    static const char *const classes[] = {"ordinary", "source", "identity", NULL};

    *(bool *)r->to = bytes_is(class->text, classes[0]);
    return (class->type == JSON_TEXT && bytes_is_any(class->text, classes)) ||
        refuse(r, "none of ordinary, source, identity");
}

#define TERMS 1 /* are judged elsewhere */
#define OTHER 2
static const struct member part_members[] = {
    {"required", take_flag, .to = AT(kind_part, required)},
    {"kept", take_flag, .to = AT(kind_part, kept), .fits = OTHER},
    {"label", take_words, .to = AT(kind_part, label), .fits = OTHER},
    {"class", read_class, .to = AT(kind_part, ordinary), .fits = OTHER},
    {"schema", schema_read, .to = AT(kind_part, schema), .must = OTHER, .fits = OTHER},
    {0},
};

static bool
read_part(struct reading *r, const struct json *value)
{
    struct kind *k = r->to;
    struct kind_part *part = &k->parts[k->part_count++];
    bool terms = bytes_is(value->name, "terms");

    if (bytes_is(value->name, "links"))
        return refuse(r, "not a name a part may have");
    *part = (struct kind_part){.name = value->name, .ordinary = !terms};
    return members_read(r, value, part_members, terms ? TERMS : OTHER, part);
}

/* ---- Links --------------------------------------------------------------------------------- */

static bool
read_targets(struct reading *r, const struct json *value)
{
    if (value->type != JSON_ARRAY)
        return bytes_is(value->text, "any") ||
            refuse(r, "not \"any\" or a list of kinds");
    return each_read(r, value, LIST, 1, SIZE_MAX, see_kind) && take_json(r, value);
}

static bool
read_count(struct reading *r, const struct json *value)
{
    *(int64_t *)r->to = value->integer;
    return (value->type == JSON_INTEGER && value->integer >= 0 &&
               value->integer <= RECORD_LINKS) ||
        refuse(r, "not 0 to %d", RECORD_LINKS);
}

static const struct member link_members[] = {
    {"label", take_words, .to = AT(kind_link, label)},
    {"beside", take_flag, .to = AT(kind_link, beside)},
    {"to", read_targets, .to = AT(kind_link, to), .must = ANY_SORT},
    {"min", read_count, .to = AT(kind_link, min)},
    {"max", read_count, .to = AT(kind_link, max)},
    {0},
};

static bool
read_link(struct reading *r, const struct json *value)
{
    struct kind *k = r->to;
    struct kind_link *link = &k->links[k->link_count++];

    if (bytes_is(value->name, "replaces"))
        return refuse(r, "not a type a link may have");
    *link = (struct kind_link){.type = value->name, .max = RECORD_LINKS};
    TRY(members_read(r, value, link_members, ANY_SORT, link));
    return (link->max >= link->min && link->max > 0) ||
        refuse(r, "max is below min, or zero");
}

static bool
read_links(struct reading *r, const struct json *value)
{
    const struct kind *k = r->to;
    int64_t least = 0;

    TRY(each_read(r, value, NAMED, 0, RECORD_LINKS, read_link));
    for (size_t i = 0; i < k->link_count; i++)
        least += k->links[i].min;
    return least < RECORD_LINKS || refuse(r, "more are asked for than fit");
}

/* ---- Of the whole ---------------------------------------------------------------------------- */

static bool
read_name(struct reading *r, const struct json *value)
{
    *(struct bytes *)r->to = value->text;
    return see_kind(r, value);
}

static bool
read_side(struct reading *r, const struct json *value)
{
    static const char *const sides[] = {"main", "care", NULL};

    *(struct bytes *)r->to = value->text;
    return (value->type == JSON_TEXT && bytes_is_any(value->text, sides)) ||
        refuse(r, "neither main nor care");
}

/* The title's path leads to a text in every record of the kind that has it. */
static bool
read_title(struct reading *r, const struct json *value)
{
    const struct schema *s = kind_schema_at(r->to, value);

    return (s != NULL && (s->type == SCHEMA_STRING || s->type == SCHEMA_LANG_TEXT)) ||
        refuse(r, "leads to no text: it is a path like core.title");
}

/* Where a record of the kind is sent by itself: to an organisation it names, to all partners
 * if the program makes it, or along a link, up to where the linked record came from, down to
 * whom its author gave it, or round: up, and on to all whom it was given from here. */
static bool
read_way(struct reading *r, const struct json *value)
{
    static const struct member members[] = {{.name = "gives"}, {.name = "link"},
        {.name = "to"}, {.name = "way"}, {0}};
    static const char *const ways[] = {"up", "down", "round", NULL};
    struct bytes way = json_get_text(value, "way");
    bool along = json_get(value, "link") != NULL;
    const struct kind *k = r->to;

    TRY(members_read(r, value, members, ANY_SORT, NULL));
    if (along == (json_get(value, "to") != NULL) || along != (way.len > 0) ||
        (along && !bytes_is_any(way, ways)))
        return refuse(r,
            "a way goes \"to\" a path, or along a \"link\" up, down or round");
    return k->system || !bytes_is(json_get_text(value, "to"), "partners") ||
        refuse(r, "only what the program says of itself goes to all partners");
}

/* ---- Numbers ----------------------------------------------------------------------------------- */

bool
kind_number(const struct kind *k, struct kind_number *out)
{
    const struct json *number = json_get(k->json, "number");

    *out = (struct kind_number){.field = json_get_text(number, "at"),
        .mark = json_get_text(number, "mark")};
    return bytes_step(&out->field, '.', &out->part) && out->field.at != NULL;
}

/* Its field is a plain text of a part, and has room for a handle, a year and a count. */
static bool
read_number_at(struct reading *r, const struct json *value)
{
    const struct schema *s = kind_schema_at(r->kind, value);

    return (s != NULL && s->type == SCHEMA_STRING && s->format == FORMAT_NONE &&
               s->choices == NULL && s->max_length >= NUMBER_LEN &&
               matches(r, value->text, "^[^.]*[.][^.]*$")) ||
        refuse(r, "no field like core.number, a text of up to %d", NUMBER_LEN);
}

static bool
read_mark(struct reading *r, const struct json *value)
{
    return matches(r, value->text, "^[A-Z]{1,8}$") ||
        refuse(r, "not 1 to 8 capital letters");
}

static bool
read_number(struct reading *r, const struct json *value)
{
    static const struct member members[] = {
        {"at", read_number_at, .must = ANY_SORT},
        {"mark", read_mark, .must = ANY_SORT},
        {0},
    };

    return members_read(r, value, members, ANY_SORT, r->to);
}

/* ---- The whole --------------------------------------------------------------------------------- */

uint64_t
kind_print(const struct kind *k)
{
    return k->print;
}

static const struct member members[] = {
    {"kind", read_name, .to = AT(kind, name), .must = ANY_SORT},
    {"label", take_label, .to = AT(kind, label), .must = ANY_SORT},
    {"system", take_flag, .to = AT(kind, system)},
    {"public", take_flag, .to = AT(kind, public)},
    {"side", read_side, .to = AT(kind, side)},
    {"parts", read_part, .must = ANY_SORT, .is = NAMED, .most = RECORD_PARTS},
    {"duplicates", key_read, .is = LIST, .least = 1, .most = KIND_KEYS},
    {"links", .read = read_links},
    {"title", .read = read_title},
    {"goes", read_way, .is = LIST, .most = SIZE_MAX},
    {"states", .read = states_read},
    {"moves", .read = moves_read},
    {"derived", derived_read, .is = NAMED, .most = KIND_FORMULAS},
    {"rules", rule_read, .is = NAMED, .most = KIND_FORMULAS},
    {"build", .read = build_read},
    {"retention", .read = retention_read},
    {"number", .read = read_number},
    {"logging", .read = logging_read},
    {"read", .read = reading_read},
    {"views", view_read, .is = NAMED, .most = KIND_VIEWS},
    {0},
};

/* What stands in several places, or in none where it should. */
static bool
read_across(struct reading *r, struct kind *k)
{
    const struct kind_tag *tags;
    size_t count;

    if (k->part_count == 0 && k->link_count == 0)
        return refuse(r, "a kind has parts or links");
    if (json_get(k->json, "moves") != NULL && k->state_count == 0)
        return refuse(r, "moves need states to lead between");
    if (k->public && k->state_count > 0)
        return refuse(r, "public: say it of its states");
    TRY(kind_tags(r->work, k, &tags, &count)); /* what they say beside their field */
    return kind_walk(r, aggregate_read) && mapping_read(r, &k->iati) &&
        kind_walk(r, conditions_read);
}

bool
kind_read(struct work *w, struct bytes text, struct kind **out)
{
    struct kind *k = work_alloc(w, sizeof(*k));
    struct place at = {.name = bytes_of("kind")};
    struct shared shared = {.left = REFS_SIZE};
    struct reading r = {.work = w, .kind = k, .at = &at, .shared = &shared};
    struct bytes kept;
    struct json *file;

    TRY(k != NULL);
    if (text.len > KIND_TEXT_MAX)
        return fail(w, FAULT_INVALID, "a kind is longer than %d bytes", KIND_TEXT_MAX);
    TRY(work_keep(w, text, &kept));
    TRY(json_read(w, kept, &json_written, &file));
    if (form_kind(json_get_text(file, "kind")))
        at.name = json_get_text(file, "kind");
    shared.defs = json_get(file, "$defs");
    if (shared.defs != NULL && shared.defs->type != JSON_OBJECT)
        return refuse(&r, "$defs: not an object of schemas");
    json_drop(file, "$defs");
    k->json = file;
    k->print = bytes_print(text);
    k->side = bytes_of("main");
    TRY(members_read(&r, file, members, ANY_SORT, k));
    TRY(read_across(&r, k));
    *out = k;
    return true;
}
