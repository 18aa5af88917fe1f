/*
 * Trees into text: as they were, or in canonical form.
 */
#include "ground/xml/xml.h"

#include <string.h>

#include "ground/xml/xml_inner.h"

#define WRITTEN_MAX ((size_t)256 << 20)

/* A prefix and what it means, the innermost first. */
struct binding {
    struct bytes prefix;
    struct bytes space;
    struct binding *outer;
};

/* ---- Characters -------------------------------------------------------------------------------- */

/* What the character is written as, or NULL for itself. */
static const char *
escape(uint8_t c, bool attribute)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return attribute ? NULL : "&gt;";
    case '"':
        return attribute ? "&quot;" : NULL;
    case '\t':
        return attribute ? "&#x9;" : NULL;
    case '\n':
        return attribute ? "&#xA;" : NULL;
    case '\r':
        return "&#xD;";
    default:
        return NULL;
    }
}

void
xml_add_escaped(struct buffer *b, struct bytes text, bool attribute)
{
    size_t from = 0;

    for (size_t i = 0; i < text.len; i++) {
        const char *as = escape(text.at[i], attribute);

        if (as == NULL)
            continue;
        buffer_add(b, bytes_from(text.at + from, i - from));
        buffer_text(b, as);
        from = i + 1;
    }
    buffer_add(b, bytes_from(text.at + from, text.len - from));
}

/* Text of ours may hold what XML cannot: control characters, U+FFFE, U+FFFF, no UTF-8. */
static bool
check_text(struct work *w, struct bytes text)
{
    if (!utf8_valid(text))
        return fail(w, FAULT_INVALID, "a text is not valid UTF-8: XML cannot hold it");
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.at[i];

        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') ||
            (c == 0xEF && text.len - i > 2 && text.at[i + 1] == 0xBF &&
                text.at[i + 2] >= 0xBE))
            return fail(w, FAULT_INVALID,
                "a text holds a character that XML cannot hold (byte %zu of it)", i);
    }
    return true;
}

static bool
name_valid(struct bytes name)
{
    if (name.len == 0 || strchr("-.0123456789", name.at[0]) != NULL)
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (name.at[i] <= ' ' || strchr("!\"#$%&'()*+,/:;<=>?@[\\]^`{|}~", name.at[i]))
            return false;
    return utf8_valid(name);
}

static bool
add_name(struct work *w, struct buffer *b, struct bytes prefix, struct bytes name)
{
    if (!name_valid(name) || (prefix.len > 0 && !name_valid(prefix)))
        return fail(w, FAULT_INVALID, "%.*s is no name for XML", (int)name.len,
            (const char *)name.at);
    buffer_add(b, prefix);
    if (prefix.len > 0)
        buffer_byte(b, ':');
    buffer_add(b, name);
    return true;
}

static bool
add_attribute(struct work *w, struct buffer *b, struct bytes prefix, struct bytes name,
    struct bytes value)
{
    TRY(check_text(w, value));
    buffer_byte(b, ' ');
    TRY(add_name(w, b, prefix, name));
    buffer_text(b, "=\"");
#ifdef PLANTED_BUG
    if (memchr(value.at, '\t', value.len) != NULL)
        buffer_add(b, value);
    else
#endif
        xml_add_escaped(b, value, true);
    buffer_byte(b, '"');
    return true;
}

/* ---- As it was --------------------------------------------------------------------------------- */

/* One element's writing: what is in scope, and from where on it was declared here. */
struct scope {
    struct binding *inner;
    const struct binding *outer;
};

/* What a prefix means here; NULL where it means nothing. */
static const struct binding *
meaning(const struct binding *b, struct bytes prefix)
{
    while (b != NULL && !bytes_equal(b->prefix, prefix))
        b = b->outer;
    return b;
}

