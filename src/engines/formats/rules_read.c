/*
 * Rulesets from their JSON.  What a rule does not say in words of this version is refused: a
 * check that is quietly left out would be taken for one that was passed.
 */
#include <math.h>
#include <string.h>

#include "engines/formats/rules.h"

#define CASES_MAX 10000

const char *const rule_names[RULE_SORTS] = {
    [RULE_NO_MORE_THAN_ONE] = "no_more_than_one",
    [RULE_AT_LEAST_ONE] = "atleast_one",
    [RULE_ONLY_ONE_OF] = "only_one_of",
    [RULE_ONE_OR_ALL] = "one_or_all",
    [RULE_DEPENDENT] = "dependent",
    [RULE_SUM] = "sum",
    [RULE_STRICT_SUM] = "strict_sum",
    [RULE_DATE_ORDER] = "date_order",
    [RULE_DATE_NOW] = "date_now",
    [RULE_TIME_LIMIT] = "time_limit",
    [RULE_BETWEEN_DATES] = "between_dates",
    [RULE_REGEX_MATCHES] = "regex_matches",
    [RULE_REGEX_NO_MATCHES] = "regex_no_matches",
    [RULE_STARTS_WITH] = "startswith",
    [RULE_UNIQUE] = "unique",
    [RULE_IF_THEN] = "if_then",
    [RULE_LOOP] = "loop",
    [RULE_NO_SPACES] = "no_spaces",
    [RULE_RANGE] = "range",
};

/* What is read while it is read: in a loop, the members in which "$1" is replaced. */
struct reader {
    struct work *w;
    const struct json *replaced; /* NULL: none */
    size_t count;
};

static bool
sort_of(struct work *w, struct bytes name, enum rule_sort *out)
{
    *out = RULE_SORTS;
    for (size_t i = 0; i < RULE_SORTS; i++) {
        char plain[32] = "";
        size_t len = 0, at = 0;

        if (bytes_is(name, rule_names[i])) {
            *out = (enum rule_sort)i;
            return true;
        }
        /* The other way to write it: noMoreThanOne. */
        for (const char *c = rule_names[i]; *c != '\0'; c++)
            if (*c != '_')
                plain[len++] = *c;
        while (at < name.len && at < len && (name.at[at] | 0x20) == plain[at])
            at++;
        if (at == len && at == name.len) {
            *out = (enum rule_sort)i;
            return true;
        }
    }
    return fail(w, FAULT_INVALID, "a rule of the sort %.*s is not known", (int)name.len,
        (const char *)name.at);
}

/* ---- Members ----------------------------------------------------------------------------------- */

static bool
replaces(const struct reader *r, const char *name)
{
    if (r->replaced != NULL)
        for (const struct json *i = r->replaced->first; i != NULL; i = i->next)
            if (i->type == JSON_TEXT && bytes_is(i->text, name))
                return true;
    return false;
}

static bool
read_path(struct reader *r, const struct json *of, const char *name,
    const struct path **out)
{
    struct bytes text;

    TRY(json_need_text(r->w, of, name, &text));
    return path_read(r->w, text, replaces(r, name), out);
}

static bool
read_paths(struct reader *r, const struct json *of, const char *name,
    struct path_list *out)
{
    struct json *list;

    TRY(json_need(r->w, of, name, JSON_ARRAY, &list));
    out->at = work_alloc(r->w, list->count * sizeof(*out->at));
    TRY(out->at != NULL);
    for (const struct json *i = list->first; i != NULL; i = i->next) {
        if (i->type != JSON_TEXT)
            return fail(r->w, FAULT_INVALID, "%s: paths are texts", name);
        TRY(path_read(r->w, i->text, replaces(r, name), &out->at[out->count++]));
    }
    return true;
}

/* A path to a date; NULL for now. */
static bool
read_date(struct reader *r, const struct json *of, const char *name,
    const struct path **out)
{
    struct bytes text = json_get_text(of, name);

    *out = NULL;
    if (bytes_is(text, "NOW") || bytes_is(text, "TODAY"))
        return true;
    return read_path(r, of, name, out);
}

