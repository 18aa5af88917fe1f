/*
 * Rules held against a document.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engines/formats/formats_inner.h"
#include "engines/formats/rules.h"

enum verdict { HOLDS, BROKEN, NOT_ASKED };

/* Nodes that outlive the walk that found them. */
struct gathered {
    struct place *at;
    size_t count;
    size_t room;
    size_t empty; /* paths that named none */
};

struct run {
    struct judge *j;
    struct walker *k;
    struct gathered paths;
    struct gathered others;
    /* Identifiers that some rules ask for; NULL where the codes lack them. */
    const struct code_list *agencies;
    const struct code_list *organisations;
    struct place where; /* what is told of a rule that is broken */
};

static bool
gather(struct run *r, const struct path_list *list, struct place from,
    struct gathered *into)
{
    into->count = into->empty = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct places found;

        TRY(path_places(r->k, list->at[i], from, &found));
        into->empty += found.count == 0;
        if (into->at == NULL || into->count + found.count > into->room) {
            size_t room = (into->count + found.count) * 2 + 16;
            struct place *at = work_alloc(r->j->w, room * sizeof(*at));

            TRY(at != NULL);
            if (into->count > 0)
                memcpy(at, into->at, into->count * sizeof(*at));
            into->at = at;
            into->room = room;
        }
        if (found.count > 0)
            memcpy(into->at + into->count, found.at, found.count * sizeof(*found.at));
        into->count += found.count;
    }
    return true;
}

static enum verdict
verdict(bool holds)
{
    return holds ? HOLDS : BROKEN;
}

/* ---- Days -------------------------------------------------------------------------------------- */

struct day {
    bool there;
    int year, month, of_month;
    int64_t instant; /* microseconds, as in base */
};

static bool
digits(struct bytes text, size_t at, size_t count, int *out)
{
    *out = 0;
    if (at + count > text.len)
        return false;
    for (size_t i = at; i < at + count; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        *out = *out * 10 + (text.at[i] - '0');
    }
    return true;
}

