/*
 * kind_extend_test: a kind that is adopted anew may add and widen; it narrows nothing, and
 * moves no item that stands somewhere.
 */
#include "expr_text.h"

#define S(text)                                    \
    "\"label\":[{\"lang\":\"en\",\"text\":\"" text \
    "\"},{\"lang\":\"fr\",\"text\":\"" text "\"}]"
#define STATES                                                 \
    "\"states\":{\"a\":{" S("A") ",\"start\":true},\"b\":{" S( \
        "B") ",\"final\":true}},"                              \
             "\"moves\":{\"go\":{" S("G") ",\"from\":[\"a\"],\"to\":\"b\"}}"
#define FIELDS                                                     \
    "\"t\":{\"type\":\"string\",\"minLength\":2,\"maxLength\":9}," \
    "\"e\":{\"type\":\"string\",\"enum\":[\"x\",\"y\"]}"
#define KIND(fields, required, more, flow)                                               \
    "{\"kind\":\"t/1\"," S("T") ",\"parts\":{\"core\":{\"required\":true,\"schema\":{"   \
                                "\"type\":\"object\",\"required\":[" required            \
                                "],\"properties\":{" fields "}}}" more                   \
                                "},\"links\":{\"l\":{\"to\":[\"m/1\"],\"max\":4}}," flow \
                                "}"

static const char old[] = KIND(FIELDS, "\"t\"", "", STATES);

static const struct {
    const char *what;
    const char *text;
    bool good;
} cases[] = {
    {"the same", KIND(FIELDS, "\"t\"", "", STATES), true},
    {"another field that may be absent",
        KIND(FIELDS ",\"n\":{\"type\":\"integer\",\"maximum\":3}", "\"t\"", "", STATES),
        true},
    {"another field that may not",
        KIND(FIELDS ",\"n\":{\"type\":\"integer\"}", "\"t\",\"n\"", "", STATES), false},
    {"a field that must be there now", KIND(FIELDS, "\"t\",\"e\"", "", STATES), false},
    {"a field that need not be there any more", KIND(FIELDS, "", "", STATES), false},
    {"a field that is gone",
        KIND("\"t\":{\"type\":\"string\",\"minLength\":2,\"maxLength\":9}", "\"t\"", "",
            STATES),
        false},
    {"room for more",
        KIND("\"t\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":90},"
             "\"e\":{\"type\":\"string\",\"enum\":[\"z\",\"x\",\"y\"]}",
            "\"t\"", "", STATES),
        true},
    {"a text that must be longer",
        KIND("\"t\":{\"type\":\"string\",\"minLength\":3,\"maxLength\":9},"
             "\"e\":{\"type\":\"string\",\"enum\":[\"x\",\"y\"]}",
            "\"t\"", "", STATES),
        false},
    {"a text that must be shorter",
        KIND("\"t\":{\"type\":\"string\",\"minLength\":2,\"maxLength\":8},"
             "\"e\":{\"type\":\"string\",\"enum\":[\"x\",\"y\"]}",
            "\"t\"", "", STATES),
        false},
    {"a choice less",
        KIND("\"t\":{\"type\":\"string\",\"minLength\":2,\"maxLength\":9},"
             "\"e\":{\"type\":\"string\",\"enum\":[\"x\"]}",
            "\"t\"", "", STATES),
        false},
    {"a choice where all was free",
        KIND("\"t\":{\"type\":\"string\",\"minLength\":2,\"maxLength\":9,\"enum\":["
             "\"ab\"]},"
             "\"e\":{\"type\":\"string\",\"enum\":[\"x\",\"y\"]}",
            "\"t\"", "", STATES),
        false},
    {"another type",
        KIND("\"t\":{\"type\":\"integer\"},\"e\":{\"type\":\"string\",\"enum\":[\"x\","
             "\"y\"]}",
            "\"t\"", "", STATES),
        false},
    {"another part", KIND(FIELDS, "\"t\"", ",\"note\":{\"schema\":" STRING "}", STATES),
        true},
    {"another part that is asked for",
        KIND(FIELDS, "\"t\"", ",\"note\":{\"required\":true,\"schema\":" STRING "}",
            STATES),
        false},
    {"another state and a way there",
        KIND(FIELDS, "\"t\"", "",
            "\"states\":{\"a\":{" S("A") ",\"start\":true},\"b\":{" S(
                "B") ",\"final\":true},"
                     "\"c\":{" S(
                         "C") "}},"
                              "\"moves\":{\"go\":{" S(
                                  "Gone") ",\"from\":[\"a\"],\"to\":\"b\"},"
                                          "\"stop\":{" S(
                                              "S") ",\"from\":[\"a\"],\"to\":\"c\"}}"),
        true},
    {"a move that leads elsewhere",
        KIND(FIELDS, "\"t\"", "",
            "\"states\":{\"a\":{" S("A") ",\"start\":true},\"b\":{" S(
                "B") ",\"final\":true}},"
                     "\"moves\":{\"go\":{" S(
                         "G") ",\"from\":[\"a\",\"b\"],\"to\":\"b\"}}"),
        false},
    {"a move that others may make",
        KIND(FIELDS, "\"t\"", "",
            "\"states\":{\"a\":{" S("A") ",\"start\":true},\"b\":{" S(
                "B") ",\"final\":true}},"
                     "\"moves\":{\"go\":{" S(
                         "G") ",\"from\":[\"a\"],\"to\":\"b\",\"by\":true}}"),
        false},
    {"a state that is gone",
        KIND(FIELDS, "\"t\"", "",
            "\"states\":{\"a\":{" S("A") ",\"start\":true}},"
                                         "\"moves\":{\"go\":{" S(
                                             "G") ",\"from\":[\"a\"],\"to\":\"a\"}}"),
        false},
    {"a derived value, and a rule",
        KIND(FIELDS, "\"t\"", "",
            STATES ",\"derived\":{\"d\":{" S(
                "D") ",\"value\":1}},"
                     "\"rules\":{\"r\":{\"severity\":\"error\",\"message\":[{\"lang\":"
                     "\"en\",\"text\":\"R\"},"
                     "{\"lang\":\"fr\",\"text\":\"R\"}],\"when\":false}}"),
        true},
};

