/*
 * A recall that came: obeyed at once, and answered either way with a signed statement.
 */
#include "engines/exchange/exchange_inner.h"

#include <string.h>

struct json *
in_english(struct work *w, const char *text)
{
    struct json *out = json_array(w), *one = json_object(w);

    json_put(one, "lang", json_string(w, "en"));
    json_put(one, "text", json_string(w, text));
    json_add(out, one);
    return out;
}

/* Was this recall answered here before? */
static bool
answered(struct node *n, struct work *w, const struct stored *recall, bool *yes)
{
    struct view_link *links;
    struct stored by;
    size_t count;

    *yes = false;
    TRY(node_links_to(n, w, &recall->id, "because-of", &links, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(store_by_no(node_store(n), w, links[i].record, &by));
        *yes = *yes ||
            (bytes_is(by.kind, "receipt/1") &&
                hash_equal(&by.author, &node_identity(n)->id));
    }
    return true;
}

/* A recall as it is obeyed. */
struct obeying {
    const struct stored *recall;
    const struct json *core; /* NULL: erased */
    bool asked;              /* is it for us, or do we only pass it on? */
    const struct actor *who;
};

/* To whom it was passed on from here, in any version, of those who are asked: the recall goes
 * there too, and we say so. */
static bool
forwarded_to(struct node *n, struct work *w, const struct obeying *o,
    const struct stored *item, struct json **out)
{
    struct hash *given;
    size_t count;
    bool asked;

    *out = json_array(w);
    TRY(exchange_given(n, w, item, &given, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(node_recall_asks(w, o->core, &given[i], &asked));
        if (asked)
            json_add(*out, json_hex(w, hash_bytes(&given[i])));
    }
    return true;
}

static bool
state_item(struct node *n, struct work *w, const struct obeying *o,
    const struct stored *item, const char *state, const char *reason, int64_t same_as,
    struct json **out)
{
    struct json *forwarded;
    struct stored same;

    *out = json_object(w);
    json_put(*out, "hash", json_hex(w, hash_bytes(&item->hash)));
    json_put(*out, "id", json_uuid(w, &item->id));
    json_put(*out, "version", json_integer(w, item->version));
    json_put(*out, "state", json_string(w, state));
    if (reason != NULL)
        json_put(*out, "reason", in_english(w, reason));
    if (same_as != 0) {
        TRY(store_by_no(node_store(n), w, same_as, &same));
        json_put(*out, "same-as", json_hex(w, hash_bytes(&same.hash)));
    }
    TRY(forwarded_to(n, w, o, item, &forwarded));
    if (forwarded->count > 0)
        json_put(*out, "forwarded", forwarded);
    return true;
}

/* Erase it as the recall says, or keep it with the reason (P27). */
static bool
obey_item(struct node *n, struct work *w, const struct obeying *o,
    const struct stored *item, struct json **statement)
{
    const struct hash *by = &o->recall->author;
    struct json *why = json_object(w);
    struct decision decision;
    struct erased erased = {0};
    struct facts facts;
    bool stands;

    *statement = NULL;
    TRY(node_facts(n, w, o->who, ACT_RECALL, item, &facts));
    facts.asker = *by;
    (void)!terms_decide(&facts, &decision);
    if (decision.verdict != TERMS_ALLOW && decision.verdict != TERMS_MARK)
        return true; /* not the originator's recall: it has no effect here */
    TRY(node_recalled(n, w, item, &stands));
    if (o->asked && !stands)
        return state_item(n, w, o, item, "kept",
            "Its originator let this organisation have it again since.", 0, statement);
    if (!o->asked)
        return state_item(n, w, o, item, "kept",
            "It is recalled from others only, whom the recall is passed on to.", 0,
            statement);
    if (decision.verdict == TERMS_MARK)
        return state_item(n, w, o, item, "kept", decision.reason, 0, statement);
    json_put(why, "cause", json_string(w, "recall"));
    if (!node_erase(n, w, o->who, item, ACT_RECALL, by, why, &erased)) {
        if (work_fault(w) != FAULT_CONFLICT)
            return false;
        work_clear(w); /* nothing of it was left */
    }
    TRY(state_item(n, w, o, item, "erased", NULL, erased.same_as, statement));
    return derived_state(n, w, o->who, by, item, *statement);
}

bool
obey_recall(struct node *n, struct work *w, const struct actor *who,
    const struct stored *recall)
{
    struct actor obeying = *who;
    struct obeying o = {.recall = recall, .who = &obeying};
    struct json *core = json_object(w), *items = json_array(w), *said;
    struct draft d = {.kind = "receipt/1"};
    struct receipt made;
    struct stored *recalled;
    size_t count;
    bool done;

    obeying.reason = bytes_of("recalled by its originator");
    TRY(answered(n, w, recall, &done));
    if (done)
        return true;
    TRY(node_part(n, w, recall, "core", &said));
    o.core = said;
    TRY(node_recall_asks(w, said, &node_identity(n)->id, &o.asked));
    TRY(recall_items(n, w, recall, &recalled, &count));
    for (size_t i = 0; i < count; i++) {
        struct json *statement;

        TRY(obey_item(n, w, &o, &recalled[i], &statement));
        if (statement != NULL)
            json_add(items, statement);
    }
    if (items->count == 0)
        return true;
    json_put(core, "to", json_hex(w, hash_bytes(&recall->origin)));
    json_put(core, "items", items);
    draft_part(&d, "core", core);
    draft_link(&d, "because-of", recall);
    return node_make(n, w, &d, 1, &made);
}
