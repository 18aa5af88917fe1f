/*
 * Cells: what a view of a kind shows of a record, each field as the text that people read.
 */
#include "desks/desk_inner.h"

#include <string.h>

#define CELL_MAX 2000 /* bytes of one; the record has the rest */
#define CELL_VALUES 1000

/* One that is being written. */
struct cell {
    struct desk *desk;
    const struct json *says; /* what values are called, by path */
    struct buffer text;
    size_t values; /* so far: what they are called is looked for each time */
};

/* ---- One value ------------------------------------------------------------------------ */

static void
put(struct cell *c, struct bytes text)
{
    if (c->text.len > 0)
        buffer_text(&c->text, ", ");
    buffer_add(&c->text, text);
}

/* Behind what was put last. */
static void
put_footnote(struct cell *c, struct bytes footnote)
{
    if (footnote.len == 0)
        return;
    buffer_text(&c->text, " (");
    buffer_add(&c->text, footnote);
    buffer_text(&c->text, ")");
}

static void
put_org(struct cell *c, struct work *w, struct bytes id)
{
    struct hash org;
    struct json *name = NULL;

    if (id.len == 2 * sizeof(org) && hex_read(w, id, &org, sizeof(org)))
        name = desk_org_name(c->desk, w, &org);
    else
        work_clear(w);
    put(c, name != NULL ? name->text : id);
}

static bool put_value(struct cell *c, struct work *w, const struct json *schema,
    const struct json *value, const char *path);

/* Of the codes that stand below a path, where the name is told and not the code. */
static void
put_footnotes(struct cell *c, const char *path)
{
    size_t len = strlen(path);

    for (const struct json *s = c->says->first; s != NULL; s = s->next) {
        struct bytes at = json_get_text(s, "path"),
                     footnote = desk_english(json_get(s, "footnote"));

        if (footnote.len > 0 && at.len > len && memcmp(at.at, path, len) == 0 &&
            at.at[len] == '.')
            put_footnote(c, footnote);
    }
}

/* A date; or a thing by its name, an organisation by its id, else by whatever it has; with the
 * footnote that one of its codes has to have beside it. */
static bool
put_object(struct cell *c, struct work *w, const struct json *schema,
    const struct json *value, const char *path)
{
    const struct json *name = json_get(value, "name");
    struct bytes from = json_get_text(value, "from"), to = json_get_text(value, "to");
    size_t before = c->text.len;

    if (from.len > 0) {
        put(c, from);
        buffer_text(&c->text, to.len > 0 ? " to " : "");
        buffer_add(&c->text, to);
    } else if (name != NULL) {
        put(c, name->type == JSON_TEXT ? name->text : desk_english(name));
    } else if (json_get(value, "org") != NULL) {
        put_org(c, w, json_get_text(value, "org"));
    }
    for (const struct json *m = value->first;
         m != NULL && c->text.len == before && from.len == 0; m = m->next)
        TRY(put_value(c, w, json_get_bytes(json_get(schema, "properties"), m->name), m,
            work_format(w, "%s.%.*s", path, (int)m->name.len, (const char *)m->name.at)));
    if (name != NULL)
        put_footnotes(c, path);
    return work_ok(w);
}

/* What its kind or a code list calls it, else as it stands, with the footnote that stands by it. */
static bool
put_said(struct cell *c, const struct json *value, const char *path)
{
    for (const struct json *s = c->says->first; s != NULL; s = s->next) {
        struct bytes name = desk_english(json_get(s, "says"));

        name = name.len > 0 ? name : value->text;
        if (!bytes_is(json_get_text(s, "path"), path) || name.len == 0)
            continue;
        put(c, name);
        put_footnote(c, desk_english(json_get(s, "footnote")));
        return true;
    }
    return false;
}

