/*
 * pattern: regular expressions, as a machine that is in all its states at once.
 */
#include <string.h>

#include "ground/base/base.h"

#define TEXT_MAX 1024
#define OPS_MAX 1024
#define DEPTH_MAX 32
#define REPEAT_MAX 500

enum op_sort { OP_SET, OP_SPLIT, OP_JUMP, OP_BEGIN, OP_END, OP_MATCH };

struct range {
    uint32_t from, to;
    struct range *next;
};

struct op {
    enum op_sort sort;
    bool negated;
    struct range *set;
    size_t a, b; /* where to */
};

struct pattern {
    struct op *ops;
    size_t count;
    size_t size; /* operations, and the ranges of their sets */
    /* Room for matching, so that a match costs no memory: one thread at a time. */
    size_t *now, *next, *waiting;
    uint32_t *seen;
};

/* ---- Reading ------------------------------------------------------------------------------------- */

struct reader {
    struct work *w;
    struct bytes text;
    size_t at;
    unsigned depth;
    struct pattern *to;
};

static bool
wrong(struct reader *r, const char *what)
{
    return fail(r->w, FAULT_INVALID, "the pattern \"%.*s\" is not understood: %s at %zu",
        (int)r->text.len, (const char *)r->text.at, what, r->at + 1);
}

static int
peek(const struct reader *r)
{
    return r->at < r->text.len ? r->text.at[r->at] : -1;
}

/* One character of UTF-8, which the text is. */
static uint32_t
character(struct bytes text, size_t *at)
{
    uint8_t c = text.at[(*at)++];
    uint32_t point = c < 0x80 ? c
        : c < 0xE0            ? c & 0x1Fu
        : c < 0xF0            ? c & 0x0Fu
                              : c & 0x07u;

    while (c >= 0xC0 && *at < text.len && (text.at[*at] & 0xC0) == 0x80)
        point = point << 6 | (text.at[(*at)++] & 0x3Fu);
    return point;
}

static bool
add_op(struct reader *r, enum op_sort sort, size_t *out)
{
    *out = r->to->count;
    if (r->to->count == OPS_MAX)
        return wrong(r, "it is too large");
    r->to->ops[r->to->count++] = (struct op){.sort = sort};
    return true;
}

static bool
add_range(struct reader *r, struct op *op, uint32_t from, uint32_t to)
{
    struct range *new = work_alloc(r->w, sizeof(*new));

    TRY(new != NULL);
    *new = (struct range){.from = from, .to = to, .next = op->set};
    op->set = new;
    return true;
}

/* \d and its like; ${is} is false for a character that only stands for itself. */
static bool
add_class(struct reader *r, struct op *op, uint32_t letter, bool *is)
{
    *is = true;
    switch (letter) {
    case 'd':
        return add_range(r, op, '0', '9');
    case 'w':
        return add_range(r, op, '0', '9') && add_range(r, op, 'a', 'z') &&
            add_range(r, op, 'A', 'Z') && add_range(r, op, '_', '_');
    case 's':
        return add_range(r, op, '\t', '\r') && add_range(r, op, ' ', ' ') &&
            add_range(r, op, 0xA0, 0xA0) && add_range(r, op, 0x2028, 0x2029);
    case 'D':
        return add_range(r, op, 0, '0' - 1) && add_range(r, op, '9' + 1, 0x10FFFF);
    default:
        *is = false;
        return true;
    }
}

static bool
escaped(struct reader *r, uint32_t *out)
{
    uint32_t c = character(r->text, &r->at);

    *out = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
    /* What letters and digits mean elsewhere is not in this subset. */
    return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z' && *out == c) ||
               (c >= 'A' && c <= 'Z')) ||
        wrong(r, "this escape is not known");
}

static bool
set_item(struct reader *r, struct op *op)
{
    uint32_t from = character(r->text, &r->at), to;
    bool is = false;

    if (from == '\\' && r->at < r->text.len) {
        TRY(add_class(r, op, r->text.at[r->at], &is));
        if (is) {
            r->at++;
            return true;
        }
        TRY(escaped(r, &from));
    }
    to = from;
    if (peek(r) == '-' && r->at + 1 < r->text.len && r->text.at[r->at + 1] != ']') {
        r->at++;
        to = character(r->text, &r->at);
        if (to == '\\' && r->at < r->text.len)
            TRY(escaped(r, &to));
        if (to < from)
            return wrong(r, "a range ends before it begins");
    }
    return add_range(r, op, from, to);
}

static bool
set(struct reader *r)
{
    size_t i;

    TRY(add_op(r, OP_SET, &i));
    r->to->ops[i].negated = peek(r) == '^';
    r->at += r->to->ops[i].negated;
    do {
        if (peek(r) < 0)
            return wrong(r, "] is missing");
        TRY(set_item(r, &r->to->ops[i]));
    } while (peek(r) != ']');
    r->at++;
    return true;
}

static bool either(struct reader *r);