/* One field, before and after; with ' for ". */
static const struct {
    const char *before, *after;
    bool good;
} fields[] = {
    {"'type':'string'", "'type':'string','pattern':'^a'", false},
    {"'type':'string','pattern':'^a'", "'type':'string','pattern':'^a'", true},
    {"'type':'string','pattern':'^a'", "'type':'string','pattern':'a'", false},
    {"'type':'string','pattern':'^a'", "'type':'string'", false},
    {"'type':'string','enum':['a'],'labels':{'a':[{'lang':'en','text':'A'}]}",
        "'type':'string','enum':['a','b'],'labels':{'a':[{'lang':'en','text':'Z'}],"
        "'b':[{'lang':'en','text':'B'}]}",
        true},
    {"'type':'string','enum':['a']",
        "'type':'string','enum':['a'],'labels':{'a':[{'lang':'en','text':'A'}]}", true},
    {"'type':'string'", "'type':'string','required-when':['has',['get','core.o']]",
        false},
    {"'type':'string'", "'type':'string','visible-when':['has',['get','core.o']]", false},
    {"'type':'string','visible-when':['<',['get','core.o'],'b']",
        "'type':'string','visible-when':['<',['get','core.o'],'b']", true},
    {"'type':'string','visible-when':['<',['get','core.o'],'b']",
        "'type':'string','visible-when':['<','b',['get','core.o']]", false},
    {"'type':'string'", "'type':'string','codes':'place'", false},
    {"'type':'string','codes':'place'", "'type':'string','codes':'other'", false},
    {"'type':'string'", "'format':'decimal'", false},
    {"'format':'decimal','maximum':'9.5'", "'format':'decimal','maximum':'10'", true},
    {"'format':'decimal','maximum':'9.5'", "'format':'decimal','maximum':'9.50'", true},
    {"'format':'decimal','maximum':'9.5'", "'format':'decimal','maximum':'9.49'", false},
    {"'format':'decimal','minimum':'-1'", "'format':'decimal','minimum':'-1.5'", true},
    {"'format':'decimal','minimum':'-1'", "'format':'decimal','minimum':'-0.9'", false},
    {"'format':'decimal'", "'format':'decimal','minimum':'-9'", false},
};

static struct kind *
with_field(struct work *w, const char *field)
{
    return kind_of(w,
        quoted(w,
            work_format(w,
                "{'kind':'t/1'," EXPR_LABEL ",'parts':{'core':{'schema':{'type':"
                "'object','properties':{'o':{'type':'string'},'f':{%s}}}}}}",
                field)));
}

static void
test_fields(struct work *w)
{
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        const struct kind *before = with_field(w, fields[i].before);
        const struct kind *after = with_field(w, fields[i].after);

        tap_ok(kind_extends(w, before, after) == fields[i].good, "%s, then %s: %s",
            fields[i].before, fields[i].after, fields[i].good ? "adds" : "refused");
        work_clear(w);
    }
}

int
main(void)
{
    struct work *w = fixture_work();
    struct kind *before = kind_of(w, old), *after;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        after = kind_of(w, cases[i].text);
        tap_ok(kind_extends(w, before, after) == cases[i].good, "%s: %s (%s)",
            cases[i].what, cases[i].good ? "only adds" : "refused",
            work_ok(w) ? "good" : work_why(w));
        work_clear(w);
    }
    test_fields(w);
    after = kind_of(w, "{\"kind\":\"u/1\"," LABEL "," PART "}");
    tap_fault(w, FAULT_INVALID, kind_extends(w, before, after), "another kind");
    work_close(w);
    return tap_end();
}
