/*
 * Files of activities and organisations into items, and items into a file.
 *
 * The element of an item is the item: what is taken out of it here is for showing and finding,
 * and export gives back the element, so nothing can be lost that nobody thought of.
 */
#include <string.h>

#include "engines/formats/formats.h"

/* ---- What an item says ------------------------------------------------------------------------------ */

/* The texts of an element: one for each narrative, or in 1.0x its own. */
static bool
add_texts(struct work *w, const struct xml *x, struct iati_text **end)
{
    const struct xml *n = xml_child(x, "narrative");
    const struct xml *at = n != NULL ? n : x;

    while (*end != NULL)
        end = &(*end)->next;
    for (; at != NULL; at = n != NULL ? xml_next(at, "narrative") : NULL) {
        struct bytes text;

        TRY(xml_text(w, at, &text));
        text = xml_trim(text);
        if (text.len == 0)
            continue;
        *end = work_alloc(w, sizeof(**end));
        TRY(*end != NULL);
        (*end)->text = text;
        (*end)->lang = xml_lang(at);
        end = &(*end)->next;
    }
    return true;
}

static bool
add_party(struct work *w, const struct xml *x, struct iati_party **end)
{
    while (*end != NULL)
        end = &(*end)->next;
    *end = work_alloc(w, sizeof(**end));
    TRY(*end != NULL);
    (*end)->ref = xml_get(x, "ref");
    (*end)->type = xml_get(x, "type");
    (*end)->role = xml_get(x, "role");
    return add_texts(w, x, &(*end)->name);
}

static bool
add_code(struct work *w, const struct xml *x, struct iati_code **end)
{
    while (*end != NULL)
        end = &(*end)->next;
    *end = work_alloc(w, sizeof(**end));
    TRY(*end != NULL);
    (*end)->code = xml_get(x, "code");
    (*end)->vocabulary = xml_get(x, "vocabulary");
    (*end)->percentage = xml_get(x, "percentage");
    return add_texts(w, x, &(*end)->text);
}

static bool
add_date(struct work *w, const struct xml *x, struct iati_date **end)
{
    const struct xml_attribute *day = xml_attribute(x, "iso-date");
    struct bytes text;

    TRY(xml_text(w, x, &text)); /* 1.0x has it there too, or only there */
    while (*end != NULL)
        end = &(*end)->next;
    *end = work_alloc(w, sizeof(**end));
    TRY(*end != NULL);
    (*end)->type = xml_get(x, "type");
    (*end)->day = day != NULL ? day->value : xml_trim(text);
    return true;
}

/* One element of an item; those that are not named here stay in the element alone. */
static bool
add_part(struct work *w, const struct xml *x, struct iati_item *i)
{
    if (xml_is(x, i->organisation ? "name" : "title"))
        return add_texts(w, x, &i->title);
    if (xml_is(x, "description"))
        return add_texts(w, x, &i->description);
    if (xml_is(x, "reporting-org"))
        return i->reporting != NULL || add_party(w, x, &i->reporting);
    if (xml_is(x, "participating-org"))
        return add_party(w, x, &i->parties);
    if (xml_is(x, "recipient-country"))
        return add_code(w, x, &i->countries);
    if (xml_is(x, "recipient-region"))
        return add_code(w, x, &i->regions);
    if (xml_is(x, "sector"))
        return add_code(w, x, &i->sectors);
    if (xml_is(x, "activity-date"))
        return add_date(w, x, &i->dates);
    if (xml_is(x, "activity-status"))
        i->status = xml_get(x, "code");
    i->budgets += xml_is(x, "budget") || xml_is(x, "total-budget");
    i->transactions += xml_is(x, "transaction");
    return true;
}

static bool
item_read(struct work *w, const struct xml *x, bool organisation, struct iati_item **out)
{
    struct iati_item *i = work_alloc(w, sizeof(*i));
    const struct xml *id = xml_child(x, "iati-identifier");

    TRY(i != NULL);
    if (id == NULL && organisation)
        id = xml_child(x, "organisation-identifier");
    i->element = x;
    i->organisation = organisation;
    if (id != NULL) {
        TRY(xml_text(w, id, &i->id));
        i->id = xml_trim(i->id);
    }
    i->currency = xml_get(x, "default-currency");
    i->hierarchy = xml_get(x, "hierarchy");
    for (const struct xml *c = xml_child(x, NULL); c != NULL; c = xml_next(c, NULL))
        TRY(add_part(w, c, i));
    *out = i;
    return true;
}

bool
iati_read(struct work *w, struct bytes text, struct iati_file *out)
{
    struct iati_item **end = &out->items;
    struct xml *root;
    bool organisations;
    const char *name;

    *out = (struct iati_file){0};
    TRY(xml_read(w, text, &xml_foreign, &root));
    organisations = xml_is(root, "iati-organisations");
    if (!organisations && !xml_is(root, "iati-activities"))
        return fail(w, FAULT_INVALID,
            "line %u: no IATI file: its root is %.*s, not iati-activities or "
            "iati-organisations",
            root->line, (int)(root->name.len < 80 ? root->name.len : 80),
            (const char *)root->name.at);
    name = organisations ? "iati-organisation" : "iati-activity";
    out->root = root;
    out->version = xml_get(root, "version");
    for (const struct xml *x = xml_child(root, name); x != NULL; x = xml_next(x, name)) {
        TRY(item_read(w, x, organisations, end));
        end = &(*end)->next;
        out->count++;
    }
    return true;
}

/* ---- Back into text ---------------------------------------------------------------------------------- */

bool
iati_item_text(struct work *w, const struct iati_item *i, struct bytes *out)
{
    return xml_write(w, i->element, out);
}

bool
iati_item_hash(struct work *w, const struct iati_item *i, struct hash *out)
{
    struct bytes text;

    TRY(xml_canonical(w, i->element, &text));
    return sha256(w, text, out);
}

static bool
add_item(struct work *w, struct xml *root, struct bytes text)
{
    struct xml *item;

    TRY(xml_read(w, text, &xml_foreign, &item));
    xml_add_text(w, root, bytes_of("\n"));
    xml_add(root, item);
    return work_ok(w);
}

static bool
is_item(const struct xml *x)
{
    return xml_is(x, "iati-activity") || xml_is(x, "iati-organisation");
}

bool
iati_write(struct work *w, const struct iati_file *like, const struct bytes *texts,
    size_t count, struct bytes *out)
{
    struct xml *root = xml_new_like(w, like->root);

    TRY(root != NULL);
    for (size_t i = 0; i < count; i++)
        TRY(add_item(w, root, texts[i]));
    /* What publishers add behind the items. */
    for (const struct xml *x = xml_child(like->root, NULL); x != NULL;
         x = xml_next(x, NULL)) {
        struct bytes text;

        if (is_item(x))
            continue;
        TRY(xml_write(w, x, &text) && add_item(w, root, text));
    }
    xml_add_text(w, root, bytes_of("\n"));
    return xml_write_document(w, root, out);
}
