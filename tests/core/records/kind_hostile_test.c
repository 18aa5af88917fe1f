/*
 * kind_hostile_test: kinds that nobody in good faith wrote -- changed by the byte, by the
 * value, with expressions of no sense -- are refused with a reason, or read; and whatever is
 * read, replaying it over records large and small ends soon and takes little.
 */
#include "chance.h"
#include "core/records/embedded.h"
#include "expr_text.h"
#include "kind_replay.h"

#ifdef __SANITIZE_ADDRESS__
#define USUAL 4000
#define SLOWEST 8000000
#else
#define USUAL 50000
#define SLOWEST 2000000 /* microseconds for one input */
#endif
#define MOST_MEMORY ((size_t)256 << 20)

/* ---- A system that counts memory ---------------------------------------------------------- */

static size_t held, most_held;
#define ROOM 32 /* before each piece: its length */

static void *
counting_alloc(size_t len)
{
    uint8_t *at = malloc(len + ROOM);

    if (at == NULL)
        return NULL;
    memcpy(at, &len, sizeof(len));
    held += len;
    most_held = held > most_held ? held : most_held;
    return at + ROOM;
}

static void
counting_release(void *at)
{
    size_t len;

    if (at == NULL)
        return;
    memcpy(&len, (uint8_t *)at - ROOM, sizeof(len));
    held -= len;
    free((uint8_t *)at - ROOM);
}

/* ---- Values of chance ---------------------------------------------------------------------- */

static const char *const words[] = {"get", "fill", "item", "actor", "author", "state",
    "today", "moved", "and", "or", "not", "has", "in", "some", "every", "=", "<",
    "<=", "if", "else", "count", "+", "-", "min", "max", "days", "end", "core.list",
    "core.list.*", "core.owners", "core.owners.*.org", "core.owners.*", "core.n",
    "core.word", "core.table", "core.title", "core", "org", "n", "*", "", "core.*.*",
    "go", "ask", "lift", "object", "array", "string", "integer", "lang-text",
    "uncertain-date", "decimal", "date", "^(a|b)*c?$", "(a?){30}b", "#/$defs/tag",
    "region", "sahel", "family", "care", "-1.5", "in", "out", "a", "b", "any", "thing/1",
    "2024-02", "0.5", "\xc3\xa9", "error"};

static struct json *
random_word(struct work *w)
{
    return json_string(w, words[draw_number(COUNT_OF(words))]);
}

static struct json *
random_soup(struct work *w, unsigned depth)
{
    static const int64_t numbers[] = {0, 1, -1, 64, 200000, JSON_INTEGER_MAX};
    struct json *list;

    switch (depth == 0 ? draw_number(4) : draw_number(12)) {
    case 0:
    case 1:
        return random_word(w);
    case 2:
        return json_integer(w, numbers[draw_number(COUNT_OF(numbers))]);
    case 3:
        return draw_number(4) > 0 ? json_bool(w, true) : json_null(w);
    case 4:
        list = json_object(w);
        json_put_bytes(list, random_word(w)->text, random_soup(w, depth - 1));
        return list;
    default:
        list = json_array(w);
        json_add(list, json_string(w, words[draw_number(27)]));
        for (uint32_t n = draw_number(5); n > 0; n--)
            json_add(list, random_soup(w, depth - 1));
        return list;
    }
}

/* An expression that is read more often than not. */
static struct json *
random_sense(struct work *w, unsigned depth)
{
    static const char *const paths[] = {"core.list", "core.owners.*.org", "core.n",
        "core.word", "core.table", "core.any", "core.table.*", "core.owners"};
    static const char *const plain[] = {"and", "or", "in", "+", "min", "max", "else",
        "="};
    const char *op = plain[draw_number(COUNT_OF(plain))];
    struct json *list = json_array(w);

    if (depth == 0 || draw_number(4) == 0) {
        if (draw_number(20) == 0)
            return random_soup(w, 1);
        json_add(list, json_string(w, draw_number(6) > 0 ? "get" : "actor"));
        if (json_get_text(list, "x").len == 0 && bytes_is(list->first->text, "get"))
            json_add(list, json_string(w, paths[draw_number(COUNT_OF(paths))]));
        return list;
    }
    if (draw_number(5) == 0) {
        json_add(list, json_string(w, draw_number(2) ? "some" : "every"));
        json_add(list, json_array(w));
        json_add(list->last, json_string(w, "get"));
        json_add(list->last, json_string(w, draw_number(2) ? "core.list" : "core.table"));
        json_add(list, random_sense(w, depth - 1));
        return list;
    }
    json_add(list, json_string(w, op));
    for (uint32_t n = 2 + (*op == '=' ? 0 : draw_number(3)); n > 0; n--)
        json_add(list, random_sense(w, depth - 1));
    return list;
}