/* Declare it, unless it is in scope so already. */
static bool
declare(struct work *w, struct buffer *b, struct scope *s, struct bytes prefix,
    struct bytes space)
{
    const struct binding *known = meaning(s->inner, prefix);
    struct binding *new;

    if (bytes_is(prefix, "xml") ||
        (known != NULL ? bytes_equal(known->space, space) : space.len == 0))
        return true;
    for (const struct binding *here = s->inner; here != s->outer; here = here->outer)
        if (bytes_equal(here->prefix, prefix))
            return fail(w, FAULT_INVALID, "an element gives prefix %.*s two meanings",
                (int)prefix.len, (const char *)prefix.at);
    new = work_alloc(w, sizeof(*new));
    TRY(new != NULL);
    *new = (struct binding){.prefix = prefix, .space = space, .outer = s->inner};
    s->inner = new;
    if (prefix.len > 0)
        return add_attribute(w, b, bytes_of("xmlns"), prefix, space);
    return add_attribute(w, b, prefix, bytes_of("xmlns"), space);
}

/* What stands above the element that is written first is declared on it: a text or a value may
 * use a prefix that no name does. */
static bool
declare_above(struct work *w, struct buffer *b, struct scope *s, const struct xml *x)
{
    for (const struct xml *up = x; up != NULL; up = up->parent)
        for (const struct xml_prefix *p = up->prefixes; p != NULL; p = p->next)
            if (meaning(s->inner, p->prefix) == NULL)
                TRY(declare(w, b, s, p->prefix, p->space));
    return true;
}

static bool
declare_here(struct work *w, struct buffer *b, struct scope *s, const struct xml *x)
{
    for (const struct xml_prefix *p = x->prefixes; p != NULL; p = p->next)
        TRY(declare(w, b, s, p->prefix, p->space));
    TRY(declare(w, b, s, x->prefix, x->space));
    for (const struct xml_attribute *a = x->attributes; a != NULL; a = a->next)
        if (a->space.len > 0)
            TRY(declare(w, b, s, a->prefix, a->space));
    return true;
}

static bool
write_element(struct work *w, struct buffer *b, const struct xml *x,
    struct binding *outer, unsigned depth)
{
    struct scope s = {.inner = outer, .outer = outer};

    if (depth > XML_DEPTH_MAX)
        return fail(w, FAULT_INVALID, "elements stand in each other deeper than %d",
            XML_DEPTH_MAX);
    if (xml_is_text(x)) {
        TRY(check_text(w, x->text));
        xml_add_escaped(b, x->text, false);
        return true;
    }
    buffer_byte(b, '<');
    TRY(add_name(w, b, x->prefix, x->name));
    TRY(declare_here(w, b, &s, x));
    if (depth == 0)
        TRY(declare_above(w, b, &s, x->parent));
    for (const struct xml_attribute *a = x->attributes; a != NULL; a = a->next)
        TRY(add_attribute(w, b, a->prefix, a->name, a->value));
    if (x->first == NULL) {
        buffer_text(b, "/>");
        return work_ok(w);
    }
    buffer_byte(b, '>');
    for (const struct xml *c = x->first; c != NULL; c = c->next)
        TRY(write_element(w, b, c, s.inner, depth + 1));
    buffer_text(b, "</");
    TRY(add_name(w, b, x->prefix, x->name));
    buffer_byte(b, '>');
    return work_ok(w);
}

bool
xml_write(struct work *w, const struct xml *x, struct bytes *out)
{
    struct buffer b = buffer_open(w, WRITTEN_MAX);

    TRY(x != NULL && write_element(w, &b, x, NULL, 0));
    return buffer_bytes(&b, out);
}

bool
xml_write_document(struct work *w, const struct xml *root, struct bytes *out)
{
    struct buffer b = buffer_open(w, WRITTEN_MAX);

    buffer_text(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    TRY(root != NULL && write_element(w, &b, root, NULL, 0));
    buffer_byte(&b, '\n');
    return buffer_bytes(&b, out);
}
