/*
 * view: a kind's records as its file says -- as a list, a board, a timeline, a matrix, a map, a
 * statistic, a form, a page; what one may not know of is in none of them, what one may not
 * read is blank, and a kind's own word on who reads it holds wherever it is read.
 */
#include "tests/desks/sit.h"

/* A record type of one's own: one file. */
static const char visits[] =
    "{'kind':'visit/1','label':[{'lang':'en','text':'Visit'},{'lang':'fr',"
    "'text':'Visit'}],'title':'core.title','logging':'day','parts':{'terms':{"
    "'required':true},'core':{'required':true,'schema':{'type':'object',"
    "'required':['title'],'properties':{'title':{'label':[{'lang':'en',"
    "'text':'Title'},{'lang':'fr','text':'Title'}],'type':'string',"
    "'maxLength':99},'when':{'label':[{'lang':'en','text':'When'},{'lang':'fr',"
    "'text':'When'}],'format':'uncertain-date'},'whom':{'label':[{'lang':'en',"
    "'text':'Whom'},{'lang':'fr','text':'Whom'}],'about':'person',"
    "'type':'string','maxLength':9},'sure':{'label':[{'lang':'en','text':'Sure'},"
    "{'lang':'fr','text':'Sure'}],'type':'boolean'},'days':{'label':[{"
    "'lang':'en','text':'Days'},{'lang':'fr','text':'Days'}],'type':'integer'},"
    "'place':{'label':[{'lang':'en','text':'Place'},{'lang':'fr',"
    "'text':'Place'}],'format':'lang-text','maxLength':99},'sort':{'label':[{"
    "'lang':'en','text':'Sort'},{'lang':'fr','text':'Sort'}],'type':'string',"
    "'enum':['a','b'],'labels':{'a':[{'lang':'en','text':'Long'},{'lang':'fr',"
    "'text':'Long'}],'b':[{'lang':'en','text':'Short'},{'lang':'fr',"
    "'text':'Short'}]}},'by':{'label':[{'lang':'en','text':'By'},{'lang':'fr',"
    "'text':'By'}],'type':'array','maxItems':9,'items':{'type':'object',"
    "'properties':{'name':{'label':[{'lang':'en','text':'Name'},{'lang':'fr',"
    "'text':'Name'}],'format':'lang-text','maxLength':99},'org':{'label':[{"
    "'lang':'en','text':'Id'},{'lang':'fr','text':'Id'}],'format':'org'}}}}}}}},"
    "'states':{'open':{'label':[{'lang':'en','text':'Open'},{'lang':'fr',"
    "'text':'Open'}],'start':true},'shut':{'label':[{'lang':'en','text':'Shut'},{"
    "'lang':'fr','text':'Shut'}],'final':true}},'moves':{'shut':{'label':[{"
    "'lang':'en','text':'Shut'},{'lang':'fr','text':'Shut'}],'from':['open'],"
    "'to':'shut'}},'derived':{'double':{'label':[{'lang':'en',"
    "'text':'Twice the days'},{'lang':'fr','text':'Twice the days'}],"
    "'value':['+',['get','core.days'],['get','core.days']]}},'read':{'message':[{"
    "'lang':'en','text':'Only for clarification.'},{'lang':'fr',"
    "'text':'Only for clarification.'}],'when':['or',['=',['state'],'open'],"
    "['and',['=',['purpose'],'clarification'],['=',['role'],'officer'],['=',"
    "['actor'],['author']]]]},'views':{'all':{'as':'list','label':[{'lang':'en',"
    "'text':'All'},{'lang':'fr','text':'All'}],'show':['state','core.when',"
    "'core.sure','core.sort','core.by.*','core.place','double','time']},"
    "'by-state':{'as':'board','label':[{'lang':'en','text':'Board'},{'lang':'fr',"
    "'text':'Board'}],'show':['core.sort']},'when':{'as':'timeline','label':[{"
    "'lang':'en','text':'When'},{'lang':'fr','text':'When'}],'from':'core.when',"
    "'show':['core.sort']},'two':{'as':'matrix','label':[{'lang':'en',"
    "'text':'Two'},{'lang':'fr','text':'Two'}],'rows':'core.sort',"
    "'columns':'core.when.year','filter':{'core.sure':'true'}},'where':{"
    "'as':'map','label':[{'lang':'en','text':'Where'},{'lang':'fr',"
    "'text':'Where'}],'by':'core.place'},'sorts':{'as':'statistic','label':[{"
    "'lang':'en','text':'Sorts'},{'lang':'fr','text':'Sorts'}],'by':'core.sort'},"
    "'form':{'as':'form','label':[{'lang':'en','text':'Form'},{'lang':'fr',"
    "'text':'Form'}],'sections':[{'label':[{'lang':'en','text':'What'},{"
    "'lang':'fr','text':'What'}],'show':['core.title','core.by']}]},'page':{"
    "'as':'page','label':[{'lang':'en','text':'Page'},{'lang':'fr',"
    "'text':'Page'}],'sections':[{'label':[{'lang':'en','text':'What'},{"
    "'lang':'fr','text':'What'}],'show':['core.by','double']},{"
    "'show':['state']}]}}}";

