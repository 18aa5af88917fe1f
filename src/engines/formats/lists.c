/*
 * Code lists of others as the core of a record of kind code-list/1: an IATI code list, or a table
 * with a line of names.  Whether it is a good one, its kind says.
 */
#include <string.h>

#include "engines/formats/formats.h"

#define ROWS_MAX 10000

/* "OrganisationRole" is organisation-role here. */
static struct json *
plain_name(struct work *w, struct bytes name)
{
    struct buffer b = buffer_open(w, 2 * name.len + 1);
    struct bytes out;

    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.at[i], lower = (uint8_t)(c | 0x20);
        bool capital = c >= 'A' && c <= 'Z';
        bool letter = lower >= 'a' && lower <= 'z';

        if (capital && i > 0 && name.at[i - 1] >= 'a' && name.at[i - 1] <= 'z')
            buffer_text(&b, "-");
        buffer_byte(&b, letter ? lower : c);
    }
    return buffer_bytes(&b, &out) ? json_text(w, out) : NULL;
}

static void
add_text(struct work *w, struct json *to, const char *name, struct bytes lang,
    struct bytes text)
{
    struct json *list = json_get(to, name), *one = json_object(w);

    lang = lang.len > 0 ? lang : bytes_of("en");
    for (const struct json *e = list != NULL ? list->first : NULL; e != NULL; e = e->next)
        if (bytes_equal(json_get_text(e, "lang"), lang))
            return; /* said twice: the first counts */
    if (text.len == 0)
        return;
    if (list == NULL) {
        list = json_array(w);
        json_put(to, name, list);
    }
    json_put(one, "lang", json_text(w, lang));
    json_put(one, "text", json_text(w, text));
    json_add(list, one);
}

/* ---- IATI ------------------------------------------------------------------------------------ */

/* <name><narrative xml:lang="fr">...</narrative></name>; English where no language is said. */
static bool
add_narratives(struct work *w, const struct xml *of, struct json *to, const char *name)
{
    for (const struct xml *n = of != NULL ? xml_child(of, "narrative") : NULL; n != NULL;
         n = xml_next(n, "narrative")) {
        struct bytes text;

        TRY(xml_text(w, n, &text));
        add_text(w, to, name, xml_lang(n), xml_trim(text));
    }
    return true;
}

static void
add_day(struct work *w, const struct xml *of, const char *attribute, struct json *to,
    const char *name)
{
    struct bytes day = xml_get(of, attribute);

    if (day.len > 0)
        json_put(to, name, json_text(w, bytes_from(day.at, day.len < 10 ? day.len : 10)));
}

static bool
add_item(struct work *w, const struct xml *item, struct json *codes)
{
    const struct xml *code = xml_child(item, "code");
    struct json *one = json_object(w);
    struct bytes text;

    if (code == NULL)
        return fail(w, FAULT_INVALID, "line %u: an item has no code", item->line);
    TRY(xml_text(w, code, &text));
    json_put(one, "code", json_text(w, xml_trim(text)));
    TRY(add_narratives(w, xml_child(item, "name"), one, "name"));
    if (json_get(one, "name") == NULL)
        add_text(w, one, "name", (struct bytes){0}, xml_trim(text));
    add_day(w, item, "activation-date", one, "from");
    add_day(w, item, "withdrawal-date", one, "to");
    json_add(codes, one);
    return work_ok(w);
}

static bool
from_xml(struct work *w, struct bytes text, struct json *out)
{
    struct json *codes = json_array(w);
    const struct xml *about, *items;
    struct xml *root;

    TRY(xml_read(w, text, &xml_foreign, &root));
    about = xml_child(root, "metadata");
    items = xml_child(root, "codelist-items");
    if (!xml_is(root, "codelist") || items == NULL)
        return fail(w, FAULT_INVALID, "this is no code list as IATI writes them");
    json_put(out, "name", plain_name(w, xml_get(root, "name")));
    if (about != NULL)
        TRY(add_narratives(w, xml_child(about, "name"), out, "label"));
    if (json_get(out, "label") == NULL)
        add_text(w, out, "label", (struct bytes){0}, xml_get(root, "name"));
    for (const struct xml *i = xml_child(items, "codelist-item"); i != NULL;
         i = xml_next(i, "codelist-item"))
        TRY(add_item(w, i, codes));
    json_put(out, "codes", codes);
    return work_ok(w);
}

/* ---- Tables ------------------------------------------------------------------------------------ */

/* By its column's name: code, name, from, to, footnote, or the language of another name. */
static void
add_cell(struct work *w, struct bytes column, struct bytes text, struct json *to)
{
    if (bytes_is(column, "code"))
        json_put(to, "code", json_text(w, text));
    else if (text.len > 0 && (bytes_is(column, "from") || bytes_is(column, "to")))
        json_put_bytes(to, column, json_text(w, text));
    else if (bytes_is(column, "footnote"))
        add_text(w, to, "footnote", (struct bytes){0}, text);
    else
        add_text(w, to, "name", bytes_is(column, "name") ? (struct bytes){0} : column,
            text);
}

static bool
from_table(struct work *w, struct bytes text, struct json *out)
{
    struct json *codes = json_array(w);
    const struct table_row *names;
    struct table t;

    TRY(csv_read(w, text, &t));
    names = t.rows;
    if (t.count == 0 || names->count < 2 || !bytes_is(names->cells[0], "code"))
        return fail(w, FAULT_INVALID,
            "neither JSON nor XML, nor a table whose first line is code,name,...");
    if (t.count > ROWS_MAX)
        return fail(w, FAULT_INVALID, "over %d lines", ROWS_MAX);
    for (const struct table_row *r = t.rows + 1; r < t.rows + t.count; r++) {
        struct json *one = json_object(w);

        /* The last cells of a row may be empty, but a code has a name. */
        if (r->count < 2 || r->count > names->count)
            return fail(w, FAULT_INVALID, "line %u: %u cells, not %u", r->line, r->count,
                names->count);
        for (size_t i = 0; i < names->count; i++)
            add_cell(w, names->cells[i], table_cell(r, i), one);
        json_add(codes, one);
    }
    json_put(out, "codes", codes);
    return work_ok(w);
}

bool
list_read(struct work *w, struct bytes text, struct json **out)
{
    size_t at = 0;

    while (at < text.len && text.at[at] <= ' ')
        at++;
    if (!utf8_valid(text) || memchr(text.at, 0, text.len) != NULL)
        return fail(w, FAULT_INVALID, "a code list is text in UTF-8");
    if (at < text.len && text.at[at] == '{')
        return json_read(w, text, &json_written, out);
    *out = json_object(w);
    return at < text.len && text.at[at] == '<' ? from_xml(w, text, *out)
                                               : from_table(w, text, *out);
}
