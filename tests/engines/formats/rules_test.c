/*
 * rules_test: paths as rules are written in, the publisher's own tests of how rules
 * are to be understood, and what costs too much.
 */
#include "engines/formats/path.h"
#include "engines/formats/rules.h"
#include "tests/engines/formats/fixture.h"

static struct work *w;

/* ---- Paths ------------------------------------------------------------------------------------------ */

static const char document[] =
    "<a x='1' xml:lang='en'><b y='2' p='10'>one</b><b p='20.5'>two<c/></b>"
    "<d><b p='30' y='z'>three</b><c n='4'/></d><e>5</e></a>";

static const struct {
    const char *path;
    size_t count;
} named[] = {{"/a", 1}, {"/b", 0}, {"//b", 3}, {"/a/b", 2}, {"/a/*", 4}, {"//c", 2},
    {"//@p", 3}, {"/a/@x", 1}, {"/a/@xml:lang", 1}, {"/a/@lang", 0}, {"//b[1]", 2},
    {"/a/b[2]", 1}, {"/a/b[@y]", 1}, {"/a/b[@y = 2]/@p", 1}, {"/a/b[not(@y)]", 1},
    {"//b/..", 2}, {"//b/../c", 1}, {"//b | //c | //b", 5}, {"/a/b/text()", 2},
    {"//c/../..", 1}, {"/a//b//c", 1}, {"//b[. = 'two']", 1}, {"//b[@p > 15]", 2},
    {"//b[@p > 15 and @y]", 1}, {"//b[@p < 15 or c]", 2}, {"//*[c][b]", 1}, {"//@*", 8},
    {"/a/b[@p = 10][@y]", 1}, {"/a/b[c][1]", 1}, {"//b[../@x = 1]", 2}, {"//node()", 12},
    {"/a/b[3]", 0}, {"//b[@y != '2']", 1}};

static const struct {
    const char *path;
    bool truth;
} said[] = {{"1 = 1", true}, {"1 = 2", false}, {"count(//b) = 3", true},
    {"count(//b) + count(//c) > 4", true}, {"count(//b) - 1 = 2", true},
    {"not(//b)", false}, {"//none", false}, {"//none = //none", false},
    {"//b = 'two'", true}, {"'two' = //b", true}, {"//b != 'two'", true},
    {"//@p = 20.5", true}, {"number(/a/e) = /a/e", true}, {"number(/a/b) = /a/b", false},
    {"/a/@x >= 1", true}, {"2 > /a/@x", true}, {"1 < 2 and (2 < 1 or 'a')", true},
    {"''", false}, {"0", false}, {"boolean(//b) = not(//none)", true},
    {"//none = ''", false}, {"1 != 2 != 3", false}, {"/a/b[2] = /a/b", true},
    {"//b/@p = //c/@n", false}, {"not(//b) = not(//c)", true},
    {"number('x') = number('x')", false}, {"number('x') != 1", true}, {"/a/count", false},
    {" count( //b [ @p ] ) = 3 ", true}};

static const char *const no_paths[] = {"", "/", "a[", "a]", "a[]", "a b", "'", "count(a",
    "sum(a)", "x:a", "a/", "1 +", "(a", "a | 1", "@@a", "a[1", "count(1)", "//",
    "a = ", "position()", "$x", "a/text(1)", "..a", "id('x')", "a::b"};

