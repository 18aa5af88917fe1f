/*
 * Looking at a tree, and building one.
 */
#include "ground/xml/xml.h"

#include <string.h>

#include "ground/xml/xml_inner.h"

#define TEXT_MAX ((size_t)64 << 20)
#define PATH_MAX_BYTES ((size_t)1 << 20)

bool
xml_is_text(const struct xml *x)
{
    return x->name.len == 0;
}

bool
xml_is(const struct xml *x, const char *name)
{
    return x->space.len == 0 && x->name.len > 0 && bytes_is(x->name, name);
}

/* Behind ${what} in what is left, or nothing is left. */
static struct bytes
behind(struct bytes rest, const char *what)
{
    const uint8_t *at =
        rest.len > 0 ? memmem(rest.at, rest.len, what, strlen(what)) : NULL;
    size_t gone = at != NULL ? (size_t)(at - rest.at) + strlen(what) : rest.len;

    return bytes_from(rest.at + gone, rest.len - gone);
}

struct bytes
xml_begins(struct bytes text)
{
    struct bytes rest = text, name;

    if (bytes_start(rest, "\xEF\xBB\xBF"))
        rest = bytes_from(rest.at + 3, rest.len - 3);
    for (;;) {
        rest = xml_trim(rest);
        if (bytes_start(rest, "<?"))
            rest = behind(rest, "?>");
        else if (bytes_start(rest, "<!--"))
            rest = behind(rest, "-->");
        else
            break;
    }
    if (!bytes_start(rest, "<"))
        return bytes_of("");
    name = bytes_from(rest.at + 1, 0);
    for (size_t i = 1; i < rest.len && i < 256; i++) {
        if (rest.at[i] == ':')
            name = bytes_from(rest.at + i + 1, 0);
        else if (rest.at[i] != '>' && rest.at[i] != '/' && rest.at[i] > ' ')
            name.len++;
        else
            return name;
    }
    return bytes_of("");
}

static struct xml *
first_from(struct xml *x, const char *name)
{
    while (x != NULL && (xml_is_text(x) || (name != NULL && !xml_is(x, name))))
        x = x->next;
    return x;
}

struct xml *
xml_child(const struct xml *x, const char *name)
{
    return first_from(x->first, name);
}

struct xml *
xml_next(const struct xml *x, const char *name)
{
    return first_from(x->next, name);
}

const struct xml_attribute *
xml_attribute_of(const struct xml *x, struct bytes space, struct bytes name)
{
    const struct xml_attribute *a = x->attributes;

    while (a != NULL && !(bytes_equal(a->name, name) && bytes_equal(a->space, space)))
        a = a->next;
    return a;
}

const struct xml_attribute *
xml_attribute(const struct xml *x, const char *name)
{
    return xml_attribute_of(x, (struct bytes){0}, bytes_of(name));
}

struct bytes
xml_get(const struct xml *x, const char *name)
{
    const struct xml_attribute *a = xml_attribute(x, name);

    return a != NULL ? a->value : bytes_of("");
}

struct bytes
xml_lang(const struct xml *x)
{
    for (; x != NULL; x = x->parent) {
        const struct xml_attribute *a =
            xml_attribute_of(x, bytes_of(xml_space_xml), bytes_of("lang"));

        if (a != NULL)
            return a->value;
    }
    return bytes_of("");
}

/* The node behind ${x} in document order, below ${top}. */
static const struct xml *
following(const struct xml *x, const struct xml *top)
{
    if (x->first != NULL)
        return x->first;
    while (x != top && x->next == NULL)
        x = x->parent;
    return x == top ? NULL : x->next;
}

