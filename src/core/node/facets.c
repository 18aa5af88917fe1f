/*
 * Facets: what of a record can be counted -- short fields of its ordinary parts, whether true,
 * days, and what its links lead to.  A kind's facets have numbers, in the order of its file,
 * so that a new kind needs nothing here.
 *
 * A list of things that have an organisation's id is a facet too, "core.participating.*": each
 * is that organisation, or by name one whose id is not known.
 */
#include "core/node/rows.h"

#include <stdio.h>
#include <string.h>

struct walk {
    struct work *work;
    const struct kind *kind;
    char path[FACET_PATH];
    bool (*leaf)(struct walk *t, const struct json *schema, const struct json *value);
    struct facet at;
    struct buffer *out; /* as a row has them; or struct facet */
};

static struct bytes
format_of(const struct json *schema)
{
    return json_get_text(schema, "format");
}

static bool
has_org(const struct json *schema)
{
    return bytes_is(format_of(json_get(json_get(schema, "properties"), "org")), "org");
}

/* A title tells one from another: nobody counts by it. */
static bool
can_be_counted(const struct walk *t, const struct json *schema)
{
    return kind_countable(schema) &&
        !bytes_is(json_get_text(kind_json(t->kind), "title"), t->path);
}

/* ${name} behind the path, for as long as its inside is walked. */
static size_t
deeper(struct walk *t, struct bytes name)
{
    size_t was = strlen(t->path);

    snprintf(t->path + was, sizeof(t->path) - was, "%s%.*s", was > 0 ? "." : "",
        (int)name.len, (const char *)name.at);
    return was;
}

static bool
reach(struct walk *t, const struct json *schema, const struct json *value)
{
    TRY(t->leaf(t, schema, value));
    t->at.number++;
    return true;
}

static bool walk_value(struct walk *t, const struct json *schema,
    const struct json *value);

/* Each item has the numbers of the list's schema. */
static bool
walk_list(struct walk *t, const struct json *items, const struct json *value)
{
    size_t was = deeper(t, bytes_of("*"));
    const struct json *item = json_first(value);
    uint16_t first = t->at.number;

    t->at.list = (uint16_t)(first + 1);
    do {
        t->at.number = first;
        t->at.item = (uint16_t)(t->at.item + (t->at.item < UINT16_MAX));
        if (has_org(items)) {
            t->at.organisation = true;
            TRY(reach(t, items, item));
            t->at.organisation = false;
        }
        TRY(walk_value(t, items, item));
        item = item != NULL ? item->next : NULL;
    } while (item != NULL);
    t->at.list = t->at.item = 0;
    t->path[was] = '\0';
    return true;
}

static bool
walk_value(struct walk *t, const struct json *schema, const struct json *value)
{
    const struct json *properties = json_get(schema, "properties"),
                      *items = json_get(schema, "items");

    if (json_get(schema, "about") != NULL)
        return true; /* nobody is counted by what is about a person */
    for (const struct json *p = json_first(properties); p != NULL; p = p->next) {
        size_t was = deeper(t, p->name);

        TRY(walk_value(t, p, json_get_bytes(value, p->name)));
        t->path[was] = '\0';
    }
    if (properties != NULL)
        return true;
    if (items != NULL) /* lists within lists are not counted by */
        return t->at.list > 0 || walk_list(t, items, value);
    return !can_be_counted(t, schema) || reach(t, schema, value);
}

static bool
walk_parts(struct walk *t, const struct record *r)
{
    const struct json *parts = json_get(kind_json(t->kind), "parts");

    for (const struct json *p = json_first(parts); p != NULL; p = p->next) {
        struct bytes class = json_get_text(p, "class");
        const struct part *part = NULL;
        const char *name;

        if ((class.len > 0 && !bytes_is(class, "ordinary")) ||
            json_get(p, "schema") == NULL)
            continue;
        TRY(work_string(t->work, p->name, &name));
        if (r != NULL)
            part = record_part(r, name);
        deeper(t, p->name);
        TRY(walk_value(t, json_get(p, "schema"),
            part != NULL && part->present ? part->value : NULL));
        t->path[0] = '\0';
    }
    return true;
}

/* ---- Of a record ---------------------------------------------------------------------- */

static void
put(struct buffer *to, const struct facet *at, struct bytes text)
{
    if (text.len == 0 || text.len > FACET_TEXT)
        return;
    buffer_u16(to, at->number);
    buffer_u16(to, at->item);
    buffer_u16(to, (uint16_t)text.len);
    buffer_add(to, text);
}

bool
facet_next(struct cursor *at, struct facet_value *out)
{
    uint16_t len;

    return at->rest.len > 0 && take_u16(at, &out->number) && take_u16(at, &out->item) &&
        take_u16(at, &len) && take_bytes(at, len, &out->text);
}