static void
paths(void)
{
    struct xml *root = tree(w, document);
    struct walker k = walker_open(w, root);
    const struct path *p;
    struct places found;
    bool truth;

    for (size_t i = 0; i < COUNT_OF(named); i++) {
        size_t count = 999;

        if (path_read(w, bytes_of(named[i].path), false, &p) &&
            path_places(&k, p, (struct place){0}, &found))
            count = found.count;
        tap_ok(count == named[i].count, "%s names %zu: %zu %s", named[i].path,
            named[i].count, count, work_why(w));
    }
    for (size_t i = 0; i < COUNT_OF(said); i++) {
        bool good = path_read(w, bytes_of(said[i].path), false, &p) &&
            path_true(&k, p, (struct place){0}, &truth);

        tap_ok(good && truth == said[i].truth, "%s is %s %s", said[i].path,
            said[i].truth ? "true" : "false", work_why(w));
    }
    for (size_t i = 0; i < COUNT_OF(no_paths); i++)
        tap_ok(refused_with(w, path_read(w, bytes_of(no_paths[i]), false, &p),
                   "the path"),
            "no path: %s", no_paths[i]);
    k.variable = bytes_of("2' or '1' = '1");
    tap_ok(path_read(w, bytes_of("/a/b[@y = '$1']"), true, &p) &&
            path_places(&k, p, (struct place){0}, &found) && found.count == 0,
        "what stands in for $1 is a text, whatever it holds");
    k.variable = bytes_of("2");
    tap_ok(path_places(&k, p, (struct place){0}, &found) && found.count == 1, "$1");
    tap_ok(path_read(w, bytes_of("/a/b[@y = '$1']"), false, &p) &&
            path_places(&k, p, (struct place){0}, &found) && found.count == 0,
        "and only where it is to be replaced");
}

/* ---- What costs too much -------------------------------------------------------------------------------- */

static void
costs(void)
{
    struct buffer b = buffer_open(w, 1 << 20);
    struct iati_report report;
    struct bytes text;
    struct rules *rules;
    const char *const dear[] = {"//a[//a[//a]]", "//a[count(//a[count(//a) > 1]) > 1]",
        "//*[.//a = //a]"};

    buffer_text(&b, "<a>");
    for (int i = 0; i < 5000; i++)
        buffer_text(&b, "<a><b/></a>");
    buffer_text(&b, "</a>");
    if (!buffer_bytes(&b, &text))
        exit(1);
    for (size_t i = 0; i < COUNT_OF(dear); i++) {
        int64_t before = os_real.ticks(), took;
        bool refused;

        if (!rules_read(w,
                bytes_of(scratch_text("{\"/"
                                      "a\":{\"atleast_one\":{\"cases\":[{\"paths\":[\"%"
                                      "s\"]}]}}}",
                    dear[i])),
                &rules))
            exit(1);
        refused = refused_with(w, broken(w, rules, NOW_OF_TESTS, text, &report) >= 0,
            "cost more than a document of this size may take");
        took = (os_real.ticks() - before) / 1000;
        printf("# %lld ms\n", (long long)took);
        tap_ok(refused && took < 20000, "%s is ended", dear[i]);
    }
}

/* ---- 83 tests of others ---------------------------------------------------------------------------------- */

static void
meta_tests(void)
{
    char *line, *rest = data_lines(w, "iati-rulesets/meta_tests.tsv");
    size_t rows = 0, right = 0, seen[RULE_SORTS] = {0}, sorts = 0;

    strsep(&rest, "\n");
    while ((line = strsep(&rest, "\n")) != NULL && *line != '\0') {
        const char *of = strsep(&line, "\t"), *file = strsep(&line, "\t");
        bool want = strncmp(line, "true", 4) == 0;
        struct iati_report report = {0};
        struct rules *rules = NULL;
        bool good = rules_read(w, data(w, scratch_text("iati-rulesets/%s", of)), &rules);
        long count = good ? broken(w, rules, NOW_OF_TESTS,
                                data(w, scratch_text("iati-rulesets/%s", file)), &report)
                          : -1;

        rows++;
        good = count >= 0 && (count == 0) == want;
        right += good;
        if (!good)
            printf("# %s %s: %ld broken, %s\n", of, file, count, work_why(w));
        work_clear(w);
        if (rules != NULL)
            for (const struct rule_group *g = rules->groups; g != NULL; g = g->next)
                for (const struct rule_case *c = g->cases; c != NULL; c = c->next)
                    seen[c->sort]++;
    }
    for (size_t i = 0; i < RULE_SORTS; i++)
        sorts += seen[i] > 0;
    tap_ok(rows == 83 && right == 83,
        "%zu of %zu tests of how rules are understood, of %zu sorts: all the publisher "
        "has",
        right, rows, sorts);
}

/* ---- By hand ------------------------------------------------------------------------------------------------ */

