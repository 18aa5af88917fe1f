/*
 * person add, person off, person key, person revoke, unlock, lock, except: who acts here, and with which keys.
 */
#include "desks/desk_inner.h"

#include <stdlib.h>
#include <string.h>

#define UNLOCK_MINUTES 15
#define UNLOCK_MINUTES_MAX 480

static int
by_bytes(const void *a, const void *b)
{
    return bytes_order(*(const struct bytes *)a, *(const struct bytes *)b);
}

/* Those that are given take the place of all before; "none" leaves none. */
static bool
read_compartments(struct work *w, const struct json *args, struct person *to)
{
    const struct json *given = json_get(args, "compartment");
    struct bytes *list;
    size_t n = 0;

    if (given == NULL)
        return true;
    list = work_alloc(w, (given->count + 1) * sizeof(*list));
    TRY(list != NULL);
    for (const struct json *i = given->first; i != NULL; i = i->next)
        if (!bytes_is(i->text, "none"))
            list[n++] = i->text;
    qsort(list, n, sizeof(*list), by_bytes);
    to->compartments = (struct terms_list){list, n, true};
    return true;
}

/* What is not said of a person stays as it was. */
static bool
put_person(struct desk *d, struct work *w, const struct json *args, bool acts,
    struct json **answer)
{
    struct receipt receipt;
    struct person person;

    TRY(node_person(d->node, w, desk_text(args, "name"), &person));
    if (json_get(args, "role") != NULL)
        person.role = desk_text(args, "role");
    TRY(read_compartments(w, args, &person));
    person.acts = acts;
    TRY(node_person_put(d->node, w, &person, &receipt));
    *answer = desk_receipt(w, "person/1", &receipt);
    json_put(*answer, "name", json_text(w, desk_text(args, "name")));
    json_put(*answer, "state", json_string(w, acts ? "acts" : "off"));
    return true;
}

DESK(person_add)
{
    return put_person(d, w, args, true, answer);
}

DESK(person_off)
{
    return put_person(d, w, args, false, answer);
}

/* ---- Their own keys ------------------------------------------------------------------- */

static bool
need_secret(struct work *w, const struct json *args, struct bytes *out)
{
    *out = desk_text(args, "secret");
    return out->len > 0 ||
        fail(w, FAULT_DENIED,
            "the person's passphrase is needed: LIAISON_PERSON_PASSPHRASE_FILE names a "
            "file of it, or type it at a terminal");
}

DESK(person_key)
{
    struct receipt receipt;
    const struct json *terms;
    struct bytes name = desk_text(args, "name");
    struct person_secret secret = {.token = desk_text(args, "token")};

    TRY(need_secret(w, args, &secret.passphrase));
    if (secret.token.len > PERSON_TOKEN_MAX)
        return fail(w, FAULT_USAGE, "the token's URI has at most %d bytes",
            PERSON_TOKEN_MAX);
    if (!bytes_equal(name, d->actor.person))
        return fail(w, FAULT_DENIED,
            "keys are made by whom they are for: --as %.*s, who types the passphrase",
            (int)name.len, (const char *)name.at);
    TRY(desk_terms(d, w, args, &terms));
    TRY(node_person_key(d->node, w, name, desk_text(args, "says"), &secret, terms,
        &receipt));
    *answer = desk_receipt(w, "contact/1", &receipt);
    json_put(*answer, "name", json_text(w, name));
    return work_ok(w);
}

bool
desk_unlock_for(struct desk *d, struct work *w, const struct json *args, int64_t minutes,
    int64_t *until)
{
    struct bytes secret;

    TRY(need_secret(w, args, &secret) && node_now(d->node, w, until));
    *until += minutes * TIME_MINUTE;
    return node_unlock(d->node, w, d->actor.person, secret, *until);
}

DESK(unlock)
{
    size_t minutes = UNLOCK_MINUTES;
    int64_t until;

    if (d->console != NULL)
        return fail(w, FAULT_USAGE,
            "no server keeps this node open, so nothing would stay unlocked: "
            "`show --unlock`");
    TRY(desk_count(w, args, "minutes", UNLOCK_MINUTES_MAX, &minutes));
    TRY(desk_unlock_for(d, w, args, (int64_t)minutes, &until));
    *answer = json_object(w);
    json_put(*answer, "until", json_time(w, until));
    return work_ok(w);
}

DESK(lock)
{
    (void)args;
    *answer = json_object(w);
    json_put(*answer, "locked", json_integer(w, (int64_t)node_lock(d->node, NULL)));
    return work_ok(w);
}

/* ---- When they are known to others ------------------------------------------------------ */

struct revoking {
    struct desk *desk;
    struct uuid contact;
    int64_t since;
    struct json *confirm, *exposed;
};

