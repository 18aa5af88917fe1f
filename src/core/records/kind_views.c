/*
 * kind_views: how a kind's records are shown -- as lists, boards, timelines, matrices, maps,
 * statistics, forms and pages -- read from its file.  docs/kinds.md, "Views".
 *
 * What many records are shown by at once is shown to whoever may know of them, without a
 * purpose, as titles are: so it tells of no source and no person (kind_lint, view-leaks).
 */
#include "core/records/kinds_inner.h"

#include <string.h>

#define VIEWS_MAX 32
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

    if (bytes_is(type, "boolean") || bytes_is(type, "integer") ||
        bytes_is(format, "org") || bytes_is(format, "uncertain-date") ||
        bytes_is(format, "decimal") || json_get(schema, "enum") != NULL)
        return true;
    return (bytes_is(type, "string") || bytes_is(format, "lang-text")) && most != NULL &&
        most->type == JSON_INTEGER && most->integer <= FACET_TEXT_MAX;
}

/* ---- What a view says --------------------------------------------------------------------- */

struct reading {
    const struct kind *kind;
    const struct json *links;
    bool fields_only; /* a form asks for nothing else */
};

/* A field, a derived value, or what every record has. */
static bool
check_shown(struct work *w, const struct reading *r, const struct json *column,
    const struct place *at)
{
    static const char *const words[] = {"author", "time", NULL};
    static const char *const stands[] = {"since", "state", NULL};
    struct bytes text = column->type == JSON_TEXT ? column->text : (struct bytes){0};
    struct kind_place place;
    bool good;

    if (text.len > 0 && memchr(text.at, '.', text.len) != NULL)
        good = kind_path(r->kind, text, &place);
    else
        good = !r->fields_only &&
            (bytes_is_any(text, words) ||
                (r->kind->state_count > 0 && bytes_is_any(text, stands)) ||
                json_get_bytes(json_get(r->kind->json, "derived"), text) != NULL);
    return good ||
        fail_at(w, at, "show: %.*s is no field%s", (int)text.len, (const char *)text.at,
            r->fields_only ? ""
                           : ", no derived value, and none of state, since, author "
                             "and time");
}

static bool
check_show(struct work *w, const struct reading *r, const struct json *show,
    const struct place *at)
{
    if (!is_list(show, 1, SHOWN_MAX))
        return fail_at(w, at, "show: not a list of 1 to %d fields", SHOWN_MAX);
    for (const struct json *c = show->first; c != NULL; c = c->next)
        TRY(check_shown(w, r, c, at));
    return true;
}

static bool
check_sections(struct work *w, const struct reading *r, const struct json *sections,
    const struct place *at)
{
    static const char *const members[] = {"label", "show", NULL};

    if (!is_list(sections, 1, SECTIONS_MAX))
        return fail_at(w, at, "sections: not a list of 1 to %d", SECTIONS_MAX);
    for (const struct json *s = sections->first; s != NULL; s = s->next) {
        TRY(kind_members(w, s, at, members));
        TRY(kind_label(w, json_get(s, "label"), at, false));
        TRY(check_show(w, r, json_get(s, "show"), at));
    }
    return true;
}

/* A field's path, without what is said behind it: the year of a date, the groups of a list. */
static struct bytes
axis_field(struct bytes axis)
{
    const uint8_t *group = axis.len > 0 ? memchr(axis.at, '@', axis.len) : NULL;
    size_t len = group != NULL ? (size_t)(group - axis.at) : axis.len;
    const char *year = ".year";

    if (len > strlen(year) &&
        memcmp(axis.at + len - strlen(year), year, strlen(year)) == 0)
        len -= strlen(year);
    return bytes_from(axis.at, len);
}

static bool
is_axis(const struct reading *r, struct bytes axis)
{
    static const char *const words[] = {"author", "state", "year", NULL};
    struct kind_place place;

    if (bytes_is_any(axis, words))
        return r->kind->state_count > 0 || !bytes_is(axis, "state");
    if (axis.len > 0 && json_get_bytes(r->links, axis) != NULL)
        return true;
    return (kind_path(r->kind, axis, &place) ||
               kind_path(r->kind, axis_field(axis), &place)) &&
        (kind_countable(place.schema) ||
            json_get(json_get(place.schema, "properties"), "org") != NULL);
}

static bool
check_axis(struct work *w, const struct reading *r, const struct json *view,
    const char *name, const struct place *at)
{
    struct bytes axis = json_get_text(view, name);

    return is_axis(r, axis) ||
        fail_at(w, at, "%s: %.*s is nothing that can be counted by", name, (int)axis.len,
            (const char *)axis.at);
}

/* A field whose amounts the kind has put together. */
static bool
check_sum(struct work *w, const struct reading *r, const struct json *sum,
    const struct place *at)
{
    struct kind_place place;

    return sum == NULL ||
        (sum->type == JSON_TEXT && kind_path(r->kind, sum->text, &place) &&
            kind_aggregate(place.schema) != AGGREGATE_NONE) ||
        fail_at(w, at, "sum: leads to no field with \"aggregate\"");
}

static bool
check_filter(struct work *w, const struct reading *r, const struct json *filter,
    const struct place *at)
{
    if (filter == NULL)
        return true;
    if (filter->type != JSON_OBJECT)
        return fail_at(w, at, "filter: not an object of texts by axis");
    for (const struct json *f = filter->first; f != NULL; f = f->next)
        if (f->type != JSON_TEXT || !is_axis(r, f->name))
            return fail_at(w, at,
                "filter: %.*s is nothing that can be counted by, or its "
                "value is no text",
                (int)f->name.len, (const char *)f->name.at);
    return true;
}