#define YEAR "{\"time_limit\":{\"cases\":[{\"start\":\"@s\",\"end\":\"@e\"}]}}"
#define ORDER "{\"date_order\":{\"cases\":[{\"less\":\"@s\",\"more\":\"@e\"}]}}"
#define BETWEEN                                                                          \
    "{\"between_dates\":{\"cases\":[{\"date\":\"@d\",\"start\":\"@s\",\"end\":\"@e\"}]}" \
    "}"
#define NOT_LATER "{\"date_now\":{\"cases\":[{\"date\":\"@d\"}]}}"
#define SUMS                                                  \
    "{\"loop\":{\"cases\":[{\"foreach\":\"b/"                 \
    "@v\",\"subs\":[\"paths\"],\"do\":{\"sum\":{\"cases\":[{" \
    "\"paths\":[\"b[@v = '$1']/@p\"],\"sum\":100}]}}}]}}"
#define BEGINS                                                                     \
    "{\"startswith\":{\"cases\":[{\"prefix\":[\"@s\",\"@e\"],\"separator\":\"-\"," \
    "\"paths\":[\"@d\"]}]}}"
#define TRIMMED "{\"no_spaces\":{\"cases\":[{\"paths\":[\"@d\",\"b\"]}]}}"
#define ALL_HAVE "{\"one_or_all\":{\"cases\":[{\"one\":\"@c\",\"all\":\"currency\"}]}}"

static const struct {
    const char *rules;
    const char *document;
    long broken;
} cases[] = {
    {YEAR, "<a s='2024-01-01' e='2025-01-01'/>", 0},
    {YEAR, "<a s='2024-01-01' e='2025-01-02'/>", 1},
    {YEAR, "<a s='2024-01-01' e='2025-02-01'/>", 1},
    {YEAR, "<a s='2024-03-05' e='2025-02-28'/>", 0},
    {YEAR, "<a s='2024-02-29' e='2025-03-01'/>", 1},
    {YEAR, "<a s='2024-02-29' e='2025-02-28'/>", 0},
    {YEAR, "<a s='2024-01-01' e='2026-01-01'/>", 1},
    {YEAR, "<a s='2025-01-01' e='2024-01-01'/>", 0},
    {YEAR, "<a s='2024-01-01' e='soon'/>", 0},
    {ORDER, "<a s='2024-01-01' e='2024-01-01'/>", 0},
    {ORDER, "<a s='2024-01-02' e='2024-01-01'/>", 1},
    {ORDER, "<a s='2024-01-01T01:00:00+02:00' e='2023-12-31T23:00:00Z'/>", 0},
    {ORDER, "<a s='2024-01-01T01:00:00+01:00' e='2023-12-31T23:59:59Z'/>", 1},
    {ORDER, "<a s='2024-01-01T00:00:00.5Z' e='2023-12-31T23:59:59.999-00:01'/>", 0},
    {ORDER, "<a s='2024-13-01' e='2023-01-01'/>", 0},
    {BETWEEN, "<a s='2024-01-01' d='2024-01-01' e='2024-01-01'/>", 0},
    {BETWEEN, "<a s='2024-01-01' d='2023-12-31' e='2024-01-01'/>", 1},
    {BETWEEN, "<a s='2024-01-01' d='2024-01-02' e='2024-01-01'/>", 1},
    {BETWEEN, "<a s='2024-01-01' e='2024-01-01'/>", 0},
    {NOT_LATER, "<a d='2026-01-01'/>", 0},
    {NOT_LATER, "<a d='2026-01-01T00:00:01Z'/>", 1},
    {NOT_LATER, "<a d='2026-01-01T00:30:00+01:00'/>", 0},
    {SUMS, "<a><b v='1' p='100'/><b v='2' p='60'/><b v='2' p='40'/></a>", 0},
    {SUMS, "<a><b v='1' p='100'/><b v='2' p='60'/><b v='2' p='41'/></a>", 1},
    {SUMS, "<a><b v='1' p='99'/><b v='2' p='60'/><b v='3' p='33.3333'/></a>", 3},
    {SUMS, "<a><b v='1' p='33.3'/><b v='1' p='33.3'/><b v='1' p='33.4'/></a>", 0},
    {SUMS, "<a><b v='1' p='a lot'/></a>", 1},
    {BEGINS, "<a s='X' d='X-1'/>", 0},
    {BEGINS, "<a s='Y' e='X' d='X-1'/>", 0},
    {BEGINS, "<a s='X' d='X1'/>", 1},
    {BEGINS, "<a d='X-1'/>", 1},
    {TRIMMED, "<a d='x y'><b>z</b></a>", 0},
    {TRIMMED, "<a d='x'><b>z\n</b></a>", 1},
    {ALL_HAVE, "<a c='1'><b><value/></b></a>", 0},
    {ALL_HAVE, "<a><b><value currency='EUR'/></b></a>", 0},
    {ALL_HAVE, "<a><b><value currency='EUR'/></b><b><loan-status/></b></a>", 1},
};