static bool
group(struct reader *r)
{
    if (peek(r) == '?') {
        if (r->at + 1 >= r->text.len || r->text.at[r->at + 1] != ':')
            return wrong(r, "this sort of group is not known");
        r->at += 2;
    }
    TRY(either(r));
    if (peek(r) != ')')
        return wrong(r, ") is missing");
    r->at++;
    return true;
}

static bool
atom(struct reader *r)
{
    uint32_t c = character(r->text, &r->at);
    bool is = false;
    size_t i;

    switch (c) {
    case '(':
        return group(r);
    case '[':
        return set(r);
    case '^':
        return add_op(r, OP_BEGIN, &i);
    case '$':
        return add_op(r, OP_END, &i);
    case '*':
    case '+':
    case '?':
    case '{':
        return wrong(r, "there is nothing to repeat");
    default:
        break;
    }
    TRY(add_op(r, OP_SET, &i));
    if (c == '.') {
        r->to->ops[i].negated = true;
        return add_range(r, &r->to->ops[i], '\n', '\n');
    }
    if (c != '\\')
        return add_range(r, &r->to->ops[i], c, c);
    if (r->at >= r->text.len)
        return wrong(r, "it ends with a backslash");
    r->to->ops[i].negated = peek(r) == 'W' || peek(r) == 'S';
    TRY(add_class(r, &r->to->ops[i],
        r->to->ops[i].negated ? (uint32_t)peek(r) + 32 : (uint32_t)peek(r), &is));
    if (is) {
        r->at++;
        return true;
    }
    TRY(escaped(r, &c));
    return add_range(r, &r->to->ops[i], c, c);
}

/* The operations from ${from} to ${to} once more, behind all others. */
static bool
copy(struct reader *r, size_t from, size_t to)
{
    size_t shift = r->to->count - from, i;

    for (size_t n = from; n < to; n++) {
        TRY(add_op(r, OP_JUMP, &i));
        r->to->ops[i] = r->to->ops[n];
        r->to->ops[i].a += shift;
        r->to->ops[i].b += shift;
    }
    return true;
}

/* Make room for one operation before ${at}. */
static bool
insert(struct reader *r, size_t at, struct op op)
{
    size_t i;

    TRY(add_op(r, OP_JUMP, &i));
    for (; i > at; i--)
        r->to->ops[i] = r->to->ops[i - 1];
    for (i = at + 1; i < r->to->count; i++) {
        r->to->ops[i].a += r->to->ops[i].a >= at;
        r->to->ops[i].b += r->to->ops[i].b >= at;
    }
    r->to->ops[at] = op;
    return true;
}

/* What stands from ${from} on, at most once, or any number of times. */
static bool
optional(struct reader *r, size_t from, bool repeated)
{
    size_t i;

    if (repeated) {
        TRY(add_op(r, OP_JUMP, &i));
        r->to->ops[i].a = from;
    }
    TRY(insert(r, from, (struct op){.sort = OP_SPLIT}));
    if (repeated)
        r->to->ops[r->to->count - 1].a = from;
    r->to->ops[from].a = from + 1;
    r->to->ops[from].b = r->to->count;
    return true;
}

static bool
count(struct reader *r, unsigned *out)
{
    size_t from = r->at;

    *out = 0;
    while (peek(r) >= '0' && peek(r) <= '9' && *out <= REPEAT_MAX)
        *out = *out * 10 + (unsigned)(r->text.at[r->at++] - '0');
    return (r->at > from && *out <= REPEAT_MAX) || wrong(r, "this is no count");
}

/* {least} {least,} {least,most}; ${most} is UINT_MAX for no end. */
static bool
counts(struct reader *r, unsigned *least, unsigned *most)
{
    TRY(count(r, least));
    *most = *least;
    if (peek(r) == ',') {
        r->at++;
        *most = UINT32_MAX;
        if (peek(r) != '}')
            TRY(count(r, most));
    }
    if (peek(r) != '}' || *most < *least)
        return wrong(r, "this is no count");
    r->at++;
    return true;
}

static bool
repeat(struct reader *r, size_t from)
{
    size_t to = r->to->count, last = from;
    unsigned least, most;
    int c = peek(r);

    if (c != '*' && c != '+' && c != '?' && c != '{')
        return true;
    r->at++;
    least = c == '+';
    most = c == '?' ? 1 : UINT32_MAX;
    if (c == '{')
        TRY(counts(r, &least, &most));
    if (most == 0)
        return wrong(r, "it repeats nothing");
    /* As often as it must, and then as often as it may; a copy is made of what is not yet
     * wrapped. */
    for (unsigned n = 1; n < least; n++) {
        last = r->to->count;
        TRY(copy(r, from, to));
    }
    if (most == UINT32_MAX) {
        if (least > 0) {
            last = r->to->count;
            TRY(copy(r, from, to));
        }
        TRY(optional(r, last, true));
    } else if (least == 0 && most == 1) {
        TRY(optional(r, from, false));
    } else {
        if (least == 0)
            return wrong(r, "{0,n} is not in this subset");
        for (unsigned n = least; n < most; n++) {
            last = r->to->count;
            TRY(copy(r, from, to));
            TRY(optional(r, last, false));
        }
    }
    return peek(r) < 0 || memchr("*+?{", peek(r), 4) == NULL ||
        wrong(r, "it is repeated twice");
}