/* A day that records lie by: rows know the uncertain dates alone. */
static bool
check_day(struct work *w, const struct reading *r, const struct json *view,
    const char *name, const struct place *at)
{
    const struct json *day = json_get(view, name);
    struct kind_place place;

    return (day->type == JSON_TEXT && kind_path(r->kind, day->text, &place) &&
               memchr(day->text.at, '*', day->text.len) == NULL &&
               bytes_is(json_get_text(place.schema, "format"), "uncertain-date")) ||
        fail_at(w, at, "%s: leads to no uncertain date", name);
}

/* ---- The sorts of views ------------------------------------------------------------------- */

static const struct {
    const char *as;
    const char *members[5]; /* beside "as" and "label"; those that it must have first */
    size_t must;
} sorts[] = {
    {"board", {"show"}, 1},
    {"form", {"sections"}, 1},
    {"list", {"show"}, 1},
    {"map", {"by", "filter", "sum"}, 1},
    {"matrix", {"rows", "columns", "filter", "sum"}, 2},
    {"page", {"sections"}, 1},
    {"statistic", {"by", "filter", "sum"}, 1},
    {"timeline", {"from", "to", "show"}, 1},
};

static bool
check_members(struct work *w, const struct json *view, size_t sort,
    const struct place *at)
{
    const char *const *members = sorts[sort].members;

    for (const struct json *m = view->first; m != NULL; m = m->next)
        if (!bytes_is(m->name, "as") && !bytes_is(m->name, "label") &&
            !bytes_is_any(m->name, members))
            return fail_at(w, at, "a %s has no %.*s", sorts[sort].as, (int)m->name.len,
                (const char *)m->name.at);
    for (size_t i = 0; i < sorts[sort].must; i++)
        if (json_get(view, members[i]) == NULL)
            return fail_at(w, at, "a %s has %s", sorts[sort].as, members[i]);
    return true;
}

static bool
check_content(struct work *w, struct reading *r, const struct json *view,
    const struct place *at)
{
    static const char *const axes[] = {"by", "columns", "rows"},
                             *const days[] = {"from", "to"};

    r->fields_only = bytes_is(json_get_text(view, "as"), "form");
    for (size_t i = 0; i < COUNT_OF(axes); i++)
        if (json_get(view, axes[i]) != NULL)
            TRY(check_axis(w, r, view, axes[i], at));
    for (size_t i = 0; i < COUNT_OF(days); i++)
        if (json_get(view, days[i]) != NULL)
            TRY(check_day(w, r, view, days[i], at));
    if (json_get(view, "show") != NULL)
        TRY(check_show(w, r, json_get(view, "show"), at));
    if (json_get(view, "sections") != NULL)
        TRY(check_sections(w, r, json_get(view, "sections"), at));
    TRY(check_sum(w, r, json_get(view, "sum"), at));
    return check_filter(w, r, json_get(view, "filter"), at);
}

static bool
read_view(struct work *w, struct reading *r, const struct json *view,
    const struct place *at)
{
    struct bytes as = json_get_text(view, "as");
    size_t sort = 0;

    if (view->type != JSON_OBJECT || !form_name(view->name))
        return fail_at(w, at, "not a view by a name");
    while (sort < COUNT_OF(sorts) && !bytes_is(as, sorts[sort].as))
        sort++;
    if (sort == COUNT_OF(sorts))
        return fail_at(w, at, "as: %.*s is no sort of view", (int)as.len,
            (const char *)as.at);
    if (bytes_is(as, "board") && r->kind->state_count == 0)
        return fail_at(w, at, "a board is of a kind with states");
    TRY(kind_label(w, json_get(view, "label"), at, true));
    TRY(check_members(w, view, sort, at));
    return check_content(w, r, view, at);
}

bool
views_read(struct work *w, const struct json *file, const struct place *up,
    const struct kind *k)
{
    const struct json *views = json_get(file, "views");
    struct reading r = {.kind = k, .links = json_get(file, "links")};
    struct place at = {.up = up, .name = bytes_of("views")};

    if (views == NULL)
        return true;
    if (views->type != JSON_OBJECT || views->count > VIEWS_MAX)
        return fail_at(w, &at, "not an object of at most %d views", VIEWS_MAX);
    for (const struct json *v = views->first; v != NULL; v = v->next) {
        struct place here = {.up = &at, .name = v->name};

        TRY(read_view(w, &r, v, &here));
    }
    return true;
}

/* ---- Leaks ---------------------------------------------------------------------------------- */

/* Does the path lead to what tells of a source or a person? */
static bool
tells(const struct kind *k, const struct json *path)
{
    struct lead l = {0};

    if (path != NULL && path->type == JSON_TEXT)
        l = kind_lead(k, path->text);
    if (path != NULL && path->type == JSON_TEXT && l.schema == NULL)
        l = kind_lead(k, axis_field(path->text));
    return l.schema != NULL && !l.whole &&
        (!l.part->ordinary || l.personal || l.schema->persons);
}

bool
view_leaks(const struct kind *k, const struct json *view)
{
    static const char *const single[] = {"by", "columns", "from", "rows", "to"};
    bool leaks = false;

    for (size_t i = 0; i < COUNT_OF(single); i++)
        leaks = leaks || tells(k, json_get(view, single[i]));
    for (const struct json *c = first_in(view, "show"); c != NULL; c = c->next)
        leaks = leaks || tells(k, c);
    for (const struct json *f = first_in(view, "filter"); f != NULL; f = f->next) {
        const struct json path = {.type = JSON_TEXT, .text = f->name};

        leaks = leaks || tells(k, &path);
    }
    return leaks;
}
