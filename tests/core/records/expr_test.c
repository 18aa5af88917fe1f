/*
 * expr_test: what each operator of docs/kinds.md gives, for what types and for what is not
 * there; where an expression is refused; and that none costs without end.
 */
#include "expr_text.h"

#define PARTS                                                                            \
    "{'bare':[7,8],'core':{'any':{'x':{'y':[5,6]}},'big':9007199254740991,'date':"       \
    "'2024-02-29','dec':'2.50','deep':{'in':{'n':9}},'due':{'from':'2024-02','note':'n'" \
    "},"                                                                                 \
    "'empty':'','file':{'display':'a','hex':'61'},'list':[3,1,2],'m':-2,'n':3,'no':"     \
    "false,"                                                                             \
    "'owners':[{'org':'aa','share':40,'tags':['x','y']},{'org':'bb','share':60},{}],"    \
    "'table':[[1,2],[3]],'title':[{'lang':'en','text':'T'}],'void':[],'word':'abc',"     \
    "'words':['b','a'],'yes':true},'who':{'name':'Ana'}}"
#define N "['get','core.n']"
#define GONE "['get','core.gone']"
#define LIST "['get','core.list']"
#define ORGS "['get','core.owners.*.org']"
#define OWNERS "['get','core.owners']"

static const struct {
    const char *text;
    const char *gives;
} values[] = {
    /* Constants */
    {"3", "3"},
    {"-3", "-3"},
    {"'a'", "\"a\""},
    {"''", "\"\""},
    {"true", "true"},
    /* Paths */
    {N, "3"},
    {GONE, "nothing"},
    {"['get','core.deep.in.n']", "9"},
    {"['get','core.due.from']", "\"2024-02\""},
    {"['get','core.due.to']", "nothing"},
    {"['get','core.file.display']", "\"a\""},
    {"['get','core.any.x.y']", "[5,6]"},
    {"['get','core.any.z.y']", "nothing"},
    {"['get','core.any.x.y.z']", "nothing"},
    {"['get','core.any.x.y.*']", "[5,6]"},
    {"['get','core.any.x.*']", "nothing"},
    {LIST, "[3,1,2]"},
    {"['get','core.list.*']", "[3,1,2]"},
    {ORGS, "[\"aa\",\"bb\"]"},
    {"['get','core.owners.*.tags']", "[[\"x\",\"y\"]]"},
    {"['get','bare']", "[7,8]"},
    {"['get','bare.*']", "[7,8]"},
    {"['get','who.name']", "\"Ana\""},
    {"['get','whence.name']", "nothing"},
    {"['get','core.big']", "9007199254740991"},
    {"['get','core.table']", "[[1,2],[3]]"},
    {"['get','core.deep']", "{\"in\":{\"n\":9}}"},
    {"['fill','n']", "4"},
    {"['fill','words.*']", "[\"p\",\"q\"]"},
    {"['actor']", "\"ac\""},
    {"['author']", "\"au\""},
    {"['state']", "\"st\""},
    {"['today']", "\"2026-01-01\""},
    {"['moved','go']", "[\"m1\",\"m2\"]"},
    /* Truths */
    {"['and',true,true]", "true"},
    {"['and',true,false]", "false"},
    {"['and',true," GONE "]", "false"},
    {"['and',1]", "false"},
    {"['or',false,true]", "true"},
    {"['or',false,1,'true']", "false"},
    {"['not',false]", "true"},
    {"['not',true]", "false"},
    {"['not'," GONE "]", "true"},
    {"['not',1]", "true"},
    {"['has'," GONE "]", "false"},
    {"['has',['get','core.empty']]", "false"},
    {"['has',['get','core.void']]", "false"},
    {"['has',['get','core.no']]", "true"},
    {"['has',0]", "true"},
    {"['has',['get','core.big']]", "true"},
    {"['has',['get','core.deep']]", "true"},
    {"['has'," LIST "]", "true"},
    /* in */
    {"['in','aa'," ORGS "]", "true"},
    {"['in','zz'," ORGS "]", "false"},
    {"['in','zz','yy','zz']", "true"},
    {"['in'," N ",1,2,3]", "true"},
    {"['in','3.0'," LIST "]", "true"},
    {"['in'," GONE "," GONE "]", "false"},
    {"['in'," GONE "," ORGS "]", "false"},
    {"['in',true,true]", "true"},
    {"['in',1,['get','core.table']]", "false"},
    {"['in','a',['get','core.void'],['get','core.words']]", "true"},
    /* some, every */
    {"['some'," OWNERS ",['=',['item','org'],'bb']]", "true"},
    {"['some'," OWNERS ",['=',['item','org'],'cc']]", "false"},
    {"['every'," OWNERS ",['has',['item','org']]]", "false"},
    {"['every'," LIST ",['<',0,['item']]]", "true"},
    {"['some'," LIST ",['<',['item'],0]]", "false"},
    {"['some',['get','core.void'],true]", "false"},
    {"['every',['get','core.void'],false]", "true"},
    {"['every',['get','bare'],['<',6,['item']]]", "true"},
    {"['some'," OWNERS ",['in','y',['item','tags']]]", "true"},
    {"['some'," OWNERS ",['in','y',['item','tags.*']]]", "true"},
    {"['some',['get','core.table'],['=',2,['count',['item']]]]", "true"},
    {"['some',['get','core.table'],['in',3,['item','*']]]", "true"},
    {"['some',['fill','words'],['=',['item'],'q']]", "true"},
    {"['and',['some'," LIST ",true],['every'," LIST ",true]]", "true"},
    /* Comparing */
    {"['='," N ",3]", "true"},
    {"['=',3,'3.0000']", "true"},
    {"['=','3','3.0']", "false"},
    {"['=',['get','core.dec'],2]", "false"},
    {"['=','a','a']", "true"},
    {"['=','a',1]", "false"},
    {"['=',true,true]", "true"},
    {"['=',true,false]", "false"},
    {"['=',true,'true']", "false"},
    {"['='," GONE "," GONE "]", "false"},
    {"['='," LIST "," LIST "]", "false"},
    {"['=',['get','core.deep'],['get','core.deep']]", "false"},
    {"['=',['get','core.big'],['get','core.big']]", "false"},
    {"['<',2,3]", "true"},
    {"['<',3,3]", "false"},
    {"['<=',3,3]", "true"},
    {"['<=',4,3]", "false"},
    {"['<','2.4999','2.5']", "true"},
    {"['<','10','9']", "true"},
    {"['<','10',9]", "false"},
    {"['<','a','b']", "true"},
    {"['<','','a']", "true"},
    {"['<','\\uffff','\\ud800\\udc00']", "true"},
    {"['<',true,1]", "false"},
    {"['<=',true,true]", "false"},
    {"['<'," GONE ",1]", "false"},
    {"['<','word',1]", "false"},
    /* Choices */
    {"['if',true,1,2]", "1"},
    {"['if',false,1,2]", "2"},
    {"['if'," GONE ",1,2]", "2"},
    {"['if',1,1,2]", "2"},
    {"['if',true," GONE ",2]", "nothing"},
    {"['else'," GONE ",5]", "5"},
    {"['else',['get','core.empty'],['get','core.void'],'x']", "\"x\""},
    {"['else',false,1]", "false"},
    {"['else',0,1]", "0"},
    {"['else'," GONE ",['get','core.empty']]", "nothing"},
    /* Reckoning */
    {"['count'," LIST "]", "3"},
    {"['count',['get','core.void']]", "0"},
    {"['count'," GONE "]", "0"},
    {"['count',['get','core.empty']]", "0"},
    {"['count','x']", "1"},
    {"['count'," ORGS "]", "2"},
    {"['count'," OWNERS "]", "3"},
    {"['+',1,2,3]", "6"},
    {"['+'," LIST ",1]", "7"},
    {"['+','0.1','0.2']", "\"0.3\""},
    {"['+','0.0001','-0.0002']", "\"-0.0001\""},
    {"['+','1.5','1.5']", "3"},
    {"['+'," GONE ",1]", "1"},
    {"['+'," GONE "]", "nothing"},
    {"['+',['get','core.void']]", "nothing"},
    {"['+',1,'abc']", "nothing"},
    {"['+','abc']", "nothing"},
    {"['+',1,true]", "nothing"},
    {"['+',['get','core.table']]", "nothing"},
    {"['+',['get','core.owners.*.share']]", "100"},
    {"['-',3,'0.0001']", "\"2.9999\""},
    {"['-',1,3]", "-2"},
    {"['-',1," GONE "]", "nothing"},
    {"['-',1,'x']", "nothing"},
    {"['min'," LIST "]", "1"},
    {"['max'," LIST ",9]", "9"},
    {"['max','a','b']", "\"b\""},
    {"['min','2.5',2]", "2"},
    {"['min'," GONE ",4]", "4"},
    {"['min'," GONE "]", "nothing"},
    {"['min',true]", "nothing"},
    {"['max',1,'a']", "nothing"},
    {"['max',['get','core.table']]", "nothing"},
    {"['max','2024-02','2023-12-31']", "\"2024-02\""},
    /* Decimals */
    {"['+','12']", "12"},
    {"['+','-0']", "0"},
    {"['+','1.2345']", "\"1.2345\""},
    {"['+','1.23456']", "nothing"},
    {"['+','1.']", "nothing"},
    {"['+','.5']", "nothing"},
    {"['+','-.5']", "nothing"},
    {"['+','-']", "nothing"},
    {"['+','']", "nothing"},
    {"['+','+1']", "nothing"},
    {"['+','1e3']", "nothing"},
    {"['+','1,5']", "nothing"},
    {"['+',' 1']", "nothing"},
    {"['+','1.2.3']", "nothing"},
    {"['+','\\u0661']", "nothing"},
    {"['+','922337203685477.5807']", "\"922337203685477.5807\""},
    {"['+','922337203685477.5808']", "nothing"},
    {"['+','922337203685477.5807','0.0001']", "nothing"},
    {"['+','-922337203685477.5807','-0.0001']", "\"-922337203685477.5808\""},
    {"['+','-922337203685477.5807','-0.0002']", "nothing"},
    {"['-','-922337203685477.5807','0.0002']", "nothing"},
    {"['+',922337203685477]", "922337203685477"},
    {"['+',922337203685478]", "nothing"},
    {"['+',['get','core.big']]", "nothing"},
    {"['+','00000000000000000001']", "1"},
    {"['+','0000000000000000000001']", "nothing"},
    /* Days */
    {"['days','2024-02-28','2024-03-01']", "2"},
    {"['days','2023-02-28','2023-03-01']", "1"},
    {"['days','1900-02-28','1900-03-01']", "1"},
    {"['days','2000-02-28','2000-03-01']", "2"},
    {"['days','2024-03-01','2024-02-28']", "-2"},
    {"['days','2024','2025']", "366"},
    {"['days','2024-02','2024-03']", "29"},
    {"['days','1969-12-31','1970-01-01']", "1"},
    {"['days','1945-05-08','2020-05-08']", "27394"},
    {"['days','0001-01-01','9999-12-31']", "3652058"},
    {"['days','2024-01-01T23:59:59.999999Z','2024-01-02T00:00:00.000000Z']", "1"},
    {"['days','2024-01-01','2024-01-01T23:59:59.999999Z']", "0"},
    {"['days','2024-01-01','2024-01-01Trubbish']", "nothing"},
    {"['days','2024-01-01','2024-01-01T']", "nothing"},
    {"['days','2024-01-01','2024-01-01T24:00:00.000000Z']", "nothing"},
    {"['days','2023-02-29','2024-01-01']", "nothing"},
    {"['days','2024-13','2024-01']", "nothing"},
    {"['days','2024-00','2024-01']", "nothing"},
    {"['days','2024-01-00','2024-01']", "nothing"},
    {"['days','2024-1','2024-01']", "nothing"},
    {"['days','2024-','2024-01']", "nothing"},
    {"['days','24','2024-01']", "nothing"},
    {"['days','0000','2024-01']", "nothing"},
    {"['days','20240101','2024-01']", "nothing"},
    {"['days'," GONE ",'2024']", "nothing"},
    {"['days',2024,'2024']", "nothing"},
    {"['days','word','2024']", "nothing"},
    {"['end','2024']", "\"2024-12-31\""},
    {"['end','2024-02']", "\"2024-02-29\""},
    {"['end','2023-02']", "\"2023-02-28\""},
    {"['end','2024-12']", "\"2024-12-31\""},
    {"['end','2024-04-05']", "\"2024-04-05\""},
    {"['end','2024-04-05T23:00:00.000000Z']", "\"2024-04-05\""},
    {"['end','1969']", "\"1969-12-31\""},
    {"['end','0001']", "\"0001-12-31\""},
    {"['end','9999']", "\"9999-12-31\""},
    {"['end','2024-13']", "nothing"},
    {"['end','2024-00']", "nothing"},
    {"['end','word']", "nothing"},
    {"['end'," GONE "]", "nothing"},
    {"['<',['end',['get','core.due.from']],['today']]", "true"},
};

