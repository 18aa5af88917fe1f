/*
 * kind_views: how a kind's records are shown -- as lists, boards, timelines, matrices, maps,
 * statistics, forms and pages -- read from its file.  docs/kinds.md, "Views".
 *
 * What many records are shown by at once is shown to whoever may know of them, without a
 * purpose, as titles are: so it tells of no source and no person (kind_lint, view-leaks).
 */
#include "core/records/kinds_inner.h"

#include <string.h>

#define SECTIONS_MAX 32
#define SHOWN_MAX 64       /* fields of one section */
#define FACET_TEXT_MAX 200 /* of a field that can be counted by, in characters */

/* ---- Fields as the file has them --------------------------------------------------------- */

bool
kind_countable(const struct json *schema)
{
    struct bytes type = json_get_text(schema, "type"),
                 format = json_get_text(schema, "format");
    const struct json *most = json_get(schema, "maxLength");

    return bytes_is(type, "boolean") || bytes_is(type, "integer") ||
        bytes_is(format, "org") || bytes_is(format, "uncertain-date") ||
        bytes_is(format, "decimal") || json_get(schema, "enum") != NULL ||
        ((bytes_is(type, "string") || bytes_is(format, "lang-text")) && most != NULL &&
            most->type == JSON_INTEGER && most->integer <= FACET_TEXT_MAX);
}

/* ---- What a view says --------------------------------------------------------------------- */

/* The sorts of views, as bits. */
enum sort {
    BOARD = 1,
    FORM = 2,
    LISTED = 4,
    MAP = 8,
    MATRIX = 16,
    PAGE = 32,
    STATISTIC = 64,
    TIMELINE = 128
};
static const char *const sorts[] = {"board", "form", "list", "map", "matrix", "page",
    "statistic", "timeline"};
struct view {
    enum sort sort;
    const struct json *label;
};

/* A field, a derived value, or what every record has; a form asks for fields alone. */
static bool
read_shown(struct reading *r, const struct json *value)
{
    static const char *const words[] = {"author", "time", NULL};
    static const char *const stands[] = {"since", "state", NULL};
    struct bytes text = value->text;
    const struct view *v = r->to;
    struct kind_place place;
    bool good;

    if (text.len > 0 && memchr(text.at, '.', text.len) != NULL)
        good = kind_path(r->kind, text, &place);
    else
        good = v->sort != FORM &&
            (bytes_is_any(text, words) ||
                (r->kind->state_count > 0 && bytes_is_any(text, stands)) ||
                json_get_bytes(json_get(r->kind->json, "derived"), text) != NULL);
    return good ||
        refuse(r, "%.*s is no field%s", (int)text.len, (const char *)text.at,
            v->sort == FORM ? ""
                            : ", no derived value, and none of state, since, author and "
                              "time");
}

static bool
read_section(struct reading *r, const struct json *value)
{
    static const struct member members[] = {
        {"label", take_words, .to = AT(view, label)},
        {"show", read_shown, .must = ANY_SORT, .is = LIST, .least = 1, .most = SHOWN_MAX},
        {0},
    };

    return members_read(r, value, members, ANY_SORT, r->to);
}

/* A field's path, without what is said behind it: the year of a date, the groups of a list. */
static struct bytes
axis_field(struct bytes axis)
{
    const char *year = ".year";
    struct bytes field;

    (void)bytes_step(&axis, '@', &field);
    if (field.len > strlen(year) &&
        memcmp(field.at + field.len - strlen(year), year, strlen(year)) == 0)
        field.len -= strlen(year);
    return field;
}

static bool
check_axis(struct reading *r, struct bytes axis)
{
    static const char *const words[] = {"author", "state", "year", NULL};
    struct kind_place place;

    if (bytes_is_any(axis, words))
        return r->kind->state_count > 0 || !bytes_is(axis, "state") ||
            refuse(r, "the kind has no states");
    if (axis.len > 0 && json_get_bytes(json_get(r->kind->json, "links"), axis) != NULL)
        return true;
    return ((kind_path(r->kind, axis, &place) ||
                kind_path(r->kind, axis_field(axis), &place)) &&
               (kind_countable(place.schema) ||
                   json_get(json_get(place.schema, "properties"), "org") != NULL)) ||
        refuse(r, "%.*s is nothing that can be counted by", (int)axis.len,
            (const char *)axis.at);
}

