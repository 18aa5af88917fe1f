/*
 * Persons who act for the organisation here: as long as none is named, whoever may use the
 * node's folder may act; from the first one on, only those who are named and not off.
 *
 * Lists ask who asks for each line.  So who was looked for is remembered until something is
 * committed: whatever changes a person is a record.
 */
#include "core/node/node_inner.h"

#include <string.h>

struct persons {
    struct node *node;
    struct bytes name;
    bool any;   /* is anybody named at all? */
    int others; /* who act, beside the one looked for */
    bool found;
    struct person person;
    struct view_item item;
};

/* In the order of their bytes, as every set of terms is. */
static bool
read_compartments(struct work *w, const struct json *from, struct person *out)
{
    struct bytes *list;
    size_t n = 0;

    if (from == NULL || from->type != JSON_ARRAY || from->count > PERSON_COMPARTMENTS)
        return true;
    list = work_alloc(w, (from->count + 1) * sizeof(*list));
    TRY(list != NULL);
    for (const struct json *i = from->first; i != NULL; i = i->next) {
        size_t at = n++;

        for (; at > 0 && bytes_order(i->text, list[at - 1]) < 0; at--)
            list[at] = list[at - 1];
        list[at] = i->text;
    }
    out->compartments = (struct terms_list){list, n, true};
    return true;
}

static bool
read_roles(struct work *w, const struct json *from, struct person *out)
{
    struct person_role *list;
    size_t n = 0;

    if (from == NULL || from->type != JSON_ARRAY || from->count > PERSON_ROLES)
        return true;
    list = work_alloc(w, (from->count + 1) * sizeof(*list));
    TRY(list != NULL);
    for (const struct json *i = from->first; i != NULL; i = i->next, n++) {
        list[n].role = json_get_text(i, "role");
        list[n].by = json_get_text(i, "by");
        TRY(json_need_time(w, i, "from", &list[n].from) &&
            json_need_time(w, i, "until", &list[n].until));
    }
    out->roles = list;
    out->role_count = n;
    return true;
}

static bool
read_person(struct work *w, const struct json *core, struct person *out)
{
    *out = (struct person){.name = json_get_text(core, "name"),
        .role = json_get_text(core, "role"),
        .named = true,
        .acts = bytes_is(json_get_text(core, "state"), "acts")};
    TRY(json_get(core, "contact") == NULL ||
        json_need_uuid(w, core, "contact", &out->contact));
    return read_compartments(w, json_get(core, "compartments"), out) &&
        read_roles(w, json_get(core, "roles"), out);
}

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
    p->item = *item;
    return read_person(w, core, &p->person);
}

static bool
look_for(struct node *n, struct work *w, struct bytes name, struct persons *out)
{
    *out = (struct persons){.node = n, .name = name, .person = {.name = name}};
    return node_items(n, w, bytes_of("person/1"), see_person, out);
}

/* What is lent lives in the work of who asks: the memory of it ends with the next commit. */
static bool
lend(struct work *w, const struct person *from, struct person *out)
{
    struct bytes *list = work_alloc(w, (from->compartments.count + 1) * sizeof(*list));
    struct person_role *roles = work_alloc(w, (from->role_count + 1) * sizeof(*roles));

    *out = *from;
    TRY(list != NULL && roles != NULL && work_keep(w, from->name, &out->name) &&
        work_keep(w, from->role, &out->role));
    for (size_t i = 0; i < from->compartments.count; i++)
        TRY(work_keep(w, from->compartments.at[i], &list[i]));
    for (size_t i = 0; i < from->role_count; i++) {
        roles[i] = from->roles[i];
        TRY(work_keep(w, from->roles[i].role, &roles[i].role) &&
            work_keep(w, from->roles[i].by, &roles[i].by));
    }
    out->compartments.at = list;
    out->roles = roles;
    return true;
}

static bool
remember(struct node *n, struct work *w, struct bytes name)
{
    struct work *own = work_open(work_os(w));
    struct persons p;
    bool good =
        own != NULL && look_for(n, own, name, &p) && work_keep(own, name, &p.person.name);

    if (!good) {
        fail_with(w, own);
        work_close(own);
        return false;
    }
    p.person.acts = p.person.acts || !p.any;
    n->person_own = own;
    n->person = p.person;
    return true;
}

bool
node_person(struct node *n, struct work *w, struct bytes name, struct person *out)
{
    if (n->person_own == NULL || !bytes_equal(n->person.name, name)) {
        persons_forget(n);
        TRY(remember(n, w, name));
    }
    return lend(w, &n->person, out);
}

struct everybody {
    struct node *node;
    struct buffer persons;
};

