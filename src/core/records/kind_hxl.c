/*
 * kind_hxl: what tables say of a kind's fields -- the HXL tags of their columns, and the words
 * that stand there for a value.  docs/kinds.md, "Tables".
 */
#include "core/records/kinds_inner.h"

#include <string.h>

#define TAG_MAX 100
#define WORDS_MAX 256
#define PATH_MAX_LEN 256
#define TAGS_MAX 512 /* of one kind */

/* ---- A tag ------------------------------------------------------------------------------- */

/* As tables are read (engines/formats/table.c): "#org+code+type", in small letters, the
 * attributes in their order, so that there is one way to write it. */
static bool
is_tag(struct bytes tag)
{
    struct bytes last = {0};
    size_t at = 1;

    if (tag.len < 2 || tag.len > TAG_MAX || tag.at[0] != '#')
        return false;
    for (bool first = true;; first = false, at++) {
        struct bytes name = bytes_from(tag.at + at, 0);

        for (; at < tag.len && tag.at[at] != '+'; at++, name.len++) {
            uint8_t c = tag.at[at];

            if (!(c >= 'a' && c <= 'z') &&
                (name.len == 0 || !((c >= '0' && c <= '9') || c == '_')))
                return false;
        }
        if (name.len == 0 || (last.len > 0 && bytes_order(last, name) >= 0))
            return false;
        last = first ? last : name;
        if (at == tag.len)
            return true;
    }
}

/* Of an entry, a text or {"tag","at","says"}. */
static struct bytes
tag_of(const struct json *entry)
{
    return entry->type == JSON_TEXT ? entry->text : json_get_text(entry, "tag");
}

static bool
check_entry(struct work *w, const struct json *entry, const struct place *at, bool date)
{
    static const char *const members[] = {"at", "says", "tag", NULL};
    struct bytes end = json_get_text(entry, "at");

    if (entry->type != JSON_TEXT)
        TRY(kind_members(w, entry, at, members));
    if (!is_tag(tag_of(entry)))
        return fail_at(w, at,
            "hxl: no tag like #org+code, in small letters, its attributes in order");
    if (bytes_start(tag_of(entry), "#meta+") || bytes_start(tag_of(entry), "#field+"))
        return fail_at(w, at, "hxl: #meta and #field are the program's own");
    return date == (bytes_is(end, "from") || bytes_is(end, "to")) ||
        fail_at(w, at,
            "hxl: of an uncertain date \"at\" says from or to, of others nothing");
}

bool
hxl_check(struct work *w, const struct schema *s, const struct place *at)
{
    const struct json *value = s->hxl;

    if (s->type == SCHEMA_FORM && s->format != FORMAT_UNCERTAIN_DATE)
        return fail_at(w, at, "hxl: does not fit this format");
    if (value->type == JSON_TEXT || value->type == JSON_OBJECT)
        return check_entry(w, value, at, s->type == SCHEMA_FORM);
    if (value->type != JSON_ARRAY || value->count == 0 || value->count > KIND_CHOICES)
        return fail_at(w, at, "hxl: not a tag, or a list of 1 to %d", KIND_CHOICES);
    for (const struct json *e = value->first; e != NULL; e = e->next)
        TRY(check_entry(w, e, at, s->type == SCHEMA_FORM));
    return true;
}

/* ---- Words --------------------------------------------------------------------------------- */

/* But for the case of ASCII's letters. */
static bool
alike(struct bytes a, struct bytes b)
{
    return a.len == b.len &&
        strncasecmp((const char *)a.at, (const char *)b.at, a.len) == 0;
}

/* What they stand for is a value that may stand there; once all of the schema is read. */
bool
words_settle(struct work *w, const struct schema *s, const struct place *up)
{
    struct place at = {.up = up, .name = bytes_of("words")};

    if (s->words == NULL)
        return true;
    if (s->words->type != JSON_OBJECT || s->words->count > WORDS_MAX)
        return fail_at(w, &at, "not an object of at most %d words", WORDS_MAX);
    for (const struct json *m = s->words->first; m != NULL; m = m->next) {
        struct place here = {.up = &at, .name = m->name};

        for (const struct json *o = s->words->first; o != m; o = o->next)
            if (alike(o->name, m->name))
                return fail_at(w, &here, "one word twice");
        TRY(schema_check(w, s, m, &here));
    }
    return true;
}

