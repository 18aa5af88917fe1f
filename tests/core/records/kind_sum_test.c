/*
 * kind_sum_test: which fields a kind may have put together, and what may tell their unit; amounts
 * are read and written exactly, or not at all.
 */
#include "expr_text.h"

#define CORE(properties) \
    "'core':{'schema':{'type':'object','properties':{" properties "}}}"
#define SUM "'format':'decimal','aggregate':'sum'"
#define MAIN(properties) EXPR_LABEL ",'parts':{" CORE(properties) "}"
#define UNIT "'unit':{'type':'string','maxLength':3}"

static const struct {
    const char *kind, *why; /* NULL: it is good */
} kinds[] = {
    {MAIN("'n':{'type':'integer','aggregate':'sum'}"), NULL},
    {MAIN("'n':{" SUM "}"), NULL},
    {MAIN("'n':{'type':'string','format':'decimal','aggregate':'max'}"), NULL},
    {MAIN("'n':{'format':'decimal','aggregate':'min'}"), NULL},
    {MAIN("'n':{'format':'decimal','aggregate':'none'}"), NULL},
    {MAIN("'n':{" SUM ",'per':'unit'}," UNIT), NULL},
    {MAIN("'n':{" SUM ",'per':'unit'},'unit':{'type':'string','enum':['a']}"), NULL},
    {MAIN("'l':{'type':'array','items':{'type':'object','properties':{'n':{" SUM
          ",'per':'unit'}," UNIT "}}}"),
        NULL},
    {MAIN("'l':{'type':'array','items':{'type':'integer','aggregate':'sum'}}"), NULL},

    {MAIN("'n':{'type':'integer','aggregate':'mean'}"), "core.n: aggregate: none of"},
    {MAIN("'n':{'type':'integer','aggregate':true}"), "core.n: aggregate: none of"},
    {MAIN("'n':{'type':'string','aggregate':'sum'}"), "only of an integer or a decimal"},
    {MAIN("'n':{'type':'boolean','aggregate':'sum'}"), "does not fit"},
    {MAIN("'n':{'format':'date','aggregate':'max'}"), "only of an integer or a decimal"},
    {MAIN("'n':{'type':'object','aggregate':'sum','properties':{}}"), "does not fit"},
    {MAIN("'n':{'type':'array','aggregate':'sum','items':{'type':'integer'}}"),
        "does not fit"},
    {MAIN("'l':{'type':'array','items':{'type':'array','items':{'type':'integer',"
          "'aggregate':'sum'}}}"),
        "list within a list"},

    {MAIN("'n':{" SUM ",'about':'person'}"), "about somebody"},
    {MAIN("'n':{'type':'integer','aggregate':'none','about':'legal'}"), "about somebody"},
    {MAIN("'p':{'type':'object','about':'family','properties':{'n':{" SUM "}}}"),
        "core.p.n: aggregate: what is about somebody"},
    {MAIN("'l':{'type':'array','about':'person','items':{'type':'object','properties':{"
          "'n':{" SUM "}}}}"),
        "about somebody"},
    {EXPR_LABEL ",'parts':{'core':{'class':'source','schema':{'type':'object',"
                "'properties':{'n':{" SUM "}}}}}",
        "nothing of a source"},
    {EXPR_LABEL ",'parts':{'who':{'class':'identity','schema':{'type':'object',"
                "'properties':{'n':{" SUM "}}}}}",
        "nothing of a source"},
    {EXPR_LABEL ",'side':'care','parts':{" CORE("'n':{" SUM "}") "}", "behind the wall"},
    {EXPR_LABEL ",'parts':{'more':{'schema':{'type':'object','properties':{'n':{" SUM
                "}}}}}",
        "of the part core"},
    {MAIN("'t':{'type':'string'}") ",'states':{'a':{" EXPR_LABEL
                                   ",'start':true},'b':{" EXPR_LABEL
                                   ",'final':true}},'moves':{'go':{" EXPR_LABEL
                                   ",'from':['a'],'to':'b','fill':{'type':'object',"
                                   "'properties':{'n':{" SUM "}}}}}",
        "go.fill.n: aggregate: only of fields of the part core"},

    {MAIN("'n':{'type':'integer','per':'unit'}," UNIT), "per: it goes with aggregate"},
    {MAIN("'n':{" SUM ",'per':'none'}," UNIT), "per: not the name"},
    {MAIN("'n':{" SUM ",'per':3}," UNIT), "per: not the name"},
    {MAIN("'n':{" SUM ",'per':'unit'},'unit':{'type':'string'}"), "per: not the name"},
    {MAIN("'n':{" SUM ",'per':'unit'},'unit':{'type':'integer'}"), "per: not the name"},
    {MAIN("'n':{" SUM ",'per':'unit'},'unit':{'type':'string','maxLength':3,"
          "'about':'person'}"),
        "per: not the name"},
    {MAIN("'o':{'type':'object','properties':{'n':{" SUM ",'per':'unit'}}}," UNIT),
        "per: not the name"},

    {MAIN("'n':{" SUM "}") ",'views':{'v':{'as':'matrix'," EXPR_LABEL
                           ",'rows':'author','columns':'year','sum':'core.n'}}",
        NULL},
    {MAIN("'n':{" SUM "}") ",'views':{'v':{'as':'statistic'," EXPR_LABEL
                           ",'by':'author','sum':'core.n'}}",
        NULL},
    {MAIN("'n':{'type':'integer'}") ",'views':{'v':{'as':'matrix'," EXPR_LABEL
                                    ",'rows':'author','columns':'year','sum':'core.n'}}",
        "sum: leads to no field"},
    {MAIN("'n':{" SUM "}") ",'views':{'v':{'as':'list'," EXPR_LABEL
                           ",'show':['core.n'],'sum':'core.n'}}",
        "sum does not fit this type"},
};

