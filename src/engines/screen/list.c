/*
 * Lists: what the files are, and which reader takes them.
 */
#include <string.h>

#include "engines/screen/maker.h"

static const struct format {
    const char *name;
    const char *list;
    const char *root; /* of XML; or */
    const char *cell; /* of the first row: one that others have not */
    list_reader *read;
} formats[] = {
    {"un-xml", "UN", "CONSOLIDATED_LIST", NULL, list_un},
    {"eu-fsf-xml", "EU", "export", NULL, list_eu},
    {"eu-whole-xml", "EU", "WHOLE", NULL, list_eu_whole},
    {"eu-oj-csv", "EU", NULL, "celex", list_eu_oj},
    {"ofac-csv", "OFAC", NULL, "ent_num", list_ofac},
    {"ofac-xml", "OFAC", "sdnList", NULL, list_ofac_xml},
    {"ofac-enhanced-xml", "OFAC", "sanctionsData", NULL, list_ofac_enhanced},
    {"uk-csv", "UK", NULL, "Last Updated", list_uk},
    {"uk-csv", "UK", NULL, "Report Date*", list_uk},
    {"uk-csv", "UK", NULL, "Unique ID", list_uk},
    {"uk-csv", "UK", NULL, "unique_id", list_uk},
    {"ca-xml", "CA", "data-set", NULL, list_ca},
    {"csl-csv", "CSL", NULL, "source_list_url", list_csl},
    {"plain", "", NULL, "list", list_plain},
};

static bool
all_digits(struct bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    return text.len > 0;
}

/* Tables are known by a cell of their first row, or what one begins with ('*'); those of OFAC have no titles, and begin with a
 * number. */
static bool
is_format(const struct format *f, const struct text_row *row)
{
    for (size_t i = 0; f->cell != NULL && i < row->count; i++) {
        struct bytes cell = list_trim(row->cells[i]);
        size_t len = strcspn(f->cell, "*");

        if (cell.len >= len && (cell.len == len || f->cell[len] == '*') &&
            strncasecmp((const char *)cell.at, f->cell, len) == 0)
            return true;
    }
    return f->read == list_ofac && row->count > 1 &&
        (row->count == 2 || row->count == 5 || row->count == 6 || row->count == 12) &&
        all_digits(row->cells[0]);
}

static const struct format *
format_of(struct work *w, struct bytes text)
{
    struct bytes root = xml_begins(text);
    struct text_row row = {0};

    /* A first line that is no row belongs to none of them. */
    if (root.len == 0 && !list_first_row(w, text, &row))
        return NULL;
    for (size_t i = 0; i < COUNT_OF(formats); i++)
        if (root.len > 0 ? formats[i].root != NULL && bytes_is(root, formats[i].root)
                         : is_format(&formats[i], &row))
            return &formats[i];
    return NULL;
}

static bool
know_format(struct work *w, const struct screen_file *files, size_t count,
    const struct format **out)
{
    *out = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct format *f = format_of(w, files[i].text);

        if (f == NULL)
            return fail(w, FAULT_INVALID,
                       "line 1: this is no list of a kind that is read (UN, EU, OFAC, "
                       "UK, CA, CSL, or a table list,ref,type,kind,name,dob,country)") ||
                fail_in(w, "%s", files[i].called);
        if (*out != NULL && (*out)->read != f->read)
            return fail(w, FAULT_INVALID,
                "%s: line 1: this is %s, but %s is %s: they are no parts of one list",
                files[i].called, f->name, files[0].called, (*out)->name);
        *out = f;
    }
    return *out != NULL || fail(w, FAULT_INVALID, "there is no file of a list");
}

static bool
read_all(struct maker *m, const struct format *f, const struct screen_file *files,
    size_t count, struct screen_list *out)
{
    struct work *p = m->part;
    size_t size = 0;

    m->format = f->name;
    m->list = bytes_of(f->list);
    m->date = bytes_of("");
    m->entries = (struct pieces){.w = p, .size = sizeof(struct screen_entry)};
    m->names = (struct pieces){.w = p, .size = sizeof(struct name_piece)};
    m->dates = (struct pieces){.w = p, .size = sizeof(struct date_piece)};
    m->countries = (struct pieces){.w = p, .size = sizeof(struct country_piece)};
    m->ids = (struct pieces){.w = p, .size = sizeof(struct id_piece)};
    m->remark = buffer_open(p, (size_t)1 << 20);
    /* A kept text comes with a hundred bytes of a file, or so. */
    m->slots_first = 1024;
    for (size_t i = 0; i < count; i++)
        size += files[i].text.len;
    while (m->slots_first < size / 100 && m->slots_first < (size_t)1 << 20)
        m->slots_first *= 2;
    TRY(f->read(m, files, count));
    *out = (struct screen_list){.name = m->list,
        .format = bytes_of(f->name),
        .date = m->date};
    return list_lay_out(m, out) || (count == 1 && fail_in(m->w, "%s", files[0].called));
}

bool
screen_list_read(struct work *w, const struct screen_file *files, size_t count,
    struct screen_list *out)
{
    struct maker m = {.w = w, .part = work_open(work_os(w))};
    const struct format *f;
    struct screen_list list = {0};
    bool good;

    if (m.part == NULL)
        return fail_with(w, NULL);
    good = know_format(m.part, files, count, &f) &&
        read_all(&m, f, files, count, &list) && work_ok(w);
    /* The part says in which file, where it is not memory. */
    if (!good && !work_ok(m.part))
        work_clear(w);
    if (!good && work_ok(w))
        fail_with(w, m.part);
    work_close(m.part);
    if (good)
        *out = list;
    return good;
}
