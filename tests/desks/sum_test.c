/*
 * matrix --sum: amounts beside the counts, against another way to reckon -- each once in a cell,
 * a total and in all, units apart, of a list with the item they stand in; what cannot be reckoned
 * or is not stated is counted; what one may not know of or read is in nothing.
 */
#include "tests/desks/sit.h"

#define BOTH "[{\"lang\":\"en\",\"text\":\"T\"},{\"lang\":\"fr\",\"text\":\"T\"}]"
#define WORD "\"label\":" BOTH ",\"type\":\"string\",\"maxLength\":9"
#define LIST(items) \
    "\"label\":" BOTH ",\"type\":\"array\",\"maxItems\":2000,\"items\":" items
#define OBJECT(properties) "{\"type\":\"object\",\"properties\":{" properties "}}"
#define MONEY(name, way)                                                           \
    "\"" name "\":{\"label\":" BOTH ",\"format\":\"decimal\",\"aggregate\":\"" way \
    "\",\"per\":\"currency\"}"
static const char grant_kind[] =
    "{\"kind\":\"grant/1\",\"label\":" BOTH ",\"title\":\"core.title\","
    "\"read\":{\"when\":[\"not\",[\"=\",[\"get\",\"core.shut\"],true]],\"message\":" BOTH
    "},\"parts\":{\"core\":{\"required\":true,\"schema\":" OBJECT(
        "\"title\":{\"label\":" BOTH ",\"format\":\"lang-text\",\"maxLength\":99},"
        "\"shut\":{\"label\":" BOTH ",\"type\":\"boolean\"},"
        "\"tag\":{" WORD "},"
        "\"plain\":{\"label\":" BOTH ",\"type\":\"integer\"},"
        "\"never\":{\"label\":" BOTH ",\"type\":\"integer\",\"aggregate\":\"none\"},"
        "\"heads\":{\"label\":" BOTH ",\"type\":\"integer\",\"aggregate\":\"sum\"},"
        "\"lands\":{" LIST(OBJECT(
            "\"code\":{" WORD
            "}")) "},"
                  "\"items\":{" LIST(OBJECT(MONEY("amount", "sum") "," MONEY("least",
                      "min") "," MONEY("most",
                      "max") ","
                             "\"currency\":{" WORD "},\"type\":{" WORD
                             "}")) "}") "},"
                                        "\"terms\":{\"required\":true}},\"views\":{"
                                        "\"money\":{\"as\":\"matrix\",\"label\":" BOTH
                                        ",\"rows\":\"core.tag\",\"columns\":"
                                        "\"author\",\"sum\":\"core.items.*.amount\"},"
                                        "\"heads\":{\"as\":\"statistic\",\"label\":" BOTH
                                        ",\"by\":\"core.tag\",\"sum\":"
                                        "\"core.heads\"}}}";

#define NONE "(not stated)"
static const char *const lands[] = {"KE", "NG", "SO", NULL};
static const char *const types[] = {"first", "second", NULL};
static const char *const units[] = {"EUR", "USD", NULL};
static const char *const tags[] = {"x", "y", NULL};

/* What the test knows of a grant. */
#define ITEMS 4
#define MANY 160
static struct told {
    bool counts;
    const char *tag, *lands[3];
    size_t land_count, item_count;
    struct {
        const char *type, *unit;
        bool stated, good;
        int64_t whole, parts; /* of ten thousand, of the same sign */
    } items[ITEMS];
    int64_t heads;
} told[MANY];
static size_t told_count;
static size_t cells_checked, units_met, odd_met;

static const char *
or_none(const char *text)
{
    return text != NULL ? text : NONE;
}

/* ---- Records ------------------------------------------------------------------------------- */

/* An amount of any sort, as somebody would write it. */
static const char *
amount(struct work *w, size_t item, struct told *t)
{
    static const char *const strange[] = {"0.12345", "922337203685478",
        "-922337203685477.58071", "12345678901234567890123"};
    int64_t whole = chance(8) == 0 ? 900000000000000 : chance(1000000),
            parts = chance(10000);
    bool minus = chance(5) == 0 && whole + parts > 0;

    if (chance(9) == 0) {
        t->items[item].good = false;
        return strange[chance(4)];
    }
    parts = chance(3) == 0 ? 0 : parts;
    t->items[item].good = true;
    t->items[item].whole = minus ? -whole : whole;
    t->items[item].parts = minus ? -parts : parts;
    minus = minus && whole + parts > 0;
    if (parts == 0)
        return work_format(w, "%s%lld", minus ? "-" : "", (long long)whole);
    return work_format(w, "%s%lld.%04lld%s", minus ? "-" : "", (long long)whole,
        (long long)parts, chance(3) == 0 ? "000000" : "");
}