bool
xml_text(struct work *w, const struct xml *x, struct bytes *out)
{
    struct buffer b = buffer_open(w, TEXT_MAX);
    struct bytes only = bytes_of("");
    size_t runs = 0;

    for (const struct xml *at = x; at != NULL; at = following(at, x))
        if (xml_is_text(at) && ++runs > 0)
            only = at->text;
    *out = only;
    if (runs < 2)
        return true;
    for (const struct xml *at = x; at != NULL; at = following(at, x))
        if (xml_is_text(at))
            buffer_add(&b, at->text);
    return buffer_bytes(&b, out);
}

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct bytes
xml_trim(struct bytes text)
{
    while (text.len > 0 && is_blank(text.at[text.len - 1]))
        text.len--;
    while (text.len > 0 && is_blank(text.at[0])) {
        text.at++;
        text.len--;
    }
    return text;
}

static bool
same_name(const struct xml *a, const struct xml *b)
{
    return bytes_equal(a->name, b->name) && bytes_equal(a->space, b->space);
}

static void
add_name(struct buffer *b, struct bytes prefix, struct bytes name)
{
    buffer_add(b, prefix);
    if (prefix.len > 0)
        buffer_byte(b, ':');
    buffer_add(b, name);
}

static void
add_steps(struct buffer *b, const struct xml *x)
{
    size_t place = 1;

    if (x->parent != NULL)
        add_steps(b, x->parent);
    buffer_byte(b, '/');
    if (xml_is_text(x)) {
        buffer_text(b, "text()");
        return;
    }
    add_name(b, x->prefix, x->name);
    if (x->parent == NULL)
        return;
    for (const struct xml *s = x->parent->first; s != x; s = s->next)
        place += same_name(s, x);
    buffer_format(b, "[%zu]", place);
}

const char *
xml_path(struct work *w, const struct xml *x, const struct xml_attribute *a)
{
    struct buffer b = buffer_open(w, PATH_MAX_BYTES);
    struct bytes text;

    add_steps(&b, x);
    if (a != NULL) {
        buffer_text(&b, "/@");
        add_name(&b, a->prefix, a->name);
    }
    buffer_byte(&b, 0);
    return buffer_bytes(&b, &text) ? (const char *)text.at : NULL;
}

/* ---- Building ---------------------------------------------------------------------------------- */

struct xml *
xml_new(struct work *w, const char *name)
{
    struct xml *x = work_alloc(w, sizeof(*x));

    if (x == NULL || !work_keep(w, bytes_of(name), &x->name))
        return NULL;
    x->space = x->prefix = bytes_of("");
    return x;
}

struct xml *
xml_new_like(struct work *w, const struct xml *x)
{
    struct xml *like = work_alloc(w, sizeof(*like));

    if (like == NULL)
        return NULL;
    /* Lists of what was read are never changed in place, so they can be shared. */
    *like = (struct xml){.name = x->name,
        .space = x->space,
        .prefix = x->prefix,
        .attributes = x->attributes,
        .prefixes = x->prefixes};
    return like;
}

void
xml_set(struct work *w, struct xml *x, const char *name, struct bytes value)
{
    struct xml_attribute *a = x != NULL ? work_alloc(w, sizeof(*a)) : NULL;
    struct xml_attribute **end;

    if (a == NULL || !work_keep(w, bytes_of(name), &a->name) ||
        !work_keep(w, value, &a->value))
        return;
    a->space = a->prefix = bytes_of("");
    if (strncmp(name, "xml:", 4) == 0) {
        a->name = bytes_from(a->name.at + 4, a->name.len - 4);
        a->prefix = bytes_of("xml");
        a->space = bytes_of(xml_space_xml);
    }
    for (end = &x->attributes; *end != NULL; end = &(*end)->next)
        ;
    *end = a;
}

void
xml_add_text(struct work *w, struct xml *x, struct bytes text)
{
    struct xml *run = x != NULL ? work_alloc(w, sizeof(*run)) : NULL;

    if (run == NULL || !work_keep(w, text, &run->text))
        return;
    run->name = bytes_of("");
    xml_add(x, run);
}

void
xml_add(struct xml *to, struct xml *child)
{
    if (to == NULL || child == NULL)
        return;
    child->parent = to;
    if (to->last != NULL)
        to->last->next = child;
    else
        to->first = child;
    to->last = child;
}