/* The text that a value is counted under. */
static bool
text_of(struct walk *t, const struct json *value, struct bytes *out)
{
    const char *number;

    if (value != NULL && value->type == JSON_OBJECT && t->at.organisation)
        value = json_get(value, json_get(value, "org") != NULL ? "org" : "name");
    else if (value != NULL && value->type == JSON_OBJECT) /* a date */
        value = json_get(value, "from");
    if (value != NULL &&
        value->type == JSON_ARRAY) /* for people, in its first language */
        value = json_get(value->first, "text");
    *out = value != NULL ? value->text : (struct bytes){0};
    if (value != NULL && value->type == JSON_BOOL)
        *out = bytes_of(value->truth ? "true" : "false");
    if (value == NULL || value->type != JSON_INTEGER)
        return true;
    number = work_format(t->work, "%lld", (long long)value->integer);
    TRY(number != NULL);
    *out = bytes_of(number);
    return true;
}

static bool
put_leaf(struct walk *t, const struct json *schema, const struct json *value)
{
    struct bytes text;

    (void)schema;
    TRY(text_of(t, value, &text));
    put(t->out, &t->at, text);
    return true;
}

bool
facets_of(struct node *n, struct work *w, const struct kind *k, const struct record *r,
    struct buffer *out)
{
    struct walk t = {.work = w, .kind = k, .leaf = put_leaf, .out = out};
    const struct json *type = json_first(json_get(kind_json(k), "links"));
    struct view_link *links;
    size_t count;

    TRY(walk_parts(&t, r));
    if (type == NULL)
        return true;
    TRY(node_links_from(n, w, &r->id, &links, &count));
    for (const struct json *l = type; l != NULL; l = l->next, t.at.number++)
        for (size_t i = 0; i < count; i++) {
            struct bytes id;

            if (!bytes_equal(links[i].type, l->name))
                continue;
            TRY(uuid_write(w, &links[i].other, &id));
            t.at.item = (uint16_t)(i + 1);
            put(out, &t.at, id);
        }
    return true;
}

/* ---- Of a kind ---------------------------------------------------------------------------- */

static bool
add_leaf(struct walk *t, const struct json *schema, const struct json *value)
{
    struct facet one = t->at;

    (void)value;
    one.path = work_format(t->work, "%s", t->path);
    one.schema = schema;
    one.organisation = one.organisation || bytes_is(format_of(schema), "org");
    buffer_add(t->out, bytes_from(&one, sizeof(one)));
    return one.path != NULL;
}

bool
facets_all(struct work *w, const struct kind *k, struct facet **out, size_t *count)
{
    struct buffer b = buffer_open(w, ROW_MAX);
    struct walk t = {.work = w, .kind = k, .leaf = add_leaf, .out = &b};
    const struct json *types = json_get(kind_json(k), "links");

    TRY(walk_parts(&t, NULL));
    for (const struct json *l = json_first(types); l != NULL; l = l->next) {
        t.at.link = l;
        deeper(&t, l->name);
        TRY(reach(&t, NULL, NULL));
        t.path[0] = '\0';
    }
    *out = buffer_array(&b, sizeof(**out), count);
    return *out != NULL;
}

bool
facet_is_date(const struct facet *f)
{
    return bytes_is(format_of(f->schema), "uncertain-date");
}

/* "core.planned.year" is the year that the date "core.planned" begins in. */
bool
facet_find(struct work *w, const struct kind *k, const char *path, struct facet *out,
    bool *have)
{
    struct facet *all;
    size_t count;

    TRY(facets_all(w, k, &all, &count));
    *have = false;
    for (size_t i = 0; i < count && !*have; i++) {
        size_t len = strlen(all[i].path);

        *out = all[i];
        out->year = facet_is_date(out) && strncmp(path, out->path, len) == 0 &&
            strcmp(path + len, ".year") == 0;
        *have = out->year || strcmp(path, out->path) == 0;
    }
    return true;
}

bool
node_axes(struct work *w, const struct kind *k,
    bool (*each)(void *ctx, struct work *w, const char *path, struct bytes codes),
    void *ctx)
{
    struct facet *all;
    size_t count;

    TRY(facets_all(w, k, &all, &count));
    for (size_t i = 0; i < count; i++) {
        /* Of a date its year: days are too many to count by. */
        const char *path =
            facet_is_date(&all[i]) ? work_format(w, "%s.year", all[i].path) : all[i].path;

        TRY(path != NULL && each(ctx, w, path, json_get_text(all[i].schema, "codes")));
    }
    return true;
}
