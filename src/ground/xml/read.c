/*
 * Documents into trees: libxml2 gives events, and these become a tree in the arena of the work.
 */
#include "ground/xml/xml.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "ground/xml/xml_inner.h"

const struct xml_limits xml_foreign = {.size = (size_t)64 << 20,
    .nodes = 4000000,
    .depth = 256};
const struct xml_limits xml_large = {.size = (size_t)512 << 20,
    .nodes = 1000000,
    .depth = 64};
const char xml_space_xml[] = "http://www.w3.org/XML/1998/namespace";

#define RUN_MAX ((size_t)64 << 20)
#define ATTRIBUTES_MAX 1000 /* of one element: libxml2 compares each with each */
#define SCOPE_MAX 1000      /* namespaces in scope: libxml2 looks through all */
#define NAMES 1024          /* slots of the table of names; a power of two */

/* A name that libxml2 holds once, and our copy of it. */
struct name {
    const xmlChar *from;
    struct bytes kept;
    struct name *next;
};

struct reading {
    struct work *w;    /* of the document */
    struct work *part; /* of the record that is open, else that of the document */
    const struct xml_limits *limits;
    xmlParserCtxtPtr parser;
    struct xml *root;
    struct xml *here;
    struct buffer run; /* the text since the last tag */
    uint32_t run_line;
    size_t nodes;
    unsigned depth;
    size_t scope;
    struct name *names[NAMES];
    struct bytes rest;     /* of the text that libxml2 fetches piece by piece */
    unsigned record_depth; /* 0: the document is read as a whole */
    xml_record *each;
    void *ctx;
    size_t nodes_above; /* before the record that is open */
};

/* ---- Before libxml2 sees it ---------------------------------------------------------------- */

/*
 * How many attributes may the largest tag have?  A tag begins at '<', which no attribute holds,
 * and ends at the first '>' outside quotes; so at each true tag this count starts afresh, and
 * what comments and the like hold can only make it too large, never too small.
 */
static bool
scan_tags(struct work *w, struct bytes text)
{
    const uint8_t *at = text.at, *end = text.at + text.len;
    size_t line = 1;

    while ((at = memchr(at, '<', (size_t)(end - at))) != NULL) {
        size_t equals = 0;
        uint8_t quote = 0;

        at++;
        if (at == end || *at == '!' || *at == '?')
            continue;
        for (; at < end && *at != '<' && (quote != 0 || *at != '>'); at++)
            if (*at == '=')
                equals++;
            else if (*at == quote)
                quote = 0;
            else if (quote == 0 && (*at == '"' || *at == '\''))
                quote = *at;
        if (equals <= ATTRIBUTES_MAX)
            continue;
        for (const uint8_t *c = text.at; c < at; c++)
            line += *c == '\n';
        return fail(w, FAULT_INVALID, "line %zu: more than %d attributes in one element",
            line, ATTRIBUTES_MAX);
    }
    return true;
}

static bool
check_bytes(struct work *w, struct bytes text, const struct xml_limits *limits)
{
    if (text.len > limits->size)
        return fail(w, FAULT_INVALID, "line 1: %zu bytes of XML, at most %zu are read",
            text.len, limits->size);
    if (text.len == 0)
        return fail(w, FAULT_INVALID, "line 1: no XML: it is empty");
    /* UTF-16 and 32 have these; XML in any encoding we read has not. */
    if (memchr(text.at, 0, text.len) != NULL ||
        (text.len > 1 && (text.at[0] ^ text.at[1]) == 1 && text.at[0] >= 0xFE))
        return fail(w, FAULT_INVALID,
            "line 1: no XML in UTF-8: it holds NUL bytes; save it as UTF-8");
    return scan_tags(w, text);
}

/* ---- Events ---------------------------------------------------------------------------------- */

static uint32_t
line_now(const struct reading *r)
{
    int line = r->parser->input != NULL ? r->parser->input->line : 0;

    return line > 0 ? (uint32_t)line : 0;
}

