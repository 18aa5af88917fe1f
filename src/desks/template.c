/*
 * template: a kind's records as a workbook, to be filled in and taken in again by import xlsx.
 */
#include "desks/import_desk.h"

#include <string.h>

#define ITEMS_MAX 50     /* of one list that get columns */
#define CHOICES_MAX 4096 /* bytes of a column's choices */
#define HEAD 2           /* rows above the data: titles and tags */

struct sheet_column {
    const char *path;
    struct bytes title;
    struct bytes choices;
    enum cell_sort sort;
};

struct sheet {
    struct desk *d;
    struct work *w;
    const struct kind *kind;
    struct bytes lang;
    struct buffer columns; /* struct sheet_column */
    struct buffer records; /* struct stored */
    struct buffer cores;   /* struct json *: all parts of each */
    struct buffer notes;   /* struct bytes: footnotes of the names in each */
    bool noted;            /* some have one: they get a column */
    struct buffer rows;    /* struct table_row */
    int64_t withheld;
};

/* ---- Columns ------------------------------------------------------------------------------ */

/* Most items that a list has in any record; one is always offered. */
static size_t
most_items(struct sheet *s, const char *path)
{
    size_t count, most = 1;
    struct json **cores = buffer_array(&s->cores, sizeof(*cores), &count);

    for (size_t i = 0; i < count && cores != NULL; i++) {
        const struct json *list = json_at(cores[i], path);

        if (list != NULL && list->type == JSON_ARRAY && list->count > most)
            most = list->count;
    }
    return most < ITEMS_MAX ? most : ITEMS_MAX;
}

/* "planned,done" where a field has choices that a list can offer. */
static bool
choices_of(struct work *w, const struct json *schema, struct bytes *out)
{
    const struct json *all = json_get(schema, "enum");
    struct buffer b = buffer_open(w, CHOICES_MAX);

    for (const struct json *c = all != NULL ? all->first : NULL; c != NULL; c = c->next) {
        if (c->type != JSON_TEXT || memchr(c->text.at, ',', c->text.len) != NULL)
            return true;
        if (b.len > 0)
            buffer_byte(&b, ',');
        buffer_add(&b, c->text);
    }
    return b.len == 0 || buffer_bytes(&b, out);
}

static bool
add_column(struct sheet *s, const struct json *schema, const char *path,
    const char *title)
{
    struct sheet_column c = {.path = path,
        .title = bytes_of(title),
        .sort = field_sort(s->w, s->kind, path)};

    if (c.sort == CELL_NONE)
        return true;
    TRY(choices_of(s->w, schema, &c.choices));
    buffer_add(&s->columns, bytes_from(&c, sizeof(c)));
    return work_ok(s->w);
}

/* Every single value below a schema, as a column; lists have as many as records need. */
static bool
add_columns(struct sheet *s, const struct json *schema, const char *path,
    const char *title, unsigned depth)
{
    struct work *w = s->w;
    const struct json *properties = json_get(schema, "properties");

    TRY(path != NULL && title != NULL);
    if (depth > 8)
        return true;
    if (bytes_is(json_get_text(schema, "format"), "uncertain-date"))
        return add_column(s, schema, work_format(w, "%s.from", path),
                   work_format(w, "%s / from", title)) &&
            add_column(s, schema, work_format(w, "%s.to", path),
                work_format(w, "%s / to", title));
    if (json_get(schema, "items") != NULL) {
        size_t most = most_items(s, path);

        for (size_t i = 0; i < most; i++)
            TRY(add_columns(s, json_get(schema, "items"),
                work_format(w, "%s.%zu", path, i), work_format(w, "%s %zu", title, i + 1),
                depth + 1));
        return true;
    }
    for (const struct json *p = properties != NULL ? properties->first : NULL; p != NULL;
         p = p->next) {
        struct bytes label = desk_label_of(p, p->name);

        /* Where it came from is not what a table changes. */
        if (depth == 0 && bytes_is(p->name, "source"))
            continue;
        TRY(add_columns(s, p,
            work_format(w, "%s.%.*s", path, (int)p->name.len, (const char *)p->name.at),
            work_format(w, "%s%s%.*s", title, *title != '\0' ? " / " : "", (int)label.len,
                (const char *)label.at),
            depth + 1));
    }
    return properties != NULL || add_column(s, schema, path, title);
}

