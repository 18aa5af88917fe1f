/*
 * A kind that says of IATI what the program's own kind of activities says, with every field
 * under another name: what C knew by name would show.
 */
#ifndef TESTS_ENGINES_FORMATS_RENAMED_H
#define TESTS_ENGINES_FORMATS_RENAMED_H

#include "core/records/records.h"

static struct bytes
renamed_name(struct work *w, const char *before, struct bytes name)
{
    return bytes_of(
        work_format(w, "%s%.*s", before, (int)name.len, (const char *)name.at));
}

static void
rename_fields(struct work *w, const char *before, struct json *schema)
{
    struct json *required = json_get(schema, "required"),
                *properties = json_get(schema, "properties"),
                *items = json_get(schema, "items"), *iati = json_get(schema, "iati"),
                *per = json_get(schema, "per");

    for (struct json *r = required != NULL ? required->first : NULL; r != NULL;
         r = r->next)
        r->text = renamed_name(w, before, r->text);
    for (struct json *p = properties != NULL ? properties->first : NULL; p != NULL;
         p = p->next) {
        p->name = renamed_name(w, before, p->name);
        rename_fields(w, before, p);
    }
    if (items != NULL)
        rename_fields(w, before, items);
    if (per != NULL)
        per->text = renamed_name(w, before, per->text);
    json_drop(schema, "hxl"); /* it names fields beside */
    if (iati != NULL && iati->type == JSON_OBJECT)
        json_drop(iati, "derived");
}

/* The file of that kind, project/1; it has no states. */
static struct bytes
renamed_kind(struct work *w, const struct kind *activity, const char *before)
{
    struct json *kind = json_object(w), *parts, *label;
    struct bytes text = {0};

    if (!json_keep(w, json_get(kind_json(activity), "parts"), &parts) ||
        !json_keep(w, json_get(kind_json(activity), "label"), &label))
        exit(1);
    rename_fields(w, before, json_at(parts, "core.schema"));
    json_put(kind, "kind", json_string(w, "project/1"));
    json_put(kind, "label", label);
    json_put(kind, "title", json_string(w, work_format(w, "core.%stitle", before)));
    json_put(kind, "parts", parts);
    if (!json_write(w, kind, &text))
        exit(1);
    return text;
}

#endif
