/*
 * matrix by region: countries are folded into every region that they are a member of on the
 * record's day, as a count by hand does it; a filter on a region takes the same records; regions
 * that have nothing are gaps, all of them or those that a framework names; and a name that has a
 * footnote brings it along.
 */
#include "tests/desks/sit.h"

/* An invented list of countries, and one of regions that overlap, and change in time; with
 * their quotation marks turned. */
static const char countries[] =
    "{'name':'country','version':'1','label':[{'lang':'en','text':'C'}],"
    "'codes':[{'code':'XA','name':[{'lang':'en','text':'Aland'}]},"
    "{'code':'XB','name':[{'lang':'en','text':'Beland'}],"
    "'footnote':[{'lang':'en','text':'BELAND-NOTE'}]},"
    "{'code':'XC','name':[{'lang':'en','text':'Celand'}]},"
    "{'code':'XD','name':[{'lang':'en','text':'Deland'}]},"
    "{'code':'XE','name':[{'lang':'en','text':'Eland'}]}]}";
static const char regions[] =
    "{'name':'area','version':'1','label':[{'lang':'en','text':'A'}],"
    "'members-of':'country','codes':["
    "{'code':'north','name':[{'lang':'en','text':'The North'}],"
    "'members':[{'code':'XA'},{'code':'XB'},{'code':'XC','from':'2025-01-01'}]},"
    "{'code':'coast','name':[{'lang':'en','text':'The Coast'}],"
    "'footnote':[{'lang':'en','text':'COAST-NOTE'}],"
    "'members':[{'code':'XB'},{'code':'XC','to':'2024-12-31'},"
    "{'code':'XD','footnote':[{'lang':'en','text':'DELAND-NOTE'}]}]},"
    "{'code':'old','name':[{'lang':'en','text':'The Old'}],'to':'2024-06-30',"
    "'members':[{'code':'XA'}]},"
    "{'code':'empty','name':[{'lang':'en','text':'The Empty'}],"
    "'members':[{'code':'XZ'}]}]}";

static const char *const lands[] = {"XA", "XB", "XC", "XD", "XE"};
static const char *const areas[] = {"north", "coast", "old"};
static const char *const names[] = {"The North", "The Coast", "The Old"};
/* The first has none: then it is as of today, which is after all of them. */
static const char *const days[] = {NULL, "2024", "2024-06", "2024-07-01", "2024-12-31",
    "2025", "2026-05-05"};

/* As the lists above say it, in other words. */
static bool
is_in(size_t land, size_t area, const char *day)
{
    const char *on = day != NULL ? day : "2026-11-28";

    switch (area) {
    case 0:
        return land < 2 || (land == 2 && strncmp(on, "2024", 4) != 0);
    case 1:
        return land == 1 || land == 3 || (land == 2 && strncmp(on, "2024", 4) == 0);
    default:
        return land == 0 && (strcmp(on, "2024") == 0 || strcmp(on, "2024-06") == 0);
    }
}

#define MANY 150
static struct told {
    bool land[5];
    bool carries[5]; /* what stands beside the country */
    const char *day;
} told[MANY];

static void
tell(struct work *w, struct node *n, struct told *t)
{
    struct buffer b = buffer_open(w, 65536);
    struct bytes body;
    struct draft d;
    struct receipt r;
    bool any = false;

    t->day = days[chance(COUNT_OF(days))];
    buffer_text(&b, "{\"core\":{\"title\":" TEXT("A"));
    if (t->day != NULL)
        buffer_format(&b, ",\"planned\":{\"from\":\"%s\"}", t->day);
    for (size_t i = 0; i < 5; i++) {
        t->land[i] = chance(4) == 0;
        t->carries[i] = chance(2) == 0;
        if (!t->land[i])
            continue;
        buffer_format(&b, "%s{\"code\":\"%s\"%s}", any ? "," : ",\"countries\":[",
            lands[i], t->carries[i] ? ",\"percentage\":\"50\"" : "");
        any = true;
    }
    buffer_text(&b, any ? "]}}" : "}}");
    buffer_byte(&b, '\0');
    NEED(w, buffer_bytes(&b, &body));
    d = fixture_draft(w, n, "activity/1", (const char *)body.at);
    NEED(w, node_make(n, w, &d, 1, &r));
}

