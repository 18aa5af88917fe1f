/*
 * kind_fields_test: what a record's fields are called, by their kind's words; which are asked
 * for, and which have no place, by their own conditions; how long records are kept.
 */
#include "expr_text.h"

#define OPTION(value) "'" value "':[{'lang':'en','text':'Word for " value "'}]"
static const char kind_text[] =
    "{'kind':'thing/1'," EXPR_LABEL ",'parts':{'core':{'schema':{'type':'object',"
    "'properties':{'way':{'type':'string','enum':['in','out'],'labels':{" OPTION(
        "in") "}},'rows':{'type':'array','items':{'type':'object','properties':{"
              "'level':{'type':'integer','enum':[1,2],'labels':{" OPTION("1") "," OPTION(
                  "2") "}},'n':{'type':'integer'}}}}}}},"
                       "'plain':{'schema':{'type':'string'}}}}";

static const struct {
    const char *core, *says;
} cases[] = {
    {"{}", "[]"},
    {"{'way':'out'}", "[]"},
    {"{'way':'in'}", "[{'path':'core.way','says':[{'lang':'en','text':'Word for in'}]}]"},
    {"{'rows':[{'level':2},{'n':1},{'level':1,'n':2}]}",
        "[{'path':'core.rows.0.level','says':[{'lang':'en','text':'Word for 2'}]},"
        "{'path':'core.rows.2.level','says':[{'lang':'en','text':'Word for 1'}]}]"},
    /* What is no good record, because it was made by another kind of that name. */
    {"{'way':1,'rows':{'level':2}}", "[]"},
    {"[]", "[]"},
};

static void
test_says(struct work *w)
{
    const struct kind *k = kind_of(w, quoted(w, kind_text));

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct record r = {0};
        struct json *says;
        struct bytes text;

        r.parts[r.part_count++] = (struct part){.name = bytes_of("core"),
            .present = true,
            .value = parse(w, quoted(w, cases[i].core))};
        r.parts[r.part_count++] = (struct part){.name = bytes_of("plain")};
        NEED(w, kind_says(w, k, &r, NULL, &says) && json_write(w, says, &text));
        tap_is_text(text, quoted(w, cases[i].says), "%s", cases[i].core);
    }
}

/* A hostile record does not make a long answer. */
static void
test_many(struct work *w)
{
    const struct kind *k = kind_of(w, quoted(w, kind_text));
    struct json *core = json_object(w), *rows = json_array(w), *says;
    struct record r = {.part_count = 1};

    for (int i = 0; i < 10000; i++) {
        json_add(rows, json_object(w));
        json_put(rows->last, "level", json_integer(w, 1));
    }
    json_put(core, "rows", rows);
    r.parts[0] = (struct part){.name = bytes_of("core"), .present = true, .value = core};
    tap_ok(kind_says(w, k, &r, NULL, &says) && says->count == 256,
        "at most 256 are told of one record");
}

/* ---- Conditions ---------------------------------------------------------------------------- */

static const char when_text[] =
    "{'kind':'thing/1'," EXPR_LABEL ",'parts':{'core':{'schema':{'type':'object',"
    "'properties':{'way':{'type':'string'},'why':{'label':[{'lang':'en','text':'Why'},"
    "{'lang':'fr','text':'Pourquoi'}],'type':'string','required-when':['=',['get',"
    "'core.way'],'out'],'visible-when':['has',['get','core.way']]},"
    "'rows':{'type':'array','items':{'type':'object','properties':{"
    "'a':{'type':'integer'},'b':{'type':'integer','required-when':['=',['item','a'],1],"
    "'visible-when':['has',['item','a']]}}}}}}},"
    "'note':{'schema':{'type':'string'}},"
    "'who':{'class':'identity','schema':{'type':'object','properties':{"
    "'name':{'type':'string'},'born':{'type':'string','required-when':['has',['get',"
    "'who.name']]}}}}}}";

