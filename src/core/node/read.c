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

bool
node_read(struct node *n, struct work *w, const struct actor *who,
    const struct stored *from, struct record **out)
{
    struct decision decision;
    struct facts facts;
    struct record *r;

    if (who->purpose.len == 0)
        return fail_rule(w, "P08", "say what you read it for: --purpose");
    TRY(node_facts(n, w, who, ACT_READ, from, &facts));
    TRY(node_decide(n, w, &facts, &decision));
    TRY(node_record(n, w, from, &r));
    TRY(log_reading(n, w, who, from, r));
    *out = r;
    return true;
}
