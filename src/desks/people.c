/*
 * person add, person off, person key, unlock, lock, except: who acts here, and with which keys.
 */
#include "desks/desk_inner.h"

#include <stdlib.h>

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
    struct bytes secret, name = desk_text(args, "name");

    TRY(need_secret(w, args, &secret));
    if (!bytes_equal(name, d->actor.person))
        return fail(w, FAULT_DENIED,
            "keys are made by whom they are for: --as %.*s, who types the passphrase",
            (int)name.len, (const char *)name.at);
    TRY(desk_terms(d, w, args, &terms));
    TRY(node_person_key(d->node, w, name, desk_text(args, "says"), secret, terms,
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