static bool
sequence(struct reader *r)
{
    while (peek(r) >= 0 && peek(r) != '|' && peek(r) != ')') {
        size_t from = r->to->count;

        TRY(atom(r));
        TRY(repeat(r, from));
    }
    return true;
}

static bool
either(struct reader *r)
{
    size_t from = r->to->count, jump;

    if (++r->depth > DEPTH_MAX)
        return wrong(r, "it nests too deep");
    TRY(sequence(r));
    while (peek(r) == '|') {
        r->at++;
        TRY(add_op(r, OP_JUMP, &jump));
        TRY(insert(r, from, (struct op){.sort = OP_SPLIT}));
        jump++;
        r->to->ops[from].a = from + 1;
        r->to->ops[from].b = r->to->count;
        TRY(sequence(r));
        r->to->ops[jump].a = r->to->count;
    }
    r->depth--;
    return true;
}

bool
pattern_read(struct work *w, struct bytes text, const struct pattern **out)
{
    struct pattern *p = work_alloc(w, sizeof(*p));
    struct reader r = {.w = w, .text = text, .to = p};
    size_t end;

    TRY(p != NULL);
    if (text.len > TEXT_MAX)
        return fail(w, FAULT_INVALID, "a pattern of %zu bytes, at most %d are read",
            text.len, TEXT_MAX);
    p->ops = work_alloc(w, OPS_MAX * sizeof(*p->ops));
    TRY(p->ops != NULL && either(&r));
    if (peek(&r) >= 0)
        return wrong(&r, "( is missing");
    TRY(add_op(&r, OP_MATCH, &end));
    p->size = p->count;
    for (size_t i = 0; i < p->count; i++)
        for (const struct range *range = p->ops[i].set; range != NULL;
             range = range->next)
            p->size++;
    p->now = work_alloc(w, (p->count + 1) * sizeof(size_t));
    p->next = work_alloc(w, (p->count + 1) * sizeof(size_t));
    p->waiting = work_alloc(w, 2 * (p->count + 1) * sizeof(size_t));
    p->seen = work_alloc(w, (p->count + 1) * sizeof(*p->seen));
    *out = p;
    return work_ok(w);
}

/* ---- Matching -------------------------------------------------------------------------------------- */

/* The states that the machine is in, each once. */
struct states {
    size_t *at;
    size_t count;
    uint32_t *seen; /* the turn in which it was entered last */
};

/* Enter a state and those that it leads to without a character. */
static void
enter(const struct pattern *p, struct states *s, size_t op, uint32_t turn, bool first,
    bool last)
{
    size_t count = 0, *waiting = p->waiting;

    waiting[count++] = op;
    while (count > 0) {
        size_t i = waiting[--count];
        const struct op *o = &p->ops[i];

        if (s->seen[i] == turn)
            continue;
        s->seen[i] = turn;
        if (o->sort == OP_SET || o->sort == OP_MATCH) {
            s->at[s->count++] = i;
            continue;
        }
        if ((o->sort == OP_BEGIN && !first) || (o->sort == OP_END && !last))
            continue;
        if (o->sort == OP_SPLIT)
            waiting[count++] = o->b;
        waiting[count++] = o->sort == OP_BEGIN || o->sort == OP_END ? i + 1 : o->a;
    }
}

static bool
in_set(const struct op *o, uint32_t c)
{
    const struct range *r = o->set;

    while (r != NULL && (c < r->from || c > r->to))
        r = r->next;
    return (r != NULL) != o->negated;
}

size_t
pattern_size(const struct pattern *p)
{
    return p->size;
}

bool
pattern_match(const struct pattern *p, struct bytes text)
{
    struct states now = {.at = p->now, .seen = p->seen};
    size_t *others = p->next, at = 0;
    uint32_t turn = 1;

    if (text.len >= UINT32_MAX)
        return false;
    memset(p->seen, 0, (p->count + 1) * sizeof(*p->seen));
    enter(p, &now, 0, turn, true, text.len == 0);
    for (;;) {
        struct states next = {.at = others, .seen = now.seen};
        uint32_t c;

        for (size_t i = 0; i < now.count; i++)
            if (p->ops[now.at[i]].sort == OP_MATCH)
                return true;
        if (at >= text.len)
            return false;
        c = character(text, &at);
        turn++;
        for (size_t i = 0; i < now.count; i++)
            if (in_set(&p->ops[now.at[i]], c))
                enter(p, &next, now.at[i] + 1, turn, false, at >= text.len);
        enter(p, &next, 0, turn, false, at >= text.len);
        others = now.at;
        now = next;
    }
}
