/*
 * The canonical form: one text for all ways to write the same.
 */
#include "ground/xml/xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ground/xml/xml_inner.h"

#define WRITTEN_MAX ((size_t)256 << 20)
#define SPACES_MAX 4096 /* namespaces in one element's tree */

/* A namespace with the number that its prefix has throughout. */
struct space {
    struct bytes name;
    unsigned number;
    bool in_scope; /* declared here or around */
    struct space *next;
};

struct canon {
    struct work *w;
    struct buffer to;
    struct space *spaces;
    unsigned count;
};

static bool
space_of(struct canon *c, struct bytes name, struct space **out)
{
    struct space **end = &c->spaces;

    while (*end != NULL && !bytes_equal((*end)->name, name))
        end = &(*end)->next;
    if (*end == NULL) {
        if (c->count == SPACES_MAX)
            return fail(c->w, FAULT_INVALID, "more than %d namespaces", SPACES_MAX);
        *end = work_alloc(c->w, sizeof(**end));
        TRY(*end != NULL);
        (*end)->name = name;
        (*end)->number = c->count++;
    }
    *out = *end;
    return true;
}

/* ---- The order of names -------------------------------------------------------------------------- */

struct sorted {
    struct bytes space;
    struct bytes name;
    struct bytes value;
    struct bytes whole; /* "{namespace}name", or the name alone */
    struct space *prefix;
};

/* In which order prefixes are given: by namespace, then name; without one, by the name beside
 * the brace that a namespace would begin with. */
static int
order_given(const void *left, const void *right)
{
    const struct sorted *a = left, *b = right;
    int by;

    if (a->space.len == 0 || b->space.len == 0)
        return bytes_order(a->whole, b->whole);
    by = bytes_order(a->space, b->space);
    return by != 0 ? by : bytes_order(a->name, b->name);
}

static int
order_written(const void *left, const void *right)
{
    const struct sorted *a = left, *b = right;

    return bytes_order(a->whole, b->whole);
}

/* "n10" comes before "n2", as text does. */
static int
order_numbers(const void *left, const void *right)
{
    char a[16], b[16];

    snprintf(a, sizeof(a), "%u", (*(struct space *const *)left)->number);
    snprintf(b, sizeof(b), "%u", (*(struct space *const *)right)->number);
    return strcmp(a, b);
}

static bool
sorted_fill(struct canon *c, struct sorted *s, struct bytes space, struct bytes name,
    struct bytes value)
{
    *s = (struct sorted){.space = space, .name = name, .value = value, .whole = name};
    if (space.len > 0)
        s->whole = bytes_of(work_format(c->w, "{%.*s}%.*s", (int)space.len,
            (const char *)space.at, (int)name.len, (const char *)name.at));
    return work_ok(c->w);
}

/* ---- Elements ------------------------------------------------------------------------------------ */

/* What one element needs while its children are written. */
struct opened {
    struct sorted *names; /* its own, and its attributes' */
    size_t count;
    struct space **declared;
    size_t declared_count;
};

static bool
give_prefixes(struct canon *c, const struct xml *x, struct opened *o)
{
    size_t count = 1;

    for (const struct xml_attribute *a = x->attributes; a != NULL; a = a->next)
        count++;
    o->names = work_alloc(c->w, count * sizeof(*o->names));
    o->declared = work_alloc(c->w, count * sizeof(*o->declared));
    TRY(o->names != NULL && o->declared != NULL);
    TRY(sorted_fill(c, &o->names[o->count++], x->space, x->name, (struct bytes){0}));
    for (const struct xml_attribute *a = x->attributes; a != NULL; a = a->next)
        TRY(sorted_fill(c, &o->names[o->count++], a->space, a->name, a->value));
    qsort(o->names, o->count, sizeof(*o->names), order_given);
    for (size_t i = 0; i < o->count; i++) {
        struct space **s = &o->names[i].prefix;

        if (bytes_is(o->names[i].space, xml_space_xml))
            continue;
        TRY(space_of(c, o->names[i].space, s));
        if (!(*s)->in_scope)
            o->declared[o->declared_count++] = *s;
        (*s)->in_scope = true;
    }
    return true;
}

/* ${s} is NULL for the namespace of xml:lang, whose prefix is always the same. */
static void
add_tag_name(struct canon *c, const struct xml *x, struct space *s)
{
    if (s != NULL)
        buffer_format(&c->to, "n%u:", s->number);
    else
        buffer_text(&c->to, "xml:");
    buffer_add(&c->to, x->name);
}

static void
add_attributes(struct canon *c, struct opened *o)
{
    qsort(o->declared, o->declared_count, sizeof(struct space *), order_numbers);
    for (size_t i = 0; i < o->declared_count; i++) {
        buffer_format(&c->to, " xmlns:n%u=\"", o->declared[i]->number);
        xml_add_escaped(&c->to, o->declared[i]->name, true);
        buffer_byte(&c->to, '"');
    }
    qsort(o->names, o->count, sizeof(*o->names), order_written);
    for (size_t i = 0; i < o->count; i++) {
        const struct sorted *n = &o->names[i];

        /* The element's own name has no value at all, an attribute's may be empty. */
        if (n->value.at == NULL)
            continue;
        buffer_byte(&c->to, ' ');
        if (n->space.len > 0 && n->prefix == NULL)
            buffer_text(&c->to, "xml:");
        else if (n->space.len > 0)
            buffer_format(&c->to, "n%u:", n->prefix->number);
        buffer_add(&c->to, n->name);
        buffer_text(&c->to, "=\"");
        xml_add_escaped(&c->to, n->value, true);
        buffer_byte(&c->to, '"');
    }
}

static bool
add_element(struct canon *c, const struct xml *x, unsigned depth)
{
    bool parent = xml_child(x, NULL) != NULL;
    struct space *own = NULL;
    struct opened o = {0};

    if (depth > XML_DEPTH_MAX)
        return fail(c->w, FAULT_INVALID, "elements stand in each other deeper than %d",
            XML_DEPTH_MAX);
    TRY(give_prefixes(c, x, &o));
    if (!bytes_is(x->space, xml_space_xml))
        TRY(space_of(c, x->space, &own));
    buffer_byte(&c->to, '<');
    add_tag_name(c, x, own);
    add_attributes(c, &o);
    buffer_byte(&c->to, '>');
    for (const struct xml *at = x->first; at != NULL; at = at->next)
        if (!xml_is_text(at))
            TRY(add_element(c, at, depth + 1));
        else if (!parent || xml_trim(at->text).len > 0)
            xml_add_escaped(&c->to, at->text, false);
    buffer_text(&c->to, "</");
    add_tag_name(c, x, own);
    buffer_byte(&c->to, '>');
    for (size_t i = 0; i < o.declared_count; i++)
        o.declared[i]->in_scope = false;
    return work_ok(c->w);
}

bool
xml_canonical(struct work *w, const struct xml *x, struct bytes *out)
{
    struct canon c = {.w = w, .to = buffer_open(w, WRITTEN_MAX)};

    TRY(add_element(&c, x, 0));
    return buffer_bytes(&c.to, out);
}
