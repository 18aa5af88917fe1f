/*
 * The plain table that anybody can write: list, ref, type, kind, name, dob, country; a row for
 * each name, of one list or several.
 */
#include <string.h>

#include "engines/screen/lists_inner.h"

enum column { LIST, REF, TYPE, KIND, NAME, BIRTH, COUNTRY };
static const char *const titles[] = {"list", "ref", "?type", "?kind", "name", "?dob",
    "?country"};

static const struct {
    const char *word;
    uint8_t value;
} types[] = {{"", SCREEN_ANY}, {"P", SCREEN_PERSON}, {"E", SCREEN_ENTITY},
    {"V", SCREEN_VESSEL}, {"A", SCREEN_AIRCRAFT}},
  kinds[] = {{"", SCREEN_ALIAS}, {"primary", SCREEN_PRIMARY}, {"alias", SCREEN_ALIAS},
      {"weak", SCREEN_WEAK}, {"script", SCREEN_SCRIPT}, {"former", SCREEN_FORMER}};

static bool
type_read(const struct list_table *t, uint8_t *out)
{
    struct bytes text = list_cell(t, TYPE);

    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (list_is(text, types[i].word)) {
            *out = types[i].value;
            return true;
        }
    return fail(t->w, FAULT_INVALID, "line %u: type is one of P, E, V and A, or empty",
        t->row.line);
}

static bool
kind_read(const struct list_table *t, enum screen_kind *out)
{
    struct bytes text = list_cell(t, KIND);

    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (list_is(text, kinds[i].word)) {
            *out = kinds[i].value;
            return true;
        }
    return fail(t->w, FAULT_INVALID,
        "line %u: kind is one of primary, alias, weak, script and former, or empty",
        t->row.line);
}

/* "UN+EU", in the order in which they came. */
static bool
note_list(struct maker *m, struct bytes list)
{
    struct list_text *t;

    m->list = list_said(m, list);
    t = list_keep(m, list);
    if (t == NULL)
        return list_good(m, m->part);
    if (t->again > 0)
        return true;
    t->again = 1;
    buffer_text(&m->lists, m->lists.len > 0 ? "+" : "");
    buffer_add(&m->lists, list);
    return list_good(m, m->part);
}

static bool
row(struct maker *m, const struct list_table *t)
{
    enum screen_kind kind = SCREEN_ALIAS;
    uint8_t type = SCREEN_ANY;
    uint32_t e;

    if (list_cell(t, LIST).len == 0 || list_cell(t, REF).len == 0 ||
        list_cell(t, NAME).len == 0)
        return fail(m->part, FAULT_INVALID, "line %u: list, ref and name are needed",
            t->row.line);
    TRY(type_read(t, &type) && kind_read(t, &kind));
    TRY(note_list(m, list_cell(t, LIST)));
    if (!list_find(m, list_cell(t, REF), &e))
        TRY(list_open(m, list_cell(t, REF), &e));
    if (list_at(m, e)->type == SCREEN_ANY)
        list_at(m, e)->type = type;
    list_one_name(m, e, kind, list_cell(t, NAME));
    if (list_fresh(m, e, BIRTH, list_cell(t, BIRTH)))
        list_dates(m, e, list_cell(t, BIRTH));
    if (list_fresh(m, e, COUNTRY, list_cell(t, COUNTRY)))
        list_countries(m, e, list_cell(t, COUNTRY));
    return list_good(m, m->part);
}

static bool
has_tab(struct bytes text)
{
    const uint8_t *end = memchr(text.at, '\n', text.len);

    return memchr(text.at, '\t', end != NULL ? (size_t)(end - text.at) : text.len) !=
        NULL;
}

bool
list_plain(struct maker *m, const struct screen_file *files, size_t count)
{
    struct text_rows_how how = list_rows;
    struct bytes name;

    m->lists = buffer_open(m->part, 4096);
    for (size_t i = 0; i < count; i++) {
        /* Between tabs a quote is a letter, but at the beginning of a cell. */
        how.separator = has_tab(files[i].text) ? '\t' : 0;
        how.loose = how.separator == '\t';
        if (!list_each_row(m, &files[i], &how, titles, COUNT_OF(titles), row))
            return list_failed(m, &files[i]);
    }
    TRY(buffer_bytes(&m->lists, &name));
    m->list = list_said(m, name);
    return true;
}
