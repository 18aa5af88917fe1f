/*
 * The decision: the facts against the rules, and why.
 */
#include "core/terms/terms_inner.h"

static const char *const rule_ids[RULES] = {"", "P01", "P02", "P03", "P04", "P05", "P06",
    "P07", "P08", "P09", "P10", "P11", "P12", "P13", "P14", "P15", "P16", "P17", "P18",
    "P19", "P20", "P21", "P22", "P23", "P24", "P25", "P26", "P27"};

static const char *const act_names[ACTS] = {"none", "read", "list", "share", "forward",
    "export", "answer", "enter", "grade", "ask", "hold", "derive", "release", "correct",
    "reterm", "recall", "erase", "expire", "unhold", "hit"};

static const char *const fact_names[FACT_COUNT] = {"asker", "holder", "recipient",
    "purpose", "terms", "originator", "received-from", "parents", "releases", "holds",
    "assurances", "groups", "time", "surface", "recall", "log", "question", "proposed",
    "conflict", "exceptions"};

const char *
terms_rule_id(enum terms_rule rule)
{
    return rule < RULES ? rule_ids[rule] : "";
}

const char *
terms_act_name(enum terms_act act)
{
    return act < ACTS ? act_names[act] : "unknown";
}

const char *
terms_verdict_name(enum terms_verdict verdict)
{
    return verdict == TERMS_ALLOW ? "allow" : verdict == TERMS_MARK ? "mark" : "deny";
}

const char *
terms_fact_name(size_t n)
{
    return n < FACT_COUNT ? fact_names[n] : "unknown";
}

static void
decided_by(const struct terms_clause *clause, enum terms_say say, struct decision *d)
{
    d->verdict = say == SAY_MARK ? TERMS_MARK : TERMS_DENY;
    d->rule = clause->rule;
    d->reason = clause->reason;
    d->change = clause->change;
    d->facts = clause->facts;
}

/* One act on the item, without what hangs on the verdict. */
static void
decide_act(const struct facts *f, enum terms_act act, struct decision *d)
{
    enum terms_rule under = RULE_NONE;
    const struct terms_clause *clause;
    struct terms_view v = view_of(f, &f->item, act, &under);
    enum terms_say say;

    if (clauses_try(&v, &d->applied, &say, &clause)) {
        d->verdict = TERMS_ALLOW;
        d->reason = "No rule speaks against it.";
        d->change = "Nothing needs to change.";
        return;
    }
    decided_by(clause, say, d);
    d->under = under != RULE_NONE ? under : clause->rule;
    if (act == ACT_LIST) {
        d->rule = RULE_P10;
        d->applied |= UINT32_C(1) << RULE_P10;
    }
}

/* May the asker know that the item exists? */
static bool
existence_hidden(const struct facts *f)
{
    struct decision listed = {0};

    decide_act(f, ACT_LIST, &listed);
    return listed.verdict != TERMS_ALLOW;
}

bool
terms_decide(const struct facts *f, struct decision *d)
{
    struct terms_view v;

    *d = (struct decision){.verdict = TERMS_DENY};
    if (f->act <= ACT_NONE || f->act >= ACTS) {
        decided_by(terms_clause_at(0), SAY_NO, d);
        d->under = d->rule;
        d->reason = "No such act is known.";
        d->change = "An act that this version knows.";
    } else {
        decide_act(f, f->act, d);
    }
    d->id = terms_rule_id(d->rule);
    d->hidden = d->verdict == TERMS_DENY && existence_hidden(f);
    v = view_of(f, &f->item, f->act, NULL);
    d->due = facts_due(f, v.t, v.originator);
    d->held = facts_held(f, v.originator);
    d->late = f->act == ACT_ANSWER && terms_usable(f->question) &&
        terms_late(f->question->urgency, f->asked_at, f->now);
    return d->verdict == TERMS_ALLOW;
}

bool
terms_explain(struct work *w, const struct decision *d, struct json **out)
{
    struct json *object = json_object(w);
    struct json *facts = json_array(w);
    size_t i;

    for (i = 0; i < FACT_COUNT; i++) {
        if ((d->facts >> i & 1) != 0)
            json_add(facts, json_string(w, fact_names[i]));
    }
    json_put(object, "verdict", json_string(w, terms_verdict_name(d->verdict)));
    if (d->rule != RULE_NONE) {
        json_put(object, "rule", json_string(w, d->id));
        if (d->under != d->rule)
            json_put(object, "under", json_string(w, terms_rule_id(d->under)));
    }
    json_put(object, "reason", json_string(w, d->reason));
    json_put(object, "change", json_string(w, d->change));
    json_put(object, "facts", facts);
    TRY(work_ok(w));
    *out = object;
    return true;
}