static bool
add_person(void *ctx, struct work *w, const struct view_item *item)
{
    struct everybody *all = ctx;
    struct person one;
    struct stored s;
    struct json *core;

    if (!hash_equal(&item->author, &all->node->identity.id))
        return true;
    TRY(store_by_no(all->node->store, w, item->record, &s) &&
        node_part(all->node, w, &s, "core", &core));
    if (core == NULL)
        return true;
    TRY(read_person(w, core, &one));
    buffer_add(&all->persons, bytes_from(&one, sizeof(one)));
    return true;
}

bool
node_persons(struct node *n, struct work *w, struct person **out, size_t *count)
{
    struct everybody all = {n, buffer_open(w, SIZE_MAX / 2)};

    TRY(node_items(n, w, bytes_of("person/1"), add_person, &all));
    *out = buffer_array(&all.persons, sizeof(**out), count);
    return *out != NULL;
}

void
persons_forget(struct node *n)
{
    work_close(n->person_own);
    n->person_own = NULL;
}

bool
node_person_acts(struct node *n, struct work *w, struct bytes name)
{
    struct person p;

    TRY(node_person(n, w, name, &p));
    if (p.acts)
        return true;
    return fail(w, FAULT_DENIED,
        "%.*s does not act for this organisation here: "
        "`liaison person add` by one who does, or --as another",
        (int)name.len, (const char *)name.at);
}

/* Who acts no more is named no more: partners are told by a newer contact. */
static bool
contact_off(struct node *n, struct work *w, const struct person *person,
    struct stored *before, struct draft *out)
{
    struct json *core, *terms;

    TRY(store_by_id(n->store, w, &person->contact, before) &&
        node_part(n, w, before, "core", &core) &&
        node_part(n, w, before, "terms", &terms));
    if (core == NULL)
        return true; /* erased: there is nothing to name */
    json_put(core, "state", json_string(w, "off"));
    draft_replace(out, before);
    draft_part(out, "core", core);
    draft_part(out, "terms", terms);
    return work_ok(w);
}

static struct json *
roles_json(struct work *w, const struct person *person)
{
    struct json *list = json_array(w);

    for (size_t i = 0; i < person->role_count; i++) {
        const struct person_role *r = &person->roles[i];
        struct json *one = json_object(w);

        json_put(one, "role", json_text(w, r->role));
        json_put(one, "from", json_time(w, r->from));
        json_put(one, "until", json_time(w, r->until));
        json_put(one, "by", json_text(w, r->by));
        json_add(list, one);
    }
    return list;
}

bool
node_person_put(struct node *n, struct work *w, const struct person *person,
    struct receipt *out)
{
    struct draft d[2] = {{.kind = "person/1"}, {.kind = "contact/1"}};
    struct receipt made[2];
    struct stored contact;
    bool off = !person->acts && !uuid_is_zero(&person->contact);
    struct json *core = json_object(w), *compartments = json_array(w);
    struct bytes name = person->name;
    struct persons p;
    struct stored before;

    TRY(look_for(n, w, name, &p));
    if (!person->acts && !p.found)
        return fail(w, FAULT_MISSING, "nobody here is named %.*s", (int)name.len,
            (const char *)name.at);
    if (!person->acts && p.others == 0)
        return fail(w, FAULT_CONFLICT,
            "%.*s is the last who acts here: add another first", (int)name.len,
            (const char *)name.at);
    if (p.found) {
        TRY(store_by_no(n->store, w, p.item.record, &before));
        draft_replace(&d[0], &before);
    }
    json_put(core, "name", json_text(w, name));
    if (person->role.len > 0)
        json_put(core, "role", json_text(w, person->role));
    for (size_t i = 0; i < person->compartments.count; i++)
        json_add(compartments, json_text(w, person->compartments.at[i]));
    if (person->compartments.count > 0)
        json_put(core, "compartments", compartments);
    if (!uuid_is_zero(&person->contact))
        json_put(core, "contact", json_uuid(w, &person->contact));
    if (person->role_count > 0)
        json_put(core, "roles", roles_json(w, person));
    json_put(core, "state", json_string(w, person->acts ? "acts" : "off"));
    draft_part(&d[0], "core", core);
    TRY(!off || contact_off(n, w, person, &contact, &d[1]));
    TRY(node_make(n, w, d, off && d[1].part_count > 0 ? 2 : 1, made));
    if (off)
        node_lock(n, &person->contact);
    *out = made[0];
    return true;
}

bool
node_person_revoke(struct node *n, struct work *w, const struct person *person,
    struct receipt *out)
{
    struct draft d = {.kind = "contact/1"};
    struct stored contact;

    if (uuid_is_zero(&person->contact))
        return fail(w, FAULT_MISSING, "%.*s has no keys here", (int)person->name.len,
            (const char *)person->name.at);
    TRY(contact_off(n, w, person, &contact, &d));
    if (d.part_count == 0)
        return fail(w, FAULT_MISSING, "the contact of %.*s is erased",
            (int)person->name.len, (const char *)person->name.at);
    TRY(node_make(n, w, &d, 1, out));
    node_lock(n, &person->contact);
    return true;
}