static const struct {
    const char *core, *who, *found;
} whens[] = {
    {"{}", NULL, ""},
    {"{'way':'in'}", NULL, ""},
    {"{'way':'in','why':'x'}", NULL, ""},
    {"{'way':'out','why':'x'}", NULL, ""},
    {"{'way':'out'}", NULL, "required-when core.why;"},
    {"{'why':'x'}", NULL, "visible-when core.why;"},
    {"{'rows':[{'a':1,'b':2},{'a':2},{}]}", NULL, ""},
    {"{'rows':[{'a':1},{'b':2},{'a':2,'b':1}]}", NULL,
        "required-when core.rows.0.b;visible-when core.rows.1.b;"},
    {"{}", "{'name':'N'}", "required-when who.born;"},
    {"{}", "{'name':'N','born':'B'}", ""},
    {"{}", "{}", ""},
};

static const char *
found_in(struct work *w, const struct json *findings)
{
    const char *text = "";

    for (const struct json *f = findings->first; f != NULL; f = f->next) {
        struct bytes rule = json_get_text(f, "rule"), path = json_get_text(f, "path");

        text = work_format(w, "%s%.*s %.*s;", text, (int)rule.len, (const char *)rule.at,
            (int)path.len, (const char *)path.at);
        NEED(w, text != NULL);
    }
    return text;
}

static void
test_whens(struct work *w)
{
    const struct kind *k = kind_of(w, quoted(w, when_text));
    const struct kind_stage stage = {0};
    struct json *found;
    size_t errors;

    for (size_t i = 0; i < COUNT_OF(whens); i++) {
        struct record r = {.part_count = whens[i].who != NULL ? 2 : 1};

        r.parts[0] = (struct part){.name = bytes_of("core"),
            .present = true,
            .value = parse(w, quoted(w, whens[i].core))};
        r.parts[1] = (struct part){.name = bytes_of("who"),
            .present = true,
            .value = whens[i].who != NULL ? parse(w, quoted(w, whens[i].who)) : NULL};
        NEED(w, kind_findings(w, k, &r, &stage, 0, NULL, &found, &errors));
        tap_is_text(bytes_of(found_in(w, found)), whens[i].found, "%s %s", whens[i].core,
            whens[i].who != NULL ? whens[i].who : "");
        if (errors != found->count)
            tap_ok(false, "each of them is an error");
        if (i == 4)
            tap_is_text(json_get_text(json_get(found->first, "message")->first, "text"),
                "Why is to be given here.", "and says so by the field's label");
        /* A part that is withheld may be just what the condition asks for. */
        r.parts[r.part_count++] = (struct part){.name = bytes_of("note")};
        NEED(w, kind_findings(w, k, &r, &stage, 0, NULL, &found, &errors));
        if (found->count != 0)
            tap_ok(false, "nothing is found where a part is withheld");
    }
}

/* Where conditions stand that cannot be judged, or speak of what is not on every node. */
static const char *const no_whens[] = {
    "{'type':'array','items':{'type':'string','required-when':true}}",
    "{'type':'string','visible-when':true}",
    "{'type':'object','properties':{'a':{'type':'string','required-when':['get','core.b']"
    "}}}",
    "{'type':'object','properties':{'a':{'type':'string','required-when':['get','who']}}"
    "}",
    "{'type':'object','properties':{'a':{'type':'string','required-when':['item','a']}}}",
    "{'type':'object','properties':{'a':{'type':'string','required-when':['actor']}}}",
    "{'type':'object','properties':{'a':{'type':'string','visible-when':['fill','a']}}}",
    "{'type':'object','properties':{'a':{'type':'string','visible-when':1.5}}}",
};

static void
test_no_whens(struct work *w)
{
    for (size_t i = 0; i < COUNT_OF(no_whens); i++)
        tap_fault(w, FAULT_INVALID,
            is_kind(w,
                quoted(w,
                    work_format(w,
                        "{'kind':'t/1'," EXPR_LABEL ",'parts':{'core':{'schema':%s},"
                        "'who':{'class':'identity','schema':{'type':'boolean'}}}}",
                        no_whens[i]))),
            "no condition there: %s", no_whens[i]);
    tap_fault(w, FAULT_INVALID,
        is_kind(w,
            quoted(w,
                "{'kind':'t/1'," EXPR_LABEL ",'parts':{'core':{'schema':{'type':'string'}"
                "}},'states':{'a':{" EXPR_LABEL
                ",'start':true}},'moves':{'m':{" EXPR_LABEL
                ",'from':['a'],'fill':{'type':'object','required-when':true,"
                "'properties':{'x':{'type':'string'}}}}}}")),
        "nor of all that a move brings");
}