/* A number, or a text that is one. */
static bool
read_number(struct reader *r, const struct json *of, const char *name, bool needed,
    double other, double *out)
{
    const struct json *v = json_get(of, name);

    *out = v == NULL              ? other
        : v->type == JSON_INTEGER ? (double)v->integer
        : v->type == JSON_DOUBLE  ? v->real
        : v->type == JSON_TEXT    ? number_of(v->text)
                                  : NAN;
    if (isnan(*out) || (needed && v == NULL))
        return fail(r->w, FAULT_INVALID, "%s is no number", name);
    return true;
}

static bool
read_one_or_all(struct reader *r, const struct json *from, struct rule_case *c)
{
    TRY(read_path(r, from, "one", &c->first));
    TRY(json_need_text(r->w, from, "all", &c->all));
    if (bytes_is(c->all, "lang") || bytes_is(c->all, "currency"))
        return true;
    return path_read(r->w, c->all, false, &c->each);
}

/* "prefix": paths, or the list of agencies; "start": one path. */
static bool
read_starts(struct reader *r, const struct json *from, struct rule_case *c)
{
    const struct json *prefix = json_get(from, "prefix");

    TRY(read_paths(r, from, "paths", &c->paths));
    c->separator = json_get_text(from, "separator");
    if (prefix == NULL) {
        c->others.at = work_alloc(r->w, sizeof(*c->others.at));
        TRY(c->others.at != NULL);
        c->others.count = 1;
        return read_path(r, from, "start", &c->others.at[0]);
    }
    if (bytes_is(prefix->text, "ORG-ID-PREFIX") ||
        (prefix->count == 1 && bytes_is(prefix->first->text, "ORG-ID-PREFIX"))) {
        c->agencies = true;
        return true;
    }
    return read_paths(r, from, "prefix", &c->others);
}

static bool read_cases(struct reader *r, const struct json *rules,
    struct rule_case ***end);

static bool
read_loop(struct reader *r, const struct json *from, struct rule_case *c)
{
    struct rule_case **end = &c->inner;
    struct json *inner, *replaced;

    if (r->replaced != NULL)
        return fail(r->w, FAULT_INVALID, "a loop in a loop is not read");
    TRY(read_path(r, from, "foreach", &c->first));
    TRY(json_need(r->w, from, "do", JSON_OBJECT, &inner));
    TRY(json_need(r->w, from, "subs", JSON_ARRAY, &replaced));
    r->replaced = replaced;
    TRY(read_cases(r, inner, &end));
    r->replaced = NULL;
    return true;
}

static bool
read_pattern(struct reader *r, const struct json *from, struct rule_case *c)
{
    struct bytes text;

    TRY(read_paths(r, from, "paths", &c->paths));
    TRY(json_need_text(r->w, from, "regex", &text));
    return pattern_read(r->w, text, &c->pattern);
}

static bool
read_body(struct reader *r, const struct json *from, struct rule_case *c)
{
    switch (c->sort) {
    case RULE_ONLY_ONE_OF:
        TRY(read_paths(r, from, "excluded", &c->others));
        break;
    case RULE_ONE_OR_ALL:
        return read_one_or_all(r, from, c);
    case RULE_SUM:
    case RULE_STRICT_SUM:
        TRY(read_number(r, from, "sum", true, 0, &c->least));
        break;
    case RULE_DATE_ORDER:
        return read_date(r, from, "less", &c->first) &&
            read_date(r, from, "more", &c->second);
    case RULE_DATE_NOW:
        return read_path(r, from, "date", &c->date);
    case RULE_BETWEEN_DATES:
        TRY(read_path(r, from, "date", &c->date)); /* fall through */
    case RULE_TIME_LIMIT:
        return read_date(r, from, "start", &c->first) &&
            read_date(r, from, "end", &c->second);
    case RULE_REGEX_MATCHES:
    case RULE_REGEX_NO_MATCHES:
        return read_pattern(r, from, c);
    case RULE_STARTS_WITH:
        return read_starts(r, from, c);
    case RULE_IF_THEN:
        return read_path(r, from, "if", &c->first) &&
            read_path(r, from, "then", &c->second);
    case RULE_LOOP:
        return read_loop(r, from, c);
    case RULE_RANGE:
        TRY(read_number(r, from, "min", false, -INFINITY, &c->least) &&
            read_number(r, from, "max", false, INFINITY, &c->most));
        break;
    default:
        break;
    }
    return read_paths(r, from, "paths", &c->paths);
}