static void
add_items(struct work *w, struct told *t, struct buffer *b)
{
    t->item_count = chance(ITEMS + 1);
    for (size_t i = 0; i < t->item_count; i++) {
        t->items[i].type = types[chance(3)];
        t->items[i].unit = units[chance(3)];
        t->items[i].stated = chance(5) > 0;
        buffer_text(b, i == 0 ? ",\"items\":[{" : ",{");
        if (t->items[i].stated) {
            const char *text = amount(w, i, t);

            buffer_format(b, "\"amount\":\"%s\",\"least\":\"%s\",\"most\":\"%s\"%s", text,
                text, text,
                t->items[i].type != NULL || t->items[i].unit != NULL ? "," : "");
        }
        if (t->items[i].type != NULL)
            buffer_format(b, "\"type\":\"%s\"%s", t->items[i].type,
                t->items[i].unit != NULL ? "," : "");
        if (t->items[i].unit != NULL)
            buffer_format(b, "\"currency\":\"%s\"", t->items[i].unit);
        buffer_byte(b, '}');
    }
    buffer_text(b, t->item_count > 0 ? "]" : "");
}

static struct stored
tell(struct work *w, struct node *n, bool hidden, bool shut)
{
    struct told *t = &told[told_count++];
    struct buffer b = buffer_open(w, 65536);
    struct json *terms = fixture_terms(w, n);
    struct bytes body;
    struct receipt r;
    struct draft d;

    *t = (struct told){.counts = !hidden && !shut,
        .tag = tags[chance(3)],
        .land_count = chance(4),
        .heads = chance(50)};
    buffer_format(&b, "{\"core\":{\"title\":" TEXT("G") ",\"heads\":%lld",
        (long long)t->heads);
    if (t->tag != NULL)
        buffer_format(&b, ",\"tag\":\"%s\"", t->tag);
    if (shut)
        buffer_text(&b, ",\"shut\":true");
    for (size_t i = 0; i < t->land_count; i++) {
        t->lands[i] = lands[chance(3)];
        buffer_format(&b, "%s{\"code\":\"%s\"}", i == 0 ? ",\"lands\":[" : ",",
            t->lands[i]);
    }
    buffer_text(&b, t->land_count > 0 ? "]" : "");
    add_items(w, t, &b);
    buffer_text(&b, "}}");
    buffer_byte(&b, '\0');
    NEED(w, buffer_bytes(&b, &body));
    d = fixture_draft(w, n, "grant/1", (const char *)body.at);
    if (hidden)
        json_put(terms, "need_to_know", parse(w, "[\"heron\"]"));
    for (size_t i = 0; i < d.part_count; i++)
        if (strcmp(d.part_names[i], "terms") == 0)
            d.part_bodies[i] = terms;
    NEED(w, node_make(n, w, &d, 1, &r));
    return fixture_stored(w, n, &r);
}

/* ---- The other way to reckon --------------------------------------------------------------- */

enum by { BY_LAND, BY_TYPE, BY_UNIT, BY_TAG };

/* Is it in that row (or column; NULL: in any), as far as the item (-1: the record) goes? */
static bool
is_in(const struct told *t, enum by by, int item, const char *value)
{
    bool any = false;

    if (value == NULL)
        return true;
    if (by == BY_TAG)
        return strcmp(or_none(t->tag), value) == 0;
    if (by != BY_LAND)
        return strcmp(or_none(by == BY_TYPE ? t->items[item].type : t->items[item].unit),
                   value) == 0;
    for (size_t i = 0; i < t->land_count; i++)
        any = any || strcmp(t->lands[i], value) == 0;
    return any || (t->land_count == 0 && strcmp(value, NONE) == 0);
}

struct reckoned {
    int64_t whole, parts; /* as summed: to be carried */
    int64_t count, not_reckoned;
};

static int
compare(int64_t whole, int64_t parts, const struct reckoned *with)
{
    if (whole != with->whole)
        return whole < with->whole ? -1 : 1;
    return parts < with->parts ? -1 : parts > with->parts;
}

static void
put(struct reckoned *to, char way, int64_t whole, int64_t parts)
{
    int order = compare(whole, parts, to);

    if (way == 's') {
        to->whole += whole;
        to->parts += parts;
    } else if (to->count == 0 || order == (way == 'm' ? -1 : 1)) {
        to->whole = whole;
        to->parts = parts;
    }
    to->count++;
}