/* ---- The other way to count ----------------------------------------------------------------- */

enum { NOWHERE = 3, UNSTATED = 4 };

static bool
counts_in(const struct told *t, size_t area, bool carrying)
{
    bool stated = false;

    for (size_t i = 0; i < 5; i++) {
        bool in_any = false;

        if (!t->land[i] || (carrying && !t->carries[i]))
            continue;
        stated = true;
        for (size_t a = 0; a < 3; a++)
            in_any = in_any || is_in(i, a, t->day);
        if (area < 3 ? is_in(i, area, t->day) : area == NOWHERE && !in_any)
            return true;
    }
    return area == UNSTATED && !stated;
}

static int64_t
total(const char *list, const char *label)
{
    for (const struct json *c = json_get(last, list)->first; c != NULL; c = c->next)
        if (bytes_is(json_get_text(c, "label"), label))
            return json_get(c, "count")->integer;
    return 0;
}

static bool
named(const char *list, const char *member, const char *text)
{
    for (const struct json *i = json_get(last, list)->first; i != NULL; i = i->next)
        if (bytes_is(json_get_text(i, member), text))
            return true;
    return false;
}

/* ---- Claims ------------------------------------------------------------------------------------ */

static void
test_counts(struct work *w, struct node *n)
{
    static const char *const labels[] = {"The North", "The Coast", "The Old",
        "(in no area of the list)", "(not stated)"};
    int64_t want, counted = 0;
    bool good = true;

    NEED(w,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.countries.*.code@area\",\"columns\":"
            "\"state\"}"));
    for (size_t a = 0; a < 5; a++) {
        want = 0;
        for (size_t i = 0; i < MANY; i++)
            want += counts_in(&told[i], a, false);
        if (total("rows", labels[a]) != want)
            printf("# %s: %lld and not %lld\n", labels[a],
                (long long)total("rows", labels[a]), (long long)want);
        good = good && want > 0 && total("rows", labels[a]) == want;
        counted += want;
    }
    tap_ok(good && json_get(last, "rows")->count == 5 && number("count") == MANY,
        "each record in every region that it is in on its day, %lld in all",
        (long long)counted);
    tap_ok(counted > MANY && named("gaps", "value", "empty") &&
            named("gaps", "label", "The Empty") && !named("gaps", "value", "north"),
        "a region that has nothing is a gap");
    tap_ok(bytes_is(json_get_text(json_get(last, "rows")->first, "label"), "The North") &&
            bytes_is(json_get_text(json_get(last, "rows")->last, "label"),
                "(not stated)"),
        "in the order of the list");
    tap_ok(json_get_text(last, "note").len > 300, "that regions overlap is said");
}

static void
test_filters(struct work *w, struct node *n)
{
    for (size_t a = 0; a < 3; a++) {
        int64_t want = 0, together = 0, got;

        for (size_t i = 0; i < MANY; i++) {
            want += counts_in(&told[i], a, false);
            together += counts_in(&told[i], a, true);
        }
        NEED(w,
            sit(w, n, "matrix",
                work_format(w,
                    "{\"kind\":\"activity\",\"rows\":\"state\",\"columns\":\"author\","
                    "\"filter\":[\"core.countries.*.code@area=%s\"]}",
                    areas[a])));
        got = number("count");
        NEED(w,
            sit(w, n, "matrix",
                work_format(w,
                    "{\"kind\":\"activity\",\"rows\":\"core.countries.*.percentage\","
                    "\"columns\":\"author\",\"filter\":[\"core.countries.*.code@area=%"
                    "s\"]}",
                    areas[a])));
        tap_ok(got == want && number("count") == want && total("rows", "50") == together,
            "%s: a filter takes %lld, %lld of them with what stands by those countries",
            names[a], (long long)want, (long long)together);
    }
    NEED(w,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"state\",\"columns\":\"author\",\"filter\":"
            "["
            "\"core.countries.*.code@area=empty\"]}"));
    tap_ok(number("count") == 0, "one that nothing is in takes none");
    NEED(w,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.countries.*.code@area\",\"columns\":"
            "\"core.countries.*.code\"}"));
    tap_ok(named("cells", "row", "The North") && total("columns", "Beland") > 0 &&
            json_get_text(json_get(last, "cells")->first, "row").len > 0,
        "a region by its own countries");
    for (const struct json *c = json_get(last, "cells")->first; c != NULL; c = c->next)
        if (bytes_is(json_get_text(c, "row"), "The Old") &&
            !bytes_is(json_get_text(c, "column"), "Aland"))
            tap_ok(false, "not by those of another");
}