/* ---- What a move brings ---------------------------------------------------------------------- */

static const char brings_text[] =
    "{'kind':'thing/1'," EXPR_LABEL ",'parts':{'core':{'schema':{'type':'object',"
    "'properties':{'way':{'type':'string'},'list':{'type':'array','items':{'type':"
    "'integer'}}}}}},'states':{'a':{" EXPR_LABEL ",'start':true},'b':{" EXPR_LABEL
    ",'final':true}},'moves':{'go':{" EXPR_LABEL ",'from':['a'],'to':'b','by':true,"
    "'fill':{'type':'object','properties':{'n':{'type':'integer'},"
    "'why':{'type':'string','required-when':['=',['get','core.way'],'out'],"
    "'visible-when':['has',['get','core.way']]},'more':{'type':'string',"
    "'required-when':['=',['fill','n'],1]},'rows':{'type':'array','items':{'type':"
    "'object','properties':{'a':{'type':'integer'},'b':{'type':'integer',"
    "'visible-when':['has',['item','a']],'required-when':['in',-1,['get','core.list']]"
    "}}}}}}}}}";

static const struct {
    const char *core, *fill, *why;
} brought[] = {
    {"{}", NULL, "counts"},
    {"{}", "{'n':2}", "counts"},
    {"{'way':'in'}", "{'why':'x'}", "counts"},
    {"{'way':'out'}", "{'why':'x','n':1,'more':'y'}", "counts"},
    {"{}", "{'rows':[{'a':1,'b':2},{}]}", "counts"},
    {"{'way':'out'}", NULL,
        "what it brings is not what it should: fill.why is to be given here"},
    {"{}", "{'why':'x'}",
        "what it brings is not what it should: fill.why has no place here"},
    {"{}", "{'n':1}",
        "what it brings is not what it should: fill.more is to be given here"},
    {"{}", "{'rows':[{'a':1},{'b':2}]}",
        "what it brings is not what it should: fill.rows.1.b has no place here"},
    {"{'way':'out'}", "{'why':1}", "what it brings is not what it should"},
};

static const char *
why_of(struct work *w, const struct json *core, const struct json *fill)
{
    const struct kind *k = kind_of(w, quoted(w, brings_text));
    struct record r = {.part_count = 1};
    struct kind_moved moved = {.move = bytes_of("go"), .fill = fill};
    struct kind_stage stage;

    r.parts[0] = (struct part){.name = bytes_of("core"), .present = true, .value = core};
    NEED(w, kind_stage(w, k, &r, &moved, 1, &stage));
    if (moved.counts != bytes_is(stage.state, "b"))
        tap_ok(false, "it leads on where it counts, and only there");
    return moved.why;
}

static void
test_brought(struct work *w)
{
    struct json *core = json_object(w), *list = json_array(w), *rows = json_array(w),
                *fill = json_object(w);

    for (size_t i = 0; i < COUNT_OF(brought); i++)
        tap_is_text(bytes_of(why_of(w, parse(w, quoted(w, brought[i].core)),
                        brought[i].fill != NULL ? parse(w, quoted(w, brought[i].fill))
                                                : NULL)),
            brought[i].why, "%s brought %s", brought[i].core,
            brought[i].fill != NULL ? brought[i].fill : "nothing");
    for (int i = 0; i < 50000; i++) {
        json_add(list, json_integer(w, i));
        json_add(rows, json_object(w));
        json_put(rows->last, "a", json_integer(w, 1));
    }
    json_put(core, "list", list);
    json_put(fill, "rows", rows);
    tap_is_text(bytes_of(why_of(w, core, fill)),
        "more than one organisation can make here",
        "what is brought does not count where judging it has no end");
}