static struct stored
visit(struct work *w, struct node *n, const char *title, const char *rest)
{
    return fixture_make(w, n, "visit/1",
        work_format(w, "{\"core\":{\"title\":\"%s\"%s}}", title, rest));
}

static void
view(struct work *w, struct node *n, const char *name)
{
    NEED(w,
        sit(w, n, "view", work_format(w, "{\"kind\":\"visit\",\"view\":\"%s\"}", name)));
}

#define tap_is(got, want, ...)                                           \
    do {                                                                 \
        int64_t is_now = (got);                                          \
        if (!tap_ok(is_now == (want), __VA_ARGS__))                      \
            printf("#   %lld, and not %d\n", (long long)is_now, (want)); \
    } while (0)

static bool
says(const char *path, const char *text)
{
    const struct json *v = json_at(last, path);

    return v != NULL && v->type == JSON_TEXT && bytes_is(v->text, text);
}

#define tap_says(path, want)                                                   \
    do {                                                                       \
        const struct json *said = json_at(last, path);                         \
        if (!tap_ok(says(path, want), "%s is %s", path, want) && said != NULL) \
            printf("#   and not %.*s\n", (int)said->text.len,                  \
                (const char *)said->text.at);                                  \
    } while (0)

/* Three, of which one nobody here may know of, and one is shut. */
static struct stored a, b;
static void
fill(struct work *w, struct node *n)
{
    struct draft d = fixture_draft(w, n, "visit/1",
        "{\"core\":{\"title\":\"C\",\"when\":{\"from\":\"2026-01\"},\"sort\":\"a\"}}");
    struct json *terms = fixture_terms(w, n);
    struct receipt receipt;

    a = visit(w, n, "A",
        ",\"when\":{\"from\":\"2026-05\",\"to\":\"2026-06\"},\"sure\":true,\"days\":3,"
        "\"sort\":\"a\",\"place\":" TEXT("Far") ",\"by\":[{\"name\":" TEXT(
            "UN") "},{\"org\":"
                  "\"0000000000000000000000000000000000000000000000000000000000000000\"}"
                  "]");
    b = visit(w, n, "B", ",\"when\":{\"from\":\"2025\"},\"sort\":\"b\"");
    json_put(terms, "need_to_know", parse(w, "[\"heron\"]"));
    for (size_t i = 0; i < d.part_count; i++)
        if (strcmp(d.part_names[i], "terms") == 0)
            d.part_bodies[i] = terms;
    NEED(w, node_make(n, w, &d, 1, &receipt));
    NEED(w,
        sit(w, n, "move",
            work_format(w, "{\"id\":\"%s\",\"move\":\"shut\"}", id_of(w, &b))));
}

/* ---- Views of many ---------------------------------------------------------------- */

static void
test_names(struct work *w, struct node *n)
{
    NEED(w, sit(w, n, "view", "{\"kind\":\"visit\"}"));
    tap_is(number("count"), 8, "the kind has eight views");
    tap_says("views.0.name", "all");
    tap_says("views.0.as", "list");
    tap_says("views.0.label", "All");
    tap_says("label", "Visit");
    tap_is((int64_t)json_get(last, "axes")->count, 11, "what it can be counted by");
    tap_says("axes.0.path", "state");
    tap_says("axes.1.label", "By");
    tap_says("axes.3.path", "core.when.year");
    tap_says("axes.3.label", "When, by year");
    tap_says("axes.9.path", "core.by.*.name");
    tap_says("axes.9.label", "By: Name");
    tap_fault(w, FAULT_MISSING,
        sit(w, n, "view", "{\"kind\":\"visit\",\"view\":\"none\"}"), "and no other");
    tap_fault(w, FAULT_USAGE, sit(w, n, "view", "{\"kind\":\"none\"}"),
        "nor has what is no kind");
}

