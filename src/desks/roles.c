/*
 * person role, person list: what persons here may do, from a day until a day, by the node's signed word.
 *
 * As long as nobody was ever given a role for an act, whoever acts here does it.  From the first
 * on, only those do who hold one now: one that has ended opens nothing again.
 */
#include "desks/desk_inner.h"

#define SOON (30 * TIME_DAY)

enum { RELEASES = 1, PROTECTS = 2, LIAISES = 4, OPERATES = 8, COUNSELS = 16 };
static const char *const names[] = {"release-officer", "data-protection-officer",
    "liaison-officer", "operator", "counsel", NULL};

/* Any of the roles will do. */
static const struct {
    const char *verb;
    unsigned roles;
    enum terms_act act; /* that it is */
} gates[] = {
    {"release", RELEASES, ACT_RELEASE},
    {"withdraw", RELEASES, ACT_NONE},
    {"recall", RELEASES | LIAISES, ACT_RECALL},
    {"recall decide", RELEASES | LIAISES, ACT_NONE},
    {"erase", PROTECTS, ACT_ERASE},
    {"unhold", PROTECTS | COUNSELS, ACT_UNHOLD},
    {"terms rule", COUNSELS, ACT_NONE},
    {"four-eyes", OPERATES, ACT_NONE},
    {"person add", OPERATES, ACT_NONE},
    {"person off", OPERATES, ACT_NONE},
    {"person revoke", OPERATES, ACT_NONE},
    {"person role", OPERATES, ACT_NONE},
};

static unsigned
role_bit(struct bytes name)
{
    for (unsigned i = 0; names[i] != NULL; i++)
        if (bytes_is(name, names[i]))
            return 1u << i;
    return 0;
}

static bool
is_held(const struct person *p, const struct person_role *role, int64_t now)
{
    return p->acts && role->from <= now && now < role->until;
}

/* ${given}: one of them was, to anybody, ever; ${held}: that person holds one. */
static bool
ask(struct desk *d, struct work *w, unsigned roles, bool *given, bool *held)
{
    struct person *persons;
    size_t count;
    int64_t now;

    *given = *held = false;
    TRY(node_now(d->node, w, &now) && node_persons(d->node, w, &persons, &count));
    for (size_t i = 0; i < count; i++)
        for (size_t r = 0; r < persons[i].role_count; r++) {
            if ((role_bit(persons[i].roles[r].role) & roles) == 0)
                continue;
            *given = true;
            *held = *held ||
                (bytes_equal(persons[i].name, d->actor.person) &&
                    is_held(&persons[i], &persons[i].roles[r], now));
        }
    return true;
}

static bool
gate(struct desk *d, struct work *w, size_t g, const char **why)
{
    struct buffer b = buffer_open(w, 256);
    struct bytes list;
    bool given, held, first = true;

    *why = NULL;
    TRY(ask(d, w, gates[g].roles, &given, &held));
    if (!given || held)
        return true;
    for (unsigned i = 0; names[i] != NULL; i++)
        if ((gates[g].roles >> i & 1) != 0) {
            buffer_format(&b, "%s%s", first ? "" : " or ", names[i]);
            first = false;
        }
    TRY(buffer_bytes(&b, &list));
    *why = work_format(w, "%s is for who holds the role %.*s, and %.*s does not now",
        gates[g].verb, (int)list.len, (const char *)list.at, (int)d->actor.person.len,
        (const char *)d->actor.person.at);
    return *why != NULL;
}

bool
desk_need_role(struct desk *d, struct work *w, const char *verb, const struct json *args)
{
    const char *why;

    for (size_t g = 0; g < COUNT_OF(gates); g++) {
        if (!bytes_is(bytes_of(verb), gates[g].verb))
            continue;
        /* Whoever has the root keys may give any role: the desk looks at them.  And whose keys
         * are known to others need not ask first. */
        if ((bytes_is(bytes_of(verb), "person role") && json_get(args, "root") != NULL) ||
            (bytes_is(bytes_of(verb), "person revoke") &&
                bytes_equal(desk_text(args, "name"), d->actor.person)))
            return true;
        TRY(gate(d, w, g, &why));
        return why == NULL || fail(w, FAULT_DENIED, "%s: see `liaison person list`", why);
    }
    return true;
}

bool
desk_role_refuses(struct desk *d, struct work *w, enum terms_act act, const char **why)
{
    *why = NULL;
    for (size_t g = 0; g < COUNT_OF(gates); g++)
        if (gates[g].act == act && act != ACT_NONE)
            return gate(d, w, g, why);
    return true;
}

/* ---- Giving them --------------------------------------------------------------------------- */

/* Its place among those that the person has, or behind them. */
static bool
place_of(struct work *w, struct bytes name, const struct person *p,
    struct person_role **roles, size_t *at)
{
    *roles = work_alloc(w, (p->role_count + 1) * sizeof(**roles));
    TRY(*roles != NULL);
    *at = p->role_count;
    for (size_t i = 0; i < p->role_count; i++) {
        (*roles)[i] = p->roles[i];
        if (bytes_equal(p->roles[i].role, name))
            *at = i;
    }
    return *at < PERSON_ROLES ||
        fail(w, FAULT_INVALID, "a person holds at most %d roles", PERSON_ROLES);
}