static bool
moved(void *ctx, struct work *w, struct bytes move, struct value *out)
{
    static const struct value both[] = {{.type = VALUE_TEXT,
                                            .text = {(const uint8_t *)"m1", 2}},
        {.type = VALUE_TEXT, .text = {(const uint8_t *)"m2", 2}}};

    (void)ctx;
    (void)w;
    *out = (struct value){.type = VALUE_LIST,
        .items = both,
        .count = bytes_is(move, "go") ? 2 : 0};
    return true;
}

static struct expr_facts
facts_of(struct work *w, const char *parts)
{
    return (struct expr_facts){.record = expr_record(w, parse(w, quoted(w, parts))),
        .fill = parse(w, quoted(w, "{'n':4,'words':['p','q']}")),
        .state = bytes_of("st"),
        .actor = bytes_of("ac"),
        .author = bytes_of("au"),
        .now = NOW,
        .moved = moved};
}

static bool
read_text(struct work *w, const char *text, struct expr_scope scope,
    const struct expr **out)
{
    struct place at = {.name = bytes_of("here")};
    const char *wrapped = work_format(w, "[%s]", quoted(w, text));

    NEED(w, wrapped != NULL);
    return expr_read(w, parse(w, wrapped)->first, &scope, &at, out);
}

static struct expr_scope
all_open(struct work *w)
{
    return (struct expr_scope){.kind = expr_kind(w),
        .fill = expr_schema(w, EXPR_FILL),
        .open = true,
        .moving = true};
}

