/*
 * matrix: counts are those of the records, each once, whatever axes and filters; who funds
 * and who carries out are told apart within one item of a list; what one may not know of is
 * in no count; gaps and overlaps are named.
 */
#include "tests/desks/sit.h"

static const char *const orgs[] = {"Alpha", "Beta", "Gamma", "Delta"};
static const char *const roles[] = {"funder", "implementing", "accountable", NULL};
/* As the kind calls them. */
static const char *const roles_called[] = {"Funder", "Implementing", "Accountable"};
static const char *const lands[] = {"KE", "NG", "SO"};
static const char *const years[] = {"2024-05-01", "2025", "2026-02"};

/* What the test knows of an activity. */
struct told {
    struct stored stored;
    struct {
        const char *org, *role;
    } parties[3];
    size_t party_count;
    const char *lands[3];
    size_t land_count;
    const char *year;
    bool counts;
};

#define MANY 300
static struct told told[MANY];
static size_t told_count;

static void
tell(struct work *w, struct node *n, bool hidden, const struct stored *serves)
{
    struct told *t = &told[told_count++];
    struct buffer b = buffer_open(w, 65536);
    struct json *terms = fixture_terms(w, n);
    struct bytes body;
    struct draft d;
    struct receipt r;

    *t = (struct told){.counts = !hidden,
        .party_count = chance(4),
        .land_count = chance(3),
        .year = years[chance(3)]};
    buffer_format(&b, "{\"core\":{\"title\":" TEXT("A") ",\"planned\":{\"from\":\"%s\"}",
        t->year);
    for (size_t i = 0; i < t->party_count; i++) {
        t->parties[i].org = orgs[chance(4)];
        t->parties[i].role = roles[chance(4)];
        buffer_format(&b, "%s{\"name\":" TEXT("%s") "%s%s%s}",
            i == 0 ? ",\"participating\":[" : ",", t->parties[i].org,
            t->parties[i].role != NULL ? ",\"role\":\"" : "",
            t->parties[i].role != NULL ? t->parties[i].role : "",
            t->parties[i].role != NULL ? "\"" : "");
    }
    buffer_text(&b, t->party_count > 0 ? "]" : "");
    for (size_t i = 0; i < t->land_count; i++) {
        t->lands[i] = lands[chance(3)];
        buffer_format(&b, "%s{\"code\":\"%s\"}", i == 0 ? ",\"countries\":[" : ",",
            t->lands[i]);
    }
    buffer_text(&b, t->land_count > 0 ? "]}}" : "}}");
    buffer_byte(&b, '\0');
    NEED(w, buffer_bytes(&b, &body));
    d = fixture_draft(w, n, "activity/1", (const char *)body.at);
    if (hidden)
        json_put(terms, "need_to_know", parse(w, "[\"heron\"]"));
    for (size_t i = 0; i < d.part_count; i++)
        if (strcmp(d.part_names[i], "terms") == 0)
            d.part_bodies[i] = terms;
    if (serves != NULL)
        draft_link(&d, "serves", serves);
    NEED(w, node_make(n, w, &d, 1, &r));
    t->stored = fixture_stored(w, n, &r);
}

/* ---- The other way to count --------------------------------------------------------- */

static bool
is(const char *a, const char *want)
{
    return strcmp(want, "(not stated)") == 0 ? a == NULL
                                             : a != NULL && strcmp(a, want) == 0;
}

/* Does the activity belong to the cell?  ${role}: a filter on the parties, or NULL. */
static bool
by_org_and_role(const struct told *t, const char *org, const char *role)
{
    for (size_t i = 0; i < t->party_count; i++)
        if (is(t->parties[i].org, org) && is(t->parties[i].role, role))
            return true;
    return t->party_count == 0 && is(NULL, org) && is(NULL, role);
}

static bool
has_land(const struct told *t, const char *land)
{
    for (size_t i = 0; i < t->land_count; i++)
        if (is(t->lands[i], land))
            return true;
    return t->land_count == 0 && is(NULL, land);
}

static bool
by_org_and_called(const struct told *t, const char *org, const char *called)
{
    for (size_t i = 0; i < COUNT_OF(roles_called); i++)
        if (strcmp(called, roles_called[i]) == 0)
            called = roles[i];
    return by_org_and_role(t, org, called);
}