static bool
read_days(struct desk *d, struct work *w, const struct json *args,
    struct person_role *role)
{
    int64_t now;

    TRY(node_now(d->node, w, &now));
    if (desk_flag(args, "off")) {
        if (role->until <= now)
            return fail(w, FAULT_MISSING, "that role is not held: see `person list`");
        role->from = role->from < now ? role->from : now;
        role->until = now;
        return true;
    }
    if (json_get(args, "until") == NULL)
        return fail(w, FAULT_USAGE,
            "say until when: --until 2027-12-31; or --off, to end it now");
    role->from = now;
    if (json_get(args, "from") != NULL)
        TRY(time_read_person(w, desk_text(args, "from"), &role->from));
    TRY(time_read_person(w, desk_text(args, "until"), &role->until));
    return role->until > now && role->until > role->from
        ? true
        : fail(w, FAULT_USAGE, "--until is in the past, or before --from");
}

DESK(person_role)
{
    struct bytes name = desk_text(args, "role");
    struct person_role *roles;
    struct receipt receipt;
    struct person person;
    size_t at;

    if (role_bit(name) == 0)
        return fail(w, FAULT_USAGE,
            "roles are release-officer, data-protection-officer, liaison-officer, "
            "operator and counsel, not %.*s",
            (int)name.len, (const char *)name.at);
    TRY(json_get(args, "root") == NULL || desk_root_ours(d, w, desk_text(args, "root")));
    TRY(node_person(d->node, w, desk_text(args, "name"), &person));
    if (!person.named || !person.acts)
        return fail(w, FAULT_MISSING, "nobody who acts here is named %.*s: `person add`",
            (int)person.name.len, (const char *)person.name.at);
    TRY(place_of(w, name, &person, &roles, &at));
    if (at == person.role_count)
        roles[person.role_count++] = (struct person_role){.role = name};
    TRY(read_days(d, w, args, &roles[at]));
    roles[at].by = d->actor.person;
    person.roles = roles;
    TRY(node_person_put(d->node, w, &person, &receipt));
    *answer = desk_receipt(w, "person/1", &receipt);
    json_put(*answer, "name", json_text(w, person.name));
    json_put(*answer, "role", json_text(w, name));
    json_put(*answer, "from", json_time(w, roles[at].from));
    json_put(*answer, "until", json_time(w, roles[at].until));
    return work_ok(w);
}

/* ---- Showing them -------------------------------------------------------------------------- */

static struct json *
role_json(struct work *w, const struct person *p, const struct person_role *r,
    int64_t now)
{
    struct json *one = json_object(w);

    json_put(one, "role", json_text(w, r->role));
    json_put(one, "from", json_time(w, r->from));
    json_put(one, "until", json_time(w, r->until));
    json_put(one, "by", json_text(w, r->by));
    json_put(one, "state",
        json_string(w,
            !p->acts || r->until <= now ? "ended"
                : r->from > now         ? "to begin"
                                        : "held"));
    return one;
}

bool
desk_roles(struct desk *d, struct work *w, bool ending, struct json *to)
{
    struct json *list = json_array(w), *one;
    struct person *persons;
    size_t count;
    int64_t now;

    TRY(node_now(d->node, w, &now) && node_persons(d->node, w, &persons, &count));
    for (size_t i = 0; i < count; i++)
        for (size_t r = 0; r < persons[i].role_count; r++) {
            const struct person_role *role = &persons[i].roles[r];

            if (!persons[i].acts || role->until <= now ||
                (ending && role->until > now + SOON))
                continue;
            one = role_json(w, &persons[i], role, now);
            json_put(one, "person", json_text(w, persons[i].name));
            json_add(list, one);
        }
    json_put(to, "roles", list);
    return work_ok(w);
}

/* What they need to know is theirs: compartments are not told. */
DESK(person_list)
{
    struct json *items = json_array(w);
    struct person *persons;
    size_t count;
    int64_t now;

    (void)args;
    TRY(node_now(d->node, w, &now) && node_persons(d->node, w, &persons, &count));
    for (size_t i = 0; i < count; i++) {
        const struct person *p = &persons[i];
        struct json *one = json_object(w), *roles = json_array(w);

        json_put(one, "name", json_text(w, p->name));
        json_put(one, "role", json_text(w, p->role));
        json_put(one, "state", json_string(w, p->acts ? "acts" : "off"));
        if (!uuid_is_zero(&p->contact))
            json_put(one, "contact", json_uuid(w, &p->contact));
        for (size_t r = 0; r < p->role_count; r++)
            json_add(roles, role_json(w, p, &p->roles[r], now));
        json_put(one, "roles", roles);
        json_add(items, one);
    }
    *answer = json_object(w);
    json_put(*answer, "items", items);
    json_put(*answer, "count", json_integer(w, (int64_t)count));
    return work_ok(w);
}