static void
by_hand(void)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct iati_report report = {0};
        struct rules *rules = NULL;
        long count =
            rules_read(w, bytes_of(scratch_text("{\"//a\":%s}", cases[i].rules)), &rules)
            ? broken(w, rules, NOW_OF_TESTS, bytes_of(cases[i].document), &report)
            : -1;

        tap_ok(count == cases[i].broken, "case %zu: %ld broken of %ld %s", i, count,
            cases[i].broken, work_why(w));
        work_clear(w);
    }
}

/* ---- Rulesets ---------------------------------------------------------------------------------------------- */

#define LOOP "{\"cases\":[{\"foreach\":\"b\",\"subs\":[],\"do\":{}}]}"

static void
rulesets(void)
{
    static const char *const bad[] = {"[]", "{\"/a\":[]}",
        "{\"/a\":{\"new_rule\":{\"cases\":[]}}}", "{\"/a\":{\"sum\":{}}}",
        "{\"/a\":{\"sum\":{\"cases\":[{\"paths\":[\"b\"]}]}}}", "{\"/a[\":{}}",
        "{\"/a\":{\"atleast_one\":{\"cases\":[{\"paths\":[1]}]}}}",
        "{\"/"
        "a\":{\"loop\":{\"cases\":[{\"foreach\":\"b\",\"subs\":[],\"do\":{\"loop\":" LOOP
        "}}]}}}",
        "{\"/a\":{\"regex_matches\":{\"cases\":[{\"paths\":[\"b\"],\"regex\":\"(\"}]}}}",
        "{\"/a\":{\"unique\":{\"cases\":[{\"paths\":[\"b\"],\"idCondition\":\"X\"}]}}}"};
    struct rules *rules;
    size_t sorts = 0, seen[RULE_SORTS] = {0}, count = 0;

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        bool good = rules_read(w, bytes_of(bad[i]), &rules);

        tap_ok(!good && work_fault(w) == FAULT_INVALID, "no ruleset %zu: %s", i,
            work_why(w));
        work_clear(w);
    }
    tap_ok(rules_read(w, data(w, "iati-rulesets/standard.json"), &rules),
        "the standard ruleset is read: %s", work_why(w));
    for (const struct rule_group *g = rules->groups; g != NULL; g = g->next)
        for (const struct rule_case *c = g->cases; c != NULL; c = c->next) {
            count++;
            seen[c->sort]++;
        }
    for (size_t i = 0; i < RULE_SORTS; i++)
        sorts += seen[i] > 0;
    tap_ok(count == 107 && sorts == 15, "%zu cases of %zu sorts", count, sorts);
    tap_ok(rules_read(w,
               bytes_of(
                   "{\"/a\":{\"noMoreThanOne\":{\"cases\":[{\"paths\":[\"b\"]}]},"
                   "\"timeLimit\":{\"cases\":[{\"start\":\"@s\",\"end\":\"@e\"}]}}}"),
               &rules),
        "names in the other way to write them");
}

int
main(void)
{
    w = fresh();
    paths();
    costs();
    by_hand();
    if (tap_data("") != NULL) {
        rulesets();
        meta_tests();
    } else {
        tap_skip(1, "LIAISON_DATA is not set");
    }
    work_close(w);
    return tap_end();
}