static void
test_values(struct work *w)
{
    struct expr_scope scope = all_open(w);
    struct expr_facts facts = facts_of(w, PARTS);

    for (size_t i = 0; i < COUNT_OF(values); i++) {
        const struct expr *e;
        struct value v = {0};
        bool yes;

        if (!read_text(w, values[i].text, scope, &e)) {
            tap_ok(false, "%s: %s", values[i].text, work_why(w));
            work_clear(w);
            continue;
        }
        NEED(w, expr_eval(w, e, &facts, &v));
        tap_is_text(expr_shown(w, &v), values[i].gives, "%s", values[i].text);
        NEED(w, expr_true(w, e, &facts, &yes));
        if (yes != (strcmp(values[i].gives, "true") == 0))
            tap_ok(false, "%s: only true is true", values[i].text);
    }
}

/* With no record, no fill, no actor there is nothing, and no harm. */
static void
test_nothing(struct work *w)
{
    struct expr_scope scope = all_open(w);
    struct record none = {0};
    struct expr_facts facts = {.record = &none};
    size_t there = 0;

    for (size_t i = 0; i < COUNT_OF(values); i++) {
        const struct expr *e;
        struct value v;

        if (!read_text(w, values[i].text, scope, &e)) {
            work_clear(w);
            continue;
        }
        NEED(w, expr_eval(w, e, &facts, &v));
        there += strstr(values[i].text, "get") != NULL && v.type == VALUE_LIST;
    }
    tap_ok(there == 0, "over no record at all no list is got");
}