static bool
put_value(struct cell *c, struct work *w, const struct json *schema,
    const struct json *value, const char *path)
{
    struct bytes format = json_get_text(schema, "format");
    size_t n = 0;

    TRY(path != NULL);
    if (c->text.len > CELL_MAX || c->values++ > CELL_VALUES)
        return true;
    if (value->type == JSON_ARRAY && bytes_is(format, "lang-text")) {
        put(c, desk_english(value));
    } else if (value->type == JSON_ARRAY) {
        for (const struct json *i = value->first;
             i != NULL && c->values <= CELL_VALUES && c->text.len <= CELL_MAX;
             i = i->next)
            TRY(put_value(c, w, json_get(schema, "items"), i,
                work_format(w, "%s.%zu", path, n++)));
    } else if (put_said(c, value, path)) {
        return work_ok(w);
    } else if (value->type == JSON_OBJECT) {
        return put_object(c, w, schema, value, path);
    } else if (value->type == JSON_BOOL) {
        put(c, bytes_of(value->truth ? "yes" : "no"));
    } else if (value->type == JSON_INTEGER) {
        put(c, (struct bytes){0});
        buffer_format(&c->text, "%lld", (long long)value->integer);
    } else if (bytes_is(format, "org")) {
        put_org(c, w, value->text);
    } else {
        put(c, value->text);
    }
    return work_ok(w);
}

/* Down ${rest} of a path; "*" is every item of a list. */
static bool
put_below(struct cell *c, struct work *w, const struct json *schema,
    const struct json *value, const char *rest, const char *path)
{
    size_t len = strcspn(rest, ".");
    struct bytes step = bytes_from(rest, len);
    const char *on = rest[len] == '.' ? rest + len + 1 : rest + len;
    size_t n = 0;

    TRY(path != NULL);
    if (value == NULL)
        return true;
    if (len == 0)
        return put_value(c, w, schema, value, path);
    if (!bytes_is(step, "*"))
        return put_below(c, w, json_get_bytes(json_get(schema, "properties"), step),
            json_get_bytes(value, step), on,
            work_format(w, "%s.%.*s", path, (int)len, rest));
    for (const struct json *i = value->type == JSON_ARRAY ? value->first : NULL;
         i != NULL && c->values <= CELL_VALUES && c->text.len <= CELL_MAX; i = i->next)
        TRY(put_below(c, w, json_get(schema, "items"), i, on,
            work_format(w, "%s.%zu", path, n++)));
    return true;
}

static bool
is_field(struct bytes column)
{
    return memchr(column.at, '.', column.len) != NULL;
}

/* ---- One column --------------------------------------------------------------------------- */

static bool
put_field(struct cell *c, struct work *w, const struct standing *s, struct bytes column)
{
    const struct json *parts = json_get(kind_json(s->kind), "parts");
    const struct part *part;
    const char *path, *dot, *name;

    TRY(work_string(w, column, &path));
    dot = strchr(path, '.');
    name = work_format(w, "%.*s", (int)(dot - path), path);
    TRY(name != NULL);
    part = record_part(s->record, name);
    return part == NULL || !part->present ||
        put_below(c, w, json_get(json_get(parts, name), "schema"), part->value, dot + 1,
            name);
}

/* What is no field: what every record has, or a derived value. */
static bool
put_word(struct cell *c, struct work *w, const struct stored *stored,
    const struct standing *s, struct bytes column, bool may)
{
    const struct json *value;
    struct json *name_of;
    struct bytes time;
    const char *name;
    int64_t now;

    if (bytes_is(column, "state")) {
        put(c, desk_english(s->stage.label));
    } else if (bytes_is(column, "author")) {
        name_of = desk_org_name(c->desk, w, &stored->author);
        TRY(name_of != NULL);
        put(c, name_of->text);
    } else if (bytes_is(column, "since") || bytes_is(column, "time")) {
        TRY(time_write(w, *column.at == 's' ? s->since : stored->time, &time));
        put(c, bytes_from(time.at, strlen("2026-11-28")));
    } else if (may) {
        TRY(node_now(c->desk->node, w, &now));
        TRY(work_string(w, column, &name));
        TRY(kind_derive_one(w, s->kind, s->record, &s->stage, now, name, &value));
        return value == NULL || put_value(c, w, NULL, value, name);
    }
    return work_ok(w);
}

