/*
 * Names of organisations in tables, and whom they might mean: a proposal, never more.
 */
#include "desks/import_desk.h"

#include <string.h>

/* Letters of ASCII without their case; nothing else is taken to be alike. */
static bool
alike(struct bytes a, struct bytes b)
{
    return a.len > 0 && bytes_alike(a, b);
}

static const char *
why_of(struct bytes name, struct bytes handle, const struct json *names)
{
    if (alike(name, handle))
        return "its handle here";
    for (const struct json *t = names != NULL ? names->first : NULL; t != NULL;
         t = t->next)
        if (alike(name, json_get_text(t, "text")))
            return "its own name";
    return NULL;
}

static void
propose(struct desk *d, struct work *w, const struct hash *org, const char *why,
    struct json *to)
{
    struct json *one = json_object(w);

    json_put(one, "org", desk_org_name(d, w, org));
    json_put(one, "id", json_hex(w, hash_bytes(org)));
    json_put(one, "why", json_string(w, why));
    json_add(to, one);
}

/* Records that say what an organisation with a node is called. */
struct looking {
    struct desk *d;
    struct bytes name;
    struct json *to;
};

static bool
look(void *ctx, struct work *w, const struct view_item *item)
{
    struct looking *l = ctx;
    struct json *core;
    struct stored s;
    struct hash org;
    bool yes;

    TRY(store_by_no(node_store(l->d->node), w, item->record, &s));
    TRY(desk_may_list(l->d, w, &s, &yes));
    if (!yes)
        return true;
    TRY(node_part(l->d->node, w, &s, "core", &core));
    if (json_get_text(core, "org").len == 0 ||
        (why_of(l->name, (struct bytes){0}, json_get(core, "name")) == NULL &&
            !alike(l->name, json_get_text(core, "short"))))
        return true;
    TRY(hex_read(w, json_get_text(core, "org"), org.at, sizeof(org.at)));
    propose(l->d, w, &org, "a record's name for it", l->to);
    return work_ok(w);
}

/* Kinds of which a record may say: this is called so, and has that node. */
static bool
look_in_records(struct looking *l, struct work *w)
{
    const struct kind *k = NULL;

    while ((k = kinds_next(node_kinds(l->d->node), k)) != NULL)
        if (!kind_is_system(k) && field_sort(w, k, "core.name") == CELL_LANG_TEXT &&
            bytes_is(json_get_text(json_at(kind_json(k),
                                       "parts.core.schema.properties.org"),
                         "format"),
                "org"))
            TRY(node_items(l->d->node, w, kind_name(k), look, l));
    return true;
}

bool
import_proposals(struct desk *d, struct work *w, struct bytes name, struct json **out)
{
    const struct identity *self = node_identity(d->node);
    struct looking l = {.d = d, .name = name};
    struct peer *peers;
    const char *why = why_of(name, self->handle, self->name);
    size_t count;

    *out = l.to = json_array(w);
    if (why != NULL)
        propose(d, w, &self->id, why, *out);
    TRY(node_peers(d->node, w, &peers, &count));
    for (size_t i = 0; i < count; i++) {
        struct identity its = {0};

        if (!node_author(d->node, w, &peers[i].org, &its)) {
            if (work_fault(w) != FAULT_MISSING)
                return false;
            work_clear(w);
        }
        why = why_of(name, peers[i].handle, its.name);
        if (why != NULL)
            propose(d, w, &peers[i].org, why, *out);
    }
    return look_in_records(&l, w);
}
