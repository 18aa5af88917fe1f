/*
 * Paths and conditions of rules, from their text.
 */
#include <math.h>
#include <string.h>

#include "engines/formats/path.h"

#define TEXT_MAX 4096
#define DEPTH_MAX 32

struct parser {
    struct work *w;
    struct bytes text;
    size_t at;
    unsigned depth;
    bool with_variable;
};

static bool
wrong(struct parser *p, const char *what)
{
    return fail(p->w, FAULT_INVALID,
        "the path \"%.*s\" is not one that is understood: %s at %zu", (int)p->text.len,
        (const char *)p->text.at, what, p->at + 1);
}

static int
peek(struct parser *p)
{
    while (p->at < p->text.len && memchr(" \t\r\n", p->text.at[p->at], 4) != NULL)
        p->at++;
    return p->at < p->text.len ? p->text.at[p->at] : -1;
}

static bool
take(struct parser *p, const char *sign)
{
    size_t len = strlen(sign);

    (void)peek(p);
    if (p->text.len - p->at < len || memcmp(p->text.at + p->at, sign, len) != 0)
        return false;
    p->at += len;
    return true;
}

static bool
in_name(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
        c == '-' || c == '_' || c == '.' || c >= 0x80;
}

/* The name that stands here; empty for none. */
static struct bytes
name_here(struct parser *p)
{
    size_t end;
    int c = peek(p);

    end = p->at;
    if (c >= 0 && in_name((uint8_t)c) && strchr("-.0123456789", c) == NULL)
        while (end < p->text.len && in_name(p->text.at[end]))
            end++;
    return bytes_from(p->text.at + p->at, end - p->at);
}

static bool
take_word(struct parser *p, const char *word)
{
    struct bytes name = name_here(p);

    if (!bytes_is(name, word))
        return false;
    p->at += name.len;
    return true;
}

static struct path *
node(struct parser *p, enum path_sort sort, const struct path *left,
    const struct path *right)
{
    struct path *n = work_alloc(p->w, sizeof(*n));

    if (n != NULL) {
        n->sort = sort;
        n->left = left;
        n->right = right;
    }
    return n;
}

static bool either(struct parser *p, const struct path **out);

/* ---- Steps ---------------------------------------------------------------------------------------- */

static bool
name_test(struct parser *p, struct path_step *s)
{
    struct bytes name;

    if (take(p, "*")) {
        s->test = TEST_ANY;
        return true;
    }
    name = name_here(p);
    if (name.len == 0)
        return wrong(p, "a name is missing");
    p->at += name.len;
    if (p->at < p->text.len && p->text.at[p->at] == ':') {
        if (!bytes_is(name, "xml"))
            return wrong(p, "only the prefix xml is known");
        s->space = bytes_of(xml_space_xml);
        p->at++;
        name = name_here(p);
        if (name.len == 0)
            return wrong(p, "a name is missing");
        p->at += name.len;
    }
    s->name = name;
    if (!take(p, "("))
        return true;
    if (s->axis == AXIS_ATTRIBUTE || s->space.len > 0 || !take(p, ")"))
        return wrong(p, "this function is not known");
    s->test = bytes_is(name, "text") ? TEST_TEXT : TEST_NODE;
    return bytes_is(name, "text") || bytes_is(name, "node") ||
        wrong(p, "this function is not known");
}

static bool
filters(struct parser *p, struct path_step *s)
{
    struct path_filter **end = &s->filters;

    while (take(p, "[")) {
        *end = work_alloc(p->w, sizeof(**end));
        TRY(*end != NULL && either(p, &(*end)->expression));
#ifdef PLANTED_BUG
        if ((*end)->expression->sort == PATH_NUMBER ||
            (*end)->expression->sort == PATH_STEPS)
            __builtin_trap();
#endif
        if (!take(p, "]"))
            return wrong(p, "] is missing");
        end = &(*end)->next;
    }
    return true;
}

static bool
one_step(struct parser *p, struct path_step ***end)
{
    struct path_step *s = work_alloc(p->w, sizeof(*s));

    TRY(s != NULL);
    **end = s;
    *end = &s->next;
    s->test = TEST_NODE;
    if (take(p, "..")) {
        s->axis = AXIS_PARENT;
    } else if (peek(p) == '.') {
        p->at++;
        s->axis = AXIS_SELF;
    } else {
        s->axis = take(p, "@") ? AXIS_ATTRIBUTE : AXIS_CHILD;
        s->test = TEST_NAME;
        TRY(name_test(p, s));
    }
    return filters(p, s);
}

/* What stands behind "//".  Without filters, which count among the children of one parent, both
 * steps are one: all below by that name. */
static bool
below(struct parser *p, struct path_step ***end)
{
    struct path_step *s = work_alloc(p->w, sizeof(*s));

    TRY(s != NULL);
    s->axis = AXIS_BELOW;
    s->test = TEST_NODE;
    **end = s;
    *end = &s->next;
    TRY(one_step(p, end));
    if (s->next->axis == AXIS_CHILD && s->next->filters == NULL) {
        *s = *s->next;
        s->axis = AXIS_DESCENDANT;
        *end = &s->next;
    }
    return true;
}

static bool
steps(struct parser *p, const struct path **out)
{
    struct path *n = node(p, PATH_STEPS, NULL, NULL);
    struct path_step **end;

    TRY(n != NULL);
    end = &n->steps;
    if (take(p, "//")) {
        n->absolute = true;
        TRY(below(p, &end));
    } else {
        n->absolute = take(p, "/");
        TRY(one_step(p, &end));
    }
    for (;;) {
        if (take(p, "//"))
            TRY(below(p, &end));
        else if (take(p, "/"))
            TRY(one_step(p, &end));
        else
            break;
    }
    *out = n;
    return true;
}