/* ---- What is refused ------------------------------------------------------------------------- */

static const struct {
    const char *text;
    const char *why; /* a piece of the message; where it is stands before */
} refused[] = {
    {"null", "here: not a text"},
    {"{}", "here: not a text"},
    {"[]", "here: a list begins with an operator"},
    {"[1]", "here: a list begins with an operator"},
    {"[['get','core.n']]", "here: a list begins with an operator"},
    {"['nope']", "here: nope is no operator"},
    {"['GET','core.n']", "here: GET is no operator"},
    {"['get']", "here: get has 0 arguments"},
    {"['get','core.n','core.n']", "here: get has 2 arguments"},
    {"['not']", "here: not has 0 arguments"},
    {"['and']", "here: and has 0 arguments"},
    {"['in',1]", "here: in has 1 arguments"},
    {"['if',1,2]", "here: if has 2 arguments"},
    {"['else',1]", "here: else has 1 arguments"},
    {"['actor','x']", "here: actor has 1 arguments"},
    {"['today',1]", "here: today has 1 arguments"},
    {"['days',1,2,3]", "here: days has 3 arguments"},
    {"['get',1]", "here: not a path"},
    {"['get','']", "here: not a path"},
    {"['get',['state']]", "here: not a path"},
    {"['get','.']", "here: a path with an empty step"},
    {"['get','core.']", "here: a path with an empty step"},
    {"['get','core..n']", "here: a path with an empty step"},
    {"['get','*']", "here: *: leads to no field"},
    {"['get','nopart.n']", "here: nopart.n: leads to no field"},
    {"['get','terms.tlp']", "here: terms.tlp: leads to no field"},
    {"['get','links']", "here: links: leads to no field"},
    {"['get','core.nope']", "here: core.nope: leads to no field"},
    {"['get','core.n.x']", "here: core.n.x: leads to no field"},
    {"['get','core.list.0']", "here: core.list.0: leads to no field"},
    {"['get','core.n.*']", "here: core.n.*: leads to no field"},
    {"['get','core.table.*.*']", "here: core.table.*.*: leads to no field"},
    {"['get','core.any.*.x.*']", "here: core.any.*.x.*: leads to no field"},
    {"['get','core.due.until']", "here: core.due.until: leads to no field"},
    {"['get','core.due.from.x']", "here: core.due.from.x: leads to no field"},
    {"['get','core.file.name']", "here: core.file.name: leads to no field"},
    {"['get','core.any.a.b.c.d.e.f.g.h.i.j.k']", "here: a path of more than 12 steps"},
    {"['fill','nope']", "here: nope: leads to no field"},
    {"['item']", "leads to no field"},
    {"['not',['item','org']]", "here.1: org: leads to no field"},
    {"['and',true,['or',false,['get','core.nope']]]", "here.2.2: core.nope"},
    {"['some'," OWNERS ",['item','nope']]", "here.2: nope: leads to no field"},
    {"['some'," N ",true]", "here.1: leads to no list"},
    {"['some',['get','core.owners.*.tags'],true]",
        "here.1: leads to no list, or to many"},
    {"['some',['get','core.any.x'],true]", "here.1: leads to no list"},
    {"['some',['get','core.title'],true]", "here.1: leads to no list"},
    {"['some',['moved','go'],true]", "here.1: a list is got by a path"},
    {"['some',1,true]", "here.1: a list is got by a path"},
    {"['some','core.list',true]", "here.1: a list is got by a path"},
    {"['some',['item'],true]", "here.1: "},
    {"['every'," LIST ",['some'," LIST ",true]]",
        "here.2: some and every do not stand in one another"},
    {"['some'," LIST ",['not',['not',['every'," LIST ",true]]]]",
        "here.2.1.1: some and every do not stand in one another"},
    {"['and',['some'," LIST ",true],['item']]", "here.2: "},
    {"['moved','gone']", "here: moved: not the name of a move"},
    {"['moved',1]", "here: moved: not the name of a move"},
};

