/*
 * expr_model: what expressions give, told once more from docs/kinds.md as plainly as can be --
 * from their text, without limits and without regard for speed.  A fixture stands before it.
 */
#ifndef TESTS_CORE_RECORDS_EXPR_MODEL_H
#define TESTS_CORE_RECORDS_EXPR_MODEL_H

#include "core/records/expr.h"

__extension__ typedef __int128 wide;

/* As VALUE_NONE and so on; texts and things stay as they stand in the record. */
struct model {
    enum value_type type;
    bool truth;
    wide number; /* in 1/10000 */
    struct bytes text;
    const struct json *thing;
    const struct model *items;
    size_t count;
};

struct model_facts {
    const struct json *parts; /* {"core":{...}} */
    const struct json *fill;
    const char *state, *actor, *author;
    int64_t now;
    const char *const *moved; /* those whose move "go" counted; ends with NULL */
};

static const char *const model_names[] = {"get", "fill", "item", "actor", "author",
    "state", "today", "moved", "and", "or", "not", "has", "in", "some", "every", "=", "<",
    "<=", "if", "else", "count", "+", "-", "min", "max", "days", "end"};
static unsigned long model_used[COUNT_OF(model_names)];

static struct model model_eval(struct work *w, const struct json *e,
    const struct model_facts *f, const struct json *item);

/* ---- Values ---------------------------------------------------------------------------- */

static const struct model model_none;

static bool
model_range(wide n)
{
    return n <= INT64_MAX && n >= INT64_MIN;
}

static struct model
model_number(wide n)
{
    return model_range(n) ? (struct model){.type = VALUE_NUMBER, .number = n}
                          : model_none;
}

static struct model
model_truth(bool yes)
{
    return (struct model){.type = VALUE_TRUTH, .truth = yes};
}

static struct model
model_text(struct work *w, const char *text)
{
    struct bytes kept;

    NEED(w, work_keep(w, bytes_of(text), &kept));
    return (struct model){.type = VALUE_TEXT, .text = kept};
}

static struct model
model_json(struct work *w, const struct json *j, bool inside)
{
    struct model *items, m = {0};

    if (j == NULL || j->type == JSON_NULL)
        return model_none;
    if (j->type == JSON_BOOL)
        return model_truth(j->truth);
    if (j->type == JSON_INTEGER && model_range((wide)j->integer * 10000))
        return model_number((wide)j->integer * 10000);
    if (j->type == JSON_TEXT)
        return (struct model){.type = VALUE_TEXT, .text = j->text};
    if (j->type != JSON_ARRAY || inside)
        return (struct model){.type = VALUE_THING, .thing = j};
    m.items = items = work_alloc(w, (j->count + 1) * sizeof(*items));
    NEED(w, items != NULL);
    for (const struct json *i = j->first; i != NULL; i = i->next)
        items[m.count++] = model_json(w, i, true);
    m.type = VALUE_LIST;
    return m;
}

/* "-12.5" by the letter: a sign, digits, and perhaps a point with one to four digits. */
static bool
model_decimal(const struct model *m, wide *out)
{
    char text[64], *point;
    wide n = 0;
    size_t whole, after = 0;

    if (m->type == VALUE_NUMBER) {
        *out = m->number;
        return true;
    }
    if (m->type != VALUE_TEXT || m->text.len == 0 || m->text.len >= sizeof(text))
        return false;
    memcpy(text, m->text.at, m->text.len);
    text[m->text.len] = '\0';
    if (strlen(text) != m->text.len)
        return false;
    point = strchr(text, '.');
    whole = strspn(text + (*text == '-'), "0123456789");
    if (point != NULL)
        after = strspn(point + 1, "0123456789");
    if (whole == 0 || (point != NULL && (after == 0 || after > 4)) ||
        (*text == '-') + whole + (point != NULL) + after != m->text.len)
        return false;
    for (const char *c = text; *c != '\0'; c++)
        if (*c != '-' && *c != '.')
            n = n * 10 + (*c - '0');
    for (; after < 4; after++)
        n *= 10;
    *out = *text == '-' ? -n : n;
    return model_range(n);
}