static bool
read_axis(struct reading *r, const struct json *value)
{
    return check_axis(r, value->text);
}

static bool
read_filter(struct reading *r, const struct json *value)
{
    return check_axis(r, value->name) &&
        (value->type == JSON_TEXT || refuse(r, "its value is no text"));
}

/* A field whose amounts the kind has put together. */
static bool
read_sum(struct reading *r, const struct json *value)
{
    struct kind_place place;

    return (kind_path(r->kind, value->text, &place) &&
               kind_aggregate(place.schema) != AGGREGATE_NONE) ||
        refuse(r, "leads to no field with \"aggregate\"");
}

/* A day that records lie by: rows know the uncertain dates alone. */
static bool
read_day(struct reading *r, const struct json *value)
{
    struct lead l = kind_lead(r->kind, value->text);

    return (l.schema != NULL && !l.whole && l.lists == 0 &&
               l.schema->format == FORMAT_UNCERTAIN_DATE) ||
        refuse(r, "leads to no uncertain date");
}

static const struct member members[] = {
    {"as", NULL, .must = ANY_SORT},
    {"label", take_label, .to = AT(view, label), .must = ANY_SORT},
    {"show", read_shown, .must = BOARD | LISTED, .fits = BOARD | LISTED | TIMELINE,
        .is = LIST, .least = 1, .most = SHOWN_MAX},
    {"sections", read_section, .must = FORM | PAGE, .fits = FORM | PAGE, .is = LIST,
        .least = 1, .most = SECTIONS_MAX},
    {"by", read_axis, .must = MAP | STATISTIC, .fits = MAP | STATISTIC},
    {"rows", read_axis, .must = MATRIX, .fits = MATRIX},
    {"columns", read_axis, .must = MATRIX, .fits = MATRIX},
    {"filter", read_filter, .fits = MAP | MATRIX | STATISTIC, .is = OBJECT,
        .most = SIZE_MAX},
    {"sum", read_sum, .fits = MAP | MATRIX | STATISTIC},
    {"from", read_day, .must = TIMELINE, .fits = TIMELINE},
    {"to", read_day, .fits = TIMELINE},
    {0},
};

bool
view_read(struct reading *r, const struct json *value)
{
    struct bytes as = json_get_text(value, "as");
    struct view v = {0};

    for (size_t i = 0; i < COUNT_OF(sorts); i++)
        if (bytes_is(as, sorts[i]))
            v.sort = 1u << i;
    if (v.sort == 0)
        return refuse(r, "as: %.*s is no sort of view", (int)as.len, (const char *)as.at);
    if (v.sort == BOARD && r->kind->state_count == 0)
        return refuse(r, "a board is of a kind with states");
    return members_read(r, value, members, (int)v.sort, &v);
}

/* ---- Leaks ---------------------------------------------------------------------------------- */

/* Does the path lead to what tells of a source or a person? */
static bool
tells(const struct kind *k, struct bytes path)
{
    struct lead l = kind_lead(k, path);

    if (l.schema == NULL)
        l = kind_lead(k, axis_field(path));
    return l.schema != NULL && !l.whole &&
        (!l.part->ordinary || l.personal || l.schema->persons);
}

/* A field stands there by itself, in a list, or as the name of what is filtered. */
bool
view_leaks(const struct kind *k, const struct json *view)
{
    bool leaks = false;

    for (const struct json *m = view->first; m != NULL; m = m->next) {
        leaks = leaks || tells(k, m->text);
        for (const struct json *c = m->first; c != NULL; c = c->next)
            leaks = leaks || tells(k, m->type == JSON_OBJECT ? c->name : c->text);
    }
    return leaks;
}