static struct reckoned
reckon(char way, enum by rows, const char *row, enum by columns, const char *column,
    const char *unit, const char *only_type)
{
    struct reckoned sum = {0};

    for (size_t t = 0; t < told_count; t++)
        for (size_t i = 0; told[t].counts && i < told[t].item_count; i++) {
            if (!told[t].items[i].stated ||
                strcmp(or_none(told[t].items[i].unit), unit) != 0 ||
                (only_type != NULL &&
                    strcmp(or_none(told[t].items[i].type), only_type)) ||
                !is_in(&told[t], rows, (int)i, row) ||
                !is_in(&told[t], columns, (int)i, column))
                continue;
            if (told[t].items[i].good)
                put(&sum, way, told[t].items[i].whole, told[t].items[i].parts);
            else
                sum.not_reckoned++;
        }
    return sum;
}

/* As people write it. */
static const char *
written(struct work *w, const struct reckoned *r)
{
    int64_t whole = r->whole + r->parts / 10000, parts = r->parts % 10000;
    bool minus;
    char *text;

    if (whole > 0 && parts < 0)
        whole--, parts += 10000;
    if (whole < 0 && parts > 0)
        whole++, parts -= 10000;
    minus = whole < 0 || parts < 0;
    text = (char *)(uintptr_t)work_format(w, "%s%lld.%04lld", minus ? "-" : "",
        (long long)(whole < 0 ? -whole : whole), (long long)(parts < 0 ? -parts : parts));
    for (size_t len = strlen(text); text[len - 1] == '0' || text[len - 1] == '.'; len--) {
        bool point = text[len - 1] == '.';

        text[len - 1] = '\0';
        if (point)
            break;
    }
    return text;
}

/* ---- Comparing ------------------------------------------------------------------------------ */

/* Where it says what of it: a cell, a row, a column, or the whole answer. */
static const struct json *
place(const char *row, const char *column)
{
    const struct json *list = row != NULL && column != NULL ? json_get(last, "cells")
        : row != NULL                                       ? json_get(last, "rows")
                                                            : json_get(last, "columns");

    if (row == NULL && column == NULL)
        return last;
    for (const struct json *c = list->first; c != NULL; c = c->next)
        if (row == NULL || column == NULL
                ? bytes_is(json_get_text(c, "label"), row != NULL ? row : column)
                : bytes_is(json_get_text(c, "row"), row) &&
                    bytes_is(json_get_text(c, "column"), column))
            return c;
    return NULL;
}

static bool
agrees_at(struct work *w, char way, enum by rows, const char *row, enum by columns,
    const char *column, const char *only_type)
{
    static const char *const all_units[] = {"EUR", "USD", NONE};
    const struct json *at = place(row, column), *sums = json_get(at, "sums");
    size_t there = 0;
    bool good = true;

    cells_checked++;
    for (size_t u = 0; u < COUNT_OF(all_units); u++) {
        struct reckoned want =
            reckon(way, rows, row, columns, column, all_units[u], only_type);
        const struct json *is = sums != NULL ? sums->first : NULL;
        const char *text = written(w, &want);

        while (is != NULL && !bytes_is(json_get_text(is, "unit"), all_units[u]))
            is = is->next;
        there += is != NULL;
        units_met += want.count > 1;
        odd_met += want.not_reckoned > 0;
        if (want.count + want.not_reckoned == 0 ? is == NULL
                                                : is != NULL &&
                    json_get(is, "not_reckoned")->integer == want.not_reckoned &&
                    (want.count > 0 ? bytes_is(json_get_text(is, "value"), text)
                                    : json_get(is, "value") == NULL))
            continue;
        printf("#   %s, %s: %s %s (and %lld), but %.*s\n", row != NULL ? row : "all",
            column != NULL ? column : "all", all_units[u], text,
            (long long)want.not_reckoned,
            is != NULL ? (int)json_get_text(is, "value").len : 7,
            is != NULL ? (const char *)json_get_text(is, "value").at : "nothing");
        good = false;
    }
    return good && there == (sums != NULL ? sums->count : 0);
}

/* In every cell, row, column and in all. */
static bool
agrees(struct work *w, char way, enum by rows, enum by columns, const char *only_type)
{
    static const char *const values[][5] = {{"KE", "NG", "SO", NONE},
        {"first", "second", NONE}, {"EUR", "USD", NONE}, {"x", "y", NONE}};
    bool good = true;

    for (size_t i = 0; i == 0 || values[rows][i - 1] != NULL; i++)
        for (size_t j = 0; j == 0 || values[columns][j - 1] != NULL; j++)
            good = agrees_at(w, way, rows, values[rows][i], columns, values[columns][j],
                       only_type) &&
                good;
    return good;
}