/* As long as a cell may be, and no half character. */
static struct bytes
cut(struct bytes text)
{
    if (text.len <= CELL_MAX)
        return text;
    for (text.len = CELL_MAX; text.len > 0 && (text.at[text.len] & 0xC0) == 0x80;)
        text.len--;
    return text;
}

bool
desk_cells(struct desk *d, struct work *w, const struct json *show,
    const struct stored *stored, struct json **out)
{
    struct cell c = {.desk = d};
    struct standing s;
    struct json *says;
    bool may;

    *out = json_array(w);
    TRY(node_may_read(d->node, w, &d->actor, stored, &may));
    TRY(node_standing(d->node, w, stored, &s));
    if (s.record == NULL)
        TRY(node_record(d->node, w, stored, &s.record));
    TRY(kind_says(w, s.kind, s.record, node_codes(d->node), &says));
    c.says = says;
    for (const struct json *column = show->first; column != NULL; column = column->next) {
        struct bytes text;

        c.text = buffer_open(w, SIZE_MAX / 2);
        c.values = 0;
        if (!is_field(column->text))
            TRY(put_word(&c, w, stored, &s, column->text, may));
        else if (may)
            TRY(put_field(&c, w, &s, column->text));
        TRY(buffer_bytes(&c.text, &text));
        json_add(*out, json_text(w, cut(text)));
    }
    return work_ok(w);
}

/* ---- What they are called ------------------------------------------------------------------- */

static struct bytes
shown_label(const struct kind *kind, struct bytes column)
{
    static const char *const words[][2] = {{"author", "By"}, {"since", "Since"},
        {"state", "State"}, {"time", "Stated at"}};
    const struct json *derived = json_get(kind_json(kind), "derived");
    struct kind_place place;

    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (bytes_is(column, words[i][0]))
            return bytes_of(words[i][1]);
    if (column.len > 2 && memcmp(column.at + column.len - 2, ".*", 2) == 0)
        column.len -= 2; /* the items are called as their list is */
    if (kind_path(kind, column, &place))
        return desk_label_of(place.schema, column);
    return desk_label_of(json_get_bytes(derived, column), column);
}

struct json *
desk_shows(struct work *w, const struct kind *kind, const struct json *show)
{
    struct json *list = json_array(w);

    for (const struct json *c = show != NULL ? show->first : NULL; c != NULL;
         c = c->next) {
        struct json *one = json_object(w);

        json_put(one, "path", json_text(w, c->text));
        json_put(one, "label", json_text(w, shown_label(kind, c->text)));
        json_add(list, one);
    }
    return list;
}

bool
desk_sections(struct desk *d, struct work *w, const struct json *view,
    const struct stored *stored, struct json **out)
{
    const struct kind *kind = kinds_find(node_kinds(d->node), stored->kind);
    const struct json *sections = json_get(view, "sections");

    *out = json_array(w);
    for (const struct json *s = sections != NULL ? sections->first : NULL; s != NULL;
         s = s->next) {
        struct json *one = json_object(w), *cells,
                    *fields = desk_shows(w, kind, json_get(s, "show"));
        const struct json *cell;

        TRY(desk_cells(d, w, json_get(s, "show"), stored, &cells));
        cell = cells->first;
        for (struct json *f = fields->first; f != NULL; f = f->next, cell = cell->next)
            json_put(f, "text", json_text(w, cell->text));
        json_put(one, "label", json_text(w, desk_label_of(s, (struct bytes){0})));
        json_put(one, "fields", fields);
        json_add(*out, one);
    }
    return work_ok(w);
}