/* The first refusal is the one that is told; nothing more is parsed. */
#define refuse(r, ...)                            \
    do {                                          \
        fail((r)->w, FAULT_INVALID, __VA_ARGS__); \
        xmlStopParser((r)->parser);               \
    } while (0)

static bool
count_node(struct reading *r)
{
    if (++r->nodes <= r->limits->nodes)
        return true;
    refuse(r, "line %u: more than %zu elements, attributes and texts", line_now(r),
        r->limits->nodes);
    return false;
}

static bool
keep_name(struct reading *r, const xmlChar *from, struct bytes *out)
{
    size_t slot = ((uintptr_t)from >> 3) % NAMES;
    struct name *n;

    if (from == NULL) {
        *out = bytes_of("");
        return true;
    }
    for (n = r->names[slot]; n != NULL && n->from != from; n = n->next)
        ;
    if (n == NULL) {
        n = work_alloc(r->w, sizeof(*n));
        TRY(n != NULL && work_keep(r->w, bytes_of((const char *)from), &n->kept));
        n->from = from;
        n->next = r->names[slot];
        r->names[slot] = n;
    }
    *out = n->kept;
    return true;
}

static struct xml *
add_node(struct reading *r)
{
    struct xml *x = count_node(r) ? work_alloc(r->part, sizeof(*x)) : NULL;

    if (x == NULL)
        return NULL;
    x->line = line_now(r);
    x->number = (uint32_t)r->nodes;
    x->name = bytes_of("");
    xml_add(r->here, x);
    return x;
}

/* What was gathered becomes a run of text. */
static bool
end_run(struct reading *r)
{
    struct bytes text;
    struct xml *x;

    if (r->run.len == 0)
        return work_ok(r->w);
    if (r->depth < r->record_depth) {
        r->run.len = 0; /* between records */
        return work_ok(r->w);
    }
    x = add_node(r);
    TRY(x != NULL && buffer_bytes(&r->run, &text) && work_keep(r->part, text, &x->text));
    x->line = r->run_line;
    r->run.len = 0;
    return true;
}

static bool
add_prefixes(struct reading *r, struct xml *x, int count, const xmlChar **from)
{
    struct xml_prefix **end = &x->prefixes;

    r->scope += (size_t)count;
    if (r->scope > SCOPE_MAX) {
        refuse(r, "line %u: more than %d namespaces in scope", line_now(r), SCOPE_MAX);
        return false;
    }
    for (int i = 0; i < count; i++) {
        struct xml_prefix *p = work_alloc(r->part, sizeof(*p));

        TRY(p != NULL && keep_name(r, from[2 * i], &p->prefix) &&
            keep_name(r, from[2 * i + 1], &p->space));
        *end = p;
        end = &p->next;
    }
    return true;
}

static bool
add_attributes(struct reading *r, struct xml *x, int count, const xmlChar **from)
{
    struct xml_attribute **end = &x->attributes;

    for (int i = 0; i < count; i++, from += 5) {
        struct xml_attribute *a = count_node(r) ? work_alloc(r->part, sizeof(*a)) : NULL;

        TRY(a != NULL && keep_name(r, from[0], &a->name) &&
            keep_name(r, from[1], &a->prefix) && keep_name(r, from[2], &a->space) &&
            work_keep(r->part, bytes_from(from[3], (size_t)(from[4] - from[3])),
                &a->value));
        *end = a;
        end = &a->next;
    }
    return true;
}

/* ---- Records --------------------------------------------------------------------------------- */

static bool
record_begin(struct reading *r)
{
    struct work *part = work_open(work_os(r->w));

    if (part == NULL)
        return fail_with(r->w, NULL);
    r->part = part;
    r->nodes_above = r->nodes;
    return true;
}