/* The columns of a field, a whole list at a time, that have no place yet: they get the next. */
static bool
place_columns(struct sheet *s, const char *path, struct sheet_column all[], size_t count)
{
    const char *item = strstr(path, ".*");
    size_t len = item != NULL ? (size_t)(item - path) : strlen(path);

    for (size_t i = 0; i < count; i++)
        if (all[i].path != NULL && strncmp(all[i].path, path, len) == 0 &&
            (len == 0 || all[i].path[len] == '.' || all[i].path[len] == '\0')) {
            buffer_add(&s->columns, bytes_from(&all[i], sizeof(all[i])));
            all[i].path = NULL;
        }
    return work_ok(s->w);
}

/* As the kind's form asks for them, then as the kind has them. */
static bool
order_columns(struct sheet *s)
{
    const struct json *views = json_get(kind_json(s->kind), "views"), *form;
    struct sheet_column *all;
    size_t count;

    all = buffer_array(&s->columns, sizeof(*all), &count);
    TRY(all != NULL);
    s->columns = buffer_open(s->w, TABLE_COLUMNS * sizeof(*all));
    form = views != NULL ? views->first : NULL;
    while (form != NULL && !bytes_is(json_get_text(form, "as"), "form"))
        form = form->next;
    form = form != NULL ? json_get(form, "sections")->first : NULL;
    for (; form != NULL; form = form->next)
        for (const struct json *f = json_get(form, "show")->first; f != NULL;
             f = f->next) {
            const char *path;

            TRY(work_string(s->w, f->text, &path) && place_columns(s, path, all, count));
        }
    return place_columns(s, "", all, count);
}

/* ---- Rows ------------------------------------------------------------------------------------ */

/* "Kosovo: References to ...", one a line: what stands in a sheet is no name without it. */
static bool
add_notes(struct sheet *s, struct work *w, const struct stored *stored)
{
    struct json *notes = json_array(w);
    struct buffer b = buffer_open(w, TABLE_CELL);
    struct bytes text;
    struct record *r;

    TRY(node_record(s->d->node, w, stored, &r) && desk_footnotes(s->d, w, r, notes));
    for (const struct json *n = notes->first; n != NULL; n = n->next) {
        buffer_text(&b, n == notes->first ? "" : "\n");
        buffer_add(&b, json_get_text(n, "label"));
        buffer_text(&b, ": ");
        buffer_add(&b, json_get_text(n, "text"));
    }
    TRY(buffer_bytes(&b, &text) && work_keep(s->w, text, &text));
    s->noted = s->noted || text.len > 0;
    buffer_add(&s->notes, bytes_from(&text, sizeof(text)));
    return work_ok(s->w);
}

static bool
add_record(void *ctx, struct work *w, const struct view_item *item)
{
    struct sheet *s = ctx;
    struct stored stored;
    struct json *parts, *core;
    bool yes;

    /* Only ours can be changed here. */
    if (!hash_equal(&item->author, &node_identity(s->d->node)->id))
        return true;
    TRY(store_by_no(node_store(s->d->node), w, item->record, &stored));
    TRY(desk_may_list(s->d, w, &stored, &yes));
    if (!yes)
        return true;
    if (!desk_may_put_out(s->d, w, &stored)) {
        if (work_fault(w) != FAULT_DENIED && work_fault(w) != FAULT_MISSING)
            return false;
        s->withheld += work_fault(w) == FAULT_DENIED;
        work_clear(w);
        return true;
    }
    TRY(node_part(s->d->node, w, &stored, "core", &core));
    if (core == NULL)
        return true;
    parts = json_object(w);
    json_put(parts, "core", core);
    buffer_add(&s->records, bytes_from(&stored, sizeof(stored)));
    buffer_add(&s->cores, bytes_from(&parts, sizeof(parts)));
    return add_notes(s, w, &stored);
}

static bool
add_row(struct sheet *s, struct bytes *cells, size_t count)
{
    struct table_row row = {.count = (uint32_t)count, .cells = cells};

    buffer_add(&s->rows, bytes_from(&row, sizeof(row)));
    return work_ok(s->w);
}