static void
ask(struct work *w, struct node *n, const char *rows, const char *columns,
    const char *sum, const char *filter)
{
    NEED(w,
        sit(w, n, "matrix",
            work_format(w,
                "{\"kind\":\"grant\",\"rows\":\"%s\",\"columns\":\"%s\",\"sum\":\"%s\"%"
                "s}",
                rows, columns, sum, filter)));
}

/* Records of a row without any amount; each has an amount somewhere, or it has not. */
static bool
bare_agrees(const char *only_land)
{
    int64_t bare = 0;

    for (size_t t = 0; t < told_count; t++) {
        bool any = false;

        for (size_t i = 0; i < told[t].item_count; i++)
            any = any || told[t].items[i].stated;
        bare += told[t].counts && !any && is_in(&told[t], BY_LAND, -1, only_land);
    }
    return bare > 0 && json_get(place(only_land, NULL), "not_stated")->integer == bare;
}

static void
check(struct work *w, struct node *n, const char *when)
{
    static const struct {
        const char *field;
        char way;
    } fields[] = {{"core.items.*.amount", 's'}, {"core.items.*.least", 'm'},
        {"core.items.*.most", 'M'}};

    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        const char *f = fields[i].field;

        ask(w, n, "core.lands.*.code", "core.tag", f, "");
        tap_ok(agrees(w, fields[i].way, BY_LAND, BY_TAG, NULL),
            "%s: %s by country and tag", when, f);
        tap_ok(bare_agrees(NULL) && bare_agrees("KE") && bare_agrees(NONE),
            "%s: where it is not stated", when);
        ask(w, n, "core.items.*.type", "core.lands.*.code", f, "");
        tap_ok(agrees(w, fields[i].way, BY_TYPE, BY_LAND, NULL),
            "%s: by its item's type, and country", when);
        ask(w, n, "core.tag", "core.items.*.type", f, "");
        tap_ok(agrees(w, fields[i].way, BY_TAG, BY_TYPE, NULL), "%s: the other way round",
            when);
        ask(w, n, "core.items.*.type", "core.items.*.currency", f, "");
        tap_ok(agrees(w, fields[i].way, BY_TYPE, BY_UNIT, NULL), "%s: by two of one item",
            when);
        ask(w, n, "core.lands.*.code", "core.tag", f,
            ",\"filter\":[\"core.items.*.type=first\"]");
        tap_ok(agrees(w, fields[i].way, BY_LAND, BY_TAG, "first"),
            "%s: of the items that a filter takes", when);
    }
}

/* ---- What else is said ----------------------------------------------------------------------- */

static void
test_whole(struct work *w, struct node *n)
{
    int64_t heads = 0;

    for (size_t t = 0; t < told_count; t++)
        heads += told[t].counts ? told[t].heads : 0;
    ask(w, n, "core.tag", "author", "core.heads", "");
    tap_is_text(json_get_text(json_get(last, "sums")->first, "value"),
        work_format(w, "%lld", (long long)heads), "integers, too");
    tap_ok(json_get(json_get(last, "sums")->first, "unit") == NULL &&
            json_get(last, "not_stated")->integer == 0 &&
            bytes_is(json_get_text(last, "aggregate"), "sum") &&
            json_get_text(last, "note").len > 500,
        "without a unit, where their kind names none; and how is said");
    NEED(w, sit(w, n, "view", "{\"kind\":\"grant\",\"view\":\"heads\"}"));
    tap_is_text(json_get_text(json_get(last, "sums")->first, "value"),
        work_format(w, "%lld", (long long)heads), "a statistic has them");
    tap_ok(json_get(json_get(last, "values")->first, "sums")->count == 1,
        "each of its values, too");
    NEED(w, sit(w, n, "view", "{\"kind\":\"grant\",\"view\":\"money\"}"));
    tap_ok(json_get(last, "sums")->count == 3 &&
            agrees_at(w, 's', BY_TAG, "x", BY_TAG, NULL, NULL),
        "and a matrix");
    ask(w, n, "core.tag", "author", "core.items.*.amount", "");
    NEED(w,
        sit(w, n, "matrix",
            "{\"kind\":\"grant\",\"rows\":\"core.tag\",\"columns\":\"author\"}"));
    tap_ok(json_get(last, "sums") == NULL && json_get(last, "not_stated") == NULL &&
            json_get(json_get(last, "cells")->first, "sums") == NULL,
        "who does not ask gets counts alone");
}

