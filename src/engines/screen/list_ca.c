/*
 * Canada's list under its Special Economic Measures Act, as XML.
 */
#include <string.h>

#include "engines/screen/lists_inner.h"

/* "Belarus / Bélarus", schedule "1, Part 1", item "12": "Belarus/1, Part 1/12". */
static bool
reference(struct maker *m, const struct xml *x, struct bytes *out)
{
    struct bytes of = list_value(x, "Country"), country = of;
    struct buffer b = buffer_open(m->part, 4096);
    const uint8_t *slash = of.len > 0 ? memmem(of.at, of.len, " / ", 3) : NULL;

    if (slash != NULL)
        country = bytes_from(of.at, (size_t)(slash - of.at));
    buffer_add(&b, list_trim(country));
    buffer_byte(&b, '/');
    buffer_add(&b, list_value(x, "Schedule"));
    buffer_byte(&b, '/');
    buffer_add(&b, list_value(x, "Item"));
    return buffer_bytes(&b, out);
}

/* "A or B" is two, too. */
static void
add_names(struct maker *m, uint32_t e, struct bytes text)
{
    static const char or [] = " or ";
    const uint8_t *at;

    while ((at = memmem(text.at, text.len, or, strlen(or))) != NULL) {
        list_all_names(m, e, SCREEN_ALIAS, bytes_from(text.at, (size_t)(at - text.at)));
        at += strlen(or);
        text = bytes_from(at, (size_t)(text.at + text.len - at));
    }
    list_all_names(m, e, SCREEN_ALIAS, text);
}

/* Commas part names if that leaves each with two words: else one name has its parts so. */
static void
aliases(struct maker *m, uint32_t e, struct bytes text)
{
    struct bytes rest = text, piece, field;
    bool parts = true;

    while (list_split(&rest, ",", &piece))
        parts = parts && list_words_in(piece) > 1;
    while (list_field(&text, &field)) {
        if (!parts)
            add_names(m, e, field);
        while (parts && list_split(&field, ",", &piece))
            add_names(m, e, piece);
    }
}

static void
names(struct maker *m, uint32_t e, const struct xml *x)
{
    struct bytes entity = list_value(x, "EntityOrShip"),
                 given = list_value(x, "GivenName");
    struct bytes last = list_value(x, "LastName");
    struct buffer b = buffer_open(m->part, 1 << 16);
    struct bytes name;

    if (entity.len == 0)
        entity = list_value(x, "Entity");
    buffer_add(&b, given);
    buffer_byte(&b, ' ');
    buffer_add(&b, last);
    if (!buffer_bytes(&b, &name))
        return;
    list_at(m, e)->type = last.len > 0 || given.len > 0 ? SCREEN_PERSON : SCREEN_ENTITY;
    if (list_value(x, "ShipIMONumber").len > 0)
        list_at(m, e)->type = SCREEN_VESSEL;
    list_all_names(m, e, SCREEN_PRIMARY, entity.len > 0 ? entity : name);
    aliases(m, e, list_value(x, "Aliases"));
}

static bool
entry(struct work *w, void *ctx, const struct xml *x)
{
    struct maker *m = ctx;
    struct bytes ref;
    uint32_t e;

    if (!list_is(x->name, "record"))
        return true;
    if (!reference(m, x, &ref) || !list_open(m, ref, &e))
        return list_good(m, w);
    names(m, e, x);
    list_at(m, e)->programme = list_said(m, list_value(x, "Country"));
    if (list_at(m, e)->type == SCREEN_PERSON) {
        list_dates(m, e, list_value(x, "DateOfBirth"));
        list_dates(m, e, list_value(x, "DateOfBirthOrShipBuildDate"));
    }
    list_listed(m, e, list_value(x, "DateOfListing"));
    list_id(m, e, bytes_of("IMO number"), list_value(x, "ShipIMONumber"), NULL);
    list_remark(m, "Title", list_value(x, "Title"));
    list_remark(m, "Title", list_value(x, "TitleOrShip"));
    return list_good(m, w);
}

bool
list_ca(struct maker *m, const struct screen_file *files, size_t count)
{
    return list_each_record(m, files, count, 2, entry);
}
