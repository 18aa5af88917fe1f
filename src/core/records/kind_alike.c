/*
 * kind_alike: "duplicates", the fields that together tell that two records are likely the same
 * thing.  docs/kinds.md, "Duplicates".
 */
#include "core/records/kinds_inner.h"

#define FIELDS_MAX 8

/* A text of the part core, or one of each item of a list, that is about nobody: no person is
 * matched by accident. */
static bool
read_field(struct reading *r, const struct json *value)
{
    struct lead l = kind_lead(r->kind, value->text);
    bool *single = r->to;

    *single = *single || l.lists == 0;
    if (l.schema == NULL || l.lists > 1 || !bytes_is(l.part->name, "core") ||
        (l.schema->type != SCHEMA_STRING && l.schema->type != SCHEMA_LANG_TEXT))
        return refuse(r, "%.*s is no text of the part core, with at most one *",
            (int)value->text.len, (const char *)value->text.at);
    return (!l.personal && l.part->ordinary) ||
        refuse(r, "%.*s is about a person: persons are not matched", (int)value->text.len,
            (const char *)value->text.at);
}

bool
key_read(struct reading *r, const struct json *value)
{
    bool single = false;

    if (!bytes_is(r->kind->side, "main"))
        return refuse(r, "behind the wall nobody is matched");
    r->to = &single;
    TRY(each_read(r, value, LIST, 1, FIELDS_MAX, read_field));
    return single || refuse(r, "at least one of the fields stands in no list");
}