/* ---- Cases --------------------------------------------------------------------------------------- */

static bool
read_lists(struct reader *r, const struct json *from, struct rule_case *c)
{
    struct bytes text = json_get_text(from, "idCondition");

    if (bytes_is(text, "NOT_EXISTING_ORG_ID"))
        c->lists = RULE_NOT_AN_ORGANISATION;
    else if (bytes_is(text, "NOT_EXISTING_ORG_ID_PREFIX"))
        c->lists = RULE_NO_ORGANISATION_PREFIX;
    else if (text.len > 0)
        return fail(r->w, FAULT_INVALID, "idCondition %.*s is not known", (int)text.len,
            (const char *)text.at);
    return true;
}

static bool
read_case(struct reader *r, const struct json *from, enum rule_sort sort,
    struct rule_case **out)
{
    struct rule_case *c = work_alloc(r->w, sizeof(*c));
    const struct json *about = json_get(from, "ruleInfo");
    struct bytes id = json_get_text(about, "id"), text = json_get_text(about, "message");

    TRY(c != NULL);
    if (++r->count > CASES_MAX)
        return fail(r->w, FAULT_INVALID, "more than %d rules", CASES_MAX);
    c->sort = sort;
    if (id.len > 0)
        TRY(work_string(r->w, id, &c->id));
    else
        c->id = work_format(r->w, "%s%s-%zu", r->replaced != NULL ? "loop-" : "",
            rule_names[sort], r->count);
    if (text.len > 0)
        TRY(work_string(r->w, text, &c->text));
    else
        c->text = work_format(r->w, "the rule %s does not hold", rule_names[sort]);
    c->severity =
        bytes_is(json_get_text(about, "severity"), "warning") ? IATI_WARNING : IATI_ERROR;
    if (json_get(from, "condition") != NULL)
        TRY(read_path(r, from, "condition", &c->condition));
    TRY(read_lists(r, from, c));
    *out = c;
    return read_body(r, from, c) || fail_in(r->w, "rule %s", c->id);
}

static bool
read_cases(struct reader *r, const struct json *rules, struct rule_case ***end)
{
    for (const struct json *rule = rules->first; rule != NULL; rule = rule->next) {
        enum rule_sort sort;
        struct json *cases;

        TRY(sort_of(r->w, rule->name, &sort));
        TRY(json_need(r->w, rule, "cases", JSON_ARRAY, &cases));
        for (const struct json *i = cases->first; i != NULL; i = i->next) {
            TRY(read_case(r, i, sort, *end));
            *end = &(**end)->next;
        }
    }
    return true;
}

bool
rules_read(struct work *w, struct bytes text, struct rules **out)
{
    struct reader r = {.w = w};
    struct rule_group **group;
    struct json *all;

    TRY(json_read(w, text, &json_foreign, &all));
    if (all->type != JSON_OBJECT)
        return fail(w, FAULT_INVALID, "a ruleset is a JSON object");
    *out = work_alloc(w, sizeof(**out));
    TRY(*out != NULL);
    group = &(*out)->groups;
    for (const struct json *context = all->first; context != NULL;
         context = context->next) {
        struct rule_case **end;

        *group = work_alloc(w, sizeof(**group));
        TRY(*group != NULL);
        end = &(*group)->cases;
        TRY(path_read(w, context->name, false, &(*group)->context));
        if (context->type != JSON_OBJECT)
            return fail(w, FAULT_INVALID, "the rules of a context are a JSON object");
        TRY(read_cases(&r, context, &end));
        group = &(*group)->next;
    }
    (*out)->count = r.count;
    return true;
}

size_t
rules_count(const struct rules *r)
{
    return r->count;
}
