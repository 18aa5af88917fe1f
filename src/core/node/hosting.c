/*
 * Who serves whose node: a host can read what it hosts, so both state it, signed.  One record
 * of each kind in its newest version says how it is; it is written when that changes.
 */
#include "core/node/node_inner.h"

struct list {
    struct node *node;
    bool of_tenants; /* the kind is tenant/1: its author is the host */
    struct hash author;
    struct buffer *gathered;
};

static bool
core_of(struct node *n, struct work *w, const struct view_item *item, struct stored *s,
    struct json **core)
{
    TRY(store_by_no(n->store, w, item->record, s));
    return node_part(n, w, s, "core", core);
}

static bool
same(const struct hosting *a, const struct hash *says, bool of_tenants)
{
    return hash_equal(&a->says, says) && hash_equal(&a->host, says) == of_tenants;
}

/* An author's later record takes the place of an earlier one: there is one, unless a partner
 * plays games. */
static void
forget(struct list *l, const struct hash *says)
{
    struct hosting *all = (struct hosting *)l->gathered->at;
    size_t count = l->gathered->len / sizeof(*all), kept = 0;

    for (size_t i = 0; i < count; i++)
        if (!same(&all[i], says, l->of_tenants))
            all[kept++] = all[i];
    l->gathered->len = kept * sizeof(*all);
}

static bool
see_statement(void *ctx, struct work *w, const struct view_item *item)
{
    struct list *l = ctx;
    struct json *core;
    struct stored s;

    TRY(core_of(l->node, w, item, &s, &core));
    if (core == NULL)
        return true;
    forget(l, &item->author);
    for (const struct json *i = json_get(core, "organisations")->first; i != NULL;
         i = i->next) {
        struct hosting h = {.says = item->author};
        struct hash other;

        TRY(json_need_hash(w, i, "org", &other));
        TRY(json_need_time(w, i, "since", &h.since));
        h.handle = json_get_text(i, "handle");
        h.host = l->of_tenants ? item->author : other;
        h.tenant = l->of_tenants ? other : item->author;
        if (!hash_equal(&other, &item->author))
            buffer_add(l->gathered, bytes_from(&h, sizeof(h)));
    }
    return work_ok(w);
}

bool
node_hostings(struct node *n, struct work *w, struct hosting **out, size_t *count)
{
    struct buffer gathered = buffer_open(w, SIZE_MAX / 2);
    struct list l = {.node = n, .gathered = &gathered};

    TRY(node_items(n, w, bytes_of("host/1"), see_statement, &l));
    l.of_tenants = true;
    TRY(node_items(n, w, bytes_of("tenant/1"), see_statement, &l));
    *out = buffer_array(&gathered, sizeof(**out), count);
    return *out != NULL;
}

/* ---- Stating ------------------------------------------------------------------------------ */

struct own {
    struct node *node;
    bool found;
    struct view_item item;
};

static bool
see_own(void *ctx, struct work *w, const struct view_item *item)
{
    struct own *o = ctx;

    (void)w;
    if (!hash_equal(&item->author, &o->node->identity.id))
        return true;
    o->found = true;
    o->item = *item;
    return true;
}

/* As it was said of that organisation; NULL where it was not. */
static const struct json *
said_of(struct work *w, const struct json *before, const struct hash *org)
{
    struct bytes hex;

    if (!hex_write(w, hash_bytes(org), &hex))
        return NULL;
    for (const struct json *i = before != NULL ? before->first : NULL; i != NULL;
         i = i->next)
        if (bytes_equal(json_get_text(i, "org"), hex))
            return i;
    return NULL;
}

/* The list as it is now, those that stood there with their time; ${*news}: it differs. */
static bool
list_json(struct node *n, struct work *w, const struct identity *const orgs[],
    size_t count, const struct json *before, struct json **out, bool *news)
{
    int64_t now;

    TRY(node_now(n, w, &now));
    *out = json_array(w);
    *news = count != (before != NULL ? before->count : 0);
    for (size_t i = 0; i < count; i++) {
        const struct json *old = said_of(w, before, &orgs[i]->id);
        struct json *one = json_object(w);

        json_put(one, "org", json_hex(w, hash_bytes(&orgs[i]->id)));
        json_put(one, "handle", json_text(w, orgs[i]->handle));
        json_put(one, "since",
            old != NULL ? json_text(w, json_get_text(old, "since")) : json_time(w, now));
        json_add(*out, one);
        *news = *news || old == NULL;
    }
    return work_ok(w);
}

static bool
state(struct node *n, struct work *w, const char *kind,
    const struct identity *const orgs[], size_t count)
{
    struct json *core = json_object(w), *before = NULL, *list;
    struct draft d = {.kind = kind};
    struct own own = {.node = n};
    struct receipt made;
    struct stored old;
    bool news;

    TRY(node_items(n, w, bytes_of(kind), see_own, &own));
    if (own.found) {
        TRY(core_of(n, w, &own.item, &old, &before));
        draft_replace(&d, &old);
    }
    TRY(list_json(n, w, orgs, count, json_get(before, "organisations"), &list, &news));
    if (!news)
        return true;
    json_put(core, "organisations", list);
    draft_part(&d, "core", core);
    return node_make(n, w, &d, 1, &made);
}

bool
node_hosting_state(struct node *n, struct work *w, const struct identity *host,
    const struct identity *const tenants[], size_t tenant_count)
{
    return state(n, w, "host/1", &host, host != NULL ? 1 : 0) &&
        state(n, w, "tenant/1", tenants, tenant_count);
}