static void
test_footnotes(struct work *w, struct node *n)
{
    struct bytes csv;
    const char *text;

    NEED(w,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.countries.*.code@area\",\"columns\":"
            "\"core.countries.*.code\"}"));
    tap_ok(json_get(last, "footnotes")->count == 3 &&
            named("footnotes", "label", "Beland") &&
            named("footnotes", "text", "BELAND-NOTE") &&
            named("footnotes", "text", "COAST-NOTE") &&
            named("footnotes", "text", "DELAND-NOTE"),
        "footnotes come: of a country, of a region, of a member");
    tap_ok(named("columns", "footnote", "DELAND-NOTE"), "and by the name itself");
    NEED(w,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.countries.*.code@area\",\"columns\":"
            "\"state\",\"filter\":[\"core.countries.*.code=XA\"]}"));
    tap_ok(named("gaps", "value", "coast") && named("footnotes", "text", "COAST-NOTE"),
        "and by that of a gap");
    NEED(w,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.countries.*.code@area\",\"columns\":"
            "\"core.countries.*.code\",\"format\":\"csv\"}"));
    csv = json_get_text(last, "csv");
    NEED(w, work_string(w, csv, &text));
    tap_ok(strstr(text, "\"Deland: DELAND-NOTE\",") != NULL, "below the table, too");
}

static void
test_framework(struct work *w, struct node *n)
{
    struct draft d = fixture_draft(w, n, "framework/1",
        "{\"core\":{\"title\":" TEXT("F") ",\"parties\":[{\"name\":" TEXT(
            "We") "},{\"name\":" TEXT("You") "}],\"regions\":[\"the "
                                             "coast\",\"empty\"]}}");
    struct receipt r, of;
    struct stored frame;
    struct bytes id;

    NEED(w, node_make(n, w, &d, 1, &r));
    frame = fixture_stored(w, n, &r);
    NEED(w, uuid_write(w, &frame.id, &id));
    NEED(w,
        sit(w, n, "matrix",
            work_format(w,
                "{\"kind\":\"activity\",\"rows\":\"core.countries.*.code@area\","
                "\"columns\":"
                "\"state\",\"framework\":\"%s\"}",
                (const char *)id.at)));
    tap_ok(json_get(last, "rows")->count == 3 && total("rows", "The Coast") > 0 &&
            total("rows", "(in no area that it names)") > 0 &&
            named("gaps", "value", "empty") && number("count") == MANY,
        "a framework's regions, by code and by name: the others are in none");
    d = fixture_draft(w, n, "priority/1",
        "{\"core\":{\"title\":" TEXT("MINE") ",\"holders\":[{\"name\":" TEXT(
            "We") "}]}}");
    draft_link(&d, "framework", &frame);
    NEED(w, node_make(n, w, &d, 1, &of));
    d = fixture_draft(w, n, "priority/1",
        "{\"core\":{\"title\":" TEXT("OTHER") ",\"holders\":[{\"name\":" TEXT(
            "We") "}]}}");
    NEED(w, node_make(n, w, &d, 1, &of));
    NEED(w,
        sit(w, n, "matrix",
            work_format(w,
                "{\"kind\":\"activity\",\"rows\":\"serves\",\"columns\":\"state\","
                "\"framework\":\"%s\"}",
                (const char *)id.at)));
    tap_ok(json_get(last, "gaps")->first != NULL &&
            bytes_is(json_get_text(json_get(last, "gaps")->first, "label"), "MINE") &&
            !named("gaps", "label", "OTHER"),
        "and its priorities: those of others are no gap of it");
    tap_fault(w, FAULT_USAGE,
        sit(w, n, "matrix",
            work_format(w,
                "{\"kind\":\"activity\",\"rows\":\"author\",\"columns\":\"state\","
                "\"framework\":\"%s\"}",
                (const char *)id.at)),
        "where it names nothing of what is asked for, that is said");
}