static void
test_kinds(struct work *w)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        const char *text = work_format(w, "{'kind':'thing/1',%s}", kinds[i].kind);
        bool good = is_kind(w, quoted(w, text));

        tap_ok(good == (kinds[i].why == NULL) &&
                (good || strstr(work_why(w), kinds[i].why) != NULL),
            "%s: %s", kinds[i].kind, good ? "good" : work_why(w));
        work_clear(w);
    }
}

static const struct {
    const char *text, *back; /* NULL: it cannot be reckoned */
} amounts[] = {
    {"0", "0"},
    {"-1", "-1"},
    {"12.50", "12.5"},
    {"-0.0001", "-0.0001"},
    {"14155.0825000000", "14155.0825"},
    {"100", "100"},
    {"100.000000", "100"},
    {"922337203685477.5807", "922337203685477.5807"},
    {"-922337203685477.5807", "-922337203685477.5807"},
    {"922337203685477.5808", NULL},
    {"922337203685478", NULL},
    {"0.00001", NULL},
    {"1.23450000001", NULL},
    {"1000000000000000000000000", NULL},
    {"1e3", NULL},
    {"1 000", NULL},
    {"eryr", NULL},
    {"", NULL},
    {".", NULL},
};

static void
test_amounts(struct work *w)
{
    amount_total much = 1;
    struct bytes back;
    int64_t v;

    for (size_t i = 0; i < COUNT_OF(amounts); i++) {
        bool good = amount_read(bytes_of(amounts[i].text), &v);

        NEED(w, !good || amount_write(w, v, &back));
        tap_ok(good == (amounts[i].back != NULL) &&
                (!good || bytes_is(back, amounts[i].back)),
            "'%s' is %s", amounts[i].text,
            amounts[i].back != NULL ? amounts[i].back : "nothing that can be reckoned");
    }
    for (int i = 0; i < 34; i++)
        much *= 10;
    NEED(w, amount_write(w, much + 5, &back));
    tap_is_text(back, "1000000000000000000000000000000.0005",
        "a sum of many has as many digits as it needs");
    NEED(w, amount_write(w, -much, &back));
    tap_is_text(back, "-1000000000000000000000000000000", "below nothing, too");
}

int
main(void)
{
    struct work *w = fixture_work();

    test_kinds(w);
    test_amounts(w);
    work_close(w);
    return tap_end();
}