static void
test_list(struct work *w, struct node *n)
{
    view(w, n, "all");
    tap_is(number("count"), 2, "a list has those that one may know of");
    tap_says("shows.4.label", "By");
    tap_says("items.0.cells.0", "Open");
    tap_says("items.0.cells.1", "2026-05 to 2026-06");
    tap_says("items.0.cells.2", "yes");
    tap_says("items.0.cells.3", "Long");
    tap_says("items.0.cells.4",
        "UN, 0000000000000000000000000000000000000000000000000000000000000000");
    tap_says("items.0.cells.5", "Far");
    tap_says("items.0.cells.6", "6");
    tap_says("items.0.cells.7", "2026-06-15");
    tap_says("items.1.cells.0", "Shut");
    tap_says("items.1.cells.1", "");
    tap_says("items.1.cells.3", "");
    tap_says("items.1.line", "B  Shut  -  -  -  -  -  -  2026-06-15");
    view(w, n, "by-state");
    tap_says("columns.0.items.0.line", "A  Long");
    tap_says("columns.1.items.0.line", "B  -");
}

static bool
view_so(struct work *w, struct node *n, const char *name, const char *more)
{
    return sit(w, n, "view",
        work_format(w, "{\"kind\":\"visit\",\"view\":\"%s\",%s}", name, more));
}

static void
test_options(struct work *w, struct node *n)
{
    NEED(w, view_so(w, n, "all", "\"newest\":true"));
    tap_says("items.0.title", "B");
    NEED(w, view_so(w, n, "all", "\"newest\":true,\"skip\":\"1\""));
    tap_says("items.0.title", "A");
    tap_is(number("count"), 2, "what is passed over is counted");
    NEED(w, view_so(w, n, "by-state", "\"state\":\"shut\""));
    tap_is((int64_t)json_get(last, "columns")->count, 1, "a board of one state");
    tap_says("columns.0.items.0.title", "B");
    NEED(w, view_so(w, n, "by-state", "\"skip\":\"1\""));
    tap_ok(json_at(last, "columns.0.items")->count == 0 &&
            json_at(last, "columns.0.count")->integer == 1,
        "or from a place on");
    tap_fault(w, FAULT_USAGE, view_so(w, n, "when", "\"skip\":\"1\""),
        "a timeline is not skipped in");
    tap_fault(w, FAULT_USAGE, view_so(w, n, "all", "\"state\":\"shut\""),
        "a list is of all states");
    tap_fault(w, FAULT_USAGE, view_so(w, n, "by-state", "\"newest\":true"),
        "a board in the order of its desk");
}

static void
test_timeline(struct work *w, struct node *n)
{
    const char *next;

    view(w, n, "when");
    tap_is(number("count"), 2, "a timeline has those that have a day");
    tap_says("items.0.title", "B");
    tap_says("items.1.title", "A");
    tap_says("items.1.line", "2026-05 to 2026-06  A  Long");
    NEED(w, sit(w, n, "view", "{\"kind\":\"visit\",\"view\":\"when\",\"limit\":\"1\"}"));
    tap_says("items.0.title", "B");
    NEED(w, work_string(w, json_get_text(last, "next"), &next));
    NEED(w,
        sit(w, n, "view",
            work_format(w,
                "{\"kind\":\"visit\",\"view\":\"when\",\"limit\":\"1\",\"after\":"
                "\"%s\"}",
                next)));
    tap_says("items.0.title", "A");
    tap_ok(json_get(last, "next") == NULL, "the second of two pages is the last");
}

static void
test_counts(struct work *w, struct node *n)
{
    view(w, n, "two");
    tap_is(number("count"), 1, "a matrix counts through its filter");
    tap_says("axes.0.label", "Sort");
    tap_says("axes.1.path", "core.when.year");
    tap_says("cells.0.row", "Long");
    tap_says("cells.0.column", "2026");
    view(w, n, "where");
    tap_is(number("values.0.count"), 1, "a map counts by place");
    tap_says("values.0.label", "Far");
    view(w, n, "sorts");
    tap_is((int64_t)json_get(last, "values")->count, 1, "a statistic by what it says");
    tap_is(number("values.0.count"), 1, "each with its count");
}

/* ---- Views of one ------------------------------------------------------------------ */