static void
test_refusals(struct work *w, struct node *n)
{
    tap_fault(w, FAULT_USAGE,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.countries.*.code@continent\","
            "\"columns\":\"state\"}"),
        "a list that is not here groups nothing");
    tap_fault(w, FAULT_USAGE,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.themes.*@area\",\"columns\":"
            "\"state\"}"),
        "nor does one of other codes");
    tap_fault(w, FAULT_USAGE,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.countries.*.code@country\","
            "\"columns\":\"state\"}"),
        "nor one that has no members");
    tap_fault(w, FAULT_USAGE,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"state@area\",\"columns\":\"state\"}"),
        "states have no groups");
}

/* Who pays and who does it may be one: that is one record still. */
static void
test_roles(struct work *w, struct node *n)
{
    NEED(w,
        sit(w, n, "new",
            "{\"kind\":\"activity\",\"set\":[\"core.title=Both\",\"core.participating="
            "[{\\\"name\\\":[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":\\\"Office\\\"}],"
            "\\\"role\\\":\\\"funder\\\"},{\\\"name\\\":[{\\\"lang\\\":\\\"en\\\","
            "\\\"text\\\":"
            "\\\"Office\\\"}],\\\"role\\\":\\\"implementing\\\"}]\"]}"));
    NEED(w,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.participating.*\",\"columns\":"
            "\"core.participating.*.role\"}"));
    tap_ok(total("rows", "Office") == 1 && total("columns", "Funder") == 1 &&
            total("columns", "Implementing") == 1 && number("count") == MANY + 1,
        "who funds and carries out is one organisation, of one record");
    tap_ok(strstr((const char *)json_get_text(last, "note").at, "is counted once") !=
            NULL,
        "and that is said");
}

/* Everything that is asked of who does what where can be an axis, of both kinds. */
#define OFFICE "[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":\\\"Office\\\"}]"

static void
test_axes(struct work *w, struct node *n)
{
    static const struct {
        const char *kind, *axes[6], *more;
    } all[] = {{"activity/1",
                   {"core.participating.*", "core.countries.*.code",
                       "core.countries.*.code@area", "core.themes.*", "core.pillars.*",
                       "core.planned.year"},
                   "\"core.participating=[{\\\"name\\\":" OFFICE "}]\","
                   "\"core.planned=2031\""},
        {"commitment/1",
            {"core.owners.*", "core.countries.*.code", "core.countries.*.code@area",
                "core.themes.*", "core.pillars.*", "core.due.year"},
            "\"core.owners=[{\\\"name\\\":" OFFICE "}]\",\"core.due=2031\""}};
    static const char *const labels[] = {"Office", "Deland", "The Coast", "borders",
        "Pillar II", "2031"};

    for (size_t k = 0; k < COUNT_OF(all); k++) {
        bool good = true;

        NEED(w,
            sit(w, n, "new",
                work_format(w,
                    "{\"kind\":\"%s\",\"set\":[\"core.title=Axes\",\"core.themes="
                    "[\\\"borders\\\"]\",\"core.pillars=[\\\"Pillar II\\\"]\","
                    "\"core.countries=[{\\\"code\\\":\\\"XD\\\"}]\",%s]}",
                    all[k].kind, all[k].more)));
        for (size_t a = 0; a < COUNT_OF(labels); a++) {
            NEED(w,
                sit(w, n, "matrix",
                    work_format(w,
                        "{\"kind\":\"%s\",\"rows\":\"%s\",\"columns\":\"state\"}",
                        all[k].kind, all[k].axes[a])));
            good = good && total("rows", labels[a]) > 0;
        }
        tap_ok(good, "%s by organisation, country, region, theme, pillar and year",
            all[k].kind);
    }
}

int
main(void)
{
    struct work *w = fixture_start();
    struct node *n = fixture_node(w, "eu", 1);

    chance_start();
    adopt_codes(w, n, countries);
    adopt_codes(w, n, regions);
    for (size_t i = 0; i < MANY; i++)
        tell(w, n, &told[i]);
    test_counts(w, n);
    test_filters(w, n);
    test_footnotes(w, n);
    test_framework(w, n);
    test_refusals(w, n);
    test_roles(w, n);
    test_axes(w, n);
    node_close(n);
    work_close(w);
    return tap_end();
}