static bool
by_funder_and_land(const struct told *t, const char *org, const char *land)
{
    return by_org_and_role(t, org, "funder") && t->party_count > 0 && has_land(t, land) &&
        strncmp(t->year, "2025", 4) == 0;
}

static bool
by_land_and_year(const struct told *t, const char *land, const char *year)
{
    return has_land(t, land) && strncmp(t->year, year, 4) == 0;
}

static int64_t
cell(const struct json *list, const char *row, const char *column)
{
    for (const struct json *c = list->first; c != NULL; c = c->next)
        if (bytes_is(json_get_text(c, "row"), row) &&
            bytes_is(json_get_text(c, "column"), column))
            return json_get(c, "count")->integer;
    return 0;
}

static bool
is_label(const struct json *axis, int64_t at, struct bytes label)
{
    const struct json *v = axis->first;

    while (v != NULL && at-- > 0)
        v = v->next;
    return v != NULL && bytes_equal(json_get_text(v, "label"), label);
}

/* Each cell says where it stands among rows and columns. */
static bool
in_place(void)
{
    const struct json *c = json_get(last, "cells")->first;

    for (; c != NULL; c = c->next) {
        const struct json *at = json_get(c, "at");

        if (at == NULL || at->count != 2 ||
            !is_label(json_get(last, "rows"), at->first->integer,
                json_get_text(c, "row")) ||
            !is_label(json_get(last, "columns"), at->first->next->integer,
                json_get_text(c, "column")))
            return false;
    }
    return true;
}

/* Every cell is what the test counts, and there are no others. */
static bool
agrees(bool (*belongs)(const struct told *t, const char *row, const char *column),
    const char *const rows[], size_t row_count, const char *const columns[],
    size_t column_count)
{
    const struct json *cells = json_get(last, "cells");
    int64_t sum = 0, there = 0;
    bool good = true;

    for (size_t i = 0; i <= row_count; i++)
        for (size_t j = 0; j <= column_count; j++) {
            const char *row = i < row_count ? rows[i] : "(not stated)";
            const char *column = j < column_count ? columns[j] : "(not stated)";
            int64_t want = 0;

            for (size_t t = 0; t < told_count; t++)
                want += told[t].counts && belongs(&told[t], row, column);
            if (cell(cells, row, column) != want)
                printf("#   %s, %s: %lld and not %lld\n", row, column,
                    (long long)cell(cells, row, column), (long long)want);
            good = good && cell(cells, row, column) == want;
            sum += want;
            there += want > 0;
        }
    return good && in_place() && sum == json_get(last, "mentions")->integer &&
        there == (int64_t)cells->count;
}

/* ---- Claims -------------------------------------------------------------------------------- */

static void
check_counts(struct work *w, struct node *n, const char *when)
{
    static const char *const short_years[] = {"2024", "2025", "2026"};
    int64_t all = 0;

    for (size_t i = 0; i < told_count; i++)
        all += told[i].counts;
    NEED(w,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.participating.*\",\"columns\":"
            "\"core.participating.*.role\"}"));
    tap_ok(agrees(by_org_and_called, orgs, 4, roles_called, 3) &&
            json_get(last, "count")->integer == all,
        "%s: who in which role, %lld records in all", when, (long long)all);
    NEED(w,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.participating.*\",\"columns\":"
            "\"core.countries.*.code\",\"filter\":[\"core.participating.*.role=funder\","
            "\"core.planned.year=2025\"]}"));
    tap_ok(agrees(by_funder_and_land, orgs, 4, lands, 3), "%s: who funds where, in 2025",
        when);
    NEED(w,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.countries.*.code\",\"columns\":"
            "\"core.planned.year\"}"));
    tap_ok(agrees(by_land_and_year, lands, 3, short_years, 3), "%s: where and when",
        when);
}

static bool
named(const char *list, const char *member, const char *text)
{
    for (const struct json *i = json_get(last, list)->first; i != NULL; i = i->next)
        if (bytes_is(json_get_text(i, member), text))
            return true;
    return false;
}

