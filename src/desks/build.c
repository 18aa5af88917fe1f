/*
 * statement build: a record put together from others, as its kind says -- a joint statement
 * from the outcomes of a dialogue, each sentence with the record it says of.
 */
#include "desks/desk_inner.h"

#include <stdlib.h>
#include <string.h>

struct building {
    struct desk *desk;
    const struct kind *kind;
    const struct json *plan; /* the kind's "build" */
    struct stored of;
    struct draft draft;
    struct json *body;     /* part by part */
    struct json *items;    /* of the list */
    struct json *left_out; /* what might have been taken, and why it was not */
};

/* ---- Which kind ------------------------------------------------------------------------- */

static bool
takes(const struct kind *k, struct bytes of)
{
    const struct json *plan = json_get(kind_json(k), "build"), *to;

    if (plan == NULL)
        return false;
    to = json_get(json_get_bytes(json_get(kind_json(k), "links"),
                      json_get_text(plan, "of")),
        "to");
    if (to == NULL || to->type == JSON_TEXT)
        return true;
    return json_holds_text(to, of);
}

static bool
choose_kind(struct building *b, struct work *w, struct bytes name)
{
    const struct kinds *all = node_kinds(b->desk->node);

    if (name.len > 0)
        TRY(desk_kind(b->desk, w, name, &b->kind));
    for (const struct kind *k = kinds_next(all, NULL); k != NULL && b->kind == NULL;
         k = kinds_next(all, k))
        if (takes(k, b->of.kind))
            b->kind = k;
    if (b->kind == NULL || !takes(b->kind, b->of.kind))
        return fail(w, FAULT_USAGE, "no record is built of a %.*s", (int)b->of.kind.len,
            (const char *)b->of.kind.at);
    b->plan = json_get(kind_json(b->kind), "build");
    return true;
}

/* ---- Fields by path ----------------------------------------------------------------------- */

/* What stands at "core.text" in a record; NULL: nothing. */
static bool
field(struct work *w, const struct record *r, struct bytes path, const struct json **out)
{
    const char *text, *name, *dot;
    const struct part *part;

    *out = NULL;
    TRY(work_string(w, path, &text));
    dot = strchr(text, '.');
    name = dot != NULL ? work_format(w, "%.*s", (int)(dot - text), text) : text;
    TRY(name != NULL);
    part = record_part(r, name);
    if (part != NULL && part->present)
        *out = dot != NULL ? json_at(part->value, dot + 1) : part->value;
    return true;
}

/* Put a value where a path leads; what leads there is made. */
static bool
put_field(struct work *w, struct json *body, struct bytes path, const struct json *value)
{
    struct json *at = body, *copy;
    struct bytes rest = path;
    const uint8_t *dot;

    while ((dot = memchr(rest.at, '.', rest.len)) != NULL) {
        struct bytes step = bytes_from(rest.at, (size_t)(dot - rest.at));
        struct json *next = json_get_bytes(at, step);

        if (next == NULL) {
            next = json_object(w);
            json_put_bytes(at, step, next);
        }
        at = next;
        rest = bytes_from(dot + 1, rest.len - step.len - 1);
    }
    if (json_get_bytes(at, rest) != NULL)
        return true; /* said already */
    TRY(json_keep(w, value, &copy));
    json_put_bytes(at, rest, copy);
    return work_ok(w);
}

/* ---- What it is built of ------------------------------------------------------------------ */

static bool
leave_out(struct building *b, struct work *w, const struct stored *s, struct bytes stage)
{
    struct json *one = json_object(w);

    json_put(one, "id", json_uuid(w, &s->id));
    json_put(one, "title", desk_title(b->desk, w, s));
    json_put(one, "stage", json_text(w, stage));
    json_add(b->left_out, one);
    return work_ok(w);
}

static bool
add_item(struct building *b, struct work *w, const struct stored *s,
    const struct record *r)
{
    const struct json *plan = json_get(b->plan, "item");
    struct bytes says = json_get_text(b->plan, "says");
    struct json *item = json_object(w), *copy;
    const char *type;

    for (const struct json *m = plan->first; m != NULL; m = m->next) {
        const struct json *value = NULL;

        if (m->type == JSON_TEXT) {
            json_put_bytes(item, m->name, json_uuid(w, &s->id));
            continue;
        }
        for (const struct json *p = m->first; p != NULL && value == NULL; p = p->next)
            TRY(field(w, r, p->text, &value));
        if (value == NULL)
            continue;
        TRY(json_keep(w, value, &copy));
        json_put_bytes(item, m->name, copy);
    }
    json_add(b->items, item);
    if (says.len == 0)
        return work_ok(w);
    TRY(work_string(w, says, &type));
    draft_link(&b->draft, type, s);
    return true;
}