static void
test_csv(struct work *w, struct node *n)
{
    struct reckoned want = reckon('s', BY_TAG, "x", BY_TAG, NULL, "EUR", NULL);
    const char *csv, *head, *line;
    struct bytes text;

    ask(w, n, "core.tag", "core.tag", "core.items.*.amount", ",\"format\":\"csv\"");
    text = json_get_text(last, "csv");
    NEED(w, work_string(w, text, &csv));
    head = strstr(csv,
        "\"core.tag\",\"x\",\"y\",\"(not stated)\",\"sum of core.items.*.amount, "
        "EUR\"\n");
    line = work_format(w, "\n\"x\",%s,,,%s\n", written(w, &want), written(w, &want));
    tap_ok(head != NULL && strstr(head, line) != NULL, "a table for each unit");
    tap_ok(strstr(csv, "\"sum of core.items.*.amount, (not stated)\"\n") != NULL &&
            strstr(csv, "\"records in which it is not stated\"\n") != NULL &&
            strstr(csv, "\"amounts not reckoned\"\n") != NULL,
        "and what is in none of them");
}

/* A list longer than what filters tell apart: what is behind is not guessed at. */
static void
test_long(struct work *w, struct node *n)
{
    struct buffer b = buffer_open(w, 1000000);
    struct bytes body;

    buffer_text(&b, "{\"core\":{\"title\":" TEXT("L") ",\"tag\":\"long\",\"items\":[");
    for (int i = 0; i < 1500; i++)
        buffer_format(&b, "%s{\"amount\":\"1\",\"currency\":\"EUR\",\"type\":\"%s\"}",
            i > 0 ? "," : "", i % 2 == 0 ? "first" : "second");
    buffer_text(&b, "]}}");
    buffer_byte(&b, '\0');
    NEED(w, buffer_bytes(&b, &body));
    fixture_make(w, n, "grant/1", (const char *)body.at);
    ask(w, n, "core.tag", "author", "core.items.*.amount",
        ",\"filter\":[\"core.tag=long\"]");
    tap_is_text(json_get_text(json_get(last, "sums")->first, "value"), "1500",
        "a long list is added up whole");
    ask(w, n, "core.tag", "author", "core.items.*.amount",
        ",\"filter\":[\"core.tag=long\",\"core.items.*.type=first\"]");
    tap_is_text(json_get_text(json_get(last, "sums")->first, "value"), "511",
        "where a filter looks at its items, as far as they are told apart");
    tap_ok(json_get(json_get(last, "sums")->first, "not_reckoned")->integer > 200,
        "and the others are said to be not reckoned");
}

static void
test_refused(struct work *w, struct node *n)
{
    static const char *const fields[] = {"core.plain", "core.never", "core.title",
        "core.none", "core.items", "core", "", "core.items.*", "state"};

    for (size_t i = 0; i < COUNT_OF(fields); i++)
        tap_fault(w, FAULT_USAGE,
            sit(w, n, "matrix",
                work_format(w,
                    "{\"kind\":\"grant\",\"rows\":\"core.tag\",\"columns\":\"author\","
                    "\"sum\":\"%s\"}",
                    fields[i])),
            "'%s' is not put together", fields[i]);
}

int
main(void)
{
    struct work *w = fixture_start();
    struct node *n = fixture_node(w, "eu", 1);
    struct stored some[MANY];
    struct bytes id;
    struct receipt r;

    chance_start();
    NEED(w, node_kind_adopt(n, w, bytes_of(grant_kind), fixture_terms(w, n), NULL, &r));
    for (size_t i = 0; i < 70; i++)
        some[i] = tell(w, n, i % 7 == 0, i % 11 == 0);
    check(w, n, "at first");
    for (size_t i = 70; i < 110; i++)
        some[i] = tell(w, n, i % 7 == 0, i % 11 == 0);
    for (size_t i = 1; i < 30; i += 3)
        if (told[i].counts) {
            NEED(w, uuid_write(w, &some[i].id, &id));
            NEED(w,
                sit(w, n, "erase",
                    work_format(w, "{\"id\":\"%s\",\"reason\":\"R\"}",
                        (const char *)id.at)));
            told[i].counts = false;
        }
    check(w, n, "when more came, and some were erased");
    test_whole(w, n);
    test_csv(w, n);
    test_refused(w, n);
    test_long(w, n);
    tap_ok(cells_checked > 400 && units_met > 400 && odd_met > 150,
        "%zu places, %zu amounts put together, %zu with some that are not", cells_checked,
        units_met, odd_met);
    node_close(n);
    work_close(w);
    return tap_end();
}