static struct stored
priority(struct work *w, struct node *n, const char *title, bool hidden)
{
    struct draft d = fixture_draft(w, n, "priority/1",
        work_format(w,
            "{\"core\":{\"title\":" TEXT("%s") ",\"holders\":[{\"name\":" TEXT(
                "We") "}]}}",
            title));
    struct json *terms = fixture_terms(w, n);
    struct receipt r;

    if (hidden)
        json_put(terms, "need_to_know", parse(w, "[\"heron\"]"));
    for (size_t i = 0; i < d.part_count; i++)
        if (strcmp(d.part_names[i], "terms") == 0)
            d.part_bodies[i] = terms;
    NEED(w, node_make(n, w, &d, 1, &r));
    return fixture_stored(w, n, &r);
}

static void
test_gaps(struct work *w, struct node *n)
{
    struct stored served = priority(w, n, "SERVED", false);
    struct stored secret = priority(w, n, "SECRET", true);

    priority(w, n, "FORGOTTEN", false);
    tell(w, n, false, &served);
    tell(w, n, false, &secret);
    NEED(w,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"serves\",\"columns\":\"state\"}"));
    tap_ok(cell(json_get(last, "cells"), "SERVED", "Planned") == 1 &&
            named("gaps", "label", "FORGOTTEN") && !named("gaps", "label", "SERVED"),
        "a priority that nothing serves is a gap");
    tap_ok(named("gaps", "label", "Under way") && !named("gaps", "label", "Planned"),
        "and so is a state in which nothing is");
    tap_ok(!named("gaps", "label", "SECRET") && !named("rows", "label", "SECRET") &&
            json_get(last, "rows")->count == 2,
        "one that may not be known of is neither");
}

static void
test_overlaps(struct work *w, struct node *n)
{
    NEED(w,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.countries.*.code\",\"columns\":"
            "\"core.planned.year\"}"));
    tap_ok(json_get(last, "overlaps")->count > 3 &&
            json_get(json_get(last, "overlaps")->first, "organisations")->integer == 4,
        "cells in which several organisations work");
    NEED(w,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.participating.*\",\"columns\":"
            "\"core.countries.*.code\"}"));
    tap_ok(named("overlaps", "column", "KE") && !named("overlaps", "row", "Alpha"),
        "or countries, where the rows are organisations");
    tap_ok(json_get_text(last, "note").len > 50, "and how it is counted is said");
}

static void
test_table(struct work *w, struct node *n)
{
    struct bytes csv;

    NEED(w,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.participating.*.role\",\"columns\":"
            "\"core.planned.year\",\"format\":\"csv\"}"));
    csv = json_get_text(last, "csv");
    tap_ok(csv.len > 100 &&
            memcmp(csv.at, "\"core.participating.*.role\",\"2024\",\"2025\",\"2026\"",
                48) == 0,
        "a table");
    tap_fault(w, FAULT_USAGE,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.title\",\"columns\":\"state\"}"),
        "titles are not counted by");
    tap_fault(w, FAULT_USAGE,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.none\",\"columns\":\"state\"}"),
        "nor what is no field");
    tap_fault(w, FAULT_USAGE,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"state\",\"columns\":\"year\","
            "\"filter\":[\"state\"]}"),
        "a filter has a value");
    tap_good(w,
        sit(w, n, "matrix",
            "{\"kind\":\"dialogue\",\"rows\":\"state\",\"columns\":\"author\"}"),
        "none of a kind that nobody wrote");
    tap_ok(json_get(last, "count")->integer == 0 && json_get(last, "gaps")->count > 3,
        "and all its states are gaps");
}

int
main(void)
{
    struct work *w = fixture_start();
    struct node *n = fixture_node(w, "eu", 1);
    struct bytes id;

    chance_start();
    for (int i = 0; i < 100; i++)
        tell(w, n, i % 7 == 0, NULL);
    check_counts(w, n, "at first");
    for (int i = 0; i < 60; i++)
        tell(w, n, i % 7 == 0, NULL);
    check_counts(w, n, "when more came");
    for (size_t i = 1; i < 20; i += 3) {
        NEED(w, uuid_write(w, &told[i].stored.id, &id));
        if (told[i].counts)
            NEED(w,
                sit(w, n, "erase",
                    work_format(w, "{\"id\":\"%s\",\"reason\":\"R\"}",
                        (const char *)id.at)));
        told[i].counts = false;
    }
    check_counts(w, n, "when some were erased");
    test_overlaps(w, n);
    test_gaps(w, n);
    test_table(w, n);
    node_close(n);
    work_close(w);
    return tap_end();
}