/* Id and version, the fields, and footnotes where there are any; ${what} 0: titles, 1: tags, 2: the record's. */
static bool
add_line(struct sheet *s, int what, const struct stored *record, const struct json *parts,
    struct bytes notes)
{
    size_t count;
    const struct sheet_column *c = buffer_array(&s->columns, sizeof(*c), &count);
    struct bytes *cells = work_alloc(s->w, (count + 3) * sizeof(*cells));
    const char *version =
        work_format(s->w, "%lld", record != NULL ? (long long)record->version : 0LL);

    TRY(c != NULL && cells != NULL && version != NULL);
    cells[0] = bytes_of(what == 0 ? "Id" : "#meta+id");
    cells[1] = bytes_of(what == 0 ? "Version" : "#meta+version");
    if (what == 2) {
        TRY(uuid_write(s->w, &record->id, &cells[0]));
        cells[1] = bytes_of(version);
    }
    for (size_t i = 0; i < count; i++) {
        const char *tag = what == 1 ? import_tag(s->w, s->kind, c[i].path) : "";

        TRY(tag != NULL);
        cells[i + 2] = what == 0 ? c[i].title
            : what == 1          ? bytes_of(tag)
                                 : field_get(s->w, parts, c[i].path, c[i].sort, s->lang);
    }
    cells[count + 2] = what == 0 ? bytes_of("Footnotes")
        : what == 1              ? bytes_of("#meta+footnotes")
                                 : notes;
    return add_row(s, cells, count + 2 + s->noted);
}

static bool
write_out(struct sheet *s, const char *path, size_t *count)
{
    struct stored *records = buffer_array(&s->records, sizeof(*records), count);
    struct json **cores = buffer_array(&s->cores, sizeof(*cores), count);
    struct bytes *choices, text;
    const struct sheet_column *c;
    struct table table;
    size_t columns;

    const struct bytes none = {0},
                       *notes = buffer_array(&s->notes, sizeof(*notes), count);

    TRY(records != NULL && cores != NULL && notes != NULL);
    TRY(add_line(s, 0, NULL, NULL, none) && add_line(s, 1, NULL, NULL, none));
    for (size_t i = 0; i < *count; i++)
        TRY(add_line(s, 2, &records[i], cores[i], notes[i]));
    c = buffer_array(&s->columns, sizeof(*c), &columns);
    choices = work_alloc(s->w, (columns + 3) * sizeof(*choices));
    table.rows = buffer_array(&s->rows, sizeof(struct table_row), &table.count);
    TRY(c != NULL && choices != NULL && table.rows != NULL);
    for (size_t i = 0; i < columns; i++)
        choices[i + 2] = c[i].choices;
    TRY(xlsx_write(s->w, &table, choices, HEAD, &text));
    TRY(desk_log_out(s->d, s->w, records, *count, "template"));
    return desk_file_new(s->w, path, 0644, text);
}

DESK(template)
{
    struct sheet s = {.d = d,
        .w = w,
        .lang = json_get(args, "lang") != NULL ? desk_text(args, "lang") : bytes_of("en"),
        .columns = buffer_open(w, TABLE_COLUMNS * sizeof(struct sheet_column)),
        .records = buffer_open(w, TABLE_ROWS * sizeof(struct stored)),
        .cores = buffer_open(w, TABLE_ROWS * sizeof(struct json *)),
        .notes = buffer_open(w, TABLE_ROWS * sizeof(struct bytes)),
        .rows = buffer_open(w, TABLE_ROWS * sizeof(struct table_row))};
    const char *path;
    size_t count;

    TRY(desk_kind(d, w, desk_text(args, "kind"), &s.kind));
    if (kind_is_system(s.kind))
        return fail(w, FAULT_USAGE, "such records are made by the program itself");
    TRY(work_string(w, desk_text(args, "out"), &path) && desk_file_free(w, path));
    TRY(node_items(d->node, w, kind_name(s.kind), add_record, &s));
    TRY(add_columns(&s, json_at(kind_json(s.kind), "parts.core.schema"), "core", "", 0));
    TRY(order_columns(&s));
    TRY(write_out(&s, path, &count));
    *answer = json_object(w);
    json_put(*answer, "file", desk_path(w, path));
    json_put(*answer, "rows", json_integer(w, (int64_t)count));
    json_put(*answer, "withheld", json_integer(w, s.withheld));
    return work_ok(w);
}