/* Days since 1970-01-01 of the proleptic Gregorian calendar. */
static int64_t
day_number(int year, int month, int day)
{
    int64_t y = year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* +hh:mm, -hh:mm, or anything else for UTC, in minutes. */
static int
offset(struct bytes text)
{
    int hours, minutes;

    if (text.len < 6 || (text.at[0] != '+' && text.at[0] != '-') ||
        !digits(text, 1, 2, &hours) || !digits(text, 4, 2, &minutes))
        return 0;
    return (text.at[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

/* xs:date and xs:dateTime; what is neither is no day, and a rule does not ask of it. */
static struct day
day_read(struct bytes text)
{
    struct day d = {0};
    int hours = 0, minutes = 0, seconds = 0;
    struct bytes rest;

    text = xml_trim(text);
    if (text.len < 10 || text.at[4] != '-' || text.at[7] != '-' ||
        !digits(text, 0, 4, &d.year) || !digits(text, 5, 2, &d.month) ||
        !digits(text, 8, 2, &d.of_month) || d.month < 1 || d.month > 12 ||
        d.of_month < 1 || d.of_month > 31)
        return d;
    rest = bytes_from(text.at + 10, text.len - 10);
    if (rest.len >= 9 && rest.at[0] == 'T') {
        if (!digits(rest, 1, 2, &hours) || !digits(rest, 4, 2, &minutes) ||
            !digits(rest, 7, 2, &seconds))
            return d;
        rest = bytes_from(rest.at + 9, rest.len - 9);
        while (rest.len > 0 && strchr(".0123456789", rest.at[0]) != NULL)
            rest = bytes_from(rest.at + 1, rest.len - 1);
    }
    d.there = true;
    d.instant = (day_number(d.year, d.month, d.of_month) * 86400 + hours * 3600 +
                    (minutes - offset(rest)) * 60 + seconds) *
        TIME_SECOND;
    return d;
}

static bool
day_at(struct run *r, const struct path *p, struct place from, struct day *out)
{
    struct places found;
    struct bytes text;

    *out = (struct day){.there = p == NULL, .instant = r->j->with->now};
    if (p == NULL)
        return true;
    TRY(path_places(r->k, p, from, &found));
    if (found.count == 0)
        return true;
    r->where = found.at[0];
    TRY(place_text(r->k, found.at[0], &text));
    *out = day_read(text);
    return true;
}

static bool
no_longer_than_a_year(const struct day *from, const struct day *to)
{
    if (to->year != from->year + 1)
        return to->year <= from->year;
    return to->month != from->month ? to->month < from->month
                                    : to->of_month <= from->of_month;
}

static bool
run_dates(struct run *r, const struct rule_case *c, struct place from, enum verdict *out)
{
    struct day first = {0}, second = {0}, date = {0};
    struct place where;

    if (c->date != NULL)
        TRY(day_at(r, c->date, from, &date));
    where = r->where;
    *out = NOT_ASKED;
    if (c->sort == RULE_DATE_NOW) {
        if (date.there)
            *out = verdict(date.instant <= r->j->with->now);
        return true;
    }
    TRY(day_at(r, c->second, from, &second) && day_at(r, c->first, from, &first));
    if (!first.there || !second.there || (c->date != NULL && !date.there))
        return true;
    if (c->sort == RULE_DATE_ORDER)
        *out = verdict(first.instant <= second.instant);
    else if (c->sort == RULE_TIME_LIMIT)
        *out = verdict(no_longer_than_a_year(&first, &second));
    else
        *out = verdict(first.instant <= date.instant && date.instant <= second.instant);
    if (c->date != NULL)
        r->where = where;
    return true;
}

/* ---- Texts and numbers ----------------------------------------------------------------------------- */

static bool
starts(struct run *r, const struct rule_case *c, struct bytes text, bool *out)
{
    const uint8_t *dash;
    size_t i;

    *out = false;
    if (c->agencies) {
        /* The agency is all before the second hyphen. */
        dash = memchr(text.at, '-', text.len);
        if (dash != NULL)
            dash = memchr(dash + 1, '-', (size_t)(text.at + text.len - dash) - 1);
        *out = codes_have(r->agencies,
            dash != NULL ? bytes_from(text.at, (size_t)(dash - text.at)) : text);
        return true;
    }
    for (i = 0; i < r->others.count && !*out; i++) {
        struct bytes start;

        TRY(place_text(r->k, r->others.at[i], &start));
        *out = text.len >= start.len + c->separator.len &&
            bytes_equal(bytes_from(text.at, start.len), start) &&
            bytes_equal(bytes_from(text.at + start.len, c->separator.len), c->separator);
    }
    return true;
}

/* Does one text keep to the rule? */
static bool
keeps(struct run *r, const struct rule_case *c, struct bytes text, bool *out)
{
    double number;

    switch (c->sort) {
    case RULE_STARTS_WITH:
        return starts(r, c, text, out);
    case RULE_NO_SPACES:
        *out = xml_trim(text).len == text.len;
        return true;
    case RULE_RANGE:
        number = number_of(text);
        *out = c->least <= number && number <= c->most;
        return true;
    default:
        *out = true;
        if (text.len == 0)
            return true; /* what is not there is another rule's concern */
        TRY(walker_spend(r->k, 1 + text.len * pattern_size(c->pattern) / 8));
        *out = pattern_match(c->pattern, text) == (c->sort == RULE_REGEX_MATCHES);
        return true;
    }
}

static bool
run_each(struct run *r, const struct rule_case *c, struct place from, enum verdict *out)
{
    if (c->sort == RULE_STARTS_WITH && c->agencies && r->agencies == NULL) {
        r->j->to->rules_left++;
        *out = NOT_ASKED;
        return true;
    }
    TRY(gather(r, &c->others, from, &r->others));
    *out = HOLDS;
    for (size_t i = 0; i < r->paths.count && *out == HOLDS; i++) {
        struct bytes text;
        bool good;

        TRY(place_text(r->k, r->paths.at[i], &text) && keeps(r, c, text, &good));
        r->where = good ? r->where : r->paths.at[i];
        *out = verdict(good);
    }
    return true;
}

static int
order_texts(const void *a, const void *b)
{
    return bytes_order(*(const struct bytes *)a, *(const struct bytes *)b);
}

static bool
run_unique(struct run *r, enum verdict *out)
{
    struct bytes *texts = work_alloc(r->j->w, r->paths.count * sizeof(*texts));

    TRY(texts != NULL);
    *out = HOLDS;
    for (size_t i = 0; i < r->paths.count; i++)
        TRY(place_text(r->k, r->paths.at[i], &texts[i]));
    qsort(texts, r->paths.count, sizeof(*texts), order_texts);
    for (size_t i = 1; i < r->paths.count; i++)
        if (bytes_equal(texts[i - 1], texts[i]))
            *out = BROKEN;
    return true;
}

static bool
run_sum(struct run *r, const struct rule_case *c, enum verdict *out)
{
    double sum = 0;

    *out = HOLDS;
    if (c->sort == RULE_SUM && r->paths.count == 0)
        return true;
    for (size_t i = 0; i < r->paths.count; i++) {
        struct bytes text;

        TRY(place_text(r->k, r->paths.at[i], &text));
        sum += number_of(text);
    }
    /* Percentages have decimals that no binary number has: four of them count. */
    *out = verdict(fabs(sum - c->least) < 0.00005);
    return true;
}

/* ---- Counts and conditions ------------------------------------------------------------------------- */

/* Does each element of that name below, or ${from}'s own, have an attribute? */
static bool
all_have(struct run *r, const char *const *names, size_t count, struct bytes space,
    const char *attribute, struct place from, enum verdict *out)
{
    const struct xml *x = from.at;

    *out = HOLDS;
    while (*out == HOLDS) {
        TRY(walker_spend(r->k, 1));
        for (size_t i = 0; i < count; i++)
            if (x != from.at && xml_is(x, names[i]) &&
                xml_attribute_of(x, space, bytes_of(attribute)) == NULL) {
                r->where = (struct place){.at = x};
                *out = BROKEN;
            }
        if (x->first != NULL) {
            x = x->first;
            continue;
        }
        while (x != from.at && x->next == NULL)
            x = x->parent;
        if (x == from.at)
            break;
        x = x->next;
    }
    return true;
}

static bool
run_one_or_all(struct run *r, const struct rule_case *c, struct place from,
    enum verdict *out)
{
    static const char *const narrative[] = {"narrative"};
    static const char *const money[] = {"value", "forecast", "loan-status"};
    bool one;

    *out = HOLDS;
    TRY(path_true(r->k, c->first, from, &one));
    if (one || from.at == NULL)
        return true;
    if (c->each == NULL && bytes_is(c->all, "lang"))
        return all_have(r, narrative, 1, bytes_of(xml_space_xml), "lang", from, out);
    if (c->each == NULL)
        return all_have(r, money, 3, (struct bytes){0}, "currency", from, out);
    for (const struct xml *t = xml_child(from.at, "transaction"); t != NULL;
         t = xml_next(t, "transaction")) {
        bool has;

        TRY(path_true(r->k, c->each, (struct place){.at = t}, &has));
        if (!has) {
            r->where = (struct place){.at = t};
            *out = BROKEN;
            return true;
        }
    }
    return true;
}

static bool
run_if_then(struct run *r, const struct rule_case *c, struct place from,
    enum verdict *out)
{
    bool asked, holds = true;

    TRY(path_true(r->k, c->first, from, &asked));
    if (asked)
        TRY(path_true(r->k, c->second, from, &holds));
    *out = asked ? verdict(holds) : NOT_ASKED;
    return true;
}

static bool
run_one(struct run *r, const struct rule_case *c, struct place from, enum verdict *out)
{
    *out = HOLDS;
    TRY(gather(r, &c->paths, from, &r->paths));
    switch (c->sort) {
    case RULE_NO_MORE_THAN_ONE:
        *out = verdict(r->paths.count <= 1);
        return true;
    case RULE_AT_LEAST_ONE:
        *out = verdict(r->paths.count >= 1);
        return true;
    case RULE_DEPENDENT:
        *out = verdict(r->paths.empty == 0 || r->paths.count == 0);
        return true;
    case RULE_ONLY_ONE_OF:
        TRY(gather(r, &c->others, from, &r->others));
        *out = verdict(r->paths.count == (r->others.count == 0));
        return true;
    case RULE_ONE_OR_ALL:
        return run_one_or_all(r, c, from, out);
    case RULE_SUM:
    case RULE_STRICT_SUM:
        return run_sum(r, c, out);
    case RULE_UNIQUE:
        return run_unique(r, out);
    case RULE_IF_THEN:
        return run_if_then(r, c, from, out);
    case RULE_REGEX_MATCHES:
    case RULE_REGEX_NO_MATCHES:
    case RULE_STARTS_WITH:
    case RULE_NO_SPACES:
    case RULE_RANGE:
        return run_each(r, c, from, out);
    default:
        return run_dates(r, c, from, out);
    }
}

/* ---- Cases --------------------------------------------------------------------------------------------- */

static bool
is_organisation(const struct run *r, enum rule_lists how, struct bytes id)
{
    if (how == RULE_NOT_AN_ORGANISATION)
        return codes_have(r->organisations, id);
    /* Some beginning of it, up to a hyphen. */
    for (size_t len = 0; len < id.len; len++)
        if (id.at[len] == '-' && codes_have(r->organisations, bytes_from(id.at, len)))
            return true;
    return false;
}

/* Identifiers that a registry knows are taken as they are. */
static bool
lists_ask(struct run *r, const struct rule_case *c, struct place from, bool *asked)
{
    *asked = true;
    if (c->lists == RULE_NO_LIST || r->organisations == NULL)
        return true;
    TRY(gather(r, &c->paths, from, &r->paths));
    for (size_t i = 0; i < r->paths.count && *asked; i++) {
        struct bytes text;

        TRY(place_text(r->k, r->paths.at[i], &text));
        *asked = !is_organisation(r, c->lists, text);
    }
    return true;
}

static bool run_case(struct run *r, const struct rule_case *c, struct place from);

/* The inner cases, once for each text that the path finds. */
static bool
run_loop(struct run *r, const struct rule_case *c, struct place from)
{
    struct gathered found = {0};
    struct path_list path = {.at = (const struct path *[]){c->first}, .count = 1};
    struct bytes *texts;
    bool good = true;

    TRY(gather(r, &path, from, &found));
    texts = work_alloc(r->j->w, found.count * sizeof(*texts));
    TRY(texts != NULL);
    for (size_t i = 0; i < found.count; i++)
        TRY(place_text(r->k, found.at[i], &texts[i]));
    qsort(texts, found.count, sizeof(*texts), order_texts);
    for (size_t i = 0; i < found.count && good; i++) {
        if (i > 0 && bytes_equal(texts[i - 1], texts[i]))
            continue;
        r->k->variable = texts[i];
        for (const struct rule_case *inner = c->inner; inner != NULL && good;
             inner = inner->next)
            good = run_case(r, inner, from);
    }
    r->k->variable = (struct bytes){0};
    return good;
}

static bool
run_case(struct run *r, const struct rule_case *c, struct place from)
{
    enum verdict v;
    bool asked = true;

    if (c->condition != NULL)
        TRY(path_true(r->k, c->condition, from, &asked));
    if (asked)
        TRY(lists_ask(r, c, from, &asked));
    if (!asked)
        return true;
    if (c->sort == RULE_LOOP)
        return run_loop(r, c, from);
    r->where = from;
    TRY(run_one(r, c, from, &v));
    return v != BROKEN || judge_find(r->j, c->id, c->severity, r->where, c->text);
}

bool
rules_check(struct judge *j)
{
    struct run r = {.j = j, .k = &j->k};
    struct gathered contexts = {0};

    if (j->with->codes != NULL) {
        r.agencies =
            codes_list(j->with->codes, bytes_of("OrganisationRegistrationAgency"));
        r.organisations =
            codes_list(j->with->codes, bytes_of("IATIOrganisationIdentifier"));
    }
    for (const struct rule_group *g = j->with->rules->groups; g != NULL; g = g->next) {
        struct path_list context = {.at = (const struct path *[]){g->context},
            .count = 1};

        TRY(gather(&r, &context, (struct place){0}, &contexts));
        for (size_t i = 0; i < contexts.count; i++)
            for (const struct rule_case *c = g->cases; c != NULL; c = c->next)
                TRY(run_case(&r, c, contexts.at[i]));
    }
    return true;
}
