/*
 * expr_property_test: random expressions over random records give what the model says.
 */
#include "chance.h"
#include "expr_model.h"
#include "expr_text.h"

static const char *const words[] = {"", "a", "b", "abc", "aa", "bb", "1", "2.5", "-0.5",
    "1.0", "1.00005", "99", "922337203685477.5807", "2024", "2024-02", "2023-02-28",
    "2024-02-29", "2024-02-30", "1969-12", "2024-12-31T23:59:59.999999Z", "2024-13",
    "true", "\xc3\xa9"};
static const int64_t numbers[] = {0, 1, 2, 3, -1, 40, 60, 922337203685477,
    JSON_INTEGER_MAX};

static struct json *
word(struct work *w)
{
    return json_string(w, words[draw_number(COUNT_OF(words))]);
}

static struct json *
number(struct work *w)
{
    return json_integer(w, numbers[draw_number(COUNT_OF(numbers))]);
}

/* ---- A record ---------------------------------------------------------------------------- */

static struct json *
list_of(struct work *w, struct json *(*one)(struct work *w))
{
    struct json *list = json_array(w);

    for (uint32_t n = draw_number(4); n > 0; n--)
        json_add(list, one(w));
    return list;
}

static struct json *
numbers_list(struct work *w)
{
    return list_of(w, number);
}

static struct json *
words_list(struct work *w)
{
    return list_of(w, word);
}

static void
may(struct json *to, const char *name, struct json *value)
{
    if (draw_number(4) > 0)
        json_put(to, name, value);
}

static struct json *
owner(struct work *w)
{
    struct json *o = json_object(w);

    may(o, "org", word(w));
    may(o, "share", number(w));
    may(o, "tags", words_list(w));
    return o;
}

static struct json *
random_parts(struct work *w)
{
    static const char *const texts[] = {"dec", "word", "empty", "date"};
    struct json *core = json_object(w), *parts = json_object(w), *due = json_object(w);
    struct json *deep = json_object(w), *in = json_object(w), *any = json_object(w);

    may(core, "n", number(w));
    may(core, "m", number(w));
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        may(core, texts[i], word(w));
    may(core, "yes", json_bool(w, draw_number(2) == 0));
    may(due, "from", word(w));
    may(due, "to", word(w));
    may(core, "due", due);
    may(core, "list", numbers_list(w));
    may(core, "words", words_list(w));
    may(core, "table", list_of(w, numbers_list));
    may(core, "owners", list_of(w, owner));
    may(in, "n", number(w));
    may(deep, "in", in);
    may(core, "deep", deep);
    may(any, "x", list_of(w, owner));
    may(core, "any", any);
    may(parts, "core", core);
    may(parts, "bare", numbers_list(w));
    return parts;
}

/* ---- An expression ------------------------------------------------------------------------- */

static const char *const paths[] = {"core.n", "core.m", "core.dec", "core.word",
    "core.empty", "core.gone", "core.yes", "core.date", "core.due.from", "core.due.to",
    "core.list", "core.list.*", "core.words", "core.table", "core.table.*", "core.owners",
    "core.owners.*.org", "core.owners.*.share", "core.owners.*.tags", "core.deep.in.n",
    "core.deep", "core.any", "core.any.x.*.org", "bare", "bare.*", "core"};
static const char *const lists[] = {"core.list", "core.words", "core.table",
    "core.owners", "bare"};
static const char *const inners[][3] = {{""}, {""}, {"", "*"}, {"org", "tags", "tags.*"},
    {""}};
#define NO_ITEM (-1)

static struct json *
call(struct work *w, const char *op, struct json *a, struct json *b)
{
    struct json *e = json_array(w);

    json_add(e, json_string(w, op));
    if (a != NULL)
        json_add(e, a);
    if (b != NULL)
        json_add(e, b);
    return e;
}

static struct json *
random_leaf(struct work *w, int item)
{
    const char *inner;

    switch (draw_number(item != NO_ITEM ? 16 : 12)) {
    case 0:
        return number(w);
    case 1:
        return word(w);
    case 2:
        return json_bool(w, draw_number(2) == 0);
    case 3:
        return call(w, "fill", json_string(w, draw_number(2) ? "n" : "words"), NULL);
    case 4:
        return call(w, draw_number(2) ? "actor" : "author", NULL, NULL);
    case 5:
        return call(w, draw_number(2) ? "state" : "today", NULL, NULL);
    case 6:
        return call(w, "moved", json_string(w, "go"), NULL);
    case 7:
    case 8:
    case 9:
    case 10:
    case 11:
        return call(w, "get", json_string(w, paths[draw_number(COUNT_OF(paths))]), NULL);
    default:
        inner = inners[item][draw_number(3)];
        return call(w, "item",
            inner != NULL && *inner != '\0' ? json_string(w, inner) : NULL, NULL);
    }
}