/* What a record is of, where who asks may know of that. */
static bool
put_item(struct revoking *r, struct work *w, const struct uuid *id, struct json *one,
    bool *known)
{
    struct json *title;
    struct stored s;

    *known = false;
    if (!store_by_id(node_store(r->desk->node), w, id, &s))
        return work_forgive(w, FAULT_MISSING);
    TRY(desk_may_list(r->desk, w, &s, known));
    if (!*known)
        return true;
    title = desk_title(r->desk, w, &s);
    json_put(one, "item", json_uuid(w, &s.id));
    json_put(one, "title", title != NULL ? title : json_string(w, ""));
    json_put(one, "by", desk_org_name(r->desk, w, &s.author));
    return work_ok(w);
}

/* The item that a record links to, if who asks may know of it. */
static bool
linked_item(struct revoking *r, struct work *w, const struct view_item *of,
    struct json *one, bool *known)
{
    struct view_link *links;
    size_t count;

    *known = false;
    json_put(one, "id", json_uuid(w, &of->id));
    json_put(one, "time", json_time(w, of->time));
    TRY(node_links_from(r->desk->node, w, &of->id, &links, &count));
    return count == 0 || put_item(r, w, &links[0].other, one, known);
}

static bool
is_contact(struct revoking *r, struct work *w, const struct json *at, bool *yes)
{
    struct uuid contact;

    TRY(json_need_uuid(w, at, "contact", &contact));
    *yes = memcmp(&contact, &r->contact, sizeof(contact)) == 0;
    return true;
}

/* Signed with a key of the person's since then, perhaps by somebody else. */
static bool
see_signed(void *ctx, struct work *w, const struct view_item *item)
{
    struct revoking *r = ctx;
    struct json *core, *one = json_object(w);
    struct stored s;
    bool yes;

    if (item->time < r->since ||
        !hash_equal(&item->author, &node_identity(r->desk->node)->id))
        return true;
    TRY(store_by_no(node_store(r->desk->node), w, item->record, &s) &&
        node_part(r->desk->node, w, &s, "core", &core));
    if (core == NULL)
        return true;
    TRY(is_contact(r, w, core, &yes));
    if (!yes)
        return true;
    TRY(linked_item(r, w, item, one, &yes));
    json_put(one, "until", json_text(w, json_get_text(core, "until")));
    if (yes)
        json_add(r->confirm, one);
    return work_ok(w);
}

/* Sealed to a key of the person's, whenever: who has the key can open it. */
static bool
see_sealed(void *ctx, struct work *w, const struct view_item *item)
{
    struct revoking *r = ctx;
    struct json *core, *one = json_object(w);
    struct stored s;
    bool yes = false;

    TRY(store_by_no(node_store(r->desk->node), w, item->record, &s) &&
        node_part(r->desk->node, w, &s, "core", &core));
    for (const struct json *p = json_first(json_get(core, "persons")); p != NULL && !yes;
         p = p->next)
        TRY(is_contact(r, w, p, &yes));
    if (!yes)
        return true;
    TRY(linked_item(r, w, item, one, &yes));
    if (yes)
        json_add(r->exposed, one);
    return work_ok(w);
}

DESK(person_revoke)
{
    struct revoking r = {.desk = d, .confirm = json_array(w), .exposed = json_array(w)};
    struct receipt receipt;
    struct person person;

    TRY(node_person(d->node, w, desk_text(args, "name"), &person));
    TRY(time_read_person(w, desk_text(args, "since"), &r.since));
    r.contact = person.contact;
    TRY(node_person_revoke(d->node, w, &person, &receipt));
    TRY(node_items(d->node, w, bytes_of("exception/1"), see_signed, &r) &&
        node_items(d->node, w, bytes_of("sealed/1"), see_sealed, &r));
    *answer = desk_receipt(w, "contact/1", &receipt);
    json_put(*answer, "name", json_text(w, person.name));
    json_put(*answer, "confirm", r.confirm);
    json_put(*answer, "exposed", r.exposed);
    return work_ok(w);
}

/* ---- What they sign ------------------------------------------------------------------- */

DESK(except)
{
    struct receipt receipt;
    struct person person;
    struct stored s;
    int64_t until, now, kept;
    bool good, unlock = desk_flag(args, "unlock");

    TRY(desk_find(d, w, args, "id", &s));
    TRY(time_read_person(w, desk_text(args, "until"), &until) &&
        node_now(d->node, w, &now));
    if (until <= now)
        return fail(w, FAULT_USAGE, "--until is in the past");
    TRY(node_person(d->node, w, d->actor.person, &person));
    TRY(!unlock || desk_unlock_for(d, w, args, 1, &kept));
    good = node_except(d->node, w, &d->actor, &s, desk_said(w, desk_text(args, "reason")),
        until, &receipt);
    if (unlock)
        node_lock(d->node, &person.contact);
    TRY(good);
    *answer = desk_receipt(w, "exception/1", &receipt);
    json_put(*answer, "until", json_time(w, until));
    return work_ok(w);
}