static bool
record_end(struct reading *r)
{
    struct work *part = r->part;
    bool good = r->each(part, r->ctx, r->here);

    if (r->here->parent != NULL)
        r->here->parent->first = r->here->parent->last = NULL;
    r->part = r->w;
    r->nodes = r->nodes_above;
    return work_join(r->w, part, good);
}

/* Where a document ends in the middle of one. */
static void
record_drop(struct reading *r)
{
    if (r->part == r->w)
        return;
    if (!work_ok(r->part))
        fail_with(r->w, r->part);
    work_close(r->part);
    r->part = r->w;
}

/* ---- Elements -------------------------------------------------------------------------------- */

static bool
begin(struct reading *r, const xmlChar *const names[3], int prefix_count,
    const xmlChar **prefixes, int attribute_count, const xmlChar **attributes)
{
    struct xml *x;

    TRY(end_run(r));
    if (++r->depth > r->limits->depth) {
        refuse(r, "line %u: elements stand in each other deeper than %u", line_now(r),
            r->limits->depth);
        return false;
    }
    if (r->depth == r->record_depth)
        TRY(record_begin(r));
    x = add_node(r);
    TRY(x != NULL && keep_name(r, names[0], &x->name) &&
        keep_name(r, names[1], &x->prefix) && keep_name(r, names[2], &x->space));
    TRY(add_prefixes(r, x, prefix_count, prefixes));
    TRY(add_attributes(r, x, attribute_count, attributes));
    if (r->depth == 1)
        r->root = x;
    r->here = x;
    return true;
}

static void
on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *space,
    int prefix_count, const xmlChar **prefixes, int attribute_count, int defaulted,
    const xmlChar **attributes)
{
    struct reading *r = ctx;
    const xmlChar *names[3] = {name, prefix, space};

    (void)defaulted;
    if (!work_ok(r->w) ||
        !begin(r, names, prefix_count, prefixes, attribute_count, attributes))
        xmlStopParser(r->parser);
}

static void
on_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *space)
{
    struct reading *r = ctx;
    struct xml *above;

    (void)name, (void)prefix, (void)space;
    if (!work_ok(r->w) || r->here == NULL || !end_run(r)) {
        xmlStopParser(r->parser);
        return;
    }
    for (const struct xml_prefix *p = r->here->prefixes; p != NULL; p = p->next)
        r->scope--;
    above = r->here->parent;
    if (r->depth == r->record_depth && !record_end(r))
        xmlStopParser(r->parser);
    r->depth--;
    r->here = above;
}

static void
on_text(void *ctx, const xmlChar *text, int len)
{
    struct reading *r = ctx;

    if (r->here == NULL || len <= 0)
        return;
    if (r->run.len == 0)
        r->run_line = line_now(r);
    buffer_add(&r->run, bytes_from(text, (size_t)len));
}

/* With no document type there are no entities but the five and characters by number. */
static void
on_doctype(void *ctx, const xmlChar *name, const xmlChar *public, const xmlChar *system)
{
    struct reading *r = ctx;

    (void)name, (void)public, (void)system;
    refuse(r,
        "line %u: it has a document type (<!DOCTYPE>), which is not read: entities could "
        "reach "
        "other files or grow without end; take it out",
        line_now(r));
}

/* All of these keep the bytes of ASCII, which scan_tags relies on. */
static bool
encoding_known(const char *name)
{
    static const char *const known[] = {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-",
        "iso_8859-", "latin1", "windows-125", "cp125"};

    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (strncasecmp(name, known[i], strlen(known[i])) == 0)
            return true;
    return false;
}

static void
on_document(void *ctx)
{
    struct reading *r = ctx;
    const char *declared = r->parser->encoding != NULL ? (const char *)r->parser->encoding
        : r->parser->input != NULL ? (const char *)r->parser->input->encoding
                                   : NULL;

    if (declared != NULL && !encoding_known(declared))
        refuse(r, "line 1: encoding %.40s is not read: save it as UTF-8", declared);
}

