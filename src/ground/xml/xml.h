/*
 * xml: documents of others read into a tree, checked against schemas, and written.  The only
 * room that sees libxml2.
 *
 * What is read is treated as hostile.  A document reaches nothing but its own bytes: document
 * types (and with them entities) are refused, no name in it opens a file or the network, and
 * size, depth, nodes, attributes of one element and namespaces in scope are bounded.
 */
#ifndef GROUND_XML_XML_H
#define GROUND_XML_XML_H

#include "ground/base/base.h"

/* Once, before there are threads. */
bool xml_start(struct work *w) MUST;

/* ---- The tree -------------------------------------------------------------------------- */

/* Everything lives in the arena of the work.  Names, prefixes and namespaces have a NUL behind
 * them that their length leaves out.  No namespace is an empty one. */
struct xml_attribute {
    struct bytes name; /* the local name */
    struct bytes space;
    struct bytes prefix;
    struct bytes value;
    struct xml_attribute *next;
};

/* A namespace declaration, where it stood. */
struct xml_prefix {
    struct bytes prefix;
    struct bytes space;
    struct xml_prefix *next;
};

/* An element, or a run of text: what stood to both sides of a comment is one run. */
struct xml {
    /* What a walk looks at stands together. */
    struct bytes name; /* the local name; empty: text */
    struct bytes space;
    struct xml *next;
    struct xml *first;
    struct xml_attribute *attributes; /* in their order, as are the rest */
    struct xml *parent;
    struct xml *last;
    struct xml_prefix *prefixes;
    struct bytes prefix;
    struct bytes text; /* of a run of text */
    uint32_t line;     /* 0 where it was not read */
    uint32_t number;   /* in document order, from 1; 0 where it was not read */
};

struct xml_limits {
    size_t size;    /* bytes of text */
    size_t nodes;   /* elements, attributes and runs of text */
    unsigned depth; /* of elements */
};
extern const struct xml_limits xml_foreign; /* 64 MiB, 4 million nodes, depth 256 */

/* Parse a document; UTF-8, US-ASCII, ISO 8859 or Windows 125x as it declares.  The message of
 * a FAULT_INVALID begins with the line.  Comments and processing instructions are left out. */
bool xml_read(struct work *w, struct bytes text, const struct xml_limits *limits,
    struct xml **root) MUST;

/*
 * The same for a large document, record by record: each element that stands ${depth} deep, the
 * root being 1, is handed over with all below it.  It ends with the call, as does the work that
 * comes with it.  Above it stand its parents with their attributes, but not what is beside it or
 * them.  The limit of nodes is one of each record.  A document may be refused after records were
 * handed over: what came of them is to be thrown away then.
 */
typedef bool xml_record(struct work *w, void *ctx, const struct xml *record);
extern const struct xml_limits xml_large; /* 512 MiB, a million nodes, depth 64 */
bool xml_each(struct work *w, struct bytes text, const struct xml_limits *limits,
    unsigned depth, xml_record *each, void *ctx) MUST;
/* The local name of the root, as far as the first bytes tell; empty: it is no XML. */
struct bytes xml_begins(struct bytes text);

/* ---- Looking --------------------------------------------------------------------------- */

bool xml_is_text(const struct xml *x);
/* An element of no namespace with that name. */
bool xml_is(const struct xml *x, const char *name);
/* The first child, or the next sibling, that xml_is() so; any element for a NULL name. */
struct xml *xml_child(const struct xml *x, const char *name);
struct xml *xml_next(const struct xml *x, const char *name);
/* An attribute of no namespace; NULL without one.  xml_get gives its value, or nothing. */
const struct xml_attribute *xml_attribute(const struct xml *x, const char *name);
struct bytes xml_get(const struct xml *x, const char *name);
const struct xml_attribute *xml_attribute_of(const struct xml *x, struct bytes space,
    struct bytes name);
extern const char xml_space_xml[]; /* the namespace of xml:lang */
/* xml:lang here or above; empty where nothing says it. */
struct bytes xml_lang(const struct xml *x);
/* All text below, in order; lent where it is one run. */
bool xml_text(struct work *w, const struct xml *x, struct bytes *out) MUST;
/* Blanks as XML knows them off both ends. */
struct bytes xml_trim(struct bytes text);
/* "/iati-activities/iati-activity[3]/title[1]/@type": names as written, counted among
 * siblings of one name from 1; the attribute may be NULL.  NULL sets FAULT_MEMORY. */
const char *xml_path(struct work *w, const struct xml *x, const struct xml_attribute *a);

/* ---- Writing and building ---------------------------------------------------------------- */

/* Copies of what is given.  NULL when memory is short; they take NULL quietly. */
struct xml *xml_new(struct work *w, const char *name);
struct xml *xml_new_like(struct work *w,
    const struct xml *x); /* name, attributes, prefixes */
/* Of no namespace, or of "xml:". */
void xml_set(struct work *w, struct xml *x, const char *name, struct bytes value);
void xml_add_text(struct work *w, struct xml *x, struct bytes text);
/* Takes a whole tree over; it had no parent. */
void xml_add(struct xml *to, struct xml *child);

/* The element with all below it, as text that stands alone: namespaces that are declared above
 * it are declared on it.  xml_read of it gives the same tree. */
bool xml_write(struct work *w, const struct xml *x, struct bytes *out) MUST;
/* The same behind an XML declaration, with a line end behind it. */
bool xml_write_document(struct work *w, const struct xml *root, struct bytes *out) MUST;
/*
 * Canonical XML 2.0 of the element with rewritten prefixes (n0, n1 ... in the order of their
 * first use, for no namespace too), and without runs of blanks in elements that have child
 * elements.  Two elements say the same if these bytes are equal.
 */
bool xml_canonical(struct work *w, const struct xml *x, struct bytes *out) MUST;

/* ---- Schemas ------------------------------------------------------------------------------ */

/* A compiled XML Schema, for one thread at a time. */
struct xml_schema;
/* Compile ${name} of ${folder}; what it includes or imports must be a file of that folder, or
 * it is FAULT_INVALID. */
bool xml_schema_open(struct work *w, const char *folder, const char *name,
    struct xml_schema **out) MUST;
void xml_schema_close(struct xml_schema *s); /* NULL is fine */

struct xml_finding {
    const struct xml *at; /* the element */
    const char *what;     /* one line */
    int code;             /* libxml2's number for this sort of error */
    struct xml_finding *next;
};
struct xml_findings {
    struct xml_finding *first;
    struct xml_finding *last;
    size_t count; /* all there were; the list holds at most as many as asked for */
};
/* Check a tree that was read; an error in the document is a finding, not a fault. */
bool xml_schema_check(struct work *w, const struct xml_schema *s, const struct xml *root,
    size_t most, struct xml_findings *out) MUST;

#endif