static size_t
count_values(const struct json *value)
{
    size_t count = 1;

    for (const struct json *m = value->first; m != NULL; m = m->next)
        count += count_values(m);
    return count;
}

static struct json *
value_at(struct json *value, size_t *n)
{
    if ((*n)-- == 0)
        return value;
    for (struct json *m = value->first; m != NULL; m = m->next) {
        struct json *found = value_at(m, n);

        if (found != NULL)
            return found;
    }
    return NULL;
}

static struct json *
any_value(struct json *in)
{
    size_t n = draw_number((uint32_t)count_values(in));

    return value_at(in, &n);
}

/* One value becomes another, keeping its name and its place. */
static void
change(struct work *w, struct json *kind, const struct json *other)
{
    struct json *at = any_value(kind), *from = NULL, *next = at->next;
    struct bytes name = at->name;

    switch (draw_number(6)) {
    case 0:
        from = random_soup(w, 4);
        break;
    case 1:
        NEED(w, json_keep(w, any_value((struct json *)(uintptr_t)other), &from));
        break;
    case 2:
        from = random_sense(w, 5);
        break;
    case 3:
        if (at->first != NULL) { /* one fewer */
            at->first = at->first->next;
            at->count--;
            at->last = at->first == NULL ? NULL : at->last;
        }
        return;
    case 4:
        if (at->type == JSON_ARRAY && at->first != NULL) {
            NEED(w, json_keep(w, at->first, &from));
            json_add(at, from);
        }
        return;
    default:
        from = random_word(w);
    }
    if (at == kind)
        return;
    *at = *from;
    at->name = name;
    at->next = next;
}

/* ---- Inputs ----------------------------------------------------------------------------------- */

static const char flow_kind[] =
    "{'kind':'thing/1'," EXPR_LABEL ",'title':'core.title','parts':{'core':{'schema':"
    "" EXPR_FIELDS "},'who':{'class':'identity','schema':" WORDS
    "},'more':{'schema':{'type':'object',"
    "'properties':{'tag':{'$ref':'#/$defs/tag'},'sum':{'format':'decimal','minimum':'-1',"
    "'maximum':'9.5','required-when':['has',['get','core.n']]},'way':{'type':'string',"
    "'enum':['in','out'],'labels':{'in':[{'lang':'en','text':'In'}]},'visible-when':['"
    "has',"
    "['get','more.tag']]},'at':{'type':'string','codes':'region'},'kin':{'about':'family'"
    ","
    "'type':'integer'},'rows':{'type':'array','items':{'type':'object','properties':{"
    "'x':{'type':'integer','required-when':['in',['item','y'],['get','core.list']]},"
    "'y':{'type':'integer'}}}}}}}},'$defs':{'tag':{'type':'string','maxLength':9,"
    "'pattern':'^(a|b)*c?$'}},'states':{"
    "'a':{" EXPR_LABEL ",'start':true},'b':{" EXPR_LABEL "},'c':{" EXPR_LABEL
    ",'final':true}},'moves':{"
    "'ask':{" EXPR_LABEL ",'from':['a'],'to':'b','by':true,'all':['get',"
    "'core.owners.*.org']},"
    "'go':{" EXPR_LABEL ",'from':['a','b'],'by':['in',['actor'],['get',"
    "'core.owners.*.org']],'when':['some',['get','core.list'],['=',['item'],['get',"
    "'core.n']]],'fill':{'type':'object','properties':{'n':{'type':'integer'},"
    "'why':{'type':'string','required-when':['<',['fill','n'],['get','core.n']]}}}},"
    "'lift':{" EXPR_LABEL ",'from':['b'],'to':'c','sign':true,'by':['not',['in',"
    "['actor'],['moved','ask']]]}},"
    "'read':{'message':[{'lang':'en','text':'T'},{'lang':'fr','text':'T'}],'when':true},"
    "'derived':{'x':{" EXPR_LABEL ",'value':['+',['get','core.list'],['fill','n']]},"
    "'y':{" EXPR_LABEL ",'value':['end',['get','core.due.from']]}},"
    "'rules':{'r':{'severity':'error','message':[{'lang':'en','text':'T'},{'lang':'fr',"
    "'text':'T'}],'when':['every',['get','core.table'],['has',['item']]]}}}";