static void
refuse(struct work *w, const char *text, struct expr_scope scope, const char *why)
{
    const struct expr *e;
    bool good = read_text(w, text, scope, &e);

    if (!tap_ok(!good && work_fault(w) == FAULT_INVALID &&
                strstr(work_why(w), why) != NULL,
            "%s is refused: %s", text, why))
        printf("#   %s\n", good ? "taken" : work_why(w));
    work_clear(w);
}

static void
test_refused(struct work *w)
{
    struct expr_scope scope = all_open(w);

    for (size_t i = 0; i < COUNT_OF(refused); i++)
        refuse(w, refused[i].text, scope, refused[i].why);
    scope.moving = false;
    refuse(w, "['actor']", scope, "here: only a move has an actor");
    refuse(w, "['moved','go']", scope, "here: only where a move is judged");
    scope.fill = NULL;
    refuse(w, "['fill','n']", scope, "here: n: leads to no field");
    scope.open = false;
    refuse(w, "['get','who.name']", scope, "here: who.name: leads to no field");
    refuse(w, "['get','whence']", scope, "here: whence: leads to no field");
}

/* ---- Limits ------------------------------------------------------------------------------------ */

/* ["not",["not",...x]], ${deep} operators around it. */
static const char *
nested(struct work *w, size_t deep, const char *inner)
{
    struct buffer b = buffer_open(w, 65536);
    struct bytes out;

    for (size_t i = 0; i < deep; i++)
        buffer_text(&b, "['not',");
    buffer_text(&b, inner);
    for (size_t i = 0; i < deep; i++)
        buffer_text(&b, "]");
    buffer_byte(&b, 0);
    NEED(w, buffer_bytes(&b, &out));
    return (const char *)out.at;
}