/* libxml2's words for the first error; what comes behind it follows from it.  Namespaces need
 * not be URIs: they are only compared. */
static void
on_error(void *ctx, xmlErrorPtr error)
{
    struct reading *r = ctx;

    if (error->level < XML_ERR_ERROR || error->code == XML_WAR_NS_URI || !work_ok(r->w))
        return;
    if (error->code == XML_ERR_NO_MEMORY)
        fail(r->w, FAULT_MEMORY, "out of memory while reading XML");
    else
        fail(r->w, FAULT_INVALID, "line %d: %s", error->line,
            xml_one_line(r->w, error->message));
    xmlStopParser(r->parser);
}

static const xmlSAXHandler events = {.initialized = XML_SAX2_MAGIC,
    .startDocument = on_document,
    .internalSubset = on_doctype,
    .startElementNs = on_start,
    .endElementNs = on_end,
    .characters = on_text,
    .ignorableWhitespace = on_text,
    .cdataBlock = on_text,
    .serror = on_error};

/* ---- One document ------------------------------------------------------------------------------ */

static void
parser_end(xmlParserCtxtPtr *p)
{
    if (*p != NULL)
        xmlFreeParserCtxt(*p);
}

/* libxml2 would copy the whole text; so it holds only what it looks at. */
static int
fetch(void *ctx, char *to, int room)
{
    struct reading *r = ctx;
    size_t len = r->rest.len < (size_t)room ? r->rest.len : (size_t)room;

    memcpy(to, r->rest.at, len);
    r->rest = bytes_from(r->rest.at + len, r->rest.len - len);
    return (int)len;
}

static xmlParserCtxtPtr
parser_open(struct reading *r, struct bytes text)
{
    if (r->record_depth == 0)
        return xmlCreateMemoryParserCtxt((const char *)text.at, (int)text.len);
    r->rest = text;
    return xmlCreateIOParserCtxt(NULL, NULL, fetch, NULL, r, XML_CHAR_ENCODING_NONE);
}

/* ${r} says what is wanted. */
static bool
parse(struct reading *r, struct bytes text)
{
    __attribute__((cleanup(parser_end))) xmlParserCtxtPtr parser = NULL;
    __attribute__((cleanup(xml_quiet_end))) struct xml_quiet quiet = {0};

    TRY(check_bytes(r->w, text, r->limits));
    xml_quiet_begin(&quiet);
    parser = parser_open(r, text);
    if (parser == NULL)
        return fail(r->w, FAULT_MEMORY, "out of memory while reading XML");
    r->part = r->w;
    r->parser = parser;
    r->run = buffer_open(r->w, RUN_MAX);
    /* Else "&amp;" in an attribute would come as another way to write it. */
    xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOENT);
    *parser->sax = events;
    parser->userData = r;
    xmlParseDocument(parser);
    record_drop(r);
    TRY(work_ok(r->w));
    if (!parser->wellFormed || r->here != NULL)
        return fail(r->w, FAULT_INVALID, "line %u: it ends in the middle, or is no XML",
            line_now(r));
    return true;
}

bool
xml_read(struct work *w, struct bytes text, const struct xml_limits *limits,
    struct xml **root)
{
    struct reading *r = work_alloc(w, sizeof(*r));

    TRY(r != NULL);
    r->w = w;
    r->limits = limits;
    TRY(parse(r, text));
    *root = r->root;
    return r->root != NULL ||
        fail(w, FAULT_INVALID, "line 1: it ends in the middle, or is no XML");
}

bool
xml_each(struct work *w, struct bytes text, const struct xml_limits *limits,
    unsigned depth, xml_record *each, void *ctx)
{
    struct reading *r = work_alloc(w, sizeof(*r));

    TRY(r != NULL);
    r->w = w;
    r->limits = limits;
    r->record_depth = depth;
    r->each = each;
    r->ctx = ctx;
    return parse(r, text);
}