static struct json *
long_list(struct work *w, size_t count, bool texts)
{
    struct json *list = json_array(w);

    for (size_t i = 0; i < count; i++)
        json_add(list, texts ? random_word(w) : json_integer(w, (int64_t)i));
    return list;
}

static struct json *
random_more(struct work *w)
{
    static const char *const names[] = {"tag", "sum", "way", "at", "kin", "rows", "x"};
    struct json *more = json_object(w), *rows = json_array(w);

    for (uint32_t n = draw_number(9); n > 0; n--)
        json_put(more, names[draw_number(COUNT_OF(names))],
            draw_number(3) ? random_word(w) : random_soup(w, 2));
    for (uint32_t n = draw_number(60) ? draw_number(4) : 40000; n > 0; n--) {
        json_add(rows, json_object(w));
        json_put(rows->last, draw_number(2) ? "x" : "y", json_integer(w, draw_number(3)));
    }
    if (draw_number(3) > 0)
        json_put(more, "rows", rows);
    return more;
}

static struct json *
random_parts(struct work *w)
{
    struct json *parts = json_object(w), *core = json_object(w), *owners = json_array(w);
    struct json *table = json_array(w);
    bool large = draw_number(80) == 0;
    size_t length = large ? 300000 : 3;
    uint8_t *letters = work_alloc(w, length);

    NEED(w, letters != NULL);
    memset(letters, 'x', length);
    for (uint32_t n = draw_number(5); n > 0; n--) {
        struct json *o = json_object(w);
        struct hash org = replay_org(draw_number(5));

        json_put(o, "org", json_hash(w, &org));
        json_add(owners, o);
    }
    json_add(table, long_list(w, large ? 200000 : draw_number(4), false));
    json_put(core, "n", json_integer(w, draw_number(3)));
    json_put(core, "list",
        long_list(w, large ? 10000 + draw_number(30000) : draw_number(9), false));
    json_put(core, "owners", owners);
    json_put(core, "table", table);
    json_put(core, "word", json_text(w, bytes_from(letters, length)));
    json_put(core, "any", random_soup(w, 5));
    json_put(parts, draw_number(9) > 0 ? "core" : "bare",
        draw_number(9) > 0 ? core : random_soup(w, 3));
    if (draw_number(2))
        json_put(parts, "more", random_more(w));
    return parts;
}

static struct json *
random_moves(struct work *w)
{
    static const char *const names[] = {"ask", "ask", "go", "lift", "x"};
    struct json *moves = json_array(w);

    for (uint32_t n = draw_number(draw_number(40) == 0 ? 300 : 8); n > 0; n--) {
        struct json *m = json_object(w), *fill = json_object(w);

        json_put(m, "move", json_string(w, names[draw_number(COUNT_OF(names))]));
        json_put(m, "by", json_integer(w, draw_number(5)));
        json_put(m, "at", json_integer(w, draw_number(4)));
        json_put(m, "after", json_integer(w, draw_number(6)));
        if (draw_number(5) == 0)
            json_put(m, "other", json_bool(w, true));
        json_put(fill, "n", json_integer(w, 1));
        if (draw_number(3) > 0)
            json_put(m, "fill", draw_number(9) > 0 ? fill : random_soup(w, 3));
        json_add(moves, m);
    }
    return moves;
}

static struct bytes
changed_bytes(struct work *w, struct bytes text)
{
    struct bytes copy;

    NEED(w, work_keep(w, text, &copy));
    for (uint32_t n = 1 + draw_number(4); n > 0; n--) {
        uint8_t *at = (uint8_t *)(uintptr_t)copy.at + draw_number((uint32_t)copy.len);

        *at = draw_number(2) ? (uint8_t)draw_number(256)
                             : (uint8_t) "{}[]\",:0.*"[draw_number(10)];
    }
    return copy;
}