/* Conditions of many items, each of which looks through a long list. */
static void
test_cost(struct work *w)
{
    const struct kind *k = kind_of(w,
        quoted(w,
            "{'kind':'t/1'," EXPR_LABEL ",'parts':{'core':{'schema':{'type':'object',"
            "'properties':{'list':{'type':'array','items':{'type':'integer'}},"
            "'rows':{'type':'array','items':{'type':'object','properties':{'x':{'type':"
            "'integer','required-when':['in',-1,['get','core.list']]}}}}}}}}}"));
    struct json *core = json_object(w), *list = json_array(w), *rows = json_array(w);
    const struct kind_stage stage = {0};
    struct record r = {.part_count = 1};
    struct json *found;
    int64_t took;
    size_t errors;

    for (int i = 0; i < 50000; i++) {
        json_add(list, json_integer(w, i));
        json_add(rows, json_object(w));
    }
    json_put(core, "list", list);
    json_put(core, "rows", rows);
    r.parts[0] = (struct part){.name = bytes_of("core"), .present = true, .value = core};
    took = -worked();
    NEED(w, kind_findings(w, k, &r, &stage, 0, NULL, &found, &errors));
    took += worked();
    tap_ok(errors == 0 && took < 4 * TIME_SECOND, "conditions without end end: %lld ms",
        (long long)took / 1000);
}

/* ---- Retention ------------------------------------------------------------------------------ */

static const struct {
    const char *retention, *since, *until; /* NULL: no kind, or nothing is said */
} kept[] = {
    {"P5Y", "2026-11-28", "2031-11-28"},
    {"P1Y", "2024-02-29", "2025-02-28"},
    {"P4Y", "2024-02-29", "2028-02-29"},
    {"P1M", "2026-01-31", "2026-02-28"},
    {"P18M", "2026-11-28", "2028-05-28"},
    {"P12M", "2026-12-31", "2027-12-31"},
    {"P90D", "2026-12-31", "2027-03-31"},
    {"P999D", "2026-01-01", "2028-09-26"},
    {"P0Y", NULL, NULL},
    {"P01Y", NULL, NULL},
    {"P1000D", NULL, NULL},
    {"5Y", NULL, NULL},
    {"P5", NULL, NULL},
    {"PY", NULL, NULL},
    {"P5W", NULL, NULL},
    {"P5YM", NULL, NULL},
    {"", NULL, NULL},
};

static void
test_kept(struct work *w)
{
    for (size_t i = 0; i < COUNT_OF(kept); i++) {
        const char *text = quoted(w,
            work_format(w,
                "{'kind':'t/1'," EXPR_LABEL
                ",'parts':{'core':{'schema':{'type':'string'}}"
                "},'retention':'%s','states':{'a':{" EXPR_LABEL
                ",'start':true,'final':true}}}",
                kept[i].retention));
        struct kind_stage stage = {.final = true};
        struct bytes day;
        int64_t until;

        if (kept[i].since == NULL) {
            tap_fault(w, FAULT_INVALID, is_kind(w, text), "no retention: %s",
                kept[i].retention);
            continue;
        }
        NEED(w,
            time_read(w, bytes_of(work_format(w, "%sT12:00:00.000000Z", kept[i].since)),
                &stage.since));
        NEED(w,
            kind_keep_until(kind_of(w, text), &stage, &until) &&
                time_write(w, until, &day));
        tap_is_text(bytes_from(day.at, 10), kept[i].until, "%s from %s on",
            kept[i].retention, kept[i].since);
        stage.final = false;
        if (kind_keep_until(kind_of(w, text), &stage, &until))
            tap_ok(false, "nothing is said before an item is final");
    }
    tap_fault(w, FAULT_INVALID,
        is_kind(w,
            quoted(w,
                "{'kind':'t/1'," EXPR_LABEL
                ",'retention':'P5Y','parts':{'core':{'schema':"
                "{'type':'string'}}}}")),
        "no retention where nothing is final");
}

int
main(void)
{
    struct work *w = fixture_work();

    test_says(w);
    test_many(w);
    test_whens(w);
    test_no_whens(w);
    test_brought(w);
    test_cost(w);
    test_kept(w);
    work_close(w);
    return tap_end();
}
