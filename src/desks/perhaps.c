/*
 * What a new record is perhaps the same as: told with it, never a reason to refuse it.
 */
#include "desks/desk_inner.h"

#define PERHAPS_MAX 10
#define LISTED_MAX 1000 /* of many drafts together */

struct perhaps {
    struct desk *d;
    struct work *w;
    struct json *list;
};

static bool
tell(void *ctx, const struct stored *s, const struct json *key)
{
    struct perhaps *p = ctx;
    struct json *one, *id = json_uuid(p->w, &s->id), *title, *fields;
    bool yes;

    TRY(work_ok(p->w));
    if (p->list->count == PERHAPS_MAX)
        return true;
    /* Else a guess could be made sure of that one may not read. */
    TRY(node_may_read(p->d->node, p->w, &p->d->actor, s, &yes));
    if (!yes)
        return true;
    for (const struct json *o = p->list->first; o != NULL; o = o->next)
        if (bytes_equal(json_get_text(o, "id"), id->text))
            return true;
    one = json_object(p->w);
    title = desk_title(p->d, p->w, s);
    TRY(json_keep(p->w, key, &fields));
    json_put(one, "id", id);
    json_put(one, "title", title != NULL ? title : json_string(p->w, ""));
    json_put(one, "fields", fields);
    json_add(p->list, one);
    return work_ok(p->w);
}

bool
desk_perhaps(struct desk *d, struct work *w, const struct kind *kind,
    const struct draft *draft, struct json **out)
{
    struct perhaps p = {.d = d, .w = w, .list = json_array(w)};
    struct json *parts = json_object(w), *core;

    *out = p.list;
    for (size_t i = 0; i < draft->part_count; i++)
        if (bytes_is(bytes_of(draft->part_names[i]), "core")) {
            TRY(json_keep(w, draft->part_bodies[i], &core));
            json_put(parts, "core", core);
        }
    return work_ok(w) && node_alike(d->node, w, &d->actor, kind, parts, tell, &p);
}

bool
desk_perhaps_each(struct desk *d, struct work *w, const struct kind *kind,
    const struct draft *draft, const char *where, int64_t at, struct json *to)
{
    struct work *own;
    struct json *list, *kept;
    bool good;

    if (to->count >= LISTED_MAX)
        return true;
    own = work_open(work_os(w));
    good = own != NULL && desk_perhaps(d, own, kind, draft, &list);
    for (struct json *one = good ? list->first : NULL;
         one != NULL && to->count < LISTED_MAX && work_ok(w); one = one->next) {
        if (!json_keep(w, one, &kept))
            break;
        json_put(kept, where, json_integer(w, at));
        json_add(to, kept);
    }
    if (!good)
        fail_with(w, own);
    work_close(own);
    return good && work_ok(w);
}