static struct bytes
random_kind(struct work *w)
{
    static const char *const places[][2] = {{"derived.x", "value"}, {"rules.r", "when"},
        {"moves.go", "by"}, {"moves.go", "when"}, {"moves.ask", "all"},
        {"states.a", "start"}, {"parts.more.schema.properties.sum", "required-when"},
        {"parts.more.schema.properties.way", "visible-when"},
        {"parts.more.schema.properties.rows.items.properties.x", "required-when"},
        {"moves.go.fill.properties.why", "required-when"}, {"read", "when"}};
    struct bytes text = bytes_of(quoted(w, flow_kind)), out;
    const struct embedded *file = &embedded_files[draw_number((uint32_t)embedded_count)];
    struct json *kind, *other;

    if (draw_number(5) == 0)
        text = bytes_from(file->at, file->len);
    if (draw_number(4) == 0)
        return changed_bytes(w, text);
    if (!json_read(w, text, &json_written, &kind)) {
        work_clear(w);
        return text;
    }
    if (draw_number(2) == 0) {
        size_t n = draw_number(COUNT_OF(places));

        json_put(json_at(kind, places[n][0]), places[n][1],
            draw_number(3) > 0 ? random_sense(w, 6) : random_soup(w, 6));
    } else {
        NEED(w, json_read(w, bytes_of(quoted(w, flow_kind)), &json_written, &other));
        for (uint32_t n = 1 + draw_number(3); n > 0; n--)
            change(w, kind, other);
    }
    /* As it stands: the canonical order of names would be another kind. */
    NEED(w, json_pretty(w, kind, &out));
    return out;
}

/* ---- One after the other ---------------------------------------------------------------------- */

static unsigned long taken, refused, counting, expensive;
static int64_t slowest;

static const char *
one(const struct os *os)
{
    struct work *made = work_open(&os_real), *w = work_open(os);
    struct bytes text = random_kind(made);
    struct json *parts, *moves;
    const char *wrong = NULL;
    int64_t start = worked(), took = 0;
    size_t counted = 0;
    struct kind *k;

    most_held = held;
    if (kind_read(w, text, &k)) {
        taken++;
        took = worked() - start;
        parts = random_parts(made);
        moves = random_moves(made);
        start = worked();
        wrong = replay_all(w, k, parts, moves, &counted);
        counting += counted > 0;
    } else {
        refused++;
        if (work_fault(w) != FAULT_INVALID || work_why(w)[0] == '\0')
            wrong = "refused without a reason";
    }
    took += worked() - start;
    slowest = took > slowest ? took : slowest;
    expensive += took > 5000;
    if (took > SLOWEST)
        wrong = "it took too long";
    if (most_held > MOST_MEMORY)
        wrong = "it took too much memory";
    if (wrong != NULL)
        printf("# %s: %s\n# %.*s\n", wrong, work_why(w), (int)text.len,
            (const char *)text.at);
    work_close(w);
    work_close(made);
    return wrong;
}

int
main(void)
{
    long count = getenv("LIAISON_TORTURE") != NULL ? 20L * USUAL : USUAL;
    const char *wrong = NULL;
    size_t peak = 0;
    struct os os;

    os = os_real;
    os.alloc = counting_alloc;
    os.release = counting_release;
    start_seed();
    for (long i = 0; i < count && wrong == NULL; i++) {
        wrong = one(&os);
        peak = most_held > peak ? most_held : peak;
    }
    tap_ok(wrong == NULL, "%ld kinds: %lu read, %lu refused", count, taken, refused);
    tap_ok(slowest <= SLOWEST && peak <= MOST_MEMORY,
        "the slowest took %lld ms, the largest %zu MiB", (long long)slowest / 1000,
        peak >> 20);
    tap_ok(taken >= (unsigned long)count / 6 && refused >= (unsigned long)count / 6,
        "enough were read, and enough refused");
    tap_ok(counting >= (unsigned long)count / 30, "in %lu, moves counted", counting);
    tap_ok(held == 0, "all memory was given back");
    printf("# %lu took more than 5 ms\n", expensive);
    return tap_end();
}