static struct json *
random_expr(struct work *w, unsigned depth, int item)
{
    static const struct {
        const char *name;
        uint32_t min, more;
    } plain[] = {{"and", 1, 3}, {"or", 1, 3}, {"not", 1, 0}, {"has", 1, 0}, {"in", 2, 2},
        {"=", 2, 0}, {"<", 2, 0}, {"<=", 2, 0}, {"if", 3, 0}, {"else", 2, 2},
        {"count", 1, 0}, {"+", 1, 3}, {"-", 2, 0}, {"min", 1, 3}, {"max", 1, 3},
        {"days", 2, 0}, {"end", 1, 0}};
    uint32_t pick = draw_number(COUNT_OF(plain) + 4);
    struct json *e;

    if (depth == 0 || draw_number(6) == 0)
        return random_leaf(w, item);
    if (pick < COUNT_OF(plain)) {
        e = call(w, plain[pick].name, NULL, NULL);
        for (uint32_t n = plain[pick].min + draw_number(plain[pick].more + 1); n > 0; n--)
            json_add(e, random_expr(w, depth - 1, item));
        return e;
    }
    if (item != NO_ITEM)
        return random_leaf(w, item);
    item = (int)draw_number(COUNT_OF(lists) + 1);
    if (item == (int)COUNT_OF(lists)) { /* the fill's words */
        e = call(w, "fill", json_string(w, "words"), NULL);
        item = 1;
    } else {
        e = call(w, "get", json_string(w, lists[item]), NULL);
    }
    return call(w, pick % 2 ? "some" : "every", e, random_expr(w, depth - 1, item));
}

/* ---- The two beside each other ----------------------------------------------------------------- */

static const char *const movers[] = {"aa", "1", NULL};
static unsigned long gave[6], refused;

static bool
moved(void *ctx, struct work *w, struct bytes move, struct value *out)
{
    static struct value who[COUNT_OF(movers)];

    (void)ctx;
    (void)w;
    *out = (struct value){.type = VALUE_LIST, .items = who};
    for (; bytes_is(move, "go") && movers[out->count] != NULL; out->count++)
        who[out->count] =
            (struct value){.type = VALUE_TEXT, .text = bytes_of(movers[out->count])};
    return true;
}

static bool
one(struct reading scope)
{
    struct work *w = fixture_work();
    struct json *parts = random_parts(w), *fill = json_object(w);
    struct json *text = random_expr(w, 1 + draw_number(5), NO_ITEM);
    struct place at = {.name = bytes_of("here")};
    struct model_facts mf = {parts, fill, "st", "aa", "au", NOW, movers};
    struct expr_facts facts = {.record = expr_record(w, parts),
        .fill = fill,
        .state = bytes_of("st"),
        .actor = bytes_of("aa"),
        .author = bytes_of("au"),
        .now = NOW,
        .moved = moved};
    const struct expr *e;
    struct bytes shown, record;
    struct model m;
    struct value v;
    bool good = true;

    may(fill, "n", number(w));
    may(fill, "words", words_list(w));
    scope.work = w;
    scope.at = &at;
    scope.to = &e;
    if (expr_read(&scope, text)) {
        NEED(w, expr_eval(w, e, &facts, &v));
        m = model_eval(w, text, &mf, NULL);
        gave[m.type]++;
        good = model_agrees(&m, &v);
    } else {
        refused++;
        good = strstr(work_why(w), "more than 128") != NULL;
    }
    if (!good) {
        printf("# %s\n", work_why(w));
        work_clear(w);
        NEED(w, json_write(w, text, &shown) && json_write(w, parts, &record));
        printf("# %.*s\n# over %.*s\n# gives %.*s, model type %d\n", (int)shown.len,
            (const char *)shown.at, (int)record.len, (const char *)record.at,
            (int)expr_shown(w, &v).len, (const char *)expr_shown(w, &v).at, (int)m.type);
    }
    work_close(w);
    return good;
}

int
main(void)
{
    struct work *w = fixture_work();
    struct reading scope = {.kind = expr_kind(w),
        .fill = expr_schema(w, EXPR_FILL),
        .open = true,
        .moving = true};
    int count = rounds(30000), wrong = 0;

    start_seed();
    for (int i = 0; i < count && wrong < 5; i++)
        wrong += !one(scope);
    tap_ok(wrong == 0, "%d expressions give what the model says (%lu too large)", count,
        refused);
    for (size_t i = 0; i < COUNT_OF(model_names); i++)
        tap_ok(model_used[i] >= 1000, "%s was reckoned %lu times", model_names[i],
            model_used[i]);
    for (size_t i = 0; i < COUNT_OF(gave); i++)
        tap_ok(gave[i] >= 50, "value type %zu came out %lu times", i, gave[i]);
    work_close(w);
    return tap_end();
}
