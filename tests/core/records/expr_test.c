/*
 * expr_test: what each operator of docs/kinds.md gives, for what types and for what is not
 * there; where an expression is refused; and that none costs without end.
 */
#include "expr_table.h"
#include "expr_text.h"

#ifdef __SANITIZE_ADDRESS__
#define SOON 2000000 /* microseconds */
#else
#define SOON 500000
#endif

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
read_text(struct work *w, const char *text, struct reading scope, const struct expr **out)
{
    struct place at = {.name = bytes_of("here")};
    const char *wrapped = work_format(w, "[%s]", quoted(w, text));

    NEED(w, wrapped != NULL);
    scope.work = w;
    scope.at = &at;
    scope.to = out;
    return expr_read(&scope, parse(w, wrapped)->first);
}

static struct reading
all_open(struct work *w)
{
    return (struct reading){.kind = expr_kind(w),
        .fill = expr_schema(w, EXPR_FILL),
        .open = true,
        .moving = true};
}

static void
test_values(struct work *w)
{
    struct reading scope = all_open(w);
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
    struct reading scope = all_open(w);
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

static void
check_refused(struct work *w, const char *text, struct reading scope, const char *why)
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
    struct reading scope = all_open(w);

    for (size_t i = 0; i < COUNT_OF(refused); i++)
        check_refused(w, refused[i].text, scope, refused[i].why);
    scope.moving = false;
    check_refused(w, "['actor']", scope, "here: only a move or a reading has an actor");
    check_refused(w, "['moved','go']", scope, "here: only where a move is judged");
    scope.fill = NULL;
    check_refused(w, "['fill','n']", scope, "here: n: leads to no field");
    scope.open = false;
    check_refused(w, "['get','who.name']", scope, "here: who.name: leads to no field");
    check_refused(w, "['get','whence']", scope, "here: whence: leads to no field");
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
    struct reading scope = all_open(w);
    const struct expr *e;

    tap_ok(read_text(w, nested(w, 16, "true"), scope, &e), "16 operators deep");
    tap_ok(read_text(w, nested(w, 15, "['state']"), scope, &e), "16, the last a leaf");
    check_refused(w, nested(w, 17, "true"), scope, "deeper than 16");
    check_refused(w, nested(w, 16, "['state']"), scope, "deeper than 16");
    tap_ok(read_text(w, wide(w, 127, "true"), scope, &e), "128 operators and constants");
    check_refused(w, wide(w, 128, "true"), scope, "more than 128");
    check_refused(w, wide(w, 64, "['not',true]"), scope, "more than 128");
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
    start = worked();
    NEED(own, expr_eval(own, e, &facts, &v));
    start = worked() - start;
    tap_is_text(expr_shown(own, &v), gives, "%s over %zu items, %zu, %zu bytes: %lld us",
        text, list, table, length, (long long)start);
    tap_ok(start < SOON, "soon enough");
    work_close(own);
    work_close(w);
}

static void
test_cost(void)
{
    /* Of what is possible in a part of 1 MiB. */
    costs("['some'," THE_LIST ",['in',-1," THE_LIST "]]", "false", 250, 0, 0);
    costs("['some'," THE_LIST ",['in',-1," THE_LIST "]]", "nothing", 60000, 0, 0);
    costs("['every'," THE_LIST ",['<=',0,['item']]]", "true", 40000, 0, 0);
    costs("['every'," THE_LIST ",['<=',0,['item']]]", "nothing", 60000, 0, 0);
    costs("['not',['some'," THE_LIST ",['in',-1," THE_LIST "]]]", "nothing", 60000, 0, 0);
    costs("['count'," THE_LIST "]", "100000", 100000, 0, 0);
    costs("['count'," THE_LIST "]", "nothing", 250000, 0, 0);
    costs("['some'," THE_LIST ",['has',['get','core.table']]]", "true", 60000, 200000, 0);
    costs("['every'," THE_LIST ",['has',['get','core.table']]]", "true", 10000, 400000,
        0);
    costs("['every'," THE_LIST ",['=',1,['count',['get','core.table.*']]]]", "true",
        10000, 400000, 0);
    costs("['every'," THE_LIST ",['=',['get','core.word'],['get','core.dec']]]",
        "nothing", 40000, 0, 400000);
    costs("['every'," THE_LIST ",['<=',['get','core.word'],['get','core.dec']]]",
        "nothing", 40000, 0, 400000);
    costs("['every'," THE_LIST ",['in',['get','core.word'],['get','core.dec']]]",
        "nothing", 40000, 0, 400000);
    costs("['every'," THE_LIST ",['has',['max',['get','core.word'],['get','core.dec']]]]",
        "nothing", 40000, 0, 400000);
    costs("['every'," THE_LIST ",['=',2,['count',['moved','go']]]]", "true", 1000, 0, 0);
}

/* An open object with more members than anyone reads. */
static void
test_members(struct work *w)
{
    struct buffer b = buffer_open(w, 1 << 22);
    struct reading scope = all_open(w);
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
        read_text(w, "['every'," THE_LIST ",['=',1,['get','core.any.m59999']]]", scope,
            &e));
    start = worked();
    NEED(w, expr_eval(w, e, &facts, &v));
    start = worked() - start;
    tap_ok(v.type == VALUE_NONE && start < SOON,
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
