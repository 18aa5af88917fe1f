/*
 * Reading is an act: decided by the terms, logged with its purpose, and only then done.
 */
#include "core/node/node_inner.h"

bool
node_part(struct node *n, struct work *w, const struct stored *from, const char *name,
    struct json **out)
{
    struct stored_part part;

    *out = NULL;
    if (!store_part(n->store, w, from, name, &part)) {
        TRY(work_fault(w) == FAULT_MISSING);
        work_clear(w);
        return true;
    }
    return part.erased || json_read(w, part.body, &json_record, out);
}

/* The log entry names parts, never their text. */
static bool
log_reading(struct node *n, struct work *w, const struct actor *who,
    const struct stored *of, const struct record *r)
{
    struct json *core = json_object(w), *parts = json_array(w);
    struct draft d = {.kind = "read/1"};
    struct receipt receipt;

    for (size_t i = 0; i < r->part_count; i++)
        if (r->parts[i].present)
            json_add(parts, json_text(w, r->parts[i].name));
    json_put(core, "who", json_text(w, who->person));
    json_put(core, "purpose", json_text(w, who->purpose));
    json_put(core, "act", json_string(w, "read"));
    json_put(core, "parts", parts);
    draft_part(&d, "core", core);
    draft_link(&d, "reads", of);
    return node_make(n, w, &d, 1, &receipt);
}

/* ---- By the kind's own word ----------------------------------------------------------- */

bool
node_may_read(struct node *n, struct work *w, const struct actor *who,
    const struct stored *of, bool *yes)
{
    struct kind_reader reader = {.org = n->identity.id, .purpose = who->purpose};
    struct standing s;
    struct person person;
    int64_t now;

    *yes = true;
    TRY(node_standing(n, w, of, &s));
    if (s.kind == NULL || kind_read_message(s.kind) == NULL)
        return true;
    if (s.record == NULL)
        TRY(node_record(n, w, of, &s.record));
    TRY(node_now(n, w, &now));
    TRY(node_person(n, w, who->person, &person));
    reader.role = person.role;
    return kind_may_read(w, s.kind, s.record, &s.stage, now, &reader, yes);
}

bool
node_need_read(struct node *n, struct work *w, const struct actor *who,
    const struct stored *of)
{
    struct bytes why;
    bool may;

    TRY(node_may_read(n, w, who, of, &may));
    if (may)
        return true;
    why = json_get_text(kind_read_message(kinds_find(n->kinds, of->kind))->first, "text");
    return fail_rule(w, "read", "%.*s", (int)why.len, (const char *)why.at);
}

/* Was it logged today that this person read it for this? */
static bool
logged_today(struct node *n, struct work *w, const struct actor *who,
    const struct stored *of, bool *yes)
{
    struct view_link *links;
    int64_t now;
    size_t count;

    *yes = false;
    TRY(node_now(n, w, &now));
    TRY(node_links_to(n, w, &of->id, "reads", &links, &count));
    for (size_t i = count; i > 0 && !*yes; i--) {
        struct stored by;
        struct json *core;

        TRY(store_by_no(n->store, w, links[i - 1].record, &by));
        if (by.time / TIME_DAY != now / TIME_DAY)
            break; /* and so are those before it */
        if (!hash_equal(&links[i - 1].hash, &of->hash))
            continue;
        TRY(node_part(n, w, &by, "core", &core));
        *yes = core != NULL && bytes_equal(json_get_text(core, "who"), who->person) &&
            bytes_equal(json_get_text(core, "purpose"), who->purpose) &&
            bytes_is(json_get_text(core, "act"), "read");
    }
    return true;
}

bool
node_read(struct node *n, struct work *w, const struct actor *who,
    const struct stored *from, struct record **out)
{
    const struct kind *kind = kinds_find(n->kinds, from->kind);
    struct decision decision;
    struct facts facts;
    struct record *r;
    bool logged = false;

    TRY(node_facts(n, w, who, ACT_READ, from, &facts));
    TRY(node_decide(n, w, &facts, &decision));
    TRY(node_need_read(n, w, who, from));
    TRY(node_record(n, w, from, &r) && node_unseal(n, w, who, from, &r));
    if (kind != NULL && kind_logs_daily(kind))
        TRY(logged_today(n, w, who, from, &logged));
    TRY(logged || log_reading(n, w, who, from, r));
    *out = r;
    return true;
}