static const char *
wide(struct work *w, size_t count, const char *each)
{
    struct buffer b = buffer_open(w, 65536);
    struct bytes out;

    buffer_text(&b, "['or'");
    for (size_t i = 0; i < count; i++)
        buffer_format(&b, ",%s", each);
    buffer_text(&b, "]");
    buffer_byte(&b, 0);
    NEED(w, buffer_bytes(&b, &out));
    return (const char *)out.at;
}

static void
test_limits(struct work *w)
{
    struct expr_scope scope = all_open(w);
    const struct expr *e;

    tap_ok(read_text(w, nested(w, 16, "true"), scope, &e), "16 operators deep");
    tap_ok(read_text(w, nested(w, 15, "['state']"), scope, &e), "16, the last a leaf");
    refuse(w, nested(w, 17, "true"), scope, "deeper than 16");
    refuse(w, nested(w, 16, "['state']"), scope, "deeper than 16");
    tap_ok(read_text(w, wide(w, 127, "true"), scope, &e), "128 operators and constants");
    refuse(w, wide(w, 128, "true"), scope, "more than 128");
    refuse(w, wide(w, 64, "['not',true]"), scope, "more than 128");
    tap_ok(read_text(w, "['get','core.any.a.b.c.d.e.f.g.h.i.j']", scope, &e),
        "a path of 12 steps");
}

/* ---- Cost -------------------------------------------------------------------------------------- */

/* {"core":{NAME:[1,2,...,count]}} and more lists. */
static struct json *
long_lists(struct work *w, size_t list, size_t table, size_t text)
{
    struct json *parts = json_object(w), *core = json_object(w), *items = json_array(w);
    struct json *rows = json_array(w), *row = json_array(w);
    uint8_t *letters = work_alloc(w, text + 1);

    NEED(w, letters != NULL);
    memset(letters, 'x', text);
    for (size_t i = 0; i < list; i++)
        json_add(items, json_integer(w, (int64_t)i));
    for (size_t i = 0; i < table; i++)
        json_add(row, json_integer(w, 1));
    json_add(rows, row);
    json_put(core, "list", items);
    json_put(core, "table", rows);
    json_put(core, "word", json_text(w, bytes_from(letters, text)));
    json_put(core, "dec", json_text(w, bytes_from(letters, text)));
    json_put(parts, "core", core);
    NEED(w, work_ok(w));
    return parts;
}

static void
costs(const char *text, const char *gives, size_t list, size_t table, size_t length)
{
    struct work *w = fixture_work(), *own = fixture_work();
    struct expr_facts facts = {.record =
                                   expr_record(w, long_lists(w, list, table, length)),
        .moved = moved};
    const struct expr *e;
    struct value v;
    int64_t start;

    NEED(w, read_text(w, text, all_open(w), &e));
    start = os_real.ticks();
    NEED(own, expr_eval(own, e, &facts, &v));
    start = os_real.ticks() - start;
    tap_is_text(expr_shown(own, &v), gives, "%s over %zu items, %zu, %zu bytes: %lld us",
        text, list, table, length, (long long)start);
    tap_ok(start < 500000, "in less than half a second");
    work_close(own);
    work_close(w);
}

