/*
 * terms rules, terms rule: the handling rules as data, what they rest on, and counsel's word on
 * those that rest on what is to be confirmed.
 */
#include "desks/desk_inner.h"

#include <string.h>

/* "read in a public text (V)", "to be confirmed by counsel (K)", or the design's own. */
static const char *
standing_of(const struct terms_clause *c)
{
    if (strstr(c->schemes, "(K") != NULL)
        return "to be confirmed by counsel";
    return strstr(c->schemes, "(V") != NULL ? "read in a public text" : "our own";
}

static struct json *
acts_json(struct work *w, uint32_t acts)
{
    struct json *out = json_array(w);

    for (enum terms_act act = ACT_READ; act < ACTS; act++)
        if ((acts >> act & 1) != 0)
            json_add(out, json_string(w, terms_act_name(act)));
    return out;
}

static void
put_switch(struct work *w, const struct terms_clause *c,
    const struct rule_switch said[SWITCHES], struct json *to)
{
    const char *state = "on";

    for (size_t i = 0; i < SWITCHES; i++) {
        if (c->off != 1u << i)
            continue;
        json_put(to, "switch", json_string(w, terms_switch_name(i)));
        if (!said[i].said)
            continue;
        state = said[i].off ? "off" : "on";
        json_put(to, "since", json_time(w, said[i].time));
        json_put(to, "by", json_text(w, said[i].by));
        json_put(to, "because", desk_words(w, said[i].reason));
        json_put(to, "record", json_uuid(w, &said[i].stored.id));
    }
    json_put(to, "state", json_string(w, state));
}

/* A clause; or, of a rule that has none, what keeps it. */
static void
add_rule(struct work *w, enum terms_rule rule, const struct terms_clause *c,
    const struct rule_switch said[SWITCHES], struct json *items)
{
    struct json *one = json_object(w);

    json_put(one, "rule", json_string(w, terms_rule_id(rule)));
    json_put(one, "says", json_string(w, c != NULL ? c->reason : terms_rule_says(rule)));
    if (c != NULL) {
        json_put(one, "acts", acts_json(w, c->acts));
        json_put(one, "change", json_string(w, c->change));
        json_put(one, "rests_on", json_string(w, c->schemes));
        json_put(one, "standing", json_string(w, standing_of(c)));
        put_switch(w, c, said, one);
    } else {
        json_put(one, "standing", json_string(w, "kept beside the decision"));
        json_put(one, "state", json_string(w, "on"));
    }
    json_add(items, one);
}

DESK(terms_rules)
{
    struct rule_switch said[SWITCHES];
    struct json *items = json_array(w);

    (void)args;
    TRY(node_switches(d->node, w, said));
    for (enum terms_rule rule = RULE_P01; rule < RULES; rule++) {
        const struct terms_clause *c;
        bool any = false;

        for (size_t i = 0; (c = terms_clause_at(i)) != NULL; i++) {
            if (c->rule != rule)
                continue;
            add_rule(w, rule, c, said, items);
            any = true;
        }
        if (!any)
            add_rule(w, rule, NULL, said, items);
    }
    *answer = json_object(w);
    json_put(*answer, "items", items);
    return work_ok(w);
}

DESK(terms_rule)
{
    struct bytes state = desk_text(args, "state");
    bool off = bytes_is(state, "off");
    struct receipt receipt;
    const char *name;

    if (!off && !bytes_is(state, "on"))
        return fail(w, FAULT_USAGE, "a rule is switched on or off, not %.*s",
            (int)state.len, (const char *)state.at);
    TRY(work_string(w, desk_text(args, "name"), &name));
    TRY(node_switch_put(d->node, w, &d->actor, name, off,
        desk_said(w, desk_text(args, "reason")), &receipt));
    *answer = desk_receipt(w, "terms-rule/1", &receipt);
    json_put(*answer, "rule", json_string(w, name));
    json_put(*answer, "state", json_text(w, state));
    return work_ok(w);
}