static bool
take_one(struct building *b, struct work *w, const struct json *from, int64_t record)
{
    struct standing standing;
    struct stored s;
    bool may;

    TRY(store_by_no(node_store(b->desk->node), w, record, &s));
    TRY(desk_may_list(b->desk, w, &s, &may));
    if (!may)
        return true;
    TRY(node_may_read(b->desk->node, w, &b->desk->actor, &s, &may));
    TRY(node_standing(b->desk->node, w, &s, &standing));
    if (!standing.stands || !may)
        return leave_out(b, w, &s, bytes_of("not to be read here"));
    if (!json_holds_text(json_get(from, "in"), standing.stage.state))
        return leave_out(b, w, &s, standing.stage.state);
    return add_item(b, w, &s, standing.record);
}

static int
by_record(const void *a, const void *b)
{
    const struct view_link *left = a, *right = b;

    return left->record < right->record ? -1 : left->record > right->record;
}

static bool
take_all(struct building *b, struct work *w, const struct json *from)
{
    struct bytes kind = json_get_text(from, "kind");
    struct view_link *links;
    const char *type;
    size_t count;

    TRY(work_string(w, json_get_text(from, "link"), &type));
    TRY(node_links_to(b->desk->node, w, &b->of.id, type, &links, &count));
    if (count > 0)
        qsort(links, count, sizeof(*links), by_record);
    for (size_t i = 0; i < count; i++)
        if (bytes_equal(links[i].kind, kind))
            TRY(take_one(b, w, from, links[i].record));
    return true;
}

/* ---- Languages --------------------------------------------------------------------------- */

static bool
has_language(const struct json *item, struct bytes lang)
{
    for (const struct json *m = item->first; m != NULL; m = m->next) {
        bool found = m->type != JSON_ARRAY;

        for (const struct json *t = m->first; t != NULL && !found; t = t->next)
            found = bytes_equal(json_get_text(t, "lang"), lang);
        if (!found)
            return false;
    }
    return true;
}

/* Those in which everything is said. */
static bool
put_languages(struct building *b, struct work *w)
{
    struct bytes path = json_get_text(b->plan, "languages");
    struct json *all = json_array(w);

    if (path.len == 0 || b->items->count == 0)
        return true;
    for (const struct json *m = b->items->first->first; m != NULL; m = m->next)
        for (const struct json *t = m->type == JSON_ARRAY ? m->first : NULL; t != NULL;
             t = t->next) {
            struct bytes lang = json_get_text(t, "lang");
            bool every = lang.len > 0 && !json_holds_text(all, lang);

            for (const struct json *i = b->items->first; i != NULL && every; i = i->next)
                every = has_language(i, lang);
            if (every)
                json_add(all, json_text(w, lang));
        }
    return all->count == 0 || put_field(w, b->body, path, all);
}

/* ---- The whole ----------------------------------------------------------------------------- */

/* What the asker sets goes first: nothing is put over it. */
static bool
fill_body(struct building *b, struct work *w, const struct json *args)
{
    const struct json *sets = json_get(args, "set"), *take = json_get(b->plan, "take");
    const struct json *from = json_get(b->plan, "from"), *value, *terms;
    struct record *of;
    const char *link;

    for (const struct json *s = sets != NULL ? sets->first : NULL; s != NULL; s = s->next)
        TRY(desk_set(w, b->kind, (struct bytes){0}, b->body, s->text));
    TRY(node_need_read(b->desk->node, w, &b->desk->actor, &b->of));
    TRY(node_record(b->desk->node, w, &b->of, &of));
    for (const struct json *t = take != NULL ? take->first : NULL; t != NULL;
         t = t->next) {
        TRY(field(w, of, t->text, &value));
        if (value != NULL)
            TRY(put_field(w, b->body, t->text, value));
    }
    TRY(work_string(w, json_get_text(b->plan, "of"), &link));
    draft_link(&b->draft, link, &b->of);
    for (const struct json *f = from->first; f != NULL; f = f->next)
        TRY(take_all(b, w, f));
    TRY(put_languages(b, w));
    TRY(put_field(w, b->body, json_get_text(b->plan, "list"), b->items));
    TRY(desk_terms(b->desk, w, args, &terms));
    draft_part(&b->draft, "terms", terms);
    return work_ok(w);
}

DESK(statement_build)
{
    struct building b = {.desk = d,
        .body = json_object(w),
        .items = json_array(w),
        .left_out = json_array(w)};
    size_t count;

    TRY(desk_find(d, w, args, "id", &b.of));
    TRY(choose_kind(&b, w, desk_text(args, "kind")));
    TRY(work_string(w, kind_name(b.kind), &b.draft.kind));
    TRY(fill_body(&b, w, args));
    if (b.items->count == 0)
        return fail(w, FAULT_CONFLICT,
            "nothing to build of: %zu records are linked to it, and none stands where it "
            "can "
            "be taken",
            b.left_out->count);
    for (const struct json *p = b.body->first; p != NULL; p = p->next) {
        const char *name;

        TRY(work_string(w, p->name, &name));
        draft_part(&b.draft, name, p);
    }
    TRY(desk_judge(d, w, b.kind, &b.draft));
    count = b.items->count;
    TRY(desk_make(d, w, &b.draft, answer));
    json_put(*answer, "items", json_integer(w, (int64_t)count));
    json_put(*answer, "left_out", b.left_out);
    return work_ok(w);
}