/* -1, 0, 1; 9: the two cannot be compared. */
static int
model_order(const struct model *a, const struct model *b)
{
    wide x, y;
    int order;

    if ((a->type == VALUE_NUMBER || b->type == VALUE_NUMBER) && model_decimal(a, &x) &&
        model_decimal(b, &y))
        return x < y ? -1 : x > y;
    if (a->type != VALUE_TEXT || b->type != VALUE_TEXT)
        return 9;
    for (size_t i = 0; i < a->text.len && i < b->text.len; i++)
        if (a->text.at[i] != b->text.at[i])
            return a->text.at[i] < b->text.at[i] ? -1 : 1;
    order = a->text.len < b->text.len ? -1 : a->text.len > b->text.len;
    return order;
}

static bool
model_equal(const struct model *a, const struct model *b)
{
    if (a->type == VALUE_TRUTH && b->type == VALUE_TRUTH)
        return a->truth == b->truth;
    return model_order(a, b) == 0;
}

static bool
model_has(const struct model *m)
{
    return !(m->type == VALUE_NONE || (m->type == VALUE_TEXT && m->text.len == 0) ||
        (m->type == VALUE_LIST && m->count == 0));
}

static bool
model_true(const struct model *m)
{
    return m->type == VALUE_TRUTH && m->truth;
}

/* ---- Paths ------------------------------------------------------------------------------- */

static bool
model_step(const char **path, char step[64])
{
    size_t len = strcspn(*path, ".");

    if (**path == '\0')
        return false;
    memcpy(step, *path, len);
    step[len] = '\0';
    *path += len + ((*path)[len] == '.');
    return true;
}

static struct model
model_path(struct work *w, const struct json *at, const char *path, bool inside)
{
    char step[64];
    struct model *items, list = {.type = VALUE_LIST};

    while (at != NULL && model_step(&path, step)) {
        if (strcmp(step, "*") != 0) {
            at = at->type == JSON_OBJECT ? json_get(at, step) : NULL;
            continue;
        }
        if (at->type != JSON_ARRAY)
            return model_none;
        list.items = items = work_alloc(w, (at->count + 1) * sizeof(*items));
        NEED(w, items != NULL);
        for (const struct json *i = at->first; i != NULL; i = i->next) {
            struct model one = model_path(w, i, path, true);

            if (one.type != VALUE_NONE)
                items[list.count++] = one;
        }
        return list;
    }
    return model_json(w, at, inside);
}

static const struct json *
model_list(const struct json *from, const char *path)
{
    char step[64];

    while (from != NULL && model_step(&path, step))
        from = json_get(from, step);
    return from != NULL && from->type == JSON_ARRAY ? from : NULL;
}

/* ---- Days: by a formula that is not the program's --------------------------------------- */