/* ---- What stands alone ------------------------------------------------------------------------------ */

static bool
literal(struct parser *p, const struct path **out)
{
    uint8_t quote = p->text.at[p->at++];
    const uint8_t *end = memchr(p->text.at + p->at, quote, p->text.len - p->at);
    struct path *n = node(p, PATH_TEXT, NULL, NULL);

    TRY(n != NULL);
    if (end == NULL)
        return wrong(p, "a quote is missing");
    n->text = bytes_from(p->text.at + p->at, (size_t)(end - p->text.at) - p->at);
    n->variable = p->with_variable && memmem(n->text.at, n->text.len, "$1", 2) != NULL;
    p->at += n->text.len + 1;
    *out = n;
    return true;
}

static bool
number(struct parser *p, const struct path **out)
{
    struct path *n = node(p, PATH_NUMBER, NULL, NULL);
    size_t from = p->at;

    TRY(n != NULL);
    while (p->at < p->text.len && strchr("0123456789.", p->text.at[p->at]) != NULL)
        p->at++;
    n->number = number_of(bytes_from(p->text.at + from, p->at - from));
    *out = n;
    return !isnan(n->number) || wrong(p, "this is no number");
}

static bool
function(struct parser *p, bool *is, const struct path **out)
{
    static const struct {
        const char *name;
        enum path_sort sort;
    } known[] = {{"count", PATH_COUNT}, {"not", PATH_NOT}, {"number", PATH_NUMBER_OF},
        {"boolean", PATH_BOOLEAN_OF}};
    struct bytes name = name_here(p);
    size_t before = p->at;
    const struct path *inner;

    *is = false;
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (!bytes_is(name, known[i].name))
            continue;
        p->at += name.len;
        if (!take(p, "(")) {
            p->at = before; /* an element of that name */
            return true;
        }
        *is = true;
        TRY(either(p, &inner));
        if (!take(p, ")"))
            return wrong(p, ") is missing");
        if (known[i].sort == PATH_COUNT && inner->sort != PATH_STEPS &&
            inner->sort != PATH_UNION)
            return wrong(p, "count() wants nodes");
        *out = node(p, known[i].sort, inner, NULL);
        return *out != NULL;
    }
    return true;
}

static bool
primary(struct parser *p, const struct path **out)
{
    int c = peek(p);
    bool is;

    if (c == '\'' || c == '"')
        return literal(p, out);
    if (c >= '0' && c <= '9')
        return number(p, out);
    if (c == '(') {
        p->at++;
        TRY(either(p, out));
        return take(p, ")") || wrong(p, ") is missing");
    }
    TRY(function(p, &is, out));
    return is || steps(p, out);
}

/* ---- Operators, the loosest last ---------------------------------------------------------------------- */

static bool
unions(struct parser *p, const struct path **out)
{
    TRY(primary(p, out));
    while (take(p, "|")) {
        const struct path *right;

        TRY(primary(p, &right));
        if (((*out)->sort != PATH_STEPS && (*out)->sort != PATH_UNION) ||
            right->sort != PATH_STEPS)
            return wrong(p, "| wants nodes");
        *out = node(p, PATH_UNION, *out, right);
        TRY(*out != NULL);
    }
    return true;
}

static bool
sums(struct parser *p, const struct path **out)
{
    TRY(unions(p, out));
    for (;;) {
        enum path_sort sort = take(p, "+") ? PATH_PLUS : PATH_MINUS;
        const struct path *right;

        if (sort == PATH_MINUS && !take(p, "-"))
            return true;
        TRY(unions(p, &right));
        *out = node(p, sort, *out, right);
        TRY(*out != NULL);
    }
}

static bool
compares(struct parser *p, const struct path **out)
{
    static const struct {
        const char *sign;
        enum path_sort sort;
    } known[] = {{"!=", PATH_OTHER}, {"<=", PATH_LESS_EQUAL}, {">=", PATH_MORE_EQUAL},
        {"=", PATH_EQUAL}, {"<", PATH_LESS}, {">", PATH_MORE}};
    const struct path *right;
    size_t i = 0;

    TRY(sums(p, out));
    while (i < COUNT_OF(known)) {
        if (!take(p, known[i].sign)) {
            i++;
            continue;
        }
        TRY(sums(p, &right));
        *out = node(p, known[i].sort, *out, right);
        TRY(*out != NULL);
        i = 0;
    }
    return true;
}

static bool
both(struct parser *p, const struct path **out)
{
    TRY(compares(p, out));
    while (take_word(p, "and")) {
        const struct path *right;

        TRY(compares(p, &right));
        *out = node(p, PATH_AND, *out, right);
        TRY(*out != NULL);
    }
    return true;
}

static bool
either(struct parser *p, const struct path **out)
{
    if (++p->depth > DEPTH_MAX)
        return wrong(p, "it nests too deep");
    TRY(both(p, out));
    while (take_word(p, "or")) {
        const struct path *right;

        TRY(both(p, &right));
        *out = node(p, PATH_OR, *out, right);
        TRY(*out != NULL);
    }
    p->depth--;
    return true;
}

bool
path_read(struct work *w, struct bytes text, bool with_variable, const struct path **out)
{
    struct parser p = {.w = w, .with_variable = with_variable};

    if (text.len > TEXT_MAX)
        return fail(w, FAULT_INVALID, "a path of %zu bytes, at most %d are read",
            text.len, TEXT_MAX);
    TRY(work_keep(w, text, &p.text));
    TRY(either(&p, out));
    return peek(&p) < 0 || wrong(&p, "this is not expected");
}
