/*
 * What is seen of partners while a node is served: when each was met, what went wrong and how
 * often, and how much it may still ask.  Counts and times, never content; a fixed size, whatever
 * comes.  And the operator's log, to which each sort of trouble comes once a minute.
 */
#include "desks/desk_inner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A minute's worth of tokens may go at once, and then a thousand a second. */
#define TOKENS_MOST 60000
#define TOKENS_A_SECOND 1000
#define TOLD_EVERY (60 * TIME_SECOND)
#define DETAIL_MAX 400

struct contacts {
    struct lock *lock;
    char node[64]; /* our handle: a key that changes would move it under us */
    int64_t since;
    size_t count; /* the first is all who are none, and who came when there was no room */
    struct contact of[CONTACTS_MAX + 1];
};

/* ---- Trouble ------------------------------------------------------------------------------ */

const char *
trouble_name(enum trouble t)
{
    static const char *const names[] = {
        [TROUBLE_REFUSED] = "refused",
        [TROUBLE_CROWDED] = "too many connections",
        [TROUBLE_FLOOD] = "too many requests",
        [TROUBLE_STALLED] = "stalled",
        [TROUBLE_LONG] = "too long",
        [TROUBLE_UNREADABLE] = "unreadable",
        [TROUBLE_FALSE] = "does not check",
        [TROUBLE_DENIED] = "denied",
        [TROUBLE_FULL] = "too much waits",
        [TROUBLE_LINE] = "no connection",
        [TROUBLE_OURS] = "this machine",
    };

    return names[t];
}

enum trouble
trouble_of(enum fault kind, bool in)
{
    switch (kind) {
    case FAULT_INVALID:
    case FAULT_USAGE:
        return TROUBLE_UNREADABLE;
    case FAULT_CORRUPT:
    case FAULT_CONFLICT:
        return TROUBLE_FALSE;
    case FAULT_DENIED:
        return TROUBLE_DENIED;
    case FAULT_MISSING:
        return in ? TROUBLES : TROUBLE_DENIED;
    case FAULT_BUSY:
        return TROUBLE_FULL;
    case FAULT_IO:
        return in ? TROUBLE_OURS : TROUBLE_LINE;
    default:
        return TROUBLE_OURS;
    }
}

/* ---- The table ------------------------------------------------------------------------------ */

bool
contacts_open(struct work *w, const struct node *n, struct contacts **out)
{
    struct contacts *c = calloc(1, sizeof(*c));

    if (c == NULL)
        return fail(w, FAULT_MEMORY, "no memory for what is seen of partners");
    if (!lock_open(w, &c->lock)) {
        free(c);
        return false;
    }
    snprintf(c->node, sizeof(c->node), "%.*s", (int)node_identity(n)->handle.len,
        (const char *)node_identity(n)->handle.at);
    c->since = os_real.now();
    c->count = 1;
    snprintf(c->of[0].handle, sizeof(c->of[0].handle), "(unknown)");
    *out = c;
    return true;
}

void
contacts_close(struct contacts *c)
{
    if (c == NULL)
        return;
    lock_close(c->lock);
    free(c);
}

/* Locked.  ${make} it where there is room; who has no place counts as unknown. */
static struct contact *
contact_of(struct contacts *c, const struct hash *org, bool make)
{
    struct contact *last;

    for (size_t i = 1; org != NULL && i < c->count; i++)
        if (hash_equal(&c->of[i].org, org))
            return &c->of[i];
    if (org == NULL || !make || c->count == COUNT_OF(c->of))
        return &c->of[0];
    last = &c->of[c->count++];
    last->org = *org;
    last->tokens = TOKENS_MOST;
    last->filled = os_real.ticks();
    return last;
}

void
contact_known(struct hall *h, const struct hash *org, struct bytes handle)
{
    struct contact *of;

    if (h == NULL || h->contacts == NULL)
        return;
    lock_take(h->contacts->lock);
    of = contact_of(h->contacts, org, true);
    if (of != h->contacts->of)
        snprintf(of->handle, sizeof(of->handle), "%.*s", (int)handle.len,
            (const char *)handle.at);
    lock_give(h->contacts->lock);
}

void
contact_met(struct hall *h, const struct hash *org, bool in)
{
    struct contact *of;

    if (h == NULL || h->contacts == NULL)
        return;
    lock_take(h->contacts->lock);
    of = contact_of(h->contacts, org, true);
    if (in) {
        of->in = os_real.now();
        of->requests++;
    } else {
        of->out = os_real.now();
    }
    lock_give(h->contacts->lock);
}

