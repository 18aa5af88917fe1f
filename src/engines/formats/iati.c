/*
 * Files of activities and organisations into items, and items into a file.
 *
 * The element of an item is the item: what a record's fields hold of it (iati_core.c) is for
 * showing, finding and editing, and export gives back the element, so nothing can be lost that
 * nobody thought of.
 */
#include <string.h>

#include "engines/formats/formats.h"

/* ---- Items ----------------------------------------------------------------------------------------- */

static bool
item_read(struct work *w, const struct xml *x, bool old, struct iati_item **out)
{
    struct iati_item *i = work_alloc(w, sizeof(*i));
    const struct xml *id = xml_child(x, "iati-identifier");

    TRY(i != NULL);
    i->organisation = xml_is(x, "iati-organisation");
    if (id == NULL && i->organisation)
        id = xml_child(x, "organisation-identifier");
    i->element = x;
    i->old = old;
    if (id != NULL) {
        TRY(xml_text(w, id, &i->id));
        i->id = xml_trim(i->id);
    }
    *out = i;
    return true;
}

static bool
is_item(const struct xml *x)
{
    return xml_is(x, "iati-activity") || xml_is(x, "iati-organisation");
}

bool
iati_item_read(struct work *w, struct bytes text, bool old, struct iati_item **out)
{
    struct xml *x;

    TRY(xml_read(w, text, &xml_foreign, &x));
    if (!is_item(x))
        return fail(w, FAULT_INVALID,
            "no IATI item: it is neither iati-activity nor "
            "iati-organisation");
    return item_read(w, x, old, out);
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
        TRY(item_read(w, x, bytes_start(out->version, "1."), end));
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

/* Neither two hyphens nor a hyphen at the end stand in a comment. */
static void
add_comment(struct buffer *to, struct bytes text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '-' && i > 0 && text.at[i - 1] == '-')
            buffer_byte(to, ' ');
        buffer_byte(to, text.at[i] < 0x20 ? ' ' : text.at[i]);
    }
}

bool
iati_footnotes(struct work *w, struct bytes file, const struct json *notes,
    struct bytes *out)
{
    const uint8_t *line = memchr(file.at, '\n', file.len);
    size_t head = line != NULL ? (size_t)(line - file.at) + 1 : 0;
    struct buffer b = buffer_open(w, SIZE_MAX / 2);

    *out = file;
    if (notes->first == NULL)
        return true;
    buffer_add(&b, bytes_from(file.at, head));
    for (const struct json *n = notes->first; n != NULL; n = n->next) {
        buffer_text(&b, "<!-- ");
        add_comment(&b, json_get_text(n, "label"));
        buffer_text(&b, ": ");
        add_comment(&b, json_get_text(n, "text"));
        buffer_text(&b, " -->\n");
    }
    buffer_add(&b, bytes_from(file.at + head, file.len - head));
    return buffer_bytes(&b, out);
}

bool
iati_root(struct work *w, bool organisations, struct bytes version, struct iati_file *out)
{
    struct xml *root =
        xml_new(w, organisations ? "iati-organisations" : "iati-activities");

    xml_set(w, root, "version", version);
    *out = (struct iati_file){.root = root, .version = version};
    return work_ok(w);
}