static bool
show(struct work *w, struct node *n, const struct stored *s, const char *purpose,
    const char *more)
{
    return sit(w, n, "show",
        work_format(w, "{\"id\":\"%s\",\"purpose\":\"%s\"%s}", id_of(w, s), purpose,
            more));
}

static int64_t
readings(struct work *w, struct node *n, const struct stored *s)
{
    NEED(w, sit(w, n, "who-saw", work_format(w, "{\"id\":\"%s\"}", id_of(w, s))));
    return number("count");
}

static void
test_page(struct work *w, struct node *n)
{
    view(w, n, "form");
    tap_says("sections.0.label", "What");
    tap_says("sections.0.fields.1.path", "core.by");
    tap_says("sections.0.fields.0.schema.type", "string");
    tap_fault(w, FAULT_USAGE, show(w, n, &a, "statistics", ",\"view\":\"all\""),
        "a list is no page");
    tap_is(readings(w, n, &a), 0, "and nothing was read");
    tap_good(w, show(w, n, &a, "statistics", ",\"view\":\"page\""), "a page is read");
    tap_says("sections.0.fields.1.text", "6");
    tap_says("sections.0.fields.1.label", "Twice the days");
    tap_says("sections.1.fields.0.text", "Open");
}

static void
test_logging(struct work *w, struct node *n)
{
    NEED(w, show(w, n, &a, "statistics", ""));
    NEED(w, show(w, n, &a, "statistics", ""));
    tap_is(readings(w, n, &a), 1, "of a day's readings for one purpose one is logged");
    NEED(w, show(w, n, &a, "clarification", ""));
    tap_is(readings(w, n, &a), 2, "of another purpose another");
    now_is += TIME_DAY;
    NEED(w, show(w, n, &a, "statistics", ""));
    tap_is(readings(w, n, &a), 3, "and of another day");
}

/* What is shut is read by an officer alone, for one purpose: nothing else tells of it. */
static void
test_withheld(struct work *w, struct node *n)
{
    const char *id = work_format(w, "{\"id\":\"%s\"}", id_of(w, &b));

    view(w, n, "sorts");
    tap_is(number("count"), 1, "no count tells what one may not read");
    view(w, n, "when");
    tap_says("items.0.line", "  B  -");
    NEED(w, sit(w, n, "history", id));
    tap_ok(json_get(last, "derived") == NULL && json_get(last, "findings") == NULL &&
            json_get(last, "moves")->count == 1,
        "nor does its history");
    tap_fault(w, FAULT_DENIED,
        sit(w, n, "edit",
            work_format(w, "{\"id\":\"%s\",\"set\":[\"core.days=1\"]}", id_of(w, &b))),
        "and nobody changes it");
    tap_fault(w, FAULT_USAGE,
        sit(w, n, "matrix",
            "{\"kind\":\"visit\",\"rows\":\"core.whom\",\"columns\":\"author\"}"),
        "and nobody is counted by who they are");
}

static void
test_reading(struct work *w, struct node *n)
{
    tap_fault(w, FAULT_DENIED, show(w, n, &b, "clarification", ""),
        "what is shut is not read by anyone");
    tap_fault(w, FAULT_DENIED, show(w, n, &b, "statistics", ""), "nor for anything");
    tap_ok(readings(w, n, &b) == 0, "and nothing is logged");
    NEED(w, sit(w, n, "person add", "{\"name\":\"ana\",\"role\":\"clerk\"}"));
    tap_fault(w, FAULT_DENIED, show(w, n, &b, "clarification", ""), "nor by a clerk");
    NEED(w, sit(w, n, "person add", "{\"name\":\"ana\",\"role\":\"officer\"}"));
    tap_fault(w, FAULT_DENIED, show(w, n, &b, "statistics", ""),
        "nor by an officer for another purpose");
    tap_good(w, show(w, n, &b, "clarification", ""), "an officer reads it for this one");
    tap_is(readings(w, n, &b), 1, "which is logged");
    NEED(w, show(w, n, &a, "statistics", ""));
}

int
main(void)
{
    struct node *n;
    struct work *w = sit_start(&n);

    adopt_kind(w, n, visits);
    fill(w, n);
    test_names(w, n);
    test_list(w, n);
    test_options(w, n);
    test_timeline(w, n);
    test_counts(w, n);
    test_page(w, n);
    test_logging(w, n);
    test_withheld(w, n);
    test_reading(w, n);
    return sit_end(w, n);
}
