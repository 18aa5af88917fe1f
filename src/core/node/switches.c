/*
 * Handling rules that rest on what counsel has yet to confirm, as this organisation has them:
 * each is switched off and on again by a signed record of its own, with the reason.
 */
#include "core/node/node_inner.h"

#include <string.h>

struct switches {
    struct node *node;
    struct rule_switch *list;
};

/* Nobody else says which rules hold here, and what was erased says nothing: the rule is on. */
static bool
see_word(void *ctx, struct work *w, const struct view_item *item)
{
    struct switches *all = ctx;
    struct stored s;
    struct json *core;

    if (!hash_equal(&item->author, &all->node->identity.id))
        return true;
    TRY(store_by_no(all->node->store, w, item->record, &s));
    TRY(node_part(all->node, w, &s, "core", &core));
    for (size_t i = 0; core != NULL && i < SWITCHES; i++) {
        const struct json *off = json_get(core, "off");

        if (bytes_is(json_get_text(core, "rule"), terms_switch_name(i)))
            all->list[i] = (struct rule_switch){.said = true,
                .off = off != NULL && off->truth,
                .time = s.time,
                .by = json_get_text(core, "by"),
                .reason = json_get(core, "reason"),
                .stored = s};
    }
    return true;
}

bool
node_switches(struct node *n, struct work *w, struct rule_switch out[SWITCHES])
{
    struct switches all = {.node = n, .list = out};

    for (size_t i = 0; i < SWITCHES; i++)
        out[i] = (struct rule_switch){0};
    return node_items(n, w, bytes_of("terms-rule/1"), see_word, &all);
}

bool
switches_off(struct node *n, struct work *w, unsigned *out)
{
    struct rule_switch all[SWITCHES];
    unsigned off = 0;

    if (n->switches_known) {
        *out = n->switches_off;
        return true;
    }
    TRY(node_switches(n, w, all));
    for (size_t i = 0; i < SWITCHES; i++)
        off |= all[i].off ? 1u << i : 0;
    *out = n->switches_off = off;
    n->switches_known = n->touched == NULL; /* a fold has not seen all of them yet */
    return true;
}

bool
node_switch_put(struct node *n, struct work *w, const struct actor *who, const char *name,
    bool off, const struct json *reason, struct receipt *out)
{
    struct rule_switch all[SWITCHES];
    struct json *core = json_object(w), *why;
    struct draft d = {.kind = "terms-rule/1"};
    size_t i = 0;

    while (i < SWITCHES && strcmp(terms_switch_name(i), name) != 0)
        i++;
    if (i == SWITCHES)
        return fail(w, FAULT_MISSING,
            "no rule %s can be switched: see those that can with `liaison terms rules`",
            name);
    TRY(node_switches(n, w, all));
    if (all[i].off == off)
        return fail(w, FAULT_CONFLICT, "%s is %s already", name, off ? "off" : "on");
    if (all[i].said)
        draft_replace(&d, &all[i].stored);
    TRY(json_keep(w, reason, &why));
    json_put(core, "rule", json_string(w, name));
    json_put(core, "off", json_bool(w, off));
    json_put(core, "by", json_text(w, who->person));
    json_put(core, "reason", why);
    draft_part(&d, "core", core);
    return node_make(n, w, &d, 1, out);
}
