/*
 * kind_hxl: what tables say of a kind's fields -- the HXL tags of their columns, and the words
 * that stand there for a value.  docs/kinds.md, "Tables".
 */
#include "core/records/kinds_inner.h"

#include <string.h>

#define TAG_MAX 100
#define PATH_MAX_LEN 256
#define TAGS_MAX 512 /* of one kind */

/* ---- A tag ------------------------------------------------------------------------------- */

/* As tables are read (engines/formats/table.c): "#org+code+type", in small letters, the
 * attributes in their order, so that there is one way to write it. */
static bool
is_tag(const struct reading *r, struct bytes tag)
{
    struct bytes rest = tag, last = {0}, one;

    if (tag.len > TAG_MAX || !matches(r, tag, "^#[a-z][a-z0-9_]*([+][a-z][a-z0-9_]*)*$"))
        return false;
    for (; bytes_step(&rest, '+', &one); last = one)
        if (last.at != NULL && last.at != tag.at && bytes_order(last, one) >= 0)
            return false;
    return true;
}

/* Of an entry, a text or {"tag","at","says"}. */
static struct bytes
tag_of(const struct json *entry)
{
    return entry->type == JSON_TEXT ? entry->text : json_get_text(entry, "tag");
}

static bool
read_entry(struct reading *r, const struct json *value)
{
    static const struct member members[] = {{.name = "at"}, {.name = "says"},
        {.name = "tag"}, {0}};
    struct bytes end = json_get_text(value, "at");

    if (value->type != JSON_TEXT)
        TRY(members_read(r, value, members, ANY_SORT, NULL));
    if (!is_tag(r, tag_of(value)))
        return refuse(r,
            "no tag like #org+code, in small letters, its attributes in order");
    if (bytes_start(tag_of(value), "#meta+") || bytes_start(tag_of(value), "#field+"))
        return refuse(r, "#meta and #field are the program's own");
    return (r->schema->type == SCHEMA_FORM) ==
        (bytes_is(end, "from") || bytes_is(end, "to")) ||
        refuse(r, "of an uncertain date \"at\" says from or to, of others nothing");
}

bool
hxl_read(struct reading *r, const struct json *value)
{
    if (r->schema->type == SCHEMA_FORM && r->schema->format != FORMAT_UNCERTAIN_DATE)
        return refuse(r, "does not fit this format");
    TRY(take_json(r, value));
    if (value->type == JSON_TEXT || value->type == JSON_OBJECT)
        return read_entry(r, value);
    return each_read(r, value, LIST, 1, KIND_CHOICES, read_entry);
}

/* ---- Words --------------------------------------------------------------------------------- */

/* What it stands for is a value that may stand there; once all else of the schema is read. */
bool
word_read(struct reading *r, const struct json *value)
{
    for (const struct json *o = first_in(r->schema->json, "words"); o != value;
         o = o->next)
        if (bytes_alike(o->name, value->name))
            return refuse(r, "one word twice");
    return schema_check(r->work, r->schema, value, r->at);
}

/* Is it what people call that choice, in any language? */
static bool
is_called(const struct json *label, struct bytes cell)
{
    for (const struct json *l = json_first(label); l != NULL; l = l->next)
        if (bytes_alike(json_get_text(l, "text"), cell))
            return true;
    return false;
}

bool
kind_word(struct work *w, const struct json *schema, struct bytes cell, struct bytes *out)
{
    const struct json *labels = json_get(schema, "labels"), *called = NULL;

    *out = cell;
    if (cell.len == 0)
        return true;
    for (const struct json *c = first_in(schema, "enum"); c != NULL; c = c->next) {
        struct bytes value;

        TRY(choice_said(w, c, &value));
        if (bytes_equal(value, cell))
            return true;
        if (called == NULL && is_called(choice_label(w, labels, c), cell))
            called = c;
    }
    for (const struct json *m = first_in(schema, "words"); m != NULL; m = m->next)
        if (bytes_alike(m->name, cell))
            called = m;
    return called == NULL || choice_said(w, called, out);
}

/* ---- All tags of a kind ---------------------------------------------------------------------- */

/* What a tag says of the field's neighbours can stand there. */
static bool
check_says(struct reading *r, const struct spot *s, const struct json *says)
{
    if (says == NULL)
        return true;
    if (says->type != JSON_OBJECT || s->beside == NULL || says->count == 0)
        return refuse(r, "hxl: says names fields that stand beside it");
    for (const struct json *m = says->first; m != NULL; m = m->next) {
        const struct property *p = schema_property(s->beside, m->name);
        struct place there = {.up = r->at->up, .name = m->name};

        if (p == NULL || m->type != JSON_TEXT || p->schema->type != SCHEMA_STRING)
            return refuse(r, "hxl: says %.*s, no text that stands beside it",
                (int)m->name.len, (const char *)m->name.at);
        TRY(schema_check(r->work, p->schema, m, &there));
    }
    return true;
}

static bool
see_tags(struct reading *r, const struct spot *s)
{
    const struct json *said = s->schema->hxl;
    const char *path = said != NULL ? place_path(r->work, r->at) : "";
    struct buffer *found = r->to; /* struct kind_tag */

    TRY(path != NULL);
    if (strlen(path) > PATH_MAX_LEN)
        return refuse(r, "hxl: a path longer than %d", PATH_MAX_LEN);
    if (said != NULL && s->property == NULL && s->lists > 1)
        return refuse(r, "hxl: no column goes to a list within a list");
    for (const struct json *e = said != NULL && said->type == JSON_ARRAY ? said->first
                                                                         : said;
         e != NULL; e = said == e ? NULL : e->next) {
        struct bytes end = json_get_text(e, "at");
        struct kind_tag tag = {.tag = tag_of(e),
            .path = end.len > 0 ? work_format(r->work, "%s.%.*s", path, (int)end.len,
                                      (const char *)end.at)
                                : path,
            .says = json_get(e, "says")};

        TRY(tag.path != NULL && check_says(r, s, tag.says));
        if (found->len == TAGS_MAX * sizeof(tag))
            return refuse(r, "hxl: a kind has at most %d tags", TAGS_MAX);
        buffer_add(found, bytes_from(&tag, sizeof(tag)));
    }
    return work_ok(r->work);
}

bool
kind_tags(struct work *w, const struct kind *k, const struct kind_tag **out,
    size_t *count)
{
    struct buffer found = buffer_open(w, (TAGS_MAX + 1) * sizeof(struct kind_tag));
    const struct kind_part *core = kind_part(k, bytes_of("core"));
    struct reading r = {.work = w, .to = &found};

    if (core != NULL)
        TRY(schema_walk(&r, (struct place){.name = core->name},
            (struct spot){.schema = core->schema}, see_tags));
    *out = buffer_array(&found, sizeof(**out), count);
    return *out != NULL;
}
