/*
 * Titles: what a record is called where nobody reads it.
 *
 * A kind whose records have a title says where.  One whose records are nothing but their
 * text -- a question, an answer, a recall -- has none: such a record is named by what it is
 * about, because its text is read for a purpose, or not at all.
 */
#include "desks/desk_inner.h"

#include <string.h>

/* An answer is about a question, which is about an item: no chain is longer than this. */
#define STEPS_MAX 4

/* A text for people in its first language, or any other text as it stands. */
static struct bytes
plain_text(const struct json *v)
{
    if (v == NULL)
        return (struct bytes){0};
    return v->type == JSON_ARRAY ? json_get_text(v->first, "text")
        : v->type == JSON_TEXT   ? v->text
                                 : (struct bytes){0};
}

static struct bytes
title_path(const struct kind *kind)
{
    return kind != NULL ? json_get_text(kind_json(kind), "title") : (struct bytes){0};
}

/* The part that a path begins with, and what leads on in it; NULL: nothing does. */
static bool
split(struct work *w, struct bytes path, const char **part, const char **rest)
{
    const char *text, *dot;

    *rest = NULL;
    TRY(work_string(w, path, &text));
    dot = strchr(text, '.');
    if (dot == NULL)
        return true;
    *rest = dot + 1;
    *part = work_format(w, "%.*s", (int)(dot - text), text);
    return *part != NULL;
}

/* The text that the path of its kind leads to; empty when it is not here. */
static bool
own_title(struct desk *d, struct work *w, const struct stored *s, struct bytes path,
    struct bytes *out)
{
    const char *part, *rest;
    struct json *body;

    *out = (struct bytes){0};
    TRY(split(w, path, &part, &rest));
    if (rest == NULL)
        return true;
    TRY(node_part(d->node, w, s, part, &body));
    *out = plain_text(json_at(body, rest));
    return true;
}

bool
desk_title_of(struct work *w, const struct kind *kind, const struct record *r,
    struct bytes *out)
{
    const char *part, *rest;
    const struct part *body;

    *out = (struct bytes){0};
    TRY(split(w, title_path(kind), &part, &rest));
    body = rest != NULL ? record_part(r, part) : NULL;
    if (body != NULL && body->present)
        *out = plain_text(json_at(body->value, rest));
    return true;
}

/* What a record of that kind is about first of all: its first link of the type that the
 * kind names first, if that is here and may be known of. */
static bool
subject(struct desk *d, struct work *w, const struct stored *s, const struct kind *kind,
    struct stored *out, bool *have)
{
    const struct json *types = json_get(kind_json(kind), "links");
    struct view_link *links;
    size_t count;

    *have = false;
    if (types == NULL || types->first == NULL)
        return true;
    TRY(node_links_from(d->node, w, &s->id, &links, &count));
    for (size_t i = 0; i < count; i++) {
        if (!bytes_equal(links[i].type, types->first->name))
            continue;
        if (store_by_id(node_store(d->node), w, &links[i].other, out))
            return desk_may_list(d, w, out, have);
        TRY(work_fault(w) == FAULT_MISSING);
        work_clear(w);
    }
    return true;
}

/* "Question: " and the title of what it is about; its kind and day, if that is not told. */
static bool
title_by_subject(struct desk *d, struct work *w, const struct stored *s,
    const struct kind *kind, struct json **out)
{
    struct bytes label = desk_label_of(kind_json(kind), s->kind), title = {0}, time;
    struct stored at = *s;
    bool have = true;

    for (size_t i = 0; i < STEPS_MAX && have && title.len == 0 && kind != NULL; i++) {
        TRY(subject(d, w, &at, kind, &at, &have));
        kind = have ? kinds_find(node_kinds(d->node), at.kind) : NULL;
        if (have && title_path(kind).len > 0)
            TRY(own_title(d, w, &at, title_path(kind), &title));
    }
    TRY(time_write(w, s->time, &time));
    *out = json_string(w,
        title.len > 0
            ? work_format(w, "%.*s: %.*s", (int)label.len, (const char *)label.at,
                  (int)title.len, (const char *)title.at)
            : work_format(w, "%.*s of %.10s", (int)label.len, (const char *)label.at,
                  (const char *)time.at));
    return true;
}

struct json *
desk_title(struct desk *d, struct work *w, const struct stored *s)
{
    const struct kind *kind = kinds_find(node_kinds(d->node), s->kind);
    struct json *out = NULL;
    struct bytes title;

    if (title_path(kind).len > 0)
        return own_title(d, w, s, title_path(kind), &title) && title.len > 0
            ? json_text(w, title)
            : NULL;
    if (kind == NULL || kind_is_system(kind) || !title_by_subject(d, w, s, kind, &out))
        return NULL;
    return out;
}
