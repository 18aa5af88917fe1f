/*
 * Persons who act for the organisation here: as long as none is named, whoever may use the
 * node's folder may act; from the first one on, only those who are named and not off.
 */
#include "core/node/node_inner.h"

struct persons {
    struct node *node;
    struct bytes name;
    bool any;   /* is anybody named at all? */
    int others; /* who act, beside the one looked for */
    bool found;
    bool acts;
    struct bytes role;
    struct view_item item;
};

static bool
see_person(void *ctx, struct work *w, const struct view_item *item)
{
    struct persons *p = ctx;
    struct stored_part part;
    struct stored s;
    struct json *core;

    if (!hash_equal(&item->author, &p->node->identity.id))
        return true; /* nobody else says who acts here */
    p->any = true;
    TRY(store_by_no(p->node->store, w, item->record, &s));
    TRY(store_part(p->node->store, w, &s, "core", &part));
    TRY(json_read(w, part.body, &json_record, &core));
    if (!bytes_equal(json_get_text(core, "name"), p->name)) {
        p->others += bytes_is(json_get_text(core, "state"), "acts");
        return true;
    }
    p->found = true;
    p->role = json_get_text(core, "role");
    p->acts = bytes_is(json_get_text(core, "state"), "acts");
    p->item = *item;
    return true;
}

static bool
look_for(struct node *n, struct work *w, struct bytes name, struct persons *out)
{
    *out = (struct persons){.node = n, .name = name};
    return node_items(n, w, bytes_of("person/1"), see_person, out);
}

bool
node_person_acts(struct node *n, struct work *w, struct bytes name)
{
    struct persons p;

    TRY(look_for(n, w, name, &p));
    if (!p.any || p.acts)
        return true;
    return fail(w, FAULT_DENIED,
        "%.*s does not act for this organisation here: "
        "`liaison person add` by one who does, or --as another",
        (int)name.len, (const char *)name.at);
}

bool
node_person_role(struct node *n, struct work *w, struct bytes name, struct bytes *out)
{
    struct persons p;

    *out = (struct bytes){0};
    TRY(look_for(n, w, name, &p));
    if (p.acts)
        *out = p.role;
    return true;
}

bool
node_person_put(struct node *n, struct work *w, struct bytes name, struct bytes role,
    bool acts, struct receipt *out)
{
    struct draft d = {.kind = "person/1"};
    struct json *core = json_object(w);
    struct persons p;
    struct stored before;

    TRY(look_for(n, w, name, &p));
    if (!acts && !p.found)
        return fail(w, FAULT_MISSING, "nobody here is named %.*s", (int)name.len,
            (const char *)name.at);
    if (!acts && p.others == 0)
        return fail(w, FAULT_CONFLICT,
            "%.*s is the last who acts here: add another first", (int)name.len,
            (const char *)name.at);
    if (p.found) {
        TRY(store_by_no(n->store, w, p.item.record, &before));
        draft_replace(&d, &before);
    }
    json_put(core, "name", json_text(w, name));
    if (role.len > 0)
        json_put(core, "role", json_text(w, role));
    json_put(core, "state", json_string(w, acts ? "acts" : "off"));
    draft_part(&d, "core", core);
    return node_make(n, w, &d, 1, out);
}