void
contact_failed(struct hall *h, const struct hash *org, enum trouble t, const char *verb,
    const char *detail)
{
    char handle[64];
    int64_t now, times = 0;
    struct contact *of;

    if (h == NULL || h->contacts == NULL || t == TROUBLES)
        return;
    now = os_real.now();
    lock_take(h->contacts->lock);
    of = contact_of(h->contacts, org, true);
    of->trouble[t].count++;
    of->trouble[t].last = now;
    memcpy(handle, of->handle, sizeof(handle));
    if (of->trouble[t].told == 0 || now - of->trouble[t].told >= TOLD_EVERY) {
        of->trouble[t].told = now;
        times = (int64_t)of->trouble[t].count;
    }
    lock_give(h->contacts->lock);
    if (times > 0)
        operator_told(h, trouble_name(t), handle, verb, detail, times);
}

bool
contact_allows(struct hall *h, const struct hash *org, int64_t cost)
{
    struct contact *of;
    int64_t now, more;
    bool yes;

    if (h == NULL || h->contacts == NULL)
        return true;
    now = os_real.ticks();
    lock_take(h->contacts->lock);
    of = contact_of(h->contacts, org, true);
    more = (now - of->filled) / (TIME_SECOND / TOKENS_A_SECOND);
    if (more > TOKENS_MOST)
        more = TOKENS_MOST;
    of->filled = more > 0 ? now : of->filled;
    of->tokens = of->tokens + more > TOKENS_MOST ? TOKENS_MOST : of->tokens + more;
    yes = of->tokens >= cost;
    of->tokens -= yes ? cost : 0;
    lock_give(h->contacts->lock);
    return yes;
}

size_t
contacts_now(struct hall *h, struct contact out[])
{
    size_t count;

    if (h == NULL || h->contacts == NULL)
        return 0;
    lock_take(h->contacts->lock);
    count = h->contacts->count;
    memcpy(out, h->contacts->of, count * sizeof(*out));
    lock_give(h->contacts->lock);
    return count;
}

int64_t
contacts_since(struct hall *h)
{
    return h != NULL && h->contacts != NULL ? h->contacts->since : 0;
}

/* ---- As status says it ------------------------------------------------------------------------ */

static struct json *
trouble_json(struct work *w, const struct contact *of)
{
    struct json *list = json_array(w);

    for (int t = 0; t < TROUBLES; t++) {
        struct json *one;

        if (of->trouble[t].count == 0)
            continue;
        one = json_object(w);
        json_put(one, "what", json_string(w, trouble_name((enum trouble)t)));
        json_put(one, "times", json_integer(w, (int64_t)of->trouble[t].count));
        json_put(one, "last", json_time(w, of->trouble[t].last));
        json_add(list, one);
    }
    return list;
}

static bool
put_trouble(struct work *w, struct json *into, const char *name, const struct contact *of)
{
    struct json *list = trouble_json(w, of);

    if (json_first(list) != NULL)
        json_put(into, name, list);
    return work_ok(w);
}

/* What a partner's line says: when it was met, and what went wrong last. */
bool
contact_json(struct desk *d, struct work *w, const struct hash *org, struct json *into)
{
    struct contact *all = work_alloc(w, (CONTACTS_MAX + 1) * sizeof(*all));
    size_t count;

    TRY(all != NULL);
    count = contacts_now(d->hall, all);
    for (size_t i = org == NULL ? 0 : 1; i < count; i++) {
        if (org != NULL && !hash_equal(&all[i].org, org))
            continue;
        if (all[i].in > 0)
            json_put(into, "met_in", json_time(w, all[i].in));
        if (all[i].out > 0)
            json_put(into, "met_out", json_time(w, all[i].out));
        return put_trouble(w, into, org == NULL ? "strangers" : "trouble", &all[i]);
    }
    return work_ok(w);
}

/* ---- The operator's log -------------------------------------------------------------------------- */

void
operator_told(struct hall *h, const char *event, const char *partner, const char *what,
    const char *detail, int64_t times)
{
    struct work *w = work_open(&os_real);
    struct json *line = w == NULL ? NULL : json_object(w);
    const char *shown;
    struct bytes text;

    if (line != NULL && detail != NULL &&
        text_display(w, bytes_of(detail), DETAIL_MAX, &shown))
        json_put(line, "detail", json_string(w, shown));
    if (line != NULL) {
        json_put(line, "event", json_string(w, event));
        json_put(line, "node",
            json_string(w, h->contacts != NULL ? h->contacts->node : "-"));
        json_put(line, "time", json_time(w, os_real.now()));
    }
    if (line != NULL && partner != NULL)
        json_put(line, "partner", json_string(w, partner));
    if (line != NULL && what != NULL)
        json_put(line, "what", json_string(w, what));
    if (line != NULL && times > 0)
        json_put(line, "times", json_integer(w, times));
    if (line != NULL && json_write(w, line, &text))
        fprintf(stderr, "%.*s\n", (int)text.len, (const char *)text.at);
    work_close(w);
}
