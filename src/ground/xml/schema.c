/*
 * XML Schemas: compiled by libxml2 from the files of one folder, and held against trees.
 */
#include "ground/xml/xml.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlschemastypes.h>
#include <string.h>

#include "ground/xml/xml_inner.h"

#define SPACE_XSI "http://www.w3.org/2001/XMLSchema-instance"

struct xml_schema {
    xmlSchemaPtr compiled;
    const struct os *os;
};

/* ---- Compiling ----------------------------------------------------------------------------------- */

static void
on_schema_error(void *ctx, xmlErrorPtr error)
{
    struct work *w = ctx;

    if (error->level < XML_ERR_ERROR || !work_ok(w))
        return;
    if (error->code == XML_ERR_NO_MEMORY)
        fail(w, FAULT_MEMORY, "out of memory while reading a schema");
    else
        fail(w, FAULT_INVALID, "%s, line %d: %s",
            error->file != NULL ? error->file : "schema", error->line,
            xml_one_line(w, error->message));
}

static void
compiler_end(xmlSchemaParserCtxtPtr *p)
{
    xml_folder_open(NULL);
    if (*p != NULL)
        xmlSchemaFreeParserCtxt(*p);
}

bool
xml_schema_open(struct work *w, const char *folder, const char *name,
    struct xml_schema **out)
{
    __attribute__((cleanup(xml_quiet_end))) struct xml_quiet quiet = {0};
    __attribute__((cleanup(compiler_end))) xmlSchemaParserCtxtPtr compiler = NULL;
    struct xml_folder from = {.w = w, .path = folder};
    xmlSchemaPtr compiled;

    xml_quiet_begin(&quiet);
    compiler = xmlSchemaNewParserCtxt(name);
    if (compiler == NULL)
        return fail(w, FAULT_MEMORY, "out of memory while reading a schema");
    xmlSchemaSetParserStructuredErrors(compiler, on_schema_error, w);
    xml_folder_open(&from);
    compiled = xmlSchemaParse(compiler);
    if (compiled != NULL && work_ok(w)) {
        *out = work_os(w)->alloc(sizeof(**out));
        if (*out != NULL) {
            **out = (struct xml_schema){.compiled = compiled, .os = work_os(w)};
            return true;
        }
    }
    xmlSchemaFree(compiled);
    if (work_ok(w))
        return fail(w, FAULT_MEMORY, "out of memory while reading %s/%s", folder, name);
    return false;
}

void
xml_schema_close(struct xml_schema *s)
{
    if (s == NULL)
        return;
    xmlSchemaFree(s->compiled);
    s->os->release(s);
}

/* ---- Checking ------------------------------------------------------------------------------------ */

struct checking {
    struct work *w;
    struct xml_findings *to;
    size_t most;
    const struct xml *here; /* the element that libxml2 was told of last */
    xmlSAXHandlerPtr tell;
    void *tell_ctx;
};

static void
on_finding(void *ctx, xmlErrorPtr error)
{
    struct checking *c = ctx;
    struct xml_finding *f;

    if (error->code == XML_ERR_NO_MEMORY)
        fail(c->w, FAULT_MEMORY, "out of memory while checking XML");
    if (error->level < XML_ERR_ERROR || !work_ok(c->w) || c->to->count++ >= c->most)
        return;
    f = work_alloc(c->w, sizeof(*f));
    if (f == NULL)
        return;
    *f = (struct xml_finding){.at = c->here,
        .what = xml_one_line(c->w, error->message),
        .code = error->code};
    if (c->to->last != NULL)
        c->to->last->next = f;
    else
        c->to->first = f;
    c->to->last = f;
}

/* A document does not choose its schema: these would make libxml2 look for others. */
static bool
names_schema(const struct xml_attribute *a)
{
    return bytes_is(a->space, SPACE_XSI) &&
        (bytes_is(a->name, "schemaLocation") ||
            bytes_is(a->name, "noNamespaceSchemaLocation"));
}

static const xmlChar *
or_null(struct bytes text)
{
    return text.len > 0 ? text.at : NULL;
}

/* Five pointers for each attribute, two for each declaration, as libxml2's parser gives them. */
static bool
tell_start(struct checking *c, const struct xml *x)
{
    size_t attributes = 0, prefixes = 0, count = 0;
    const xmlChar **told, **at;

    for (const struct xml_attribute *a = x->attributes; a != NULL; a = a->next)
        attributes++;
    for (const struct xml_prefix *p = x->prefixes; p != NULL; p = p->next)
        prefixes++;
    told = work_alloc(c->w, (attributes * 5 + prefixes * 2 + 1) * sizeof(*told));
    TRY(told != NULL);
    at = told;
    for (const struct xml_attribute *a = x->attributes; a != NULL; a = a->next)
        if (!names_schema(a)) {
            *at++ = a->name.at;
            *at++ = or_null(a->prefix);
            *at++ = or_null(a->space);
            *at++ = a->value.at;
            *at++ = a->value.at + a->value.len;
            count++;
        }
    for (const struct xml_prefix *p = x->prefixes; p != NULL; p = p->next) {
        *at++ = or_null(p->prefix);
        *at++ = or_null(p->space);
    }
    c->tell->startElementNs(c->tell_ctx, x->name.at, or_null(x->prefix),
        or_null(x->space), (int)prefixes, told + count * 5, (int)count, 0, told);
    return work_ok(c->w);
}

static void
tell_end(struct checking *c, const struct xml *x)
{
    c->here = x;
    c->tell->endElementNs(c->tell_ctx, x->name.at, or_null(x->prefix), or_null(x->space));
}

static bool
tell_tree(struct checking *c, const struct xml *root)
{
    const struct xml *x = root;

    for (;;) {
        if (xml_is_text(x)) {
            c->tell->characters(c->tell_ctx, x->text.at, (int)x->text.len);
        } else {
            c->here = x;
            TRY(tell_start(c, x));
            if (x->first != NULL) {
                x = x->first;
                continue;
            }
            tell_end(c, x);
        }
        while (x != root && x->next == NULL) {
            x = x->parent;
            tell_end(c, x);
        }
        if (x == root)
            return work_ok(c->w);
        x = x->next;
    }
}

static void
checker_end(xmlSchemaValidCtxtPtr *v)
{
    if (*v != NULL)
        xmlSchemaFreeValidCtxt(*v);
}

bool
xml_schema_check(struct work *w, const struct xml_schema *s, const struct xml *root,
    size_t most, struct xml_findings *out)
{
    __attribute__((cleanup(xml_quiet_end))) struct xml_quiet quiet = {0};
    __attribute__((cleanup(checker_end))) xmlSchemaValidCtxtPtr checker = NULL;
    struct checking c = {.w = w, .to = out, .most = most, .here = root};
    xmlSchemaSAXPlugPtr plug;
    bool good;

    *out = (struct xml_findings){0};
    xml_quiet_begin(&quiet);
    checker = xmlSchemaNewValidCtxt(s->compiled);
    if (checker == NULL)
        return fail(w, FAULT_MEMORY, "out of memory while checking XML");
    xmlSchemaSetValidStructuredErrors(checker, on_finding, &c);
    plug = xmlSchemaSAXPlug(checker, &c.tell, &c.tell_ctx);
    if (plug == NULL)
        return fail(w, FAULT_MEMORY, "out of memory while checking XML");
    good = tell_tree(&c, root);
    xmlSchemaSAXUnplug(plug);
    return good && work_ok(w);
}