/* Is it what people call that choice, in any language? */
static bool
is_called(const struct json *label, struct bytes cell)
{
    for (const struct json *l = first_of(label); l != NULL; l = l->next)
        if (alike(json_get_text(l, "text"), cell))
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
        if (alike(m->name, cell))
            called = m;
    return called == NULL || choice_said(w, called, out);
}

/* ---- All tags of a kind ---------------------------------------------------------------------- */

struct tags {
    struct work *work;
    struct buffer found;         /* struct kind_tag */
    const struct schema *beside; /* the object that the field stands in */
    size_t count;
    bool list;
};

static bool walk_tags(struct tags *t, const struct schema *s, const char *path,
    const struct place *at);

/* What a tag says of the field's neighbours can stand there. */
static bool
check_says(struct tags *t, const struct json *says, const struct place *at)
{
    if (says == NULL)
        return true;
    if (says->type != JSON_OBJECT || t->beside == NULL || says->count == 0)
        return fail_at(t->work, at, "hxl: says names fields that stand beside it");
    for (const struct json *m = says->first; m != NULL; m = m->next) {
        const struct property *p = schema_property(t->beside, m->name);
        struct place there = {.up = at->up, .name = m->name};

        if (p == NULL || m->type != JSON_TEXT || p->schema->type != SCHEMA_STRING)
            return fail_at(t->work, at, "hxl: says %.*s, no text that stands beside it",
                (int)m->name.len, (const char *)m->name.at);
        TRY(schema_check(t->work, p->schema, m, &there));
    }
    return true;
}

static bool
add_tags(struct tags *t, const struct schema *s, const char *path, const struct place *at)
{
    const struct json *e =
        s->hxl != NULL && s->hxl->type == JSON_ARRAY ? s->hxl->first : s->hxl;

    for (; e != NULL; e = s->hxl == e ? NULL : e->next, t->count++) {
        struct bytes end = json_get_text(e, "at");
        struct kind_tag tag = {.tag = tag_of(e),
            .path = end.len > 0 ? work_format(t->work, "%s.%.*s", path, (int)end.len,
                                      (const char *)end.at)
                                : path,
            .says = json_get(e, "says")};

        TRY(tag.path != NULL && check_says(t, tag.says, at));
        if (t->count == TAGS_MAX)
            return fail_at(t->work, at, "hxl: a kind has at most %d tags", TAGS_MAX);
        buffer_add(&t->found, bytes_from(&tag, sizeof(tag)));
    }
    return work_ok(t->work);
}

static bool
walk_list(struct tags *t, const struct schema *s, const char *path,
    const struct place *at)
{
    struct place item = {.up = at, .name = bytes_of("*")};
    bool was = t->list;

    if (t->list && s->items->hxl != NULL)
        return fail_at(t->work, at, "hxl: no column goes to a list within a list");
    t->list = true;
    t->beside = NULL;
    TRY(walk_tags(t, s->items, work_format(t->work, "%s.*", path), &item));
    t->list = was;
    return true;
}

static bool
walk_tags(struct tags *t, const struct schema *s, const char *path,
    const struct place *at)
{
    TRY(path != NULL);
    if (!s->tagged)
        return true;
    if (strlen(path) > PATH_MAX_LEN)
        return fail_at(t->work, at, "hxl: a path longer than %d", PATH_MAX_LEN);
    if (s->type == SCHEMA_ARRAY)
        return walk_list(t, s, path, at);
    for (size_t i = 0; s->type == SCHEMA_OBJECT && i < s->property_count; i++) {
        const struct property *p = &s->properties[i];
        struct place here = {.up = at, .name = p->name};

        if (!p->schema->tagged)
            continue;
        t->beside = s;
        TRY(walk_tags(t, p->schema,
            work_format(t->work, "%s.%.*s", path, (int)p->name.len,
                (const char *)p->name.at),
            &here));
    }
    return add_tags(t, s, path, at);
}

bool
kind_tags(struct work *w, const struct kind *k, const struct kind_tag **out,
    size_t *count)
{
    struct tags t = {.work = w,
        .found = buffer_open(w, (TAGS_MAX + 1) * sizeof(struct kind_tag))};

    for (size_t i = 0; i < k->part_count; i++) {
        struct place at = {.name = k->parts[i].name};

        if (k->parts[i].schema != NULL && bytes_is(at.name, "core"))
            TRY(walk_tags(&t, k->parts[i].schema, "core", &at));
    }
    *out = buffer_array(&t.found, sizeof(**out), count);
    return *out != NULL;
}
