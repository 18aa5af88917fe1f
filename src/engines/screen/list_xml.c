/*
 * Elements of lists in XML, by their local names.
 */
#include "engines/screen/lists_inner.h"

static const struct xml *
named(const struct xml *x, const char *name)
{
    size_t len = strlen(name);

    while (x != NULL && (x->name.len != len || memcmp(x->name.at, name, len) != 0))
        x = x->next;
    return x;
}

const struct xml *
list_child(const struct xml *x, const char *name)
{
    return x != NULL ? named(x->first, name) : NULL;
}

const struct xml *
list_next(const struct xml *x, const char *name)
{
    return named(x->next, name);
}

/* Where an element holds one run of text it is that; no list has another. */
struct bytes
list_own_text(const struct xml *x)
{
    const struct xml *text = x != NULL ? x->first : NULL;

    while (text != NULL && !xml_is_text(text))
        text = text->next;
    return text != NULL ? list_trim(text->text) : bytes_of("");
}

struct bytes
list_value(const struct xml *x, const char *name)
{
    return list_own_text(list_child(x, name));
}

bool
list_each_record(struct maker *m, const struct screen_file *files, size_t count,
    unsigned depth, xml_record *take)
{
    for (size_t i = 0; i < count; i++)
        if (!xml_each(m->part, files[i].text, &xml_large, depth, take, m))
            return list_failed(m, &files[i]);
    return true;
}