static int64_t
model_civil(int64_t y, int64_t m, int64_t d)
{
    int64_t era, yoe, doy;

    y -= m <= 2;
    era = (y >= 0 ? y : y - 399) / 400;
    yoe = y - era * 400;
    doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

/* Is the day there?  Then the first of the next month is not before the one after it. */
static bool
model_there(int y, int m, int d)
{
    return y >= 1 && m >= 1 && m <= 12 && d >= 1 &&
        model_civil(y, m, d) < model_civil(m == 12 ? y + 1 : y, m == 12 ? 1 : m + 1, 1);
}

static bool
model_day(const struct model *v, int date[3])
{
    static const char *const shapes[] = {"dddd", "dddd-dd", "dddd-dd-dd",
        "dddd-dd-ddTdd:dd:dd.ddddddZ"};
    int numbers[9] = {0, 1, 1};

    for (size_t i = 0; i < COUNT_OF(shapes) && v->type == VALUE_TEXT; i++) {
        const char *shape = shapes[i];
        size_t n = 0, at = 0;

        if (v->text.len != strlen(shape))
            continue;
        numbers[0] = 0;
        for (; shape[at] != '\0'; at++) {
            bool digit = v->text.at[at] >= '0' && v->text.at[at] <= '9';

            if (shape[at] == 'd' ? !digit : v->text.at[at] != (uint8_t)shape[at])
                return false;
            if (shape[at] != 'd')
                numbers[++n] = 0;
            else
                numbers[n] = numbers[n] * 10 + (v->text.at[at] - '0');
        }
        memcpy(date, numbers, 3 * sizeof(int));
        return model_there(date[0], date[1], date[2]) &&
            (i < 3 ||
                (date[0] >= 1970 && numbers[3] < 24 && numbers[4] < 60 &&
                    numbers[5] < 60));
    }
    return false;
}

static struct model
model_end(struct work *w, const struct model *v)
{
    int date[3];
    const char *text;

    if (!model_day(v, date))
        return model_none;
    if (v->text.len == 4)
        date[1] = 12;
    for (int d = 31; v->text.len <= 7 && d > 27; d--)
        if (model_there(date[0], date[1], d)) {
            date[2] = d;
            break;
        }
    text = work_format(w, "%04d-%02d-%02d", date[0], date[1], date[2]);
    NEED(w, text != NULL);
    return model_text(w, text);
}

/* ---- Operators ---------------------------------------------------------------------------- */

static struct model
model_each(struct work *w, const struct json *e, const struct model_facts *f, bool all)
{
    const struct json *path = e->first->next, *list;
    const char *text;

    NEED(w, work_string(w, path->first->next->text, &text));
    list = model_list(bytes_is(path->first->text, "get") ? f->parts : f->fill, text);
    for (const struct json *i = list != NULL ? list->first : NULL; i != NULL;
         i = i->next) {
        struct model one = model_eval(w, path->next, f, i);

        if (model_true(&one) != all)
            return model_truth(!all);
    }
    return model_truth(all);
}

/* All that stands in the arguments and in those that are lists, one after the other. */
static struct model
model_flat(struct work *w, const struct model *args, size_t count)
{
    size_t most = count;
    struct model *items, list = {.type = VALUE_LIST};

    for (size_t i = 0; i < count; i++)
        most += args[i].count;
    list.items = items = work_alloc(w, (most + 1) * sizeof(*items));
    NEED(w, items != NULL);
    for (size_t i = 0; i < count; i++) {
        if (args[i].type != VALUE_LIST)
            items[list.count++] = args[i];
        for (size_t k = 0; args[i].type == VALUE_LIST && k < args[i].count; k++)
            items[list.count++] = args[i].items[k];
    }
    return list;
}

static struct model
model_total(struct work *w, const char *op, const struct model *args, size_t count)
{
    struct model all = model_flat(w, args, count), out = {0};

    for (size_t i = 0; i < all.count; i++) {
        const struct model *v = &all.items[i];
        wide n;
        int order;

        if (v->type == VALUE_NONE)
            continue;
        if (*op == '+') {
            if (!model_decimal(v, &n) || !model_range(out.number + n))
                return model_none;
            out = model_number(out.number + n);
            continue;
        }
        order = model_order(v, out.type == VALUE_NONE ? v : &out);
        if (order == 9)
            return model_none;
        if (out.type == VALUE_NONE || order == (strcmp(op, "min") == 0 ? -1 : 1))
            out = *v;
    }
    return out;
}

static struct model
model_plain(struct work *w, const char *op, const struct model *a, size_t count)
{
    int order = count > 1 ? model_order(&a[0], &a[1]) : 0, x[3], y[3];
    wide m, n;
    bool yes = false;

    if (strcmp(op, "not") == 0)
        return model_truth(!model_true(a));
    if (strcmp(op, "has") == 0)
        return model_truth(model_has(a));
    if (strcmp(op, "=") == 0)
        return model_truth(model_equal(&a[0], &a[1]));
    if (*op == '<')
        return model_truth(order == -1 || (op[1] == '=' && order == 0));
    if (strcmp(op, "count") == 0)
        return model_number(
            10000 * (a->type == VALUE_LIST ? (wide)a->count : model_has(a)));
    if (strcmp(op, "-") == 0)
        return model_decimal(&a[0], &m) && model_decimal(&a[1], &n) ? model_number(m - n)
                                                                    : model_none;
    if (strcmp(op, "days") == 0)
        return model_day(&a[0], x) && model_day(&a[1], y)
            ? model_number(10000 *
                  (wide)(model_civil(y[0], y[1], y[2]) - model_civil(x[0], x[1], x[2])))
            : model_none;
    if (strcmp(op, "end") == 0)
        return model_end(w, a);
    if (strcmp(op, "in") == 0) {
        struct model all = model_flat(w, a + 1, count - 1);

        for (size_t i = 0; i < all.count; i++)
            yes = yes || model_equal(a, &all.items[i]);
        return model_truth(yes);
    }
    if (strcmp(op, "and") == 0 || strcmp(op, "or") == 0) {
        for (size_t i = 0; i < count; i++)
            if (model_true(&a[i]) != (*op == 'a'))
                return model_truth(*op != 'a');
        return model_truth(*op == 'a');
    }
    if (strcmp(op, "if") == 0)
        return model_true(a) ? a[1] : a[2];
    for (size_t i = 0; strcmp(op, "else") == 0 && i < count; i++)
        if (model_has(&a[i]))
            return a[i];
    return *op == '+' || *op == 'm' ? model_total(w, op, a, count) : model_none;
}

static struct model
model_fact(struct work *w, const char *op, const char *arg, const struct model_facts *f,
    const struct json *item)
{
    struct model who[8], day = {0};
    size_t count = 0;

    if (strcmp(op, "get") == 0)
        return model_path(w, f->parts, arg, false);
    if (strcmp(op, "fill") == 0)
        return model_path(w, f->fill, arg, false);
    if (strcmp(op, "item") == 0)
        return model_path(w, item, arg, false);
    if (strcmp(op, "today") == 0) {
        struct bytes text;

        NEED(w, time_write(w, f->now, &text));
        day.type = VALUE_TEXT;
        day.text = bytes_from(text.at, 10);
        return day;
    }
    if (strcmp(op, "moved") == 0) {
        while (f->moved[count] != NULL) {
            who[count] = model_text(w, f->moved[count]);
            count++;
        }
        return model_flat(w, who, strcmp(arg, "go") == 0 ? count : 0);
    }
    return model_text(w,
        strcmp(op, "actor") == 0        ? f->actor
            : strcmp(op, "author") == 0 ? f->author
                                        : f->state);
}

static struct model
model_eval(struct work *w, const struct json *e, const struct model_facts *f,
    const struct json *item)
{
    struct model args[130];
    const char *op, *path = "";
    size_t count = 0, number = 0;

    if (e->type != JSON_ARRAY)
        return model_json(w, e, false);
    NEED(w, work_string(w, e->first->text, &op));
    while (strcmp(model_names[number], op) != 0)
        number++;
    model_used[number]++;
    if (number < 8) {
        if (e->count > 1)
            NEED(w, work_string(w, e->first->next->text, &path));
        return model_fact(w, op, path, f, item);
    }
    if (strcmp(op, "some") == 0 || strcmp(op, "every") == 0)
        return model_each(w, e, f, *op == 'e');
    for (const struct json *a = e->first->next; a != NULL; a = a->next)
        args[count++] = model_eval(w, a, f, item);
    return model_plain(w, op, args, count);
}

/* Is it what the program gave? */
UNUSED static bool
model_agrees(const struct model *m, const struct value *v)
{
    if (m->type != v->type)
        return false;
    switch (m->type) {
    case VALUE_NONE:
        return true;
    case VALUE_TRUTH:
        return m->truth == v->truth;
    case VALUE_NUMBER:
        return m->number == v->number;
    case VALUE_TEXT:
        return bytes_equal(m->text, v->text);
    case VALUE_THING:
        return json_equal(m->thing, v->thing);
    case VALUE_LIST:
        for (size_t i = 0; i < m->count && m->count == v->count; i++)
            if (!model_agrees(&m->items[i], &v->items[i]))
                return false;
        return m->count == v->count;
    }
    return false;
}

#endif