static void
test_cost(void)
{
    /* Of what is possible in a part of 1 MiB. */
    costs("['some'," LIST ",['in',-1," LIST "]]", "false", 250, 0, 0);
    costs("['some'," LIST ",['in',-1," LIST "]]", "nothing", 60000, 0, 0);
    costs("['every'," LIST ",['<=',0,['item']]]", "true", 40000, 0, 0);
    costs("['every'," LIST ",['<=',0,['item']]]", "nothing", 60000, 0, 0);
    costs("['not',['some'," LIST ",['in',-1," LIST "]]]", "nothing", 60000, 0, 0);
    costs("['count'," LIST "]", "100000", 100000, 0, 0);
    costs("['count'," LIST "]", "nothing", 250000, 0, 0);
    costs("['some'," LIST ",['has',['get','core.table']]]", "true", 60000, 200000, 0);
    costs("['every'," LIST ",['has',['get','core.table']]]", "true", 10000, 400000, 0);
    costs("['every'," LIST ",['=',1,['count',['get','core.table.*']]]]", "true", 10000,
        400000, 0);
    costs("['every'," LIST ",['=',['get','core.word'],['get','core.dec']]]", "nothing",
        40000, 0, 400000);
    costs("['every'," LIST ",['<=',['get','core.word'],['get','core.dec']]]", "nothing",
        40000, 0, 400000);
    costs("['every'," LIST ",['in',['get','core.word'],['get','core.dec']]]", "nothing",
        40000, 0, 400000);
    costs("['every'," LIST ",['has',['max',['get','core.word'],['get','core.dec']]]]",
        "nothing", 40000, 0, 400000);
    costs("['every'," LIST ",['=',2,['count',['moved','go']]]]", "true", 1000, 0, 0);
}

/* An open object with more members than anyone reads. */
static void
test_members(struct work *w)
{
    struct buffer b = buffer_open(w, 1 << 22);
    struct expr_scope scope = all_open(w);
    struct expr_facts facts = {0};
    const struct expr *e;
    struct bytes text;
    struct value v;
    int64_t start;

    buffer_text(&b, "{\"core\":{\"any\":{");
    for (int i = 0; i < 60000; i++)
        buffer_format(&b, "%s\"m%05d\":1", i > 0 ? "," : "", i);
    buffer_text(&b, "},\"list\":[0");
    for (int i = 1; i < 40000; i++)
        buffer_text(&b, ",1");
    buffer_text(&b, "]}}");
    buffer_byte(&b, 0);
    NEED(w, buffer_bytes(&b, &text));
    facts.record = expr_record(w, parse(w, (const char *)text.at));
    NEED(w,
        read_text(w, "['every'," LIST ",['=',1,['get','core.any.m59999']]]", scope, &e));
    start = os_real.ticks();
    NEED(w, expr_eval(w, e, &facts, &v));
    start = os_real.ticks() - start;
    tap_ok(v.type == VALUE_NONE && start < 500000,
        "looking through an object's members has its cost: %lld us", (long long)start);
    NEED(w, read_text(w, "['get','core.any.m59999']", scope, &e));
    NEED(w, expr_eval(w, e, &facts, &v));
    tap_ok(v.type == VALUE_NUMBER, "once is not too much");
}

/* Several together have one purse. */
static void
test_purse(struct work *w)
{
    struct expr_facts facts = facts_of(w, PARTS);
    size_t purse = 20;
    const struct expr *e;
    struct value v;
    int times = 0;

    facts.purse = &purse;
    NEED(w, read_text(w, "['+',1,2]", all_open(w), &e));
    for (v.type = VALUE_NUMBER; v.type == VALUE_NUMBER; times++)
        NEED(w, expr_eval(w, e, &facts, &v));
    tap_ok(times == 7 && purse == 0,
        "20 steps are six sums of three, and the seventh is nothing (%d)", times);
}

int
main(void)
{
    struct work *w = fixture_work();

    test_values(w);
    test_nothing(w);
    test_refused(w);
    test_limits(w);
    test_cost();
    test_members(w);
    test_purse(w);
    work_close(w);
    return tap_end();
}
